//! The facts of a pair: two records become a word of bits, one for each fact that the model asks for.

use crate::fact::Ask;
use crate::model::{ColumnType, Model};
use crate::shelf::{Shelf, Slot, long};
use crate::similarity::{jaro_winkler, within_slips};
use crate::words::{Code, INITIALS, Words};

/// How the values of one column are put beside each other.
#[derive(Debug)]
struct Relation {
    column: usize,
    kind: ColumnType,
    slot: Slot,
    missing: u64,
    same: u64,
    /// Everything else that is asked.
    asks: Vec<(Ask, u64)>,
}

/// The bit beside the facts: both rows have a NIK that carries their own birth date, and these dates and the serials differ. Two such
/// rows are two people, whatever else agrees: a wrong NIK does not carry the right person's birth date. In short lists of one village
/// nothing that is learned says so.
pub(crate) const TWO_PEOPLE: u64 = 1 << 63;

/// How pairs are put beside each other.
#[derive(Debug)]
pub(crate) struct Relate {
    /// Where NIK and birth date stand, in a model that has both.
    own: Option<(usize, usize)>,
    /// Columns that are put beside each other in a few steps.
    quick: Vec<Relation>,
    /// Columns whose words are compared.
    names: Vec<Relation>,
}

impl Relate {
    pub(crate) fn new(model: &Model, shelf: &Shelf) -> Self {
        let mut relations: Vec<Relation> = Vec::new();
        for (bit, fact) in model.facts.0.iter().enumerate() {
            let place = relations.iter().position(|relation| relation.column == fact.column).unwrap_or_else(|| {
                relations.push(Relation {
                    column: fact.column,
                    kind: model.columns[fact.column].kind,
                    slot: shelf.layout.slots[fact.column],
                    missing: 0,
                    same: 0,
                    asks: Vec::new(),
                });
                relations.len() - 1
            });
            let relation = &mut relations[place];
            match fact.ask {
                Ask::Missing => relation.missing |= 1 << bit,
                Ask::Same => relation.same |= 1 << bit,
                ask => relation.asks.push((ask, 1 << bit)),
            }
        }
        let (names, quick) = relations.into_iter().partition(|relation| relation.kind == ColumnType::Name);
        let column =
            |kind| model.columns.iter().position(|column| column.kind == kind).map(|place| shelf.layout.slots[place].half);
        let own = column(ColumnType::Nik).zip(column(ColumnType::Date)).filter(|_| model.facts.0.len() < 63);
        Self { own, quick, names }
    }

    /// The facts of a pair.
    #[inline]
    pub(crate) fn word(&self, shelf: &Shelf, a: &[u32], b: &[u32]) -> u64 {
        self.quick_facts(shelf, a, b) | self.name_facts(shelf, a, b)
    }

    /// The facts of the columns that are no names.
    #[inline]
    pub(crate) fn quick_facts(&self, shelf: &Shelf, a: &[u32], b: &[u32]) -> u64 {
        let facts = self.quick.iter().fold(0, |word, relation| word | relation.facts(shelf, a, b));
        if self.are_two(a, b) { facts | TWO_PEOPLE } else { facts }
    }

    /// Whether each has a NIK with the birth date of its own row, and both differ.
    #[inline]
    fn are_two(&self, a: &[u32], b: &[u32]) -> bool {
        let Some((nik, date)) = self.own else { return false };
        let (one, other) = (long(a, nik), long(b, nik));
        let differ = (one ^ other) & 0xffff != 0 && a[date] != b[date];
        differ && carries(one, a[date]) && carries(other, b[date])
    }

    /// The facts of names.
    #[inline]
    pub(crate) fn name_facts(&self, shelf: &Shelf, a: &[u32], b: &[u32]) -> u64 {
        self.names.iter().fold(0, |word, relation| word | relation.facts(shelf, a, b))
    }

    /// The comparisons that look at no name.
    pub(crate) fn quick_comparisons(model: &Model) -> Vec<bool> {
        let quick = |column: usize| model.columns[column].kind != ColumnType::Name;
        (0..model.comparisons.len()).map(|comparison| model.asks(comparison).all(quick)).collect()
    }
}

/// Whether a NIK (four bits a digit) carries a birth date: `DDMMYY`, women with forty days more.
#[inline]
fn carries(nik: u64, date: u32) -> bool {
    let two = |from: u32| ((nik >> (from + 4) & 0xf) * 10 + (nik >> from & 0xf)) as u32;
    let (day, month, year) = (two(32), two(24), two(16));
    let day = if day > 40 { day - 40 } else { day };
    nik != 0 && date & 0xff == day && date >> 8 & 0xff == month && (date >> 16) % 100 == year && day != 0 && month != 0
}

impl Relation {
    #[inline]
    fn facts(&self, shelf: &Shelf, a: &[u32], b: &[u32]) -> u64 {
        let half = self.slot.half;
        match self.kind {
            ColumnType::Nik => self.nik(long(a, half), long(b, half)),
            ColumnType::Digits => self.digits(long(a, half), long(b, half)),
            ColumnType::Name => {
                let (a, b) = (&a[half..half + self.slot.halves], &b[half..half + self.slot.halves]);
                if a[0] == 0 || b[0] == 0 {
                    return self.missing;
                }
                shelf.words[self.column].as_ref().map_or(0, |words| self.name(words, a, b))
            }
            ColumnType::Date => self.date(a[half], b[half]),
            ColumnType::Number => self.number(a[half], b[half]),
            ColumnType::Text | ColumnType::Category => {
                let (a, b) = (a[half], b[half]);
                if a == 0 || b == 0 {
                    return self.missing;
                }
                shelf.words[self.column].as_ref().map_or(0, |words| self.text(words, a, b))
            }
        }
    }

    fn nik(&self, a: u64, b: u64) -> u64 {
        if a == 0 || b == 0 {
            return self.missing;
        }
        if a == b {
            let inside = |ask: Ask| matches!(ask, Ask::Serial | Ask::Birth | Ask::Region | Ask::Edits(_));
            return self.asks.iter().filter(|(ask, _)| inside(*ask)).fold(self.same, |facts, (_, bit)| facts | bit);
        }
        let apart = a ^ b;
        let mut facts = 0;
        for (ask, bit) in &self.asks {
            let holds = match ask {
                Ask::Serial => apart & 0xffff == 0,
                Ask::Birth => apart >> 16 & 0xff_ffff == 0,
                Ask::Region => apart >> 40 == 0,
                Ask::Cut => apart >> 4 == 0 && (a & 0xf == 0 || b & 0xf == 0),
                Ask::Slip => apart & 0xffff == 0 && one_slip(a, b),
                Ask::Edits(most) => edits(a, b, *most),
                _ => false,
            };
            facts |= if holds { *bit } else { 0 };
        }
        facts
    }

    fn digits(&self, a: u64, b: u64) -> u64 {
        if a == 0 || b == 0 {
            return self.missing;
        }
        if a == b {
            return self.asks.iter().fold(self.same, |facts, (_, bit)| facts | bit);
        }
        let mut facts = 0;
        for (ask, bit) in &self.asks {
            if let Ask::Edits(most) = ask
                && edits(a, b, *most)
            {
                facts |= bit;
            }
        }
        facts
    }

    fn date(&self, a: u32, b: u32) -> u64 {
        if a == 0 || b == 0 {
            return self.missing;
        }
        let part = |date: u32| [date >> 16, date >> 8 & 0xff, date & 0xff];
        let (x, y) = (part(a), part(b));
        let whole = x.iter().chain(&y).all(|part| *part != 0);
        // A part that is not known agrees with nothing.
        let equal = x.iter().zip(&y).filter(|(x, y)| x == y && **x != 0).count();
        let mut facts = if whole && equal == 3 { self.same } else { 0 };
        for (ask, bit) in &self.asks {
            let holds = match ask {
                Ask::Swapped => whole && a != b && x[0] == y[0] && x[1] == y[2] && x[2] == y[1],
                Ask::Parts(least) => equal >= usize::from(*least),
                Ask::Year => x[0] == y[0] && x[0] != 0,
                Ask::Within(most) => whole && day_number(x).abs_diff(day_number(y)) <= *most,
                Ask::Edits(most) => whole && within_slips(&date_digits(x), &date_digits(y), (*most).into()),
                _ => false,
            };
            facts |= if holds { *bit } else { 0 };
        }
        facts
    }

    fn number(&self, a: u32, b: u32) -> u64 {
        if a == 0 || b == 0 {
            return self.missing;
        }
        let mut facts = if a == b { self.same } else { 0 };
        for (ask, bit) in &self.asks {
            if let Ask::Within(most) = ask
                && a.abs_diff(b) <= *most
            {
                facts |= bit;
            }
        }
        facts
    }

    fn text(&self, words: &Words, a: Code, b: Code) -> u64 {
        let mut facts = if a == b { self.same } else { 0 };
        let mut alike = None;
        for (ask, bit) in &self.asks {
            let holds = match ask {
                Ask::Rare(least) => a == b && words.rarity[a as usize] >= *least,
                _ if a == b => true,
                Ask::Similar(least) => {
                    let alike = *alike.get_or_insert_with(|| jaro_winkler(words.letters(a), words.letters(b)));
                    alike * 100.0 >= f32::from(*least)
                }
                Ask::Edits(most) => within_slips(words.letters(a), words.letters(b), (*most).into()),
                _ => false,
            };
            facts |= if holds { *bit } else { 0 };
        }
        facts
    }

    fn name(&self, words: &Words, a: &[Code], b: &[Code]) -> u64 {
        let names = Names::compare(words, a, b);
        let mut facts = if names.same { self.same } else { 0 };
        let mut alike = None;
        for (ask, bit) in &self.asks {
            let holds = match ask {
                Ask::Alike => names.left.0 == 0 && names.left.1 == 0,
                Ask::Covers => names.shared > 0 && (names.left.0 == 0 || names.left.1 == 0),
                Ask::Shares(least) => names.shared >= u32::from(*least),
                Ask::Rare(least) => names.rarity >= u32::from(*least),
                Ask::Similar(_) if names.same => true,
                Ask::Similar(least) => {
                    let alike = *alike.get_or_insert_with(|| whole_similarity(words, a, b));
                    alike * 100.0 >= f32::from(*least)
                }
                _ => false,
            };
            facts |= if holds { *bit } else { 0 };
        }
        facts
    }
}

/// Two names beside each other, word by word.
#[derive(Debug)]
struct Names {
    /// The same words, in any order.
    same: bool,
    /// Words equal or one slip apart.
    shared: u32,
    /// How rare the shared words are together, in bits; a word with a slip counts half.
    rarity: u32,
    /// Words without counterpart, on either side.
    left: (u32, u32),
}

impl Names {
    fn compare(words: &Words, a: &[Code], b: &[Code]) -> Self {
        let count = |name: &[Code]| name.iter().take_while(|code| **code != 0).count();
        let (a, b) = (&a[..count(a)], &b[..count(b)]);
        let (mut free_a, mut free_b) = ((1_u32 << a.len()) - 1, (1_u32 << b.len()) - 1);
        let (mut shared, mut rarity) = (0, 0);
        for (i, word) in a.iter().enumerate() {
            for (j, other) in b.iter().enumerate() {
                if word == other && free_b >> j & 1 == 1 {
                    free_a &= !(1 << i);
                    free_b &= !(1 << j);
                    // An initial that equals an initial is a hint, not a word.
                    if *word > INITIALS {
                        shared += 1;
                        rarity += u32::from(words.rarity[*word as usize]);
                    }
                    break;
                }
            }
        }
        if free_a == 0 && free_b == 0 {
            return Self { same: true, shared, rarity, left: (0, 0) };
        }
        if free_a != 0 && free_b != 0 {
            // Before words that resemble each other: NUR begins NURHAYATI, and would leave HAYATI without its counterpart.
            if free_a & free_a >> 1 != 0 {
                joined(words, (a, &mut free_a), (b, &mut free_b), &mut shared, &mut rarity);
            }
            if free_b & free_b >> 1 != 0 {
                joined(words, (b, &mut free_b), (a, &mut free_a), &mut shared, &mut rarity);
            }
            let mut i_left = free_a;
            while i_left != 0 {
                let i = i_left.trailing_zeros() as usize;
                i_left &= i_left - 1;
                let mut j_left = free_b;
                while j_left != 0 {
                    let j = j_left.trailing_zeros() as usize;
                    j_left &= j_left - 1;
                    let near = near(words, a[i], b[j]);
                    if near == Near::No {
                        continue;
                    }
                    free_a &= !(1 << i);
                    free_b &= !(1 << j);
                    if near == Near::Slip {
                        shared += 1;
                        rarity += u32::from(words.rarity[a[i] as usize].min(words.rarity[b[j] as usize])) / 2;
                    }
                    break;
                }
            }
        }
        Self { same: false, shared, rarity, left: (free_a.count_ones(), free_b.count_ones()) }
    }
}

/// Two neighbouring words of one name that the other writes as one: `NUR HAYATI`, `NURHAYATI`.
fn joined(words: &Words, apart: (&[Code], &mut u32), whole: (&[Code], &mut u32), shared: &mut u32, rarity: &mut u32) {
    let feature = |code: Code| words.features[code as usize];
    for i in 1..apart.0.len() {
        if *apart.1 >> (i - 1) & 3 != 3 {
            continue;
        }
        let (first, second) = (apart.0[i - 1], apart.0[i]);
        let (len, letter) = (feature(first).len.saturating_add(feature(second).len), feature(first).first);
        for (j, code) in whole.0.iter().enumerate() {
            let both = feature(*code);
            if *whole.1 >> j & 1 == 0 || both.len != len || both.first != letter {
                continue;
            }
            let both = words.letters(*code);
            if both.starts_with(words.letters(first)) && both.ends_with(words.letters(second)) {
                *apart.1 &= !(3 << (i - 1));
                *whole.1 &= !(1 << j);
                *shared += 1;
                *rarity += u32::from(words.rarity[*code as usize]) / 2;
                break;
            }
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Near {
    No,
    /// An initial, or the first letters.
    Start,
    Slip,
}

fn near(words: &Words, a: Code, b: Code) -> Near {
    let (x, y) = (words.features[a as usize], words.features[b as usize]);
    let short = x.len.min(y.len);
    if x.first == y.first && (short == 1 || short >= 3 && x.len != y.len) {
        let (one, other) = (words.letters(a), words.letters(b));
        if one.starts_with(other) || other.starts_with(one) {
            return if short >= 5 && x.len.abs_diff(y.len) == 1 { Near::Slip } else { Near::Start };
        }
    }
    let most = match short {
        0..=3 => return Near::No,
        4..=7 => 1,
        _ => 2,
    };
    // A slip touches two letters at most: most pairs of words end here, unread.
    if x.len.abs_diff(y.len) > most || (x.letters ^ y.letters).count_ones() > 2 * u32::from(most) {
        return Near::No;
    }
    if within_slips(words.letters(a), words.letters(b), most.into()) { Near::Slip } else { Near::No }
}

fn whole_similarity(words: &Words, a: &[Code], b: &[Code]) -> f32 {
    let write = |name: &[Code], into: &mut [u8; 64]| {
        let mut len = 0;
        for code in name.iter().take_while(|code| **code != 0) {
            for letter in words.letters(*code) {
                if len < into.len() {
                    into[len] = *letter;
                    len += 1;
                }
            }
        }
        len
    };
    let (mut x, mut y) = ([0; 64], [0; 64]);
    let (m, n) = (write(a, &mut x), write(b, &mut y));
    jaro_winkler(&x[..m], &y[..n])
}

/// One digit differs, or two neighbours are exchanged.
fn one_slip(a: u64, b: u64) -> bool {
    let apart = a ^ b;
    let first = apart.trailing_zeros() / 4 * 4;
    let rest = apart >> first;
    if rest >> 4 == 0 {
        return true;
    }
    let digit = |number: u64, place: u32| number >> (first + 4 * place) & 0xf;
    rest >> 8 == 0 && digit(a, 0) == digit(b, 1) && digit(a, 1) == digit(b, 0)
}

fn edits(a: u64, b: u64, most: u8) -> bool {
    let len = |number: u64| (67 - number.leading_zeros()) / 4;
    let apart = a ^ b;
    let nibbles = (apart | apart >> 1 | apart >> 2 | apart >> 3) & 0x1111_1111_1111_1111;
    let (one, other) = (len(a), len(b));
    if one == other && nibbles.count_ones() > 2 * u32::from(most) && most == 1 || one.abs_diff(other) > most.into() {
        return false;
    }
    let bytes = |number: u64| number.to_be_bytes().map(|byte| [byte >> 4, byte & 0xf]).concat_digits();
    let (x, y) = (bytes(a), bytes(b));
    within_slips(&x[16 - one as usize..], &y[16 - other as usize..], most.into())
}

trait ConcatDigits {
    fn concat_digits(self) -> [u8; 16];
}

impl ConcatDigits for [[u8; 2]; 8] {
    fn concat_digits(self) -> [u8; 16] {
        let mut all = [0; 16];
        for (pair, into) in self.iter().zip(all.chunks_exact_mut(2)) {
            into.copy_from_slice(pair);
        }
        all
    }
}

fn date_digits(date: [u32; 3]) -> [u8; 8] {
    let number = date[0] * 10_000 + date[1] * 100 + date[2];
    [7, 6, 5, 4, 3, 2, 1, 0].map(|place| (number / 10_u32.pow(place) % 10) as u8)
}

/// Days on a line on which near dates are near; exact enough for `within` over months of different length.
fn day_number(date: [u32; 3]) -> u32 {
    let (year, month) = if date[1] <= 2 { (date[0] - 1, date[1] + 12) } else { (date[0], date[1]) };
    365 * year + year / 4 - year / 100 + year / 400 + (153 * (month - 3) + 2) / 5 + date[2]
}
