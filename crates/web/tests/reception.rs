//! The counter: today, one form to receive, guide or refuse, results to hand over.

#[path = "visitor/browser.rs"]
mod browser;

use browser::{Answer, Visitor};
use domain::dossier::Phase;
use domain::id::DossierId;
use office::testing::{APPLICANT, BIRTH, TestOffice};

/// The fields that the page of the form carries when nothing is changed but the name, and all papers are here.
fn as_shown(page: &Answer, name: &str) -> Vec<(String, String)> {
    let mut fields = vec![("key".to_owned(), page.value("key")), ("applicant.name".to_owned(), name.to_owned())];
    fields.push(("all_here".into(), "yes".into()));
    for tag in page.body.split('<').filter(|t| t.starts_with("input") && t.contains("name=\"")) {
        let part = |attribute: &str| {
            tag.split(&format!(" {attribute}=\""))
                .nth(1)
                .and_then(|v| v.split('"').next())
                .unwrap_or_default()
                .to_owned()
        };
        let name = part("name");
        let chosen = !(tag.contains("type=\"checkbox\"") || tag.contains("type=\"radio\"")) || tag.contains(" checked");
        let mine = matches!(name.as_str(), "csrf" | "key" | "applicant.name" | "q");
        if chosen && !mine && !part("value").is_empty() {
            fields.push((name, part("value")));
        }
    }
    fields
}

async fn send(visitor: &Visitor, procedure: &str, fields: &[(String, String)]) -> Answer {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    visitor.post(&format!("/reception/receive/{procedure}"), &fields).await
}

fn set(fields: &mut Vec<(String, String)>, name: &str, value: &str) {
    fields.retain(|(n, _)| n != name);
    fields.push((name.into(), value.into()));
}

fn id_in(location: &str) -> DossierId {
    let id = location.trim_start_matches("/dossiers/").split('?').next().unwrap_or_default();
    id.parse().unwrap_or_else(|_| panic!("no dossier in {location}"))
}

async fn form(visitor: &Visitor, procedure: &str) -> Answer {
    let page = visitor.get(&format!("/reception/receive/{procedure}")).await;
    assert_eq!(page.status, 200, "{}", page.text());
    page
}

#[tokio::test]
async fn every_procedure_of_the_ward_is_received_by_a_name_one_tick_and_enter() {
    let office = TestOffice::new().await;
    let visitor = Visitor::signed_in(&office, &office.reception()).await;
    let unit = office.reception().unit;
    let law = office.law();
    let mut keys: Vec<_> = law.catalogue.iter().filter(|(_, p)| p.is_published_at(&unit)).map(|(k, _)| k).collect();
    keys.sort();
    assert!(keys.len() > 40);
    for key in keys {
        let page = form(&visitor, key.as_str()).await;
        let answer = send(&visitor, key.as_str(), &as_shown(&page, "Phùng Thị Ví Dụ")).await;
        assert_eq!(answer.status, 303, "{key}: {}", answer.text());
        assert!(answer.location.ends_with("?done=receive"));
    }
}

#[tokio::test]
async fn the_date_shown_before_is_the_date_promised() {
    let office = TestOffice::new().await;
    let visitor = Visitor::signed_in(&office, &office.reception()).await;
    let page = form(&visitor, "1.004873").await;
    let answer = send(&visitor, "1.004873", &as_shown(&page, "Phùng Thị Ví Dụ")).await;
    let due = office.state(id_in(&answer.location)).await.due.expect("a date");
    let words = web::i18n::Tr(web::i18n::Lang::Vi).moment_long(due).replace('\u{a0}', " ");
    assert!(page.text().contains(&format!("Nhận bây giờ thì hẹn trả {words}")), "{}", page.text());
}

#[tokio::test]
async fn a_double_click_makes_one_dossier() {
    let office = TestOffice::new().await;
    let visitor = Visitor::signed_in(&office, &office.reception()).await;
    let mut fields = as_shown(&form(&visitor, BIRTH).await, "Phùng Thị Ví Dụ");
    let first = send(&visitor, BIRTH, &fields).await;
    let second = send(&visitor, BIRTH, &fields).await;
    assert_eq!(first.location, second.location);
    // The way back in the browser and another name: it says so, and keeps what was typed.
    set(&mut fields, "applicant.name", "Phùng Thị Khác");
    let third = send(&visitor, BIRTH, &fields).await;
    assert_eq!(third.status, 422);
    assert_eq!(third.value("applicant.name"), "Phùng Thị Khác");
    assert_ne!(third.value("key"), fields[0].1);
}

#[tokio::test]
async fn what_was_typed_comes_back_with_the_error_at_its_field() {
    let office = TestOffice::new().await;
    let visitor = Visitor::signed_in(&office, &office.reception()).await;
    let mut fields = as_shown(&form(&visitor, BIRTH).await, "Phùng <b> Ví Dụ");
    set(&mut fields, "applicant.phone", "số nhà");
    set(&mut fields, "papers.p1.copies", "7");
    set(&mut fields, "representative.party.name", "Vũ Văn Thay");
    let answer = send(&visitor, BIRTH, &fields).await;
    assert_eq!(answer.status, 422);
    assert!(answer.body.contains("href=\"#applicant.phone\""));
    assert!(answer.body.contains("id=\"applicant.phone-error\""));
    assert_eq!(answer.value("applicant.name"), "Phùng &lt;b&gt; Ví Dụ");
    assert_eq!(answer.value("papers.p1.copies"), "7");
    assert_eq!(answer.value("representative.party.name"), "Vũ Văn Thay");
    // Then the next thing: somebody files for the applicant without a paper that says so.
    set(&mut fields, "applicant.phone", "0999 000 001");
    let answer = send(&visitor, BIRTH, &fields).await;
    assert!(answer.body.contains("href=\"#representative.authorisation\""), "{}", answer.text());
}

#[tokio::test]
async fn missing_papers_are_named_and_marked() {
    let office = TestOffice::new().await;
    let visitor = Visitor::signed_in(&office, &office.reception()).await;
    let mut fields = as_shown(&form(&visitor, BIRTH).await, "Phùng Thị Ví Dụ");
    set(&mut fields, "papers.p1.originals", "0");
    let answer = send(&visitor, BIRTH, &fields).await;
    assert_eq!(answer.status, 409);
    let text = answer.text();
    assert!(text.contains("Còn thiếu: Tờ khai đăng ký khai sinh") && text.contains("Nghị định 61/2018"), "{text}");
}

#[tokio::test]
async fn a_ticked_condition_means_the_papers_of_the_list() {
    let office = TestOffice::new().await;
    let visitor = Visitor::signed_in(&office, &office.reception()).await;
    let mut fields = as_shown(&form(&visitor, BIRTH).await, "Phùng Thị Ví Dụ");
    fields.push(("cases".into(), "p3".into()));
    let answer = send(&visitor, BIRTH, &fields).await;
    let d = office.state(id_in(&answer.location)).await;
    let held = d.papers.iter().find(|p| p.paper.as_str() == "p3").expect("the paper");
    assert_eq!((d.cases.len(), held.originals), (1, 1));
    // The question is answered with yes, and nobody says that its paper is here.
    let mut fields = as_shown(&form(&visitor, BIRTH).await, "Phùng Thị Ví Dụ");
    fields.retain(|(n, _)| n != "all_here");
    fields.extend([("here".into(), "p1".into()), ("cases".into(), "p3".into())]);
    let answer = send(&visitor, BIRTH, &fields).await;
    assert_eq!(answer.status, 409, "{}", answer.text());
    // A number that says less than the list demands is taken at its word.
    let mut fields = as_shown(&form(&visitor, BIRTH).await, "Phùng Thị Ví Dụ");
    fields.push(("cases".into(), "p3".into()));
    fields.push(("papers.p3.originals".into(), "0".into()));
    assert_eq!(send(&visitor, BIRTH, &fields).await.status, 409);
}

#[tokio::test]
async fn guidance_is_kept_and_may_become_a_receipt() {
    let office = TestOffice::new().await;
    let visitor = Visitor::signed_in(&office, &office.reception()).await;
    let mut fields = as_shown(&form(&visitor, BIRTH).await, "Phùng Thị Ví Dụ");
    set(&mut fields, "papers.p1.originals", "0");
    set(&mut fields, "do", "guide");
    let empty = send(&visitor, BIRTH, &fields).await;
    assert_eq!(empty.status, 422);
    assert!(empty.text().contains("Hãy ghi nội dung đã hướng dẫn"));
    set(&mut fields, "content", "Điền tờ khai theo mẫu");
    let answer = send(&visitor, BIRTH, &fields).await;
    assert!(answer.location.ends_with("?done=guide"), "{}", answer.text());
    let id = id_in(&answer.location);
    assert_eq!(office.state(id).await.phase, Phase::Guided);

    let page = visitor.get(&format!("/reception/receive/{BIRTH}?dossier={id}")).await;
    assert_eq!(page.value("applicant.name"), "Phùng Thị Ví Dụ");
    let answer = send(&visitor, BIRTH, &as_shown(&page, "Phùng Thị Ví Dụ")).await;
    assert_eq!(id_in(&answer.location), id);
    assert_eq!(office.state(id).await.phase, Phase::InProcess);
}

#[tokio::test]
async fn a_refusal_to_receive_states_its_reason() {
    let office = TestOffice::new().await;
    let visitor = Visitor::signed_in(&office, &office.reception()).await;
    let mut fields = as_shown(&form(&visitor, BIRTH).await, "Phùng Thị Ví Dụ");
    set(&mut fields, "do", "decline");
    assert_eq!(send(&visitor, BIRTH, &fields).await.status, 422);
    set(&mut fields, "reason", "Trẻ đã được đăng ký");
    let answer = send(&visitor, BIRTH, &fields).await;
    assert_eq!(office.state(id_in(&answer.location)).await.phase, Phase::Declined);
}

#[tokio::test]
async fn a_paper_outside_the_list_is_recorded_as_a_breach() {
    let office = TestOffice::new().await;
    let visitor = Visitor::signed_in(&office, &office.reception()).await;
    let mut fields = as_shown(&form(&visitor, BIRTH).await, "Phùng Thị Ví Dụ");
    set(&mut fields, "outside.0.paper", "Giấy bịa đặt");
    let answer = send(&visitor, BIRTH, &fields).await;
    assert!(answer.body.contains("href=\"#outside.0.reason\""), "{}", answer.text());
    set(&mut fields, "outside.0.reason", "Cho chắc");
    let answer = send(&visitor, BIRTH, &fields).await;
    assert_eq!(office.state(id_in(&answer.location)).await.breaches.len(), 1);
}

#[tokio::test]
async fn the_page_of_today_lists_what_came_and_what_must_go_on() {
    let office = TestOffice::new().await;
    let visitor = Visitor::signed_in(&office, &office.reception()).await;
    assert!(visitor.get("/reception").await.text().contains("Hôm nay chưa có hồ sơ nào"));
    let done = office.receive(BIRTH).await;
    let page = visitor.get("/reception").await;
    let text = page.text();
    assert!(text.contains(APPLICANT) && text.contains("Chuyển chậm nhất"), "{text}");
    assert!(page.body.contains(&format!("action=\"/dossiers/{}/acts/transfer\"", done.id)));
    office.at("2026-08-18 08:00");
    let visitor = Visitor::signed_in(&office, &office.reception()).await;
    let text = visitor.get("/reception").await.text();
    assert!(text.contains("Hôm nay chưa có hồ sơ nào") && text.contains("Quá hạn"), "{text}");
}

#[tokio::test]
async fn results_are_found_by_name_without_marks_and_by_code() {
    let office = TestOffice::new().await;
    let visitor = Visitor::signed_in(&office, &office.reception()).await;
    let done = office.receive(BIRTH).await;
    office.walk_to_ready(done.id).await;
    let code = done.code.expect("a code");
    for q in ["", "phung thi", code.as_str()] {
        let page = visitor.get(&format!("/reception/ready?q={}", browser::encode(q))).await;
        assert!(page.body.contains(&format!("/dossiers/{}/acts/return-result", done.id)), "{q}");
    }
    assert!(visitor.get("/reception/ready?q=xyz").await.text().contains("Không có kết quả chờ trả nào khớp"));
}

#[tokio::test]
async fn a_procedure_of_another_counter_is_refused_with_its_rule() {
    let office = TestOffice::new().await;
    let visitor = Visitor::signed_in(&office, &office.reception()).await;
    for (key, status) in [("1.001612", 409), ("to-cao-cap-xa", 409), ("9.999999", 404)] {
        assert_eq!(visitor.get(&format!("/reception/receive/{key}")).await.status, status, "{key}");
    }
    let chosen = visitor.get("/reception/receive?q=1.001193").await;
    assert_eq!(chosen.location, "/reception/receive/1.001193");
    let text = visitor.get("/procedures/1.001612").await.text();
    assert!(text.contains("Tiếp nhận hồ sơ"), "the button is there, with its reason");
}

#[tokio::test]
async fn the_counter_is_for_its_own_posts() {
    let office = TestOffice::new().await;
    for actor in [office.specialist(), office.leader(), office.inspector(), office.administrator()] {
        let visitor = Visitor::signed_in(&office, &actor).await;
        for path in ["/reception", "/reception/receive", "/reception/receive/1.001193", "/reception/ready"] {
            assert_eq!(visitor.get(path).await.status, 403, "{path} {:?}", actor.kind);
        }
        assert_eq!(visitor.post("/reception/receive/1.001193", &[("applicant.name", "A")]).await.status, 403);
    }
}
