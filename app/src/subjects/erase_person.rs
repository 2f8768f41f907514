//! One person is destroyed: every list that holds rows of theirs is written again without them, under a new key, and the old key goes with
//! the upload and the refused rows of that list. What stays is a tombstone and the counts that figures of earlier days were made of: no
//! token, no name, no text. From the next linking on, which its caller starts ([`crate::catch_up`]), the rows are nobody's.

use super::holdings::{batch_of, place_of, rows_of_person};
use super::{known, open, person_of, refused};
use crate::access::Scope;
use crate::custody::{identity_key_of, let_go};
use crate::fault::{AppError, Refused};
use crate::installation::Installation;
use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, FixedSizeBinaryArray, RecordBatch, RecordBatchReader};
use arrow::compute::nullif;
use arrow::datatypes::{DataType, Field};
use base::handover::showable;
use lake::TableWriter;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use store::{Batch, FileRole, LakeFile, Rewritten};

/// Columns of facts that figures are made of; everything else of a destroyed row is emptied.
const COUNTED: [&str; 18] = [
    "row",
    "batch",
    "line",
    "sheet",
    "as_of",
    "flaws",
    "residence",
    "workplace",
    "npp",
    "sex",
    "age_band",
    "segment",
    "group",
    "excluded",
    "programmes",
    "paid_bits",
    "ended_on",
    "died_on",
];

/// What was destroyed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ErasedPerson {
    /// Rows.
    pub rows: usize,
    /// Lists that were written again.
    pub batches: usize,
}

/// Destroys the person of a request for erasure. An account does not do it alone: [`crate::ask_approval`].
///
/// # Errors
/// It is no such request, the person is not known for sure, a case holds one of the lists, or nothing is held.
pub async fn erase_person(home: &Installation, scope: &Scope, number: &str, now: i64) -> Result<ErasedPerson, AppError> {
    known(home, scope, number).await?;
    if crate::approval::alone(scope) {
        return Err(crate::approval::needs_second(number));
    }
    erase_person_now(home, scope, number, now).await
}

/// The rows that would be destroyed.
pub(crate) async fn erasable(home: &Installation, scope: &Scope, number: &str) -> Result<Vec<i64>, AppError> {
    let request = open(home, scope, number).await?;
    if request.kind != "erasure" {
        return Err(refused("error-subject-no-erasure", number));
    }
    let rows = rows_of_person(home, &person_of(home, &request)?.nik).await?;
    if rows.is_empty() {
        return Err(refused("error-subject-nothing", number));
    }
    Ok(rows.into_keys().collect())
}

pub(crate) async fn erase_person_now(
    home: &Installation,
    scope: &Scope,
    number: &str,
    now: i64,
) -> Result<ErasedPerson, AppError> {
    let _lock = home.lock()?;
    let rows = erasable(home, scope, number).await?;
    let mut by_batch: BTreeMap<u32, Vec<i64>> = BTreeMap::new();
    for row in &rows {
        by_batch.entry(batch_of(*row).unwrap_or_default()).or_default().push(*row);
    }
    let holds = home.store.holds().await?;
    if let Some(hold) = holds.iter().find(|hold| hold.holds(now) && by_batch.contains_key(&hold.batch)) {
        return Err(refused("error-erase-held", format!("{} {}", hold.id, showable(&hold.reason))));
    }
    let batches = home.store.batches().await?;
    let mut rewritten = Vec::new();
    for (number, rows) in &by_batch {
        let batch = batches.iter().find(|batch| batch.number == *number).ok_or(Refused::NoSuchBatch(*number))?;
        rewritten.push(rewrite(home, batch, rows).await?);
    }
    let entry = scope.entry("erase_person", format!("request:{number}"));
    let entry = store::Entry { rows: rows.len() as u64, ..entry };
    let gone = home.store.erase_rows(number, &rewritten, now, &entry).await?;
    let_go(home, &gone, by_batch.keys().copied())?;
    Ok(ErasedPerson { rows: rows.len(), batches: rewritten.len() })
}

/// Writes facts and identity of a batch again, with some rows emptied, under a new key.
async fn rewrite(home: &Installation, batch: &Batch, rows: &[i64]) -> Result<Rewritten, AppError> {
    let (keys, sealed) = home.draw_batch_key(batch.number)?;
    let mut files = Vec::new();
    for file in home.store.files_of(i64::from(batch.number)).await? {
        let path = home.lake.verified(&file.sha256)?;
        let written = match file.role {
            FileRole::Facts => write_again(home, &path, (None, None), rows)?,
            FileRole::Identity => {
                let before = home.identity_key(batch).await?;
                let after = identity_key_of(&keys, batch.number, &batch.file_sha256);
                write_again(home, &path, (Some(&before), Some(&after)), rows)?
            }
            _ => continue,
        };
        files.push(LakeFile { role: file.role, ..written });
    }
    Ok(Rewritten { batch: batch.number, key: sealed, files, rows: rows.to_vec() })
}

fn write_again(
    home: &Installation,
    path: &Path,
    (before, after): (Option<&[u8; 32]>, Option<&[u8; 32]>),
    rows: &[i64],
) -> Result<LakeFile, AppError> {
    let shape = || AppError::Unreadable("a table of a batch has another shape");
    let reader = lake::read_whole(path, before)?;
    let mut writer = TableWriter::create(&home.lake, reader.schema(), after)?;
    let mut first = 0;
    for table in reader {
        let table = table.map_err(|_| shape())?;
        let places: Vec<bool> = {
            let mut gone = vec![false; table.num_rows()];
            for row in rows {
                if let Some(place) = place_of(*row).checked_sub(first).filter(|place| *place < gone.len()) {
                    gone[place] = true;
                }
            }
            gone
        };
        first += table.num_rows();
        writer.write(&emptied(&table, &places).ok_or_else(shape)?)?;
    }
    let stored = writer.keep(&home.lake)?;
    Ok(LakeFile { role: FileRole::Facts, sha256: stored.sha256, bytes: stored.bytes, rows: stored.rows })
}

/// The same table with some rows emptied of everything that figures are not made of.
fn emptied(table: &RecordBatch, gone: &[bool]) -> Option<RecordBatch> {
    if !gone.contains(&true) {
        return Some(table.clone());
    }
    let mask = BooleanArray::from(gone.to_vec());
    let columns: Option<Vec<ArrayRef>> =
        table.schema().fields().iter().zip(table.columns()).map(|(field, column)| column_without(field, column, &mask)).collect();
    RecordBatch::try_new(table.schema(), columns?).ok()
}

fn column_without(field: &Field, column: &ArrayRef, gone: &BooleanArray) -> Option<ArrayRef> {
    if COUNTED.contains(&field.name().as_str()) {
        return Some(Arc::clone(column));
    }
    match (field.is_nullable(), column.data_type()) {
        (true, _) => nullif(column, gone).ok(),
        // A fingerprint that cannot be missing becomes one that no row has.
        (false, DataType::FixedSizeBinary(width)) => {
            let width = usize::try_from(*width).ok()?;
            let bytes = column.as_fixed_size_binary_opt()?;
            let zeros = vec![0_u8; width];
            let values = (0..column.len()).map(|place| if gone.value(place) { zeros.as_slice() } else { bytes.value(place) });
            Some(Arc::new(FixedSizeBinaryArray::try_from_iter(values).ok()?))
        }
        (false, _) => Some(Arc::clone(column)),
    }
}
