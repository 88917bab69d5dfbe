//! Files of an old system between their dry run and the import. They hold persons' values, so none
//! is kept longer than it is needed.

use crate::db::{DbError, Tx};
use crate::{binds, micros, moment, sql};
use domain::id::PersonId;
use jiff::Timestamp;

/// Keeps a file.
pub async fn keep(
    tx: &mut Tx<'_>,
    id: &str,
    person: &PersonId,
    name: &str,
    body: &[u8],
    now: Timestamp,
) -> Result<(), DbError> {
    tx.execute(
        sql!("INSERT INTO import_file (id, person, name, body, at) VALUES (?1, ?2, ?3, ?4, ?5)"),
        &binds![id, person.as_str(), name, body, micros(now)],
    )
    .await?;
    Ok(())
}

/// A file of a person that came after a moment: name, bytes, when.
pub async fn waiting(
    tx: &mut Tx<'_>,
    id: &str,
    person: &PersonId,
    since: Timestamp,
) -> Result<Option<(String, Vec<u8>, Timestamp)>, DbError> {
    tx.query_opt(
        sql!("SELECT name, body, at FROM import_file WHERE id = ?1 AND person = ?2 AND at > ?3"),
        &binds![id, person.as_str(), micros(since)],
    )
    .await?
    .map(|r| Ok((r.text(0)?.to_owned(), r.blob(1)?.to_vec(), moment(r.int(2)?)?)))
    .transpose()
}

/// Throws a person's files away.
pub async fn forget_of(tx: &mut Tx<'_>, person: &PersonId) -> Result<(), DbError> {
    tx.execute(sql!("DELETE FROM import_file WHERE person = ?1"), &binds![person.as_str()]).await?;
    Ok(())
}

/// Throws files away that came before a moment.
pub async fn forget_before(tx: &mut Tx<'_>, before: Timestamp) -> Result<(), DbError> {
    tx.execute(sql!("DELETE FROM import_file WHERE at <= ?1"), &binds![micros(before)]).await?;
    Ok(())
}
