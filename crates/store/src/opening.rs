//! One-time codes of dossiers, and the browsers that opened one with its code. Only hashes.

use crate::db::{DbError, Tx};
use crate::{binds, micros, moment, sql};
use domain::id::DossierId;
use jiff::Timestamp;

/// The code of a dossier, as it was last sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// Salt and hash of the code in force, and when it ends.
    pub in_force: Option<(String, String, Timestamp)>,
    /// Wrong tries against it.
    pub wrong: i64,
    /// Begin of the hour in which requests are counted.
    pub counted_from: Timestamp,
    /// Requests in that hour.
    pub asked: i64,
}

/// What is known of a dossier's code.
pub async fn code(tx: &mut Tx<'_>, dossier: DossierId) -> Result<Option<Code>, DbError> {
    let row = tx
        .query_opt(
            sql!("SELECT salt, code, expires, wrong, counted_from, asked FROM opening_code WHERE dossier = ?1"),
            &binds![dossier.to_string()],
        )
        .await?;
    row.map(|r| {
        let in_force = match (r.opt_text(0)?, r.opt_text(1)?, r.opt_int(2)?) {
            (Some(salt), Some(code), Some(expires)) => Some((salt.to_owned(), code.to_owned(), moment(expires)?)),
            _ => None,
        };
        Ok(Code { in_force, wrong: r.int(3)?, counted_from: moment(r.int(4)?)?, asked: r.int(5)? })
    })
    .transpose()
}

/// Counts a request for a code.
pub async fn count(tx: &mut Tx<'_>, dossier: DossierId, from: Timestamp, asked: i64) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "INSERT INTO opening_code (dossier, salt, code, expires, wrong, counted_from, asked)
             VALUES (?1, NULL, NULL, NULL, 0, ?2, ?3)
             ON CONFLICT (dossier) DO UPDATE SET counted_from = excluded.counted_from, asked = excluded.asked"
        ),
        &binds![dossier.to_string(), micros(from), asked],
    )
    .await?;
    Ok(())
}

/// Puts a new code in force; an earlier one ends.
pub async fn put(
    tx: &mut Tx<'_>,
    dossier: DossierId,
    (salt, code): (&str, &str),
    expires: Timestamp,
    now: Timestamp,
) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "INSERT INTO opening_code (dossier, salt, code, expires, wrong, counted_from, asked)
             VALUES (?1, ?2, ?3, ?4, 0, ?5, 1)
             ON CONFLICT (dossier) DO UPDATE SET salt = excluded.salt, code = excluded.code,
               expires = excluded.expires, wrong = 0"
        ),
        &binds![dossier.to_string(), salt, code, micros(expires), micros(now)],
    )
    .await?;
    Ok(())
}

/// Counts a wrong try.
pub async fn wrong(tx: &mut Tx<'_>, dossier: DossierId) -> Result<(), DbError> {
    tx.execute(sql!("UPDATE opening_code SET wrong = wrong + 1 WHERE dossier = ?1"), &binds![dossier.to_string()])
        .await?;
    Ok(())
}

/// Ends the code in force.
pub async fn end(tx: &mut Tx<'_>, dossier: DossierId) -> Result<(), DbError> {
    tx.execute(
        sql!("UPDATE opening_code SET salt = NULL, code = NULL, expires = NULL, wrong = 0 WHERE dossier = ?1"),
        &binds![dossier.to_string()],
    )
    .await?;
    Ok(())
}

/// Lets a browser in, and forgets those whose time is over.
pub async fn open(
    tx: &mut Tx<'_>,
    secret: &str,
    dossier: DossierId,
    expires: Timestamp,
    now: Timestamp,
) -> Result<(), DbError> {
    tx.execute(sql!("DELETE FROM opened WHERE expires <= ?1"), &binds![micros(now)]).await?;
    tx.execute(
        sql!("INSERT INTO opened (secret, dossier, expires) VALUES (?1, ?2, ?3)"),
        &binds![secret, dossier.to_string(), micros(expires)],
    )
    .await?;
    Ok(())
}

/// Whether a browser may see a dossier now.
pub async fn is_open(tx: &mut Tx<'_>, secret: &str, dossier: DossierId, now: Timestamp) -> Result<bool, DbError> {
    let row = tx
        .query_opt(
            sql!("SELECT expires FROM opened WHERE secret = ?1 AND dossier = ?2 AND expires > ?3"),
            &binds![secret, dossier.to_string(), micros(now)],
        )
        .await?;
    Ok(row.is_some())
}

/// Shuts a browser out again.
pub async fn shut(tx: &mut Tx<'_>, secret: &str) -> Result<(), DbError> {
    tx.execute(sql!("DELETE FROM opened WHERE secret = ?1"), &binds![secret]).await?;
    Ok(())
}
