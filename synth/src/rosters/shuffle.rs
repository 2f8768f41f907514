//! A shuffle of 0..n that keeps no table: who stands where in a list of any length can be asked in both directions.

use crate::draw::{Draw, Purpose};

const ROUNDS: usize = 4;

/// A one-to-one mapping of `0..n` onto itself: a Feistel network over the next power of four, walked until it lands
/// inside (Black and Rogaway 2002, "Ciphers with arbitrary finite domains", method 2).
pub struct Shuffle {
    n: u64,
    half: u32,
    keys: [u64; ROUNDS],
}

impl Shuffle {
    /// The shuffle of `0..n` with this number under a seed.
    pub fn new(seed: u64, number: u64, n: u64) -> Self {
        let mut draw = Draw::new(seed, Purpose::Order, number);
        let bits = u64::BITS - n.max(2).saturating_sub(1).leading_zeros();
        Self { n, half: bits.div_ceil(2), keys: std::array::from_fn(|_| draw.bits()) }
    }

    /// Where `at` goes; `at` must be below `n`.
    pub fn forth(&self, at: u64) -> u64 {
        self.walk(at, |value| self.keys.iter().fold(value, |value, key| self.round(value, *key)))
    }

    /// What went to `at`; `at` must be below `n`.
    pub fn back(&self, at: u64) -> u64 {
        let swapped = |value: u64| (value & self.mask()) << self.half | value >> self.half;
        self.walk(at, |value| swapped(self.keys.iter().rev().fold(swapped(value), |value, key| self.round(value, *key))))
    }

    const fn mask(&self) -> u64 {
        (1 << self.half) - 1
    }

    fn walk(&self, at: u64, step: impl Fn(u64) -> u64) -> u64 {
        let mut value = step(at);
        while value >= self.n {
            value = step(value);
        }
        value
    }

    const fn round(&self, value: u64, key: u64) -> u64 {
        let (high, low) = (value >> self.half, value & self.mask());
        let mixed = (low ^ key).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ mixed >> 29).wrapping_mul(0x94D0_49BB_1331_11EB) >> 32;
        low << self.half | (high ^ mixed) & self.mask()
    }
}

#[cfg(test)]
mod tests {
    use super::Shuffle;

    #[test]
    fn a_shuffle_meets_every_number_once_and_finds_its_way_back() {
        for n in [1, 2, 3, 17, 1000, 4097] {
            let shuffle = Shuffle::new(7, 1, n);
            let mut seen = vec![false; n as usize];
            for at in 0..n {
                let there = shuffle.forth(at);
                assert!(!std::mem::replace(&mut seen[there as usize], true));
                assert_eq!(shuffle.back(there), at);
            }
        }
    }
}
