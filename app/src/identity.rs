//! What a few rows say of their persons: names from the sealed identity, for rows that are shown to somebody and no others.

use crate::fault::AppError;
use crate::installation::Installation;
use arrow::array::{Array, AsArray};
use arrow::datatypes::{Date32Type, Int64Type};
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

/// What an enrolment asks of somebody, as the list has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Enrolled {
    pub(crate) name: String,
    /// The whole NIK, or the last four digits for those who may not see it.
    pub(crate) nik: String,
    pub(crate) birth_place: String,
    pub(crate) birth_date: Option<jiff::civil::Date>,
    pub(crate) mother: String,
    pub(crate) address: String,
}

/// The names behind rows, by row id. Rows of unknown batches are left out.
pub(crate) async fn names_of(home: &Installation, rows: &[i64]) -> Result<BTreeMap<i64, Named>, AppError> {
    read_rows(home, rows, &["row", "nik", "name"], |cells, place| Named {
        name: cells.text("name", place),
        nik: masked(&cells.text("nik", place)),
    })
    .await
}

/// What an enrolment asks of the people behind rows; whole NIKs only for those who may see them.
pub(crate) async fn enrolled_of(home: &Installation, rows: &[i64], whole: bool) -> Result<BTreeMap<i64, Enrolled>, AppError> {
    let columns = ["row", "nik", "name", "birth_place", "birth_date", "mother", "address"];
    read_rows(home, rows, &columns, |cells, place| {
        let nik = cells.text("nik", place);
        Enrolled {
            name: cells.text("name", place),
            nik: if whole { nik } else { masked(&nik) },
            birth_place: cells.text("birth_place", place),
            birth_date: cells.day("birth_date", place),
            mother: cells.text("mother", place),
            address: cells.text("address", place),
        }
    })
    .await
}

/// Cells of an opened identity table. A column that the table does not have is empty.
struct Cells<'t>(&'t arrow::array::RecordBatch);

impl Cells<'_> {
    fn text(&self, name: &str, place: usize) -> String {
        let column = self.0.column_by_name(name).and_then(|column| column.as_string_opt::<i32>());
        column.filter(|column| column.is_valid(place)).map(|column| column.value(place).to_owned()).unwrap_or_default()
    }

    fn day(&self, name: &str, place: usize) -> Option<jiff::civil::Date> {
        let column = self.0.column_by_name(name)?.as_primitive_opt::<Date32Type>()?;
        column.is_valid(place).then(|| base::vocabulary::day_of_epoch(column.value(place)))
    }
}

async fn read_rows<T>(
    home: &Installation,
    rows: &[i64],
    columns: &[&str],
    of: impl Fn(&Cells<'_>, usize) -> T,
) -> Result<BTreeMap<i64, T>, AppError> {
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
        let key = home.identity_key(batch).await?;
        let path = home.lake.verified(&file.sha256)?;
        for table in lake::read_sealed_rows(&path, columns, &key, &places)? {
            let table = table.map_err(|_| shape())?;
            let row = table.column_by_name("row").and_then(|column| column.as_primitive_opt::<Int64Type>()).ok_or_else(shape)?;
            let cells = Cells(&table);
            for place in 0..table.num_rows() {
                found.insert(row.value(place), of(&cells, place));
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
