//! Bukan penerima upah: JKK and JHT by the chosen income class, JKM flat, with the reliefs of 2020 and 2026
//! (PP 44 and 46/2015; PP 49/2020; PP 50/2025).

use super::draft::{Draft, both};
use super::options::{Fund, Occupation, Options};
use super::refusal::{Note, Refusal};
use super::terms::{Classes, Column, Side, Tariff, Terms};
use crate::law::Rulebook;
use crate::law::dated::Confidence;
use crate::law::ratio::Ratio;
use crate::vocabulary::Programme;

/// The relief that the occupation finds in PP 50/2025.
const fn reliefs(occupation: Occupation) -> (&'static str, &'static str) {
    match occupation {
        Occupation::Transport => ("jkk.bpu.relief_2026_transport", "jkm.bpu.relief_2026_transport"),
        Occupation::Other => ("jkk.bpu.relief_2026_other", "jkm.bpu.relief_2026_other"),
    }
}

pub(super) fn terms(rulebook: &Rulebook, options: &Options) -> Result<Terms, Refusal> {
    let mut draft = Draft::start(rulebook, options, "membership.other.bpu", "membership.other.bpu_open")?;
    let side = Side::parse(draft.take(options.payer.side())?.choice());
    draft.taken();
    let (jkk_relief, jkm_relief) = reliefs(options.occupation);
    let pays_share = draft.has(Programme::Jkk) || draft.has(Programme::Jht);
    if pays_share {
        let classes = draft.take("bpu.classes.incomes")?.pairs().to_vec();
        let others_accepted = draft.take("bpu.classes.other_bases")?.choice() == "accept";
        let lowest_assumed = draft.take("bpu.classes.without_base")?.choice() == "lowest";
        let grounds = draft.taken();
        draft.classes = Some(Classes { classes, others_accepted, lowest_assumed, grounds });
    }
    if draft.has(Programme::Jkk) {
        let share = draft.take("jkk.bpu.rate")?.percent();
        let due = both(draft.relief("jkk.bpu.relief_2020"), relief_of_2026(&mut draft, options.payer, jkk_relief)?)?;
        draft.charge_share(Column::Jkk, side, both(share, due)?, None);
    }
    if draft.has(Programme::Jkm) {
        let amount = draft.take("jkm.bpu.amount")?.rupiah().unsigned_abs();
        let due = both(draft.relief("jkm.bpu.relief_2020"), relief_of_2026(&mut draft, options.payer, jkm_relief)?)?;
        draft.charge(Column::Jkm, side, Tariff::Flat { amount, share: due.fraction() });
    }
    if draft.has(Programme::Jht) {
        let share = draft.take("jht.bpu.rate")?.percent();
        draft.charge_share(Column::JhtWorker, side, share, None);
    }
    Ok(draft.finish())
}

/// The relief of PP 50/2025 reaches only members whose contribution comes from funds that it does not exclude.
fn relief_of_2026(draft: &mut Draft<'_>, fund: Fund, id: &str) -> Result<Ratio, Refusal> {
    let Some(relief) = draft.window(id) else { return Ok(Ratio::WHOLE) };
    let reached = draft.take(fund.relief())?;
    if reached.confidence == Confidence::ToBeConfirmed {
        draft.notes.add(Note::FundUnconfirmed);
    }
    if reached.switch() {
        return Ok(relief.percent());
    }
    draft.give_back(id);
    Ok(Ratio::WHOLE)
}
