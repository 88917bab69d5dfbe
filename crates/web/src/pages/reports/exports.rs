//! Who took which list away as a file.

use super::parts;
use crate::args;
use crate::failure::Failure;
use crate::ui::{self, Column};
use crate::visit::{Staff, Visit};
use maud::{Markup, html};
use office::export::{Export, Format};

/// Exports on the page.
const SHOWN: i64 = 100;

pub(super) async fn show(me: &Staff) -> Result<Markup, Failure> {
    let (visit, t) = (&me.visit, me.visit.t);
    let exports = visit.app.office.exports(me.actor(), SHOWN).await?;
    let title = t.s("exports-title");
    let columns = [
        Column::row_header(t.s("exports-when")),
        Column::new(t.s("exports-who")),
        Column::new(t.s("exports-what")),
        Column::new(t.s("exports-which")),
    ];
    let rows: Vec<Vec<Markup>> = exports
        .iter()
        .map(|e| {
            let post = visit.app.office.law().organisation.post(&e.by.post).map(|p| visit.text(&p.name).to_owned());
            vec![
                html! { (ui::when(&t.datetime(e.at))) },
                html! { (visit.person_name(&e.by.person)) br; span."govuk-body-s" { (post.unwrap_or_default()) } },
                html! { (t.s(&format!("export-{}", e.export.what.key()))) " (" (ending(e.export.format)) ")" },
                html! { (which(visit, &e.export)) },
            ]
        })
        .collect();
    let body = html! {
        (ui::heading(Some(&visit.unit_name(&me.actor().unit)), &title))
        (parts(me, "exports"))
        p.govuk-hint { (t.s("exports-hint")) }
        @if rows.is_empty() { (ui::empty_state(&t.s("exports-none"), None)) }
        @else { (ui::data_table_quiet(&title, &columns, &rows)) }
    };
    Ok(ui::page(&visit.shell(), &title, body))
}

fn ending(format: Format) -> String {
    format.ending().to_uppercase()
}

/// Which rows it held, in words.
fn which(visit: &Visit, e: &Export) -> String {
    let t = visit.t;
    let mut said = vec![];
    said.extend(e.unit.as_ref().map(|u| visit.unit_name(u)));
    said.extend(e.field.as_ref().map(|f| visit.field_name(f)));
    said.extend(e.procedure.as_ref().map(ToString::to_string));
    if let (Some(from), Some(to)) = (e.from, e.to) {
        said.push(t.f("report-on-days", args!["from" => t.date(from), "to" => t.date(to)]));
    }
    if e.searched {
        said.push(t.s("exports-searched"));
    }
    if said.is_empty() { t.s("exports-all") } else { said.join("; ") }
}
