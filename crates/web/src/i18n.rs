//! The reader's language: texts from `locales/`, and how numbers, money and moments are written in it.

use std::collections::HashSet;
use std::convert::Infallible;
use std::sync::{LazyLock, Mutex, PoisonError};

use axum::extract::FromRequestParts;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use http::HeaderMap;
use http::header::{ACCEPT_LANGUAGE, COOKIE};
use http::request::Parts;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use rust_embed::RustEmbed;
use unic_langid::LanguageIdentifier;

/// The cookie that keeps the reader's choice.
pub const LANGUAGE_COOKIE: &str = "lang";

/// Viet Nam has one time zone and no summer time.
const VIET_NAM: Offset = Offset::constant(7);

/// A language that every page can be read in. Vietnamese is the language of the law and comes first.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Lang {
    #[default]
    Vi,
    En,
}

impl Lang {
    pub const ALL: [Self; 2] = [Self::Vi, Self::En];

    /// The code for the `lang` attribute, the cookie and the folder in `locales/`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Vi => "vi",
            Self::En => "en",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lang| lang.code() == code)
    }

    /// The cookie decides; without one, a browser that asks for English and never for Vietnamese gets English.
    pub fn from_headers(headers: &HeaderMap) -> Self {
        headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|header| header.to_str().ok())
            .flat_map(|header| header.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(name, _)| *name == LANGUAGE_COOKIE)
            .and_then(|(_, code)| Self::parse(code))
            .unwrap_or_else(|| {
                let accepted = headers.get(ACCEPT_LANGUAGE).and_then(|it| it.to_str().ok());
                Self::from_accept_language(accepted.unwrap_or_default())
            })
    }

    fn from_accept_language(header: &str) -> Self {
        let mut ranges: Vec<(&str, f32)> = header
            .split(',')
            .filter_map(|range| {
                let (tag, rest) = range.split_once(';').unwrap_or((range, ""));
                let weight = rest.trim().strip_prefix("q=").map_or(Some(1.0), |it| it.parse().ok())?;
                (weight > 0.0).then(|| (tag.trim(), weight))
            })
            .collect();
        // The sort is stable: of two ranges with one weight the first stays first.
        ranges.sort_by(|a, b| b.1.total_cmp(&a.1));
        let is =
            |tag: &str, code: &str| tag.split('-').next().is_some_and(|primary| primary.eq_ignore_ascii_case(code));
        let english_first = ranges.first().is_some_and(|(tag, _)| is(tag, "en"));
        let vietnamese_too = ranges.iter().any(|(tag, _)| is(tag, "vi"));
        if english_first && !vietnamese_too { Self::En } else { Self::Vi }
    }
}

impl<S: Sync> FromRequestParts<S> for Lang {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::from_headers(&parts.headers))
    }
}

#[derive(RustEmbed)]
#[folder = "../../locales"]
struct Locales;

type Bundle = FluentBundle<FluentResource>;

static VI: LazyLock<Bundle> = LazyLock::new(|| load(Lang::Vi));
static EN: LazyLock<Bundle> = LazyLock::new(|| load(Lang::En));

fn load(lang: Lang) -> Bundle {
    let locale: LanguageIdentifier = lang.code().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![locale]);
    // The isolating marks U+2068 and U+2069 serve right-to-left scripts and would break copied codes.
    bundle.set_use_isolating(false);
    let folder = format!("{}/", lang.code());
    for path in Locales::iter().filter(|path| path.starts_with(&folder) && path.ends_with(".ftl")) {
        let Some(file) = Locales::get(&path) else {
            continue;
        };
        let source = String::from_utf8_lossy(&file.data).replace("\r\n", "\n");
        // A broken entry is skipped and the rest of the file stays readable; the tests refuse it.
        let resource = FluentResource::try_new(source).unwrap_or_else(|(resource, errors)| {
            tracing::error!(locale.file = %path, ?errors, "a text file has entries that cannot be read");
            resource
        });
        if let Err(errors) = bundle.add_resource(resource) {
            tracing::error!(locale.file = %path, ?errors, "a text key stands twice");
        }
    }
    bundle
}

/// One argument of a text: its name and its value.
pub type Arg<'a> = (&'a str, FluentValue<'a>);

/// The arguments of a text: `t.f("due-in-days", args!["n" => 3])`.
#[macro_export]
macro_rules! args {
    ($($name:literal => $value:expr),* $(,)?) => {
        &[$(($name, ::fluent_bundle::FluentValue::from($value))),*]
    };
}

/// Writes for one reader: texts, numbers, money, moments.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Tr(pub Lang);

impl Tr {
    pub fn lang(self) -> Lang {
        self.0
    }

    fn bundle(self) -> &'static Bundle {
        match self.0 {
            Lang::Vi => &VI,
            Lang::En => &EN,
        }
    }

    /// Whether the key has a text; for keys that are made while running.
    pub fn has(self, key: &str) -> bool {
        self.bundle().get_message(key).is_some_and(|message| message.value().is_some())
    }

    /// The text of a key that takes no arguments.
    pub fn s(self, key: &str) -> String {
        self.f(key, &[])
    }

    /// The text of a key with its arguments; see [`args!`](crate::args).
    pub fn f(self, key: &str, args: &[Arg<'_>]) -> String {
        let bundle = self.bundle();
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            log_once(self.0, key, "a text key is missing");
            return format!("[{key}]");
        };
        let args: FluentArgs = args.iter().map(|(name, value)| (*name, value.clone())).collect();
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned();
        if !errors.is_empty() {
            log_once(self.0, key, "a text lacks an argument");
        }
        text
    }

    /// A whole number with its thousands set apart: 1.234.567 or 1,234,567.
    pub fn number(self, n: i64) -> String {
        let separator = match self.0 {
            Lang::Vi => '.',
            Lang::En => ',',
        };
        let digits = n.unsigned_abs().to_string();
        let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 1);
        if n < 0 {
            out.push('-');
        }
        for (i, digit) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                out.push(separator);
            }
            out.push(digit);
        }
        out
    }

    /// An amount in đồng: "50.000 đồng" or "50,000 VND".
    pub fn dong(self, amount: i64) -> String {
        let number = self.number(amount);
        match self.0 {
            Lang::Vi => format!("{number}\u{a0}đồng"),
            Lang::En => format!("{number}\u{a0}VND"),
        }
    }

    /// So many tenths of a per cent, as far as they say something: "37,5" or "37.5", "40".
    pub fn per_cent(self, tenths: u64) -> String {
        let (whole, tenth) = (tenths / 10, tenths % 10);
        match (tenth, self.0) {
            (0, _) => whole.to_string(),
            (_, Lang::Vi) => format!("{whole},{tenth}"),
            (_, Lang::En) => format!("{whole}.{tenth}"),
        }
    }

    /// A day: "14/08/2026" or "14 Aug 2026" (day/month order misleads many readers of English).
    pub fn date(self, date: Date) -> String {
        match self.0 {
            Lang::Vi => date.strftime("%d/%m/%Y").to_string(),
            Lang::En => date.strftime("%-d %b %Y").to_string(),
        }
    }

    /// The day in Viet Nam on which a moment falls.
    pub fn date_of(self, moment: Timestamp) -> String {
        self.date(local(moment).date())
    }

    /// The time of day in Viet Nam: "09:05".
    pub fn time(self, moment: Timestamp) -> String {
        local(moment).strftime("%H:%M").to_string()
    }

    /// A moment, short, for tables: "09:05 14/08/2026" or "09:05, 14 Aug 2026".
    pub fn datetime(self, moment: Timestamp) -> String {
        let (time, date) = (self.time(moment), self.date_of(moment));
        match self.0 {
            Lang::Vi => format!("{time} {date}"),
            Lang::En => format!("{time}, {date}"),
        }
    }

    /// A moment with its weekday, as people say it: "17:00 thứ Năm, ngày 27/08/2026" or "17:00 on Thursday,
    /// 27 Aug 2026".
    pub fn moment_long(self, moment: Timestamp) -> String {
        let (time, date) = (self.time(moment), self.date_of(moment));
        let weekday = self.s(&format!("weekday-{}", local(moment).date().weekday().to_monday_one_offset()));
        match self.0 {
            Lang::Vi => format!("{time} {weekday}, ngày\u{a0}{date}"),
            Lang::En => format!("{time} on {weekday}, {date}"),
        }
    }

    /// From one moment to another, the day told once where it is one: "08:17 – 08:42 ngày 25/06/2026".
    pub fn span(self, from: Timestamp, to: Timestamp) -> String {
        if local(from).date() != local(to).date() {
            return format!("{} – {}", self.datetime(from), self.datetime(to));
        }
        let (from, to, date) = (self.time(from), self.time(to), self.date_of(to));
        match self.0 {
            Lang::Vi => format!("{from} – {to} ngày\u{a0}{date}"),
            Lang::En => format!("{from} – {to}, {date}"),
        }
    }

    /// How long until a due time, or how long past it, in words: "còn 3 giờ", "quá hạn 2 ngày".
    ///
    /// From 24 hours on, days are counted on the calendar of Viet Nam, as a person would count them.
    pub fn relative_due(self, due: Timestamp, now: Timestamp) -> String {
        let seconds = due.as_second() - now.as_second();
        let (late, minutes) = (seconds < 0, seconds.abs() / 60);
        let days = local(due).date().duration_since(local(now).date()).as_hours().abs() / 24;
        match (late, minutes) {
            (_, 0) => self.s("due-now"),
            (false, 1..60) => self.f("due-in-minutes", &[("n", minutes.into())]),
            (true, 1..60) => self.f("due-late-minutes", &[("n", minutes.into())]),
            // A half-hour matters while few hours are left.
            (_, 60..180) if minutes % 60 > 0 => {
                let key = if late { "due-late-hours-minutes" } else { "due-in-hours-minutes" };
                self.f(key, &[("hours", (minutes / 60).into()), ("minutes", (minutes % 60).into())])
            }
            (false, 60..1440) => self.f("due-in-hours", &[("n", (minutes / 60).into())]),
            (true, 60..1440) => self.f("due-late-hours", &[("n", (minutes / 60).into())]),
            (false, _) => self.f("due-in-days", &[("n", days.into())]),
            (true, _) => self.f("due-late-days", &[("n", days.into())]),
        }
    }
}

/// A text that stands alone, with a capital first letter.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn local(moment: Timestamp) -> DateTime {
    VIET_NAM.to_datetime(moment)
}

/// A page asks for the same key many times a minute: the log says it once.
fn log_once(lang: Lang, key: &str, what: &'static str) {
    static SEEN: LazyLock<Mutex<HashSet<(Lang, String)>>> = LazyLock::new(Mutex::default);
    let mut seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
    if seen.insert((lang, key.to_owned())) {
        tracing::warn!(locale.lang = lang.code(), locale.key = key, "{what}");
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::fs;
    use std::path::{Path, PathBuf};

    use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
    use fluent_syntax::parser;

    use super::*;

    const VI: Tr = Tr(Lang::Vi);
    const EN: Tr = Tr(Lang::En);

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a moment")
    }

    fn headers(pairs: &[(http::HeaderName, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.clone(), value.parse().expect("a header"))).collect()
    }

    #[test]
    fn the_cookie_decides_the_language_before_the_browser_does() {
        let asked = headers(&[(COOKIE, "a=b; lang=vi"), (ACCEPT_LANGUAGE, "en-GB")]);
        assert_eq!(Lang::from_headers(&asked), Lang::Vi);
        assert_eq!(Lang::from_headers(&headers(&[(COOKIE, "lang=en")])), Lang::En);
        assert_eq!(Lang::from_headers(&headers(&[(COOKIE, "lang=xx")])), Lang::Vi);
    }

    #[test]
    fn only_a_browser_that_wants_english_and_no_vietnamese_gets_english() {
        for (header, expected) in [
            ("", Lang::Vi),
            ("en-US,en;q=0.9", Lang::En),
            ("vi-VN,vi;q=0.9,en;q=0.8", Lang::Vi),
            ("en-US,en;q=0.9,vi;q=0.8", Lang::Vi),
            ("fr,en;q=0.8", Lang::Vi),
            ("en;q=0", Lang::Vi),
            ("*", Lang::Vi),
        ] {
            assert_eq!(Lang::from_accept_language(header), expected, "{header}");
        }
    }

    #[test]
    fn money_and_dates_are_written_as_each_language_writes_them() {
        assert_eq!(VI.dong(50_000), "50.000\u{a0}đồng");
        assert_eq!(EN.dong(1_250_000), "1,250,000\u{a0}VND");
        assert_eq!(VI.number(-999), "-999");
        assert_eq!(VI.number(1_000), "1.000");
        assert_eq!((VI.per_cent(375), EN.per_cent(375), VI.per_cent(400)), ("37,5".into(), "37.5".into(), "40".into()));
        assert_eq!(VI.date(jiff::civil::date(2026, 8, 4)), "04/08/2026");
        assert_eq!(EN.date(jiff::civil::date(2026, 8, 4)), "4 Aug 2026");
        assert_eq!(VI.datetime(at("2026-08-14T02:05:00Z")), "09:05 14/08/2026");
    }

    #[test]
    fn a_moment_falls_on_the_weekday_of_viet_nam() {
        assert_eq!(VI.moment_long(at("2026-08-27T10:00:00Z")), "17:00 thứ Năm, ngày\u{a0}27/08/2026");
        assert_eq!(EN.moment_long(at("2026-08-27T10:00:00Z")), "17:00 on Thursday, 27 Aug 2026");
        assert_eq!(VI.moment_long(at("2026-08-29T18:00:00Z")), "01:00 Chủ nhật, ngày\u{a0}30/08/2026");
    }

    #[test]
    fn a_span_within_a_day_tells_the_day_once() {
        let (from, to) = (at("2026-06-25T01:17:00Z"), at("2026-06-25T01:42:00Z"));
        assert_eq!(VI.span(from, to), "08:17 – 08:42 ngày\u{a0}25/06/2026");
        assert_eq!(EN.span(from, to), "08:17 – 08:42, 25 Jun 2026");
        assert_eq!(VI.span(from, at("2026-06-26T01:42:00Z")), "08:17 25/06/2026 – 08:42 26/06/2026");
    }

    #[test]
    fn a_due_time_is_told_in_the_words_a_person_would_use() {
        let now = at("2026-08-27T02:00:00Z");
        for (due, vi, en) in [
            ("2026-08-27T02:00:20Z", "đến hạn", "due now"),
            ("2026-08-27T02:25:00Z", "còn 25 phút", "25 minutes left"),
            ("2026-08-27T05:30:00Z", "còn 3 giờ", "3 hours left"),
            ("2026-08-27T03:40:00Z", "còn 1 giờ 40 phút", "1 h 40 min left"),
            ("2026-08-27T00:10:00Z", "quá hạn 1 giờ 50 phút", "1 h 50 min late"),
            ("2026-08-28T10:00:00Z", "còn 1 ngày", "1 day left"),
            ("2026-08-27T01:00:00Z", "quá hạn 1 giờ", "1 hour late"),
            ("2026-08-25T10:00:00Z", "quá hạn 2 ngày", "2 days late"),
        ] {
            let due = at(due);
            assert_eq!((VI.relative_due(due, now), EN.relative_due(due, now)), (vi.into(), en.into()));
        }
    }

    #[test]
    fn a_missing_key_shows_itself_in_brackets() {
        assert_eq!(VI.s("no-such-key"), "[no-such-key]");
        assert!(!VI.has("no-such-key"));
    }

    #[test]
    fn a_text_takes_its_arguments_without_isolating_marks() {
        assert_eq!(VI.f("due-in-days", args!["n" => 3]), "còn 3 ngày");
    }

    /// Every key with the names of its arguments; a file that does not parse, or a key twice, fails here.
    fn keys(lang: Lang) -> BTreeMap<String, BTreeSet<String>> {
        let mut keys = BTreeMap::new();
        let folder = format!("{}/", lang.code());
        for path in Locales::iter().filter(|path| path.starts_with(&folder) && path.ends_with(".ftl")) {
            let file = Locales::get(&path).expect("an embedded file");
            let source = std::str::from_utf8(&file.data).expect("UTF-8");
            let resource = parser::parse(source).unwrap_or_else(|(_, errors)| panic!("{path}: {errors:?}"));
            for entry in &resource.body {
                let Entry::Message(message) = entry else {
                    continue;
                };
                let mut args = BTreeSet::new();
                let value = message.value.as_ref();
                let value = value.unwrap_or_else(|| panic!("{path}: {} has no text", message.id.name));
                arguments(value, &mut args);
                let twice = keys.insert(message.id.name.to_owned(), args);
                assert!(twice.is_none(), "{path}: {} stands twice", message.id.name);
            }
        }
        keys
    }

    fn arguments(pattern: &Pattern<&str>, found: &mut BTreeSet<String>) {
        for element in &pattern.elements {
            if let PatternElement::Placeable { expression } = element {
                expression_arguments(expression, found);
            }
        }
    }

    fn expression_arguments(expression: &Expression<&str>, found: &mut BTreeSet<String>) {
        match expression {
            Expression::Inline(inline) => inline_arguments(inline, found),
            Expression::Select { selector, variants } => {
                inline_arguments(selector, found);
                for variant in variants {
                    arguments(&variant.value, found);
                }
            }
        }
    }

    fn inline_arguments(inline: &InlineExpression<&str>, found: &mut BTreeSet<String>) {
        match inline {
            InlineExpression::VariableReference { id } => {
                found.insert(id.name.to_owned());
            }
            InlineExpression::Placeable { expression } => expression_arguments(expression, found),
            InlineExpression::FunctionReference { arguments, .. } => {
                arguments.positional.iter().for_each(|it| inline_arguments(it, found));
            }
            _ => {}
        }
    }

    #[test]
    fn every_key_stands_in_every_language_with_the_same_arguments() {
        let (vi, en) = (keys(Lang::Vi), keys(Lang::En));
        assert!(!vi.is_empty());
        let differing: BTreeSet<&String> =
            vi.keys().chain(en.keys()).filter(|key| vi.get(*key) != en.get(*key)).collect();
        assert!(differing.is_empty(), "in one language only, or with other arguments: {differing:#?}");
    }

    fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            if entry.is_dir() {
                sources(&entry, found);
            } else if entry.extension().is_some_and(|it| it == "rs") {
                found.push(entry);
            }
        }
    }

    /// The literal keys of `.s("…")` or `.f("…", …)`, with what follows each.
    fn literal_keys<'a>(source: &'a str, call: &str) -> Vec<(&'a str, &'a str)> {
        source.split(call).skip(1).filter_map(|rest| rest.trim_start().strip_prefix('"')?.split_once('"')).collect()
    }

    #[test]
    fn every_text_key_in_the_source_exists_and_gets_its_arguments() {
        let known = keys(Lang::Vi);
        let mut files = Vec::new();
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
        let mut wrong = BTreeSet::new();
        for path in files {
            let source = fs::read_to_string(&path).expect("a source file");
            let source = source.split("#[cfg(test)]").next().unwrap_or_default();
            let name = path.file_name().expect("a file name").display().to_string();
            for (key, _) in literal_keys(source, ".s(") {
                match known.get(key) {
                    None => drop(wrong.insert(format!("{name}: {key} is missing"))),
                    Some(args) if !args.is_empty() => {
                        wrong.insert(format!("{name}: {key} needs {args:?}"));
                    }
                    Some(_) => {}
                }
            }
            for (key, rest) in literal_keys(source, ".f(") {
                let Some(wanted) = known.get(key) else {
                    wrong.insert(format!("{name}: {key} is missing"));
                    continue;
                };
                // Only a call that names its arguments on the spot can be judged from its text.
                let Some(given) = rest.trim_start_matches([',', ' ', '\n']).strip_prefix("args![") else {
                    continue;
                };
                let mut given = given;
                let mut names = BTreeSet::new();
                while let Some((argument, after)) =
                    given.trim_start().strip_prefix('"').and_then(|it| it.split_once('"'))
                {
                    names.insert(argument.to_owned());
                    given = after_value(after);
                }
                if &names != wanted {
                    wrong.insert(format!("{name}: {key} takes {wanted:?}, is given {names:?}"));
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    /// What stands behind the comma that ends a macro argument's value, brackets and strings skipped.
    fn after_value(source: &str) -> &str {
        let (mut depth, mut quoted, mut escaped) = (0_i32, false, false);
        for (i, c) in source.char_indices() {
            match c {
                _ if escaped => escaped = false,
                '\\' if quoted => escaped = true,
                '"' => quoted = !quoted,
                _ if quoted => {}
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' if depth == 0 => return "",
                ')' | ']' | '}' => depth -= 1,
                ',' if depth == 0 => return &source[i + 1..],
                _ => {}
            }
        }
        ""
    }
}
