//! The administrative fine of PP 86/2013 Pasal 7, for a case that reaches it.

use super::ratio::Ratio;
use super::{NotKnown, Rulebook};
use crate::vocabulary::Rupiah;
use jiff::civil::Date;

/// A fine with what it was reckoned from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AdministrativeFine {
    /// The contribution that should have been paid.
    pub contribution: Rupiah,
    /// Months it is for.
    pub months: u32,
    /// The share of the contribution for each month, as the rulebook has it on the day.
    pub rate: Ratio,
    /// The fine: rounded once.
    pub amount: Rupiah,
}

/// The fine on a contribution that should have been paid, for a number of months, at the rate of a day.
/// None when the amount is beyond any money there is.
///
/// # Errors
/// The rulebook has no rate for the day.
pub fn administrative_fine(
    rulebook: &Rulebook,
    contribution: Rupiah,
    months: u32,
    day: Date,
) -> Result<Option<AdministrativeFine>, NotKnown> {
    let rate = rulebook.on("billing.administrative.fine", day)?.percent();
    let rounding = rulebook.rounding(day)?;
    let base = u64::try_from(contribution.0).ok().and_then(|owed| owed.checked_mul(u64::from(months)));
    let amount = base.and_then(|base| rate.fraction().share(base, rounding)).map(Rupiah);
    Ok(amount.map(|amount| AdministrativeFine { contribution, months, rate, amount }))
}
