//! SKK & pemulihan: powers of attorney by year and region as the forum reports them, one by one below, and the same as CSV.

use crate::errors;
use crate::frame::{Page, frame};
use crate::gate::Seat;
use crate::reader::{Reader, Voice};
use crate::show::card;
use app::{SkkBook, csv_cell};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use base::vocabulary::Rupiah;
use maud::{Markup, html};
use texts::Texts;

/// `GET /skk`
pub(crate) async fn show(desk: Seat, reader: Reader) -> Response {
    let voice = desk.voice(&reader);
    let language = reader.language;
    let book = match desk.ask(async move |home, scope| app::skk_book(home, scope, &Texts::of(language)).await).await {
        Ok(book) => book,
        Err(error) => return errors::of(&desk, &voice, &error).await,
    };
    let sum = |of: fn(&app::SkkYear) -> Rupiah| book.years.iter().map(of).sum::<Rupiah>();
    let money =
        |key: &str, amount: Rupiah| card(&voice.word(key), &html! { (amount) }, &html! { (voice.word(&format!("{key}-more"))) });
    let body = html! {
        h1 { (voice.word("skk-title")) }
        @if book.lines.is_empty() { p { (voice.word("skk-none")) " " a href="/perkara" { (voice.word("case-title")) } } }
        @else {
            div.kartu-kartu {
                (card(&voice.word("skk-count"), &html! { (voice.count(book.lines.len() as u64)) }, &html! { (voice.word("skk-count-more")) }))
                (money("skk-face", sum(|year| year.face_value)))
                (money("skk-agreed", sum(|year| year.agreed)))
                (money("skk-recovered", sum(|year| year.recovered)))
            }
            (years(&voice, &book))
            (lines(&voice, &book))
        }
        p.asal { (voice.word("skk-three-numbers")) " " (voice.word("web-download")) ": " a href="/skk.csv" { "CSV" } " " a href="/api/v1/skk" { "JSON" } }
    };
    let crumbs = vec![(voice.word("case-title"), "/perkara".to_owned())];
    frame(&desk, &voice, Page { crumbs, ..Page::of(voice.word("skk-title"), "perkara") }, body).await
}

fn years(voice: &Voice<'_>, book: &SkkBook) -> Markup {
    html! {
        section {
            h2 { (voice.word("skk-years")) }
            div.gulir tabindex="0" { table.temuan {
                thead { tr {
                    th scope="col" { (voice.word("skk-year")) } th scope="col" { (voice.word("case-heading-region")) }
                    @for key in ["count", "firms", "returned", "face", "agreed", "recovered"] { th.n scope="col" { (voice.word(&format!("skk-{key}"))) } }
                } }
                tbody { @for year in &book.years { tr {
                    th scope="row" { (year.year) } td { (year.region_name) }
                    @for count in [year.skk, year.firms, year.returned] { td.n { (voice.count(count)) } }
                    @for amount in [year.face_value, year.agreed, year.recovered] { td.n { (amount) } }
                } } }
            } }
        }
    }
}

fn lines(voice: &Voice<'_>, book: &SkkBook) -> Markup {
    html! {
        section {
            h2 { (voice.word("skk-one-by-one")) }
            div.gulir tabindex="0" { table.temuan {
                thead { tr {
                    @for key in ["skk-number", "case-heading-name", "case-heading-region", "skk-issued", "letter-state"] { th scope="col" { (voice.word(key)) } }
                    @for key in ["face", "agreed", "recovered"] { th.n scope="col" { (voice.word(&format!("skk-{key}"))) } }
                } }
                tbody { @for line in &book.lines { tr {
                    th scope="row" { a href=(format!("/perkara/{}", line.case)) { (line.record.number) } }
                    td { (line.name) } td { (line.region_name) } td { (voice.numerals.day(&line.record.issued_on.to_string())) }
                    td { (voice.word(&format!("skk-end-{}", line.record.end.code()))) @if let Some(on) = line.record.ended_on { " " span.asal { (voice.numerals.day(&on.to_string())) } } }
                    @for amount in [line.record.face_value, line.record.agreed, line.record.recovered] { td.n { (amount) } }
                } } }
            } }
        }
    }
}

/// `GET /skk.csv`: by year and region, as Excel in Indonesia opens it.
pub(crate) async fn csv(desk: Seat, reader: Reader) -> Response {
    let voice = desk.voice(&reader);
    let language = reader.language;
    let book = match desk.ask(async move |home, scope| app::skk_book(home, scope, &Texts::of(language)).await).await {
        Ok(book) => book,
        Err(error) => return errors::of(&desk, &voice, &error).await,
    };
    let mut text = "\u{feff}year;region_code;region_name;skk;firms;returned;face_value;agreed;recovered\r\n".to_owned();
    for year in &book.years {
        let cells = [
            year.year.to_string(),
            csv_cell(&year.region_code).into_owned(),
            csv_cell(&year.region_name).into_owned(),
            year.skk.to_string(),
            year.firms.to_string(),
            year.returned.to_string(),
            year.face_value.0.to_string(),
            year.agreed.0.to_string(),
            year.recovered.0.to_string(),
        ];
        text.push_str(&cells.join(";"));
        text.push_str("\r\n");
    }
    let headers = [(CONTENT_TYPE, "text/csv; charset=utf-8"), (CONTENT_DISPOSITION, "attachment; filename=\"skk.csv\"")];
    (headers, text).into_response()
}
