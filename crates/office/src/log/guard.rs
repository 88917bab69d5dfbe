//! The file that says what was signed last: compared and swapped before each signature, on the disk
//! before the signature leaves the house.

use ledger::Hash;
use ledger::guard::{LastSigned, Refusal, may_sign};
use std::io::Write;
use std::path::{Path, PathBuf};
use store::db::DbError;

/// Why the head of the log is not signed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignFault {
    /// The database has fewer events than were signed.
    #[error(
        "{signed} entries were signed and the database has only {found}: it was restored from an older backup. Restore a newer one; \
         if there is none, begin a new log with `motcua ledger renew`, which says so in public"
    )]
    Restored {
        /// Entries that were signed.
        signed: u64,
        /// Entries there are.
        found: u64,
    },
    /// The database has another history than was signed.
    #[error(
        "the first {signed} entries of the database are not those that were signed: it has another history. Stop the other copy of \
         this office and restore the database that signed"
    )]
    Forked {
        /// Entries that were signed.
        signed: u64,
    },
    /// The guard's file is gone though the database was signed before.
    #[error(
        "the file that says what was signed last is missing, and {signed} entries were signed: put it back from the machine that \
         signed, or, if this database is the one that signed, make it anew with `motcua ledger guard`"
    )]
    GuardLost {
        /// Entries of the last checkpoint that the database knows.
        signed: u64,
    },
    /// The guard's file, or the last checkpoint, is of another log.
    #[error("the key does not belong to this log: put back the key that signed it")]
    OtherKey,
    /// The file cannot be read or written.
    #[error("the file that says what was signed last: {0}")]
    File(String),
    /// Another process signed at the same moment; the next try sees what it signed.
    #[error("another process is signing")]
    Busy,
    /// The key cannot sign.
    #[error("the log's key: {0}")]
    Key(String),
    /// The database.
    #[error("the database: {0}")]
    Store(String),
}

impl SignFault {
    /// The word of the locales.
    pub const fn key(&self) -> &'static str {
        match self {
            SignFault::Restored { .. } => "restored",
            SignFault::Forked { .. } => "forked",
            SignFault::GuardLost { .. } => "guard-lost",
            SignFault::OtherKey => "other-key",
            SignFault::File(_) => "file",
            SignFault::Busy => "busy",
            SignFault::Key(_) => "key",
            SignFault::Store(_) => "store",
        }
    }
}

impl From<DbError> for SignFault {
    fn from(e: DbError) -> Self {
        SignFault::Store(e.to_string())
    }
}

/// The file.
pub(super) struct Guard(PathBuf);

fn file(e: impl std::fmt::Display) -> SignFault {
    SignFault::File(e.to_string())
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, SignFault> + Send + 'static,
) -> Result<T, SignFault> {
    tokio::task::spawn_blocking(work).await.map_err(file)?
}

impl Guard {
    pub(super) const fn at(path: PathBuf) -> Self {
        Guard(path)
    }

    /// What was signed last; none: there is no record.
    pub(super) async fn read(&self) -> Result<Option<LastSigned>, SignFault> {
        let path = self.0.clone();
        blocking(move || read(&path)).await
    }

    /// Replaces the record that was read by that of the head, if the head may be signed.
    pub(super) async fn advance(
        &self,
        record: Option<LastSigned>,
        origin: &str,
        size: u64,
        root: Hash,
        proof: Vec<Hash>,
    ) -> Result<(), SignFault> {
        let (path, origin) = (self.0.clone(), origin.to_owned());
        blocking(move || {
            let head = LastSigned::new(&origin, size, root).map_err(file)?;
            may_sign(record.as_ref(), &head, |_, _| Ok::<_, std::convert::Infallible>(proof)).map_err(|e| match e {
                Refusal::Restored { signed, found } => SignFault::Restored { signed, found },
                Refusal::Forked { signed, .. } => SignFault::Forked { signed },
                Refusal::OtherLog { .. } => SignFault::OtherKey,
                Refusal::Proof(never) => match never {},
            })?;
            swap(&path, record.as_ref(), &head)
        })
        .await
    }
}

fn read(path: &Path) -> Result<Option<LastSigned>, SignFault> {
    match std::fs::read(path) {
        Ok(bytes) => LastSigned::parse(&bytes).map(Some).map_err(|e| file(format!("{}: {e}", path.display()))),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(file(format!("{}: {e}", path.display()))),
    }
}

/// Compare and swap, one process at a time, durable before it answers.
fn swap(path: &Path, before: Option<&LastSigned>, after: &LastSigned) -> Result<(), SignFault> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let lock = path.with_extension("lock");
    let lock = std::fs::File::options().create(true).truncate(false).write(true).open(&lock).map_err(file)?;
    lock.try_lock().map_err(|_| SignFault::Busy)?;
    if read(path)?.as_ref() != before {
        return Err(SignFault::Busy);
    }
    if before == Some(after) {
        return Ok(());
    }
    let next = path.with_extension("next");
    let mut out = std::fs::File::create(&next).map_err(file)?;
    out.write_all(after.to_string().as_bytes()).map_err(file)?;
    out.sync_all().map_err(file)?;
    std::fs::rename(&next, path).map_err(file)?;
    std::fs::File::open(folder).and_then(|f| f.sync_all()).map_err(file)
}
