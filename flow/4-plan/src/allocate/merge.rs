//! Cells that do not differ for a plan (worth, cost, funds, limits) are one cell while it is solved: a nation with one premium becomes a
//! few. Whoever is enrolled is given back cell by cell, in the order of the instance, so that a little more money adds people and moves
//! nobody.

use super::program::{Pair, Program, Row, RowOf};
use std::collections::BTreeMap;

/// A smaller program with the same plans.
pub(super) struct Merged {
    pub program: Program,
    /// For every cell of the smaller program the cells that it stands for: their people and pairs, in one order of funds.
    cells: Vec<Vec<(i64, Vec<usize>)>>,
}

/// What a pair is to a plan: its fund, its worth, and its weight in rows of money and limits.
type Likeness = (usize, i64, Vec<(usize, i64)>);

impl Merged {
    pub(super) fn of(program: &Program) -> Self {
        let mut columns: Vec<Vec<(usize, i64)>> = vec![Vec::new(); program.pairs.len()];
        for (index, row) in program.rows.iter().enumerate() {
            if !matches!(row.of, RowOf::Cell(_)) {
                row.terms.iter().for_each(|(pair, weight)| columns[*pair].push((index, *weight)));
            }
        }
        let mut of_cell: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        program.pairs.iter().enumerate().for_each(|(place, pair)| of_cell.entry(pair.cell).or_default().push(place));
        let mut place: BTreeMap<Vec<Likeness>, usize> = BTreeMap::new();
        let mut cells: Vec<Vec<(i64, Vec<usize>)>> = Vec::new();
        for pairs in of_cell.into_values() {
            let alike = |pair: &usize| (program.pairs[*pair].fund, program.pairs[*pair].worth, columns[*pair].clone());
            let at = *place.entry(pairs.iter().map(alike).collect()).or_insert(cells.len());
            if at == cells.len() {
                cells.push(Vec::new());
            }
            cells[at].push((program.pairs[pairs[0]].people, pairs));
        }
        Self { program: smaller(program, &cells, &columns), cells }
    }

    /// People by pair of the program that was merged.
    pub(super) fn split(&self, values: &[i64], pairs: usize) -> Vec<i64> {
        let mut split = vec![0; pairs];
        let mut first = 0;
        for cells in &self.cells {
            let funds = cells[0].1.len();
            let mut left: Vec<i64> = values[first..first + funds].to_vec();
            first += funds;
            for (people, pairs) in cells {
                let mut people = *people;
                for (left, pair) in left.iter_mut().zip(pairs) {
                    let taken = people.min(*left);
                    split[*pair] = taken;
                    *left -= taken;
                    people -= taken;
                }
            }
        }
        split
    }
}

fn smaller(program: &Program, cells: &[Vec<(i64, Vec<usize>)>], columns: &[Vec<(usize, i64)>]) -> Program {
    let mut pairs = Vec::new();
    let mut rows: Vec<Row> = Vec::new();
    let mut terms: Vec<Vec<(usize, i64)>> = vec![Vec::new(); program.rows.len()];
    for (cell, alike) in cells.iter().enumerate() {
        let people = alike.iter().map(|(people, _)| *people).fold(0, i64::saturating_add);
        let own: Vec<usize> = (pairs.len()..pairs.len() + alike[0].1.len()).collect();
        for (place, first) in alike[0].1.iter().enumerate() {
            let most = alike.iter().map(|(_, of)| program.pairs[of[place]].most).fold(0, i64::saturating_add);
            columns[*first].iter().for_each(|(row, weight)| terms[*row].push((pairs.len(), *weight)));
            pairs.push(Pair { cell, people, most, ..program.pairs[*first] });
        }
        if own.len() > 1 {
            let terms = own.into_iter().map(|pair| (pair, 1)).collect();
            rows.push(Row { of: RowOf::Cell(cell), terms, at_least: false, bound: people, divided_by: 1 });
        }
    }
    let others = program.rows.iter().zip(terms).filter(|(row, _)| !matches!(row.of, RowOf::Cell(_)));
    rows.extend(others.map(|(row, terms)| Row { terms, ..row.clone() }));
    Program { pairs, rows }
}
