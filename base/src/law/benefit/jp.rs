//! JP: the monthly pension by the formula of PP 45/2015 Pasal 17, between its floor and its cap, and the shares of heirs.

use super::claim::{Claim, Heir};
use super::{Tally, rupiah};
use crate::law::assess::Refusal;
use crate::law::ratio::Sum;

/// Pays a pension.
pub(super) fn pay(tally: &mut Tally<'_>, claim: &Claim) -> Result<(), Refusal> {
    let needed = tally.take("jp.benefits.months_needed")?.count();
    let old_age = claim.heir == Heir::Member;
    let paid = claim.fact(claim.contribution_months, "contribution_months")?;
    if old_age && paid < needed {
        // Too short for a pension: what was paid in comes back at once, with its yield, which is not ours to know.
        tally.remark_of("law-remark-jp-months", needed);
        match claim.balance {
            Some(balance) => tally.pay("accumulated", balance, rupiah(balance)),
            None => tally.remark("law-remark-jp-balance-unknown"),
        }
        return Ok(());
    }
    if old_age {
        let pension_age = tally.take("jp.benefits.pension_age")?.count();
        match claim.age {
            Some(age) if age < pension_age => {
                tally.taken.grounds();
                tally.remark_of("law-remark-jp-age", pension_age);
                return Ok(());
            }
            Some(_) => {}
            None => tally.remark_of("law-remark-jp-age-unknown", pension_age),
        }
    }
    let average = claim.fact(claim.average_wage.filter(|wage| *wage > 0), "average_wage")?;
    let months = if old_age { paid } else { paid.max(tally.take("jp.benefits.months_counted_least")?.count()) };
    let accrual = tally.take("jp.benefits.accrual")?.percent();
    // 1 % × months / 12 × the weighted yearly wage / 12 is 1 % × months × the average monthly wage / 12.
    let product = months.checked_mul(average).ok_or(Refusal::TooLarge { column: "average_wage" })?;
    let sum = Sum::default().add(product.unsigned_abs(), accrual.fraction());
    let formula = sum.and_then(|sum| sum.over(12, tally.rounding)).ok_or(Refusal::TooLarge { column: "average_wage" })?;
    let least = tally.take("jp.benefits.least")?.rupiah();
    let most = tally.take("jp.benefits.most")?.rupiah();
    let pension = formula.clamp(least, most.max(least));
    let steps = format!("{accrual} × {months}/12 × {} → {} … {}", rupiah(average), rupiah(least), rupiah(most));
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
