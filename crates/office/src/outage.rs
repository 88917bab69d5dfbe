//! Outages: who puts them on record, and which there were.

use crate::error::Error;
use crate::grant::{Administer, Grant, Outages, administers};
use crate::law::{append, bodies, calendar_day, event_word};
use crate::{Actor, Office};
use domain::calendar::Limit;
use domain::organisation;
use domain::organisation::outage::{self, Asking, Outage, OutageCommand};
use store::event;

impl Office {
    /// Puts an outage on record, or says when it ended: an administrator for units within reach, the head of
    /// a one-stop shop for the own unit.
    pub async fn change_outage(&self, actor: &Actor, command: OutageCommand) -> Result<(), Error> {
        let grant = Grant::<Outages>::of(actor)?;
        let law = self.law();
        if law.organisation.unit(command.unit()).is_some() {
            if Grant::<Administer>::of(actor).is_ok() {
                administers(&law, actor, command.unit())?;
            } else {
                grant.over(&law, command.unit())?;
            }
        }
        let envelope = self.envelope(actor);
        let now = envelope.at;
        let days = law.practice.outage_notice.value;
        let notice = law.calendar_of(command.unit()).due(now, Limit::WorkingDays(days)).at;
        // By the day: what is announced on Monday for the next Monday but one has its seven days.
        let notice = domain::calendar::instant(calendar_day(notice).at(0, 0, 0, 0));
        let seeds = self.seeds(now, 1);
        self.inner
            .db
            .write(move |tx| {
                Box::pin(async move {
                    let (version, mut state) = store::law::organisation(tx).await?;
                    let asking = Asking { by: &envelope.by.person, now, notice };
                    let events = outage::decide(&state, command, &asking)?;
                    for e in &events {
                        organisation::apply(&mut state, e);
                    }
                    let bodies = bodies(&events, event_word)?;
                    let version = append(tx, event::ORGANISATION, version, &envelope, &bodies, &seeds).await?;
                    event::keep_state(tx, event::ORGANISATION, version, &state).await?;
                    store::law::changed(tx).await?;
                    Ok::<_, Error>(())
                })
            })
            .await?;
        self.reload_law().await
    }

    /// Outages that the actor's unit had or has, and those of units below it; the latest first.
    pub fn outages(&self, actor: &Actor) -> Vec<Outage> {
        let law = self.law();
        let org = &law.organisation;
        let near = |o: &&Outage| org.is_within(&actor.unit, &o.unit) || org.is_within(&o.unit, &actor.unit);
        let mut out: Vec<Outage> = org.outages.iter().filter(near).cloned().collect();
        out.sort_by_key(|o| std::cmp::Reverse(o.from));
        out
    }
}
