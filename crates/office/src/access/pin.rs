//! Changing the person at a shared computer: short PINs, each good in one browser only, and only on a
//! day on which its owner signed in there with the password.

use super::{AccessEvent, Origin, SignedIn, hash_of, posts_of, record};
use crate::clock::ChanceExt;
use crate::error::Error;
use crate::{Office, password};
use domain::calendar::{instant, local};
use domain::id::PersonId;
use domain::law::{Refusal, Rule};
use jiff::Timestamp;
use store::access as table;
use store::db::{DbError, Tx};
use store::device;

/// Wrong PINs before only the password helps.
const TRIES: i64 = 5;
/// Digits of a PIN.
const DIGITS: std::ops::RangeInclusive<usize> = 6..=12;

/// Somebody who signed in at this computer today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Here {
    /// Who.
    pub person: PersonId,
    /// A PIN is set here and may be used.
    pub pin: bool,
}

/// A person's PIN in the browser of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnPin {
    /// Set.
    pub since: Timestamp,
    /// Too many wrong ones: only the password helps.
    pub blocked: bool,
}

/// Six to twelve digits that are not the first anybody tries: no run up or down, no short pattern
/// again and again, at least three different ones.
pub(crate) fn check(pin: &str) -> Result<(), Error> {
    let digits = pin.as_bytes();
    let only = DIGITS.contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit);
    let different = digits.iter().collect::<std::collections::HashSet<_>>().len();
    let steps: Vec<i16> = digits.windows(2).map(|w| i16::from(w[1]) - i16::from(w[0])).collect();
    let run = steps.iter().all(|s| *s == 1 || *s == -9) || steps.iter().all(|s| *s == -1 || *s == 9);
    let again = (1..=3).any(|n| digits.iter().zip(digits.iter().skip(n)).all(|(a, b)| a == b));
    if only && different >= 3 && !run && !again { Ok(()) } else { Err(Error::WeakPin) }
}

impl Office {
    /// A new secret for a browser's cookie.
    pub fn device_secret(&self) -> String {
        format!("{}{}", self.inner.chance.token(), self.inner.chance.token())
    }

    /// Signs in with a password in a browser that keeps `fresh` as its secret from now on; `known` is
    /// the one it had. A right password lifts the block of this person's PIN here.
    pub async fn sign_in_at(
        &self,
        login: &str,
        password: &str,
        origin: Origin,
        known: Option<&str>,
        fresh: &str,
    ) -> Result<(String, SignedIn), Error> {
        let (secret, who) = self.sign_in(login, password, origin).await?;
        let (now, person, session) = (self.now(), who.actor.person.clone(), who.session.clone());
        let (known, fresh) = (known.map(hash_of), hash_of(fresh));
        let made = self.inner.chance.uuid(now).to_string();
        self.inner
            .db
            .write(move |tx| {
                Box::pin(async move {
                    let device = match known {
                        Some(known) => device::by_secret(tx, &known).await?.unwrap_or(made),
                        None => made,
                    };
                    // A new secret each time: one that somebody planted is of no use after this.
                    device::keep(tx, &device, &fresh, now).await?;
                    end_others(tx, &device, &session, now).await?;
                    device::tie(tx, &session, &device, false).await?;
                    device::set_pin_failures(tx, &device, &person, 0).await
                })
            })
            .await?;
        Ok((secret, who))
    }

    /// Who signed in with the password in this browser today, last one first.
    pub async fn people_here(&self, device: &str) -> Result<Vec<Here>, Error> {
        let (hash, midnight) = (hash_of(device), self.midnight());
        Ok(self
            .inner
            .db
            .read(move |tx| {
                Box::pin(async move {
                    let Some(device) = device::by_secret(tx, &hash).await? else { return Ok(Vec::new()) };
                    let mut out = Vec::new();
                    for person in device::people_since(tx, &device, midnight).await? {
                        let pin = device::pin(tx, &device, &person).await?.is_some_and(|p| p.failures < TRIES);
                        out.push(Here { person, pin });
                    }
                    Ok::<_, DbError>(out)
                })
            })
            .await?)
    }

    fn midnight(&self) -> Timestamp {
        instant(local(self.now()).date().at(0, 0, 0, 0))
    }

    /// Signs in by a PIN in the browser it was set in. Whoever was signed in there is not any more.
    pub async fn sign_in_by_pin(
        &self,
        device: &str,
        person: &PersonId,
        pin: &str,
        origin: Origin,
    ) -> Result<(String, SignedIn), Error> {
        let (now, midnight, hash) = (self.now(), self.midnight(), hash_of(device));
        let wanted = person.clone();
        let found = self
            .inner
            .db
            .read(move |tx| {
                Box::pin(async move {
                    let Some(device) = device::by_secret(tx, &hash).await? else { return Ok(None) };
                    let today = device::people_since(tx, &device, midnight).await?.contains(&wanted);
                    let pin = device::pin(tx, &device, &wanted).await?;
                    let account = table::account_of(tx, &wanted).await?;
                    Ok::<_, DbError>(pin.filter(|_| today).zip(account).map(|(pin, account)| (device, pin, account)))
                })
            })
            .await?;
        let stored = found.as_ref().map(|(_, pin, _)| pin.hash.clone());
        // As much work for a PIN that is not there.
        let right = password::verify(stored, pin.to_owned()).await?;
        let Some((device, stored, account)) = found else { return Err(Error::WrongPin { left: 0 }) };
        if let Some(until) = account.locked_until.filter(|until| *until > now) {
            return Err(Error::Locked { until });
        }
        if stored.failures >= TRIES || account.must_change {
            return Err(Error::WrongPin { left: 0 });
        }
        if !right {
            return Err(self.wrong_pin(device, person.clone()).await?);
        }
        let posts = posts_of(&self.law(), person, now);
        let first = posts.first().cloned().ok_or_else(|| Refusal::new(Rule::NotInPost))?;
        let (secret, session, signed_in) = self.new_session(&account, first, posts, origin);
        let hash = hash_of(&secret);
        self.inner
            .db
            .write(move |tx| {
                Box::pin(async move {
                    // What was checked may have changed meanwhile.
                    let still = device::pin(tx, &device, &session.person).await?;
                    if still.as_ref().is_none_or(|p| p.hash != stored.hash || p.failures >= TRIES) {
                        return Err(Error::WrongPin { left: 0 });
                    }
                    device::set_pin_failures(tx, &device, &session.person, 0).await?;
                    end_others(tx, &device, "", now).await?;
                    table::open_session(tx, &session, &hash).await?;
                    device::tie(tx, &session.id, &device, true).await?;
                    Ok(())
                })
            })
            .await?;
        Ok((secret, signed_in))
    }

    async fn wrong_pin(&self, device: String, person: PersonId) -> Result<Error, Error> {
        let by = crate::setup::the_program();
        let envelope = self.envelope(&by);
        let seeds = self.seeds(envelope.at, 1);
        self.inner
            .db
            .write(move |tx| {
                Box::pin(async move {
                    // Counted on what is stored now: many tries at once must not count as one.
                    let failures = device::pin(tx, &device, &person).await?.map_or(TRIES, |p| p.failures) + 1;
                    device::set_pin_failures(tx, &device, &person, failures).await?;
                    if failures == TRIES {
                        record(tx, &envelope, &AccessEvent::PinBlocked { person, device }, &seeds).await?;
                    }
                    Ok::<_, Error>(Error::WrongPin { left: (TRIES - failures).max(0) })
                })
            })
            .await
    }

    /// Sets one's own PIN for the browser of this session; the password proves whose hand it is.
    pub async fn set_pin(&self, who: &SignedIn, password: &str, pin: &str) -> Result<(), Error> {
        self.confirm(who, password).await?;
        check(pin)?;
        let hash = password::hash(pin).await?;
        let envelope = self.envelope(&who.actor);
        let seeds = self.seeds(envelope.at, 1);
        let (person, session) = (who.actor.person.clone(), who.session.clone());
        self.inner
            .db
            .write(move |tx| {
                Box::pin(async move {
                    let device = device::of_session(tx, &session).await?.ok_or(Error::NotFound { what: "device" })?;
                    device::set_pin(tx, &device, &person, &hash, envelope.at).await?;
                    record(tx, &envelope, &AccessEvent::PinSet { person, device }, &seeds).await
                })
            })
            .await
    }

    /// Takes one's own PIN away: it is good nowhere any more.
    pub async fn remove_pin(&self, who: &SignedIn) -> Result<(), Error> {
        let envelope = self.envelope(&who.actor);
        let seeds = self.seeds(envelope.at, 1);
        let person = who.actor.person.clone();
        self.inner
            .db
            .write(move |tx| {
                Box::pin(async move {
                    if device::remove_pins(tx, None, &person).await? == 0 {
                        return Err(Error::NotFound { what: "pin" });
                    }
                    record(tx, &envelope, &AccessEvent::PinRemoved { person }, &seeds).await
                })
            })
            .await
    }

    /// One's own PIN in the browser of this session.
    pub async fn own_pin(&self, who: &SignedIn) -> Result<Option<OwnPin>, Error> {
        let (person, session) = (who.actor.person.clone(), who.session.clone());
        Ok(self
            .inner
            .db
            .read(move |tx| {
                Box::pin(async move {
                    let Some(device) = device::of_session(tx, &session).await? else { return Ok(None) };
                    let pin = device::pin(tx, &device, &person).await?;
                    Ok::<_, DbError>(pin.map(|p| OwnPin { since: p.created, blocked: p.failures >= TRIES }))
                })
            })
            .await?)
    }
}

/// One browser, one person: whoever else was signed in there is not any more.
async fn end_others(tx: &mut Tx<'_>, device: &str, keep: &str, now: Timestamp) -> Result<(), DbError> {
    for (id, person) in device::open_sessions(tx, device, now).await? {
        if id != keep {
            table::end_session(tx, &id, &person, now).await?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn a_pin_has_six_digits_that_are_not_the_first_anybody_tries() {
        for good in ["739164", "204817", "112358", "90210357"] {
            assert!(check(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "12345",
            "7391648302915",
            "73916a",
            "１２３４５６",
            "000000",
            "123456",
            "654321",
            "890123",
            "121212",
            "123123",
            "111222",
            "777770",
        ] {
            assert!(check(bad).is_err(), "{bad}");
        }
    }
}
