//! Coverage counted in plain Rust over small tables: what the engine is held to in tests, and the clearest statement
//! of what a figure means.

use base::law::Standing;
use std::collections::{BTreeMap, BTreeSet};

/// One row of a worker list, linked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedRow {
    /// The person.
    pub person: i64,
    /// Where the list says the person lives, as a ten-digit number.
    pub residence: Option<u64>,
    /// The day the list describes and the row's id: the latest tells the place.
    pub order: (i32, i64),
    /// Segment of the list.
    pub segment: Option<String>,
    /// Whether another fund insures the person.
    pub excluded: bool,
}

/// One membership, linked and judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JudgedMembership {
    /// The person.
    pub person: i64,
    /// Where it stands in the month.
    pub standing: Standing,
}

/// Covered people and all people, per key of the listed rows.
pub fn count<K: Ord + Clone>(
    listed: &[ListedRow],
    memberships: &[JudgedMembership],
    died: &BTreeSet<i64>,
    key: impl Fn(&[&ListedRow]) -> Vec<K>,
) -> BTreeMap<K, (u64, u64)> {
    let mut people: BTreeMap<i64, Vec<&ListedRow>> = BTreeMap::new();
    for row in listed {
        people.entry(row.person).or_default().push(row);
    }
    let covered: BTreeSet<i64> =
        memberships.iter().filter(|membership| membership.standing.is_covered()).map(|membership| membership.person).collect();
    let mut cells = BTreeMap::new();
    for (person, rows) in people {
        if died.contains(&person) || rows.iter().any(|row| row.excluded) {
            continue;
        }
        let keys: BTreeSet<K> = key(&rows).into_iter().collect();
        for key in keys {
            let cell = cells.entry(key).or_insert((0, 0));
            cell.0 += u64::from(covered.contains(&person));
            cell.1 += 1;
        }
    }
    cells
}

/// The regency of a person: the latest list that names a place.
pub fn regency(rows: &[&ListedRow]) -> Option<u64> {
    rows.iter().filter(|row| row.residence.is_some()).max_by_key(|row| row.order)?.residence.map(|place| place / 1_000_000)
}
