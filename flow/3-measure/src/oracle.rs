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
    /// Where it says the person works.
    pub workplace: Option<u64>,
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

/// The regency where a person lives: a residence that is told goes before a workplace, worker lists before the register, the
/// later before the earlier.
pub fn regency(lists: &[&ListedRow], register: &[&ListedRow]) -> Option<u64> {
    let told = lists.iter().map(|row| (1, row)).chain(register.iter().map(|row| (0, row)));
    let placed = told.filter(|(_, row)| row.residence.or(row.workplace).is_some());
    let (_, best) = placed.max_by_key(|(trust, row)| (row.residence.is_some(), *trust, row.order))?;
    best.residence.or(best.workplace).map(|place| place / 1_000_000)
}
