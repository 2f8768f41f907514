//! One employer as JSON: what *Pemberi kerja 360* shows of lists, register, bills and cases.

use super::answer;
use super::types::Problem;
use crate::gate::Seat;
use crate::reader::Reader;
use app::{EmployerArrears, EmployerMembers};
use axum::extract::Path;
use axum::response::Response;
use serde::Serialize;
use texts::Texts;
use utoipa::ToSchema;

/// A month that is not paid in full.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ArrearsOf {
    /// The number of the register.
    npp: String,
    /// The month.
    month: String,
    /// The last day on which it could be paid in time.
    due_on: String,
    /// Members it is for.
    members: u64,
    /// What is open of it, in rupiah.
    open: i64,
    /// Whether it is overdue.
    overdue: bool,
    /// The late fine of the rulebook up to the day, in rupiah.
    late_fine: i64,
}

impl From<&EmployerArrears> for ArrearsOf {
    fn from(one: &EmployerArrears) -> Self {
        Self {
            npp: one.npp.clone(),
            month: one.month.to_string(),
            due_on: one.due_on.to_string(),
            members: one.members,
            open: one.open.0,
            overdue: one.overdue,
            late_fine: one.late_fine.0,
        }
    }
}

/// Members of one segment with the same programmes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MembersOf {
    /// The number of the register.
    npp: String,
    /// The segment; empty where the register does not tell.
    segment: String,
    /// The programmes.
    programmes: String,
    /// People.
    people: u64,
}

impl From<&EmployerMembers> for MembersOf {
    fn from(group: &EmployerMembers) -> Self {
        let (npp, segment, programmes) = (group.npp.clone(), group.segment.clone(), group.programmes.clone());
        Self { npp, segment, programmes, people: group.people }
    }
}

/// An employer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EmployerOf {
    /// Its name.
    name: String,
    /// The name of the regency of its seat.
    region_name: String,
    /// Its size; empty where no list tells.
    size: String,
    /// The numbers of the register that it has.
    npps: Vec<String>,
    /// Numbers that a list gives it and the register does not know.
    unknown_npps: Vec<String>,
    /// Its numbers as a business.
    nibs: Vec<String>,
    /// Whether every line of the register of businesses says that it is closed.
    closed: bool,
    /// Workers as it reported them; none where no list tells.
    reported: Option<u64>,
    /// Members of the register under its numbers.
    registered: u64,
    /// Those members, by segment and programmes.
    members: Vec<MembersOf>,
    /// Months that are not paid in full, the oldest first.
    arrears: Vec<ArrearsOf>,
    /// The numbers of its cases that the asker sees.
    cases: Vec<String>,
    /// The month asked about.
    as_of: String,
    /// The day up to which payments count.
    on: String,
    /// The link snapshot.
    snapshot: String,
}

/// One employer by a number of the register or of a business.
#[utoipa::path(get, path = "/api/v1/employers/{key}", tag = "cases",
    params(("key" = String, Path, description = "NPP or NIB")),
    responses((status = 200, body = EmployerOf), (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 500, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn show(desk: Seat, reader: Reader, Path(key): Path<String>) -> Response {
    let voice = desk.voice(&reader);
    let found = async {
        let employer = desk.employer(key).await?;
        let (keys, today, language) = (employer.keys(), desk.today(), reader.language);
        let done =
            desk.ask(async move |home, scope| app::employer_cases(home, scope, &keys, today, &Texts::of(language)).await).await?;
        Ok(EmployerOf {
            name: employer.name.clone(),
            region_name: employer.region_name.clone(),
            size: employer.size.to_owned(),
            npps: employer.npps.clone(),
            unknown_npps: employer.unknown_npps.clone(),
            nibs: employer.nibs.clone(),
            closed: employer.closed,
            reported: employer.reported,
            registered: employer.registered,
            members: employer.members.iter().map(MembersOf::from).collect(),
            arrears: employer.arrears.iter().map(ArrearsOf::from).collect(),
            cases: done.cases.iter().map(|case| case.number.clone()).collect(),
            as_of: employer.as_of.to_string(),
            on: employer.on.to_string(),
            snapshot: employer.snapshot.clone(),
        })
    };
    answer(&voice, found.await)
}
