//! What came in: batches with their receipts, newest first.

use crate::access::{Scope, sees};
use crate::fault::{AppError, Refused};
use crate::ingest_file::{receipt, refused_workbook};
use crate::installation::Installation;
use crate::receipt::{KeptFindings, Receipt};
use base::access::Permission;
use jiff::civil::Date;
use std::path::PathBuf;
use store::Batch;

/// A batch with its receipt.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// Who sent it.
    pub source: String,
    /// The day it describes.
    pub as_of: Date,
    /// The day we learnt it.
    pub known_on: Date,
    /// Whether it was taken out of the figures again.
    pub withdrawn: bool,
    /// The receipt. Its snapshot is empty: what it made is told by the receipt of the day.
    pub receipt: Receipt,
}

/// Batches that the asker may open, newest first: so many, beginning below a number (none: with the newest). Says too how many older
/// ones there are.
pub async fn history(
    home: &Installation,
    scope: &Scope,
    below: Option<u32>,
    most: usize,
) -> Result<(Vec<Arrival>, usize), AppError> {
    scope.require(Permission::Receipts)?;
    let (origins, batches) = (home.store.origins().await?, home.store.batches().await?);
    let mine = |batch: &&Batch| sees(scope, home.region, origins.get(&batch.number));
    let older: Vec<&Batch> =
        batches.iter().rev().filter(|batch| below.is_none_or(|below| batch.number < below)).filter(mine).collect();
    let shown: Result<Vec<Arrival>, AppError> = older.iter().take(most).map(|batch| arrival(home, batch)).collect();
    Ok((shown?, older.len().saturating_sub(most)))
}

/// One batch; none where there is none of this number, or none that the asker may open.
pub async fn arrival_of(home: &Installation, scope: &Scope, number: u32) -> Result<Option<Arrival>, AppError> {
    scope.require(Permission::Receipts)?;
    let batches = home.store.batches().await?;
    let origins = home.store.origins().await?;
    let found = batches.iter().find(|batch| batch.number == number && sees(scope, home.region, origins.get(&number)));
    found.map(|batch| arrival(home, batch)).transpose()
}

/// The workbook of refused rows of a batch: rows as they came, so its opening is written into the audit log first, with the reason
/// of the scope, or it does not happen (P12, v5.0.0-16.3.3).
pub async fn refused_rows(home: &Installation, scope: &Scope, number: u32) -> Result<Vec<u8>, AppError> {
    scope.require(Permission::Refused)?;
    let arrival = arrival_of(home, scope, number).await?.ok_or(Refused::NoSuchBatch(number))?;
    let none = || Refused::Request { key: "error-no-refused", detail: number.to_string() };
    let path = arrival.receipt.refused_file.ok_or_else(none)?;
    let bytes = std::fs::read(&path).map_err(AppError::disk("read", &path))?;
    let entry = scope.entry("refused_rows", format!("batch:{number}"));
    home.store.record(&store::Entry { rows: arrival.receipt.counts.refused, ..entry }).await?;
    Ok(bytes)
}

fn arrival(home: &Installation, batch: &Batch) -> Result<Arrival, AppError> {
    let findings: KeptFindings =
        serde_json::from_str(&batch.findings).map_err(|_| AppError::Unreadable("the findings of a batch cannot be read"))?;
    let refused: Option<PathBuf> = refused_workbook(home, batch.number)?;
    Ok(Arrival {
        source: batch.source.clone(),
        as_of: batch.as_of,
        known_on: batch.known_on,
        withdrawn: batch.withdrawn,
        receipt: receipt(batch, String::new(), refused, findings, false),
    })
}
