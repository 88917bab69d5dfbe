//! Accounts, sessions, tokens and answers kept under idempotency keys. Secrets stand here only as
//! hashes and are part of no event.

use crate::db::{DbError, Row, Tx};
use crate::event::id;
use crate::{binds, micros, moment, sql};
use domain::id::{PersonId, PostId};
use jiff::Timestamp;

/// Who may sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Who.
    pub person: PersonId,
    /// Sign-in name, lower case.
    pub login: String,
    /// argon2id, PHC string.
    pub password: String,
    /// Wrong passwords since the last right one.
    pub failures: i64,
    /// No sign-in before.
    pub locked_until: Option<Timestamp>,
    /// To be changed at the next sign-in.
    pub must_change: bool,
    /// Closed: its owner has moved on. `None`: in use.
    pub closed: Option<Timestamp>,
}

fn account(row: &Row) -> Result<Account, DbError> {
    Ok(Account {
        person: id(row.text(0)?)?,
        login: row.text(1)?.to_owned(),
        password: row.text(2)?.to_owned(),
        failures: row.int(3)?,
        locked_until: row.opt_int(4)?.map(moment).transpose()?,
        must_change: row.bool(5)?,
        closed: row.opt_int(6)?.map(moment).transpose()?,
    })
}

/// The account with this sign-in name.
pub async fn account_by_login(tx: &mut Tx<'_>, login: &str) -> Result<Option<Account>, DbError> {
    tx.query_opt(
        sql!(
            "SELECT person, login, password, failures, locked_until, must_change, closed FROM account WHERE login = ?1"
        ),
        &binds![login],
    )
    .await?
    .as_ref()
    .map(account)
    .transpose()
}

/// A person's account.
pub async fn account_of(tx: &mut Tx<'_>, person: &PersonId) -> Result<Option<Account>, DbError> {
    tx.query_opt(
        sql!(
            "SELECT person, login, password, failures, locked_until, must_change, closed FROM account WHERE person = ?1"
        ),
        &binds![person.as_str()],
    )
    .await?
    .as_ref()
    .map(account)
    .transpose()
}

/// All accounts, by sign-in name.
pub async fn accounts(tx: &mut Tx<'_>) -> Result<Vec<Account>, DbError> {
    tx.query(
        sql!("SELECT person, login, password, failures, locked_until, must_change, closed FROM account ORDER BY login"),
        &binds![],
    )
    .await?
    .iter()
    .map(account)
    .collect()
}

/// Opens an account. A login or person that has one already gives [`DbError::UniqueViolation`].
pub async fn open_account(tx: &mut Tx<'_>, a: &Account, now: Timestamp) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "INSERT INTO account (person, login, password, failures, locked_until, must_change, created)
             VALUES (?1, ?2, ?3, 0, NULL, ?4, ?5)"
        ),
        &binds![a.person.as_str(), a.login.as_str(), a.password.as_str(), a.must_change, micros(now)],
    )
    .await?;
    Ok(())
}

/// Sets a password and lifts a lock.
pub async fn set_password(
    tx: &mut Tx<'_>,
    person: &PersonId,
    password: &str,
    must_change: bool,
) -> Result<u64, DbError> {
    tx.execute(
        sql!("UPDATE account SET password = ?2, must_change = ?3, failures = 0, locked_until = NULL WHERE person = ?1"),
        &binds![person.as_str(), password, must_change],
    )
    .await
}

/// Closes an account; answers whether it was open.
pub async fn close_account(tx: &mut Tx<'_>, person: &PersonId, now: Timestamp) -> Result<bool, DbError> {
    let n = tx
        .execute(
            sql!("UPDATE account SET closed = ?2 WHERE person = ?1 AND closed IS NULL"),
            &binds![person.as_str(), micros(now)],
        )
        .await?;
    Ok(n > 0)
}

/// Opens a closed account again; answers whether it was closed.
pub async fn reopen_account(tx: &mut Tx<'_>, person: &PersonId) -> Result<bool, DbError> {
    let n = tx
        .execute(
            sql!("UPDATE account SET closed = NULL WHERE person = ?1 AND closed IS NOT NULL"),
            &binds![person.as_str()],
        )
        .await?;
    Ok(n > 0)
}

/// Keeps how often the password was wrong, and until when there is no further try.
pub async fn set_failures(
    tx: &mut Tx<'_>,
    person: &PersonId,
    failures: i64,
    locked_until: Option<Timestamp>,
) -> Result<(), DbError> {
    tx.execute(
        sql!("UPDATE account SET failures = ?2, locked_until = ?3 WHERE person = ?1"),
        &binds![person.as_str(), failures, locked_until.map(micros)],
    )
    .await?;
    Ok(())
}

/// A signed-in browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Shown to its owner.
    pub id: String,
    /// What its forms carry.
    pub csrf: String,
    /// Who.
    pub person: PersonId,
    /// Through which post.
    pub post: PostId,
    /// The post is another's, by written delegation.
    pub delegated: bool,
    /// Signed in.
    pub created: Timestamp,
    /// Last seen, to the minute.
    pub seen: Timestamp,
    /// Ends by itself.
    pub expires: Timestamp,
    /// Browser, in its own words.
    pub agent: String,
    /// Where from.
    pub address: String,
}

fn session(row: &Row) -> Result<Session, DbError> {
    Ok(Session {
        id: row.text(0)?.to_owned(),
        csrf: row.text(1)?.to_owned(),
        person: id(row.text(2)?)?,
        post: id(row.text(3)?)?,
        delegated: row.bool(4)?,
        created: moment(row.int(5)?)?,
        seen: moment(row.int(6)?)?,
        expires: moment(row.int(7)?)?,
        agent: row.text(8)?.to_owned(),
        address: row.text(9)?.to_owned(),
    })
}

/// Opens a session; `secret` is the hash of the cookie's value.
pub async fn open_session(tx: &mut Tx<'_>, s: &Session, secret: &str) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "INSERT INTO session (id, secret, csrf, person, post, delegated, created, seen, expires, agent, address, ended)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, NULL)"
        ),
        &binds![
            s.id.as_str(),
            secret,
            s.csrf.as_str(),
            s.person.as_str(),
            s.post.as_str(),
            s.delegated,
            micros(s.created),
            micros(s.seen),
            micros(s.expires),
            s.agent.as_str(),
            s.address.as_str()
        ],
    )
    .await?;
    Ok(())
}

/// The open session with this secret.
pub async fn session_by_secret(tx: &mut Tx<'_>, secret: &str, now: Timestamp) -> Result<Option<Session>, DbError> {
    tx.query_opt(
        sql!(
            "SELECT id, csrf, person, post, delegated, created, seen, expires, agent, address FROM session
             WHERE secret = ?1 AND ended IS NULL AND expires > ?2"
        ),
        &binds![secret, micros(now)],
    )
    .await?
    .as_ref()
    .map(session)
    .transpose()
}

/// The session with this secret, whether or not it is over.
pub async fn past_session(tx: &mut Tx<'_>, secret: &str) -> Result<Option<Session>, DbError> {
    tx.query_opt(
        sql!(
            "SELECT id, csrf, person, post, delegated, created, seen, expires, agent, address FROM session
             WHERE secret = ?1"
        ),
        &binds![secret],
    )
    .await?
    .as_ref()
    .map(session)
    .transpose()
}

/// Open sessions of a person, last seen first.
pub async fn sessions_of(tx: &mut Tx<'_>, person: &PersonId, now: Timestamp) -> Result<Vec<Session>, DbError> {
    tx.query(
        sql!(
            "SELECT id, csrf, person, post, delegated, created, seen, expires, agent, address FROM session
             WHERE person = ?1 AND ended IS NULL AND expires > ?2 ORDER BY seen DESC, id"
        ),
        &binds![person.as_str(), micros(now)],
    )
    .await?
    .iter()
    .map(session)
    .collect()
}

/// The session was used.
pub async fn touch_session(tx: &mut Tx<'_>, id: &str, now: Timestamp, expires: Timestamp) -> Result<(), DbError> {
    tx.execute(
        sql!("UPDATE session SET seen = ?2, expires = ?3 WHERE id = ?1 AND ended IS NULL"),
        &binds![id, micros(now), micros(expires)],
    )
    .await?;
    Ok(())
}

/// The person acts through another post from now on.
pub async fn switch_post(tx: &mut Tx<'_>, id: &str, post: &PostId, delegated: bool) -> Result<(), DbError> {
    tx.execute(
        sql!("UPDATE session SET post = ?2, delegated = ?3 WHERE id = ?1 AND ended IS NULL"),
        &binds![id, post.as_str(), delegated],
    )
    .await?;
    Ok(())
}

/// Ends a session of a person; answers whether there was one.
pub async fn end_session(tx: &mut Tx<'_>, id: &str, person: &PersonId, now: Timestamp) -> Result<bool, DbError> {
    let n = tx
        .execute(
            sql!("UPDATE session SET ended = ?3 WHERE id = ?1 AND person = ?2 AND ended IS NULL"),
            &binds![id, person.as_str(), micros(now)],
        )
        .await?;
    Ok(n > 0)
}

/// Ends all sessions of a person, or those of one post.
pub async fn end_sessions(
    tx: &mut Tx<'_>,
    person: &PersonId,
    post: Option<&PostId>,
    now: Timestamp,
) -> Result<u64, DbError> {
    tx.execute(
        sql!(
            "UPDATE session SET ended = ?3 WHERE person = ?1 AND (CAST(?2 AS TEXT) IS NULL OR post = ?2) AND ended IS NULL"
        ),
        &binds![person.as_str(), post.map(|p| p.as_str().to_owned()), micros(now)],
    )
    .await
}

/// A bearer token of the API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Id.
    pub id: String,
    /// What it is for.
    pub name: String,
    /// Who acts with it.
    pub person: PersonId,
    /// Through which post.
    pub post: PostId,
    /// Made.
    pub created: Timestamp,
    /// By which administrator.
    pub created_by: PersonId,
    /// Ends by itself.
    pub expires: Option<Timestamp>,
    /// Revoked.
    pub revoked: Option<Timestamp>,
}

fn token(row: &Row) -> Result<Token, DbError> {
    Ok(Token {
        id: row.text(0)?.to_owned(),
        name: row.text(1)?.to_owned(),
        person: id(row.text(2)?)?,
        post: id(row.text(3)?)?,
        created: moment(row.int(4)?)?,
        created_by: id(row.text(5)?)?,
        expires: row.opt_int(6)?.map(moment).transpose()?,
        revoked: row.opt_int(7)?.map(moment).transpose()?,
    })
}

/// Keeps a token; `secret` is its hash.
pub async fn open_token(tx: &mut Tx<'_>, t: &Token, secret: &str) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "INSERT INTO token (id, secret, name, person, post, created, created_by, expires, revoked)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, NULL)"
        ),
        &binds![
            t.id.as_str(),
            secret,
            t.name.as_str(),
            t.person.as_str(),
            t.post.as_str(),
            micros(t.created),
            t.created_by.as_str(),
            t.expires.map(micros)
        ],
    )
    .await?;
    Ok(())
}

/// The token in force with this secret.
pub async fn token_by_secret(tx: &mut Tx<'_>, secret: &str, now: Timestamp) -> Result<Option<Token>, DbError> {
    tx.query_opt(
        sql!(
            "SELECT id, name, person, post, created, created_by, expires, revoked FROM token
             WHERE secret = ?1 AND revoked IS NULL AND (expires IS NULL OR expires > ?2)"
        ),
        &binds![secret, micros(now)],
    )
    .await?
    .as_ref()
    .map(token)
    .transpose()
}

/// All tokens, newest first.
pub async fn tokens(tx: &mut Tx<'_>) -> Result<Vec<Token>, DbError> {
    tx.query(
        sql!(
            "SELECT id, name, person, post, created, created_by, expires, revoked FROM token ORDER BY created DESC, id"
        ),
        &binds![],
    )
    .await?
    .iter()
    .map(token)
    .collect()
}

/// Revokes a token; answers whose it was.
pub async fn revoke_token(tx: &mut Tx<'_>, id_: &str, now: Timestamp) -> Result<Option<PersonId>, DbError> {
    tx.query_opt(
        sql!("UPDATE token SET revoked = ?2 WHERE id = ?1 AND revoked IS NULL RETURNING person"),
        &binds![id_, micros(now)],
    )
    .await?
    .map(|r| id(r.text(0)?))
    .transpose()
}

/// Revokes a person's tokens, all or those of one post; answers their ids.
pub async fn revoke_tokens(
    tx: &mut Tx<'_>,
    person: &PersonId,
    post: Option<&PostId>,
    now: Timestamp,
) -> Result<Vec<String>, DbError> {
    tx.query(
        sql!(
            "UPDATE token SET revoked = ?3
             WHERE person = ?1 AND (CAST(?2 AS TEXT) IS NULL OR post = ?2) AND revoked IS NULL RETURNING id"
        ),
        &binds![person.as_str(), post.map(|p| p.as_str().to_owned()), micros(now)],
    )
    .await?
    .iter()
    .map(|r| r.text(0).map(str::to_owned))
    .collect()
}

/// What was answered under an idempotency key: the hash of the request, and the answer.
pub async fn answered(tx: &mut Tx<'_>, person: &PersonId, key: &str) -> Result<Option<(String, String)>, DbError> {
    tx.query_opt(
        sql!("SELECT request, answer FROM idempotency WHERE person = ?1 AND key = ?2"),
        &binds![person.as_str(), key],
    )
    .await?
    .map(|r| Ok((r.text(0)?.to_owned(), r.text(1)?.to_owned())))
    .transpose()
}

/// Keeps an answer under an idempotency key.
pub async fn keep_answer(
    tx: &mut Tx<'_>,
    person: &PersonId,
    key: &str,
    request: &str,
    answer: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    tx.execute(
        sql!("INSERT INTO idempotency (person, key, request, answer, at) VALUES (?1, ?2, ?3, ?4, ?5)"),
        &binds![person.as_str(), key, request, answer, micros(now)],
    )
    .await?;
    Ok(())
}
