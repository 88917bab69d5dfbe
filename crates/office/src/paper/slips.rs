//! Forms 02 and 03: slips of the counter that ask for more, or say no.

use super::then::Then;
use super::{Head, Officer};
use crate::dossier::PartyText;
use crate::error::{Error, dossier_not_found};
use domain::dossier::{Event, asked};
use domain::procedure::Version;
use serde::{Deserialize, Serialize};

/// Form 02, request for a supplement (Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Supplement {
    /// The head.
    pub head: Head,
    /// Applicant.
    pub applicant: PartyText,
    /// What is asked for.
    pub request: String,
    /// Code of the procedure.
    pub procedure_code: String,
    /// What must be brought or put right.
    pub items: Vec<AskedItem>,
    /// Why.
    pub reason: String,
    /// A fact that came up after the first request, where this is a second one.
    pub new_fact: Option<String>,
    /// Papers that were demanded outside the published list, and other things to know.
    pub notes: Vec<String>,
    /// Who asks, and answers questions about it.
    pub officer: Officer,
}

/// One thing that is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskedItem {
    /// Number in the list.
    pub no: usize,
    /// The paper, with what is wrong with it.
    pub name: String,
}

/// Form 03, refusal to receive (Phiếu từ chối tiếp nhận giải quyết hồ sơ).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refusal {
    /// The head.
    pub head: Head,
    /// Applicant.
    pub applicant: PartyText,
    /// What is asked for.
    pub request: String,
    /// Code of the procedure.
    pub procedure_code: String,
    /// Papers of the list that were missing.
    pub missing: Vec<AskedItem>,
    /// Why.
    pub reason: String,
    /// Papers that were demanded outside the published list.
    pub notes: Vec<String>,
    /// Who refused.
    pub officer: Officer,
}

/// What form 02 says.
pub(super) fn supplement(then: &Then<'_>) -> Result<Supplement, Error> {
    let version = then.procedure()?;
    let (papers, reason, new_fact) = then
        .find(|e| match e {
            Event::SupplementRequested { papers, reason, new_fact } => Some((papers, reason, new_fact)),
            _ => None,
        })
        .ok_or_else(dossier_not_found)?;
    let (why, items) = asked(then.detail.text(reason), papers.len());
    let mut head = then.counter_head()?;
    head.follow = Some(then.follow());
    Ok(Supplement {
        head,
        applicant: then.applicant(),
        request: version.name.vi.clone(),
        procedure_code: then.dossier.procedure.key.to_string(),
        items: numbered(items.into_iter().map(str::to_owned)),
        reason: why.to_owned(),
        new_fact: new_fact.as_ref().map(|at| then.detail.text(at).to_owned()).filter(|t| !t.is_empty()),
        notes: outside(then),
        officer: then.officer(&then.envelope().by),
    })
}

/// What form 03 says.
pub(super) fn refusal(then: &Then<'_>) -> Result<Refusal, Error> {
    let version = then.procedure()?;
    // A corrected slip repeats what the act before it said.
    let (missing, reason) = then
        .detail
        .timeline
        .iter()
        .find_map(|h| match &h.event {
            Event::Declined { missing, reason, .. } => Some((missing, reason)),
            _ => None,
        })
        .ok_or_else(dossier_not_found)?;
    let mut head = then.counter_head()?;
    head.follow = Some(then.follow());
    Ok(Refusal {
        head,
        applicant: then.applicant(),
        request: version.name.vi.clone(),
        procedure_code: then.dossier.procedure.key.to_string(),
        missing: numbered(missing.iter().map(|id| paper_name(version, id))),
        reason: then.detail.text(reason).to_owned(),
        notes: outside(then),
        officer: then.officer(&then.envelope().by),
    })
}

fn paper_name(version: &Version, id: &domain::id::PaperId) -> String {
    version.paper(id).map_or_else(|| id.to_string(), |p| p.name.vi.clone())
}

fn numbered(names: impl Iterator<Item = String>) -> Vec<AskedItem> {
    (1..).zip(names).map(|(no, name)| AskedItem { no, name }).collect()
}

/// ND 63/2010 art. 18: what was demanded outside the list in this act is shown to the applicant.
fn outside(then: &Then<'_>) -> Vec<String> {
    then.act
        .iter()
        .filter_map(|h| match &h.event {
            Event::DemandedOutsideList { paper, .. } => Some(then.detail.text(paper)),
            _ => None,
        })
        .map(|paper| {
            let what = if paper.is_empty() { String::new() } else { format!(": {paper}") };
            format!(
                "Cán bộ đã yêu cầu giấy tờ ngoài thành phần hồ sơ công bố{what}. \
                 Ông/Bà có quyền không nộp và có quyền phản ánh."
            )
        })
        .collect()
}
