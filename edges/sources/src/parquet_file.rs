//! Parquet from a partner: flat columns become text cells. Bounded by the child's memory and by batches of rows.

use crate::refusal::{Refusal, RefusalCode};
use crate::{Limits, Sink};
use arrow::datatypes::DataType;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use base::handover::{CellKind, RowBlock};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::fs::File;

/// Reads a Parquet file: column names are the header, as line 1.
pub(crate) fn read(file: File, limits: &Limits, sink: &mut dyn Sink) -> Result<(), Refusal> {
    let damaged = |error: &dyn std::fmt::Display| Refusal::new(RefusalCode::Damaged, short(error));
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|error| damaged(&error))?;
    let schema = builder.schema().clone();
    if schema.fields().len() > limits.columns {
        return Err(Refusal::new(RefusalCode::TooWide, schema.fields().len()));
    }
    if let Some(field) = schema.fields().iter().find(|field| field.data_type().is_nested()) {
        return Err(Refusal::new(RefusalCode::NestedParquet, field.name()));
    }
    sink.how("parquet")?;
    sink.sheet("")?;
    let mut block = RowBlock::default();
    for field in schema.fields() {
        block.push(field.name(), CellKind::Text);
    }
    block.end_row(1);
    let reader = builder.with_batch_size(8_192).build().map_err(|error| damaged(&error))?;
    let options = FormatOptions::default().with_null("");
    let mut line = 2_u32;
    for batch in reader {
        let batch = batch.map_err(|error| damaged(&error))?;
        let columns: Vec<_> = batch
            .columns()
            .iter()
            .map(|column| ArrayFormatter::try_new(column, &options).map(|formatter| (formatter, kind_of(column.data_type()))))
            .collect::<Result<_, _>>()
            .map_err(|error| damaged(&error))?;
        for row in 0..batch.num_rows() {
            for (column, kind) in &columns {
                let text = column.value(row).try_to_string().map_err(|error| damaged(&error))?;
                match text.char_indices().nth(limits.cell_chars) {
                    Some((end, _)) => block.push(&text[..end], CellKind::TooLong),
                    None => block.push(&text, *kind),
                }
            }
            block.end_row(line);
            line = line.saturating_add(1);
        }
        sink.rows(&block)?;
        block.clear();
    }
    if block.is_empty() { Ok(()) } else { sink.rows(&block) }
}

/// Whole numbers of a database have kept all their digits; floats have not.
fn kind_of(data_type: &DataType) -> CellKind {
    match data_type {
        DataType::Float16 | DataType::Float32 | DataType::Float64 => CellKind::Number,
        DataType::Date32 | DataType::Date64 | DataType::Timestamp(..) => CellKind::Date,
        _ => CellKind::Text,
    }
}

fn short(error: &dyn std::fmt::Display) -> String {
    error.to_string().chars().take(120).collect()
}
