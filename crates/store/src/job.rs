//! The outbox: what is to be sent, enqueued by acts in their own transaction, worked off later.

use crate::db::{DbError, Row, Tx};
use crate::{binds, micros, moment, sql};
use domain::id::DossierId;
use jiff::Timestamp;

/// The problem of a letter that waited in a backup which was restored: it may have been sent since, and
/// is not sent until an administrator says so.
pub const RESTORED: &str = "restored";

/// One thing to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// UUIDv7.
    pub id: String,
    /// What makes two jobs one.
    pub same: String,
    /// JSON of what to do.
    pub body: String,
    /// Whose timeline tells of it.
    pub dossier: Option<DossierId>,
    /// Enqueued.
    pub created: Timestamp,
    /// No try before.
    pub due: Timestamp,
    /// Tries begun.
    pub tries: i64,
    /// What the last try met.
    pub problem: Option<String>,
    /// No more tries since.
    pub given_up: Option<Timestamp>,
}

fn job(row: &Row) -> Result<Job, DbError> {
    Ok(Job {
        id: row.text(0)?.to_owned(),
        same: row.text(1)?.to_owned(),
        body: row.text(2)?.to_owned(),
        dossier: row.opt_text(3)?.map(crate::event::id).transpose()?,
        created: moment(row.int(4)?)?,
        due: moment(row.int(5)?)?,
        tries: row.int(6)?,
        problem: row.opt_text(7)?.map(str::to_owned),
        given_up: row.opt_int(8)?.map(moment).transpose()?,
    })
}

/// Enqueues a job. The same one waiting for its first try, or being tried, is left alone; one that
/// failed and waits for another try, or was given up, begins anew.
pub async fn enqueue(
    tx: &mut Tx<'_>,
    id: &str,
    same: &str,
    body: &str,
    dossier: Option<DossierId>,
    now: Timestamp,
) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "INSERT INTO job (id, same, body, dossier, created, due, tries, claimed, problem, given_up)
             VALUES (?1, ?2, ?3, ?4, ?5, ?5, 0, NULL, NULL, NULL)
             ON CONFLICT (same) DO UPDATE SET id = excluded.id, body = excluded.body, created = excluded.created, due = excluded.due,
               tries = 0, claimed = NULL, problem = NULL, given_up = NULL
             WHERE job.given_up IS NOT NULL OR (job.tries > 0 AND job.claimed IS NULL)"
        ),
        &binds![id, same, body, dossier.map(|d| d.to_string()), micros(now)],
    )
    .await?;
    Ok(())
}

/// Takes the job that has been due the longest; nobody else gets it before `until`.
pub async fn claim(tx: &mut Tx<'_>, now: Timestamp, until: Timestamp) -> Result<Option<Job>, DbError> {
    tx.query_opt(
        sql!(
            "UPDATE job SET claimed = ?2, tries = tries + 1
             WHERE id = (SELECT id FROM job WHERE given_up IS NULL AND due <= ?1 AND (claimed IS NULL OR claimed <= ?1)
                         ORDER BY due, id LIMIT 1)
             RETURNING id, same, body, dossier, created, due, tries, problem, given_up"
        ),
        &binds![micros(now), micros(until)],
    )
    .await?
    .as_ref()
    .map(job)
    .transpose()
}

/// A job is done: it goes. Answers whether it was there still.
pub async fn done(tx: &mut Tx<'_>, id: &str) -> Result<bool, DbError> {
    Ok(tx.execute(sql!("DELETE FROM job WHERE id = ?1"), &binds![id]).await? == 1)
}

/// A try failed; the next one not before `due`.
pub async fn later(tx: &mut Tx<'_>, id: &str, problem: &str, due: Timestamp) -> Result<(), DbError> {
    tx.execute(
        sql!("UPDATE job SET problem = ?2, due = ?3, claimed = NULL WHERE id = ?1"),
        &binds![id, problem, micros(due)],
    )
    .await?;
    Ok(())
}

/// No more tries.
pub async fn give_up(tx: &mut Tx<'_>, id: &str, problem: &str, now: Timestamp) -> Result<(), DbError> {
    tx.execute(
        sql!("UPDATE job SET problem = ?2, given_up = ?3, claimed = NULL WHERE id = ?1"),
        &binds![id, problem, micros(now)],
    )
    .await?;
    Ok(())
}

/// One that was given up is tried again at once; answers whether there was one.
pub async fn again(tx: &mut Tx<'_>, id: &str, now: Timestamp) -> Result<bool, DbError> {
    let changed = tx
        .execute(
            sql!("UPDATE job SET created = ?2, due = ?2, tries = 0, given_up = NULL WHERE id = ?1 AND given_up IS NOT NULL"),
            &binds![id, micros(now)],
        )
        .await?;
    Ok(changed == 1)
}

/// All that is not done, given up first, then by when it is due.
pub async fn open(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<Job>, DbError> {
    tx.query(
        sql!(
            "SELECT id, same, body, dossier, created, due, tries, problem, given_up FROM job
             ORDER BY CASE WHEN given_up IS NULL THEN 1 ELSE 0 END, due, id LIMIT ?1"
        ),
        &binds![limit],
    )
    .await?
    .iter()
    .map(job)
    .collect()
}

/// How many wait for an administrator's word since a restore.
pub async fn held(tx: &mut Tx<'_>) -> Result<i64, DbError> {
    let held = sql!("SELECT COUNT(*) FROM job WHERE given_up IS NOT NULL AND problem = ?1");
    tx.query_one(held, &binds![RESTORED]).await?.int(0)
}

/// Lets those go that waited for an administrator's word: they are tried at once. Answers how many.
pub async fn release(tx: &mut Tx<'_>, now: Timestamp) -> Result<u64, DbError> {
    tx.execute(
        sql!(
            "UPDATE job SET created = ?1, due = ?1, tries = 0, given_up = NULL, problem = NULL
             WHERE given_up IS NOT NULL AND problem = ?2"
        ),
        &binds![micros(now), RESTORED],
    )
    .await
}

/// Throws those away that waited for an administrator's word; answers how many.
pub async fn throw_away(tx: &mut Tx<'_>) -> Result<u64, DbError> {
    tx.execute(sql!("DELETE FROM job WHERE given_up IS NOT NULL AND problem = ?1"), &binds![RESTORED]).await
}

/// How many wait, and how many were given up.
pub async fn counts(tx: &mut Tx<'_>) -> Result<(i64, i64), DbError> {
    let row = tx
        .query_one(
            sql!(
                "SELECT COUNT(*) FILTER (WHERE given_up IS NULL), COUNT(*) FILTER (WHERE given_up IS NOT NULL) FROM job"
            ),
            &binds![],
        )
        .await?;
    Ok((row.int(0)?, row.int(1)?))
}
