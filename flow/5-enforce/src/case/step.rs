//! One step of one case: what the table allows, asked again of days, proof and money; then what it changes.

use super::clock::{Deadline, Due, WarningClock};
use super::docket::{Law, Remark};
use super::event::{Event, EventKind, Instalment, Mandate, Subject, Violation};
use super::position::{Sanction, Skk};
use super::refusal::Refusal;
use crate::ledger::{Charge, Ledger};
use base::law::{AdministrativeFine, administrative_fine};
use base::vocabulary::Rupiah;
use base::vocabulary::region::RegionCode;
use jiff::ToSpan;
use jiff::civil::Date;

/// A case, as its events made it.
#[derive(Clone, Debug)]
pub struct Case {
    pub(super) employer: String,
    pub(super) region: RegionCode,
    subject: Subject,
    violation: Violation,
    pub(super) sanction: Sanction,
    pub(super) skk: Skk,
    pub(super) last: Date,
    warning: Option<WarningClock>,
    working_days: u32,
    somasi_answer: Option<Date>,
    meeting: Option<Date>,
    agreement: Option<Agreement>,
    ledger: Ledger,
}

/// What the employer signed: parts by day, and what had been received before.
#[derive(Clone, Debug)]
struct Agreement {
    instalments: Vec<Instalment>,
    received_before: Rupiah,
}

impl Agreement {
    /// The first part that is not paid in full.
    fn next(&self, received: Rupiah) -> Option<&Instalment> {
        let mut paid = received.0 - self.received_before.0;
        self.instalments.iter().find(|part| {
            paid = paid.saturating_sub(part.rupiah.0);
            paid < 0
        })
    }
}

impl Case {
    /// The case that an [`Event::Opened`] begins; none for another event.
    pub(super) fn open(on: Date, event: &Event) -> Result<Option<Self>, Refusal> {
        let Event::Opened { employer, region, violation, subject, principal } = event else { return Ok(None) };
        let mut ledger = Ledger::default();
        if let Some(principal) = principal.filter(|principal| principal.0 != 0) {
            ledger.charge(on, Charge::Principal, None, principal)?;
        }
        Ok(Some(Self {
            employer: employer.clone(),
            region: *region,
            subject: *subject,
            violation: *violation,
            sanction: Sanction::Opened,
            skk: Skk::None,
            last: on,
            warning: None,
            working_days: 0,
            somasi_answer: None,
            meeting: None,
            agreement: None,
            ledger,
        }))
    }

    /// What it is about.
    pub const fn violation(&self) -> Violation {
        self.violation
    }

    /// What is owed and what came back.
    pub const fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// Whether an event of a kind may follow on a day: everything that does not hang on what the event carries.
    pub(super) fn permits(&self, kind: EventKind, on: Date) -> Result<(), Refusal> {
        if on < self.last {
            return Err(Refusal::BeforeLast(self.last));
        }
        if self.sanction.is_over() && kind != EventKind::Checked {
            return Err(Refusal::Over(self.sanction));
        }
        match self.subject {
            Subject::StateOrgan if kind.is_for_employers() => return Err(Refusal::NotForStateOrgans(kind)),
            Subject::Employer if kind.is_for_state_organs() => return Err(Refusal::OnlyForStateOrgans(kind)),
            _ => {}
        }
        if kind.is_of_skk() { self.permits_skk(kind, on) } else { self.permits_sanction(kind, on) }
    }

    fn permits_sanction(&self, kind: EventKind, on: Date) -> Result<(), Refusal> {
        if kind == EventKind::WarningIssued && self.sanction >= Sanction::SecondWarningIssued {
            return Err(Refusal::TwoWarningsAtMost);
        }
        if kind == EventKind::Checked {
            return Ok(());
        }
        self.sanction.after(kind).ok_or(Refusal::NotAfter { state: self.sanction, event: kind })?;
        match kind {
            EventKind::WarningIssued | EventKind::FineImposed => self.warning_has_ended(on),
            EventKind::ClockPaused => self.clock().map_or(Ok(()), |clock| match clock.paused_with {
                Some(_) => Err(Refusal::ClockPaused),
                None if clock.has_ended(on) => Err(Refusal::WarningEnded(clock.until)),
                None => Ok(()),
            }),
            EventKind::ClockResumed => {
                let paused = self.clock().is_some_and(|clock| clock.paused_with.is_some());
                if paused { Ok(()) } else { Err(Refusal::ClockNotPaused) }
            }
            EventKind::Complied | EventKind::Closed if self.skk.is_in_force() => Err(Refusal::SkkInForce),
            EventKind::Complied if self.ledger.outstanding().0 > 0 => Err(Refusal::StillOwed(self.ledger.outstanding())),
            _ => Ok(()),
        }
    }

    fn permits_skk(&self, kind: EventKind, on: Date) -> Result<(), Refusal> {
        if kind == EventKind::SkkIssued && !self.skk.is_in_force() {
            if !self.sanction.has_two_warnings() {
                return Err(Refusal::AfterTwoWarnings);
            }
            self.warning_has_ended(on)?;
        }
        if kind == EventKind::LitigationFiled && self.skk != Skk::IssuedForLitigation {
            return Err(Refusal::NewSkkNeeded);
        }
        self.skk.after(kind).ok_or(Refusal::NotAfterSkk { state: self.skk, event: kind })?;
        if kind == EventKind::SkkCompleted && self.ledger.outstanding().0 > 0 {
            return Err(Refusal::StillOwed(self.ledger.outstanding()));
        }
        Ok(())
    }

    const fn clock(&self) -> Option<&WarningClock> {
        self.warning.as_ref()
    }

    fn warning_has_ended(&self, on: Date) -> Result<(), Refusal> {
        match self.clock() {
            Some(clock) if clock.paused_with.is_some() => Err(Refusal::ClockPaused),
            Some(clock) if !clock.has_ended(on) => Err(Refusal::WarningRuns(clock.until)),
            _ => Ok(()),
        }
    }

    /// Takes the event, or refuses it and changes nothing.
    pub(super) fn take(&mut self, law: &Law, on: Date, event: &Event) -> Result<Vec<Remark>, Refusal> {
        let kind = event.kind();
        self.permits(kind, on)?;
        let remarks = self.change(law, on, event)?;
        self.last = on;
        if let Some(next) = self.skk.after(kind).filter(|_| kind.is_of_skk()) {
            let lawsuit = matches!(event, Event::SkkIssued { mandate: Mandate::Litigation, .. });
            self.skk = if lawsuit { Skk::IssuedForLitigation } else { next };
        } else if let Some(next) = self.sanction.after(kind).filter(|_| !remarks.contains(&Remark::NoProofNoClock)) {
            self.sanction = next;
        }
        Ok(remarks)
    }

    /// What the event changes beside the state. Every check comes before the first change.
    fn change(&mut self, law: &Law, on: Date, event: &Event) -> Result<Vec<Remark>, Refusal> {
        match event {
            Event::WarningIssued { number, working_days, .. } => self.issue_warning(law, *number, *working_days)?,
            Event::WarningDelivered { proof } => return Ok(self.deliver_warning(law, on, is_given(proof))),
            Event::ClockPaused { .. } => {
                self.warning = self.warning.map(|clock| clock.pause(law.calendar, on, self.region));
            }
            Event::ClockResumed {} => {
                let left = self.warning.and_then(|clock| clock.paused_with).unwrap_or(0);
                self.warning = Some(WarningClock::start(law.calendar, on, left, self.region));
                return Ok(self.unknown_year());
            }
            Event::FineImposed { contribution } => self.impose_fine(law, on, *contribution)?,
            Event::DenialLifted { proof } => {
                if !is_given(proof) {
                    return Err(Refusal::ProofMissing(event.kind()));
                }
                let owed = self.ledger.outstanding();
                return Ok(if owed.0 > 0 { vec![Remark::StillOwed(owed)] } else { Vec::new() });
            }
            Event::Complied { proof } if !is_given(proof) => return Err(Refusal::ProofMissing(event.kind())),
            Event::SomasiSent { answer_by } => self.somasi_answer = not_past(*answer_by, on)?,
            Event::Summoned { meeting_on } => self.meeting = not_past(*meeting_on, on)?,
            Event::CommitmentSigned { instalments } => return self.sign(on, instalments),
            Event::SkkIssued { .. } | Event::SkkReturned { .. } => {
                (self.somasi_answer, self.meeting, self.agreement) = (None, None, None);
            }
            Event::Charged { kind, month, rupiah } => self.ledger.charge(on, *kind, *month, *rupiah)?,
            Event::PaymentReceived { reference, rupiah } => {
                self.ledger.pay(on, reference, *rupiah)?;
                let ahead = self.ledger.paid_ahead();
                return Ok(if ahead.0 > 0 { vec![Remark::PaidAhead(ahead)] } else { Vec::new() });
            }
            Event::PaymentReversed { reference } => {
                self.ledger.reverse(on, reference)?;
            }
            Event::WrittenOff { decision, rupiah } => self.ledger.write_off(on, decision, *rupiah)?,
            _ => {}
        }
        Ok(Vec::new())
    }

    fn issue_warning(&mut self, law: &Law, number: Option<u8>, working_days: Option<u32>) -> Result<(), Refusal> {
        let due = if self.sanction == Sanction::Violation { 1 } else { 2 };
        if let Some(given) = number.filter(|given| *given != due) {
            return Err(Refusal::OtherWarning { due, given });
        }
        let most = law.rules.warning_working_days;
        let given = working_days.unwrap_or(most);
        if !(1..=most).contains(&given) {
            return Err(Refusal::WarningPeriod { most, given });
        }
        self.working_days = given;
        self.warning = None;
        Ok(())
    }

    fn deliver_warning(&mut self, law: &Law, on: Date, proved: bool) -> Vec<Remark> {
        if law.rules.clock_needs_proof && !proved {
            return vec![Remark::NoProofNoClock];
        }
        self.warning = Some(WarningClock::start(law.calendar, on, self.working_days, self.region));
        self.unknown_year()
    }

    fn unknown_year(&self) -> Vec<Remark> {
        self.clock().and_then(|clock| clock.unknown_year).map(Remark::HolidaysUnknown).into_iter().collect()
    }

    /// The fine on a day for every started month since the second warning ended, with the day on which that ended.
    pub(super) fn fine(&self, law: &Law, on: Date, contribution: Option<Rupiah>) -> Result<(Date, AdministrativeFine), Refusal> {
        let ended = self.clock().map_or(on, |clock| clock.until);
        let last = ended.saturating_add(i64::from(law.rules.fine_within_days).days());
        if on > last {
            return Err(Refusal::FineTooLate(last));
        }
        let contribution = match contribution {
            Some(contribution) if contribution.0 > 0 => contribution,
            Some(_) => return Err(Refusal::NoContribution),
            None => self.open_principal(law),
        };
        if contribution.0 <= 0 {
            return Err(Refusal::NoContribution);
        }
        let months = started_months(ended, on);
        let fine = administrative_fine(law.rulebook, contribution, months, on)?;
        Ok((ended, fine.ok_or(crate::ledger::LedgerRefusal::TooLarge)?))
    }

    fn impose_fine(&mut self, law: &Law, on: Date, contribution: Option<Rupiah>) -> Result<(), Refusal> {
        let (_, fine) = self.fine(law, on, contribution)?;
        if fine.amount.0 > 0 {
            self.ledger.charge(on, Charge::AdministrativeFine, None, fine.amount)?;
        }
        Ok(())
    }

    fn open_principal(&self, law: &Law) -> Rupiah {
        let items = self.ledger.open_items(&law.rules.allocation);
        items.iter().filter(|item| item.kind == Charge::Principal).map(|item| item.open).sum()
    }

    fn sign(&mut self, on: Date, instalments: &[Instalment]) -> Result<Vec<Remark>, Refusal> {
        let ascending = instalments.windows(2).all(|pair| pair[0].due < pair[1].due);
        let sound = instalments.iter().all(|part| part.due >= on && part.rupiah.0 > 0);
        let total = instalments.iter().try_fold(0_i64, |total, part| total.checked_add(part.rupiah.0));
        let agreed = total.filter(|_| ascending && sound && !instalments.is_empty()).ok_or(Refusal::Instalments)?;
        let owed = self.ledger.outstanding();
        self.agreement = Some(Agreement { instalments: instalments.to_vec(), received_before: self.ledger.received() });
        let differs = Remark::AgreedDiffers { agreed: Rupiah(agreed), owed };
        Ok(if owed.0 == agreed { Vec::new() } else { vec![differs] })
    }

    /// Everything that is due, the earliest first, seen from a day.
    pub(super) fn deadlines(&self, law: &Law, on: Date) -> Vec<Deadline> {
        if self.sanction.is_over() {
            return Vec::new();
        }
        let warned = matches!(self.sanction, Sanction::FirstWarningDelivered | Sanction::SecondWarningDelivered);
        let clock = self.clock().filter(|clock| warned && clock.paused_with.is_none());
        let fine = |clock: &WarningClock| clock.until.saturating_add(i64::from(law.rules.fine_within_days).days());
        let second = self.sanction == Sanction::SecondWarningDelivered;
        // Once its days are over, the fine is no longer due but forgone.
        let warning = clock.and_then(|clock| match clock.has_ended(on) && second {
            true => Some((fine(clock), Due::Fine)).filter(|(last, _)| on <= *last),
            false => Some((clock.until, Due::WarningAnswer)),
        });
        let in_skk =
            |states: &[Skk], day: Option<Date>, due: Due| day.filter(|_| states.contains(&self.skk)).map(|day| (day, due));
        let instalment = self.agreement.as_ref().and_then(|agreement| agreement.next(self.ledger.received()));
        let mut due: Vec<Deadline> = [
            warning,
            in_skk(&[Skk::SomasiSent], self.somasi_answer, Due::SomasiAnswer),
            in_skk(&[Skk::Summoned], self.meeting, Due::Meeting),
            in_skk(&[Skk::Committed], instalment.map(|part| part.due), Due::Instalment),
        ]
        .into_iter()
        .flatten()
        .map(|(day, due)| Deadline {
            on: day,
            due,
            reminder: law.calendar.before(day, law.rules.reminder_working_days, self.region),
            overdue: day < on,
        })
        .collect();
        due.sort();
        due
    }
}

fn is_given(text: &Option<String>) -> bool {
    text.as_ref().is_some_and(|text| !text.trim().is_empty())
}

fn not_past(day: Option<Date>, on: Date) -> Result<Option<Date>, Refusal> {
    match day {
        Some(day) if day < on => Err(Refusal::DayPast(day)),
        day => Ok(day),
    }
}

/// Months begun between two days; the first begins with the first day.
fn started_months(from: Date, until: Date) -> u32 {
    let mut months = 1;
    while from.saturating_add(i64::from(months).months()) < until {
        months += 1;
    }
    months
}
