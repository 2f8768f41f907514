//! JHT: the balance, or the part of it that may be taken before the end (PP 46/2015, Permenaker 4/2022).

use super::claim::{Claim, Purpose};
use super::{Tally, rupiah};
use crate::law::assess::Refusal;

/// Pays from the balance.
pub(super) fn pay(tally: &mut Tally<'_>, claim: &Claim) -> Result<(), Refusal> {
    let balance = claim.fact(claim.balance, "balance")?;
    let part = match claim.purpose {
        Purpose::All => {
            tally.pay("balance", balance, rupiah(balance));
            tally.remark("law-remark-jht-when");
            return Ok(());
        }
        Purpose::Housing => "jht.benefits.part_housing",
        Purpose::Preparation => "jht.benefits.part_preparation",
    };
    let needed = tally.take("jht.benefits.part_months")?.count();
    if claim.fact(claim.contribution_months, "contribution_months")? < needed {
        tally.taken.grounds();
        tally.remark_of("law-remark-jht-months", needed);
        return Ok(());
    }
    let percent = tally.take(part)?.percent();
    let amount = tally.share(percent, balance)?;
    tally.pay("part", amount, format!("{percent} × {}", rupiah(balance)));
    Ok(())
}
