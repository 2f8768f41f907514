//! A model: what the columns are, which pairs are looked at, how they are compared, when they are accepted. Written by
//! people in TOML (docs/guide/link.md), checked here with errors that say what to mend, used by every later step.

use crate::fact::{Ask, Facts, Mask};
use crate::saved::{Learned, Prior, SavedPrior};
use serde::Deserialize;

/// What is wrong with a model file.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// Not TOML, or not of the shape.
    #[error("the model cannot be read: {0}")]
    Shape(String),
    /// A condition of a level.
    #[error("condition \"{condition}\": {why}")]
    Condition {
        /// As written.
        condition: String,
        /// What is wrong.
        why: String,
    },
    /// Everything else, in a sentence.
    #[error("model \"{model}\": {why}")]
    Part {
        /// The name of the model.
        model: String,
        /// What is wrong, and where.
        why: String,
    },
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
pub const BLOCK_PAIRS: u64 = 1 << 20;

/// Most rules of a model: a row carries a key for each.
pub const MOST_RULES: usize = 24;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    version: u32,
    #[serde(default)]
    decision: Decision,
    #[serde(default = "half")]
    threshold: f64,
    #[serde(default = "thousandth")]
    floor: f64,
    #[serde(default)]
    columns: std::collections::BTreeMap<String, Headings>,
    column: Vec<FileColumn>,
    rule: Vec<FileRule>,
    comparison: Vec<FileComparison>,
    #[serde(default)]
    lookalike: Vec<FileLookalike>,
    learned: Option<Learned>,
    prior: Option<SavedPrior>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Headings {
    One(String),
    Several(Vec<String>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileColumn {
    name: String,
    r#type: ColumnType,
    #[serde(default)]
    standard: Standard,
    #[serde(default = "six")]
    tokens: usize,
    field: Option<String>,
    #[serde(default)]
    join: Vec<String>,
    #[serde(default)]
    year: Vec<String>,
    #[serde(default)]
    month: Vec<String>,
    #[serde(default)]
    day: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileRule {
    name: String,
    #[serde(default)]
    id: String,
    #[serde(default)]
    en: String,
    same: Vec<String>,
    #[serde(default)]
    refine: Vec<String>,
    limit: Option<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileComparison {
    name: String,
    #[serde(default)]
    differ: Words,
    #[serde(default)]
    given: Vec<String>,
    levels: Vec<FileLevel>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileLevel {
    name: String,
    when: String,
    #[serde(default)]
    silent: bool,
    #[serde(default)]
    id: String,
    #[serde(default)]
    en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileLookalike {
    name: String,
    rules: Vec<String>,
    agree: Vec<String>,
    #[serde(default)]
    levels: Vec<String>,
}

const fn half() -> f64 {
    0.5
}

const fn thousandth() -> f64 {
    0.001
}

const fn six() -> usize {
    6
}

impl Model {
    /// The text of a model that comes with the program.
    ///
    /// # Errors
    /// There is none of this name.
    pub fn text_of(name: &str) -> Result<&'static str, ModelError> {
        let known = BUILT_IN.iter().find(|(known, _)| *known == name);
        known.map(|(_, text)| *text).ok_or_else(|| ModelError::Part {
            model: name.to_owned(),
            why: format!(
                "there is no such model; built in are {}; a file's name ends in .toml",
                BUILT_IN.map(|(known, _)| known).join(", ")
            ),
        })
    }

    /// A model that comes with the program.
    ///
    /// # Errors
    /// There is none of this name.
    pub fn built_in(name: &str) -> Result<Self, ModelError> {
        Self::read(Self::text_of(name)?)
    }

    /// Reads and checks a model file.
    ///
    /// # Errors
    /// What is wrong, and where.
    pub fn read(text: &str) -> Result<Self, ModelError> {
        let mut file: File = toml::from_str(text).map_err(|error| ModelError::Shape(error.to_string()))?;
        let model = file.name.clone();
        let wrong = |why: String| ModelError::Part { model: model.clone(), why };
        let mut columns: Vec<Column> = Vec::new();
        for column in file.column {
            if columns.iter().any(|known| known.name == column.name) {
                return Err(wrong(format!("column \"{}\" stands twice", column.name)));
            }
            if !(1..=8).contains(&column.tokens) {
                return Err(wrong(format!("column \"{}\": tokens is {}, and can be 1 to 8", column.name, column.tokens)));
            }
            let headings = match file.columns.remove(&column.name) {
                None => Vec::new(),
                Some(Headings::One(heading)) => vec![heading],
                Some(Headings::Several(headings)) => headings,
            };
            let join: Result<Vec<usize>, ModelError> = column
                .join
                .iter()
                .map(|name| {
                    let place = columns.iter().position(|known| known.name == *name && known.kind == ColumnType::Name);
                    place.ok_or_else(|| wrong(format!("column \"{}\" joins \"{name}\", which is no name above it", column.name)))
                })
                .collect();
            columns.push(Column {
                name: column.name,
                headings,
                field: column.field,
                join: join?,
                parts: [column.year, column.month, column.day],
                kind: column.r#type,
                standard: column.standard,
                tokens: column.tokens,
            });
        }
        if let Some(name) = file.columns.keys().next() {
            return Err(wrong(format!("[columns] names \"{name}\", which is not a [[column]]")));
        }
        if file.rule.is_empty() || file.rule.len() > MOST_RULES {
            return Err(wrong(format!("{} rules; there must be 1 to {MOST_RULES}", file.rule.len())));
        }
        let mut rules = Vec::new();
        for rule in file.rule {
            if rule.same.is_empty() {
                return Err(wrong(format!("rule \"{}\" asks for nothing", rule.name)));
            }
            let parts = |texts: &[String]| -> Result<Vec<Part>, ModelError> {
                texts
                    .iter()
                    .map(|text| part(text, &columns).map_err(|why| wrong(format!("rule \"{}\": {why}", rule.name))))
                    .collect()
            };
            let limit = rule.limit.unwrap_or(BLOCK_PAIRS);
            if !(1..=BLOCK_PAIRS).contains(&limit) {
                return Err(wrong(format!("rule \"{}\": limit is {limit}, and can be 1 to {BLOCK_PAIRS}", rule.name)));
            }
            rules.push(Rule {
                same: parts(&rule.same)?,
                refine: parts(&rule.refine)?,
                limit,
                name: rule.name,
                words: Words { id: rule.id, en: rule.en },
            });
        }
        let named: Vec<(String, ColumnType)> = columns.iter().map(|column| (column.name.clone(), column.kind)).collect();
        let mut facts = Facts::default();
        let mut comparisons: Vec<Comparison> = Vec::new();
        let mut names = Vec::new();
        for comparison in file.comparison {
            let mut levels = Vec::new();
            for level in comparison.levels {
                let when = facts.condition(&level.when, &named)?;
                let words = Words { id: level.id, en: level.en };
                levels.push(Level { name: level.name, when, silent: level.silent, words });
            }
            if levels.is_empty() || levels.len() > 31 {
                return Err(wrong(format!("comparison \"{}\" has {} levels; 1 to 31 can be", comparison.name, levels.len())));
            }
            let when = vec![Mask::default()];
            levels.push(Level { name: "differ".to_owned(), when, silent: false, words: comparison.differ });
            names.push(comparison.given);
            comparisons.push(Comparison { name: comparison.name, levels, given: Vec::new() });
        }
        for (place, names) in names.iter().enumerate() {
            let mut states = 1;
            for name in names {
                let other = comparisons.iter().position(|known| known.name == *name && comparisons[place].name != *name);
                let other = other.ok_or_else(|| {
                    wrong(format!("comparison \"{}\" is given \"{name}\", which is no other comparison", comparisons[place].name))
                })?;
                states *= comparisons[other].levels.len();
                comparisons[place].given.push(other);
            }
            if states > 1_000 {
                return Err(wrong(format!(
                    "comparison \"{}\" hangs on {states} states of others; 1000 can be",
                    comparisons[place].name
                )));
            }
        }
        if comparisons.is_empty() || comparisons.len() > 12 {
            return Err(wrong(format!("{} comparisons; there must be 1 to 12", comparisons.len())));
        }
        let mut lookalikes = Vec::new();
        for lookalike in file.lookalike {
            let agree: Result<Vec<usize>, ModelError> = lookalike
                .agree
                .iter()
                .map(|name| {
                    comparisons.iter().position(|comparison| comparison.name == *name).ok_or_else(|| {
                        wrong(format!("lookalike \"{}\" names \"{name}\", which is not a comparison", lookalike.name))
                    })
                })
                .collect();
            let found_by: Result<Vec<usize>, ModelError> = lookalike
                .rules
                .iter()
                .map(|name| {
                    rules
                        .iter()
                        .position(|rule: &Rule| rule.name == *name)
                        .ok_or_else(|| wrong(format!("lookalike \"{}\" names \"{name}\", which is not a rule", lookalike.name)))
                })
                .collect();
            let levels: Result<Vec<(usize, usize)>, ModelError> = lookalike
                .levels
                .iter()
                .map(|text| {
                    level_of(text, &comparisons).ok_or_else(|| {
                        wrong(format!("lookalike \"{}\" names \"{text}\"; a level is written comparison=level", lookalike.name))
                    })
                })
                .collect();
            lookalikes.push(Lookalike { name: lookalike.name, rules: found_by?, agree: agree?, levels: levels? });
        }
        for (name, value) in [("threshold", file.threshold), ("floor", file.floor)] {
            if !(0.0..1.0).contains(&value) {
                return Err(wrong(format!("{name} is {value}; it is a probability from 0 to below 1")));
            }
        }
        let mut model = Self {
            name: file.name,
            version: file.version,
            columns,
            rules,
            comparisons,
            lookalikes,
            facts,
            decision: file.decision,
            threshold: file.threshold,
            floor: file.floor,
            learned: file.learned,
            prior: None,
        };
        model.prior = file.prior.map(|prior| prior.prior(&model)).transpose()?;
        Ok(model)
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

fn level_of(text: &str, comparisons: &[Comparison]) -> Option<(usize, usize)> {
    let (comparison, level) = text.split_once('=')?;
    let place = comparisons.iter().position(|known| known.name == comparison)?;
    Some((place, comparisons[place].levels.iter().position(|known| known.name == level)?))
}

fn part(text: &str, columns: &[Column]) -> Result<Part, String> {
    let (name, facet) = text.split_once('.').map_or((text, None), |(name, facet)| (name, Some(facet)));
    let column = columns.iter().position(|column| column.name == name).ok_or_else(|| format!("there is no column \"{name}\""))?;
    let kind = columns[column].kind;
    let facet = match (facet, kind) {
        (None, _) => Facet::Whole,
        (Some("sorted"), ColumnType::Name) => Facet::Sorted,
        (Some("first"), ColumnType::Name) => Facet::First,
        (Some("last"), ColumnType::Name) => Facet::Last,
        (Some("rarest"), ColumnType::Name) => Facet::Rarest,
        (Some("rarest-sound"), ColumnType::Name) => Facet::RarestSound,
        (Some("sound"), ColumnType::Name | ColumnType::Text) => Facet::Sound,
        (Some("year"), ColumnType::Date) => Facet::Year,
        (Some("month-day"), ColumnType::Date) => Facet::MonthDay,
        (Some("region"), ColumnType::Nik) => Facet::Region,
        (Some("birth"), ColumnType::Nik) => Facet::Birth,
        (Some(facet), ColumnType::Text | ColumnType::Name | ColumnType::Digits) if facet.starts_with("prefix-") => {
            let letters = facet["prefix-".len()..].parse().ok().filter(|letters| (1..=8).contains(letters));
            Facet::Prefix(letters.ok_or_else(|| format!("\"{text}\": prefix-1 to prefix-8"))?)
        }
        (Some(facet), _) => return Err(format!("\"{text}\": a column of type {} has no part \"{facet}\"", kind.code())),
    };
    Ok(Part { column, facet })
}
