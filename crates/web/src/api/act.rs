//! Acts on dossiers: each command of the domain has a path of its own.

use super::PREFIX;
use super::body::{ActBody, Sent};
use super::call::{Caller, Id, InPath, Key, SeenVersion, tag};
use super::problem::Problem;
use axum::Json;
use axum::http::header::{ETAG, HeaderName, LOCATION};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::dossier::{
    ActKind, AddFiles, AnswerCancellation, AnswerConsultation, Apologise, Approve, Assign, CancelVoucher, Claim, Close,
    CollectFee, Command, Consult, CorrectEntry, CorrectProcedure, CorrectReturn, Decline, Finish, GiveBackOriginals,
    Guide, HandOver, Phase, Receive, Reject, RequestSupplement, ReturnResult, SendBack, Stop, StrikeFile,
    TakeBackResult, TakeSupplement, Transfer, Withdraw,
};
use domain::id::DossierId;
use office::dossier::{Ask, Done};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Set on the answer to a request that was answered before under the same key.
pub const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// A body that is an act.
pub trait Act: Sent {
    /// As any act.
    fn into_command(self) -> Command;
}

macro_rules! acts {
    ($($body:ident),+ $(,)?) => {$(
        impl Sent for $body {
            const IS_ACT: bool = true;
            const ON_PAPER: bool = ActKind::$body.is_done_on_paper();
        }
        impl Act for $body {
            fn into_command(self) -> Command {
                Command::$body(self)
            }
        }
    )+};
}

acts![
    Guide,
    Receive,
    Decline,
    Transfer,
    Claim,
    Assign,
    HandOver,
    Finish,
    SendBack,
    Consult,
    AnswerConsultation,
    RequestSupplement,
    TakeSupplement,
    AddFiles,
    StrikeFile,
    Approve,
    Reject,
    Stop,
    Apologise,
    ReturnResult,
    TakeBackResult,
    CorrectReturn,
    GiveBackOriginals,
    Withdraw,
    CorrectProcedure,
    CorrectEntry,
    CollectFee,
    CancelVoucher,
    AnswerCancellation,
    Close,
];

/// What an act led to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ActDone {
    /// The dossier.
    pub id: DossierId,
    /// Its version now: what the next change must name in `If-Match`.
    #[schema(minimum = 1)]
    pub version: i64,
    /// Its code, from receipt on.
    pub code: Option<String>,
    /// Where it stands.
    pub phase: Phase,
    /// Ids of rules that this act broke; they are on record and shown.
    pub breaches: Vec<String>,
}

fn answer(status: StatusCode, done: Done) -> Response {
    let replayed = done.replayed;
    let tag = tag(done.version);
    let location = format!("{PREFIX}/dossiers/{}", done.id);
    let body = ActDone {
        id: done.id,
        version: done.version,
        code: done.code.map(Into::into),
        phase: done.phase,
        breaches: done.breaches,
    };
    let mut response = (status, [(ETAG, tag)], Json(body)).into_response();
    let headers = response.headers_mut();
    if status == StatusCode::CREATED
        && let Ok(location) = HeaderValue::from_str(&location)
    {
        headers.insert(LOCATION, location);
    }
    if replayed {
        headers.insert(REPLAYED, HeaderValue::from_static("true"));
    }
    response
}

fn keyed(ask: Ask, key: Key) -> Ask {
    match key.0 {
        Some(key) => ask.keyed(key),
        None => ask,
    }
}

/// The first act on a dossier: guidance, receipt, refusal to receive.
pub async fn first<A: Act>(
    caller: Caller,
    key: Key,
    ActBody { act, on_paper }: ActBody<A>,
) -> Result<Response, Problem> {
    let ask = keyed(Ask::new(act.into_command()).done_on_paper(on_paper), key);
    let done = caller.office().act(caller.actor(), ask).await?;
    Ok(answer(StatusCode::CREATED, done))
}

/// An act on a dossier, at the version its author has seen.
pub async fn on<A: Act>(
    caller: Caller,
    InPath(Id(id)): InPath<Id<DossierId>>,
    SeenVersion(version): SeenVersion,
    key: Key,
    ActBody { act, on_paper }: ActBody<A>,
) -> Result<Response, Problem> {
    let ask = keyed(Ask::on(id, act.into_command()).expecting(version).done_on_paper(on_paper), key);
    let done = caller.office().act(caller.actor(), ask).await?;
    Ok(answer(StatusCode::OK, done))
}
