//! Months and amounts as spreadsheets and people write them. A spelling that can mean one thing is read; one that can mean
//! two ("5.000", "03/04/2025") is not, and the row is refused with the spelling that is asked for.

use crate::vocabulary::Month;
use jiff::civil::Date;

/// What an amount in a cell comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spelt {
    /// A whole number.
    Whole(i64),
    /// Digits, but more than any amount has.
    TooLarge,
    /// Not whole, not a number, or it can mean two numbers.
    Unclear,
}

/// Reads `5000000`, `5.000.000`, `5,000,000`, `Rp500.000`, `5.000.000,00`, and zeros behind a decimal sign.
pub(super) fn amount(text: &str) -> Spelt {
    let (currency, rest) = without_currency(text.trim());
    let rest = rest.strip_suffix(",-").unwrap_or(rest);
    let (sign, digits) = rest.strip_prefix('-').map_or(("", rest), |digits| ("-", digits));
    let Some(whole) = whole_part(digits, currency) else { return Spelt::Unclear };
    // Only digits are left, so all that can go wrong is their number.
    format!("{sign}{whole}").parse().map_or(Spelt::TooLarge, Spelt::Whole)
}

fn without_currency(text: &str) -> (bool, &str) {
    for word in ["rp.", "rp", "idr"] {
        if let Some(rest) = text.get(word.len()..).filter(|_| text[..word.len()].eq_ignore_ascii_case(word)) {
            return (true, rest.trim_start());
        }
    }
    (false, text)
}

/// The digits before the decimal sign, without the signs between thousands.
fn whole_part(text: &str, currency: bool) -> Option<String> {
    let zeros = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte == b'0');
    let Some(last) = text.rfind(['.', ',']) else { return digits(text).map(str::to_owned) };
    let (before, sign, after) = (&text[..last], &text[last..=last], &text[last + 1..]);
    if before.contains(sign) {
        return thousands(text, sign);
    }
    if before.contains(['.', ',']) {
        // Two signs: the last one is the decimal sign, unless what follows it could be thousands as well.
        let other = if sign == "." { "," } else { "." };
        return (zeros(after) && after.len() != 3).then(|| thousands(before, other)).flatten();
    }
    // One sign once: thousands where a currency says so; decimal where thousands would stand otherwise; else it is unclear.
    if currency && sign == "." && after.len() == 3 {
        return thousands(text, sign);
    }
    let could_be_thousands = after.len() == 3 && before.len() <= 3 && !zeros(before);
    (zeros(after) && !could_be_thousands).then(|| digits(before).map(str::to_owned)).flatten()
}

fn thousands(text: &str, sign: &str) -> Option<String> {
    let mut groups = text.split(sign);
    let first = groups.next().and_then(digits).filter(|first| first.len() <= 3)?;
    let rest: Vec<&str> = groups.map(|group| digits(group).filter(|group| group.len() == 3)).collect::<Option<_>>()?;
    Some(format!("{first}{}", rest.concat()))
}

fn digits(text: &str) -> Option<&str> {
    (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then_some(text)
}

/// The months by their names and short names in Indonesian and English.
const NAMES: [&[&str]; 12] = [
    &["januari", "january", "jan"],
    &["februari", "february", "feb"],
    &["maret", "march", "mar"],
    &["april", "apr"],
    &["mei", "may"],
    &["juni", "june", "jun"],
    &["juli", "july", "jul"],
    &["agustus", "august", "agu", "ags", "aug"],
    &["september", "sept", "sep"],
    &["oktober", "october", "okt", "oct"],
    &["november", "nopember", "nov", "nop"],
    &["desember", "december", "des", "dec"],
];

/// Reads `2025-03`, `2025-3`, `2025/03`, `03-2025`, `202503`, `Maret 2025`, and whole days, with a time or without.
pub(super) fn month(text: &str) -> Option<Month> {
    let text = text.trim();
    if let Ok(month) = Month::parse(text) {
        return Some(month);
    }
    if digits(text).is_some() {
        return match text.len() {
            6 => of(&text[..4], &text[4..]),
            8 => day(&text[..4], &text[4..6], &text[6..]),
            _ => None,
        };
    }
    let parts: Vec<&str> = without_time(text).split(['-', '/', '.', ' ']).filter(|part| !part.is_empty()).collect();
    let year = |part: &str| part.len() == 4;
    match parts.as_slice() {
        // As a number, October would be written 2025.1.
        [first, second] if year(first) && text.contains('.') && second.len() != 2 => None,
        [first, second] if year(first) => of(first, second),
        [first, second] if year(second) => of(second, first),
        [first, second, third] if year(first) => day(first, second, third),
        [first, second, third] if year(third) => {
            let written = (day(third, second, first), day(third, first, second));
            match written {
                (Some(month), None) | (None, Some(month)) => Some(month),
                (Some(month), Some(other)) if month == other => Some(month),
                _ => None,
            }
        }
        _ => None,
    }
}

/// What stands before the time of day.
fn without_time(text: &str) -> &str {
    match text.find(['T', ' ']) {
        Some(at) if text[at..].contains(':') => &text[..at],
        _ => text,
    }
}

fn of(year: &str, month: &str) -> Option<Month> {
    day(year, month, "1")
}

fn day(year: &str, month: &str, day: &str) -> Option<Month> {
    let number = |text: &str| digits(text).filter(|text| text.len() <= 2).and_then(|text| text.parse::<i8>().ok());
    let year = digits(year)?.parse().ok()?;
    let named = NAMES.iter().position(|names| names.iter().any(|name| month.eq_ignore_ascii_case(name)));
    let month = named.and_then(|place| i8::try_from(place + 1).ok()).or_else(|| number(month))?;
    Date::new(year, month, number(day)?).ok().map(Month::of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_with_signs_between_its_thousands_is_read() {
        for text in ["5000000", " 5000000 ", "5.000.000", "5,000,000", "5000000.0", "5000000,00", "5000000.000"] {
            assert_eq!(amount(text), Spelt::Whole(5_000_000), "{text}");
        }
        for text in ["5.000.000,00", "5,000,000.00", "Rp5.000.000", "Rp 5.000.000,-", "rp. 5.000.000", "IDR 5000000"] {
            assert_eq!(amount(text), Spelt::Whole(5_000_000), "{text}");
        }
        assert_eq!(amount("Rp500.000"), Spelt::Whole(500_000));
        assert_eq!(amount("0.000"), Spelt::Whole(0));
        assert_eq!(amount("-5"), Spelt::Whole(-5));
    }

    #[test]
    fn an_amount_that_can_mean_two_numbers_or_is_not_whole_is_unclear() {
        for text in
            ["5.000", "500,000", "5000000.5", "5.00.000", "5.000.00", "5.000,000", "1.2,3", "5e6", "+5", "0x5", "--5", "5 000"]
        {
            assert_eq!(amount(text), Spelt::Unclear, "{text}");
        }
        for text in ["", "-", "Rp", ".", ",", "5.", ".5", "Rp-", "é", "lima juta"] {
            assert_eq!(amount(text), Spelt::Unclear, "{text}");
        }
        assert_eq!(amount("99999999999999999999"), Spelt::TooLarge);
    }

    #[test]
    fn a_month_is_read_in_every_spelling_that_can_mean_one_month() {
        let march = Month::parse("2025-03").unwrap();
        for text in
            ["2025-03", "2025-3", "2025/03", "2025.03", "03-2025", "3/2025", "202503", "20250301", "2025-03-31", "2025-3-1"]
        {
            assert_eq!(month(text), Some(march), "{text}");
        }
        for text in ["2025-03-01T00:00:00", "2025-03-01 12:30:00", "31/03/2025", "03/03/2025", "3/31/2025", "31.03.2025"] {
            assert_eq!(month(text), Some(march), "{text}");
        }
        for text in ["Maret 2025", "mar-2025", "1 Maret 2025", "March 2025", "31 mar 2025"] {
            assert_eq!(month(text), Some(march), "{text}");
        }
    }

    #[test]
    fn a_month_that_can_mean_two_months_or_none_is_not_read() {
        for text in ["03/04/2025", "2025", "03", "25-03", "Mar-25", "2025-13", "2025-00", "2025.1", "45717", "2025-03-32"] {
            assert_eq!(month(text), None, "{text}");
        }
        for text in ["2025-03-garbage", "2025-02-30", "maret", "", "é", "2025-03-01-02", "20251301"] {
            assert_eq!(month(text), None, "{text}");
        }
    }
}
