//! Persetujuan & kunci: which figures that offices enter by hand are final, who waits for whom, and why a sheet is locked or was opened
//! again. A sheet is entered here and takes its steps here; the same form works without a script.

use crate::address::address;
use crate::ask::{Asked, refused};
use crate::errors;
use crate::frame::{Page, frame};
use crate::gate::Seat;
use crate::reader::{Reader, Voice};
use crate::upload::new_id;
use app::{AppError, HandIndicator, PeriodEvent, PeriodSheet, PeriodState, PeriodStep, PeriodValue};
use axum::extract::{Form, Path};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use base::access::Permission;
use base::vocabulary::region::RegionCode;
use base::vocabulary::{Month, Rate};
use maud::{Markup, html};
use std::collections::BTreeMap;

/// The month that an address asks for; without one, the last that ended.
pub(crate) fn month_of(desk: &Seat, asked: &Asked) -> Result<Month, AppError> {
    Ok(asked.month("bulan")?.unwrap_or_else(|| Month::of(desk.today()).plus(-1)))
}

fn region_of(code: &str) -> Result<RegionCode, AppError> {
    RegionCode::parse(code).map_err(|_| app::Refused::UnknownRegion(base::handover::showable(code)).into())
}

/// `GET /kunci`
pub(crate) async fn list(desk: Seat, reader: Reader, asked: Asked) -> Response {
    let voice = desk.voice(&reader);
    let found = async {
        let month = month_of(&desk, &asked)?;
        desk.ask(async move |home, scope| app::period_board(home, scope, month).await).await
    };
    let board = match found.await {
        Ok(board) => board,
        Err(error) => return errors::of(&desk, &voice, &error).await,
    };
    let all = board.indicators.len() as u64;
    let body = html! {
        h1 { (voice.word("period-title")) }
        p { (voice.word("period-more")) }
        form.impor method="get" action="/kunci" {
            label for="bulan" { (voice.word("meeting-month")) }
            input id="bulan" name="bulan" type="month" value=(board.month) placeholder="2025-06";
            button type="submit" { (voice.word("period-show")) }
        }
        h2 { (voice.numerals.month(board.month)) }
        @if board.indicators.is_empty() { p.cap { (voice.word("period-no-indicators")) } }
        @if board.sheets.is_empty() { p { (voice.word("period-no-regions")) } }
        @else { div.gulir tabindex="0" { table.temuan {
            thead { tr { @for key in ["period-region", "period-entered", "period-state", "period-waits", "period-reason"] { th scope="col" { (voice.word(key)) } } } }
            tbody { @for sheet in &board.sheets { tr {
                th scope="row" { a href=(at(sheet)) { (sheet.region_name) } }
                td { (voice.say("period-of", &[("count", &voice.count(sheet.values.len() as u64)), ("all", &voice.count(all))])) }
                td { (state(&voice, sheet.state)) }
                td { (voice.word(&format!("period-waits-{}", sheet.state.code()))) }
                td.ket { (last_reason(&voice, sheet)) }
            } } }
        } } }
        p.asal { (voice.word("period-levels")) }
    };
    frame(&desk, &voice, Page::of(voice.word("period-title"), "kunci"), body).await
}

fn at(sheet: &PeriodSheet) -> String {
    address(&format!("/kunci/{}", sheet.region_code), &[("bulan", &sheet.month.to_string())])
}

/// A sign and a word: colour is never alone.
fn state(voice: &Voice<'_>, state: PeriodState) -> Markup {
    let sign = match state {
        PeriodState::Empty => "○",
        PeriodState::Entering => "…",
        PeriodState::Submitted | PeriodState::ReopeningAsked => "●",
        PeriodState::Approved => "✓",
        PeriodState::Locked => "■",
    };
    html! { (sign) " " (voice.word(&format!("period-state-{}", state.code()))) }
}

fn last_reason(voice: &Voice<'_>, sheet: &PeriodSheet) -> Markup {
    html! {
        @match sheet.steps.last() {
            None => "–",
            Some(step) => { (step.reason) " " span.asal { (person(&step.by)) ", " (voice.numerals.day(&step.on.to_string())) } }
        }
    }
}

fn person(actor: &str) -> &str {
    actor.trim_start_matches("account:")
}

/// `GET /kunci/{code}`
pub(crate) async fn show(desk: Seat, reader: Reader, Path(code): Path<String>, asked: Asked) -> Response {
    let voice = desk.voice(&reader);
    match month_of(&desk, &asked) {
        Ok(month) => page(&desk, &voice, &code, month, None).await,
        Err(error) => errors::of(&desk, &voice, &error).await,
    }
}

async fn page(desk: &Seat, voice: &Voice<'_>, code: &str, month: Month, error: Option<&AppError>) -> Response {
    let found = async {
        let region = region_of(code)?;
        desk.ask(async move |home, scope| app::period_sheet(home, scope, region, month).await).await
    };
    let (sheet, indicators) = match found.await {
        Ok(found) => found,
        Err(error) => return errors::of(desk, voice, &error).await,
    };
    let writes = voice.may(Permission::Monev);
    let enters = writes && matches!(sheet.state, PeriodState::Empty | PeriodState::Entering);
    let title = format!("{}, {}", sheet.region_name, voice.numerals.month(month));
    let body = html! {
        h1 { (title) }
        @if let Some(error) = error { div.galat role="alert" { p { (error.in_words(voice.texts)) } } }
        p { strong { (state(voice, sheet.state)) } " · " (voice.word(&format!("period-waits-{}", sheet.state.code()))) }
        @if matches!(sheet.state, PeriodState::Locked | PeriodState::ReopeningAsked) { p.cap { (voice.word("period-why-locked")) " " (last_reason(voice, &sheet)) } }
        p.galat id="tertahan" role="status" hidden data-kata=(voice.word("meeting-waiting")) data-masuk=(voice.word("meeting-signed-out")) data-tolak=(voice.word("meeting-refused")) {}
        (values(voice, &sheet, &indicators))
        @if enters { (entering(voice, &sheet, &indicators)) }
        @if writes && !sheet.open.is_empty() { (steps(voice, &sheet)) }
        (history(voice, &sheet))
    };
    let status = error.map_or(StatusCode::OK, errors::status);
    let crumbs = vec![(voice.word("period-title"), address("/kunci", &[("bulan", &month.to_string())]))];
    frame(desk, voice, Page { status, crumbs, script: Some("/aset/rapat.js"), ..Page::of(title.clone(), "kunci") }, body).await
}

fn values(voice: &Voice<'_>, sheet: &PeriodSheet, indicators: &[HandIndicator]) -> Markup {
    html! {
        section {
            h2 { (voice.word("period-values")) }
            div.gulir tabindex="0" { table.temuan {
                thead { tr {
                    th scope="col" { (voice.word("period-indicator")) }
                    @for key in ["web-numerator", "web-denominator", "period-share"] { th.n scope="col" { (voice.word(key)) } }
                    th scope="col" { (voice.word("period-evidence")) }
                } }
                tbody { @for one in indicators { tr {
                    th scope="row" { (voice.language_of(&one.name, &one.name_en)) br; span.asal { (voice.language_of(&one.numerator, &one.numerator_en)) " / " (voice.language_of(&one.denominator, &one.denominator_en)) " · " (one.unit) } }
                    @match sheet.values.get(&one.code) {
                        None => { td.n { "–" } td.n { "–" } td.n { "–" } td { (voice.word("period-not-entered")) } }
                        Some(value) => (cells(voice, value)),
                    }
                } } }
            } }
        }
    }
}

fn cells(voice: &Voice<'_>, value: &PeriodValue) -> Markup {
    let share = Rate { numerator: value.numerator, denominator: value.denominator }.percent();
    html! {
        td.n { (voice.count(value.numerator)) } td.n { (voice.count(value.denominator)) }
        td.n { (share.map_or_else(|| "–".to_owned(), |share| voice.numerals.percent(share))) }
        td.ket { (value.evidence) br; span.asal { (person(&value.by)) ", " (voice.numerals.day(&value.on.to_string()))
            @if value.replaced > 0 { " · " (voice.say("period-replaced", &[("count", &value.replaced.to_string())])) } } }
    }
}

fn entering(voice: &Voice<'_>, sheet: &PeriodSheet, indicators: &[HandIndicator]) -> Markup {
    let number = |id: &str, key: &str| {
        html! {
            label for=(id) { (voice.word(key)) }
            input id=(id) name=(id) type="text" inputmode="numeric" maxlength="25" autocomplete="off" required aria-describedby="angka-bantu";
        }
    };
    html! {
        section.langkah {
            h2 { (voice.word("period-enter")) }
            form.impor method="post" action=(format!("/kunci/{}", sheet.region_code)) data-tahan="" {
                input type="hidden" name="sekali" value=(new_id().unwrap_or_default()); input type="hidden" name="bulan" value=(sheet.month);
                input type="hidden" name="apa" value="enter";
                label for="indikator" { (voice.word("period-indicator")) }
                select id="indikator" name="indikator" { @for one in indicators { option value=(one.code) { (voice.language_of(&one.name, &one.name_en)) " (" (one.unit) ")" } } }
                p.bantu id="angka-bantu" { (voice.word("period-number-help")) }
                (number("pembilang", "web-numerator")) (number("penyebut", "web-denominator"))
                label for="bukti" { (voice.word("period-evidence")) }
                p.bantu id="bukti-bantu" { (voice.word("period-evidence-help")) }
                input id="bukti" name="bukti" type="text" maxlength="500" autocomplete="off" required aria-describedby="bukti-bantu";
                button type="submit" { (voice.word("period-save")) }
            }
        }
    }
}

/// The steps that follow, for somebody who may take them; whoever may not reads who does.
fn steps(voice: &Voice<'_>, sheet: &PeriodSheet) -> Markup {
    let may: Vec<PeriodStep> =
        sheet.open.iter().copied().filter(|step| !step.is_final() || voice.may(Permission::Approve)).collect();
    html! {
        @if !may.is_empty() { section {
            h2 { (voice.word("period-next")) }
            form.impor method="post" action=(format!("/kunci/{}", sheet.region_code)) {
                input type="hidden" name="sekali" value=(new_id().unwrap_or_default()); input type="hidden" name="bulan" value=(sheet.month);
                label for="sebab" { (voice.word("period-reason")) }
                p.bantu id="sebab-bantu" { (voice.word("period-reason-help")) }
                input id="sebab" name="sebab" type="text" maxlength="500" autocomplete="off" required aria-describedby="sebab-bantu";
                div.tombol-tombol { @for (place, step) in may.iter().enumerate() {
                    button.kedua[place > 0] type="submit" name="apa" value=(step.code()) { (voice.word(&format!("period-step-{}", step.code()))) }
                } }
            }
        } }
    }
}

fn history(voice: &Voice<'_>, sheet: &PeriodSheet) -> Markup {
    html! {
        @if !sheet.steps.is_empty() { section {
            h2 { (voice.word("period-history")) }
            ol { @for step in &sheet.steps { li {
                strong { (voice.word(&format!("period-done-{}", step.step.code()))) } " · " (person(&step.by)) ", " (voice.numerals.day(&step.on.to_string())) ": " (step.reason)
            } } }
        } }
    }
}

/// A whole number as people write it: thousands may be grouped by points or spaces; anything else is refused, never guessed.
fn whole(text: &str) -> Result<u64, AppError> {
    let not = || refused("error-not-a-number", text);
    let plain = text.trim();
    let groups: Vec<&str> = plain.split(['.', ' ']).collect();
    let grouped = groups.len() == 1 || (groups[0].len() <= 3 && groups[1..].iter().all(|group| group.len() == 3));
    let digits = groups.concat();
    if !grouped || groups[0].is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(not());
    }
    digits.parse().map_err(|_| not())
}

/// What a form writes.
fn event(fields: &BTreeMap<String, String>) -> Result<PeriodEvent, AppError> {
    let word = |name: &str| fields.get(name).map(|text| text.trim().to_owned()).unwrap_or_default();
    let what = word("apa");
    if what == "enter" {
        let (numerator, denominator) = (whole(&word("pembilang"))?, whole(&word("penyebut"))?);
        return Ok(PeriodEvent::Entered { indicator: word("indikator"), numerator, denominator, evidence: word("bukti") });
    }
    let step = PeriodStep::parse(&what).ok_or_else(|| refused("error-not-a-choice", &what))?;
    Ok(PeriodEvent::Stepped { step, reason: word("sebab") })
}

/// `POST /kunci/{code}`
pub(crate) async fn write(
    desk: Seat,
    reader: Reader,
    Path(code): Path<String>,
    Form(fields): Form<BTreeMap<String, String>>,
) -> Response {
    let voice = desk.voice(&reader);
    let (today, now) = (desk.today(), desk.now());
    let once = fields.get("sekali").cloned().unwrap_or_default();
    let month = match month_of(&desk, &Asked(fields.clone())) {
        Ok(month) => month,
        Err(error) => return errors::of(&desk, &voice, &error).await,
    };
    let written = async {
        let (region, event) = (region_of(&code)?, event(&fields)?);
        desk.ask(async move |home, scope| app::write_period(home, scope, (region, month), &event, (&once, today, now)).await)
            .await
    };
    match written.await {
        Ok(_) => Redirect::to(&address(&format!("/kunci/{code}"), &[("bulan", &month.to_string())])).into_response(),
        Err(error) if errors::status(&error) == StatusCode::BAD_REQUEST => page(&desk, &voice, &code, month, Some(&error)).await,
        Err(error) => errors::of(&desk, &voice, &error).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_as_people_write_it_and_never_guessed() {
        for (text, number) in [("2947", 2_947), ("2.947", 2_947), ("1 234 567", 1_234_567), (" 0 ", 0)] {
            assert_eq!(whole(text).unwrap(), number, "{text}");
        }
        for text in ["", "2,5", "2.94", "1.2345", "-3", "Rp5", "12.34.567", "99999999999999999999999"] {
            assert!(whole(text).is_err(), "{text}");
        }
    }
}
