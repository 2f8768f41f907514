//! The plain files of a lake, read without the program: what it stored, not what it says it stored.

use crate::home::{Home, below};
use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{Int32Type, Int64Type};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::fs::File;
use std::path::{Path, PathBuf};

/// A row of facts about a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    pub row: i64,
    pub batch: i32,
    /// The place of residence or of work as a number.
    pub place: Option<i64>,
    pub token: Option<Vec<u8>>,
    pub sex: Option<String>,
    pub segment: Option<String>,
}

/// The batches of a plain Parquet file; none when it is sealed or no Parquet at all.
pub fn batches(path: &Path) -> Option<Vec<RecordBatch>> {
    let builder = ParquetRecordBatchReaderBuilder::try_new(File::open(path).ok()?).ok()?;
    builder.build().ok()?.collect::<Result<_, _>>().ok()
}

/// The lake files with this column in them.
pub fn files_with(home: &Home, column: &str) -> Vec<PathBuf> {
    let has = |path: &PathBuf| {
        let file = File::open(path).unwrap();
        let builder = ParquetRecordBatchReaderBuilder::try_new(file);
        builder.is_ok_and(|builder| builder.schema().column_with_name(column).is_some())
    };
    below(&home.data().join("lake/files")).into_iter().filter(has).collect()
}

/// Every fact about people of one batch, in the order of rows.
pub fn facts(home: &Home, receipt: &serde_json::Value) -> Vec<Fact> {
    let wanted = i32::try_from(receipt["batch"].as_i64().unwrap()).unwrap();
    let mut facts = Vec::new();
    for path in files_with(home, "person_token") {
        for table in batches(&path).unwrap() {
            let column = |name: &str| table.column_by_name(name).unwrap();
            let number = |name: &str, row: usize| {
                let column = column(name).as_primitive::<Int64Type>();
                column.is_valid(row).then(|| column.value(row))
            };
            let text = |name: &str, row: usize| {
                let column = column(name).as_string::<i32>();
                column.is_valid(row).then(|| column.value(row).to_owned())
            };
            let (batch, token) = (column("batch").as_primitive::<Int32Type>(), column("person_token").as_fixed_size_binary());
            for row in (0..table.num_rows()).filter(|row| batch.value(*row) == wanted) {
                facts.push(Fact {
                    row: number("row", row).unwrap(),
                    batch: batch.value(row),
                    place: number("residence", row).or(number("workplace", row)),
                    token: token.is_valid(row).then(|| token.value(row).to_vec()),
                    sex: text("sex", row),
                    segment: text("segment", row),
                });
            }
        }
    }
    facts.sort_by_key(|fact| fact.row);
    facts
}
