//! The standing of many memberships in one month: the kernel behind the SQL function `standing`.

use base::law::{ActiveRule, NotInForce, SegmentView, Standing};
use base::vocabulary::{Month, PaidMonths, Segment, day_of_epoch, epoch_day};

/// Answers for one month. The rule is asked once per segment and day; rows then need no calendar.
#[derive(Clone, Debug)]
pub struct StandingColumn {
    month: Month,
    last_day: i32,
    rule: ActiveRule,
    views: Vec<(i32, Segment, Result<SegmentView, NotInForce>)>,
    seen_on: Option<i32>,
}

impl StandingColumn {
    /// The kernel for one month under a rule.
    pub fn new(month: Month, rule: ActiveRule) -> Self {
        Self { month, last_day: epoch_day(month.last_day()), rule, views: Vec::new(), seen_on: None }
    }

    /// The kernel for the end of a month, as if nothing were paid after the day that the data describes: who lapses unless they pay.
    pub fn unless_paid(month: Month, rule: ActiveRule) -> Self {
        Self { seen_on: Some(epoch_day(month.last_day())), ..Self::new(month, rule) }
    }

    /// The standing of one membership: months paid looking back from the month of `as_of`, the day its data describes.
    /// A segment that the register does not tell is judged as the strictest one.
    pub fn of(
        &mut self,
        paid_bits: i64,
        as_of: i32,
        segment: Option<&str>,
        ended_on: Option<i32>,
    ) -> Result<Standing, NotInForce> {
        let segment = segment.and_then(Segment::parse).unwrap_or(Segment::Bpu);
        let months_back = Month::of(day_of_epoch(as_of)).since(self.month);
        // A month after the data is asked about only when nothing more is taken to be paid: what was paid then lies farther back.
        let ahead = if self.seen_on.is_some() { (-months_back).clamp(0, 62) } else { 0 };
        let paid = PaidMonths::from_bits(paid_bits << ahead).seen_from(months_back + ahead);
        let ended = ended_on.is_some_and(|day| day <= self.last_day);
        let as_of = self.seen_on.unwrap_or(as_of);
        let known = self.views.iter().position(|(day, of, _)| *day == as_of && *of == segment);
        let view = match known {
            Some(place) => self.views[place].2.clone(),
            None => {
                let view = self.rule.seen_on(segment, self.month, day_of_epoch(as_of));
                self.views.push((as_of, segment, view.clone()));
                view
            }
        };
        Ok(view?.standing(paid, ended))
    }
}

/// Which of the months back from one are covered: the kernel behind the SQL function `covered_months`.
#[derive(Clone, Debug)]
pub struct CoveredMonths(Vec<StandingColumn>);

impl CoveredMonths {
    /// The months back from one, at most 63; earlier ones than the rule knows are left out.
    pub fn back_from(month: Month, months: u32, rule: &ActiveRule) -> Self {
        let back = (0..months.min(63)).map(|back| month.plus(-back.cast_signed()));
        let known = back.take_while(|month| Segment::ALL.into_iter().all(|segment| rule.due_on(segment, *month).is_ok()));
        Self(known.map(|month| StandingColumn::new(month, rule.clone())).collect())
    }

    /// How many months the rule knows.
    pub fn months(&self) -> u32 {
        u32::try_from(self.0.len()).unwrap_or(0)
    }

    /// The months in which a membership covers, as bits: the lowest is the latest month.
    pub fn of(&mut self, paid_bits: i64, as_of: i32, segment: Option<&str>, ended_on: Option<i32>) -> Result<i64, NotInForce> {
        let mut bits = 0;
        for (place, kernel) in self.0.iter_mut().enumerate() {
            if kernel.of(paid_bits, as_of, segment, ended_on)?.is_covered() {
                bits |= 1_i64 << place;
            }
        }
        Ok(bits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_membership_is_seen_from_the_month_asked_about_not_from_the_day_of_the_file() {
        let month = |text| Month::parse(text).unwrap();
        let mut paid = PaidMonths::NONE;
        paid.pay(month("2025-06"), month("2025-01"), month("2025-04"));
        let as_of = epoch_day(date(2025, 6, 30));
        let on = |asked| {
            StandingColumn::new(month(asked), ActiveRule::embedded().unwrap()).of(paid.bits(), as_of, Some("pu"), None).unwrap()
        };
        assert_eq!(on("2025-04"), Standing::Active);
        assert_eq!(on("2025-05"), Standing::InArrears);
        assert_eq!(on("2025-06"), Standing::InArrears);
        assert_eq!(on("2024-12"), Standing::Registered);
        let mut paid = PaidMonths::NONE;
        paid.pay(month("2025-06"), month("2025-01"), month("2025-06"));
        let unless_paid = |segment| {
            let mut kernel = StandingColumn::unless_paid(month("2025-07"), ActiveRule::embedded().unwrap());
            kernel.of(paid.bits(), as_of, Some(segment), None).unwrap()
        };
        let mut months = CoveredMonths::back_from(month("2025-08"), 4, &ActiveRule::embedded().unwrap());
        // Seen from August: May and June are paid; for somebody without a wage July and August are not covered.
        assert_eq!(months.of(paid.bits(), as_of, Some("bpu"), None).unwrap(), 0b1100);
        // July of an employee is due in August; somebody without a wage has to pay it in July.
        assert_eq!((unless_paid("pu"), unless_paid("bpu")), (Standing::InGrace, Standing::Lapsed));
    }
}
