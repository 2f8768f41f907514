//! Exact rates: a ratio of two counts, and percentages as hundredths of a percent. No float anywhere.

use super::{Potential, TargetCount};
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Serialize, Serializer};
use std::fmt;

/// A ratio of two counts of people that keeps both counts. Above 100 % is real and never clamped
/// (Wajo 2024: 14,725 active of 12,196 potential construction workers).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// The people counted.
    pub numerator: u64,
    /// The people they are counted among.
    pub denominator: u64,
}

impl Rate {
    /// The percentage rounded half-up to two decimals; none when nobody is in the denominator.
    pub fn percent(self) -> Option<Percent> {
        if self.denominator == 0 {
            return None;
        }
        let scaled = u128::from(self.numerator) * 10_000;
        let denominator = u128::from(self.denominator);
        let rounded = (scaled + denominator / 2) / denominator;
        i64::try_from(rounded).ok().map(Percent)
    }
}

/// A percentage in hundredths of a percent: 47.38 % is `Percent(4738)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Percent(pub i64);

impl Percent {
    /// Reads `47.38`, `47,38` or `68`, with or without a percent sign; more than two decimals is no percent here.
    pub fn parse(text: &str) -> Option<Self> {
        let plain = text.trim().trim_end_matches('%').trim().replace(',', ".");
        let value: Decimal = plain.parse().ok()?;
        let hundredths = value.checked_mul(Decimal::ONE_HUNDRED)?;
        if hundredths.fract().is_zero() { hundredths.trunc().try_into().ok().map(Self) } else { None }
    }

    /// The count that this share of a potential asks for, rounded up: half a person cannot be enrolled.
    pub fn target_of(self, potential: Potential) -> TargetCount {
        let share = u128::from(potential.0) * u128::from(self.0.unsigned_abs());
        TargetCount(u64::try_from(share.div_ceil(10_000)).unwrap_or(u64::MAX))
    }

    /// The count nearest to this share of a potential, for figures that were published as a rate only.
    pub fn nearest_count_of(self, potential: Potential) -> u64 {
        let share = Decimal::from(potential.0) * self.decimal() / Decimal::ONE_HUNDRED;
        share.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero).try_into().unwrap_or(u64::MAX)
    }

    /// The percentage as a decimal number, for example 47.38.
    pub fn decimal(self) -> Decimal {
        Decimal::new(self.0, 2)
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.decimal().to_string())
    }
}

impl Serialize for Percent {
    /// A JSON number with two decimals, written from the decimal digits.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::Error;
        let digits = serde_json::value::RawValue::from_string(self.to_string()).map_err(S::Error::custom)?;
        digits.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::Covered;

    #[test]
    fn june_2025_is_47_38_percent_and_the_gaps_are_rounded_up() {
        let potential = Potential(2_801_936);
        let covered = Covered(Percent(4738).nearest_count_of(potential));
        assert_eq!(covered, Covered(1_327_557));
        let rate = Rate { numerator: covered.0, denominator: potential.0 };
        assert_eq!(rate.percent(), Some(Percent(4738)));
        assert_eq!(Percent(6800).target_of(potential).gap_from(covered).0, 577_760);
        assert_eq!(TargetCount(1_763_259).gap_from(covered).0, 435_702);
    }

    #[test]
    fn a_rate_above_one_hundred_percent_is_not_clamped() {
        let rate = Rate { numerator: 14_725, denominator: 12_196 };
        assert_eq!(rate.percent(), Some(Percent(12_074)));
    }

    #[test]
    fn a_rate_of_nobody_is_no_rate() {
        assert_eq!(Rate { numerator: 0, denominator: 0 }.percent(), None);
    }

    #[test]
    fn a_percentage_is_written_to_json_as_a_plain_number() {
        assert_eq!(serde_json::to_string(&Percent(4738)).ok().as_deref(), Some("47.38"));
        assert_eq!(serde_json::to_string(&Percent(4040)).ok().as_deref(), Some("40.40"));
    }
}
