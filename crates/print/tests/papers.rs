//! The papers through the public door: their bytes, their text as a reader sees it, their limits.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use print::{Press, PrintError};
use serde_json::{Value, json};

const CREATED: i64 = 1_786_673_100_000_000;

const KINDS: [&str; 10] =
    ["receipt", "supplement", "refusal", "apology", "stop", "control", "register", "transfer", "result", "voucher"];

/// The sample of a kind of paper, as the data folder ships it.
fn sample(kind: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../data/forms/samples/{kind}.json"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn receipt() -> Value {
    sample("receipt")
}

fn papers(count: u32) -> Value {
    (1..=count)
        .map(|no| {
            json!({
                "no": no, "name": format!("Giấy tờ thứ {no} theo thành phần hồ sơ"), "kind": "bản chính", "count": 1
            })
        })
        .collect()
}

fn print(kind: &str, data: &Value) -> Vec<u8> {
    let qr = data["head"]["follow"]["url"].as_str();
    Press::new().render(&format!("{kind}.typ"), data, qr, CREATED).unwrap_or_else(|e| panic!("{kind}: {e}"))
}

/// What a kind of paper does not print: an address that stands in the code only, the title of a
/// letter that has a subject, an applicant's particulars where the form has no place for them.
fn unprinted(kind: &str) -> &'static [&'static str] {
    match kind {
        "apology" | "stop" | "transfer" => &["url", "id_number", "address", "phone", "email"],
        // The sample is a rejection, which promises no time.
        "result" => &["url", "title", "id_number", "phone", "email", "due_at"],
        "voucher" => &["url", "email", "phone"],
        _ => &["url"],
    }
}

/// All texts in a value that are to be printed.
fn words(kind: &str, value: &Value, out: &mut Vec<String>) {
    match value {
        Value::String(text) => out.extend(text.split('\n').map(str::to_owned)),
        Value::Array(items) => items.iter().for_each(|v| words(kind, v, out)),
        Value::Object(map) => map
            .iter()
            .filter(|(key, _)| !unprinted(kind).contains(&key.as_str()))
            .for_each(|(_, v)| words(kind, v, out)),
        _ => {}
    }
}

/// The text of a PDF, pages split by form feeds; `None` without poppler's `pdftotext`.
fn text_of(pdf: &[u8]) -> Option<String> {
    read_by(pdf, "-layout")
}

/// The same, laid out as on the page (`-layout`) or in the order of the file, cell by cell (`-raw`).
fn read_by(pdf: &[u8], order: &str) -> Option<String> {
    let child = Command::new("pdftotext")
        .args([order, "-enc", "UTF-8", "-", "-"])
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

/// Every word of a paper, without breaks and in one case: what a table's narrow cell breaks is whole.
fn squeezed(text: &str) -> String {
    text.to_lowercase().chars().filter(|c| !c.is_whitespace() && *c != '\u{200B}').collect()
}

#[test]
fn the_press_is_shared_between_threads() {
    fn shared<T: Send + Sync>(_: &T) {}
    let press = Press::new();
    shared(&press);
    let data = receipt();
    let qr = data["head"]["follow"]["url"].as_str();
    let print = || press.render("receipt.typ", &data, qr, CREATED).unwrap();
    let one = print();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert!(print() == one));
        }
    });
}

#[test]
fn the_same_paper_has_the_same_bytes_on_every_press() {
    for kind in KINDS {
        assert!(print(kind, &sample(kind)) == print(kind, &sample(kind)), "{kind}");
    }
    let data = receipt();
    let later = Press::new().render("receipt.typ", &data, data["head"]["follow"]["url"].as_str(), CREATED + 1_000_000);
    assert!(later.unwrap() != print("receipt", &data));
}

#[test]
fn every_file_says_it_is_pdf_a_2b_vietnamese_and_when_it_was_made() {
    for kind in KINDS {
        let pdf = print(kind, &sample(kind));
        for mark in [
            "<pdfaid:part>2</pdfaid:part>",
            "<pdfaid:conformance>B</pdfaid:conformance>",
            "<rdf:li>vi-VN</rdf:li>",
            "2026-08-14T09:05:00+07:00",
            "GTS_PDFA1",
        ] {
            assert!(contains(&pdf, mark), "{kind}: {mark}");
        }
    }
}

#[test]
fn a_reader_finds_every_word_of_every_paper() {
    for kind in KINDS {
        let data = sample(kind);
        let Some(text) = read_by(&print(kind, &data), "-raw") else { return };
        let read = squeezed(&text);
        let mut all = Vec::new();
        words(kind, &data, &mut all);
        assert!(all.len() > 20, "{kind}");
        for phrase in all.iter().filter(|p| !p.is_empty()) {
            assert!(read.contains(&squeezed(phrase)), "{kind}: {phrase}\n{text}");
        }
        assert!(text.contains("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), "{kind}");
        // A receipt on which all stands that can, takes a second page for its files; without them it is one.
        let mut on_one = data.clone();
        if kind == "receipt" {
            on_one["files"] = json!([]);
        }
        let Some(text) = text_of(&print(kind, &on_one)) else { return };
        assert_eq!(text.matches('\u{c}').count(), 1, "{kind}: one page\n{text}");
        assert!(!text.contains("Trang 1/"), "{kind}: one page needs no number");
    }
}

#[test]
fn every_tone_comes_back_from_the_paper() {
    let tones = "Ắc ằ ẳ ẵ ặ, ế ề ể ễ ệ, ố ồ ổ ỗ ộ, ớ ờ ở ỡ ợ, ứ ừ ử ữ ự, ỳ ý ỷ ỹ ỵ, đ Đ";
    let mut r = receipt();
    r["notes"] = json!([tones]);
    let Some(text) = text_of(&print("receipt", &r)) else { return };
    let flat = flat(&text);
    for part in [
        tones,
        "Mẫu Đơn, ngày 14 tháng 8 năm 2026",
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        "Mã hồ sơ: H00.01-260814-0012",
        "Giấy này thay thế giấy số 11/TTPVHCC ngày 14/08/2026",
        "17 giờ 00 phút, ngày 17/08/2026",
    ] {
        assert!(flat.contains(part), "{part} in {text}");
    }
}

/// The pages of a paper, each as one line of words.
fn pages(kind: &str, data: &Value) -> Option<Vec<String>> {
    Some(text_of(&print(kind, data))?.trim_end_matches('\u{c}').split('\u{c}').map(flat).collect())
}

#[test]
fn a_long_list_flows_to_a_second_page_under_the_same_head() {
    let mut r = receipt();
    r["papers"] = papers(40);
    let Some(pages) = pages("receipt", &r) else { return };
    assert_eq!(pages.len(), 2);
    for (index, page) in pages.iter().enumerate() {
        assert!(page.contains("STT Tên giấy tờ Loại bản Số lượng"), "{page}");
        assert!(page.contains(&format!("Trang {}/2", index + 1)), "{page}");
    }
    assert!(pages[1].contains("Giấy tờ thứ 40"));
    assert!(pages[1].contains("NGƯỜI TIẾP NHẬN HỒ SƠ"));
}

/// Files of a receipt, with hashes that can be told from one another.
fn files(count: u64) -> Value {
    (1..=count)
        .map(|no| {
            let groups: Vec<String> = (0..8).map(|g| format!("{:08x}", no * 0x1357_9bdf + g * 0x0246_8ace)).collect();
            let of = "Giấy báo tử hoặc giấy tờ thay thế Giấy báo tử do cơ quan có thẩm quyền cấp";
            json!({
                "no": no, "of": of, "name": format!("ban-quet-{no:02}.pdf"), "kind": "PDF", "size": "1,2 MB",
                "sha256": groups.join(" "),
            })
        })
        .collect()
}

#[test]
fn the_files_stand_on_the_receipt_with_their_whole_hashes_and_a_long_list_breaks_between_files() {
    for (count, wanted) in [(0, 1), (2, 1), (15, 2)] {
        let mut r = receipt();
        // The usual case: the applicant comes alone, for the first time.
        r["representative"] = Value::Null;
        r["head"]["replaces"] = Value::Null;
        r["notes"] = json!([]);
        r["files"] = files(count);
        let Some(pages) = pages("receipt", &r) else { return };
        assert_eq!(pages.len(), wanted, "{count} files");
        let as_cells = flat(&read_by(&print("receipt", &r), "-raw").unwrap_or_default());
        let head = "Mã SHA-256 của tệp";
        let with_files: Vec<&String> = pages.iter().filter(|p| p.contains("ban-quet-")).collect();
        assert!(with_files.iter().all(|p| p.contains(head)), "the list has its head on every page");
        assert_eq!(pages.iter().any(|p| p.contains(head)), count > 0);
        let mut found = 0;
        for file in r["files"].as_array().unwrap() {
            let groups: Vec<&str> = file["sha256"].as_str().unwrap().split(' ').collect();
            let name = file["name"].as_str().unwrap();
            let page = pages.iter().find(|p| p.contains(name)).unwrap_or_else(|| panic!("{name} of {count}"));
            assert!(groups.iter().all(|g| page.contains(g)), "{name}: its hash stands whole beside it\n{page}");
            assert!(as_cells.contains(&groups.join(" ")), "{name}: in one cell");
            found += 1;
        }
        assert_eq!(found, count);
        let last = pages.last().unwrap();
        assert!(last.contains("Thời gian trả kết quả") && last.contains("NGƯỜI TIẾP NHẬN HỒ SƠ"), "{last}");
    }
}

#[test]
fn a_signature_never_stands_alone_on_a_page() {
    // What must stand on the same page as the name that signs.
    let with = [
        ("receipt", "notes", "Thời gian trả kết quả"),
        ("supplement", "reason", "Thời hạn giải quyết tạm ngừng"),
        ("refusal", "reason", "Xin thông báo"),
        ("apology", "reason", "Chúng tôi hẹn lại"),
        ("stop", "reason", "Xin thông báo"),
        ("result", "text", "thông báo để Ông/Bà"),
    ];
    for (kind, field, beside) in with {
        let mut signed = sample(kind);
        let name = "Lò Thị Cuối Trang";
        for place in ["officer", "signer"] {
            if signed.get(place).is_some() {
                signed[place]["name"] = name.into();
            }
        }
        let mut met_two = false;
        // From short to long, so that the end of the page cuts through every part once.
        for lines in (2..60).step_by(3) {
            let text = vec!["Một dòng lý do dài vừa một dòng trên giấy khổ A4 như thế này."; lines].join("\n");
            signed[field] = if field == "notes" { json!([text]) } else { text.into() };
            let Some(pages) = pages(kind, &signed) else { return };
            met_two |= pages.len() == 2;
            let last = pages.iter().rfind(|p| p.contains(name)).unwrap_or_else(|| panic!("{kind}: {lines}"));
            assert!(last.contains(beside), "{kind} with {lines} lines: {last}");
        }
        assert!(met_two, "{kind}");
    }
}

#[test]
fn a_register_of_a_hundred_lines_has_its_head_on_every_page() {
    let mut register = sample("register");
    let row = register["rows"][0].clone();
    register["rows"] = (1..=100)
        .map(|no| {
            let mut row = row.clone();
            row["no"] = no.to_string().into();
            row
        })
        .collect();
    let Some(pages) = pages("register", &register) else { return };
    assert!(pages.len() > 3, "{}", pages.len());
    for page in &pages {
        assert!(page.contains("Mã hồ sơ") && page.contains("Hẹn trả"), "{page}");
    }
}

#[test]
fn hostile_text_is_printed_as_it_stands() {
    let hostile = r#"#read("/etc/p") *a* _b_ $x$ @c <d> "e" \f `g` [h] //i ~j - k -- = l"#;
    for (kind, fields) in [
        ("receipt", &["/applicant/name", "/papers/0/name", "/notes/0"][..]),
        ("supplement", &["/applicant/name", "/reason", "/items/0/name"]),
        ("refusal", &["/applicant/name", "/reason"]),
        ("apology", &["/applicant/name", "/reason"]),
        ("stop", &["/reason", "/ground"]),
        ("result", &["/text", "/applicant/address"]),
        ("transfer", &["/applicant/name", "/tasks/0/what/0"]),
        ("control", &["/rows/0/giver"]),
        ("register", &["/rows/0/applicant", "/rows/0/contact"]),
    ] {
        let mut data = sample(kind);
        for field in fields {
            *data.pointer_mut(field).unwrap_or_else(|| panic!("{kind}{field}")) = hostile.into();
        }
        let Some(text) = read_by(&print(kind, &data), "-raw") else { return };
        let read = squeezed(&text);
        for word in hostile.split_whitespace() {
            assert!(read.contains(&squeezed(word)), "{kind}: {word}\n{text}");
        }
    }
}

#[test]
fn a_name_the_face_cannot_draw_still_gets_a_receipt() {
    let mut r = receipt();
    r["applicant"]["name"] = "Trần 陳 😀 An\u{0}\u{202E}".into();
    r["applicant"]["address"] = "x".repeat(400).into();
    let Some(text) = text_of(&print("receipt", &r)) else { return };
    assert!(flat(&text).contains("Trần □ □ An"), "{text}");
}

#[test]
fn a_paper_with_nothing_known_leaves_lines_to_write_on() {
    fn emptied(value: &Value) -> Value {
        match value {
            Value::String(_) => "".into(),
            Value::Array(_) => json!([]),
            Value::Object(map) => map.iter().map(|(key, v)| (key.clone(), emptied(v))).collect(),
            other => other.clone(),
        }
    }
    for kind in KINDS {
        let mut data = emptied(&sample(kind));
        data["head"]["follow"] = Value::Null;
        let Some(text) = text_of(&print(kind, &data)) else { return };
        assert!(text.contains("……"), "{kind}\n{text}");
        assert!(!text.contains("Quét mã"), "{kind}: no address, no code");
    }
}

#[test]
fn a_link_too_long_for_a_code_is_refused_by_name() {
    let fault = Press::new().render("receipt.typ", &receipt(), Some(&"a".repeat(3000)), CREATED).unwrap_err();
    assert!(matches!(fault, PrintError::QrTooLong(3000)), "{fault}");
}
