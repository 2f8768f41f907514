//! The quality of what was sent, by sender: how fresh, how much was refused or sent twice, which NIKs and places were damaged, and
//! how that changed from one delivery to the next.

use crate::access::{Scope, sees};
use crate::fault::AppError;
use crate::installation::Installation;
use crate::receipt::KeptFindings;
use base::access::Permission;
use base::handover::{Counts, Kind};
use base::vocabulary::epoch_day;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;
use store::Batch;

/// A source is stale when its newest data are older than this, in days.
pub const STALE_DAYS: i64 = 45;

/// The quality of an installation's data.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Quality {
    /// By sender and kind, stalest first.
    pub senders: Vec<Sender>,
    /// All of them together.
    pub all: QualityRow,
}

/// One sender of one kind.
#[derive(Clone, Debug, Serialize)]
pub struct Sender {
    /// Who sends.
    pub source: String,
    /// What its rows are.
    pub kind: String,
    /// The newest day described.
    pub data_as_of: Date,
    /// Days from then until today.
    pub age_days: i64,
    /// Whether that is too long ago.
    pub stale: bool,
    /// Batches that count.
    pub batches: usize,
    /// The newest of them.
    pub newest_batch: u32,
    /// What became of its rows.
    pub quality: QualityRow,
    /// Refused rows in each delivery, in hundredths of a percent, oldest first; none where it had no rows.
    pub refused_trend: Vec<Option<i64>>,
}

/// Rows and flaws.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct QualityRow {
    /// Rows read, accepted, refused and duplicate.
    pub counts: Counts,
    /// Rows whose NIK is damaged, missing or contradicts the row.
    pub nik_flaws: u64,
    /// Rows whose place fits no region, or several.
    pub region_flaws: u64,
    /// Other findings.
    pub other_flaws: u64,
}

/// Looks at every batch that is not withdrawn and that the asker may open.
pub async fn quality(home: &Installation, scope: &Scope, today: Date) -> Result<Quality, AppError> {
    scope.require(Permission::Receipts)?;
    let origins = home.store.origins().await?;
    let mine = |batch: &Batch| sees(scope, home.region, origins.get(&batch.number));
    let mut by_sender: BTreeMap<(String, Kind), Vec<(Batch, QualityRow)>> = BTreeMap::new();
    for batch in home.store.batches().await?.into_iter().filter(|batch| !batch.withdrawn && mine(batch)) {
        let row = row_of(&batch)?;
        by_sender.entry((batch.source.clone(), batch.kind)).or_default().push((batch, row));
    }
    let mut found = Quality::default();
    for ((source, kind), mut batches) in by_sender {
        batches.sort_by_key(|(batch, _)| (batch.as_of, batch.number));
        let Some((newest, _)) = batches.last() else { continue };
        let (data_as_of, newest_batch) = (newest.as_of, newest.number);
        let quality = batches.iter().fold(QualityRow::default(), |sum, (_, row)| sum.and(*row));
        found.all = found.all.and(quality);
        let age_days = i64::from(epoch_day(today)) - i64::from(epoch_day(data_as_of));
        found.senders.push(Sender {
            source,
            kind: kind.to_string(),
            data_as_of,
            age_days,
            stale: age_days > STALE_DAYS,
            batches: batches.len(),
            newest_batch,
            quality,
            refused_trend: batches.iter().map(|(_, row)| refused_share(row.counts)).collect(),
        });
    }
    found.senders.sort_by(|a, b| {
        (b.age_days, b.quality.counts.refused, &a.source).cmp(&(a.age_days, a.quality.counts.refused, &b.source))
    });
    Ok(found)
}

fn refused_share(counts: Counts) -> Option<i64> {
    base::vocabulary::Rate { numerator: counts.refused, denominator: counts.rows_read }.percent().map(|share| share.0)
}

fn row_of(batch: &Batch) -> Result<QualityRow, AppError> {
    let kept: KeptFindings =
        serde_json::from_str(&batch.findings).map_err(|_| AppError::Unreadable("the findings of a batch cannot be read"))?;
    let mut row = QualityRow { counts: batch.counts, ..QualityRow::default() };
    for (code, count) in &kept.counts {
        let sum = match code {
            code if code.starts_with("nik-") => &mut row.nik_flaws,
            code if code.starts_with("region-") || code.starts_with("place-") => &mut row.region_flaws,
            _ => &mut row.other_flaws,
        };
        *sum += count;
    }
    Ok(row)
}

impl QualityRow {
    fn and(self, other: Self) -> Self {
        Self {
            counts: Counts {
                rows_read: self.counts.rows_read + other.counts.rows_read,
                accepted: self.counts.accepted + other.counts.accepted,
                refused: self.counts.refused + other.counts.refused,
                duplicate: self.counts.duplicate + other.counts.duplicate,
            },
            nik_flaws: self.nik_flaws + other.nik_flaws,
            region_flaws: self.region_flaws + other.region_flaws,
            other_flaws: self.other_flaws + other.other_flaws,
        }
    }
}
