//! Admin: who sees what, in words; accounts made, ended and given new codes; tokens for systems. An administrator sees accounts inside
//! their own area and no data of people.

use super::account::{area_words, may_words, moment, role_name};
use super::approvals;
use crate::errors;
use crate::frame::{Page, frame};
use crate::gate::Seat;
use crate::reader::{Reader, Voice};
use app::{AccountLine, AppError, NewAccount, NewToken, Refused, TokenLine, Wish};
use axum::extract::{Form, Path};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use base::access::Role;
use maud::{Markup, html};
use std::collections::BTreeMap;

type Fields = BTreeMap<String, String>;

/// Something that is shown once.
enum Once {
    /// A code for somebody.
    Code(String, String),
    /// A token.
    Token(String),
}

fn text(fields: &Fields, name: &str) -> String {
    fields.get(name).map(|text| text.trim().chars().take(300).collect()).unwrap_or_default()
}

/// `GET /admin`
pub(crate) async fn show(desk: Seat, reader: Reader) -> Response {
    admin_page(&desk, &desk.voice(&reader), None, None).await
}

async fn admin_page(desk: &Seat, voice: &Voice<'_>, once: Option<&Once>, error: Option<&AppError>) -> Response {
    let now = desk.now();
    let found =
        desk.ask(async move |home, scope| Ok((app::accounts(home, scope, now).await?, app::tokens(home, scope).await?))).await;
    let (accounts, tokens) = match found {
        Ok(found) => found,
        Err(error) => return errors::of(desk, voice, &error).await,
    };
    let home = desk.home();
    let synthetic = desk.synthetic().await;
    let grantable: Vec<&Role> =
        home.roles.all().iter().filter(|role| role.code != desk.scope().role().code && (synthetic || !role.synthetic)).collect();
    let title = voice.word("access-admin");
    let body = html! {
        h1 { (title) }
        p { (voice.word("access-admin-more")) }
        @if let Some(error) = error { div.galat role="alert" { p { (error.in_words(voice.texts)) } } }
        @if let Some(once) = once { (shown_once(voice, once)) }
        (accounts_table(desk, voice, &accounts))
        (new_account(voice, &grantable))
        (tokens_section(desk, voice, &tokens, &grantable, now))
    };
    let status = error.map_or(StatusCode::OK, errors::status);
    frame(desk, voice, Page { status, ..Page::of(title.clone(), "admin") }, body).await
}

fn shown_once(voice: &Voice<'_>, once: &Once) -> Markup {
    html! {
        div.sekali role="status" {
            @match once {
                Once::Code(name, code) => {
                    p { (voice.say("access-code-once", &[("name", name)])) }
                    p { code.panjang { (code) } }
                    p.bantu { (voice.say("access-code-hand", &[("address", "/masuk/aktivasi")])) }
                }
                Once::Token(token) => {
                    p { (voice.word("access-token-once")) }
                    p { code.panjang { (token) } }
                    p.bantu { (voice.word("access-token-how")) }
                }
            }
        }
    }
}

fn accounts_table(desk: &Seat, voice: &Voice<'_>, accounts: &[AccountLine]) -> Markup {
    let home = desk.home();
    html! {
        section {
            h2 { (voice.word("access-accounts")) " (" (voice.count(accounts.len() as u64)) ")" }
            div.gulir tabindex="0" { table {
                thead { tr {
                    @for key in ["access-name", "access-role", "access-area", "access-agency", "access-state", "access-signed-in", "access-ends"] { th scope="col" { (voice.word(key)) } }
                    th.n scope="col" { (voice.word("access-sessions-count")) }
                } }
                tbody { @for account in accounts { tr {
                    th scope="row" { a href=(format!("/admin/akun/{}", account.name)) { (account.name) } }
                    td { (home.roles.of(&account.role).map_or(account.role.as_str(), |role| role_name(voice, role))) }
                    td { (area_words(&home.regions, &account.area)) } td { (account.agency) }
                    td { (voice.of("access-state", account.state)) }
                    td { (moment(voice, account.signed_in_at)) }
                    td { @if account.ends_at == 0 { (voice.word("access-no-end")) } @else { (moment(voice, account.ends_at)) } }
                    td.n { (account.sessions) }
                } } }
            } }
        }
    }
}

fn role_select(voice: &Voice<'_>, id: &str, roles: &[&Role]) -> Markup {
    html! {
        label for=(id) { (voice.word("access-role")) }
        select id=(id) name="peran" { @for role in roles { option value=(role.code) { (role_name(voice, role)) } } }
    }
}

fn new_account(voice: &Voice<'_>, roles: &[&Role]) -> Markup {
    html! {
        section {
            h2 { (voice.word("access-new-account")) }
            form.impor method="post" action="/admin/akun" {
                label for="nama" { (voice.word("access-name")) }
                p.bantu id="nama-bantu" { (voice.word("access-name-help")) }
                input id="nama" name="nama" type="text" autocomplete="off" maxlength="40" aria-describedby="nama-bantu";
                (role_select(voice, "peran", roles))
                label for="wilayah" { (voice.word("access-area")) }
                input id="wilayah" name="wilayah" type="text" placeholder="73.09, 73.71" autocomplete="off";
                label for="kantor" { (voice.word("access-agency")) }
                input id="kantor" name="kantor" type="text" maxlength="120" autocomplete="organization" placeholder=(voice.word("access-agency-help"));
                label for="hari" { (voice.word("access-days")) }
                input id="hari" name="hari" type="text" inputmode="numeric" placeholder=(voice.word("access-days-help"));
                (approvals::reason_field(voice, "sebab"))
                button type="submit" { (voice.word("access-add")) }
            }
        }
    }
}

fn tokens_section(desk: &Seat, voice: &Voice<'_>, tokens: &[TokenLine], roles: &[&Role], now: i64) -> Markup {
    let home = desk.home();
    html! {
        section {
            h2 { (voice.word("access-tokens")) }
            @if !tokens.is_empty() { div.gulir tabindex="0" { table {
                thead { tr { th scope="col" { "Id" } @for key in ["access-token-purpose", "access-role", "access-area", "access-ends", "access-used", "access-state"] { th scope="col" { (voice.word(key)) } } } }
                tbody { @for token in tokens { tr {
                    th scope="row" { code { (token.id) } } td { (token.purpose) } td { (token.role) } td { (area_words(&home.regions, &token.area)) }
                    td { (moment(voice, token.ends_at)) } td { (moment(voice, token.used_at)) }
                    td {
                        @if token.revoked_at != 0 { (voice.word("access-revoked")) }
                        @else if token.ends_at <= now { (voice.word("access-state-ended")) }
                        @else { form.sebaris method="post" action=(format!("/admin/token/{}", token.id)) { button.kedua type="submit" { (voice.word("access-revoke")) } } }
                    }
                } } }
            } } }
            details { summary { (voice.word("access-new-token")) }
                form.impor method="post" action="/admin/token" {
                    label for="untuk" { (voice.word("access-token-purpose")) }
                    input id="untuk" name="untuk" type="text" maxlength="200" autocomplete="off";
                    (role_select(voice, "peran-token", roles))
                    label for="wilayah-token" { (voice.word("access-area")) }
                    input id="wilayah-token" name="wilayah" type="text" placeholder="73" autocomplete="off";
                    label for="hari-token" { (voice.word("access-days")) }
                    input id="hari-token" name="hari" type="text" inputmode="numeric" value="90";
                    (approvals::reason_field(voice, "sebab-token"))
                    button type="submit" { (voice.word("access-token-add")) }
                }
            }
        }
    }
}

/// Days as somebody typed them; a text that is no number is refused, never taken for none.
fn days(fields: &Fields) -> Result<Option<u32>, AppError> {
    let typed = text(fields, "hari");
    if typed.is_empty() {
        return Ok(None);
    }
    let wrong = || Refused::Request { key: "error-token-days", detail: base::handover::showable(&typed) };
    typed.parse().map(Some).map_err(|_| wrong().into())
}

/// `POST /admin/akun`
pub(crate) async fn add(desk: Seat, reader: Reader, Form(fields): Form<Fields>) -> Response {
    let (voice, now) = (desk.voice(&reader), desk.now());
    let name = text(&fields, "nama");
    let made = match days(&fields) {
        Ok(days) => {
            let (role, area) = (text(&fields, "peran"), text(&fields, "wilayah"));
            let new = NewAccount { name: name.clone(), role, area, agency: text(&fields, "kantor"), days };
            let wish = Wish::Grant(new.clone());
            match desk.ask(async move |home, scope| app::add_account(home, scope, &new, now).await).await {
                Err(error) if error.needs_second() => return approvals::asked(&desk, &voice, wish, text(&fields, "sebab")).await,
                made => made,
            }
        }
        Err(error) => Err(error),
    };
    match made {
        Ok(code) => admin_page(&desk, &voice, Some(&Once::Code(name, code)), None).await,
        Err(error) => admin_page(&desk, &voice, None, Some(&error)).await,
    }
}

/// `GET /admin/akun/{name}`: see as: what the account sees, in words; never its data.
pub(crate) async fn account(desk: Seat, reader: Reader, Path(name): Path<String>) -> Response {
    let (voice, now) = (desk.voice(&reader), desk.now());
    let found = desk.ask(async move |home, scope| app::accounts(home, scope, now).await).await;
    let accounts = match found {
        Ok(accounts) => accounts,
        Err(error) => return errors::of(&desk, &voice, &error).await,
    };
    let home = desk.home();
    let known = accounts.iter().find(|account| account.name == name);
    let Some((account, role)) = known.and_then(|account| Some((account, home.roles.of(&account.role)?))) else {
        let error = Refused::Request { key: "error-no-such-account", detail: base::handover::showable(&name) }.into();
        return errors::page(&desk, &voice, StatusCode::NOT_FOUND, &AppError::in_words(&error, voice.texts)).await;
    };
    let opens: Vec<&str> = desk
        .matrix()
        .lines
        .iter()
        .filter(|line| line.method == axum::http::Method::GET && line.roles.contains(&role.code))
        .filter(|line| matches!(line.needs, crate::matrix::Needs::May(_)))
        .map(|line| line.path.as_str())
        .collect();
    let acts = [
        if account.state == "disabled" { ("aktif", "access-enable") } else { ("nonaktif", "access-disable") },
        ("kode", "access-reset"),
        ("keluar", "access-end-all"),
    ];
    let body = html! {
        h1 { (account.name) }
        p { (voice.word("access-see-as-more")) }
        dl {
            dt { (voice.word("access-role")) } dd { (role_name(&voice, role)) }
            dt { (voice.word("access-area")) } dd { (area_words(&home.regions, &account.area)) }
            dt { (voice.word("access-agency")) } dd { (account.agency) }
            dt { (voice.word("access-state")) } dd { (voice.of("access-state", account.state)) }
            (may_words(&voice, role))
            dt { (voice.word("access-opens")) } dd { @for path in opens { code { (path) } " " } }
        }
        p.bantu { (voice.word("access-reset-more")) }
        div.tombol-tombol { @for (act, word) in acts {
            form method="post" action=(format!("/admin/akun/{}", account.name)) { input type="hidden" name="laku" value=(act); button.kedua type="submit" { (voice.word(word)) } }
        } }
    };
    let title = format!("{}: {}", voice.word("access-see-as"), account.name);
    let crumbs = vec![(voice.word("access-admin"), "/admin".to_owned())];
    frame(&desk, &voice, Page { crumbs, ..Page::of(title, "admin") }, body).await
}

/// `POST /admin/akun/{name}`
pub(crate) async fn change(desk: Seat, reader: Reader, Path(name): Path<String>, Form(fields): Form<Fields>) -> Response {
    let (voice, now, act) = (desk.voice(&reader), desk.now(), text(&fields, "laku"));
    let wanted = name.clone();
    let done = desk
        .ask(async move |home, scope| match act.as_str() {
            "nonaktif" => app::disable_account(home, scope, &wanted, now).await.map(|()| None),
            "aktif" => app::enable_account(home, scope, &wanted).await.map(|()| None),
            "keluar" => app::end_sessions(home, scope, &wanted).await.map(|()| None),
            "kode" => app::reset_account(home, scope, &wanted, now).await.map(Some),
            other => Err(Refused::Request { key: "error-no-such-account", detail: base::handover::showable(other) }.into()),
        })
        .await;
    match done {
        Ok(Some(code)) => admin_page(&desk, &voice, Some(&Once::Code(name, code)), None).await,
        Ok(None) => Redirect::to("/admin").into_response(),
        Err(error) => admin_page(&desk, &voice, None, Some(&error)).await,
    }
}

/// `POST /admin/token`
pub(crate) async fn add_token(desk: Seat, reader: Reader, Form(fields): Form<Fields>) -> Response {
    let (voice, now) = (desk.voice(&reader), desk.now());
    let made = match days(&fields) {
        Ok(days) => {
            let (role, area, purpose) = (text(&fields, "peran"), text(&fields, "wilayah"), text(&fields, "untuk"));
            let new = NewToken { role, area, purpose, days: days.unwrap_or(0) };
            let wish = Wish::Token(new.clone());
            match desk.ask(async move |home, scope| app::create_token(home, scope, &new, now).await).await {
                Err(error) if error.needs_second() => return approvals::asked(&desk, &voice, wish, text(&fields, "sebab")).await,
                made => made,
            }
        }
        Err(error) => Err(error),
    };
    match made {
        Ok(token) => admin_page(&desk, &voice, Some(&Once::Token(token)), None).await,
        Err(error) => admin_page(&desk, &voice, None, Some(&error)).await,
    }
}

/// `POST /admin/token/{id}`: revokes it.
pub(crate) async fn revoke(desk: Seat, reader: Reader, Path(id): Path<String>) -> Response {
    let now = desk.now();
    match desk.ask(async move |home, scope| app::revoke_token(home, scope, &id, now).await).await {
        Ok(()) => Redirect::to("/admin").into_response(),
        Err(error) => errors::of(&desk, &desk.voice(&reader), &error).await,
    }
}
