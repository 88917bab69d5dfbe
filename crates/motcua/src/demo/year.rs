//! The simulated year: stories in order of time, through the same door as everybody's acts.

use super::demand::arrivals;
use super::happenings::Happenings;
use super::life::{Deed, GAP, Life};
use super::lifecycle::Lifecycle;
use super::people::Staff;
use super::progress::Progress;
use super::texts;
use crate::fault::Fault;
use domain::calendar::{Date, Timestamp, instant, local};
use domain::dossier::{Actor, Command, Law};
use domain::fee::TillCommand;
use domain::id::DossierId;
use domain::money::Dong;
use domain::organisation::PostKind;
use jiff::SignedDuration;
use office::clock::SetClock;
use office::dossier::{Ask, Done};
use office::{Error, Office};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;

/// The most acts that are on their way at once: one commit of the store takes as many.
const TOGETHER: usize = 256;

/// What to simulate.
#[derive(Debug, Clone, Copy)]
pub struct Span {
    pub seed: u64,
    pub from: Timestamp,
    pub until: Timestamp,
    pub dossiers: usize,
}

/// What came of it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tally {
    pub dossiers: usize,
    pub acts: usize,
    /// Acts that the office refused: a fault of the story.
    pub refused: usize,
}

/// One act on its way.
type Flight = Pin<Box<dyn Future<Output = Result<Done, Error>> + Send>>;

/// Does what has come to the house and to its catalogue by a moment, in order of time; tells whether the
/// law is another one now.
async fn house_up_to(
    office: &Office,
    clock: &SetClock,
    staff: &Staff,
    happenings: &mut Happenings,
    catalogue: &mut Lifecycle,
    at: Timestamp,
) -> Result<bool, Fault> {
    let mut changed = false;
    while let Some(when) = [happenings.next(), catalogue.next()].into_iter().flatten().min().filter(|w| *w <= at) {
        changed |= happenings.up_to(office, clock, staff, when).await?;
        changed |= catalogue.up_to(office, clock, when).await?;
    }
    happenings.begin(at);
    Ok(changed)
}

/// Simulates on an office whose clock is `clock`, in steps that the bar shows.
pub async fn simulate(office: &Office, clock: &SetClock, span: Span, bar: &Progress) -> Result<Tally, Fault> {
    let mut law: Arc<Law> = office.law();
    let staff = Staff::of(&law.organisation);
    let arrivals = arrivals(&law, span.seed, span.from, span.until, span.dossiers);
    let mut happenings = Happenings::over(&law, &staff, &arrivals, span.until);
    let mut catalogue = Lifecycle::before(&staff, span.until);
    let mut lives: Vec<Option<Life>> = Vec::with_capacity(arrivals.len());
    let mut coming = arrivals.iter().zip(0..).peekable();
    let mut queue: BinaryHeap<Reverse<(Timestamp, usize)>> = BinaryHeap::new();
    // What was done on paper waits here until it is entered.
    let mut on_paper: HashMap<usize, (Actor, Command, Timestamp)> = HashMap::new();
    let mut tally = Tally { dossiers: arrivals.len(), ..Tally::default() };
    let mut day: Option<Date> = None;
    let (mut short, mut last_act) = (true, span.from);
    let counted_from = local(span.until - SignedDuration::from_hours(24 * COUNTED_DAYS)).date();
    loop {
        // Stories begin when their time comes, so that few are in memory.
        let next = queue.peek().map(|Reverse((at, _))| *at);
        let first = [next, coming.peek().map(|(a, _)| a.at)].into_iter().flatten().min();
        let Some(first) = first.filter(|at| *at <= span.until) else { break };
        let today = local(first).date();
        if let Some(yesterday) = day.replace(today).filter(|d| *d < today && *d >= counted_from) {
            let evening = instant(yesterday.at(17, 0, 0, 0)).max(last_act);
            if house_up_to(office, clock, &staff, &mut happenings, &mut catalogue, evening).await? {
                law = office.law();
            }
            clock.set(evening);
            settle(office, &staff, yesterday, &mut short).await?;
        }
        // Whatever is put on record is put there in order of time: the house's own happenings too.
        if house_up_to(office, clock, &staff, &mut happenings, &mut catalogue, first).await? {
            law = office.law();
        }
        let horizon = first + SignedDuration::from_mins(i64::from(GAP));
        let next = [happenings.next(), catalogue.next()].into_iter().flatten().min();
        let horizon = next.map_or(horizon, |next| next.min(horizon));
        happenings.begin(horizon);
        while let Some((arrival, n)) = coming.next_if(|(a, _)| a.at < horizon) {
            queue.push(Reverse((arrival.at, lives.len())));
            lives.push(Some(Life::new(&law, span.seed, n, arrival)));
        }
        // Whatever follows from these acts comes after the horizon: they are of different dossiers.
        let mut batch: Vec<(Timestamp, usize, Actor, Ask)> = Vec::new();
        while let Some(Reverse((at, n))) = queue.peek().copied() {
            if at >= horizon || at > span.until || batch.len() == TOGETHER {
                break;
            }
            queue.pop();
            let Some(life) = lives[n].as_mut() else { continue };
            if let Some((actor, command, done)) = on_paper.remove(&n) {
                let on_paper = Some(done);
                let ask = Ask { dossier: life.dossier, command, expected: None, key: None, draft: None, on_paper };
                batch.push((at, n, actor, ask));
                continue;
            }
            if matches!(life.next_deed(), Some(Deed::CancelVoucher | Deed::ConfirmCancellation))
                && life.voucher.is_none()
                || life.next_deed() == Some(Deed::Answer) && life.consultation.is_none()
            {
                look_up(office, &staff, life).await?;
            }
            match life.ask(&law, &staff) {
                Some((actor, command)) => {
                    // What was done on paper is entered soon after, before anything follows from it.
                    let entered = happenings.entered(&actor.unit, at).filter(|_| command.kind().is_done_on_paper());
                    if let Some(entered) = entered {
                        on_paper.insert(n, (actor, command, at));
                        queue.push(Reverse((entered, n)));
                        continue;
                    }
                    let ask =
                        Ask { dossier: life.dossier, command, expected: None, key: None, draft: None, on_paper: None };
                    batch.push((at, n, actor, ask));
                }
                None => lives[n] = None,
            }
        }
        let last = batch.last().map_or(first, |(at, ..)| *at);
        let numbers: Vec<(Timestamp, usize)> = batch.iter().map(|(at, n, ..)| (*at, *n)).collect();
        for ((sent, n), answer) in numbers.into_iter().zip(together(office, clock, batch).await) {
            let Some(life) = lives[n].as_mut() else { continue };
            match answer {
                Ok(done) => {
                    tally.acts += 1;
                    life.dossier = Some(done.id);
                    life.done(&law, &staff);
                }
                Err(Error::Store(e)) => return Err(e.into()),
                Err(e) => {
                    tally.refused += 1;
                    tracing::warn!(deed = ?life.next_deed(), at = %sent, error = %e, detail = ?e, "an act of the demo was refused");
                    lives[n] = None;
                    continue;
                }
            }
            match life.next_at() {
                // Nothing follows from what is not entered yet.
                Some(at) if at <= span.until => queue.push(Reverse((at.max(sent), n))),
                _ => lives[n] = None,
            }
        }
        last_act = last;
        bar.at(last, tally.acts);
    }
    catalogue.up_to(office, clock, span.until).await?;
    clock.set(span.until);
    Ok(tally)
}

/// Sends acts in order, each at its own moment of the clock, and waits for all answers.
async fn together(
    office: &Office,
    clock: &SetClock,
    batch: Vec<(Timestamp, usize, Actor, Ask)>,
) -> Vec<Result<Done, Error>> {
    let mut flights: Vec<(Timestamp, Option<Flight>)> = batch
        .into_iter()
        .map(|(at, _, actor, ask)| {
            let office = office.clone();
            let flight: Flight = Box::pin(async move { office.act(&actor, ask).await });
            (at, Some(flight))
        })
        .collect();
    let mut answers: Vec<Option<Result<Done, Error>>> = flights.iter().map(|_| None).collect();
    let mut sent = false;
    poll_fn(|cx| {
        let mut waiting = false;
        for ((at, flight), answer) in flights.iter_mut().zip(&mut answers) {
            let Some(going) = flight else { continue };
            // An act reads the clock and draws its chance before it first waits for the store.
            if !sent {
                clock.set(*at);
            }
            match going.as_mut().poll(cx) {
                Poll::Ready(done) => {
                    *answer = Some(done);
                    *flight = None;
                }
                Poll::Pending => waiting = true,
            }
        }
        sent = true;
        if waiting { Poll::Pending } else { Poll::Ready(()) }
    })
    .await;
    answers.into_iter().flatten().collect()
}

/// For how many days before the end of the year each counter counts its cash: what a visitor sees.
const COUNTED_DAYS: i64 = 12;

/// Each clerk of each unit counts the cash of a day when it closes; one of them is short once.
async fn settle(office: &Office, staff: &Staff, day: Date, short: &mut bool) -> Result<(), Fault> {
    for unit in staff.units_with(PostKind::ReceptionOfficer) {
        for clerk in staff.all(&unit, PostKind::ReceptionOfficer) {
            let today = office.fee_day(clerk, None, Some(day), None).await?;
            let Some(mine) = today.clerks.get(&clerk.person).filter(|x| x.cash_moved()) else { continue };
            // The first larger sum is one coin short, with its reason; a negative one is made up for.
            let missing = if *short && mine.expected.0 >= 20_000 { 1_000 } else { 0 };
            *short &= missing == 0;
            let counted = Dong((mine.expected.0 - missing).max(0));
            let reason = if counted == mine.expected { String::new() } else { texts::CASH_DIFFERS.to_owned() };
            office.declare_cash(clerk, TillCommand { day, counted, reason }).await?;
        }
    }
    Ok(())
}

/// Finds the open consultation or the wrong voucher of a story; who goes on reads it on the page.
async fn look_up(office: &Office, staff: &Staff, life: &mut Life) -> Result<(), Fault> {
    let (Some(id), Some(reader)) = (life.dossier, life.reader(staff)) else { return Ok(()) };
    let id: DossierId = id;
    let detail = office.dossier(&reader, id).await?;
    life.voucher = detail.dossier.fees.vouchers.last().map(|v| v.number);
    life.consultation = detail.dossier.consultations.iter().find(|c| c.answered.is_none()).map(|c| c.id);
    Ok(())
}
