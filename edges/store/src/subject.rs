//! Requests of persons about their own data, and the rows that were destroyed for them. Every step is an act and can be taken once.

use crate::Store;
use crate::audit::Entry;
use crate::batch::{FileRole, LakeFile, insert_file};
use crate::case::next_in;
use crate::fault::{StoreFault, doing};
use sqlx::Row;
use sqlx::any::AnyRow;

/// A request of a person. Moments are seconds since 1970; 0 while it did not happen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SubjectRow {
    /// Its number: `H-2025-0001`.
    pub number: String,
    /// `access`, `correction`, `erasure`, `objection`.
    pub kind: String,
    /// The area of whoever took it in.
    pub area: String,
    /// Who asks and what for, sealed.
    pub sealed: String,
    /// When it came.
    pub received_at: i64,
    /// When it must be answered.
    pub due_at: i64,
    /// Who took it in.
    pub taken_by: String,
    /// Who made sure of the person.
    pub verified_by: String,
    /// When.
    pub verified_at: i64,
    /// By what: the code of a kind of proof.
    pub verified_on: String,
    /// `granted`, `refused`, or empty.
    pub outcome: String,
    /// What they were answered, sealed.
    pub answer: String,
    /// Who answered.
    pub answered_by: String,
    /// When.
    pub answered_at: i64,
    /// Rows destroyed.
    pub erased_rows: u64,
    /// When.
    pub erased_at: i64,
}

/// A batch whose files were written again without some rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewritten {
    /// The batch.
    pub batch: u32,
    /// Its new key, sealed.
    pub key: String,
    /// Its new facts and identity. Every other file of it is let go of.
    pub files: Vec<LakeFile>,
    /// The rows that were destroyed.
    pub rows: Vec<i64>,
}

fn count(row: &AnyRow, name: &str) -> u64 {
    u64::try_from(row.get::<i64, _>(name)).unwrap_or(0)
}

fn read(row: &AnyRow) -> SubjectRow {
    SubjectRow {
        number: row.get("number"),
        kind: row.get("kind"),
        area: row.get("area"),
        sealed: row.get("sealed"),
        received_at: row.get("received_at"),
        due_at: row.get("due_at"),
        taken_by: row.get("taken_by"),
        verified_by: row.get("verified_by"),
        verified_at: row.get("verified_at"),
        verified_on: row.get("verified_on"),
        outcome: row.get("outcome"),
        answer: row.get("answer"),
        answered_by: row.get("answered_by"),
        answered_at: row.get("answered_at"),
        erased_rows: count(row, "erased_rows"),
        erased_at: row.get("erased_at"),
    }
}

impl Store {
    /// Takes a request in under the next number of its series; gives back the number, which `number` makes of the count. `seal` seals
    /// who asks under that number.
    pub async fn take_subject<E>(
        &self,
        series: &str,
        number: impl Fn(i64) -> String,
        seal: impl Fn(&str) -> Result<String, E>,
        request: &SubjectRow,
        entry: &Entry,
    ) -> Result<Result<String, E>, StoreFault> {
        const WHAT: &str = "take in a request of a person";
        let mut transaction = self.pool.begin().await.map_err(doing(WHAT))?;
        // The series is the lock: two who take one in at once get two numbers.
        let number = number(next_in(&mut transaction, series).await?);
        let sealed = match seal(&number) {
            Ok(sealed) => sealed,
            Err(error) => return Ok(Err(error)),
        };
        let entry = Entry { object: format!("request:{number}"), ..entry.clone() };
        crate::audit::append(&mut transaction, &entry).await?;
        sqlx::query(
            "INSERT INTO subject_request (number, kind, area, sealed, received_at, due_at, taken_by, verified_by, verified_at, \
             verified_on, outcome, answer, answered_by, answered_at, erased_rows, erased_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, '', 0, '', '', '', '', 0, 0, 0)",
        )
        .bind(number.clone())
        .bind(request.kind.clone())
        .bind(request.area.clone())
        .bind(sealed)
        .bind(request.received_at)
        .bind(request.due_at)
        .bind(request.taken_by.clone())
        .execute(&mut *transaction)
        .await
        .map_err(doing(WHAT))?;
        transaction.commit().await.map_err(doing(WHAT))?;
        Ok(Ok(number))
    }

    /// Every request: those not answered yet first, by the day they are due.
    pub async fn subjects(&self) -> Result<Vec<SubjectRow>, StoreFault> {
        let rows = sqlx::query("SELECT * FROM subject_request ORDER BY answered_at <> 0, due_at, number")
            .fetch_all(&self.pool)
            .await
            .map_err(doing("read the requests of persons"))?;
        Ok(rows.iter().map(read).collect())
    }

    /// The request with a number.
    pub async fn subject(&self, number: &str) -> Result<Option<SubjectRow>, StoreFault> {
        let row = sqlx::query("SELECT * FROM subject_request WHERE number = $1")
            .bind(number.to_owned())
            .fetch_optional(&self.pool)
            .await
            .map_err(doing("read a request of a person"))?;
        Ok(row.as_ref().map(read))
    }

    /// Notes that somebody made sure of the person. False where that was done or the request was answered.
    pub async fn verify_subject(&self, number: &str, (by, on): (&str, &str), at: i64, entry: &Entry) -> Result<bool, StoreFault> {
        const WHAT: &str = "note who a person is";
        let mut act = self.act(entry).await?;
        let done = sqlx::query(
            "UPDATE subject_request SET verified_by = $1, verified_at = $2, verified_on = $3 \
             WHERE number = $4 AND verified_at = 0 AND answered_at = 0",
        )
        .bind(by.to_owned())
        .bind(at)
        .bind(on.to_owned())
        .bind(number.to_owned())
        .execute(&mut *act)
        .await
        .map_err(doing(WHAT))?
        .rows_affected();
        if done == 0 {
            return Ok(false);
        }
        act.commit().await.map_err(doing(WHAT))?;
        Ok(true)
    }

    /// Keeps the answer; what is kept of who asks becomes `sealed`. False where it was answered.
    pub async fn answer_subject(&self, row: &SubjectRow, entry: &Entry) -> Result<bool, StoreFault> {
        const WHAT: &str = "answer a request of a person";
        let mut act = self.act(entry).await?;
        let done = sqlx::query(
            "UPDATE subject_request SET outcome = $1, answer = $2, answered_by = $3, answered_at = $4, sealed = $5 \
             WHERE number = $6 AND answered_at = 0",
        )
        .bind(row.outcome.clone())
        .bind(row.answer.clone())
        .bind(row.answered_by.clone())
        .bind(row.answered_at)
        .bind(row.sealed.clone())
        .bind(row.number.clone())
        .execute(&mut *act)
        .await
        .map_err(doing(WHAT))?
        .rows_affected();
        if done == 0 {
            return Ok(false);
        }
        act.commit().await.map_err(doing(WHAT))?;
        self.settle().await?;
        Ok(true)
    }

    /// Puts batches that were written again without some rows in the place of what they were: new key, new facts and identity, the upload
    /// and the workbook of refused rows gone, a tombstone for each row. Gives back the hashes of files that nothing names any more.
    pub async fn erase_rows(
        &self,
        number: &str,
        batches: &[Rewritten],
        now: i64,
        entry: &Entry,
    ) -> Result<Vec<String>, StoreFault> {
        const WHAT: &str = "erase the rows of a person";
        let mut act = self.act(entry).await?;
        let (mut before, mut rows) = (Vec::new(), 0_i64);
        for batch in batches {
            let id = i64::from(batch.batch);
            let files: Vec<String> = sqlx::query_scalar("SELECT sha256 FROM lake_file WHERE batch = $1")
                .bind(id)
                .fetch_all(&mut *act)
                .await
                .map_err(doing(WHAT))?;
            before.extend(files);
            sqlx::query("DELETE FROM lake_file WHERE batch = $1").bind(id).execute(&mut *act).await.map_err(doing(WHAT))?;
            for file in batch.files.iter().filter(|file| matches!(file.role, FileRole::Facts | FileRole::Identity)) {
                insert_file(&mut act, id, file).await?;
            }
            sqlx::query("INSERT INTO batch_key (batch, sealed) VALUES ($1, $2) ON CONFLICT (batch) DO UPDATE SET sealed = excluded.sealed")
                .bind(id)
                .bind(batch.key.clone())
                .execute(&mut *act)
                .await
                .map_err(doing(WHAT))?;
            for row in &batch.rows {
                sqlx::query(
                    "INSERT INTO tombstone (row_id, request, erased_at) VALUES ($1, $2, $3) ON CONFLICT (row_id) DO NOTHING",
                )
                .bind(*row)
                .bind(number.to_owned())
                .bind(now)
                .execute(&mut *act)
                .await
                .map_err(doing(WHAT))?;
                sqlx::query("DELETE FROM review_pair WHERE row_a = $1 OR row_b = $1")
                    .bind(*row)
                    .execute(&mut *act)
                    .await
                    .map_err(doing(WHAT))?;
                rows += 1;
            }
        }
        sqlx::query("UPDATE subject_request SET erased_rows = erased_rows + $1, erased_at = $2 WHERE number = $3")
            .bind(rows)
            .bind(now)
            .bind(number.to_owned())
            .execute(&mut *act)
            .await
            .map_err(doing(WHAT))?;
        let known: Vec<String> =
            sqlx::query_scalar("SELECT DISTINCT sha256 FROM lake_file").fetch_all(&mut *act).await.map_err(doing(WHAT))?;
        act.commit().await.map_err(doing(WHAT))?;
        self.settle().await?;
        before.retain(|sha256| !known.contains(sha256));
        Ok(before)
    }

    /// The rows whose person was destroyed, in their order.
    pub async fn tombstones(&self) -> Result<Vec<i64>, StoreFault> {
        sqlx::query_scalar("SELECT row_id FROM tombstone ORDER BY row_id")
            .fetch_all(&self.pool)
            .await
            .map_err(doing("read the rows that were destroyed"))
    }
}
