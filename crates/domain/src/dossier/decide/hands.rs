//! In whose hands things are when something went wrong: a wrong result taken back in time, a result in
//! wrong hands, originals left behind.

use super::{Act, optional, reason};
use crate::dossier::Dossier;
use crate::dossier::command::{
    BackTo, CorrectReturn, GiveBackOriginals, Recipient, ReturnFault, ReturnProof, TakeBackResult,
};
use crate::dossier::event::{Event, TextRef};
use crate::id::SubjectId;
use crate::law::{Refusal, Rule};
use crate::procedure::Work;

/// Who takes something over the counter, and what proves it.
struct Taker<'a> {
    to: Recipient,
    name: &'a str,
    authorisation: &'a str,
    proof: ReturnProof,
    reference: &'a str,
}

/// What stands of it in the personal store.
struct Kept {
    name: Option<TextRef>,
    authorisation: Option<TextRef>,
    reference: Option<TextRef>,
}

impl Act<'_, '_> {
    pub(super) fn take_back_result(&mut self, d: &Dossier, c: &TakeBackResult) -> Result<(), Refusal> {
        reason(&c.reason, "reason")?;
        let signed = self.last_step(d, d.current, Work::Sign)?;
        let (to, due, official) = match c.to {
            BackTo::Sign => signed,
            // What was handled after the signature, such as paying out, is not what was decided on.
            BackTo::Handle => self.last_step(d, signed.0, Work::Handle).map_err(|r| r.field("to"))?,
        };
        let why = self.keep(d.applicant, "reason", &c.reason);
        // The promised date stands: a result that was in time may become late by its fault.
        self.push(Event::ResultTakenBack { to, official, due, reason: why });
        Ok(())
    }

    pub(super) fn correct_return(&mut self, d: &Dossier, c: &CorrectReturn) -> Result<(), Refusal> {
        reason(&c.reason, "reason")?;
        let why = self.keep(d.applicant, "reason", &c.reason);
        let (to, proof, kept) = if c.what == ReturnFault::TakenBack {
            let given = [
                ("to", c.to.is_some()),
                ("name", !c.name.trim().is_empty()),
                ("authorisation", !c.authorisation.trim().is_empty()),
                ("proof", c.proof.is_some()),
                ("reference", !c.reference.trim().is_empty()),
            ];
            // Nobody has it now; who gets it is a return of its own.
            if let Some((field, _)) = given.into_iter().find(|(_, given)| *given) {
                return Err(Refusal::new(Rule::FieldMalformed).field(field));
            }
            (None, None, None)
        } else {
            let taker = taker(c.to, c.proof, [&c.name, &c.authorisation, &c.reference])?;
            let kept = self.taken_by(d, &taker)?;
            (Some(taker.to), Some(taker.proof), Some(kept))
        };
        // ND 61/2018 art. 20, 21: that a wrong person had it is not undone by getting it back.
        if c.what != ReturnFault::Record {
            self.breach(Rule::ResultToWrongPerson, false, Some(why.clone()));
        }
        let (name, authorisation, reference) =
            kept.map_or((None, None, None), |k| (k.name, k.authorisation, k.reference));
        self.push(Event::ReturnCorrected { what: c.what, to, name, authorisation, proof, reference, reason: why });
        Ok(())
    }

    pub(super) fn give_back_originals(&mut self, d: &Dossier, c: &GiveBackOriginals) -> Result<(), Refusal> {
        optional(&c.kept, 1000, "kept")?;
        let all_kept = !c.kept.trim().is_empty() && c.to.is_none() && c.proof.is_none();
        let (to, proof, taken) = if all_kept {
            (None, None, None)
        } else {
            let taker = taker(c.to, c.proof, [&c.name, &c.authorisation, &c.reference])?;
            let taken = self.taken_by(d, &taker)?;
            (Some(taker.to), Some(taker.proof), Some(taken))
        };
        let kept = self.keep_some(d.applicant, "kept", &c.kept)?;
        let (name, authorisation, reference) =
            taken.map_or((None, None, None), |k| (k.name, k.authorisation, k.reference));
        self.push(Event::OriginalsGivenBack { to, name, authorisation, proof, reference, kept });
        Ok(())
    }

    /// Whose values the taker's are: who is neither applicant nor representative needs a name and the paper.
    pub(super) fn taker_subject(
        &self,
        d: &Dossier,
        to: Recipient,
        name: &str,
        authorisation: &str,
    ) -> Result<SubjectId, Refusal> {
        match to {
            Recipient::Applicant => Ok(d.applicant),
            Recipient::Representative => Ok(d
                .representative
                .as_ref()
                .ok_or_else(|| Refusal::new(Rule::AuthorisationRequired).field("to"))?
                .subject),
            Recipient::Other => {
                // ND 61/2018 art. 20: an authorised person needs the paper.
                if name.trim().is_empty() {
                    return Err(Refusal::new(Rule::FieldRequired).field("name"));
                }
                if authorisation.trim().is_empty() {
                    return Err(Refusal::new(Rule::AuthorisationRequired).field("authorisation"));
                }
                Ok(self.cx.fresh.representative)
            }
        }
    }

    fn taken_by(&mut self, d: &Dossier, by: &Taker<'_>) -> Result<Kept, Refusal> {
        let subject = self.taker_subject(d, by.to, by.name, by.authorisation)?;
        Ok(Kept {
            name: self.keep_some(subject, "name", by.name)?,
            authorisation: self.keep_some(subject, "authorisation", by.authorisation)?,
            reference: self.keep_some(subject, "reference", by.reference)?,
        })
    }
}

/// Somebody takes it and something proves it.
fn taker(
    to: Option<Recipient>,
    proof: Option<ReturnProof>,
    [name, authorisation, reference]: [&str; 3],
) -> Result<Taker<'_>, Refusal> {
    let to = to.ok_or_else(|| Refusal::new(Rule::FieldRequired).field("to"))?;
    let proof = proof.ok_or_else(|| Refusal::new(Rule::ProofOfReturn).field("proof"))?;
    if matches!(proof, ReturnProof::Code | ReturnProof::PostReceipt) && reference.trim().is_empty() {
        return Err(Refusal::new(Rule::ProofOfReturn).field("reference"));
    }
    Ok(Taker { to, name, authorisation, proof, reference })
}
