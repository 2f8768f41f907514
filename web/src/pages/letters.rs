//! Surat: the letters of a case on its sheet, the form of a draft, one letter with its paper, and the second officer's button.

use super::case_form;
use crate::ask::refused;
use crate::errors;
use crate::frame::{Page, frame};
use crate::gate::Seat;
use crate::reader::{Reader, Voice};
use crate::show::who;
use app::{AppError, CaseLine, LetterKind, LetterView, NewLetter};
use axum::extract::{Form, Path};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use base::access::Permission;
use jiff::civil::Date;
use maud::{Markup, html};
use std::collections::BTreeMap;
use texts::Texts;

type Fields = BTreeMap<String, String>;

/// The letters of a case, and what may be written next.
pub(crate) fn section(voice: &Voice<'_>, case: &CaseLine, letters: &[LetterView], today: Date) -> Markup {
    let has_issued = letters.iter().any(|letter| letter.state() == "issued" && letter.frozen.kind != LetterKind::Revocation);
    let ahead = case.letters.iter().filter(|kind| **kind != LetterKind::Revocation || has_issued);
    html! {
        section {
            h2 { (voice.word("letter-title")) }
            @if letters.is_empty() { p { (voice.word("letter-none")) } } @else { (table(voice, letters)) }
            @if voice.may(Permission::Casework) {
                @for kind in ahead {
                    details { summary { (voice.word("letter-write")) ": " (subject(voice, *kind)) } (form(voice, case, *kind, today)) }
                }
            }
        }
    }
}

fn subject(voice: &Voice<'_>, kind: LetterKind) -> String {
    voice.word(&format!("letter-subject-{}", kind.code()))
}

/// The letters as a table.
pub(crate) fn table(voice: &Voice<'_>, letters: &[LetterView]) -> Markup {
    html! {
        div.gulir tabindex="0" { table.temuan {
            thead { tr { @for key in ["subject", "number", "day", "state"] { th scope="col" { (voice.word(&format!("letter-{key}"))) } } } }
            tbody { @for letter in letters { tr {
                th scope="row" { a href=(format!("/surat/{}", letter.id)) { (subject(voice, letter.frozen.kind)) } }
                td { @if letter.number.is_empty() { "–" } @else { (letter.number) } }
                td { @match letter.issued_on { Some(on) => (voice.numerals.day(&on.to_string())), None => "–" } }
                td { (voice.word(&format!("letter-{}", letter.state()))) @if !letter.revoked_by.is_empty() { ": " (letter.revoked_by) } }
            } } }
        } }
    }
}

fn form(voice: &Voice<'_>, case: &CaseLine, kind: LetterKind, today: Date) -> Markup {
    let id = |name: &str| format!("surat-{}-{name}", kind.code());
    let text = |name: &str, label: &str, required: bool| {
        html! {
            label for=(id(name)) { (voice.word(label)) }
            input id=(id(name)) name=(name) type="text" maxlength="200" autocomplete="off" required[required];
        }
    };
    html! {
        form.impor method="post" action=(format!("/perkara/{}/surat", case.number)) {
            input type="hidden" name="jenis" value=(kind.code());
            input type="hidden" name="on" value=(today);
            @if let Some(event) = kind.event() {
                input type="hidden" name="event" value=(event);
                (case_form::inputs(voice, event, &id("isi"), &["letter", "document"]))
            }
            @if kind == LetterKind::Revocation { (text("cabut", "letter-revokes", true)) }
            (text("kepada", if kind.is_to_employer() { "letter-addressee" } else { "letter-authority" }, needs_addressee(kind)))
            (text("alamat", "letter-address", true))
            label for=(id("tambahan")) { (voice.word("letter-note")) " " span.asal { (voice.word("case-optional")) } }
            textarea id=(id("tambahan")) name="tambahan" rows="3" maxlength="2000" {}
            button.kedua type="submit" { (voice.word("letter-make-draft")) }
        }
    }
}

/// Whether an officer has to say whom a letter goes to: an organ is named by its event, and a revocation follows what it revokes.
fn needs_addressee(kind: LetterKind) -> bool {
    matches!(kind, LetterKind::DenialRequest | LetterKind::SkkRequest)
}

/// `POST /perkara/{number}/surat`: a draft with today's figures.
pub(crate) async fn draft(desk: Seat, reader: Reader, Path(number): Path<String>, Form(fields): Form<Fields>) -> Response {
    let (today, now, language, case) = (desk.today(), desk.now(), reader.language, number.clone());
    let drafted = match read(&fields) {
        Ok(new) => {
            let work = async move |home: &app::Installation, scope: &app::Scope| {
                app::draft_letter(home, scope, &case, &new, today, now, &Texts::of(language)).await
            };
            desk.ask(work).await
        }
        Err(error) => Err(error),
    };
    match drafted {
        Ok(id) => Redirect::to(&format!("/surat/{id}")).into_response(),
        Err(error) if errors::status(&error) == StatusCode::BAD_REQUEST => {
            super::cases::sheet(desk, reader, number, Some(error)).await
        }
        Err(error) => {
            let voice = desk.voice(&reader);
            errors::of(&desk, &voice, &error).await
        }
    }
}

fn read(fields: &Fields) -> Result<NewLetter, AppError> {
    let word = |name: &str| fields.get(name).map(|text| text.trim().to_owned()).unwrap_or_default();
    let kind = LetterKind::parse(&word("jenis")).ok_or_else(|| refused("error-letter-kind", &word("jenis")))?;
    let event = kind.event().map(|_| case_form::read(fields).map(|(_, event)| event)).transpose()?;
    Ok(NewLetter {
        kind,
        event,
        addressee: word("kepada"),
        address: word("alamat"),
        note: word("tambahan"),
        revokes: word("cabut"),
    })
}

/// The place of a letter in an address; what is no number is the place of none.
fn place(id: &str) -> i64 {
    id.parse().unwrap_or(0)
}

/// `GET /surat/{id}`
pub(crate) async fn show(desk: Seat, reader: Reader, Path(id): Path<String>) -> Response {
    page(desk, reader, place(&id), None).await
}

async fn page(desk: Seat, reader: Reader, id: i64, error: Option<AppError>) -> Response {
    let voice = desk.voice(&reader);
    let found = desk.ask(async move |home, scope| app::letter(home, scope, id).await).await;
    let letter = match found {
        Ok(letter) => letter,
        Err(error) => return errors::of(&desk, &voice, &error).await,
    };
    let frozen = &letter.frozen;
    let title = subject(&voice, frozen.kind);
    let case = format!("/perkara/{}", frozen.case);
    let body = html! {
        h1 { (title) }
        p.asal { a href=(case) { (frozen.case) } " · " (frozen.name) " · " (frozen.region_name) }
        @if let Some(error) = &error { div.galat role="alert" { p { (error.in_words(voice.texts)) } } }
        dl {
            dt { (voice.word("letter-state")) } dd { (voice.word(&format!("letter-{}", letter.state()))) @if !letter.revoked_by.is_empty() { ": " (letter.revoked_by) } @if !letter.dropped.is_empty() { ": " (letter.dropped) } }
            dt { (voice.word("letter-number")) } dd { @if letter.number.is_empty() { "–" } @else { (letter.number) } }
            @if let Some(on) = letter.issued_on { dt { (voice.word("letter-day")) } dd { (voice.numerals.day(&on.to_string())) } }
            dt { (voice.word("case-heading-owed")) } dd { (frozen.outstanding) }
            dt { (voice.word("letter-by")) } dd { (who(&letter.drafted_by)) @if !letter.ended_by.is_empty() { ", " (who(&letter.ended_by)) } }
        }
        p.asal { (voice.say("letter-frozen", &[("day", &voice.numerals.day(&frozen.as_of.to_string())), ("hash", &letter.sha256[..16.min(letter.sha256.len())])])) }
        p { a.tombol href=(format!("/surat/{id}/surat.pdf")) { (voice.word("letter-paper")) } }
        @if letter.is_draft() {
            p.tugas { strong { (voice.word("letter-waits")) } }
            @if letter.drafted_by == desk.scope().actor() { p { (voice.word("letter-issue-other")) } }
            @else if voice.may(Permission::Approve) {
                form.impor method="post" action=(format!("/surat/{id}/terbit")) {
                    p.asal { (voice.word("letter-issue-more")) }
                    button type="submit" { (voice.word("letter-issue")) }
                }
            }
            @if voice.may(Permission::Casework) {
                details { summary { (voice.word("letter-drop")) }
                    form.impor method="post" action=(format!("/surat/{id}/buang")) {
                        label for="alasan" { (voice.word("letter-reason")) }
                        input id="alasan" name="alasan" type="text" maxlength="200" autocomplete="off" required;
                        button.kedua type="submit" { (voice.word("letter-drop")) }
                    }
                }
            }
        }
    };
    let status = error.as_ref().map_or(StatusCode::OK, errors::status);
    let crumbs = vec![(voice.word("case-title"), "/perkara".to_owned()), (frozen.case.clone(), case)];
    frame(&desk, &voice, Page { status, crumbs, ..Page::of(title, "perkara") }, body).await
}

/// `GET /surat/{id}/surat.pdf`
pub(crate) async fn paper(desk: Seat, reader: Reader, Path(id): Path<String>) -> Response {
    let id = place(&id);
    let made = desk.ask(async move |home, scope| {
        let letter = app::letter(home, scope, id).await?;
        app::letter_pdf(home, &letter)
    });
    match made.await {
        Ok(bytes) => {
            let name = format!("attachment; filename=\"surat-{id}.pdf\"");
            ([(CONTENT_TYPE, "application/pdf".to_owned()), (CONTENT_DISPOSITION, name)], bytes).into_response()
        }
        Err(error) => {
            let voice = desk.voice(&reader);
            errors::of(&desk, &voice, &error).await
        }
    }
}

/// `POST /surat/{id}/terbit`: the second officer issues the draft.
pub(crate) async fn issue(desk: Seat, reader: Reader, Path(id): Path<String>) -> Response {
    let (id, today, now, language) = (place(&id), desk.today(), desk.now(), reader.language);
    let work = async move |home: &app::Installation, scope: &app::Scope| {
        app::issue_letter(home, scope, id, today, now, &Texts::of(language)).await
    };
    let issued = desk.ask(work).await.map(|_| ());
    after(desk, reader, id, issued).await
}

/// `POST /surat/{id}/buang`
pub(crate) async fn discard(desk: Seat, reader: Reader, Path(id): Path<String>, Form(fields): Form<Fields>) -> Response {
    let (id, today, now) = (place(&id), desk.today(), desk.now());
    let reason = fields.get("alasan").cloned().unwrap_or_default();
    let work =
        async move |home: &app::Installation, scope: &app::Scope| app::drop_letter(home, scope, id, &reason, today, now).await;
    let dropped = desk.ask(work).await;
    after(desk, reader, id, dropped).await
}

async fn after(desk: Seat, reader: Reader, id: i64, done: Result<(), AppError>) -> Response {
    match done {
        Ok(()) => Redirect::to(&format!("/surat/{id}")).into_response(),
        Err(error) if errors::status(&error) == StatusCode::BAD_REQUEST => page(desk, reader, id, Some(error)).await,
        Err(error) => {
            let voice = desk.voice(&reader);
            errors::of(&desk, &voice, &error).await
        }
    }
}
