//! Scored pairs in an order, however many: in memory while they fit, else in sorted runs that are merged.
//!
//! ```text
//! Scored ─Sorter::push─► memory ─full─► sorted run in a Room … ─finish: merge─► Pairs (blocks, again and again)
//! ```

use crate::scratch::{Room, Scratch};
use std::borrow::Cow;
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use std::io;

/// A pair above the floor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scored {
    /// The row in the left list.
    pub left: u32,
    /// The row in the right list, or the later row of the same list.
    pub right: u32,
    /// How probable it is that they are one.
    pub probability: f64,
    /// Which rule found it first.
    pub rule: u8,
    /// On how many sides a better partner stands.
    pub rivals: u8,
    /// The facts; the pattern is read off them.
    pub word: u64,
}

/// Bytes of a pair that is written.
const BYTES: usize = 26;

impl Scored {
    pub(crate) const fn new(left: u32, right: u32, probability: f64, rule: u8, word: u64) -> Self {
        Self { left, right, probability, rule, rivals: 0, word }
    }

    pub(crate) fn write(&self, into: &mut Vec<u8>) {
        into.extend_from_slice(&self.left.to_le_bytes());
        into.extend_from_slice(&self.right.to_le_bytes());
        into.extend_from_slice(&self.probability.to_le_bytes());
        into.extend_from_slice(&[self.rule, self.rivals]);
        into.extend_from_slice(&self.word.to_le_bytes());
    }

    /// All pairs that were written one behind the other.
    pub(crate) fn read_all(bytes: &[u8]) -> Vec<Self> {
        bytes.as_chunks::<BYTES>().0.iter().map(Self::read).collect()
    }

    fn read(bytes: &[u8; BYTES]) -> Self {
        let half = |at: usize| u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
        let long = |at: usize| u64::from(half(at)) | u64::from(half(at + 4)) << 32;
        Self {
            left: half(0),
            right: half(4),
            probability: f64::from_bits(long(8)),
            rule: bytes[16],
            rivals: bytes[17],
            word: long(18),
        }
    }
}

/// How pairs are ordered.
pub(crate) type Order = fn(&Scored, &Scored) -> Ordering;

/// By left row, then by right row.
pub(crate) fn by_rows(a: &Scored, b: &Scored) -> Ordering {
    (a.left, a.right).cmp(&(b.left, b.right))
}

/// The strongest first; of equally strong ones the one with the smaller rows, so that the outcome does not depend on chance.
pub(crate) fn by_strength(a: &Scored, b: &Scored) -> Ordering {
    b.probability.total_cmp(&a.probability).then_with(|| by_rows(a, b))
}

/// Pairs that are read or written at once.
const BLOCK: usize = 1 << 14;

/// Where pairs are put in order, and how many of them may stay in memory.
#[derive(Clone, Copy)]
pub struct Space<'a> {
    /// Room beyond memory.
    pub scratch: &'a dyn Scratch,
    /// Pairs that may be held in memory.
    pub held: usize,
}

impl<'a> Space<'a> {
    /// Room for pairs in so many bytes of memory.
    pub fn of(scratch: &'a dyn Scratch, memory: u64) -> Self {
        let pairs = usize::try_from(memory / size_of::<Scored>() as u64).unwrap_or(usize::MAX);
        Self { scratch, held: pairs.max(BLOCK) }
    }

    pub(crate) fn sorter(self, order: Order) -> Sorter<'a> {
        Sorter { space: self, order, held: Vec::new(), runs: Vec::new() }
    }
}

/// Pairs in an order.
#[derive(Default)]
pub struct Pairs {
    held: Vec<Scored>,
    room: Option<Box<dyn Room>>,
    len: usize,
}

impl From<Vec<Scored>> for Pairs {
    fn from(held: Vec<Scored>) -> Self {
        Self { len: held.len(), held, room: None }
    }
}

impl std::fmt::Debug for Pairs {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{} pairs", self.len)
    }
}

impl Pairs {
    /// How many there are.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The pairs, block by block.
    pub fn blocks(&self) -> impl Iterator<Item = io::Result<Cow<'_, [Scored]>>> {
        (0..self.len.div_ceil(BLOCK)).map(|block| {
            let (from, to) = (block * BLOCK, ((block + 1) * BLOCK).min(self.len));
            match &self.room {
                None => Ok(Cow::Borrowed(&self.held[from..to])),
                Some(room) => read_block(room.as_ref(), from, to).map(Cow::Owned),
            }
        })
    }

    /// All of them at once: for few.
    ///
    /// # Errors
    /// The disk.
    pub fn to_vec(&self) -> io::Result<Vec<Scored>> {
        let mut all = Vec::with_capacity(self.len);
        for block in self.blocks() {
            all.extend_from_slice(&block?);
        }
        Ok(all)
    }

    /// The pair of two rows; the pairs are ordered by rows.
    ///
    /// # Errors
    /// The disk.
    pub fn find(&self, left: u32, right: u32) -> io::Result<Option<Scored>> {
        for block in self.blocks() {
            let block = block?;
            if let Ok(place) = block.binary_search_by_key(&(left, right), |pair| (pair.left, pair.right)) {
                return Ok(Some(block[place]));
            }
        }
        Ok(None)
    }

    /// Changes every pair where it stands.
    pub(crate) fn change(&mut self, mut each: impl FnMut(&mut Scored)) -> io::Result<()> {
        let Some(room) = &mut self.room else {
            self.held.iter_mut().for_each(each);
            return Ok(());
        };
        let mut bytes = Vec::new();
        for from in (0..self.len).step_by(BLOCK) {
            let mut block = read_block(room.as_ref(), from, (from + BLOCK).min(self.len))?;
            block.iter_mut().for_each(&mut each);
            write_block(room.as_mut(), from, &block, &mut bytes)?;
        }
        Ok(())
    }
}

fn read_block(room: &dyn Room, from: usize, to: usize) -> io::Result<Vec<Scored>> {
    let mut bytes = vec![0; (to - from) * BYTES];
    room.read((from * BYTES) as u64, &mut bytes)?;
    Ok(Scored::read_all(&bytes))
}

fn write_block(room: &mut dyn Room, from: usize, block: &[Scored], bytes: &mut Vec<u8>) -> io::Result<()> {
    bytes.clear();
    block.iter().for_each(|pair| pair.write(bytes));
    room.write((from * BYTES) as u64, bytes)
}

/// Takes pairs in any order, and gives them back in one.
pub(crate) struct Sorter<'a> {
    space: Space<'a>,
    order: Order,
    held: Vec<Scored>,
    runs: Vec<Pairs>,
}

impl Sorter<'_> {
    pub(crate) fn push(&mut self, pair: Scored) -> io::Result<()> {
        if self.held.len() == self.space.held {
            self.spill()?;
        }
        self.held.push(pair);
        Ok(())
    }

    fn spill(&mut self) -> io::Result<()> {
        self.held.sort_unstable_by(self.order);
        let mut run = Written::begin(self.space)?;
        for pair in self.held.drain(..) {
            run.push(pair)?;
        }
        self.runs.push(run.finish()?);
        Ok(())
    }

    /// The pairs in order.
    pub(crate) fn finish(mut self) -> io::Result<Pairs> {
        if self.runs.is_empty() {
            self.held.sort_unstable_by(self.order);
            return Ok(self.held.into());
        }
        self.spill()?;
        self.held = Vec::new();
        let mut merged = Written::begin(self.space)?;
        let mut sources: Vec<_> =
            self.runs.iter().map(|run| Source { blocks: run.blocks(), block: Vec::new().into(), at: 0 }).collect();
        let mut heap = BinaryHeap::new();
        for (run, source) in sources.iter_mut().enumerate() {
            heap.extend(source.next()?.map(|pair| Reverse(Head { pair, run, order: self.order })));
        }
        while let Some(Reverse(head)) = heap.pop() {
            merged.push(head.pair)?;
            heap.extend(sources[head.run].next()?.map(|pair| Reverse(Head { pair, ..head })));
        }
        merged.finish()
    }
}

/// Pairs that are being written, in the order in which they come.
struct Written {
    room: Box<dyn Room>,
    block: Vec<Scored>,
    bytes: Vec<u8>,
    len: usize,
}

impl Written {
    fn begin(space: Space<'_>) -> io::Result<Self> {
        Ok(Self { room: space.scratch.room()?, block: Vec::with_capacity(BLOCK), bytes: Vec::new(), len: 0 })
    }

    fn push(&mut self, pair: Scored) -> io::Result<()> {
        self.block.push(pair);
        if self.block.len() == BLOCK { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        write_block(self.room.as_mut(), self.len, &self.block, &mut self.bytes)?;
        self.len += self.block.len();
        self.block.clear();
        Ok(())
    }

    fn finish(mut self) -> io::Result<Pairs> {
        self.flush()?;
        Ok(Pairs { held: Vec::new(), room: Some(self.room), len: self.len })
    }
}

/// A sorted run that is being read.
struct Source<'a, B> {
    blocks: B,
    block: Cow<'a, [Scored]>,
    at: usize,
}

impl<'a, B: Iterator<Item = io::Result<Cow<'a, [Scored]>>>> Source<'a, B> {
    fn next(&mut self) -> io::Result<Option<Scored>> {
        if self.at == self.block.len() {
            let Some(block) = self.blocks.next() else { return Ok(None) };
            (self.block, self.at) = (block?, 0);
        }
        self.at += 1;
        Ok(Some(self.block[self.at - 1]))
    }
}

/// The next pair of a run.
#[derive(Clone, Copy)]
struct Head {
    pair: Scored,
    run: usize,
    order: Order,
}

impl Ord for Head {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.order)(&self.pair, &other.pair).then(self.run.cmp(&other.run))
    }
}

impl PartialOrd for Head {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Head {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Head {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scratch::InMemory;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn pairs_that_do_not_fit_in_memory_come_back_in_the_same_order(
            found in proptest::collection::btree_map((0_u32..50, 0_u32..50), (0.0_f64..1.0, 0_u8..3), 0..300),
            held in 1_usize..80,
            by in proptest::sample::select(vec![by_rows as Order, by_strength as Order]),
        ) {
            let found: Vec<Scored> = found.into_iter().rev().map(|((left, right), (p, rule))| Scored::new(left, right, p, rule, 7)).collect();
            let sorted = |held: usize| {
                let mut sorter = Space { scratch: &InMemory, held }.sorter(by);
                found.iter().for_each(|pair| sorter.push(*pair).unwrap());
                sorter.finish().unwrap()
            };
            let (whole, mut parted) = (sorted(usize::MAX), sorted(held));
            prop_assert_eq!(whole.to_vec().unwrap(), parted.to_vec().unwrap());
            parted.change(|pair| pair.rivals = 1).unwrap();
            prop_assert_eq!(parted.len(), found.len());
            prop_assert!(parted.to_vec().unwrap().iter().all(|pair| pair.rivals == 1));
        }
    }
}
