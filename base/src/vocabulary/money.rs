//! Money: whole rupiah in a signed 64-bit integer. Never a float.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Sub};

/// An amount in whole rupiah.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rupiah(pub i64);

impl Add for Rupiah {
    type Output = Self;
    /// Beyond the range of money it stays at its end: a sum never wraps round into another one.
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Rupiah {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Sum for Rupiah {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self(0), Add::add)
    }
}

impl fmt::Display for Rupiah {
    /// `Rp1.234.567`, the way Indonesian letters write money.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.unsigned_abs().to_string();
        if self.0 < 0 {
            f.write_str("-")?;
        }
        f.write_str("Rp")?;
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                f.write_str(".")?;
            }
            write!(f, "{digit}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_beyond_all_money_stays_at_the_end_of_its_range() {
        assert_eq!([Rupiah(i64::MAX), Rupiah(1)].into_iter().sum::<Rupiah>(), Rupiah(i64::MAX));
        assert_eq!(Rupiah(i64::MIN) - Rupiah(1), Rupiah(i64::MIN));
    }

    #[test]
    fn money_is_printed_with_dots_between_thousands() {
        assert_eq!(Rupiah(116_476_416_000).to_string(), "Rp116.476.416.000");
        assert_eq!(Rupiah(-16_800).to_string(), "-Rp16.800");
        assert_eq!(Rupiah(0).to_string(), "Rp0");
    }
}
