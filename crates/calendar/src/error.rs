//! Why a calendar cannot be made from what was given.

use jiff::civil::{Date, Weekday};
use thiserror::Error;

/// The data of a calendar is refused; the message says where and what is expected.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CalendarError {
    /// A line of the list of days cannot be read.
    #[error("list of days, line {line}: expected {expected}, found {found:?}")]
    Line {
        /// Counted from 1, the header included.
        line: u64,
        /// What should stand there.
        expected: &'static str,
        /// What stands there.
        found: String,
    },
    /// Two entries speak of the same day.
    #[error("{date} is listed twice, as {first:?} and as {second:?}: each day has one entry")]
    Duplicate {
        /// The day.
        date: Date,
        /// Name of the entry that came first.
        first: String,
        /// Name of the entry that came second.
        second: String,
    },
    /// A day lies outside the years a calendar covers.
    #[error("{0} lies outside the years 1900 to 2200 that a calendar covers")]
    OutOfRange(Date),
    /// A day for which no lunar date is given.
    #[error("{0} lies outside the years 1976 to 2100 for which lunar dates are computed")]
    OutOfLunarRange(Date),
    /// A date that the lunar calendar does not have, or whose day lies outside 1976 to 2100.
    #[error("the lunar calendar of 1976 to 2100 has no day {0} of month {1} of {2}")]
    NoLunarDate(u8, u8, i16),
    /// A shift cannot be read.
    #[error("expected a shift like \"07:30-11:30\" (whole minutes), found {0:?}")]
    Shift(String),
    /// A limit cannot be read.
    #[error(
        "expected a limit like \"10 working days\", \"4 working hours\", \"30 days\", \"3 months\", \"12 hours\" \
         or \"same day\" (numbers up to 65535), found {0:?}"
    )]
    Limit(String),
    /// A time of day cannot be read.
    #[error("expected a time of day like \"15:00\", found {0:?}")]
    TimeOfDay(String),
    /// A shift ends before it begins, or at once.
    #[error("the shift {0} closes before it has opened")]
    Backwards(String),
    /// A shift does not begin and end on a whole minute.
    #[error("the shift {0} must open and close on a whole minute")]
    NotWholeMinutes(String),
    /// Two shifts of a day overlap, touch or stand in the wrong order.
    #[error(
        "{}: the shift {second} must open after the shift {first} has closed",
        weekday_name(*.weekday)
    )]
    Overlap {
        /// The day of the week.
        weekday: Weekday,
        /// The shift listed first.
        first: String,
        /// The shift listed after it.
        second: String,
    },
    /// A day of the week is given twice.
    #[error("{} is listed twice in the office hours", weekday_name(*.0))]
    WeekdayTwice(Weekday),
    /// A day with hours of its own has none.
    #[error("{0} is to have hours of its own, but none are given: say off instead")]
    NoHours(Date),
    /// Office hours do not begin one after the other.
    #[error("office hours from {0} stand after others from that day or a later one: list them oldest first")]
    HoursOutOfOrder(Date),
    /// The office never opens, so no deadline could ever end.
    #[error("office hours need at least one shift in the week")]
    NeverOpen,
}

pub(crate) fn weekday_name(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "monday",
        Weekday::Tuesday => "tuesday",
        Weekday::Wednesday => "wednesday",
        Weekday::Thursday => "thursday",
        Weekday::Friday => "friday",
        Weekday::Saturday => "saturday",
        Weekday::Sunday => "sunday",
    }
}
