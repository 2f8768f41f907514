//! The facts of a pair: two records become a word of bits, one for each fact that the model asks for.

use crate::fact::Ask;
use crate::model::{ColumnType, Model};
use crate::names::{Names, whole_similarity};
use crate::shelf::{Shelf, Slot, long};
use crate::similarity::{jaro_winkler, within_slips};
use crate::words::{Code, Words};

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
    /// Of these, what hangs on a number alone, by that number: how rare the words are that a name shares, and how many.
    rare: [u64; RAREST + 1],
    shares: [u64; MOST_WORDS + 1],
    /// What is asked of a name besides.
    of_name: Vec<(Ask, u64)>,
}

/// No fact asks for rarer words than this, or for more of them.
const RAREST: usize = 63;
const MOST_WORDS: usize = 8;

/// The bit beside the facts: both rows have a NIK that carries their own birth date, and these dates and the serials differ. Two such
/// rows are two people, whatever else agrees: a wrong NIK does not carry the right person's birth date. In short lists of one village
/// nothing that is learned says so.
pub(crate) const TWO_PEOPLE: u64 = 1 << 63;

/// When some facts of a pair decide a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decided {
    Always,
    /// When they show its first level, which says that something is missing.
    WhenMissing,
    Never,
}

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
                    rare: [0; RAREST + 1],
                    shares: [0; MOST_WORDS + 1],
                    of_name: Vec::new(),
                });
                relations.len() - 1
            });
            let relation = &mut relations[place];
            match fact.ask {
                Ask::Missing => relation.missing |= 1 << bit,
                Ask::Same => relation.same |= 1 << bit,
                ask => relation.asks.push((ask, 1 << bit)),
            }
            let from = |bits: &mut [u64], least: u8| bits[least.into()..].iter_mut().for_each(|bits| *bits |= 1 << bit);
            match fact.ask {
                Ask::Rare(least) => from(&mut relation.rare, least),
                Ask::Shares(least) => from(&mut relation.shares, least),
                Ask::Missing | Ask::Same => {}
                ask => relation.of_name.push((ask, 1 << bit)),
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

    /// The facts of the columns that are no names, and which names are missing.
    #[inline]
    pub(crate) fn quick_facts(&self, shelf: &Shelf, a: &[u32], b: &[u32]) -> u64 {
        let missing = |relation: &Relation| {
            let first = relation.slot.half;
            if a[first] == 0 || b[first] == 0 { relation.missing } else { 0 }
        };
        let missing = self.names.iter().fold(0, |word, relation| word | missing(relation));
        let facts = self.quick.iter().fold(missing, |word, relation| word | relation.facts(shelf, a, b));
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

    /// When the quick facts of a pair decide each comparison.
    pub(crate) fn decided_by_quick_facts(model: &Model) -> Vec<Decided> {
        let quick = |column: usize| model.columns[column].kind != ColumnType::Name;
        let decided = |comparison: usize| {
            let first = &model.comparisons[comparison].levels[0];
            if model.asks(comparison).all(quick) {
                Decided::Always
            } else if !first.silent && model.is_missing(comparison, 0) && first.when.iter().all(|mask| mask.none == 0) {
                // Whether a name is missing is a quick fact, and the first level goes before all others; what must not hold
                // may be a fact of names.
                Decided::WhenMissing
            } else {
                Decided::Never
            }
        };
        (0..model.comparisons.len()).map(decided).collect()
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
        facts |= self.rare[RAREST.min(names.rarity as usize)] | self.shares[MOST_WORDS.min(names.shared as usize)];
        let mut alike = None;
        for (ask, bit) in &self.of_name {
            let holds = match ask {
                Ask::Alike => names.left.0 == 0 && names.left.1 == 0,
                Ask::Covers => names.shared > 0 && (names.left.0 == 0 || names.left.1 == 0),
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
