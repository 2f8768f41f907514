//! Kinds of counted people. Each kind is its own type, so that a target can never be printed as the
//! uncovered (the press did that with 1.76 million in July 2025; see rulebook/published).

use serde::{Deserialize, Serialize};
use std::fmt;
use std::iter::Sum;
use std::ops::Add;

macro_rules! people {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u64);
        impl Add for $name {
            type Output = Self;
            fn add(self, other: Self) -> Self { Self(self.0 + other.0) }
        }
        impl Sum for $name {
            fn sum<I: Iterator<Item = Self>>(counts: I) -> Self { Self(counts.map(|count| count.0).sum()) }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { self.0.fmt(f) }
        }
    };
}

people! {
    /// People who are active members on the day asked about.
    Covered
}
people! {
    /// People of a roster who are not active members. Meaningless where covered exceeds the denominator.
    Uncovered
}
people! {
    /// The number of covered people that a target asks for.
    TargetCount
}
people! {
    /// People still to be enrolled before a target is met.
    GapToTarget
}
people! {
    /// Workers who could be members: the published "potensi" or "semesta" of an area.
    Potential
}

impl TargetCount {
    /// The people still needed; zero when the target is met.
    pub fn gap_from(self, covered: Covered) -> GapToTarget {
        GapToTarget(self.0.saturating_sub(covered.0))
    }
}
