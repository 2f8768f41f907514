//! What the regions promise, tried on all embedded places and on a table of spellings.
//!
//! The table `base/data/regions/spellings.csv` is written by hand; its last column is a code, or the word for
//! what must come instead: `ambiguous`, `unknown` (near names allowed), `junk` (none), `contradiction`.

use super::table::rows;
use super::*;

mod names;
mod rows;
mod slips;

/// A code that must read.
fn code(text: &str) -> RegionCode {
    RegionCode::parse(text).unwrap()
}

fn level(text: &str) -> Option<Level> {
    Level::ALL.into_iter().find(|level| level.as_str() == text)
}

/// What a resolution looks like in the table.
fn shown(resolution: &Resolution) -> String {
    match resolution {
        Resolution::Found { code, .. } => code.to_string(),
        Resolution::Ambiguous { .. } => "ambiguous".to_owned(),
        Resolution::Unknown { candidates } if candidates.is_empty() => "junk".to_owned(),
        Resolution::Unknown { .. } => "unknown".to_owned(),
        Resolution::Contradiction { .. } => "contradiction".to_owned(),
    }
}

#[test]
fn every_spelling_of_the_table_gives_what_the_table_says() {
    let table = include_str!("../../../data/regions/spellings.csv");
    let rows = rows("spellings", table, 4).unwrap();
    assert!(rows.len() >= 300, "{} spellings are too few", rows.len());
    let wrong: Vec<String> = rows
        .iter()
        .filter_map(|row| {
            let within = row.optional_code(2).unwrap();
            let hint = Hint { level: level(row.text(1)), within, system: CodeSystem::Unknown };
            let resolution = Regions::embedded().resolve(row.text(0), &hint);
            let shown = shown(&resolution);
            let right = shown == row.text(3) || (shown == "junk" && row.text(3) == "unknown");
            (!right).then(|| format!("{:?} {} {:?}: {} wanted, {resolution:?}", row.text(0), row.text(1), within, row.text(3)))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}
