//! Words about a dossier: people with their posts, papers by name, texts that may be erased, times.

use crate::args;
use crate::i18n::Tr;
use crate::visit::Visit;
use domain::calendar::WorkingTime;
use domain::dossier::{Actor, Dossier, MovedBy, Official, TextRef};
use domain::id::{PaperId, PostId};
use domain::law::Rule;
use domain::procedure::{Need, Paper, Version};
use office::dossier::Detail;

/// Name of a post; its key when it is unknown.
pub(crate) fn post_name(visit: &Visit, id: &PostId) -> String {
    let law = visit.app.office.law();
    law.organisation.post(id).map_or_else(|| id.to_string(), |p| visit.text(&p.name).to_owned())
}

/// Person, post and unit of whoever did something, with the number of the delegation.
pub(crate) fn actor(visit: &Visit, by: &Actor) -> String {
    if by.person == office::setup::the_program().person {
        return visit.person_name(&by.person);
    }
    let mut out =
        format!("{}, {}, {}", visit.person_name(&by.person), post_name(visit, &by.post), visit.unit_name(&by.unit));
    if let Some(number) = &by.delegation {
        out.push_str(", ");
        out.push_str(&visit.t.f("dossier-by-delegation", args!["number" => number.as_str()]));
    }
    out
}

/// Why a date was counted again.
pub(crate) fn moved_by(visit: &Visit, by: &MovedBy) -> String {
    let t = visit.t;
    match by {
        MovedBy::Days { document } => t.f("moved-by-days", args!["document" => document.as_str()]),
        MovedBy::Hours { unit, document } => {
            t.f("moved-by-hours", args!["unit" => visit.unit_name(unit), "document" => document.as_str()])
        }
        MovedBy::Organisation {} => t.s("moved-by-organisation"),
    }
}

/// Person and post.
pub(crate) fn official(visit: &Visit, o: &Official) -> String {
    format!("{}, {}", visit.person_name(&o.person), post_name(visit, &o.post))
}

/// The text at a place; says so where it was erased.
pub(crate) fn text(visit: &Visit, detail: &Detail, at: &TextRef) -> String {
    match detail.text(at) {
        "" => visit.t.s("dossier-text-erased"),
        text => text.to_owned(),
    }
}

/// A text with the line breaks its author made.
pub(crate) fn written(text: &str) -> maud::Markup {
    maud::html! { @for (i, line) in text.lines().enumerate() { @if i > 0 { br; } (line) } }
}

/// Name of a paper of the list the dossier is under; its key when a correction took that list away.
pub(crate) fn paper(visit: &Visit, version: Option<&Version>, id: &PaperId) -> String {
    version.and_then(|v| v.paper(id)).map_or_else(|| id.to_string(), |p| visit.text(&p.name).to_owned())
}

/// Papers by name, after one another.
pub(crate) fn papers(visit: &Visit, version: Option<&Version>, ids: &[PaperId]) -> Vec<String> {
    ids.iter().map(|id| paper(visit, version, id)).collect()
}

/// How many originals and copies: "1 bản chính, 1 bản sao".
pub(crate) fn counts(t: Tr, originals: u32, copies: u32) -> String {
    let mut parts = Vec::new();
    if originals > 0 {
        parts.push(t.f("dossier-originals", args!["n" => originals]));
    }
    if copies > 0 {
        parts.push(t.f("dossier-copies", args!["n" => copies]));
    }
    if parts.is_empty() { t.s("paper-none-counted") } else { parts.join(", ") }
}

/// What the list asks for of a paper, and when.
pub(crate) fn demand(visit: &Visit, paper: &Paper) -> String {
    let t = visit.t;
    let mut out = counts(t, paper.originals, paper.copies);
    if paper.present_only {
        out.push_str(", ");
        out.push_str(&t.s("present-only-after"));
    }
    out.push_str(". ");
    match &paper.need {
        Need::Always => out.push_str(&t.s("need-always")),
        // The source's own words say when: "Trường hợp …", "Chỉ khi …".
        Need::If { condition, .. } => out.push_str(visit.text(condition)),
        Need::Unstated => out.push_str(&t.s("need-unstated")),
    }
    out
}

/// Working time in words; a working day of an internal process has eight hours.
pub(crate) fn working_time(t: Tr, time: WorkingTime) -> String {
    let (days, hours, minutes) = (time.minutes() / 480, time.minutes() % 480 / 60, time.minutes() % 60);
    let mut parts = Vec::new();
    if days > 0 {
        parts.push(t.f("working-time-days", args!["n" => days]));
    }
    if hours > 0 {
        parts.push(t.f("working-time-hours", args!["n" => hours]));
    }
    if minutes > 0 || parts.is_empty() {
        parts.push(t.f("working-time-minutes", args!["n" => minutes]));
    }
    parts.join(" ")
}

/// A rule's name in a few words.
pub(crate) fn rule_short(t: Tr, rule: Rule) -> String {
    t.s(&format!("rule-{}-short", rule.id()))
}

/// A step: who does it, by the procedure's own name, and what.
pub(crate) fn step(visit: &Visit, d: &Dossier, index: usize) -> String {
    d.steps.get(index).map_or_else(String::new, |s| {
        crate::pages::words::step_name(visit, &d.procedure, s.plan.source_no, &s.plan.role)
    })
}

#[cfg(test)]
mod tests {
    use super::working_time;
    use crate::i18n::{Lang, Tr};
    use domain::calendar::WorkingTime;

    #[test]
    fn working_time_is_told_in_days_of_eight_hours() {
        let t = Tr(Lang::Vi);
        assert_eq!(working_time(t, WorkingTime::from_minutes(480 + 125)), "1 ngày 2 giờ 5 phút");
        assert_eq!(working_time(t, WorkingTime::ZERO), "0 phút");
    }
}
