//! `/api/v1/approvals`: requests for a second person as JSON, for whoever reads the audit log. Nothing is decided here: a token reads only.

use super::types::Problem;
use super::{answer, paging, part};
use crate::ask::Asked;
use crate::gate::Seat;
use crate::reader::Reader;
use axum::response::Response;
use serde_json::Value;

/// Requests for a second person inside the asker's area, newest first: who asked what, why, who decided, and whether it was done.
#[utoipa::path(get, path = "/api/v1/approvals", tag = "trust", params(("limit" = Option<u32>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = Object), (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 500, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn list(desk: Seat, reader: Reader, asked: Asked) -> Response {
    let (voice, now) = (desk.voice(&reader), desk.now());
    let found = async {
        let paging = paging(&asked)?;
        let approvals = desk.ask(async move |home, scope| app::approvals(home, scope, now).await).await?;
        let rows: Vec<Value> = approvals.iter().map(|approval| serde_json::to_value(approval).unwrap_or_default()).collect();
        let (rows, next) = part(rows, paging);
        Ok(serde_json::json!({ "rows": rows, "next": next }))
    };
    answer(&voice, found.await)
}
