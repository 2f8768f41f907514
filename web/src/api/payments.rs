//! Rows of bank statements as JSON: what *Pembayaran* shows.

use super::types::{Paged, Problem};
use super::{answer, paging, part};
use crate::ask::Asked;
use crate::gate::Seat;
use crate::reader::Reader;
use app::BankLine;
use axum::response::Response;
use serde::Serialize;
use texts::Texts;
use utoipa::ToSchema;

/// A case that a row may be for. Nobody has decided anything.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProposalOf {
    /// The case.
    case: String,
    /// `case_number`, `employer_number`, `name`, `outstanding`, `part`; the strongest first.
    reasons: Vec<String>,
}

/// A row of a bank statement.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PaymentOf {
    /// Its place among all rows.
    id: i64,
    /// The day of the bank.
    on: String,
    /// How much, in rupiah.
    rupiah: i64,
    /// The bank's reference.
    reference: String,
    /// `open`, `booked` or `set_aside`.
    state: String,
    /// The case it was booked in.
    case: String,
    /// The cases that it may be for.
    proposals: Vec<ProposalOf>,
}

impl From<&BankLine> for PaymentOf {
    fn from(line: &BankLine) -> Self {
        let reasons = |one: &app::Proposal| one.reasons.iter().map(|reason| reason.code().to_owned()).collect();
        Self {
            id: line.id,
            on: line.row.on.to_string(),
            rupiah: line.row.rupiah.0,
            reference: line.row.reference.clone(),
            state: line.state.to_owned(),
            case: line.case.clone(),
            proposals: line.proposals.iter().map(|one| ProposalOf { case: one.case.clone(), reasons: reasons(one) }).collect(),
        }
    }
}

/// Rows of bank statements, those that wait for a decision first. Who paid stands on the page only.
#[utoipa::path(get, path = "/api/v1/payments", tag = "cases",
    params(("limit" = Option<u32>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = Paged<PaymentOf>), (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 500, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn list(desk: Seat, reader: Reader, asked: Asked) -> Response {
    let voice = desk.voice(&reader);
    let found = async {
        let paging = paging(&asked)?;
        let (today, language) = (desk.today(), reader.language);
        let lines = desk.ask(async move |home, scope| app::payments(home, scope, today, &Texts::of(language)).await).await?;
        let (rows, next) = part(lines.iter().map(PaymentOf::from).collect(), paging);
        Ok(Paged { rows, next })
    };
    answer(&voice, found.await)
}
