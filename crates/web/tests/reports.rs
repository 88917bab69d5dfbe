//! Registers and reports: pages, files, who may, and what is said when days are no days.

#[path = "visitor/browser.rs"]
mod browser;

use browser::{Answer, Visitor};
use office::testing::{APPLICANT, BIRTH, OTHER_WARD, TestOffice, WARD};

fn bare(answer: &Answer) -> Vec<String> {
    answer.text().split_whitespace().filter(|w| w.starts_with('[') && w.ends_with(']')).map(str::to_owned).collect()
}

#[tokio::test]
async fn every_page_of_reports_shows_and_names_every_text() {
    let office = TestOffice::new().await;
    let done = office.receive(BIRTH).await;
    office.walk_to_the_end(done.id).await;
    office.receive(BIRTH).await;
    office.at("2026-09-30 09:00");
    let visitor = Visitor::signed_in(&office, &office.leader()).await;
    for (path, words) in [
        ("/reports?period=quarter", "Khớp 0 tồn đầu kỳ + 2 đến trong kỳ = 1 kết thúc trong kỳ + 1 còn lại = 2 hồ sơ"),
        ("/reports?period=year&by=field", "Hộ tịch"),
        ("/reports?period=year&by=procedure&role=decided", "Cộng"),
        ("/reports?period=year&by=person", "Lượt việc theo cán bộ"),
        ("/reports?period=year", "Tiếp nhận và trả kết quả theo tháng"),
        ("/reports?period=last-month", "Từ 01/08/2026 đến hết 31/08/2026"),
        ("/reports/register?period=year", "Hộ tịch, năm 2026"),
        ("/reports/register?period=day", "Không có dòng nào trong kỳ này"),
        ("/reports/intake?day=2026-08-17", "Ngày 17/08/2026: 2 hồ sơ"),
        ("/reports/intake", "Ngày này không tiếp nhận hồ sơ nào"),
        ("/reports/exports", "Chưa ai tải danh sách nào"),
    ] {
        let page = visitor.get(path).await;
        assert!(page.status == 200 && page.text().contains(words), "{path}: {}", page.text());
        assert_eq!(page.body.matches("<h1").count(), 1, "{path}");
        assert!(bare(&page).is_empty(), "{path}: {:?}", bare(&page));
    }
    assert!(visitor.get("/reports/register?period=year").await.text().contains(APPLICANT));
}

#[tokio::test]
async fn a_clerk_begins_with_the_intake_and_sees_no_report_of_others() {
    let office = TestOffice::new().await;
    office.receive(BIRTH).await;
    let clerk = Visitor::signed_in(&office, &office.reception()).await;
    assert_eq!(clerk.get("/reports").await.location, "/reports/intake");
    let page = clerk.get("/reports/intake").await;
    assert!(page.text().contains("1 hồ sơ") && !page.body.contains("/reports/exports"), "{}", page.text());
    for path in ["/reports.csv", "/reports.xlsx", "/reports/exports"] {
        assert_eq!(clerk.get(path).await.status, 403, "{path}");
    }
    for path in ["/reports/register", "/reports/register.csv", "/reports/intake", "/reports/intake.xlsx"] {
        assert_eq!(clerk.get(path).await.status, 200, "{path}");
        assert_eq!(clerk.get(&format!("{path}?unit={OTHER_WARD}")).await.status, 403, "{path}");
    }
    let administrator = Visitor::signed_in(&office, &office.administrator()).await;
    for path in ["/reports", "/reports/register", "/reports/register.xlsx", "/reports/intake", "/dossiers.csv"] {
        assert_eq!(administrator.get(path).await.status, 403, "{path}");
    }
}

#[tokio::test]
async fn days_that_are_none_are_told_at_their_field_and_kept_as_typed() {
    let office = TestOffice::new().await;
    let visitor = Visitor::signed_in(&office, &office.leader()).await;
    for (query, words, kept) in [
        ("period=days&from=2026-08-12&to=2026-08-11", "Ngày kết thúc phải từ ngày bắt đầu trở đi", "12/08/2026"),
        ("period=days&from=2026-13-01&to=2026-08-11", "Chọn ngày bắt đầu", "2026-13-01"),
        ("from=2026-08-11", "Chọn ngày kết thúc", "11/08/2026"),
        ("from=2027-01-01&to=2027-01-02", "Ngày bắt đầu chưa tới", "01/01/2027"),
        ("from=2001-01-01&to=2026-01-02", "Kỳ báo cáo dài nhất là 10 năm", "01/01/2001"),
    ] {
        for path in ["/reports", "/reports/register"] {
            let page = visitor.get(&format!("{path}?{query}")).await;
            assert!(page.status == 200 && page.text().contains(words), "{path} {query}: {}", page.text());
            assert!(
                page.body.contains("govuk-error-summary") && page.body.contains(&format!("value=\"{kept}\"")),
                "{query}"
            );
            let file = visitor.get(&format!("{path}.csv?{query}")).await;
            assert_eq!(file.status, 400, "{path}.csv {query}");
        }
    }
    let page = visitor.get("/reports/intake?day=hom-qua").await;
    assert!(page.text().contains("Chọn một ngày") && page.body.contains("value=\"hom-qua\""), "{}", page.text());
}

#[tokio::test]
async fn the_files_of_a_list_hold_what_the_list_shows_and_are_recorded() {
    let office = TestOffice::new().await;
    let code = office.receive(BIRTH).await.code.unwrap().to_string();
    let visitor = Visitor::signed_in(&office, &office.leader()).await;
    for (path, first) in [
        ("/dossiers", "Mã hồ sơ,Người nộp"),
        ("/tasks", "Mã hồ sơ,Người nộp"),
        ("/board/late", "Mã hồ sơ,Người nộp"),
        ("/reports/register", "Sổ,Số thứ tự,Mã hồ sơ"),
        ("/reports/intake", "Tiếp nhận lúc,Nơi tiếp nhận,Người tiếp nhận,Mã hồ sơ"),
        ("/reports", "Đơn vị,Tồn đầu kỳ,Tiếp nhận"),
    ] {
        let file = visitor.get(&format!("{path}.csv")).await;
        assert_eq!(file.status, 200, "{path}");
        assert!(file.body.starts_with(&format!("\u{feff}{first}")), "{path}: {}", file.body);
        let sheet = visitor.get(&format!("{path}.xlsx")).await;
        assert!(sheet.status == 200 && sheet.body.starts_with("PK\u{3}\u{4}"), "{path}");
    }
    let lines = visitor.get("/reports/register.csv").await.body;
    assert!(lines.lines().nth(1).unwrap().contains(&format!(",1,{code},")), "{lines}");
    assert!(lines.contains("Số nhà 1 đường Tưởng Tượng"), "{lines}");
    assert!(visitor.get("/dossiers.csv?phase=in-process").await.body.contains(&code));
    assert!(!visitor.get("/dossiers.csv?phase=ready").await.body.contains(&code));
    let paper = visitor.get("/reports/register.pdf").await;
    assert!(paper.status == 200 && paper.body.contains("Hộ tịch – năm 2026") && paper.body.contains(&code));
    let exports = visitor.get("/reports/exports").await.text();
    assert!(exports.contains("Sổ theo dõi hồ sơ (XLSX)") && exports.contains("Danh sách hồ sơ (CSV)"), "{exports}");
    assert!(!exports.contains("Báo cáo kỳ (CSV)"), "figures alone are no export of persons: {exports}");
    let found = visitor.get(&format!("/dossiers.csv?q={}", "Ph%C3%B9ng")).await;
    assert_eq!(found.status, 200);
    let exports = visitor.get("/reports/exports").await.text();
    assert!(exports.contains("có tìm theo từ") && !exports.contains("Phùng"), "{exports}");
}

#[tokio::test]
async fn a_leader_above_opens_a_unit_below_from_its_row() {
    let office = TestOffice::new().await;
    office.receive(BIRTH).await;
    let visitor = Visitor::signed_in(&office, &office.district_leader()).await;
    let page = visitor.get("/reports?period=week").await;
    assert!(page.text().contains("Cầu Đất"), "{}", page.text());
    let below = visitor.get(&format!("/reports?period=week&unit={WARD}")).await;
    assert!(below.text().contains("0 tồn đầu kỳ + 1 đến trong kỳ"), "{}", below.text());
}
