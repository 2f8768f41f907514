//! What holds for every request and every answer: who may ask (hosts of this machine, pages of our own for changes), and what a
//! browser may do with the answer.

use crate::desk::Desk;
use crate::pages::provider::BACK;
use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, COOKIE, HOST, HeaderName, HeaderValue, ORIGIN, STRICT_TRANSPORT_SECURITY};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

const HEADERS: [(&str, &str); 7] = [
    // Scripts, styles and pictures of ours from files of ours, forms to us, no frame around us.
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
    ("x-frame-options", "DENY"),
];

/// Refuses what a foreign page could make a browser send, and puts the headers on every answer.
pub(crate) async fn protect(State(desk): State<Arc<Desk>>, request: Request, next: Next) -> Response {
    let mut response = match refusal(request.method(), request.uri().path(), request.headers(), desk.public()) {
        Some(sentence) => (StatusCode::FORBIDDEN, sentence).into_response(),
        None => next.run(request).await,
    };
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    if desk.public().is_some() {
        // A year, for every host below ours (v5.0.0-3.4.1).
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000; includeSubDomains"));
    }
    // What an address may be kept for is said where it is answered; everything else is not kept.
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Addresses that work when they are only looked at: figures are measured and kept, waiting files are tried. A link on a foreign
/// page does not start them.
const WORKING: [&str; 7] = ["/jelaskan", "/impor/", "/cek/", "/belum", "/orang/", "/antrean", "/api/"];

fn refusal(method: &Method, path: &str, headers: &HeaderMap, public: Option<&str>) -> Option<&'static str> {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    // A name that somebody points at this machine must not reach it: DNS rebinding.
    let host = text(HOST).unwrap_or_default();
    if !is_this_machine(host) && public.is_none_or(|public| !public.eq_ignore_ascii_case(host)) {
        return Some("Alamat ini bukan alamat mesin ini. / This host name is not this machine.\n");
    }
    let site = text(HeaderName::from_static("sec-fetch-site"));
    let foreign_site = site.is_some_and(|site| site != "same-origin" && site != "none");
    if method == Method::GET || method == Method::HEAD {
        // A link on a foreign page may open a page of ours; nothing of ours is a part of a foreign page.
        let opened = text(HeaderName::from_static("sec-fetch-mode")).is_none_or(|mode| mode == "navigate")
            && text(HeaderName::from_static("sec-fetch-dest")).is_none_or(|into| into == "document");
        let works = WORKING.iter().any(|start| path.starts_with(start));
        return (foreign_site && (works || !opened))
            .then_some("Alamat ini dipanggil dari situs lain; buka dari halaman Sinergi. / This address was called by another site; open it from a page of Sinergi.\n");
    }
    // The word of another institution is sent by its page; the question that this browser keeps says whether we asked.
    if path == BACK {
        return None;
    }
    let foreign_origin = text(ORIGIN).is_some_and(|origin| origin.split_once("://").is_none_or(|(_, from)| from != host));
    // A change that comes with cookies and says nothing of where it comes from is refused: every browser that we know says it.
    let silent = site.is_none() && text(ORIGIN).is_none() && headers.contains_key(COOKIE);
    (foreign_site || foreign_origin || silent)
        .then_some("Formulir ini dikirim dari situs lain. / This form was sent from another site.\n")
}

/// Where our pages are, as the browser of a request sees it: `https://sinergi.contoh.go.id`. Only our own names get this far.
pub(crate) fn origin(desk: &Desk, headers: &HeaderMap) -> String {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let public = desk.public().is_some_and(|public| public.eq_ignore_ascii_case(host));
    format!("{}://{host}", if public { "https" } else { "http" })
}

fn is_this_machine(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    ["localhost", "127.0.0.1", "[::1]"].contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_are_answered() {
        for host in ["localhost", "127.0.0.1:8080", "[::1]:8080", "[::1]"] {
            assert!(is_this_machine(host), "{host}");
        }
        for host in ["", "example.org", "127.0.0.1.example.org:8080", "localhost:80:evil", "::1"] {
            assert!(!is_this_machine(host), "{host}");
        }
    }
}
