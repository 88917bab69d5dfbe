//! Short Vietnamese phrases of the catalogue that come without an English text, for readers of English.

use crate::visit::Visit;
use maud::{Markup, html};

/// Who is exempt, and databases that replace a paper, as the procedures that come with the program write them.
const KNOWN: [(&str, &str); 18] = [
    ("người thuộc gia đình có công với cách mạng", "members of families with merit to the revolution"),
    ("người thuộc hộ nghèo", "members of poor households"),
    ("người khuyết tật", "people with disabilities"),
    ("đối tượng tại Điều 4 TT 75/2022/TT-BTC", "those named in Article 4 of Circular 75/2022/TT-BTC"),
    (
        "thế chấp vay vốn phục vụ phát triển nông nghiệp, nông thôn (NĐ 55/2015)",
        "mortgages for loans that serve agriculture and the countryside (Decree 55/2015)",
    ),
    ("cha dượng/mẹ kế nhận con riêng", "a stepparent who adopts a stepchild"),
    ("cô, cậu, dì, chú, bác ruột nhận cháu", "an aunt or uncle who adopts a niece or nephew"),
    (
        "trẻ khuyết tật, nhiễm HIV/AIDS, bệnh hiểm nghèo",
        "adoption of a child with a disability, HIV/AIDS or a dangerous illness",
    ),
    ("người có công nhận con nuôi", "adoption by a person with merit"),
    ("CSDL quốc gia về dân cư", "the national population database"),
    ("CSDL hộ tịch điện tử", "the electronic civil-status database"),
    ("CSDL quốc gia về đất đai", "the national land database"),
    ("CSDL quốc gia về đất đai (giai đoạn đầu: đất ở)", "the national land database (first stage: residential land)"),
    ("CSDL đất đai", "the land database"),
    ("CSDL đất đai, dân cư", "the land and population databases"),
    ("CSDL trẻ em", "the children's database"),
    ("Dữ liệu điện tử ký số Giấy báo tử", "the digitally signed data of the death notice"),
    ("Dữ liệu điện tử ký số Giấy chứng sinh", "the digitally signed data of the birth notice"),
];

fn known(phrase: &str) -> Option<&'static str> {
    KNOWN.iter().find(|(vi, _)| *vi == phrase.trim()).map(|(_, en)| *en)
}

/// A phrase in the reader's language where there is one, else in Vietnamese; where only text can stand.
pub fn plain<'a>(visit: &Visit, phrase: &'a str) -> &'a str {
    if visit.english() { known(phrase).unwrap_or(phrase) } else { phrase }
}

/// As [`plain`]; what stays Vietnamese on an English page says so to whoever reads it aloud.
pub fn said(visit: &Visit, phrase: &str) -> Markup {
    let foreign = visit.english() && known(phrase).is_none();
    html! { @if foreign { span lang="vi" { (phrase) } } @else { (plain(visit, phrase)) } }
}

/// Several phrases after one another.
pub fn list(visit: &Visit, phrases: &[String]) -> Markup {
    html! { @for (i, phrase) in phrases.iter().enumerate() { @if i > 0 { ", " } (said(visit, phrase)) } }
}
