//! Problem details: their shape, their languages, and a status for everything that can be wrong.

use crate::support::{Api, get, method, post};
use domain::law::Rule;
use serde_json::json;
use web::api::problem::AT_THE_DOOR;
use web::i18n::{Lang, Tr};

#[tokio::test]
async fn a_problem_is_told_in_the_language_that_is_asked_for() {
    let api = Api::new().await;
    let token = api.reception().await;
    let mut body = api.receive();
    body["applicant"]["phone"] = json!("123");
    let ask = post("/dossiers/receive", &body).bearer(&token);
    let vi = api.send(ask.clone()).await.refuses(422, "field-malformed");
    let en = api.send(ask.clone().english()).await.refuses(422, "field-malformed");
    assert_eq!(vi["field"], "applicant.phone");
    assert_eq!(en["title"], "Value not in the right form");
    assert_ne!(vi["title"], en["title"]);
    assert_ne!(vi["detail"], en["detail"]);
    let by_cookie = api.send(ask.header("cookie", "lang=en")).await.refuses(422, "field-malformed");
    assert_eq!(by_cookie["title"], vi["title"], "a cookie has no say");
}

#[tokio::test]
async fn what_cannot_be_read_says_so() {
    let api = Api::new().await;
    let token = api.reception().await;
    let ask = post("/dossiers/receive", &api.receive()).bearer(&token);
    api.send(ask.clone().text("{")).await.fails(400, "malformed-json");
    api.send(ask.clone().text("[".repeat(5000))).await.fails(400, "malformed-json");
    api.send(ask.clone().text("\u{0}".repeat(3))).await.fails(400, "malformed-json");
    api.send(ask.clone().text("")).await.fails(400, "malformed-json");
    let large = format!("{{\"procedure\":\"{}\"}}", "x".repeat(300_000));
    api.send(ask.text(large)).await.fails(413, "body-too-large");
    let plain = method("POST", "/dossiers/receive").bearer(&token).text("{}");
    api.send(plain.clone()).await.fails(415, "unsupported-media-type");
    api.send(plain.header("content-type", "text/plain")).await.fails(415, "unsupported-media-type");
}

#[tokio::test]
async fn a_body_against_its_schema_names_the_field() {
    let api = Api::new().await;
    let token = api.reception().await;
    for (pointer, value, field) in [
        ("/procedure", json!(7), "procedure"),
        ("/channel", json!("pigeon"), "channel"),
        ("/sets", json!(-1), "sets"),
        ("/sets", json!(21), "sets"),
        ("/applicant/name", json!("   "), "applicant.name"),
        ("/applicant/name", json!("a\u{0}b"), "applicant.name"),
        ("/applicant/name", json!("a".repeat(201)), "applicant.name"),
        ("/papers/0/copies", json!(101), "papers.0.copies"),
        ("/papers/0/paper", json!("Không phải khóa"), "papers.0.paper"),
    ] {
        let mut body = api.receive();
        *body.pointer_mut(pointer).expect(pointer) = value;
        let problem = api.send(post("/dossiers/receive", &body).bearer(&token)).await.fails(422, "invalid-body");
        assert_eq!(problem["field"], field, "{pointer}");
    }
    let mut body = api.receive();
    body["colour"] = json!("blue");
    let problem = api.send(post("/dossiers/receive", &body).bearer(&token)).await.fails(422, "invalid-body");
    assert_eq!(problem["field"], "colour");
    let mut body = api.receive();
    body.as_object_mut().unwrap().remove("papers");
    let problem = api.send(post("/dossiers/receive", &body).bearer(&token)).await.fails(422, "invalid-body");
    assert_eq!(problem["field"], "papers");
}

#[tokio::test]
async fn a_refused_value_is_not_repeated_in_the_answer() {
    let api = Api::new().await;
    let token = api.reception().await;
    let mut body = api.receive();
    body["applicant"]["id_number"] = json!("012345678901234567890123");
    let problem = api.send(post("/dossiers/receive", &body).bearer(&token)).await.fails(422, "invalid-body");
    assert!(!problem.to_string().contains("0123456789012345"));
}

#[tokio::test]
async fn an_unknown_path_and_a_wrong_method_are_problems_too() {
    let api = Api::new().await;
    for path in ["/nothing", "/", "", "/dossiers/x/y/z", "/dossiers/not-a-uuid/acts/fly"] {
        api.send(get(path)).await.fails(404, "no-such-path");
    }
    let token = api.reception().await;
    api.send(get("/dossiers/not-a-uuid").bearer(&token)).await.fails(404, "no-such-path");
    api.send(get("/follow/not-a-code")).await.fails(404, "no-such-path");
    api.send(get("/dossiers/by-code/%FF").bearer(&token)).await.fails(404, "no-such-path");
    for verb in ["PUT", "PATCH", "TRACE", "OPTIONS"] {
        let answer = api.send(method(verb, "/dossiers").bearer(&token)).await;
        assert!(answer.header("allow").contains("GET"), "{verb}: {:?}", answer.headers);
        answer.fails(405, "wrong-method");
    }
}

#[test]
fn every_problem_of_the_door_has_its_texts_in_both_languages() {
    for lang in Lang::ALL {
        for (id, _) in AT_THE_DOOR {
            assert!(Tr(lang).has(&format!("api-{id}")), "{id}");
            assert!(Tr(lang).has(&format!("api-{id}-what")), "{id}");
        }
        for rule in Rule::ALL {
            assert!(Tr(lang).has(&format!("rule-{}-short", rule.id())), "{}", rule.id());
        }
    }
}

#[test]
fn no_problem_of_the_door_has_the_id_of_a_rule() {
    for (id, _) in AT_THE_DOOR {
        assert!(Rule::ALL.iter().all(|r| r.id() != id), "{id}");
    }
}

#[tokio::test]
async fn the_type_of_a_problem_is_a_page_that_explains_it() {
    let api = Api::new().await;
    for id in ["wrong-order", "version-required", "not-found-dossier", "stale", "key-reused"] {
        let page = api.page(&format!("/problems/{id}")).await.is(200);
        assert!(page.header("content-type").starts_with("text/html"), "{id}");
    }
    api.page("/problems/khong-co").await.is(404);
}
