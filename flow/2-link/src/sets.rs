//! Sets of rows that grow together, kept apart where somebody said so.

use std::collections::HashMap;

/// Sets of rows, with a ring through the rows of each.
#[derive(Debug)]
pub(crate) struct Sets {
    parent: Vec<u32>,
    next: Vec<u32>,
    apart: HashMap<u32, Vec<u32>>,
}

impl Sets {
    pub(crate) fn new(rows: usize) -> Self {
        let own: Vec<u32> = (0..rows as u32).collect();
        Self { parent: own.clone(), next: own, apart: HashMap::new() }
    }

    /// Two rows that are never to stand in one set.
    pub(crate) fn keep_apart(&mut self, a: u32, b: u32) {
        self.apart.entry(a).or_default().push(b);
        self.apart.entry(b).or_default().push(a);
    }

    /// Whether a row is the only one of its set.
    pub(crate) fn alone(&self, row: u32) -> bool {
        self.next[row as usize] == row
    }

    /// Whether nobody said that a row of one set is not a row of the other; both are given by their smallest row.
    pub(crate) fn may_join(&mut self, a: u32, b: u32) -> bool {
        if self.apart.is_empty() {
            return true;
        }
        let members: Vec<u32> = self.of(a).collect();
        let against: Vec<u32> = members.iter().filter_map(|row| self.apart.get(row)).flatten().copied().collect();
        against.into_iter().all(|row| self.root(row) != b)
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

    /// Makes two sets one; both are given by their smallest row.
    pub(crate) fn join(&mut self, a: u32, b: u32) {
        let (low, high) = (a.min(b), a.max(b));
        self.parent[high as usize] = low;
        // Two rings become one by exchanging where they go on.
        self.next.swap(low as usize, high as usize);
    }

    /// The rows of a set, from any of them on.
    pub(crate) fn of(&self, row: u32) -> impl Iterator<Item = u32> + '_ {
        let mut at = Some(row);
        std::iter::from_fn(move || {
            let here = at?;
            let next = self.next[here as usize];
            at = (next != row).then_some(next);
            Some(here)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn rings_hold_the_same_rows_as_the_sets(joins in proptest::collection::vec((0_u32..30, 0_u32..30), 0..60)) {
            let mut sets = Sets::new(30);
            for (a, b) in joins {
                let (a, b) = (sets.root(a), sets.root(b));
                if a != b {
                    sets.join(a, b);
                }
            }
            for row in 0..30 {
                let root = sets.root(row);
                let ring: Vec<u32> = sets.of(row).collect();
                let set: Vec<u32> = (0..30).filter(|other| sets.root(*other) == root).collect();
                let mut sorted = ring.clone();
                sorted.sort_unstable();
                prop_assert_eq!(sorted, set);
                prop_assert!(root <= row);
            }
        }
    }
}
