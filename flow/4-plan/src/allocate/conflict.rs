//! Which limits quarrel: a smallest set of limits that no plan can keep together with the money and the people there are.

use super::program::Program;
use super::solver::{Answer, SolverFault, solve};
use std::collections::BTreeSet;

/// Limits, by index, that cannot hold together; leaving out any one of them makes the rest possible.
///
/// Deletion: limits are left out in halves, quarters and so on as long as the rest still quarrels, so that a few limits
/// among hundreds are found in few steps.
pub(super) fn limits_in_conflict(program: &Program, limits: usize) -> Result<Vec<usize>, SolverFault> {
    if let Some(limit) = program.empty_demand() {
        return Ok(vec![limit]);
    }
    let program = program.without_worth();
    let quarrel = |kept: &BTreeSet<usize>| {
        let some = program.without(|limit| !kept.contains(&limit));
        solve(&some).map(|answer| matches!(answer, Answer::Infeasible))
    };
    let mut kept: BTreeSet<usize> = (0..limits).collect();
    let mut step = limits.div_ceil(2).max(1);
    loop {
        let order: Vec<usize> = kept.iter().copied().collect();
        for chunk in order.chunks(step) {
            let without: BTreeSet<usize> = kept.iter().copied().filter(|limit| !chunk.contains(limit)).collect();
            if quarrel(&without)? {
                kept = without;
            }
        }
        if step == 1 {
            return Ok(kept.into_iter().collect());
        }
        step = step.div_ceil(2);
    }
}

impl Program {
    /// The same rows with nothing to strive for: any plan will do.
    fn without_worth(&self) -> Self {
        let pairs = self.pairs.iter().map(|pair| super::program::Pair { worth: 0, ..*pair }).collect();
        Self { pairs, rows: self.rows.clone() }
    }
}
