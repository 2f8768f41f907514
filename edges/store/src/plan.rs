//! Plans that were kept: drafts, frozen ones, and those that a second person approved. Every step is an act.

use crate::Store;
use crate::audit::Entry;
use crate::fault::{StoreFault, doing};
use sqlx::Row;
use sqlx::any::AnyRow;

/// A plan as it was kept. Moments are seconds since 1970; 0 while it did not happen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlanRow {
    /// The hash of what it holds.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// The area it was made for.
    pub area: String,
    /// What was asked and what it gave, as JSON.
    pub body: String,
    /// By whom.
    pub made_by: String,
    /// When.
    pub made_at: i64,
    /// Who froze it.
    pub frozen_by: String,
    /// When.
    pub frozen_at: i64,
    /// Who approved it.
    pub approved_by: String,
    /// When.
    pub approved_at: i64,
}

fn read(row: &AnyRow) -> PlanRow {
    PlanRow {
        id: row.get("id"),
        name: row.get("name"),
        area: row.get("area"),
        body: row.get("body"),
        made_by: row.get("made_by"),
        made_at: row.get("made_at"),
        frozen_by: row.get("frozen_by"),
        frozen_at: row.get("frozen_at"),
        approved_by: row.get("approved_by"),
        approved_at: row.get("approved_at"),
    }
}

const COLUMNS: &str = "id, name, area, body, made_by, made_at, frozen_by, frozen_at, approved_by, approved_at";

impl Store {
    /// Keeps a plan. One that is there already stays as it is.
    pub async fn keep_plan(&self, plan: &PlanRow, entry: &Entry) -> Result<(), StoreFault> {
        let mut act = self.act(entry).await?;
        sqlx::query(
            "INSERT INTO plan (id, name, area, body, made_by, made_at, frozen_by, frozen_at, approved_by, approved_at) \
             VALUES ($1, $2, $3, $4, $5, $6, '', 0, '', 0) ON CONFLICT (id) DO NOTHING",
        )
        .bind(plan.id.clone())
        .bind(plan.name.clone())
        .bind(plan.area.clone())
        .bind(plan.body.clone())
        .bind(plan.made_by.clone())
        .bind(plan.made_at)
        .execute(&mut *act)
        .await
        .map_err(doing("keep a plan"))?;
        act.commit().await.map_err(doing("keep a plan"))
    }

    /// Every plan, newest first.
    pub async fn plans(&self) -> Result<Vec<PlanRow>, StoreFault> {
        let query = format!("SELECT {COLUMNS} FROM plan ORDER BY made_at DESC, id");
        let rows = sqlx::query(sqlx::AssertSqlSafe(query)).fetch_all(&self.pool).await.map_err(doing("read the plans"))?;
        Ok(rows.iter().map(read).collect())
    }

    /// The plan with an id.
    pub async fn plan(&self, id: &str) -> Result<Option<PlanRow>, StoreFault> {
        let query = format!("SELECT {COLUMNS} FROM plan WHERE id = $1");
        let row = sqlx::query(sqlx::AssertSqlSafe(query))
            .bind(id.to_owned())
            .fetch_optional(&self.pool)
            .await
            .map_err(doing("read a plan"))?;
        Ok(row.as_ref().map(read))
    }

    /// Freezes a draft. False when it is none, and then nothing is written.
    pub async fn freeze_plan(&self, id: &str, by: &str, at: i64, entry: &Entry) -> Result<bool, StoreFault> {
        let draft = "UPDATE plan SET frozen_by = $1, frozen_at = $2 WHERE id = $3 AND frozen_at = 0";
        self.step(draft, (id, by, at), entry).await
    }

    /// Approves a frozen plan for somebody who neither made nor froze it. False when it cannot be, and then nothing is written.
    pub async fn approve_plan(&self, id: &str, by: &str, at: i64, entry: &Entry) -> Result<bool, StoreFault> {
        let frozen = "UPDATE plan SET approved_by = $1, approved_at = $2 \
                      WHERE id = $3 AND frozen_at > 0 AND approved_at = 0 AND made_by <> $1 AND frozen_by <> $1";
        self.step(frozen, (id, by, at), entry).await
    }

    async fn step(&self, sql: &'static str, (id, by, at): (&str, &str, i64), entry: &Entry) -> Result<bool, StoreFault> {
        let mut act = self.act(entry).await?;
        let done = sqlx::query(sql)
            .bind(by.to_owned())
            .bind(at)
            .bind(id.to_owned())
            .execute(&mut *act)
            .await
            .map_err(doing("take a step of a plan"))?;
        if done.rows_affected() == 0 {
            act.rollback().await.map_err(doing("take a step of a plan"))?;
            return Ok(false);
        }
        act.commit().await.map_err(doing("take a step of a plan"))?;
        Ok(true)
    }
}
