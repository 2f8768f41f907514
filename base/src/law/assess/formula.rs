//! Terms whose charges are all shares of the wage, as a small table of integers: what a batch applies to a million rows.
//! Many sets of options share one formula, so a province needs a few hundred of them and they stay in the cache.

use super::terms::{Amounts, Column, Side, Tariff, Terms};
use crate::law::ratio::PARTS;
use crate::vocabulary::Segment;

/// What a wage earner's contribution is made of, in the order of the answer, and on whose side each part stands.
const SHARES: [(Column, Side); 7] = [
    (Column::Jkk, Side::Employer),
    (Column::Jkm, Side::Employer),
    (Column::JhtEmployer, Side::Employer),
    (Column::JhtWorker, Side::Worker),
    (Column::JpEmployer, Side::Employer),
    (Column::JpWorker, Side::Worker),
    (Column::JkpGovernment, Side::Government),
];

/// The quick form of terms: of every column its share of the wage.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Formula {
    shares: [Share; SHARES.len()],
}

/// A share of a wage, counted up to a ceiling, in parts of 2^64, so that one multiplication and its upper half are the amount.
///
/// Exact: a rate has at most nine decimals, so that a true amount is a whole number of thousand-millionths, and what the part of
/// 2^64 is too large by, times the largest wage (1.8e10), stays below one of them, that of the lift included:
/// (1.8e10 + 1) / 2^64 < 1e-9.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Share {
    part: u64,
    ceiling: u64,
    /// What rounding adds before the fraction is cut off.
    lift: u64,
}

/// Thousand-millionths as parts of 2^64, rounded up; none for a whole.
fn part_of(parts: u64) -> Option<u64> {
    u64::try_from((u128::from(parts) << 64).div_ceil(u128::from(PARTS))).ok()
}

impl Share {
    const NOTHING: Self = Self { part: 0, ceiling: u64::MAX, lift: 0 };

    /// The share of a quick wage.
    #[inline]
    const fn of(self, wage: u64) -> i64 {
        let counted = if wage < self.ceiling { wage } else { self.ceiling };
        (((counted as u128 * self.part as u128 + self.lift as u128) >> 64) as u64).cast_signed()
    }
}

impl Terms {
    /// The quick form, where there is one: wage earners, with rates of at most nine decimals and nothing to note.
    pub fn formula(&self) -> Option<Formula> {
        if self.options.scheme != Segment::Pu || !self.notes.is_empty() {
            return None;
        }
        let lift = part_of(self.rounding.lift()?)?;
        let mut formula = Formula { shares: [Share::NOTHING; SHARES.len()] };
        for charge in &self.charges {
            let Tariff::Share { fraction, ceiling } = &charge.tariff else { return None };
            let place = SHARES.iter().position(|share| *share == (charge.column, charge.side))?;
            let first = formula.shares[place] == Share::NOTHING;
            let part = fraction.parts_of_quick().filter(|_| first).and_then(part_of)?;
            formula.shares[place] = Share { part, ceiling: ceiling.unwrap_or(u64::MAX), lift };
        }
        Some(formula)
    }
}

impl Formula {
    /// The largest wage for which a share is exact ([`Share`]).
    pub const LARGEST_WAGE: i64 = 18_000_000_000;

    /// The amounts of a wage; none when it is out of the quick range, so that the terms must answer.
    pub fn assess(&self, wage: i64) -> Option<Amounts> {
        if !Self::is_quick(wage) {
            return None;
        }
        let mut amounts = Amounts::default();
        for ((column, side), share) in SHARES.iter().zip(&self.shares) {
            amounts.add(*column, *side, share.of(wage.unsigned_abs()));
        }
        Some(amounts)
    }

    /// Whether formulas can answer for a wage.
    #[inline]
    pub const fn is_quick(wage: i64) -> bool {
        0 < wage && wage <= Self::LARGEST_WAGE
    }
}

/// Many formulas, so that each row of a batch is assessed by the one of its number.
#[derive(Clone, Debug)]
pub struct Formulas {
    shares: Vec<[Share; SHARES.len()]>,
}

/// The columns of wage earners and then the totals of the three sides: the order of the answer.
pub const QUICK_COLUMNS: usize = SHARES.len() + Side::ALL.len();

impl Default for Formulas {
    /// Formula 0 stands for rows without one: whatever the wage, nothing.
    fn default() -> Self {
        Self { shares: vec![[Share::NOTHING; SHARES.len()]] }
    }
}

impl Formulas {
    /// Adds a formula and gives its number.
    pub fn add(&mut self, formula: &Formula) -> u32 {
        let number = u32::try_from(self.shares.len()).unwrap_or(0);
        self.shares.push(formula.shares);
        number
    }

    /// Assesses rows, each by the formula of its number. Wages are quick ones, or 0 for nothing.
    pub fn assess(&self, which: &[u32], wages: &[u64]) -> [Vec<i64>; QUICK_COLUMNS] {
        let rows = wages.len();
        let mut columns: [Vec<i64>; QUICK_COLUMNS] = std::array::from_fn(|_| vec![0; rows]);
        // Every column is as long as the wages, and the loop may know it.
        let cells = columns.each_mut().map(|column| &mut column[..rows]);
        for (row, (number, wage)) in which.iter().zip(wages).enumerate() {
            let shares = &self.shares[*number as usize];
            let mut totals = [0; Side::ALL.len()];
            for (place, (_, side)) in SHARES.iter().enumerate() {
                let amount = shares[place].of(*wage);
                cells[place][row] = amount;
                totals[*side as usize] += amount;
            }
            for (place, total) in totals.into_iter().enumerate() {
                cells[SHARES.len() + place][row] = total;
            }
        }
        columns
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_share_is_exact_up_to_the_largest_wage(
            parts in 1..PARTS,
            back in prop_oneof![0_u64..1_000, 0..Formula::LARGEST_WAGE.unsigned_abs()],
            lift in prop_oneof![Just(0), Just(PARTS / 2), Just(PARTS - 1)],
        ) {
            let wage = Formula::LARGEST_WAGE.unsigned_abs() - back;
            let share = Share { part: part_of(parts).unwrap(), ceiling: u64::MAX, lift: part_of(lift).unwrap() };
            let exact = (u128::from(wage) * u128::from(parts) + u128::from(lift)) / u128::from(PARTS);
            prop_assert_eq!(u128::from(share.of(wage).unsigned_abs()), exact);
        }
    }
}
