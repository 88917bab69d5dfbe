//! Deadlines and days from the command line.

use crate::run::{output, stderr, stdout};
use std::process::Output;

fn deadline(received: &str, limit: &str, more: &[&str]) -> Output {
    output(&[&["deadline", "--received", received, "--limit", limit], more].concat())
}

#[test]
fn a_deadline_is_one_moment_and_nothing_else() {
    for (received, limit, due) in [
        ("2026-08-14T09:00", "10 working days", "2026-08-27T17:00:00+07:00"),
        ("2025-12-30T10:00", "3 working days", "2026-01-06T17:00:00+07:00"),
        ("2026-08-13T15:30", "4 working hours", "2026-08-14T10:00:00+07:00"),
        ("2026-08-13T15:30", "same day", "2026-08-14T17:00:00+07:00"),
        ("2026-08-13T15:30", "12 hours", "2026-08-14T03:30:00+07:00"),
        ("2026-08-13T15:30", "2 days", "2026-08-17T17:00:00+07:00"),
        ("2026-08-31T08:00", "1 month", "2026-09-30T17:00:00+07:00"),
        // The same moment on a clock elsewhere.
        ("2026-08-14T02:00Z", "10 working days", "2026-08-27T17:00:00+07:00"),
    ] {
        let said = deadline(received, limit, &[]);
        assert!(said.status.success(), "{received} {limit}: {}", stderr(&said));
        assert_eq!(stdout(&said), format!("{due}\n"), "{received} {limit}");
        assert_eq!(stderr(&said), "");
    }
}

#[test]
fn a_deadline_counts_by_the_hours_of_a_unit_that_comes_with_the_program() {
    let said = deadline("2026-08-14T09:00", "1 working day", &["--unit", "ngo-quyen"]);
    assert!(said.status.success(), "{}", stderr(&said));
    assert_eq!(stdout(&said), "2026-08-17T17:00:00+07:00\n");
    let said = deadline("2026-08-14T09:00", "1 working day", &["--unit", "nowhere"]);
    assert_eq!(said.status.code(), Some(2));
    assert!(stderr(&said).contains("no unit has the key or agency code \"nowhere\""), "{}", stderr(&said));
}

#[test]
fn a_deadline_shows_its_working_with_the_source_of_each_day() {
    let said = deadline("2025-12-30T10:00", "3 working days", &["--explain", "--json"]);
    let answer: serde_json::Value = serde_json::from_str(&stdout(&said)).expect("JSON");
    assert_eq!(answer["due"], "2026-01-06T17:00:00+07:00");
    let days = answer["days"].as_array().expect("days");
    assert_eq!(days.len(), 8);
    assert_eq!(days[0]["why"], "day_of_event");
    assert_eq!(days[0]["article"]["from_memory"], true);
    assert_eq!(days[2]["name_vi"], "Tết Dương lịch");
    let said = deadline("2025-12-30T10:00", "3 working days", &["--explain"]);
    assert!(stdout(&said).lines().next() == Some("2026-01-06T17:00:00+07:00"));
    assert!(stdout(&said).contains("2026-01-01  Thursday            day off: Tết Dương lịch"), "{}", stdout(&said));
}

#[test]
fn a_deadline_that_touches_an_undecided_break_says_so_beside_the_answer() {
    let said = deadline("2027-01-28T09:00", "10 working days", &[]);
    assert!(stderr(&said).contains("the lunar New Year, between 2027-01-30 and 2027-02-13"), "{}", stderr(&said));
    assert_eq!(stdout(&said).lines().count(), 1);
}

#[test]
fn wrong_input_is_refused_with_what_would_be_right() {
    for (received, limit, hint) in [
        ("2026-08-14", "10 working days", "expected a moment like 2026-08-14T09:00"),
        ("2026-13-14T09:00", "10 working days", "expected a moment like"),
        ("yesterday", "10 working days", "expected a moment like"),
        ("2026-08-14T09:00", "ten days", "expected a limit like"),
        ("2026-08-14T09:00", "10", "expected a limit like"),
        ("2026-08-14T09:00", "-1 days", "expected a limit like"),
        ("2026-08-14T09:00", "70000 days", "numbers up to 65535"),
    ] {
        let said = deadline(received, limit, &[]);
        assert_eq!(said.status.code(), Some(2), "{received} {limit}: {}", stdout(&said));
        assert!(stderr(&said).contains(hint), "{}", stderr(&said));
        assert_eq!(stdout(&said), "");
    }
    for args in
        [&["calendar", "lunar", "1975-12-31"], &["calendar", "lunar", "17/2/2026"], &["calendar", "year", "1999"]]
    {
        assert_eq!(output(args).status.code(), Some(2), "{args:?}");
    }
}

#[test]
fn a_lunar_date_and_the_days_of_a_year_are_told() {
    assert_eq!(stdout(&output(&["calendar", "lunar", "2033-10-03"])), "11/9/2033\n");
    let leap: serde_json::Value =
        serde_json::from_str(&stdout(&output(&["calendar", "lunar", "2025-07-25", "--json"]))).expect("JSON");
    assert_eq!(leap, serde_json::json!({ "day": 1, "month": 6, "year": 2025, "leap": true }));
    let year: serde_json::Value =
        serde_json::from_str(&stdout(&output(&["calendar", "year", "2026", "--json"]))).expect("JSON");
    let day = |date: &str| year["days"].as_array().expect("days").iter().find(|d| d["date"] == date).cloned();
    assert_eq!(day("2026-08-22").expect("worked")["work"], "on");
    assert_eq!(day("2026-02-17").expect("off")["lunar"]["month"], 1);
    assert_eq!(year["undecided_breaks"].as_array().map(Vec::len), Some(0));
    let told = stdout(&output(&["calendar", "year", "2027"]));
    assert!(told.contains("2027-05-03  Monday"), "{told}");
    assert!(told.contains("computed   Giỗ Tổ Hùng Vương"), "{told}");
    assert!(told.contains("not decided yet: the lunar New Year's break"), "{told}");
}
