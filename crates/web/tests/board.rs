//! Leaders and inspectors: numbers, signing several, late and soon, delegations.

#[path = "visitor/browser.rs"]
mod browser;

use browser::{Answer, Visitor};
use domain::dossier::{Command, Reject};
use domain::id::DossierId;
use domain::procedure::Work;
use office::testing::{APPLICANT, BIRTH, OTHER_WARD, TestOffice, WARD};

async fn to_sign(office: &TestOffice) -> DossierId {
    let done = office.receive(BIRTH).await;
    office.walk_to(done.id, Work::Sign).await;
    done.id
}

fn bare(answer: &Answer) -> Vec<String> {
    answer.text().split_whitespace().filter(|w| w.starts_with('[') && w.ends_with(']')).map(str::to_owned).collect()
}

#[tokio::test]
async fn the_board_counts_and_every_number_leads_to_its_list() {
    let office = TestOffice::new().await;
    to_sign(&office).await;
    office.receive(BIRTH).await;
    office.at("2026-08-25 09:00");
    let visitor = Visitor::signed_in(&office, &office.leader()).await;
    let page = visitor.get("/board").await;
    assert_eq!((page.status, page.body.matches("<h1").count()), (200, 1));
    let text = page.text();
    assert!(text.contains("2 Trễ hạn") && text.contains("1 Chờ ký") && text.contains("không phải xếp hạng"), "{text}");
    assert!(bare(&page).is_empty(), "{:?}", bare(&page));
    for (path, words) in [
        ("/board/late", "Hồ sơ trễ hạn"),
        ("/board/soon", "Không có hồ sơ nào sắp đến hạn"),
        ("/board/sign", "Với hồ sơ đã đánh dấu"),
        ("/dossiers?phase=ready", "Không có hồ sơ nào khớp"),
    ] {
        let page = visitor.get(path).await;
        assert!(page.status == 200 && page.text().contains(words), "{path}: {}", page.text());
        assert!(bare(&page).is_empty(), "{path}: {:?}", bare(&page));
    }
    assert_eq!(visitor.get("/board/late").await.body.matches(APPLICANT).count(), 2);
}

#[tokio::test]
async fn a_leader_above_sees_the_units_below_and_nobody_sees_a_unit_beside() {
    let office = TestOffice::new().await;
    to_sign(&office).await;
    let district = Visitor::signed_in(&office, &office.district_leader()).await;
    let page = district.get("/board").await;
    assert!(page.body.contains(&format!("href=\"/board?unit={WARD}\"")), "{}", page.text());
    assert_eq!(district.get(&format!("/board?unit={WARD}")).await.status, 200);
    let ward = Visitor::signed_in(&office, &office.leader()).await;
    for path in ["/board", "/board/late", "/board/soon", "/board/sign"] {
        assert_eq!(ward.get(&format!("{path}?unit={OTHER_WARD}")).await.status, 403, "{path}");
    }
    assert_eq!(ward.get("/board?unit=khong-co").await.status, 403);
}

#[tokio::test]
async fn several_are_signed_each_by_itself_and_of_each_it_is_told_what_happened() {
    let office = TestOffice::new().await;
    let (first, second) = (to_sign(&office).await, to_sign(&office).await);
    let leader = office.leader();
    let visitor = Visitor::signed_in(&office, &leader).await;
    let page = visitor.get("/board/sign").await;
    let ticks: Vec<String> = page
        .body
        .split("name=\"dossiers\" value=\"")
        .skip(1)
        .map(|r| r.split('"').next().unwrap().to_owned())
        .collect();
    assert_eq!(ticks.len(), 2);
    // Meanwhile one of them is rejected.
    office.on(&leader, second, Command::Reject(Reject { reason: "Không đủ điều kiện".into() })).await.unwrap();
    let key = page.value("key");
    let mut fields = vec![("key", key.as_str()), ("act", "approve")];
    fields.extend(ticks.iter().map(|t| ("dossiers", t.as_str())));
    // Nothing is signed by one press: both are named once more first.
    let confirm = visitor.post("/board/sign", &fields).await;
    let text = confirm.text();
    assert!(text.contains("Ký rồi không thể hoàn tác") && text.matches(APPLICANT).count() == 2, "{text}");
    assert_eq!(office.state(first).await.outcome, None);
    fields.push(("confirmed", "1"));
    let report = visitor.post("/board/sign", &fields).await;
    assert_eq!(report.status, 200, "{}", report.text());
    assert!(report.text().contains("1 hồ sơ đã xong, 1 hồ sơ chưa"), "{}", report.text());
    // Sent once more it is the same answer, and nothing happens twice.
    assert_eq!(visitor.post("/board/sign", &fields).await.text(), report.text());
    assert!(report.text().contains("Hồ sơ vừa có thay đổi"), "{}", report.text());
    assert_eq!(office.state(first).await.outcome, Some(domain::dossier::Outcome::Approved));
    assert_eq!(office.state(second).await.outcome, Some(domain::dossier::Outcome::Rejected));
    let nothing = visitor.post("/board/sign", &[("key", "x")]).await;
    assert!(nothing.text().contains("Chưa đánh dấu hồ sơ nào"), "{}", nothing.text());
    assert_eq!(visitor.post("/board/sign", &[("dossiers", "nonsense")]).await.status, 400);
}

#[tokio::test]
async fn an_inspector_sees_the_board_and_presses_nothing() {
    let office = TestOffice::new().await;
    to_sign(&office).await;
    let visitor = Visitor::signed_in(&office, &office.inspector()).await;
    for path in ["/board", "/board/sign", "/board/late", "/board/soon", "/delegations"] {
        let page = visitor.get(path).await;
        assert_eq!(page.status, 200, "{path}: {}", page.text());
        let main = page.body.split("<main").nth(1).unwrap();
        assert!(!main.contains("method=\"post\""), "{path}");
    }
    assert_eq!(visitor.post("/board/sign", &[]).await.status, 403);
    assert_eq!(visitor.post("/delegations", &[]).await.status, 403);
}

#[tokio::test]
async fn the_board_is_not_for_everybody() {
    let office = TestOffice::new().await;
    for actor in [office.reception(), office.specialist(), office.administrator()] {
        let visitor = Visitor::signed_in(&office, &actor).await;
        for path in ["/board", "/board/sign", "/board/late", "/board/soon"] {
            assert_eq!(visitor.get(path).await.status, 403, "{path} {:?}", actor.kind);
        }
        assert_eq!(visitor.post("/board/sign", &[]).await.status, 403);
        assert_eq!(visitor.post("/delegations", &[]).await.status, 403);
    }
}

#[tokio::test]
async fn a_leader_lends_the_post_in_writing_and_takes_it_back() {
    let office = TestOffice::new().await;
    let (leader, other) = (office.leader(), office.unit_leader());
    let visitor = Visitor::signed_in(&office, &leader).await;
    let page = visitor.get("/delegations").await;
    assert!(bare(&page).is_empty(), "{:?}", bare(&page));
    let person = other.person.to_string();
    let with = |document: &'static str, day: &'static str| {
        vec![
            ("document", document),
            ("content", "Ký hồ sơ hộ tịch"),
            ("from-day", "17"),
            ("from-month", "8"),
            ("from-year", "2026"),
            ("to-day", day),
            ("to-month", "8"),
            ("to-year", "2026"),
        ]
    };
    let mut fields = with("", "20");
    fields.push(("person", &person));
    let answer = visitor.post("/delegations", &fields).await;
    assert_eq!(answer.status, 422, "{}", answer.text());
    assert!(answer.text().contains("Hãy ghi số văn bản.") && answer.body.contains("Ký hồ sơ hộ tịch"));
    // All that is missing is told at once, in the order of the page, and no article is cited for an empty field.
    let answer = visitor.post("/delegations", &[]).await;
    let text = answer.text();
    let at = |said: &str| text.find(said).unwrap_or_else(|| panic!("{said}: {text}"));
    assert!(at("Hãy chọn một người.") < at("Hãy ghi số văn bản."), "{text}");
    assert!(at("Hãy ghi ngày bắt đầu.") < at("Hãy ghi ngày cuối cùng."), "{text}");
    assert!(answer.status == 422 && !text.contains("Căn cứ"), "{text}");
    let mut fields = with("12/UQ-UBND", "31x");
    fields.push(("person", &person));
    let answer = visitor.post("/delegations", &fields).await;
    assert_eq!(answer.status, 422);
    assert!(answer.body.contains("href=\"#to\"") && answer.body.contains("value=\"31x\""), "{}", answer.text());
    let mut fields = with("12/UQ-UBND", "20");
    fields.push(("person", &person));
    let answer = visitor.post("/delegations", &fields).await;
    assert_eq!(answer.location, "/delegations?done=delegate", "{}", answer.text());
    let page = visitor.get("/delegations").await;
    assert!(page.text().contains("12/UQ-UBND") && page.text().contains("20/08/2026"), "{}", page.text());
    let received = Visitor::signed_in(&office, &other).await.get("/delegations").await;
    assert!(received.text().contains("12/UQ-UBND"), "{}", received.text());
    let answer = visitor.post("/delegations/end", &[("person", &person)]).await;
    assert_eq!(answer.location, "/delegations?done=end-delegation", "{}", answer.text());
    assert!(visitor.get("/delegations").await.text().contains("Đã hết"));
}
