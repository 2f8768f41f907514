//! What has been learned, and what it says of a pair.
//!
//! ```text
//! Parameters (learn.rs makes them, saved.rs names them) ─► probability of a match, from the rule and the level of every comparison
//! ```

use crate::model::Model;
use crate::relate::Decided;
use crate::rivals::Rivals;

/// What one class of pairs looks like: for each comparison the share of each level, missing ones aside.
pub(crate) type Shares = Vec<Vec<f64>>;

/// What has been learned for one rule.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RuleParameters {
    /// The share of matches among the pairs that this rule found first, then of each lookalike.
    pub classes: Vec<f64>,
    /// What its other pairs look like. A comparison that hangs on others has its levels once for each of their states,
    /// one after the other.
    pub different: Shares,
    /// For each class and comparison, the share of the class that the rule's own question leaves to be seen.
    pub seen: Vec<Vec<f64>>,
    /// For each class, by how much its share stands for fewer pairs than it would have, had earlier rules not taken those that
    /// agree in what they ask for: a pair whose NIKs are both there and differ is the less likely to be one person, one
    /// without a NIK the more.
    pub lift: Vec<f64>,
}

/// What has been learned.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parameters {
    /// What matches look like, then each lookalike.
    pub classes: Vec<Shares>,
    /// What random pairs look like.
    pub random: Shares,
    /// For each rule.
    pub rules: Vec<RuleParameters>,
    /// For each comparison, the levels that say only that something is missing.
    pub missing: Vec<Vec<bool>>,
    /// For each comparison, those that it hangs on where two people are different.
    pub given: Vec<Vec<usize>>,
    /// What rivals say.
    pub rivals: Rivals,
    /// For each class and comparison, as many pairs as the first guess counts for.
    pub(crate) held: Vec<Vec<f64>>,
    /// For each comparison that hangs on others, what the model knows of different people in each state.
    pub(crate) known: Vec<Option<Vec<f64>>>,
}

/// No share is ever zero, so no weight is ever infinite.
pub(crate) const LEAST_SHARE: f64 = 1e-7;

impl Parameters {
    /// Where a level of a comparison stands among those of different people.
    #[inline]
    pub(crate) fn place(&self, comparison: usize, levels: &[u8]) -> usize {
        let state = self.given[comparison]
            .iter()
            .fold(0, |state, other| state * self.missing[*other].len() + usize::from(levels[*other]));
        state * self.missing[comparison].len() + usize::from(levels[comparison])
    }

    /// The share of each class of pairs in a cell: matches, lookalikes, different.
    fn classes_of(&self, rule: usize, levels: &[u8], into: &mut Vec<f64>) {
        into.clear();
        let known = &self.rules[rule];
        for (class, shares) in self.classes.iter().enumerate() {
            let mut share = known.classes[class] * known.lift[class];
            for (comparison, level) in levels.iter().enumerate() {
                if !self.missing[comparison][usize::from(*level)] {
                    share *= shares[comparison][usize::from(*level)] / known.seen[class][comparison];
                }
            }
            into.push(share);
        }
        let mut share = 1.0 - known.classes.iter().sum::<f64>();
        for (comparison, level) in levels.iter().enumerate() {
            if !self.missing[comparison][usize::from(*level)] {
                share *= known.different[comparison][self.place(comparison, levels)];
            }
        }
        into.push(share);
        let sum: f64 = into.iter().sum();
        into.iter_mut().for_each(|share| *share /= sum.max(f64::MIN_POSITIVE));
    }

    /// How probable it is that a pair is a match.
    pub fn probability(&self, rule: usize, levels: &[u8]) -> f64 {
        let mut shares = Vec::new();
        self.classes_of(rule, levels, &mut shares);
        shares[0].clamp(1e-9, 1.0 - 1e-9)
    }

    /// How probable a match can be at most where only some comparisons are decided.
    pub(crate) fn at_most(&self, rule: usize, levels: &[u8], decided: &[Decided]) -> f64 {
        let known = &self.rules[rule];
        let mut odds = known.classes[0] * known.lift[0] / (1.0 - known.classes.iter().sum::<f64>()).max(LEAST_SHARE);
        for comparison in 0..levels.len() {
            let (of, seen) = (&self.classes[0][comparison], known.seen[0][comparison]);
            let width = of.len();
            let always = |comparison: usize| decided[comparison] == Decided::Always;
            if decided[comparison] == Decided::WhenMissing && levels[comparison] == 0 {
                continue;
            }
            let settled = always(comparison) && self.given[comparison].iter().all(|other| always(*other));
            odds *= if settled {
                let level = usize::from(levels[comparison]);
                if self.missing[comparison][level] {
                    1.0
                } else {
                    of[level] / seen / known.different[comparison][self.place(comparison, levels)]
                }
            } else {
                let told =
                    known.different[comparison].iter().enumerate().filter(|(place, _)| !self.missing[comparison][place % width]);
                told.map(|(place, share)| of[place % width] / seen / share.max(LEAST_SHARE)).fold(1.0, f64::max)
            };
        }
        odds / (1.0 + odds)
    }

    /// Nothing learned yet.
    pub(crate) fn empty(model: &Model) -> Self {
        let missing = model
            .comparisons
            .iter()
            .enumerate()
            .map(|(comparison, of)| (0..of.levels.len()).map(|level| model.is_missing(comparison, level)).collect());
        let given = model.comparisons.iter().map(|comparison| comparison.given.clone());
        Self { missing: missing.collect(), given: given.collect(), ..Self::default() }
    }
}
