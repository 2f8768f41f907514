//! `sinergi detect`: who may not comply. Rows come from the lake through the engine, the rules are those of `flow/5-enforce`.

mod employer;
mod groups;
mod lists;
mod rows;
mod wages;

pub use employer::{EmployerArrears, EmployerMembers, EmployerPlace, EmployerView, employer};
pub use groups::EmployerGroup;

use crate::access::Scope;
use crate::coverage::table;
use crate::coverage_batches::{known_batches, linked_batches, speaking, valid_in};
use crate::fault::{AppError, Refused};
use crate::installation::Installation;
use crate::link_rosters::{LINKS, LinkReport, PEOPLE, links_schema};
use crate::replay_cases::embedded_calendar;
use crate::words::Note;
use base::access::Permission;
use base::handover::Kind;
use base::law::Rulebook;
use base::law::assess::Refusal;
use base::vocabulary::region::{Level, RegionCode};
use base::vocabulary::{Month, Rupiah};
use enforce::detect::{
    self, Detector, EmployerBook, Evidence, Finding, MinimumWages, RupiahFor, Stakes, arrears, pds, people, projects, pwbd,
};
use enforce::{Basis, Rules};
use engine::Engine;
use jiff::civil::Date;
use measure::{QueryText, StandingColumn};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use store::{Batch, Snapshot};

/// What is asked.
#[derive(Clone, Debug, Default)]
pub struct DetectRequest {
    /// The month; none asks for the latest that the register reaches.
    pub as_of: Option<Month>,
    /// What was known on this day; none asks for everything known.
    pub known_on: Option<Date>,
    /// Only this detector.
    pub only: Option<Detector>,
}

/// A finding with what a reader must know beside it. One of the four numbers is filled: it names what the finding is about.
#[derive(Clone, Debug, Serialize)]
pub struct ProposedFinding {
    /// The kind.
    pub detector: Detector,
    /// Number of the register.
    pub npp: String,
    /// Number of the business.
    pub nib: String,
    /// Code of the contract.
    pub project_id: String,
    /// Office, village, or whoever has no number.
    pub unit_id: String,
    /// The regency; empty where no list tells.
    pub region_code: String,
    /// Its name.
    pub region_name: String,
    /// The name of the employer, project or unit.
    pub name: String,
    /// The first month it shows in.
    pub first_month: Month,
    /// Workers concerned.
    pub workers: Option<u64>,
    /// The value at stake.
    pub rupiah: Option<Rupiah>,
    /// Whether that is for each month, or all there is.
    pub rupiah_for: RupiahFor,
    /// What was counted.
    pub evidence: Vec<Evidence>,
    /// The article behind it.
    pub basis: Basis,
    /// Whether it speaks of people who do not exist.
    pub synthetic: bool,
    /// The employer that it is about, and its place among [`DetectAnswer::groups`]; none for an office, a village or a project.
    #[serde(skip)]
    pub employer: Option<(usize, usize)>,
}

impl ProposedFinding {
    /// The one number that is filled.
    pub fn key(&self) -> &str {
        [&self.npp, &self.nib, &self.project_id, &self.unit_id].into_iter().find(|key| !key.is_empty()).map_or("", String::as_str)
    }
}

/// What was counted, in words: `ada di daftar izin`, `45 pekerja dilaporkan`.
pub fn evidence_in_words(evidence: &Evidence, texts: &texts::Texts) -> String {
    let named = match evidence.code {
        "list" => texts.say(&format!("list-{}", evidence.value), &[]),
        "size" => texts.say(&format!("size-{}", evidence.value), &[]),
        _ => evidence.value.clone(),
    };
    texts.say(&format!("evidence-{}", evidence.code), &[("value", &named)])
}

/// The answer.
#[derive(Clone, Debug, Serialize)]
pub struct DetectAnswer {
    /// The findings: by detector, the highest value first.
    pub findings: Vec<ProposedFinding>,
    /// The month asked about.
    pub as_of: Month,
    /// The day up to which payments count.
    pub on: Date,
    /// The link snapshot.
    pub snapshot: String,
    /// All employers that the lists and the register tell of, by regency and size: what the findings are a part of.
    #[serde(skip)]
    pub groups: Vec<EmployerGroup>,
    /// What the reader must know beside the findings.
    #[serde(skip)]
    pub notes: Vec<Note>,
    /// Whether any row speaks of people who do not exist.
    pub synthetic: bool,
}

/// Looks for violations in the rows of one link snapshot and the lists known beside it; those of the asker's area are told.
///
/// # Errors
/// Nothing is linked yet, the register does not reach the month, the rulebook has no value for it, or the lake cannot be read.
pub async fn detect(home: &Installation, scope: &Scope, request: &DetectRequest) -> Result<DetectAnswer, AppError> {
    scope.require(Permission::Cases)?;
    let rules = Rules::embedded().map_err(|_| AppError::Unreadable("the embedded compliance.toml"))?;
    let wages = MinimumWages::embedded().map_err(|_| AppError::Unreadable("the embedded minimum_wage.toml"))?;
    let rulebook = Rulebook::embedded().map_err(|flaws| Refused::Rulebook { place: "rulebook".to_owned(), flaws })?;
    let session = Session::open(home, request).await?;
    let (month, on) = (session.month, session.on);
    let thresholds = &rules.detect;
    let stakes = Stakes { rulebook: &rulebook, wages: &wages, month, risk_group: thresholds.risk_group };
    let wanted = |detector| request.only.is_none_or(|only| only == detector);

    let rows = rows::businesses(&session).await?;
    let projects = rows::projects(&session).await?;
    let tenders = rows::contractors(&projects);
    let book = EmployerBook::link([rows, tenders].concat(), rows::registered(&session).await?, on);
    let senders = lists::Senders::find(&session, &book)?;
    let mut found: Vec<Finding> = Vec::new();
    if wanted(Detector::Pwbd) {
        found.extend(pwbd::find(&book, thresholds, &stakes, on).map_err(law)?);
    }
    if wanted(Detector::PdsTk) || wanted(Detector::GovernmentUnit) {
        let listed = lists::read(home, &session, &book, thresholds).await?;
        if wanted(Detector::PdsTk) {
            found.extend(pds::workers(&book, &listed.payrolls, thresholds, &stakes).map_err(law)?);
        }
        if wanted(Detector::GovernmentUnit) {
            found.extend(detect::units::find(&listed.units, thresholds, &stakes).map_err(law)?);
        }
    }
    if wanted(Detector::PdsUpah) {
        let tallies = wages::tally(home, &session, &book, &stakes, &senders).await?;
        found.extend(detect::wages::find(&book, &tallies, thresholds, &stakes).map_err(law)?);
    }
    if wanted(Detector::PdsProgram) {
        found.extend(pds::programmes(&book, thresholds, &stakes).map_err(law)?);
    }
    if wanted(Detector::WrongSegment) {
        found.extend(pds::segments(&book, &stakes).map_err(law)?);
    }
    if wanted(Detector::Arrears) {
        let bills = rows::open_bills(&session).await?;
        found.extend(arrears::find(&book, &bills, thresholds, &stakes, on).map_err(law)?);
    }
    if wanted(Detector::JakonProject) {
        let calendar = embedded_calendar(rules.joint_leave_works)?;
        let rows: Vec<_> = projects.into_iter().map(|(row, _)| row).collect();
        found.extend(projects::find(&rows, thresholds, &stakes, &calendar, (on, home.region)).map_err(law)?);
    }
    if wanted(Detector::DuplicateFunding) || wanted(Detector::DeadActive) {
        let memberships = rows::memberships(&session).await?;
        if wanted(Detector::DuplicateFunding) {
            found.extend(people::funding(&book, &memberships, &stakes).map_err(law)?);
        }
        if wanted(Detector::DeadActive) {
            found.extend(people::dead(&book, &memberships, &stakes).map_err(law)?);
        }
    }
    found.retain(|finding| scope.area().contains(finding.region.unwrap_or(home.region)));
    detect::sort(&mut found);
    let synthetic = home.is_synthetic().await?;
    let grouped = groups::Grouped::of(home, scope, &book);
    let propose = |finding: Finding| {
        let [npp, nib, project_id, unit_id] = finding.subject.cells().map(str::to_owned);
        ProposedFinding {
            detector: finding.detector,
            npp,
            nib,
            project_id,
            unit_id,
            region_code: finding.region.map(|code| code.to_string()).unwrap_or_default(),
            region_name: finding.region.and_then(|code| home.regions.name(code)).unwrap_or_default().to_owned(),
            name: finding.name,
            first_month: finding.first_month,
            workers: finding.workers,
            rupiah: finding.rupiah,
            rupiah_for: finding.detector.rupiah_for(),
            evidence: finding.evidence,
            basis: thresholds.basis(finding.detector).clone(),
            synthetic,
            employer: grouped.employer(&finding.subject),
        }
    };
    Ok(DetectAnswer {
        findings: found.into_iter().map(propose).collect(),
        groups: grouped.groups,
        as_of: month,
        on,
        snapshot: session.snapshot,
        notes: session.notes,
        synthetic,
    })
}

/// A value that the rulebook does not know is refused by its name.
fn law(refusal: Refusal) -> AppError {
    Refused::Request { key: "error-detect-law", detail: refusal.to_string() }.into()
}

/// The tables of one question.
struct Session {
    engine: Engine,
    month: Month,
    on: Date,
    snapshot: String,
    notes: Vec<Note>,
    batches: BTreeMap<Kind, Vec<Batch>>,
}

/// Kinds that stand beside the link snapshot.
const BESIDE: [Kind; 4] = [Kind::Employers, Kind::Permits, Kind::Projects, Kind::Contributions];

impl Session {
    async fn open(home: &Installation, request: &DetectRequest) -> Result<Self, AppError> {
        let links: Option<Snapshot> = match request.known_on {
            Some(day) => home.store.snapshot_known_on(LINKS, day).await?,
            None => home.store.current_snapshot(LINKS).await?,
        };
        let links = links.ok_or_else(|| request.known_on.map_or(Refused::NotLinked, Refused::NothingKnown))?;
        let report: LinkReport =
            serde_json::from_str(&links.detail).map_err(|_| AppError::Unreadable("the link report cannot be read"))?;
        let (linked, month, reaches) = linked_batches(home, &report, request.known_on, request.as_of).await?;
        for segment in base::vocabulary::Segment::ALL {
            home.active.due_on(segment, month).map_err(Refused::NotInForce)?;
        }
        let spill = home.place.data.join("spill");
        std::fs::create_dir_all(&spill).map_err(AppError::disk("make the folder", &spill))?;
        let engine = Engine::new(home.place.query_memory, &spill, home.place.threads)?;
        let mut batches = BTreeMap::new();
        for kind in PEOPLE {
            let chosen = speaking(&linked, kind, month);
            table(home, &engine, kind, &chosen).await?;
            batches.insert(kind, chosen.into_iter().cloned().collect());
        }
        let mut notes = Vec::new();
        for kind in BESIDE {
            let known = known_batches(home, kind, request.known_on).await?;
            // Every list of bills tells its own month; of the others the one that was valid.
            let chosen: Vec<&Batch> =
                if kind == Kind::Contributions { known.iter().collect() } else { valid_in(known.iter(), month) };
            if chosen.is_empty() {
                notes.push(Note::of("note-detect-without", &[("kind", &kind)]));
            }
            table(home, &engine, kind, &chosen).await?;
            batches.insert(kind, chosen.into_iter().cloned().collect());
        }
        let files = home.store.files_of(-links.seq).await?;
        let paths: Result<Vec<PathBuf>, _> = files.iter().map(|file| home.lake.verified(&file.sha256)).collect();
        engine.table("links", Arc::new(links_schema()), &paths?).await?;
        engine.standing(StandingColumn::new(month, home.active.clone()));
        if let Some(year) = home.active.holidays_unknown(month) {
            notes.push(Note::of("note-no-holidays", &[("year", &year)]));
        }
        let on = month.last_day().min(reaches);
        Ok(Self { engine, month, on, snapshot: links.id, notes, batches })
    }

    async fn ask(&self, query: impl Into<QueryText>) -> Result<Vec<rows::Table>, AppError> {
        let answer = self.engine.run(&query.into()).await?;
        Ok(answer.into_iter().map(rows::Table).collect())
    }
}

/// The regency with this four-digit number.
fn regency(number: Option<i64>) -> Option<RegionCode> {
    let code = u64::try_from(number?).ok()?.checked_mul(1_000_000)?;
    RegionCode::from_number(code).and_then(|code| code.at(Level::KabupatenKota))
}
