//! Pages for everybody: finding a procedure, reading it, following a dossier.

#[path = "visitor/browser.rs"]
mod browser;

use browser::{Visitor, encode};
use domain::dossier::{
    Apologise, Command, OutsideDemand, Receive, RequestSupplement, ReturnResult, SupplementItem, TakeSupplement,
};
use domain::id::PaperId;
use domain::procedure::Work;
use office::dossier::Ask;
use office::testing::{APPLICANT, BIRTH, TestOffice};
use web::i18n::Lang;

async fn first_found(visitor: &Visitor, q: &str) -> String {
    let page = visitor.get(&format!("/procedures?q={}", encode(q))).await;
    assert_eq!(page.status, 200);
    let table = page.body.split("<tbody").nth(1).unwrap_or_else(|| panic!("nothing found for {q}"));
    table.split("href=\"/procedures/").nth(1).and_then(|l| l.split('"').next()).unwrap_or_default().to_owned()
}

#[tokio::test]
async fn everyday_words_without_marks_find_the_procedure() {
    let office = TestOffice::new().await;
    let visitor = Visitor::new(&office);
    for (q, key) in [
        ("khai sinh", "1.001193"),
        ("dang ky khai sinh", "1.001193"),
        ("1.001193", "1.001193"),
        ("giay doc than", "1.004873"),
        ("giấy độc thân", "1.004873"),
        ("sao y", "2.000815"),
        ("ket hon", "1.000894"),
        ("nhập hộ khẩu", "1.004222"),
        ("toi muon khai tu cho me", "1.000656"),
    ] {
        assert_eq!(first_found(&visitor, q).await, key, "{q}");
    }
}

#[tokio::test]
async fn a_search_that_finds_nothing_says_what_to_do() {
    let office = TestOffice::new().await;
    let page = Visitor::new(&office).get("/procedures?q=xyzzy").await;
    assert_eq!(page.status, 200);
    assert!(page.text().contains("Chưa tìm thấy thủ tục nào cho “xyzzy”"), "{}", page.text());
    assert!(page.text().contains("Bộ phận Một cửa UBND phường Cầu Đất"), "whom to ask");
}

#[tokio::test]
async fn a_search_says_why_it_found_what_its_name_does_not_say() {
    let office = TestOffice::new().await;
    let visitor = Visitor::new(&office);
    for (q, why) in [("sổ đỏ", "người dân thường gọi là “sổ đỏ”"), ("khai sonh", "đọc “sonh” thành “sinh”")]
    {
        let page = visitor.get(&format!("/procedures?q={}", encode(q))).await;
        assert!(page.text().contains(why), "{}", page.text());
    }
}

#[tokio::test]
async fn the_page_of_every_procedure_has_all_its_parts_in_both_languages() {
    let office = TestOffice::new().await;
    let mut visitor = Visitor::new(&office);
    for lang in [Lang::Vi, Lang::En] {
        visitor.cookie = format!("lang={}", lang.code());
        for key in office.law().catalogue.keys() {
            let page = visitor.get(&format!("/procedures/{key}")).await;
            assert_eq!(page.status, 200, "{key}");
            assert_eq!(page.body.matches("<h1").count(), 1, "{key}");
            assert!(page.body.matches("<h2").count() >= 12, "{key}");
            for id in ["papers", "where"] {
                assert!(page.body.contains(&format!("id=\"{id}\"")), "{key} {id}");
            }
            let text = page.text();
            let stray = text.split(['[', ']']).nth(1).is_some_and(|k| !k.contains(' ') && k.contains('-'));
            assert!(!stray, "{key}: a text is missing");
        }
    }
}

#[tokio::test]
async fn the_checklist_of_a_procedure_tells_what_must_be_brought_from_what_need_not() {
    let office = TestOffice::new().await;
    let visitor = Visitor::new(&office);
    for key in office.law().catalogue.keys() {
        assert_eq!(visitor.get(&format!("/procedures/{key}/checklist")).await.status, 200, "{key}");
    }
    assert!(visitor.get(&format!("/procedures/{BIRTH}")).await.body.contains("/procedures/1.001193/checklist"));
    let text = visitor.get(&format!("/procedures/{BIRTH}/checklist")).await.text();
    let at = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words} in {text}"));
    assert!(at("Phải có") < at("Tờ khai đăng ký khai sinh"));
    assert!(at("Chỉ cần trong trường hợp") < at("Trường hợp mang thai hộ"));
    assert!(at("Không cần mang") < at("Giấy chứng sinh"));
    assert!(text.contains("https://motcua.example/procedures/1.001193"));
}

#[tokio::test]
async fn the_first_page_shows_what_was_asked_for_most() {
    let office = TestOffice::new().await;
    let visitor = Visitor::new(&office);
    let first = |page: &browser::Answer| {
        let after = page.body.split("Thủ tục hay dùng").nth(1).expect("a heading").to_owned();
        after.split("href=\"/procedures/").nth(1).and_then(|l| l.split('"').next()).unwrap_or_default().to_owned()
    };
    assert_eq!(first(&visitor.get("/").await), "2.000815", "a new office shows what is usual");
    office.receive("1.004837").await;
    office.receive("1.004837").await;
    office.receive(BIRTH).await;
    office.minutes_later(31);
    let page = visitor.get("/").await;
    assert_eq!(first(&page), "1.004837");
    assert_eq!(page.body.matches("href=\"/procedures/").count(), 8);
}

#[tokio::test]
async fn a_part_that_the_source_lacks_says_so() {
    let office = TestOffice::new().await;
    let page = Visitor::new(&office).get(&format!("/procedures/{BIRTH}")).await;
    assert!(page.text().contains("Trình tự thực hiện Văn bản công bố chưa nêu."), "{}", page.text());
}

#[tokio::test]
async fn a_complaint_is_said_to_be_no_dossier() {
    let office = TestOffice::new().await;
    let page = Visitor::new(&office).get("/procedures/to-cao-cap-xa").await;
    assert!(page.text().contains("không bao giờ theo dõi công khai"));
}

#[tokio::test]
async fn the_language_is_kept_and_the_way_back_stays_here() {
    let office = TestOffice::new().await;
    let visitor = Visitor::new(&office);
    let to = visitor.get("/language?to=en&back=/procedures%3Fq%3Dh%25E1%25BB%2599").await;
    assert_eq!((to.status, to.location.as_str()), (303, "/procedures?q=h%E1%BB%99"));
    assert!(to.set_cookie.starts_with("lang=en; Path=/") && to.set_cookie.contains("Max-Age=31536000"));
    for back in ["//evil.example", "https://evil.example/", "/%5Cevil.example"] {
        assert_eq!(visitor.get(&format!("/language?to=en&back={back}")).await.location, "/", "{back}");
    }
}

#[tokio::test]
async fn the_first_page_has_both_fields_and_the_counters() {
    let office = TestOffice::new().await;
    let page = Visitor::new(&office).get("/").await;
    assert!(page.body.contains("action=\"/procedures\"") && page.body.contains("action=\"/follow\""));
    assert!(page.text().contains("Bộ phận Một cửa UBND phường Cầu Đất"));
}

#[tokio::test]
async fn a_code_tells_the_degree_of_completion_and_nothing_else() {
    let office = TestOffice::new().await;
    let done = office.receive(BIRTH).await;
    let code = done.code.expect("a code");
    let visitor = Visitor::new(&office);
    let page = visitor.get(&format!("/follow?code={}", code.as_str().to_lowercase())).await;
    assert_eq!(page.status, 200);
    let text = page.text();
    assert!(text.contains("0% (xong 0 trên"), "{text}");
    for secret in [APPLICANT, "khai sinh", "Cầu Đất", "Mẫu"] {
        assert!(!text.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn an_unknown_code_and_a_malformed_one_get_the_same_answer() {
    let office = TestOffice::new().await;
    let visitor = Visitor::new(&office);
    let unknown = visitor.get("/follow?code=000.00.14.H24-261123-9999").await;
    let malformed = visitor.get("/follow?code=abc").await;
    assert_eq!((unknown.status, malformed.status), (404, 404));
    assert_eq!(unknown.text().replace("000.00.14.H24-261123-9999", "abc"), malformed.text());
}

#[tokio::test]
async fn guessing_codes_is_stopped() {
    let office = TestOffice::new().await;
    let visitor = Visitor::new(&office);
    let mut last = 0;
    for n in 0..30 {
        last = visitor.get(&format!("/follow?code=000.00.14.H24-260817-{n:04}")).await.status;
    }
    assert_eq!(last, 429);
}

async fn status(office: &TestOffice, id: domain::id::DossierId) -> String {
    let token = office.state(id).await.token.expect("a token");
    let page = Visitor::new(office).get(&format!("/t/{token}")).await;
    assert_eq!(page.status, 200);
    let text = page.text();
    assert!(!text.contains(APPLICANT) && !text.contains("Mẫu 0"), "{text}");
    text
}

#[tokio::test]
async fn the_receipt_tells_in_plain_words_who_has_it_and_by_when() {
    let office = TestOffice::new().await;
    office.at("2026-08-18 09:00");
    let done = office.receive("1.004873").await;
    office.walk_to(done.id, Work::Handle).await;
    office.at("2026-08-20 09:00");
    let text = status(&office, done.id).await;
    assert!(
        text.contains("Hồ sơ đang ở Ủy ban nhân dân phường Cầu Đất từ thứ Ba; hẹn trả kết quả lúc 17:00 thứ"),
        "{text}"
    );
    assert!(text.contains("Khi đến, xin mang giấy tiếp nhận"));
    office.walk_to_ready(done.id).await;
    let text = status(&office, done.id).await;
    assert!(text.contains("mời ông/bà đến nhận tại Bộ phận Một cửa UBND phường Cầu Đất"), "{text}");
}

#[tokio::test]
async fn an_apology_leaves_both_dates_on_the_page() {
    let office = TestOffice::new().await;
    let done = office.receive("1.004873").await;
    office.walk_to(done.id, Work::Sign).await;
    let sorry = Apologise { reason: "Chờ xác minh".into(), working_days: 5 };
    office.on(&office.leader(), done.id, Command::Apologise(sorry)).await.expect("an apology");
    let text = status(&office, done.id).await;
    assert!(text.contains("Hẹn lần đầu") && text.contains("Hẹn lại") && text.contains("Đã xin lỗi lúc"), "{text}");
    assert!(!text.contains("Chờ xác minh"), "the reason is a text about a person");
}

#[tokio::test]
async fn a_paper_demanded_outside_the_list_is_told_to_the_applicant() {
    let office = TestOffice::new().await;
    let demand = OutsideDemand { paper: "Giấy bịa đặt".into(), reason: "Cho chắc".into() };
    let receive = Receive { outside: vec![demand], ..office.full(BIRTH) };
    let done = office.act(&office.reception(), Ask::new(Command::Receive(receive))).await.expect("it is received");
    let text = status(&office, done.id).await;
    assert!(text.contains("không bắt buộc phải nộp giấy tờ đó") && text.contains("Nghị định 63/2010"), "{text}");
}

#[tokio::test]
async fn a_supplement_is_said_to_stop_the_clock_and_then_to_give_a_new_date() {
    let office = TestOffice::new().await;
    let done = office.receive("1.004873").await;
    let d = office.walk_to(done.id, Work::Handle).await;
    let paper: PaperId = office.version_today("1.004873").papers[0].id.clone();
    let item =
        SupplementItem { paper, what: "Thiếu chữ ký".into(), not_retrievable: "Không tra được".into() };
    let ask = RequestSupplement {
        items: vec![item],
        reason: "Thiếu chữ ký".into(),
        outside: vec![],
        new_fact: String::new(),
    };
    office.on(&office.doer(&d), done.id, Command::RequestSupplement(ask)).await.expect("it is asked for");
    let text = status(&office, done.id).await;
    assert!(text.contains("Đang chờ ông/bà bổ sung giấy tờ, từ 08:00 hôm nay."), "{text}");
    office.at("2026-08-25 09:00");
    let given: TakeSupplement = office.supplement(&office.state(done.id).await);
    office.on(&office.reception(), done.id, Command::TakeSupplement(given)).await.expect("it arrives");
    let text = status(&office, done.id).await;
    assert!(text.contains("Hẹn lần đầu") && text.contains("Hẹn trả sau khi bổ sung"), "{text}");
}

#[tokio::test]
async fn a_result_that_was_handed_over_says_when() {
    let office = TestOffice::new().await;
    let done = office.receive(BIRTH).await;
    office.walk_to_ready(done.id).await;
    let back: ReturnResult = office::testing::to_the_applicant();
    office.on(&office.reception(), done.id, Command::ReturnResult(back)).await.expect("it is handed over");
    let text = status(&office, done.id).await;
    assert!(text.contains("Đã trả kết quả lúc"), "{text}");
}

#[tokio::test]
async fn a_token_that_nobody_has_leads_nowhere() {
    let office = TestOffice::new().await;
    assert_eq!(Visitor::new(&office).get("/t/khong-co").await.status, 404);
}
