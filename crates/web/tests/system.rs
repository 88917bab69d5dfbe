//! The page of the program itself: backups, the clock, letters that a restore held back.

#[path = "visitor/browser.rs"]
mod browser;

use axum::body::{Body, to_bytes};
use axum::http::Request;
use browser::Visitor;
use domain::dossier::Command;
use office::backup::{Journal, Keep, Schedule};
use office::dossier::Ask;
use office::testing::{BIRTH, TestOffice};
use std::path::Path;
use std::time::Duration;
use tower::ServiceExt;

fn keep(office: &TestOffice, folder: &Path) {
    let data = office.files().to_owned();
    let journal = Journal::of(&data);
    let schedule = Schedule::Daily(jiff::civil::time(2, 0, 0, 0));
    assert!(office.keep_backups(Keep { folder: folder.into(), schedule, keep: 3, journal, data: vec![data] }));
}

#[tokio::test]
async fn administrators_see_the_last_backups_and_ask_for_one_and_nobody_else_does() {
    let office = TestOffice::new().await;
    let folder = tempfile::tempdir().unwrap();
    let admin = Visitor::signed_in(&office, &office.administrator()).await;
    let page = admin.get("/admin/system").await;
    assert!(page.text().contains("Chưa thiết lập sao lưu") && page.text().contains("motcua.toml"), "{}", page.text());
    assert_eq!(admin.post("/admin/system/backup", &[]).await.status, 404);
    keep(&office, folder.path());
    let page = admin.get("/admin/system").await.text();
    assert!(page.contains("Chưa có bản sao lưu nào dùng được") && page.contains("Hằng ngày lúc 02:00"), "{page}");
    let asked = admin.post("/admin/system/backup", &[]).await;
    assert_eq!(asked.location, "/admin/system?done=backup-asked#backups");
    let page = admin.get("/admin/system?done=backup-asked").await.text();
    assert!(page.contains("Đã nhận yêu cầu") && page.contains("Đang sao lưu"), "{page}");
    let made = office.back_up_if_due().await.unwrap().unwrap();
    let page = admin.get("/admin/system").await;
    assert!(page.body.contains(made.path.file_name().unwrap().to_str().unwrap()), "{}", page.text());
    assert!(page.text().contains("quản trị viên yêu cầu Đầy đủ, đã đọc lại"), "{}", page.text());
    assert!(page.text().contains("yêu cầu sao lưu ngay"), "it is on record: {}", page.text());
    // Too old: a strip above every page of an administrator, and of nobody else.
    office.at("2026-08-20 09:00");
    let admin = {
        let mut again = Visitor::new(&office);
        again.sign_in(office.administrator().post.as_str(), "mật khẩu để thử 2026").await;
        again
    };
    assert!(admin.get("/admin/people").await.text().contains("Sao lưu cần được kiểm tra"));
    let clerk = Visitor::signed_in(&office, &office.reception()).await;
    assert!(!clerk.get("/reception").await.text().contains("Sao lưu cần được kiểm tra"));
    for path in ["/admin/system/backup", "/admin/system/held", "/admin/system/clock"] {
        assert_eq!(clerk.post(path, &[("what", "release")]).await.status, 403, "{path}");
    }
}

#[tokio::test]
async fn a_clock_that_was_set_back_is_told_to_whoever_works_and_to_administrators_everywhere() {
    let office = TestOffice::new().await;
    let clerk = Visitor::signed_in(&office, &office.reception()).await;
    let admin = Visitor::signed_in(&office, &office.administrator()).await;
    let done = office.receive(BIRTH).await;
    office.watch_clock();
    office.at("2026-08-17 05:00");
    office.look_at_the_clock(Duration::ZERO).await.unwrap();
    let refused = clerk.post(&format!("/dossiers/{}/acts/transfer", done.id), &[]).await;
    assert_eq!(refused.status, 503, "{}", refused.text());
    assert!(refused.text().contains("Đồng hồ máy chủ đang chạy lùi"), "{}", refused.text());
    assert!(refused.text().contains("Xin báo quản trị viên"), "what to do: {}", refused.text());
    assert!(admin.get("/admin/people").await.text().contains("Giờ máy chủ sai: mọi việc tạm không được ghi"));
    let page = admin.get("/admin/system").await.text();
    assert!(page.contains("việc cuối cùng đã ghi lúc") && page.contains("cho làm việc tiếp"), "{page}");
    let said = admin.post("/admin/system/clock", &[]).await;
    assert_eq!(said.location, "/admin/system?done=clock-confirmed#clock");
    let page = admin.get("/admin/system").await.text();
    assert!(page.contains("xác nhận giờ máy chủ đúng"), "{page}");
}

#[tokio::test]
async fn a_program_is_told_by_the_api_that_the_clock_is_behind() {
    let office = TestOffice::new().await;
    let who = office.reception();
    let admin = office.administrator();
    let (_, token) = office.issue_token(&admin, &who.person, &who.post, "thử", None).await.unwrap();
    let done = office.receive(BIRTH).await;
    office.at("2026-08-17 05:00");
    let router = web::router((*office).clone(), web::Settings::default());
    let request = Request::post(format!("/api/v1/dossiers/{}/acts/transfer", done.id))
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "application/json")
        .header("if-match", format!("\"{}\"", done.version))
        .body(Body::from("{}"))
        .unwrap();
    let answer = router.clone().oneshot(request).await.unwrap();
    assert_eq!(answer.status(), 503);
    let body: serde_json::Value =
        serde_json::from_slice(&to_bytes(answer.into_body(), 1 << 20).await.unwrap()).unwrap();
    assert!(body["type"].as_str().unwrap().ends_with("/problems/clock-behind"), "{body}");
    // The address of the problem says more to whoever opens it.
    let page = router.oneshot(Request::get("/problems/clock-behind").body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(page.status(), 200);
}

#[tokio::test]
async fn the_page_brings_the_servers_time_so_that_the_computers_own_can_be_compared() {
    let office = TestOffice::new().await;
    let clerk = Visitor::signed_in(&office, &office.reception()).await;
    let now = office.now().as_millisecond();
    let page = clerk.get("/reception").await;
    assert!(page.body.contains(&format!("data-now=\"{now}\"")), "{}", page.body);
    assert!(page.text().contains("Đồng hồ của máy tính này lệch hơn 2 phút"), "said by the script alone");
    let asked = clerk.get("/session").await.body;
    assert!(asked.contains(&format!("\"now_ms\":{now}")) && asked.contains("\"now\":\"08:00\""), "{asked}");
}

#[tokio::test]
async fn letters_held_back_by_a_restore_are_settled_on_the_page() {
    use office::clock::{Clock, SystemChance};
    use office::restore::Sound;
    use store::backup::{PREFIX, Target, make, unwatched};
    use store::shelf::Shelf;

    struct Then(jiff::Timestamp);
    impl Clock for Then {
        fn now(&self) -> jiff::Timestamp {
            self.0
        }
    }

    let office = TestOffice::new().await;
    let (login, _) = office.account(&office.administrator()).await;
    office.with_mail();
    office.act(&office.reception(), Ask::new(Command::Receive(office.full(BIRTH)))).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let target = Target {
        to: folder.path().into(),
        prefix: PREFIX.into(),
        now: office.now(),
        stamp: "2026-08-17-080000".into(),
    };
    let shelf = Shelf::open(office.files()).unwrap();
    let made = make(office.db(), &shelf, target, unwatched()).await.unwrap();
    let sound = Sound::read(&made.path, &unwatched()).unwrap();
    let by = sound.administrator(&login, office.now()).unwrap();
    let again = TestOffice::restored(async |db| {
        let shelf = Shelf::open(&folder.path().join("files")).unwrap();
        sound.restore(db, &shelf, (by, "Máy hỏng"), &Then(office.now()), &SystemChance).await.unwrap();
    })
    .await;
    let mut admin = Visitor::new(&again);
    admin.sign_in(&login, "mật khẩu để thử 2026").await;
    let page = admin.get("/admin/system").await.text();
    assert!(page.contains("1 thư đang chờ gửi vào lúc tạo bản sao lưu"), "{page}");
    assert!(page.contains("Lý do: Máy hỏng"), "{page}");
    assert_eq!(admin.post("/admin/system/held", &[("what", "burn")]).await.status, 400);
    let done = admin.post("/admin/system/held", &[("what", "throw-away")]).await;
    assert_eq!(done.location, "/admin/system?done=held");
    let page = admin.get("/admin/system").await.text();
    assert!(!page.contains("Thư giữ lại sau khi phục hồi") && page.contains("bỏ 1 thư được giữ lại"), "{page}");
}

#[tokio::test]
async fn the_page_of_the_program_has_its_texts_in_both_languages() {
    let office = TestOffice::new().await;
    let folder = tempfile::tempdir().unwrap();
    keep(&office, folder.path());
    office.back_up_if_due().await.unwrap();
    office.watch_clock();
    let mut admin = Visitor::signed_in(&office, &office.administrator()).await;
    let signed_in = admin.cookie.clone();
    for lang in ["vi", "en"] {
        admin.cookie = format!("{signed_in}; lang={lang}");
        let page = admin.get("/admin/system").await;
        let bare: Vec<_> = page
            .text()
            .split_whitespace()
            .filter(|w| w.starts_with('[') && w.ends_with(']'))
            .map(str::to_owned)
            .collect();
        assert_eq!((page.status, page.body.matches("<h1").count()), (200, 1), "{}", page.text());
        assert!(bare.iter().all(|w| ["[mail]", "[tls]", "[backup]"].contains(&w.as_str())), "{lang}: {bare:?}");
    }
}
