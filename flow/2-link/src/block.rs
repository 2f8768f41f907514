//! Blocking: which pairs are looked at. Each rule gives every row a key; rows with equal keys stand beside each other
//! after sorting, and pairs are read off in passing, never stored as a table of candidates.
//!
//! ```text
//! rule ─facet─► key of every row (keys.rs) ─► two parts of the lists ─► entries whose key both have, sorted ─► Run::groups
//! ```
//! The keys of a row stand beside each other too. A pair belongs to the first rule whose key its two rows share, so it is
//! seen once however many rules would find it, and no list of seen pairs is needed.

use crate::roster::mix;

/// The rows of two parts that have a key of a rule in common, sorted by it: key in the upper half, row within the part in
/// the lower.
#[derive(Clone, Debug, Default)]
pub(crate) struct Run {
    pub(crate) left: Vec<u64>,
    /// Empty when a part is linked with itself.
    pub(crate) right: Vec<u64>,
    /// A part with itself: pairs are those among the left rows.
    pub(crate) with_itself: bool,
}

/// One key in so many, chosen by what it is.
#[derive(Clone, Copy)]
struct Share {
    inverse: u64,
    twos: u32,
    most: u64,
}

impl Share {
    /// A number is a multiple of an odd one if its product with the inverse of that, in 64 bits, is small; powers of two are
    /// turned away first (Warren, *Hacker's Delight*, 2nd edition, 10-17). A division for every key would take far longer.
    fn of(share: u64) -> Self {
        let twos = share.trailing_zeros();
        let odd = share >> twos;
        // Newton's method: each round doubles the digits that are right; of an odd number three are right at first.
        let inverse = (0..5).fold(odd, |inverse, _| inverse.wrapping_mul(2_u64.wrapping_sub(odd.wrapping_mul(inverse))));
        Self { inverse, twos, most: u64::MAX / share }
    }

    #[inline]
    fn takes(self, key: u32) -> bool {
        mix(3, key.into()).wrapping_mul(self.inverse).rotate_right(self.twos) <= self.most
    }
}

/// Leaves in what is wanted. No branch hangs on what that is: there is no telling beforehand, and a wrong guess takes longer
/// than a copy.
#[inline]
pub(crate) fn keep<T: Copy>(items: &mut Vec<T>, wanted: impl Fn(T) -> bool) {
    let mut kept = 0;
    for place in 0..items.len() {
        let item = items[place];
        items[kept] = item;
        kept += usize::from(wanted(item));
    }
    items.truncate(kept);
}

/// The rows whose key is wanted.
fn entries(keys: &[u32], wanted: impl Fn(u32) -> bool) -> Vec<u64> {
    let mut found = vec![0; keys.len()];
    let mut count = 0;
    for (row, key) in keys.iter().enumerate() {
        found[count] = u64::from(*key) << 32 | row as u64;
        count += usize::from((*key != 0) & wanted(*key));
    }
    found.truncate(count);
    found
}

impl Run {
    /// The common keys of the rows of two parts, or those that the rows of one have more than once; one key in `share`.
    pub(crate) fn of(left: &[u32], right: Option<&[u32]>, share: u64, threads: usize) -> Self {
        let share = Share::of(share);
        let Some(right) = right else {
            let seen = Seen::more_than_once(left.iter().copied(), left.len());
            let mut found = entries(left, |key| share.takes(key) & seen.has(key));
            radix_sort(&mut found);
            return Self { left: found, right: Vec::new(), with_itself: true };
        };
        // What the other side cannot have is left out before it is sorted. The shorter side says first what it has.
        let exchanged = right.len() < left.len();
        let (shorter, longer) = if exchanged { (right, left) } else { (left, right) };
        let seen = Seen::of(shorter.iter().copied(), shorter.len());
        let mut of_longer = entries(longer, |key| share.takes(key) & seen.has(key));
        let seen = Seen::of(of_longer.iter().copied().map(key_of), of_longer.len());
        let mut of_shorter = entries(shorter, |key| share.takes(key) & seen.has(key));
        if threads > 1 && of_longer.len() > 1 << 16 {
            std::thread::scope(|scope| {
                scope.spawn(|| radix_sort(&mut of_shorter));
                radix_sort(&mut of_longer);
            });
        } else {
            radix_sort(&mut of_shorter);
            radix_sort(&mut of_longer);
        }
        let (left, right) = if exchanged { (of_longer, of_shorter) } else { (of_shorter, of_longer) };
        Self { left, right, with_itself: false }
    }
}

const fn key_of(entry: u64) -> u32 {
    (entry >> 32) as u32
}

/// Which keys occur, a bit for each of some groups of keys: what it has not is not there, what it has may be.
pub(crate) struct Seen {
    bits: Vec<u64>,
    shift: u32,
}

impl Seen {
    fn sized(keys: usize) -> Self {
        // Eight bits for each key: one in eight of those that are not there passes.
        let bits = (keys.max(64) * 8).next_power_of_two().min(1 << 31);
        Self { bits: vec![0; bits / 64], shift: 32 - bits.ilog2() }
    }

    pub(crate) fn of(keys: impl Iterator<Item = u32>, count: usize) -> Self {
        let mut seen = Self::sized(count);
        keys.for_each(|key| {
            seen.mark(key);
        });
        seen
    }

    fn more_than_once(keys: impl Iterator<Item = u32>, count: usize) -> Self {
        let (mut once, mut twice) = (Self::sized(count), Self::sized(count));
        for key in keys {
            if once.mark(key) {
                twice.mark(key);
            }
        }
        twice
    }

    /// Whether it was marked before.
    fn mark(&mut self, key: u32) -> bool {
        let place = self.place(key);
        let (word, bit) = (&mut self.bits[place >> 6], 1_u64 << (place & 63));
        let before = *word & bit != 0;
        *word |= bit;
        before
    }

    fn place(&self, key: u32) -> usize {
        (key.wrapping_mul(0x9e37_79b1) >> self.shift) as usize
    }

    #[inline]
    pub(crate) fn has(&self, key: u32) -> bool {
        let place = self.place(key);
        self.bits[place >> 6] >> (place & 63) & 1 == 1
    }
}

pub(crate) fn pairs_of(left: usize, right: Option<usize>) -> u64 {
    right.map_or_else(|| left as u64 * (left as u64).saturating_sub(1) / 2, |right| left as u64 * right as u64)
}

/// Sorts by the upper half, keeping the order of rows: three passes of eleven bits.
pub(crate) fn radix_sort(keys: &mut Vec<u64>) {
    by_digits(keys, |key, pass| (key >> (32 + 11 * pass)) as usize & 0x7ff);
}

/// Sorts by three digits of eleven bits, the lowest first; equal ones keep their order. Short lists are compared instead.
pub(crate) fn by_digits<K: Copy + Ord + Default>(keys: &mut Vec<K>, digit: impl Fn(K, u32) -> usize) {
    if keys.len() < 4_096 {
        keys.sort_unstable();
        return;
    }
    let mut spare = vec![K::default(); keys.len()];
    for pass in 0..3 {
        let mut places = [0_usize; 2_048];
        for key in keys.iter() {
            places[digit(*key, pass)] += 1;
        }
        let mut sum = 0;
        for place in &mut places {
            sum += std::mem::replace(place, sum);
        }
        for key in keys.iter() {
            let place = &mut places[digit(*key, pass)];
            spare[*place] = *key;
            *place += 1;
        }
        std::mem::swap(keys, &mut spare);
    }
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
        fn one_key_in_so_many_is_taken(share in 1_u64..5_000, key in any::<u32>()) {
            prop_assert_eq!(Share::of(share).takes(key), mix(3, key.into()).is_multiple_of(share));
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
