//! The code of a place: province, regency, district or village, as Kemendagri numbers them.
//!
//! A code is what joins tables; names never do. It is kept as a number padded to ten digits, so that sorting
//! codes sorts the tree and a parent stands right before its children. Not here: whether such a place exists
//! ([`super::Regions::existed`]) and what a person may have typed ([`super::Regions::resolve`]).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The territorial levels of Indonesia, from large to small; `Ord` follows that order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Provinsi: two digits, `73`.
    Provinsi,
    /// Kabupaten or kota: four digits, `73.71`.
    KabupatenKota,
    /// Kecamatan (distrik in Papua): six digits, `73.71.05`.
    Kecamatan,
    /// Desa or kelurahan: ten digits, `73.71.05.1001`.
    Desa,
}

impl Level {
    /// All levels, from large to small.
    pub const ALL: [Self; 4] = [Self::Provinsi, Self::KabupatenKota, Self::Kecamatan, Self::Desa];

    /// The word used in files, tables and URLs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Provinsi => "provinsi",
            Self::KabupatenKota => "kabupaten_kota",
            Self::Kecamatan => "kecamatan",
            Self::Desa => "desa",
        }
    }

    /// What a padded code of this level is a multiple of.
    const fn unit(self) -> u64 {
        match self {
            Self::Provinsi => 100_000_000,
            Self::KabupatenKota => 1_000_000,
            Self::Kecamatan => 10_000,
            Self::Desa => 1,
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Kemendagri code of a province, regency, district or village. `Ord` is tree order.
///
/// Invariant: ten digits, the province from 11 to 99, and below a part that is zero every part is zero.
/// `7371051001` is a village, `7371000000` is the regency 73.71.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RegionCode(u64);

/// Why a text is no region code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegionCodeFlaw {
    /// A character is neither a digit nor a dot between two parts.
    #[error("region code has a character that does not belong there at position {position}")]
    NotADigit {
        /// Counted from one.
        position: usize,
    },
    /// The digits are not two, four, six or ten, or the dots do not stand between the parts.
    #[error("region code has {digits} digits in parts that fit no level; 73, 73.71, 73.71.05 and 73.71.05.1001 do")]
    WrongShape {
        /// How many digits were found.
        digits: usize,
    },
    /// A part is zero, or the province lies below 11.
    #[error("region code {code} has a part that is out of range")]
    OutOfRange {
        /// The text as it was given.
        code: String,
    },
}

impl RegionCode {
    /// Reads a code with dots or without: `73.71`, `7371`, `73.71.05.1001`.
    pub fn parse(dotted: &str) -> Result<Self, RegionCodeFlaw> {
        if let Some(index) = dotted.chars().position(|c| !c.is_ascii_digit() && c != '.') {
            return Err(RegionCodeFlaw::NotADigit { position: index + 1 });
        }
        let digits: String = dotted.chars().filter(char::is_ascii_digit).collect();
        let wrong_shape = RegionCodeFlaw::WrongShape { digits: digits.len() };
        let well_dotted =
            !dotted.contains('.') || dotted.split('.').map(str::len).eq([2, 2, 2, 4].into_iter().take(dotted.split('.').count()));
        let level = match digits.len() {
            2 => Level::Provinsi,
            4 => Level::KabupatenKota,
            6 => Level::Kecamatan,
            10 => Level::Desa,
            _ => return Err(wrong_shape),
        };
        if !well_dotted {
            return Err(wrong_shape);
        }
        let out_of_range = || RegionCodeFlaw::OutOfRange { code: dotted.to_owned() };
        let number: u64 = digits.parse().map_err(|_| wrong_shape)?;
        let code = Self::from_number(number * level.unit()).ok_or_else(out_of_range)?;
        if code.level() == level { Ok(code) } else { Err(out_of_range()) }
    }

    /// The code with this padded number, or `None` when the number is no code.
    pub const fn from_number(n: u64) -> Option<Self> {
        let province = n / 100_000_000;
        let regency = n / 1_000_000 % 100;
        let district = n / 10_000 % 100;
        let village = n % 10_000;
        let whole = (regency > 0 || district == 0) && (district > 0 || village == 0);
        if province < 11 || province > 99 || !whole { None } else { Some(Self(n)) }
    }

    /// The padded number: `7371000000` for 73.71.
    pub const fn number(self) -> u64 {
        self.0
    }

    /// The level, which follows from the digits.
    pub const fn level(self) -> Level {
        if !self.0.is_multiple_of(Level::Kecamatan.unit()) {
            Level::Desa
        } else if !self.0.is_multiple_of(Level::KabupatenKota.unit()) {
            Level::Kecamatan
        } else if !self.0.is_multiple_of(Level::Provinsi.unit()) {
            Level::KabupatenKota
        } else {
            Level::Provinsi
        }
    }

    /// The ancestor at `level`, the code itself at its own level, `None` below it.
    pub fn at(self, level: Level) -> Option<Self> {
        (level <= self.level()).then(|| Self(self.0 / level.unit() * level.unit()))
    }

    /// The place one level up; `None` for a province.
    pub fn parent(self) -> Option<Self> {
        match self.level() {
            Level::Provinsi => None,
            Level::KabupatenKota => self.at(Level::Provinsi),
            Level::Kecamatan => self.at(Level::KabupatenKota),
            Level::Desa => self.at(Level::Kecamatan),
        }
    }

    /// Whether `other` is this place or lies inside it.
    pub fn contains(self, other: Self) -> bool {
        other.at(self.level()) == Some(self)
    }

    /// The padded number of the first code behind the last descendant: everything inside lies from `number()` up to it.
    pub const fn end(self) -> u64 {
        self.0 + self.level().unit()
    }
}

impl fmt::Display for RegionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let n = self.0;
        write!(f, "{:02}", n / 100_000_000)?;
        if self.level() >= Level::KabupatenKota {
            write!(f, ".{:02}", n / 1_000_000 % 100)?;
        }
        if self.level() >= Level::Kecamatan {
            write!(f, ".{:02}", n / 10_000 % 100)?;
        }
        if self.level() == Level::Desa {
            write!(f, ".{:04}", n % 10_000)?;
        }
        Ok(())
    }
}

impl fmt::Debug for RegionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for RegionCode {
    type Err = RegionCodeFlaw;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl Serialize for RegionCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for RegionCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Dotted;
        impl de::Visitor<'_> for Dotted {
            type Value = RegionCode;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a region code such as \"73.71\"")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<RegionCode, E> {
                RegionCode::parse(text).map_err(E::custom)
            }
        }
        deserializer.deserialize_str(Dotted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> RegionCode {
        RegionCode::parse(text).unwrap()
    }

    #[test]
    fn a_code_reads_with_dots_and_without() {
        assert_eq!(code("73.71.05.1001"), code("7371051001"));
        assert_eq!(code("7371").to_string(), "73.71");
        assert_eq!(code("73").number(), 7_300_000_000);
        assert_eq!(size_of::<RegionCode>(), 8);
    }

    #[test]
    fn a_text_that_is_no_code_is_refused_with_its_flaw() {
        assert_eq!(RegionCode::parse("73,71"), Err(RegionCodeFlaw::NotADigit { position: 3 }));
        for shape in ["", "7", "731", "73.1", "7.371", "73.71.", ".73", "73..71", "73.7105", "73.71.05.10", "737105100"] {
            assert!(matches!(RegionCode::parse(shape), Err(RegionCodeFlaw::WrongShape { .. })), "{shape}");
        }
        for range in ["10", "00", "73.00", "73.00.01", "73.71.00", "73.71.00.1001", "73.71.05.0000"] {
            assert!(matches!(RegionCode::parse(range), Err(RegionCodeFlaw::OutOfRange { .. })), "{range}");
        }
    }

    #[test]
    fn a_place_contains_itself_and_what_lies_below() {
        let village = code("73.71.05.1001");
        assert!(code("73").contains(village) && code("73.71.05").contains(village) && village.contains(village));
        assert!(!code("73.72").contains(village) && !village.contains(code("73.71.05")));
        assert_eq!(village.at(Level::KabupatenKota), Some(code("73.71")));
        assert_eq!(code("73.71").at(Level::Desa), None);
        assert_eq!((village.parent(), code("73").parent()), (Some(code("73.71.05")), None));
    }

    #[test]
    fn sorting_codes_puts_a_parent_before_its_children() {
        let mut codes = ["73.72", "73.71.05", "73", "73.71.05.1001", "73.71"].map(code);
        codes.sort();
        assert_eq!(codes, ["73", "73.71", "73.71.05", "73.71.05.1001", "73.72"].map(code));
    }
}
