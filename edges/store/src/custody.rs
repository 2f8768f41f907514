//! Custody of person data: the sealed key of each batch, holds that forbid erasing one, and erasing itself. What was erased is gone
//! from the pages of the database and from its write-ahead log too.

use crate::Store;
use crate::audit::Entry;
use crate::fault::{StoreFault, doing};
use sqlx::Row;

/// What keeps a batch from being erased.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Hold {
    /// What it is called.
    pub id: String,
    /// The batch.
    pub batch: u32,
    /// Why: the number of a case, an order of a court.
    pub reason: String,
    /// Who placed it.
    pub placed_by: String,
    /// When, in seconds since 1970.
    pub placed_at: i64,
    /// When it ends by itself; 0: when it is released.
    pub ends_at: i64,
    /// When it was released; 0 while it was not.
    pub released_at: i64,
}

impl Hold {
    /// Whether it holds at a moment.
    pub const fn holds(&self, now: i64) -> bool {
        self.released_at == 0 && (self.ends_at == 0 || self.ends_at > now)
    }
}

impl Store {
    /// The sealed key of a batch; none for one that was erased.
    pub async fn batch_key(&self, number: u32) -> Result<Option<String>, StoreFault> {
        sqlx::query_scalar("SELECT sealed FROM batch_key WHERE batch = $1")
            .bind(i64::from(number))
            .fetch_optional(&self.pool)
            .await
            .map_err(doing("read the key of a batch"))
    }

    /// Destroys the key of a batch and forgets its files; gives back the hashes of files that nothing names any more. The counts of
    /// the batch stay, its name and findings do not.
    pub async fn erase_batch(&self, number: u32, now: i64, entry: &Entry) -> Result<Vec<String>, StoreFault> {
        const WHAT: &str = "erase a batch";
        let batch = i64::from(number);
        let mut act = self.act(entry).await?;
        let files: Vec<String> = sqlx::query_scalar(
            "SELECT sha256 FROM lake_file WHERE batch = $1 AND sha256 NOT IN (SELECT sha256 FROM lake_file WHERE batch <> $1)",
        )
        .bind(batch)
        .fetch_all(&mut *act)
        .await
        .map_err(doing(WHAT))?;
        for statement in ["DELETE FROM batch_key WHERE batch = $1", "DELETE FROM lake_file WHERE batch = $1"] {
            sqlx::query(statement).bind(batch).execute(&mut *act).await.map_err(doing(WHAT))?;
        }
        sqlx::query("UPDATE batch SET erased_at = $1, file_name = '', findings = '{}' WHERE number = $2")
            .bind(now)
            .bind(batch)
            .execute(&mut *act)
            .await
            .map_err(doing(WHAT))?;
        act.commit().await.map_err(doing(WHAT))?;
        self.settle().await?;
        Ok(files)
    }

    /// Brings the write-ahead log into the database and empties it, so that nothing deleted stands in it. While others read it may
    /// stay as it is; it is emptied the next time.
    pub async fn settle(&self) -> Result<(), StoreFault> {
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&self.pool).await.map_err(doing("empty the write-ahead log"))?;
        Ok(())
    }

    /// Places a hold.
    pub async fn add_hold(&self, hold: &Hold, entry: &Entry) -> Result<(), StoreFault> {
        const WHAT: &str = "place a hold";
        let mut act = self.act(entry).await?;
        sqlx::query(
            "INSERT INTO hold (id, batch, reason, placed_by, placed_at, ends_at, released_at) VALUES ($1, $2, $3, $4, $5, $6, 0)",
        )
        .bind(hold.id.clone())
        .bind(i64::from(hold.batch))
        .bind(hold.reason.clone())
        .bind(hold.placed_by.clone())
        .bind(hold.placed_at)
        .bind(hold.ends_at)
        .execute(&mut *act)
        .await
        .map_err(doing(WHAT))?;
        act.commit().await.map_err(doing(WHAT))
    }

    /// Releases a hold; says whether there was one to release.
    pub async fn release_hold(&self, id: &str, now: i64, entry: &Entry) -> Result<bool, StoreFault> {
        const WHAT: &str = "release a hold";
        let mut act = self.act(entry).await?;
        let released = sqlx::query("UPDATE hold SET released_at = $1 WHERE id = $2 AND released_at = 0")
            .bind(now)
            .bind(id.to_owned())
            .execute(&mut *act)
            .await
            .map_err(doing(WHAT))?
            .rows_affected();
        if released == 0 {
            return Ok(false);
        }
        act.commit().await.map_err(doing(WHAT))?;
        Ok(true)
    }

    /// Every hold, oldest first.
    pub async fn holds(&self) -> Result<Vec<Hold>, StoreFault> {
        let rows =
            sqlx::query("SELECT id, batch, reason, placed_by, placed_at, ends_at, released_at FROM hold ORDER BY placed_at, id")
                .fetch_all(&self.pool)
                .await
                .map_err(doing("list the holds"))?;
        let read = |row: &sqlx::any::AnyRow| {
            Ok(Hold {
                id: row.get("id"),
                batch: u32::try_from(row.get::<i64, _>("batch"))
                    .map_err(|_| StoreFault::Unreadable { what: "a batch number" })?,
                reason: row.get("reason"),
                placed_by: row.get("placed_by"),
                placed_at: row.get("placed_at"),
                ends_at: row.get("ends_at"),
                released_at: row.get("released_at"),
            })
        };
        rows.iter().map(read).collect()
    }

    /// What is wrong with the database itself; nothing where it is whole.
    pub async fn flaws(&self) -> Result<Vec<String>, StoreFault> {
        let told: Vec<String> =
            sqlx::query_scalar("PRAGMA integrity_check(20)").fetch_all(&self.pool).await.map_err(doing("check the catalogue"))?;
        Ok(told.into_iter().filter(|line| line != "ok").collect())
    }
}
