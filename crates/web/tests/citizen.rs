//! Citizens open their dossier with a code; officials set a forgotten password; administrators see
//! how letters leave.

#[path = "visitor/browser.rs"]
mod browser;

use browser::{Answer, Visitor};
use domain::contact::Means;
use domain::dossier::Command;
use domain::procedure::Work;
use office::mail::SendFault;
use office::testing::{APPLICANT, BIRTH, TestMail, TestOffice};
use std::sync::Arc;
use web::{Certificate, Letters, Settings};

/// An office whose letters have the words of the locales.
async fn with_letters() -> (TestOffice, Arc<TestMail>) {
    let office = TestOffice::new().await;
    let mail = office.with_mail_by(Arc::new(Letters));
    (office, mail)
}

/// A line of six digits in the last letter that has one.
fn digits(mail: &TestMail) -> String {
    let six = |line: &&str| line.len() == 6 && line.bytes().all(|b| b.is_ascii_digit());
    mail.letters().iter().rev().find_map(|m| m.text.lines().find(six).map(str::to_owned)).expect("a letter with a code")
}

fn retry_after(answer: &Answer) -> String {
    answer.headers.get("retry-after").and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned()
}

#[tokio::test]
async fn the_code_from_the_letter_opens_the_dossier_in_this_browser_only() {
    let (office, mail) = with_letters().await;
    let done = office.receive(BIRTH).await;
    office.post_all().await;
    let d = office.state(done.id).await;
    let path = format!("/t/{}", d.token.expect("a token"));
    let mut visitor = Visitor::new(&office);
    let page = visitor.get(&path).await;
    assert!(page.text().contains("v***@e***.org") && !page.body.contains("@example.org"), "{}", page.text());
    let sent = visitor.post(&format!("{path}/code"), &[]).await;
    assert_eq!((sent.status, sent.location), (303, format!("{path}/code")));
    assert!(visitor.get(&format!("{path}/code")).await.body.contains("autocomplete=\"one-time-code\""));
    office.post_all().await;
    let letter = mail.last();
    assert!(!letter.text.contains(APPLICANT) && !letter.subject.contains(APPLICANT));

    let code = digits(&mail);
    let wrong = if code == "000001" { "000002" } else { "000001" };
    let refused = visitor.post(&format!("{path}/open"), &[("code", wrong)]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("Còn 4 lần nhập"), "{}", refused.text());
    assert_eq!(visitor.get(&format!("{path}/all")).await.location, path, "it is shut before");

    let opened = visitor.post(&format!("{path}/open"), &[("code", &code)]).await;
    assert_eq!((opened.status, opened.location), (303, format!("{path}/all")));
    assert!(opened.set_cookie.contains(&format!("; Path={path}; HttpOnly; SameSite=Lax; Max-Age=1800")));
    opened.set_cookie.split(';').next().unwrap_or_default().clone_into(&mut visitor.cookie);
    let all = visitor.get(&format!("{path}/all")).await;
    assert_eq!(all.status, 200);
    let text = all.text();
    for shown in [APPLICANT, "Tờ khai đăng ký khai sinh", "Đã báo cho người nộp qua thư điện tử: đã tiếp nhận"]
    {
        assert!(text.contains(shown), "{shown} in {text}");
    }
    assert!(!text.contains("Mẫu 0"), "units, not the people in them: {text}");
    assert_eq!(Visitor::new(&office).get(&format!("{path}/all")).await.location, path, "another browser");
    let shut = visitor.post(&format!("{path}/shut"), &[]).await;
    assert!(shut.set_cookie.contains("Max-Age=0"));
    assert_eq!(visitor.get(&format!("{path}/all")).await.location, path, "it is shut again");
}

#[tokio::test]
async fn a_sixth_code_in_an_hour_is_refused_with_the_time_to_wait() {
    let (office, _mail) = with_letters().await;
    let done = office.receive(BIRTH).await;
    let path = format!("/t/{}/code", office.state(done.id).await.token.expect("a token"));
    let visitor = Visitor::new(&office);
    for _ in 0..5 {
        assert_eq!(visitor.post(&path, &[]).await.status, 303);
        office.post_all().await;
    }
    office.minutes_later(20);
    let refused = visitor.post(&path, &[]).await;
    assert_eq!((refused.status, retry_after(&refused).as_str()), (429, "2400"));
    assert!(refused.text().contains("thử lại sau 40 phút"), "{}", refused.text());
}

#[tokio::test]
async fn guessing_dossier_codes_is_told_how_long_to_wait() {
    let office = TestOffice::new().await;
    let visitor = Visitor::new(&office);
    let mut last = visitor.get("/follow?code=1").await;
    for _ in 0..25 {
        last = visitor.get("/follow?code=1").await;
    }
    assert_eq!(last.status, 429);
    let seconds: u64 = retry_after(&last).parse().expect("whole seconds");
    assert!((1..=6).contains(&seconds), "{seconds}");
}

#[tokio::test]
async fn without_a_post_office_the_receipt_s_page_names_the_counter() {
    let office = TestOffice::new().await;
    let done = office.receive(BIRTH).await;
    let path = format!("/t/{}", office.state(done.id).await.token.expect("a token"));
    let visitor = Visitor::new(&office);
    let page = visitor.get(&path).await;
    assert!(page.text().contains("xin đến nơi đã nộp hồ sơ, mang theo giấy tờ tùy thân"), "{}", page.text());
    assert_eq!(visitor.get(&format!("{path}/code")).await.location, path);
    assert_eq!(visitor.post(&format!("{path}/code"), &[]).await.location, path);
    let forgotten = visitor.get("/password/forgotten").await;
    assert!(forgotten.text().contains("quản trị hệ thống của đơn vị") && !forgotten.body.contains("name=\"login\""));
}

#[tokio::test]
async fn a_late_dossier_is_said_to_be_late_with_an_apology() {
    let office = TestOffice::new().await;
    let done = office.receive("1.004873").await;
    office.walk_to(done.id, Work::Handle).await;
    office.at("2026-09-25 09:00");
    let path = format!("/t/{}", office.state(done.id).await.token.expect("a token"));
    let text = Visitor::new(&office).get(&path).await.text();
    assert!(text.contains("Hồ sơ đã trễ hẹn: lẽ ra phải có kết quả lúc"), "{text}");
    assert!(text.contains("xin lỗi ông/bà") && text.contains("Chưa phải làm gì"), "{text}");
}

#[tokio::test]
async fn a_forgotten_password_is_set_anew_by_the_link_in_the_letter() {
    let (office, mail) = with_letters().await;
    let actor = office.reception();
    let (login, _) = office.account(&actor).await;
    let administrator = Visitor::signed_in(&office, &office.administrator()).await;
    let person = format!("/admin/people/{}", actor.person);
    let bad = administrator.post(&format!("{person}/mail"), &[("address-mail", "không phải thư")]).await;
    assert_eq!(bad.status, 422);
    let saved = administrator.post(&format!("{person}/mail"), &[("address-mail", "can-bo@example.org")]).await;
    assert_eq!(saved.location, format!("{person}?done=mail"));
    assert_eq!(administrator.get(&person).await.value("address-mail"), "can-bo@example.org");

    let visitor = Visitor::new(&office);
    let right = visitor.post("/password/forgotten", &[("login", &login)]).await;
    let wrong = visitor.post("/password/forgotten", &[("login", "khong-co-ai")]).await;
    assert_eq!((right.status, right.text()), (wrong.status, wrong.text()), "the same answer");
    office.post_all().await;
    let letter = mail.last();
    assert_eq!((letter.to.as_str(), mail.letters().len()), ("can-bo@example.org", 1));
    let path = letter.text.lines().find_map(|l| l.strip_prefix("https://motcua.example")).expect("a link").to_owned();
    assert_eq!(visitor.get(&path).await.status, 200);
    let new = "con trâu đi trước";
    for (first, again, said) in [("ngắn", "ngắn", "chưa đủ mạnh"), (new, "khác hẳn nhau", "không giống nhau")]
    {
        let refused = visitor.post(&path, &[("new", first), ("again", again)]).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text().contains(said), "{}", refused.text());
    }
    let set = visitor.post(&path, &[("new", new), ("again", new)]).await;
    assert_eq!(set.location, "/sign-in?done=recovered");
    assert!(visitor.get(&set.location).await.text().contains("Đã đặt mật khẩu mới"));
    assert_eq!(visitor.get(&path).await.status, 404, "it works once");
    let mut me = Visitor::new(&office);
    me.sign_in(&login, new).await;
}

#[tokio::test]
async fn an_administrator_sends_a_test_letter_and_reads_the_server_s_own_words() {
    let (office, mail) = with_letters().await;
    let administrator = Visitor::signed_in(&office, &office.administrator()).await;
    let sent = administrator.post("/admin/system/test", &[("to", "toi@example.org")]).await;
    assert!(sent.text().contains("Máy chủ trả lời: 250 kept"), "{}", sent.text());
    assert!(mail.last().subject.contains("Thư thử"));
    mail.fail(SendFault::Never("535 5.7.8 authentication failed".into()));
    let failed = administrator.post("/admin/system/test", &[("to", "toi@example.org")]).await;
    assert!(failed.text().contains("Không gửi được") && failed.text().contains("535 5.7.8 authentication failed"));
    assert_eq!(administrator.post("/admin/system/test", &[("to", "x")]).await.status, 422);
    let other = Visitor::signed_in(&office, &office.leader()).await;
    assert_eq!(other.get("/admin/system").await.status, 403);
    assert_eq!(other.post("/admin/system/test", &[("to", "toi@example.org")]).await.status, 403);
}

#[tokio::test]
async fn letters_that_were_given_up_are_listed_and_tried_again() {
    let (office, mail) = with_letters().await;
    mail.fail(SendFault::Never("550 no such user".into()));
    office.receive(BIRTH).await;
    office.post_due().await.expect("tried");
    let administrator = Visitor::signed_in(&office, &office.administrator()).await;
    let page = administrator.get("/admin/system").await;
    assert!(page.text().contains("Đã thôi gửi: 1") && page.text().contains("550 no such user"), "{}", page.text());
    let again = page.body.split("action=\"").find(|s| s.contains("/again\"")).and_then(|s| s.split('"').next());
    let answer = administrator.post(again.expect("a button"), &[]).await;
    assert_eq!(answer.location, "/admin/system?done=letter-again");
    office.post_all().await;
    assert_eq!(mail.letters().len(), 1);
}

#[tokio::test]
async fn a_certificate_that_ends_soon_is_warned_of() {
    let office = TestOffice::new().await;
    let (login, password) = office.account(&office.administrator()).await;
    for (days, said) in [(90, "90 ngày"), (12, "Chứng thư chỉ còn 12 ngày"), (-1, "Chứng thư đã hết hạn")]
    {
        let until = office.now() + jiff::SignedDuration::from_hours(days * 24 + 1);
        let certificate = Certificate { subject: "CN=motcua.example".into(), issuer: "CN=Mẫu".into(), until };
        let settings = Settings { certificate: Some(certificate), ..Settings::default() };
        let mut administrator = Visitor::with(&office, settings);
        administrator.sign_in(&login, &password).await;
        let text = administrator.get("/admin/system").await.text();
        assert!(text.contains(said) && text.contains("CN=motcua.example"), "{text}");
        assert_eq!(text.contains("Thay trước khi hết hạn"), days == 12);
    }
}

#[tokio::test]
async fn a_call_to_the_applicant_is_reported_on_the_timeline() {
    let office = TestOffice::new().await;
    let done = office.receive(BIRTH).await;
    let officer = Visitor::signed_in(&office, &office.reception()).await;
    let path = format!("/dossiers/{}/contact", done.id);
    assert!(officer.get(&format!("/dossiers/{}", done.id)).await.body.contains(&path));
    let missing = officer.post(&path, &[("note", "Đã gọi, hẹn chiều mai")]).await;
    assert_eq!(missing.status, 422);
    assert!(missing.body.contains("Đã gọi, hẹn chiều mai"), "nothing typed is lost");
    let saved = officer.post(&path, &[("means", "phone"), ("note", "Đã gọi, hẹn chiều mai")]).await;
    assert_eq!(saved.location, format!("/dossiers/{}?done=contact", done.id));
    let text = officer.get(&saved.location).await.text();
    assert!(text.contains("Đã liên hệ với người nộp: điện thoại") && text.contains("Đã gọi, hẹn chiều mai"), "{text}");
    // The page that was open before is still the newest: a report is no act on the dossier.
    let transfer = Command::Transfer(domain::dossier::Transfer {});
    office.on(&office.reception(), done.id, transfer).await.expect("it goes on");
    assert!(Means::REPORTED.contains(&Means::Phone));
}
