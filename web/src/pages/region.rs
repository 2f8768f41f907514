//! Wilayah: one regency, district or village on one sheet: its figure, its neighbours in the ranking, its past, and what is below it.

use super::coverage::{cards, headline, on_map, title, whose_count};
use super::parts::{acts, filters, goals, matrix, months, notes, provenance, side_by_side};
use crate::ask::Asked;
use crate::errors;
use crate::frame::{Page, frame};
use crate::gate::Seat;
use crate::map::{MapOf, section};
use crate::reader::{Reader, Voice};
use crate::rows::{Places, in_order, is_small};
use crate::show::{Columns, row_cells, row_headings, share};
use crate::view::{Order, View};
use app::{AppError, FEWEST, Refused};
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use base::handover::{Basis, CoverageRow, Dimension};
use base::vocabulary::region::{Level, RegionCode};
use base::vocabulary::{Month, Percent};
use maud::{Markup, PreEscaped, html};
use report::{Mark, bullet, full_scale};

/// `/wilayah/73.05`
pub(crate) async fn show(desk: Seat, reader: Reader, Path(code): Path<String>, asked: Asked) -> Response {
    let voice = desk.voice(&reader);
    if let Err(error) = desk.renew().await {
        return errors::of(&desk, &voice, &error).await;
    }
    let home = desk.home();
    // A region of another installation, or outside the reader's area, is as unknown here as one that does not exist.
    let known = RegionCode::parse(&code).ok().filter(|code| home.region.contains(*code) && home.regions.get(*code).is_some());
    let known = known.filter(|code| desk.scope().area().contains(*code) || desk.scope().role().others);
    let Some(code) = known else {
        let error = Refused::UnknownRegion(base::handover::showable(&code)).into();
        return errors::of(&desk, &voice, &error).await;
    };
    if code == home.region && code.level() == Level::Provinsi {
        return Redirect::to("/cakupan").into_response();
    }
    match content(&desk, &voice, code, &asked).await {
        Ok(body) => {
            let mut page = Page::of(home.regions.name(code).unwrap_or_default().to_owned(), "cakupan");
            page.crumbs = crumbs(&desk, &voice, code);
            frame(&desk, &voice, page, body).await
        }
        Err(error) => errors::of(&desk, &voice, &error).await,
    }
}

fn crumbs(desk: &Seat, voice: &Voice<'_>, code: RegionCode) -> Vec<(String, String)> {
    let mut crumbs = vec![(voice.word("web-coverage"), "/cakupan".to_owned())];
    let mut above = Vec::new();
    let mut at = code;
    while let Some(parent) = at.parent().filter(|parent| {
        desk.home().region.contains(*parent) && desk.scope().area().contains(*parent) && parent.level() > Level::Provinsi
    }) {
        above.push((desk.home().regions.name(parent).unwrap_or_default().to_owned(), format!("/wilayah/{parent}")));
        at = parent;
    }
    crumbs.extend(above.into_iter().rev());
    crumbs
}

const fn dimension(level: Level) -> Dimension {
    match level {
        Level::Provinsi => Dimension::Province,
        Level::KabupatenKota => Dimension::Region,
        Level::Kecamatan => Dimension::District,
        Level::Desa => Dimension::Village,
    }
}

const fn below(level: Level) -> Option<Dimension> {
    match level {
        Level::Provinsi => Some(Dimension::Region),
        Level::KabupatenKota => Some(Dimension::District),
        Level::Kecamatan => Some(Dimension::Village),
        Level::Desa => None,
    }
}

async fn content(desk: &Seat, voice: &Voice<'_>, code: RegionCode, asked: &Asked) -> Result<Markup, AppError> {
    let view = View::read(asked)?;
    let home = desk.home().region;
    let path = format!("/wilayah/{code}");
    let level = code.level();
    let answer = desk.coverage(&view.request(&[dimension(level)])).await?;
    let series = desk.series(view.known_on).await?;
    let places = Places::of(&answer, &view, home, level);
    let month = answer.rows.first().map_or_else(|| Month::of(desk.today()), |row| row.as_of);
    let (goal, mut marks) = goals(voice, &series, (code, home), month, &view);
    let name = desk.home().regions.name(code).unwrap_or_default().to_owned();
    let Some(row) = places.at(code).cloned() else {
        return Ok(html! {
            h1 { (name) }
            p { (voice.word("web-region-none")) }
            (filters(voice, &view, &series, &path, code))
            (side_by_side(desk, voice, &series, code, &view).await?)
        });
    };
    if is_small(&row, false) {
        return Ok(html! { h1 { (name) } p { (voice.say("web-region-few", &[("fewest", &FEWEST.to_string())])) } });
    }
    let roster = row.basis == Basis::Roster;
    let regency = level == Level::KabupatenKota;
    // Of somebody who sees this region only the whole is the region itself.
    let whole = places.whole.clone().filter(|whole| whole.region_code != row.region_code);
    if let Some(rate) = whole.as_ref().and_then(|whole| whole.rate_percent) {
        let label = voice.say("web-average", &[("share", &voice.numerals.percent(rate))]);
        marks.push(Mark { at: rate, label });
        marks.sort_by_key(|mark| mark.at);
    }
    let (mut line, mut cells, mut children) = (None, None, Vec::new());
    if roster && regency {
        let by_month = desk.coverage(&view.request(&[Dimension::Region, Dimension::Month])).await?;
        line = months(voice, &of(&by_month.rows, code), &goal, &view);
        let by_programme = desk.coverage(&view.request(&[Dimension::Region, Dimension::Segment, Dimension::Programme])).await?;
        cells = matrix(voice, &of(&by_programme.rows, code), &view);
    }
    if let (true, Some(finer)) = (roster, below(level)) {
        let finer = desk.coverage(&view.request(&[finer])).await?;
        // A list that names the regency and no district makes a row of the regency itself.
        children = finer.rows.iter().filter(|row| row.region_code.is_some_and(|inner| code.contains(inner))).cloned().collect();
    }
    let mut map = None;
    if !children.is_empty() {
        let (home, drawing) = (desk.home(), desk.drawing(code, month).await?);
        let regions = home.regions.children(code).map(|inner| on_map(&home, &children, inner.code, &view)).collect();
        let of = MapOf { parent: code, regions, target: goal.share, path: &path, people: true };
        map = section(voice, &drawing, &of, &view);
    }
    Ok(html! {
        (headline(voice, &row, &goal, &view))
        (provenance(voice, &row))
        (PreEscaped(bullet(row.rate_percent, &marks, &title(voice, &row, &goal), voice.numerals)))
        (cards(voice, &row, &goal, &view))
        (acts(voice, code))
        @if let Some(part) = contribution(voice, &row, whole.as_ref()) { p { (part) } }
        (whose_count(voice, &places, &view, &path))
        (filters(voice, &view, &series, &path, code))
        @if regency { (peers(voice, &places, &row, goal.share, &view)) }
        @if let Some(line) = line { (line) }
        @if let Some(cells) = cells { (cells) }
        @if let Some(map) = map { (map) }
        @if !children.is_empty() { (table_below(voice, desk, children, code, goal.share, &view)) }
        (side_by_side(desk, voice, &series, code, &view).await?)
        (notes(voice, &answer))
    })
}

fn of(rows: &[CoverageRow], code: RegionCode) -> Vec<&CoverageRow> {
    rows.iter().filter(|row| row.region_code == Some(code)).collect()
}

/// How much of the gap of the whole lies here.
fn contribution(voice: &Voice<'_>, row: &CoverageRow, whole: Option<&CoverageRow>) -> Option<String> {
    let part = share(row.uncovered?.0, whole?.uncovered?.0)?;
    let arguments = [("share", voice.numerals.percent(part)), ("region", whole?.region_name.clone())];
    let arguments: Vec<(&str, &str)> = arguments.iter().map(|(name, value)| (*name, value.as_str())).collect();
    Some(voice.say("web-contributes", &arguments))
}

/// The five around it in the ranking by share, and the whole.
fn peers(voice: &Voice<'_>, places: &Places, own: &CoverageRow, target: Option<Percent>, view: &View) -> Markup {
    let known = places.parts.iter().filter(|row| row.region_code.is_some()).cloned().collect();
    let mut ranked = in_order(known, Order::Rate);
    ranked.reverse();
    let Some(place) = ranked.iter().position(|row| row.region_code == own.region_code) else { return html! {} };
    if ranked.len() < 2 {
        return html! {};
    }
    let from = place.saturating_sub(2).min(ranked.len().saturating_sub(5));
    let columns = Columns { view, target, full: full_scale(ranked.iter().filter_map(|row| row.rate_percent).chain(target)) };
    let title = voice.say("web-peers", &[("place", &(place + 1).to_string()), ("of", &ranked.len().to_string())]);
    html! {
        section {
            h2 { (title) }
            div.gulir tabindex="0" role="region" aria-label=(title) { table {
                thead { tr { th.n scope="col" { "#" } th scope="col" { (voice.word("web-region")) } (row_headings(voice)) } }
                tbody { @for (number, row) in ranked.iter().enumerate().skip(from).take(5) {
                    tr.sendiri[row.region_code == own.region_code] {
                        td.n { (number + 1) }
                        th scope="row" { @if let Some(code) = row.region_code { a href=(view.at(&format!("/wilayah/{code}"))) { (row.region_name) } } }
                        (row_cells(voice, row, columns, false))
                    }
                } }
                @if let Some(whole) = &places.whole { tfoot { tr { td {} th scope="row" { (whole.region_name) } (row_cells(voice, whole, columns, false)) } } }
            } }
        }
    }
}

/// What is below the region, most people uncovered first; last those whose list names the region and nothing finer.
fn table_below(
    voice: &Voice<'_>,
    desk: &Seat,
    rows: Vec<CoverageRow>,
    code: RegionCode,
    target: Option<Percent>,
    view: &View,
) -> Markup {
    let residue = |row: &CoverageRow| row.region_code == Some(code);
    let shown = |row: &&CoverageRow| !is_small(row, residue(row));
    let full = full_scale(rows.iter().filter(shown).filter_map(|row| row.rate_percent).chain(target));
    let columns = Columns { view, target, full };
    let few = rows.iter().filter(|row| is_small(row, residue(row))).count();
    let key = if code.level() == Level::KabupatenKota { "web-districts" } else { "web-villages" };
    let (coarse, fine): (Vec<_>, Vec<_>) = rows.into_iter().partition(residue);
    let home = desk.home();
    html! {
        section {
            h2 { (voice.word(key)) }
            div.gulir tabindex="0" role="region" aria-label=(voice.word(key)) { table {
                thead { tr { th scope="col" { (voice.word("web-region")) } (row_headings(voice)) } }
                tbody {
                    @for row in in_order(fine, view.order) { tr {
                        th scope="row" { @if let Some(inner) = row.region_code { a href=(view.at(&format!("/wilayah/{inner}"))) { (home.regions.name(inner).unwrap_or(&row.region_name)) } } }
                        (row_cells(voice, &row, columns, false))
                    } }
                    @for row in &coarse { tr { th scope="row" { (voice.word("web-no-finer")) } (row_cells(voice, row, columns, true)) } }
                }
            } }
            @if few > 0 { p.asal { (voice.say("web-few-below", &[("count", &few.to_string()), ("fewest", &FEWEST.to_string())])) } }
        }
    }
}
