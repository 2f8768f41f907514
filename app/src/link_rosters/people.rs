//! The people of an installation as rows for linking: what identifies them from the sealed identity of their batches, and
//! beside it what linking error is told by: the kind of the row, its regency, its segment.

use crate::fault::AppError;
use crate::installation::Installation;
use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Int64Array, RecordBatch, StringDictionaryBuilder};
use arrow::compute::filter_record_batch;
use arrow::datatypes::{Int32Type, Int64Type};
use base::handover::Kind;
use base::vocabulary::Segment;
use ingest::KindSpec;
use link::{Model, Roster, Shelf};
use std::sync::Arc;
use store::{Batch, FileRole};

/// What is known of a row beside who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Trait {
    /// Its lasting number.
    pub(crate) row: i64,
    /// The number of its regency, of residence, else of work; zero where nobody tells.
    pub(crate) region: u32,
    /// What the row is.
    pub(crate) standing: Row,
    /// Its segment, by its place; none where it has none.
    pub(crate) segment: Option<u8>,
}

/// What a row is, as far as coverage asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Row {
    /// Of a list of workers.
    Worker,
    /// Of the register.
    Member,
    /// Of another list.
    Other,
}

/// The people of some batches, ready for linking, with the ids of their rows.
#[derive(Default)]
pub(crate) struct People {
    pub(crate) roster: Roster,
    pub(crate) rows: Vec<Trait>,
}

impl People {
    /// Adds the people of a batch: facts and identity row by row, which lie in the same order. Rows whose person was destroyed (`gone`, in
    /// rising order) are nobody's.
    pub(crate) async fn read(
        &mut self,
        home: &Installation,
        model: &Model,
        shelf: &mut Shelf,
        batch: &Batch,
        gone: &[i64],
    ) -> Result<(), AppError> {
        let shape = || AppError::Unreadable("facts and identity of a batch do not fit together");
        let files = home.store.files_of(i64::from(batch.number)).await?;
        let file = |role| files.iter().find(|file| file.role == role).ok_or_else(shape);
        let (facts, identity) = (file(FileRole::Facts)?, file(FileRole::Identity)?);
        let key = home.identity_key(batch).await?;
        let sealed = identity_fields(model, batch.kind)?;
        let sealed: Vec<&str> = sealed.iter().map(String::as_str).collect();
        let columns = ["row", "residence", "workplace", "sex", "segment"];
        let facts = lake::read_table(&home.lake.verified(&facts.sha256)?, &columns)?;
        let identity = lake::read_sealed_table(&home.lake.verified(&identity.sha256)?, &sealed, &key)?;
        for (facts, identity) in facts.zip(identity) {
            let (facts, identity) = (facts.map_err(|_| shape())?, identity.map_err(|_| shape())?);
            if facts.num_rows() != identity.num_rows() {
                return Err(shape());
            }
            let (facts, identity) = living(facts, identity, gone).ok_or_else(shape)?;
            let of = |name: &str| facts.column_by_name(name).cloned().ok_or_else(shape);
            let (residence, workplace) = (of("residence")?, of("workplace")?);
            let (residence, workplace) = (residence.as_primitive::<Int64Type>(), workplace.as_primitive::<Int64Type>());
            self.traits(batch.kind, of("row")?.as_primitive::<Int64Type>(), residence, workplace, &facts);
            let places = places(residence, workplace);
            let columns: Vec<Option<ArrayRef>> = model
                .columns
                .iter()
                .map(|column| match column.field.as_deref() {
                    Some("kabupaten") => Some(places[0].clone()),
                    Some("kecamatan") => Some(places[1].clone()),
                    Some("desa") => Some(places[2].clone()),
                    Some("sex") => facts.column_by_name("sex").cloned(),
                    Some(field) => identity.column_by_name(field).cloned(),
                    None => None,
                })
                .collect();
            shelf.push(&mut self.roster, identity.num_rows(), &columns).map_err(|_| shape())?;
        }
        Ok(())
    }
}

/// The rows that are somebody's; none where the tables have another shape.
fn living(facts: RecordBatch, identity: RecordBatch, gone: &[i64]) -> Option<(RecordBatch, RecordBatch)> {
    let rows = facts.column_by_name("row")?.as_primitive_opt::<Int64Type>()?;
    let keep: BooleanArray = rows.values().iter().map(|row| Some(gone.binary_search(row).is_err())).collect();
    if keep.true_count() == keep.len() {
        return Some((facts, identity));
    }
    Some((filter_record_batch(&facts, &keep).ok()?, filter_record_batch(&identity, &keep).ok()?))
}

impl People {
    fn traits(&mut self, kind: Kind, rows: &Int64Array, residence: &Int64Array, workplace: &Int64Array, facts: &RecordBatch) {
        let standing = match kind {
            Kind::Workers => Row::Worker,
            Kind::Participants => Row::Member,
            _ => Row::Other,
        };
        let segments = facts.column_by_name("segment").and_then(|column| column.as_string_opt::<i32>());
        let segment = |row: usize| {
            let code = segments.filter(|segments| segments.is_valid(row))?.value(row);
            Segment::ALL.iter().position(|segment| segment.code() == code).and_then(|place| u8::try_from(place).ok())
        };
        self.rows.extend(rows.values().iter().enumerate().map(|(place, row)| {
            let code = place_of(place, residence, workplace);
            Trait { row: *row, region: u32::try_from(code / 1_000_000).unwrap_or(0), standing, segment: segment(place) }
        }));
    }
}

/// Where a row counts: its residence, else its place of work; zero for nowhere.
fn place_of(row: usize, residence: &Int64Array, workplace: &Int64Array) -> i64 {
    if residence.is_valid(row) {
        residence.value(row)
    } else if workplace.is_valid(row) {
        workplace.value(row)
    } else {
        0
    }
}

/// The sealed columns of a kind that the model looks at.
pub(crate) fn identity_fields(model: &Model, kind: Kind) -> Result<Vec<String>, AppError> {
    let spec = KindSpec::of(kind)?;
    let known = |field: &String| spec.fields.iter().any(|known| known.name == *field && known.sealed);
    Ok(model.columns.iter().filter_map(|column| column.field.clone()).filter(known).collect())
}

/// Regency, district and village of residence, else of work, each as the part of the code that names it.
pub(crate) fn places(residence: &Int64Array, workplace: &Int64Array) -> [ArrayRef; 3] {
    const PARTS: [(i64, i64); 3] = [(1_000_000, 100), (10_000, 100), (1, 10_000)];
    PARTS.map(|(unit, room)| {
        let mut builder = StringDictionaryBuilder::<Int32Type>::new();
        for row in 0..residence.len() {
            let code = place_of(row, residence, workplace);
            // A code that ends in zeros at this level names a place above it.
            let part = code / unit;
            if part % room == 0 {
                builder.append_null();
            } else {
                builder.append_value(part.to_string());
            }
        }
        Arc::new(builder.finish()) as ArrayRef
    })
}
