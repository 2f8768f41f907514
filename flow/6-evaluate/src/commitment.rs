//! Commitments: what somebody promised in a meeting, by when, and how it is measured. A commitment is what its events made of it;
//! a day that was moved stays visible.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What is promised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Promise {
    /// What is done, verb first.
    pub what: String,
    /// Who answers for it: office and person.
    pub owner: String,
    /// By when.
    pub due: Date,
    /// How one sees that it is done.
    pub measure: String,
}

/// What happened to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case", deny_unknown_fields)]
pub enum CommitmentEvent {
    /// It is done.
    Done {
        /// What shows it.
        evidence: String,
    },
    /// Its day is moved.
    Moved {
        /// The new day.
        due: Date,
        /// Why.
        reason: String,
    },
    /// Something of it is done.
    Progress {
        /// What.
        note: String,
    },
    /// It is given up.
    Dropped {
        /// Why.
        reason: String,
    },
}

/// Where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CommitmentState {
    /// Its day is past and it is not done.
    Late,
    /// Its day is still to come.
    Running,
    /// Done.
    Done,
    /// Given up.
    Dropped,
}

impl CommitmentState {
    /// The code in tables and texts.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Late => "late",
            Self::Running => "running",
            Self::Done => "done",
            Self::Dropped => "dropped",
        }
    }
}

/// Why a promise or an event is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Owner, measure or what is promised is missing.
    #[error("a commitment needs what, who and how it is measured")]
    Incomplete,
    /// The day lies before the meeting.
    #[error("the day lies before the meeting")]
    DayPast,
    /// It is over.
    #[error("the commitment is done or dropped")]
    Over,
    /// No evidence or reason is given.
    #[error("evidence or a reason is missing")]
    NoReason,
    /// The event lies before the one before it.
    #[error("the event lies before the last one")]
    BeforeLast,
}

impl Refusal {
    /// The sentence in `texts`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Incomplete => "error-commitment-incomplete",
            Self::DayPast => "error-commitment-day",
            Self::Over => "error-commitment-over",
            Self::NoReason => "error-commitment-reason",
            Self::BeforeLast => "error-commitment-before",
        }
    }
}

/// A commitment as its events made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commitment {
    /// What was promised first.
    pub promise: Promise,
    /// The day that holds now.
    pub due: Date,
    /// The days that held before, in order.
    pub moved_from: Vec<Date>,
    /// When it was done or dropped, and which.
    pub ended: Option<(Date, CommitmentState)>,
    last: Date,
}

impl Commitment {
    /// A promise made on a day.
    ///
    /// # Errors
    /// Something is missing, or its day is past already.
    pub fn begin(on: Date, promise: Promise) -> Result<Self, Refusal> {
        if [&promise.what, &promise.owner, &promise.measure].iter().any(|text| text.trim().is_empty()) {
            return Err(Refusal::Incomplete);
        }
        if promise.due < on {
            return Err(Refusal::DayPast);
        }
        Ok(Self { due: promise.due, promise, moved_from: Vec::new(), ended: None, last: on })
    }

    /// Takes an event of a day, or refuses it and stays as it is.
    ///
    /// # Errors
    /// It is over, a reason is missing, or the days run backwards.
    pub fn take(&mut self, on: Date, event: &CommitmentEvent) -> Result<(), Refusal> {
        if self.ended.is_some() {
            return Err(Refusal::Over);
        }
        if on < self.last {
            return Err(Refusal::BeforeLast);
        }
        let text = match event {
            CommitmentEvent::Done { evidence } => evidence,
            CommitmentEvent::Moved { reason, .. } | CommitmentEvent::Dropped { reason } => reason,
            CommitmentEvent::Progress { note } => note,
        };
        if text.trim().is_empty() {
            return Err(Refusal::NoReason);
        }
        match event {
            CommitmentEvent::Done { .. } => self.ended = Some((on, CommitmentState::Done)),
            CommitmentEvent::Dropped { .. } => self.ended = Some((on, CommitmentState::Dropped)),
            CommitmentEvent::Moved { due, .. } if *due < on => return Err(Refusal::DayPast),
            CommitmentEvent::Moved { due, .. } => {
                self.moved_from.push(self.due);
                self.due = *due;
            }
            CommitmentEvent::Progress { .. } => {}
        }
        self.last = on;
        Ok(())
    }

    /// Where it stands on a day.
    pub fn state(&self, on: Date) -> CommitmentState {
        match self.ended {
            Some((_, state)) => state,
            None if self.due < on => CommitmentState::Late,
            None => CommitmentState::Running,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn promise() -> Promise {
        Promise {
            what: "Menyiapkan anggaran 4.000 pekerja rentan".to_owned(),
            owner: "BPKAD Kab. X".to_owned(),
            due: date(2026, 12, 15),
            measure: "DPA disahkan".to_owned(),
        }
    }

    fn begun() -> Commitment {
        Commitment::begin(date(2026, 11, 22), promise()).unwrap()
    }

    #[test]
    fn a_promise_without_owner_measure_or_a_day_to_come_is_refused() {
        let on = date(2026, 11, 22);
        assert_eq!(Commitment::begin(on, Promise { owner: " ".to_owned(), ..promise() }), Err(Refusal::Incomplete));
        assert_eq!(Commitment::begin(on, Promise { measure: String::new(), ..promise() }), Err(Refusal::Incomplete));
        assert_eq!(Commitment::begin(on, Promise { due: date(2026, 11, 21), ..promise() }), Err(Refusal::DayPast));
    }

    #[test]
    fn a_moved_day_stays_visible_and_a_late_promise_is_late_until_it_is_done() {
        let mut kept = begun();
        assert_eq!(kept.state(date(2026, 12, 15)), CommitmentState::Running);
        assert_eq!(kept.state(date(2026, 12, 16)), CommitmentState::Late);
        let moved = CommitmentEvent::Moved { due: date(2027, 1, 31), reason: "menunggu evaluasi gubernur".to_owned() };
        kept.take(date(2026, 12, 16), &moved).unwrap();
        assert_eq!(
            (kept.state(date(2026, 12, 20)), kept.moved_from.clone()),
            (CommitmentState::Running, vec![date(2026, 12, 15)])
        );
        let done = CommitmentEvent::Done { evidence: "DPA 12/2027".to_owned() };
        assert_eq!(kept.take(date(2026, 12, 1), &done), Err(Refusal::BeforeLast));
        kept.take(date(2027, 2, 3), &done).unwrap();
        assert_eq!(kept.state(date(2030, 1, 1)), CommitmentState::Done);
        assert_eq!(kept.take(date(2027, 2, 4), &moved), Err(Refusal::Over));
    }

    #[test]
    fn nothing_ends_or_moves_without_evidence_or_reason() {
        let mut kept = begun();
        for event in [
            CommitmentEvent::Done { evidence: String::new() },
            CommitmentEvent::Dropped { reason: " ".to_owned() },
            CommitmentEvent::Moved { due: date(2027, 1, 1), reason: String::new() },
            CommitmentEvent::Progress { note: String::new() },
        ] {
            assert_eq!(kept.take(date(2026, 12, 1), &event), Err(Refusal::NoReason));
        }
        assert_eq!(kept, begun());
    }
}
