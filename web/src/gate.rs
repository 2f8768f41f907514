//! The gate around every address: who asks (cookie or token), whether the matrix lets them in, and the scope that goes on to the
//! page. What it does not let in never reaches a page (v5.0.0-8.3.1).

use crate::address::address;
use crate::desk::{Desk, Series};
use crate::map::Drawing;
use crate::matrix::{Line, Needs};
use crate::meter::Wait;
use crate::reader::Reader;
use crate::routes::{ROUTES, Reach};
use crate::{cookies, errors, packed};
use app::{
    Ahead, AppError, BridgeAnswer, BridgeRequest, CoverageAnswer, CoverageRequest, DetectAnswer, DetectRequest, EffectAnswer,
    EmployerView, EndingAnswer, FigureQuestion, Ground, Installation, Quality, Scope, Stage, TargetsAnswer, TargetsRequest,
    UncoveredCounts, UncoveredRequest, Visit,
};
use axum::extract::{ConnectInfo, FromRequestParts, MatchedPath, Request, State};
use axum::http::header::{AUTHORIZATION, HeaderValue, RETRY_AFTER};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use base::access::Permission;
use base::handover::Dimension;
use base::vocabulary::Month;
use base::vocabulary::region::RegionCode;
use jiff::civil::Date;
use std::net::SocketAddr;
use std::sync::Arc;

/// Who asks, as the pages take it: a handler that asks for it gets it, or is not reached.
#[derive(Clone, Debug)]
pub(crate) struct Asker(pub(crate) Arc<Scope>);

impl<S: Send + Sync> FromRequestParts<S> for Asker {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        parts.extensions.get::<Self>().cloned().ok_or(StatusCode::UNAUTHORIZED)
    }
}

/// The desk as somebody sees it: whatever a page asks of data it asks from a seat, with the scope of whoever asks.
#[derive(Clone)]
pub(crate) struct Seat {
    desk: Arc<Desk>,
    scope: Arc<Scope>,
}

impl std::ops::Deref for Seat {
    type Target = Arc<Desk>;

    fn deref(&self) -> &Arc<Desk> {
        &self.desk
    }
}

impl FromRequestParts<Arc<Desk>> for Seat {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, desk: &Arc<Desk>) -> Result<Self, StatusCode> {
        let Asker(scope) = Asker::from_request_parts(parts, desk).await?;
        Ok(Self { desk: Arc::clone(desk), scope })
    }
}

impl Seat {
    /// The seat of a scope that the caller was given.
    pub(crate) fn of(desk: &Arc<Desk>, scope: Scope) -> Self {
        Self { desk: Arc::clone(desk), scope: Arc::new(scope) }
    }

    /// The seat of everybody: for the release, which hides few people and rounds the rest.
    pub(crate) fn public(desk: &Arc<Desk>) -> Self {
        Self::of(desk, Scope::public(&desk.home()))
    }

    /// Who sits here.
    pub(crate) fn scope(&self) -> &Scope {
        &self.scope
    }

    /// The region that totals are about; of an area of several regions the one of the installation, which none of them is.
    pub(crate) fn seat(&self) -> RegionCode {
        let home = self.home().region;
        self.scope.seat(home).unwrap_or(home)
    }

    /// The region of somebody who sees one region only, below that of the installation.
    pub(crate) fn one_region(&self) -> Option<RegionCode> {
        let home = self.home().region;
        self.scope.seat(home).filter(|seat| *seat != home)
    }

    /// The name of somebody's work: nobody else finds it, not even that it is there.
    pub(crate) fn job(&self, id: &str) -> String {
        format!("{} {id}", self.scope.actor())
    }

    /// Does work for whoever sits here, on a thread of its own.
    pub(crate) async fn ask<T, F>(&self, work: F) -> Result<T, AppError>
    where
        T: Send + 'static,
        F: AsyncFnOnce(&Installation, &Scope) -> Result<T, AppError> + Send + 'static,
    {
        let scope = Arc::clone(&self.scope);
        self.work(async move |home| work(home, &scope).await).await
    }

    /// The same in the background: with what its asker may do, and nothing more (v5.0.0-8.3.3).
    pub(crate) fn begin<F>(&self, id: &str, work: F)
    where
        F: AsyncFnOnce(&Installation, &Scope, app::Progress<'_>) -> Result<Option<u32>, AppError> + Send + 'static,
    {
        let scope = Arc::clone(&self.scope);
        self.desk.begin(&self.job(id), async move |home, progress| work(home, &scope, progress).await);
    }

    /// Does work once per state of the installation and per area: what is kept for one area is never shown for another.
    async fn once<T, F>(&self, key: String, rows: fn(&T) -> usize, work: F) -> Result<Arc<T>, AppError>
    where
        T: Send + Sync + 'static,
        F: AsyncFnOnce(&Installation, &Scope) -> Result<T, AppError> + Send + 'static,
    {
        let scope = Arc::clone(&self.scope);
        let own = scope.account().unwrap_or_default();
        // What a role may do is asked again inside; receipts depend on who sent them, so the account is a part of the key.
        let key = format!("{} {} {own} {key}", scope.area(), scope.role().code);
        self.desk.once(key, rows, async move |home| work(home, &scope).await).await
    }

    /// Coverage, measured once.
    pub(crate) async fn coverage(&self, request: &CoverageRequest) -> Result<Arc<CoverageAnswer>, AppError> {
        let (scope, asked) = (Arc::clone(&self.scope), request.clone());
        scope.require(Permission::Figures)?;
        let rows = |answer: &CoverageAnswer| answer.rows.len();
        // Figures depend on the area and on whether others' published ones are shown, and on nothing else of the asker.
        let key = format!("{} {} coverage {request:?}", scope.area(), scope.role().others);
        self.desk.once(key, rows, async move |home| app::coverage(home, &scope, &asked).await).await
    }

    /// Opens a figure and keeps it; gives back its id.
    pub(crate) async fn explain(&self, question: FigureQuestion) -> Result<Arc<String>, AppError> {
        let key = format!("figure {question:?}");
        self.once(key, |_| 1, async move |home, scope| app::explain(home, scope, &question).await).await
    }

    /// How many of the uncovered there are, counted once.
    pub(crate) async fn uncovered_counts(&self, request: &UncoveredRequest) -> Result<Arc<UncoveredCounts>, AppError> {
        let (key, request) = (format!("uncovered {request:?}"), request.clone());
        self.once(key, |_| 1, async move |home, scope| app::uncovered_counts(home, scope, &request).await).await
    }

    /// Who may not comply, looked for once a day.
    pub(crate) async fn findings(&self) -> Result<Arc<DetectAnswer>, AppError> {
        let rows = |answer: &DetectAnswer| answer.findings.len();
        let key = format!("findings {}", self.today());
        self.once(key, rows, async move |home, scope| app::detect(home, scope, &DetectRequest::default()).await).await
    }

    /// What came of something in a regency, reckoned once.
    pub(crate) async fn effect(&self, region: RegionCode, since: Month) -> Result<Arc<EffectAnswer>, AppError> {
        let key = format!("effect {region} {since}");
        self.once(key, |_| 1, async move |home, scope| app::region_effect(home, scope, region, since).await).await
    }

    /// What lists, register and bills say of an employer, asked once. What was done about it moves without a snapshot and is not here.
    pub(crate) async fn employer(&self, number: String) -> Result<Arc<EmployerView>, AppError> {
        let key = format!("employer {number}");
        let rows = |view: &EmployerView| 1 + view.places.len() + view.members.len() + view.arrears.len();
        self.once(key, rows, async move |home, scope| app::employer(home, scope, &number).await).await
    }

    /// What everybody sees, made once for a state of the data and the newest release.
    pub(crate) async fn public_release(&self) -> Result<Arc<Option<app::Release>>, AppError> {
        let rows = |found: &Option<app::Release>| found.as_ref().map_or(1, |release| release.rows.len());
        self.once("release".to_owned(), rows, async |home, _| app::public_release(home).await).await
    }

    /// Target sets held against coverage.
    pub(crate) async fn held_targets(&self, request: &TargetsRequest) -> Result<Arc<TargetsAnswer>, AppError> {
        let (key, request) = (format!("targets {request:?}"), request.clone());
        let rows = |answer: &TargetsAnswer| answer.sets.len();
        self.once(key, rows, async move |home, scope| app::plan_targets(home, scope, &request).await).await
    }

    /// The bridge to a target.
    pub(crate) async fn bridge(&self, request: &BridgeRequest) -> Result<Arc<BridgeAnswer>, AppError> {
        let (key, request) = (format!("bridge {request:?}"), request.clone());
        let rows = |answer: &BridgeAnswer| answer.regions.len();
        self.once(key, rows, async move |home, scope| app::bridge(home, scope, &request).await).await
    }

    /// Who lapses next month.
    pub(crate) async fn ending(&self) -> Result<Arc<EndingAnswer>, AppError> {
        let rows = |answer: &EndingAnswer| answer.rows.len();
        self.once("ending".to_owned(), rows, app::ending).await
    }

    /// People covered in the months ahead.
    pub(crate) async fn ahead(&self, months: u32, by: Dimension) -> Result<Arc<Ahead>, AppError> {
        let rows = |answer: &Ahead| answer.series.len();
        let key = format!("ahead {months} {by:?}");
        self.once(key, rows, async move |home, scope| app::ahead(home, scope, months, by).await).await
    }

    /// Candidates and money of an allocation, counted once: every what-if starts from it.
    pub(crate) async fn ground(&self) -> Result<Arc<Ground>, AppError> {
        self.once("ground".to_owned(), |_| 1, app::ground).await
    }

    /// The outlines one level below a region in a month, drawn once.
    pub(crate) async fn drawing(&self, parent: RegionCode, month: Month) -> Result<Arc<Drawing>, AppError> {
        let scope = Arc::clone(&self.scope);
        // Outlines tell nothing of anybody: one drawing serves every area.
        let key = format!("drawing {parent} {month}");
        let work = async move |home: &Installation| Ok(Drawing::of(app::boundaries(home, &scope, parent, month).await?, parent));
        self.desk.once(key, |_| 100, work).await
    }

    /// The quality of what was sent.
    pub(crate) async fn quality(&self) -> Result<Arc<Quality>, AppError> {
        let today = self.today();
        let rows = |quality: &Quality| quality.senders.len();
        self.once(format!("quality {today}"), rows, async move |home, scope| app::quality(home, scope, today).await).await
    }

    /// Denominators and targets known on a day.
    pub(crate) async fn series(&self, known_on: Option<Date>) -> Result<Arc<Series>, AppError> {
        let rows = |series: &Series| series.denominators.len() + series.targets.len();
        self.once(format!("series {known_on:?}"), rows, async move |home, scope| {
            let denominators = app::denominators(home, scope, known_on).await?;
            Ok(Series { denominators, targets: app::targets(home, scope, known_on).await? })
        })
        .await
    }
}

/// The visit behind a cookie, for the pages of the account itself.
#[derive(Clone, Debug)]
pub(crate) struct Visitor {
    pub(crate) visit: Arc<Visit>,
    pub(crate) cookie: Arc<str>,
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        parts.extensions.get::<Self>().cloned().ok_or(StatusCode::UNAUTHORIZED)
    }
}

/// The address a request comes from: the neighbour, or behind our proxy what the proxy says.
pub(crate) fn source(desk: &Desk, headers: &HeaderMap, neighbour: Option<SocketAddr>) -> String {
    let neighbour = neighbour.map(|address| address.ip());
    let forwarded = headers.get("x-forwarded-for").and_then(|value| value.to_str().ok()).and_then(|list| list.rsplit(',').next());
    match (neighbour, forwarded) {
        // Only the proxy on this machine is believed, and only its own word, the last one (v5.0.0-4.1.3, 15.3.4).
        (Some(ip), Some(told)) if ip.is_loopback() && desk.public().is_some() => {
            told.trim().parse::<std::net::IpAddr>().map_or_else(|_| ip.to_string(), |ip| ip.to_string())
        }
        (Some(ip), _) => ip.to_string(),
        (None, _) => String::new(),
    }
}

/// Lets in whom the matrix lets in.
pub(crate) async fn keep(State(desk): State<Arc<Desk>>, mut request: Request, next: Next) -> Response {
    let Some(path) = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned()) else {
        // No such address: the page that says so is for everybody.
        return next.run(request).await;
    };
    let matrix = Arc::clone(desk.matrix());
    let line = matrix.of(request.method(), &path);
    let (mut parts, body) = request.into_parts();
    let Ok(reader) = Reader::from_request_parts(&mut parts, &desk).await;
    let known = match who(&desk, &parts).await {
        Ok(known) => known,
        Err(error) => return errors::of(&desk, &desk.voice(&reader), &error).await,
    };
    let Some(line) = line else {
        return unknown(&desk, &matrix, &path, &reader).await;
    };
    match refusal(line, &known, &parts) {
        None => {}
        Some(No::SignIn) if parts.method == Method::GET && !path.starts_with("/api/") => {
            return Redirect::to(&address("/masuk", &[("ke", &reader.path)])).into_response();
        }
        Some(No::SignIn) => return errors::unsigned(&desk, &desk.voice(&reader)).await,
        Some(No::Enrol) => return Redirect::to("/masuk/kedua").into_response(),
        Some(No::Role) => return errors::not_yours(&desk, &desk.voice(&reader.of(&known.scope))).await,
        Some(No::Proof) => {
            let back = if parts.method == Method::GET { reader.path.clone() } else { above(parts.uri.path()) };
            return Redirect::to(&address("/akun/ulang", &[("ke", &back)])).into_response();
        }
    }
    let turn = match &known.scope {
        Some(scope) => match desk.meter.enter(&scope.actor(), &office(scope), opens_persons(&path, &parts.method), desk.now()) {
            Ok(turn) => Some(turn),
            Err(wait) => return too_much(&desk, &reader, Arc::clone(scope), wait).await,
        },
        None => None,
    };
    if let Some(visitor) = known.visitor {
        parts.extensions.insert(visitor);
    }
    if let Some(scope) = known.scope {
        parts.extensions.insert(Asker(scope));
    }
    request = Request::from_parts(parts, body);
    let answer = packed::answer(&desk, &path, &reader, request, next).await;
    drop(turn);
    answer
}

/// Who shares the work with somebody: the same office over the same area; without an office the same role.
fn office(scope: &Scope) -> String {
    let office = if scope.agency().is_empty() { scope.role().code.as_str() } else { scope.agency() };
    format!("{office} {}", scope.area())
}

/// Whether a request opens something about single persons. An answer in the queue of pairs opens nobody: the next pair does.
fn opens_persons(path: &str, method: &Method) -> bool {
    let answers = path == "/antrean" && method == Method::POST;
    !answers && ROUTES.iter().any(|route| route.path == path && route.reach == Reach::Persons)
}

/// Says to wait, and how long; the log is told once, so that whoever watches over data of people hears of it (S07).
async fn too_much(desk: &Desk, reader: &Reader, scope: Arc<Scope>, wait: Wait) -> Response {
    if wait.first {
        let told = Arc::clone(&scope);
        // That it could not be written does not open the door.
        let _ = desk.work(async move |home| app::limited(home, &told, wait.what).await).await;
    }
    let voice = desk.voice(&reader.of(&Some(scope)));
    let sentence = voice.say("access-too-much", &[("seconds", &wait.seconds.to_string())]);
    let mut answer = if reader.path.starts_with("/api/") {
        crate::api::problem(&voice, StatusCode::TOO_MANY_REQUESTS, "too-much", sentence)
    } else {
        errors::page(desk, &voice, StatusCode::TOO_MANY_REQUESTS, &sentence).await
    };
    answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from(wait.seconds.unsigned_abs()));
    answer
}

/// An address with another method has none of its own: the router says so. One without any line opens for nobody.
async fn unknown(desk: &Desk, matrix: &crate::matrix::Matrix, path: &str, reader: &Reader) -> Response {
    let voice = desk.voice(reader);
    let there = matrix.lines.iter().any(|line| line.path == path);
    if path.starts_with("/api/") {
        let (status, key) =
            if there { (StatusCode::METHOD_NOT_ALLOWED, "web-not-that-way") } else { (StatusCode::NOT_FOUND, "web-missing") };
        return crate::api::problem(&voice, status, "not-found", voice.word(key));
    }
    if there {
        return errors::page(desk, &voice, StatusCode::METHOD_NOT_ALLOWED, &voice.word("web-not-that-way")).await;
    }
    errors::page(desk, &voice, StatusCode::NOT_FOUND, &voice.word("web-missing")).await
}

/// The page above an address that changes something: where one goes on after one proved who one is.
fn above(path: &str) -> String {
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    if parts.first() == Some(&"") && parts.get(1) == Some(&"admin") {
        parts.truncate(2);
    }
    let text = parts.join("/");
    if text.is_empty() { "/".to_owned() } else { text }
}

/// Who asks, as far as it is known.
#[derive(Clone)]
pub(crate) struct Known {
    visitor: Option<Visitor>,
    scope: Option<Arc<Scope>>,
}

async fn who(desk: &Desk, parts: &Parts) -> Result<Known, AppError> {
    let neighbour = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0);
    let (now, source) = (desk.now(), source(desk, &parts.headers, neighbour));
    let token = bearer(&parts.headers).map(str::to_owned);
    let cookie = cookies::session(desk, &parts.headers);
    let brought = match (&token, &cookie) {
        (Some(token), _) => format!("token {token} {source}"),
        (None, Some(cookie)) => format!("cookie {cookie} {source}"),
        (None, None) => return Ok(Known { visitor: None, scope: None }),
    };
    if let Some(known) = desk.known(&brought, now) {
        return Ok(known);
    }
    let stamp = desk.stamp();
    let known = match (token, cookie) {
        (Some(token), _) => of_token(desk, token, source, now).await?,
        (None, cookie) => of_cookie(desk, cookie.unwrap_or_default(), source, now).await?,
    };
    desk.remember(stamp, brought, known.clone());
    Ok(known)
}

async fn of_token(desk: &Desk, token: String, source: String, now: i64) -> Result<Known, AppError> {
    let scope = desk.work(async move |home| app::bearer(home, &token, &source, now).await).await?;
    Ok(Known { visitor: None, scope: scope.map(Arc::new) })
}

async fn of_cookie(desk: &Desk, cookie: String, source: String, now: i64) -> Result<Known, AppError> {
    let asked = cookie.clone();
    let visit = desk.work(async move |home| app::visit(home, &asked, &source, now).await).await?;
    let visitor = visit.map(|visit| Visitor { visit: Arc::new(visit), cookie: cookie.into() });
    // A session that is still to set up its second factor has no scope: it opens nothing.
    let full = visitor.as_ref().filter(|visitor| visitor.visit.stage == Stage::Full);
    let scope = full.map(|visitor| Arc::new(visitor.visit.scope.clone()));
    Ok(Known { visitor, scope })
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

enum No {
    SignIn,
    Enrol,
    Role,
    Proof,
}

fn refusal(line: &Line, known: &Known, parts: &Parts) -> Option<No> {
    let enrolling = known.visitor.as_ref().is_some_and(|visitor| visitor.visit.stage == Stage::Enrol);
    match (line.needs, &known.scope) {
        (Needs::Open, _) => None,
        (Needs::Enrol, _) => (!enrolling).then_some(No::SignIn),
        (_, None) if enrolling => Some(No::Enrol),
        (_, None) => Some(No::SignIn),
        // A token reads and does nothing else, and the pages of an account are for people.
        (Needs::Signed, Some(_)) if known.visitor.is_none() => Some(No::SignIn),
        (_, Some(_)) if known.visitor.is_none() && (parts.method != Method::GET && parts.method != Method::HEAD) => {
            Some(No::SignIn)
        }
        (Needs::May(permission), Some(scope)) if !scope.may(permission) => Some(No::Role),
        (_, Some(_)) if line.proof && known.visitor.as_ref().is_none_or(|visitor| !visitor.visit.strong) => Some(No::Proof),
        (Needs::Signed | Needs::May(_), Some(_)) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_a_proof_one_goes_on_from_the_page_above() {
        let cases = [
            ("/riwayat/12/ditolak.xlsx", "/riwayat/12"),
            ("/admin/akun/rahma", "/admin"),
            ("/admin/token", "/admin"),
            ("/x", "/"),
        ];
        for (path, back) in cases {
            assert_eq!(above(path), back);
        }
    }
}
