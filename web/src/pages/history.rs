//! Riwayat: one batch with its receipt, its refused rows to take away, and the way to take it out of the figures again.

use super::import::{counts, findings, outcome, progress_line, workbook};
use crate::desk::Desk;
use crate::errors;
use crate::frame::{Page, frame};
use crate::gate::Asker;
use crate::jobs::Job;
use crate::reader::{Reader, Voice};
use app::{AppError, Arrival, Refused, Scope};
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use base::access::Permission;
use maud::html;
use std::collections::BTreeMap;
use std::sync::Arc;
use texts::Language;

async fn arrival(desk: &Desk, scope: &Arc<Scope>, batch: &str) -> Result<Arrival, AppError> {
    let Ok(number) = batch.parse::<u32>() else {
        return Err(Refused::NoSuchBatch(0).into());
    };
    let found = desk.ask(scope, async move |home, scope| app::arrival_of(home, scope, number).await).await?;
    found.ok_or_else(|| Refused::NoSuchBatch(number).into())
}

fn job_of(number: u32) -> String {
    format!("tarik-{number}")
}

fn page(voice: &Voice<'_>, title: String, refresh: bool) -> Page {
    Page { refresh, crumbs: vec![(voice.word("web-import"), "/impor".to_owned())], ..Page::of(title, "impor") }
}

/// `GET /riwayat/{batch}`
pub(crate) async fn show(State(desk): State<Arc<Desk>>, reader: Reader, asker: Asker, Path(batch): Path<String>) -> Response {
    let voice = desk.voice(&reader);
    let arrival = match arrival(&desk, &asker.0, &batch).await {
        Ok(arrival) => arrival,
        Err(error) => return errors::of(&desk, &voice, &error).await,
    };
    let receipt = arrival.receipt.clone().in_words(voice.texts);
    let number = receipt.batch;
    let job = desk.jobs.of(&job_of(number));
    let running = matches!(job, Some(Job::Running { .. }));
    let title = voice.say("web-receipt", &[("batch", &number.to_string())]);
    let body = html! {
        h1 { (title) }
        @if running { p.kemajuan role="status" { (progress_line(&voice, job.as_ref())) } }
        @if let Some(Job::Failed { id, en }) = &job { div.galat role="alert" { p { (if voice.language() == Language::Indonesian { id } else { en }) } } }
        @if arrival.withdrawn { p.cap { (voice.word("web-withdrawn-more")) } } @else { p.cap.aman { "✓ " (voice.word("web-accepted-more")) } }
        dl {
            dt { (voice.word("web-file")) } dd { (receipt.file) }
            dt { (voice.word("web-kind")) } dd { (voice.of("kind", &receipt.kind)) }
            dt { (voice.word("web-source")) } dd { (arrival.source) }
            dt { (voice.word("web-day")) } dd { (voice.numerals.day(&arrival.as_of.to_string())) }
            dt { (voice.word("web-known")) } dd { (voice.numerals.day(&arrival.known_on.to_string())) }
            dt { "SHA-256" } dd { code.panjang { (receipt.sha256) } }
        }
        (counts(&voice, &receipt, "web-stored"))
        @if receipt.refused_file.is_some() && voice.may(Permission::Refused) {
            form.impor method="post" action=(format!("/riwayat/{number}/ditolak.xlsx")) {
                label for="alasan" { (voice.word("access-reason")) }
                select id="alasan" name="alasan" { @for reason in REASONS { option value=(reason) { (voice.of("access-reason", reason)) } } }
                button type="submit" { (voice.say("web-refused-get", &[("count", &voice.count(receipt.counts.refused))])) }
            }
            p.asal { (voice.word("web-refused-mend")) }
        }
        (findings(&voice, &receipt))
        @if !arrival.withdrawn && !running && voice.may(Permission::Withdraw) { p { a href=(format!("/riwayat/{number}/tarik")) { (voice.word("web-withdraw")) } } }
    };
    frame(&desk, &voice, page(&voice, title.clone(), running), body).await
}

/// Why somebody may take refused rows away; the one chosen is written into the audit log.
const REASONS: [&str; 3] = ["mend", "ask", "check"];

/// `POST /riwayat/{batch}/ditolak.xlsx`: to be mended and sent back. It holds the rows as they came, so a reason is given.
pub(crate) async fn refused(
    State(desk): State<Arc<Desk>>,
    reader: Reader,
    asker: Asker,
    Path(batch): Path<String>,
    Form(fields): Form<BTreeMap<String, String>>,
) -> Response {
    let voice = desk.voice(&reader);
    let number = match arrival(&desk, &asker.0, &batch).await {
        Ok(arrival) => arrival.receipt.batch,
        Err(error) => return errors::of(&desk, &voice, &error).await,
    };
    let given = fields.get("alasan").map(String::as_str).unwrap_or_default();
    let Some(reason) = REASONS.into_iter().find(|reason| *reason == given) else {
        return errors::page(&desk, &voice, StatusCode::BAD_REQUEST, &voice.word("access-reason")).await;
    };
    let scope = Arc::new(asker.0.for_purpose(reason));
    match desk.ask(&scope, async move |home, scope| app::refused_rows(home, scope, number).await).await {
        Ok(bytes) => workbook(&format!("{number:06}-ditolak.xlsx"), bytes),
        Err(error) => errors::of(&desk, &voice, &error).await,
    }
}

/// `GET /riwayat/{batch}/tarik`: says what would happen before it happens.
pub(crate) async fn confirm(State(desk): State<Arc<Desk>>, reader: Reader, asker: Asker, Path(batch): Path<String>) -> Response {
    let voice = desk.voice(&reader);
    let arrival = match arrival(&desk, &asker.0, &batch).await {
        Ok(arrival) if !arrival.withdrawn => arrival,
        Ok(arrival) => return Redirect::to(&format!("/riwayat/{}", arrival.receipt.batch)).into_response(),
        Err(error) => return errors::of(&desk, &voice, &error).await,
    };
    let number = arrival.receipt.batch;
    let title = voice.word("web-withdraw");
    let rows = voice.count(arrival.receipt.counts.accepted);
    let body = html! {
        h1 { (title) }
        p { (voice.say("web-withdraw-asks", &[("file", &arrival.receipt.file), ("source", &arrival.source), ("rows", &rows)])) }
        p { (voice.word("web-withdraw-keeps")) }
        div.tombol-tombol {
            form method="post" action=(format!("/riwayat/{number}/tarik")) { button type="submit" { (title) } }
            a.tombol.kedua href=(format!("/riwayat/{number}")) { (voice.word("web-keep")) }
        }
    };
    frame(&desk, &voice, page(&voice, title.clone(), false), body).await
}

/// `POST /riwayat/{batch}/tarik`: withdrawn at once; who is whom is found again in the background.
pub(crate) async fn withdraw(State(desk): State<Arc<Desk>>, reader: Reader, asker: Asker, Path(batch): Path<String>) -> Response {
    let voice = desk.voice(&reader);
    let number = match arrival(&desk, &asker.0, &batch).await {
        Ok(arrival) => arrival.receipt.batch,
        Err(error) => return errors::of(&desk, &voice, &error).await,
    };
    let today = desk.today();
    if let Err(error) =
        desk.ask(&asker.0, async move |home, scope| app::withdraw(home, scope, number, today).await.map(|_| ())).await
    {
        return errors::of(&desk, &voice, &error).await;
    }
    let id = job_of(number);
    if desk.jobs.enter(&id) {
        let (desk, scope) = (Arc::clone(&desk), Arc::clone(&asker.0));
        tokio::spawn(async move {
            let _turn = desk.jobs.turn().await;
            let (jobs, job) = (desk.jobs.clone(), id.clone());
            let done = desk
                .ask(&scope, async move |home, scope| {
                    let mut progress =
                        |what: &str, done: u64, all: u64| jobs.set(&job, Job::Running { what: what.to_owned(), done, all });
                    match app::link_rosters(home, scope, today, &mut progress).await {
                        // The last list of people is gone: there is nobody left to link.
                        Err(AppError::Refused(Refused::NothingIngested(_))) | Ok(_) => Ok(None),
                        Err(error) => Err(error),
                    }
                })
                .await;
            desk.jobs.set(&id, outcome(&desk, done));
        });
    }
    Redirect::to(&format!("/riwayat/{number}")).into_response()
}
