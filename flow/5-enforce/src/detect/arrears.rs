//! Arrears: bills that were due before the day and are not paid, by age.

use super::{Detector, EmployerBook, Evidence, Finding, Stakes, Subject, Thresholds};
use base::law::assess::Refusal;
use base::law::bill::arrears_of_bill;
use base::law::{ClosedDays, Rulebook};
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

/// A month of an employer with its late fine on a day; none while it is not overdue, and then nothing is late.
///
/// # Errors
/// The rulebook has no value for the month.
pub fn late(rulebook: &Rulebook, bill: &OpenBill, on: Date) -> Result<Late, Refusal> {
    let found = arrears_of_bill(rulebook, Segment::Pu, bill.month, bill.open, on, &ClosedDays::new())?;
    let overdue = found.due_on < on;
    Ok(Late { due_on: found.due_on, overdue, fine: if overdue { found.late_fine } else { Rupiah(0) } })
}

/// How late a bill is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Late {
    /// The last day on which it could be paid in time.
    pub due_on: Date,
    /// Whether that day is past; only then is it in arrears.
    pub overdue: bool,
    /// The late fine of the rulebook up to the day; nothing where it is not overdue.
    pub fine: Rupiah,
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
        let (mut overdue, mut fine) = (Vec::new(), Rupiah(0));
        for bill in bills {
            let late = late(stakes.rulebook, bill, on)?;
            if late.overdue {
                fine = fine + late.fine;
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
                Evidence::of("late_fine", fine),
            ],
        });
    }
    Ok(found)
}
