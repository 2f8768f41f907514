//! The bridge to a target: who of the missing can be covered through which channel, at what cost, until the gap is closed. Everybody is
//! in one channel only (measure counts them so); what the lists do not hold stands apart and is never invented.

use crate::budget::cost;
use base::handover::Channel;
use base::vocabulary::{GapToTarget, Rupiah};
use serde::Serialize;
use std::collections::BTreeMap;

/// People of one channel who are not covered, and what one of them costs in a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Available {
    /// The channel.
    pub channel: Channel,
    /// How many.
    pub people: u64,
    /// The contribution of one person and month; none where the rulebook gives no sum (projects are paid by contract).
    pub monthly: Option<Rupiah>,
}

/// One span of the bridge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Span {
    /// The channel.
    pub channel: Channel,
    /// People on our lists who are not covered and could be so.
    pub available: u64,
    /// Of these, people that the gap asks for, channel after channel.
    pub asked: u64,
    /// What one person costs in a month.
    pub monthly: Option<Rupiah>,
    /// What those asked for cost over the months.
    pub rupiah: Option<Rupiah>,
    /// What is left of the gap behind this span.
    pub left: u64,
}

/// The bridge over a gap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Bridge {
    /// People still needed.
    pub gap: GapToTarget,
    /// Months of cover that the cost is for.
    pub months: u32,
    /// One span per channel, in the order of the law: duties first, then renewals, then money, then one's own purse.
    pub spans: Vec<Span>,
    /// People that the gap asks for and no list names.
    pub unlisted: u64,
    /// What those asked for cost, where each channel has a price.
    pub rupiah: Option<Rupiah>,
}

/// Closes a gap channel after channel.
pub fn bridge(gap: GapToTarget, months: u32, available: &[Available]) -> Bridge {
    let of: BTreeMap<Channel, &Available> = available.iter().map(|one| (one.channel, one)).collect();
    let mut left = gap.0;
    let spans: Vec<Span> = Channel::ALL
        .into_iter()
        .map(|channel| {
            let (people, monthly) = of.get(&channel).map_or((0, None), |one| (one.people, one.monthly));
            let asked = people.min(left);
            left -= asked;
            let rupiah = monthly.and_then(|monthly| cost(i64::try_from(asked).ok()?, monthly, months));
            Span { channel, available: people, asked, monthly, rupiah, left }
        })
        .collect();
    let sums: Option<Vec<Rupiah>> = spans.iter().filter(|span| span.asked > 0).map(|span| span.rupiah).collect();
    Bridge { gap, months, unlisted: left, rupiah: sums.map(|sums| sums.into_iter().sum()), spans }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn available(channel: Channel, people: u64, monthly: Option<i64>) -> Available {
        Available { channel, people, monthly: monthly.map(Rupiah) }
    }

    #[test]
    fn a_gap_is_closed_by_duties_first_and_nobody_is_taken_beyond_it() {
        let found = bridge(
            GapToTarget(1_000),
            12,
            &[available(Channel::Funded, 2_000, Some(16_800)), available(Channel::Government, 300, Some(18_000))],
        );
        let asked: Vec<(Channel, u64)> = found.spans.iter().filter(|span| span.asked > 0).map(|s| (s.channel, s.asked)).collect();
        assert_eq!(asked, [(Channel::Government, 300), (Channel::Funded, 700)]);
        assert_eq!(found.rupiah, Some(Rupiah(300 * 18_000 * 12 + 700 * 16_800 * 12)));
        assert_eq!(found.unlisted, 0);
    }

    #[test]
    fn what_no_list_names_stays_apart_and_a_channel_without_a_price_has_no_sum() {
        let found = bridge(GapToTarget(1_000), 12, &[available(Channel::Construction, 100, None)]);
        assert_eq!((found.unlisted, found.rupiah), (900, None));
        assert_eq!(found.spans.iter().map(|span| span.asked).sum::<u64>() + found.unlisted, 1_000);
    }
}
