//! `/api/v1/reports`: every report as the JSON that its PDF and workbook are made of. The SHA-256 of this text is the hash on the paper.

use super::answer;
use super::types::Problem;
use crate::ask::Asked;
use crate::gate::Seat;
use crate::pages::reports::{named, region, request};
use crate::reader::Reader;
use app::{AppError, ReportKind};
use axum::response::Response;
use texts::Texts;

async fn document(desk: &Seat, reader: &Reader, asked: &Asked, kind: Result<ReportKind, AppError>) -> Response {
    let (voice, language) = (desk.voice(reader), reader.language);
    let found = async {
        let (kind, request) = (kind?, request(desk, asked)?);
        desk.ask(async move |home, scope| app::report_document(home, scope, &kind, &request, &Texts::of(language)).await).await
    };
    answer(&voice, found.await)
}

/// The monev report of the asker's region.
#[utoipa::path(get, path = "/api/v1/reports/monev", tag = "reports",
    params(("bulan" = Option<String>, Query, description = "month, 2025-06; without it, the latest"),
        ("diketahui" = Option<String>, Query, description = "what was known on this day, 2025-07-01"),
        ("tanggal" = Option<String>, Query, description = "the day that the report bears")),
    responses((status = 200, body = Object), (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 500, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn monev(desk: Seat, reader: Reader, asked: Asked) -> Response {
    document(&desk, &reader, &asked, Ok(ReportKind::Monev)).await
}

/// One page about a regency.
#[utoipa::path(get, path = "/api/v1/reports/regency", tag = "reports",
    params(("wilayah" = String, Query, description = "Kemendagri code of a regency"), ("bulan" = Option<String>, Query, description = "month, 2025-06"),
        ("diketahui" = Option<String>, Query, description = "what was known on this day"), ("tanggal" = Option<String>, Query, description = "the day that the report bears")),
    responses((status = 200, body = Object), (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"), (status = 500, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn regency(desk: Seat, reader: Reader, asked: Asked) -> Response {
    document(&desk, &reader, &asked, region(&asked).map(ReportKind::Regency)).await
}

/// The compliance annex of the forum: findings, cases, powers of attorney. Confidential cases are not in it.
#[utoipa::path(get, path = "/api/v1/reports/compliance", tag = "reports",
    params(("bulan" = Option<String>, Query, description = "month, 2025-06"), ("tanggal" = Option<String>, Query, description = "the day that the report bears")),
    responses((status = 200, body = Object), (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 500, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn compliance(desk: Seat, reader: Reader, asked: Asked) -> Response {
    document(&desk, &reader, &asked, Ok(ReportKind::Compliance)).await
}

/// The budget proposal of a plan that a second person approved.
#[utoipa::path(get, path = "/api/v1/reports/budget", tag = "reports",
    params(("rencana" = String, Query, description = "the id of the plan, from /api/v1/plans"), ("tanggal" = Option<String>, Query, description = "the day that the report bears")),
    responses((status = 200, body = Object), (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 500, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn budget(desk: Seat, reader: Reader, asked: Asked) -> Response {
    document(&desk, &reader, &asked, named(&asked, "rencana", "error-no-plan").map(ReportKind::Budget)).await
}

/// The letter to a sender about the quality of what they sent: counts only.
#[utoipa::path(get, path = "/api/v1/reports/quality", tag = "reports",
    params(("pengirim" = String, Query, description = "the sender, from /api/v1/quality"), ("tanggal" = Option<String>, Query, description = "the day that the report bears")),
    responses((status = 200, body = Object), (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 500, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn quality(desk: Seat, reader: Reader, asked: Asked) -> Response {
    document(&desk, &reader, &asked, named(&asked, "pengirim", "error-report-source").map(ReportKind::Quality)).await
}
