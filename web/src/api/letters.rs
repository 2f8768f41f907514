//! Letters of a case and powers of attorney as JSON: what the sheet of a case and *SKK & pemulihan* show.

use super::types::{Paged, Problem};
use super::{answer, paging, part};
use crate::ask::Asked;
use crate::gate::Seat;
use crate::pages::case_form::code_of;
use crate::reader::Reader;
use app::{LetterView, SkkLine, SkkYear};
use axum::extract::Path;
use axum::response::Response;
use serde::Serialize;
use texts::Texts;
use utoipa::ToSchema;

/// A letter of a case.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LetterOf {
    /// Its place among all letters.
    id: i64,
    /// The kind.
    kind: String,
    /// `draft`, `issued`, `dropped` or `revoked`.
    state: String,
    /// Its number; empty while it is a draft.
    number: String,
    /// The day on it.
    issued_on: Option<String>,
    /// What was owed when it was drafted, in rupiah.
    outstanding: i64,
    /// The day of its figures.
    as_of: String,
    /// The hash of what was frozen.
    sha256: String,
}

impl From<&LetterView> for LetterOf {
    fn from(letter: &LetterView) -> Self {
        Self {
            id: letter.id,
            kind: letter.frozen.kind.code().to_owned(),
            state: letter.state().to_owned(),
            number: letter.number.clone(),
            issued_on: letter.issued_on.map(|on| on.to_string()),
            outstanding: letter.frozen.outstanding.0,
            as_of: letter.frozen.as_of.to_string(),
            sha256: letter.sha256.clone(),
        }
    }
}

/// A special power of attorney and what it brought, in rupiah.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SkkOf {
    /// Its number.
    number: String,
    /// The case.
    case: String,
    /// The region.
    region_code: String,
    /// `non_litigation` or `litigation`.
    mandate: String,
    /// The day it was issued.
    issued_on: String,
    /// What was owed on that day.
    face_value: i64,
    /// What the last agreement under it promises.
    agreed: i64,
    /// What came in while it was in force.
    recovered: i64,
    /// `running`, `completed` or `returned`.
    end: String,
}

impl From<&SkkLine> for SkkOf {
    fn from(line: &SkkLine) -> Self {
        Self {
            number: line.record.number.clone(),
            case: line.case.clone(),
            region_code: line.region_code.clone(),
            mandate: code_of(&line.record.mandate),
            issued_on: line.record.issued_on.to_string(),
            face_value: line.record.face_value.0,
            agreed: line.record.agreed.0,
            recovered: line.record.recovered.0,
            end: line.record.end.code().to_owned(),
        }
    }
}

/// A year in a region, in rupiah.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SkkYearOf {
    /// The year of issue.
    year: i16,
    /// The region.
    region_code: String,
    /// Powers of attorney.
    skk: u64,
    /// Firms.
    firms: u64,
    /// Powers of attorney given back.
    returned: u64,
    /// What was owed when they were issued.
    face_value: i64,
    /// What was agreed.
    agreed: i64,
    /// What came in.
    recovered: i64,
}

impl From<&SkkYear> for SkkYearOf {
    fn from(year: &SkkYear) -> Self {
        Self {
            year: year.year,
            region_code: year.region_code.clone(),
            skk: year.skk,
            firms: year.firms,
            returned: year.returned,
            face_value: year.face_value.0,
            agreed: year.agreed.0,
            recovered: year.recovered.0,
        }
    }
}

/// Powers of attorney by year and region, and one by one.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SkkBookOf {
    /// By year and region, the latest year first.
    years: Vec<SkkYearOf>,
    /// One by one, the latest first.
    rows: Vec<SkkOf>,
    /// What the next page is asked with; none on the last.
    next: Option<String>,
}

/// The letters of a case, the latest first.
#[utoipa::path(get, path = "/api/v1/cases/{number}/letters", tag = "cases",
    params(("number" = String, Path), ("limit" = Option<u32>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = Paged<LetterOf>), (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 500, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn letters(desk: Seat, reader: Reader, asked: Asked, Path(number): Path<String>) -> Response {
    let voice = desk.voice(&reader);
    let found = async {
        let paging = paging(&asked)?;
        let letters = desk.ask(async move |home, scope| app::letters(home, scope, Some(&number)).await).await?;
        let (rows, next) = part(letters.iter().map(LetterOf::from).collect(), paging);
        Ok(Paged { rows, next })
    };
    answer(&voice, found.await)
}

/// Powers of attorney of the cases that the asker sees: face value, agreed and recovered are three different numbers.
#[utoipa::path(get, path = "/api/v1/skk", tag = "cases",
    params(("limit" = Option<u32>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = SkkBookOf), (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 500, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn skk(desk: Seat, reader: Reader, asked: Asked) -> Response {
    let voice = desk.voice(&reader);
    let found = async {
        let paging = paging(&asked)?;
        let language = reader.language;
        let book = desk.ask(async move |home, scope| app::skk_book(home, scope, &Texts::of(language)).await).await?;
        let (rows, next) = part(book.lines.iter().map(SkkOf::from).collect(), paging);
        Ok(SkkBookOf { years: book.years.iter().map(SkkYearOf::from).collect(), rows, next })
    };
    answer(&voice, found.await)
}
