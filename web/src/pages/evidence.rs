//! Bukti: the evidence of a case on its sheet, what is sent in, one piece with who had it in hand, and the file of the case on paper.

use crate::ask::refused;
use crate::errors;
use crate::frame::{Page, frame};
use crate::gate::Seat;
use crate::pages::account::moment;
use crate::reader::{Reader, Voice};
use crate::show::who;
use crate::upload::{self, Broken};
use app::{AppError, EvidenceKind, EvidenceView, LARGEST_EVIDENCE, Waiting};
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Form, Multipart, Path};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use base::access::Permission;
use maud::{Markup, html};
use std::collections::BTreeMap;

/// The largest body of the form: one piece and the few fields beside it.
pub(crate) const LARGEST: usize = LARGEST_EVIDENCE + (64 << 10);

/// The evidence of a case, and the form that adds to it.
pub(crate) fn section(voice: &Voice<'_>, number: &str, pieces: &[EvidenceView]) -> Markup {
    html! {
        section {
            h2 { (voice.word("evidence-title")) }
            @if pieces.is_empty() { p { (voice.word("evidence-none")) } }
            @else { div.gulir tabindex="0" { table.temuan {
                thead { tr { @for key in ["piece", "kind", "by", "hash"] { th scope="col" { (voice.word(&format!("evidence-heading-{key}"))) } } } }
                tbody { @for piece in pieces { tr {
                    th scope="row" { a href=(format!("/bukti/{}", piece.id)) { (piece.title) } @if !piece.destroyed.is_empty() { " " span.asal { (voice.word("evidence-destroyed")) } } }
                    td { (voice.word(&format!("evidence-{}", piece.kind))) ", " (piece.media) ", " (size(voice, piece)) }
                    td { (who(&piece.added_by)) " " span.asal { (moment(voice, piece.added_at)) } }
                    td { code { (&piece.sha256[..16.min(piece.sha256.len())]) } }
                } } }
            } } }
            @if voice.may(Permission::Casework) {
                details { summary { (voice.word("evidence-add")) }
                    form.impor method="post" action=(format!("/perkara/{number}/bukti")) enctype="multipart/form-data" {
                        label for="bukti-jenis" { (voice.word("evidence-heading-kind")) }
                        select id="bukti-jenis" name="jenis" { @for kind in EvidenceKind::ALL { option value=(kind.code()) { (voice.word(&format!("evidence-{}", kind.code()))) } } }
                        label for="bukti-judul" { (voice.word("evidence-what")) }
                        input id="bukti-judul" name="judul" type="text" maxlength="200" autocomplete="off" required;
                        label for="bukti-berkas" { (voice.say("evidence-file", &[("limit", &(LARGEST_EVIDENCE >> 20).to_string())])) }
                        input id="bukti-berkas" name="file" type="file" accept=".pdf,.jpg,.jpeg,.png" required;
                        button.kedua type="submit" { (voice.word("evidence-add")) }
                    }
                }
            }
            p { a.tombol href=(format!("/perkara/{number}/berkas.pdf")) { (voice.word("evidence-case-file")) } }
        }
    }
}

fn size(voice: &Voice<'_>, piece: &EvidenceView) -> String {
    format!("{} KB", voice.count(piece.bytes.div_ceil(1024)))
}

/// `POST /perkara/{number}/bukti`
pub(crate) async fn add(
    desk: Seat,
    reader: Reader,
    Path(number): Path<String>,
    body: Result<Multipart, MultipartRejection>,
) -> Response {
    let voice = desk.voice(&reader);
    let (Ok(body), Ok(id)) = (body, upload::new_id()) else {
        return errors::page(&desk, &voice, StatusCode::BAD_REQUEST, &voice.word("web-upload-broken")).await;
    };
    let arriving = desk.arriving(&id);
    let (sent, received) = upload::take(body, |name| Waiting::begin(&desk.home(), &id, name)).await;
    let (now, case, arrived, kind, title) =
        (desk.now(), number.clone(), id.clone(), sent.text("jenis").to_owned(), sent.text("judul").to_owned());
    let added = match received {
        Err(Broken::Ours(error)) => Err(error),
        Err(Broken::TooLarge) => Err(refused("error-evidence-large", &(LARGEST_EVIDENCE >> 20).to_string())),
        Err(Broken::Stream) => Err(refused("error-evidence-form", "")),
        Ok(()) if !sent.arrived => Err(refused("error-evidence-form", "")),
        Ok(()) => {
            let work = async move |home: &app::Installation, scope: &app::Scope| {
                let kind = EvidenceKind::parse(&kind).ok_or_else(|| refused("error-evidence-kind", &kind))?;
                let bytes = Waiting::bytes_of(home, &arrived, LARGEST_EVIDENCE)?;
                app::add_evidence(home, scope, &case, (kind, &title), &bytes, now).await
            };
            desk.ask(work).await
        }
    };
    // What arrived is in the lake now, or is nothing.
    let _ = desk.work(async move |home| Waiting::abandon(home, &id)).await;
    drop(arriving);
    match added {
        Ok(_) => Redirect::to(&format!("/perkara/{number}")).into_response(),
        Err(error) if errors::status(&error) == StatusCode::BAD_REQUEST => {
            super::cases::sheet(desk, reader, number, Some(error)).await
        }
        Err(error) => errors::of(&desk, &voice, &error).await,
    }
}

/// The place of a piece in an address; what is no number is the place of none.
fn place(id: &str) -> i64 {
    id.parse().unwrap_or(0)
}

/// `GET /bukti/{id}`
pub(crate) async fn show(desk: Seat, reader: Reader, Path(id): Path<String>) -> Response {
    let voice = desk.voice(&reader);
    let id = place(&id);
    let found = desk.ask(async move |home, scope| app::piece_of_evidence(home, scope, id).await).await;
    let (piece, custody) = match found {
        Ok(found) => found,
        Err(error) => return errors::of(&desk, &voice, &error).await,
    };
    let case = format!("/perkara/{}", piece.case);
    let body = html! {
        h1 { (piece.title) }
        p.asal { a href=(case) { (piece.case) } " · " (voice.word(&format!("evidence-{}", piece.kind))) " · " (piece.media) " · " (size(&voice, &piece)) }
        dl {
            dt { (voice.word("evidence-heading-by")) } dd { (who(&piece.added_by)) ", " (moment(&voice, piece.added_at)) }
            dt { "SHA-256" } dd { code { (piece.sha256) } }
        }
        @if piece.destroyed.is_empty() {
            p { a.tombol href=(format!("/bukti/{id}/berkas")) { (voice.word("evidence-open")) } " " span.asal { (voice.word("evidence-open-more")) } }
            @if voice.may(Permission::Approve) && piece.added_by != desk.scope().actor() {
                details { summary { (voice.word("evidence-destroy")) }
                    p { (voice.word("evidence-destroy-more")) }
                    form.impor method="post" action=(format!("/bukti/{id}/musnahkan")) {
                        label for="alasan" { (voice.word("letter-reason")) }
                        input id="alasan" name="alasan" type="text" maxlength="200" autocomplete="off" required;
                        button.kedua type="submit" { (voice.word("evidence-destroy")) }
                    }
                }
            }
        } @else { p.tugas { strong { (voice.word("evidence-destroyed")) ": " (piece.destroyed) } } }
        section {
            h2 { (voice.word("evidence-custody")) }
            div.gulir tabindex="0" { table {
                thead { tr { @for key in ["at", "who", "did", "line"] { th scope="col" { (voice.word(&format!("custody-heading-{key}"))) } } } }
                tbody { @for line in &custody { tr {
                    td { (line.at) } td { (who(&line.actor)) } td { (voice.word(&format!("custody-{}", line.action))) } td { (line.seq) }
                } } }
            } }
        }
    };
    let crumbs = vec![(voice.word("case-title"), "/perkara".to_owned()), (piece.case.clone(), case)];
    frame(&desk, &voice, Page { crumbs, ..Page::of(piece.title.clone(), "perkara") }, body).await
}

/// `GET /bukti/{id}/berkas`: the bytes as they were given; a browser keeps them and shows them in no page of ours.
pub(crate) async fn open(desk: Seat, reader: Reader, Path(id): Path<String>) -> Response {
    let id = place(&id);
    let opened = desk.ask(async move |home, scope| app::open_evidence(home, scope, id).await).await;
    given(&desk, &reader, opened.map(|file| (file.media_type, file.name, file.bytes))).await
}

/// `POST /bukti/{id}/musnahkan`: a second officer destroys a piece that should not be there.
pub(crate) async fn destroy(
    desk: Seat,
    reader: Reader,
    Path(id): Path<String>,
    Form(fields): Form<BTreeMap<String, String>>,
) -> Response {
    let (id, now, reason) = (place(&id), desk.now(), fields.get("alasan").cloned().unwrap_or_default());
    match desk.ask(async move |home, scope| app::destroy_evidence(home, scope, id, &reason, now).await).await {
        Ok(()) => Redirect::to(&format!("/bukti/{id}")).into_response(),
        Err(error) => errors::of(&desk, &desk.voice(&reader), &error).await,
    }
}

/// `GET /perkara/{number}/berkas.pdf`
pub(crate) async fn case_file(desk: Seat, reader: Reader, Path(number): Path<String>) -> Response {
    let (today, wanted) = (desk.today(), number.clone());
    let made = desk.ask(async move |home, scope| app::case_file(home, scope, &wanted, today).await).await;
    given(&desk, &reader, made.map(|bytes| ("application/pdf", format!("berkas-{number}.pdf"), bytes))).await
}

async fn given(desk: &Seat, reader: &Reader, made: Result<(&'static str, String, Vec<u8>), AppError>) -> Response {
    match made {
        Ok((media, name, bytes)) => {
            let name = format!("attachment; filename=\"{name}\"");
            ([(CONTENT_TYPE, media.to_owned()), (CONTENT_DISPOSITION, name)], bytes).into_response()
        }
        Err(error) => errors::of(desk, &desk.voice(reader), &error).await,
    }
}
