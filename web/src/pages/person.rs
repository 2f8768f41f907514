//! One person: masked NIK, what the lists and the register say, two years of months. Opened for a purpose that is asked first.

use super::check::purposes;
use super::uncovered::purpose_in;
use crate::ask::{Asked, refused};
use crate::errors;
use crate::frame::{Page, frame};
use crate::gate::Seat;
use crate::reader::{Reader, Voice};
use app::{AppError, Person, PersonRow};
use axum::extract::{Form, Path};
use axum::response::{IntoResponse, Redirect, Response};
use base::access::Permission;
use maud::{Markup, html};
use std::collections::BTreeMap;

fn page(voice: &Voice<'_>, title: String) -> Page {
    Page { crumbs: vec![(voice.word("web-uncovered-list"), "/belum".to_owned())], ..Page::of(title, "belum") }
}

/// `GET /orang/{number}?keperluan=…`: without a purpose it is asked for.
pub(crate) async fn show(desk: Seat, reader: Reader, Path(number): Path<String>, asked: Asked) -> Response {
    let voice = desk.voice(&reader);
    let title = voice.word("web-person");
    if asked.given("keperluan").is_none() {
        let body = html! {
            h1 { (title) }
            p { (voice.word("web-person-asks")) }
            form.impor method="get" action=(format!("/orang/{}", number.parse::<i64>().unwrap_or_default())) {
                label for="keperluan" { (voice.word("web-purpose")) }
                (purposes(&voice, ""))
                button type="submit" { (voice.word("web-person-open")) }
            }
        };
        return frame(&desk, &voice, page(&voice, title.clone()), body).await;
    }
    match of_number(&desk, &number, &asked).await {
        Ok(person) => frame(&desk, &voice, page(&voice, title), content(&voice, &person)).await,
        Err(error) => errors::of(&desk, &voice, &error).await,
    }
}

/// `POST /orang`: the person with exactly this NIK, which stands in no address.
pub(crate) async fn find(desk: Seat, reader: Reader, Form(form): Form<BTreeMap<String, String>>) -> Response {
    let voice = desk.voice(&reader);
    let word = form.get("keperluan").cloned().unwrap_or_default();
    let found = async {
        let purpose = purpose_in(Some(&word))?;
        let nik = form.get("nik").cloned().unwrap_or_default();
        desk.ask(async move |home, scope| app::person_of_nik(home, scope, &nik, purpose).await).await
    };
    match found.await {
        Ok(Some(number)) => Redirect::to(&format!("/orang/{number}?keperluan={word}")).into_response(),
        Ok(None) => {
            let title = voice.word("web-search-none");
            let body = html! { h1 { (title) } p { (voice.word("web-search-none-more")) } p { a href="/belum" { (voice.word("web-uncovered-list")) } " · " a href="/cek" { (voice.word("web-check")) } } };
            frame(&desk, &voice, page(&voice, title.clone()), body).await
        }
        Err(error) => errors::of(&desk, &voice, &error).await,
    }
}

fn content(voice: &Voice<'_>, person: &Person) -> Markup {
    let month = base::vocabulary::Month::parse(&person.as_of).map(|month| voice.numerals.month(month)).unwrap_or_default();
    let covered = person.memberships.first().is_some_and(|row| matches!(row.standing.as_str(), "active" | "in_grace"));
    html! {
        h1 { @if person.name.is_empty() { (voice.word("web-nameless")) } @else { (person.name) } }
        p { span.nik { (person.nik_masked) } " · " (person.sex) " · " (voice.word("take-age")) " " (person.age_band) }
        p.cap.aman[covered] {
            @if person.died { (voice.of("reason", "died")) }
            @else if covered { "✓ " (voice.say("web-person-covered", &[("month", &month)])) }
            @else { "▲ " (voice.say("web-person-uncovered", &[("month", &month)])) }
        }
        section {
            h2 { (voice.word("web-memberships")) }
            @if person.memberships.is_empty() { p { (voice.of("reason", "not_in_register")) } }
            @else { (timeline(voice, person)) }
        }
        section {
            h2 { (voice.word("web-jobs")) }
            @if person.jobs.is_empty() { p { (voice.word("web-jobs-none")) } }
            @else { div.gulir tabindex="0" { table {
                thead { tr { @for key in ["take-day", "take-source", "take-place", "take-segment", "take-employer"] { th scope="col" { (voice.word(key)) } } } }
                tbody { @for row in &person.jobs { tr {
                    td { (voice.numerals.day(&row.data_as_of)) } th scope="row" { @if row.batch > 0 && voice.may(Permission::Receipts) { a href=(format!("/riwayat/{}", row.batch)) { (row.source) } } @else { (row.source) } }
                    td { (row.region_name) } td { (voice.of("segment", &row.segment)) } td { (row.employer) }
                } } }
            } } }
        }
        p.asal { (voice.word("web-person-noted")) }
        p.asal { (voice.word("take-proposal")) }
    }
}

/// Two years of months, a line for each membership: paid, not paid, and nothing known are three marks.
fn timeline(voice: &Voice<'_>, person: &Person) -> Markup {
    let mark = |paid: &Option<bool>| match paid {
        Some(true) => ("●", "web-paid"),
        Some(false) => ("○", "web-unpaid"),
        None => ("–", "web-no-data"),
    };
    let told = |row: &PersonRow| {
        let paid = row.paid.iter().filter(|paid| **paid == Some(true)).count();
        voice.say("web-paid-of", &[("paid", &paid.to_string()), ("months", &row.paid.len().to_string())])
    };
    html! {
        p.asal { "● " (voice.word("web-paid")) " · ○ " (voice.word("web-unpaid")) " · – " (voice.word("web-no-data")) }
        div.gulir tabindex="0" { table.waktu {
            thead { tr {
                th scope="col" { (voice.word("take-source")) } th scope="col" { (voice.word("web-state")) } th scope="col" { (voice.word("web-programmes")) }
                @for month in &person.months { th.sempit scope="col" { abbr title=(voice.numerals.month(*month)) { (month.number()) } } }
                th scope="col" { (voice.word("web-paid")) }
            } }
            tbody { @for row in &person.memberships { tr {
                th scope="row" { (voice.of("segment", &row.segment)) @if !row.employer.is_empty() { " · " (row.employer) } }
                td { (voice.of("reason", &row.standing)) } td { (row.programmes.join(", ").to_uppercase()) }
                @for paid in &row.paid { @let (sign, key) = mark(paid); td.sempit { span aria-hidden="true" { (sign) } span.dengar { (voice.word(key)) } } }
                td { (told(row)) }
            } } }
        } }
    }
}

/// The person that an address names, opened for the purpose that it names.
pub(crate) async fn of_number(desk: &Seat, number: &str, asked: &Asked) -> Result<Person, AppError> {
    let purpose = purpose_in(asked.given("keperluan").or(asked.given("purpose")))?;
    let number: i64 = number.parse().map_err(|_| refused("error-no-person", ""))?;
    desk.ask(async move |home, scope| app::person(home, scope, number, purpose).await).await
}
