//! Typed ids: a UUIDv7 for what happens at run time, a readable key for what stands in data.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Why a piece of text is not an id or a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not {expected}")]
pub struct IdError {
    /// What was read.
    pub text: String,
    /// What would have been accepted, in words.
    pub expected: &'static str,
}

macro_rules! uuid_ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
        #[serde(transparent)]
        #[schema(value_type = String, format = "uuid")]
        pub struct $name(pub uuid::Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                text.parse().map(Self).map_err(|_| IdError { text: text.into(), expected: "a UUID" })
            }
        }
    )+};
}

macro_rules! keys {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
        #[serde(try_from = "String", into = "String")]
        #[schema(value_type = String, pattern = "^[a-z0-9._-]{1,80}$")]
        pub struct $name(String);

        impl $name {
            /// Accepts 1 to 80 of `a-z`, `0-9`, `.`, `-`, `_`.
            pub fn parse(text: &str) -> Result<Self, IdError> {
                let ok = (1..=80).contains(&text.len())
                    && text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-' | b'_'));
                if ok {
                    Ok(Self(text.into()))
                } else {
                    Err(IdError { text: text.into(), expected: "1 to 80 of a–z, 0–9, '.', '-', '_'" })
                }
            }
            /// The key as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                Self::parse(&text)
            }
        }
        impl From<$name> for String {
            fn from(key: $name) -> String {
                key.0
            }
        }
        impl std::str::FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                Self::parse(text)
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+};
}

uuid_ids! {
    /// One dossier (hồ sơ), from guidance to archive.
    DossierId,
    /// One act: what one person did at one moment; its events share this id.
    ActId,
    /// A person whose values stand in the personal store: an applicant, a representative.
    SubjectId,
    /// A consultation (lấy ý kiến) within a dossier.
    ConsultationId,
    /// A form that was begun and not sent.
    DraftId,
    /// A file (tệp), from the first byte of its upload on; a UUIDv7, so it tells when that was.
    FileId,
}

keys! {
    /// A unit (đơn vị, cơ quan) of the organisation.
    UnitId,
    /// A post (vị trí) in a unit.
    PostId,
    /// A person who serves in a post.
    PersonId,
    /// A counter (quầy) of a one-stop shop.
    CounterId,
    /// A procedure: its national code where it has one, else a key of ours.
    ProcedureKey,
    /// A paper within one version of a procedure.
    PaperId,
    /// A role in an internal process, as the source names it.
    RoleKey,
}
