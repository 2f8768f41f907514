//! Arrears: bills that were due before the day and are not paid, by age.

use super::{Detector, EmployerBook, Evidence, Finding, Stakes, Subject, Thresholds};
use base::law::ClosedDays;
use base::law::assess::Refusal;
use base::law::bill::arrears_of_bill;
use base::vocabulary::{Month, Rupiah, Segment};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A month that an employer has not paid in full.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenBill {
    /// The number.
    pub npp: String,
    /// The month.
    pub month: Month,
    /// Members it is for.
    pub members: u64,
    /// What is open of it.
    pub open: Rupiah,
}

/// Proposes employers with overdue bills. A month that is not due yet is none; a month that was paid late is paid. The money is the
/// contributions; the late fine of the rulebook stands beside it.
///
/// # Errors
/// The rulebook has no value for a month.
pub fn find(
    book: &EmployerBook,
    bills: &[OpenBill],
    thresholds: &Thresholds,
    stakes: &Stakes<'_>,
    on: Date,
) -> Result<Vec<Finding>, Refusal> {
    let mut by_npp: BTreeMap<&str, Vec<&OpenBill>> = BTreeMap::new();
    for bill in bills {
        by_npp.entry(&bill.npp).or_default().push(bill);
    }
    let mut found = Vec::new();
    for (npp, mut bills) in by_npp {
        bills.sort_by_key(|bill| bill.month);
        let (mut overdue, mut fine) = (Vec::new(), 0_i64);
        for bill in bills {
            let late = arrears_of_bill(stakes.rulebook, Segment::Pu, bill.month, bill.open, on, &ClosedDays::new())?;
            if late.due_on < on {
                fine = fine.saturating_add(late.late_fine.0);
                overdue.push(bill);
            }
        }
        let (Some(first), Some(last)) = (overdue.first(), overdue.last()) else { continue };
        let months = u32::try_from(overdue.len()).unwrap_or(u32::MAX);
        let employer = book.of_npp(npp);
        found.push(Finding {
            detector: Detector::Arrears,
            subject: Subject::Npp(npp.to_owned()),
            name: employer.map(|employer| employer.name.clone()).unwrap_or_default(),
            region: employer.and_then(|employer| employer.region),
            first_month: first.month,
            workers: Some(last.members),
            rupiah: Some(overdue.iter().map(|bill| bill.open).sum()),
            evidence: vec![
                Evidence::of("months", months),
                Evidence::of("class", thresholds.arrears_class(months)),
                Evidence::of("late_fine", Rupiah(fine)),
            ],
        });
    }
    Ok(found)
}
