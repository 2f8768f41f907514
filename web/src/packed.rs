//! Pages of counts, made and packed once for a state of the data, an area and a role: the same question then costs a copy.
//!
//! What is kept for one area or role is never given to another: both stand in the key, with the language and the whole address. Only
//! addresses that show nothing but counts and depend on nothing but the data are kept, and only while no snapshot moves.

use crate::desk::Desk;
use crate::gate::Asker;
use crate::reader::Reader;
use axum::body::{Body, Bytes, HttpBody, to_bytes};
use axum::extract::Request;
use axum::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, HeaderValue, SET_COOKIE, VARY};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;
use std::sync::Arc;

/// Addresses of counts that have the same answer for everybody of an area and a role.
const PACKED: [&str; 6] = ["/cakupan", "/cakupan.csv", "/wilayah/{code}", "/publik", "/publik.csv", "/api/v1/coverage"];
/// The largest answer that is packed.
const LARGEST: usize = 1 << 20;
/// The longest address that is kept.
const LONGEST: usize = 512;
/// The queries that `/publik` itself links to: the other form of its map.
const OPEN_QUERIES: [&str; 1] = ["bentuk=petak"];

/// An answer as it travels.
struct Packed {
    headers: HeaderMap,
    body: Bytes,
}

/// The answer to a request: what was packed before, or what the page says, which is packed for the next.
pub(crate) async fn answer(desk: &Desk, path: &str, reader: &Reader, request: Request, next: Next) -> Response {
    let Some(key) = key(path, reader, &request) else { return next.run(request).await };
    // The label of people who do not exist, and what is due, belong to the frame of a page.
    let key = format!("page {} {} {key}", desk.synthetic().await, desk.today());
    if let Ok(Some(packed)) = desk.kept_page::<Packed>(&key).await {
        return (packed.headers.clone(), packed.body.clone()).into_response();
    }
    let Ok(before) = desk.state().await else { return next.run(request).await };
    let (mut parts, body) = next.run(request).await.into_parts();
    let large = body.size_hint().upper().is_none_or(|most| most > LARGEST as u64);
    let own = parts.headers.contains_key(SET_COOKIE) || parts.headers.contains_key(CONTENT_ENCODING);
    if parts.status != StatusCode::OK || own || large {
        return Response::from_parts(parts, body);
    }
    let Ok(plain) = to_bytes(body, LARGEST).await else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let Some(body) = pack(&plain) else { return Response::from_parts(parts, Body::from(plain)) };
    parts.headers.remove(CONTENT_LENGTH);
    parts.headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    parts.headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    let packed = Packed { headers: parts.headers.clone(), body: body.clone() };
    desk.keep_page(&before, key, body.len(), Arc::new(packed));
    Response::from_parts(parts, Body::from(body))
}

/// By what an answer is known again, with who asks first; none where it is not kept.
fn key(path: &str, reader: &Reader, request: &Request) -> Option<String> {
    let packs = request.method() == Method::GET && PACKED.contains(&path) && takes_gzip(request.headers());
    if !packs || reader.path.len() > LONGEST {
        return None;
    }
    let who = match request.extensions().get::<Asker>() {
        Some(Asker(scope)) => format!("{} {}", scope.area(), scope.role().code),
        // Whoever is not signed in may ask for anything: of theirs only the addresses that pages name are kept.
        None if request.uri().query().is_some_and(|query| !OPEN_QUERIES.contains(&query)) => return None,
        None => "nobody".to_owned(),
    };
    Some(format!("{who} {} {}", reader.language.code(), reader.path))
}

fn takes_gzip(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    accepted.flat_map(|list| list.split(',')).any(|coding| {
        let mut words = coding.split(';').map(str::trim);
        words.next() == Some("gzip") && words.all(|word| word.strip_prefix("q=").is_some_and(is_wanted))
    })
}

/// Whether a weight is more than nothing: `0`, `0.0` and `0.000` refuse.
fn is_wanted(weight: &str) -> bool {
    !weight.trim_matches(['0', '.']).is_empty()
}

fn pack(plain: &[u8]) -> Option<Bytes> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(plain.len() / 4), Compression::default());
    encoder.write_all(plain).ok()?;
    encoder.finish().ok().map(Bytes::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_who_takes_gzip_gets_it() {
        let with = |text: &'static str| HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static(text))]);
        for yes in ["gzip", "br, gzip;q=0.8", "deflate, gzip"] {
            assert!(takes_gzip(&with(yes)), "{yes}");
        }
        for no in ["", "br", "gzip;q=0", "x-gzip"] {
            assert!(!takes_gzip(&with(no)), "{no}");
        }
    }
}
