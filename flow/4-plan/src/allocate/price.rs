//! What a limit costs: the value of a little more money or a slightly weaker quota, at the margin of the best plan.
//!
//! These are the dual values of the relaxation (people may be divided): the least prices at which every cell is sold for
//! at least its worth. They hold for small changes; a large one meets other limits.

use super::branch::MOST_STEPS;
use super::cuts::relaxation;
use super::instance::Instance;
use super::large::{is_large, relaxed};
use super::program::{Program, RowOf};
use super::simplex::End;
use super::solver::{SolverFault, float};
use serde::Serialize;

/// Rupiah by which the price of money is told.
pub const A_HUNDRED_MILLION: i64 = 100_000_000;

/// What a limit costs at the margin.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Price {
    /// `fund` or `limit`.
    pub of: &'static str,
    /// Its name.
    pub id: String,
    /// For a fund: what Rp100 million more are worth; for a limit: what one person more (at most) or fewer (at least) is
    /// worth. In thousandths of the objective's unit, rounded.
    pub worth_thousandths: i64,
    /// How much of it one step is: rupiah for a fund, people for a limit.
    pub step: i64,
}

/// The price of every fund and limit that binds.
pub(super) fn prices(instance: &Instance, program: &Program) -> Result<Vec<Price>, SolverFault> {
    let mut prices = Vec::new();
    for (part, _) in program.parts() {
        let duals = if is_large(&part) { corner_duals(&part)? } else { duals(&part)? };
        for (row, value) in part.rows.iter().zip(duals) {
            let (of, id, step) = match row.of {
                RowOf::Cell(_) | RowOf::Cut => continue,
                RowOf::Fund(fund) => ("fund", &instance.funds[fund].id, A_HUNDRED_MILLION),
                RowOf::Limit(limit) => ("limit", &instance.limits[limit].id, 1),
            };
            #[expect(clippy::cast_possible_truncation, reason = "a price is far below the range of integers")]
            let worth_thousandths = (value * float(step) / float(row.divided_by) * 1000.0).round() as i64;
            if worth_thousandths > 0 {
                prices.push(Price { of, id: id.clone(), worth_thousandths, step });
            }
        }
    }
    prices.sort_by(|a, b| (a.of, &a.id).cmp(&(b.of, &b.id)));
    Ok(prices)
}

/// The dual values of a large part, at the corner of its relaxation. Rows of cells have none of interest.
fn corner_duals(program: &Program) -> Result<Vec<f64>, SolverFault> {
    let (form, corner) = relaxed(program)?.ok_or_else(|| SolverFault::NoAnswer("no prices".to_owned()))?;
    let mut duals = vec![0.0; program.rows.len()];
    for ((row, _), price) in form.rows.iter().zip(&corner.prices) {
        duals[*row] = *price;
    }
    Ok(duals)
}

/// The dual value of every row: how much the objective gains when the row gives way by one.
fn duals(program: &Program) -> Result<Vec<f64>, SolverFault> {
    let mut simplex = relaxation(program);
    if simplex.run(MOST_STEPS) != End::Best {
        return Err(SolverFault::NoAnswer("no prices".to_owned()));
    }
    Ok(simplex.prices())
}
