//! The law as every decision reads it, acts that change the catalogue, and how events are appended.

use crate::clock::ChanceExt;
use crate::error::{Error, procedure_not_found};
use crate::grant::{Administer, Compose, Decide, Grant, SetTariff, Vet, administers, governs};
use crate::setup::{House, the_program};
use crate::{Actor, Office};
use domain::calendar::Calendar;
use domain::day_decision::DayDecisions;
use domain::dossier::{Envelope, Law};
use domain::id::{ActId, ProcedureKey, UnitId};
use domain::law::Rule;
use domain::organisation::Organisation;
use domain::procedure::{self, ProcedureCommand, Published};
use serde::Serialize;
use std::collections::HashMap;
use std::sync::Arc;
use store::db::{Db, DbError, Tx};
use store::event::{self, NewEvent};

/// Reads the law whole.
pub(crate) async fn load(db: &Db, house: &House) -> Result<(i64, Arc<Law>), Error> {
    let (version, organisation, days, catalogue) = db
        .read(|tx| {
            Box::pin(async move {
                let version = store::law::version(tx).await?;
                let (_, organisation) = store::law::organisation(tx).await?;
                let (_, days) = store::law::day_decisions(tx).await?;
                Ok::<_, DbError>((version, organisation, days, store::law::catalogue(tx).await?))
            })
        })
        .await?;
    Ok((version, Arc::new(assemble(house, organisation, days, catalogue))))
}

fn assemble(
    house: &House,
    organisation: Organisation,
    days: DayDecisions,
    catalogue: HashMap<ProcedureKey, Published>,
) -> Law {
    with_calendars(&Law {
        catalogue,
        roles: house.roles.clone(),
        practice: house.practice.clone(),
        forms: house.forms.clone(),
        organisation,
        listed: house.calendar.clone(),
        days,
        calendar: house.calendar.clone(),
        calendars: HashMap::new(),
    })
}

/// A law with the calendars of another organisation, or of other decisions on days.
pub(crate) fn with_calendars(law: &Law) -> Law {
    let mut law = law.clone();
    law.calendar = law.days.on(&law.listed);
    law.calendars = calendars(&law);
    law
}

/// The calendars of the units whose office hours are not the standard ones.
fn calendars(law: &Law) -> HashMap<UnitId, Calendar> {
    let standard = law.calendar.hours();
    let own = law.organisation.units.iter().map(|u| (u.id.clone(), law.organisation.hours(&u.id)));
    own.filter(|(_, hours)| hours != standard).map(|(id, hours)| (id, law.calendar.with_hours(hours))).collect()
}

/// Fails when somebody has changed the law since this copy was read.
pub(crate) async fn check_current(tx: &mut Tx<'_>, known: i64) -> Result<(), Error> {
    if store::law::version(tx).await? == known { Ok(()) } else { Err(Error::LawChanged) }
}

impl Office {
    /// The law with the number of its last change.
    pub(crate) fn law_at(&self) -> (i64, Arc<Law>) {
        let known = self.inner.law.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        (known.0, Arc::clone(&known.1))
    }

    /// Reads the law again, after a change here or in another process.
    pub async fn reload_law(&self) -> Result<(), Error> {
        let fresh = load(&self.inner.db, &self.inner.house).await?;
        let mut known = self.inner.law.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        if fresh.0 >= known.0 {
            *known = fresh;
        }
        Ok(())
    }

    pub(crate) fn envelope(&self, actor: &Actor) -> Envelope {
        let at = self.now();
        Envelope { act: ActId(self.inner.chance.uuid(at)), at, entered: None, by: actor.clone() }
    }

    /// Changes a procedure or where it is published.
    pub async fn change_procedure(
        &self,
        actor: &Actor,
        key: &ProcedureKey,
        command: ProcedureCommand,
    ) -> Result<(), Error> {
        self.may_change_procedure(actor, key, &command)?;
        self.write_procedures(actor, vec![(key.clone(), command)]).await
    }

    /// Changes several procedures in one transaction: the first set-up of an office.
    pub async fn change_procedures(
        &self,
        actor: &Actor,
        changes: Vec<(ProcedureKey, ProcedureCommand)>,
    ) -> Result<(), Error> {
        Grant::<Administer>::of(actor)?;
        let texts = changes.iter().any(|(_, command)| matches!(command, ProcedureCommand::Import(_)));
        if texts && *actor != the_program() {
            return Err(Error::Denied(Rule::NotThisPost));
        }
        self.write_procedures(actor, changes).await
    }

    fn may_change_procedure(&self, actor: &Actor, key: &ProcedureKey, command: &ProcedureCommand) -> Result<(), Error> {
        use ProcedureCommand as C;
        let law = self.law();
        match command {
            // The leader answers for the unit's tariff too.
            C::SetTariff { unit, .. } => Grant::<SetTariff>::of(actor)?.over(&law, unit)?,
            C::SetLimit { unit, .. } | C::Publish { unit } | C::Withdraw { unit, .. } => {
                Grant::<Administer>::of(actor)?;
                administers(&law, actor, unit)?;
            }
            // Texts come in while an office is set up; afterwards they are drafted, read and signed.
            C::Import(_) => return Err(Error::Denied(Rule::NotThisPost)),
            C::Amend
            | C::Draft { .. }
            | C::DraftFromFile(_)
            | C::SaveDraft { .. }
            | C::SubmitDraft { .. }
            | C::DiscardDraft { .. }
            | C::Confirm { .. }
            | C::WithdrawConfirmation { .. } => {
                Grant::<Compose>::of(actor)?;
            }
            C::ApproveDraft { .. } | C::SendBackDraft { .. } => {
                Grant::<Vet>::of(actor)?;
            }
            C::PublishDraft { .. } | C::Suspend { .. } | C::Lift { .. } | C::Abolish { .. } => {
                governs(&Grant::<Decide>::of(actor)?, &law, key)?;
            }
        }
        let begins = matches!(command, C::Draft { .. } | C::DraftFromFile(_));
        if !begins && !law.catalogue.contains_key(key) {
            return Err(procedure_not_found());
        }
        Ok(())
    }

    async fn write_procedures(
        &self,
        actor: &Actor,
        changes: Vec<(ProcedureKey, ProcedureCommand)>,
    ) -> Result<(), Error> {
        let envelope = self.envelope(actor);
        let seeds = self.seeds(envelope.at, changes.len());
        let law = self.law();
        self.inner
            .db
            .write(move |tx| {
                Box::pin(async move {
                    for ((key, command), seed) in changes.into_iter().zip(seeds) {
                        let stream = event::procedure_stream(&key);
                        let (version, mut state) = event::state::<Published>(tx, &stream).await?.unwrap_or_default();
                        let cx = procedure::Context {
                            by: &envelope.by.person,
                            today: calendar_day(envelope.at),
                            roles: &law.roles,
                        };
                        let events = procedure::decide(&state, command, cx)?;
                        for e in &events {
                            procedure::apply(&mut state, &key, e, &envelope);
                        }
                        let bodies = bodies(&events, event_word)?;
                        let version = append(tx, &stream, version, &envelope, &bodies, &[seed]).await?;
                        event::keep_state(tx, &stream, version, &state).await?;
                    }
                    store::law::changed(tx).await?;
                    Ok::<_, Error>(())
                })
            })
            .await?;
        self.reload_law().await
    }

    /// Id and salt for events, drawn before the write so that the writer never waits for chance.
    pub(crate) fn seeds(&self, at: jiff::Timestamp, n: usize) -> Vec<(uuid::Uuid, [u8; 32])> {
        (0..n).map(|_| (self.inner.chance.uuid(at), self.inner.chance.bytes::<32>())).collect()
    }
}

pub(crate) fn calendar_day(at: jiff::Timestamp) -> domain::calendar::Date {
    domain::calendar::local(at).date()
}

/// The word of an event: the value of its tag.
pub(crate) fn event_word<T: Serialize>(e: &T) -> Result<String, DbError> {
    let value = serde_json::to_value(e).map_err(|e| DbError::Corrupt(e.to_string()))?;
    Ok(value["event"].as_str().unwrap_or_default().to_owned())
}

/// Words and JSON bodies of events.
pub(crate) fn bodies<T: Serialize>(
    events: &[T],
    word: impl Fn(&T) -> Result<String, DbError>,
) -> Result<Vec<(String, String)>, DbError> {
    events
        .iter()
        .map(|e| Ok((word(e)?, serde_json::to_string(e).map_err(|e| DbError::Corrupt(e.to_string()))?)))
        .collect()
}

/// Appends bodies; the first seed gives the first event's id and salt, later ones follow from it.
pub(crate) async fn append(
    tx: &mut Tx<'_>,
    stream: &str,
    after: i64,
    envelope: &Envelope,
    bodies: &[(String, String)],
    seeds: &[(uuid::Uuid, [u8; 32])],
) -> Result<i64, DbError> {
    // Nothing is dated before what is on record already.
    event::check_clock(tx, envelope).await?;
    append_at_any_time(tx, stream, after, envelope, bodies, seeds).await
}

/// As [`append`], by an administrator who found the clock right.
pub(crate) async fn append_at_any_time(
    tx: &mut Tx<'_>,
    stream: &str,
    after: i64,
    envelope: &Envelope,
    bodies: &[(String, String)],
    seeds: &[(uuid::Uuid, [u8; 32])],
) -> Result<i64, DbError> {
    let events: Vec<NewEvent<'_>> = bodies
        .iter()
        .enumerate()
        .map(|(n, (kind, body))| {
            let (id, salt) = seeds.get(n).copied().unwrap_or_else(|| derived(seeds[0], n));
            NewEvent { id, kind, body: body.clone(), salt }
        })
        .collect();
    event::append(tx, stream, after, envelope, &events).await
}

/// Id and salt of the n-th event of an act: as unguessable as the first one's.
pub(crate) fn derived((id, salt): (uuid::Uuid, [u8; 32]), n: usize) -> (uuid::Uuid, [u8; 32]) {
    use sha2::{Digest, Sha256};
    let block: [u8; 32] =
        Sha256::new().chain_update(salt).chain_update(id.as_bytes()).chain_update(n.to_be_bytes()).finalize().into();
    let millis = id.get_timestamp().map_or(0, |t| {
        let (seconds, nanos) = t.to_unix();
        seconds * 1000 + u64::from(nanos / 1_000_000)
    });
    let mut random = [0; 10];
    random.copy_from_slice(&block[..10]);
    let salt = Sha256::new().chain_update(b"salt").chain_update(block).finalize().into();
    (uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid(), salt)
}
