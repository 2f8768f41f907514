//! Figures for everybody: too few people are hidden, the rest is rounded, always in the same way, so that asking again tells no more.
//! The rule (version `public-1`): a cell of fewer than ten people is hidden; counts are rounded to five, half up; the share
//! is that of the rounded counts, whole below one thousand people; a single hidden cell takes the next smallest with it,
//! because the total would tell it. Totals are rounded by themselves: parts need not add up.

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

/// The parts of one total: covered and denominator of each, in their order.
pub fn public_cells(parts: &[(u64, u64)]) -> Vec<Public> {
    let mut cells: Vec<Public> = parts.iter().map(|part| cell(*part)).collect();
    let hidden = cells.iter().filter(|cell| **cell == Public::Hidden).count();
    if hidden == 1 {
        let shown = cells.iter().enumerate().filter(|(_, cell)| **cell != Public::Hidden);
        let smallest = shown.map(|(place, _)| place).min_by_key(|place| (parts[*place].1, *place));
        if let Some(place) = smallest {
            cells[place] = Public::Hidden;
        }
    }
    cells
}

/// The total of them.
pub fn public_total(whole: (u64, u64)) -> Public {
    cell(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_people_are_hidden_and_never_alone() {
        let cells = public_cells(&[(300, 1_003), (4, 9), (40, 80), (12, 60)]);
        assert_eq!(cells[1], Public::Hidden);
        assert_eq!(cells[3], Public::Hidden, "the smallest of the others hides it");
        assert_eq!(cells[2], Public::Shown { covered: 40, denominator: 80, rate: Some(Percent(5_000)) });
        // All but three covered tells of the three.
        assert_eq!(public_total((97, 100)), Public::Hidden);
        assert_eq!(public_total((0, 100)), Public::Shown { covered: 0, denominator: 100, rate: Some(Percent(0)) });
    }

    #[test]
    fn counts_are_rounded_to_five_and_shares_have_the_digits_they_can_bear() {
        let Public::Shown { covered, denominator, rate } = public_total((1_327_557, 2_801_936)) else { panic!() };
        assert_eq!((covered, denominator, rate), (1_327_555, 2_801_935, Some(Percent(4_740))));
        let Public::Shown { rate, .. } = public_total((123, 377)) else { panic!() };
        assert_eq!(rate, Some(Percent(3_300)));
    }
}
