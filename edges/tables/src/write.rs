//! Tables written: parquet, or csv where the name ends so. A file appears under its name only when it is whole.

use crate::TableFault;
use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// A table that is being written.
pub struct TableOut {
    sink: Sink,
    path: PathBuf,
    part: Part,
}

/// A file that is not whole yet: it goes if nothing comes of it. Its name tells the process, so that two that write one
/// table do not write into each other's.
struct Part(PathBuf);

impl Drop for Part {
    fn drop(&mut self) {
        // After the table has been given its name there is nothing here any more.
        let _ = fs::remove_file(&self.0);
    }
}

enum Sink {
    Csv(BufWriter<File>),
    Parquet(Box<ArrowWriter<File>>),
}

impl TableOut {
    /// Begins a table. A name that ends in `.csv` makes csv, every other one parquet.
    ///
    /// # Errors
    /// The file cannot be made.
    pub fn create(path: &Path, schema: SchemaRef) -> Result<Self, TableFault> {
        let part = Part(path.with_added_extension(format!("{}.part", std::process::id())));
        let file = File::create(&part.0).map_err(|source| fault("make", path, source))?;
        let csv = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
        let sink = if csv {
            let mut out = BufWriter::new(file);
            let headings: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
            row(&mut out, headings.into_iter()).map_err(|source| fault("write", path, source))?;
            Sink::Csv(out)
        } else {
            let properties = WriterProperties::builder()
                .set_compression(Compression::ZSTD(ZstdLevel::try_new(1).unwrap_or_default()))
                .set_created_by("sinergi".to_owned())
                .build();
            Sink::Parquet(Box::new(ArrowWriter::try_new(file, schema, Some(properties)).map_err(|error| broken(path, &error))?))
        };
        Ok(Self { sink, path: path.to_owned(), part })
    }

    /// Adds rows.
    ///
    /// # Errors
    /// The disk.
    pub fn write(&mut self, batch: &RecordBatch) -> Result<(), TableFault> {
        match &mut self.sink {
            Sink::Parquet(writer) => writer.write(batch).map_err(|error| broken(&self.path, &error)),
            Sink::Csv(out) => {
                let options = FormatOptions::default().with_null("");
                let columns: Result<Vec<_>, _> =
                    batch.columns().iter().map(|column| ArrayFormatter::try_new(column.as_ref(), &options)).collect();
                let columns = columns.map_err(|error| broken(&self.path, &error))?;
                for place in 0..batch.num_rows() {
                    let cells: Vec<String> = columns.iter().map(|column| column.value(place).to_string()).collect();
                    row(out, cells.iter().map(String::as_str)).map_err(|source| fault("write", &self.path, source))?;
                }
                Ok(())
            }
        }
    }

    /// Ends the table: the file has its name now.
    ///
    /// # Errors
    /// The disk.
    pub fn finish(self) -> Result<(), TableFault> {
        let file = match self.sink {
            Sink::Csv(out) => out.into_inner().map_err(|error| fault("write", &self.path, error.into_error()))?,
            Sink::Parquet(writer) => writer.into_inner().map_err(|error| broken(&self.path, &error))?,
        };
        file.sync_all().and_then(|()| fs::rename(&self.part.0, &self.path)).map_err(|source| fault("write", &self.path, source))
    }
}

fn row<'a>(out: &mut impl Write, cells: impl Iterator<Item = &'a str>) -> io::Result<()> {
    for (place, cell) in cells.enumerate() {
        if place > 0 {
            out.write_all(b",")?;
        }
        if cell.contains([',', '"', '\n', '\r', ';']) {
            write!(out, "\"{}\"", cell.replace('"', "\"\""))?;
        } else {
            out.write_all(cell.as_bytes())?;
        }
    }
    out.write_all(b"\n")
}

fn fault(doing: &'static str, path: &Path, source: io::Error) -> TableFault {
    TableFault::Io { doing, path: path.display().to_string(), source }
}

fn broken(path: &Path, error: &dyn std::fmt::Display) -> TableFault {
    TableFault::Write { path: path.display().to_string(), why: error.to_string() }
}
