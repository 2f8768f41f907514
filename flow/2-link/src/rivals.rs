//! Rivals: a person stands in a list once, as a rule. A pair whose row has a better partner elsewhere is less likely to be
//! a match; one without a rival is more likely. How much, is learned from the pairs themselves, so that lists full of
//! duplicates are not wronged.

use crate::engine::Scored;

/// A rival must be this many times more likely than the pair itself.
const BETTER: f64 = 4.0;
/// Pairs that what is known of all rules counts for in one rule.
const TOWARDS_ALL: f64 = 30.0;
const ROUNDS: usize = 5;

/// Weighs each pair's probability by the rivals that it has: none, on one side, on both.
pub(crate) fn weigh(pairs: &mut [Scored], left_rows: usize, right_rows: usize, with_itself: bool, rules: usize) {
    let mut best_left = vec![0.0_f32; left_rows];
    let mut best_right = if with_itself { Vec::new() } else { vec![0.0_f32; right_rows] };
    for pair in pairs.iter() {
        let odds = odds(pair.probability) as f32;
        raise(&mut best_left[pair.left as usize], odds);
        raise(if with_itself { &mut best_left[pair.right as usize] } else { &mut best_right[pair.right as usize] }, odds);
    }
    let rivals: Vec<u8> = pairs
        .iter()
        .map(|pair| {
            let right = if with_itself { best_left[pair.right as usize] } else { best_right[pair.right as usize] };
            let mine = odds(pair.probability);
            let beaten = |best: f32| f64::from(best) > 1.0 && f64::from(best) > BETTER * mine;
            u8::from(beaten(best_left[pair.left as usize])) + u8::from(beaten(right))
        })
        .collect();
    let before: Vec<f64> = pairs.iter().map(|pair| pair.probability).collect();
    for _ in 0..ROUNDS {
        let mut matched = [0.5, 0.5, 0.5];
        let mut different = vec![[0.0; 3]; rules];
        let mut all = [0.5, 0.5, 0.5];
        for (pair, rivals) in pairs.iter().zip(&rivals) {
            matched[usize::from(*rivals)] += pair.probability;
            different[usize::from(pair.rule)][usize::from(*rivals)] += 1.0 - pair.probability;
            all[usize::from(*rivals)] += 1.0 - pair.probability;
        }
        let matches: f64 = matched.iter().sum();
        let others: f64 = all.iter().sum();
        let ratio = |rule: usize, rivals: usize| {
            let seen: f64 = different[rule].iter().sum();
            let share = (different[rule][rivals] + TOWARDS_ALL * all[rivals] / others) / (seen + TOWARDS_ALL);
            matched[rivals] / matches / share
        };
        let ratios: Vec<[f64; 3]> = (0..rules).map(|rule| [0, 1, 2].map(|rivals| ratio(rule, rivals))).collect();
        for ((pair, rivals), before) in pairs.iter_mut().zip(&rivals).zip(&before) {
            let odds = odds(*before) * ratios[usize::from(pair.rule)][usize::from(*rivals)];
            pair.probability = (odds / (1.0 + odds)).clamp(1e-9, 1.0 - 1e-9);
        }
    }
}

fn odds(probability: f64) -> f64 {
    probability / (1.0 - probability)
}

fn raise(best: &mut f32, odds: f32) {
    if odds > *best {
        *best = odds;
    }
}
