//! The QR code of the chip card (thẻ căn cước công dân gắn chíp), as a scanner types it:
//! `ID number|old ID number|name|ddmmyyyy|sex|address|ddmmyyyy`.
//!
//! The order of the parts is from memory of the card \[M\]: no published specification was read.

use calendar::Date;

/// What the counter takes from a card. Day of birth, sex and day of issue are read to tell a card
/// from other texts, and are not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityCard {
    /// Name.
    pub name: String,
    /// Personal ID number, 12 digits.
    pub id_number: String,
    /// Place of residence; empty on a card that shows none.
    pub address: String,
}

/// Why a text is not a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotACard {
    /// It has too few parts: another code, or a scan that broke off.
    #[error("fewer parts than a card has")]
    Parts,
    /// The first part is no personal ID number.
    #[error("no ID number of 12 digits")]
    IdNumber,
    /// There is no name where one should be.
    #[error("no name")]
    Name,
    /// The day of birth is no day: a keyboard program may have changed what was typed.
    #[error("no day of birth")]
    Birth,
}

/// `ddmmyyyy`.
fn day(text: &str) -> Option<Date> {
    if text.len() != 8 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Date::new(text[4..].parse().ok()?, text[2..4].parse().ok()?, text[..2].parse().ok()?).ok()
}

impl IdentityCard {
    /// Whether a text looks like a scan at all, wherever it was typed.
    pub fn looks_like(text: &str) -> bool {
        text.matches('|').count() >= 4
    }

    /// Reads a scan.
    pub fn parse(scan: &str) -> Result<Self, NotACard> {
        let parts: Vec<&str> = scan.trim().split('|').map(str::trim).collect();
        // Later cards may say more at the end.
        let [id_number, _old, name, birth, _sex, address, ..] = parts.as_slice() else { return Err(NotACard::Parts) };
        if id_number.len() != 12 || !id_number.bytes().all(|b| b.is_ascii_digit()) {
            return Err(NotACard::IdNumber);
        }
        let letters = name.chars().filter(|c| c.is_alphabetic()).count();
        if letters < 2 || name.chars().count() > 200 || name.chars().any(|c| c.is_ascii_digit() || c.is_control()) {
            return Err(NotACard::Name);
        }
        day(birth).ok_or(NotACard::Birth)?;
        Ok(IdentityCard {
            name: (*name).to_owned(),
            id_number: (*id_number).to_owned(),
            address: address.chars().filter(|c| !c.is_control()).take(300).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{IdentityCard, NotACard};

    const SCAN: &str = "031999000001|012345678|Đỗ Thị Ví Dụ|02091990|Nữ|Số 1, phố Ví Dụ, phường Cầu Đất|15042022";

    #[test]
    fn a_card_gives_name_number_and_address_and_nothing_else() {
        let card = IdentityCard::parse(SCAN).expect("a card");
        assert_eq!(card.name, "Đỗ Thị Ví Dụ");
        assert_eq!(card.id_number, "031999000001");
        assert_eq!(card.address, "Số 1, phố Ví Dụ, phường Cầu Đất");
        // No old number, as on the cards of the young; more parts at the end, as later cards may have.
        assert!(IdentityCard::parse("031999000001||Đỗ Thị Ví Dụ|02091990|Nữ|Số 1|15042022|x|").is_ok());
    }

    #[test]
    fn what_is_not_a_card_is_told_apart() {
        for (scan, why) in [
            ("https://example.vn", NotACard::Parts),
            ("031999000001|012345678|Đỗ Thị", NotACard::Parts),
            ("12345|x|Đỗ Thị Ví Dụ|02091990|Nữ|Số 1|15042022", NotACard::IdNumber),
            ("031999000001||123|02091990|Nữ|Số 1|15042022", NotACard::Name),
            ("031999000001||Đỗ Thị Ví Dụ|31021990|Nữ|Số 1|15042022", NotACard::Birth),
            ("031999000001||Đỗ Thị Ví Dụ|ngày|Nữ|Số 1|15042022", NotACard::Birth),
        ] {
            assert_eq!(IdentityCard::parse(scan), Err(why), "{scan}");
        }
    }

    #[test]
    fn a_scan_is_recognised_in_a_field_that_was_not_meant_for_it() {
        assert!(IdentityCard::looks_like(SCAN));
        assert!(!IdentityCard::looks_like("Đỗ Thị Ví Dụ"));
    }
}
