//! JKM: what a death not caused by work brings (PP 44/2015, PP 82/2019), with the waiting rule of Permenaker 1/2025.

use super::claim::Claim;
use super::{Tally, jkk, rupiah};
use crate::law::assess::Refusal;
use crate::vocabulary::Segment;

/// Pays a death.
pub(super) fn pay(tally: &mut Tally<'_>, claim: &Claim) -> Result<(), Refusal> {
    if claim.scheme_or_pu() == Segment::Pmi {
        let amount = tally.take("jkm.benefits.pmi_death")?.rupiah();
        tally.pay("death", amount, rupiah(amount));
        return Ok(());
    }
    let waiting = waits(tally, claim)?;
    if !waiting {
        let death = tally.take("jkm.benefits.death")?.rupiah();
        tally.pay("death", death, rupiah(death));
        jkk::periodic(tally, "jkm.benefits")?;
    }
    let funeral = tally.take("jkm.benefits.funeral")?.rupiah();
    tally.pay("funeral", funeral, rupiah(funeral));
    if waiting || claim.children.is_empty() {
        return Ok(());
    }
    let needed = tally.take("jkm.benefits.scholarship_months")?.count();
    match claim.contribution_months {
        Some(months) if months >= needed => return jkk::scholarships(tally, claim),
        Some(_) => tally.remark_of("law-remark-scholarship-months", needed),
        None => tally.remark_of("law-remark-scholarship-unknown", needed),
    }
    tally.taken.grounds();
    Ok(())
}

/// Whether the membership is too young for more than the funeral. Unknown is not young: the reader is told.
fn waits(tally: &mut Tally<'_>, claim: &Claim) -> Result<bool, Refusal> {
    let Some(from_month) = tally.window("jkm.benefits.waiting_full_from_month") else { return Ok(false) };
    let from_month = from_month.count();
    let everybody = tally.take("jkm.benefits.waiting_schemes")?.choice() == "all";
    let young = claim.membership_month.is_some_and(|month| month < from_month);
    if claim.membership_month.is_none() {
        tally.remark_of("law-remark-waiting-unknown", from_month);
    } else if young {
        tally.remark_of("law-remark-waiting", from_month);
    }
    let waits = young && (everybody || claim.scheme_or_pu() == Segment::Bpu);
    if !waits {
        tally.taken.grounds();
    }
    Ok(waits)
}
