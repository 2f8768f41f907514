//! Which batches speak for a month: per source one day of data, never two.

use base::vocabulary::Month;
use std::collections::BTreeMap;
use store::Batch;

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
