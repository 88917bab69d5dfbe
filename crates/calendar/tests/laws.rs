//! Laws of time, over random moments, and against a naive calendar that counts minute by minute.

use std::collections::BTreeMap;

use calendar::{Calendar, Limit, OfficeHours, Timestamp, WorkingTime, instant, local};
use jiff::civil::{Date, DateTime, Time, Weekday, date, time};
use jiff::{SignedDuration, ToSpan};
use proptest::prelude::*;

const LIST: &str = include_str!("../../../data/calendar/days-2010-2026.csv");

thread_local! {
    static OFFICE: Calendar = Calendar::new(
        OfficeHours::standard(),
        Calendar::days_from_csv(LIST).unwrap(),
    )
    .unwrap();
    static CENTRE: Calendar = OFFICE.with(|office| office.with_hours(centre_hours()));
    static NAIVE: BTreeMap<Date, bool> = LIST
        .lines()
        .skip(1)
        .map(|line| (line[..10].parse().unwrap(), &line[11..14] == "off"))
        .collect();
}

/// A unit that works Saturday mornings and rests on Wednesdays.
fn centre_hours() -> OfficeHours {
    serde_json::from_str(
        r#"{"monday":["08:00-12:00","13:30-17:30"],"tuesday":["08:00-12:00","13:30-17:30"],
            "thursday":["08:00-12:00","13:30-17:30"],"friday":["08:00-12:00","13:30-16:30","17:00-19:00"],
            "saturday":["07:15-11:45"]}"#,
    )
    .unwrap()
}

/// The naive calendar of the standard office: looks one day up at a time, 2010 to 2026 only.
fn naive_works(day: Date) -> bool {
    NAIVE.with(|list| match list.get(&day) {
        Some(off) => !off,
        None => !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday),
    })
}

fn naive_open(at: DateTime) -> bool {
    let shifts = [(time(7, 30, 0, 0), time(11, 30, 0, 0)), (time(13, 0, 0, 0), time(17, 0, 0, 0))];
    naive_works(at.date()) && shifts.iter().any(|(opens, closes)| (*opens..*closes).contains(&at.time()))
}

fn naive_closing(mut day: Date) -> DateTime {
    while !naive_works(day) {
        day = day.tomorrow().unwrap();
    }
    day.at(17, 0, 0, 0)
}

fn naive_due(from: DateTime, limit: Limit) -> DateTime {
    match limit {
        Limit::WorkingDays(count) => {
            let mut day = from.date();
            for _ in 0..count {
                day = day.tomorrow().unwrap();
                while !naive_works(day) {
                    day = day.tomorrow().unwrap();
                }
            }
            naive_closing(day)
        }
        Limit::CalendarDays(count) => {
            let mut day = from.date();
            for _ in 0..count {
                day = day.tomorrow().unwrap();
            }
            naive_closing(day)
        }
        Limit::Months(count) => {
            let month = i32::from(from.month()) - 1 + i32::from(count);
            let year = from.year() + i16::try_from(month / 12).unwrap();
            let month = i8::try_from(month % 12 + 1).unwrap();
            let mut day = from.day();
            while Date::new(year, month, day).is_err() {
                day -= 1;
            }
            naive_closing(date(year, month, day))
        }
        Limit::WorkingHours(count) => {
            let mut at = from;
            let mut left = u32::from(count) * 60;
            loop {
                if naive_open(at) {
                    left -= 1;
                }
                at = at.checked_add(1.minute()).unwrap();
                if left == 0 {
                    return at;
                }
            }
        }
        Limit::ClockHours(count) => from.checked_add(i64::from(count).hours()).unwrap(),
        Limit::SameDay { cutoff } => {
            let today = naive_works(from.date()) && from.time() <= cutoff && from.hour() < 17;
            naive_closing(if today { from.date() } else { from.date().tomorrow().unwrap() })
        }
    }
}

fn moments(seconds: i64) -> impl Strategy<Value = Timestamp> {
    let first = instant(date(2010, 1, 1).at(0, 0, 0, 0));
    let span = first.duration_until(instant(date(2026, 6, 1).at(0, 0, 0, 0))).as_secs();
    (0..span / seconds).prop_map(move |n| first + SignedDuration::from_secs(n * seconds))
}

/// Moments in the years with a list, and before and after them.
fn any_moment() -> impl Strategy<Value = Timestamp> {
    prop_oneof![
        4 => moments(1),
        1 => (-6_000_000_000_i64..16_000_000_000, 0..1_000_000_000_i32)
            .prop_map(|(second, ns)| Timestamp::new(second, ns).unwrap()),
    ]
}

fn limits(most: u16) -> impl Strategy<Value = Limit> {
    prop_oneof![
        (1..=most).prop_map(Limit::WorkingDays),
        (1..=most).prop_map(Limit::WorkingHours),
        (1..=most).prop_map(Limit::CalendarDays),
        (1..=most.min(6)).prop_map(Limit::Months),
        (1..=most).prop_map(Limit::ClockHours),
        (0..24_i8, 0..60_i8).prop_map(|(hour, minute)| Limit::SameDay { cutoff: time(hour, minute, 0, 0) }),
    ]
}

fn calendars() -> impl Strategy<Value = Calendar> {
    any::<bool>().prop_map(
        |standard| {
            if standard { OFFICE.with(Calendar::clone) } else { CENTRE.with(Calendar::clone) }
        },
    )
}

fn longer(limit: Limit) -> Limit {
    match limit {
        Limit::WorkingDays(n) => Limit::WorkingDays(n + 1),
        Limit::WorkingHours(n) => Limit::WorkingHours(n + 1),
        Limit::CalendarDays(n) => Limit::CalendarDays(n + 1),
        Limit::Months(n) => Limit::Months(n + 1),
        Limit::ClockHours(n) => Limit::ClockHours(n + 1),
        same @ Limit::SameDay { .. } => same,
    }
}

fn is_closing(calendar: &Calendar, at: Timestamp) -> bool {
    calendar.closing(local(at).date()) == Some(at)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_deadline_is_that_of_the_naive_calendar(from in moments(60), limit in limits(40)) {
        let office = OFFICE.with(Calendar::clone);
        let due = local(office.due(from, limit).at);
        prop_assert_eq!(due, naive_due(local(from), limit), "{} {:?}", local(from), limit);
    }

    #[test]
    fn working_time_is_that_of_the_naive_calendar(from in moments(60), minutes in 0..20_000_i64) {
        let office = OFFICE.with(Calendar::clone);
        let to = from + SignedDuration::from_mins(minutes);
        let mut at = local(from);
        let mut open = 0;
        while at < local(to) {
            open += u32::from(naive_open(at));
            at = at.checked_add(1.minute()).unwrap();
        }
        prop_assert_eq!(office.working_between(from, to).minutes(), open);
        prop_assert_eq!(office.is_open(from), naive_open(local(from)));
    }

    #[test]
    fn working_days_between_are_those_of_the_naive_calendar(from in moments(86_400), days in 0..400_i64) {
        let office = OFFICE.with(Calendar::clone);
        let from = local(from).date();
        let to = from.checked_add(days.days()).unwrap().min(date(2026, 12, 31));
        let mut count = 0;
        let mut day = from;
        while day < to {
            day = day.tomorrow().unwrap();
            count += i64::from(naive_works(day));
        }
        prop_assert_eq!(office.working_days_between(from, to), count);
        prop_assert_eq!(office.working_days_between(to, from), -count);
    }

    #[test]
    fn a_later_receipt_or_a_longer_limit_never_gives_an_earlier_deadline(
        calendar in calendars(),
        from in any_moment(),
        wait in 0..40 * 86_400_i64,
        limit in limits(200),
    ) {
        let due = calendar.due(from, limit).at;
        prop_assert!(due >= from);
        prop_assert!(calendar.due(from + SignedDuration::from_secs(wait), limit).at >= due);
        prop_assert!(calendar.due(from, longer(limit)).at >= due);
    }

    #[test]
    fn a_limit_in_days_ends_when_a_working_day_closes(
        calendar in calendars(),
        from in any_moment(),
        count in 0..300_u16,
    ) {
        for limit in [
            Limit::WorkingDays(count),
            Limit::CalendarDays(count),
            Limit::Months(count),
            Limit::SameDay { cutoff: time(15, 0, 0, 0) },
        ] {
            prop_assert!(is_closing(&calendar, calendar.due(from, limit).at), "{limit:?}");
        }
        if count > 0 {
            let due = local(calendar.due(from, Limit::WorkingDays(count)).at).date();
            prop_assert_eq!(calendar.working_days_between(local(from).date(), due), i64::from(count));
        }
    }

    #[test]
    fn working_times_add_up(calendar in calendars(), mut at in [any_moment(), any_moment(), any_moment()]) {
        at.sort();
        let [a, b, c] = at;
        prop_assert_eq!(
            calendar.working_between(a, c),
            calendar.working_between(a, b) + calendar.working_between(b, c)
        );
        prop_assert_eq!(calendar.working_between(b, a), WorkingTime::ZERO);
    }

    #[test]
    fn added_working_time_is_found_again_and_lies_in_a_shift_or_at_its_end(
        calendar in calendars(),
        from in any_moment(),
        first in 0..20_000_u32,
        second in 0..20_000_u32,
    ) {
        let (first, second) = (WorkingTime::from_minutes(first), WorkingTime::from_minutes(second));
        let end = calendar.add_working(from, first);
        prop_assert!(end >= from);
        prop_assert_eq!(calendar.working_between(from, end), first);
        let shifts = calendar.shifts(local(end).date());
        let clock: Time = local(end).time();
        prop_assert!(shifts.iter().any(|shift| (shift.opens..=shift.closes).contains(&clock)));
        prop_assert_eq!(calendar.add_working(end, second), calendar.add_working(from, first + second));
    }

    #[test]
    fn the_next_opening_is_open_and_nothing_is_worked_until_then(calendar in calendars(), at in any_moment()) {
        let next = calendar.next_opening(at);
        prop_assert!(next >= at && calendar.is_open(next));
        prop_assert_eq!(calendar.working_between(at, next), WorkingTime::ZERO);
        prop_assert_eq!(calendar.is_open(at), next == at);
    }

    #[test]
    fn a_transfer_ends_at_a_closing_of_the_day_or_at_the_next_opening(calendar in calendars(), at in any_moment()) {
        let by = calendar.transfer_by(at, time(15, 0, 0, 0));
        prop_assert!(by >= at);
        let day = local(by).date();
        if day == local(at).date() {
            prop_assert!(is_closing(&calendar, by));
        } else {
            prop_assert_eq!(day, calendar.next_working_day(local(at).date()));
            prop_assert_eq!(calendar.opening(day), Some(by));
        }
    }

    #[test]
    fn an_explanation_ends_on_the_deadline_and_counts_to_the_limit(
        calendar in calendars(),
        from in any_moment(),
        limit in limits(60),
    ) {
        let days = calendar.explain(from, limit);
        let due = calendar.due(from, limit).at;
        prop_assert_eq!(days.last().map(|day| day.date), Some(local(due).date()));
        prop_assert_eq!(days.first().map(|day| day.date), Some(local(from).date()));
        let most = days.iter().filter_map(|day| day.counted).max();
        let sum: u32 = days.iter().filter_map(|day| day.counted).sum();
        match limit {
            Limit::WorkingDays(n) | Limit::CalendarDays(n) | Limit::Months(n) => {
                prop_assert_eq!(most, Some(u32::from(n)));
            }
            Limit::WorkingHours(n) | Limit::ClockHours(n) => prop_assert_eq!(sum, u32::from(n) * 60),
            Limit::SameDay { .. } => prop_assert_eq!(most, Some(1)),
        }
    }
}

#[test]
fn every_day_of_the_list_gives_every_deadline_of_1_to_30_working_days_as_the_naive_calendar_does() {
    let office = OFFICE.with(Calendar::clone);
    let mut day = date(2010, 1, 1);
    while day < date(2026, 11, 1) {
        let from = day.at(9, 0, 0, 0);
        let mut end = day;
        for count in 1..=30 {
            end = end.tomorrow().unwrap();
            while !naive_works(end) {
                end = end.tomorrow().unwrap();
            }
            let due = office.due(instant(from), Limit::WorkingDays(count));
            assert_eq!(local(due.at), end.at(17, 0, 0, 0), "{day} + {count}");
            assert!(!due.undecided);
        }
        day = day.tomorrow().unwrap();
    }
}
