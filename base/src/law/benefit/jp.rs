//! JP: the monthly pension by the formula of PP 45/2015 Pasal 17, between its floor and its cap, and the shares of heirs.

use super::claim::{Claim, Heir};
use super::{Tally, rupiah};
use crate::law::assess::Refusal;
use crate::law::ratio::Sum;

/// Pays a pension.
pub(super) fn pay(tally: &mut Tally<'_>, claim: &Claim) -> Result<(), Refusal> {
    let needed = tally.take("jp.benefits.months_needed")?.count();
    let old_age = claim.heir == Heir::Member;
    if old_age && claim.contribution_months < needed {
        // Too short for a pension: what was paid in comes back at once, with its yield, which is not ours to know.
        tally.pay("accumulated", claim.balance, rupiah(claim.balance));
        tally.remarks.push("law-remark-jp-months");
        return Ok(());
    }
    if old_age {
        let pension_age = tally.take("jp.benefits.pension_age")?.count();
        if claim.age.is_some_and(|age| age < pension_age) {
            tally.taken.clear();
            tally.remarks.push("law-remark-jp-age");
            return Ok(());
        }
    }
    if claim.average_wage <= 0 {
        return Err(Refusal::Missing { column: "average_wage", scheme: "jp" });
    }
    let months = if old_age {
        claim.contribution_months
    } else {
        claim.contribution_months.max(tally.take("jp.benefits.months_counted_least")?.count())
    };
    let accrual = tally.take("jp.benefits.accrual")?.percent();
    // 1 % × months / 12 × the weighted yearly wage / 12 is 1 % × months × the average monthly wage / 12.
    let product = months.checked_mul(claim.average_wage).ok_or(Refusal::TooLarge { column: "average_wage" })?;
    let sum = Sum::default().add(product.unsigned_abs(), accrual.fraction());
    let formula = sum.and_then(|sum| sum.over(12, tally.rounding)).ok_or(Refusal::TooLarge { column: "average_wage" })?;
    let least = tally.take("jp.benefits.least")?.rupiah();
    let most = tally.take("jp.benefits.most")?.rupiah();
    let pension = formula.clamp(least, most.max(least));
    let steps = format!("{accrual} × {months}/12 × {} → {} … {}", rupiah(claim.average_wage), rupiah(least), rupiah(most));
    let heir = match claim.heir {
        Heir::Member | Heir::Disabled => {
            tally.pay_monthly("pension", pension, steps);
            return Ok(());
        }
        Heir::Spouse => "jp.benefits.share_spouse",
        Heir::Child => "jp.benefits.share_child",
        Heir::Parent => "jp.benefits.share_parent",
    };
    let percent = tally.take(heir)?.percent();
    let share = tally.share(percent, pension)?;
    tally.pay_monthly("pension", share, format!("{percent} × ({steps})"));
    Ok(())
}
