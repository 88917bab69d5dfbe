//! The demo: filled once, the same for the same seed, served again, rebuilt alike.

use crate::http::get;
use crate::run::{END, Server, VIEWS, copy, dump, filled, output, stderr, stdout};
use serde_json::Value;
use tempfile::TempDir;

fn marker(folder: &std::path::Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(folder.join("demo.json")).unwrap()).unwrap()
}

#[test]
fn no_act_of_the_simulated_year_is_refused() {
    let marker = marker(filled());
    assert_eq!(marker["filled"], true);
    assert_eq!(marker["refused"], 0);
    assert!(marker["acts"].as_u64().unwrap() > 3000, "{marker}");
}

#[test]
fn a_second_run_serves_without_filling_again() {
    let (_dir, folder) = copy();
    let before = dump(&folder, &["event"]);
    let server = Server::demo(&folder, &[]);
    assert!(server.said.contains("holds a demo already"), "{}", server.said);
    for role in ["tiep-nhan", "chuyen-vien", "truong-bo-phan", "lanh-dao-bo-phan", "lanh-dao", "thanh-tra", "quan-tri"]
    {
        assert!(server.said.contains(role), "{}", server.said);
    }
    assert_eq!(get(server.port, "/", None).unwrap().status, 200);
    let errors = server.errors();
    assert!(server.stop("INT").success());
    assert_eq!(errors, "", "nothing to complain of");
    assert!(before == dump(&folder, &["event"]));
}

#[test]
fn the_same_seed_makes_the_same_year() {
    let dir = TempDir::new().unwrap();
    let folder = dir.path().join("demo");
    assert!(Server::demo(&folder, &["--fast", "--end", END]).stop("TERM").success());
    let tables = ["event", "personal"];
    assert!(dump(filled(), &tables) == dump(&folder, &tables), "two fills with one seed differ");
}

#[test]
fn an_interrupted_fill_is_said_and_filled_anew() {
    let (_dir, folder) = copy();
    std::fs::write(folder.join("demo.json"), "{\"filled\": fal").unwrap();
    std::fs::write(folder.join("mine.txt"), "not the demo's").unwrap();
    let server = Server::demo(&folder, &["--fast", "--end", END]);
    assert!(server.said.contains("was interrupted"), "{}", server.said);
    assert!(server.said.contains("500 dossiers"), "{}", server.said);
    assert!(server.stop("TERM").success());
    assert!(folder.join("mine.txt").exists());
}

#[test]
fn a_database_that_no_demo_made_is_left_alone() {
    let dir = TempDir::new().unwrap();
    std::fs::write(dir.path().join("motcua.db"), "").unwrap();
    let refused = output(&["demo", "--data", dir.path().to_str().unwrap()]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(stderr(&refused).contains("was not made by a demo"), "{}", stderr(&refused));
}

#[test]
fn a_day_in_the_future_is_refused() {
    let dir = TempDir::new().unwrap();
    let refused = output(&["demo", "--end", "2999-01-01", "--data", dir.path().join("x").to_str().unwrap()]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(stderr(&refused).contains("lies in the future"), "{}", stderr(&refused));
}

#[test]
fn views_rebuilt_from_events_equal_the_live_ones() {
    let (_dir, folder) = copy();
    let live = dump(&folder, &VIEWS);
    let rebuilt = output(&["rebuild", "--data", folder.to_str().unwrap()]);
    assert!(rebuilt.status.success(), "{}", stderr(&rebuilt));
    assert!(stdout(&rebuilt).starts_with("Rebuilt "), "{}", stdout(&rebuilt));
    let again = dump(&folder, &VIEWS);
    let differing: Vec<_> = live.iter().zip(&again).filter(|(a, b)| a != b).take(2).collect();
    assert!(live == again, "{} and {} rows; first: {differing:#?}", live.len(), again.len());
}

#[test]
fn a_newcomer_finds_an_amendment_a_lifted_suspension_a_confirmed_fact_and_a_draft() {
    let (_dir, folder) = copy();
    let db = rusqlite::Connection::open(folder.join("motcua.db")).unwrap();
    let count = |kind: &str| -> i64 {
        let sql = "SELECT count(*) FROM event WHERE stream LIKE 'procedure:%' AND kind = ?1";
        db.query_row(sql, [kind], |row| row.get(0)).unwrap()
    };
    for (happened, times) in
        [("version_published", 1), ("suspended", 1), ("lifted", 1), ("facts_confirmed", 1), ("draft_submitted", 2)]
    {
        assert_eq!(count(happened), times, "{happened}");
    }
    drop(db);
    let server = Server::demo(&folder, &[]);
    let json = |path: &str| -> Value {
        let answer = get(server.port, path, None).unwrap();
        assert_eq!(answer.status, 200, "{path}");
        serde_json::from_str(&answer.body).unwrap()
    };
    let changes = json("/api/v1/procedures/2.001016/changes");
    for (figure, before, after) in [("papers", 3, 2), ("time", 2, 1), ("cost", 50_000, 30_000)] {
        assert_eq!(
            (&changes[figure]["before"], &changes[figure]["after"]),
            (&before.into(), &after.into()),
            "{changes}"
        );
    }
    // Invented, and told so.
    let decision = json("/api/v1/procedures/2.001016")["versions"][1]["decision"].clone();
    assert!(decision.as_str().unwrap().contains("ví dụ"), "{decision}");
    assert!(server.stop("TERM").success());
}
