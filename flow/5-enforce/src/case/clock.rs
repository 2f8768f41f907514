//! The clocks of a case: the days left of a warning, and the days by which something is due.

use crate::calendar::Calendar;
use base::vocabulary::region::RegionCode;
use jiff::civil::Date;
use serde::Serialize;

/// What is due on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Due {
    /// The employer's answer to a warning.
    WarningAnswer,
    /// The last day on which the fine may be imposed.
    Fine,
    /// The answer to a somasi.
    SomasiAnswer,
    /// A meeting.
    Meeting,
    /// The next part of a payment agreement.
    Instalment,
}

impl Due {
    /// The word in tables.
    pub const fn code(self) -> &'static str {
        match self {
            Self::WarningAnswer => "warning_answer",
            Self::Fine => "fine",
            Self::SomasiAnswer => "somasi_answer",
            Self::Meeting => "meeting",
            Self::Instalment => "instalment",
        }
    }
}

/// A day by which something is due, and the day on which somebody is reminded of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Deadline {
    /// The last day.
    pub on: Date,
    /// What is due.
    pub due: Due,
    /// The day of the reminder.
    pub reminder: Date,
    /// Whether the last day is past.
    pub overdue: bool,
}

/// The clock of a delivered warning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WarningClock {
    /// The last day for the answer, while the clock runs.
    pub until: Date,
    /// Working days that were left when it was paused.
    pub paused_with: Option<u32>,
    /// The year whose holidays are not known though the clock crosses it.
    pub unknown_year: Option<i16>,
}

impl WarningClock {
    /// A clock that begins to run on the first working day after `day`.
    pub fn start(calendar: &Calendar, day: Date, working_days: u32, region: RegionCode) -> Self {
        let until = calendar.after(day, working_days, region);
        Self { until, paused_with: None, unknown_year: calendar.unknown_year(day, until) }
    }

    /// Whether the warning has ended before a day.
    pub fn has_ended(&self, day: Date) -> bool {
        self.paused_with.is_none() && self.until < day
    }

    /// The clock, stopped on a day with what is left after it.
    pub fn pause(self, calendar: &Calendar, day: Date, region: RegionCode) -> Self {
        Self { paused_with: Some(calendar.between(day, self.until, region)), ..self }
    }
}
