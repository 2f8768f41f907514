//! What a few rows say of their persons: names from the sealed identity, for rows that are shown to somebody and no others.

use crate::fault::AppError;
use crate::installation::Installation;
use arrow::array::{Array, AsArray};
use arrow::datatypes::Int64Type;
use base::vocabulary::NikReading;
use std::collections::BTreeMap;
use store::{Batch, FileRole};

/// What may be shown of somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// The name as the list has it.
    pub name: String,
    /// The last four digits of the NIK behind dots; of a damaged one nothing but its length; empty where there is none.
    pub nik: String,
}

/// The names behind rows, by row id. Rows of unknown batches are left out.
pub(crate) async fn names_of(home: &Installation, rows: &[i64]) -> Result<BTreeMap<i64, Named>, AppError> {
    let shape = || AppError::Unreadable("an identity table has another shape");
    let mut by_batch: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for row in rows {
        // A row id is the number of its batch, and its place in it from one.
        let (Ok(batch), Ok(place)) = (u32::try_from(row >> 32), usize::try_from(row & 0xffff_ffff)) else { continue };
        by_batch.entry(batch).or_default().push(place.saturating_sub(1));
    }
    let mut found = BTreeMap::new();
    if by_batch.is_empty() {
        return Ok(found);
    }
    let batches: Vec<Batch> = home.store.batches().await?;
    for (number, mut places) in by_batch {
        let Some(batch) = batches.iter().find(|batch| batch.number == number) else { continue };
        let files = home.store.files_of(i64::from(number)).await?;
        let Some(file) = files.iter().find(|file| file.role == FileRole::Identity) else { continue };
        places.sort_unstable();
        places.dedup();
        let key = home.keys.derive(&format!("identity/v1/{number}/{}", batch.file_sha256));
        let path = home.lake.verified(&file.sha256)?;
        for table in lake::read_sealed_rows(&path, &["row", "nik", "name"], &key, &places)? {
            let table = table.map_err(|_| shape())?;
            let row = table.column_by_name("row").and_then(|column| column.as_primitive_opt::<Int64Type>()).ok_or_else(shape)?;
            let text = |name: &str| table.column_by_name(name).and_then(|column| column.as_string_opt::<i32>()).ok_or_else(shape);
            let (nik, name) = (text("nik")?, text("name")?);
            let at = |column: &arrow::array::StringArray, place: usize| {
                if column.is_valid(place) { column.value(place).to_owned() } else { String::new() }
            };
            for place in 0..table.num_rows() {
                found.insert(row.value(place), Named { name: at(name, place), nik: masked(&at(nik, place)) });
            }
        }
    }
    Ok(found)
}

/// Only the last four digits of a NIK are shown; of a damaged one nothing but its length.
pub(crate) fn masked(cell: &str) -> String {
    match NikReading::of(cell, false) {
        NikReading::Sound(nik) => nik.to_string(),
        NikReading::Missing => String::new(),
        NikReading::Damaged(_) => "•".repeat(cell.chars().count().min(20)),
    }
}
