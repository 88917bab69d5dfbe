//! How the date that was promised was counted: from when, by which limit, with the days as they were known then.

use super::{Dossier, Law};
use calendar::{Calendar, Due, Limit, Timestamp};

/// How a promised date was counted.
pub struct Counting {
    /// The clock ran from here.
    pub from: Timestamp,
    /// The limit.
    pub limit: Limit,
    /// It was counted as days were known at this moment.
    pub at: Timestamp,
    /// The calendar of that moment.
    pub calendar: Calendar,
    /// What it gives.
    pub due: Due,
    /// What was promised.
    pub promised: Timestamp,
}

/// How the date of a dossier was counted; `None`: no clock runs.
pub fn counting(law: &Law, d: &Dossier) -> Option<Counting> {
    let (from, limit) = (d.clock_from?, d.limit?);
    // As it was known when it was counted last: what was decided later did not count.
    let at = d.moved.last().map_or(from, |m| m.at.max(from));
    let calendar = law.calendar_as_of(&d.unit, at);
    let due = calendar.due(from, limit);
    let promised = d.promised.unwrap_or(due.at);
    Some(Counting { from, limit, at, calendar, due, promised })
}
