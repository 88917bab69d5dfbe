//! `motcua deadline`: the due moment of a limit, with its working if asked.

use crate::config::Config;
use crate::data::Data;
use crate::fault::Fault;
use crate::shop::{Shop, close};
use clap::Args;
use domain::calendar::{Calendar, CountedDay, Date, DateTime, Limit, Timestamp, Why, instant, local};
use domain::organisation::Organisation;
use jiff::tz::offset;
use serde_json::json;
use std::fmt::Write as _;
use std::path::PathBuf;

/// When something is due.
#[derive(Args)]
pub struct Ask {
    /// When it was received, in Viet Nam: 2026-08-14T09:00 (with an offset, if the clock was elsewhere).
    #[arg(long, value_parser = moment)]
    received: Timestamp,
    /// N working days, N working hours, N days, N months, N hours, same day.
    #[arg(long, value_parser = limit, allow_hyphen_values = true)]
    limit: Limit,
    /// Key or agency code of the unit whose office hours count.
    #[arg(long, value_name = "CODE")]
    unit: Option<String>,
    /// The office whose units and days count; else the organisations and the days that come with the
    /// program.
    #[arg(long)]
    config: Option<PathBuf>,
    /// Also say of each day whether it counts, and why.
    #[arg(long)]
    explain: bool,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

/// A local moment, or one with an offset.
fn moment(text: &str) -> Result<Timestamp, String> {
    let text = text.trim();
    // A date alone would be midnight, which nobody means.
    let has_time = text.contains(['T', 't', ' ']);
    let local = || Some(instant(text.parse::<DateTime>().ok()?));
    // The zoned reading first: the local one would drop an offset silently.
    let found = has_time.then(|| text.parse::<Timestamp>().ok().or_else(local)).flatten();
    found
        .filter(|at| (1900..=2200).contains(&calendar_year(*at)))
        .ok_or_else(|| "expected a moment like 2026-08-14T09:00, from 1900 to 2200".to_owned())
}

fn calendar_year(at: Timestamp) -> i16 {
    local(at).year()
}

fn limit(text: &str) -> Result<Limit, String> {
    text.parse().map_err(|e: domain::calendar::CalendarError| e.to_string())
}

/// RFC 3339 with the offset of Viet Nam.
pub fn stamp(at: Timestamp) -> String {
    at.display_with_offset(offset(7)).to_string()
}

/// Prints the due moment.
pub async fn run(ask: Ask) -> Result<(), Fault> {
    let calendar = calendar(&ask).await?;
    let due = calendar.due(ask.received, ask.limit);
    let (from, to) = (local(ask.received).date(), local(due.at).date());
    let open = if due.undecided { calendar.undecided_breaks(from, to) } else { vec![] };
    let days = if ask.explain { calendar.explain(ask.received, ask.limit) } else { vec![] };
    if ask.json {
        let mut answer = json!({
            "received": stamp(ask.received),
            "limit": ask.limit.to_string(),
            "due": stamp(due.at),
            "undecided": due.undecided,
            "undecided_breaks": open,
        });
        if ask.explain {
            answer["days"] = days.iter().map(explained).collect();
        }
        println!("{answer:#}");
        return Ok(());
    }
    println!("{}", stamp(due.at));
    for day in &days {
        println!("{}", told(day, ask.limit));
    }
    if due.undecided {
        eprintln!("{}", doubt(&calendar, from, to));
    }
    Ok(())
}

/// Why a deadline may still move.
fn doubt(calendar: &Calendar, from: Date, to: Date) -> String {
    let mut said = if from < calendar.known_from() {
        format!("note: the days off before {} are not known", calendar.known_from())
    } else {
        format!("note: the days off after {} are not decided yet; this deadline may move", calendar.known_until())
    };
    for b in calendar.undecided_breaks(from, to) {
        let name = match b.name {
            domain::calendar::BreakName::Tet => "the lunar New Year",
            domain::calendar::BreakName::NationalDay => "National Day",
        };
        let _ = write!(said, "; it touches the break of {name}, between {} and {}", b.from, b.to);
    }
    said
}

/// A day of the working with the article behind its reason.
fn explained(day: &CountedDay) -> serde_json::Value {
    let mut value = json!(day);
    if let Some(article) = day.why.article() {
        value["article"] = json!({ "text": article.text, "from_memory": article.from_memory });
    }
    value
}

fn told(day: &CountedDay, limit: Limit) -> String {
    let counted = match (day.counted, limit) {
        (None, _) => String::new(),
        (Some(minutes), Limit::WorkingHours(_) | Limit::ClockHours(_)) => format!("{minutes} min"),
        (Some(n), _) => format!("{n}"),
    };
    let named = |what: &str, day: &domain::calendar::NamedDay| {
        let source = day.citation.as_deref().unwrap_or("document not confirmed");
        format!("{what}: {} ({source})", day.name_vi)
    };
    let mut why = match &day.why {
        Why::DayOfEvent => "the day of receipt is not counted".to_owned(),
        Why::AfterCutoff => "received after the cut-off".to_owned(),
        Why::WorkingDay => "working day".to_owned(),
        Why::WorkedRestDay(d) => named("worked rest day", d),
        Why::OwnHours(d) => named("working day with hours of its own", d),
        Why::WeeklyRest => "weekly rest".to_owned(),
        Why::DayOff(d) => named("day off", d),
        Why::EndMovesHere => "the end moves here, off a rest day".to_owned(),
    };
    if let Some(article) = day.why.article() {
        let _ = write!(why, " [{}{}]", article.text, if article.from_memory { ", from memory" } else { "" });
    }
    format!("{}  {:<9}  {counted:>7}  {why}", day.date, weekday(day.date))
}

/// `Friday`.
pub fn weekday(day: Date) -> String {
    day.strftime("%A").to_string()
}

async fn calendar(ask: &Ask) -> Result<Calendar, Fault> {
    if let Some(path) = &ask.config {
        let office = Shop::of(&Config::read(path)?)?.open().await?;
        let law = office.law();
        let unit = ask.unit.as_deref().map(|code| unit_in(&law.organisation, code));
        let calendar = match unit {
            None => Ok(law.calendar.clone()),
            Some(Some(unit)) => Ok(law.calendar_of(&unit).clone()),
            Some(None) => Err(no_unit(ask.unit.as_deref().unwrap_or_default())),
        };
        close(office).await;
        return calendar;
    }
    let data = Data::default();
    let calendar = data.house()?.calendar;
    let Some(code) = ask.unit.as_deref() else { return Ok(calendar) };
    for name in data.organisations()? {
        let organisation = data.organisation(&name)?;
        if let Some(unit) = unit_in(&organisation, code) {
            return Ok(calendar.with_hours(organisation.hours(&unit)));
        }
    }
    Err(no_unit(code))
}

fn unit_in(organisation: &Organisation, code: &str) -> Option<domain::id::UnitId> {
    organisation.units.iter().find(|u| u.id.as_str() == code || u.agency_code == code).map(|u| u.id.clone())
}

fn no_unit(code: &str) -> Fault {
    Fault::asked(format!(
        "no unit has the key or agency code {code:?}; --config FILE looks into the office of that configuration"
    ))
}
