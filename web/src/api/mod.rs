//! `/api/v1`: what the pages show, as JSON. Names are English, errors are problem+json in the language of the reader
//! (`Accept-Language`, or the cookie of the pages), lists go on by cursor. The document is at `/api/v1/openapi.json`, made from the
//! same declarations as the answers, and a page to read it at `/api/v1/docs`.

pub(crate) mod approvals;
pub(crate) mod cases;
mod docs;
pub(crate) mod effect;
pub(crate) mod employer;
pub(crate) mod evidence;
pub(crate) mod letters;
pub(crate) mod payments;
pub(crate) mod periods;
pub(crate) mod plan;
pub(crate) mod reports;
pub(crate) mod subjects;
pub(crate) mod types;

pub(crate) use docs::{document, page};

use crate::ask::{Asked, refused};
use crate::desk::Desk;
use crate::errors;
use crate::gate::Seat;
use crate::pages::uncovered::{PAGE, Wanted};
use crate::pages::{self, figure, person, public};
use crate::reader::{Reader, Voice};
use crate::rows::Places;
use crate::view::View;
use app::{AppError, AskedPair, Asking, Figure, PairQueue, Purpose};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use axum::response::{IntoResponse, Response};
use base::access::Permission;
use base::handover::Dimension;
use base::vocabulary::region::{Level, RegionCode};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use types::{
    BatchOf, CheckOf, CoverageFigure, CoveragePage, DenominatorOf, Imports, Paged, Problem, PublicFigure, PublicRelease,
    SenderOf, TargetOf, Uncovered, WaitingOf,
};

/// Rows of an answer when nothing is said.
const ROWS: usize = 100;
/// Rows of an answer at most.
const MOST: usize = 1_000;

/// A problem of a status with a sentence.
pub(crate) fn problem(voice: &Voice<'_>, status: StatusCode, kind: &str, detail: String) -> Response {
    let title = voice.word("web-error-title");
    let body = Problem { r#type: format!("/api/v1/docs#{kind}"), title, status: status.as_u16(), detail };
    with_type(status, "application/problem+json", &body)
}

fn with_type(status: StatusCode, kind: &'static str, body: &impl Serialize) -> Response {
    match serde_json::to_vec(body) {
        Ok(bytes) => (status, [(CONTENT_TYPE, HeaderValue::from_static(kind))], bytes).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// An answer or its problem.
pub(crate) fn answer<T: Serialize>(voice: &Voice<'_>, found: Result<T, AppError>) -> Response {
    match found {
        Ok(found) => with_type(StatusCode::OK, "application/json", &found),
        Err(error) => {
            let kind = match errors::status(&error) {
                StatusCode::NOT_FOUND => "not-found",
                StatusCode::CONFLICT => "busy",
                StatusCode::BAD_REQUEST => "refused",
                _ => "fault",
            };
            problem(voice, errors::status(&error), kind, error.in_words(voice.texts))
        }
    }
}

/// What a file on its way has, where a part did not fit.
pub(crate) fn conflict(stands: &impl Serialize) -> Response {
    with_type(StatusCode::CONFLICT, "application/json", stands)
}

/// How many rows, and from which on.
fn paging(asked: &Asked) -> Result<(usize, usize), AppError> {
    let rows = asked.number("limit")?.unwrap_or(ROWS);
    if rows == 0 || rows > MOST {
        return Err(refused("error-not-a-limit", &rows.to_string()));
    }
    Ok((asked.number("cursor")?.unwrap_or(0), rows))
}

/// A part of rows with the cursor of the next part.
fn part<T>(rows: Vec<T>, (from, most): (usize, usize)) -> (Vec<T>, Option<String>) {
    let next = from.saturating_add(most);
    let more = (rows.len() > next).then(|| next.to_string());
    (rows.into_iter().skip(from).take(most).collect(), more)
}

/// The words of the API as those of the pages, so that both ask the same.
fn in_page_words(asked: &Asked) -> Asked {
    const NAMES: [(&str, &str); 11] = [
        ("as_of", "bulan"),
        ("known_on", "diketahui"),
        ("denominator", "penyebut"),
        ("numerator", "pembilang"),
        ("region", "wilayah"),
        ("cut", "menurut"),
        ("segment", "segmen"),
        ("group", "kelompok"),
        ("reason", "alasan"),
        ("channel", "jalur"),
        ("purpose", "keperluan"),
    ];
    const PURPOSES: [(&str, &str); 4] = [("enrol", "daftar"), ("visit", "kunjungan"), ("comply", "kepatuhan"), ("mend", "data")];
    let mut words = BTreeMap::new();
    for (name, value) in &asked.0 {
        let page = NAMES.iter().find(|(api, _)| api == name).map_or(name.as_str(), |(_, page)| page);
        let value = match (page, value.as_str()) {
            ("keperluan", purpose) => PURPOSES.iter().find(|(api, _)| *api == purpose).map_or(purpose, |(_, page)| page),
            (_, value) => value,
        };
        words.insert(page.to_owned(), value.to_owned());
    }
    match asked.given("attribution") {
        Some("workplace") => words.insert("tempat".to_owned(), "kerja".to_owned()),
        Some("residence") => words.insert("tempat".to_owned(), "tinggal".to_owned()),
        Some(other) => words.insert("tempat".to_owned(), other.to_owned()),
        None => None,
    };
    Asked(words)
}

/// Coverage by place and other dimensions.
#[utoipa::path(get, path = "/api/v1/coverage", tag = "coverage",
    params(
        ("as_of" = Option<String>, Query, description = "Month, as 2025-06; none asks for the latest"),
        ("known_on" = Option<String>, Query, description = "Day, as 2025-07-01: what was known then"),
        ("denominator" = Option<String>, Query, description = "`roster`, or a name from /api/v1/denominators"),
        ("attribution" = Option<String>, Query, description = "`residence` or `workplace`"),
        ("by" = Option<String>, Query, description = "Dimensions with commas: region (default), district, village, segment, group, programme, sex, age_band, sector, month"),
        ("region" = Option<String>, Query, description = "Only rows in this region, by its Kemendagri code"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000, description = "Rows"), ("cursor" = Option<String>, Query, description = "`next` of the page before")),
    responses((status = 200, body = CoveragePage), (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"), (status = 500, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn coverage(desk: Seat, reader: Reader, asked: Asked) -> Response {
    let voice = desk.voice(&reader);
    let found = async {
        let paging = paging(&asked)?;
        let by = dimensions(&asked)?;
        let words = in_page_words(&asked);
        let view = View::read(&Asked(words.0.into_iter().filter(|(name, _)| name != "pembilang").collect()))?;
        let region = region(&desk, &asked)?;
        let found = desk.coverage(&view.request(&by)).await?;
        let home = desk.seat();
        let places = Places::of(&found, &view, home, level_of(&by));
        let residue =
            |row: &base::handover::CoverageRow| places.is_residue(row) && by.iter().any(|dimension| dimension.is_place());
        // The whole stands apart; a published answer holds it as a row too.
        let whole = |row: &base::handover::CoverageRow| !residue(row) && row.cut.is_empty() && row.region_code == Some(home);
        let rows: Vec<CoverageFigure> = found
            .rows
            .iter()
            .filter(|row| !whole(row))
            .filter(|row| region.is_none_or(|region| row.region_code.is_some_and(|code| region.contains(code))))
            .map(|row| CoverageFigure::of(row, residue(row)))
            .collect();
        let (rows, next) = part(rows, paging);
        let indonesian = voice.language() == texts::Language::Indonesian;
        Ok(CoveragePage {
            rows,
            total: found.total.as_ref().map(|row| CoverageFigure::of(row, false)),
            next,
            rule: if indonesian { found.rule.0.clone() } else { found.rule.1.clone() },
            notes: found.notes.iter().map(|note| note.say(voice.texts)).collect(),
        })
    };
    answer(&voice, found.await)
}

fn dimensions(asked: &Asked) -> Result<Vec<Dimension>, AppError> {
    let by = asked.given("by").unwrap_or("region");
    by.split(',').map(|word| Dimension::parse(word.trim()).ok_or_else(|| refused("error-not-a-cut", word))).collect()
}

fn level_of(by: &[Dimension]) -> Level {
    let level = |dimension: &Dimension| match dimension {
        Dimension::Region => Some(Level::KabupatenKota),
        Dimension::District => Some(Level::Kecamatan),
        Dimension::Village => Some(Level::Desa),
        _ => None,
    };
    by.iter().filter_map(level).max().unwrap_or(Level::Provinsi)
}

fn region(desk: &Seat, asked: &Asked) -> Result<Option<RegionCode>, AppError> {
    let home = desk.home();
    let Some(code) = asked.given("region") else { return Ok(None) };
    let known = RegionCode::parse(code).ok().filter(|code| home.region.contains(*code) && home.regions.get(*code).is_some());
    let known = known.filter(|code| desk.scope().area().contains(*code) || desk.scope().role().others);
    known.map(Some).ok_or_else(|| app::Refused::UnknownRegion(base::handover::showable(code)).into())
}

/// Opens one figure and keeps it: formula, people counted and left out, lists, sources, rules, versions.
#[utoipa::path(get, path = "/api/v1/explain", tag = "coverage",
    params(("as_of" = Option<String>, Query), ("known_on" = Option<String>, Query), ("denominator" = Option<String>, Query),
        ("attribution" = Option<String>, Query), ("region" = Option<String>, Query, description = "Kemendagri code; none for everybody"),
        ("cut" = Option<String>, Query, description = "dimension:value, with commas"), ("numerator" = Option<String>, Query)),
    responses((status = 200, body = Object), (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"), (status = 500, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn explain(desk: Seat, reader: Reader, asked: Asked) -> Response {
    let voice = desk.voice(&reader);
    let found = async {
        let id = desk.explain(figure::question(&in_page_words(&asked))?).await?;
        kept_figure(&desk, &id).await
    };
    answer(&voice, found.await)
}

#[derive(Serialize)]
struct FigureOf {
    /// Its id: `/angka/{id}` shows it for good.
    id: String,
    #[serde(flatten)]
    figure: Figure,
}

async fn kept_figure(desk: &Seat, id: &str) -> Result<FigureOf, AppError> {
    let wanted = id.to_owned();
    let found = desk.ask(async move |home, scope| app::figure(home, scope, &wanted).await).await?;
    let figure = found.ok_or_else(|| refused("error-no-figure", id))?;
    Ok(FigureOf { id: id.to_owned(), figure })
}

/// A figure that was opened, as it was.
#[utoipa::path(get, path = "/api/v1/figures/{id}", tag = "coverage", params(("id" = String, Path)),
    responses((status = 200, body = Object), (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 500, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn figure_of(desk: Seat, reader: Reader, Path(id): Path<String>) -> Response {
    let voice = desk.voice(&reader);
    answer(&voice, kept_figure(&desk, &id).await)
}

/// Targets with their sources; contradictions stay visible.
#[utoipa::path(get, path = "/api/v1/targets", tag = "coverage", params(("limit" = Option<u32>, Query, minimum = 1, maximum = 1000), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = Paged<TargetOf>), (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 500, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn targets(desk: Seat, reader: Reader, asked: Asked) -> Response {
    let voice = desk.voice(&reader);
    let found = async {
        let paging = paging(&asked)?;
        let series = desk.series(None).await?;
        let rows = series.targets.iter().map(|target| TargetOf {
            region_code: target.region.to_string(),
            target_percent: target.share,
            period: target.period.clone(),
            source: target.source.clone(),
            note: target.note.clone(),
        });
        let (rows, next) = part(rows.collect(), paging);
        Ok(Paged { rows, next })
    };
    answer(&voice, found.await)
}

/// Named denominators.
#[utoipa::path(get, path = "/api/v1/denominators", tag = "coverage", params(("limit" = Option<u32>, Query, minimum = 1, maximum = 1000), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = Paged<DenominatorOf>), (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 500, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn denominators(desk: Seat, reader: Reader, asked: Asked) -> Response {
    let voice = desk.voice(&reader);
    let found = async {
        let paging = paging(&asked)?;
        let series = desk.series(None).await?;
        let rows = series.denominators.iter().map(|named| DenominatorOf {
            denominator_name: named.name.clone(),
            region_code: named.region.to_string(),
            as_of: named.month.to_string(),
            denominator: named.count.0,
            note: named.note.clone(),
        });
        let (rows, next) = part(rows.collect(), paging);
        Ok(Paged { rows, next })
    };
    answer(&voice, found.await)
}

/// The public release: few people hidden, the rest rounded.
#[utoipa::path(get, path = "/api/v1/public", tag = "public",
    responses((status = 200, body = PublicRelease), (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 500, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn release(State(desk): State<Arc<Desk>>, reader: Reader) -> Response {
    let voice = desk.voice(&reader);
    let told = |release: &app::Release| PublicRelease {
        rows: release.rows.iter().map(PublicFigure::of).collect(),
        total: release.total.as_ref().map(PublicFigure::of),
        as_of: release.as_of.to_string(),
        known_on: release.known_on.to_string(),
        numerator_name: release.numerator_name.clone(),
        denominator_name: release.denominator_name.clone(),
        rule: if release.published { "published" } else { "public-2" },
        snapshot: release.snapshot.clone(),
        synthetic: release.synthetic,
    };
    let found = public::release(&desk).await;
    answer(&voice, found.and_then(|found| found.as_ref().as_ref().map(told).ok_or_else(|| refused("error-not-released", ""))))
}

/// The quality of what was sent, by sender.
#[utoipa::path(get, path = "/api/v1/quality", tag = "imports", params(("limit" = Option<u32>, Query, minimum = 1, maximum = 1000), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = Paged<SenderOf>), (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 500, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn quality(desk: Seat, reader: Reader, asked: Asked) -> Response {
    let voice = desk.voice(&reader);
    let found = async {
        let paging = paging(&asked)?;
        let quality = desk.quality().await?;
        let (rows, next) = part(quality.senders.iter().map(SenderOf::from).collect(), paging);
        Ok(Paged { rows, next })
    };
    answer(&voice, found.await)
}

/// Files that wait, and batches that came in, newest first.
#[utoipa::path(get, path = "/api/v1/imports", tag = "imports",
    params(("limit" = Option<u32>, Query, minimum = 1, maximum = 1000), ("cursor" = Option<String>, Query, description = "The number below which to go on")),
    responses((status = 200, body = Imports), (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 500, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn imports(desk: Seat, reader: Reader, asked: Asked) -> Response {
    let voice = desk.voice(&reader);
    let found = async {
        let (from, most) = paging(&asked)?;
        let below = u32::try_from(from).ok().filter(|below| *below > 0);
        let read = desk.ask(async move |home, scope| {
            let inbox = if scope.may(Permission::Upload) { app::Waiting::all(home, scope)? } else { app::Inbox::default() };
            Ok((inbox, app::history(home, scope, below, most).await?))
        });
        let (inbox, (arrivals, older)) = read.await?;
        let rows: Vec<BatchOf> = arrivals.into_iter().map(BatchOf::from).collect();
        let next = rows.last().filter(|_| older > 0).map(|last| last.batch.to_string());
        let waiting = if below.is_none() { inbox.waiting.into_iter().map(WaitingOf::from).collect() } else { Vec::new() };
        Ok(Imports { waiting, rows, next })
    };
    answer(&voice, found.await)
}

/// One batch with what became of its rows.
#[utoipa::path(get, path = "/api/v1/batches/{batch}", tag = "imports", params(("batch" = String, Path)),
    responses((status = 200, body = BatchOf), (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 500, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn batch(desk: Seat, reader: Reader, Path(batch): Path<String>) -> Response {
    let voice = desk.voice(&reader);
    let found = async {
        let number: u32 = batch.parse().map_err(|_| refused("error-not-a-batch", &batch))?;
        let found = desk.ask(async move |home, scope| app::arrival_of(home, scope, number).await).await?;
        Ok(BatchOf::from(found.ok_or(app::Refused::NoSuchBatch(number))?))
    };
    answer(&voice, found.await)
}

/// Lists that were checked and whose result is still there.
#[utoipa::path(get, path = "/api/v1/checks", tag = "people",
    responses((status = 200, body = Paged<CheckOf>), (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 500, body = Problem, content_type = "application/problem+json")),
    params(("limit" = Option<u32>, Query, minimum = 1, maximum = 1000), ("cursor" = Option<String>, Query)))]
pub(crate) async fn checks(desk: Seat, reader: Reader, asked: Asked) -> Response {
    let voice = desk.voice(&reader);
    let found = async {
        let paging = paging(&asked)?;
        let checks = desk.ask(async |home, scope| app::checks(home, scope)).await?;
        let (rows, next) = part(checks.into_iter().map(CheckOf::from).collect(), paging);
        Ok(Paged { rows, next })
    };
    answer(&voice, found.await)
}

/// The uncovered of a place: how many and why; with a purpose, who.
#[utoipa::path(get, path = "/api/v1/uncovered", tag = "people",
    params(("region" = String, Query, description = "Kemendagri code"), ("as_of" = Option<String>, Query), ("attribution" = Option<String>, Query),
        ("segment" = Option<String>, Query), ("group" = Option<String>, Query), ("reason" = Option<String>, Query),
        ("purpose" = Option<String>, Query, pattern = "^(enrol|visit|comply|mend)?$", description = "enrol, visit, comply or mend: without one there are counts and no people"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 50, description = "People"),
        ("channel" = Option<String>, Query, description = "government, employers, construction, renewal, funded or self_paying"),
        ("cursor" = Option<String>, Query)),
    responses((status = 200, body = Uncovered), (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"), (status = 500, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn uncovered(desk: Seat, reader: Reader, asked: Asked) -> Response {
    let voice = desk.voice(&reader);
    let found = async {
        desk.renew().await?;
        let wanted = Wanted::read(&in_page_words(&asked), &desk.home())?;
        let request = wanted.request.ok_or_else(|| app::Refused::UnknownRegion(String::new()))?;
        let counts = desk.uncovered_counts(&request).await?;
        let cursor = asked.text("cursor")?;
        let most = asked.number("limit")?.unwrap_or(PAGE);
        if most == 0 || most > PAGE {
            return Err(refused("error-not-a-limit", &most.to_string()));
        }
        let page = match wanted.purpose {
            None => app::UncoveredPage::default(),
            Some(purpose) => {
                let look = desk.ask(async move |home, scope| {
                    app::look_at_uncovered(home, scope, &request, (cursor.as_deref(), most), purpose).await
                });
                look.await?
            }
        };
        Ok(Uncovered {
            uncovered: counts.uncovered,
            by_reason: counts.by_reason.clone(),
            as_of: counts.as_of.clone(),
            known_on: counts.known_on.clone(),
            snapshot: counts.snapshot.clone(),
            synthetic: counts.synthetic,
            people: page.people,
            next: page.next,
        })
    };
    answer(&voice, found.await)
}

/// How the queue of pairs stands; with a purpose, the next pair.
#[utoipa::path(get, path = "/api/v1/pairs", tag = "people",
    params(("ask" = Option<String>, Query, pattern = "^(doubt|sample)?$", description = "doubt (default) or sample"),
        ("purpose" = Option<String>, Query, pattern = "^(enrol|visit|comply|mend)?$", description = "enrol, visit, comply or mend: without one there are counts and no pair")),
    responses((status = 200, body = Object), (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 500, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn pairs(desk: Seat, reader: Reader, asked: Asked) -> Response {
    let voice = desk.voice(&reader);
    let found = async {
        let words = in_page_words(&asked);
        let purpose = words.choice("keperluan", &Purpose::ALL)?;
        let asking = asked.choice("ask", &[("doubt", Asking::Doubt), ("sample", Asking::Sample)])?.unwrap_or(Asking::Doubt);
        let queue = pages::pairs::queue(&desk).await?;
        let pair = match purpose {
            Some(purpose) => pages::pairs::next(&desk, &voice, asking, purpose).await?,
            None => None,
        };
        Ok(PairsOf { queue, pair })
    };
    answer(&voice, found.await)
}

#[derive(Serialize)]
struct PairsOf {
    queue: PairQueue,
    /// The next pair; null without a purpose, or where none waits.
    pair: Option<AskedPair>,
}

/// One person, opened for a purpose.
#[utoipa::path(get, path = "/api/v1/people/{number}", tag = "people",
    params(("number" = String, Path), ("purpose" = String, Query, description = "enrol, visit, comply or mend")),
    responses((status = 200, body = Object), (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"), (status = 500, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn person_of(desk: Seat, reader: Reader, Path(number): Path<String>, asked: Asked) -> Response {
    let voice = desk.voice(&reader);
    answer(&voice, person::of_number(&desk, &number, &in_page_words(&asked)).await)
}
