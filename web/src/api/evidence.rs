//! The evidence of a case as JSON: what there is, with the hash of each piece. The pieces themselves are taken on the pages.

use super::types::{Paged, Problem};
use super::{answer, paging, part};
use crate::ask::Asked;
use crate::gate::Seat;
use crate::reader::Reader;
use app::EvidenceView;
use axum::extract::Path;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

/// A piece of evidence.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EvidenceOf {
    /// Its place among all pieces.
    id: i64,
    /// `delivery_proof`, `payment_slip`, `photo` or `document`.
    kind: String,
    /// What it shows.
    title: String,
    /// `pdf`, `jpeg` or `png`.
    media: String,
    /// Its size.
    bytes: u64,
    /// The hash of its bytes.
    sha256: String,
    /// Who added it.
    added_by: String,
    /// When, in seconds since 1970.
    added_at: i64,
}

impl From<&EvidenceView> for EvidenceOf {
    fn from(piece: &EvidenceView) -> Self {
        Self {
            id: piece.id,
            kind: piece.kind.clone(),
            title: piece.title.clone(),
            media: piece.media.clone(),
            bytes: piece.bytes,
            sha256: piece.sha256.clone(),
            added_by: piece.added_by.clone(),
            added_at: piece.added_at,
        }
    }
}

/// The evidence of a case, in the order in which it was added.
#[utoipa::path(get, path = "/api/v1/cases/{number}/evidence", tag = "cases",
    params(("number" = String, Path), ("limit" = Option<u32>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = Paged<EvidenceOf>), (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 500, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn list(desk: Seat, reader: Reader, asked: Asked, Path(number): Path<String>) -> Response {
    let voice = desk.voice(&reader);
    let found = async {
        let paging = paging(&asked)?;
        let pieces = desk.ask(async move |home, scope| app::evidence(home, scope, &number).await).await?;
        let (rows, next) = part(pieces.iter().map(EvidenceOf::from).collect(), paging);
        Ok(Paged { rows, next })
    };
    answer(&voice, found.await)
}
