//! Money: whole đồng. The currency has no subunit.

use serde::{Deserialize, Serialize};
use std::fmt;

/// An amount in đồng (VND).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Dong(pub i64);

impl Dong {
    /// Nothing to pay.
    pub const ZERO: Dong = Dong(0);

    /// The sum, or `None` when it does not fit.
    pub fn checked_add(self, other: Dong) -> Option<Dong> {
        self.0.checked_add(other.0).map(Dong)
    }

    /// So many times as much, or `None` when it does not fit.
    pub fn checked_times(self, n: u32) -> Option<Dong> {
        self.0.checked_mul(i64::from(n)).map(Dong)
    }

    /// The number alone, grouped, for a working in which the unit is told at its end: `50.000`.
    pub fn grouped(self) -> String {
        let digits = self.0.unsigned_abs().to_string();
        let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 1);
        if self.0 < 0 {
            out.push('-');
        }
        for (i, c) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                out.push('.');
            }
            out.push(c);
        }
        out
    }
}

impl fmt::Display for Dong {
    /// Vietnamese grouping: `50.000 đồng`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} đồng", self.grouped())
    }
}

/// An amount in Vietnamese words, as vouchers write it: "Một trăm linh năm nghìn đồng".
pub fn in_words(amount: Dong) -> String {
    const DIGITS: [&str; 10] = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];
    const GROUPS: [&str; 3] = ["", "nghìn", "triệu"];
    /// Three digits; `full`: something stands before them, so that zeros are read.
    fn three(n: u64, full: bool, out: &mut Vec<&str>) {
        let digit = |d: u64| DIGITS[usize::try_from(d % 10).unwrap_or_default()];
        let (hundreds, tens, ones) = (n / 100, n / 10 % 10, n % 10);
        if hundreds > 0 || full {
            out.extend([digit(hundreds), "trăm"]);
        }
        match tens {
            0 if ones > 0 && (hundreds > 0 || full) => out.push("linh"),
            0 => {}
            1 => out.push("mười"),
            _ => out.extend([digit(tens), "mươi"]),
        }
        match (tens, ones) {
            (_, 0) => {}
            (2.., 1) => out.push("mốt"),
            (1.., 5) => out.push("lăm"),
            _ => out.push(digit(ones)),
        }
    }
    /// Up to nine digits; above them stands "tỷ", which is read again and again.
    fn billion(n: u64, full: bool, out: &mut Vec<&str>) {
        if n >= 1_000_000_000 {
            billion(n / 1_000_000_000, full, out);
            out.push("tỷ");
        }
        let rest = n % 1_000_000_000;
        let mut before = full || n >= 1_000_000_000;
        for (i, name) in GROUPS.iter().enumerate().rev() {
            let group = rest / 1000_u64.pow(u32::try_from(i).unwrap_or_default()) % 1000;
            if group > 0 {
                three(group, before, out);
                out.push(name);
                before = true;
            }
        }
    }
    let mut out = Vec::new();
    if amount.0 == 0 {
        out.push(DIGITS[0]);
    }
    billion(amount.0.unsigned_abs(), false, &mut out);
    out.push("đồng");
    let text = out.into_iter().filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ");
    let text = if amount.0 < 0 { format!("âm {text}") } else { text };
    let mut chars = text.chars();
    chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Dong, in_words};

    #[test]
    fn amounts_are_read_as_vietnamese_read_them() {
        for (amount, words) in [
            (0, "Không đồng"),
            (8_000, "Tám nghìn đồng"),
            (15_000, "Mười lăm nghìn đồng"),
            (21_500, "Hai mươi mốt nghìn năm trăm đồng"),
            (105_000, "Một trăm linh năm nghìn đồng"),
            (110_001, "Một trăm mười nghìn không trăm linh một đồng"),
            (1_000_000, "Một triệu đồng"),
            (2_005_055, "Hai triệu không trăm linh năm nghìn không trăm năm mươi lăm đồng"),
            (1_000_000_000, "Một tỷ đồng"),
            (3_000_400_000, "Ba tỷ bốn trăm nghìn đồng"),
        ] {
            assert_eq!(in_words(Dong(amount)), words);
        }
    }

    #[test]
    fn an_amount_is_grouped_by_thousands() {
        assert_eq!(Dong(0).to_string(), "0 đồng");
        assert_eq!(Dong(8_000).to_string(), "8.000 đồng");
        assert_eq!(Dong(-1_250_000).to_string(), "-1.250.000 đồng");
    }
}
