//! Parts of a draft that are lists: papers, steps, agencies. Each row has its fields and a box that
//! leaves it out; empty rows at the end take what is new.

use super::parts::{FORM, retyped};
use crate::args;
use crate::pages::admin::tried::{Sent, Tried};
use crate::ui::{self, Choice, Width};
use crate::visit::Staff;
use domain::id::{PaperId, RoleKey};
use domain::law::{Refusal, Rule};
use domain::procedure::{AgencyTask, DraftPart, Need, Paper, Step, Version};
use domain::text::Text;
use maud::{Markup, html};

/// Empty rows for what is new.
const BLANK: usize = 2;
/// Most rows that are read.
const MOST: usize = 100;
const NEEDS: [&str; 3] = ["always", "if", "unstated"];

/// The rows of a form that was sent: those that name themselves in order.
fn sent_rows(sent: &Sent<'_>, list: &str) -> Vec<usize> {
    (0..MOST).take_while(|n| sent.filled.0.iter().any(|(name, _)| *name == format!("{FORM}-{list}-{n}-row"))).collect()
}

/// A row's frame: its number, its fields, and the box that leaves it out.
fn framed_row(me: &Staff, list: &str, n: usize, there: bool, tried: &Tried<'_>, fields: Markup) -> Markup {
    let t = me.visit.t;
    let title = t.f(&format!("life-{list}-{}", if there { "row" } else { "new" }), args!["n" => n + 1]);
    let out = format!("{FORM}-{list}-{n}-out");
    let left_out = tried.typed(FORM, &format!("{list}-{n}-out")) == Some("yes");
    html! {
        (ui::fieldset(&title, html! {
            (ui::hidden(&format!("{FORM}-{list}-{n}-row"), "1"))
            (fields)
            @if there {
                div.govuk-form-group {
                    div.govuk-checkboxes."govuk-checkboxes--small" { div.govuk-checkboxes__item {
                        input.govuk-checkboxes__input id=(out) type="checkbox" name=(out) value="yes" checked[left_out];
                        label.govuk-label.govuk-checkboxes__label for=(out) {
                            (t.f(&format!("life-{list}-out"), args!["n" => n + 1]))
                        }
                    } }
                }
            }
        }))
    }
}

/// Texts of a row for its fields, by name.
fn value(of: Option<&Text>) -> &str {
    of.map_or("", |t| t.vi.as_str())
}

/// How many rows the page has: as many as were sent, else those of the draft and some for what is new.
fn count(tried: &Tried<'_>, list: &str, there: usize) -> usize {
    let sent = (0..MOST).take_while(|n| tried.typed(FORM, &format!("{list}-{n}-row")).is_some_and(|v| !v.is_empty()));
    match sent.count() {
        0 => there + BLANK,
        n => n,
    }
}

fn left_out(sent: &Sent<'_>, list: &str, n: usize) -> bool {
    sent.get(&format!("{list}-{n}-out")) == "yes"
}

fn number(sent: &Sent<'_>, field: &str) -> Result<u32, Refusal> {
    match sent.get(field) {
        "" => Ok(0),
        typed => typed.parse().ok().filter(|n| *n <= 99).ok_or_else(|| Refusal::new(Rule::FieldMalformed).field(field)),
    }
}

// ── papers ────────────────────────────────────────────────────────────────────────────────────────

pub(super) fn papers(me: &Staff, v: &Version, tried: &Tried<'_>) -> Markup {
    let t = me.visit.t;
    let needs: Vec<Choice> = NEEDS.iter().map(|n| Choice::new(*n, t.s(&format!("need-{n}")))).collect();
    html! {
        p.govuk-body { (t.s("life-papers-what")) }
        @for n in 0..count(tried, "papers", v.papers.len()) {
            @let p = v.papers.get(n);
            @let (need, condition) = match p.map(|p| &p.need) {
                Some(Need::If { condition, .. }) => ("if", condition.vi.as_str()),
                Some(Need::Unstated) => ("unstated", ""),
                _ => ("always", ""),
            };
            @let field = |name: &str, label: &str, usual: &str| tried.field(t, FORM, &format!("papers-{n}-{name}"), label, usual);
            @let shown = format!("papers-{n}-present");
            @let usual: Vec<String> = p.filter(|p| p.present_only).map(|_| "yes".to_owned()).into_iter().collect();
            (framed_row(me, "papers", n, p.is_some(), tried, html! {
                (ui::hidden(&format!("{FORM}-papers-{n}-id"), p.map_or("", |p| p.id.as_str())))
                (ui::textarea(t, field("name", "life-paper-name", value(p.map(|p| &p.name))).rows(2).max_length(1000)))
                (ui::text_input(t, field("originals", "life-originals", &p.map_or(1, |p| p.originals).to_string()).digits().width(Width::Chars(2))))
                (ui::text_input(t, field("copies", "life-copies", &p.map_or(0, |p| p.copies).to_string()).digits().width(Width::Chars(2))))
                (ui::select(t, field("need", "life-need", need), &needs))
                (ui::text_input(t, field("condition", "life-condition", condition).hint(t.s("life-condition-hint")).max_length(1000)))
                (ui::text_input(t, field("replaced", "life-replaced", p.and_then(|p| p.replaced_by.as_deref()).unwrap_or_default()).optional(t).hint(t.s("life-replaced-hint")).max_length(500)))
                (ui::text_input(t, field("form", "life-paper-form", p.and_then(|p| p.form.as_deref()).unwrap_or_default()).optional(t).max_length(200)))
                (ui::checkboxes(t, ui::Group::new(format!("{FORM}-{shown}"), t.s("life-present-question")).small(), &tried.ticked(FORM, &shown, vec![Choice::new("yes", t.s("present-only"))], &usual)))
            }))
        }
    }
}

pub(super) fn read_papers(sent: &Sent<'_>, v: &Version, kept: &mut Vec<usize>) -> Result<DraftPart, Refusal> {
    let mut papers: Vec<Paper> = Vec::new();
    // An id that was given once names no other paper of this text.
    let highest = v.papers.iter().filter_map(|p| p.id.as_str().strip_prefix('p')?.parse::<u32>().ok()).max();
    let mut next = highest.unwrap_or(0);
    for n in sent_rows(sent, "papers") {
        let at = |name: &str| format!("papers-{n}-{name}");
        let get = |name: &str| sent.get(&at(name));
        let old = v.papers.iter().find(|p| p.id.as_str() == get("id"));
        if left_out(sent, "papers", n) || old.is_none() && get("name").is_empty() {
            continue;
        }
        let id = if let Some(old) = old {
            old.id.clone()
        } else {
            next += 1;
            PaperId::parse(&format!("p{next}")).map_err(|_| Refusal::new(Rule::FieldMalformed).field(at("name")))?
        };
        let need = match get("need") {
            "if" => match old.map(|p| &p.need) {
                Some(Need::If { condition, case }) => {
                    Need::If { condition: retyped(Some(condition), get("condition")), case: *case }
                }
                _ => Need::If { condition: Text::vi(get("condition")), case: None },
            },
            "unstated" => Need::Unstated,
            _ => Need::Always,
        };
        let some = |name: &str| Some(get(name).to_owned()).filter(|x| !x.is_empty());
        kept.push(n);
        papers.push(Paper {
            id,
            name: retyped(old.map(|p| &p.name), get("name")),
            originals: number(sent, &at("originals"))?,
            copies: number(sent, &at("copies"))?,
            present_only: get("present") == "yes",
            need,
            replaced_by: some("replaced"),
            form: some("form"),
        });
    }
    Ok(DraftPart::Papers { papers })
}

// ── steps ─────────────────────────────────────────────────────────────────────────────────────────

/// A share of the limit as percent, as far as anybody would type it.
fn percent(me: &Staff, share: f64) -> String {
    let text = format!("{:.2}", share * 100.0);
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if me.visit.english() { text.to_owned() } else { text.replace('.', ",") }
}

fn decimal(typed: &str) -> Option<f64> {
    typed.trim().trim_end_matches('%').trim().replace(',', ".").parse::<f64>().ok().filter(|n| n.is_finite())
}

pub(super) fn steps(me: &Staff, v: &Version, tried: &Tried<'_>) -> Markup {
    let (visit, t) = (&me.visit, me.visit.t);
    let law = visit.app.office.law();
    let roles: Vec<Choice> = law.roles.iter().map(|r| Choice::new(r.role.as_str(), visit.text(&r.name))).collect();
    html! {
        p.govuk-body { (t.s("life-steps-what")) }
        @for n in 0..count(tried, "steps", v.steps.len()) {
            @let s = v.steps.get(n);
            @let field = |name: &str, label: &str, usual: &str| tried.field(t, FORM, &format!("steps-{n}-{name}"), label, usual);
            @let hours = s.and_then(|s| s.hours).map_or_else(String::new, |h| if visit.english() { h.to_string() } else { h.to_string().replace('.', ",") });
            @let outside = format!("steps-{n}-outside");
            @let usual: Vec<String> = s.filter(|s| !s.counts).map(|_| "yes".to_owned()).into_iter().collect();
            (framed_row(me, "steps", n, s.is_some(), tried, html! {
                (ui::hidden(&format!("{FORM}-steps-{n}-old"), &s.map_or_else(String::new, |_| n.to_string())))
                (ui::select(t, field("role", "life-role", s.map_or("", |s| s.role.as_str())), &roles))
                (ui::textarea(t, field("action", "step-action", value(s.map(|s| &s.action))).rows(2).max_length(2000)))
                (ui::text_input(t, field("share", "life-share", &s.map_or_else(String::new, |s| percent(me, s.share))).hint(t.s("life-share-hint")).width(Width::Chars(5)).suffix("%")))
                (ui::text_input(t, field("hours", "life-hours", &hours).optional(t).width(Width::Chars(5))))
                (ui::checkboxes(t, ui::Group::new(format!("{FORM}-{outside}"), t.s("life-outside-question")).small(), &tried.ticked(FORM, &outside, vec![Choice::new("yes", t.s("step-not-counted"))], &usual)))
            }))
        }
    }
}

pub(super) fn read_steps(
    me: &Staff,
    sent: &Sent<'_>,
    v: &Version,
    kept: &mut Vec<usize>,
) -> Result<DraftPart, Refusal> {
    let law = me.visit.app.office.law();
    let mut steps: Vec<Step> = Vec::new();
    for n in sent_rows(sent, "steps") {
        let at = |name: &str| format!("steps-{n}-{name}");
        let get = |name: &str| sent.get(&at(name));
        let old = get("old").parse::<usize>().ok().and_then(|i| v.steps.get(i));
        if left_out(sent, "steps", n) || old.is_none() && get("action").is_empty() && get("role").is_empty() {
            continue;
        }
        let malformed = |name: &str| Refusal::new(Rule::FieldMalformed).field(at(name));
        let role: RoleKey = get("role").parse().map_err(|_| Refusal::new(Rule::FieldRequired).field(at("role")))?;
        let named = law.roles.iter().find(|r| r.role == role).map(|r| r.name.clone());
        let role_name = match old {
            Some(old) if old.role == role => old.role_name.clone(),
            _ => named.ok_or_else(|| malformed("role"))?,
        };
        let share = match old {
            // Typed as it was shown: the source's own fraction stays.
            Some(old) if get("share") == percent(me, old.share) => old.share,
            _ => match get("share") {
                "" => 0.0,
                typed => decimal(typed).map(|p| p / 100.0).ok_or_else(|| malformed("share"))?,
            },
        };
        let hours = match get("hours") {
            "" => None,
            typed => Some(decimal(typed).filter(|h| *h >= 0.0).ok_or_else(|| malformed("hours"))?),
        };
        kept.push(n);
        steps.push(Step {
            no: u32::try_from(steps.len() + 1).unwrap_or(u32::MAX),
            role,
            role_name,
            action: retyped(old.map(|s| &s.action), get("action")),
            share,
            hours,
            counts: get("outside") != "yes",
        });
    }
    Ok(DraftPart::Steps { steps })
}

// ── agencies ──────────────────────────────────────────────────────────────────────────────────────

pub(super) fn agencies(me: &Staff, v: &Version, tried: &Tried<'_>) -> Markup {
    let t = me.visit.t;
    html! {
        p.govuk-body { (t.s("life-agencies-what")) }
        @for n in 0..count(tried, "agencies", v.agencies.len()) {
            @let a = v.agencies.get(n);
            @let field = |name: &str, label: &str, usual: &str| tried.field(t, FORM, &format!("agencies-{n}-{name}"), label, usual);
            (framed_row(me, "agencies", n, a.is_some(), tried, html! {
                (ui::hidden(&format!("{FORM}-agencies-{n}-old"), &a.map_or_else(String::new, |_| n.to_string())))
                (ui::text_input(t, field("agency", "life-agency", value(a.map(|a| &a.agency))).max_length(500)))
                (ui::textarea(t, field("task", "life-task", value(a.map(|a| &a.task))).rows(2).max_length(2000)))
                (ui::text_input(t, field("limit", "life-agency-limit", value(a.and_then(|a| a.limit.as_ref()))).optional(t).max_length(500)))
            }))
        }
    }
}

pub(super) fn read_agencies(sent: &Sent<'_>, v: &Version, kept: &mut Vec<usize>) -> Result<DraftPart, Refusal> {
    let mut agencies: Vec<AgencyTask> = Vec::new();
    for n in sent_rows(sent, "agencies") {
        let at = |name: &str| format!("agencies-{n}-{name}");
        let get = |name: &str| sent.get(&at(name));
        let old = get("old").parse::<usize>().ok().and_then(|i| v.agencies.get(i));
        if left_out(sent, "agencies", n) || old.is_none() && get("agency").is_empty() && get("task").is_empty() {
            continue;
        }
        for name in ["agency", "task"] {
            if get(name).is_empty() {
                return Err(Refusal::new(Rule::FieldRequired).field(at(name)));
            }
        }
        kept.push(n);
        agencies.push(AgencyTask {
            no: u32::try_from(agencies.len() + 1).unwrap_or(u32::MAX),
            agency: retyped(old.map(|a| &a.agency), get("agency")),
            task: retyped(old.map(|a| &a.task), get("task")),
            limit: Some(get("limit")).filter(|l| !l.is_empty()).map(|l| retyped(old.and_then(|a| a.limit.as_ref()), l)),
        });
    }
    Ok(DraftPart::Agencies { agencies })
}
