//! Parquet, read by column.

use crate::{BATCH_ROWS, TableFault, TableFlaw, Wanted};
use arrow::array::ArrayRef;
use arrow::datatypes::{DataType, Field, Schema};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
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

    pub(crate) fn batches(
        self,
        wanted: &[Wanted],
    ) -> Result<impl Iterator<Item = Result<Vec<ArrayRef>, TableFault>> + use<>, TableFault> {
        let path = self.path;
        let damaged = {
            let path = path.clone();
            move |why: &dyn std::fmt::Display| TableFault::Format {
                path: path.clone(),
                flaw: TableFlaw::Parquet(why.to_string()),
            }
        };
        let few = |place: usize| wanted.iter().any(|column| column.place == place && column.few);
        let fields: Vec<Arc<Field>> = self
            .metadata
            .schema()
            .fields()
            .iter()
            .enumerate()
            .map(|(place, field)| match field.data_type() {
                DataType::Utf8 if few(place) => {
                    let kind = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
                    Arc::new(Field::new(field.name(), kind, field.is_nullable()))
                }
                _ => field.clone(),
            })
            .collect();
        let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true).with_schema(Arc::new(Schema::new(fields)));
        let metadata =
            ArrowReaderMetadata::try_new(self.metadata.metadata().clone(), options).map_err(|error| damaged(&error))?;
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(self.file, metadata);
        let mut places: Vec<usize> = wanted.iter().map(|column| column.place).collect();
        let order = places.clone();
        places.sort_unstable();
        places.dedup();
        let mask = ProjectionMask::roots(builder.parquet_schema(), places.iter().copied());
        let reader = builder.with_projection(mask).with_batch_size(BATCH_ROWS).build().map_err(|error| damaged(&error))?;
        Ok(reader.map(move |batch| {
            let batch = batch.map_err(|error| damaged(&error))?;
            Ok(order
                .iter()
                .filter_map(|place| places.iter().position(|known| known == place))
                .map(|column| batch.column(column).clone())
                .collect())
        }))
    }
}
