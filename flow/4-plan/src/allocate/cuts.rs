//! Cutting planes: rows that every plan in whole people keeps and the relaxation does not.
//!
//! Money that buys no whole number of people makes the relaxation too hopeful, and branch and bound slow. Mixed integer
//! rounding (Nemhauser and Wolsey 1990) of the rows of money closes most of that: variables near their most are counted
//! from above, the row is divided, and what is left of the bound is rounded. Integers throughout, so every cut is exact.

use super::branch::MOST_STEPS;
use super::program::{Pair, Program, Row, RowOf};
use super::simplex::{End, Line, Simplex};
use super::solver::float;
use std::collections::{BTreeMap, BTreeSet};

/// Rounds of cutting; most programs need fewer than ten.
const MOST_ROUNDS: usize = 40;
/// Rounds that may gain nothing.
const MOST_IDLE: usize = 4;
/// Divisors tried for a row.
const MOST_DIVISORS: usize = 24;
/// How far the relaxation must break a cut, as a share of its bound's scale.
const LEAST_VIOLATION: f64 = 1e-6;

/// The rows of a program as at most, sums of people of one price in a fund, cuts that hold at the best of the relaxation; the place of the
/// first cut; and the relaxation. The plans in whole people are the same.
pub(super) fn strengthened(program: &Program, work: usize) -> (Vec<Line>, usize, Simplex) {
    let mut lines: Vec<Line> = program.rows.iter().map(|row| line_of(program, row)).collect();
    lines.extend(of_one_price(program).iter().map(|row| line_of(program, row)));
    let first_cut = lines.len();
    let worth: Vec<i64> = program.pairs.iter().map(|pair| pair.worth).collect();
    let most: Vec<i64> = program.pairs.iter().map(|pair| pair.most).collect();
    let money: Vec<&Row> = program.rows.iter().filter(|row| is_uneven(row)).collect();
    if !money.is_empty() && lines.iter().all(|line| line.room >= 0) {
        let mut simplex = Simplex::of(&worth, &most, &lines);
        let cuts = cuts(program, &money, &mut simplex, work / 8);
        lines.extend(cuts.iter().map(|cut| line_of(program, cut)));
    }
    let simplex = Simplex::of(&worth, &most, &lines);
    (lines, first_cut, simplex)
}

/// The relaxation of a program as it is, with nobody's number held by what a fund can pay for: only its money is, so that money has the
/// price.
pub(super) fn relaxation(program: &Program) -> Simplex {
    let lines: Vec<Line> = program.rows.iter().map(|row| line_of(program, row)).collect();
    let of = |number: fn(&Pair) -> i64| -> Vec<i64> { program.pairs.iter().map(number).collect() };
    Simplex::of(&of(|pair| pair.worth), &of(|pair| pair.people), &lines)
}

/// Cuts, round by round; of all those found the ones that hold the relaxation in the end.
fn cuts(program: &Program, money: &[&Row], simplex: &mut Simplex, work: usize) -> Vec<Row> {
    let cells = Cells::of(program);
    let (mut seen, mut cuts, mut idle, mut bound) = (BTreeSet::new(), Vec::new(), 0, f64::INFINITY);
    for _ in 0..MOST_ROUNDS {
        if simplex.run(MOST_STEPS) != End::Best {
            return Vec::new();
        }
        let values = simplex.values();
        let hopes: f64 = values.iter().zip(&program.pairs).map(|(value, pair)| value * float(pair.worth)).sum();
        idle = if hopes < bound - bound.abs() * 1e-9 || bound.is_infinite() { 0 } else { idle + 1 };
        bound = bound.min(hopes);
        let before = cuts.len();
        for row in money {
            for cut in cuts_of(program, row, &cells, &values) {
                if seen.insert(cut.terms.clone()) {
                    simplex.add(line_of(program, &cut));
                    cuts.push(cut);
                }
            }
        }
        if cuts.len() == before || idle > MOST_IDLE || simplex.work > work {
            break;
        }
    }
    if simplex.run(MOST_STEPS) != End::Best {
        return Vec::new();
    }
    let values = simplex.values();
    let holds = |cut: &Row| {
        let sum: f64 = cut.terms.iter().map(|(pair, weight)| float(*weight) * values[*pair]).sum();
        float(cut.bound) - sum < 1e-6 * cut.terms.iter().map(|(_, weight)| float(weight.abs())).fold(1.0, f64::max)
    };
    cuts.into_iter().filter(holds).collect()
}

/// A row as at most, with all that can be left of it.
fn line_of(program: &Program, row: &Row) -> Line {
    let sign = if row.at_least { -1 } else { 1 };
    let terms: Vec<(usize, i64)> = row.terms.iter().map(|(pair, weight)| (*pair, sign * weight)).collect();
    let bound = sign * row.bound;
    let least: i64 =
        terms.iter().map(|(pair, weight)| weight.min(&0).saturating_mul(program.pairs[*pair].most)).fold(0, i64::saturating_add);
    Line { terms, bound, room: bound.saturating_sub(least) }
}

/// How many people of one price a fund enrols, where it knows several prices and several cells have this one: a row to branch on.
fn of_one_price(program: &Program) -> Vec<Row> {
    let mut sums = Vec::new();
    for row in program.rows.iter().filter(|row| is_uneven(row)) {
        let mut of_price: BTreeMap<i64, Vec<(usize, i64)>> = BTreeMap::new();
        for (pair, weight) in &row.terms {
            of_price.entry(*weight).or_default().push((*pair, 1));
        }
        for (price, terms) in of_price.into_iter().filter(|(_, terms)| terms.len() > 1) {
            sums.push(Row { of: RowOf::Cut, terms, at_least: false, bound: row.bound / price, divided_by: 1 });
        }
    }
    sums
}

/// A row whose weights differ: only such a row can be broken by a fraction at a corner of the relaxation.
fn is_uneven(row: &Row) -> bool {
    matches!(row.of, RowOf::Fund(_)) && row.terms.iter().any(|(_, weight)| *weight != row.terms[0].1)
}

/// The row of each cell that has one.
struct Cells<'p>(BTreeMap<usize, &'p Row>);

impl<'p> Cells<'p> {
    fn of(program: &'p Program) -> Self {
        let rows = program.rows.iter().filter_map(|row| match row.of {
            RowOf::Cell(cell) => Some((cell, row)),
            _ => None,
        });
        Self(rows.collect())
    }
}

/// The cuts of a row that the values break, the deepest first.
fn cuts_of(program: &Program, row: &Row, cells: &Cells, values: &[f64]) -> Vec<Row> {
    let divisors: BTreeSet<i64> = {
        let fractional = |pair: usize| (values[pair] - values[pair].round()).abs() > 1e-6;
        let weights =
            |fraction: bool| row.terms.iter().filter(move |(pair, _)| !fraction || fractional(*pair)).map(|(_, weight)| *weight);
        weights(true).chain(weights(false)).filter(|weight| *weight > 1).take(4 * MOST_DIVISORS).collect()
    };
    let mut cuts: Vec<(f64, Row)> = Vec::new();
    for by_cell in [false, true] {
        let base = counted_from_above(program, row, cells, values, by_cell);
        for divisor in divisors.iter().take(MOST_DIVISORS) {
            let Some(cut) = base.rounded(*divisor) else { continue };
            let sum: f64 = cut.terms.iter().map(|(pair, weight)| float(*weight) * values[*pair]).sum();
            let scale = cut.terms.iter().map(|(_, weight)| float(*weight) * float(*weight)).sum::<f64>().sqrt();
            let violation = (sum - float(cut.bound)) / scale;
            if violation > LEAST_VIOLATION {
                cuts.push((violation, cut));
            }
        }
    }
    cuts.sort_by(|a, b| b.0.total_cmp(&a.0));
    cuts.into_iter().take(2).map(|(_, cut)| cut).collect()
}

/// A row in which some variables are replaced by how far they stay below their most, or below their cell's.
struct Base {
    /// Weight of each variable that is counted from zero.
    plain: BTreeMap<usize, i64>,
    /// What is left of sums: each is a whole number that is never negative, with its weight, and what it is in variables
    /// (constant minus the sum of its pairs).
    left: Vec<(i64, i64, Vec<usize>)>,
    bound: i64,
}

fn counted_from_above(program: &Program, row: &Row, cells: &Cells, values: &[f64], by_cell: bool) -> Base {
    let mut base = Base { plain: row.terms.iter().copied().collect(), left: Vec::new(), bound: row.bound };
    for (pair, weight) in &row.terms {
        let Some(taken) = base.plain.get(pair).copied().filter(|taken| *taken == *weight) else { continue };
        let most = program.pairs[*pair].most;
        let cell = cells.0.get(&program.pairs[*pair].cell).filter(|_| by_cell);
        match cell {
            // The cell is full: its people are its candidates less what is left and less those of other funds.
            Some(cell) if is_near(cell.terms.iter().map(|(pair, _)| values[*pair]).sum(), cell.bound) => {
                for (other, _) in &cell.terms {
                    *base.plain.entry(*other).or_insert(0) -= taken;
                }
                base.left.push((-taken, cell.bound, cell.terms.iter().map(|(pair, _)| *pair).collect()));
                base.bound = base.bound.saturating_sub(taken.saturating_mul(cell.bound));
            }
            _ if values[*pair] * 2.0 > float(most) => {
                base.plain.insert(*pair, 0);
                base.left.push((-taken, most, vec![*pair]));
                base.bound = base.bound.saturating_sub(taken.saturating_mul(most));
            }
            _ => {}
        }
    }
    base
}

fn is_near(sum: f64, bound: i64) -> bool {
    (sum - float(bound)).abs() < 1e-6 * float(bound).max(1.0)
}

impl Base {
    /// Mixed integer rounding by a divisor: with r = bound mod d, every weight w becomes
    /// (d − r)·⌊w / d⌋ + max(0, w mod d − r), and the bound (d − r)·⌊bound / d⌋. None when nothing would be left.
    fn rounded(&self, divisor: i64) -> Option<Row> {
        let rest = self.bound.rem_euclid(divisor);
        if rest == 0 {
            return None;
        }
        let gap = divisor - rest;
        let round =
            |weight: i64| gap.checked_mul(weight.div_euclid(divisor))?.checked_add((weight.rem_euclid(divisor) - rest).max(0));
        let mut bound = gap.checked_mul(self.bound.div_euclid(divisor))?;
        let mut terms: BTreeMap<usize, i64> = BTreeMap::new();
        for (pair, weight) in &self.plain {
            *terms.entry(*pair).or_insert(0) = round(*weight)?;
        }
        for (weight, constant, pairs) in &self.left {
            let weight = round(*weight)?;
            bound = bound.checked_sub(weight.checked_mul(*constant)?)?;
            for pair in pairs {
                let term = terms.entry(*pair).or_insert(0);
                *term = term.checked_sub(weight)?;
            }
        }
        let terms: Vec<(usize, i64)> = terms.into_iter().filter(|(_, weight)| *weight != 0).collect();
        // Beyond this the solver's floating point could break a plan that the integers keep.
        let small = |number: i64| number.unsigned_abs() < 1 << 40;
        let sound = !terms.is_empty() && small(bound) && terms.iter().all(|(_, weight)| small(*weight));
        sound.then_some(Row { of: RowOf::Cut, terms, at_least: false, bound, divided_by: 1 })
    }
}
