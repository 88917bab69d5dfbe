//! Two versions side by side: the three reductions as numbers, then papers, steps, agencies, words.

use super::parts;
use crate::args;
use crate::pages::dossier::said;
use crate::pages::{in_english, words};
use crate::ui::{self, Column, Tag};
use crate::visit::Visit;
use calendar::Limit;
use domain::id::ProcedureKey;
use domain::procedure::compare::{Change, Comparison, Figure, compare};
use domain::procedure::{AgencyTask, Need, Paper, Step, Version};
use domain::text::Text;
use maud::{Markup, html};

/// The page of two versions.
pub(super) fn page(visit: &Visit, key: &ProcedureKey, before: &Version, after: &Version) -> Markup {
    let t = visit.t;
    let title = t.f("life-changes-title", args!["from" => before.version, "to" => after.version]);
    let since = |v: &Version| {
        html! {
            (t.f("life-version-n", args!["n" => v.version]))
            @if let Some(decision) = &v.decision { ", " (t.f("life-by-decision", args!["decision" => decision.as_str()])) }
            @if let Some(from) = v.effective_from { ", " (t.f("life-in-force-from", args!["from" => t.date(from)])) }
        }
    };
    let body = html! {
        (ui::heading(Some(visit.text(&after.name)), &title))
        ul.govuk-list {
            li { (t.s("life-before")) ": " (since(before)) }
            li { (t.s("life-after")) ": " (since(after)) }
        }
        (side_by_side(visit, before, after))
    };
    ui::page_before(&visit.shell(), &title, ui::back_link(t, &format!("/procedures/{key}")), body)
}

/// All that differs between two versions. Headings begin at the second level.
pub(crate) fn side_by_side(visit: &Visit, before: &Version, after: &Version) -> Markup {
    let t = visit.t;
    let c = compare(before, after);
    html! {
        (reductions(visit, &c, before, after))
        (papers(visit, &c))
        (steps(visit, &c, before, after))
        (agencies(visit, &c))
        (wordings(visit, &c))
        @if !c.basis_added.is_empty() || !c.basis_removed.is_empty() {
            h2.govuk-heading-m { (t.s("part-basis")) }
            ul.govuk-list.govuk-list--bullet {
                @for d in &c.basis_added { li { (added(visit)) " " (d) } }
                @for d in &c.basis_removed { li { (removed(visit)) " " (d) } }
            }
        }
    }
}

fn added(visit: &Visit) -> Markup {
    ui::tag(Tag::New, &visit.t.s("life-added"))
}

fn removed(visit: &Visit) -> Markup {
    ui::tag(Tag::Late, &visit.t.s("life-removed"))
}

fn changed(visit: &Visit) -> Markup {
    ui::tag(Tag::Active, &visit.t.s("life-changed"))
}

/// "5 → 3 (−2)", by numbers a program could subtract and by nothing else.
fn reductions(visit: &Visit, c: &Comparison<'_>, before: &Version, after: &Version) -> Markup {
    let t = visit.t;
    let r = &c.reductions;
    let columns = [
        Column::row_header(t.s("life-reduction")),
        Column::new(t.s("life-before")),
        Column::new(t.s("life-after")),
        Column::new(t.s("life-difference")),
    ];
    let count = |f: Figure<i64>, key: &str| match f {
        Figure::Alike(old, new) => vec![
            html! { (t.s(key)) },
            html! { (old) },
            html! { (new) },
            html! { (difference(visit, f, |n| t.f("life-papers-n", args!["n" => n]))) },
        ],
        Figure::Unlike => vec![],
    };
    let limit = |l: Option<Limit>| l.map_or_else(|| t.s("limit-open"), |l| words::limit_cell(t, l));
    let unit = after.time_limit.limit;
    let rows = vec![
        count(r.papers, "life-papers"),
        count(r.papers_always, "life-papers-always"),
        vec![
            html! { (t.s("part-limit")) },
            html! { (limit(before.time_limit.limit)) },
            html! { (limit(after.time_limit.limit)) },
            html! { (difference(visit, r.time, |n| in_unit(visit, unit, n))) },
        ],
        vec![
            html! { (t.s("part-fee")) },
            html! { (words::fee(t, &before.fee)) },
            html! { (words::fee(t, &after.fee)) },
            html! { (difference(visit, r.cost, |n| t.dong(n))) },
        ],
    ];
    ui::data_table(&t.s("life-three-reductions"), &columns, &rows)
}

/// So many of a limit's unit.
fn in_unit(visit: &Visit, unit: Option<Limit>, n: i64) -> String {
    let n = u16::try_from(n).unwrap_or(u16::MAX);
    let t = visit.t;
    match unit {
        Some(Limit::WorkingDays(_)) => words::limit(t, Limit::WorkingDays(n)),
        Some(Limit::WorkingHours(_)) => words::limit(t, Limit::WorkingHours(n)),
        Some(Limit::CalendarDays(_)) => words::limit(t, Limit::CalendarDays(n)),
        Some(Limit::Months(_)) => words::limit(t, Limit::Months(n)),
        Some(Limit::ClockHours(_)) => words::limit(t, Limit::ClockHours(n)),
        Some(Limit::SameDay { .. }) | None => n.to_string(),
    }
}

fn difference(visit: &Visit, figure: Figure<i64>, say: impl Fn(i64) -> String) -> Markup {
    let t = visit.t;
    match figure.difference() {
        None => html! { (t.s("life-not-comparable")) },
        Some(0) => html! { (t.s("life-no-difference")) },
        Some(n) if n < 0 => ui::tag(Tag::Done, &format!("−{}", say(-n))),
        Some(n) => ui::tag(Tag::Soon, &format!("+{}", say(n))),
    }
}

fn papers(visit: &Visit, c: &Comparison<'_>) -> Markup {
    let t = visit.t;
    let line = |p: &Paper| {
        html! {
            (visit.text(&p.name)) br;
            span.govuk-hint {
                (said::counts(t, p.originals, p.copies)) "; "
                @match &p.need {
                    Need::Always => (t.s("need-always")),
                    Need::If { condition, .. } => (visit.text(condition)),
                    Need::Unstated => (t.s("need-unstated")),
                }
                @if p.present_only { "; " (t.s("present-only")) }
                @if let Some(db) = &p.replaced_by { "; " (words::around(t, "paper-replaced-by", "database", in_english::said(visit, db))) }
            }
        }
    };
    table(visit, &t.s("part-papers"), &c.papers, line)
}

fn steps(visit: &Visit, c: &Comparison<'_>, before: &Version, after: &Version) -> Markup {
    let t = visit.t;
    let sum = |v: &Version| if v.shares() > 0.0 { v.shares() } else { 1.0 };
    let (old, new) = (sum(before), sum(after));
    let line = |s: &Step| {
        // A step of either version: its share is told of its own version's time.
        let total = if before.steps.iter().any(|x| std::ptr::eq(x, s)) { old } else { new };
        html! {
            (visit.text(&s.role_name)) ": " (visit.text(&s.action)) br;
            span.govuk-hint {
                @if s.counts { (t.f("step-share", args!["percent" => parts::per_cent(t, s.share, total)])) }
                @else { (t.s("step-not-counted")) }
            }
        }
    };
    table(visit, &t.s("part-steps"), &c.steps, line)
}

fn agencies(visit: &Visit, c: &Comparison<'_>) -> Markup {
    let line = |a: &AgencyTask| {
        html! {
            (visit.text(&a.agency)) ": " (visit.text(&a.task))
            @if let Some(limit) = &a.limit { " (" (visit.text(limit)) ")" }
        }
    };
    table(visit, &visit.t.s("part-agencies"), &c.agencies, line)
}

/// What changed of a list first; what did not is counted, and folded away.
fn table<T>(visit: &Visit, title: &str, changes: &[Change<'_, T>], line: impl Fn(&T) -> Markup) -> Markup {
    let t = visit.t;
    let columns =
        [Column::row_header(t.s("life-change")), Column::new(t.s("life-before")), Column::new(t.s("life-after"))];
    let none = || html! { "–" };
    let rows: Vec<Vec<Markup>> = changes
        .iter()
        .filter_map(|c| match c {
            Change::Added(new) => Some(vec![added(visit), none(), line(new)]),
            Change::Removed(old) => Some(vec![removed(visit), line(old), none()]),
            Change::Changed(old, new) => Some(vec![changed(visit), line(old), line(new)]),
            Change::Same(_) => None,
        })
        .collect();
    let same: Vec<Markup> =
        changes.iter().filter_map(|c| if let Change::Same(x) = c { Some(line(x)) } else { None }).collect();
    html! {
        @if rows.is_empty() {
            h2.govuk-heading-m { (title) }
            p.govuk-body { (t.s("life-nothing-changed")) }
        } @else { (ui::data_table(title, &columns, &rows)) }
        @if !same.is_empty() && !rows.is_empty() {
            (ui::details(&t.f("life-same", args!["n" => same.len()]), html! {
                ul.govuk-list.govuk-list--bullet { @for x in &same { li { (x) } } }
            }))
        }
    }
}

fn wordings(visit: &Visit, c: &Comparison<'_>) -> Markup {
    let t = visit.t;
    if c.wordings.is_empty() {
        return html! {};
    }
    let columns =
        [Column::row_header(t.s("life-part")), Column::new(t.s("life-before")), Column::new(t.s("life-after"))];
    let text = |of: Option<&Text>| of.map_or_else(|| t.s("part-unstated"), |x| visit.text(x).to_owned());
    let rows: Vec<Vec<Markup>> = c
        .wordings
        .iter()
        .map(|w| {
            vec![
                html! { (t.s(&format!("life-wording-{}", w.part))) },
                html! { (text(w.before)) },
                html! { (text(w.after)) },
            ]
        })
        .collect();
    ui::data_table(&t.s("life-wordings"), &columns, &rows)
}
