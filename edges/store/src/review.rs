//! Pairs of rows that people are asked about, what they said of them, and the filters that an account keeps.

use crate::Store;
use crate::audit::Entry;
use crate::fault::{StoreFault, doing};
use sqlx::Row;
use sqlx::any::AnyRow;

/// A pair of rows, the smaller number first.
pub type RowPair = (i64, i64);

/// A pair that people are asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewPair {
    /// Its rows.
    pub rows: RowPair,
    /// Whether it is of a designed sample; otherwise it is asked because it is in doubt.
    pub sampled: bool,
    /// The regencies of its rows as padded numbers; 0 where nobody tells.
    pub regions: (u64, u64),
    /// Whether a second person is asked too.
    pub twice: bool,
}

/// What somebody said of a pair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredVerdict {
    /// Its number, in the order in which things were said.
    pub seq: i64,
    /// The pair.
    pub rows: RowPair,
    /// The id of the account.
    pub account: String,
    /// `same`, `different` or `unsure`.
    pub answer: String,
    /// Whether the role decides; otherwise it proposes.
    pub decides: bool,
    /// Whether the pair was asked as one of a sample.
    pub sampled: bool,
    /// Seconds since 1970.
    pub said_at: i64,
}

fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

impl Store {
    /// Lays out the pairs that people are asked about, in their order, each with its evidence; those of the linking before go.
    pub async fn lay_pairs(&self, pairs: &[(ReviewPair, String)]) -> Result<(), StoreFault> {
        let what = "lay out pairs for review";
        let mut transaction = self.pool.begin().await.map_err(doing(what))?;
        sqlx::query("DELETE FROM review_pair").execute(&mut *transaction).await.map_err(doing(what))?;
        for (place, (pair, evidence)) in (1_i64..).zip(pairs) {
            sqlx::query(
                "INSERT INTO review_pair (row_a, row_b, sampled, place, region_a, region_b, twice, evidence) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            )
            .bind(pair.rows.0)
            .bind(pair.rows.1)
            .bind(i64::from(pair.sampled))
            .bind(place)
            .bind(signed(pair.regions.0))
            .bind(signed(pair.regions.1))
            .bind(i64::from(pair.twice))
            .bind(evidence.clone())
            .execute(&mut *transaction)
            .await
            .map_err(doing(what))?;
        }
        transaction.commit().await.map_err(doing(what))
    }

    /// The pairs that people are asked about, in their order.
    pub async fn review_pairs(&self, sampled: bool) -> Result<Vec<ReviewPair>, StoreFault> {
        let rows = sqlx::query(
            "SELECT row_a, row_b, sampled, region_a, region_b, twice FROM review_pair WHERE sampled = $1 ORDER BY place",
        )
        .bind(i64::from(sampled))
        .fetch_all(&self.pool)
        .await
        .map_err(doing("read the pairs for review"))?;
        Ok(rows.iter().map(pair_of).collect())
    }

    /// The evidence of a pair that people are asked about.
    pub async fn review_evidence(&self, rows: RowPair, sampled: bool) -> Result<Option<String>, StoreFault> {
        sqlx::query_scalar("SELECT evidence FROM review_pair WHERE row_a = $1 AND row_b = $2 AND sampled = $3")
            .bind(rows.0)
            .bind(rows.1)
            .bind(i64::from(sampled))
            .fetch_optional(&self.pool)
            .await
            .map_err(doing("read a pair for review"))
    }

    /// Everything that was said and not taken back, in the order in which it was said.
    pub async fn verdicts(&self) -> Result<Vec<StoredVerdict>, StoreFault> {
        let rows = sqlx::query(
            "SELECT seq, row_a, row_b, account, answer, decides, sampled, said_at FROM verdict WHERE undone_at = 0 ORDER BY seq",
        )
        .fetch_all(&self.pool)
        .await
        .map_err(doing("read verdicts"))?;
        Ok(rows.iter().map(verdict_of).collect())
    }

    /// Keeps what somebody says of a pair; what they said of it before in the same way is taken back. The number of the verdict is
    /// given by the store.
    pub async fn say(&self, verdict: &StoredVerdict, entry: &Entry) -> Result<(), StoreFault> {
        let what = "keep a verdict";
        // The line of the log comes first: it is the lock that orders acts, so the next number is free.
        let mut act = self.act(entry).await?;
        sqlx::query(
            "UPDATE verdict SET undone_at = $1 WHERE row_a = $2 AND row_b = $3 AND account = $4 AND sampled = $5 AND undone_at = 0",
        )
        .bind(verdict.said_at)
        .bind(verdict.rows.0)
        .bind(verdict.rows.1)
        .bind(verdict.account.clone())
        .bind(i64::from(verdict.sampled))
        .execute(&mut *act)
        .await
        .map_err(doing(what))?;
        sqlx::query(
            "INSERT INTO verdict (seq, row_a, row_b, account, answer, decides, sampled, said_at, undone_at) \
             SELECT COALESCE(MAX(seq), 0) + 1, $1, $2, $3, $4, $5, $6, $7, 0 FROM verdict",
        )
        .bind(verdict.rows.0)
        .bind(verdict.rows.1)
        .bind(verdict.account.clone())
        .bind(verdict.answer.clone())
        .bind(i64::from(verdict.decides))
        .bind(i64::from(verdict.sampled))
        .bind(verdict.said_at)
        .execute(&mut *act)
        .await
        .map_err(doing(what))?;
        act.commit().await.map_err(doing(what))
    }

    /// Takes back what an account said under a number; says whether there was such a thing.
    pub async fn take_back(&self, seq: i64, account: &str, at: i64, entry: &Entry) -> Result<bool, StoreFault> {
        let what = "take back a verdict";
        let mut act = self.act(entry).await?;
        let done = sqlx::query("UPDATE verdict SET undone_at = $1 WHERE seq = $2 AND account = $3 AND undone_at = 0")
            .bind(at)
            .bind(seq)
            .bind(account.to_owned())
            .execute(&mut *act)
            .await
            .map_err(doing(what))?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        act.commit().await.map_err(doing(what))?;
        Ok(true)
    }

    /// The filters that an account keeps: names and what they stand for, by name.
    pub async fn saved_filters(&self, account: &str) -> Result<Vec<(String, String)>, StoreFault> {
        let rows = sqlx::query("SELECT name, filters FROM saved_filter WHERE account = $1 ORDER BY name")
            .bind(account.to_owned())
            .fetch_all(&self.pool)
            .await
            .map_err(doing("read kept filters"))?;
        Ok(rows.iter().map(|row| (row.get("name"), row.get("filters"))).collect())
    }

    /// Keeps filters under a name; the same name again stands for the new ones.
    pub async fn save_filter(&self, account: &str, name: &str, filters: &str, at: i64) -> Result<(), StoreFault> {
        sqlx::query(
            "INSERT INTO saved_filter (account, name, filters, made_at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (account, name) DO UPDATE SET filters = excluded.filters, made_at = excluded.made_at",
        )
        .bind(account.to_owned())
        .bind(name.to_owned())
        .bind(filters.to_owned())
        .bind(at)
        .execute(&self.pool)
        .await
        .map_err(doing("keep filters"))?;
        Ok(())
    }

    /// Forgets filters.
    pub async fn drop_filter(&self, account: &str, name: &str) -> Result<(), StoreFault> {
        sqlx::query("DELETE FROM saved_filter WHERE account = $1 AND name = $2")
            .bind(account.to_owned())
            .bind(name.to_owned())
            .execute(&self.pool)
            .await
            .map_err(doing("forget filters"))?;
        Ok(())
    }
}

fn pair_of(row: &AnyRow) -> ReviewPair {
    let number = |name: &str| row.get::<i64, _>(name);
    ReviewPair {
        rows: (number("row_a"), number("row_b")),
        sampled: number("sampled") != 0,
        regions: (count(number("region_a")), count(number("region_b"))),
        twice: number("twice") != 0,
    }
}

fn verdict_of(row: &AnyRow) -> StoredVerdict {
    let number = |name: &str| row.get::<i64, _>(name);
    StoredVerdict {
        seq: number("seq"),
        rows: (number("row_a"), number("row_b")),
        account: row.get("account"),
        answer: row.get("answer"),
        decides: number("decides") != 0,
        sampled: number("sampled") != 0,
        said_at: number("said_at"),
    }
}
