//! Evidence of cases as it is stored: what a piece is, its hash, its sealed key, and the lines of the audit log that tell of it. The file
//! itself lies in the lake.

use crate::Store;
use crate::audit::{Entry, Line, append};
use crate::case::next_in;
use crate::fault::{StoreFault, doing};
use sqlx::any::AnyRow;
use sqlx::{Any, Row, Transaction};

/// A piece of evidence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Its place among all pieces, from one.
    pub id: i64,
    /// The case.
    pub case_number: String,
    /// What it proves.
    pub kind: String,
    /// What it shows, in the words of whoever added it.
    pub title: String,
    /// The form of the file: `pdf`, `jpeg`, `png`.
    pub media: String,
    /// Its size.
    pub bytes: i64,
    /// The hash of what was given.
    pub sha256: String,
    /// The name of the sealed file in the lake.
    pub stored: String,
    /// Its key, sealed.
    pub sealed_key: String,
    /// Who added it.
    pub added_by: String,
    /// When, in seconds since 1970.
    pub added_at: i64,
    /// When it was destroyed; 0 while it is there.
    pub destroyed_at: i64,
    /// Why it was destroyed.
    pub destroyed_why: String,
}

impl Store {
    /// Keeps a piece; gives back its place. The same content in the same case is the piece that is there.
    pub async fn add_evidence(&self, piece: &Evidence, entry: &Entry) -> Result<i64, StoreFault> {
        const WHAT: &str = "keep a piece of evidence";
        let mut transaction = self.pool.begin().await.map_err(doing(WHAT))?;
        // The series is the lock: the same file sent twice at once is one piece.
        let id = next_in(&mut transaction, "evidence").await?;
        let known: Option<i64> =
            sqlx::query_scalar("SELECT id FROM evidence WHERE case_number = $1 AND sha256 = $2 AND destroyed_at = 0")
                .bind(piece.case_number.clone())
                .bind(piece.sha256.clone())
                .fetch_optional(&mut *transaction)
                .await
                .map_err(doing(WHAT))?;
        if let Some(known) = known {
            return Ok(known);
        }
        let entry = Entry { object: format!("{} evidence:{id} {}", entry.object, piece.sha256), ..entry.clone() };
        let seq = append(&mut transaction, &entry).await?;
        sqlx::query(
            "INSERT INTO evidence (id, case_number, kind, title, media, bytes, sha256, stored, sealed_key, added_by, added_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        )
        .bind(id)
        .bind(piece.case_number.clone())
        .bind(piece.kind.clone())
        .bind(piece.title.clone())
        .bind(piece.media.clone())
        .bind(piece.bytes)
        .bind(piece.sha256.clone())
        .bind(piece.stored.clone())
        .bind(piece.sealed_key.clone())
        .bind(piece.added_by.clone())
        .bind(piece.added_at)
        .execute(&mut *transaction)
        .await
        .map_err(doing(WHAT))?;
        point(&mut transaction, id, seq).await?;
        transaction.commit().await.map_err(doing(WHAT))?;
        Ok(id)
    }

    /// The pieces of a case, in the order in which they were added.
    pub async fn evidence_of(&self, case: &str) -> Result<Vec<Evidence>, StoreFault> {
        let rows = sqlx::query("SELECT * FROM evidence WHERE case_number = $1 ORDER BY id").bind(case.to_owned());
        let rows = rows.fetch_all(&self.pool).await.map_err(doing("list the evidence of a case"))?;
        Ok(rows.iter().map(evidence_of).collect())
    }

    /// How many pieces of evidence are there, and how many rows of bank statements: what cases hold about people.
    pub async fn held_in_cases(&self) -> Result<(u64, u64), StoreFault> {
        const WHAT: &str = "count what cases hold";
        let pieces: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM evidence WHERE destroyed_at = 0")
            .fetch_one(&self.pool)
            .await
            .map_err(doing(WHAT))?;
        let rows: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM bank_row").fetch_one(&self.pool).await.map_err(doing(WHAT))?;
        Ok((u64::try_from(pieces).unwrap_or(0), u64::try_from(rows).unwrap_or(0)))
    }

    /// One piece.
    pub async fn evidence(&self, id: i64) -> Result<Option<Evidence>, StoreFault> {
        let row = sqlx::query("SELECT * FROM evidence WHERE id = $1").bind(id).fetch_optional(&self.pool).await;
        Ok(row.map_err(doing("read a piece of evidence"))?.as_ref().map(evidence_of))
    }

    /// Destroys the key of a piece and forgets its file; says whether there was one to destroy. What it was called, its hash and why it is gone
    /// stay.
    pub async fn destroy_evidence(&self, id: i64, (by, why, at): (&str, &str, i64), entry: &Entry) -> Result<bool, StoreFault> {
        const WHAT: &str = "destroy a piece of evidence";
        let mut transaction = self.pool.begin().await.map_err(doing(WHAT))?;
        let seq = append(&mut transaction, entry).await?;
        let destroyed = sqlx::query(
            "UPDATE evidence SET sealed_key = '', destroyed_at = $1, destroyed_by = $2, destroyed_why = $3 WHERE id = $4 AND destroyed_at = 0",
        )
        .bind(at)
        .bind(by.to_owned())
        .bind(why.to_owned())
        .bind(id)
        .execute(&mut *transaction)
        .await
        .map_err(doing(WHAT))?;
        if destroyed.rows_affected() == 0 {
            return Ok(false);
        }
        point(&mut transaction, id, seq).await?;
        transaction.commit().await.map_err(doing(WHAT))?;
        self.settle().await?;
        Ok(true)
    }

    /// Writes a line about pieces: somebody opened them or took them away.
    pub async fn record_evidence(&self, pieces: &[i64], entry: &Entry) -> Result<(), StoreFault> {
        const WHAT: &str = "write the custody of evidence";
        let mut transaction = self.pool.begin().await.map_err(doing(WHAT))?;
        let seq = append(&mut transaction, entry).await?;
        for piece in pieces {
            point(&mut transaction, *piece, seq).await?;
        }
        transaction.commit().await.map_err(doing(WHAT))
    }

    /// What the audit log says of the pieces of a case, in its order: the piece and the line.
    pub async fn custody_of(&self, case: &str) -> Result<Vec<(i64, Line)>, StoreFault> {
        const WHAT: &str = "read the custody of evidence";
        let rows = sqlx::query(
            "SELECT evidence_act.evidence AS piece, audit.line AS line FROM evidence \
             JOIN evidence_act ON evidence_act.evidence = evidence.id JOIN audit ON audit.seq = evidence_act.seq \
             WHERE evidence.case_number = $1 ORDER BY audit.seq, piece",
        )
        .bind(case.to_owned())
        .fetch_all(&self.pool)
        .await
        .map_err(doing(WHAT))?;
        let read = |row: &AnyRow| {
            let line = serde_json::from_str(row.get::<&str, _>("line"));
            Ok((row.get("piece"), line.map_err(|_| StoreFault::Unreadable { what: "an audit line" })?))
        };
        rows.iter().map(read).collect()
    }
}

async fn point(transaction: &mut Transaction<'_, Any>, piece: i64, seq: u64) -> Result<(), StoreFault> {
    sqlx::query("INSERT INTO evidence_act (evidence, seq) VALUES ($1, $2)")
        .bind(piece)
        .bind(i64::try_from(seq).unwrap_or(i64::MAX))
        .execute(&mut **transaction)
        .await
        .map_err(doing("write the custody of evidence"))?;
    Ok(())
}

fn evidence_of(row: &AnyRow) -> Evidence {
    Evidence {
        id: row.get("id"),
        case_number: row.get("case_number"),
        kind: row.get("kind"),
        title: row.get("title"),
        media: row.get("media"),
        bytes: row.get("bytes"),
        sha256: row.get("sha256"),
        stored: row.get("stored"),
        sealed_key: row.get("sealed_key"),
        added_by: row.get("added_by"),
        added_at: row.get("added_at"),
        destroyed_at: row.get("destroyed_at"),
        destroyed_why: row.get("destroyed_why"),
    }
}
