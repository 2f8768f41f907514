//! Figures for everybody: too few people are hidden, the rest is rounded, always in the same way, so that asking again tells no more.
//! The rule (version `public-2`): a cell of fewer than ten people is hidden; counts are rounded to five, half up; the share
//! is that of the rounded counts, whole below one thousand people; hidden cells take the next smallest with them until no sum
//! that is shown narrows one of them to fewer than ten ([`public_figures`]). Totals are rounded by themselves: parts need not add up.

use base::vocabulary::{Percent, Rate};

/// The fewest people of a public cell.
pub const PUBLIC_FEWEST: u64 = 10;
/// What counts are rounded to.
const STEP: u64 = 5;
/// Below so many people a share has no decimals.
const WHOLE_SHARES: u64 = 1_000;

/// A cell as everybody may see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Public {
    /// Fewer than ten people in one of its counts.
    Hidden,
    /// Rounded counts and their share.
    Shown {
        /// People covered.
        covered: u64,
        /// People in the denominator.
        denominator: u64,
        /// The share.
        rate: Option<Percent>,
    },
}

fn rounded(count: u64) -> u64 {
    (count + STEP / 2) / STEP * STEP
}

fn is_few(count: u64) -> bool {
    count > 0 && count < PUBLIC_FEWEST
}

/// One cell by itself.
fn cell((covered, denominator): (u64, u64)) -> Public {
    let uncovered = denominator.saturating_sub(covered);
    if denominator < PUBLIC_FEWEST || is_few(covered) || is_few(uncovered) {
        return Public::Hidden;
    }
    let (covered, denominator) = (rounded(covered), rounded(denominator));
    let share = Rate { numerator: covered, denominator }.percent();
    let rate = share.map(|share| {
        let unit = if denominator < WHOLE_SHARES { 100 } else { 10 };
        Percent((share.0 + unit / 2) / unit * unit)
    });
    Public::Shown { covered, denominator, rate }
}

/// The parts of one whole and the whole itself: covered and denominator of each, in their order.
///
/// Hidden cells are attacked by sums: whatever is shown is taken from the whole, each rounded count with both its ends. A hidden cell whose
/// covered, uncovered or denominator could be narrowed that way to fewer than [`PUBLIC_FEWEST`] takes the next smallest shown cell with it;
/// where none is left, the whole is hidden too.
pub fn public_figures(parts: &[(u64, u64)], whole: (u64, u64)) -> (Vec<Public>, Public) {
    let mut cells: Vec<Public> = parts.iter().map(|part| cell(*part)).collect();
    let mut total = cell(whole);
    loop {
        let hidden = cells.iter().filter(|cell| **cell == Public::Hidden).count();
        if hidden == 0 || (hidden > 1 && narrowest(&cells, total).is_none_or(|width| width >= PUBLIC_FEWEST)) {
            return (cells, total);
        }
        let shown = cells.iter().enumerate().filter(|(_, cell)| **cell != Public::Hidden).map(|(place, _)| place);
        match shown.min_by_key(|place| (parts[*place].1, *place)) {
            Some(place) => cells[place] = Public::Hidden,
            None => {
                total = Public::Hidden;
                return (cells, total);
            }
        }
    }
}

/// Between which counts a shown cell lies: covered, uncovered and denominator, each with both ends.
fn ends(cell: Public) -> Option<[(u64, u64); 3]> {
    let Public::Shown { covered, denominator, .. } = cell else { return None };
    // Of nothing shown it is known that it is nothing: one to nine are hidden.
    let around =
        |count: u64| if count == 0 { (0, 0) } else { ((count.saturating_sub(STEP / 2)).max(PUBLIC_FEWEST), count + STEP / 2) };
    let (covered, denominator) = (around(covered), around(denominator));
    let uncovered = match (denominator.0.saturating_sub(covered.1), denominator.1.saturating_sub(covered.0)) {
        (_, most) if most < PUBLIC_FEWEST => (0, 0),
        (0, most) => (0, most),
        (least, most) => (least.max(PUBLIC_FEWEST), most),
    };
    Some([covered, uncovered, denominator])
}

/// The narrowest interval into which the sums shown put a count of a hidden cell: as many whole numbers as lie between its ends. None where
/// nothing is hidden or the whole is. Of two hidden cells and more each may be anything from nothing to all that is left.
fn narrowest(cells: &[Public], total: Public) -> Option<u64> {
    let whole = ends(total)?;
    let shown: Vec<[(u64, u64); 3]> = cells.iter().filter_map(|cell| ends(*cell)).collect();
    if shown.len() == cells.len() {
        return None;
    }
    let alone = shown.len() + 1 == cells.len();
    let width = |what: usize| {
        let least: u64 = shown.iter().map(|cell| cell[what].0).sum();
        let most: u64 = shown.iter().map(|cell| cell[what].1).sum();
        let highest = whole[what].1.saturating_sub(least);
        let lowest = if alone { whole[what].0.saturating_sub(most) } else { 0 };
        highest.saturating_sub(lowest)
    };
    (0..3).map(width).min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn few_people_are_hidden_and_never_alone() {
        let parts = [(300, 1_003), (4, 9), (40, 80), (12, 60)];
        let (cells, total) = public_figures(&parts, (356, 1_152));
        assert_eq!(cells[1], Public::Hidden);
        assert_eq!(cells[3], Public::Hidden, "the smallest of the others hides it");
        assert_eq!(cells[2], Public::Shown { covered: 40, denominator: 80, rate: Some(Percent(5_000)) });
        assert_ne!(total, Public::Hidden);
        // All but three covered tells of the three.
        assert_eq!(cell((97, 100)), Public::Hidden);
        assert_eq!(cell((0, 100)), Public::Shown { covered: 0, denominator: 100, rate: Some(Percent(0)) });
    }

    #[test]
    fn two_tiny_cells_that_the_total_would_give_away_take_a_third_with_them() {
        // 1,006 less 1,003 leaves three people for two hidden cells: without more they would be known to the person.
        let (cells, total) = public_figures(&[(300, 1_003), (1, 1), (1, 2), (20, 50)], (322, 1_056));
        assert_eq!(cells[3], Public::Hidden);
        assert!(cells[0] != Public::Hidden && total != Public::Hidden);
        let (cells, total) = public_figures(&[(300, 1_003), (1, 1), (1, 2)], (302, 1_006));
        assert!(cells.iter().all(|cell| *cell == Public::Hidden) && total != Public::Hidden);
        // Nobody covered anywhere says so of every hidden person: the whole is hidden as well.
        assert_eq!(public_figures(&[(0, 4), (0, 5), (0, 60)], (0, 69)).1, Public::Hidden);
    }

    /// An attacker who knows the rule: every count that would have been published like this, cell by cell, tightened in turn by the sums
    /// until nothing moves. Written apart from the rule, and with more knowledge than it assumes.
    fn attacked(cells: &[Public], total: Public) -> Vec<[(u64, u64); 3]> {
        const FREE: u64 = 1 << 40;
        let known = |cell: &Public| match cell {
            Public::Hidden => [(0, FREE); 3],
            Public::Shown { covered, denominator, .. } => {
                let of = |shown: u64| (0..=shown + 5).filter(move |count| rounded(*count) == shown && !is_few(*count));
                let span = |shown: u64| (of(shown).min().unwrap(), of(shown).max().unwrap());
                let (c, d) = (span(*covered), span(*denominator));
                let gaps =
                    of(*covered).flat_map(|c| of(*denominator).filter_map(move |d| d.checked_sub(c))).filter(|gap| !is_few(*gap));
                let gaps: Vec<u64> = gaps.collect();
                [c, (*gaps.iter().min().unwrap(), *gaps.iter().max().unwrap()), d]
            }
        };
        let mut spans: Vec<[(u64, u64); 3]> = cells.iter().map(known).collect();
        let whole = known(&total);
        for _ in 0..4 {
            for place in 0..spans.len() {
                for what in 0..3 {
                    let others = |end: fn((u64, u64)) -> u64| -> u64 {
                        spans.iter().enumerate().filter(|(other, _)| *other != place).map(|(_, span)| end(span[what])).sum()
                    };
                    let (low, high) = (
                        whole[what].0.saturating_sub(others(|span| span.1)),
                        whole[what].1.saturating_sub(others(|span| span.0)),
                    );
                    let own = &mut spans[place][what];
                    *own = (own.0.max(low), own.1.min(high));
                }
                // Covered and uncovered are parts of the denominator.
                let [covered, uncovered, denominator] = spans[place];
                spans[place][0].1 = covered.1.min(denominator.1);
                spans[place][1].1 = uncovered.1.min(denominator.1);
            }
        }
        spans
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        /// trust.md A8: no count of a hidden cell can be narrowed to fewer than ten by taking what is shown from the whole.
        #[test]
        fn no_hidden_cell_is_narrowed_below_the_threshold_by_differencing(
            parts in proptest::collection::vec((0_u64..100, prop_oneof![3 => 0_u64..15, 2 => 10_u64..400]), 1..12),
            residue in prop_oneof![Just((0_u64, 0_u64)), (0_u64..30, 0_u64..30)],
        ) {
            let mut parts: Vec<(u64, u64)> = parts.into_iter().map(|(share, all)| (all * share / 100, all)).collect();
            if residue.1 > 0 {
                parts.push((residue.0.min(residue.1), residue.1));
            }
            let whole = parts.iter().fold((0, 0), |sum, part| (sum.0 + part.0, sum.1 + part.1));
            let (cells, total) = public_figures(&parts, whole);
            if total == Public::Hidden {
                return Ok(());
            }
            let hidden = cells.iter().filter(|cell| **cell == Public::Hidden).count();
            prop_assert_ne!(hidden, 1, "a single hidden cell is told by the total");
            let spans = attacked(&cells, total);
            for ((place, cell), part) in cells.iter().enumerate().zip(&parts) {
                let truth = [part.0, part.1 - part.0, part.1];
                for (span, truth) in spans[place].iter().zip(truth) {
                    prop_assert!(span.0 <= truth && truth <= span.1, "the attack itself is wrong: {truth} outside {span:?}");
                    prop_assert!(*cell != Public::Hidden || span.1 - span.0 >= PUBLIC_FEWEST, "{parts:?}: {place} is known as {span:?}");
                }
            }
        }
    }

    #[test]
    fn counts_are_rounded_to_five_and_shares_have_the_digits_they_can_bear() {
        let Public::Shown { covered, denominator, rate } = cell((1_327_557, 2_801_936)) else { panic!() };
        assert_eq!((covered, denominator, rate), (1_327_555, 2_801_935, Some(Percent(4_740))));
        let Public::Shown { rate, .. } = cell((123, 377)) else { panic!() };
        assert_eq!(rate, Some(Percent(3_300)));
    }
}
