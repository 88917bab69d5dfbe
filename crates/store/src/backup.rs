//! Backups: one file with everything that an office cannot compute again, the same for both databases.
//!
//! ```text
//! motcua-2026-08-17-020000.tar
//!   tables/<table>/<n>.jsonl.gz    rows as JSON arrays in the order of the manifest's columns
//!   files/<dossier>/<file>         contents that the events name, as they are
//!   manifest.json                  who made it of what: versions, head of the log, counts, hashes
//!   seal.sha256                    SHA-256 of every byte before this entry
//! ```
//!
//! All rows are read in one transaction that sees one moment, beside acts that go on. The file is
//! written under a name that no backup has, synced, read back, and only then called a backup.

mod archive;
mod check;
mod dump;
mod folder;
mod journal;
mod load;
mod rows;

pub use check::{Checked, check};
pub use folder::{PREFIX, is_backup, list, rotate};
pub use journal::{How, Journal, Outcome, Run};
pub use load::{Loaded, Source, load};

use crate::db::{Db, DbError};
use crate::schema::Column;
use crate::shelf::Shelf;
use archive::Writer;
use folder::Partial;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The format that this program writes, and the newest that it reads.
pub const FORMAT: u32 = 1;

/// Version of this program.
pub const PROGRAM: &str = env!("CARGO_PKG_VERSION");

/// Tables whose rows no backup holds: who is signed in, secrets of minutes, uploads under way.
/// After a restore everybody signs in anew, with the password.
pub const LEFT_OUT: [&str; 8] =
    ["session", "opened", "opening_code", "recovery", "device", "pin", "upload", "import_file"];

/// What a backup says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// [`FORMAT`] of whoever wrote it.
    pub format: u32,
    /// Version of the program that wrote it.
    pub program: String,
    /// When it was begun, by that machine's clock.
    pub made: Timestamp,
    /// `sqlite` or `postgresql`.
    pub database: String,
    /// The schema's history.
    pub migrations: Vec<Ran>,
    /// The log.
    pub head: Head,
    /// Tables, by name.
    pub tables: Vec<TableOf>,
    /// Tables whose rows were left out.
    pub left_out: Vec<String>,
    /// Contents of dossiers.
    pub files: FilesOf,
}

impl Manifest {
    /// Version of the schema.
    pub fn schema(&self) -> i64 {
        self.migrations.last().map_or(0, |m| m.version)
    }

    /// How many rows there are.
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|t| t.rows).sum()
    }
}

/// A migration that had run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ran {
    /// Version.
    pub version: i64,
    /// Name.
    pub name: String,
    /// SHA-256 of its text, hexadecimal.
    pub checksum: String,
}

/// The head of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// Number of events.
    pub size: i64,
    /// Root of their tree (RFC 6962), hexadecimal.
    pub root: String,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableOf {
    /// Name.
    pub name: String,
    /// What stands in each row.
    pub columns: Vec<Column>,
    /// Rows in all parts.
    pub rows: u64,
    /// Where they are.
    pub parts: Vec<PartOf>,
}

/// A part of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartOf {
    /// Its name in the archive.
    pub path: String,
    /// Rows in it.
    pub rows: u64,
    /// SHA-256 of it as it lies there, hexadecimal.
    pub sha256: String,
}

/// Contents of dossiers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FilesOf {
    /// How many are in it.
    pub count: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Those that events name but that were missing or changed when the backup was made.
    pub faults: Vec<String>,
}

/// Why a backup was not made, read or taken in.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The database.
    #[error("database: {0}")]
    Db(#[from] DbError),
    /// A file or folder.
    #[error("{}: {error}", .path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// What happened.
        error: std::io::Error,
    },
    /// Not every byte is as it was written, or it never was a backup of ours.
    #[error("the backup is damaged: {0}")]
    Damaged(String),
    /// It is whole, but this cannot be done with it.
    #[error("{0}")]
    Refused(String),
}

impl BackupError {
    pub(crate) fn io(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |error| Self::Io { path, error }
    }

    /// Whether there was no room on the disk.
    pub fn is_full(&self) -> bool {
        matches!(self, Self::Io { error, .. } if error.kind() == std::io::ErrorKind::StorageFull)
    }
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What is done.
    pub step: Step,
    /// Rows, or bytes of files, so far.
    pub done: u64,
    /// Of so many.
    pub of: u64,
}

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Rows are read and written.
    Rows,
    /// Contents are copied; counted in bytes.
    Files,
    /// Everything is read back and compared; counted in rows.
    Check,
}

/// Who wants to know how far it is, and answers whether to go on.
pub type Watch = Arc<dyn Fn(Progress) -> bool + Send + Sync>;

/// Nobody, who wants it to come to its end.
pub fn unwatched() -> Watch {
    Arc::new(|_| true)
}

/// Tells how far it is; an error when it is to end here.
pub(crate) fn told(watch: &Watch, progress: Progress) -> Result<(), BackupError> {
    if watch(progress) { Ok(()) } else { Err(BackupError::Refused("it was told to stop".into())) }
}

/// Where a backup goes, and what stands in it about its making.
#[derive(Debug, Clone)]
pub struct Target {
    /// A folder, which gives it its name by the time; or the file itself.
    pub to: PathBuf,
    /// How its name begins in a folder: [`PREFIX`] for those that rotation knows.
    pub prefix: String,
    /// Now.
    pub now: Timestamp,
    /// Now as a clock on the wall shows it, for the name: `2026-08-17-020000`.
    pub stamp: String,
}

/// A backup that was made and read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Where it is.
    pub path: PathBuf,
    /// Its size in bytes.
    pub bytes: u64,
    /// What it says of itself.
    pub manifest: Manifest,
}

/// Makes a backup beside whatever else goes on. It is called a backup only when it is whole, on the
/// disk, and was read back; if that fails nothing is left of it, and older ones are not touched.
pub async fn make(db: &Db, shelf: &Shelf, target: Target, watch: Watch) -> Result<Made, BackupError> {
    let partial = Partial::begin(&target)?;
    let writer = Writer::new(partial.writer()?, target.now);
    let (kind, at, watching) =
        (if db.is_sqlite() { "sqlite" } else { "postgresql" }, target.clone(), Arc::clone(&watch));
    let path = partial.path().to_owned();
    let (mut writer, mut manifest, files) = db
        .read(move |tx| {
            Box::pin(async move {
                let mut dump = dump::Dump { writer, path, watch: watching };
                let (manifest, files) = dump.run(tx, kind, &at).await?;
                Ok::<_, BackupError>((dump.writer, manifest, files))
            })
        })
        .await?;
    let shelf = shelf.clone();
    let made = tokio::task::spawn_blocking(move || {
        manifest.files = dump::files((&mut writer, partial.path()), &shelf, &files, &watch)?;
        writer.end(&manifest).map_err(BackupError::io(partial.path()))?;
        partial.sync()?;
        let checked = check(partial.path(), &mut |_, _| Ok(()), &watch)?;
        if checked.manifest != manifest {
            return Err(BackupError::Damaged("what was read back is not what was written".into()));
        }
        let bytes = partial.bytes()?;
        Ok(Made { path: partial.keep()?, bytes, manifest })
    });
    made.await.map_err(|e| BackupError::Db(DbError::Unavailable(e.to_string())))?
}
