//! Snapshots: what was true of a kind after each change, and which of them is current.

use crate::Store;
use crate::audit::Entry;
use crate::batch::{LakeFile, day, insert_file};
use crate::fault::{StoreFault, doing};
use jiff::civil::Date;
use sqlx::any::AnyRow;
use sqlx::{Any, Row, Transaction};

/// One state of a kind (or of the links between kinds).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// Hash over parent and change.
    pub id: String,
    /// The kind, or `links`.
    pub kind: String,
    /// Its place among the snapshots of its kind, from 1.
    pub seq: i64,
    /// The id before it; empty for the first.
    pub parent: String,
    /// The latest day that its data describes.
    pub as_of: Date,
    /// The day we learnt it.
    pub known_on: Date,
    /// Its rows.
    pub rows: u64,
    /// Version of the method that made it.
    pub method: String,
    /// What it rests on, as JSON: the batches that were linked, figures of the run.
    pub detail: String,
}

impl Store {
    /// The current snapshot of a kind.
    pub async fn current_snapshot(&self, kind: &str) -> Result<Option<Snapshot>, StoreFault> {
        let row = sqlx::query(
            "SELECT s.id, s.kind, s.seq, s.parent, s.as_of, s.known_on, s.row_count, s.method, s.detail \
             FROM snapshot s JOIN current_snapshot c ON c.snapshot = s.id WHERE c.kind = $1",
        )
        .bind(kind.to_owned())
        .fetch_optional(&self.pool)
        .await
        .map_err(doing("read the current snapshot"))?;
        row.map(|row| snapshot_of(&row)).transpose()
    }

    /// The newest snapshot of a kind that was known on a day.
    pub async fn snapshot_known_on(&self, kind: &str, on: Date) -> Result<Option<Snapshot>, StoreFault> {
        let row = sqlx::query(
            "SELECT id, kind, seq, parent, as_of, known_on, row_count, method, detail FROM snapshot \
             WHERE kind = $1 AND known_on <= $2 ORDER BY seq DESC LIMIT 1",
        )
        .bind(kind.to_owned())
        .bind(on.to_string())
        .fetch_optional(&self.pool)
        .await
        .map_err(doing("read a snapshot"))?;
        row.map(|row| snapshot_of(&row)).transpose()
    }

    /// The numbers of the batches in a snapshot of a kind.
    pub async fn batches_in(&self, kind: &str, seq: i64) -> Result<Vec<u32>, StoreFault> {
        let numbers: Vec<i64> = sqlx::query_scalar(
            "SELECT number FROM batch WHERE kind = $1 AND begin_seq <= $2 AND (end_seq IS NULL OR end_seq > $2) ORDER BY number",
        )
        .bind(kind.to_owned())
        .bind(seq)
        .fetch_all(&self.pool)
        .await
        .map_err(doing("list the batches of a snapshot"))?;
        Ok(numbers.into_iter().filter_map(|number| u32::try_from(number).ok()).collect())
    }

    /// Stores a snapshot that has a file of its own, such as links. The file is kept under the negative of its place.
    pub async fn commit_snapshot(
        &self,
        parent: &str,
        snapshot: &Snapshot,
        file: &LakeFile,
        entry: &Entry,
    ) -> Result<(), StoreFault> {
        let mut transaction = self.act(entry).await?;
        advance(&mut transaction, parent, snapshot).await?;
        insert_file(&mut transaction, -snapshot.seq, file).await?;
        transaction.commit().await.map_err(doing("store a snapshot"))
    }
}

/// Moves the current snapshot of a kind, if it still is where the caller saw it.
pub(crate) async fn advance(transaction: &mut Transaction<'_, Any>, parent: &str, snapshot: &Snapshot) -> Result<(), StoreFault> {
    let moved = if parent.is_empty() {
        sqlx::query("INSERT INTO current_snapshot (kind, snapshot) VALUES ($1, $2) ON CONFLICT (kind) DO NOTHING")
            .bind(snapshot.kind.clone())
            .bind(snapshot.id.clone())
            .execute(&mut **transaction)
            .await
    } else {
        sqlx::query("UPDATE current_snapshot SET snapshot = $1 WHERE kind = $2 AND snapshot = $3")
            .bind(snapshot.id.clone())
            .bind(snapshot.kind.clone())
            .bind(parent.to_owned())
            .execute(&mut **transaction)
            .await
    };
    if moved.map_err(doing("move the snapshot"))?.rows_affected() != 1 {
        return Err(StoreFault::Overtaken { kind: snapshot.kind.clone() });
    }
    sqlx::query(
        "INSERT INTO snapshot (id, kind, seq, parent, as_of, known_on, row_count, method, detail) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(snapshot.id.clone())
    .bind(snapshot.kind.clone())
    .bind(snapshot.seq)
    .bind(parent.to_owned())
    .bind(snapshot.as_of.to_string())
    .bind(snapshot.known_on.to_string())
    .bind(i64::try_from(snapshot.rows).unwrap_or(i64::MAX))
    .bind(snapshot.method.clone())
    .bind(snapshot.detail.clone())
    .execute(&mut **transaction)
    .await
    .map_err(doing("store a snapshot"))?;
    Ok(())
}

fn snapshot_of(row: &AnyRow) -> Result<Snapshot, StoreFault> {
    Ok(Snapshot {
        id: row.get("id"),
        kind: row.get("kind"),
        seq: row.get("seq"),
        parent: row.get("parent"),
        as_of: day(row, "as_of")?,
        known_on: day(row, "known_on")?,
        rows: u64::try_from(row.get::<i64, _>("row_count")).unwrap_or(0),
        method: row.get("method"),
        detail: row.get("detail"),
    })
}
