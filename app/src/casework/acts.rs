//! What people do with cases: open one from a finding or by hand, enter what happened, give it to somebody.

use super::sight::Sight;
use super::words::{LONGEST_TEXT, sound, written};
use super::{Cases, Law, TRIES, body_of, refuse};
use crate::access::Scope;
use crate::detect::ProposedFinding;
use crate::fault::{AppError, Refused};
use crate::installation::Installation;
use crate::replay_cases::{Line, ReplayedEvent};
use base::access::Permission;
use base::vocabulary::Rupiah;
use base::vocabulary::region::RegionCode;
use enforce::case::{Moment, Subject, Violation};
use enforce::detect::{Detector, RupiahFor};
use enforce::{Docket, Event, EventKind};
use jiff::civil::Date;
use store::{CaseEvent, CaseOfficer, CaseRecusal, CaseSheet, StoreFault};
use texts::Texts;

/// A case to be opened.
#[derive(Clone, Debug)]
pub struct NewCase {
    /// The day.
    pub on: Date,
    /// NPP, NIB or another stable key of whom it is about.
    pub employer: String,
    /// Its name.
    pub name: String,
    /// Where it sits.
    pub region: RegionCode,
    /// What it is about.
    pub violation: Violation,
    /// Whether it is an employer or a state organ.
    pub subject: Subject,
    /// Contributions owed when it opens.
    pub principal: Option<Rupiah>,
    /// The detector whose finding is taken up; empty when there was none.
    pub detector: String,
    /// Whether only those who work on it see it.
    pub confidential: bool,
}

/// Opens a case; gives back its number: the region, the year, and the next number of that region and year.
///
/// # Errors
/// The asker may not, the region is not theirs, or the rules refuse the event.
pub async fn open_case(home: &Installation, scope: &Scope, new: &NewCase, now: i64, texts: &Texts) -> Result<String, AppError> {
    scope.require(Permission::Casework)?;
    let foreign = || Refused::Request { key: "error-case-region", detail: new.region.to_string() };
    let ours = home.region.contains(new.region) && scope.area().contains(new.region);
    if !ours || home.regions.name(new.region).is_none() {
        return Err(foreign().into());
    }
    if new.employer.trim().is_empty() {
        return Err(Refused::Request { key: "error-case-employer", detail: String::new() }.into());
    }
    let (employer, name) = (written("employer", &new.employer, LONGEST_TEXT)?, written("name", &new.name, LONGEST_TEXT)?);
    let event = Event::Opened {
        employer: employer.clone(),
        region: new.region,
        violation: new.violation,
        subject: new.subject,
        principal: new.principal,
    };
    let law = Law::embedded()?;
    // On an empty docket: nothing in other cases can forbid to open one, and its number is not given yet.
    let read = Line { moment: Moment::Day(new.on), case: String::new(), event };
    let played = Docket::new(&law.rules, &law.rulebook, &law.calendar).play("", read.moment, &read.event);
    refuse(&read, played, texts)?;
    let sheet = CaseSheet {
        region: new.region.to_string(),
        name,
        detector: new.detector.clone(),
        finding: employer,
        confidential: new.confidential,
        opened_by: scope.actor(),
        ..CaseSheet::default()
    };
    let event = CaseEvent {
        moment: new.on.to_string(),
        body: body_of(&read.event)?,
        taken_by: scope.actor(),
        taken_at: now,
        ..CaseEvent::default()
    };
    let series = format!("{}-{}", new.region, new.on.year());
    let number = |count: i64| format!("{series}-{count:04}");
    Ok(home.store.open_case(&format!("case {series}"), number, &sheet, &event, &scope.entry("case-open", "")).await?)
}

/// Takes an event of a case, or refuses it with its article and stores nothing.
///
/// # Errors
/// The asker may not, does not see the case, or the rules refuse the event.
pub async fn take_case_event(
    home: &Installation,
    scope: &Scope,
    number: &str,
    moment: Moment,
    event: &Event,
    now: i64,
    texts: &Texts,
) -> Result<ReplayedEvent, AppError> {
    scope.require(Permission::Casework)?;
    sound(event)?;
    let law = Law::embedded()?;
    let read = Line { moment, case: number.to_owned(), event: event.clone() };
    let instant = match moment {
        Moment::Day(day) => day.to_string(),
        Moment::Instant(instant) => instant.to_string(),
    };
    for _ in 0..TRIES {
        let mut cases = Cases::read(home, &law, None, texts).await?;
        cases.sight.sheet(scope, number)?;
        if event.kind() == EventKind::Opened {
            return Err(Refused::Request { key: "error-case-opened", detail: number.to_owned() }.into());
        }
        let played = cases.docket.play(number, moment, event);
        let told = refuse(&read, played, texts)?;
        let stored = CaseEvent {
            seq: cases.last + 1,
            number: number.to_owned(),
            moment: instant.clone(),
            body: body_of(event)?,
            taken_by: scope.actor(),
            taken_at: now,
        };
        let entry = scope.entry("case-event", format!("case:{number} {}", event.kind()));
        match home.store.take_event(&stored, &entry).await {
            Ok(()) => return Ok(told),
            // Somebody else's event came first: it may change what is allowed, so this one is decided anew.
            Err(StoreFault::Overtaken { .. }) => {}
            Err(fault) => return Err(fault.into()),
        }
    }
    Err(StoreFault::Overtaken { kind: "cases".to_owned() }.into())
}

/// Gives a case to an account, or to nobody.
///
/// # Errors
/// The asker may not, does not see the case, or there is no such account that sees cases of that region.
pub async fn assign_case(
    home: &Installation,
    scope: &Scope,
    number: &str,
    officer: &str,
    reason: &str,
    now: i64,
) -> Result<(), AppError> {
    scope.require(Permission::Casework)?;
    let sight = Sight::read(home).await?;
    let sheet = sight.sheet(scope, number)?;
    let region = RegionCode::parse(&sheet.region).map_err(|_| AppError::Unreadable("the region of a case"))?;
    if !officer.is_empty() {
        let nobody = || Refused::Request { key: "error-case-officer", detail: base::handover::showable(officer) };
        let account = home.store.account_named(officer).await?.filter(|account| account.disabled_at == 0).ok_or_else(nobody)?;
        let other = Scope::of_account(home, &account, "")?;
        let keeps_out = sight.is_recused(&other.actor(), number);
        if !(other.may(Permission::Casework) && other.area().contains(region)) || keeps_out {
            return Err(nobody().into());
        }
    }
    let line = CaseOfficer {
        number: number.to_owned(),
        officer: officer.to_owned(),
        reason: written("reason", reason, LONGEST_TEXT)?,
        changed_by: scope.actor(),
        changed_at: now,
    };
    Ok(home.store.assign_case(&line, &scope.entry("case-assign", format!("case:{number} to:{officer}"))).await?)
}

/// Reads an event as a script or a form gives it: a JSON object with `event` and what belongs to it.
///
/// # Errors
/// It is no event.
pub fn read_case_event(text: &str) -> Result<Event, AppError> {
    serde_json::from_str(text).map_err(|error| {
        let said = error.to_string();
        let why = said.split(", expected").next().unwrap_or_default();
        Refused::Request { key: "error-case-event", detail: base::vocabulary::without_niks(why).into() }.into()
    })
}

/// What a case about the findings of a detector is about: nothing where what is wrong is data to be mended and no employer to be
/// examined.
pub const fn violation_of(detector: Detector) -> Option<Violation> {
    Some(match detector {
        Detector::Pwbd => Violation::Pwbd,
        Detector::PdsTk => Violation::PdsWorkers,
        Detector::PdsUpah => Violation::PdsWage,
        Detector::PdsProgram => Violation::PdsProgramme,
        Detector::Arrears => Violation::Arrears,
        Detector::JakonProject => Violation::Jakon,
        Detector::GovernmentUnit => Violation::Unit,
        Detector::DuplicateFunding | Detector::DeadActive | Detector::WrongSegment => return None,
    })
}

/// The case that a finding proposes.
pub fn case_of(finding: &ProposedFinding, on: Date, home: RegionCode) -> Option<NewCase> {
    let violation = violation_of(finding.detector)?;
    Some(NewCase {
        on,
        employer: finding.key().to_owned(),
        name: finding.name.clone(),
        region: RegionCode::parse(&finding.region_code).unwrap_or(home),
        violation,
        subject: if violation == Violation::Unit { Subject::StateOrgan } else { Subject::Employer },
        // What one month would bring is no debt; only what is owed up to now is charged.
        principal: finding.rupiah.filter(|_| finding.rupiah_for == RupiahFor::Total),
        detector: finding.detector.code().to_owned(),
        confidential: false,
    })
}

/// The asker keeps out of a case because of a conflict of interest: from now on it is told to them like one that does not exist, and where
/// they worked on it nobody does.
///
/// # Errors
/// The asker may not or does not see the case; no reason is given.
pub async fn recuse(home: &Installation, scope: &Scope, number: &str, reason: &str, now: i64) -> Result<(), AppError> {
    scope.require(Permission::Casework)?;
    let sight = Sight::read(home).await?;
    sight.sheet(scope, number)?;
    let reason = written("reason", reason, LONGEST_TEXT)?;
    if reason.is_empty() {
        return Err(Refused::Request { key: "error-case-recusal", detail: number.to_owned() }.into());
    }
    let actor = scope.actor();
    let works = format!("account:{}", sight.officer(number)) == actor;
    let line = CaseRecusal {
        number: number.to_owned(),
        actor: actor.clone(),
        recused: true,
        reason,
        changed_by: actor,
        changed_at: now,
    };
    Ok(home.store.recuse(&line, works, &scope.entry("case-recuse", format!("case:{number}"))).await?)
}

/// Somebody keeps out of a case no more. Whoever keeps out does not see it and cannot say so themselves.
///
/// # Errors
/// The asker may not or does not see the case, or nobody of that name keeps out of it.
pub async fn readmit(home: &Installation, scope: &Scope, number: &str, actor: &str, now: i64) -> Result<(), AppError> {
    scope.require(Permission::Approve)?;
    let sight = Sight::read(home).await?;
    sight.sheet(scope, number)?;
    if !sight.is_recused(actor, number) {
        return Err(Refused::Request { key: "error-case-officer", detail: base::handover::showable(actor) }.into());
    }
    let line = CaseRecusal {
        number: number.to_owned(),
        actor: actor.to_owned(),
        changed_by: scope.actor(),
        changed_at: now,
        ..CaseRecusal::default()
    };
    Ok(home.store.recuse(&line, false, &scope.entry("case-readmit", format!("case:{number} {actor}"))).await?)
}
