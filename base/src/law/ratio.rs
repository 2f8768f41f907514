//! Exact shares: a percentage of the rulebook as a decimal fraction, and the one place where an amount is rounded.

use rust_decimal::Decimal;
use std::cmp::Ordering;
use std::fmt;

/// Parts of a thousand million: the form in which a share is multiplied without a large integer.
pub(super) const PARTS: u64 = 1_000_000_000;

/// An exact share of an amount: 0.24 % is `Ratio(0.0024)`. Never negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ratio(Decimal);

impl Ratio {
    /// The whole amount.
    pub const WHOLE: Self = Self(Decimal::ONE);

    /// Reads a percentage as the rulebook writes it: digits with at most one point, no sign, at most ten decimals.
    pub fn of_percent(text: &str) -> Option<Self> {
        let sound = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        let percent: Decimal = text.parse().ok().filter(|_| sound)?;
        let ratio = percent.checked_div(Decimal::ONE_HUNDRED)?.normalize();
        (ratio.scale() <= 12 && percent <= Decimal::from(1_000_000)).then_some(Self(ratio))
    }

    /// This share of another share: half of 0.24 % is 0.12 %. None when the product has more digits than a decimal holds.
    pub fn of(self, other: Self) -> Option<Self> {
        let product = self.0.checked_mul(other.0)?.normalize();
        (product.scale() <= 18).then_some(Self(product))
    }

    /// The share as an integer fraction.
    pub fn fraction(self) -> Fraction {
        let parts = self.0.mantissa().unsigned_abs();
        let of = 10_u128.pow(self.0.scale());
        // Nearly every rate of the law fits; then a row costs one multiplication and one division by a constant.
        let quick = u128::from(PARTS)
            .checked_rem(of)
            .filter(|rest| *rest == 0)
            .and_then(|_| u64::try_from(parts * (u128::from(PARTS) / of)).ok());
        Fraction { parts, of, quick }
    }

    /// The share as a percentage, for the eyes: `0.24`.
    pub fn percent(self) -> Decimal {
        (self.0 * Decimal::ONE_HUNDRED).normalize()
    }
}

impl fmt::Display for Ratio {
    /// `0.24 %`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} %", self.percent())
    }
}

/// A share ready to be multiplied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fraction {
    parts: u128,
    of: u128,
    quick: Option<u64>,
}

impl Fraction {
    /// This share of an amount, in whole rupiah. None when the amount is beyond any money there is.
    #[inline]
    pub fn share(self, amount: u64, rounding: Rounding) -> Option<i64> {
        if let Some(product) = self.quick.and_then(|parts| amount.checked_mul(parts)) {
            return Some(rounding.settle(product));
        }
        self.share_of_large(amount, rounding)
    }

    /// The share in thousand-millionths, if it is a whole number of them.
    pub(super) const fn parts_of_quick(self) -> Option<u64> {
        self.quick
    }

    #[cold]
    fn share_of_large(self, amount: u64, rounding: Rounding) -> Option<i64> {
        Sum::default().add(amount, self)?.rounded(Ratio::WHOLE, rounding)
    }
}

/// A sum of shares that is rounded once, at the end: the slices of a contract value.
#[derive(Clone, Copy, Debug)]
pub struct Sum {
    parts: u128,
    of: u128,
}

impl Default for Sum {
    fn default() -> Self {
        Self { parts: 0, of: 1 }
    }
}

impl Sum {
    /// Adds a share of an amount.
    pub fn add(self, amount: u64, share: Fraction) -> Option<Self> {
        // Both are powers of ten, so the larger one is the common one.
        let of = self.of.max(share.of);
        let mine = self.parts.checked_mul(of / self.of)?;
        let more = u128::from(amount).checked_mul(share.parts)?.checked_mul(of / share.of)?;
        Some(Self { parts: mine.checked_add(more)?, of })
    }

    /// A share of the sum in whole rupiah.
    pub fn rounded(self, share: Ratio, rounding: Rounding) -> Option<i64> {
        let share = share.fraction();
        let sum = Self { parts: self.parts.checked_mul(share.parts)?, of: self.of.checked_mul(share.of)? };
        sum.over(1, rounding)
    }

    /// The sum divided by a count, in whole rupiah.
    pub fn over(self, count: u64, rounding: Rounding) -> Option<i64> {
        let (parts, of) = (self.parts, self.of.checked_mul(u128::from(count))?);
        let (whole, rest) = (parts / of, parts % of);
        let up = rounding.goes_up(whole % 2 == 1, rest.cmp(&(of - rest)), rest == 0);
        i64::try_from(whole + u128::from(up)).ok()
    }
}

/// How a fraction of a rupiah becomes a whole one: a rule of the rulebook (`billing.rounding.rule`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rounding {
    /// Half a rupiah and more goes up.
    HalfUp,
    /// Half a rupiah goes to the even neighbour.
    HalfEven,
    /// Every fraction is dropped.
    Down,
    /// Every fraction goes up.
    Up,
}

impl Rounding {
    /// The codes that the rulebook may use.
    pub const CODES: [&str; 4] = ["half_up", "half_even", "down", "up"];

    /// Reads a code of the rulebook.
    pub fn parse(code: &str) -> Option<Self> {
        match code {
            "half_up" => Some(Self::HalfUp),
            "half_even" => Some(Self::HalfEven),
            "down" => Some(Self::Down),
            "up" => Some(Self::Up),
            _ => None,
        }
    }

    /// What is added before a division by [`PARTS`] that drops the rest, where rounding can be had that way.
    pub(super) const fn lift(self) -> Option<u64> {
        match self {
            Self::HalfUp => Some(PARTS / 2),
            Self::Down => Some(0),
            Self::Up => Some(PARTS - 1),
            Self::HalfEven => None,
        }
    }

    /// Whole rupiah out of thousand-millionths of a rupiah.
    #[inline]
    pub(super) fn settle(self, product: u64) -> i64 {
        let (whole, rest) = (product / PARTS, product % PARTS);
        let up = self.goes_up(whole % 2 == 1, rest.cmp(&(PARTS - rest)), rest == 0);
        // A quotient of a thousand million is far below the largest i64.
        (whole + u64::from(up)).cast_signed()
    }

    /// Whether a rest goes up, told by how it stands against half a rupiah.
    #[inline]
    fn goes_up(self, odd: bool, against_half: Ordering, nothing: bool) -> bool {
        match self {
            Self::HalfUp => against_half != Ordering::Less,
            Self::HalfEven => against_half == Ordering::Greater || (against_half == Ordering::Equal && odd),
            Self::Down => false,
            Self::Up => !nothing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn share(percent: &str, amount: u64, rounding: Rounding) -> i64 {
        Ratio::of_percent(percent).unwrap().fraction().share(amount, rounding).unwrap()
    }

    #[test]
    fn a_share_is_exact_and_rounded_by_the_named_rule() {
        // 0.89 % of 5,050 is 44.945; 0.54 % of 12,500 is 67.5; 0.54 % of 37,500 is 202.5.
        assert_eq!(share("0.89", 5_050, Rounding::HalfUp), 45);
        assert_eq!(share("0.54", 12_500, Rounding::HalfUp), 68);
        assert_eq!(share("0.54", 37_500, Rounding::HalfUp), 203);
        assert_eq!(share("0.54", 12_500, Rounding::HalfEven), 68);
        assert_eq!(share("0.54", 37_500, Rounding::HalfEven), 202);
        assert_eq!(share("0.54", 12_500, Rounding::Down), 67);
        assert_eq!(share("0.54", 10_100, Rounding::Up), 55);
    }

    #[test]
    fn a_percentage_is_digits_and_one_point() {
        for wrong in ["", "-1", "+1", "1e3", "1,5", "1.2.3", "0.0000000000001"] {
            assert_eq!(Ratio::of_percent(wrong), None, "{wrong}");
        }
        assert_eq!(Ratio::of_percent("0.445").unwrap().to_string(), "0.445 %");
    }

    proptest! {
        #[test]
        fn the_quick_way_and_the_wide_way_agree(amount in 0_u64..2_000_000_000_000, thousandths in 0_u32..100_000) {
            let fraction = Ratio(Decimal::new(i64::from(thousandths), 5)).fraction();
            for rounding in [Rounding::HalfUp, Rounding::HalfEven, Rounding::Down, Rounding::Up] {
                prop_assert_eq!(fraction.share(amount, rounding), fraction.share_of_large(amount, rounding));
            }
        }
    }
}
