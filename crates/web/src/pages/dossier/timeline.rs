//! All that happened to a dossier, newest first: one entry for each act, with its events.

use super::said;
use crate::args;
use crate::pages::{fee_words, words};
use crate::ui::{self, Tag, TimelineItem};
use crate::visit::Visit;
use domain::calendar::Timestamp;
use domain::contact::ContactEvent;
use domain::dossier::{Actor, Event, Outcome, Recipient, ReturnProof, TextRef};
use domain::law::Rule;
use domain::procedure::{Version, Work};
use maud::{Markup, html};
use office::dossier::{Contacted, Detail, Happened};

/// The entries. Events of one act stand together: a person did one thing.
pub(crate) fn items(visit: &Visit, detail: &Detail) -> Vec<TimelineItem> {
    ordered(visit, detail, said::actor)
}

/// The entries for the applicant: units, not the people in them (TT 01/2018 art. 16.2d).
pub(crate) fn for_the_applicant(visit: &Visit, detail: &Detail) -> Vec<TimelineItem> {
    ordered(visit, detail, |visit, by| visit.unit_name(&by.unit))
}

/// How whoever did something is named.
type Named = fn(&Visit, &Actor) -> String;

/// Acts and contacts with the applicant, newest first.
fn ordered(visit: &Visit, detail: &Detail, named: Named) -> Vec<TimelineItem> {
    let acts = detail.timeline.chunk_by(|a, b| a.envelope.act == b.envelope.act);
    let mut all: Vec<(Timestamp, TimelineItem)> =
        acts.map(|act| (act[0].envelope.at, item(visit, detail, act, named))).collect();
    all.extend(detail.contacts.iter().map(|c| (c.envelope.at, contact(visit, detail, c, named))));
    all.sort_by_key(|(at, _)| *at);
    all.into_iter().rev().map(|(_, item)| item).collect()
}

/// A contact with the applicant: by letter of the program, or as an official reports it.
fn contact(visit: &Visit, detail: &Detail, c: &Contacted, named: Named) -> TimelineItem {
    let t = visit.t;
    let (title, by, body) = match &c.event {
        ContactEvent::Sent { subject, means, .. } => {
            let args = args!["what" => words::of(t, "contact", subject), "means" => words::of(t, "means", means)];
            (t.f("timeline-contact-sent", args), t.s("timeline-contact-program"), None)
        }
        ContactEvent::NotSent { subject, means, .. } => {
            let args = args!["what" => words::of(t, "contact", subject), "means" => words::of(t, "means", means)];
            let body = html! { p."govuk-body-s".motcua-tight { (t.s("timeline-contact-not-sent-what")) } };
            (t.f("timeline-contact-not-sent", args), t.s("timeline-contact-program"), Some(body))
        }
        ContactEvent::Told { means, note } => {
            let title = t.f("timeline-contact-told", args!["means" => words::of(t, "means", means)]);
            let text = said::text(visit, detail, note);
            let body = html! { p."govuk-body-s".motcua-tight { (said::written(&text)) } };
            (title, named(visit, &c.envelope.by), Some(body))
        }
    };
    TimelineItem { when: t.moment_long(c.envelope.at), datetime: Some(c.envelope.at.to_string()), title, by, body }
}

fn item(visit: &Visit, detail: &Detail, act: &[Happened], named: Named) -> TimelineItem {
    let t = visit.t;
    let mut titles: Vec<String> = Vec::new();
    for h in act {
        let title = t.s(&format!("event-{}", h.event.key().replace('_', "-")));
        // Taking the step is part of every act on it: it is told below, not in the title.
        let quiet = act.len() > 1
            && matches!(h.event, Event::Claimed { .. } | Event::BreachRecorded { .. } | Event::PapersIssued { .. });
        if !quiet && !titles.contains(&title) {
            titles.push(title);
        }
    }
    let envelope = &act[0].envelope;
    TimelineItem {
        when: t.moment_long(envelope.at),
        datetime: Some(envelope.at.to_string()),
        title: titles.join(" · "),
        by: named(visit, &envelope.by),
        body: Some(html! {
            @if let Some(entered) = envelope.entered {
                p."govuk-body-s".motcua-tight {
                    (ui::tag(Tag::Waiting, &t.s("paper-tag"))) " "
                    (t.f("paper-entered", args!["when" => t.moment_long(entered)]))
                }
            }
            @for h in act { (body(visit, detail, h)) }
        }),
    }
}

fn line(label: &str, value: impl maud::Render) -> Markup {
    html! { p."govuk-body-s".motcua-tight { (label) ": " (value) } }
}

fn body(visit: &Visit, detail: &Detail, h: &Happened) -> Markup {
    let t = visit.t;
    let law = visit.app.office.law();
    let d = &detail.dossier;
    let text = |at| said::text(visit, detail, at);
    let list = |version: Option<&Version>, ids: &[_]| -> Markup {
        html! { @if !ids.is_empty() {
            ul.govuk-list."govuk-list--bullet" { @for name in said::papers(visit, version, ids) { li { (name) } } }
        } }
    };
    let version = law.version(&d.procedure);
    let step = |index: usize| line(&t.s("timeline-step"), said::step(visit, d, index));
    let reason = |at| line(&t.s("timeline-reason"), text(at));
    match &h.event {
        Event::Guided { procedure, missing, content, .. } => html! {
            (line(&t.s("timeline-content"), text(content)))
            @if !missing.is_empty() { p."govuk-body-s".motcua-tight { (t.s("timeline-missing")) ":" } }
            (list(law.version(procedure), missing))
        },
        Event::Received { code, channel, procedure, limit, due, .. } => html! {
            (line(&t.s("dossier-code"), code.as_str()))
            (line(&t.s("dossier-procedure"), visit.procedure_name(procedure)))
            (line(&t.s("dossier-channel"), words::channel(t, *channel)))
            (line(&t.s("dossier-limit"), words::limit(t, *limit)))
            (line(&t.s("timeline-due"), t.moment_long(*due)))
        },
        Event::TakenOver { code, procedure, received, due, .. } => html! {
            p."govuk-body-s".motcua-tight { (t.s("taken-over-what")) }
            (line(&t.s("dossier-code"), code.as_str()))
            (line(&t.s("dossier-procedure"), visit.procedure_name(procedure)))
            (line(&t.s("taken-over-received"), t.moment_long(*received)))
            (line(&t.s("taken-over-due"), t.moment_long(*due)))
        },
        Event::Declined { missing, reason: why, procedure, .. } => html! {
            (reason(why))
            @if !missing.is_empty() { p."govuk-body-s".motcua-tight { (t.s("timeline-missing")) ":" } }
            (list(law.version(procedure), missing))
        },
        Event::DemandedOutsideList { paper, reason: why } => html! {
            (line(&t.s("timeline-outside-paper"), text(paper)))
            (reason(why))
        },
        Event::BreachRecorded { rule, text: said, .. } => breach(visit, *rule, said.as_ref().map(text).as_deref()),
        Event::Claimed { step: s } => line(&t.s("timeline-claimed"), said::step(visit, d, *s)),
        Event::Released { step: s } => step(*s),
        Event::Assigned { step: s, to } => html! {
            (line(&t.s("timeline-to"), said::official(visit, to))) (step(*s))
        },
        Event::HandedOver { step: s, to, reason: why } => html! {
            (line(&t.s("timeline-to"), said::official(visit, to))) (step(*s)) (reason(why))
        },
        Event::StepDone { step: s, note } => html! {
            (line(&t.s("timeline-done"), said::step(visit, d, *s)))
            @if let Some(note) = note { (line(&t.s("timeline-note"), text(note))) }
        },
        // Handing over has no share of the limit.
        Event::StepBegan { step: s, .. } if d.steps.get(*s).is_some_and(|x| x.plan.work == Work::Return) => {
            line(&t.s("timeline-began"), said::step(visit, d, *s))
        }
        Event::StepBegan { step: s, due } => line(
            &t.s("timeline-began"),
            t.f(
                "timeline-step-until",
                args![
                "step" => said::step(visit, d, *s), "due" => t.moment_long(*due)],
            ),
        ),
        Event::SentBack { to, due, reason: why, .. } => html! {
            (line(&t.s("timeline-back-to"), t.f("timeline-step-until", args![
                "step" => said::step(visit, d, *to), "due" => t.moment_long(*due)])))
            (reason(why))
        },
        Event::Consulted { unit, question, due, .. } => html! {
            (line(&t.s("timeline-asked-unit"), visit.unit_name(unit)))
            (line(&t.s("timeline-question"), text(question)))
            (line(&t.s("timeline-answer-by"), t.moment_long(*due)))
        },
        Event::ConsultationAnswered { answer, .. } => line(&t.s("timeline-answer"), text(answer)),
        Event::SupplementRequested { papers, reason: why, new_fact } => html! {
            p."govuk-body-s".motcua-tight { (said::written(&text(why))) }
            @if papers.is_empty() { (line(&t.s("timeline-papers-asked"), t.s("timeline-none"))) }
            @if let Some(fact) = new_fact { (line(&t.s("timeline-new-fact"), text(fact))) }
        },
        Event::SupplementArrived { papers, due, note, .. } => html! {
            (list(version, &papers.iter().map(|p| p.paper.clone()).collect::<Vec<_>>()))
            (line(&t.s("timeline-due"), t.moment_long(*due)))
            @if let Some(note) = note { (line(&t.s("timeline-note"), text(note))) }
        },
        Event::FilesAdded { files } => html! {
            ul.govuk-list."govuk-list--bullet" {
                @for f in files { li.motcua-break { (text(&f.name)) } }
            }
        },
        Event::FileStruck { file, reason: why } => html! {
            @if let Some(kept) = detail.dossier.file(*file) {
                (line(&t.s("files-file"), text(&kept.file.name)))
            }
            (reason(why))
        },
        Event::Decided { outcome, text: said, .. } => html! {
            (line(&t.s("timeline-outcome"), words::outcome(t, *outcome)))
            @if let Some(at) = said {
                @if *outcome == Outcome::Rejected { (reason(at)) } @else { (line(&t.s("timeline-note"), text(at))) }
            }
        },
        Event::Stopped { reason: why, ground } => html! {
            (reason(why)) (line(&t.s("timeline-ground"), text(ground)))
        },
        Event::Apologised { reason: why, due } => html! {
            (reason(why)) (line(&t.s("timeline-new-due"), t.moment_long(*due)))
        },
        Event::DeadlineMoved { by, before, due, step_due, answers, .. } => html! {
            p."govuk-body-s".motcua-tight { (said::moved_by(visit, by)) }
            @if before != due {
                @if let Some(due) = due { (line(&t.s("timeline-due"), t.moment_long(*due))) }
                @if let Some(before) = before { (line(&t.s("moved-from"), t.moment_long(*before))) }
            }
            @if let Some(due) = step_due { (line(&t.s("moved-step"), t.moment_long(*due))) }
            @for answer in answers { (line(&t.s("moved-answer"), t.moment_long(answer.due))) }
        },
        Event::ResultReady {} | Event::Closed {} => html! {},
        Event::ResultReturned { to, name, authorisation, how, proof, reference, originals_back } => html! {
            (line(&t.s("timeline-to"), name.as_ref().map_or_else(|| words::of(t, "recipient", to), text)))
            @if let Some(at) = authorisation { (line(&t.s("dossier-authorisation"), text(at))) }
            (line(&t.s("timeline-how"), words::channel(t, *how)))
            (line(&t.s("timeline-proof"), words::of(t, "proof", proof)))
            @if let Some(at) = reference { (line(&t.s("timeline-reference"), text(at))) }
            @if *originals_back { p."govuk-body-s".motcua-tight { (t.s("timeline-originals-back")) } }
        },
        Event::ResultTakenBack { to, due, reason: why, .. } => html! {
            (line(&t.s("timeline-back-to"), t.f("timeline-step-until", args![
                "step" => said::step(visit, d, *to), "due" => t.moment_long(*due)])))
            (reason(why))
        },
        Event::ReturnCorrected { what, to, name, authorisation, proof, reference, reason: why } => html! {
            p."govuk-body-s".motcua-tight { strong { (words::of(t, "return-fault", what)) } }
            (taken(visit, detail, to.as_ref(), [name, authorisation, reference], proof.as_ref()))
            (reason(why))
        },
        Event::OriginalsGivenBack { to, name, authorisation, proof, reference, kept } => html! {
            (taken(visit, detail, to.as_ref(), [name, authorisation, reference], proof.as_ref()))
            @if let Some(at) = kept { (line(&t.s("timeline-kept"), text(at))) }
        },
        Event::Withdrawn { reason: why, originals_back } => html! {
            (reason(why))
            @if *originals_back { p."govuk-body-s".motcua-tight { (t.s("timeline-originals-back")) } }
        },
        Event::ProcedureCorrected { procedure, due, reason: why, .. } => html! {
            (line(&t.s("dossier-procedure"), visit.procedure_name(procedure)))
            (line(&t.s("timeline-due"), t.moment_long(*due)))
            (reason(why))
        },
        Event::FeeCollected { voucher, working, method, reference, again, decision } => html! {
            (line(&t.s("fee-voucher"), voucher.to_string()))
            (line(&t.s("fee-amount-label"), t.dong(working.total.0)))
            @for l in &working.lines { p."govuk-body-s".motcua-tight { (fee_words::line(t, working, l)) } }
            (line(&t.s("fee-method"), words::of(t, "fee-method", method)))
            @if let Some(decision) = decision { (line(&t.s("fee-decision"), decision)) }
            @if let Some(at) = reference { (line(&t.s("fee-reference"), text(at))) }
            @if let Some(at) = again { (line(&t.s("fee-again"), text(at))) }
        },
        Event::FeeExempted { exemption, proof } => html! {
            (line(&t.s("fee-exemption"), exemption)) (line(&t.s("fee-proof"), text(proof)))
        },
        Event::CancellationAsked { voucher, reason: why, refund, to } => html! {
            (line(&t.s("fee-voucher"), voucher.to_string()))
            (reason(why))
            (line(&t.s("fee-refund"), words::of(t, "fee-refund", refund)))
            @if let Some(at) = to { (line(&t.s("fee-refund-to"), text(at))) }
        },
        Event::VoucherCancelled { voucher, note } | Event::CancellationDeclined { voucher, note } => html! {
            (line(&t.s("fee-voucher"), voucher.to_string()))
            @if let Some(at) = note { (line(&t.s("timeline-note"), text(at))) }
        },
        Event::EntryCorrected { field, before, reason: why } => html! {
            (line(&t.s("timeline-field"), words::of(t, "field", field)))
            (line(&t.s("timeline-before"), text(before)))
            (reason(why))
        },
        Event::PapersIssued { papers } => crate::pages::paper::issued_line(visit, papers),
    }
}

/// Who took something over the counter, and what proves it.
fn taken(
    visit: &Visit,
    detail: &Detail,
    to: Option<&Recipient>,
    [name, authorisation, reference]: [&Option<TextRef>; 3],
    proof: Option<&ReturnProof>,
) -> Markup {
    let t = visit.t;
    let text = |at: &TextRef| said::text(visit, detail, at);
    html! {
        @if let Some(to) = to {
            (line(&t.s("timeline-taken-by"), name.as_ref().map_or_else(|| words::of(t, "recipient", to), text)))
        }
        @if let Some(at) = authorisation { (line(&t.s("dossier-authorisation"), text(at))) }
        @if let Some(proof) = proof { (line(&t.s("timeline-proof"), words::of(t, "proof", proof))) }
        @if let Some(at) = reference { (line(&t.s("timeline-reference"), text(at))) }
    }
}

/// A breach with its rule and citation.
pub(super) fn breach(visit: &Visit, rule: Rule, text: Option<&str>) -> Markup {
    let t = visit.t;
    html! {
        p."govuk-body-s".motcua-tight {
            (ui::tag(Tag::Late, &said::rule_short(t, rule)))
            " " (words::citation(t, rule))
        }
        @if let Some(text) = text { p."govuk-body-s".motcua-tight { (text) } }
    }
}
