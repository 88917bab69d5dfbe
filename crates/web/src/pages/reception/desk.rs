//! Today at the counter, and choosing the procedure to receive under.

use super::at_the_counter;
use crate::args;
use crate::failure::Failure;
use crate::pages::dossier::{Asks, lines};
use crate::pages::drafts;
use crate::pages::procedure::{Entry, at_unit, entries, standing};
use crate::pages::words;
use crate::ui::{self, Button, Column, Field, Width};
use crate::visit::Staff;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect, Response};
use domain::calendar::local;
use domain::dossier::Phase;
use domain::id::ProcedureKey;
use domain::procedure::{Published, Standing, Work};
use maud::{Markup, html};
use office::Filter;
use office::dossier::{NamedLine, Order};

/// Lines of a list on the page of today, and the most that is counted.
const SHOWN: usize = 50;
const COUNTED: usize = 200;

/// Procedures named as often received here: as many as there are keys with a digit.
const OFTEN: i64 = 9;

/// What the counter looks at.
struct Today {
    opened: Vec<NamedLine>,
    to_transfer: Vec<NamedLine>,
    ready: usize,
    awaiting: usize,
}

/// `GET /reception`.
pub async fn today(me: Staff) -> Result<Markup, Failure> {
    at_the_counter(&me)?;
    let office = &me.visit.app.office;
    let here = || Filter { unit: Some(me.actor().unit.clone()), ..Filter::default() };
    let midnight = calendar::instant(calendar::local(office.now()).date().at(0, 0, 0, 0));
    let opened = Filter { opened_from: Some(midnight), ..here() };
    let first_step = Filter { phase: Some(Phase::InProcess), work: Some(Work::Receive), ..here() };
    let in_phase = |phase| Filter { phase: Some(phase), ..here() };
    let seen = Today {
        opened: office.dossiers(me.actor(), opened, Order::Newest, None, COUNTED).await?,
        to_transfer: office.dossiers(me.actor(), first_step, Order::Soonest, None, COUNTED).await?,
        ready: office.dossiers(me.actor(), in_phase(Phase::Ready), Order::Soonest, None, COUNTED).await?.len(),
        awaiting: office
            .dossiers(me.actor(), in_phase(Phase::AwaitingSupplement), Order::Newest, None, COUNTED)
            .await?
            .len(),
    };
    let unfinished = drafts::list(&me).await?;
    let often = often(&me).await?;
    Ok(page(&me, seen, &often, &unfinished))
}

/// What this unit received most in the last 30 days and still receives, the most often first.
async fn often(me: &Staff) -> Result<Vec<(ProcedureKey, i64)>, Failure> {
    let office = &me.visit.app.office;
    let law = office.law();
    let mut often = office.often_received(me.actor(), OFTEN).await?;
    let today = local(office.now()).date();
    often.retain(|(key, _)| {
        let here = |p: &Published| p.is_published_at(&me.actor().unit) && p.standing(today) == Standing::InForce;
        law.catalogue.get(key).is_some_and(here)
    });
    Ok(often)
}

/// Where a day's work begins: the keyboard stands in the search, and the numbers beside what comes often
/// are an answer to it.
fn begin(me: &Staff, often: &[(ProcedureKey, i64)]) -> Markup {
    let t = me.visit.t;
    let name = |key: &ProcedureKey| me.visit.latest_name(key);
    let hint = if often.is_empty() { "receive-choose-hint" } else { "reception-begin-hint" };
    let field = Field::new("q", t.s("reception-begin")).hint(t.s(hint)).kind("search").autocomplete("off");
    html! {
        section.motcua-begin aria-label=(t.s("reception-begin")) {
            (ui::form_get("/reception/receive", html! {
                (ui::autofocus(&ui::text_input(t, field.width(Width::TwoThirds))))
                (ui::button_group(html! {
                    (ui::button(Button::Primary, &t.s("reception-begin-go")))
                    (ui::link("/reception/receive", &t.s("reception-begin-all")))
                }))
            }))
            @if !often.is_empty() {
                h2.govuk-heading-s { (t.s("reception-often")) }
                ol.govuk-list.govuk-list--number {
                    @for (key, n) in often {
                        li {
                            a.govuk-link href={ "/reception/receive/" (key.as_str()) } { (name(key)) } " "
                            span.govuk-hint.motcua-nowrap { (t.f("reception-often-count", args!["n" => *n])) }
                        }
                    }
                }
            }
        }
    }
}

fn page(me: &Staff, mut seen: Today, often: &[(ProcedureKey, i64)], unfinished: &Markup) -> Markup {
    let t = me.visit.t;
    let title = t.s("reception-title");
    let office = &me.visit.app.office;
    let law = office.law();
    let calendar = law.calendar_of(&me.actor().unit);
    let cutoff = law.practice.transfer_cutoff.value;
    // ND 61/2018 art. 18: the same working day, after 15:00 at the start of the next.
    let by = |l: &NamedLine| l.line.received.map(|at| calendar.transfer_by(at, cutoff));
    seen.to_transfer.sort_by_key(|l| (by(l), l.line.received));
    let count = |n: usize| if n >= COUNTED { format!("{COUNTED}+") } else { n.to_string() };
    let of = |phase| seen.opened.iter().filter(|l| l.line.phase == phase).count();
    let received = seen.opened.iter().filter(|l| l.line.received.is_some()).count();
    let number = |key: &str, figure: String, href: Option<&str>| ui::Number {
        figure,
        label: t.s(key),
        href: href.map(str::to_owned),
        alarming: false,
    };
    let body = html! {
        (ui::heading(Some(&t.date_of(office.now())), &title))
        (begin(me, often))
        (unfinished)
        (ui::numbers(&[
            number("reception-ready", count(seen.ready), Some("/reception/ready")),
            number("reception-to-transfer", count(seen.to_transfer.len()), Some("#transfer")),
            number("reception-awaiting", count(seen.awaiting), Some("/dossiers?phase=awaiting-supplement")),
            number("reception-received-today", count(received), Some("#today")),
            number("reception-guided-today", count(of(Phase::Guided)), None),
            number("reception-declined-today", count(of(Phase::Declined)), None),
        ]))
        h2.govuk-heading-m #transfer { (t.s("reception-to-transfer-title")) }
        @if seen.to_transfer.is_empty() { p.govuk-body { (t.s("reception-to-transfer-none")) } }
        @else { (transfers(me, &seen.to_transfer, by)) }
        h2.govuk-heading-m #today { (t.s("reception-today-title")) }
        @if seen.opened.is_empty() {
            (ui::empty_state(&t.s("reception-today-none"), Some(("/reception/receive", &t.s("reception-receive")))))
        } @else {
            (opened(me, &seen.opened))
            @if seen.opened.len() > SHOWN { p.govuk-body { a.govuk-link href="/dossiers" { (t.s("reception-more")) } } }
        }
    };
    ui::page(&me.visit.shell(), &title, body)
}

/// What must be passed on, by when, each with its button.
fn transfers(me: &Staff, lines: &[NamedLine], by: impl Fn(&NamedLine) -> Option<jiff::Timestamp>) -> Markup {
    let t = me.visit.t;
    let now = me.visit.app.office.now();
    let columns = [
        Column::row_header(t.s("line-code")),
        Column::new(t.s("line-applicant")),
        Column::new(t.s("line-procedure")),
        Column::new(t.s("line-transfer-by")),
        Column::quiet(t.s("act-transfer")),
    ];
    let rows: Vec<Vec<Markup>> = lines
        .iter()
        .take(SHOWN)
        .map(|l| {
            vec![
                code(l, &t.s("line-no-code")),
                html! { (l.applicant) },
                html! { (me.visit.procedure_name(&l.line.procedure)) },
                html! {
                    @if let Some(by) = by(l) { (ui::when(&t.datetime(by))) br; (lines::day_tag(t, by, now)) }
                },
                html! {
                    form.motcua-inline-form method="post" action={ "/dossiers/" (l.line.id.to_string()) "/acts/transfer" } {
                        (ui::csrf(me.csrf()))
                        (ui::hidden("version", &l.line.version.to_string()))
                        (ui::hidden("back", "/reception"))
                        button.govuk-button.govuk-button--secondary type="submit" {
                            (t.s("act-transfer"))
                            @if let Some(code) = &l.line.code { span.govuk-visually-hidden { " " (code.as_str()) } }
                        }
                    }
                },
            ]
        })
        .collect();
    ui::data_table_quiet(&t.s("reception-to-transfer-title"), &columns, &rows)
}

fn opened(me: &Staff, lines: &[NamedLine]) -> Markup {
    let t = me.visit.t;
    let columns = [
        Column::row_header(t.s("line-code")),
        Column::new(t.s("line-opened")),
        Column::new(t.s("line-applicant")),
        Column::new(t.s("line-procedure")),
        Column::new(t.s("line-phase")),
        Column::new(t.s("line-due")),
    ];
    let rows: Vec<Vec<Markup>> = lines
        .iter()
        .take(SHOWN)
        .map(|l| {
            vec![
                code(l, &t.s("line-no-code")),
                html! { (t.time(l.line.opened)) },
                html! { @if l.applicant.is_empty() { (t.s("line-unnamed")) } @else { (l.applicant) } },
                html! { (me.visit.procedure_name(&l.line.procedure)) },
                words::phase_tag(t, l.line.phase),
                html! { @if let Some(due) = l.line.due { (ui::when(&t.datetime(due))) } },
            ]
        })
        .collect();
    ui::data_table_quiet(&t.s("reception-today-title"), &columns, &rows)
}

/// The code as a link to the dossier; before receipt it has none.
pub(super) fn code(l: &NamedLine, none: &str) -> Markup {
    let href = format!("/dossiers/{}", l.line.id);
    ui::code_link(&href, l.line.code.as_ref().map_or(none, |c| c.as_str()))
}

/// `GET /reception/receive?q=`: procedures published at this counter.
pub async fn choose(me: Staff, Query(query): Query<Asks>) -> Result<Response, Failure> {
    at_the_counter(&me)?;
    let q: String = query.get("q").map_or("", |q| q.trim()).chars().take(200).collect();
    let law = me.visit.app.office.law();
    let all = entries(&law, calendar::local(me.visit.app.office.now()).date());
    let found = at_unit(&me.visit, &all, &me.actor().unit, &q);
    let to = |key: &ProcedureKey| Redirect::to(&format!("/reception/receive/{key}")).into_response();
    // One digit is a number of the list of what comes often.
    if let [n @ b'1'..=b'9'] = q.as_bytes()
        && let Some((key, _)) = often(&me).await?.get(usize::from(n - b'1'))
    {
        return Ok(to(key));
    }
    // Who types enough to leave one procedure has chosen.
    if let [only] = found.as_slice()
        && !q.is_empty()
    {
        return Ok(to(only.key));
    }
    Ok(chooser(&me, &q, &found).into_response())
}

fn chooser(me: &Staff, q: &str, found: &[&Entry<'_>]) -> Markup {
    let t = me.visit.t;
    let title = t.s("receive-choose");
    let columns = [
        Column::row_header(t.s("procedures-name")),
        Column::new(t.s("procedures-field")),
        Column::new(t.s("procedures-limit")),
        Column::new(t.s("procedures-fee")),
    ];
    // After a search Enter takes the nearest; before one, the keyboard stands in the search.
    let (first, search) = (!q.is_empty(), q.is_empty() || found.is_empty());
    let rows: Vec<Vec<Markup>> = found
        .iter()
        .enumerate()
        .map(|(i, e)| {
            vec![
                html! {
                    a.govuk-link href={ "/reception/receive/" (e.key.as_str()) } autofocus[first && i == 0] { (e.name(&me.visit)) }
                    @if let Some(code) = &e.procedure.code { br; span.govuk-hint.motcua-nowrap { (code) } }
                    " " (standing::tag(&me.visit, e.published, local(me.visit.app.office.now()).date()))
                },
                html! { (me.visit.text(&e.version.field)) },
                html! { (e.limit_short(&me.visit)) },
                html! { (words::fee(t, &e.version.fee)) },
            ]
        })
        .collect();
    let field = Field::new("q", t.s("receive-choose-label")).hint(t.s("receive-choose-hint")).value(q).kind("search");
    let field = ui::text_input(t, field);
    let body = html! {
        h1.govuk-heading-l { (title) }
        form method="get" action="/reception/receive" role="search" novalidate {
            @if search { (ui::autofocus(&field)) } @else { (field) }
            (ui::button(Button::Secondary, &t.s("search-button")))
        }
        p.govuk-body role="status" { (t.f("procedures-found", args!["n" => found.len()])) }
        @if found.is_empty() {
            (ui::empty_state(&t.s("receive-choose-none"), Some((&format!("/procedures?q={}", ui::percent_encode(q)), &t.s("receive-choose-elsewhere")))))
        } @else { (ui::data_table_quiet(&title, &columns, &rows)) }
    };
    ui::page_before(&me.visit.shell(), &title, ui::back_link(t, "/reception"), body)
}
