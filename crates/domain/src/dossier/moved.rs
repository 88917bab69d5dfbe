//! Deadlines counted again: when days off or office hours are decided otherwise, the promises that are
//! still open move with them. What was missed, ended or promised elsewhere stays as it was.

use super::event::Event;
use super::{Dossier, Law, Phase};
use crate::id::{ConsultationId, UnitId};
use crate::plan;
use calendar::{Calendar, Limit, Timestamp, local};
use serde::{Deserialize, Serialize};

/// Why deadlines were counted again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "moved_by", rename_all = "snake_case")]
pub enum MovedBy {
    /// A decision on days off and worked days.
    Days {
        /// Its document.
        document: String,
    },
    /// Other office hours of a unit.
    Hours {
        /// Which unit's.
        unit: UnitId,
        /// What they stand on.
        document: String,
    },
    /// The organisation was read in anew, or a unit stands below another one, with other hours.
    Organisation {},
}

impl MovedBy {
    /// The document, where there is one.
    pub fn document(&self) -> Option<&str> {
        match self {
            MovedBy::Days { document } | MovedBy::Hours { document, .. } => Some(document),
            MovedBy::Organisation {} => None,
        }
    }
}

/// A promise that moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// When it was counted again.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
    pub at: Timestamp,
    /// The date that held until then.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
    pub before: Timestamp,
    /// The date that held from then on.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
    pub due: Timestamp,
    /// Why.
    pub by: MovedBy,
}

/// A consultation's date that moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerMoved {
    /// Which.
    pub id: ConsultationId,
    /// The date now.
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
    pub due: Timestamp,
}

/// The dates of a dossier counted again; `None`: none of them moves.
///
/// A date moves only while it lies ahead and is what `before` counts: one that was taken over from an
/// old system, or that is over, is nobody's to move. A new date that was promised with an apology is
/// kept, unless it now falls on a day off: then the next working day's closing takes its place.
pub fn counted_again(d: &Dossier, before: &Law, after: &Law, now: Timestamp, by: &MovedBy) -> Option<Event> {
    let (then, today) = (before.calendar_of(&d.unit), after.calendar_of(&d.unit));
    if !d.phase.is_open() || d.phase == Phase::Ready || d.taken_over.is_some() {
        return None;
    }
    let ahead = |at: &Timestamp| *at > now;
    let mut promised = None;
    let mut undecided = d.due_undecided;
    if let (Some(from), Some(limit), Some(old)) = (d.clock_from, d.limit, d.promised.filter(ahead))
        && then.due(from, limit).at == old
    {
        let new = today.due(from, limit);
        if new.at > now {
            undecided = new.undecided;
            promised = Some(new.at);
        }
    }
    let old_due = d.due.filter(ahead);
    let due = match (old_due, d.apologised) {
        (Some(given), Some(_)) => Some(worked(today, given)),
        (Some(_), None) => promised.or(d.due),
        (None, _) => d.due,
    };
    let promised = promised.or(d.promised);
    let step_due = d.step().filter(|_| d.phase == Phase::InProcess).and_then(|s| {
        let (began, old, limit) = (s.began?, s.due.filter(ahead)?, d.limit?);
        let count = |law: &Law| plan::step_due(law.calendar_of(&s.plan.unit), began, s.plan.allowance, limit);
        (count(before) == old).then(|| count(after)).filter(|new| *new != old && ahead(new))
    });
    let transfer_by = d.transfer_by.filter(|by| ahead(by) && d.current == 0).and_then(|old| {
        let received = d.received?;
        let count = |law: &Law| law.calendar_of(&d.unit).transfer_by(received, law.practice.transfer_cutoff.value);
        (count(before) == old).then(|| count(after)).filter(|new| *new != old && ahead(new))
    });
    let answers: Vec<AnswerMoved> = d
        .consultations
        .iter()
        .filter(|c| c.answered.is_none() && ahead(&c.due))
        .filter_map(|c| {
            let (then, today) = (before.calendar_of(&c.unit), after.calendar_of(&c.unit));
            let days = u16::try_from(then.working_days_between(local(c.asked).date(), local(c.due).date())).ok()?;
            let count = |calendar: &Calendar| calendar.due(c.asked, Limit::WorkingDays(days)).at;
            let new = count(today);
            (count(then) == c.due && new != c.due && ahead(&new)).then_some(AnswerMoved { id: c.id, due: new })
        })
        .collect();
    let same = promised == d.promised && due == d.due && undecided == d.due_undecided;
    if same && step_due.is_none() && transfer_by.is_none() && answers.is_empty() {
        return None;
    }
    Some(Event::DeadlineMoved {
        by: by.clone(),
        before: d.due,
        promised,
        due,
        due_undecided: undecided,
        step_due,
        transfer_by,
        answers,
    })
}

/// A moment that was promised, or the closing of the next working day if nobody works on its day.
fn worked(calendar: &Calendar, at: Timestamp) -> Timestamp {
    let day = local(at).date();
    if calendar.is_working_day(day) {
        return at;
    }
    calendar.closing(calendar.next_working_day(day)).unwrap_or(at)
}
