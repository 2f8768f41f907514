//! Segments, programmes, sex and age bands of the social-security membership.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The segment of a membership (UU 24/2011; PP 44/2015; PP 49/2023 Art. 5). Exclusive within one membership.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Segment {
    /// Penerima upah: works for a wage.
    Pu,
    /// Bukan penerima upah: works on own account.
    Bpu,
    /// Jasa konstruksi: works on a construction project.
    Jakon,
    /// Pekerja migran Indonesia.
    Pmi,
}

impl Segment {
    /// Every segment, in the order in which tables show them.
    pub const ALL: [Self; 4] = [Self::Pu, Self::Bpu, Self::Jakon, Self::Pmi];

    /// The code in files, tables and URLs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Pu => "pu",
            Self::Bpu => "bpu",
            Self::Jakon => "jakon",
            Self::Pmi => "pmi",
        }
    }

    /// Reads the codes and the spelled-out names that registers use.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "PU" => return Some(Self::Pu),
            "BPU" => return Some(Self::Bpu),
            "JAKON" => return Some(Self::Jakon),
            _ => {}
        }
        let word: String = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        match word.as_str() {
            "pu" | "penerimaupah" | "1" => Some(Self::Pu),
            "bpu" | "bukanpenerimaupah" | "2" | "mandiri" => Some(Self::Bpu),
            "jakon" | "jasakonstruksi" | "konstruksi" | "3" => Some(Self::Jakon),
            "pmi" | "pekerjamigran" | "pekerjamigranindonesia" | "tki" | "4" => Some(Self::Pmi),
            _ => None,
        }
    }
}

impl fmt::Display for Segment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

/// A programme of BPJS Ketenagakerjaan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Programme {
    /// Jaminan kecelakaan kerja: work accident.
    Jkk,
    /// Jaminan kematian: death.
    Jkm,
    /// Jaminan hari tua: old-age savings.
    Jht,
    /// Jaminan pensiun: pension.
    Jp,
    /// Jaminan kehilangan pekerjaan: job loss.
    Jkp,
}

impl Programme {
    /// Every programme, in the order in which tables show them.
    pub const ALL: [Self; 5] = [Self::Jkk, Self::Jkm, Self::Jht, Self::Jp, Self::Jkp];

    /// The code in files, tables and URLs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Jkk => "jkk",
            Self::Jkm => "jkm",
            Self::Jht => "jht",
            Self::Jp => "jp",
            Self::Jkp => "jkp",
        }
    }

    /// Reads a programme code in any case.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|programme| programme.code().eq_ignore_ascii_case(text.trim()))
    }
}

/// The programmes of one membership, as the lake keeps them (column `programmes`, one bit each in the order of [`Programme::ALL`]).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProgrammeSet(i64);

impl ProgrammeSet {
    /// The set kept in the lake.
    pub const fn from_bits(bits: i64) -> Self {
        Self(bits)
    }

    /// The set as the lake keeps it.
    pub const fn bits(self) -> i64 {
        self.0
    }

    /// Reads `jkk;jkm`; commas and blanks divide as well. None when a word is no programme.
    pub fn parse(text: &str) -> Option<Self> {
        let mut set = Self::default();
        for word in text.split([';', ',', ' ']).filter(|word| !word.is_empty()) {
            set.add(Programme::parse(word)?);
        }
        Some(set)
    }

    /// Adds a programme.
    #[inline]
    pub fn add(&mut self, programme: Programme) {
        self.0 |= 1 << programme as i64;
    }

    /// Whether a programme is in it.
    pub fn has(self, programme: Programme) -> bool {
        self.0 & (1 << programme as i64) != 0
    }

    /// The programmes in it that are not in another.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The programmes in it, in the order of tables.
    pub fn iter(self) -> impl Iterator<Item = Programme> {
        Programme::ALL.into_iter().filter(move |programme| self.has(*programme))
    }
}

impl fmt::Display for ProgrammeSet {
    /// `jkk;jkm`, empty when there is none.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let codes: Vec<&str> = self.iter().map(Programme::code).collect();
        f.pad(&codes.join(";"))
    }
}

/// Sex as the NIK and the registers know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sex {
    /// Laki-laki.
    Male,
    /// Perempuan.
    Female,
}

impl Sex {
    /// The letter of Indonesian forms: L or P.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Male => "L",
            Self::Female => "P",
        }
    }

    /// Reads L/P, laki-laki/perempuan, pria/wanita and their usual slips; a bare M or F of English forms too.
    pub fn parse(text: &str) -> Option<Self> {
        let mut word = [0_u8; 12];
        let mut length = 0;
        for byte in text.bytes().filter(u8::is_ascii_alphanumeric) {
            *word.get_mut(length)? = byte.to_ascii_lowercase();
            length += 1;
        }
        match &word[..length] {
            b"l" | b"lk" | b"laki" | b"lakilaki" | b"lelaki" | b"lki" | b"pria" | b"m" | b"male" | b"1" | b"laki2" => {
                Some(Self::Male)
            }
            b"p" | b"pr" | b"perempuan" | b"wanita" | b"w" | b"f" | b"female" | b"prempuan" | b"2" | b"pe" => Some(Self::Female),
            _ => None,
        }
    }
}

/// A five-year age band by its lower bound; the last is open (70 and older).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AgeBand(u8);

impl AgeBand {
    /// The band of an age in full years.
    pub fn of(age: u8) -> Self {
        Self((age / 5 * 5).min(70))
    }

    /// The lower bound in years, as the lake keeps it.
    pub const fn lower(self) -> u8 {
        self.0
    }
}

impl fmt::Display for AgeBand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 >= 70 { f.pad("70+") } else { f.pad(&format!("{}-{}", self.0, self.0 + 4)) }
    }
}
