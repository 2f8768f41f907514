//! Riwayat: one batch with its receipt, its refused rows to take away, and the way to take it out of the figures again.

use super::approvals;
use super::import::workbook;
use super::receipt::{counts, findings, progress_line, told};
use crate::ask::refused as refused_as;
use crate::desk::CATCH_UP;
use crate::errors;
use crate::frame::{Page, frame};
use crate::gate::Seat;
use crate::jobs::Job;
use crate::reader::{Reader, Voice};
use app::{AppError, Arrival, Refused, Wish};
use axum::extract::{Form, Path};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use base::access::Permission;
use maud::html;
use std::collections::BTreeMap;

async fn arrival(desk: &Seat, batch: &str) -> Result<Arrival, AppError> {
    let number: u32 = batch.parse().map_err(|_| refused_as("error-not-a-batch", batch))?;
    let found = desk.ask(async move |home, scope| app::arrival_of(home, scope, number).await).await?;
    found.ok_or_else(|| Refused::NoSuchBatch(number).into())
}

fn page(voice: &Voice<'_>, title: String, refresh: bool) -> Page {
    Page { refresh, crumbs: vec![(voice.word("web-import"), "/impor".to_owned())], ..Page::of(title, "impor") }
}

/// `GET /riwayat/{batch}`
pub(crate) async fn show(desk: Seat, reader: Reader, Path(batch): Path<String>) -> Response {
    let voice = desk.voice(&reader);
    let arrival = match arrival(&desk, &batch).await {
        Ok(arrival) => arrival,
        Err(error) => return errors::of(&desk, &voice, &error).await,
    };
    let receipt = arrival.receipt.clone().in_words(voice.texts);
    let number = receipt.batch;
    let job = desk.jobs.of(CATCH_UP);
    let running = desk.jobs.is_running(CATCH_UP);
    let behind = match desk.ask(async |home, _| app::behind(home).await).await {
        Ok(behind) => behind.is_behind(),
        Err(error) => return errors::of(&desk, &voice, &error).await,
    };
    let title = voice.say("web-receipt", &[("batch", &number.to_string())]);
    let whole = desk.scope().area().contains(desk.home().region);
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
        @if receipt.refused_file.is_some() && voice.may(Permission::Refused) {
            form.impor method="post" action=(format!("/riwayat/{number}/ditolak.xlsx")) {
                label for="alasan" { (voice.word("access-reason")) }
                select id="alasan" name="alasan" { @for reason in REASONS { option value=(reason) { (voice.of("access-reason", reason)) } } }
                button type="submit" { (voice.say("web-refused-get", &[("count", &voice.count(receipt.counts.refused))])) }
            }
            p.asal { (voice.word("web-refused-mend")) }
        }
        (findings(&voice, &receipt))
        @if arrival.withdrawn && voice.may(Permission::Withdraw) && whole {
            details { summary { (voice.word("approval-erase")) }
                p { (voice.word("approval-erase-more")) }
                form.impor method="post" action=(format!("/riwayat/{number}/musnahkan")) { (approvals::reason_field(&voice, "sebab")) button type="submit" { (voice.word("approval-ask")) } }
            }
        }
        @if !arrival.withdrawn && !running && voice.may(Permission::Withdraw) { p { a href=(format!("/riwayat/{number}/tarik")) { (voice.word("web-withdraw")) } } }
    };
    frame(&desk, &voice, page(&voice, title.clone(), running), body).await
}

/// Why somebody may take refused rows away; the one chosen is written into the audit log.
const REASONS: [&str; 3] = ["mend", "ask", "check"];

/// `POST /riwayat/{batch}/ditolak.xlsx`: to be mended and sent back. It holds the rows as they came, so a reason is given.
pub(crate) async fn refused(
    desk: Seat,
    reader: Reader,
    Path(batch): Path<String>,
    Form(fields): Form<BTreeMap<String, String>>,
) -> Response {
    let voice = desk.voice(&reader);
    let number = match arrival(&desk, &batch).await {
        Ok(arrival) => arrival.receipt.batch,
        Err(error) => return errors::of(&desk, &voice, &error).await,
    };
    let given = fields.get("alasan").map(String::as_str).unwrap_or_default();
    let Some(reason) = REASONS.into_iter().find(|reason| *reason == given) else {
        return errors::page(&desk, &voice, StatusCode::BAD_REQUEST, &voice.word("access-reason")).await;
    };
    let found = desk.ask(async move |home, scope| app::refused_rows(home, &scope.for_purpose(reason), number).await);
    match found.await {
        Ok(bytes) => workbook(&format!("{number:06}-ditolak.xlsx"), bytes),
        Err(error) => errors::of(&desk, &voice, &error).await,
    }
}

/// `GET /riwayat/{batch}/tarik`: says what would happen before it happens.
pub(crate) async fn confirm(desk: Seat, reader: Reader, Path(batch): Path<String>) -> Response {
    let voice = desk.voice(&reader);
    let arrival = match arrival(&desk, &batch).await {
        Ok(arrival) if !arrival.withdrawn => arrival,
        Ok(arrival) => return Redirect::to(&format!("/riwayat/{}", arrival.receipt.batch)).into_response(),
        Err(error) => return errors::of(&desk, &voice, &error).await,
    };
    let number = arrival.receipt.batch;
    let title = voice.word("web-withdraw");
    let rows = voice.count(arrival.receipt.counts.accepted);
    let second = arrival.receipt.counts.accepted > desk.home().place.second.rows;
    let body = html! {
        h1 { (title) }
        p { (voice.say("web-withdraw-asks", &[("file", &arrival.receipt.file), ("source", &arrival.source), ("rows", &rows)])) }
        p { (voice.word("web-withdraw-keeps")) }
        div.tombol-tombol {
            form method="post" action=(format!("/riwayat/{number}/tarik")) {
                @if second { p { (voice.word("approval-needed")) } (approvals::reason_field(&voice, "sebab")) }
                button type="submit" { @if second { (voice.word("approval-ask")) } @else { (title) } }
            }
            a.tombol.kedua href=(format!("/riwayat/{number}")) { (voice.word("web-keep")) }
        }
    };
    frame(&desk, &voice, page(&voice, title.clone(), false), body).await
}

/// `POST /riwayat/{batch}/tarik`: withdrawn at once; who is whom is found again in the background, and when the pages start again
/// if that breaks off.
pub(crate) async fn withdraw(
    desk: Seat,
    reader: Reader,
    Path(batch): Path<String>,
    Form(fields): Form<BTreeMap<String, String>>,
) -> Response {
    let voice = desk.voice(&reader);
    let number = match arrival(&desk, &batch).await {
        Ok(arrival) => arrival.receipt.batch,
        Err(error) => return errors::of(&desk, &voice, &error).await,
    };
    let today = desk.today();
    match desk.ask(async move |home, scope| app::withdraw(home, scope, number, today).await.map(|_| ())).await {
        Ok(()) => {
            desk.catch_up();
            Redirect::to(&format!("/riwayat/{number}")).into_response()
        }
        Err(error) if error.needs_second() => {
            let reason = fields.get("sebab").cloned().unwrap_or_default();
            approvals::asked(&desk, &voice, Wish::Withdraw { batch: number }, reason).await
        }
        Err(error) => errors::of(&desk, &voice, &error).await,
    }
}

/// `POST /riwayat/{batch}/musnahkan`: asks a second person to erase a withdrawn list.
pub(crate) async fn erase(
    desk: Seat,
    reader: Reader,
    Path(batch): Path<String>,
    Form(fields): Form<BTreeMap<String, String>>,
) -> Response {
    let voice = desk.voice(&reader);
    match arrival(&desk, &batch).await {
        Ok(arrival) => {
            let reason = fields.get("sebab").cloned().unwrap_or_default();
            approvals::asked(&desk, &voice, Wish::Erase { batch: arrival.receipt.batch }, reason).await
        }
        Err(error) => errors::of(&desk, &voice, &error).await,
    }
}

/// `POST /hitung`: finds again who is whom, after a time when that failed.
pub(crate) async fn count_again(desk: Seat) -> Response {
    desk.catch_up();
    Redirect::to("/impor").into_response()
}
