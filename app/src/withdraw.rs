//! `sinergi withdraw`: takes a batch out of the current figures. What was known before stays known. And what follows any change
//! of the lists of people: finding again who is whom.

use crate::Progress;
use crate::access::{Scope, sees};
use crate::fault::{AppError, Refused};
use crate::installation::Installation;
use crate::link_rosters::{LINKS, LinkReport, PEOPLE, Reviewed, link_rosters};
use base::access::Permission;
use jiff::civil::Date;
use store::{Batch, Snapshot};

/// Withdraws a batch; gives back the new snapshot of its kind. One of more rows than one person takes out alone is refused:
/// [`crate::ask_approval`] asks a second one.
pub async fn withdraw(home: &Installation, scope: &Scope, number: u32, today: Date) -> Result<Snapshot, AppError> {
    scope.require(Permission::Withdraw)?;
    if crate::approval::alone(scope) {
        let batches = home.store.batches().await?;
        let origins = home.store.origins().await?;
        let large = |batch: &&Batch| batch.number == number && batch.counts.accepted > home.place.second.rows;
        if let Some(batch) = batches.iter().filter(|batch| sees(scope, home.region, origins.get(&batch.number))).find(large) {
            return Err(crate::approval::needs_second(batch.counts.accepted.to_string()));
        }
    }
    withdraw_now(home, scope, number, today).await
}

/// The same, whatever its size.
pub(crate) async fn withdraw_now(home: &Installation, scope: &Scope, number: u32, today: Date) -> Result<Snapshot, AppError> {
    scope.require(Permission::Withdraw)?;
    let _lock = home.lock()?;
    let batches = home.store.batches().await?;
    let origins = home.store.origins().await?;
    let mine = |batch: &&Batch| sees(scope, home.region, origins.get(&batch.number));
    let batch = batches.iter().find(|batch| batch.number == number && !batch.withdrawn).filter(mine);
    let batch = batch.ok_or(Refused::NoSuchBatch(number))?;
    let kind = batch.kind.code();
    let current = home.store.current_snapshot(kind).await?.ok_or(Refused::NoSuchBatch(number))?;
    let parent = current.id.clone();
    let snapshot = Snapshot {
        id: lake::hash_of_text(&format!("{parent}\n-{}", batch.content)),
        seq: current.seq + 1,
        parent: parent.clone(),
        known_on: today,
        rows: current.rows - batch.counts.accepted.min(current.rows),
        ..current
    };
    // What linking has kept holds rows of it.
    crate::link_rosters::forget(home)?;
    home.store.withdraw_batch(number, &parent, &snapshot, &scope.entry("withdraw", format!("batch:{number}"))).await?;
    Ok(snapshot)
}

/// How far the links lag behind the lists of people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Behind {
    /// Batches of people that came in since the last link.
    pub unlinked: usize,
    /// Linked batches that were withdrawn since.
    pub withdrawn: usize,
    /// Whether any batch of people is left.
    pub anybody: bool,
}

impl Behind {
    pub(crate) fn of(batches: &[Batch], linked: Option<&LinkReport>) -> Self {
        let was_linked = |batch: &Batch| linked.is_some_and(|report| report.batches.contains(&batch.number));
        let people = || batches.iter().filter(|batch| PEOPLE.contains(&batch.kind));
        Self {
            unlinked: people().filter(|batch| !batch.withdrawn && !was_linked(batch)).count(),
            withdrawn: people().filter(|batch| batch.withdrawn && was_linked(batch)).count(),
            anybody: people().any(|batch| !batch.withdrawn),
        }
    }

    /// Whether linking again would change anything. With nobody left there is nobody to link: what was withdrawn is not counted
    /// without it.
    pub const fn is_behind(self) -> bool {
        self.anybody && (self.unlinked > 0 || self.withdrawn > 0)
    }
}

/// How far the links lag behind.
pub async fn behind(home: &Installation) -> Result<Behind, AppError> {
    let links = home.store.current_snapshot(LINKS).await?;
    let report: Option<LinkReport> = links.and_then(|links| serde_json::from_str(&links.detail).ok());
    Ok(Behind::of(&home.store.batches().await?, report.as_ref()))
}

/// Whether people settled pairs, or took back what they said, since the last link.
pub async fn verdicts_wait(home: &Installation) -> Result<bool, AppError> {
    let Some(links) = home.store.current_snapshot(LINKS).await? else { return Ok(false) };
    let report: Option<LinkReport> = serde_json::from_str(&links.detail).ok();
    let linked = report.map(|report| report.verdicts).unwrap_or_default();
    Ok(Reviewed::of(home).await?.word() != linked)
}

/// Whether a person was destroyed since the last link.
async fn erased_wait(home: &Installation) -> Result<bool, AppError> {
    let Some(links) = home.store.current_snapshot(LINKS).await? else { return Ok(false) };
    let report: Option<LinkReport> = serde_json::from_str(&links.detail).ok();
    let known = report.map_or(0, |report| report.erased);
    Ok(known != home.store.tombstones().await?.len() as u64 && behind(home).await?.anybody)
}

/// Links again if the links lag behind the lists or what people say of pairs; says whether it did. Called after every change of the
/// lists and when the pages start, so that work that broke off is made good.
pub async fn catch_up(home: &Installation, today: Date, progress: Progress<'_>) -> Result<bool, AppError> {
    if !behind(home).await?.is_behind() && !verdicts_wait(home).await? && !erased_wait(home).await? {
        return Ok(false);
    }
    // Whatever changed the lists was somebody's act; who is whom is found by the program itself.
    link_rosters(home, &Scope::system("link"), today, progress).await?;
    Ok(true)
}
