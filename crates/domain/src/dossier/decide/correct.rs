//! Putting things right: a wrong choice of procedure, a clerk's slip.

use super::{Act, reason};
use crate::dossier::command::{CorrectEntry, CorrectProcedure, PartyKind};
use crate::dossier::event::{Event, TextRef};
use crate::dossier::party::{self, party_slot};
use crate::dossier::{Dossier, PersonalEntry, ProcedureRef, papers};
use crate::id::PaperId;
use crate::law::{Refusal, Rule};
use crate::plan::{self, Planning};
use crate::procedure::{ServedBy, Standing};
use calendar::local;

impl Act<'_, '_> {
    pub(super) fn correct_procedure(&mut self, d: &Dossier, c: &CorrectProcedure) -> Result<(), Refusal> {
        reason(&c.reason, "reason")?;
        let cx = self.cx;
        if c.procedure == d.procedure.key {
            return Err(Refusal::new(Rule::AlreadyDone).field("procedure"));
        }
        let received = d.received.ok_or_else(|| Refusal::new(Rule::WrongOrder))?;
        let law = cx.law;
        let published =
            law.catalogue.get(&c.procedure).ok_or_else(|| Refusal::new(Rule::ProcedureUnknown).field("procedure"))?;
        let procedure =
            published.procedure.as_ref().ok_or_else(|| Refusal::new(Rule::ProcedureUnknown).field("procedure"))?;
        if procedure.served_by == ServedBy::Voice {
            return Err(Refusal::new(Rule::NotADossier).field("procedure"));
        }
        if !published.is_published_at(&d.unit) {
            return Err(Refusal::new(Rule::ProcedureNotPublished).field("procedure"));
        }
        // The version in force on the day of filing, not today's.
        let filed_on = local(received).date();
        if let Standing::Suspended(s) = published.standing(filed_on) {
            return Err(Refusal::new(Rule::ProcedureSuspended).field("procedure").detail(s.decision.clone()));
        }
        let version =
            procedure.in_force_on(filed_on).ok_or_else(|| Refusal::new(Rule::NoVersionInForce).field("procedure"))?;
        papers::known(version, &c.cases, "cases")?;
        let held = papers::take(version, &c.papers)?;
        let cases = version.cases(&c.cases, d.representative.is_some());
        let missing = papers::missing_papers(version, &cases, &c.papers);
        if !missing.is_empty() {
            let ids: Vec<_> = missing.iter().map(PaperId::as_str).collect();
            return Err(Refusal::new(Rule::PapersMissing).detail(ids.join(", ")).field("papers"));
        }
        let competent = law
            .organisation
            .agency_for(&d.unit, version.competent, filed_on)
            .map(|u| u.id.clone())
            .ok_or_else(|| Refusal::new(Rule::NoCompetentAgency))?;
        let limit = published.limit_at(version, &d.unit).ok_or_else(|| Refusal::new(Rule::LimitUnspecified))?;
        let from = d.clock_from.unwrap_or(received);
        let calendar = law.calendar_of(&d.unit);
        let due = calendar.due(from, limit);
        let planning = Planning {
            version,
            roles: &law.roles,
            organisation: &law.organisation,
            receiving: &d.unit,
            competent: &competent,
            on: filed_on,
        };
        let steps = plan::plan(&planning, plan::total_time(calendar, from, due.at, limit))?;
        // The reception was done; whatever came after it starts again under the right procedure.
        let current = usize::from(d.current > 0);
        let step_due = steps.get(current).map_or(due.at, |s| self.due_of(s, limit));
        let reference = ProcedureRef { key: c.procedure.clone(), version: version.version };
        self.hold(d);
        let why = self.keep(d.applicant, "reason", &c.reason);
        self.missed();
        self.push(Event::ProcedureCorrected {
            procedure: reference,
            competent,
            originals: held.iter().any(|p| p.originals > 0),
            papers: held,
            cases,
            limit,
            due: due.at,
            due_undecided: due.undecided,
            steps,
            current,
            step_due,
            reason: why,
            register: cx.fresh.register.clone(),
        });
        Ok(())
    }

    pub(super) fn correct_entry(&mut self, d: &Dossier, c: &CorrectEntry) -> Result<(), Refusal> {
        reason(&c.reason, "reason")?;
        // The kind is not stored: a value is right if either kind allows it.
        party::check_field(PartyKind::Person, c.field, &c.value)
            .or_else(|_| party::check_field(PartyKind::Organisation, c.field, &c.value))
            .map_err(|r| r.field("value"))?;
        let at = party_slot(d.applicant, d.id, c.field);
        let before = TextRef { subject: d.applicant, slot: format!("{}/before", self.cx.act) };
        self.out.personal.push(PersonalEntry {
            at,
            value: c.value.trim().to_owned(),
            keep_old_at: Some(before.clone()),
        });
        let why = self.keep(d.applicant, "reason", &c.reason);
        self.push(Event::EntryCorrected { field: c.field, before, reason: why });
        Ok(())
    }
}
