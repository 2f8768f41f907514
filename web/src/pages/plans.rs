//! Plans that were kept: what was asked and what it gave, frozen by whoever stands for it, approved by a second person; budget lines and
//! enrolment sheets to take away.

use super::allocation::{answer, by_region, group, headline, prices};
use super::check::purposes;
use super::import::workbook;
use crate::ask::{Asked, refused};
use crate::errors;
use crate::frame::{Page, frame};
use crate::gate::Seat;
use crate::reader::{Reader, Voice};
use app::{AppError, KeptPlan, OutcomeCounts, PlanOutcome, PlanState, Purpose};
use axum::extract::{Form, Path};
use axum::response::{IntoResponse, Redirect, Response};
use base::access::Permission;
use base::vocabulary::region::RegionCode;
use maud::{Markup, html};
use std::collections::BTreeSet;

/// `POST /alokasi/simpan`: keeps what the form asks under a name.
pub(crate) async fn keep(desk: Seat, reader: Reader, Form(pairs): Form<Vec<(String, String)>>) -> Response {
    let voice = desk.voice(&reader);
    let asked = Asked(pairs.into_iter().collect());
    let kept = async {
        let name = asked.given("nama").unwrap_or_default().to_owned();
        let (_, answer) = answer(&desk, &asked).await?;
        let now = desk.now();
        desk.ask(async move |home, scope| app::keep_plan(home, scope, &name, &answer, now).await).await
    };
    match kept.await {
        Ok(id) => Redirect::to(&format!("/alokasi/{id}")).into_response(),
        Err(error) => errors::of(&desk, &voice, &error).await,
    }
}

async fn found(desk: &Seat, id: &str) -> Result<KeptPlan, AppError> {
    let wanted = id.to_owned();
    let plan = desk.ask(async move |home, scope| app::kept_plan(home, scope, &wanted).await).await?;
    plan.ok_or_else(|| refused("error-no-plan", id))
}

/// `GET /alokasi/{id}`
pub(crate) async fn show(desk: Seat, reader: Reader, Path(id): Path<String>) -> Response {
    let voice = desk.voice(&reader);
    match found(&desk, &id).await {
        Ok(plan) => {
            let crumbs = vec![(voice.word("plan-page-allocation"), "/alokasi".to_owned())];
            let page = Page { crumbs, ..Page::of(plan.name.clone(), "alokasi") };
            let since = if plan.state == PlanState::Approved { Some(outcome(&desk, &plan.id).await) } else { None };
            match since.transpose() {
                Ok(since) => frame(&desk, &voice, page, content(&desk, &voice, &plan, since.as_ref())).await,
                Err(error) => errors::of(&desk, &voice, &error).await,
            }
        }
        Err(error) => errors::of(&desk, &voice, &error).await,
    }
}

/// An approved plan against what happened since.
pub(crate) async fn outcome(desk: &Seat, id: &str) -> Result<PlanOutcome, AppError> {
    let wanted = id.to_owned();
    desk.ask(async move |home, scope| app::compare_plan(home, scope, Some(&wanted)).await).await
}

/// Planned, bought, paid, active, lapsed.
fn outcomes(voice: &Voice<'_>, found: &PlanOutcome) -> Markup {
    let month = |month| voice.numerals.month(month);
    let (from, until, months, planned) =
        (month(found.as_of), month(found.until), found.months.to_string(), found.months_planned.to_string());
    let arguments =
        [("name", found.name.as_str()), ("from", &from), ("until", &until), ("months", &months), ("planned", &planned)];
    let keys = ["planned", "planned-months", "uncovered", "bought", "paid-months", "active", "lapsed"];
    let counts =
        |of: &OutcomeCounts| [of.planned, of.planned_months, of.uncovered, of.bought, of.paid_months, of.active, of.lapsed];
    html! {
        section id="sesudah" {
            h2 { (voice.word("plan-since")) }
            p { (voice.say("plan-since-title", &arguments)) }
            p.asal { (voice.word("plan-since-more")) " " (voice.word("web-snapshot")) " " code { (crate::show::short(&found.snapshot)) } }
            div.gulir tabindex="0" { table {
                thead { tr { th scope="col" { (voice.word("web-region")) } th scope="col" { (voice.word("plan-line-group")) }
                    @for key in keys { th.n scope="col" { (voice.word(&format!("plan-since-{key}"))) } } } }
                tbody {
                    @for cell in &found.cells { tr { th scope="row" { (cell.region_name) } td { (group(voice, &cell.group)) }
                        @for count in counts(&cell.counted) { td.n { (voice.count(count)) } } } }
                    tr { th scope="row" { (voice.word("plan-total")) } td {} @for count in counts(&found.total) { td.n { strong { (voice.count(count)) } } } }
                }
            } }
        }
    }
}

fn content(desk: &Seat, voice: &Voice<'_>, plan: &KeptPlan, since: Option<&PlanOutcome>) -> Markup {
    let answer = &plan.answer;
    let action = |what: &str| format!("/alokasi/{}/{what}", plan.id);
    let actor = desk.scope().actor();
    let second = plan.made_by != actor && plan.frozen_by != actor;
    html! {
        h1 { (plan.name) ": " (headline(voice, answer)) }
        p { strong { (voice.word(&format!("plan-state-{}", plan.state.code()))) } " · " (voice.say("plan-steps", &[("made", &plan.made_by), ("frozen", or_dash(&plan.frozen_by)), ("approved", or_dash(&plan.approved_by))])) }
        @if answer.funeral_only { p.cap { "▲ " (voice.say("plan-funeral", &[("months", &answer.asked.months.to_string())])) } }
        div.tombol-tombol {
            a.tombol href=(action("anggaran.xlsx")) { (voice.word("plan-take-lines")) }
            @if voice.may(Permission::PlanEdit) && plan.state == PlanState::Draft { form method="post" action=(action("bekukan")) { button type="submit" { (voice.word("plan-freeze")) } } }
            @if voice.may(Permission::PlanEdit) && plan.state == PlanState::Frozen && second { form method="post" action=(action("setujui")) { button type="submit" { (voice.word("plan-approve")) } } }
        }
        @if plan.state == PlanState::Frozen && !second { p.asal { (voice.word("error-plan-same-person")) } }
        @if let Some(since) = since { (outcomes(voice, since)) }
        @if voice.may(Permission::People) { (sheets(voice, plan)) }
        (prices(voice, answer))
        section { h2 { (voice.word("plan-by-region")) } (by_region(voice, desk, answer)) }
    }
}

fn or_dash(text: &str) -> &str {
    if text.is_empty() { "–" } else { text }
}

/// The sheets of names: of a plan that a second person approved, for a purpose.
fn sheets(voice: &Voice<'_>, plan: &KeptPlan) -> Markup {
    let regions: BTreeSet<(&str, &str)> = plan
        .answer
        .cells
        .iter()
        .filter(|cell| cell.people() > 0)
        .map(|cell| (cell.region_code.as_str(), cell.region_name.as_str()))
        .collect();
    html! {
        section {
            h2 { (voice.word("plan-sheets")) }
            p.asal { (voice.word("plan-sheets-more")) }
            @if plan.state == PlanState::Approved {
                form.impor method="post" action=(format!("/alokasi/{}/peserta.xlsx", plan.id)) {
                    label for="wilayah" { (voice.word("web-region")) }
                    select name="wilayah" id="wilayah" { @for (code, name) in regions { option value=(code) { (name) } } }
                    label for="keperluan" { (voice.word("web-purpose")) }
                    (purposes(voice, Purpose::Enrol.code()))
                    label for="sandi" { (voice.word("plan-sheets-password")) }
                    p.bantu id="sandi-bantu" { (voice.word("plan-sheets-password-more")) }
                    input id="sandi" name="sandi" type="password" autocomplete="new-password" aria-describedby="sandi-bantu";
                    button type="submit" { (voice.word("plan-take-sheets")) }
                }
            } @else { p.cap { (voice.word("plan-sheets-wait")) } }
        }
    }
}

/// `POST /alokasi/{id}/bekukan`
pub(crate) async fn freeze(desk: Seat, reader: Reader, Path(id): Path<String>) -> Response {
    let (wanted, now) = (id.clone(), desk.now());
    let done = desk.ask(async move |home, scope| app::freeze_plan(home, scope, &wanted, now).await).await;
    stepped(&desk, &reader, &id, done).await
}

/// `POST /alokasi/{id}/setujui`
pub(crate) async fn approve(desk: Seat, reader: Reader, Path(id): Path<String>) -> Response {
    let (wanted, now) = (id.clone(), desk.now());
    let done = desk.ask(async move |home, scope| app::approve_plan(home, scope, &wanted, now).await).await;
    stepped(&desk, &reader, &id, done).await
}

async fn stepped(desk: &Seat, reader: &Reader, id: &str, done: Result<(), AppError>) -> Response {
    match done {
        Ok(()) => Redirect::to(&format!("/alokasi/{id}")).into_response(),
        Err(error) => errors::of(desk, &desk.voice(reader), &error).await,
    }
}

/// `GET /alokasi/{id}/anggaran.xlsx`
pub(crate) async fn lines(desk: Seat, reader: Reader, Path(id): Path<String>) -> Response {
    let language = reader.language;
    let made = desk.ask(async move |home, scope| {
        in_folder(async |path| app::write_budget_lines(home, scope, &id, path, &texts::Texts::of(language)).await).await
    });
    match made.await {
        Ok(bytes) => workbook("usulan-anggaran.xlsx", bytes),
        Err(error) => errors::of(&desk, &desk.voice(&reader), &error).await,
    }
}

/// `POST /alokasi/{id}/peserta.xlsx`
pub(crate) async fn people(
    desk: Seat,
    reader: Reader,
    Path(id): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Response {
    let language = reader.language;
    let asked = Asked(pairs.into_iter().collect());
    let made = async {
        let code = asked.given("wilayah").unwrap_or_default();
        let region = RegionCode::parse(code).map_err(|_| app::Refused::UnknownRegion(base::handover::showable(code)))?;
        asked.choice("keperluan", &Purpose::ALL)?.ok_or_else(|| refused("error-no-purpose", ""))?;
        let (password, now) = (asked.0.get("sandi").cloned().unwrap_or_default(), desk.now());
        desk.ask(async move |home, scope| {
            app::take_enrolment(home, scope, (&id, region, now), &password, &texts::Texts::of(language)).await
        })
        .await
    };
    match made.await {
        Ok(bytes) => workbook("pendaftaran.xlsx", bytes),
        Err(error) => errors::of(&desk, &desk.voice(&reader), &error).await,
    }
}

/// Lets a workbook be written into a folder that goes away, and reads it.
async fn in_folder(write: impl AsyncFnOnce(&std::path::Path) -> Result<(), AppError>) -> Result<Vec<u8>, AppError> {
    let disk = |source| AppError::Disk { doing: "make a list in", path: std::env::temp_dir(), source };
    let folder = tempfile::tempdir().map_err(disk)?;
    let path = folder.path().join("rencana.xlsx");
    write(&path).await?;
    std::fs::read(&path).map_err(disk)
}
