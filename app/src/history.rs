//! What came in: every batch with its receipt, in the order of arrival, newest first.

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

/// Every batch, newest first.
pub async fn history(home: &Installation) -> Result<Vec<Arrival>, AppError> {
    home.store.batches().await?.iter().rev().map(|batch| arrival(home, batch)).collect()
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
