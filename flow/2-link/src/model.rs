//! A model: what the columns are, which pairs are looked at, how they are compared, when they are accepted. Written by
//! people in TOML (docs/guide/link.md), checked here with errors that say what to mend, used by every later step.

mod file;
mod read;

use crate::fact::{Ask, Facts, Mask};
use crate::saved::{Learned, Prior};
use serde::Deserialize;

/// What is wrong with a model file: a sentence of `texts` and what it names, so that every reader gets it in their language.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{key} {arguments:?}")]
pub struct ModelFlaw {
    key: &'static str,
    arguments: Vec<(&'static str, String)>,
}

impl ModelFlaw {
    pub(crate) fn of(key: &'static str, arguments: &[(&'static str, &dyn std::fmt::Display)]) -> Self {
        Self { key, arguments: arguments.iter().map(|(name, value)| (*name, value.to_string())).collect() }
    }

    /// The same, with the part in which it was found.
    pub(crate) fn within(mut self, name: &'static str, value: &str) -> Self {
        self.arguments.push((name, value.to_owned()));
        self
    }

    /// The key of its sentence in `texts`.
    pub const fn key(&self) -> &'static str {
        self.key
    }

    /// What the sentence names.
    pub fn arguments(&self) -> &[(&'static str, String)] {
        &self.arguments
    }
}

/// What a column holds, and with it how it is stored and what can be asked of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ColumnType {
    /// The sixteen digits of a NIK.
    Nik,
    /// Another number that names something: telephone, card. At most sixteen digits.
    Digits,
    /// Words of a name or an address.
    Name,
    /// A text compared as a whole.
    Text,
    /// One of few values.
    Category,
    /// A day, month and year.
    Date,
    /// A whole number.
    Number,
}

impl ColumnType {
    /// Every type.
    pub const ALL: [Self; 7] = [Self::Nik, Self::Digits, Self::Name, Self::Text, Self::Category, Self::Date, Self::Number];

    /// As written in a model.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Nik => "nik",
            Self::Digits => "digits",
            Self::Name => "name",
            Self::Text => "text",
            Self::Category => "category",
            Self::Date => "date",
            Self::Number => "number",
        }
    }
}

/// How values are brought into comparable form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standard {
    /// Capital letters and digits, accents and punctuation left out.
    #[default]
    Plain,
    /// Titles left out, abbreviations written out, old spelling made new.
    IndonesianName,
    /// Words for road and number left out.
    Address,
    /// +62 and 62 become 0.
    IndonesianPhone,
    /// Names of places: the words for regency, district and village left out; Kota stays, it tells Kota Bogor from Bogor.
    Place,
    /// L and P, however written.
    Sex,
}

/// When a scored pair is a link.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    /// Every pair above the threshold.
    #[default]
    Every,
    /// The best pair of every left row.
    Best,
    /// The best pairs such that no row is used twice.
    OneToOne,
}

/// A column.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its name in the model.
    pub name: String,
    /// Headings under which it is found too.
    pub headings: Vec<String>,
    /// The columns whose words it holds together, by place: given name and surname, so that exchanged ones are seen.
    pub join: Vec<usize>,
    /// For dates: headings of year, month and day, where they stand in columns of their own.
    pub parts: [Vec<String>; 3],
    /// The field of a list of workers that it is, so that every heading that ingest knows for that field is known here.
    pub field: Option<String>,
    /// What it holds.
    pub kind: ColumnType,
    /// How its values are made comparable.
    pub standard: Standard,
    /// For names: how many words are kept apart.
    pub tokens: usize,
}

/// What part of a column a rule looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Facet {
    /// All of it; of a name its words in their order.
    Whole,
    /// A name's words in any order.
    Sorted,
    /// The first word.
    First,
    /// The last word.
    Last,
    /// The rarest word.
    Rarest,
    /// The sound of the rarest word.
    RarestSound,
    /// The sound of the first word: vowels and doubled letters left out.
    Sound,
    /// The year of a date.
    Year,
    /// Month and day of a date, in any order.
    MonthDay,
    /// Digits 1 to 6 of a NIK.
    Region,
    /// Digits 7 to 12 of a NIK.
    Birth,
    /// The first letters or digits, so many.
    Prefix(u8),
}

/// A column and the part of it that is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Part {
    /// The column, by its place.
    pub column: usize,
    /// The part.
    pub facet: Facet,
}

/// A blocking rule: pairs that have all its parts in common are looked at.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its name, in results.
    pub name: String,
    /// What it is, in words for people.
    pub words: Words,
    /// What must be the same.
    pub same: Vec<Part>,
    /// What is asked for too where a block is too large, one after the other.
    pub refine: Vec<Part>,
    /// Pairs from which on a block is too large.
    pub limit: u64,
}

/// One level of a comparison.
#[derive(Clone, Debug)]
pub struct Level {
    /// Its name, in results.
    pub name: String,
    /// Any of these.
    pub when: Vec<Mask>,
    /// It says nothing, for or against: what it could say is said by another comparison.
    pub silent: bool,
    /// What it is, in words for people.
    pub words: Words,
}

/// A text in both languages; where a model has none, its name stands in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// Indonesian.
    #[serde(default)]
    pub id: String,
    /// English.
    #[serde(default)]
    pub en: String,
}

impl Words {
    /// In the language asked for, else the name.
    pub fn say<'a>(&'a self, english: bool, name: &'a str) -> &'a str {
        let text = if english { &self.en } else { &self.id };
        if text.is_empty() { name } else { text }
    }
}

/// A comparison: the first level whose condition holds; the last one holds always.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// Its name.
    pub name: String,
    /// Its levels; the last one is `differ`.
    pub levels: Vec<Level>,
    /// Other comparisons that it hangs on where two people are different: two NIKs of people born on one day in one
    /// district are much alike, which says nothing about their being one person.
    pub given: Vec<usize>,
}

impl Comparison {
    /// The level of a pair.
    pub fn level(&self, word: u64) -> usize {
        self.levels.iter().position(|level| level.when.iter().any(|mask| mask.holds(word))).unwrap_or(self.levels.len() - 1)
    }
}

/// A kind of people who are not the same and yet agree.
#[derive(Clone, Debug)]
pub struct Lookalike {
    /// Its name.
    pub name: String,
    /// The rules, by place, that find them.
    pub rules: Vec<usize>,
    /// The comparisons, by place, in which they agree like one person.
    pub agree: Vec<usize>,
    /// Comparisons in which they stand on one level.
    pub levels: Vec<(usize, usize)>,
}

/// A checked model.
#[derive(Clone, Debug)]
pub struct Model {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: u32,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rules, the most telling first.
    pub rules: Vec<Rule>,
    /// The comparisons.
    pub comparisons: Vec<Comparison>,
    /// The lookalikes.
    pub lookalikes: Vec<Lookalike>,
    /// The facts asked for.
    pub facts: Facts,
    /// When a scored pair is a link.
    pub decision: Decision,
    /// The probability from which a pair is accepted.
    pub threshold: f64,
    /// The probability from which a pair is written at all.
    pub floor: f64,
    /// What an earlier run has learned.
    pub learned: Option<Learned>,
    /// What speaks where the lists are small.
    pub prior: Option<Prior>,
}

/// The models that come with the program.
pub const BUILT_IN: [(&str, &str); 2] =
    [("pekerja", include_str!("../models/pekerja.toml")), ("person", include_str!("../models/person.toml"))];

/// Pairs from which on a block is too large for every rule.
pub(crate) const BLOCK_PAIRS: u64 = 1 << 20;

/// Most rules of a model: a row carries a key for each.
pub(crate) const MOST_RULES: usize = 24;

impl Model {
    /// The text of a model that comes with the program.
    ///
    /// # Errors
    /// There is none of this name.
    pub fn text_of(name: &str) -> Result<&'static str, ModelFlaw> {
        let known = BUILT_IN.iter().find(|(known, _)| *known == name);
        known.map(|(_, text)| *text).ok_or_else(|| {
            ModelFlaw::of("model-unknown", &[("model", &name), ("known", &BUILT_IN.map(|(known, _)| known).join(", "))])
        })
    }

    /// A model that comes with the program.
    ///
    /// # Errors
    /// There is none of this name.
    pub fn built_in(name: &str) -> Result<Self, ModelFlaw> {
        Self::read(Self::text_of(name)?)
    }

    /// Bytes of memory that a row of a list takes: its record and its keys.
    pub fn row_bytes(&self) -> u64 {
        let width = crate::shelf::Layout::of(self).width;
        4 * (width.stride + width.rules) as u64
    }

    /// The columns that a comparison looks at, each once, in their order.
    pub fn columns_of(&self, comparison: usize) -> Vec<usize> {
        let mut columns: Vec<usize> = self.asks(comparison).collect();
        columns.sort_unstable();
        columns.dedup();
        columns
    }

    /// The columns that a comparison looks at.
    pub(crate) fn asks(&self, comparison: usize) -> impl Iterator<Item = usize> + '_ {
        let masks = self.comparisons[comparison].levels.iter().flat_map(|level| &level.when);
        let bits = masks.fold(0, |bits, mask| bits | mask.all | mask.none);
        (0..self.facts.0.len()).filter(move |bit| bits >> bit & 1 == 1).map(|bit| self.facts.0[bit].column)
    }

    /// The fact that a level's missing values hang on: whether a comparison's level says only that something is missing.
    pub(crate) fn is_missing(&self, comparison: usize, level: usize) -> bool {
        let Level { when, silent, .. } = &self.comparisons[comparison].levels[level];
        *silent
            || when.iter().all(|mask| {
                mask.all != 0 && (0..64).filter(|bit| mask.all >> bit & 1 == 1).all(|bit| self.facts.0[bit].ask == Ask::Missing)
            })
    }
}
