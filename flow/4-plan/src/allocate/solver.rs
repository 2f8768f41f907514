//! Integer programs in parts: parts that share no row are solved for themselves.

use super::branch::solve_part;
use super::program::Program;

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SolverFault {
    /// The solver gave up, or its answer does not keep a row.
    #[error("the solver could not answer: {0}")]
    NoAnswer(String),
}

/// What a program gives.
#[derive(Clone, Debug)]
pub(super) enum Answer {
    /// People by variable, and the most that any plan could be worth.
    Solved { values: Vec<i64>, bound: i128 },
    /// No values keep every row.
    Infeasible,
}

/// Solves a program in whole people, part by part.
pub(super) fn solve(program: &Program) -> Result<Answer, SolverFault> {
    let (mut values, mut bound) = (vec![0; program.pairs.len()], 0);
    let parts = program.parts();
    let count = parts.len();
    for (part, taken) in parts {
        match solve_part(&part, count)? {
            Answer::Infeasible => return Ok(Answer::Infeasible),
            Answer::Solved { values: of_part, bound: of_bound } => {
                bound += of_bound;
                for (pair, value) in taken.into_iter().zip(of_part) {
                    values[pair] = value;
                }
            }
        }
    }
    Ok(Answer::Solved { values, bound })
}

/// What the people of a plan are worth.
pub(super) fn worth(program: &Program, values: &[i64]) -> i128 {
    values.iter().zip(&program.pairs).map(|(value, pair)| i128::from(*value) * i128::from(pair.worth)).sum()
}

/// A number for the solver. Exact up to 2^53, which holds every divided budget that the instance allows in practice; the
/// answer is checked in integers either way.
#[expect(clippy::cast_precision_loss, reason = "the answer is checked in exact integers")]
pub(super) fn float(number: i64) -> f64 {
    number as f64
}
