//! The words of a column: each distinct one is brought into comparable form once and is a number from then on.
//!
//! ```text
//! "Drs. H. Muh.Ali"  ─pieces─►  "Drs." → nothing, "H." → nothing, "Muh.Ali" → MUHAMAD ALI   (each piece looked up, not read again)
//! ```

use crate::kept::{Reader, Writer};
use crate::model::Standard;
use crate::roster::mix;
use crate::standard::{Piece, piece};
use crate::texts::{Texts, hash_of};
use std::io;

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
    texts: Texts,
    /// Pieces of text as they came, and for each its word, or its place among `several`.
    pieces: Texts,
    of_piece: Vec<Code>,
    several: Vec<Piece<Code>>,
    pub(crate) features: Vec<Feature>,
    /// Rows that have the word.
    rows: Vec<u32>,
    /// Rows that had any word when words were first judged.
    judged_by: u64,
    /// How rare it is: log₂ of one in so many rows, filled when all rows are read.
    pub(crate) rarity: Vec<u8>,
    /// How it sounds, filled then too; zero for no word.
    pub(crate) sound: Vec<u32>,
    /// A number that hangs on its letters alone, not on when it was read; filled then too.
    pub(crate) mark: Vec<u32>,
}

/// Marks a piece that is not just one word.
const SEVERAL: Code = 1 << 31;

impl Words {
    pub(crate) fn new(standard: Standard) -> Self {
        let mut words = Self {
            standard,
            texts: Texts::default(),
            pieces: Texts::default(),
            of_piece: Vec::new(),
            several: Vec::new(),
            features: Vec::new(),
            rows: Vec::new(),
            judged_by: 0,
            rarity: Vec::new(),
            sound: Vec::new(),
            mark: Vec::new(),
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
        self.texts.find(word).map_or_else(|| self.add(word), |number| number as Code)
    }

    fn add(&mut self, word: &[u8]) -> Code {
        let code = self.texts.add(word) as Code;
        let letters = word.iter().fold(0, |letters, byte| letters | 1_u32 << (byte & 31));
        let len = u8::try_from(word.len()).unwrap_or(u8::MAX);
        self.features.push(Feature { letters, len, first: word.first().copied().unwrap_or_default() });
        self.rows.push(0);
        code
    }

    /// The letters of a word.
    #[inline]
    pub(crate) fn letters(&self, code: Code) -> &[u8] {
        self.texts.get(code as usize)
    }

    fn piece(&self, number: usize) -> Piece<Code> {
        let of = self.of_piece[number];
        if of & SEVERAL == 0 { Piece::one(of) } else { self.several[(of & !SEVERAL) as usize] }
    }

    fn remember(&mut self, raw: &[u8], piece: Piece<Code>) {
        self.pieces.add(raw);
        let of = piece.only().unwrap_or(SEVERAL | self.several.len() as Code);
        if of & SEVERAL != 0 {
            self.several.push(piece);
        }
        self.of_piece.push(of);
    }

    /// Splits a text into the numbers of its words, in their order; words beyond the room are joined to the last one, so
    /// that nothing is left out.
    pub(crate) fn split(&mut self, text: &str, into: &mut [Code]) {
        into.fill(0);
        let mut count = 0;
        let mut rest: Option<Vec<u8>> = None;
        for raw in text.as_bytes().split(|byte| *byte <= b' ').filter(|raw| !raw.is_empty()) {
            let found = match self.pieces.find(raw) {
                Some(found) => self.piece(found),
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
    }

    /// Counts a row that has these words.
    pub(crate) fn count(&mut self, codes: &[Code]) {
        for (place, code) in codes.iter().enumerate() {
            if *code != 0 && !codes[..place].contains(code) {
                self.rows[*code as usize] += 1;
            }
        }
    }

    fn read(&mut self, raw: &[u8]) -> Piece<Code> {
        let text = String::from_utf8_lossy(raw);
        let piece = piece(&text, self.standard).map(|word| self.code(word.as_bytes()));
        // Text of no language, longer than any word, is read again each time rather than remembered.
        if raw.len() <= 64 {
            self.remember(raw, piece);
        }
        piece
    }

    /// A whole text as one word.
    pub(crate) fn whole(&mut self, text: &str) -> Code {
        if let Some(found) = self.pieces.find(text.as_bytes()) {
            return self.piece(found).first();
        }
        let standard = crate::standard::whole(text, self.standard);
        let code = self.code(standard.as_bytes());
        self.remember(text.as_bytes(), Piece::one(code));
        code
    }

    /// All rows are read: how rare every word is out of so many rows that have any, how it sounds, what its mark is. Words
    /// that were judged before stay as they are, and new ones are as rare as one row among those of that time. What only
    /// reading needs is freed.
    pub(crate) fn close(&mut self, rows: u64) {
        let judged = self.rarity.len();
        if self.judged_by == 0 {
            self.judged_by = rows.max(1);
        }
        let rows = self.judged_by;
        let having = |with: &u32| if judged == 0 { u64::from((*with).max(1)) } else { 1 };
        let rarity = |with: &u32| (rows / having(with)).max(1).ilog2().min(63) as u8;
        self.rarity.extend(self.rows[judged..].iter().map(rarity));
        for code in judged..self.texts.len() {
            self.sound.push(sound(self.texts.get(code)));
            self.mark.push(if code == 0 { 0 } else { hash_of(self.texts.get(code)) | 1 });
        }
        self.texts.close();
        (self.pieces, self.of_piece, self.several) = (Texts::default(), Vec::new(), Vec::new());
    }

    /// Writes the words for a later run.
    pub(crate) fn keep(&self, out: &mut Writer<'_>) -> io::Result<()> {
        out.long(self.judged_by)?;
        out.text(&self.rarity)?;
        (0..self.texts.len()).try_for_each(|code| out.text(self.texts.get(code)))
    }

    /// Reads the words of an earlier run, and is open for new ones.
    pub(crate) fn take_up(&mut self, from: &mut Reader<'_>) -> io::Result<()> {
        self.judged_by = from.long()?;
        let rarity = from.text()?;
        for code in 0..rarity.len() {
            let word = from.text()?;
            if code >= self.texts.len() {
                self.add(&word);
            }
        }
        self.close(0);
        self.rarity = rarity;
        self.texts.open();
        Ok(())
    }

    /// Bytes that it takes.
    pub(crate) fn memory(&self) -> usize {
        self.texts.memory() + self.pieces.memory() + self.of_piece.capacity() * 4 + self.texts.len() * 21
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
