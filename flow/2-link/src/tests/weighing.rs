//! Rivals: who has a better partner elsewhere, and what that says.

use crate::pairs::{Pairs, Scored};
use crate::rivals::{self, Rivals};
use proptest::prelude::*;

fn weigh(pairs: &mut Vec<Scored>, left: usize, right: Option<usize>, rules: usize, known: Option<&Rivals>) -> Rivals {
    let mut sorted = Pairs::from(std::mem::take(pairs));
    let found = rivals::weigh(&mut sorted, left, right, rules, known).unwrap();
    *pairs = sorted.to_vec().unwrap();
    found
}

fn pair(left: u32, right: u32, probability: f64) -> Scored {
    Scored::new(left, right, probability, 0, 0)
}

/// A hundred people, each with a partner of `sure`; half of the left ones also with a stranger of `unsure`.
fn lists_without_duplicates(sure: f64, unsure: f64) -> Vec<Scored> {
    let people = (0..100).map(|row| pair(row, row, sure));
    let strangers = (0..50).map(|row| pair(row, row + 50, unsure));
    let mut pairs: Vec<Scored> = people.chain(strangers).collect();
    pairs.sort_unstable_by_key(|pair| (pair.left, pair.right));
    pairs
}

fn probability(pairs: &[Scored], left: u32, right: u32) -> f64 {
    pairs.iter().find(|pair| (pair.left, pair.right) == (left, right)).unwrap().probability
}

#[test]
fn a_pair_with_a_better_partner_elsewhere_loses_and_one_without_gains() {
    let mut pairs = lists_without_duplicates(0.95, 0.3);
    weigh(&mut pairs, 100, Some(100), 1, None);
    assert!(probability(&pairs, 0, 50) < 0.1, "{}", probability(&pairs, 0, 50));
    assert!(probability(&pairs, 99, 99) > 0.95);
}

#[test]
fn lists_full_of_duplicates_are_not_wronged() {
    // Every person stands twice on the right; one row is clear, the other one a little less so. Both are right.
    let mut pairs: Vec<Scored> = (0..100).flat_map(|row| [pair(row, 2 * row, 0.999_9), pair(row, 2 * row + 1, 0.99)]).collect();
    pairs.extend((0..100).map(|row| pair(row, 200 + row, 0.01)));
    pairs.sort_unstable_by_key(|pair| (pair.left, pair.right));
    weigh(&mut pairs, 100, Some(300), 1, None);
    assert!(probability(&pairs, 7, 15) > 0.95, "{}", probability(&pairs, 7, 15));
}

#[test]
fn what_rivals_say_once_learned_is_said_again() {
    let mut pairs = lists_without_duplicates(0.95, 0.3);
    let learned = weigh(&mut pairs, 100, Some(100), 1, None);
    let mut again = lists_without_duplicates(0.95, 0.3);
    assert_eq!(weigh(&mut again, 100, Some(100), 1, Some(&learned)), learned);
    assert_eq!(pairs, again);
}

#[test]
fn a_pair_tells_on_how_many_sides_a_better_partner_stands() {
    let mut pairs = vec![pair(0, 0, 0.99), pair(0, 1, 0.3), pair(1, 0, 0.3), pair(2, 2, 0.99), pair(2, 1, 0.99), pair(3, 3, 0.3)];
    pairs.push(pair(4, 1, 0.2));
    weigh(&mut pairs, 5, Some(4), 1, None);
    let rivals: Vec<u8> = pairs.iter().map(|pair| pair.rivals).collect();
    // The second has one in its left row's own partner and one in its right row's; equals are no rivals of each other.
    assert_eq!(rivals, [0, 2, 1, 0, 0, 0, 1]);
}

proptest! {
    #[test]
    fn weighed_probabilities_stay_between_nothing_and_certainty(
        pairs in proptest::collection::btree_map((0_u32..12, 0_u32..12), (1e-9_f64..1.0 - 1e-9, 0_u8..3), 0..60),
        with_itself in any::<bool>(),
    ) {
        let mut pairs: Vec<Scored> = pairs
            .into_iter()
            .filter(|((left, right), _)| !with_itself || left < right)
            .map(|((left, right), (probability, rule))| Scored::new(left, right, probability, rule, 0))
            .collect();
        let learned = weigh(&mut pairs, 12, (!with_itself).then_some(12), 3, None);
        prop_assert!(pairs.iter().all(|pair| pair.probability > 0.0 && pair.probability < 1.0));
        let shares = learned.different.iter().flatten().chain(&learned.matches);
        prop_assert!(shares.into_iter().all(|share| *share > 0.0 && share.is_finite()));
    }
}
