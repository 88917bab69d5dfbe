//! The holidays whose date the Labour Code itself fixes, for years nobody has decided yet.

use std::collections::BTreeSet;

use jiff::civil::{Date, Weekday};

use crate::days::{DayException, DayStatus};

/// How far past the last decided year holidays are computed.
const YEARS_AHEAD: i16 = 14;

/// Labour Code 2019 art. 112; 24 November by Resolution 28/2026/QH16, from 2026.
const FIXED: [(i8, i8, &str, &str, i16); 5] = [
    (1, 1, "Tết Dương lịch", LABOUR_CODE, 0),
    (4, 30, "Ngày Chiến thắng", LABOUR_CODE, 0),
    (5, 1, "Ngày Quốc tế Lao động", LABOUR_CODE, 0),
    (9, 2, "Quốc khánh", LABOUR_CODE, 0),
    (11, 24, "Ngày Văn hóa Việt Nam", "Nghị quyết 28/2026/QH16", 2026),
];
const LABOUR_CODE: &str = "Bộ luật Lao động 45/2019/QH14, Điều 112";
const SUBSTITUTE: &str = "Bộ luật Lao động 45/2019/QH14, Điều 111 khoản 3";

/// The fixed holidays of the years after `last_decided`, with their substitutes. Tết, Hùng Kings'
/// day and the second day of National Day are not among them.
pub(crate) fn days_after(last_decided: i16) -> Vec<DayException> {
    (last_decided + 1..=last_decided + YEARS_AHEAD).flat_map(days_of_year).collect()
}

fn days_of_year(year: i16) -> Vec<DayException> {
    let holidays: Vec<_> = FIXED
        .iter()
        .filter(|(.., from_year)| year >= *from_year)
        .map(|&(month, day, name, citation, _)| (Date::constant(year, month, day), name, citation))
        .collect();
    let mut taken: BTreeSet<Date> = holidays.iter().map(|(date, ..)| *date).collect();
    let mut days = Vec::new();
    for (date, name, citation) in holidays {
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
        off: true,
        kind: kind.to_owned(),
        name_vi,
        citation: Some(citation.to_owned()),
        status: DayStatus::Computed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

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
        let list = include_str!("../../../data/calendar/days-2010-2026.csv");
        for day in (2010..=2026).flat_map(days_of_year) {
            assert!(list.contains(&format!("{},off", day.date)), "{}", day.date);
        }
    }
}
