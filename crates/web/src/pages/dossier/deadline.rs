//! How a deadline was counted: every day from receipt to the promised moment, with the law behind it.

use super::{framed, id_of, said};
use crate::args;
use crate::failure::Failure;
use crate::i18n::capital;
use crate::pages::calendar::{break_key, day_long, status};
use crate::pages::words;
use crate::ui::{self, Column, SummaryRow, Tag};
use crate::visit::{Staff, Visit};
use axum::extract::Path;
use domain::calendar::{Calendar, CountedDay, Limit, NamedDay, Timestamp, Why, local};
use domain::dossier::{Counting, Dossier, counting};
use maud::{Markup, html};

/// `GET /dossiers/{id}/deadline`.
pub async fn show(me: Staff, Path(id): Path<String>) -> Result<Markup, Failure> {
    let detail = me.visit.app.office.dossier(me.actor(), id_of(&id)?).await?;
    let (visit, t, d) = (&me.visit, me.visit.t, &detail.dossier);
    let title = t.s("deadline-title");
    let code = d.code.as_ref().map(ToString::to_string);
    let body = html! {
        (ui::heading(code.as_deref(), &title))
        (explained(visit, d))
    };
    Ok(framed(&me, &title, &format!("/dossiers/{}", d.id), body))
}

/// The count of the promised date, or why there is none to show.
fn explained(visit: &Visit, d: &Dossier) -> Markup {
    let t = visit.t;
    let law = visit.app.office.law();
    let Some(Counting { from, limit, calendar, due, promised, .. }) = counting(&law, d) else {
        return html! { p.govuk-body { (t.s("deadline-none")) } };
    };
    let mut rows = vec![
        SummaryRow::new(
            t.s(if d.supplements.is_empty() { "deadline-from" } else { "deadline-from-anew" }),
            t.moment_long(from),
        ),
        SummaryRow::new(t.s("dossier-limit"), words::limit_cell(t, limit)),
        SummaryRow::new(t.s("deadline-promised"), html! { strong { (t.moment_long(promised)) } }),
    ];
    if let Some(new) = d.due.filter(|due| *due != promised) {
        rows.push(SummaryRow::new(t.s("dossier-due-new"), t.moment_long(new)));
    }
    for m in d.moved.iter().rev() {
        rows.push(SummaryRow::new(
            t.s("moved-from"),
            html! { (t.moment_long(m.before)) br; span."govuk-body-s" { (said::moved_by(visit, &m.by)) } },
        ));
    }
    html! {
        (ui::summary_list(&rows))
        @if d.taken_over.is_some() { (ui::inset(t.s("deadline-taken-over"))) }
        @else if due.at != promised { (ui::inset(t.f("deadline-differs", args!["due" => t.moment_long(due.at)]))) }
        @if due.undecided { (undecided(visit, &calendar, from, due.at)) }
        (days(visit, &calendar, from, limit))
        p.govuk-body {
            (ui::link(&format!("/calendar/{}?unit={}", local(due.at).date().year(), d.unit), &t.s("deadline-year")))
        }
    }
}

fn undecided(visit: &Visit, calendar: &Calendar, from: Timestamp, to: Timestamp) -> Markup {
    let t = visit.t;
    let open = calendar.undecided_breaks(local(from).date(), local(to).date());
    ui::inset(html! {
        p.govuk-body { (t.s("dossier-undecided")) }
        @for b in &open {
            p.govuk-body { (t.f(break_key(b.name), args!["from" => t.date(b.from), "to" => t.date(b.to)])) }
        }
    })
}

fn days(visit: &Visit, calendar: &Calendar, from: Timestamp, limit: Limit) -> Markup {
    let t = visit.t;
    let columns = [
        Column::row_header(t.s("deadline-day")),
        Column::numeric(t.s("deadline-counted")),
        Column::new(t.s("deadline-why")),
        Column::new(t.s("deadline-law")),
    ];
    let in_minutes = matches!(limit, Limit::WorkingHours(_) | Limit::ClockHours(_));
    let rows: Vec<Vec<Markup>> = calendar
        .explain(from, limit)
        .iter()
        .map(|day| {
            vec![
                html! { (capital(&day_long(visit, day.date))) },
                html! { @match day.counted {
                    None => "–",
                    Some(n) if in_minutes => (t.f("deadline-minutes", args!["n" => n])),
                    Some(n) => (n),
                } },
                why(visit, day),
                source(visit, day),
            ]
        })
        .collect();
    html! {
        h2.govuk-heading-m { (t.s("deadline-days")) }
        (ui::data_table_quiet(&t.s("deadline-days"), &columns, &rows))
    }
}

/// The day of the calendar behind a reason.
fn named(why: &Why) -> Option<&NamedDay> {
    match why {
        Why::DayOff(d) | Why::WorkedRestDay(d) | Why::OwnHours(d) => Some(d),
        _ => None,
    }
}

fn why(visit: &Visit, day: &CountedDay) -> Markup {
    let t = visit.t;
    let key = match &day.why {
        Why::DayOfEvent => "deadline-why-event",
        Why::AfterCutoff => "deadline-why-cutoff",
        Why::WorkingDay => "deadline-why-working",
        Why::WorkedRestDay(_) => "deadline-why-worked",
        Why::OwnHours(_) => "deadline-why-hours",
        Why::WeeklyRest => "deadline-why-rest",
        Why::DayOff(_) => "deadline-why-off",
        Why::EndMovesHere => "deadline-why-moves",
    };
    html! { (t.s(key)) @if let Some(named) = named(&day.why) { ": " (named.name_vi) } }
}

fn source(visit: &Visit, day: &CountedDay) -> Markup {
    let t = visit.t;
    if let Some(article) = day.why.article() {
        return html! {
            (article.text)
            @if article.from_memory { " " (ui::tag(Tag::Waiting, &t.s("mark-memory"))) }
        };
    }
    let Some(named) = named(&day.why) else { return html! {} };
    let (kind, key) = status(named.status);
    html! {
        @match &named.citation { Some(source) => (source), None => (t.s("year-source-unknown")) }
        " " (ui::tag(kind, &t.s(key)))
    }
}
