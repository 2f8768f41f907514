//! Cell counts become coverage rows: with names, day, rule, snapshot and notes.

use base::handover::{Attribution, Basis, CoverageRow, Dimension};
use base::law::Groups;
use base::vocabulary::region::{RegionCode, Regions};
use base::vocabulary::{AgeBand, Covered, Month, Potential, Programme, Uncovered};
use jiff::civil::Date;

use crate::published::{Denominator, is_synthetic};
use crate::query::{Population, Question};

/// What the engine counted in one cell.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CellCount {
    /// The keys in the order of the question: numbers for places, bands and programmes, words for the rest; none for unknown.
    pub keys: Vec<Option<String>>,
    /// People in the cell.
    pub denominator: u64,
    /// Of these, covered.
    pub covered: u64,
    /// Of these, in grace.
    pub in_grace: u64,
}

/// What the engine counted behind one cell, for one reason.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AccountCount {
    /// The keys of the cell, then the reason.
    pub keys: Vec<Option<String>>,
    /// People.
    pub people: u64,
    /// Rows of the lists that speak of them.
    pub rows: u64,
}

/// What every row of a table has in common.
#[derive(Clone, Debug)]
pub struct Common<'a> {
    /// The question answered.
    pub question: &'a Question,
    /// The day whose knowledge it rests on.
    pub known_on: Date,
    /// The snapshot of the links.
    pub snapshot: &'a str,
    /// Names of regions.
    pub regions: &'a Regions,
    /// Names of groups.
    pub groups: &'a Groups,
}

/// Coverage rows of the people counted, in the order of the cells.
pub fn coverage_rows(
    cells: &[CellCount],
    question: &Question,
    known_on: Date,
    snapshot: &str,
    regions: &Regions,
    groups: &Groups,
) -> Vec<CoverageRow> {
    let common = Common { question, known_on, snapshot, regions, groups };
    cells.iter().map(|cell| row(cell, &common)).collect()
}

fn row(cell: &CellCount, common: &Common<'_>) -> CoverageRow {
    let question = common.question;
    let (region, place_asked, cut) = place_of(&cell.keys, question, common.groups);
    let covered = Covered(cell.covered);
    let denominator = Potential(cell.denominator);
    let (numerator_name, denominator_name, note) = names(question, place_asked && region.is_none());
    let mut row = CoverageRow {
        region_code: region,
        region_name: region_name(region, place_asked, common.regions),
        cut,
        as_of: question.month,
        known_on: common.known_on,
        basis: Basis::Roster,
        numerator_name,
        covered,
        in_grace: Some(Covered(cell.in_grace)),
        denominator_name,
        denominator,
        uncovered: denominator.0.checked_sub(covered.0).map(Uncovered),
        rate_percent: None,
        interval: None,
        snapshot: common.snapshot.to_owned(),
        synthetic: false,
        note,
    };
    row.rate_percent = row.rate().percent();
    row
}

/// Where a cell is, whether a place was asked for, and the words of its other keys.
pub(crate) fn place_of(
    keys: &[Option<String>],
    question: &Question,
    groups: &Groups,
) -> (Option<RegionCode>, bool, Vec<(&'static str, String)>) {
    let mut region = None;
    let mut place_asked = false;
    let mut cut = Vec::new();
    for (dimension, key) in question.by.iter().zip(keys) {
        let scale = match dimension {
            Dimension::Province => Some(100_000_000),
            Dimension::Region => Some(1_000_000),
            Dimension::District => Some(10_000),
            Dimension::Village => Some(1),
            _ => None,
        };
        match scale {
            Some(scale) => {
                place_asked = true;
                let number = key.as_ref().and_then(|key| key.parse::<u64>().ok());
                let finer = number.and_then(|number| RegionCode::from_number(number * scale));
                region = finer.or(region);
            }
            None => cut.push((dimension.code(), value_name(*dimension, key.as_deref(), question.month, groups))),
        }
    }
    (region, place_asked, cut)
}

fn region_name(region: Option<RegionCode>, place_asked: bool, regions: &Regions) -> String {
    match region {
        Some(code) => regions.name(code).map_or_else(|| code.to_string(), str::to_owned),
        None if place_asked => "(wilayah tidak diketahui)".to_owned(),
        None => "(seluruh daftar)".to_owned(),
    }
}

fn names(question: &Question, place_unknown: bool) -> (String, String, String) {
    let place = match question.attribution {
        Attribution::Residence => "tempat tinggal",
        Attribution::Workplace => "tempat kerja",
    };
    let denominator = match question.population {
        Population::Roster => format!("roster ({place})"),
        Population::Register => format!("register ({place})"),
    };
    let note = if place_unknown { "tidak ada daftar yang menyebut wilayahnya".to_owned() } else { String::new() };
    ("peserta aktif menurut register".to_owned(), denominator, note)
}

/// The words for a value of a dimension.
fn value_name(dimension: Dimension, key: Option<&str>, month: Month, groups: &Groups) -> String {
    let unknown = || "(tidak diketahui)".to_owned();
    match (dimension, key) {
        (Dimension::Month, _) => month.to_string(),
        (_, None) => unknown(),
        (Dimension::Programme, Some(number)) => {
            let programme = number.parse::<usize>().ok().and_then(|number| Programme::ALL.get(number));
            programme.map_or_else(unknown, |programme| programme.code().to_owned())
        }
        (Dimension::AgeBand, Some(lower)) => lower.parse().map_or_else(|_| unknown(), |lower| AgeBand::of(lower).to_string()),
        (Dimension::Group, Some(code)) => groups.get(code).map_or_else(|| code.to_owned(), |group| group.code.clone()),
        (_, Some(word)) => word.to_owned(),
    }
}

/// Coverage of the register among a published number of workers: one row per region that has a denominator.
/// Regions of the register without one are named in the note of the rows, not guessed.
pub fn with_denominators(register: &[CoverageRow], denominators: &[Denominator]) -> Vec<CoverageRow> {
    denominators
        .iter()
        .map(|denominator| {
            let own = register.iter().find(|row| row.region_code == Some(denominator.region));
            let template = own.or(register.first());
            let covered = own.map_or(Covered(0), |row| row.covered);
            let mut row = CoverageRow {
                region_code: Some(denominator.region),
                region_name: denominator.region_name.clone(),
                cut: Vec::new(),
                as_of: template.map_or(denominator.month, |row| row.as_of),
                known_on: template.map_or_else(|| denominator.month.last_day(), |row| row.known_on),
                basis: Basis::Published,
                numerator_name: "peserta aktif menurut register".to_owned(),
                covered,
                in_grace: own.and_then(|row| row.in_grace),
                denominator_name: denominator.name.clone(),
                denominator: denominator.count,
                uncovered: denominator.count.0.checked_sub(covered.0).map(Uncovered),
                rate_percent: None,
                interval: None,
                snapshot: template.map(|row| row.snapshot.clone()).unwrap_or_default(),
                synthetic: template.is_some_and(|row| row.synthetic) || is_synthetic(&denominator.name),
                note: denominator.note.clone(),
            };
            row.rate_percent = row.rate().percent();
            row
        })
        .collect()
}
