//! Folds what happened to a procedure into its state.

use super::act::ProcedureEvent as E;
use super::draft::{Draft, DraftPart, Stage};
use super::marks::Confirmation;
use super::state::{Abolition, Published, Suspension};
use super::{Identity, Procedure, Version};
use crate::dossier::Envelope;
use crate::fee::Tariff;
use crate::id::{PersonId, ProcedureKey};
use calendar::{Date, Timestamp};

/// Folds one event of the procedure `key` into its state.
pub fn apply(state: &mut Published, key: &ProcedureKey, event: &E, envelope: &Envelope) {
    let (at, by) = (envelope.at, &envelope.by.person);
    match event {
        E::Imported { procedure } => state.procedure = Some((**procedure).clone()),
        E::LimitSet { unit, limit, basis } => {
            let here = state.units.entry(unit.clone()).or_default();
            here.limit = Some(*limit);
            here.basis = Some(basis.clone());
        }
        E::TariffSet { unit, tariff } => {
            let tariff = Tariff { set: at, ..tariff.clone() };
            state.units.entry(unit.clone()).or_default().tariffs.push(tariff);
        }
        E::Published { unit } => state.units.entry(unit.clone()).or_default().since = Some(at),
        E::Withdrawn { unit, .. } => state.units.entry(unit.clone()).or_default().since = None,
        E::DraftStarted { base, identity, text, from_file } => {
            state.draft = Some(Draft {
                revision: 1,
                base: *base,
                identity: identity.clone(),
                from_file: *from_file,
                text: (**text).clone(),
                authors: vec![by.clone()],
                begun: at,
                changed: at,
                stage: Stage::Writing,
            });
        }
        E::DraftSaved { part } => saved(state, part, by, at),
        E::DraftSubmitted => stage(state, Stage::Submitted { by: by.clone() }),
        E::DraftApproved { remark } => stage(state, Stage::Approved { by: by.clone(), remark: remark.clone() }),
        E::DraftSentBack { reason } => stage(state, Stage::SentBack { by: by.clone(), reason: reason.clone() }),
        E::DraftDiscarded { .. } => state.draft = None,
        E::VersionPublished { identity, version, carried } => {
            published(state, key, identity.as_ref(), version, carried);
        }
        E::Suspended { from, decision, reason } => state.suspensions.push(Suspension {
            from: *from,
            to: None,
            decision: decision.clone(),
            reason: reason.clone(),
            by: by.clone(),
            lifted_by: None,
        }),
        E::Lifted { from, decision, .. } => {
            if let Some(last) = state.suspensions.last_mut() {
                last.to = Some(*from);
                last.lifted_by = Some(decision.clone());
            }
        }
        E::Abolished { from, decision, reason } => {
            for v in state.procedure.iter_mut().flat_map(|p| &mut p.versions) {
                end(v, *from);
            }
            state.abolished =
                Some(Abolition { from: *from, decision: decision.clone(), reason: reason.clone(), by: by.clone() });
        }
        E::FactsConfirmed { version, facts, citation } => {
            state.confirmed.extend(facts.iter().map(|fact| Confirmation {
                version: *version,
                fact: fact.clone(),
                citation: citation.clone(),
                by: by.clone(),
                on: at,
            }));
        }
        E::ConfirmationWithdrawn { version, fact, .. } => {
            state.confirmed.retain(|c| c.version != *version || c.fact != *fact);
        }
    }
}

fn stage(state: &mut Published, to: Stage) {
    if let Some(draft) = &mut state.draft {
        draft.stage = to;
    }
}

/// What was written anew must be read anew, also after it was found right.
fn saved(state: &mut Published, part: &DraftPart, by: &PersonId, at: Timestamp) {
    let Some(draft) = &mut state.draft else { return };
    draft.text = part.written_into(&draft.text);
    draft.revision += 1;
    draft.changed = at;
    draft.stage = Stage::Writing;
    draft.authors.retain(|p| p != by);
    draft.authors.push(by.clone());
}

/// The last day of a version becomes known; nothing else of it ever changes.
fn end(version: &mut Version, day: Date) {
    if version.effective_to.is_none_or(|to| day < to) {
        version.effective_to = Some(day);
    }
}

fn published(
    state: &mut Published,
    key: &ProcedureKey,
    identity: Option<&Identity>,
    version: &Version,
    carried: &[Confirmation],
) {
    let procedure = state.procedure.get_or_insert_with(|| Procedure {
        schema: Some("../schemas/procedure.schema.json".into()),
        key: key.clone(),
        code: identity.and_then(|i| i.code.clone()),
        served_by: identity.map_or(super::ServedBy::Dossier, |i| i.served_by),
        versions: Vec::new(),
    });
    if let Some(from) = version.effective_from {
        procedure.versions.iter_mut().for_each(|v| end(v, from));
    }
    procedure.versions.push(version.clone());
    state.confirmed.extend(carried.iter().cloned());
    state.draft = None;
}
