//! Sets of rows that are one person, with a guard: a set never holds two different sound NIKs unless the NIK rule itself
//! joined them. A NIK that contradicts the birth date of its own row is not sound enough to keep two rows apart.

use crate::LinkRow;
use base::vocabulary::day_of_epoch;

#[derive(Debug)]
pub(crate) struct Union {
    parent: Vec<u32>,
    /// The NIK of the set, held at its root; zero for none.
    nik: Vec<u64>,
}

impl Union {
    pub(crate) fn new(rows: &[LinkRow]) -> Self {
        let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        Self { parent: (0..count).collect(), nik: rows.iter().map(guard).collect() }
    }

    /// The smallest row of the set.
    pub(crate) fn root(&mut self, mut row: u32) -> u32 {
        while self.parent[row as usize] != row {
            let above = self.parent[self.parent[row as usize] as usize];
            self.parent[row as usize] = above;
            row = above;
        }
        row
    }

    /// Joins two sets; refuses when both have a NIK and these are two people's. Gives back whether they are one set now.
    pub(crate) fn join(&mut self, first: u32, second: u32, by_nik: bool) -> bool {
        let (first, second) = (self.root(first), self.root(second));
        if first == second {
            return true;
        }
        let (low, high) = (first.min(second), first.max(second));
        let niks = (self.nik[low as usize], self.nik[high as usize]);
        if !by_nik && niks.0 != 0 && niks.1 != 0 && apart(niks.0, niks.1) {
            return false;
        }
        self.parent[high as usize] = low;
        if niks.0 == 0 {
            self.nik[low as usize] = niks.1;
        }
        true
    }
}

/// The NIK of a row as far as it can speak against another: zero where its digits 7 to 12 are not the row's birth date,
/// which is how most mistyped NIKs, and those of another member of the household, give themselves away.
fn guard(row: &LinkRow) -> u64 {
    let Some(birth) = row.birth.map(day_of_epoch) else { return row.nik };
    let digits = row.nik / 10_000 % 1_000_000;
    let day = digits / 10_000;
    let day = if day > 40 { day - 40 } else { day };
    let of_nik = (day, digits / 100 % 100, digits % 100);
    let part = |part: i16| u64::from(part.unsigned_abs());
    let of_row = (part(birth.day().into()), part(birth.month().into()), part(birth.year() % 100));
    if of_nik == of_row { row.nik } else { 0 }
}

/// Whether two NIKs are two people's. Another serial or birth date is another person; a slip in the district is a slip.
fn apart(one: u64, other: u64) -> bool {
    const SERIAL_AND_BIRTH: u64 = 10_000_000_000;
    one % SERIAL_AND_BIRTH != other % SERIAL_AND_BIRTH || !one_slip(one / SERIAL_AND_BIRTH, other / SERIAL_AND_BIRTH)
}

/// Whether at most one digit differs, or two neighbours are exchanged.
fn one_slip(one: u64, other: u64) -> bool {
    let digits = |number: u64| [5, 4, 3, 2, 1, 0].map(|place| number / 10_u64.pow(place) % 10);
    let (one, other) = (digits(one), digits(other));
    let differ: Vec<usize> = (0..6).filter(|place| one[*place] != other[*place]).collect();
    match differ[..] {
        [] | [_] => true,
        [first, second] => second == first + 1 && one[first] == other[second] && one[second] == other[first],
        _ => false,
    }
}
