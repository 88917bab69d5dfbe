//! Against a counter that knows no calendar: it walks minute by minute over random days, office hours
//! and exceptions.
//!
//! `MOTCUA_TIME_CASES`: how many random cases; 500, with `scripts/test --long` 100,000.

use std::collections::BTreeMap;

use calendar::{Calendar, DayException, DayStatus, DayWork, Limit, OfficeHours, Shift, Timetable, WorkingTime};
use calendar::{Timestamp, instant, local};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date, time};
use proptest::prelude::*;

const FIRST: Date = Date::constant(2025, 1, 1);
/// Days that may be exceptions; limits are short enough not to leave them far behind.
const DAYS: i64 = 240;

/// The shifts of each weekday from Monday on, in minutes since midnight.
type Week = [Vec<(u16, u16)>; 7];

/// A made-up calendar, as plain facts.
#[derive(Clone, Debug)]
struct Facts {
    /// Weeks with their first day, oldest first; the first one since ever.
    weeks: Vec<(Date, Week)>,
    exceptions: BTreeMap<Date, Exception>,
}

#[derive(Clone, Debug)]
enum Exception {
    Off,
    On,
    Hours(Vec<(u16, u16)>),
}

/// How far the walk may lead: the longest limit from the last day, and its closing.
const WALK: i64 = DAYS + 400;

/// The facts as a walk needs them: when each day from [`FIRST`] on is open. Moments are minutes since
/// its midnight.
struct Walk(Vec<Vec<(i64, i64)>>);

impl Walk {
    fn new(facts: &Facts) -> Walk {
        Walk(
            (0..WALK)
                .map(|n| facts.spans(day(n)).iter().map(|(o, c)| (i64::from(*o), i64::from(*c))).collect())
                .collect(),
        )
    }

    fn spans(&self, day: i64) -> &[(i64, i64)] {
        &self.0[usize::try_from(day).unwrap()]
    }

    fn open(&self, at: i64) -> bool {
        self.spans(at / 1440).iter().any(|(opens, closes)| (*opens..*closes).contains(&(at % 1440)))
    }

    fn works(&self, day: i64) -> bool {
        !self.spans(day).is_empty()
    }

    /// The closing of the first working day that is not before this one.
    fn closing(&self, mut day: i64) -> i64 {
        while !self.works(day) {
            day += 1;
        }
        day * 1440 + self.spans(day).last().unwrap().1
    }

    fn due(&self, from: i64, limit: Limit) -> i64 {
        let today = from / 1440;
        match limit {
            Limit::WorkingDays(count) => {
                let mut day = today;
                for _ in 0..count {
                    day += 1;
                    while !self.works(day) {
                        day += 1;
                    }
                }
                self.closing(day)
            }
            Limit::CalendarDays(count) => self.closing(today + i64::from(count)),
            Limit::Months(count) => {
                let filed = day(today);
                let mut month = filed.first_of_month();
                for _ in 0..count {
                    month = month.last_of_month().tomorrow().unwrap();
                }
                let of_month = filed.day().min(month.days_in_month());
                let end = date(month.year(), month.month(), of_month);
                self.closing(FIRST.duration_until(end).as_hours() / 24)
            }
            Limit::WorkingHours(count) => self.after(from, i64::from(count) * 60),
            Limit::ClockHours(count) => from + i64::from(count) * 60,
            Limit::SameDay { cutoff } => {
                let cutoff = i64::from(cutoff.hour()) * 60 + i64::from(cutoff.minute());
                if self.works(today) && from % 1440 <= cutoff && from < self.closing(today) {
                    self.closing(today)
                } else {
                    self.closing(today + 1)
                }
            }
        }
    }

    /// Walks on until so many open minutes have gone by.
    fn after(&self, from: i64, minutes: i64) -> i64 {
        let (mut at, mut left) = (from, minutes);
        while left > 0 {
            left -= i64::from(self.open(at));
            at += 1;
        }
        at
    }

    fn between(&self, from: i64, to: i64) -> i64 {
        i64::try_from((from..to).filter(|at| self.open(*at)).count()).unwrap()
    }
}

fn day(n: i64) -> Date {
    FIRST.checked_add(n.days()).unwrap()
}

fn moment(minute: i64) -> Timestamp {
    instant(FIRST.at(0, 0, 0, 0).checked_add(minute.minutes()).unwrap())
}

fn minute(at: Timestamp) -> i64 {
    moment(0).duration_until(at).as_mins()
}

impl Facts {
    fn spans(&self, day: Date) -> &[(u16, u16)] {
        let week = &self.weeks.iter().rev().find(|(from, _)| *from <= day).unwrap_or(&self.weeks[0]).1;
        let weekday = usize::try_from(day.weekday().to_monday_zero_offset()).unwrap();
        match self.exceptions.get(&day) {
            Some(Exception::Off) => &[],
            Some(Exception::On) => week.iter().find(|spans| !spans.is_empty()).unwrap(),
            Some(Exception::Hours(spans)) => spans,
            None => &week[weekday],
        }
    }

    fn calendar(&self) -> Calendar {
        let hours = |week: &Week| {
            OfficeHours::new(Weekday::Monday.cycle_forward().zip(week).map(|(day, spans)| (day, shifts(spans))))
                .unwrap()
        };
        let later = self.weeks[1..].iter().map(|(from, week)| (*from, hours(week)));
        let timetable = Timetable::new(hours(&self.weeks[0].1), later).unwrap();
        let days = self.exceptions.iter().map(|(day, exception)| DayException {
            date: *day,
            work: match exception {
                Exception::Off => DayWork::Off,
                Exception::On => DayWork::On,
                Exception::Hours(spans) => DayWork::Hours(shifts(spans)),
            },
            kind: "made up".into(),
            name_vi: "Ngày thử".into(),
            citation: None,
            status: DayStatus::Enacted,
            known_since: None,
        });
        Calendar::new(timetable, days).unwrap()
    }
}

fn shifts(spans: &[(u16, u16)]) -> Vec<Shift> {
    let clock = |minute: u16| time(i8::try_from(minute / 60).unwrap(), i8::try_from(minute % 60).unwrap(), 0, 0);
    spans.iter().map(|(opens, closes)| Shift::new(clock(*opens), clock(*closes)).unwrap()).collect()
}

/// Up to three shifts of a day, none of them touching.
fn spans(least: usize) -> impl Strategy<Value = Vec<(u16, u16)>> {
    proptest::collection::btree_set(0..288_u16, least * 2..=6).prop_map(|marks| {
        let marks: Vec<u16> = marks.into_iter().map(|m| m * 5).collect();
        marks.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()
    })
}

fn week() -> impl Strategy<Value = Week> {
    let usual = || Just(vec![(450, 690), (780, 1020)]);
    let day = || prop_oneof![3 => usual(), 1 => spans(0), 1 => Just(vec![])];
    // Monday works, so the week is never empty.
    (prop_oneof![3 => usual(), 1 => spans(1)], [day(), day(), day(), day(), day(), day()]).prop_map(|(monday, rest)| {
        let [tuesday, wednesday, thursday, friday, saturday, sunday] = rest;
        [monday, tuesday, wednesday, thursday, friday, saturday, sunday]
    })
}

fn facts() -> impl Strategy<Value = Facts> {
    let exception = prop_oneof![
        3 => Just(Exception::Off),
        1 => Just(Exception::On),
        1 => spans(1).prop_map(Exception::Hours),
    ];
    (
        week(),
        proptest::collection::btree_map(1..DAYS, week(), 0..3),
        proptest::collection::btree_map(0..DAYS, exception, 0..40),
    )
        .prop_map(move |(first, later, exceptions)| Facts {
            weeks: std::iter::once((FIRST, first)).chain(later.into_iter().map(|(n, w)| (day(n), w))).collect(),
            exceptions: exceptions.into_iter().map(|(n, e)| (day(n), e)).collect(),
        })
}

fn limits() -> impl Strategy<Value = Limit> {
    prop_oneof![
        (1..30_u16).prop_map(Limit::WorkingDays),
        (1..60_u16).prop_map(Limit::WorkingHours),
        (1..60_u16).prop_map(Limit::CalendarDays),
        (1..4_u16).prop_map(Limit::Months),
        (1..100_u16).prop_map(Limit::ClockHours),
        (0..24_i8, 0..60_i8).prop_map(|(hour, minute)| Limit::SameDay { cutoff: time(hour, minute, 0, 0) }),
    ]
}

/// A day that is decided, so that nothing is computed within the span: only the facts count.
fn decided(mut facts: Facts) -> Facts {
    facts.exceptions.entry(date(2026, 12, 31)).or_insert(Exception::Off);
    facts
}

fn cases() -> ProptestConfig {
    #[expect(clippy::disallowed_methods, reason = "how many cases is asked of a test from outside")]
    let asked = std::env::var("MOTCUA_TIME_CASES").ok().and_then(|n| n.parse().ok());
    ProptestConfig { cases: asked.unwrap_or(500), ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn every_deadline_and_every_working_minute_is_what_a_walk_minute_by_minute_finds(
        facts in facts(),
        // The walk back needs days behind it.
        from in 60 * 1440..DAYS * 1440,
        limit in limits(),
        span in 0..6_000_u32,
    ) {
        let facts = decided(facts);
        let (walk, calendar) = (Walk::new(&facts), facts.calendar());
        let start = moment(from);
        prop_assert_eq!(minute(calendar.due(start, limit).at), walk.due(from, limit), "{:?} from {}", limit, from);

        let end = walk.after(from, i64::from(span));
        let worked = WorkingTime::from_minutes(span);
        if span > 0 {
            prop_assert_eq!(minute(calendar.add_working(start, worked)), end);
        }
        prop_assert_eq!(calendar.working_between(start, moment(end)), worked);
        prop_assert_eq!(calendar.is_open(start), walk.open(from));

        let span = span % 600;
        let back = minute(calendar.subtract_working(start, WorkingTime::from_minutes(span)));
        prop_assert!(back <= from);
        if back >= 0 {
            prop_assert_eq!(walk.between(back, from), i64::from(span), "back from {} to {}", from, back);
        }
    }

    #[test]
    fn adding_and_subtracting_working_time_undo_each_other(facts in facts(), at in 0..DAYS * 1440, span in 1..20_000_u32) {
        let calendar = decided(facts).calendar();
        let at = moment(at);
        let span = WorkingTime::from_minutes(span);
        let end = calendar.add_working(at, span);
        // From the moment itself while open, else from the next opening.
        prop_assert_eq!(calendar.subtract_working(end, span), calendar.next_opening(at));
        let start = calendar.subtract_working(at, span);
        let again = calendar.add_working(start, span);
        prop_assert!(again <= at);
        prop_assert_eq!(calendar.working_between(again, at), WorkingTime::ZERO);
    }

    #[test]
    fn the_latest_day_of_filing_keeps_a_limit_and_the_day_after_it_does_not(
        facts in facts(),
        by in 60..DAYS,
        count in 1..30_u16,
    ) {
        let calendar = decided(facts).calendar();
        let by = day(by);
        let filed = calendar.working_days_before(by, count);
        let due = |filed: Date| local(calendar.due(instant(filed.at(0, 0, 0, 0)), Limit::WorkingDays(count)).at).date();
        prop_assert!(due(filed) <= by);
        prop_assert!(due(filed.tomorrow().unwrap()) > by);
    }
}
