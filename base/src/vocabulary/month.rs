//! Months, and the set of months that a member has paid.

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A calendar month. Ordered in time; arithmetic is in whole months.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(i32);

/// Why a text is no month.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a month; write it as 2025-06")]
pub struct MonthFlaw {
    text: String,
}

impl Month {
    /// The month of a year (1900 to 2199) and month number (1 to 12).
    pub fn new(year: i16, month: i8) -> Option<Self> {
        if (1900..2200).contains(&year) && (1..=12).contains(&month) {
            Some(Self(i32::from(year) * 12 + i32::from(month) - 1))
        } else {
            None
        }
    }

    /// Reads the canonical form `2025-06`; other spellings are a matter of ingest.
    pub fn parse(text: &str) -> Result<Self, MonthFlaw> {
        let flaw = || MonthFlaw { text: text.to_owned() };
        let (year, month) = text.split_once('-').ok_or_else(flaw)?;
        if year.len() != 4 || month.len() != 2 {
            return Err(flaw());
        }
        let year = year.parse().map_err(|_| flaw())?;
        let month = month.parse().map_err(|_| flaw())?;
        Self::new(year, month).ok_or_else(flaw)
    }

    /// The month that holds a day.
    pub fn of(day: Date) -> Self {
        Self(i32::from(day.year()) * 12 + i32::from(day.month()) - 1)
    }

    /// The year.
    pub fn year(self) -> i16 {
        i16::try_from(self.0.div_euclid(12)).unwrap_or(i16::MAX)
    }

    /// The month number, 1 to 12.
    pub fn number(self) -> i8 {
        i8::try_from(self.0.rem_euclid(12) + 1).unwrap_or(1)
    }

    /// The month `months` later, or earlier when negative.
    pub fn plus(self, months: i32) -> Self {
        Self(self.0 + months)
    }

    /// Months from `earlier` to this one; negative when it is later.
    #[inline]
    pub fn since(self, earlier: Self) -> i32 {
        self.0 - earlier.0
    }

    /// The first day.
    pub fn first_day(self) -> Date {
        jiff::civil::date(self.year(), self.number(), 1)
    }

    /// The last day.
    pub fn last_day(self) -> Date {
        self.first_day().last_of_month()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:04}-{:02}", self.year(), self.number()))
    }
}

impl fmt::Debug for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// The months a member has paid, looking back from one month: bit 0 is that month, bit 1 the one before,
/// up to [`PaidMonths::REACH`] months. This is the form in which the lake keeps payments (column `paid_bits`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PaidMonths(i64);

impl PaidMonths {
    /// How many months back payments are kept: five years and three months, the positive bits of an i64.
    pub const REACH: i32 = 63;

    /// No month paid.
    pub const NONE: Self = Self(0);

    /// The set kept in the lake.
    #[inline]
    pub const fn from_bits(bits: i64) -> Self {
        Self(bits)
    }

    /// The set as the lake keeps it.
    #[inline]
    pub const fn bits(self) -> i64 {
        self.0
    }

    /// Adds every month from `first` to `last`, counted back from `base`. Gives back whether all of them were in reach.
    #[inline]
    pub fn pay(&mut self, base: Month, first: Month, last: Month) -> bool {
        let newest = base.since(last);
        let oldest = base.since(first);
        let (from, to) = (newest.max(0), oldest.min(Self::REACH - 1));
        if from <= to {
            // The lowest `to + 1` bits without the lowest `from`.
            self.0 |= ((u64::MAX >> (63 - to)) & (u64::MAX << from)).cast_signed();
        }
        newest >= 0 && oldest < Self::REACH && first <= last
    }

    /// The set looking back from `months` before its base.
    pub fn seen_from(self, months: i32) -> Self {
        if (0..Self::REACH).contains(&months) { Self(self.0 >> months) } else { Self(0) }
    }

    /// Months since the last payment: 0 when the base month is paid, none when nothing is.
    pub fn since_last(self) -> Option<u32> {
        (self.0 != 0).then(|| self.0.trailing_zeros())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(text: &str) -> Month {
        Month::parse(text).unwrap()
    }

    #[test]
    fn a_month_is_read_and_written_in_the_same_form() {
        assert_eq!(month("2025-06").to_string(), "2025-06");
        for wrong in ["2025-13", "2025-00", "2025-6", "25-06", "June", ""] {
            assert!(Month::parse(wrong).is_err(), "{wrong} was read");
        }
    }

    #[test]
    fn months_add_across_the_end_of_a_year() {
        assert_eq!(month("2025-11").plus(3), month("2026-02"));
        assert_eq!(month("2026-02").since(month("2025-11")), 3);
        assert_eq!(month("2024-02").last_day(), jiff::civil::date(2024, 2, 29));
    }

    #[test]
    fn a_paid_range_is_seen_from_every_later_month() {
        let mut paid = PaidMonths::NONE;
        assert!(paid.pay(month("2025-06"), month("2024-01"), month("2025-04")));
        assert_eq!(paid.since_last(), Some(2));
        assert_eq!(paid.seen_from(2).since_last(), Some(0));
        assert_eq!(paid.seen_from(17).since_last(), Some(0));
        assert_eq!(paid.seen_from(18).since_last(), None);
    }

    #[test]
    fn months_outside_the_reach_are_reported_not_wrapped() {
        let mut paid = PaidMonths::NONE;
        assert!(!paid.pay(month("2025-06"), month("2010-01"), month("2025-06")));
        assert_eq!(paid.bits(), i64::MAX);
        assert!(!paid.pay(month("2025-06"), month("2025-07"), month("2025-08")));
    }
}
