//! Bank statements as they are stored: files by their hash, rows by the bank's reference, and what a person decided of each row. Booking a
//! row and the event that it is in its case are one act: either both are there or neither.

use crate::Store;
use crate::audit::{Entry, append};
use crate::case::{CaseEvent, insert, last_event, next_in, next_many};
use crate::fault::{StoreFault, doing};
use sqlx::any::AnyRow;
use sqlx::{Any, Row, Transaction};

/// A statement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BankFile {
    /// Its place among all statements, from one.
    pub id: i64,
    /// The hash of its bytes.
    pub sha256: String,
    /// The region whose officers see its rows.
    pub region: String,
    /// Its receipt, as JSON.
    pub receipt: String,
    /// Who brought it in.
    pub imported_by: String,
    /// When, in seconds since 1970.
    pub imported_at: i64,
}

/// A row of a statement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoredBankRow {
    /// Its place among all rows, from one.
    pub id: i64,
    /// The statement.
    pub file: i64,
    /// The line in it.
    pub line: i64,
    /// The bank's reference.
    pub reference: String,
    /// The day of the bank.
    pub on_day: String,
    /// How much.
    pub rupiah: i64,
    /// The whole row, sealed.
    pub sealed: String,
    /// The region of its statement.
    pub region: String,
    /// What was decided; none while nothing was.
    pub decision: Option<BankDecision>,
}

/// What was decided of a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BankDecision {
    /// The case it was booked in; empty when it was set aside.
    pub case_number: String,
    /// Why it was set aside.
    pub reason: String,
    /// Who decided.
    pub decided_by: String,
    /// When, in seconds since 1970.
    pub decided_at: i64,
}

/// A row with the region of its statement and what was decided of it.
macro_rules! bank_row {
    () => {
        "SELECT bank_row.*, region, bank_decision.bank_row AS decided, case_number, reason, decided_by, decided_at \
         FROM bank_row JOIN bank_file ON bank_file.id = bank_row.file \
         LEFT JOIN bank_decision ON bank_decision.bank_row = bank_row.id"
    };
}

impl Store {
    /// A statement by the hash of its bytes.
    pub async fn bank_file(&self, sha256: &str) -> Result<Option<BankFile>, StoreFault> {
        let row = sqlx::query("SELECT * FROM bank_file WHERE sha256 = $1").bind(sha256.to_owned());
        let row = row.fetch_optional(&self.pool).await.map_err(doing("look for a bank statement"))?;
        Ok(row.as_ref().map(file_of))
    }

    /// Keeps a statement with its rows. Decided on the statements before `file.id`; refused as overtaken when others came in since.
    pub async fn keep_bank_file(&self, file: &BankFile, rows: &[StoredBankRow], entry: &Entry) -> Result<(), StoreFault> {
        const WHAT: &str = "keep a bank statement";
        let mut transaction = self.pool.begin().await.map_err(doing(WHAT))?;
        if next_in(&mut transaction, "bank file").await? != file.id {
            return Err(StoreFault::Overtaken { kind: "bank statements".to_owned() });
        }
        let entry = Entry { object: format!("bank:{} {}", file.id, file.sha256), ..entry.clone() };
        append(&mut transaction, &entry).await?;
        sqlx::query(
            "INSERT INTO bank_file (id, sha256, region, receipt, imported_by, imported_at) VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(file.id)
        .bind(file.sha256.clone())
        .bind(file.region.clone())
        .bind(file.receipt.clone())
        .bind(file.imported_by.clone())
        .bind(file.imported_at)
        .execute(&mut *transaction)
        .await
        .map_err(doing(WHAT))?;
        let places = next_many(&mut transaction, "bank row", rows.len()).await?;
        for (row, id) in rows.iter().zip(places..) {
            sqlx::query(
                "INSERT INTO bank_row (id, file, line, reference, on_day, rupiah, sealed) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            )
            .bind(id)
            .bind(file.id)
            .bind(row.line)
            .bind(row.reference.clone())
            .bind(row.on_day.clone())
            .bind(row.rupiah)
            .bind(row.sealed.clone())
            .execute(&mut *transaction)
            .await
            .map_err(doing(WHAT))?;
        }
        transaction.commit().await.map_err(doing(WHAT))
    }

    /// How many statements there are.
    pub async fn bank_files(&self) -> Result<i64, StoreFault> {
        let last: Option<i64> = sqlx::query_scalar("SELECT last FROM series WHERE name = 'bank file'")
            .fetch_optional(&self.pool)
            .await
            .map_err(doing("count the bank statements"))?;
        Ok(last.unwrap_or(0))
    }

    /// Every row of every statement, the latest day first.
    pub async fn bank_rows(&self) -> Result<Vec<StoredBankRow>, StoreFault> {
        let rows = sqlx::query(concat!(bank_row!(), " ORDER BY on_day DESC, bank_row.id")).fetch_all(&self.pool).await;
        Ok(rows.map_err(doing("list the rows of bank statements"))?.iter().map(row_of).collect())
    }

    /// One row.
    pub async fn bank_row(&self, id: i64) -> Result<Option<StoredBankRow>, StoreFault> {
        let row = sqlx::query(concat!(bank_row!(), " WHERE bank_row.id = $1")).bind(id).fetch_optional(&self.pool).await;
        Ok(row.map_err(doing("read a row of a bank statement"))?.as_ref().map(row_of))
    }

    /// Books a row in a case: the decision and the event, decided on the events before `event.seq`. Refused as overtaken when others
    /// came in since, or when the row was decided.
    pub async fn book_bank_row(
        &self,
        row: i64,
        decision: &BankDecision,
        event: &CaseEvent,
        entry: &Entry,
    ) -> Result<(), StoreFault> {
        let mut act = self.act(entry).await?;
        if last_event(&mut act).await? != event.seq - 1 {
            return Err(StoreFault::Overtaken { kind: "cases".to_owned() });
        }
        decide(&mut act, row, decision).await?;
        insert(&mut act, event).await?;
        act.commit().await.map_err(doing("book a payment"))
    }

    /// Sets a row aside.
    pub async fn set_bank_row_aside(&self, row: i64, decision: &BankDecision, entry: &Entry) -> Result<(), StoreFault> {
        let mut act = self.act(entry).await?;
        decide(&mut act, row, decision).await?;
        act.commit().await.map_err(doing("set a payment aside"))
    }
}

async fn decide(transaction: &mut Transaction<'_, Any>, row: i64, decision: &BankDecision) -> Result<(), StoreFault> {
    const WHAT: &str = "decide of a row of a bank statement";
    let written = sqlx::query(
        "INSERT INTO bank_decision (bank_row, case_number, reason, decided_by, decided_at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (bank_row) DO NOTHING",
    )
    .bind(row)
    .bind(decision.case_number.clone())
    .bind(decision.reason.clone())
    .bind(decision.decided_by.clone())
    .bind(decision.decided_at)
    .execute(&mut **transaction)
    .await
    .map_err(doing(WHAT))?;
    if written.rows_affected() == 0 {
        return Err(StoreFault::Overtaken { kind: "bank statements".to_owned() });
    }
    Ok(())
}

fn file_of(row: &AnyRow) -> BankFile {
    BankFile {
        id: row.get("id"),
        sha256: row.get("sha256"),
        region: row.get("region"),
        receipt: row.get("receipt"),
        imported_by: row.get("imported_by"),
        imported_at: row.get("imported_at"),
    }
}

fn row_of(row: &AnyRow) -> StoredBankRow {
    let decision = row.get::<Option<i64>, _>("decided").map(|_| BankDecision {
        case_number: row.get("case_number"),
        reason: row.get("reason"),
        decided_by: row.get("decided_by"),
        decided_at: row.get("decided_at"),
    });
    StoredBankRow {
        id: row.get("id"),
        file: row.get("file"),
        line: row.get("line"),
        reference: row.get("reference"),
        on_day: row.get("on_day"),
        rupiah: row.get("rupiah"),
        sealed: row.get("sealed"),
        region: row.get("region"),
        decision,
    }
}
