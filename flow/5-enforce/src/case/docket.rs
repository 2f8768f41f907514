//! The docket: every case of an office, and the rules that hold across cases.

use super::clock::Deadline;
use super::event::{Event, EventKind};
use super::position::{Sanction, Skk};
use super::refusal::Refusal;
use super::step::Case;
use crate::calendar::Calendar;
use crate::rules::{Basis, Rules};
use base::law::{AdministrativeFine, Rulebook};
use base::vocabulary::Rupiah;
use base::vocabulary::region::RegionCode;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// When an event happened: a day, or an instant that is a day on the wall of the region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// A day.
    Day(Date),
    /// An instant with its offset.
    Instant(jiff::Timestamp),
}

impl Moment {
    /// Reads `2026-03-02` or `2026-03-02T23:30:00+08:00`.
    pub fn parse(text: &str) -> Option<Self> {
        let day = || if text.len() == 10 { text.parse().ok().map(Self::Day) } else { None };
        day().or_else(|| text.parse().ok().map(Self::Instant))
    }

    fn day(self, rules: &Rules, region: RegionCode) -> Result<Date, Refusal> {
        match self {
            Self::Day(day) => Ok(day),
            Self::Instant(instant) => rules.day_in(region, instant).ok_or(Refusal::ZoneUnknown),
        }
    }
}

/// What a reader must know beside the state. Not a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remark {
    /// The delivery was not proved, so that no clock runs.
    NoProofNoClock,
    /// The clock crosses a year whose holidays nobody has entered: the deadline may lie later, never earlier.
    HolidaysUnknown(i16),
    /// The denial was lifted though something is still owed.
    StillOwed(Rupiah),
    /// More was paid than is owed; it stays to the employer's credit.
    PaidAhead(Rupiah),
    /// What was agreed is not what is owed.
    AgreedDiffers {
        /// What was agreed.
        agreed: Rupiah,
        /// What is owed.
        owed: Rupiah,
    },
}

impl Remark {
    /// The code in tables and texts.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoProofNoClock => "no_proof_no_clock",
            Self::HolidaysUnknown(_) => "holidays_unknown",
            Self::StillOwed(_) => "still_owed",
            Self::PaidAhead(_) => "paid_ahead",
            Self::AgreedDiffers { .. } => "agreed_differs",
        }
    }
}

/// What a step needs to know of the law.
pub(super) struct Law<'l> {
    pub rules: &'l Rules,
    pub rulebook: &'l Rulebook,
    pub calendar: &'l Calendar,
}

/// What an event did, and where its case stands after it.
#[derive(Clone, Debug)]
pub struct Played {
    /// The day of the event in the region of the case; none when it cannot be told.
    pub on: Option<Date>,
    /// What happened or was to happen.
    pub event: EventKind,
    /// What a reader must know beside the state; or why nothing happened.
    pub outcome: Result<Vec<Remark>, Refusal>,
    /// The article behind the event, or behind the refusal.
    pub basis: Basis,
    /// Where the case stands; none when there is no such case.
    pub standing: Option<Standing>,
}

/// Where a case stands on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The sanction track.
    pub sanction: Sanction,
    /// The prosecutor's track.
    pub skk: Skk,
    /// What is due, the earliest first.
    pub deadlines: Vec<Deadline>,
    /// What is still owed.
    pub outstanding: Rupiah,
    /// What was received.
    pub received: Rupiah,
    /// Which events the rules allow next, as far as they hang on the state and the day.
    pub next: Vec<EventKind>,
}

/// Every case, by its number.
#[derive(Debug)]
pub struct Docket<'l> {
    rules: &'l Rules,
    rulebook: &'l Rulebook,
    calendar: &'l Calendar,
    cases: BTreeMap<String, Case>,
    /// The case that holds the one SKK of an employer.
    skk_of: BTreeMap<String, String>,
}

impl<'l> Docket<'l> {
    /// An empty docket under the law.
    pub fn new(rules: &'l Rules, rulebook: &'l Rulebook, calendar: &'l Calendar) -> Self {
        Self { rules, rulebook, calendar, cases: BTreeMap::new(), skk_of: BTreeMap::new() }
    }

    /// A case by its number.
    pub fn case(&self, number: &str) -> Option<&Case> {
        self.cases.get(number)
    }

    fn law(&self) -> Law<'l> {
        Law { rules: self.rules, rulebook: self.rulebook, calendar: self.calendar }
    }

    /// Takes an event, or refuses it with its article and changes nothing; either way says where the case stands.
    pub fn play(&mut self, number: &str, moment: Moment, event: &Event) -> Played {
        let kind = event.kind();
        let region = match event {
            Event::Opened { region, .. } => Some(*region),
            _ => self.cases.get(number).map(|case| case.region),
        };
        let on = region.ok_or(Refusal::NoSuchCase).and_then(|region| moment.day(self.rules, region));
        let outcome = on.clone().and_then(|on| self.take(number, on, event));
        let basis = match &outcome {
            Ok(_) => self.rules.basis(kind),
            Err(refusal) => refusal.basis(self.rules, kind),
        };
        let on = on.ok();
        Played { on, event: kind, outcome, basis: basis.clone(), standing: on.and_then(|on| self.standing(number, on)) }
    }

    fn take(&mut self, number: &str, on: Date, event: &Event) -> Result<Vec<Remark>, Refusal> {
        let law = self.law();
        if let Some(case) = Case::open(on, event)? {
            if self.cases.contains_key(number) {
                return Err(Refusal::OpenedTwice);
            }
            self.cases.insert(number.to_owned(), case);
            return Ok(Vec::new());
        }
        let case = self.cases.get_mut(number).ok_or(Refusal::NoSuchCase)?;
        let held_elsewhere = || self.skk_of.get(&case.employer).is_some_and(|holder| holder != number);
        if event.kind() == EventKind::SkkIssued && held_elsewhere() {
            return Err(Refusal::OneSkkOnly);
        }
        let remarks = case.take(&law, on, event)?;
        if case.skk.is_in_force() {
            self.skk_of.insert(case.employer.clone(), number.to_owned());
        } else if self.skk_of.get(&case.employer).is_some_and(|holder| holder == number) {
            self.skk_of.remove(&case.employer);
        }
        Ok(remarks)
    }

    /// What a fine imposed on a day would come to, and the day on which the second warning ended.
    ///
    /// # Errors
    /// There is no such case, no contribution to reckon it on, the days for it are over, or the rulebook has no rate for the day.
    pub fn fine(&self, number: &str, on: Date, contribution: Option<Rupiah>) -> Result<(Date, AdministrativeFine), Refusal> {
        self.cases.get(number).ok_or(Refusal::NoSuchCase)?.fine(&self.law(), on, contribution)
    }

    /// Where a case stands on a day; a day before its last event counts as that event's.
    pub fn standing(&self, number: &str, on: Date) -> Option<Standing> {
        let case = self.cases.get(number)?;
        let on = on.max(case.last);
        let elsewhere = self.skk_of.get(&case.employer).is_some_and(|holder| holder != number);
        let allowed = |kind: &EventKind| {
            case.permits(*kind, on).is_ok() && *kind != EventKind::Checked && !(*kind == EventKind::SkkIssued && elsewhere)
        };
        Some(Standing {
            sanction: case.sanction,
            skk: case.skk,
            deadlines: case.deadlines(&self.law(), on),
            outstanding: case.ledger().outstanding(),
            received: case.ledger().received(),
            next: EventKind::ALL.into_iter().filter(allowed).collect(),
        })
    }
}
