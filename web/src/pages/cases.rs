//! Perkara: the cases that a reader sees, what is due first at the top; and the sheet of one case with its next legal step as a form.

use super::{case_form, case_views, evidence, letters};
use crate::address::encode;
use crate::ask::Asked;
use crate::errors;
use crate::frame::{Page, frame};
use crate::gate::Seat;
use crate::reader::{Reader, Voice};
use crate::show::{card, who};
use app::{AppError, CaseLine, CaseView};
use axum::extract::{Form, Path};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use base::access::Permission;
use jiff::civil::Date;
use maud::{Markup, html};
use std::collections::BTreeMap;
use texts::Texts;

/// How many days ahead a deadline is near.
pub(super) const NEAR: i64 = 7;

/// `GET /perkara`
pub(crate) async fn list(desk: Seat, reader: Reader, asked: Asked) -> Response {
    let voice = desk.voice(&reader);
    let (today, language) = (desk.today(), reader.language);
    let found = desk.ask(async move |home, scope| app::cases(home, scope, today, &Texts::of(language)).await).await;
    let cases = match found {
        Ok(cases) => cases,
        Err(error) => return errors::of(&desk, &voice, &error).await,
    };
    let late = |case: &&CaseLine| case.deadlines.iter().any(|deadline| deadline.overdue);
    let near =
        |case: &&CaseLine| case.deadlines.iter().any(|deadline| !deadline.overdue && days_until(today, deadline.on) <= NEAR);
    let mine = |case: &&CaseLine| !case.officer.is_empty() && desk.scope().actor() == format!("account:{}", case.officer);
    let view = asked.given("tampil").unwrap_or_default();
    let chosen: Vec<&CaseLine> = match view {
        "saya" => cases.iter().filter(mine).collect(),
        "lewat" => cases.iter().filter(late).collect(),
        _ => cases.iter().collect(),
    };
    let count = |of: usize| voice.count(of as u64);
    let body = html! {
        h1 { (voice.word("case-title")) }
        div.kartu-kartu {
            (card(&voice.word("case-late"), &html! { a href="/perkara?tampil=lewat" { (count(cases.iter().filter(late).count())) } }, &html! { (voice.word("case-late-more")) }))
            (card(&voice.word("case-near"), &html! { (count(cases.iter().filter(near).count())) }, &html! { (voice.word("case-near-more")) }))
            (card(&voice.word("case-mine"), &html! { a href="/perkara?tampil=saya" { (count(cases.iter().filter(mine).count())) } }, &html! { a href="/perkara" { (voice.word("case-all")) } }))
        }
        (case_views::switch(&voice, view))
        @match view {
            "kalender" => (case_views::calendar(&voice, &cases)),
            "papan" => (case_views::board(&voice, &cases)),
            "agenda" => (case_views::agenda(&voice, &cases, today)),
            _ => (listed(&voice, &chosen, today)),
        }
        p { a href="/skk" { (voice.word("skk-title")) } @if voice.may(Permission::Casework) { " · " a href="/pembayaran" { (voice.word("payment-title")) } } }
    };
    frame(&desk, &voice, Page::of(voice.word("case-title"), "perkara"), body).await
}

fn listed(voice: &Voice<'_>, chosen: &[&CaseLine], today: Date) -> Markup {
    html! {
        @if chosen.is_empty() { p { (voice.word("case-none")) " " a href="/radar" { (voice.word("case-to-radar")) } } }
        @else { (table(voice, chosen, today)) }
    }
}

pub(super) fn days_until(today: Date, day: Date) -> i64 {
    i64::from((day - today).get_days())
}

fn due(voice: &Voice<'_>, case: &CaseLine, today: Date) -> Markup {
    html! {
        @match case.deadlines.first() {
            None => "–",
            Some(deadline) => {
                (voice.numerals.day(&deadline.on.to_string())) br;
                span.asal {
                    (voice.word(&format!("case-due-{}", deadline.due.code()))) ", "
                    @if deadline.overdue { strong { (voice.word("case-overdue")) } }
                    @else { (voice.say("case-days", &[("days", &days_until(today, deadline.on).to_string())])) }
                }
            }
        }
    }
}

fn state(voice: &Voice<'_>, case: &CaseLine) -> String {
    let state = voice.word(&format!("case-state-{}", case.state));
    if case.skk == "none" { state } else { format!("{state}; {}", voice.word(&format!("case-skk-{}", case.skk))) }
}

fn table(voice: &Voice<'_>, cases: &[&CaseLine], today: Date) -> Markup {
    html! {
        div.gulir tabindex="0" { table.temuan {
            thead { tr {
                @for key in ["case", "name", "region", "violation", "state", "deadline"] { th scope="col" { (voice.word(&format!("case-heading-{key}"))) } }
                th.n scope="col" { (voice.word("case-heading-owed")) } th scope="col" { (voice.word("case-heading-officer")) }
            } }
            tbody { @for case in cases { tr {
                th scope="row" { a href=(format!("/perkara/{}", case.number)) { (case.number) } @if case.confidential { " " span.asal { (voice.word("case-confidential")) } } }
                td { (case.name) } td { (case.region_name) } td { (violation(voice, case)) } td { (state(voice, case)) } td { (due(voice, case, today)) }
                td.n { (case.outstanding) } td { @if case.officer.is_empty() { "–" } @else { (case.officer) } }
            } } }
        } }
    }
}

fn violation(voice: &Voice<'_>, case: &CaseLine) -> String {
    voice.word(&format!("case-violation-{}", case.violation.code()))
}

/// `GET /perkara/{number}`
pub(crate) async fn show(desk: Seat, reader: Reader, Path(number): Path<String>) -> Response {
    sheet(desk, reader, number, None).await
}

/// The sheet of a case; what was refused stands above it.
pub(crate) async fn sheet(desk: Seat, reader: Reader, number: String, error: Option<AppError>) -> Response {
    let voice = desk.voice(&reader);
    let (today, language) = (desk.today(), reader.language);
    let found = desk.ask(async move |home, scope| app::case(home, scope, &number, today, &Texts::of(language)).await);
    let case = match found.await {
        Ok(found) => found,
        Err(error) => return errors::of(&desk, &voice, &error).await,
    };
    let line = &case.line;
    let title = format!("{} · {}", line.number, line.name);
    let works = voice.may(Permission::Casework);
    let body = html! {
        h1 { (line.name) }
        p.asal { (line.number) " · " (line.employer) " · " (line.region_name) " · " (violation(&voice, line)) @if line.confidential { " · " (voice.word("case-confidential")) } }
        @if let Some(error) = &error { div.galat role="alert" { p { (error.in_words(voice.texts)) } } }
        p.tugas { strong { (voice.say("case-stands", &[("state", &state(&voice, line))])) } @if !line.deadlines.is_empty() { " " (due(&voice, line, today)) } }
        @if works { (reminder(&voice, line, today, desk.public().unwrap_or_default())) }
        div.kartu-kartu {
            (card(&voice.word("case-heading-owed"), &html! { (line.outstanding) }, &html! { (voice.word("case-owed-more")) }))
            (card(&voice.word("case-heading-received"), &html! { (line.received) }, &html! { (voice.word("case-received-more")) }))
        }
        @if works { (case_form::next_steps(&voice, line, today)) }
        (letters::section(&voice, line, &case.written, today))
        (evidence::section(&voice, &line.number, &case.evidence))
        (timeline(&voice, &case))
        (charges(&voice, &case))
        (officers(&voice, &case, works))
        (recusals(&voice, &case, works))
    };
    let status = error.as_ref().map_or(StatusCode::OK, errors::status);
    let crumbs = vec![(voice.word("case-title"), "/perkara".to_owned())];
    frame(&desk, &voice, Page { status, crumbs, ..Page::of(title, "perkara") }, body).await
}

/// A text to be copied and sent by hand (ADR 0014): the case by its number, what is due, the day and the door behind which the rest stands. It
/// names no employer, no person and no sum.
fn reminder(voice: &Voice<'_>, case: &CaseLine, today: Date, public: &str) -> Markup {
    let Some(deadline) = case.deadlines.first() else { return html! {} };
    let told = [
        ("case", case.number.as_str()),
        ("due", &voice.word(&format!("case-due-{}", deadline.due.code()))),
        ("day", &voice.numerals.day(&deadline.on.to_string())),
        ("days", &days_until(today, deadline.on).unsigned_abs().to_string()),
        ("link", &format!("{public}/perkara/{}", case.number)),
    ];
    let text = voice.say(if deadline.overdue { "case-reminder-late" } else { "case-reminder-text" }, &told);
    let subject = voice.say("case-reminder-subject", &told);
    html! {
        details { summary { (voice.word("case-remind")) }
            p { (voice.word("case-remind-more")) }
            textarea rows="4" readonly aria-label=(voice.word("case-remind")) { (text) }
            p { a href=(format!("mailto:?subject={}&body={}", encode(&subject), encode(&text))) { (voice.word("case-remind-mail")) } }
        }
    }
}

fn timeline(voice: &Voice<'_>, case: &CaseView) -> Markup {
    html! {
        section {
            h2 { (voice.word("case-timeline")) }
            ol.linimasa {
                @for step in &case.steps { li {
                    p {
                        @if let Some(on) = step.event.on { strong { (voice.numerals.day(&on.to_string())) } " " }
                        (voice.word(&format!("case-event-{}", step.event.event)))
                    }
                    p.asal {
                        (who(&step.taken_by))
                        @if let Some(article) = &step.event.article { " · " (article) @if step.event.confidence == Some("to-be-confirmed") { " (" (voice.word("case-unsure")) ")" } }
                    }
                    @if !step.event.text.is_empty() { p.asal { (step.event.text) } }
                } }
            }
            @if !case.line.deadlines.is_empty() {
                h3 { (voice.word("case-ahead")) }
                ul { @for deadline in &case.line.deadlines { li {
                    (voice.numerals.day(&deadline.on.to_string())) ": " (voice.word(&format!("case-due-{}", deadline.due.code())))
                    " · " span.asal { (voice.say("case-reminder", &[("day", &voice.numerals.day(&deadline.reminder.to_string()))])) }
                } } }
            }
        }
    }
}

fn charges(voice: &Voice<'_>, case: &CaseView) -> Markup {
    html! {
        @if !case.charges.is_empty() { section {
            h2 { (voice.word("case-charges")) }
            div.gulir tabindex="0" { table {
                thead { tr { th scope="col" { (voice.word("web-month")) } th scope="col" { (voice.word("case-charge")) } th.n scope="col" { (voice.word("case-charged")) } th.n scope="col" { (voice.word("case-open")) } } }
                tbody { @for charge in &case.charges { tr {
                    th scope="row" { @match charge.month { Some(month) => (voice.numerals.month(month)), None => "–" } }
                    td { (voice.word(&format!("case-charge-{}", charge.kind.code()))) } td.n { (charge.charged) } td.n { (charge.open) }
                } } }
            } }
        } }
    }
}

fn officers(voice: &Voice<'_>, case: &CaseView, works: bool) -> Markup {
    html! {
        section {
            h2 { (voice.word("case-heading-officer")) }
            @if case.officers.is_empty() { p { (voice.word("case-nobody")) } }
            @else { ul { @for (officer, reason) in &case.officers { li { @if officer.is_empty() { (voice.word("case-nobody")) } @else { (officer) } @if !reason.is_empty() { ": " (reason) } } } } }
            @if works {
                details { summary { (voice.word("case-assign")) }
                    form.impor method="post" action=(format!("/perkara/{}/petugas", case.line.number)) {
                        label for="petugas" { (voice.word("access-name")) }
                        input id="petugas" name="petugas" type="text" maxlength="40" autocomplete="off";
                        label for="alasan-petugas" { (voice.word("case-reason")) }
                        input id="alasan-petugas" name="alasan" type="text" maxlength="200" autocomplete="off";
                        button type="submit" { (voice.word("case-assign")) }
                    }
                }
            }
        }
    }
}

/// Who keeps out of the case, and the button to keep out of it oneself.
fn recusals(voice: &Voice<'_>, case: &CaseView, works: bool) -> Markup {
    let number = &case.line.number;
    html! {
        @if works { section {
            h2 { (voice.word("case-recusal")) }
            @for (actor, reason) in &case.recused { p {
                (who(actor)) ": " (reason)
                @if voice.may(Permission::Approve) {
                    form method="post" action=(format!("/perkara/{number}/benturan/cabut")) {
                        input type="hidden" name="siapa" value=(actor);
                        button.kedua type="submit" { (voice.word("case-readmit")) }
                    }
                }
            } }
            details { summary { (voice.word("case-recuse")) }
                p { (voice.word("case-recuse-more")) }
                form.impor method="post" action=(format!("/perkara/{number}/benturan")) {
                    label for="alasan-benturan" { (voice.word("case-reason")) }
                    input id="alasan-benturan" name="alasan" type="text" maxlength="200" autocomplete="off" required;
                    button.kedua type="submit" { (voice.word("case-recuse")) }
                }
            }
        } }
    }
}

/// `POST /perkara/{number}/benturan`: whoever asks keeps out of the case from now on.
pub(crate) async fn recuse(
    desk: Seat,
    reader: Reader,
    Path(number): Path<String>,
    Form(fields): Form<BTreeMap<String, String>>,
) -> Response {
    let (now, wanted, reason) = (desk.now(), number.clone(), fields.get("alasan").cloned().unwrap_or_default());
    match desk.ask(async move |home, scope| app::recuse(home, scope, &wanted, &reason, now).await).await {
        // The case is no more for whoever asked.
        Ok(()) => Redirect::to("/perkara").into_response(),
        refused => after(desk, reader, number, refused).await,
    }
}

/// `POST /perkara/{number}/benturan/cabut`: somebody keeps out of the case no more.
pub(crate) async fn readmit(
    desk: Seat,
    reader: Reader,
    Path(number): Path<String>,
    Form(fields): Form<BTreeMap<String, String>>,
) -> Response {
    let (now, wanted, actor) = (desk.now(), number.clone(), fields.get("siapa").cloned().unwrap_or_default());
    let done = desk.ask(async move |home, scope| app::readmit(home, scope, &wanted, &actor, now).await).await;
    after(desk, reader, number, done).await
}

/// `POST /perkara/{number}`: something happened. What the rules refuse comes back with its article above the sheet.
pub(crate) async fn take(
    desk: Seat,
    reader: Reader,
    Path(number): Path<String>,
    Form(fields): Form<BTreeMap<String, String>>,
) -> Response {
    let (now, language, wanted) = (desk.now(), reader.language, number.clone());
    let taken = match case_form::read(&fields) {
        Ok((moment, event)) => {
            let work = async move |home: &app::Installation, scope: &app::Scope| {
                app::take_case_event(home, scope, &wanted, moment, &event, now, &Texts::of(language)).await
            };
            desk.ask(work).await.map(|_| ())
        }
        Err(error) => Err(error),
    };
    after(desk, reader, number, taken).await
}

/// `POST /perkara/{number}/petugas`
pub(crate) async fn assign(
    desk: Seat,
    reader: Reader,
    Path(number): Path<String>,
    Form(fields): Form<BTreeMap<String, String>>,
) -> Response {
    let (now, wanted) = (desk.now(), number.clone());
    let word = |name: &str| fields.get(name).map(|text| text.trim().to_owned()).unwrap_or_default();
    let (officer, reason) = (word("petugas"), word("alasan"));
    let work = async move |home: &app::Installation, scope: &app::Scope| {
        app::assign_case(home, scope, &wanted, &officer, &reason, now).await
    };
    let given = desk.ask(work).await;
    after(desk, reader, number, given).await
}

async fn after(desk: Seat, reader: Reader, number: String, done: Result<(), AppError>) -> Response {
    match done {
        Ok(()) => Redirect::to(&format!("/perkara/{number}")).into_response(),
        Err(error) if errors::status(&error) == StatusCode::BAD_REQUEST => sheet(desk, reader, number, Some(error)).await,
        Err(error) => {
            let voice = desk.voice(&reader);
            errors::of(&desk, &voice, &error).await
        }
    }
}
