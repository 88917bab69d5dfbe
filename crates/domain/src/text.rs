//! Texts in two languages, and the folding that finds "hoà" when "hoa" is typed.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// A text of the law or of the catalogue in Vietnamese, with English where there is one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Vietnamese; the binding one.
    pub vi: String,
    /// English, for the reader's help; empty when there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub en: String,
    /// Which of the two is a translation of this project's own, not the source's: `vi` or `en`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub translated: Option<String>,
}

impl Text {
    /// A Vietnamese text without English.
    pub fn vi(vi: impl Into<String>) -> Self {
        Text { vi: vi.into(), ..Text::default() }
    }

    /// The text for a reader: English if asked for and there, else Vietnamese.
    pub fn get(&self, english: bool) -> &str {
        if english && !self.en.is_empty() { &self.en } else { &self.vi }
    }
}

/// Lower case with marks, composed: the first column of a search, ranked first.
pub fn marked(text: &str) -> String {
    text.nfc().flat_map(char::to_lowercase).collect()
}

/// Lower case without marks, `đ` as `d`, runs of anything that is not a letter or digit as one
/// blank: what is left when somebody types on a keyboard without Vietnamese.
///
/// ```
/// assert_eq!(domain::text::fold("Đăng ký KHAI SINH (hoà giải)"), "dang ky khai sinh hoa giai");
/// ```
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.nfd().flat_map(char::to_lowercase) {
        let c = if c == 'đ' { 'd' } else { c };
        if c.is_alphanumeric() {
            out.push(c);
        } else if !unicode_normalization::char::is_combining_mark(c) && !out.ends_with(' ') && !out.is_empty() {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

#[cfg(test)]
mod tests {
    use super::{fold, marked};

    #[test]
    fn both_placements_of_a_tone_fold_to_the_same_word() {
        assert_eq!(fold("hoà"), fold("hòa"));
        assert_eq!(fold("Đường Lạch Tray, số 5"), "duong lach tray so 5");
        assert_eq!(marked("ĐĂNG KÝ"), "đăng ký");
    }
}
