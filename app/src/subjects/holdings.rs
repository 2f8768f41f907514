//! What the installation holds on one person: rows with their NIK in every list that was not erased, withdrawn ones too, and rows that
//! linking takes for the same person. Told masked and by purpose: which fields, not what stands in them.

use super::{open, person_of};
use crate::access::Scope;
use crate::fault::AppError;
use crate::identity::names_of;
use crate::installation::Installation;
use crate::link_rosters::{LINKS, PEOPLE};
use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::Int64Type;
use base::vocabulary::NikReading;
use base::vocabulary::region::RegionCode;
use ingest::KindSpec;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use store::{Batch, FileRole};

/// Columns of facts that say nothing of a person.
const OURS: [&str; 11] =
    ["row", "batch", "line", "sheet", "as_of", "fingerprint", "flaws", "person_token", "programmes", "paid_bits", "excluded"];

/// A row about the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HeldRow {
    /// The batch it lies in.
    pub batch: u32,
    /// What the list is, which is what the row is kept for.
    pub kind: String,
    /// Who sent it.
    pub source: String,
    /// The day it describes.
    pub data_as_of: String,
    /// The day it came.
    pub known_on: String,
    /// Where.
    pub region_name: String,
    /// The name as the list has it.
    pub name: String,
    /// The NIK behind dots.
    pub nik_masked: String,
    /// Which fields stand in it.
    pub fields: Vec<String>,
    /// Whether its list was taken out of the figures.
    pub withdrawn: bool,
    /// Whether linking, and not the NIK, says that it is the same person.
    pub linked: bool,
    /// Why it may not be erased; empty where nothing holds it.
    pub held: String,
}

/// What is held.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Holdings {
    /// The rows, by batch.
    pub rows: Vec<HeldRow>,
    /// How many lists they lie in.
    pub batches: usize,
}

/// Looks up what is held on the person of a request. Who looked, for which request and at how many rows, stands in the log before it is
/// shown (P12).
///
/// # Errors
/// The person is not known for sure, the request was answered, or the asker does not see the whole installation.
pub async fn holdings(home: &Installation, scope: &Scope, number: &str, now: i64) -> Result<Holdings, AppError> {
    let row = open(home, scope, number).await?;
    let found = rows_of_person(home, &person_of(home, &row)?.nik).await?;
    let entry = scope.for_purpose(&row.kind).entry("subject_holdings", format!("request:{}", row.number));
    home.store.record(&store::Entry { rows: found.len() as u64, ..entry }).await?;
    let ids: Vec<i64> = found.keys().copied().collect();
    let names = names_of(home, &ids).await?;
    let batches: BTreeMap<u32, Batch> = home.store.batches().await?.into_iter().map(|batch| (batch.number, batch)).collect();
    let holds = home.store.holds().await?;
    let mut held = Holdings { batches: ids.iter().map(|row| row >> 32).collect::<BTreeSet<_>>().len(), ..Holdings::default() };
    for (id, by_nik) in found {
        let Some(batch) = batch_of(id).and_then(|number| batches.get(&number)) else { continue };
        let (fields, region) = fields_of(home, batch, id).await?;
        let named = names.get(&id).cloned().unwrap_or_default();
        held.rows.push(HeldRow {
            batch: batch.number,
            kind: batch.kind.code().to_owned(),
            source: batch.source.clone(),
            data_as_of: batch.as_of.to_string(),
            known_on: batch.known_on.to_string(),
            region_name: region.and_then(|code| home.regions.name(code)).unwrap_or_default().to_owned(),
            name: named.name,
            nik_masked: named.nik,
            fields,
            withdrawn: batch.withdrawn,
            linked: !by_nik,
            held: holds
                .iter()
                .find(|hold| hold.batch == batch.number && hold.holds(now))
                .map_or_else(String::new, |hold| hold.reason.clone()),
        });
    }
    Ok(held)
}

pub(super) fn batch_of(row: i64) -> Option<u32> {
    u32::try_from(row >> 32).ok()
}

/// The place of a row in the tables of its batch, from zero.
pub(super) fn place_of(row: i64) -> usize {
    usize::try_from(row & 0xffff_ffff).unwrap_or(usize::MAX).saturating_sub(1)
}

/// Every row of a person with whether its NIK says so: rows with the NIK in lists that were not erased, and rows that the present links
/// put with them.
pub(super) async fn rows_of_person(home: &Installation, nik: &str) -> Result<BTreeMap<i64, bool>, AppError> {
    let shape = || AppError::Unreadable("a facts table has another shape");
    let NikReading::Sound(nik) = NikReading::of(nik, false) else { return Ok(BTreeMap::new()) };
    let token = home.keys.nik_tokens()(nik.digits());
    let mut found = BTreeMap::new();
    for batch in home.store.batches().await?.iter().filter(|batch| PEOPLE.contains(&batch.kind) && !batch.erased) {
        for file in home.store.files_of(i64::from(batch.number)).await?.iter().filter(|file| file.role == FileRole::Facts) {
            for table in lake::read_table(&home.lake.verified(&file.sha256)?, &["row", "person_token"])? {
                let table = table.map_err(|_| shape())?;
                let rows = number(&table, "row").ok_or_else(shape)?;
                let tokens = table
                    .column_by_name("person_token")
                    .and_then(|column| column.as_fixed_size_binary_opt())
                    .ok_or_else(shape)?;
                let own = (0..table.num_rows()).filter(|place| tokens.is_valid(*place) && tokens.value(*place) == token);
                found.extend(own.map(|place| (rows.value(place), true)));
            }
        }
    }
    let mut persons = BTreeSet::new();
    each_link(home, |row, person| {
        if found.contains_key(&row) {
            persons.insert(person);
        }
    })
    .await?;
    let mut linked = Vec::new();
    if !persons.is_empty() {
        each_link(home, |row, person| {
            if persons.contains(&person) {
                linked.push(row);
            }
        })
        .await?;
    }
    for row in linked {
        found.entry(row).or_insert(false);
    }
    Ok(found)
}

async fn each_link(home: &Installation, mut told: impl FnMut(i64, i64)) -> Result<(), AppError> {
    let shape = || AppError::Unreadable("the links have another shape");
    let Some(links) = home.store.current_snapshot(LINKS).await? else { return Ok(()) };
    for file in home.store.files_of(-links.seq).await?.iter().filter(|file| file.role == FileRole::Links) {
        for table in lake::read_table(&home.lake.verified(&file.sha256)?, &["row", "person"])? {
            let table = table.map_err(|_| shape())?;
            let (rows, persons) = (number(&table, "row").ok_or_else(shape)?, number(&table, "person").ok_or_else(shape)?);
            rows.values().iter().zip(persons.values()).for_each(|(row, person)| told(*row, *person));
        }
    }
    Ok(())
}

fn number<'t>(table: &'t RecordBatch, name: &str) -> Option<&'t arrow::array::Int64Array> {
    table.column_by_name(name)?.as_primitive_opt::<Int64Type>()
}

/// Which fields stand in a row, and where it counts.
async fn fields_of(home: &Installation, batch: &Batch, row: i64) -> Result<(Vec<String>, Option<RegionCode>), AppError> {
    let shape = || AppError::Unreadable("facts and identity of a batch do not fit together");
    let spec = KindSpec::of(batch.kind)?;
    let facts_schema = ingest::facts_schema(&spec);
    let facts: Vec<&str> = facts_schema.fields().iter().map(|field| field.name().as_str()).collect();
    let sealed: Vec<&str> = spec.fields.iter().filter(|field| field.sealed).map(|field| field.name.as_str()).collect();
    let (mut found, mut region) = (Vec::new(), None);
    for file in home.store.files_of(i64::from(batch.number)).await? {
        let path = home.lake.verified(&file.sha256)?;
        let tables = match file.role {
            FileRole::Facts => lake::read_rows(&path, &facts, &[place_of(row)])?,
            FileRole::Identity => {
                let key = home.identity_key(batch).await?;
                lake::read_sealed_rows(&path, &sealed, &key, &[place_of(row)])?
            }
            _ => continue,
        };
        for table in tables {
            let table = table.map_err(|_| shape())?;
            for (field, column) in table.schema().fields().iter().zip(table.columns()) {
                if table.num_rows() == 1 && column.is_valid(0) && !OURS.contains(&field.name().as_str()) {
                    found.push(field.name().clone());
                }
            }
            let place = ["residence", "workplace"].iter().find_map(|name| {
                number(&table, name).filter(|column| column.len() == 1 && column.is_valid(0)).map(|column| column.value(0))
            });
            region = place.and_then(|code| u64::try_from(code).ok()).and_then(RegionCode::from_number).or(region);
        }
    }
    Ok((found, region))
}
