//! Cek daftar: who in this list is covered? A list is pasted or sent, checked against the register, and its result taken away.

use super::import::workbook;
use super::receipt::{progress_line, told};
use crate::ask::refused;
use crate::errors;
use crate::frame::{Page, frame};
use crate::gate::Seat;
use crate::jobs::Job;
use crate::reader::{Reader, Voice};
use crate::show::{card, share};
use crate::upload::{self, Broken};
use app::{AppError, KeptCheck, Purpose};
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use base::access::Permission;
use base::vocabulary::Month;
use maud::{Markup, html};

/// The largest list that is checked on a page, in bytes.
pub(crate) const LARGEST: usize = 16 << 20;

/// `GET /cek`
pub(crate) async fn start(desk: Seat, reader: Reader) -> Response {
    let voice = desk.voice(&reader);
    form_page(&desk, &voice, StatusCode::OK, &[], "").await
}

/// The choice of a purpose.
pub(crate) fn purposes(voice: &Voice<'_>, chosen: &str) -> Markup {
    html! {
        select id="keperluan" name="keperluan" required {
            option value="" { (voice.word("web-purpose-choose")) }
            @for (code, _) in Purpose::ALL { option value=(code) selected[chosen == code] { (voice.of("purpose", code)) } }
        }
    }
}

/// The purpose with a word.
pub(crate) fn purpose_of(word: &str) -> Option<Purpose> {
    Purpose::ALL.iter().find(|(code, _)| *code == word).map(|(_, purpose)| *purpose)
}

async fn form_page(desk: &Seat, voice: &Voice<'_>, status: StatusCode, flaws: &[(&str, String)], pasted: &str) -> Response {
    let checks = match desk.ask(async |home, scope| app::checks(home, scope)).await {
        Ok(checks) => checks,
        Err(error) => return errors::of(desk, voice, &error).await,
    };
    let body = html! {
        h1 { (voice.word("web-check-title")) }
        @if !flaws.is_empty() {
            div.galat role="alert" { h2 { (voice.word("web-form-flaws")) } ul { @for (field, sentence) in flaws { li { a href=(format!("#{field}")) { (sentence) } } } } }
        }
        p { (voice.word("web-check-more")) }
        form.impor method="post" action="/cek" enctype="multipart/form-data" novalidate {
            label for="keperluan" { "1. " (voice.word("web-purpose")) }
            p.bantu { (voice.word("web-purpose-help")) }
            (purposes(voice, ""))
            label for="teks" { "2. " (voice.word("web-check-paste")) }
            p.bantu id="teks-bantu" { (voice.word("web-check-paste-help")) }
            textarea id="teks" name="teks" rows="6" aria-describedby="teks-bantu" spellcheck="false" autocomplete="off" { (pasted) }
            label for="file" { (voice.word("web-check-file")) }
            p.bantu id="file-bantu" { (voice.say("web-check-file-help", &[("limit", &(LARGEST >> 20).to_string())])) }
            input id="file" name="file" type="file" accept=".xlsx,.xls,.csv,.txt,.tsv,.parquet" aria-describedby="file-bantu";
            label for="bulan" { "3. " (voice.word("web-check-month")) }
            p.bantu id="bulan-bantu" { (voice.word("web-check-month-help")) }
            input id="bulan" name="bulan" type="month" placeholder="2025-06" aria-describedby="bulan-bantu";
            button type="submit" { (voice.word("web-check-do")) }
        }
        section {
            h2 { (voice.word("web-checks")) }
            @if checks.is_empty() { p { (voice.word("web-checks-none")) } }
            ul { @for check in &checks { li { a href=(format!("/cek/{}", check.id)) { (check.file_name) } " · " (voice.numerals.day(&check.asked_on.to_string())) " · " (voice.say("web-check-rows", &[("count", &voice.count(check.rows))])) } } }
        }
    };
    let title = voice.word("web-check");
    let title = if flaws.is_empty() { title } else { format!("{}: {title}", voice.word("web-error-word")) };
    frame(desk, voice, Page { status, ..Page::of(title, "cek") }, body).await
}

/// `POST /cek`
pub(crate) async fn receive(desk: Seat, reader: Reader, body: Result<Multipart, MultipartRejection>) -> Response {
    let voice = desk.voice(&reader);
    let (Ok(body), Ok(id)) = (body, upload::new_id()) else {
        return errors::page(&desk, &voice, StatusCode::BAD_REQUEST, &voice.word("web-upload-broken")).await;
    };
    let (sent, received) = upload::take(body, |file_name| app::begin_check(&desk.home(), &id, file_name)).await;
    let pasted = sent.text("teks");
    let purpose = purpose_of(sent.text("keperluan"));
    let month = Some(sent.text("bulan")).filter(|text| !text.is_empty()).map(Month::parse).transpose();
    let mut flaws: Vec<(&str, String)> = Vec::new();
    match &received {
        Ok(()) => {}
        Err(Broken::TooLarge) => flaws.push(("file", voice.say("web-file-large", &[("limit", &(LARGEST >> 20).to_string())]))),
        Err(Broken::Stream) => flaws.push(("file", voice.word("web-upload-broken"))),
        Err(Broken::Ours(error)) => flaws.push(("file", error.in_words(voice.texts))),
    }
    if purpose.is_none() {
        flaws.push(("keperluan", voice.word("web-purpose-missing")));
    }
    if sent.path.is_none() && pasted.is_empty() {
        flaws.push(("teks", voice.word("web-check-missing")));
    }
    if month.is_err() {
        flaws.push(("bulan", refused("error-not-a-month", sent.text("bulan")).in_words(voice.texts)));
    }
    let (Some(purpose), Ok(month), true) = (purpose, month, flaws.is_empty()) else {
        let lost = id.clone();
        // What came of a form with a flaw is not kept.
        let _ = desk.ask(async move |home, scope| app::discard_check(home, scope, &lost)).await;
        return form_page(&desk, &voice, StatusCode::BAD_REQUEST, &flaws, pasted).await;
    };
    if sent.path.is_none() {
        let (text, lost) = (with_headings(pasted), id.clone());
        let kept = desk.ask(async move |home, scope| {
            scope.require(Permission::Check)?;
            let path = app::begin_check(home, &lost, "tempelan.csv")?;
            std::fs::write(&path, text).map_err(|source| AppError::Disk { doing: "keep", path, source })
        });
        if let Err(error) = kept.await {
            return errors::of(&desk, &voice, &error).await;
        }
    }
    let (today, language, job) = (desk.today(), reader.language, id.clone());
    desk.begin(&id, async move |home, scope, progress| {
        let texts = texts::Texts::of(language);
        app::run_check(home, scope, &job, (month, purpose, today), &texts, progress).await.map(|_| None)
    });
    Redirect::to(&format!("/cek/{id}")).into_response()
}

/// Pasted lines with headings: those that came, or `NIK`, `Nama`, `Tanggal Lahir` where the first line is a person already. Cells
/// of a spreadsheet come apart by tabs, which stay what they are.
fn with_headings(pasted: &str) -> String {
    let first = pasted.lines().next().unwrap_or_default();
    let is_person = first.chars().filter(char::is_ascii_digit).count() >= 14;
    if !is_person {
        return format!("{pasted}\n");
    }
    let mark = ['\t', ';', ','].into_iter().find(|mark| first.contains(*mark)).unwrap_or('\t');
    let cells = first.split(mark).count();
    let headings = ["NIK", "Nama", "Tanggal Lahir", "Kabupaten"];
    let headings: Vec<&str> = headings.into_iter().take(cells.max(1)).collect();
    format!("{}\n{pasted}\n", headings.join(&mark.to_string()))
}

/// `GET /cek/{id}`
pub(crate) async fn show(desk: Seat, reader: Reader, Path(id): Path<String>) -> Response {
    let voice = desk.voice(&reader);
    let job = desk.jobs.of(&desk.job(&id));
    let crumbs = vec![(voice.word("web-check"), "/cek".to_owned())];
    let title = voice.word("web-check-result");
    let mut page = Page { crumbs, ..Page::of(title.clone(), "cek") };
    let body = match &job {
        Some(Job::Running { .. }) => {
            page.refresh = true;
            html! { h1 { (title) } p.kemajuan role="status" { (progress_line(&voice, job.as_ref())) } p { (voice.word("web-may-leave")) } p { a href=(format!("/cek/{id}")) { (voice.word("web-look-again")) } } }
        }
        Some(Job::Failed(failure)) => html! {
            h1 { (title) }
            div.galat role="alert" { h2 { (voice.word(if failure.refused { "web-check-refused" } else { "web-check-failed" })) } p { (told(&voice, failure)) } }
            p { a href="/cek" { (voice.word("web-check-again")) } }
        },
        _ => {
            let wanted = id.clone();
            match desk.ask(async move |home, scope| app::find_check(home, scope, &wanted)).await {
                Ok(check) => result(&voice, &check),
                Err(error) => return errors::of(&desk, &voice, &error).await,
            }
        }
    };
    frame(&desk, &voice, page, body).await
}

fn result(voice: &Voice<'_>, check: &KeptCheck) -> Markup {
    let count = |status: &str| check.statuses.get(status).copied().unwrap_or_default();
    let part = |status: &str| share(count(status), check.rows).map(|share| voice.numerals.percent(share)).unwrap_or_default();
    let month = Month::parse(&check.as_of).map(|month| voice.numerals.month(month)).unwrap_or_default();
    html! {
        h1 { (voice.say("web-check-headline", &[("covered", &voice.count(count("covered"))), ("rows", &voice.count(check.rows)), ("month", &month)])) }
        p.asal { (check.file_name) " · " (voice.word("web-purpose")) ": " (voice.of("purpose", &check.purpose)) }
        div.kartu-kartu {
            @for status in ["covered", "lapsed", "not_found", "unclear"] {
                (card(&voice.of("status", status), &html! { (voice.count(count(status))) }, &html! { (part(status)) }))
            }
        }
        p { (voice.word("web-check-unclear-more")) }
        div.tombol-tombol {
            a.tombol href=(format!("/cek/{}/hasil.xlsx", check.id)) { (voice.word("web-check-get")) }
            form method="post" action=(format!("/cek/{}/hapus", check.id)) { button.kedua type="submit" { (voice.word("web-check-delete")) } }
        }
        p.asal { (voice.word("web-check-keep")) }
    }
}

/// `GET /cek/{id}/hasil.xlsx`
pub(crate) async fn workbook_of(desk: Seat, reader: Reader, Path(id): Path<String>) -> Response {
    let voice = desk.voice(&reader);
    match desk.ask(async move |home, scope| app::check_result(home, scope, &id)).await {
        Ok(bytes) => workbook("hasil-cek.xlsx", bytes),
        Err(error) => errors::of(&desk, &voice, &error).await,
    }
}

/// `POST /cek/{id}/hapus`
pub(crate) async fn discard(desk: Seat, reader: Reader, Path(id): Path<String>) -> Response {
    let voice = desk.voice(&reader);
    if desk.jobs.is_running(&desk.job(&id)) {
        return errors::page(&desk, &voice, StatusCode::CONFLICT, &voice.word("web-under-way")).await;
    }
    let lost = id.clone();
    match desk.ask(async move |home, scope| app::discard_check(home, scope, &lost)).await {
        Ok(()) => {
            desk.jobs.forget(&desk.job(&id));
            Redirect::to("/cek").into_response()
        }
        Err(error) => errors::of(&desk, &voice, &error).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pasted_column_of_people_gets_its_headings_and_a_table_keeps_its_own() {
        assert_eq!(with_headings("7371102005859001"), "NIK\n7371102005859001\n");
        assert_eq!(with_headings("7371102005859001\tSiti"), "NIK\tNama\n7371102005859001\tSiti\n");
        assert_eq!(with_headings("Nama;NIK\nSiti;7371102005859001"), "Nama;NIK\nSiti;7371102005859001\n");
    }
}
