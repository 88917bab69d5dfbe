//! `motcua calendar`: the days off of a year, and lunar dates.

use crate::data::Data;
use crate::deadline::weekday;
use crate::fault::Fault;
use clap::Subcommand;
use domain::calendar::{CalendarError, Date, DayException, DayStatus, DayWork, LunarDate, is_uncertain};
use serde_json::{Value, json};

/// What to print.
#[derive(Subcommand)]
pub enum Ask {
    /// Days off and worked weekend days of a year, with how firmly each is known.
    Year {
        /// 2010 to 2100.
        #[arg(value_parser = clap::value_parser!(i16).range(2010..=2100))]
        year: i16,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// The lunar date (âm lịch) of a day, 1976 to 2100.
    Lunar {
        /// 2033-10-03.
        #[arg(value_parser = date)]
        date: Date,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
}

fn date(text: &str) -> Result<Date, String> {
    let date = Some(text).filter(|t| t.len() == 10).and_then(|t| t.parse().ok());
    date.ok_or_else(|| "expected a day like 2033-10-03".to_owned())
}

/// Prints it.
pub fn run(ask: Ask) -> Result<(), Fault> {
    match ask {
        Ask::Year { year, json } => of_year(year, json),
        Ask::Lunar { date, json } => lunar(date, json),
    }
}

fn of_year(year: i16, as_json: bool) -> Result<(), Fault> {
    let calendar = Data::default().house()?.calendar;
    let first = Date::constant(year, 1, 1);
    let days: Vec<&DayException> = calendar.exceptions(first, first.last_of_year()).collect();
    let open = calendar.undecided_breaks(first, first.last_of_year());
    if as_json {
        let days: Vec<Value> = days.iter().map(|d| day_json(d)).collect();
        println!("{:#}", json!({ "year": year, "days": days, "undecided_breaks": open }));
        return Ok(());
    }
    for day in days {
        let lunar = LunarDate::of(day.date).map(|l| format!("{}/{}", l.day, l.month)).unwrap_or_default();
        println!(
            "{}  {:<9}  lunar {lunar:<5}  {:<6}  {:<9}  {}{}",
            day.date,
            weekday(day.date),
            work(&day.work),
            status(day.status),
            day.name_vi,
            day.citation.as_deref().map(|c| format!(" ({c})")).unwrap_or_default(),
        );
    }
    for b in open {
        let name = match b.name {
            domain::calendar::BreakName::Tet => "the lunar New Year's break",
            domain::calendar::BreakName::NationalDay => "the second day of National Day",
        };
        println!("not decided yet: {name}, between {} and {}", b.from, b.to);
    }
    if first.last_of_year() > calendar.known_until() {
        println!("not decided yet: swaps of working days");
    }
    Ok(())
}

fn day_json(day: &DayException) -> Value {
    let mut value = json!(day);
    value["weekday"] = weekday(day.date).into();
    value["lunar"] = LunarDate::of(day.date).map_or(Value::Null, |l| json!(l));
    value
}

fn work(work: &DayWork) -> &'static str {
    match work {
        DayWork::Off => "off",
        DayWork::On => "worked",
        DayWork::Hours(_) => "hours",
    }
}

fn status(status: DayStatus) -> &'static str {
    match status {
        DayStatus::Computed => "computed",
        DayStatus::Announced => "announced",
        DayStatus::Enacted => "enacted",
    }
}

fn lunar(date: Date, as_json: bool) -> Result<(), Fault> {
    let lunar = LunarDate::of(date).map_err(|e: CalendarError| Fault::asked(e.to_string()))?;
    if as_json {
        println!("{}", json!(lunar));
    } else {
        println!("{}/{}{}/{}", lunar.day, lunar.month, if lunar.leap { " (leap month)" } else { "" }, lunar.year);
    }
    if is_uncertain(date) {
        eprintln!("note: a new moon of this month is so near midnight that the date may come to be a day off");
    }
    Ok(())
}
