//! What became of the finding that a case took up: it held, it fell, or nobody knows yet. From many cases: how often a detector is right.

use super::event::{ClosedBecause, Event};
use super::skk::Trail;
use base::vocabulary::{Percent, Rate};
use serde::Serialize;

/// What became of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The examination found a violation.
    Held,
    /// It found none, or somebody else was meant.
    Fell,
    /// Nobody has examined it, or the case was closed for a reason that says nothing of it.
    Open,
}

impl Outcome {
    /// The word in tables.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Fell => "fell",
            Self::Open => "open",
        }
    }

    /// What became of the finding of a case. Somebody else being meant takes back what an examination found.
    pub fn of(trail: &[Trail]) -> Self {
        let told = |step: &Trail| match step.event {
            Event::NoViolationFound { .. } | Event::Closed { reason: ClosedBecause::WrongSubject } => Some(Self::Fell),
            Event::ViolationFound { .. } => Some(Self::Held),
            _ => None,
        };
        trail.iter().rev().find_map(told).unwrap_or(Self::Open)
    }
}

/// How often the findings of a detector held, of those examined.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Precision {
    /// Findings that held.
    pub held: u64,
    /// Findings that were examined.
    pub examined: u64,
}

impl Precision {
    /// Of outcomes; what is open says nothing.
    pub fn of(outcomes: impl Iterator<Item = Outcome>) -> Self {
        outcomes.fold(Self::default(), |sum, outcome| Self {
            held: sum.held + u64::from(outcome == Outcome::Held),
            examined: sum.examined + u64::from(outcome != Outcome::Open),
        })
    }

    /// The share that held; none where nothing was examined.
    pub fn share(self) -> Option<Percent> {
        Rate { numerator: self.held, denominator: self.examined }.percent()
    }

    /// Between which shares it lies with 95 in a hundred (Wilson 1927); none where nothing was examined. The cases that officers take up are
    /// not drawn by chance: it is the precision of what was taken up.
    ///
    /// Of k among n with z = 1.96: (k + z²/2 ± z √(k (n − k) / n + z²/4)) / (n + z²), here in whole ten-thousandths throughout.
    pub fn interval(self) -> Option<(Percent, Percent)> {
        if self.examined == 0 {
            return None;
        }
        let (held, all) = (u128::from(self.held.min(self.examined)), u128::from(self.examined));
        let middle = (10_000 * held + 19_208) * 10_000;
        let spread = (held * (all - held)).saturating_mul(10_000).saturating_add(9_604 * all);
        let reach = (spread.saturating_mul(3_841_600_000_000) / all).isqrt();
        let whole = 10_000 * all + 38_416;
        let percent = |share: u128| Percent(i64::try_from(((share + whole / 2) / whole).min(10_000)).unwrap_or(10_000));
        Some((percent(middle.saturating_sub(reach)), percent(middle + reach)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::vocabulary::Rupiah;

    fn trail(events: &[Event]) -> Vec<Trail> {
        let step = |event: &Event| Trail { on: jiff::civil::date(2026, 3, 2), event: event.clone(), outstanding: Rupiah(0) };
        events.iter().map(step).collect()
    }

    #[test]
    fn a_finding_holds_falls_or_is_open_and_somebody_else_being_meant_takes_it_back() {
        let found = Event::ViolationFound { document: None };
        let closed = |reason| Event::Closed { reason };
        assert_eq!(Outcome::of(&trail(&[])), Outcome::Open);
        assert_eq!(Outcome::of(&trail(&[found.clone(), Event::ExaminationStarted {}])), Outcome::Held);
        assert_eq!(Outcome::of(&trail(&[Event::NoViolationFound { document: None }])), Outcome::Fell);
        assert_eq!(Outcome::of(&trail(&[found.clone(), closed(ClosedBecause::WrongSubject)])), Outcome::Fell);
        assert_eq!(Outcome::of(&trail(&[found, closed(ClosedBecause::HandedOver)])), Outcome::Held);
        assert_eq!(Outcome::of(&trail(&[closed(ClosedBecause::Duplicate)])), Outcome::Open);
    }

    #[test]
    fn precision_is_a_share_of_what_was_examined_with_an_interval() {
        let outcomes = [vec![Outcome::Held; 9], vec![Outcome::Fell], vec![Outcome::Open; 5]].concat();
        let precision = Precision::of(outcomes.into_iter());
        assert_eq!((precision.held, precision.examined, precision.share()), (9, 10, Some(Percent(9_000))));
        // Wilson for 9 of 10: 59.58 to 98.21 percent.
        assert_eq!(precision.interval(), Some((Percent(5_958), Percent(9_821))));
        // Of none and of all, and of many: 0 to 27.75, 72.25 to 100, and within a tenth of a percent of 47.38.
        let interval = |held, examined| Precision { held, examined }.interval();
        assert_eq!(interval(0, 10), Some((Percent(0), Percent(2_775))));
        assert_eq!(interval(10, 10), Some((Percent(7_225), Percent(10_000))));
        assert_eq!(interval(1_327_000, 2_801_936), Some((Percent(4_730), Percent(4_742))));
        assert_eq!((Precision::default().share(), Precision::default().interval()), (None, None));
    }
}
