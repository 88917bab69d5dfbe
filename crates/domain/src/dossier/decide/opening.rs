//! How a dossier begins: guidance, receipt, refusal to receive.

use super::{Act, optional, reason};
use crate::code::DossierCode;
use crate::dossier::command::{Decline, Guide, Receive};
use crate::dossier::context::Context;
use crate::dossier::event::Event;
use crate::dossier::{ProcedureRef, RepresentativeRef, papers, party};
use crate::id::{PaperId, ProcedureKey, SubjectId, UnitId};
use crate::law::{Refusal, Rule};
use crate::plan::{self, PlannedStep, Planning};
use crate::procedure::{Channel, Published, ServedBy, Standing, Version};
use calendar::{Limit, Timestamp, local};

impl Act<'_, '_> {
    /// The published version in force today at the actor's unit, and who is competent.
    fn open(&self, key: &ProcedureKey, channel: Channel) -> Result<Opening<'_>, Refusal> {
        let law = self.cx.law;
        let here = &self.cx.by.unit;
        let today = local(self.cx.now).date();
        let published =
            law.catalogue.get(key).ok_or_else(|| Refusal::new(Rule::ProcedureUnknown).field("procedure"))?;
        let procedure =
            published.procedure.as_ref().ok_or_else(|| Refusal::new(Rule::ProcedureUnknown).field("procedure"))?;
        if procedure.served_by == ServedBy::Voice {
            return Err(Refusal::new(Rule::NotADossier).field("procedure"));
        }
        if let Standing::Abolished(end) = published.standing(today) {
            return Err(Refusal::new(Rule::ProcedureAbolished).field("procedure").detail(end.decision.clone()));
        }
        if !published.is_published_at(here) {
            return Err(Refusal::new(Rule::ProcedureNotPublished).field("procedure"));
        }
        let version =
            procedure.in_force_on(today).ok_or_else(|| Refusal::new(Rule::NoVersionInForce).field("procedure"))?;
        if !version.channels.contains(&channel) {
            return Err(Refusal::new(Rule::ChannelNotOffered).field("channel"));
        }
        let competent = law
            .organisation
            .agency_for(here, version.competent, today)
            .map(|u| u.id.clone())
            .ok_or_else(|| Refusal::new(Rule::NoCompetentAgency))?;
        Ok(Opening { published, version, competent })
    }

    pub(super) fn guide(&mut self, c: &Guide) -> Result<(), Refusal> {
        reason(&c.content, "content")?;
        let (procedure, competent) = {
            let o = self.open(&c.procedure, c.channel)?;
            papers::missing(o.version, &c.missing)?;
            (o.reference(&c.procedure), o.competent)
        };
        let subject = self.subject();
        if let Some(p) = &c.applicant {
            party::check(p, "applicant")?;
            self.keep_party(subject, p);
        }
        // ND 61/2018 art. 15: the content of guidance is kept.
        let content = self.keep(subject, "content", &c.content);
        self.push(Event::Guided {
            procedure,
            unit: self.cx.by.unit.clone(),
            competent,
            channel: c.channel,
            applicant: subject,
            missing: c.missing.clone(),
            content,
        });
        self.outside(subject, &c.outside)
    }

    pub(super) fn decline(&mut self, c: &Decline) -> Result<(), Refusal> {
        // ND 61/2018 art. 17.1b: form 03 states the reason.
        reason(&c.reason, "reason")?;
        party::check(&c.applicant, "applicant")?;
        let (procedure, competent) = {
            let o = self.open(&c.procedure, c.channel)?;
            papers::missing(o.version, &c.missing)?;
            (o.reference(&c.procedure), o.competent)
        };
        let subject = self.subject();
        self.keep_party(subject, &c.applicant);
        let why = self.keep(subject, "reason", &c.reason);
        self.push(Event::Declined {
            procedure,
            unit: self.cx.by.unit.clone(),
            competent,
            channel: c.channel,
            applicant: subject,
            missing: c.missing.clone(),
            reason: why,
        });
        self.outside(subject, &c.outside)
    }

    /// The subject of a dossier that had guidance before, else the fresh one.
    fn subject(&self) -> SubjectId {
        self.state.as_ref().map_or(self.cx.fresh.applicant, |d| d.applicant)
    }

    pub(super) fn receive(&mut self, c: &Receive) -> Result<(), Refusal> {
        party::check(&c.applicant, "applicant")?;
        if let Some(r) = &c.representative {
            party::check(&r.party, "representative.party")?;
            if r.authorisation.trim().is_empty() {
                return Err(Refusal::new(Rule::AuthorisationRequired).field("representative.authorisation"));
            }
            optional(&r.authorisation, 300, "representative.authorisation")?;
        }
        let cx = self.cx;
        let today = local(cx.now).date();
        let unit = cx.by.unit.clone();
        let (procedure, competent, limit, held, cases, sets, filed) = {
            let o = self.open(&c.procedure, c.channel)?;
            // Guidance and a refusal on paper are still given: whoever comes is told why, and until when.
            if let Standing::Suspended(s) = o.published.standing(today) {
                return Err(Refusal::new(Rule::ProcedureSuspended).field("procedure").detail(s.decision.clone()));
            }
            papers::known(o.version, &c.cases, "cases")?;
            let held = papers::take(o.version, &c.papers)?;
            // NĐ 61/2018 art. 20 (NĐ 118/2025 art. 6): who files for another brings the paper that says so,
            // where the list has it.
            let cases = o.version.cases(&c.cases, c.representative.is_some());
            let missing = papers::missing_papers(o.version, &cases, &c.papers);
            if !missing.is_empty() {
                let ids: Vec<_> = missing.iter().map(PaperId::as_str).collect();
                return Err(Refusal::new(Rule::PapersMissing).detail(ids.join(", ")).field("papers"));
            }
            if c.sets > 20 {
                return Err(Refusal::new(Rule::FieldMalformed).field("sets"));
            }
            // ND 63/2010 art. 8.2: a published limit, or the one the unit set.
            let limit = o.published.limit_at(o.version, &unit).ok_or_else(|| Refusal::new(Rule::LimitUnspecified))?;
            let filed = self.filing(o.version, &o.competent, limit)?;
            let sets = if c.sets == 0 { o.version.sets } else { c.sets };
            (o.reference(&c.procedure), o.competent, limit, held, cases, sets, filed)
        };
        let org = &cx.law.organisation;
        let agency = org.unit(&unit).ok_or_else(|| Refusal::new(Rule::UnitUnknown))?.agency_code.clone();
        let code = org.code_pattern(&unit).code(&agency, today, cx.fresh.order);
        // What cannot be read back must not be given out.
        let code = DossierCode::parse(code.as_str())
            .ok()
            .filter(|read| *read == code)
            .ok_or_else(|| Refusal::new(Rule::DataFaulty).detail("agency_code"))?;
        // ND 61/2018 art. 18: the same working day, after 15:00 at the start of the next.
        let transfer_by = cx.law.calendar_of(&unit).transfer_by(cx.now, cx.law.practice.transfer_cutoff.value);
        let subject = self.subject();
        self.keep_party(subject, &c.applicant);
        let representative = match &c.representative {
            Some(r) => {
                let who = cx.fresh.representative;
                self.keep_party(who, &r.party);
                let authorisation = self.keep(who, "authorisation", &r.authorisation);
                Some(RepresentativeRef { subject: who, authorisation })
            }
            None => None,
        };
        self.push(Event::Received {
            code,
            token: cx.fresh.token.clone(),
            procedure,
            unit,
            competent,
            channel: c.channel,
            applicant: subject,
            representative,
            originals: held.iter().any(|p| p.originals > 0),
            papers: held,
            cases,
            sets,
            limit,
            due: filed.due,
            due_undecided: filed.undecided,
            transfer_by,
            step_due: filed.step_due(cx, 0, limit),
            steps: filed.steps,
            register: cx.fresh.register.clone(),
        });
        self.outside(subject, &c.outside)?;
        self.files_of_papers(&c.files)
    }

    /// Due time and plan of a dossier whose clock starts now.
    fn filing(&self, version: &Version, competent: &UnitId, limit: Limit) -> Result<Filing, Refusal> {
        let cx = self.cx;
        let receiving = self.state.as_ref().map_or(&cx.by.unit, |d| &d.unit);
        let calendar = cx.law.calendar_of(receiving);
        let due = calendar.due(cx.now, limit);
        let total = plan::total_time(calendar, cx.now, due.at, limit);
        let planning = Planning {
            version,
            roles: &cx.law.roles,
            organisation: &cx.law.organisation,
            receiving,
            competent,
            on: local(cx.now).date(),
        };
        Ok(Filing { due: due.at, undecided: due.undecided, steps: plan::plan(&planning, total)? })
    }
}

/// A version to open a dossier under.
struct Opening<'a> {
    published: &'a Published,
    version: &'a Version,
    competent: UnitId,
}

impl Opening<'_> {
    fn reference(&self, key: &ProcedureKey) -> ProcedureRef {
        ProcedureRef { key: key.clone(), version: self.version.version }
    }
}

/// Due time and plan at filing.
struct Filing {
    due: Timestamp,
    undecided: bool,
    steps: Vec<PlannedStep>,
}

impl Filing {
    fn step_due(&self, cx: &Context<'_>, step: usize, limit: Limit) -> Timestamp {
        self.steps
            .get(step)
            .map_or(self.due, |s| plan::step_due(cx.law.calendar_of(&s.unit), cx.now, s.allowance, limit))
    }
}
