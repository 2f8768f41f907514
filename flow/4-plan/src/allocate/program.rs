//! The instance as an integer program: one variable for every cell and fund that may enrol it, one row for every cell,
//! fund and limit. Exact integers; rows of money are divided by what all their costs share, which makes most of them
//! rows of people.

use super::instance::{Instance, LimitKind, holds};

/// What a row stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum RowOf {
    /// Nobody is enrolled twice: index of the cell.
    Cell(usize),
    /// No fund spends more than it has: index of the fund.
    Fund(usize),
    /// A quota: index of the limit.
    Limit(usize),
    /// A consequence of other rows for whole people.
    Cut,
}

/// A variable: people of a cell enrolled by a fund.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair {
    pub cell: usize,
    pub fund: usize,
    /// The candidates of the cell.
    pub people: i64,
    /// Nobody beyond: the candidates, or whom the fund can pay for.
    pub most: i64,
    /// What each is worth.
    pub worth: i64,
}

/// A row: the sum of its terms is at most, or at least, its bound.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub of: RowOf,
    pub terms: Vec<(usize, i64)>,
    pub at_least: bool,
    pub bound: i64,
    /// By how much the row was divided.
    pub divided_by: i64,
}

impl Row {
    /// Whether values of the variables keep it, exactly.
    pub(super) fn holds(&self, values: &[i64]) -> bool {
        let sum: i128 = self.terms.iter().map(|(pair, weight)| i128::from(*weight) * i128::from(values[*pair])).sum();
        if self.at_least { sum >= i128::from(self.bound) } else { sum <= i128::from(self.bound) }
    }
}

/// An integer program: maximise what the people are worth.
#[derive(Clone, Debug, Default)]
pub(super) struct Program {
    pub pairs: Vec<Pair>,
    pub rows: Vec<Row>,
}

impl Program {
    /// The program of an instance that was checked.
    pub(super) fn of(instance: &Instance) -> Self {
        let mut program = Self::default();
        let mut of_cell = vec![Vec::new(); instance.cells.len()];
        let mut of_fund = vec![Vec::new(); instance.funds.len()];
        for (cell_index, cell) in instance.cells.iter().enumerate() {
            for (fund_index, fund) in instance.funds.iter().enumerate() {
                let most = cell.candidates.min(fund.rupiah.0 / instance.cost(cell));
                if most > 0 && holds(&fund.regions, &fund.groups, cell) {
                    of_cell[cell_index].push(program.pairs.len());
                    of_fund[fund_index].push(program.pairs.len());
                    let (people, worth) = (cell.candidates, instance.worth(cell));
                    program.pairs.push(Pair { cell: cell_index, fund: fund_index, people, most, worth });
                }
            }
        }
        for (index, pairs) in of_cell.iter().enumerate().filter(|(_, pairs)| pairs.len() > 1) {
            let terms = pairs.iter().map(|pair| (*pair, 1)).collect();
            program.add(RowOf::Cell(index), terms, false, instance.cells[index].candidates);
        }
        for (index, pairs) in of_fund.iter().enumerate().filter(|(_, pairs)| !pairs.is_empty()) {
            let cost = |pair: &usize| instance.cost(&instance.cells[program.pairs[*pair].cell]);
            let terms: Vec<(usize, i64)> = pairs.iter().map(|pair| (*pair, cost(pair))).collect();
            program.add(RowOf::Fund(index), terms, false, instance.funds[index].rupiah.0);
        }
        for (index, limit) in instance.limits.iter().enumerate() {
            let inside: Vec<bool> = instance.cells.iter().map(|cell| holds(&limit.regions, &limit.groups, cell)).collect();
            let terms = (0..program.pairs.len()).filter(|pair| inside[program.pairs[*pair].cell]).map(|pair| (pair, 1)).collect();
            program.add(RowOf::Limit(index), terms, limit.kind == LimitKind::MinPeople, limit.value);
        }
        program
    }

    /// Adds a row, divided by what its weights share; a sum of multiples is at most the whole multiple below its bound.
    fn add(&mut self, of: RowOf, terms: Vec<(usize, i64)>, at_least: bool, bound: i64) {
        let shared = terms.iter().fold(0, |shared, (_, weight)| common_divisor(shared, *weight)).max(1);
        let terms = terms.into_iter().map(|(pair, weight)| (pair, weight / shared)).collect();
        let bound = if at_least { bound.div_ceil_positive(shared) } else { bound / shared };
        self.rows.push(Row { of, terms, at_least, bound, divided_by: shared });
    }

    /// The program without some limits.
    pub(super) fn without(&self, left_out: impl Fn(usize) -> bool) -> Self {
        let keep = |row: &&Row| !matches!(row.of, RowOf::Limit(limit) if left_out(limit));
        Self { pairs: self.pairs.clone(), rows: self.rows.iter().filter(keep).cloned().collect() }
    }

    /// Parts that share no row, each with the variables it took, so that each can be solved for itself.
    pub(super) fn parts(&self) -> Vec<(Self, Vec<usize>)> {
        let mut group: Vec<usize> = (0..self.pairs.len()).collect();
        for row in &self.rows {
            for window in row.terms.windows(2) {
                let (a, b) = (root(&mut group, window[0].0), root(&mut group, window[1].0));
                // The smaller index leads, so that parts come in the order of the instance.
                let (low, high) = (a.min(b), a.max(b));
                group[high] = low;
            }
        }
        let roots: Vec<usize> = (0..self.pairs.len()).map(|pair| root(&mut group, pair)).collect();
        let mut part_of = vec![usize::MAX; self.pairs.len()];
        let mut place = vec![0; self.pairs.len()];
        let mut parts: Vec<(Self, Vec<usize>)> = Vec::new();
        for (pair, root) in roots.iter().enumerate() {
            if part_of[*root] == usize::MAX {
                part_of[*root] = parts.len();
                parts.push((Self::default(), Vec::new()));
            }
            let (part, taken) = &mut parts[part_of[*root]];
            place[pair] = taken.len();
            part.pairs.push(self.pairs[pair]);
            taken.push(pair);
        }
        for row in self.rows.iter().filter(|row| !row.terms.is_empty()) {
            let part = &mut parts[part_of[roots[row.terms[0].0]]].0;
            let terms = row.terms.iter().map(|(pair, weight)| (place[*pair], *weight)).collect();
            part.rows.push(Row { terms, ..row.clone() });
        }
        parts
    }

    /// A limit that asks for people where nobody can be enrolled.
    pub(super) fn empty_demand(&self) -> Option<usize> {
        self.rows.iter().find_map(|row| match row.of {
            RowOf::Limit(limit) if row.terms.is_empty() && row.at_least && row.bound > 0 => Some(limit),
            _ => None,
        })
    }
}

fn root(group: &mut [usize], mut of: usize) -> usize {
    while group[of] != of {
        group[of] = group[group[of]];
        of = group[of];
    }
    of
}

pub(super) fn common_divisor(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { common_divisor(b, a % b) }
}

trait DivCeil {
    fn div_ceil_positive(self, by: Self) -> Self;
}

impl DivCeil for i64 {
    fn div_ceil_positive(self, by: Self) -> Self {
        self / by + Self::from(self % by > 0)
    }
}
