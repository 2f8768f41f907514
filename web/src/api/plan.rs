//! `/api/v1/plan`: targets, bridge, lapses, forecast and what-if as JSON, the same answers as the pages show.

use super::types::Problem;
use super::{answer, paging, part};
use crate::ask::Asked;
use crate::gate::Seat;
use crate::pages::{allocation, targets as page};
use crate::reader::Reader;
use app::TargetsRequest;
use axum::extract::Path;
use axum::response::Response;
use base::handover::Dimension;
use serde_json::Value;
use std::collections::BTreeMap;

/// The words of the API as those of the pages.
fn in_page_words(asked: &Asked) -> Asked {
    const NAMES: [(&str, &str); 6] = [
        ("share", "persen"),
        ("months", "lama"),
        ("cover_months", "bulan"),
        ("objective", "tujuan"),
        ("village_most", "desa"),
        ("regency_least", "kab"),
    ];
    let named =
        |name: &String| NAMES.iter().find(|(api, _)| api == name).map_or_else(|| name.clone(), |(_, page)| (*page).to_owned());
    Asked(asked.0.iter().map(|(name, value)| (named(name), value.clone())).collect::<BTreeMap<_, _>>())
}

/// Target sets held against coverage: people, rupiah, months, and where sets contradict each other.
#[utoipa::path(get, path = "/api/v1/plan/targets", tag = "plan",
    params(("denominator" = Option<String>, Query, description = "`roster`, or a name from /api/v1/denominators")),
    responses((status = 200, body = Object), (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"), (status = 500, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn targets(desk: Seat, reader: Reader, asked: Asked) -> Response {
    let voice = desk.voice(&reader);
    let found = async { desk.held_targets(&TargetsRequest { denominator: asked.text("denominator")? }).await };
    answer(&voice, found.await.map(|found| (*found).clone()))
}

/// The bridge to a target: who can be covered through which channel, at what cost.
#[utoipa::path(get, path = "/api/v1/plan/bridge", tag = "plan",
    params(("target" = Option<String>, Query, description = "The id of a target set"), ("share" = Option<String>, Query, description = "A share of one's own, in percent"),
        ("months" = Option<u32>, Query, description = "Months of cover that the cost is for")),
    responses((status = 200, body = Object), (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"), (status = 500, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn bridge(desk: Seat, reader: Reader, asked: Asked) -> Response {
    let voice = desk.voice(&reader);
    let found = async { desk.bridge(&page::bridge_of(&in_page_words(&asked))?).await };
    answer(&voice, found.await.map(|found| (*found).clone()))
}

/// Members who are covered now and will not be next month unless somebody pays.
#[utoipa::path(get, path = "/api/v1/plan/ending", tag = "plan",
    responses((status = 200, body = Object), (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 500, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn ending(desk: Seat, reader: Reader) -> Response {
    answer(&desk.voice(&reader), desk.ending().await.map(|found| (*found).clone()))
}

/// People covered in the months ahead, with intervals, the errors of the past, and the chance of every target.
#[utoipa::path(get, path = "/api/v1/plan/forecast", tag = "plan",
    params(("months" = Option<u32>, Query, description = "Months ahead, 1 to 24"), ("by" = Option<String>, Query, description = "`region` or `segment`")),
    responses((status = 200, body = Object), (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 500, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn forecast(desk: Seat, reader: Reader, asked: Asked) -> Response {
    let voice = desk.voice(&reader);
    let found = async {
        let by =
            asked.choice("by", &[("region", Dimension::Region), ("segment", Dimension::Segment)])?.unwrap_or(Dimension::Region);
        let months = asked.number("months")?.unwrap_or(12);
        desk.ahead(u32::try_from(months).unwrap_or(u32::MAX), by).await
    };
    answer(&voice, found.await.map(|found| (*found).clone()))
}

/// What if: the best plan of other sums, months, aims and limits. `dana.<fund>` sets a sum in rupiah, `skala` scales all in percent.
#[utoipa::path(get, path = "/api/v1/plan/allocation", tag = "plan",
    params(("cover_months" = Option<u32>, Query), ("objective" = Option<String>, Query, description = "`people` or `risk`"), ("skala" = Option<u32>, Query),
        ("village_most" = Option<u32>, Query), ("regency_least" = Option<u32>, Query)),
    responses((status = 200, body = Object), (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 500, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn allocation(desk: Seat, reader: Reader, asked: Asked) -> Response {
    let voice = desk.voice(&reader);
    let found = allocation::answer(&desk, &in_page_words(&asked)).await.map(|(_, found)| {
        let mut told = serde_json::to_value(&found).unwrap_or_default();
        // The sentence of the page, so that a script shows the same words.
        told["sentence"] = Value::String(allocation::headline(&voice, &found));
        told["funeral"] = Value::String(voice.say("plan-funeral", &[("months", &found.asked.months.to_string())]));
        told
    });
    answer(&voice, found)
}

/// Plans that were kept, newest first.
#[utoipa::path(get, path = "/api/v1/plans", tag = "plan", params(("limit" = Option<u32>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = Object), (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 500, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn plans(desk: Seat, reader: Reader, asked: Asked) -> Response {
    let voice = desk.voice(&reader);
    let found = async {
        let paging = paging(&asked)?;
        let plans = desk.ask(app::kept_plans).await?;
        let rows: Vec<Value> = plans.iter().map(|plan| serde_json::to_value(plan).unwrap_or_default()).collect();
        let (rows, next) = part(rows, paging);
        Ok(serde_json::json!({ "rows": rows, "next": next }))
    };
    answer(&voice, found.await)
}

/// An approved plan against what happened since, by regency and group: planned, bought, paid, active, lapsed.
#[utoipa::path(get, path = "/api/v1/plans/{id}/compare", tag = "plan", params(("id" = String, Path)),
    responses((status = 200, body = Object), (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 500, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn compare(desk: Seat, reader: Reader, Path(id): Path<String>) -> Response {
    answer(&desk.voice(&reader), crate::pages::plans::outcome(&desk, &id).await)
}
