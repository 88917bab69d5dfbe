//! Days that are not what their weekday says: days off and worked rest days.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{error::CalendarError, moment, statutory};

/// How firmly a day is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayStatus {
    /// Follows from the Labour Code; nobody has announced it yet.
    Computed,
    /// Announced (thông báo); the document is still to be confirmed.
    Announced,
    /// Stands in a decision that is cited.
    Enacted,
}

/// A day that is not what its weekday says: off though it is a weekday (ngày nghỉ lễ, nghỉ bù), or
/// worked though it is a rest day (ngày làm bù).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DayException {
    /// The day, in Vietnam.
    pub date: Date,
    /// `true`: a day off; `false`: a worked day.
    pub off: bool,
    /// What sort of day, as its source calls it.
    pub kind: String,
    /// The name shown to people.
    pub name_vi: String,
    /// The document that decides it; `None`: not known.
    #[serde(default)]
    pub citation: Option<String>,
    /// How firmly it is known.
    pub status: DayStatus,
}

impl DayException {
    /// The day worked in exchange for this day off, where its name says so:
    /// `Ngày nghỉ (thay cho ngày 22/08/2026)`.
    fn exchanged_for(&self) -> Option<Date> {
        let (_, rest) = self.name_vi.split_once("thay cho ngày ")?;
        let mut parts = rest.split(|c: char| c != '/' && !c.is_ascii_digit()).next()?.split('/');
        let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
        Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
    }
}

/// All exceptions of a calendar; shared by the calendars of units with different office hours.
#[derive(Debug)]
pub(crate) struct Days {
    by_date: BTreeMap<Date, DayException>,
    /// Worked day → the day off it was exchanged for.
    exchanged: BTreeMap<Date, Date>,
    /// First day of the first and last day of the last year with decided days.
    known: Option<(Date, Date)>,
}

const FIRST_YEAR: i16 = 1900;
const LAST_YEAR: i16 = 2200;

impl Days {
    pub(crate) fn new(days: impl IntoIterator<Item = DayException>) -> Result<Days, CalendarError> {
        let mut by_date: BTreeMap<Date, DayException> = BTreeMap::new();
        for day in days {
            if !(FIRST_YEAR..=LAST_YEAR).contains(&day.date.year()) {
                return Err(CalendarError::OutOfRange(day.date));
            }
            if let Some(first) = by_date.get(&day.date) {
                return Err(CalendarError::Duplicate {
                    date: day.date,
                    first: first.name_vi.clone(),
                    second: day.name_vi,
                });
            }
            by_date.insert(day.date, day);
        }
        let mut decided = by_date.values().filter(|day| day.status != DayStatus::Computed).map(|day| day.date);
        let known = decided.next().map(|first| {
            let last = decided.next_back().unwrap_or(first);
            (first.first_of_year(), last.last_of_year())
        });
        if let Some((_, until)) = known {
            for day in statutory::days_after(until.year()) {
                by_date.entry(day.date).or_insert(day);
            }
        }
        let exchanged =
            by_date.values().filter(|day| day.off).filter_map(|day| Some((day.exchanged_for()?, day.date))).collect();
        Ok(Days { by_date, exchanged, known })
    }

    pub(crate) fn get(&self, date: Date) -> Option<&DayException> {
        self.by_date.get(&date)
    }

    /// The day off that a worked day was exchanged for.
    pub(crate) fn exchanged(&self, worked: Date) -> Option<Date> {
        self.exchanged.get(&worked).copied()
    }

    pub(crate) fn known(&self) -> Option<(Date, Date)> {
        self.known
    }

    pub(crate) fn first_and_last(&self) -> Option<(i64, i64)> {
        let (first, _) = self.by_date.first_key_value()?;
        let (last, _) = self.by_date.last_key_value()?;
        Some((moment::day_number(*first), moment::day_number(*last)))
    }
}

const COLUMNS: [&str; 4] = ["date", "work", "kind", "name_vi"];

pub(crate) fn from_csv(text: &str) -> Result<Vec<DayException>, CalendarError> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let mut days = Vec::new();
    let mut header_seen = false;
    for record in reader.records() {
        let record = record.map_err(|error| CalendarError::Line {
            line: error.position().map_or(0, csv::Position::line),
            expected: "text in UTF-8 with commas between the columns",
            found: error.to_string(),
        })?;
        let line = record.position().map_or(0, csv::Position::line);
        let refuse = |expected, found: &str| CalendarError::Line { line, expected, found: found.to_owned() };
        let whole = || record.iter().collect::<Vec<_>>().join(",");
        if !header_seen {
            if record != COLUMNS[..] {
                return Err(refuse("the header date,work,kind,name_vi", &whole()));
            }
            header_seen = true;
            continue;
        }
        let [date, work, kind, name_vi] = record.iter().collect::<Vec<_>>()[..] else {
            return Err(refuse("four columns: date,work,kind,name_vi", &whole()));
        };
        // jiff would also take a date with a time after it.
        let date = Some(date)
            .filter(|text| text.len() == 10)
            .and_then(|text| text.parse().ok())
            .ok_or_else(|| refuse("a date like 2026-08-22", date))?;
        let off = match work {
            "off" => true,
            "on" => false,
            other => return Err(refuse("off (a day off) or on (a worked day)", other)),
        };
        if kind.is_empty() || name_vi.is_empty() {
            return Err(refuse("a kind and a name that are not empty", &whole()));
        }
        days.push(DayException {
            date,
            off,
            kind: kind.to_owned(),
            name_vi: name_vi.to_owned(),
            citation: None,
            status: DayStatus::Announced,
        });
    }
    if !header_seen {
        return Err(CalendarError::Line {
            line: 1,
            expected: "the header date,work,kind,name_vi",
            found: String::new(),
        });
    }
    Ok(days)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str, name_vi: &str) -> DayException {
        DayException {
            date: text.parse().unwrap(),
            off: true,
            kind: "statutory holiday".into(),
            name_vi: name_vi.into(),
            citation: None,
            status: DayStatus::Announced,
        }
    }

    #[test]
    fn a_day_listed_twice_is_refused_by_both_names() {
        let error = Days::new([day("2026-01-01", "Một"), day("2026-01-01", "Hai")]).unwrap_err();
        assert_eq!(error.to_string(), "2026-01-01 is listed twice, as \"Một\" and as \"Hai\": each day has one entry");
        let error = Days::new([day("2300-01-01", "Xa")]).unwrap_err();
        assert!(error.to_string().contains("1900 to 2200"));
    }

    #[test]
    fn a_wrong_line_is_refused_with_its_number_and_what_is_expected() {
        for (text, message) in [
            ("", "line 1: expected the header"),
            ("date,work,kind\n", "line 1: expected the header date,work,kind,name_vi"),
            (
                "date,work,kind,name_vi\n2026-01-01,off,a,b\n2026-02-30,off,a,b\n",
                "line 3: expected a date like 2026-08-22, found \"2026-02-30\"",
            ),
            ("date,work,kind,name_vi\n2026-01-01,closed,a,b\n", "line 2: expected off"),
            ("date,work,kind,name_vi\n2026-01-01,off,a\n", "line 2: expected four columns"),
            ("date,work,kind,name_vi\n2026-01-01,off,a,\n", "line 2: expected a kind and a name"),
        ] {
            let error = from_csv(text).unwrap_err().to_string();
            assert!(error.contains(message), "{error}");
        }
    }

    #[test]
    fn a_swapped_day_off_names_the_day_worked_for_it() {
        let swapped = day("2026-08-31", "Ngày nghỉ (thay cho ngày 22/08/2026)");
        assert_eq!(swapped.exchanged_for(), Some(Date::constant(2026, 8, 22)));
        assert_eq!(day("2026-08-31", "Quốc khánh").exchanged_for(), None);
    }
}
