//! The columns of a row to one place: code, provinsi, kabupaten, kecamatan, desa, any of them empty.
//!
//! Columns are read from large to small, each inside what the larger ones left possible; a smaller column may
//! settle a larger one ("Bogor" beside "Cibinong"). The code is weighed against the names at the end.

use super::code::{Level, RegionCode};
use super::resolve::{CodeSystem, Hint, How, Resolution};
use super::tree::Regions;

/// The texts of a row that name its place; any may be empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PlaceText<'a> {
    /// A region code of any level.
    pub code: &'a str,
    /// The province.
    pub provinsi: &'a str,
    /// The regency.
    pub kabupaten: &'a str,
    /// The district.
    pub kecamatan: &'a str,
    /// The village.
    pub desa: &'a str,
}

/// What a row says about its place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlaceResolution {
    /// The smallest place that is sure.
    pub code: Option<RegionCode>,
    /// What led to it.
    pub how: Option<How>,
    /// Everything that did not fit.
    pub flaws: Vec<PlaceFlaw>,
}

/// What is wrong with the place of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlaceFlaw {
    /// No place of this level fits the text.
    Unknown {
        /// The column.
        level: Level,
        /// Near places, best first.
        candidates: Vec<RegionCode>,
    },
    /// Several places of this level fit the text.
    Ambiguous {
        /// The column.
        level: Level,
        /// All of them.
        candidates: Vec<RegionCode>,
    },
    /// The code means one place and the names another.
    CodeContradictsName {
        /// What the code says.
        by_code: RegionCode,
        /// What the names say.
        by_name: RegionCode,
    },
    /// The place exists, but not in the place that the larger column or the hint names.
    NotInside {
        /// The column.
        level: Level,
        /// The place it should lie in.
        parent: RegionCode,
    },
}

/// What the columns read so far leave possible.
struct Reading<'a> {
    regions: &'a Regions,
    system: CodeSystem,
    /// Places in which the next column must lie; empty: anywhere.
    possible: Vec<RegionCode>,
    /// The place that the columns name for sure, and what led to it.
    sure: Option<(RegionCode, How)>,
    flaws: Vec<PlaceFlaw>,
    /// Two columns exclude each other at the level of the regency, so no name is sure.
    broken: bool,
}

impl Regions {
    /// The place of a row from its columns.
    pub fn resolve_place(&self, place: &PlaceText<'_>, hint: &Hint) -> PlaceResolution {
        let possible = hint.within.into_iter().collect();
        let system = hint.system;
        let mut reading = Reading { regions: self, system, possible, sure: None, flaws: Vec::new(), broken: false };
        let columns = [
            (Level::Provinsi, place.provinsi),
            (Level::KabupatenKota, place.kabupaten),
            (Level::Kecamatan, place.kecamatan),
            (Level::Desa, place.desa),
        ];
        for (level, text) in columns {
            if !is_blank(text) {
                reading.column(level, text);
            }
        }
        if !is_blank(place.code) {
            reading.code(place.code, hint.within);
        }
        let sure = if reading.broken { None } else { reading.sure };
        PlaceResolution { code: sure.map(|(code, _)| code), how: sure.map(|(_, how)| how), flaws: reading.flaws }
    }
}

/// Whether a cell holds nothing: blanks, dashes, dots.
fn is_blank(text: &str) -> bool {
    !text.chars().any(char::is_alphanumeric)
}

impl Reading<'_> {
    fn resolve(&self, level: Level, text: &str, within: Option<RegionCode>) -> Resolution {
        self.regions.resolve(text, &Hint { level: Some(level), within, system: self.system })
    }

    /// Reads one column of names.
    fn column(&mut self, level: Level, text: &str) {
        let inside: Vec<Resolution> = if self.possible.is_empty() {
            vec![self.resolve(level, text, None)]
        } else {
            self.possible.iter().map(|parent| self.resolve(level, text, Some(*parent))).collect()
        };
        let mut found: Vec<(RegionCode, How)> = Vec::new();
        let mut several: Vec<RegionCode> = Vec::new();
        let mut near: Vec<RegionCode> = Vec::new();
        for resolution in inside {
            match resolution {
                Resolution::Found { code, how } => found.push((code, how)),
                Resolution::Ambiguous { candidates } => several.extend(candidates),
                Resolution::Unknown { candidates } => near.extend(candidates),
                Resolution::Contradiction { by_code, by_name } => {
                    self.flaws.push(PlaceFlaw::CodeContradictsName { by_code, by_name });
                    self.broken |= level <= Level::KabupatenKota;
                    return;
                }
            }
        }
        found.dedup_by_key(|(code, _)| *code);
        match found[..] {
            [(code, how)] if several.is_empty() => self.settle(code, how),
            [] if several.is_empty() => self.miss(level, text, near),
            _ => {
                let mut candidates: Vec<RegionCode> = found.iter().map(|(code, _)| *code).chain(several).collect();
                candidates.sort_unstable();
                candidates.dedup();
                self.flaws.push(PlaceFlaw::Ambiguous { level, candidates: candidates.clone() });
                self.possible = candidates;
            }
        }
    }

    /// One place is sure; larger columns that left a choice are settled by it.
    fn settle(&mut self, code: RegionCode, how: How) {
        self.flaws.retain(|flaw| match flaw {
            PlaceFlaw::Ambiguous { candidates, .. } => !candidates.iter().any(|place| self.regions.lies_in(code, *place)),
            _ => true,
        });
        self.possible = vec![code];
        self.sure = Some((code, how));
    }

    /// No place fits inside what is possible: it lies elsewhere, lay here once, or is unknown.
    fn miss(&mut self, level: Level, text: &str, near: Vec<RegionCode>) {
        let elsewhere = self.resolve(level, text, None);
        let by_spelling = matches!(elsewhere, Resolution::Found { how: How::Spelling, .. });
        let places: Vec<RegionCode> = match elsewhere {
            Resolution::Found { code, .. } => vec![code],
            Resolution::Ambiguous { candidates } => candidates,
            _ => Vec::new(),
        };
        // A regency beside the province it belonged to before a split.
        let lay_here: Vec<RegionCode> = places
            .iter()
            .filter(|place| self.possible.iter().any(|parent| self.regions.lies_in(**place, *parent)))
            .copied()
            .collect();
        if let [code] = lay_here[..] {
            return self.settle(code, How::Name);
        }
        match self.possible.first() {
            Some(parent) if !places.is_empty() && !by_spelling => {
                self.flaws.push(PlaceFlaw::NotInside { level, parent: *parent });
                self.broken |= level <= Level::KabupatenKota;
            }
            _ => self.flaws.push(PlaceFlaw::Unknown { level, candidates: if near.is_empty() { places } else { near } }),
        }
    }

    /// Weighs the code against the names.
    fn code(&mut self, text: &str, within: Option<RegionCode>) {
        if self.broken {
            return;
        }
        let level = level_of(text);
        let (places, doubtful) = match self.regions.code_alone(text, self.system) {
            Some(meanings) => (meanings.places, meanings.doubtful),
            None => match self.regions.resolve(text, &Hint { system: self.system, ..Hint::default() }) {
                Resolution::Found { code, how } => (vec![(code, how)], false),
                Resolution::Ambiguous { candidates } => (candidates.into_iter().map(|code| (code, How::Name)).collect(), true),
                Resolution::Unknown { candidates } => {
                    return self.flaws.push(PlaceFlaw::Unknown { level, candidates });
                }
                Resolution::Contradiction { by_code, by_name } => {
                    self.broken = true;
                    return self.flaws.push(PlaceFlaw::CodeContradictsName { by_code, by_name });
                }
            },
        };
        let codes = || places.iter().map(|(code, _)| *code).collect::<Vec<_>>();
        let choice = self.flaws.iter().rev().find_map(|flaw| match flaw {
            PlaceFlaw::Ambiguous { candidates, .. } => Some(candidates.clone()),
            _ => None,
        });
        let names: Vec<RegionCode> = choice.unwrap_or_else(|| self.sure.iter().map(|(name, _)| *name).collect());
        let related = |a: RegionCode, b: RegionCode| self.regions.lies_in(a, b) || self.regions.lies_in(b, a);
        let fitting: Vec<(RegionCode, How, RegionCode)> = places
            .iter()
            .flat_map(|(code, how)| names.iter().map(move |name| (*code, *how, *name)))
            .filter(|(code, _, name)| related(*code, *name))
            .collect();
        match (places.as_slice(), fitting.as_slice(), names.first()) {
            ([], ..) => self.flaws.push(PlaceFlaw::Unknown { level, candidates: Vec::new() }),
            (_, [(code, how, name)], _) if code.level() >= name.level() => self.settle(*code, *how),
            (_, [(code, how, name)], _) => {
                let by_name = self.sure.filter(|(sure, _)| sure == name).map_or(*how, |(_, how)| how);
                if !self.regions.lies_in(*name, *code) || self.sure.is_none() {
                    self.settle(*name, by_name)
                }
            }
            ([(by_code, _), ..], [], Some(by_name)) => {
                self.broken = true;
                self.flaws.push(PlaceFlaw::CodeContradictsName { by_code: *by_code, by_name: *by_name });
            }
            ([(code, how)], [], None) if !doubtful => match within {
                Some(parent) if !self.regions.lies_in(*code, parent) => self.flaws.push(PlaceFlaw::NotInside { level, parent }),
                _ => self.settle(*code, *how),
            },
            ([_], ..) => self.flaws.push(PlaceFlaw::Unknown { level, candidates: codes() }),
            _ => self.flaws.push(PlaceFlaw::Ambiguous { level, candidates: codes() }),
        }
    }
}

/// The level that the number of digits of a code text speaks for.
fn level_of(text: &str) -> Level {
    match text.chars().filter(char::is_ascii_digit).count() {
        0..=2 => Level::Provinsi,
        3 | 4 => Level::KabupatenKota,
        5 | 6 => Level::Kecamatan,
        _ => Level::Desa,
    }
}
