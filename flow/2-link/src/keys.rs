//! Keys: what a rule asks for, of every row, in half a word; longer ones where too many rows have the same.
//!
//! ```text
//! records ─facets of a rule─► key ─► blocks counted ─► too large: the next facet of `refine` is asked for too ─► counted …
//! ```
//! A block that cannot be refined further and is still too large is left out of its rule, and counted. Lists may stand in
//! parts, and rows of an earlier run may be there already: then only blocks that new rows come to are counted again.

use crate::block::{Seen, by_digits, keep, pairs_of};
use crate::model::{BLOCK_PAIRS, Part, Rule};
use crate::roster::{Roster, mix};
use crate::shelf::Shelf;
use crate::sweep::RULES_AT_ONCE;
use std::io;
use std::ops::Range;

/// The limits of rules hold for two lists of so many rows each, and for all with as many pairs.
const LIMITS_HOLD: u64 = 3_500_000;

/// What a rule found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleYield {
    /// The name of the rule.
    pub rule: String,
    /// Pairs that share its key, those of earlier rules included.
    pub pairs: u64,
    /// Of these, pairs in blocks that had been refined.
    pub refined_pairs: u64,
    /// Pairs that it was the first to find.
    pub found: u64,
    /// Blocks that had to be refined because they were too large.
    pub refined: u64,
    /// Rows that stayed in a block too large for every refinement, or lack what the refinement asks for: this rule does
    /// not look at them.
    pub rows_left_out: u64,
}

/// For each rule, the keys of blocks that were too large and have been refined, in order.
pub(crate) type Refined = Vec<Vec<u32>>;

/// Rows of an earlier run whose block has grown too large since: what was found there is looked at again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Broken {
    pub(crate) rule: usize,
    pub(crate) key: u32,
    pub(crate) side: usize,
    pub(crate) row: u32,
}

/// What came of giving keys.
pub(crate) struct Keyed {
    pub(crate) yields: Vec<RuleYield>,
    pub(crate) broken: Vec<Broken>,
}

/// Both lists, or one: the second is none where a list is linked with itself.
pub(crate) struct Lists<'a> {
    pub(crate) left: &'a mut Roster,
    pub(crate) right: Option<&'a mut Roster>,
}

impl Lists<'_> {
    fn sides(&mut self) -> impl Iterator<Item = (usize, &mut Roster)> {
        std::iter::once(&mut *self.left).chain(self.right.as_deref_mut()).enumerate()
    }

    fn of(&self, side: usize) -> Option<&Roster> {
        if side == 0 { Some(self.left) } else { self.right.as_deref() }
    }
}

/// Gives every new row its keys, all rules in one walk over the records, and refines blocks that are too large. What an
/// earlier run has refined stays refined; `memory` is what counting may take.
pub(crate) fn keys(
    shelf: &Shelf,
    rules: &[Rule],
    lists: &mut Lists<'_>,
    refined: &mut Refined,
    memory: u64,
) -> io::Result<Keyed> {
    refined.resize(rules.len(), Vec::new());
    let mut keyed = Keyed {
        yields: rules.iter().map(|rule| RuleYield { rule: rule.name.clone(), ..RuleYield::default() }).collect(),
        broken: Vec::new(),
    };
    let again = lists.left.old > 0 || lists.right.as_ref().is_some_and(|right| right.old > 0);
    let levels = 1 + rules.iter().map(|rule| rule.refine.len()).max().unwrap_or(0);
    // For each level of refinement, rule and side, the keys that are to be counted.
    let mut fresh: Vec<Vec<[Vec<u32>; 2]>> = vec![vec![[Vec::new(), Vec::new()]; rules.len()]; levels + 1];
    first_keys(shelf, rules, lists, refined, &mut keyed, again.then_some(&mut fresh))?;
    let slices = slices(lists, memory);
    let all = pairs_of(lists.left.rows(), lists.right.as_ref().map(|right| right.rows()));
    for level in 0..=levels {
        let mut large: Vec<Vec<u32>> = Vec::with_capacity(rules.len());
        let mut keys = std::mem::take(&mut fresh[level]);
        if again {
            keys = of_all_rows(lists, &keys)?;
        }
        for first in (0..rules.len()).step_by(RULES_AT_ONCE) {
            let of = first..rules.len().min(first + RULES_AT_ONCE);
            let mut counted = vec![(Vec::new(), 0); of.len()];
            for slice in 0..slices {
                let within = |key: u32| (key != 0) & ((u64::from(key) * slices) >> 32 == slice);
                // At first all rows are counted, later those whose keys have been made longer.
                let every = level == 0 && !again;
                let sliced = if every { every_key(lists, of.clone(), within)? } else { chosen_keys(&keys[of.clone()], within) };
                for ((place, counted), keys) in of.clone().zip(&mut counted).zip(sliced) {
                    let rule = &rules[place];
                    let most = if level < rule.refine.len() { narrowed(rule.limit, all) } else { BLOCK_PAIRS };
                    count(keys, lists.right.is_none(), most, counted);
                }
            }
            for (place, (too_large, pairs)) in of.zip(counted) {
                keyed.yields[place].pairs += pairs;
                keyed.yields[place].refined_pairs += if level > 0 { pairs } else { 0 };
                keyed.yields[place].refined += too_large.len() as u64;
                large.push(too_large);
            }
        }
        if large.iter().any(|large| !large.is_empty()) {
            longer_keys(shelf, rules, level, lists, &large, &mut keyed, &mut fresh[level + 1])?;
        }
        for (known, mut large) in refined.iter_mut().zip(large) {
            known.append(&mut large);
        }
    }
    refined.iter_mut().for_each(|known| known.sort_unstable());
    Ok(keyed)
}

/// The limit of a rule in lists with so many pairs in all. In long lists a block holds the more strangers, the longer they are:
/// the limit falls as lists grow, so that the pairs of a row stay as many.
fn narrowed(limit: u64, all: u64) -> u64 {
    let rows = all.isqrt();
    if rows <= LIMITS_HOLD { limit } else { (limit * LIMITS_HOLD / rows).max(1) }
}

/// Into how many slices keys are cut so that counting those of one takes no more memory than it may.
fn slices(lists: &Lists<'_>, memory: u64) -> u64 {
    let rows = lists.left.rows() + lists.right.as_ref().map_or(0, |right| right.rows());
    // A key of each rule, its copy while it is sorted, and the bits that say which there are.
    (rows as u64 * (4 * RULES_AT_ONCE as u64 + 6)).div_ceil(memory.max(1 << 20)).max(1)
}

fn first_keys(
    shelf: &Shelf,
    rules: &[Rule],
    lists: &mut Lists<'_>,
    refined: &Refined,
    keyed: &mut Keyed,
    mut fresh: Option<&mut Vec<Vec<[Vec<u32>; 2]>>>,
) -> io::Result<()> {
    let stride = shelf.layout.width.stride;
    // Rules share their parts: each is looked at once for a row.
    let mut parts: Vec<Part> = Vec::new();
    let mut place_of = |part: &Part| {
        parts.iter().position(|known| known == part).unwrap_or_else(|| {
            parts.push(*part);
            parts.len() - 1
        })
    };
    let asked: Vec<Vec<usize>> = rules.iter().map(|rule| rule.same.iter().map(&mut place_of).collect()).collect();
    let mut facets = vec![0; parts.len()];
    for (side, roster) in lists.sides() {
        for place in (0..roster.parts()).filter(|place| !roster.is_old(*place)).collect::<Vec<_>>() {
            let records = roster.records(place)?;
            let mut keys = Vec::with_capacity(records.len() / stride * rules.len());
            for record in records.chunks_exact(stride) {
                facets.iter_mut().zip(&parts).for_each(|(facet, part)| *facet = shelf.facet(*part, record));
                for (place, rule) in rules.iter().enumerate() {
                    let mut key = first_key(place, asked[place].iter().map(|part| facets[*part]));
                    let mut level = 0;
                    while key != 0 && refined[place].binary_search(&key).is_ok() {
                        key = longer_key(shelf, rule, level, key, record);
                        keyed.yields[place].rows_left_out += u64::from(key == 0);
                        level += 1;
                    }
                    keys.push(key);
                    if let Some(fresh) = fresh.as_deref_mut().filter(|_| key != 0) {
                        fresh[level][place][side].push(key);
                    }
                }
            }
            drop(records);
            roster.set_keys(place, keys)?;
        }
    }
    Ok(())
}

/// The key of a row for a rule, from what its parts see; zero where one of them sees nothing.
fn first_key(place: usize, facets: impl Iterator<Item = u64>) -> u32 {
    let mut key = place as u64 + 1;
    for facet in facets {
        if facet == 0 {
            return 0;
        }
        key = mix(key, facet);
    }
    folded(key)
}

/// The key of a row in a block that is too large, with one facet more; zero where there is none to ask for, or the row
/// lacks it.
fn longer_key(shelf: &Shelf, rule: &Rule, level: usize, key: u32, record: &[u32]) -> u32 {
    let facet = rule.refine.get(level).map_or(0, |part| shelf.facet(*part, record));
    if facet == 0 { 0 } else { folded(mix(mix(key.into(), 7), facet)) }
}

/// A key in half a word, never zero.
fn folded(key: u64) -> u32 {
    ((key >> 32 ^ key) & 0xffff_ffff) as u32 | 1
}

/// Gives the rows of large blocks longer keys, in one walk over the parts for all rules.
fn longer_keys(
    shelf: &Shelf,
    rules: &[Rule],
    level: usize,
    lists: &mut Lists<'_>,
    large: &[Vec<u32>],
    keyed: &mut Keyed,
    next: &mut [[Vec<u32>; 2]],
) -> io::Result<()> {
    let stride = shelf.layout.width.stride;
    let refining: Vec<(usize, Seen)> = (0..rules.len())
        .filter(|rule| !large[*rule].is_empty())
        .map(|rule| (rule, Seen::of(large[rule].iter().copied(), large[rule].len())))
        .collect();
    for (side, roster) in lists.sides() {
        for place in 0..roster.parts() {
            let old = roster.is_old(place);
            let mut walk = |first: u32, records: &[u32], keys: &mut [u32]| {
                let rows = keys.chunks_exact_mut(rules.len()).zip(records.chunks_exact(stride));
                for (row, (keys, record)) in (first..).zip(rows) {
                    for (rule, seen) in &refining {
                        let (rule, key) = (*rule, &mut keys[*rule]);
                        if *key == 0 || !seen.has(*key) || large[rule].binary_search(key).is_err() {
                            continue;
                        }
                        if old {
                            keyed.broken.push(Broken { rule, key: *key, side, row });
                        }
                        *key = longer_key(shelf, &rules[rule], level, *key, record);
                        if *key == 0 {
                            keyed.yields[rule].rows_left_out += 1;
                        } else {
                            next[rule][side].push(*key);
                        }
                    }
                }
            };
            if let Some((first, records, keys)) = roster.in_place(place) {
                walk(first, records, keys);
                continue;
            }
            let part = roster.part(place)?;
            let mut keys = part.keys.into_owned();
            walk(part.first, &part.records, &mut keys);
            drop(part.records);
            roster.set_keys(place, keys)?;
        }
    }
    Ok(())
}

/// Of the keys that some new row has, or that were just made longer: those of all rows, each as often as rows have it.
fn of_all_rows(lists: &Lists<'_>, keys: &[[Vec<u32>; 2]]) -> io::Result<Vec<[Vec<u32>; 2]>> {
    let wanted: Vec<Vec<u32>> = keys
        .iter()
        .map(|sides| {
            let mut wanted: Vec<u32> = sides.iter().flatten().copied().collect();
            sort(&mut wanted);
            wanted.dedup();
            wanted
        })
        .collect();
    let mut found = vec![[Vec::new(), Vec::new()]; keys.len()];
    if wanted.iter().all(Vec::is_empty) {
        return Ok(found);
    }
    let seen: Vec<Seen> = wanted.iter().map(|keys| Seen::of(keys.iter().copied(), keys.len())).collect();
    for side in [0, 1] {
        let Some(roster) = lists.of(side) else { continue };
        for place in 0..roster.parts() {
            for row in roster.keys(place)?.chunks_exact(keys.len()) {
                for (rule, key) in row.iter().enumerate() {
                    if *key != 0 && seen[rule].has(*key) && wanted[rule].binary_search(key).is_ok() {
                        found[rule][side].push(*key);
                    }
                }
            }
        }
    }
    Ok(found)
}

/// The keys of some rules that all rows have, both sides of each.
fn every_key(lists: &Lists<'_>, of: Range<usize>, within: impl Fn(u32) -> bool) -> io::Result<Vec<[Vec<u32>; 2]>> {
    let mut found = vec![[Vec::new(), Vec::new()]; of.len()];
    for side in [0, 1] {
        let Some(roster) = lists.of(side) else { continue };
        for place in 0..roster.parts() {
            for (found, mut column) in found.iter_mut().zip(roster.columns(place, of.clone())?) {
                keep(&mut column, &within);
                if found[side].is_empty() { found[side] = column } else { found[side].append(&mut column) }
            }
        }
    }
    Ok(found)
}

fn chosen_keys(keys: &[[Vec<u32>; 2]], within: impl Fn(u32) -> bool) -> Vec<[Vec<u32>; 2]> {
    let chosen = |keys: &Vec<u32>| keys.iter().copied().filter(|key| within(*key)).collect();
    keys.iter().map(|sides| sides.each_ref().map(chosen)).collect()
}

/// Adds the keys of blocks that are too large, and counts the pairs of all others.
fn count([mut left, mut right]: [Vec<u32>; 2], with_itself: bool, most: u64, (large, pairs): &mut (Vec<u32>, u64)) {
    let mut block = |key: u32, count: u64| if count > most { large.push(key) } else { *pairs += count };
    if with_itself {
        sort(&mut left);
        left.chunk_by(|a, b| a == b).for_each(|rows| block(rows[0], pairs_of(rows.len(), None)));
        return;
    }
    let seen = Seen::of(right.iter().copied(), right.len());
    keep(&mut left, |key| seen.has(key));
    let seen = Seen::of(left.iter().copied(), left.len());
    keep(&mut right, |key| seen.has(key));
    sort(&mut left);
    sort(&mut right);
    let mut at = 0;
    for rows in left.chunk_by(|a, b| a == b) {
        at += right[at..].iter().take_while(|key| **key < rows[0]).count();
        let others = right[at..].iter().take_while(|key| **key == rows[0]).count();
        block(rows[0], pairs_of(rows.len(), Some(others)));
        at += others;
    }
}

/// Sorts keys: three passes of eleven bits.
fn sort(keys: &mut Vec<u32>) {
    by_digits(keys, |key, pass| (key >> (11 * pass)) as usize & 0x7ff);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_holds_until_lists_grow_long_and_falls_as_they_grow_further() {
        let square = |rows: u64| rows * rows;
        for rows in [0, 1, 1_000_000, LIMITS_HOLD] {
            assert_eq!(narrowed(900, square(rows)), 900, "{rows}");
        }
        assert_eq!(narrowed(900, square(2 * LIMITS_HOLD)), 450);
        assert_eq!(narrowed(BLOCK_PAIRS, square(10 * LIMITS_HOLD)), BLOCK_PAIRS / 10);
        assert_eq!(narrowed(1, square(1 << 31)), 1, "a block of one pair is always looked at");
    }
}
