//! The fold: events into state. Total and pure, so that replaying a stream gives what was live.

use super::command::{ReturnFault, ReturnProof};
use super::event::Event;
use super::{
    Breach, Consultation, Dossier, Envelope, FileKept, Held, Holder, Moved, Official, Outcome, Phase, ProcedureRef,
    Registered, ReturnWay, StepState, Struck, Supplement,
};
use crate::fee::{Cancellation, Confirmed, Exemption, Fees, Voucher, VoucherNumber};
use crate::id::{DossierId, SubjectId, UnitId};
use crate::law::Rule;
use crate::paper::DossierPaper;
use crate::plan::PlannedStep;
use crate::procedure::{Channel, Work};
use calendar::Timestamp;

/// State from a whole stream; `None` for an empty one.
pub fn replay<'a>(id: DossierId, events: impl IntoIterator<Item = (&'a Envelope, &'a Event)>) -> Option<Dossier> {
    let mut state = None;
    for (envelope, event) in events {
        apply(&mut state, id, envelope, event);
    }
    state
}

fn opened(
    id: DossierId,
    procedure: &ProcedureRef,
    unit: &UnitId,
    competent: &UnitId,
    channel: Channel,
    applicant: SubjectId,
    at: Timestamp,
) -> Dossier {
    Dossier {
        id,
        phase: Phase::Guided,
        procedure: procedure.clone(),
        unit: unit.clone(),
        competent: competent.clone(),
        channel,
        applicant,
        representative: None,
        code: None,
        token: None,
        papers: vec![],
        cases: vec![],
        files: vec![],
        sets: 1,
        originals_here: false,
        opened: at,
        taken_over: None,
        received: None,
        received_by: None,
        limit: None,
        clock_from: None,
        promised: None,
        due: None,
        due_undecided: false,
        first_due: None,
        apologised: None,
        new_dates: 0,
        moved: vec![],
        transfer_by: None,
        steps: vec![],
        current: 0,
        supplements: vec![],
        consultations: vec![],
        outcome: None,
        reason: None,
        ready: None,
        returned: None,
        return_way: None,
        ended: None,
        registered: vec![],
        issued: vec![],
        breaches: vec![],
        held: vec![],
        stood: vec![],
        touched: at,
        fees: Fees::default(),
    }
}

fn steps_of(plan: &[PlannedStep]) -> Vec<StepState> {
    plan.iter()
        .map(|p| StepState { plan: p.clone(), began: None, due: None, done: None, official: None, skipped: false })
        .collect()
}

impl Dossier {
    /// From now on somebody else holds it.
    fn pass(&mut self, to: Option<Holder>, at: Timestamp) {
        let due = self.step().and_then(|s| s.due);
        if let Some(last) = self.held.last_mut()
            && last.to.is_none()
        {
            // Another due time is another run of the step, also in the same hands.
            if Some(&last.by) == to.as_ref() && last.step == self.current && last.due == due {
                return;
            }
            last.to = Some(at);
            if last.from == at {
                self.held.pop(); // it was held for no time at all
            }
        }
        if let Some(by) = to {
            let step = self.step();
            let work = step.map_or(Work::Receive, |s| s.plan.work);
            self.held.push(Held { by, step: self.current, work, from: at, to: None, due });
        }
    }

    fn take_step(&mut self, step: usize, official: Official, at: Timestamp) {
        if let Some(s) = self.steps.get_mut(step) {
            let by = Holder::Official {
                unit: s.plan.unit.clone(),
                post: official.post.clone(),
                person: official.person.clone(),
            };
            s.official = Some(official);
            self.pass(Some(by), at);
        }
    }

    fn begin_step(&mut self, step: usize, due: Timestamp, at: Timestamp) {
        self.current = step;
        if let Some(s) = self.steps.get_mut(step) {
            s.began = Some(at);
            s.due = Some(due);
            s.done = None;
            s.official = None;
            s.skipped = false;
            let by = Holder::Unit { unit: s.plan.unit.clone() };
            self.pass(Some(by), at);
        }
    }

    fn on_voucher(&mut self, number: VoucherNumber, change: impl FnOnce(&mut Voucher)) {
        if let Some(v) = self.fees.vouchers.iter_mut().find(|v| v.number == number) {
            change(v);
        }
    }

    /// An earlier step is done again, and all that follow it.
    fn go_back(&mut self, to: usize, due: Timestamp, official: Option<&Official>, at: Timestamp) {
        self.outcome = None;
        self.reason = None;
        for s in self.steps.iter_mut().skip(to) {
            s.done = None;
            s.skipped = false;
        }
        self.begin_step(to, due, at);
        if let Some(official) = official {
            self.take_step(to, official.clone(), at);
        }
    }

    /// Another proof of the same return.
    fn returned_by(&mut self, proof: Option<ReturnProof>) {
        if let (Some(way), Some(proof)) = (&mut self.return_way, proof) {
            way.proof = proof;
        }
    }

    fn end(&mut self, phase: Phase, at: Timestamp) {
        self.phase = phase;
        self.ended = Some(at);
        self.pass(None, at);
    }
}

/// Folds one event. An event before the stream's first is ignored: it cannot come from `decide`.
pub fn apply(state: &mut Option<Dossier>, id: DossierId, envelope: &Envelope, event: &Event) {
    let at = envelope.at;
    let actor = Official { person: envelope.by.person.clone(), post: envelope.by.post.clone() };
    if let Event::Guided { procedure, unit, competent, channel, applicant, .. }
    | Event::Received { procedure, unit, competent, channel, applicant, .. }
    | Event::TakenOver { procedure, unit, competent, channel, applicant, .. }
    | Event::Declined { procedure, unit, competent, channel, applicant, .. } = event
    {
        let d = state.get_or_insert_with(|| opened(id, procedure, unit, competent, *channel, *applicant, at));
        d.procedure = procedure.clone();
        d.competent = competent.clone();
        d.channel = *channel;
        d.applicant = *applicant;
    }
    let Some(d) = state else { return };
    match event {
        Event::Guided { .. } => d.phase = Phase::Guided,
        Event::Declined { reason, .. } => {
            d.reason = Some(reason.clone());
            d.end(Phase::Declined, at);
        }
        Event::Received {
            code,
            token,
            representative,
            papers,
            cases,
            sets,
            originals,
            limit,
            due,
            due_undecided,
            transfer_by,
            steps,
            step_due,
            register,
            ..
        } => {
            d.phase = Phase::InProcess;
            d.code = Some(code.clone());
            d.token = Some(token.clone());
            d.representative.clone_from(representative);
            d.papers.clone_from(papers);
            d.cases.clone_from(cases);
            d.sets = *sets;
            d.originals_here = *originals;
            d.received = Some(at);
            d.received_by = Some(actor.clone());
            d.limit = Some(*limit);
            d.clock_from = Some(at);
            d.promised = Some(*due);
            d.first_due = Some(*due);
            d.due = Some(*due);
            d.due_undecided = *due_undecided;
            d.transfer_by = Some(*transfer_by);
            d.steps = steps_of(steps);
            if let Some(entry) = register {
                d.registered.push(Registered { entry: entry.clone(), at, by: actor.clone() });
            }
            d.begin_step(0, *step_due, at);
            d.take_step(0, actor, at);
        }
        Event::TakenOver { code, token, originals, limit, received, due, steps, current, step_due, ready, .. } => {
            d.phase = Phase::InProcess;
            d.taken_over = Some(at);
            d.code = Some(code.clone());
            d.token = Some(token.clone());
            d.originals_here = *originals;
            d.opened = *received;
            d.received = Some(*received);
            d.limit = Some(*limit);
            d.clock_from = Some(*received);
            d.promised = Some(*due);
            d.first_due = Some(*due);
            d.due = Some(*due);
            d.steps = steps_of(steps);
            // Done in the old system; when and by whom is not known here.
            for s in d.steps.iter_mut().take(*current) {
                s.done = Some(at);
            }
            // Who had it before is not known either: it is held from the take-over on.
            d.begin_step(*current, *step_due, at);
            if let Some(ready) = ready {
                d.phase = Phase::Ready;
                d.ready = Some(*ready);
                d.pass(None, at);
            }
        }
        Event::BreachRecorded { rule, named, text } => d.breaches.push(Breach {
            rule: *rule,
            at,
            by: named.then_some(actor),
            unit: match rule {
                _ if *named => envelope.by.unit.clone(),
                // The counter handed it over; who says so may sit elsewhere.
                Rule::ResultToWrongPerson => d.unit.clone(),
                // What nobody is named for stands with the competent agency, not with whoever was last.
                _ => d.competent.clone(),
            },
            text: text.clone(),
        }),
        Event::Claimed { step } => d.take_step(*step, actor, at),
        // While the applicant has the word nobody holds it; the heir goes on when the supplement comes.
        Event::HandedOver { step, to, .. } if d.phase == Phase::AwaitingSupplement => {
            if let Some(s) = d.steps.get_mut(*step) {
                s.official = Some(to.clone());
            }
        }
        Event::Assigned { step, to } | Event::HandedOver { step, to, .. } => d.take_step(*step, to.clone(), at),
        Event::Released { step } => {
            if let Some(s) = d.steps.get_mut(*step) {
                s.official = None;
                let by = Holder::Unit { unit: s.plan.unit.clone() };
                if d.phase == Phase::InProcess {
                    d.pass(Some(by), at);
                }
            }
        }
        Event::StepDone { step, .. } => {
            if let Some(s) = d.steps.get_mut(*step) {
                s.done = Some(at);
            }
        }
        Event::StepBegan { step, due } => d.begin_step(*step, *due, at),
        Event::SentBack { to, official, due, .. } => d.go_back(*to, *due, official.as_ref(), at),
        Event::ResultTakenBack { to, official, due, .. } => {
            // Every minute has a holder: while the result lay at the counter, the counter had it.
            if let Some(ready) = d.ready.take()
                && ready < at
            {
                let by = Holder::Unit { unit: d.unit.clone() };
                let work = Work::Return;
                // It waited for its owner: no date of the office ran.
                d.held.push(Held { by, step: d.current, work, from: ready, to: Some(at), due: None });
            }
            d.phase = Phase::InProcess;
            d.go_back(*to, *due, official.as_ref(), at);
        }
        Event::Consulted { id, unit, question, due } => d.consultations.push(Consultation {
            id: *id,
            unit: unit.clone(),
            question: question.clone(),
            asked: at,
            due: *due,
            answered: None,
            answer: None,
        }),
        Event::ConsultationAnswered { id, answer } => {
            if let Some(c) = d.consultations.iter_mut().find(|c| c.id == *id) {
                c.answered = Some(at);
                c.answer = Some(answer.clone());
            }
        }
        Event::SupplementRequested { papers, reason, .. } => {
            d.supplements.push(Supplement {
                asked: at,
                by: actor,
                papers: papers.clone(),
                reason: reason.clone(),
                arrived: None,
            });
            d.phase = Phase::AwaitingSupplement;
            d.promised = None;
            d.due = None;
            d.due_undecided = false;
            if let Some(s) = d.steps.get_mut(d.current) {
                s.due = None;
            }
            d.pass(Some(Holder::Applicant), at);
        }
        Event::SupplementArrived { papers, originals, due, due_undecided, step_due, official, .. } => {
            if let Some(s) = d.supplements.last_mut() {
                s.arrived = Some(at);
            }
            d.phase = Phase::InProcess;
            for paper in papers {
                match d.papers.iter_mut().find(|p| p.paper == paper.paper) {
                    Some(have) => {
                        have.originals += paper.originals;
                        have.copies += paper.copies;
                        have.from_database |= paper.from_database;
                    }
                    None => d.papers.push(paper.clone()),
                }
            }
            d.originals_here |= *originals;
            d.clock_from = Some(at);
            d.promised = Some(*due);
            d.due = Some(*due);
            d.due_undecided = *due_undecided;
            d.apologised = None; // a new clock, a new first date; `new_dates` remembers
            d.begin_step(d.current, *step_due, at);
            if let Some(official) = official {
                d.take_step(d.current, official.clone(), at);
            }
        }
        Event::FilesAdded { files } => {
            let (procedure, by) = (d.procedure.clone(), actor);
            d.files.extend(files.iter().map(|file| FileKept {
                file: file.clone(),
                procedure: procedure.clone(),
                at,
                by: by.clone(),
                struck: None,
            }));
        }
        Event::FileStruck { file, reason } => {
            if let Some(kept) = d.files.iter_mut().find(|f| f.file.id == *file) {
                kept.struck = Some(Struck { at, by: actor, reason: reason.clone() });
            }
        }
        Event::Decided { step, outcome, text } => {
            if let Some(s) = d.steps.get_mut(*step) {
                s.done = Some(at);
            }
            d.outcome = Some(*outcome);
            if *outcome == Outcome::Rejected {
                d.reason.clone_from(text);
                // What would have followed an approval is passed over; the refusal itself is numbered
                // and sent to the counter once.
                let mut issued = false;
                for s in d.steps.iter_mut().skip(*step + 1) {
                    s.skipped = match s.plan.work {
                        Work::Return => false,
                        Work::Issue => std::mem::replace(&mut issued, true),
                        _ => true,
                    };
                }
            }
        }
        Event::Stopped { reason, .. } => {
            d.reason = Some(reason.clone());
            d.end(Phase::Stopped, at);
        }
        Event::Apologised { due, .. } => {
            d.apologised = Some(at);
            d.new_dates += 1;
            d.due = Some(*due);
        }
        Event::DeadlineMoved { by, before, promised, due, due_undecided, step_due, transfer_by, answers } => {
            if let (Some(before), Some(due)) = (*before, *due)
                && before != due
            {
                d.moved.push(Moved { at, before, due, by: by.clone() });
            }
            d.promised = *promised;
            d.due = *due;
            d.due_undecided = *due_undecided;
            d.transfer_by = transfer_by.or(d.transfer_by);
            for answer in answers {
                if let Some(c) = d.consultations.iter_mut().find(|c| c.id == answer.id) {
                    c.due = answer.due;
                }
            }
            if let Some(due) = step_due
                && let Some(s) = d.steps.get_mut(d.current)
            {
                s.due = Some(*due);
                // The same hands, with another share from now on.
                let holder = d.held.last().filter(|h| h.to.is_none()).map(|h| h.by.clone());
                d.pass(holder, at);
            }
        }
        Event::ResultReady {} => {
            d.phase = Phase::Ready;
            d.ready = Some(at);
            d.pass(None, at);
        }
        Event::ResultReturned { originals_back, how, proof, .. } => {
            d.returned = Some(at);
            d.return_way = Some(ReturnWay { how: *how, proof: *proof });
            d.originals_here &= !*originals_back;
            if let Some(s) = d.steps.get_mut(d.current) {
                s.done = Some(at);
                s.official = Some(actor);
            }
            d.end(Phase::Returned, at);
        }
        Event::ReturnCorrected { what, proof, .. } => match what {
            ReturnFault::Record => d.returned_by(*proof),
            ReturnFault::TakenBack => {
                d.phase = Phase::Ready;
                d.returned = None;
                d.return_way = None;
                d.ended = None;
                if let Some(s) = d.steps.get_mut(d.current) {
                    s.done = None;
                    s.official = None;
                }
            }
            ReturnFault::HandedOn => {
                d.returned = Some(at);
                d.returned_by(*proof);
            }
        },
        Event::OriginalsGivenBack { .. } => d.originals_here = false,
        Event::Withdrawn { reason, originals_back } => {
            d.reason = Some(reason.clone());
            d.originals_here &= !*originals_back;
            d.end(Phase::Withdrawn, at);
        }
        Event::ProcedureCorrected {
            procedure,
            competent,
            papers,
            cases,
            originals,
            limit,
            due,
            due_undecided,
            steps,
            current,
            step_due,
            register,
            ..
        } => {
            d.procedure = procedure.clone();
            if let Some(entry) = register {
                d.registered.push(Registered { entry: entry.clone(), at, by: actor });
            }
            d.competent = competent.clone();
            d.papers.clone_from(papers);
            d.cases.clone_from(cases);
            d.originals_here |= *originals;
            d.limit = Some(*limit);
            d.promised = Some(*due);
            // A new date that was promised to the applicant holds, if it is the later one.
            d.due = if d.apologised.is_some() { d.due.max(Some(*due)) } else { Some(*due) };
            d.due_undecided = *due_undecided;
            d.outcome = None;
            d.reason = None;
            let receipt = d.steps.first().cloned();
            d.steps = steps_of(steps);
            if let (Some(first), Some(old)) = (d.steps.first_mut(), receipt) {
                first.began = old.began;
                first.due = old.due;
                first.done = old.done;
                first.official = old.official;
            }
            let reception = *current == 0;
            if reception {
                d.current = 0;
                if let Some(first) = d.steps.first_mut() {
                    first.due = Some(*step_due);
                }
            } else {
                d.begin_step(*current, *step_due, at);
            }
        }
        // What they say stands in the breach, the personal store and the timeline.
        Event::DemandedOutsideList { .. } | Event::EntryCorrected { .. } => {}
        Event::PapersIssued { papers } => {
            d.issued.extend(papers.iter().map(|issued| DossierPaper { issued: issued.clone(), at, by: actor.clone() }));
        }
        Event::FeeCollected { voucher, working, method, reference, again, decision } => {
            d.fees.vouchers.push(Voucher {
                number: *voucher,
                at,
                by: actor,
                working: working.clone(),
                method: *method,
                reference: reference.clone(),
                again: again.clone(),
                decision: decision.clone(),
                cancellation: None,
            });
        }
        Event::FeeExempted { exemption, proof } => {
            d.fees.exemption = Some(Exemption { exemption: exemption.clone(), proof: proof.clone(), at, by: actor });
        }
        Event::CancellationAsked { voucher, reason, refund, to } => {
            let asked = Cancellation {
                asked: at,
                by: actor,
                reason: reason.clone(),
                refund: *refund,
                to: to.clone(),
                confirmed: None,
            };
            d.on_voucher(*voucher, |v| v.cancellation = Some(asked));
        }
        Event::VoucherCancelled { voucher, .. } => d.on_voucher(*voucher, |v| {
            if let Some(c) = &mut v.cancellation {
                c.confirmed = Some(Confirmed { at, by: actor });
            }
        }),
        Event::CancellationDeclined { voucher, .. } => d.on_voucher(*voucher, |v| v.cancellation = None),
        Event::Closed {} => {
            d.phase = Phase::Closed;
            d.ended = d.ended.or(Some(at));
        }
    }
    d.note_standing(at, envelope.entered);
}
