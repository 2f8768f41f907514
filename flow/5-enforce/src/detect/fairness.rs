//! Whether a group of employers is picked more than its share: the small ones, those of one regency. A table of counts, with what chance
//! alone would leave; it says nothing of why.

use base::vocabulary::Percent;

/// A group of employers, and how many of it were picked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PickedShare {
    /// The group.
    pub group: String,
    /// Employers of the group.
    pub employers: u64,
    /// Employers of all groups.
    pub all_employers: u64,
    /// Employers of the group with a finding.
    pub picked: u64,
    /// Employers of all groups with a finding.
    pub all_picked: u64,
}

/// What can be said of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// Picked more than chance would.
    More,
    /// Picked less than chance would.
    Less,
    /// Picked about as its share of employers.
    AsShare,
}

impl Weight {
    /// The word in texts.
    pub const fn code(self) -> &'static str {
        match self {
            Self::More => "more",
            Self::Less => "less",
            Self::AsShare => "as_share",
        }
    }
}

/// How many standard deviations are beyond chance: one group in twenty lies there by chance alone.
const BEYOND: f64 = 2.0;
/// Fewer expected than this say nothing.
const FEWEST: f64 = 5.0;

impl PickedShare {
    /// The group's share of employers.
    pub fn share(&self) -> Option<Percent> {
        share(self.employers, self.all_employers)
    }

    /// The group's share of those picked.
    pub fn picked_share(&self) -> Option<Percent> {
        share(self.picked, self.all_picked)
    }

    /// Whether it was picked more or less than if as many had been drawn blindly from all employers (hypergeometric).
    #[expect(clippy::cast_precision_loss, reason = "employers of a province are far below 2^52")]
    pub fn weight(&self) -> Weight {
        let [group, all, picked, drawn] =
            [self.employers, self.all_employers, self.picked, self.all_picked].map(|count| count as f64);
        if all < 2.0 || group >= all {
            return Weight::AsShare;
        }
        let part = group / all;
        let expected = drawn * part;
        let spread = (expected * (1.0 - part) * (all - drawn) / (all - 1.0)).max(0.0).sqrt();
        match picked - expected {
            _ if expected < FEWEST && picked < FEWEST => Weight::AsShare,
            far if far > BEYOND * spread => Weight::More,
            far if -far > BEYOND * spread => Weight::Less,
            _ => Weight::AsShare,
        }
    }
}

/// Rounded half up; none of nothing.
fn share(part: u64, whole: u64) -> Option<Percent> {
    let hundredths = (u128::from(part) * 10_000 + u128::from(whole) / 2).checked_div(u128::from(whole))?;
    i64::try_from(hundredths).ok().map(Percent)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(employers: u64, picked: u64) -> PickedShare {
        PickedShare { group: "mikro".to_owned(), employers, all_employers: 1_000, picked, all_picked: 100 }
    }

    #[test]
    fn a_group_is_told_when_it_is_picked_beyond_chance_and_not_before() {
        // Half of the employers: fifty of a hundred are expected, give or take nine.
        assert_eq!(group(500, 58).weight(), Weight::AsShare);
        assert_eq!(group(500, 61).weight(), Weight::More);
        assert_eq!(group(500, 39).weight(), Weight::Less);
        // Of very few nothing is said.
        assert_eq!(group(10, 3).weight(), Weight::AsShare);
        assert_eq!(group(1_000, 100).weight(), Weight::AsShare);
        assert_eq!(group(0, 0).weight(), Weight::AsShare);
    }

    #[test]
    fn shares_are_of_their_own_wholes() {
        assert_eq!((group(250, 40).share(), group(250, 40).picked_share()), (Some(Percent(2_500)), Some(Percent(4_000))));
        assert_eq!(PickedShare { all_picked: 0, ..group(1, 0) }.picked_share(), None);
    }
}
