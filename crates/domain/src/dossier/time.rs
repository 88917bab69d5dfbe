//! Whose time: every working minute of a dossier, from receipt to result, belongs to exactly one
//! holder, and a holder answers only for what goes beyond the share that was left to it.

use super::{Dossier, Held, Holder};
use crate::id::UnitId;
use crate::organisation::Organisation;
use crate::organisation::outage::Outage;
use calendar::{Calendar, Limit, Timestamp, WorkingTime};

/// Whose a span of time is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keeper {
    /// An official, a unit, another agency's unit, or the applicant.
    Holder(Holder),
    /// An outage of the holder's unit, planned or not: nobody could work.
    Outage {
        /// The unit that had it.
        unit: UnitId,
        /// When it began: with the unit, what tells it from others.
        from: Timestamp,
    },
}

/// A span of time with one keeper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Whose.
    pub by: Keeper,
    /// Who held the dossier, for which step; in an outage, who was kept from working on it.
    pub held: Held,
    /// From.
    pub from: Timestamp,
    /// Until; the last one until now, while it lasts.
    pub to: Timestamp,
    /// Time in it.
    pub time: WorkingTime,
    /// What was left of the step's share when the span began; `None`: no share runs (the applicant has
    /// the word, or the result waits for its owner).
    pub left: Option<WorkingTime>,
    /// Of its time, what goes beyond that: own overrun. None in an outage.
    pub over: WorkingTime,
    /// Overruns of others before it, since the clock last started.
    pub inherited: WorkingTime,
}

/// All spans, and the time between the first and the last moment of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shares {
    /// Oldest first, without gaps while somebody holds the dossier.
    pub spans: Vec<Span>,
    /// The sum of all spans: counted apart, so that tests can compare.
    pub total: WorkingTime,
}

/// The time of a dossier by keeper, counted by one calendar (that of the place of receipt) so that
/// the parts add up to the whole. Working minutes; clock minutes where the limit is in clock hours.
pub fn shares(d: &Dossier, organisation: &Organisation, calendar: &Calendar, now: Timestamp) -> Shares {
    of(&d.held, d.limit, organisation, calendar, now)
}

fn of(
    hands: &[Held],
    limit: Option<Limit>,
    organisation: &Organisation,
    calendar: &Calendar,
    now: Timestamp,
) -> Shares {
    let count = |from: Timestamp, to: Timestamp| match limit {
        Some(Limit::ClockHours(_)) => {
            let minutes = from.duration_until(to.max(from)).as_mins();
            WorkingTime::from_minutes(u32::try_from(minutes).unwrap_or(u32::MAX))
        }
        _ => calendar.working_between(from, to),
    };
    let mut out = Shares::default();
    let mut run = Run::default();
    for held in hands {
        run.goes_on(held, &count);
        let to = held.to.unwrap_or(now).max(held.from);
        for (from, to, outage) in cut(held, to, organisation) {
            let time = count(from, to);
            let (left, inherited) = (run.left, run.inherited());
            let over = if outage.is_some() { WorkingTime::ZERO } else { run.spend(&held.by, time) };
            let by = outage.map_or_else(
                || Keeper::Holder(held.by.clone()),
                |o| Keeper::Outage { unit: o.unit.clone(), from: o.from },
            );
            out.spans.push(Span { by, held: held.clone(), from, to, time, left, over, inherited });
        }
    }
    if let (Some(first), Some(last)) = (hands.first(), hands.last()) {
        out.total = count(first.from, last.to.unwrap_or(now).max(last.from));
    }
    out
}

/// One run of a step, through all hands that hold it.
#[derive(Default)]
struct Run {
    /// Step and due time: another of either is another run.
    of: Option<(usize, Option<Timestamp>)>,
    left: Option<WorkingTime>,
    /// Who overran since the clock last started, and by how much.
    over: Vec<(Holder, WorkingTime)>,
    /// Whose overruns the next span does not inherit: its own.
    by: Option<Holder>,
}

impl Run {
    /// The run that a holding belongs to: the same, or a new one with its whole share.
    fn goes_on(&mut self, held: &Held, count: &impl Fn(Timestamp, Timestamp) -> WorkingTime) {
        self.by = Some(held.by.clone());
        if held.by == Holder::Applicant {
            // The clock starts anew when the applicant has answered (ND 61/2018 art. 19.4).
            *self = Run { by: self.by.take(), ..Run::default() };
            return;
        }
        let of = Some((held.step, held.due));
        if self.of != of {
            self.of = of;
            self.left = held.due.map(|due| count(held.from, due));
        }
    }

    fn inherited(&self) -> WorkingTime {
        self.over.iter().filter(|(by, _)| Some(by) != self.by.as_ref()).map(|(_, time)| *time).sum()
    }

    /// Takes time from what is left; what goes beyond it is the holder's own overrun.
    fn spend(&mut self, by: &Holder, time: WorkingTime) -> WorkingTime {
        let Some(left) = self.left else { return WorkingTime::ZERO };
        let over = time - left;
        self.left = Some(left - time);
        if over > WorkingTime::ZERO {
            self.over.push((by.clone(), over));
        }
        over
    }
}

/// A holding cut where outages of the holder's unit begin and end. The applicant has none.
fn cut<'a>(
    held: &'a Held,
    to: Timestamp,
    organisation: &'a Organisation,
) -> Vec<(Timestamp, Timestamp, Option<&'a Outage>)> {
    let unit = match &held.by {
        Holder::Official { unit, .. } | Holder::Unit { unit } => unit,
        Holder::Applicant => return vec![(held.from, to, None)],
    };
    let mut outages: Vec<&Outage> =
        organisation.outages_of(unit).filter(|o| o.from < to && o.to.is_none_or(|end| held.from < end)).collect();
    outages.sort_by_key(|o| o.from);
    let mut out = Vec::new();
    let mut at = held.from;
    for outage in outages {
        let (from, end) = (outage.from.max(at), outage.to.unwrap_or(to).min(to));
        // Within one that was counted already.
        if end <= at {
            continue;
        }
        if at < from {
            out.push((at, from, None));
        }
        out.push((from, end, Some(outage)));
        at = end;
    }
    if at < to || out.is_empty() {
        out.push((at, to, None));
    }
    out
}

impl Shares {
    /// Time that a step has had so far, without that of the applicant and of outages.
    pub fn used(&self, step: usize) -> WorkingTime {
        let works = |s: &&Span| s.held.step == step && matches!(&s.by, Keeper::Holder(h) if *h != Holder::Applicant);
        self.spans.iter().filter(works).map(|s| s.time).sum()
    }

    /// The time of each keeper in order of first appearance; several spans of one make one sum.
    pub fn by_keeper(&self) -> Vec<(&Keeper, WorkingTime, WorkingTime)> {
        let mut out: Vec<(&Keeper, WorkingTime, WorkingTime)> = Vec::new();
        for span in &self.spans {
            match out.iter_mut().find(|(by, ..)| **by == span.by) {
                Some((_, time, over)) => {
                    *time += span.time;
                    *over += span.over;
                }
                None => out.push((&span.by, span.time, span.over)),
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{PersonId, PostId};
    use crate::organisation::outage::OutageKind;
    use crate::procedure::Work;
    use calendar::{OfficeHours, instant};
    use jiff::civil::date;
    use proptest::prelude::*;

    fn calendar() -> Calendar {
        Calendar::new(OfficeHours::standard(), []).unwrap()
    }

    fn ward() -> UnitId {
        UnitId::parse("ward").unwrap()
    }

    fn official(name: &str) -> Holder {
        let person = PersonId::parse(name).unwrap();
        Holder::Official { unit: ward(), post: PostId::parse("ward.desk").unwrap(), person }
    }

    /// Monday 17 August 2026 at an hour, and so many days later.
    fn at(days: i64, hour: i8, minute: i8) -> Timestamp {
        let day = date(2026, 8, 17).checked_add(jiff::Span::new().days(days)).unwrap();
        instant(day.at(hour, minute, 0, 0))
    }

    fn held(by: Holder, step: usize, from: Timestamp, to: Option<Timestamp>, due: Option<Timestamp>) -> Held {
        Held { by, step, work: Work::Handle, from, to, due }
    }

    fn organisation(outages: Vec<(Timestamp, Option<Timestamp>)>) -> Organisation {
        let unit = serde_json::json!({
            "id": "ward", "parent": null, "agency": "administration", "kind": "ward",
            "name": { "vi": "Phường thử", "en": "Test ward" }, "place": "Thử", "agency_code": "000.00.01.H99",
            "from": "2010-01-01"
        });
        let outages = outages.into_iter().map(|(from, to)| Outage {
            unit: ward(),
            from,
            to,
            kind: OutageKind::Power,
            reason: "Mất điện".into(),
            planned: false,
            announced_late: false,
            declared: from,
            by: PersonId::parse("a").unwrap(),
        });
        Organisation {
            units: vec![serde_json::from_value(unit).unwrap()],
            outages: outages.collect(),
            ..Organisation::default()
        }
    }

    fn of(held: Vec<Held>, outages: Vec<(Timestamp, Option<Timestamp>)>, now: Timestamp) -> Shares {
        super::of(&held, None, &organisation(outages), &calendar(), now)
    }

    #[test]
    fn who_gets_it_when_the_share_is_used_up_answers_only_for_what_it_adds() {
        // A share of four hours: the first takes three, the second three more.
        let due = Some(at(0, 11, 30));
        let s = of(
            vec![
                held(official("a"), 1, at(0, 7, 30), Some(at(0, 10, 30)), due),
                held(official("b"), 1, at(0, 10, 30), Some(at(0, 15, 0)), due),
                held(official("c"), 2, at(0, 15, 0), None, Some(at(1, 11, 30))),
            ],
            vec![],
            at(0, 17, 0),
        );
        let hours = |n| WorkingTime::from_hours(n);
        let told: Vec<_> = s.spans.iter().map(|s| (s.left, s.over, s.inherited)).collect();
        assert_eq!(
            told,
            [
                (Some(hours(4)), hours(0), hours(0)),
                (Some(hours(1)), hours(2), hours(0)),
                (Some(hours(6)), hours(0), hours(2)),
            ]
        );
        assert_eq!(s.total, hours(8));
    }

    #[test]
    fn an_outage_keeps_its_own_time_and_eats_nobodys_share() {
        // A share of four hours; the power is away for three of them.
        let s = of(
            vec![held(official("a"), 1, at(0, 7, 30), Some(at(0, 16, 0)), Some(at(0, 11, 30)))],
            vec![(at(0, 8, 30), Some(at(0, 11, 30)))],
            at(1, 9, 0),
        );
        let hours = |n| WorkingTime::from_hours(n);
        let told: Vec<_> = s.spans.iter().map(|s| (matches!(s.by, Keeper::Outage { .. }), s.time, s.over)).collect();
        assert_eq!(told, [(false, hours(1), hours(0)), (true, hours(3), hours(0)), (false, hours(3), hours(0))]);
        assert_eq!(s.used(1), hours(4));
    }

    #[test]
    fn after_the_applicant_has_answered_nothing_is_inherited() {
        let s = of(
            vec![
                held(official("a"), 1, at(0, 7, 30), Some(at(0, 11, 30)), Some(at(0, 9, 30))),
                held(Holder::Applicant, 1, at(0, 11, 30), Some(at(3, 7, 30)), None),
                held(official("b"), 1, at(3, 7, 30), None, Some(at(4, 17, 0))),
            ],
            vec![],
            at(3, 9, 30),
        );
        assert_eq!(s.spans[0].over, WorkingTime::from_hours(2));
        assert_eq!(s.spans[2].inherited, WorkingTime::ZERO);
        assert_eq!(s.spans[1].left, None);
    }

    proptest! {
        #[test]
        fn every_minute_has_one_keeper_and_the_sum_is_the_whole(
            steps in proptest::collection::vec((0..3_usize, 1..2_000_i64, 0..4_usize, proptest::option::of(0..2_000_i64)), 1..12),
            outages in proptest::collection::vec((0..15_000_i64, proptest::option::of(1..3_000_i64)), 0..6),
            open in any::<bool>(),
        ) {
            let start = at(0, 7, 30);
            let minutes = |n: i64| jiff::SignedDuration::from_mins(n);
            let mut from = start;
            let mut hands = Vec::new();
            for (who, long, step, due) in &steps {
                let by = match who {
                    0 => Holder::Applicant,
                    1 => official("a"),
                    _ => Holder::Unit { unit: ward() },
                };
                let to = from + minutes(*long);
                hands.push(held(by, *step, from, Some(to), due.map(|d| from + minutes(d))));
                from = to;
            }
            let now = from;
            if open {
                hands.last_mut().unwrap().to = None;
            }
            let outages: Vec<_> =
                outages.iter().map(|(n, long)| (start + minutes(*n), long.map(|l| start + minutes(n + l)))).collect();
            let s = of(hands, outages, now);
            // No gap, no overlap, and minute by minute the whole.
            prop_assert!(s.spans.windows(2).all(|w| w[0].to == w[1].from));
            let sum: WorkingTime = s.spans.iter().map(|s| s.time).sum();
            prop_assert_eq!(sum, s.total);
            prop_assert_eq!(s.total, calendar().working_between(start, now));
            let kept: WorkingTime = s.by_keeper().iter().map(|(_, time, _)| *time).sum();
            prop_assert_eq!(kept, s.total);
            for span in &s.spans {
                prop_assert!(span.over <= span.time);
                if matches!(span.by, Keeper::Outage { .. } | Keeper::Holder(Holder::Applicant)) {
                    prop_assert_eq!(span.over, WorkingTime::ZERO);
                }
            }
        }
    }
}
