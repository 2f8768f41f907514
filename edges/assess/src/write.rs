//! A table out: csv with the separator that came in, or parquet. Written beside its name and renamed when it is whole.

use crate::fault::AssessFault;
use crate::read::Ending;
use arrow::array::{Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, SchemaRef};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, Encoding};
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesBuilder};
use parquet::schema::types::ColumnPath;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// Rows of a row group.
const GROUP_ROWS: usize = 262_144;

/// A table being written.
pub(crate) struct Output {
    path: PathBuf,
    temporary: PathBuf,
    sink: Sink,
}

enum Sink {
    Text { out: BufWriter<File>, separator: u8 },
    Parquet(Box<ArrowWriter<File>>),
}

impl Output {
    /// Starts a table of a schema.
    pub(crate) fn create(path: &Path, schema: &SchemaRef, separator: u8, answer: &[String]) -> Result<Self, AssessFault> {
        let ending = Ending::of(path)?;
        let temporary = beside(path);
        let file = File::create(&temporary).map_err(AssessFault::disk("write", &temporary))?;
        let sink = match ending {
            Ending::Text => {
                let mut out = BufWriter::with_capacity(1 << 20, file);
                let names: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
                let mut line = String::new();
                names.iter().enumerate().for_each(|(place, name)| push(&mut line, place, name, separator));
                line.push('\n');
                out.write_all(line.as_bytes()).map_err(AssessFault::disk("write", &temporary))?;
                Sink::Text { out, separator }
            }
            Ending::Parquet => {
                let properties = properties(answer).set_max_row_group_row_count(Some(GROUP_ROWS)).build();
                let writer = ArrowWriter::try_new(file, schema.clone(), Some(properties)).map_err(AssessFault::write(path))?;
                Sink::Parquet(Box::new(writer))
            }
        };
        Ok(Self { path: path.to_owned(), temporary, sink })
    }

    /// Adds rows.
    pub(crate) fn write(&mut self, batch: &RecordBatch) -> Result<(), AssessFault> {
        match &mut self.sink {
            Sink::Parquet(writer) => writer.write(batch).map_err(AssessFault::write(&self.path)),
            Sink::Text { out, separator } => {
                let text = lines(batch, *separator).map_err(AssessFault::write(&self.path))?;
                out.write_all(text.as_bytes()).map_err(AssessFault::disk("write", &self.temporary))
            }
        }
    }

    /// Ends the table and gives it its name.
    pub(crate) fn finish(self) -> Result<(), AssessFault> {
        match self.sink {
            Sink::Parquet(writer) => {
                writer.close().map_err(AssessFault::write(&self.path))?;
            }
            Sink::Text { mut out, .. } => out.flush().map_err(AssessFault::disk("write", &self.temporary))?,
        }
        keep(&self.temporary, &self.path)
    }
}

/// The name under which a table is written until it is whole.
pub(crate) fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{}.part", std::process::id()))
}

/// Gives a whole table its name.
pub(crate) fn keep(temporary: &Path, path: &Path) -> Result<(), AssessFault> {
    fs::rename(temporary, path).map_err(AssessFault::disk("write", path))
}

/// How the answer is written to parquet: sums of money hardly repeat and lie close together, so differences are packed.
/// Its columns have no statistics: nobody looks for rows by them, and comparing every value costs as much as assessing it.
pub(crate) fn properties(answer: &[String]) -> WriterPropertiesBuilder {
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_created_by("sinergi".to_owned());
    for name in answer {
        let column = ColumnPath::from(name.as_str());
        properties = properties.set_column_statistics_enabled(column.clone(), EnabledStatistics::None);
        if !name.ends_with("status") && !name.ends_with("reason") {
            properties = properties
                .set_column_dictionary_enabled(column.clone(), false)
                .set_column_encoding(column.clone(), Encoding::DELTA_BINARY_PACKED)
                .set_column_compression(column, Compression::UNCOMPRESSED);
        }
    }
    properties
}

fn lines(batch: &RecordBatch, separator: u8) -> Result<String, arrow::error::ArrowError> {
    let options = FormatOptions::default().with_null("");
    let texts: Vec<Option<&StringArray>> =
        batch.columns().iter().map(|column| column.as_any().downcast_ref::<StringArray>()).collect();
    let formatters: Vec<ArrayFormatter<'_>> =
        batch.columns().iter().map(|column| ArrayFormatter::try_new(column.as_ref(), &options)).collect::<Result<_, _>>()?;
    let plain: Vec<bool> = batch.columns().iter().map(|column| is_number(column.data_type())).collect();
    let mut text = String::with_capacity(batch.num_rows() * batch.num_columns() * 8);
    for row in 0..batch.num_rows() {
        for (place, formatter) in formatters.iter().enumerate() {
            match texts[place] {
                Some(column) => push(&mut text, place, if column.is_null(row) { "" } else { column.value(row) }, separator),
                None if plain[place] => {
                    if place > 0 {
                        text.push(char::from(separator));
                    }
                    formatter.value(row).write(&mut text)?;
                }
                None => push(&mut text, place, &formatter.value(row).try_to_string()?, separator),
            }
        }
        text.push('\n');
    }
    Ok(text)
}

fn is_number(data_type: &DataType) -> bool {
    data_type.is_integer()
}

/// Adds a cell, quoted where it must be.
fn push(line: &mut String, place: usize, cell: &str, separator: u8) {
    if place > 0 {
        line.push(char::from(separator));
    }
    if cell.bytes().any(|byte| byte == separator || matches!(byte, b'"' | b'\n' | b'\r')) {
        line.push('"');
        line.push_str(&cell.replace('"', "\"\""));
        line.push('"');
    } else {
        line.push_str(cell);
    }
}
