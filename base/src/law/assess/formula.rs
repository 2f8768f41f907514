//! Terms whose charges are all shares of the wage, as a small table of integers: what a batch applies to a million rows.
//! Many sets of options share one formula, so a province needs a few hundred of them and they stay in the cache.

use super::refusal::Notes;
use super::terms::{Amounts, Column, Side, Tariff, Terms};
use crate::law::ratio::{PARTS, Rounding};
use crate::vocabulary::Segment;

/// JKK, JKM, two of JHT, two of JP, JKP.
const MOST: usize = 7;

/// A share of the wage up to a ceiling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Share {
    parts: u64,
    ceiling: u64,
    column: Column,
    side: Side,
}

/// The quick form of terms.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Formula {
    shares: [Share; MOST],
    many: usize,
    rounding: Rounding,
    notes: Notes,
}

impl Terms {
    /// The quick form, where there is one: wage earners, with rates of at most nine decimals.
    pub fn formula(&self) -> Option<Formula> {
        if self.options.scheme != Segment::Pu || self.charges.len() > MOST {
            return None;
        }
        let nothing = Share { parts: 0, ceiling: u64::MAX, column: Column::Jkk, side: Side::Employer };
        let mut shares = [nothing; MOST];
        for (share, charge) in shares.iter_mut().zip(&self.charges) {
            let Tariff::Share { fraction, ceiling } = &charge.tariff else { return None };
            let parts = fraction.parts_of_quick().filter(|parts| *parts <= PARTS)?;
            *share = Share { parts, ceiling: ceiling.unwrap_or(u64::MAX), column: charge.column, side: charge.side };
        }
        Some(Formula { shares, many: self.charges.len(), rounding: self.rounding, notes: self.notes })
    }
}

impl Formula {
    /// The largest wage that needs no wider integer.
    pub const LARGEST_WAGE: i64 = 18_000_000_000;

    /// The amounts of a wage; none when it is out of the quick range, so that the terms must answer.
    #[inline]
    pub fn assess(&self, wage: i64) -> Option<Amounts> {
        if !(1..=Self::LARGEST_WAGE).contains(&wage) {
            return None;
        }
        let wage = wage.unsigned_abs();
        let mut amounts = Amounts::default();
        amounts.notes = self.notes;
        for share in &self.shares[..self.many] {
            let product = wage.min(share.ceiling) * share.parts;
            amounts.add(share.column, share.side, self.rounding.settle(product));
        }
        Some(amounts)
    }
}
