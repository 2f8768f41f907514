//! JHT: the balance, or the part of it that may be taken before the end (PP 46/2015, Permenaker 4/2022).

use super::claim::{Claim, Purpose};
use super::{Tally, rupiah};
use crate::law::assess::Refusal;

/// Pays from the balance.
pub(super) fn pay(tally: &mut Tally<'_>, claim: &Claim) -> Result<(), Refusal> {
    let part = match claim.purpose {
        Purpose::All => {
            tally.pay("balance", claim.balance, rupiah(claim.balance));
            tally.remarks.push("law-remark-jht-when");
            return Ok(());
        }
        Purpose::Housing => "jht.benefits.part_housing",
        Purpose::Preparation => "jht.benefits.part_preparation",
    };
    let needed = tally.take("jht.benefits.part_months")?.count();
    if claim.contribution_months < needed {
        tally.taken.clear();
        tally.remarks.push("law-remark-jht-months");
        return Ok(());
    }
    let percent = tally.take(part)?.percent();
    let amount = tally.share(percent, claim.balance)?;
    tally.pay("part", amount, format!("{percent} × {}", rupiah(claim.balance)));
    Ok(())
}
