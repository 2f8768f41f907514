//! What goes into a table comes out of it, and a table that is not sound is refused with its row.

use crate::{TableFault, TableFile, TableOut, Wanted};
use arrow::array::{ArrayRef, AsArray, Int64Array, RecordBatch, StringArray};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use std::fs;
use std::path::Path;
use std::sync::Arc;

fn batch(names: &[Option<&str>]) -> RecordBatch {
    let numbers: ArrayRef = Arc::new(Int64Array::from_iter_values(0..names.len() as i64));
    let names: ArrayRef = Arc::new(StringArray::from(names.to_vec()));
    RecordBatch::try_from_iter_with_nullable([("nomor", numbers, false), ("nama", names, true)]).unwrap()
}

/// A column of a table as text.
fn column(path: &Path, heading: &str, coded: bool) -> Result<Vec<Option<String>>, TableFault> {
    let file = TableFile::open(path)?;
    let place = file.headings().iter().position(|known| known == heading).unwrap();
    let mut texts = Vec::new();
    for columns in file.read(&[Wanted { place, coded }])? {
        let column = cast(&columns?[0], &DataType::Utf8).unwrap();
        texts.extend(column.as_string::<i32>().iter().map(|text| text.map(str::to_owned)));
    }
    Ok(texts)
}

fn csv(bytes: &[u8]) -> Result<Vec<Option<String>>, TableFault> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("daftar.csv");
    fs::write(&path, bytes).unwrap();
    column(&path, "nama", false)
}

fn names(texts: &[&str]) -> Vec<Option<String>> {
    texts.iter().map(|text| (!text.is_empty()).then(|| (*text).to_owned())).collect()
}

#[test]
fn what_is_written_is_read_back_from_csv_and_from_parquet() {
    let folder = tempfile::tempdir().unwrap();
    let rows = [Some("Amir; Baso"), None, Some("a \"b\", c"), Some("dua\nbaris")];
    for name in ["tabel.csv", "tabel.parquet", "tabel"] {
        let path = folder.path().join(name);
        let batch = batch(&rows);
        let mut out = TableOut::create(&path, batch.schema()).unwrap();
        out.write(&batch).unwrap();
        out.write(&batch).unwrap();
        out.finish().unwrap();
        let expected: Vec<Option<String>> = rows.iter().chain(&rows).map(|text| text.map(str::to_owned)).collect();
        for coded in [false, true] {
            assert_eq!(column(&path, "nama", coded).unwrap(), expected, "{name}");
        }
    }
}

#[test]
fn the_separator_is_told_from_the_header_and_a_mark_in_front_is_passed_over() {
    for table in
        ["nik,nama\n1,Amir\n2,\n", "\u{feff}nama;nik\r\nAmir;1\r\n;2\r\n", "nama\tnik\nAmir\t1\n\t2", "nama|nik\nAmir|1\n|2\n"]
    {
        assert_eq!(csv(table.as_bytes()).unwrap(), names(&["Amir", ""]), "{table:?}");
    }
}

#[test]
fn a_row_with_more_or_fewer_cells_than_the_header_is_refused_with_its_number() {
    for table in ["nama,nik\nAmir,1\nBaso\n", "nama,nik\nAmir,1\nBaso,2,3\n"] {
        let told = csv(table.as_bytes()).unwrap_err().to_string();
        assert!(told.contains("row 2 below the header") && !told.contains("Baso"), "{told}");
    }
}

#[test]
fn text_that_is_not_utf_8_is_refused_with_its_row_and_not_read_with_replacement_signs() {
    let told = csv(b"nama,nik\nAmir,1\nJos\xe9,2\n").unwrap_err().to_string();
    assert!(told.contains("row 2 below the header") && told.contains("UTF-8") && !told.contains("Jos"), "{told}");
    let told = csv(b"nama,nik,caf\xe9\n").unwrap_err().to_string();
    assert!(told.contains("the header"), "{told}");
}

#[test]
fn a_file_without_a_header_and_a_workbook_are_refused() {
    assert!(matches!(csv(b""), Err(TableFault::Format { .. })));
    assert!(csv(b"PK\x03\x04rest").unwrap_err().to_string().contains("workbook"));
    assert!(matches!(csv(b"PAR1 and nothing more"), Err(TableFault::Format { .. })));
    assert!(matches!(csv(b"na\0ma,nik\n"), Err(TableFault::Format { .. })));
}

#[test]
fn a_quotation_mark_that_is_never_closed_is_refused_and_not_read_into_memory() {
    let mut table = b"nama,nik\n\"Amir,1\n".to_vec();
    table.extend(std::iter::repeat_n(b"Baso,2\n", 400_000).flatten());
    assert!(csv(&table).unwrap_err().to_string().contains("quotation mark"));
}

#[test]
fn a_table_that_is_not_finished_leaves_nothing_behind_and_what_stood_there_stays() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tabel.csv");
    fs::write(&path, "before").unwrap();
    let batch = batch(&[Some("Amir")]);
    let mut out = TableOut::create(&path, batch.schema()).unwrap();
    out.write(&batch).unwrap();
    drop(out);
    assert_eq!(fs::read_to_string(&path).unwrap(), "before");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}
