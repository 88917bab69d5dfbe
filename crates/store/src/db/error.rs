//! What can go wrong between us and a database, by meaning rather than by driver.

use std::path::PathBuf;

use crate::db::Kind;

/// Why the database did not do what was asked.
///
/// No variant carries a bound value, so an error may be logged without showing a person's data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DbError {
    /// The database cannot be reached, has been closed, or broke off. The work may be asked for
    /// again; its idempotency key tells whether the first attempt had been kept after all.
    #[error("the database cannot be reached: {0}")]
    Unavailable(String),

    /// Another process (or another `Db` of this one) has this file open.
    #[error("the database {path} is in use{}: stop that program first, one process owns the file",
        .holder.map_or_else(String::new, |pid| format!(" by process {pid}")))]
    InUse {
        /// The database file.
        path: PathBuf,
        /// The process that holds it, where it could be read.
        holder: Option<u32>,
    },

    /// A row with this key is there already.
    #[error("a row with the same {constraint} exists already")]
    UniqueViolation {
        /// `table.column, table.column` on both databases; the index's name where the index stands
        /// on an expression.
        constraint: String,
    },

    /// A rule of the schema (NOT NULL, CHECK, foreign key) forbids the row.
    #[error("a rule of the schema forbids this row: {0}")]
    BrokenConstraint(String),

    /// Somebody else holds a lock for too long. Try again.
    #[error("the database is busy, try again")]
    Busy,

    /// The file is damaged, or is no database of ours.
    #[error("the database is damaged or is no database: {0}")]
    Corrupt(String),

    /// A column holds something else than the code expected.
    #[error("column {column} should be {expected} but is {found}")]
    Column {
        /// Counted from 0.
        column: usize,
        /// What the code asked for.
        expected: &'static str,
        /// What the row holds.
        found: &'static str,
    },

    /// A query that must give one row gave another number of rows.
    #[error("one row was expected but {found} came, in: {sql}")]
    RowCount {
        /// How many rows came.
        found: usize,
        /// The statement.
        sql: &'static str,
    },

    /// The job panicked. Its own changes were undone, its neighbours' were kept.
    #[error("a job on the database panicked: {0}")]
    Panicked(String),

    /// The migrations do not fit the database.
    #[error("migration: {0}")]
    Migration(String),

    /// An older program left it behind.
    #[error(
        "the database was left by an older program (schema {from}, this one needs {to}). Type motcua upgrade with the same --config: \
         it says what it will do, makes a backup and does it; or set upgrade = \"automatic\" in the configuration"
    )]
    NeedsUpgrade {
        /// Version of its schema.
        from: i64,
        /// The one that this program needs.
        to: i64,
    },

    /// A newer program wrote it.
    #[error(
        "the database was written by a newer program: it has schema {schema}, this one (motcua {}) knows up to {newest}. \
         Use {} or a newer one; nothing was changed",
        env!("CARGO_PKG_VERSION"),
        .program.as_ref().map_or_else(|| "the program that wrote it".to_owned(), |p| format!("motcua {p}"))
    )]
    TooNew {
        /// Version of its schema.
        schema: i64,
        /// The newest that this program knows.
        newest: i64,
        /// The program that wrote it, where it is known.
        program: Option<String>,
    },

    /// The clock shows a time before the last event of the log: nothing is dated by it.
    #[error("the clock is behind the last event of the log")]
    ClockBehind {
        /// What it shows, µs.
        now: i64,
        /// When the last event was put on record, µs.
        last: i64,
    },

    /// Anything else: mostly a statement that the database does not accept.
    #[error("{0}")]
    Other(String),
}

impl DbError {
    pub(crate) fn closed() -> Self {
        Self::Unavailable("it has been closed".to_owned())
    }

    pub(crate) fn column(column: usize, expected: &'static str, found: &'static str) -> Self {
        Self::Column { column, expected, found }
    }

    pub(crate) fn no_such_column(column: usize, kind: Kind) -> Self {
        Self::column(column, kind.name(), "beyond the last column")
    }

    /// Adds the statement to an error that only a programmer can mend.
    pub(crate) fn within(self, sql: &str) -> Self {
        match self {
            Self::Other(text) => Self::Other(format!("{text}, in: {sql}")),
            other => other,
        }
    }
}
