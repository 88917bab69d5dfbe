//! The list of papers against what was handed in.

use domain::dossier::{PaperGiven, missing_papers, needed_papers};
use domain::id::PaperId;
use domain::procedure::{Procedure, Version};
use std::path::Path;

fn id(text: &str) -> PaperId {
    PaperId::parse(text).unwrap()
}

fn given(paper: &str, originals: u32, copies: u32) -> PaperGiven {
    PaperGiven { paper: id(paper), originals, copies, from_database: false }
}

/// A real version whose list is replaced by: p1 one original; p2 one original and two copies;
/// p3 conditional; p4 mandatory but the State has it; p5 conditional and the State has it.
fn version() -> Version {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/procedures/1.001193.json");
    let procedure: Procedure = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let mut version = procedure.versions[0].clone();
    let condition = || serde_json::json!({"when": "if", "condition": {"vi": "khi cần"}});
    let paper = |id: &str, originals: u32, copies: u32, need: serde_json::Value, replaced_by: Option<&str>| {
        let mut value = serde_json::json!({
            "id": id, "name": {"vi": id}, "originals": originals, "copies": copies, "need": need
        });
        if let Some(database) = replaced_by {
            value["replaced_by"] = database.into();
        }
        serde_json::from_value(value).unwrap()
    };
    let always = || serde_json::json!({"when": "always"});
    version.papers = vec![
        paper("p1", 1, 0, always(), None),
        paper("p2", 1, 2, always(), None),
        paper("p3", 1, 0, condition(), None),
        paper("p4", 1, 0, always(), Some("CSDL mẫu")),
        paper("p5", 0, 1, condition(), Some("CSDL mẫu")),
        paper("p6", 1, 0, serde_json::json!({"when": "unstated"}), None),
    ];
    version
}

fn missing(cases: &[&str], papers: &[PaperGiven]) -> Vec<String> {
    let cases: Vec<PaperId> = cases.iter().map(|c| id(c)).collect();
    missing_papers(&version(), &cases, papers).iter().map(ToString::to_string).collect()
}

#[test]
fn needed_are_the_mandatory_ones_and_those_whose_condition_holds() {
    let version = version();
    let needed = |cases: &[PaperId]| -> Vec<String> {
        needed_papers(&version, cases).iter().map(|p| p.id.to_string()).collect()
    };
    assert_eq!(needed(&[]), ["p1", "p2", "p4"]);
    assert_eq!(needed(&[id("p3"), id("p5")]), ["p1", "p2", "p3", "p4", "p5"]);
}

#[test]
fn what_the_state_has_is_never_missing() {
    assert_eq!(missing(&["p5"], &[]), ["p1", "p2"]);
}

#[test]
fn an_original_in_place_of_a_copy_is_as_good_but_not_the_other_way_round() {
    assert_eq!(missing(&[], &[given("p1", 1, 0), given("p2", 1, 2)]), Vec::<String>::new());
    assert_eq!(missing(&[], &[given("p1", 1, 0), given("p2", 3, 0)]), Vec::<String>::new());
    assert_eq!(missing(&[], &[given("p1", 0, 1), given("p2", 0, 3)]), ["p1", "p2"]);
    assert_eq!(missing(&[], &[given("p1", 1, 0), given("p2", 1, 1)]), ["p2"]);
}

#[test]
fn papers_in_two_parts_are_counted_together() {
    assert_eq!(missing(&[], &[given("p1", 1, 0), given("p2", 1, 0), given("p2", 0, 2)]), Vec::<String>::new());
}

#[test]
fn a_condition_that_holds_makes_its_paper_needed() {
    let all = [given("p1", 1, 0), given("p2", 1, 2)];
    assert_eq!(missing(&["p3"], &all), ["p3"]);
}
