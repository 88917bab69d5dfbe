//! When a unit is open in an ordinary week.

use std::{fmt, str::FromStr};

use jiff::civil::{Time, Weekday};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::error::CalendarError;

/// One stretch of office hours within a day: open from `opens`, closed again at `closes`.
///
/// Written `07:30-11:30`, in text and in JSON.
///
/// ```
/// use calendar::Shift;
/// let morning: Shift = "07:30-11:30".parse()?;
/// assert_eq!(morning.to_string(), "07:30-11:30");
/// assert!("11:30-07:30".parse::<Shift>().is_err());
/// # Ok::<(), calendar::CalendarError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shift {
    /// The first moment of work.
    pub opens: Time,
    /// The end of work; no longer open at this moment itself.
    pub closes: Time,
}

impl Shift {
    /// A shift that opens before it closes, both on a whole minute.
    pub fn new(opens: Time, closes: Time) -> Result<Shift, CalendarError> {
        let shift = Shift { opens, closes };
        shift.check()?;
        Ok(shift)
    }

    fn check(self) -> Result<(), CalendarError> {
        if [self.opens, self.closes].iter().any(|time| time.second() != 0 || time.subsec_nanosecond() != 0) {
            return Err(CalendarError::NotWholeMinutes(format!("{}-{}", self.opens, self.closes)));
        }
        if self.closes <= self.opens {
            return Err(CalendarError::Backwards(self.to_string()));
        }
        Ok(())
    }

    /// Minutes since midnight at which the shift opens and closes.
    pub(crate) fn minutes(self) -> (u16, u16) {
        (minute_of_day(self.opens), minute_of_day(self.closes))
    }
}

fn minute_of_day(time: Time) -> u16 {
    u16::from(time.hour().unsigned_abs()) * 60 + u16::from(time.minute().unsigned_abs())
}

/// `15:00`; seconds are accepted too.
pub(crate) fn parse_time(text: &str) -> Result<Time, CalendarError> {
    let refused = || CalendarError::TimeOfDay(text.to_owned());
    let trimmed = text.trim();
    // jiff also reads dates with times and bare hours; a time of day here is only hh:mm[:ss].
    if !matches!(trimmed.len(), 5 | 8) || trimmed.as_bytes().get(2) != Some(&b':') {
        return Err(refused());
    }
    trimmed.parse().map_err(|_| refused())
}

pub(crate) fn write_time(time: Time) -> String {
    if time.second() == 0 && time.subsec_nanosecond() == 0 {
        format!("{:02}:{:02}", time.hour(), time.minute())
    } else {
        time.to_string()
    }
}

impl fmt::Display for Shift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", write_time(self.opens), write_time(self.closes))
    }
}

impl FromStr for Shift {
    type Err = CalendarError;

    fn from_str(text: &str) -> Result<Shift, CalendarError> {
        let refused = || CalendarError::Shift(text.to_owned());
        let (opens, closes) = text.split_once('-').ok_or_else(refused)?;
        Shift::new(parse_time(opens).map_err(|_| refused())?, parse_time(closes).map_err(|_| refused())?)
    }
}

impl Serialize for Shift {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Shift {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Shift, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// The office hours (giờ hành chính) of a unit in an ordinary week: the shifts of each weekday.
///
/// What lies between two shifts (the lunch break) is not working time. A weekday without shifts
/// is a weekly rest day (ngày nghỉ hằng tuần).
///
/// ```
/// use calendar::OfficeHours;
/// let hours: OfficeHours = serde_json::from_str(
///     r#"{"monday": ["07:30-11:30", "13:00-17:00"], "saturday": ["07:30-11:30"]}"#,
/// )?;
/// assert_eq!(hours.shifts(jiff::civil::Weekday::Saturday).len(), 1);
/// assert!(serde_json::from_str::<OfficeHours>(r#"{"monday": ["13:00-17:00", "07:30-11:30"]}"#).is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Week", into = "Week")]
pub struct OfficeHours {
    /// Monday first.
    week: [Vec<Shift>; 7],
}

impl OfficeHours {
    /// Office hours from the shifts of each weekday, in order of time; weekdays left out are rest
    /// days. Shifts of a day must neither overlap nor touch, and the week must have a shift.
    pub fn new(week: impl IntoIterator<Item = (Weekday, Vec<Shift>)>) -> Result<OfficeHours, CalendarError> {
        let mut days: [Option<Vec<Shift>>; 7] = Default::default();
        for (weekday, shifts) in week {
            let day = &mut days[index(weekday)];
            if day.is_some() {
                return Err(CalendarError::WeekdayTwice(weekday));
            }
            check_shifts(weekday, &shifts)?;
            *day = Some(shifts);
        }
        let week = days.map(Option::unwrap_or_default);
        if week.iter().all(Vec::is_empty) {
            return Err(CalendarError::NeverOpen);
        }
        Ok(OfficeHours { week })
    }

    /// Monday to Friday, 7:30–11:30 and 13:00–17:00.
    pub fn standard() -> OfficeHours {
        let full = vec![
            Shift { opens: Time::constant(7, 30, 0, 0), closes: Time::constant(11, 30, 0, 0) },
            Shift { opens: Time::constant(13, 0, 0, 0), closes: Time::constant(17, 0, 0, 0) },
        ];
        let mut week: [Vec<Shift>; 7] = Default::default();
        week[..5].fill(full);
        OfficeHours { week }
    }

    /// The shifts of a weekday, in order of time; empty on a weekly rest day.
    pub fn shifts(&self, weekday: Weekday) -> &[Shift] {
        &self.week[index(weekday)]
    }

    /// Monday first.
    pub(crate) fn week(&self) -> &[Vec<Shift>; 7] {
        &self.week
    }
}

/// Refuses shifts of a day that overlap, touch, stand in the wrong order or are no shifts.
pub(crate) fn check_shifts(weekday: Weekday, shifts: &[Shift]) -> Result<(), CalendarError> {
    for shift in shifts {
        shift.check()?;
    }
    match shifts.windows(2).find(|pair| pair[1].opens <= pair[0].closes) {
        Some(pair) => Err(CalendarError::Overlap { weekday, first: pair[0].to_string(), second: pair[1].to_string() }),
        None => Ok(()),
    }
}

fn index(weekday: Weekday) -> usize {
    usize::from(weekday.to_monday_zero_offset().unsigned_abs())
}

/// How office hours are written in JSON.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Week {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    monday: Vec<Shift>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    tuesday: Vec<Shift>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    wednesday: Vec<Shift>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    thursday: Vec<Shift>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    friday: Vec<Shift>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    saturday: Vec<Shift>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    sunday: Vec<Shift>,
}

impl TryFrom<Week> for OfficeHours {
    type Error = CalendarError;

    fn try_from(week: Week) -> Result<OfficeHours, CalendarError> {
        OfficeHours::new([
            (Weekday::Monday, week.monday),
            (Weekday::Tuesday, week.tuesday),
            (Weekday::Wednesday, week.wednesday),
            (Weekday::Thursday, week.thursday),
            (Weekday::Friday, week.friday),
            (Weekday::Saturday, week.saturday),
            (Weekday::Sunday, week.sunday),
        ])
    }
}

impl From<OfficeHours> for Week {
    fn from(hours: OfficeHours) -> Week {
        let [monday, tuesday, wednesday, thursday, friday, saturday, sunday] = hours.week;
        Week { monday, tuesday, wednesday, thursday, friday, saturday, sunday }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn standard_hours_are_written_and_read_back_readably() {
        let text = serde_json::to_string(&OfficeHours::standard()).unwrap();
        assert!(text.starts_with(r#"{"monday":["07:30-11:30","13:00-17:00"],"tuesday":"#));
        assert!(!text.contains("saturday"));
        let back: OfficeHours = serde_json::from_str(&text).unwrap();
        assert_eq!(back, OfficeHours::standard());
    }

    #[test]
    fn wrong_hours_are_refused_and_the_message_says_why() {
        for (text, message) in [
            (r"{}", "at least one shift"),
            (r#"{"monday":["07:30"]}"#, r#"expected a shift like "07:30-11:30""#),
            (r#"{"monday":["7:30-11:30"]}"#, "expected a shift like"),
            (r#"{"monday":["11:30-07:30"]}"#, "closes before it has opened"),
            (r#"{"monday":["07:30-07:30"]}"#, "closes before it has opened"),
            (r#"{"monday":["07:30:30-08:00:00"]}"#, "whole minute"),
            (
                r#"{"friday":["07:30-11:30","11:00-17:00"]}"#,
                "friday: the shift 11:00-17:00 must open after the shift 07:30-11:30 has closed",
            ),
            (r#"{"mon":["07:30-11:30"]}"#, "expected one of `monday`"),
        ] {
            let error = serde_json::from_str::<OfficeHours>(text).unwrap_err().to_string();
            assert!(error.contains(message), "{text}: {error}");
        }
    }
}
