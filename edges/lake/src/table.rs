//! Parquet tables of the lake: plain for facts, with modular encryption for identity.

use crate::fault::{LakeFault, Step, at};
use crate::{Lake, StoredFile, TemporaryFile};
use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use parquet::arrow::arrow_reader::{ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder, RowSelection};
use parquet::arrow::{ArrowWriter, ProjectionMask};
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::encryption::decrypt::FileDecryptionProperties;
use parquet::encryption::encrypt::FileEncryptionProperties;
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterVersion};
use parquet::schema::types::ColumnPath;
use std::fs::File;
use std::path::Path;

/// Rows per row group: large enough to compress, small enough to skip.
const GROUP_ROWS: usize = 262_144;

/// Columns of numbers that grow by one or stay the same: their differences are a few bits, without a dictionary.
const STEADY: [&str; 6] = ["row", "line", "batch", "sheet", "as_of", "person"];

/// Columns of random bytes: nothing makes them smaller.
const RANDOM: [&str; 2] = ["fingerprint", "person_token"];

/// Columns of texts that hardly repeat: a dictionary would cost time and give nothing.
const UNIQUE: [&str; 7] = ["nik", "kpj", "kk", "phone", "name", "mother", "address"];

/// A table being written.
pub struct TableWriter {
    temporary: TemporaryFile,
    writer: ArrowWriter<File>,
    rows: u64,
}

impl TableWriter {
    /// Starts a table. With a key it is sealed: without the key neither values nor column names can be read.
    pub fn create(lake: &Lake, schema: SchemaRef, key: Option<&[u8; 32]>) -> Result<Self, LakeFault> {
        let (temporary, file) = lake.temporary()?;
        let table = |error| LakeFault::table(Step::Write, error);
        let mut properties = WriterProperties::builder()
            .set_writer_version(WriterVersion::PARQUET_2_0)
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(1).map_err(table)?))
            .set_max_row_group_row_count(Some(GROUP_ROWS))
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_created_by("sinergi".to_owned());
        for name in STEADY.into_iter().chain(RANDOM).chain(UNIQUE) {
            properties = properties.set_column_dictionary_enabled(ColumnPath::from(name), false);
        }
        for name in RANDOM.into_iter().chain(UNIQUE) {
            properties = properties.set_column_encoding(ColumnPath::from(name), Encoding::PLAIN);
        }
        for name in RANDOM {
            let random = ColumnPath::from(name);
            properties = properties
                .set_column_compression(random.clone(), Compression::UNCOMPRESSED)
                .set_column_statistics_enabled(random, EnabledStatistics::None);
        }
        if let Some(key) = key {
            let seal = FileEncryptionProperties::builder(key.to_vec()).build().map_err(table)?;
            properties = properties.with_file_encryption_properties(seal).set_statistics_enabled(EnabledStatistics::None);
        }
        let writer = ArrowWriter::try_new(file, schema, Some(properties.build())).map_err(table)?;
        Ok(Self { temporary, writer, rows: 0 })
    }

    /// Adds rows.
    pub fn write(&mut self, batch: &RecordBatch) -> Result<(), LakeFault> {
        self.rows += batch.num_rows() as u64;
        self.writer.write(batch).map_err(|error| LakeFault::table(Step::Write, error))
    }

    /// Ends the table and makes it part of the lake.
    pub fn keep(self, lake: &Lake) -> Result<StoredFile, LakeFault> {
        let file = self.writer.into_inner().map_err(|error| LakeFault::table(Step::Write, error))?;
        lake.keep(self.temporary, file, self.rows)
    }
}

/// Reads columns of a plain table.
pub fn read_table(path: &Path, columns: &[&str]) -> Result<ParquetRecordBatchReader, LakeFault> {
    open(path, columns, ArrowReaderOptions::new())
}

/// Reads columns of a sealed table.
pub fn read_sealed_table(path: &Path, columns: &[&str], key: &[u8; 32]) -> Result<ParquetRecordBatchReader, LakeFault> {
    let open_with = FileDecryptionProperties::builder(key.to_vec()).build().map_err(|_| LakeFault::WrongKey)?;
    open(path, columns, ArrowReaderOptions::new().with_file_decryption_properties(open_with)).map_err(|fault| match fault {
        LakeFault::Table { .. } => LakeFault::WrongKey,
        other => other,
    })
}

/// Reads every column of a table: a plain one, or with a key a sealed one.
pub fn read_whole(path: &Path, key: Option<&[u8; 32]>) -> Result<ParquetRecordBatchReader, LakeFault> {
    let options = match key {
        None => ArrowReaderOptions::new(),
        Some(key) => {
            let open_with = FileDecryptionProperties::builder(key.to_vec()).build().map_err(|_| LakeFault::WrongKey)?;
            ArrowReaderOptions::new().with_file_decryption_properties(open_with)
        }
    };
    let file = File::open(path).map_err(at(Step::Read, path))?;
    let unopened = |error| if key.is_some() { LakeFault::WrongKey } else { LakeFault::table(Step::Read, error) };
    let builder = ParquetRecordBatchReaderBuilder::try_new_with_options(file, options).map_err(unopened)?;
    builder.with_batch_size(32_768).build().map_err(|error| LakeFault::table(Step::Read, error))
}

/// Reads columns of single rows of a sealed table, by their places from zero in rising order; the pages between are skipped.
pub fn read_sealed_rows(
    path: &Path,
    columns: &[&str],
    key: &[u8; 32],
    rows: &[usize],
) -> Result<ParquetRecordBatchReader, LakeFault> {
    let open_with = FileDecryptionProperties::builder(key.to_vec()).build().map_err(|_| LakeFault::WrongKey)?;
    let options = ArrowReaderOptions::new().with_file_decryption_properties(open_with);
    rows_of(path, columns, options, rows, |_| LakeFault::WrongKey)
}

/// Reads columns of single rows of a plain table, likewise.
pub fn read_rows(path: &Path, columns: &[&str], rows: &[usize]) -> Result<ParquetRecordBatchReader, LakeFault> {
    rows_of(path, columns, ArrowReaderOptions::new(), rows, |error| LakeFault::table(Step::Read, error))
}

fn rows_of(
    path: &Path,
    columns: &[&str],
    options: ArrowReaderOptions,
    rows: &[usize],
    unopened: impl FnOnce(ParquetError) -> LakeFault,
) -> Result<ParquetRecordBatchReader, LakeFault> {
    let file = File::open(path).map_err(at(Step::Read, path))?;
    let builder = ParquetRecordBatchReaderBuilder::try_new_with_options(file, options).map_err(unopened)?;
    let mask = ProjectionMask::columns(builder.parquet_schema(), columns.iter().copied());
    let total = usize::try_from(builder.metadata().file_metadata().num_rows()).unwrap_or(0);
    let wanted = rows.iter().copied().filter(|row| *row < total).map(|row| row..row + 1);
    let selection = RowSelection::from_consecutive_ranges(wanted, total);
    let read = builder.with_projection(mask).with_row_selection(selection).build();
    read.map_err(|error| LakeFault::table(Step::Read, error))
}

fn open(path: &Path, columns: &[&str], options: ArrowReaderOptions) -> Result<ParquetRecordBatchReader, LakeFault> {
    let table = |error| LakeFault::table(Step::Read, error);
    let file = File::open(path).map_err(at(Step::Read, path))?;
    let builder = ParquetRecordBatchReaderBuilder::try_new_with_options(file, options).map_err(table)?;
    let mask = ProjectionMask::columns(builder.parquet_schema(), columns.iter().copied());
    builder.with_projection(mask).with_batch_size(32_768).build().map_err(table)
}
