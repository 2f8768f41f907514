//! Values taken from the rulebook on one day, each kept as a ground until the amount that rests on it is known.
//! Contributions and benefits take their values here, so that no amount has a value without its article.

use super::assess::Ground;
use super::dated::{Dated, NotKnown};
use super::rulebook::Rulebook;
use jiff::civil::Date;

/// A rulebook on a day, and what was taken of it since the last amount.
pub(super) struct Taken<'a> {
    rulebook: &'a Rulebook,
    day: Date,
    grounds: Vec<Ground>,
}

impl<'a> Taken<'a> {
    pub(super) const fn on(rulebook: &'a Rulebook, day: Date) -> Self {
        Self { rulebook, day, grounds: Vec::new() }
    }

    /// Takes a value that must be known.
    pub(super) fn take(&mut self, id: &str) -> Result<&'a Dated, NotKnown> {
        let dated = self.rulebook.on(id, self.day)?;
        self.keep(id);
        Ok(dated)
    }

    /// Takes the value of a window, if the day lies in it.
    pub(super) fn window(&mut self, id: &str) -> Option<&'a Dated> {
        let dated = self.rulebook.window(id, self.day)?;
        self.keep(id);
        Some(dated)
    }

    fn keep(&mut self, id: &str) {
        let ground = Ground::on(self.rulebook, id, self.day).filter(|ground| !self.grounds.contains(ground));
        self.grounds.extend(ground);
    }

    /// Gives a value back that was looked at and does not apply.
    pub(super) fn give_back(&mut self, id: &str) {
        self.grounds.retain(|ground| ground.parameter != id);
    }

    /// The values taken since the last time, for the amount that rests on them.
    pub(super) fn grounds(&mut self) -> Vec<Ground> {
        std::mem::take(&mut self.grounds)
    }
}
