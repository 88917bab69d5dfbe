//! One request of the API: who asks, in which language, and the headers and path parts it carries.

use super::problem::Problem;
use crate::app::App;
use crate::i18n::{Lang, Tr};
use axum::extract::{FromRequestParts, Path, Query};
use axum::http::header::{AUTHORIZATION, HeaderName, IF_MATCH, IF_NONE_MATCH};
use axum::http::request::Parts;
use domain::text::Text;
use office::access::SignedIn;
use office::{Actor, Office};
use serde::de::DeserializeOwned;
use std::str::FromStr;

/// The header under which a retry gets the first answer.
pub const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// What every handler knows about its request. Made once and kept in the request.
#[derive(Clone)]
pub struct Call {
    /// The shared state.
    pub app: App,
    /// Texts in the caller's language.
    pub t: Tr,
    /// Id that stands in the log and in problem details.
    pub operation: String,
    /// Address of the client.
    pub address: String,
}

impl Call {
    /// The office.
    pub fn office(&self) -> &Office {
        &self.app.office
    }

    /// A text of the law in the caller's language.
    pub fn text(&self, text: &Text) -> String {
        text.get(self.t.lang() == Lang::En).to_owned()
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Call {
    type Rejection = std::convert::Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(parts.extensions.get::<Call>().cloned().expect("the router puts a Call into every request"))
    }
}

/// The bearer of a token, through the post it was made for.
pub struct Caller {
    /// The request.
    pub call: Call,
    /// Who.
    pub who: SignedIn,
}

impl Caller {
    /// Who acts, through which post.
    pub fn actor(&self) -> &Actor {
        &self.who.actor
    }

    /// The office.
    pub fn office(&self) -> &Office {
        self.call.office()
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Ok(call) = Call::from_request_parts(parts, state).await;
        let Some(header) = parts.headers.get(AUTHORIZATION) else { return Err(Problem::no_token()) };
        let secret = header
            .to_str()
            .ok()
            .and_then(|v| v.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, secret)| secret.trim())
            .ok_or_else(Problem::bad_token)?;
        let who = call.office().bearer(secret).await?.ok_or_else(Problem::bad_token)?;
        Ok(Caller { call, who })
    }
}

/// A part of the path that is an id or a key. What is not one names nothing that could be found.
pub struct InPath<T>(pub T);

impl<S: Send + Sync, T: FromStr> FromRequestParts<S> for InPath<T> {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Ok(Path(text)) = Path::<String>::from_request_parts(parts, state).await else {
            return Err(Problem::no_such_path());
        };
        text.parse().map(InPath).map_err(|_| Problem::no_such_path())
    }
}

/// Two parts of a path.
pub struct InPaths<A, B>(pub A, pub B);

impl<S: Send + Sync, A: FromStr, B: FromStr> FromRequestParts<S> for InPaths<A, B> {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Ok(Path((a, b))) = Path::<(String, String)>::from_request_parts(parts, state).await else {
            return Err(Problem::no_such_path());
        };
        match (a.parse(), b.parse()) {
            (Ok(a), Ok(b)) => Ok(InPaths(a, b)),
            _ => Err(Problem::no_such_path()),
        }
    }
}

/// A UUID as the document writes it: with hyphens, in no other of the forms that are read elsewhere.
pub struct Id<T>(pub T);

impl<T: FromStr> FromStr for Id<T> {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let plain = text.len() == 36 && text.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
        if plain { text.parse().map(Id).map_err(|_| ()) } else { Err(()) }
    }
}

/// A query in which each parameter is known, stands once and has the right form.
pub struct Asked<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Asked<T> {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match Query::<T>::from_request_parts(parts, state).await {
            Ok(Query(query)) => Ok(Asked(query)),
            Err(e) => Err(Problem::malformed_query(e.body_text())),
        }
    }
}

/// The version a change was asked on: `If-Match: "12"`. Neither `*` nor a list: a change names
/// what its author has seen.
pub struct SeenVersion(pub i64);

impl<S: Send + Sync> FromRequestParts<S> for SeenVersion {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let mut values = parts.headers.get_all(IF_MATCH).iter();
        let value = values.next().ok_or_else(Problem::version_required)?;
        if values.next().is_some() {
            return Err(Problem::version_malformed());
        }
        value.to_str().ok().and_then(version_of).map(SeenVersion).ok_or_else(Problem::version_malformed)
    }
}

/// `"12"` → 12.
fn version_of(tag: &str) -> Option<i64> {
    let digits = tag.trim().strip_prefix('"')?.strip_suffix('"')?;
    let plain =
        (1..=18).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0');
    if plain { digits.parse().ok() } else { None }
}

/// The entity tag of a version.
pub fn tag(version: i64) -> String {
    format!("\"{version}\"")
}

/// Whether the client has this version already (`If-None-Match`, compared weakly as RFC 9110 §13.1.2 says).
pub struct Known(Option<String>);

impl Known {
    /// Whether a version is among those the client has.
    pub fn has(&self, version: i64) -> bool {
        let tag = tag(version);
        self.0
            .as_deref()
            .is_some_and(|list| list.trim() == "*" || list.split(',').any(|t| t.trim().trim_start_matches("W/") == tag))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Known {
    type Rejection = std::convert::Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Known(parts.headers.get(IF_NONE_MATCH).and_then(|v| v.to_str().ok()).map(str::to_owned)))
    }
}

/// The idempotency key, where one was sent: 1 to 80 printable characters of ASCII.
pub struct Key(pub Option<String>);

impl<S: Send + Sync> FromRequestParts<S> for Key {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let mut values = parts.headers.get_all(IDEMPOTENCY_KEY).iter();
        let Some(value) = values.next() else { return Ok(Key(None)) };
        let bytes = value.as_bytes();
        let good = (1..=80).contains(&bytes.len()) && bytes.iter().all(|b| (0x20..=0x7e).contains(b));
        match value.to_str() {
            Ok(key) if good && values.next().is_none() => Ok(Key(Some(key.to_owned()))),
            _ => Err(Problem::key_malformed()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Id, version_of};
    use domain::id::DossierId;

    #[test]
    fn a_version_is_one_strong_tag_of_digits() {
        assert_eq!(version_of("\"12\""), Some(12));
        for bad in [
            "12",
            "*",
            "W/\"12\"",
            "\"12\", \"13\"",
            "\"\"",
            "\"-1\"",
            "\"012\"",
            "\"1e3\"",
            "\"99999999999999999999\"",
        ] {
            assert_eq!(version_of(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_uuid_is_read_in_its_hyphened_form_only() {
        assert!("0198f1de-0000-7000-8000-000000000001".parse::<Id<DossierId>>().is_ok());
        for bad in ["0198f1de000070008000000000000001", "{0198f1de-0000-7000-8000-000000000001}", "x", ""] {
            assert!(bad.parse::<Id<DossierId>>().is_err(), "{bad}");
        }
    }
}
