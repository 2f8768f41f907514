//! Passkeys on pages: at the door, on *Akun saya*, and as a new proof. The script `kunci.js` asks the device; what it brings goes the
//! way of every form. Without scripts the parts stay hidden, and password and code work as before.

use super::account::moment;
use super::door;
use crate::desk::Desk;
use crate::gate::{Seat, Visitor};
use crate::reader::{Reader, Voice};
use crate::{api, cookies, errors, guard};
use app::{AppError, NewKey, PasskeyFor, PasskeyLine, PasskeyQuestion, Proof, Site};
use axum::extract::{Form, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Serialize;
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;

type Fields = BTreeMap<String, String>;

/// The script of pages that ask for a passkey.
pub(crate) const SCRIPT: &str = "/aset/kunci.js";

/// What a device is asked.
#[derive(Serialize)]
struct Asked {
    challenge: String,
    /// The site that keys are for.
    site: String,
    /// When it was asked, in seconds since 1970.
    asked_at: i64,
    /// Of a new key: whose it is, for the device.
    user: Option<User>,
    /// Of a new key: the keys that are there already.
    known: Vec<String>,
}

#[derive(Serialize)]
struct User {
    id: String,
    name: String,
}

/// The site as a browser sees it; none where it is no name (keys are for names, not for numbers).
fn site(desk: &Desk, headers: &HeaderMap) -> Option<Site> {
    let origin = guard::origin(desk, headers);
    let host = origin.split_once("://").map_or("", |(_, host)| host);
    let id = host.rsplit_once(':').map_or(host, |(name, _)| name).to_owned();
    let is_name = !id.is_empty() && !id.starts_with('[') && id.parse::<IpAddr>().is_err();
    is_name.then_some(Site { origin, id })
}

fn nameless() -> AppError {
    app::Refused::Request { key: "error-passkey-site", detail: String::new() }.into()
}

fn text(fields: &Fields, name: &str) -> String {
    fields.get(name).filter(|text| text.len() <= 8_192).cloned().unwrap_or_default()
}

fn proof(fields: &Fields) -> Proof {
    Proof {
        credential: text(fields, "kunci"),
        client: text(fields, "peramban"),
        device: text(fields, "perangkat"),
        signature: text(fields, "tanda"),
    }
}

/// A form that a device fills: hidden until the script finds that the browser can.
pub(crate) fn device_form(voice: &Voice<'_>, (act, action, begin): (&str, &str, &str), word: &str, more: Markup) -> Markup {
    html! {
        form.impor data-kunci=(act) data-mulai=(begin) data-gagal=(voice.word("access-passkey-none")) method="post" action=(action) hidden {
            @for field in ["kunci", "peramban", "perangkat", "tanda", "saat"] { input type="hidden" name=(field); }
            (more)
            button.kedua type="submit" { (voice.word(word)) }
            p role="status" {}
        }
    }
}

/// `POST /masuk/kunci/mulai`
pub(crate) async fn begin_sign_in(State(desk): State<Arc<Desk>>, reader: Reader, headers: HeaderMap) -> Response {
    let (site, now) = (site(&desk, &headers), desk.now());
    let asked = match site {
        Some(site) => app::ask_at_the_door(&desk.home(), now).map(|asked| (site, asked)),
        None => Err(nameless()),
    };
    let voice = desk.voice(&reader);
    match asked {
        Ok((site, (cookie, challenge))) => {
            let asked = Asked { challenge, site: site.id, asked_at: now, user: None, known: Vec::new() };
            let mut response = api::answer(&voice, Ok(asked));
            cookies::ask(&desk, &mut response, &cookie);
            response
        }
        Err(error) => api::answer(&voice, Err::<Asked, _>(error)),
    }
}

/// `POST /masuk/kunci`
pub(crate) async fn sign_in(
    State(desk): State<Arc<Desk>>,
    reader: Reader,
    neighbour: door::Neighbour,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Response {
    let (attempt, now) = (door::attempt(&desk, &fields, &headers, &neighbour), desk.now());
    let (proof, cookie, site) = (proof(&fields), cookies::question(&desk, &headers), site(&desk, &headers));
    let done = desk
        .work(async move |home| {
            let site = site.ok_or_else(nameless)?;
            app::sign_in_with_passkey(home, &proof, (app::at_the_door(&cookie), &site), &attempt, now).await
        })
        .await;
    match done {
        Ok(handed) => door::into(&desk, &handed, door::onward(&fields)),
        Err(error) => door::sign_in_page(&desk, &desk.voice(&reader), &fields, Some(&error)).await,
    }
}

/// `POST /akun/kunci/mulai`: what a new key is made with.
pub(crate) async fn begin_new(desk: Seat, reader: Reader, visitor: Visitor, headers: HeaderMap) -> Response {
    let (site, now) = (site(&desk, &headers), desk.now());
    let cookie = Arc::clone(&visitor.cookie);
    let asked = desk
        .ask(async move |home, scope| {
            let site = site.ok_or_else(nameless)?;
            let known = app::own_passkeys(home, scope).await?.into_iter().map(|key| key.credential).collect();
            let question = PasskeyQuestion { purpose: PasskeyFor::New, cookie: &cookie, asked_at: now };
            let name = scope.actor();
            let user = User {
                id: scope.account().unwrap_or_default().to_owned(),
                name: name.strip_prefix("account:").unwrap_or(&name).to_owned(),
            };
            let challenge = app::passkey_challenge(home, question);
            Ok(Asked { challenge, site: site.id, asked_at: now, user: Some(user), known })
        })
        .await;
    api::answer(&desk.voice(&reader), asked)
}

/// `POST /akun/kunci`
pub(crate) async fn add(
    desk: Seat,
    reader: Reader,
    visitor: Visitor,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Response {
    let (site, now, cookie) = (site(&desk, &headers), desk.now(), Arc::clone(&visitor.cookie));
    let new = NewKey { client: text(&fields, "peramban"), device: text(&fields, "perangkat") };
    let asked_at = text(&fields, "saat").parse().unwrap_or(0);
    let name = text(&fields, "nama");
    let done = desk
        .ask(async move |home, scope| {
            let site = site.ok_or_else(nameless)?;
            let question = PasskeyQuestion { purpose: PasskeyFor::New, cookie: &cookie, asked_at };
            app::add_passkey(home, scope, (&new, &name), (question, &site), now).await
        })
        .await;
    match done {
        Ok(()) => Redirect::to("/akun#kunci-sandi").into_response(),
        Err(error) => errors::of(&desk, &desk.voice(&reader), &error).await,
    }
}

/// `POST /akun/kunci/hapus`
pub(crate) async fn remove(desk: Seat, reader: Reader, Form(fields): Form<Fields>) -> Response {
    let credential = text(&fields, "kunci");
    match desk.ask(async move |home, scope| app::remove_passkey(home, scope, &credential).await).await {
        Ok(()) => Redirect::to("/akun#kunci-sandi").into_response(),
        Err(error) => errors::of(&desk, &desk.voice(&reader), &error).await,
    }
}

/// `POST /akun/ulang/kunci/mulai`
pub(crate) async fn begin_proof(State(desk): State<Arc<Desk>>, reader: Reader, visitor: Visitor, headers: HeaderMap) -> Response {
    let now = desk.now();
    let asked = site(&desk, &headers).ok_or_else(nameless).map(|site| {
        let question = PasskeyQuestion { purpose: PasskeyFor::Proof, cookie: &visitor.cookie, asked_at: now };
        let challenge = app::passkey_challenge(&desk.home(), question);
        Asked { challenge, site: site.id, asked_at: now, user: None, known: Vec::new() }
    });
    api::answer(&desk.voice(&reader), asked)
}

/// `POST /akun/ulang/kunci`
pub(crate) async fn prove(
    State(desk): State<Arc<Desk>>,
    reader: Reader,
    visitor: Visitor,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Response {
    let (proof, site, now) = (proof(&fields), site(&desk, &headers), desk.now());
    let asked_at = text(&fields, "saat").parse().unwrap_or(0);
    let done = desk
        .work(async move |home| {
            let site = site.ok_or_else(nameless)?;
            let question = PasskeyQuestion { purpose: PasskeyFor::Proof, cookie: &visitor.cookie, asked_at };
            app::step_up_with_passkey(home, &visitor.visit, &proof, (question, &site), now).await
        })
        .await;
    match done {
        Ok(()) => Redirect::to(door::onward(&fields)).into_response(),
        Err(error) => door::again_page(&desk, &desk.voice(&reader), &fields, Some(&error)).await,
    }
}

/// One's keys on *Akun saya*, and the way to a new one.
pub(crate) fn section(voice: &Voice<'_>, keys: &[PasskeyLine]) -> Markup {
    let name = html! {
        label for="nama-kunci" { (voice.word("access-passkey-name")) }
        p.bantu id="nama-kunci-bantu" { (voice.word("access-passkey-name-help")) }
        input id="nama-kunci" name="nama" type="text" maxlength="60" required aria-describedby="nama-kunci-bantu";
    };
    html! {
        section id="kunci-sandi" {
            h2 { (voice.word("access-passkeys")) }
            p { (voice.word("access-passkeys-more")) }
            @if !keys.is_empty() { ul { @for key in keys { li {
                strong { (key.name) } " · " (voice.say("access-since", &[("day", &moment(voice, key.made_at))])) " · "
                (voice.say("access-last", &[("day", &moment(voice, key.used_at))])) " "
                form.sebaris method="post" action="/akun/kunci/hapus" { input type="hidden" name="kunci" value=(key.credential); button.kedua type="submit" { (voice.word("access-passkey-remove")) } }
            } } } }
            (device_form(voice, ("baru", "/akun/kunci", "/akun/kunci/mulai"), "access-passkey-add", name))
            noscript { p.asal { (voice.word("access-passkey-script")) } }
        }
    }
}

/// `kunci.js`
pub(crate) async fn script() -> Response {
    crate::frame::script(include_str!("../../assets/kunci.js"))
}
