//! Deciding: which scored pairs are links, and which rows are one person.

use crate::engine::Scored;
use crate::model::Decision;
use crate::sets::Sets;
use std::collections::{HashMap, HashSet};

/// The pairs that are accepted, in their order. With itself, a list has one kind of row: one-to-one then uses each once, on
/// whichever side it stands.
pub fn decide(pairs: &[Scored], decision: Decision, threshold: f64, with_itself: bool) -> Vec<Scored> {
    let accepted = pairs.iter().filter(|pair| pair.probability >= threshold);
    match decision {
        Decision::Every => accepted.copied().collect(),
        Decision::Best => {
            // Of equally good pairs the one with the smaller row stays, so that the outcome does not depend on chance.
            let mut best: HashMap<u32, Scored> = HashMap::new();
            for pair in accepted {
                best.entry(pair.left).and_modify(|known| *known = better(*known, *pair)).or_insert(*pair);
            }
            let mut links: Vec<Scored> = best.into_values().collect();
            links.sort_unstable_by_key(|pair| (pair.left, pair.right));
            links
        }
        Decision::OneToOne => {
            let mut by_worth: Vec<Scored> = accepted.copied().collect();
            strongest_first(&mut by_worth);
            let mut used = HashSet::new();
            by_worth.retain(|pair| {
                let rows = [(false, pair.left), (!with_itself, pair.right)];
                let free = rows.iter().all(|row| !used.contains(row));
                if free {
                    used.extend(rows);
                }
                free
            });
            by_worth.sort_unstable_by_key(|pair| (pair.left, pair.right));
            by_worth
        }
    }
}

/// Strong links first; of equally strong ones the one with the smaller rows, so that the outcome does not depend on chance.
pub(crate) fn strongest_first(links: &mut [Scored]) {
    links.sort_by(|a, b| b.probability.total_cmp(&a.probability).then((a.left, a.right).cmp(&(b.left, b.right))));
}

fn better(one: Scored, other: Scored) -> Scored {
    if other.probability > one.probability { other } else { one }
}

/// What somebody has decided about a pair. It stands above every weight, in this run and in later ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The row in the left list.
    pub left: u32,
    /// The row in the right list, or another row of the same list.
    pub right: u32,
    /// Whether they are one person.
    pub same: bool,
}

/// The place of a rule that stands for a verdict.
pub const VERDICT: u8 = u8::MAX;

/// Links as people have decided: pairs that are one are links, pairs that are not are none.
pub fn overrule(links: Vec<Scored>, verdicts: &[Verdict]) -> Vec<Scored> {
    if verdicts.is_empty() {
        return links;
    }
    let decided: HashMap<(u32, u32), bool> =
        verdicts.iter().map(|verdict| ((verdict.left, verdict.right), verdict.same)).collect();
    let mut links: Vec<Scored> = links.into_iter().filter(|link| !decided.contains_key(&(link.left, link.right))).collect();
    let same = decided.iter().filter(|(_, same)| **same);
    links.extend(same.map(|((left, right), _)| Scored::new(*left, *right, 1.0 - 1e-9, VERDICT, 0)));
    links.sort_unstable_by_key(|pair| (pair.left, pair.right));
    links
}

/// Sets of rows tied by links, over both lists: rows of the right list are counted on from those of the left. Gives for
/// every row the smallest row of its set. Strong links come first; rows that somebody keeps apart stay apart.
pub fn clusters(links: &[Scored], left_rows: usize, right_rows: Option<usize>, verdicts: &[Verdict]) -> Vec<u32> {
    let all = left_rows + right_rows.unwrap_or(0);
    let mut sets = Sets::new(all);
    let offset = if right_rows.is_some() { left_rows as u32 } else { 0 };
    for verdict in verdicts.iter().filter(|verdict| !verdict.same) {
        sets.keep_apart(verdict.left, verdict.right + offset);
    }
    let mut links = links.to_vec();
    strongest_first(&mut links);
    for link in links {
        let (a, b) = (sets.root(link.left), sets.root(link.right + offset));
        if a != b && sets.may_join(a, b) {
            sets.join(a, b);
        }
    }
    (0..all as u32).map(|row| sets.root(row)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(left: u32, right: u32, probability: f64) -> Scored {
        Scored::new(left, right, probability, 0, 0)
    }

    #[test]
    fn every_best_and_one_to_one_are_three_decisions() {
        let pairs = [pair(0, 0, 0.9), pair(0, 1, 0.8), pair(1, 0, 0.7), pair(1, 1, 0.6), pair(2, 2, 0.4)];
        let kept = |decision| decide(&pairs, decision, 0.5, false).iter().map(|pair| (pair.left, pair.right)).collect::<Vec<_>>();
        assert_eq!(kept(Decision::Every), [(0, 0), (0, 1), (1, 0), (1, 1)]);
        assert_eq!(kept(Decision::Best), [(0, 0), (1, 0)]);
        assert_eq!(kept(Decision::OneToOne), [(0, 0), (1, 1)]);
    }

    #[test]
    fn one_to_one_within_one_list_uses_a_row_once_on_either_side() {
        let pairs = [pair(0, 1, 0.9), pair(1, 2, 0.8), pair(2, 3, 0.7)];
        let kept: Vec<_> = decide(&pairs, Decision::OneToOne, 0.5, true).iter().map(|pair| (pair.left, pair.right)).collect();
        assert_eq!(kept, [(0, 1), (2, 3)]);
    }

    #[test]
    fn rows_tied_by_links_are_one_set() {
        assert_eq!(clusters(&[pair(0, 1, 0.9), pair(2, 1, 0.9)], 3, Some(3), &[]), [0, 1, 0, 3, 0, 5]);
        assert_eq!(clusters(&[pair(1, 2, 0.9)], 4, None, &[]), [0, 1, 1, 3]);
    }

    #[test]
    fn what_people_decided_stands_above_the_weights() {
        let verdicts = [Verdict { left: 0, right: 1, same: false }, Verdict { left: 2, right: 3, same: true }];
        let links = overrule(vec![pair(0, 1, 0.99), pair(0, 2, 0.9), pair(1, 2, 0.8)], &verdicts);
        let kept: Vec<_> = links.iter().map(|link| (link.left, link.right)).collect();
        assert_eq!(kept, [(0, 2), (1, 2), (2, 3)]);
        // Row 2 resembles both; the stronger link wins, and the two that are kept apart stay apart.
        assert_eq!(clusters(&links, 4, None, &verdicts), [0, 1, 0, 0]);
    }
}
