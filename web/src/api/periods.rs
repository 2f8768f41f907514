//! `/api/v1/periods`: what offices entered by hand, with the level of approval of every sheet, as *Persetujuan & kunci* shows it.

use super::answer;
use super::types::Problem;
use crate::ask::Asked;
use crate::gate::Seat;
use crate::pages::period::month_of;
use crate::reader::Reader;
use axum::response::Response;

/// The sheets of a month inside the asker's area: values with their evidence, the state, and every step with its reason.
#[utoipa::path(get, path = "/api/v1/periods", tag = "figures",
    params(("bulan" = Option<String>, Query, description = "month, 2025-06; without it, the last that ended")),
    responses((status = 200, body = Object), (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 500, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn list(desk: Seat, reader: Reader, asked: Asked) -> Response {
    let voice = desk.voice(&reader);
    let found = async {
        let month = month_of(&desk, &asked)?;
        desk.ask(async move |home, scope| app::period_board(home, scope, month).await).await
    };
    answer(&voice, found.await)
}
