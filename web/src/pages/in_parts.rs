//! Impor in parts: what the script of the page sends, megabyte by megabyte, and asks where it stands. Answers are JSON, errors
//! problem+json; the one request of the form stays for whoever has no script.

use super::import::{Typed, flaws};
use crate::api;
use crate::ask::{Asked, refused};
use crate::gate::Seat;
use crate::reader::Reader;
use crate::upload::new_id;
use app::{AppError, Unfinished};
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Form, Path};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;
use std::collections::BTreeMap;

/// How a file on its way stands.
#[derive(Serialize)]
struct Stands {
    id: String,
    received: u64,
    size: u64,
}

impl From<&Unfinished> for Stands {
    fn from(file: &Unfinished) -> Self {
        Self { id: file.id.clone(), received: file.received, size: file.size }
    }
}

/// `POST /impor/bagian`: begins a file, or finds the one that was begun.
pub(crate) async fn begin(desk: Seat, reader: Reader, Form(form): Form<BTreeMap<String, String>>) -> Response {
    let voice = desk.voice(&reader);
    let field = |name: &str| form.get(name).map(|text| text.trim()).unwrap_or_default();
    let typed = Typed::given(field("kind"), field("source"), field("as_of"), field("nama"));
    if let Some((_, sentence)) = flaws(&voice, &typed).into_iter().next() {
        return api::problem(&voice, StatusCode::BAD_REQUEST, "refused", sentence);
    }
    let (size, mark, now) = (field("besar").parse::<u64>().unwrap_or_default(), field("tanda").to_owned(), desk.now());
    let begun = async {
        let (id, order) = (new_id()?, typed.order().ok_or_else(|| refused("error-not-a-day", ""))?);
        desk.ask(async move |home, scope| Unfinished::begin(home, scope, &id, order, (size, &mark, now))).await
    };
    api::answer(&voice, begun.await.map(|file| Stands::from(&file)))
}

/// `GET /impor/bagian/{id}`
pub(crate) async fn stands(desk: Seat, reader: Reader, Path(id): Path<String>) -> Response {
    let voice = desk.voice(&reader);
    let found = desk.ask(async move |home, scope| Unfinished::find(home, scope, &id)).await;
    api::answer(&voice, found.map(|file| Stands::from(&file)))
}

/// `POST /impor/bagian/{id}?mulai=…`: the next part. One that begins elsewhere, or comes while another is written, changes nothing and is
/// told where the file stands.
pub(crate) async fn receive(
    desk: Seat,
    reader: Reader,
    Path(id): Path<String>,
    asked: Asked,
    part: Result<Bytes, BytesRejection>,
) -> Response {
    let voice = desk.voice(&reader);
    let file = {
        let id = id.clone();
        desk.ask(async move |home, scope| Unfinished::find(home, scope, &id)).await
    };
    let file = match file {
        Ok(file) => file,
        Err(error) => return api::answer(&voice, Err::<Stands, _>(error)),
    };
    // A line that broke in the middle of a part: nothing of it is kept.
    let part = match part.map_err(|rejection| rejection.status()) {
        Ok(part) => part,
        Err(StatusCode::PAYLOAD_TOO_LARGE) => {
            return api::problem(&voice, StatusCode::PAYLOAD_TOO_LARGE, "not-understood", voice.word("web-form-large"));
        }
        Err(_) => return api::problem(&voice, StatusCode::BAD_REQUEST, "not-understood", voice.word("web-upload-broken")),
    };
    let Some(arriving) = desk.arriving_alone(&id) else { return api::conflict(&Stands::from(&file)) };
    let from = asked.number("mulai");
    let done = async {
        let from = from?.unwrap_or_default() as u64;
        // It may have grown since: another part of the same file ended just now.
        desk.ask(async move |home, scope| {
            let mut file = Unfinished::find(home, scope, &id)?;
            if file.received != from {
                return Ok((file, false));
            }
            file.append(home, from, &part)?;
            Ok((file, true))
        })
        .await
    };
    let done: Result<(Unfinished, bool), AppError> = done.await;
    drop(arriving);
    match done {
        Ok((file, true)) => api::answer(&voice, Ok(Stands::from(&file))),
        Ok((file, false)) => api::conflict(&Stands::from(&file)),
        Err(error) => api::answer(&voice, Err::<Stands, _>(error)),
    }
}

/// Where a file goes on once it is all there.
#[derive(Serialize)]
struct Next {
    next: String,
}

/// `POST /impor/bagian/{id}/selesai`
pub(crate) async fn finish(desk: Seat, reader: Reader, Path(id): Path<String>) -> Response {
    let voice = desk.voice(&reader);
    let done = desk.ask(async move |home, scope| Unfinished::find(home, scope, &id)?.finish(home, scope)).await;
    api::answer(&voice, done.map(|waiting| Next { next: format!("/impor/{}", waiting.id) }))
}
