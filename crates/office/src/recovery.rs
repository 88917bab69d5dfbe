//! A forgotten password: a link by mail to the official's own address, once, for half an hour. Whether
//! a sign-in name exists is never told.

use crate::access::{AccessEvent, hash_of, posts_of, record};
use crate::clock::ChanceExt;
use crate::error::Error;
use crate::grant::{Administer, Grant, administers_person};
use crate::job::{self, Work};
use crate::mail::{Letter, can_be_address};
use crate::{Actor, Office, password};
use domain::calendar::local;
use domain::id::PersonId;
use domain::law::{Refusal, Rule};
use jiff::SignedDuration;
use store::recovery as table;

/// A link is in force for so many minutes.
const MINUTES: i64 = 30;

/// Draws a link, puts it in force, and words the letter; `None`: the person has no address any more.
pub(crate) async fn draw(office: &Office, person: &PersonId, english: bool) -> Result<Option<(String, Letter)>, Error> {
    let (secret, now, person) = (office.inner.chance.token(), office.now(), person.clone());
    let hashed = hash_of(&secret);
    let to = office
        .inner
        .db
        .write(move |tx| {
            Box::pin(async move {
                let Some(to) = table::address(tx, &person).await? else { return Ok::<_, Error>(None) };
                table::put(tx, &hashed, &person, now + SignedDuration::from_mins(MINUTES), now).await?;
                Ok(Some(to))
            })
        })
        .await?;
    let link = format!("{}/password/new/{secret}", office.address());
    Ok(to.map(|to| (to, Letter::Recovery { link, minutes: MINUTES, english })))
}

impl Office {
    /// Asks for a link. The answer is the same whoever asks for whom.
    pub async fn forgot_password(&self, login: &str, english: bool) -> Result<(), Error> {
        if self.post().is_none() {
            return Ok(());
        }
        let (login, now) = (login.trim().to_lowercase(), self.now());
        let id = self.inner.chance.uuid(now);
        self.inner
            .db
            .write(move |tx| {
                Box::pin(async move {
                    let Some(account) = store::access::account_by_login(tx, &login).await? else { return Ok(()) };
                    if account.closed.is_none() && table::address(tx, &account.person).await?.is_some() {
                        job::enqueue(tx, &id, &Work::Recovery { person: account.person, english }, now).await?;
                    }
                    Ok::<_, Error>(())
                })
            })
            .await?;
        self.ring();
        Ok(())
    }

    /// Whether a link is in force.
    pub async fn can_recover(&self, secret: &str) -> Result<bool, Error> {
        let (hashed, now) = (hash_of(secret), self.now());
        let found =
            self.inner.db.read(move |tx| Box::pin(async move { table::person(tx, &hashed, now).await })).await?;
        Ok(found.is_some())
    }

    /// Sets a new password with a link, which ends by that; so do all open sessions. `false`: the link
    /// is not in force.
    pub async fn recover(&self, secret: &str, new: &str) -> Result<bool, Error> {
        let (hashed, now) = (hash_of(secret), self.now());
        let found = {
            let hashed = hashed.clone();
            let read = self.inner.db.read(move |tx| {
                Box::pin(async move {
                    let Some(person) = table::person(tx, &hashed, now).await? else { return Ok(None) };
                    store::access::account_of(tx, &person).await
                })
            });
            read.await?
        };
        let Some(account) = found.filter(|account| account.closed.is_none()) else { return Ok(false) };
        // Who serves in no post any more needs no password either.
        let posts = posts_of(&self.law(), &account.person, now);
        let Some(first) = posts.first() else { return Ok(false) };
        let actor = crate::access::actor_of(&account.person, first);
        password::check(new, &account.login)?;
        let hash = password::hash(new).await?;
        let envelope = self.envelope(&actor);
        let seeds = self.seeds(envelope.at, 1);
        self.inner
            .db
            .write(move |tx| {
                Box::pin(async move {
                    // Two who come with one link at once: the first one has it.
                    if table::person(tx, &hashed, envelope.at).await?.as_ref() != Some(&account.person) {
                        return Ok(false);
                    }
                    table::end(tx, &account.person).await?;
                    store::access::set_password(tx, &account.person, &hash, false).await?;
                    store::device::remove_pins(tx, None, &account.person).await?;
                    store::access::end_sessions(tx, &account.person, None, envelope.at).await?;
                    let event = AccessEvent::PasswordRecovered { person: account.person.clone() };
                    record(tx, &envelope, &event, &seeds).await?;
                    Ok::<_, Error>(true)
                })
            })
            .await
    }

    /// The mail address of an official, for administrators and for the person.
    pub async fn mail_of(&self, actor: &Actor, person: &PersonId) -> Result<Option<String>, Error> {
        if actor.person != *person {
            Grant::<Administer>::of(actor)?;
            // Of people beyond reach it is not shown.
            if administers_person(&self.law(), actor, person, local(self.now()).date()).is_err() {
                return Ok(None);
            }
        }
        let person = person.clone();
        Ok(self.inner.db.read(move |tx| Box::pin(async move { table::address(tx, &person).await })).await?)
    }

    /// Sets or (empty) takes away the mail address of an official. Links sent to an earlier one end.
    pub async fn set_mail(&self, actor: &Actor, person: &PersonId, address: &str) -> Result<(), Error> {
        Grant::<Administer>::of(actor)?;
        let address = address.trim().to_owned();
        if !address.is_empty() && !can_be_address(&address) {
            return Err(Refusal::new(Rule::FieldMalformed).field("mail").into());
        }
        let law = self.law();
        if law.organisation.person(person).is_none() {
            return Err(Refusal::new(Rule::PersonUnknown).field("person").into());
        }
        administers_person(&law, actor, person, local(self.now()).date())?;
        let (person, envelope) = (person.clone(), self.envelope(actor));
        let seeds = self.seeds(envelope.at, 1);
        self.inner
            .db
            .write(move |tx| {
                Box::pin(async move {
                    if table::address(tx, &person).await?.unwrap_or_default() == address {
                        return Ok(());
                    }
                    table::set_address(tx, &person, &address).await?;
                    table::end(tx, &person).await?;
                    let event = AccessEvent::MailSet { person, there: !address.is_empty() };
                    record(tx, &envelope, &event, &seeds).await
                })
            })
            .await
    }
}
