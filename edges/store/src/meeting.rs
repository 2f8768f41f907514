//! Meetings as they are stored: the frozen body with its hash, and the lines that were written in them, in order. What they mean is
//! for `flow/6-evaluate`; here they are text. Every line added is an act with its line in the audit log.

use crate::Store;
use crate::audit::Entry;
use crate::case::next_in;
use crate::fault::{StoreFault, doing};
use crate::line::Place;
use sqlx::Row;
use sqlx::any::AnyRow;

/// A meeting.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meeting {
    /// Its number.
    pub number: String,
    /// The region, as a Kemendagri code.
    pub region: String,
    /// The day.
    pub held_on: String,
    /// What was frozen, as JSON.
    pub body: String,
    /// The hash of the body.
    pub sha256: String,
    /// Who opened it.
    pub opened_by: String,
    /// When, in seconds since 1970.
    pub opened_at: i64,
}

/// Something written in a meeting, or later about what was promised in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MeetingLine {
    /// Its place among the lines of all meetings, from one.
    pub seq: i64,
    /// The meeting.
    pub meeting: String,
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
    /// Opens a meeting under the next number of its series; gives back the number, which `number` makes of the count.
    pub async fn open_meeting(
        &self,
        series: &str,
        number: impl Fn(i64) -> String,
        meeting: &Meeting,
        entry: &Entry,
    ) -> Result<String, StoreFault> {
        let what = "open a meeting";
        let mut transaction = self.pool.begin().await.map_err(doing(what))?;
        let number = number(next_in(&mut transaction, series).await?);
        let entry = Entry { object: format!("meeting:{number} {}", meeting.sha256), ..entry.clone() };
        crate::audit::append(&mut transaction, &entry).await?;
        sqlx::query(
            "INSERT INTO meeting (number, region, held_on, body, sha256, opened_by, opened_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(number.clone())
        .bind(meeting.region.clone())
        .bind(meeting.held_on.clone())
        .bind(meeting.body.clone())
        .bind(meeting.sha256.clone())
        .bind(meeting.opened_by.clone())
        .bind(meeting.opened_at)
        .execute(&mut *transaction)
        .await
        .map_err(doing(what))?;
        transaction.commit().await.map_err(doing(what))?;
        Ok(number)
    }

    /// Every meeting, the latest first.
    pub async fn meetings(&self) -> Result<Vec<Meeting>, StoreFault> {
        let rows = sqlx::query("SELECT * FROM meeting ORDER BY held_on DESC, number DESC").fetch_all(&self.pool).await;
        Ok(rows.map_err(doing("list the meetings"))?.iter().map(meeting_of).collect())
    }

    /// Every line of every meeting, in order.
    pub async fn meeting_lines(&self) -> Result<Vec<MeetingLine>, StoreFault> {
        let rows = sqlx::query("SELECT * FROM meeting_line ORDER BY seq").fetch_all(&self.pool).await;
        Ok(rows.map_err(doing("list what was written in meetings"))?.iter().map(line_of).collect())
    }

    /// Writes a line that was decided on the lines before `line.seq`; refused as overtaken when others came in since. A line whose
    /// word of the sender's own is there already is not written again: false.
    pub async fn write_line(&self, line: &MeetingLine, entry: &Entry) -> Result<bool, StoreFault> {
        let what = "write a line of a meeting";
        let mut act = self.act(entry).await?;
        let place = Place { table: "meeting_line", kind: "meetings", seq: line.seq, once: &line.once };
        if !place.is_free(&mut act, what).await? {
            return Ok(false);
        }
        sqlx::query("INSERT INTO meeting_line (seq, meeting, body, once, taken_by, taken_at) VALUES ($1, $2, $3, $4, $5, $6)")
            .bind(line.seq)
            .bind(line.meeting.clone())
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

fn meeting_of(row: &AnyRow) -> Meeting {
    Meeting {
        number: row.get("number"),
        region: row.get("region"),
        held_on: row.get("held_on"),
        body: row.get("body"),
        sha256: row.get("sha256"),
        opened_by: row.get("opened_by"),
        opened_at: row.get("opened_at"),
    }
}

fn line_of(row: &AnyRow) -> MeetingLine {
    MeetingLine {
        seq: row.get("seq"),
        meeting: row.get("meeting"),
        body: row.get("body"),
        once: row.get("once"),
        taken_by: row.get("taken_by"),
        taken_at: row.get("taken_at"),
    }
}
