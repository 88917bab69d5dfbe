//! Where a dossier stands, for whoever holds its receipt: one sentence first, then the rest.

use crate::args;
use crate::failure::rule_text;
use crate::i18n::capital;
use crate::pages::dossier::said;
use crate::pages::home::shop;
use crate::pages::{fee_words, words};
use crate::ui::{self, Step, StepState, SummaryRow, Tag};
use crate::visit::Visit;
use domain::dossier::{Outcome, Phase};
use domain::fee::Standing;
use domain::law::Rule;
use domain::procedure::Work;
use jiff::Timestamp;
use maud::{Markup, html};
use office::follow::PlainStatus;

pub(super) fn page(visit: &Visit, s: &PlainStatus, offer: Markup) -> Markup {
    let t = visit.t;
    let name = visit.procedure_name(&s.procedure);
    let body = html! {
        div.govuk-grid-row { div class="govuk-grid-column-two-thirds" {
            (ui::heading(Some(&t.f("status-code", args!["code" => s.code.as_str()])), &name))
            p.govuk-body-l { strong { (sentence(visit, s)) } }
            @if let Some(more) = more(visit, s) { p.govuk-body { (more) } }
            (sorry(visit, s))
            @if let Some(m) = s.moved.as_ref().filter(|_| s.phase == Phase::InProcess) {
                (ui::inset(t.f("moved-what", args!["before" => t.moment_long(m.before), "why" => said::moved_by(visit, &m.by)])))
            }
            h2.govuk-heading-m { (t.s("todo-title")) }
            p.govuk-body { (todo(visit, s)) }
            (dates(visit, s))
            (fee(visit, s))
            (breaches(visit, s))
            (steps(visit, s))
            (result(visit, s))
            (offer)
            p.govuk-body { (ui::link(&format!("/t/{}/proofs", s.token), &t.s("proofs-link"))) }
            p.govuk-body { a.govuk-link href={ "/procedures/" (s.procedure.key.as_str()) } { (t.s("status-procedure")) } }
            p.govuk-hint { (t.s("status-no-names")) }
        } }
    };
    ui::page(&visit.shell(), &name, body)
}

/// A promise that was missed: said without excuse, by whoever gave it.
fn sorry(visit: &Visit, s: &PlainStatus) -> Markup {
    let t = visit.t;
    let (true, Phase::InProcess, Some(promised)) = (s.late, s.phase, s.promised) else { return html! {} };
    let shop = one_stop(visit, s);
    let text = t.f("status-sorry", args!["promised" => t.moment_long(promised), "unit" => shop]);
    html! {
        (ui::warning(t, &text))
        p.govuk-body { (t.s(if s.apologised.is_some() { "status-sorry-told" } else { "status-sorry-ask" })) }
    }
}

/// What the applicant has to do now.
fn todo(visit: &Visit, s: &PlainStatus) -> String {
    let t = visit.t;
    let unit = one_stop(visit, s);
    match s.phase {
        Phase::InProcess => t.s("todo-wait"),
        Phase::AwaitingSupplement => t.f("todo-supplement", args!["unit" => unit]),
        Phase::Ready => t.f("todo-fetch", args!["unit" => unit]),
        Phase::Stopped | Phase::Declined => t.f("todo-read", args!["unit" => unit]),
        Phase::Guided => t.s("todo-file"),
        Phase::Returned | Phase::Withdrawn | Phase::Closed => t.s("todo-nothing"),
    }
}

/// The whole answer in one sentence.
pub(super) fn sentence(visit: &Visit, s: &PlainStatus) -> String {
    let t = visit.t;
    let unit = one_stop(visit, s);
    let on = |at: Option<Timestamp>| at.map(|at| since(visit, at)).unwrap_or_default();
    match s.phase {
        Phase::InProcess => match (&s.waits_at, s.due) {
            (Some((unit, from)), Some(due)) => {
                let (unit, from, due) = (visit.unit_name(unit), since(visit, *from), t.moment_long(due));
                t.f("status-waits", args!["unit" => unit, "since" => from, "due" => due])
            }
            (_, Some(due)) => t.f("status-due", args!["due" => t.moment_long(due)]),
            _ => t.s("phase-in-process-plain"),
        },
        Phase::AwaitingSupplement => t.f("status-awaiting", args!["since" => on(s.asked)]),
        Phase::Ready => t.f("status-ready", args!["since" => on(s.ready), "unit" => unit]),
        Phase::Returned | Phase::Closed if s.returned.is_some() => {
            t.f("status-returned", args!["when" => s.returned.map(|at| t.moment_long(at)).unwrap_or_default()])
        }
        phase => t.s(&format!("phase-{}-plain", words::word(&phase))),
    }
}

/// What is being done now, how it was decided, and that it is late.
fn more(visit: &Visit, s: &PlainStatus) -> Option<Markup> {
    let t = visit.t;
    let now = visit.app.office.now();
    let work = s.work.filter(|w| *w != Work::Return).map(|w| {
        let all = works(visit, s);
        let assigns = all.len() == s.progress.1 && w == Work::Review && is_assignment(&all, s.progress.0);
        t.s(&if assigns { "work-assign-plain".to_owned() } else { format!("work-{}-plain", words::word(&w)) })
    });
    let late = s.late && s.phase == Phase::InProcess;
    let rejected = s.outcome == Some(Outcome::Rejected);
    (work.is_some() || late || rejected || s.phase == Phase::AwaitingSupplement).then(|| {
        html! {
            @if let Some(work) = work { (work) ". " }
            @if s.phase == Phase::AwaitingSupplement { (t.s("status-clock-stands")) " " }
            @if rejected { (t.s("status-rejected")) " " }
            @if let (true, Some(due)) = (late, s.promised) { (ui::tag(Tag::Late, &capital(&t.relative_due(due, now)))) }
        }
    })
}

/// "từ thứ Ba" within this week, with the date before it.
fn since(visit: &Visit, at: Timestamp) -> String {
    let t = visit.t;
    let (day, today) = (calendar::local(at).date(), calendar::local(visit.app.office.now()).date());
    if day == today {
        return t.f("since-today", args!["time" => t.time(at)]);
    }
    let weekday = t.s(&format!("weekday-{}", day.weekday().to_monday_one_offset()));
    let days = (today - day).get_days();
    if (1..=6).contains(&days) {
        weekday
    } else {
        t.f("since-date", args!["weekday" => weekday, "date" => t.date(day)])
    }
}

fn dates(visit: &Visit, s: &PlainStatus) -> Markup {
    let t = visit.t;
    let mut rows = Vec::new();
    let mut row = |key: String, at: Option<Timestamp>| {
        if let Some(at) = at {
            rows.push(SummaryRow::new(key, t.moment_long(at)));
        }
    };
    row(t.s("status-received"), s.received);
    // An apology never wipes out the first promise: both dates stand (ND 61/2018 art. 19.9).
    if s.first_due == s.due || s.due.is_none() {
        row(t.s("status-promised"), s.first_due);
    } else {
        row(t.s("status-first-due"), s.first_due);
        let label = match (&s.moved, s.apologised) {
            (Some(_), _) => "status-due-moved",
            (None, Some(_)) => "status-new-due",
            (None, None) => "status-due-after-supplement",
        };
        row(t.s(label), s.due);
        row(t.s("status-apologised"), s.apologised);
    }
    row(t.s("status-result-since"), s.ready);
    row(t.s("status-handed-over"), s.returned);
    html! { @if !rows.is_empty() { (ui::summary_list(&rows)) } }
}

/// What it costs and what was paid, for whoever holds the receipt.
fn fee(visit: &Visit, s: &PlainStatus) -> Markup {
    let t = visit.t;
    if s.received.is_none() || s.fee == Standing::Free {
        return html! {};
    }
    let law = visit.app.office.law();
    html! {
        h2.govuk-heading-m { (t.s("fee-card")) }
        p.govuk-body { (fee_words::standing_plain(visit, law.version(&s.procedure), &s.fee)) }
        @if !s.vouchers.is_empty() {
            ul.govuk-list.govuk-list--bullet { @for (number, at, amount) in &s.vouchers {
                li { (t.f("fee-plain-voucher", args!["number" => number.to_string(), "amount" => t.dong(amount.0), "when" => t.date_of(*at)])) }
            } }
        }
    }
}

/// Rules that were broken in this dossier: the applicant is told, with the rule's own text.
fn breaches(visit: &Visit, s: &PlainStatus) -> Markup {
    let t = visit.t;
    html! {
        @if !s.breaches.is_empty() {
            (ui::warning(t, &t.s("status-breaches")))
            ul.govuk-list.govuk-list--bullet {
                @for (rule, at) in &s.breaches {
                    li {
                        strong { (t.date_of(*at)) } ": " (told(visit, *rule))
                        br; span.govuk-hint { (words::citation(t, *rule)) }
                    }
                }
            }
        }
    }
}

/// A breach as the applicant should read it, where the rule's own text speaks to officials.
fn told(visit: &Visit, rule: Rule) -> String {
    let own = format!("breach-{}", rule.id());
    if visit.t.has(&own) { visit.t.s(&own) } else { rule_text(visit.t, rule) }
}

/// What is done by whom, step after step, but for the handing over.
fn works(visit: &Visit, s: &PlainStatus) -> Vec<(Work, String)> {
    let law = visit.app.office.law();
    law.version(&s.procedure)
        .map(|v| {
            v.steps
                .iter()
                .filter_map(|step| {
                    law.roles
                        .iter()
                        .find(|r| r.role == step.role)
                        .map(|r| (r.work, visit.text(&step.role_name).to_owned()))
                })
                .filter(|(work, _)| *work != Work::Return)
                .collect()
        })
        .unwrap_or_default()
}

/// Whether a step is there to give the dossier to somebody: who reviews before anybody has handled it, assigns.
fn is_assignment(works: &[(Work, String)], at: usize) -> bool {
    let first = works.iter().position(|(work, _)| *work == Work::Handle);
    works.get(at).is_some_and(|(work, _)| *work == Work::Review) && first.is_some_and(|first| at < first)
}

fn steps(visit: &Visit, s: &PlainStatus) -> Markup {
    let t = visit.t;
    if !matches!(s.phase, Phase::InProcess | Phase::AwaitingSupplement | Phase::Ready) {
        return html! {};
    }
    let (done, total) = s.progress;
    let works = works(visit, s);
    let state = |i: usize| match i.cmp(&done) {
        std::cmp::Ordering::Less => StepState::Done,
        std::cmp::Ordering::Equal if s.phase == Phase::InProcess && s.late => StepState::Late,
        std::cmp::Ordering::Equal => StepState::Current,
        std::cmp::Ordering::Greater => StepState::Todo,
    };
    html! {
        h2.govuk-heading-m { (t.s("status-steps")) }
        p.govuk-body { (t.f("follow-degree", args!["done" => done, "total" => total])) }
        // Where the plan had to add or pass over a step, the number says enough.
        @if works.len() == total {
            (ui::steps_progress(t, &works.iter().enumerate().map(|(i, (work, who))| Step {
                label: if is_assignment(&works, i) { t.s("work-assign") } else { words::work(t, *work) },
                state: state(i),
                note: Some(who.clone()),
                ..Step::default()
            }).collect::<Vec<_>>()))
        }
    }
}

fn one_stop(visit: &Visit, s: &PlainStatus) -> String {
    let law = visit.app.office.law();
    law.organisation
        .unit(&s.unit)
        .map_or_else(|| s.unit.to_string(), |u| visit.text(u.one_stop.as_ref().unwrap_or(&u.name)).to_owned())
}

/// Where and how the result is fetched.
fn result(visit: &Visit, s: &PlainStatus) -> Markup {
    let t = visit.t;
    let law = visit.app.office.law();
    let unit = law.organisation.unit(&s.unit);
    html! {
        @if matches!(s.phase, Phase::InProcess | Phase::AwaitingSupplement | Phase::Ready) {
            @if let Some(unit) = unit {
                h2.govuk-heading-m { (t.s("status-where")) }
                p.govuk-body { (shop(visit, unit)) }
                p.govuk-body { (t.s("status-bring")) }
                @if s.phase == Phase::AwaitingSupplement { p.govuk-body { (t.s("status-supplement-how")) } }
            }
        }
    }
}
