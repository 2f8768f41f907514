//! JKP: cash for the months after the loss of work (PP 37/2021, PP 6/2025).

use super::claim::Claim;
use super::{Tally, rupiah};
use crate::law::assess::Refusal;

/// Pays month by month.
pub(super) fn pay(tally: &mut Tally<'_>, claim: &Claim) -> Result<(), Refusal> {
    let needed = tally.take("jkp.benefits.contribution_months")?.count();
    let consecutive = tally.take("jkp.benefits.consecutive_months")?.count();
    tally.taken.grounds();
    let paid = claim.fact(claim.contribution_months, "contribution_months")?;
    if paid < needed {
        tally.remark_of("law-remark-jkp-months", needed);
        return Ok(());
    }
    if claim.fact(claim.consecutive_months, "consecutive_months")? < consecutive {
        tally.remark_of("law-remark-jkp-consecutive", consecutive);
        return Ok(());
    }
    let claim_months = tally.take("jkp.benefits.claim_months")?.count();
    tally.taken.grounds();
    if claim.claimed_after_months.is_some_and(|after| after > claim_months) {
        tally.remark_of("law-remark-jkp-lapsed", claim_months);
        return Ok(());
    }
    let wage = claim.wage()?;
    let months = tally.take("jkp.benefits.months")?.count();
    tally.taken.grounds();
    for month in 1..=months {
        let slices = tally.take("jkp.benefits.cash")?.slices();
        let counted = tally.take("jkp.benefits.wage_ceiling")?.rupiah().min(wage);
        tally.take("jkp.benefits.months")?;
        let Some((_, percent)) = slices.iter().rev().find(|(from, _)| *from <= month) else { continue };
        let amount = tally.share(*percent, counted)?;
        tally.pay(format!("month_{month}"), amount, format!("{percent} × {}", rupiah(counted)));
    }
    tally.remark_of("law-remark-jkp-claim", claim_months);
    if claim.claimed_after_months.is_none() {
        tally.remark("law-remark-jkp-claim-unknown");
    }
    Ok(())
}
