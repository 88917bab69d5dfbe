//! Money through the API: no amount is sent, bad input is told where, the day and its cash.

use crate::support::{Api, act, get, post};
use serde_json::json;

async fn copies(api: &Api) -> (String, i64) {
    let done = api.office.receive("2.000815").await;
    (done.id.to_string(), done.version)
}

#[tokio::test]
async fn a_fee_is_collected_by_what_was_counted_and_no_amount_is_let_in() {
    let api = Api::new().await;
    let token = api.reception().await;
    let (id, version) = copies(&api).await;
    let send = |body| act(&token, &id, "collect-fee", version, &body);
    api.send(send(json!({ "counted": [{ "pages": 3, "number": 2 }], "amount": 1 }))).await.fails(422, "invalid-body");
    api.send(send(json!({ "counted": [{ "pages": 3, "number": 0 }] }))).await.fails(422, "invalid-body");
    api.send(send(json!({ "counted": [] }))).await.refuses(422, "fee-counted");
    let done = api.send(send(json!({ "counted": [{ "pages": 3, "number": 2 }] }))).await.is(200).json();
    let d = api.send(get(format!("/dossiers/{id}")).bearer(&token)).await.is(200).json();
    assert_eq!(d["version"], done["version"]);
    assert_eq!(
        (d["fees"]["paid"].as_i64(), d["fees"]["vouchers"][0]["number"].as_str()),
        (Some(10_000), Some("2026-000001"))
    );
    let version = d["version"].as_i64().unwrap();
    let cancel = json!({ "voucher": "2026-000001", "reason": "Thu nhầm", "refund": "given_back", "to": "Người nộp" });
    let unknown = json!({ "voucher": "2026-000002", "reason": "Thu nhầm", "refund": "never_taken" });
    api.send(act(&token, &id, "cancel-voucher", version, &unknown)).await.refuses(409, "voucher-unknown");
    let asked = api.send(act(&token, &id, "cancel-voucher", version, &cancel)).await.is(200).json();
    let confirm = json!({ "voucher": "2026-000001", "confirm": true });
    let version = asked["version"].as_i64().unwrap();
    api.send(act(&token, &id, "answer-cancellation", version, &confirm)).await.refuses(403, "not-this-post");
    let leader = api.token(&api.office.leader()).await;
    api.send(act(&leader, &id, "answer-cancellation", version, &confirm)).await.is(200);
    let day = api.send(get("/fees/day").bearer(&leader)).await.is(200).json();
    let c = &day["vouchers"][0]["cancellation"];
    assert_eq!(c["reason"], "Thu nhầm");
    assert_ne!(c["asked_by"]["id"], c["confirmed_by"]["id"]);
    assert_eq!((day["total"][0]["taken"].as_i64(), day["total"][0]["back"].as_i64()), (Some(10_000), Some(10_000)));
}

#[tokio::test]
async fn counted_cash_is_declared_and_faults_of_the_body_are_named() {
    let api = Api::new().await;
    let token = api.reception().await;
    let (id, version) = copies(&api).await;
    let nothing = json!({ "day": "2026-08-17", "counted": 0 });
    api.send(post("/fees/declare", &nothing).bearer(&token)).await.refuses(409, "nothing-to-declare");
    let body = json!({ "counted": [{ "pages": 1, "number": 3 }] });
    api.send(act(&token, &id, "collect-fee", version, &body)).await.is(200);
    for bad in ["17/08/2026", "2026-02-30", "2026-8-17", ""] {
        let body = json!({ "day": bad, "counted": 6000 });
        api.send(post("/fees/declare", &body).bearer(&token)).await.fails(422, "invalid-body");
        api.send(get(format!("/fees/day?day={bad}x")).bearer(&token)).await.is(400);
    }
    let short = json!({ "day": "2026-08-17", "counted": 5000 });
    api.send(post("/fees/declare", &short).bearer(&token)).await.refuses(422, "cash-difference");
    let right = json!({ "day": "2026-08-17", "counted": 6000 });
    let done = api.send(post("/fees/declare", &right).bearer(&token)).await.is(200).json();
    assert_eq!(done, json!({ "counted": 6000, "expected": 6000 }));
    let specialist = api.token(&api.office.specialist()).await;
    api.send(get("/fees/day").bearer(&specialist)).await.refuses(403, "not-this-post");
    api.send(post("/fees/declare", &right).bearer(&specialist)).await.refuses(403, "not-this-post");
}
