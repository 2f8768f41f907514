//! Publik: what everybody may see. One release for a state of the data, without filters, so that no two answers can be held against
//! each other; few people hidden and counts rounded by `report::public_figures`.

use super::approvals;
use super::coverage::regions_of;
use crate::ask::{Asked, refused};
use crate::desk::Desk;
use crate::errors;
use crate::frame::{Page, frame};
use crate::gate::Seat;
use crate::map::{MapOf, section};
use crate::reader::{Reader, Voice};
use crate::view::View;
use app::{AppError, Release, Released, Wish};
use axum::extract::{Form, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use base::access::Permission;
use maud::{Markup, html};
use report::{MapRegion, Public};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

/// The release that everybody sees.
pub(crate) async fn release(desk: &Arc<Desk>) -> Result<Arc<Option<Release>>, AppError> {
    Seat::public(desk).public_release().await
}

/// `/publik`
pub(crate) async fn show(State(desk): State<Arc<Desk>>, reader: Reader, asked: Asked) -> Response {
    let voice = desk.voice(&reader);
    match content(&desk, &voice, &asked).await {
        Ok(body) => frame(&desk, &voice, Page::of(voice.word("web-public"), "publik"), body).await,
        Err(error) => errors::of(&desk, &voice, &error).await,
    }
}

async fn content(desk: &Arc<Desk>, voice: &Voice<'_>, asked: &Asked) -> Result<Markup, AppError> {
    // Of an address only the form of the map is read: the release has no filters.
    let view = View { form: View::read(asked)?.form, ..View::default() };
    let found = match release(desk).await {
        Err(AppError::Refused(app::Refused::NotLinked | app::Refused::Published(_) | app::Refused::NothingIngested(_))) => {
            return Ok(html! { h1 { (voice.word("web-public")) } p { (voice.word("web-empty")) } });
        }
        other => other?,
    };
    let Some(release) = found.as_ref() else {
        return Ok(html! { h1 { (voice.word("web-public")) } p { (voice.word("release-none")) } (propose(voice)) });
    };
    let home = desk.home();
    let drawing = Seat::public(desk).drawing(home.region, release.as_of).await?;
    let regions = regions(&home, release);
    let map = MapOf { parent: home.region, regions, target: None, path: "/publik", people: false };
    let map = section(voice, &drawing, &map, &view);
    Ok(html! {
        h1 { (voice.say("web-public-title", &[("region", &release.region_name), ("month", &voice.numerals.month(release.as_of))])) }
        p { (voice.word(if release.published { "web-public-published" } else { "web-public-rule" })) }
        p.asal {
            (voice.say("web-known-on", &[("day", &voice.numerals.day(&release.known_on.to_string()))])) " · "
            (voice.word("web-numerator")) ": " (voice.of("name", &release.numerator_name)) " · "
            (voice.word("web-denominator")) ": " (voice.of("name", &release.denominator_name)) " · "
            (voice.word("web-snapshot")) " " code { (crate::show::short(&release.snapshot)) } " · public-2"
        }
        p.asal { (voice.word("web-download")) ": " a href="/publik.csv" { "CSV" } " " a href="/api/v1/public" { "JSON" } }
        div.dua {
            @if let Some(map) = map { (map) }
            section { h2 { (voice.word("web-ranking-plain")) } (released_table(voice, release)) }
        }
        @if !release.published && !release.synthetic { (propose(voice)) }
        section.catatan {
            h2 { (voice.word("web-notes")) }
            ul { li { (voice.word("web-public-sums")) } li { (voice.word("web-outside")) } li { (voice.word("web-no-interval")) } }
        }
    })
}

/// The rows of a release, also of one that is still to be approved.
pub(crate) fn released_table(voice: &Voice<'_>, release: &Release) -> Markup {
    html! {
        div.gulir tabindex="0" { table {
            thead { tr { th scope="col" { (voice.word("web-region")) } th.n scope="col" { (voice.word("web-rate")) } th.n scope="col" { (voice.word("web-covered")) } th.n scope="col" { (voice.word("web-denominator")) } } }
            tbody { @for row in &release.rows { (line(voice, row)) } }
            @if let Some(total) = &release.total { tfoot { (line(voice, total)) } }
        } }
    }
}

/// The way to a new release, for whoever may ask for one.
fn propose(voice: &Voice<'_>) -> Markup {
    html! {
        @if voice.may(Permission::Approve) {
            section {
                h2 { (voice.word("release-propose")) }
                p { (voice.word("release-propose-more")) }
                form.impor method="post" action="/publik/ajukan" { (approvals::reason_field(voice, "sebab")) button type="submit" { (voice.word("approval-ask")) } }
            }
        }
    }
}

/// `POST /publik/ajukan`: asks a second person to publish what the data gives now.
pub(crate) async fn ask(desk: Seat, reader: Reader, Form(fields): Form<BTreeMap<String, String>>) -> Response {
    let voice = desk.voice(&reader);
    match desk.ask(async |home, _| app::draft_release(home).await).await {
        Ok(draft) => {
            let reason = fields.get("sebab").cloned().unwrap_or_default();
            approvals::asked(&desk, &voice, Wish::Publish(Box::new(draft)), reason).await
        }
        Err(error) => errors::of(&desk, &voice, &error).await,
    }
}

fn name(voice: &Voice<'_>, row: &Released) -> String {
    if row.region_name.is_empty() { voice.word("web-no-finer") } else { voice.of("place", &row.region_name) }
}

fn line(voice: &Voice<'_>, row: &Released) -> Markup {
    html! { tr {
        th scope="row" { (name(voice, row)) }
        @match row.figure() {
            Public::Hidden => { td.samar colspan="3" { (voice.word("web-hidden")) } }
            Public::Shown { covered, denominator, rate } => {
                td.n { (rate.map_or_else(|| "–".to_owned(), |rate| voice.numerals.brief_percent(rate))) }
                td.n { (voice.count(covered)) } td.n { (voice.count(denominator)) }
            }
        }
    } }
}

/// The regencies of the release on a map; its links lead to the table, for there is no page of a regency without signing in.
fn regions(home: &app::Installation, release: &Release) -> Vec<MapRegion> {
    regions_of(home, |code| {
        let row = release.rows.iter().find(|row| row.region_code == Some(code));
        let (rate, hidden) = match row.map(Released::figure) {
            Some(Public::Hidden) => (None, true),
            Some(Public::Shown { rate, .. }) => (rate, false),
            None => (None, false),
        };
        let name = home.regions.name(code).unwrap_or_default().to_owned();
        MapRegion { code, name, rate, uncovered: None, hidden, href: "#isi".to_owned() }
    })
}

/// `/publik.csv`: the release for machines and Excel; an empty cell beside `disamarkan` is a hidden one.
pub(crate) async fn csv(State(desk): State<Arc<Desk>>, reader: Reader) -> Response {
    let voice = desk.voice(&reader);
    let found = match release(&desk).await {
        Ok(found) => found,
        Err(error) => return errors::of(&desk, &voice, &error).await,
    };
    let Some(release) = found.as_ref() else {
        return errors::of(&desk, &voice, &refused("error-not-released", "")).await;
    };
    let mut text =
        "\u{feff}kode;wilayah;bulan;diketahui;terlindungi;penyebut;cakupan_persen;disamarkan;aturan;sintetis\r\n".to_owned();
    for row in release.rows.iter().chain(&release.total) {
        let (covered, denominator, rate, hidden) = match row.figure() {
            Public::Hidden => (String::new(), String::new(), String::new(), "ya"),
            Public::Shown { covered, denominator, rate } => (
                covered.to_string(),
                denominator.to_string(),
                rate.map(|rate| rate.to_string().replace('.', ",")).unwrap_or_default(),
                "tidak",
            ),
        };
        let code = row.region_code.map(|code| code.to_string()).unwrap_or_default();
        let synthetic = if release.synthetic { "ya" } else { "tidak" };
        let rule = if release.published { "terbitan" } else { "public-2" };
        let _ = write!(
            text,
            "{code};\"{}\";{};{};{covered};{denominator};{rate};{hidden};{rule};{synthetic}\r\n",
            name(&voice, row).replace('"', "\"\""),
            release.as_of,
            release.known_on
        );
    }
    let headers =
        [(CONTENT_TYPE, "text/csv; charset=utf-8"), (CONTENT_DISPOSITION, "attachment; filename=\"cakupan-publik.csv\"")];
    (headers, text).into_response()
}
