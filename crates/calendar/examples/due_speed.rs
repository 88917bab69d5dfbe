//! Measures how long deadlines and working times take: `cargo run --release -p calendar --example due_speed`.

use std::{hint::black_box, time::Instant};

use calendar::{Calendar, CalendarError, Limit, OfficeHours, WorkingTime, instant};
use jiff::{SignedDuration, civil::date};

const ROUNDS: u32 = 1_000_000;

fn main() -> Result<(), CalendarError> {
    let days = Calendar::days_from_csv(include_str!("../../../data/calendar/days-2010-2026.csv"))?;
    let began = Instant::now();
    let calendar = Calendar::new(OfficeHours::standard(), days)?;
    println!("make the calendar       {:>9.1?}", began.elapsed());

    let first = instant(date(2020, 1, 2).at(9, 17, 0, 0));
    let from = |n: u32| first + SignedDuration::from_mins(i64::from(n % 3_000_000));
    for limit in [Limit::WorkingDays(30), Limit::WorkingHours(20), Limit::CalendarDays(45), Limit::Months(3)] {
        measure(&format!("due {limit:?}"), |n| calendar.due(from(n), limit).at);
    }
    measure("working_between", |n| calendar.working_between(from(n), from(n + 50_000)));
    measure("add_working", |n| calendar.add_working(from(n), WorkingTime::from_days(12)));
    Ok(())
}

fn measure<T>(what: &str, mut once: impl FnMut(u32) -> T) {
    let began = Instant::now();
    for n in 0..ROUNDS {
        black_box(once(black_box(n)));
    }
    println!("{what:<23} {:>9.1?} each", began.elapsed() / ROUNDS);
}
