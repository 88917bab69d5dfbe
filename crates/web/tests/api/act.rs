//! Acts: versions, keys, times that clients may not send, and a life from receipt to archive.

use crate::support::{Api, act, get, nothing, post};
use domain::dossier::Phase;
use office::testing::BIRTH;
use serde_json::json;

#[tokio::test]
async fn a_receipt_answers_with_its_place_its_version_and_its_code() {
    let api = Api::new().await;
    let token = api.reception().await;
    let answer = api.send(post("/dossiers/receive", &api.receive()).bearer(&token)).await.is(201);
    let done = answer.json();
    let id = done["id"].as_str().unwrap();
    assert_eq!(answer.header("location"), format!("/api/v1/dossiers/{id}"));
    assert_eq!(answer.header("etag"), format!("\"{}\"", done["version"]));
    assert_eq!(answer.header("idempotency-replayed"), "");
    assert_eq!(done["phase"], "in_process");
    let code = done["code"].as_str().unwrap();
    let found = api.send(get(format!("/dossiers/by-code/{code}")).bearer(&token)).await.is(200).json();
    assert_eq!(found["id"], id);
}

#[tokio::test]
async fn a_dossier_goes_from_receipt_to_archive_through_the_api_alone() {
    let api = Api::new().await;
    let token = api.reception().await;
    let (id, mut version) = api.received(&token).await;
    loop {
        let d = api.office.state(id.parse().unwrap()).await;
        let Some((actor, command)) = api.office.next_act(&d) else { break };
        let body = serde_json::to_value(&command).unwrap()["body"].clone();
        let word = command.kind().key().replace('_', "-");
        let token = api.token(&actor).await;
        let answer = api.send(act(&token, &id, &word, version, &body)).await.is(200);
        version = answer.json()["version"].as_i64().unwrap();
        assert_eq!(answer.header("etag"), format!("\"{version}\""), "{word}");
    }
    assert_eq!(api.office.state(id.parse().unwrap()).await.phase, Phase::Closed);
    let detail = api.send(get(format!("/dossiers/{id}")).bearer(&token)).await.is(200).json();
    assert_eq!(detail["timeline"].as_array().unwrap().last().unwrap()["event"], "closed");
}

#[tokio::test]
async fn a_dossier_that_had_guidance_is_received_under_the_same_id() {
    let api = Api::new().await;
    let token = api.reception().await;
    let guide = json!({ "procedure": BIRTH, "content": "Đã hướng dẫn." });
    let done = api.send(post("/dossiers/guide", &guide).bearer(&token)).await.is(201).json();
    let (id, version) = (done["id"].as_str().unwrap(), done["version"].as_i64().unwrap());
    let after = api.send(act(&token, id, "receive", version, &api.receive())).await.is(200).json();
    assert_eq!(after["id"], done["id"]);
    assert!(after["code"].is_string());
}

#[tokio::test]
async fn a_stale_version_is_told_the_current_one() {
    let api = Api::new().await;
    let token = api.reception().await;
    let (id, version) = api.received(&token).await;
    let moved = api.send(act(&token, &id, "transfer", version, &nothing())).await.is(200).json();
    let specialist = api.token(&api.office.specialist()).await;
    let answer = api.send(act(&specialist, &id, "claim", version, &nothing())).await;
    assert_eq!(answer.header("etag"), format!("\"{}\"", moved["version"]));
    let problem = answer.fails(412, "stale");
    assert_eq!(problem["current_version"], moved["version"]);
}

#[tokio::test]
async fn a_change_must_name_one_version_in_its_own_form() {
    let api = Api::new().await;
    let token = api.reception().await;
    let (id, version) = api.received(&token).await;
    let ask = post(format!("/dossiers/{id}/acts/transfer"), &nothing()).bearer(&token);
    api.send(ask.clone()).await.fails(428, "version-required");
    for bad in ["*", "1", "W/\"1\"", "\"1\", \"2\"", "\"x\"", "\"01\""] {
        api.send(ask.clone().header("if-match", bad)).await.fails(400, "version-malformed");
    }
    api.send(ask.clone().seen(version).seen(version)).await.fails(400, "version-malformed");
    api.send(ask.seen(version)).await.is(200);
}

#[tokio::test]
async fn the_same_key_gets_the_first_answer_and_another_body_is_refused() {
    let api = Api::new().await;
    let token = api.reception().await;
    let ask = post("/dossiers/receive", &api.receive()).bearer(&token).key("lần 1".replace('ầ', "a").as_str());
    let first = api.send(ask.clone()).await.is(201);
    let again = api.send(ask).await.is(201);
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(first.header("idempotency-replayed"), "");
    assert_eq!(first.json(), again.json());
    assert_eq!(first.header("location"), again.header("location"));
    assert_eq!(first.header("etag"), again.header("etag"));
    let mut other = api.receive();
    other["applicant"]["name"] = json!("Người Khác Hẳn");
    let ask = post("/dossiers/receive", &other).bearer(&token).key("lan 1");
    api.send(ask).await.fails(422, "key-reused");
    let list = api.send(get("/dossiers").bearer(&token)).await.is(200).json();
    assert_eq!(list["items"].as_array().unwrap().len(), 1, "only one was received");
}

#[tokio::test]
async fn a_retry_of_an_act_is_answered_although_the_version_has_moved() {
    let api = Api::new().await;
    let token = api.reception().await;
    let (id, version) = api.received(&token).await;
    let ask = act(&token, &id, "transfer", version, &nothing()).key("chuyen-1");
    let first = api.send(ask.clone()).await.is(200).json();
    let again = api.send(ask).await.is(200);
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(again.json(), first);
}

#[tokio::test]
async fn a_key_is_short_printable_and_sent_once() {
    let api = Api::new().await;
    let token = api.reception().await;
    let ask = post("/dossiers/receive", &api.receive()).bearer(&token);
    for bad in ["", &"k".repeat(81), "khóa"] {
        api.send(ask.clone().key(bad)).await.fails(400, "key-malformed");
    }
    api.send(ask.clone().key("a").key("b")).await.fails(400, "key-malformed");
    api.send(ask.key(&"k".repeat(80))).await.is(201);
}

#[tokio::test]
async fn a_deadline_sent_by_the_client_is_refused_by_the_rule() {
    let api = Api::new().await;
    let token = api.reception().await;
    for name in ["due", "due_at", "deadline", "promised", "transfer_by"] {
        let mut body = api.receive();
        body[name] = json!("2026-09-01T17:00:00+07:00");
        let problem = api.send(post("/dossiers/receive", &body).bearer(&token)).await.refuses(422, "deadline-by-law");
        assert_eq!(problem["field"], name);
    }
}

#[tokio::test]
async fn back_dating_is_refused_by_the_rule_wherever_it_hides() {
    let api = Api::new().await;
    let token = api.reception().await;
    for name in ["received_at", "at", "occurred_at", "received", "timestamp"] {
        let mut body = api.receive();
        body[name] = json!("2026-08-01T08:00:00+07:00");
        api.send(post("/dossiers/receive", &body).bearer(&token)).await.refuses(422, "server-clock");
    }
    let mut body = api.receive();
    body["papers"][0]["received_at"] = json!("2026-08-01");
    let problem = api.send(post("/dossiers/receive", &body).bearer(&token)).await.refuses(422, "server-clock");
    assert_eq!(problem["field"], "papers.0.received_at");
    let (id, version) = api.received(&token).await;
    let body = json!({ "at": 1 });
    api.send(act(&token, &id, "transfer", version, &body)).await.refuses(422, "server-clock");
}

#[tokio::test]
async fn only_work_done_on_paper_during_an_outage_brings_its_own_time() {
    let api = Api::new().await;
    let token = api.reception().await;
    let at = |time: &str| json!({ "at": time });
    let mut body = api.receive();
    body["done_on_paper"] = at("2026-08-17T07:40:00+07:00");
    let problem = api.send(post("/dossiers/receive", &body).bearer(&token)).await.refuses(422, "server-clock");
    assert_eq!(problem["field"], "done_on_paper.at");
    api.power_was_off("2026-08-17 07:30", "2026-08-17 07:55").await;
    let done = api.send(post("/dossiers/receive", &body).bearer(&token)).await.is(201).json();
    let id = done["id"].as_str().unwrap().to_owned();
    let d = api.send(get(format!("/dossiers/{id}")).bearer(&token)).await.is(200).json();
    assert_eq!(d["received"], "2026-08-17T07:40:00+07:00");
    assert_eq!(d["timeline"][0]["at"], "2026-08-17T07:40:00+07:00");
    assert_eq!(d["timeline"][0]["entered"], "2026-08-17T08:00:00+07:00");
    let version = done["version"].as_i64().unwrap();
    // What cannot be a moment, and what only orders the work in here.
    for wrong in [at("hôm qua"), json!({}), json!("2026-08-17T07:40:00+07:00"), json!({ "at": "x", "due": 1 })] {
        let answer = api.send(act(&token, &id, "transfer", version, &json!({ "done_on_paper": wrong }))).await;
        answer.fails(422, "invalid-body");
    }
    let claim = json!({ "done_on_paper": at("2026-08-17T07:45:00+07:00") });
    api.send(act(&token, &id, "claim", version, &claim)).await.refuses(422, "server-clock");
    api.send(act(&token, &id, "transfer", version, &claim)).await.is(200);
}

#[tokio::test]
async fn an_act_out_of_order_names_the_rule() {
    let api = Api::new().await;
    let token = api.reception().await;
    let (id, version) = api.received(&token).await;
    let body = json!({ "to": "applicant", "how": "in_person", "proof": "signature" });
    api.send(act(&token, &id, "return-result", version, &body)).await.refuses(409, "wrong-order");
}

#[tokio::test]
async fn a_paper_outside_the_list_names_the_rule_and_the_field() {
    let api = Api::new().await;
    let token = api.reception().await;
    let mut body = api.receive();
    body["papers"].as_array_mut().unwrap().push(json!({ "paper": "khong-co", "copies": 1 }));
    let problem = api.send(post("/dossiers/receive", &body).bearer(&token)).await.refuses(409, "paper-outside-list");
    assert_eq!(problem["field"], "papers");
}

#[tokio::test]
async fn a_second_supplement_request_names_the_rule() {
    let api = Api::new().await;
    let token = api.reception().await;
    let (id, version) = api.received(&token).await;
    let paper = api.office.full(BIRTH).papers[0].paper.to_string();
    let ask = json!({ "items": [{ "paper": paper, "what": "mờ", "not_retrievable": "cơ sở dữ liệu chưa có" }], "reason": "mờ" });
    let done = api.send(act(&token, &id, "request-supplement", version, &ask)).await.is(200).json();
    let d = api.office.state(id.parse().unwrap()).await;
    let supplement = serde_json::to_value(api.office.supplement(&d)).unwrap();
    let version = done["version"].as_i64().unwrap();
    let done = api.send(act(&token, &id, "take-supplement", version, &supplement)).await.is(200).json();
    let version = done["version"].as_i64().unwrap();
    api.send(act(&token, &id, "request-supplement", version, &ask)).await.refuses(409, "supplement-once");
}

#[tokio::test]
async fn of_two_clerks_at_once_one_wins_and_the_other_is_told() {
    let api = Api::new().await;
    let token = api.reception().await;
    let second = api.token(&api.office.second_reception()).await;
    let (id, version) = api.received(&token).await;
    let (a, b) = tokio::join!(
        api.send(act(&token, &id, "transfer", version, &nothing())),
        api.send(act(&second, &id, "transfer", version, &nothing())),
    );
    let mut statuses = [a.status.as_u16(), b.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
}
