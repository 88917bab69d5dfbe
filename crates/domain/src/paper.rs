//! Papers that the office gives out (giấy, phiếu, văn bản): which act leads to which one, how they
//! are numbered, what a locality may set about each.

use crate::dossier::{Actor, Dossier, Event, Official};
use crate::fee::VoucherNumber;
use crate::id::UnitId;
use crate::procedure::Work;
use calendar::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Kinds of paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PaperKind {
    /// Form 01: receipt with its promise (Giấy tiếp nhận hồ sơ và hẹn trả kết quả).
    Receipt,
    /// Form 02: request for a supplement (Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ).
    Supplement,
    /// Form 03: refusal to receive (Phiếu từ chối tiếp nhận giải quyết hồ sơ).
    Refusal,
    /// Form 04: apology with a new date (Phiếu xin lỗi và hẹn lại ngày trả kết quả).
    Apology,
    /// Form 05: notice that work stops (Thông báo dừng giải quyết hồ sơ).
    Stop,
    /// Form 06: control slip (Phiếu kiểm soát quá trình giải quyết hồ sơ).
    Control,
    /// Form 07: register (Sổ theo dõi hồ sơ); of a unit and a period, not of one dossier.
    Register,
    /// Slip of transfer to another agency (Phiếu chuyển xử lý, ND 61/2018 art. 19.6).
    Transfer,
    /// Letter that brings the result, or says why there is none (Văn bản trả kết quả).
    Result,
    /// Voucher of a fee (Biên lai thu phí, lệ phí; ND 61/2018 art. 22).
    Voucher,
}

impl PaperKind {
    /// All kinds, in the order of the forms.
    pub const ALL: [PaperKind; 10] = [
        PaperKind::Receipt,
        PaperKind::Supplement,
        PaperKind::Refusal,
        PaperKind::Apology,
        PaperKind::Stop,
        PaperKind::Control,
        PaperKind::Register,
        PaperKind::Transfer,
        PaperKind::Result,
        PaperKind::Voucher,
    ];

    /// The word in JSON, in the store, in locale keys and in the template's file name.
    pub const fn key(self) -> &'static str {
        match self {
            PaperKind::Receipt => "receipt",
            PaperKind::Supplement => "supplement",
            PaperKind::Refusal => "refusal",
            PaperKind::Apology => "apology",
            PaperKind::Stop => "stop",
            PaperKind::Control => "control",
            PaperKind::Register => "register",
            PaperKind::Transfer => "transfer",
            PaperKind::Result => "result",
            PaperKind::Voucher => "voucher",
        }
    }
}

/// What a locality may set about its papers: `data/forms/forms.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Forms {
    /// The JSON Schema beside the file.
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// What the title of a deputy's post begins with, who signs "KT." (ND 30/2020).
    pub deputy_prefix: String,
    /// By kind.
    pub papers: BTreeMap<PaperKind, Form>,
}

/// What a locality may set about one kind of paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// What the paper is called.
    pub title: String,
    /// Number of the form, as it stands in the corner (`Mẫu số 01`); several decisions of 2025 still use
    /// the numbers of 2018. Empty: the paper has none.
    pub form_no: String,
    /// What stands below the number.
    #[serde(default)]
    pub form_note: String,
    /// What follows the number of the paper (`PBS` in `07/PBS`). Empty: the paper is not numbered.
    pub series: String,
    /// Where this comes from.
    pub source: String,
    /// `sourced`, `memory` or `design`.
    pub certainty: String,
}

impl Forms {
    /// The form of a kind; an empty one where the data name none.
    pub fn of(&self, kind: PaperKind) -> Form {
        self.papers.get(&kind).cloned().unwrap_or_else(|| Form {
            title: String::new(),
            form_no: String::new(),
            form_note: String::new(),
            series: String::new(),
            source: String::new(),
            certainty: "design".into(),
        })
    }

    /// Lays what an agency sets over these, kind by kind.
    pub fn overlay(&mut self, own: Forms) {
        self.deputy_prefix = own.deputy_prefix;
        self.papers.extend(own.papers);
    }

    /// Number and symbol as they stand on the paper: two digits at least (ND 30/2020 Annex I).
    pub fn label(&self, kind: PaperKind, number: u32) -> String {
        let series = self.of(kind).series;
        if series.is_empty() { format!("{number:02}") } else { format!("{number:02}/{series}") }
    }
}

/// A paper that an act leads to, before it has its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// Which.
    pub kind: PaperKind,
    /// In whose series it is numbered.
    pub unit: UnitId,
    /// Which earlier paper of the dossier it takes the place of, counted from 1.
    pub replaces: Option<u32>,
    /// The number that the act gave it already, in a series of its own.
    pub number: Option<VoucherNumber>,
}

impl Due {
    /// With its number.
    pub fn numbered(self, forms: &Forms, year: i16, number: u32) -> Issued {
        let label = self.number.map_or_else(|| forms.label(self.kind, number), |n| n.to_string());
        Issued { kind: self.kind, unit: self.unit, year, number, label, replaces: self.replaces }
    }
}

/// A numbered paper, as it stands in the event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issued {
    /// Which.
    pub kind: PaperKind,
    /// In whose series it is numbered.
    pub unit: UnitId,
    /// Of which year: numbers run from 01 on 1 January to 31 December (ND 30/2020).
    pub year: i16,
    /// Number in the series of unit, kind and year; no two papers share one.
    pub number: u32,
    /// Number and symbol as they stand on it, whatever the symbol will be later: `07/PBS`.
    pub label: String,
    /// Which earlier paper of the dossier it takes the place of, counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<u32>,
}

/// A paper of a dossier with when and by whose act it came to be. Papers of a dossier are named by
/// their place in the order of issue, from 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DossierPaper {
    /// The paper.
    #[serde(flatten)]
    pub issued: Issued,
    /// When.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
    pub at: Timestamp,
    /// By whose act.
    pub by: Official,
}

/// Which papers follow from an act: from its events, in their order, and the states around it.
pub fn due(before: Option<&Dossier>, after: &Dossier, by: &Actor, events: &[Event]) -> Vec<Due> {
    let mut out = Vec::new();
    // The place of receipt deals with the applicant (ND 61/2018 art. 5.1): its slips bear its number.
    let counter = |kind, replaces| Due { kind, unit: after.unit.clone(), replaces, number: None };
    for event in events {
        match event {
            Event::Received { .. } => {
                out.push(counter(PaperKind::Receipt, None));
                out.push(counter(PaperKind::Control, None));
            }
            Event::Declined { .. } => out.push(counter(PaperKind::Refusal, None)),
            Event::SupplementRequested { .. } => out.push(counter(PaperKind::Supplement, None)),
            // ND 61/2018 art. 19.4: the clock starts from zero, so the applicant is promised another time.
            Event::SupplementArrived { .. } | Event::ProcedureCorrected { .. } => {
                out.push(counter(PaperKind::Receipt, latest(after, PaperKind::Receipt)));
            }
            // The receipt in the applicant's hands names a date that no longer holds.
            Event::DeadlineMoved { before, due, .. } if before != due => {
                out.push(counter(PaperKind::Receipt, latest(after, PaperKind::Receipt)));
            }
            Event::EntryCorrected { .. } => {
                let kind = if after.received.is_some() { PaperKind::Receipt } else { PaperKind::Refusal };
                out.push(counter(kind, latest(after, kind)));
            }
            // Signed by the agency that answers for it (form 04: by its head).
            Event::Apologised { .. } => {
                out.push(Due { kind: PaperKind::Apology, unit: by.unit.clone(), replaces: None, number: None });
            }
            Event::Stopped { .. } => {
                out.push(Due { kind: PaperKind::Stop, unit: by.unit.clone(), replaces: None, number: None });
            }
            Event::Decided { step, .. } if is_final(after, *step) => out.push(Due {
                kind: PaperKind::Result,
                unit: by.unit.clone(),
                // A result that was sent back and is signed again.
                replaces: latest(after, PaperKind::Result),
                number: None,
            }),
            // ND 61/2018 art. 22: the voucher goes with the money.
            Event::FeeCollected { voucher, .. } => out.push(Due {
                kind: PaperKind::Voucher,
                unit: after.unit.clone(),
                replaces: None,
                number: Some(*voucher),
            }),
            Event::StepBegan { step, .. } => {
                let from = before.and_then(Dossier::step).map_or(&by.unit, |s| &s.plan.unit);
                let to = after.steps.get(*step).map(|s| &s.plan);
                // ND 61/2018 art. 19.6: from agency to agency. The way back to the counter is the result's.
                if to.is_some_and(|to| to.work != Work::Return && to.unit != *from) {
                    out.push(Due { kind: PaperKind::Transfer, unit: from.clone(), replaces: None, number: None });
                }
            }
            _ => {}
        }
    }
    // Two corrections in one act would be one paper.
    out.dedup();
    out
}

/// The latest paper of a kind, counted from 1.
fn latest(d: &Dossier, kind: PaperKind) -> Option<u32> {
    let at = d.issued.iter().rposition(|p| p.issued.kind == kind)?;
    u32::try_from(at + 1).ok()
}

/// Whether nobody signs after this step.
fn is_final(d: &Dossier, step: usize) -> bool {
    !d.steps.iter().skip(step + 1).any(|s| s.plan.work == Work::Sign && !s.skipped)
}

#[cfg(test)]
mod tests {
    use super::{Forms, PaperKind};
    use std::collections::BTreeMap;

    #[test]
    fn a_number_has_two_digits_at_least_and_a_paper_without_a_series_has_no_symbol() {
        let text = include_str!("../../../data/forms/forms.json");
        let forms: Forms = serde_json::from_str(text).unwrap();
        assert_eq!(forms.label(PaperKind::Supplement, 7), "07/PBS");
        assert_eq!(forms.label(PaperKind::Supplement, 1234), "1234/PBS");
        let bare = Forms { papers: BTreeMap::new(), ..forms };
        assert_eq!(bare.label(PaperKind::Supplement, 7), "07");
    }

    #[test]
    fn every_kind_has_its_form_with_a_source() {
        let text = include_str!("../../../data/forms/forms.json");
        let forms: Forms = serde_json::from_str(text).unwrap();
        for kind in PaperKind::ALL {
            let form = forms.papers.get(&kind).unwrap_or_else(|| panic!("{kind:?}"));
            assert!(!form.title.is_empty() && !form.source.is_empty(), "{kind:?}");
            assert!(matches!(form.certainty.as_str(), "sourced" | "memory" | "design"), "{kind:?}");
        }
    }
}
