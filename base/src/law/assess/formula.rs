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

/// Thousand-millionths of a wage, counted up to a ceiling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Share {
    parts: u64,
    ceiling: u64,
    /// What rounding adds before the division.
    lift: u64,
}

impl Share {
    const NOTHING: Self = Self { parts: 0, ceiling: u64::MAX, lift: 0 };

    /// The share of a quick wage: the product and its lift stay below 2^64.
    #[inline]
    const fn of(self, wage: u64) -> i64 {
        let counted = if wage < self.ceiling { wage } else { self.ceiling };
        ((counted * self.parts + self.lift) / PARTS).cast_signed()
    }
}

impl Terms {
    /// The quick form, where there is one: wage earners, with rates of at most nine decimals and nothing to note.
    pub fn formula(&self) -> Option<Formula> {
        if self.options.scheme != Segment::Pu || !self.notes.is_empty() {
            return None;
        }
        let lift = self.rounding.lift()?;
        let mut formula = Formula { shares: [Share::NOTHING; SHARES.len()] };
        for charge in &self.charges {
            let Tariff::Share { fraction, ceiling } = &charge.tariff else { return None };
            let place = SHARES.iter().position(|share| *share == (charge.column, charge.side))?;
            let first = formula.shares[place] == Share::NOTHING;
            let parts = fraction.parts_of_quick().filter(|parts| first && *parts <= PARTS)?;
            formula.shares[place] = Share { parts, ceiling: ceiling.unwrap_or(u64::MAX), lift };
        }
        Some(formula)
    }
}

impl Formula {
    /// The largest wage that needs no wider integer.
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

/// Many formulas, column by column, so that a batch of rows is assessed one column at a time.
#[derive(Clone, Debug)]
pub struct Formulas {
    shares: [Vec<Share>; SHARES.len()],
}

/// The columns of wage earners and then the totals of the three sides: the order of the answer.
pub const QUICK_COLUMNS: usize = SHARES.len() + Side::ALL.len();

impl Default for Formulas {
    /// Formula 0 stands for rows without one: whatever the wage, nothing.
    fn default() -> Self {
        Self { shares: std::array::from_fn(|_| vec![Share::NOTHING]) }
    }
}

impl Formulas {
    /// Adds a formula and gives its number.
    pub fn add(&mut self, formula: &Formula) -> u32 {
        let number = u32::try_from(self.shares[0].len()).unwrap_or(0);
        self.shares.iter_mut().zip(&formula.shares).for_each(|(shares, share)| shares.push(*share));
        number
    }

    /// Assesses rows, each by the formula of its number. Wages are quick ones, or 0 for nothing.
    pub fn assess(&self, which: &[u32], wages: &[u64]) -> [Vec<i64>; QUICK_COLUMNS] {
        let mut columns: [Vec<i64>; QUICK_COLUMNS] = std::array::from_fn(|_| Vec::new());
        for (column, shares) in columns.iter_mut().zip(&self.shares) {
            column.extend(which.iter().zip(wages).map(|(number, wage)| shares[*number as usize].of(*wage)));
        }
        for (place, side) in Side::ALL.iter().enumerate() {
            let mut total = vec![0; wages.len()];
            for (column, _) in columns.iter().zip(&SHARES).filter(|(_, (_, of))| of == side) {
                total.iter_mut().zip(column).for_each(|(total, amount)| *total += amount);
            }
            columns[SHARES.len() + place] = total;
        }
        columns
    }
}
