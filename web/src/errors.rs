//! What a page says when it cannot show what was asked: what happened, which rule, what next. Never a spinner, never a code alone.

use crate::desk::Desk;
use crate::frame::{Page, frame};
use crate::reader::{Reader, Voice};
use app::{AppError, Refused};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::{ALLOW, CONTENT_TYPE};
use axum::middleware::Next;
use axum::response::Response;
use base::access::Permission;
use maud::html;
use std::sync::Arc;

/// A page with one sentence.
pub(crate) async fn page(desk: &Desk, voice: &Voice<'_>, status: StatusCode, sentence: &str) -> Response {
    let title = voice.word("web-error-title");
    let body = html! {
        div.galat role="alert" { p { (sentence) } }
        p { a href="/" { (voice.word("web-to-coverage")) } @if voice.may(Permission::Upload) { " · " a href="/impor" { (voice.word("web-import")) } } }
    };
    frame(desk, voice, Page { status, title, place: None, refresh: false, crumbs: Vec::new(), script: None }, body).await
}

/// A refusal or fault of a use case as a page.
pub(crate) async fn of(desk: &Desk, voice: &Voice<'_>, error: &AppError) -> Response {
    page(desk, voice, status(error), &error.in_words(voice.texts)).await
}

/// Nobody is signed in, where a page cannot lead to the door.
pub(crate) async fn unsigned(desk: &Desk, voice: &Voice<'_>) -> Response {
    if voice.path.starts_with("/api/") {
        return crate::api::problem(voice, StatusCode::UNAUTHORIZED, "unsigned", voice.word("access-token-how"));
    }
    page(desk, voice, StatusCode::UNAUTHORIZED, &voice.word("access-sign-in-more")).await
}

/// A page that is not for the reader's role: no error, and no word about what there is on it.
pub(crate) async fn not_yours(desk: &Desk, voice: &Voice<'_>) -> Response {
    let role = voice.scope.as_ref().map(|scope| crate::pages::account::role_name(voice, scope.role()).to_owned());
    let sentence = voice.say("access-not-yours", &[("role", role.as_deref().unwrap_or_default())]);
    let sentence = format!("{sentence} {}", voice.word("access-not-yours-more"));
    if voice.path.starts_with("/api/") {
        return crate::api::problem(voice, StatusCode::FORBIDDEN, "not-yours", sentence);
    }
    page(desk, voice, StatusCode::FORBIDDEN, &sentence).await
}

/// Refused by a rule is the asker's to mend; a fault is ours.
pub(crate) fn status(error: &AppError) -> StatusCode {
    match error {
        AppError::Refused(Refused::UnknownRegion(_) | Refused::NoSuchBatch(_)) => StatusCode::NOT_FOUND,
        AppError::Refused(Refused::Request {
            key:
                "error-not-waiting"
                | "error-no-figure"
                | "error-not-a-batch"
                | "error-no-person"
                | "error-no-check"
                | "error-no-case"
                | "error-no-letter"
                | "error-no-evidence"
                | "error-no-payment"
                | "error-no-employer"
                | "error-no-meeting"
                | "error-no-commitment"
                | "error-no-pair"
                | "error-no-approval"
                | "error-no-subject"
                | "error-not-released",
            ..
        }) => StatusCode::NOT_FOUND,
        AppError::Refused(Refused::NotAllowed(_)) => StatusCode::FORBIDDEN,
        AppError::Refused(Refused::Request {
            key: "error-no-refused" | "error-no-such-account" | "error-no-such-token", ..
        }) => StatusCode::NOT_FOUND,
        AppError::Refused(Refused::Busy(_)) => StatusCode::CONFLICT,
        AppError::Refused(_) => StatusCode::BAD_REQUEST,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// Lets no answer of a library speak for us: an error that is neither a page nor JSON of ours becomes a page with a sentence.
pub(crate) async fn speak(State(desk): State<Arc<Desk>>, reader: Reader, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let status = response.status();
    let kind = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let ours = kind.starts_with("text/html") || kind.contains("json");
    if ours || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let voice = desk.voice(&reader);
    let key = match status {
        StatusCode::NOT_FOUND => "web-missing",
        StatusCode::METHOD_NOT_ALLOWED => "web-not-that-way",
        StatusCode::PAYLOAD_TOO_LARGE => "web-form-large",
        status if status.is_client_error() => "web-not-understood",
        _ => "web-fault",
    };
    if reader.path.starts_with("/api/") {
        let kind = if status == StatusCode::NOT_FOUND { "not-found" } else { "not-understood" };
        return crate::api::problem(&voice, status, kind, voice.word(key));
    }
    let allow = response.headers().get(ALLOW).cloned();
    let mut spoken = page(&desk, &voice, status, &voice.word(key)).await;
    if let Some(allow) = allow {
        spoken.headers_mut().insert(ALLOW, allow);
    }
    spoken
}
