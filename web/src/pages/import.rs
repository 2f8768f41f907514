//! Impor: where a list is sent from, with everything that waits and everything that came in before.

use crate::errors;
use crate::frame::{Page, frame};
use crate::gate::Seat;
use crate::reader::{Reader, Voice};
use crate::show::share;
use crate::upload::{self, Broken, Sent};
use app::{AppError, Order, Refused, Unfinished, Waiting};
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use base::access::Permission;
use base::handover::Kind;
use maud::{Markup, html};

/// Batches on the page of imports.
const RECENT: usize = 50;
/// The longest text of a field of the form.
const LONGEST: usize = 300;

/// What was typed into the form, kept when something is missing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Typed {
    kind: String,
    source: String,
    as_of: String,
    file_name: String,
}

impl Typed {
    fn of(sent: &Sent) -> Self {
        let field = |name: &str| sent.line(name).chars().take(LONGEST).collect();
        Self { kind: field("kind"), source: field("source"), as_of: field("as_of"), file_name: sent.file_name.clone() }
    }

    /// The same from single texts.
    pub(crate) fn given(kind: &str, source: &str, as_of: &str, file_name: &str) -> Self {
        let field = |text: &str| base::handover::showable(text).chars().take(LONGEST).collect();
        Self { kind: field(kind), source: field(source), as_of: field(as_of), file_name: file_name.to_owned() }
    }

    /// What is said of the file, once nothing is missing.
    pub(crate) fn order(&self) -> Option<Order> {
        Some(Order {
            file_name: self.file_name.clone(),
            kind: self.kind.clone(),
            source: self.source.clone(),
            as_of: self.as_of.parse().ok()?,
            mapping: app::MappingFile::default(),
            sent_by: String::new(),
        })
    }
}

/// `GET /impor`
pub(crate) async fn start(desk: Seat, reader: Reader) -> Response {
    let voice = desk.voice(&reader);
    form_page(&desk, &voice, StatusCode::OK, &Typed::default(), &[]).await
}

async fn form_page(desk: &Seat, voice: &Voice<'_>, status: StatusCode, typed: &Typed, flaws: &[(&str, String)]) -> Response {
    let found = desk
        .ask(async |home, scope| {
            let waiting = Waiting::all(home, scope)?;
            let seen = scope.may(Permission::Receipts);
            let history = if seen { app::history(home, scope, None, RECENT).await? } else { (Vec::new(), 0) };
            Ok((waiting, history, Unfinished::all(home, scope)?))
        })
        .await;
    let (inbox, (history, older), unfinished) = match found {
        Ok(found) => found,
        Err(error) => return errors::of(desk, voice, &error).await,
    };
    let waiting = inbox.waiting;
    let broken: Vec<String> = inbox.broken.into_iter().filter(|id| !desk.is_arriving(id)).collect();
    let body = html! {
        h1 { (voice.word("web-import-title")) }
        @if !flaws.is_empty() {
            div.galat role="alert" { h2 { (voice.word("web-form-flaws")) } ul { @for (field, sentence) in flaws { li { a href=(format!("#{field}")) { (sentence) } } } } }
        }
        p { (voice.word("web-import-more")) }
        form.impor method="post" action="/impor" enctype="multipart/form-data" data-bagian=(voice.word("web-part-progress")) data-putus=(voice.word("web-part-cut")) data-masuk=(voice.word("web-part-sign-in")) {
            label for="kind" { "1. " (voice.word("web-kind")) }
            select id="kind" name="kind" {
                @for kind in Kind::ALL { option value=(kind.code()) selected[typed.kind == kind.code() || typed.kind.is_empty() && kind == Kind::Workers] { (voice.of("kind", kind.code())) } }
            }
            label for="source" { "2. " (voice.word("web-source")) }
            p.bantu id="source-bantu" { (voice.word("web-source-help")) }
            input id="source" name="source" type="text" maxlength=(LONGEST) value=(typed.source) aria-describedby="source-bantu" autocomplete="organization";
            label for="as_of" { "3. " (voice.word("web-day")) }
            p.bantu id="as_of-bantu" { (voice.word("web-day-help")) }
            input id="as_of" name="as_of" type="date" placeholder="2025-06-30" value=(typed.as_of) aria-describedby="as_of-bantu";
            label for="file" { "4. " (voice.word("web-file")) }
            p.bantu id="file-bantu" { (voice.say("web-file-help", &[("limit", &(crate::LARGEST_UPLOAD >> 20).to_string())])) }
            input id="file" name="file" type="file" accept=".xlsx,.xls,.csv,.txt,.tsv,.parquet,.geojson,.topojson,.json" aria-describedby="file-bantu";
            button type="submit" { (voice.word("web-send")) }
            p.bantu { (voice.word("web-send-help")) }
        }
        p { (voice.word("web-templates")) " "
            @for kind in [Kind::Workers, Kind::Participants, Kind::Employers, Kind::Deaths] { a href=(format!("/templat/{}.xlsx", kind.code())) { (voice.of("kind", kind.code())) } " " }
        }
        @if !unfinished.is_empty() {
            section { h2 { (voice.word("web-unfinished")) }
                p { (voice.word("web-unfinished-more")) }
                @for file in &unfinished { (on_its_way(voice, file)) }
            }
        }
        @if !waiting.is_empty() {
            section { h2 { (voice.word("web-waiting")) }
                ul { @for waiting in &waiting { li { a href=(format!("/impor/{}", waiting.id)) { (waiting.order.file_name) } " · " (voice.of("kind", &waiting.order.kind)) " · " (waiting.order.source) " · " (voice.numerals.day(&waiting.order.as_of.to_string())) } } }
            }
        }
        @if !broken.is_empty() {
            section { h2 { (voice.word("web-broken")) }
                p { (voice.word("web-broken-more")) }
                @for id in &broken { form method="post" action=(format!("/impor/{id}/batal")) { button.kedua type="submit" { (voice.word("web-discard")) " " span.asal { (&id[..6]) } } } }
            }
        }
        section {
            h2 { (voice.word("web-history")) }
            @if history.is_empty() { p { (voice.word("web-history-none")) } }
            @else {
                div.gulir tabindex="0" { table {
                    thead { tr { th.n scope="col" { "#" } th scope="col" { (voice.word("web-file")) } th scope="col" { (voice.word("web-kind")) } th scope="col" { (voice.word("web-source")) } th scope="col" { (voice.word("web-day")) } @for key in ["web-read", "web-accepted", "web-refused", "web-duplicate"] { th.n scope="col" { (voice.word(key)) } } th scope="col" { (voice.word("web-state")) } } }
                    tbody { @for arrival in &history { tr {
                        @let receipt = &arrival.receipt;
                        td.n { (receipt.batch) }
                        th scope="row" { a href=(format!("/riwayat/{}", receipt.batch)) { (receipt.file) } }
                        td { (voice.of("kind", &receipt.kind)) } td { (arrival.source) } td { (voice.numerals.day(&arrival.as_of.to_string())) }
                        td.n { (voice.count(receipt.counts.rows_read)) } td.n { (voice.count(receipt.counts.accepted)) } td.n { (voice.count(receipt.counts.refused)) } td.n { (voice.count(receipt.counts.duplicate)) }
                        td { (voice.word(if arrival.withdrawn { "web-withdrawn" } else { "web-loaded" })) }
                    } } }
                } }
                @if older > 0 { p.asal { (voice.say("web-history-more", &[("count", &voice.count(older as u64))])) } }
            }
        }
    };
    let title = if flaws.is_empty() {
        voice.word("web-import")
    } else {
        format!("{}: {}", voice.word("web-error-word"), voice.word("web-import"))
    };
    let page = Page { status, script: Some("/aset/unggah.js"), ..Page::of(title, "impor") };
    frame(desk, voice, page, body).await
}

/// A file that is still to arrive in full: how far it is, and how to throw it away.
fn on_its_way(voice: &Voice<'_>, file: &Unfinished) -> Markup {
    let share = share(file.received, file.size).map(|share| voice.numerals.percent(share)).unwrap_or_default();
    html! {
        form.sebaris method="post" action=(format!("/impor/{}/batal", file.id)) {
            p { (file.order.file_name) " · " (file.order.source) " · " (voice.say("web-unfinished-share", &[("share", &share)])) " "
                button.kedua type="submit" { (voice.word("web-discard")) } }
        }
    }
}

/// `POST /impor`: the file goes to the disk as it comes, then waits to be tried.
pub(crate) async fn receive(desk: Seat, reader: Reader, body: Result<Multipart, MultipartRejection>) -> Response {
    let voice = desk.voice(&reader);
    let Ok(body) = body else {
        return errors::page(&desk, &voice, StatusCode::BAD_REQUEST, &voice.word("web-upload-broken")).await;
    };
    let id = match upload::new_id() {
        Ok(id) => id,
        Err(error) => return errors::of(&desk, &voice, &error).await,
    };
    let arriving = desk.arriving(&id);
    let (sent, received) = upload::take(body, |file_name| Waiting::begin(&desk.home(), &id, file_name)).await;
    let typed = Typed::of(&sent);
    let flaws = match &received {
        Ok(()) => flaws(&voice, &typed),
        Err(Broken::TooLarge) => {
            vec![("file", voice.say("web-file-large", &[("limit", &(crate::LARGEST_UPLOAD >> 20).to_string())]))]
        }
        Err(Broken::Stream) => vec![("file", voice.word("web-upload-broken"))],
        Err(Broken::Ours(error)) => vec![("file", error.in_words(voice.texts))],
    };
    let order = typed.order().filter(|_| flaws.is_empty());
    let Some(order) = order else {
        let lost = id.clone();
        // What came of a form with a flaw is not kept: nobody could find it again.
        let _ = desk.work(async move |home| Waiting::abandon(home, &lost)).await;
        let status =
            if matches!(received, Err(Broken::TooLarge)) { StatusCode::PAYLOAD_TOO_LARGE } else { StatusCode::BAD_REQUEST };
        return form_page(&desk, &voice, status, &typed, &flaws).await;
    };
    let arrived = id.clone();
    let settled = desk.ask(async move |home, scope| Waiting::arrived(home, scope, &arrived, order)).await;
    drop(arriving);
    match settled {
        Ok(_) => Redirect::to(&format!("/impor/{id}")).into_response(),
        Err(error) => errors::of(&desk, &voice, &error).await,
    }
}

/// What is missing or cannot be read, by field.
pub(crate) fn flaws(voice: &Voice<'_>, typed: &Typed) -> Vec<(&'static str, String)> {
    let mut flaws = Vec::new();
    if typed.kind.parse::<Kind>().is_err() {
        flaws.push(("kind", voice.word("web-kind-missing")));
    }
    if typed.source.is_empty() {
        flaws.push(("source", voice.word("web-source-missing")));
    }
    if typed.as_of.parse::<jiff::civil::Date>().is_err() {
        flaws.push(("as_of", voice.word("web-day-missing")));
    }
    if typed.file_name.is_empty() {
        flaws.push(("file", voice.word("web-file-missing")));
    }
    flaws
}

/// `GET /templat/workers.xlsx`
pub(crate) async fn template(desk: Seat, reader: Reader, Path(name): Path<String>) -> Response {
    let voice = desk.voice(&reader);
    let Some(kind) = name.strip_suffix(".xlsx").and_then(|kind| kind.parse::<Kind>().ok()) else {
        let error = Refused::Request { key: "error-not-a-kind", detail: base::handover::showable(&name) }.into();
        return errors::page(&desk, &voice, StatusCode::NOT_FOUND, &AppError::in_words(&error, voice.texts)).await;
    };
    let made = desk
        .work(async move |_| {
            let disk = |source| AppError::Disk { doing: "make a template in", path: std::env::temp_dir(), source };
            let folder = tempfile::tempdir().map_err(disk)?;
            let path = folder.path().join("templat.xlsx");
            app::template(kind, &path)?;
            std::fs::read(&path).map_err(disk)
        })
        .await;
    match made {
        Ok(bytes) => workbook(&format!("templat-{}.xlsx", kind.code()), bytes),
        Err(error) => errors::of(&desk, &voice, &error).await,
    }
}

/// A workbook to keep, never to show.
pub(crate) fn workbook(name: &str, bytes: Vec<u8>) -> Response {
    let headers = [
        (CONTENT_TYPE, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    (headers, bytes).into_response()
}
