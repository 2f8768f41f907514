//! `/api/v1/subject-requests`: requests of persons about their own data, for a list of what is due. Without name, NIK or words of anybody.

use super::types::Problem;
use super::{answer, paging, part};
use crate::ask::Asked;
use crate::gate::Seat;
use crate::reader::Reader;
use axum::response::Response;

/// Requests of persons about their own data inside the asker's area, those due first: number, kind, state, moments; nothing that tells who
/// it is.
#[utoipa::path(get, path = "/api/v1/subject-requests", tag = "trust", params(("limit" = Option<u32>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = Object), (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 500, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn list(desk: Seat, reader: Reader, asked: Asked) -> Response {
    let (voice, now) = (desk.voice(&reader), desk.now());
    let found = async {
        let paging = paging(&asked)?;
        let requests = desk.ask(async move |home, scope| app::subjects(home, scope, now).await).await?;
        let (rows, next) = part(requests.iter().map(app::SubjectLine::from).collect(), paging);
        Ok(serde_json::json!({ "rows": rows, "next": next }))
    };
    answer(&voice, found.await)
}
