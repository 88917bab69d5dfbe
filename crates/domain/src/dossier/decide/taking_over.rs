//! Taking over an open dossier of an old system: it keeps its code and its dates, and nothing
//! pretends that it was received here.

use super::{Act, may_hold};
use crate::dossier::command::TakeOver;
use crate::dossier::event::Event;
use crate::dossier::{ProcedureRef, party};
use crate::law::{Refusal, Rule};
use crate::organisation::PostKind;
use crate::plan::{self, Planning};
use crate::procedure::{ServedBy, Work};
use calendar::local;

impl Act<'_, '_> {
    pub(super) fn take_over(&mut self, c: &TakeOver) -> Result<(), Refusal> {
        let cx = self.cx;
        let law = cx.law;
        if cx.by.kind != PostKind::Administrator {
            return Err(Refusal::new(Rule::NotThisPost));
        }
        party::check(&c.applicant, "applicant")?;
        let today = local(cx.now).date();
        let unit = law.organisation.unit(&c.unit).ok_or_else(|| Refusal::new(Rule::UnitUnknown).field("unit"))?;
        if !unit.is_there(today) {
            return Err(Refusal::new(Rule::UnitEnded).field("unit"));
        }
        if c.received > cx.now {
            return Err(Refusal::new(Rule::TakenOverDates).field("received"));
        }
        if c.promised <= c.received {
            return Err(Refusal::new(Rule::TakenOverDates).field("promised"));
        }
        if c.ready.is_some_and(|ready| ready < c.received || ready > cx.now) {
            return Err(Refusal::new(Rule::TakenOverDates).field("ready"));
        }
        if c.ready.is_some() != (c.work == Work::Return) {
            return Err(Refusal::new(Rule::FieldRequired).field("ready"));
        }
        let unknown = || Refusal::new(Rule::ProcedureUnknown).field("procedure");
        let published = law.catalogue.get(&c.procedure).ok_or_else(unknown)?;
        let procedure = published.procedure.as_ref().ok_or_else(unknown)?;
        if procedure.served_by == ServedBy::Voice {
            return Err(Refusal::new(Rule::NotADossier).field("procedure"));
        }
        // The version of its filing date; of procedures that are younger than that, today's.
        let version = procedure
            .in_force_on(local(c.received).date())
            .or_else(|| procedure.in_force_on(today))
            .ok_or_else(|| Refusal::new(Rule::NoVersionInForce).field("procedure"))?;
        let limit = published
            .limit_at(version, &c.unit)
            .ok_or_else(|| Refusal::new(Rule::LimitUnspecified).field("procedure"))?;
        let competent = law
            .organisation
            .agency_for(&c.unit, version.competent, today)
            .map(|u| u.id.clone())
            .ok_or_else(|| Refusal::new(Rule::NoCompetentAgency).field("unit"))?;
        let calendar = law.calendar_of(&c.unit);
        let planning = Planning {
            version,
            roles: &law.roles,
            organisation: &law.organisation,
            receiving: &c.unit,
            competent: &competent,
            on: today,
        };
        let steps = plan::plan(&planning, plan::total_time(calendar, c.received, c.promised, limit))?;
        let current =
            steps.iter().position(|s| s.work == c.work).ok_or_else(|| Refusal::new(Rule::WrongOrder).field("work"))?;
        let step = &steps[current];
        let within = plan::step_due(law.calendar_of(&step.unit), cx.now, step.allowance, limit);
        // The old promise stands; a step of it is not due later.
        let step_due = if c.promised > cx.now { within.min(c.promised) } else { within };
        let subject = cx.fresh.applicant;
        self.keep_party(subject, &c.applicant);
        self.push(Event::TakenOver {
            code: c.code.clone(),
            token: cx.fresh.token.clone(),
            procedure: ProcedureRef { key: c.procedure.clone(), version: version.version },
            unit: c.unit.clone(),
            competent,
            channel: c.channel,
            applicant: subject,
            originals: c.originals,
            limit,
            received: c.received,
            due: c.promised,
            steps,
            current,
            step_due,
            ready: c.ready,
            file: c.file.clone(),
        });
        if let (Some(holder), Some(d)) = (&c.holder, &self.state) {
            let to = may_hold(d, holder, &law.organisation, today).map_err(|r| r.field("holder"))?;
            self.push(Event::Assigned { step: current, to });
        }
        Ok(())
    }
}
