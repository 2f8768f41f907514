//! Lines of events that are only ever added, each decided on the lines before it: what meetings and sheets of entered figures have in
//! common.

use crate::fault::{StoreFault, doing};
use sqlx::{Any, AssertSqlSafe, Transaction};

/// Where a line is to stand.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'p> {
    /// The table.
    pub(crate) table: &'static str,
    /// What it holds, for whoever was overtaken.
    pub(crate) kind: &'static str,
    /// Its number: the next one.
    pub(crate) seq: i64,
    /// The sender's own word for the line: the same word is not written twice.
    pub(crate) once: &'p str,
}

impl Place<'_> {
    /// Whether the line may be written: false where it is there already, refused as overtaken where others came in since.
    pub(crate) async fn is_free(self, act: &mut Transaction<'_, Any>, what: &'static str) -> Result<bool, StoreFault> {
        let table = self.table;
        let known: Option<i64> = sqlx::query_scalar(AssertSqlSafe(format!("SELECT seq FROM {table} WHERE once = $1")))
            .bind(self.once.to_owned())
            .fetch_optional(&mut **act)
            .await
            .map_err(doing(what))?;
        if known.is_some() {
            return Ok(false);
        }
        let last: i64 = sqlx::query_scalar(AssertSqlSafe(format!("SELECT COALESCE(MAX(seq), 0) FROM {table}")))
            .fetch_one(&mut **act)
            .await
            .map_err(doing(what))?;
        if last == self.seq - 1 { Ok(true) } else { Err(StoreFault::Overtaken { kind: self.kind.to_owned() }) }
    }
}
