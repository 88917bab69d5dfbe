//! The organisation as a tree: units, posts with their holders, counters.

use super::page;
use crate::args;
use crate::pages::words;
use crate::ui::{self, Column};
use crate::visit::Staff;
use domain::calendar::{Date, local};
use domain::organisation::{Organisation, Unit};
use maud::{Markup, html};

pub(super) fn show(me: &Staff) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let law = visit.app.office.law();
    let org = &law.organisation;
    let today = local(visit.app.office.now()).date();
    let title = t.s("admin-organisation");
    page(
        me,
        &title,
        "/admin/organisation",
        html! {
            (ui::heading(Some(visit.text(&org.name)), &title))
            @for note in &org.notes { (ui::inset(visit.text(note))) }
            @for root in org.units.iter().filter(|u| u.parent.is_none()) { (branch(me, org, root, today)) }
        },
    )
}

fn branch(me: &Staff, org: &Organisation, unit: &Unit, today: Date) -> Markup {
    let below: Vec<&Unit> = org.units.iter().filter(|u| u.parent.as_ref() == Some(&unit.id)).collect();
    html! {
        (one(me, org, unit, today))
        @if !below.is_empty() {
            div.govuk-inset-text { @for u in below { (branch(me, org, u, today)) } }
        }
    }
}

fn one(me: &Staff, org: &Organisation, unit: &Unit, today: Date) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let posts: Vec<_> = org.posts.iter().filter(|p| p.unit == unit.id && p.to.is_none_or(|to| today < to)).collect();
    let counters: Vec<_> = org.counters.iter().filter(|c| c.unit == unit.id).collect();
    let columns = [
        Column::row_header(t.s("admin-post")),
        Column::new(t.s("admin-post-kind")),
        Column::new(t.s("admin-holders")),
        Column::new(t.s("admin-counter")),
    ];
    let rows: Vec<Vec<Markup>> = posts
        .iter()
        .map(|p| {
            let holders = org.holders(&p.id, today);
            let counter = p.counter.as_ref().and_then(|id| counters.iter().find(|c| c.id == *id));
            vec![
                html! { (visit.text(&p.name)) },
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
    let summary = t.f(
        "admin-unit-summary",
        args!["unit" => visit.text(&unit.name), "posts" => posts.len(), "counters" => counters.len()],
    );
    ui::details(
        &summary,
        html! {
            p.govuk-body {
                (words::of(t, "agency", &unit.agency)) " · " code.motcua-code { (unit.agency_code) }
                @if let Some(shop) = &unit.one_stop { " · " (visit.text(shop)) }
                @if let Some(address) = &unit.address { " · " (address) }
            }
            @if !rows.is_empty() { (ui::data_table_quiet(&summary, &columns, &rows)) }
        },
    )
}
