//! Scorecards: one figure for each indicator and region. For a meeting they are frozen, so that no number moves while people talk;
//! later they are compared with what is known then, and never overwritten.

use base::vocabulary::{Percent, Rate};
use serde::{Deserialize, Serialize};

/// One figure of a scorecard, with everything that a reader needs to open it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScoreLine {
    /// The code of the indicator.
    pub indicator: String,
    /// The region, as a Kemendagri code.
    pub region_code: String,
    /// Its name.
    pub region_name: String,
    /// What was counted.
    pub numerator_name: String,
    /// How many.
    pub numerator: u64,
    /// Among what.
    pub denominator_name: String,
    /// How many there are.
    pub denominator: u64,
    /// The lower end of the interval in hundredths of a percent; none where it is not known.
    pub low: Option<i64>,
    /// The upper end.
    pub high: Option<i64>,
    /// The best rank that the interval allows, from one; none without a rate.
    pub rank_from: Option<u32>,
    /// The worst rank that it allows.
    pub rank_to: Option<u32>,
}

impl ScoreLine {
    /// The share; none where nobody is in the denominator.
    pub fn rate(&self) -> Option<Percent> {
        Rate { numerator: self.numerator, denominator: self.denominator }.percent()
    }

    /// The two ends between which the share lies: the share itself where no interval is known.
    fn span(&self) -> Option<(i64, i64)> {
        let rate = self.rate()?.0;
        Some((self.low.unwrap_or(rate).min(rate), self.high.unwrap_or(rate).max(rate)))
    }
}

/// Ranks the lines of each indicator, the highest share first. Two regions whose spans overlap share places: a rank is given as the
/// best and the worst that the spans allow.
pub fn rank(lines: &mut [ScoreLine]) {
    let spans: Vec<(String, Option<(i64, i64)>)> = lines.iter().map(|line| (line.indicator.clone(), line.span())).collect();
    for (place, line) in lines.iter_mut().enumerate() {
        let Some((low, high)) = spans[place].1 else {
            (line.rank_from, line.rank_to) = (None, None);
            continue;
        };
        let others = || spans.iter().filter(|(indicator, _)| *indicator == line.indicator).filter_map(|(_, span)| *span);
        let surely_above = others().filter(|(other, _)| *other > high).count();
        let perhaps_above = others().filter(|(_, other)| *other >= low).count();
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        line.rank_from = Some(number(surely_above + 1));
        // The line itself is among those that reach its lower end.
        line.rank_to = Some(number(perhaps_above));
    }
}

/// A frozen figure that is known otherwise now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Correction {
    /// The indicator.
    pub indicator: String,
    /// The region.
    pub region_code: String,
    /// What was counted then.
    pub numerator_then: u64,
    /// Among how many then.
    pub denominator_then: u64,
    /// What is counted now; none where the figure is no longer there.
    pub numerator_now: Option<u64>,
    /// Among how many now.
    pub denominator_now: Option<u64>,
}

/// What of the frozen lines is known otherwise now.
pub fn corrections(frozen: &[ScoreLine], now: &[ScoreLine]) -> Vec<Correction> {
    let current =
        |line: &ScoreLine| now.iter().find(|other| other.indicator == line.indicator && other.region_code == line.region_code);
    frozen
        .iter()
        .filter_map(|line| {
            let found = current(line);
            let same = found.is_some_and(|now| (now.numerator, now.denominator) == (line.numerator, line.denominator));
            (!same).then(|| Correction {
                indicator: line.indicator.clone(),
                region_code: line.region_code.clone(),
                numerator_then: line.numerator,
                denominator_then: line.denominator,
                numerator_now: found.map(|now| now.numerator),
                denominator_now: found.map(|now| now.denominator),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn line(region: &str, numerator: u64, denominator: u64, span: Option<(i64, i64)>) -> ScoreLine {
        ScoreLine {
            indicator: "coverage".to_owned(),
            region_code: region.to_owned(),
            region_name: region.to_owned(),
            numerator_name: "covered".to_owned(),
            numerator,
            denominator_name: "roster".to_owned(),
            denominator,
            low: span.map(|span| span.0),
            high: span.map(|span| span.1),
            rank_from: None,
            rank_to: None,
        }
    }

    fn ranks(lines: &[ScoreLine]) -> Vec<(Option<u32>, Option<u32>)> {
        lines.iter().map(|line| (line.rank_from, line.rank_to)).collect()
    }

    #[test]
    fn equal_shares_and_overlapping_intervals_share_their_places() {
        let mut lines = vec![line("a", 50, 100, None), line("b", 60, 100, None), line("c", 5, 10, None), line("d", 0, 0, None)];
        rank(&mut lines);
        assert_eq!(ranks(&lines), [(Some(2), Some(3)), (Some(1), Some(1)), (Some(2), Some(3)), (None, None)]);
        let mut lines =
            vec![line("a", 50, 100, Some((4_800, 5_200))), line("b", 51, 100, Some((4_950, 5_300))), line("c", 40, 100, None)];
        rank(&mut lines);
        assert_eq!(ranks(&lines), [(Some(1), Some(2)), (Some(1), Some(2)), (Some(3), Some(3))]);
    }

    #[test]
    fn a_frozen_figure_that_is_known_otherwise_now_is_told_and_not_changed() {
        let frozen = vec![line("a", 50, 100, None), line("b", 60, 100, None), line("c", 1, 2, None)];
        let now = vec![line("a", 50, 100, None), line("b", 58, 100, None)];
        let found = corrections(&frozen, &now);
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].region_code.as_str(), found[0].numerator_then, found[0].numerator_now), ("b", 60, Some(58)));
        assert_eq!((found[1].region_code.as_str(), found[1].numerator_now), ("c", None));
        assert!(corrections(&frozen, &frozen).is_empty());
    }

    proptest! {
        /// Every place is held by somebody, and nobody who is surely better stands below.
        #[test]
        fn ranks_agree_with_the_shares(counts in proptest::collection::vec((0_u64..200, 1_u64..100), 1..20)) {
            let mut lines: Vec<ScoreLine> =
                counts.iter().enumerate().map(|(place, (n, d))| line(&place.to_string(), *n, *d, None)).collect();
            rank(&mut lines);
            for one in &lines {
                for other in &lines {
                    if one.rate() > other.rate() {
                        prop_assert!(one.rank_to < other.rank_from);
                    }
                }
            }
            for place in 1..=u32::try_from(lines.len()).unwrap() {
                prop_assert!(lines.iter().any(|one| one.rank_from.unwrap() <= place && place <= one.rank_to.unwrap()));
            }
        }
    }
}
