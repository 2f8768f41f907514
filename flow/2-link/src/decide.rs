//! Deciding: which scored pairs are links.

use crate::model::Decision;
use crate::pairs::{Pairs, Scored, Space, by_rows, by_strength};
use std::collections::BTreeMap;
use std::io;

/// When a scored pair is a link.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Which pairs above the threshold are accepted.
    pub decision: Decision,
    /// The probability from which a pair is accepted.
    pub threshold: f64,
    /// The pairs are those of one list with itself.
    pub with_itself: bool,
}

/// The links, in the order of their rows: pairs that the rule accepts, and what people have decided above it. With itself, a
/// list has one kind of row: one-to-one then uses each once, on whichever side it stands.
///
/// # Errors
/// The disk.
pub fn decide(pairs: &Pairs, rule: Rule, verdicts: &[Verdict], space: Space<'_>) -> io::Result<Pairs> {
    let decided: BTreeMap<(u32, u32), bool> =
        verdicts.iter().map(|verdict| ((verdict.left, verdict.right), verdict.same)).collect();
    let same: Vec<Scored> = decided
        .iter()
        .filter(|(_, same)| **same)
        .map(|((left, right), _)| Scored::new(*left, *right, 1.0 - 1e-9, VERDICT, 0))
        .collect();
    let accepted = |each: &mut dyn FnMut(Scored) -> io::Result<()>| -> io::Result<()> {
        for block in pairs.blocks() {
            for pair in block?.iter().filter(|pair| pair.probability >= rule.threshold) {
                if !decided.contains_key(&(pair.left, pair.right)) {
                    each(*pair)?;
                }
            }
        }
        Ok(())
    };
    let mut links = space.sorter(by_rows);
    same.iter().try_for_each(|pair| links.push(*pair))?;
    let mut used = Used { with_itself: rule.with_itself, ..Used::default() };
    match rule.decision {
        Decision::Every => accepted(&mut |pair| links.push(pair))?,
        Decision::Best => {
            same.iter().for_each(|pair| used.take(pair));
            // Of equally good pairs the one with the smaller row stays, so that the outcome does not depend on chance.
            let mut best: Option<Scored> = None;
            accepted(&mut |pair| {
                if used.left.has(pair.left) {
                    return Ok(());
                }
                let known = best.filter(|known| known.left == pair.left);
                let done = if known.is_some() { None } else { best };
                best = Some(known.map_or(pair, |known| better(known, pair)));
                done.map_or(Ok(()), |done| links.push(done))
            })?;
            best.map_or(Ok(()), |done| links.push(done))?;
        }
        Decision::OneToOne => {
            same.iter().for_each(|pair| used.take(pair));
            let mut by_worth = space.sorter(by_strength);
            accepted(&mut |pair| by_worth.push(pair))?;
            for block in by_worth.finish()?.blocks() {
                for pair in block?.iter() {
                    if used.free(pair) {
                        used.take(pair);
                        links.push(*pair)?;
                    }
                }
            }
        }
    }
    links.finish()
}

/// Rows that have their partner.
#[derive(Default)]
struct Used {
    left: Rows,
    right: Rows,
    with_itself: bool,
}

impl Used {
    fn free(&self, pair: &Scored) -> bool {
        let right = if self.with_itself { &self.left } else { &self.right };
        !self.left.has(pair.left) && !right.has(pair.right)
    }

    fn take(&mut self, pair: &Scored) {
        self.left.add(pair.left);
        let right = if self.with_itself { &mut self.left } else { &mut self.right };
        right.add(pair.right);
    }
}

/// A set of rows, a bit each.
#[derive(Default)]
struct Rows(Vec<u64>);

impl Rows {
    fn has(&self, row: u32) -> bool {
        self.0.get(row as usize / 64).is_some_and(|bits| bits >> (row % 64) & 1 == 1)
    }

    fn add(&mut self, row: u32) {
        let place = row as usize / 64;
        if self.0.len() <= place {
            self.0.resize(place + 1, 0);
        }
        self.0[place] |= 1 << (row % 64);
    }
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

/// Links, the strong ones first.
pub(crate) fn strongest_first(links: &Pairs, space: Space<'_>) -> io::Result<Pairs> {
    let mut sorter = space.sorter(by_strength);
    for block in links.blocks() {
        block?.iter().try_for_each(|link| sorter.push(*link))?;
    }
    sorter.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scratch::InMemory;

    fn pair(left: u32, right: u32, probability: f64) -> Scored {
        Scored::new(left, right, probability, 0, 0)
    }

    fn kept(pairs: &[Scored], decision: Decision, with_itself: bool, verdicts: &[Verdict]) -> Vec<(u32, u32)> {
        let rule = Rule { decision, threshold: 0.5, with_itself };
        let links = decide(&pairs.to_vec().into(), rule, verdicts, Space::of(&InMemory, 0)).unwrap().to_vec().unwrap();
        links.iter().map(|link| (link.left, link.right)).collect()
    }

    #[test]
    fn every_best_and_one_to_one_are_three_decisions() {
        let pairs = [pair(0, 0, 0.9), pair(0, 1, 0.8), pair(1, 0, 0.7), pair(1, 1, 0.6), pair(2, 2, 0.4)];
        assert_eq!(kept(&pairs, Decision::Every, false, &[]), [(0, 0), (0, 1), (1, 0), (1, 1)]);
        assert_eq!(kept(&pairs, Decision::Best, false, &[]), [(0, 0), (1, 0)]);
        assert_eq!(kept(&pairs, Decision::OneToOne, false, &[]), [(0, 0), (1, 1)]);
    }

    #[test]
    fn one_to_one_within_one_list_uses_a_row_once_on_either_side() {
        let pairs = [pair(0, 1, 0.9), pair(1, 2, 0.8), pair(2, 3, 0.7)];
        assert_eq!(kept(&pairs, Decision::OneToOne, true, &[]), [(0, 1), (2, 3)]);
    }

    #[test]
    fn what_people_decided_stands_above_the_weights_and_above_one_to_one() {
        let pairs = [pair(0, 0, 0.99), pair(0, 1, 0.9), pair(1, 0, 0.8)];
        let verdict = |left, right, same| Verdict { left, right, same };
        assert_eq!(kept(&pairs, Decision::Every, false, &[verdict(0, 0, false), verdict(2, 2, true)]), [(0, 1), (1, 0), (2, 2)]);
        assert_eq!(kept(&pairs, Decision::OneToOne, false, &[verdict(0, 0, false)]), [(0, 1), (1, 0)]);
        assert_eq!(kept(&pairs, Decision::Best, false, &[verdict(0, 1, true)]), [(0, 1), (1, 0)]);
        assert_eq!(kept(&pairs, Decision::OneToOne, false, &[verdict(1, 0, true)]), [(0, 1), (1, 0)]);
    }
}
