//! Nomor Induk Kependudukan: its structure, and the kinds of damage that spreadsheets do to it.
//!
//! Structure `PPKKCC DDMMYY SSSS`: district of first registration, birth date (day + 40 for women), serial.
//! There is no check digit. A damaged NIK is named by its damage and never repaired in silence.

use super::Sex;
use jiff::civil::Date;
use std::borrow::Cow;
use std::fmt;

/// A NIK of sixteen digits. `Debug` and `Display` show only the last four digits; see [`Nik::reveal`].
///
/// Invariant: always sixteen ASCII digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Nik([u8; 16]);

impl Nik {
    /// The NIK of sixteen ASCII digits, nothing else around them.
    #[inline]
    pub fn from_digits(digits: &[u8]) -> Option<Self> {
        let digits: [u8; 16] = digits.try_into().ok()?;
        digits.iter().all(u8::is_ascii_digit).then_some(Self(digits))
    }

    /// All sixteen digits. Call it only to join, to seal, or where the law lets us show it.
    #[inline]
    pub fn reveal(&self) -> &str {
        // Every byte is an ASCII digit, so this cannot fail; the empty text would be a visible bug, not a leak.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The digits as bytes, for tokens.
    #[inline]
    pub fn digits(&self) -> &[u8; 16] {
        &self.0
    }

    #[inline]
    fn number(&self, from: usize, to: usize) -> u32 {
        self.0[from..to].iter().fold(0, |n, digit| n * 10 + u32::from(digit - b'0'))
    }

    /// The six digits of the district of first registration.
    #[inline]
    pub fn district(&self) -> u32 {
        self.number(0, 6)
    }

    /// The serial: people born the same day in the same district differ by it.
    #[inline]
    pub fn serial(&self) -> u32 {
        self.number(12, 16)
    }

    /// The sex that the day says: 41 to 71 for women.
    #[inline]
    pub fn sex(&self) -> Sex {
        if self.number(6, 8) > 40 { Sex::Female } else { Sex::Male }
    }

    /// The birth date, none when the digits are no date. The century is not in the NIK:
    /// the one that makes the person between 0 and 99 years old on `today` is taken.
    pub fn birth_date(&self, today: Date) -> Option<Date> {
        let day = self.number(6, 8);
        let day = i8::try_from(if day > 40 { day - 40 } else { day }).ok()?;
        let month = i8::try_from(self.number(8, 10)).ok()?;
        let two_digits = i16::try_from(self.number(10, 12)).ok()?;
        let century = today.year() - today.year().rem_euclid(100);
        [century, century - 100]
            .into_iter()
            .filter_map(|hundred| Date::new(hundred + two_digits, month, day).ok())
            .find(|birth| *birth <= today)
    }
}

impl fmt::Display for Nik {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "•••• •••• •••• {}", &self.reveal()[12..])
    }
}

impl fmt::Debug for Nik {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A text in which no NIK is left whole: of every number of fifteen digits or more only the last four stay. One blank,
/// dot, hyphen or apostrophe between two digits does not end a number; dates and telephone numbers are shorter.
pub fn without_niks(text: &str) -> Cow<'_, str> {
    const SHORTEST: usize = 15;
    if text.bytes().filter(u8::is_ascii_digit).count() < SHORTEST {
        return Cow::Borrowed(text);
    }
    let mut shown: Vec<char> = text.chars().collect();
    let mut digits: Vec<usize> = Vec::new();
    for place in 0..=shown.len() {
        match shown.get(place) {
            Some(c) if c.is_ascii_digit() => digits.push(place),
            Some(' ' | '\u{a0}' | '.' | '-' | '\'') if digits.last() == Some(&place.wrapping_sub(1)) => {}
            _ => {
                if digits.len() >= SHORTEST {
                    digits[..digits.len() - 4].iter().for_each(|digit| shown[*digit] = '•');
                }
                digits.clear();
            }
        }
    }
    Cow::Owned(shown.into_iter().collect())
}

/// A way in which a NIK arrives broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NikDamage {
    /// Sixteen digits out of a numeric cell, or fifteen digits: Excel keeps fifteen and writes 0 for the last.
    CutByExcel,
    /// `3,20101E+15`: the digits are gone.
    Scientific,
    /// Letters among the digits, for example O for 0.
    NotADigit,
    /// Fewer or more than sixteen digits.
    WrongLength,
    /// All digits equal, or a serial of 0000: typed to fill the cell.
    Filler,
    /// The birth date in it is no date.
    ImpossibleDate,
    /// Its first six digits were never a district.
    UnknownDistrict,
}

impl NikDamage {
    /// All kinds, in the order of their codes.
    pub const ALL: [Self; 7] = [
        Self::CutByExcel,
        Self::Scientific,
        Self::NotADigit,
        Self::WrongLength,
        Self::Filler,
        Self::ImpossibleDate,
        Self::UnknownDistrict,
    ];

    /// The code used in files, findings and texts.
    pub const fn code(self) -> &'static str {
        match self {
            Self::CutByExcel => "nik-cut-by-excel",
            Self::Scientific => "nik-scientific",
            Self::NotADigit => "nik-not-a-digit",
            Self::WrongLength => "nik-wrong-length",
            Self::Filler => "nik-filler",
            Self::ImpossibleDate => "nik-impossible-date",
            Self::UnknownDistrict => "nik-unknown-district",
        }
    }
}

/// What a cell that should hold a NIK holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NikReading {
    /// Nothing, or a dash.
    Missing,
    /// Sixteen digits, after blanks, dots, hyphens and a leading apostrophe are taken away.
    Sound(Nik),
    /// Something else; the digits stay in the sealed original and are never matched as exact.
    Damaged(NikDamage),
}

/// The largest number up to which a spreadsheet's numbers hold every whole number.
const WHOLE: u64 = 1 << 53;

fn number_of(digits: [u8; 16]) -> u64 {
    digits.iter().fold(0, |number, digit| number * 10 + u64::from(digit - b'0'))
}

impl NikReading {
    /// Reads a cell. `numeric` says that the cell held a number, not text: Excel has then lost the sixteenth digit.
    #[inline]
    pub fn of(text: &str, numeric: bool) -> Self {
        if let (Some(nik), false) = (Nik::from_digits(text.as_bytes()), numeric) {
            return Self::structure(nik);
        }
        let mut digits = [0_u8; 16];
        let mut count = 0_usize;
        let mut letters = 0_usize;
        let mut exponent = false;
        for character in text.trim().chars() {
            match character {
                '0'..='9' => {
                    if let Some(slot) = digits.get_mut(count) {
                        *slot = character as u8;
                    }
                    count += 1;
                }
                '\'' | '`' | '’' | '‘' | '"' | ' ' | '\u{a0}' | '\u{200b}' | '\t' | '.' | '-' | '/' | ',' => {}
                'E' | 'e' if count > 0 => {
                    exponent = true;
                    letters += 1;
                }
                '+' if exponent => {}
                _ => letters += 1,
            }
        }
        match (count, letters) {
            (0, 0) => Self::Missing,
            _ if exponent && letters == 1 => Self::Damaged(NikDamage::Scientific),
            (0, _) if is_blank_word(text) => Self::Missing,
            (_, 1..) => Self::Damaged(NikDamage::NotADigit),
            (15, 0) => Self::Damaged(NikDamage::CutByExcel),
            // A spreadsheet that cuts writes 0 for the sixteenth digit. Another digit there was stored by a program that keeps
            // all of them, as far as such a number can.
            (16, 0) if numeric && digits[15] != b'0' && number_of(digits) <= WHOLE => Self::structure(Nik(digits)),
            (16, 0) if numeric => Self::Damaged(NikDamage::CutByExcel),
            (18, 0) if numeric && text.ends_with(".0") => Self::Damaged(NikDamage::CutByExcel),
            (16, 0) => Self::structure(Nik(digits)),
            _ => Self::Damaged(NikDamage::WrongLength),
        }
    }

    #[inline]
    fn structure(nik: Nik) -> Self {
        if nik.serial() == 0 || nik.0.iter().all(|digit| *digit == nik.0[0]) {
            return Self::Damaged(NikDamage::Filler);
        }
        // Any leap year will do: whether 29 February existed that year is decided against a day by the caller.
        let day = nik.number(6, 8);
        let day = if day > 40 { day - 40 } else { day };
        let month = nik.number(8, 10);
        let longest = match month {
            2 => 29,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => 0,
        };
        if day == 0 || day > longest {
            return Self::Damaged(NikDamage::ImpossibleDate);
        }
        Self::Sound(nik)
    }
}

fn is_blank_word(text: &str) -> bool {
    let word: String = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    matches!(word.as_str(), "na" | "nihil" | "kosong" | "tidakada" | "tdkada" | "belumada" | "null" | "none" | "x")
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const WOMAN: &str = "7371055203859001";

    #[test]
    fn a_nik_tells_district_birth_date_and_sex_but_shows_only_its_serial() {
        let NikReading::Sound(nik) = NikReading::of(WOMAN, false) else { panic!("not read") };
        assert_eq!(nik.district(), 737_105);
        assert_eq!(nik.birth_date(date(2025, 6, 30)), Some(date(1985, 3, 12)));
        assert_eq!(nik.sex(), Sex::Female);
        assert_eq!(format!("{nik} {nik:?}"), "•••• •••• •••• 9001 •••• •••• •••• 9001");
    }

    #[test]
    fn each_kind_of_spreadsheet_damage_has_its_name() {
        let read = |text: &str| NikReading::of(text, false);
        assert_eq!(NikReading::of("7371055203859010", true), NikReading::Damaged(NikDamage::CutByExcel));
        assert_eq!(read("737105520385901"), NikReading::Damaged(NikDamage::CutByExcel));
        assert_eq!(read("7,37105E+15"), NikReading::Damaged(NikDamage::Scientific));
        assert_eq!(read("7371O55203859001"), NikReading::Damaged(NikDamage::NotADigit));
        assert_eq!(read("73710552038590011"), NikReading::Damaged(NikDamage::WrongLength));
        assert_eq!(read("1111111111111111"), NikReading::Damaged(NikDamage::Filler));
        assert_eq!(read("7371059913859001"), NikReading::Damaged(NikDamage::ImpossibleDate));
        for blank in ["", " ", "-", "'", "n/a", "NIHIL", "tidak ada"] {
            assert_eq!(read(blank), NikReading::Missing, "{blank:?}");
        }
    }

    #[test]
    fn no_nik_is_left_whole_in_a_text_and_shorter_numbers_stay() {
        assert_eq!(without_niks(&format!("NIK istri {WOMAN}, KK '{WOMAN}")), "NIK istri ••••••••••••9001, KK '••••••••••••9001");
        assert_eq!(without_niks("737105 520385 9001"), "•••••• •••••• 9001");
        assert_eq!(without_niks(&WOMAN[..15]), "•••••••••••1900".replace("1900", &WOMAN[11..15]));
        for text in ["", "Desa 7309011002", "0800-1234-5678", "12-03-1980 s/d 30-06-2025", "2024-01..2025-05;2025-06"] {
            assert_eq!(without_niks(text), text);
        }
    }

    #[test]
    fn marks_around_sound_digits_do_not_hurt() {
        for text in ["'7371055203859001", "737105 520385 9001", "7371.0552.0385.9001", " 7371055203859001\u{a0}"] {
            assert!(matches!(NikReading::of(text, false), NikReading::Sound(_)), "{text:?}");
        }
    }
}
