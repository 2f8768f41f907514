//! Publik: what everybody may see. One release for a state of the data, without filters, so that no two answers can be held against
//! each other; few people hidden and counts rounded by `report::public_cells`.

use super::coverage::regions_of;
use crate::ask::Asked;
use crate::desk::Desk;
use crate::errors;
use crate::frame::{Page, frame};
use crate::gate::Seat;
use crate::map::{MapOf, section};
use crate::reader::{Reader, Voice};
use crate::rows::Places;
use crate::view::View;
use app::AppError;
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use base::handover::{Basis, CoverageRow, Dimension};
use base::vocabulary::region::{Level, RegionCode};
use maud::{Markup, html};
use report::{MapRegion, Public, public_cells, public_total};
use std::fmt::Write;
use std::sync::Arc;

/// A row of the release.
pub(crate) struct Released {
    pub(crate) region_code: Option<RegionCode>,
    pub(crate) region_name: String,
    pub(crate) figure: Public,
}

/// The release of a state of the data.
pub(crate) struct Release {
    /// What all rows have in common: month, knowledge, names, snapshot.
    pub(crate) about: CoverageRow,
    pub(crate) rows: Vec<Released>,
    pub(crate) total: Option<Released>,
    /// Whether others published the figures: they are told as published.
    pub(crate) published: bool,
}

/// Makes the release.
pub(crate) async fn release(desk: &Arc<Desk>) -> Result<Release, AppError> {
    let desk = Seat::public(desk);
    let view = View::default();
    let home = desk.home().region;
    let answer = desk.coverage(&view.request(&[Dimension::Region])).await?;
    let places = Places::of(&answer, &view, home, Level::KabupatenKota);
    let mut parts: Vec<&CoverageRow> = places.parts.iter().chain(&places.residue).collect();
    // In the order of codes: an order by figures would tell of those that are hidden.
    parts.sort_by_key(|row| (row.region_code.is_none(), row.region_code));
    let about = places.whole.as_ref().or(parts.first().copied()).cloned();
    let about = about.ok_or(app::Refused::NotLinked)?;
    let published = about.basis == Basis::Published;
    let counts: Vec<(u64, u64)> = parts.iter().map(|row| (row.covered.0, row.denominator.0)).collect();
    let as_published =
        |row: &CoverageRow| Public::Shown { covered: row.covered.0, denominator: row.denominator.0, rate: row.rate_percent };
    let figures: Vec<Public> =
        if published { parts.iter().map(|row| as_published(row)).collect() } else { public_cells(&counts) };
    let rows = parts
        .iter()
        .zip(figures)
        .map(|(row, figure)| Released {
            region_code: row.region_code.filter(|_| !places.is_residue(row)),
            region_name: if places.is_residue(row) { String::new() } else { row.region_name.clone() },
            figure,
        })
        .collect();
    let total = places.whole.as_ref().map(|row| Released {
        region_code: row.region_code,
        region_name: row.region_name.clone(),
        figure: if published { as_published(row) } else { public_total((row.covered.0, row.denominator.0)) },
    });
    Ok(Release { about, rows, total, published })
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
    let release = match release(desk).await {
        Err(AppError::Refused(app::Refused::NotLinked | app::Refused::Published(_) | app::Refused::NothingIngested(_))) => {
            return Ok(html! { h1 { (voice.word("web-public")) } p { (voice.word("web-empty")) } });
        }
        other => other?,
    };
    let home = desk.home();
    let about = &release.about;
    let drawing = Seat::public(desk).drawing(home.region, about.as_of).await?;
    let regions = regions(&home, &release);
    let map = MapOf { parent: home.region, regions, target: None, path: "/publik", people: false };
    let map = section(voice, &drawing, &map, &view);
    Ok(html! {
        h1 { (voice.say("web-public-title", &[("region", &about.region_name), ("month", &voice.numerals.month(about.as_of))])) }
        p { (voice.word(if release.published { "web-public-published" } else { "web-public-rule" })) }
        p.asal {
            (voice.say("web-known-on", &[("day", &voice.numerals.day(&about.known_on.to_string()))])) " · "
            (voice.word("web-numerator")) ": " (voice.of("name", &about.numerator_name)) " · "
            (voice.word("web-denominator")) ": " (voice.of("name", &about.denominator_name)) " · "
            (voice.word("web-snapshot")) " " code { (crate::show::short(&about.snapshot)) } " · public-1"
        }
        p.asal { (voice.word("web-download")) ": " a href="/publik.csv" { "CSV" } " " a href="/api/v1/public" { "JSON" } }
        div.dua {
            @if let Some(map) = map { (map) }
            section {
                h2 { (voice.word("web-ranking-plain")) }
                div.gulir tabindex="0" { table {
                    thead { tr { th scope="col" { (voice.word("web-region")) } th.n scope="col" { (voice.word("web-rate")) } th.n scope="col" { (voice.word("web-covered")) } th.n scope="col" { (voice.word("web-denominator")) } } }
                    tbody { @for row in &release.rows { (line(voice, row)) } }
                    @if let Some(total) = &release.total { tfoot { (line(voice, total)) } }
                } }
            }
        }
        section.catatan {
            h2 { (voice.word("web-notes")) }
            ul { li { (voice.word("web-public-sums")) } li { (voice.word("web-outside")) } li { (voice.word("web-no-interval")) } }
        }
    })
}

fn name(voice: &Voice<'_>, row: &Released) -> String {
    if row.region_name.is_empty() { voice.word("web-no-finer") } else { voice.of("place", &row.region_name) }
}

fn line(voice: &Voice<'_>, row: &Released) -> Markup {
    html! { tr {
        th scope="row" { (name(voice, row)) }
        @match row.figure {
            Public::Hidden => { td.samar colspan="3" { (voice.word("web-suppressed")) } }
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
        let (rate, hidden) = match row.map(|row| row.figure) {
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
    let release = match release(&desk).await {
        Ok(release) => release,
        Err(error) => return errors::of(&desk, &voice, &error).await,
    };
    let mut text =
        "\u{feff}kode;wilayah;bulan;diketahui;terlindungi;penyebut;cakupan_persen;disamarkan;aturan;sintetis\r\n".to_owned();
    for row in release.rows.iter().chain(&release.total) {
        let (covered, denominator, rate, hidden) = match row.figure {
            Public::Hidden => (String::new(), String::new(), String::new(), "ya"),
            Public::Shown { covered, denominator, rate } => (
                covered.to_string(),
                denominator.to_string(),
                rate.map(|rate| rate.to_string().replace('.', ",")).unwrap_or_default(),
                "tidak",
            ),
        };
        let code = row.region_code.map(|code| code.to_string()).unwrap_or_default();
        let about = &release.about;
        let synthetic = if about.synthetic { "ya" } else { "tidak" };
        let rule = if release.published { "terbitan" } else { "public-1" };
        let _ = write!(
            text,
            "{code};\"{}\";{};{};{covered};{denominator};{rate};{hidden};{rule};{synthetic}\r\n",
            name(&voice, row).replace('"', "\"\""),
            about.as_of,
            about.known_on
        );
    }
    let headers =
        [(CONTENT_TYPE, "text/csv; charset=utf-8"), (CONTENT_DISPOSITION, "attachment; filename=\"cakupan-publik.csv\"")];
    (headers, text).into_response()
}
