//! Makes text from people printable: one normal form, only glyphs the face has, words that break.

use serde_json::Value;
use unicode_normalization::UnicodeNormalization as _;

/// Stands for a character that the face cannot draw. PDF/A forbids a glyph that is missing
/// (ISO 19005-2, 6.2.11.8), and one emoji in a name must not keep a citizen from the receipt.
const UNDRAWN: char = '\u{25A1}';

/// A run without any space longer than this gets places to break, or it leaves the page.
const LONGEST_WORD: usize = 40;

/// Applies [`printable`] to every string inside; keys stay as they are.
pub(crate) fn printable_value(value: &Value, covers: &dyn Fn(char) -> bool) -> Value {
    match value {
        Value::String(text) => Value::String(printable(text, covers)),
        Value::Array(items) => items.iter().map(|v| printable_value(v, covers)).collect(),
        Value::Object(map) => map.iter().map(|(key, v)| (key.clone(), printable_value(v, covers))).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

/// NFC; control and direction characters dropped; undrawable ones replaced; long runs breakable.
pub(crate) fn printable(text: &str, covers: &dyn Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = 0;
    for c in text.nfc() {
        let c = match c {
            '\n' | ' ' => c,
            '\t' | '\u{2028}' | '\u{2029}' => ' ',
            c if c.is_control() || turns_direction(c) => continue,
            c if covers(c) => c,
            _ => UNDRAWN,
        };
        run = if c.is_whitespace() { 0 } else { run + 1 };
        if run > LONGEST_WORD {
            out.push('\u{200B}');
            run = 1;
        }
        out.push(c);
    }
    out
}

/// Marks that reorder what is read ("Trojan source"): a name could show another number than it
/// holds.
fn turns_direction(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn latin(c: char) -> bool {
        c < '\u{2000}'
    }

    #[test]
    fn marks_written_apart_are_joined() {
        assert_eq!(printable("Nguye\u{0302}\u{0303}n", &latin), "Nguyễn");
    }

    #[test]
    fn what_cannot_be_drawn_becomes_a_box_and_what_misleads_is_dropped() {
        assert_eq!(printable("An\u{0007} \u{202E}漢😀\tB", &latin), "An \u{25A1}\u{25A1} B");
    }

    #[test]
    fn a_word_without_end_gets_places_to_break() {
        let broken = printable(&"x".repeat(100), &latin);
        assert_eq!(broken.matches('\u{200B}').count(), 2);
        assert_eq!(printable(&"x".repeat(40), &latin), "x".repeat(40));
    }
}
