//! Instants and what the clock on the office wall shows: a fixed UTC+7.

use jiff::{SignedDuration, Timestamp, civil::Date, civil::DateTime, tz::Offset};

/// Asia/Ho_Chi_Minh has been UTC+7 without daylight saving since 13 June 1975, before any date
/// this crate is asked about; a fixed offset spares the time-zone look-up.
const VIETNAM: Offset = Offset::constant(7);
const VIETNAM_SECONDS: i64 = 7 * 3600;
const DAY_SECONDS: i64 = 86_400;
const SECOND: i64 = 1_000_000_000;

/// Nanoseconds in a minute.
pub(crate) const MINUTE: i64 = 60 * SECOND;
const EPOCH: Date = Date::constant(1970, 1, 1);

/// The date and time in Vietnam (giờ Việt Nam, a fixed UTC+7) at an instant.
///
/// ```
/// use calendar::local;
/// assert_eq!(local("2026-08-14T02:00:00Z".parse()?).to_string(), "2026-08-14T09:00:00");
/// # Ok::<(), jiff::Error>(())
/// ```
pub fn local(at: Timestamp) -> DateTime {
    VIETNAM.to_datetime(at)
}

/// The instant at which the clock in Vietnam shows `local`. At the two ends of what a timestamp
/// can hold (years −9999 and 9999) the nearest timestamp.
///
/// ```
/// use calendar::{instant, local};
/// let nine = jiff::civil::date(2026, 8, 14).at(9, 0, 0, 0);
/// assert_eq!(instant(nine).to_string(), "2026-08-14T02:00:00Z");
/// assert_eq!(local(instant(nine)), nine);
/// ```
pub fn instant(local: DateTime) -> Timestamp {
    VIETNAM.to_timestamp(local).unwrap_or(if local.year() < 0 { Timestamp::MIN } else { Timestamp::MAX })
}

/// An instant as the calendar counts it: a day number and the nanoseconds since its midnight.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment {
    /// Days since 1 January 1970, in Vietnam.
    pub(crate) day: i64,
    /// Nanoseconds since midnight in Vietnam.
    pub(crate) ns: i64,
}

impl Moment {
    pub(crate) fn of(at: Timestamp) -> Moment {
        let mut second = at.as_second() + VIETNAM_SECONDS;
        let mut ns = i64::from(at.subsec_nanosecond());
        if ns < 0 {
            second -= 1;
            ns += SECOND;
        }
        Moment { day: second.div_euclid(DAY_SECONDS), ns: second.rem_euclid(DAY_SECONDS) * SECOND + ns }
    }

    pub(crate) fn at_minute(day: i64, minute: u16) -> Moment {
        Moment { day, ns: i64::from(minute) * MINUTE }
    }

    /// Saturates at the ends of what a timestamp can hold.
    pub(crate) fn timestamp(self) -> Timestamp {
        let second = self.day * DAY_SECONDS + self.ns / SECOND - VIETNAM_SECONDS;
        let ns = i32::try_from(self.ns % SECOND).expect("a remainder of 10^9 fits in 31 bits");
        Timestamp::new(second, ns).unwrap_or(if second < 0 { Timestamp::MIN } else { Timestamp::MAX })
    }
}

/// Days since 1 January 1970.
pub(crate) fn day_number(date: Date) -> i64 {
    EPOCH.duration_until(date).as_hours() / 24
}

/// Saturates at the first and last date that can be written.
pub(crate) fn date_of(day: i64) -> Date {
    EPOCH.saturating_add(SignedDuration::from_hours(day * 24))
}

/// Monday = 0 … Sunday = 6.
pub(crate) fn weekday_index(day: i64) -> usize {
    // Day 0 was a Thursday.
    usize::try_from((day + 3).rem_euclid(7)).expect("a remainder of 7 is not negative")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn day_numbers_and_weekdays_agree_with_the_civil_calendar() {
        for date in [Date::MIN, Date::MAX, EPOCH, Date::constant(1969, 12, 31), Date::constant(2026, 8, 22)] {
            let day = day_number(date);
            assert_eq!(date_of(day), date);
            let index = i8::try_from(weekday_index(day)).unwrap();
            assert_eq!(index, date.weekday().to_monday_zero_offset(), "{date}");
        }
    }

    #[test]
    fn a_moment_gives_back_its_timestamp() {
        for text in ["2026-08-14T02:00:00.123456789Z", "1960-01-01T16:59:59.999999999Z", "1970-01-01T00:00:00Z"] {
            let at: Timestamp = text.parse().unwrap();
            assert_eq!(Moment::of(at).timestamp(), at);
            assert_eq!(date_of(Moment::of(at).day), local(at).date());
        }
        for end in [Timestamp::MIN, Timestamp::MAX] {
            assert_eq!(Moment::of(end).timestamp(), end);
        }
    }
}
