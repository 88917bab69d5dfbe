//! A dossier at the desks: its page, the form of each act, what is refused, lists.

#[path = "visitor/browser.rs"]
mod browser;

use browser::{Answer, Visitor};
use domain::dossier::{ActKind, Command, RequestSupplement, SupplementItem};
use domain::id::{DossierId, PaperId};
use domain::procedure::Work;
use office::Actor;
use office::testing::{APPLICANT, BIRTH, TestOffice};

fn ticks(answer: &Answer, needle: &str) -> usize {
    answer.body.matches(needle).count()
}

async fn at(office: &TestOffice, work: Work) -> DossierId {
    let done = office.receive(BIRTH).await;
    office.walk_to(done.id, work).await;
    done.id
}

async fn ask_for_p1(office: &TestOffice, who: &Actor, id: DossierId) {
    let command = Command::RequestSupplement(RequestSupplement {
        items: vec![SupplementItem {
            paper: PaperId::parse("p1").unwrap(),
            what: "chữ ký mờ".into(),
            not_retrievable: String::new(),
        }],
        reason: "Tờ khai chưa rõ".into(),
        outside: vec![],
        new_fact: String::new(),
    });
    office.on(who, id, command).await.expect("asked");
}

#[tokio::test]
async fn the_page_of_a_dossier_says_where_it_stands_who_holds_it_and_what_can_be_done() {
    let office = TestOffice::new().await;
    let id = at(&office, Work::Handle).await;
    let visitor = Visitor::signed_in(&office, &office.specialist()).await;
    let page = visitor.get(&format!("/dossiers/{id}")).await;
    let text = page.text();
    assert_eq!(page.status, 200, "{text}");
    assert_eq!(ticks(&page, "<h1"), 1);
    for words in [
        APPLICANT,
        "Đang giải quyết",
        "Hẹn trả kết quả",
        "Các bước giải quyết",
        "Đã tiếp nhận",
        "Hoàn thành bước",
        "Thời gian từng người giữ",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(page.body.contains(&format!("/dossiers/{id}/acts/finish")));
    assert!(page.body.contains("Việc chưa làm được lúc này"), "{text}");
    assert!(!page.body.contains("/acts/approve"), "an act of another post is not offered");
    let missing: Vec<&str> = text.split_whitespace().filter(|w| w.starts_with('[') && w.ends_with(']')).collect();
    assert!(missing.is_empty(), "texts are missing: {missing:?}");
}

#[tokio::test]
async fn every_act_that_is_open_has_a_form_with_one_heading_and_all_its_texts() {
    let office = TestOffice::new().await;
    for work in [Work::Receive, Work::Handle, Work::Sign, Work::Return] {
        let id = if work == Work::Return {
            let done = office.receive(BIRTH).await;
            office.walk_to_ready(done.id).await.id
        } else {
            at(&office, work).await
        };
        for actor in [office.reception(), office.specialist(), office.leader()] {
            let detail = office.dossier(&actor, id).await.unwrap();
            let visitor = Visitor::signed_in(&office, &actor).await;
            for (kind, _) in detail.acts.iter().filter(|(_, r)| r.is_ok()) {
                let path = format!("/dossiers/{id}/acts/{}", kind.key().replace('_', "-"));
                for lang in ["vi", "en"] {
                    let page = in_language(&office, &visitor, lang).get(&path).await;
                    assert_eq!((page.status, ticks(&page, "<h1")), (200, 1), "{path} {}", page.text());
                    let bare: Vec<_> = page
                        .text()
                        .split_whitespace()
                        .filter(|w| w.starts_with('[') && w.ends_with(']'))
                        .map(str::to_owned)
                        .collect();
                    assert!(bare.is_empty(), "{path}: {bare:?}");
                }
            }
        }
    }
}

fn in_language(office: &TestOffice, visitor: &Visitor, lang: &str) -> Visitor {
    let mut other = Visitor::new(office);
    other.cookie = format!("{}; lang={lang}", visitor.cookie);
    other.csrf.clone_from(&visitor.csrf);
    other
}

#[tokio::test]
async fn an_act_leads_back_to_the_dossier_and_the_same_page_sent_twice_is_one_act() {
    let office = TestOffice::new().await;
    let id = at(&office, Work::Handle).await;
    let visitor = Visitor::signed_in(&office, &office.specialist()).await;
    let path = format!("/dossiers/{id}/acts/finish");
    let form = visitor.get(&path).await;
    let (version, key) = (form.value("version"), form.value("key"));
    let fields = [("version", version.as_str()), ("key", key.as_str()), ("note", "Đủ điều kiện")];
    let first = visitor.post(&path, &fields).await;
    assert_eq!((first.status, first.location.as_str()), (303, format!("/dossiers/{id}?done=finish").as_str()));
    let before = office.state(id).await;
    let second = visitor.post(&path, &fields).await;
    assert_eq!(second.status, 303, "{}", second.text());
    assert_eq!(office.state(id).await, before, "nothing happened twice");
    let page = visitor.get(&first.location).await;
    assert!(page.text().contains("Đã hoàn thành bước.") && page.text().contains("Đủ điều kiện"), "{}", page.text());
}

#[tokio::test]
async fn who_acts_on_an_old_version_is_told_who_acted_and_keeps_what_was_typed() {
    let office = TestOffice::new().await;
    let id = at(&office, Work::Handle).await;
    let visitor = Visitor::signed_in(&office, &office.specialist()).await;
    let path = format!("/dossiers/{id}/acts/consult");
    let form = visitor.get(&path).await;
    let (version, key) = (form.value("version"), form.value("key"));
    office.on(&office.specialist(), id, Command::Claim(domain::dossier::Claim {})).await.expect("claimed");
    let fields = [
        ("version", version.as_str()),
        ("key", key.as_str()),
        ("unit", "cong-an.ngo-quyen.cau-dat"),
        ("question", "Nơi cư trú có đúng không?"),
        ("working_days", "2"),
    ];
    let answer = visitor.post(&path, &fields).await;
    assert_eq!(answer.status, 412, "{}", answer.text());
    let name = office.law().organisation.person(&office.specialist().person).unwrap().name.clone();
    assert!(answer.text().contains("Hồ sơ vừa được người khác xử lý"), "{}", answer.text());
    assert!(answer.text().contains("Đã nhận xử lý") && answer.text().contains(&name));
    assert!(answer.body.contains("Nơi cư trú có đúng không?"));
    assert_ne!(answer.value("version"), version);
    // Sent again on what is there now, it is done.
    let (version, key) = (answer.value("version"), answer.value("key"));
    let fields = [
        ("version", version.as_str()),
        ("key", key.as_str()),
        ("unit", "cong-an.ngo-quyen.cau-dat"),
        ("question", "Nơi cư trú có đúng không?"),
        ("working_days", "2"),
    ];
    assert_eq!(visitor.post(&path, &fields).await.status, 303);
    let police = Visitor::signed_in(&office, &office.police_specialist()).await;
    let tasks = police.get("/tasks").await;
    assert!(tasks.body.contains(&format!("/dossiers/{id}/acts/answer-consultation")), "{}", tasks.text());
}

#[tokio::test]
async fn a_refused_form_comes_back_with_the_rule_its_article_and_all_that_was_typed() {
    let office = TestOffice::new().await;
    let id = at(&office, Work::Handle).await;
    let visitor = Visitor::signed_in(&office, &office.specialist()).await;
    let path = format!("/dossiers/{id}/acts/request-supplement");
    let form = visitor.get(&path).await;
    let version = form.value("version");
    // p2 is replaced by a database: it must be said why it cannot be read there.
    let answer = visitor
        .post(
            &path,
            &[("version", &version), ("key", "a"), ("items", "p2"), ("what-p2", "mờ dấu"), ("reason", "Chưa rõ")],
        )
        .await;
    assert_eq!(answer.status, 409, "{}", answer.text());
    assert!(answer.text().contains("Nghị quyết 66.7/2025/NQ-CP"), "{}", answer.text());
    assert!(
        answer.body.contains("href=\"#not_retrievable-p2\"") && answer.body.contains("id=\"not_retrievable-p2-error\"")
    );
    assert!(answer.body.contains("value=\"mờ dấu\"") && answer.body.contains("Chưa rõ"));
    // Without a reason: at the reason.
    let answer = visitor.post(&path, &[("version", &version), ("key", "b"), ("items", "p1")]).await;
    assert_eq!(answer.status, 422);
    assert!(answer.body.contains("href=\"#reason\""));
}

#[tokio::test]
async fn a_second_supplement_request_asks_for_the_new_fact_and_warns_that_it_is_recorded() {
    let office = TestOffice::new().await;
    let id = at(&office, Work::Handle).await;
    let visitor = Visitor::signed_in(&office, &office.specialist()).await;
    let path = format!("/dossiers/{id}/acts/request-supplement");
    assert!(!visitor.get(&path).await.body.contains("name=\"new_fact\""));
    ask_for_p1(&office, &office.specialist(), id).await;
    let page = visitor.get(&format!("/dossiers/{id}")).await;
    assert!(page.text().contains("Chờ bổ sung") && page.text().contains("Tạm ngừng tính"), "{}", page.text());
    assert!(visitor.get("/tasks?tab=applicant").await.text().contains(APPLICANT));

    let counter = Visitor::signed_in(&office, &office.reception()).await;
    let take = format!("/dossiers/{id}/acts/take-supplement");
    let form = counter.get(&take).await;
    assert!(form.text().contains("chữ ký mờ"), "{}", form.text());
    let version = form.value("version");
    let answer =
        counter.post(&take, &[("version", &version), ("key", "a"), ("listed", "p1"), ("originals-p1", "")]).await;
    assert_eq!(answer.status, 409, "{}", answer.text());
    assert!(answer.text().contains("Tờ khai"), "the missing paper is named: {}", answer.text());
    let answer =
        counter.post(&take, &[("version", &version), ("key", "b"), ("listed", "p1"), ("originals-p1", "1")]).await;
    assert_eq!(answer.status, 303, "{}", answer.text());

    let form = visitor.get(&path).await;
    assert!(
        form.body.contains("name=\"new_fact\"") && form.text().contains("sẽ bị ghi nhận là vi phạm"),
        "{}",
        form.text()
    );
    let version = form.value("version");
    let answer =
        visitor.post(&path, &[("version", &version), ("key", "c"), ("items", "p1"), ("reason", "Lại thiếu")]).await;
    assert_eq!(answer.status, 409);
    assert!(answer.text().contains("khoản 3 Điều 15"), "{}", answer.text());
    assert!(answer.body.contains("href=\"#new_fact\""));
}

#[tokio::test]
async fn an_apology_shows_each_new_date_before_it_is_given_and_keeps_the_first() {
    let office = TestOffice::new().await;
    let done = office.receive("1.004873").await;
    let id = done.id;
    let visitor = Visitor::signed_in(&office, &office.leader()).await;
    let path = format!("/dossiers/{id}/acts/apologise");
    let form = visitor.get(&path).await;
    assert!(form.text().contains("3 ngày làm việc: "), "{}", form.text());
    let version = form.value("version");
    let first = office.state(id).await.due.unwrap();
    let answer = visitor
        .post(&path, &[("version", &version), ("key", "a"), ("reason", "Chờ xác minh"), ("working_days", "3")])
        .await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    let page = visitor.get(&format!("/dossiers/{id}")).await;
    let t = web::i18n::Tr(web::i18n::Lang::Vi);
    assert!(
        page.text().contains("Hẹn lại") && page.text().contains(&t.moment_long(first).replace('\u{a0}', " ")),
        "{}",
        page.text()
    );
}

#[tokio::test]
async fn a_result_is_handed_over_with_its_proof() {
    let office = TestOffice::new().await;
    let done = office.receive(BIRTH).await;
    office.walk_to_ready(done.id).await;
    let visitor = Visitor::signed_in(&office, &office.reception()).await;
    let path = format!("/dossiers/{}/acts/return-result", done.id);
    let version = visitor.get(&path).await.value("version");
    let post =
        [("version", version.as_str()), ("key", "a"), ("to", "applicant"), ("how", "post"), ("proof", "signature")];
    let answer = visitor.post(&path, &post).await;
    assert_eq!(answer.status, 409, "{}", answer.text());
    assert!(answer.body.contains("href=\"#proof\""));
    let hand = [
        ("version", version.as_str()),
        ("key", "b"),
        ("to", "applicant"),
        ("how", "in_person"),
        ("proof", "signature"),
        ("originals_back", "1"),
    ];
    assert_eq!(visitor.post(&path, &hand).await.status, 303);
    // The last act is one press on the dossier's page.
    let page = visitor.get(&format!("/dossiers/{}", done.id)).await;
    let close = format!("/dossiers/{}/acts/close", done.id);
    assert!(page.body.contains(&format!("action=\"{close}\"")));
    let answer = visitor.post(&close, &[("version", &page.value("version")), ("key", &page.value("key"))]).await;
    assert!(answer.location.ends_with("?done=close"), "{}", answer.text());
}

#[tokio::test]
async fn a_wrong_procedure_is_corrected_in_two_steps() {
    let office = TestOffice::new().await;
    let done = office.receive(BIRTH).await;
    let visitor = Visitor::signed_in(&office, &office.reception()).await;
    let path = format!("/dossiers/{}/acts/correct-procedure", done.id);
    let first = visitor.get(&path).await;
    assert!(first.body.contains("<option value=\"1.004873\""), "{}", first.text());
    let form = visitor.get(&format!("{path}?procedure=1.004873")).await;
    assert_eq!(form.value("procedure"), "1.004873");
    let version = form.value("version");
    let mut fields = vec![
        ("version".to_owned(), version),
        ("key".into(), "a".into()),
        ("procedure".into(), "1.004873".into()),
        ("reason".into(), "Chọn nhầm".into()),
    ];
    for p in office.version_today("1.004873").papers {
        fields.push(("listed".into(), p.id.to_string()));
        fields.push((format!("originals-{}", p.id), p.originals.to_string()));
        fields.push((format!("copies-{}", p.id), p.copies.to_string()));
    }
    let fields: Vec<(&str, &str)> = fields.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let answer = visitor.post(&path, &fields).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    assert_eq!(office.state(done.id).await.procedure.key.as_str(), "1.004873");
}

#[tokio::test]
async fn a_slip_is_corrected_and_the_old_value_stays_in_the_timeline() {
    let office = TestOffice::new().await;
    let done = office.receive(BIRTH).await;
    let visitor = Visitor::signed_in(&office, &office.reception()).await;
    let path = format!("/dossiers/{}/acts/correct-entry", done.id);
    let version = visitor.get(&path).await.value("version");
    let fields = [
        ("version", version.as_str()),
        ("key", "a"),
        ("field", "name"),
        ("value", "Phùng Thị Đúng Tên"),
        ("reason", "Gõ nhầm"),
    ];
    assert_eq!(visitor.post(&path, &fields).await.status, 303);
    let text = visitor.get(&format!("/dossiers/{}", done.id)).await.text();
    assert!(text.contains("Phùng Thị Đúng Tên") && text.contains(&format!("Trước khi sửa: {APPLICANT}")), "{text}");
}

#[tokio::test]
async fn what_is_not_there_or_not_mine_is_not_shown() {
    let office = TestOffice::new().await;
    let id = at(&office, Work::Handle).await;
    let visitor = Visitor::signed_in(&office, &office.specialist()).await;
    for path in [
        format!("/dossiers/{id}/acts/dance"),
        format!("/dossiers/{id}/acts/receive"),
        "/dossiers/not-an-id".to_owned(),
        "/dossiers/00000000-0000-0000-0000-000000000000".to_owned(),
    ] {
        assert_eq!(visitor.get(&path).await.status, 404, "{path}");
    }
    assert_eq!(visitor.get(&format!("/dossiers/{id}/acts/approve")).await.status, 403);
    assert_eq!(visitor.post(&format!("/dossiers/{id}/acts/approve"), &[("version", "1")]).await.status, 403);
    let other = Visitor::signed_in(&office, &office.other_ward_specialist()).await;
    assert_eq!(other.get(&format!("/dossiers/{id}")).await.status, 404);
    assert_eq!(Visitor::new(&office).get(&format!("/dossiers/{id}")).await.status, 303);
    let administrator = Visitor::signed_in(&office, &office.administrator()).await;
    assert_eq!(administrator.get(&format!("/dossiers/{id}")).await.status, 403);
    // A form without the session's own value is nobody's.
    let mut forged = Visitor::signed_in(&office, &office.specialist()).await;
    forged.csrf = "x".into();
    assert_eq!(forged.post(&format!("/dossiers/{id}/acts/finish"), &[]).await.status, 403);
}

#[tokio::test]
async fn an_inspector_reads_a_dossier_and_has_no_button() {
    let office = TestOffice::new().await;
    let id = at(&office, Work::Handle).await;
    let page = Visitor::signed_in(&office, &office.inspector()).await.get(&format!("/dossiers/{id}")).await;
    assert_eq!(page.status, 200, "{}", page.text());
    assert!(ActKind::ALL.iter().all(|k| !page.body.contains(&format!("/acts/{}", k.key().replace('_', "-")))));
}

#[tokio::test]
async fn the_inbox_offers_to_claim_and_comes_back_to_itself() {
    let office = TestOffice::new().await;
    let mut ids = Vec::new();
    for _ in 0..33 {
        ids.push(at(&office, Work::Handle).await);
    }
    let visitor = Visitor::signed_in(&office, &office.specialist()).await;
    let first = visitor.get("/tasks").await;
    assert_eq!(ticks(&first, "type=\"checkbox\""), 30, "{}", first.text());
    assert_eq!(ticks(&first, "value=\"claim\""), 1, "{}", first.text());
    let next = first.body.split("href=\"/tasks?after=").nth(1).and_then(|r| r.split('"').next()).expect("a next page");
    let second = visitor.get(&format!("/tasks?after={next}")).await;
    assert_eq!(ticks(&second, "type=\"checkbox\""), 3);
    let id = ids[0];
    let version = office.dossier(&office.specialist(), id).await.unwrap().version.to_string();
    let answer = visitor
        .post(&format!("/dossiers/{id}/acts/claim"), &[("version", &version), ("key", "a"), ("back", "/tasks")])
        .await;
    assert_eq!(answer.location, "/tasks?done=claim", "{}", answer.text());
    assert_eq!(ticks(&visitor.get("/tasks?tab=mine").await, "type=\"checkbox\""), 1);
    let elsewhere = visitor
        .post(&format!("/dossiers/{}/acts/claim", ids[1]), &[("key", "b"), ("back", "https://evil.example")])
        .await;
    assert!(elsewhere.location.starts_with("/dossiers/"), "{}", elsewhere.location);
}

#[tokio::test]
async fn the_list_is_searched_filtered_and_paged() {
    let office = TestOffice::new().await;
    for _ in 0..31 {
        office.receive(BIRTH).await;
    }
    let visitor = Visitor::signed_in(&office, &office.reception()).await;
    let page = visitor.get("/dossiers").await;
    assert_eq!(page.body.matches("href=\"/dossiers/0").count(), 30, "{}", page.text());
    let next =
        page.body.split("href=\"/dossiers?after=").nth(1).and_then(|r| r.split('"').next()).expect("a next page");
    assert_eq!(visitor.get(&format!("/dossiers?after={next}")).await.body.matches("href=\"/dossiers/0").count(), 1);
    let found = visitor.get("/dossiers?q=phung+thi+vi+du").await;
    assert_eq!(found.body.matches("href=\"/dossiers/0").count(), 30);
    assert!(visitor.get("/dossiers?q=khong-co-ai").await.text().contains("Không có hồ sơ nào khớp"));
    assert!(visitor.get("/dossiers?phase=ready").await.text().contains("Không có hồ sơ nào khớp"));
    office.at("2026-10-01 09:00");
    assert_eq!(visitor.get("/dossiers").await.status, 303, "sessions end by themselves");
    let visitor = Visitor::signed_in(&office, &office.reception()).await;
    let late = visitor.get("/dossiers?late=1").await;
    assert_eq!(late.body.matches("href=\"/dossiers/0").count(), 30, "{}", late.text());
    assert_eq!(
        visitor.get("/dossiers?phase=x&after=y&unit=Z!&person=%FF").await.status,
        200,
        "nonsense asks for nothing"
    );
}

#[tokio::test]
async fn a_paper_is_a_pdf_named_after_code_and_kind() {
    let office = TestOffice::new().await;
    let done = office.receive(BIRTH).await;
    let visitor = Visitor::signed_in(&office, &office.reception()).await;
    let answer = visitor.get(&format!("/dossiers/{}/papers/1", done.id)).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/pdf"));
    let code = done.code.unwrap();
    assert_eq!(answer.header("content-disposition"), format!("inline; filename=\"{code}-01-receipt.pdf\""));
    assert!(answer.body.contains(code.as_str()));
    let page = visitor.get(&format!("/dossiers/{}?done=receive", done.id)).await;
    assert!(page.text().contains("In Giấy tiếp nhận hồ sơ và hẹn trả kết quả số 01/TTPVHCC (PDF)"), "{}", page.text());
    assert!(!visitor.get(&format!("/dossiers/{}", done.id)).await.text().contains("In Giấy tiếp nhận"));
    let book = visitor.get("/papers").await;
    assert!(book.text().contains("01/TTPVHCC") && book.text().contains("01/PKS"), "{}", book.text());
    let one = visitor.get("/papers?number=1/PKS&kind=control&year=2026").await.text();
    assert!(one.contains("01/PKS") && !one.contains("01/TTPVHCC"), "{one}");
    for none in ["/papers?number=2", "/papers?year=2025", "/papers?after=x.y.z&number=99"] {
        let text = visitor.get(none).await.text();
        assert!(text.contains("Không có giấy nào khớp") || text.contains("chưa lập giấy nào"), "{none}: {text}");
    }
    for wrong in ["0", "9", "x", "-1"] {
        assert_eq!(visitor.get(&format!("/dossiers/{}/papers/{wrong}", done.id)).await.status, 404, "{wrong}");
    }
}
