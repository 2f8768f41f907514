//! Whether a group of employers is picked more than its share: the small ones, those of one regency. A table of counts, with what chance
//! alone would leave; it says nothing of why.

use base::vocabulary::{Percent, Rate};

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
const BEYOND: u128 = 2;
/// Fewer expected than this say nothing.
const FEWEST: u128 = 5;

impl PickedShare {
    /// The group's share of employers.
    pub fn share(&self) -> Option<Percent> {
        Rate { numerator: self.employers, denominator: self.all_employers }.percent()
    }

    /// The group's share of those picked.
    pub fn picked_share(&self) -> Option<Percent> {
        Rate { numerator: self.picked, denominator: self.all_picked }.percent()
    }

    /// Whether it was picked more or less than if as many had been drawn blindly from all employers (hypergeometric): of g among n,
    /// with d drawn, d g / n are expected, with a variance of d (g / n) (1 − g / n) (n − d) / (n − 1). Both sides are multiplied out.
    pub fn weight(&self) -> Weight {
        let [group, all, picked, drawn] = [self.employers, self.all_employers, self.picked, self.all_picked].map(u128::from);
        let few = drawn * group < FEWEST * all && picked < FEWEST;
        if all < 2 || group >= all || few {
            return Weight::AsShare;
        }
        let (found, expected) = (picked * all, drawn * group);
        let variance = (drawn * group).saturating_mul((all - group) * all.saturating_sub(drawn));
        let far = found.abs_diff(expected).saturating_pow(2).saturating_mul(all - 1) > variance.saturating_mul(BEYOND * BEYOND);
        match (far, found > expected) {
            (false, _) => Weight::AsShare,
            (true, true) => Weight::More,
            (true, false) => Weight::Less,
        }
    }
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
