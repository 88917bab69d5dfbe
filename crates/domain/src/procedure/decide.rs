//! Which change of a procedure may happen.

use super::act::{ProcedureCommand as C, ProcedureEvent as E};
use super::draft::{Draft, Stage, complete, sound};
use super::marks::{self, Citation, Confirmation, Fact, carried};
use super::state::Published;
use super::{Identity, Procedure, Role, ServedBy, Version};
use crate::fee::Tariff;
use crate::id::PersonId;
use crate::law::{Refusal, Rule};
use crate::money::Dong;
use calendar::Date;

/// Longest number of a decision or document, in characters.
const LONGEST_NUMBER: usize = 200;
/// Longest reason, remark or note, in characters.
const LONGEST_REASON: usize = 2_000;

/// Who asks, on which local day, and what the house knows.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// Who asks.
    pub by: &'a PersonId,
    /// The server's local date.
    pub today: Date,
    /// How roles of internal processes are filled.
    pub roles: &'a [Role],
}

/// Decides on a change of a procedure.
pub fn decide(state: &Published, command: C, cx: Context<'_>) -> Result<Vec<E>, Refusal> {
    let today = cx.today;
    match command {
        C::Import(procedure) => import(state, procedure),
        C::SetLimit { unit, limit, basis } => {
            let procedure = there(state)?;
            if basis.trim().is_empty() {
                return Err(Refusal::new(Rule::ReasonRequired));
            }
            // A limit of the law is not the unit's to change.
            if procedure.shown_on(today).is_some_and(|v| v.time_limit.limit.is_some()) {
                return Err(Refusal::new(Rule::LimitSetByLaw));
            }
            Ok(vec![E::LimitSet { unit, limit, basis }])
        }
        C::SetTariff { unit, tariff } => {
            tariff_fits(there(state)?, &tariff, today)?;
            Ok(vec![E::TariffSet { unit, tariff }])
        }
        C::Publish { unit } => {
            let procedure = there(state)?;
            if procedure.served_by == ServedBy::Voice {
                return Err(Refusal::new(Rule::NotADossier));
            }
            lives(state, today)?;
            if state.is_published_at(&unit) {
                return Ok(vec![]);
            }
            let version = procedure.shown_on(today).ok_or_else(|| Refusal::new(Rule::ProcedureUnknown))?;
            // A promise without a date is no promise: the unit must say how long it takes.
            if state.limit_at(version, &unit).is_none() {
                return Err(Refusal::new(Rule::LimitUnspecified));
            }
            Ok(vec![E::Published { unit }])
        }
        C::Withdraw { unit, reason } => {
            if !state.is_published_at(&unit) {
                return Err(Refusal::new(Rule::ProcedureNotPublished));
            }
            if reason.trim().is_empty() {
                return Err(Refusal::new(Rule::ReasonRequired));
            }
            Ok(vec![E::Withdrawn { unit, reason }])
        }
        C::Amend => amend(state, today),
        C::Draft { identity, text } => first(state, identity, *text, cx),
        C::DraftFromFile(procedure) => from_file(state, *procedure, cx),
        C::SaveDraft { revision, part } => {
            let draft = seen(state, revision)?;
            let text = part.written_into(&draft.text);
            if text == draft.text {
                return Ok(vec![]);
            }
            sound(&text, |s| cx.roles.iter().any(|r| r.role == s.role))?;
            Ok(vec![E::DraftSaved { part }])
        }
        C::SubmitDraft { revision } => submit(state, revision),
        C::ApproveDraft { revision, remark } => {
            let draft = seen(state, revision)?;
            awaits_review(draft)?;
            another_person(draft, cx.by)?;
            short(&remark, LONGEST_REASON, "remark")?;
            Ok(vec![E::DraftApproved { remark }])
        }
        C::SendBackDraft { reason } => {
            let draft = drafted(state)?;
            // Also after approval, by whoever is to sign: what is not right is not signed.
            if !matches!(draft.stage, Stage::Submitted { .. } | Stage::Approved { .. }) {
                return Err(Refusal::new(Rule::DraftNotReviewed));
            }
            another_person(draft, cx.by)?;
            why(&reason)?;
            Ok(vec![E::DraftSentBack { reason }])
        }
        C::DiscardDraft { reason } => {
            drafted(state)?;
            why(&reason)?;
            Ok(vec![E::DraftDiscarded { reason }])
        }
        C::PublishDraft { revision, decision, effective_from } => {
            publish(state, revision, decision, effective_from, cx)
        }
        C::Suspend { from, decision, reason } => {
            there(state)?;
            lives(state, from)?;
            ordered(&decision, &reason, from, today)?;
            if state.open_suspension(today).is_some() {
                return Err(Refusal::new(Rule::AlreadyDone));
            }
            Ok(vec![E::Suspended { from, decision, reason }])
        }
        C::Lift { from, decision, reason } => {
            there(state)?;
            if state.open_suspension(today).is_none_or(|s| s.to.is_some()) {
                return Err(Refusal::new(Rule::NotSuspended));
            }
            ordered(&decision, &reason, from, today)?;
            Ok(vec![E::Lifted { from, decision, reason }])
        }
        C::Abolish { from, decision, reason } => {
            there(state)?;
            if state.abolished.is_some() {
                return Err(Refusal::new(Rule::ProcedureAbolished));
            }
            ordered(&decision, &reason, from, today)?;
            Ok(vec![E::Abolished { from, decision, reason }])
        }
        C::Confirm { version, facts, citation } => confirm(state, version, facts, citation),
        C::WithdrawConfirmation { version, fact, reason } => {
            there(state)?;
            if state.confirmation(version, &fact.at, fact.kind).is_none() {
                return Err(Refusal::new(Rule::FactUnknown));
            }
            why(&reason)?;
            Ok(vec![E::ConfirmationWithdrawn { version, fact, reason }])
        }
    }
}

fn there(state: &Published) -> Result<&Procedure, Refusal> {
    state.procedure.as_ref().ok_or_else(|| Refusal::new(Rule::ProcedureUnknown))
}

/// Whether it is not at its end on a day.
fn lives(state: &Published, day: Date) -> Result<(), Refusal> {
    match &state.abolished {
        Some(end) if end.from <= day => Err(Refusal::new(Rule::ProcedureAbolished).detail(end.decision.clone())),
        _ => Ok(()),
    }
}

fn drafted(state: &Published) -> Result<&Draft, Refusal> {
    state.draft.as_ref().ok_or_else(|| Refusal::new(Rule::DraftUnknown))
}

/// The draft, as far as the actor has seen it.
fn seen(state: &Published, revision: u32) -> Result<&Draft, Refusal> {
    let draft = drafted(state)?;
    if draft.revision == revision { Ok(draft) } else { Err(Refusal::new(Rule::DraftChanged)) }
}

fn awaits_review(draft: &Draft) -> Result<(), Refusal> {
    match draft.stage {
        Stage::Submitted { .. } => Ok(()),
        _ => Err(Refusal::new(Rule::DraftNotSubmitted)),
    }
}

/// Whoever wrote on it, neither reviews nor signs it.
fn another_person(draft: &Draft, by: &PersonId) -> Result<(), Refusal> {
    if draft.authors.contains(by) { Err(Refusal::new(Rule::DraftSecondPerson)) } else { Ok(()) }
}

fn short(text: &str, longest: usize, field: &str) -> Result<(), Refusal> {
    let control = |c: char| c.is_control() && c != '\n';
    if text.chars().count() > longest || text.chars().any(control) {
        return Err(Refusal::new(Rule::FieldMalformed).field(field));
    }
    Ok(())
}

fn why(reason: &str) -> Result<(), Refusal> {
    if reason.trim().is_empty() {
        return Err(Refusal::new(Rule::ReasonRequired).field("reason"));
    }
    short(reason, LONGEST_REASON, "reason")
}

fn in_writing(decision: &str) -> Result<(), Refusal> {
    if decision.trim().is_empty() {
        return Err(Refusal::new(Rule::DecisionInWriting).field("decision"));
    }
    short(decision, LONGEST_NUMBER, "decision")
}

/// A decision in writing, with a reason, and no day that is past: nobody could have known.
fn ordered(decision: &str, reason: &str, from: Date, today: Date) -> Result<(), Refusal> {
    in_writing(decision)?;
    why(reason)?;
    if from < today { Err(Refusal::new(Rule::EffectiveDate).field("from")) } else { Ok(()) }
}

fn import(state: &Published, procedure: Box<Procedure>) -> Result<Vec<E>, Refusal> {
    if state.procedure.as_ref() == Some(&*procedure) {
        return Ok(vec![]);
    }
    // A dossier keeps the version of its filing date, so a version is never lost or rewritten.
    if state.procedure.is_some() {
        return Err(Refusal::new(Rule::VersionRewritten).detail(procedure.key.to_string()));
    }
    Ok(vec![E::Imported { procedure }])
}

fn free(state: &Published, today: Date) -> Result<(), Refusal> {
    lives(state, today)?;
    if state.draft.is_some() { Err(Refusal::new(Rule::DraftExists)) } else { Ok(()) }
}

/// A text as a draft begins with it: with the next number, and neither decision nor days.
fn begun(text: &Version, number: u32) -> Version {
    Version { version: number, decision: None, effective_from: None, effective_to: None, ..text.clone() }
}

fn next_number(state: &Published) -> u32 {
    state.procedure.iter().flat_map(|p| &p.versions).map(|v| v.version).max().unwrap_or(0) + 1
}

fn amend(state: &Published, today: Date) -> Result<Vec<E>, Refusal> {
    let newest = there(state)?.versions.last().ok_or_else(|| Refusal::new(Rule::ProcedureUnknown))?;
    free(state, today)?;
    let mut text = begun(newest, next_number(state));
    text.provenance.marks = marks::of_later(newest, &text);
    Ok(vec![E::DraftStarted { base: Some(newest.version), identity: None, text: Box::new(text), from_file: false }])
}

fn first(state: &Published, identity: Identity, text: Version, cx: Context<'_>) -> Result<Vec<E>, Refusal> {
    if state.procedure.is_some() {
        return Err(Refusal::new(Rule::CodeTaken).field("key"));
    }
    free(state, cx.today)?;
    if text.name.vi.trim().is_empty() {
        return Err(Refusal::new(Rule::FieldRequired).field("name"));
    }
    let text = Box::new(begun(&text, 1));
    sound(&text, |s| cx.roles.iter().any(|r| r.role == s.role))?;
    Ok(vec![E::DraftStarted { base: None, identity: Some(identity), text, from_file: false }])
}

fn from_file(state: &Published, file: Procedure, cx: Context<'_>) -> Result<Vec<E>, Refusal> {
    let Some(brought) = file.versions.last() else { return Err(Refusal::new(Rule::DataFaulty)) };
    let newest = state.procedure.as_ref().and_then(|p| p.versions.last());
    // The same text under the same decision is nothing new, whatever its number here.
    if newest.is_some_and(|n| {
        let dated = |v: &Version| Version { version: 0, effective_to: None, ..v.clone() };
        dated(n) == dated(brought)
    }) {
        return Err(Refusal::new(Rule::DraftUnchanged));
    }
    free(state, cx.today)?;
    let mut text = Version { version: next_number(state), effective_to: None, ..brought.clone() };
    sound(&text, |s| cx.roles.iter().any(|r| r.role == s.role))?;
    // A file cannot wash a doubt away: what stands unchanged stays marked until it is confirmed.
    if let Some(newest) = newest {
        for mark in marks::of_later(newest, &text) {
            if !text.provenance.marks.iter().any(|m| m.at == mark.at && m.kind == mark.kind) {
                text.provenance.marks.push(mark);
            }
        }
    }
    let identity = state.procedure.is_none().then(|| Identity { code: file.code.clone(), served_by: file.served_by });
    Ok(vec![E::DraftStarted { base: newest.map(|v| v.version), identity, text: Box::new(text), from_file: true }])
}

fn submit(state: &Published, revision: u32) -> Result<Vec<E>, Refusal> {
    let draft = seen(state, revision)?;
    if matches!(draft.stage, Stage::Submitted { .. } | Stage::Approved { .. }) {
        return Err(Refusal::new(Rule::AlreadyDone));
    }
    complete(&draft.text)?;
    if unchanged(state, draft) {
        return Err(Refusal::new(Rule::DraftUnchanged));
    }
    Ok(vec![E::DraftSubmitted])
}

/// Whether nothing but number, decision and days differs from the version it began as.
fn unchanged(state: &Published, draft: &Draft) -> bool {
    let base = draft.base.and_then(|n| state.procedure.as_ref()?.version(n));
    base.is_some_and(|base| {
        let mut base = begun(base, draft.text.version);
        base.provenance = draft.text.provenance.clone();
        base == begun(&draft.text, draft.text.version)
    })
}

fn publish(
    state: &Published,
    revision: u32,
    decision: String,
    effective_from: Date,
    cx: Context<'_>,
) -> Result<Vec<E>, Refusal> {
    let draft = seen(state, revision)?;
    if !matches!(draft.stage, Stage::Approved { .. }) {
        return Err(Refusal::new(Rule::DraftNotReviewed));
    }
    another_person(draft, cx.by)?;
    in_writing(&decision)?;
    let late = || Refusal::new(Rule::EffectiveDate).field("effective_from");
    if effective_from < cx.today {
        return Err(late());
    }
    // Versions follow one another: one that begins before the last would never have been in force.
    let newest = state.procedure.as_ref().and_then(|p| p.versions.last());
    if newest.and_then(|v| v.effective_from).is_some_and(|from| effective_from <= from) {
        return Err(late());
    }
    lives(state, effective_from)?;
    complete(&draft.text)?;
    let mut version = Version {
        version: next_number(state),
        decision: Some(decision.trim().to_owned()),
        effective_from: Some(effective_from),
        effective_to: state.abolished.as_ref().map(|a| a.from),
        ..draft.text.clone()
    };
    version.provenance.marks = marks::of_later(&draft.text, &version);
    let source = version.provenance.source.trim().to_owned();
    version.provenance.source =
        if source.is_empty() { decision.trim().to_owned() } else { format!("{source}; {}", decision.trim()) };
    let base = draft.base.and_then(|n| state.procedure.as_ref()?.version(n));
    let carried = base.map(|base| carried_over(state, base, &version)).unwrap_or_default();
    Ok(vec![E::VersionPublished { identity: draft.identity.clone(), version: Box::new(version), carried }])
}

/// What somebody confirmed in a version and stands in the later one unchanged.
fn carried_over(state: &Published, base: &Version, later: &Version) -> Vec<Confirmation> {
    let marked = |fact: &Fact| later.provenance.marks.iter().any(|m| m.at == fact.at && m.kind == fact.kind);
    let mut out: Vec<Confirmation> = Vec::new();
    for (mark, at) in carried(base, later) {
        let fact = Fact { at, kind: mark.kind };
        if let Some(c) = state.confirmation(base.version, &mark.at, mark.kind)
            && marked(&fact)
            && !out.iter().any(|o| o.fact == fact)
        {
            out.push(Confirmation { version: later.version, fact, ..c.clone() });
        }
    }
    out
}

fn confirm(state: &Published, version: u32, mut facts: Vec<Fact>, citation: Citation) -> Result<Vec<E>, Refusal> {
    let text = there(state)?.version(version).ok_or_else(|| Refusal::new(Rule::NotFound))?;
    facts.sort();
    facts.dedup();
    if facts.is_empty() {
        return Err(Refusal::new(Rule::FieldRequired).field("facts"));
    }
    let open = state.open_facts(text);
    for fact in &facts {
        if state.confirmation(version, &fact.at, fact.kind).is_some() {
            return Err(Refusal::new(Rule::AlreadyDone).field("facts").detail(fact.at.clone()));
        }
        if !open.contains(fact) {
            return Err(Refusal::new(Rule::FactUnknown).field("facts").detail(fact.at.clone()));
        }
    }
    for (value, field) in [(&citation.document, "document"), (&citation.article, "article")] {
        if value.trim().is_empty() {
            return Err(Refusal::new(Rule::CitationRequired).field(field));
        }
        short(value, LONGEST_NUMBER, field)?;
    }
    if !citation.link.is_empty() && !citation.link.starts_with("https://") && !citation.link.starts_with("http://") {
        return Err(Refusal::new(Rule::FieldMalformed).field("link"));
    }
    short(&citation.link, 2_000, "link")?;
    short(&citation.note, LONGEST_REASON, "note")?;
    Ok(vec![E::FactsConfirmed { version, facts, citation }])
}

/// Whether a unit may enter this tariff.
fn tariff_fits(procedure: &Procedure, tariff: &Tariff, today: Date) -> Result<(), Refusal> {
    let refuse = |rule, field: &str| Err(Refusal::new(rule).field(field));
    // An amount of the law is not the unit's to change. One may be entered ahead of its version.
    let mut now_or_later = procedure.versions.iter().filter(|v| v.effective_to.is_none_or(|to| today < to));
    if !now_or_later.any(|v| v.fee.is_set_locally()) {
        return Err(Refusal::new(Rule::FeeSetByLaw));
    }
    let amount = |d: Dong| (0..=1_000_000_000).contains(&d.0);
    let text = |t: &str| t.chars().count() <= 500 && !t.chars().any(char::is_control);
    if !amount(tariff.amount) {
        return refuse(Rule::FieldMalformed, "amount");
    }
    if !tariff.amount_online.is_none_or(amount) {
        return refuse(Rule::FieldMalformed, "amount_online");
    }
    if tariff.decision.trim().is_empty() || !text(&tariff.decision) {
        return refuse(Rule::TariffInWriting, "decision");
    }
    if !text(&tariff.applies_when) {
        return refuse(Rule::FieldMalformed, "applies_when");
    }
    if tariff.to.is_some_and(|to| to <= tariff.from) {
        return refuse(Rule::TariffInWriting, "to");
    }
    Ok(())
}
