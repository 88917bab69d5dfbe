//! Form 01 through the public door: its bytes, its text as a reader sees it, its limits.

use std::io::Write as _;
use std::process::{Command, Stdio};

use print::{Paper, Press, PrintError, Receipt, Representative};

const CREATED: i64 = 1_786_673_100_000_000;

fn receipt() -> Receipt {
    Receipt {
        agency_parent: "Ủy ban nhân dân phường Mẫu Đơn".into(),
        agency: "Trung tâm Phục vụ hành chính công".into(),
        one_stop: String::new(),
        number: "12/TNHS-TTPVHCC".into(),
        place: "Mẫu Đơn".into(),
        date_line: "Ngày 14 tháng 8 năm 2026".into(),
        form_no: "Mẫu số 01 – Thông tư 03/2025/TT-VPCP".into(),
        form_note: String::new(),
        code: "H00.01-260814-0012".into(),
        applicant: "Nguyễn Thị Bưởi Diễn".into(),
        applicant_id: "000000000012".into(),
        address: "Số 5, ngõ Hoa Gạo".into(),
        phone: "0900 000 012".into(),
        email: "buoi@example.vn".into(),
        representative: None,
        request: "Đăng ký khai tử".into(),
        procedure_code: "1.000656".into(),
        papers: papers(4),
        sets: 1,
        statutory_time: "01 ngày làm việc".into(),
        received_at: "09 giờ 05 phút, ngày 14/08/2026".into(),
        due_at: "17 giờ 00 phút, ngày 17/08/2026".into(),
        return_place: "Quầy số 2".into(),
        return_how: "Nhận trực tiếp".into(),
        fee: Some("8.000 đồng".into()),
        register_book: "01/2026".into(),
        register_line: "12".into(),
        officer: "Lê Thị Mận Hậu".into(),
        officer_post: "Công chức tiếp nhận".into(),
        notes: Vec::new(),
        follow_url: "https://motcua.example.vn/t/k3v9-2mxq".into(),
        follow_text: "hoặc vào motcua.example.vn".into(),
        corrects: None,
        created: CREATED,
    }
}

fn papers(count: u32) -> Vec<Paper> {
    (1..=count)
        .map(|no| Paper {
            no,
            name: format!("Giấy tờ thứ {no} theo thành phần hồ sơ"),
            kind: "bản chính".into(),
            count: 1,
        })
        .collect()
}

/// The text of a PDF, pages split by form feeds; `None` without poppler's `pdftotext`.
fn text_of(pdf: &[u8]) -> Option<String> {
    let child = Command::new("pdftotext")
        .args(["-layout", "-enc", "UTF-8", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut child) = child else {
        println!("skipped: pdftotext (poppler-utils) is not installed");
        return None;
    };
    child.stdin.take().unwrap().write_all(pdf).unwrap();
    let out = child.wait_with_output().unwrap();
    assert!(out.status.success(), "pdftotext reads the file");
    Some(String::from_utf8(out.stdout).unwrap())
}

/// One space between words, so that line breaks do not matter.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn contains(haystack: &[u8], needle: &str) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle.as_bytes())
}

#[test]
fn the_press_is_shared_between_threads() {
    fn shared<T: Send + Sync>(_: &T) {}
    let press = Press::new();
    shared(&press);
    let one = press.receipt(&receipt()).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert!(press.receipt(&receipt()).unwrap() == one));
        }
    });
}

#[test]
fn the_same_receipt_has_the_same_bytes_on_every_press() {
    let one = Press::new().receipt(&receipt()).unwrap();
    let two = Press::new().receipt(&receipt()).unwrap();
    assert!(one == two);
    let mut later = receipt();
    later.created += 1_000_000;
    assert!(one != Press::new().receipt(&later).unwrap());
}

#[test]
fn the_file_says_it_is_pdf_a_2b_vietnamese_and_when_it_was_made() {
    let pdf = Press::new().receipt(&receipt()).unwrap();
    for mark in [
        "<pdfaid:part>2</pdfaid:part>",
        "<pdfaid:conformance>B</pdfaid:conformance>",
        "<rdf:li>vi-VN</rdf:li>",
        "2026-08-14T09:05:00+07:00",
        "GTS_PDFA1",
    ] {
        assert!(contains(&pdf, mark), "{mark}");
    }
}

#[test]
fn a_reader_finds_the_code_the_promise_and_every_tone() {
    let mut r = receipt();
    r.representative = Some(Representative {
        name: "Đỗ Hữu Ước".into(),
        id: "000000000034".into(),
        address: "Xã Bằng Lẵng".into(),
        phone: String::new(),
        email: String::new(),
        authorisation: "Giấy ủy quyền số 3".into(),
    });
    r.notes = vec!["Ắc ằ ẳ ẵ ặ, ế ề ể ễ ệ, ố ồ ổ ỗ ộ, ớ ờ ở ỡ ợ, ứ ừ ử ữ ự, ỳ ý ỷ ỹ ỵ, đ Đ".into()];
    r.corrects = Some("11/TNHS ngày 13/08/2026".into());
    let Some(text) = text_of(&Press::new().receipt(&r).unwrap()) else {
        return;
    };
    let flat = flat(&text);
    for part in [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Mẫu Đơn, ngày 14 tháng 8 năm 2026",
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        "Mã hồ sơ: H00.01-260814-0012",
        "Nguyễn Thị Bưởi Diễn",
        "Đỗ Hữu Ước",
        "Xã Bằng Lẵng",
        "Giấy này thay thế giấy số 11/TNHS ngày 13/08/2026",
        "17 giờ 00 phút, ngày 17/08/2026",
        "quyển số: 01/2026; số thứ tự: 12",
        "Ắc ằ ẳ ẵ ặ, ế ề ể ễ ệ, ố ồ ổ ỗ ộ, ớ ờ ở ỡ ợ, ứ ừ ử ữ ự, ỳ ý ỷ ỹ ỵ, đ Đ",
        "Quét mã để theo dõi hồ sơ",
    ] {
        assert!(flat.contains(part), "{part} in {text}");
    }
    assert_eq!(text.matches('\u{c}').count(), 1, "one page");
    assert!(!flat.contains("Trang 1/"), "one page needs no number");
}

#[test]
fn a_long_list_flows_to_a_second_page_under_the_same_head() {
    let mut r = receipt();
    r.papers = papers(40);
    let Some(text) = text_of(&Press::new().receipt(&r).unwrap()) else {
        return;
    };
    let pages: Vec<String> = text.trim_end_matches('\u{c}').split('\u{c}').map(flat).collect();
    assert_eq!(pages.len(), 2);
    for (index, page) in pages.iter().enumerate() {
        assert!(page.contains("STT Tên giấy tờ Loại bản Số lượng"), "{page}");
        assert!(page.contains(&format!("Trang {}/2", index + 1)), "{page}");
    }
    assert!(pages[1].contains("Giấy tờ thứ 40"));
    assert!(pages[1].contains("NGƯỜI TIẾP NHẬN HỒ SƠ"));
}

#[test]
fn hostile_text_is_printed_as_it_stands() {
    let hostile = r#"#read("/etc/p") *a* _b_ $x$ @c <d> "e" \f `g` [h] //i ~j - k -- = l"#;
    let mut r = receipt();
    r.applicant = hostile.into();
    r.papers[0].name = hostile.into();
    r.notes = vec![hostile.into()];
    let Some(text) = text_of(&Press::new().receipt(&r).unwrap()) else {
        return;
    };
    let flat = flat(&text);
    // On the first line, in the note; the table's narrow cell breaks it in two.
    assert!(flat.matches(hostile).count() >= 2, "{text}");
    assert!(flat.matches("$x$ @c <d> \"e\" \\f `g` [h] //i").count() >= 3, "{text}");
}

#[test]
fn a_name_the_face_cannot_draw_still_gets_a_receipt() {
    let mut r = receipt();
    r.applicant = "Trần 陳 😀 An\u{0}\u{202E}".into();
    r.address = "x".repeat(400);
    let Some(text) = text_of(&Press::new().receipt(&r).unwrap()) else {
        return;
    };
    assert!(flat(&text).contains("Trần □ □ An"), "{text}");
}

#[test]
fn a_receipt_with_nothing_known_leaves_lines_to_write_on() {
    let mut r = receipt();
    for field in [
        &mut r.agency_parent,
        &mut r.number,
        &mut r.place,
        &mut r.date_line,
        &mut r.form_no,
        &mut r.phone,
        &mut r.email,
        &mut r.due_at,
        &mut r.register_book,
        &mut r.officer,
        &mut r.follow_url,
    ] {
        field.clear();
    }
    r.papers.clear();
    r.fee = None;
    let Some(text) = text_of(&Press::new().receipt(&r).unwrap()) else {
        return;
    };
    assert!(text.contains("Email: ……"));
    assert!(!text.contains("Quét mã"), "no address, no code");
}

#[test]
fn a_link_too_long_for_a_code_is_refused_by_name() {
    let mut r = receipt();
    r.follow_url = "a".repeat(3000);
    let fault = Press::new().receipt(&r).unwrap_err();
    assert!(matches!(fault, PrintError::QrTooLong(3000)), "{fault}");
}
