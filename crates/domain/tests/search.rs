//! What people type, and which of all 72 procedures must come first.

use domain::id::ProcedureKey;
use domain::procedure::Procedure;
use domain::search::{Index, Why, Words};
use std::path::{Path, PathBuf};
use std::time::Instant;

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data")
}

fn procedures() -> Vec<Procedure> {
    let mut all: Vec<Procedure> = std::fs::read_dir(data().join("procedures"))
        .unwrap()
        .map(|e| serde_json::from_str(&std::fs::read_to_string(e.unwrap().path()).unwrap()).unwrap())
        .collect();
    all.sort_by(|a, b| a.key.cmp(&b.key));
    all
}

fn index() -> Index {
    let words: Words = serde_json::from_str(&std::fs::read_to_string(data().join("words.json")).unwrap()).unwrap();
    let all = procedures();
    assert_eq!(all.len(), 72);
    Index::new(&words, all.iter().map(|p| (&p.key, p, p.versions.last().unwrap())))
}

/// What is typed, and the procedure that must come first.
const PAIRS: &[(&str, &str)] = &[
    // the three of the promise
    ("dang ky khai sinh", "1.001193"),
    ("giay to nha dat", "1.013978"),
    ("chung thuc ban sao", "2.000815"),
    // as the catalogue says it, with marks and without
    ("Đăng ký khai sinh", "1.001193"),
    ("khai sinh", "1.001193"),
    ("khai tử", "1.000656"),
    ("khai tu", "1.000656"),
    ("kết hôn", "1.000894"),
    ("ket hon", "1.000894"),
    ("tạm trú", "1.004194"),
    ("dang ky tam tru", "1.004194"),
    ("thường trú", "1.004222"),
    ("tách hộ", "1.010038"),
    ("chứng thực chữ ký", "2.000884"),
    ("chung thuc di chuc", "2.001019"),
    ("giấy phép xây dựng", "1.013225"),
    ("thành lập hộ kinh doanh", "1.001612"),
    ("tình trạng hôn nhân", "1.004873"),
    ("giam ho", "1.004837"),
    ("1.004873", "1.004873"),
    ("2.000815", "2.000815"),
    ("birth registration", "1.001193"),
    ("certified copy", "2.000815"),
    // tone placement, i and y
    ("hoà giải tranh chấp đất đai", "1.012812"),
    ("hòa giải tranh chấp đất đai", "1.012812"),
    ("đăng kí khai sinh", "1.001193"),
    // a slip of the finger
    ("khai sonh", "1.001193"),
    ("dang ky khai sihn", "1.001193"),
    ("chung thuc ban saoo", "2.000815"),
    ("kết hno", "1.000894"),
    ("tam trus", "1.004194"),
    ("can cuocc", "1.014061"),
    ("khaisinh", "1.001193"),
    // as people at home say it
    ("sổ đỏ", "1.013978"),
    ("so do", "1.013978"),
    ("khai sinh cho con", "1.001193"),
    ("mất chứng minh", "1.014061"),
    ("mat chung minh nhan dan", "1.014061"),
    ("xây nhà", "1.013225"),
    ("xay nha", "1.013225"),
    ("mai táng phí", "2.002913"),
    ("độc thân", "1.004873"),
    ("giấy độc thân", "1.004873"),
    ("giay xac nhan doc than", "1.004873"),
    ("nhập hộ khẩu", "1.004222"),
    ("toi muon khai tu cho me", "1.000656"),
    ("tôi muốn làm giấy khai sinh cho cháu", "1.001193"),
    ("mất giấy khai sinh", "1.004884"),
    ("sao y", "2.000815"),
    ("công chứng", "2.000815"),
    ("mở quán", "1.001612"),
    ("mo cua hang ban hang", "1.001612"),
    ("đổi tên", "1.004859"),
    ("người già", "1.014027"),
    ("tien nguoi gia", "1.014027"),
    ("thẻ bhyt", "1.002759"),
    ("hộ nghèo", "1.011607"),
    ("chặt cây", "1.002693"),
    ("con nuôi", "2.001263"),
    ("cưới", "1.000894"),
    ("lấy chồng nước ngoài", "2.000806"),
    ("sơ yếu lý lịch", "2.000884"),
    ("chia thừa kế", "2.001406"),
    ("tố cáo cán bộ", "to-cao-cap-xa"),
    ("ở trọ", "1.004194"),
    ("khuyết tật", "1.001699"),
];

#[test]
fn what_people_type_finds_the_right_procedure_first() {
    let index = index();
    let mut wrong = Vec::new();
    for (typed, key) in PAIRS {
        let found = index.find(typed);
        let first = found.first().map(|h| h.key.to_string()).unwrap_or_default();
        if first != *key {
            let five: Vec<String> = found.iter().take(4).map(|h| format!("{} {:?}", h.key, h.why)).collect();
            wrong.push(format!("{typed}: {key} expected, found {five:#?}"));
        }
    }
    assert!(PAIRS.len() >= 40);
    assert!(wrong.is_empty(), "{} of {} wrong:\n{}", wrong.len(), PAIRS.len(), wrong.join("\n"));
}

#[test]
fn every_way_of_saying_finds_what_it_is_said_to_mean() {
    let index = index();
    let words: Words = serde_json::from_str(&std::fs::read_to_string(data().join("words.json")).unwrap()).unwrap();
    let mut wrong = Vec::new();
    for said in &words.said {
        for way in &said.ways {
            for typed in [way.clone(), domain::text::fold(way)] {
                let first = index.find(&typed).first().map(|h| h.key.clone());
                // Without its marks one way may be another one's: then either will do.
                let others = || words.said.iter().filter(|s| s.ways.iter().any(|w| domain::text::fold(w) == typed));
                let right = first == said.find.first().cloned() || others().any(|s| s.find.first() == first.as_ref());
                if !right {
                    wrong.push(format!("{typed}: {first:?}, not {}", said.find[0]));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_procedure_is_found_first_by_its_own_name_with_and_without_marks() {
    let index = index();
    let mut wrong = Vec::new();
    for p in procedures() {
        let name = &p.versions.last().unwrap().name.vi;
        for typed in [name.clone(), domain::text::fold(name)] {
            let found = index.find(&typed);
            if found.first().map(|h| &h.key) != Some(&p.key) {
                wrong.push(format!("{typed}: {:?}", found.iter().take(2).collect::<Vec<_>>()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn it_says_why_it_found_something() {
    let index = index();
    let why = |typed: &str| index.find(typed).remove(0).why;
    assert_eq!(why("1.001193"), [Why::Code]);
    assert!(why("sổ đỏ").contains(&Why::Said("sổ đỏ".into())));
    assert!(why("khai sinh").contains(&Why::Name(vec!["khai".into(), "sinh".into()])));
    let slip = why("khai sonh");
    assert!(slip.contains(&Why::ReadAs { typed: "sonh".into(), read: "sinh".into() }), "{slip:?}");
}

#[test]
fn marks_that_were_typed_are_heeded() {
    let index = index();
    let first = |typed: &str| index.find(typed).first().map(|h| h.key.to_string());
    // "mất chứng minh" (lost) is known; "mật chứng minh" is nothing that people say.
    assert!(index.find("mất chứng minh")[0].why.iter().any(|w| matches!(w, Why::Said(_))));
    assert!(!index.find("mật chứng minh").iter().any(|h| h.why.contains(&Why::Said("mất chứng minh".into()))));
    assert_eq!(first("tử tuất").as_deref(), Some("2.000821"));
}

#[test]
fn nonsense_and_nothing_find_nothing() {
    let index = index();
    for typed in ["", "   ", "xyzzy", "?!", "9.999999"] {
        assert_eq!(index.find(typed), [], "{typed:?}");
    }
}

#[test]
fn hardly_any_time_passes() {
    let index = index();
    let began = Instant::now();
    for (typed, _) in PAIRS {
        std::hint::black_box(index.find(typed));
    }
    let each = began.elapsed() / u32::try_from(PAIRS.len()).unwrap();
    println!("{each:?} for each question");
    // The promise is 20 ms in the program as it is delivered; this is the slow build.
    assert!(each.as_millis() < 20, "{each:?}");
}

proptest::proptest! {
    #[test]
    fn whatever_is_typed_is_answered(typed in ".{0,80}") {
        static INDEX: std::sync::LazyLock<Index> = std::sync::LazyLock::new(index);
        let found = INDEX.find(&typed);
        let mut keys: Vec<&ProcedureKey> = found.iter().map(|h| &h.key).collect();
        keys.dedup();
        proptest::prop_assert_eq!(keys.len(), found.len());
    }
}
