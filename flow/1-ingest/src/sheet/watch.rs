//! The list check's way through a sheet: the same layout and the same values as ingest, every data row kept, none stored.

use super::SheetIngest;
use crate::column::Value;
use crate::layout::Layout;
use crate::row::{self, SheetState};
use base::handover::{RawRow, RowBlock};

/// A row as the list check needs it: where it is, whom it could be, and what is wrong with it. Nothing is stored.
#[derive(Clone, Debug)]
pub struct WatchedRow {
    /// The block of the sheet it came in, and its place there.
    pub block: usize,
    /// See `block`.
    pub index: usize,
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

impl<'a> SheetIngest<'a> {
    /// Reads the next rows of the sheet for a list check: every data row is kept beside its place, repeated ones too.
    pub fn watch(&mut self, block: &RowBlock) {
        let Some(mut sheet) = self.sheet.take() else { return };
        let mut first = 0;
        if sheet.layout.is_none()
            && self.watched_blocks == 0
            && let Some(layout) = Layout::find(block, self.context.spec, self.context.mapping)
        {
            first = layout.first_data_row;
            self.settle(&mut sheet, layout, block, first);
        }
        if let Some(layout) = sheet.layout.take() {
            let filled = self.filled(block, first, &layout, &mut sheet.above);
            for index in first..block.len() {
                let row = filled.as_ref().unwrap_or(block).row(index);
                if let Some(left_out) = self.left_out(row, &layout, sheet.signed) {
                    self.leave_out(left_out, row, &layout, &mut sheet);
                } else {
                    let watched = self.watched_row(row, index, &mut sheet.state);
                    self.watched.push(watched);
                }
            }
            sheet.layout = Some(layout);
        }
        self.watched_blocks += 1;
        self.sheet = Some(sheet);
    }

    fn watched_row(&mut self, row: RawRow<'_>, index: usize, state: &mut SheetState<'a>) -> WatchedRow {
        let mut flaws = Vec::new();
        let mut values: Vec<Value<'_>> = vec![Value::Null; self.context.spec.fields.len()];
        let derived = row::read(row, state, &self.context, &mut values, &mut flaws);
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
            block: self.watched_blocks,
            index,
            identifies: nik.is_some() || birth.is_some() && !name.is_empty(),
            nik,
            name,
            birth,
            place: place.and_then(|place| i64::try_from(place).ok()),
            flaws: codes,
        }
    }

    /// Takes the watched rows of the sheet out.
    pub fn take_watched(&mut self) -> Vec<WatchedRow> {
        self.watched_blocks = 0;
        std::mem::take(&mut self.watched)
    }
}
