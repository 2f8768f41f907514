//! The corner of a relaxation that too many funds and limits tie together for [`super::corner`]: in the words of microlp's simplex, once
//! for the people and once, turned round, for the prices.

use super::corner::{Corner, Form};
use super::program::Program;
use super::solver::{SolverFault, float};
use microlp::{ComparisonOp, Error, OptimizationDirection, Problem, Solution, Variable};

/// The corner; none when nothing keeps every row.
pub(super) fn corner(program: &Program, form: &Form) -> Result<Option<Corner>, SolverFault> {
    let Some(values) = people(program)? else { return Ok(None) };
    let prices = prices(program)?;
    Ok(Some(Corner { values, prices: form.rows.iter().map(|(row, _)| prices[*row]).collect() }))
}

fn solved(problem: &Problem) -> Result<Option<Solution>, SolverFault> {
    match problem.solve() {
        Ok(outcome) => outcome.into_solution().map(Some).map_err(|_| SolverFault::NoAnswer("it was interrupted".to_owned())),
        Err(Error::Infeasible) => Ok(None),
        Err(error) => Err(SolverFault::NoAnswer(error.to_string())),
    }
}

fn people(program: &Program) -> Result<Option<Vec<f64>>, SolverFault> {
    let mut problem = Problem::new(OptimizationDirection::Maximize);
    let pairs = program.pairs.iter();
    let variables: Vec<Variable> = pairs.map(|pair| problem.add_var(float(pair.worth), (0.0, float(pair.most)))).collect();
    for row in &program.rows {
        let terms = row.terms.iter().map(|(pair, weight)| (variables[*pair], float(*weight)));
        let sense = if row.at_least { ComparisonOp::Ge } else { ComparisonOp::Le };
        problem.add_constraint(terms, sense, float(row.bound));
    }
    Ok(solved(&problem)?.map(|solution| variables.iter().map(|variable| solution.var_value(*variable)).collect()))
}

/// The price of every row: how much the objective gains when the row gives way by one.
fn prices(program: &Program) -> Result<Vec<f64>, SolverFault> {
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    let unbounded = (0.0, f64::INFINITY);
    // At least is at most, negated: its price is paid for asking less.
    let sign = |at_least: bool| if at_least { -1.0 } else { 1.0 };
    let rows: Vec<Variable> =
        program.rows.iter().map(|row| problem.add_var(sign(row.at_least) * float(row.bound), unbounded)).collect();
    let bounds: Vec<Variable> = program.pairs.iter().map(|pair| problem.add_var(float(pair.most), unbounded)).collect();
    let mut columns: Vec<Vec<(Variable, f64)>> = bounds.iter().map(|bound| vec![(*bound, 1.0)]).collect();
    for (row, variable) in program.rows.iter().zip(&rows) {
        for (pair, weight) in &row.terms {
            columns[*pair].push((*variable, sign(row.at_least) * float(*weight)));
        }
    }
    for (column, pair) in columns.into_iter().zip(&program.pairs) {
        problem.add_constraint(column, ComparisonOp::Ge, float(pair.worth));
    }
    let solution = solved(&problem)?.ok_or_else(|| SolverFault::NoAnswer("no prices".to_owned()))?;
    Ok(rows.iter().map(|row| solution.var_value(*row)).collect())
}
