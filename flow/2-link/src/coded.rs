//! Texts that come as a dictionary: each is read once, however many rows have it and however many batches share it.

use arrow::array::{Array, StringArray};

/// The dictionary in which the texts of a column came last, and what those became that were asked for.
#[derive(Debug, Default)]
pub(crate) struct Coded {
    texts: Option<StringArray>,
    /// Half-words of a value.
    width: usize,
    read: Vec<bool>,
    halves: Vec<u32>,
}

impl Coded {
    /// The texts of the next batch: those of the last one, or others.
    pub(crate) fn turn_to(&mut self, texts: &StringArray, width: usize) {
        // What is held here cannot be given to others, so that texts at the same place are the same texts.
        let same = self.texts.as_ref().is_some_and(|known| {
            std::ptr::eq(known.value_offsets(), texts.value_offsets()) && std::ptr::eq(known.value_data(), texts.value_data())
        });
        if !same {
            self.width = width;
            self.read.clear();
            self.read.resize(texts.len(), false);
            self.halves.clear();
            self.halves.resize(texts.len() * width, 0);
            self.texts = Some(texts.clone());
        }
    }

    /// What a text became; it is read when it is asked for first.
    pub(crate) fn halves(&mut self, place: usize, take: impl FnOnce(&str, &mut [u32])) -> &[u32] {
        let halves = &mut self.halves[place * self.width..][..self.width];
        let new = !std::mem::replace(&mut self.read[place], true);
        if let Some(texts) = self.texts.as_ref().filter(|texts| new && texts.is_valid(place) && !texts.value(place).is_empty()) {
            take(texts.value(place), halves);
        }
        halves
    }
}
