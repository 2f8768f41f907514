//! Honest error: a designed sample of pairs for people to review, and what their answers say about all pairs.
//!
//! ```text
//! pairs ─strata (accepted or not, band of probability, rule)─► Design ─draw─► pairs to review ─answers─► Stratum::share
//! strata with answers ─► precision, recall; the same shares on the pairs of one region ─► its errors
//! ```
//! Strata of many doubtful pairs get more of the sample (Neyman 1934); within a stratum pairs are drawn at equal distances
//! along an order that the caller gives, by region and segment, so that each of them is in the sample by its size (Madow
//! 1949). The share of matches in a stratum is a beta distribution: what the model claims counts for two answers.

use crate::pairs::{Pairs, Scored};
use crate::roster::mix;
use std::collections::BTreeMap;
use std::io;

/// The lower ends of the bands of probability.
pub const BANDS: [f64; 7] = [0.0, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999];
/// As many answers as the model's own claim counts for.
const CLAIM: f64 = 2.0;
/// 95 of 100 intervals of this many standard deviations to both sides hold the truth.
const REACH: f64 = 1.96;

/// Which pairs are taken together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StratumKey {
    /// Whether they are links.
    pub accepted: bool,
    /// Their band of probability, by its place in [`BANDS`].
    pub band: u8,
    /// The rule that found them first.
    pub rule: u8,
}

impl StratumKey {
    /// That of a pair.
    pub fn of(pair: &Scored, accepted: bool) -> Self {
        let band = BANDS.partition_point(|from| *from <= pair.probability) - 1;
        Self { accepted, band: u8::try_from(band).unwrap_or(u8::MAX), rule: pair.rule }
    }
}

/// Pairs that are taken together, and what people have said about some of them.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Stratum {
    /// How many pairs there are.
    pub pairs: u64,
    /// How many matches the model claims among them.
    pub claimed: f64,
    /// The variance that chance leaves to that number if the model is right.
    pub variance: f64,
    /// Pairs that people found to be one person.
    pub same: u64,
    /// Pairs that they found to be two.
    pub different: u64,
}

/// A number that is estimated.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Estimate {
    /// The expected value.
    pub mean: f64,
    /// Its variance.
    pub variance: f64,
}

/// A share with the ends of its interval (95 %).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ShareEstimate {
    /// The share.
    pub share: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Stratum {
    /// Adds a pair.
    pub fn add(&mut self, pair: &Scored) {
        self.pairs += 1;
        self.claimed += pair.probability;
        self.variance += pair.probability * (1.0 - pair.probability);
    }

    /// Pairs that people have answered.
    pub const fn answered(&self) -> u64 {
        self.same + self.different
    }

    /// The share of matches among its pairs, by the model's claim and the answers together.
    pub fn share(&self) -> Estimate {
        let claimed = (self.claimed / self.pairs.max(1) as f64).clamp(1e-6, 1.0 - 1e-6);
        let (a, b) = (CLAIM * claimed + self.same as f64, CLAIM * (1.0 - claimed) + self.different as f64);
        let mean = a / (a + b);
        let unseen = 1.0 - self.answered() as f64 / self.pairs.max(1) as f64;
        Estimate { mean, variance: mean * (1.0 - mean) / (a + b + 1.0) * unseen.max(0.0) }
    }
}

/// The matches among some pairs, so many in each stratum: by reviewed shares, or by what the model claims where nobody has
/// reviewed anything. The share of a stratum is one and the same wherever its pairs are, so its uncertainty does not average
/// out over them.
pub fn matches<'a>(parts: impl Iterator<Item = (&'a Stratum, &'a Stratum)>, reviewed: bool) -> Estimate {
    parts.fold(Estimate::default(), |sum, (whole, part)| {
        let (mean, variance) = if reviewed {
            let share = whole.share();
            let pairs = part.pairs as f64;
            // The model tells the pairs of a stratum apart; people tell how far its level is off.
            let level = if whole.claimed > 0.0 { share.mean * whole.pairs as f64 / whole.claimed } else { 1.0 };
            let mean = (part.claimed * level).min(pairs);
            (mean, pairs * pairs * share.variance + mean * (1.0 - mean / pairs.max(1.0)))
        } else {
            (part.claimed, part.variance)
        };
        Estimate { mean: sum.mean + mean, variance: sum.variance + variance }
    })
}

/// The shares of links that are matches, and of matches that are links, by review; pairs that no rule looked at are in
/// neither.
pub fn precision_and_recall<'a>(strata: impl Iterator<Item = (&'a StratumKey, &'a Stratum)> + Clone) -> [ShareEstimate; 2] {
    let sum = |accepted: bool| {
        strata.clone().filter(|(key, _)| key.accepted == accepted).fold((Estimate::default(), 0.0), |(sum, pairs), (_, of)| {
            let (share, count) = (of.share(), of.pairs as f64);
            let sum = Estimate { mean: sum.mean + count * share.mean, variance: sum.variance + count * count * share.variance };
            (sum, pairs + count)
        })
    };
    let ((found, links), (missed, _)) = (sum(true), sum(false));
    let all = found.mean + missed.mean;
    // A ratio of two sums, each with its own error (delta method).
    let of_all = (missed.mean * missed.mean * found.variance + found.mean * found.mean * missed.variance) / all.powi(4).max(1.0);
    [ratio(found.mean, links, found.variance / (links * links).max(1.0)), ratio(found.mean, all, of_all)]
}

fn ratio(part: f64, whole: f64, variance: f64) -> ShareEstimate {
    if whole <= 0.0 {
        return ShareEstimate { share: 0.0, low: 0.0, high: 1.0 };
    }
    let (share, reach) = (part / whole, REACH * variance.max(0.0).sqrt());
    ShareEstimate { share, low: (share - reach).clamp(0.0, 1.0), high: (share + reach).clamp(0.0, 1.0) }
}

impl Estimate {
    /// The ends of its interval (95 %); a count is never below zero.
    pub fn ends(&self) -> (f64, f64) {
        let reach = REACH * self.variance.max(0.0).sqrt();
        ((self.mean - reach).max(0.0), self.mean + reach)
    }
}

/// A pair to be reviewed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drawn {
    /// The pair.
    pub pair: Scored,
    /// Its stratum.
    pub stratum: StratumKey,
}

/// A sample to be drawn: the strata, and how many pairs of each.
#[derive(Clone, Debug, Default)]
pub struct Design {
    /// All strata with their pairs.
    pub strata: BTreeMap<StratumKey, Stratum>,
    /// Pairs of each stratum by the group that the caller gives them, in the order of groups.
    groups: BTreeMap<StratumKey, BTreeMap<u64, u64>>,
}

impl Design {
    /// Counts the pairs of strata. `accepted` tells whether a pair is a link, `group` orders pairs within a stratum.
    ///
    /// # Errors
    /// The disk.
    pub fn of(pairs: &Pairs, accepted: impl Fn(&Scored) -> bool, group: impl Fn(&Scored) -> u64) -> io::Result<Self> {
        let mut design = Self::default();
        for block in pairs.blocks() {
            for pair in block?.iter() {
                let key = StratumKey::of(pair, accepted(pair));
                design.strata.entry(key).or_default().add(pair);
                *design.groups.entry(key).or_default().entry(group(pair)).or_default() += 1;
            }
        }
        Ok(design)
    }

    /// How many pairs of each stratum are drawn: at least two, or all there are; more where there is more doubt.
    pub fn sizes(&self, size: u64) -> BTreeMap<StratumKey, u64> {
        let least = |of: &Stratum| of.pairs.min(2);
        let given: u64 = self.strata.values().map(least).sum();
        let doubt = |of: &Stratum| (of.pairs as f64 * of.variance).sqrt();
        let all: f64 = self.strata.values().map(doubt).sum();
        let rest = size.saturating_sub(given) as f64;
        let of = |of: &Stratum| (least(of) + (rest * doubt(of) / all.max(f64::MIN_POSITIVE)).round() as u64).min(of.pairs);
        self.strata.iter().map(|(key, stratum)| (*key, of(stratum))).collect()
    }

    /// Draws the sample, in the order of rows.
    ///
    /// # Errors
    /// The disk.
    pub fn draw(
        &self,
        pairs: &Pairs,
        accepted: impl Fn(&Scored) -> bool,
        group: impl Fn(&Scored) -> u64,
        size: u64,
        seed: u64,
    ) -> io::Result<Vec<Drawn>> {
        // Where a stratum's groups begin along its order, and which places are drawn.
        let mut next: BTreeMap<(StratumKey, u64), u64> = BTreeMap::new();
        for (key, groups) in &self.groups {
            let mut place = 0;
            for (group, count) in groups {
                next.insert((*key, *group), place);
                place += count;
            }
        }
        let sizes = self.sizes(size);
        let mut drawn = Vec::new();
        for block in pairs.blocks() {
            for pair in block?.iter() {
                let key = StratumKey::of(pair, accepted(pair));
                let (Some(place), Some(of), Some(wanted)) =
                    (next.get_mut(&(key, group(pair))), self.strata.get(&key), sizes.get(&key))
                else {
                    continue;
                };
                let salt = mix(seed, u64::from(key.rule) << 16 | u64::from(key.band) << 8 | u64::from(key.accepted));
                if is_drawn(*place, of.pairs, *wanted, salt) {
                    drawn.push(Drawn { pair: *pair, stratum: key });
                }
                *place += 1;
            }
        }
        Ok(drawn)
    }
}

/// Whether a place of `all` is among `wanted` at equal distances, from a beginning by chance.
fn is_drawn(place: u64, all: u64, wanted: u64, salt: u64) -> bool {
    let begin = mix(salt, 11) % all.max(1);
    let along = |place: u64| (u128::from(place) * u128::from(wanted) + u128::from(begin)) / u128::from(all.max(1));
    along(place + 1) > along(place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pairs(most: usize) -> impl Strategy<Value = Vec<Scored>> {
        let pair = (0.001_f64..0.9999, 0_u8..3);
        proptest::collection::vec(pair, 1..most).prop_map(|pairs| {
            (0_u32..).zip(pairs).map(|(row, (probability, rule))| Scored::new(row, row, probability, rule, 0)).collect()
        })
    }

    fn accepted(pair: &Scored) -> bool {
        pair.probability >= 0.5
    }

    fn group(pair: &Scored) -> u64 {
        u64::from(pair.left % 4)
    }

    proptest! {
        #[test]
        fn a_sample_has_of_every_stratum_as_many_pairs_as_its_design_says(found in pairs(600), size in 1_u64..200, seed in any::<u64>()) {
            let found: Pairs = found.into();
            let design = Design::of(&found, accepted, group).unwrap();
            let drawn = design.draw(&found, accepted, group, size, seed).unwrap();
            for (key, wanted) in design.sizes(size) {
                prop_assert_eq!(drawn.iter().filter(|drawn| drawn.stratum == key).count() as u64, wanted);
            }
            // Each group is in the sample of a stratum by its size, give or take one.
            for (key, groups) in &design.groups {
                let (all, wanted) = (design.strata[key].pairs, design.sizes(size)[key]);
                for (of, count) in groups {
                    let found = drawn.iter().filter(|drawn| drawn.stratum == *key && group(&drawn.pair) == *of).count() as f64;
                    let due = (count * wanted) as f64 / all as f64;
                    prop_assert!((found - due).abs() < 1.0 + 1e-9, "{found} drawn, {due} due");
                }
            }
        }

        #[test]
        fn when_every_pair_is_reviewed_precision_and_recall_are_counted_and_nothing_is_left_to_chance(
            found in pairs(200), truth in proptest::collection::vec(any::<bool>(), 200),
        ) {
            let mut strata: BTreeMap<StratumKey, Stratum> = BTreeMap::new();
            let (mut right, mut links, mut all) = (0.0, 0.0, 0.0);
            for (pair, same) in found.iter().zip(&truth) {
                let stratum = strata.entry(StratumKey::of(pair, accepted(pair))).or_default();
                stratum.add(pair);
                if *same { stratum.same += 1 } else { stratum.different += 1 }
                links += f64::from(u8::from(accepted(pair)));
                all += f64::from(u8::from(*same));
                right += f64::from(u8::from(*same && accepted(pair)));
            }
            let [precision, recall] = precision_and_recall(strata.iter());
            // The model's claim counts for two answers in each stratum.
            let slack = 2.0 * strata.len() as f64;
            prop_assert!((precision.share * links - right).abs() <= slack);
            prop_assert!(links == 0.0 || (precision.high - precision.low).abs() < 1e-9);
            prop_assert!(all == 0.0 || (0.0..=1.0).contains(&recall.share));
        }
    }

    #[test]
    fn without_answers_the_interval_of_a_review_is_wide_and_with_many_it_is_narrow() {
        let stratum = |same: u64| Stratum { pairs: 1_000_000, claimed: 990_000.0, variance: 9_900.0, same, different: same / 99 };
        let key = StratumKey { accepted: true, band: 5, rule: 0 };
        let width = |same| {
            let stratum = stratum(same);
            let [precision, _] = precision_and_recall([(&key, &stratum)].into_iter());
            precision.high - precision.low
        };
        assert!(width(0) > 0.05, "{}", width(0));
        assert!(width(9_900) < 0.005, "{}", width(9_900));
    }

    #[test]
    fn reviewed_shares_move_the_claim_of_a_region_and_carry_their_uncertainty_to_it() {
        let whole = Stratum { pairs: 1_000, claimed: 900.0, variance: 90.0, same: 50, different: 50 };
        let part = Stratum { pairs: 100, claimed: 90.0, variance: 9.0, ..Stratum::default() };
        let claimed = matches([(&whole, &part)].into_iter(), false);
        let reviewed = matches([(&whole, &part)].into_iter(), true);
        assert!((claimed.mean - 90.0).abs() < 1e-9);
        assert!((reviewed.mean - 50.8).abs() < 0.5, "{}", reviewed.mean);
        assert!(reviewed.variance > claimed.variance);
    }
}
