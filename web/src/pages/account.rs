//! Akun saya: who I am here, in words; where I am signed in; my password; and what the log says about me.

use super::audit::lines_table;
use super::door::differ;
use super::{passkeys, provider};
use crate::errors;
use crate::frame::{Page, frame};
use crate::gate::{Seat, Visitor};
use crate::reader::{Reader, Voice};
use app::{AppError, AuditLine, SessionLine};
use axum::extract::{Form, Query};
use axum::response::{IntoResponse, Redirect, Response};
use base::access::{Field, Permission, Role};
use base::vocabulary::region::Regions;
use maud::{Markup, html};
use std::collections::BTreeMap;
use std::sync::Arc;
use texts::Language;

/// Lines of the log about oneself.
const ACTS: usize = 50;

/// A moment as people read it here: the day and the minute, with its zone. Every installation so far lies in WITA.
pub(crate) fn moment(voice: &Voice<'_>, seconds: i64) -> String {
    if seconds == 0 {
        return voice.word("access-never");
    }
    let zone = jiff::tz::TimeZone::fixed(jiff::tz::offset(8));
    let Ok(time) = jiff::Timestamp::from_second(seconds) else { return "–".to_owned() };
    let time = time.to_zoned(zone);
    let day = voice.numerals.day(&time.date().to_string());
    format!("{day} {:02}.{:02} WITA", time.hour(), time.minute())
}

/// The name of a role in the reader's language.
pub(crate) fn role_name<'r>(voice: &Voice<'_>, role: &'r Role) -> &'r str {
    if voice.language() == Language::Indonesian { &role.name } else { &role.name_en }
}

/// An area in words: the names of its regions with their codes.
pub(crate) fn area_words(regions: &Regions, area: &str) -> String {
    let named = |code: &str| {
        let known = base::vocabulary::region::RegionCode::parse(code).ok().and_then(|code| regions.name(code));
        known.map_or_else(|| code.to_owned(), |name| format!("{name} ({code})"))
    };
    area.split_whitespace().map(named).collect::<Vec<_>>().join(", ")
}

/// What a role may do and how data of people opens for it, as a list.
pub(crate) fn may_words(voice: &Voice<'_>, role: &Role) -> Markup {
    html! {
        dt { (voice.word("access-may")) }
        dd { ul.rapat { @for permission in Permission::ALL.into_iter().filter(|permission| role.may(*permission)) { li { (voice.of("may", permission.code())) } } } }
        dt { (voice.word("access-fields")) }
        dd { ul.rapat { @for field in Field::ALL { li { (voice.of("field", field.code())) ": " (voice.of("opening", role.opening(field).code())) } } } }
    }
}

/// `GET /akun`
pub(crate) async fn show(
    desk: Seat,
    reader: Reader,
    visitor: Visitor,
    Query(query): Query<BTreeMap<String, String>>,
) -> Response {
    let changed = query.get("sandi").is_some_and(|done| done == "diganti");
    account_page(&desk, &desk.voice(&reader), &visitor, changed, None).await
}

async fn account_page(desk: &Seat, voice: &Voice<'_>, visitor: &Visitor, changed: bool, error: Option<&AppError>) -> Response {
    let (now, scope) = (desk.now(), desk.scope());
    let found = desk
        .ask(async move |home, scope| {
            Ok((
                app::own_sessions(home, scope, now).await?,
                app::own_lines(home, scope, ACTS).await?,
                app::own_passkeys(home, scope).await?,
                app::provider_tied_at(home, scope).await?,
            ))
        })
        .await;
    let (sessions, lines, keys, tied_at) = match found {
        Ok(found) => found,
        Err(error) => return errors::of(desk, voice, &error).await,
    };
    let title = voice.word("access-account");
    let home = desk.home();
    let actor = scope.actor();
    let body = html! {
        h1 { (title) }
        @if changed { p role="status" { strong { "✓ " (voice.word("access-password-changed")) } } }
        @if let Some(error) = error { div.galat role="alert" { p { (error.in_words(voice.texts)) } } }
        dl {
            dt { (voice.word("access-who")) } dd { (actor.trim_start_matches("account:")) @if !scope.agency().is_empty() { " · " (scope.agency()) } }
            dt { (voice.word("access-role")) } dd { (role_name(voice, scope.role())) }
            dt { (voice.word("access-area")) } dd { (area_words(&home.regions, &scope.area().to_string())) }
            (may_words(voice, scope.role()))
        }
        form method="post" action="/keluar" { button type="submit" { (voice.word("access-sign-out")) } }
        (sessions_list(voice, &sessions, &visitor.visit.session))
        section {
            h2 { (voice.word("access-password-change")) }
            form.impor method="post" action="/akun/sandi" {
                label for="sandi" { (voice.word("access-password-new")) }
                p.bantu id="sandi-bantu" { (voice.word("access-password-help")) }
                input id="sandi" name="sandi" type="password" autocomplete="new-password" aria-describedby="sandi-bantu";
                label for="ulang" { (voice.word("access-password-again")) }
                input id="ulang" name="ulang" type="password" autocomplete="new-password";
                button type="submit" { (voice.word("access-password-change")) }
            }
        }
        (passkeys::section(voice, &keys))
        (provider::section(desk, voice, tied_at))
        (acts(voice, &lines))
    };
    let status = error.map_or(axum::http::StatusCode::OK, errors::status);
    frame(desk, voice, Page { status, script: Some(passkeys::SCRIPT), ..Page::of(title.clone(), "akun") }, body).await
}

fn sessions_list(voice: &Voice<'_>, sessions: &[SessionLine], own: &str) -> Markup {
    html! {
        section {
            h2 { (voice.word("access-sessions")) }
            ul { @for session in sessions { li {
                (session.client) " · " (voice.say("access-since", &[("day", &moment(voice, session.made_at))])) " · "
                (voice.say("access-last", &[("day", &moment(voice, session.seen_at))])) " "
                @if session.fresh { strong { "▲ " (voice.word("access-new-browser")) } " " }
                @if session.id == own { strong { (voice.word("access-this-one")) } }
                @else { form.sebaris method="post" action="/akun/sesi" { input type="hidden" name="sesi" value=(session.id); button.kedua type="submit" { (voice.word("access-end-session")) } } }
            } } }
        }
    }
}

fn acts(voice: &Voice<'_>, lines: &[AuditLine]) -> Markup {
    html! {
        section {
            h2 { (voice.word("access-my-acts")) }
            p.asal { (voice.word("access-my-acts-more")) }
            (lines_table(voice, lines))
        }
    }
}

/// `POST /akun/sesi`
pub(crate) async fn end(desk: Seat, reader: Reader, Form(fields): Form<BTreeMap<String, String>>) -> Response {
    let id = fields.get("sesi").cloned().unwrap_or_default();
    match desk.ask(async move |home, scope| app::end_own_session(home, scope, &id).await).await {
        Ok(()) => Redirect::to("/akun").into_response(),
        Err(error) => errors::of(&desk, &desk.voice(&reader), &error).await,
    }
}

/// `POST /akun/sandi`
pub(crate) async fn password(
    desk: Seat,
    reader: Reader,
    visitor: Visitor,
    Form(fields): Form<BTreeMap<String, String>>,
) -> Response {
    let (cookie, new) = (Arc::clone(&visitor.cookie), fields.get("sandi").cloned().unwrap_or_default());
    let done = match differ(&fields) {
        Some(error) => Err(error),
        None => desk.ask(async move |home, scope| app::change_password(home, scope, &cookie, &new).await).await,
    };
    match done {
        Ok(()) => Redirect::to("/akun?sandi=diganti").into_response(),
        Err(error) => account_page(&desk, &desk.voice(&reader), &visitor, false, Some(&error)).await,
    }
}
