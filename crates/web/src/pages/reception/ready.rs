//! Results at the counter, waiting to be handed over.

use super::{at_the_counter, desk};
use crate::args;
use crate::failure::Failure;
use crate::pages::dossier::Asks;
use crate::ui::{self, Button, Column, Field};
use crate::visit::Staff;
use axum::extract::Query;
use domain::dossier::Phase;
use maud::{Markup, html};
use office::dossier::{NamedLine, Order};
use office::{After, Filter};

/// Lines of a page.
const SHOWN: usize = 50;

/// `GET /reception/ready?q=&after=`.
pub async fn ready(me: Staff, Query(query): Query<Asks>) -> Result<Markup, Failure> {
    at_the_counter(&me)?;
    let q: String = query.get("q").map_or("", |q| q.trim()).chars().take(100).collect();
    let after = query.get("after").and_then(|a| parse_after(a));
    let filter = Filter {
        unit: Some(me.actor().unit.clone()),
        phase: Some(Phase::Ready),
        search: Some(q.clone()).filter(|q| !q.is_empty()),
        ..Filter::default()
    };
    let mut lines = me.visit.app.office.dossiers(me.actor(), filter, Order::Soonest, after, SHOWN + 1).await?;
    let more = lines.len() > SHOWN;
    lines.truncate(SHOWN);
    let next =
        lines.last().filter(|_| more).and_then(|l| Some(format!("{}_{}", l.line.due?.as_microsecond(), l.line.id)));
    Ok(page(&me, &q, &lines, next.as_deref()))
}

/// Where a page of the list goes on: `<µs>_<id>`.
fn parse_after(text: &str) -> Option<After> {
    let (at, id) = text.split_once('_')?;
    Some(After { at: at.parse().ok()?, id: id.parse().ok()? })
}

fn page(me: &Staff, q: &str, lines: &[NamedLine], next: Option<&str>) -> Markup {
    let t = me.visit.t;
    let title = t.s("ready-title");
    let next = next.map(|after| format!("/reception/ready?q={}&after={after}", ui::percent_encode(q)));
    let columns = [
        Column::row_header(t.s("line-code")),
        Column::new(t.s("line-applicant")),
        Column::new(t.s("line-procedure")),
        Column::new(t.s("ready-since")),
        Column::new(t.s("line-promised")),
        Column::quiet(t.s("act-return-result")),
    ];
    let rows: Vec<Vec<Markup>> = lines.iter().map(|l| row(me, l)).collect();
    let body = html! {
        h1.govuk-heading-l { (title) }
        form method="get" action="/reception/ready" role="search" novalidate {
            (ui::text_input(t, Field::new("q", t.s("ready-search")).hint(t.s("ready-search-hint")).value(q).kind("search")))
            (ui::button(Button::Secondary, &t.s("search-button")))
        }
        @if rows.is_empty() {
            @if q.is_empty() { (ui::empty_state(&t.s("ready-none"), Some(("/reception", &t.s("reception-title"))))) }
            @else { (ui::empty_state(&t.f("ready-none-found", args!["q" => q]), Some(("/reception/ready", &t.s("ready-all"))))) }
        } @else {
            (ui::data_table_quiet(&title, &columns, &rows))
            (ui::pagination(t, None, next.as_deref()))
        }
    };
    ui::page_before(&me.visit.shell(), &title, ui::back_link(t, "/reception"), body)
}

fn row(me: &Staff, l: &NamedLine) -> Vec<Markup> {
    let t = me.visit.t;
    vec![
        desk::code(l, &t.s("line-no-code")),
        html! { (l.applicant) },
        html! { (me.visit.procedure_name(&l.line.procedure)) },
        html! { @if let Some(at) = l.line.ready { (ui::when(&t.datetime(at))) } },
        html! { @if let Some(at) = l.line.due { (ui::when(&t.datetime(at))) } },
        html! {
            a.govuk-button.govuk-button--secondary draggable="false"
                href={ "/dossiers/" (l.line.id.to_string()) "/acts/return-result?back=/reception/ready" } {
                (t.s("act-return-result"))
                @if let Some(code) = &l.line.code { span.govuk-visually-hidden { " " (code.as_str()) } }
            }
        },
    ]
}
