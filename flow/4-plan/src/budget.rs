//! What cover costs, and how many months a sum buys: the arithmetic of every budget line.

use base::vocabulary::Rupiah;
use std::fmt;

/// People × premium × months. None beyond any money there is.
pub fn cost(people: i64, premium: Rupiah, months: u32) -> Option<Rupiah> {
    people.checked_mul(premium.0)?.checked_mul(i64::from(months)).map(Rupiah)
}

/// Months that a sum buys for people at a premium, in hundredths, rounded half up: 2.54 months is 254.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MonthsBought(pub i64);

impl MonthsBought {
    /// What the sum buys. None for nobody or a premium of nothing.
    pub fn of(sum: Rupiah, people: i64, premium: Rupiah) -> Option<Self> {
        let month = i128::from(people).checked_mul(i128::from(premium.0)).filter(|month| *month > 0)?;
        let hundredths = (i128::from(sum.0) * 200 + month) / (2 * month);
        i64::try_from(hundredths).ok().map(Self)
    }

    /// Whether it is less than so many whole months.
    pub const fn is_below(self, months: u32) -> bool {
        self.0 < months as i64 * 100
    }
}

impl fmt::Display for MonthsBought {
    /// `2.54`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reported_budgets_are_people_times_premium_times_months() {
        let premium = Rupiah(16_800);
        for (people, months, rupiah) in
            [(2_274, 12, 458_438_400), (5_000, 12, 1_008_000_000), (12_698, 9, 1_919_937_600), (577_760, 12, 116_476_416_000)]
        {
            assert_eq!(cost(people, premium, months), Some(Rupiah(rupiah)));
        }
    }

    #[test]
    fn wajo_buys_two_and_a_half_months_and_luwu_less() {
        let bought = |sum, people| MonthsBought::of(Rupiah(sum), people, Rupiah(16_800)).unwrap();
        assert_eq!(
            (bought(963_180_000, 22_586).to_string(), bought(200_000_000, 5_000).to_string()),
            ("2.54".into(), "2.38".into())
        );
        assert!(bought(963_180_000, 22_586).is_below(4) && !bought(67_200, 1).is_below(4));
    }

    #[test]
    fn nobody_and_too_much_have_no_answer() {
        assert_eq!(MonthsBought::of(Rupiah(1), 0, Rupiah(16_800)), None);
        assert_eq!(cost(i64::MAX, Rupiah(16_800), 12), None);
    }
}
