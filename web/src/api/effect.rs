//! What came of it as JSON: what *Apa hasilnya* shows.

use super::answer;
use super::types::Problem;
use crate::ask::{Asked, refused};
use crate::gate::Seat;
use crate::pages::effect::asked_of;
use crate::reader::Reader;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

/// Members covered a month in a regency, before and after, held against regencies that went the same way before.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EffectOf {
    /// The regency.
    region_code: String,
    /// The first month after.
    since: String,
    /// The first month that is looked at.
    first: String,
    /// The last month that is known.
    as_of: String,
    /// The regions that it was held against.
    peers: Vec<String>,
    /// People a month before.
    before: u64,
    /// People a month after.
    after: u64,
    /// People a month that its peers let expect.
    expected: i64,
    /// After less expected.
    effect: i64,
    /// The lower end of the interval of nine in ten.
    low: i64,
    /// The upper end.
    high: i64,
    /// Regions where nothing is said to have happened.
    placebos: u64,
    /// Of them, those that lie at least as far from their peers.
    as_far: u64,
    /// `more`, `fewer` or `unseen`.
    verdict: String,
    /// Whether these people do not exist.
    synthetic: bool,
}

/// What came of something that began in a regency in a month. No proof: whatever else happened there is in it.
#[utoipa::path(get, path = "/api/v1/effect", tag = "figures",
    params(("wilayah" = String, Query, description = "Kemendagri code of a regency"), ("sejak" = String, Query, description = "first month after, 2025-01")),
    responses((status = 200, body = EffectOf), (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 500, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn show(desk: Seat, reader: Reader, asked: Asked) -> Response {
    let voice = desk.voice(&reader);
    let found = async {
        let (region, since) = asked_of(&asked)?;
        let region = region.ok_or_else(|| refused("error-effect-region", ""))?;
        let found = desk.effect(region, since.ok_or_else(|| refused("error-not-a-month", ""))?).await?;
        let effect = &found.effect;
        Ok(EffectOf {
            region_code: found.region_code.clone(),
            since: found.since.to_string(),
            first: found.first.to_string(),
            as_of: found.as_of.to_string(),
            peers: effect.peers.clone(),
            before: effect.before,
            after: effect.after,
            expected: effect.expected,
            effect: effect.effect,
            low: effect.low,
            high: effect.high,
            placebos: effect.placebos as u64,
            as_far: effect.as_far as u64,
            verdict: effect.verdict.code().to_owned(),
            synthetic: found.synthetic,
        })
    };
    answer(&voice, found.await)
}
