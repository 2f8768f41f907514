//! What a finished file reports: its line for `files.csv` and its rows for the truth.

use crate::day::Day;
use crate::faults::{Mark, Marks};

/// One row of one file and the person it is about.
#[derive(Clone, Copy, Debug)]
pub struct TruthRow {
    /// Line or spreadsheet row, counted from one.
    pub row: u32,
    /// The person, or nobody.
    pub person: Option<u32>,
    /// Damage.
    pub marks: Marks,
}

/// A file that was written.
pub struct FileMade {
    /// Path under the output folder, with slashes.
    pub path: String,
    /// Kind of roster.
    pub kind: &'static str,
    /// Who is said to have sent it.
    pub source: String,
    /// The day it describes.
    pub as_of: Day,
    /// Segment code or empty.
    pub segment: &'static str,
    /// Group code or empty.
    pub group: &'static str,
    /// Rows of data.
    pub rows: u64,
    /// Truth.
    pub truth: Vec<TruthRow>,
}

impl FileMade {
    /// A file before its rows.
    pub fn new(path: String, kind: &'static str, source: impl Into<String>, as_of: Day) -> Self {
        Self { path, kind, source: source.into(), as_of, segment: "", group: "", rows: 0, truth: Vec::new() }
    }

    /// The same about one segment and group.
    pub fn about(mut self, segment: &'static str, group: &'static str) -> Self {
        self.segment = segment;
        self.group = group;
        self
    }

    /// Notes a row about a person.
    pub fn person(&mut self, row: u32, person: u64, marks: Marks) {
        self.rows += 1;
        self.truth.push(TruthRow { row, person: u32::try_from(person).ok(), marks });
    }

    /// Notes a row about an employer, a place or money: no person, but a good row.
    pub fn employer(&mut self, row: u32, marks: Marks) {
        self.rows += 1;
        self.truth.push(TruthRow { row, person: None, marks });
    }

    /// Notes a row about nobody.
    pub fn nobody(&mut self, row: u32) {
        let mut marks = Marks::default();
        marks.add(Mark::BadRow);
        self.rows += 1;
        self.truth.push(TruthRow { row, person: None, marks });
    }
}
