//! Blocking: which pairs are looked at. Each rule gives every row a key; rows with equal keys stand beside each other
//! after sorting, and pairs are read off in passing, never stored as a table of candidates.
//!
//! ```text
//! rule ─facet─► key of every row ─► blocks too large get longer keys ─► sorted run ─► Run::groups
//! ```
//! The keys of a row stand beside each other too. A pair belongs to the first rule whose key its two rows share, so it is
//! seen once however many rules would find it, and no list of seen pairs is needed.

use crate::model::{BLOCK_PAIRS, Part, Rule};
use crate::roster::{Roster, Shelf, mix};

/// The rows of both lists that have a key for a rule, sorted by it: key in the upper half, row in the lower.
#[derive(Clone, Debug, Default)]
pub(crate) struct Run {
    pub(crate) left: Vec<u64>,
    /// Empty when a list is linked with itself.
    pub(crate) right: Vec<u64>,
    /// A list with itself: pairs are those among the left rows.
    pub(crate) with_itself: bool,
}

/// What a rule found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleYield {
    /// The name of the rule.
    pub rule: String,
    /// Pairs that share its key, those of earlier rules included.
    pub pairs: u64,
    /// Pairs that it was the first to find.
    pub found: u64,
    /// Blocks that had to be refined because they were too large.
    pub refined: u64,
    /// Rows that stayed in a block too large for every refinement, or lack what the refinement asks for: this rule does
    /// not look at them.
    pub rows_left_out: u64,
}

/// Gives every row its keys, all rules in one walk over the records.
pub(crate) fn keys(shelf: &Shelf, rules: &[Rule], roster: &mut Roster) {
    roster.keys = Vec::with_capacity(roster.rows * rules.len());
    for record in roster.records.chunks_exact(shelf.layout.stride) {
        for (place, rule) in rules.iter().enumerate() {
            let mut key = place as u64 + 1;
            for part in &rule.same {
                let facet = shelf.facet(*part, record);
                if facet == 0 {
                    key = 0;
                    break;
                }
                key = mix(key, facet);
            }
            roster.keys.push(if key == 0 { 0 } else { folded(key) });
        }
    }
}

/// Sorts the rows of both lists by their key for a rule, with longer keys where a block is too large.
pub(crate) fn run(shelf: &Shelf, rule: &Rule, place: usize, left: &mut Roster, right: Option<&mut Roster>) -> (Run, RuleYield) {
    let mut report = RuleYield { rule: rule.name.clone(), ..RuleYield::default() };
    let mut rosters = [Some(left), right];
    let with_itself = rosters[1].is_none();
    let rules = shelf.layout.rules;
    let sorted = |roster: &Option<&mut Roster>| roster.as_ref().map_or_else(Vec::new, |roster| sorted_keys(roster, place, rules));
    let mut run = Run { left: sorted(&rosters[0]), right: sorted(&rosters[1]), with_itself };
    // Blocks of a size that can be looked at; the others go round again with longer keys.
    let mut whole = Run { left: Vec::new(), right: Vec::new(), with_itself };
    let mut refine = rule.refine.iter();
    loop {
        if !with_itself {
            // A key that only one side has makes no pair.
            keep_common(&mut run.left, &mut run.right);
        }
        let facet = refine.next();
        let most = if facet.is_some() { rule.limit } else { BLOCK_PAIRS };
        let mut large = Run { left: Vec::new(), right: Vec::new(), with_itself };
        let first = whole.left.is_empty() && report.refined == 0;
        let mut refined = 0;
        run.groups(0..run.left.len(), |left, right| {
            let count = pairs_of(left.len(), right.map(<[u64]>::len));
            let into = if count > most {
                refined += 1;
                &mut large
            } else {
                report.pairs += count;
                &mut whole
            };
            into.left.extend_from_slice(left);
            into.right.extend_from_slice(right.unwrap_or_default());
        });
        if large.left.is_empty() {
            if !first {
                radix_sort(&mut whole.left);
                radix_sort(&mut whole.right);
            }
            return (whole, report);
        }
        report.refined += refined;
        for (roster, entries) in rosters.iter_mut().flatten().zip([&mut large.left, &mut large.right]) {
            report.rows_left_out += longer_keys(shelf, facet.copied(), place, roster, entries);
        }
        run = large;
    }
}

/// Gives rows longer keys, in place; rows that lack what is asked for too get none. Gives back how many these are.
fn longer_keys(shelf: &Shelf, facet: Option<Part>, place: usize, roster: &mut Roster, entries: &mut Vec<u64>) -> u64 {
    let (stride, rules) = (shelf.layout.stride, shelf.layout.rules);
    let before = entries.len();
    for entry in entries.iter_mut() {
        let row = (*entry & 0xffff_ffff) as usize;
        let facet = facet.map_or(0, |part| shelf.facet(part, &roster.records[row * stride..][..stride]));
        let key = if facet == 0 { 0 } else { folded(mix(mix(*entry >> 32, 7), facet)) };
        roster.keys[row * rules + place] = key;
        *entry = u64::from(key) << 32 | row as u64;
    }
    entries.retain(|entry| *entry >> 32 != 0);
    radix_sort(entries);
    (before - entries.len()) as u64
}

pub(crate) fn pairs_of(left: usize, right: Option<usize>) -> u64 {
    right.map_or_else(|| left as u64 * (left as u64).saturating_sub(1) / 2, |right| left as u64 * right as u64)
}

/// A key in half a word, never zero.
fn folded(key: u64) -> u32 {
    ((key >> 32 ^ key) & 0xffff_ffff) as u32 | 1
}

fn sorted_keys(roster: &Roster, place: usize, rules: usize) -> Vec<u64> {
    let of_rule = roster.keys.iter().skip(place).step_by(rules);
    let keyed = of_rule.enumerate().filter(|(_, key)| **key != 0);
    let mut keys: Vec<u64> = keyed.map(|(row, key)| u64::from(*key) << 32 | row as u64).collect();
    radix_sort(&mut keys);
    keys
}

/// Sorts by the upper half, keeping the order of rows: three passes of eleven bits.
fn radix_sort(keys: &mut Vec<u64>) {
    if keys.len() < 4_096 {
        keys.sort_unstable();
        return;
    }
    let mut spare = vec![0_u64; keys.len()];
    for shift in [32, 43, 54] {
        let mut places = [0_usize; 2_048];
        for key in keys.iter() {
            places[(key >> shift & 0x7ff) as usize] += 1;
        }
        let mut sum = 0;
        for place in &mut places {
            sum += std::mem::replace(place, sum);
        }
        for key in keys.iter() {
            let place = &mut places[(key >> shift & 0x7ff) as usize];
            spare[*place] = *key;
            *place += 1;
        }
        std::mem::swap(keys, &mut spare);
    }
}

/// Leaves only entries whose key both runs have.
fn keep_common(left: &mut Vec<u64>, right: &mut Vec<u64>) {
    let (mut keep_left, mut keep_right) = (0, 0);
    let (mut i, mut j) = (0, 0);
    while i < left.len() && j < right.len() {
        let (a, b) = (left[i] >> 32, right[j] >> 32);
        if a < b {
            i += 1;
        } else if b < a {
            j += 1;
        } else {
            while i < left.len() && left[i] >> 32 == a {
                left[keep_left] = left[i];
                keep_left += 1;
                i += 1;
            }
            while j < right.len() && right[j] >> 32 == a {
                right[keep_right] = right[j];
                keep_right += 1;
                j += 1;
            }
        }
    }
    left.truncate(keep_left);
    right.truncate(keep_right);
    left.shrink_to_fit();
    right.shrink_to_fit();
}

impl Run {
    /// Hands over the blocks whose left rows begin inside a range of the left run. Without a right run a block's pairs
    /// are those among its own rows.
    pub(crate) fn groups(&self, range: std::ops::Range<usize>, mut each: impl FnMut(&[u64], Option<&[u64]>)) {
        let left = &self.left;
        let mut i = range.start;
        if i > 0 {
            // A block that begins before the range belongs to the range before.
            while i < left.len() && left[i] >> 32 == left[i - 1] >> 32 {
                i += 1;
            }
        }
        if i >= range.end {
            return;
        }
        let first = left.get(i).map_or(0, |entry| entry >> 32);
        let mut j = self.right.partition_point(|entry| entry >> 32 < first);
        while i < range.end {
            let key = left[i] >> 32;
            let end = i + left[i..].iter().take_while(|entry| *entry >> 32 == key).count();
            if self.with_itself {
                if end - i > 1 {
                    each(&left[i..end], None);
                }
            } else {
                while j < self.right.len() && self.right[j] >> 32 < key {
                    j += 1;
                }
                let right_end = j + self.right[j..].iter().take_while(|entry| *entry >> 32 == key).count();
                if right_end > j {
                    each(&left[i..end], Some(&self.right[j..right_end]));
                }
                j = right_end;
            }
            i = end;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn ranges_of_a_run_hand_over_every_block_once(keys in proptest::collection::vec(1_u64..40, 0..200), cut in 0_usize..200) {
            let mut left: Vec<u64> = keys.iter().enumerate().map(|(row, key)| key << 32 | row as u64).collect();
            radix_sort(&mut left);
            let mut right: Vec<u64> = keys.iter().rev().enumerate().map(|(row, key)| (key / 2 + 1) << 32 | row as u64).collect();
            radix_sort(&mut right);
            let run = Run { left, right, with_itself: false };
            let cut = cut.min(run.left.len());
            let count = |cuts: &[usize]| {
                let mut pairs = 0;
                for ends in cuts.windows(2) {
                    run.groups(ends[0]..ends[1], |left, right| pairs += pairs_of(left.len(), right.map(<[u64]>::len)));
                }
                pairs
            };
            let expected = run.left.iter().map(|a| run.right.iter().filter(|b| *b >> 32 == *a >> 32).count() as u64).sum::<u64>();
            prop_assert_eq!(count(&[0, run.left.len()]), expected);
            prop_assert_eq!(count(&[0, cut, run.left.len()]), expected);
        }

        #[test]
        fn the_sort_is_by_key_and_then_by_row(keys in proptest::collection::vec(any::<u32>(), 4_096..5_000)) {
            let mut entries: Vec<u64> = keys.iter().enumerate().map(|(row, key)| u64::from(*key) << 32 | row as u64).collect();
            let mut expected = entries.clone();
            expected.sort_unstable();
            radix_sort(&mut entries);
            prop_assert_eq!(entries, expected);
        }
    }
}
