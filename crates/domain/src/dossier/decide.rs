//! The rules: a command on a state at a moment becomes events, or a refusal that names its article.

use super::command::*;
use super::event::{Event, TextRef};
use super::party::{self, party_slot};
use super::{Actor, Dossier, Envelope, Official, Outcome, PaperHeld, ProcedureRef, RepresentativeRef, apply, gate, papers};
use crate::code::DossierCode;
use crate::id::{ActId, ConsultationId, DossierId, PaperId, PersonId, ProcedureKey, SubjectId, UnitId};
use crate::law::{Refusal, Rule};
use crate::organisation::{Organisation, PostKind};
use crate::plan::{self, PlannedStep, Planning};
use crate::procedure::{Channel, Published, Role, ServedBy, Version, Work};
use calendar::{Calendar, Limit, Time, Timestamp, local};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Figures of the law that a locality may have to change: `data/practice.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Practice {
    /// The JSON Schema beside the file.
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// After this local time a dossier is transferred at the start of the next working day
    /// (ND 61/2018 art. 18).
    pub transfer_cutoff: Figure<Time>,
    /// Working days within which a supplement is asked for (ND 61/2018 art. 19.4: "unless sector
    /// law differs", so later is recorded, never refused).
    pub supplement_window: Figure<u16>,
    /// Whole days before the date that will be missed at which an apology comes at the latest
    /// (ND 61/2018 art. 19.9).
    pub apology_before: Figure<i64>,
}

/// A figure with its source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure<T> {
    /// The value.
    pub value: T,
    /// The article.
    pub source: String,
    /// `sourced` or `memory`.
    pub certainty: String,
}

/// All that decisions look up: the law and the house as they stand at this moment.
#[derive(Debug, Clone)]
pub struct Law {
    /// Procedures and where they are published.
    pub catalogue: HashMap<ProcedureKey, Published>,
    /// How roles are filled.
    pub roles: Vec<Role>,
    /// Figures that may change.
    pub practice: Practice,
    /// Units, posts, people.
    pub organisation: Organisation,
    /// Days off with the standard office hours.
    pub calendar: Calendar,
    /// Calendars of units whose office hours differ.
    pub calendars: HashMap<UnitId, Calendar>,
}

impl Law {
    /// The calendar of a unit.
    pub fn calendar_of(&self, unit: &UnitId) -> &Calendar {
        self.calendars.get(unit).unwrap_or(&self.calendar)
    }

    /// The version of a procedure that a dossier keeps.
    pub fn version(&self, of: &ProcedureRef) -> Option<&Version> {
        self.catalogue.get(&of.key)?.procedure.as_ref()?.version(of.version)
    }
}

/// Values made by chance or by counting, given from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fresh {
    /// For the applicant's values.
    pub applicant: SubjectId,
    /// For the representative's values.
    pub representative: SubjectId,
    /// For a consultation.
    pub consultation: ConsultationId,
    /// How many dossiers this unit has received today, with this one.
    pub order: u32,
    /// For the receipt's QR code; unguessable.
    pub token: String,
}

/// One act: who, when, by which law.
pub struct Context<'a> {
    /// The dossier (also for one that does not exist yet).
    pub id: DossierId,
    /// The act.
    pub act: ActId,
    /// The server's clock.
    pub now: Timestamp,
    /// Who.
    pub by: &'a Actor,
    /// The law.
    pub law: &'a Law,
    /// Values made outside.
    pub fresh: &'a Fresh,
}

/// A value for the personal store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonalEntry {
    /// Where it stands.
    pub at: TextRef,
    /// The value; `None`: move what stands at `at` to `kept_as`.
    pub value: String,
    /// Before the new value is written, the old one is kept here.
    pub keep_old_at: Option<TextRef>,
}

/// What an act leads to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Decision {
    /// Events, in order.
    pub events: Vec<Event>,
    /// Values that stand apart from them.
    pub personal: Vec<PersonalEntry>,
}

/// Decides. Pure: the same arguments give the same answer.
pub fn decide(state: Option<&Dossier>, command: &Command, cx: &Context<'_>) -> Result<Decision, Refusal> {
    gate(state, command.kind(), cx.by, &cx.law.organisation)?;
    let mut act = Act { cx, state: state.cloned(), out: Decision::default() };
    match command {
        Command::Guide(c) => act.guide(c)?,
        Command::Receive(c) => act.receive(c)?,
        Command::Decline(c) => act.decline(c)?,
        command => {
            let d = state.ok_or_else(|| Refusal::new(Rule::NotFound))?;
            act.on(d, command)?;
        }
    }
    Ok(act.out)
}

/// An act being decided: each event is folded at once, so that what follows sees it.
struct Act<'a, 'c> {
    cx: &'a Context<'c>,
    state: Option<Dossier>,
    out: Decision,
}

impl Act<'_, '_> {
    fn push(&mut self, event: Event) {
        let envelope = Envelope { act: self.cx.act, at: self.cx.now, by: self.cx.by.clone() };
        apply(&mut self.state, self.cx.id, &envelope, &event);
        self.out.events.push(event);
    }

    /// Puts a text about a person into the personal store and answers where it stands.
    fn keep(&mut self, subject: SubjectId, name: &str, text: &str) -> TextRef {
        let at = TextRef { subject, slot: format!("{}/{name}", self.cx.act) };
        self.out.personal.push(PersonalEntry { at: at.clone(), value: text.trim().to_owned(), keep_old_at: None });
        at
    }

    /// A text that may stay empty; `field` is its name in the command.
    fn keep_some(&mut self, subject: SubjectId, field: &str, text: &str) -> Result<Option<TextRef>, Refusal> {
        optional(text, 4000, field)?;
        Ok((!text.trim().is_empty()).then(|| self.keep(subject, field, text)))
    }

    fn keep_party(&mut self, subject: SubjectId, p: &Party) {
        for field in PartyField::ALL {
            let value = party::value(p, field);
            if !value.is_empty() {
                self.out.personal.push(PersonalEntry {
                    at: party_slot(subject, self.cx.id, field),
                    value: value.to_owned(),
                    keep_old_at: None,
                });
            }
        }
    }

    fn breach(&mut self, rule: Rule, named: bool, text: Option<TextRef>) {
        self.push(Event::BreachRecorded { rule, named, text });
    }

    /// Papers demanded outside the list: each is recorded with its reason, and shown.
    fn outside(&mut self, subject: SubjectId, demands: &[OutsideDemand]) -> Result<(), Refusal> {
        for (i, demand) in demands.iter().enumerate() {
            reason(&demand.paper, &format!("outside.{i}.paper"))?;
            reason(&demand.reason, &format!("outside.{i}.reason"))?;
            let paper = self.keep(subject, &format!("outside-{i}-paper"), &demand.paper);
            let why = self.keep(subject, &format!("outside-{i}-reason"), &demand.reason);
            self.push(Event::DemandedOutsideList { paper: paper.clone(), reason: why });
            // ND 63/2010 art. 6, 18: no self-invented papers.
            self.breach(Rule::PaperDemandedOutsideList, true, Some(paper));
        }
        Ok(())
    }

    // ── before receipt ────────────────────────────────────────────────────────────────────────

    /// The published version in force today at the actor's unit, and who is competent.
    fn open(&self, key: &ProcedureKey, channel: Channel) -> Result<Opening<'_>, Refusal> {
        let law = self.cx.law;
        let here = &self.cx.by.unit;
        let today = local(self.cx.now).date();
        let published = law.catalogue.get(key).ok_or_else(|| Refusal::new(Rule::ProcedureUnknown).field("procedure"))?;
        let procedure =
            published.procedure.as_ref().ok_or_else(|| Refusal::new(Rule::ProcedureUnknown).field("procedure"))?;
        if procedure.served_by == ServedBy::Voice {
            return Err(Refusal::new(Rule::NotADossier).field("procedure"));
        }
        if !published.is_published_at(here) {
            return Err(Refusal::new(Rule::ProcedureNotPublished).field("procedure"));
        }
        let version = procedure
            .in_force_on(today)
            .ok_or_else(|| Refusal::new(Rule::NoVersionInForce).field("procedure"))?;
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

    fn guide(&mut self, c: &Guide) -> Result<(), Refusal> {
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

    fn decline(&mut self, c: &Decline) -> Result<(), Refusal> {
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

    fn receive(&mut self, c: &Receive) -> Result<(), Refusal> {
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
        let (procedure, competent, limit, held, sets, filed) = {
            let o = self.open(&c.procedure, c.channel)?;
            papers::known(o.version, &c.cases, "cases")?;
            let held = papers::take(o.version, &c.papers)?;
            let missing = papers::missing_papers(o.version, &c.cases, &c.papers);
            if !missing.is_empty() {
                let ids: Vec<_> = missing.iter().map(PaperId::as_str).collect();
                return Err(Refusal::new(Rule::PapersMissing).detail(ids.join(", ")).field("papers"));
            }
            if c.sets > 20 {
                return Err(Refusal::new(Rule::FieldMalformed).field("sets"));
            }
            // ND 63/2010 art. 8.2: a published limit, or the one the unit set.
            let limit =
                o.published.limit_at(o.version, &unit).ok_or_else(|| Refusal::new(Rule::LimitUnspecified))?;
            let filed = self.filing(o.version, &o.competent, limit)?;
            let sets = if c.sets == 0 { o.version.sets } else { c.sets };
            (o.reference(&c.procedure), o.competent, limit, held, sets, filed)
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
            cases: c.cases.clone(),
            sets,
            limit,
            due: filed.due,
            due_undecided: filed.undecided,
            transfer_by,
            step_due: filed.step_due(cx, 0, limit),
            steps: filed.steps,
        });
        self.outside(subject, &c.outside)
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

    // ── after receipt ─────────────────────────────────────────────────────────────────────────

    fn on(&mut self, d: &Dossier, command: &Command) -> Result<(), Refusal> {
        let cx = self.cx;
        let subject = d.applicant;
        match command {
            Command::Guide(_) | Command::Receive(_) | Command::Decline(_) => Err(Refusal::new(Rule::AlreadyDone)),
            Command::Transfer(Transfer {}) => {
                // By the day: "at the start of the next working day" is that morning, not its first
                // microsecond. Only the transfer from the counter that received it has this limit.
                let late = d.current == 0
                    && d.supplements.is_empty()
                    && d.transfer_by.is_some_and(|by| local(by).date() < local(cx.now).date());
                if late {
                    // Whoever rescues a colleague's dossier is not the one who is answerable.
                    let held = d.step().and_then(|s| s.official.as_ref()).is_some_and(|o| o.person == cx.by.person);
                    self.breach(Rule::TransferLate, held, None);
                }
                self.finish(d.current, None);
                Ok(())
            }
            Command::Claim(Claim {}) => {
                self.push(Event::Claimed { step: d.current });
                Ok(())
            }
            Command::Assign(c) => {
                let to = self.official(d, &c.person)?;
                self.push(Event::Assigned { step: d.current, to });
                Ok(())
            }
            Command::HandOver(c) => {
                reason(&c.reason, "reason")?;
                let to = self.official(d, &c.person)?;
                let why = self.keep(subject, "reason", &c.reason);
                self.push(Event::HandedOver { step: d.current, to, reason: why });
                Ok(())
            }
            Command::Finish(c) => {
                self.hold(d);
                let note = self.keep_some(subject, "note", &c.note)?;
                self.finish(d.current, note);
                Ok(())
            }
            Command::SendBack(c) => self.send_back(d, c),
            Command::Consult(c) => self.consult(d, c),
            Command::AnswerConsultation(c) => {
                reason(&c.answer, "answer")?;
                let known = d
                    .consultations
                    .iter()
                    .any(|x| x.id == c.consultation && x.answered.is_none() && x.unit == cx.by.unit);
                if !known {
                    return Err(Refusal::new(Rule::ConsultationUnknown).field("consultation"));
                }
                let answer = self.keep(subject, "answer", &c.answer);
                self.push(Event::ConsultationAnswered { id: c.consultation, answer });
                Ok(())
            }
            Command::RequestSupplement(c) => self.request_supplement(d, c),
            Command::TakeSupplement(c) => self.take_supplement(d, c),
            Command::Approve(c) => {
                self.hold(d);
                let text = self.keep_some(subject, "note", &c.note)?;
                self.push(Event::Decided { step: d.current, outcome: Outcome::Approved, text });
                self.advance(d.current);
                Ok(())
            }
            Command::Reject(c) => {
                // ND 61/2018 art. 19.8: a written refusal within the limit, entered as a result.
                reason(&c.reason, "reason")?;
                self.hold(d);
                let text = Some(self.keep(subject, "reason", &c.reason));
                self.push(Event::Decided { step: d.current, outcome: Outcome::Rejected, text });
                self.advance(d.current);
                Ok(())
            }
            Command::Stop(c) => {
                reason(&c.reason, "reason")?;
                reason(&c.ground, "ground")?;
                let why = self.keep(subject, "reason", &c.reason);
                let ground = self.keep(subject, "ground", &c.ground);
                self.missed();
                self.push(Event::Stopped { reason: why, ground });
                Ok(())
            }
            Command::Apologise(c) => self.apologise(d, c),
            Command::ReturnResult(c) => self.return_result(d, c),
            Command::Withdraw(c) => {
                reason(&c.reason, "reason")?;
                let why = self.keep(subject, "reason", &c.reason);
                self.missed();
                self.push(Event::Withdrawn { reason: why, originals_back: c.originals_back });
                Ok(())
            }
            Command::CorrectProcedure(c) => self.correct_procedure(d, c),
            Command::CorrectEntry(c) => self.correct_entry(d, c),
            Command::Close(Close {}) => {
                self.push(Event::Closed {});
                Ok(())
            }
        }
    }

    /// Takes the step if the actor does not hold it yet.
    fn hold(&mut self, d: &Dossier) {
        let mine = d.step().and_then(|s| s.official.as_ref()).is_some_and(|o| o.person == self.cx.by.person);
        if !mine {
            self.push(Event::Claimed { step: d.current });
        }
    }

    /// A person who may hold the step under way: in its unit, in its kind of post, today.
    fn official(&self, d: &Dossier, person: &PersonId) -> Result<Official, Refusal> {
        let org = &self.cx.law.organisation;
        let today = local(self.cx.now).date();
        if org.person(person).is_none() {
            return Err(Refusal::new(Rule::PersonUnknown).field("person"));
        }
        let step = d.step().ok_or_else(|| Refusal::new(Rule::WrongOrder))?;
        if step.official.as_ref().is_some_and(|o| o.person == *person) {
            return Err(Refusal::new(Rule::AlreadyDone).field("person"));
        }
        let post = org
            .posts_of(person, today)
            .into_iter()
            .find(|p| {
                p.unit == step.plan.unit
                    && (p.kind == step.plan.post
                        || (step.plan.post == PostKind::ReceptionOfficer && p.kind == PostKind::HeadOfOneStop))
            })
            .ok_or_else(|| Refusal::new(Rule::NotThisPost).field("person"))?;
        Ok(Official { person: person.clone(), post: post.id.clone() })
    }

    /// Marks a step as done and goes on.
    fn finish(&mut self, step: usize, note: Option<TextRef>) {
        self.push(Event::StepDone { step, note });
        self.advance(step);
    }

    /// Begins the next step, or says that the result is ready.
    fn advance(&mut self, from: usize) {
        let Some(d) = &self.state else { return };
        let Some(limit) = d.limit else { return };
        let next = d.steps.iter().enumerate().skip(from + 1).find(|(_, s)| !s.skipped).map(|(i, s)| (i, s.plan.clone()));
        match next {
            Some((i, plan)) if plan.work != Work::Return => {
                let due = self.due_of(&plan, limit);
                self.push(Event::StepBegan { step: i, due });
            }
            other => {
                if let Some((i, plan)) = other {
                    let due = self.due_of(&plan, limit);
                    self.push(Event::StepBegan { step: i, due });
                }
                self.push(Event::ResultReady {});
                self.missed();
            }
        }
    }

    /// Keeps on record that the date promised by law has passed: neither an extension, nor a new
    /// start of the clock, nor another end erases it.
    fn missed(&mut self) {
        let now = self.cx.now;
        if self.state.as_ref().and_then(|d| d.promised).is_some_and(|promised| promised < now) {
            self.breach(Rule::ResultLate, false, None);
        }
    }

    /// Who held a step, if that person still is in a post that may hold it.
    fn still_there(&self, d: &Dossier, step: usize) -> Option<Official> {
        let step = d.steps.get(step)?;
        let official = step.official.clone()?;
        let org = &self.cx.law.organisation;
        let today = local(self.cx.now).date();
        let own = org.posts_of(&official.person, today).iter().any(|p| p.id == official.post);
        let lent = org.delegations_to(&official.person, today).iter().any(|x| x.from_post == official.post);
        (own || lent).then_some(official)
    }

    fn due_of(&self, plan: &PlannedStep, limit: Limit) -> Timestamp {
        plan::step_due(self.cx.law.calendar_of(&plan.unit), self.cx.now, plan.allowance, limit)
    }

    fn send_back(&mut self, d: &Dossier, c: &SendBack) -> Result<(), Refusal> {
        reason(&c.reason, "reason")?;
        let (to, plan) = d.steps[..d.current]
            .iter()
            .enumerate()
            .rev()
            .find(|(_, s)| s.plan.work == Work::Handle)
            .map(|(i, s)| (i, s.plan.clone()))
            .ok_or_else(|| Refusal::new(Rule::WrongOrder))?;
        let limit = d.limit.ok_or_else(|| Refusal::new(Rule::WrongOrder))?;
        self.hold(d);
        let why = self.keep(d.applicant, "reason", &c.reason);
        let due = self.due_of(&plan, limit);
        let official = self.still_there(d, to);
        self.push(Event::SentBack { to, official, due, reason: why });
        Ok(())
    }

    fn consult(&mut self, d: &Dossier, c: &Consult) -> Result<(), Refusal> {
        reason(&c.question, "question")?;
        let cx = self.cx;
        let today = local(cx.now).date();
        let there = cx.law.organisation.unit(&c.unit).is_some_and(|u| u.from <= today && u.to.is_none_or(|to| today < to));
        if !there {
            return Err(Refusal::new(Rule::UnitUnknown).field("unit"));
        }
        if c.unit == cx.by.unit {
            return Err(Refusal::new(Rule::NotThisUnit).field("unit"));
        }
        // ND 61/2018 art. 19.5: content and deadline are recorded.
        if !(1..=60).contains(&c.working_days) {
            return Err(Refusal::new(Rule::ConsultationDeadline).field("working_days"));
        }
        let due = cx.law.calendar_of(&c.unit).due(cx.now, Limit::WorkingDays(c.working_days)).at;
        self.hold(d);
        let question = self.keep(d.applicant, "question", &c.question);
        self.push(Event::Consulted { id: cx.fresh.consultation, unit: c.unit.clone(), question, due });
        Ok(())
    }

    fn request_supplement(&mut self, d: &Dossier, c: &RequestSupplement) -> Result<(), Refusal> {
        reason(&c.reason, "reason")?;
        let cx = self.cx;
        let version = cx.law.version(&d.procedure).ok_or_else(|| Refusal::new(Rule::ProcedureUnknown))?;
        papers::known(version, c.items.iter().map(|i| &i.paper), "items")?;
        if c.items.is_empty() && c.outside.is_empty() {
            return Err(Refusal::new(Rule::FieldRequired).field("items"));
        }
        for (i, item) in c.items.iter().enumerate() {
            // NQ 66.7/2025: not asked for, unless the database does not give it.
            if version.paper(&item.paper).is_some_and(|p| p.replaced_by.is_some()) && item.not_retrievable.trim().is_empty() {
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
        let mut text = c.reason.trim().to_owned();
        for item in &c.items {
            let name = version.paper(&item.paper).map_or("", |p| p.name.vi.as_str());
            text.push_str("\n– ");
            text.push_str(name);
            for extra in [&item.what, &item.not_retrievable] {
                optional(extra, 1000, "items")?;
                if !extra.trim().is_empty() {
                    text.push_str(": ");
                    text.push_str(extra.trim());
                }
            }
        }
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

    fn take_supplement(&mut self, d: &Dossier, c: &TakeSupplement) -> Result<(), Refusal> {
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
        Ok(())
    }

    fn apologise(&mut self, d: &Dossier, c: &Apologise) -> Result<(), Refusal> {
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

    fn return_result(&mut self, d: &Dossier, c: &ReturnResult) -> Result<(), Refusal> {
        let needs_reference = matches!(c.proof, ReturnProof::Code | ReturnProof::PostReceipt);
        if needs_reference && c.reference.trim().is_empty() {
            return Err(Refusal::new(Rule::ProofOfReturn).field("reference"));
        }
        if c.how == Channel::Post && c.proof != ReturnProof::PostReceipt {
            return Err(Refusal::new(Rule::ProofOfReturn).field("proof"));
        }
        let subject = match c.to {
            Recipient::Applicant => d.applicant,
            Recipient::Representative => {
                d.representative.as_ref().ok_or_else(|| Refusal::new(Rule::AuthorisationRequired).field("to"))?.subject
            }
            Recipient::Other => {
                // ND 61/2018 art. 20: an authorised person needs the paper.
                if c.name.trim().is_empty() {
                    return Err(Refusal::new(Rule::FieldRequired).field("name"));
                }
                if c.authorisation.trim().is_empty() {
                    return Err(Refusal::new(Rule::AuthorisationRequired).field("authorisation"));
                }
                self.cx.fresh.representative
            }
        };
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

    fn correct_procedure(&mut self, d: &Dossier, c: &CorrectProcedure) -> Result<(), Refusal> {
        reason(&c.reason, "reason")?;
        let cx = self.cx;
        if c.procedure == d.procedure.key {
            return Err(Refusal::new(Rule::AlreadyDone).field("procedure"));
        }
        let received = d.received.ok_or_else(|| Refusal::new(Rule::WrongOrder))?;
        let law = cx.law;
        let published = law
            .catalogue
            .get(&c.procedure)
            .ok_or_else(|| Refusal::new(Rule::ProcedureUnknown).field("procedure"))?;
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
        let version = procedure
            .in_force_on(filed_on)
            .ok_or_else(|| Refusal::new(Rule::NoVersionInForce).field("procedure"))?;
        papers::known(version, &c.cases, "cases")?;
        let held = papers::take(version, &c.papers)?;
        let missing = papers::missing_papers(version, &c.cases, &c.papers);
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
            cases: c.cases.clone(),
            limit,
            due: due.at,
            due_undecided: due.undecided,
            steps,
            current,
            step_due,
            reason: why,
        });
        Ok(())
    }

    fn correct_entry(&mut self, d: &Dossier, c: &CorrectEntry) -> Result<(), Refusal> {
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
        self.steps.get(step).map_or(self.due, |s| {
            plan::step_due(cx.law.calendar_of(&s.unit), cx.now, s.allowance, limit)
        })
    }
}

/// Whether a paper that was asked for has now come in some way.
fn held_has(held: &[PaperHeld], version: &Version, id: &PaperId, given: &[PaperGiven]) -> bool {
    held.iter().any(|p| p.paper == *id)
        // Only shown: nothing of it is kept.
        || (version.paper(id).is_some_and(|p| p.present_only) && given.iter().any(|g| g.paper == *id))
}

/// A written reason, or whatever text the law wants in writing.
fn reason(text: &str, field: &str) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        return Err(Refusal::new(Rule::ReasonRequired).field(field));
    }
    optional(text, 4000, field)
}

/// A text that may stay empty: not too long, and no control characters but line ends and tabs.
fn optional(text: &str, longest: usize, field: &str) -> Result<(), Refusal> {
    if text.chars().count() > longest || text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Err(Refusal::new(Rule::FieldMalformed).field(field));
    }
    Ok(())
}

