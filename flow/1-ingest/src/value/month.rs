//! Months as registers write them, and lists of paid months.

use base::vocabulary::{Month, PaidMonths};

/// The number of an Indonesian (or English) month name, full or shortened.
pub fn month_number(word: &str) -> Option<i32> {
    let mut small = [0_u8; 10];
    let mut length = 0;
    for byte in word.bytes() {
        *small.get_mut(length)? = byte.to_ascii_lowercase();
        length += 1;
    }
    let number = match &small[..length] {
        b"januari" | b"jan" | b"january" => 1,
        b"februari" | b"pebruari" | b"feb" | b"peb" | b"february" => 2,
        b"maret" | b"mar" | b"mrt" | b"march" => 3,
        b"april" | b"apr" => 4,
        b"mei" | b"may" => 5,
        b"juni" | b"jun" | b"june" => 6,
        b"juli" | b"jul" | b"july" => 7,
        b"agustus" | b"agu" | b"agt" | b"ags" | b"agst" | b"aug" | b"august" => 8,
        b"september" | b"sep" | b"sept" => 9,
        b"oktober" | b"okt" | b"oct" | b"october" => 10,
        b"november" | b"nopember" | b"nov" | b"nop" => 11,
        b"desember" | b"des" | b"dec" | b"december" => 12,
        _ => return None,
    };
    Some(number)
}

/// Reads `2025-06`, `06-2025`, `06/2025`, `202506`, `062025`, `Juni 2025`, `Jun-25`, or a day of the month.
pub fn read(text: &str) -> Option<Month> {
    let text = text.trim().trim_start_matches('\'');
    let mut named = None;
    let mut numbers: [(&str, usize); 3] = [("", 0); 3];
    let mut count = 0;
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        if let (None, Some(number)) = (named, month_number(word)) {
            named = Some(number);
        } else if word.bytes().all(|byte| byte.is_ascii_digit()) {
            *numbers.get_mut(count)? = (word, word.len());
            count += 1;
        } else {
            return None;
        }
    }
    let number = |digits: &str| digits.parse::<i16>().ok();
    let build = |year: i16, month: i16| Month::new(year, i8::try_from(month).ok()?);
    match (named, &numbers[..count]) {
        (Some(month), [(year, 4)]) => build(number(year)?, i16::try_from(month).ok()?),
        (Some(month), [(year, 2)]) => build(2000 + number(year)?, i16::try_from(month).ok()?),
        (Some(month), [_, (year, 4)]) => build(number(year)?, i16::try_from(month).ok()?),
        (None, [(year, 4), (month, 1..=2)] | [(year, 4), (month, 1..=2), (_, 1..=2)]) => build(number(year)?, number(month)?),
        (None, [(month, 1..=2), (year, 4)] | [(_, 1..=2), (month, 1..=2), (year, 4)]) => build(number(year)?, number(month)?),
        (None, [(digits, 6)]) => {
            let year_first = build(number(&digits[..4])?, number(&digits[4..])?);
            let month_first = || build(number(&digits[2..])?, number(&digits[..2])?);
            year_first.filter(|month| (1990..2100).contains(&month.year())).or_else(month_first)
        }
        _ => None,
    }
}

/// The months of a list such as `2023-07..2025-05;2025-06`, looking back from `base`.
/// The flag says whether every month was in reach of the lake. None when a part cannot be read.
pub fn read_paid(text: &str, base: Month) -> Option<(PaidMonths, bool)> {
    let mut paid = PaidMonths::NONE;
    if let [y1 @ .., b'.', b'.', _, _, _, _, b'-', _, _] = text.as_bytes() {
        // `2023-07..2025-05`, one range: nine registers in ten.
        if y1.len() == 7 {
            let in_reach = paid.pay(base, canonical(&text[..7])?, canonical(&text[9..])?);
            return Some((paid, in_reach));
        }
    }
    let mut in_reach = true;
    for part in text.split([';', ',', '|']).map(str::trim).filter(|part| !part.is_empty() && *part != "-") {
        let span = ["..", " s/d ", " s.d. ", " sd ", " sampai ", ":", " - ", "–"].iter().find_map(|mark| part.split_once(mark));
        let (first, last) = match span {
            Some((first, last)) => (canonical(first)?, canonical(last)?),
            None => {
                let month = canonical(part)?;
                (month, month)
            }
        };
        in_reach &= paid.pay(base, first, last);
    }
    Some((paid, in_reach))
}

/// The form of our own exports first: it is read a hundred million times.
fn canonical(text: &str) -> Option<Month> {
    match text.as_bytes() {
        [y @ .., b'-', a @ b'0'..=b'1', b @ b'0'..=b'9'] if y.len() == 4 && y.iter().all(u8::is_ascii_digit) => {
            let year = y.iter().fold(0_i16, |n, digit| n * 10 + i16::from(digit - b'0'));
            Month::new(year, i8::try_from((a - b'0') * 10 + (b - b'0')).ok()?)
        }
        _ => read(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn month(text: &str) -> Month {
        Month::parse(text).unwrap()
    }

    #[test]
    fn june_2025_is_read_however_it_is_typed() {
        for text in [
            "2025-06",
            "06-2025",
            "06/2025",
            "6/2025",
            "202506",
            "062025",
            "Juni 2025",
            "JUN 2025",
            "Jun-25",
            "2025-06-30",
            "30/06/2025",
            "2025-06-01 00:00:00",
        ] {
            let expected = if text.contains(':') { None } else { Some(month("2025-06")) };
            assert_eq!(read(text), expected, "{text}");
        }
        for text in ["", "2025", "13-2025", "bulan lalu"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn paid_months_are_read_from_lists_and_ranges() {
        let (paid, in_reach) = read_paid("2023-07..2025-05;2025-06", month("2025-06")).unwrap();
        assert!(in_reach);
        assert_eq!(paid.bits(), (1 << 24) - 1);
        assert_eq!(read_paid("Jan 2025 s/d Mar 2025", month("2025-03")).unwrap().0.bits(), 0b111);
        assert!(!read_paid("2010-01..2025-06", month("2025-06")).unwrap().1);
        assert_eq!(read_paid("lunas", month("2025-06")), None);
        assert_eq!(read_paid("", month("2025-06")).unwrap().0, PaidMonths::NONE);
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in "\\PC{0,24}") {
            let _ = read(&text);
            let _ = read_paid(&text, month("2025-06"));
        }
    }
}
