//! What one person asks for and a second one decides. Every step is an act, and each step can be taken once: the conditions stand in the
//! statements, so that two people at the same moment do not both take it.

use crate::Store;
use crate::audit::Entry;
use crate::fault::{StoreFault, doing};
use sqlx::Row;
use sqlx::any::AnyRow;

/// A request and how far it is. Moments are seconds since 1970; 0 while it did not happen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApprovalRow {
    /// What it is called.
    pub id: String,
    /// What is asked for: `take`, `withdraw`, `erase`, `grant`, `token`, `erase_person`.
    pub act: String,
    /// To what, as the audit log names it.
    pub object: String,
    /// Whoever decides sees all of this area.
    pub area: String,
    /// What would be done, as JSON.
    pub body: String,
    /// The hash over that and the state of the data it was asked in.
    pub hash: String,
    /// Rows of people that it is about.
    pub people: u64,
    /// Why.
    pub reason: String,
    /// Who asks.
    pub asked_by: String,
    /// When.
    pub asked_at: i64,
    /// When it ends by itself.
    pub ends_at: i64,
    /// `approved`, `rejected`, or empty.
    pub decision: String,
    /// Who decided.
    pub decided_by: String,
    /// When.
    pub decided_at: i64,
    /// What they said.
    pub why: String,
    /// The sealed password of a file that waits; empty where none does.
    pub secret: String,
    /// Until when the file can be fetched.
    pub link_ends: i64,
    /// When it was done.
    pub done_at: i64,
}

fn read(row: &AnyRow) -> ApprovalRow {
    ApprovalRow {
        id: row.get("id"),
        act: row.get("act"),
        object: row.get("object"),
        area: row.get("area"),
        body: row.get("body"),
        hash: row.get("hash"),
        people: u64::try_from(row.get::<i64, _>("people")).unwrap_or(0),
        reason: row.get("reason"),
        asked_by: row.get("asked_by"),
        asked_at: row.get("asked_at"),
        ends_at: row.get("ends_at"),
        decision: row.get("decision"),
        decided_by: row.get("decided_by"),
        decided_at: row.get("decided_at"),
        why: row.get("why"),
        secret: row.get("secret"),
        link_ends: row.get("link_ends"),
        done_at: row.get("done_at"),
    }
}

impl Store {
    /// Keeps a request that nobody has decided yet.
    pub async fn ask_approval(&self, asked: &ApprovalRow, entry: &Entry) -> Result<(), StoreFault> {
        const WHAT: &str = "keep a request for approval";
        let mut act = self.act(entry).await?;
        sqlx::query(
            "INSERT INTO approval (id, act, object, area, body, hash, people, reason, asked_by, asked_at, ends_at, decision, decided_by, \
             decided_at, why, secret, link_ends, done_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '', '', 0, '', '', 0, 0)",
        )
        .bind(asked.id.clone())
        .bind(asked.act.clone())
        .bind(asked.object.clone())
        .bind(asked.area.clone())
        .bind(asked.body.clone())
        .bind(asked.hash.clone())
        .bind(i64::try_from(asked.people).unwrap_or(i64::MAX))
        .bind(asked.reason.clone())
        .bind(asked.asked_by.clone())
        .bind(asked.asked_at)
        .bind(asked.ends_at)
        .execute(&mut *act)
        .await
        .map_err(doing(WHAT))?;
        act.commit().await.map_err(doing(WHAT))
    }

    /// Every request, newest first.
    pub async fn approvals(&self) -> Result<Vec<ApprovalRow>, StoreFault> {
        let rows = sqlx::query("SELECT * FROM approval ORDER BY asked_at DESC, id")
            .fetch_all(&self.pool)
            .await
            .map_err(doing("read the requests for approval"))?;
        Ok(rows.iter().map(read).collect())
    }

    /// The request with an id.
    pub async fn approval(&self, id: &str) -> Result<Option<ApprovalRow>, StoreFault> {
        let row = sqlx::query("SELECT * FROM approval WHERE id = $1")
            .bind(id.to_owned())
            .fetch_optional(&self.pool)
            .await
            .map_err(doing("read a request for approval"))?;
        Ok(row.as_ref().map(read))
    }

    /// Decides a request: approved by somebody else than its asker, or rejected. False where it was decided, has ended, or the asker
    /// would approve their own; then nothing is written.
    pub async fn decide_approval(
        &self,
        (id, approve, by, why): (&str, bool, &str, &str),
        at: i64,
        entry: &Entry,
    ) -> Result<bool, StoreFault> {
        let statement = "UPDATE approval SET decision = $1, decided_by = $2, decided_at = $3, why = $4 \
             WHERE id = $5 AND decision = '' AND ends_at > $3 AND ($1 = 'rejected' OR asked_by <> $2)";
        let mut act = self.act(entry).await?;
        let done = sqlx::query(statement)
            .bind(if approve { "approved" } else { "rejected" })
            .bind(by.to_owned())
            .bind(at)
            .bind(why.to_owned())
            .bind(id.to_owned())
            .execute(&mut *act)
            .await
            .map_err(doing("decide a request"))?
            .rows_affected();
        if done == 0 {
            return Ok(false);
        }
        act.commit().await.map_err(doing("decide a request"))?;
        Ok(true)
    }

    /// Keeps the sealed password of a file that waits for its asker until a moment. False where the request is not approved, has ended,
    /// was done, or has a file already.
    pub async fn open_approval(
        &self,
        (id, secret): (&str, &str),
        link_ends: i64,
        at: i64,
        entry: &Entry,
    ) -> Result<bool, StoreFault> {
        let statement = "UPDATE approval SET secret = $1, link_ends = $2 \
             WHERE id = $3 AND decision = 'approved' AND done_at = 0 AND link_ends = 0 AND ends_at > $4";
        let mut act = self.act(entry).await?;
        let done = sqlx::query(statement)
            .bind(secret.to_owned())
            .bind(link_ends)
            .bind(id.to_owned())
            .bind(at)
            .execute(&mut *act)
            .await
            .map_err(doing("open a request"))?
            .rows_affected();
        if done == 0 {
            return Ok(false);
        }
        act.commit().await.map_err(doing("open a request"))?;
        Ok(true)
    }

    /// Marks a request as done, once. False where it is not approved, has ended (a file that waits: its link), or was done.
    pub async fn finish_approval(&self, id: &str, at: i64, entry: &Entry) -> Result<bool, StoreFault> {
        let statement = "UPDATE approval SET done_at = $1, secret = '' WHERE id = $2 AND decision = 'approved' AND done_at = 0 \
             AND ((link_ends = 0 AND ends_at > $1) OR link_ends > $1)";
        let mut act = self.act(entry).await?;
        let done = sqlx::query(statement)
            .bind(at)
            .bind(id.to_owned())
            .execute(&mut *act)
            .await
            .map_err(doing("mark a request as done"))?
            .rows_affected();
        if done == 0 {
            return Ok(false);
        }
        act.commit().await.map_err(doing("mark a request as done"))?;
        Ok(true)
    }

    /// Takes back that a request was done at a moment, because it was refused and nothing happened.
    pub async fn reopen_approval(&self, id: &str, done_at: i64, entry: &Entry) -> Result<(), StoreFault> {
        const WHAT: &str = "take back that a request was done";
        let mut act = self.act(entry).await?;
        sqlx::query("UPDATE approval SET done_at = 0 WHERE id = $1 AND done_at = $2")
            .bind(id.to_owned())
            .bind(done_at)
            .execute(&mut *act)
            .await
            .map_err(doing(WHAT))?;
        act.commit().await.map_err(doing(WHAT))
    }

    /// Keeps a release, which is what everybody sees from now on.
    pub async fn publish(&self, (body, sha256): (&str, &str), by: &str, at: i64, entry: &Entry) -> Result<(), StoreFault> {
        const WHAT: &str = "publish a release";
        let mut act = self.act(entry).await?;
        sqlx::query(
            "INSERT INTO release (seq, body, sha256, published_by, published_at) \
             SELECT COALESCE(MAX(seq), 0) + 1, $1, $2, $3, $4 FROM release",
        )
        .bind(body.to_owned())
        .bind(sha256.to_owned())
        .bind(by.to_owned())
        .bind(at)
        .execute(&mut *act)
        .await
        .map_err(doing(WHAT))?;
        act.commit().await.map_err(doing(WHAT))
    }

    /// The body of the newest release; none where nothing was published.
    pub async fn current_release(&self) -> Result<Option<String>, StoreFault> {
        sqlx::query_scalar("SELECT body FROM release ORDER BY seq DESC LIMIT 1")
            .fetch_optional(&self.pool)
            .await
            .map_err(doing("read the newest release"))
    }

    /// Forgets the passwords of files that nobody fetched in time.
    pub async fn forget_secrets(&self, now: i64) -> Result<(), StoreFault> {
        sqlx::query("UPDATE approval SET secret = '' WHERE secret <> '' AND link_ends <= $1")
            .bind(now)
            .execute(&self.pool)
            .await
            .map_err(doing("forget passwords of files"))?;
        Ok(())
    }
}
