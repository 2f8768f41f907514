//! Rivals: a person stands in a list once, as a rule. A pair whose row has a better partner elsewhere is less likely to be
//! a match; one without a rival is more likely. How much, is learned from the pairs themselves, so that lists full of
//! duplicates are not wronged.

use crate::engine::Scored;

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
    pairs: &mut [Scored],
    left_rows: usize,
    right_rows: Option<usize>,
    rules: usize,
    known: Option<&Rivals>,
) -> Rivals {
    count(pairs, left_rows, right_rows);
    let before: Vec<f64> = pairs.iter().map(|pair| pair.probability).collect();
    let mut found = known.cloned().unwrap_or_default();
    for _ in 0..if known.is_some() { 1 } else { ROUNDS } {
        if known.is_none() {
            found = learn(pairs, rules);
        }
        let ratios = found.ratios();
        for (pair, before) in pairs.iter_mut().zip(&before) {
            let odds = odds(*before) * ratios[usize::from(pair.rule)][usize::from(pair.rivals)];
            pair.probability = (odds / (1.0 + odds)).clamp(1e-9, 1.0 - 1e-9);
        }
    }
    found
}

/// Tells each pair on how many sides it has a rival.
fn count(pairs: &mut [Scored], left_rows: usize, right_rows: Option<usize>) {
    let mut best = vec![0.0_f32; left_rows + right_rows.unwrap_or(0)];
    let offset = if right_rows.is_some() { left_rows } else { 0 };
    let sides = |pair: &Scored| [pair.left as usize, pair.right as usize + offset];
    for pair in pairs.iter() {
        let odds = odds(pair.probability) as f32;
        for row in sides(pair) {
            best[row] = best[row].max(odds);
        }
    }
    let beaten = |pair: &Scored, row: usize| {
        let best = f64::from(best[row]);
        best > 1.0 && best > BETTER * odds(pair.probability)
    };
    for pair in pairs.iter_mut() {
        pair.rivals = sides(pair).map(|row| u8::from(beaten(pair, row))).iter().sum();
    }
}

fn learn(pairs: &[Scored], rules: usize) -> Rivals {
    let mut matches = [0.5; 3];
    let mut different = vec![[0.0; 3]; rules];
    let mut all = [0.5; 3];
    for pair in pairs {
        let rivals = usize::from(pair.rivals);
        matches[rivals] += pair.probability;
        different[usize::from(pair.rule)][rivals] += 1.0 - pair.probability;
        all[rivals] += 1.0 - pair.probability;
    }
    let shares = |counts: [f64; 3]| counts.map(|count| count / counts.iter().sum::<f64>());
    let all = shares(all);
    let drawn = |counts: [f64; 3]| {
        let seen: f64 = counts.iter().sum();
        [0, 1, 2].map(|rivals| (counts[rivals] + TOWARDS_ALL * all[rivals]) / (seen + TOWARDS_ALL))
    };
    Rivals { matches: shares(matches), different: different.into_iter().map(drawn).collect() }
}

fn odds(probability: f64) -> f64 {
    probability / (1.0 - probability)
}
