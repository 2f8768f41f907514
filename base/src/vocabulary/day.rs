//! Days as the lake keeps them: whole days since 1970-01-01 (Arrow's `date32`).

use jiff::civil::Date;

/// Days from 1970-01-01 to `day`; negative before it. (Howard Hinnant's `days_from_civil`.)
#[inline]
pub fn epoch_day(day: Date) -> i32 {
    epoch_day_of(i32::from(day.year()), i32::from(day.month()), i32::from(day.day()))
}

/// The same for the parts of a day that is known to exist.
#[inline]
pub fn epoch_day_of(year: i32, month: i32, day: i32) -> i32 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The day that lies `days` after 1970-01-01; the ends of the calendar beyond them.
#[inline]
pub fn day_of_epoch(days: i32) -> Date {
    // The inverse of the sum above, over years that begin in March; every row of a roster comes through here.
    let days = days.clamp(-700_000, 2_900_000) + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = era * 400 + year_of_era + i32::from(month <= 2);
    let part = |number: i32| i8::try_from(number).unwrap_or(1);
    jiff::civil::date(i16::try_from(year).unwrap_or(i16::MAX), part(month), part(day))
}

/// Full years from birth to a day; none when the birth is later or more than 200 years ago.
#[inline]
pub fn full_years(birth: Date, on: Date) -> Option<u8> {
    let mut years = i32::from(on.year()) - i32::from(birth.year());
    if (on.month(), on.day()) < (birth.month(), birth.day()) {
        years -= 1;
    }
    u8::try_from(years).ok().filter(|years| *years <= 200)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_day_comes_back_from_its_number(days in -690_000_i32..2_890_000) {
            prop_assert_eq!(epoch_day(day_of_epoch(days)), days);
        }
    }

    #[test]
    fn age_counts_full_years() {
        assert_eq!(full_years(date(1985, 3, 12), date(2025, 3, 11)), Some(39));
        assert_eq!(full_years(date(1985, 3, 12), date(2025, 3, 12)), Some(40));
        assert_eq!(full_years(date(2026, 1, 1), date(2025, 3, 12)), None);
    }
}
