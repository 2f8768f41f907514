//! Letters of cases in an installation: drafted by one officer with figures frozen on that day, issued by another under the next number
//! of the office. Issuing takes the event that the letter is in the same act, so that no letter stands beside a case that did not move.

use super::freeze::{FrozenLetter, NewLetter, freeze};
use super::sight::Sight;
use super::words::{LONGEST_TEXT, written};
use super::{Cases, Law, TRIES, body_of, refuse};
use crate::access::Scope;
use crate::fault::{AppError, Refused};
use crate::installation::Installation;
use crate::replay_cases::Line;
use base::access::Permission;
use enforce::case::{Moment, Standing};
use enforce::{LetterKind, letter_number};
use jiff::civil::Date;
use serde::Serialize;
use store::{CaseEvent, IssueLetter, Letter, LetterEnd, StoreFault};
use texts::Texts;

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

pub(super) fn refused(key: &'static str, detail: impl Into<String>) -> AppError {
    Refused::Request { key, detail: detail.into() }.into()
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
    let (frozen, _) = freeze(home, scope, &law, &cases, case, new, on).await?;
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

pub(super) fn kind_of(letter: &Letter) -> Result<LetterKind, AppError> {
    LetterKind::parse(&letter.kind).ok_or(AppError::Unreadable("a letter is of no known kind"))
}

pub(super) fn day_of(end: &LetterEnd) -> Result<Date, AppError> {
    end.ended_on.parse().map_err(|_| AppError::Unreadable("a letter has no day"))
}

pub(super) fn frozen_of(letter: &Letter) -> Result<FrozenLetter, AppError> {
    if lake::hash_of_text(&letter.body) != letter.sha256 {
        return Err(AppError::Unreadable("a letter is not what was frozen"));
    }
    serde_json::from_str(&letter.body).map_err(|_| AppError::Unreadable("a letter cannot be read"))
}

/// Every letter that the asker may see, the latest first; of one case, or of all. That they were looked at is told to the log.
///
/// # Errors
/// The asker may not, or the store cannot be read.
pub async fn letters(home: &Installation, scope: &Scope, case: Option<&str>) -> Result<Vec<LetterView>, AppError> {
    scope.require(Permission::Cases)?;
    let sight = Sight::read(home).await?;
    if let Some(case) = case {
        sight.sheet(scope, case)?;
    }
    let mut stored = home.store.letters(case).await?;
    stored.retain(|letter| sight.sheet(scope, &letter.case_number).is_ok());
    let object = case.map_or_else(|| "letters".to_owned(), |case| format!("case:{case} letters"));
    home.store.record(&scope.entry("letter-look", object)).await?;
    views(stored)
}

/// Letters as they are shown, each with the one that revokes it; the cases among them are whole.
pub(super) fn views(stored: Vec<Letter>) -> Result<Vec<LetterView>, AppError> {
    let mut views = stored.iter().map(view_of).collect::<Result<Vec<_>, _>>()?;
    let revocations: Vec<(String, String)> = views
        .iter()
        .filter(|one| !one.number.is_empty() && !one.frozen.revokes.is_empty())
        .map(|one| (one.frozen.revokes.clone(), one.number.clone()))
        .collect();
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
pub async fn letter(home: &Installation, scope: &Scope, id: i64) -> Result<LetterView, AppError> {
    let letter = find(home, scope, id).await?;
    home.store.record(&scope.entry("letter-look", format!("case:{} letter:{id}", letter.frozen.case))).await?;
    Ok(letter)
}

/// A letter with what revokes it. One of a case that the asker does not see is told like none.
async fn find(home: &Installation, scope: &Scope, id: i64) -> Result<LetterView, AppError> {
    scope.require(Permission::Cases)?;
    let none = || refused("error-no-letter", id.to_string());
    let number = home.store.letter(id).await?.ok_or_else(none)?.case_number;
    Sight::read(home).await?.sheet(scope, &number).map_err(|_| none())?;
    views(home.store.letters(Some(&number)).await?)?.into_iter().find(|letter| letter.id == id).ok_or_else(none)
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
        let draft = draft(home, scope, id).await?;
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
        let (now_known, ended) = freeze(home, scope, &law, &cases, &frozen.case, &again, on).await?;
        let after = cases.last;
        may_be_sent(&frozen, &law, cases, on, texts)?;
        // The day of the figures may be later; what they say may not be another.
        if (FrozenLetter { as_of: frozen.as_of, ..now_known }) != frozen {
            return Err(refused("error-letter-stale", id.to_string()));
        }
        let end = LetterEnd { ended_on: on.to_string(), ended_by: scope.actor(), ended_at: now, ..LetterEnd::default() };
        let entry = scope.entry("letter-issue", format!("case:{} letter:{id}", frozen.case));
        let series = format!("letter {} {}", frozen.office.code, on.year());
        let issue = IssueLetter { letter: id, case: &frozen.case, series: &series, after, ended, end: &end, entry: &entry };
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
pub async fn drop_letter(home: &Installation, scope: &Scope, id: i64, reason: &str, on: Date, now: i64) -> Result<(), AppError> {
    scope.require(Permission::Casework)?;
    let draft = draft(home, scope, id).await?;
    let reason = written("reason", reason, LONGEST_TEXT)?;
    if reason.is_empty() {
        return Err(refused("error-letter-reason", id.to_string()));
    }
    let end = LetterEnd { reason, ended_on: on.to_string(), ended_by: scope.actor(), ended_at: now, ..LetterEnd::default() };
    Ok(home.store.drop_letter(id, &end, &scope.entry("letter-drop", format!("case:{} letter:{id}", draft.frozen.case))).await?)
}

async fn draft(home: &Installation, scope: &Scope, id: i64) -> Result<LetterView, AppError> {
    let letter = find(home, scope, id).await?;
    if letter.is_draft() { Ok(letter) } else { Err(refused("error-letter-ended", id.to_string())) }
}
