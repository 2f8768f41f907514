//! Learning without labels: a mixture that is known comes back, and nothing that can be counted breaks it.

use super::model;
use crate::learn::Cell;
use crate::model::Model;
use crate::parameters::{Parameters, Shares};
use crate::saved::Learned;
use proptest::prelude::*;

/// Three comparisons of four levels (missing, same, near, differ) and two rules that ask for other columns.
fn three() -> Model {
    let columns = ["a", "b", "c", "k", "l"].map(|name| format!("[[column]]\nname = \"{name}\"\ntype = \"text\"\n")).concat();
    let comparisons = ["a", "b", "c"].map(|name| {
        format!(
            "[[comparison]]\nname = \"{name}\"\nlevels = [ {{ name = \"missing\", when = \"missing({name})\" }}, \
             {{ name = \"same\", when = \"same({name})\" }}, {{ name = \"near\", when = \"similar({name}, 0.90)\" }} ]\n"
        )
    });
    model(&format!(
        "name = \"three\"\nversion = 1\n{columns}[[rule]]\nname = \"k\"\nsame = [\"k\"]\n[[rule]]\nname = \"l\"\nsame = [\"l\"]\n{}",
        comparisons.concat()
    ))
}

/// Among matches and among others, the shares of same, near, differ.
const MATCHES: [f64; 3] = [0.88, 0.09, 0.03];
const OTHERS: [f64; 3] = [0.04, 0.16, 0.80];
/// The shares of matches among the pairs of both rules.
const SHARES: [f64; 2] = [0.6, 0.02];
/// One value in ten is missing.
const MISSING: f64 = 0.1;

/// The share of a cell's pairs that are matches, and the share of all pairs that the cell has.
fn truth(rule: usize, levels: &[u8]) -> (f64, f64) {
    let of = |shares: &[f64; 3]| -> f64 {
        levels.iter().map(|level| if *level == 0 { MISSING } else { (1.0 - MISSING) * shares[usize::from(*level) - 1] }).product()
    };
    let (matches, others) = (SHARES[rule] * of(&MATCHES), (1.0 - SHARES[rule]) * of(&OTHERS));
    (matches / (matches + others), matches + others)
}

fn every_cell() -> Vec<(usize, Vec<u8>)> {
    let levels = (0..64_u8).map(|place| vec![place / 16, place / 4 % 4, place % 4]);
    levels.flat_map(|levels| [(0, levels.clone()), (1, levels)]).collect()
}

fn random() -> Shares {
    vec![[0.0, OTHERS[0], OTHERS[1], OTHERS[2]].to_vec(); 3]
}

#[test]
fn a_known_mixture_is_recovered() {
    let model = three();
    let cells: Vec<Cell> =
        every_cell().into_iter().map(|(rule, levels)| Cell { rule, count: 200_000.0 * truth(rule, &levels).1, levels }).collect();
    let learned = Parameters::learn(&model, &cells, random(), &[0.5, 0.5], &[false; 2]);
    for (rule, share) in SHARES.iter().enumerate() {
        let found = learned.rules[rule].classes[0];
        assert!((found - share).abs() < 0.005, "rule {rule}: {found} of its pairs are matches, not {share}");
    }
    for comparison in 0..3 {
        for (level, known) in MATCHES.iter().enumerate() {
            let found = learned.classes[0][comparison][level + 1];
            assert!((found - known).abs() < 0.01, "comparison {comparison}, level {level}: {found}");
        }
    }
    for (rule, levels) in every_cell() {
        let (found, known) = (learned.probability(rule, &levels), truth(rule, &levels).0);
        assert!((found - known).abs() < 0.02, "rule {rule}, levels {levels:?}: {found}, not {known}");
    }
}

#[test]
fn a_rule_of_few_pairs_that_agree_in_everything_finds_matches() {
    let model = three();
    // The other rule has many pairs of strangers, as rules have that ask for little.
    let cells = [
        Cell { rule: 0, levels: vec![1, 1, 1], count: 40.0 },
        Cell { rule: 1, levels: vec![1, 2, 3], count: 300.0 },
        Cell { rule: 1, levels: vec![3, 3, 3], count: 5_000.0 },
    ];
    let learned = Parameters::learn(&model, &cells, random(), &[0.5, 0.5], &[false; 2]);
    assert!(learned.probability(0, &[1, 1, 1]) > 0.95, "{}", learned.probability(0, &[1, 1, 1]));
    assert!(learned.probability(1, &[3, 3, 3]) < 0.05);
}

#[test]
fn a_rule_of_a_single_pair_does_not_make_strangers_one_person() {
    let model = three();
    let cells = [
        Cell { rule: 0, levels: vec![1, 1, 1], count: 400.0 },
        Cell { rule: 0, levels: vec![3, 3, 3], count: 400.0 },
        Cell { rule: 1, levels: vec![1, 3, 3], count: 1.0 },
    ];
    let learned = Parameters::learn(&model, &cells, random(), &[0.5, 0.5], &[false; 2]);
    assert!(learned.probability(1, &[1, 3, 3]) < 0.5, "{}", learned.probability(1, &[1, 3, 3]));
}

fn any_cells() -> impl Strategy<Value = Vec<Cell>> {
    let cell = (0_usize..2, proptest::collection::vec(0_u8..4, 3), 0_u64..1_000_000);
    let cell = cell.prop_map(|(rule, levels, count)| Cell { rule, levels, count: count as f64 });
    proptest::collection::vec(cell, 0..12)
}

fn any_shares() -> impl Strategy<Value = Shares> {
    let shares = proptest::collection::vec(1_u32..1_000_000, 3).prop_map(|counts| {
        let sum: u32 = counts.iter().sum();
        std::iter::once(0.0).chain(counts.iter().map(|count| f64::from(*count) / f64::from(sum))).collect::<Vec<f64>>()
    });
    proptest::collection::vec(shares, 3)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_is_counted_every_probability_is_one_and_no_weight_is_infinite(cells in any_cells(), random in any_shares()) {
        let model = three();
        let learned = Parameters::learn(&model, &cells, random, &[0.3, 0.8], &[false; 2]);
        for (rule, levels) in every_cell() {
            let probability = learned.probability(rule, &levels);
            prop_assert!(probability > 0.0 && probability < 1.0, "{} at {:?}", probability, levels);
        }
        for (comparison, missing) in learned.missing.iter().enumerate() {
            for level in (0..missing.len()).filter(|level| !missing[*level]) {
                for rule in &learned.rules {
                    let agree = learned.classes[0][comparison][level] / rule.seen[0][comparison];
                    let differ = rule.different[comparison][level];
                    let occurs = cells.iter().any(|cell| usize::from(cell.levels[comparison]) == level);
                    prop_assert!(!occurs || (agree / differ).log2().is_finite(), "{} against {}", agree, differ);
                }
            }
        }
    }

    #[test]
    fn a_missing_value_says_nothing(cells in any_cells(), random in any_shares()) {
        let model = three();
        let learned = Parameters::learn(&model, &cells, random, &[0.3, 0.8], &[false; 2]);
        for rule in 0..2 {
            // With nothing known, what remains is the rule's share of matches.
            let share = learned.rules[rule].classes[0].clamp(1e-9, 1.0 - 1e-9);
            prop_assert!((learned.probability(rule, &[0, 0, 0]) - share).abs() < 1e-9);
        }
    }

    #[test]
    fn what_is_saved_says_the_same_when_it_is_read(cells in any_cells(), random in any_shares()) {
        let model = three();
        let learned = Parameters::learn(&model, &cells, random, &[0.3, 0.8], &[false; 2]);
        let read = Learned::of(&model, &learned).parameters(&model).unwrap();
        for (rule, levels) in every_cell() {
            prop_assert_eq!(learned.probability(rule, &levels).to_bits(), read.probability(rule, &levels).to_bits());
        }
    }
}
