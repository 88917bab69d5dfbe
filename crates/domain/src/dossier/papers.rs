//! The papers of a dossier against the published list (ND 61/2018 art. 15, ND 63/2010 art. 18).

use super::PaperHeld;
use super::command::PaperGiven;
use crate::id::PaperId;
use crate::law::{Refusal, Rule};
use crate::procedure::{Need, Paper, Version};

/// Papers that this case needs: the mandatory ones, and those whose condition holds.
pub fn needed_papers<'a>(version: &'a Version, cases: &[PaperId]) -> Vec<&'a Paper> {
    version.papers.iter().filter(|p| p.need == Need::Always || cases.contains(&p.id)).collect()
}

/// Needed papers that were neither handed in in full nor can be had from a database of the State.
pub fn missing_papers(version: &Version, cases: &[PaperId], given: &[PaperGiven]) -> Vec<PaperId> {
    needed_papers(version, cases)
        .into_iter()
        // NQ 66.7/2025: what the State has is not asked for.
        .filter(|paper| paper.replaced_by.is_none())
        .filter(|paper| {
            let originals: u32 = given.iter().filter(|g| g.paper == paper.id).map(|g| g.originals).sum();
            let copies: u32 = given.iter().filter(|g| g.paper == paper.id).map(|g| g.copies).sum();
            // An original in place of a copy is as good.
            originals < paper.originals || originals + copies < paper.originals + paper.copies
        })
        .map(|paper| paper.id.clone())
        .collect()
}

/// Refuses ids that the list does not know: a paper outside it cannot be demanded or kept.
pub(super) fn known<'a>(
    version: &Version,
    ids: impl IntoIterator<Item = &'a PaperId>,
    field: &str,
) -> Result<(), Refusal> {
    for id in ids {
        if version.paper(id).is_none() {
            return Err(Refusal::new(Rule::PaperOutsideList).detail(id.to_string()).field(field));
        }
    }
    Ok(())
}

/// Papers named as missing: of the list, and none that the State has already (NQ 66.7/2025).
pub(super) fn missing(version: &Version, ids: &[PaperId]) -> Result<(), Refusal> {
    known(version, ids, "missing")?;
    match ids.iter().find(|id| version.paper(id).is_some_and(|p| p.replaced_by.is_some())) {
        Some(id) => Err(Refusal::new(Rule::PaperTheStateHas).detail(id.to_string()).field("missing")),
        None => Ok(()),
    }
}

/// Papers handed in, checked against the list.
pub(super) fn take(version: &Version, given: &[PaperGiven]) -> Result<Vec<PaperHeld>, Refusal> {
    known(version, given.iter().map(|g| &g.paper), "papers")?;
    for g in given {
        let paper = version.paper(&g.paper);
        if g.from_database && paper.is_some_and(|p| p.replaced_by.is_none()) {
            return Err(Refusal::new(Rule::FieldMalformed).detail(g.paper.to_string()).field("papers"));
        }
        if g.originals > 100 || g.copies > 100 {
            return Err(Refusal::new(Rule::FieldMalformed).detail(g.paper.to_string()).field("papers"));
        }
    }
    Ok(given
        .iter()
        .filter(|g| g.from_database || g.originals + g.copies > 0)
        .map(|g| PaperHeld {
            paper: g.paper.clone(),
            // What is only shown is not kept.
            originals: if version.paper(&g.paper).is_some_and(|p| p.present_only) { 0 } else { g.originals },
            copies: g.copies,
            from_database: g.from_database,
        })
        .collect())
}
