//! The cookies: the session, and what lets a browser be known the next time. Out of reach of scripts, for our own pages only, and
//! behind TLS under a name that no other host can set (v5.0.0-3.3.1 to 3.3.4).

use crate::desk::Desk;
use app::{Handed, Stage};
use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;

const SESSION: &str = "sesi";
const DEVICE: &str = "perangkat";
/// What a passkey is asked with at the door, and what another institution is asked with.
const QUESTION: &str = "tanya";
const PROVIDER: &str = "institusi";
/// How long either is kept, in seconds.
const ASKED: u32 = 600;
/// A browser is known for half a year.
const KNOWN: u32 = 180 * 86_400;

fn name(desk: &Desk, plain: &str) -> String {
    if desk.public().is_some() { format!("__Host-{plain}") } else { plain.to_owned() }
}

fn find(headers: &HeaderMap, wanted: &str) -> Option<String> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, value)| *name == wanted && !value.is_empty()).map(|(_, value)| value.to_owned())
}

/// What the session cookie of a request holds.
pub(crate) fn session(desk: &Desk, headers: &HeaderMap) -> Option<String> {
    find(headers, &name(desk, SESSION))
}

/// What an earlier sign-in left in the browser.
pub(crate) fn device(desk: &Desk, headers: &HeaderMap) -> String {
    find(headers, &name(desk, DEVICE)).unwrap_or_default()
}

/// Gives a browser what it was handed.
pub(crate) fn give(desk: &Desk, response: &mut Response, handed: &Handed) {
    set(desk, response, SESSION, &handed.cookie, None);
    if handed.stage == Stage::Full && !handed.device.is_empty() {
        set(desk, response, DEVICE, &handed.device, Some(KNOWN));
    }
}

/// The question that a passkey was asked with.
pub(crate) fn question(desk: &Desk, headers: &HeaderMap) -> String {
    find(headers, &name(desk, QUESTION)).unwrap_or_default()
}

/// Keeps the question that a passkey is asked with.
pub(crate) fn ask(desk: &Desk, response: &mut Response, question: &str) {
    set(desk, response, QUESTION, question, Some(ASKED));
}

/// The question that another institution was asked with.
pub(crate) fn sent_out(desk: &Desk, headers: &HeaderMap) -> String {
    find(headers, &name(desk, PROVIDER)).unwrap_or_default()
}

/// Keeps the question that another institution is asked with. Its page sends the answer, so that this one cookie comes along from
/// another site; it proves nothing but that this browser asked.
pub(crate) fn send_out(desk: &Desk, response: &mut Response, question: &str) {
    across(desk, response, question, ASKED);
}

/// Forgets that question: its answer is good once.
pub(crate) fn came_back(desk: &Desk, response: &mut Response) {
    across(desk, response, "", 0);
}

fn across(desk: &Desk, response: &mut Response, value: &str, age: u32) {
    put(response, &format!("{}={value}; Path=/; HttpOnly; SameSite=None; Secure; Max-Age={age}", name(desk, PROVIDER)));
}

/// Takes the session away, and everything a shared computer may have kept (v5.0.0-14.3.1).
pub(crate) fn take(desk: &Desk, response: &mut Response) {
    set(desk, response, SESSION, "", Some(0));
    response.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"cache\", \"storage\""));
}

fn set(desk: &Desk, response: &mut Response, plain: &str, value: &str, age: Option<u32>) {
    let secure = if desk.public().is_some() { "; Secure" } else { "" };
    let age = age.map(|age| format!("; Max-Age={age}")).unwrap_or_default();
    put(response, &format!("{}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}", name(desk, plain)));
}

fn put(response: &mut Response, text: &str) {
    // Our own digits and letters: a header can hold them.
    if let Ok(value) = HeaderValue::from_str(text) {
        response.headers_mut().append(SET_COOKIE, value);
    }
}
