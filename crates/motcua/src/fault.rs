//! What can go wrong in a command, in words for whoever typed it, and the exit code.

use std::fmt;
use std::path::Path;

/// Why a command did not do what was asked.
#[derive(Debug)]
pub struct Fault {
    message: String,
    code: u8,
}

impl Fault {
    /// Tried and failed: exit code 1.
    pub fn failed(message: impl Into<String>) -> Self {
        Fault { message: message.into(), code: 1 }
    }

    /// Asked wrongly, on the command line or in the configuration: exit code 2.
    pub fn asked(message: impl Into<String>) -> Self {
        Fault { message: message.into(), code: 2 }
    }

    /// A file or folder could not be used.
    pub fn file(path: &Path, error: impl fmt::Display) -> Self {
        Self::failed(format!("{}: {error}", path.display()))
    }

    /// For the operating system.
    pub fn exit_code(&self) -> u8 {
        self.code
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl From<store::db::DbError> for Fault {
    fn from(error: store::db::DbError) -> Self {
        Self::failed(format!("database: {error}"))
    }
}

impl From<store::backup::BackupError> for Fault {
    fn from(error: store::backup::BackupError) -> Self {
        Self::failed(error.to_string())
    }
}

impl From<office::Error> for Fault {
    fn from(error: office::Error) -> Self {
        match error {
            office::Error::Refused(refusal) => {
                let field = refusal.field.map(|f| format!(" ({f})")).unwrap_or_default();
                let detail = if refusal.detail.is_empty() { String::new() } else { format!(": {}", refusal.detail) };
                Self::failed(format!(
                    "refused by the rule {} [{}]{field}{detail}",
                    refusal.rule.id(),
                    refusal.rule.citation()
                ))
            }
            office::Error::WeakPassword => Self::failed(
                "the password is too weak: at least 10 characters, 5 different ones, and not the sign-in name",
            ),
            other => Self::failed(other.to_string()),
        }
    }
}
