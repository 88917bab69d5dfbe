//! What can go wrong, by meaning. Texts for people stand in the locales; details go to the log.

use domain::law::{Refusal, Rule};
use jiff::Timestamp;
use store::db::DbError;

/// Why a use case did not happen.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A rule forbids it: an answer, not a fault.
    #[error("refused by rule {0}")]
    Refused(#[from] Refusal),
    /// There is no such thing, or this actor may not know of it.
    #[error("{what} not found")]
    NotFound {
        /// What was looked for, as a word of the locales: `dossier`, `procedure` …
        what: &'static str,
    },
    /// This post may not do this.
    #[error("not allowed: {0:?}")]
    Denied(Rule),
    /// Somebody else acted first: the version asked for is not the current one.
    #[error("version {expected} is stale, the current one is {current}")]
    Stale {
        /// What the asker had seen.
        expected: i64,
        /// What is there.
        current: i64,
    },
    /// The same idempotency key came with another request.
    #[error("the idempotency key was used for another request")]
    KeyReused,
    /// The name or password is wrong.
    #[error("wrong sign-in name or password")]
    WrongPassword,
    /// Too many wrong passwords.
    #[error("locked until {until}")]
    Locked {
        /// No try before.
        until: Timestamp,
    },
    /// A new password does not do.
    #[error("the new password is too weak")]
    WeakPassword,
    /// A new PIN does not do.
    #[error("the new PIN is too weak")]
    WeakPin,
    /// The PIN is wrong, or there is none that is good here.
    #[error("wrong PIN, {left} tries left")]
    WrongPin {
        /// Tries before only the password helps.
        left: i64,
    },
    /// A paper could not be printed.
    #[error("printing failed: {0}")]
    Press(String),
    /// A piece of an upload does not begin where the upload ends.
    #[error("the upload has {current} bytes")]
    WrongOffset {
        /// Where it ends.
        current: u64,
    },
    /// Another piece of the same upload is being written.
    #[error("another piece of this upload is being written")]
    UploadBusy,
    /// More came than was announced, or than is taken.
    #[error("more came than is taken")]
    UploadTooLong,
    /// The sender went away in the midst of an upload.
    #[error("the upload broke off")]
    CutOff,
    /// The disk that holds files is full: what is there already stays, and goes on when there is room.
    #[error("no room is left for files")]
    NoRoom,
    /// The folder of files failed.
    #[error("files: {0}")]
    Storage(String),
    /// The server's clock cannot be believed: nothing is dated by it.
    #[error("the server's clock is {}: no act is dated by it", .0.key())]
    Clock(crate::timekeeping::ClockFault),
    /// The head of the log is not signed: what is asked for cannot be proven now.
    #[error("the log is not signed: {0}")]
    Unsigned(crate::log::SignFault),
    /// A folder could not be written.
    #[error("{0}")]
    Folder(String),
    /// A backup was not made, read or taken in.
    #[error(transparent)]
    Backup(#[from] store::backup::BackupError),
    /// The store failed.
    #[error(transparent)]
    Store(DbError),
    /// The copy of the law was stale; seen only inside.
    #[doc(hidden)]
    #[error("the law has changed")]
    LawChanged,
}

impl From<DbError> for Error {
    fn from(e: DbError) -> Self {
        if let DbError::ClockBehind { last, .. } = e
            && let Ok(last) = Timestamp::from_microsecond(last)
        {
            return Error::Clock(crate::timekeeping::ClockFault::Behind { last });
        }
        Error::Store(e)
    }
}

/// A dossier that is not there for this actor.
pub(crate) fn dossier_not_found() -> Error {
    Error::NotFound { what: "dossier" }
}

/// A procedure that is not in the catalogue.
pub(crate) fn procedure_not_found() -> Error {
    Error::NotFound { what: "procedure" }
}
