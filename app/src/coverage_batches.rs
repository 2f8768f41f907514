//! Which batches speak for a month: those known on a day, and per source one day of data, never two.

use crate::fault::{AppError, Refused};
use crate::installation::Installation;
use crate::link_rosters::{LinkReport, PEOPLE};
use base::handover::Kind;
use base::vocabulary::Month;
use jiff::civil::Date;
use std::collections::BTreeMap;
use store::Batch;

/// The batches of a kind that were known and not yet withdrawn on a day; without a day those that are current.
pub(crate) async fn known_batches(home: &Installation, kind: Kind, on: Option<Date>) -> Result<Vec<Batch>, AppError> {
    let snapshot = match on {
        Some(day) => home.store.snapshot_known_on(kind.code(), day).await?,
        None => home.store.current_snapshot(kind.code()).await?,
    };
    let Some(snapshot) = snapshot else { return Ok(Vec::new()) };
    let numbers = home.store.batches_in(kind.code(), snapshot.seq).await?;
    let every = home.store.batches().await?.into_iter();
    // A batch that was brought in later under an earlier day does not make the ones before it known earlier.
    let known: Vec<Batch> =
        every.filter(|batch| numbers.contains(&batch.number) && on.is_none_or(|day| batch.known_on <= day)).collect();
    // A past that was erased is not counted without its rows: the question is refused by name.
    known.iter().try_for_each(crate::custody::not_erased)?;
    Ok(known)
}

/// The batches of people that a link report pins and that count on a day, with the month that is asked about and the day that the
/// register reaches. A batch that was withdrawn and is still in the links counts no more, whether or not they were made again.
pub(crate) async fn linked_batches(
    home: &Installation,
    report: &LinkReport,
    known_on: Option<Date>,
    as_of: Option<Month>,
) -> Result<(Vec<Batch>, Month, Date), AppError> {
    let mut linked = Vec::new();
    for kind in PEOPLE {
        linked.extend(known_batches(home, kind, known_on).await?);
    }
    linked.retain(|batch| report.batches.contains(&batch.number));
    let registers = linked.iter().filter(|batch| batch.kind == Kind::Participants);
    let reaches = registers.map(|batch| batch.as_of).max().ok_or(Refused::NothingIngested("participants"))?;
    let month = as_of.unwrap_or(Month::of(reaches));
    if month > Month::of(reaches) {
        return Err(Refused::BeyondRegister { month, reaches }.into());
    }
    Ok((linked, month, reaches))
}

/// Which of the linked batches of a kind speak for a month. The register of a source is as good as its latest export; of a list the
/// one that was valid in the month counts; who was once on a list of deaths stays dead, whatever the next list names.
pub(crate) fn speaking(linked: &[Batch], kind: Kind, month: Month) -> Vec<&Batch> {
    let of_kind = linked.iter().filter(|batch| batch.kind == kind);
    match kind {
        Kind::Workers => valid_in(of_kind, month),
        Kind::Participants => latest_of_each_source(of_kind),
        _ => of_kind.collect(),
    }
}

/// Per source the batches of one day: the latest up to the end of the month, or the first after it.
pub(crate) fn valid_in<'b>(batches: impl Iterator<Item = &'b Batch>, month: Month) -> Vec<&'b Batch> {
    chosen(batches, |days| {
        let until = days.iter().copied().filter(|day| *day <= month.last_day()).max();
        until.or_else(|| days.iter().copied().min())
    })
}

/// Per source the batches of the latest day: a register is as good as its latest export.
pub(crate) fn latest_of_each_source<'b>(batches: impl Iterator<Item = &'b Batch>) -> Vec<&'b Batch> {
    chosen(batches, |days| days.iter().copied().max())
}

fn chosen<'b>(
    batches: impl Iterator<Item = &'b Batch>,
    day: impl Fn(&[jiff::civil::Date]) -> Option<jiff::civil::Date>,
) -> Vec<&'b Batch> {
    let mut by_source: BTreeMap<&str, Vec<&Batch>> = BTreeMap::new();
    for batch in batches {
        by_source.entry(&batch.source).or_default().push(batch);
    }
    let mut chosen = Vec::new();
    for batches in by_source.values() {
        let days: Vec<_> = batches.iter().map(|batch| batch.as_of).collect();
        let day = day(&days);
        chosen.extend(batches.iter().copied().filter(|batch| Some(batch.as_of) == day));
    }
    chosen
}
