//! The survey of pairs: every candidate is looked at once, its facts become a word, equal words are counted together.
//! What later steps learn and decide, they learn from these counts.
//!
//! ```text
//! Run (sorted keys) ─batch─► first rule only ─► records near ─► word of facts ─► slot of (rule, word), counted
//! ```

use crate::block::{Run, keep, pairs_of};
use crate::relate::Relate;
use crate::roster::{Part, mix};
use crate::shelf::Shelf;
use std::ops::Range;

/// Pairs handled at once, so that their records are on the way from memory while others are compared.
const BATCH: usize = 512;

/// Equal facts found by the same rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Entry {
    pub(crate) rule: u32,
    pub(crate) word: u64,
}

/// A table of entries and how often each was seen.
#[derive(Clone, Debug)]
pub(crate) struct Tally {
    slots: Vec<u32>,
    pub(crate) entries: Vec<Entry>,
    pub(crate) counts: Vec<u64>,
}

impl Default for Tally {
    fn default() -> Self {
        Self { slots: vec![u32::MAX; 1 << 12], entries: Vec::new(), counts: Vec::new() }
    }
}

impl Tally {
    /// The number of an entry, new or known.
    #[inline]
    pub(crate) fn slot(&mut self, entry: Entry) -> usize {
        let mask = self.slots.len() - 1;
        let mut place = mix(entry.rule.into(), entry.word) as usize & mask;
        loop {
            let slot = self.slots[place];
            if slot == u32::MAX {
                return self.insert(entry, place);
            }
            if self.entries[slot as usize] == entry {
                return slot as usize;
            }
            place = (place + 1) & mask;
        }
    }

    #[cold]
    fn insert(&mut self, entry: Entry, place: usize) -> usize {
        let slot = self.entries.len();
        self.entries.push(entry);
        self.counts.push(0);
        self.slots[place] = slot as u32;
        if self.entries.len() * 2 > self.slots.len() {
            let mask = self.slots.len() * 4 - 1;
            self.slots = vec![u32::MAX; mask + 1];
            for (slot, entry) in self.entries.iter().enumerate() {
                let mut place = mix(entry.rule.into(), entry.word) as usize & mask;
                while self.slots[place] != u32::MAX {
                    place = (place + 1) & mask;
                }
                self.slots[place] = slot as u32;
            }
        }
        slot
    }

    /// Adds another table's counts; gives back where its entries are now.
    pub(crate) fn merge(&mut self, other: &Self) -> Vec<u32> {
        other
            .entries
            .iter()
            .zip(&other.counts)
            .map(|(entry, count)| {
                let slot = self.slot(*entry);
                self.counts[slot] += count;
                slot as u32
            })
            .collect()
    }
}

/// Two parts and how to look at them.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    pub(crate) shelf: &'a Shelf,
    pub(crate) relate: &'a Relate,
    pub(crate) left: &'a Part<'a>,
    pub(crate) right: &'a Part<'a>,
}

impl View<'_> {
    /// Looks at the pairs of a rule whose blocks begin in a range; gives back how many share its key. Of a pair that its
    /// quick facts rule out, names are not compared.
    pub(crate) fn pairs(
        &self,
        run: &Run,
        rule: usize,
        range: Range<usize>,
        out: impl FnMut(u64) -> bool,
        mut each: impl FnMut(u32, u32, u64),
    ) -> u64 {
        let mut batch = Batch { pairs: Vec::with_capacity(BATCH), view: *self, rule, out };
        let mut count = 0;
        run.groups(range, |left, right| {
            count += pairs_of(left.len(), right.map(<[u64]>::len));
            for (place, entry) in left.iter().enumerate() {
                let row = (entry & 0xffff_ffff) as u32;
                for other in right.unwrap_or(&left[place + 1..]) {
                    batch.pairs.push((row, (other & 0xffff_ffff) as u32));
                    if batch.pairs.len() == BATCH {
                        batch.flush(&mut each);
                    }
                }
            }
        });
        batch.flush(&mut each);
        count
    }
}

#[inline]
fn record_of(records: &[u32], stride: usize, row: u32) -> &[u32] {
    &records[row as usize * stride..][..stride]
}

struct Batch<'a, O> {
    pairs: Vec<(u32, u32)>,
    view: View<'a>,
    rule: usize,
    out: O,
}

impl<O: FnMut(u64) -> bool> Batch<'_, O> {
    /// Pairs of an earlier rule have been seen there. These reads do not wait for each other, so many are under way at once.
    fn leave_seen_out(&mut self) {
        let (rules, rule) = (self.view.shelf.layout.width.rules, self.rule);
        if rule == 0 {
            return;
        }
        let (left_keys, right_keys): (&[u32], &[u32]) = (&self.view.left.keys, &self.view.right.keys);
        keep(&mut self.pairs, |(a, b)| {
            let (one, other) = (&left_keys[a as usize * rules..][..rule], &right_keys[b as usize * rules..][..rule]);
            one.iter().zip(other).fold(true, |first, (a, b)| first & ((a != b) | (*a == 0)))
        });
    }

    fn flush(&mut self, each: &mut impl FnMut(u32, u32, u64)) {
        let View { shelf, relate, left, right } = self.view;
        let stride = shelf.layout.width.stride;
        let (left_records, right_records): (&[u32], &[u32]) = (&left.records, &right.records);
        self.leave_seen_out();
        // Nor do these, and they bring the records near.
        let touched = self.pairs.iter().fold(0_u32, |sum, (a, b)| {
            let (a, b) = (record_of(left_records, stride, *a), record_of(right_records, stride, *b));
            let (middle, last) = (16.min(stride - 1), stride - 1);
            sum ^ a[0] ^ b[0] ^ a[middle] ^ b[middle] ^ a[last] ^ b[last]
        });
        std::hint::black_box(touched);
        for (a, b) in self.pairs.drain(..) {
            let (one, other) = (record_of(left_records, stride, a), record_of(right_records, stride, b));
            let quick = relate.quick_facts(shelf, one, other);
            if !(self.out)(quick) {
                each(left.first + a, right.first + b, quick | relate.name_facts(shelf, one, other));
            }
        }
    }
}
