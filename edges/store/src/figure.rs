//! Figures that somebody opened, kept as they were, so that their links never show another figure; and the state of the
//! installation as one word, so that an answer is made again only when something changed.

use crate::Store;
use crate::fault::{StoreFault, doing};

impl Store {
    /// Keeps a figure under its id. The id is a hash over the body, so keeping it again changes nothing.
    pub async fn keep_figure(&self, id: &str, body: &str) -> Result<(), StoreFault> {
        sqlx::query("INSERT INTO figure (id, body) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING")
            .bind(id.to_owned())
            .bind(body.to_owned())
            .execute(&self.pool)
            .await
            .map_err(doing("keep a figure"))?;
        Ok(())
    }

    /// The figure with an id, as it was kept.
    pub async fn figure(&self, id: &str) -> Result<Option<String>, StoreFault> {
        sqlx::query_scalar("SELECT body FROM figure WHERE id = $1")
            .bind(id.to_owned())
            .fetch_optional(&self.pool)
            .await
            .map_err(doing("read a figure"))
    }

    /// The current snapshots of every kind in one text: while it is the same, every answer is the same.
    pub async fn state(&self) -> Result<String, StoreFault> {
        let snapshots: Vec<String> = sqlx::query_scalar(
            "SELECT snapshot FROM (SELECT snapshot, kind FROM current_snapshot UNION ALL \
             SELECT sha256, '~release' FROM (SELECT sha256 FROM release ORDER BY seq DESC LIMIT 1) AS newest) AS standing ORDER BY kind",
        )
            .fetch_all(&self.pool)
            .await
            .map_err(doing("read the current snapshots"))?;
        Ok(snapshots.join(" "))
    }
}
