//! Cases of the compliance forum as they are stored: a sheet, the events in the order in which they were taken, and who works on it.
//! What the events mean is for `flow/5-enforce`; here they are text. Every line added is an act with its line in the audit log.

use crate::Store;
use crate::audit::Entry;
use crate::fault::{StoreFault, doing};
use sqlx::any::AnyRow;
use sqlx::{Any, Row, Transaction};

/// What a case is called and about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseSheet {
    /// Its number.
    pub number: String,
    /// The region, as a Kemendagri code.
    pub region: String,
    /// The name of the employer, project or unit.
    pub name: String,
    /// The detector that proposed it; empty where none did.
    pub detector: String,
    /// What the finding named: an NPP, an NIB, a contract, a unit; empty where there was none.
    pub finding: String,
    /// Whether only those who work on it see it.
    pub confidential: bool,
    /// Who opened it.
    pub opened_by: String,
}

/// One thing that happened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseEvent {
    /// Its place among the events of all cases, from one.
    pub seq: i64,
    /// The case.
    pub number: String,
    /// The day or instant.
    pub moment: String,
    /// The event, as JSON.
    pub body: String,
    /// Who entered it.
    pub taken_by: String,
    /// When it was entered, in seconds since 1970.
    pub taken_at: i64,
}

/// Who works on a case from a moment on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseOfficer {
    /// The case.
    pub number: String,
    /// The name of the account; empty when nobody does.
    pub officer: String,
    /// Why it changed.
    pub reason: String,
    /// Who changed it.
    pub changed_by: String,
    /// When, in seconds since 1970.
    pub changed_at: i64,
}

/// Somebody keeps out of a case, or does so no more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseRecusal {
    /// The case.
    pub number: String,
    /// Who, as the audit log names them.
    pub actor: String,
    /// Whether they keep out from now on.
    pub recused: bool,
    /// Why.
    pub reason: String,
    /// Who changed it.
    pub changed_by: String,
    /// When, in seconds since 1970.
    pub changed_at: i64,
}

impl Store {
    /// Opens a case under the next number of its series, with its first event; gives back the number, which `number` makes of
    /// the count.
    pub async fn open_case(
        &self,
        series: &str,
        number: impl Fn(i64) -> String,
        sheet: &CaseSheet,
        event: &CaseEvent,
        entry: &Entry,
    ) -> Result<String, StoreFault> {
        let what = "open a case";
        let mut transaction = self.pool.begin().await.map_err(doing(what))?;
        // The series is the lock: two who open at once get two numbers.
        let count = next_in(&mut transaction, series).await?;
        let number = number(count);
        let entry = Entry { object: format!("{} case:{number}", entry.object).trim().to_owned(), ..entry.clone() };
        crate::audit::append(&mut transaction, &entry).await?;
        sqlx::query(
            "INSERT INTO case_sheet (number, region, name, detector, finding, confidential, opened_by) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(number.clone())
        .bind(sheet.region.clone())
        .bind(sheet.name.clone())
        .bind(sheet.detector.clone())
        .bind(sheet.finding.clone())
        .bind(i64::from(sheet.confidential))
        .bind(sheet.opened_by.clone())
        .execute(&mut *transaction)
        .await
        .map_err(doing(what))?;
        let seq = last_event(&mut transaction).await? + 1;
        insert(&mut transaction, &CaseEvent { seq, number: number.clone(), ..event.clone() }).await?;
        transaction.commit().await.map_err(doing(what))?;
        Ok(number)
    }

    /// Adds an event that was decided on the events before `event.seq`; refused as overtaken when others came in since.
    pub async fn take_event(&self, event: &CaseEvent, entry: &Entry) -> Result<(), StoreFault> {
        let mut act = self.act(entry).await?;
        if last_event(&mut act).await? != event.seq - 1 {
            return Err(StoreFault::Overtaken { kind: "cases".to_owned() });
        }
        insert(&mut act, event).await?;
        act.commit().await.map_err(doing("add an event to a case"))
    }

    /// Every case.
    pub async fn case_sheets(&self) -> Result<Vec<CaseSheet>, StoreFault> {
        let rows = sqlx::query("SELECT * FROM case_sheet ORDER BY number").fetch_all(&self.pool).await;
        Ok(rows.map_err(doing("list the cases"))?.iter().map(sheet_of).collect())
    }

    /// Every event of every case, in the order in which they were taken.
    pub async fn case_events(&self) -> Result<Vec<CaseEvent>, StoreFault> {
        let rows = sqlx::query("SELECT * FROM case_event ORDER BY seq").fetch_all(&self.pool).await;
        Ok(rows.map_err(doing("list the events of cases"))?.iter().map(event_of).collect())
    }

    /// Gives a case to somebody.
    pub async fn assign_case(&self, line: &CaseOfficer, entry: &Entry) -> Result<(), StoreFault> {
        let mut act = self.act(entry).await?;
        give(&mut act, line).await?;
        act.commit().await.map_err(doing("give a case to somebody"))
    }

    /// Somebody keeps out of a case, or does so no more. Where they worked on it, nobody does from now on: one act with both.
    pub async fn recuse(&self, line: &CaseRecusal, hand_back: bool, entry: &Entry) -> Result<(), StoreFault> {
        const WHAT: &str = "keep somebody out of a case";
        let mut act = self.act(entry).await?;
        sqlx::query(
            "INSERT INTO case_recusal (seq, number, actor, recused, reason, changed_by, changed_at) \
             VALUES ((SELECT COALESCE(MAX(seq), 0) + 1 FROM case_recusal), $1, $2, $3, $4, $5, $6)",
        )
        .bind(line.number.clone())
        .bind(line.actor.clone())
        .bind(i64::from(line.recused))
        .bind(line.reason.clone())
        .bind(line.changed_by.clone())
        .bind(line.changed_at)
        .execute(&mut *act)
        .await
        .map_err(doing(WHAT))?;
        if hand_back {
            let nobody = CaseOfficer {
                number: line.number.clone(),
                changed_by: line.changed_by.clone(),
                changed_at: line.changed_at,
                ..CaseOfficer::default()
            };
            give(&mut act, &nobody).await?;
        }
        act.commit().await.map_err(doing(WHAT))
    }

    /// Who keeps and kept out of which case, in the order of changes.
    pub async fn case_recusals(&self) -> Result<Vec<CaseRecusal>, StoreFault> {
        let rows = sqlx::query("SELECT * FROM case_recusal ORDER BY seq").fetch_all(&self.pool).await;
        let line = |row: &AnyRow| CaseRecusal {
            number: row.get("number"),
            actor: row.get("actor"),
            recused: row.get::<i64, _>("recused") != 0,
            reason: row.get("reason"),
            changed_by: row.get("changed_by"),
            changed_at: row.get("changed_at"),
        };
        Ok(rows.map_err(doing("list who keeps out of cases"))?.iter().map(line).collect())
    }

    /// Who works and worked on which case, in the order of changes.
    pub async fn case_officers(&self) -> Result<Vec<CaseOfficer>, StoreFault> {
        let rows = sqlx::query("SELECT * FROM case_officer ORDER BY seq").fetch_all(&self.pool).await;
        let line = |row: &AnyRow| CaseOfficer {
            number: row.get("number"),
            officer: row.get("officer"),
            reason: row.get("reason"),
            changed_by: row.get("changed_by"),
            changed_at: row.get("changed_at"),
        };
        Ok(rows.map_err(doing("list who works on cases"))?.iter().map(line).collect())
    }
}

async fn give(transaction: &mut Transaction<'_, Any>, line: &CaseOfficer) -> Result<(), StoreFault> {
    sqlx::query(
        "INSERT INTO case_officer (seq, number, officer, reason, changed_by, changed_at) \
         VALUES ((SELECT COALESCE(MAX(seq), 0) + 1 FROM case_officer), $1, $2, $3, $4, $5)",
    )
    .bind(line.number.clone())
    .bind(line.officer.clone())
    .bind(line.reason.clone())
    .bind(line.changed_by.clone())
    .bind(line.changed_at)
    .execute(&mut **transaction)
    .await
    .map_err(doing("give a case to somebody"))?;
    Ok(())
}

/// The next number of a series, given inside the transaction that uses it: when that fails, so does the number.
pub(crate) async fn next_in(transaction: &mut Transaction<'_, Any>, series: &str) -> Result<i64, StoreFault> {
    sqlx::query_scalar(
        "INSERT INTO series (name, last) VALUES ($1, 1) ON CONFLICT (name) DO UPDATE SET last = series.last + 1 RETURNING last",
    )
    .bind(series.to_owned())
    .fetch_one(&mut **transaction)
    .await
    .map_err(doing("give the next number"))
}

/// The first of the next `many` numbers of a series.
pub(crate) async fn next_many(transaction: &mut Transaction<'_, Any>, series: &str, many: usize) -> Result<i64, StoreFault> {
    let many = i64::try_from(many).unwrap_or(i64::MAX);
    let last: i64 = sqlx::query_scalar(
        "INSERT INTO series (name, last) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET last = series.last + $2 RETURNING last",
    )
    .bind(series.to_owned())
    .bind(many)
    .fetch_one(&mut **transaction)
    .await
    .map_err(doing("give the next numbers"))?;
    Ok(last - many + 1)
}

pub(crate) async fn last_event(transaction: &mut Transaction<'_, Any>) -> Result<i64, StoreFault> {
    sqlx::query_scalar("SELECT COALESCE(MAX(seq), 0) FROM case_event")
        .fetch_one(&mut **transaction)
        .await
        .map_err(doing("read the last event"))
}

pub(crate) async fn insert(transaction: &mut Transaction<'_, Any>, event: &CaseEvent) -> Result<(), StoreFault> {
    sqlx::query("INSERT INTO case_event (seq, number, moment, body, taken_by, taken_at) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(event.seq)
        .bind(event.number.clone())
        .bind(event.moment.clone())
        .bind(event.body.clone())
        .bind(event.taken_by.clone())
        .bind(event.taken_at)
        .execute(&mut **transaction)
        .await
        .map_err(doing("add an event to a case"))?;
    Ok(())
}

fn sheet_of(row: &AnyRow) -> CaseSheet {
    CaseSheet {
        number: row.get("number"),
        region: row.get("region"),
        name: row.get("name"),
        detector: row.get("detector"),
        finding: row.get("finding"),
        confidential: row.get::<i64, _>("confidential") != 0,
        opened_by: row.get("opened_by"),
    }
}

fn event_of(row: &AnyRow) -> CaseEvent {
    CaseEvent {
        seq: row.get("seq"),
        number: row.get("number"),
        moment: row.get("moment"),
        body: row.get("body"),
        taken_by: row.get("taken_by"),
        taken_at: row.get("taken_at"),
    }
}
