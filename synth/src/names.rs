//! Names as the population register holds them: Bugis, Makassar, Toraja and national tokens, put together by our
//! own templates.
//!
//! No name of a living person is copied; tokens come from `data/names.csv`, weighted by rank.

use crate::calibration::fields;
use crate::draw::Draw;
use crate::error::SynthError;

const TOKENS: &str = include_str!("../data/names.csv");

/// Sex in the population register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sex {
    /// Laki-laki.
    Male,
    /// Perempuan.
    Female,
}

impl Sex {
    /// `L` or `P`.
    pub const fn letter(self) -> &'static str {
        match self {
            Self::Male => "L",
            Self::Female => "P",
        }
    }
}

/// The naming habit of a household.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Custom {
    /// Bugis and neighbours.
    Bugis,
    /// Makassar: as Bugis, with a Daeng name for some elders.
    Makassar,
    /// Toraja: a Christian name and a family name.
    Toraja,
    /// Names that are common in the whole country.
    National,
}

/// A name of one to four tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name<'a> {
    parts: [&'a str; 4],
    len: usize,
}

impl<'a> Name<'a> {
    /// The tokens.
    pub fn parts(&self) -> &[&'a str] {
        &self.parts[..self.len]
    }

    /// Adds a token; the same token twice in a row is one.
    fn with(mut self, part: &'a str) -> Self {
        if self.len < 4 && self.parts().last() != Some(&part) {
            self.parts[self.len] = part;
            self.len += 1;
        }
        self
    }

    /// The whole name.
    pub fn text(&self) -> String {
        self.parts().join(" ")
    }
}

#[derive(Default)]
struct Pool {
    tokens: Vec<String>,
    until: Vec<u64>,
}

impl Pool {
    fn push(&mut self, token: &str, rank: u64) {
        // Zipf's shape; one million over rank + 10 keeps whole numbers.
        let last = self.until.last().copied().unwrap_or(0);
        self.tokens.push(token.to_owned());
        self.until.push(last + 1_000_000 / (rank + 10));
    }

    fn pick(&self, draw: &mut Draw) -> &str {
        let at = draw.below(self.until.last().copied().unwrap_or(0));
        let index = self.until.partition_point(|until| *until <= at);
        self.tokens.get(index).map_or("Baso", String::as_str)
    }
}

/// The tokens by custom and sex.
pub struct Names {
    pools: [[Pool; 2]; 6],
}

const GROUPS: [&str; 6] = ["bugis-makassar", "toraja", "umum", "marga", "daeng", "luar"];

impl Names {
    /// Reads the embedded tokens.
    pub fn embedded() -> Result<Self, SynthError> {
        let mut pools: [[Pool; 2]; 6] = Default::default();
        for row in TOKENS.lines().skip(1).map(fields) {
            let [token, sex, group, rank] = row.as_slice() else {
                return Err(SynthError::Calibration { file: "names.csv", what: format!("not four columns: {row:?}") });
            };
            let group = GROUPS.iter().position(|g| g == group);
            let (Some(group), Ok(rank)) = (group, rank.parse()) else {
                return Err(SynthError::Calibration { file: "names.csv", what: format!("unknown group or rank: {row:?}") });
            };
            if sex.contains('L') {
                pools[group][0].push(token, rank);
            }
            if sex.contains('P') {
                pools[group][1].push(token, rank);
            }
        }
        Ok(Self { pools })
    }

    fn pick(&self, group: usize, sex: Sex, draw: &mut Draw) -> &str {
        self.pools[group][usize::from(sex == Sex::Female)].pick(draw)
    }

    /// A family name, shared by a Toraja household.
    pub fn family_name(&self, draw: &mut Draw) -> &str {
        self.pick(3, Sex::Male, draw)
    }

    /// A given name by custom; some households mix in national names, the young more than the old.
    fn given(&self, custom: Custom, sex: Sex, age: i64, draw: &mut Draw) -> &str {
        let national = match custom {
            Custom::National => 0.96,
            _ if age < 30 => 0.40,
            _ if age < 45 => 0.20,
            _ => 0.08,
        };
        if draw.chance(national) {
            return self.pick(2, sex, draw);
        }
        let group = match custom {
            Custom::Toraja => 1,
            Custom::National => 5,
            Custom::Bugis | Custom::Makassar => 0,
        };
        self.pick(group, sex, draw)
    }

    /// A name for a person of this custom, sex and age.
    pub fn make<'a>(&'a self, custom: Custom, sex: Sex, age: i64, family: &'a str, draw: &mut Draw) -> Name<'a> {
        let name = Name { parts: [""; 4], len: 0 };
        if custom == Custom::Toraja {
            let name = name.with(self.given(custom, sex, age, draw));
            let name = if draw.chance(0.25) { name.with(self.given(custom, sex, age, draw)) } else { name };
            return name.with(family);
        }
        let single = if age >= 45 {
            0.38
        } else if age >= 30 {
            0.20
        } else {
            0.08
        };
        let prefix = match (sex, draw.unit()) {
            (Sex::Male, u) if u < 0.13 => Some("Muhammad"),
            (Sex::Male, u) if u < 0.20 => Some("Muh."),
            (Sex::Male, u) if u < 0.25 => Some("Abdul"),
            (Sex::Male, u) if u < 0.28 => Some("Abd."),
            (Sex::Male, u) if u < 0.30 => Some("Ahmad"),
            (Sex::Female, u) if u < 0.06 => Some("Sitti"),
            (Sex::Female, u) if u < 0.10 => Some("Siti"),
            (Sex::Female, u) if u < 0.13 => Some("Nur"),
            (_, u) if u > 0.96 && custom != Custom::National => Some("Andi"),
            _ => None,
        };
        if let Some(prefix) = prefix {
            let name = name.with(prefix).with(self.given(custom, sex, age, draw));
            return if draw.chance(0.30) { name.with(self.given(custom, sex, age, draw)) } else { name };
        }
        let name = name.with(self.given(custom, sex, age, draw));
        if custom == Custom::Makassar && age >= 35 && draw.chance(0.14) {
            return name.with("Dg.").with(self.pick(4, sex, draw));
        }
        if draw.chance(single) {
            return name;
        }
        // A second token is often the father's name, so a man's for either sex.
        let second = if draw.chance(0.35) { Sex::Male } else { sex };
        let name = name.with(self.given(custom, second, age, draw));
        if age < 30 && draw.chance(0.22) { name.with(self.given(custom, sex, age, draw)) } else { name }
    }
}
