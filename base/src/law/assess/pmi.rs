//! Pekerja migran Indonesia: JKK and JKM as packages before, and during and after work abroad; JHT by choice
//! (Permenaker 4/2023 and its predecessors).

use super::draft::Draft;
use super::options::Options;
use super::refusal::Refusal;
use super::terms::{Column, Side, Tariff, Terms};
use crate::law::Rulebook;
use crate::vocabulary::Programme;

pub(super) fn terms(rulebook: &Rulebook, options: &Options) -> Result<Terms, Refusal> {
    let mut draft = Draft::start(rulebook, options, "membership.other.pmi", "membership.other.pmi_open")?;
    let side = Side::parse(draft.take("pmi.packages.side")?.choice());
    draft.taken();
    if draft.has(Programme::Jkk) || draft.has(Programme::Jkm) {
        let before = draft.take("pmi.packages.before")?.rupiah();
        draft.charge(Column::PmiBefore, side, Tariff::Fixed(before));
        let packages = draft.take("pmi.packages.during_after")?.pairs().to_vec();
        // Until 2023 one package held for every contract, however long; packages by length need the months beyond them.
        let tariff = match (draft.window("pmi.packages.month_beyond"), packages.as_slice()) {
            (None, [(_, only)]) => Tariff::Fixed(*only),
            _ => Tariff::Package { month_beyond: draft.take("pmi.packages.month_beyond")?.rupiah(), packages },
        };
        draft.charge(Column::PmiDuringAfter, side, tariff);
    }
    if draft.has(Programme::Jht) {
        let choices = draft.take("jht.pmi.choices")?.amounts().to_vec();
        draft.charge(Column::JhtWorker, side, Tariff::Chosen(choices));
    }
    Ok(draft.finish())
}
