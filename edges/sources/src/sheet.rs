//! Workbooks: cells are streamed, never a dense grid (a far cell would cost gigabytes).

use crate::refusal::{Refusal, RefusalCode};
use crate::{Limits, Sink, zip_check};
use base::handover::{CellKind, RowBlock};
use calamine::{Data, DataRef, Dimensions, ExcelDateTime, Reader, SheetVisible, Xls, Xlsx};
use std::borrow::Cow;
use std::fs::File;
use std::io::BufReader;

const BLOCK_BYTES: usize = 1 << 19;
const BLOCK_ROWS: usize = 8_192;

/// Reads every sheet of a workbook in order.
pub(crate) fn read_xlsx(file: File, limits: &Limits, sink: &mut dyn Sink) -> Result<(), Refusal> {
    let seen = zip_check::check(&file, limits)?;
    let damaged = |_| Refusal::new(RefusalCode::Damaged, "");
    let mut book: Xlsx<_> = Xlsx::new(BufReader::new(file)).map_err(damaged)?;
    sink.how("xlsx")?;
    for (name, visible) in sheets(&book) {
        let merges = if seen.merges { book.merge_cells_by_sheet_name(&name).unwrap_or_default() } else { Vec::new() };
        let Ok(mut cells) = book.worksheet_cells_reader(&name) else { continue };
        if !visible {
            sink.hidden_sheet(&name)?;
            continue;
        }
        sink.sheet(&name)?;
        let mut rows = Rows::new(limits, sink, merges);
        let damaged = |_| Refusal::new(RefusalCode::Damaged, &name);
        if seen.formulas {
            while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(damaged)? {
                let unworked = cell.formula.is_some() && matches!(cell.value, DataRef::Empty);
                if unworked {
                    rows.cell(cell.pos.0, cell.pos.1, "", CellKind::Uncalculated)?;
                } else {
                    rows.value(cell.pos, &cell.value)?;
                }
            }
        } else {
            while let Some(cell) = cells.next_cell().map_err(damaged)? {
                rows.value(cell.get_position(), cell.get_value())?;
            }
        }
        rows.finish()?;
    }
    Ok(())
}

/// Reads a workbook from before 2007. Its format bounds a sheet to 65,536 rows of 256 columns.
pub(crate) fn read_xls(file: File, limits: &Limits, sink: &mut dyn Sink) -> Result<(), Refusal> {
    let mut book: Xls<_> = Xls::new(BufReader::new(file)).map_err(|_| Refusal::new(RefusalCode::Damaged, ""))?;
    sink.how("xls")?;
    for (name, visible) in sheets(&book) {
        let Ok(range) = book.worksheet_range(&name) else { continue };
        if !visible {
            sink.hidden_sheet(&name)?;
            continue;
        }
        sink.sheet(&name)?;
        let merges = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
        let (first_row, first_column) = range.start().unwrap_or((0, 0));
        let mut rows = Rows::new(limits, sink, merges);
        for (row, column, value) in range.used_cells() {
            let (text, kind) = match value {
                Data::Empty => continue,
                Data::Error(_) => (Cow::Borrowed(""), CellKind::Error),
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

/// The sheets in order, and whether people who open the workbook see them.
fn sheets<R: Reader<S>, S: std::io::Read + std::io::Seek>(book: &R) -> Vec<(String, bool)> {
    book.sheets_metadata().iter().map(|sheet| (sheet.name.clone(), sheet.visible == SheetVisible::Visible)).collect()
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

/// Cells in row order become rows; gaps become empty cells, empty rows are left out. A gap below the first cell of a merge
/// carries its text: a kecamatan merged over the rows of its people is written once.
struct Rows<'a> {
    limits: &'a Limits,
    sink: &'a mut dyn Sink,
    block: RowBlock,
    row: u32,
    filled: u32,
    /// Merges over several rows that begin further down, the last one first.
    coming: Vec<Dimensions>,
    /// Those that have begun, with the text of their first cell.
    merged: Vec<(Dimensions, String)>,
}

impl<'a> Rows<'a> {
    fn new(limits: &'a Limits, sink: &'a mut dyn Sink, merges: Vec<Dimensions>) -> Self {
        let mut coming: Vec<Dimensions> = merges.into_iter().filter(|merge| merge.end.0 > merge.start.0).collect();
        coming.sort_by_key(|merge| std::cmp::Reverse(merge.start));
        Self { limits, sink, block: RowBlock::default(), row: 0, filled: 0, coming, merged: Vec::new() }
    }

    /// A cell of a workbook of today.
    fn value(&mut self, (row, column): (u32, u32), value: &DataRef<'_>) -> Result<(), Refusal> {
        let (text, kind) = match value {
            DataRef::Empty => return Ok(()),
            DataRef::Error(_) => (Cow::Borrowed(""), CellKind::Error),
            DataRef::String(text) => (Cow::Borrowed(text.as_str()), CellKind::Text),
            DataRef::SharedString(text) => (Cow::Borrowed(*text), CellKind::Text),
            DataRef::Int(number) => (Cow::Owned(number.to_string()), CellKind::Number),
            DataRef::Float(number) => (Cow::Owned(plain(*number)), CellKind::Number),
            DataRef::Bool(yes) => (Cow::Borrowed(if *yes { "Ya" } else { "Tidak" }), CellKind::Text),
            DataRef::DateTime(day) => dated(day),
            DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => (Cow::Borrowed(text.as_str()), CellKind::Date),
        };
        self.cell(row, column, &text, kind)
    }

    fn cell(&mut self, row: u32, column: u32, text: &str, kind: CellKind) -> Result<(), Refusal> {
        if text.trim().is_empty() && !matches!(kind, CellKind::Error | CellKind::Uncalculated) {
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
        self.gap(column);
        self.begin_merge(column, text);
        match text.char_indices().nth(self.limits.cell_chars) {
            Some((end, _)) => self.block.push(&text[..end], CellKind::TooLong),
            None => self.block.push(text, kind),
        }
        self.filled += 1;
        Ok(())
    }

    /// Fills the row up to a column.
    fn gap(&mut self, column: u32) {
        while self.filled < column {
            let covers = |merge: &Dimensions| merge.start.1 == self.filled && merge.start.0 < self.row && merge.end.0 >= self.row;
            let above = self.merged.iter().find(|(merge, _)| covers(merge));
            match above {
                Some((_, text)) => self.block.push(text, CellKind::Merged),
                None => self.block.push("", CellKind::Text),
            }
            self.filled += 1;
        }
    }

    /// Keeps the text of a cell that is the first of a merge.
    fn begin_merge(&mut self, column: u32, text: &str) {
        while let Some(merge) = self.coming.pop_if(|merge| merge.start <= (self.row, column)) {
            if merge.start == (self.row, column) {
                self.merged.push((merge, text.chars().take(self.limits.cell_chars).collect()));
            }
        }
    }

    fn end_row(&mut self) -> Result<(), Refusal> {
        if self.filled > 0 {
            let row = self.row;
            self.merged.retain(|(merge, _)| merge.end.0 >= row);
            // Merged columns to the right of the last cell; those that begin in this row are filled already.
            let last = self.merged.iter().map(|(merge, _)| merge.start.1 + 1).max().unwrap_or(0);
            self.gap(last);
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
