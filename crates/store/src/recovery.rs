//! Officials' mail addresses, and the links that set a new password. Links only as hashes.

use crate::db::{DbError, Tx};
use crate::event::id;
use crate::{binds, micros, sql};
use domain::id::PersonId;
use jiff::Timestamp;

/// Where an official is written to.
pub async fn address(tx: &mut Tx<'_>, person: &PersonId) -> Result<Option<String>, DbError> {
    let row =
        tx.query_opt(sql!("SELECT address FROM account_mail WHERE person = ?1"), &binds![person.as_str()]).await?;
    row.map(|r| r.text(0).map(str::to_owned)).transpose()
}

/// Sets the address; an empty one takes it away.
pub async fn set_address(tx: &mut Tx<'_>, person: &PersonId, address: &str) -> Result<(), DbError> {
    if address.is_empty() {
        tx.execute(sql!("DELETE FROM account_mail WHERE person = ?1"), &binds![person.as_str()]).await?;
    } else {
        tx.execute(
            sql!(
                "INSERT INTO account_mail (person, address) VALUES (?1, ?2)
                 ON CONFLICT (person) DO UPDATE SET address = excluded.address"
            ),
            &binds![person.as_str(), address],
        )
        .await?;
    }
    Ok(())
}

/// Puts a link in force; earlier ones of the person, and all whose time is over, end.
pub async fn put(
    tx: &mut Tx<'_>,
    secret: &str,
    person: &PersonId,
    expires: Timestamp,
    now: Timestamp,
) -> Result<(), DbError> {
    end(tx, person).await?;
    tx.execute(sql!("DELETE FROM recovery WHERE expires <= ?1"), &binds![micros(now)]).await?;
    tx.execute(
        sql!("INSERT INTO recovery (secret, person, expires) VALUES (?1, ?2, ?3)"),
        &binds![secret, person.as_str(), micros(expires)],
    )
    .await?;
    Ok(())
}

/// Whose link this is, while it is in force.
pub async fn person(tx: &mut Tx<'_>, secret: &str, now: Timestamp) -> Result<Option<PersonId>, DbError> {
    let row = tx
        .query_opt(sql!("SELECT person FROM recovery WHERE secret = ?1 AND expires > ?2"), &binds![secret, micros(now)])
        .await?;
    row.map(|r| id(r.text(0)?)).transpose()
}

/// Ends all links of a person.
pub async fn end(tx: &mut Tx<'_>, person: &PersonId) -> Result<(), DbError> {
    tx.execute(sql!("DELETE FROM recovery WHERE person = ?1"), &binds![person.as_str()]).await?;
    Ok(())
}
