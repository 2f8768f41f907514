//! Rivals: a person stands in a list once, as a rule. A pair whose row has a better partner elsewhere is less likely to be
//! a match; one without a rival is more likely. How much, is learned from the pairs themselves, so that lists full of
//! duplicates are not wronged.

use crate::pairs::{Pairs, Scored};
use std::io;

/// A rival must be this many times more likely than the pair itself.
const BETTER: f64 = 4.0;
/// Pairs that what is known of all rules counts for in one rule.
const TOWARDS_ALL: f64 = 30.0;
const ROUNDS: usize = 5;

/// How often pairs have rivals: none, on one side, on both.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rivals {
    /// Among matches.
    pub matches: [f64; 3],
    /// Among the other pairs of each rule.
    pub different: Vec<[f64; 3]>,
}

impl Rivals {
    fn ratios(&self) -> Vec<[f64; 3]> {
        self.different.iter().map(|different| [0, 1, 2].map(|rivals| self.matches[rivals] / different[rivals])).collect()
    }
}

/// Weighs each pair's probability by the rivals that it has. Learns how much they say, unless that is known.
pub(crate) fn weigh(
    pairs: &mut Pairs,
    left_rows: usize,
    right_rows: Option<usize>,
    rules: usize,
    known: Option<&Rivals>,
) -> io::Result<Rivals> {
    let best = Best::of(pairs, left_rows, right_rows)?;
    let mut found = known.cloned();
    if found.is_none() {
        let mut weights = vec![[1.0; 3]; rules];
        for _ in 0..ROUNDS {
            let learned = learn(pairs, &best, &weights)?;
            weights = learned.ratios();
            found = Some(learned);
        }
    }
    let found = found.unwrap_or_default();
    let weights = found.ratios();
    pairs.change(|pair| {
        pair.rivals = best.rivals(pair);
        pair.probability = weighed(pair, pair.rivals, &weights);
    })?;
    Ok(found)
}

/// A probability with what rivals say.
fn weighed(pair: &Scored, rivals: u8, weights: &[[f64; 3]]) -> f64 {
    let odds = odds(pair.probability) * weights[usize::from(pair.rule)][usize::from(rivals)];
    (odds / (1.0 + odds)).clamp(1e-9, 1.0 - 1e-9)
}

/// The odds of the best partner of every row.
struct Best {
    odds: Vec<f32>,
    offset: usize,
}

impl Best {
    fn of(pairs: &Pairs, left_rows: usize, right_rows: Option<usize>) -> io::Result<Self> {
        let offset = if right_rows.is_some() { left_rows } else { 0 };
        let mut best = Self { odds: vec![0.0; left_rows + right_rows.unwrap_or(0)], offset };
        for block in pairs.blocks() {
            for pair in block?.iter() {
                let odds = odds(pair.probability) as f32;
                for row in best.sides(pair) {
                    best.odds[row] = best.odds[row].max(odds);
                }
            }
        }
        Ok(best)
    }

    fn sides(&self, pair: &Scored) -> [usize; 2] {
        [pair.left as usize, pair.right as usize + self.offset]
    }

    /// On how many sides a pair has a rival.
    fn rivals(&self, pair: &Scored) -> u8 {
        let own = odds(pair.probability);
        let beaten = |row: usize| {
            let best = f64::from(self.odds[row]);
            best > 1.0 && best > BETTER * own
        };
        self.sides(pair).map(|row| u8::from(beaten(row))).iter().sum()
    }
}

fn learn(pairs: &Pairs, best: &Best, weights: &[[f64; 3]]) -> io::Result<Rivals> {
    let mut matches = [0.5; 3];
    let mut different = vec![[0.0; 3]; weights.len()];
    let mut all = [0.5; 3];
    for block in pairs.blocks() {
        for pair in block?.iter() {
            let rivals = best.rivals(pair);
            let probability = weighed(pair, rivals, weights);
            let rivals = usize::from(rivals);
            matches[rivals] += probability;
            different[usize::from(pair.rule)][rivals] += 1.0 - probability;
            all[rivals] += 1.0 - probability;
        }
    }
    let shares = |counts: [f64; 3]| counts.map(|count| count / counts.iter().sum::<f64>());
    let all = shares(all);
    let drawn = |counts: [f64; 3]| {
        let seen: f64 = counts.iter().sum();
        [0, 1, 2].map(|rivals| (counts[rivals] + TOWARDS_ALL * all[rivals]) / (seen + TOWARDS_ALL))
    };
    Ok(Rivals { matches: shares(matches), different: different.into_iter().map(drawn).collect() })
}

fn odds(probability: f64) -> f64 {
    probability / (1.0 - probability)
}
