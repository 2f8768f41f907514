//! Edge: flat tables that an operator names on the command line, csv or parquet, read column by column in batches and
//! written back. What strangers send goes through `sources` instead, whose child process has limits.
//!
//! ```text
//! path ─► TableFile (headings) ─► batches of the columns asked for       RecordBatch ─► TableOut ─► csv or parquet
//! ```

mod csv;
mod fault;
mod parquet_file;
#[cfg(test)]
mod tests;
mod write;

pub use fault::{TableFault, TableFlaw};
pub use write::TableOut;

use arrow::array::ArrayRef;
use std::fs::File;
use std::io::{Read, Seek};
use std::path::Path;

/// Rows handed over at once.
pub const BATCH_ROWS: usize = 16_384;

/// A column to read, by its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Its place among the headings.
    pub place: usize,
    /// Its texts may come as a dictionary: they do where the file stores them so.
    pub coded: bool,
}

/// A table that has been opened: its headings are known, its rows not yet read.
pub struct TableFile {
    headings: Vec<String>,
    inner: Inner,
    path: String,
}

enum Inner {
    Csv(Box<csv::CsvFile>),
    Parquet(Box<parquet_file::ParquetFile>),
}

/// Batches of the columns asked for, in the order asked.
pub type Batches = Box<dyn Iterator<Item = Result<Vec<ArrayRef>, TableFault>>>;

impl TableFile {
    /// Opens a file; content, not name, tells its format.
    ///
    /// # Errors
    /// The file cannot be opened, is damaged, or has no header.
    pub fn open(path: &Path) -> Result<Self, TableFault> {
        let name = path.display().to_string();
        let io = |source| TableFault::Io { doing: "open", path: name.clone(), source };
        let mut file = File::open(path).map_err(io)?;
        let mut magic = [0; 4];
        let length = file.read(&mut magic).map_err(io)?;
        file.rewind().map_err(io)?;
        if magic[..length] == *b"PAR1" {
            let (headings, inner) = parquet_file::ParquetFile::open(file, &name)?;
            return Ok(Self { headings, inner: Inner::Parquet(Box::new(inner)), path: name });
        }
        if magic[..length].starts_with(b"PK\x03\x04") {
            return Err(TableFault::Format { path: name, flaw: TableFlaw::Workbook });
        }
        let (headings, inner) = csv::CsvFile::open(file, &name)?;
        Ok(Self { headings, inner: Inner::Csv(Box::new(inner)), path: name })
    }

    /// The headings, in the order of columns.
    pub fn headings(&self) -> &[String] {
        &self.headings
    }

    /// The path, as given.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Reads columns in batches.
    ///
    /// # Errors
    /// The file cannot be read further; each batch can end with a fault of its own.
    pub fn read(self, wanted: &[Wanted]) -> Result<Batches, TableFault> {
        match self.inner {
            Inner::Csv(file) => Ok(Box::new(file.batches(wanted))),
            Inner::Parquet(file) => Ok(Box::new(file.batches(wanted))),
        }
    }
}
