//! Acts that change the organisation, and what follows when somebody leaves a post: sessions and
//! tokens end, open tasks pass on, the account of somebody who has moved on is closed.

use crate::access::{revoke_all, shut_out};
use crate::error::Error;
use crate::grant::{Administer, Delegate, Grant, administers};
use crate::law::{append, bodies, calendar_day, check_current, derived, event_word, with_calendars};
use crate::recount;
use crate::{Actor, Office};
use domain::dossier::{Envelope, Event, Law, MovedBy, PersonalEntry, TextRef};
use domain::id::{DossierId, PersonId, PostId, UnitId};
use domain::law::{Refusal, Rule};
use domain::organisation::{self, Organisation, OrganisationCommand, OrganisationEvent, Subject};
use std::collections::BTreeMap;
use store::db::{DbError, Tx};
use store::dossier::Line;
use store::{event, personal};

/// Who goes on with a task.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Heir {
    /// Its unit: whoever takes it, or is given it.
    #[default]
    Unit,
    /// A person, who must be one that may hold it.
    Person(PersonId),
}

/// Why dates move by a command, if any do.
fn moved_by(command: &OrganisationCommand) -> MovedBy {
    match command {
        OrganisationCommand::SetHours { unit, hours } => {
            MovedBy::Hours { unit: unit.clone(), document: hours.basis.trim().to_owned() }
        }
        _ => MovedBy::Organisation {},
    }
}

/// To whom open tasks pass when somebody leaves a post.
#[derive(Debug, Clone, Default)]
pub struct Passing {
    /// Why; told on each dossier's timeline.
    pub reason: String,
    /// All of them,
    pub to: Heir,
    /// but these.
    pub except: BTreeMap<DossierId, Heir>,
}

/// A change of the organisation as it happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// When and by whom.
    pub envelope: Envelope,
    /// What.
    pub event: OrganisationEvent,
}

impl Office {
    /// Changes the organisation. A person who leaves a post loses the sessions of that post at once,
    /// and what they held goes back to its unit.
    pub async fn change_organisation(&self, actor: &Actor, command: OrganisationCommand) -> Result<(), Error> {
        self.change_organisation_passing(actor, command, Passing::default()).await
    }

    /// Changes the organisation; what people who leave a post held passes on as is said.
    pub async fn change_organisation_passing(
        &self,
        actor: &Actor,
        command: OrganisationCommand,
        passing: Passing,
    ) -> Result<(), Error> {
        // Another process may have changed the law since this one read it: read again, once.
        match self.try_change(actor, command.clone(), passing.clone()).await {
            Err(Error::LawChanged) => {
                self.reload_law().await?;
                self.try_change(actor, command, passing).await
            }
            answer => answer,
        }
    }

    async fn try_change(&self, actor: &Actor, command: OrganisationCommand, passing: Passing) -> Result<(), Error> {
        self.may_change(actor, &command)?;
        let envelope = self.envelope(actor);
        let seeds = self.seeds(envelope.at, 1);
        let (known, law) = self.law_at();
        let tells = self.tells_of_dates();
        self.inner
            .db
            .write(move |tx| {
                Box::pin(async move {
                    check_current(tx, known).await?;
                    let (version, mut state) = store::law::organisation(tx).await?;
                    let moved_by = moved_by(&command);
                    let events = organisation::decide(&state, command, calendar_day(envelope.at))?;
                    for e in &events {
                        organisation::apply(&mut state, e);
                    }
                    let bodies = bodies(&events, event_word)?;
                    let version = append(tx, event::ORGANISATION, version, &envelope, &bodies, &seeds).await?;
                    event::keep_state(tx, event::ORGANISATION, version, &state).await?;
                    store::law::project_units(tx, &state).await?;
                    let mut after =
                        After { org: &state, passing: &passing, envelope: &envelope, seed: seeds[0], n: 1000 };
                    for e in &events {
                        match e {
                            OrganisationEvent::PostLeft { person, post, .. } => after.left(tx, person, post).await?,
                            OrganisationEvent::UnitEnded { unit, to, .. } => after.ended(tx, unit, *to).await?,
                            _ => {}
                        }
                    }
                    // Other office hours are another calendar: open deadlines are counted by it.
                    let hours = |org: &Organisation, unit: &UnitId| org.hours(unit);
                    if state.units.iter().any(|u| hours(&law.organisation, &u.id) != hours(&state, &u.id)) {
                        let new = with_calendars(&Law { organisation: state, ..(*law).clone() });
                        recount::recount(tx, (&law, &new), &envelope, seeds[0], &moved_by, tells).await?;
                    }
                    store::law::changed(tx).await?;
                    Ok::<_, Error>(())
                })
            })
            .await?;
        self.reload_law().await?;
        self.ring();
        Ok(())
    }

    fn may_change(&self, actor: &Actor, command: &OrganisationCommand) -> Result<(), Error> {
        use OrganisationCommand as C;
        let law = self.law();
        let org = &law.organisation;
        // The holder of a post lends its powers; an administrator enters what was lent on paper.
        if let C::Delegate(domain::organisation::Delegation { from_post, .. }) | C::EndDelegation { from_post, .. } =
            command
            && Grant::<Administer>::of(actor).is_err()
        {
            Grant::<Delegate>::of(actor)?;
            return if *from_post == actor.post && actor.delegation.is_none() {
                Ok(())
            } else {
                Err(Error::Denied(Rule::NotThisPost))
            };
        }
        Grant::<Administer>::of(actor)?;
        let mut units: Vec<UnitId> = Vec::new();
        match command {
            C::Appoint { post, .. } | C::LeavePost { post, .. } | C::EndPost { post } => {
                units.extend(org.post(post).map(|p| p.unit.clone()));
            }
            C::AddPost(post) => units.push(post.unit.clone()),
            C::AddCounter(counter) => units.push(counter.unit.clone()),
            C::ChangeCounter(domain::organisation::Counter { id, .. }) | C::EndCounter { counter: id } => {
                units.extend(org.counter(id).map(|c| c.unit.clone()));
            }
            C::AddUnit(unit) => units.extend(unit.parent.clone()),
            C::RenameUnit { unit, .. } | C::EndUnit { unit, .. } | C::SetHours { unit, .. } => {
                units.push(unit.clone());
            }
            C::MoveUnit { unit, parent, .. } => {
                units.push(unit.clone());
                units.extend(parent.clone());
            }
            C::CorrectName { person, .. } => {
                let today = calendar_day(self.now());
                units.extend(org.posts_of(person, today).into_iter().map(|p| p.unit.clone()));
            }
            C::Import(_) | C::AddPerson(_) | C::Delegate(_) | C::EndDelegation { .. } => {}
        }
        // A unit that is not there is the rules' to refuse.
        units.iter().filter(|u| org.unit(u).is_some()).try_for_each(|u| administers(&law, actor, u))
    }

    /// Open tasks that a person holds in a post, soonest due first: what passes on when they leave.
    pub async fn held_tasks(&self, actor: &Actor, person: &PersonId, post: &PostId) -> Result<Vec<Line>, Error> {
        Grant::<Administer>::of(actor)?;
        let law = self.law();
        if let Some(post) = law.organisation.post(post) {
            administers(&law, actor, &post.unit)?;
        }
        let (person, post) = (person.clone(), post.clone());
        self.inner
            .db
            .read(move |tx| {
                Box::pin(async move {
                    let mut out = Vec::new();
                    for id in store::dossier::held_by(tx, &person, &post).await? {
                        if let Some((version, d)) = store::dossier::load(tx, id).await? {
                            out.push(Line::of(&d, version));
                        }
                    }
                    Ok::<_, Error>(out)
                })
            })
            .await
    }

    /// What happened to a part of the organisation, oldest first.
    pub async fn history(&self, actor: &Actor, of: Subject<'_>) -> Result<Vec<Change>, Error> {
        Grant::<Administer>::of(actor)?;
        let events =
            self.inner.db.read(|tx| Box::pin(async move { event::stream(tx, event::ORGANISATION).await })).await?;
        let mut out = Vec::new();
        for e in events {
            let event: OrganisationEvent =
                serde_json::from_str(&e.body).map_err(|x| DbError::Corrupt(format!("event {}: {x}", e.id)))?;
            if event.is_about(of) {
                out.push(Change { envelope: e.envelope, event });
            }
        }
        Ok(out)
    }
}

/// What follows a change, in the same transaction: nothing waits for somebody who is gone.
struct After<'a> {
    org: &'a Organisation,
    passing: &'a Passing,
    envelope: &'a Envelope,
    seed: (uuid::Uuid, [u8; 32]),
    /// Counts the events that follow, so that each has an id and a salt of its own.
    n: usize,
}

impl After<'_> {
    fn next_seed(&mut self) -> (uuid::Uuid, [u8; 32]) {
        self.n += 1;
        derived(self.seed, self.n)
    }

    async fn left(&mut self, tx: &mut Tx<'_>, person: &PersonId, post: &PostId) -> Result<(), Error> {
        store::access::end_sessions(tx, person, Some(post), self.envelope.at).await?;
        let seed = self.next_seed();
        revoke_all(tx, person, Some(post), self.envelope, seed).await?;
        for id in store::dossier::held_by(tx, person, post).await? {
            self.pass_on(tx, id).await?;
        }
        // QĐ 163/2025 (Ninh Bình): old accounts of officials who moved are locked at once.
        let today = calendar_day(self.envelope.at);
        if self.org.posts_of(person, today).is_empty() {
            let seed = self.next_seed();
            shut_out(tx, person, self.envelope, seed).await?;
        }
        Ok(())
    }

    /// A unit that ends today leaves no dossier behind.
    async fn ended(&mut self, tx: &mut Tx<'_>, unit: &UnitId, to: domain::calendar::Date) -> Result<(), Error> {
        if to <= calendar_day(self.envelope.at) && store::dossier::open_in(tx, unit).await? > 0 {
            return Err(Refusal::new(Rule::UnitHasDossiers).field("unit").into());
        }
        Ok(())
    }

    async fn pass_on(&mut self, tx: &mut Tx<'_>, id: DossierId) -> Result<(), Error> {
        let Some((version, d)) = store::dossier::load(tx, id).await? else { return Ok(()) };
        let e = match self.passing.except.get(&id).unwrap_or(&self.passing.to) {
            Heir::Unit => Event::Released { step: d.current },
            Heir::Person(heir) => {
                let field = if self.passing.except.contains_key(&id) { format!("heir.{id}") } else { "heir".into() };
                let code = d.code.as_ref().map(ToString::to_string).unwrap_or_default();
                let to = domain::dossier::may_hold(&d, heir, self.org, calendar_day(self.envelope.at))
                    .map_err(|r| r.field(field).detail(code))?;
                let reason = self.passing.reason.trim();
                if reason.is_empty() {
                    return Err(Refusal::new(Rule::ReasonRequired).field("reason").into());
                }
                if reason.chars().count() > 1000 {
                    return Err(Refusal::new(Rule::FieldMalformed).field("reason").into());
                }
                let at = TextRef { subject: d.applicant, slot: format!("{}/reason", self.envelope.act) };
                let said = PersonalEntry { at: at.clone(), value: reason.to_owned(), keep_old_at: None };
                personal::put(tx, &[said]).await?;
                Event::HandedOver { step: d.current, to, reason: at }
            }
        };
        let mut after = Some(d);
        domain::dossier::apply(&mut after, id, self.envelope, &e);
        let Some(after) = after else { return Ok(()) };
        let stream = event::dossier_stream(id);
        let seed = self.next_seed();
        let bodies = bodies(&[e], |e| Ok(e.key().to_owned()))?;
        let version = append(tx, &stream, version, self.envelope, &bodies, &[seed]).await?;
        event::keep_state(tx, &stream, version, &after).await?;
        store::dossier::project(tx, &after, version).await?;
        Ok(())
    }
}
