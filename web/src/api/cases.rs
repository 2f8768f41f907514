//! Findings and cases as JSON: what the radar and the sheets of cases show.

use super::types::{Paged, Problem};
use super::{answer, paging, part};
use crate::ask::{Asked, refused};
use crate::gate::Seat;
use crate::pages::case_form::code_of;
use crate::reader::Reader;
use app::{CaseLine, Detector, ProposedFinding};
use axum::extract::Path;
use axum::response::Response;
use serde::Serialize;
use texts::Texts;
use utoipa::ToSchema;

/// A proposal: who may not comply, on which evidence. Nobody has decided anything.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FindingOf {
    /// The detector.
    detector: String,
    /// Number of the register; one of the four numbers is filled.
    npp: String,
    /// Number of the business.
    nib: String,
    /// Code of the contract.
    project_id: String,
    /// Office, village, or whoever has no number.
    unit_id: String,
    /// The regency; empty where no list tells.
    region_code: String,
    /// The name.
    name: String,
    /// The first month it shows in.
    first_month: String,
    /// Workers concerned.
    workers: Option<u64>,
    /// The value at stake, in rupiah.
    rupiah: Option<i64>,
    /// Whether that is for each month or all there is.
    rupiah_for: String,
    /// The article behind it.
    article: String,
    /// Whether it speaks of people who do not exist.
    synthetic: bool,
}

impl From<&ProposedFinding> for FindingOf {
    fn from(finding: &ProposedFinding) -> Self {
        Self {
            detector: finding.detector.code().to_owned(),
            npp: finding.npp.clone(),
            nib: finding.nib.clone(),
            project_id: finding.project_id.clone(),
            unit_id: finding.unit_id.clone(),
            region_code: finding.region_code.clone(),
            name: finding.name.clone(),
            first_month: finding.first_month.to_string(),
            workers: finding.workers,
            rupiah: finding.rupiah.map(|rupiah| rupiah.0),
            rupiah_for: code_of(&finding.rupiah_for),
            article: finding.basis.to_string(),
            synthetic: finding.synthetic,
        }
    }
}

/// Something that is due in a case.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeadlineOf {
    /// The day.
    on: String,
    /// What is due.
    due: String,
    /// The day of its reminder.
    reminder: String,
    /// Whether it is past.
    overdue: bool,
}

/// A case and where it stands.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseOf {
    /// Its number.
    number: String,
    /// NPP, NIB or another key.
    employer: String,
    /// The name.
    name: String,
    /// The region.
    region_code: String,
    /// What it is about.
    violation: String,
    /// The detector that proposed it; empty where none did.
    detector: String,
    /// What became of the finding: `held`, `fell` or `open`.
    outcome: String,
    /// When it was opened.
    opened_on: Option<String>,
    /// Where it stands on the sanction track.
    state: String,
    /// Where it stands on the prosecutor's track.
    skk: String,
    /// What is due, the earliest first.
    deadlines: Vec<DeadlineOf>,
    /// What is owed, in rupiah.
    outstanding: i64,
    /// What was received, in rupiah.
    received: i64,
    /// Who works on it; empty when nobody does.
    officer: String,
    /// Which events the rules allow next.
    next: Vec<String>,
}

impl From<&CaseLine> for CaseOf {
    fn from(case: &CaseLine) -> Self {
        let deadlines = case.deadlines.iter().map(|deadline| DeadlineOf {
            on: deadline.on.to_string(),
            due: deadline.due.code().to_owned(),
            reminder: deadline.reminder.to_string(),
            overdue: deadline.overdue,
        });
        Self {
            number: case.number.clone(),
            employer: case.employer.clone(),
            name: case.name.clone(),
            region_code: case.region_code.clone(),
            violation: case.violation.code().to_owned(),
            detector: case.detector.clone(),
            outcome: case.outcome.code().to_owned(),
            opened_on: case.opened_on.map(|day| day.to_string()),
            state: case.state.to_owned(),
            skk: case.skk.to_owned(),
            deadlines: deadlines.collect(),
            outstanding: case.outstanding.0,
            received: case.received.0,
            officer: case.officer.clone(),
            next: case.next.iter().map(ToString::to_string).collect(),
        }
    }
}

/// One thing that happened in a case.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StepOf {
    /// The day.
    on: Option<String>,
    /// What happened.
    event: String,
    /// The article behind it.
    article: Option<String>,
    /// What a reader must know beside it, in words.
    text: String,
    /// Who entered it.
    taken_by: String,
}

/// A case with what happened in it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseWithSteps {
    /// Where it stands.
    case: CaseOf,
    /// What happened, in order.
    steps: Vec<StepOf>,
}

/// Proposals of the detectors, by detector, the highest value first.
#[utoipa::path(get, path = "/api/v1/findings", tag = "cases",
    params(("detector" = Option<String>, Query), ("region" = Option<String>, Query, description = "Kemendagri code of a regency"),
        ("limit" = Option<u32>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = Paged<FindingOf>), (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 500, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn findings(desk: Seat, reader: Reader, asked: Asked) -> Response {
    let voice = desk.voice(&reader);
    let found = async {
        let paging = paging(&asked)?;
        let unknown = |word: &str| refused("error-not-a-detector", word);
        let detector = asked.given("detector").map(|word| Detector::parse(word).ok_or_else(|| unknown(word))).transpose()?;
        let region = asked.text("region")?;
        let answer = desk.findings().await?;
        let fits = |one: &&ProposedFinding| {
            detector.is_none_or(|detector| detector == one.detector)
                && region.as_deref().is_none_or(|code| code == one.region_code)
        };
        let (rows, next) = part(answer.findings.iter().filter(fits).map(FindingOf::from).collect(), paging);
        Ok(Paged { rows, next })
    };
    answer(&voice, found.await)
}

/// The cases that the asker sees, what is due first at the top.
#[utoipa::path(get, path = "/api/v1/cases", tag = "cases",
    params(("limit" = Option<u32>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = Paged<CaseOf>), (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 500, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn list(desk: Seat, reader: Reader, asked: Asked) -> Response {
    let voice = desk.voice(&reader);
    let found = async {
        let paging = paging(&asked)?;
        let (today, language) = (desk.today(), reader.language);
        let cases = desk.ask(async move |home, scope| app::cases(home, scope, today, &Texts::of(language)).await).await?;
        let (rows, next) = part(cases.iter().map(CaseOf::from).collect(), paging);
        Ok(Paged { rows, next })
    };
    answer(&voice, found.await)
}

/// One case with what happened in it.
#[utoipa::path(get, path = "/api/v1/cases/{number}", tag = "cases",
    params(("number" = String, Path)),
    responses((status = 200, body = CaseWithSteps), (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 500, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn show(desk: Seat, reader: Reader, Path(number): Path<String>) -> Response {
    let voice = desk.voice(&reader);
    let (today, language) = (desk.today(), reader.language);
    let found = desk.ask(async move |home, scope| app::case(home, scope, &number, today, &Texts::of(language)).await).await;
    let shown = found.map(|case| CaseWithSteps {
        case: CaseOf::from(&case.line),
        steps: case
            .steps
            .into_iter()
            .map(|step| StepOf {
                on: step.event.on.map(|day| day.to_string()),
                event: step.event.event,
                article: step.event.article,
                text: step.event.text,
                taken_by: step.taken_by,
            })
            .collect(),
    });
    answer(&voice, shown)
}
