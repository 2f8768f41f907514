//! Hak subjek data: requests of persons about their own data: those due first, one request with what is held (on demand, in the log), its
//! steps, and the letter to print.

use super::account::moment;
use super::approvals;
use crate::ask::refused;
use crate::errors;
use crate::frame::{Page, frame};
use crate::gate::Seat;
use crate::reader::{Reader, Voice};
use app::{AppError, Holdings, SubjectPerson, SubjectRequest, SubjectState, Wish};
use axum::extract::{Form, Path};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use std::collections::BTreeMap;

type Fields = BTreeMap<String, String>;

fn field(fields: &Fields, name: &str) -> String {
    fields.get(name).cloned().unwrap_or_default()
}

/// `GET /hak-subjek`
pub(crate) async fn list(desk: Seat, reader: Reader) -> Response {
    list_page(&desk, &desk.voice(&reader), None).await
}

async fn list_page(desk: &Seat, voice: &Voice<'_>, error: Option<&AppError>) -> Response {
    let now = desk.now();
    let requests = match desk.ask(async move |home, scope| app::subjects(home, scope, now).await).await {
        Ok(requests) => requests,
        Err(error) => return errors::of(desk, voice, &error).await,
    };
    let title = voice.word("subject-title");
    let hours = desk.home().place.request_hours.to_string();
    let body = html! {
        h1 { (title) }
        p { (voice.say("subject-more", &[("hours", &hours)])) }
        @if let Some(error) = error { div.galat role="alert" { p { (error.in_words(voice.texts)) } } }
        @if requests.is_empty() { p.cap { (voice.word("subject-none")) } } @else { (table(voice, &requests)) }
        (intake(voice))
    };
    let status = error.map_or(StatusCode::OK, errors::status);
    frame(desk, voice, Page { status, ..Page::of(title.clone(), "hak-subjek") }, body).await
}

fn table(voice: &Voice<'_>, requests: &[SubjectRequest]) -> Markup {
    html! {
        div.gulir tabindex="0" { table {
            thead { tr { @for key in ["subject-number", "subject-kind", "subject-name", "subject-received", "subject-due", "access-state"] { th scope="col" { (voice.word(key)) } } } }
            tbody { @for request in requests { tr {
                th scope="row" { a href=(format!("/hak-subjek/{}", request.number)) { (request.number) } }
                td { (voice.of("subject-kind", &request.kind)) } td { (request.name) }
                td { (moment(voice, request.received_at)) }
                td { @if request.overdue { strong { "▲ " (voice.word("subject-overdue")) " " } } (moment(voice, request.due_at)) }
                td { (voice.of("subject-state", request.state.code())) @if !request.outcome.is_empty() { " · " (voice.of("subject-outcome", &request.outcome)) } }
            } } }
        } }
    }
}

fn intake(voice: &Voice<'_>) -> Markup {
    html! {
        section {
            h2 { (voice.word("subject-take")) }
            form.impor method="post" action="/hak-subjek" autocomplete="off" {
                label for="jenis" { (voice.word("subject-kind")) }
                select id="jenis" name="jenis" { @for kind in app::SUBJECT_KINDS { option value=(kind) { (voice.of("subject-kind", kind)) } } }
                label for="nama" { (voice.word("subject-name")) }
                input id="nama" name="nama" type="text" maxlength="200" autocomplete="off";
                label for="nik" { (voice.word("web-nik")) }
                input id="nik" name="nik" type="text" inputmode="numeric" maxlength="24" autocomplete="off";
                label for="alamat" { (voice.word("subject-contact")) }
                input id="alamat" name="alamat" type="text" maxlength="300" autocomplete="off";
                label for="isi" { (voice.word("subject-ask")) }
                textarea id="isi" name="isi" maxlength="2000" rows="4" {}
                button type="submit" { (voice.word("subject-take")) }
            }
        }
    }
}

/// `POST /hak-subjek`
pub(crate) async fn take(desk: Seat, reader: Reader, Form(fields): Form<Fields>) -> Response {
    let (voice, now, kind) = (desk.voice(&reader), desk.now(), field(&fields, "jenis"));
    let person = SubjectPerson {
        name: field(&fields, "nama"),
        nik: field(&fields, "nik"),
        contact: field(&fields, "alamat"),
        ask: field(&fields, "isi"),
    };
    match desk.ask(async move |home, scope| app::take_subject(home, scope, &kind, &person, now).await).await {
        Ok(number) => Redirect::to(&format!("/hak-subjek/{number}")).into_response(),
        Err(error) => list_page(&desk, &voice, Some(&error)).await,
    }
}

async fn found(desk: &Seat, number: &str) -> Result<SubjectRequest, AppError> {
    let (wanted, now) = (number.to_owned(), desk.now());
    desk.ask(async move |home, scope| app::subject(home, scope, &wanted, now).await).await
}

/// `GET /hak-subjek/{number}`
pub(crate) async fn show(desk: Seat, reader: Reader, Path(number): Path<String>) -> Response {
    page(&desk, &desk.voice(&reader), &number, None, None).await
}

async fn page(desk: &Seat, voice: &Voice<'_>, number: &str, held: Option<&Holdings>, error: Option<&AppError>) -> Response {
    let request = match found(desk, number).await {
        Ok(request) => request,
        Err(error) => return errors::of(desk, voice, &error).await,
    };
    let title = format!("{} · {}", request.number, voice.of("subject-kind", &request.kind));
    let body = html! {
        h1 { (title) }
        @if let Some(error) = error { div.galat role="alert" { p { (error.in_words(voice.texts)) } } }
        p { strong { (voice.of("subject-state", request.state.code())) } @if request.overdue { " ▲ " (voice.word("subject-overdue")) } }
        (about(voice, &request))
        @if let Some(held) = held { (holdings_table(voice, held)) }
        (steps(voice, &request))
    };
    let status = error.map_or(StatusCode::OK, errors::status);
    let crumbs = vec![(voice.word("subject-title"), "/hak-subjek".to_owned())];
    frame(desk, voice, Page { status, crumbs, ..Page::of(title.clone(), "hak-subjek") }, body).await
}

fn about(voice: &Voice<'_>, request: &SubjectRequest) -> Markup {
    let person = |actor: &str| actor.trim_start_matches("account:").to_owned();
    html! {
        dl {
            dt { (voice.word("subject-name")) } dd { (request.name) }
            @if !request.nik_masked.is_empty() { dt { (voice.word("web-nik")) } dd { (request.nik_masked) } }
            @if !request.contact.is_empty() { dt { (voice.word("subject-contact")) } dd { (request.contact) } }
            @if !request.ask.is_empty() { dt { (voice.word("subject-ask")) } dd.alinea { (request.ask) } }
            dt { (voice.word("subject-received")) } dd { (moment(voice, request.received_at)) " · " (person(&request.taken_by)) }
            dt { (voice.word("subject-due")) } dd { (moment(voice, request.due_at)) }
            @if request.verified_at != 0 { dt { (voice.word("subject-verified")) } dd { (voice.of("subject-proof", &request.verified_on)) " · " (person(&request.verified_by)) " · " (moment(voice, request.verified_at)) } }
            @if request.erased_at != 0 { dt { (voice.word("subject-erased")) } dd { (voice.say("subject-erased-rows", &[("rows", &voice.count(request.erased_rows))])) " · " (moment(voice, request.erased_at)) } }
            @if request.answered_at != 0 { dt { (voice.word("subject-answer")) } dd { strong { (voice.of("subject-outcome", &request.outcome)) } " " span.alinea { (request.answer) } " · " (person(&request.answered_by)) " · " (moment(voice, request.answered_at)) } }
        }
    }
}

fn holdings_table(voice: &Voice<'_>, held: &Holdings) -> Markup {
    html! {
        section {
            h2 { (voice.word("subject-held")) }
            @if held.rows.is_empty() { p.cap { (voice.word("subject-held-none")) } } @else {
                p { (voice.say("subject-held-count", &[("rows", &voice.count(held.rows.len() as u64)), ("batches", &voice.count(held.batches as u64))])) }
                div.gulir tabindex="0" { table {
                    thead { tr { @for key in ["subject-list", "web-kind", "web-source", "web-day", "web-region", "subject-name", "subject-fields", "access-state"] { th scope="col" { (voice.word(key)) } } } }
                    tbody { @for row in &held.rows { tr {
                        th scope="row" { (row.batch) } td { (voice.of("kind", &row.kind)) ": " (voice.of("subject-purpose", &row.kind)) } td { (row.source) }
                        td { (voice.numerals.day(&row.data_as_of)) } td { (row.region_name) } td { (row.name) " " (row.nik_masked) }
                        td { (row.fields.iter().map(|field| voice.of("held", field)).collect::<Vec<_>>().join(", ")) }
                        td {
                            @if row.linked { (voice.word("subject-linked")) " " }
                            @if row.withdrawn { (voice.word("subject-withdrawn")) " " }
                            @if !row.held.is_empty() { "▲ " (voice.say("subject-on-hold", &[("reason", &row.held)])) }
                        }
                    } } }
                } }
            }
            p.asal { (voice.word("subject-held-more")) }
        }
    }
}

fn steps(voice: &Voice<'_>, request: &SubjectRequest) -> Markup {
    let at = |what: &str| format!("/hak-subjek/{}/{what}", request.number);
    html! {
        @match request.state {
            SubjectState::Received => {
                form.impor method="post" action=(at("identitas")) {
                    label for="bukti" { (voice.word("subject-verify-by")) }
                    select id="bukti" name="bukti" { @for proof in app::SUBJECT_PROOFS { option value=(proof) { (voice.of("subject-proof", proof)) } } }
                    button type="submit" { (voice.word("subject-verify")) }
                }
            }
            SubjectState::Verified => {
                form method="post" action=(at("data")) { button type="submit" { (voice.word("subject-look")) } }
                @if request.kind == "erasure" {
                    section {
                        h2 { (voice.word("approval-act-erase-person")) }
                        p { (voice.word("subject-erase-more")) }
                        form.impor method="post" action=(at("musnahkan")) { (approvals::reason_field(voice, "sebab")) button type="submit" { (voice.word("approval-ask")) } }
                    }
                }
                section {
                    h2 { (voice.word("subject-answer")) }
                    form.impor method="post" action=(at("jawab")) {
                        label for="hasil" { (voice.word("subject-outcome")) }
                        select id="hasil" name="hasil" { @for outcome in ["granted", "refused"] { option value=(outcome) { (voice.of("subject-outcome", outcome)) } } }
                        label for="jawaban" { (voice.word("subject-answer-text")) }
                        p.bantu id="jawaban-bantu" { (voice.word("subject-answer-help")) }
                        textarea id="jawaban" name="jawaban" maxlength="2000" rows="5" aria-describedby="jawaban-bantu" {}
                        button type="submit" { (voice.word("subject-answer-do")) }
                    }
                }
            }
            SubjectState::Answered => { p { a.tombol href=(at("surat")) { (voice.word("subject-letter")) } } }
        }
    }
}

/// `POST /hak-subjek/{number}/identitas`
pub(crate) async fn verify(desk: Seat, reader: Reader, Path(number): Path<String>, Form(fields): Form<Fields>) -> Response {
    let (wanted, now, proof) = (number.clone(), desk.now(), field(&fields, "bukti"));
    let done = desk.ask(async move |home, scope| app::verify_subject(home, scope, &wanted, &proof, now).await).await;
    stepped(&desk, &reader, &number, done).await
}

/// `POST /hak-subjek/{number}/data`: what is held, once, with a line in the log.
pub(crate) async fn look(desk: Seat, reader: Reader, Path(number): Path<String>) -> Response {
    let (voice, wanted, now) = (desk.voice(&reader), number.clone(), desk.now());
    match desk.ask(async move |home, scope| app::holdings(home, scope, &wanted, now).await).await {
        Ok(held) => page(&desk, &voice, &number, Some(&held), None).await,
        Err(error) => errors::of(&desk, &voice, &error).await,
    }
}

/// `POST /hak-subjek/{number}/musnahkan`: asks a second person.
pub(crate) async fn erase(desk: Seat, reader: Reader, Path(number): Path<String>, Form(fields): Form<Fields>) -> Response {
    approvals::asked(&desk, &desk.voice(&reader), Wish::ErasePerson { request: number }, field(&fields, "sebab")).await
}

/// `POST /hak-subjek/{number}/jawab`
pub(crate) async fn answer(desk: Seat, reader: Reader, Path(number): Path<String>, Form(fields): Form<Fields>) -> Response {
    let (wanted, now, text) = (number.clone(), desk.now(), field(&fields, "jawaban"));
    let granted = match field(&fields, "hasil").as_str() {
        "granted" => true,
        "refused" => false,
        other => {
            let error = refused("error-not-a-choice", &format!("hasil={other}"));
            return stepped(&desk, &reader, &number, Err(error)).await;
        }
    };
    let done = desk.ask(async move |home, scope| app::answer_subject(home, scope, &wanted, (granted, &text), now).await).await;
    stepped(&desk, &reader, &number, done).await
}

async fn stepped(desk: &Seat, reader: &Reader, number: &str, done: Result<(), AppError>) -> Response {
    match done {
        Ok(()) => Redirect::to(&format!("/hak-subjek/{number}")).into_response(),
        Err(error) => page(desk, &desk.voice(reader), number, None, Some(&error)).await,
    }
}

/// `GET /hak-subjek/{number}/surat`: the answer as a letter to print.
pub(crate) async fn letter(desk: Seat, reader: Reader, Path(number): Path<String>) -> Response {
    let voice = desk.voice(&reader);
    let request = match found(&desk, &number).await {
        Ok(request) if request.state == SubjectState::Answered => request,
        Ok(_) => return errors::of(&desk, &voice, &refused("error-subject-no-letter", &number)).await,
        Err(error) => return errors::of(&desk, &voice, &error).await,
    };
    let home = desk.home();
    let region = home.regions.name(home.region).unwrap_or_default();
    let title = voice.say("subject-letter-title", &[("number", &request.number)]);
    let say = |key: &str| voice.say(key, &[("day", &moment(&voice, request.received_at)), ("region", region)]);
    let body = html! {
        article.surat {
            h1 { (title) }
            p { (moment(&voice, request.answered_at)) }
            p { (request.name) @if !request.contact.is_empty() { br; (request.contact) } }
            p { (say("subject-letter-asked")) " " (voice.of("subject-kind", &request.kind)) "." }
            p { strong { (voice.of("subject-outcome", &request.outcome)) } "." } p.alinea { (request.answer) }
            @if request.erased_at != 0 { p { (voice.say("subject-letter-erased", &[("rows", &voice.count(request.erased_rows)), ("day", &moment(&voice, request.erased_at))])) } }
            p { (voice.word("subject-letter-rights")) }
            p { (request.answered_by.trim_start_matches("account:")) }
        }
    };
    let crumbs = vec![
        (voice.word("subject-title"), "/hak-subjek".to_owned()),
        (request.number.clone(), format!("/hak-subjek/{}", request.number)),
    ];
    frame(&desk, &voice, Page { crumbs, ..Page::of(title.clone(), "hak-subjek") }, body).await
}
