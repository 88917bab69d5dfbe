//! The rules: a command on a state at a moment becomes events, or a refusal that names its article.

mod applicant;
mod correct;
mod fee;
mod files;
mod hands;
mod opening;
mod taking_over;

use super::command::{Claim, Close, Command, Consult, OutsideDemand, Party, PartyField, SendBack, TakeOver, Transfer};
use super::context::{Context, Decision, PersonalEntry};
use super::event::{Event, TextRef};
use super::party::{self, party_slot};
use super::{Dossier, Envelope, Official, Outcome, apply, gate, on_paper};
use crate::id::{PersonId, SubjectId};
use crate::law::{Refusal, Rule};
use crate::organisation::{Organisation, PostKind};
use crate::plan::{self, PlannedStep};
use crate::procedure::Work;
use calendar::{Date, Limit, Timestamp, local};

/// Decides. Pure: the same arguments give the same answer.
pub fn decide(state: Option<&Dossier>, command: &Command, cx: &Context<'_>) -> Result<Decision, Refusal> {
    gate(state, command.kind(), cx.by, &cx.law.organisation)?;
    if let Some(entered) = cx.entered {
        on_paper::check(state, command.kind(), cx, entered)?;
    }
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

/// Decides on taking over an open dossier of an old system. It is no act of a desk, so no gate opens it:
/// an administrator brings it in.
pub fn take_over(command: &TakeOver, cx: &Context<'_>) -> Result<Decision, Refusal> {
    let mut act = Act { cx, state: None, out: Decision::default() };
    act.take_over(command)?;
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
        let envelope = Envelope { act: self.cx.act, at: self.cx.now, entered: self.cx.entered, by: self.cx.by.clone() };
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
            Command::AddFiles(c) => self.add_files(d, c),
            Command::StrikeFile(c) => self.strike_file(d, c),
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
            Command::TakeBackResult(c) => self.take_back_result(d, c),
            Command::CorrectReturn(c) => self.correct_return(d, c),
            Command::GiveBackOriginals(c) => self.give_back_originals(d, c),
            Command::Withdraw(c) => {
                reason(&c.reason, "reason")?;
                let why = self.keep(subject, "reason", &c.reason);
                self.missed();
                self.push(Event::Withdrawn { reason: why, originals_back: c.originals_back });
                Ok(())
            }
            Command::CorrectProcedure(c) => self.correct_procedure(d, c),
            Command::CorrectEntry(c) => self.correct_entry(d, c),
            Command::CollectFee(c) => self.collect_fee(d, c),
            Command::CancelVoucher(c) => self.cancel_voucher(d, c),
            Command::AnswerCancellation(c) => self.answer_cancellation(d, c),
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

    fn official(&self, d: &Dossier, person: &PersonId) -> Result<Official, Refusal> {
        may_hold(d, person, &self.cx.law.organisation, local(self.cx.now).date())
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
        let next =
            d.steps.iter().enumerate().skip(from + 1).find(|(_, s)| !s.skipped).map(|(i, s)| (i, s.plan.clone()));
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
        let Some(d) = &self.state else { return };
        // One date is missed once, also when its result is taken back and comes again.
        let told = |promised| d.breaches.iter().any(|b| b.rule == Rule::ResultLate && b.at > promised);
        if d.promised.is_some_and(|promised| promised < now && !told(promised)) {
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
        let (to, due, official) = self.last_step(d, d.current, Work::Handle)?;
        self.hold(d);
        let why = self.keep(d.applicant, "reason", &c.reason);
        self.push(Event::SentBack { to, official, due, reason: why });
        Ok(())
    }

    /// The last step of a kind before another that was not passed over, by when it should be done
    /// anew, and who did it if that person is still there.
    fn last_step(
        &self,
        d: &Dossier,
        before: usize,
        work: Work,
    ) -> Result<(usize, Timestamp, Option<Official>), Refusal> {
        let (to, plan) = d.steps[..before]
            .iter()
            .enumerate()
            .rev()
            .find(|(_, s)| s.plan.work == work && !s.skipped)
            .map(|(i, s)| (i, s.plan.clone()))
            .ok_or_else(|| Refusal::new(Rule::WrongOrder))?;
        let limit = d.limit.ok_or_else(|| Refusal::new(Rule::WrongOrder))?;
        Ok((to, self.due_of(&plan, limit), self.still_there(d, to)))
    }

    fn consult(&mut self, d: &Dossier, c: &Consult) -> Result<(), Refusal> {
        reason(&c.question, "question")?;
        let cx = self.cx;
        let today = local(cx.now).date();
        let there =
            cx.law.organisation.unit(&c.unit).is_some_and(|u| u.from <= today && u.to.is_none_or(|to| today < to));
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
}

/// A person as one who may hold the step under way: in its unit, in its kind of post, on this day.
pub fn may_hold(d: &Dossier, person: &PersonId, org: &Organisation, on: Date) -> Result<Official, Refusal> {
    if org.person(person).is_none() {
        return Err(Refusal::new(Rule::PersonUnknown).field("person"));
    }
    let step = d.step().ok_or_else(|| Refusal::new(Rule::WrongOrder))?;
    if step.official.as_ref().is_some_and(|o| o.person == *person) {
        return Err(Refusal::new(Rule::AlreadyDone).field("person"));
    }
    let post = org
        .posts_of(person, on)
        .into_iter()
        .find(|p| {
            p.unit == step.plan.unit
                && (p.kind == step.plan.post
                    || (step.plan.post == PostKind::ReceptionOfficer && p.kind == PostKind::HeadOfOneStop))
        })
        .ok_or_else(|| Refusal::new(Rule::NotThisPost).field("person"))?;
    Ok(Official { person: person.clone(), post: post.id.clone() })
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
