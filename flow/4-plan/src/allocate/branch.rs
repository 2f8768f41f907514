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
use super::solver::{Answer, SolverFault, float};
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::rc::Rc;

/// Numbers of tables that may be touched for the proof of an instance, shared among its parts: some seconds. Beyond it the plan is given
/// with its gap.
const MOST_WORK: usize = 2_000_000_000;
/// Ends that waiting nodes may keep: some hundred megabytes.
const MOST_KEPT: usize = 8_000_000;
/// Steps of one relaxation; it needs fewer than a hundred once the first is solved.
pub(super) const MOST_STEPS: usize = 20_000;
/// How near a number of people must be to a whole one.
const WHOLE: f64 = 1e-6;
/// Branches on a side after which what was learned of it is trusted.
const RELIABLE: f64 = 4.0;
/// Variables tried at a node, and steps of a trial.
const MOST_TRIED: usize = 8;
const STEPS_TRIED: usize = 25;

/// Solves one of so many parts of a program.
pub(super) fn solve_part(program: &Program, parts: usize) -> Result<Answer, SolverFault> {
    let work = MOST_WORK / parts.max(1);
    if is_large(program) { solve_large(program, work / 4) } else { search(program, work) }
}

/// Searches a program whose table is small.
pub(super) fn search(program: &Program, work: usize) -> Result<Answer, SolverFault> {
    Search::of(program, work).run(work)
}

/// A node that is not yet solved.
struct Node {
    /// What it could be worth at most: its parent's bound.
    bound: i128,
    /// Nodes with equal bounds are taken in the order they were made, the newest first.
    made: usize,
    /// Ends that its parents moved, and its own.
    moved: Rc<Vec<(usize, i64, i64)>>,
    own: Option<Branch>,
}

/// How a node differs from its parent: a variable that was divided keeps to one side.
#[derive(Clone, Copy)]
struct Branch {
    var: usize,
    low: i64,
    high: i64,
    /// 0 below, 1 above.
    side: usize,
    /// How far the variable was from this side.
    far: f64,
    /// What the relaxation of the parent was worth.
    hope: f64,
}

/// What it costs the relaxation to move a variable by one to a side, as branches of the past tell: sum and number.
#[derive(Clone, Copy, Default)]
struct Costs([(f64, f64); 2]);

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
    whole: Vec<usize>,
    costs: Vec<Costs>,
    pairs: usize,
    /// Every plan is worth a multiple of this.
    step: i128,
    /// Ends of the whole program, and the prices of its relaxation once it is solved.
    ends: Ends,
    prices: Vec<f64>,
    /// Whether those prices prove that nothing is better than the best plan.
    is_proven: bool,
    best: Option<(i128, Vec<i64>)>,
    made: usize,
}

impl<'p> Search<'p> {
    fn of(program: &'p Program, work: usize) -> Self {
        let worth: Vec<i64> = program.pairs.iter().map(|pair| pair.worth).collect();
        let step = worth.iter().fold(0, |step, worth| common_divisor(step, *worth)).max(1);
        let (lines, first_cut, simplex) = strengthened(program, work);
        let proof = Proof::of(&worth, lines);
        let pairs = worth.len();
        let rows = |of: fn(RowOf) -> bool| -> Vec<usize> {
            let rows = program.rows.iter().enumerate();
            rows.filter(|(_, row)| of(row.of) && row.terms.iter().all(|(_, weight)| *weight == 1))
                .map(|(row, _)| pairs + row)
                .collect()
        };
        let mut whole = rows(|of| matches!(of, RowOf::Cell(_) | RowOf::Limit(_)));
        whole.extend((program.rows.len()..first_cut).map(|line| pairs + line));
        whole.extend(0..pairs);
        let most = program.pairs.iter().map(|pair| pair.most).collect();
        let ends = Ends::of(most, proof.lines());
        Self {
            rounding: Rounding::of(program),
            proof,
            simplex,
            whole,
            costs: vec![Costs::default(); ends.len()],
            pairs,
            step: i128::from(step),
            ends,
            prices: Vec::new(),
            is_proven: false,
            best: None,
            made: 0,
        }
    }

    fn run(mut self, most_work: usize) -> Result<Answer, SolverFault> {
        let mut open = BinaryHeap::new();
        let mut next = Some(Node { bound: i128::MAX, made: 0, moved: Rc::default(), own: None });
        // Ends that waiting nodes keep; two nodes share theirs.
        let mut kept = 0;
        loop {
            let Some(node) = next.take().or_else(|| open.pop().inspect(|node: &Node| kept -= node.moved.len())) else {
                return self.answer(None);
            };
            if !self.could_be_better(node.bound) {
                continue;
            }
            let worked = self.simplex.work > most_work && (self.best.is_some() || self.simplex.work > 4 * most_work);
            if worked || kept > MOST_KEPT {
                let most = open.iter().map(|node| node.bound).fold(node.bound, i128::max);
                return self.answer(Some(most));
            }
            let mut children = self.look_at(&node).into_iter();
            next = children.next();
            open.extend(children.inspect(|node| kept += node.moved.len()));
        }
    }

    /// What was found, and the most that any plan could be worth: that of the nodes still open, if there are any.
    fn answer(mut self, open: Option<i128>) -> Result<Answer, SolverFault> {
        let open = open.filter(|_| !self.is_proven);
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
        node.moved.iter().for_each(|(var, low, high)| ends.narrow(*var, *low, *high));
        node.own.iter().for_each(|own| ends.narrow(own.var, own.low, own.high));
        ends
    }

    /// Solves a node: rounds it to a plan, and gives its children, the nearer first; none when nothing in it is better.
    fn look_at(&mut self, node: &Node) -> Vec<Node> {
        let mut ends = self.ends_of(node);
        if !self.proof.narrow(&mut ends) {
            return Vec::new();
        }
        ends.each(|var, low, high| self.simplex.between(var, low, high));
        self.simplex.work += 8 * ends.len();
        let mut bound = node.bound;
        if let End::Nothing(row) = self.simplex.run(MOST_STEPS) {
            if self.proof.is_refuted(&self.simplex.blame(row), &ends) {
                return Vec::new();
            }
            // Too near for the table to be trusted: smaller nodes will tell.
            return self.halved(bound, &ends);
        }
        let prices = self.simplex.prices();
        bound = bound.min(self.proof.bound(&prices, &ends, self.step));
        self.learn(node);
        self.try_plan(&self.simplex.values());
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
        self.branched(bound, &ends)
    }

    /// What the branch to a node cost.
    fn learn(&mut self, node: &Node) {
        if let Some(own) = &node.own {
            let lost = (own.hope - self.simplex.worth()).max(0.0);
            let (sum, count) = &mut self.costs[own.var].0[own.side];
            *sum += lost / own.far.max(WHOLE);
            *count += 1.0;
        }
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

    /// Two nodes below, the more hopeful first.
    fn branched(&mut self, bound: i128, ends: &Ends) -> Vec<Node> {
        let values = self.simplex.all_values();
        let hope = self.simplex.worth();
        let Some((var, losses)) = self.divided(&values, ends, hope) else { return self.halved(bound, ends) };
        #[expect(clippy::cast_possible_truncation, reason = "between the ends of its variable")]
        let below = values[var].floor() as i64;
        let far = values[var] - values[var].floor();
        let (low, high) = ends.of_var(var);
        let mut sides = vec![
            Branch { var, low, high: below.min(high), side: 0, far, hope },
            Branch { var, low: (below + 1).max(low), high, side: 1, far: 1.0 - far, hope },
        ];
        if losses[1] < losses[0] {
            sides.reverse();
        }
        self.children(bound, ends, sides)
    }

    /// Where the table divides nobody and yet no plan came of it: the widest choice is halved until rows tell in whole numbers.
    fn halved(&mut self, bound: i128, ends: &Ends) -> Vec<Node> {
        let width = |var: &usize| ends.of_var(*var).1 - ends.of_var(*var).0;
        let Some(var) = (0..self.pairs).max_by_key(width).filter(|var| width(var) > 0) else {
            let values: Vec<f64> = (0..self.pairs).map(|var| float(ends.of_var(var).0)).collect();
            self.try_plan(&values);
            return Vec::new();
        };
        let (low, high) = ends.of_var(var);
        let half = low + (high - low) / 2;
        let (far, hope) = (f64::INFINITY, 0.0);
        let sides =
            vec![Branch { var, low, high: half, side: 0, far, hope }, Branch { var, low: half + 1, high, side: 1, far, hope }];
        self.children(bound, ends, sides)
    }

    fn children(&mut self, bound: i128, ends: &Ends, sides: Vec<Branch>) -> Vec<Node> {
        // What rows and prices took away holds below as well.
        let moved = Rc::new(ends.beyond(&self.ends));
        let children = sides.into_iter().map(|own| {
            self.made += 1;
            Node { bound, made: self.made, moved: Rc::clone(&moved), own: Some(own) }
        });
        children.collect()
    }

    /// The divided variable whose branches cost the relaxation most on both sides, and what they cost: by what was learned, and where
    /// little was, by trying.
    fn divided(&mut self, values: &[f64], ends: &Ends, hope: f64) -> Option<(usize, [f64; 2])> {
        let fraction = |var: usize| (values[var] - values[var].round()).abs();
        let free = |var: &usize| ends.of_var(*var).0 < ends.of_var(*var).1;
        let divided: Vec<usize> = self.whole.iter().copied().filter(|var| fraction(*var) > WHOLE).filter(free).collect();
        let mut told: Vec<(f64, usize, [f64; 2])> = divided
            .iter()
            .map(|var| {
                let losses = self.expected(*var, values[*var]);
                (score(losses), *var, losses)
            })
            .collect();
        told.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut tried = 0;
        for one in &mut told {
            let known = self.costs[one.1].0.iter().map(|(_, count)| *count).fold(f64::INFINITY, f64::min);
            if known < RELIABLE && tried < MOST_TRIED {
                tried += 1;
                one.2 = self.tried(one.1, values[one.1], ends, hope);
                one.0 = score(one.2);
            }
        }
        let best = told.into_iter().reduce(|best, next| if next.0 > best.0 { next } else { best });
        best.map(|(_, var, losses)| (var, losses))
    }

    /// What both sides of a variable would cost, by what was learned of it or else of all.
    fn expected(&self, var: usize, value: f64) -> [f64; 2] {
        let far = value - value.floor();
        let of = |side: usize| {
            let (sum, count) = self.costs[var].0[side];
            if count > 0.0 { sum / count } else { 1.0 }
        };
        [of(0) * far, of(1) * (1.0 - far)]
    }

    /// What both sides cost, by a few steps on each.
    fn tried(&mut self, var: usize, value: f64, ends: &Ends, hope: f64) -> [f64; 2] {
        let (low, high) = ends.of_var(var);
        #[expect(clippy::cast_possible_truncation, reason = "between the ends of its variable")]
        let below = value.floor() as i64;
        let far = value - value.floor();
        [(low, below, far), (below + 1, high, 1.0 - far)].map(|(from, to, far)| {
            let side = usize::from(to == high && from > low);
            if from > to {
                return f64::INFINITY;
            }
            self.simplex.between(var, from, to);
            let end = self.simplex.run(STEPS_TRIED);
            let lost = if matches!(end, End::Nothing(_)) { hope.abs().max(1.0) } else { (hope - self.simplex.worth()).max(0.0) };
            self.simplex.between(var, low, high);
            let (sum, count) = &mut self.costs[var].0[side];
            *sum += lost / far.max(WHOLE);
            *count += 1.0;
            lost
        })
    }
}

/// Both sides should cost.
fn score(losses: [f64; 2]) -> f64 {
    losses[0].max(1e-6) * losses[1].max(1e-6)
}
