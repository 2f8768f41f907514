//! What is owed on a day: the due day of a month, how late it is, and the fines (PP 44, 45 and 46/2015; PP 49/2020;
//! PP 86/2013). Days that are closed besides the calendar come in as an argument.

use super::assess::{Amounts, Ground, Options, Refusal, Side};
use super::ratio::{Ratio, Rounding, Sum};
use super::rulebook::ROUNDING;
use super::{ClosedDays, Rulebook};
use crate::vocabulary::{Month, Rupiah, Segment};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;

/// One month on one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Arrears {
    /// The contribution month.
    pub month: Month,
    /// The last day on which it could be paid in time.
    pub due_on: Date,
    /// The year of the due day where the rulebook does not have its holidays: the true due day may be later, never earlier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holidays_unknown: Option<i16>,
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

/// The parameter with the late fine of a segment.
const fn fine_of(segment: Segment) -> &'static str {
    match segment {
        Segment::Pu => "billing.late.fine_pu",
        Segment::Jakon => "billing.late.fine_jakon",
        Segment::Bpu => "billing.late.fine_bpu",
        Segment::Pmi => "billing.late.fine_pmi",
    }
}

/// What one month owes on a day, of which `paid` has been paid.
pub fn arrears(
    rulebook: &Rulebook,
    options: &Options,
    amounts: &Amounts,
    paid: Rupiah,
    on: Date,
    closed: &ClosedDays,
) -> Result<Arrears, Refusal> {
    if paid.0 < 0 {
        return Err(Refusal::Negative { column: "paid" });
    }
    // JKP's public share is no debt of the employer; a member without a wage owes whatever side pays for it.
    let contribution = match options.scheme {
        Segment::Pu => amounts.total(Side::Employer) + amounts.total(Side::Worker),
        _ => amounts.sum(),
    };
    let unpaid = Rupiah((contribution - paid.0).max(0));
    let of_bill = arrears_of_bill(rulebook, options.scheme, options.month, unpaid, on, closed)?;
    Ok(Arrears { contribution: Rupiah(contribution), ..of_bill })
}

/// What one month owes on a day of which a bill says what is unpaid: nothing is assessed anew.
///
/// # Errors
/// The rulebook has no value for the month, or the fine is beyond all money.
pub fn arrears_of_bill(
    rulebook: &Rulebook,
    scheme: Segment,
    month: Month,
    unpaid: Rupiah,
    on: Date,
    closed: &ClosedDays,
) -> Result<Arrears, Refusal> {
    let (day, Rupiah(unpaid)) = (month.first_day(), unpaid);
    let due_on = rulebook.active().due_on_besides(scheme, month, closed)?;
    let fine_id = fine_of(scheme);
    let rate = rulebook.on(fine_id, day)?.percent();
    let started = rulebook.on("billing.late.months", day)?.choice() == "started";
    let compound = rulebook.on("billing.late.method", day)?.choice() == "compound";
    let administrative = rulebook.on("billing.administrative.fine", day)?.percent();
    let rounding = rulebook.rounding(day)?;
    let late_months = months_late(due_on, on, started);
    let simple = |rate| simple_fine(unpaid, rate, late_months, rounding).ok_or(Refusal::TooLarge { column: "late_fine" });
    let late_fine = if compound {
        compound_fine(unpaid, rate, late_months, rounding).ok_or(Refusal::TooLarge { column: "late_fine" })?
    } else {
        simple(rate)?
    };
    let ids = [fine_id, "billing.late.months", "billing.late.method", "billing.administrative.fine", ROUNDING];
    Ok(Arrears {
        month,
        due_on,
        holidays_unknown: rulebook.active().due_year_unknown(scheme, month)?,
        contribution: Rupiah(unpaid),
        unpaid: Rupiah(unpaid),
        late_months,
        late_fine: Rupiah(late_fine),
        administrative_fine: Rupiah(simple(administrative)?),
        grounds: ids.iter().filter_map(|id| Ground::on(rulebook, id, day)).collect(),
    })
}

/// The same share of the debt for every month, rounded once. None beyond all money.
fn simple_fine(unpaid: i64, rate: Ratio, months: i32, rounding: Rounding) -> Option<i64> {
    let months = u64::try_from(months).ok()?;
    let sum = Sum::default().add(unpaid.unsigned_abs().checked_mul(months)?, rate.fraction())?;
    sum.rounded(Ratio::WHOLE, rounding)
}

/// A share of the debt and of the fine so far, rounded every month. None beyond all money.
fn compound_fine(unpaid: i64, rate: Ratio, months: i32, rounding: Rounding) -> Option<i64> {
    let rate = rate.fraction();
    let grown = (0..months).try_fold(unpaid, |owed, _| owed.checked_add(rate.share(owed.unsigned_abs(), rounding)?))?;
    grown.checked_sub(unpaid)
}

/// Months between the due day and a later day: started ones, or only full ones.
fn months_late(due_on: Date, on: Date, started: bool) -> i32 {
    if on <= due_on {
        return 0;
    }
    let reached = |months: i32| due_on.saturating_add(i64::from(months).months());
    let apart = Month::of(on).since(Month::of(due_on));
    let full = if reached(apart) <= on { apart } else { apart - 1 };
    full + i32::from(started && reached(full) < on)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::assess::{Figures, Terms};
    use jiff::civil::date;

    fn owed(month: &str, wage: i64, on: Date, closed: &[Date]) -> Result<Arrears, Refusal> {
        let rulebook = Rulebook::embedded().unwrap();
        let options = Options { risk_group: Some(1), ..Options::new(Segment::Pu, Month::parse(month).unwrap()) };
        let amounts = Terms::of(&rulebook, &options)?.assess(&Figures { wage: Some(wage), ..Figures::default() })?;
        arrears(&rulebook, &options, &amounts, Rupiah(0), on, &closed.iter().copied().collect())
    }

    #[test]
    fn a_due_day_moves_over_closed_days_and_the_holidays_behind_them() {
        let due = |month, closed: &[Date]| owed(month, 5_000_000, date(2025, 12, 1), closed).unwrap().due_on;
        assert_eq!(due("2025-03", &[]), date(2025, 4, 15));
        assert_eq!(due("2025-03", &[date(2025, 4, 15)]), date(2025, 4, 16));
        // 15 August 2025 is a Friday; Monday the 18th is joint leave after Independence Day, which the calendar knows.
        assert_eq!(due("2025-07", &[]), date(2025, 8, 15));
        assert_eq!(due("2025-07", &[date(2025, 8, 15)]), date(2025, 8, 19));
    }

    #[test]
    fn a_bill_whose_due_day_lies_in_a_year_without_holidays_says_so() {
        let rulebook = Rulebook::embedded().unwrap();
        let unknown = |month: &str| {
            let options = Options::new(Segment::Bpu, Month::parse(month).unwrap());
            let amounts = Terms::of(&rulebook, &options).unwrap().assess(&Figures::default()).unwrap();
            let bill = arrears(&rulebook, &options, &amounts, Rupiah(0), date(2028, 6, 1), &ClosedDays::new()).unwrap();
            bill.holidays_unknown
        };
        assert_eq!((unknown("2027-12"), unknown("2028-01")), (None, Some(2028)));
    }

    #[test]
    fn a_negative_payment_is_refused_and_raises_no_debt() {
        let rulebook = Rulebook::embedded().unwrap();
        let options = Options::new(Segment::Bpu, Month::parse("2025-03").unwrap());
        let amounts = Terms::of(&rulebook, &options).unwrap().assess(&Figures::default()).unwrap();
        let refused = arrears(&rulebook, &options, &amounts, Rupiah(-1), date(2025, 6, 1), &ClosedDays::new());
        assert_eq!(refused.unwrap_err(), Refusal::Negative { column: "paid" });
    }

    #[test]
    fn a_month_late_counts_when_it_has_started() {
        let due = date(2025, 4, 15);
        let started = |on| months_late(due, on, true);
        assert_eq!((started(due), started(date(2025, 4, 16)), started(date(2025, 5, 15))), (0, 1, 1));
        assert_eq!(started(date(2025, 5, 16)), 2);
        assert_eq!(months_late(due, date(2025, 5, 14), false), 0);
        assert_eq!(months_late(due, date(2025, 5, 15), false), 1);
        // A month after 30 January is the last day of February.
        let relief = date(2021, 1, 30);
        assert_eq!((months_late(relief, date(2021, 2, 28), true), months_late(relief, date(2021, 3, 1), true)), (1, 2));
    }

    #[test]
    fn the_last_day_of_the_calendar_is_reached_without_counting_forever() {
        assert_eq!(months_late(date(2025, 4, 15), Date::MAX, true), 95_697);
        assert_eq!(months_late(date(2025, 4, 15), Date::MAX, false), 95_696);
    }

    #[test]
    fn a_fine_beyond_every_integer_is_refused_and_never_cut_down() {
        assert_eq!(owed("2025-03", i64::MAX / 2, Date::MAX, &[]).unwrap_err(), Refusal::TooLarge { column: "late_fine" });
        let two_percent = Ratio::of_percent("2").unwrap();
        assert_eq!(compound_fine(1_000_000, two_percent, 100_000, Rounding::HalfUp), None);
        assert_eq!(compound_fine(1_000_000, two_percent, 2, Rounding::HalfUp), Some(40_400));
    }
}
