//! Branch and bound over whole people: the best plan of a program, and the proof that none is better.
//!
//! A node is the relaxation with a few ends moved. It branches on how many people of a cell, a limit, or one price of a fund are
//! enrolled, and then on who they are: the first decide what a plan is worth and whether the money can be spent so, the last has many
//! equal answers. The search dives, and goes on with the most hopeful node when a dive ends; every relaxation is also rounded to a plan.
//! Prices of the relaxation, rounded, give a bound in exact integers ([`super::proof`]): only that closes a node, and it takes away
//! numbers of people that no better plan can have. Work is counted, never timed, so that an instance gives the same plan on every machine.

use super::cuts::strengthened;
use super::large::{is_large, solve_large};
use super::program::{Program, RowOf, common_divisor};
use super::proof::{Ends, Proof};
use super::round::Rounding;
use super::simplex::{End, Simplex};
use super::solver::{Answer, SolverFault};
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::rc::Rc;

/// Numbers of tables that may be touched for the proof of an instance, shared among its parts: some seconds. Beyond it the plan is given
/// with its gap.
const MOST_WORK: usize = 1_000_000_000;
/// Steps of one relaxation; it needs fewer than a hundred once the first is solved.
pub(super) const MOST_STEPS: usize = 20_000;
/// How near a number of people must be to a whole one.
const WHOLE: f64 = 1e-6;

/// Solves one of so many parts of a program.
pub(super) fn solve_part(program: &Program, parts: usize) -> Result<Answer, SolverFault> {
    if is_large(program) {
        return solve_large(program);
    }
    Search::of(program).run(MOST_WORK / parts.max(1))
}

/// A node that is not yet solved.
struct Node {
    /// What it could be worth at most: its parent's bound.
    bound: i128,
    /// Nodes with equal bounds are taken in the order they were made, the newest first.
    made: usize,
    /// Ends that its parents moved, and its own.
    moved: Rc<Vec<(usize, i64, i64)>>,
    own: Option<(usize, i64, i64)>,
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
        self.bound.cmp(&other.bound).then(self.made.cmp(&other.made))
    }
}

struct Search<'p> {
    rounding: Rounding<'p>,
    proof: Proof,
    simplex: Simplex,
    /// What may be divided, in the order in which it is looked at: what is left of rows of people, then pairs.
    whole: Vec<Vec<usize>>,
    /// Every plan is worth a multiple of this.
    step: i128,
    /// Ends of the whole program, and the prices of its relaxation once it is solved.
    ends: Ends,
    prices: Vec<f64>,
    /// Whether those prices prove that nothing is better than the best plan.
    is_proven: bool,
    best: Option<(i128, Vec<i64>)>,
    /// The most that nodes could be worth whose relaxation could not be trusted.
    left: Option<i128>,
    made: usize,
}

impl<'p> Search<'p> {
    fn of(program: &'p Program) -> Self {
        let worth: Vec<i64> = program.pairs.iter().map(|pair| pair.worth).collect();
        let step = worth.iter().fold(0, |step, worth| common_divisor(step, *worth)).max(1);
        let (lines, first_cut, simplex) = strengthened(program);
        let proof = Proof::of(&worth, lines);
        let pairs = worth.len();
        let rows = |of: fn(RowOf) -> bool| -> Vec<usize> {
            let rows = program.rows.iter().enumerate();
            rows.filter(|(_, row)| of(row.of) && row.terms.iter().all(|(_, weight)| *weight == 1)).map(|(row, _)| pairs + row).collect()
        };
        let whole = vec![
            rows(|of| matches!(of, RowOf::Cell(_))),
            rows(|of| matches!(of, RowOf::Limit(_))),
            (program.rows.len()..first_cut).map(|line| pairs + line).collect(),
            (0..pairs).collect(),
        ];
        let most = program.pairs.iter().map(|pair| pair.most).collect();
        let ends = Ends::of(most, proof.lines());
        Self {
            rounding: Rounding::of(program),
            proof,
            simplex,
            whole,
            step: i128::from(step),
            ends,
            prices: Vec::new(),
            is_proven: false,
            best: None,
            left: None,
            made: 0,
        }
    }

    fn run(mut self, most_work: usize) -> Result<Answer, SolverFault> {
        let mut open = BinaryHeap::new();
        let mut next = Some(Node { bound: i128::MAX, made: 0, moved: Rc::default(), own: None });
        loop {
            let Some(node) = next.take().or_else(|| open.pop()) else { return self.answer(None) };
            if !self.could_be_better(node.bound) {
                continue;
            }
            if self.simplex.work > most_work && (self.best.is_some() || self.simplex.work > 4 * most_work) {
                let most = open.iter().map(|node: &Node| node.bound).fold(node.bound, i128::max);
                return self.answer(Some(most));
            }
            let children = self.look_at(&node);
            let mut children = children.into_iter();
            next = children.next();
            open.extend(children);
        }
    }

    /// What was found, and the most that any plan could be worth: that of the nodes still open, if there are any.
    fn answer(mut self, open: Option<i128>) -> Result<Answer, SolverFault> {
        let open = open.max(self.left).filter(|_| !self.is_proven);
        match (self.best.take(), open) {
            (Some((worth, values)), open) => Ok(Answer::Solved { values, bound: open.map_or(worth, |bound| bound.max(worth)) }),
            (None, None) => Ok(Answer::Infeasible),
            (None, Some(_)) => Err(SolverFault::NoAnswer("no plan was found with the work allowed".to_owned())),
        }
    }

    fn could_be_better(&self, bound: i128) -> bool {
        !self.is_proven && self.best.as_ref().is_none_or(|(best, _)| bound > *best)
    }

    /// Ends of a node.
    fn ends_of(&self, node: &Node) -> Ends {
        let mut ends = self.ends.clone();
        node.moved.iter().chain(&node.own).for_each(|(var, low, high)| ends.narrow(*var, *low, *high));
        ends
    }

    /// Solves a node: rounds it to a plan, and gives its children, the nearer first; none when nothing in it is better.
    fn look_at(&mut self, node: &Node) -> Vec<Node> {
        let mut ends = self.ends_of(node);
        if !self.proof.narrow(&mut ends) {
            return Vec::new();
        }
        ends.each(|var, low, high| self.simplex.between(var, low, high));
        self.simplex.work += ends.len();
        let mut bound = node.bound;
        match self.simplex.run(MOST_STEPS) {
            End::Nothing(row) => {
                if !self.proof.is_refuted(&self.simplex.blame(row), &ends) {
                    self.left = self.left.max(Some(bound));
                }
                return Vec::new();
            }
            End::Best | End::Tired => {
                let prices = self.simplex.prices();
                bound = bound.min(self.proof.bound(&prices, &ends, self.step));
                if !self.could_be_better(bound) {
                    return Vec::new();
                }
                let values = self.simplex.values();
                self.try_plan(&values);
                if !self.could_be_better(bound) {
                    return Vec::new();
                }
                if node.own.is_none() {
                    self.ends = ends.clone();
                    self.prices.clone_from(&prices);
                    self.narrow_all();
                }
                if let Some((best, _)) = &self.best
                    && !self.proof.narrow_by_prices(&prices, &mut ends, best + self.step)
                {
                    return Vec::new();
                }
            }
        }
        self.branched(bound, &ends)
    }

    fn try_plan(&mut self, values: &[f64]) {
        if let Some((worth, plan)) = self.rounding.plan(values)
            && self.best.as_ref().is_none_or(|(best, _)| worth > *best)
        {
            self.best = Some((worth, plan));
            self.narrow_all();
        }
    }

    /// A better plan takes numbers away everywhere, by the prices of the whole program.
    fn narrow_all(&mut self) {
        if let (Some((best, _)), false) = (&self.best, self.prices.is_empty()) {
            self.is_proven |= !self.proof.narrow_by_prices(&self.prices, &mut self.ends, best + self.step);
        }
    }

    fn branched(&mut self, bound: i128, ends: &Ends) -> Vec<Node> {
        let values = self.simplex.all_values();
        let Some((var, value)) = self.divided(&values, ends) else {
            // Whole people that break a row by less than the table can see: the node stays open.
            self.left = self.left.max(Some(bound));
            return Vec::new();
        };
        #[expect(clippy::cast_possible_truncation, reason = "between the ends of its variable")]
        let below = value.floor() as i64;
        let (low, high) = ends.of_var(var);
        let mut sides = vec![(low, below.min(high)), ((below + 1).max(low), high)];
        if value - value.floor() > 0.5 {
            sides.reverse();
        }
        // What rows and prices took away holds below as well.
        let moved = Rc::new(ends.beyond(&self.ends));
        let children = sides.into_iter().map(|(low, high)| {
            self.made += 1;
            Node { bound, made: self.made, moved: Rc::clone(&moved), own: Some((var, low, high)) }
        });
        children.collect()
    }

    /// Where the relaxation divides people most.
    fn divided(&self, values: &[f64], ends: &Ends) -> Option<(usize, f64)> {
        let fraction = |var: usize| (values[var] - values[var].round()).abs();
        let free = |var: &usize| ends.of_var(*var).0 < ends.of_var(*var).1;
        self.whole.iter().find_map(|vars| {
            let divided = vars.iter().copied().filter(|var| fraction(*var) > WHOLE).filter(free);
            let most = divided.reduce(|best, next| if fraction(next) > fraction(best) { next } else { best });
            most.map(|var| (var, values[var]))
        })
    }
}
