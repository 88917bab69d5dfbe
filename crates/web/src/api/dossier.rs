//! Dossiers: the lists that desks work from and one dossier with all that happened.

mod shape;

pub use shape::*;

use super::call::{Asked, Caller, Id, InPath, Known, tag};
use super::name::{after, cursor, page_size};
use super::problem::Problem;
use axum::Json;
use axum::http::StatusCode;
use axum::http::header::{ETAG, VARY};
use axum::response::{IntoResponse, Response};
use domain::code::DossierCode;
use domain::dossier::Phase;
use domain::id::{DossierId, ProcedureKey, UnitId};
use office::dossier::{NamedLine, Order};
use office::{After, Filter};
use serde::Deserialize;
use std::str::FromStr;

/// What a list is asked for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListAsked {
    phase: Option<Phase>,
    procedure: Option<ProcedureKey>,
    unit: Option<UnitId>,
    late: Option<bool>,
    q: Option<String>,
    after: Option<String>,
    limit: Option<u16>,
}

/// Longest text to search for, in characters.
const LONGEST_SEARCH: usize = 200;

/// Dossiers within the post's reach, newest first.
pub async fn list(caller: Caller, Asked(asked): Asked<ListAsked>) -> Result<Json<Lines>, Problem> {
    let size = page_size(asked.limit)?;
    if asked.q.as_ref().is_some_and(|q| q.chars().count() > LONGEST_SEARCH || q.chars().any(char::is_control)) {
        return Err(Problem::malformed_query("q"));
    }
    let filter = Filter {
        phase: asked.phase,
        procedure: asked.procedure,
        unit: asked.unit,
        late_at: (asked.late == Some(true)).then(|| caller.office().now()),
        search: asked.q,
        ..Filter::default()
    };
    let from = after(asked.after.as_deref())?;
    let lines = caller.office().dossiers(caller.actor(), filter, Order::Newest, from, size + 1).await?;
    Ok(Json(page(&caller, lines, size, |l| Some(l.line.opened.as_microsecond()))))
}

/// Which part of a list is asked for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageAsked {
    after: Option<String>,
    limit: Option<u16>,
}

/// What waits for the post: soonest due first.
pub async fn tasks(caller: Caller, Asked(asked): Asked<PageAsked>) -> Result<Json<Lines>, Problem> {
    let size = page_size(asked.limit)?;
    let lines = caller.office().inbox(caller.actor(), after(asked.after.as_deref())?, size + 1).await?;
    Ok(Json(page(&caller, lines, size, |l| l.line.step.as_ref()?.due.map(domain::calendar::Timestamp::as_microsecond))))
}

/// Questions of other units that the post's unit has not answered yet: soonest due first.
pub async fn consultations(caller: Caller, Asked(asked): Asked<PageAsked>) -> Result<Json<Lines>, Problem> {
    let size = page_size(asked.limit)?;
    let from = after(asked.after.as_deref())?;
    let asked = caller.office().consultations(caller.actor(), from, size + 1).await?;
    let next = asked.get(size).and(asked.get(size - 1));
    let next = next.map(|(due, last)| cursor(After { at: due.as_microsecond(), id: last.line.id }));
    let items = asked.iter().take(size).map(|(_, l)| DossierLine::of(&caller.call, l)).collect();
    Ok(Json(Lines { items, next }))
}

/// A page of a list that was read one line longer than asked, to know whether it goes on.
fn page(caller: &Caller, mut lines: Vec<NamedLine>, size: usize, sort: impl Fn(&NamedLine) -> Option<i64>) -> Lines {
    let more = lines.len() > size;
    lines.truncate(size);
    let next = lines.last().filter(|_| more).and_then(|last| Some(cursor(After { at: sort(last)?, id: last.line.id })));
    Lines { items: lines.iter().map(|l| DossierLine::of(&caller.call, l)).collect(), next }
}

/// One dossier.
pub async fn show(caller: Caller, known: Known, InPath(Id(id)): InPath<Id<DossierId>>) -> Result<Response, Problem> {
    detail(&caller, &known, id).await
}

/// A code in one of the legal formats, as it stands on the receipt.
pub struct Code(pub DossierCode);

impl FromStr for Code {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        if text.trim() == text { DossierCode::parse(text).map(Code).map_err(|_| ()) } else { Err(()) }
    }
}

/// The dossier with this code.
pub async fn by_code(caller: Caller, known: Known, InPath(Code(code)): InPath<Code>) -> Result<Response, Problem> {
    let id = caller.office().dossier_by_code(caller.actor(), &code).await?;
    detail(&caller, &known, id).await
}

async fn detail(caller: &Caller, known: &Known, id: DossierId) -> Result<Response, Problem> {
    let detail = caller.office().dossier(caller.actor(), id).await?;
    // Which acts are open depends on who asks, and names on the language.
    let headers = [(ETAG, tag(detail.version)), (VARY, "authorization, accept-language".to_owned())];
    if known.has(detail.version) {
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    Ok((headers, Json(DossierDetail::of(&caller.call, &detail))).into_response())
}
