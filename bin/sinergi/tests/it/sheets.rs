//! Workbooks written for tests and read back by another library than the one under test uses to write.

use calamine::{Data, Reader, Xlsx, open_workbook};
use rust_xlsxwriter::Workbook;
use std::path::Path;

/// Writes a workbook of one sheet whose cells are all text.
pub fn write_text(path: &Path, sheet: &str, rows: &[Vec<String>]) {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.set_name(sheet).unwrap();
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            if !cell.is_empty() {
                page.write_string(row, column, cell).unwrap();
            }
        }
    }
    book.save(path).unwrap();
}

/// Names of the sheets of a workbook.
pub fn names(path: &Path) -> Vec<String> {
    let book: Xlsx<_> = open_workbook(path).unwrap();
    book.sheet_names()
}

/// The cells of a sheet as text, from its first row and column on. Every cell must be text or empty.
pub fn read_text(path: &Path, sheet: &str) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let range = book.worksheet_range(sheet).unwrap();
    let (last_row, last_column) = range.end().unwrap();
    (0..=last_row)
        .map(|row| {
            let cell = |column| match range.get_value((row, column)) {
                None | Some(Data::Empty) => String::new(),
                Some(Data::String(text)) => text.clone(),
                Some(other) => panic!("row {row}, column {column} of {sheet} is {other:?}, not text"),
            };
            (0..=last_column).map(cell).collect()
        })
        .collect()
}

/// A row of cells.
pub fn row(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}
