//! What is frozen when a letter is drafted: everything that it prints but its number and its day. When it is issued the same is frozen
//! anew and must not differ.

use super::letters::{day_of, frozen_of, kind_of, refused};
use super::office::{Office, office};
use super::words::{LONGEST_TEXT, sound, written};
use super::{Cases, Law, OpenCharge, charge};
use crate::access::Scope;
use crate::fault::AppError;
use crate::installation::Installation;
use base::vocabulary::Rupiah;
use enforce::case::Violation;
use enforce::rules::Basis;
use enforce::{Event, LetterKind};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use store::Letter;

/// The longest text that somebody writes into a letter.
pub(super) const LONGEST_NOTE: usize = 2_000;

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
    /// Whether another letter has revoked it.
    #[serde(default)]
    pub revoked: bool,
}

/// A fine with what it was reckoned from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrozenFine {
    /// The fine, in rupiah.
    pub amount: Rupiah,
    /// The contribution that should have been paid, in rupiah.
    pub contribution: Rupiah,
    /// The rate a month, in percent, as the rulebook has it on the day of the letter.
    pub rate_percent: String,
    /// Months begun.
    pub months: u32,
    /// The day on which the second warning ended.
    pub since: Date,
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
    /// The fine that the letter imposes; none on other letters.
    #[serde(default)]
    pub fine: Option<FrozenFine>,
    /// What was written off, by decision: it was not paid.
    #[serde(default)]
    pub written_off: Vec<(String, Rupiah)>,
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

pub(super) async fn freeze(
    home: &Installation,
    scope: &Scope,
    law: &Law,
    cases: &Cases<'_>,
    number: &str,
    new: &NewLetter,
    on: Date,
) -> Result<(FrozenLetter, usize), AppError> {
    let line = cases.line(home, cases.sight.sheet(scope, number)?, on)?;
    let stored = home.store.letters(Some(number)).await?;
    let before = issued_before(&stored)?;
    if new.event.as_ref().map(Event::kind) != new.kind.event() {
        return Err(refused("error-letter-event", new.kind.code()));
    }
    new.event.as_ref().map_or(Ok(()), sound)?;
    let revoked = revoked(new, &before, &stored)?;
    let address = written("address", &new.address, LONGEST_TEXT)?;
    if address.is_empty() {
        return Err(refused("error-letter-address", ""));
    }
    let docket = &cases.docket;
    let ledger = docket.case(number).map(|case| case.ledger());
    let fine = match &new.event {
        // Where there can be none, the event is refused with its article.
        Some(Event::FineImposed { contribution }) => docket.fine(number, on, *contribution).ok(),
        _ => None,
    };
    let name = written("name", &line.name, LONGEST_TEXT)?;
    let frozen = FrozenLetter {
        kind: new.kind,
        case: number.to_owned(),
        // It is printed: a key that is the number of a person would be too.
        employer: base::vocabulary::without_niks(&line.employer).into_owned(),
        region_code: line.region_code,
        region_name: line.region_name,
        violation: line.violation,
        state: line.state.to_owned(),
        addressee: addressee(new, &name, revoked.as_ref())?,
        name,
        address,
        note: written("note", &new.note, LONGEST_NOTE)?,
        revokes: new.revokes.clone(),
        event: new.event.clone(),
        basis: law.rules.basis(new.kind.ground()).clone(),
        charges: ledger.map(|ledger| ledger.open_items(&law.rules.allocation)).into_iter().flatten().map(charge).collect(),
        outstanding: line.outstanding,
        received: line.received,
        fine: fine.map(|(since, fine)| FrozenFine {
            amount: fine.amount,
            contribution: fine.contribution,
            rate_percent: fine.rate.percent().to_string(),
            months: fine.months,
            since,
        }),
        written_off: ledger
            .into_iter()
            .flat_map(|ledger| ledger.write_offs())
            .map(|(decision, amount)| (decision.to_owned(), amount))
            .collect(),
        before,
        working_days: law.rules.warning_working_days,
        as_of: on,
        office: office(home)?,
        synthetic: home.is_synthetic().await?,
    };
    Ok((frozen, stored.iter().filter(|letter| letter.end.is_some()).count()))
}

/// The letter that is revoked: issued, in force, and itself no revocation. Only a revocation names one.
fn revoked(new: &NewLetter, before: &[LetterBefore], stored: &[Letter]) -> Result<Option<FrozenLetter>, AppError> {
    let in_force = |one: &&LetterBefore| one.number == new.revokes && !one.revoked && one.kind != LetterKind::Revocation;
    let named = before.iter().find(in_force).filter(|_| new.kind == LetterKind::Revocation);
    if named.is_none() && (new.kind == LetterKind::Revocation || !new.revokes.is_empty()) {
        return Err(refused("error-letter-revokes", base::handover::showable(&new.revokes)));
    }
    let is_meant = |letter: &&Letter| letter.end.as_ref().is_some_and(|end| end.number == new.revokes);
    named.and_then(|_| stored.iter().find(is_meant)).map(frozen_of).transpose()
}

/// Whom a letter goes to: whom the officer names, else the employer, whom the letter went to that is revoked, or who is asked.
fn addressee(new: &NewLetter, name: &str, revoked: Option<&FrozenLetter>) -> Result<String, AppError> {
    let given = written("addressee", &new.addressee, LONGEST_TEXT)?;
    let known = match (&new.event, revoked) {
        _ if !given.is_empty() => given,
        (_, Some(revoked)) => revoked.addressee.clone(),
        (Some(Event::OrganWarningRequested { to }), _) => to.trim().to_owned(),
        _ if new.kind.is_to_employer() => name.to_owned(),
        _ => String::new(),
    };
    if known.is_empty() { Err(refused("error-letter-addressee", new.kind.code())) } else { Ok(known) }
}

/// The letters that were issued, in the order of their numbers being given.
fn issued_before(stored: &[Letter]) -> Result<Vec<LetterBefore>, AppError> {
    let (mut issued, mut gone) = (Vec::new(), Vec::new());
    for letter in stored {
        let Some(end) = letter.end.as_ref().filter(|end| !end.number.is_empty()) else { continue };
        let kind = kind_of(letter)?;
        if kind == LetterKind::Revocation {
            gone.push(frozen_of(letter)?.revokes);
        }
        issued.push((end.ended_at, LetterBefore { number: end.number.clone(), on: day_of(end)?, kind, revoked: false }));
    }
    issued.sort_by(|(one, a), (other, b)| (one, &a.number).cmp(&(other, &b.number)));
    let told = |(_, letter): (i64, LetterBefore)| LetterBefore { revoked: gone.contains(&letter.number), ..letter };
    Ok(issued.into_iter().map(told).collect())
}
