//! What happened to a part of the organisation, newest first: when, what, by whom.

use crate::args;
use crate::failure::Failure;
use crate::pages::dossier::said;
use crate::pages::words;
use crate::ui::{self, Column};
use crate::visit::{Staff, Visit};
use domain::calendar::Date;
use domain::organisation::{Holding, OrganisationEvent, Subject};
use maud::{Markup, html};

pub(super) async fn show(me: &Staff, of: Subject<'_>) -> Result<Markup, Failure> {
    let (visit, t) = (&me.visit, me.visit.t);
    let mut all = visit.app.office.history(me.actor(), of).await?;
    all.reverse();
    let columns = [Column::row_header(t.s("org-when")), Column::new(t.s("org-what")), Column::new(t.s("org-by-whom"))];
    let rows: Vec<Vec<Markup>> = all
        .iter()
        .map(|c| {
            vec![
                html! { (ui::when(&t.datetime(c.envelope.at))) },
                html! { (sentence(visit, &c.event)) },
                html! { (said::actor(visit, &c.envelope.by)) },
            ]
        })
        .collect();
    Ok(ui::data_table(&t.s("org-history"), &columns, &rows))
}

/// One change in a sentence.
fn sentence(visit: &Visit, e: &OrganisationEvent) -> String {
    use OrganisationEvent as E;
    let t = visit.t;
    let date = |d: &Date| t.date(*d);
    match e {
        E::Imported { .. } => t.s("org-event-imported"),
        E::PersonAdded { person } => t.f("org-event-person-added", args!["name" => person.name.as_str()]),
        E::NameCorrected { name, .. } => t.f("org-event-name-corrected", args!["name" => name.as_str()]),
        E::UnitAdded { unit } => {
            t.f("org-event-unit-added", args!["name" => visit.text(&unit.name), "from" => date(&unit.from)])
        }
        E::UnitRenamed { name, from, .. } => {
            t.f("org-event-unit-renamed", args!["name" => visit.text(name), "from" => date(from)])
        }
        E::UnitMoved { unit, parent, from } => t.f(
            "org-event-unit-moved",
            args!["unit" => visit.unit_name(unit), "from" => date(from),
                "parent" => parent.as_ref().map_or_else(|| t.s("org-no-parent"), |p| visit.unit_name(p))],
        ),
        E::HoursSet { hours, .. } => t.f(
            "hours-event-set",
            args!["from" => date(&hours.from), "document" => hours.basis.as_str(),
                "hours" => words::week(visit, &hours.hours)],
        ),
        E::UnitEnded { unit, to, successors } => {
            let names: Vec<String> = successors.iter().map(|u| visit.unit_name(u)).collect();
            let names = if names.is_empty() { t.s("org-no-successor") } else { names.join(", ") };
            t.f("org-event-unit-ended", args!["unit" => visit.unit_name(unit), "to" => date(to), "successors" => names])
        }
        E::PostAdded { post } => {
            t.f("org-event-post-added", args!["name" => visit.text(&post.name), "from" => date(&post.from)])
        }
        E::PostEnded { post, to } => {
            t.f("org-event-post-ended", args!["name" => said::post_name(visit, post), "to" => date(to)])
        }
        E::CounterSet { counter } => t.f(
            "org-event-counter-set",
            args!["name" => visit.text(&counter.name),
                "number" => counter.number.map_or_else(|| "–".to_owned(), |n| n.to_string()),
                "fields" => if counter.fields.is_empty() { t.s("org-all-fields") } else { counter.fields.join(", ") }],
        ),
        E::CounterEnded { to, .. } => t.f("org-event-counter-ended", args!["to" => date(to)]),
        E::Appointed { holding: Holding { person, post, from, to } } => {
            let args = args!["person" => visit.person_name(person), "post" => said::post_name(visit, post),
                "from" => date(from), "last" => to.map_or_else(String::new, |to| last(visit, to))];
            t.f(if to.is_some() { "org-event-appointed-until" } else { "org-event-appointed" }, args)
        }
        E::PostLeft { person, post, to } => t.f(
            "org-event-post-left",
            args!["person" => visit.person_name(person), "post" => said::post_name(visit, post), "to" => date(to)],
        ),
        E::Delegated { delegation: d } => t.f(
            "org-event-delegated",
            args!["post" => said::post_name(visit, &d.from_post), "person" => visit.person_name(&d.to_person),
                "document" => d.document.as_str(), "from" => date(&d.from), "last" => last(visit, d.to)],
        ),
        E::DelegationEnded { from_post, to_person, to } => t.f(
            "org-event-delegation-ended",
            args!["post" => said::post_name(visit, from_post), "person" => visit.person_name(to_person),
                "to" => date(to)],
        ),
        E::OutageDeclared { outage: o } => t.f(
            "outage-event-declared",
            args!["unit" => visit.unit_name(&o.unit), "kind" => words::of(t, "outage-kind", &o.kind),
                "from" => t.datetime(o.from),
                "to" => o.to.map_or_else(|| t.s("outage-lasts"), |to| t.datetime(to))],
        ),
        E::OutageEnded { unit, to, .. } => {
            t.f("outage-event-ended", args!["unit" => visit.unit_name(unit), "to" => t.datetime(*to)])
        }
    }
}

/// The last day of a period whose first day after is kept.
fn last(visit: &Visit, to: Date) -> String {
    visit.t.date(to.yesterday().unwrap_or(to))
}

/// A period as people say it: "từ 01/07/2025", "01/07/2025 – 31/12/2026".
pub(super) fn period(visit: &Visit, from: Date, to: Option<Date>) -> Markup {
    let t = visit.t;
    html! {
        @match to {
            None => { (t.f("org-since", args!["from" => t.date(from)])) }
            Some(to) if to <= from => { (t.s("org-never")) }
            Some(to) => {
                span.motcua-nowrap { (t.date(from)) } " – " span.motcua-nowrap { (last(visit, to)) }
            }
        }
    }
}
