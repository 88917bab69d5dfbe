//! A cell's value, and how it is read as a text, a number or a day, however it was typed.

use jiff::civil::{Date, DateTime, Time};

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Cell {
    /// Nothing, or blanks.
    #[default]
    Empty,
    /// Words, without blanks around.
    Text(String),
    /// A number.
    Number(f64),
    /// A day, or a moment of one, in local time.
    Moment(DateTime),
    /// A formula that failed: `#REF!`.
    Error(String),
}

/// Serial numbers of days that can be meant: 1927 to 2119.
const SERIALS: std::ops::Range<f64> = 10_000.0..80_000.0;

impl Cell {
    /// A text as somebody typed it.
    pub fn typed(text: &str) -> Cell {
        // Spreadsheets are full of no-break blanks that were pasted from letters.
        let text = text.replace('\u{a0}', " ");
        let text = text.trim();
        if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) }
    }

    /// Whether nothing stands in it.
    pub fn is_empty(&self) -> bool {
        *self == Cell::Empty
    }

    /// The cell as a text, as the spreadsheet shows it: a whole number without its point.
    pub fn text(&self) -> String {
        match self {
            Cell::Empty => String::new(),
            Cell::Text(t) | Cell::Error(t) => t.clone(),
            Cell::Number(n) if n.fract() == 0.0 && n.abs() < 1e15 => format!("{n:.0}"),
            Cell::Number(n) => n.to_string(),
            Cell::Moment(m) if m.time() == Time::midnight() => m.date().strftime("%d/%m/%Y").to_string(),
            Cell::Moment(m) => m.strftime("%H:%M %d/%m/%Y").to_string(),
        }
    }

    /// The moment it means: a date cell, a serial number, or text like `17/08/2026`, `17/08/2026 09:05`,
    /// `09:05 17/08/2026`, `2026-08-17`. `None` in the second place: the day alone.
    pub fn moment(&self) -> Option<(Date, Option<Time>)> {
        let split = |m: DateTime| (m.date(), (m.time() != Time::midnight()).then(|| m.time()));
        match self {
            Cell::Moment(m) => Some(split(*m)),
            Cell::Number(n) if SERIALS.contains(n) => serial(*n).map(split),
            Cell::Text(text) => typed(text),
            Cell::Number(_) | Cell::Empty | Cell::Error(_) => None,
        }
    }
}

/// A serial number of a day since 1899-12-30, as Excel counts.
fn serial(n: f64) -> Option<DateTime> {
    #[expect(clippy::cast_possible_truncation, reason = "within SERIALS, in minutes")]
    let minutes = (n * 1440.0).round() as i64;
    let start = Date::constant(1899, 12, 30).to_datetime(Time::midnight());
    start.checked_add(jiff::SignedDuration::from_mins(minutes)).ok()
}

fn typed(text: &str) -> Option<(Date, Option<Time>)> {
    let text = text.replace(['T', ','], " ");
    let (mut day, mut time) = (None, None);
    for part in text.split_whitespace() {
        if part.contains(':') {
            if time.replace(clock(part)?).is_some() {
                return None;
            }
        } else if day.replace(date(part)?).is_some() {
            return None;
        }
    }
    Some((day?, time))
}

/// `17/8/2026`, `17-08-2026`, `17.8.2026`, `2026-08-17`. A year has four digits: two could be a day.
fn date(text: &str) -> Option<Date> {
    let parts: Vec<&str> = text.split(['/', '-', '.']).collect();
    let [a, b, c] = parts.as_slice() else { return None };
    let (year, month, day) = if a.len() == 4 { (a, b, c) } else { (c, b, a) };
    if year.len() != 4 || month.len() > 2 || day.len() > 2 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// `9:05`, `09:05:30`.
fn clock(text: &str) -> Option<Time> {
    let mut parts = text.split(':').map(|p| p.parse::<i8>().ok());
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next().unwrap_or(Some(0))?);
    Time::new(hour, minute, second, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::Cell;
    use jiff::civil::{date, time};

    #[test]
    fn a_day_is_understood_however_it_was_typed() {
        let day = date(2026, 8, 17);
        for (cell, expected) in [
            (Cell::typed("17/08/2026"), Some((day, None))),
            (Cell::typed(" 17-8-2026 "), Some((day, None))),
            (Cell::typed("2026-08-17"), Some((day, None))),
            (Cell::typed("09:05 17/08/2026"), Some((day, Some(time(9, 5, 0, 0))))),
            (Cell::typed("17/08/2026 9:05"), Some((day, Some(time(9, 5, 0, 0))))),
            (Cell::typed("2026-08-17T16:30:00"), Some((day, Some(time(16, 30, 0, 0))))),
            (Cell::Number(46251.0), Some((day, None))),
            (Cell::Number(46251.375), Some((day, Some(time(9, 0, 0, 0))))),
            (Cell::Moment(day.at(14, 0, 0, 0)), Some((day, Some(time(14, 0, 0, 0))))),
            (Cell::typed("31/02/2026"), None),
            (Cell::typed("17/08/26"), None),
            (Cell::typed("hôm qua"), None),
            (Cell::Number(7.0), None),
            (Cell::typed("17/08/2026 18/08/2026"), None),
        ] {
            assert_eq!(cell.moment(), expected, "{cell:?}");
        }
    }

    #[test]
    fn a_number_shows_as_in_the_spreadsheet() {
        assert_eq!(Cell::Number(31_190_001_234.0).text(), "31190001234");
        assert_eq!(Cell::Number(1.5).text(), "1.5");
        assert_eq!(Cell::typed("\u{a0} \t"), Cell::Empty);
    }
}
