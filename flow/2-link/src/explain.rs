//! Why a pair is a link, or is not: the weights that make its probability, one after the other.
//!
//! A weight is counted in bits: each bit doubles the odds that two rows are one person, a negative one halves them. The
//! first comes from the rule that found the pair, one from every comparison, the last from rivals.

use crate::engine::levels;
use crate::parameters::Parameters;
use crate::people::Linked;
use crate::relate::{Relate, TWO_PEOPLE};
use crate::sweep::first_shared;
use std::io;

/// What one comparison says of a pair.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// The comparison, by its place.
    pub comparison: usize,
    /// The level, by its place.
    pub level: usize,
    /// Its weight, in bits.
    pub weight: f64,
}

/// Why a pair is a link, or is not.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The first rule that finds the pair; none if no rule looks at it.
    pub rule: Option<usize>,
    /// The share of matches among the pairs that this rule finds first.
    pub share: f64,
    /// The weight that the pair starts with, in bits: matches against different people, lookalikes aside.
    pub start: f64,
    /// What the comparisons say.
    pub steps: Vec<Step>,
    /// The weight of lookalikes: people such as twins, who agree in what this pair agrees in; zero or less.
    pub lookalikes: f64,
    /// On how many sides there is a better partner, and the weight of that.
    pub rivals: Option<(u8, f64)>,
    /// Whether both have a NIK with the birth date of their own row, and both differ: two people, whatever the weights say.
    pub two_people: bool,
    /// How probable it is that the two are one.
    pub probability: f64,
}

/// Explains a pair of rows, after a run over the same lists.
///
/// # Errors
/// The disk.
pub fn explain(linked: Linked<'_>, pair: (u32, u32)) -> io::Result<Explanation> {
    let Linked { model, shelf, left, right, found } = linked;
    let with_itself = right.is_none();
    let right = right.unwrap_or(left);
    // A pair of one list is looked at from its smaller row.
    let (a, b) = if with_itself { (pair.0.min(pair.1), pair.0.max(pair.1)) } else { pair };
    let ((one, keys), (other, its_keys)) = (left.look(a)?, right.look(b)?);
    let word = Relate::new(model, shelf).word(shelf, &one, &other);
    let (levels, two_people) = (levels(model, word), word & TWO_PEOPLE != 0);
    let rule = first_shared(&keys, &its_keys);
    let parameters = &found.parameters;
    let Some(rule) = rule else {
        let steps = parameters.against_random(&levels);
        return Ok(Explanation {
            rule: None,
            share: 0.0,
            start: 0.0,
            steps,
            lookalikes: 0.0,
            rivals: None,
            two_people,
            probability: 0.0,
        });
    };
    let before = parameters.probability(rule, &levels);
    let steps = parameters.steps(rule, &levels);
    let classes = &parameters.rules[rule].classes;
    let lift = parameters.rules[rule].lift.first().copied().unwrap_or(1.0);
    let start = (classes[0] * lift / (1.0 - classes.iter().sum::<f64>()).max(f64::MIN_POSITIVE)).log2();
    let told: f64 = steps.iter().map(|step| step.weight).sum();
    let scored = found.pairs.find(a, b)?;
    Ok(Explanation {
        rule: Some(rule),
        share: classes[0],
        start,
        steps,
        lookalikes: if classes.len() > 1 { (bits(before) - start - told).min(0.0) } else { 0.0 },
        rivals: scored.map(|pair| (pair.rivals, bits(pair.probability) - bits(before))),
        two_people,
        probability: if two_people { 0.0 } else { scored.map_or(before, |pair| pair.probability) },
    })
}

fn bits(probability: f64) -> f64 {
    let bounded = probability.clamp(1e-9, 1.0 - 1e-9);
    (bounded / (1.0 - bounded)).log2()
}

impl Parameters {
    /// What each comparison says where a rule has found the pair.
    fn steps(&self, rule: usize, levels: &[u8]) -> Vec<Step> {
        self.each(levels, |comparison, level| {
            let agree = self.classes[0][comparison][level] / self.rules[rule].seen[0][comparison];
            agree / self.rules[rule].different[comparison][self.place(comparison, levels)]
        })
    }

    /// What each comparison says against random pairs.
    fn against_random(&self, levels: &[u8]) -> Vec<Step> {
        self.each(levels, |comparison, level| self.classes[0][comparison][level] / self.random[comparison][level])
    }

    fn each(&self, levels: &[u8], ratio: impl Fn(usize, usize) -> f64) -> Vec<Step> {
        levels
            .iter()
            .enumerate()
            .map(|(comparison, level)| {
                let level = usize::from(*level);
                let silent = self.missing[comparison][level];
                Step { comparison, level, weight: if silent { 0.0 } else { ratio(comparison, level).log2() } }
            })
            .collect()
    }
}
