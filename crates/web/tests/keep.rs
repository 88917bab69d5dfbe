//! Nothing typed is lost: drafts, the end of a session, a scanned card, a shared computer.

#[path = "visitor/browser.rs"]
mod browser;

use browser::{Answer, Visitor};
use domain::procedure::Work;
use office::testing::{BIRTH, TestOffice, applicant};
use store::db::DbError;
use store::{binds, sql};

const SCAN: &str = "031999000001|012345678|Đỗ Thị Quét Thẻ|02091990|Nữ|Số 9, phố Ví Dụ, phường Cầu Đất|15042022";
const PASSWORD: &str = "mật khẩu để thử 2026";
const PIN: &str = "739164";

fn receive(procedure: &str) -> String {
    format!("/reception/receive/{procedure}")
}

/// The fields that every form of the counter sends, with what the officer typed.
fn form<'a>(page: &'a Answer, typed: &[(&'a str, &'a str)]) -> Vec<(&'a str, String)> {
    let mut fields: Vec<(&str, String)> = ["draft", "form", "key"].map(|name| (name, page.value(name))).to_vec();
    fields.extend([("channel", "in-person".to_owned()), ("sets", "1".to_owned())]);
    fields.extend(typed.iter().map(|(n, v)| (*n, (*v).to_owned())));
    fields
}

async fn send(visitor: &Visitor, path: &str, fields: &[(&str, String)]) -> Answer {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    visitor.post(path, &fields).await
}

async fn texts(office: &TestOffice) -> Vec<String> {
    office
        .db()
        .read(|tx| {
            Box::pin(async move {
                let rows = tx.query(sql!("SELECT value FROM personal WHERE slot = 'draft'"), &binds![]).await?;
                rows.iter().map(|r| r.text(0).map(str::to_owned)).collect::<Result<Vec<_>, DbError>>()
            })
        })
        .await
        .unwrap()
}

#[tokio::test]
async fn a_form_left_for_later_is_offered_again_and_gone_when_it_is_sent() {
    for office in TestOffice::on_all().await {
        let visitor = Visitor::signed_in(&office, &office.reception()).await;
        let path = receive(BIRTH);
        let page = visitor.get(&path).await;
        let typed = [("applicant.name", "Phùng Thị Dở Dang"), ("applicant.scan", SCAN), ("cases", "p3")];
        let answer = send(&visitor, "/drafts", &form(&page, &typed)).await;
        assert_eq!(answer.location, "/reception?done=draft", "{}", answer.text());
        // What is kept of a card is what was typed into the form, not the card.
        assert!(texts(&office).await.iter().all(|t| t.contains("Dở Dang") && !t.contains("02091990")));

        let desk = visitor.get("/reception").await;
        assert!(desk.text().contains("Đang làm dở") && desk.text().contains("Phùng Thị Dở Dang"), "{}", desk.text());
        assert!(visitor.get(&path).await.text().contains("Phùng Thị Dở Dang"), "the form itself offers it");
        let resumed = format!("{path}?draft={}", page.value("draft"));
        assert!(desk.body.contains(&format!("href=\"{resumed}\"")));
        let again = visitor.get(&resumed).await;
        assert_eq!(again.value("applicant.name"), "Phùng Thị Dở Dang");
        assert_eq!(again.value("draft"), page.value("draft"));
        assert!(again.body.contains("id=\"case-p3\" name=\"cases\" value=\"p3\" checked"));

        let typed = [("applicant.name", "Phùng Thị Dở Dang"), ("all_here", "yes")];
        let done = send(&visitor, &path, &form(&again, &typed)).await;
        assert!(done.location.ends_with("?done=receive"), "{}", done.text());
        assert!(!visitor.get("/reception").await.text().contains("Đang làm dở"));
        assert_eq!(texts(&office).await, Vec::<String>::new(), "{}", office.engine);
        // A save that was on its way comes late: it brings nothing back.
        assert_eq!(send(&visitor, "/drafts", &form(&again, &typed)).await.status, 404);
        assert_eq!(texts(&office).await, Vec::<String>::new());
    }
}

#[tokio::test]
async fn nobody_but_its_owner_sees_a_draft_and_after_a_week_nobody_does() {
    let office = TestOffice::new().await;
    let visitor = Visitor::signed_in(&office, &office.reception()).await;
    let path = receive(BIRTH);
    let page = visitor.get(&path).await;
    let fields = form(&page, &[("applicant.name", "Phùng Thị Dở Dang")]);
    send(&visitor, "/drafts", &fields).await;
    let resumed = format!("{path}?draft={}", page.value("draft"));

    let other = Visitor::signed_in(&office, &office.second_reception()).await;
    for place in ["/reception", &path, &resumed] {
        assert!(!other.get(place).await.text().contains("Dở Dang"), "{place}");
    }
    // Under another's id a form is not kept, and the other's stays as it was.
    assert_eq!(send(&other, "/drafts", &form(&page, &[("applicant.name", "Kẻ Khác")])).await.status, 404);
    let discard = format!("/drafts/{}/discard", page.value("draft"));
    assert_eq!(other.post(&discard, &[]).await.status, 404);
    assert_eq!(visitor.get(&resumed).await.value("applicant.name"), "Phùng Thị Dở Dang");

    office.later(24 * 7);
    let mut visitor = Visitor::new(&office);
    visitor.sign_in(office.reception().post.as_str(), PASSWORD).await;
    assert!(!visitor.get("/reception").await.text().contains("Dở Dang"));
    send(&visitor, "/drafts", &form(&visitor.get(&path).await, &[("applicant.name", "Bản Mới")])).await;
    assert!(texts(&office).await.iter().all(|t| t.contains("Bản Mới")), "the old one is swept away");
    let page = visitor.get("/reception").await;
    let draft = page.body.split("?draft=").nth(1).and_then(|t| t.split('"').next()).unwrap_or_default().to_owned();
    assert_eq!(visitor.post(&format!("/drafts/{draft}/discard"), &[]).await.status, 303);
    assert_eq!(texts(&office).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_reason_half_written_is_kept_and_offered_at_the_desk() {
    let office = TestOffice::new().await;
    let id = office.receive(BIRTH).await.id;
    office.walk_to(id, Work::Sign).await;
    let visitor = Visitor::signed_in(&office, &office.leader()).await;
    let path = format!("/dossiers/{id}/acts/reject");
    let page = visitor.get(&path).await;
    send(&visitor, "/drafts", &form(&page, &[("reason", "Chưa đủ điều kiện vì")])).await;
    let code = office.state(id).await.code.unwrap();
    assert!(visitor.get("/tasks").await.text().contains(&format!("– {code}")));
    let again = visitor.get(&format!("{path}?draft={}", page.value("draft"))).await;
    assert!(again.body.contains("Chưa đủ điều kiện vì</textarea>"), "{}", again.text());
    let done = send(&visitor, &path, &form(&again, &[("reason", "Chưa đủ điều kiện vì thiếu căn cứ")])).await;
    assert!(done.location.ends_with("done=reject"), "{}", done.text());
    assert_eq!(texts(&office).await, Vec::<String>::new());
}

#[tokio::test]
async fn what_is_sent_after_the_end_of_the_session_waits_for_its_owner() {
    let office = TestOffice::new().await;
    let mut visitor = Visitor::signed_in(&office, &office.reception()).await;
    let path = receive(BIRTH);
    let page = visitor.get(&path).await;
    assert!(page.text().contains("phiên làm việc tự kết thúc lúc 18:00"), "{}", page.text());
    let fields = form(&page, &[("applicant.name", "Phùng Thị Muộn"), ("all_here", "yes")]);
    office.later(11);
    let answer = send(&visitor, &path, &fields).await;
    let back = format!("{path}?draft={}", page.value("draft"));
    assert_eq!(answer.location, format!("/sign-in?kept=1&back={}", browser::encode(&back)));
    assert!(visitor.get(&answer.location).await.text().contains("Nội dung đã gõ được giữ lại"));

    // Somebody else who signs in there finds nothing.
    let other = Visitor::signed_in(&office, &office.second_reception()).await;
    assert!(!other.get(&back).await.text().contains("Phùng Thị Muộn"));
    // Nor does a form with another token reach anybody's drafts.
    let forged = [("draft", page.value("draft")), ("form", path.clone()), ("applicant.name", "Giả".into())];
    let token = std::mem::replace(&mut visitor.csrf, "x".into());
    assert!(send(&visitor, &path, &forged).await.location.starts_with("/sign-in?back="));
    visitor.csrf = token;

    visitor.sign_in(office.reception().post.as_str(), PASSWORD).await;
    let again = visitor.get(&back).await;
    assert_eq!(again.value("applicant.name"), "Phùng Thị Muộn");
    assert!(again.body.contains("name=\"all_here\" value=\"yes\" checked"));
}

#[tokio::test]
async fn a_session_is_asked_after_without_being_used_and_lasts_when_somebody_is_there() {
    let office = TestOffice::new().await;
    let visitor = Visitor::signed_in(&office, &office.reception()).await;
    office.minutes_later(9 * 60 + 55);
    let left = visitor.get("/session").await;
    assert!(left.body.contains("\"left_ms\":300000") && left.body.contains("18:00"), "{}", left.body);
    let stayed = visitor.post("/session/stay", &[]).await;
    assert!(stayed.body.contains("\"left_ms\":36000000"), "{}", stayed.body);
    office.minutes_later(9 * 60);
    assert_eq!(visitor.get("/session").await.status, 200);
    office.minutes_later(61);
    assert_eq!(visitor.get("/session").await.status, 303, "asking did not prolong it");
}

#[tokio::test]
async fn a_scanned_card_fills_three_fields_and_what_is_no_card_loses_nothing() {
    let office = TestOffice::new().await;
    let visitor = Visitor::signed_in(&office, &office.reception()).await;
    let path = receive(BIRTH);
    let page = visitor.get(&path).await;
    for field in ["applicant.scan", "applicant.name"] {
        let answer = send(&visitor, &path, &form(&page, &[("applicant.phone", "0900000001"), (field, SCAN)])).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(answer.value("applicant.name"), "Đỗ Thị Quét Thẻ");
        assert_eq!(answer.value("applicant.id_number"), "031999000001");
        assert_eq!(answer.value("applicant.address"), "Số 9, phố Ví Dụ, phường Cầu Đất");
        assert_eq!(answer.value("applicant.phone"), "0900000001");
        assert!(!answer.body.contains("02091990") && !answer.body.contains("012345678"), "nothing else is taken");
        assert!(
            answer.body.contains("<input autofocus class=\"govuk-input govuk-input--width-20\" id=\"applicant.phone\"")
        );
    }
    let typed = [("applicant.name", "Phùng Thị Ví Dụ"), ("applicant.scan", "https://example.vn/ma-khac")];
    let answer = send(&visitor, &path, &form(&page, &typed)).await;
    assert_eq!(answer.status, 422);
    assert!(answer.body.contains("href=\"#applicant.scan\"") && answer.text().contains("tắt bộ gõ tiếng Việt"));
    assert_eq!(answer.value("applicant.name"), "Phùng Thị Ví Dụ");
    let typed = [("representative.party.scan", SCAN), ("applicant.name", "Phùng Thị Ví Dụ")];
    let answer = send(&visitor, &path, &form(&page, &typed)).await;
    assert_eq!(answer.value("representative.party.name"), "Đỗ Thị Quét Thẻ");
    assert_eq!(answer.value("applicant.name"), "Phùng Thị Ví Dụ");
}

#[tokio::test]
async fn the_same_person_with_an_open_dossier_is_pointed_out_once_and_never_refused() {
    for office in TestOffice::on_all().await {
        let first = office.receive(BIRTH).await;
        let visitor = Visitor::signed_in(&office, &office.reception()).await;
        let path = receive(BIRTH);
        let known = applicant(1);
        let spaced = format!("{} {}", &known.id_number[..4], &known.id_number[4..]);
        let ways = [
            // Another spelling of the name, the same number; no number, the same name and phone.
            vec![("applicant.name", "Phung Thi Vi Du 1"), ("applicant.id_number", spaced.as_str())],
            vec![("applicant.name", "phùng thị ví dụ 1"), ("applicant.phone", known.phone.as_str())],
        ];
        for mut typed in ways {
            typed.push(("all_here", "yes"));
            let page = visitor.get(&path).await;
            let answer = send(&visitor, &path, &form(&page, &typed)).await;
            assert_eq!(answer.status, 409, "{}: {}", office.engine, answer.text());
            assert!(answer.body.contains(&format!("href=\"/dossiers/{}\"", first.id)), "{}", answer.text());
            assert!(answer.text().contains("không phải lý do từ chối"));
            typed.push(("anyway", "yes"));
            let fields = form(&page, &typed);
            let done = send(&visitor, &path, &fields).await;
            assert!(done.location.ends_with("?done=receive"), "{}", done.text());
            // A second click of the same page is the same dossier, not a duplicate.
            assert_eq!(send(&visitor, &path, &fields[..fields.len() - 1]).await.location, done.location);
        }
        for typed in [
            // Another person of the same name; the same person, another procedure.
            vec![("applicant.name", "Phùng Thị Ví Dụ 1"), ("applicant.id_number", "031988000009")],
            vec![("applicant.name", "Phùng Thị Ví Dụ 1"), ("applicant.phone", "0911111111")],
        ] {
            let mut typed = typed.clone();
            typed.push(("all_here", "yes"));
            let answer = send(&visitor, &path, &form(&visitor.get(&path).await, &typed)).await;
            assert_eq!(answer.status, 303, "{}", answer.text());
        }
        let path = receive("2.000815");
        let typed = [("applicant.name", "x"), ("applicant.id_number", known.id_number.as_str()), ("all_here", "yes")];
        let answer = send(&visitor, &path, &form(&visitor.get(&path).await, &typed)).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
    }
}

#[tokio::test]
async fn naming_a_representative_makes_the_authorisation_one_of_the_papers() {
    let office = TestOffice::new().await;
    let visitor = Visitor::signed_in(&office, &office.reception()).await;
    let path = receive(BIRTH);
    let page = visitor.get(&path).await;
    let mut typed = vec![
        ("applicant.name", "Phùng Thị Ví Dụ"),
        ("representative.party.name", "Vũ Văn Thay"),
        ("representative.authorisation", "GUQ số 5, UBND phường Mẫu"),
        ("here", "p1"),
    ];
    let answer = send(&visitor, &path, &form(&page, &typed)).await;
    assert_eq!(answer.status, 409);
    assert!(answer.text().contains("Còn thiếu: Văn bản ủy quyền"), "{}", answer.text());
    assert!(answer.body.contains("id=\"case-p5\" name=\"cases\" value=\"p5\" checked"), "the question is answered");
    typed.push(("all_here", "yes"));
    let done = send(&visitor, &path, &form(&page, &typed)).await;
    let id = done.location.trim_start_matches("/dossiers/").split('?').next().unwrap().parse().unwrap();
    let d = office.state(id).await;
    assert_eq!(d.cases.iter().map(domain::id::PaperId::as_str).collect::<Vec<_>>(), ["p5"]);
    assert!(d.papers.iter().any(|p| p.paper.as_str() == "p5" && p.originals == 1));
}

#[tokio::test]
async fn what_the_state_has_is_said_and_not_asked_for() {
    let office = TestOffice::new().await;
    let visitor = Visitor::signed_in(&office, &office.reception()).await;
    let page = visitor.get(&receive(BIRTH)).await;
    assert!(page.text().contains("Đọc từ CSDL quốc gia về dân cư, không phải nộp"), "{}", page.text());
    for part in ["papers.p6.originals", "papers.p6.copies", "id=\"here-p6\""] {
        assert!(!page.body.contains(part), "{part}");
    }
    let path = receive(BIRTH);
    let typed = [("applicant.name", "Phùng Thị Ví Dụ"), ("content", "Mang đủ giấy tờ"), ("do", "guide")];
    let done = send(&visitor, &path, &form(&page, &typed)).await;
    let id = done.location.trim_start_matches("/dossiers/").split('?').next().unwrap().parse().unwrap();
    let detail = office.dossier(&office.reception(), id).await.unwrap();
    let missing = detail.timeline.iter().find_map(|h| match &h.event {
        domain::dossier::Event::Guided { missing, .. } => Some(missing.clone()),
        _ => None,
    });
    assert_eq!(missing.unwrap().iter().map(ToString::to_string).collect::<Vec<_>>(), ["p1"]);
}

#[tokio::test]
async fn what_comes_often_here_is_counted_and_answers_to_its_number() {
    let office = TestOffice::new().await;
    for procedure in ["2.000815", BIRTH, BIRTH] {
        office.receive(procedure).await;
    }
    let visitor = Visitor::signed_in(&office, &office.reception()).await;
    let text = visitor.get("/reception").await.text();
    assert!(text.contains("Đăng ký khai sinh 2 hồ sơ") && text.contains("Chứng thực bản sao từ bản chính 1 hồ sơ"));
    for (q, to) in [("1", receive(BIRTH)), ("2", receive("2.000815"))] {
        assert_eq!(visitor.get(&format!("/reception/receive?q={q}")).await.location, to);
    }
    assert_eq!(visitor.get("/reception/receive?q=7").await.status, 200, "there is no seventh");
    // Another ward received nothing; and a month later nobody did.
    let other = Visitor::signed_in(&office, &office.other_ward_reception()).await;
    assert!(!other.get("/reception").await.text().contains("Hay nhận tại đây"));
    office.later(24 * 31);
    let visitor = Visitor::signed_in(&office, &office.reception()).await;
    assert!(!visitor.get("/reception").await.text().contains("Hay nhận tại đây"));
}

/// Two people who signed in at one computer, the first of them with a PIN.
async fn shared_computer(office: &TestOffice) -> (Visitor, String, String) {
    let (first, _) = office.account(&office.reception()).await;
    let (second, _) = office.account(&office.second_reception()).await;
    let mut visitor = Visitor::new(office);
    visitor.sign_in(&first, PASSWORD).await;
    let set = [("password", PASSWORD), ("pin", PIN), ("again", PIN)];
    assert_eq!(visitor.post("/pin", &set).await.location, "/sessions?done=pin");
    visitor.sign_in(&second, PASSWORD).await;
    (visitor, office.reception().person.to_string(), second)
}

#[tokio::test]
async fn the_person_changes_at_a_shared_computer_by_a_short_pin_and_a_locked_form_waits() {
    for office in TestOffice::on_all().await {
        let (mut visitor, first, _) = shared_computer(&office).await;
        let path = receive(BIRTH);
        let page = visitor.get(&path).await;
        let locked = send(&visitor, "/lock", &form(&page, &[("applicant.name", "Phùng Thị Khóa")])).await;
        assert!(locked.location.starts_with("/switch?for="), "{}", locked.location);
        assert_eq!(visitor.get("/reception").await.status, 303, "a locked screen is signed out");
        let names = visitor.get(&locked.location).await;
        let org = office.law();
        let name = |actor: &office::Actor| org.organisation.person(&actor.person).unwrap().name.clone();
        assert!(names.text().contains(&name(&office.reception())), "{}", names.text());
        assert!(names.text().contains(&format!("bằng mật khẩu: {}", name(&office.second_reception()))));

        let wrong = visitor.post("/switch", &[("person", &first), ("pin", "204817")]).await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.text().contains("Còn 4 lần thử"), "{}", wrong.text());
        let back = format!("{path}?draft={}", page.value("draft"));
        let other = office.second_reception().person.to_string();
        let fields = [("person", first.as_str()), ("pin", PIN), ("for", &other), ("back", &back)];
        let answer = visitor.post("/switch", &fields).await;
        assert_eq!(answer.location, "/reception", "another's form is not opened");
        visitor.keep(&answer).await;
        assert!(visitor.get("/sessions").await.text().contains("Đã đặt mã PIN trên máy này"));
        assert!(!visitor.get("/reception").await.text().contains("Phùng Thị Khóa"));
        visitor.sign_in(office.second_reception().post.as_str(), PASSWORD).await;
        assert!(visitor.get("/reception").await.text().contains("Phùng Thị Khóa"), "{}", office.engine);
    }
}

#[tokio::test]
async fn a_pin_is_good_at_one_computer_on_a_day_of_the_password_and_for_five_tries() {
    let office = TestOffice::new().await;
    let (mut visitor, first, _) = shared_computer(&office).await;
    let right = [("person", first.as_str()), ("pin", PIN)];
    // At another computer, and at one that only claims to be a computer.
    let login = office.reception().post.to_string();
    let mut elsewhere = Visitor::new(&office);
    assert_eq!(elsewhere.post("/switch", &right).await.status, 422);
    elsewhere.cookie = "motcua_device=0123456789abcdef".into();
    assert_eq!(elsewhere.post("/switch", &right).await.status, 422);
    elsewhere.cookie.clear();
    elsewhere.sign_in(&login, PASSWORD).await;
    assert_eq!(elsewhere.post("/switch", &right).await.status, 422);

    for left in [4, 3, 2, 1] {
        let answer = visitor.post("/switch", &[("person", &first), ("pin", "204817")]).await;
        assert!(answer.text().contains(&format!("Còn {left} lần thử")), "{}", answer.text());
    }
    assert!(visitor.post("/switch", &[("person", &first), ("pin", "204817")]).await.text().contains("bằng mật khẩu"));
    assert_eq!(visitor.post("/switch", &right).await.status, 422, "blocked, even with the right one");
    visitor.sign_in(&login, PASSWORD).await;
    assert_eq!(visitor.post("/switch", &right).await.location, "/reception", "the password lifts the block");

    office.later(24);
    assert_eq!(visitor.post("/switch", &right).await.status, 422, "yesterday's password is not today's");
    visitor.sign_in(&login, PASSWORD).await;
    let answer = visitor.post("/switch", &right).await;
    visitor.keep(&answer).await;
    assert_eq!(visitor.get("/reception").await.status, 200);
    // A PIN is not a password: it opens no day by itself.
    office.later(24);
    assert_eq!(visitor.post("/switch", &right).await.status, 422);

    visitor.sign_in(&login, PASSWORD).await;
    assert_eq!(visitor.post("/pin/remove", &[]).await.location, "/sessions?done=remove-pin");
    assert_eq!(visitor.post("/switch", &right).await.status, 422);
}

#[tokio::test]
async fn a_pin_needs_the_password_and_must_not_be_the_first_anybody_tries() {
    let office = TestOffice::new().await;
    let visitor = Visitor::signed_in(&office, &office.reception()).await;
    for (fields, status, field) in [
        ([("password", "không phải"), ("pin", PIN), ("again", PIN)], 401, "password"),
        ([("password", PASSWORD), ("pin", "123456"), ("again", "123456")], 422, "pin"),
        ([("password", PASSWORD), ("pin", PIN), ("again", "204817")], 422, "again"),
    ] {
        let answer = visitor.post("/pin", &fields).await;
        assert_eq!(answer.status, status, "{}", answer.text());
        assert!(answer.body.contains(&format!("href=\"#{field}\"")), "{}", answer.text());
        assert!(!answer.body.contains(PIN) && !answer.body.contains("không phải\""), "no secret is written back");
    }
    // A new password ends what was built on the old one.
    let set = [("password", PASSWORD), ("pin", PIN), ("again", PIN)];
    assert_eq!(visitor.post("/pin", &set).await.status, 303);
    let change = [("old", PASSWORD), ("new", "một câu khác hẳn 2026"), ("again", "một câu khác hẳn 2026")];
    visitor.post("/password", &change).await;
    let person = office.reception().person.to_string();
    assert_eq!(visitor.post("/switch", &[("person", &person), ("pin", PIN)]).await.status, 422);
}

#[tokio::test]
async fn only_pages_of_signed_in_people_may_run_the_script() {
    let office = TestOffice::new().await;
    let (cookie, router) = {
        let visitor = Visitor::signed_in(&office, &office.reception()).await;
        (visitor.cookie.clone(), web::router((*office).clone(), web::Settings::default()))
    };
    for (path, cookie, script) in [("/", "", false), ("/sign-in", "", false), ("/reception", cookie.as_str(), true)] {
        let request = axum::http::Request::get(path).header("cookie", cookie).body(axum::body::Body::empty()).unwrap();
        let answer = tower::ServiceExt::oneshot(router.clone(), request).await.unwrap();
        let policy = answer.headers()["content-security-policy"].to_str().unwrap().to_owned();
        assert_eq!(policy.contains("script-src 'self'"), script, "{path}: {policy}");
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    }
}
