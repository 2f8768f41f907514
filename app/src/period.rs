//! Persetujuan & kunci: what offices enter by hand for a region and a month, who stands for it, and what is final. The rules are
//! `flow/6-evaluate`; here are the lines, who may see and do what, and the board that says who waits for whom.

use crate::access::Scope;
use crate::fault::{AppError, Refused};
use crate::installation::Installation;
use crate::meeting::indicators;
use base::access::Permission;
use base::handover::showable;
use base::vocabulary::region::{Level, RegionCode};
use base::vocabulary::{Month, without_niks};
use evaluate::{Indicators, Period, PeriodEvent, PeriodState, PeriodValue, Step, StepTaken};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::{PeriodLine, StoreFault};

/// How often a line is decided anew because others came in between.
const TRIES: usize = 50;
/// The longest evidence or reason, in letters.
const LONGEST_TEXT: usize = 500;

/// A line as it is stored: the day and what was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Written {
    on: Date,
    what: PeriodEvent,
}

/// An indicator that is entered by hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HandIndicator {
    /// The code.
    pub code: String,
    /// The name, in Indonesian.
    pub name: String,
    /// The name, in English.
    pub name_en: String,
    /// What is counted, in Indonesian.
    pub numerator: String,
    /// What is counted, in English.
    pub numerator_en: String,
    /// Among what, in Indonesian.
    pub denominator: String,
    /// Among what, in English.
    pub denominator_en: String,
    /// The unit of both.
    pub unit: String,
    /// Who answers for it.
    pub addressee: String,
    /// The rule behind it.
    pub basis: String,
}

/// The sheet of a region and a month.
#[derive(Clone, Debug, Serialize)]
pub struct PeriodSheet {
    /// The region.
    pub region_code: String,
    /// Its name.
    pub region_name: String,
    /// The month.
    pub month: Month,
    /// How far it is.
    pub state: PeriodState,
    /// Values by the code of their indicator.
    pub values: BTreeMap<String, PeriodValue>,
    /// Every step with its reason, in order.
    pub steps: Vec<StepTaken>,
    /// What may be tried from here, by somebody who may.
    pub open: Vec<Step>,
}

/// Every sheet of a month that the asker sees.
#[derive(Clone, Debug, Serialize)]
pub struct PeriodBoard {
    /// The month.
    pub month: Month,
    /// What is entered by hand.
    pub indicators: Vec<HandIndicator>,
    /// A sheet a region, in the order of codes.
    pub sheets: Vec<PeriodSheet>,
}

/// Every sheet, played from its lines.
struct Book {
    sheets: BTreeMap<(Month, RegionCode), Period>,
    known: Vec<String>,
    last: i64,
}

impl Book {
    async fn read(home: &Installation) -> Result<Self, AppError> {
        let broken = || AppError::Unreadable("a line of a period is one that the rules do not take");
        let (mut sheets, mut known, mut last) = (BTreeMap::<(Month, RegionCode), Period>::new(), Vec::new(), 0);
        for line in home.store.period_lines().await? {
            let written: Written = serde_json::from_str(&line.body).map_err(|_| broken())?;
            let month = Month::parse(&line.month).map_err(|_| broken())?;
            let region = RegionCode::parse(&line.region).map_err(|_| broken())?;
            sheets.entry((month, region)).or_default().take(written.on, &line.taken_by, &written.what).map_err(|_| broken())?;
            known.push(line.once);
            last = line.seq;
        }
        Ok(Self { sheets, known, last })
    }
}

fn refused(key: &'static str, detail: impl Into<String>) -> AppError {
    Refused::Request { key, detail: detail.into() }.into()
}

fn by_hand(set: &Indicators) -> Vec<HandIndicator> {
    let one = |one: &evaluate::Indicator| {
        let hand = one.by_hand.clone()?;
        Some(HandIndicator {
            code: one.code.clone(),
            name: one.name.clone(),
            name_en: one.name_en.clone(),
            numerator: hand.numerator,
            numerator_en: hand.numerator_en,
            denominator: hand.denominator,
            denominator_en: hand.denominator_en,
            unit: hand.unit,
            addressee: one.addressee.clone(),
            basis: one.basis.clone(),
        })
    };
    set.all.iter().filter_map(one).collect()
}

fn sheet(home: &Installation, month: Month, region: RegionCode, period: &Period) -> PeriodSheet {
    PeriodSheet {
        region_code: region.to_string(),
        region_name: home.regions.name(region).unwrap_or_default().to_owned(),
        month,
        state: period.state,
        values: period.values.clone(),
        steps: period.steps.clone(),
        open: period.steps_open().to_vec(),
    }
}

/// A region that has sheets and that the asker sees; another is told like one that does not exist.
fn region_of(home: &Installation, scope: &Scope, region: RegionCode) -> Result<RegionCode, AppError> {
    let there = home.region.contains(region) && home.regions.get(region).is_some() && region.level() <= Level::KabupatenKota;
    if there && scope.area().contains(region) { Ok(region) } else { Err(Refused::UnknownRegion(region.to_string()).into()) }
}

/// The sheets of a month: which figures are final, who waits for whom, and why.
///
/// # Errors
/// The asker may not see figures, or the store or the file of indicators cannot be read.
pub async fn period_board(home: &Installation, scope: &Scope, month: Month) -> Result<PeriodBoard, AppError> {
    scope.require(Permission::Figures)?;
    let book = Book::read(home).await?;
    let parts = home.regions.children(home.region).map(|region| region.code);
    let mut regions: Vec<RegionCode> = std::iter::once(home.region).chain(parts).collect();
    regions.retain(|region| region_of(home, scope, *region).is_ok());
    regions.sort_unstable();
    let none = Period::default();
    let of = |region: RegionCode| sheet(home, month, region, book.sheets.get(&(month, region)).unwrap_or(&none));
    Ok(PeriodBoard { month, indicators: by_hand(&indicators(home)?), sheets: regions.into_iter().map(of).collect() })
}

/// One sheet, with what is entered on it.
///
/// # Errors
/// There is no such region that the asker sees.
pub async fn period_sheet(
    home: &Installation,
    scope: &Scope,
    region: RegionCode,
    month: Month,
) -> Result<(PeriodSheet, Vec<HandIndicator>), AppError> {
    scope.require(Permission::Figures)?;
    let region = region_of(home, scope, region)?;
    let book = Book::read(home).await?;
    let period = book.sheets.get(&(month, region)).cloned().unwrap_or_default();
    Ok((sheet(home, month, region, &period), by_hand(&indicators(home)?)))
}

/// Writes on a sheet: a value with its evidence, or a step of approval with its reason. The same `once` is taken once; says whether it
/// was new.
///
/// # Errors
/// The asker may not or sees no such region; the month is still to come; the sheet is locked, with somebody else, or the rules refuse it.
pub async fn write_period(
    home: &Installation,
    scope: &Scope,
    (region, month): (RegionCode, Month),
    event: &PeriodEvent,
    (once, today, now): (&str, Date, i64),
) -> Result<bool, AppError> {
    scope.require(Permission::Monev)?;
    let (region, event) = (region_of(home, scope, region)?, &trimmed(event));
    permitted(home, scope, event)?;
    let place = format!("{} {month}", home.regions.name(region).unwrap_or_default());
    if month > Month::of(today) {
        return Err(refused("error-period-future", place));
    }
    if once.is_empty() || once.len() > 80 {
        return Err(refused("error-meeting-once", ""));
    }
    let body = serde_json::to_string(&Written { on: today, what: event.clone() });
    let body = body.map_err(|_| AppError::Unreadable("a line of a period cannot be written"))?;
    for _ in 0..TRIES {
        let book = Book::read(home).await?;
        if book.known.iter().any(|known| known == once) {
            return Ok(false);
        }
        let mut period = book.sheets.get(&(month, region)).cloned().unwrap_or_default();
        let before = period.steps.last().cloned();
        let taken = period.take(today, &scope.actor(), event);
        taken.map_err(|refusal| refused(refusal.key(), told(&place, before.as_ref())))?;
        let line = PeriodLine {
            seq: book.last + 1,
            region: region.to_string(),
            month: month.to_string(),
            body: body.clone(),
            once: once.to_owned(),
            taken_by: scope.actor(),
            taken_at: now,
        };
        let act = match event {
            PeriodEvent::Entered { .. } => "period-enter",
            PeriodEvent::Stepped { .. } => "period-step",
        };
        match home.store.write_period(&line, &scope.entry(act, format!("period:{region} {month} {}", word(event)))).await {
            Ok(new) => return Ok(new),
            // Somebody else's line came first: it may change what is allowed, so this one is decided anew.
            Err(StoreFault::Overtaken { .. }) => {}
            Err(fault) => return Err(fault.into()),
        }
    }
    Err(StoreFault::Overtaken { kind: "periods".to_owned() }.into())
}

/// The indicator or the step, for the log.
fn word(event: &PeriodEvent) -> &str {
    match event {
        PeriodEvent::Entered { indicator, .. } => indicator,
        PeriodEvent::Stepped { step, .. } => step.code(),
    }
}

/// Which sheet, and who did the last step of it, when and why: a lock is refused by name.
fn told(place: &str, last: Option<&StepTaken>) -> String {
    match last {
        None => place.to_owned(),
        Some(StepTaken { reason, on, by, .. }) => {
            format!("{place} ({}, {on}: {})", by.trim_start_matches("account:"), showable(reason))
        }
    }
}

fn trimmed(event: &PeriodEvent) -> PeriodEvent {
    let mut event = event.clone();
    let (PeriodEvent::Entered { evidence: text, .. } | PeriodEvent::Stepped { reason: text, .. }) = &mut event;
    *text = text.trim().to_owned();
    event
}

/// What does not depend on where the sheet stands: the indicator is there, the step is the asker's to take, texts are short and name
/// nobody by a NIK.
fn permitted(home: &Installation, scope: &Scope, event: &PeriodEvent) -> Result<(), AppError> {
    let text = match event {
        PeriodEvent::Entered { indicator, evidence, .. } => {
            if indicators(home)?.get(indicator).is_none_or(|one| one.by_hand.is_none()) {
                return Err(refused("error-period-indicator", showable(indicator)));
            }
            evidence
        }
        PeriodEvent::Stepped { step, reason } => {
            if step.is_final() {
                scope.require(Permission::Approve)?;
            }
            reason
        }
    };
    if text.chars().count() > LONGEST_TEXT {
        return Err(refused("error-meeting-long", ""));
    }
    if without_niks(text) != *text {
        return Err(refused("error-period-nik", ""));
    }
    Ok(())
}

/// Values that a second officer approved, of every region inside one, for scorecards.
pub(crate) async fn approved_values(
    home: &Installation,
    inside: RegionCode,
    month: Month,
) -> Result<Vec<(RegionCode, String, PeriodValue)>, AppError> {
    let book = Book::read(home).await?;
    let held =
        book.sheets.iter().filter(|((at, region), period)| *at == month && inside.contains(*region) && period.state.holds());
    Ok(held
        .flat_map(|((_, region), period)| period.values.iter().map(|(code, value)| (*region, code.clone(), value.clone())))
        .collect())
}
