//! A plan in whole people near a relaxation.

use super::program::{Program, Row};
use super::solver::worth;
use std::cmp::Ordering;

/// How near a number of people must be to a whole one.
const WHOLE: f64 = 1e-6;

/// Rounds relaxations of a program.
pub(super) struct Rounding<'p> {
    program: &'p Program,
    /// The rows of every pair, with its weight there.
    columns: Vec<Vec<(usize, i64)>>,
    /// Pairs by what a rupiah is worth, the best first.
    order: Vec<usize>,
}

impl<'p> Rounding<'p> {
    pub(super) fn of(program: &'p Program) -> Self {
        let mut columns = vec![Vec::new(); program.pairs.len()];
        for (index, row) in program.rows.iter().enumerate() {
            for (pair, weight) in &row.terms {
                columns[*pair].push((index, *weight));
            }
        }
        let mut rounding = Self { program, columns, order: (0..program.pairs.len()).collect() };
        let mut order = std::mem::take(&mut rounding.order);
        order.sort_by(|a, b| rounding.is_dearer(*a, *b));
        rounding.order = order;
        rounding
    }

    /// Rounds down, then enrols whom the limits still allow: where a quota asks for it, where the relaxation left a fraction, and where a
    /// rupiah is worth most. None where that keeps no limit.
    pub(super) fn plan(&self, values: &[f64]) -> Option<(i128, Vec<i64>)> {
        #[expect(clippy::cast_possible_truncation, reason = "a number of people within the bounds of its variable")]
        let mut plan: Vec<i64> = values
            .iter()
            .zip(&self.program.pairs)
            .map(|(value, pair)| ((value + WHOLE).floor() as i64).clamp(0, pair.most))
            .collect();
        let mut room: Vec<i64> = self.program.rows.iter().map(|row| room_of(row, &plan)).collect();
        let left = |pair: &usize| values[*pair] - values[*pair].floor();
        let mut nearest: Vec<usize> = (0..plan.len()).filter(|pair| left(pair) > WHOLE && left(pair) < 1.0 - WHOLE).collect();
        nearest.sort_by(|a, b| left(b).total_cmp(&left(a)).then(a.cmp(b)));
        for (order, most) in [(&nearest, 1), (&self.order, i64::MAX)] {
            for wanted in [true, false] {
                for pair in order {
                    let more = self.room_for(*pair, &plan, &room).min(most);
                    if more > 0 && self.is_asked(*pair, &room) == wanted {
                        plan[*pair] += more;
                        for (row, weight) in &self.columns[*pair] {
                            room[*row] += if self.program.rows[*row].at_least { more * weight } else { -more * weight };
                        }
                    }
                }
            }
        }
        let kept = room.iter().all(|room| *room >= 0) && self.program.rows.iter().all(|row| row.holds(&plan));
        kept.then(|| (worth(self.program, &plan), plan))
    }

    fn is_asked(&self, pair: usize, room: &[i64]) -> bool {
        self.columns[pair].iter().any(|(row, _)| self.program.rows[*row].at_least && room[*row] < 0)
    }

    /// How many more people of a pair every row has room for.
    fn room_for(&self, pair: usize, plan: &[i64], room: &[i64]) -> i64 {
        let rows = self.columns[pair].iter().filter(|(row, _)| !self.program.rows[*row].at_least);
        let by_rows = rows.map(|(row, weight)| room[*row].max(0) / weight).min().unwrap_or(i64::MAX);
        by_rows.min(self.program.pairs[pair].most - plan[pair])
    }

    /// Orders pairs by what a rupiah is worth, the best first: by worth over weight in their row of money.
    fn is_dearer(&self, a: usize, b: usize) -> Ordering {
        let price = |pair: usize| self.columns[pair].iter().map(|(_, weight)| i128::from(*weight)).max().unwrap_or(1);
        let worth = |pair: usize| i128::from(self.program.pairs[pair].worth);
        (worth(b) * price(a)).cmp(&(worth(a) * price(b))).then(a.cmp(&b))
    }
}

/// How much room a plan leaves in a row; negative where it breaks it. Rows of money fit `i64`: the instance is checked.
fn room_of(row: &Row, plan: &[i64]) -> i64 {
    let sum: i128 = row.terms.iter().map(|(pair, weight)| i128::from(*weight) * i128::from(plan[*pair])).sum();
    let room = if row.at_least { sum - i128::from(row.bound) } else { i128::from(row.bound) - sum };
    i64::try_from(room).unwrap_or(if room < 0 { i64::MIN / 2 } else { i64::MAX / 2 })
}
