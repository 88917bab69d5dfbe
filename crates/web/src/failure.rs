//! What a page shows when something could not be done: a title, what to do next, an operation id.

use crate::i18n::{Arg, Tr};
use crate::ui;
use crate::visit::Visit;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::law::{Refusal, Rule};
use office::Error;
use std::sync::Arc;

/// Why a page's request was not done. The router turns it into an error page.
#[derive(Debug, Clone)]
pub struct Failure(pub Arc<Kind>);

/// Kinds of failure that only pages know.
#[derive(Debug)]
pub enum Kind {
    /// The office's answer.
    Office(Error),
    /// Sign in first, then come back.
    SignIn,
    /// Sign in first, then go to where what was sent is kept.
    SignInTo(String),
    /// Change the password first.
    ChangePassword,
    /// The form did not come from a page of ours.
    Forged,
    /// The request cannot be read.
    Malformed,
    /// Too many tries from this address; the next one after so many seconds.
    TooMany(u64),
    /// There is no such page.
    NoSuchPage,
}

impl Failure {
    /// The form did not come from a page of ours.
    pub fn forged() -> Self {
        Failure(Arc::new(Kind::Forged))
    }

    /// The request cannot be read.
    pub fn malformed() -> Self {
        Failure(Arc::new(Kind::Malformed))
    }

    /// There is no such page.
    pub fn no_such_page() -> Self {
        Failure(Arc::new(Kind::NoSuchPage))
    }

    /// Too many tries from this address.
    pub fn too_many() -> Self {
        Self::wait(6)
    }

    /// Too many tries; the next one after so many seconds.
    pub fn wait(seconds: u64) -> Self {
        Failure(Arc::new(Kind::TooMany(seconds)))
    }

    /// Sign in first.
    pub fn sign_in() -> Self {
        Failure(Arc::new(Kind::SignIn))
    }

    /// Sign in first, then go to a path of ours.
    pub fn sign_in_to(path: String) -> Self {
        Failure(Arc::new(Kind::SignInTo(path)))
    }

    /// Whether nobody is signed in.
    pub fn asks_to_sign_in(&self) -> bool {
        matches!(*self.0, Kind::SignIn)
    }

    /// Change the password first.
    pub fn change_password() -> Self {
        Failure(Arc::new(Kind::ChangePassword))
    }

    /// The status it has.
    pub fn status(&self) -> StatusCode {
        match &*self.0 {
            Kind::Office(e) => status_of(e),
            Kind::SignIn | Kind::SignInTo(_) | Kind::ChangePassword => StatusCode::SEE_OTHER,
            Kind::Forged => StatusCode::FORBIDDEN,
            Kind::Malformed => StatusCode::BAD_REQUEST,
            Kind::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Kind::NoSuchPage => StatusCode::NOT_FOUND,
        }
    }
}

/// The status of an office's error, the same for pages and API.
pub fn status_of(e: &Error) -> StatusCode {
    match e {
        Error::Refused(r) => match r.rule {
            Rule::NotThisPost | Rule::NotThisUnit => StatusCode::FORBIDDEN,
            Rule::NotFound => StatusCode::NOT_FOUND,
            Rule::FieldRequired
            | Rule::FieldMalformed
            | Rule::ReasonRequired
            | Rule::FileTypeNotTaken
            | Rule::FileTooLarge
            | Rule::FileEmpty
            | Rule::FileBroken
            | Rule::FileEncrypted
            | Rule::FileLaunches
            | Rule::DeadlineByLaw
            | Rule::FeeCounted
            | Rule::ExemptionUnknown
            | Rule::ExemptionProof
            | Rule::PaymentReference
            | Rule::CashDifference
            | Rule::TariffInWriting
            | Rule::DecisionInWriting
            | Rule::CitationRequired
            | Rule::EffectiveDate
            | Rule::DraftIncomplete
            | Rule::ServerClock => StatusCode::UNPROCESSABLE_ENTITY,
            _ => StatusCode::CONFLICT,
        },
        Error::NotFound { .. } => StatusCode::NOT_FOUND,
        Error::Denied(_) => StatusCode::FORBIDDEN,
        Error::Stale { .. } => StatusCode::PRECONDITION_FAILED,
        Error::KeyReused | Error::WeakPassword | Error::WeakPin => StatusCode::UNPROCESSABLE_ENTITY,
        Error::WrongPassword | Error::WrongPin { .. } => StatusCode::UNAUTHORIZED,
        Error::Locked { .. } => StatusCode::TOO_MANY_REQUESTS,
        Error::WrongOffset { .. } | Error::UploadBusy => StatusCode::CONFLICT,
        Error::UploadTooLong => StatusCode::PAYLOAD_TOO_LARGE,
        Error::CutOff => StatusCode::BAD_REQUEST,
        Error::NoRoom => StatusCode::INSUFFICIENT_STORAGE,
        Error::Press(_) => StatusCode::INTERNAL_SERVER_ERROR,
        Error::Store(_)
        | Error::Storage(_)
        | Error::Folder(_)
        | Error::Backup(_)
        | Error::Clock(_)
        | Error::Unsigned(_)
        | Error::LawChanged => StatusCode::SERVICE_UNAVAILABLE,
    }
}

impl From<Error> for Failure {
    fn from(e: Error) -> Self {
        Failure(Arc::new(Kind::Office(e)))
    }
}

impl From<Refusal> for Failure {
    fn from(r: Refusal) -> Self {
        Error::Refused(r).into()
    }
}

/// Leaves the page to the router, which knows the reader's language and who is signed in.
impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// A rule in the reader's language.
pub fn rule_text(t: Tr, rule: Rule) -> String {
    t.s(&format!("rule-{}", rule.id()))
}

/// A rule in two or three words.
fn rule_short(t: Tr, rule: Rule) -> String {
    t.s(&format!("rule-{}-short", rule.id()))
}

/// Title and "what to do" of an office's error. The title has no full stop.
pub fn explain(t: Tr, e: &Error) -> (String, String) {
    let pair = |key: &str| (t.s(key), t.s(&format!("{key}-what")));
    match e {
        Error::Refused(r) => (rule_short(t, r.rule), crate::pages::words::refusal(t, r)),
        Error::NotFound { what } => pair(&format!("error-not-found-{what}")),
        // The rule's text says what to do instead.
        Error::Denied(rule) => (rule_short(t, *rule), rule_text(t, *rule)),
        Error::Stale { .. } => pair("error-stale"),
        Error::KeyReused => pair("error-key-reused"),
        Error::WrongPassword => pair("error-wrong-password"),
        Error::Locked { until } => {
            let until: String = t.moment_long(*until);
            let args: &[Arg<'_>] = crate::args!["until" => until];
            (t.f("error-locked", args), t.s("error-locked-what"))
        }
        Error::WeakPassword => pair("error-weak-password"),
        Error::WeakPin => pair("error-weak-pin"),
        Error::WrongPin { left: 0 } => (t.s("error-wrong-pin"), t.s("error-wrong-pin-over")),
        Error::WrongPin { left } => (t.s("error-wrong-pin"), t.f("error-wrong-pin-left", crate::args!["n" => *left])),
        Error::WrongOffset { .. } => pair("error-upload-offset"),
        Error::UploadBusy => pair("error-upload-busy"),
        Error::UploadTooLong => pair("error-upload-too-long"),
        Error::CutOff => pair("error-upload-cut-off"),
        Error::NoRoom => pair("error-no-room"),
        Error::Clock(fault) => pair(&format!("error-clock-{}", fault.key())),
        Error::Press(_) => pair("error-press"),
        Error::Unsigned(_) => pair("error-unsigned"),
        Error::Store(_) | Error::Storage(_) | Error::Folder(_) | Error::Backup(_) | Error::LawChanged => {
            pair("error-unavailable")
        }
    }
}

/// The page of a failure.
pub(crate) fn render(visit: &Visit, failure: &Failure) -> Response {
    let t = visit.t;
    let (title, what) = match &*failure.0 {
        Kind::SignIn => {
            let back = ui::percent_encode(&visit.path);
            return Redirect::to(&format!("{}?back={back}", ui::SIGN_IN_PATH)).into_response();
        }
        Kind::SignInTo(path) => {
            let back = ui::percent_encode(path);
            return Redirect::to(&format!("{}?kept=1&back={back}", ui::SIGN_IN_PATH)).into_response();
        }
        Kind::ChangePassword => return Redirect::to("/password").into_response(),
        Kind::Office(e) => {
            if matches!(e, Error::Store(_) | Error::Press(_) | Error::Storage(_) | Error::Backup(_) | Error::NoRoom) {
                tracing::error!(operation = %visit.operation, error = %e, "a request failed");
            }
            explain(t, e)
        }
        Kind::Forged => (t.s("error-forbidden-origin"), t.s("error-forbidden-origin-what")),
        Kind::Malformed => (t.s("error-malformed"), t.s("error-malformed-what")),
        Kind::TooMany(seconds) => {
            let minutes = seconds.div_ceil(60);
            (t.s("error-too-many"), t.f("error-too-many-wait", crate::args!["minutes" => minutes]))
        }
        Kind::NoSuchPage => (t.s("error-no-such-page"), t.s("error-no-such-page-what")),
    };
    let page = ui::error_page(&visit.shell(), &title, &what, &visit.operation);
    let mut response = (failure.status(), page).into_response();
    if let Kind::TooMany(seconds) = &*failure.0 {
        response.headers_mut().insert(axum::http::header::RETRY_AFTER, (*seconds).into());
    }
    response
}
