//! Sign-in through another institution: out to its page, back with its word, and the tie of an identity there to an account here.

use super::account::moment;
use super::door;
use crate::address::address;
use crate::desk::Desk;
use crate::frame::{Page, frame};
use crate::gate::{Seat, Visitor};
use crate::reader::{Reader, Voice};
use crate::{cookies, errors, guard};
use app::{AppError, Brought, ProviderAnswer};
use axum::extract::{Form, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use std::collections::BTreeMap;
use std::sync::Arc;

type Fields = BTreeMap<String, String>;

/// Where the other institution sends people back to.
pub(crate) const BACK: &str = "/masuk/oidc/kembali";
/// The longest token that is looked at.
const LONGEST: usize = 16_384;

/// `GET /masuk/oidc`: out.
pub(crate) async fn out(State(desk): State<Arc<Desk>>, reader: Reader, headers: HeaderMap) -> Response {
    match app::provider_question(&desk.home(), &format!("{}{BACK}", guard::origin(&desk, &headers)), desk.now()) {
        Ok(question) => {
            let parameters: Vec<(&str, &str)> = question.parameters.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let mut response = Redirect::to(&address(&question.authorize, &parameters)).into_response();
            cookies::send_out(&desk, &mut response, &question.cookie);
            response
        }
        Err(error) => errors::of(&desk, &desk.voice(&reader), &error).await,
    }
}

/// `POST /masuk/oidc/kembali`: back, sent by the page of the other institution.
pub(crate) async fn arrive(
    State(desk): State<Arc<Desk>>,
    reader: Reader,
    neighbour: door::Neighbour,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Response {
    let voice = desk.voice(&reader);
    let (attempt, now) = (door::attempt(&desk, &fields, &headers, &neighbour), desk.now());
    let cookie = cookies::sent_out(&desk, &headers);
    let [token, state] = ["id_token", "state"].map(|name| fields.get(name).filter(|text| text.len() <= LONGEST).cloned());
    let done = desk
        .work(async move |home| {
            let (token, state) = (token.unwrap_or_default(), state.unwrap_or_default());
            app::arrive(home, Brought { token: &token, state: &state, cookie: &cookie }, &attempt, now).await
        })
        .await;
    match done {
        Ok(ProviderAnswer::In(handed)) => {
            // The session's cookie is not sent along where another site leads: this page of ours leads on.
            let body =
                html! { h1 { (voice.word("access-provider-in")) } p { a href="/" { (voice.word("access-provider-on")) } } };
            let title = voice.word("access-provider-in");
            let page =
                Page { status: StatusCode::OK, title, place: None, refresh: false, crumbs: Vec::new(), script: Some(ONWARD) };
            let mut response = frame(&desk, &voice, page, body).await;
            cookies::give(&desk, &mut response, &handed);
            cookies::came_back(&desk, &mut response);
            response
        }
        Ok(ProviderAnswer::Unknown(claim)) => unknown(&desk, &voice, &claim).await,
        Err(error) => errors::of(&desk, &voice, &error).await,
    }
}

/// The script that goes on to the start.
const ONWARD: &str = "/aset/lanjut.js";

/// The script of [`ONWARD`].
pub(crate) async fn onward() -> Response {
    crate::frame::script("location.replace('/');\n")
}

/// An identity that belongs to no account: its owner, signed in here, ties it.
async fn unknown(desk: &Arc<Desk>, voice: &Voice<'_>, claim: &str) -> Response {
    let title = voice.word("access-provider-unknown");
    let body = html! {
        h1 { (title) }
        p { (voice.word("access-provider-unknown-more")) }
        form.impor method="post" action="/akun/oidc" {
            input type="hidden" name="klaim" value=(claim);
            button type="submit" { (voice.word("access-provider-tie")) }
        }
        p { a href="/masuk" { (voice.word("access-sign-in")) } }
    };
    frame(
        desk,
        voice,
        Page { status: StatusCode::OK, title, place: None, refresh: false, crumbs: Vec::new(), script: None },
        body,
    )
    .await
}

/// `POST /akun/oidc`
pub(crate) async fn tie(desk: Seat, reader: Reader, visitor: Visitor, Form(fields): Form<Fields>) -> Response {
    let (claim, now) = (fields.get("klaim").filter(|text| text.len() <= LONGEST).cloned().unwrap_or_default(), desk.now());
    let done = desk.work(async move |home| app::tie_provider(home, &visitor.visit, &claim, now).await).await;
    settled(&desk, &reader, done).await
}

/// `POST /akun/oidc/lepas`
pub(crate) async fn untie(desk: Seat, reader: Reader) -> Response {
    let done = desk.ask(async move |home, scope| app::untie_provider(home, scope).await).await;
    settled(&desk, &reader, done).await
}

async fn settled(desk: &Seat, reader: &Reader, done: Result<(), AppError>) -> Response {
    match done {
        Ok(()) => Redirect::to("/akun#institusi").into_response(),
        Err(error) => errors::of(desk, &desk.voice(reader), &error).await,
    }
}

/// The way to the other institution at the door; nothing where there is none.
pub(crate) fn way(desk: &Desk, voice: &Voice<'_>) -> Markup {
    html! {
        @if let Some(provider) = &desk.home().place.provider {
            p { a.tombol href="/masuk/oidc" { (voice.say("access-provider-go", &[("name", &provider.name)])) } }
        }
    }
}

/// The tie on *Akun saya*; nothing where there is no other institution.
pub(crate) fn section(desk: &Desk, voice: &Voice<'_>, tied_at: Option<i64>) -> Markup {
    html! {
        @if let Some(provider) = &desk.home().place.provider {
            section id="institusi" {
                h2 { (provider.name) }
                @if let Some(since) = tied_at {
                    p { (voice.say("access-provider-tied", &[("name", &provider.name), ("day", &moment(voice, since))])) }
                    form method="post" action="/akun/oidc/lepas" { button.kedua type="submit" { (voice.word("access-provider-untie")) } }
                } @else {
                    p { (voice.say("access-provider-free", &[("name", &provider.name)])) }
                    p { a href="/masuk/oidc" { (voice.say("access-provider-go", &[("name", &provider.name)])) } }
                }
            }
        }
    }
}
