//! Masuk: the door. Name, password and the code of a phone; the first password; setting up the phone; the link of a demonstration;
//! proving anew who one is; and the way out.

use super::{passkeys, provider};
use crate::desk::Desk;
use crate::frame::{Page, frame};
use crate::gate::{Visitor, source};
use crate::reader::{Reader, Voice, is_ours};
use crate::{cookies, errors};
use app::{AppError, Attempt, Handed, Refused, Stage};
use axum::Extension;
use axum::extract::{ConnectInfo, Form, Query, State};
use axum::http::header::USER_AGENT;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

type Fields = BTreeMap<String, String>;
pub(crate) type Neighbour = Option<Extension<ConnectInfo<SocketAddr>>>;

/// The longest text of a field.
const LONGEST: usize = 1_000;

fn field<'f>(fields: &'f Fields, name: &str) -> &'f str {
    fields.get(name).map(String::as_str).filter(|text| text.len() <= LONGEST).unwrap_or_default()
}

/// Where to go on: an address of ours, else the start.
pub(crate) fn onward(fields: &Fields) -> &str {
    Some(field(fields, "ke")).filter(|path| is_ours(path)).unwrap_or("/")
}

pub(crate) fn attempt(desk: &Desk, fields: &Fields, headers: &HeaderMap, neighbour: &Neighbour) -> Attempt {
    Attempt {
        name: field(fields, "nama").trim().to_lowercase(),
        password: field(fields, "sandi").to_owned(),
        code: field(fields, "kode").trim().to_owned(),
        browser: headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned(),
        source: source(desk, headers, neighbour.as_ref().map(|info| info.0.0)),
        device: cookies::device(desk, headers),
    }
}

/// A form that was refused says why, above its fields, with what was typed and is no secret.
fn flaw(voice: &Voice<'_>, error: Option<&AppError>) -> Markup {
    html! { @if let Some(error) = error { div.galat role="alert" { p { (error.in_words(voice.texts)) } } } }
}

fn status(error: Option<&AppError>) -> StatusCode {
    match error {
        None => StatusCode::OK,
        Some(AppError::Refused(Refused::Request { key: "error-sign-in-wait", .. })) => StatusCode::TOO_MANY_REQUESTS,
        Some(AppError::Refused(Refused::Request { key: "error-sign-in" | "error-activation" | "error-passkey", .. })) => {
            StatusCode::UNAUTHORIZED
        }
        Some(error) => errors::status(error),
    }
}

fn input(voice: &Voice<'_>, (name, kind, auto): (&str, &str, &str), label: &str, help: Option<&str>, value: &str) -> Markup {
    let helps = format!("{name}-bantu");
    html! {
        label for=(name) { (voice.word(label)) }
        @if let Some(help) = help { p.bantu id=(helps) { (voice.word(help)) } }
        input id=(name) name=(name) type=(kind) autocomplete=(auto) value=(value) maxlength=(LONGEST) aria-describedby=[help.map(|_| helps.as_str())];
    }
}

const NAME: (&str, &str, &str) = ("nama", "text", "username");
const PASSWORD: (&str, &str, &str) = ("sandi", "password", "current-password");
const NEW_PASSWORD: (&str, &str, &str) = ("sandi", "password", "new-password");
const AGAIN: (&str, &str, &str) = ("ulang", "password", "new-password");
const CODE: (&str, &str, &str) = ("kode", "text", "one-time-code");

async fn shown(
    desk: &Desk,
    voice: &Voice<'_>,
    (title, script): (&str, Option<&'static str>),
    error: Option<&AppError>,
    body: Markup,
) -> Response {
    let title = voice.word(title);
    let body = html! { h1 { (title) } (flaw(voice, error)) (body) };
    let page = Page { status: status(error), title, place: None, refresh: false, crumbs: Vec::new(), script };
    frame(desk, voice, page, body).await
}

/// `GET /masuk`
pub(crate) async fn start(State(desk): State<Arc<Desk>>, reader: Reader, Query(fields): Query<Fields>) -> Response {
    sign_in_page(&desk, &desk.voice(&reader), &fields, None).await
}

pub(crate) async fn sign_in_page(desk: &Desk, voice: &Voice<'_>, fields: &Fields, error: Option<&AppError>) -> Response {
    let body = html! {
        @if field(fields, "keluar") == "1" { p role="status" { (voice.word("access-signed-out")) } }
        p { (voice.word("access-sign-in-more")) }
        form.impor method="post" action="/masuk" {
            input type="hidden" name="ke" value=(onward(fields));
            (input(voice, NAME, "access-name", None, field(fields, "nama")))
            (input(voice, PASSWORD, "access-password", None, ""))
            (input(voice, CODE, "access-code", Some("access-code-help"), ""))
            button type="submit" { (voice.word("access-go")) }
        }
        (passkeys::device_form(voice, ("masuk", "/masuk/kunci", "/masuk/kunci/mulai"), "access-passkey-go", html! { input type="hidden" name="ke" value=(onward(fields)); }))
        (provider::way(desk, voice))
        p { (voice.word("access-first")) " " a href="/masuk/aktivasi" { (voice.word("access-activate")) } }
    };
    shown(desk, voice, ("access-sign-in", Some(passkeys::SCRIPT)), error, body).await
}

/// In, or on to the second factor, with a new cookie.
pub(crate) fn into(desk: &Desk, handed: &Handed, onward: &str) -> Response {
    let to = if handed.stage == Stage::Full { onward } else { "/masuk/kedua" };
    let mut response = Redirect::to(to).into_response();
    cookies::give(desk, &mut response, handed);
    response
}

/// `POST /masuk`
pub(crate) async fn sign_in(
    State(desk): State<Arc<Desk>>,
    reader: Reader,
    neighbour: Neighbour,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Response {
    let (attempt, now) = (attempt(&desk, &fields, &headers, &neighbour), desk.now());
    match desk.work(async move |home| app::sign_in(home, &attempt, now).await).await {
        Ok(handed) => into(&desk, &handed, onward(&fields)),
        Err(error) => sign_in_page(&desk, &desk.voice(&reader), &fields, Some(&error)).await,
    }
}

/// `GET /masuk/aktivasi`
pub(crate) async fn first(State(desk): State<Arc<Desk>>, reader: Reader) -> Response {
    first_page(&desk, &desk.voice(&reader), &Fields::new(), None).await
}

async fn first_page(desk: &Desk, voice: &Voice<'_>, fields: &Fields, error: Option<&AppError>) -> Response {
    let body = html! {
        p { (voice.word("access-activate-more")) }
        form.impor method="post" action="/masuk/aktivasi" {
            (input(voice, NAME, "access-name", None, field(fields, "nama")))
            (input(voice, ("kode", "text", "off"), "access-activation-code", None, field(fields, "kode")))
            (input(voice, NEW_PASSWORD, "access-password", Some("access-password-help"), ""))
            (input(voice, AGAIN, "access-password-again", None, ""))
            button type="submit" { (voice.word("access-activate-go")) }
        }
    };
    shown(desk, voice, ("access-activate", None), error, body).await
}

/// Two passwords that should be one.
pub(crate) fn differ(fields: &Fields) -> Option<AppError> {
    let same = field(fields, "sandi") == field(fields, "ulang");
    (!same).then(|| Refused::Request { key: "error-password-differ", detail: String::new() }.into())
}

/// `POST /masuk/aktivasi`
pub(crate) async fn activate(
    State(desk): State<Arc<Desk>>,
    reader: Reader,
    neighbour: Neighbour,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Response {
    let (attempt, now) = (attempt(&desk, &fields, &headers, &neighbour), desk.now());
    let done = match differ(&fields) {
        Some(error) => Err(error),
        None => desk.work(async move |home| app::activate(home, &attempt, now).await).await,
    };
    match done {
        Ok(handed) => into(&desk, &handed, "/"),
        Err(error) => first_page(&desk, &desk.voice(&reader), &fields, Some(&error)).await,
    }
}

/// `GET /masuk/kedua`
pub(crate) async fn second(State(desk): State<Arc<Desk>>, reader: Reader, visitor: Visitor) -> Response {
    second_page(&desk, &desk.voice(&reader), &visitor, None).await
}

async fn second_page(desk: &Desk, voice: &Voice<'_>, visitor: &Visitor, error: Option<&AppError>) -> Response {
    let enrolment = match app::enrolment(&desk.home(), &visitor.visit, &visitor.cookie) {
        Ok(enrolment) => enrolment,
        Err(error) => return errors::of(desk, voice, &error).await,
    };
    let secret: Vec<String> =
        enrolment.text.as_bytes().chunks(4).map(|part| String::from_utf8_lossy(part).into_owned()).collect();
    let body = html! {
        p { (voice.word("access-second-more")) }
        @if let Some((path, size)) = &enrolment.picture {
            svg.qr role="img" aria-label=(voice.word("access-second-picture")) viewBox=(format!("-4 -4 {0} {0}", size + 8)) width="240" height="240" {
                rect x="-4" y="-4" width=(size + 8) height=(size + 8) fill="#ffffff" {}
                path d=(path) fill="#000000" {}
            }
        }
        p { (voice.word("access-second-secret")) ": " code { (secret.join(" ")) } }
        form.impor method="post" action="/masuk/kedua" {
            (input(voice, CODE, "access-code", None, ""))
            button type="submit" { (voice.word("access-second-go")) }
        }
    };
    shown(desk, voice, ("access-second", None), error, body).await
}

/// `POST /masuk/kedua`
pub(crate) async fn enrol(
    State(desk): State<Arc<Desk>>,
    reader: Reader,
    visitor: Visitor,
    neighbour: Neighbour,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Response {
    let (attempt, now) = (attempt(&desk, &fields, &headers, &neighbour), desk.now());
    let own = visitor.clone();
    match desk.work(async move |home| app::enrol(home, &own.visit, &own.cookie, &attempt, now).await).await {
        Ok(handed) => into(&desk, &handed, "/"),
        Err(error) => second_page(&desk, &desk.voice(&reader), &visitor, Some(&error)).await,
    }
}

/// `GET /masuk/tautan?kode=…`: the link of a demonstration. It opens synthetic people only, once.
pub(crate) async fn link(
    State(desk): State<Arc<Desk>>,
    reader: Reader,
    neighbour: Neighbour,
    headers: HeaderMap,
    Query(fields): Query<Fields>,
) -> Response {
    let (attempt, now) = (attempt(&desk, &fields, &headers, &neighbour), desk.now());
    match desk.work(async move |home| app::enter(home, &attempt, now).await).await {
        Ok(handed) => into(&desk, &handed, "/"),
        Err(error) => errors::of(&desk, &desk.voice(&reader), &error).await,
    }
}

/// `POST /keluar`
pub(crate) async fn leave(State(desk): State<Arc<Desk>>, reader: Reader, visitor: Visitor) -> Response {
    let done = desk.work(async move |home| app::sign_out(home, &visitor.visit).await).await;
    if let Err(error) = done {
        return errors::of(&desk, &desk.voice(&reader), &error).await;
    }
    let mut response = Redirect::to("/masuk?keluar=1").into_response();
    cookies::take(&desk, &mut response);
    response
}

/// `GET /akun/ulang`
pub(crate) async fn again(State(desk): State<Arc<Desk>>, reader: Reader, Query(fields): Query<Fields>) -> Response {
    again_page(&desk, &desk.voice(&reader), &fields, None).await
}

pub(crate) async fn again_page(desk: &Desk, voice: &Voice<'_>, fields: &Fields, error: Option<&AppError>) -> Response {
    let body = html! {
        p { (voice.word("access-again-more")) }
        form.impor method="post" action="/akun/ulang" {
            input type="hidden" name="ke" value=(onward(fields));
            (input(voice, PASSWORD, "access-password", None, ""))
            (input(voice, CODE, "access-code", None, ""))
            button type="submit" { (voice.word("access-go")) }
        }
        (passkeys::device_form(voice, ("ulang", "/akun/ulang/kunci", "/akun/ulang/kunci/mulai"), "access-passkey-go", html! { input type="hidden" name="ke" value=(onward(fields)); }))
    };
    shown(desk, voice, ("access-again", Some(passkeys::SCRIPT)), error, body).await
}

/// `POST /akun/ulang`
pub(crate) async fn prove(
    State(desk): State<Arc<Desk>>,
    reader: Reader,
    visitor: Visitor,
    neighbour: Neighbour,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Response {
    let (attempt, now) = (attempt(&desk, &fields, &headers, &neighbour), desk.now());
    match desk.work(async move |home| app::step_up(home, &visitor.visit, &visitor.cookie, &attempt, now).await).await {
        Ok(()) => Redirect::to(onward(&fields)).into_response(),
        Err(error) => again_page(&desk, &desk.voice(&reader), &fields, Some(&error)).await,
    }
}
