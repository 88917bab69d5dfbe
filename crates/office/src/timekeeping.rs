//! Whether the clock can be believed. An act is dated by the server's clock and by nothing else, so a
//! clock that is wrong is seen before an act is dated by it: acts are refused while it shows a time
//! before the last act on record, and while nobody has said that a great leap ahead is right.

use crate::error::Error;
use crate::grant::{Administer, Grant};
use crate::system::{SystemEvent, record_at_any_time};
use crate::{Actor, Office};
use jiff::{SignedDuration, Timestamp};
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use store::db::DbError;
use store::event;

/// No office ran this program before it was written.
const WRITTEN: Timestamp = Timestamp::constant(1_793_491_200, 0); // 1 November 2026, UTC

/// So long after the last act a clock may be right or a leap ahead: somebody has to say.
pub const FAR_AHEAD: SignedDuration = SignedDuration::from_hours(31 * 24);
/// A clock that a time server corrects is moved by less.
const JUMP: SignedDuration = SignedDuration::from_secs(5);
/// What the clocks of database and machine may differ by.
const APART: SignedDuration = SignedDuration::from_secs(5);
/// How often a running program looks at its clock.
const TIMER: Duration = Duration::from_secs(10);

/// Why acts are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockFault {
    /// The clock shows a time before the last act on record.
    Behind {
        /// When that was.
        last: Timestamp,
    },
    /// The clock shows a time before this program was written.
    BeforeProgram,
    /// The last act on record is so long ago that the clock may have leapt.
    Ahead {
        /// When that was.
        last: Timestamp,
    },
}

impl ClockFault {
    /// The word of the locales.
    pub const fn key(self) -> &'static str {
        match self {
            ClockFault::Behind { .. } => "behind",
            ClockFault::BeforeProgram => "before-program",
            ClockFault::Ahead { .. } => "ahead",
        }
    }
}

/// A leap of the clock while the program ran.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Jump {
    /// What the clock showed after it.
    pub at: Timestamp,
    /// By how much; negative: set back.
    pub by: SignedDuration,
}

/// How the clock stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockState {
    /// What it shows.
    pub now: Timestamp,
    /// When the last act was put on record; `None`: there is none.
    pub last: Option<Timestamp>,
    /// Why acts are refused; `None`: they are not.
    pub fault: Option<ClockFault>,
    /// The last leap since the program began.
    pub jump: Option<Jump>,
    /// How far the database's own clock is ahead of the machine's; `None`: it has none of its own.
    pub database: Option<SignedDuration>,
    /// Whether the machine says that a time server keeps its clock; `None`: it does not say.
    pub kept: Option<bool>,
}

impl ClockState {
    /// Whether the database's clock is another one.
    pub fn is_apart(&self) -> bool {
        self.database.is_some_and(|by| by.abs() > APART)
    }

    /// Whether an administrator should look.
    pub fn is_doubtful(&self) -> bool {
        self.fault.is_some() || self.is_apart() || self.kept == Some(false) || self.jump.is_some()
    }
}

/// What a watch knows from one look to the next.
pub(crate) struct ClockWatch {
    began: Instant,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    /// What the clock showed at the last look, and how long the program had run by then.
    before: Option<(Timestamp, Duration)>,
    /// The last act on record, as far as this process knows.
    last: Option<Timestamp>,
    jump: Option<Jump>,
    state: Option<ClockState>,
}

impl ClockWatch {
    fn new() -> Self {
        ClockWatch { began: Instant::now(), seen: Mutex::default() }
    }

    fn seen(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn fault(now: Timestamp, last: Option<Timestamp>) -> Option<ClockFault> {
    if let Some(last) = last.filter(|last| last.duration_since(now) > event::BACK) {
        return Some(ClockFault::Behind { last });
    }
    if now < WRITTEN {
        return Some(ClockFault::BeforeProgram);
    }
    last.filter(|last| now.duration_since(*last) > FAR_AHEAD).map(|last| ClockFault::Ahead { last })
}

/// Whether the machine says that a time server keeps its clock: systemd-timesyncd leaves a file.
fn kept_by_a_time_server() -> Option<bool> {
    let folder = Path::new("/run/systemd/timesync");
    folder.is_dir().then(|| folder.join("synchronized").exists())
}

impl Office {
    /// Begins to watch the clock; acts are refused from now on while it cannot be believed.
    pub fn watch_clock(&self) -> bool {
        self.inner.watch.set(ClockWatch::new()).is_ok()
    }

    /// Looks at the clock now and then. Never ends.
    pub async fn keep_watching_the_clock(&self) {
        let Some(watch) = self.inner.watch.get() else { return };
        let mut told = None;
        loop {
            match self.look_at_the_clock(watch.began.elapsed()).await {
                Ok(state) => {
                    if state.fault != told {
                        if let Some(fault) = state.fault {
                            tracing::error!(
                                clock.now = %state.now, clock.fault = fault.key(),
                                "the clock cannot be believed: acts are refused"
                            );
                        } else {
                            tracing::info!(clock.now = %state.now, "the clock is right again");
                        }
                        told = state.fault;
                    }
                }
                Err(e) => tracing::warn!(error = %e, "the clock could not be compared"),
            }
            tokio::time::sleep(TIMER).await;
        }
    }

    /// Looks at the clock once; `running` is how long the program has run by a clock that nobody sets.
    pub async fn look_at_the_clock(&self, running: Duration) -> Result<ClockState, Error> {
        let last = self.inner.db.read(|tx| Box::pin(async move { event::last_dated(tx).await })).await?;
        let asked = self.now();
        let database = self.inner.db.own_clock().await?;
        let now = self.now();
        // Half-way between asking and being answered.
        let between = asked + now.duration_since(asked) / 2;
        let database = database.map(|theirs| theirs.duration_since(between));
        let fault = self.heeded(fault(now, last));
        let state = |jump| ClockState { now, last, fault, jump, database, kept: kept_by_a_time_server() };
        let Some(watch) = self.inner.watch.get() else { return Ok(state(None)) };
        let mut seen = watch.seen();
        if let Some((before, ran)) = seen.before {
            let passed = SignedDuration::try_from(running.saturating_sub(ran)).unwrap_or(SignedDuration::MAX);
            let by = now.duration_since(before) - passed;
            if by.abs() > JUMP {
                tracing::warn!(clock.now = %now, clock.by_s = by.as_secs(), "the clock leapt");
                seen.jump = Some(Jump { at: now, by });
            }
        }
        seen.before = Some((now, running));
        seen.last = last;
        let state = state(seen.jump);
        seen.state = Some(state.clone());
        Ok(state)
    }

    /// How the clock stood at the last look; `None`: it is not watched.
    pub fn clock_seen(&self) -> Option<ClockState> {
        self.inner.watch.get().and_then(|w| w.seen().state.clone())
    }

    /// How the clock stands, for administrators.
    pub async fn clock(&self, actor: &Actor) -> Result<ClockState, Error> {
        Grant::<Administer>::of(actor)?;
        let running = self.inner.watch.get().map_or(Duration::ZERO, |w| w.began.elapsed());
        self.look_at_the_clock(running).await
    }

    /// Now, where the clock can be believed. What is behind is seen again by the store when the act is
    /// written: another process may have put one on record since.
    pub(crate) fn believed(&self) -> Result<Timestamp, Error> {
        let now = self.now();
        let Some(watch) = self.inner.watch.get() else { return Ok(now) };
        let mut seen = watch.seen();
        if let Some(fault) = fault(now, seen.last) {
            return Err(Error::Clock(fault));
        }
        // Whoever works now will be the last one: days without a look are not a leap.
        seen.last = seen.last.max(Some(now));
        Ok(now)
    }

    /// Why nothing may be dated now; looked up, not remembered.
    pub(crate) async fn clock_fault(&self) -> Result<Option<ClockFault>, Error> {
        let last = self.inner.db.read(|tx| Box::pin(async move { event::last_dated(tx).await })).await?;
        Ok(self.heeded(fault(self.now(), last)))
    }

    /// What is behind counts always; the rest only where the clock is watched: a demonstration lives
    /// through years that are long past.
    fn heeded(&self, fault: Option<ClockFault>) -> Option<ClockFault> {
        let behind = matches!(fault, Some(ClockFault::Behind { .. }));
        fault.filter(|_| behind || self.inner.watch.get().is_some())
    }

    /// An administrator says that the clock is right, whatever the last act on record: that goes on
    /// record, and acts are dated by it from now on.
    pub async fn confirm_clock(&self, actor: &Actor) -> Result<(), Error> {
        Grant::<Administer>::of(actor)?;
        let state = self.clock(actor).await?;
        match (state.fault, state.last) {
            (Some(ClockFault::Behind { .. } | ClockFault::Ahead { .. }), Some(last)) => {
                let envelope = self.envelope(actor);
                let seeds = self.seeds(envelope.at, 1);
                self.inner
                    .db
                    .write(move |tx| {
                        Box::pin(async move {
                            let event = SystemEvent::ClockConfirmed { last };
                            record_at_any_time(tx, &envelope, &event, &seeds).await?;
                            Ok::<_, DbError>(())
                        })
                    })
                    .await?;
                self.clock(actor).await?;
                Ok(())
            }
            // Nobody can make right a time before the program was written.
            (Some(fault), _) => Err(Error::Clock(fault)),
            (None, _) => Ok(()),
        }
    }
}
