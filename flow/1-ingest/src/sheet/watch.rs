//! The list check's way through a sheet: the same layout and the same values as ingest, every data row kept, none stored.

use super::{Sheet, SheetIngest};
use crate::column::Value;
use crate::row;
use base::handover::{FindingCode, RawRow, RowBlock};

/// A row as the list check needs it: where it is, whom it could be, and what is wrong with it. Nothing is stored.
#[derive(Clone, Debug)]
pub struct WatchedRow {
    /// The place of its table among the tables of the file.
    pub table: usize,
    /// Its cells as they came.
    pub cells: Vec<String>,
    /// Whether it can identify anybody.
    pub identifies: bool,
    /// The number of a sound NIK.
    pub nik: Option<u64>,
    /// The name as it stands.
    pub name: String,
    /// Birth date in days since 1970.
    pub birth: Option<i32>,
    /// The code of the place of residence, else of work.
    pub place: Option<i64>,
    /// Codes of what is wrong.
    pub flaws: Vec<&'static str>,
}

impl WatchedRow {
    /// A row that cannot be read.
    pub(super) fn unread(row: RawRow<'_>, table: usize, code: FindingCode) -> Self {
        let (nik, name, birth, place) = (None, String::new(), None, None);
        Self { table, cells: cells(row), identifies: false, nik, name, birth, place, flaws: vec![code.code()] }
    }
}

fn cells(row: RawRow<'_>) -> Vec<String> {
    row.cells().map(|cell| cell.text.to_owned()).collect()
}

impl<'a> SheetIngest<'a> {
    /// Reads the next rows of the sheet for a list check: every data row is kept beside its table, repeated ones too.
    pub fn watch(&mut self, block: &RowBlock) {
        self.watching = true;
        self.push(block);
    }

    pub(super) fn watched_row(&mut self, row: RawRow<'_>, sheet: &mut Sheet<'a>) -> WatchedRow {
        let mut flaws = Vec::new();
        let mut values: Vec<Value<'_>> = vec![Value::Null; self.context.spec.fields.len()];
        let derived = row::read(row, &mut sheet.state, &self.context, &mut values, &mut flaws);
        let value = |name: &str| self.context.spec.position(name).map(|field| &values[field]);
        let text = |name: &str| match value(name) {
            Some(Value::Text(text)) => (*text).to_owned(),
            Some(Value::Owned(text)) => text.clone(),
            _ => String::new(),
        };
        let birth = match value("birth_date") {
            Some(Value::Day(day)) => Some(*day),
            _ => None,
        };
        let nik = derived.token.and_then(|_| text("nik").parse().ok());
        let place = derived.residence.or(derived.workplace);
        let mut codes: Vec<&'static str> = flaws.iter().map(|flaw| flaw.code.code()).collect();
        codes.dedup();
        let name = text("name");
        WatchedRow {
            table: sheet.table,
            cells: cells(row),
            identifies: nik.is_some() || birth.is_some() && !name.is_empty(),
            nik,
            name,
            birth,
            place: place.and_then(|place| i64::try_from(place).ok()),
            flaws: codes,
        }
    }

    /// Takes the watched rows out, in the order of the file, tables side by side one after the other.
    pub fn take_watched(&mut self) -> Vec<WatchedRow> {
        std::mem::take(&mut self.watched)
    }
}
