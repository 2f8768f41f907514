//! Penerima upah: JKK by risk group, JKM, JHT, JP up to its ceiling, JKP (PP 44, 45 and 46/2015; PP 37/2021; PP 6/2025).

use super::draft::{Draft, Recomposed, both};
use super::options::{EmployerSize, Options};
use super::refusal::Refusal;
use super::terms::{Column, Side, Terms};
use crate::law::Rulebook;
use crate::vocabulary::Programme;

const GROUPS: [&str; 5] = ["jkk.pu.group_1", "jkk.pu.group_2", "jkk.pu.group_3", "jkk.pu.group_4", "jkk.pu.group_5"];

/// The parameter that says which programmes an employer of this size must enrol in.
pub(super) const fn duty(options: &Options) -> &'static str {
    match (options.group, options.employer_size) {
        (Some(group), _) => group.duty(),
        (None, None) => "membership.pu.unknown_size",
        (None, Some(EmployerSize::Mikro)) => "membership.pu.mikro",
        (None, Some(EmployerSize::Kecil)) => "membership.pu.kecil",
        (None, Some(EmployerSize::Menengah)) => "membership.pu.menengah",
        (None, Some(EmployerSize::Besar)) => "membership.pu.besar",
    }
}

pub(super) fn terms(rulebook: &Rulebook, options: &Options) -> Result<Terms, Refusal> {
    let mut draft = Draft::start(rulebook, options, duty(options), "membership.pu.open")?;
    if draft.has(Programme::Jkk) {
        let group = options.risk_group.ok_or(Refusal::Missing { column: "risk_group", scheme: "pu" })?;
        let id = GROUPS.get(usize::from(group).wrapping_sub(1)).ok_or_else(|| Refusal::Unreadable {
            column: "risk_group",
            value: group.to_string(),
            expected: "1-5",
        })?;
        let mut share = both(draft.take(id)?.percent(), draft.relief("jkk.pu.relief_2020"))?;
        if options.labour_intensive {
            share = both(share, draft.relief("jkk.pu.relief_labour_intensive"))?;
        }
        draft.charge_share(Column::Jkk, Side::Employer, share, None);
    }
    if draft.has(Programme::Jkm) {
        let share = both(draft.take("jkm.pu.rate")?.percent(), draft.relief("jkm.pu.relief_2020"))?;
        draft.charge_share(Column::Jkm, Side::Employer, share, None);
    }
    if draft.has(Programme::Jht) {
        let share = draft.take("jht.pu.employer")?.percent();
        draft.charge_share(Column::JhtEmployer, Side::Employer, share, None);
        let share = draft.take("jht.pu.worker")?.percent();
        draft.charge_share(Column::JhtWorker, Side::Worker, share, None);
    }
    if draft.has(Programme::Jp) {
        for (id, column, side) in
            [("jp.pu.employer", Column::JpEmployer, Side::Employer), ("jp.pu.worker", Column::JpWorker, Side::Worker)]
        {
            let share = draft.take(id)?.percent();
            let ceiling = draft.take("jp.pu.ceiling")?.rupiah();
            draft.charge_share(column, side, share, Some(ceiling));
        }
    }
    if draft.has(Programme::Jkp) {
        job_loss(&mut draft, options)?;
    }
    Ok(draft.finish())
}

/// JKP: the state adds its share; the rest comes out of JKK and JKM, so nobody pays more.
fn job_loss(draft: &mut Draft<'_>, options: &Options) -> Result<(), Refusal> {
    let small = matches!(options.employer_size, Some(EmployerSize::Mikro | EmployerSize::Kecil));
    let share = draft.take("jkp.pu.government")?.percent();
    let ceiling = draft.take("jkp.pu.wage_ceiling")?.rupiah();
    draft.charge_share(Column::JkpGovernment, Side::Government, share, Some(ceiling));
    let needed = draft.take(if small { "jkp.pu.presupposes_small" } else { "jkp.pu.presupposes" })?.programmes();
    let missing = needed.without(draft.programmes);
    if missing.iter().next().is_some() {
        return Err(Refusal::JkpPresupposes { needed, missing });
    }
    draft.taken();
    for (id, column) in [("jkp.pu.from_jkk", Column::Jkk), ("jkp.pu.from_jkm", Column::Jkm)] {
        if let Some(share) = draft.window(id) {
            draft.take("jkp.pu.wage_ceiling")?;
            let grounds = draft.taken();
            draft.recomposed.push(Recomposed { column, share: share.percent(), ceiling: ceiling.unsigned_abs(), grounds });
        }
    }
    Ok(())
}
