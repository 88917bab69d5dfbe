//! The API tells the year, decides days, and says how each deadline was counted.

use crate::support::{Api, get, post};
use domain::calendar::Limit;
use serde_json::{Value, json};

fn swap(dry_run: bool) -> Value {
    json!({
        "document": "99/TB-VPCP ngày 17/8/2026", "announced": "2026-08-17", "enacted": true, "dry_run": dry_run,
        "days": [
            { "date": "2026-08-21", "becomes": "off", "name": "Nghỉ hoán đổi (thay cho ngày 29/08/2026)" },
            { "date": "2026-08-29", "becomes": "on", "name": "Làm bù cho ngày 21/08/2026" },
        ],
    })
}

#[tokio::test]
async fn a_decision_moves_a_deadline_and_the_api_shows_how_it_was_counted() {
    let api = Api::new().await;
    api.office.publish_with_limit("2.002516", Limit::WorkingDays(10)).await;
    let id = api.office.receive("2.002516").await.id;
    let (admin, leader) = (api.token(&api.office.administrator()).await, api.token(&api.office.leader()).await);
    let path = format!("/dossiers/{id}/deadline");
    let before = api.send(get(&path).bearer(&leader)).await.is(200).json();
    assert_eq!(before["promised"], "2026-08-28T17:00:00+07:00");
    assert_eq!(before["limit"], json!({ "unit": "working_days", "value": 10, "cutoff": null }));

    api.send(post("/day-decisions", &swap(false)).bearer(&leader)).await.is(403);
    let seen = api.send(post("/day-decisions", &swap(true)).bearer(&admin)).await.is(200).json();
    assert_eq!((&seen["entered"], &seen["moved"][0]["id"]), (&json!(false), &json!(id.to_string())));
    let done = api.send(post("/day-decisions", &swap(false)).bearer(&admin)).await.is(201).json();
    assert_eq!(done["moved"], seen["moved"]);
    // Received on Monday, 17 August: Friday off, Saturday 29 worked.
    assert_eq!(done["moved"][0]["due"], "2026-08-29T17:00:00+07:00");

    let after = api.send(get(&path).bearer(&leader)).await.is(200).json();
    let days = after["days"].as_array().unwrap();
    let off = days.iter().find(|d| d["date"] == "2026-08-21").unwrap();
    assert_eq!((off["why"].as_str(), off["counted"].as_i64()), (Some("day_off"), None));
    assert_eq!(off["source"], "99/TB-VPCP ngày 17/8/2026");
    assert_eq!((&after["counted"], &after["promised"]), (&after["promised"], &done["moved"][0]["due"]));
    assert_eq!((after["moved"][0]["by"].as_str(), after["moved"].as_array().unwrap().len()), (Some("days"), 1));

    let all = api.send(get("/day-decisions").bearer(&leader)).await.is(200).json();
    assert_eq!(all["items"][0]["document"], "99/TB-VPCP ngày 17/8/2026");
}

#[tokio::test]
async fn a_year_is_public_with_what_is_decided_and_what_is_not() {
    let api = Api::new().await;
    let year = api.send(get("/calendar/2026")).await.is(200).json();
    assert_eq!((&year["decided"], &year["undecided_breaks"]), (&json!(true), &json!([])));
    let swapped = year["days"].as_array().unwrap().iter().find(|d| d["date"] == "2026-08-22").unwrap();
    assert_eq!((swapped["work"].as_str(), swapped["status"].as_str()), (Some("on"), Some("announced")));
    let next = api.send(get("/calendar/2027?unit=ngo-quyen")).await.is(200).json();
    assert_eq!((&next["decided"], &next["undecided_breaks"][0]["name"]), (&json!(false), &json!("tet")));
    for path in ["/calendar/2009", "/calendar/02026", "/calendar/x", "/calendar/2026?unit=nowhere"] {
        api.send(get(path)).await.is(404);
    }
}

#[tokio::test]
async fn a_decision_that_cannot_be_is_refused_with_its_place() {
    let api = Api::new().await;
    let admin = api.token(&api.office.administrator()).await;
    let mut over = swap(false);
    over["days"][0]["date"] = "2026-08-14".into();
    let refused = api.send(post("/day-decisions", &over).bearer(&admin)).await.is(409).json();
    assert_eq!(refused["rule"], "day-is-over");
    let mut hours = swap(false);
    hours["days"][0]["becomes"] = "hours".into();
    hours["days"][0]["hours"] = json!(["11:30-07:30"]);
    api.send(post("/day-decisions", &hours).bearer(&admin)).await.is(409);
    let mut word = swap(false);
    word["days"][0]["becomes"] = "closed".into();
    api.send(post("/day-decisions", &word).bearer(&admin)).await.is(422);
}
