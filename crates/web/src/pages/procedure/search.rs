//! The answers to a search in everyday words: in order, each with why it was found, and a way out
//! when there is none.

use super::Entry;
use crate::args;
use crate::ui;
use crate::visit::Visit;
use domain::organisation::Unit;
use domain::search::Why;
use domain::text::fold;
use maud::{Markup, html};

/// A procedure that answers, with why.
pub(super) struct Found<'e, 'a> {
    /// It.
    pub entry: &'e Entry<'a>,
    /// Why; nothing when all are shown.
    pub why: Vec<Why>,
}

/// Procedures that answer to a search, the nearest first. An empty search finds all, by field and name.
pub(super) fn search<'e, 'a>(visit: &Visit, all: &'e [Entry<'a>], q: &str) -> Vec<Found<'e, 'a>> {
    if q.trim().is_empty() {
        let mut found: Vec<Found<'e, 'a>> = all.iter().map(|entry| Found { entry, why: Vec::new() }).collect();
        found.sort_by_cached_key(|f| (fold(&f.entry.version.field.vi), fold(&f.entry.version.name.vi)));
        return found;
    }
    let hits = visit.app.office.search(q).into_iter();
    hits.filter_map(|hit| Some(Found { entry: all.iter().find(|e| *e.key == hit.key)?, why: hit.why })).collect()
}

/// Why a procedure was found, in one line; nothing where its name says it.
pub(super) fn why(visit: &Visit, found: &Found<'_, '_>) -> Option<String> {
    let t = visit.t;
    let mut parts: Vec<String> = Vec::new();
    for why in &found.why {
        match why {
            Why::Code | Why::Name(_) => {}
            Why::Said(way) => parts.push(t.f("found-said", args!["way" => way.as_str()])),
            Why::Field(_) => parts.push(t.s("found-field")),
            Why::Content(_) => parts.push(t.s("found-content")),
            Why::ReadAs { typed, read } => {
                parts.push(t.f("found-read-as", args!["typed" => typed.as_str(), "read" => read.as_str()]));
            }
            Why::Partly => parts.push(t.s("found-partly")),
        }
    }
    (!parts.is_empty()).then(|| t.f("found-because", args!["why" => parts.join("; ")]))
}

/// Nothing was found: what else to try, and whom to ask.
pub(super) fn way_out(visit: &Visit, q: &str) -> Markup {
    let t = visit.t;
    let law = visit.app.office.law();
    let today = calendar::local(visit.app.office.now()).date();
    let open = |u: &&Unit| u.one_stop.is_some() && u.from <= today && u.to.is_none_or(|to| today < to);
    let shops: Vec<&Unit> = law.organisation.units.iter().filter(open).collect();
    html! {
        (ui::inset(html! {
            p.govuk-body { strong { (t.f("search-nothing", args!["q" => q])) } }
            p.govuk-body { (t.s("search-nothing-try")) }
            p.govuk-body { a.govuk-link href="/procedures" { (t.s("procedures-all")) } }
        }))
        @if !shops.is_empty() {
            h2.govuk-heading-m { (t.s("search-ask")) }
            p.govuk-body { (t.s("search-ask-hint")) }
            (crate::pages::home::shops(visit, &shops, None))
        }
    }
}
