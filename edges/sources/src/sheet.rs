//! Workbooks: cells are streamed, never a dense grid (a far cell would cost gigabytes).

use crate::refusal::{Refusal, RefusalCode};
use crate::{Limits, Sink, zip_check};
use base::handover::{CellKind, RowBlock};
use calamine::{Data, DataRef, ExcelDateTime, Reader, Xls, Xlsx};
use std::borrow::Cow;
use std::fs::File;
use std::io::BufReader;

const BLOCK_BYTES: usize = 1 << 19;
const BLOCK_ROWS: usize = 8_192;

/// Reads every sheet of a workbook in order.
pub(crate) fn read_xlsx(file: File, limits: &Limits, sink: &mut dyn Sink) -> Result<(), Refusal> {
    zip_check::check(&file, limits)?;
    let damaged = |_| Refusal::new(RefusalCode::Damaged, "");
    let mut book: Xlsx<_> = Xlsx::new(BufReader::new(file)).map_err(damaged)?;
    sink.how("xlsx")?;
    for name in book.sheet_names() {
        let Ok(mut cells) = book.worksheet_cells_reader(&name) else { continue };
        sink.sheet(&name)?;
        let mut rows = Rows::new(limits, sink);
        while let Some(cell) = cells.next_cell().map_err(|_| Refusal::new(RefusalCode::Damaged, &name))? {
            let (row, column) = cell.get_position();
            let (text, kind) = match cell.get_value() {
                DataRef::Empty | DataRef::Error(_) => continue,
                DataRef::String(text) => (Cow::Borrowed(text.as_str()), CellKind::Text),
                DataRef::SharedString(text) => (Cow::Borrowed(*text), CellKind::Text),
                DataRef::Int(number) => (Cow::Owned(number.to_string()), CellKind::Number),
                DataRef::Float(number) => (Cow::Owned(plain(*number)), CellKind::Number),
                DataRef::Bool(yes) => (Cow::Borrowed(if *yes { "Ya" } else { "Tidak" }), CellKind::Text),
                DataRef::DateTime(day) => dated(day),
                DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => (Cow::Borrowed(text.as_str()), CellKind::Date),
            };
            rows.cell(row, column, &text, kind)?;
        }
        rows.finish()?;
    }
    Ok(())
}

/// Reads a workbook from before 2007. Its format bounds a sheet to 65,536 rows of 256 columns.
pub(crate) fn read_xls(file: File, limits: &Limits, sink: &mut dyn Sink) -> Result<(), Refusal> {
    let mut book: Xls<_> = Xls::new(BufReader::new(file)).map_err(|_| Refusal::new(RefusalCode::Damaged, ""))?;
    sink.how("xls")?;
    for name in book.sheet_names() {
        let Ok(range) = book.worksheet_range(&name) else { continue };
        sink.sheet(&name)?;
        let (first_row, first_column) = range.start().unwrap_or((0, 0));
        let mut rows = Rows::new(limits, sink);
        for (row, column, value) in range.used_cells() {
            let (text, kind) = match value {
                Data::Empty | Data::Error(_) => continue,
                Data::String(text) => (Cow::Borrowed(text.as_str()), CellKind::Text),
                Data::Int(number) => (Cow::Owned(number.to_string()), CellKind::Number),
                Data::Float(number) => (Cow::Owned(plain(*number)), CellKind::Number),
                Data::Bool(yes) => (Cow::Borrowed(if *yes { "Ya" } else { "Tidak" }), CellKind::Text),
                Data::DateTime(day) => dated(day),
                Data::DateTimeIso(text) | Data::DurationIso(text) => (Cow::Borrowed(text.as_str()), CellKind::Date),
            };
            let at = |offset: usize, first: u32| u32::try_from(offset).unwrap_or(u32::MAX).saturating_add(first);
            rows.cell(at(row, first_row), at(column, first_column), &text, kind)?;
        }
        rows.finish()?;
    }
    Ok(())
}

/// A number as people would type it: no exponent, no `.0`.
fn plain(number: f64) -> String {
    format!("{number}")
}

fn dated(day: &ExcelDateTime) -> (Cow<'static, str>, CellKind) {
    if !day.is_datetime() {
        return (Cow::Owned(plain(day.as_f64())), CellKind::Number);
    }
    let (year, month, number, ..) = day.to_ymd_hms_milli();
    (Cow::Owned(format!("{year:04}-{month:02}-{number:02}")), CellKind::Date)
}

/// Cells in row order become rows; gaps become empty cells, empty rows are left out.
struct Rows<'a> {
    limits: &'a Limits,
    sink: &'a mut dyn Sink,
    block: RowBlock,
    row: u32,
    filled: u32,
}

impl<'a> Rows<'a> {
    fn new(limits: &'a Limits, sink: &'a mut dyn Sink) -> Self {
        Self { limits, sink, block: RowBlock::default(), row: 0, filled: 0 }
    }

    fn cell(&mut self, row: u32, column: u32, text: &str, kind: CellKind) -> Result<(), Refusal> {
        if text.trim().is_empty() {
            return Ok(());
        }
        if column as usize >= self.limits.columns {
            return Err(Refusal::new(RefusalCode::TooWide, format!("{}, {}", row + 1, column + 1)));
        }
        if row != self.row {
            self.end_row()?;
            self.row = row;
        }
        // Merged or repeated cells never go backwards in a sound sheet; a damaged one loses nothing but order.
        while self.filled < column {
            self.block.push("", CellKind::Text);
            self.filled += 1;
        }
        match text.char_indices().nth(self.limits.cell_chars) {
            Some((end, _)) => self.block.push(&text[..end], CellKind::TooLong),
            None => self.block.push(text, kind),
        }
        self.filled += 1;
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), Refusal> {
        if self.filled > 0 {
            self.block.end_row(self.row + 1);
            self.filled = 0;
        }
        if self.block.len() >= BLOCK_ROWS || self.block.bytes() >= BLOCK_BYTES {
            self.sink.rows(&self.block)?;
            self.block.clear();
        }
        Ok(())
    }

    fn finish(mut self) -> Result<(), Refusal> {
        self.end_row()?;
        if self.block.is_empty() { Ok(()) } else { self.sink.rows(&self.block) }
    }
}
