//! The administrator's first page: what is to be done, what the catalogue does not know.

use super::{page, shops};
use crate::args;
use crate::pages::catalogue::place;
use crate::pages::words;
use crate::ui::{self, Column, TaskItem};
use crate::visit::Staff;
use domain::calendar::local;
use domain::procedure::{Published, ServedBy};
use domain::procedure_gaps::gaps;
use maud::{Markup, html};
use store::access::Account;

/// A procedure's code and name, by its key; a role's key stays as it is.
fn named(me: &Staff, key: &str) -> String {
    let (visit, law) = (&me.visit, me.visit.app.office.law());
    let today = local(visit.app.office.now()).date();
    let published = law.catalogue.values().find(|p| p.procedure.as_ref().is_some_and(|x| x.key.as_str() == key));
    let Some((p, v)) = published.and_then(|p| Some((p, p.shown(today)?))) else { return key.to_owned() };
    match p.procedure.as_ref().and_then(|x| x.code.as_ref()) {
        Some(code) => format!("{code} {}", visit.text(&v.name)),
        None => visit.text(&v.name).to_owned(),
    }
}

pub(super) fn show(me: &Staff, accounts: &[Account]) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let law = visit.app.office.law();
    let org = &law.organisation;
    let today = local(visit.app.office.now()).date();
    let shops = shops(visit, me);
    let mut all: Vec<_> = law.catalogue.values().filter_map(Published::as_confirmed).collect();
    all.sort_by(|a, b| a.key.cmp(&b.key));

    let mut tasks = Vec::new();
    for p in law.catalogue.values().filter(|p| !shops.iter().any(|u| p.is_published_at(&u.id))) {
        let Some(procedure) = &p.procedure else { continue };
        let Some(v) = p.shown(today) else { continue };
        if procedure.served_by == ServedBy::Dossier
            && v.time_limit.limit.is_none()
            && !shops.iter().any(|u| p.limit_at(v, &u.id).is_some())
        {
            tasks.push(TaskItem {
                title: visit.text(&v.name).to_owned(),
                href: Some(format!("/admin/procedures/{}", procedure.key)),
                hint: Some(words::national(t, p)),
                tag: Some((ui::Tag::Waiting, t.s("admin-limit-to-set"))),
            });
        }
    }
    tasks.sort_by_key(|i| domain::text::fold(&i.title));
    let waiting = org
        .people
        .iter()
        .filter(|p| !org.posts_of(&p.id, today).is_empty() && !accounts.iter().any(|a| a.person == p.id))
        .count();
    let empty = org
        .posts
        .iter()
        .filter(|p| org.is_within(&p.unit, &me.actor().unit) && p.to.is_none_or(|to| today < to))
        .filter(|p| org.holders(&p.id, today).is_empty())
        .count();
    let columns = [Column::row_header(t.s("admin-gap")), Column::numeric(t.s("admin-gap-count"))];
    let gaps = gaps(&all);
    let rows: Vec<Vec<Markup>> = gaps
        .iter()
        .map(|g| {
            vec![
                html! {
                    (words::of(t, "gap", &g.kind))
                    @if !g.places.is_empty() {
                        (ui::details(&t.s("admin-gap-where"), html! {
                            ul.govuk-list { @for gap in &g.places {
                                @let (key, at) = gap.split_once(' ').unwrap_or((gap, ""));
                                li {
                                    (ui::link(&format!("/admin/procedures/{key}"), &named(me, key)))
                                    @if !at.is_empty() { ": " (place(visit, at)) }
                                }
                            } }
                        }))
                    }
                },
                html! { (t.number(i64::try_from(g.count).unwrap_or(i64::MAX))) },
            ]
        })
        .collect();
    let title = t.s("admin-title");
    page(
        me,
        &title,
        "/admin",
        html! {
            (ui::heading(Some(&visit.unit_name(&me.actor().unit)), &title))
            h2.govuk-heading-m { (t.s("admin-to-do")) }
            @if tasks.is_empty() { p.govuk-body { (t.s("admin-nothing-to-do")) } }
            @else {
                p.govuk-body { (t.f("admin-limits-hint", args!["n" => tasks.len()])) }
                (ui::task_list("limits", &tasks))
            }
            @if waiting > 0 { p.govuk-body { (t.f("admin-people-without-account", args!["n" => waiting])) " "
                (ui::link("/admin/people", &t.s("admin-people"))) } }
            @if empty > 0 { p.govuk-body { (t.f("admin-empty-posts", args!["n" => empty])) " "
                (ui::link("/admin/organisation", &t.s("admin-organisation"))) } }
            (ui::data_table(&t.s("admin-gaps"), &columns, &rows))
            p.govuk-hint { (t.f("admin-gaps-hint", args!["n" => all.len()])) }
        },
    )
}
