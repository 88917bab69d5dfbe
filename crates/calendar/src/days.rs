//! Days that are not what their weekday says: days off and worked rest days.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    error::CalendarError,
    hours::{Shift, check_shifts},
    moment, statutory,
};

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

/// What is done on a day that is not what its weekday says. In JSON `"off"`, `"on"`, or
/// `{"hours": ["07:30-11:30"]}`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayWork {
    /// Nobody works (ngày nghỉ lễ, nghỉ bù, nghỉ hoán đổi).
    Off,
    /// A rest day that is worked (ngày làm bù), with the hours of an ordinary day.
    On,
    /// Worked in hours of its own (a half day before a feast, a day that closes early).
    Hours(Vec<Shift>),
}

/// A day that is not what its weekday says: off though it is a weekday, worked though it is a rest
/// day, or open in hours of its own.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DayException {
    /// The day, in Vietnam.
    pub date: Date,
    /// Whether it is worked, and when.
    pub work: DayWork,
    /// What sort of day, as its source calls it.
    pub kind: String,
    /// The name shown to people.
    pub name_vi: String,
    /// The document that decides it; `None`: not known.
    #[serde(default)]
    pub citation: Option<String>,
    /// How firmly it is known.
    pub status: DayStatus,
    /// First day on which it could be known: that of its announcement. Deadlines given before did
    /// not count with it. `None`: known ever since.
    #[serde(default)]
    pub known_since: Option<Date>,
}

impl DayException {
    /// Whether nobody works.
    pub fn is_off(&self) -> bool {
        self.work == DayWork::Off
    }

    /// Hours of its own: none on a day off; `None` where it has those of an ordinary day.
    pub(crate) fn hours(&self) -> Option<&[Shift]> {
        match &self.work {
            DayWork::Off => Some(&[]),
            DayWork::On => None,
            DayWork::Hours(shifts) => Some(shifts),
        }
    }

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

fn check(day: &DayException) -> Result<(), CalendarError> {
    if !(FIRST_YEAR..=LAST_YEAR).contains(&day.date.year()) {
        return Err(CalendarError::OutOfRange(day.date));
    }
    if let DayWork::Hours(shifts) = &day.work {
        if shifts.is_empty() {
            return Err(CalendarError::NoHours(day.date));
        }
        check_shifts(day.date.weekday(), shifts)?;
    }
    Ok(())
}

fn exchanges(by_date: &BTreeMap<Date, DayException>) -> BTreeMap<Date, Date> {
    let off = by_date.values().filter(|day| day.is_off());
    off.filter_map(|day| Some((day.exchanged_for()?, day.date))).collect()
}

impl Days {
    pub(crate) fn new(days: impl IntoIterator<Item = DayException>) -> Result<Days, CalendarError> {
        let mut by_date: BTreeMap<Date, DayException> = BTreeMap::new();
        for day in days {
            check(&day)?;
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
                by_date.entry(day.date).or_insert_with(|| day.clone());
            }
        }
        Ok(Days { exchanged: exchanges(&by_date), by_date, known })
    }

    /// The same list with days put in the place of what was there; `None`: as its weekday says.
    pub(crate) fn amended(
        &self,
        changes: impl IntoIterator<Item = (Date, Option<DayException>)>,
        decided_until: Option<Date>,
    ) -> Result<Days, CalendarError> {
        let mut by_date = self.by_date.clone();
        for (date, day) in changes {
            match day {
                Some(day) => {
                    check(&day)?;
                    by_date.insert(date, DayException { date, ..day });
                }
                None => {
                    by_date.remove(&date);
                }
            }
        }
        let known = match (self.known, decided_until) {
            (Some((from, until)), Some(more)) => Some((from, until.max(more))),
            (known, _) => known,
        };
        Ok(Days { exchanged: exchanges(&by_date), by_date, known })
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

    pub(crate) fn between(&self, from: Date, to: Date) -> impl Iterator<Item = &DayException> {
        // A range that ends before it begins would panic.
        self.by_date.range(from..=to.max(from)).map(|(_, day)| day)
    }

    pub(crate) fn first_and_last(&self) -> Option<(i64, i64)> {
        let (first, _) = self.by_date.first_key_value()?;
        let (last, _) = self.by_date.last_key_value()?;
        Some((moment::day_number(*first), moment::day_number(*last)))
    }
}

/// Columns that a list of days must have, and those that it may have behind them.
const COLUMNS: [&str; 8] = ["date", "work", "kind", "name_vi", "hours", "citation", "status", "known_since"];
const NEEDED: usize = 4;

pub(crate) fn from_csv(text: &str) -> Result<Vec<DayException>, CalendarError> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let mut days = Vec::new();
    let mut columns = 0;
    for record in reader.records() {
        let record = record.map_err(|error| CalendarError::Line {
            line: error.position().map_or(0, csv::Position::line),
            expected: "text in UTF-8 with commas between the columns",
            found: error.to_string(),
        })?;
        let line = record.position().map_or(0, csv::Position::line);
        let whole = || record.iter().collect::<Vec<_>>().join(",");
        if columns == 0 {
            columns = record.len();
            if !(NEEDED..=COLUMNS.len()).contains(&columns) || record != COLUMNS[..columns] {
                return Err(CalendarError::Line { line, expected: HEADER, found: whole() });
            }
        } else if record.len() == columns {
            days.push(day_of(line, &record.iter().collect::<Vec<_>>())?);
        } else {
            return Err(CalendarError::Line { line, expected: "as many columns as the header has", found: whole() });
        }
    }
    if columns == 0 {
        return Err(CalendarError::Line { line: 1, expected: HEADER, found: String::new() });
    }
    Ok(days)
}

const HEADER: &str = "the header date,work,kind,name_vi (and, if wanted, hours,citation,status,known_since)";

fn day_of(line: u64, cells: &[&str]) -> Result<DayException, CalendarError> {
    let refuse = |expected, found: &str| CalendarError::Line { line, expected, found: found.to_owned() };
    // jiff would also take a date with a time after it.
    let date = |text: &str| -> Option<Date> { Some(text).filter(|text| text.len() == 10)?.parse().ok() };
    let cell = |i: usize| cells.get(i).copied().unwrap_or_default();
    let given = |i: usize| Some(cell(i)).filter(|text| !text.is_empty());
    let work = match (cell(1), given(4)) {
        ("off", None) => DayWork::Off,
        ("on", None) => DayWork::On,
        ("on", Some(hours)) => DayWork::Hours(
            hours
                .split_whitespace()
                .map(str::parse)
                .collect::<Result<_, _>>()
                .map_err(|_| refuse("hours like 07:30-11:30 13:00-17:00", hours))?,
        ),
        ("off", Some(hours)) => return Err(refuse("no hours on a day off", hours)),
        (other, _) => return Err(refuse("off (a day off) or on (a worked day)", other)),
    };
    let (kind, name_vi) = (cell(2), cell(3));
    if kind.is_empty() || name_vi.is_empty() {
        return Err(refuse("a kind and a name that are not empty", &cells.join(",")));
    }
    Ok(DayException {
        date: date(cell(0)).ok_or_else(|| refuse("a date like 2026-08-22", cell(0)))?,
        work,
        kind: kind.to_owned(),
        name_vi: name_vi.to_owned(),
        citation: given(5).map(str::to_owned),
        status: match given(6) {
            None | Some("announced") => DayStatus::Announced,
            Some("enacted") => DayStatus::Enacted,
            Some(other) => return Err(refuse("the status announced or enacted", other)),
        },
        known_since: given(7)
            .map(|text| date(text).ok_or_else(|| refuse("a date like 2026-08-22", text)))
            .transpose()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str, name_vi: &str) -> DayException {
        DayException {
            date: text.parse().unwrap(),
            work: DayWork::Off,
            kind: "statutory holiday".into(),
            name_vi: name_vi.into(),
            citation: None,
            status: DayStatus::Announced,
            known_since: None,
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
            ("date,work,kind,name_vi\n2026-01-01,off,a\n", "line 2: expected as many columns as the header"),
            ("date,work,kind,name_vi\n2026-01-01,off,a,\n", "line 2: expected a kind and a name"),
            ("date,work,kind,name_vi,citation\n", "line 1: expected the header"),
            ("date,work,kind,name_vi,hours\n2026-01-01,on,a,b,7:30\n", "line 2: expected hours like 07:30-11:30"),
            ("date,work,kind,name_vi,hours\n2026-01-01,off,a,b,07:30-11:30\n", "line 2: expected no hours"),
        ] {
            let error = from_csv(text).unwrap_err().to_string();
            assert!(error.contains(message), "{error}");
        }
    }

    #[test]
    fn a_list_may_say_hours_source_status_and_since_when_a_day_is_known() {
        let days = from_csv(
            "date,work,kind,name_vi,hours,citation,status,known_since\n\
             2026-02-13,on,short day,Nghỉ sớm,07:30-11:30,1/TB,enacted,2026-01-05\n\
             2026-02-14,off,holiday,Tết,,,,\n",
        )
        .unwrap();
        assert_eq!(days[0].work, DayWork::Hours(vec!["07:30-11:30".parse().unwrap()]));
        assert_eq!((days[0].citation.as_deref(), days[0].status), (Some("1/TB"), DayStatus::Enacted));
        assert_eq!(days[0].known_since, Some(Date::constant(2026, 1, 5)));
        assert_eq!((days[1].is_off(), days[1].status, days[1].known_since), (true, DayStatus::Announced, None));
        let wrong = DayException { work: DayWork::Hours(vec![]), ..day("2026-01-01", "Một") };
        assert!(Days::new([wrong]).unwrap_err().to_string().contains("hours of its own"));
    }

    #[test]
    fn a_swapped_day_off_names_the_day_worked_for_it() {
        let swapped = day("2026-08-31", "Ngày nghỉ (thay cho ngày 22/08/2026)");
        assert_eq!(swapped.exchanged_for(), Some(Date::constant(2026, 8, 22)));
        assert_eq!(day("2026-08-31", "Quốc khánh").exchanged_for(), None);
    }
}
