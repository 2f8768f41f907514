//! The tree of regions: which places exist, existed, and lie inside which.
//!
//! One sorted list; a code is found by bisection and the children of a place are a range. Former codes stand in
//! the same list, with the day they ended and their successor, because identity numbers keep them for life.
//! Not here: finding a place by name, which is in `resolve`.

use std::borrow::Cow;
use std::sync::OnceLock;

use jiff::civil::Date;

use super::code::{Level, RegionCode};
use super::names::NameIndex;
use super::table::{RegionTableFlaw, RegionTables, rows};

/// One place, current or former.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// Its Kemendagri code.
    pub code: RegionCode,
    /// Its name as shown to people: "Kabupaten Bone", "Kota Makassar", "Tamalate".
    pub name: Cow<'static, str>,
    /// First day of this code, where it replaced a former one; `None`: older than the record.
    pub from: Option<Date>,
    /// Day on which this code ended; `None`: in force.
    pub until: Option<Date>,
    /// What a former code became, where that is known.
    pub successor: Option<RegionCode>,
}

/// The regions of a country and the index of their names.
///
/// Invariant: `regions` is sorted by code without repeats, and every current place but a province has its parent.
#[derive(Clone, Debug)]
pub struct Regions {
    regions: Vec<Region>,
    /// Successor and the former code it replaced, sorted.
    replaced: Vec<(RegionCode, RegionCode)>,
    /// BPS code of a regency and the regency, sorted.
    bps: Vec<(u64, RegionCode)>,
    pub(super) names: NameIndex,
}

impl Regions {
    /// The regions this program was built with: the whole country, villages of Sulawesi Selatan.
    pub fn embedded() -> &'static Self {
        static EMBEDDED: OnceLock<Regions> = OnceLock::new();
        EMBEDDED.get_or_init(|| {
            Self::from_csv(&RegionTables {
                provinces: include_str!("../../../data/regions/provinces.csv"),
                regencies: include_str!("../../../data/regions/regencies.csv"),
                districts: include_str!("../../../data/regions/districts.csv"),
                villages: &[include_str!("../../../data/regions/villages-73.csv")],
                aliases: include_str!("../../../data/regions/aliases.csv"),
                former: include_str!("../../../data/regions/former-codes.csv"),
            })
            .expect("the embedded tables are read by the tests before any release")
        })
    }

    /// Builds the tree from tables; the first flaw of a table is its refusal.
    pub fn from_csv(tables: &RegionTables<'_>) -> Result<Self, RegionTableFlaw> {
        let mut tree = Self { regions: Vec::new(), replaced: Vec::new(), bps: Vec::new(), names: NameIndex::default() };
        tree.add("provinces", tables.provinces, 2)?;
        tree.add("regencies", tables.regencies, 4)?;
        tree.add("districts", tables.districts, 2)?;
        for villages in tables.villages {
            tree.add("villages", villages, 2)?;
        }
        for row in rows("regencies", tables.regencies, 4)? {
            if let Ok(bps) = row.text(3).parse() {
                tree.bps.push((bps, row.code(0)?));
            }
        }
        tree.bps.sort_unstable();
        for row in rows("aliases", tables.aliases, 3)? {
            let code = row.code(0)?;
            if tree.get(code).is_none() {
                return Err(RegionTableFlaw::Misplaced { table: "aliases", code });
            }
            tree.names.add_alias(code, row.text(1), matches!(row.text(2), "usual" | "former" | "province"));
        }
        tree.add_former(tables.former)?;
        Ok(tree)
    }

    /// The same tree with the villages of another table (`code,name`) in it.
    pub fn with_villages(mut self, villages: &str) -> Result<Self, RegionTableFlaw> {
        self.add("villages", villages, 2)?;
        Ok(self)
    }

    /// The same tree with more places in it: villages of another province, new districts. A code that the tree knows
    /// keeps its name; a place whose parent nobody knows is left out. Gives back how many were.
    #[must_use]
    pub fn with_places(mut self, places: &[(RegionCode, String)]) -> (Self, usize) {
        let mut left_out = 0;
        for level in Level::ALL {
            let mut new = Vec::new();
            for (code, name) in places.iter().filter(|(code, _)| code.level() == level) {
                if self.get(*code).is_some() {
                    continue;
                }
                if code.parent().is_some_and(|parent| self.get(parent).is_none()) {
                    left_out += 1;
                } else {
                    self.names.add_official(*code, name);
                    let name = Cow::Owned(name.clone());
                    new.push(Region { code: *code, name, from: None, until: None, successor: None });
                }
            }
            self.regions.extend(new);
            self.regions.sort_by_key(|region| region.code);
            self.regions.dedup_by_key(|region| region.code);
        }
        (self, left_out)
    }

    /// Adds one table of current places and checks the invariant of the tree.
    fn add(&mut self, table: &'static str, text: &str, columns: usize) -> Result<(), RegionTableFlaw> {
        for row in rows(table, text, columns)? {
            let code = row.code(0)?;
            let name = row.text(1);
            self.names.add_official(code, name);
            let name = Cow::Owned(name.to_owned());
            self.regions.push(Region { code, name, from: None, until: None, successor: None });
        }
        self.regions.sort_by_key(|region| region.code);
        if let Some(pair) = self.regions.windows(2).find(|pair| pair[0].code == pair[1].code) {
            return Err(RegionTableFlaw::Misplaced { table, code: pair[0].code });
        }
        let orphan = |region: &&Region| region.code.parent().is_some_and(|parent| self.get(parent).is_none());
        match self.regions.iter().find(orphan) {
            Some(region) => Err(RegionTableFlaw::Misplaced { table, code: region.code }),
            None => Ok(()),
        }
    }

    /// Adds the former codes and tells their successors since when they are in force.
    fn add_former(&mut self, text: &str) -> Result<(), RegionTableFlaw> {
        let mut former = Vec::new();
        for row in rows("former codes", text, 6)? {
            let code = row.code(0)?;
            let successor = row.optional_code(2)?;
            let until = row.optional_date(1)?;
            let name = Cow::Owned(row.text(3).to_owned());
            if self.get(code).is_some() || successor.is_some_and(|new| self.get(new).is_none()) {
                return Err(RegionTableFlaw::Misplaced { table: "former codes", code });
            }
            if let Some(new) = successor {
                self.replaced.push((new, code));
                if let Ok(index) = self.position(new) {
                    self.regions[index].from = until;
                }
            }
            former.push(Region { code, name, from: None, until, successor });
        }
        self.regions.extend(former);
        self.regions.sort_by_key(|region| region.code);
        self.replaced.sort_unstable();
        Ok(())
    }

    fn position(&self, code: RegionCode) -> Result<usize, usize> {
        self.regions.binary_search_by_key(&code, |region| region.code)
    }

    /// The place with this code, current or former.
    pub fn get(&self, code: RegionCode) -> Option<&Region> {
        self.position(code).ok().map(|index| &self.regions[index])
    }

    /// The name of the place with this code.
    pub fn name(&self, code: RegionCode) -> Option<&str> {
        self.get(code).map(|region| region.name.as_ref())
    }

    /// Whether this code is in force.
    pub fn is_current(&self, code: RegionCode) -> bool {
        self.get(code).is_some_and(|region| region.until.is_none())
    }

    /// All current places in code order.
    pub fn iter(&self) -> impl Iterator<Item = &Region> {
        self.regions.iter().filter(|region| region.until.is_none())
    }

    /// The current provinces in code order.
    pub fn provinces(&self) -> impl Iterator<Item = &Region> {
        self.iter().filter(|region| region.code.level() == Level::Provinsi)
    }

    /// The current places one level below, in code order.
    pub fn children(&self, parent: RegionCode) -> impl Iterator<Item = &Region> {
        let first = self.regions.partition_point(|region| region.code <= parent);
        let inside = self.regions[first..].iter().take_while(move |region| region.code.number() < parent.end());
        inside.filter(move |region| region.until.is_none() && region.code.parent() == Some(parent))
    }

    /// Whether this code was ever valid, or on that day; for the first digits of identity numbers.
    ///
    /// The record of districts is not complete, so doubt speaks for the code: a district number below the
    /// highest one of its regency counts as given once (numbers are handed out in order), and below a former
    /// place whose districts are not all known every number counts as its parent does.
    pub fn existed(&self, code: RegionCode, on: Option<Date>) -> bool {
        if let Some(region) = self.get(code) {
            let begun = |day| region.from.is_none_or(|from| from <= day);
            let not_ended = |day| region.until.is_none_or(|until| day < until);
            return on.is_none_or(|day| begun(day) && not_ended(day));
        }
        let Some(parent) = code.parent() else {
            return false;
        };
        match self.get(parent) {
            Some(region) if region.until.is_some() => self.existed(parent, on),
            None => self.existed(parent, on),
            Some(_) if code.level() == Level::Kecamatan => self.children(parent).last().is_some_and(|last| code < last.code),
            Some(_) if code.level() == Level::Desa => self.children(parent).next().is_none(),
            Some(_) => false,
        }
    }

    /// What a former code became; `None` when the code is current, unknown or without successor.
    pub(super) fn successor(&self, code: RegionCode) -> Option<RegionCode> {
        self.get(code).and_then(|region| region.successor)
    }

    /// Whether `inner` lies in `outer` today or did so under a former code.
    pub fn lies_in(&self, inner: RegionCode, outer: RegionCode) -> bool {
        let formerly = |level| {
            let Some(place) = inner.at(level) else {
                return false;
            };
            let first = self.replaced.partition_point(|(new, _)| *new < place);
            self.replaced[first..].iter().take_while(|(new, _)| *new == place).any(|(_, old)| outer.contains(*old))
        };
        outer.contains(inner) || formerly(Level::KabupatenKota) || formerly(Level::Kecamatan)
    }

    /// Whether places that lie elsewhere today once had their codes in this one.
    pub(super) fn held_others(&self, place: RegionCode) -> bool {
        self.replaced.iter().any(|(_, old)| place.contains(*old))
    }

    /// The regency with this BPS code.
    pub(super) fn by_bps(&self, bps: u64) -> Option<RegionCode> {
        let index = self.bps.binary_search_by_key(&bps, |(code, _)| *code).ok()?;
        Some(self.bps[index].1)
    }

    /// Whether the BPS codes of this province are on record, so that "no such BPS code" means something.
    pub(super) fn knows_bps_of(&self, province: RegionCode) -> bool {
        self.bps.iter().any(|(_, regency)| province.contains(*regency))
    }

    /// Whether the villages of all the districts in `place` (or of the country) are on record.
    pub(super) fn knows_villages_of(&self, place: Option<RegionCode>) -> bool {
        let mut provinces = self.provinces().filter(|p| place.is_none_or(|place| p.code.contains(place)));
        provinces.all(|province| {
            self.regions.iter().any(|region| region.code.level() == Level::Desa && province.code.contains(region.code))
        })
    }
}
