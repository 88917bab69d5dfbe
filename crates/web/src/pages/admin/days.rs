//! Decisions on days off and worked days: entered from their document, looked at before they count, and
//! what each moved.

use super::page;
use super::tried::{Sent, Tried};
use crate::args;
use crate::failure::Failure;
use crate::forms::{Filled, day_of};
use crate::i18n::Tr;
use crate::pages::calendar::{day_long, status};
use crate::ui::{self, Button, Choice, Column, SummaryRow, Width};
use crate::visit::{Staff, Visit};
use axum::response::{IntoResponse, Redirect, Response};
use domain::calendar::{Date, DayStatus, Shift, Timestamp, local};
use domain::day_decision::{DayBecomes, DayChange, DayDecision, DayOrder};
use domain::law::{Refusal, Rule};
use maud::{Markup, html};
use office::Error;
use office::day_decision::Effect;
use office::recount::Recounted;

const FORM: &str = "days";
const HERE: &str = "/admin/days";
/// Rows of the form; a row takes a span, so a whole break is one.
const ROWS: usize = 6;
/// Rows that are open from the beginning.
const SHOWN: usize = 2;
const FIELDS: [&str; 5] = ["from", "to", "becomes", "hours", "name"];
const BECOMES: [&str; 4] = ["off", "on", "hours", "ordinary"];

fn today(visit: &Visit) -> Date {
    local(visit.app.office.now()).date()
}

/// All decisions, and the form of a new one.
pub(super) fn show(me: &Staff, tried: &Tried<'_>) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let law = visit.app.office.law();
    let title = t.s("days-title");
    let columns = [
        Column::row_header(t.s("days-document")),
        Column::new(t.s("days-announced")),
        Column::new(t.s("days-which")),
        Column::new(t.s("days-entered")),
    ];
    let rows: Vec<Vec<Markup>> = law.days.all.iter().enumerate().rev().map(|(n, d)| row(visit, n, d)).collect();
    let body = html! {
        (tried.summary(t))
        (ui::heading(None, &title))
        p.govuk-body { (t.s("days-what")) }
        p.govuk-body { (ui::link(&format!("/calendar/{}", today(visit).year()), &t.s("days-year"))) }
        @if rows.is_empty() { (ui::empty_state(&t.s("days-none"), None)) }
        @else { (ui::data_table(&t.s("days-list"), &columns, &rows)) }
        (form(me, tried))
    };
    page(me, &title, HERE, body)
}

fn row(visit: &Visit, n: usize, d: &DayDecision) -> Vec<Markup> {
    let t = visit.t;
    vec![
        html! { (ui::link(&format!("{HERE}/{n}"), &d.order.document)) },
        html! { span.motcua-nowrap { (t.date(d.order.announced)) } },
        html! { (t.f("days-count", args!["n" => d.order.days.len()])) },
        html! { (visit.person_name(&d.by)) br; (ui::when(&t.datetime(d.at))) },
    ]
}

fn form(me: &Staff, tried: &Tried<'_>) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let next_year = visit.app.office.law().calendar.known_until().year() + 1;
    let kinds: Vec<Choice> = BECOMES.iter().map(|k| Choice::new(*k, t.s(&format!("days-becomes-{k}")))).collect();
    let known = vec![
        Choice::new("enacted", t.s("days-status-enacted")).hint(t.s("days-status-enacted-hint")),
        Choice::new("announced", t.s("days-status-announced")).hint(t.s("days-status-announced-hint")),
    ];
    let whole =
        vec![Choice::new(next_year.to_string(), t.f("days-whole-year", args!["year" => next_year.to_string()]))];
    html! {
        h2.govuk-heading-m #new { (t.s("days-new")) }
        (ui::form_post(HERE, me.csrf(), html! {
            (ui::text_input(t, tried.field(t, FORM, "document", "days-document", "").hint(t.s("days-document-hint")).required().max_length(200)))
            (tried.date(t, FORM, "announced", "days-announced", "", Some(today(visit))))
            (ui::radios(t, tried.group(t, FORM, "status", "days-status").value(tried.typed(FORM, "status").unwrap_or("enacted")), &known))
            p.govuk-hint { (t.s("days-rows-hint")) }
            @for n in 0..SHOWN { (line(t, n, &kinds, tried)) }
            details.govuk-details open[(SHOWN..ROWS).any(|n| typed(tried, n))] {
                summary.govuk-details__summary { span.govuk-details__summary-text { (t.s("days-more-rows")) } }
                @for n in SHOWN..ROWS { (line(t, n, &kinds, tried)) }
            }
            (ui::checkboxes(t, tried.group(t, FORM, "year", "days-whole").hint(t.s("days-whole-hint")).small(),
                &tried.ticked(FORM, "year", whole, &[])))
            (ui::button(Button::Primary, &t.s("days-look")))
        }))
    }
}

/// Whether something was typed into a row.
fn typed(tried: &Tried<'_>, n: usize) -> bool {
    FIELDS.iter().any(|name| tried.typed(FORM, &format!("{n}-{name}")).is_some_and(|v| !v.is_empty()))
}

/// A row of the form: a day or a span, what becomes of it, and its name.
fn line(t: Tr, n: usize, kinds: &[Choice], tried: &Tried<'_>) -> Markup {
    let field = |name: &str, label: &str| tried.field(t, FORM, &format!("{n}-{name}"), label, "");
    let day =
        |name: &str, label: &str| ui::text_input(t, field(name, label).autocomplete("off").width(Width::Chars(10)));
    ui::fieldset(
        &t.f("days-row", args!["n" => n + 1]),
        html! {
            div.motcua-fields {
                (day("from", "days-from"))
                (day("to", "days-to"))
                (ui::select(t, field("becomes", "days-becomes"), kinds))
                (ui::text_input(t, field("hours", "days-hours").width(Width::Chars(20)).max_length(60)))
            }
            (ui::text_input(t, field("name", "days-name").max_length(200)))
        },
    )
}

/// Reads the form. Its rows and the days they give: a refusal names a day, the page a row.
fn read(sent: &Sent<'_>) -> Result<(DayOrder, Vec<usize>), Refusal> {
    let mut days: Vec<(DayChange, usize)> = Vec::new();
    for n in 0..ROWS {
        let get = |name: &str| sent.get(&format!("{n}-{name}"));
        if FIELDS.iter().all(|name| get(name).is_empty()) {
            continue;
        }
        let at = |name: &str| format!("{n}-{name}");
        let day = |name: &str| day_of(get(name)).ok_or_else(|| Refusal::new(Rule::FieldMalformed).field(at(name)));
        if get("from").is_empty() {
            return Err(Refusal::new(Rule::FieldRequired).field(at("from")));
        }
        let from = day("from")?;
        let to = if get("to").is_empty() { from } else { day("to")? };
        // A slip in the year must not make a break of years.
        if to < from || from.until(to).map_or(true, |s| s.get_days() > 60) {
            return Err(Refusal::new(Rule::PeriodBackwards).field(at("to")));
        }
        let becomes = match get("becomes") {
            "off" => DayBecomes::Off,
            "on" => DayBecomes::On,
            "ordinary" => DayBecomes::Ordinary,
            "hours" => DayBecomes::Hours(
                shifts(get("hours")).ok_or_else(|| Refusal::new(Rule::HoursFaulty).field(at("hours")))?,
            ),
            _ => return Err(Refusal::new(Rule::FieldRequired).field(at("becomes"))),
        };
        let spans = std::iter::successors(Some(from), |day| day.tomorrow().ok()).take_while(|day| *day <= to);
        days.extend(spans.map(|date| (DayChange { date, becomes: becomes.clone(), name: get("name").to_owned() }, n)));
    }
    days.sort_by_key(|(day, _)| day.date);
    let (days, rows) = days.into_iter().unzip();
    let order = DayOrder {
        document: sent.get("document").to_owned(),
        announced: sent.date("announced")?,
        enacted: sent.get("status") != "announced",
        whole_year: sent.get("year").parse().ok(),
        days,
    };
    Ok((order, rows))
}

/// Hours as people type them: `7:30-11:30 13:00-17:00`, `07:30–11:30, 13:00–17:00`.
pub(super) fn shifts(text: &str) -> Option<Vec<Shift>> {
    let plain = text.replace(['–', '—'], "-").replace(" - ", "-").replace([',', ';'], " ");
    let full = |time: &str| if time.len() == 4 { format!("0{time}") } else { time.to_owned() };
    let shifts: Option<Vec<Shift>> = plain
        .split_whitespace()
        .map(|part| {
            let (opens, closes) = part.split_once('-')?;
            let hour = |time: &str| full(&time.trim().replace(['h', 'g', 'H'], ":"));
            format!("{}-{}", hour(opens), hour(closes)).parse().ok()
        })
        .collect();
    shifts.filter(|s| !s.is_empty())
}

/// Shows what a decision would move, or enters it.
pub(super) async fn submit(me: &Staff, f: &Filled) -> Result<Response, Failure> {
    let sent = Sent { form: FORM, filled: f };
    let office = &me.visit.app.office;
    let again = f.get("step") == "back";
    let read = if again { Err(Refusal::new(Rule::FieldRequired)) } else { read(&sent) };
    let on_page = |r: Refusal, rows: &[usize]| {
        let row = r.field.as_deref().and_then(|f| f.strip_prefix("days.")).and_then(|n| n.parse::<usize>().ok());
        match row.and_then(|n| rows.get(n)) {
            Some(row) if r.rule == Rule::FieldRequired => r.field(format!("{row}-name")),
            Some(row) => r.field(format!("{row}-from")),
            None if r.field.as_deref() == Some("days") => r.field("0-from"),
            None if r.field.as_deref() == Some("whole_year") => r.field("year"),
            None => r,
        }
    };
    if again {
        let tried = Tried::again(FORM, f);
        return Ok(show(me, &tried).into_response());
    }
    let answer = match read {
        Err(r) => Err(Error::Refused(r)),
        Ok((order, rows)) => {
            let place = |e: Error| match e {
                Error::Refused(r) => Error::Refused(on_page(r, &rows)),
                e => e,
            };
            if f.get("step") == "enter" {
                match office.decide_days(me.actor(), order).await {
                    Ok(_) => {
                        let n = office.law().days.all.len().saturating_sub(1);
                        return Ok(Redirect::to(&format!("{HERE}/{n}?done=days-decided")).into_response());
                    }
                    Err(e) => Err(place(e)),
                }
            } else {
                match office.foresee_days(me.actor(), order).await {
                    Ok((order, moved)) => return Ok(foreseen(me, f, &order, &moved).into_response()),
                    Err(e) => Err(place(e)),
                }
            }
        }
    };
    sent.answer(me.visit.t, answer, HERE, async |tried| Ok(show(me, tried))).await
}

/// What would move, before anything does.
fn foreseen(me: &Staff, f: &Filled, order: &DayOrder, moved: &[Recounted]) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let title = t.s("days-check");
    let columns = [
        Column::row_header(t.s("dossier-code")),
        Column::new(t.s("days-holder")),
        Column::new(t.s("days-before")),
        Column::new(t.s("days-after")),
    ];
    let rows: Vec<Vec<Markup>> = moved
        .iter()
        .map(|m| {
            let holder = m.holder.as_ref().map_or_else(|| visit.unit_name(&m.unit), |p| visit.person_name(p));
            vec![
                html! { @if let Some(code) = &m.code { code.motcua-code { (code) } } br; span."govuk-body-s" { (visit.procedure_name(&m.procedure)) } },
                html! { (holder) },
                moment(visit, m.before),
                html! {
                    @if m.is_another_date() { strong { (moment(visit, m.due)) } }
                    @else { (t.s(same_date(m.step_due.is_some()))) }
                },
            ]
        })
        .collect();
    let body = html! {
        (ui::heading(Some(&order.document), &title))
        (facts(visit, order))
        (listed(visit, order))
        h2.govuk-heading-m { (t.s("days-moves")) }
        p.govuk-body { (t.f("days-moves-count", args!["n" => moved.len()])) }
        @if !rows.is_empty() { (ui::data_table_quiet(&t.s("days-moves"), &columns, &rows)) }
        (ui::form_post(HERE, me.csrf(), html! {
            @for (name, value) in f.0.iter().filter(|(name, _)| name.starts_with("days-")) { (ui::hidden(name, value)) }
            (ui::button_group(html! {
                (ui::button_named(Button::Primary, &t.s("days-enter"), "step", "enter"))
                (ui::button_named(Button::Secondary, &t.s("days-back"), "step", "back"))
            }))
        }))
    };
    page(me, &title, HERE, body)
}

/// What changed where the applicant's date did not: the time of a step, or only that the date is certain now, or
/// that another unit answers later.
const fn same_date(step: bool) -> &'static str {
    if step { "days-step-only" } else { "days-settled" }
}

fn moment(visit: &Visit, at: Option<Timestamp>) -> Markup {
    html! { @match at { Some(at) => (visit.t.moment_long(at)), None => "–" } }
}

fn facts(visit: &Visit, order: &DayOrder) -> Markup {
    let t = visit.t;
    let (kind, key) = status(if order.enacted { DayStatus::Enacted } else { DayStatus::Announced });
    let mut rows = vec![
        SummaryRow::new(t.s("days-document"), &order.document),
        SummaryRow::new(t.s("days-announced"), t.date(order.announced)),
        SummaryRow::new(t.s("days-status"), ui::tag(kind, &t.s(key))),
    ];
    if let Some(year) = order.whole_year {
        rows.push(SummaryRow::new(t.s("days-whole"), t.f("days-whole-year", args!["year" => year.to_string()])));
    }
    ui::summary_list(&rows)
}

fn listed(visit: &Visit, order: &DayOrder) -> Markup {
    let t = visit.t;
    let columns =
        [Column::row_header(t.s("year-day")), Column::new(t.s("days-becomes")), Column::new(t.s("days-name"))];
    let rows: Vec<Vec<Markup>> = order
        .days
        .iter()
        .map(|day| {
            let (word, hours) = match &day.becomes {
                DayBecomes::Off => ("off", None),
                DayBecomes::On => ("on", None),
                DayBecomes::Ordinary => ("ordinary", None),
                DayBecomes::Hours(shifts) => ("hours", Some(shifts)),
            };
            vec![
                html! { (day_long(visit, day.date)) },
                html! {
                    (t.s(&format!("days-becomes-{word}")))
                    @if let Some(shifts) = hours { ": " (shifts.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")) }
                },
                html! { (day.name) },
            ]
        })
        .collect();
    ui::data_table_quiet(&t.s("days-which"), &columns, &rows)
}

/// One decision and what it moved.
pub(super) async fn one(me: &Staff, n: usize) -> Result<Markup, Failure> {
    let Effect { decision, moved } = me.visit.app.office.day_decision(me.actor(), n).await?;
    let (visit, t) = (&me.visit, me.visit.t);
    let title = decision.order.document.clone();
    let columns =
        [Column::row_header(t.s("dossier-code")), Column::new(t.s("moved-from")), Column::new(t.s("days-after"))];
    let rows: Vec<Vec<Markup>> = moved
        .iter()
        .map(|m| {
            vec![
                html! {
                    @if let Some(code) = &m.line.code { code.motcua-code { (code) } } br;
                    span."govuk-body-s" { (visit.procedure_name(&m.line.procedure)) }
                },
                moment(visit, m.before),
                html! { @if m.before == m.due { (t.s(same_date(m.step))) } @else { (moment(visit, m.due)) } },
            ]
        })
        .collect();
    let entered = t
        .f("days-entered-by", args!["person" => visit.person_name(&decision.by), "when" => t.moment_long(decision.at)]);
    let body = html! {
        (ui::heading(Some(&t.s("days-one")), &title))
        (facts(visit, &decision.order))
        p.govuk-body { (entered) }
        (listed(visit, &decision.order))
        h2.govuk-heading-m { (t.s("days-moved")) }
        p.govuk-body { (t.f("days-moved-count", args!["n" => moved.len()])) }
        @if !rows.is_empty() { (ui::data_table_quiet(&t.s("days-moved"), &columns, &rows)) }
    };
    Ok(crate::pages::dossier::framed(me, &title, HERE, body))
}

#[cfg(test)]
mod tests {
    use super::shifts;

    #[test]
    fn hours_are_read_as_people_type_them() {
        for text in ["7:30-11:30 13:00-17:00", "07:30–11:30, 13:00 – 17:00", "7h30-11h30; 13h00-17h00"] {
            let read: Vec<String> = shifts(text).expect("hours").iter().map(ToString::to_string).collect();
            assert_eq!(read, ["07:30-11:30", "13:00-17:00"], "{text}");
        }
        assert!(shifts("").is_none() && shifts("sáng").is_none());
    }
}
