//! Limits as the law writes them, and the deadlines they give.

use std::{fmt, str::FromStr};

use jiff::{
    Timestamp,
    civil::{Date, Time},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::{
    days::{DayException, DayStatus},
    error::CalendarError,
    hours::{parse_time, write_time},
};

/// A time limit (thời hạn) in the unit the law gives it in.
///
/// ```
/// use calendar::Limit;
/// let limit: Limit = serde_json::from_str(r#"{"unit":"working_days","value":3}"#)?;
/// assert_eq!(limit, Limit::WorkingDays(3));
/// let limit: Limit = serde_json::from_str(r#"{"unit":"same_day","cutoff":"15:00"}"#)?;
/// assert_eq!(serde_json::to_string(&limit)?, r#"{"unit":"same_day","cutoff":"15:00"}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", from = "Form", into = "Form")]
pub enum Limit {
    /// Working days (ngày làm việc).
    WorkingDays(u16),
    /// Working hours (giờ làm việc).
    WorkingHours(u16),
    /// Calendar days (ngày), rest days included.
    CalendarDays(u16),
    /// Months (tháng).
    Months(u16),
    /// Consecutive hours by the clock, day and night.
    ClockHours(u16),
    /// Within the working day (trong ngày) when received by `cutoff`; else by the end of the next.
    SameDay {
        /// The latest time of receipt, included; commonly 15:00.
        cutoff: Time,
    },
}

/// The cut-off of a same-day limit that names none: practice, ND 61/2018 art. 18 for the transfer.
const CUTOFF: Time = Time::constant(15, 0, 0, 0);

/// As people write it on a command line: `10 working days`, `4 working hours`, `30 days`, `1 month`,
/// `12 hours`, `same day`, `same day by 11:00`.
///
/// ```
/// use calendar::Limit;
/// assert_eq!("10 working days".parse(), Ok(Limit::WorkingDays(10)));
/// assert_eq!("12 hours".parse(), Ok(Limit::ClockHours(12)));
/// assert_eq!("same day".parse::<Limit>().unwrap().to_string(), "same day by 15:00");
/// assert!("ten days".parse::<Limit>().is_err());
/// ```
impl FromStr for Limit {
    type Err = CalendarError;

    fn from_str(text: &str) -> Result<Limit, CalendarError> {
        let refused = || CalendarError::Limit(text.to_owned());
        let lower = text.trim().to_ascii_lowercase();
        let words: Vec<&str> = lower.split_whitespace().collect();
        if let ["same", "day", rest @ ..] = &words[..] {
            return match rest {
                [] => Ok(Limit::SameDay { cutoff: CUTOFF }),
                ["by", cutoff] => Ok(Limit::SameDay { cutoff: parse_time(cutoff).map_err(|_| refused())? }),
                _ => Err(refused()),
            };
        }
        let Some((number, unit)) = words.split_first() else { return Err(refused()) };
        // Rust would also read "+5".
        let digits = number.bytes().all(|b| b.is_ascii_digit());
        let n: u16 = Some(number).filter(|_| digits).and_then(|n| n.parse().ok()).ok_or_else(refused)?;
        match unit {
            ["working", "days" | "day"] => Ok(Limit::WorkingDays(n)),
            ["working", "hours" | "hour"] => Ok(Limit::WorkingHours(n)),
            ["days" | "day"] => Ok(Limit::CalendarDays(n)),
            ["months" | "month"] => Ok(Limit::Months(n)),
            ["hours" | "hour"] => Ok(Limit::ClockHours(n)),
            _ => Err(refused()),
        }
    }
}

/// Written so that it can be read back.
impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (n, unit) = match self {
            Limit::WorkingDays(n) => (n, "working day"),
            Limit::WorkingHours(n) => (n, "working hour"),
            Limit::CalendarDays(n) => (n, "day"),
            Limit::Months(n) => (n, "month"),
            Limit::ClockHours(n) => (n, "hour"),
            Limit::SameDay { cutoff } => return write!(f, "same day by {}", write_time(*cutoff)),
        };
        write!(f, "{n} {unit}{}", if *n == 1 { "" } else { "s" })
    }
}

/// How a limit is written in JSON.
#[derive(Serialize, Deserialize)]
#[serde(tag = "unit", rename_all = "snake_case", deny_unknown_fields)]
enum Form {
    WorkingDays { value: u16 },
    WorkingHours { value: u16 },
    CalendarDays { value: u16 },
    Months { value: u16 },
    ClockHours { value: u16 },
    SameDay { cutoff: TimeOfDay },
}

struct TimeOfDay(Time);

impl Serialize for TimeOfDay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&write_time(self.0))
    }
}

impl<'de> Deserialize<'de> for TimeOfDay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<TimeOfDay, D::Error> {
        let text = String::deserialize(deserializer)?;
        parse_time(&text).map(TimeOfDay).map_err(de::Error::custom)
    }
}

impl From<Form> for Limit {
    fn from(form: Form) -> Limit {
        match form {
            Form::WorkingDays { value } => Limit::WorkingDays(value),
            Form::WorkingHours { value } => Limit::WorkingHours(value),
            Form::CalendarDays { value } => Limit::CalendarDays(value),
            Form::Months { value } => Limit::Months(value),
            Form::ClockHours { value } => Limit::ClockHours(value),
            Form::SameDay { cutoff } => Limit::SameDay { cutoff: cutoff.0 },
        }
    }
}

impl From<Limit> for Form {
    fn from(limit: Limit) -> Form {
        match limit {
            Limit::WorkingDays(value) => Form::WorkingDays { value },
            Limit::WorkingHours(value) => Form::WorkingHours { value },
            Limit::CalendarDays(value) => Form::CalendarDays { value },
            Limit::Months(value) => Form::Months { value },
            Limit::ClockHours(value) => Form::ClockHours { value },
            Limit::SameDay { cutoff } => Form::SameDay { cutoff: TimeOfDay(cutoff) },
        }
    }
}

/// A deadline (hạn trả kết quả).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// The last moment in time; anything after it is late.
    pub at: Timestamp,
    /// The span reaches a day for which days off are not yet decided (or not known), so the
    /// deadline may still move.
    pub undecided: bool,
    /// How it was counted, where somebody asked: see [`Calendar::explain`](crate::Calendar::explain).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub counted: Vec<CountedDay>,
}

/// One day on the way to a deadline, so that a page can show the working.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountedDay {
    /// The day, in Vietnam.
    pub date: Date,
    /// Its number in the count: the first day counted is 1; for months, the number of months at
    /// the last day. For hours, the minutes of this day that were used. `None`: not counted.
    pub counted: Option<u32>,
    /// What sort of day it is; for a day that is not counted, the reason.
    #[serde(flatten)]
    pub why: Why,
}

/// The day of the calendar behind a reason: what it is called and which document says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedDay {
    /// The name of the holiday, substitute or swap.
    pub name_vi: String,
    /// The document that decides it; `None`: not known.
    #[serde(default)]
    pub citation: Option<String>,
    /// How firmly it is known.
    pub status: DayStatus,
}

impl NamedDay {
    pub(crate) fn of(day: &DayException) -> NamedDay {
        NamedDay { name_vi: day.name_vi.clone(), citation: day.citation.clone(), status: day.status }
    }
}

/// The article that a way of counting stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Article {
    /// In Vietnamese, as it is cited.
    pub text: &'static str,
    /// Known from memory only, to be confirmed against the text.
    pub from_memory: bool,
}

impl Why {
    /// The article behind a reason; `None` where the day's own document says it
    /// ([`NamedDay::citation`]) or the procedure does.
    pub fn article(&self) -> Option<Article> {
        let memory = |text| Some(Article { text, from_memory: true });
        match self {
            Why::DayOfEvent => memory("Bộ luật Dân sự 2015, Điều 147 khoản 2"),
            Why::EndMovesHere => memory("Bộ luật Dân sự 2015, Điều 148 khoản 5"),
            Why::WeeklyRest => memory("Bộ luật Lao động 45/2019/QH14, Điều 111 khoản 1"),
            Why::AfterCutoff | Why::WorkingDay | Why::WorkedRestDay(_) | Why::OwnHours(_) | Why::DayOff(_) => None,
        }
    }
}

/// What a day is in the count of a deadline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Why {
    /// The day of the event (the filing) is not counted: Civil Code 2015 art. 147.2.
    DayOfEvent,
    /// Received after the cut-off of a same-day limit.
    AfterCutoff,
    /// An ordinary working day.
    WorkingDay,
    /// A rest day that is worked (ngày làm bù).
    WorkedRestDay(NamedDay),
    /// A day worked in hours of its own.
    OwnHours(NamedDay),
    /// A weekly rest day.
    WeeklyRest,
    /// A day off.
    DayOff(NamedDay),
    /// The last day was a rest day, so the period ends here: Civil Code 2015 art. 148.5.
    EndMovesHere,
}
