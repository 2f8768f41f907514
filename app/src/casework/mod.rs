//! Cases of the compliance forum in an installation: opened from a finding or by hand, moved by events, listed with what is due.
//!
//! Only events are stored. Every answer plays them anew through `flow/5-enforce`, so that a case can never stand where its events
//! did not bring it, and an event is stored only if the rules take it.

mod acts;
mod bank;
mod bank_file;
mod evidence;
mod file;
mod freeze;
mod letters;
mod of_employer;
mod office;
mod paper;
mod sight;
mod skk;
mod words;

pub use acts::{NewCase, assign_case, case_of, open_case, read_case_event, readmit, recuse, take_case_event, violation_of};
pub use bank::{
    BankLine, BankReceipt, LARGEST_STATEMENT, RefusedBankRow, book_payment, import_payments, payments, set_payment_aside,
};
pub use evidence::{
    CustodyLine, EvidenceFile, EvidenceKind, EvidenceView, LARGEST_EVIDENCE, add_evidence, destroy_evidence, evidence,
    open_evidence, piece_of_evidence,
};
pub use file::case_file;
pub use freeze::{FrozenFine, FrozenLetter, LetterBefore, NewLetter};
pub use letters::{LetterView, draft_letter, drop_letter, issue_letter, letter, letters};
pub use of_employer::{EmployerCases, employer_cases};
pub(crate) use office::letterhead;
pub use office::{Office, office, write_synthetic_office};
pub use paper::letter_pdf;
pub(crate) use paper::picture_of_squares;
pub use skk::{SkkBook, SkkLine, SkkYear, skk_book};

use crate::access::Scope;
use crate::fault::{AppError, Refused};
use crate::installation::Installation;
use crate::replay_cases::{Line, ReplayedEvent, embedded_calendar, told};
use base::access::Permission;
use base::law::Rulebook;
use base::vocabulary::Rupiah;
use enforce::case::{Deadline, Moment, Outcome, Standing, Trail, Violation};
use enforce::ledger::OpenItem;
use enforce::{Calendar, Charge, Docket, Event, EventKind, LetterKind, Rules};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sight::Sight;
use std::collections::BTreeMap;
use store::{CaseEvent, CaseSheet};
use texts::Texts;

/// How often an event is decided anew because others came in between.
const TRIES: usize = 50;

/// A case in a list.
#[derive(Clone, Debug, Serialize)]
pub struct CaseLine {
    /// Its number.
    pub number: String,
    /// NPP, NIB or another key.
    pub employer: String,
    /// The name.
    pub name: String,
    /// The region.
    pub region_code: String,
    /// Its name.
    pub region_name: String,
    /// What it is about.
    pub violation: Violation,
    /// The detector that proposed it; empty where none did.
    pub detector: String,
    /// What became of the finding that it took up.
    pub outcome: Outcome,
    /// When it was opened.
    pub opened_on: Option<Date>,
    /// Where it stands on the sanction track.
    pub state: &'static str,
    /// Where it stands on the prosecutor's track.
    pub skk: &'static str,
    /// What is due, the earliest first.
    pub deadlines: Vec<Deadline>,
    /// What is owed, in rupiah.
    pub outstanding: Rupiah,
    /// What was received, in rupiah.
    pub received: Rupiah,
    /// The account that works on it; empty when nobody does.
    pub officer: String,
    /// Whether only those who work on it see it.
    pub confidential: bool,
    /// Which events the rules allow next.
    pub next: Vec<EventKind>,
    /// Which letters may be written next.
    pub letters: Vec<LetterKind>,
}

/// Something that happened, with who entered it.
#[derive(Clone, Debug, Serialize)]
pub struct CaseStep {
    /// What happened and where the case stood after it.
    #[serde(flatten)]
    pub event: ReplayedEvent,
    /// Who entered it.
    pub taken_by: String,
    /// When it was entered, in seconds since 1970.
    pub taken_at: i64,
}

/// A charge with what is still open of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenCharge {
    /// The month; none for a charge without one.
    pub month: Option<base::vocabulary::Month>,
    /// What for.
    pub kind: Charge,
    /// How much was charged, in rupiah.
    pub charged: Rupiah,
    /// How much is open, in rupiah.
    pub open: Rupiah,
}

/// Everything about one case.
#[derive(Clone, Debug, Serialize)]
pub struct CaseView {
    /// Where it stands.
    #[serde(flatten)]
    pub line: CaseLine,
    /// What happened, in order.
    pub steps: Vec<CaseStep>,
    /// What was charged and is open, the oldest month first.
    pub charges: Vec<OpenCharge>,
    /// Who worked on it, in order.
    pub officers: Vec<(String, String)>,
    /// The letters written in it, the latest first.
    pub written: Vec<LetterView>,
    /// Its evidence, in the order in which it was added.
    pub evidence: Vec<EvidenceView>,
    /// Who keeps out of it, and why.
    pub recused: Vec<(String, String)>,
}

/// The law under which cases are played.
struct Law {
    rules: Rules,
    rulebook: Rulebook,
    calendar: Calendar,
}

impl Law {
    fn embedded() -> Result<Self, AppError> {
        let rules = Rules::embedded().map_err(|_| AppError::Unreadable("the embedded compliance.toml"))?;
        let rulebook = Rulebook::embedded().map_err(|flaws| Refused::Rulebook { place: "rulebook".to_owned(), flaws })?;
        let calendar = embedded_calendar(rules.joint_leave_works)?;
        Ok(Self { rules, rulebook, calendar })
    }
}

/// Every case as it is stored, and the docket that its events made.
struct Cases<'l> {
    docket: Docket<'l>,
    sight: Sight,
    /// What happened in the case that was asked for, with who entered it.
    steps: Vec<CaseStep>,
    /// What happened in each case, with what was owed after it.
    trails: BTreeMap<String, Vec<Trail>>,
    last: i64,
}

impl<'l> Cases<'l> {
    async fn read(home: &Installation, law: &'l Law, wanted: Option<&str>, texts: &Texts) -> Result<Self, AppError> {
        let mut docket = Docket::new(&law.rules, &law.rulebook, &law.calendar);
        let (mut steps, mut trails, mut last) = (Vec::new(), BTreeMap::<String, Vec<Trail>>::new(), 0);
        let mut line = 0;
        for stored in home.store.case_events().await? {
            let read = read_event(&stored)?;
            let played = docket.play(&stored.number, read.moment, &read.event);
            if played.outcome.is_err() {
                return Err(AppError::Unreadable("an event of a case is one that the rules do not take"));
            }
            if let (Some(on), Some(standing)) = (played.on, &played.standing) {
                let step = Trail { on, event: read.event.clone(), outstanding: standing.outstanding };
                trails.entry(stored.number.clone()).or_default().push(step);
            }
            if wanted == Some(stored.number.as_str()) {
                line += 1;
                let event = told(line, &read, played, texts);
                steps.push(CaseStep { event, taken_by: stored.taken_by, taken_at: stored.taken_at });
            }
            last = stored.seq;
        }
        Ok(Self { docket, sight: Sight::read(home).await?, steps, trails, last })
    }

    /// The cases that somebody sees, what is due first at the top.
    fn lines(&self, home: &Installation, scope: &Scope, today: Date) -> Result<Vec<CaseLine>, AppError> {
        let mut lines = self.sight.seen(scope).map(|sheet| self.line(home, sheet, today)).collect::<Result<Vec<_>, _>>()?;
        lines.sort_by_key(|line| (line.deadlines.first().map_or(Date::MAX, |deadline| deadline.on), line.number.clone()));
        Ok(lines)
    }

    fn line(&self, home: &Installation, sheet: &CaseSheet, today: Date) -> Result<CaseLine, AppError> {
        let missing = || AppError::Unreadable("a case has no event that opens it");
        let standing: Standing = self.docket.standing(&sheet.number, today).ok_or_else(missing)?;
        let trail = self.trails.get(&sheet.number).map(Vec::as_slice).unwrap_or_default();
        let opening = trail.first().ok_or_else(missing)?;
        let Event::Opened { employer, violation, region, .. } = &opening.event else { return Err(missing()) };
        let letters = LetterKind::ALL.into_iter().filter(|kind| kind.may_follow(&standing)).collect();
        Ok(CaseLine {
            number: sheet.number.clone(),
            employer: employer.clone(),
            name: sheet.name.clone(),
            region_code: region.to_string(),
            region_name: home.regions.name(*region).unwrap_or_default().to_owned(),
            violation: *violation,
            detector: sheet.detector.clone(),
            outcome: Outcome::of(trail),
            opened_on: Some(opening.on),
            state: standing.sanction.code(),
            skk: standing.skk.code(),
            deadlines: standing.deadlines,
            outstanding: standing.outstanding,
            received: standing.received,
            officer: self.sight.officer(&sheet.number).to_owned(),
            confidential: sheet.confidential,
            letters,
            next: standing.next,
        })
    }
}

fn read_event(stored: &CaseEvent) -> Result<Line, AppError> {
    let unreadable = || AppError::Unreadable("an event of a case cannot be read");
    let moment = Moment::parse(&stored.moment).ok_or_else(unreadable)?;
    let event: Event = serde_json::from_str(&stored.body).map_err(|_| unreadable())?;
    Ok(Line { moment, case: stored.number.clone(), event })
}

fn body_of(event: &Event) -> Result<String, AppError> {
    serde_json::to_string(event).map_err(|_| AppError::Unreadable("an event of a case cannot be written"))
}

/// A refusal of the rules as one of ours, with its article.
fn refuse(read: &Line, played: enforce::Played, texts: &Texts) -> Result<ReplayedEvent, AppError> {
    let refused = played.outcome.is_err();
    let told = told(0, read, played, texts);
    if refused {
        let article = told.article.clone().unwrap_or_default();
        return Err(Refused::Request { key: "error-case-refused", detail: format!("{} ({article})", told.text) }.into());
    }
    Ok(told)
}

/// The cases that the asker sees, what is due first at the top.
///
/// # Errors
/// The asker may not, or the store cannot be read.
pub async fn cases(home: &Installation, scope: &Scope, today: Date, texts: &Texts) -> Result<Vec<CaseLine>, AppError> {
    scope.require(Permission::Cases)?;
    let law = Law::embedded()?;
    Cases::read(home, &law, None, texts).await?.lines(home, scope, today)
}

/// One case, and that it was looked at.
///
/// # Errors
/// The asker may not, or does not see the case.
pub async fn case(home: &Installation, scope: &Scope, number: &str, today: Date, texts: &Texts) -> Result<CaseView, AppError> {
    scope.require(Permission::Cases)?;
    let law = Law::embedded()?;
    let mut cases = Cases::read(home, &law, Some(number), texts).await?;
    let line = cases.line(home, cases.sight.sheet(scope, number)?, today)?;
    home.store.record(&scope.entry("case-look", format!("case:{number}"))).await?;
    let items = cases.docket.case(number).map(|case| case.ledger().open_items(&law.rules.allocation)).unwrap_or_default();
    let officers = cases.sight.officers.iter().filter(|line| line.number == number);
    let officers = officers.map(|line| (line.officer.clone(), line.reason.clone())).collect();
    let charges = items.into_iter().map(charge).collect();
    let written = letters::views(home.store.letters(Some(number)).await?)?;
    let evidence = evidence::pieces(home, number).await?;
    let recused = cases.sight.recused(number);
    Ok(CaseView { line, steps: std::mem::take(&mut cases.steps), charges, officers, written, evidence, recused })
}

fn charge(item: OpenItem) -> OpenCharge {
    OpenCharge { month: item.month, kind: item.kind, charged: item.charged, open: item.open }
}
