//! Reads every file of a synthetic province back as lines of text cells, by other libraries than those that wrote them.

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Date32Type, Int64Type};
use calamine::{Data, Reader, Xlsx, open_workbook};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// Every file under a folder, sorted.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    let mut entries: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for entry in entries {
        if entry.is_dir() { out.extend(files(&entry)) } else { out.push(entry) }
    }
    out
}

/// The batches of a parquet file.
pub fn batches(path: &Path) -> Vec<RecordBatch> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap().build().unwrap();
    reader.map(Result::unwrap).collect()
}

fn parquet_lines(path: &Path) -> Vec<Vec<String>> {
    let mut out = Vec::new();
    for batch in batches(path) {
        for row in 0..batch.num_rows() {
            let text = |column: &arrow::array::ArrayRef| match column.data_type() {
                _ if column.is_null(row) => String::new(),
                DataType::Utf8 => column.as_string::<i32>().value(row).to_owned(),
                DataType::Int64 => column.as_primitive::<Int64Type>().value(row).to_string(),
                DataType::Date32 => column.as_primitive::<Date32Type>().value(row).to_string(),
                DataType::Boolean => column.as_boolean().value(row).to_string(),
                other => panic!("no reader for {other}"),
            };
            out.push(batch.columns().iter().map(text).collect());
        }
    }
    out
}

/// Every sheet's rows from row one on, so that the index is the spreadsheet row less one.
fn xlsx_lines(path: &Path, all_sheets: bool) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let mut out = Vec::new();
    let sheets = book.worksheets();
    for (_, range) in sheets.into_iter().take(if all_sheets { usize::MAX } else { 1 }) {
        let (last_row, last_column) = range.end().unwrap_or((0, 0));
        for row in 0..=last_row {
            let cell = |column| match range.get_value((row, column)) {
                Some(Data::String(text)) => text.clone(),
                Some(Data::Float(number)) => format!("{number:.0}"),
                Some(Data::Int(number)) => number.to_string(),
                Some(Data::DateTime(day)) => format!("date {}", day.as_f64()),
                _ => String::new(),
            };
            out.push((0..=last_column).map(cell).collect());
        }
    }
    out
}

fn separated(text: &str, separator: char) -> Vec<Vec<String>> {
    text.lines()
        .map(|line| {
            let (mut fields, mut quoted) = (vec![String::new()], false);
            for c in line.chars() {
                match c {
                    '"' => quoted = !quoted,
                    c if c == separator && !quoted => fields.push(String::new()),
                    c => fields.last_mut().unwrap().push(c),
                }
            }
            fields
        })
        .collect()
}

/// The lines of a file, whatever it is.
pub fn lines(path: &Path) -> Vec<Vec<String>> {
    match path.extension().and_then(|e| e.to_str()) {
        Some("xlsx") => xlsx_lines(path, false),
        Some("parquet") => parquet_lines(path),
        Some("txt") if path.file_name().is_some_and(|n| n != "README.txt") => {
            let bytes = fs::read(path).unwrap();
            let units: Vec<u16> = bytes[2..].chunks(2).map(|b| u16::from_le_bytes([b[0], b[1]])).collect();
            separated(&String::from_utf16(&units).unwrap(), '\t')
        }
        _ => {
            let bytes = fs::read(path).unwrap();
            // Latin letters and digits are the same in Windows-1252 and UTF-8.
            let text: String = String::from_utf8(bytes).unwrap_or_else(|e| e.into_bytes().into_iter().map(char::from).collect());
            let separator = if text.lines().next().is_some_and(|l| l.contains(';')) { ';' } else { ',' };
            separated(&text, separator)
        }
    }
}

/// Every cell of every sheet, for the check of numbers.
pub fn all_cells(path: &Path) -> Vec<String> {
    let lines = if path.extension().is_some_and(|e| e == "xlsx") { xlsx_lines(path, true) } else { lines(path) };
    lines.into_iter().flatten().collect()
}

/// An empty folder in the build folder. Folders of test runs that have ended go first: what a static holds is never dropped.
pub fn folder(name: &str) -> PathBuf {
    let room = Path::new(env!("CARGO_TARGET_TMPDIR"));
    for entry in fs::read_dir(room).unwrap().flatten() {
        let owner = entry.path().extension().map(|owner| Path::new("/proc").join(owner));
        if owner.is_some_and(|owner| !owner.exists()) {
            // Another test may be removing it too.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
    let made = room.join(format!("{name}.{}", std::process::id()));
    let _ = fs::remove_dir_all(&made);
    made
}
