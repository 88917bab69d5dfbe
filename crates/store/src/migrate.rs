//! Migrations: linear, written once for both databases, never changed after they ran.

use jiff::Timestamp;

use crate::backup::Ran;
use crate::db::{Db, DbError, Row, Tx, statements};
use crate::{binds, sql};

/// One step of the schema.
///
/// The text holds statements that each end with `;` at the end of a line; `--` comments may stand
/// anywhere. Types are BIGINT, TEXT, BOOLEAN and BLOB; on PostgreSQL BLOB is written as BYTEA and
/// TEXT as `TEXT COLLATE "C"`, so that both order texts by their bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Migration {
    /// Counts up from 1; gaps are allowed.
    pub version: i64,
    /// What it does, for people: `events`.
    pub name: &'static str,
    /// The statements.
    pub sql: &'static str,
}

impl Migration {
    /// What it is for: the first sentence of its text.
    pub fn what_for(&self) -> String {
        let comment = self.sql.lines().map_while(|line| line.strip_prefix("--")).map(str::trim);
        let text = comment.collect::<Vec<_>>().join(" ");
        text.split_inclusive(". ").next().unwrap_or_default().trim().to_owned()
    }

    /// SHA-256 of the text, so that a changed one is noticed.
    fn checksum(&self) -> String {
        // An editor that writes CRLF changes nothing that matters.
        let text = self.sql.replace("\r\n", "\n");
        ledger::leaf_hash(text.as_bytes()).to_hex()
    }
}

impl Db {
    /// Brings the schema up to the last migration: all that are missing, in one transaction.
    ///
    /// Refused with [`DbError::Migration`]: a text that differs from the one that ran, a database
    /// written by a newer program, versions that do not count up, a deferred constraint (it would
    /// fail at the commit, and take the whole batch with it).
    pub async fn migrate(&self, migrations: &[Migration]) -> Result<(), DbError> {
        check_order(migrations)?;
        let migrations = migrations.to_vec();
        self.write(move |tx| Box::pin(async move { bring_up(tx, &migrations).await })).await
    }
}

/// When a migration ran is for people who look; no rule depends on it.
#[expect(clippy::disallowed_methods, reason = "the schema is brought up before there is an office with a clock")]
fn now() -> Timestamp {
    Timestamp::now()
}

fn check_order(migrations: &[Migration]) -> Result<(), DbError> {
    let mut last = 0;
    for migration in migrations {
        if migration.version <= last {
            return Err(DbError::Migration(format!(
                "version {} ({}) must be greater than {last}",
                migration.version, migration.name
            )));
        }
        if migration.sql.to_ascii_uppercase().contains("DEFERRABLE") {
            return Err(DbError::Migration(format!(
                "version {} ({}) defers a constraint",
                migration.version, migration.name
            )));
        }
        last = migration.version;
    }
    Ok(())
}

/// The migrations that ran on this database, in order: version, name, checksum.
pub(crate) async fn ran(tx: &mut Tx<'_>) -> Result<Vec<(i64, String, String)>, DbError> {
    let rows =
        tx.query(sql!("SELECT version, name, checksum FROM schema_migration ORDER BY version"), &binds![]).await?;
    rows.iter().map(|r| Ok((r.int(0)?, r.text(1)?.to_owned(), r.text(2)?.to_owned()))).collect()
}

/// The first of our migrations that are those which ran: the same texts in the same order.
pub(crate) fn known<'m>(ran: &[Ran], ours: &'m [Migration]) -> Result<&'m [Migration], DbError> {
    for (n, m) in ran.iter().enumerate() {
        check_one((m.version, &m.name, &m.checksum), ours.get(n))?;
    }
    Ok(&ours[..ran.len()])
}

pub(crate) async fn bring_up(tx: &mut Tx<'_>, migrations: &[Migration]) -> Result<(), DbError> {
    tx.migrate(
        "CREATE TABLE IF NOT EXISTS schema_migration (
            version BIGINT NOT NULL PRIMARY KEY, -- of the migration
            name TEXT NOT NULL,                  -- for people
            checksum TEXT NOT NULL,              -- SHA-256 of its text, hexadecimal
            applied_at BIGINT NOT NULL           -- µs since the Unix epoch, UTC
        )",
    )
    .await?;
    let done =
        tx.query(sql!("SELECT version, checksum, name FROM schema_migration ORDER BY version"), &binds![]).await?;
    for (index, row) in done.iter().enumerate() {
        check_done(row, migrations.get(index))?;
    }
    let from = done.last().map_or(Ok(0), |row| row.int(0))?;
    for migration in &migrations[done.len()..] {
        for statement in statements(migration.sql) {
            tx.migrate(&statement).await.map_err(|error| {
                DbError::Migration(format!("version {} ({}): {error}", migration.version, migration.name))
            })?;
        }
        tx.execute(
            sql!("INSERT INTO schema_migration (version, name, checksum, applied_at) VALUES (?1, ?2, ?3, ?4)"),
            &binds![migration.version, migration.name, migration.checksum(), now().as_microsecond()],
        )
        .await?;
        tracing::info!(migration.version, migration.name, "the schema was brought up");
    }
    crate::upgrade::sign(tx, from, migrations.last().map_or(0, |m| m.version)).await
}

fn check_done(row: &Row, known: Option<&Migration>) -> Result<(), DbError> {
    check_one((row.int(0)?, row.text(2)?, row.text(1)?), known)
}

fn check_one((version, name, checksum): (i64, &str, &str), known: Option<&Migration>) -> Result<(), DbError> {
    match known {
        Some(known) if known.version == version && known.checksum() == checksum => Ok(()),
        Some(known) if known.version == version => Err(DbError::Migration(format!(
            "the text of version {version} ({name}) is not the one that ran: \
             leave it as it was and add a new version"
        ))),
        Some(known) if known.version < version => Err(DbError::Migration(format!(
            "version {} ({}) never ran, but {version} did: versions must count up",
            known.version, known.name
        ))),
        _ => Err(DbError::Migration(format!(
            "the database has version {version} ({name}), which this program does not know: \
             it was written by a newer one"
        ))),
    }
}
