//! Events, state and views on SQLite or PostgreSQL: the only room with SQL in it.
//!
//! `db` is the seam between the two databases, `migrate` the schema's history; every other module
//! is a noun: what it appends, what it views, what can be asked.

pub mod access;
pub mod backup;
pub mod db;
pub mod desk;
pub mod device;
pub mod dossier;
pub mod draft;
pub mod event;
pub mod fee;
pub mod file;
pub mod import;
pub mod job;
pub mod law;
pub mod log;
pub mod migrate;
pub mod opening;
pub mod paper;
pub mod personal;
pub mod rebuild;
pub mod recovery;
pub mod register;
pub mod report;
pub mod schema;
pub mod shelf;
pub mod supervision;
#[cfg(feature = "testing")]
pub mod testing;
pub mod upgrade;

use migrate::Migration;

/// The schema, in order.
pub const MIGRATIONS: &[Migration] = &[
    Migration { version: 1, name: "spine", sql: include_str!("../migrations/0001_spine.sql") },
    Migration { version: 2, name: "paper", sql: include_str!("../migrations/0002_paper.sql") },
    Migration { version: 3, name: "counter", sql: include_str!("../migrations/0003_counter.sql") },
    Migration { version: 4, name: "desks", sql: include_str!("../migrations/0004_desks.sql") },
    Migration { version: 5, name: "messages", sql: include_str!("../migrations/0005_messages.sql") },
    Migration { version: 6, name: "fees", sql: include_str!("../migrations/0006_fees.sql") },
    Migration { version: 7, name: "register", sql: include_str!("../migrations/0007_register.sql") },
    Migration { version: 8, name: "files", sql: include_str!("../migrations/0008_files.sql") },
    Migration { version: 9, name: "organisation", sql: include_str!("../migrations/0009_organisation.sql") },
    Migration { version: 11, name: "upgrade", sql: include_str!("../migrations/0011_upgrade.sql") },
    Migration { version: 12, name: "ledger", sql: include_str!("../migrations/0012_ledger.sql") },
];

/// Opens a database (`postgres://…` or the path of a SQLite file); lays the schema in an empty one.
///
/// One that an older program left behind is not touched ([`DbError::NeedsUpgrade`](db::DbError)): what
/// an upgrade does is said first. One that a newer program wrote is refused.
pub async fn open(url_or_path: &str) -> Result<db::Db, db::DbError> {
    let db = db::Db::open(url_or_path).await?;
    let opened = match upgrade::standing(&db).await {
        Ok(upgrade::Standing::Empty) => upgrade::upgrade(&db).await,
        Ok(upgrade::Standing::Current) => Ok(()),
        Ok(upgrade::Standing::Older(plan)) => Err(db::DbError::NeedsUpgrade { from: plan.from, to: plan.to() }),
        Ok(upgrade::Standing::Newer { schema, program }) => Err(too_new(schema, program)),
        Err(error) => Err(error),
    };
    match opened {
        Ok(()) => Ok(db),
        Err(error) => {
            db.close().await;
            Err(error)
        }
    }
}

/// What is said of a database that a newer program wrote.
pub fn too_new(schema: i64, program: Option<String>) -> db::DbError {
    db::DbError::TooNew { schema, newest: MIGRATIONS.last().map_or(0, |m| m.version), program }
}

/// Whether nothing of ours was ever in a database.
pub async fn is_empty(db: &db::Db) -> Result<bool, db::DbError> {
    db.read(|tx| Box::pin(async move { Ok(!tx.has_table("schema_migration").await?) })).await
}

/// A moment as it stands in columns: µs since the Unix epoch, UTC.
pub(crate) fn micros(at: jiff::Timestamp) -> i64 {
    at.as_microsecond()
}

/// A moment from a column.
pub(crate) fn moment(micros: i64) -> Result<jiff::Timestamp, db::DbError> {
    jiff::Timestamp::from_microsecond(micros)
        .map_err(|e| db::DbError::Corrupt(format!("a moment outside all calendars: {e}")))
}

/// JSON into a column.
pub(crate) fn to_json<T: serde::Serialize>(value: &T) -> Result<String, db::DbError> {
    serde_json::to_string(value).map_err(|e| db::DbError::Corrupt(format!("cannot be written as JSON: {e}")))
}

/// JSON from a column.
pub(crate) fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, db::DbError> {
    serde_json::from_str(text).map_err(|e| db::DbError::Corrupt(format!("cannot be read as JSON: {e}")))
}
