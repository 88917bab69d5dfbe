//! The life of one procedure on one page: how it stands, its versions, its draft, its facts, what may be done.

use super::list::stage_tag;
use super::{confirm, name_of, today};
use crate::args;
use crate::i18n::capital;
use crate::pages::dossier::framed;
use crate::pages::procedure::standing;
use crate::pages::words;
use crate::ui::{self, Button, Column, SummaryRow, Tag};
use crate::visit::Staff;
use domain::id::ProcedureKey;
use domain::procedure::{Published, Version};
use maud::{Markup, html};
use office::grant::{Administer, Compose, Grant};

pub(super) fn show(me: &Staff, key: &ProcedureKey, p: &Published) -> Markup {
    let visit = &me.visit;
    let today = today(me);
    let title = name_of(me, p);
    let compose = Grant::<Compose>::of(me.actor()).is_ok();
    let body = html! {
        (ui::heading(Some(&words::national(me.visit.t, p)), &title))
        @if p.procedure.is_some() { (standing::notice(visit, p, today)) }
        (facts(me, key, p))
        (draft(me, key, p, compose))
        (versions(me, key, p))
        (signs(me, key, p))
        @if let Some(v) = p.shown(today) { (confirm::section(me, key, p, v, compose)) }
    };
    framed(me, &title, "/catalogue", body)
}

fn facts(me: &Staff, key: &ProcedureKey, p: &Published) -> Markup {
    let t = me.visit.t;
    let receiving = p.units.values().filter(|u| u.since.is_some()).count();
    let rows = [SummaryRow::new(t.s("life-receiving"), t.f("life-receiving-n", args!["n" => receiving]))];
    html! {
        @if p.procedure.is_some() { (ui::summary_list(&rows)) }
        ul.govuk-list {
            @if p.procedure.is_some() { li { (ui::link(&format!("/procedures/{key}"), &t.s("admin-as-citizens-see"))) } }
            @if p.procedure.is_some() && Grant::<Administer>::of(me.actor()).is_ok() {
                li { (ui::link(&format!("/admin/procedures/{key}"), &t.s("life-units-and-limits"))) }
            }
            li { (ui::link(&format!("/catalogue/{key}/history"), &t.s("life-history"))) }
            @if p.procedure.is_some() { li { (ui::link(&format!("/catalogue/{key}/file"), &t.s("life-export"))) } }
        }
    }
}

fn draft(me: &Staff, key: &ProcedureKey, p: &Published, compose: bool) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    html! {
        @if let Some(d) = &p.draft {
            h2.govuk-heading-m { (t.s("life-draft")) }
            p.govuk-body {
                (ui::link(&format!("/catalogue/{key}/draft"), &t.f("life-draft-of", args!["n" => d.text.version]))) " "
                (stage_tag(visit, d))
            }
        } @else if p.abolished.is_none() && compose {
            (ui::form_post(&format!("/catalogue/{key}/draft"), me.csrf(), ui::button(Button::Primary, &t.s("life-amend"))))
        }
    }
}

fn versions(me: &Staff, key: &ProcedureKey, p: &Published) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let today = today(me);
    let Some(procedure) = &p.procedure else { return html! {} };
    let columns = [
        Column::row_header(t.s("admin-version")),
        Column::new(t.s("admin-decision")),
        Column::new(t.s("life-in-force")),
        Column::new(t.s("life-changes")),
    ];
    let in_force = procedure.in_force_on(today).map(|v| v.version);
    let rows: Vec<Vec<Markup>> = procedure
        .versions
        .iter()
        .enumerate()
        .rev()
        .map(|(i, v)| {
            let before = i.checked_sub(1).map(|i| &procedure.versions[i]);
            vec![
                html! {
                    (ui::link(&format!("/procedures/{key}?version={}", v.version), &t.f("life-version-n", args!["n" => v.version])))
                    @if in_force == Some(v.version) { " " (ui::tag(Tag::Done, &t.s("life-tag-in-force"))) }
                    @else if v.effective_from.is_some_and(|from| from > today) { " " (ui::tag(Tag::Soon, &t.s("life-tag-announced"))) }
                },
                html! { (v.decision.clone().unwrap_or_else(|| t.s("mark-missing"))) },
                html! { (period(me, v)) },
                html! { @if let Some(before) = before {
                    (ui::link(&format!("/procedures/{key}/changes?from={}&to={}", before.version, v.version), &t.f("life-compare-with", args!["n" => before.version])))
                } @else { (t.s("life-first-version")) } },
            ]
        })
        .collect();
    html! { (ui::data_table(&t.s("life-versions"), &columns, &rows)) (compare_any(visit.t, key, procedure.versions.as_slice())) }
}

/// Any two versions, where there are more than two.
fn compare_any(t: crate::i18n::Tr, key: &ProcedureKey, versions: &[Version]) -> Markup {
    if versions.len() < 3 {
        return html! {};
    }
    let choices: Vec<ui::Choice> = versions
        .iter()
        .map(|v| ui::Choice::new(v.version.to_string(), t.f("life-version-n", args!["n" => v.version])))
        .collect();
    let (first, last) = (versions[0].version.to_string(), versions[versions.len() - 1].version.to_string());
    ui::form_get(
        &format!("/procedures/{key}/changes"),
        html! {
            (ui::select(t, ui::Field::new("from", t.s("life-before")).value(first), &choices))
            (ui::select(t, ui::Field::new("to", t.s("life-after")).value(last), &choices))
            (ui::button(Button::Secondary, &t.s("life-compare")))
        },
    )
}

/// From when to when a version is in force.
pub(super) fn period(me: &Staff, v: &Version) -> String {
    let t = me.visit.t;
    match (v.effective_from, v.effective_to) {
        (Some(from), Some(to)) if to <= from => t.s("life-never-in-force"),
        (Some(from), Some(to)) => format!("{} – {}", t.date(from), t.date(to.yesterday().unwrap_or(to))),
        (Some(from), None) => t.f("life-tag-from", args!["from" => t.date(from)]),
        (None, Some(to)) => capital(&t.f("life-in-force-to", args!["to" => t.date(to.yesterday().unwrap_or(to))])),
        (None, None) => t.s("life-from-unstated"),
    }
}

/// What a leader may sign here, or why not.
fn signs(me: &Staff, key: &ProcedureKey, p: &Published) -> Markup {
    let t = me.visit.t;
    if p.procedure.is_none() || p.abolished.is_some() {
        return html! {};
    }
    let open = p.open_suspension(today(me)).filter(|s| s.to.is_none());
    let signs = me.visit.app.office.decides_on(me.actor(), key);
    html! {
        h2.govuk-heading-m { (t.s("life-signs")) }
        @if signs {
            (ui::button_group(html! {
                @if open.is_some() { (ui::button_link(Button::Primary, &t.s("life-lift-title"), &format!("/catalogue/{key}/lift"))) }
                @else { (ui::button_link(Button::Secondary, &t.s("life-suspend-title"), &format!("/catalogue/{key}/suspend"))) }
                (ui::button_link(Button::Secondary, &t.s("life-abolish-title"), &format!("/catalogue/{key}/abolish")))
            }))
        } @else { p.govuk-body { (t.s("life-who-signs")) } }
    }
}
