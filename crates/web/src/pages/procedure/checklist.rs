//! The checklist of a procedure for the hand: one sheet with boxes to tick, what it costs, how long,
//! where, and the way back to the page as a QR code.

use super::{Entry, standing};
use crate::args;
use crate::i18n::capital;
use crate::pages::dossier::said;
use crate::pages::{in_english, words};
use crate::ui::{self, SummaryRow};
use crate::visit::Visit;
use domain::procedure::{Need, Paper};
use maud::{Markup, PreEscaped, html};

/// How wide the code is printed, in CSS pixels: 3 cm, enough for an old phone.
const QR_SIDE: u32 = 113;

pub(super) fn page(visit: &Visit, e: &Entry<'_>) -> Markup {
    let (t, v) = (visit.t, e.version);
    let name = e.name(visit);
    let address = format!("{}/procedures/{}", visit.app.office.address(), e.key);
    let of = |keep: &dyn Fn(&Paper) -> bool| v.papers.iter().filter(|p| keep(p)).collect::<Vec<&Paper>>();
    let bring = of(&|p| p.need == Need::Always && p.replaced_by.is_none());
    let perhaps = of(&|p| p.need != Need::Always && p.replaced_by.is_none());
    let known = of(&|p| p.replaced_by.is_some());
    let law = visit.app.office.law();
    let shops: Vec<String> = e
        .units()
        .filter_map(|id| law.organisation.unit(id))
        .map(|u| visit.text(u.one_stop.as_ref().unwrap_or(&u.name)).to_owned())
        .collect();
    let place = match shops.as_slice() {
        [one] => one.clone(),
        _ => visit.text(&v.receiving_agency).to_owned(),
    };
    let mut facts = vec![
        SummaryRow::new(t.s("procedure-short-limit"), e.limit_words(visit)),
        SummaryRow::new(t.s("procedure-short-fee"), words::fee(t, &v.fee)),
        SummaryRow::new(t.s("procedure-short-where"), place),
    ];
    if !v.fee.exemptions.is_empty() {
        let who: Vec<&str> = v.fee.exemptions.iter().map(|e| in_english::plain(visit, e)).collect();
        facts.insert(2, SummaryRow::new(t.s("checklist-exempt"), capital(&who.join(", "))));
    }
    let before = ui::back_link(t, &format!("/procedures/{}", e.key));
    let body = html! {
        div.motcua-checklist {
        (ui::heading(Some(&t.s("checklist-title")), &name))
        (standing::notice(visit, e.published, calendar::local(visit.app.office.now()).date()))
        p.govuk-hint.motcua-screen { (t.s("checklist-how")) }
        @if !bring.is_empty() {
            h2.govuk-heading-s { (t.s("checklist-bring")) }
            (boxes(visit, &bring))
        }
        @if !perhaps.is_empty() {
            h2.govuk-heading-s { (t.s("checklist-if")) }
            (boxes(visit, &perhaps))
        }
        @if !known.is_empty() {
            h2.govuk-heading-s { (t.s("checklist-known")) }
            ul.govuk-list { @for p in known { li { "– " (visit.text(&p.name)) } } }
        }
        @if v.papers.is_empty() { p.govuk-body { (t.s("procedure-short-no-papers")) } }
        (ui::summary_list(&facts))
        div.motcua-checklist__foot {
            @if let Some(qr) = visit.app.settings.qr { (PreEscaped(sized(&qr(&address)))) }
            p.govuk-body { (t.f("checklist-address", args!["address" => address])) }
        }
        }
    };
    ui::page_before(&visit.shell(), &t.f("checklist-page", args!["name" => name]), before, body)
}

/// Papers with a box each, how many, and when they are needed.
fn boxes(visit: &Visit, papers: &[&Paper]) -> Markup {
    let t = visit.t;
    html! {
        ul.govuk-list.motcua-boxes {
            @for p in papers {
                li {
                    @match &p.need {
                        Need::If { condition, .. } => { strong { (visit.text(condition)) ": " } }
                        Need::Unstated => { strong { (t.s("checklist-unstated")) ": " } }
                        Need::Always => {}
                    }
                    (visit.text(&p.name))
                    " (" (said::counts(t, p.originals, p.copies)) @if p.present_only { "; " (t.s("present-only-after")) } ")"
                }
            }
        }
    }
}

/// The drawing at the size of the paper: it comes one pixel a module.
fn sized(svg: &str) -> String {
    let Some((start, rest)) = svg.split_once(" width=\"") else { return svg.to_owned() };
    let Some((_, end)) = rest.split_once(" shape-rendering") else { return svg.to_owned() };
    format!("{start} width=\"{QR_SIDE}\" height=\"{QR_SIDE}\" shape-rendering{end}")
}
