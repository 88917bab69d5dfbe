//! The year as a picture: days off, worked rest days, which of them are not certain yet, and why.

use crate::args;
use crate::failure::Failure;
use crate::i18n::capital;
use crate::pages::dossier::Asks;
use crate::ui::{self, Column, Tag};
use crate::visit::Visit;
use axum::extract::{Path, Query};
use axum::response::Redirect;
use domain::calendar::{
    BreakName, Calendar, Date, DayException, DayKind, DayStatus, LunarDate, Weekday, is_uncertain, local,
};
use domain::id::UnitId;
use maud::{Markup, html};

/// Years with a picture: from the first known one to the last with lunar dates.
pub(crate) const YEARS: std::ops::RangeInclusive<i16> = 2010..=2100;

/// `GET /calendar`: this year's.
pub async fn this_year(visit: Visit) -> Redirect {
    Redirect::to(&format!("/calendar/{}", local(visit.app.office.now()).date().year()))
}

/// `GET /calendar/{year}`, with `?unit=` by the office hours of a unit.
pub async fn year(visit: Visit, Path(year): Path<String>, Query(asks): Query<Asks>) -> Result<Markup, Failure> {
    let not_found = Failure::no_such_page;
    let year: i16 = year.parse().ok().filter(|y| YEARS.contains(y)).ok_or_else(not_found)?;
    let law = visit.app.office.law();
    let unit = asks.get("unit").and_then(|id| UnitId::parse(id).ok()).filter(|id| law.organisation.unit(id).is_some());
    let calendar = unit.as_ref().map_or(&law.calendar, |unit| law.calendar_of(unit));
    Ok(page(&visit, calendar, unit.as_ref(), year))
}

fn page(visit: &Visit, calendar: &Calendar, unit: Option<&UnitId>, year: i16) -> Markup {
    let t = visit.t;
    let title = t.f("year-title", args!["year" => year.to_string()]);
    let first = Date::constant(year, 1, 1);
    let last = first.last_of_year();
    let open = calendar.undecided_breaks(first, last);
    let caption = unit.map(|unit| visit.unit_name(unit));
    let to = |year: i16| match unit {
        Some(unit) => format!("/calendar/{year}?unit={unit}"),
        None => format!("/calendar/{year}"),
    };
    let body = html! {
        (ui::heading(caption.as_deref(), &title))
        p.govuk-body {
            @if YEARS.contains(&(year - 1)) { (ui::link(&to(year - 1), &t.f("year-other", args!["year" => (year - 1).to_string()]))) " · " }
            @if YEARS.contains(&(year + 1)) { (ui::link(&to(year + 1), &t.f("year-other", args!["year" => (year + 1).to_string()]))) }
        }
        @if last > calendar.known_until() {
            (ui::inset(html! {
                p.govuk-body { (t.f("year-undecided", args!["year" => year.to_string()])) }
                @if !open.is_empty() {
                    ul.govuk-list.govuk-list--bullet {
                        @for b in &open {
                            li { (t.f(break_key(b.name), args!["from" => t.date(b.from), "to" => t.date(b.to)])) }
                        }
                    }
                }
            }))
        }
        (legend(visit))
        div.motcua-year {
            @for month in 1..=12 { (month_table(visit, calendar, year, month)) }
        }
        (list(visit, calendar, first, last))
    };
    ui::page(&visit.shell(), &title, body)
}

/// The text that names an undecided break and its span.
pub(crate) fn break_key(name: BreakName) -> &'static str {
    match name {
        BreakName::Tet => "year-break-tet",
        BreakName::NationalDay => "year-break-national",
    }
}

/// What a day is in the picture: told by a sign and a border, and in words to those who do not see it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Work,
    Rest,
    Off,
    Computed,
    Worked,
    OwnHours,
}

impl Mark {
    fn of(calendar: &Calendar, day: Date) -> Mark {
        match calendar.day(day) {
            DayKind::Working { .. } => Mark::Work,
            DayKind::Rest => Mark::Rest,
            DayKind::Off(d) if d.status == DayStatus::Computed => Mark::Computed,
            DayKind::Off(_) => Mark::Off,
            DayKind::WorkedRestDay(_) => Mark::Worked,
            DayKind::OwnHours(_) => Mark::OwnHours,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Mark::Work => "work",
            Mark::Rest => "rest",
            Mark::Off => "off",
            Mark::Computed => "computed",
            Mark::Worked => "worked",
            Mark::OwnHours => "hours",
        }
    }

    fn sign(self) -> &'static str {
        match self {
            Mark::Work | Mark::Rest => "",
            Mark::Off => "●",
            Mark::Computed => "○",
            Mark::Worked => "+",
            Mark::OwnHours => "◐",
        }
    }
}

fn cell(mark: Mark, number: &str, hidden: Option<String>) -> Markup {
    html! {
        td class={ "motcua-year__day motcua-year__day--" (mark.word()) } {
            (number)
            @if !mark.sign().is_empty() { span.motcua-year__sign aria-hidden="true" { (mark.sign()) } }
            @if let Some(text) = hidden { span.govuk-visually-hidden { ", " (text) } }
        }
    }
}

fn legend(visit: &Visit) -> Markup {
    let t = visit.t;
    html! {
        ul.motcua-year__legend {
            @for mark in [Mark::Work, Mark::Rest, Mark::Off, Mark::Computed, Mark::Worked, Mark::OwnHours] {
                li {
                    span class={ "motcua-year__key motcua-year__day--" (mark.word()) } aria-hidden="true" {
                        "8" span.motcua-year__sign { (mark.sign()) }
                    }
                    " " (t.s(&format!("year-mark-{}", mark.word())))
                }
            }
        }
    }
}

fn month_table(visit: &Visit, calendar: &Calendar, year: i16, month: i8) -> Markup {
    let t = visit.t;
    let first = Date::constant(year, month, 1);
    let before = first.weekday().to_monday_zero_offset();
    let days = first.days_in_month();
    let weeks = (before + days + 6) / 7;
    html! {
        table.motcua-year__month {
            caption { (t.f("year-month", args!["month" => i64::from(month)])) }
            thead { tr {
                @for weekday in Weekday::Monday.cycle_forward().take(7) {
                    th scope="col" {
                        span aria-hidden="true" { (t.s(&format!("year-weekday-{}", weekday.to_monday_one_offset()))) }
                        span.govuk-visually-hidden { (t.s(&format!("weekday-{}", weekday.to_monday_one_offset()))) }
                    }
                }
            } }
            tbody {
                @for week in 0..weeks { tr {
                    @for weekday in 0..7 {
                        @let number = week * 7 + weekday - before + 1;
                        @if (1..=days).contains(&number) {
                            @let day = Date::constant(year, month, number);
                            @let mark = Mark::of(calendar, day);
                            @let plain = matches!(mark, Mark::Work | Mark::Rest);
                            (cell(mark, &number.to_string(), (!plain).then(|| t.s(&format!("year-mark-{}", mark.word())))))
                        } @else { td {} }
                    }
                } }
            }
        }
    }
}

/// All days that are not what their weekday says, with name, lunar date, status and source.
fn list(visit: &Visit, calendar: &Calendar, first: Date, last: Date) -> Markup {
    let t = visit.t;
    let columns = [
        Column::row_header(t.s("year-day")),
        Column::new(t.s("year-lunar")),
        Column::new(t.s("year-what")),
        Column::new(t.s("year-status")),
        Column::new(t.s("year-source")),
    ];
    let rows: Vec<Vec<Markup>> = calendar.exceptions(first, last).map(|day| row(visit, calendar, day)).collect();
    html! {
        h2.govuk-heading-m { (t.s("year-list")) }
        @if rows.is_empty() { p.govuk-body { (t.s("year-none")) } }
        @else { (ui::data_table_quiet(&t.s("year-list"), &columns, &rows)) }
    }
}

fn row(visit: &Visit, calendar: &Calendar, day: &DayException) -> Vec<Markup> {
    let t = visit.t;
    let mark = Mark::of(calendar, day.date);
    let (kind, key) = status(day.status);
    vec![
        html! { (capital(&day_long(visit, day.date))) },
        html! {
            @if let Ok(lunar) = LunarDate::of(day.date) {
                (lunar.day) "/" (lunar.month)
                @if lunar.leap { " " (t.s("year-leap")) }
                @if is_uncertain(day.date) { " " (t.s("year-lunar-uncertain")) }
            }
        },
        html! { (day.name_vi) br; span.govuk-hint { (t.s(&format!("year-mark-{}", mark.word()))) } },
        html! { (ui::tag(kind, &t.s(key))) },
        html! { @match &day.citation { Some(source) => (source), None => (t.s("year-source-unknown")) } },
    ]
}

/// How firmly a day is known, as a tag and the key of its word.
pub(crate) fn status(status: DayStatus) -> (Tag, &'static str) {
    match status {
        DayStatus::Computed => (Tag::Waiting, "day-status-computed"),
        DayStatus::Announced => (Tag::Active, "day-status-announced"),
        DayStatus::Enacted => (Tag::Done, "day-status-enacted"),
    }
}

/// "thứ Hai 31/8/2026".
pub(crate) fn day_long(visit: &Visit, day: Date) -> String {
    let weekday = visit.t.s(&format!("weekday-{}", day.weekday().to_monday_one_offset()));
    format!("{weekday} {}", visit.t.date(day))
}
