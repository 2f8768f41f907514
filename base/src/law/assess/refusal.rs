//! Why a worker-month is not assessed. Each refusal has a code, which is its key in `texts/*/law.ftl`, and what it names.

use crate::law::{NotInForce, NotKnown};
use crate::vocabulary::{Programme, ProgrammeSet, Segment};

/// An assessment that the rules say no to. Nothing is assumed in its place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A value that is not known on that day.
    #[error(transparent)]
    NotKnown(#[from] NotKnown),
    /// A column that must be filled.
    #[error("{column} is empty; {scheme} needs it")]
    Missing {
        /// The column.
        column: &'static str,
        /// The scheme that needs it.
        scheme: &'static str,
    },
    /// A cell that cannot be read.
    #[error("{column} {value:?} cannot be read; write {expected}")]
    Unreadable {
        /// The column.
        column: &'static str,
        /// What stands there, cut short.
        value: String,
        /// How it is written.
        expected: &'static str,
    },
    /// An amount that must be above zero.
    #[error("{column} must be more than 0")]
    NotPositive {
        /// The column.
        column: &'static str,
    },
    /// An amount or count that cannot be less than nothing.
    #[error("{column} must not be less than 0")]
    Negative {
        /// The column.
        column: &'static str,
    },
    /// An amount beyond all money.
    #[error("{column} is too large")]
    TooLarge {
        /// The column.
        column: &'static str,
    },
    /// A programme that the scheme has not.
    #[error("{} is not open to {scheme}; open are {open}", programme.code())]
    NotOpen {
        /// The programme.
        programme: Programme,
        /// The scheme.
        scheme: Segment,
        /// What is open.
        open: ProgrammeSet,
    },
    /// JKP without the programmes that it presupposes.
    #[error("jkp presupposes {needed}; {missing} is missing")]
    JkpPresupposes {
        /// What it presupposes.
        needed: ProgrammeSet,
        /// What is missing.
        missing: ProgrammeSet,
    },
    /// A base below the lowest or above the highest class, or no class where only classes are allowed.
    #[error("base {base} is no income class; the classes go from {lowest} to {highest}")]
    NoClass {
        /// The base.
        base: i64,
        /// The lowest class.
        lowest: i64,
        /// The highest class.
        highest: i64,
    },
    /// A JHT amount that cannot be chosen.
    #[error("base {base} is no JHT amount to choose; choose one of {choices}")]
    NoChoice {
        /// The amount.
        base: i64,
        /// The choices.
        choices: String,
    },
    /// A month for which no due day is known.
    #[error(transparent)]
    NoDueDay(#[from] NotInForce),
    /// What this programme pays to this scheme is not in the rulebook.
    #[error("the rulebook does not have what {} pays to {scheme}", programme.code())]
    NoBenefit {
        /// The programme.
        programme: Programme,
        /// The scheme.
        scheme: Segment,
    },
    /// A row of a text table with more cells than its header.
    #[error("line {line} has {found} cells under a header of {expected}; quote the cell that holds the separator")]
    TornRow {
        /// The line on which the row begins.
        line: u64,
        /// Its cells.
        found: usize,
        /// The cells of the header.
        expected: usize,
    },
    /// A row of a text table that is not UTF-8.
    #[error("line {line} is not UTF-8; save the list as CSV UTF-8")]
    NotUtf8 {
        /// The line on which the row begins.
        line: u64,
    },
    /// Another fund insures these people.
    #[error("civil servants are insured by PT Taspen ({citation}), not by BPJS Ketenagakerjaan")]
    InsuredElsewhere {
        /// The regulation.
        citation: String,
    },
}

impl Refusal {
    /// The key of its sentence.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotKnown(NotKnown { last_before: None, .. }) => "law-not-known-yet",
            Self::NotKnown(_) => "law-not-known-then",
            Self::Missing { .. } => "law-missing",
            Self::Unreadable { .. } => "law-unreadable",
            Self::NotPositive { .. } => "law-not-positive",
            Self::Negative { .. } => "law-negative",
            Self::TooLarge { .. } => "law-too-large",
            Self::NotOpen { .. } => "law-not-open",
            Self::JkpPresupposes { .. } => "law-jkp-presupposes",
            Self::NoClass { .. } => "law-no-class",
            Self::NoChoice { .. } => "law-no-choice",
            Self::NoDueDay(_) => "law-no-due-day",
            Self::NoBenefit { .. } => "law-no-benefit",
            Self::TornRow { .. } => "law-torn-row",
            Self::NotUtf8 { .. } => "law-not-utf8",
            Self::InsuredElsewhere { .. } => "law-insured-elsewhere",
        }
    }

    /// Every code, for the test that each has a sentence in both languages.
    pub const CODES: [&'static str; 16] = [
        "law-not-known-yet",
        "law-not-known-then",
        "law-missing",
        "law-unreadable",
        "law-not-positive",
        "law-negative",
        "law-too-large",
        "law-not-open",
        "law-jkp-presupposes",
        "law-no-class",
        "law-no-choice",
        "law-no-due-day",
        "law-no-benefit",
        "law-torn-row",
        "law-not-utf8",
        "law-insured-elsewhere",
    ];

    /// What the sentence names. `english` chooses between the two titles of a parameter.
    pub fn arguments(&self, english: bool) -> Vec<(&'static str, String)> {
        match self {
            Self::NotKnown(unknown) => vec![
                ("title", if english { &unknown.title_en } else { &unknown.title }.clone()),
                ("parameter", unknown.parameter.clone()),
                ("day", unknown.day.to_string()),
                ("starts", unknown.starts.to_string()),
                ("last", unknown.last_before.map(|day| day.to_string()).unwrap_or_default()),
            ],
            Self::Missing { column, scheme } => vec![("column", (*column).to_owned()), ("scheme", (*scheme).to_owned())],
            Self::Unreadable { column, value, expected } => {
                vec![("column", (*column).to_owned()), ("value", value.clone()), ("expected", (*expected).to_owned())]
            }
            Self::NotPositive { column } | Self::Negative { column } | Self::TooLarge { column } => {
                vec![("column", (*column).to_owned())]
            }
            Self::NotOpen { programme, scheme, open } => {
                vec![("programme", programme.code().to_owned()), ("scheme", scheme.to_string()), ("open", open.to_string())]
            }
            Self::JkpPresupposes { needed, missing } => vec![("needed", needed.to_string()), ("missing", missing.to_string())],
            Self::NoClass { base, lowest, highest } => {
                vec![("base", base.to_string()), ("lowest", lowest.to_string()), ("highest", highest.to_string())]
            }
            Self::NoChoice { base, choices } => vec![("base", base.to_string()), ("choices", choices.clone())],
            Self::NoDueDay(unknown) => vec![("day", unknown.day.to_string()), ("starts", unknown.starts.to_string())],
            Self::NoBenefit { programme, scheme } => {
                vec![("programme", programme.code().to_owned()), ("scheme", scheme.to_string())]
            }
            Self::TornRow { line, found, expected } => {
                vec![("line", line.to_string()), ("found", found.to_string()), ("expected", expected.to_string())]
            }
            Self::NotUtf8 { line } => vec![("line", line.to_string())],
            Self::InsuredElsewhere { citation } => vec![("citation", citation.clone())],
        }
    }
}

/// What a reader of an assessment must know: something was chosen that the row or the law leaves open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Note {
    /// The base is no class of the annex as we have it.
    BaseIsNoClass,
    /// No base and no income: the lowest class was taken.
    BaseAssumed,
    /// The class was found from the income by an annex that is not confirmed.
    ClassFromIncome,
    /// Whether the relief reaches members paid for by this fund is not confirmed.
    FundUnconfirmed,
    /// The contract is shorter than the shortest package.
    ShortestPackage,
    /// A project registered in the relief window pays its first instalment in full.
    ProjectRelief,
}

impl Note {
    /// Every note.
    pub const ALL: [Self; 6] = [
        Self::BaseIsNoClass,
        Self::BaseAssumed,
        Self::ClassFromIncome,
        Self::FundUnconfirmed,
        Self::ShortestPackage,
        Self::ProjectRelief,
    ];

    /// The key of its sentence.
    pub const fn code(self) -> &'static str {
        match self {
            Self::BaseIsNoClass => "law-note-base-is-no-class",
            Self::BaseAssumed => "law-note-base-assumed",
            Self::ClassFromIncome => "law-note-class-from-income",
            Self::FundUnconfirmed => "law-note-fund-unconfirmed",
            Self::ShortestPackage => "law-note-shortest-package",
            Self::ProjectRelief => "law-note-project-relief",
        }
    }
}

/// The notes of one answer, as a set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Notes(u8);

impl Notes {
    /// Nothing to note.
    pub const NONE: Self = Self(0);

    /// Adds a note.
    #[inline]
    pub const fn add(&mut self, note: Note) {
        self.0 |= 1 << note as u8;
    }

    /// Adds the notes of another set.
    #[inline]
    pub const fn add_all(&mut self, other: Self) {
        self.0 |= other.0;
    }

    /// Whether there is nothing to note.
    #[inline]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The notes, in the order of [`Note::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Note> {
        Note::ALL.into_iter().filter(move |note| self.0 & (1 << *note as u8) != 0)
    }
}

impl From<Note> for Notes {
    fn from(note: Note) -> Self {
        Self(1 << note as u8)
    }
}
