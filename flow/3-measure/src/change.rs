//! Why a rate changed: the part of the numerator and the part of the denominator.

use base::vocabulary::{Percent, Rate};
use rust_decimal::{Decimal, RoundingStrategy};
use serde::Serialize;

/// The change of a rate between two dates in percentage points, exact to two decimals; the two effects add up to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Later rate less earlier rate.
    pub points: Percent,
    /// What the change of the covered people did.
    pub numerator_effect: Percent,
    /// What the change of the denominator did.
    pub denominator_effect: Percent,
}

/// Splits the change so that the order does not matter: each effect is the mean of doing it first and doing it last.
pub fn change(earlier: Rate, later: Rate) -> Option<Change> {
    if earlier.denominator == 0 || later.denominator == 0 {
        return None;
    }
    let (n0, d0) = (Decimal::from(earlier.numerator), Decimal::from(earlier.denominator));
    let (n1, d1) = (Decimal::from(later.numerator), Decimal::from(later.denominator));
    let percent = |value: Decimal| {
        let hundredths = value * Decimal::from(10_000);
        i64::try_from(hundredths.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero)).ok().map(Percent)
    };
    let points = percent(n1 / d1 - n0 / d0)?;
    let numerator_effect = percent((n1 - n0) * (Decimal::ONE / d0 + Decimal::ONE / d1) / Decimal::TWO)?;
    Some(Change { points, numerator_effect, denominator_effect: Percent(points.0 - numerator_effect.0) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn from_july_2024_to_june_2025_both_more_members_and_a_smaller_base_raised_the_rate() {
        let earlier = Rate { numerator: 1_159_887, denominator: 2_871_182 };
        let later = Rate { numerator: 1_327_557, denominator: 2_801_936 };
        let change = change(earlier, later).unwrap();
        assert_eq!(change.points.to_string(), "6.98");
        assert_eq!(change.numerator_effect.to_string(), "5.91");
        assert_eq!(change.denominator_effect.to_string(), "1.07");
    }

    proptest! {
        #[test]
        fn an_unchanged_denominator_has_no_effect(n0 in 0_u64..5_000_000, n1 in 0_u64..5_000_000, d in 1_u64..5_000_000) {
            let change = change(Rate { numerator: n0, denominator: d }, Rate { numerator: n1, denominator: d }).unwrap();
            prop_assert_eq!(change.points.0, change.numerator_effect.0 + change.denominator_effect.0);
            prop_assert!(change.denominator_effect.0.abs() <= 1);
        }
    }
}
