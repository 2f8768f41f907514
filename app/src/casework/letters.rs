//! Letters of cases in an installation: drafted by one officer with figures frozen on that day, issued by another under the next number
//! of the office. Issuing takes the event that the letter is in the same act, so that no letter stands beside a case that did not move.

use super::office::{Office, office};
use super::{Cases, LONGEST_TEXT, Law, OpenCharge, TRIES, body_of, charge, refuse};
use crate::access::Scope;
use crate::fault::{AppError, Refused};
use crate::installation::Installation;
use crate::replay_cases::Line;
use base::access::Permission;
use base::vocabulary::{Rupiah, without_niks};
use enforce::case::{Moment, Standing, Violation};
use enforce::rules::Basis;
use enforce::{Event, LetterKind, letter_number};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use store::{CaseEvent, IssueLetter, Letter, LetterEnd, StoreFault};
use texts::Texts;

/// The longest text that somebody writes into a letter.
const LONGEST_NOTE: usize = 2_000;

/// A letter to be drafted.
#[derive(Clone, Debug)]
pub struct NewLetter {
    /// What kind.
    pub kind: LetterKind,
    /// The event that it will be; none for a letter that moves nothing.
    pub event: Option<Event>,
    /// Whom it is addressed to, where it is not the employer itself.
    pub addressee: String,
    /// The address.
    pub address: String,
    /// What the officer adds to the template.
    pub note: String,
    /// The number of the letter that it revokes.
    pub revokes: String,
}

/// Another letter that this one refers to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterBefore {
    /// Its number.
    pub number: String,
    /// Its day.
    pub on: Date,
    /// Its kind.
    pub kind: LetterKind,
}

/// What is frozen when a letter is drafted: everything that it prints but its number and its day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrozenLetter {
    /// The kind.
    pub kind: LetterKind,
    /// The number of the case.
    pub case: String,
    /// NPP, NIB or another key of the employer.
    pub employer: String,
    /// Its name.
    pub name: String,
    /// The region.
    pub region_code: String,
    /// Its name.
    pub region_name: String,
    /// What the case is about.
    pub violation: Violation,
    /// Where the case stands on the sanction track.
    pub state: String,
    /// Whom it is addressed to.
    pub addressee: String,
    /// The address.
    pub address: String,
    /// What the officer added.
    pub note: String,
    /// The letter that it revokes; empty where it revokes none.
    pub revokes: String,
    /// The event that it will be.
    pub event: Option<Event>,
    /// The article behind it.
    pub basis: Basis,
    /// What was charged and is open, the oldest month first.
    pub charges: Vec<OpenCharge>,
    /// What is owed, in rupiah.
    pub outstanding: Rupiah,
    /// What was received, in rupiah.
    pub received: Rupiah,
    /// The letters that were issued in the case before.
    pub before: Vec<LetterBefore>,
    /// The working days that a warning leaves when it names none.
    pub working_days: u32,
    /// The day of the figures.
    pub as_of: Date,
    /// The office that writes.
    pub office: Office,
    /// Whether it is about people who do not exist.
    pub synthetic: bool,
}

/// A letter as it is shown.
#[derive(Clone, Debug, Serialize)]
pub struct LetterView {
    /// Its place among all letters.
    pub id: i64,
    /// Its number; empty while it is a draft, and when it was dropped.
    pub number: String,
    /// The day on it.
    pub issued_on: Option<Date>,
    /// Why it was dropped; empty when it was not.
    pub dropped: String,
    /// The hash of what was frozen.
    pub sha256: String,
    /// Who drafted it.
    pub drafted_by: String,
    /// Who issued or dropped it; empty while it is a draft.
    pub ended_by: String,
    /// The number of the letter that revokes it; empty when none does.
    pub revoked_by: String,
    /// What was frozen.
    #[serde(flatten)]
    pub frozen: FrozenLetter,
}

impl LetterView {
    /// Whether it still waits for the second officer.
    pub fn is_draft(&self) -> bool {
        self.ended_by.is_empty()
    }

    /// The code of how far it is.
    pub fn state(&self) -> &'static str {
        match (self.is_draft(), self.number.is_empty(), self.revoked_by.is_empty()) {
            (true, _, _) => "draft",
            (_, true, _) => "dropped",
            (_, _, true) => "issued",
            _ => "revoked",
        }
    }
}

fn refused(key: &'static str, detail: impl Into<String>) -> AppError {
    Refused::Request { key, detail: detail.into() }.into()
}

/// Text of an officer: bounded, and without a NIK, because a letter leaves the office.
fn written(text: &str, most: usize) -> Result<String, AppError> {
    let text = text.trim();
    if without_niks(text) != text {
        return Err(refused("error-letter-nik", ""));
    }
    Ok(text.chars().take(most).collect())
}

/// Keeps a draft of a letter with today's figures; gives back its place.
///
/// # Errors
/// The asker may not or does not see the case; the office has no letterhead; the letter may not follow where the case stands.
pub async fn draft_letter(
    home: &Installation,
    scope: &Scope,
    case: &str,
    new: &NewLetter,
    on: Date,
    now: i64,
    texts: &Texts,
) -> Result<i64, AppError> {
    scope.require(Permission::Casework)?;
    let law = Law::embedded()?;
    let cases = Cases::read(home, &law, None, texts).await?;
    let frozen = freeze(home, scope, &law, &cases, case, new, on).await?;
    may_be_sent(&frozen, &law, cases, on, texts)?;
    let body = serde_json::to_string(&frozen).map_err(|_| AppError::Unreadable("a letter cannot be written"))?;
    let letter = Letter {
        case_number: case.to_owned(),
        kind: new.kind.code().to_owned(),
        sha256: lake::hash_of_text(&body),
        body,
        drafted_by: scope.actor(),
        drafted_at: now,
        ..Letter::default()
    };
    let entry = scope.entry("letter-draft", format!("case:{case} {}", new.kind.code()));
    Ok(home.store.draft_letter(&letter, &entry).await?)
}

async fn freeze(
    home: &Installation,
    scope: &Scope,
    law: &Law,
    cases: &Cases<'_>,
    number: &str,
    new: &NewLetter,
    on: Date,
) -> Result<FrozenLetter, AppError> {
    let sheet = cases.sheet(scope, number)?;
    let line = cases.line(home, sheet, on)?;
    let before = letters_of(home, number).await?;
    if new.event.as_ref().map(Event::kind) != new.kind.event() {
        return Err(refused("error-letter-event", new.kind.code()));
    }
    let names_a_letter = before.iter().any(|letter| letter.number == new.revokes);
    let names_what_it_must = if new.kind == LetterKind::Revocation { names_a_letter } else { new.revokes.is_empty() };
    if !names_what_it_must {
        return Err(refused("error-letter-revokes", base::handover::showable(&new.revokes)));
    }
    let address = written(&new.address, LONGEST_TEXT)?;
    if address.is_empty() {
        return Err(refused("error-letter-address", ""));
    }
    let addressee = written(&new.addressee, LONGEST_TEXT)?;
    let items = cases.docket.case(number).map(|case| case.ledger().open_items(&law.rules.allocation)).unwrap_or_default();
    Ok(FrozenLetter {
        kind: new.kind,
        case: number.to_owned(),
        employer: line.employer,
        name: line.name.clone(),
        region_code: line.region_code,
        region_name: line.region_name,
        violation: line.violation,
        state: line.state.to_owned(),
        addressee: if addressee.is_empty() { line.name } else { addressee },
        address,
        note: written(&new.note, LONGEST_NOTE)?,
        revokes: new.revokes.clone(),
        event: new.event.clone(),
        basis: law.rules.basis(new.kind.ground()).clone(),
        charges: items.into_iter().map(charge).collect(),
        outstanding: line.outstanding,
        received: line.received,
        before,
        working_days: law.rules.warning_working_days,
        as_of: on,
        office: office(home)?,
        synthetic: home.is_synthetic().await?,
    })
}

/// Whether the rules take the letter on a day: its event is played on the docket and thrown away.
fn may_be_sent(frozen: &FrozenLetter, law: &Law, mut cases: Cases<'_>, on: Date, texts: &Texts) -> Result<(), AppError> {
    let standing: Standing = cases.docket.standing(&frozen.case, on).ok_or(AppError::Unreadable("a case of a letter is gone"))?;
    let Some(event) = frozen.event.clone() else {
        let may = frozen.kind.may_follow(&standing);
        let basis = law.rules.basis(frozen.kind.ground());
        return if may { Ok(()) } else { Err(refused("error-letter-not-yet", basis.to_string())) };
    };
    let read = Line { moment: Moment::Day(on), case: frozen.case.clone(), event };
    let played = cases.docket.play(&frozen.case, read.moment, &read.event);
    refuse(&read, played, texts).map(|_| ())
}

/// The letters that were issued in a case, in the order of their numbers being given.
async fn letters_of(home: &Installation, case: &str) -> Result<Vec<LetterBefore>, AppError> {
    let mut issued = Vec::new();
    for letter in home.store.letters().await?.iter().rev().filter(|letter| letter.case_number == case) {
        let Some(end) = letter.end.as_ref().filter(|end| !end.number.is_empty()) else { continue };
        issued.push((end.ended_at, LetterBefore { number: end.number.clone(), on: day_of(end)?, kind: kind_of(letter)? }));
    }
    issued.sort_by(|(one, a), (other, b)| (one, &a.number).cmp(&(other, &b.number)));
    Ok(issued.into_iter().map(|(_, letter)| letter).collect())
}

fn kind_of(letter: &Letter) -> Result<LetterKind, AppError> {
    LetterKind::parse(&letter.kind).ok_or(AppError::Unreadable("a letter is of no known kind"))
}

fn day_of(end: &LetterEnd) -> Result<Date, AppError> {
    end.ended_on.parse().map_err(|_| AppError::Unreadable("a letter has no day"))
}

fn frozen_of(letter: &Letter) -> Result<FrozenLetter, AppError> {
    if lake::hash_of_text(&letter.body) != letter.sha256 {
        return Err(AppError::Unreadable("a letter is not what was frozen"));
    }
    serde_json::from_str(&letter.body).map_err(|_| AppError::Unreadable("a letter cannot be read"))
}

/// Every letter that the asker may see, the latest first; of one case, or of all.
///
/// # Errors
/// The asker may not, or the store cannot be read.
pub async fn letters(home: &Installation, scope: &Scope, case: Option<&str>, texts: &Texts) -> Result<Vec<LetterView>, AppError> {
    scope.require(Permission::Cases)?;
    let law = Law::embedded()?;
    let cases = Cases::read(home, &law, None, texts).await?;
    if let Some(case) = case {
        cases.sheet(scope, case)?;
    }
    let seen = |number: &str| cases.sheets.get(number).is_some_and(|sheet| cases.sees(scope, sheet));
    let stored = home.store.letters().await?;
    let wanted = stored.iter().filter(|letter| case.is_none_or(|case| letter.case_number == case) && seen(&letter.case_number));
    let mut views = wanted.map(view_of).collect::<Result<Vec<_>, _>>()?;
    let revocations: Vec<(String, String)> =
        views.iter().filter(|one| !one.number.is_empty()).map(|one| (one.frozen.revokes.clone(), one.number.clone())).collect();
    for view in views.iter_mut().filter(|view| !view.number.is_empty()) {
        let by = revocations.iter().find(|(revoked, _)| *revoked == view.number);
        view.revoked_by = by.map(|(_, by)| by.clone()).unwrap_or_default();
    }
    Ok(views)
}

fn view_of(letter: &Letter) -> Result<LetterView, AppError> {
    let end = letter.end.clone().unwrap_or_default();
    Ok(LetterView {
        id: letter.id,
        issued_on: if end.number.is_empty() { None } else { Some(day_of(&end)?) },
        number: end.number,
        dropped: end.reason,
        sha256: letter.sha256.clone(),
        drafted_by: letter.drafted_by.clone(),
        ended_by: end.ended_by,
        revoked_by: String::new(),
        frozen: frozen_of(letter)?,
    })
}

/// One letter, and that it was looked at.
///
/// # Errors
/// The asker may not, or does not see its case.
pub async fn letter(home: &Installation, scope: &Scope, id: i64, texts: &Texts) -> Result<LetterView, AppError> {
    let found = letters(home, scope, None, texts).await?.into_iter().find(|letter| letter.id == id);
    let letter = found.ok_or_else(|| refused("error-no-letter", id.to_string()))?;
    home.store.record(&scope.entry("letter-look", format!("case:{} letter:{id}", letter.frozen.case))).await?;
    Ok(letter)
}

/// Issues a draft: by another officer than wrote it, with figures that are still those of its case, under the next number of its
/// office and year. Gives back the number.
///
/// # Errors
/// The asker may not or wrote it themselves; the figures are stale; the rules no longer take its event.
pub async fn issue_letter(
    home: &Installation,
    scope: &Scope,
    id: i64,
    on: Date,
    now: i64,
    texts: &Texts,
) -> Result<String, AppError> {
    scope.require(Permission::Approve)?;
    let law = Law::embedded()?;
    for _ in 0..TRIES {
        let draft = draft(home, scope, id, texts).await?;
        if draft.drafted_by == scope.actor() {
            return Err(refused("error-letter-same-officer", id.to_string()));
        }
        let cases = Cases::read(home, &law, None, texts).await?;
        let frozen = draft.frozen;
        let again = NewLetter {
            kind: frozen.kind,
            event: frozen.event.clone(),
            addressee: frozen.addressee.clone(),
            address: frozen.address.clone(),
            note: frozen.note.clone(),
            revokes: frozen.revokes.clone(),
        };
        let now_known = freeze(home, scope, &law, &cases, &frozen.case, &again, on).await?;
        // The day of the figures may be later; what they say may not be another.
        if (FrozenLetter { as_of: frozen.as_of, ..now_known }) != frozen {
            return Err(refused("error-letter-stale", id.to_string()));
        }
        let after = cases.last;
        may_be_sent(&frozen, &law, cases, on, texts)?;
        let end = LetterEnd { ended_on: on.to_string(), ended_by: scope.actor(), ended_at: now, ..LetterEnd::default() };
        let entry = scope.entry("letter-issue", format!("case:{} letter:{id}", frozen.case));
        let series = format!("letter {} {}", frozen.office.code, on.year());
        let issue = IssueLetter { letter: id, series: &series, after, end: &end, entry: &entry };
        let number = |count: i64| letter_number(count, frozen.kind, &frozen.office.code, on);
        let event = |number: &str| {
            let event = frozen.event.clone()?.under_letter(number);
            Some(CaseEvent {
                number: frozen.case.clone(),
                moment: on.to_string(),
                body: body_of(&event).ok()?,
                taken_by: scope.actor(),
                taken_at: now,
                ..CaseEvent::default()
            })
        };
        match home.store.issue_letter(&issue, number, event).await {
            // Something happened in a case meanwhile: the letter is decided anew.
            Err(StoreFault::Overtaken { .. }) => {}
            done => return Ok(done?),
        }
    }
    Err(StoreFault::Overtaken { kind: "letters".to_owned() }.into())
}

/// Drops a draft, with a reason.
///
/// # Errors
/// The asker may not, or it is no draft any more.
pub async fn drop_letter(
    home: &Installation,
    scope: &Scope,
    id: i64,
    reason: &str,
    on: Date,
    now: i64,
    texts: &Texts,
) -> Result<(), AppError> {
    scope.require(Permission::Casework)?;
    let draft = draft(home, scope, id, texts).await?;
    let reason = written(reason, LONGEST_TEXT)?;
    if reason.is_empty() {
        return Err(refused("error-letter-reason", id.to_string()));
    }
    let end = LetterEnd { reason, ended_on: on.to_string(), ended_by: scope.actor(), ended_at: now, ..LetterEnd::default() };
    Ok(home.store.drop_letter(id, &end, &scope.entry("letter-drop", format!("case:{} letter:{id}", draft.frozen.case))).await?)
}

async fn draft(home: &Installation, scope: &Scope, id: i64, texts: &Texts) -> Result<LetterView, AppError> {
    let found = letters(home, scope, None, texts).await?.into_iter().find(|letter| letter.id == id);
    let letter = found.ok_or_else(|| refused("error-no-letter", id.to_string()))?;
    if letter.is_draft() { Ok(letter) } else { Err(refused("error-letter-ended", id.to_string())) }
}
