//! Which batches speak for a month: those known on a day, and per source one day of data, never two.

use crate::fault::AppError;
use crate::installation::Installation;
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
