//! PDS upah: wages reported below the minimum, below the payroll, or one and the same for all.

use super::{Detector, Employer, EmployerBook, Evidence, Finding, Stakes, Subject, Thresholds};
use base::law::assess::Refusal;
use base::vocabulary::Rupiah;
use std::collections::BTreeMap;

/// Distinct wages that are counted for one number: whoever has more does not report one wage for all.
const DISTINCT: usize = 16;

/// What was counted of the wages under one number, member by member.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WageTally {
    /// Members with a wage.
    pub members: u64,
    /// Members by wage, of the first wages seen.
    pub by_wage: BTreeMap<Rupiah, u64>,
    /// Members below the minimum.
    pub below_minimum: u64,
    /// What they are below it, together.
    pub minimum_gap: Rupiah,
    /// Members who stand on a payroll with a wage.
    pub compared: u64,
    /// Of these, below it.
    pub below_payroll: u64,
    /// What they are below it, together.
    pub payroll_gap: Rupiah,
}

impl WageTally {
    /// Counts one member: the wage as reported, the minimum where one is known, the wage on the payroll where there is one.
    pub fn add(&mut self, wage: Rupiah, minimum: Option<Rupiah>, payroll: Option<Rupiah>) {
        if self.by_wage.len() < DISTINCT || self.by_wage.contains_key(&wage) {
            *self.by_wage.entry(wage).or_default() += 1;
        }
        self.members += 1;
        if let Some(minimum) = minimum.filter(|minimum| wage < *minimum) {
            self.below_minimum += 1;
            self.minimum_gap = self.minimum_gap + (minimum - wage);
        }
        if let Some(paid) = payroll {
            self.compared += 1;
            if wage < paid {
                self.below_payroll += 1;
                self.payroll_gap = self.payroll_gap + (paid - wage);
            }
        }
    }

    /// The wage that most members have, and how many.
    pub fn commonest(&self) -> (Rupiah, u64) {
        let most = self.by_wage.iter().max_by_key(|(wage, members)| (**members, std::cmp::Reverse(**wage)));
        most.map_or((Rupiah(0), 0), |(wage, members)| (*wage, *members))
    }
}

/// Proposes employers with a pattern of low or equal wages. Micro and small firms may agree on less than the minimum, so for them
/// only payroll and equal wages count. The money is what contributions on the missing wages come to; equal wages give no sum.
///
/// # Errors
/// The rulebook has no value for the month.
pub fn find(
    book: &EmployerBook,
    tallies: &BTreeMap<String, WageTally>,
    thresholds: &Thresholds,
    stakes: &Stakes<'_>,
) -> Result<Vec<Finding>, Refusal> {
    let mut found = Vec::new();
    for (npp, tally) in tallies {
        // Offices, villages and funds are not businesses: their pay follows other rules.
        let Some(employer) = book.of_npp(npp).filter(|employer| !employer.businesses.is_empty()) else { continue };
        let bound = employer.size.is_some_and(|size| !stakes.wages.is_exempt(size));
        let low = bound && Thresholds::is_share(tally.below_minimum, tally.members, thresholds.low_wage_percent);
        let less = Thresholds::is_share(tally.below_payroll, tally.compared, thresholds.low_wage_percent);
        let (wage, alike) = tally.commonest();
        let equal =
            tally.members >= thresholds.equal_wages && Thresholds::is_share(alike, tally.members, thresholds.equal_percent);
        let mut evidence = vec![Evidence::of("members", tally.members)];
        let (workers, gap) = if less {
            evidence.push(Evidence::of("below_payroll", tally.below_payroll));
            (tally.below_payroll, tally.payroll_gap)
        } else if low {
            evidence.push(Evidence::of("below_minimum", tally.below_minimum));
            (tally.below_minimum, tally.minimum_gap)
        } else if equal {
            (alike, Rupiah(0))
        } else {
            continue;
        };
        if equal {
            evidence.push(Evidence::of("equal_wage", wage));
        }
        found.push(Finding {
            detector: Detector::PdsUpah,
            subject: Subject::Npp(npp.clone()),
            name: employer.name.clone(),
            region: employer.region,
            first_month: stakes.month,
            workers: Some(workers),
            rupiah: at_stake(gap, employer, stakes)?,
            evidence,
        });
    }
    Ok(found)
}

fn at_stake(gap: Rupiah, employer: &Employer, stakes: &Stakes<'_>) -> Result<Option<Rupiah>, Refusal> {
    if gap.0 <= 0 { Ok(None) } else { stakes.of_wage(gap, employer.size, None).map(Some) }
}
