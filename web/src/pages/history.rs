//! Riwayat: one batch with its receipt, its refused rows to take away, and the way to take it out of the figures again.

use super::import::workbook;
use super::receipt::{counts, findings, progress_line, told};
use crate::ask::refused as refused_as;
use crate::desk::{CATCH_UP, Desk};
use crate::errors;
use crate::frame::{Page, frame};
use crate::jobs::Job;
use crate::reader::{Reader, Voice};
use app::{AppError, Arrival, Refused};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::html;
use std::sync::Arc;

async fn arrival(desk: &Desk, batch: &str) -> Result<Arrival, AppError> {
    let number: u32 = batch.parse().map_err(|_| refused_as("error-not-a-batch", batch))?;
    let found = desk.ask(async move |home| app::arrival_of(home, number).await).await?;
    found.ok_or_else(|| Refused::NoSuchBatch(number).into())
}

fn page(voice: &Voice<'_>, title: String, refresh: bool) -> Page {
    Page { refresh, crumbs: vec![(voice.word("web-import"), "/impor".to_owned())], ..Page::of(title, "impor") }
}

/// `GET /riwayat/{batch}`
pub(crate) async fn show(State(desk): State<Arc<Desk>>, reader: Reader, Path(batch): Path<String>) -> Response {
    let voice = desk.voice(&reader);
    let arrival = match arrival(&desk, &batch).await {
        Ok(arrival) => arrival,
        Err(error) => return errors::of(&desk, &voice, &error).await,
    };
    let receipt = arrival.receipt.clone().in_words(voice.texts);
    let number = receipt.batch;
    let job = desk.jobs.of(CATCH_UP);
    let running = desk.jobs.is_running(CATCH_UP);
    let behind = match desk.ask(async |home| app::behind(home).await).await {
        Ok(behind) => behind.is_behind(),
        Err(error) => return errors::of(&desk, &voice, &error).await,
    };
    let title = voice.say("web-receipt", &[("batch", &number.to_string())]);
    let body = html! {
        h1 { (title) }
        @if running { p.kemajuan role="status" { (progress_line(&voice, job.as_ref())) } }
        @if behind && !running {
            div.galat role="alert" {
                h2 { (voice.word("web-behind")) }
                @if let Some(Job::Failed(failure)) = &job { p { (told(&voice, failure)) } }
                form method="post" action="/hitung" { button type="submit" { (voice.word("web-count-again")) } }
            }
        }
        @if arrival.withdrawn { p.cap { (voice.word("web-withdrawn-more")) } } @else if running || behind { p.cap.aman { "✓ " (voice.word("web-accepted-only")) } } @else { p.cap.aman { "✓ " (voice.word("web-accepted-more")) } }
        dl {
            dt { (voice.word("web-file")) } dd { (receipt.file) }
            dt { (voice.word("web-kind")) } dd { (voice.of("kind", &receipt.kind)) }
            dt { (voice.word("web-source")) } dd { (arrival.source) }
            dt { (voice.word("web-day")) } dd { (voice.numerals.day(&arrival.as_of.to_string())) }
            dt { (voice.word("web-known")) } dd { (voice.numerals.day(&arrival.known_on.to_string())) }
            dt { "SHA-256" } dd { code.panjang { (receipt.sha256) } }
        }
        (counts(&voice, &receipt, "web-stored"))
        @if receipt.refused_file.is_some() {
            p { a.tombol href=(format!("/riwayat/{number}/ditolak.xlsx")) { (voice.say("web-refused-get", &[("count", &voice.count(receipt.counts.refused))])) } }
            p.asal { (voice.word("web-refused-mend")) }
        }
        (findings(&voice, &receipt))
        @if !arrival.withdrawn && !running { p { a href=(format!("/riwayat/{number}/tarik")) { (voice.word("web-withdraw")) } } }
    };
    frame(&desk, &voice, page(&voice, title.clone(), running), body).await
}

/// `GET /riwayat/{batch}/ditolak.xlsx`: to its sender, to be mended. It holds the rows as they came.
pub(crate) async fn refused(State(desk): State<Arc<Desk>>, reader: Reader, Path(batch): Path<String>) -> Response {
    let voice = desk.voice(&reader);
    let found = match arrival(&desk, &batch).await {
        Ok(arrival) => arrival,
        Err(error) => return errors::of(&desk, &voice, &error).await,
    };
    let Some(path) = found.receipt.refused_file else {
        return errors::page(&desk, &voice, StatusCode::NOT_FOUND, &voice.word("web-refused-none")).await;
    };
    match tokio::fs::read(&path).await {
        Ok(bytes) => workbook(&format!("{:06}-ditolak.xlsx", found.receipt.batch), bytes),
        Err(source) => errors::of(&desk, &voice, &AppError::Disk { doing: "read", path, source }).await,
    }
}

/// `GET /riwayat/{batch}/tarik`: says what would happen before it happens.
pub(crate) async fn confirm(State(desk): State<Arc<Desk>>, reader: Reader, Path(batch): Path<String>) -> Response {
    let voice = desk.voice(&reader);
    let arrival = match arrival(&desk, &batch).await {
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

/// `POST /riwayat/{batch}/tarik`: withdrawn at once; who is whom is found again in the background, and when the pages start again
/// if that breaks off.
pub(crate) async fn withdraw(State(desk): State<Arc<Desk>>, reader: Reader, Path(batch): Path<String>) -> Response {
    let voice = desk.voice(&reader);
    let number = match arrival(&desk, &batch).await {
        Ok(arrival) => arrival.receipt.batch,
        Err(error) => return errors::of(&desk, &voice, &error).await,
    };
    let today = desk.today();
    if let Err(error) = desk.ask(async move |home| app::withdraw(home, number, today).await.map(|_| ())).await {
        return errors::of(&desk, &voice, &error).await;
    }
    desk.catch_up();
    Redirect::to(&format!("/riwayat/{number}")).into_response()
}

/// `POST /hitung`: finds again who is whom, after a time when that failed.
pub(crate) async fn count_again(State(desk): State<Arc<Desk>>) -> Response {
    desk.catch_up();
    Redirect::to("/impor").into_response()
}
