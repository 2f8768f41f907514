//! Sets of rows that are one person, with a guard: a set never holds two different sound NIKs unless the NIK rule itself
//! joined them.

use crate::LinkRow;

#[derive(Debug)]
pub(crate) struct Union {
    parent: Vec<u32>,
    /// The NIK of the set, held at its root; zero for none.
    nik: Vec<u64>,
}

impl Union {
    pub(crate) fn new(rows: &[LinkRow]) -> Self {
        let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        Self { parent: (0..count).collect(), nik: rows.iter().map(|row| row.nik).collect() }
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

    /// Joins two sets; refuses when both have a NIK and they differ. Gives back whether they are one set now.
    pub(crate) fn join(&mut self, first: u32, second: u32, by_nik: bool) -> bool {
        let (first, second) = (self.root(first), self.root(second));
        if first == second {
            return true;
        }
        let (low, high) = (first.min(second), first.max(second));
        let niks = (self.nik[low as usize], self.nik[high as usize]);
        if !by_nik && niks.0 != 0 && niks.1 != 0 && niks.0 != niks.1 {
            return false;
        }
        self.parent[high as usize] = low;
        if niks.0 == 0 {
            self.nik[low as usize] = niks.1;
        }
        true
    }
}
