//! The page of one procedure: first what one needs, how long, how much and where; then all parts
//! that Decree 63/2010 art. 8 demands.

use super::{Entry, parts, standing};
use crate::args;
use crate::pages::home::{OwnLimit, shops};
use crate::pages::{in_english, words};
use crate::ui::{self, Button, SummaryRow};
use crate::visit::Visit;
use domain::law::Rule;
use domain::organisation::{PostKind, Unit};
use domain::procedure::{Need, ServedBy, Standing};
use maud::{Markup, html};

pub(super) fn page(visit: &Visit, e: &Entry<'_>) -> Markup {
    let t = visit.t;
    let v = e.version;
    let today = calendar::local(visit.app.office.now()).date();
    let title = e.name(visit);
    let caption = match &e.procedure.code {
        Some(code) => format!("{} · {code}", visit.text(&v.field)),
        None => visit.text(&v.field).to_owned(),
    };
    let before = ui::breadcrumbs(t, &[("/procedures", &t.s("nav-procedures"))], &title);
    let body = html! {
        (ui::heading(Some(&caption), &title))
        @if e.procedure.served_by == ServedBy::Voice {
            (ui::inset(html! { p.govuk-body { strong { (t.s("procedure-voice")) } } p.govuk-body { (t.s("procedure-voice-private")) } }))
        }
        (other_version(visit, e))
        (standing::notice(visit, e.published, today))
        (receive_button(visit, e))
        (in_short(visit, e))
        (ui::button_link(Button::Secondary, &t.s("checklist-link"), &format!("/procedures/{}/checklist", e.key)))
        (parts::all(visit, e))
        (where_to(visit, e))
        (versions(visit, e))
    };
    ui::page_before(&visit.shell(), &title, before, body)
}

/// That this is not the text of today.
fn other_version(visit: &Visit, e: &Entry<'_>) -> Markup {
    let (t, v) = (visit.t, e.version);
    let today = calendar::local(visit.app.office.now()).date();
    let shown = e.procedure.shown_on(today).map(|s| s.version);
    html! { @if shown != Some(v.version) {
        (ui::warning(t, &t.f("life-other-version", args!["n" => v.version])))
        p.govuk-body { (ui::link(&format!("/procedures/{}", e.key), &t.s("life-todays-version"))) }
    } }
}

/// What comes, what was, and what changed; officials get the rest of its life.
fn versions(visit: &Visit, e: &Entry<'_>) -> Markup {
    let t = visit.t;
    let today = calendar::local(visit.app.office.now()).date();
    let all = &e.procedure.versions;
    html! {
        @if all.len() > 1 {
            h2.govuk-heading-m #versions { (t.s("life-versions")) }
            ul.govuk-list.govuk-list--bullet { @for (i, v) in all.iter().enumerate().rev() {
                li {
                    (ui::link(&format!("/procedures/{}?version={}", e.key, v.version), &t.f("life-version-n", args!["n" => v.version])))
                    @match v.effective_from {
                        Some(from) if from > today => { ", " strong { (t.f("life-in-force-from", args!["from" => t.date(from)])) } }
                        Some(from) => { ", " (t.f("life-in-force-from", args!["from" => t.date(from)])) }
                        None => {}
                    }
                    @if let Some(to) = v.effective_to { ", " (t.f("life-in-force-to", args!["to" => t.date(to.yesterday().unwrap_or(to))])) }
                    @if i > 0 { " – " (ui::link(&format!("/procedures/{}/changes?from={}&to={}", e.key, all[i - 1].version, v.version), &t.f("life-what-changed", args!["n" => v.version]))) }
                }
            } }
        }
        @if visit.who.is_some() { p.govuk-body { (ui::link(&format!("/catalogue/{}", e.key), &t.s("life-of-this"))) } }
    }
}

/// For the counter: begin to receive, or why not here.
fn receive_button(visit: &Visit, e: &Entry<'_>) -> Markup {
    let t = visit.t;
    let Some(actor) = visit.who.as_ref().map(|w| &w.actor) else { return html! {} };
    if !matches!(actor.kind, PostKind::ReceptionOfficer | PostKind::HeadOfOneStop) {
        return html! {};
    }
    let label = t.s("procedure-receive");
    let today = calendar::local(visit.app.office.now()).date();
    match e.published.standing(today) {
        Standing::Suspended(_) => {
            return ui::button_disabled_with_reason(&label, &crate::failure::rule_text(t, Rule::ProcedureSuspended));
        }
        Standing::Abolished(_) => {
            return ui::button_disabled_with_reason(&label, &crate::failure::rule_text(t, Rule::ProcedureAbolished));
        }
        Standing::InForce | Standing::NotYet(_) | Standing::Expired => {}
    }
    if e.published.is_published_at(&actor.unit) {
        ui::button_link(Button::Primary, &label, &format!("/reception/receive/{}", e.key))
    } else {
        let rule = match e.procedure.served_by {
            ServedBy::Voice => Rule::NotADossier,
            ServedBy::Dossier => Rule::ProcedureNotPublished,
        };
        ui::button_disabled_with_reason(&label, &crate::failure::rule_text(t, rule))
    }
}

/// What a person of seventy wants to know before anything else.
fn in_short(visit: &Visit, e: &Entry<'_>) -> Markup {
    let t = visit.t;
    let v = e.version;
    let needed = v.papers.iter().filter(|p| p.need == Need::Always && p.replaced_by.is_none()).collect::<Vec<_>>();
    let more = v.papers.len() > needed.len();
    let rows = [
        SummaryRow::new(
            t.s("procedure-short-papers"),
            html! {
                @if needed.is_empty() { (t.s("procedure-short-no-papers")) }
                @else { ul.govuk-list.govuk-list--bullet { @for p in needed { li { (visit.text(&p.name)) } } } }
                @if more { span.govuk-hint { a.govuk-link href="#papers" { (t.s("procedure-short-more")) } } }
            },
        ),
        SummaryRow::new(t.s("procedure-short-limit"), e.limit_words(visit)),
        SummaryRow::new(
            t.s("procedure-short-fee"),
            html! {
                (words::fee(t, &v.fee))
                @if !v.fee.exemptions.is_empty() {
                    br; span.govuk-hint { (words::around(t, "fee-exempt", "who", in_english::list(visit, &v.fee.exemptions))) }
                }
            },
        ),
        SummaryRow::new(
            t.s("procedure-short-where"),
            html! {
                (visit.text(&v.receiving_agency))
                @if e.units().next().is_some() { br; a.govuk-link href="#where" { (t.s("procedure-short-where-list")) } }
            },
        ),
        SummaryRow::new(t.s("procedure-short-how"), channels(visit, e)),
    ];
    ui::summary_card(&t.s("procedure-short-title"), &rows)
}

fn channels(visit: &Visit, e: &Entry<'_>) -> String {
    let all: Vec<String> = e.version.channels.iter().map(|c| words::channel(visit.t, *c)).collect();
    all.join("; ")
}

/// The counters that take it.
fn where_to(visit: &Visit, e: &Entry<'_>) -> Markup {
    let t = visit.t;
    let law = visit.app.office.law();
    let units: Vec<_> = e.units().filter_map(|id| law.organisation.unit(id)).collect();
    // Where the source leaves the limit open, each unit has set its own.
    let open = e.version.time_limit.limit.is_none();
    let limit = |unit: &Unit| e.published.limit_at(e.version, &unit.id).map(|l| words::limit_cell(t, l));
    html! {
        h2.govuk-heading-m #where { (t.s("procedure-where")) }
        @if units.is_empty() {
            p.govuk-body {
                (visit.text(&e.version.receiving_agency)) ". "
                @if e.procedure.served_by == ServedBy::Dossier { (t.s("procedure-where-none")) }
            }
        } @else {
            (shops(visit, &units, open.then_some(&limit as OwnLimit<'_>)))
        }
    }
}
