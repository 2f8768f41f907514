//! All that a family receives when its worker dies: JKK or JKM by the cause, the JHT balance, the spouse's pension.

use super::claim::{Cause, Claim, Heir};
use super::{Tally, jht, jkk, jkm, jp};
use crate::law::assess::Refusal;
use crate::vocabulary::Programme;

/// Pays everything.
pub(super) fn pay(tally: &mut Tally<'_>, claim: &Claim) -> Result<(), Refusal> {
    match claim.fact(claim.cause, "cause")? {
        Cause::Work => tally.open(Programme::Jkk, claim).and_then(|()| jkk::death(tally, claim))?,
        Cause::Other => tally.open(Programme::Jkm, claim).and_then(|()| jkm::pay(tally, claim))?,
    }
    if claim.balance.is_some() {
        tally.open(Programme::Jht, claim)?;
        jht::pay(tally, claim)?;
    } else {
        tally.remark("law-remark-family-without-jht");
    }
    if claim.average_wage.is_some() {
        tally.open(Programme::Jp, claim)?;
        jp::pay(tally, &Claim { heir: Heir::Spouse, ..claim.clone() })?;
    } else {
        tally.remark("law-remark-family-without-jp");
    }
    Ok(())
}
