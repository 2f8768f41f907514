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

/// The quick form of terms: of every column its thousand-millionths of the wage, counted up to a ceiling.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Formula {
    parts: [u64; SHARES.len()],
    ceilings: [u64; SHARES.len()],
    /// What rounding adds before the division.
    lift: u64,
}

impl Terms {
    /// The quick form, where there is one: wage earners, with rates of at most nine decimals and nothing to note.
    pub fn formula(&self) -> Option<Formula> {
        if self.options.scheme != Segment::Pu || !self.notes.is_empty() {
            return None;
        }
        let mut formula = Formula { parts: [0; 7], ceilings: [u64::MAX; 7], lift: self.rounding.lift()? };
        for charge in &self.charges {
            let Tariff::Share { fraction, ceiling } = &charge.tariff else { return None };
            let place = SHARES.iter().position(|share| *share == (charge.column, charge.side))?;
            let first = formula.parts[place] == 0;
            formula.parts[place] = fraction.parts_of_quick().filter(|parts| first && *parts <= PARTS)?;
            formula.ceilings[place] = ceiling.unwrap_or(u64::MAX);
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
        for (place, (column, side)) in SHARES.iter().enumerate() {
            amounts.add(*column, *side, share(wage.unsigned_abs(), self.ceilings[place], self.parts[place], self.lift));
        }
        Some(amounts)
    }

    /// Whether formulas can answer for a wage.
    #[inline]
    pub const fn is_quick(wage: i64) -> bool {
        0 < wage && wage <= Self::LARGEST_WAGE
    }
}

/// A share of a wage; both factors are small enough that the product and its lift stay below 2^64.
#[inline]
const fn share(wage: u64, ceiling: u64, parts: u64, lift: u64) -> i64 {
    let counted = if wage < ceiling { wage } else { ceiling };
    ((counted * parts + lift) / PARTS).cast_signed()
}

/// Many formulas, column by column, so that a batch of rows is assessed one column at a time.
#[derive(Clone, Debug)]
pub struct Formulas {
    parts: [Vec<u64>; SHARES.len()],
    ceilings: [Vec<u64>; SHARES.len()],
    lifts: Vec<u64>,
}

/// The columns of wage earners and then the totals of the three sides: the order of the answer.
pub const QUICK_COLUMNS: usize = SHARES.len() + Side::ALL.len();

impl Default for Formulas {
    /// Formula 0 stands for rows without one: whatever the wage, nothing.
    fn default() -> Self {
        let zeros = || std::array::from_fn(|_| vec![0]);
        Self { parts: zeros(), ceilings: zeros(), lifts: vec![0] }
    }
}

impl Formulas {
    /// Adds a formula and gives its number.
    pub fn add(&mut self, formula: &Formula) -> u32 {
        let number = u32::try_from(self.lifts.len()).unwrap_or(0);
        for place in 0..SHARES.len() {
            self.parts[place].push(formula.parts[place]);
            self.ceilings[place].push(formula.ceilings[place]);
        }
        self.lifts.push(formula.lift);
        number
    }

    /// Assesses rows, each by the formula of its number. Wages are quick ones, or 0 for nothing.
    pub fn assess(&self, which: &[u32], wages: &[u64]) -> [Vec<i64>; QUICK_COLUMNS] {
        let mut columns: [Vec<i64>; QUICK_COLUMNS] = std::array::from_fn(|_| Vec::new());
        for (place, column) in columns.iter_mut().enumerate().take(SHARES.len()) {
            let (parts, ceilings) = (&self.parts[place], &self.ceilings[place]);
            column.extend(which.iter().zip(wages).map(|(number, wage)| {
                let number = *number as usize;
                share(*wage, ceilings[number], parts[number], self.lifts[number])
            }));
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
