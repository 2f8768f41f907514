//! What came in: batches with their receipts, newest first.

use crate::fault::AppError;
use crate::ingest_file::{receipt, refused_workbook};
use crate::installation::Installation;
use crate::receipt::{KeptFindings, Receipt};
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

/// Batches newest first: so many, beginning below a number (none: with the newest). Says too how many older ones there are.
pub async fn history(home: &Installation, below: Option<u32>, most: usize) -> Result<(Vec<Arrival>, usize), AppError> {
    let batches = home.store.batches().await?;
    let older: Vec<&Batch> = batches.iter().rev().filter(|batch| below.is_none_or(|below| batch.number < below)).collect();
    let shown: Result<Vec<Arrival>, AppError> = older.iter().take(most).map(|batch| arrival(home, batch)).collect();
    Ok((shown?, older.len().saturating_sub(most)))
}

/// One batch; none where there is none of this number.
pub async fn arrival_of(home: &Installation, number: u32) -> Result<Option<Arrival>, AppError> {
    home.store.batches().await?.iter().find(|batch| batch.number == number).map(|batch| arrival(home, batch)).transpose()
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
