//! Backups that the server makes by itself or because an administrator asks, and what is not as it
//! should be with them.

use crate::error::Error;
use crate::grant::{Administer, Grant};
use crate::system::{SystemEvent, record};
use crate::{Actor, Office};
use domain::calendar::{instant, local};
use jiff::civil::Time;
use jiff::{SignedDuration, Timestamp};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use store::backup::{BackupError, Made, Outcome, PREFIX, Target, Watch, make, rotate};
use tokio::sync::Notify;

pub use store::backup::{How, Journal, Run};

/// A try that failed is made again after this long.
const AGAIN: SignedDuration = SignedDuration::from_mins(15);
/// How often the reconciler looks at the clock.
const TIMER: Duration = Duration::from_secs(30);
/// How many lines of the journal the reconciler looks at.
const LOOKED_AT: usize = 200;

/// When backups are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schedule {
    /// Every day at this time on the office's wall.
    Daily(Time),
    /// After so long.
    Every(SignedDuration),
}

impl Schedule {
    /// How long from one to the next.
    pub fn interval(self) -> SignedDuration {
        match self {
            Schedule::Daily(_) => SignedDuration::from_hours(24),
            Schedule::Every(interval) => interval,
        }
    }

    /// Whether it is time, when the last one was begun then.
    pub fn is_due(self, now: Timestamp, last: Option<&Run>) -> bool {
        let Some(run) = last else { return true };
        if run.outcome == Outcome::Failed {
            return now.duration_since(run.began) >= AGAIN;
        }
        match self {
            Schedule::Every(interval) => now.duration_since(run.began) >= interval,
            Schedule::Daily(time) => {
                let today = local(now).date();
                let at = |day: jiff::civil::Date| instant(day.to_datetime(time));
                let latest = if at(today) <= now { at(today) } else { today.yesterday().map_or(at(today), at) };
                run.began < latest
            }
        }
    }

    /// Whether a good one that was begun then is older than it should be: by a quarter of the interval,
    /// at least an hour.
    fn is_late(self, now: Timestamp, good: Timestamp) -> bool {
        let slack = (self.interval() / 4).max(SignedDuration::from_hours(1));
        now.duration_since(good) > self.interval() + slack
    }
}

/// Where backups go, and when.
#[derive(Debug, Clone)]
pub struct Keep {
    /// The folder.
    pub folder: PathBuf,
    /// When.
    pub schedule: Schedule,
    /// How many stay in it.
    pub keep: usize,
    /// The journal.
    pub journal: Journal,
    /// What a disk that breaks would take along: the data folder, the folder of files.
    pub data: Vec<PathBuf>,
}

/// What keeps them.
pub(crate) struct Keeper {
    keep: Keep,
    bell: Notify,
    asked: AtomicBool,
    busy: AtomicBool,
    stopped: Arc<AtomicBool>,
}

/// What is not as it should be with the backups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Worry {
    /// None are set up.
    NotSetUp,
    /// The folder is not there, or cannot be read.
    NoFolder(String),
    /// The folder lies on the same disk as the data.
    SameDisk,
    /// There is no good one yet.
    None,
    /// The last good one is older than it should be.
    Late(Timestamp),
    /// The last try failed.
    Failed(String),
    /// Contents that dossiers name were missing when the last one was made.
    Incomplete(String),
}

impl Worry {
    /// The word of the locales.
    pub const fn key(&self) -> &'static str {
        match self {
            Worry::NotSetUp => "not-set-up",
            Worry::NoFolder(_) => "no-folder",
            Worry::SameDisk => "same-disk",
            Worry::None => "none",
            Worry::Late(_) => "late",
            Worry::Failed(_) => "failed",
            Worry::Incomplete(_) => "incomplete",
        }
    }
}

/// How backups stand.
#[derive(Debug, Clone)]
pub struct Backups {
    /// Where and when; `None`: none are made by the server.
    pub keep: Option<Keep>,
    /// One is being made now.
    pub busy: bool,
    /// What is not as it should be.
    pub worries: Vec<Worry>,
    /// The last tries, newest first.
    pub runs: Vec<Run>,
}

/// Makes a backup and puts it into the journal, whatever comes of it.
pub async fn run(
    db: &store::db::Db,
    shelf: &store::shelf::Shelf,
    journal: &Journal,
    (target, how): (Target, How),
    watch: store::backup::Watch,
    ended: impl Fn() -> Timestamp,
) -> Result<Made, BackupError> {
    let (began, to) = (target.now, target.to.clone());
    let made = make(db, shelf, target, watch).await;
    let took_ms = u64::try_from(ended().duration_since(began).as_millis()).unwrap_or(0);
    let run = match &made {
        Ok(made) => {
            let faults = &made.manifest.files.faults;
            Run {
                began,
                took_ms,
                how,
                outcome: if faults.is_empty() { Outcome::Whole } else { Outcome::Incomplete },
                path: made.path.clone(),
                bytes: made.bytes,
                events: made.manifest.head.size,
                problem: faults.first().map(|f| format!("{} files; {f}", faults.len())),
            }
        }
        Err(e) => Run {
            began,
            took_ms,
            how,
            outcome: Outcome::Failed,
            path: to,
            bytes: 0,
            events: 0,
            problem: Some(e.to_string()),
        },
    };
    if let Err(e) = journal.add(&run) {
        // The backup counts, not the line about it.
        tracing::warn!(error = %e, "the journal of backups could not be written");
    }
    made
}

/// The name's time: as a clock on the wall shows it.
pub fn stamp(now: Timestamp) -> String {
    local(now).strftime("%Y-%m-%d-%H%M%S").to_string()
}

impl Office {
    /// Says where backups go. Answers `false` when that was said before.
    pub fn keep_backups(&self, keep: Keep) -> bool {
        let keeper = Keeper {
            keep,
            bell: Notify::new(),
            asked: AtomicBool::new(false),
            busy: AtomicBool::new(false),
            stopped: Arc::default(),
        };
        self.inner.backups.set(keeper).is_ok()
    }

    /// Ends a backup that is under way: nothing is left of it, and no other is begun.
    pub fn stop_backing_up(&self) {
        if let Some(keeper) = self.inner.backups.get() {
            keeper.stopped.store(true, Ordering::SeqCst);
        }
    }

    /// The reconciler: makes a backup when it is time or when somebody asks. Never ends.
    pub async fn keep_backing_up(&self) {
        loop {
            if let Err(e) = self.back_up_if_due().await {
                tracing::error!(error = %e, "no backup was made");
            }
            let Some(keeper) = self.inner.backups.get() else { return };
            tokio::select! {
                () = keeper.bell.notified() => {}
                () = tokio::time::sleep(TIMER) => {}
            }
        }
    }

    /// Makes a backup if it is time, or if somebody asked; answers it.
    pub async fn back_up_if_due(&self) -> Result<Option<Made>, Error> {
        let Some(keeper) = self.inner.backups.get() else { return Ok(None) };
        let keep = &keeper.keep;
        let now = self.now();
        let last = own_runs(keep)?.into_iter().next();
        let how = if keeper.asked.swap(false, Ordering::SeqCst) {
            How::Hand
        } else if keep.schedule.is_due(now, last.as_ref()) {
            How::Schedule
        } else {
            return Ok(None);
        };
        if keeper.busy.swap(true, Ordering::SeqCst) {
            return Ok(None);
        }
        let done = self.back_up(keeper, how, now).await;
        keeper.busy.store(false, Ordering::SeqCst);
        let made = done?;
        let size = made.bytes;
        tracing::info!(backup.file = %made.path.display(), backup.bytes = size, "a backup was made");
        for gone in rotate(&keep.folder, keep.keep)? {
            tracing::info!(backup.file = %gone.display(), "an old backup was removed");
        }
        Ok(Some(made))
    }

    async fn back_up(&self, keeper: &Keeper, how: How, now: Timestamp) -> Result<Made, Error> {
        let keep = &keeper.keep;
        let shelf = self.shelf()?;
        let target = Target { to: keep.folder.clone(), prefix: PREFIX.into(), now, stamp: stamp(now) };
        // A folder that is not mounted must not become a file of its name.
        if !keep.folder.is_dir() {
            let problem = BackupError::Refused(format!(
                "the folder {} is not there: make it, or mount its disk",
                keep.folder.display()
            ));
            let failed = Run {
                began: now,
                took_ms: 0,
                how,
                outcome: Outcome::Failed,
                path: keep.folder.clone(),
                bytes: 0,
                events: 0,
                problem: Some(problem.to_string()),
            };
            keep.journal.add(&failed)?;
            return Err(problem.into());
        }
        let stopped = Arc::clone(&keeper.stopped);
        let watch: Watch = Arc::new(move |_| !stopped.load(Ordering::Relaxed));
        Ok(run(self.db(), &shelf, &keep.journal, (target, how), watch, || self.now()).await?)
    }

    /// Asks for a backup at once; it is begun in a moment. On record, since all personal data go into it.
    pub async fn ask_for_backup(&self, actor: &Actor) -> Result<(), Error> {
        Grant::<Administer>::of(actor)?;
        let keeper = self.inner.backups.get().ok_or(Error::NotFound { what: "backup-folder" })?;
        let envelope = self.envelope(actor);
        let seeds = self.seeds(envelope.at, 1);
        self.inner
            .db
            .write(move |tx| Box::pin(async move { record(tx, &envelope, &SystemEvent::BackupAsked, &seeds).await }))
            .await?;
        keeper.asked.store(true, Ordering::SeqCst);
        keeper.bell.notify_one();
        Ok(())
    }

    /// How backups stand, for administrators.
    pub fn backups(&self, actor: &Actor, limit: usize) -> Result<Backups, Error> {
        Grant::<Administer>::of(actor)?;
        let Some(keeper) = self.inner.backups.get() else {
            return Ok(Backups { keep: None, busy: false, worries: vec![Worry::NotSetUp], runs: vec![] });
        };
        let busy = keeper.busy.load(Ordering::SeqCst) || keeper.asked.load(Ordering::SeqCst);
        let runs = keeper.keep.journal.last(limit)?;
        Ok(Backups { keep: Some(keeper.keep.clone()), busy, worries: self.worries_of(&keeper.keep)?, runs })
    }

    fn worries_of(&self, keep: &Keep) -> Result<Vec<Worry>, Error> {
        let mut worries = Vec::new();
        match device(&keep.folder) {
            Err(e) => worries.push(Worry::NoFolder(e.to_string())),
            Ok(disk) if keep.data.iter().any(|d| device(d).is_ok_and(|data| data == disk)) => {
                worries.push(Worry::SameDisk);
            }
            Ok(_) => {}
        }
        let runs = own_runs(keep)?;
        let good = runs.iter().find(|r| r.outcome != Outcome::Failed && r.path.is_file());
        match good {
            None => worries.push(Worry::None),
            Some(run) if keep.schedule.is_late(self.now(), run.began) => worries.push(Worry::Late(run.began)),
            Some(_) => {}
        }
        if let Some(last) = runs.first() {
            let problem = last.problem.clone().unwrap_or_default();
            match last.outcome {
                Outcome::Failed => worries.push(Worry::Failed(problem)),
                Outcome::Incomplete => worries.push(Worry::Incomplete(problem)),
                Outcome::Whole => {}
            }
        }
        Ok(worries)
    }
}

/// Tries whose place is the folder of the schedule, newest first.
fn own_runs(keep: &Keep) -> Result<Vec<Run>, Error> {
    let mut runs = keep.journal.last(LOOKED_AT)?;
    runs.retain(|r| r.how != How::Upgrade && (r.path == keep.folder || r.path.parent() == Some(&keep.folder)));
    Ok(runs)
}

/// On which disk a folder lies.
fn device(path: &Path) -> std::io::Result<u64> {
    Ok(std::fs::metadata(path)?.dev())
}
