//! Letters of cases as they are stored: the frozen draft, and its end: issued under a number, or dropped. A letter that moves its case
//! and the event that moves it are one act: either both are there or neither.

use crate::Store;
use crate::audit::Entry;
use crate::case::{CaseEvent, insert, last_event, next_in};
use crate::fault::{StoreFault, doing};
use sqlx::Row;
use sqlx::any::AnyRow;

/// A letter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Letter {
    /// Its place among all letters, from one.
    pub id: i64,
    /// The case.
    pub case_number: String,
    /// The kind of letter.
    pub kind: String,
    /// What was frozen, as JSON.
    pub body: String,
    /// The hash of the body.
    pub sha256: String,
    /// Who wrote the draft.
    pub drafted_by: String,
    /// When, in seconds since 1970.
    pub drafted_at: i64,
    /// What became of it; none while it is a draft.
    pub end: Option<LetterEnd>,
}

/// What became of a draft.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LetterEnd {
    /// Its number; empty when it was dropped.
    pub number: String,
    /// Why it was dropped; empty when it was issued.
    pub reason: String,
    /// The day on the letter.
    pub ended_on: String,
    /// Who decided.
    pub ended_by: String,
    /// When, in seconds since 1970.
    pub ended_at: i64,
}

/// A draft to be issued.
#[derive(Clone, Copy, Debug)]
pub struct IssueLetter<'a> {
    /// Its place.
    pub letter: i64,
    /// Its case.
    pub case: &'a str,
    /// The series that its number is taken from: an office and a year.
    pub series: &'a str,
    /// The place of the last event that the decision knew.
    pub after: i64,
    /// The letters of the case that had ended when it was decided: another one issued since may forbid this one.
    pub ended: usize,
    /// Who decided, and when.
    pub end: &'a LetterEnd,
    /// The act.
    pub entry: &'a Entry,
}

/// A letter with what became of it.
macro_rules! letter {
    () => {
        "SELECT letter.*, letter_end.letter AS ended, number, reason, ended_on, ended_by, ended_at \
         FROM letter LEFT JOIN letter_end ON letter_end.letter = letter.id"
    };
}

impl Store {
    /// Keeps a draft; gives back its place.
    pub async fn draft_letter(&self, letter: &Letter, entry: &Entry) -> Result<i64, StoreFault> {
        let what = "keep a draft of a letter";
        let mut transaction = self.pool.begin().await.map_err(doing(what))?;
        // The series is the lock: two who draft at once get two places.
        let id = next_in(&mut transaction, "letter draft").await?;
        let entry = Entry { object: format!("{} letter:{id} {}", entry.object, letter.sha256), ..entry.clone() };
        crate::audit::append(&mut transaction, &entry).await?;
        sqlx::query(
            "INSERT INTO letter (id, case_number, kind, body, sha256, drafted_by, drafted_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(id)
        .bind(letter.case_number.clone())
        .bind(letter.kind.clone())
        .bind(letter.body.clone())
        .bind(letter.sha256.clone())
        .bind(letter.drafted_by.clone())
        .bind(letter.drafted_at)
        .execute(&mut *transaction)
        .await
        .map_err(doing(what))?;
        transaction.commit().await.map_err(doing(what))?;
        Ok(id)
    }

    /// Issues a draft under the next number of its series, together with the event that the letter is in its case; gives back the
    /// number. Decided on the events up to `after`; refused as overtaken when others came in since, or when the draft has ended.
    /// What fails takes its number back, so that a series has no gap.
    pub async fn issue_letter(
        &self,
        issue: &IssueLetter<'_>,
        number: impl Fn(i64) -> String,
        event: impl Fn(&str) -> Option<CaseEvent>,
    ) -> Result<String, StoreFault> {
        let what = "issue a letter";
        let mut transaction = self.pool.begin().await.map_err(doing(what))?;
        // First the lock, then what was decided on is looked at again.
        let number = number(next_in(&mut transaction, issue.series).await?);
        let moved = last_event(&mut transaction).await? != issue.after;
        let ended_since = ended_in(&mut transaction, issue.case).await? != issue.ended;
        if moved || ended_since || ended(&mut transaction, issue.letter).await? {
            return Err(StoreFault::Overtaken { kind: "letters".to_owned() });
        }
        let entry = Entry { object: format!("{} number:{number}", issue.entry.object), ..issue.entry.clone() };
        crate::audit::append(&mut transaction, &entry).await?;
        write_end(&mut transaction, issue.letter, &LetterEnd { number: number.clone(), ..issue.end.clone() }).await?;
        if let Some(event) = event(&number) {
            insert(&mut transaction, &CaseEvent { seq: issue.after + 1, ..event }).await?;
        }
        transaction.commit().await.map_err(doing(what))?;
        Ok(number)
    }

    /// Drops a draft.
    pub async fn drop_letter(&self, id: i64, end: &LetterEnd, entry: &Entry) -> Result<(), StoreFault> {
        let mut act = self.act(entry).await?;
        if ended(&mut act, id).await? {
            return Err(StoreFault::Overtaken { kind: "letters".to_owned() });
        }
        write_end(&mut act, id, &LetterEnd { number: String::new(), ..end.clone() }).await?;
        act.commit().await.map_err(doing("drop a draft of a letter"))
    }

    /// The letters of a case, or of all; the latest first.
    pub async fn letters(&self, case: Option<&str>) -> Result<Vec<Letter>, StoreFault> {
        let rows = match case {
            None => sqlx::query(concat!(letter!(), " ORDER BY letter.id DESC")).fetch_all(&self.pool).await,
            Some(case) => {
                let query = sqlx::query(concat!(letter!(), " WHERE case_number = $1 ORDER BY letter.id DESC"));
                query.bind(case.to_owned()).fetch_all(&self.pool).await
            }
        };
        Ok(rows.map_err(doing("list the letters"))?.iter().map(letter_of).collect())
    }

    /// One letter.
    pub async fn letter(&self, id: i64) -> Result<Option<Letter>, StoreFault> {
        let row = sqlx::query(concat!(letter!(), " WHERE letter.id = $1")).bind(id).fetch_optional(&self.pool).await;
        Ok(row.map_err(doing("read a letter"))?.as_ref().map(letter_of))
    }
}

async fn ended_in(transaction: &mut sqlx::Transaction<'_, sqlx::Any>, case: &str) -> Result<usize, StoreFault> {
    let ended: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM letter_end JOIN letter ON letter.id = letter_end.letter WHERE case_number = $1")
            .bind(case.to_owned())
            .fetch_one(&mut **transaction)
            .await
            .map_err(doing("count the letters of a case"))?;
    Ok(usize::try_from(ended).unwrap_or(usize::MAX))
}

async fn ended(transaction: &mut sqlx::Transaction<'_, sqlx::Any>, id: i64) -> Result<bool, StoreFault> {
    let found: Option<i64> = sqlx::query_scalar("SELECT letter FROM letter_end WHERE letter = $1")
        .bind(id)
        .fetch_optional(&mut **transaction)
        .await
        .map_err(doing("read what became of a letter"))?;
    Ok(found.is_some())
}

async fn write_end(transaction: &mut sqlx::Transaction<'_, sqlx::Any>, id: i64, end: &LetterEnd) -> Result<(), StoreFault> {
    sqlx::query("INSERT INTO letter_end (letter, number, reason, ended_on, ended_by, ended_at) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(id)
        .bind(end.number.clone())
        .bind(end.reason.clone())
        .bind(end.ended_on.clone())
        .bind(end.ended_by.clone())
        .bind(end.ended_at)
        .execute(&mut **transaction)
        .await
        .map_err(doing("write what became of a letter"))?;
    Ok(())
}

fn letter_of(row: &AnyRow) -> Letter {
    let end = row.get::<Option<i64>, _>("ended").map(|_| LetterEnd {
        number: row.get("number"),
        reason: row.get("reason"),
        ended_on: row.get("ended_on"),
        ended_by: row.get("ended_by"),
        ended_at: row.get("ended_at"),
    });
    Letter {
        id: row.get("id"),
        case_number: row.get("case_number"),
        kind: row.get("kind"),
        body: row.get("body"),
        sha256: row.get("sha256"),
        drafted_by: row.get("drafted_by"),
        drafted_at: row.get("drafted_at"),
        end,
    }
}
