//! Problem details (RFC 9457): why a request of the API was not done, and what to do about it.

use super::call::Call;
use super::document::PROBLEM_JSON;
use crate::failure::{Failure, explain, rule_text, status_of};
use crate::i18n::Tr;
use crate::ui;
use crate::visit::Visit;
use axum::Json;
use axum::extract::Path;
use axum::http::header::{ALLOW, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::law::{Refusal, Rule};
use maud::{Markup, html};
use office::Error;
use serde::{Deserialize, Serialize};
use std::any::Any;
use std::sync::Arc;
use utoipa::ToSchema;

/// Ten tries a minute come back (see [`crate::app::App::new`]): one every six seconds.
const RETRY_SECONDS: &str = "6";

/// Why a request was not done. The middleware turns it into problem details.
#[derive(Debug, Clone)]
pub struct Problem(Arc<Kind>);

#[derive(Debug)]
enum Kind {
    /// The office's answer.
    Office(Error),
    /// What only the door knows: id, status, and what exactly.
    Door { id: &'static str, status: StatusCode, what: String, field: Option<String> },
}

/// Ids of the problems that the door itself has, with their statuses; texts are `api-<id>`.
pub const AT_THE_DOOR: [(&str, u16); 17] = [
    ("no-token", 401),
    ("bad-token", 401),
    ("no-such-path", 404),
    ("wrong-method", 405),
    ("malformed-query", 400),
    ("malformed-json", 400),
    ("unreadable-body", 400),
    ("unsupported-media-type", 415),
    ("unsupported-piece", 415),
    ("offset-malformed", 400),
    ("body-too-large", 413),
    ("invalid-body", 422),
    ("version-required", 428),
    ("version-malformed", 400),
    ("key-malformed", 400),
    ("too-many", 429),
    ("fault", 500),
];

/// Problem details as they are sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Details {
    /// Which kind of problem: `/problems/` and the id of a rule or of an error.
    #[serde(rename = "type")]
    #[schema(example = "/problems/wrong-order")]
    pub kind: String,
    /// In short, in the caller's language.
    pub title: String,
    /// The status of this answer.
    #[schema(minimum = 400, maximum = 599)]
    pub status: u16,
    /// What is wrong and what to do, in the caller's language.
    pub detail: String,
    /// Id of this request; it stands in the log too.
    pub operation: String,
    /// Id of the rule that forbids it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub rule: Option<String>,
    /// The article the rule stands on.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub citation: Option<String>,
    /// The field of the body it is about: `applicant.name`, `papers.0.originals`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub field: Option<String>,
    /// The current version, when the one in `If-Match` is stale.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub current_version: Option<i64>,
}

impl Problem {
    fn door(id: &'static str, what: impl Into<String>) -> Self {
        let status = AT_THE_DOOR
            .iter()
            .find(|(known, _)| *known == id)
            .and_then(|(_, status)| StatusCode::from_u16(*status).ok())
            .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Problem(Arc::new(Kind::Door { id, status, what: what.into(), field: None }))
    }

    /// No token was sent.
    pub fn no_token() -> Self {
        Self::door("no-token", "")
    }

    /// The token is not one, was revoked, or its post has ended.
    pub fn bad_token() -> Self {
        Self::door("bad-token", "")
    }

    /// There is nothing at this path.
    pub fn no_such_path() -> Self {
        Self::door("no-such-path", "")
    }

    /// The path does not take this method.
    pub fn wrong_method() -> Self {
        Self::door("wrong-method", "")
    }

    /// The query is not of the right form.
    pub fn malformed_query(what: impl Into<String>) -> Self {
        Self::door("malformed-query", what)
    }

    /// The body is not JSON.
    pub fn malformed_json(what: impl Into<String>) -> Self {
        Self::door("malformed-json", what)
    }

    /// The body did not arrive whole.
    pub fn unreadable_body() -> Self {
        Self::door("unreadable-body", "")
    }

    /// The body is not said to be JSON.
    pub fn unsupported_media_type() -> Self {
        Self::door("unsupported-media-type", "")
    }

    /// A piece of an upload is not said to be one.
    pub fn unsupported_piece() -> Self {
        Self::door("unsupported-piece", "")
    }

    /// `Upload-Offset` is missing, or no number.
    pub fn offset_malformed() -> Self {
        Self::door("offset-malformed", "")
    }

    /// The body is too large.
    pub fn body_too_large() -> Self {
        Self::door("body-too-large", "")
    }

    /// The body does not match its schema.
    pub fn invalid_body(field: Option<String>, what: impl Into<String>) -> Self {
        let what = what.into();
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        Problem(Arc::new(Kind::Door { id: "invalid-body", status, what, field }))
    }

    /// A change must name the version it was asked on.
    pub fn version_required() -> Self {
        Self::door("version-required", "")
    }

    /// `If-Match` is not one strong tag.
    pub fn version_malformed() -> Self {
        Self::door("version-malformed", "")
    }

    /// The idempotency key is not one.
    pub fn key_malformed() -> Self {
        Self::door("key-malformed", "")
    }

    /// Too many tries from this address.
    pub fn too_many() -> Self {
        Self::door("too-many", "")
    }

    /// The status it has.
    pub fn status(&self) -> StatusCode {
        match &*self.0 {
            Kind::Office(e) => status_of(e),
            Kind::Door { status, .. } => *status,
        }
    }
}

impl From<Error> for Problem {
    fn from(e: Error) -> Self {
        Problem(Arc::new(Kind::Office(e)))
    }
}

impl From<Refusal> for Problem {
    fn from(r: Refusal) -> Self {
        Error::Refused(r).into()
    }
}

/// Leaves the body to the middleware, which knows the caller's language.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// A handler that panicked: nothing of it reaches the client.
pub(super) fn of_a_panic(_: Box<dyn Any + Send + 'static>) -> Response {
    Problem::door("fault", "").into_response()
}

/// The id of an office's error, as in `/problems/<id>`.
fn id_of(e: &Error) -> String {
    match e {
        Error::Refused(r) => r.rule.id().into(),
        Error::Denied(rule) => rule.id().into(),
        Error::NotFound { what } => format!("not-found-{what}"),
        Error::Stale { .. } => "stale".into(),
        Error::KeyReused => "key-reused".into(),
        Error::WrongPassword => "wrong-password".into(),
        Error::Locked { .. } => "locked".into(),
        Error::WeakPassword => "weak-password".into(),
        Error::WeakPin => "weak-pin".into(),
        Error::WrongPin { .. } => "wrong-pin".into(),
        Error::WrongOffset { .. } => "upload-offset".into(),
        Error::UploadBusy => "upload-busy".into(),
        Error::UploadTooLong => "upload-too-long".into(),
        Error::CutOff => "upload-cut-off".into(),
        Error::NoRoom => "no-room".into(),
        Error::Clock(fault) => format!("clock-{}", fault.key()),
        Error::Press(_) => "press".into(),
        Error::Unsigned(_) => "unsigned".into(),
        Error::Store(_) | Error::Storage(_) | Error::Folder(_) | Error::Backup(_) | Error::LawChanged => {
            "unavailable".into()
        }
    }
}

/// What of it concerns the reader: the rule's text, then the names it is about.
fn with(text: String, what: &str) -> String {
    if what.is_empty() { text } else { format!("{text} ({what})") }
}

fn of_rule(t: Tr, rule: Rule, what: &str) -> (String, String) {
    (t.s(&format!("rule-{}-short", rule.id())), with(rule_text(t, rule), what))
}

fn details(call: &Call, problem: &Problem) -> Details {
    let t = call.t;
    let (id, (title, detail), rule, field) = match &*problem.0 {
        Kind::Office(e @ Error::Refused(r)) => (id_of(e), of_rule(t, r.rule, &r.detail), Some(r.rule), r.field.clone()),
        Kind::Office(e @ Error::Denied(rule)) => (id_of(e), of_rule(t, *rule, ""), Some(*rule), None),
        Kind::Office(e) => (id_of(e), explain(t, e), None, None),
        Kind::Door { id, what, field, .. } => {
            let texts = (t.s(&format!("api-{id}")), with(t.s(&format!("api-{id}-what")), what));
            ((*id).to_owned(), texts, None, field.clone())
        }
    };
    Details {
        kind: format!("/problems/{id}"),
        title,
        status: problem.status().as_u16(),
        detail,
        operation: call.operation.clone(),
        rule: rule.map(|r| r.id().to_owned()),
        citation: rule.map(|r| r.citation().to_owned()),
        field,
        current_version: match &*problem.0 {
            Kind::Office(Error::Stale { current, .. }) => Some(*current),
            _ => None,
        },
    }
}

/// What stands at `/problems/<id>`, the type of a problem: title, what to do, the article.
pub async fn page(visit: Visit, Path(id): Path<String>) -> Result<Markup, Failure> {
    let t = visit.t;
    let rule = Rule::ALL.iter().find(|r| r.id() == id).copied();
    let pair = |prefix: &str| {
        let (title, what) = (format!("{prefix}-{id}"), format!("{prefix}-{id}-what"));
        (t.has(&title) && t.has(&what)).then(|| (t.s(&title), t.s(&what)))
    };
    let (title, what) = match rule {
        Some(rule) => of_rule(t, rule, ""),
        None => pair("api").or_else(|| pair("error")).ok_or_else(Failure::no_such_page)?,
    };
    let body = html! {
        h1.govuk-heading-l { (title) }
        p.govuk-body { (what) }
        @if let Some(rule) = rule {
            p.govuk-body { (crate::pages::words::citation(t, rule)) }
        }
        p.govuk-body { code.motcua-code { (id) } }
    };
    Ok(ui::page(&visit.shell(), &title, body))
}

/// The answer; `before` are the headers that stood on it already.
pub(super) fn render(call: &Call, problem: &Problem, before: &HeaderMap) -> Response {
    if let Kind::Office(
        e @ (Error::Store(_) | Error::Press(_) | Error::Storage(_) | Error::Backup(_) | Error::NoRoom),
    ) = &*problem.0
    {
        tracing::error!(operation = %call.operation, error = %e, "a request failed");
    }
    let status = problem.status();
    let mut response = (status, Json(details(call, problem))).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
    match &*problem.0 {
        Kind::Door { id: "no-token", .. } => {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"motcua\""));
        }
        Kind::Door { id: "bad-token", .. } => {
            headers
                .insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"motcua\", error=\"invalid_token\""));
        }
        Kind::Office(Error::Stale { current, .. }) => {
            if let Ok(tag) = HeaderValue::from_str(&super::call::tag(*current)) {
                headers.insert(axum::http::header::ETAG, tag);
            }
        }
        Kind::Office(Error::WrongOffset { current }) => {
            headers.insert(super::file::UPLOAD_OFFSET, (*current).into());
        }
        _ => {}
    }
    if status == StatusCode::TOO_MANY_REQUESTS {
        headers.insert(RETRY_AFTER, HeaderValue::from_static(RETRY_SECONDS));
    }
    if let Some(allow) = before.get(ALLOW) {
        headers.insert(ALLOW, allow.clone());
    }
    response
}
