//! What happens to the house itself in a simulated year: outages with work done on paper, written
//! delegations, a day off that nobody knew of.

use super::demand::Arrival;
use super::people::Staff;
use crate::fault::Fault;
use domain::calendar::{Date, Timestamp, instant, local};
use domain::day_decision::{DayBecomes, DayChange, DayOrder};
use domain::dossier::{Actor, Law};
use domain::id::UnitId;
use domain::organisation::outage::{OutageCommand, OutageKind};
use domain::organisation::{Delegation, OrganisationCommand, PostKind};
use jiff::{SignedDuration, ToSpan};
use office::clock::SetClock;
use office::{Error, Office};
use std::collections::VecDeque;

/// Outages of a year. Each is so short that no story has two acts in it.
const OUTAGES: usize = 8;
/// Delegations of a year; the last one still runs at its end.
const DELEGATIONS: usize = 5;

/// From when to when a unit worked on paper.
#[derive(Debug, Clone)]
struct OnPaper {
    unit: UnitId,
    from: Timestamp,
    to: Timestamp,
}

/// What is still to come, in order of time.
pub struct Happenings {
    outages: VecDeque<OnPaper>,
    past: Vec<OnPaper>,
    /// How many of the past ones are on record.
    declared: usize,
    delegations: VecDeque<(Timestamp, Actor, Actor, i64)>,
    /// A day off that is decided late, so that open deadlines move: when, by whom, which day.
    day_off: Option<(Timestamp, Actor, Date)>,
}

impl Happenings {
    /// Laid over a year of arrivals, so that each outage meets somebody at a counter.
    pub fn over(law: &Law, staff: &Staff, arrivals: &[Arrival], until: Timestamp) -> Self {
        let met = (1..=OUTAGES).filter_map(|k| arrivals.get(arrivals.len() * k / (OUTAGES + 1)));
        let outages = met
            .filter(|a| a.rest.is_none() && !staff.all(&a.unit, PostKind::HeadOfOneStop).is_empty())
            .map(|a| OnPaper {
                unit: a.unit.clone(),
                from: a.at - SignedDuration::from_mins(4),
                to: a.at + SignedDuration::from_mins(21),
            })
            .collect();
        let units = law.organisation.units.iter().map(|u| &u.id);
        let pairs: Vec<(Actor, Actor)> = units
            .filter_map(|u| {
                let leader = staff.all(u, PostKind::Leader).first()?;
                let deputy = staff.all(u, PostKind::UnitLeader).first()?;
                Some((leader.clone(), deputy.clone()))
            })
            .collect();
        let delegations = (1..=DELEGATIONS)
            .filter_map(|k| {
                let (leader, deputy) = pairs.get(k * 3 % pairs.len().max(1))?.clone();
                let back = i64::try_from(DELEGATIONS - k).ok()? * 61 + 2;
                Some((until - SignedDuration::from_hours(24 * back), leader, deputy, 7))
            })
            .collect();
        // The administrator of the unit that stands above all others.
        let root = law.organisation.units.iter().find(|u| u.one_stop.is_some());
        let administrator = root.and_then(|u| staff.all(&u.id, PostKind::Administrator).first());
        let decided = instant(local(until - SignedDuration::from_hours(24)).date().at(10, 30, 0, 0));
        let day_off = administrator.map(|who| {
            let calendar = &law.calendar;
            let day = (0..4).fold(local(decided).date(), |day, _| calendar.next_working_day(day));
            (decided, who.clone(), day)
        });
        Happenings { outages, past: vec![], declared: 0, delegations, day_off }
    }

    /// When the next thing is put on record.
    pub fn next(&self) -> Option<Timestamp> {
        let ended = self.past.get(self.declared).or_else(|| self.outages.front()).map(|o| o.to);
        let lent = self.delegations.front().map(|(when, ..)| *when);
        [ended, lent, self.day_off.as_ref().map(|(when, ..)| *when)].into_iter().flatten().min()
    }

    /// Outages begin: from then on a unit works on paper, before anybody has put that on record.
    pub fn begin(&mut self, before: Timestamp) {
        while let Some(outage) = self.outages.pop_front_if(|o| o.from < before) {
            self.past.push(outage);
        }
    }

    /// Puts on record what has come by a moment, each at its own; tells whether days are counted otherwise now.
    pub async fn up_to(
        &mut self,
        office: &Office,
        clock: &SetClock,
        staff: &Staff,
        at: Timestamp,
    ) -> Result<bool, Fault> {
        self.begin(at);
        let mut counted_otherwise = false;
        while let Some(when) = self.next().filter(|when| *when <= at) {
            clock.set(when);
            if let Some((_, leader, deputy, days)) = self.delegations.pop_front_if(|(w, ..)| *w == when) {
                let from = local(when).date();
                let delegation = Delegation {
                    from_post: leader.post.clone(),
                    to_person: deputy.person,
                    document: format!("{:02}/QĐ-UQ", from.month()),
                    content: "Ký các hồ sơ thuộc thẩm quyền trong thời gian đi công tác (minh họa).".into(),
                    from,
                    to: from.saturating_add(days.days()),
                };
                told(office.change_organisation(&leader, OrganisationCommand::Delegate(delegation)).await)?;
                continue;
            }
            if let Some((_, who, day)) = self.day_off.take_if(|(w, ..)| *w == when) {
                let order = DayOrder {
                    document: "Thông báo minh họa số 01/TB-VD".into(),
                    announced: local(when).date(),
                    enacted: false,
                    whole_year: None,
                    days: vec![DayChange {
                        date: day,
                        becomes: DayBecomes::Off,
                        name: "Nghỉ tránh bão (minh họa)".into(),
                    }],
                };
                told(office.decide_days(&who, order).await.map(|_| ()))?;
                counted_otherwise = true;
                continue;
            }
            let Some(outage) = self.past.get(self.declared).cloned() else { break };
            let kind = if self.declared.is_multiple_of(2) { OutageKind::Power } else { OutageKind::Network };
            self.declared += 1;
            let Some(head) = staff.all(&outage.unit, PostKind::HeadOfOneStop).first() else { continue };
            let command = OutageCommand::Declare {
                unit: outage.unit.clone(),
                from: outage.from,
                to: Some(outage.to),
                kind,
                reason: "Sự cố minh họa: làm trên giấy, nhập lại khi khắc phục xong.".into(),
            };
            told(office.change_outage(head, command).await)?;
        }
        Ok(counted_otherwise)
    }

    /// When work of a unit at a moment was entered, if it was done on paper.
    pub fn entered(&self, unit: &UnitId, at: Timestamp) -> Option<Timestamp> {
        let outage = self.past.iter().rev().find(|o| o.unit == *unit && o.from <= at && at < o.to)?;
        Some(outage.to + SignedDuration::from_mins(3))
    }
}

/// A refusal here is a fault of the story.
fn told(answer: Result<(), Error>) -> Result<(), Fault> {
    match answer {
        Ok(()) => Ok(()),
        Err(Error::Store(e)) => Err(e.into()),
        Err(e) => {
            tracing::warn!(error = %e, detail = ?e, "a happening of the demo was refused");
            Ok(())
        }
    }
}
