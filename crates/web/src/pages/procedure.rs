//! Procedures for everybody: finding one, and reading all its parts on one page.

pub(crate) mod changes;
mod checklist;
mod parts;
mod search;
pub(crate) mod standing;
mod view;

pub(crate) use parts::source;

use crate::failure::Failure;
use crate::i18n::Tr;
use crate::pages::dossier::Asks;
use crate::pages::home::search_form;
use crate::pages::words;
use crate::ui::{self, Choice, Column, Field};
use crate::visit::Visit;
use axum::extract::{Path, Query};
use calendar::{Date, Limit};
use domain::dossier::Law;
use domain::id::{ProcedureKey, UnitId};
use domain::procedure::{Procedure, Published, ServedBy, Version};
use maud::{Markup, html};
use office::Error;
use search::Found;
use std::collections::BTreeMap;

/// A procedure of the catalogue in the version that a reader of today sees.
#[derive(Clone, Copy)]
pub(super) struct Entry<'a> {
    /// Its key.
    pub key: &'a ProcedureKey,
    /// Where it is published.
    pub published: &'a Published,
    /// All of it.
    pub procedure: &'a Procedure,
    /// The version in force today, else the newest.
    pub version: &'a Version,
}

impl<'a> Entry<'a> {
    fn of(key: &'a ProcedureKey, published: &'a Published, today: Date) -> Option<Self> {
        let procedure = published.procedure.as_ref()?;
        let version = procedure.shown_on(today)?;
        Some(Entry { key, published, procedure, version })
    }

    /// Name in the reader's language.
    pub fn name(&self, visit: &Visit) -> String {
        visit.text(&self.version.name).to_owned()
    }

    /// The limit in words, with what a unit set where the source leaves it open.
    pub fn limit_words(&self, visit: &Visit) -> String {
        self.limit_by(visit, words::limit_cell)
    }

    /// The limit in two or three words, for lists.
    pub fn limit_short(&self, visit: &Visit) -> String {
        self.limit_by(visit, words::limit_short)
    }

    fn limit_by(&self, visit: &Visit, say: fn(Tr, Limit) -> String) -> String {
        let t = visit.t;
        let here = visit.who.as_ref().and_then(|w| self.published.limit_at(self.version, &w.actor.unit));
        match self.version.time_limit.limit.or(here) {
            Some(limit) => say(t, limit),
            None if !self.version.time_limit.by_case.is_empty() => t.s("limit-by-case"),
            None => t.s("limit-open"),
        }
    }

    /// Units that receive it today.
    pub fn units(&self) -> impl Iterator<Item = &'a UnitId> + use<'a> {
        self.published.units.iter().filter(|(_, at)| at.since.is_some()).map(|(id, _)| id)
    }
}

/// All procedures with a text.
pub(super) fn entries(law: &Law, today: Date) -> Vec<Entry<'_>> {
    law.catalogue.iter().filter_map(|(key, published)| Entry::of(key, published, today)).collect()
}

/// Those of a unit that answer to a search; all of the unit when nothing is searched for.
pub(super) fn at_unit<'e, 'a>(visit: &Visit, all: &'e [Entry<'a>], unit: &UnitId, q: &str) -> Vec<&'e Entry<'a>> {
    let found = search::search(visit, all, q).into_iter().map(|found| found.entry);
    found.filter(|e| e.published.is_published_at(unit)).collect()
}

/// `GET /procedures?q=&field=`.
pub async fn list(visit: Visit, Query(query): Query<Asks>) -> Markup {
    let t = visit.t;
    let law = visit.app.office.law();
    let today = calendar::local(visit.app.office.now()).date();
    let all = entries(&law, today);
    let q: String = query.get("q").map_or("", |q| q.trim()).chars().take(200).collect();
    let field = query.get("field").map_or("", String::as_str);
    let found: Vec<Found<'_, '_>> = search::search(&visit, &all, &q)
        .into_iter()
        .filter(|f| field.is_empty() || f.entry.version.field.vi == field)
        .collect();
    let title = t.s("procedures-title");
    let columns = [
        Column::row_header(t.s("procedures-name")),
        Column::new(t.s("procedures-limit")),
        Column::new(t.s("procedures-fee")),
        Column::new(t.s("procedures-where")),
    ];
    let rows: Vec<Vec<Markup>> = found.iter().map(|f| row(&visit, f)).collect();
    let body = html! {
        h1.govuk-heading-l { (title) }
        @if visit.who.is_some() { p.govuk-body { (ui::link("/catalogue", &t.s("life-title"))) } }
        (list_form(&visit, &all, &q, field))
        @if rows.is_empty() {
            (search::way_out(&visit, &q))
        } @else {
            p.govuk-body role="status" { (t.f("procedures-found", crate::args!["n" => found.len()])) }
            (ui::data_table_quiet(&title, &columns, &rows))
        }
    };
    ui::page(&visit.shell(), &title, body)
}

fn list_form(visit: &Visit, all: &[Entry<'_>], q: &str, field: &str) -> Markup {
    let t = visit.t;
    let mut fields: BTreeMap<String, (&str, &str)> = BTreeMap::new();
    for e in all {
        let name = &e.version.field;
        fields.insert(domain::text::fold(visit.text(name)), (&name.vi, visit.text(name)));
    }
    let mut choices = vec![Choice::new("", t.s("procedures-all-fields"))];
    choices.extend(fields.values().map(|(vi, shown)| Choice::new(*vi, *shown)));
    if fields.is_empty() {
        return search_form(visit, q, &t.s("home-search-label"));
    }
    ui::search(
        t,
        "/procedures",
        "home-search-title",
        html! {
            (ui::text_input(t, Field::new("q", t.s("home-search-label")).value(q).kind("search")))
            (ui::select(t, Field::new("field", t.s("procedures-field")).value(field), &choices))
        },
    )
}

fn row(visit: &Visit, found: &Found<'_, '_>) -> Vec<Markup> {
    let (t, e) = (visit.t, found.entry);
    vec![
        html! {
            a.govuk-link href={ "/procedures/" (e.key.as_str()) } { (e.name(visit)) }
            br;
            span.govuk-hint {
                @if let Some(code) = &e.procedure.code { span.motcua-nowrap { (code) } " · " }
                (visit.text(&e.version.field)) " "
                (standing::tag(visit, e.published, calendar::local(visit.app.office.now()).date()))
                @if let Some(why) = search::why(visit, found) { br; (why) }
            }
        },
        html! {
            @if e.procedure.served_by == ServedBy::Voice { (t.s("procedures-by-law")) } @else { (e.limit_short(visit)) }
        },
        html! { (words::fee(t, &e.version.fee)) },
        html! { (visit.text(&e.version.receiving_agency)) },
    ]
}

/// `GET /procedures/{key}?version=`: as it is today, or as a version was or will be.
pub async fn show(visit: Visit, Path(key): Path<String>, Query(query): Query<Asks>) -> Result<Markup, Failure> {
    let Some(number) = query.get("version") else { return entry_page(&visit, &key, view::page) };
    let law = visit.app.office.law();
    let (key, published) = published(&law, &key)?;
    let procedure = published.procedure.as_ref().ok_or_else(missing)?;
    let version = number.parse().ok().and_then(|n| procedure.version(n)).ok_or_else(missing)?;
    Ok(view::page(&visit, &Entry { key: &key, published, procedure, version }))
}

/// `GET /procedures/{key}/changes?from=&to=`: two versions side by side; the last two where none are named.
pub async fn changes(visit: Visit, Path(key): Path<String>, Query(query): Query<Asks>) -> Result<Markup, Failure> {
    let law = visit.app.office.law();
    let (key, published) = published(&law, &key)?;
    let procedure = published.procedure.as_ref().ok_or_else(missing)?;
    let asked = |name: &str| query.get(name)?.parse().ok().and_then(|n| procedure.version(n));
    let newest = procedure.versions.len();
    let (from, to) = if query.contains_key("from") || query.contains_key("to") {
        (asked("from"), asked("to"))
    } else {
        (newest.checked_sub(2).map(|i| &procedure.versions[i]), procedure.versions.last())
    };
    let (from, to) = (from.ok_or_else(missing)?, to.ok_or_else(missing)?);
    Ok(changes::page(&visit, &key, from, to))
}

/// `GET /procedures/{key}/checklist`: a sheet to print.
pub async fn checklist(visit: Visit, Path(key): Path<String>) -> Result<Markup, Failure> {
    entry_page(&visit, &key, checklist::page)
}

fn entry_page(visit: &Visit, key: &str, page: fn(&Visit, &Entry<'_>) -> Markup) -> Result<Markup, Failure> {
    let law = visit.app.office.law();
    let today = calendar::local(visit.app.office.now()).date();
    let (key, published) = published(&law, key)?;
    let entry = Entry::of(&key, published, today).ok_or_else(missing)?;
    Ok(page(visit, &entry))
}

fn missing() -> Failure {
    Failure::from(Error::NotFound { what: "procedure" })
}

/// A procedure that citizens may see: one that is only being written is not there.
fn published<'a>(law: &'a Law, key: &str) -> Result<(ProcedureKey, &'a Published), Failure> {
    let key = ProcedureKey::parse(key).map_err(|_| missing())?;
    let published = law.catalogue.get(&key).filter(|p| p.procedure.is_some()).ok_or_else(missing)?;
    Ok((key, published))
}
