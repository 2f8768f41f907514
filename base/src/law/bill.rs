//! What is owed on a day: the due day of a month, how late it is, and the fines (PP 44, 45 and 46/2015; PP 49/2020;
//! PP 86/2013). Closed days come in as an argument.

use super::assess::{Amounts, Ground, Options, Side};
use super::dated::NotKnown;
use super::{NotInForce, Rulebook};
use crate::vocabulary::{Month, Rupiah, Segment};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use serde::Serialize;
use std::collections::BTreeSet;

/// Days besides weekends, and besides those the rule of due days knows, on which nothing falls due.
pub type ClosedDays = BTreeSet<Date>;

/// One month on one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Arrears {
    /// The contribution month.
    pub month: Month,
    /// The last day on which it could be paid in time.
    pub due_on: Date,
    /// What the payer owed: both parts of an employer's contribution.
    pub contribution: Rupiah,
    /// What of it is not paid.
    pub unpaid: Rupiah,
    /// Months late, counted as the rulebook says.
    pub late_months: i32,
    /// The late-payment fine.
    pub late_fine: Rupiah,
    /// The administrative fine that BPJS may impose after its warnings; not part of the bill before.
    pub administrative_fine: Rupiah,
    /// The values it rests on.
    pub grounds: Vec<Ground>,
}

/// Why a bill is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BillRefusal {
    /// A value of the rulebook.
    #[error(transparent)]
    NotKnown(#[from] NotKnown),
    /// The rule of due days.
    #[error(transparent)]
    NotInForce(#[from] NotInForce),
}

/// The parameter with the late fine of a segment.
const fn fine_of(segment: Segment) -> &'static str {
    match segment {
        Segment::Pu => "billing.late.fine_pu",
        Segment::Jakon => "billing.late.fine_jakon",
        Segment::Bpu => "billing.late.fine_bpu",
        Segment::Pmi => "billing.late.fine_pmi",
    }
}

/// The first day from `day` on that is neither Saturday, Sunday nor closed.
pub fn next_working_day(day: Date, closed: &ClosedDays) -> Date {
    let rests = |day: Date| matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) || closed.contains(&day);
    let mut open = day;
    while rests(open) {
        open = open.saturating_add(1.day());
    }
    open
}

/// The day on which the contribution of a month is due.
pub fn due_on(rulebook: &Rulebook, segment: Segment, month: Month, closed: &ClosedDays) -> Result<Date, NotInForce> {
    Ok(next_working_day(rulebook.active().due_on(segment, month)?, closed))
}

/// What one month owes on a day, of which `paid` has been paid.
pub fn arrears(
    rulebook: &Rulebook,
    options: &Options,
    amounts: &Amounts,
    paid: Rupiah,
    on: Date,
    closed: &ClosedDays,
) -> Result<Arrears, BillRefusal> {
    let month = options.month;
    let day = month.first_day();
    let due_on = due_on(rulebook, options.scheme, month, closed)?;
    // JKP's public share is no debt of the employer; a member without a wage owes whatever side pays for it.
    let contribution = match options.scheme {
        Segment::Pu => amounts.total(Side::Employer) + amounts.total(Side::Worker),
        _ => amounts.sum(),
    };
    let unpaid = (contribution - paid.0).max(0);
    let fine_id = fine_of(options.scheme);
    let rate = rulebook.on(fine_id, day)?.percent();
    let started = rulebook.on("billing.late.months", day)?.choice() == "started";
    let compound = rulebook.on("billing.late.method", day)?.choice() == "compound";
    let administrative = rulebook.on("billing.administrative.fine", day)?.percent();
    let rounding = rulebook.rounding(day)?.1;
    let late_months = months_late(due_on, on, started);
    let share =
        |ratio: super::ratio::Ratio, amount: i64| ratio.fraction().share(amount.unsigned_abs(), rounding).unwrap_or(i64::MAX);
    let late_fine = if compound {
        let grown = (0..late_months).fold(unpaid, |owed, _| owed.saturating_add(share(rate, owed)));
        grown - unpaid
    } else {
        share(rate, unpaid.saturating_mul(i64::from(late_months)))
    };
    let administrative_fine = share(administrative, unpaid.saturating_mul(i64::from(late_months)));
    let ids = [fine_id, "billing.late.months", "billing.late.method", "billing.administrative.fine", "billing.rounding.rule"];
    Ok(Arrears {
        month,
        due_on,
        contribution: Rupiah(contribution),
        unpaid: Rupiah(unpaid),
        late_months,
        late_fine: Rupiah(late_fine),
        administrative_fine: Rupiah(administrative_fine),
        grounds: ids.iter().filter_map(|id| Ground::on(rulebook, id, day)).collect(),
    })
}

/// Months between the due day and a later day: started ones, or only full ones.
fn months_late(due_on: Date, on: Date, started: bool) -> i32 {
    let reached = |months: i32| due_on.saturating_add(i64::from(months).months());
    let mut months = 0;
    while if started { reached(months) < on } else { reached(months + 1) <= on } {
        months += 1;
    }
    months
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_due_day_on_a_holiday_moves_to_the_next_working_day() {
        let rulebook = Rulebook::embedded().unwrap();
        let due = |month: &str, holidays: &[Date]| {
            let holidays = holidays.iter().copied().collect();
            due_on(&rulebook, Segment::Pu, Month::parse(month).unwrap(), &holidays).unwrap()
        };
        assert_eq!(due("2025-03", &[]), date(2025, 4, 15));
        assert_eq!(due("2025-03", &[date(2025, 4, 15)]), date(2025, 4, 16));
        // 15 August 2025 is a Friday: a holiday moves it over the weekend, and over a Monday that is one too.
        assert_eq!(due("2025-07", &[date(2025, 8, 15), date(2025, 8, 18)]), date(2025, 8, 19));
    }

    #[test]
    fn a_month_late_counts_when_it_has_started() {
        let due = date(2025, 4, 15);
        let started = |on| months_late(due, on, true);
        assert_eq!((started(due), started(date(2025, 4, 16)), started(date(2025, 5, 15))), (0, 1, 1));
        assert_eq!(started(date(2025, 5, 16)), 2);
        assert_eq!(months_late(due, date(2025, 5, 14), false), 0);
        assert_eq!(months_late(due, date(2025, 5, 15), false), 1);
    }
}
