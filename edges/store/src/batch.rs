//! Batches: one per uploaded file, with its counts, its lake files and its place in the snapshots of its kind.

use crate::Store;
use crate::audit::Entry;
use crate::fault::{StoreFault, doing};
use crate::snapshot::{self, Snapshot};
use base::handover::{Counts, Kind};
use jiff::civil::Date;
use sqlx::any::AnyRow;
use sqlx::{Any, Row, Transaction};
use std::collections::BTreeMap;

/// What a file of the lake holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileRole {
    /// Facts of a batch.
    Facts,
    /// Sealed identity of a batch.
    Identity,
    /// The sealed upload itself.
    Raw,
    /// The sealed workbook of rows that go back.
    Refused,
    /// Which row is which person.
    Links,
}

impl FileRole {
    /// The code in the catalogue.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Facts => "facts",
            Self::Identity => "identity",
            Self::Raw => "raw",
            Self::Refused => "refused",
            Self::Links => "links",
        }
    }
}

/// A file that belongs to a batch or snapshot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LakeFile {
    /// What it holds.
    pub role: FileRole,
    /// Its hash and name.
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
    /// Its rows.
    pub rows: u64,
}

/// A batch of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// Its number: the upper half of its row ids.
    pub number: u32,
    /// What its rows are.
    pub kind: Kind,
    /// Who sent it.
    pub source: String,
    /// The day it describes.
    pub as_of: Date,
    /// The day we learnt it.
    pub known_on: Date,
    /// The name of the file.
    pub file_name: String,
    /// The hash of the file.
    pub file_sha256: String,
    /// What became of its rows.
    pub counts: Counts,
    /// Its findings as JSON.
    pub findings: String,
    /// The hash over its content: same file and key, same hash.
    pub content: String,
    /// Whether it was withdrawn.
    pub withdrawn: bool,
    /// Whether its key and its files were destroyed.
    pub erased: bool,
}

/// A batch about to be stored.
#[derive(Clone, Debug)]
pub struct NewBatch {
    /// The batch; `withdrawn` and `erased` are ignored.
    pub batch: Batch,
    /// Its key, sealed.
    pub key: String,
    /// Size of the file.
    pub file_bytes: u64,
    /// Version of the method that read it.
    pub method: String,
    /// How it was read: format, encoding, separator.
    pub how: String,
    /// Its files, in the lake already.
    pub files: Vec<LakeFile>,
    /// What to remember about the columns of the source, as TOML.
    pub mapping: Option<String>,
    /// Where it comes from.
    pub origin: Origin,
}

/// Where a batch comes from, and whose rows it holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The id of the account that sent it; empty for the operator of the machine.
    pub sent_by: String,
    /// The smallest regions that hold all its rows, as `Area` writes them; empty where a row has no place.
    pub area: String,
}

/// The columns of a batch, in front of the rest of a query: a constant text, as sqlx asks for.
macro_rules! concat_columns {
    ($rest:literal) => {
        concat!(
            "SELECT number, kind, source, as_of, known_on, file_name, file_sha256, rows_read, accepted, refused, duplicate, ",
            "findings, content, end_seq, erased_at",
            $rest
        )
    };
}

impl Store {
    /// The number the next batch will have. The caller holds the installation's lock.
    pub async fn next_batch_number(&self) -> Result<u32, StoreFault> {
        let last: Option<i64> =
            sqlx::query_scalar("SELECT MAX(number) FROM batch").fetch_one(&self.pool).await.map_err(doing("number a batch"))?;
        u32::try_from(last.unwrap_or(0) + 1).map_err(|_| StoreFault::Unreadable { what: "a batch number" })
    }

    /// The batch of the same list and day that came from the same bytes, unless it was withdrawn.
    pub async fn batch_of_file(&self, kind: Kind, source: &str, as_of: Date, sha256: &str) -> Result<Option<Batch>, StoreFault> {
        let row = sqlx::query(concat_columns!(
            " FROM batch WHERE file_sha256 = $1 AND kind = $2 AND source = $3 AND as_of = $4 AND end_seq IS NULL ORDER BY number LIMIT 1"
        ))
        .bind(sha256.to_owned())
        .bind(kind.code())
        .bind(source.to_owned())
        .bind(as_of.to_string())
        .fetch_optional(&self.pool)
        .await
        .map_err(doing("look for an earlier upload of the file"))?;
        row.map(|row| batch_of(&row)).transpose()
    }

    /// Every batch in order, withdrawn ones too.
    pub async fn batches(&self) -> Result<Vec<Batch>, StoreFault> {
        let rows = sqlx::query(concat_columns!(" FROM batch ORDER BY number"))
            .fetch_all(&self.pool)
            .await
            .map_err(doing("list the batches"))?;
        rows.iter().map(batch_of).collect()
    }

    /// Where every batch comes from, by number; a batch from before accounts is not among them.
    pub async fn origins(&self) -> Result<BTreeMap<u32, Origin>, StoreFault> {
        let rows = sqlx::query("SELECT batch, sent_by, area FROM batch_origin")
            .fetch_all(&self.pool)
            .await
            .map_err(doing("read where batches come from"))?;
        let read = |row: &AnyRow| {
            let number =
                u32::try_from(row.get::<i64, _>("batch")).map_err(|_| StoreFault::Unreadable { what: "a batch number" })?;
            Ok((number, Origin { sent_by: row.get("sent_by"), area: row.get("area") }))
        };
        rows.iter().map(read).collect()
    }

    /// The files of one batch, or of a snapshot that has files of its own (number 0 and below).
    pub async fn files_of(&self, batch: i64) -> Result<Vec<LakeFile>, StoreFault> {
        let rows = sqlx::query("SELECT role, sha256, bytes, rows FROM lake_file WHERE batch = $1 ORDER BY role")
            .bind(batch)
            .fetch_all(&self.pool)
            .await
            .map_err(doing("list the files of a batch"))?;
        rows.iter().map(file_of).collect()
    }

    /// Every file with one role, by batch.
    pub async fn files_with(&self, role: FileRole) -> Result<Vec<(i64, LakeFile)>, StoreFault> {
        let rows = sqlx::query("SELECT batch, role, sha256, bytes, rows FROM lake_file WHERE role = $1 ORDER BY batch")
            .bind(role.code())
            .fetch_all(&self.pool)
            .await
            .map_err(doing("list the files of the lake"))?;
        rows.iter().map(|row| Ok((row.get::<i64, _>("batch"), file_of(row)?))).collect()
    }

    /// Every file hash that the catalogue knows.
    pub async fn known_files(&self) -> Result<Vec<String>, StoreFault> {
        sqlx::query_scalar("SELECT sha256 FROM lake_file UNION SELECT stored FROM evidence WHERE destroyed_at = 0 ORDER BY 1")
            .fetch_all(&self.pool)
            .await
            .map_err(doing("list the files of the lake"))
    }

    /// Stores a batch with its files, moves the snapshot of its kind, and records the act: all of it or nothing.
    pub async fn commit_batch(&self, new: &NewBatch, parent: &str, snapshot: &Snapshot, entry: &Entry) -> Result<(), StoreFault> {
        let mut transaction = self.act(entry).await?;
        snapshot::advance(&mut transaction, parent, snapshot).await?;
        insert_batch(&mut transaction, new, snapshot.seq).await?;
        for file in &new.files {
            insert_file(&mut transaction, i64::from(new.batch.number), file).await?;
        }
        if let Some(mapping) = &new.mapping {
            sqlx::query("INSERT INTO mapping (kind, source, body) VALUES ($1, $2, $3) ON CONFLICT (kind, source) DO UPDATE SET body = excluded.body")
                .bind(new.batch.kind.code())
                .bind(new.batch.source.clone())
                .bind(mapping.clone())
                .execute(&mut *transaction)
                .await
                .map_err(doing("remember the columns of a source"))?;
        }
        sqlx::query("INSERT INTO batch_origin (batch, sent_by, area) VALUES ($1, $2, $3)")
            .bind(i64::from(new.batch.number))
            .bind(new.origin.sent_by.clone())
            .bind(new.origin.area.clone())
            .execute(&mut *transaction)
            .await
            .map_err(doing("keep where a batch comes from"))?;
        sqlx::query("INSERT INTO batch_key (batch, sealed) VALUES ($1, $2)")
            .bind(i64::from(new.batch.number))
            .bind(new.key.clone())
            .execute(&mut *transaction)
            .await
            .map_err(doing("keep the key of a batch"))?;
        transaction.commit().await.map_err(doing("store a batch"))
    }

    /// Takes a batch out of the current snapshot. Its rows and files stay, for what was known before.
    pub async fn withdraw_batch(&self, number: u32, parent: &str, snapshot: &Snapshot, entry: &Entry) -> Result<(), StoreFault> {
        let mut transaction = self.act(entry).await?;
        snapshot::advance(&mut transaction, parent, snapshot).await?;
        sqlx::query("UPDATE batch SET end_seq = $1 WHERE number = $2 AND end_seq IS NULL")
            .bind(snapshot.seq)
            .bind(i64::from(number))
            .execute(&mut *transaction)
            .await
            .map_err(doing("withdraw a batch"))?;
        transaction.commit().await.map_err(doing("withdraw a batch"))
    }
}

async fn insert_batch(transaction: &mut Transaction<'_, Any>, new: &NewBatch, seq: i64) -> Result<(), StoreFault> {
    let batch = &new.batch;
    let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    sqlx::query(
        "INSERT INTO batch (number, kind, source, as_of, known_on, file_name, file_sha256, file_bytes, rows_read, accepted, \
         refused, duplicate, method, how, findings, content, begin_seq) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
    )
    .bind(i64::from(batch.number))
    .bind(batch.kind.code())
    .bind(batch.source.clone())
    .bind(batch.as_of.to_string())
    .bind(batch.known_on.to_string())
    .bind(batch.file_name.clone())
    .bind(batch.file_sha256.clone())
    .bind(count(new.file_bytes))
    .bind(count(batch.counts.rows_read))
    .bind(count(batch.counts.accepted))
    .bind(count(batch.counts.refused))
    .bind(count(batch.counts.duplicate))
    .bind(new.method.clone())
    .bind(new.how.clone())
    .bind(batch.findings.clone())
    .bind(batch.content.clone())
    .bind(seq)
    .execute(&mut **transaction)
    .await
    .map_err(doing("store a batch"))?;
    Ok(())
}

pub(crate) async fn insert_file(transaction: &mut Transaction<'_, Any>, batch: i64, file: &LakeFile) -> Result<(), StoreFault> {
    sqlx::query("INSERT INTO lake_file (sha256, batch, role, bytes, rows) VALUES ($1, $2, $3, $4, $5)")
        .bind(file.sha256.clone())
        .bind(batch)
        .bind(file.role.code())
        .bind(i64::try_from(file.bytes).unwrap_or(i64::MAX))
        .bind(i64::try_from(file.rows).unwrap_or(i64::MAX))
        .execute(&mut **transaction)
        .await
        .map_err(doing("store a lake file"))?;
    Ok(())
}

fn file_of(row: &AnyRow) -> Result<LakeFile, StoreFault> {
    let role: String = row.get("role");
    let role = [FileRole::Facts, FileRole::Identity, FileRole::Raw, FileRole::Refused, FileRole::Links]
        .into_iter()
        .find(|known| known.code() == role)
        .ok_or(StoreFault::Unreadable { what: "a file role" })?;
    Ok(LakeFile { role, sha256: row.get("sha256"), bytes: count(row, "bytes"), rows: count(row, "rows") })
}

fn count(row: &AnyRow, column: &str) -> u64 {
    u64::try_from(row.get::<i64, _>(column)).unwrap_or(0)
}

pub(crate) fn day(row: &AnyRow, column: &str) -> Result<Date, StoreFault> {
    row.get::<String, _>(column).parse().map_err(|_| StoreFault::Unreadable { what: "a day" })
}

fn batch_of(row: &AnyRow) -> Result<Batch, StoreFault> {
    Ok(Batch {
        number: u32::try_from(row.get::<i64, _>("number")).map_err(|_| StoreFault::Unreadable { what: "a batch number" })?,
        kind: row.get::<String, _>("kind").parse().map_err(|_| StoreFault::Unreadable { what: "a kind" })?,
        source: row.get("source"),
        as_of: day(row, "as_of")?,
        known_on: day(row, "known_on")?,
        file_name: row.get("file_name"),
        file_sha256: row.get("file_sha256"),
        counts: Counts {
            rows_read: count(row, "rows_read"),
            accepted: count(row, "accepted"),
            refused: count(row, "refused"),
            duplicate: count(row, "duplicate"),
        },
        findings: row.get("findings"),
        content: row.get("content"),
        withdrawn: row.get::<Option<i64>, _>("end_seq").is_some(),
        erased: row.get::<i64, _>("erased_at") != 0,
    })
}
