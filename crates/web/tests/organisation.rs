//! The administrator changes the organisation: the tree by date, forms that lose nothing, handovers.

#[path = "visitor/browser.rs"]
mod browser;

use browser::{Answer, Visitor};
use domain::dossier::{Claim, Command};
use domain::procedure::Work;
use office::testing::{BIRTH, TestOffice, WARD};

/// The address of the page that follows, without what was done.
fn next(answer: &Answer) -> &str {
    assert_eq!(answer.status, 303, "{}", answer.text());
    answer.location.split('?').next().unwrap()
}

fn day<'a>(form: &'a str, d: &'a str, m: &'a str, y: &'a str) -> Vec<(String, &'a str)> {
    vec![(format!("{form}-day"), d), (format!("{form}-month"), m), (format!("{form}-year"), y)]
}

async fn send(visitor: &Visitor, path: &str, fields: &[(&str, &str)], dates: &[Vec<(String, &str)>]) -> Answer {
    let dates = dates.iter().flatten().map(|(n, v)| (n.as_str(), *v));
    let all: Vec<(&str, &str)> = fields.iter().copied().chain(dates).collect();
    visitor.post(path, &all).await
}

#[tokio::test]
async fn a_unit_is_added_renamed_and_ended_and_the_tree_shows_each_day_as_it_was() {
    let office = TestOffice::new().await;
    let visitor = Visitor::signed_in(&office, &office.administrator()).await;
    let fields = [
        ("unit-parent", "ngo-quyen"),
        ("unit-name", "Ủy ban nhân dân phường Ví Dụ"),
        ("unit-agency", "administration"),
        ("unit-code", "000.99.14.H24"),
        ("unit-place", "Ví Dụ"),
    ];
    let wrong = send(&visitor, "/admin/units", &fields, &[day("unit-from", "31", "2", "2026")]).await;
    assert_eq!(wrong.status, 422);
    assert!(
        wrong.body.contains("href=\"#unit-from\"") && wrong.body.contains("value=\"000.99.14.H24\""),
        "{}",
        wrong.text()
    );
    let added = send(&visitor, "/admin/units", &fields, &[day("unit-from", "10", "8", "2026")]).await;
    let page = next(&added).to_owned();
    assert_eq!(page, "/admin/units/ngo-quyen.uy-ban-nhan-dan-phuong-vi-du");

    let renamed = [("rename-name", "Ủy ban nhân dân phường Đổi Tên")];
    let early = send(&visitor, &format!("{page}/rename"), &renamed, &[day("rename-from", "1", "1", "2027")]).await;
    assert_eq!(early.status, 409);
    assert!(early.body.contains("value=\"Ủy ban nhân dân phường Đổi Tên\""), "nothing typed is lost");
    next(&send(&visitor, &format!("{page}/rename"), &renamed, &[day("rename-from", "15", "8", "2026")]).await);

    let post = [("post-kind", "specialist"), ("post-name", "Chuyên viên tư pháp")];
    next(&send(&visitor, &format!("{page}/post"), &post, &[day("post-from", "17", "8", "2026")]).await);
    let counter = [("counter-number", "1"), ("counter-name", "Quầy số 1"), ("counter-fields", "Hộ tịch")];
    next(&send(&visitor, &format!("{page}/counter"), &counter, &[day("counter-from", "17", "8", "2026")]).await);
    let same = [("counter-number", "1"), ("counter-name", "Quầy khác")];
    let taken = send(&visitor, &format!("{page}/counter"), &same, &[day("counter-from", "17", "8", "2026")]).await;
    assert_eq!(taken.status, 409, "{}", taken.text());
    assert!(taken.body.contains("href=\"#counter-number\""));

    let text = visitor.get(&page).await.text();
    for word in [
        "Đổi Tên",
        "Ví Dụ (đến trước ngày 15/08/2026)",
        "Chuyên viên tư pháp",
        "Quầy số 1",
        "Hộ tịch",
        "Lịch sử thay đổi",
    ] {
        assert!(text.contains(word), "{word}: {text}");
    }
    let tree = async |d: &str, m: &str| {
        visitor.get(&format!("/admin/organisation?on-day={d}&on-month={m}&on-year=2026")).await.text()
    };
    assert!(tree("17", "8").await.contains("phường Đổi Tên: "));
    let then = tree("12", "8").await;
    assert!(then.contains("phường Ví Dụ: ") && !then.contains("Đổi Tên: "), "as it was called then: {then}");
    assert!(!tree("9", "8").await.contains("phường Ví Dụ: "), "before it began");

    let end =
        send(&visitor, &format!("{page}/end"), &[("end-successors", WARD)], &[day("end-to", "20", "8", "2026")]).await;
    next(&end);
    assert!(tree("19", "8").await.contains("Đổi Tên: "));
    assert!(!tree("20", "8").await.contains("Đổi Tên: "));
}

#[tokio::test]
async fn a_counter_is_changed_and_ended_and_keeps_its_history() {
    let office = TestOffice::new().await;
    let visitor = Visitor::signed_in(&office, &office.administrator()).await;
    let page = format!("/admin/counters/{WARD}.counter-1");
    let change = [("change-number", "7"), ("change-name", "Quầy Tư pháp"), ("change-fields", "Hộ tịch")];
    next(&visitor.post(&format!("{page}/change"), &change).await);
    let wrong =
        visitor.post(&format!("{page}/change"), &[("change-number", "bảy"), ("change-name", "Quầy Tư pháp")]).await;
    assert_eq!(wrong.status, 422);
    let forged = [("change-number", "7"), ("change-name", "Quầy"), ("change-fields", "Không có lĩnh vực này")];
    assert_eq!(visitor.post(&format!("{page}/change"), &forged).await.status, 422);
    next(&visitor.post(&format!("{page}/end"), &[]).await);
    let text = visitor.get(&page).await.text();
    assert!(text.contains("Quầy Tư pháp, số 7") && text.contains("Bỏ quầy từ 17/08/2026"), "{text}");
    assert_eq!(visitor.post(&format!("{page}/end"), &[]).await.status, 409);
}

#[tokio::test]
async fn leaving_a_post_asks_who_goes_on_with_what_is_held() {
    let office = TestOffice::new().await;
    let (gone, heir) = (office.specialist(), office.second_specialist());
    let mut ids = Vec::new();
    for _ in 0..2 {
        let id = office.receive(BIRTH).await.id;
        office.walk_to(id, Work::Handle).await;
        office.on(&gone, id, Command::Claim(Claim {})).await.unwrap();
        ids.push(id);
    }
    let visitor = Visitor::signed_in(&office, &office.administrator()).await;
    let base = format!("/admin/people/{}/leave", gone.person);
    let page = visitor.get(&format!("{base}?post={}", gone.post)).await;
    assert_eq!(page.status, 200);
    assert!(page.text().contains("Còn 2 hồ sơ"), "{}", page.text());
    assert!(!page.text().contains(office::testing::APPLICANT), "an administrator sees codes, not applicants");
    let nobody = visitor.post(&base, &[("post", gone.post.as_str()), ("leave-reason", "Chuyển công tác")]).await;
    assert_eq!(nobody.status, 422);
    assert!(
        nobody.body.contains("href=\"#leave-heir\"") && nobody.text().contains("Chuyển công tác"),
        "{}",
        nobody.text()
    );
    let mute = [("post", gone.post.as_str()), ("leave-heir", heir.person.as_str())];
    let mute = visitor.post(&base, &mute).await;
    assert_eq!(mute.status, 422);
    assert!(mute.body.contains("href=\"#leave-reason\""), "{}", mute.text());
    let one = format!("leave-heir-{}", ids[1]);
    let fields = [
        ("post", gone.post.as_str()),
        ("leave-heir", heir.person.as_str()),
        ("leave-reason", "Chuyển công tác"),
        (one.as_str(), "-"),
    ];
    assert_eq!(next(&visitor.post(&base, &fields).await), format!("/admin/people/{}", gone.person));
    let step = |d: domain::dossier::Dossier| d.step().unwrap().official.as_ref().map(|o| o.person.clone());
    assert_eq!(step(office.state(ids[0]).await), Some(heir.person.clone()));
    assert_eq!(step(office.state(ids[1]).await), None);
    let leader = Visitor::signed_in(&office, &office.leader()).await;
    let text = leader.get(&format!("/dossiers/{}", ids[0])).await.text();
    assert!(text.contains("Chuyển công tác"), "told on the dossier's timeline: {text}");
}

#[tokio::test]
async fn an_account_is_closed_and_opened_again_and_a_name_put_right() {
    let office = TestOffice::new().await;
    let who = office.specialist();
    let (login, password) = office.account(&who).await;
    let visitor = Visitor::signed_in(&office, &office.administrator()).await;
    let page = format!("/admin/people/{}", who.person);
    next(&visitor.post(&format!("{page}/close-account"), &[]).await);
    assert_eq!(visitor.post(&format!("{page}/close-account"), &[]).await.status, 409);
    let refused = Visitor::new(&office).post("/sign-in", &[("login", &login), ("password", &password)]).await;
    assert!(refused.status == 409 && refused.text().contains("đã bị khóa"), "{} {}", refused.status, refused.text());
    assert!(visitor.get(&page).await.text().contains("Đã khóa lúc 08:00 17/08/2026"));
    assert_eq!(visitor.post(&format!("{page}/account"), &[("account-login", &login)]).await.status, 200);
    assert!(!visitor.get(&page).await.text().contains("Đã khóa lúc"));
    let wrong = visitor.post(&format!("{page}/name"), &[("name-name", " ")]).await;
    assert_eq!(wrong.status, 422);
    next(&visitor.post(&format!("{page}/name"), &[("name-name", "Lê Thị Đã Sửa")]).await);
    assert!(visitor.get(&page).await.text().contains("Sửa họ tên thành Lê Thị Đã Sửa"));
    let last = visitor
        .post(
            &format!("/admin/people/{}/leave", office.administrator().person),
            &[("post", "ngo-quyen.administrator-1")],
        )
        .await;
    assert!(last.status == 409 && last.text().contains("người quản trị cuối cùng"), "{}", last.text());
}

#[tokio::test]
async fn a_spreadsheet_is_brought_checked_and_taken_in_and_passwords_are_shown_once() {
    let office = TestOffice::new().await;
    let visitor = Visitor::signed_in(&office, &office.administrator()).await;
    let template = visitor.get("/admin/import/template.xlsx").await;
    assert_eq!(template.status, 200);
    let none = visitor.upload("/admin/import", "", b"").await;
    assert_eq!(none.status, 422);
    assert!(none.body.contains("href=\"#file\""), "{}", none.text());

    let faulty = include_bytes!("../../office/tests/files/faulty.xlsx");
    let page = next(&visitor.upload("/admin/import", "sai.xlsx", faulty).await).to_owned();
    let checked = visitor.get(&page).await;
    let text = checked.text();
    assert!(text.contains("Cán bộ, dòng 2, cột D – Từ ngày") && text.contains("31/02/2026"), "{text}");
    assert!(text.contains("Chỉ nhập những dòng không có lỗi") && !text.contains("Nhập tất cả"), "{text}");
    assert_eq!(visitor.post(&format!("{page}/run"), &[("rows", "all")]).await.status, 409);
    assert_eq!(visitor.post(&format!("{page}/run"), &[]).await.status, 400);
    next(&visitor.post(&format!("{page}/discard"), &[]).await);
    assert_eq!(visitor.get(&page).await.status, 404);

    let sound = include_bytes!("../../office/tests/files/first-day.xlsx");
    let page = next(&visitor.upload("/admin/import", "ngay-dau.xlsx", sound).await).to_owned();
    assert!(visitor.get(&page).await.text().contains("Nhập tất cả"));
    let other = Visitor::signed_in(&office, &office.reception()).await;
    assert_eq!(other.get(&page).await.status, 403);
    let done = visitor.post(&format!("{page}/run"), &[("rows", "all")]).await;
    assert_eq!(done.status, 200, "{}", done.text());
    assert!(done.text().contains("Lê Thị Ví Dụ") && done.text().contains("le.vi.du"), "{}", done.text());
    assert_eq!(visitor.post(&format!("{page}/run"), &[("rows", "all")]).await.status, 404, "once");
    let leader = Visitor::signed_in(&office, &office.leader()).await;
    let code = domain::code::DossierCode::parse("000.00.20.H24-260803-0007").unwrap();
    let id = office.dossier_by_code(&office.leader(), &code).await.unwrap();
    let text = leader.get(&format!("/dossiers/{id}")).await.text();
    assert!(text.contains("Tiếp nhận từ hệ thống cũ") && text.contains("09:15 thứ Hai, ngày 03/08/2026"), "{text}");

    let page = next(&visitor.upload("/admin/import", "ngay-dau.xlsx", sound).await).to_owned();
    assert!(visitor.get(&page).await.text().contains("Không có gì mới"));
}
