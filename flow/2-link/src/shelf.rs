//! What both lists share: where a column stands in a record, and the words of each column.
//!
//! ```text
//! columns of texts ─Shelf::push─► codes and digits ─► Roster      a record ─Shelf::facet─► what a part of a rule sees of it
//! ```
//! Values are brought into comparable form once for each distinct piece (words.rs); a record holds their numbers. Both
//! lists share one shelf, so equal numbers are equal values.

use crate::coded::Coded;
use crate::model::{ColumnType, Facet, Model, Part, Standard};
use crate::roster::{Roster, Width, mix};
use crate::standard;
use crate::words::{Code, Words};
use arrow::array::{Array, ArrayRef, AsArray, Int64Array};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Date32Type, Int32Type, Int64Type};
use arrow::error::ArrowError;
use base::vocabulary::day_of_epoch;

/// Where a column stands in a record: from which half-word (32 bits), and how many.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slot {
    pub(crate) half: usize,
    pub(crate) halves: usize,
}

/// The places of all columns.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    pub(crate) slots: Vec<Slot>,
    /// Half-words of a record, and keys of a row: one for each rule.
    pub(crate) width: Width,
}

impl Layout {
    pub(crate) fn of(model: &Model) -> Self {
        let mut half = 0;
        let mut slots = vec![Slot { half: 0, halves: 0 }; model.columns.len()];
        for (slot, column) in slots.iter_mut().zip(&model.columns) {
            let halves = match column.kind {
                ColumnType::Nik | ColumnType::Digits => 2,
                ColumnType::Name => column.tokens,
                _ => 1,
            };
            *slot = Slot { half, halves };
            half += halves;
        }
        Self { slots, width: Width { stride: half, rules: model.rules.len() } }
    }
}

impl Shelf {
    /// The rarest of a name's words; of equally rare ones the one whose letters come last.
    fn rarest(&self, column: usize, name: &[Code]) -> Code {
        let Some(words) = &self.words[column] else { return 0 };
        let rarer = |a: &Code, b: &Code| {
            let by_rarity = words.rarity[*a as usize].cmp(&words.rarity[*b as usize]);
            by_rarity.then_with(|| words.letters(*a).cmp(words.letters(*b)))
        };
        name.iter().copied().max_by(rarer).unwrap_or(0)
    }

    /// What stands for a word in a key: a number that hangs on its letters alone.
    fn mark(&self, column: usize, code: Code) -> u64 {
        self.words[column].as_ref().map_or(0, |words| words.mark[code as usize].into())
    }
}

/// Two half-words as the digits they hold.
#[inline]
pub(crate) fn long(record: &[u32], half: usize) -> u64 {
    u64::from(record[half]) << 32 | u64::from(record[half + 1])
}

/// What both lists share: the layout and the words.
#[derive(Debug)]
pub struct Shelf {
    pub(crate) layout: Layout,
    pub(crate) words: Vec<Option<Words>>,
    pub(crate) kinds: Vec<(ColumnType, Standard)>,
    joins: Vec<Vec<usize>>,
    coded: Vec<Coded>,
    /// Rows that have a value, for each column.
    pub(crate) filled: Vec<u64>,
}

impl Shelf {
    /// An empty shelf for a model.
    pub fn new(model: &Model) -> Self {
        let words = |kind| matches!(kind, ColumnType::Name | ColumnType::Text | ColumnType::Category);
        Self {
            layout: Layout::of(model),
            words: model.columns.iter().map(|column| words(column.kind).then(|| Words::new(column.standard))).collect(),
            kinds: model.columns.iter().map(|column| (column.kind, column.standard)).collect(),
            joins: model.columns.iter().map(|column| column.join.clone()).collect(),
            coded: model.columns.iter().map(|_| Coded::default()).collect(),
            filled: vec![0; model.columns.len()],
        }
    }

    /// Adds rows to a list. `columns` holds, for each column of the model, its values, or none where the list lacks it.
    ///
    /// # Errors
    /// A column whose type cannot be read as text; the disk, where the list is written out in parts.
    pub fn push(&mut self, roster: &mut Roster, rows: usize, columns: &[Option<ArrayRef>]) -> Result<(), ArrowError> {
        let records = roster.grow(self.layout.width, rows);
        for (place, values) in columns.iter().enumerate() {
            match values {
                Some(values) => self.column(place, values, records)?,
                None if !self.joins[place].is_empty() => {
                    let joined = joined(rows, self.joins[place].iter().filter_map(|other| columns[*other].as_ref()))?;
                    self.column(place, &joined, records)?;
                }
                None => {}
            }
        }
        Ok(roster.settle()?)
    }

    fn column(&mut self, place: usize, values: &ArrayRef, records: &mut [u32]) -> Result<(), ArrowError> {
        let (kind, form) = self.kinds[place];
        let (slot, stride) = (self.layout.slots[place], self.layout.width.stride);
        let filled = &mut self.filled[place];
        let records = records.chunks_exact_mut(stride).map(|record| &mut record[slot.half..slot.half + slot.halves]);
        if kind == ColumnType::Date && *values.data_type() == DataType::Date32 {
            for (day, record) in values.as_primitive::<Date32Type>().iter().zip(records) {
                record[0] = day.map_or(0, packed_day);
                *filled += u64::from(record[0] != 0);
            }
            return Ok(());
        }
        if kind == ColumnType::Number && values.data_type().is_integer() {
            let numbers = cast(values, &DataType::Int64)?;
            let numbers: &Int64Array = numbers.as_primitive::<Int64Type>();
            for (number, record) in numbers.iter().zip(records) {
                let moved = number.map_or(0, |number| number.saturating_add(1 << 31));
                record[0] = u32::try_from(moved).unwrap_or(0);
                *filled += u64::from(record[0] != 0);
            }
            return Ok(());
        }
        let words = &mut self.words[place];
        let mut count = |words: &mut Option<Words>, record: &[u32]| {
            *filled += u64::from(record.iter().any(|half| *half != 0));
            if let Some(words) = words {
                words.count(record);
            }
        };
        if let Some(coded) = values.as_dictionary_opt::<Int32Type>() {
            // Values, not rows: a text of a dictionary is read once, however many batches share it.
            let texts = cast(coded.values(), &DataType::Utf8)?;
            let known = &mut self.coded[place];
            known.turn_to(texts.as_string(), slot.halves);
            for (key, record) in coded.keys().iter().zip(records) {
                if let Some(key) = key.and_then(|key| usize::try_from(key).ok()) {
                    record.copy_from_slice(known.halves(key, |text, halves| take(kind, form, words, text, halves)));
                    count(words, record);
                }
            }
            return Ok(());
        }
        let texts = cast(values, &DataType::Utf8)?;
        for (text, record) in texts.as_string::<i32>().iter().zip(records) {
            if let Some(text) = text.filter(|text| !text.is_empty()) {
                take(kind, form, words, text, record);
                count(words, record);
            }
        }
        Ok(())
    }

    /// Counts how rare every word is; all rows of both lists have been pushed.
    pub(crate) fn close(&mut self) {
        self.coded.fill_with(Coded::default);
        for (words, filled) in self.words.iter_mut().zip(&self.filled) {
            if let Some(words) = words {
                words.close(*filled);
            }
        }
    }

    /// Bytes that the words take.
    pub fn memory(&self) -> usize {
        self.words.iter().flatten().map(Words::memory).sum()
    }

    /// What a part of a rule sees of a record; zero for nothing, and nothing never agrees.
    pub(crate) fn facet(&self, part: Part, record: &[u32]) -> u64 {
        let slot = self.layout.slots[part.column];
        let halves = &record[slot.half..slot.half + slot.halves];
        let count = || halves.iter().take_while(|code| **code != 0).count();
        match (part.facet, self.kinds[part.column].0) {
            (Facet::Whole, ColumnType::Nik | ColumnType::Digits) => long(halves, 0),
            (Facet::Whole, ColumnType::Name) => {
                let count = count();
                let marks = halves[..count].iter().map(|code| self.mark(part.column, *code));
                if count == 0 { 0 } else { marks.fold(1, mix) | 1 }
            }
            (Facet::Whole, ColumnType::Text | ColumnType::Category) => self.mark(part.column, halves[0]),
            // A day that is not known whole says too little to look by.
            (Facet::Whole, ColumnType::Date) => {
                let date = halves[0];
                if date & 0xff == 0 || date >> 8 & 0xff == 0 { 0 } else { date.into() }
            }
            (Facet::Whole, _) => halves[0].into(),
            (Facet::Sorted, _) => {
                let count = count();
                let mut sorted = [0_u64; 8];
                let sorted = &mut sorted[..count];
                sorted.iter_mut().zip(halves).for_each(|(mark, code)| *mark = self.mark(part.column, *code));
                sorted.sort_unstable();
                if count == 0 { 0 } else { sorted.iter().fold(1, |hash, mark| mix(hash, *mark)) | 1 }
            }
            (Facet::First, _) => self.mark(part.column, halves[0]),
            (Facet::Last, _) => count().checked_sub(1).map_or(0, |last| self.mark(part.column, halves[last])),
            (Facet::Rarest, _) => self.mark(part.column, self.rarest(part.column, &halves[..count()])),
            (Facet::RarestSound, _) => {
                let rarest = self.rarest(part.column, &halves[..count()]);
                self.words[part.column].as_ref().map_or(0, |words| words.sound[rarest as usize].into())
            }
            (Facet::Sound, _) => self.words[part.column].as_ref().map_or(0, |words| words.sound[halves[0] as usize].into()),
            (Facet::Year, _) => (halves[0] >> 16).into(),
            (Facet::MonthDay, _) => {
                let (month, day) = (halves[0] >> 8 & 0xff, halves[0] & 0xff);
                if month == 0 || day == 0 { 0 } else { (month.min(day) << 8 | month.max(day)).into() }
            }
            (Facet::Region, _) => long(halves, 0) >> 40,
            (Facet::Birth, _) => long(halves, 0) >> 16 & 0xff_ffff,
            (Facet::Prefix(letters), ColumnType::Digits) => long(halves, 0) >> (64 - 4 * u32::from(letters)),
            (Facet::Prefix(letters), _) => self.words[part.column].as_ref().map_or(0, |words| {
                let text = words.letters(halves[0]);
                text.iter().take(letters.into()).fold(0, |packed, byte| packed << 8 | u64::from(*byte))
            }),
        }
    }
}

/// Brings a value into the form in which a record holds it.
fn take(kind: ColumnType, form: Standard, words: &mut Option<Words>, text: &str, record: &mut [u32]) {
    match (kind, words) {
        (ColumnType::Name, Some(words)) => words.split(text, record),
        (ColumnType::Text | ColumnType::Category, Some(words)) => record[0] = words.whole(text),
        (ColumnType::Date, _) => record[0] = standard::date(text),
        (ColumnType::Number, _) => record[0] = standard::number(text),
        (ColumnType::Nik, _) => set_long(record, standard::nik(text)),
        _ => set_long(record, standard::digits(text, form)),
    }
}

/// Texts of several columns, row by row, with a blank between them.
fn joined<'a>(rows: usize, columns: impl Iterator<Item = &'a ArrayRef>) -> Result<ArrayRef, ArrowError> {
    let texts: Vec<ArrayRef> = columns.map(|column| cast(column, &DataType::Utf8)).collect::<Result<_, _>>()?;
    let of_row = |row: usize| {
        let known = texts.iter().map(|column| column.as_string::<i32>()).filter(|column| column.is_valid(row));
        known.map(|column| column.value(row)).collect::<Vec<_>>().join(" ")
    };
    Ok(std::sync::Arc::new((0..rows).map(|row| Some(of_row(row))).collect::<arrow::array::StringArray>()))
}

fn set_long(record: &mut [u32], value: u64) {
    record[0] = (value >> 32) as u32;
    record[1] = (value & 0xffff_ffff) as u32;
}

fn packed_day(day: i32) -> u32 {
    let date = day_of_epoch(day);
    match (u32::try_from(date.year()), u32::try_from(date.month()), u32::try_from(date.day())) {
        (Ok(year @ 1800..=2200), Ok(month), Ok(day)) => standard::pack(year, month, day),
        _ => 0,
    }
}
