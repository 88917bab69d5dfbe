//! Letters that an agency signs: forms 04 and 05, and the one that brings the result.

use super::then::Then;
use super::{Head, Signer, words};
use crate::dossier::PartyText;
use crate::error::{Error, dossier_not_found};
use domain::dossier::{Event, Outcome};
use serde::{Deserialize, Serialize};

/// Form 04, apology with a new date (Phiếu xin lỗi và hẹn lại ngày trả kết quả).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Apology {
    /// The head.
    pub head: Head,
    /// To whom.
    pub applicant: PartyText,
    /// Received, with hour and minute.
    pub received_at: String,
    /// Where it was received.
    pub received_by: String,
    /// Who is competent.
    pub agency: String,
    /// What is asked for.
    pub request: String,
    /// Code of the procedure.
    pub procedure_code: String,
    /// The time that was promised.
    pub promised_at: String,
    /// Why it will not be kept.
    pub reason: String,
    /// The new time.
    pub due_at: String,
    /// Where the result is returned.
    pub return_place: String,
    /// Who signs.
    pub signer: Signer,
    /// Who gets a copy.
    pub recipients: Vec<String>,
}

/// Form 05, notice that work stops (Thông báo dừng giải quyết hồ sơ). Its fields are from memory.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stop {
    /// The head.
    pub head: Head,
    /// To whom.
    pub applicant: PartyText,
    /// Received, with hour and minute.
    pub received_at: String,
    /// Where it was received.
    pub received_by: String,
    /// What is asked for.
    pub request: String,
    /// Code of the procedure.
    pub procedure_code: String,
    /// Why it stops.
    pub reason: String,
    /// On what legal ground.
    pub ground: String,
    /// Whether originals wait to be fetched, and where.
    pub originals: Option<String>,
    /// Who signs.
    pub signer: Signer,
    /// Who gets a copy.
    pub recipients: Vec<String>,
}

/// The letter that brings the result, or says why there is none (Văn bản trả kết quả, văn bản từ
/// chối giải quyết: ND 61/2018 art. 19.8, 20).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResultLetter {
    /// The head.
    pub head: Head,
    /// What it is about: `V/v …`.
    pub subject: String,
    /// To whom.
    pub applicant: PartyText,
    /// Received, with hour and minute.
    pub received_at: String,
    /// Where it was received.
    pub received_by: String,
    /// What is asked for.
    pub request: String,
    /// Code of the procedure.
    pub procedure_code: String,
    /// Whether it was approved.
    pub approved: bool,
    /// The remark of an approval, or the reason of a rejection.
    pub text: String,
    /// The time that was promised.
    pub due_at: String,
    /// Where the result is returned.
    pub return_place: String,
    /// Who signs.
    pub signer: Signer,
    /// Who gets a copy.
    pub recipients: Vec<String>,
}

/// What form 04 says.
pub(super) fn apology(then: &Then<'_>) -> Result<Apology, Error> {
    let d = &then.dossier;
    let (reason, due) = then
        .find(|e| match e {
            Event::Apologised { reason, due } => Some((reason, *due)),
            _ => None,
        })
        .ok_or_else(dossier_not_found)?;
    let version = then.procedure()?;
    let mut head = then.agency_head()?;
    head.follow = Some(then.follow());
    Ok(Apology {
        head,
        applicant: then.applicant(),
        received_at: d.received.map(words::moment).unwrap_or_default(),
        received_by: counter(then)?,
        agency: then.unit_name(&d.competent),
        request: version.name.vi.clone(),
        procedure_code: d.procedure.key.to_string(),
        promised_at: then.before.as_ref().and_then(|b| b.due).map(words::moment).unwrap_or_default(),
        reason: then.detail.text(reason).to_owned(),
        due_at: words::moment(due),
        return_place: counter(then)?,
        signer: then.signer(),
        recipients: recipients(then)?,
    })
}

/// What form 05 says.
pub(super) fn stop(then: &Then<'_>) -> Result<Stop, Error> {
    let d = &then.dossier;
    let (reason, ground) = then
        .find(|e| match e {
            Event::Stopped { reason, ground } => Some((reason, ground)),
            _ => None,
        })
        .ok_or_else(dossier_not_found)?;
    let version = then.procedure()?;
    let mut head = then.agency_head()?;
    head.follow = Some(then.follow());
    Ok(Stop {
        head,
        applicant: then.applicant(),
        received_at: d.received.map(words::moment).unwrap_or_default(),
        received_by: counter(then)?,
        request: version.name.vi.clone(),
        procedure_code: d.procedure.key.to_string(),
        reason: then.detail.text(reason).to_owned(),
        ground: then.detail.text(ground).to_owned(),
        originals: if d.keeps_originals() { Some(counter(then)?) } else { None },
        signer: then.signer(),
        recipients: recipients(then)?,
    })
}

/// What the letter of the result says.
pub(super) fn result(then: &Then<'_>) -> Result<ResultLetter, Error> {
    let d = &then.dossier;
    let (outcome, text) = then
        .find(|e| match e {
            Event::Decided { outcome, text, .. } => Some((*outcome, text)),
            _ => None,
        })
        .ok_or_else(dossier_not_found)?;
    let version = then.procedure()?;
    let mut head = then.agency_head()?;
    head.follow = Some(then.follow());
    let approved = outcome == Outcome::Approved;
    Ok(ResultLetter {
        head,
        subject: if approved {
            "V/v trả kết quả giải quyết hồ sơ"
        } else {
            "V/v từ chối giải quyết hồ sơ"
        }
        .into(),
        applicant: then.applicant(),
        received_at: d.received.map(words::moment).unwrap_or_default(),
        received_by: counter(then)?,
        request: version.name.vi.clone(),
        procedure_code: d.procedure.key.to_string(),
        approved,
        text: text.as_ref().map(|at| then.detail.text(at).to_owned()).unwrap_or_default(),
        due_at: d.due.map(words::moment).unwrap_or_default(),
        return_place: counter(then)?,
        signer: then.signer(),
        recipients: recipients(then)?,
    })
}

/// Name of the one-stop shop that received it and returns the result.
fn counter(then: &Then<'_>) -> Result<String, Error> {
    let unit = then.unit(&then.dossier.unit)?;
    Ok(unit.one_stop.as_ref().map_or_else(|| unit.name.vi.clone(), |t| t.vi.clone()))
}

/// The addressee, the counter that hands it over, the file (ND 30/2020 Annex I).
fn recipients(then: &Then<'_>) -> Result<Vec<String>, Error> {
    Ok(vec!["Như trên".into(), format!("{} (để trả)", counter(then)?), "Lưu: VT, hồ sơ".into()])
}
