//! Turns the first rows of a semicolon csv into a workbook with every cell as text, for the ingest benchmark.

use rust_xlsxwriter::{Workbook, XlsxError};
use std::env;
use std::fs;

fn main() -> Result<(), XlsxError> {
    let arguments: Vec<String> = env::args().collect();
    let [_, input, output, rows] = arguments.as_slice() else {
        eprintln!("usage: workbook INPUT.csv OUTPUT.xlsx ROWS");
        return Ok(());
    };
    let text = fs::read_to_string(input)?;
    let rows: usize = rows.parse().unwrap_or(usize::MAX);
    let mut book = Workbook::new();
    let sheet = book.add_worksheet_with_constant_memory()?;
    for (row, line) in (0..).zip(text.lines().take(rows.saturating_add(1))) {
        for (column, cell) in (0..).zip(line.split(';')) {
            sheet.write_string(row, column, cell)?;
        }
    }
    book.save(output)
}
