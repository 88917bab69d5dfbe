//! Finding a procedure by everyday words, with marks or without: the catalogue is small enough to
//! be read whole.

use super::Entry;
use domain::text::{fold, marked};

/// How people at home say it, and how the catalogue says it; both folded.
const EVERYDAY: &[(&str, &str)] = &[
    ("doc than", "tinh trang hon nhan"),
    ("cuoi", "ket hon"),
    ("lay vo", "ket hon"),
    ("lay chong", "ket hon"),
    ("sinh con", "khai sinh"),
    ("moi sinh", "khai sinh"),
    ("em be", "khai sinh"),
    ("qua doi", "khai tu"),
    ("bao tu", "khai tu"),
    ("nguoi chet", "khai tu"),
    ("chung tu", "khai tu"),
    ("dam tang", "mai tang"),
    ("ma chay", "mai tang"),
    ("sao y", "chung thuc ban sao"),
    ("cong chung", "chung thuc"),
    ("chung minh nhan dan", "can cuoc"),
    ("cmnd", "can cuoc"),
    ("cccd", "can cuoc"),
    ("ho khau", "thuong tru"),
    ("nhap ho khau", "dang ky thuong tru"),
    ("nhap khau", "dang ky thuong tru"),
    ("chuyen nha", "thuong tru"),
    ("o tro", "tam tru"),
    ("so do", "quyen su dung dat"),
    ("so hong", "quyen su dung dat"),
    ("giay to nha dat", "quyen su dung dat"),
    ("xay nha", "giay phep xay dung"),
    ("sua nha", "giay phep sua chua"),
    ("mo quan", "ho kinh doanh"),
    ("mo cua hang", "ho kinh doanh"),
    ("buon ban", "ho kinh doanh"),
    ("nguoi gia", "huu tri xa hoi"),
    ("nguoi cao tuoi", "huu tri xa hoi"),
    ("tro cap gia", "huu tri xa hoi"),
    ("tan tat", "khuyet tat"),
    ("thuong binh", "nguoi co cong"),
    ("liet si", "nguoi co cong"),
    ("con nuoi", "nuoi con nuoi"),
    ("doi ten", "thay doi cai chinh ho tich"),
    ("sua ten", "thay doi cai chinh ho tich"),
    ("the bhyt", "bao hiem y te"),
    ("bhyt", "bao hiem y te"),
    ("bhxh", "bao hiem xa hoi"),
];

/// Words that say that something is wanted, and by whom, not what.
const FILLERS: &[&str] = &[
    "toi", "muon", "can", "xin", "lam", "cho", "thu", "tuc", "giay", "to", "ve", "cac", "o", "dau", "me", "cha", "bo",
    "ba", "ong", "anh", "chi",
];

/// Procedures that answer to a search, the nearest first. An empty search finds all, by field and name.
pub(super) fn search<'e, 'a>(all: &'e [Entry<'a>], q: &str) -> Vec<&'e Entry<'a>> {
    let (typed, folded) = (marked(q.trim()), fold(q));
    let mut found: Vec<(usize, &Entry<'a>)> = if folded.is_empty() {
        all.iter().map(|e| (0, e)).collect()
    } else {
        let said = everyday(&folded);
        all.iter().filter_map(|e| Some((rank(e, &typed, &folded, said.as_deref())?, e))).collect()
    };
    // When not all words are found together, the procedures that have most of them are better than nothing.
    if found.is_empty() {
        let words = words(&folded);
        let hits = |e: &Entry<'a>| {
            let text = everything(e);
            words.iter().filter(|w| has_word(&text, w)).count()
        };
        found = all.iter().filter_map(|e| Some(hits(e)).filter(|n| *n > 0).map(|n| (usize::MAX - n, e))).collect();
    }
    // Of names that answer equally well, the shortest is the plainest case.
    let length = |e: &Entry<'a>| if folded.is_empty() { 0 } else { e.version.name.vi.split_whitespace().count() };
    found.sort_by_cached_key(|(rank, e)| (*rank, length(e), fold(&e.version.field.vi), fold(&e.version.name.vi)));
    found.into_iter().map(|(_, e)| e).collect()
}

/// How near a procedure is to what was typed; smaller is nearer.
fn rank(e: &Entry<'_>, typed: &str, folded: &str, said: Option<&str>) -> Option<usize> {
    let code = fold(e.procedure.code.as_deref().unwrap_or(e.key.as_str()));
    if code == folded {
        return Some(0);
    }
    if folded.len() >= 3 && folded.bytes().all(|b| b.is_ascii_digit() || b == b' ') {
        return code.starts_with(folded).then_some(1);
    }
    if [&e.version.name.vi, &e.version.name.en].iter().any(|name| marked(name).contains(typed)) {
        return Some(2);
    }
    let name = format!("{} {}", fold(&e.version.name.vi), fold(&e.version.name.en));
    if name.contains(folded) {
        return Some(3);
    }
    let all_of = |text: &str, words: &[&str]| !words.is_empty() && words.iter().all(|w| has_word(text, w));
    if said.is_some_and(|said| all_of(&name, &words(said))) {
        return Some(4);
    }
    let words = words(folded);
    if all_of(&name, &words) {
        return Some(5);
    }
    let field = format!("{} {}", fold(&e.version.field.vi), fold(&e.version.field.en));
    if all_of(&format!("{name} {field}"), &words) || said.is_some_and(|said| field.contains(said)) {
        return Some(6);
    }
    all_of(&everything(e), &words).then_some(7)
}

/// What the catalogue calls what people said, if they said one of the known words.
fn everyday(folded: &str) -> Option<String> {
    let (said, meant) =
        EVERYDAY.iter().filter(|(said, _)| has_word(folded, said)).max_by_key(|(said, _)| said.len())?;
    Some(format!("{} {meant}", folded.replacen(said, "", 1)).trim().to_owned())
}

/// The words that carry the meaning; all words when there is nothing else.
fn words(folded: &str) -> Vec<&str> {
    let some: Vec<&str> = folded.split(' ').filter(|w| !w.is_empty() && !FILLERS.contains(w)).collect();
    if some.is_empty() { folded.split(' ').filter(|w| !w.is_empty()).collect() } else { some }
}

/// Whether a word of the text begins with this: the last word may be half typed.
fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(i, _)| i == 0 || text.as_bytes()[i - 1] == b' ')
}

fn everything(e: &Entry<'_>) -> String {
    let v = e.version;
    let mut text = format!("{} {} {} {}", v.name.vi, v.name.en, v.field.vi, v.result.name.vi);
    for p in &v.papers {
        text.push(' ');
        text.push_str(&p.name.vi);
    }
    fold(&text)
}
