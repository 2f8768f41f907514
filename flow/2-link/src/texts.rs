//! Texts with a number each: every distinct one is kept once, in one long row of bytes.

use foldhash::fast::FixedState;
use std::hash::{BuildHasher, Hasher};

/// Distinct texts, numbered as they come.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    /// Where a text is found: its hash in the upper half, its number and one in the lower; zero is free.
    slots: Vec<u64>,
}

/// A hash that is the same on every machine and in every run.
pub(crate) fn hash_of(text: &[u8]) -> u32 {
    let mut hasher = FixedState::default().build_hasher();
    hasher.write(text);
    (hasher.finish() >> 32) as u32
}

impl Texts {
    /// How many there are.
    pub(crate) const fn len(&self) -> usize {
        self.ends.len()
    }

    /// The text with a number.
    #[inline]
    pub(crate) fn get(&self, number: usize) -> &[u8] {
        let from = if number == 0 { 0 } else { self.ends[number - 1] };
        &self.bytes[from..self.ends[number]]
    }

    /// The number of a text, if it is known.
    pub(crate) fn find(&self, text: &[u8]) -> Option<usize> {
        if self.slots.is_empty() {
            return None;
        }
        let hash = hash_of(text);
        let mut place = hash as usize & (self.slots.len() - 1);
        loop {
            let slot = self.slots[place];
            if slot == 0 {
                return None;
            }
            let number = (slot & 0xffff_ffff) as usize - 1;
            if slot >> 32 == u64::from(hash) && self.get(number) == text {
                return Some(number);
            }
            place = (place + 1) & (self.slots.len() - 1);
        }
    }

    /// Adds a text that is not known yet; gives back its number.
    pub(crate) fn add(&mut self, text: &[u8]) -> usize {
        let number = self.ends.len();
        self.bytes.extend_from_slice(text);
        self.ends.push(self.bytes.len());
        if self.ends.len() * 2 > self.slots.len() {
            let size = (self.ends.len() * 4).next_power_of_two().max(1 << 6);
            let slots = std::mem::replace(&mut self.slots, vec![0; size]);
            slots.into_iter().filter(|slot| *slot != 0).for_each(|slot| self.place(slot));
        }
        self.place(u64::from(hash_of(text)) << 32 | (number as u64 + 1));
        number
    }

    fn place(&mut self, slot: u64) {
        let mask = self.slots.len() - 1;
        let mut place = (slot >> 32) as usize & mask;
        while self.slots[place] != 0 {
            place = (place + 1) & mask;
        }
        self.slots[place] = slot;
    }

    /// Forgets how texts are found; they keep their numbers.
    pub(crate) fn close(&mut self) {
        self.slots = Vec::new();
    }

    /// Makes texts found again.
    pub(crate) fn open(&mut self) {
        if self.slots.is_empty() {
            self.slots = vec![0; (self.ends.len() * 4).next_power_of_two().max(1 << 6)];
            for number in 0..self.ends.len() {
                self.place(u64::from(hash_of(self.get(number))) << 32 | (number as u64 + 1));
            }
        }
    }

    /// Bytes that it takes.
    pub(crate) const fn memory(&self) -> usize {
        self.bytes.capacity() + (self.ends.capacity() + self.slots.capacity()) * 8
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_text_keeps_its_number_also_after_closing_and_opening(words in proptest::collection::vec("[A-D]{0,3}", 0..200)) {
            let mut texts = Texts::default();
            let mut numbers = Vec::new();
            for (place, word) in words.iter().enumerate() {
                numbers.push(texts.find(word.as_bytes()).unwrap_or_else(|| texts.add(word.as_bytes())));
                if place % 50 == 49 {
                    texts.close();
                    texts.open();
                }
            }
            for (word, number) in words.iter().zip(&numbers) {
                prop_assert_eq!(texts.get(*number), word.as_bytes());
                prop_assert_eq!(texts.find(word.as_bytes()), Some(*number));
            }
        }
    }
}
