//! The organisation as clients need it: units, posts with who holds them, and who the caller is.

use super::call::{Asked, Call, Caller};
use super::name::{Named, word};
use super::problem::Problem;
use axum::Json;
use domain::calendar::local;
use domain::id::UnitId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// All units that exist today.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Units {
    /// Parents before children.
    pub items: Vec<UnitShape>,
}

/// A unit.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct UnitShape {
    /// Key.
    pub id: String,
    /// Name.
    pub name: String,
    /// The unit above.
    pub parent: Option<String>,
    /// Which kind of agency: `administration`, `police` …
    pub agency: String,
    /// Kind in the locality's words: `ward`, `district` …
    pub kind: String,
    /// Name of its one-stop shop; none: it has none.
    pub one_stop: Option<String>,
    /// Address.
    pub address: Option<String>,
    /// Agency id in dossier codes.
    pub agency_code: String,
}

/// All units.
pub async fn units(call: Call) -> Json<Units> {
    let law = call.office().law();
    let today = local(call.office().now()).date();
    let items = law
        .organisation
        .units
        .iter()
        .filter(|u| u.from <= today && u.to.is_none_or(|to| today < to))
        .map(|u| UnitShape {
            id: u.id.to_string(),
            name: call.text(&u.name),
            parent: u.parent.as_ref().map(ToString::to_string),
            agency: word(&u.agency),
            kind: u.kind.clone(),
            one_stop: u.one_stop.as_ref().map(|t| call.text(t)),
            address: u.address.clone(),
            agency_code: u.agency_code.clone(),
        })
        .collect();
    Json(Units { items })
}

/// Which posts are asked for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostsAsked {
    unit: Option<UnitId>,
}

/// Posts that exist today.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Posts {
    /// The posts.
    pub items: Vec<PostShape>,
}

/// A post and who holds it today.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct PostShape {
    /// Key.
    pub id: String,
    /// Title.
    pub name: String,
    /// Kind: `reception_officer`, `specialist`, `head_of_one_stop`, `unit_leader`, `leader`, `inspector`, `administrator`.
    pub kind: String,
    /// The unit.
    pub unit: Named,
    /// Who holds it: to whom a step can be assigned.
    pub people: Vec<Named>,
}

/// Posts, of one unit where one is named.
pub async fn posts(caller: Caller, Asked(asked): Asked<PostsAsked>) -> Result<Json<Posts>, Problem> {
    let call = &caller.call;
    let law = call.office().law();
    let org = &law.organisation;
    let today = local(call.office().now()).date();
    let items = org
        .posts
        .iter()
        .filter(|p| asked.unit.as_ref().is_none_or(|u| *u == p.unit))
        .filter(|p| p.from <= today && p.to.is_none_or(|to| today < to))
        .map(|p| PostShape {
            id: p.id.to_string(),
            name: call.text(&p.name),
            kind: word(&p.kind),
            unit: call.unit(&p.unit),
            people: org.holders(&p.id, today).iter().map(|x| call.person(&x.id)).collect(),
        })
        .collect();
    Ok(Json(Posts { items }))
}

/// Whom the token stands for.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Me {
    /// The person.
    pub person: Named,
    /// The post.
    pub post: Named,
    /// Its kind.
    pub kind: String,
    /// Its unit.
    pub unit: Named,
}

/// Whom the token stands for.
pub async fn me(caller: Caller) -> Json<Me> {
    let (call, actor) = (&caller.call, caller.actor());
    Json(Me {
        person: call.person(&actor.person),
        post: call.post(&actor.post),
        kind: word(&actor.kind),
        unit: call.unit(&actor.unit),
    })
}
