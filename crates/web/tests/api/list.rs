//! Lists and one dossier: paging, filters, entity tags, shapes.

use crate::support::{Api, act, get, nothing, post};
use std::collections::BTreeSet;

#[tokio::test]
async fn paging_walks_every_dossier_exactly_once_while_others_arrive() {
    let api = Api::new().await;
    let token = api.reception().await;
    let mut all = BTreeSet::new();
    for n in 0..11 {
        // Several at one moment: the id decides among them.
        if n % 3 == 0 {
            api.office.minutes_later(1);
        }
        all.insert(api.received(&token).await.0);
    }
    let mut seen = Vec::new();
    let mut next: Option<String> = None;
    loop {
        let after = next.map(|n| format!("&after={n}")).unwrap_or_default();
        let page = api.send(get(format!("/dossiers?limit=3{after}")).bearer(&token)).await.is(200).json();
        let items = page["items"].as_array().unwrap();
        assert!(items.len() <= 3 && !items.is_empty());
        seen.extend(items.iter().map(|i| i["id"].as_str().unwrap().to_owned()));
        next = page["next"].as_str().map(str::to_owned);
        if next.is_none() {
            break;
        }
        // A newer one belongs before the first page and moves nothing.
        api.office.minutes_later(1);
        api.received(&token).await;
    }
    assert_eq!(seen.len(), all.len());
    assert_eq!(seen.into_iter().collect::<BTreeSet<_>>(), all);
}

#[tokio::test]
async fn tasks_are_paged_by_when_they_are_due() {
    let api = Api::new().await;
    let token = api.reception().await;
    for _ in 0..5 {
        api.received(&token).await;
        api.office.minutes_later(5);
    }
    let first = api.send(get("/tasks?limit=3").bearer(&token)).await.is(200).json();
    let next = first["next"].as_str().unwrap();
    let second = api.send(get(format!("/tasks?limit=3&after={next}")).bearer(&token)).await.is(200).json();
    assert!(second["next"].is_null());
    let ids: BTreeSet<_> = [&first, &second]
        .iter()
        .flat_map(|p| p["items"].as_array().unwrap())
        .map(|i| i["id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(ids.len(), 5);
}

#[tokio::test]
async fn filters_narrow_a_list_and_misspelled_ones_are_refused() {
    let api = Api::new().await;
    let token = api.reception().await;
    let (id, version) = api.received(&token).await;
    api.send(act(&token, &id, "transfer", version, &nothing())).await.is(200);
    let count = async |query: &str| {
        let list = api.send(get(format!("/dossiers?{query}")).bearer(&token)).await.is(200).json();
        list["items"].as_array().unwrap().len()
    };
    assert_eq!(count("phase=in_process").await, 1);
    assert_eq!(count("phase=closed").await, 0);
    assert_eq!(count("procedure=1.001193&unit=ngo-quyen.cau-dat").await, 1);
    assert_eq!(count("late=true").await, 0);
    assert_eq!(count("q=phung%20thi%20vi").await, 1);
    assert_eq!(count("q=0%25H24").await, 0, "a wildcard of SQL is only a character");
    api.office.at("2026-12-01 09:00");
    assert_eq!(count("late=true").await, 1);
    for bad in [
        "fase=closed",
        "phase=gone",
        "limit=0",
        "limit=201",
        "limit=x",
        "after=abc",
        "late=1",
        "limit=1&limit=2",
        "q=%00",
        "unit=Ch%E1%BB%AF",
        "phase=",
    ] {
        api.send(get(format!("/dossiers?{bad}")).bearer(&token)).await.fails(400, "malformed-query");
    }
}

#[tokio::test]
async fn who_has_the_version_is_not_sent_it_again() {
    let api = Api::new().await;
    let token = api.reception().await;
    let (id, version) = api.received(&token).await;
    let ask = get(format!("/dossiers/{id}")).bearer(&token);
    let tag = api.send(ask.clone()).await.is(200).header("etag").to_owned();
    assert_eq!(tag, format!("\"{version}\""));
    let same = api.send(ask.clone().header("if-none-match", &tag)).await.is(304);
    assert_eq!(same.header("etag"), tag);
    assert!(same.bytes.is_empty());
    api.send(act(&token, &id, "transfer", version, &nothing())).await.is(200);
    api.send(ask.header("if-none-match", &tag)).await.is(200);
}

#[tokio::test]
async fn a_dossier_tells_who_held_it_what_happened_and_what_is_open() {
    let api = Api::new().await;
    let token = api.reception().await;
    let (id, version) = api.received(&token).await;
    api.office.minutes_later(30);
    api.send(act(&token, &id, "transfer", version, &nothing())).await.is(200);
    let d = api.send(get(format!("/dossiers/{id}")).bearer(&token).english()).await.is(200).json();
    assert_eq!(d["received"], "2026-08-17T08:00:00+07:00");
    assert_eq!(d["held"][0]["working_minutes"], 30);
    assert_eq!(d["held"][0]["holder"], "official");
    assert_eq!(d["timeline"][0]["event"], "received");
    assert!(d["timeline"][0]["particulars"]["due"].as_str().unwrap().ends_with("+07:00"));
    assert!(d["timeline"][0]["particulars"].get("token").is_none());
    assert!(d["follow_url"].as_str().unwrap().starts_with("https://motcua.example/t/"));
    assert_eq!(d["steps"][0]["done"], "2026-08-17T08:30:00+07:00");
    let acts = d["acts"].as_array().unwrap();
    assert_eq!(acts.len(), domain::dossier::ActKind::ALL.len());
    let approve = acts.iter().find(|a| a["act"] == "approve").unwrap();
    assert_eq!((approve["open"].as_bool(), approve["rule"].as_str()), (Some(false), Some("not-this-post")));
    assert!(approve["why"].as_str().unwrap().is_ascii());
}

#[tokio::test]
async fn papers_are_listed_and_each_is_a_pdf() {
    let api = Api::new().await;
    let token = api.reception().await;
    let (id, _) = api.received(&token).await;
    let papers = api.send(get(format!("/dossiers/{id}/papers")).bearer(&token)).await.is(200).json();
    let kinds: Vec<_> = papers["items"].as_array().unwrap().iter().map(|p| p["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["receipt", "control"]);
    assert_eq!(papers["items"][0]["label"], "01/TTPVHCC");
    let receipt = api.send(get(format!("/dossiers/{id}/papers/1")).bearer(&token)).await.is(200);
    assert_eq!(receipt.header("content-type"), "application/pdf");
    let guide = serde_json::json!({ "procedure": "1.001193", "content": "Đã hướng dẫn." });
    let done = api.send(post("/dossiers/guide", &guide).bearer(&token)).await.is(201).json();
    let ask = get(format!("/dossiers/{}/papers/1", done["id"].as_str().unwrap())).bearer(&token);
    api.send(ask).await.fails(404, "not-found-paper");
}

#[tokio::test]
async fn the_catalogue_and_the_units_are_open_to_everybody() {
    let api = Api::new().await;
    let all = api.send(get("/procedures")).await.is(200).json();
    assert_eq!(all["items"].as_array().unwrap().len(), 72);
    let ward = api.send(get("/procedures?unit=ngo-quyen.cau-dat")).await.is(200).json();
    assert!(!ward["items"].as_array().unwrap().is_empty());
    let birth = api.send(get("/procedures/1.001193").english()).await.is(200).json();
    assert!(!birth["papers"].as_array().unwrap().is_empty());
    api.send(get("/procedures/khong-co")).await.fails(404, "not-found-procedure");
    let units = api.send(get("/units")).await.is(200).json();
    assert!(units["items"].as_array().unwrap().len() >= 14);
    let token = api.reception().await;
    let posts = api.send(get("/posts?unit=ngo-quyen.cau-dat").bearer(&token)).await.is(200).json();
    let leader = posts["items"].as_array().unwrap().iter().find(|p| p["id"] == "ngo-quyen.cau-dat.leader-1").unwrap();
    assert_eq!(leader["people"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_unit_sees_the_questions_it_was_asked() {
    let api = Api::new().await;
    let (id, version) = api.received(&api.reception().await).await;
    let token = api.reception().await;
    let done = api.send(act(&token, &id, "transfer", version, &nothing())).await.is(200).json();
    let specialist = api.token(&api.office.specialist()).await;
    let version = done["version"].as_i64().unwrap();
    let done = api.send(act(&specialist, &id, "claim", version, &nothing())).await.is(200).json();
    let police = api.office.police_specialist();
    let body = serde_json::json!({ "unit": police.unit, "question": "Có cư trú không?", "working_days": 2 });
    let version = done["version"].as_i64().unwrap();
    let done = api.send(act(&specialist, &id, "consult", version, &body)).await.is(200).json();
    let police = api.token(&police).await;
    let asked = api.send(get("/consultations").bearer(&police)).await.is(200).json();
    assert_eq!(asked["items"][0]["id"], id);
    let detail = api.send(get(format!("/dossiers/{id}")).bearer(&police)).await.is(200).json();
    let body = serde_json::json!({ "consultation": detail["consultations"][0]["id"], "answer": "Có." });
    let version = done["version"].as_i64().unwrap();
    api.send(act(&police, &id, "answer-consultation", version, &body)).await.is(200);
    let asked = api.send(get("/consultations").bearer(&police)).await.is(200).json();
    assert_eq!(asked["items"], serde_json::json!([]));
}
