//! What a page says when it cannot show what was asked: what happened, which rule, what next. Never a spinner, never a code alone.

use crate::desk::Desk;
use crate::frame::{Page, frame};
use crate::reader::Voice;
use app::{AppError, Refused};
use axum::http::StatusCode;
use axum::response::Response;
use base::access::Permission;
use maud::html;

/// A page with one sentence.
pub(crate) async fn page(desk: &Desk, voice: &Voice<'_>, status: StatusCode, sentence: &str) -> Response {
    let title = voice.word("web-error-title");
    let body = html! {
        div.galat role="alert" { p { (sentence) } }
        p { a href="/" { (voice.word("web-to-coverage")) } @if voice.may(Permission::Upload) { " · " a href="/impor" { (voice.word("web-import")) } } }
    };
    frame(desk, voice, Page { status, title, place: None, refresh: false, crumbs: Vec::new() }, body).await
}

/// A refusal or fault of a use case as a page.
pub(crate) async fn of(desk: &Desk, voice: &Voice<'_>, error: &AppError) -> Response {
    page(desk, voice, status(error), &error.in_words(voice.texts)).await
}

/// Nobody is signed in, where a page cannot lead to the door.
pub(crate) async fn unsigned(desk: &Desk, voice: &Voice<'_>) -> Response {
    page(desk, voice, StatusCode::UNAUTHORIZED, &voice.word("access-sign-in-more")).await
}

/// A page that is not for the reader's role: no error, and no word about what there is on it.
pub(crate) async fn not_yours(desk: &Desk, voice: &Voice<'_>) -> Response {
    let role = voice.scope.as_ref().map(|scope| crate::pages::account::role_name(voice, scope.role()).to_owned());
    let sentence = voice.say("access-not-yours", &[("role", role.as_deref().unwrap_or_default())]);
    page(desk, voice, StatusCode::FORBIDDEN, &format!("{sentence} {}", voice.word("access-not-yours-more"))).await
}

/// Refused by a rule is the asker's to mend; a fault is ours.
pub(crate) fn status(error: &AppError) -> StatusCode {
    match error {
        AppError::Refused(Refused::UnknownRegion(_) | Refused::NoSuchBatch(_)) => StatusCode::NOT_FOUND,
        AppError::Refused(Refused::Request { key: "error-not-waiting" | "error-no-figure", .. }) => StatusCode::NOT_FOUND,
        AppError::Refused(Refused::NotAllowed(_)) => StatusCode::FORBIDDEN,
        AppError::Refused(Refused::Request {
            key: "error-no-refused" | "error-no-such-account" | "error-no-such-token", ..
        }) => StatusCode::NOT_FOUND,
        AppError::Refused(Refused::Busy(_)) => StatusCode::CONFLICT,
        AppError::Refused(_) => StatusCode::BAD_REQUEST,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
