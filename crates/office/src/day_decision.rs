//! Decisions on days off and worked days: who enters them, what moves by them, which there are.

use crate::error::Error;
use crate::grant::{Administer, Grant};
use crate::law::{append, bodies, calendar_day, check_current, event_word, with_calendars};
use crate::recount::{self, Recounted};
use crate::{Actor, Office};
use domain::day_decision::{self, DayDecision, DayEvent, DayOrder};
use domain::dossier::{Event, Law, MovedBy};
use domain::law::Rule;
use jiff::Timestamp;
use store::db::DbError;
use store::dossier::Line;
use store::event;

impl Office {
    /// What a decision on days would move, without entering it.
    pub async fn foresee_days(&self, actor: &Actor, order: DayOrder) -> Result<(DayOrder, Vec<Recounted>), Error> {
        self.decides_days(actor)?;
        let (now, law) = (self.now(), self.law());
        let (order, after) = decided(&law, order, actor, now)?;
        let by = MovedBy::Days { document: order.document.clone() };
        let moved = self
            .inner
            .db
            .read(move |tx| Box::pin(async move { recount::foresee(tx, (&law, &after), now, &by).await }))
            .await?;
        Ok((order, moved))
    }

    /// Enters a decision on days and counts the open deadlines again, in one transaction: an administrator
    /// who reaches every one-stop shop of the house.
    pub async fn decide_days(&self, actor: &Actor, order: DayOrder) -> Result<Vec<Recounted>, Error> {
        match self.try_decide_days(actor, order.clone()).await {
            Err(Error::LawChanged) => {
                self.reload_law().await?;
                self.try_decide_days(actor, order).await
            }
            answer => answer,
        }
    }

    async fn try_decide_days(&self, actor: &Actor, order: DayOrder) -> Result<Vec<Recounted>, Error> {
        self.decides_days(actor)?;
        self.believed()?;
        let envelope = self.envelope(actor);
        let seeds = self.seeds(envelope.at, 1);
        let (known, law) = self.law_at();
        let (order, after) = decided(&law, order, actor, envelope.at)?;
        let tells = self.tells_of_dates();
        let moved = self
            .inner
            .db
            .write(move |tx| {
                Box::pin(async move {
                    check_current(tx, known).await?;
                    let by = MovedBy::Days { document: order.document.clone() };
                    let events = [DayEvent::DaysDecided { order }];
                    let (version, _) = store::law::day_decisions(tx).await?;
                    let bodies = bodies(&events, event_word)?;
                    let version = append(tx, event::CALENDAR, version, &envelope, &bodies, &seeds).await?;
                    event::keep_state(tx, event::CALENDAR, version, &after.days).await?;
                    let moved = recount::recount(tx, (&law, &after), &envelope, seeds[0], &by, tells).await?;
                    store::law::changed(tx).await?;
                    Ok::<_, Error>(moved)
                })
            })
            .await?;
        self.reload_law().await?;
        self.ring();
        Ok(moved)
    }

    /// Days off hold for the whole house, so whoever enters them reaches all of it.
    fn decides_days(&self, actor: &Actor) -> Result<(), Error> {
        let grant = Grant::<Administer>::of(actor)?;
        let law = self.law();
        let mut shops = law.organisation.units.iter().filter(|u| u.one_stop.is_some());
        if shops.all(|u| grant.covers(&law, &u.id)) { Ok(()) } else { Err(Error::Denied(Rule::NotThisUnit)) }
    }
}

/// The decision as it would stand, and the law with it.
fn decided(law: &Law, order: DayOrder, actor: &Actor, now: Timestamp) -> Result<(DayOrder, Law), Error> {
    let events = day_decision::decide(&law.calendar, order, calendar_day(now))?;
    let mut after = law.clone();
    let mut order = None;
    for e in &events {
        day_decision::apply(&mut after.days, e, now, &actor.person);
        let DayEvent::DaysDecided { order: clean } = e;
        order = Some(clean.clone());
    }
    let order = order.ok_or(Error::NotFound { what: "day-decision" })?;
    Ok((order, with_calendars(&after)))
}

/// A decision with what it moved.
#[derive(Debug, Clone)]
pub struct Effect {
    /// The decision.
    pub decision: DayDecision,
    /// Dossiers whose dates it moved, in the order of the log, as they were moved then.
    pub moved: Vec<MovedThen>,
}

/// A dossier that a decision moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovedThen {
    /// The dossier as it stands now.
    pub line: Line,
    /// The date that held until then.
    pub before: Option<Timestamp>,
    /// The date that held from then on.
    pub due: Option<Timestamp>,
    /// The time of the step under way moved.
    pub step: bool,
}

impl Office {
    /// A decision on days by its place among them, from 0, and what it moved.
    pub async fn day_decision(&self, actor: &Actor, n: usize) -> Result<Effect, Error> {
        let grant = Grant::<Administer>::of(actor)?;
        let law = self.law();
        let decision = law.days.all.get(n).cloned().ok_or(Error::NotFound { what: "day-decision" })?;
        let moved = self
            .inner
            .db
            .read(move |tx| {
                Box::pin(async move {
                    let entered = event::stream(tx, event::CALENDAR).await?.into_iter().nth(n);
                    let Some(entered) = entered else { return Ok(vec![]) };
                    let mut moved = Vec::new();
                    for e in event::of_act(tx, entered.envelope.act, entered.position).await? {
                        let Ok(Event::DeadlineMoved { before, due, step_due, .. }) = serde_json::from_str(&e.body)
                        else {
                            continue;
                        };
                        let Some(id) = e.stream.strip_prefix("dossier:").and_then(|id| id.parse().ok()) else {
                            continue;
                        };
                        if let Some((version, d)) = store::dossier::load(tx, id).await? {
                            let step = step_due.is_some();
                            moved.push(MovedThen { line: Line::of(&d, version), before, due, step });
                        }
                    }
                    Ok::<_, DbError>(moved)
                })
            })
            .await?;
        // Whoever reaches a part of the house sees that part.
        let moved = moved.into_iter().filter(|m| grant.covers(&law, &m.line.unit)).collect();
        Ok(Effect { decision, moved })
    }
}
