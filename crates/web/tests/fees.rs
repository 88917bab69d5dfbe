//! Money at the counter as people with a browser meet it: the form that works the amount out, the
//! voucher on the dossier's page, the second person, the day that adds up.

#[path = "visitor/browser.rs"]
mod browser;

use browser::Visitor;
use domain::id::DossierId;
use office::testing::TestOffice;

const COPIES: &str = "2.000815";
const BUSINESS: &str = "1.001612";

async fn received(office: &TestOffice, procedure: &str) -> (DossierId, String) {
    let id = office.receive(procedure).await.id;
    (id, format!("/dossiers/{id}"))
}

fn all_texts(text: &str) {
    let missing: Vec<&str> = text.split_whitespace().filter(|w| w.starts_with('[') && w.ends_with(']')).collect();
    assert!(missing.is_empty(), "texts are missing: {missing:?}");
}

#[tokio::test]
async fn a_clerk_counts_sees_the_amount_and_its_working_and_then_collects() {
    let office = TestOffice::new().await;
    let (id, page) = received(&office, COPIES).await;
    let clerk = Visitor::signed_in(&office, &office.reception()).await;
    let form = clerk.get(&format!("{page}/acts/collect-fee")).await;
    assert_eq!(form.status, 200, "{}", form.text());
    all_texts(&form.text());
    let fields = [("pages-0", "3"), ("number-0", "2"), ("pages-1", ""), ("method", "cash")];
    let asked: Vec<_> = fields.iter().copied().chain([("do", "work-out")]).collect();
    let shown = clerk.post(&format!("{page}/acts/collect-fee"), &asked).await;
    assert_eq!(shown.status, 200);
    let text = shown.text().replace('\u{a0}', " ");
    assert!(
        text.contains("Số tiền phải thu : 10.000 đồng") || text.contains("Số tiền phải thu: 10.000 đồng"),
        "{text}"
    );
    assert!(text.contains("2 × 2.000 + 1 × 1.000 = 5.000 đồng"), "{text}");
    assert_eq!(shown.value("pages-0"), "3", "what was typed stays");
    assert!(office.state(id).await.fees.is_empty(), "working an amount out records nothing");

    let empty = clerk.post(&format!("{page}/acts/collect-fee"), &[("method", "cash")]).await;
    assert_eq!(empty.status, 422);
    assert!(empty.body.contains("#number-0") && empty.text().contains("Cần nhập đúng số đã đếm"), "{}", empty.text());

    let version = form.value("version");
    let sent: Vec<_> = fields.iter().copied().chain([("version", version.as_str())]).collect();
    let done = clerk.post(&format!("{page}/acts/collect-fee"), &sent).await;
    assert_eq!(done.status, 303, "{}", done.text());
    let text = clerk.get(&page).await.text().replace('\u{a0}', " ");
    for words in ["Đã thu 10.000 đồng", "2026-000001", "Đã thu phí, lệ phí", "Tiền mặt"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    all_texts(&text);
    // The voucher is a paper of the dossier.
    let n = office.state(id).await.issued.len();
    let pdf = clerk.get(&format!("{page}/papers/{n}")).await;
    assert_eq!((pdf.status, pdf.header("content-type")), (200, "application/pdf"));
}

#[tokio::test]
async fn an_amount_that_nobody_set_is_said_and_entered_by_the_administrator() {
    let office = TestOffice::new().await;
    let (_, page) = received(&office, BUSINESS).await;
    let clerk = Visitor::signed_in(&office, &office.receiver(BUSINESS)).await;
    let text = clerk.get(&page).await.text();
    assert!(text.contains("Chưa có mức thu tại đơn vị này"), "{text}");
    assert_eq!(clerk.get(&format!("{page}/acts/collect-fee")).await.status, 409);
    let citizen = Visitor::new(&office);
    let public = format!("/procedures/{BUSINESS}");
    assert!(citizen.get(&public).await.text().contains("Chưa đơn vị nào nhập mức thu"));

    let admin = Visitor::signed_in(&office, &office.administrator()).await;
    let at = format!("/admin/procedures/{BUSINESS}");
    let tariff = |decision: &'static str| {
        [
            ("tariff_unit", "ngo-quyen"),
            ("amount", "100.000"),
            ("amount_online", ""),
            ("decision", decision),
            ("from", "2026-01-01"),
            ("to", ""),
        ]
    };
    let refused = admin.post(&format!("{at}/tariff"), &tariff("")).await;
    assert_eq!(refused.status, 422, "{}", refused.text());
    assert_eq!(refused.value("amount"), "100.000", "what was typed stays");
    all_texts(&refused.text());
    office.minutes_later(1);
    let done = admin.post(&format!("{at}/tariff"), &tariff("Nghị quyết mẫu số 1/2026/NQ-HĐND")).await;
    assert_eq!(done.status, 303, "{}", done.text());
    let text = citizen.get(&public).await.text().replace('\u{a0}', " ");
    assert!(text.contains("100.000 đồng") && text.contains("Nghị quyết mẫu số 1/2026/NQ-HĐND"), "{text}");
    assert_eq!(clerk.get(&format!("{page}/acts/collect-fee")).await.status, 200);
    // A procedure whose amount is the law's has no such form.
    let law = admin.get("/admin/procedures/2.000815").await;
    assert!(!law.body.contains("/tariff"), "{}", law.text());
}

#[tokio::test]
async fn the_day_shows_vouchers_cancelled_ones_with_both_names_and_takes_the_counted_cash() {
    let office = TestOffice::new().await;
    let (clerk_actor, leader_actor) = (office.reception(), office.leader());
    let clerk = Visitor::signed_in(&office, &clerk_actor).await;
    let leader = Visitor::signed_in(&office, &leader_actor).await;
    assert!(clerk.get("/fees/day").await.text().contains("Không có biên lai nào"));
    let mut pages = Vec::new();
    for copies in ["1", "3"] {
        let (_, page) = received(&office, COPIES).await;
        let sent = [("pages-0", "1"), ("number-0", copies), ("method", "cash")];
        assert_eq!(clerk.post(&format!("{page}/acts/collect-fee"), &sent).await.status, 303);
        pages.push(page);
    }
    let ask = [("voucher", "2026-000001"), ("reason", "Thu nhầm hồ sơ"), ("refund", "given-back"), ("to", "Người nộp")];
    let cancel = format!("{}/acts/cancel-voucher", pages[0]);
    all_texts(&clerk.get(&cancel).await.text());
    let no_name = [("voucher", "2026-000001"), ("reason", "Thu nhầm hồ sơ"), ("refund", "given-back")];
    assert_eq!(clerk.post(&cancel, &no_name).await.status, 422);
    assert_eq!(clerk.post(&cancel, &ask).await.status, 303);
    let answer = format!("{}/acts/answer-cancellation", pages[0]);
    assert_eq!(clerk.get(&answer).await.status, 403, "a clerk is not the second person");
    all_texts(&leader.get(&answer).await.text());
    let confirm = [("voucher", "2026-000001"), ("confirm", "yes")];
    assert_eq!(leader.post(&answer, &confirm).await.status, 303);

    let day = leader.get("/fees/day").await;
    let text = day.text().replace('\u{a0}', " ");
    let names =
        [&clerk_actor, &leader_actor].map(|a| office.law().organisation.person(&a.person).unwrap().name.clone());
    for words in ["Đã hủy", "Thu nhầm hồ sơ", &names[0], &names[1], "Chưa báo", "6.000 đồng"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(day.body.contains("<s>2026-000001</s>"), "the number stays, struck through");
    all_texts(&text);

    let short = [("day", "2026-08-17"), ("counted", "5.000"), ("reason", "")];
    let refused = clerk.post("/fees/declare", &short).await;
    assert_eq!(refused.status, 422, "{}", refused.text());
    assert_eq!(refused.value("counted"), "5.000");
    assert!(refused.body.contains("href=\"#reason\""), "the error leads to its field");
    let right = [("day", "2026-08-17"), ("counted", "6 000"), ("reason", "")];
    assert_eq!(clerk.post("/fees/declare", &right).await.status, 303);
    assert!(leader.get("/fees/day").await.text().contains("Khớp"));

    let file = leader.get("/fees/day.csv").await;
    assert_eq!(file.status, 200);
    assert_eq!(file.body.lines().filter(|l| l.contains("2026-00000")).count(), 2, "{}", file.body);
    let board = leader.get("/board").await.text().replace('\u{a0}', " ");
    assert!(board.contains("Phí, lệ phí đã thu") && board.contains("6.000 đồng"), "{board}");
}

#[tokio::test]
async fn money_is_shown_to_those_who_take_it_and_those_who_watch_it() {
    let office = TestOffice::new().await;
    for (actor, status) in [
        (office.reception(), 200),
        (office.head(), 200),
        (office.leader(), 200),
        (office.inspector(), 200),
        (office.specialist(), 403),
        (office.administrator(), 403),
    ] {
        let visitor = Visitor::signed_in(&office, &actor).await;
        for path in ["/fees/day", "/fees/day.csv"] {
            assert_eq!(visitor.get(path).await.status, status, "{:?} {path}", actor.kind);
        }
    }
}

#[tokio::test]
async fn whoever_returns_a_result_is_told_that_its_fee_is_not_collected() {
    let office = TestOffice::new().await;
    let (id, page) = received(&office, COPIES).await;
    office.walk_to_ready(id).await;
    let clerk = Visitor::signed_in(&office, &office.reception()).await;
    let form = clerk.get(&format!("{page}/acts/return-result")).await;
    assert_eq!(form.status, 200);
    assert!(form.text().contains("Hồ sơ chưa thu phí, lệ phí"), "{}", form.text());
    let token = office.state(id).await.token.unwrap();
    let citizen = Visitor::new(&office);
    let text = citizen.get(&format!("/t/{token}")).await.text();
    assert!(text.contains("Phải nộp"), "{text}");
    all_texts(&text);
}
