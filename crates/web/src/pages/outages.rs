//! Outages and planned downtime of a unit: what is on record, a new one, its end.

use crate::failure::{Failure, status_of};
use crate::forms::{Filled, StaffForm};
use crate::pages::{on_paper, words};
use crate::ui::{self, Button, Choice, Column, DateValue, ErrorList, Field, Group, Tag, Width};
use crate::visit::Staff;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::calendar::{Date, Timestamp, instant, local};
use domain::law::{Refusal, Rule};
use domain::organisation::outage::{Outage, OutageCommand, OutageKind};
use maud::{Markup, html};
use office::Error;
use office::grant::{Administer, Grant, Outages};

/// What is on record.
pub async fn list(me: Staff) -> Markup {
    show(&me, &Filled::default(), &ErrorList::default())
}

/// Puts an outage on record.
pub async fn declare(StaffForm { me, filled }: StaffForm) -> Result<Response, Failure> {
    Grant::<Outages>::of(me.actor())?;
    let command = match read(&me, &filled) {
        Ok(command) => command,
        Err(all) => {
            let errors = words::all_errors(me.visit.t, &all);
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, show(&me, &filled, &errors)).into_response());
        }
    };
    match me.visit.app.office.change_outage(me.actor(), command).await {
        Ok(()) => Ok(Redirect::to("/outages?done=declare-outage").into_response()),
        Err(Error::Refused(r)) => {
            let mut errors = ErrorList::default();
            let field = match r.field.as_deref() {
                Some("to") if r.rule == Rule::OutagePeriod => "to-time",
                Some("from") if r.rule == Rule::OutagePeriod => "from-time",
                Some(field) => field,
                None => "",
            };
            errors.push(field, words::refusal_at(me.visit.t, &r, field));
            Ok((status_of(&Error::Refused(r)), show(&me, &filled, &errors)).into_response())
        }
        Err(e) => Err(e.into()),
    }
}

/// Says that an outage is over, as of now.
pub async fn end(StaffForm { me, filled }: StaffForm) -> Result<Response, Failure> {
    Grant::<Outages>::of(me.actor())?;
    let unit = filled.get("unit").parse().map_err(|_| Failure::malformed())?;
    let from =
        filled.number("from").and_then(|us| Timestamp::from_microsecond(us).ok()).ok_or_else(Failure::malformed)?;
    let office = &me.visit.app.office;
    office.change_outage(me.actor(), OutageCommand::End { unit, from, to: office.now() }).await?;
    Ok(Redirect::to("/outages?done=end-outage").into_response())
}

/// What was typed, or all that is missing or wrong, in the order of the page.
fn read(me: &Staff, f: &Filled) -> Result<OutageCommand, Vec<Refusal>> {
    let missing = |name: &str| Refusal::new(Rule::FieldRequired).field(name);
    let unit = match f.get("unit") {
        "" => Ok(me.actor().unit.clone()),
        unit => unit.parse().map_err(|_| missing("unit")),
    };
    let kind = OutageKind::ALL.into_iter().find(|k| words::word(k) == f.get("kind")).ok_or_else(|| missing("kind"));
    let from = moment(f, "from").and_then(|from| from.ok_or_else(|| missing("from")));
    let reason = match f.get("reason") {
        "" => Err(missing("reason")),
        reason => Ok(reason.to_owned()),
    };
    match (unit, kind, from, moment(f, "to"), reason) {
        (Ok(unit), Ok(kind), Ok(from), Ok(to), Ok(reason)) => {
            Ok(OutageCommand::Declare { unit, from, to, kind, reason })
        }
        (unit, kind, from, to, reason) => {
            Err([unit.err(), kind.err(), from.err(), to.err(), reason.err()].into_iter().flatten().collect())
        }
    }
}

/// A day in three boxes and a time; `None` when all are empty.
fn moment(f: &Filled, name: &str) -> Result<Option<Timestamp>, Refusal> {
    let part = |suffix: &str| f.get(&format!("{name}-{suffix}")).to_owned();
    if ["day", "month", "year", "time"].into_iter().all(|p| part(p).is_empty()) {
        return Ok(None);
    }
    let wrong = |field: &str| Refusal::new(Rule::FieldMalformed).field(field);
    if ["day", "month", "year"].into_iter().all(|p| part(p).is_empty()) {
        return Err(Refusal::new(Rule::FieldRequired).field(name));
    }
    let (Ok(day), Ok(month), Ok(year)) = (part("day").parse(), part("month").parse(), part("year").parse()) else {
        return Err(wrong(name));
    };
    let date = Date::new(year, month, day).map_err(|_| wrong(name))?;
    let time = on_paper::time(&part("time")).ok_or_else(|| wrong(&format!("{name}-time")))?;
    Ok(Some(instant(date.to_datetime(time))))
}

fn show(me: &Staff, f: &Filled, errors: &ErrorList) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let title = t.s("outages-title");
    let all = visit.app.office.outages(me.actor());
    let may = Grant::<Outages>::of(me.actor()).is_ok();
    let body = html! {
        (ui::error_summary(t, errors.as_slice()))
        (ui::heading(Some(&visit.unit_name(&me.actor().unit)), &title))
        p.govuk-body { (t.s("outages-what")) }
        @if all.is_empty() { (ui::empty_state(&t.s("outages-none"), None)) } @else { (table(me, &all, may)) }
        @if may { (form(me, f, errors)) } @else { (ui::inset(t.s("outages-who"))) }
    };
    ui::page(&visit.shell(), &title, body)
}

fn table(me: &Staff, all: &[Outage], may: bool) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let now = visit.app.office.now();
    let columns = [
        Column::row_header(t.s("outages-when")),
        Column::new(t.s("outages-unit")),
        Column::new(t.s("outages-kind")),
        Column::new(t.s("outages-declared")),
        Column::quiet(t.s("outages-act")),
    ];
    let rows: Vec<Vec<Markup>> = all
        .iter()
        .map(|o| {
            vec![
                html! {
                    (on_paper::span(me, o)) br;
                    @if o.covers(now) { (ui::tag(Tag::Late, &t.s("outages-on"))) }
                    @else if o.from > now { (ui::tag(Tag::Soon, &t.s("outages-planned"))) }
                },
                html! { (visit.unit_name(&o.unit)) },
                html! { (words::of(t, "outage-kind", &o.kind)) br; span."govuk-body-s" { (o.reason) } },
                html! {
                    (visit.person_name(&o.by)) br; (ui::when(&t.datetime(o.declared)))
                    @if o.announced_late { br; (ui::tag(Tag::Late, &t.s("rule-outage-announced-late-short"))) }
                },
                html! { @if may && o.from < now && o.to.is_none_or(|to| now < to) {
                    form.motcua-inline-form method="post" action="/outages/end" {
                        (ui::csrf(me.csrf()))
                        (ui::hidden("unit", o.unit.as_str()))
                        (ui::hidden("from", &o.from.as_microsecond().to_string()))
                        (ui::button(Button::Secondary, &t.s("outages-end")))
                    }
                } },
            ]
        })
        .collect();
    ui::data_table(&t.s("outages-list"), &columns, &rows)
}

fn form(me: &Staff, f: &Filled, errors: &ErrorList) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let law = visit.app.office.law();
    let today = local(visit.app.office.now()).date();
    let administers = Grant::<Administer>::of(me.actor()).is_ok();
    let units: Vec<Choice> = law
        .organisation
        .units
        .iter()
        .filter(|u| law.organisation.is_within(&u.id, &me.actor().unit) && u.to.is_none_or(|to| today < to))
        .map(|u| Choice::new(u.id.as_str(), visit.text(&u.name)))
        .collect();
    let kinds: Vec<Choice> =
        OutageKind::ALL.iter().map(|k| Choice::new(words::word(k), words::of(t, "outage-kind", k))).collect();
    let typed = |name: &str, usual: Option<Date>| {
        let part = |suffix: &str| f.get(&format!("{name}-{suffix}")).to_owned();
        if f.0.is_empty() {
            usual.map(DateValue::from).unwrap_or_default()
        } else {
            DateValue { day: part("day"), month: part("month"), year: part("year") }
        }
    };
    let field = |name: &str, label: &str| Field::new(name, t.s(label)).value(f.get(name)).error(errors.of(name));
    let day = |name: &str, label: &str| Group::new(name, t.s(label)).error(errors.of(name));
    let own = f.get("unit");
    let own = if own.is_empty() { me.actor().unit.as_str() } else { own };
    html! {
        h2.govuk-heading-m { (t.s("outages-new")) }
        p.govuk-hint { (crate::i18n::Tr::f(t, "outages-new-hint", crate::args!["n" => law.practice.outage_notice.value])) }
        (ui::form_post("/outages", me.csrf(), html! {
            @if administers { (ui::select(t, Field::new("unit", t.s("outages-unit")).value(own).error(errors.of("unit")), &units)) }
            (ui::radios(t, Group::new("kind", t.s("outages-kind")).value(f.get("kind")).error(errors.of("kind")), &kinds))
            (ui::date_input(t, day("from", "outages-from"), &typed("from", Some(today))))
            (ui::text_input(t, field("from-time", "outages-from-time").hint(t.s("paper-time-hint")).width(Width::Chars(5)).required()))
            (ui::date_input(t, day("to", "outages-to").hint(t.s("outages-to-hint")), &typed("to", None)))
            (ui::text_input(t, field("to-time", "outages-to-time").width(Width::Chars(5))))
            (ui::textarea(t, field("reason", "reason").rows(3).max_length(1000).required()))
            (ui::button(Button::Primary, &t.s("outages-button")))
        }))
    }
}
