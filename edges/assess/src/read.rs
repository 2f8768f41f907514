//! A table in, by the ending of its name: csv or parquet, as batches of rows.

use crate::fault::AssessFault;
use crate::text::TextTable;
use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use base::law::assess::Refusal;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

/// Rows of a batch out of parquet: large enough to hide the cost of a batch, small enough for the caches.
pub(crate) const BATCH_ROWS: usize = 16_384;

/// What a file name ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    Text,
    Parquet,
}

impl Ending {
    pub(crate) fn of(path: &Path) -> Result<Self, AssessFault> {
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
        match ending.as_str() {
            "csv" | "tsv" | "txt" => Ok(Self::Text),
            "parquet" | "pq" => Ok(Self::Parquet),
            _ => Err(AssessFault::UnknownEnding { path: path.to_owned() }),
        }
    }
}

/// A table being read.
pub(crate) enum Table {
    Text(Box<TextTable>),
    Parquet { path: PathBuf, reader: ParquetRecordBatchReader, schema: SchemaRef },
}

impl Table {
    /// Opens a table.
    pub(crate) fn open(path: &Path) -> Result<Self, AssessFault> {
        match Ending::of(path)? {
            Ending::Text => Ok(Self::Text(Box::new(TextTable::open(path)?))),
            Ending::Parquet => {
                let file = File::open(path).map_err(AssessFault::disk("open", path))?;
                let broken = AssessFault::parquet(path);
                let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|error| broken(error.to_string()))?;
                let schema = builder.schema().clone();
                let reader = builder.with_batch_size(BATCH_ROWS).build().map_err(|error| broken(error.to_string()))?;
                Ok(Self::Parquet { path: path.to_owned(), reader, schema })
            }
        }
    }

    /// Its columns.
    pub(crate) fn schema(&self) -> &SchemaRef {
        match self {
            Self::Text(table) => &table.schema,
            Self::Parquet { schema, .. } => schema,
        }
    }

    /// The separator of text; a comma for what is not text.
    pub(crate) fn separator(&self) -> u8 {
        match self {
            Self::Text(table) => table.separator,
            Self::Parquet { .. } => b',',
        }
    }

    /// What is wrong with rows of the last batch, by their place in it; only text has such rows.
    pub(crate) fn flaws(&self) -> &BTreeMap<usize, Refusal> {
        static NONE: BTreeMap<usize, Refusal> = BTreeMap::new();
        match self {
            Self::Text(table) => &table.flaws,
            Self::Parquet { .. } => &NONE,
        }
    }

    /// The next rows; none at the end.
    pub(crate) fn next_batch(&mut self) -> Result<Option<RecordBatch>, AssessFault> {
        match self {
            Self::Text(table) => table.next_batch(),
            Self::Parquet { path, reader, .. } => reader.next().transpose().map_err(AssessFault::parquet(path)),
        }
    }
}
