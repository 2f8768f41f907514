//! A list as standardised parquet: upper case, no dots, places without their kind, digits only.

use super::people::bare;
use super::record::Record;
use crate::error::SynthError;
use crate::truth::ParquetTable;
use arrow::array::{ArrayRef, Date32Builder, StringBuilder};
use arrow::datatypes::{DataType, Field};
use std::path::PathBuf;
use std::sync::Arc;

/// The canonical columns of the model `pekerja`, in their order.
pub const COLUMNS: [&str; 12] =
    ["unique_id", "nik", "nama", "jk", "tempat_lahir", "tgl", "alamat", "desa", "kec", "kab", "ibu", "hp"];
/// Position of the birth date among them.
const BIRTH: usize = 5;

/// Opens the file of a list.
pub fn create(path: PathBuf) -> Result<ParquetTable, SynthError> {
    let kind = |at| if at == BIRTH { DataType::Date32 } else { DataType::Utf8 };
    let fields = COLUMNS.iter().enumerate().map(|(at, name)| Field::new(*name, kind(at), at > 0));
    ParquetTable::create(path, fields.collect())
}

/// Upper case; a dot or apostrophe is nothing, anything else that is no letter or digit is a blank; single blanks.
fn standard(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_alphanumeric() {
            out.extend(c.to_uppercase());
        } else if !matches!(c, '.' | '\'') && !out.ends_with(' ') && !out.is_empty() {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// The columns of some rows.
pub fn columns(records: &[Record]) -> Vec<ArrayRef> {
    let mut texts: [StringBuilder; 11] = Default::default();
    let mut births = Date32Builder::with_capacity(records.len());
    for record in records {
        births.append_option(record.birth.map(|day| day.0));
        let place = |text: &Option<String>| text.as_deref().map(standard);
        let row = [
            Some(record.id.clone()),
            record.nik.clone(),
            Some(standard(&record.name)),
            record.sex.map(str::to_owned),
            place(&record.birth_place),
            place(&record.address),
            place(&record.village),
            place(&record.district),
            record.regency.as_deref().map(|regency| standard(bare(regency))),
            place(&record.mother),
            record.phone.clone(),
        ];
        for (builder, text) in texts.iter_mut().zip(row) {
            builder.append_option(text);
        }
    }
    let mut out: Vec<ArrayRef> = texts.iter_mut().map(|builder| Arc::new(builder.finish()) as ArrayRef).collect();
    out.insert(BIRTH, Arc::new(births.finish()));
    out
}
