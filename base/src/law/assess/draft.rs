//! Drafting terms: values are taken from the rulebook one by one, and each taken value is kept as a ground.

use super::options::Options;
use super::refusal::{Notes, Refusal};
use super::terms::{Charge, Classes, Column, Side, Tariff, Terms};
use super::working::Ground;
use crate::law::Rulebook;
use crate::law::dated::Dated;
use crate::law::ratio::{Ratio, Rounding};
use crate::law::taken::Taken;
use crate::vocabulary::{Programme, ProgrammeSet};

/// A part of JKK or JKM that goes to the JKP fund.
#[derive(Clone, Debug)]
pub(super) struct Recomposed {
    pub(super) column: Column,
    pub(super) share: Ratio,
    pub(super) ceiling: u64,
    pub(super) grounds: Vec<Ground>,
}

/// Terms being drafted.
pub(super) struct Draft<'a> {
    options: Options,
    pub(super) programmes: ProgrammeSet,
    rounding: Rounding,
    charges: Vec<Charge>,
    pub(super) classes: Option<Classes>,
    pub(super) notes: Notes,
    grounds: Vec<Ground>,
    pub(super) recomposed: Vec<Recomposed>,
    taken: Taken<'a>,
}

impl<'a> Draft<'a> {
    /// Starts with the programmes: those asked for, checked against what is open, or those that `duty` names.
    pub(super) fn start(rulebook: &'a Rulebook, options: &Options, duty: &str, open: &str) -> Result<Self, Refusal> {
        let day = options.month.first_day();
        let rounding = rulebook.rounding(day)?;
        let grounds = Ground::on(rulebook, "billing.rounding.rule", day).into_iter().collect();
        let mut draft = Self {
            options: *options,
            programmes: ProgrammeSet::default(),
            rounding,
            charges: Vec::new(),
            classes: None,
            notes: Notes::NONE,
            grounds,
            recomposed: Vec::new(),
            taken: Taken::on(rulebook, day),
        };
        draft.programmes = match options.programmes {
            Some(asked) => {
                let open = draft.take(open)?.programmes();
                if let Some(programme) = asked.without(open).iter().next() {
                    return Err(Refusal::NotOpen { programme, scheme: options.scheme, open });
                }
                asked
            }
            None => draft.take(duty)?.programmes(),
        };
        let taken = draft.taken();
        draft.grounds.extend(taken);
        Ok(draft)
    }

    /// Takes a value that must be known.
    pub(super) fn take(&mut self, id: &str) -> Result<&'a Dated, Refusal> {
        Ok(self.taken.take(id)?)
    }

    /// Takes the value of a window, if the month lies in it.
    pub(super) fn window(&mut self, id: &str) -> Option<&'a Dated> {
        self.taken.window(id)
    }

    /// What of a contribution is due under a relief; the whole outside its window.
    pub(super) fn relief(&mut self, id: &str) -> Ratio {
        self.window(id).map_or(Ratio::WHOLE, Dated::percent)
    }

    /// Gives a value back that was looked at and does not apply.
    pub(super) fn give_back(&mut self, id: &str) {
        self.taken.give_back(id);
    }

    /// The values taken since the last charge.
    pub(super) fn taken(&mut self) -> Vec<Ground> {
        self.taken.grounds()
    }

    /// Charges a tariff, resting on everything taken since the last one.
    pub(super) fn charge(&mut self, column: Column, side: Side, tariff: Tariff) {
        let grounds = self.taken();
        self.charges.push(Charge { column, side, tariff, grounds });
    }

    /// Charges a share of wage or base up to a ceiling.
    pub(super) fn charge_share(&mut self, column: Column, side: Side, share: Ratio, ceiling: Option<i64>) {
        let ceiling = ceiling.map(i64::unsigned_abs);
        self.charge(column, side, Tariff::Share { fraction: share.fraction(), ceiling });
    }

    /// Whether a programme is assessed.
    pub(super) fn has(&self, programme: Programme) -> bool {
        self.programmes.has(programme)
    }

    /// The finished terms.
    pub(super) fn finish(self) -> Terms {
        Terms {
            options: self.options,
            programmes: self.programmes,
            rounding: self.rounding,
            charges: self.charges,
            classes: self.classes,
            notes: self.notes,
            grounds: self.grounds,
            recomposed: self.recomposed,
        }
    }
}

/// A share of a share; the reliefs of the law have few digits, so the product always has a place.
pub(super) fn both(share: Ratio, relief: Ratio) -> Result<Ratio, Refusal> {
    share.of(relief).ok_or(Refusal::TooLarge { column: "rate" })
}
