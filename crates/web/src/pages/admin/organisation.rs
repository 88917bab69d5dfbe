//! The organisation as a tree on a day: units, posts with their holders, counters.

use super::page;
use super::tried::{Sent, Tried};
use crate::args;
use crate::forms::Filled;
use crate::pages::dossier::Asks;
use crate::pages::words;
use crate::ui::{self, Column, DateValue, Group};
use crate::visit::Staff;
use domain::calendar::{Date, local};
use domain::organisation::{Organisation, Unit};
use maud::{Markup, html};

pub(super) fn show(me: &Staff, asks: &Asks) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let law = visit.app.office.law();
    let org = &law.organisation;
    let today = local(visit.app.office.now()).date();
    let typed = Filled(asks.iter().map(|(k, v)| (format!("tree-{k}"), v.clone())).collect());
    let asked = Sent { form: "tree", filled: &typed }.date_or_none("on");
    let (on, wrong) = match asked {
        Ok(on) => (on.unwrap_or(today), false),
        Err(_) => (today, true),
    };
    let value = if wrong {
        let part = |suffix: &str| typed.get(&format!("tree-on-{suffix}")).to_owned();
        DateValue { day: part("day"), month: part("month"), year: part("year") }
    } else {
        DateValue::from(on)
    };
    let error = wrong.then(|| t.s("org-date-wrong"));
    let errors: Vec<(&str, String)> = error.iter().map(|e| ("on", e.clone())).collect();
    let title = t.s("admin-organisation");
    let roots = org.below(None, on);
    page(
        me,
        &title,
        "/admin/organisation",
        html! {
            (ui::error_summary(t, &errors))
            (ui::heading(Some(visit.text(&org.name)), &title))
            @if !org.notes.is_empty() {
                (ui::details(&t.s("home-notes"), html! {
                    ul.govuk-list.govuk-list--bullet { @for note in &org.notes { li { (visit.text(note)) } } }
                }))
            }
            (ui::choose(t, "/admin/organisation", "choose-day", ui::date_input(t, Group::new("on", t.s("org-on")).error(error), &value)))
            h2.govuk-heading-m { (t.f("org-as-of", args!["on" => t.date(on)])) }
            @if roots.is_empty() { (ui::empty_state(&t.s("org-nothing-then"), None)) }
            @for root in roots { (branch(me, org, root, on)) }
            (Tried::nothing().folded("unit", &t.s("org-add-root"), super::unit::add_form(me, None, &Tried::nothing())))
        },
    )
}

fn branch(me: &Staff, org: &Organisation, unit: &Unit, on: Date) -> Markup {
    let below = org.below(Some(&unit.id), on);
    html! {
        (one(me, org, unit, on))
        @if !below.is_empty() {
            div.govuk-inset-text { @for u in below { (branch(me, org, u, on)) } }
        }
    }
}

fn one(me: &Staff, org: &Organisation, unit: &Unit, on: Date) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let posts: Vec<_> = org.posts.iter().filter(|p| p.unit == unit.id && p.is_there(on)).collect();
    let counters = org.counters.iter().filter(|c| c.unit == unit.id && c.is_there(on)).count();
    let columns = [
        Column::row_header(t.s("admin-post")),
        Column::new(t.s("admin-post-kind")),
        Column::new(t.s("admin-holders")),
        Column::new(t.s("admin-counter")),
    ];
    let rows: Vec<Vec<Markup>> = posts
        .iter()
        .map(|p| {
            let holders = org.holders(&p.id, on);
            let counter = p.counter.as_ref().and_then(|id| org.counter(id)).filter(|c| c.is_there(on));
            vec![
                ui::link(&format!("/admin/posts/{}", p.id), visit.text(&p.name)),
                html! { (words::post(t, p.kind)) },
                html! {
                    @if holders.is_empty() { (ui::tag(ui::Tag::Waiting, &t.s("admin-post-empty"))) }
                    @for (i, h) in holders.iter().enumerate() {
                        @if i > 0 { ", " } (ui::link(&format!("/admin/people/{}", h.id), &h.name))
                    }
                },
                html! { @if let Some(c) = counter { (visit.text(&c.name)) } },
            ]
        })
        .collect();
    let name = visit.text(unit.as_of(on).0);
    let summary = t.f("admin-unit-summary", args!["unit" => name, "posts" => posts.len(), "counters" => counters]);
    ui::details(
        &summary,
        html! {
            p.govuk-body {
                (ui::link(&format!("/admin/units/{}", unit.id), &t.f("org-open-unit", args!["unit" => name])))
            }
            p.govuk-body {
                (words::of(t, "agency", &unit.agency)) " · " code.motcua-code { (unit.agency_code) }
                @if let Some(shop) = &unit.one_stop { " · " (visit.text(shop)) }
                @if let Some(address) = &unit.address { " · " (address) }
            }
            @if !rows.is_empty() { (ui::data_table_quiet(&summary, &columns, &rows)) }
        },
    )
}
