//! Branch and bound over whole people: the best plan of a program, and the proof that none is better.
//!
//! A node is a relaxation with a few more rows. It branches on how many people of a cell are enrolled, then on how many of
//! one price a fund enrols, and only then on who they are: the first decides what a plan is worth, the second whether the
//! money can be spent so, the third has many equal answers. Nodes are taken by their bound, the most hopeful first; every
//! relaxation is also rounded to a plan. Nodes are counted, never timed, so that an instance gives the same plan on every
//! machine.

use super::cuts::strengthened;
use super::large::{is_large, solve_large};
use super::program::{Program, Row, RowOf};
use super::solver::{Answer, SolverFault, worth, written};
use microlp::{ComparisonOp, Error, Solution, SolveOutcome, Variable};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BinaryHeap};
use std::rc::Rc;

/// Work allowed for the proof of an instance: nodes times variables, shared among its parts. Beyond it the plan is given
/// with its gap.
const MOST_WORK: usize = 2_000_000;
/// Nodes that even the largest program gets.
const LEAST_NODES: usize = 4;
/// How near a number of people must be to a whole one.
const WHOLE: f64 = 1e-6;

/// Solves one of so many parts of a program.
pub(super) fn solve_part(program: &Program, parts: usize) -> Result<Answer, SolverFault> {
    if is_large(program) {
        return solve_large(program);
    }
    let strong = strengthened(program)?;
    let (problem, variables) = written(&strong);
    let Some(root) = answer_of(problem.solve())? else { return Ok(Answer::Infeasible) };
    let mut search = Search::new(program, &variables);
    let nodes = MOST_WORK / parts.max(1) / program.pairs.len().max(1);
    search.run(Rc::new(root), nodes.max(LEAST_NODES))
}

/// A plan in whole people near a relaxation; none where rounding keeps no limit.
pub(super) fn rounded(program: &Program, values: &[f64]) -> Option<(i128, Vec<i64>)> {
    let mut search = Search::new(program, &[]);
    search.try_plan(values);
    search.best
}

/// The relaxation's answer; none when no plan keeps its rows.
fn answer_of(solved: Result<SolveOutcome, Error>) -> Result<Option<Solution>, SolverFault> {
    match solved {
        Ok(outcome) => outcome.into_solution().map(Some).map_err(|_| SolverFault::NoAnswer("it was interrupted".to_owned())),
        Err(Error::Infeasible) => Ok(None),
        Err(error) => Err(SolverFault::NoAnswer(error.to_string())),
    }
}

/// A relaxation that is not yet solved: its parent's, with one more row.
struct Node {
    /// What it could be worth at most: its parent's worth.
    bound: f64,
    /// Nodes with equal bounds are taken in the order they were made, the newest first: that dives.
    made: usize,
    parent: Rc<Solution>,
    pairs: Vec<usize>,
    sense: ComparisonOp,
    side: f64,
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Node {}

impl PartialOrd for Node {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Node {
    fn cmp(&self, other: &Self) -> Ordering {
        self.bound.total_cmp(&other.bound).then(self.made.cmp(&other.made))
    }
}

struct Search<'p> {
    program: &'p Program,
    variables: &'p [Variable],
    /// The pairs of every cell; of every fund and price; and each for itself.
    sums: [Vec<Vec<usize>>; 3],
    /// The rows of every pair, with its weight there.
    columns: Vec<Vec<(usize, i64)>>,
    /// Every plan is worth a multiple of this.
    step: i128,
    best: Option<(i128, Vec<i64>)>,
    made: usize,
}

impl<'p> Search<'p> {
    fn new(program: &'p Program, variables: &'p [Variable]) -> Self {
        let mut cells: Vec<Vec<usize>> = Vec::new();
        for (pair, of) in program.pairs.iter().enumerate() {
            // Pairs of one cell stand together.
            match cells.last_mut().filter(|cell| program.pairs[cell[0]].cell == of.cell) {
                Some(cell) => cell.push(pair),
                None => cells.push(vec![pair]),
            }
        }
        let mut columns = vec![Vec::new(); program.pairs.len()];
        for (index, row) in program.rows.iter().enumerate() {
            for (pair, weight) in &row.terms {
                columns[*pair].push((index, *weight));
            }
        }
        let divisor = |a: i128, b: i64| super::program::common_divisor(i64::try_from(a).unwrap_or(1), b);
        let step = program.pairs.iter().fold(0, |step, pair| i128::from(divisor(step, pair.worth))).max(1);
        let each = (0..program.pairs.len()).map(|pair| vec![pair]).collect();
        Self { program, variables, sums: [cells, by_price(program), each], columns, step, best: None, made: 0 }
    }

    fn run(&mut self, root: Rc<Solution>, most: usize) -> Result<Answer, SolverFault> {
        let mut open = BinaryHeap::new();
        self.look_at(root, &mut open);
        let mut solved = 0;
        while let Some(node) = open.pop() {
            if !self.could_be_better(node.bound) {
                break; // nor could any other: they are taken by their bound
            }
            if solved == most {
                return self.answer(Some(node.bound));
            }
            solved += 1;
            let terms = node.pairs.iter().map(|pair| (self.variables[*pair], 1.0));
            let parent = Rc::try_unwrap(node.parent).unwrap_or_else(|shared| (*shared).clone());
            if let Some(solution) = answer_of(parent.add_constraint(terms, node.sense, node.side))? {
                self.look_at(Rc::new(solution), &mut open);
            }
        }
        self.answer(None)
    }

    /// What was found, and the most that any plan could be worth: that of the best node still open, if there is one.
    fn answer(&mut self, open: Option<f64>) -> Result<Answer, SolverFault> {
        match (self.best.take(), open) {
            (Some((worth, values)), open) => {
                let bound = open.map_or(worth, |bound| self.whole(bound).max(worth));
                Ok(Answer::Solved { values, bound })
            }
            (None, None) => Ok(Answer::Infeasible),
            (None, Some(_)) => Err(SolverFault::NoAnswer("no plan was found with the work allowed".to_owned())),
        }
    }

    /// The most that a plan in whole people could be worth under a relaxation.
    fn whole(&self, bound: f64) -> i128 {
        // The relaxation is exact to a few parts in 10^9; the slack never cuts off a plan.
        let slack = 1e-4 + bound.abs() * 1e-9;
        #[expect(clippy::cast_possible_truncation, reason = "the worth of a plan is far below the range of i128")]
        let whole = (bound + slack).floor() as i128;
        whole.div_euclid(self.step) * self.step
    }

    fn could_be_better(&self, bound: f64) -> bool {
        self.best.as_ref().is_none_or(|(best, _)| self.whole(bound) > *best)
    }

    /// Rounds a solved relaxation to a plan, and branches where it divides people.
    fn look_at(&mut self, solution: Rc<Solution>, open: &mut BinaryHeap<Node>) {
        let bound = solution.objective();
        let values: Vec<f64> = self.variables.iter().map(|variable| solution.var_value(*variable)).collect();
        self.try_plan(&values);
        if !self.could_be_better(bound) {
            return;
        }
        let Some((pairs, sum)) = self.divided(&values) else { return };
        for (sense, side) in [(ComparisonOp::Le, sum.floor()), (ComparisonOp::Ge, sum.ceil())] {
            self.made += 1;
            open.push(Node { bound, made: self.made, parent: Rc::clone(&solution), pairs: pairs.clone(), sense, side });
        }
    }

    /// Where the relaxation divides people most: a cell, or else people of one price in a fund, or else a pair.
    fn divided(&self, values: &[f64]) -> Option<(Vec<usize>, f64)> {
        let fraction = |sum: f64| (sum - sum.round()).abs();
        self.sums.iter().find_map(|sums| {
            let told = sums.iter().map(|pairs| (pairs, pairs.iter().map(|pair| values[*pair]).sum::<f64>()));
            let divided = told.filter(|(_, sum)| fraction(*sum) > WHOLE);
            let most = divided.reduce(|best, next| if fraction(next.1) > fraction(best.1) { next } else { best });
            most.map(|(pairs, sum)| (pairs.clone(), sum))
        })
    }

    /// Rounds down, then enrols whom the limits still allow: where a quota asks for it, where the relaxation left a
    /// fraction, and where a rupiah is worth most. Keeps the plan if it is the best so far.
    fn try_plan(&mut self, values: &[f64]) {
        #[expect(clippy::cast_possible_truncation, reason = "a number of people within the bounds of its variable")]
        let mut plan: Vec<i64> = values
            .iter()
            .zip(&self.program.pairs)
            .map(|(value, pair)| ((value + WHOLE).floor() as i64).clamp(0, pair.most))
            .collect();
        let mut room: Vec<i64> = self.program.rows.iter().map(|row| room_of(row, &plan)).collect();
        let asked = |pair: usize, room: &[i64]| {
            self.columns[pair].iter().any(|(row, _)| self.program.rows[*row].at_least && room[*row] < 0)
        };
        let mut order: Vec<usize> = (0..plan.len()).collect();
        let left = |pair: &usize| values[*pair] - values[*pair].floor();
        order.sort_by(|a, b| left(b).total_cmp(&left(a)).then(a.cmp(b)));
        for one_each in [true, false] {
            if !one_each {
                order.sort_by(|a, b| self.is_dearer(*a, *b));
            }
            for wanted in [true, false] {
                for pair in &order {
                    let most = self.room_for(*pair, &plan, &room).min(if one_each { 1 } else { i64::MAX });
                    if most > 0 && asked(*pair, &room) == wanted {
                        plan[*pair] += most;
                        for (row, weight) in &self.columns[*pair] {
                            room[*row] += if self.program.rows[*row].at_least { most * weight } else { -most * weight };
                        }
                    }
                }
            }
        }
        let worth = worth(self.program, &plan);
        let better = self.best.as_ref().is_none_or(|(best, _)| worth > *best);
        if better && room.iter().all(|room| *room >= 0) && self.program.rows.iter().all(|row| row.holds(&plan)) {
            self.best = Some((worth, plan));
        }
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

/// The pairs of one price in every fund.
fn by_price(program: &Program) -> Vec<Vec<usize>> {
    let mut sums = Vec::new();
    for row in program.rows.iter().filter(|row| matches!(row.of, RowOf::Fund(_))) {
        let mut of_price: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
        for (pair, weight) in &row.terms {
            of_price.entry(*weight).or_default().push(*pair);
        }
        sums.extend(of_price.into_values());
    }
    sums
}

/// How much room a plan leaves in a row; negative where it breaks it. Rows of money fit `i64`: the instance is checked.
fn room_of(row: &Row, plan: &[i64]) -> i64 {
    let sum: i128 = row.terms.iter().map(|(pair, weight)| i128::from(*weight) * i128::from(plan[*pair])).sum();
    let room = if row.at_least { sum - i128::from(row.bound) } else { i128::from(row.bound) - sum };
    i64::try_from(room).unwrap_or(if room < 0 { i64::MIN / 2 } else { i64::MAX / 2 })
}
