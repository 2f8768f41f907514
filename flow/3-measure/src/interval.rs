//! Between which shares a rate lies, as far as linking may be wrong. How many people are counted wrongly is estimated by
//! linking (docs/method/linking.md); here it becomes an interval of the rate, in whole people and exact shares.

use base::handover::RateInterval;
use base::vocabulary::Rate;

/// How many people linking may count wrongly: fewest and most of each (95 of 100).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LinkDoubt {
    /// Counted as covered by the membership of somebody else.
    pub covered_wrongly: (u64, u64),
    /// Not counted as covered, because their membership was not found.
    pub cover_missed: (u64, u64),
    /// Counted with somebody else as one person.
    pub taken_for_one: (u64, u64),
    /// Counted as two people.
    pub counted_twice: (u64, u64),
    /// Whether this rests on reviewed pairs.
    pub reviewed: bool,
}

/// The interval of a rate: from the fewest covered among the most people to the most covered among the fewest. Both ends
/// are taken at once, so it is rather too wide than too narrow, and the rate that was counted is never outside.
pub fn interval(rate: Rate, doubt: &LinkDoubt) -> Option<RateInterval> {
    let counted = rate.percent()?;
    let fewest = rate.numerator.saturating_sub(doubt.covered_wrongly.1) + doubt.cover_missed.0;
    let most = (rate.numerator + doubt.cover_missed.1).saturating_sub(doubt.covered_wrongly.0);
    let many = (rate.denominator + doubt.taken_for_one.1).saturating_sub(doubt.counted_twice.0);
    let few = (rate.denominator + doubt.taken_for_one.0).saturating_sub(doubt.counted_twice.1);
    // Nobody is covered who is not among the people.
    let low = Rate { numerator: fewest.min(many), denominator: many }.percent()?;
    let high = Rate { numerator: most.min(few), denominator: few }.percent()?;
    Some(RateInterval { low_percent: low.min(counted), high_percent: high.max(counted), reviewed: doubt.reviewed })
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::vocabulary::Percent;

    const RATE: Rate = Rate { numerator: 4_738, denominator: 10_000 };

    fn ends(doubt: LinkDoubt) -> (Percent, Percent) {
        let found = interval(RATE, &doubt).unwrap();
        (found.low_percent, found.high_percent)
    }

    #[test]
    fn without_doubt_the_interval_is_the_rate() {
        assert_eq!(ends(LinkDoubt::default()), (Percent(4_738), Percent(4_738)));
    }

    #[test]
    fn wrong_links_lower_it_and_missed_ones_raise_it() {
        assert_eq!(ends(LinkDoubt { covered_wrongly: (10, 38), ..LinkDoubt::default() }), (Percent(4_700), Percent(4_738)));
        assert_eq!(ends(LinkDoubt { cover_missed: (0, 62), ..LinkDoubt::default() }), (Percent(4_738), Percent(4_800)));
        // Two workers taken for one make the base too small, one taken for two too large.
        assert_eq!(ends(LinkDoubt { taken_for_one: (0, 1_000), ..LinkDoubt::default() }), (Percent(4_307), Percent(4_738)));
        assert_eq!(ends(LinkDoubt { counted_twice: (0, 1_000), ..LinkDoubt::default() }), (Percent(4_738), Percent(5_264)));
    }

    #[test]
    fn it_stays_within_nobody_and_everybody() {
        let wild = (0, 1_000_000);
        let doubt = LinkDoubt { covered_wrongly: wild, cover_missed: wild, ..LinkDoubt::default() };
        assert_eq!(ends(doubt), (Percent(0), Percent(10_000)));
        assert_eq!(interval(Rate { numerator: 0, denominator: 0 }, &LinkDoubt::default()), None);
    }
}
