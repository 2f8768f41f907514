//! Why an event may not follow, each with the line of `rulebook/compliance.toml` that says so.

use super::event::EventKind;
use super::position::{Sanction, Skk};
use crate::ledger::LedgerRefusal;
use crate::rules::{Basis, Rule, Rules};
use base::law::NotKnown;
use base::vocabulary::Rupiah;
use jiff::civil::Date;

/// A step that the rules do not allow. Nothing has changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No case of this name was opened.
    #[error("no such case is open")]
    NoSuchCase,
    /// A case of this name was opened before.
    #[error("the case is open already")]
    OpenedTwice,
    /// The event lies before the last one of the case.
    #[error("the case has an event on {0} already; a case is told in the order of days")]
    BeforeLast(Date),
    /// The day cannot be told: the region's time zone is not in the rulebook.
    #[error("the time zone of the region is not known")]
    ZoneUnknown,
    /// The case is over.
    #[error("the case is over: {0:?}")]
    Over(Sanction),
    /// The event does not follow here on the sanction track.
    #[error("{event} does not follow {state:?}")]
    NotAfter {
        /// The state.
        state: Sanction,
        /// The event.
        event: EventKind,
    },
    /// The event does not follow here on the prosecutor's track.
    #[error("{event} does not follow {state:?}")]
    NotAfterSkk {
        /// The state.
        state: Skk,
        /// The event.
        event: EventKind,
    },
    /// State organs are warned by the ministry or governor, not by BPJS.
    #[error("{0} is for employers other than state organs")]
    NotForStateOrgans(EventKind),
    /// Only state organs are warned through the ministry or governor.
    #[error("{0} is for state organs")]
    OnlyForStateOrgans(EventKind),
    /// A third warning, or another number than is due.
    #[error("warning {due} is due, not {given}")]
    OtherWarning {
        /// The one that is due.
        due: u8,
        /// The one that was to be issued.
        given: u8,
    },
    /// There are two warnings and no third.
    #[error("two warnings at most")]
    TwoWarningsAtMost,
    /// A period outside what the law allows.
    #[error("a warning sets 1 to {most} working days, not {given}")]
    WarningPeriod {
        /// The most.
        most: u32,
        /// What was to be set.
        given: u32,
    },
    /// The warning before has not run out.
    #[error("the warning runs until {0}")]
    WarningRuns(Date),
    /// The warning's clock stands still.
    #[error("the clock of the warning is paused")]
    ClockPaused,
    /// The clock is not paused.
    #[error("the clock of the warning is not paused")]
    ClockNotPaused,
    /// The warning has run out: there is nothing to pause.
    #[error("the warning ended on {0}")]
    WarningEnded(Date),
    /// The days for the fine are over.
    #[error("the fine could be imposed until {0}")]
    FineTooLate(Date),
    /// There is nothing on which a fine could be reckoned.
    #[error("the contribution on which the fine is reckoned is not known")]
    NoContribution,
    /// The law of that day is not known.
    #[error(transparent)]
    NotKnown(#[from] NotKnown),
    /// Something must be proved first.
    #[error("{0} needs proof")]
    ProofMissing(EventKind),
    /// Something is still owed.
    #[error("{0} is still owed")]
    StillOwed(Rupiah),
    /// The prosecutor's power of attorney is in force.
    #[error("the SKK is in force; it must be completed or returned first")]
    SkkInForce,
    /// Another SKK for this employer is in force.
    #[error("an SKK for this employer is in force in another case")]
    OneSkkOnly,
    /// A lawsuit needs a new SKK.
    #[error("a lawsuit needs a new SKK")]
    NewSkkNeeded,
    /// The prosecutor comes after two warnings.
    #[error("an SKK comes after two warnings")]
    AfterTwoWarnings,
    /// Instalments must have amounts, and days in ascending order that are not past.
    #[error("instalments need ascending days from the day of signing on, and amounts of more than zero")]
    Instalments,
    /// A meeting or an answer lies in the past.
    #[error("{0} lies before the event")]
    DayPast(Date),
    /// The ledger refuses.
    #[error(transparent)]
    Ledger(#[from] LedgerRefusal),
}

impl Refusal {
    /// The code in tables and texts.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoSuchCase => "no_such_case",
            Self::OpenedTwice => "opened_twice",
            Self::BeforeLast(_) => "before_last",
            Self::ZoneUnknown => "zone_unknown",
            Self::Over(_) => "over",
            Self::NotAfter { .. } => "not_after",
            Self::NotAfterSkk { .. } => "not_after_skk",
            Self::NotForStateOrgans(_) => "not_for_state_organs",
            Self::OnlyForStateOrgans(_) => "only_for_state_organs",
            Self::OtherWarning { .. } => "other_warning",
            Self::TwoWarningsAtMost => "two_warnings_at_most",
            Self::WarningPeriod { .. } => "warning_period",
            Self::WarningRuns(_) => "warning_runs",
            Self::ClockPaused => "clock_paused",
            Self::ClockNotPaused => "clock_not_paused",
            Self::WarningEnded(_) => "warning_ended",
            Self::FineTooLate(_) => "fine_too_late",
            Self::NoContribution => "no_contribution",
            Self::NotKnown(_) => "not_known",
            Self::ProofMissing(_) => "proof_missing",
            Self::StillOwed(_) => "still_owed",
            Self::SkkInForce => "skk_in_force",
            Self::OneSkkOnly => "one_skk",
            Self::NewSkkNeeded => "new_skk",
            Self::AfterTwoWarnings => "after_two_warnings",
            Self::Instalments => "instalments",
            Self::DayPast(_) => "day_past",
            Self::Ledger(LedgerRefusal::NotPositive(_)) => "not_positive",
            Self::Ledger(LedgerRefusal::TooLarge) => "too_large",
            Self::Ledger(LedgerRefusal::BookedAlready(_)) => "booked_already",
            Self::Ledger(LedgerRefusal::NoSuchPayment(_)) => "no_such_payment",
            Self::Ledger(LedgerRefusal::MoreThanOwed(_)) => "more_than_owed",
        }
    }

    /// The article: of the rule that is broken, or of the event that was to be.
    pub fn basis<'r>(&self, rules: &'r Rules, event: EventKind) -> &'r Basis {
        match self {
            Self::OneSkkOnly => rules.rule(Rule::OneSkk),
            Self::NewSkkNeeded => rules.rule(Rule::NewSkk),
            Self::AfterTwoWarnings => rules.rule(Rule::AfterTwoWarnings),
            Self::NotForStateOrgans(_) => rules.rule(Rule::StateOrgan),
            Self::WarningRuns(_) | Self::ClockPaused => rules.basis(EventKind::WarningIssued),
            _ => rules.basis(event),
        }
    }
}
