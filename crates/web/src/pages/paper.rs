//! Papers that were given out: the list on a dossier's page, the offer to print after an act, the PDF.

use super::dossier::lines::{PAGE, turn};
use super::dossier::{Asks, href, id_of, said};
use super::words;
use crate::args;
use crate::failure::Failure;
use crate::ui::{self, Button, Choice, Column, Field, Width};
use crate::visit::{Staff, Visit};
use axum::extract::{Path, Query};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use domain::calendar::local;
use domain::dossier::Event;
use domain::id::DossierId;
use domain::paper::{DossierPaper, PaperKind};
use maud::{Markup, html};
use office::Error;
use office::dossier::Detail;
use office::paper::{GivenOut, PaperFilter, Printed};
use std::fmt::Write as _;

/// A paper of a dossier as PDF.
pub async fn pdf(me: Staff, Path((id, n)): Path<(String, String)>) -> Result<Response, Failure> {
    let n = n.parse().map_err(|_| Error::NotFound { what: "paper" })?;
    let printed = me.visit.app.office.paper(me.actor(), id_of(&id)?, n).await?;
    Ok(shown(printed, n))
}

/// Papers in the series of the unit, newest first: the book of what went out.
pub async fn all(me: Staff, Query(asks): Query<Asks>) -> Result<Markup, Failure> {
    let asked = Asked::read(&me, &asks);
    let office = &me.visit.app.office;
    let mut lines = office.papers(me.actor(), asked.filter.clone(), asked.after, PAGE + 1).await?;
    let more = lines.len() > PAGE;
    lines.truncate(PAGE);
    let next = lines.last().filter(|_| more).map(|l| asked.href(Some((l.at.as_microsecond(), l.dossier, l.n))));
    Ok(book(&me, &asked, &lines, next.as_deref()))
}

/// What the address of the book asks for.
struct Asked {
    filter: PaperFilter,
    /// The number as it was typed.
    number: String,
    after: Option<(i64, DossierId, i64)>,
}

impl Asked {
    /// Reads an address; a value that is none asks for nothing.
    fn read(me: &Staff, asks: &Asks) -> Self {
        let get = |name: &str| asks.get(name).map(|v| v.trim()).filter(|v| !v.is_empty());
        let number: String = get("number").unwrap_or_default().chars().take(40).collect();
        // "07/PBS" is looked for by its number; the symbol is the kind's.
        let digits: String = number.chars().take_while(char::is_ascii_digit).collect();
        let this_year = local(me.visit.app.office.now()).year();
        let filter = PaperFilter {
            unit: me.actor().unit.clone(),
            year: get("year").and_then(|y| y.parse().ok()).filter(|y| (2000..=2999).contains(y)).unwrap_or(this_year),
            kind: get("kind").and_then(|k| PaperKind::ALL.into_iter().find(|x| x.key() == k)),
            number: digits.parse().ok(),
        };
        let after = get("after").and_then(|a| {
            let mut parts = a.splitn(3, '.');
            Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
        });
        Asked { filter, number, after }
    }

    fn href(&self, after: Option<(i64, DossierId, i64)>) -> String {
        let kind = self.filter.kind.map_or("", PaperKind::key);
        let number = ui::percent_encode(&self.number);
        let mut href = format!("/papers?year={}&kind={kind}&number={number}", self.filter.year);
        if let Some((at, id, n)) = after {
            let _ = write!(href, "&after={at}.{id}.{n}");
        }
        href
    }
}

/// How the book looks.
fn book(me: &Staff, asked: &Asked, lines: &[GivenOut], next: Option<&str>) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let kinds: Vec<Choice> = std::iter::once(Choice::new("", t.s("papers-any-kind")))
        .chain(
            // The register is of a period, not in this book.
            PaperKind::ALL
                .into_iter()
                .filter(|k| *k != PaperKind::Register)
                .map(|k| Choice::new(k.key(), name(visit, k))),
        )
        .collect();
    let columns = [
        Column::row_header(t.s("papers-issued-number")),
        Column::new(t.s("papers-issued-name")),
        Column::new(t.s("dossier-code")),
        Column::new(t.s("papers-issued-at")),
        Column::new(t.s("papers-issued-by")),
    ];
    let rows: Vec<Vec<Markup>> = lines
        .iter()
        .map(|l| {
            let code = l.code.clone().unwrap_or_else(|| t.s("dossier-no-code"));
            vec![
                html! { span.motcua-nowrap { (l.label) } },
                html! { (ui::link(&paper_href(l.dossier, usize::try_from(l.n).unwrap_or(0)), &name(visit, l.kind))) },
                html! { (ui::code_link(&href(l.dossier), &code)) },
                ui::when(&t.datetime(l.at)),
                html! { (visit.person_name(&l.person)) },
            ]
        })
        .collect();
    let title = t.s("papers-title-all");
    let body = html! {
        (ui::heading(Some(&visit.unit_name(&asked.filter.unit)), &title))
        (ui::filter(t, "/papers", html! {
            (ui::text_input(t, Field::new("number", t.s("papers-issued-number")).hint(t.s("papers-number-hint"))
                .value(&asked.number).width(Width::Chars(10))))
            (ui::select(t, Field::new("kind", t.s("papers-issued-name")).value(asked.filter.kind.map_or("", PaperKind::key)), &kinds))
            (ui::text_input(t, Field::new("year", t.s("papers-year")).value(asked.filter.year.to_string())
                .width(Width::Chars(4)).digits()))
        }))
        @if lines.is_empty() && asked.filter.kind.is_none() && asked.filter.number.is_none() {
            (ui::empty_state(&t.s("papers-none"), None))
        } @else if lines.is_empty() {
            (ui::empty_state(&t.s("papers-none-found"), Some(("/papers", &t.s("filter-clear")))))
        } @else {
            (ui::data_table(&title, &columns, &rows))
            (turn(visit, asked.after.map(|_| asked.href(None)).as_deref(), next))
        }
    };
    ui::page(&visit.shell(), &title, body)
}

/// A PDF that the browser shows, with a name to save it under.
pub(crate) fn shown(printed: Printed, n: u32) -> Response {
    let name = printed.file_name(n);
    let mut response = ([(header::CONTENT_TYPE, "application/pdf")], printed.pdf).into_response();
    if let Ok(value) = HeaderValue::from_str(&format!("inline; filename=\"{name}\"")) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

/// The address of a dossier's n-th paper.
pub(crate) fn paper_href(id: DossierId, n: usize) -> String {
    format!("{}/papers/{n}", href(id))
}

/// What a kind of paper is called.
pub(crate) fn name(visit: &Visit, kind: PaperKind) -> String {
    words::of(visit.t, "paper-kind", &kind)
}

/// Papers with their place in the order of issue, from 1.
fn numbered(detail: &Detail) -> impl DoubleEndedIterator<Item = (usize, &DossierPaper)> {
    detail.dossier.issued.iter().enumerate().map(|(i, p)| (i + 1, p))
}

/// All papers of a dossier, newest first, each as a link to its PDF.
pub(crate) fn list(me: &Staff, detail: &Detail) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    if detail.dossier.issued.is_empty() {
        return html! {};
    }
    let columns = [
        Column::row_header(t.s("papers-issued-name")),
        Column::new(t.s("papers-issued-number")),
        Column::new(t.s("papers-issued-at")),
        Column::new(t.s("papers-issued-by")),
    ];
    let label = |n: u32| {
        let at = usize::try_from(n).ok()?.checked_sub(1)?;
        detail.dossier.issued.get(at).map(|p| p.issued.label.clone())
    };
    let rows: Vec<Vec<Markup>> = numbered(detail)
        .rev()
        .map(|(n, p)| {
            let replaced_by = numbered(detail)
                .find(|(_, later)| later.issued.replaces.is_some_and(|of| usize::try_from(of) == Ok(n)))
                .map(|(_, later)| later.issued.label.clone());
            vec![
                html! {
                    (ui::link(&paper_href(detail.dossier.id, n), &name(visit, p.issued.kind)))
                    @if let Some(old) = p.issued.replaces.and_then(label) {
                        br; span.govuk-hint { (t.f("papers-issued-replaces", args!["number" => old])) }
                    }
                    @if let Some(new) = replaced_by {
                        br; span.govuk-hint { (t.f("papers-issued-replaced", args!["number" => new])) }
                    }
                },
                html! { span.motcua-nowrap { (p.issued.label) } },
                ui::when(&t.datetime(p.at)),
                html! { (said::official(visit, &p.by)) },
            ]
        })
        .collect();
    html! {
        (ui::data_table(&t.s("papers-issued"), &columns, &rows))
        (ui::hint_line(&t.s("papers-issued-same")))
        p.govuk-body { (ui::link("/papers", &t.s("papers-all"))) }
    }
}

/// After an act: the papers that it led to, ready to be printed. Nothing on a page opened otherwise.
pub(crate) fn offer(me: &Staff, detail: &Detail) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let after_an_act = visit.path.split_once('?').is_some_and(|(_, q)| q.split('&').any(|p| p.starts_with("done=")));
    let Some(last) = detail.timeline.last().filter(|_| after_an_act) else { return html! {} };
    let made: usize = detail
        .timeline
        .iter()
        .rev()
        .take_while(|h| h.envelope.act == last.envelope.act)
        .map(|h| if let Event::PapersIssued { papers } = &h.event { papers.len() } else { 0 })
        .sum();
    // The control slip goes with the dossier; whoever wants it on paper finds it in the list.
    let papers: Vec<_> =
        numbered(detail).rev().take(made).filter(|(_, p)| p.issued.kind != PaperKind::Control).collect();
    html! { @if !papers.is_empty() {
        h2.govuk-visually-hidden { (t.s("papers-print-now")) }
        (ui::button_group(html! {
            @for (n, p) in papers.into_iter().rev() {
                (ui::button_link(Button::Primary, &t.f("papers-print-one", args![
                    "name" => name(visit, p.issued.kind), "number" => p.issued.label.as_str()
                ]), &paper_href(detail.dossier.id, n)))
            }
        }))
    } }
}

/// Papers in the timeline: name and number of each.
pub(crate) fn issued_line(visit: &Visit, issued: &[domain::paper::Issued]) -> Markup {
    html! { ul.govuk-list."govuk-list--bullet"."govuk-body-s" {
        @for p in issued { li { (visit.t.f("paper-with-number", args!["name" => name(visit, p.kind), "number" => p.label.as_str()])) } }
    } }
}
