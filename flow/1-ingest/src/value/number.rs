//! Numbers and money as Indonesian spreadsheets hold them: `Rp 3.500.000,00`, `3,500,000`, `3500000`.

use base::vocabulary::{Percent, Rupiah};

/// A number split at its decimal mark: digits before and after, and its sign.
struct Parts {
    negative: bool,
    whole: i64,
    fraction: String,
}

/// Splits a number. A single mark with three digits behind it separates thousands, with any other count it is the
/// decimal mark; of two different marks the last one is. A numeric cell always has a decimal point.
fn parts(text: &str, numeric: bool) -> Option<Parts> {
    let mut text = text.trim().trim_start_matches('\'');
    for currency in ["Rp.", "RP.", "Rp", "RP", "rp", "IDR", "Idr"] {
        if let Some(rest) = text.strip_prefix(currency) {
            text = rest.trim_start();
            break;
        }
    }
    let text = text.trim_end_matches(",-").trim_end_matches(".-").trim();
    let bracketed = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let (negative, text) = match (bracketed, text.strip_prefix('-')) {
        (Some(inside), _) => (true, inside),
        (None, Some(rest)) => (true, rest),
        (None, None) => (false, text),
    };
    let is_mark = |c: char| c == '.' || c == ',';
    let last_mark = text.rfind(is_mark);
    let decimal_at = last_mark.filter(|&at| {
        let mark = &text[at..=at];
        let behind = text.len() - at - 1;
        let others = text[..at].matches(is_mark).count();
        let same = text[..at].matches(mark).count();
        if numeric {
            mark == "."
        } else if others > same {
            true
        } else {
            others == 0 && behind != 3
        }
    });
    let (whole, fraction) = decimal_at.map_or((text, ""), |at| (&text[..at], &text[at + 1..]));
    let digits: String = whole.chars().filter(|c| !is_mark(*c) && !c.is_whitespace() && *c != '\u{a0}').collect();
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if digits.is_empty() || digits.len() > 17 || !plain(&digits) || !plain(fraction) {
        return None;
    }
    Some(Parts { negative, whole: digits.parse().ok()?, fraction: fraction.to_owned() })
}

/// Digits and nothing else: nine numbers in ten.
#[inline]
fn plain(text: &str) -> Option<i64> {
    if text.is_empty() || text.len() > 17 {
        return None;
    }
    text.bytes().try_fold(0_i64, |number, byte| byte.is_ascii_digit().then(|| number * 10 + i64::from(byte - b'0')))
}

/// `5 orang` without its unit: head counts are written so.
fn without_unit(text: &str) -> &str {
    let text = text.trim_end_matches(['.', ' ']);
    let unit = text.trim_start_matches(|c: char| !c.is_alphabetic());
    let known = ["orang", "org", "jiwa", "pekerja", "tk"].iter().any(|word| unit.eq_ignore_ascii_case(word));
    if known { text[..text.len() - unit.len()].trim_end() } else { text }
}

/// A whole number; a fraction of zeros is allowed, because Excel writes `120.0`.
pub fn integer(text: &str, numeric: bool) -> Option<i64> {
    if let Some(number) = plain(text) {
        return Some(number);
    }
    let text = without_unit(text);
    let parts = parts(text, numeric)?;
    let whole = parts.fraction.bytes().all(|digit| digit == b'0');
    whole.then_some(if parts.negative { -parts.whole } else { parts.whole })
}

/// An amount, rounded half-up to whole rupiah: payrolls computed in Excel carry fractions that nobody pays.
pub fn rupiah(text: &str, numeric: bool) -> Option<Rupiah> {
    if let Some(amount) = plain(text) {
        return Some(Rupiah(amount));
    }
    let (text, times) = without_scale(text);
    let parts = parts(text, numeric)?;
    if times > 1 {
        return scaled(&parts, times);
    }
    let up = parts.fraction.bytes().next().is_some_and(|digit| digit >= b'5');
    let amount = parts.whole + i64::from(up);
    Some(Rupiah(if parts.negative { -amount } else { amount }))
}

/// `1,5 juta` without its word, and what the word multiplies by.
fn without_scale(text: &str) -> (&str, i64) {
    let text = text.trim();
    let bare = text.trim_end_matches(|c: char| c.is_alphabetic());
    let times = match text[bare.len()..].to_ascii_lowercase().as_str() {
        "juta" | "jt" => 1_000_000,
        "ribu" | "rb" => 1_000,
        _ => return (text, 1),
    };
    (bare.trim_end(), times)
}

/// A number of thousands or millions, exact.
fn scaled(parts: &Parts, times: i64) -> Option<Rupiah> {
    let digits = u32::try_from(parts.fraction.len()).ok()?;
    let unit = 10_i64.checked_pow(digits).filter(|unit| times % unit == 0)?;
    let fraction = if parts.fraction.is_empty() { 0 } else { parts.fraction.parse::<i64>().ok()? };
    let amount = parts.whole.checked_mul(times)?.checked_add(fraction * (times / unit))?;
    Some(Rupiah(if parts.negative { -amount } else { amount }))
}

/// An exact decimal in canonical text: no thousands marks, a point, no trailing zeros.
pub fn decimal(text: &str, numeric: bool) -> Option<String> {
    // Published tables are machine-written: a point is the decimal mark there even before three digits.
    let machine = text.matches('.').count() == 1
        && !text.contains(',')
        && text.split('.').next().is_some_and(|w| !w.is_empty() && w != "0" && text.len() - w.len() != 4);
    let parts = parts(text, numeric || machine)?;
    let sign = if parts.negative { "-" } else { "" };
    let fraction = parts.fraction.trim_end_matches('0');
    Some(if fraction.is_empty() { format!("{sign}{}", parts.whole) } else { format!("{sign}{}.{fraction}", parts.whole) })
}

/// A percentage in hundredths. A number cell up to one is not read: a cell that shows `62,93 %` holds 0.6293, one that
/// shows `0,63` holds nearly the same, and nothing tells the two apart.
pub fn percent(text: &str, numeric: bool) -> Option<Percent> {
    Percent::parse(text).filter(|percent| !numeric || percent.0.abs() > 100 || percent.0 == 0)
}

/// Whether a flag cell says yes; none when it says neither.
pub fn flag(text: &str) -> Option<bool> {
    match text.trim() {
        "Y" | "y" | "Ya" | "YA" | "ya" | "1" | "V" | "v" | "√" | "✓" | "True" | "TRUE" | "true" | "X" | "x" | "Aktif"
        | "AKTIF" | "Ikut" => Some(true),
        "T" | "t" | "N" | "n" | "Tidak" | "TIDAK" | "tidak" | "0" | "-" | "" | "False" | "FALSE" | "false" | "TDK" | "Tdk" => {
            Some(false)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn money_is_read_however_it_is_typed() {
        for text in [
            "3500000",
            "Rp 3.500.000,00",
            "Rp3.500.000",
            "3,500,000",
            "3.500.000",
            "Rp. 3.500.000,-",
            "IDR 3500000",
            "3,500,000.00",
            "3 500 000",
        ] {
            assert_eq!(rupiah(text, false), Some(Rupiah(3_500_000)), "{text}");
        }
        for text in ["3,5 juta", "Rp 3,5 jt", "3.500 ribu", "3500rb"] {
            assert_eq!(rupiah(text, false), Some(Rupiah(3_500_000)), "{text}");
        }
        assert_eq!(rupiah("1,5555555 juta", false), None);
        assert_eq!(rupiah("3500000.4999999", true), Some(Rupiah(3_500_000)));
        assert_eq!(rupiah("1.5", true), Some(Rupiah(2)));
        assert_eq!(rupiah("(1.000)", false), Some(Rupiah(-1_000)));
        assert_eq!(rupiah("1.000", true), Some(Rupiah(1)));
        for text in ["", "tiga juta", "Rp", "1.2.3,4,5x", "12345678901234567890"] {
            assert_eq!(rupiah(text, false), None, "{text}");
        }
    }

    #[test]
    fn whole_numbers_may_carry_a_zero_fraction_but_no_other() {
        assert_eq!(integer("120", false), Some(120));
        assert_eq!(integer("120.0", true), Some(120));
        assert_eq!(integer("1.200", false), Some(1_200));
        assert_eq!(integer("120.5", true), None);
    }

    #[test]
    fn published_decimals_keep_their_digits() {
        assert_eq!(decimal("47.38", false).as_deref(), Some("47.38"));
        assert_eq!(decimal("40.40", false).as_deref(), Some("40.4"));
        assert_eq!(decimal("2801936", false).as_deref(), Some("2801936"));
        assert_eq!(decimal("2.801.936", false).as_deref(), Some("2801936"));
        assert_eq!((percent("0.6293", true), percent("62.93", true)), (None, Some(Percent(6_293))));
        assert_eq!(percent("62,93 %", false), Some(Percent(6_293)));
        assert_eq!(decimal("47,38", false).as_deref(), Some("47.38"));
    }

    proptest! {
        #[test]
        fn an_amount_with_thousands_marks_is_the_amount(amount in 0_i64..999_999_999_999) {
            let text = Rupiah(amount).to_string();
            prop_assert_eq!(rupiah(&text, false), Some(Rupiah(amount)));
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in "\\PC{0,24}") {
            let _ = (rupiah(&text, false), rupiah(&text, true), integer(&text, true), decimal(&text, false));
        }
    }
}
