//! Laporan: every report that may be made, with its month and day, as PDF/A or workbook. What a report says is the use case's; here are
//! the forms, and the file that goes out.

use super::import::workbook;
use crate::ask::{Asked, refused};
use crate::errors;
use crate::frame::{Page, frame};
use crate::gate::Seat;
use crate::reader::{Reader, Voice};
use app::{AppError, PlanState, ReportKind, ReportRequest};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use base::access::Permission;
use base::vocabulary::region::{Level, RegionCode};
use maud::{Markup, html};
use texts::Texts;

/// `GET /laporan`
pub(crate) async fn list(desk: Seat, reader: Reader) -> Response {
    let voice = desk.voice(&reader);
    match content(&desk, &voice).await {
        Ok(body) => frame(&desk, &voice, Page::of(voice.word("report-title"), "laporan"), body).await,
        Err(error) => errors::of(&desk, &voice, &error).await,
    }
}

async fn content(desk: &Seat, voice: &Voice<'_>) -> Result<Markup, AppError> {
    let plans = match voice.may(Permission::Plan) {
        true => desk.ask(async move |home, scope| app::kept_plans(home, scope).await).await?,
        false => Vec::new(),
    };
    let plans: Vec<(String, String)> =
        plans.into_iter().filter(|plan| plan.state == PlanState::Approved).map(|plan| (plan.id, plan.name)).collect();
    let today = desk.today();
    let mut senders = match voice.may(Permission::Receipts) {
        true => desk.ask(async move |home, scope| app::quality(home, scope, today).await).await?.senders,
        false => Vec::new(),
    };
    senders.sort_by(|one, other| one.source.cmp(&other.source));
    senders.dedup_by(|one, other| one.source == other.source);
    let senders: Vec<(String, String)> = senders.into_iter().map(|sender| (sender.source.clone(), sender.source)).collect();
    let regions = regions(desk);
    Ok(html! {
        h1 { (voice.word("report-title")) }
        p { (voice.word("report-more")) }
        p.asal { (voice.word("report-about-minutes")) " " a href="/rapat" { (voice.word("meeting-title")) } }
        (form(desk, voice, ("monev", "monev"), true, &html! {}))
        @if !regions.is_empty() { (form(desk, voice, ("kabupaten", "regency"), true, &choice(voice, "wilayah", "web-region", &regions))) }
        @if voice.may(Permission::Cases) { (form(desk, voice, ("kepatuhan", "compliance"), true, &html! {})) }
        @if voice.may(Permission::Plan) {
            @if plans.is_empty() { (without(voice, "budget", "report-no-plans")) }
            @else { (form(desk, voice, ("anggaran", "budget"), false, &choice(voice, "rencana", "report-plan-choose", &plans))) }
        }
        @if voice.may(Permission::Receipts) {
            @if senders.is_empty() { (without(voice, "quality", "report-no-senders")) }
            @else { (form(desk, voice, ("mutu", "quality"), false, &choice(voice, "pengirim", "report-sender-choose", &senders))) }
        }
    })
}

/// Regencies that the reader sees: those of their area, and the region of the installation where it is one itself.
fn regions(desk: &Seat) -> Vec<(String, String)> {
    let home = desk.home();
    let own = std::iter::once(home.region).chain(home.regions.children(home.region).map(|region| region.code));
    let seen = own.filter(|code| code.level() == Level::KabupatenKota && desk.scope().area().contains(*code));
    seen.map(|code| (code.to_string(), home.regions.name(code).unwrap_or_default().to_owned())).collect()
}

fn choice(voice: &Voice<'_>, name: &str, key: &str, options: &[(String, String)]) -> Markup {
    html! {
        label for=(name) { (voice.word(key)) }
        select id=(name) name=(name) { @for (value, word) in options { option value=(value) { (word) } } }
    }
}

fn form(desk: &Seat, voice: &Voice<'_>, (path, code): (&str, &str), by_month: bool, own: &Markup) -> Markup {
    let id = |name: &str| format!("{path}-{name}");
    html! {
        section {
            h2 { (voice.word(&format!("report-name-{code}"))) }
            p { (voice.word(&format!("report-about-{code}"))) }
            form.impor method="get" action=(format!("/laporan/{path}")) {
                (own)
                @if by_month {
                    label for=(id("bulan")) { (voice.word("meeting-month")) } p.bantu { (voice.word("meeting-month-help")) }
                    input id=(id("bulan")) name="bulan" type="month" placeholder="2025-06";
                }
                label for=(id("tanggal")) { (voice.word("report-on")) }
                input id=(id("tanggal")) name="tanggal" type="date" value=(desk.today());
                div.tombol-tombol {
                    button type="submit" name="bentuk" value="pdf" { (voice.word("report-make-pdf")) }
                    button.kedua type="submit" name="bentuk" value="xlsx" { (voice.word("report-make-xlsx")) }
                }
            }
        }
    }
}

fn without(voice: &Voice<'_>, code: &str, why: &str) -> Markup {
    html! { section { h2 { (voice.word(&format!("report-name-{code}"))) } p { (voice.word(why)) } } }
}

/// What an address asks of a report.
pub(crate) fn request(desk: &Seat, asked: &Asked) -> Result<ReportRequest, AppError> {
    let on = asked.day("tanggal")?.unwrap_or_else(|| desk.today());
    Ok(ReportRequest { month: asked.month("bulan")?, known_on: asked.day("diketahui")?, on })
}

/// The region that an address names.
pub(crate) fn region(asked: &Asked) -> Result<RegionCode, AppError> {
    let code = asked.given("wilayah").ok_or_else(|| refused("error-effect-region", ""))?;
    RegionCode::parse(code).map_err(|_| app::Refused::UnknownRegion(base::handover::showable(code)).into())
}

/// A text that an address must name.
pub(crate) fn named(asked: &Asked, name: &str, key: &'static str) -> Result<String, AppError> {
    asked.text(name)?.ok_or_else(|| refused(key, ""))
}

/// `GET /laporan/monev`
pub(crate) async fn monev(desk: Seat, reader: Reader, asked: Asked) -> Response {
    send(&desk, &reader, &asked, Ok(ReportKind::Monev)).await
}

/// `GET /laporan/kabupaten`
pub(crate) async fn regency(desk: Seat, reader: Reader, asked: Asked) -> Response {
    send(&desk, &reader, &asked, region(&asked).map(ReportKind::Regency)).await
}

/// `GET /laporan/kepatuhan`
pub(crate) async fn compliance(desk: Seat, reader: Reader, asked: Asked) -> Response {
    send(&desk, &reader, &asked, Ok(ReportKind::Compliance)).await
}

/// `GET /laporan/anggaran`
pub(crate) async fn budget(desk: Seat, reader: Reader, asked: Asked) -> Response {
    send(&desk, &reader, &asked, named(&asked, "rencana", "error-no-plan").map(ReportKind::Budget)).await
}

/// `GET /laporan/mutu`
pub(crate) async fn quality(desk: Seat, reader: Reader, asked: Asked) -> Response {
    send(&desk, &reader, &asked, named(&asked, "pengirim", "error-report-source").map(ReportKind::Quality)).await
}

/// Makes the report and sends it as the file that was asked for.
async fn send(desk: &Seat, reader: &Reader, asked: &Asked, kind: Result<ReportKind, AppError>) -> Response {
    let (voice, language) = (desk.voice(reader), reader.language);
    let made = async {
        let (kind, request) = (kind?, request(desk, asked)?);
        let as_workbook = asked.choice("bentuk", &[("pdf", false), ("xlsx", true)])?.unwrap_or_default();
        let name = format!("{}-{}", kind.code(), request.on);
        let bytes = desk.ask(async move |home, scope| {
            let texts = Texts::of(language);
            let document = app::report_document(home, scope, &kind, &request, &texts).await?;
            let paper = app::report_paper(home, &document, &texts)?;
            if as_workbook { in_workbook(&paper) } else { paper.pdf() }
        });
        Ok::<_, AppError>((name, as_workbook, bytes.await?))
    };
    match made.await {
        Ok((name, true, bytes)) => workbook(&format!("{name}.xlsx"), bytes),
        Ok((name, false, bytes)) => {
            let name = format!("attachment; filename=\"{name}.pdf\"");
            ([(CONTENT_TYPE, "application/pdf".to_owned()), (CONTENT_DISPOSITION, name)], bytes).into_response()
        }
        Err(error) => errors::of(desk, &voice, &error).await,
    }
}

/// Lets a workbook be written into a folder that goes away, and reads it.
pub(crate) fn in_workbook(paper: &app::Paper) -> Result<Vec<u8>, AppError> {
    let folder = tempfile::tempdir().map_err(AppError::disk("make a folder", &std::env::temp_dir()))?;
    let path = folder.path().join("laporan.xlsx");
    paper.workbook(&path)?;
    std::fs::read(&path).map_err(AppError::disk("read", &path))
}
