//! The truth: who everybody is, and which row of which file is about whom. Never given to the programs under test
//! as input.

use crate::error::SynthError;
use crate::output::FileMade;
use crate::people::{Class, Person};
use crate::province::Province;
use crate::text_table::make_folder;
use arrow::array::{ArrayRef, BooleanBuilder, Date32Builder, Int64Builder, RecordBatch, StringBuilder};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Rows in one row group and one batch.
const GROUP: usize = 65_536;

/// A parquet file that is written batch by batch.
pub struct ParquetTable {
    path: PathBuf,
    schema: SchemaRef,
    writer: ArrowWriter<File>,
}

impl ParquetTable {
    /// Opens a file for these columns.
    pub fn create(path: PathBuf, fields: Vec<Field>) -> Result<Self, SynthError> {
        make_folder(&path)?;
        let file = File::create(&path).map_err(|source| SynthError::Write { path: path.clone(), source })?;
        let schema = Arc::new(Schema::new(fields));
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_max_row_group_row_count(Some(GROUP))
            .set_created_by("Sinergi synth (data sintetis)".to_owned())
            .build();
        let writer = ArrowWriter::try_new(file, Arc::clone(&schema), Some(properties))
            .map_err(|source| SynthError::Parquet { path: path.clone(), source: Box::new(source) })?;
        Ok(Self { path, schema, writer })
    }

    /// Writes a batch of columns.
    pub fn write(&mut self, columns: Vec<ArrayRef>) -> Result<(), SynthError> {
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), columns)
            .map_err(|source| SynthError::Columns { path: self.path.clone(), source: Box::new(source) })?;
        self.writer.write(&batch).map_err(|source| SynthError::Parquet { path: self.path.clone(), source: Box::new(source) })
    }

    /// Closes the file.
    pub fn finish(self) -> Result<(), SynthError> {
        let path = self.path;
        self.writer.close().map(|_| ()).map_err(|source| SynthError::Parquet { path, source: Box::new(source) })
    }
}

/// Why a person is outside the denominator; empty for the others.
fn excluded(person: &Person) -> &'static str {
    match (person.class, person.died) {
        (Class::Asn, _) => "asn",
        (_, Some(_)) => "died",
        _ => "",
    }
}

#[derive(Default)]
struct PersonColumns {
    person: Int64Builder,
    nik: StringBuilder,
    name: StringBuilder,
    birth_date: Date32Builder,
    sex: StringBuilder,
    region: Int64Builder,
    segment: StringBuilder,
    group: StringBuilder,
    excluded_reason: StringBuilder,
    covered: BooleanBuilder,
    died_on: Date32Builder,
}

/// Writes `truth/persons.parquet`.
pub fn write_persons(province: &Province, out: &Path) -> Result<(), SynthError> {
    let mut table = ParquetTable::create(
        out.join("truth/persons.parquet"),
        vec![
            Field::new("person", DataType::Int64, false),
            Field::new("nik", DataType::Utf8, false),
            Field::new("name", DataType::Utf8, false),
            Field::new("birth_date", DataType::Date32, false),
            Field::new("sex", DataType::Utf8, false),
            Field::new("region", DataType::Int64, false),
            Field::new("segment", DataType::Utf8, false),
            Field::new("group", DataType::Utf8, false),
            Field::new("excluded_reason", DataType::Utf8, false),
            Field::new("covered", DataType::Boolean, false),
            Field::new("died_on", DataType::Date32, true),
        ],
    )?;
    let mut c = PersonColumns::default();
    for village in 0..province.places.villages.len() {
        for person in province.people_of(village) {
            c.person.append_value(person.id as i64);
            c.nik.append_value(province.nik(&person));
            c.name.append_value(province.name(&person).text());
            c.birth_date.append_value(person.birth.0);
            c.sex.append_value(person.sex.letter());
            c.region.append_value(province.places.villages[village].number as i64);
            c.segment.append_value(person.class.segment());
            c.group.append_value(person.group.code());
            c.excluded_reason.append_value(excluded(&person));
            c.covered.append_value(person.covered());
            c.died_on.append_option(person.died.map(|d| d.0));
            if (person.id + 1).is_multiple_of(GROUP as u64) || person.id + 1 == province.people {
                let columns: Vec<ArrayRef> = vec![
                    Arc::new(c.person.finish()),
                    Arc::new(c.nik.finish()),
                    Arc::new(c.name.finish()),
                    Arc::new(c.birth_date.finish()),
                    Arc::new(c.sex.finish()),
                    Arc::new(c.region.finish()),
                    Arc::new(c.segment.finish()),
                    Arc::new(c.group.finish()),
                    Arc::new(c.excluded_reason.finish()),
                    Arc::new(c.covered.finish()),
                    Arc::new(c.died_on.finish()),
                ];
                table.write(columns)?;
            }
        }
    }
    table.finish()
}

/// Writes `truth/rows.parquet`, file by file.
pub struct RowsTruth {
    table: ParquetTable,
}

impl RowsTruth {
    /// Opens the file.
    pub fn create(out: &Path) -> Result<Self, SynthError> {
        let table = ParquetTable::create(
            out.join("truth/rows.parquet"),
            vec![
                Field::new("file", DataType::Utf8, false),
                Field::new("row", DataType::Int64, false),
                Field::new("person", DataType::Int64, true),
                Field::new("faults", DataType::Utf8, false),
            ],
        )?;
        Ok(Self { table })
    }

    /// Writes the rows of one file.
    pub fn add(&mut self, made: &FileMade) -> Result<(), SynthError> {
        for rows in made.truth.chunks(GROUP) {
            let mut file = StringBuilder::new();
            let mut row = Int64Builder::new();
            let mut person = Int64Builder::new();
            let mut faults = StringBuilder::new();
            for truth in rows {
                file.append_value(&made.path);
                row.append_value(i64::from(truth.row));
                person.append_option(truth.person.map(i64::from));
                faults.append_value(truth.marks.text());
            }
            self.table.write(vec![
                Arc::new(file.finish()),
                Arc::new(row.finish()),
                Arc::new(person.finish()),
                Arc::new(faults.finish()),
            ])?;
        }
        Ok(())
    }

    /// Closes the file.
    pub fn finish(self) -> Result<(), SynthError> {
        self.table.finish()
    }
}
