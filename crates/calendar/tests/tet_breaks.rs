//! The Tết breaks of the public sector, 2015 to 2026, day by day.

use calendar::{Calendar, DayKind, OfficeHours};
use jiff::civil::{Date, Weekday};

const BREAKS: [(&str, &str); 12] = [
    ("2015-02-15", "2015-02-23"),
    ("2016-02-06", "2016-02-14"),
    ("2017-01-26", "2017-02-01"),
    ("2018-02-14", "2018-02-20"),
    ("2019-02-02", "2019-02-10"),
    ("2020-01-23", "2020-01-29"),
    ("2021-02-10", "2021-02-16"),
    ("2022-01-29", "2022-02-06"),
    ("2023-01-20", "2023-01-26"),
    ("2024-02-08", "2024-02-14"),
    ("2025-01-25", "2025-02-02"),
    ("2026-02-14", "2026-02-22"),
];

fn office() -> Calendar {
    let days = Calendar::days_from_csv(include_str!("../../../data/calendar/days-2010-2026.csv")).unwrap();
    Calendar::new(OfficeHours::standard(), days).unwrap()
}

#[test]
fn nobody_works_in_a_tet_break_and_everybody_before_and_after_it() {
    let office = office();
    for (first, last) in BREAKS {
        let (first, last): (Date, Date) = (first.parse().unwrap(), last.parse().unwrap());
        let mut day = first;
        while day <= last {
            assert!(!office.is_working_day(day), "{day}");
            day = day.tomorrow().unwrap();
        }
        let before = first.yesterday().unwrap();
        let after = last.tomorrow().unwrap();
        assert!(office.is_working_day(before), "{before}");
        assert!(office.is_working_day(after), "{after}");
        assert_eq!(office.next_working_day(before), after);
        assert_eq!(office.working_days_between(before, after), 1);
    }
}

#[test]
fn every_listed_day_is_what_the_list_says() {
    let text = include_str!("../../../data/calendar/days-2010-2026.csv");
    let office = office();
    let mut listed = 0;
    for line in text.lines().skip(1) {
        let (date, rest) = line.split_once(',').unwrap();
        let date: Date = date.parse().unwrap();
        let worked = rest.starts_with("on,");
        listed += 1;
        assert_eq!(office.is_working_day(date), worked, "{line}");
        match office.day(date) {
            DayKind::Off(day) => assert!(!worked && line.ends_with(&day.name_vi)),
            DayKind::WorkedRestDay(day) => assert!(worked && day.citation.is_none()),
            other => panic!("{line}: {other:?}"),
        }
        if worked {
            assert!(matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday));
            assert_eq!(office.shifts(date).len(), 2);
        }
    }
    assert_eq!(listed, text.lines().count() - 1);
    assert!(listed > 200);
}
