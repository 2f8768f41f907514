//! Dates as Indonesian spreadsheets hold them: `12-03-1980`, `12 Maret 1980`, `1980/03/12`, `29292`, `12/3/80`.

use base::vocabulary::{epoch_day, epoch_day_of};
use jiff::civil::Date;

/// Which part comes first where two parts could be day or month. Settled once per column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DateOrder {
    /// Day first, as Indonesian forms write.
    #[default]
    DayFirst,
    /// Month first, as American exports write.
    MonthFirst,
}

/// What a date cell holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateReading {
    /// Nothing, or a dash.
    Missing,
    /// A day, in days since 1970-01-01.
    Day(i32),
    /// Only a year: 1 January stands for it.
    YearOnly(i32),
    /// A day that no calendar has, or no date at all.
    Impossible,
}

/// What one value tells about the order of its column.
pub fn order_hint(text: &str) -> Option<DateOrder> {
    let parts = numbers(text)?;
    match parts {
        [(first, 1..=2), (second, 1..=2), _] if first > 12 && second <= 12 => Some(DateOrder::DayFirst),
        [(first, 1..=2), (second, 1..=2), _] if second > 12 && first <= 12 => Some(DateOrder::MonthFirst),
        _ => None,
    }
}

/// Reads a date cell. `today` settles the century of two-digit years: never in the future.
pub fn read(text: &str, numeric: bool, order: DateOrder, today: Date) -> DateReading {
    let text = text.trim();
    if let Some(day) = fast(text.as_bytes(), order) {
        return day;
    }
    if text.is_empty() || text.chars().all(|c| matches!(c, '-' | '.' | '/' | '\'' | '0' | ' ' | ':' | '?')) || is_unknown(text) {
        return DateReading::Missing;
    }
    let text = without_weekday(text.trim_start_matches('\''));
    if numeric {
        return serial(text);
    }
    // A time behind the date says nothing about the day.
    let text = match text.split_once(['T', ' ']) {
        Some((day, time)) if time.contains(':') && day.len() >= 8 => day,
        _ => text,
    };
    let text = text.trim_start_matches(['±', '~', '+', '/', ' ', '-']);
    if let Some(parts) = numbers(text) {
        return from_numbers(parts, order, today);
    }
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    match text.len() {
        4 if digits => year_only(text),
        5 if digits => serial(text),
        8 if digits => compact(text, today),
        _ => match named_month(text, today) {
            // `Makassar, 5-5-1978`: the place of birth came along.
            DateReading::Impossible => match text.split_once(',') {
                Some((place, day)) if !place.bytes().any(|byte| byte.is_ascii_digit()) => read(day, false, order, today),
                _ => DateReading::Impossible,
            },
            day => day,
        },
    }
}

/// Words for a day that nobody knows.
fn is_unknown(text: &str) -> bool {
    let known = ["tidak tahu", "tdk tahu", "tidak diketahui", "tidak ada", "tdk ada", "lupa", "belum ada", "kosong"];
    text.starts_with(['t', 'T', 'l', 'L', 'b', 'B', 'k', 'K']) && known.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// The month that a Roman number stands for, between a day and a year.
fn roman(word: &str) -> Option<i32> {
    let months = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];
    (1..).zip(months).find(|(_, roman)| *roman == word).map(|(month, _)| month)
}

/// `Senin, 3 Februari 2025` without the day of the week.
fn without_weekday(text: &str) -> &str {
    let Some((first, rest)) = text.split_once([',', ' ', '/']) else { return text };
    let letters: String = first.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
    let known = ["senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu", "ahad"].contains(&letters.as_str());
    if known { rest.trim_start_matches([',', ' ', '/']) } else { text }
}

/// `DD-MM-YYYY` and `YYYY-MM-DD` with any mark between: nine cells in ten.
fn fast(text: &[u8], order: DateOrder) -> Option<DateReading> {
    if text.len() != 10 {
        return None;
    }
    let number = |from: usize, to: usize| {
        text[from..to].iter().try_fold(0_i32, |n, byte| byte.is_ascii_digit().then(|| n * 10 + i32::from(byte - b'0')))
    };
    let mark = |at: usize| matches!(text[at], b'-' | b'/' | b'.');
    if mark(2) && mark(5) {
        let (first, second, year) = (number(0, 2)?, number(3, 5)?, number(6, 10)?);
        return Some(ordered(first, second, year, order));
    }
    if mark(4) && mark(7) {
        return Some(day(number(0, 4)?, number(5, 7)?, number(8, 10)?));
    }
    None
}

fn ordered(first: i32, second: i32, year: i32, order: DateOrder) -> DateReading {
    let (month, day_number) = match order {
        DateOrder::MonthFirst if first <= 12 => (first, second),
        _ if second > 12 && first <= 12 => (first, second),
        _ => (second, first),
    };
    day(year, month, day_number)
}

fn day(year: i32, month: i32, number: i32) -> DateReading {
    if (year, month, number) == (0, 0, 0) {
        return DateReading::Missing;
    }
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let longest = match month {
        2 => 28 + i32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    if (1850..2200).contains(&year) && (1..=longest).contains(&number) {
        DateReading::Day(epoch_day_of(year, month, number))
    } else {
        DateReading::Impossible
    }
}

/// Three numbers with marks between, as value and count of digits.
fn numbers(text: &str) -> Option<[(i32, usize); 3]> {
    let mut parts = [(0, 0); 3];
    let mut count = 0;
    for part in text.split(['-', '/', '.', ' ', ',', '\'', '’']).filter(|part| !part.is_empty()) {
        if part.len() > 4 || !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        *parts.get_mut(count)? = (part.parse().ok()?, part.len());
        count += 1;
    }
    (count == 3).then_some(parts)
}

fn from_numbers(parts: [(i32, usize); 3], order: DateOrder, today: Date) -> DateReading {
    match parts {
        [(year, 4), (month, _), (number, _)] => day(year, month, number),
        [(first, _), (second, _), (year, 4)] => ordered(first, second, year, order),
        [(first, 1..=2), (second, 1..=2), (year, 2)] => ordered(first, second, century(year, today), order),
        _ => DateReading::Impossible,
    }
}

fn century(two_digits: i32, today: Date) -> i32 {
    let this = i32::from(today.year());
    let year = this - this.rem_euclid(100) + two_digits;
    if year > this { year - 100 } else { year }
}

fn year_only(text: &str) -> DateReading {
    match text.parse() {
        Ok(year @ 1850..2200) => DateReading::YearOnly(epoch_day_of(year, 1, 1)),
        _ => DateReading::Impossible,
    }
}

/// The days that Excel counts from 1899-12-30, between 1902 and 2100: smaller numbers are no dates of people.
fn serial(text: &str) -> DateReading {
    let whole = text.split(['.', ',']).next().unwrap_or_default();
    match whole.parse::<i32>() {
        Ok(year @ 1850..=2199) if whole.len() == 4 => DateReading::YearOnly(epoch_day_of(year, 1, 1)),
        Ok(days @ 1_000..=73_050) => DateReading::Day(days - 25_569),
        _ => DateReading::Impossible,
    }
}

/// `19800312` or `12031980`.
fn compact(text: &str, today: Date) -> DateReading {
    let part = |from: usize, to: usize| text.get(from..to).and_then(|digits| digits.parse().ok()).unwrap_or(0);
    let this = i32::from(today.year());
    if (1850..=this).contains(&part(0, 4)) && part(4, 6) <= 12 {
        day(part(0, 4), part(4, 6), part(6, 8))
    } else {
        day(part(4, 8), part(2, 4), part(0, 2))
    }
}

/// `12 Maret 1980`, `12-Mar-80`, `Maret 12, 1980`.
fn named_month(text: &str, today: Date) -> DateReading {
    let mut month = None;
    let mut rest = [(0, 0); 2];
    let mut count = 0;
    let boundaries = |c: char| !c.is_alphanumeric();
    for word in text.split(boundaries).filter(|word| !word.is_empty()) {
        if word.bytes().all(|byte| byte.is_ascii_digit()) && word.len() <= 4 {
            let (Some(slot), Ok(value)) = (rest.get_mut(count), word.parse::<i32>()) else {
                return DateReading::Impossible;
            };
            *slot = (value, word.len());
            count += 1;
        } else if let (None, Some(number)) = (month, super::month::month_number(word).or_else(|| roman(word))) {
            month = Some(number);
        } else {
            return DateReading::Impossible;
        }
    }
    match (month, rest, count) {
        // A month without its day is no day; the year is what is known.
        (Some(_), [(year, 4), _], 1) => year_only(&year.to_string()),
        (Some(month), [(number, _), (year, 4)], 2) | (Some(month), [(year, 4), (number, _)], 2) => day(year, month, number),
        (Some(month), [(number, _), (year, 2)], 2) => day(century(year, today), month, number),
        _ => DateReading::Impossible,
    }
}

/// Splits `Bone, 12 Maret 1980` into place and date at the first digit.
pub fn split_birth(text: &str) -> (&str, &str) {
    match text.find(|c: char| c.is_ascii_digit()) {
        Some(start) => {
            let place = text[..start].trim_matches(|c: char| !c.is_alphanumeric() && c != ')');
            // "Bone, Maret 12 1980": the month's name belongs to the date.
            let (place, date_start) = match place.rsplit_once([' ', ',']) {
                Some((before, last)) if super::month::month_number(last).is_some() => {
                    (before.trim_matches(|c: char| !c.is_alphanumeric()), text.find(last).unwrap_or(start))
                }
                _ => (place, start),
            };
            (place, text[date_start..].trim())
        }
        None => (text.trim(), ""),
    }
}

/// Whether a birth date is one of the days that stand for "only the year is known".
pub fn is_heap(days: i32) -> bool {
    let date = base::vocabulary::day_of_epoch(days);
    matches!((date.month(), date.day()), (1, 1) | (12, 31) | (7, 1))
}

/// The number of a day of the calendar.
pub fn number_of(day: Date) -> i32 {
    epoch_day(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn reading(text: &str) -> DateReading {
        read(text, false, DateOrder::DayFirst, date(2025, 6, 30))
    }

    #[test]
    fn the_twelfth_of_march_1980_is_read_however_it_is_typed() {
        let wanted = DateReading::Day(epoch_day(date(1980, 3, 12)));
        for text in [
            "12-03-1980",
            "12/03/1980",
            "12.03.1980",
            "12/3/1980",
            "12 - 03 - 1980",
            "1980-03-12",
            "1980/3/12",
            "12-03-80",
            "12 Maret 1980",
            "12 maret 1980",
            "12-Mar-1980",
            "12 Mar 80",
            "12 MRT 1980",
            "Maret 12, 1980",
            "19800312",
            "12031980",
            "1980-03-12 00:00:00",
            "1980-03-12T00:00:00",
            "'12-03-1980",
            " 12-03-1980 ",
            "Rabu, 12 Maret 1980",
            "Jum'at/12-03-1980",
            "1980-03-12T00:00:00.000Z",
            "29292",
            "12-03-'80",
            "12-III-1980",
            "Makassar, 12-3-1980",
        ] {
            assert_eq!(reading(text), wanted, "{text}");
        }
        assert_eq!(read("29292", true, DateOrder::DayFirst, date(2025, 6, 30)), wanted);
        assert_eq!(read("03/12/1980", false, DateOrder::MonthFirst, date(2025, 6, 30)), wanted);
    }

    #[test]
    fn days_that_no_calendar_has_are_impossible() {
        for text in
            ["31-02-1980", "32/01/1980", "00-05-1980", "12-13-1980x", "30 Pebruari 1980", "kemarin", "12 1980", "99999999"]
        {
            assert_eq!(reading(text), DateReading::Impossible, "{text}");
        }
        for text in ["", "-", "  ", "00-00-0000", "--", "tidak tahu", "Lupa", "?"] {
            assert_eq!(reading(text), DateReading::Missing, "{text}");
        }
        assert_eq!(reading("±1980"), reading("1980"));
        assert_eq!(reading("Maret 1980"), reading("1980"));
        assert_eq!(reading("1980"), DateReading::YearOnly(epoch_day(date(1980, 1, 1))));
    }

    #[test]
    fn place_and_date_of_birth_come_apart() {
        for (text, place, day) in [
            ("Bone, 12 Maret 1980", "Bone", "12 Maret 1980"),
            ("Ujung Pandang/12-03-1980", "Ujung Pandang", "12-03-1980"),
            ("MAKASSAR 12-03-1980", "MAKASSAR", "12-03-1980"),
            ("Bone", "Bone", ""),
            ("12-03-1980", "", "12-03-1980"),
        ] {
            assert_eq!(split_birth(text), (place, day), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in "\\PC{0,24}") {
            let _ = reading(&text);
            let _ = split_birth(&text);
            let _ = order_hint(&text);
        }

        #[test]
        fn every_day_survives_the_common_forms(days in -25_000_i32..20_000) {
            let day = base::vocabulary::day_of_epoch(days);
            let (y, m, d) = (day.year(), day.month(), day.day());
            prop_assert_eq!(reading(&format!("{d:02}-{m:02}-{y}")), DateReading::Day(days));
            prop_assert_eq!(reading(&format!("{y}-{m:02}-{d:02}")), DateReading::Day(days));
            prop_assert_eq!(reading(&format!("{d}/{m}/{y}")), DateReading::Day(days));
        }
    }
}
