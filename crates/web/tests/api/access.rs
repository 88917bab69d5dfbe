//! Who may: no token, wrong tokens, posts that ended, posts that may not.

use crate::support::{Api, act, get, method, nothing, post};
use domain::organisation::OrganisationCommand;
use serde_json::json;
use web::{Access, ROUTES};

/// A path with something in each of its places.
fn filled(path: &str) -> String {
    path.replace("{id}", "0198f1de-0000-7000-8000-000000000001")
        .replace("{file}", "0198f1de-0000-7000-8000-00000000000f")
        .replace("{code}", "000.00.14.H24-261123-0001")
        .replace("{key}", "1.001193")
}

#[tokio::test]
async fn no_route_for_bearers_answers_without_a_token() {
    let api = Api::new().await;
    let routes: Vec<_> = ROUTES.iter().filter(|r| r.access == Access::Bearer).collect();
    assert!(routes.len() >= 30);
    for route in routes {
        let path = filled(route.path.strip_prefix("/api/v1").unwrap());
        let verb: &'static str = match route.method {
            "get" => "GET",
            "post" => "POST",
            "patch" => "PATCH",
            "delete" => "DELETE",
            other => panic!("{other}"),
        };
        let answer = api.send(method(verb, path.clone())).await;
        assert!(answer.header("www-authenticate").starts_with("Bearer"), "{verb} {path}");
        answer.fails(401, "no-token");
        let answer = api.send(method(verb, path).bearer("motcua_0123")).await;
        assert!(answer.header("www-authenticate").contains("invalid_token"));
        answer.fails(401, "bad-token");
    }
}

#[tokio::test]
async fn a_session_cookie_opens_nothing() {
    let api = Api::new().await;
    let (login, password) = api.office.account(&api.office.reception()).await;
    let (secret, _) = api.office.sign_in(&login, &password, office::access::Origin::default()).await.unwrap();
    let ask = get("/me").header("cookie", &format!("motcua_session={secret}"));
    api.send(ask).await.fails(401, "no-token");
    api.send(get("/me").bearer(&secret)).await.fails(401, "bad-token");
}

#[tokio::test]
async fn the_token_of_a_post_that_ended_opens_nothing() {
    let api = Api::new().await;
    let actor = api.office.second_reception();
    let token = api.token(&actor).await;
    api.send(get("/me").bearer(&token)).await.is(200);
    let leave = OrganisationCommand::LeavePost { person: actor.person, post: actor.post };
    api.office.change_organisation(&api.office.administrator(), leave).await.unwrap();
    api.send(get("/me").bearer(&token)).await.fails(401, "bad-token");
}

#[tokio::test]
async fn an_administrator_does_not_touch_dossiers() {
    let api = Api::new().await;
    let token = api.token(&api.office.administrator()).await;
    let clerk = api.reception().await;
    let (id, version) = api.received(&clerk).await;
    api.send(post("/dossiers/receive", &api.receive()).bearer(&token)).await.refuses(403, "not-this-post");
    api.send(act(&token, &id, "transfer", version, &nothing())).await.refuses(403, "not-this-post");
    api.send(get("/dossiers").bearer(&token)).await.refuses(403, "not-this-post");
    api.send(get(format!("/dossiers/{id}")).bearer(&token)).await.refuses(403, "not-this-post");
}

#[tokio::test]
async fn an_inspector_reads_and_changes_nothing() {
    let api = Api::new().await;
    let token = api.token(&api.office.inspector()).await;
    let clerk = api.reception().await;
    let (id, version) = api.received(&clerk).await;
    api.send(get(format!("/dossiers/{id}")).bearer(&token)).await.is(200);
    api.send(get("/dossiers").bearer(&token)).await.is(200);
    api.send(get("/board").bearer(&token)).await.is(200);
    api.send(get("/tasks").bearer(&token)).await.refuses(403, "not-this-post");
    api.send(act(&token, &id, "transfer", version, &nothing())).await.refuses(403, "not-this-post");
    api.send(post("/dossiers/receive", &api.receive()).bearer(&token)).await.refuses(403, "not-this-post");
}

#[tokio::test]
async fn another_ward_does_not_even_learn_that_a_dossier_is_there() {
    let api = Api::new().await;
    let clerk = api.reception().await;
    let (id, version) = api.received(&clerk).await;
    let other = api.token(&api.office.other_ward_reception()).await;
    api.send(get(format!("/dossiers/{id}")).bearer(&other)).await.fails(404, "not-found-dossier");
    api.send(act(&other, &id, "transfer", version, &nothing())).await.fails(404, "not-found-dossier");
    let list = api.send(get("/dossiers").bearer(&other)).await.is(200).json();
    assert_eq!(list["items"], json!([]));
    let ask = get("/dossiers?unit=ngo-quyen.cau-dat").bearer(&other);
    api.send(ask).await.refuses(403, "not-this-unit");
}

#[tokio::test]
async fn an_administrator_makes_lists_and_revokes_tokens_and_nobody_else_does() {
    let api = Api::new().await;
    let admin = api.token(&api.office.administrator()).await;
    let clerk = api.office.reception();
    let body = json!({
        "person": clerk.person, "post": clerk.post, "name": "Phần mềm của quầy", "expires": "2027-01-01T00:00:00+07:00",
    });
    let made = api.send(post("/tokens", &body).bearer(&admin)).await.is(201).json();
    assert_eq!(made["token"]["expires"], "2027-01-01T00:00:00+07:00");
    let secret = made["secret"].as_str().unwrap();
    let me = api.send(get("/me").bearer(secret)).await.is(200).json();
    assert_eq!(me["post"]["id"], clerk.post.as_str());
    let listed = api.send(get("/tokens").bearer(&admin)).await.is(200).json();
    assert!(listed["items"].as_array().unwrap().iter().any(|t| t["id"] == made["token"]["id"]));
    assert!(!listed.to_string().contains(secret));
    let gone = format!("/tokens/{}", made["token"]["id"].as_str().unwrap());
    api.send(method("DELETE", gone.clone()).bearer(secret)).await.refuses(403, "not-this-post");
    api.send(get("/tokens").bearer(secret)).await.refuses(403, "not-this-post");
    api.send(post("/tokens", &body).bearer(secret)).await.refuses(403, "not-this-post");
    api.send(method("DELETE", gone.clone()).bearer(&admin)).await.is(204);
    api.send(get("/me").bearer(secret)).await.fails(401, "bad-token");
    api.send(method("DELETE", gone).bearer(&admin)).await.fails(404, "not-found-token");
    let past =
        json!({ "person": clerk.person, "post": clerk.post, "name": "x", "expires": "2020-01-01T00:00:00+07:00" });
    api.send(post("/tokens", &past).bearer(&admin)).await.refuses(422, "field-malformed");
}

#[tokio::test]
async fn personal_values_stand_in_no_public_answer() {
    let api = Api::new().await;
    let clerk = api.reception().await;
    let done = api.send(post("/dossiers/receive", &api.receive()).bearer(&clerk)).await.is(201).json();
    let code = done["code"].as_str().unwrap();
    let degree = api.send(get(format!("/follow/{code}"))).await.is(200).json();
    let mut names: Vec<_> = degree.as_object().unwrap().keys().cloned().collect();
    names.sort();
    assert_eq!(names, ["code", "done", "finished", "total"]);
    assert_eq!(degree["done"], 0);
}

#[tokio::test]
async fn following_by_code_is_limited_and_says_how_long_to_wait() {
    let api = Api::new().await;
    let mut answer = api.send(get("/follow/000.00.14.H24-261123-0001")).await;
    for _ in 0..40 {
        if answer.status.as_u16() == 429 {
            break;
        }
        answer = api.send(get("/follow/000.00.14.H24-261123-0001")).await;
    }
    assert!(answer.header("retry-after").parse::<u32>().is_ok_and(|s| s > 0));
    answer.fails(429, "too-many");
}
