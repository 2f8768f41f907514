//! Which terms a row has: its words as small numbers → a place in a dense table, so that a row costs one look-up.
//! Where the words of a table are too many for that, a hash of their numbers finds the place.

use crate::cells::{KEPT, Words};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// The most places of the dense table: 8 MB, and a province with eleven years of months needs a hundred thousand.
const DENSE: usize = 1 << 20;

/// Sets of options beyond this number have their terms found row by row. A province needs a few hundred.
pub(crate) const KEPT_TERMS: usize = 65_536;

/// Where the terms of a set of options stand, and their quick form if it has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// 0: not kept, found for this row alone.
    pub(crate) terms: u32,
    /// 0: none.
    pub(crate) formula: u32,
}

/// Not looked up yet.
const UNKNOWN: Place = Place { terms: 0, formula: 0 };

/// The places of the sets of options seen so far.
pub(crate) struct Places<const COLUMNS: usize> {
    by_key: HashMap<u128, Place, BuildHasherDefault<Mix>>,
    dense: Vec<Place>,
    /// How many words each column had when the dense table was laid out.
    words: [usize; COLUMNS],
    /// Where each row stands in the dense table.
    index: Vec<u32>,
    is_dense: bool,
}

impl<const COLUMNS: usize> Places<COLUMNS> {
    pub(crate) fn new() -> Self {
        Self { by_key: HashMap::default(), dense: Vec::new(), words: [0; COLUMNS], index: Vec::new(), is_dense: false }
    }

    /// Takes the words of a batch.
    pub(crate) fn start(&mut self, rows: usize, interned: &[Words; COLUMNS], ids: &[Vec<u32>; COLUMNS]) {
        let words: [usize; COLUMNS] = std::array::from_fn(|column| interned[column].count());
        let size = words.iter().try_fold(1_usize, |size, words| size.checked_mul(*words).filter(|size| *size <= DENSE));
        let kept = ids.iter().flatten().all(|id| *id < KEPT);
        self.is_dense = kept && size.is_some();
        let Some(size) = size.filter(|_| kept) else { return };
        if words != self.words {
            self.words = words;
            self.dense.clear();
            self.dense.resize(size, UNKNOWN);
        }
        self.index.clear();
        self.index.resize(rows, 0);
        let mut stride = 1;
        for (words, ids) in self.words.iter().zip(ids) {
            if *words > 1 && !ids.is_empty() {
                self.index.iter_mut().zip(ids).for_each(|(index, id)| *index += id * stride);
            }
            stride *= u32::try_from(*words).unwrap_or(1);
        }
    }

    /// The place of a row, if it has been looked up before.
    #[inline]
    pub(crate) fn seen(&self, row: usize) -> Option<Place> {
        if !self.is_dense {
            return None;
        }
        let place = self.dense[self.index[row] as usize];
        (place != UNKNOWN).then_some(place)
    }

    /// The place of a key that the dense table does not hold.
    pub(crate) fn get(&mut self, row: usize, key: u128) -> Option<Place> {
        let place = *self.by_key.get(&key)?;
        self.hold(row, place);
        Some(place)
    }

    /// Keeps the place of a row.
    pub(crate) fn keep(&mut self, row: usize, key: u128, place: Place) {
        self.by_key.insert(key, place);
        self.hold(row, place);
    }

    fn hold(&mut self, row: usize, place: Place) {
        if self.is_dense {
            self.dense[self.index[row] as usize] = place;
        }
    }
}

/// Two multiplications: the keys are numbers of our own making, so nobody can aim at collisions.
#[derive(Default)]
struct Mix(u64);

impl Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u128(u128::from(*byte));
        }
    }

    fn write_u128(&mut self, key: u128) {
        let low = (key & u128::from(u64::MAX)) as u64;
        let high = (key >> 64) as u64;
        let mixed = u128::from(low ^ self.0 ^ 0x9e37_79b9_7f4a_7c15) * u128::from(high ^ 0xa076_1d64_78bd_642f);
        self.0 = (mixed >> 64) as u64 ^ mixed as u64;
    }
}
