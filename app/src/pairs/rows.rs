//! What stands in the two rows of a pair: identity from the sealed files of their batches, for these two rows and no others.

use crate::access::{Scope, sees};
use crate::fault::AppError;
use crate::installation::Installation;
use crate::link_files::masked;
use crate::link_rosters::identity_fields;
use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int64Type};
use base::vocabulary::region::{Level, RegionCode};
use link::Model;
use serde::Serialize;
use std::collections::BTreeMap;
use store::{FileRole, RowPair};

/// One field of a pair, by its name in the model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PairField {
    /// Its name: `nik`, `nama`, `tgl` …
    pub field: String,
    /// What stands in the one row.
    pub left: String,
    /// What stands in the other.
    pub right: String,
    /// `same`, `different`, or `missing` where one row has nothing.
    pub says: &'static str,
}

/// The list that a row is from, as far as the asker may know it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RowSource {
    /// What the list holds: `workers`, `participants` …
    pub kind: String,
    /// Who sent it; empty where the asker may not open it.
    pub source: String,
    /// The day it describes.
    pub as_of: String,
}

/// A row as it is compared.
pub(super) struct PairRow {
    /// By the place of the model's columns, unmasked.
    texts: Vec<String>,
    pub(super) source: RowSource,
}

/// The two rows of a pair.
pub(super) async fn of(home: &Installation, scope: &Scope, model: &Model, rows: RowPair) -> Result<[PairRow; 2], AppError> {
    Ok([row(home, scope, model, rows.0).await?, row(home, scope, model, rows.1).await?])
}

async fn row(home: &Installation, scope: &Scope, model: &Model, row: i64) -> Result<PairRow, AppError> {
    let shape = || AppError::Unreadable("a row that people are asked about is in no list");
    let number = u32::try_from(row >> 32).map_err(|_| shape())?;
    let place = usize::try_from((row & 0xffff_ffff) - 1).map_err(|_| shape())?;
    let batches = home.store.batches().await?;
    let batch = batches.iter().find(|batch| batch.number == number).ok_or_else(shape)?;
    let files = home.store.files_of(i64::from(number)).await?;
    let path = |role| files.iter().find(|file| file.role == role).ok_or_else(shape).map(|file| home.lake.verified(&file.sha256));
    let (facts, identity) = (path(FileRole::Facts)??, path(FileRole::Identity)??);
    let key = home.identity_key(batch).await?;
    let names = identity_fields(model, batch.kind)?;
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let first = |tables: Option<Result<RecordBatch, arrow::error::ArrowError>>| tables.ok_or_else(shape)?.map_err(|_| shape());
    let identity = first(lake::read_sealed_rows(&identity, &names, &key, &[place])?.next())?;
    let facts = first(lake::read_rows(&facts, &["residence", "workplace", "sex"], &[place])?.next())?;
    let places = place_of(&facts).map(|code| names_of(home, code)).unwrap_or_default();
    let text = |table: &RecordBatch, name: &str| {
        let column = table.column_by_name(name).and_then(|column: &ArrayRef| cast(column, &DataType::Utf8).ok());
        column
            .map(|column| column.as_string::<i32>().clone())
            .filter(|texts| texts.is_valid(0))
            .map(|texts| texts.value(0).to_owned())
    };
    let texts = model.columns.iter().map(|column| {
        let field = column.field.as_deref().unwrap_or_default();
        let found = match field {
            "sex" => text(&facts, "sex"),
            _ => places.get(field).cloned().or_else(|| text(&identity, field)),
        };
        found.unwrap_or_default()
    });
    let origins = home.store.origins().await?;
    let open = sees(scope, home.region, origins.get(&number));
    Ok(PairRow {
        texts: texts.collect(),
        source: RowSource {
            kind: batch.kind.code().to_owned(),
            source: if open { batch.source.clone() } else { String::new() },
            as_of: batch.as_of.to_string(),
        },
    })
}

/// Where a row counts: its residence, else its place of work.
fn place_of(facts: &RecordBatch) -> Option<RegionCode> {
    let of = |name: &str| {
        let column = facts.column_by_name(name)?.as_primitive_opt::<Int64Type>()?;
        column.is_valid(0).then(|| column.value(0)).and_then(|code| u64::try_from(code).ok()).and_then(RegionCode::from_number)
    };
    of("residence").or_else(|| of("workplace"))
}

/// The names of the regency, district and village of a place, by the fields of the model.
fn names_of(home: &Installation, code: RegionCode) -> BTreeMap<&'static str, String> {
    [("kabupaten", Level::KabupatenKota), ("kecamatan", Level::Kecamatan), ("desa", Level::Desa)]
        .into_iter()
        .filter_map(|(field, level)| Some((field, home.regions.name(code.at(level)?)?.to_owned())))
        .collect()
}

fn same(a: &str, b: &str) -> bool {
    let plain = |text: &str| text.split_whitespace().map(str::to_uppercase).collect::<Vec<_>>().join(" ");
    plain(a) == plain(b)
}

/// What stands in both rows, field by field; fields that neither has are left out.
pub(super) fn fields(model: &Model, left: &PairRow, right: &PairRow) -> Vec<PairField> {
    let mut fields = Vec::new();
    for (place, column) in model.columns.iter().enumerate() {
        let (a, b) = (&left.texts[place], &right.texts[place]);
        if a.is_empty() && b.is_empty() {
            continue;
        }
        let says = match (a.is_empty() || b.is_empty(), same(a, b)) {
            (true, _) => "missing",
            (false, true) => "same",
            (false, false) => "different",
        };
        let shown = |text: &str| base::handover::showable(&masked(model, place, text));
        fields.push(PairField { field: column.name.clone(), left: shown(a), right: shown(b), says });
    }
    // The name is what people look at first.
    fields.sort_by_key(|field| field.field != "nama");
    fields
}

/// Where two NIKs agree, digit by digit, without a digit of either.
pub(super) fn nik_pattern(left: &PairRow, right: &PairRow) -> String {
    let nik = |row: &PairRow| row.texts.first().cloned().unwrap_or_default();
    pattern(&nik(left), &nik(right))
}

fn pattern(a: &str, b: &str) -> String {
    let whole = |text: &str| text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_digit());
    if !whole(a) || !whole(b) {
        return String::new();
    }
    a.bytes().zip(b.bytes()).map(|(a, b)| if a == b { '✓' } else { '✗' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_niks_that_end_alike_are_not_called_the_same_and_neither_is_shown() {
        let model = Model::built_in(crate::link_rosters::MODEL).unwrap();
        let row = |nik: &str| {
            let mut texts = vec![String::new(); model.columns.len()];
            nik.clone_into(&mut texts[0]);
            PairRow { texts, source: RowSource::default() }
        };
        let told = fields(&model, &row("7309014107859001"), &row("7309014108859001"));
        assert_eq!((told[0].says, told[0].left.as_str()), ("different", "••••••••••••9001"));
        assert_eq!(fields(&model, &row("7309014107859001"), &row("7309014107859001"))[0].says, "same");
        assert_eq!(fields(&model, &row("7309014107859001"), &row(""))[0].says, "missing");
    }

    #[test]
    fn the_first_column_of_the_model_is_the_nik_and_its_pattern_has_no_digit_of_it() {
        let model = Model::built_in(crate::link_rosters::MODEL).unwrap();
        assert_eq!(model.columns[0].kind, link::ColumnType::Nik);
        assert_eq!(pattern("7309014107859001", "7309014108859001"), "✓✓✓✓✓✓✓✓✓✗✓✓✓✓✓✓");
        assert_eq!(pattern("7309014107859001", "730901410785"), "");
        assert!(same(" SITI  aminah", "Siti Aminah") && !same("Siti Aminah", "Sitti Aminah"));
    }
}
