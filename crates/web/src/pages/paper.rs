//! Papers that were given out: the list on a dossier's page, the offer to print after an act, the PDF.

use super::dossier::{href, id_of, said};
use super::words;
use crate::args;
use crate::failure::Failure;
use crate::ui::{self, Button, Column};
use crate::visit::{Staff, Visit};
use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use domain::dossier::Event;
use domain::id::DossierId;
use domain::paper::{DossierPaper, PaperKind};
use maud::{Markup, html};
use office::Error;
use office::dossier::Detail;
use office::paper::Printed;

/// A paper of a dossier as PDF.
pub async fn pdf(me: Staff, Path((id, n)): Path<(String, String)>) -> Result<Response, Failure> {
    let n = n.parse().map_err(|_| Error::NotFound { what: "paper" })?;
    let printed = me.visit.app.office.paper(me.actor(), id_of(&id)?, n).await?;
    Ok(shown(printed, n))
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
    words::of(visit.t, "paper", &kind)
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
                html! { (t.datetime(p.at)) },
                html! { (said::official(visit, &p.by)) },
            ]
        })
        .collect();
    html! {
        (ui::data_table(&t.s("papers-issued"), &columns, &rows))
        (ui::hint_line(&t.s("papers-issued-same")))
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
    html! { ul.govuk-list."govuk-list--bullet" {
        @for p in issued { li { (name(visit, p.kind)) " " (visit.t.s("papers-issued-number")) " " (p.label) } }
    } }
}
