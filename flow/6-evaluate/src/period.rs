//! The sheet of a period: what an office enters by hand for a region and a month, who stands for it, and when it is locked. A sheet is
//! what its events made of it; nothing is overwritten, every earlier value and every reason stays.
//!
//! Three levels, each another hand: the office that entered submits, a second officer approves, a third step locks. A locked sheet takes
//! nothing until it is reopened, which one person asks for and another grants.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What happens to a sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case", deny_unknown_fields)]
pub enum PeriodEvent {
    /// A value is entered, or entered anew.
    Entered {
        /// The code of the indicator.
        indicator: String,
        /// What was counted, in the unit of the indicator.
        numerator: u64,
        /// Among how many.
        denominator: u64,
        /// What shows it: a decree, a page of the budget, a register.
        evidence: String,
    },
    /// A step of approval.
    Stepped {
        /// Which.
        step: Step,
        /// Why, as everybody sees it.
        reason: String,
    },
}

/// A step of approval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The office stands for what it entered.
    Submit,
    /// A second officer approves.
    Approve,
    /// A second officer gives it back to be mended.
    Return,
    /// It is final.
    Lock,
    /// Somebody asks to open a locked sheet again.
    AskReopening,
    /// A second person opens it.
    Reopen,
    /// A second person keeps it locked.
    RefuseReopening,
}

impl Step {
    /// Every step.
    pub const ALL: [Self; 7] =
        [Self::Submit, Self::Approve, Self::Return, Self::Lock, Self::AskReopening, Self::Reopen, Self::RefuseReopening];

    /// The word in forms, files and texts.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Submit => "submit",
            Self::Approve => "approve",
            Self::Return => "return",
            Self::Lock => "lock",
            Self::AskReopening => "ask_reopening",
            Self::Reopen => "reopen",
            Self::RefuseReopening => "refuse_reopening",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.code() == text)
    }

    /// Whether it takes more than writing in meetings: locking, and deciding about a locked sheet.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Lock | Self::Reopen | Self::RefuseReopening)
    }
}

/// How far a sheet is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PeriodState {
    /// Nothing was entered.
    #[default]
    Empty,
    /// The office enters.
    Entering,
    /// The office stands for it; a second officer has to look.
    Submitted,
    /// A second officer approved; it waits to be locked.
    Approved,
    /// It is final.
    Locked,
    /// It is locked, and somebody asked to open it.
    ReopeningAsked,
}

impl PeriodState {
    /// The code in tables and texts.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Entering => "entering",
            Self::Submitted => "submitted",
            Self::Approved => "approved",
            Self::Locked => "locked",
            Self::ReopeningAsked => "reopening_asked",
        }
    }

    /// Whether a second officer approved its values, so that scorecards show them.
    pub const fn holds(self) -> bool {
        matches!(self, Self::Approved | Self::Locked | Self::ReopeningAsked)
    }
}

/// Why an event is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PeriodRefusal {
    /// The sheet is locked.
    #[error("the period is locked")]
    Locked,
    /// The sheet is with a second officer, who has to give it back first.
    #[error("the sheet was submitted: it has to be given back first")]
    Submitted,
    /// The step does not follow from where the sheet stands.
    #[error("this step does not follow from where the sheet stands")]
    OutOfOrder,
    /// Nothing was entered.
    #[error("nothing was entered")]
    Nothing,
    /// No evidence or reason is given.
    #[error("evidence or a reason is missing")]
    NoReason,
    /// Whoever entered, submitted or asked does not decide.
    #[error("another person has to decide")]
    SamePerson,
    /// Something is counted among nothing.
    #[error("a numerator without a denominator")]
    NoDenominator,
    /// The event lies before the one before it.
    #[error("the event lies before the last one")]
    BeforeLast,
}

impl PeriodRefusal {
    /// The sentence in `texts`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Locked => "error-period-locked",
            Self::Submitted => "error-period-submitted",
            Self::OutOfOrder => "error-period-order",
            Self::Nothing => "error-period-nothing",
            Self::NoReason => "error-period-reason",
            Self::SamePerson => "error-period-same-person",
            Self::NoDenominator => "error-period-denominator",
            Self::BeforeLast => "error-period-before",
        }
    }
}

/// A value as it holds now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PeriodValue {
    /// What was counted.
    pub numerator: u64,
    /// Among how many.
    pub denominator: u64,
    /// What shows it.
    pub evidence: String,
    /// The day it was entered.
    pub on: Date,
    /// By whom.
    pub by: String,
    /// How often it was entered before.
    pub replaced: u32,
}

/// A step that was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StepTaken {
    /// Which.
    pub step: Step,
    /// Why.
    pub reason: String,
    /// The day.
    pub on: Date,
    /// By whom.
    pub by: String,
}

/// A sheet as its events made it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Period {
    /// How far it is.
    pub state: PeriodState,
    /// Values by the code of their indicator.
    pub values: BTreeMap<String, PeriodValue>,
    /// Steps, in order.
    pub steps: Vec<StepTaken>,
    /// Who entered what stands, or submitted it: they decide nothing about it.
    hands: BTreeSet<String>,
    last: Option<Date>,
}

impl Period {
    /// Takes what somebody did on a day, or refuses it and stays as it is.
    ///
    /// # Errors
    /// The sheet is locked or with somebody else, the step does not follow, a reason is missing, or the same person would decide.
    pub fn take(&mut self, on: Date, by: &str, event: &PeriodEvent) -> Result<(), PeriodRefusal> {
        if self.last.is_some_and(|last| on < last) {
            return Err(PeriodRefusal::BeforeLast);
        }
        match event {
            PeriodEvent::Entered { indicator, numerator, denominator, evidence } => {
                self.enter(on, by, indicator, (*numerator, *denominator), evidence)?;
            }
            PeriodEvent::Stepped { step, reason } => self.step(on, by, *step, reason)?,
        }
        self.last = Some(on);
        Ok(())
    }

    fn enter(
        &mut self,
        on: Date,
        by: &str,
        indicator: &str,
        (numerator, denominator): (u64, u64),
        evidence: &str,
    ) -> Result<(), PeriodRefusal> {
        match self.state {
            PeriodState::Empty | PeriodState::Entering => {}
            PeriodState::Submitted | PeriodState::Approved => return Err(PeriodRefusal::Submitted),
            PeriodState::Locked | PeriodState::ReopeningAsked => return Err(PeriodRefusal::Locked),
        }
        if evidence.trim().is_empty() {
            return Err(PeriodRefusal::NoReason);
        }
        if denominator == 0 && numerator > 0 {
            return Err(PeriodRefusal::NoDenominator);
        }
        let replaced = self.values.get(indicator).map_or(0, |value| value.replaced + 1);
        let value = PeriodValue { numerator, denominator, evidence: evidence.to_owned(), on, by: by.to_owned(), replaced };
        self.values.insert(indicator.to_owned(), value);
        self.hands.insert(by.to_owned());
        self.state = PeriodState::Entering;
        Ok(())
    }

    fn step(&mut self, on: Date, by: &str, step: Step, reason: &str) -> Result<(), PeriodRefusal> {
        let next = match (self.state, step) {
            (PeriodState::Empty, Step::Submit) => return Err(PeriodRefusal::Nothing),
            (PeriodState::Entering, Step::Submit) => PeriodState::Submitted,
            (PeriodState::Submitted, Step::Approve) => PeriodState::Approved,
            (PeriodState::Submitted | PeriodState::Approved, Step::Return) | (PeriodState::ReopeningAsked, Step::Reopen) => {
                PeriodState::Entering
            }
            (PeriodState::Approved, Step::Lock) | (PeriodState::ReopeningAsked, Step::RefuseReopening) => PeriodState::Locked,
            (PeriodState::Locked, Step::AskReopening) => PeriodState::ReopeningAsked,
            (PeriodState::Locked | PeriodState::ReopeningAsked, Step::Submit | Step::Approve | Step::Return | Step::Lock) => {
                return Err(PeriodRefusal::Locked);
            }
            _ => return Err(PeriodRefusal::OutOfOrder),
        };
        if reason.trim().is_empty() {
            return Err(PeriodRefusal::NoReason);
        }
        let same = match step {
            Step::Submit | Step::AskReopening => false,
            Step::Approve | Step::Return | Step::Lock => self.hands.contains(by),
            Step::Reopen | Step::RefuseReopening => self.steps.last().is_some_and(|asked| asked.by == by),
        };
        if same {
            return Err(PeriodRefusal::SamePerson);
        }
        match step {
            Step::Submit => {
                self.hands.insert(by.to_owned());
            }
            // What stands is still of those who entered it.
            Step::Reopen => self.hands = self.values.values().map(|value| value.by.clone()).collect(),
            _ => {}
        }
        self.state = next;
        self.steps.push(StepTaken { step, reason: reason.to_owned(), on, by: by.to_owned() });
        Ok(())
    }

    /// What may be tried from where the sheet stands, whoever asks.
    pub fn steps_open(&self) -> &'static [Step] {
        match self.state {
            PeriodState::Empty => &[],
            PeriodState::Entering => &[Step::Submit],
            PeriodState::Submitted => &[Step::Approve, Step::Return],
            PeriodState::Approved => &[Step::Lock, Step::Return],
            PeriodState::Locked => &[Step::AskReopening],
            PeriodState::ReopeningAsked => &[Step::Reopen, Step::RefuseReopening],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    const ON: Date = date(2025, 7, 2);

    fn entered(numerator: u64, denominator: u64) -> PeriodEvent {
        PeriodEvent::Entered { indicator: "projects".to_owned(), numerator, denominator, evidence: "LPSE 30 Juni".to_owned() }
    }

    fn stepped(step: Step) -> PeriodEvent {
        PeriodEvent::Stepped { step, reason: "sesuai bukti".to_owned() }
    }

    fn locked() -> Period {
        let mut sheet = Period::default();
        for (by, event) in [
            ("ani", entered(68, 2_947)),
            ("ani", stepped(Step::Submit)),
            ("budi", stepped(Step::Approve)),
            ("cici", stepped(Step::Lock)),
        ] {
            sheet.take(ON, by, &event).unwrap();
        }
        sheet
    }

    #[test]
    fn office_second_officer_and_lock_are_three_steps_and_nobody_approves_what_they_entered() {
        let mut sheet = Period::default();
        assert_eq!(sheet.take(ON, "ani", &stepped(Step::Submit)), Err(PeriodRefusal::Nothing));
        sheet.take(ON, "ani", &entered(68, 2_947)).unwrap();
        assert_eq!(sheet.take(ON, "budi", &stepped(Step::Approve)), Err(PeriodRefusal::OutOfOrder));
        sheet.take(ON, "dedi", &stepped(Step::Submit)).unwrap();
        for hand in ["ani", "dedi"] {
            assert_eq!(sheet.take(ON, hand, &stepped(Step::Approve)), Err(PeriodRefusal::SamePerson));
        }
        sheet.take(ON, "budi", &stepped(Step::Approve)).unwrap();
        assert!(sheet.state.holds());
        assert_eq!(sheet.take(ON, "ani", &stepped(Step::Lock)), Err(PeriodRefusal::SamePerson));
        sheet.take(ON, "budi", &stepped(Step::Lock)).unwrap();
        assert_eq!(sheet.state, PeriodState::Locked);
    }

    #[test]
    fn a_locked_sheet_takes_nothing_until_a_second_person_opens_it_and_earlier_values_stay_counted() {
        let mut sheet = locked();
        let before = sheet.clone();
        for event in [entered(70, 2_947), stepped(Step::Submit), stepped(Step::Return), stepped(Step::Lock)] {
            assert_eq!(sheet.take(ON, "dedi", &event), Err(PeriodRefusal::Locked));
        }
        assert_eq!(sheet, before);
        sheet.take(ON, "ani", &stepped(Step::AskReopening)).unwrap();
        assert_eq!(sheet.take(ON, "ani", &stepped(Step::Reopen)), Err(PeriodRefusal::SamePerson));
        assert!(sheet.state.holds(), "what was locked holds while somebody asks");
        sheet.take(ON, "budi", &stepped(Step::Reopen)).unwrap();
        sheet.take(ON, "ani", &entered(70, 2_947)).unwrap();
        assert_eq!((sheet.values["projects"].numerator, sheet.values["projects"].replaced), (70, 1));
        assert!(!sheet.state.holds());
    }

    #[test]
    fn nothing_is_entered_without_evidence_and_nothing_is_counted_among_nothing() {
        let mut sheet = Period::default();
        let bare = PeriodEvent::Entered { indicator: "x".to_owned(), numerator: 1, denominator: 2, evidence: " ".to_owned() };
        assert_eq!(sheet.take(ON, "ani", &bare), Err(PeriodRefusal::NoReason));
        assert_eq!(sheet.take(ON, "ani", &entered(1, 0)), Err(PeriodRefusal::NoDenominator));
        sheet.take(ON, "ani", &entered(0, 0)).unwrap();
        let silent = PeriodEvent::Stepped { step: Step::Submit, reason: String::new() };
        assert_eq!(sheet.take(ON, "ani", &silent), Err(PeriodRefusal::NoReason));
        assert_eq!(sheet.take(date(2025, 7, 1), "ani", &entered(0, 0)), Err(PeriodRefusal::BeforeLast));
    }

    proptest! {
        /// Whatever is tried in whatever order: a sheet that was locked changed hands at least twice, and an offered step is never
        /// out of order.
        #[test]
        fn no_order_of_steps_locks_a_sheet_of_one_person(tries in proptest::collection::vec((0_usize..8, 0_usize..3), 0..40)) {
            let mut sheet = Period::default();
            for (what, who) in tries {
                let event = Step::ALL.get(what).map_or_else(|| entered(1, 2), |step| stepped(*step));
                let offered = Step::ALL.get(what).is_some_and(|step| sheet.steps_open().contains(step));
                let taken = sheet.take(ON, ["ani", "budi", "cici"][who], &event);
                prop_assert!(!offered || taken != Err(PeriodRefusal::OutOfOrder));
                if sheet.state == PeriodState::Locked {
                    let lock = sheet.steps.iter().rfind(|one| one.step == Step::Lock).unwrap();
                    prop_assert!(sheet.values.values().all(|value| value.by != lock.by));
                }
            }
        }
    }
}
