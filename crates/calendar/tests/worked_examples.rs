//! The worked examples of the rules of legal time, and the sharp corners beside them.

use calendar::{
    Calendar, CalendarError, Date, DayException, DayKind, DayStatus, DayWork, Limit, NamedDay, OfficeHours, Timestamp,
    Why, WorkingTime, instant, local,
};
use jiff::civil::{DateTime, date, time};

fn office() -> Calendar {
    let days = Calendar::days_from_csv(include_str!("../../../data/calendar/days-2010-2026.csv")).unwrap();
    Calendar::new(OfficeHours::standard(), days).unwrap()
}

fn at(text: &str) -> Timestamp {
    instant(text.parse::<DateTime>().unwrap())
}

fn due(from: &str, limit: Limit) -> String {
    local(office().due(at(from), limit).at).to_string()
}

const SAME_DAY: Limit = Limit::SameDay { cutoff: time(15, 0, 0, 0) };

#[test]
fn ten_working_days_count_the_worked_saturday() {
    assert_eq!(due("2026-08-14T09:00", Limit::WorkingDays(10)), "2026-08-27T17:00:00");
}

#[test]
fn three_working_days_skip_new_year_and_the_swapped_friday() {
    assert_eq!(due("2025-12-30T10:00", Limit::WorkingDays(3)), "2026-01-06T17:00:00");
}

#[test]
fn eighteen_and_a_half_working_hours_lie_around_national_day() {
    let between = office().working_between(at("2026-08-26T16:00"), at("2026-09-03T09:00"));
    assert_eq!(between, WorkingTime::from_minutes(18 * 60 + 30));
}

#[test]
fn four_working_hours_after_the_cutoff_end_the_next_morning() {
    assert_eq!(due("2026-08-13T15:30", Limit::WorkingHours(4)), "2026-08-14T10:00:00");
}

#[test]
fn hours_used_up_with_a_shift_end_with_the_shift() {
    for (from, hours, end) in [
        ("2026-08-14T09:30", 2, "2026-08-14T11:30:00"),
        ("2026-08-14T15:00", 2, "2026-08-14T17:00:00"),
        ("2026-08-14T11:30", 4, "2026-08-14T17:00:00"),
        ("2026-08-14T12:00", 1, "2026-08-14T14:00:00"),
        ("2026-08-14T17:00", 8, "2026-08-17T17:00:00"),
        ("2026-08-15T09:00", 4, "2026-08-17T11:30:00"),
        ("2026-08-14T05:00", 8, "2026-08-14T17:00:00"),
        ("2026-08-21T16:00", 2, "2026-08-22T08:30:00"),
    ] {
        assert_eq!(due(from, Limit::WorkingHours(hours)), end, "{from} + {hours} h");
    }
    let office = office();
    let none = |from| local(office.add_working(at(from), WorkingTime::ZERO)).to_string();
    assert_eq!(none("2026-08-14T11:30"), "2026-08-14T11:30:00");
    assert_eq!(none("2026-08-14T12:00"), "2026-08-14T13:00:00");
}

#[test]
fn hours_run_from_the_second_and_never_end_early() {
    let from = at("2026-08-14T11:29:30");
    let end = office().add_working(from, WorkingTime::from_minutes(1));
    assert_eq!(local(end).to_string(), "2026-08-14T13:00:30");
    assert_eq!(office().working_between(from, end), WorkingTime::from_minutes(1));
}

#[test]
fn calendar_days_and_months_that_end_on_a_rest_day_move_to_the_next_working_day() {
    for (from, limit, end) in [
        ("2026-08-13T09:00", Limit::CalendarDays(1), "2026-08-14T17:00:00"),
        // Saturday 15 August moves to Monday; Saturday 22 August is worked.
        ("2026-08-13T09:00", Limit::CalendarDays(2), "2026-08-17T17:00:00"),
        ("2026-08-13T09:00", Limit::CalendarDays(9), "2026-08-22T17:00:00"),
        // 29 August is a Saturday, then Sunday, the swapped Monday and two days of National Day.
        ("2026-08-13T09:00", Limit::CalendarDays(16), "2026-09-03T17:00:00"),
        ("2026-01-31T09:00", Limit::Months(1), "2026-03-02T17:00:00"),
        ("2024-01-31T09:00", Limit::Months(1), "2024-02-29T17:00:00"),
        ("2026-01-14T09:00", Limit::Months(1), "2026-02-23T17:00:00"),
        ("2025-12-30T09:00", Limit::Months(12), "2026-12-30T17:00:00"),
    ] {
        assert_eq!(due(from, limit), end, "{from} {limit:?}");
    }
}

#[test]
fn clock_hours_run_through_night_and_holiday() {
    assert_eq!(due("2026-02-16T21:15:20", Limit::ClockHours(12)), "2026-02-17T09:15:20");
}

#[test]
fn the_same_day_ends_at_closing_and_after_the_cutoff_at_the_next_closing() {
    for (from, end) in [
        ("2026-08-13T06:00", "2026-08-13T17:00:00"),
        ("2026-08-13T12:00", "2026-08-13T17:00:00"),
        ("2026-08-13T15:00", "2026-08-13T17:00:00"),
        ("2026-08-13T15:00:00.000001", "2026-08-14T17:00:00"),
        ("2026-08-14T15:30", "2026-08-17T17:00:00"),
        ("2026-08-15T09:00", "2026-08-17T17:00:00"),
        ("2026-08-22T09:00", "2026-08-22T17:00:00"),
        ("2026-08-31T09:00", "2026-09-03T17:00:00"),
    ] {
        assert_eq!(due(from, SAME_DAY), end, "{from}");
    }
}

#[test]
fn a_dossier_is_transferred_the_same_day_or_at_the_next_opening() {
    let office = office();
    let by = |from| local(office.transfer_by(at(from), time(15, 0, 0, 0))).to_string();
    assert_eq!(by("2026-08-13T06:00"), "2026-08-13T17:00:00");
    assert_eq!(by("2026-08-13T15:00"), "2026-08-13T17:00:00");
    assert_eq!(by("2026-08-13T15:00:01"), "2026-08-14T07:30:00");
    assert_eq!(by("2026-08-28T15:01"), "2026-09-03T07:30:00");
    assert_eq!(by("2026-08-15T09:00"), "2026-08-17T07:30:00");
    // Saturday mornings only: noon is before 15:00, but nobody is there any more.
    let mornings: OfficeHours =
        serde_json::from_str(r#"{"monday":["08:00-12:00"],"saturday":["07:30-11:30"]}"#).unwrap();
    let centre = office.with_hours(mornings);
    let by = |from| local(centre.transfer_by(at(from), time(15, 0, 0, 0))).to_string();
    assert_eq!(by("2026-08-15T11:00"), "2026-08-15T11:30:00");
    assert_eq!(by("2026-08-15T12:00"), "2026-08-17T08:00:00");
}

#[test]
fn nought_days_end_with_the_day_and_never_before_the_event() {
    for limit in [Limit::WorkingDays(0), Limit::CalendarDays(0), Limit::Months(0)] {
        assert_eq!(due("2026-08-13T09:00", limit), "2026-08-13T17:00:00");
        assert_eq!(due("2026-08-13T18:00", limit), "2026-08-14T17:00:00");
        assert_eq!(due("2026-08-15T09:00", limit), "2026-08-17T17:00:00");
    }
}

#[test]
fn a_worked_saturday_has_the_hours_of_the_weekday_it_was_exchanged_for() {
    let hours: OfficeHours = serde_json::from_str(
        r#"{"monday":["08:00-12:00"],"tuesday":["07:00-11:00","13:00-16:00"],
            "friday":["09:00-11:00"],"saturday":["07:30-11:30"]}"#,
    )
    .unwrap();
    let centre = office().with_hours(hours);
    let shifts = |date: Date| centre.shifts(date).iter().map(ToString::to_string).collect::<Vec<_>>();
    // Saturday 22 August 2026 for Monday 31 August; 10 January for Friday 2 January.
    assert_eq!(shifts(date(2026, 8, 22)), ["08:00-12:00"]);
    assert_eq!(shifts(date(2026, 1, 10)), ["09:00-11:00"]);
    // 14 February 2015 for a Monday; 25 April 2015 for a Wednesday, when this unit never works.
    assert_eq!(shifts(date(2015, 4, 25)), ["08:00-12:00"]);
    // An ordinary Saturday keeps its own hours, and a day off has none.
    assert_eq!(shifts(date(2026, 8, 15)), ["07:30-11:30"]);
    assert!(shifts(date(2026, 8, 31)).is_empty());
    // A worked rest day that is exchanged for nothing known has the first working weekday's hours.
    let worked = DayException {
        date: date(2026, 3, 8),
        work: DayWork::On,
        kind: "làm thêm".into(),
        name_vi: "Làm thêm".into(),
        citation: None,
        status: DayStatus::Enacted,
        known_since: None,
    };
    let calendar = Calendar::new(OfficeHours::standard(), [worked]).unwrap();
    assert_eq!(calendar.shifts(date(2026, 3, 8)), OfficeHours::standard().shifts(calendar::Weekday::Monday));
    assert!(matches!(calendar.day(date(2026, 3, 8)), DayKind::WorkedRestDay(day) if day.name_vi == "Làm thêm"));
}

#[test]
fn opening_and_closing_frame_the_open_moments() {
    let office = office();
    let day = date(2026, 8, 14);
    assert_eq!(office.opening(day), Some(at("2026-08-14T07:30")));
    assert_eq!(office.closing(day), Some(at("2026-08-14T17:00")));
    assert_eq!(office.closing(date(2026, 8, 15)), None);
    for (moment, open, next) in [
        ("2026-08-14T07:29:59", false, "2026-08-14T07:30:00"),
        ("2026-08-14T07:30", true, "2026-08-14T07:30:00"),
        ("2026-08-14T11:30", false, "2026-08-14T13:00:00"),
        ("2026-08-14T16:59:59", true, "2026-08-14T16:59:59"),
        ("2026-08-14T17:00", false, "2026-08-17T07:30:00"),
        ("2026-08-28T17:00", false, "2026-09-03T07:30:00"),
    ] {
        assert_eq!(office.is_open(at(moment)), open, "{moment}");
        assert_eq!(local(office.next_opening(at(moment))).to_string(), next, "{moment}");
    }
    assert_eq!(office.next_working_day(date(2026, 8, 21)), date(2026, 8, 22));
    assert_eq!(office.next_working_day(date(2026, 8, 28)), date(2026, 9, 3));
    assert_eq!(office.working_days_between(date(2026, 8, 14), date(2026, 8, 27)), 10);
    assert_eq!(office.working_days_between(date(2026, 8, 27), date(2026, 8, 14)), -10);
}

#[test]
fn a_deadline_past_the_decided_days_says_so() {
    let office = office();
    assert_eq!(office.known_from(), date(2010, 1, 1));
    assert_eq!(office.known_until(), date(2026, 12, 31));
    let undecided = |from, limit| office.due(at(from), limit).undecided;
    assert!(!undecided("2026-12-24T09:00", Limit::WorkingDays(5)));
    assert!(undecided("2026-12-24T09:00", Limit::WorkingDays(6)));
    assert!(undecided("2027-02-01T09:00", Limit::WorkingHours(4)));
    assert!(undecided("2009-12-31T09:00", Limit::WorkingDays(1)));
    assert!(!undecided("2027-02-05T09:00", Limit::ClockHours(12)));
    // What the Labour Code itself fixes is off even before it is announced: 1 January 2027 is a Friday.
    assert_eq!(due("2026-12-24T09:00", Limit::WorkingDays(6)), "2027-01-04T17:00:00");
    let DayKind::Off(day) = office.day(date(2027, 5, 3)) else {
        panic!("1 May 2027 is a Saturday, so Monday 3 May is off");
    };
    assert_eq!(day.status, DayStatus::Computed);
    let unknown = Calendar::new(OfficeHours::standard(), []).unwrap();
    assert!(unknown.due(at("2026-08-14T09:00"), Limit::WorkingDays(1)).undecided);
    assert!(unknown.is_working_day(date(2027, 1, 1)));
}

#[test]
fn explaining_names_every_day_and_why_it_does_not_count() {
    let office = office();
    let off = |name: &str| Why::DayOff(NamedDay { name_vi: name.into(), citation: None, status: DayStatus::Announced });
    let days = office.explain(at("2025-12-30T10:00"), Limit::WorkingDays(3));
    let told: Vec<_> = days.iter().map(|day| (day.date.day(), day.counted, day.why.clone())).collect();
    assert_eq!(
        told,
        [
            (30, None, Why::DayOfEvent),
            (31, Some(1), Why::WorkingDay),
            (1, None, off("Tết Dương lịch")),
            (2, None, off("Ngày nghỉ (thay cho ngày 10/01/2026)")),
            (3, None, Why::WeeklyRest),
            (4, None, Why::WeeklyRest),
            (5, Some(2), Why::WorkingDay),
            (6, Some(3), Why::WorkingDay),
        ]
    );
    let days = office.explain(at("2026-08-27T10:00"), Limit::CalendarDays(2));
    assert_eq!(days.len(), 8);
    assert_eq!((days[2].counted, &days[2].why), (Some(2), &Why::WeeklyRest));
    assert_eq!(days[4].why, off("Ngày nghỉ (thay cho ngày 22/08/2026)"));
    assert_eq!((days[7].date, &days[7].why), (date(2026, 9, 3), &Why::EndMovesHere));
    let days = office.explain(at("2026-08-13T15:30"), Limit::WorkingHours(4));
    assert_eq!(days.iter().map(|day| day.counted).collect::<Vec<_>>(), [Some(90), Some(150)]);
    let days = office.explain(at("2026-08-13T15:30"), SAME_DAY);
    assert_eq!(days[0].why, Why::AfterCutoff);
    assert_eq!(days[1].counted, Some(1));
    let days = office.explain(at("2026-08-21T10:00"), Limit::WorkingDays(1));
    assert_eq!(
        serde_json::to_string(&days).unwrap(),
        r#"[{"date":"2026-08-21","counted":null,"why":"day_of_event"},{"date":"2026-08-22","counted":1,"why":"worked_rest_day","name_vi":"Làm bù (ngày làm việc hoán đổi)","citation":null,"status":"announced"}]"#
    );
}

#[test]
fn limits_are_written_with_their_unit() {
    for (limit, text) in [
        (Limit::WorkingHours(4), r#"{"unit":"working_hours","value":4}"#),
        (Limit::CalendarDays(15), r#"{"unit":"calendar_days","value":15}"#),
        (Limit::Months(2), r#"{"unit":"months","value":2}"#),
        (Limit::ClockHours(12), r#"{"unit":"clock_hours","value":12}"#),
        (SAME_DAY, r#"{"unit":"same_day","cutoff":"15:00"}"#),
    ] {
        assert_eq!(serde_json::to_string(&limit).unwrap(), text);
        assert_eq!(serde_json::from_str::<Limit>(text).unwrap(), limit);
    }
    for wrong in [
        r#"{"unit":"weeks","value":1}"#,
        r#"{"unit":"months","value":-1}"#,
        r#"{"unit":"months","value":1,"cutoff":"15:00"}"#,
        r#"{"unit":"same_day","cutoff":"3 pm"}"#,
        r#"{"unit":"same_day"}"#,
    ] {
        assert!(serde_json::from_str::<Limit>(wrong).is_err(), "{wrong}");
    }
    let due = office().due(at("2026-08-14T09:00"), Limit::WorkingDays(10));
    assert_eq!(serde_json::to_string(&due).unwrap(), r#"{"at":"2026-08-27T10:00:00Z","undecided":false}"#);
}

#[test]
fn the_ends_of_time_do_not_panic() {
    let office = office();
    for from in [Timestamp::MIN, Timestamp::MAX] {
        for limit in [
            Limit::WorkingDays(u16::MAX),
            Limit::WorkingHours(u16::MAX),
            Limit::CalendarDays(u16::MAX),
            Limit::Months(u16::MAX),
            Limit::ClockHours(u16::MAX),
            SAME_DAY,
        ] {
            assert!(office.due(from, limit).at >= from);
        }
        office.next_opening(from);
        office.is_open(from);
        office.transfer_by(from, time(15, 0, 0, 0));
        office.add_working(from, WorkingTime::from_minutes(u32::MAX));
    }
    office.working_between(Timestamp::MIN, Timestamp::MAX);
    for date in [Date::MIN, Date::MAX] {
        office.day(date);
        office.closing(date);
        office.next_working_day(date);
    }
}

#[test]
fn a_calendar_is_shared_between_threads_cheaply() {
    fn shared<T: Clone + Send + Sync + 'static>() {}
    shared::<Calendar>();
    shared::<CalendarError>();
    assert_eq!(size_of::<Calendar>(), size_of::<usize>());
}
