//! Days and months as plain numbers, for the inner loop; the calendar is the proleptic Gregorian one.

/// Days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub i32);

/// Indonesian month names, January first.
pub const MONTH_NAMES: [&str; 12] =
    ["Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"];

impl Day {
    /// The day of a calendar date that exists.
    pub const fn new(year: i32, month: i32, day: i32) -> Self {
        let y = if month <= 2 { year - 1 } else { year };
        let era = y.div_euclid(400);
        let yoe = y - era * 400;
        let mp = (month + 9) % 12;
        let doy = (153 * mp + 2) / 5 + day - 1;
        let doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
        Self(era * 146_097 + doe - 719_468)
    }

    /// Year, month and day.
    pub const fn civil(self) -> (i32, i32, i32) {
        let z = self.0 + 719_468;
        let era = z.div_euclid(146_097);
        let doe = z - era * 146_097;
        let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
        let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        let mp = (5 * doy + 2) / 153;
        let day = doy - (153 * mp + 2) / 5 + 1;
        let month = if mp < 10 { mp + 3 } else { mp - 9 };
        (yoe + era * 400 + if month <= 2 { 1 } else { 0 }, month, day)
    }

    /// The month that holds this day.
    pub const fn month(self) -> Month {
        let (year, month, _) = self.civil();
        Month(year * 12 + month - 1)
    }

    /// `12-03-1980` with the given separator.
    pub fn dmy(self, separator: char) -> String {
        let (year, month, day) = self.civil();
        format!("{day:02}{separator}{month:02}{separator}{year:04}")
    }

    /// `1980-03-12`.
    pub fn iso(self) -> String {
        let (year, month, day) = self.civil();
        format!("{year:04}-{month:02}-{day:02}")
    }
}

/// Months since year zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(pub i32);

impl Month {
    /// The first day.
    pub const fn first(self) -> Day {
        Day::new(self.0.div_euclid(12), self.0.rem_euclid(12) + 1, 1)
    }

    /// The last day.
    pub const fn last(self) -> Day {
        Day(Self(self.0 + 1).first().0 - 1)
    }

    /// `2025-06`.
    pub fn text(self) -> String {
        format!("{:04}-{:02}", self.0.div_euclid(12), self.0.rem_euclid(12) + 1)
    }
}
