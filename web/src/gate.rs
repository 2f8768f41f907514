//! The gate around every address: who asks (cookie or token), whether the matrix lets them in, and the scope that goes on to the
//! page. What it does not let in never reaches a page (v5.0.0-8.3.1).

use crate::address::address;
use crate::desk::Desk;
use crate::matrix::{Line, Needs};
use crate::reader::Reader;
use crate::{cookies, errors};
use app::{AppError, Scope, Stage, Visit};
use axum::extract::{ConnectInfo, FromRequestParts, MatchedPath, Request, State};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
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
    if let Some(visitor) = known.visitor {
        parts.extensions.insert(visitor);
    }
    if let Some(scope) = known.scope {
        parts.extensions.insert(Asker(scope));
    }
    request = Request::from_parts(parts, body);
    next.run(request).await
}

/// An address with another method has none of its own: the router says so. One without any line opens for nobody.
async fn unknown(desk: &Desk, matrix: &crate::matrix::Matrix, path: &str, reader: &Reader) -> Response {
    let voice = desk.voice(reader);
    if matrix.lines.iter().any(|line| line.path == path) {
        return errors::page(desk, &voice, StatusCode::METHOD_NOT_ALLOWED, &voice.word("web-missing")).await;
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

struct Known {
    visitor: Option<Visitor>,
    scope: Option<Arc<Scope>>,
}

async fn who(desk: &Desk, parts: &Parts) -> Result<Known, AppError> {
    let neighbour = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0);
    let (now, source) = (desk.now(), source(desk, &parts.headers, neighbour));
    if let Some(token) = bearer(&parts.headers) {
        let token = token.to_owned();
        let scope = desk.work(async move |home| app::bearer(home, &token, &source, now).await).await?;
        return Ok(Known { visitor: None, scope: scope.map(Arc::new) });
    }
    let Some(cookie) = cookies::session(desk, &parts.headers) else { return Ok(Known { visitor: None, scope: None }) };
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
