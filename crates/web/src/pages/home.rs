//! The first page for everybody, and the choice of language.

use crate::failure::Failure;
use crate::i18n::{LANGUAGE_COOKIE, Lang};
use crate::pages::access::{cookie, local_path, redirect_with};
use crate::pages::dossier::Asks;
use crate::pages::procedure::{Entry, entries};
use crate::pages::words;
use crate::ui::{self, Button, Column, Field};
use crate::visit::Visit;
use axum::extract::Query;
use axum::response::Response;
use domain::id::ProcedureKey;
use domain::organisation::Unit;
use maud::{Markup, html};

/// How long a browser keeps the reader's language, in seconds: one year.
const ONE_YEAR: u32 = 365 * 24 * 3600;

/// Procedures that communes are asked for most (certified copies, civil status, residence), in this
/// order: what a new office shows until it has counts of its own.
const OFTEN: [&str; 8] =
    ["2.000815", "1.001193", "2.000635", "2.000884", "1.004873", "1.000894", "1.004222", "1.000656"];

/// `GET /`.
pub async fn show(visit: Visit) -> Result<Markup, Failure> {
    let t = visit.t;
    let law = visit.app.office.law();
    let today = calendar::local(visit.app.office.now()).date();
    let all = entries(&law, today);
    let counted = visit.app.office.asked_most().await?;
    let usual = OFTEN.iter().copied().filter(|key| counted.iter().all(|c| c.as_str() != *key));
    let often: Vec<&Entry<'_>> = counted
        .iter()
        .map(ProcedureKey::as_str)
        .chain(usual)
        .filter_map(|key| all.iter().find(|e| e.key.as_str() == key))
        .take(OFTEN.len())
        .collect();
    let open: Vec<&Unit> = law
        .organisation
        .units
        .iter()
        .filter(|u| u.one_stop.is_some() && u.from <= today && u.to.is_none_or(|to| today < to))
        .collect();
    let body = html! {
        h1.govuk-heading-xl { (t.s("home-title")) }
        p.govuk-body-l { (t.s("home-lead")) }
        div.govuk-grid-row {
            div class="govuk-grid-column-two-thirds" {
                h2.govuk-heading-m { (t.s("home-search-title")) }
                (search_form(&visit, "", &t.s("home-search-label")))
            }
            div class="govuk-grid-column-one-third" {
                h2.govuk-heading-m { (t.s("home-follow-title")) }
                (follow_form(&visit, "", None, Button::Secondary))
            }
        }
        @if !often.is_empty() {
            h2.govuk-heading-m { (t.s("home-often")) }
            div.govuk-grid-row {
                @for half in often.chunks(often.len().div_ceil(2)) {
                    div class="govuk-grid-column-one-half" {
                        ul.govuk-list.govuk-list--spaced {
                            @for e in half {
                                li {
                                    a.govuk-link href={ "/procedures/" (e.key.as_str()) } { (e.name(&visit)) }
                                    br;
                                    span.govuk-hint { (e.limit_short(&visit)) " · " (words::fee(t, &e.version.fee)) }
                                }
                            }
                        }
                    }
                }
            }
        }
        p.govuk-body { a.govuk-link href="/procedures" { (t.f("home-all", crate::args!["n" => all.len()])) } }
        @if !open.is_empty() {
            h2.govuk-heading-m { (t.s("home-where")) }
            (shops(&visit, &open, None))
        }
        @if !law.organisation.notes.is_empty() {
            (ui::details(&t.s("home-notes"), html! {
                ul.govuk-list.govuk-list--bullet { @for note in &law.organisation.notes { li { (visit.text(note)) } } }
            }))
        }
    };
    Ok(ui::page(&visit.shell(), &t.s("home-title"), body))
}

/// `GET /language?to=en&back=/path`.
pub async fn language(visit: Visit, Query(query): Query<Asks>) -> Response {
    let to = query.get("to").and_then(|code| Lang::parse(code)).unwrap_or_default();
    let back = query.get("back").and_then(|b| local_path(b)).unwrap_or("/");
    redirect_with(cookie(&visit.app.settings, LANGUAGE_COOKIE, to.code(), Some(ONE_YEAR)), back)
}

/// The field in which a procedure is looked for, in everyday words.
pub(super) fn search_form(visit: &Visit, q: &str, label: &str) -> Markup {
    let t = visit.t;
    html! {
        form method="get" action="/procedures" role="search" novalidate {
            (ui::text_input(t, Field::new("q", label).hint(t.s("home-search-hint")).value(q).kind("search")))
            (ui::button(Button::Primary, &t.s("search-button")))
        }
    }
}

/// The field in which the code of a dossier is typed.
pub(super) fn follow_form(visit: &Visit, code: &str, error: Option<&str>, weight: Button) -> Markup {
    let t = visit.t;
    html! {
        form method="get" action="/follow" novalidate {
            (ui::text_input(t, Field::new("code", t.s("follow-code")).hint(t.s("follow-code-hint")).value(code)
                .error(error).autocomplete("off")))
            (ui::button(weight, &t.s("follow-go")))
        }
    }
}

/// What a unit says about its own limit of a procedure.
pub(super) type OwnLimit<'a> = &'a dyn Fn(&Unit) -> Option<String>;

/// Several one-stop shops, one a line; `limits` gives what each says about its own limit.
pub(super) fn shops(visit: &Visit, units: &[&Unit], limits: Option<OwnLimit<'_>>) -> Markup {
    let t = visit.t;
    // Where nobody has an address on record, a column that says so each time helps nobody.
    let addresses = units.iter().any(|u| u.address.is_some());
    let all_hours: Vec<String> = units.iter().map(|u| words::hours(visit, &u.id)).collect();
    if let (false, None, Some(same)) =
        (addresses, limits, all_hours.first().filter(|h| all_hours.iter().all(|x| x == *h)))
    {
        return html! {
            p.govuk-body { (t.f("shop-hours", crate::args!["hours" => same.as_str()])) }
            ul.govuk-list.govuk-list--bullet.motcua-columns {
                @for u in units { li { (visit.text(u.one_stop.as_ref().unwrap_or(&u.name))) } }
            }
            p.govuk-hint { (t.s("shop-no-addresses")) }
        };
    }
    let mut columns = vec![Column::row_header(t.s("shop-name"))];
    if addresses {
        columns.push(Column::new(t.s("shop-address")));
    }
    columns.push(Column::new(t.s("shop-hours-title")));
    if limits.is_some() {
        columns.push(Column::new(t.s("part-limit")));
    }
    let row = |unit: &&Unit| {
        let mut cells = vec![html! { (visit.text(unit.one_stop.as_ref().unwrap_or(&unit.name))) }];
        if addresses {
            cells.push(html! { (unit.address.clone().unwrap_or_else(|| t.s("shop-address-unknown"))) });
        }
        cells.push(html! { (words::hours(visit, &unit.id)) });
        if let Some(limit) = limits {
            cells.push(html! { (limit(unit).unwrap_or_default()) });
        }
        cells
    };
    let rows: Vec<Vec<Markup>> = units.iter().map(row).collect();
    html! {
        (ui::data_table_quiet(&t.s("home-where"), &columns, &rows))
        @if !addresses { p.govuk-hint { (t.s("shop-no-addresses")) } }
    }
}

/// A one-stop shop: its name, where it is, when it is open.
pub(super) fn shop(visit: &Visit, unit: &Unit) -> Markup {
    let t = visit.t;
    let name = visit.text(unit.one_stop.as_ref().unwrap_or(&unit.name));
    html! {
        strong { (name) }
        br;
        @match &unit.address {
            Some(address) => { (address) }
            None => span.govuk-hint { (t.s("shop-address-unknown")) }
        }
        br;
        span.govuk-hint { (t.f("shop-hours", crate::args!["hours" => words::hours(visit, &unit.id)])) }
    }
}
