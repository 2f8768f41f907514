//! `sinergi withdraw`: takes a batch out of the current figures. What was known before stays known.

use crate::fault::{AppError, Refused};
use crate::installation::Installation;
use jiff::civil::Date;
use store::Snapshot;

/// Withdraws a batch; gives back the new snapshot of its kind.
pub async fn withdraw(home: &Installation, number: u32, today: Date) -> Result<Snapshot, AppError> {
    let _lock = home.lock()?;
    let batches = home.store.batches().await?;
    let batch = batches.iter().find(|batch| batch.number == number && !batch.withdrawn).ok_or(Refused::NoSuchBatch(number))?;
    let kind = batch.kind.code();
    let current = home.store.current_snapshot(kind).await?.ok_or(Refused::NoSuchBatch(number))?;
    let parent = current.id.clone();
    let snapshot = Snapshot {
        id: lake::hash_of_text(&format!("{parent}\n-{}", batch.content)),
        seq: current.seq + 1,
        parent: parent.clone(),
        known_on: today,
        rows: current.rows - batch.counts.accepted.min(current.rows),
        ..current
    };
    // What linking has kept holds rows of it.
    crate::link_rosters::forget(home)?;
    home.store.withdraw_batch(number, &parent, &snapshot).await?;
    Ok(snapshot)
}
