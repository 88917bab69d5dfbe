//! Office hours of a unit over time, and other ones from a day on.

use super::days::shifts;
use super::tried::{Sent, Tried};
use super::unit;
use crate::failure::Failure;
use crate::forms::Filled;
use crate::pages::words;
use crate::ui::{self, Button, Column, Width};
use crate::visit::{Staff, Visit};
use axum::response::Response;
use domain::calendar::{OfficeHours, Weekday, local};
use domain::id::UnitId;
use domain::law::{Refusal, Rule};
use domain::organisation::{HoursFrom, OrganisationCommand};
use maud::{Markup, html};

/// Names the form and its fields.
pub(super) const FORM: &str = "hours";

fn weekdays() -> impl Iterator<Item = (i8, Weekday)> {
    Weekday::Monday.cycle_forward().take(7).map(|day| (day.to_monday_one_offset(), day))
}

fn of_day(hours: &OfficeHours, day: Weekday) -> String {
    hours.shifts(day).iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// The office hours with the day each set began.
pub(super) fn shown(visit: &Visit, unit: &UnitId) -> Markup {
    let t = visit.t;
    let law = visit.app.office.law();
    let hours = law.organisation.hours(unit);
    let line = law.organisation.line(unit);
    let basis = |from| line.iter().flat_map(|u| &u.hours_from).find(|h| Some(h.from) == from).map(|h| h.basis.as_str());
    let columns =
        [Column::row_header(t.s("hours-since")), Column::new(t.s("hours-week")), Column::new(t.s("hours-basis"))];
    let rows: Vec<Vec<Markup>> = hours
        .parts()
        .map(|(from, hours)| {
            vec![
                html! { @match from { Some(day) => (t.date(day)), None => (t.s("hours-from-start")) } },
                html! { (words::week(visit, hours)) },
                html! { (basis(from).unwrap_or("–")) },
            ]
        })
        .collect();
    ui::data_table(&t.s("hours-title"), &columns, &rows)
}

/// The form of other hours: those of today are typed in already.
pub(super) fn form(me: &Staff, unit: &UnitId, tried: &Tried<'_>) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let today = local(visit.app.office.now()).date();
    let law = visit.app.office.law();
    let timetable = law.organisation.hours(unit);
    let now = timetable.on(today);
    ui::form_post(
        &format!("/admin/units/{unit}/hours"),
        me.csrf(),
        html! {
            p.govuk-body { (t.s("hours-what")) }
            (tried.date(t, FORM, "from", "hours-from", "hours-from-hint", Some(today)))
            @for (n, day) in weekdays() {
                @let label = format!("weekday-{n}");
                (ui::text_input(t, tried.field(t, FORM, &n.to_string(), &label, &of_day(now, day)).width(Width::Half).max_length(80)))
            }
            p.govuk-hint { (t.s("hours-day-hint")) }
            (ui::text_input(t, tried.field(t, FORM, "basis", "hours-basis", "").hint(t.s("hours-basis-hint")).required().max_length(200)))
            (ui::button(Button::Primary, &t.s("hours-set")))
        },
    )
}

/// Gives a unit other hours.
pub(super) async fn set(me: &Staff, id: UnitId, f: &Filled) -> Result<Response, Failure> {
    let sent = Sent { form: FORM, filled: f };
    let read = || {
        let from = sent.date("from")?;
        let mut week = Vec::new();
        for (n, day) in weekdays() {
            let typed = sent.get(&n.to_string());
            if !typed.is_empty() {
                let wrong = || Refusal::new(Rule::HoursFaulty).field(n.to_string());
                let own = shifts(typed).ok_or_else(wrong)?;
                // Each day by itself, so that the refusal stands beside it.
                OfficeHours::new([(day, own.clone())]).map_err(|_| wrong())?;
                week.push((day, own));
            }
        }
        let hours = OfficeHours::new(week).map_err(|_| Refusal::new(Rule::FieldRequired).field("1"))?;
        Ok::<_, Refusal>(HoursFrom { from, hours, basis: sent.get("basis").to_owned() })
    };
    let answer = match read() {
        Ok(hours) => unit::change(me, OrganisationCommand::SetHours { unit: id.clone(), hours }).await,
        Err(r) => Err(r.into()),
    };
    let answer = answer.map_err(|e| match e {
        office::Error::Refused(r) if r.field.as_deref() == Some("hours") => office::Error::Refused(r.field("1")),
        e => e,
    });
    unit::answered(me, &id, &sent, answer, &format!("/admin/units/{id}?done=hours-set")).await
}
