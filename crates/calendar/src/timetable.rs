//! Office hours over time: which week is in force from which day on.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{error::CalendarError, hours::OfficeHours};

/// Office hours (giờ làm việc) of a unit over time: those it began with, and each change with its
/// first day.
///
/// ```
/// use calendar::{OfficeHours, Timetable};
/// use jiff::civil::date;
/// let winter: OfficeHours = serde_json::from_str(r#"{"monday": ["08:00-12:00"]}"#).unwrap();
/// let hours = Timetable::new(OfficeHours::standard(), [(date(2026, 10, 16), winter.clone())])?;
/// assert_eq!(hours.on(date(2026, 10, 15)), &OfficeHours::standard());
/// assert_eq!(hours.on(date(2026, 10, 16)), &winter);
/// # Ok::<(), calendar::CalendarError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Form", into = "Form")]
pub struct Timetable {
    first: OfficeHours,
    /// In order of time.
    later: Vec<(Date, OfficeHours)>,
}

/// How it is written in JSON.
#[derive(Serialize, Deserialize)]
struct Form {
    first: OfficeHours,
    later: Vec<(Date, OfficeHours)>,
}

impl Timetable {
    /// Office hours from the first ones and their changes, oldest first, each on a day of its own.
    pub fn new(
        first: OfficeHours,
        later: impl IntoIterator<Item = (Date, OfficeHours)>,
    ) -> Result<Timetable, CalendarError> {
        let later: Vec<_> = later.into_iter().collect();
        match later.windows(2).find(|pair| pair[1].0 <= pair[0].0) {
            Some(pair) => Err(CalendarError::HoursOutOfOrder(pair[1].0)),
            None => Ok(Timetable { first, later }),
        }
    }

    /// The office hours in force on a day.
    pub fn on(&self, day: Date) -> &OfficeHours {
        self.later.iter().rev().find(|(from, _)| *from <= day).map_or(&self.first, |(_, hours)| hours)
    }

    /// The hours it began with, then each change with its first day.
    pub fn parts(&self) -> impl Iterator<Item = (Option<Date>, &OfficeHours)> {
        std::iter::once((None, &self.first)).chain(self.later.iter().map(|(from, hours)| (Some(*from), hours)))
    }

    /// The days on which they change.
    pub(crate) fn changes(&self) -> impl Iterator<Item = Date> {
        self.later.iter().map(|(from, _)| *from)
    }

    pub(crate) fn first(&self) -> &OfficeHours {
        &self.first
    }

    pub(crate) fn last(&self) -> &OfficeHours {
        self.later.last().map_or(&self.first, |(_, hours)| hours)
    }
}

impl From<OfficeHours> for Timetable {
    fn from(first: OfficeHours) -> Timetable {
        Timetable { first, later: Vec::new() }
    }
}

impl TryFrom<Form> for Timetable {
    type Error = CalendarError;

    fn try_from(form: Form) -> Result<Timetable, CalendarError> {
        Timetable::new(form.first, form.later)
    }
}

impl From<Timetable> for Form {
    fn from(t: Timetable) -> Form {
        Form { first: t.first, later: t.later }
    }
}
