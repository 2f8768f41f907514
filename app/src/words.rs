//! Refusals, faults and notes as sentences: a key of `texts` with its arguments, so that every reader gets them in their
//! own language. What has no sentence of its own is shown as it is, with its causes.

use crate::fault::{AppError, Refused};
use assess::AssessFault;
use ingest::MappingFlaw;
use lake::LakeFault;
use measure::PublishedFlaw;
use std::io;
use std::path::Path;
use store::StoreFault;
use tables::TableFault;
use texts::Texts;

/// A sentence to be: its key and its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The file it is about, said before the sentence.
    file: Option<String>,
    key: &'static str,
    arguments: Vec<(&'static str, String)>,
}

impl Note {
    /// A sentence of `texts`.
    pub(crate) fn of(key: &'static str, arguments: &[(&'static str, &dyn std::fmt::Display)]) -> Self {
        Self { file: None, key, arguments: arguments.iter().map(|(name, value)| (*name, value.to_string())).collect() }
    }

    /// The sentence, with what to do next where there is something to do.
    pub fn say(&self, texts: &Texts) -> String {
        let arguments: Vec<(&str, &str)> = self.arguments.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let sentence = format!("{} {}", texts.say(self.key, &arguments), texts.fix(self.key, &arguments));
        match &self.file {
            Some(file) => format!("{file}: {}", sentence.trim()),
            None => sentence.trim().to_owned(),
        }
    }

    fn about(file: &str, note: Self) -> Self {
        Self { file: Some(file.to_owned()), ..note }
    }
}

impl Refused {
    /// Which rule says no, and what to do next, in the language of the texts.
    pub fn in_words(&self, texts: &Texts) -> String {
        refusal(self).say(texts)
    }
}

impl AppError {
    /// What happened, where, which rule, and what to do next, in the language of the texts.
    pub fn in_words(&self, texts: &Texts) -> String {
        let known = match self {
            Self::Refused(refused) => Some(refusal(refused)),
            Self::Lake(fault) => lake_fault(fault),
            Self::Assess(fault) => Some(table(fault)),
            Self::Disk { path, source, .. } => Some(disk(path, source)),
            Self::Table(TableFault::Io { path, source, .. }) => Some(disk(Path::new(path), source)),
            Self::Table(TableFault::Write { path, why }) => Some(Note::of("error-disk", &[("path", path), ("cause", why)])),
            Self::Scratch(source) => Some(Note::of("error-link-scratch", &[("cause", source)])),
            Self::Store(StoreFault::DiskFull { doing }) => Some(Note::of("error-disk-full", &[("doing", doing)])),
            Self::Store(StoreFault::Overtaken { kind }) => Some(Note::of("error-overtaken", &[("kind", kind)])),
            _ => None,
        };
        known.unwrap_or_else(|| Note::of("error-fault", &[("detail", &chain(self))])).say(texts)
    }
}

fn refusal(refused: &Refused) -> Note {
    match refused {
        Refused::File { file, refusal } => Note::about(file, Note::of(refusal.code.code(), &[("detail", &refusal.detail)])),
        Refused::NoHeader { file, kind } => Note::of("error-no-header", &[("file", file), ("kind", kind)]),
        Refused::NoInstallation(data) => Note::of("error-no-installation", &[("data", data)]),
        Refused::AlreadyInstalled(data) => Note::of("error-already-installed", &[("data", data)]),
        Refused::UnknownRegion(code) => Note::of("error-unknown-region", &[("code", code)]),
        Refused::NothingIngested(kind) => Note::of("error-nothing-ingested", &[("kind", kind)]),
        Refused::NotLinked => Note::of("error-not-linked", &[]),
        Refused::NothingKnown(day) => Note::of("error-nothing-known", &[("day", day)]),
        Refused::BeyondRegister { month, reaches } => {
            Note::of("error-beyond-register", &[("month", month), ("reaches", reaches)])
        }
        Refused::Published(flaw) => published(flaw),
        Refused::NotInForce(flaw) => {
            Note::of("error-not-in-force", &[("rule", &flaw.rule), ("day", &flaw.day), ("starts", &flaw.starts)])
        }
        Refused::Rulebook { place, flaws } => Note::of("law-rulebook", &[("place", place), ("flaws", flaws)]),
        Refused::Assess(fault) => table(fault),
        Refused::Table { path, flaw } => Note::about(path, Note { file: None, key: flaw.key(), arguments: flaw.arguments() }),
        Refused::Model(flaw) => Note { file: None, key: flaw.key(), arguments: flaw.arguments().to_vec() },
        Refused::Mapping(flaw) => mapping(flaw),
        Refused::NoSuchBatch(batch) => Note::of("error-no-such-batch", &[("batch", batch)]),
        Refused::Request { key, detail } => Note::of(key, &[("detail", detail)]),
        Refused::NoColumn { file, column, known } => {
            Note::of("error-no-column", &[("file", file), ("column", column), ("known", known)])
        }
        Refused::NotAllowed(permission) => Note::of("error-not-allowed", &[("what", &permission.code())]),
        Refused::Busy(data) => Note::of("error-busy", &[("data", data)]),
    }
}

fn table(fault: &AssessFault) -> Note {
    Note { file: None, key: fault.key(), arguments: fault.arguments() }
}

fn mapping(flaw: &MappingFlaw) -> Note {
    match flaw {
        MappingFlaw::NotToml(flaw) => Note::of("error-mapping-not-toml", &[("detail", flaw)]),
        MappingFlaw::UnknownField { field, kind, known } => {
            Note::of("error-mapping-field", &[("field", field), ("kind", kind), ("known", known)])
        }
        MappingFlaw::UnknownConstant(name) => Note::of("error-mapping-constant", &[("name", name)]),
        MappingFlaw::UnknownValue(value) => Note::of("error-mapping-value", &[("value", value)]),
        MappingFlaw::UnknownCodeSystem(system) => Note::of("error-mapping-code-system", &[("system", system)]),
    }
}

/// A file or folder of the operator's that could not be read or written.
fn disk(path: &Path, source: &io::Error) -> Note {
    let path = path.display();
    match source.kind() {
        io::ErrorKind::NotFound => Note::of("error-file-missing", &[("path", &path)]),
        io::ErrorKind::PermissionDenied => Note::of("error-file-not-allowed", &[("path", &path)]),
        io::ErrorKind::StorageFull => Note::of("error-disk-full", &[("doing", &path)]),
        io::ErrorKind::IsADirectory => Note::of("error-file-is-folder", &[("path", &path)]),
        io::ErrorKind::NotADirectory => Note::of("error-file-no-folder", &[("path", &path)]),
        io::ErrorKind::ReadOnlyFilesystem => Note::of("error-file-read-only", &[("path", &path)]),
        io::ErrorKind::InvalidData => Note::of("error-file-not-text", &[("path", &path)]),
        _ => Note::of("error-disk", &[("path", &path), ("cause", source)]),
    }
}

fn published(flaw: &PublishedFlaw) -> Note {
    match flaw {
        PublishedFlaw::UnknownDenominator { wanted, known } => {
            Note::of("error-unknown-denominator", &[("wanted", wanted), ("known", known)])
        }
        PublishedFlaw::BeforeFirst { month, first } => Note::of("error-before-first", &[("month", month), ("first", first)]),
        PublishedFlaw::Nothing => Note::of("error-no-published", &[]),
        PublishedFlaw::NoCount { name } => Note::of("error-no-published-count", &[("name", name)]),
        PublishedFlaw::NoSegments { month } => Note::of("error-no-published-segments", &[("month", month)]),
    }
}

pub(crate) fn lake_fault(fault: &LakeFault) -> Option<Note> {
    match fault {
        LakeFault::DiskFull { step, path } => {
            Some(Note::of("error-disk-full", &[("doing", &format!("{step} {}", path.display()))]))
        }
        LakeFault::Missing { sha256 } => Some(Note::of("error-lake-missing", &[("sha256", sha256)])),
        LakeFault::Damaged { sha256 } => Some(Note::of("error-lake-damaged", &[("sha256", sha256)])),
        LakeFault::WrongKey => Some(Note::of("error-wrong-key", &[])),
        LakeFault::KeyFile { path, problem } => {
            Some(Note::of("error-key-file", &[("path", &path.display()), ("problem", problem)]))
        }
        LakeFault::Disk { .. } | LakeFault::Table { .. } => None,
    }
}

/// An error and its causes in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}
