//! Hak subjek data: requests of persons about their own data (UU 27/2022 articles 5 to 13 and 30 to 44): taken in, identity made sure of by
//! an officer, answered within the hours that the configuration sets (the law speaks of 3 × 24 hours), kept sealed.
//!
//! ```text
//! taken in ─► identity made sure of ─► what is held (masked, by purpose) ─► answered, with a letter
//!                                      └─ erasure: a second person ─► destroyed everywhere ─┘
//! ```
//! Each step is a line of the audit log, which names the request and never the person.

mod erase_person;
mod holdings;

pub use erase_person::{ErasedPerson, erase_person};
pub(crate) use erase_person::{erasable, erase_person_now};
use holdings::rows_of_person;
pub use holdings::{HeldRow, Holdings, holdings};

use crate::access::Scope;
use crate::fault::{AppError, Refused};
use crate::identity::masked;
use crate::installation::Installation;
use base::access::{Area, Permission};
use base::handover::showable;
use base::vocabulary::{NikReading, without_niks};
use jiff::tz::{TimeZone, offset};
use serde::{Deserialize, Serialize};
use store::SubjectRow;

/// What the seal of who asks is for.
const PERSON: &str = "subject-person/v1";
/// What the seal of the answer is for.
const ANSWER: &str = "subject-answer/v1";
/// The longest text somebody writes.
const LONGEST: usize = 2_000;
/// The longest name or way to reach somebody.
const LONGEST_NAME: usize = 300;

/// What a person asks for, by the word in the catalogue.
pub const KINDS: [&str; 4] = ["access", "correction", "erasure", "objection"];
/// By what an officer makes sure of a person.
pub const PROOFS: [&str; 4] = ["id_card", "attorney", "guardian", "known"];

/// Who asks, and what.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubjectPerson {
    /// The name.
    pub name: String,
    /// The NIK, sixteen digits. Gone once the person was destroyed.
    pub nik: String,
    /// Where the answer goes.
    #[serde(default)]
    pub contact: String,
    /// What they ask, in their own words.
    #[serde(default)]
    pub ask: String,
}

/// How far a request is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SubjectState {
    /// Nobody has made sure of the person yet.
    Received,
    /// Work can begin.
    Verified,
    /// Answered.
    Answered,
}

impl SubjectState {
    /// The code in texts.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Verified => "verified",
            Self::Answered => "answered",
        }
    }
}

/// A request as an officer sees it. Moments are seconds since 1970; 0 while it did not happen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SubjectRequest {
    /// Its number.
    pub number: String,
    /// What is asked for.
    pub kind: String,
    /// How far it is.
    pub state: SubjectState,
    /// The name of whoever asks.
    pub name: String,
    /// Their NIK behind dots.
    pub nik_masked: String,
    /// Where the answer goes.
    pub contact: String,
    /// What they ask.
    pub ask: String,
    /// The area of whoever took it in.
    pub area: String,
    /// When it came.
    pub received_at: i64,
    /// When it must be answered.
    pub due_at: i64,
    /// Whether that moment has passed without an answer.
    pub overdue: bool,
    /// Who took it in.
    pub taken_by: String,
    /// Who made sure of the person.
    pub verified_by: String,
    /// When.
    pub verified_at: i64,
    /// By what.
    pub verified_on: String,
    /// `granted`, `refused`, or empty.
    pub outcome: String,
    /// What they were answered.
    pub answer: String,
    /// Who answered.
    pub answered_by: String,
    /// When.
    pub answered_at: i64,
    /// Rows destroyed.
    pub erased_rows: u64,
    /// When.
    pub erased_at: i64,
}

/// What may be told of a request to whoever counts them: nothing of who it is or what they wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SubjectLine {
    /// Its number.
    pub number: String,
    /// The kind.
    pub kind: String,
    /// How far it is.
    pub state: SubjectState,
    /// The area of whoever took it in.
    pub area: String,
    /// When it came.
    pub received_at: i64,
    /// When it must be answered.
    pub due_at: i64,
    /// Whether that moment has passed without an answer.
    pub overdue: bool,
    /// When the person was made sure of.
    pub verified_at: i64,
    /// `granted`, `refused`, or empty.
    pub outcome: String,
    /// When it was answered.
    pub answered_at: i64,
    /// Rows destroyed.
    pub erased_rows: u64,
}

impl From<&SubjectRequest> for SubjectLine {
    fn from(request: &SubjectRequest) -> Self {
        Self {
            number: request.number.clone(),
            kind: request.kind.clone(),
            state: request.state,
            area: request.area.clone(),
            received_at: request.received_at,
            due_at: request.due_at,
            overdue: request.overdue,
            verified_at: request.verified_at,
            outcome: request.outcome.clone(),
            answered_at: request.answered_at,
            erased_rows: request.erased_rows,
        }
    }
}

fn refused(key: &'static str, detail: impl Into<String>) -> AppError {
    Refused::Request { key, detail: detail.into() }.into()
}

/// What somebody writes into a request: whole or not at all, its paragraphs kept, and without a NIK.
fn text(typed: &str, most: usize) -> Result<String, AppError> {
    let typed = typed.trim().replace("\r\n", "\n");
    if typed.chars().count() > most {
        return Err(refused("error-subject-long", most.to_string()));
    }
    let plain = |c: char| if c.is_control() && c != '\n' { ' ' } else { c };
    Ok(without_niks(&typed).chars().map(plain).collect())
}

/// Takes in a request; gives back its number. The clock runs from the moment it came.
///
/// # Errors
/// The asker may not, the kind is unknown, the name is empty or the NIK is not whole.
pub async fn take_subject(
    home: &Installation,
    scope: &Scope,
    kind: &str,
    person: &SubjectPerson,
    now: i64,
) -> Result<String, AppError> {
    scope.require(Permission::Subjects)?;
    if !KINDS.contains(&kind) {
        return Err(refused("error-subject-kind", showable(kind)));
    }
    let NikReading::Sound(nik) = NikReading::of(&person.nik, false) else { return Err(refused("error-not-a-nik", "")) };
    let person = SubjectPerson {
        name: text(&person.name, LONGEST_NAME)?,
        nik: String::from_utf8_lossy(nik.digits()).into_owned(),
        contact: text(&person.contact, LONGEST_NAME)?,
        ask: text(&person.ask, LONGEST)?,
    };
    if person.name.is_empty() {
        return Err(refused("error-subject-name", ""));
    }
    let row = SubjectRow {
        kind: kind.to_owned(),
        area: if scope.area().is_everywhere() { home.region.to_string() } else { scope.area().to_string() },
        received_at: now,
        due_at: now + i64::from(home.place.request_hours) * 3_600,
        taken_by: scope.actor(),
        ..SubjectRow::default()
    };
    let year = jiff::Timestamp::from_second(now).unwrap_or_default().to_zoned(TimeZone::fixed(offset(8))).year();
    let seal = |number: &str| seal_person(home, number, &person);
    let entry = scope.entry("subject_take", "");
    let number = |count: i64| format!("H-{year}-{count:04}");
    home.store.take_subject(&format!("subject/{year}"), number, seal, &row, &entry).await?
}

fn seal_person(home: &Installation, number: &str, person: &SubjectPerson) -> Result<String, AppError> {
    let text = serde_json::to_vec(person).map_err(|_| AppError::Unreadable("a request of a person cannot be written"))?;
    Ok(home.keys.seal_text(PERSON, number, &text)?)
}

fn person_of(home: &Installation, row: &SubjectRow) -> Result<SubjectPerson, AppError> {
    let opened = home.keys.open_text(PERSON, &row.number, &row.sealed)?;
    serde_json::from_slice(&opened).map_err(|_| AppError::Unreadable("a kept request of a person has another shape"))
}

fn shown(home: &Installation, row: SubjectRow, now: i64) -> Result<SubjectRequest, AppError> {
    let person = person_of(home, &row)?;
    let answer = if row.answer.is_empty() { Vec::new() } else { home.keys.open_text(ANSWER, &row.number, &row.answer)? };
    let state = match (row.verified_at, row.answered_at) {
        (_, answered) if answered != 0 => SubjectState::Answered,
        (0, _) => SubjectState::Received,
        _ => SubjectState::Verified,
    };
    Ok(SubjectRequest {
        state,
        overdue: row.answered_at == 0 && row.due_at <= now,
        name: person.name,
        nik_masked: masked(&person.nik),
        contact: person.contact,
        ask: person.ask,
        answer: String::from_utf8_lossy(&answer).into_owned(),
        number: row.number,
        kind: row.kind,
        area: row.area,
        received_at: row.received_at,
        due_at: row.due_at,
        taken_by: row.taken_by,
        verified_by: row.verified_by,
        verified_at: row.verified_at,
        verified_on: row.verified_on,
        outcome: row.outcome,
        answered_by: row.answered_by,
        answered_at: row.answered_at,
        erased_rows: row.erased_rows,
        erased_at: row.erased_at,
    })
}

fn covers(scope: &Scope, row: &SubjectRow) -> bool {
    Area::parse(&row.area).is_ok_and(|area| scope.area().covers(&area))
}

/// The requests inside the asker's area: those to be answered first, by the moment they are due.
pub async fn subjects(home: &Installation, scope: &Scope, now: i64) -> Result<Vec<SubjectRequest>, AppError> {
    scope.require(Permission::Subjects)?;
    let rows = home.store.subjects().await?;
    rows.into_iter().filter(|row| covers(scope, row)).map(|row| shown(home, row, now)).collect()
}

/// One request; one of another area is told like one that does not exist.
pub async fn subject(home: &Installation, scope: &Scope, number: &str, now: i64) -> Result<SubjectRequest, AppError> {
    shown(home, known(home, scope, number).await?, now)
}

async fn known(home: &Installation, scope: &Scope, number: &str) -> Result<SubjectRow, AppError> {
    scope.require(Permission::Subjects)?;
    let row = home.store.subject(number).await?.filter(|row| covers(scope, row));
    row.ok_or_else(|| refused("error-no-subject", ""))
}

/// A request whose person is known for sure and that is not answered yet, for whoever sees the whole installation: data of a person lies
/// in lists of every region.
async fn open(home: &Installation, scope: &Scope, number: &str) -> Result<SubjectRow, AppError> {
    let row = known(home, scope, number).await?;
    if !scope.area().contains(home.region) {
        return Err(refused("error-subject-whole", home.region.to_string()));
    }
    if row.verified_at == 0 {
        return Err(refused("error-subject-unverified", number));
    }
    if row.answered_at != 0 {
        return Err(refused("error-subject-answered", number));
    }
    Ok(row)
}

/// Notes that an officer made sure of the person, and by what.
///
/// # Errors
/// The kind of proof is unknown, or it was done already.
pub async fn verify_subject(home: &Installation, scope: &Scope, number: &str, proof: &str, now: i64) -> Result<(), AppError> {
    let row = known(home, scope, number).await?;
    if !PROOFS.contains(&proof) {
        return Err(refused("error-subject-proof", showable(proof)));
    }
    let entry = scope.for_purpose(proof).entry("subject_verify", format!("request:{}", row.number));
    if home.store.verify_subject(&row.number, (&scope.actor(), proof), now, &entry).await? {
        Ok(())
    } else {
        Err(refused("error-subject-answered", row.number))
    }
}

/// Answers a request. Of a person who was destroyed the NIK is forgotten with it; name and contact stay with the answer as its proof.
///
/// # Errors
/// The person is not known for sure, it was answered, there is no answer, or an erasure is granted whose rows are still there.
pub async fn answer_subject(
    home: &Installation,
    scope: &Scope,
    number: &str,
    (granted, answer): (bool, &str),
    now: i64,
) -> Result<(), AppError> {
    let row = open(home, scope, number).await?;
    let answer = text(answer, LONGEST)?;
    if answer.is_empty() {
        return Err(refused("error-subject-answer", ""));
    }
    let mut person = person_of(home, &row)?;
    if row.kind == "erasure" && granted {
        if !rows_of_person(home, &person.nik).await?.is_empty() {
            return Err(refused("error-subject-not-erased", row.number));
        }
        person.nik.clear();
    }
    let entry = scope.entry("subject_answer", format!("request:{}", row.number));
    let answered = SubjectRow {
        outcome: if granted { "granted" } else { "refused" }.to_owned(),
        answer: home.keys.seal_text(ANSWER, number, answer.as_bytes())?,
        answered_by: scope.actor(),
        answered_at: now,
        sealed: seal_person(home, number, &person)?,
        ..row
    };
    if home.store.answer_subject(&answered, &entry).await? { Ok(()) } else { Err(refused("error-subject-answered", number)) }
}
