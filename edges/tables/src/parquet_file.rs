//! Parquet, read by column.

use crate::{BATCH_ROWS, TableFault, TableFlaw, Wanted};
use arrow::array::ArrayRef;
use arrow::datatypes::{DataType, Field, Schema};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
};
use parquet::basic::{Encoding, EncodingMask};
use parquet::errors::ParquetError;
use parquet::file::metadata::ColumnChunkMetaData;
use std::fs::File;
use std::sync::Arc;

pub(crate) struct ParquetFile {
    file: File,
    metadata: ArrowReaderMetadata,
    path: String,
}

impl ParquetFile {
    pub(crate) fn open(file: File, path: &str) -> Result<(Vec<String>, Self), TableFault> {
        let damaged =
            |why: &dyn std::fmt::Display| TableFault::Format { path: path.to_owned(), flaw: TableFlaw::Parquet(why.to_string()) };
        // A schema of another program's types, stored beside the file's own, says nothing that is needed here.
        let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
        let metadata = ArrowReaderMetadata::load(&file, options).map_err(|error| damaged(&error))?;
        if let Some(field) = metadata.schema().fields().iter().find(|field| field.data_type().is_nested()) {
            return Err(TableFault::Format { path: path.to_owned(), flaw: TableFlaw::Nested(field.name().clone()) });
        }
        let headings = metadata.schema().fields().iter().map(|field| field.name().clone()).collect();
        Ok((headings, Self { file, metadata, path: path.to_owned() }))
    }

    pub(crate) fn batches(self, wanted: &[Wanted]) -> impl Iterator<Item = Result<Vec<ArrayRef>, TableFault>> + use<> {
        let wanted = wanted.to_vec();
        let mut places: Vec<usize> = wanted.iter().map(|column| column.place).collect();
        places.sort_unstable();
        places.dedup();
        let order: Vec<usize> =
            wanted.iter().filter_map(|column| places.iter().position(|known| *known == column.place)).collect();
        let mut groups = 0..self.metadata.metadata().num_row_groups();
        let mut reader: Option<ParquetRecordBatchReader> = None;
        std::iter::from_fn(move || {
            let damaged = |error: &dyn std::fmt::Display| TableFault::Format {
                path: self.path.clone(),
                flaw: TableFlaw::Parquet(error.to_string()),
            };
            loop {
                if let Some(batch) = reader.as_mut().and_then(Iterator::next) {
                    let batch = batch.map_err(|error| damaged(&error));
                    return Some(batch.map(|batch| order.iter().map(|column| batch.column(*column).clone()).collect()));
                }
                match self.group(groups.next()?, &wanted, &places) {
                    Ok(next) => reader = Some(next),
                    Err(error) => return Some(Err(damaged(&error))),
                }
            }
        })
    }

    /// Reads one row group. A dictionary is one group's: a batch that went on into the next would have to be put together anew.
    fn group(&self, group: usize, wanted: &[Wanted], places: &[usize]) -> Result<ParquetRecordBatchReader, ParquetError> {
        let coded = |place: usize| wanted.iter().any(|column| column.place == place && column.coded);
        let fields: Vec<Arc<Field>> = self
            .metadata
            .schema()
            .fields()
            .iter()
            .enumerate()
            .map(|(place, field)| {
                let texts = *field.data_type() == DataType::Utf8 && coded(place);
                if texts && is_dictionary(self.metadata.metadata().row_group(group).column(place)) {
                    let kind = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
                    return Arc::new(Field::new(field.name(), kind, field.is_nullable()));
                }
                field.clone()
            })
            .collect();
        let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true).with_schema(Arc::new(Schema::new(fields)));
        let metadata = ArrowReaderMetadata::try_new(self.metadata.metadata().clone(), options)?;
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(self.file.try_clone()?, metadata);
        let mask = ProjectionMask::roots(builder.parquet_schema(), places.iter().copied());
        builder.with_row_groups(vec![group]).with_projection(mask).with_batch_size(BATCH_ROWS).build()
    }
}

/// Whether all values of a column in a row group stand in its dictionary. Where a dictionary grew too long, a writer goes on
/// without, and building one here would cost more than it saves.
fn is_dictionary(column: &ColumnChunkMetaData) -> bool {
    let only = |mask: &EncodingMask| mask.is_only(Encoding::PLAIN_DICTIONARY) || mask.is_only(Encoding::RLE_DICTIONARY);
    column.dictionary_page_offset().is_some() && column.page_encoding_stats_mask().is_some_and(only)
}
