//! Sheets of a region and a month as they are stored: lines of what was entered by hand and of every step of approval, in order. What
//! they mean is for `flow/6-evaluate`; here they are text. Every line added is an act with its line in the audit log.

use crate::Store;
use crate::audit::Entry;
use crate::fault::{StoreFault, doing};
use crate::line::Place;
use sqlx::Row;
use sqlx::any::AnyRow;

/// A line of a sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PeriodLine {
    /// Its place among the lines of all sheets, from one.
    pub seq: i64,
    /// The region, as a Kemendagri code.
    pub region: String,
    /// The month.
    pub month: String,
    /// What, as JSON.
    pub body: String,
    /// A word of the sender's own; the same word is taken once.
    pub once: String,
    /// Who wrote it.
    pub taken_by: String,
    /// When, in seconds since 1970.
    pub taken_at: i64,
}

impl Store {
    /// Every line of every sheet, in order.
    pub async fn period_lines(&self) -> Result<Vec<PeriodLine>, StoreFault> {
        let rows = sqlx::query("SELECT * FROM period_line ORDER BY seq").fetch_all(&self.pool).await;
        Ok(rows.map_err(doing("list what was entered by hand"))?.iter().map(line_of).collect())
    }

    /// Writes a line that was decided on the lines before `line.seq`; refused as overtaken when others came in since. A line whose
    /// word of the sender's own is there already is not written again: false.
    pub async fn write_period(&self, line: &PeriodLine, entry: &Entry) -> Result<bool, StoreFault> {
        let what = "write a line of a period";
        let mut act = self.act(entry).await?;
        let place = Place { table: "period_line", kind: "periods", seq: line.seq, once: &line.once };
        if !place.is_free(&mut act, what).await? {
            return Ok(false);
        }
        sqlx::query(
            "INSERT INTO period_line (seq, region, month, body, once, taken_by, taken_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(line.seq)
        .bind(line.region.clone())
        .bind(line.month.clone())
        .bind(line.body.clone())
        .bind(line.once.clone())
        .bind(line.taken_by.clone())
        .bind(line.taken_at)
        .execute(&mut *act)
        .await
        .map_err(doing(what))?;
        act.commit().await.map_err(doing(what))?;
        Ok(true)
    }
}

fn line_of(row: &AnyRow) -> PeriodLine {
    PeriodLine {
        seq: row.get("seq"),
        region: row.get("region"),
        month: row.get("month"),
        body: row.get("body"),
        once: row.get("once"),
        taken_by: row.get("taken_by"),
        taken_at: row.get("taken_at"),
    }
}
