//! The administrative fine of PP 86/2013 Pasal 7, for a case that reaches it.

use super::{NotKnown, Rulebook};
use crate::vocabulary::Rupiah;
use jiff::civil::Date;

/// The fine on a contribution that should have been paid, for a number of months, at the rate of a day, rounded once.
/// None when the amount is beyond any money there is.
pub fn administrative_fine(
    rulebook: &Rulebook,
    contribution: Rupiah,
    months: u32,
    day: Date,
) -> Result<Option<Rupiah>, NotKnown> {
    let rate = rulebook.on("billing.administrative.fine", day)?.percent();
    let rounding = rulebook.rounding(day)?;
    let base = u64::try_from(contribution.0).ok().and_then(|owed| owed.checked_mul(u64::from(months)));
    Ok(base.and_then(|base| rate.fraction().share(base, rounding)).map(Rupiah))
}
