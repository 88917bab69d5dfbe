//! What leaders and inspectors look at: where dossiers stand, and which rules were broken.

use super::call::{Asked, Caller};
use super::name::{Moment, Named};
use super::problem::Problem;
use axum::Json;
use domain::id::{DossierId, UnitId};
use serde::{Deserialize, Serialize};
use store::supervision::Counts;
use utoipa::ToSchema;

/// Whose board is asked for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BoardAsked {
    unit: Option<UnitId>,
}

/// Open dossiers of a unit and those below it.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct BoardShape {
    /// By place of receipt.
    pub units: Vec<Row>,
    /// By who holds the step under way. No ranking: lateness may have come from before.
    pub people: Vec<PersonRow>,
    /// By procedure.
    pub procedures: Vec<Row>,
    /// Latest breaches of rules.
    pub breaches: Vec<BreachRow>,
    /// Dossiers due at or before this moment count as due soon.
    pub soon: Moment,
}

/// Counts of something with a name.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Row {
    /// What.
    pub of: Named,
    /// How many.
    pub counts: CountsShape,
}

/// Counts of a person's open steps.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct PersonRow {
    /// Who.
    pub person: Named,
    /// In which unit.
    pub unit: Named,
    /// How many.
    pub counts: CountsShape,
}

/// How many dossiers stand where.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct CountsShape {
    /// In process, not late.
    pub in_process: i64,
    /// In process, the date promised by law missed.
    pub late: i64,
    /// In process, due soon.
    pub soon: i64,
    /// Waiting for the applicant.
    pub awaiting: i64,
    /// Result at the counter.
    pub ready: i64,
    /// At the signature step.
    pub to_sign: i64,
}

impl From<Counts> for CountsShape {
    fn from(c: Counts) -> Self {
        CountsShape {
            in_process: c.in_process,
            late: c.late,
            soon: c.soon,
            awaiting: c.awaiting,
            ready: c.ready,
            to_sign: c.to_sign,
        }
    }
}

/// A breach on record.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct BreachRow {
    /// Where.
    pub dossier: DossierId,
    /// Its code.
    pub code: Option<String>,
    /// Id of the rule.
    pub rule: String,
    /// When.
    pub at: Moment,
    /// In which unit.
    pub unit: Named,
    /// By whom; none: nobody's alone.
    pub person: Option<Named>,
}

/// The board of the post's unit, or of one below it.
pub async fn show(caller: Caller, Asked(asked): Asked<BoardAsked>) -> Result<Json<BoardShape>, Problem> {
    let board = caller.office().board(caller.actor(), asked.unit).await?;
    let call = &caller.call;
    let law = caller.office().law();
    let today = domain::calendar::local(caller.office().now()).date();
    let procedure = |key: &domain::id::ProcedureKey| {
        let version = law.catalogue.get(key).and_then(|p| p.shown(today));
        Named { id: key.to_string(), name: version.map_or_else(|| key.to_string(), |v| call.text(&v.name)) }
    };
    Ok(Json(BoardShape {
        units: board.units.iter().map(|(u, c)| Row { of: call.unit(u), counts: (*c).into() }).collect(),
        people: board
            .people
            .iter()
            .map(|(p, u, c)| PersonRow { person: call.person(p), unit: call.unit(u), counts: (*c).into() })
            .collect(),
        procedures: board.procedures.iter().map(|(p, c)| Row { of: procedure(p), counts: (*c).into() }).collect(),
        breaches: board
            .breaches
            .iter()
            .map(|b| BreachRow {
                dossier: b.dossier,
                code: b.code.clone(),
                rule: b.rule.clone(),
                at: b.at.into(),
                unit: call.unit(&b.unit),
                person: b.person.as_ref().map(|p| call.person(p)),
            })
            .collect(),
        soon: board.soon.into(),
    }))
}
