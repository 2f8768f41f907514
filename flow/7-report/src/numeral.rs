//! Numbers, shares, months and days as people write them: `1.327.557`, `47,38%`, `30 Juni 2025`; in English `1,327,557`,
//! `47.38%`, `30 June 2025`.

use base::vocabulary::{Month, Percent};

const BULAN: [&str; 12] =
    ["Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"];
const MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/// How a language writes numbers and dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Numerals {
    /// A point groups thousands, a comma starts the decimals.
    Indonesian,
    /// The other way round.
    English,
}

impl Numerals {
    const fn marks(self) -> (char, char) {
        match self {
            Self::Indonesian => ('.', ','),
            Self::English => (',', '.'),
        }
    }

    /// A count with its thousands grouped.
    pub fn count(self, count: u64) -> String {
        let digits = count.to_string();
        let mut text = String::with_capacity(digits.len() + digits.len() / 3);
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                text.push(self.marks().0);
            }
            text.push(digit);
        }
        text
    }

    /// A difference with its sign: `+12`, `−1.204`; nothing is nothing and has none.
    pub fn signed(self, difference: i64) -> String {
        let count = self.count(difference.unsigned_abs());
        match difference {
            0 => count,
            1.. => format!("+{count}"),
            _ => format!("−{count}"),
        }
    }

    /// A share with two decimals and no space before the sign; above one hundred is written as it is.
    pub fn percent(self, share: Percent) -> String {
        format!("{}%", self.hundredths(share.0))
    }

    /// A share without decimals it does not have: `68%`, `62,93%`.
    pub fn short_percent(self, share: Percent) -> String {
        if share.0 % 100 == 0 { format!("{}%", share.0 / 100) } else { self.percent(share) }
    }

    /// A share with as few decimals as it has: `33%`, `47,4%`.
    pub fn brief_percent(self, share: Percent) -> String {
        match share.0 % 100 {
            0 => format!("{}%", share.0 / 100),
            tenths if tenths % 10 == 0 => format!("{}{}{}%", share.0 / 100, self.marks().1, tenths / 10),
            _ => self.percent(share),
        }
    }

    /// A difference of shares in points, always with its sign: `+2,10`.
    pub fn points(self, difference: Percent) -> String {
        let sign = if difference.0 < 0 { "−" } else { "+" };
        format!("{sign}{}", self.hundredths(difference.0.abs()))
    }

    fn hundredths(self, value: i64) -> String {
        let sign = if value < 0 { "−" } else { "" };
        let value = value.unsigned_abs();
        format!("{sign}{}{}{:02}", self.count(value / 100), self.marks().1, value % 100)
    }

    /// A month in words: `Juni 2025`.
    pub fn month(self, month: Month) -> String {
        format!("{} {}", self.month_name(month.number()), month.year())
    }

    /// A month in three letters and two digits, for an axis: `Jun 25`.
    pub fn short_month(self, month: Month) -> String {
        let name: String = self.month_name(month.number()).chars().take(3).collect();
        format!("{name} {:02}", month.year() % 100)
    }

    /// A day in words, from its ISO form: `30 Juni 2025`. Another text comes back as it is.
    pub fn day(self, iso: &str) -> String {
        let read = || {
            let month = Month::parse(iso.get(..7)?).ok()?;
            let day: u8 = iso.get(8..)?.parse().ok()?;
            Some(format!("{day} {}", self.month(month)))
        };
        read().unwrap_or_else(|| iso.to_owned())
    }

    fn month_name(self, number: i8) -> &'static str {
        let names = match self {
            Self::Indonesian => &BULAN,
            Self::English => &MONTHS,
        };
        usize::try_from(number - 1).ok().and_then(|place| names.get(place)).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_each_language_writes_them() {
        let (id, en) = (Numerals::Indonesian, Numerals::English);
        assert_eq!((id.count(1_327_557), en.count(1_327_557)), ("1.327.557".to_owned(), "1,327,557".to_owned()));
        assert_eq!((id.count(0), id.count(999), id.count(1_000)), ("0".to_owned(), "999".to_owned(), "1.000".to_owned()));
        assert_eq!((id.percent(Percent(12_074)), en.percent(Percent(4_738))), ("120,74%".to_owned(), "47.38%".to_owned()));
        assert_eq!((id.short_percent(Percent(6_800)), id.short_percent(Percent(6_293))), ("68%".to_owned(), "62,93%".to_owned()));
        assert_eq!(
            (id.signed(-1_204), en.signed(1_204), id.signed(0)),
            ("−1.204".to_owned(), "+1,204".to_owned(), "0".to_owned())
        );
        assert_eq!((id.points(Percent(698)), id.points(Percent(-5))), ("+6,98".to_owned(), "−0,05".to_owned()));
        assert_eq!((id.day("2025-06-30"), en.day("2024-07-31")), ("30 Juni 2025".to_owned(), "31 July 2024".to_owned()));
        assert_eq!(id.day("kemarin"), "kemarin");
    }
}
