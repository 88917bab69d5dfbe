//! Who comes when, where and for what: arrivals of the simulated year.

use super::dice::Dice;
use domain::calendar::{Date, DateTime, Limit, Timestamp, Weekday, instant, local};
use domain::dossier::Law;
use domain::id::{ProcedureKey, UnitId};
use domain::procedure::{ServedBy, Work};

/// Somebody comes.
#[derive(Debug, Clone)]
pub struct Arrival {
    pub at: Timestamp,
    pub unit: UnitId,
    pub procedure: ProcedureKey,
    /// Where the story stops for now, whatever chance says: so that every desk has something.
    pub rest: Option<Rest>,
}

/// Where a story rests at the end of the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    /// Before this work is done.
    At(Work),
    /// The applicant was asked for a supplement.
    AwaitingSupplement,
    /// The result lies at the counter.
    Ready,
}

/// Shares of the common procedures, in visits per thousand or so of a ward (or the district).
/// Invented from what people at a counter know: copies, civil status and residence fill the day.
const COMMON: [(&str, f64); 34] = [
    ("2.000815", 300.0),
    ("2.000884", 60.0),
    ("2.000635", 70.0),
    ("1.001193", 62.0),
    ("1.000656", 30.0),
    ("1.000894", 36.0),
    ("1.004873", 60.0),
    ("1.004194", 80.0),
    ("1.004222", 48.0),
    ("1.010041", 50.0),
    ("1.014061", 36.0),
    ("1.003197", 9.0),
    ("1.010038", 13.0),
    ("1.004859", 24.0),
    ("2.000908", 12.0),
    ("1.001776", 12.0),
    ("1.014027", 17.0),
    ("1.001731", 6.0),
    ("1.014028", 6.0),
    ("3.000722", 22.0),
    ("2.002913", 9.0),
    ("1.002759", 18.0),
    ("2.000740", 8.0),
    ("1.001601", 7.0),
    ("1.001699", 7.0),
    ("2.001035", 10.0),
    ("2.001406", 5.0),
    ("1.001612", 60.0),
    ("2.000720", 36.0),
    ("1.001266", 20.0),
    ("1.001570", 16.0),
    ("1.013225", 24.0),
    ("1.014159", 18.0),
    ("1.013978", 14.0),
];

fn weight(procedure: &ProcedureKey) -> f64 {
    COMMON.iter().find(|(key, _)| *key == procedure.as_str()).map_or(1.5, |(_, weight)| *weight)
}

/// Procedures of a counter with their shares.
struct Counter {
    unit: UnitId,
    busy: f64,
    procedures: Vec<(ProcedureKey, f64)>,
}

/// Counters that publish something, in the order of the organisation.
fn counters(law: &Law) -> Vec<Counter> {
    let mut out = Vec::new();
    for unit in &law.organisation.units {
        let mut procedures: Vec<_> = law
            .catalogue
            .iter()
            .filter(|(_, p)| p.is_published_at(&unit.id))
            .map(|(key, _)| (key.clone(), weight(key)))
            .collect();
        // The catalogue is a hash map: order is ours to give.
        procedures.sort_by(|a, b| a.0.cmp(&b.0));
        if !procedures.is_empty() {
            // Busy and quiet wards; a unit with wards below it serves them all.
            let nth = out.len();
            let below = law.organisation.units.iter().any(|u| u.parent.as_ref() == Some(&unit.id));
            let busy = if below { 2.6 } else { [1.45, 0.8, 1.1, 1.25, 0.9, 0.7, 1.0][nth % 7] };
            out.push(Counter { unit: unit.id.clone(), busy, procedures });
        }
    }
    out
}

/// Arrivals between two moments, in order of time.
pub fn arrivals(law: &Law, seed: u64, from: Timestamp, until: Timestamp, count: usize) -> Vec<Arrival> {
    let mut dice = Dice::new(seed, u64::MAX);
    let counters = counters(law);
    let days = days(law, from, until);
    if counters.is_empty() || days.is_empty() {
        return Vec::new();
    }
    let mut out = resting(law, &counters, &mut dice, until);
    // Each procedure at least once, long enough ago to have come to its end.
    let mut keys: Vec<_> = law
        .catalogue
        .iter()
        .filter(|(_, p)| p.procedure.as_ref().is_some_and(|p| p.served_by == ServedBy::Dossier))
        .map(|(key, _)| key)
        .collect();
    keys.sort();
    let early = &days[..(days.len() * 3 / 5).max(1)];
    for key in keys {
        let at: Vec<_> = counters.iter().filter(|c| c.procedures.iter().any(|(k, _)| k == key)).collect();
        if !at.is_empty() {
            let unit = dice.pick(&at).unit.clone();
            out.push(Arrival { at: moment(&mut dice, early, until), unit, procedure: key.clone(), rest: None });
        }
    }
    while out.len() < count {
        let counter = &counters[dice.weighted(counters.iter().map(|c| c.busy))];
        let procedure = counter.procedures[dice.weighted(counter.procedures.iter().map(|(_, w)| *w))].0.clone();
        out.push(Arrival { at: moment(&mut dice, &days, until), unit: counter.unit.clone(), procedure, rest: None });
    }
    out.sort_by_key(|a| a.at);
    out
}

/// Working days with how many people come: most on Mondays and after days off.
fn days(law: &Law, from: Timestamp, until: Timestamp) -> Vec<(Date, f64)> {
    let (mut date, last) = (local(from).date(), local(until).date());
    let mut out = Vec::new();
    let mut rested = false;
    while date <= last {
        if law.calendar.is_working_day(date) {
            let mut weight = match date.weekday() {
                Weekday::Monday => 1.35,
                Weekday::Friday => 0.9,
                _ => 1.0,
            };
            if rested && date.weekday() != Weekday::Monday {
                weight *= 1.2;
            }
            if date == last {
                let open =
                    law.calendar.working_between(instant(DateTime::from_parts(date, jiff::civil::Time::MIN)), until);
                weight *= f64::from(open.minutes()) / 480.0;
            }
            if weight > 0.0 {
                out.push((date, weight));
            }
            rested = false;
        } else {
            rested = true;
        }
        let Ok(next) = date.tomorrow() else { break };
        date = next;
    }
    out
}

/// People per half hour from 7:30 on: peaks in the middle of the morning and the early afternoon.
const HALF_HOURS: [(i8, i8, f64); 16] = [
    (7, 30, 4.0),
    (8, 0, 8.0),
    (8, 30, 10.0),
    (9, 0, 10.0),
    (9, 30, 9.0),
    (10, 0, 7.0),
    (10, 30, 5.0),
    (11, 0, 2.0),
    (13, 0, 3.0),
    (13, 30, 6.0),
    (14, 0, 8.0),
    (14, 30, 7.0),
    (15, 0, 5.0),
    (15, 30, 4.0),
    (16, 0, 3.0),
    (16, 30, 1.0),
];

/// A moment when somebody stands at a counter, before `until`.
fn moment(dice: &mut Dice, days: &[(Date, f64)], until: Timestamp) -> Timestamp {
    for _ in 0..200 {
        let date = days[dice.weighted(days.iter().map(|d| d.1))].0;
        let (hour, minute, _) = HALF_HOURS[dice.weighted(HALF_HOURS.iter().map(|h| h.2))];
        let at =
            instant(date.at(hour, minute, 0, 0)) + jiff::SignedDuration::from_secs(i64::from(dice.among(0..=1499)));
        if at <= until {
            return at;
        }
    }
    // Only early on the very first day: nobody has come yet.
    until
}

/// A few stories for each counter that rest where each desk sees them.
fn resting(law: &Law, counters: &[Counter], dice: &mut Dice, until: Timestamp) -> Vec<Arrival> {
    // Where it rests; whether it is late by now; how often.
    const WANTED: [(Rest, bool, usize); 8] = [
        (Rest::At(Work::Handle), true, 1),
        (Rest::At(Work::Sign), true, 1),
        (Rest::At(Work::Sign), false, 2),
        (Rest::At(Work::Review), false, 1),
        (Rest::At(Work::Handle), false, 1),
        (Rest::At(Work::Issue), false, 1),
        (Rest::AwaitingSupplement, false, 1),
        (Rest::Ready, false, 2),
    ];
    let mut out = Vec::new();
    for counter in counters {
        let fit: Vec<(&ProcedureKey, u16)> = counter
            .procedures
            .iter()
            .filter_map(|(key, weight)| {
                let version = law.catalogue.get(key)?.procedure.as_ref()?.versions.last()?;
                match version.time_limit.limit {
                    Some(Limit::WorkingDays(n @ 3..=10)) if version.steps.len() >= 6 && *weight > 5.0 => Some((key, n)),
                    _ => None,
                }
            })
            .collect();
        if fit.is_empty() {
            continue;
        }
        for (rest, late, times) in WANTED {
            for _ in 0..times {
                let (key, limit) = *dice.pick(&fit);
                // Due at the end of the n-th working day: received n days ago it is due today.
                let ago = if late {
                    limit + 2
                } else if rest == Rest::Ready {
                    limit + 1
                } else {
                    limit - 1
                };
                let day = working_days_before(law, local(until).date(), ago);
                let at = instant(day.at(8, 0, 0, 0)) + jiff::SignedDuration::from_secs(i64::from(dice.among(0..=9000)));
                out.push(Arrival { at, unit: counter.unit.clone(), procedure: key.clone(), rest: Some(rest) });
            }
        }
    }
    out
}

fn working_days_before(law: &Law, mut date: Date, mut days: u16) -> Date {
    while days > 0 {
        let Ok(before) = date.yesterday() else { return date };
        date = before;
        if law.calendar.is_working_day(date) {
            days -= 1;
        }
    }
    date
}
