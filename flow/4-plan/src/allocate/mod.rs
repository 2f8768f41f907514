//! Whom to enrol with which money: the best plan of an instance, proven, or the limits that no plan can keep.
//!
//! ```text
//! Instance (cells, funds, limits) ─► program (integers) ─► merge (cells alike) ─► solver (parts, branch and bound) ─► Allocation
//!                                            └─► conflict: which limits quarrel        └─► price: what each costs
//! ```

mod branch;
mod conflict;
mod corner;
mod cuts;
mod instance;
mod large;
mod merge;
mod price;
mod program;
mod proof;
mod round;
mod simplex;
mod solver;
#[cfg(test)]
mod tests;
mod wide;

pub use instance::{Cell, Fund, Instance, InstanceFlaw, Limit, LimitKind, MOST_PAIRS, Objective};
pub use price::Price;
pub use solver::SolverFault;

use base::vocabulary::Rupiah;
use merge::Merged;
use program::Program;
use serde::Serialize;
use solver::Answer;

/// People of a cell enrolled by a fund.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Assigned {
    /// The cell.
    pub cell: String,
    /// The fund.
    pub fund: String,
    /// How many.
    pub people: i64,
    /// What they cost for the whole time.
    pub rupiah: Rupiah,
}

/// Whether there is a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The plan is proven: none is better.
    Optimal,
    /// A plan, not proven within the nodes allowed; `gap` says how much better another could be at most.
    Feasible,
    /// No plan keeps every limit; `conflicts` names those that quarrel.
    Infeasible,
}

/// A plan, or why there is none.
#[derive(Clone, Debug, Serialize)]
pub struct Allocation {
    /// Whether there is a plan.
    pub status: Status,
    /// What it is worth: people, or people times parts of a million of risk. None without a plan.
    pub objective: Option<i64>,
    /// How much more another plan could be worth at most: 0 when proven.
    pub gap: Option<i64>,
    /// People enrolled.
    pub people: i64,
    /// What the plan costs.
    pub rupiah: Rupiah,
    /// Who is enrolled by which fund, in the order of the instance.
    pub assign: Vec<Assigned>,
    /// Names of limits that cannot hold together; leaving out any one of them helps.
    pub conflicts: Vec<String>,
    /// What a little more money, or a slightly weaker limit, would be worth.
    pub prices: Vec<Price>,
}

/// Why nothing was planned.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AllocateFault {
    /// The instance is no question.
    #[error(transparent)]
    Flaw(#[from] InstanceFlaw),
    /// The solver failed.
    #[error(transparent)]
    Solver(#[from] SolverFault),
}

/// The best plan of an instance.
pub fn allocate(instance: &Instance) -> Result<Allocation, AllocateFault> {
    instance.check()?;
    let whole = Program::of(instance);
    let merged = Merged::of(&whole);
    let program = &merged.program;
    let answer = match program.empty_demand() {
        Some(_) => Answer::Infeasible,
        None => solver::solve(program)?,
    };
    match answer {
        Answer::Infeasible => infeasible(instance, program),
        Answer::Solved { values, bound } => {
            let values = merged.split(&values, whole.pairs.len());
            if !whole.rows.iter().all(|row| row.holds(&values)) {
                return Err(SolverFault::NoAnswer("the plan does not keep a row".to_owned()).into());
            }
            planned(instance, &whole, &values, bound, price::prices(instance, program)?)
        }
    }
}

fn infeasible(instance: &Instance, program: &Program) -> Result<Allocation, AllocateFault> {
    let conflicts = conflict::limits_in_conflict(program, instance.limits.len())?;
    Ok(Allocation {
        status: Status::Infeasible,
        objective: None,
        gap: None,
        people: 0,
        rupiah: Rupiah(0),
        assign: Vec::new(),
        conflicts: conflicts.into_iter().map(|limit| instance.limits[limit].id.clone()).collect(),
        prices: Vec::new(),
    })
}

fn planned(
    instance: &Instance,
    program: &Program,
    values: &[i64],
    bound: i128,
    prices: Vec<Price>,
) -> Result<Allocation, AllocateFault> {
    let worth = solver::worth(program, values);
    let small = |number: i128| i64::try_from(number).map_err(|_| SolverFault::NoAnswer("the plan is worth too much".to_owned()));
    let assign: Vec<Assigned> = values
        .iter()
        .zip(&program.pairs)
        .filter(|(people, _)| **people > 0)
        .map(|(people, pair)| Assigned {
            cell: instance.cells[pair.cell].id.clone(),
            fund: instance.funds[pair.fund].id.clone(),
            people: *people,
            rupiah: Rupiah(people * instance.cost(&instance.cells[pair.cell])),
        })
        .collect();
    Ok(Allocation {
        status: if bound > worth { Status::Feasible } else { Status::Optimal },
        objective: Some(small(worth)?),
        gap: Some(small(bound - worth)?),
        people: assign.iter().map(|assigned| assigned.people).sum(),
        rupiah: assign.iter().map(|assigned| assigned.rupiah).sum(),
        assign,
        conflicts: Vec::new(),
        prices,
    })
}
