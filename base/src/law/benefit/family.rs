//! All that a family receives when its worker dies: JKK or JKM by the cause, the JHT balance, the spouse's pension.

use super::claim::{Cause, Claim, Heir};
use super::{Tally, jht, jkk, jkm, jp};
use crate::law::assess::Refusal;

/// Pays everything.
pub(super) fn pay(tally: &mut Tally<'_>, claim: &Claim) -> Result<(), Refusal> {
    match claim.cause {
        Cause::Work => jkk::death(tally, claim)?,
        Cause::Other => jkm::pay(tally, claim)?,
    }
    if claim.balance > 0 {
        jht::pay(tally, claim)?;
    }
    if claim.average_wage > 0 {
        jp::pay(tally, &Claim { heir: Heir::Spouse, ..claim.clone() })?;
    }
    Ok(())
}
