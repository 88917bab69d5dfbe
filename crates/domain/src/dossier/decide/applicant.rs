//! What the office owes the applicant on the way: one full supplement request, a new start of the
//! clock, an apology with one new date, the result in the right hands.

use super::{Act, optional, reason};
use crate::dossier::command::{Apologise, PaperGiven, RequestSupplement, ReturnProof, ReturnResult, TakeSupplement};
use crate::dossier::event::Event;
use crate::dossier::{Dossier, PaperHeld, asked, papers};
use crate::id::PaperId;
use crate::law::{Refusal, Rule};
use crate::procedure::{Channel, Version};
use calendar::{Limit, local};

impl Act<'_, '_> {
    pub(super) fn request_supplement(&mut self, d: &Dossier, c: &RequestSupplement) -> Result<(), Refusal> {
        reason(&c.reason, "reason")?;
        let cx = self.cx;
        let version = cx.law.version(&d.procedure).ok_or_else(|| Refusal::new(Rule::ProcedureUnknown))?;
        papers::known(version, c.items.iter().map(|i| &i.paper), "items")?;
        if c.items.is_empty() && c.outside.is_empty() {
            return Err(Refusal::new(Rule::FieldRequired).field("items"));
        }
        for (i, item) in c.items.iter().enumerate() {
            // NQ 66.7/2025: not asked for, unless the database does not give it.
            if version.paper(&item.paper).is_some_and(|p| p.replaced_by.is_some())
                && item.not_retrievable.trim().is_empty()
            {
                return Err(Refusal::new(Rule::PaperTheStateHas)
                    .detail(item.paper.to_string())
                    .field(format!("items.{i}.not_retrievable")));
            }
        }
        // ND 61/2018 art. 15.3: once, fully and accurately.
        let second = !d.supplements.is_empty();
        if second && c.new_fact.trim().is_empty() {
            return Err(Refusal::new(Rule::SupplementOnce).field("new_fact"));
        }
        self.hold(d);
        let subject = d.applicant;
        let new_fact = self.keep_some(subject, "new_fact", &c.new_fact)?;
        if second {
            self.breach(Rule::SecondSupplement, true, new_fact.clone());
        }
        // ND 61/2018 art. 19.4: "unless sector law differs". Who asks late may have got it late, so
        // nobody is named: the record shows who held it how long.
        let days = version.time_limit.supplement_window.unwrap_or(cx.law.practice.supplement_window.value);
        let window = cx.law.calendar_of(&d.unit).due(d.received.unwrap_or(cx.now), Limit::WorkingDays(days));
        if !second && cx.now > window.at {
            self.breach(Rule::SupplementLate, false, None);
        }
        for item in &c.items {
            optional(&item.what, 1000, "items")?;
            optional(&item.not_retrievable, 1000, "items")?;
        }
        let items = c.items.iter().map(|item| {
            let name = version.paper(&item.paper).map_or("", |p| p.name.vi.as_str());
            (name, [item.what.as_str(), item.not_retrievable.as_str()])
        });
        let text = asked::compose(&c.reason, items);
        let why = self.keep(subject, "reason", &text);
        self.outside(subject, &c.outside)?;
        self.missed();
        self.push(Event::SupplementRequested {
            papers: c.items.iter().map(|i| i.paper.clone()).collect(),
            reason: why,
            new_fact,
        });
        Ok(())
    }

    pub(super) fn take_supplement(&mut self, d: &Dossier, c: &TakeSupplement) -> Result<(), Refusal> {
        let cx = self.cx;
        let version = cx.law.version(&d.procedure).ok_or_else(|| Refusal::new(Rule::ProcedureUnknown))?;
        let held = papers::take(version, &c.papers)?;
        // The clock starts when the complete dossier is there (ND 61/2018 art. 19.4).
        let asked = d.supplements.last().map(|s| s.papers.clone()).unwrap_or_default();
        let missing: Vec<_> =
            asked.iter().filter(|id| !held_has(&held, version, id, &c.papers)).map(PaperId::as_str).collect();
        if !missing.is_empty() {
            return Err(Refusal::new(Rule::PapersMissing).detail(missing.join(", ")).field("papers"));
        }
        let limit = d.limit.ok_or_else(|| Refusal::new(Rule::WrongOrder))?;
        let calendar = cx.law.calendar_of(&d.unit);
        let due = calendar.due(cx.now, limit);
        let step = d.step().ok_or_else(|| Refusal::new(Rule::WrongOrder))?;
        let step_due = self.due_of(&step.plan, limit);
        let note = self.keep_some(d.applicant, "note", &c.note)?;
        let official = self.still_there(d, d.current);
        self.push(Event::SupplementArrived {
            originals: held.iter().any(|p| p.originals > 0),
            papers: held,
            due: due.at,
            due_undecided: due.undecided,
            step_due,
            official,
            note,
        });
        self.files_of_papers(&c.files)
    }

    pub(super) fn apologise(&mut self, d: &Dossier, c: &Apologise) -> Result<(), Refusal> {
        reason(&c.reason, "reason")?;
        let cx = self.cx;
        // ND 61/2018 art. 19.9: one new date only.
        if d.new_dates > 0 {
            return Err(Refusal::new(Rule::OneNewDate));
        }
        if !(1..=60).contains(&c.working_days) {
            return Err(Refusal::new(Rule::NewDateBeforeOld).field("working_days"));
        }
        let old = d.due.ok_or_else(|| Refusal::new(Rule::WrongOrder))?;
        let calendar = cx.law.calendar_of(&d.unit);
        // Counted from the old date; from today if that has passed already.
        let new = calendar.due(old.max(cx.now), Limit::WorkingDays(c.working_days)).at;
        // A limit that begins and ends on one day leaves no day before.
        let one_day = d.clock_from.is_some_and(|from| local(from).date() == local(old).date());
        let days_left = local(cx.now).date().until(local(old).date()).map_or(0, |s| i64::from(s.get_days()));
        if !one_day && days_left < cx.law.practice.apology_before.value {
            self.breach(Rule::ApologyLate, true, None);
        }
        let why = self.keep(d.applicant, "reason", &c.reason);
        self.push(Event::Apologised { reason: why, due: new });
        Ok(())
    }

    pub(super) fn return_result(&mut self, d: &Dossier, c: &ReturnResult) -> Result<(), Refusal> {
        let needs_reference = matches!(c.proof, ReturnProof::Code | ReturnProof::PostReceipt);
        if needs_reference && c.reference.trim().is_empty() {
            return Err(Refusal::new(Rule::ProofOfReturn).field("reference"));
        }
        if c.how == Channel::Post && c.proof != ReturnProof::PostReceipt {
            return Err(Refusal::new(Rule::ProofOfReturn).field("proof"));
        }
        let subject = self.taker_subject(d, c.to, &c.name, &c.authorisation)?;
        let name = self.keep_some(subject, "name", &c.name)?;
        let authorisation = self.keep_some(subject, "authorisation", &c.authorisation)?;
        let reference = self.keep_some(subject, "reference", &c.reference)?;
        self.push(Event::ResultReturned {
            to: c.to,
            name,
            authorisation,
            how: c.how,
            proof: c.proof,
            reference,
            originals_back: c.originals_back,
        });
        Ok(())
    }
}

/// Whether a paper that was asked for has now come in some way.
fn held_has(held: &[PaperHeld], version: &Version, id: &PaperId, given: &[PaperGiven]) -> bool {
    held.iter().any(|p| p.paper == *id)
        // Only shown: nothing of it is kept.
        || (version.paper(id).is_some_and(|p| p.present_only) && given.iter().any(|g| g.paper == *id))
}
