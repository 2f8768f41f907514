//! `sinergi status`: what is loaded, how old it is, and what to do next.

use crate::access::{Scope, sees};
use crate::fault::AppError;
use crate::installation::Installation;
use crate::link_rosters::{LINKS, LinkReport};
use crate::withdraw::Behind;
use base::access::Permission;
use base::handover::Kind;
use jiff::civil::Date;
use serde::Serialize;

/// One kind of data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KindStatus {
    /// The kind.
    pub kind: String,
    /// Batches that are not withdrawn.
    pub batches: usize,
    /// Their accepted rows.
    pub rows: u64,
    /// Their refused rows, which their senders should mend.
    pub refused: u64,
    /// The latest day described.
    pub as_of: Date,
    /// Days from then until today.
    pub age_days: i64,
    /// The snapshot.
    pub snapshot: String,
}

/// The state of an installation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Status {
    /// The region served.
    pub region: String,
    /// Whether its people are synthetic.
    pub synthetic: bool,
    /// What is loaded.
    pub kinds: Vec<KindStatus>,
    /// Persons found by the last link; none before the first.
    pub persons: Option<u64>,
    /// Batches of people that came in since.
    pub unlinked: usize,
    /// Rows of ingested regions that fit nowhere in the tree.
    pub regions_left_out: usize,
    /// Codes of the next steps, in order; their words are in `texts`.
    pub next: Vec<&'static str>,
}

/// Looks at an installation: at the lists that the asker may open.
pub async fn status(home: &Installation, scope: &Scope, today: Date) -> Result<Status, AppError> {
    scope.require(Permission::Receipts)?;
    let origins = home.store.origins().await?;
    let mut batches = home.store.batches().await?;
    batches.retain(|batch| sees(scope, home.region, origins.get(&batch.number)));
    let whole = scope.area().contains(home.region);
    let mut kinds = Vec::new();
    for kind in Kind::ALL {
        let of: Vec<_> = batches.iter().filter(|batch| batch.kind == kind && !batch.withdrawn).collect();
        let Some(as_of) = of.iter().map(|batch| batch.as_of).max() else { continue };
        let snapshot = home.store.current_snapshot(kind.code()).await?;
        kinds.push(KindStatus {
            kind: kind.to_string(),
            batches: of.len(),
            rows: of.iter().map(|batch| batch.counts.accepted).sum(),
            refused: of.iter().map(|batch| batch.counts.refused).sum(),
            as_of,
            age_days: i64::from(base::vocabulary::epoch_day(today)) - i64::from(base::vocabulary::epoch_day(as_of)),
            snapshot: snapshot.map(|snapshot| snapshot.id).unwrap_or_default(),
        });
    }
    let links = home.store.current_snapshot(LINKS).await?;
    let report: Option<LinkReport> = links.and_then(|links| serde_json::from_str(&links.detail).ok());
    let behind = Behind::of(&batches, report.as_ref());
    let has = |kind: Kind| kinds.iter().any(|status| status.kind == kind.code());
    let mut next = Vec::new();
    if !has(Kind::Participants) {
        next.push("next-participants");
    }
    if !has(Kind::Workers) {
        next.push("next-workers");
    }
    if behind.is_behind() {
        next.push("next-link");
    }
    if kinds.iter().any(|status| status.refused > 0) {
        next.push("next-refused");
    }
    if next.is_empty() {
        next.push("next-coverage");
    }
    Ok(Status {
        region: home.regions.name(home.region).unwrap_or_default().to_owned(),
        synthetic: home.is_synthetic().await?,
        kinds,
        persons: report.filter(|_| whole).map(|report| report.persons),
        unlinked: behind.unlinked,
        regions_left_out: home.regions_left_out,
        next,
    })
}
