//! Days on which nothing falls due: `rulebook/holidays.toml`, and the next working day after a date.
//!
//! A year that the file does not hold is not a year without holidays: [`Holidays::knows`] says so, and measure puts it
//! beside the figure.

use super::RulebookFlaw;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

const EMBEDDED: &str = include_str!("../../../rulebook/holidays.toml");

/// Days that somebody names besides the calendar, on which nothing falls due.
pub type ClosedDays = BTreeSet<Date>;

/// National holidays and joint leave (cuti bersama), by year.
#[derive(Clone, Debug, Default)]
pub struct Holidays {
    years: BTreeSet<i16>,
    days: BTreeSet<Date>,
    /// Every day of the file, and whether it is joint leave only.
    all: BTreeMap<Date, bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    calendar: Head,
    year: BTreeMap<i16, Year>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    joint_leave_moves: bool,
    #[expect(dead_code, reason = "read by people; required so that nobody leaves it out")]
    confidence: String,
    #[expect(dead_code, reason = "read by people")]
    note: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Year {
    #[expect(dead_code, reason = "a year without its source does not load")]
    source: String,
    national: BTreeMap<Date, String>,
    joint_leave: BTreeMap<Date, String>,
}

impl Holidays {
    /// The calendar of the embedded rulebook.
    pub fn embedded() -> Result<Self, RulebookFlaw> {
        Self::parse(EMBEDDED)
    }

    /// Reads `holidays.toml`. A day under another year than its own does not load.
    pub fn parse(text: &str) -> Result<Self, RulebookFlaw> {
        let file: File = toml::from_str(text).map_err(RulebookFlaw::NotToml)?;
        let mut calendar = Self::default();
        for (number, year) in file.year {
            let national = year.national.into_keys().map(|day| (day, false));
            for (day, joint) in national.chain(year.joint_leave.into_keys().map(|day| (day, true))) {
                if day.year() != number {
                    return Err(RulebookFlaw::HolidayOfAnotherYear { year: number, day });
                }
                calendar.all.entry(day).or_insert(joint);
                if !joint || file.calendar.joint_leave_moves {
                    calendar.days.insert(day);
                }
            }
            calendar.years.insert(number);
        }
        Ok(calendar)
    }

    /// Every day of the file, and whether it is joint leave (cuti bersama).
    pub fn each(&self) -> impl Iterator<Item = (Date, bool)> {
        self.all.iter().map(|(day, joint)| (*day, *joint))
    }

    /// Whether the holidays of the year are known.
    pub fn knows(&self, year: i16) -> bool {
        self.years.contains(&year)
    }

    /// The day itself when it is a working day, or else the first one after it; `closed` days are no working days either.
    pub fn working_day_from(&self, day: Date, closed: &ClosedDays) -> Date {
        let rests = |day: Date| {
            matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) || self.days.contains(&day) || closed.contains(&day)
        };
        let mut day = day;
        while rests(day) {
            let next = day.saturating_add(1.days());
            if next == day {
                break;
            }
            day = next;
        }
        day
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn calendar() -> Holidays {
        Holidays::embedded().unwrap()
    }

    #[test]
    fn a_due_day_moves_past_holidays_joint_leave_and_weekends_to_the_next_working_day() {
        let cases = [
            // Friday and Saturday Idul Fitri, Sunday, then three days of joint leave.
            (date(2018, 6, 15), date(2018, 6, 21)),
            // Joint leave after Maulid on a Friday, then a weekend.
            (date(2020, 10, 30), date(2020, 11, 2)),
            // Good Friday.
            (date(2022, 4, 15), date(2022, 4, 18)),
            // A Sunday, and Waisak on the Monday.
            (date(2022, 5, 15), date(2022, 5, 17)),
            // The last day of joint leave after Idul Fitri.
            (date(2024, 4, 15), date(2024, 4, 16)),
            // The day between Ascension and the weekend.
            (date(2026, 5, 15), date(2026, 5, 18)),
            // A working day stays.
            (date(2025, 7, 15), date(2025, 7, 15)),
        ];
        for (due, moved) in cases {
            assert_eq!(calendar().working_day_from(due, &ClosedDays::new()), moved, "{due}");
        }
    }

    #[test]
    fn a_closed_day_and_a_holiday_behind_it_move_the_due_day_over_both() {
        // 15 April 2025 is named closed; 18 April is Good Friday, and a weekend follows it.
        let closed = [15, 16, 17].map(|day| date(2025, 4, day)).into();
        assert_eq!(calendar().working_day_from(date(2025, 4, 15), &closed), date(2025, 4, 21));
    }

    #[test]
    fn without_joint_leave_the_fifteenth_of_april_2024_is_a_working_day() {
        let strict = EMBEDDED.replace("joint_leave_moves = true", "joint_leave_moves = false");
        let due = Holidays::parse(&strict).unwrap().working_day_from(date(2024, 4, 15), &ClosedDays::new());
        assert_eq!(due, date(2024, 4, 15));
    }

    #[test]
    fn every_year_of_the_rule_of_activity_until_2027_is_known_and_no_other() {
        let calendar = calendar();
        assert!((2015..=2027).all(|year| calendar.knows(year)));
        assert!(!calendar.knows(2014) && !calendar.knows(2028));
    }

    #[test]
    fn a_day_under_another_year_does_not_load() {
        let wrong = EMBEDDED.replace("2025-12-25 =", "2024-12-24 =");
        assert!(matches!(Holidays::parse(&wrong), Err(RulebookFlaw::HolidayOfAnotherYear { year: 2025, .. })));
    }
}
