//! Fees: collecting, exempting, and cancelling a voucher by two persons.

use super::{Act, optional, reason};
use crate::dossier::Dossier;
use crate::dossier::command::{AnswerCancellation, CancelVoucher, CollectFee};
use crate::dossier::event::Event;
use crate::fee::{Charge, FeeMethod, Price, Refund, Voucher, VoucherNumber};
use crate::law::{Refusal, Rule};
use calendar::local;

impl Act<'_, '_> {
    pub(super) fn collect_fee(&mut self, d: &Dossier, c: &CollectFee) -> Result<(), Refusal> {
        let price = match self.cx.law.charge(d, self.cx.now) {
            Charge::Free => return Err(Refusal::new(Rule::FeeNone)),
            Charge::NotSet => return Err(Refusal::new(Rule::FeeNotSet)),
            Charge::Price(price) => price,
        };
        if c.exemption.trim().is_empty() { self.collect(d, c, &price) } else { self.exempt(d, c) }
    }

    fn collect(&mut self, d: &Dossier, c: &CollectFee, price: &Price) -> Result<(), Refusal> {
        // NĐ 61/2018 art. 22: the voucher is attached; by law's own tariff, never by hand.
        let working = price.work_out(&c.counted)?;
        optional(&c.reference, 200, "reference")?;
        optional(&c.again, 1000, "again")?;
        if c.method != FeeMethod::Cash && c.reference.trim().is_empty() {
            return Err(Refusal::new(Rule::PaymentReference).field("reference"));
        }
        // Whoever paid, or was exempt, is asked again only for a reason that is kept.
        let before = d.fees.standing().next().is_some() || d.fees.exemption.is_some();
        if before && c.again.trim().is_empty() {
            return Err(Refusal::new(Rule::FeePaid).field("again"));
        }
        let subject = d.applicant;
        let reference = self.keep_some(subject, "reference", &c.reference)?;
        let again = if before { self.keep_some(subject, "again", &c.again)? } else { None };
        let voucher = VoucherNumber { year: local(self.cx.now).date().year(), order: self.cx.fresh.voucher };
        let decision = price.decision.clone();
        self.push(Event::FeeCollected { voucher, working, method: c.method, reference, again, decision });
        Ok(())
    }

    fn exempt(&mut self, d: &Dossier, c: &CollectFee) -> Result<(), Refusal> {
        let named = c.exemption.trim();
        let law = self.cx.law;
        let known = law.version(&d.procedure).is_some_and(|v| v.fee.exemptions.iter().any(|e| e == named));
        if !known {
            return Err(Refusal::new(Rule::ExemptionUnknown).field("exemption"));
        }
        if d.fees.standing().next().is_some() {
            // What was paid is given back by cancelling its voucher first.
            return Err(Refusal::new(Rule::FeePaid).field("exemption"));
        }
        if d.fees.exemption.as_ref().is_some_and(|e| e.exemption == named) {
            return Err(Refusal::new(Rule::AlreadyDone).field("exemption"));
        }
        optional(&c.proof, 300, "proof")?;
        if c.proof.trim().is_empty() {
            return Err(Refusal::new(Rule::ExemptionProof).field("proof"));
        }
        let proof = self.keep(d.applicant, "proof", &c.proof);
        self.push(Event::FeeExempted { exemption: named.to_owned(), proof });
        Ok(())
    }

    pub(super) fn cancel_voucher(&mut self, d: &Dossier, c: &CancelVoucher) -> Result<(), Refusal> {
        reason(&c.reason, "reason")?;
        optional(&c.to, 300, "to")?;
        let voucher = known(d, c.voucher)?;
        if voucher.cancellation.is_some() {
            return Err(Refusal::new(Rule::AlreadyDone).field("voucher"));
        }
        if c.refund == Refund::GivenBack && c.to.trim().is_empty() {
            return Err(Refusal::new(Rule::FieldRequired).field("to"));
        }
        let why = self.keep(d.applicant, "reason", &c.reason);
        let to = if c.refund == Refund::GivenBack { self.keep_some(d.applicant, "to", &c.to)? } else { None };
        self.push(Event::CancellationAsked { voucher: c.voucher, reason: why, refund: c.refund, to });
        Ok(())
    }

    pub(super) fn answer_cancellation(&mut self, d: &Dossier, c: &AnswerCancellation) -> Result<(), Refusal> {
        let voucher = known(d, c.voucher)?;
        let request = voucher.open_request().ok_or_else(|| Refusal::new(Rule::VoucherUnknown).field("voucher"))?;
        // Integrity: neither who took the money nor who asked; the person counts, not the post.
        if [&request.by.person, &voucher.by.person].contains(&&self.cx.by.person) {
            return Err(Refusal::new(Rule::VoucherSecondPerson).field("voucher"));
        }
        optional(&c.note, 1000, "note")?;
        if !c.confirm {
            reason(&c.note, "note")?;
        }
        let note = self.keep_some(d.applicant, "note", &c.note)?;
        let voucher = c.voucher;
        self.push(if c.confirm {
            Event::VoucherCancelled { voucher, note }
        } else {
            Event::CancellationDeclined { voucher, note }
        });
        Ok(())
    }
}

fn known(d: &Dossier, number: VoucherNumber) -> Result<&Voucher, Refusal> {
    d.fees.voucher(number).ok_or_else(|| Refusal::new(Rule::VoucherUnknown).field("voucher"))
}
