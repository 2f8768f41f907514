//! Jasa konstruksi: JKK and JKM of a project, by wages where they are known, else by slices of the contract value
//! before VAT (PP 44/2015; relief PP 49/2020). Paid by the contractor, per project.

use super::draft::Draft;
use super::options::Options;
use super::refusal::Refusal;
use super::terms::{Column, Side, Tariff, Terms};
use crate::law::Rulebook;
use crate::vocabulary::Programme;

pub(super) fn terms(rulebook: &Rulebook, options: &Options) -> Result<Terms, Refusal> {
    let mut draft = Draft::start(rulebook, options, "membership.other.jakon", "membership.other.jakon_open")?;
    if draft.has(Programme::Jkk) {
        charge(&mut draft, Column::Jkk, "jkk.jakon.by_wage", "jkk.jakon.by_contract", "jkk.jakon.relief_2020")?;
    }
    if draft.has(Programme::Jkm) {
        charge(&mut draft, Column::Jkm, "jkm.jakon.by_wage", "jkm.jakon.by_contract", "jkm.jakon.relief_2020")?;
    }
    Ok(draft.finish())
}

fn charge(draft: &mut Draft<'_>, column: Column, by_wage: &str, by_contract: &str, relief: &str) -> Result<(), Refusal> {
    let by_wage = draft.take(by_wage)?.percent();
    let slices = draft.take(by_contract)?.slices().iter().map(|(above, share)| (above.unsigned_abs(), *share)).collect();
    let due = draft.relief(relief);
    draft.charge(column, Side::Employer, Tariff::Project { by_wage, slices, due });
    Ok(())
}
