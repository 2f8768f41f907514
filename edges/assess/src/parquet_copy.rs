//! Parquet to parquet: the columns that came in are copied as the bytes they are, and only the columns that decide are
//! decoded. Row groups stay as they were, so memory holds the answer of one of them.

use crate::assess::{Assessor, is_read, with_answer};
use crate::fault::AssessFault;
use crate::read::BATCH_ROWS;
use crate::write::{beside, keep, properties};
use arrow::array::ArrayRef;
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use parquet::arrow::arrow_writer::{ArrowColumnWriter, ArrowRowGroupWriterFactory, compute_leaves};
use parquet::arrow::{ARROW_SCHEMA_META_KEY, ArrowSchemaConverter, ProjectionMask, add_encoded_arrow_schema_to_metadata};
use parquet::column::writer::ColumnCloseResult;
use parquet::errors::ParquetError;
use parquet::file::metadata::{KeyValue, RowGroupMetaData};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{Type, TypePtr};
use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

/// A parquet table whose metadata has been read.
pub(crate) struct ParquetTable {
    file: File,
    metadata: ArrowReaderMetadata,
    /// Its columns.
    pub(crate) schema: SchemaRef,
}

impl ParquetTable {
    pub(crate) fn open(path: &Path) -> Result<Self, AssessFault> {
        let file = File::open(path).map_err(AssessFault::disk("open", path))?;
        let metadata = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new()).map_err(AssessFault::parquet(path))?;
        let schema = metadata.schema().clone();
        Ok(Self { file, metadata, schema })
    }

    /// Assesses every row by every assessor and writes the table with their answers.
    pub(crate) fn assess(
        &self,
        from: &Path,
        to: &Path,
        assessors: &mut [Assessor<'_>],
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<(), AssessFault> {
        let answer: Vec<Field> = assessors.iter().flat_map(Assessor::fields).collect();
        let broken = |error: ParquetError| AssessFault::parquet(from)(error);
        let unwritten = |error: ParquetError| AssessFault::write(to)(error);
        let out_schema = Arc::new(with_answer(&self.schema, &answer));
        let temporary = beside(to);
        let out = File::create(&temporary).map_err(AssessFault::disk("write", &temporary))?;
        let mut writer = self.writer(out, &out_schema, &answer).map_err(unwritten)?;
        let factory = ArrowRowGroupWriterFactory::new(&writer, out_schema);
        let decisive = self.decisive_columns().map_err(broken)?;
        let all = self.metadata.metadata().file_metadata().num_rows().unsigned_abs();
        let mut done = 0;
        for (group, metadata) in self.metadata.metadata().row_groups().iter().enumerate() {
            let copied = metadata.num_columns();
            let mut columns = factory.create_column_writers(group).map_err(unwritten)?.split_off(copied);
            let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(
                self.file.try_clone().map_err(AssessFault::disk("read", from))?,
                decisive.clone(),
            );
            let mask = ProjectionMask::roots(
                builder.parquet_schema(),
                self.schema.fields().iter().enumerate().filter(|(_, field)| is_read(field.name())).map(|(place, _)| place),
            );
            let reader = builder.with_row_groups(vec![group]).with_projection(mask).with_batch_size(BATCH_ROWS).build();
            for batch in reader.map_err(broken)? {
                let batch = batch.map_err(AssessFault::parquet(from))?;
                let answers: Vec<ArrayRef> =
                    assessors.iter_mut().flat_map(|assessor| assessor.assess(&batch, &BTreeMap::new())).collect();
                for ((writer, field), column) in columns.iter_mut().zip(&answer).zip(&answers) {
                    write_column(writer, field, column).map_err(unwritten)?;
                }
                done += batch.num_rows() as u64;
                progress(done, all);
            }
            let mut row_group = writer.next_row_group().map_err(unwritten)?;
            self.copy(metadata, &mut row_group).map_err(AssessFault::copy(from, to))?;
            for column in columns {
                let mut chunk = column.close().map_err(unwritten)?;
                // A page index holds for all columns or for none, and the copied ones leave theirs behind.
                chunk.close_mut().offset_index = None;
                chunk.close_mut().column_index = None;
                chunk.append_to_row_group(&mut row_group).map_err(unwritten)?;
            }
            row_group.close().map_err(unwritten)?;
        }
        writer.close().map_err(unwritten)?;
        keep(&temporary, to)
    }

    /// Words come out as a dictionary where they are stored as one: a row then costs a number, not a string.
    fn decisive_columns(&self) -> Result<ArrowReaderMetadata, ParquetError> {
        let words = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
        let fields: Vec<Arc<Field>> = self
            .schema
            .fields()
            .iter()
            .map(|field| match field.data_type() {
                DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View if is_read(field.name()) => {
                    Arc::new(field.as_ref().clone().with_data_type(words.clone()))
                }
                _ => field.clone(),
            })
            .collect();
        let schema = Arc::new(Schema::new_with_metadata(fields, self.schema.metadata().clone()));
        ArrowReaderMetadata::try_new(self.metadata.metadata().clone(), ArrowReaderOptions::new().with_schema(schema))
    }

    /// A writer for the columns that came in, exactly as they were declared, and those of the answer.
    fn writer(&self, out: File, schema: &Schema, answer: &[Field]) -> Result<SerializedFileWriter<File>, ParquetError> {
        let file = self.metadata.metadata().file_metadata();
        let added = ArrowSchemaConverter::new().convert(&Schema::new(answer.to_vec()))?;
        let root = file.schema_descr().root_schema();
        let mut fields: Vec<TypePtr> = root.get_fields().to_vec();
        fields.extend(added.root_schema().get_fields().iter().cloned());
        let root = Arc::new(Type::group_type_builder(root.name()).with_fields(fields).build()?);
        let names: Vec<String> = answer.iter().map(|field| field.name().clone()).collect();
        // What other programs noted about the file stays, but for the old list of columns.
        let kept: Vec<KeyValue> = file
            .key_value_metadata()
            .map(|notes| notes.iter().filter(|note| note.key != ARROW_SCHEMA_META_KEY).cloned().collect())
            .unwrap_or_default();
        let mut properties = properties(&names).set_key_value_metadata(Some(kept)).build();
        add_encoded_arrow_schema_to_metadata(schema, &mut properties);
        SerializedFileWriter::new(out, root, Arc::new(properties))
    }

    fn copy(&self, metadata: &RowGroupMetaData, row_group: &mut SerializedRowGroupWriter<'_, File>) -> Result<(), ParquetError> {
        let rows = metadata.num_rows().unsigned_abs();
        for column in metadata.columns() {
            let close = ColumnCloseResult {
                bytes_written: column.compressed_size().unsigned_abs(),
                rows_written: rows,
                metadata: column.clone(),
                bloom_filter: None,
                column_index: None,
                offset_index: None,
            };
            row_group.append_column(&self.file, close)?;
        }
        Ok(())
    }
}

fn write_column(writer: &mut ArrowColumnWriter, field: &Field, column: &ArrayRef) -> Result<(), ParquetError> {
    for leaf in compute_leaves(field, column)? {
        writer.write(&leaf)?;
    }
    Ok(())
}
