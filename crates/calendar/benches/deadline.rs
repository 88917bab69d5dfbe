//! How long deadlines take: `cargo bench -p motcua-calendar`.

use calendar::{Calendar, Limit, OfficeHours, Timestamp, WorkingTime, instant};
use divan::{Bencher, black_box, counter::ItemsCount};
use jiff::{
    SignedDuration,
    civil::{date, time},
};

fn main() {
    divan::main();
}

fn days() -> Vec<calendar::DayException> {
    Calendar::days_from_csv(include_str!("../../../data/calendar/days-2010-2026.csv"))
        .expect("the list that is shipped")
}

fn office() -> Calendar {
    Calendar::new(OfficeHours::standard(), days()).expect("no day stands twice")
}

/// Different moments of receipt, so that no answer is at hand.
fn moments() -> impl FnMut() -> Timestamp {
    let first = instant(date(2020, 1, 2).at(9, 17, 0, 0));
    let mut n = 0;
    move || {
        n = (n + 7_919) % 3_000_000;
        first + SignedDuration::from_mins(n)
    }
}

const LIMITS: [&str; 8] = [
    "3 working days",
    "30 working days",
    "2000 working days",
    "20 working hours",
    "45 days",
    "3 months",
    "12 hours",
    "same day",
];

#[divan::bench(args = LIMITS)]
fn due(bencher: Bencher<'_, '_>, limit: &str) {
    let (calendar, limit) = (office(), limit.parse::<Limit>().expect("a limit"));
    bencher.with_inputs(moments()).bench_local_values(|from| calendar.due(from, black_box(limit)).at);
}

#[divan::bench]
fn working_between(bencher: Bencher<'_, '_>) {
    let calendar = office();
    bencher
        .with_inputs(moments())
        .bench_local_values(|from| calendar.working_between(from, from + SignedDuration::from_mins(50_000)));
}

#[divan::bench]
fn add_working(bencher: Bencher<'_, '_>) {
    let calendar = office();
    bencher.with_inputs(moments()).bench_local_values(|from| calendar.add_working(from, WorkingTime::from_days(12)));
}

#[divan::bench]
fn subtract_working(bencher: Bencher<'_, '_>) {
    let calendar = office();
    bencher.with_inputs(moments()).bench_local_values(|to| calendar.subtract_working(to, WorkingTime::from_days(12)));
}

#[divan::bench]
fn lunar_date(bencher: Bencher<'_, '_>) {
    bencher.with_inputs(moments()).bench_local_values(|at| calendar::LunarDate::of(calendar::local(at).date()));
}

#[divan::bench]
fn make_the_calendar(bencher: Bencher<'_, '_>) {
    bencher.with_inputs(days).bench_local_values(|days| Calendar::new(OfficeHours::standard(), days));
}

/// A swap is announced: every open deadline is counted again under the new calendar, on one core.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn recompute_a_million_open_deadlines(bencher: Bencher<'_, '_>) {
    const OPEN: usize = 1_000_000;
    let mut next = moments();
    let limits = [
        Limit::WorkingDays(10),
        Limit::WorkingHours(24),
        Limit::CalendarDays(15),
        Limit::Months(1),
        Limit::SameDay { cutoff: time(15, 0, 0, 0) },
    ];
    let open: Vec<(Timestamp, Limit)> = (0..OPEN).map(|n| (next(), limits[n % limits.len()])).collect();
    bencher.counter(ItemsCount::new(OPEN)).bench_local(|| {
        // The new calendar is made as well.
        let calendar = office();
        open.iter().filter(|(from, limit)| calendar.due(*from, *limit).undecided).count()
    });
}
