//! Places of rows: the words in the place columns, completed by the titles, resolved once per distinct text.

use crate::context::{Context, SheetDefaults};
use base::handover::FindingCode;
use base::vocabulary::region::{Hint, How, Level, PlaceFlaw, PlaceText, RegionCode, Resolution};
use std::collections::HashMap;

/// What became of the place columns of a row.
#[derive(Clone, Debug, Default)]
pub(crate) struct Place {
    /// The deepest region that is sure.
    pub(crate) code: Option<RegionCode>,
    /// What is wrong, at which level, with the words that were there.
    pub(crate) flaws: Vec<(FindingCode, Level, String)>,
}

/// The five texts of a place in a row, or empty.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct PlaceCells<'a> {
    pub(crate) code: &'a str,
    pub(crate) provinsi: &'a str,
    pub(crate) kabupaten: &'a str,
    pub(crate) kecamatan: &'a str,
    pub(crate) desa: &'a str,
}

/// Beyond this many distinct places the memory starts anew: a hostile column of random texts must not grow it.
const REMEMBERED: usize = 200_000;

/// Places seen before in this sheet.
#[derive(Debug, Default)]
pub(crate) struct Places {
    known: HashMap<Box<str>, Place>,
    key: String,
}

impl Places {
    /// Forgets everything: the titles have changed.
    pub(crate) fn forget(&mut self) {
        self.known.clear();
    }

    pub(crate) fn resolve(&mut self, cells: PlaceCells<'_>, defaults: &SheetDefaults, context: &Context<'_>) -> &Place {
        self.key.clear();
        for cell in [cells.code, cells.provinsi, cells.kabupaten, cells.kecamatan, cells.desa] {
            self.key.push_str(cell);
            self.key.push('\u{1f}');
        }
        if !self.known.contains_key(self.key.as_str()) {
            if self.known.len() >= REMEMBERED {
                self.known.clear();
            }
            self.known.insert(self.key.as_str().into(), fresh(cells, defaults, context));
        }
        &self.known[self.key.as_str()]
    }
}

fn fresh(cells: PlaceCells<'_>, defaults: &SheetDefaults, context: &Context<'_>) -> Place {
    fn or<'a>(cell: &'a str, default: &'a str) -> &'a str {
        let cell = cell.trim();
        if cell.is_empty() || cell == "-" { default } else { cell }
    }
    // A code says the whole place; the titles then add nothing but doubt.
    let titles = cells.code.trim().is_empty();
    let mut place = PlaceText {
        code: cells.code.trim(),
        provinsi: or(cells.provinsi, if titles { &defaults.provinsi } else { "" }),
        kabupaten: or(cells.kabupaten, if titles { &defaults.kabupaten } else { "" }),
        kecamatan: or(cells.kecamatan, if titles { &defaults.kecamatan } else { "" }),
        desa: or(cells.desa, if titles { &defaults.desa } else { "" }),
    };
    // A column of areas names provinces beside regencies.
    if let Resolution::Found { code, .. } = context.regions.resolve(place.kabupaten, &Hint { within: None, ..context.hint() })
        && code.level() == Level::Provinsi
        && place.provinsi.is_empty()
    {
        place.provinsi = std::mem::take(&mut place.kabupaten);
    }
    let resolved = context.regions.resolve_place(&place, &context.hint());
    let words = |flaw: &PlaceFlaw| match flaw {
        PlaceFlaw::Unknown { level, .. } | PlaceFlaw::Ambiguous { level, .. } | PlaceFlaw::NotInside { level, .. } => match level
        {
            Level::Provinsi => place.provinsi,
            Level::KabupatenKota => {
                if place.kabupaten.is_empty() {
                    place.code
                } else {
                    place.kabupaten
                }
            }
            Level::Kecamatan => place.kecamatan,
            Level::Desa => place.desa,
        }
        .to_owned(),
        PlaceFlaw::CodeContradictsName { by_code, by_name } => {
            format!("{} = {by_code}, {} = {by_name}", place.code, place.kabupaten)
        }
    };
    let flaws = resolved
        .flaws
        .iter()
        .map(|flaw| {
            let code = match flaw {
                PlaceFlaw::Unknown { .. } => FindingCode::RegionUnknown,
                PlaceFlaw::Ambiguous { .. } => FindingCode::RegionAmbiguous,
                PlaceFlaw::CodeContradictsName { .. } => FindingCode::RegionContradicts,
                PlaceFlaw::NotInside { .. } => FindingCode::RegionNotInside,
            };
            let level = match flaw {
                PlaceFlaw::Unknown { level, .. } | PlaceFlaw::Ambiguous { level, .. } | PlaceFlaw::NotInside { level, .. } => {
                    *level
                }
                PlaceFlaw::CodeContradictsName { .. } => Level::KabupatenKota,
            };
            (code, level, words(flaw))
        })
        .collect();
    Place {
        code: resolved.code,
        flaws: outside(&place, context).map_or(flaws, |name| vec![(FindingCode::RegionOutside, Level::KabupatenKota, name)]),
    }
}

/// The regency of a row by its full name, where it is known and lies outside the region of the installation: what stands below it
/// is not looked up here, and is not unknown for that.
fn outside(place: &PlaceText<'_>, context: &Context<'_>) -> Option<String> {
    let home = context.within?;
    let full = |text: &str| {
        let small = text.trim().to_lowercase();
        small.starts_with("kota ") || small.starts_with("kab")
    };
    if !full(place.kabupaten) || !place.code.is_empty() {
        return None;
    }
    let hint = |within| Hint { level: Some(Level::KabupatenKota), within, ..context.hint() };
    if !matches!(context.regions.resolve(place.kabupaten, &hint(Some(home))), Resolution::Unknown { .. }) {
        return None;
    }
    match context.regions.resolve(place.kabupaten, &hint(None)) {
        Resolution::Found { code, how: How::Name | How::Alias } if !context.regions.lies_in(code, home) => {
            Some(context.regions.name(code).unwrap_or_default().to_owned())
        }
        _ => None,
    }
}
