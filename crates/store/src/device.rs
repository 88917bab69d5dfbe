//! Browsers that people share, and the short PINs that are good in one of them only.

use crate::db::{DbError, Row, Tx};
use crate::event::id;
use crate::{binds, micros, moment, sql};
use domain::id::PersonId;
use jiff::Timestamp;

/// The browser with this secret.
pub async fn by_secret(tx: &mut Tx<'_>, secret: &str) -> Result<Option<String>, DbError> {
    tx.query_opt(sql!("SELECT id FROM device WHERE secret = ?1"), &binds![secret])
        .await?
        .map(|r| r.text(0).map(str::to_owned))
        .transpose()
}

/// Keeps a browser under a new secret.
pub async fn keep(tx: &mut Tx<'_>, device: &str, secret: &str, now: Timestamp) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "INSERT INTO device (id, secret, created) VALUES (?1, ?2, ?3)
             ON CONFLICT (id) DO UPDATE SET secret = excluded.secret"
        ),
        &binds![device, secret, micros(now)],
    )
    .await?;
    Ok(())
}

/// Ties a session to the browser it was opened in.
pub async fn tie(tx: &mut Tx<'_>, session: &str, device: &str, by_pin: bool) -> Result<(), DbError> {
    tx.execute(sql!("UPDATE session SET device = ?2, by_pin = ?3 WHERE id = ?1"), &binds![session, device, by_pin])
        .await?;
    Ok(())
}

/// The browser of a session.
pub async fn of_session(tx: &mut Tx<'_>, session: &str) -> Result<Option<String>, DbError> {
    let row = tx.query_opt(sql!("SELECT device FROM session WHERE id = ?1"), &binds![session]).await?;
    row.map_or(Ok(None), |r| r.opt_text(0).map(|d| d.map(str::to_owned)))
}

/// Who signed in with a password in a browser since a moment, last one first.
pub async fn people_since(tx: &mut Tx<'_>, device: &str, since: Timestamp) -> Result<Vec<PersonId>, DbError> {
    tx.query(
        sql!(
            "SELECT person FROM session WHERE device = ?1 AND created >= ?2 AND by_pin = FALSE
             GROUP BY person ORDER BY MAX(created) DESC, person"
        ),
        &binds![device, micros(since)],
    )
    .await?
    .iter()
    .map(|r| id(r.text(0)?))
    .collect()
}

/// Open sessions of a browser.
pub async fn open_sessions(tx: &mut Tx<'_>, device: &str, now: Timestamp) -> Result<Vec<(String, PersonId)>, DbError> {
    tx.query(
        sql!("SELECT id, person FROM session WHERE device = ?1 AND ended IS NULL AND expires > ?2 ORDER BY id"),
        &binds![device, micros(now)],
    )
    .await?
    .iter()
    .map(|r| Ok((r.text(0)?.to_owned(), id(r.text(1)?)?)))
    .collect()
}

/// A PIN of a person in a browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    /// argon2id, PHC string.
    pub hash: String,
    /// Wrong PINs since the last right one.
    pub failures: i64,
    /// Set.
    pub created: Timestamp,
}

fn pin_of(row: &Row) -> Result<Pin, DbError> {
    Ok(Pin { hash: row.text(0)?.to_owned(), failures: row.int(1)?, created: moment(row.int(2)?)? })
}

/// The PIN of a person in a browser.
pub async fn pin(tx: &mut Tx<'_>, device: &str, person: &PersonId) -> Result<Option<Pin>, DbError> {
    tx.query_opt(
        sql!("SELECT hash, failures, created FROM pin WHERE device = ?1 AND person = ?2"),
        &binds![device, person.as_str()],
    )
    .await?
    .as_ref()
    .map(pin_of)
    .transpose()
}

/// Sets a PIN, in place of an earlier one.
pub async fn set_pin(
    tx: &mut Tx<'_>,
    device: &str,
    person: &PersonId,
    hash: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "INSERT INTO pin (device, person, hash, failures, created) VALUES (?1, ?2, ?3, 0, ?4)
             ON CONFLICT (device, person) DO UPDATE SET hash = excluded.hash, failures = 0, created = excluded.created"
        ),
        &binds![device, person.as_str(), hash, micros(now)],
    )
    .await?;
    Ok(())
}

/// Keeps how often a PIN was wrong.
pub async fn set_pin_failures(tx: &mut Tx<'_>, device: &str, person: &PersonId, failures: i64) -> Result<(), DbError> {
    tx.execute(
        sql!("UPDATE pin SET failures = ?3 WHERE device = ?1 AND person = ?2"),
        &binds![device, person.as_str(), failures],
    )
    .await?;
    Ok(())
}

/// Takes a PIN away; `device` of `None`: everywhere. Answers how many there were.
pub async fn remove_pins(tx: &mut Tx<'_>, device: Option<&str>, person: &PersonId) -> Result<u64, DbError> {
    tx.execute(
        sql!("DELETE FROM pin WHERE (CAST(?1 AS TEXT) IS NULL OR device = ?1) AND person = ?2"),
        &binds![device, person.as_str()],
    )
    .await
}
