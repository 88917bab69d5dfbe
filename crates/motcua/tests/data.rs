//! The data that is shipped holds, and a broken copy of it is refused in words that help.

// The binary has no library; the command's module is compiled into this test.
#[path = "../src/check.rs"]
mod check;

use check::{CheckReport, check_data};
use domain::procedure_gaps::GapKind;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

fn shipped() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data")
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Checks a copy of the shipped data with one file changed.
fn broken(file: &str, change: impl FnOnce(&mut Value)) -> CheckReport {
    let dir = TempDir::new().unwrap();
    copy(&shipped(), dir.path());
    let path = dir.path().join(file);
    let mut value: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    change(&mut value);
    std::fs::write(&path, serde_json::to_string_pretty(&value).unwrap()).unwrap();
    check_data(dir.path())
}

/// Asserts that exactly one fault is told, with file, path and expectation.
fn assert_fault(report: &CheckReport, file: &str, path: &str, expected: &str) {
    assert!(!report.is_sound());
    let [fault] = report.faults.as_slice() else { panic!("one fault expected:\n{report}") };
    assert!(fault.file.ends_with(file), "{fault}");
    assert_eq!((fault.path.as_str(), fault.expected.as_str()), (path, expected));
    assert!(report.to_string().contains(&format!("{file}: {path}: {expected}\n")), "{report}");
}

const BIRTH: &str = "procedures/1.001193.json";
const DISTRICT: &str = "organisations/ngo-quyen.json";

#[test]
fn every_shipped_file_passes() {
    let report = check_data(&shipped());
    assert!(report.is_sound(), "{report}");
    assert_eq!((report.procedures, report.organisations), (72, 2));
}

#[test]
fn words_of_people_must_mean_a_procedure_and_stand_once() {
    let report = broken("words.json", |w| w["said"][0]["find"][0] = json!("9.999999"));
    let expected = r#"expected the key of a procedure, found "9.999999""#;
    assert_fault(&report, "words.json", "/said/0/find/0", expected);
    let report = broken("words.json", |w| w["said"][1]["ways"][0] = w["said"][0]["ways"][0].clone());
    assert_fault(&report, "words.json", "/said/1/ways/0", "expected each way once; \"sổ đỏ\" stands twice");
}

#[test]
fn the_known_gaps_are_counted() {
    let report = check_data(&shipped());
    let count = |kind| report.gaps.iter().find(|g| g.kind == kind).map(|g| g.count);
    for (kind, expected) in [
        (GapKind::NoCode, 3),
        (GapKind::LimitUnspecified, 3),
        (GapKind::LimitByCase, 5),
        (GapKind::FeeUnknown, 2),
        (GapKind::DecisionMissing, 17),
        (GapKind::EffectiveDateMissing, 72),
        (GapKind::ResultCodeMissing, 17),
        (GapKind::SequenceMissing, 72),
        (GapKind::SubjectsMissing, 72),
        (GapKind::RequirementsMissing, 72),
        (GapKind::PaperConditionMissing, 18),
        (GapKind::NoMandatoryPaper, 1),
        (GapKind::SharesNotOne, 2),
        (GapKind::StepHoursMissing, 12),
        (GapKind::NoReturnStep, 19),
        (GapKind::NoApprover, 2),
        (GapKind::StepsWithoutAgency, 10),
        (GapKind::ConditionTranslated, 68),
        (GapKind::ActionTranslated, 437),
        (GapKind::TaskTranslated, 94),
        (GapKind::PartFromMemory, 72),
        (GapKind::WholeFromMemory, 1),
        (GapKind::PartFromTemplate, 50),
        (GapKind::RoleMappedByUs, 12),
    ] {
        assert_eq!(count(kind), Some(expected), "{}", kind.describe());
    }
    assert_eq!(report.gaps.len(), 24);
}

#[test]
fn the_report_says_where_a_gap_is() {
    let report = serde_json::to_value(check_data(&shipped())).unwrap();
    let gap = |kind: &str| report["gaps"].as_array().unwrap().iter().find(|g| g["kind"] == kind).unwrap().clone();
    assert_eq!(gap("no_code")["where"], json!(["khieu-nai-lan-dau-cap-xa", "tiep-cong-dan-cap-xa", "to-cao-cap-xa"]));
    assert_eq!(gap("shares_not_one")["where"], json!(["1.004946", "2.001661"]));
    for place in gap("paper_condition_missing")["where"].as_array().unwrap() {
        assert!(place.as_str().unwrap().contains(" /papers/"));
    }
}

#[test]
fn a_bad_unit_of_a_limit_is_told() {
    let report = broken(BIRTH, |p| {
        p["versions"][0]["time_limit"]["limit"] = json!({"unit": "weeks", "value": 2});
    });
    assert_fault(
        &report,
        BIRTH,
        "/versions/0/time_limit/limit/unit",
        r#"expected one of ["working_days","working_hours","calendar_days","months","clock_hours","same_day"], found "weeks""#,
    );
}

#[test]
fn a_limit_without_its_value_is_told() {
    let report = broken(BIRTH, |p| {
        p["versions"][0]["time_limit"]["limit"] = json!({"unit": "months"});
    });
    assert_fault(&report, BIRTH, "/versions/0/time_limit/limit", r#"expected the field "value", which is missing"#);
}

#[test]
fn a_condition_that_is_left_out_is_told() {
    let report = broken(BIRTH, |p| {
        p["versions"][0]["papers"][2]["need"] = json!({"when": "if"});
    });
    assert_fault(&report, BIRTH, "/versions/0/papers/2/need", r#"expected the field "condition", which is missing"#);
}

#[test]
fn an_unknown_role_is_told() {
    let report = broken(BIRTH, |p| {
        p["versions"][0]["steps"][1]["role"] = json!("wizard");
    });
    assert_fault(&report, BIRTH, "/versions/0/steps/1/role", r#"expected a role of roles.json, found "wizard""#);
}

#[test]
fn a_figure_of_unknown_certainty_is_told() {
    let report = broken("practice.json", |p| p["apology_before"]["certainty"] = json!("sure"));
    assert_fault(
        &report,
        "practice.json",
        "/apology_before/certainty",
        r#"expected one of ["sourced","memory"], found "sure""#,
    );
}

#[test]
fn a_missing_field_is_told() {
    let report = broken(BIRTH, |p| {
        p["versions"][0].as_object_mut().unwrap().remove("legal_basis");
    });
    assert_fault(&report, BIRTH, "/versions/0", r#"expected the field "legal_basis", which is missing"#);
}

#[test]
fn a_field_that_nobody_knows_is_told() {
    let report = broken("roles.json", |roles| roles[0]["colour"] = json!("red"));
    let fault = report.faults.first().unwrap();
    assert!(fault.file.ends_with("roles.json"));
    assert_eq!((fault.path.as_str(), fault.expected.as_str()), ("/0", "expected no field colour"));
}

#[test]
fn shares_that_do_not_add_up_are_told() {
    let report = broken(BIRTH, |p| {
        p["versions"][0]["steps"][0]["share"] = json!(0.5);
    });
    assert_fault(&report, BIRTH, "/versions/0/steps", "expected shares that add up to 1 (±0.001), found 1.2500");
}

#[test]
fn a_file_named_otherwise_than_its_key_is_told() {
    let report = broken(BIRTH, |p| {
        p["key"] = json!("1.001194");
        p["code"] = json!("1.001194");
    });
    assert_fault(&report, BIRTH, "/key", r#"expected "1.001193" as the file is named, found "1.001194""#);
}

#[test]
fn a_mark_on_nothing_is_told() {
    let report = broken(BIRTH, |p| {
        p["versions"][0]["provenance"]["marks"][0]["at"] = json!("/hats");
    });
    assert_fault(
        &report,
        BIRTH,
        "/versions/0/provenance/marks/0/at",
        r#"expected a pointer to a part of this version, found "/hats""#,
    );
}

#[test]
fn a_unit_that_stands_twice_is_told() {
    let report = broken(DISTRICT, |o| {
        let mut twin = o["units"][2].clone();
        twin["agency_code"] = json!("000.99.14.H24");
        o["units"].as_array_mut().unwrap().push(twin);
    });
    assert_fault(
        &report,
        DISTRICT,
        "/units/39/id",
        "expected sound references; ngo-quyen.cau-dat stands twice; each id must be unique",
    );
}

#[test]
fn a_unit_without_police_for_what_it_publishes_is_told() {
    let report = broken(DISTRICT, |o| {
        for unit in o["units"].as_array_mut().unwrap() {
            if unit["agency"] == "police" {
                unit.as_object_mut().unwrap().remove("serves");
            }
        }
    });
    assert_eq!(report.faults.len(), 13, "{report}");
    let fault = &report.faults[0];
    assert_eq!(fault.path, "/units/2/publishes");
    assert!(
        fault.expected.starts_with("expected an agency of kind police that serves ngo-quyen.cau-dat for "),
        "{fault}"
    );
}

#[test]
fn a_unit_where_nobody_can_sign_is_told() {
    let report = broken(DISTRICT, |o| {
        o["posts"].as_array_mut().unwrap().retain(|p| p["unit"] != "ngo-quyen.may-to" || p["kind"] != "leader");
    });
    let [fault] = report.faults.as_slice() else { panic!("{report}") };
    assert_eq!(fault.path, "/posts");
    assert!(
        fault.expected.starts_with("expected a post leader in ngo-quyen.may-to for the step approver of "),
        "{fault}"
    );
}

#[test]
fn a_day_that_stands_twice_in_the_calendar_is_told() {
    let dir = TempDir::new().unwrap();
    copy(&shipped(), dir.path());
    let path = dir.path().join("calendar/days-2010-2026.csv");
    let mut text = std::fs::read_to_string(&path).unwrap();
    let last = text.lines().last().unwrap().to_owned();
    text.push_str(&last);
    text.push('\n');
    std::fs::write(&path, text).unwrap();
    let report = check_data(dir.path());
    assert_eq!(report.faults.len(), 1, "{report}");
    assert!(report.faults[0].file.ends_with("days-2010-2026.csv"));
}

#[test]
fn what_is_not_json_is_told_with_its_line() {
    let dir = TempDir::new().unwrap();
    copy(&shipped(), dir.path());
    std::fs::write(dir.path().join(BIRTH), "{\n  \"key\": ,\n}\n").unwrap();
    let report = check_data(dir.path());
    let [fault] = report.faults.as_slice() else { panic!("{report}") };
    assert_eq!(fault.path, "line 2 column 10");
    assert!(fault.expected.starts_with("expected JSON: "), "{fault}");
}

#[test]
fn a_folder_that_is_not_there_is_told() {
    let report = check_data(Path::new("no-such-folder"));
    assert!(report.faults.iter().any(|f| f.file == "no-such-folder/procedures"), "{report}");
}
