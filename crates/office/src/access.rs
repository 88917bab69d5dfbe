//! Signing in and out, sessions, accounts, tokens: through which post a person acts.

mod pin;

pub use pin::{Here, OwnPin};

use crate::clock::ChanceExt;
use crate::error::Error;
use crate::grant::{Administer, Grant, administers, administers_person};
use crate::law::{append, bodies, derived};
use crate::{Actor, Office, password};
use domain::calendar::local;
use domain::dossier::Law;
use domain::id::{PersonId, PostId};
use domain::law::{Refusal, Rule};
use domain::organisation::{Post, PostKind};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::access::{self as table, Account, Session, Token};
use store::db::{DbError, Tx};
use store::event;

/// A session ends by itself after this long without use, in hours.
const IDLE_HOURS: i64 = 10;
/// Wrong passwords before the first lock.
const FREE_TRIES: i64 = 5;

/// What happens to a person's access; no secret is part of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
#[expect(missing_docs, reason = "fields are named as in the tables")]
pub enum AccessEvent {
    /// An account was opened.
    AccountOpened { person: PersonId },
    /// The password was changed, by its owner or (`reset`) by an administrator.
    PasswordSet { person: PersonId, reset: bool },
    /// A new password was set with a link that was mailed to the person.
    PasswordRecovered { person: PersonId },
    /// The mail address was set or (`there: false`) taken away.
    MailSet { person: PersonId, there: bool },
    /// Too many wrong passwords; no further try before `until` (µs).
    LockedOut {
        person: PersonId,
        #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
        until: Timestamp,
    },
    /// A session was ended from another one, or by an administrator.
    SessionEnded { person: PersonId, session: String },
    /// A PIN was set for one browser.
    PinSet { person: PersonId, device: String },
    /// Too many wrong PINs in one browser: only the password helps there.
    PinBlocked { person: PersonId, device: String },
    /// All PINs were taken away.
    PinRemoved { person: PersonId },
    /// A token was made.
    TokenIssued { person: PersonId, post: PostId, token: String, name: String },
    /// A token was revoked.
    TokenRevoked { person: PersonId, token: String },
    /// The account was closed: its owner has moved on.
    AccountClosed { person: PersonId },
    /// A closed account was opened again.
    AccountReopened { person: PersonId },
}

impl AccessEvent {
    fn person(&self) -> &PersonId {
        match self {
            AccessEvent::AccountOpened { person }
            | AccessEvent::PasswordSet { person, .. }
            | AccessEvent::PasswordRecovered { person }
            | AccessEvent::MailSet { person, .. }
            | AccessEvent::LockedOut { person, .. }
            | AccessEvent::SessionEnded { person, .. }
            | AccessEvent::PinSet { person, .. }
            | AccessEvent::PinBlocked { person, .. }
            | AccessEvent::PinRemoved { person }
            | AccessEvent::TokenIssued { person, .. }
            | AccessEvent::TokenRevoked { person, .. }
            | AccessEvent::AccountClosed { person }
            | AccessEvent::AccountReopened { person } => person,
        }
    }
}

/// A post that a person may act through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostChoice {
    /// The post.
    pub post: Post,
    /// Number of the delegation, when it is another's.
    pub delegation: Option<String>,
}

/// Who is signed in.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Who acts, through which post.
    pub actor: Actor,
    /// Id of the session; empty for a token.
    pub session: String,
    /// What forms carry; empty for a token.
    pub csrf: String,
    /// The password must be changed first.
    pub must_change: bool,
    /// When the session ends by itself, unless it is used before.
    pub ends: Timestamp,
    /// All posts the person may act through today.
    pub posts: Vec<PostChoice>,
}

/// Where a sign-in comes from.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    /// Browser, in its own words.
    pub agent: String,
    /// Address.
    pub address: String,
}

/// Posts a person may act through today: the own ones, then those lent in writing. Who serves in
/// no post any more uses no lent one either.
pub(crate) fn posts_of(law: &Law, person: &PersonId, now: Timestamp) -> Vec<PostChoice> {
    let today = local(now).date();
    let org = &law.organisation;
    let own = org.posts_of(person, today);
    if own.is_empty() {
        return Vec::new();
    }
    let own = own.into_iter().map(|p| PostChoice { post: p.clone(), delegation: None });
    let lent = org.delegations_to(person, today).into_iter().filter_map(|d| {
        let post = org.post(&d.from_post)?.clone();
        Some(PostChoice { post, delegation: Some(d.document.clone()) })
    });
    own.chain(lent).collect()
}

pub(crate) fn actor_of(person: &PersonId, choice: &PostChoice) -> Actor {
    Actor {
        person: person.clone(),
        post: choice.post.id.clone(),
        kind: choice.post.kind,
        unit: choice.post.unit.clone(),
        delegation: choice.delegation.clone(),
    }
}

pub(crate) fn hash_of(secret: &str) -> String {
    hex::encode(Sha256::digest(secret.as_bytes()))
}

/// How long a sign-in is locked after the n-th wrong password: none up to [`FREE_TRIES`], then one
/// minute, doubled each time, at most one hour.
fn lock_after(failures: i64) -> Option<SignedDuration> {
    let over = failures - FREE_TRIES;
    (over >= 0).then(|| SignedDuration::from_mins(1 << over.min(6)).min(SignedDuration::from_hours(1)))
}

impl Office {
    /// Signs a person in; answers the cookie's secret and who it is.
    pub async fn sign_in(&self, login: &str, password: &str, origin: Origin) -> Result<(String, SignedIn), Error> {
        let login = login.trim().to_lowercase();
        let now = self.now();
        let account = {
            let login = login.clone();
            self.inner.db.read(move |tx| Box::pin(async move { table::account_by_login(tx, &login).await })).await?
        };
        if let Some(until) = account.as_ref().and_then(|a| a.locked_until).filter(|until| *until > now) {
            return Err(Error::Locked { until });
        }
        let stored = account.as_ref().map(|a| a.password.clone());
        let password = password.to_owned();
        let right = password::verify(stored, password).await?;
        let Some(account) = account else { return Err(Error::WrongPassword) };
        if !right {
            return Err(self.wrong_password(account, now).await?);
        }
        let law = self.law();
        let posts = posts_of(&law, &account.person, now);
        let first = posts.first().cloned().ok_or_else(|| Refusal::new(Rule::NotInPost))?;
        if account.closed.is_some() {
            return Err(Refusal::new(Rule::AccountClosed).into());
        }
        let (secret, session, signed_in) = self.new_session(&account, first, posts, origin);
        let hash = hash_of(&secret);
        self.inner
            .db
            .write(move |tx| {
                Box::pin(async move {
                    // What was checked may have changed meanwhile: a lock, a new password.
                    let now_stored = table::account_of(tx, &account.person).await?.ok_or(Error::WrongPassword)?;
                    if let Some(until) = now_stored.locked_until.filter(|until| *until > now) {
                        return Err(Error::Locked { until });
                    }
                    if now_stored.closed.is_some() {
                        return Err(Refusal::new(Rule::AccountClosed).into());
                    }
                    if now_stored.password != account.password {
                        return Err(Error::WrongPassword);
                    }
                    table::set_failures(tx, &account.person, 0, None).await?;
                    table::open_session(tx, &session, &hash).await?;
                    Ok(())
                })
            })
            .await?;
        Ok((secret, signed_in))
    }

    /// A session that is about to be opened, with the cookie's secret.
    fn new_session(
        &self,
        account: &table::Account,
        first: PostChoice,
        posts: Vec<PostChoice>,
        origin: Origin,
    ) -> (String, Session, SignedIn) {
        let now = self.now();
        let secret = format!("{}{}", self.inner.chance.token(), self.inner.chance.token());
        let session = Session {
            id: self.inner.chance.uuid(now).to_string(),
            csrf: self.inner.chance.token(),
            person: account.person.clone(),
            post: first.post.id.clone(),
            delegated: first.delegation.is_some(),
            created: now,
            seen: now,
            expires: now + SignedDuration::from_hours(IDLE_HOURS),
            agent: origin.agent.chars().take(200).collect(),
            address: origin.address,
        };
        let signed_in = SignedIn {
            actor: actor_of(&account.person, &first),
            session: session.id.clone(),
            csrf: session.csrf.clone(),
            must_change: account.must_change,
            ends: session.expires,
            posts,
        };
        (secret, session, signed_in)
    }

    async fn wrong_password(&self, account: Account, now: Timestamp) -> Result<Error, Error> {
        let seeds = self.seeds(now, 1);
        let by = crate::setup::the_program();
        let envelope = self.envelope(&by);
        self.inner
            .db
            .write(move |tx| {
                Box::pin(async move {
                    // Counted on what is stored now: many tries at once must not count as one.
                    let failures = table::account_of(tx, &account.person).await?.map_or(0, |a| a.failures) + 1;
                    let until = lock_after(failures).map(|d| now + d);
                    table::set_failures(tx, &account.person, failures, until).await?;
                    if let Some(until) = until {
                        let event = AccessEvent::LockedOut { person: account.person.clone(), until };
                        record(tx, &envelope, &event, &seeds).await?;
                        return Ok::<_, Error>(Error::Locked { until });
                    }
                    Ok(Error::WrongPassword)
                })
            })
            .await
    }

    /// Who a cookie's secret belongs to; `None`: nobody (any more). A post that has ended ends the
    /// session too.
    pub async fn session(&self, secret: &str) -> Result<Option<SignedIn>, Error> {
        self.session_of(secret, true).await
    }

    /// As [`Office::session`], by a page that only asks how long the session lasts: that is no use of it.
    pub async fn session_seen(&self, secret: &str) -> Result<Option<SignedIn>, Error> {
        self.session_of(secret, false).await
    }

    async fn session_of(&self, secret: &str, used: bool) -> Result<Option<SignedIn>, Error> {
        let now = self.now();
        let hash = hash_of(secret);
        let found = self
            .inner
            .db
            .read(move |tx| {
                Box::pin(async move {
                    let Some(s) = table::session_by_secret(tx, &hash, now).await? else { return Ok(None) };
                    let account = table::account_of(tx, &s.person).await?;
                    let law = store::law::version(tx).await?;
                    Ok::<_, DbError>(Some((s, account, law)))
                })
            })
            .await?;
        let Some((session, account, law_version)) = found else { return Ok(None) };
        if law_version != self.law_at().0 {
            self.reload_law().await?;
        }
        let posts = posts_of(&self.law(), &session.person, now);
        let choice =
            posts.iter().find(|c| c.post.id == session.post && c.delegation.is_some() == session.delegated).cloned();
        let Some(choice) = choice else {
            self.inner
                .db
                .write(move |tx| {
                    Box::pin(async move { table::end_session(tx, &session.id, &session.person, now).await })
                })
                .await?;
            return Ok(None);
        };
        let mut ends = session.expires;
        if used && now.duration_since(session.seen) > SignedDuration::from_mins(5) {
            let id = session.id.clone();
            let expires = now + SignedDuration::from_hours(IDLE_HOURS);
            ends = expires;
            self.inner
                .db
                .write(move |tx| Box::pin(async move { table::touch_session(tx, &id, now, expires).await }))
                .await?;
        }
        Ok(Some(SignedIn {
            actor: actor_of(&session.person, &choice),
            session: session.id,
            csrf: session.csrf,
            must_change: account.is_some_and(|a| a.must_change),
            ends,
            posts,
        }))
    }

    /// Who a bearer token belongs to; `None`: nobody (any more).
    pub async fn bearer(&self, secret: &str) -> Result<Option<SignedIn>, Error> {
        let now = self.now();
        let hash = hash_of(secret);
        let found = self
            .inner
            .db
            .read(move |tx| {
                Box::pin(async move {
                    let Some(t) = table::token_by_secret(tx, &hash, now).await? else { return Ok(None) };
                    // A program may act for somebody who has no account, but not for one who is shut out.
                    if table::account_of(tx, &t.person).await?.is_some_and(|a| a.closed.is_some()) {
                        return Ok(None);
                    }
                    Ok::<_, DbError>(Some((t, store::law::version(tx).await?)))
                })
            })
            .await?;
        let Some((token, law_version)) = found else { return Ok(None) };
        if law_version != self.law_at().0 {
            self.reload_law().await?;
        }
        let posts = posts_of(&self.law(), &token.person, now);
        let Some(choice) = posts.iter().find(|c| c.post.id == token.post && c.delegation.is_none()).cloned() else {
            return Ok(None);
        };
        Ok(Some(SignedIn {
            actor: actor_of(&token.person, &choice),
            session: String::new(),
            csrf: String::new(),
            must_change: false,
            ends: token.expires.unwrap_or(Timestamp::MAX),
            posts,
        }))
    }

    /// Acts through another of one's posts from now on.
    pub async fn switch_post(&self, who: &SignedIn, post: &PostId) -> Result<(), Error> {
        let choice = who.posts.iter().find(|c| c.post.id == *post).ok_or_else(|| Refusal::new(Rule::NotInPost))?;
        let (session, post, delegated) = (who.session.clone(), choice.post.id.clone(), choice.delegation.is_some());
        self.inner
            .db
            .write(move |tx| Box::pin(async move { table::switch_post(tx, &session, &post, delegated).await }))
            .await?;
        Ok(())
    }

    /// The person is still there: the session lasts its whole time again. Answers when it ends.
    pub async fn prolong(&self, who: &SignedIn) -> Result<Timestamp, Error> {
        let (id, now) = (who.session.clone(), self.now());
        let ends = now + SignedDuration::from_hours(IDLE_HOURS);
        self.inner.db.write(move |tx| Box::pin(async move { table::touch_session(tx, &id, now, ends).await })).await?;
        Ok(ends)
    }

    /// Open sessions of the signed-in person.
    pub async fn sessions(&self, who: &SignedIn) -> Result<Vec<Session>, Error> {
        let (person, now) = (who.actor.person.clone(), self.now());
        Ok(self.inner.db.read(move |tx| Box::pin(async move { table::sessions_of(tx, &person, now).await })).await?)
    }

    /// Ends one of one's own sessions; ending another than the one in use is recorded.
    pub async fn end_session(&self, who: &SignedIn, session: &str) -> Result<(), Error> {
        let (person, id, now) = (who.actor.person.clone(), session.to_owned(), self.now());
        let event =
            (who.session != session).then(|| AccessEvent::SessionEnded { person: person.clone(), session: id.clone() });
        let envelope = self.envelope(&who.actor);
        let seeds = self.seeds(now, 1);
        self.inner
            .db
            .write(move |tx| {
                Box::pin(async move {
                    if !table::end_session(tx, &id, &person, now).await? {
                        return Err(Error::NotFound { what: "session" });
                    }
                    if let Some(event) = event {
                        record(tx, &envelope, &event, &seeds).await?;
                    }
                    Ok(())
                })
            })
            .await
    }

    /// Proves by the password whose hand it is; wrong ones count as at the sign-in page.
    async fn confirm(&self, who: &SignedIn, password: &str) -> Result<Account, Error> {
        let person = who.actor.person.clone();
        let account = self
            .inner
            .db
            .read(move |tx| Box::pin(async move { table::account_of(tx, &person).await }))
            .await?
            .ok_or(Error::WrongPassword)?;
        let now = self.now();
        if let Some(until) = account.locked_until.filter(|until| *until > now) {
            return Err(Error::Locked { until });
        }
        if !password::verify(Some(account.password.clone()), password.to_owned()).await? {
            // A stolen session must not become a way to guess.
            return Err(self.wrong_password(account, now).await?);
        }
        Ok(account)
    }

    /// Changes one's own password; the other sessions end, and PINs that were set under the old one.
    pub async fn change_password(&self, who: &SignedIn, old: &str, new: &str) -> Result<(), Error> {
        let (person, account) = (who.actor.person.clone(), self.confirm(who, old).await?);
        password::check(new, &account.login)?;
        let hash = password::hash(new).await?;
        let event = AccessEvent::PasswordSet { person: person.clone(), reset: false };
        let (envelope, keep) = (self.envelope(&who.actor), who.session.clone());
        let seeds = self.seeds(envelope.at, 1);
        self.inner
            .db
            .write(move |tx| {
                Box::pin(async move {
                    table::set_password(tx, &person, &hash, false).await?;
                    store::device::remove_pins(tx, None, &person).await?;
                    store::recovery::end(tx, &person).await?;
                    for s in table::sessions_of(tx, &person, envelope.at).await? {
                        if s.id != keep {
                            table::end_session(tx, &s.id, &person, envelope.at).await?;
                        }
                    }
                    record(tx, &envelope, &event, &seeds).await
                })
            })
            .await
    }

    /// Opens an account for a person of the organisation, or sets a new password for one that has
    /// an account: to be changed at the next sign-in when `must_change`.
    pub async fn open_account(
        &self,
        actor: &Actor,
        person: &PersonId,
        login: &str,
        password: &str,
        must_change: bool,
    ) -> Result<(), Error> {
        Grant::<Administer>::of(actor)?;
        let login = login.trim().to_lowercase();
        if login.is_empty() || login.len() > 80 {
            return Err(Refusal::new(Rule::FieldRequired).field("login").into());
        }
        let law = self.law();
        if law.organisation.person(person).is_none() {
            return Err(Refusal::new(Rule::PersonUnknown).field("person").into());
        }
        administers_person(&law, actor, person, local(self.now()).date())?;
        password::check(password, &login)?;
        let hash = password::hash(password).await?;
        let account = Account {
            person: person.clone(),
            login,
            password: hash,
            failures: 0,
            locked_until: None,
            must_change,
            closed: None,
        };
        let envelope = self.envelope(actor);
        let seeds = self.seeds(envelope.at, 2);
        self.inner
            .db
            .write(move |tx| {
                Box::pin(async move {
                    let person = account.person.clone();
                    let event = if table::account_of(tx, &person).await?.is_some() {
                        if table::reopen_account(tx, &person).await? {
                            let reopened = AccessEvent::AccountReopened { person: person.clone() };
                            record(tx, &envelope, &reopened, &seeds[1..]).await?;
                        }
                        table::set_password(tx, &person, &account.password, must_change).await?;
                        table::end_sessions(tx, &person, None, envelope.at).await?;
                        store::device::remove_pins(tx, None, &person).await?;
                        store::recovery::end(tx, &person).await?;
                        AccessEvent::PasswordSet { person, reset: true }
                    } else {
                        if table::account_by_login(tx, &account.login).await?.is_some() {
                            return Err(Refusal::new(Rule::AlreadyDone).field("login").into());
                        }
                        table::open_account(tx, &account, envelope.at).await?;
                        AccessEvent::AccountOpened { person }
                    };
                    record(tx, &envelope, &event, &seeds).await
                })
            })
            .await
    }

    /// Closes a person's account at once: sessions end, tokens are revoked. A new password opens it
    /// again.
    pub async fn close_account(&self, actor: &Actor, person: &PersonId) -> Result<(), Error> {
        Grant::<Administer>::of(actor)?;
        let law = self.law();
        administers_person(&law, actor, person, local(self.now()).date())?;
        if *person == actor.person {
            return Err(Refusal::new(Rule::LastAdministrator).into());
        }
        let (person, envelope) = (person.clone(), self.envelope(actor));
        let seed = self.seeds(envelope.at, 1)[0];
        self.inner
            .db
            .write(move |tx| {
                Box::pin(async move {
                    if shut_out(tx, &person, &envelope, seed).await? {
                        Ok(())
                    } else {
                        Err(Refusal::new(Rule::AlreadyDone).into())
                    }
                })
            })
            .await
    }

    /// All accounts.
    pub async fn accounts(&self, actor: &Actor) -> Result<Vec<Account>, Error> {
        Grant::<Administer>::of(actor)?;
        Ok(self.inner.db.read(|tx| Box::pin(table::accounts(tx))).await?)
    }

    /// Makes a bearer token for a person in a post; answers the secret, which is shown only once.
    pub async fn issue_token(
        &self,
        actor: &Actor,
        person: &PersonId,
        post: &PostId,
        name: &str,
        expires: Option<Timestamp>,
    ) -> Result<(Token, String), Error> {
        Grant::<Administer>::of(actor)?;
        let now = self.now();
        if let Some(post) = self.law().organisation.post(post) {
            administers(&self.law(), actor, &post.unit)?;
        }
        let name = name.trim().to_owned();
        if name.is_empty() || name.chars().count() > 200 {
            return Err(Refusal::new(Rule::FieldRequired).field("name").into());
        }
        if expires.is_some_and(|end| end <= now) {
            return Err(Refusal::new(Rule::FieldMalformed).field("expires").into());
        }
        let holds = posts_of(&self.law(), person, now).iter().any(|c| c.post.id == *post && c.delegation.is_none());
        if !holds {
            return Err(Refusal::new(Rule::NotInPost).field("post").into());
        }
        let secret = format!("motcua_{}{}", self.inner.chance.token(), self.inner.chance.token());
        let token = Token {
            id: self.inner.chance.uuid(now).to_string(),
            name,
            person: person.clone(),
            post: post.clone(),
            created: now,
            created_by: actor.person.clone(),
            expires,
            revoked: None,
        };
        let event = AccessEvent::TokenIssued {
            person: person.clone(),
            post: post.clone(),
            token: token.id.clone(),
            name: token.name.clone(),
        };
        let (kept, hash, envelope) = (token.clone(), hash_of(&secret), self.envelope(actor));
        let seeds = self.seeds(now, 1);
        self.inner
            .db
            .write(move |tx| {
                Box::pin(async move {
                    table::open_token(tx, &kept, &hash).await?;
                    record(tx, &envelope, &event, &seeds).await
                })
            })
            .await?;
        Ok((token, secret))
    }

    /// All tokens.
    pub async fn tokens(&self, actor: &Actor) -> Result<Vec<Token>, Error> {
        Grant::<Administer>::of(actor)?;
        Ok(self.inner.db.read(|tx| Box::pin(table::tokens(tx))).await?)
    }

    /// Revokes a token.
    pub async fn revoke_token(&self, actor: &Actor, id: &str) -> Result<(), Error> {
        Grant::<Administer>::of(actor)?;
        let (id, envelope) = (id.to_owned(), self.envelope(actor));
        let seeds = self.seeds(envelope.at, 1);
        self.inner
            .db
            .write(move |tx| {
                Box::pin(async move {
                    let person =
                        table::revoke_token(tx, &id, envelope.at).await?.ok_or(Error::NotFound { what: "token" })?;
                    record(tx, &envelope, &AccessEvent::TokenRevoked { person, token: id }, &seeds).await
                })
            })
            .await
    }

    /// People in posts of a kind in a unit today: to whom a step can be assigned.
    pub fn colleagues(&self, unit: &domain::id::UnitId, kind: PostKind) -> Vec<domain::organisation::Person> {
        let law = self.law();
        let today = local(self.now()).date();
        let org = &law.organisation;
        let mut out: Vec<_> = org
            .posts
            .iter()
            .filter(|p| p.unit == *unit && p.kind == kind)
            .flat_map(|p| org.holders(&p.id, today))
            .cloned()
            .collect();
        out.dedup_by(|a, b| a.id == b.id);
        out
    }
}

/// Closes an account with its sessions and tokens; answers whether it was open.
pub(crate) async fn shut_out(
    tx: &mut Tx<'_>,
    person: &PersonId,
    envelope: &domain::dossier::Envelope,
    seed: (uuid::Uuid, [u8; 32]),
) -> Result<bool, Error> {
    table::end_sessions(tx, person, None, envelope.at).await?;
    store::device::remove_pins(tx, None, person).await?;
    store::recovery::end(tx, person).await?;
    revoke_all(tx, person, None, envelope, derived(seed, 1)).await?;
    if !table::close_account(tx, person, envelope.at).await? {
        return Ok(false);
    }
    record(tx, envelope, &AccessEvent::AccountClosed { person: person.clone() }, &[seed]).await?;
    Ok(true)
}

/// Revokes a person's tokens, all or those of one post; each is an event.
pub(crate) async fn revoke_all(
    tx: &mut Tx<'_>,
    person: &PersonId,
    post: Option<&PostId>,
    envelope: &domain::dossier::Envelope,
    seed: (uuid::Uuid, [u8; 32]),
) -> Result<(), Error> {
    for (n, token) in table::revoke_tokens(tx, person, post, envelope.at).await?.into_iter().enumerate() {
        let event = AccessEvent::TokenRevoked { person: person.clone(), token };
        record(tx, envelope, &event, &[derived(seed, n)]).await?;
    }
    Ok(())
}

pub(crate) async fn record(
    tx: &mut Tx<'_>,
    envelope: &domain::dossier::Envelope,
    e: &AccessEvent,
    seeds: &[(uuid::Uuid, [u8; 32])],
) -> Result<(), Error> {
    let stream = event::access_stream(e.person());
    let version = event::last_version(tx, &stream).await?;
    let bodies = bodies(std::slice::from_ref(e), |e| {
        let value = serde_json::to_value(e).map_err(|e| DbError::Corrupt(e.to_string()))?;
        Ok(value["event"].as_str().unwrap_or_default().to_owned())
    })?;
    append(tx, &stream, version, envelope, &bodies, seeds).await?;
    Ok(())
}
