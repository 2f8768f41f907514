//! The words of a column: each distinct one is brought into comparable form once and is a number from then on.
//!
//! ```text
//! "Drs. H. Muh.Ali"  ─pieces─►  "Drs." → nothing, "H." → nothing, "Muh.Ali" → MUHAMAD ALI   (each piece looked up, not read again)
//! ```

use crate::model::Standard;
use crate::roster::mix;
use crate::standard::{Piece, piece};
use foldhash::fast::FixedState;
use std::collections::HashMap;

/// A word's number within its column; zero is no word.
pub(crate) type Code = u32;

/// Single letters have the first numbers, so that an initial is known by its number.
pub(crate) const INITIALS: Code = 26;

/// What is known of a word without reading it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Feature {
    /// Which letters it has, a bit each.
    pub(crate) letters: u32,
    /// Its length in letters, at most 255.
    pub(crate) len: u8,
    /// Its first letter.
    pub(crate) first: u8,
}

/// The words of one column.
#[derive(Debug)]
pub(crate) struct Words {
    standard: Standard,
    codes: HashMap<Box<[u8]>, Code, FixedState>,
    pieces: HashMap<Box<[u8]>, Piece<Code>, FixedState>,
    text: Vec<u8>,
    ends: Vec<usize>,
    pub(crate) features: Vec<Feature>,
    /// Rows that have the word.
    rows: Vec<u32>,
    /// How rare it is: log₂ of one in so many rows, filled when all rows are read.
    pub(crate) rarity: Vec<u8>,
    /// How it sounds, filled then too; zero for no word.
    pub(crate) sound: Vec<u32>,
}

impl Words {
    pub(crate) fn new(standard: Standard) -> Self {
        let mut words = Self {
            standard,
            codes: HashMap::with_hasher(FixedState::default()),
            pieces: HashMap::with_hasher(FixedState::default()),
            text: Vec::new(),
            ends: Vec::new(),
            features: Vec::new(),
            rows: Vec::new(),
            rarity: Vec::new(),
            sound: Vec::new(),
        };
        words.add(b"");
        for letter in b'A'..=b'Z' {
            words.code(&[letter]);
        }
        words
    }

    /// The number of a word in comparable form.
    pub(crate) fn code(&mut self, word: &[u8]) -> Code {
        if word.is_empty() {
            return 0;
        }
        if let Some(code) = self.codes.get(word) {
            return *code;
        }
        let code = self.add(word);
        self.codes.insert(word.into(), code);
        code
    }

    fn add(&mut self, word: &[u8]) -> Code {
        let code = Code::try_from(self.ends.len()).unwrap_or(Code::MAX);
        self.text.extend_from_slice(word);
        self.ends.push(self.text.len());
        let letters = word.iter().fold(0, |letters, byte| letters | 1_u32 << (byte & 31));
        let len = u8::try_from(word.len()).unwrap_or(u8::MAX);
        self.features.push(Feature { letters, len, first: word.first().copied().unwrap_or_default() });
        self.rows.push(0);
        code
    }

    /// The letters of a word.
    pub(crate) fn letters(&self, code: Code) -> &[u8] {
        let code = code as usize;
        let from = if code == 0 { 0 } else { self.ends[code - 1] };
        &self.text[from..self.ends[code]]
    }

    /// Splits a text into the numbers of its words, in their order; words beyond the room are joined to the last one, so
    /// that nothing is left out.
    pub(crate) fn split(&mut self, text: &str, into: &mut [Code]) {
        into.fill(0);
        let mut count = 0;
        let mut rest: Option<Vec<u8>> = None;
        for raw in text.as_bytes().split(|byte| *byte <= b' ').filter(|raw| !raw.is_empty()) {
            let found = match self.pieces.get(raw) {
                Some(found) => *found,
                None => self.read(raw),
            };
            for code in found.words(count == 0) {
                if count < into.len() {
                    into[count] = code;
                } else {
                    let last = into[into.len() - 1];
                    let joined = rest.get_or_insert_with(|| self.letters(last).to_vec());
                    joined.push(b' ');
                    joined.extend_from_slice(self.letters(code));
                }
                count += 1;
            }
            if found.ends {
                break;
            }
        }
        if let Some(joined) = rest {
            let last = into.len() - 1;
            into[last] = self.code(&joined);
        }
        for (place, code) in into.iter().enumerate() {
            if *code != 0 && !into[..place].contains(code) {
                self.rows[*code as usize] += 1;
            }
        }
    }

    fn read(&mut self, raw: &[u8]) -> Piece<Code> {
        let text = String::from_utf8_lossy(raw);
        let piece = piece(&text, self.standard).map(|word| self.code(word.as_bytes()));
        // Text of no language, longer than any word, is read again each time rather than remembered.
        if raw.len() <= 64 {
            self.pieces.insert(raw.into(), piece);
        }
        piece
    }

    /// A whole text as one word.
    pub(crate) fn whole(&mut self, text: &str) -> Code {
        if let Some(found) = self.pieces.get(text.as_bytes()) {
            let code = found.first();
            if code != 0 {
                self.rows[code as usize] += 1;
            }
            return code;
        }
        let standard = crate::standard::whole(text, self.standard);
        let code = self.code(standard.as_bytes());
        self.pieces.insert(text.as_bytes().into(), Piece::one(code));
        if code != 0 {
            self.rows[code as usize] += 1;
        }
        code
    }

    /// How rare every word is, out of so many rows that have any.
    pub(crate) fn count(&mut self, rows: u64) {
        self.rarity =
            self.rows.iter().map(|with| (rows.max(1) / u64::from((*with).max(1))).max(1).ilog2().min(63) as u8).collect();
    }

    /// How every word sounds.
    pub(crate) fn listen(&mut self) {
        self.sound = (0..self.ends.len()).map(|code| sound(self.letters(code as Code))).collect();
    }

    /// Frees what only reading needs.
    pub(crate) fn close(&mut self) {
        self.codes = HashMap::with_hasher(FixedState::default());
        self.pieces = HashMap::with_hasher(FixedState::default());
    }
}

/// The first letter and the consonants that follow, each once: `SYAMSUDIN` and `SYAMSUDDIN` sound the same.
fn sound(word: &[u8]) -> u32 {
    let mut hash = 0;
    let mut last = 0;
    for (place, letter) in word.iter().enumerate() {
        let silent = matches!(letter, b'A' | b'E' | b'I' | b'O' | b'U' | b'Y' | b'H' | b'W');
        let class = match letter {
            b'B' | b'P' | b'F' | b'V' => b'B',
            b'C' | b'K' | b'Q' | b'G' | b'J' | b'X' => b'C',
            b'D' | b'T' => b'D',
            b'S' | b'Z' => b'S',
            b'M' | b'N' => b'M',
            other => *other,
        };
        if place == 0 || !silent && class != last {
            hash = mix(hash, class.into()) | 1;
        }
        last = class;
    }
    ((hash >> 32 ^ hash) & 0xffff_ffff) as u32
}
