//! Finding a procedure by everyday words (từ thường ngày): with marks or without, with a slip of the
//! finger, in the words of people at home. Says why each one was found.
//!
//! The catalogue is small enough to be read whole for each question.

use crate::id::ProcedureKey;
use crate::procedure::{Procedure, Version};
use crate::text::fold;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use unicode_normalization::UnicodeNormalization;

/// How people at home say it (`data/words.json`).
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// The schema of the file.
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// What a reader of the file must know.
    pub note: String,
    /// Ways of saying something, with the procedures that are meant.
    pub said: Vec<Said>,
    /// Words that say that something is wanted, and by whom, not what.
    pub fillers: Vec<String>,
}

/// Several ways of saying one thing.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Said {
    /// The ways, with their marks.
    pub ways: Vec<String>,
    /// Procedures that are meant, the likeliest first.
    pub find: Vec<ProcedureKey>,
    /// Who says so: `project`, this project's own choice, not the law's.
    pub by: String,
}

/// Why a procedure was found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// By its code.
    Code,
    /// People say it so.
    Said(String),
    /// These words of the question stand in its name.
    Name(Vec<String>),
    /// In the name of its field.
    Field(Vec<String>),
    /// In its papers or its result.
    Content(Vec<String>),
    /// A word was read as another one: a slip of the finger.
    ReadAs {
        /// As typed.
        typed: String,
        /// As read.
        read: String,
    },
    /// Not all words were found.
    Partly,
}

/// One procedure that answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Which.
    pub key: ProcedureKey,
    /// Why.
    pub why: Vec<Why>,
}

/// A word as it is compared: without marks (`fold`), and with them but for where the tone stands.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Word {
    plain: String,
    marked: String,
}

impl Word {
    /// Whether it was typed with marks.
    fn has_marks(&self) -> bool {
        self.plain != self.marked
    }
}

struct Doc {
    key: ProcedureKey,
    code: String,
    name: Vec<Word>,
    english: Vec<Word>,
    field: Vec<Word>,
    content: BTreeSet<String>,
}

/// The catalogue, ready to be searched.
pub struct Index {
    docs: Vec<Doc>,
    said: Vec<Way>,
    fillers: BTreeSet<String>,
    /// Every word that stands anywhere, with the number of procedures whose name has it.
    vocabulary: BTreeMap<String, usize>,
}

struct Way {
    words: Vec<Word>,
    shown: String,
    find: Vec<ProcedureKey>,
}

/// One word of the question, with what it may have meant.
struct Asked {
    word: Word,
    /// Words that it is read as; itself, when it is known.
    read: Vec<String>,
    slip: bool,
}

/// Cuts a text into words.
fn words(text: &str) -> Vec<Word> {
    text.split(|c: char| !c.is_alphanumeric() && !unicode_normalization::char::is_combining_mark(c))
        .filter(|w| !w.is_empty())
        .map(|w| Word { plain: plain(w), marked: marked(w) })
        .filter(|w| !w.plain.is_empty())
        .collect()
}

/// Without marks; "ký" and "kí" are one word.
fn plain(word: &str) -> String {
    one_i(fold(word))
}

/// With marks, the tone at the end: "hoà" and "hòa" are one word.
fn marked(word: &str) -> String {
    const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];
    let mut tones = String::new();
    let mut rest = String::new();
    for c in word.nfd().flat_map(char::to_lowercase) {
        if TONES.contains(&c) { tones.push(c) } else { rest.push(c) }
    }
    let mut out = one_i(rest);
    out.push_str(&tones);
    out
}

/// A lone vowel y after a consonant is written i by half of the country.
fn one_i(mut word: String) -> String {
    let mut back = word.chars().rev();
    if back.next() == Some('y') && back.next().is_some_and(|c| c.is_ascii_alphabetic() && !"aeiouy".contains(c)) {
        word.pop();
        word.push('i');
    }
    word
}

impl Index {
    /// Makes the index of a catalogue.
    pub fn new<'a>(
        words_of_people: &Words,
        catalogue: impl IntoIterator<Item = (&'a ProcedureKey, &'a Procedure, &'a Version)>,
    ) -> Self {
        let mut docs: Vec<Doc> = catalogue.into_iter().map(|(key, p, v)| doc(key, p, v)).collect();
        docs.sort_by(|a, b| a.key.cmp(&b.key));
        let mut vocabulary: BTreeMap<String, usize> = BTreeMap::new();
        for d in &docs {
            let names: BTreeSet<&String> = d.name.iter().chain(&d.english).map(|w| &w.plain).collect();
            for w in names {
                *vocabulary.entry(w.clone()).or_default() += 1;
            }
            for w in d.field.iter().map(|w| &w.plain).chain(&d.content) {
                vocabulary.entry(w.clone()).or_default();
            }
        }
        let mut said = Vec::new();
        for s in &words_of_people.said {
            for way in &s.ways {
                let words = words(way);
                for w in &words {
                    vocabulary.entry(w.plain.clone()).or_default();
                }
                said.push(Way { words, shown: way.clone(), find: s.find.clone() });
            }
        }
        let fillers: BTreeSet<String> =
            words_of_people.fillers.iter().flat_map(|f| words(f)).map(|w| w.plain).collect();
        for f in &fillers {
            vocabulary.entry(f.clone()).or_default();
        }
        Index { docs, said, fillers, vocabulary }
    }

    /// Procedures that answer to a question, the nearest first; none for an empty one.
    pub fn find(&self, question: &str) -> Vec<Hit> {
        let all = words(question);
        if all.is_empty() {
            return Vec::new();
        }
        if let Some(found) = self.by_code(question) {
            return found;
        }
        let all = self.apart(all);
        let found = self.round(&all, false);
        if found.iter().any(|f| f.whole) {
            return hits(found.into_iter().filter(|f| f.whole));
        }
        // A slip may have made another word that exists.
        let again = self.round(&all, true);
        if again.iter().any(|f| f.whole) {
            return hits(again.into_iter().filter(|f| f.whole));
        }
        hits(found.into_iter())
    }

    /// A code or the beginning of one.
    fn by_code(&self, question: &str) -> Option<Vec<Hit>> {
        let code = question.trim();
        let digits = code.bytes().filter(u8::is_ascii_digit).count();
        if digits < 3 || !code.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
            return None;
        }
        let hit = |d: &Doc| Hit { key: d.key.clone(), why: vec![Why::Code] };
        Some(self.docs.iter().filter(|d| d.code.starts_with(code)).map(hit).collect())
    }

    /// Cuts words that were run together: "khaisinh".
    fn apart(&self, all: Vec<Word>) -> Vec<Word> {
        all.into_iter()
            .flat_map(|w| match self.cut(&w.plain) {
                Some(parts) if w.plain.len() >= 6 && !self.known(&w.plain) => {
                    parts.into_iter().map(|p| Word { marked: p.clone(), plain: p }).collect()
                }
                _ => vec![w],
            })
            .collect()
    }

    /// The fewest known words of two letters or more that make up a text.
    fn cut(&self, text: &str) -> Option<Vec<String>> {
        if !text.is_ascii() || text.len() > 60 {
            return None;
        }
        let mut best: Vec<Option<Vec<String>>> = vec![None; text.len() + 1];
        best[0] = Some(Vec::new());
        for end in 2..=text.len() {
            for start in 0..=end - 2 {
                let (Some(before), part) = (&best[start], &text[start..end]) else { continue };
                if !self.vocabulary.contains_key(part) {
                    continue;
                }
                if best[end].as_ref().is_none_or(|b| b.len() > before.len() + 1) {
                    let mut parts = before.clone();
                    parts.push(part.to_owned());
                    best[end] = Some(parts);
                }
            }
        }
        best.pop().flatten()
    }

    /// Whether a word, or one that begins so, stands anywhere.
    fn known(&self, word: &str) -> bool {
        self.vocabulary.range(word.to_owned()..).next().is_some_and(|(w, _)| w.starts_with(word))
    }

    fn asked(&self, word: &Word, loose: bool) -> Asked {
        let known = self.known(&word.plain);
        let mut read = vec![word.plain.clone()];
        if (loose || !known) && word.plain.len() >= 3 && !word.plain.bytes().any(|b| b.is_ascii_digit()) {
            read.extend(self.vocabulary.keys().filter(|w| w.len() >= 2 && one_slip(&word.plain, w)).cloned());
        }
        Asked { word: word.clone(), slip: !known, read }
    }

    /// One round over the catalogue.
    fn round(&self, all: &[Word], loose: bool) -> Vec<Found<'_>> {
        let asked: Vec<Asked> = all.iter().map(|w| self.asked(w, loose)).collect();
        let said = self.said_in(&asked);
        let wanted: Vec<usize> = {
            let some: Vec<usize> = (0..asked.len()).filter(|i| !self.fillers.contains(&asked[*i].word.plain)).collect();
            if some.is_empty() { (0..asked.len()).collect() } else { some }
        };
        let mut found: Vec<Found<'_>> =
            self.docs.iter().filter_map(|d| self.judge(d, &asked, &wanted, &said)).collect();
        found.sort_by(|a, b| {
            b.score.cmp(&a.score).then(a.doc.name.len().cmp(&b.doc.name.len())).then(a.doc.key.cmp(&b.doc.key))
        });
        found
    }

    /// Ways of people in the question: the longest where several overlap.
    fn said_in(&self, asked: &[Asked]) -> Vec<(&Way, std::ops::Range<usize>)> {
        let mut found: Vec<(&Way, std::ops::Range<usize>)> = Vec::new();
        for way in &self.said {
            let n = way.words.len();
            for start in 0..=asked.len().saturating_sub(n) {
                if n > 0 && asked[start..].iter().zip(&way.words).filter(|(a, w)| says(a, w)).count() == n {
                    found.push((way, start..start + n));
                }
            }
        }
        let longer = |a: &std::ops::Range<usize>, b: &std::ops::Range<usize>| {
            a.len() > b.len() && a.start <= b.start && b.end <= a.end
        };
        let spans: Vec<_> = found.iter().map(|(_, span)| span.clone()).collect();
        found.retain(|(_, span)| !spans.iter().any(|other| longer(other, span)));
        found
    }

    fn judge<'i>(
        &'i self,
        d: &'i Doc,
        asked: &[Asked],
        wanted: &[usize],
        said: &[(&'i Way, std::ops::Range<usize>)],
    ) -> Option<Found<'i>> {
        let mut f = Found { doc: d, score: 0, whole: true, why: Vec::new() };
        let mut covered = BTreeSet::new();
        for (way, span) in said {
            if let Some(place) = way.find.iter().position(|k| *k == d.key) {
                let (length, place) = (i64::try_from(span.len()).unwrap_or(0), i64::try_from(place).unwrap_or(0));
                f.score += 900 + 80 * length - 250 * place;
                covered.extend(span.clone());
                f.why.push(Why::Said(way.shown.clone()));
            }
        }
        let (mut in_name, mut in_field, mut in_content) = (Vec::new(), Vec::new(), Vec::new());
        let mut places: Vec<Option<usize>> = Vec::new();
        let mut missing = 0;
        for &i in wanted {
            let a = &asked[i];
            let m = self.best(d, a, i + 1 == asked.len());
            places.push(m.as_ref().and_then(|m| m.place));
            match m {
                Some(m) => {
                    f.score += m.score;
                    if m.read != a.word.plain && !m.read.starts_with(&a.word.plain) {
                        f.why.push(Why::ReadAs { typed: a.word.plain.clone(), read: m.read.clone() });
                    }
                    match m.at {
                        At::Name => in_name.push(m.read),
                        At::Field => in_field.push(m.read),
                        At::Content => in_content.push(m.read),
                    }
                }
                None if covered.contains(&i) => {}
                None => missing += 1,
            }
        }
        if in_name.is_empty() && in_field.is_empty() && in_content.is_empty() && covered.is_empty() {
            return None;
        }
        // Words that stand in the name in the order they were asked, beside each other.
        let beside = places.windows(2).filter(|w| matches!(w, [Some(a), Some(b)] if a + 1 == *b)).count();
        f.score += 60 * i64::try_from(beside).unwrap_or(0);
        let whole_name = wanted.len() == d.name.len() && beside + 1 == d.name.len();
        f.score += if whole_name { 500 } else { 0 };
        // Of names that answer equally well, the shortest is the plainest case.
        let rest = d.name.len().saturating_sub(in_name.len());
        f.score -= 6 * i64::try_from(rest).unwrap_or(0).min(12);
        f.score -= 150 * missing;
        f.whole = missing == 0;
        if !in_name.is_empty() {
            f.why.push(Why::Name(in_name));
        }
        if !in_field.is_empty() {
            f.why.push(Why::Field(in_field));
        }
        if !in_content.is_empty() {
            f.why.push(Why::Content(in_content));
        }
        if !f.whole {
            f.why.push(Why::Partly);
        }
        Some(f)
    }

    /// The best place of a word of the question in a procedure.
    fn best(&self, d: &Doc, a: &Asked, last: bool) -> Option<Match> {
        let mut best: Option<Match> = None;
        let mut offer = |m: Match| {
            if best.as_ref().is_none_or(|b| m.score > b.score) {
                best = Some(m);
            }
        };
        for (n, read) in a.read.iter().enumerate() {
            let slip = n > 0;
            let fair = |score: i64| if slip { score * 6 / 10 } else { score };
            for (list, at_most) in [(&d.name, 100), (&d.english, 60)] {
                for (place, w) in list.iter().enumerate() {
                    let exact = w.plain == *read;
                    // The last word may be half typed.
                    let begun = !exact && !slip && w.plain.starts_with(read) && (last || read.len() >= 3);
                    if !exact && !begun {
                        continue;
                    }
                    let mut score = fair(at_most) * if exact { 10 } else { 5 } / 10;
                    score = score * i64::from(self.rarity(&w.plain)) / 10;
                    if exact && !slip && a.word.has_marks() {
                        score = if w.marked == a.word.marked { score * 13 / 10 } else { score * 4 / 10 };
                    }
                    let place = (at_most == 100).then_some(place);
                    offer(Match { score, at: At::Name, read: w.plain.clone(), place });
                }
            }
            if let Some(w) = d.field.iter().find(|w| w.plain == *read) {
                offer(Match { score: fair(30), at: At::Field, read: w.plain.clone(), place: None });
            }
            if d.content.contains(read) {
                offer(Match { score: fair(10), at: At::Content, read: read.clone(), place: None });
            }
        }
        best
    }

    /// In tenths: a word of few names says more than one of many.
    fn rarity(&self, word: &str) -> u8 {
        match self.vocabulary.get(word).copied().unwrap_or(0) {
            0..=3 => 20,
            4..=8 => 15,
            9..=16 => 12,
            _ => 8,
        }
    }
}

/// Where a word was found.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    Name,
    Field,
    Content,
}

struct Match {
    score: i64,
    at: At,
    read: String,
    place: Option<usize>,
}

struct Found<'i> {
    doc: &'i Doc,
    score: i64,
    whole: bool,
    why: Vec<Why>,
}

fn hits<'i>(found: impl Iterator<Item = Found<'i>>) -> Vec<Hit> {
    found.map(|f| Hit { key: f.doc.key.clone(), why: f.why }).collect()
}

/// Whether a word of the question is this word of a way of saying.
fn says(a: &Asked, w: &Word) -> bool {
    if a.word.plain == w.plain {
        return !a.word.has_marks() || !w.has_marks() || a.word.marked == w.marked;
    }
    a.slip && a.read.contains(&w.plain)
}

fn doc(key: &ProcedureKey, procedure: &Procedure, v: &Version) -> Doc {
    let mut content: BTreeSet<String> = BTreeSet::new();
    let texts = std::iter::once(&v.result.name).chain(v.papers.iter().map(|p| &p.name));
    for text in texts {
        content.extend(words(&text.vi).into_iter().chain(words(&text.en)).map(|w| w.plain));
    }
    Doc {
        key: key.clone(),
        code: procedure.code.clone().unwrap_or_else(|| key.to_string()),
        name: words(&v.name.vi),
        english: words(&v.name.en),
        field: words(&v.field.vi).into_iter().chain(words(&v.field.en)).collect(),
        content,
    }
}

/// Whether two words differ by one letter left out, put in, changed, or two changed about.
fn one_slip(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a == b || a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let same = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let (x, y) = (&a[same..], &b[same..]);
    match a.len().cmp(&b.len()) {
        std::cmp::Ordering::Less => x == &y[1..],
        std::cmp::Ordering::Greater => &x[1..] == y,
        std::cmp::Ordering::Equal => {
            x[1..] == y[1..] || (x.len() >= 2 && x[0] == y[1] && x[1] == y[0] && x[2..] == y[2..])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{marked, one_slip, plain};

    #[test]
    fn tone_and_y_are_one_word_wherever_they_are_written() {
        assert_eq!(marked("hoà"), marked("hòa"));
        assert_ne!(marked("hòa"), marked("hoá"));
        assert_eq!(marked("Ký"), marked("kí"));
        assert_eq!(plain("Ký"), "ki");
        assert_eq!(plain("quý"), "quy");
    }

    #[test]
    fn one_slip_is_one_letter_and_no_more() {
        for (a, b) in [("sinh", "sihn"), ("sinh", "sin"), ("sinh", "sính"), ("khai", "kha"), ("thuc", "thucc")] {
            assert!(one_slip(a, b), "{a} {b}");
        }
        for (a, b) in [("sinh", "sinh"), ("sinh", "song"), ("ab", "ba1"), ("khai", "kia")] {
            assert!(!one_slip(a, b), "{a} {b}");
        }
    }
}
