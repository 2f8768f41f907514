//! Deciding: which scored pairs are links, and which rows are one person.

use crate::engine::Scored;
use crate::model::Decision;
use std::collections::HashMap;

/// The pairs that are accepted, in their order.
pub fn decide(pairs: &[Scored], decision: Decision, threshold: f64) -> Vec<Scored> {
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
            by_worth.sort_by(|a, b| b.probability.total_cmp(&a.probability).then((a.left, a.right).cmp(&(b.left, b.right))));
            let (mut left, mut right) = (std::collections::HashSet::new(), std::collections::HashSet::new());
            by_worth.retain(|pair| {
                let free = !left.contains(&pair.left) && !right.contains(&pair.right);
                if free {
                    left.insert(pair.left);
                    right.insert(pair.right);
                }
                free
            });
            by_worth.sort_unstable_by_key(|pair| (pair.left, pair.right));
            by_worth
        }
    }
}

fn better(one: Scored, other: Scored) -> Scored {
    if other.probability > one.probability { other } else { one }
}

/// Sets of rows tied by links, over both lists: rows of the right list are counted on from those of the left. Gives for
/// every row the smallest row of its set.
pub fn clusters(links: &[Scored], left_rows: usize, right_rows: Option<usize>) -> Vec<u32> {
    let all = left_rows + right_rows.unwrap_or(0);
    let mut parent: Vec<u32> = (0..all as u32).collect();
    let offset = if right_rows.is_some() { left_rows as u32 } else { 0 };
    for link in links {
        let (a, b) = (root(&mut parent, link.left), root(&mut parent, link.right + offset));
        let (low, high) = (a.min(b), a.max(b));
        parent[high as usize] = low;
    }
    (0..all as u32).map(|row| root(&mut parent, row)).collect()
}

fn root(parent: &mut [u32], mut row: u32) -> u32 {
    while parent[row as usize] != row {
        let above = parent[parent[row as usize] as usize];
        parent[row as usize] = above;
        row = above;
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(left: u32, right: u32, probability: f64) -> Scored {
        Scored { left, right, probability, rule: 0, word: 0 }
    }

    #[test]
    fn every_best_and_one_to_one_are_three_decisions() {
        let pairs = [pair(0, 0, 0.9), pair(0, 1, 0.8), pair(1, 0, 0.7), pair(1, 1, 0.6), pair(2, 2, 0.4)];
        let kept = |decision| decide(&pairs, decision, 0.5).iter().map(|pair| (pair.left, pair.right)).collect::<Vec<_>>();
        assert_eq!(kept(Decision::Every), [(0, 0), (0, 1), (1, 0), (1, 1)]);
        assert_eq!(kept(Decision::Best), [(0, 0), (1, 0)]);
        assert_eq!(kept(Decision::OneToOne), [(0, 0), (1, 1)]);
    }

    #[test]
    fn rows_tied_by_links_are_one_set() {
        assert_eq!(clusters(&[pair(0, 1, 0.9), pair(2, 1, 0.9)], 3, Some(3)), [0, 1, 0, 3, 0, 5]);
        assert_eq!(clusters(&[pair(1, 2, 0.9)], 4, None), [0, 1, 1, 3]);
    }
}
