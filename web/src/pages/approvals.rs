//! Persetujuan: what one person asked for and a second one decides, and what came of it. Whoever asked carries it out, once; a password
//! or a code is shown once, on the page that answers.

use super::account::{area_words, moment};
use super::import::workbook;
use super::public::released_table;
use crate::errors;
use crate::frame::{Page, frame};
use crate::gate::Seat;
use crate::reader::{Reader, Voice};
use app::{AppError, Approval, ApprovalState, Carried, Wish};
use axum::extract::{Form, Path};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use std::collections::BTreeMap;

type Fields = BTreeMap<String, String>;

/// Asks a second person and leads to the request.
pub(crate) async fn asked(desk: &Seat, voice: &Voice<'_>, wish: Wish, reason: String) -> Response {
    let now = desk.now();
    match desk.ask(async move |home, scope| app::ask_approval(home, scope, &wish, &reason, now).await).await {
        Ok(id) => Redirect::to(&format!("/persetujuan/{id}")).into_response(),
        Err(error) => errors::of(desk, voice, &error).await,
    }
}

/// The reason in a form that may end in a request.
pub(crate) fn reason_field(voice: &Voice<'_>, id: &str) -> Markup {
    html! {
        label for=(id) { (voice.word("approval-reason")) }
        p.bantu id=(format!("{id}-bantu")) { (voice.word("approval-reason-help")) }
        input id=(id) name="sebab" type="text" maxlength="200" autocomplete="off" aria-describedby=(format!("{id}-bantu"));
    }
}

/// `GET /persetujuan`
pub(crate) async fn list(desk: Seat, reader: Reader) -> Response {
    let (voice, now) = (desk.voice(&reader), desk.now());
    let found = desk.ask(async move |home, scope| app::approvals(home, scope, now).await).await;
    let approvals = match found {
        Ok(approvals) => approvals,
        Err(error) => return errors::of(&desk, &voice, &error).await,
    };
    let title = voice.word("approval-title");
    let (mine, others): (Vec<&Approval>, Vec<&Approval>) = approvals.iter().partition(|approval| approval.own);
    let (waiting, settled): (Vec<&Approval>, Vec<&Approval>) = others.into_iter().partition(|approval| approval.decides);
    let body = html! {
        h1 { (title) }
        p { (voice.word("approval-more")) }
        @if approvals.is_empty() { p.cap { (voice.word("approval-none")) } }
        @for (key, part) in [("approval-to-decide", waiting), ("approval-mine", mine), ("approval-others", settled)] {
            @if !part.is_empty() { section { h2 { (voice.word(key)) } (table(&desk, &voice, &part)) } }
        }
    };
    frame(&desk, &voice, Page::of(title.clone(), "persetujuan"), body).await
}

fn table(desk: &Seat, voice: &Voice<'_>, approvals: &[&Approval]) -> Markup {
    let home = desk.home();
    html! {
        div.gulir tabindex="0" { table {
            thead { tr {
                @for key in ["approval-act", "access-object", "access-area"] { th scope="col" { (voice.word(key)) } }
                th.n scope="col" { (voice.word("approval-people")) }
                @for key in ["approval-asked-by", "approval-asked-at", "access-state"] { th scope="col" { (voice.word(key)) } }
            } }
            tbody { @for approval in approvals { tr {
                th scope="row" { a href=(format!("/persetujuan/{}", approval.id)) { (voice.of("approval-act", &approval.act)) } }
                td { (approval.object) } td { (area_words(&home.regions, &approval.area)) }
                td.n { @if approval.people > 0 { (voice.count(approval.people)) } }
                td { (person(&approval.asked_by)) } td { (moment(voice, approval.asked_at)) }
                td { (voice.of("approval-state", approval.state.code())) }
            } } }
        } }
    }
}

fn person(actor: &str) -> &str {
    actor.trim_start_matches("account:")
}

/// `GET /persetujuan/{id}`
pub(crate) async fn show(desk: Seat, reader: Reader, Path(id): Path<String>) -> Response {
    page(&desk, &desk.voice(&reader), &id, None).await
}

async fn page(desk: &Seat, voice: &Voice<'_>, id: &str, carried: Option<&Carried>) -> Response {
    let (wanted, now) = (id.to_owned(), desk.now());
    let approval = match desk.ask(async move |home, scope| app::approval(home, scope, &wanted, now).await).await {
        Ok(approval) => approval,
        Err(error) => return errors::of(desk, voice, &error).await,
    };
    let home = desk.home();
    let title = voice.of("approval-act", &approval.act);
    let body = html! {
        h1 { (title) }
        @if let Some(carried) = carried { (shown_once(voice, carried)) }
        p { strong { (voice.of("approval-state", approval.state.code())) } }
        dl {
            dt { (voice.word("access-object")) } dd { (approval.object) }
            dt { (voice.word("access-area")) } dd { (area_words(&home.regions, &approval.area)) }
            @if approval.people > 0 { dt { (voice.word("approval-people")) } dd { (voice.count(approval.people)) } }
            dt { (voice.word("approval-reason")) } dd { (approval.reason) }
            dt { (voice.word("approval-asked-by")) } dd { (person(&approval.asked_by)) " · " (moment(voice, approval.asked_at)) }
            dt { (voice.word("approval-ends")) } dd { (moment(voice, approval.ends_at)) }
            @if !approval.decided_by.is_empty() { dt { (voice.word("approval-decided-by")) } dd { (person(&approval.decided_by)) " · " (moment(voice, approval.decided_at)) @if !approval.why.is_empty() { " · " (approval.why) } } }
            @if approval.link_ends != 0 { dt { (voice.word("approval-link-ends")) } dd { (moment(voice, approval.link_ends)) } }
            @if approval.done_at != 0 { dt { (voice.word("approval-done-at")) } dd { (moment(voice, approval.done_at)) } }
            dt { (voice.word("approval-hash")) } dd { code.panjang { (approval.hash) } }
        }
        @if let Some(release) = &approval.release {
            p { (voice.say("release-content", &[("month", &voice.numerals.month(release.as_of)), ("day", &voice.numerals.day(&release.known_on.to_string()))])) }
            (released_table(voice, release))
        }
        (steps(voice, &approval))
    };
    let crumbs = vec![(voice.word("approval-title"), "/persetujuan".to_owned())];
    frame(desk, voice, Page { crumbs, ..Page::of(title.clone(), "persetujuan") }, body).await
}

/// What the reader can do now.
fn steps(voice: &Voice<'_>, approval: &Approval) -> Markup {
    let at = |what: &str| format!("/persetujuan/{}/{what}", approval.id);
    html! {
        @match approval.state {
            ApprovalState::Asked if approval.decides => {
                p { (voice.word("approval-decide-more")) }
                form.impor method="post" action=(at("putus")) {
                    label for="sebab" { (voice.word("approval-why")) }
                    input id="sebab" name="sebab" type="text" maxlength="200" autocomplete="off";
                    div.tombol-tombol {
                        button type="submit" name="laku" value="setuju" { (voice.word("approval-approve")) }
                        button.kedua type="submit" name="laku" value="tolak" { (voice.word("approval-reject")) }
                    }
                }
            }
            ApprovalState::Asked if approval.own => {
                p { (voice.word("approval-wait")) }
                form method="post" action=(at("putus")) { button.kedua type="submit" name="laku" value="tolak" { (voice.word("approval-take-back")) } }
            }
            ApprovalState::Approved if approval.own => {
                p { (voice.of("approval-then", &approval.act)) }
                form method="post" action=(at("jalankan")) { button type="submit" { (voice.word("approval-carry-out")) } }
            }
            ApprovalState::Waiting if approval.own => {
                p { (voice.say("approval-fetch-more", &[("day", &moment(voice, approval.link_ends))])) }
                form method="post" action=(at("berkas")) { button type="submit" { (voice.word("approval-fetch")) } }
            }
            _ => {}
        }
    }
}

/// What is shown on this one answer and nowhere again.
fn shown_once(voice: &Voice<'_>, carried: &Carried) -> Markup {
    html! {
        div.sekali role="status" {
            @match carried {
                Carried::Password(password) => { p { (voice.word("approval-password-once")) } p { code.panjang { (password) } } p.bantu { (voice.word("approval-password-how")) } }
                Carried::Code(name, code) => {
                    p { (voice.say("access-code-once", &[("name", name)])) } p { code.panjang { (code) } }
                    p.bantu { (voice.say("access-code-hand", &[("address", "/masuk/aktivasi")])) }
                }
                Carried::Token(token) => { p { (voice.word("access-token-once")) } p { code.panjang { (token) } } p.bantu { (voice.word("access-token-how")) } }
                Carried::Withdrawn(batch) => { p { (voice.say("approval-withdrawn", &[("batch", &batch.to_string())])) } }
                Carried::ErasedPerson(erased) => { p { (voice.say("approval-erased-person", &[("rows", &voice.count(erased.rows as u64)), ("batches", &voice.count(erased.batches as u64))])) } }
                Carried::Published => { p { (voice.word("release-done")) " " a href="/publik" { (voice.word("web-public")) } } }
                Carried::Erased(batch) => { p { (voice.say("approval-erased", &[("batch", &batch.to_string())])) } }
            }
        }
    }
}

/// `POST /persetujuan/{id}/putus`: a second person says yes or no; whoever asked may take it back.
pub(crate) async fn decide(desk: Seat, reader: Reader, Path(id): Path<String>, Form(fields): Form<Fields>) -> Response {
    let (voice, now) = (desk.voice(&reader), desk.now());
    let why = fields.get("sebab").cloned().unwrap_or_default();
    let approve = match fields.get("laku").map(String::as_str) {
        Some("setuju") => true,
        Some("tolak") => false,
        other => return errors::of(&desk, &voice, &crate::ask::refused("error-not-a-choice", other.unwrap_or("laku"))).await,
    };
    let wanted = id.clone();
    let done = desk.ask(async move |home, scope| {
        if approve {
            app::decide_approval(home, scope, &wanted, now).await
        } else {
            app::reject_approval(home, scope, &wanted, &why, now).await
        }
    });
    match done.await {
        Ok(()) => Redirect::to(&format!("/persetujuan/{id}")).into_response(),
        Err(error) => errors::of(&desk, &voice, &error).await,
    }
}

/// `POST /persetujuan/{id}/jalankan`: done once, by whoever asked.
pub(crate) async fn carry_out(desk: Seat, reader: Reader, Path(id): Path<String>) -> Response {
    let (voice, now, today) = (desk.voice(&reader), desk.now(), desk.today());
    let wanted = id.clone();
    let done: Result<Carried, AppError> =
        desk.ask(async move |home, scope| app::carry_out(home, scope, &wanted, today, now).await).await;
    match done {
        Ok(carried) => {
            if let Carried::Withdrawn(_) | Carried::ErasedPerson(_) = carried {
                desk.catch_up();
            }
            page(&desk, &voice, &id, Some(&carried)).await
        }
        Err(error) => errors::of(&desk, &voice, &error).await,
    }
}

/// `POST /persetujuan/{id}/berkas`: the sealed workbook, once.
pub(crate) async fn fetch(desk: Seat, reader: Reader, Path(id): Path<String>) -> Response {
    let (voice, now, language) = (desk.voice(&reader), desk.now(), reader.language);
    let made = desk.ask(async move |home, scope| app::fetch_list(home, scope, &id, &texts::Texts::of(language), now).await).await;
    match made {
        Ok(bytes) => workbook("belum-terlindungi.xlsx", bytes),
        Err(error) => errors::of(&desk, &voice, &error).await,
    }
}
