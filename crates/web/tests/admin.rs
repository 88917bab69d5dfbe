//! Administrators: people, accounts, procedures, tokens; closed to everybody else.

#[path = "visitor/browser.rs"]
mod browser;

use browser::{Answer, Visitor};
use domain::procedure::ServedBy;
use office::testing::{BIRTH, TestOffice, WARD};

fn bare(answer: &Answer) -> Vec<String> {
    answer.text().split_whitespace().filter(|w| w.starts_with('[') && w.ends_with(']')).map(str::to_owned).collect()
}

/// The word in a code element after a label.
fn shown(answer: &Answer, label: &str) -> String {
    let rest = answer.body.split(&format!("{label}</dt>")).nth(1).expect("the label");
    rest.split("<code class=\"motcua-code\">").nth(1).unwrap().split('<').next().unwrap().to_owned()
}

#[tokio::test]
async fn the_administration_is_closed_to_everybody_else() {
    let office = TestOffice::new().await;
    for actor in [office.reception(), office.specialist(), office.leader(), office.inspector()] {
        let person = actor.person.clone();
        let visitor = Visitor::signed_in(&office, &actor).await;
        for path in [
            "/admin".to_owned(),
            "/admin/organisation".into(),
            "/admin/import".into(),
            "/admin/import/template.xlsx".into(),
            "/admin/import/x".into(),
            format!("/admin/units/{WARD}"),
            format!("/admin/posts/{WARD}.specialist-1"),
            format!("/admin/counters/{WARD}.counter-1"),
            format!("/admin/people/{person}/leave?post={WARD}.specialist-1"),
            "/admin/people".into(),
            format!("/admin/people/{person}"),
            "/admin/procedures".into(),
            format!("/admin/procedures/{BIRTH}"),
            "/admin/tokens".into(),
        ] {
            assert_eq!(visitor.get(&path).await.status, 403, "{path} {:?}", actor.kind);
        }
        for path in [
            "/admin/people".to_owned(),
            "/admin/units".into(),
            "/admin/import".into(),
            "/admin/import/x/run".into(),
            "/admin/import/x/discard".into(),
            format!("/admin/units/{WARD}/rename"),
            format!("/admin/units/{WARD}/move"),
            format!("/admin/units/{WARD}/end"),
            format!("/admin/units/{WARD}/post"),
            format!("/admin/units/{WARD}/counter"),
            format!("/admin/posts/{WARD}.specialist-1/end"),
            format!("/admin/counters/{WARD}.counter-1/change"),
            format!("/admin/counters/{WARD}.counter-1/end"),
            format!("/admin/people/{person}/name"),
            format!("/admin/people/{person}/close-account"),
            format!("/admin/people/{person}/appoint"),
            format!("/admin/people/{person}/leave"),
            format!("/admin/people/{person}/account"),
            format!("/admin/procedures/{BIRTH}/publish"),
            format!("/admin/procedures/{BIRTH}/withdraw"),
            format!("/admin/procedures/{BIRTH}/limit"),
            "/admin/tokens".into(),
            "/admin/tokens/x/revoke".into(),
        ] {
            assert_eq!(visitor.post(&path, &[]).await.status, 403, "{path} {:?}", actor.kind);
        }
    }
}

#[tokio::test]
async fn every_page_of_the_administration_has_its_texts_in_both_languages() {
    let office = TestOffice::new().await;
    let mut visitor = Visitor::signed_in(&office, &office.administrator()).await;
    let signed_in = visitor.cookie.clone();
    for lang in ["vi", "en"] {
        visitor.cookie = format!("{signed_in}; lang={lang}");
        for path in [
            "/admin",
            "/admin/organisation",
            "/admin/people",
            "/admin/people/mau-001",
            "/admin/import",
            "/admin/units/ngo-quyen.cau-dat",
            "/admin/posts/ngo-quyen.cau-dat.specialist-1",
            "/admin/counters/ngo-quyen.cau-dat.counter-1",
            "/admin/procedures",
            "/admin/procedures/1.001193",
            "/admin/tokens",
            "/delegations",
        ] {
            let page = visitor.get(path).await;
            assert_eq!((page.status, page.body.matches("<h1").count()), (200, 1), "{path} {}", page.text());
            assert!(bare(&page).is_empty(), "{path}: {:?}", bare(&page));
        }
    }
    visitor.cookie = signed_in;
    assert_eq!(visitor.get("/admin/people/nobody").await.status, 404);
    assert_eq!(visitor.get("/admin/procedures/9.999999").await.status, 404);
}

#[tokio::test]
async fn the_first_page_counts_what_the_catalogue_does_not_know() {
    let office = TestOffice::new().await;
    let visitor = Visitor::signed_in(&office, &office.administrator()).await;
    let text = visitor.get("/admin").await.text();
    assert!(text.contains("Thủ tục chưa rõ thời hạn giải quyết") && text.contains("Chờ đặt thời hạn"), "{text}");
    let text = visitor.get(&format!("/admin/procedures/{BIRTH}")).await.text();
    assert!(
        text.contains("Điểm chưa được kiểm chứng")
            && text.contains("Do nhóm lập dữ liệu dịch")
            && text.contains("Thành phần hồ sơ, mục")
            && !text.contains("/papers/"),
        "{text}"
    );
}

#[tokio::test]
async fn a_person_is_added_with_a_post_and_an_account_whose_password_is_shown_once() {
    let office = TestOffice::new().await;
    let visitor = Visitor::signed_in(&office, &office.administrator()).await;
    let post = format!("{WARD}.specialist-1");
    let wrong = visitor.post("/admin/people", &[("name", "Đỗ Thị Ví Dụ"), ("post", ""), ("login", "vidu")]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("value=\"Đỗ Thị Ví Dụ\"") && wrong.body.contains("href=\"#post\""), "{}", wrong.text());
    let answer = visitor.post("/admin/people", &[("name", "Đỗ Thị Ví Dụ"), ("post", &post), ("login", "vidu")]).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let password = shown(&answer, "Mật khẩu");
    let fresh = Visitor::new(&office);
    let signed = fresh.post("/sign-in", &[("login", "vidu"), ("password", &password)]).await;
    assert_eq!(signed.status, 303, "{}", signed.text());
    let page = visitor.get("/admin/people/do-thi-vi-du").await;
    assert!(page.text().contains("vidu") && !page.body.contains(&password), "{}", page.text());
    let twice = visitor.post("/admin/people", &[("name", "Đỗ Thị Ví Dụ"), ("post", &post), ("login", "vidu")]).await;
    assert_eq!(twice.status, 409, "the sign-in name is taken: {}", twice.text());
    assert!(office.law().organisation.people.iter().filter(|p| p.name == "Đỗ Thị Ví Dụ").count() == 1);

    // Leaves the post, takes another, gets a new password.
    let left = visitor.post("/admin/people/do-thi-vi-du/leave", &[("post", &post)]).await;
    assert_eq!(left.location, "/admin/people/do-thi-vi-du?done=leave-post", "{}", left.text());
    let again = visitor.post("/admin/people/do-thi-vi-du/leave", &[("post", &post)]).await;
    assert_eq!(again.status, 409, "{}", again.text());
    let next = format!("{WARD}.reception-1");
    let taken = visitor.post("/admin/people/do-thi-vi-du/appoint", &[("appoint-post", &next)]).await;
    assert_eq!(taken.location, "/admin/people/do-thi-vi-du?done=appoint", "{}", taken.text());
    let reset = visitor.post("/admin/people/do-thi-vi-du/account", &[("account-login", "vidu")]).await;
    assert_ne!(shown(&reset, "Mật khẩu"), password);
}

#[tokio::test]
async fn a_procedure_without_a_limit_is_published_only_after_the_unit_set_one() {
    let office = TestOffice::new().await;
    let law = office.law();
    let (key, _) = law
        .catalogue
        .iter()
        .find(|(_, p)| {
            p.procedure.as_ref().is_some_and(|p| {
                p.served_by == ServedBy::Dossier && p.versions.last().is_some_and(|v| v.time_limit.limit.is_none())
            })
        })
        .expect("one without a limit");
    let visitor = Visitor::signed_in(&office, &office.administrator()).await;
    let path = format!("/admin/procedures/{key}");
    assert!(visitor.get(&path).await.text().contains("đơn vị ấn định thời hạn"), "the tick box says why not");
    let answer = visitor.post(&format!("{path}/publish"), &[("units", WARD)]).await;
    assert_eq!(answer.status, 409);
    assert!(answer.text().contains("khoản 2 Điều 8 Nghị định 63/2010/NĐ-CP"), "{}", answer.text());
    let fields = [("limit_unit", WARD), ("kind", "working-days"), ("number", "0"), ("basis", "QĐ 12/QĐ-UBND")];
    let answer = visitor.post(&format!("{path}/limit"), &fields).await;
    assert_eq!(answer.status, 422, "{}", answer.text());
    assert!(answer.body.contains("value=\"QĐ 12/QĐ-UBND\""));
    let fields = [("limit_unit", WARD), ("kind", "working-days"), ("number", "7"), ("basis", "QĐ 12/QĐ-UBND")];
    let answer = visitor.post(&format!("{path}/limit"), &fields).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    let answer = visitor.post(&format!("{path}/publish"), &[("units", WARD)]).await;
    assert_eq!(answer.location, format!("{path}?done=publish"), "{}", answer.text());
    let page = visitor.get(&path).await.text();
    assert!(page.contains("7 ngày làm việc") && page.contains("QĐ 12/QĐ-UBND"), "{page}");
    let answer = visitor.post(&format!("{path}/withdraw"), &[("withdraw_unit", WARD), ("reason", "")]).await;
    assert_eq!(answer.status, 422, "{}", answer.text());
    let answer = visitor.post(&format!("{path}/withdraw"), &[("withdraw_unit", WARD), ("reason", "Thay thế")]).await;
    assert_eq!(answer.location, format!("{path}?done=unpublish"));
    let law_limit = visitor
        .post(
            &format!("/admin/procedures/{BIRTH}/limit"),
            &[("limit_unit", WARD), ("kind", "months"), ("number", "1"), ("basis", "x")],
        )
        .await;
    assert_eq!(law_limit.status, 409, "the law's own limit is not the unit's to change");
    assert_eq!(visitor.post(&format!("{path}/publish"), &[("units", "so-y-te")]).await.status, 403);
}

#[tokio::test]
async fn a_token_is_shown_once_opens_the_api_and_is_revoked() {
    let office = TestOffice::new().await;
    let visitor = Visitor::signed_in(&office, &office.administrator()).await;
    let actor = office.reception();
    let post = format!("{} {}", actor.person, actor.post);
    let wrong = visitor.post("/admin/tokens", &[("name", "phần mềm hộ tịch"), ("post", &post), ("days", "-1")]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("value=\"phần mềm hộ tịch\""));
    let answer = visitor.post("/admin/tokens", &[("name", "phần mềm hộ tịch"), ("post", &post), ("days", "30")]).await;
    let secret = shown(&answer, "Mã");
    let who = office.bearer(&secret).await.unwrap().expect("somebody");
    assert_eq!(who.actor, actor);
    let list = visitor.get("/admin/tokens").await;
    assert!(list.text().contains("phần mềm hộ tịch") && !list.body.contains(&secret));
    let id =
        list.body.split("/admin/tokens/").find_map(|r| r.split_once("/revoke")).map(|(id, _)| id.to_owned()).unwrap();
    let answer = visitor.post(&format!("/admin/tokens/{id}/revoke"), &[]).await;
    assert_eq!(answer.location, "/admin/tokens?done=revoke-token");
    assert!(office.bearer(&secret).await.unwrap().is_none());
    assert_eq!(visitor.post("/admin/tokens/x/revoke", &[]).await.status, 404);
}
