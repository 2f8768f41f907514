//! The survey of pairs: every candidate is looked at once, its facts become a word, equal words are counted together.
//! What later steps learn and decide, they learn from these counts.
//!
//! ```text
//! Run (sorted keys) ─batch─► first rule only ─► records near ─► word of facts ─► slot of (rule, word), counted
//! ```

use crate::block::Run;
use crate::relate::Relate;
use crate::roster::{Roster, Shelf, mix};
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

/// Both lists and how to look at them.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    pub(crate) shelf: &'a Shelf,
    pub(crate) relate: &'a Relate,
    pub(crate) left: &'a Roster,
    pub(crate) right: &'a Roster,
}

impl View<'_> {
    /// The facts of two rows.
    pub(crate) fn word(&self, left: u32, right: u32) -> u64 {
        let stride = self.shelf.layout.stride;
        self.relate.word(self.shelf, record_of(self.left, stride, left), record_of(self.right, stride, right))
    }

    /// Looks at the pairs of a rule whose blocks begin in a range; one key in `share` is looked at. Of a pair that its quick
    /// facts rule out, names are not compared.
    pub(crate) fn pairs(
        &self,
        run: &Run,
        rule: usize,
        range: Range<usize>,
        share: u64,
        out: impl FnMut(u64) -> bool,
        mut each: impl FnMut(u32, u32, u64),
    ) {
        let mut batch = Batch { pairs: Vec::with_capacity(BATCH), view: *self, rule, out };
        run.groups(range, |left, right| {
            if share > 1 && !mix(3, left[0] >> 32).is_multiple_of(share) {
                return;
            }
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
    }
}

#[inline]
fn record_of(roster: &Roster, stride: usize, row: u32) -> &[u32] {
    &roster.records[row as usize * stride..][..stride]
}

struct Batch<'a, O> {
    pairs: Vec<(u32, u32)>,
    view: View<'a>,
    rule: usize,
    out: O,
}

impl<O: FnMut(u64) -> bool> Batch<'_, O> {
    fn flush(&mut self, each: &mut impl FnMut(u32, u32, u64)) {
        let View { shelf, relate, left, right } = self.view;
        let (stride, rules, rule) = (shelf.layout.stride, shelf.layout.rules, self.rule);
        // Pairs of an earlier rule have been seen there. These reads do not wait for each other.
        self.pairs.retain(|(a, b)| {
            let earlier = |row: u32| row as usize * rules..row as usize * rules + rule;
            let (a, b) = (&left.keys[earlier(*a)], &right.keys[earlier(*b)]);
            a.iter().zip(b).fold(true, |first, (a, b)| first & !((a == b) & (*a != 0)))
        });
        // Nor do these, and they bring the records near.
        let touched = self.pairs.iter().fold(0_u32, |sum, (a, b)| {
            let (a, b) = (record_of(left, stride, *a), record_of(right, stride, *b));
            let middle = 16.min(stride - 1);
            sum ^ a[0] ^ b[0] ^ a[middle] ^ b[middle]
        });
        std::hint::black_box(touched);
        for (a, b) in self.pairs.drain(..) {
            let (left, right) = (record_of(left, stride, a), record_of(right, stride, b));
            let quick = relate.quick_facts(shelf, left, right);
            if !(self.out)(quick) {
                each(a, b, quick | relate.name_facts(shelf, left, right));
            }
        }
    }
}
