//! Statement texts: how they are made, and how one text becomes what each database reads.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{PoisonError, RwLock};

/// One statement in the text that both databases share, with `?1`, `?2` … for its values.
///
/// Only [`sql!`](crate::sql!) makes one, from a literal, so that a test finds every statement by
/// reading the sources, and no text from outside can ever become a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sql(&'static str);

/// Makes a [`Sql`] from a string literal: `sql!("SELECT name FROM unit WHERE id = ?1")`.
///
/// Several literals are one text, so that a macro of a module can share a part between statements.
///
/// BEGIN, COMMIT, ROLLBACK, SAVEPOINT, RELEASE and END do not compile: transactions belong to the
/// seam.
///
/// ```compile_fail
/// let mine = store::sql!("COMMIT");
/// ```
#[macro_export]
macro_rules! sql {
    ($($text:literal),+ $(,)?) => {{
        const STATEMENT: $crate::db::Sql = $crate::db::Sql::from_literal(concat!($($text),+));
        STATEMENT
    }};
}

impl Sql {
    #[doc(hidden)]
    pub const fn from_literal(text: &'static str) -> Self {
        assert!(!is_transaction_control(text.as_bytes()), "transactions belong to store::db");
        Self(text)
    }

    /// A statement put together from the names of our own schema, never from what came from outside.
    /// Each text is kept once for the life of the program; the schema bounds their number.
    pub(crate) fn of_schema(text: String) -> Self {
        static MADE: RwLock<Option<HashMap<String, &'static str>>> = RwLock::new(None);
        let mut made = MADE.write().unwrap_or_else(PoisonError::into_inner);
        let made = made.get_or_insert_default();
        if let Some(known) = made.get(&text) {
            return Sql(known);
        }
        let kept: &'static str = Box::leak(text.clone().into_boxed_str());
        made.insert(text, kept);
        Sql(kept)
    }

    /// The text as it was written.
    pub const fn text(self) -> &'static str {
        self.0
    }

    /// The text for PostgreSQL, converted once in the life of the program.
    pub(crate) fn for_postgres(self) -> &'static str {
        static CONVERTED: RwLock<Option<HashMap<&'static str, &'static str>>> = RwLock::new(None);
        let known = CONVERTED.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(text) = known.as_ref().and_then(|map| map.get(self.0)) {
            return text;
        }
        drop(known);
        let mut known = CONVERTED.write().unwrap_or_else(PoisonError::into_inner);
        known
            .get_or_insert_default()
            .entry(self.0)
            // The number of statements in the program is fixed, so this leak is bounded.
            .or_insert_with(|| Box::leak(dollar_binds(self.0).into_boxed_str()))
    }
}

const fn is_transaction_control(text: &[u8]) -> bool {
    const WORDS: [&[u8]; 6] = [b"BEGIN", b"COMMIT", b"ROLLBACK", b"SAVEPOINT", b"RELEASE", b"END"];
    let mut start = 0;
    while start < text.len() && text[start].is_ascii_whitespace() {
        start += 1;
    }
    let mut which = 0;
    while which < WORDS.len() {
        let word = WORDS[which];
        let mut at = 0;
        while at < word.len() && start + at < text.len() && text[start + at].to_ascii_uppercase() == word[at] {
            at += 1;
        }
        let ends = start + at >= text.len() || !text[start + at].is_ascii_alphanumeric();
        if at == word.len() && ends {
            return true;
        }
        which += 1;
    }
    false
}

/// A stretch of SQL text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part<'a> {
    /// Words, numbers and signs.
    Code(&'a str),
    /// A quoted text or name, or a `--` comment: nothing in it is ours to change.
    Fixed(&'a str),
}

/// Cuts a text into code and what stands in quotes or comments.
pub(crate) fn parts(text: &str) -> Vec<Part<'_>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let (mut start, mut at) = (0, 0);
    while at < bytes.len() {
        let end = match bytes[at] {
            quote @ (b'\'' | b'"') => {
                text[at + 1..].find(char::from(quote)).map_or(text.len(), |length| at + 1 + length + 1)
            }
            b'-' if bytes.get(at + 1) == Some(&b'-') => text[at..].find('\n').map_or(text.len(), |length| at + length),
            _ => {
                at += 1;
                continue;
            }
        };
        if start < at {
            found.push(Part::Code(&text[start..at]));
        }
        found.push(Part::Fixed(&text[at..end]));
        (start, at) = (end, end);
    }
    if start < text.len() {
        found.push(Part::Code(&text[start..]));
    }
    found
}

/// Writes `?1` as `$1`.
pub(crate) fn dollar_binds(text: &str) -> String {
    let mut converted = String::with_capacity(text.len());
    for part in parts(text) {
        match part {
            Part::Code(code) => converted.push_str(&code.replace('?', "$")),
            Part::Fixed(fixed) => converted.push_str(fixed),
        }
    }
    converted
}

/// Writes a statement of a migration in PostgreSQL's types: BLOB is BYTEA, and TEXT compares byte
/// by byte as it does on SQLite, whatever the locale of the server.
pub(crate) fn postgres_types(statement: &str) -> String {
    let mut converted = String::with_capacity(statement.len());
    for part in parts(statement) {
        match part {
            Part::Fixed(fixed) => converted.push_str(fixed),
            Part::Code(code) => {
                let mut word_before = "";
                for piece in words(code) {
                    let written = if piece.eq_ignore_ascii_case("BLOB") {
                        write!(converted, "BYTEA")
                    } else if piece.eq_ignore_ascii_case("TEXT")
                        // CAST(x AS TEXT) names a type only.
                        && !word_before.eq_ignore_ascii_case("AS")
                    {
                        write!(converted, "TEXT COLLATE \"C\"")
                    } else {
                        write!(converted, "{piece}")
                    };
                    written.expect("writing into a String never fails");
                    if !piece.trim().is_empty() {
                        word_before = piece;
                    }
                }
            }
        }
    }
    converted
}

/// Cuts code into words and what stands between them.
fn words(code: &str) -> impl Iterator<Item = &str> {
    let mut rest = code;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let in_word = |sign: char| sign.is_alphanumeric() || sign == '_';
        let end = rest.find(|sign| in_word(sign) != in_word(first)).unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        rest = after;
        Some(piece)
    })
}

/// Cuts a migration at each `;` that ends a line, outside quotes and comments.
pub(crate) fn statements(text: &str) -> Vec<String> {
    let mut found = vec![(String::new(), false)];
    let cut = parts(text);
    for (index, part) in cut.iter().enumerate() {
        let (code, fixed) = match *part {
            Part::Code(code) => (code, ""),
            Part::Fixed(fixed) => ("", fixed),
        };
        let mut rest = code;
        while let Some(at) = rest.find(';') {
            let after = &rest[at + 1..];
            let line_ends = match after.split('\n').next() {
                Some(tail) if !tail.trim().is_empty() => false,
                // The line goes on with a quote, or with a comment, which ends the line as well.
                Some(_) if !after.contains('\n') => match cut.get(index + 1) {
                    Some(Part::Fixed(next)) => next.starts_with("--"),
                    _ => true,
                },
                _ => true,
            };
            let last = found.last_mut().expect("found is never empty");
            last.0.push_str(&rest[..at]);
            last.1 |= !rest[..at].trim().is_empty();
            if line_ends {
                found.push((String::new(), false));
            } else {
                last.0.push(';');
            }
            rest = after;
        }
        let last = found.last_mut().expect("found is never empty");
        last.0.push_str(rest);
        last.0.push_str(fixed);
        last.1 |= !rest.trim().is_empty() || (!fixed.is_empty() && !fixed.starts_with("--"));
    }
    found.into_iter().filter(|(_, holds_code)| *holds_code).map(|(statement, _)| statement.trim().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn question_marks_become_dollars_only_outside_quotes_and_comments() {
        assert_eq!(
            dollar_binds("SELECT '?1', \"?2\", 'it''s ?3', ?12 -- why?\nWHERE a = ?1"),
            "SELECT '?1', \"?2\", 'it''s ?3', $12 -- why?\nWHERE a = $1"
        );
    }

    #[test]
    fn a_statement_is_converted_once() {
        let sql = crate::sql!("SELECT ?1");
        assert!(std::ptr::eq(sql.for_postgres(), sql.for_postgres()));
        assert_eq!(sql.for_postgres(), "SELECT $1");
    }

    #[test]
    fn types_are_written_for_postgres_only_where_they_are_types() {
        assert_eq!(
            postgres_types("a BLOB, b TEXT NOT NULL, c_text text, CAST(a AS TEXT), 'TEXT' -- BLOB"),
            "a BYTEA, b TEXT COLLATE \"C\" NOT NULL, c_text TEXT COLLATE \"C\", \
             CAST(a AS TEXT), 'TEXT' -- BLOB"
        );
    }

    #[test]
    fn a_migration_is_cut_at_the_semicolons_that_end_a_line() {
        let text = "-- First; a comment;\nCREATE TABLE a (\n  x TEXT -- why;\n);\n\n\
                    INSERT INTO a VALUES ('one;\ntwo'); -- done\nSELECT 1;";
        assert_eq!(
            statements(text),
            [
                "-- First; a comment;\nCREATE TABLE a (\n  x TEXT -- why;\n)",
                "INSERT INTO a VALUES ('one;\ntwo')",
                "-- done\nSELECT 1",
            ]
        );
        assert!(statements("-- nothing;\n;\n").is_empty());
    }

    #[test]
    fn transaction_words_are_told_from_others() {
        assert!(is_transaction_control(b"  commit"));
        assert!(is_transaction_control(b"End;"));
        assert!(!is_transaction_control(b"SELECT 1"));
        assert!(!is_transaction_control(b"ENDING"));
    }
}
