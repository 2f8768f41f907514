//! Bank statements for the cases: read in the sandbox, kept row by row, proposed to the debts that the asker sees, and booked by a person.
//! The same statement gets the same receipt; a bank reference counts once, whatever file it comes in.

use super::bank_file::read_statement;
use super::words::{LONGEST_TEXT, written};
use super::{Cases, Law, TRIES, body_of, refuse};
use crate::access::Scope;
use crate::fault::{AppError, Refused};
use crate::installation::Installation;
use crate::replay_cases::{Line, ReplayedEvent};
use base::access::Permission;
use base::handover::showable;
use base::vocabulary::region::RegionCode;
use enforce::Event;
use enforce::bank::{BankRow, Debt, Debts, Proposal};
use enforce::case::Moment;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Seek;
use std::path::Path;
use store::{BankDecision, BankFile, CaseEvent, StoreFault, StoredBankRow};
use texts::Texts;

/// The largest statement, in bytes.
pub const LARGEST_STATEMENT: usize = 20 << 20;
/// What rows are sealed for.
const SEAL: &str = "bank/v1";

/// A row that went back, with why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedBankRow {
    /// The line in the file.
    pub line: u64,
    /// Why: `no_reference`, `no_amount`, `no_day`, `debit`, `reference_differs`.
    pub reason: String,
}

/// What became of a statement: rows read = kept + duplicate + refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankReceipt {
    /// Its place among all statements.
    pub file: i64,
    /// The hash of its bytes.
    pub sha256: String,
    /// Rows below the headings that hold anything.
    pub rows_read: u64,
    /// Rows that are new.
    pub kept: u64,
    /// Rows whose reference came in before with the same day and sum, or is booked in a case.
    pub duplicate: u64,
    /// Rows that went back.
    pub refused: Vec<RefusedBankRow>,
}

/// A row of a statement as it is shown.
#[derive(Clone, Debug, Serialize)]
pub struct BankLine {
    /// Its place among all rows.
    pub id: i64,
    /// The line in its file.
    pub line: i64,
    /// What the bank says.
    #[serde(flatten)]
    pub row: BankRow,
    /// `open`, `booked` or `set_aside`.
    pub state: &'static str,
    /// The case it was booked in; empty where it was not.
    pub case: String,
    /// Why it was set aside.
    pub reason: String,
    /// Who decided; empty while nobody did.
    pub decided_by: String,
    /// The cases that it may be for, the best reasons first; none once it is decided.
    pub proposals: Vec<Proposal>,
}

pub(super) fn refused(key: &'static str, detail: impl ToString) -> AppError {
    Refused::Request { key, detail: detail.to_string() }.into()
}

/// Brings a statement in. The same bytes again get the first receipt and change nothing.
///
/// # Errors
/// The asker may not, or sees several regions and no single one; the file is too large, cannot be read or has no headings of a statement.
pub async fn import_payments(
    home: &Installation,
    scope: &Scope,
    mut file: File,
    name: &str,
    (today, now): (Date, i64),
    texts: &Texts,
) -> Result<BankReceipt, AppError> {
    scope.require(Permission::Casework)?;
    let region = scope.seat(home.region).ok_or_else(|| refused("error-meeting-region", scope.area()))?;
    let path = Path::new(name);
    if file.metadata().map_err(AppError::disk("read", path))?.len() > LARGEST_STATEMENT as u64 {
        return Err(refused("error-evidence-large", LARGEST_STATEMENT >> 20));
    }
    let (sha256, _) = lake::hash_to_end(&mut file, path)?;
    for _ in 0..TRIES {
        if let Some(known) = home.store.bank_file(&sha256).await?.filter(|known| sees(scope, &known.region)) {
            return serde_json::from_str(&known.receipt).map_err(|_| AppError::Unreadable("the receipt of a bank statement"));
        }
        file.rewind().map_err(AppError::disk("read", path))?;
        let opened = file.try_clone().map_err(AppError::disk("read", path))?;
        let mut statement = read_statement(home, opened, &showable(name), today)?;
        let booked = booked(home, scope, texts).await?;
        let mut known: BTreeMap<String, (String, i64)> = BTreeMap::new();
        for row in home.store.bank_rows().await? {
            known.insert(row.reference, (row.on_day, row.rupiah));
        }
        let (mut kept, mut duplicate) = (Vec::new(), 0);
        for (line, row) in statement.rows {
            let told = (row.on.to_string(), row.rupiah.0);
            match known.get(&row.reference) {
                Some(before) if *before == told => duplicate += 1,
                Some(_) => statement.refused.push(RefusedBankRow { line, reason: "reference_differs".to_owned() }),
                None if booked.contains(&row.reference) => duplicate += 1,
                None => {
                    let text = serde_json::to_vec(&row).map_err(|_| AppError::Unreadable("a row of a bank statement"))?;
                    kept.push(StoredBankRow {
                        line: i64::try_from(line).unwrap_or(i64::MAX),
                        sealed: home.keys.seal_text(SEAL, &row.reference, &text)?,
                        on_day: told.0.clone(),
                        rupiah: told.1,
                        reference: row.reference.clone(),
                        ..StoredBankRow::default()
                    });
                    known.insert(row.reference, told);
                }
            }
        }
        statement.refused.sort_by_key(|row| row.line);
        let receipt = BankReceipt {
            file: home.store.bank_files().await? + 1,
            sha256: sha256.clone(),
            rows_read: statement.rows_read,
            kept: kept.len() as u64,
            duplicate,
            refused: statement.refused,
        };
        debug_assert_eq!(receipt.rows_read, receipt.kept + receipt.duplicate + receipt.refused.len() as u64);
        let stored = BankFile {
            id: receipt.file,
            sha256: sha256.clone(),
            region: region.to_string(),
            receipt: serde_json::to_string(&receipt).map_err(|_| AppError::Unreadable("the receipt of a bank statement"))?,
            imported_by: scope.actor(),
            imported_at: now,
        };
        match home.store.keep_bank_file(&stored, &kept, &scope.entry("payments-import", "")).await {
            // Another statement came in meanwhile: what of this one is new is decided anew.
            Err(StoreFault::Overtaken { .. }) => {}
            done => return done.map(|()| receipt).map_err(Into::into),
        }
    }
    Err(StoreFault::Overtaken { kind: "bank statements".to_owned() }.into())
}

fn sees(scope: &Scope, region: &str) -> bool {
    RegionCode::parse(region).is_ok_and(|region| scope.area().contains(region))
}

/// The bank references that are booked in the cases that the asker sees.
async fn booked(home: &Installation, scope: &Scope, texts: &Texts) -> Result<BTreeSet<String>, AppError> {
    let law = Law::embedded()?;
    let cases = Cases::read(home, &law, None, texts).await?;
    let trails = cases.sight.seen(scope).filter_map(|sheet| cases.trails.get(&sheet.number)).flatten();
    let reference = |event: &Event| match event {
        Event::PaymentReceived { reference, .. } => Some(reference.clone()),
        _ => None,
    };
    Ok(trails.filter_map(|step| reference(&step.event)).collect())
}

impl Cases<'_> {
    /// What is owed in the cases that somebody sees and that are not over.
    fn debts(&self, scope: &Scope, today: Date) -> Debts {
        let mut debts = Vec::new();
        for sheet in self.sight.seen(scope) {
            let standing = self.docket.standing(&sheet.number, today);
            let Some(standing) = standing.filter(|standing| !standing.sanction.is_over()) else { continue };
            let trail = self.trails.get(&sheet.number).map(Vec::as_slice).unwrap_or_default();
            let agreed = trail.iter().rev().find_map(|step| match &step.event {
                Event::CommitmentSigned { instalments } => Some(instalments.iter().map(|part| part.rupiah).collect::<Vec<_>>()),
                _ => None,
            });
            let open = self.docket.case(&sheet.number).map(|case| case.ledger().open_items(&enforce::Charge::ALL));
            let open = open.into_iter().flatten().map(|item| item.open).filter(|open| open.0 > 0);
            debts.push(Debt {
                case: sheet.number.clone(),
                employer: sheet.finding.clone(),
                name: sheet.name.clone(),
                outstanding: standing.outstanding,
                parts: agreed.into_iter().flatten().chain(open).collect(),
            });
        }
        Debts::of(debts)
    }
}

/// The rows of the statements that the asker sees, those that wait for a decision first, each with the cases it may be for.
///
/// # Errors
/// The asker may not, or the store cannot be read.
pub async fn payments(home: &Installation, scope: &Scope, today: Date, texts: &Texts) -> Result<Vec<BankLine>, AppError> {
    scope.require(Permission::Casework)?;
    let law = Law::embedded()?;
    let cases = Cases::read(home, &law, None, texts).await?;
    let debts = cases.debts(scope, today);
    let mut lines = Vec::new();
    for stored in home.store.bank_rows().await?.into_iter().filter(|row| sees(scope, &row.region)) {
        let row = open_row(home, &stored)?;
        let decision = stored.decision.unwrap_or_default();
        let state = match (decision.decided_by.is_empty(), decision.case_number.is_empty()) {
            (true, _) => "open",
            (_, false) => "booked",
            _ => "set_aside",
        };
        // A case that the asker does not see is not named.
        let shown = cases.sight.sheet(scope, &decision.case_number).is_ok();
        lines.push(BankLine {
            id: stored.id,
            line: stored.line,
            proposals: if state == "open" { debts.propose(&row) } else { Vec::new() },
            row: BankRow { payer: showable(&row.payer), account: showable(&row.account), note: showable(&row.note), ..row },
            state,
            case: if shown { decision.case_number } else { String::new() },
            reason: decision.reason,
            decided_by: decision.decided_by,
        });
    }
    lines.sort_by_key(|line| line.state != "open");
    home.store.record(&scope.entry("payments-look", format!("rows:{}", lines.len()))).await?;
    Ok(lines)
}

fn open_row(home: &Installation, stored: &StoredBankRow) -> Result<BankRow, AppError> {
    let text = home.keys.open_text(SEAL, &stored.reference, &stored.sealed)?;
    let row: BankRow = serde_json::from_slice(&text).map_err(|_| AppError::Unreadable("a row of a bank statement"))?;
    let is_same = row.on.to_string() == stored.on_day && row.rupiah.0 == stored.rupiah && row.reference == stored.reference;
    if is_same { Ok(row) } else { Err(AppError::Unreadable("a row of a bank statement is not what came in")) }
}

/// A row that waits for a decision of the asker.
async fn waiting(home: &Installation, scope: &Scope, id: i64) -> Result<StoredBankRow, AppError> {
    let row = home.store.bank_row(id).await?.filter(|row| sees(scope, &row.region));
    let row = row.ok_or_else(|| refused("error-no-payment", id))?;
    if row.decision.is_some() { Err(refused("error-payment-decided", id)) } else { Ok(row) }
}

/// Books a row in a case as a payment. A case is told in the order of days: a payment of an earlier day than its last event counts on the
/// day of that event; the day of the bank stays with the row.
///
/// # Errors
/// The asker may not, or does not see the row or the case; the row is decided; the rules refuse the payment.
pub async fn book_payment(
    home: &Installation,
    scope: &Scope,
    (id, number): (i64, &str),
    now: i64,
    texts: &Texts,
) -> Result<ReplayedEvent, AppError> {
    scope.require(Permission::Casework)?;
    let law = Law::embedded()?;
    for _ in 0..TRIES {
        let row = open_row(home, &waiting(home, scope, id).await?)?;
        let mut cases = Cases::read(home, &law, None, texts).await?;
        cases.sight.sheet(scope, number)?;
        let last = cases.trails.get(number).and_then(|trail| trail.last()).map_or(row.on, |step| step.on);
        let on = row.on.max(last);
        let event = Event::PaymentReceived { reference: row.reference.clone(), rupiah: row.rupiah };
        let read = Line { moment: Moment::Day(on), case: number.to_owned(), event };
        let played = cases.docket.play(number, read.moment, &read.event);
        let told = refuse(&read, played, texts)?;
        let stored = CaseEvent {
            seq: cases.last + 1,
            number: number.to_owned(),
            moment: on.to_string(),
            body: body_of(&read.event)?,
            taken_by: scope.actor(),
            taken_at: now,
        };
        let decision = BankDecision {
            case_number: number.to_owned(),
            decided_by: scope.actor(),
            decided_at: now,
            ..BankDecision::default()
        };
        let entry = scope.entry("payment-book", format!("case:{number} payment:{id}"));
        match home.store.book_bank_row(id, &decision, &stored, &entry).await {
            Ok(()) => return Ok(told),
            // Something happened in a case or with the row meanwhile: it is decided anew.
            Err(StoreFault::Overtaken { .. }) => {}
            Err(fault) => return Err(fault.into()),
        }
    }
    Err(StoreFault::Overtaken { kind: "cases".to_owned() }.into())
}

/// Sets a row aside: it is for no case.
///
/// # Errors
/// The asker may not or does not see the row; it is decided; no reason is given.
pub async fn set_payment_aside(home: &Installation, scope: &Scope, id: i64, reason: &str, now: i64) -> Result<(), AppError> {
    scope.require(Permission::Casework)?;
    let row = waiting(home, scope, id).await?;
    let reason = written("reason", reason, LONGEST_TEXT)?;
    if reason.is_empty() {
        return Err(refused("error-payment-reason", id));
    }
    let decision = BankDecision { reason, decided_by: scope.actor(), decided_at: now, ..BankDecision::default() };
    match home.store.set_bank_row_aside(row.id, &decision, &scope.entry("payment-aside", format!("payment:{id}"))).await {
        Err(StoreFault::Overtaken { .. }) => Err(refused("error-payment-decided", id)),
        done => Ok(done?),
    }
}
