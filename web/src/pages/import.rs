//! Impor: a list is sent, tried on a copy, shown with everything found and what it would change, and accepted only then.

use crate::desk::Desk;
use crate::errors;
use crate::frame::{Page, frame};
use crate::jobs::{Failure, Job};
use crate::reader::{Reader, Voice};
use crate::show::share;
use app::{AppError, Order, Preview, Receipt, Refused, Shift, Waiting};
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Form, Multipart, Path, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use base::handover::Kind;
use base::vocabulary::region::Level;
use maud::{Markup, html};
use std::collections::BTreeMap;
use std::sync::Arc;
use texts::Language;
use tokio::io::AsyncWriteExt;

/// Findings of one kind shown with their lines.
const SHOWN: usize = 5;
/// Batches on the page of imports.
const RECENT: usize = 50;
/// The longest text of a field of the form.
const LONGEST: usize = 300;

/// What was typed into the form, kept when something is missing.
#[derive(Clone, Debug, Default)]
struct Typed {
    kind: String,
    source: String,
    as_of: String,
    file_name: String,
}

/// `GET /impor`
pub(crate) async fn start(State(desk): State<Arc<Desk>>, reader: Reader) -> Response {
    let voice = desk.voice(&reader);
    form_page(&desk, &voice, StatusCode::OK, &Typed::default(), &[]).await
}

async fn form_page(desk: &Desk, voice: &Voice<'_>, status: StatusCode, typed: &Typed, flaws: &[(&str, String)]) -> Response {
    let found = desk.ask(async |home| Ok((Waiting::all(home)?, app::history(home, None, RECENT).await?))).await;
    let (inbox, (history, older)) = match found {
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
        form.impor method="post" action="/impor" enctype="multipart/form-data" {
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
            input id="file" name="file" type="file" accept=".xlsx,.xls,.csv,.txt,.tsv,.parquet" aria-describedby="file-bantu";
            button type="submit" { (voice.word("web-send")) }
            p.bantu { (voice.word("web-send-help")) }
        }
        p { (voice.word("web-templates")) " "
            @for kind in [Kind::Workers, Kind::Participants, Kind::Employers, Kind::Deaths] { a href=(format!("/templat/{}.xlsx", kind.code())) { (voice.of("kind", kind.code())) } " " }
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
    frame(desk, voice, Page { status, ..Page::of(title, "impor") }, body).await
}

/// `POST /impor`: the file goes to the disk as it comes, then waits to be tried.
pub(crate) async fn receive(
    State(desk): State<Arc<Desk>>,
    reader: Reader,
    body: Result<Multipart, MultipartRejection>,
) -> Response {
    let voice = desk.voice(&reader);
    let Ok(body) = body else {
        return errors::page(&desk, &voice, StatusCode::BAD_REQUEST, &voice.word("web-upload-broken")).await;
    };
    let id = match new_id() {
        Ok(id) => id,
        Err(error) => return errors::of(&desk, &voice, &error).await,
    };
    let arriving = desk.arriving(&id);
    let (typed, received) = take(&desk, &id, body).await;
    let flaws = match &received {
        Ok(()) => flaws(&voice, &typed),
        Err(Broken::TooLarge) => {
            vec![("file", voice.say("web-file-large", &[("limit", &(crate::LARGEST_UPLOAD >> 20).to_string())]))]
        }
        Err(Broken::Stream) => vec![("file", voice.word("web-upload-broken"))],
        Err(Broken::Ours(error)) => vec![("file", error.in_words(voice.texts))],
    };
    let order = typed.as_of.parse().ok().filter(|_| flaws.is_empty()).map(|as_of| Order {
        file_name: typed.file_name.clone(),
        kind: typed.kind.clone(),
        source: typed.source.clone(),
        as_of,
        mapping: app::MappingFile::default(),
    });
    let Some(order) = order else {
        let lost = id.clone();
        // What came of a form with a flaw is not kept: nobody could find it again.
        let _ = desk.ask(async move |home| Waiting::abandon(home, &lost)).await;
        let status =
            if matches!(received, Err(Broken::TooLarge)) { StatusCode::PAYLOAD_TOO_LARGE } else { StatusCode::BAD_REQUEST };
        return form_page(&desk, &voice, status, &typed, &flaws).await;
    };
    let arrived = id.clone();
    let settled = desk.ask(async move |home| Waiting::arrived(home, &arrived, order)).await;
    drop(arriving);
    match settled {
        Ok(_) => Redirect::to(&format!("/impor/{id}")).into_response(),
        Err(error) => errors::of(&desk, &voice, &error).await,
    }
}

/// Why a body did not arrive.
enum Broken {
    /// Larger than a page takes.
    TooLarge,
    /// Cut off, or no form of ours.
    Stream,
    /// Our disk.
    Ours(AppError),
}

fn new_id() -> Result<String, AppError> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|_| AppError::Unreadable("the system gives no random numbers"))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

async fn take(desk: &Desk, id: &str, mut body: Multipart) -> (Typed, Result<(), Broken>) {
    let mut typed = Typed::default();
    let broken = |error: &axum::extract::multipart::MultipartError| {
        if error.status() == StatusCode::PAYLOAD_TOO_LARGE { Broken::TooLarge } else { Broken::Stream }
    };
    loop {
        let mut field = match body.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => return (typed, Ok(())),
            Err(error) => return (typed, Err(broken(&error))),
        };
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            let Some(file_name) = field.file_name().filter(|name| !name.is_empty()).map(str::to_owned) else { continue };
            let path = match Waiting::begin(&desk.home(), id, &file_name) {
                Ok(path) => path,
                Err(error) => return (typed, Err(Broken::Ours(error))),
            };
            typed.file_name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let disk = |source| Broken::Ours(AppError::Disk { doing: "keep", path: path.clone(), source });
            let mut file = match tokio::fs::File::create(&path).await {
                Ok(file) => file,
                Err(error) => return (typed, Err(disk(error))),
            };
            loop {
                match field.chunk().await {
                    Ok(Some(chunk)) => {
                        if let Err(error) = file.write_all(&chunk).await {
                            return (typed, Err(disk(error)));
                        }
                    }
                    Ok(None) => break,
                    Err(error) => return (typed, Err(broken(&error))),
                }
            }
            if let Err(error) = file.sync_all().await {
                return (typed, Err(disk(error)));
            }
            continue;
        }
        let mut text = Vec::new();
        loop {
            match field.chunk().await {
                Ok(Some(chunk)) if text.len() + chunk.len() <= LONGEST * 4 => text.extend_from_slice(&chunk),
                Ok(Some(_)) | Err(_) => return (typed, Err(Broken::Stream)),
                Ok(None) => break,
            }
        }
        let text: String = base::handover::showable(String::from_utf8_lossy(&text).trim()).chars().take(LONGEST).collect();
        match name.as_str() {
            "kind" => typed.kind = text,
            "source" => typed.source = text,
            "as_of" => typed.as_of = text,
            _ => {}
        }
    }
}

fn flaws(voice: &Voice<'_>, typed: &Typed) -> Vec<(&'static str, String)> {
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

/// Tries a waiting file unless it is being worked on.
fn rehearse(desk: &Arc<Desk>, waiting: Waiting) {
    let today = desk.today();
    let id = waiting.id.clone();
    desk.begin(&id, async move |home, progress| waiting.rehearse(home, today, progress).await.map(|_| None));
}

/// `GET /impor/{id}`: under way, refused, ready to be accepted, or accepted.
pub(crate) async fn preview(State(desk): State<Arc<Desk>>, reader: Reader, Path(id): Path<String>) -> Response {
    let voice = desk.voice(&reader);
    let job = desk.jobs.of(&id);
    if let Some(Job::Done { batch: Some(batch) }) = job {
        return Redirect::to(&format!("/riwayat/{batch}")).into_response();
    }
    let wanted = id.clone();
    let found = desk.ask(async move |home| {
        let waiting = Waiting::find(home, &wanted)?;
        let preview = waiting.preview(home).await?;
        Ok((waiting, preview))
    });
    let (waiting, preview) = match found.await {
        Ok(found) => found,
        // A file that is being accepted leaves its folder a moment before its work is told as done.
        Err(_) if desk.jobs.is_running(&id) => return under_way(&desk, &voice, &id, None).await,
        Err(error) => match desk.jobs.of(&id) {
            Some(Job::Done { batch: Some(batch) }) => return Redirect::to(&format!("/riwayat/{batch}")).into_response(),
            _ => return errors::of(&desk, &voice, &error).await,
        },
    };
    match (job, preview) {
        (Some(Job::Running { .. }), _) => under_way(&desk, &voice, &id, Some(&waiting)).await,
        (Some(Job::Failed(failure)), _) => failed(&desk, &voice, &waiting, &failure).await,
        (_, Some(preview)) => ready(&desk, &voice, &waiting, preview).await,
        (_, None) => {
            rehearse(&desk, waiting.clone());
            under_way(&desk, &voice, &id, Some(&waiting)).await
        }
    }
}

/// `POST /impor/{id}/coba`: what failed for a reason of ours is tried again.
pub(crate) async fn again(State(desk): State<Arc<Desk>>, Path(id): Path<String>) -> Response {
    if !desk.jobs.is_running(&id) {
        desk.jobs.forget(&id);
    }
    Redirect::to(&format!("/impor/{id}")).into_response()
}

fn page(voice: &Voice<'_>, title: String, refresh: bool) -> Page {
    Page { refresh, crumbs: vec![(voice.word("web-import"), "/impor".to_owned())], ..Page::of(title, "impor") }
}

fn about(voice: &Voice<'_>, waiting: &Waiting) -> Markup {
    let order = &waiting.order;
    html! { p.asal { (voice.of("kind", &order.kind)) " · " (order.source) " · " (voice.numerals.day(&order.as_of.to_string())) } }
}

async fn under_way(desk: &Desk, voice: &Voice<'_>, id: &str, waiting: Option<&Waiting>) -> Response {
    let line = progress_line(voice, desk.jobs.of(id).as_ref());
    let title = waiting.map_or_else(|| voice.word("web-counting"), |waiting| waiting.order.file_name.clone());
    let body = html! {
        h1 { (title) }
        @if let Some(waiting) = waiting { (about(voice, waiting)) }
        p.kemajuan role="status" { (line) }
        p { (voice.word("web-may-leave")) }
        p { a href=(format!("/impor/{id}")) { (voice.word("web-look-again")) } }
    };
    frame(desk, voice, page(voice, title.clone(), true), body).await
}

/// What is being done, and how far it is.
pub(crate) fn progress_line(voice: &Voice<'_>, job: Option<&Job>) -> String {
    match job {
        Some(Job::Running { what, done, all }) if what == "link" => {
            voice.say("web-progress-link", &[("done", &voice.count(*done)), ("all", &voice.count(*all))])
        }
        Some(Job::Running { what, done, .. }) if what != "waiting" => {
            voice.say("web-progress-rows", &[("done", &voice.count(*done))])
        }
        _ => voice.word("web-progress-waiting"),
    }
}

/// Not accepted by a rule, or not tried to its end for a reason of ours: two different things to do next.
async fn failed(desk: &Desk, voice: &Voice<'_>, waiting: &Waiting, failure: &Failure) -> Response {
    let sentence = told(voice, failure);
    let body = html! {
        h1 { (waiting.order.file_name) }
        (about(voice, waiting))
        div.galat role="alert" {
            h2 { (voice.word(if failure.refused { "web-file-refused" } else { "web-work-failed" })) }
            p { (sentence) }
            p { (voice.word("web-nothing-stored")) }
        }
        @if !failure.refused {
            div.tombol-tombol { form method="post" action=(format!("/impor/{}/coba", waiting.id)) { button type="submit" { (voice.word("web-once-more")) } } }
        }
        (buttons(voice, &waiting.id, None))
    };
    frame(desk, voice, page(voice, waiting.order.file_name.clone(), false), body).await
}

/// A failure in the language of the reader.
pub(crate) fn told<'f>(voice: &Voice<'_>, failure: &'f Failure) -> &'f str {
    if voice.language() == Language::Indonesian { &failure.id } else { &failure.en }
}

/// The way on and the way out; whoever accepts says which preview they saw.
fn buttons(voice: &Voice<'_>, id: &str, accept: Option<(&str, &str)>) -> Markup {
    html! {
        div.tombol-tombol {
            @if let Some((accept, preview)) = accept {
                form method="post" action=(format!("/impor/{id}/kirim")) {
                    input type="hidden" name="uji" value=(preview);
                    button type="submit" { (accept) }
                }
            }
            form method="post" action=(format!("/impor/{id}/batal")) { button.kedua type="submit" { (voice.word("web-discard")) } }
        }
    }
}

async fn ready(desk: &Desk, voice: &Voice<'_>, waiting: &Waiting, preview: Preview) -> Response {
    let seen = preview.id();
    let Preview { receipt, effect, .. } = preview;
    let receipt = receipt.in_words(voice.texts);
    let fields = waiting.order.kind.parse::<Kind>().ok().and_then(|kind| app::fields(kind).ok()).unwrap_or_default();
    let accept = voice.say("web-accept", &[("rows", &voice.count(receipt.counts.accepted))]);
    let body = html! {
        h1 { (waiting.order.file_name) }
        (about(voice, waiting))
        @if receipt.repeated { p.cap { (voice.say("web-repeated", &[("batch", &receipt.batch.to_string())])) } }
        (counts(voice, &receipt, "web-ready"))
        p.cap { (voice.word("web-nothing-stored")) }
        (buttons(voice, &waiting.id, (!receipt.repeated).then_some((accept.as_str(), seen.as_str()))))
        (effects(voice, &effect))
        (columns(voice, &waiting.id, &receipt, &fields))
        (findings(voice, &receipt))
        @if receipt.counts.refused > 0 { p { (voice.word("web-refused-after")) } }
    };
    frame(desk, voice, page(voice, waiting.order.file_name.clone(), false), body).await
}

/// Read = accepted + refused + duplicate, as one line and one bar.
pub(crate) fn counts(voice: &Voice<'_>, receipt: &Receipt, key: &str) -> Markup {
    let counts = receipt.counts;
    let ready = share(counts.accepted, counts.rows_read).map(|share| voice.numerals.percent(share)).unwrap_or_default();
    html! {
        h2 { (voice.say(key, &[("accepted", &voice.count(counts.accepted)), ("read", &voice.count(counts.rows_read)), ("share", &ready)])) }
        div.kartu-kartu {
            (crate::show::card(&voice.word("web-read"), &html! { (voice.count(counts.rows_read)) }, &html! { (receipt.how) }))
            (crate::show::card(&voice.word("web-accepted"), &html! { (voice.count(counts.accepted)) }, &html! {}))
            (crate::show::card(&voice.word("web-refused"), &html! { (voice.count(counts.refused)) }, &html! { (voice.word("web-refused-below")) }))
            (crate::show::card(&voice.word("web-duplicate"), &html! { (voice.count(counts.duplicate)) }, &html! { (voice.word("web-duplicate-below")) }))
        }
        p.asal { (voice.say("web-conserved", &[("read", &voice.count(counts.rows_read)), ("accepted", &voice.count(counts.accepted)), ("refused", &voice.count(counts.refused)), ("duplicate", &voice.count(counts.duplicate))])) }
    }
}

fn effects(voice: &Voice<'_>, effect: &[Shift]) -> Markup {
    let rate = |counts: Option<(u64, u64)>| {
        counts
            .and_then(|(covered, all)| share(covered, all))
            .map_or_else(|| "–".to_owned(), |share| voice.numerals.percent(share))
    };
    let pair = |counts: Option<(u64, u64)>| {
        counts.map_or_else(|| "–".to_owned(), |(covered, all)| format!("{} / {}", voice.count(covered), voice.count(all)))
    };
    html! {
        section {
            h2 { (voice.word("web-effect")) }
            @if effect.is_empty() { p { (voice.word("web-effect-none")) } }
            @else { div.gulir tabindex="0" { table {
                thead { tr { th scope="col" { (voice.word("web-region")) } th.n scope="col" { (voice.word("web-before")) } th.n scope="col" { (voice.word("web-after")) } th.n scope="col" { (voice.word("web-before-counts")) } th.n scope="col" { (voice.word("web-after-counts")) } } }
                tbody { @for shift in effect { tr.sendiri[shift.whole] {
                    th scope="row" { @if !shift.whole && shift.region_code.is_some_and(|code| code.level() < Level::KabupatenKota) { (voice.word("web-no-finer")) } @else { (voice.of("place", &shift.region_name)) } } td.n { (rate(shift.before)) } td.n { strong { (rate(shift.after)) } } td.n { (pair(shift.before)) } td.n { (pair(shift.after)) }
                } } }
            } } }
        }
    }
}

/// The columns found, each to be changed: what is not read today may be read as a field.
fn columns(voice: &Voice<'_>, id: &str, receipt: &Receipt, fields: &[(String, String)]) -> Markup {
    html! {
        section {
            h2 { (voice.word("web-columns")) }
            p.asal { (voice.word("web-columns-below")) }
            form method="post" action=(format!("/impor/{id}/kolom")) {
                div.gulir tabindex="0" { table {
                    thead { tr { th scope="col" { (voice.word("web-heading")) } th scope="col" { (voice.word("web-field")) } } }
                    tbody { @for (number, column) in receipt.columns.iter().enumerate() { tr {
                        th scope="row" { label for=(format!("k{number}")) { (column.heading) @if !column.sheet.is_empty() { " " span.asal { (column.sheet) } } } }
                        td {
                            input type="hidden" name=(format!("h{number}")) value=(column.heading);
                            select id=(format!("k{number}")) name=(format!("k{number}")) {
                                option value="ignored" selected[column.field.is_none()] { (voice.word("web-not-read")) }
                                @for (field, heading) in fields { option value=(field) selected[column.field.as_ref() == Some(field)] { (heading) } }
                            }
                        }
                    } } }
                } }
                button.kedua type="submit" { (voice.word("web-try-again")) }
            }
        }
    }
}

/// What is wrong or worth knowing, by kind, most first; a few lines of each.
pub(crate) fn findings(voice: &Voice<'_>, receipt: &Receipt) -> Markup {
    let mut kinds: Vec<(&String, u64)> = receipt.finding_counts.iter().map(|(code, count)| (code, *count)).collect();
    kinds.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    html! {
        section {
            h2 { (voice.word("web-findings")) }
            @if kinds.is_empty() { p { (voice.word("web-findings-none")) } }
            @for (code, count) in kinds {
                @let of_kind: Vec<_> = receipt.findings.iter().filter(|finding| finding.code == *code).collect();
                details.temuan {
                    summary { span.jumlah { (voice.count(count)) } " " (voice.say(code, &[("detail", "…")])) @if refuses(code) { " " span.cap { (voice.word("web-row-refused")) } } }
                    p { (voice.texts.fix(code, &[("detail", "…")])) }
                    ul { @for finding in of_kind.iter().take(SHOWN) { li {
                        @if finding.line > 0 { (voice.word("line")) " " (voice.count(u64::from(finding.line))) " " }
                        @if !finding.cell.is_empty() { "[" (finding.cell) "] " } (finding.text)
                    } } }
                }
            }
        }
    }
}

fn refuses(code: &str) -> bool {
    base::handover::FindingCode::ALL.iter().any(|known| known.code() == code && known.refuses())
}

/// `POST /impor/{id}/kolom`
pub(crate) async fn remap(
    State(desk): State<Arc<Desk>>,
    reader: Reader,
    Path(id): Path<String>,
    Form(pairs): Form<BTreeMap<String, String>>,
) -> Response {
    let voice = desk.voice(&reader);
    if desk.jobs.is_running(&id) {
        return errors::page(&desk, &voice, StatusCode::CONFLICT, &voice.word("web-under-way")).await;
    }
    let wanted = id.clone();
    let done = desk
        .ask(async move |home| {
            let mut waiting = Waiting::find(home, &wanted)?;
            let known: Vec<_> = waiting.preview(home).await?.map(|preview| preview.receipt.columns).unwrap_or_default();
            let mut changed = Vec::new();
            for (number, column) in known.iter().enumerate() {
                let Some(field) = pairs.get(&format!("k{number}")) else { continue };
                // Only what differs from what was found is said by the sender; the rest stays found.
                if pairs.get(&format!("h{number}")) == Some(&column.heading)
                    && column.field.as_deref().unwrap_or("ignored") != field
                {
                    changed.push((column.heading.clone(), field.clone()));
                }
            }
            waiting.remap(changed)
        })
        .await;
    match done {
        Ok(()) => {
            desk.jobs.forget(&id);
            Redirect::to(&format!("/impor/{id}")).into_response()
        }
        Err(error) => errors::of(&desk, &voice, &error).await,
    }
}

/// `POST /impor/{id}/kirim`: accepts what was shown. Without a preview, or when it has changed since, the page shows the present
/// one instead and nothing is accepted.
pub(crate) async fn accept(
    State(desk): State<Arc<Desk>>,
    reader: Reader,
    Path(id): Path<String>,
    Form(pairs): Form<BTreeMap<String, String>>,
) -> Response {
    let voice = desk.voice(&reader);
    let wanted = id.clone();
    let found = desk.ask(async move |home| {
        let waiting = Waiting::find(home, &wanted)?;
        let preview = waiting.preview(home).await?;
        Ok((waiting, preview))
    });
    match found.await {
        Ok((waiting, Some(preview))) if pairs.get("uji") == Some(&preview.id()) => {
            let today = desk.today();
            desk.begin(&id, async move |home, progress| {
                waiting.accept(home, today, progress).await.map(|receipt| Some(receipt.batch))
            });
        }
        Ok(_) => {}
        Err(error) => {
            // Sent twice: the first time counts, and its address leads to the receipt.
            if desk.jobs.of(&id).is_none() {
                return errors::of(&desk, &voice, &error).await;
            }
        }
    }
    Redirect::to(&format!("/impor/{id}")).into_response()
}

/// `POST /impor/{id}/batal`: throws away a waiting file, or what an upload that broke off left.
pub(crate) async fn discard(State(desk): State<Arc<Desk>>, reader: Reader, Path(id): Path<String>) -> Response {
    let voice = desk.voice(&reader);
    if desk.jobs.is_running(&id) || desk.is_arriving(&id) {
        return errors::page(&desk, &voice, StatusCode::CONFLICT, &voice.word("web-under-way")).await;
    }
    let wanted = id.clone();
    match desk.ask(async move |home| Waiting::abandon(home, &wanted)).await {
        Ok(()) => {
            desk.jobs.forget(&id);
            Redirect::to("/impor").into_response()
        }
        Err(error) => errors::of(&desk, &voice, &error).await,
    }
}

/// `GET /templat/workers.xlsx`
pub(crate) async fn template(State(desk): State<Arc<Desk>>, reader: Reader, Path(name): Path<String>) -> Response {
    let voice = desk.voice(&reader);
    let Some(kind) = name.strip_suffix(".xlsx").and_then(|kind| kind.parse::<Kind>().ok()) else {
        let error = Refused::Request { key: "error-not-a-kind", detail: base::handover::showable(&name) }.into();
        return errors::page(&desk, &voice, StatusCode::NOT_FOUND, &AppError::in_words(&error, voice.texts)).await;
    };
    let made = desk
        .ask(async move |_| {
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
