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
}

impl fmt::Display for Dong {
    /// Vietnamese grouping: `50.000 đ`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.unsigned_abs().to_string();
        let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 1);
        for (i, c) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                out.push('.');
            }
            out.push(c);
        }
        write!(f, "{}{out} đ", if self.0 < 0 { "-" } else { "" })
    }
}

#[cfg(test)]
mod tests {
    use super::Dong;

    #[test]
    fn an_amount_is_grouped_by_thousands() {
        assert_eq!(Dong(0).to_string(), "0 đ");
        assert_eq!(Dong(8_000).to_string(), "8.000 đ");
        assert_eq!(Dong(-1_250_000).to_string(), "-1.250.000 đ");
    }
}
