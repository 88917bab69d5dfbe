//! Signing in and out, the password, open sessions, the post acted through.

#[path = "visitor/browser.rs"]
mod browser;

use browser::Visitor;
use domain::organisation::{Delegation, OrganisationCommand};
use office::testing::TestOffice;
use web::{DemoNotice, Settings};

#[tokio::test]
async fn each_post_lands_on_its_desk() {
    let office = TestOffice::new().await;
    for (actor, desk) in [
        (office.reception(), "/reception"),
        (office.head(), "/reception"),
        (office.specialist(), "/tasks"),
        (office.unit_leader(), "/tasks"),
        (office.leader(), "/board"),
        (office.inspector(), "/board"),
        (office.administrator(), "/admin"),
    ] {
        let (login, password) = office.account(&actor).await;
        let answer = Visitor::new(&office).post("/sign-in", &[("login", &login), ("password", &password)]).await;
        assert_eq!((answer.status, answer.location.as_str()), (303, desk), "{login}");
        assert!(answer.set_cookie.contains("; HttpOnly; SameSite=Lax"), "{}", answer.set_cookie);
        assert!(!answer.set_cookie.contains("Secure"));
    }
}

#[tokio::test]
async fn over_tls_the_cookie_stays_on_tls() {
    let office = TestOffice::new().await;
    let (login, password) = office.account(&office.reception()).await;
    let visitor = Visitor::with(&office, Settings { secure_cookies: true, ..Settings::default() });
    let answer = visitor.post("/sign-in", &[("login", &login), ("password", &password)]).await;
    assert!(answer.set_cookie.ends_with("; Secure"), "{}", answer.set_cookie);
}

#[tokio::test]
async fn a_sign_in_comes_back_to_the_page_that_asked_for_it_and_nowhere_else() {
    let office = TestOffice::new().await;
    let (login, password) = office.account(&office.reception()).await;
    let visitor = Visitor::new(&office);
    let asked = visitor.get("/reception/ready?q=x").await;
    assert_eq!((asked.status, asked.location.as_str()), (303, "/sign-in?back=/reception/ready%3Fq%3Dx"));
    assert_eq!(visitor.get(&asked.location).await.value("back"), "/reception/ready?q=x");
    for (back, to) in [
        ("/reception/ready?q=x", "/reception/ready?q=x"),
        ("//evil.example", "/reception"),
        ("https://evil.example", "/reception"),
    ] {
        let answer = visitor.post("/sign-in", &[("login", &login), ("password", &password), ("back", back)]).await;
        assert_eq!(answer.location, to, "{back}");
    }
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_name_get_the_same_answer() {
    let office = TestOffice::new().await;
    let (login, _) = office.account(&office.reception()).await;
    let visitor = Visitor::new(&office);
    let wrong = visitor.post("/sign-in", &[("login", &login), ("password", "không phải")]).await;
    let unknown = visitor.post("/sign-in", &[("login", "khong-co-ai"), ("password", "không phải")]).await;
    assert_eq!((wrong.status, unknown.status), (401, 401));
    assert_eq!(wrong.text(), unknown.text());
    assert_eq!(wrong.value("login"), login, "what was typed stays");
    assert!(!wrong.body.contains("không phải"), "but not the password");
}

#[tokio::test]
async fn a_locked_account_says_until_when() {
    let office = TestOffice::new().await;
    let (login, _) = office.account(&office.reception()).await;
    let visitor = Visitor::new(&office);
    let mut last = visitor.get("/sign-in").await;
    for _ in 0..6 {
        last = visitor.post("/sign-in", &[("login", &login), ("password", "không phải")]).await;
    }
    assert_eq!(last.status, 429);
    assert!(last.text().contains("Tài khoản tạm khóa đến"), "{}", last.text());
}

#[tokio::test]
async fn a_demonstration_shows_its_ways_in() {
    let office = TestOffice::new().await;
    let demo = DemoNotice {
        signs_in: vec![("Cán bộ tiếp nhận".into(), "tiepnhan".into(), "mau-2026".into())],
        letters: String::new(),
    };
    let page = Visitor::with(&office, Settings { demo: Some(demo), ..Settings::default() }).get("/sign-in").await;
    assert!(page.body.contains("value=\"tiepnhan\"") && page.body.contains("value=\"mau-2026\""));
    assert!(!Visitor::new(&office).get("/sign-in").await.text().contains("dùng thử"));
}

#[tokio::test]
async fn signing_out_ends_the_session() {
    let office = TestOffice::new().await;
    let visitor = Visitor::signed_in(&office, &office.reception()).await;
    assert_eq!(visitor.get("/reception").await.status, 200);
    let answer = visitor.post("/sign-out", &[]).await;
    assert!(answer.set_cookie.starts_with("motcua_session=;") && answer.set_cookie.contains("Max-Age=0"));
    assert_eq!(visitor.get("/reception").await.status, 303);
}

#[tokio::test]
async fn a_form_without_the_session_s_own_value_is_refused() {
    let office = TestOffice::new().await;
    let mut visitor = Visitor::signed_in(&office, &office.reception()).await;
    visitor.csrf = "khac".into();
    assert_eq!(visitor.post("/sign-out", &[]).await.status, 403);
    assert_eq!(visitor.get("/reception").await.status, 200);
}

#[tokio::test]
async fn a_password_set_by_an_administrator_must_be_changed_first() {
    let office = TestOffice::new().await;
    let actor = office.reception();
    let first = "mật khẩu ban đầu";
    office.open_account(&office.administrator(), &actor.person, "tiepnhan", first, true).await.expect("an account");
    let mut visitor = Visitor::new(&office);
    let answer = visitor.post("/sign-in", &[("login", "tiepnhan"), ("password", first)]).await;
    assert_eq!(answer.location, "/password");
    answer.set_cookie.split(';').next().unwrap_or_default().clone_into(&mut visitor.cookie);
    assert_eq!(visitor.get("/reception").await.location, "/password");
    visitor.csrf = visitor.get("/password").await.value("csrf");

    let change = |old: &str, new: &str, again: &str| {
        [("old".to_owned(), old.to_owned()), ("new".to_owned(), new.to_owned()), ("again".to_owned(), again.to_owned())]
    };
    for (fields, status, said) in [
        (change(first, "con trâu đi trước", "con trâu đi sau"), 422, "không giống nhau"),
        (change("sai rồi", "con trâu đi trước", "con trâu đi trước"), 401, "đang dùng không đúng"),
        (change(first, "ngắn", "ngắn"), 422, "chưa đủ mạnh"),
    ] {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let answer = visitor.post("/password", &fields).await;
        assert_eq!(answer.status, status);
        assert!(answer.text().contains(said), "{}", answer.text());
    }
    let new = "con trâu đi trước";
    let answer = visitor.post("/password", &[("old", first), ("new", new), ("again", new)]).await;
    assert_eq!((answer.status, answer.location.as_str()), (303, "/reception?done=password"));
    assert!(visitor.get("/reception?done=password").await.text().contains("Đã đổi mật khẩu"));
}

#[tokio::test]
async fn sessions_are_seen_and_ended() {
    let office = TestOffice::new().await;
    let (login, password) = office.account(&office.reception()).await;
    let (mut here, mut there) = (Visitor::new(&office), Visitor::new(&office));
    here.sign_in(&login, &password).await;
    there.sign_in(&login, &password).await;
    let page = here.get("/sessions").await;
    assert!(page.text().contains("Đang dùng"));
    let mut ids: Vec<&str> =
        page.body.split("/sessions/").skip(1).filter_map(|s| s.split_once("/end").map(|(id, _)| id)).collect();
    ids.retain(|id| id.len() == 36);
    assert_eq!(ids.len(), 2);
    let own = here.get("/sessions").await;
    let current = own.body.split("<tr").find(|row| row.contains("Đang dùng")).expect("a row");
    let other = ids.iter().find(|id| !current.contains(**id)).expect("another session");
    let ended = here.post(&format!("/sessions/{other}/end"), &[]).await;
    assert_eq!(ended.location, "/sessions?done=end-session");
    assert_eq!(there.get("/reception").await.status, 303);
    assert_eq!(here.get("/reception").await.status, 200);
}

#[tokio::test]
async fn a_delegated_post_is_switched_to_and_named_with_its_document() {
    let office = TestOffice::new().await;
    let (leader, second) = (office.leader(), office.unit_leader());
    let today = domain::calendar::local(office.now()).date();
    let lent = Delegation {
        from_post: leader.post.clone(),
        to_person: second.person.clone(),
        document: "15/UQ-UBND".into(),
        content: "Ký thay".into(),
        from: today,
        to: today.saturating_add(jiff::Span::new().days(5)),
    };
    office.change_organisation(&leader, OrganisationCommand::Delegate(lent)).await.expect("it is lent");
    let visitor = Visitor::signed_in(&office, &second).await;
    assert!(visitor.get("/switch-post").await.text().contains("15/UQ-UBND"));
    let answer = visitor.post("/switch-post", &[("post", leader.post.as_str())]).await;
    assert_eq!(answer.location, "/board?done=switch-post");
    let refused = visitor.post("/switch-post", &[("post", "ngo-quyen.leader-1")]).await;
    assert!(refused.status >= 400);
}
