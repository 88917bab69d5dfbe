//! Days off and office hours are decided at a page: looked at first, nothing typed is lost, and everybody
//! concerned sees the new date with its reason.

#[path = "visitor/browser.rs"]
mod browser;

use browser::Visitor;
use domain::calendar::Limit;
use office::testing::{TestOffice, WARD};

const CONFIRM: &str = "2.002516";

fn fields(step: &str) -> Vec<(&str, &str)> {
    vec![
        ("days-document", "99/TB-VPCP ngày 17/8/2026"),
        ("days-announced-day", "17"),
        ("days-announced-month", "8"),
        ("days-announced-year", "2026"),
        ("days-status", "enacted"),
        ("days-0-from", "20/8/2026"),
        ("days-0-to", "21/8/2026"),
        ("days-0-becomes", "off"),
        ("days-0-name", "Nghỉ tránh bão"),
        ("step", step),
    ]
}

#[tokio::test]
async fn a_decision_is_looked_at_then_entered_and_everybody_sees_the_new_date_and_why() {
    let office = TestOffice::new().await;
    office.publish_with_limit(CONFIRM, Limit::WorkingDays(5)).await;
    let done = office.receive(CONFIRM).await;
    let admin = Visitor::signed_in(&office, &office.administrator()).await;

    let empty = admin.post("/admin/days", &[("step", "look")]).await;
    assert_eq!(empty.status, 422);
    let look = admin.post("/admin/days", &fields("look")).await;
    let code = done.code.as_ref().unwrap().as_str();
    assert!(look.body.contains(code) && look.text().contains("1 hồ sơ sẽ đổi hạn"), "{}", look.text());
    assert!(office.law().days.all.is_empty(), "looking enters nothing");
    let back = admin.post("/admin/days", &fields("back")).await;
    assert!(back.body.contains("value=\"Nghỉ tránh bão\"") && back.body.contains("20/8/2026"), "{}", back.body);

    let entered = admin.post("/admin/days", &fields("enter")).await;
    assert_eq!((entered.status, entered.location.as_str()), (303, "/admin/days/0?done=days-decided"));
    let one = admin.get("/admin/days/0").await;
    assert!(one.body.contains(code) && one.text().contains("1 hồ sơ đã đổi hạn"), "{}", one.text());

    let officer = Visitor::signed_in(&office, &office.reception()).await;
    let page = officer.get(&format!("/dossiers/{}", done.id)).await.text();
    assert!(page.contains("Theo quyết định về ngày nghỉ: 99/TB-VPCP ngày 17/8/2026"), "{page}");
    let counted = officer.get(&format!("/dossiers/{}/deadline", done.id)).await.text();
    assert!(counted.contains("Nghỉ tránh bão") && counted.contains("Hạn trước đó"), "{counted}");
    let token = office.state(done.id).await.token.unwrap();
    let citizen = Visitor::new(&office);
    let status = citizen.get(&format!("/t/{token}")).await.text();
    assert!(status.contains("Ngày hẹn tính lại") && status.contains("99/TB-VPCP"), "{status}");
    let year = citizen.get("/calendar/2026").await.text();
    assert!(year.contains("Nghỉ tránh bão") && year.contains("Đã có văn bản"), "{year}");
}

#[tokio::test]
async fn what_is_wrong_in_a_line_stands_at_that_line_and_the_rest_stays_typed() {
    let office = TestOffice::new().await;
    let admin = Visitor::signed_in(&office, &office.administrator()).await;
    let mut over = fields("look");
    over[5].1 = "3/8/2026";
    over[6].1 = "3/8/2026";
    let wrong = admin.post("/admin/days", &over).await;
    assert_eq!(wrong.status, 409);
    assert!(wrong.body.contains("href=\"#days-0-from\""), "{}", wrong.text());
    assert!(wrong.body.contains("value=\"99/TB-VPCP ngày 17/8/2026\""), "nothing typed is lost");
    let mut hours = fields("look");
    hours[7].1 = "hours";
    let wrong = admin.post("/admin/days", &hours).await;
    assert!(wrong.body.contains("href=\"#days-0-hours\""), "{}", wrong.text());
    for other in [office.leader(), office.reception()] {
        let visitor = Visitor::signed_in(&office, &other).await;
        assert_eq!(visitor.get("/admin/days").await.status, 403);
        assert_eq!(visitor.post("/admin/days", &fields("enter")).await.status, 403);
    }
}

#[tokio::test]
async fn a_unit_gets_other_office_hours_from_a_day_on() {
    let office = TestOffice::new().await;
    let admin = Visitor::signed_in(&office, &office.administrator()).await;
    let path = format!("/admin/units/{WARD}/hours");
    let mut week = vec![
        ("hours-from-day", "24"),
        ("hours-from-month", "8"),
        ("hours-from-year", "2026"),
        ("hours-1", "7:00-11:00, 13:30-17:30"),
        ("hours-2", "7h00-11h00 13h30-17h30"),
        ("hours-6", "7:30-11"),
        ("hours-basis", "5/QĐ-UBND"),
    ];
    let wrong = admin.post(&path, &week).await;
    assert!(wrong.body.contains("href=\"#hours-6\"") && wrong.body.contains("7h00-11h00"), "{}", wrong.text());
    week[5].1 = "7:30-11:30";
    let set = admin.post(&path, &week).await;
    assert_eq!(set.status, 303, "{}", set.text());
    let page = admin.get(&format!("/admin/units/{WARD}")).await.text();
    assert!(page.contains("24/08/2026") && page.contains("5/QĐ-UBND") && page.contains("thứ Bảy 07:30"), "{page}");
}
