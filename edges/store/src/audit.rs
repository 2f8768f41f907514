//! The audit log: one line per act, written in the transaction of the act, so that there is no act without its line and no line
//! without its act. Lines are chained and hashed into a tree (merkle.rs); whoever keeps an old root can tell whether the past
//! was changed.

use crate::Store;
use crate::fault::{StoreFault, doing};
use crate::merkle::{Hash, Peaks, hex, leaf};
use serde::{Deserialize, Serialize};
use sqlx::{Any, Row, Transaction};

/// What somebody did or was refused. No name, NIK or free text of a person stands in it: objects are numbers and hashes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Who: `operator:…`, `account:…`, `token:…`, `system:…`.
    pub actor: String,
    /// In which role.
    pub role: String,
    /// With which area.
    pub area: String,
    /// What: `ingest`, `sign_in`, `refused_rows`.
    pub action: String,
    /// To what: `batch:12`, `account:…`.
    pub object: String,
    /// What for, where a reason was given.
    pub purpose: String,
    /// `done`, or why not.
    pub result: String,
    /// Rows of persons that were seen; 0 where none.
    pub rows: u64,
    /// From where: the address of the asker.
    pub client: String,
}

/// A line of the log as it was written. The order of the fields is the order in the line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Its number, from 1.
    pub seq: u64,
    /// The moment, in UTC. The number orders lines, never the moment.
    pub at: String,
    /// Who.
    pub actor: String,
    /// In which role.
    pub role: String,
    /// With which area.
    pub area: String,
    /// What.
    pub action: String,
    /// To what.
    pub object: String,
    /// What for.
    pub purpose: String,
    /// How it ended.
    pub result: String,
    /// Rows of persons.
    pub rows: u64,
    /// From where.
    pub client: String,
    /// The leaf hash of the line before; empty in the first.
    pub before: String,
}

/// How long the log is and what its root is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Lines.
    pub size: u64,
    /// The root, as hexadecimal.
    pub root: String,
}

/// A head that was signed at a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// Lines.
    pub size: u64,
    /// The root.
    pub root: String,
    /// Seconds since 1970.
    pub at: i64,
    /// Ed25519 over [`Checkpoint::text`], as hexadecimal.
    pub signature: String,
}

impl Checkpoint {
    /// What is signed.
    pub fn text(size: u64, root: &str, at: i64) -> String {
        format!("sinergi audit 1\n{size}\n{root}\n{at}\n")
    }
}

/// The first entry that is not what it was, or that everything is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LogCheck {
    /// The head as recomputed from the lines.
    pub head: Head,
    /// The number of the first bad line and what is wrong with it.
    pub first_bad: Option<(u64, String)>,
    /// The root after each size that was asked for.
    pub roots: Vec<Head>,
}

fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

/// Appends a line; gives back its number. It takes the head of the log, which is the lock that orders acts: so it goes first in its
/// transaction.
pub(crate) async fn append(transaction: &mut Transaction<'_, Any>, entry: &Entry) -> Result<u64, StoreFault> {
    let what = "write the audit log";
    let row = sqlx::query("UPDATE audit_head SET size = size + 1 WHERE name = 'log' RETURNING size, peaks, last")
        .fetch_one(&mut **transaction)
        .await
        .map_err(doing(what))?;
    let seq = count(row.get::<i64, _>("size"));
    let mut peaks = Peaks::read(seq - 1, row.get::<&str, _>("peaks")).ok_or(StoreFault::Unreadable { what: "the audit head" })?;
    let now = jiff::Timestamp::from_second(jiff::Timestamp::now().as_second()).unwrap_or_default();
    let line = Line {
        seq,
        at: now.to_string(),
        actor: entry.actor.clone(),
        role: entry.role.clone(),
        area: entry.area.clone(),
        action: entry.action.clone(),
        object: entry.object.clone(),
        purpose: entry.purpose.clone(),
        result: if entry.result.is_empty() { "done".to_owned() } else { entry.result.clone() },
        rows: entry.rows,
        client: entry.client.clone(),
        before: row.get("last"),
    };
    let text = serde_json::to_string(&line).map_err(|_| StoreFault::Unreadable { what: "an audit line" })?;
    let hash: Hash = leaf(&text);
    peaks.push(hash);
    sqlx::query("INSERT INTO audit (seq, line, leaf) VALUES ($1, $2, $3)")
        .bind(i64::try_from(seq).unwrap_or(i64::MAX))
        .bind(text)
        .bind(hex(&hash))
        .execute(&mut **transaction)
        .await
        .map_err(doing(what))?;
    sqlx::query("UPDATE audit_head SET peaks = $1, last = $2 WHERE name = 'log'")
        .bind(peaks.to_text())
        .bind(hex(&hash))
        .execute(&mut **transaction)
        .await
        .map_err(doing(what))?;
    Ok(seq)
}

impl Store {
    /// Begins a transaction with its line in the log.
    pub(crate) async fn act(&self, entry: &Entry) -> Result<Transaction<'static, Any>, StoreFault> {
        let mut transaction = self.pool.begin().await.map_err(doing("begin an act"))?;
        append(&mut transaction, entry).await?;
        Ok(transaction)
    }

    /// Writes a line of its own: somebody read what is recorded when it is read, or was refused.
    pub async fn record(&self, entry: &Entry) -> Result<(), StoreFault> {
        self.act(entry).await?.commit().await.map_err(doing("write the audit log"))
    }

    /// How long the log is and what its root is.
    pub async fn audit_head(&self) -> Result<Head, StoreFault> {
        let row = sqlx::query("SELECT size, peaks FROM audit_head WHERE name = 'log'")
            .fetch_one(&self.pool)
            .await
            .map_err(doing("read the audit log"))?;
        let size = count(row.get::<i64, _>("size"));
        let peaks = Peaks::read(size, row.get::<&str, _>("peaks")).ok_or(StoreFault::Unreadable { what: "the audit head" })?;
        Ok(Head { size, root: hex(&peaks.root()) })
    }

    /// The newest lines below a number (0: from the end), at most `most` of them, newest first.
    pub async fn audit_lines(&self, below: u64, most: u32) -> Result<Vec<Line>, StoreFault> {
        let below = if below == 0 { i64::MAX } else { i64::try_from(below).unwrap_or(i64::MAX) };
        let lines: Vec<String> = sqlx::query_scalar("SELECT line FROM audit WHERE seq < $1 ORDER BY seq DESC LIMIT $2")
            .bind(below)
            .bind(i64::from(most))
            .fetch_all(&self.pool)
            .await
            .map_err(doing("read the audit log"))?;
        let read = |line: &String| serde_json::from_str(line).map_err(|_| StoreFault::Unreadable { what: "an audit line" });
        lines.iter().map(read).collect()
    }

    /// Every line again from the first: numbers without gaps, each line naming the one before, the hashes that were written, and
    /// at the end the head that was kept. `sizes` are heads that somebody else may have kept.
    pub async fn audit_check(&self, sizes: &[u64]) -> Result<LogCheck, StoreFault> {
        let mut check = LogCheck { head: Head::default(), first_bad: None, roots: Vec::new() };
        let (mut peaks, mut before, mut seq) = (Peaks::default(), String::new(), 0_u64);
        loop {
            let rows = sqlx::query("SELECT seq, line, leaf FROM audit WHERE seq > $1 ORDER BY seq LIMIT 5000")
                .bind(i64::try_from(seq).unwrap_or(i64::MAX))
                .fetch_all(&self.pool)
                .await
                .map_err(doing("read the audit log"))?;
            if rows.is_empty() {
                break;
            }
            for row in rows {
                let (number, line) = (count(row.get::<i64, _>("seq")), row.get::<String, _>("line"));
                let hash = leaf(&line);
                let told: Option<Line> = serde_json::from_str(&line).ok();
                let bad = match told {
                    _ if number != seq + 1 => Some(format!("line {} is missing", seq + 1)),
                    None => Some("it is no line of this log".to_owned()),
                    Some(told) if told.seq != number => Some(format!("it was written as line {}", told.seq)),
                    _ if hex(&hash) != row.get::<String, _>("leaf") => {
                        Some("it does not have the hash it was written with".to_owned())
                    }
                    Some(told) if told.before != before => Some("it does not follow the line before it".to_owned()),
                    Some(_) => None,
                };
                if let (Some(why), None) = (bad, &check.first_bad) {
                    check.first_bad = Some(((seq + 1).min(number), why));
                }
                seq = number;
                before = hex(&hash);
                peaks.push(hash);
                if sizes.contains(&seq) {
                    check.roots.push(Head { size: seq, root: hex(&peaks.root()) });
                }
            }
        }
        check.head = Head { size: seq, root: hex(&peaks.root()) };
        let kept = self.audit_head().await?;
        if check.first_bad.is_none() && kept != check.head {
            let why = if kept.size > seq { "it and what followed were cut off" } else { "the head of the log is another" };
            check.first_bad = Some((kept.size.min(seq + 1), why.to_owned()));
        }
        Ok(check)
    }

    /// Keeps a signed head.
    pub async fn keep_checkpoint(&self, checkpoint: &Checkpoint) -> Result<(), StoreFault> {
        sqlx::query(
            "INSERT INTO audit_checkpoint (size, at_time, root, signature) VALUES ($1, $2, $3, $4) ON CONFLICT (size) DO NOTHING",
        )
        .bind(i64::try_from(checkpoint.size).unwrap_or(i64::MAX))
        .bind(checkpoint.at)
        .bind(checkpoint.root.clone())
        .bind(checkpoint.signature.clone())
        .execute(&self.pool)
        .await
        .map_err(doing("keep a checkpoint"))?;
        Ok(())
    }

    /// Every signed head, oldest first.
    pub async fn checkpoints(&self) -> Result<Vec<Checkpoint>, StoreFault> {
        let rows = sqlx::query("SELECT size, at_time, root, signature FROM audit_checkpoint ORDER BY size")
            .fetch_all(&self.pool)
            .await
            .map_err(doing("read the checkpoints"))?;
        let read = |row: &sqlx::any::AnyRow| Checkpoint {
            size: count(row.get::<i64, _>("size")),
            root: row.get("root"),
            at: row.get("at_time"),
            signature: row.get("signature"),
        };
        Ok(rows.iter().map(read).collect())
    }
}
