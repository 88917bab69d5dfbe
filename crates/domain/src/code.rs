//! Dossier codes (mã hồ sơ): both legal formats as one pattern in data.

use crate::id::IdError;
use calendar::Date;
use serde::{Deserialize, Serialize};
use std::fmt::{self, Write as _};

/// How codes are made, as a pattern of literals and `{agency}`, `{yymmdd}`, `{owner}`, `{order}`.
///
/// Old format, TT 01/2018 art. 19: `{agency}-{yymmdd}-{order}` → `000.00.14.H24-261123-0001`.
/// New format, TT 04/2025 art. 23: `{agency}-{yymmdd}-{owner}{order}` → `H24.14.00-261123-010001`
/// (`owner` is the two digits of the owner agency; the agency id is written in the other order,
/// which is the unit's own `agency_code`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "RawPattern", into = "RawPattern")]
pub struct CodePattern {
    pattern: String,
    owner: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPattern {
    pattern: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    owner: String,
}

impl Default for CodePattern {
    fn default() -> Self {
        CodePattern { pattern: "{agency}-{yymmdd}-{order}".into(), owner: String::new() }
    }
}

impl From<CodePattern> for RawPattern {
    fn from(p: CodePattern) -> Self {
        RawPattern { pattern: p.pattern, owner: p.owner }
    }
}

impl TryFrom<RawPattern> for CodePattern {
    type Error = IdError;
    fn try_from(raw: RawPattern) -> Result<Self, IdError> {
        CodePattern::parse(&raw.pattern, &raw.owner)
    }
}

impl CodePattern {
    /// A pattern must hold `{agency}`, `{yymmdd}` and end in `{order}`; `owner` is two digits and
    /// given exactly when the pattern asks for it.
    pub fn parse(pattern: &str, owner: &str) -> Result<Self, IdError> {
        let fail = |expected| Err(IdError { text: pattern.into(), expected });
        if !pattern.contains("{agency}") || !pattern.contains("{yymmdd}") || !pattern.ends_with("{order}") {
            return fail("a pattern with {agency} and {yymmdd} that ends in {order}");
        }
        let rest =
            ["{agency}", "{yymmdd}", "{owner}", "{order}"].iter().fold(pattern.to_owned(), |p, s| p.replacen(s, "", 1));
        if !rest.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.')) {
            return fail("a pattern of letters, digits, '-', '.' and the four fields once each");
        }
        let owner_ok = if pattern.contains("{owner}") {
            owner.len() == 2 && owner.bytes().all(|b| b.is_ascii_digit())
        } else {
            owner.is_empty()
        };
        if !owner_ok {
            return fail("with {owner} in the pattern, an owner of two digits; without it, none");
        }
        Ok(CodePattern { pattern: pattern.into(), owner: owner.into() })
    }

    /// The code of the `order`-th dossier of a day. The order has at least four digits and grows
    /// beyond them when a day is that busy: a code is never used again.
    pub fn code(&self, agency: &str, day: Date, order: u32) -> DossierCode {
        let mut date = String::with_capacity(6);
        let _ = write!(date, "{:02}{:02}{:02}", day.year().rem_euclid(100), day.month(), day.day());
        DossierCode(
            self.pattern
                .replace("{agency}", agency)
                .replace("{yymmdd}", &date)
                .replace("{owner}", &self.owner)
                .replace("{order}", &format!("{order:04}")),
        )
    }
}

impl CodePattern {
    /// Which order of a day a code of this pattern is; `None`: it is not of that day or agency.
    pub fn order_of(&self, agency: &str, day: Date, code: &DossierCode) -> Option<u32> {
        let digits = code.0.rsplit('-').next()?;
        let order: u32 = digits.strip_prefix(self.owner.as_str())?.parse().ok()?;
        (self.code(agency, day, order) == *code).then_some(order)
    }
}

/// A dossier code as it stands on the receipt.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DossierCode(String);

impl DossierCode {
    /// Accepts both legal formats however a person types them: blanks around, small letters.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let code: String = text.trim().to_ascii_uppercase();
        let parts: Vec<&str> = code.split('-').collect();
        let ok = parts.len() == 3
            && !parts[0].is_empty()
            && parts[0].len() <= 40
            && parts[0].bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.')
            && parts[1].len() == 6
            && parts[1].bytes().all(|b| b.is_ascii_digit())
            && (4..=12).contains(&parts[2].len())
            && parts[2].bytes().all(|b| b.is_ascii_digit());
        if ok {
            Ok(DossierCode(code))
        } else {
            Err(IdError { text: text.into(), expected: "a code like 000.00.14.H24-261123-0001" })
        }
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for DossierCode {
    type Error = IdError;
    fn try_from(text: String) -> Result<Self, IdError> {
        Self::parse(&text)
    }
}
impl From<DossierCode> for String {
    fn from(code: DossierCode) -> String {
        code.0
    }
}
impl fmt::Display for DossierCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{CodePattern, DossierCode};
    use calendar::Date;

    const DAY: Date = Date::constant(2026, 11, 23);

    #[test]
    fn the_old_and_the_new_format_are_both_patterns() {
        let old = CodePattern::default();
        assert_eq!(old.code("000.00.14.H24", DAY, 7).as_str(), "000.00.14.H24-261123-0007");
        let new = CodePattern::parse("{agency}-{yymmdd}-{owner}{order}", "01").unwrap();
        assert_eq!(new.code("H24.14.00", DAY, 12_345).as_str(), "H24.14.00-261123-0112345");
    }

    #[test]
    fn a_code_tells_its_order_only_for_its_own_day_and_agency() {
        let new = CodePattern::parse("{agency}-{yymmdd}-{owner}{order}", "01").unwrap();
        let code = new.code("H24.14.00", DAY, 7);
        assert_eq!(new.order_of("H24.14.00", DAY, &code), Some(7));
        assert_eq!(new.order_of("H24.15.00", DAY, &code), None);
        assert_eq!(new.order_of("H24.14.00", DAY.tomorrow().unwrap(), &code), None);
        assert_eq!(CodePattern::default().order_of("A", DAY, &DossierCode::parse("A-261123-0012").unwrap()), Some(12));
    }

    #[test]
    fn a_code_is_read_as_people_type_it() {
        assert_eq!(DossierCode::parse(" 000.00.14.h24-261123-0007 ").unwrap().as_str(), "000.00.14.H24-261123-0007");
        for bad in ["", "1-2-3", "H24-2611-0001", "H24-261123-001", "H24-261123-0001-9", "H2é-261123-0001"] {
            assert!(DossierCode::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_pattern_without_an_order_is_refused() {
        assert!(CodePattern::parse("{agency}-{yymmdd}", "").is_err());
        assert!(CodePattern::parse("{agency}-{yymmdd}-{owner}{order}", "").is_err());
    }
}
