//! One dossier's story: what is done next, when and by whom. The story only asks; the office
//! decides, as it does for everybody.

#[path = "life/say.rs"]
mod say;

use super::demand::{Arrival, Rest};
use super::dice::Dice;
use super::people::Staff;
use domain::calendar::{Calendar, Limit, Timestamp, WorkingTime, local};
use domain::dossier::{Actor, Command, Law};
use domain::fee::{Charge, Price, VoucherNumber, charge};
use domain::id::{ConsultationId, DossierId, PaperId, ProcedureKey, UnitId};
use domain::organisation::PostKind;
use domain::plan::{PlannedStep, Planning, plan, total_time};
use domain::procedure::{Channel, Version, Work};
use jiff::SignedDuration;
use std::collections::VecDeque;

/// Two acts on one dossier lie at least this far apart, in minutes. The year relies on it: acts
/// within such a span touch different dossiers and can be committed together.
pub const GAP: u32 = 35;

/// What is done next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    Guide,
    Receive,
    Decline,
    Claim,
    Assign,
    HandOver,
    /// Transfer, finish or approve: whatever ends the step.
    EndStep,
    Reject,
    SendBack,
    Consult,
    Answer,
    AskSupplement,
    BringSupplement,
    Apologise,
    Withdraw,
    Stop,
    CorrectEntry,
    CorrectProcedure,
    /// Take the fee before the result is handed over.
    Collect,
    /// A wrong voucher: ask for its cancellation, and the second person's word.
    CancelVoucher,
    ConfirmCancellation,
    Return,
    TakeBackResult,
    CorrectReturn,
    GiveBack,
    Close,
}

/// What chance has in store for a story.
#[derive(Debug, Clone, Copy, Default)]
struct Fate {
    guided_first: bool,
    only_guided: bool,
    declined: bool,
    supplement: bool,
    second_supplement: bool,
    never_brought: bool,
    rejected: bool,
    withdrawn: bool,
    stopped: bool,
    consulted: bool,
    consultation_slow: bool,
    sent_back: bool,
    handed_over: bool,
    assigned: bool,
    claimed: bool,
    transfer_late: bool,
    outside: bool,
    apology: bool,
    entry_wrong: bool,
    procedure_wrong: bool,
    result_wrong: bool,
    wrong_hands: bool,
    forgotten: bool,
    exempt: bool,
    fee_wrong: bool,
}

/// A story under way.
pub struct Life {
    pub dossier: Option<DossierId>,
    /// The open consultation, once somebody has looked it up.
    pub consultation: Option<ConsultationId>,
    /// The voucher that is wrong, once somebody has looked it up.
    pub voucher: Option<VoucherNumber>,
    /// The fee was taken, or the applicant is exempt.
    paid: bool,
    dice: Dice,
    unit: UnitId,
    procedure: ProcedureKey,
    channel: Channel,
    represented: bool,
    /// Originals are at the office.
    originals: bool,
    cases: Vec<PaperId>,
    asked: Vec<PaperId>,
    rest: Option<Rest>,
    fate: Fate,
    /// Share of the limit that the work takes; over 1: late.
    pace: f64,
    limit: Limit,
    clock_from: Timestamp,
    due: Timestamp,
    total: WorkingTime,
    steps: Vec<PlannedStep>,
    skipped: Vec<bool>,
    hands: Vec<Option<Actor>>,
    /// To whom the step is being handed over.
    heir: Option<Actor>,
    step: usize,
    /// The step under way began before, or its clock was started anew.
    again: bool,
    todo: VecDeque<(Timestamp, Deed)>,
    reception: Option<Actor>,
}

impl Life {
    /// The n-th story.
    pub fn new(law: &Law, seed: u64, n: u64, arrival: &Arrival) -> Self {
        let mut dice = Dice::new(seed, n);
        let fate = if arrival.rest.is_some() { Fate::resting(&mut dice) } else { Fate::of(&mut dice) };
        let pace = pace(&mut dice, &arrival.unit, &arrival.procedure, arrival.rest.is_some());
        let channels = version(law, &arrival.procedure, arrival.at).map_or(&[][..], |v| &v.channels);
        let wanted = [Channel::InPerson, Channel::Online, Channel::Post][dice.weighted([55.0, 39.0, 6.0].into_iter())];
        let channel = if channels.contains(&wanted) { wanted } else { channels.first().copied().unwrap_or_default() };
        let first = if fate.declined {
            Deed::Decline
        } else if fate.guided_first || fate.only_guided {
            Deed::Guide
        } else {
            Deed::Receive
        };
        Life {
            dossier: None,
            consultation: None,
            voucher: None,
            paid: false,
            represented: dice.chance(0.04),
            dice,
            unit: arrival.unit.clone(),
            procedure: arrival.procedure.clone(),
            channel,
            originals: false,
            cases: vec![],
            asked: vec![],
            rest: arrival.rest,
            fate,
            pace,
            limit: Limit::WorkingDays(1),
            clock_from: arrival.at,
            due: arrival.at,
            total: WorkingTime::ZERO,
            steps: vec![],
            skipped: vec![],
            hands: vec![],
            heir: None,
            step: 0,
            again: false,
            todo: VecDeque::from([(arrival.at, first)]),
            reception: None,
        }
    }

    /// When the next thing is done; `None`: the story is told, or rests.
    pub fn next_at(&self) -> Option<Timestamp> {
        self.todo.front().map(|(at, _)| *at)
    }

    /// What is done next.
    pub fn next_deed(&self) -> Option<Deed> {
        self.todo.front().map(|(_, deed)| *deed)
    }

    /// Who does it, and the command. `None`: nobody can; the story ends.
    pub fn ask(&mut self, law: &Law, staff: &Staff) -> Option<(Actor, Command)> {
        let deed = self.next_deed()?;
        let actor = self.actor(law, staff, deed)?;
        let command = self.say(law, staff, deed, &actor)?;
        Some((actor, command))
    }

    /// It was done: what follows.
    pub fn done(&mut self, law: &Law, staff: &Staff) {
        let Some((now, deed)) = self.todo.pop_front() else { return };
        match deed {
            Deed::Guide if !self.fate.only_guided => {
                let wait = self.dice.among(90..=1900);
                self.next(law, now, wait, Deed::Receive);
            }
            // Now and then the wrong paper is seen in time, or the wrong hands too late.
            Deed::Return if self.fate.wrong_hands => {
                self.fate.wrong_hands = false;
                self.todo.clear();
                let wait = self.dice.among(GAP..=900);
                self.next(law, now, wait, Deed::CorrectReturn);
            }
            Deed::CorrectReturn => {
                let wait = self.dice.among(GAP..=900);
                self.next(law, now, wait, Deed::Return);
            }
            Deed::TakeBackResult => {
                let to =
                    self.steps.iter().zip(&self.skipped).rposition(|(s, skipped)| s.work == Work::Sign && !skipped);
                self.again = true;
                self.skipped.fill(false);
                self.begin(law, staff, to.unwrap_or(self.step), now);
            }
            Deed::Guide | Deed::Decline | Deed::Withdraw | Deed::Stop | Deed::Return => self.end(law, now, deed),
            Deed::Receive => {
                self.filed(law, now);
                self.begin(law, staff, 0, now);
            }
            Deed::CorrectProcedure => {
                (self.fate.procedure_wrong, self.fate.entry_wrong, self.fate.handed_over) = (false, false, false);
                self.filed(law, self.clock_from);
                self.begin(law, staff, 1, now);
            }
            Deed::BringSupplement => {
                self.clock_from = now;
                self.due = law.calendar_of(&self.unit).due(now, self.limit).at;
                self.total = total_time(law.calendar_of(&self.unit), now, self.due, self.limit);
                self.again = true;
                if self.fate.second_supplement {
                    self.fate.second_supplement = false;
                    let wait = self.dice.among(GAP..=400);
                    self.todo.clear();
                    self.next(law, now, wait, Deed::AskSupplement);
                } else {
                    self.begin(law, staff, self.step, now);
                }
            }
            Deed::AskSupplement => self.asked(law, now),
            Deed::Apologise => self.fate.apology = false,
            Deed::SendBack => {
                let to = self.steps[..self.step].iter().rposition(|s| s.work == Work::Handle).unwrap_or(self.step);
                self.again = true;
                self.begin(law, staff, to, now);
            }
            Deed::EndStep => self.advance(law, staff, now),
            Deed::Reject => {
                // As in the domain: the refusal is numbered once and goes to the counter.
                let mut issued = false;
                for (step, skipped) in self.steps.iter().zip(&mut self.skipped).skip(self.step + 1) {
                    *skipped = match step.work {
                        Work::Return => false,
                        Work::Issue => std::mem::replace(&mut issued, true),
                        _ => true,
                    };
                }
                self.advance(law, staff, now);
            }
            Deed::Collect => {
                self.paid = true;
                let next = if self.fate.fee_wrong { Deed::CancelVoucher } else { Deed::Return };
                self.next(law, now, GAP, next);
            }
            Deed::CancelVoucher => self.next(law, now, GAP, Deed::ConfirmCancellation),
            Deed::ConfirmCancellation => {
                (self.fate.fee_wrong, self.paid) = (false, false);
                self.next(law, now, GAP, Deed::Collect);
            }
            Deed::HandOver => self.hands[self.step] = self.heir.take(),
            Deed::Claim
            | Deed::Assign
            | Deed::Consult
            | Deed::Answer
            | Deed::CorrectEntry
            | Deed::GiveBack
            | Deed::Close => {}
        }
    }

    /// Somebody who may read the dossier.
    pub fn reader(&self, staff: &Staff) -> Option<Actor> {
        staff.all(&self.unit, PostKind::ReceptionOfficer).first().cloned()
    }

    /// There is more than a day: time for taking note of a dossier before working on it.
    fn unhurried(&self) -> bool {
        self.total.minutes() > 480
    }

    /// A child in danger is not told to wait until Monday.
    fn urgent(&self) -> bool {
        matches!(self.limit, Limit::ClockHours(_))
    }

    fn calendar<'a>(&self, law: &'a Law) -> &'a Calendar {
        law.calendar_of(&self.unit)
    }

    /// So many working minutes later, with some seconds, and never nearer than [`GAP`].
    fn later(&mut self, law: &Law, from: Timestamp, minutes: u32) -> Timestamp {
        let minutes = minutes.max(GAP);
        let seconds = SignedDuration::from_secs(i64::from(self.dice.among(1..=55)));
        if self.urgent() {
            return from + SignedDuration::from_mins(i64::from(minutes)) + seconds;
        }
        let calendar = self.calendar(law);
        let at = calendar.add_working(from, WorkingTime::from_minutes(minutes));
        // What would be done on the stroke of closing is done the minute the office opens again.
        let at = if calendar.is_open(at) { at } else { calendar.next_opening(at) };
        (at + seconds).max(from + SignedDuration::from_mins(i64::from(GAP)))
    }

    /// Puts a deed so many working minutes later.
    fn next(&mut self, law: &Law, from: Timestamp, minutes: u32, deed: Deed) {
        let at = self.later(law, from, minutes);
        self.todo.push_back((at, deed));
    }

    /// The clock starts: due time and plan, as the office works them out.
    fn filed(&mut self, law: &Law, from: Timestamp) {
        let Some(published) = law.catalogue.get(&self.procedure) else { return };
        let Some(version) = version(law, &self.procedure, from) else { return };
        let on = local(from).date();
        let competent = law.organisation.agency_for(&self.unit, version.competent, on).map(|u| u.id.clone());
        let (Some(limit), Some(competent)) = (published.limit_at(version, &self.unit), competent) else { return };
        let calendar = law.calendar_of(&self.unit);
        self.limit = limit;
        self.clock_from = from;
        self.due = calendar.due(from, limit).at;
        self.total = total_time(calendar, from, self.due, limit);
        let planning = Planning {
            version,
            roles: &law.roles,
            organisation: &law.organisation,
            receiving: &self.unit,
            competent: &competent,
            on,
        };
        self.steps = plan(&planning, self.total).unwrap_or_default();
        self.skipped = vec![false; self.steps.len()];
        self.hands = vec![None; self.steps.len()];
    }

    fn advance(&mut self, law: &Law, staff: &Staff, now: Timestamp) {
        self.again = false;
        let next = (self.step + 1..self.steps.len()).find(|i| !self.skipped[*i]);
        match next {
            Some(i) if self.steps[i].work != Work::Return => self.begin(law, staff, i, now),
            _ => self.ready(law, now),
        }
    }

    /// A step begins: what is done in it, in order of time.
    fn begin(&mut self, law: &Law, staff: &Staff, step: usize, now: Timestamp) {
        self.step = step;
        self.todo.clear();
        let Some(planned) = self.steps.get(step).cloned() else { return };
        if self.hands[step].is_none() {
            self.hands[step] = staff.one(&mut self.dice, &planned.unit, planned.post);
        }
        if planned.work == Work::Receive {
            let at = self.transfer_at(law, now);
            self.todo.push_back((at, Deed::EndStep));
            if self.rest == Some(Rest::At(Work::Receive)) {
                self.todo.clear();
            }
            return;
        }
        let mut deeds = Vec::new();
        let first_handling = planned.work == Work::Handle && !self.steps[..step].iter().any(|s| s.work == Work::Handle);
        let resting = self.rest == Some(Rest::At(planned.work));
        if !self.again {
            if planned.work == Work::Handle
                && self.fate.assigned
                && self.unhurried()
                && !staff.all(&planned.unit, PostKind::UnitLeader).is_empty()
            {
                deeds.push(Deed::Assign);
            } else if (self.fate.claimed && self.unhurried()) || self.fate.handed_over || resting {
                deeds.push(Deed::Claim);
            }
            if first_handling {
                let all = [
                    (self.fate.handed_over && staff.all(&planned.unit, planned.post).len() > 1, Deed::HandOver),
                    (self.fate.entry_wrong, Deed::CorrectEntry),
                    (self.fate.procedure_wrong && self.right_procedure(law).is_some(), Deed::CorrectProcedure),
                    (self.fate.consulted, Deed::Consult),
                    (self.fate.consulted, Deed::Answer),
                    (self.fate.withdrawn, Deed::Withdraw),
                    (self.fate.stopped, Deed::Stop),
                    (self.fate.supplement || self.rest == Some(Rest::AwaitingSupplement), Deed::AskSupplement),
                ];
                deeds.extend(all.into_iter().filter(|(wanted, _)| *wanted).map(|(_, deed)| deed));
            }
        }
        if planned.work == Work::Sign
            && self.fate.sent_back
            && self.steps[..step].iter().any(|s| s.work == Work::Handle)
        {
            self.fate.sent_back = false;
            deeds.push(Deed::SendBack);
        } else if planned.work == Work::Sign && self.fate.rejected {
            self.fate.rejected = false;
            deeds.push(Deed::Reject);
        } else if !resting {
            deeds.push(Deed::EndStep);
        }
        self.schedule(law, now, &deeds);
    }

    /// Spreads deeds over the step's part of the time, and puts the apology before its last day.
    fn schedule(&mut self, law: &Law, now: Timestamp, deeds: &[Deed]) {
        let end = self.step_end(law, now);
        let span = if self.urgent() {
            u32::try_from(end.duration_since(now).as_mins()).unwrap_or(0)
        } else {
            self.calendar(law).working_between(now, end).minutes()
        };
        let mut at = now;
        let count = u32::try_from(deeds.len()).unwrap_or(1).max(1);
        for (i, deed) in (1..).zip(deeds) {
            let target = match deed {
                // Early in the step: what waits longer than three working days is a breach.
                Deed::AskSupplement => self.dice.among(25..=240).min(span),
                Deed::Claim | Deed::Assign => (span / count / 3).min(240),
                Deed::Answer if self.fate.consultation_slow => span / count + 2400,
                _ => span * i / count,
            };
            let wanted = self.later(law, now, target);
            let least = self.later(law, at, GAP);
            at = wanted.max(least);
            self.todo.push_back((at, *deed));
        }
        if self.fate.apology && self.pace > 1.0 && at > self.due - SignedDuration::from_hours(30) {
            self.apologise_in_time(law, now);
        }
    }

    /// An apology a day or so before the date that will be missed, or as soon as can be.
    fn apologise_in_time(&mut self, law: &Law, now: Timestamp) {
        let days = if self.dice.chance(0.85) { 30 } else { 3 };
        let wanted = self.calendar(law).next_opening(self.due - SignedDuration::from_hours(days));
        let mut at =
            if wanted > now + SignedDuration::from_mins(i64::from(GAP)) { wanted } else { self.later(law, now, GAP) };
        let before = self.todo.iter().position(|(t, _)| *t >= at).unwrap_or(self.todo.len());
        if let Some((t, _)) = before.checked_sub(1).and_then(|i| self.todo.get(i)).copied() {
            at = at.max(self.later(law, t, GAP));
        }
        self.todo.insert(before, (at, Deed::Apologise));
        // What follows keeps its distance.
        for i in before + 1..self.todo.len() {
            let least = self.later(law, self.todo[i - 1].0, GAP);
            self.todo[i].0 = self.todo[i].0.max(least);
        }
    }

    /// When the step under way should be over at this story's pace.
    fn step_end(&mut self, law: &Law, now: Timestamp) -> Timestamp {
        if self.again {
            let minutes = self.dice.among(40..=300);
            return self.later(law, now, minutes);
        }
        let share = |steps: &[PlannedStep]| steps.iter().map(|s| f64::from(s.allowance.minutes()) + 5.0).sum::<f64>();
        let done = share(&self.steps[..=self.step]) / share(&self.steps).max(1.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "minutes of a year at most")]
        let minutes = (f64::from(self.total.minutes()) * self.pace * done) as u32;
        let target = self.later(law, self.clock_from, minutes);
        let least = self.later(law, now, GAP);
        target.max(least)
    }

    /// Transferred the same day, after 15:00 at the start of the next; now and then too late.
    fn transfer_at(&mut self, law: &Law, now: Timestamp) -> Timestamp {
        let by = self.calendar(law).transfer_by(now, law.practice.transfer_cutoff.value);
        if self.fate.transfer_late {
            let minutes = self.dice.among(30..=300);
            return self.later(law, by, minutes);
        }
        // Who promises the same day does not let it lie until the afternoon.
        let most = (self.total.minutes() / 4).clamp(GAP, 100);
        let minutes = self.dice.among(GAP..=most);
        let at = self.later(law, now, minutes);
        at.min(by.max(now + SignedDuration::from_mins(i64::from(GAP))))
    }

    /// A supplement was asked for: it comes within some days, or never.
    fn asked(&mut self, law: &Law, now: Timestamp) {
        self.todo.clear();
        if self.rest == Some(Rest::AwaitingSupplement) {
            return;
        }
        if self.fate.never_brought {
            if self.fate.stopped || self.dice.chance(0.5) {
                let wait = self.dice.among(15 * 480..=25 * 480);
                self.next(law, now, wait, Deed::Stop);
            }
            return;
        }
        let wait = self.dice.among(120..=7 * 480);
        self.next(law, now, wait, Deed::BringSupplement);
    }

    /// The result lies at the counter: most come for it soon.
    fn ready(&mut self, law: &Law, now: Timestamp) {
        self.todo.clear();
        if self.rest == Some(Rest::Ready) {
            return;
        }
        if self.fate.result_wrong {
            self.fate.result_wrong = false;
            let wait = self.dice.among(GAP..=200);
            self.next(law, now, wait, Deed::TakeBackResult);
            return;
        }
        let wait = match self.dice.weighted([45.0, 35.0, 17.0, 3.0].into_iter()) {
            _ if self.fate.forgotten => return,
            0 => self.dice.among(GAP..=120),
            1 => self.dice.among(120..=700),
            2 => self.dice.among(700..=2400),
            _ => self.dice.among(2400..=14000),
        };
        let deed = if !self.paid && self.price(law).is_some() { Deed::Collect } else { Deed::Return };
        self.next(law, now, wait, deed);
    }

    /// What the procedure costs, where the amount is known.
    fn price(&self, law: &Law) -> Option<Price> {
        match charge(version(law, &self.procedure, self.clock_from)?, None, self.channel) {
            Charge::Price(price) => Some(price),
            Charge::Free | Charge::NotSet => None,
        }
    }

    /// At an end: archived some days later.
    fn end(&mut self, law: &Law, now: Timestamp, deed: Deed) {
        self.todo.clear();
        let mut after = now;
        if deed == Deed::Stop && self.originals {
            let wait = self.dice.among(120..=3 * 480);
            after = self.later(law, now, wait);
            self.todo.push_back((after, Deed::GiveBack));
        }
        if deed != Deed::Guide {
            let wait = self.dice.among(3 * 480..=20 * 480);
            self.next(law, after, wait, Deed::Close);
        }
    }

    /// Another procedure of the same field, published at this counter, that was meant.
    fn right_procedure(&self, law: &Law) -> Option<ProcedureKey> {
        let field = &version(law, &self.procedure, self.clock_from)?.field;
        let mut keys: Vec<_> = law
            .catalogue
            .iter()
            .filter(|(key, p)| **key != self.procedure && p.is_published_at(&self.unit))
            .filter(|(key, p)| {
                version(law, key, self.clock_from)
                    .is_some_and(|v| v.field == *field && p.limit_at(v, &self.unit).is_some())
            })
            .map(|(key, _)| key)
            .collect();
        keys.sort();
        keys.first().map(|key| (*key).clone())
    }

    fn actor(&mut self, law: &Law, staff: &Staff, deed: Deed) -> Option<Actor> {
        let step_unit = self.steps.get(self.step).map(|s| s.unit.clone());
        match deed {
            Deed::Guide
            | Deed::Receive
            | Deed::Decline
            | Deed::BringSupplement
            | Deed::Withdraw
            | Deed::CorrectEntry
            | Deed::Collect
            | Deed::CancelVoucher
            | Deed::Return
            | Deed::GiveBack
            | Deed::Close => {
                let stays = self.dice.chance(0.7);
                if self.reception.is_none() || !stays {
                    self.reception = staff.one(&mut self.dice, &self.unit, PostKind::ReceptionOfficer);
                }
                self.reception.clone()
            }
            Deed::TakeBackResult | Deed::CorrectReturn => {
                staff.one(&mut self.dice, &self.unit, PostKind::HeadOfOneStop)
            }
            Deed::ConfirmCancellation => [PostKind::HeadOfOneStop, PostKind::Leader]
                .into_iter()
                .find_map(|kind| staff.one(&mut self.dice, &self.unit, kind)),
            Deed::Assign => staff.one(&mut self.dice, &step_unit?, PostKind::UnitLeader),
            Deed::Apologise | Deed::Stop => {
                let version = version(law, &self.procedure, self.clock_from)?;
                let on = local(self.clock_from).date();
                let competent = law.organisation.agency_for(&self.unit, version.competent, on)?.id.clone();
                staff.one(&mut self.dice, &competent, PostKind::Leader)
            }
            Deed::Answer => {
                let whom = self.consulted(law)?;
                staff.one(&mut self.dice, &whom, PostKind::Specialist)
            }
            _ => self.hands.get(self.step)?.clone(),
        }
    }

    /// Who is asked for an opinion: the unit above, or below it the police that serves it.
    fn consulted(&self, law: &Law) -> Option<UnitId> {
        let org = &law.organisation;
        let here = &self.steps.get(self.step)?.unit;
        let above = org
            .unit(here)?
            .parent
            .clone()
            .filter(|p| org.posts.iter().any(|post| post.unit == *p && post.kind == PostKind::Specialist));
        let on = local(self.clock_from).date();
        let police = || org.agency_for(here, domain::organisation::AgencyKind::Police, on).map(|u| u.id.clone());
        above.or_else(police).filter(|unit| unit != here)
    }
}

/// The version in force at a moment.
fn version<'a>(law: &'a Law, key: &ProcedureKey, at: Timestamp) -> Option<&'a Version> {
    law.catalogue.get(key)?.procedure.as_ref()?.in_force_on(local(at).date())
}

/// How fast: some counters and some procedures are late more often than others.
fn pace(dice: &mut Dice, unit: &UnitId, procedure: &ProcedureKey, rests: bool) -> f64 {
    if rests {
        return dice.between(0.35, 0.6);
    }
    let sum = |text: &str| text.bytes().map(u32::from).sum::<u32>();
    let of_unit = [0.4, 0.7, 1.0, 1.3, 2.2][(sum(unit.as_str()) % 5) as usize];
    let of_procedure = [0.6, 0.9, 1.1, 1.8][(sum(procedure.as_str()) % 4) as usize];
    if dice.chance(0.042 * of_unit * of_procedure) { dice.between(1.06, 1.7) } else { dice.between(0.3, 0.93) }
}

impl Fate {
    fn of(dice: &mut Dice) -> Self {
        let mut chance = |share| dice.chance(share);
        Fate {
            guided_first: chance(0.08),
            only_guided: chance(0.02),
            declined: chance(0.02),
            supplement: chance(0.08),
            second_supplement: chance(0.004),
            never_brought: chance(0.07),
            rejected: chance(0.016),
            withdrawn: chance(0.006),
            stopped: chance(0.003),
            consulted: chance(0.02),
            consultation_slow: chance(0.15),
            sent_back: chance(0.012),
            handed_over: chance(0.01),
            assigned: chance(0.06),
            claimed: chance(0.1),
            transfer_late: chance(0.008),
            outside: chance(0.004),
            apology: chance(0.55),
            entry_wrong: chance(0.008),
            procedure_wrong: chance(0.002),
            result_wrong: chance(0.004),
            wrong_hands: chance(0.001),
            forgotten: chance(0.004),
            exempt: chance(0.03),
            fee_wrong: chance(0.006),
        }
    }

    /// Nothing that would lead a resting story elsewhere.
    fn resting(dice: &mut Dice) -> Self {
        Fate { assigned: dice.chance(0.4), claimed: dice.chance(0.5), ..Fate::default() }
    }
}
