//! The holidays that follow from the Labour Code alone, for years nobody has decided yet, and which
//! breaks of those years are still open.

use std::{collections::BTreeSet, sync::LazyLock};

use jiff::{
    Span,
    civil::{Date, Weekday},
};

use crate::{
    days::{DayException, DayStatus, DayWork},
    lunar::{self, LunarDate},
};

const LABOUR_CODE: &str = "Bộ luật Lao động 45/2019/QH14, Điều 112";
const SUBSTITUTE: &str = "Bộ luật Lao động 45/2019/QH14, Điều 111 khoản 3";
const CULTURE_DAY: &str = "Nghị quyết 28/2026/QH16";

/// Holidays on a day of the solar calendar: month, day, name, source, first year.
const FIXED: [(i8, i8, &str, &str, i16); 5] = [
    (1, 1, "Tết Dương lịch", LABOUR_CODE, 0),
    (4, 30, "Ngày Chiến thắng", LABOUR_CODE, 0),
    (5, 1, "Ngày Quốc tế Lao động", LABOUR_CODE, 0),
    (9, 2, "Quốc khánh", LABOUR_CODE, 0),
    (11, 24, "Ngày Văn hóa Việt Nam", CULTURE_DAY, 2026),
];

/// Days before and after the lunar New Year's day between which its break has lain (2015 to 2026: at
/// most 4 before and 6 after), widened to a week: the Prime Minister decides it year by year.
const TET_WEEK: i64 = 7;

/// The statutory holidays of the years after `last_decided` up to 2100, with their substitutes.
pub(crate) fn days_after(last_decided: i16) -> impl Iterator<Item = &'static DayException> {
    static ALL: LazyLock<Vec<DayException>> = LazyLock::new(|| lunar::YEARS.flat_map(days_of_year).collect());
    ALL.iter().filter(move |day| day.date.year() > last_decided)
}

/// Of the Tết break only the New Year's day itself: its other days, also those that make up for a
/// weekend, are decided each year. So is the second day of National Day.
fn days_of_year(year: i16) -> Vec<DayException> {
    let mut holidays: Vec<(Date, &str, &str)> = FIXED
        .iter()
        .filter(|(.., from_year)| year >= *from_year)
        .map(|&(month, day, name, citation, _)| (Date::constant(year, month, day), name, citation))
        .collect();
    let kings = LunarDate { day: 10, month: 3, year, leap: false };
    holidays.extend(kings.date().ok().map(|date| (date, "Giỗ Tổ Hùng Vương", LABOUR_CODE)));
    holidays.sort();
    let new_year = LunarDate::new_year(year).ok();
    let mut taken: BTreeSet<Date> = holidays.iter().map(|(date, ..)| *date).chain(new_year).collect();
    let mut days: Vec<DayException> = new_year
        .iter()
        .map(|date| computed(*date, "statutory holiday", "Tết Nguyên Đán".to_owned(), LABOUR_CODE))
        .collect();
    for (date, name, citation) in holidays {
        // Two holidays on one day: the law read here grants no day for the second.
        if days.iter().any(|d| d.date == date) {
            continue;
        }
        days.push(computed(date, "statutory holiday", name.to_owned(), citation));
        if is_weekend(date) {
            // Labour Code art. 111.3: a holiday on a weekly rest day is made up for on the next
            // working day; two in a row (30 April, 1 May) take two days.
            let mut instead = date;
            while is_weekend(instead) || taken.contains(&instead) {
                instead = instead.tomorrow().unwrap_or(instead);
            }
            taken.insert(instead);
            days.push(computed(instead, "substitute day", format!("{name} (nghỉ bù)"), SUBSTITUTE));
        }
    }
    days
}

fn is_weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

fn computed(date: Date, kind: &str, name_vi: String, citation: &str) -> DayException {
    DayException {
        date,
        work: DayWork::Off,
        kind: kind.to_owned(),
        name_vi,
        citation: Some(citation.to_owned()),
        status: DayStatus::Computed,
        known_since: None,
    }
}

/// A break of a year whose days nobody has decided yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct UndecidedBreak {
    /// Which one.
    pub name: BreakName,
    /// First day that it may take.
    pub from: Date,
    /// Last day that it may take.
    pub to: Date,
}

/// A break that is decided year by year (Labour Code art. 112).
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BreakName {
    /// The lunar New Year (Tết Nguyên Đán): five days; a week around it may be taken.
    Tet,
    /// National Day: 2 September and the day before or after it.
    NationalDay,
}

/// Undecided breaks that touch a span, both ends included, in the years after the last decided day.
pub(crate) fn undecided(known_until: Date, from: Date, to: Date) -> Vec<UndecidedBreak> {
    let span = |day: Date, before: i64, after: i64| {
        (day.saturating_sub(Span::new().days(before)), day.saturating_add(Span::new().days(after)))
    };
    let of_year = |year: i16| {
        let tet = LunarDate::new_year(year).ok().map(|day| (BreakName::Tet, span(day, TET_WEEK, TET_WEEK)));
        let national = Date::new(year, 9, 2).ok().map(|day| (BreakName::NationalDay, span(day, 1, 1)));
        tet.into_iter().chain(national)
    };
    // A break of January may begin in the December before.
    (from.year().saturating_sub(1)..=to.year().saturating_add(1).min(*lunar::YEARS.end()))
        .filter(|year| *year > known_until.year())
        .flat_map(of_year)
        .map(|(name, (first, last))| UndecidedBreak { name, from: first, to: last })
        .filter(|b| b.from <= to && from <= b.to)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const LIST: &str = include_str!("../../../data/calendar/days-2010-2026.csv");

    #[test]
    fn a_fixed_holiday_on_a_weekend_is_made_up_for_on_the_next_working_days() {
        let off = |year| -> Vec<Date> { days_of_year(year).iter().map(|day| day.date).collect() };
        // 1 May 2027 is a Saturday.
        assert!(off(2027).contains(&date(2027, 5, 3)));
        // 30 April and 1 May 2033 are a Saturday and a Sunday.
        assert!(off(2033).contains(&date(2033, 5, 2)) && off(2033).contains(&date(2033, 5, 3)));
        assert!(off(2027).contains(&date(2027, 11, 24)));
        assert!(!off(2025).contains(&date(2025, 11, 24)));
    }

    #[test]
    fn the_computed_days_of_decided_years_are_all_in_the_list_of_those_years() {
        for day in (2010..=2026).flat_map(days_of_year) {
            assert!(LIST.contains(&format!("{},off", day.date)), "{} {}", day.date, day.name_vi);
        }
    }

    #[test]
    fn what_the_list_has_besides_is_tet_national_day_and_swaps() {
        let computed: BTreeSet<Date> = (2010..=2026).flat_map(days_of_year).map(|day| day.date).collect();
        for line in LIST.lines().skip(1).filter(|line| line[10..].starts_with(",off")) {
            let day: Date = line[..10].parse().unwrap();
            let open = undecided(Date::MIN, day, day);
            assert!(computed.contains(&day) || !open.is_empty() || line.contains("thay cho ngày"), "{line}");
        }
    }

    #[test]
    fn no_day_of_a_year_is_computed_twice() {
        for year in 2010..=2100 {
            let days = days_of_year(year);
            let once: BTreeSet<Date> = days.iter().map(|day| day.date).collect();
            assert_eq!(once.len(), days.len(), "{year}");
        }
    }

    #[test]
    fn hung_kings_day_follows_the_moon_over_viet_nam() {
        for (year, day) in [(2026, date(2026, 4, 26)), (2027, date(2027, 4, 16)), (2037, date(2037, 4, 24))] {
            assert!(days_of_year(year).iter().any(|d| d.date == day && d.name_vi == "Giỗ Tổ Hùng Vương"), "{year}");
        }
    }

    #[test]
    fn a_span_tells_which_breaks_are_still_open() {
        let until = date(2026, 12, 31);
        let open = |from, to| undecided(until, from, to);
        assert!(open(date(2026, 2, 1), date(2026, 9, 5)).is_empty());
        assert!(open(date(2027, 3, 1), date(2027, 3, 31)).is_empty());
        // The lunar New Year of 2027 is 6 February.
        let tet = open(date(2027, 2, 1), date(2027, 2, 3));
        assert_eq!(tet, [UndecidedBreak { name: BreakName::Tet, from: date(2027, 1, 30), to: date(2027, 2, 13) }]);
        assert_eq!(open(date(2027, 8, 1), date(2028, 3, 1)).len(), 2);
    }
}
