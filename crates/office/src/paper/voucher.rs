//! The voucher of a fee: what was taken, how it was worked out, by whom.

use super::then::Then;
use super::{Head, Officer};
use crate::dossier::PartyText;
use crate::error::{Error, dossier_not_found};
use crate::fee::per;
use domain::dossier::Event;
use domain::fee::{FeeMethod, Working};
use domain::money::in_words;
use serde::{Deserialize, Serialize};

/// Voucher (Biên lai thu phí, lệ phí).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Voucher {
    /// The head.
    pub head: Head,
    /// For whom it was paid.
    pub applicant: PartyText,
    /// For what.
    pub request: String,
    /// Code of the procedure.
    pub procedure_code: String,
    /// How the amount came about, line by line.
    pub working: Vec<String>,
    /// What the amount stands on: the decision, or the procedure's own words.
    pub basis: String,
    /// The amount.
    pub amount: String,
    /// The amount in words.
    pub in_words: String,
    /// How it was paid.
    pub method: String,
    /// Number of the transfer, card slip or other paper; may be empty.
    pub reference: String,
    /// Who took it.
    pub officer: Officer,
}

/// What the voucher says.
pub(super) fn write(then: &Then<'_>) -> Result<Voucher, Error> {
    let version = then.procedure()?;
    let (working, method, reference, decision) = then
        .find(|e| match e {
            Event::FeeCollected { working, method, reference, decision, .. } => {
                Some((working, *method, reference, decision))
            }
            _ => None,
        })
        .ok_or_else(dossier_not_found)?;
    let mut head = then.counter_head()?;
    head.follow = Some(then.follow());
    Ok(Voucher {
        head,
        applicant: then.applicant(),
        request: version.name.vi.clone(),
        procedure_code: then.dossier.procedure.key.to_string(),
        working: lines(working),
        basis: decision.clone().unwrap_or_else(|| version.fee.note.vi.clone()),
        amount: working.total.to_string(),
        in_words: in_words(working.total),
        method: match method {
            FeeMethod::Cash => "Tiền mặt",
            FeeMethod::Transfer => "Chuyển khoản",
            FeeMethod::Card => "Thẻ",
            FeeMethod::Online => "Trực tuyến",
            FeeMethod::Post => "Bưu chính thu hộ",
        }
        .into(),
        reference: reference.as_ref().map(|at| then.detail.text(at).to_owned()).unwrap_or_default(),
        officer: then.officer(&then.envelope().by),
    })
}

/// A working as one reads it: "3 trang: 2 × 2.000 + 1 × 1.000 = 5.000 đồng; 2 bản × 5.000 = 10.000 đồng".
fn lines(w: &Working) -> Vec<String> {
    w.lines
        .iter()
        .map(|l| {
            let rates: Vec<String> = l.rates.iter().map(|r| format!("{} × {}", r.times, r.amount.grouped())).collect();
            let piece = if l.pages > 0 { "bản" } else { per(&w.unit) };
            let many = format!("{} {piece} × {} = {}", l.number, l.each.grouped(), l.sum);
            if l.pages == 0 {
                return if piece.is_empty() { l.sum.to_string() } else { many };
            }
            let cap = if l.capped { format!("; tối đa {} mỗi bản", l.each) } else { String::new() };
            let sum: i64 = l.rates.iter().map(|r| i64::from(r.times) * r.amount.0).sum();
            format!("{} trang: {} = {}{cap}; {many}", l.pages, rates.join(" + "), domain::money::Dong(sum))
        })
        .collect()
}
