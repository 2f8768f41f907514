//! Working days: weekends, national holidays, joint leave and the holidays of a region, as data.
//!
//! Days are counted from the first working day after the day that starts the clock: what is delivered on a Friday with
//! ten working days has the Monday as its first and the Friday of the week after as its last.

use base::vocabulary::region::RegionCode;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use std::collections::{BTreeMap, BTreeSet};

/// Why nobody works on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DayKind {
    /// National holiday (libur nasional).
    National,
    /// Joint leave (cuti bersama).
    JointLeave,
    /// A holiday of one region (libur daerah).
    Regional,
}

impl DayKind {
    /// Reads the word of a calendar file, Indonesian or English.
    pub fn parse(text: &str) -> Option<Self> {
        let word = text.trim().to_lowercase().replace([' ', '-'], "_");
        match word.as_str() {
            "national" | "nasional" | "libur_nasional" | "national_holiday" | "public" | "holiday" => Some(Self::National),
            "joint_leave" | "cuti_bersama" => Some(Self::JointLeave),
            "regional" | "daerah" | "libur_daerah" | "local" | "lokal" | "libur_lokal" | "regional_holiday" => {
                Some(Self::Regional)
            }
            _ => None,
        }
    }
}

/// One line of a calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holiday {
    /// The day.
    pub day: Date,
    /// Where it holds; none: everywhere.
    pub region: Option<RegionCode>,
    /// Why nobody works.
    pub kind: DayKind,
}

/// The days on which nobody works, and the years of which they are known.
#[derive(Clone, Debug, Default)]
pub struct Calendar {
    days: BTreeMap<Date, Vec<Option<RegionCode>>>,
    years: BTreeSet<i16>,
}

impl Calendar {
    /// A calendar of holidays; the years it knows are those that have a national holiday or are named in `years`.
    pub fn new(
        holidays: impl IntoIterator<Item = Holiday>,
        years: impl IntoIterator<Item = i16>,
        joint_leave_works: bool,
    ) -> Self {
        let mut calendar = Self { days: BTreeMap::new(), years: years.into_iter().collect() };
        for holiday in holidays {
            if holiday.kind == DayKind::National {
                calendar.years.insert(holiday.day.year());
            }
            if holiday.kind != DayKind::JointLeave || !joint_leave_works {
                calendar.days.entry(holiday.day).or_default().push(holiday.region);
            }
        }
        calendar
    }

    /// Whether offices of the region work on the day.
    pub fn is_working(&self, day: Date, region: RegionCode) -> bool {
        let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        let holiday = || self.days.get(&day).is_some_and(|scopes| scopes.iter().any(|scope| holds_in(*scope, region)));
        !weekend && !holiday()
    }

    /// The `count`-th working day after a day; the day itself for none.
    pub fn after(&self, day: Date, count: u32, region: RegionCode) -> Date {
        self.walk(day, count, region, 1)
    }

    /// The `count`-th working day before a day; the day itself for none.
    pub fn before(&self, day: Date, count: u32, region: RegionCode) -> Date {
        self.walk(day, count, region, -1)
    }

    fn walk(&self, day: Date, count: u32, region: RegionCode, step: i32) -> Date {
        let (mut day, mut left) = (day, count);
        while left > 0 {
            let next = day.saturating_add(step.days());
            if next == day {
                return day; // the end of all calendars
            }
            day = next;
            left -= u32::from(self.is_working(day, region));
        }
        day
    }

    /// Working days after `from` up to and with `until`.
    pub fn between(&self, from: Date, until: Date, region: RegionCode) -> u32 {
        let (mut day, mut count) = (from, 0);
        while day < until {
            day = day.saturating_add(1.days());
            count += u32::from(self.is_working(day, region));
        }
        count
    }

    /// The first year between two days whose holidays nobody has entered: a deadline across it knows weekends only.
    pub fn unknown_year(&self, from: Date, until: Date) -> Option<i16> {
        (from.year()..=until.year()).find(|year| !self.years.contains(year))
    }
}

/// Whether a holiday of a scope holds in a region: its own, or of a region that contains it.
fn holds_in(scope: Option<RegionCode>, region: RegionCode) -> bool {
    scope.is_none_or(|scope| scope.contains(region))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn makassar() -> RegionCode {
        "73.71".parse().unwrap()
    }

    fn holiday(day: Date, region: Option<&str>, kind: DayKind) -> Holiday {
        Holiday { day, region: region.map(|code| code.parse().unwrap()), kind }
    }

    #[test]
    fn ten_working_days_after_a_friday_end_on_the_friday_two_weeks_later() {
        assert_eq!(Calendar::default().after(date(2026, 11, 6), 10, makassar()), date(2026, 11, 20));
    }

    #[test]
    fn joint_leave_is_skipped_unless_the_switch_says_that_it_works() {
        let leave = [holiday(date(2026, 11, 9), None, DayKind::JointLeave)];
        let friday = date(2026, 11, 6);
        assert_eq!(Calendar::new(leave.clone(), [], false).after(friday, 1, makassar()), date(2026, 11, 10));
        assert_eq!(Calendar::new(leave, [], true).after(friday, 1, makassar()), date(2026, 11, 9));
    }

    #[test]
    fn a_holiday_of_a_province_holds_in_its_regencies_and_nowhere_else() {
        let calendar = Calendar::new([holiday(date(2026, 10, 19), Some("73"), DayKind::Regional)], [], false);
        assert!(!calendar.is_working(date(2026, 10, 19), makassar()));
        assert!(calendar.is_working(date(2026, 10, 19), "74.01".parse().unwrap()));
        assert!(calendar.is_working(date(2026, 10, 20), makassar()));
    }

    #[test]
    fn a_year_without_any_national_holiday_is_a_year_that_nobody_entered() {
        let calendar = Calendar::new([holiday(date(2026, 1, 1), None, DayKind::National)], [], false);
        assert_eq!(calendar.unknown_year(date(2026, 2, 1), date(2026, 3, 1)), None);
        assert_eq!(calendar.unknown_year(date(2026, 12, 20), date(2027, 1, 4)), Some(2027));
    }

    proptest! {
        #[test]
        fn counting_forward_and_counting_between_agree(start in 0_i64..4_000, count in 1_u32..60, gaps in prop::collection::vec(0_i64..4_200, 0..40)) {
            let first = date(2020, 1, 1);
            let day = |days: i64| first.saturating_add(days.days());
            let calendar = Calendar::new(gaps.into_iter().map(|gap| holiday(day(gap), None, DayKind::National)), [], false);
            let until = calendar.after(day(start), count, makassar());
            prop_assert!(calendar.is_working(until, makassar()));
            prop_assert_eq!(calendar.between(day(start), until, makassar()), count);
        }
    }
}
