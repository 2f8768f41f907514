//! Pembayaran: bank statements for the cases: what came in, for which case each row may be and why, and the buttons that book it or set it
//! aside. A proposal books nothing.

use crate::ask::refused;
use crate::errors;
use crate::frame::{Page, frame};
use crate::gate::Seat;
use crate::reader::{Reader, Voice};
use crate::show::who;
use crate::upload::{self, Broken};
use app::{AppError, BankLine, BankReceipt, LARGEST_STATEMENT, Waiting};
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Form, Multipart, Path};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use std::collections::BTreeMap;
use texts::Texts;

/// The largest body of the form.
pub(crate) const LARGEST: usize = LARGEST_STATEMENT + (64 << 10);
/// Rows on one page.
const PAGE: usize = 100;
/// Refused rows that are named.
const NAMED: usize = 50;

/// `GET /pembayaran`
pub(crate) async fn list(desk: Seat, reader: Reader) -> Response {
    page(desk, reader, None, None).await
}

async fn page(desk: Seat, reader: Reader, receipt: Option<BankReceipt>, error: Option<AppError>) -> Response {
    let voice = desk.voice(&reader);
    let (today, language) = (desk.today(), reader.language);
    let found = desk.ask(async move |home, scope| app::payments(home, scope, today, &Texts::of(language)).await).await;
    let lines = match found {
        Ok(lines) => lines,
        Err(error) => return errors::of(&desk, &voice, &error).await,
    };
    let open = lines.iter().filter(|line| line.state == "open").count();
    let body = html! {
        h1 { (voice.say("payment-headline", &[("count", &voice.count(open as u64))])) }
        @if let Some(error) = &error { div.galat role="alert" { p { (error.in_words(voice.texts)) } } }
        @if let Some(receipt) = &receipt { (told(&voice, receipt)) }
        p { (voice.word("payment-more")) }
        form.impor method="post" action="/pembayaran" enctype="multipart/form-data" {
            label for="mutasi" { (voice.say("payment-file", &[("limit", &(LARGEST_STATEMENT >> 20).to_string())])) }
            p.bantu { (voice.word("payment-file-help")) }
            input id="mutasi" name="file" type="file" accept=".csv,.txt,.xlsx,.xls" required;
            button type="submit" { (voice.word("payment-import")) }
        }
        @if lines.is_empty() { p { (voice.word("payment-none")) } } @else { (table(&voice, &lines)) }
        @if lines.len() > PAGE { p.asal { (voice.say("payment-rest", &[("count", &voice.count((lines.len() - PAGE) as u64))])) } }
    };
    let status = error.as_ref().map_or(StatusCode::OK, errors::status);
    let crumbs = vec![(voice.word("case-title"), "/perkara".to_owned())];
    frame(&desk, &voice, Page { status, crumbs, ..Page::of(voice.word("payment-title"), "perkara") }, body).await
}

/// The receipt of a statement, with the rows that went back.
fn told(voice: &Voice<'_>, receipt: &BankReceipt) -> Markup {
    let count = |count: u64| voice.count(count);
    html! {
        div.tugas role="status" {
            p { strong { (voice.say("payment-receipt", &[
                ("read", &count(receipt.rows_read)), ("kept", &count(receipt.kept)), ("duplicate", &count(receipt.duplicate)),
                ("refused", &count(receipt.refused.len() as u64)),
            ])) } }
            @if !receipt.refused.is_empty() { ul { @for row in receipt.refused.iter().take(NAMED) { li {
                (voice.say("payment-line", &[("line", &row.line.to_string())])) ": " (voice.word(&format!("payment-refused-{}", row.reason)))
            } } } }
        }
    }
}

fn table(voice: &Voice<'_>, lines: &[BankLine]) -> Markup {
    html! {
        div.gulir tabindex="0" { table.temuan {
            thead { tr {
                @for key in ["day", "reference", "payer"] { th scope="col" { (voice.word(&format!("payment-{key}"))) } }
                th.n scope="col" { (voice.word("payment-rupiah")) } th scope="col" { (voice.word("payment-for")) }
            } }
            tbody { @for line in lines.iter().take(PAGE) { tr {
                th scope="row" { (voice.numerals.day(&line.row.on.to_string())) }
                td { (line.row.reference) @if !line.row.note.is_empty() { br; span.asal { (line.row.note) } } }
                td { (line.row.payer) @if !line.row.npp.is_empty() { br; span.asal { "NPP " (line.row.npp) } } }
                td.n { (line.row.rupiah) }
                td { (decision(voice, line)) }
            } } }
        } }
    }
}

fn decision(voice: &Voice<'_>, line: &BankLine) -> Markup {
    let action = format!("/pembayaran/{}", line.id);
    html! {
        @if line.state == "open" {
            @if line.proposals.is_empty() { p.asal { (voice.word("payment-unmatched")) } }
            @for proposal in line.proposals.iter().take(3) {
                form method="post" action=(action) {
                    input type="hidden" name="perkara" value=(proposal.case);
                    button.kedua type="submit" { (voice.say("payment-book", &[("case", &proposal.case)])) }
                    " " span.asal { (reasons(voice, proposal)) }
                }
            }
            details { summary { (voice.word("payment-other")) }
                form.impor method="post" action=(action) {
                    label for=(format!("perkara-{}", line.id)) { (voice.word("case-heading-case")) }
                    input id=(format!("perkara-{}", line.id)) name="perkara" type="text" maxlength="40" autocomplete="off";
                    label for=(format!("alasan-{}", line.id)) { (voice.word("payment-aside-reason")) }
                    input id=(format!("alasan-{}", line.id)) name="alasan" type="text" maxlength="200" autocomplete="off";
                    button.kedua type="submit" { (voice.word("payment-decide")) }
                }
            }
        } @else {
            (voice.word(&format!("payment-{}", line.state)))
            @if !line.case.is_empty() { " " a href=(format!("/perkara/{}", line.case)) { (line.case) } }
            @if !line.reason.is_empty() { ": " (line.reason) }
            " " span.asal { (who(&line.decided_by)) }
        }
    }
}

fn reasons(voice: &Voice<'_>, proposal: &app::Proposal) -> String {
    let words: Vec<String> = proposal.reasons.iter().map(|reason| voice.word(&format!("payment-by-{}", reason.code()))).collect();
    words.join(", ")
}

/// `POST /pembayaran`: a statement comes in.
pub(crate) async fn receive(desk: Seat, reader: Reader, body: Result<Multipart, MultipartRejection>) -> Response {
    let voice = desk.voice(&reader);
    let (Ok(body), Ok(id)) = (body, upload::new_id()) else {
        return errors::page(&desk, &voice, StatusCode::BAD_REQUEST, &voice.word("web-upload-broken")).await;
    };
    let arriving = desk.arriving(&id);
    let (sent, received) = upload::take(body, |name| Waiting::begin(&desk.home(), &id, name)).await;
    let (when, language, arrived, name) = ((desk.today(), desk.now()), reader.language, id.clone(), sent.file_name.clone());
    let taken = match received {
        Err(Broken::Ours(error)) => Err(error),
        Err(Broken::TooLarge) => Err(refused("error-evidence-large", &(LARGEST_STATEMENT >> 20).to_string())),
        Ok(()) if sent.arrived => {
            let work = async move |home: &app::Installation, scope: &app::Scope| {
                let file = Waiting::opened(home, &arrived)?;
                app::import_payments(home, scope, file, &name, when, &Texts::of(language)).await
            };
            desk.ask(work).await
        }
        _ => Err(refused("error-bank-headings", "")),
    };
    // Its rows are kept; the file itself is not.
    let _ = desk.work(async move |home| Waiting::abandon(home, &id)).await;
    drop(arriving);
    match taken {
        Ok(receipt) => page(desk, reader, Some(receipt), None).await,
        Err(error) => after(desk, reader, Err(error)).await,
    }
}

/// `POST /pembayaran/{id}`: a row is booked in a case, or set aside with a reason.
pub(crate) async fn decide(
    desk: Seat,
    reader: Reader,
    Path(id): Path<String>,
    Form(fields): Form<BTreeMap<String, String>>,
) -> Response {
    let word = |name: &str| fields.get(name).map(|text| text.trim().to_owned()).unwrap_or_default();
    let (id, now, language) = (id.parse().unwrap_or(0), desk.now(), reader.language);
    let (case, reason) = (word("perkara"), word("alasan"));
    let work = async move |home: &app::Installation, scope: &app::Scope| {
        if case.is_empty() {
            return app::set_payment_aside(home, scope, id, &reason, now).await;
        }
        app::book_payment(home, scope, (id, &case), now, &Texts::of(language)).await.map(|_| ())
    };
    let done = desk.ask(work).await;
    after(desk, reader, done).await
}

async fn after(desk: Seat, reader: Reader, done: Result<(), AppError>) -> Response {
    match done {
        Ok(()) => Redirect::to("/pembayaran").into_response(),
        Err(error) if errors::status(&error) == StatusCode::BAD_REQUEST => page(desk, reader, None, Some(error)).await,
        Err(error) => {
            let voice = desk.voice(&reader);
            errors::of(&desk, &voice, &error).await
        }
    }
}
