//! Bodies of requests: the document's own schema decides what is let in.

use super::call::Call;
use super::document;
use super::problem::Problem;
use crate::app::App;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use domain::calendar::Timestamp;
use domain::law::{Refusal, Rule};
use jsonschema::Validator;
use jsonschema::error::ValidationErrorKind;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::HashMap;
use std::sync::{LazyLock, PoisonError, RwLock};
use utoipa::ToSchema;

/// A body that matches its schema.
pub struct Body<T>(pub T);

/// What can be sent as a body.
pub trait Sent: DeserializeOwned + ToSchema + Send + 'static {
    /// It is an act on a dossier: no time of the client's is taken.
    const IS_ACT: bool;
    /// It is an act that is done on paper during an outage: [`DoneOnPaper`] may stand in it.
    const ON_PAPER: bool = false;
}

/// An act with when it was done on paper, if it was.
pub struct ActBody<T> {
    /// The act.
    pub act: T,
    /// When it was done on paper, during an outage that is on record; none: now.
    pub on_paper: Option<Timestamp>,
}

/// Where the one time stands that is taken from a client.
pub(super) const DONE_ON_PAPER: &str = "done_on_paper";

/// Work done on paper while an outage of the unit was on record, entered now. Deadlines count from `at`; both
/// times are kept and shown.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DoneOnPaper {
    /// When it was done: within an outage of the unit that is on record, not before the last act on the
    /// dossier.
    #[schema(format = "date-time")]
    pub at: String,
}

/// Names under which clients send deadlines.
const DEADLINES: [&str; 9] =
    ["due", "due_at", "due_date", "due_on", "deadline", "promised", "promised_at", "first_due", "transfer_by"];

/// Names under which clients send the time of what they did.
const CLOCKS: [&str; 20] = [
    "at",
    "time",
    "timestamp",
    "date",
    "now",
    "received",
    "received_at",
    "received_on",
    "occurred",
    "occurred_at",
    "opened",
    "opened_at",
    "created",
    "created_at",
    "recorded_at",
    "returned_at",
    "ready_at",
    "asked_at",
    "answered_at",
    "clock_from",
];

impl<T: Sent> FromRequest<App> for Body<T> {
    type Rejection = Problem;
    async fn from_request(request: Request, state: &App) -> Result<Self, Problem> {
        let (act, _) = read::<T>(request, state).await?;
        Ok(Body(act))
    }
}

impl<T: Sent> FromRequest<App> for ActBody<T> {
    type Rejection = Problem;
    async fn from_request(request: Request, state: &App) -> Result<Self, Problem> {
        let (act, on_paper) = read::<T>(request, state).await?;
        Ok(ActBody { act, on_paper })
    }
}

/// A body, and beside it when an act was done on paper.
async fn read<T: Sent>(request: Request, state: &App) -> Result<(T, Option<Timestamp>), Problem> {
    let (mut parts, body) = request.into_parts();
    let Ok(_) = Call::from_request_parts(&mut parts, state).await;
    let kind = parts.headers.get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if !kind.split(';').next().is_some_and(|k| k.trim().eq_ignore_ascii_case("application/json")) {
        return Err(Problem::unsupported_media_type());
    }
    let bytes = Bytes::from_request(Request::from_parts(parts, body), state).await.map_err(unread)?;
    let mut value: Value = serde_json::from_slice(&bytes).map_err(|e| Problem::malformed_json(e.to_string()))?;
    if T::IS_ACT {
        no_time_of_the_client(&value, "", T::ON_PAPER)?;
    }
    matches_schema::<T>(&value)?;
    let on_paper = if T::ON_PAPER { take_paper(&mut value)? } else { None };
    let body = serde_json::from_value(value).map_err(|e| Problem::invalid_body(None, e.to_string()))?;
    Ok((body, on_paper))
}

/// Takes the one time out of a body that a client may send.
fn take_paper(value: &mut Value) -> Result<Option<Timestamp>, Problem> {
    let Some(said) = value.as_object_mut().and_then(|map| map.remove(DONE_ON_PAPER)) else { return Ok(None) };
    let wrong = |e: String| Problem::invalid_body(Some(format!("{DONE_ON_PAPER}.at")), e);
    let said: DoneOnPaper = serde_json::from_value(said).map_err(|e| wrong(e.to_string()))?;
    said.at.parse::<Timestamp>().map(Some).map_err(|_| wrong("a moment as RFC 3339 writes it".to_owned()))
}

fn unread(e: BytesRejection) -> Problem {
    if e.status() == StatusCode::PAYLOAD_TOO_LARGE { Problem::body_too_large() } else { Problem::unreadable_body() }
}

/// A deadline follows from the law and a time from the server's clock; a body that brings one is
/// refused by the rule, not as a mere unknown field.
fn no_time_of_the_client(value: &Value, at: &str, on_paper: bool) -> Result<(), Problem> {
    let below = |name: &str| if at.is_empty() { name.to_owned() } else { format!("{at}.{name}") };
    match value {
        Value::Object(map) => {
            for (name, inner) in map {
                if on_paper && at.is_empty() && name == DONE_ON_PAPER {
                    continue;
                }
                let rule = if DEADLINES.contains(&name.as_str()) {
                    Rule::DeadlineByLaw
                } else if CLOCKS.contains(&name.as_str()) {
                    Rule::ServerClock
                } else {
                    no_time_of_the_client(inner, &below(name), on_paper)?;
                    continue;
                };
                return Err(Refusal::new(rule).detail(name.clone()).field(below(name)).into());
            }
            Ok(())
        }
        Value::Array(list) => list
            .iter()
            .enumerate()
            .try_for_each(|(i, inner)| no_time_of_the_client(inner, &below(&i.to_string()), on_paper)),
        _ => Ok(()),
    }
}

/// One validator per body, made when the first one comes.
fn matches_schema<T: Sent>(value: &Value) -> Result<(), Problem> {
    static MADE: LazyLock<RwLock<HashMap<String, &'static Validator>>> = LazyLock::new(RwLock::default);
    let name = T::name();
    let known = MADE.read().unwrap_or_else(PoisonError::into_inner).get(name.as_ref()).copied();
    let validator = if let Some(validator) = known {
        validator
    } else {
        // There are as many as the document has bodies, and they live as long as the program.
        let made: &'static Validator = Box::leak(Box::new(document::validator(&name)));
        MADE.write().unwrap_or_else(PoisonError::into_inner).insert(name.into_owned(), made);
        made
    };
    let Err(error) = validator.validate(value) else { return Ok(()) };
    let mut field = error.instance_path().as_str().trim_start_matches('/').replace('/', ".");
    let inner = match error.kind() {
        ValidationErrorKind::Required { property } => property.as_str().map(str::to_owned),
        ValidationErrorKind::AdditionalProperties { unexpected } => unexpected.first().cloned(),
        _ => None,
    };
    if let Some(inner) = inner {
        field = if field.is_empty() { inner } else { format!("{field}.{inner}") };
    }
    // What was sent may be a name or a number of a person: it is masked in the answer.
    let what = error.masked_with("…").to_string();
    Err(Problem::invalid_body((!field.is_empty()).then_some(field), what))
}
