//! Cakupan: are we on the way to the target, where is the gap, what next? The province at a glance.

use super::parts::{Goal, acts, filters, goals, matrix, months, notes, provenance, side_by_side};
use crate::ask::Asked;
use crate::errors;
use crate::frame::{Page, frame};
use crate::gate::Seat;
use crate::map::{MapOf, section};
use crate::reader::{Reader, Voice};
use crate::rows::{Places, is_small};
use crate::show::{Columns, card, count_text, figure, figure_address, rate_text, row_cells, row_headings, share};
use crate::view::{Order, View};
use app::{AppError, Refused, csv_cell};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use base::handover::{Basis, CoverageRow, Dimension};
use base::vocabulary::Month;
use base::vocabulary::region::{Level, RegionCode};
use maud::{Markup, PreEscaped, html};
use report::{MapRegion, bullet, full_scale};
use std::fmt::Write;

/// `/cakupan`
pub(crate) async fn show(desk: Seat, reader: Reader, asked: Asked) -> Response {
    let voice = desk.voice(&reader);
    // Who sees one region only starts on its page.
    if let Some(seat) = desk.one_region().filter(|_| asked.0.is_empty()) {
        return Redirect::to(&format!("/wilayah/{seat}")).into_response();
    }
    match content(&desk, &voice, &asked).await {
        Ok(body) => frame(&desk, &voice, Page::of(voice.word("web-coverage"), "cakupan"), body).await,
        Err(error) if is_empty(&error) && asked.0.is_empty() => {
            frame(&desk, &voice, Page::of(voice.word("web-coverage"), "cakupan"), nothing_yet(&voice)).await
        }
        Err(error) => errors::of(&desk, &voice, &error).await,
    }
}

/// Whether there is nothing to show yet, rather than something wrong with the question.
fn is_empty(error: &AppError) -> bool {
    matches!(error, AppError::Refused(Refused::Published(_) | Refused::NotLinked | Refused::NothingIngested(_)))
}

/// A part of a page, or how to begin where there is nothing to show yet.
pub(crate) fn nothing_yet_or(voice: &Voice<'_>, part: Result<Markup, AppError>) -> Result<Markup, AppError> {
    match part {
        Err(error) if is_empty(&error) => Ok(nothing_yet(voice)),
        part => part,
    }
}

fn nothing_yet(voice: &Voice<'_>) -> Markup {
    html! {
        h1 { (voice.word("web-empty")) }
        p { (voice.word("web-empty-more")) }
        p { a.tombol href="/impor" { (voice.word("web-empty-do")) } }
    }
}

async fn content(desk: &Seat, voice: &Voice<'_>, asked: &Asked) -> Result<Markup, AppError> {
    let view = View::read(asked)?;
    let home = desk.seat();
    let answer = desk.coverage(&view.request(&[Dimension::Region])).await?;
    let series = desk.series(view.known_on).await?;
    let places = Places::of(&answer, &view, home, Level::KabupatenKota);
    let first = places.whole.as_ref().or(places.parts.first());
    let month = first.map_or_else(|| Month::of(desk.today()), |row| row.as_of);
    let (goal, marks) = goals(voice, &series, (home, home), month, &view);
    let (mut line, mut cells) = (None, None);
    if first.is_some_and(|row| row.basis == Basis::Roster) {
        let by_month = desk.coverage(&view.request(&[Dimension::Month])).await?;
        line = months(voice, &by_month.rows.iter().collect::<Vec<_>>(), &goal, &view);
        let by_programme = desk.coverage(&view.request(&[Dimension::Segment, Dimension::Programme])).await?;
        cells = matrix(voice, &by_programme.rows.iter().collect::<Vec<_>>(), &view);
    }
    let shown = |row: &&CoverageRow| !is_small(row, places.is_residue(row));
    let full = full_scale(places.parts.iter().filter(shown).filter_map(|row| row.rate_percent).chain(goal.share));
    let columns = Columns { view: &view, target: goal.share, full };
    let served = desk.home();
    // Who sees a part has the map of that part on its page.
    let map = if home == served.region {
        let regions = regions_of(&served, |code| on_map(&served, &places.parts, code, &view));
        let map = MapOf { parent: served.region, regions, target: goal.share, path: "/cakupan", people: true };
        let drawing = desk.drawing(served.region, month).await?;
        section(voice, &drawing, &map, &view)
    } else {
        None
    };
    Ok(html! {
        @if let Some(whole) = &places.whole {
            (headline(voice, whole, &goal, &view))
            (provenance(voice, whole))
            (PreEscaped(bullet(whole.rate_percent, &marks, &title(voice, whole, &goal), voice.numerals)))
            (cards(voice, whole, &goal, &view))
            (acts(voice, home))
        } @else {
            h1 { (voice.word("web-no-total")) }
        }
        (whose_count(voice, &places, &view, "/cakupan"))
        (filters(voice, &view, &series, "/cakupan", home))
        @if places.parts.is_empty() { p { (voice.word("web-no-regions")) " " a href="/cakupan?penyebut=roster" { (voice.word("web-denominator-roster")) } } }
        @else {
            div.dua {
                @if let Some(map) = map { (map) }
                (ranking(voice, &places, columns))
            }
        }
        @if let Some(line) = line { (line) }
        @if let Some(cells) = cells { (cells) }
        (side_by_side(desk, voice, &series, home, &view).await?)
        (notes(voice, &answer))
    })
}

/// Which of two counts of members the page shows, where a publisher and our register both have one.
pub(crate) fn whose_count(voice: &Voice<'_>, places: &Places, view: &View, path: &str) -> Markup {
    html! {
        @if places.both {
            p.asal { (voice.word("web-counted")) ": "
                @for (register, key) in [(false, "web-counted-published"), (true, "web-counted-register")] {
                    a href=(View { register, ..view.clone() }.at(path)) aria-current=[(register == view.register).then_some("true")] { (voice.word(key)) } " "
                }
            }
        }
    }
}

fn ranking(voice: &Voice<'_>, places: &Places, columns: Columns<'_>) -> Markup {
    let view = columns.view;
    html! {
        section {
            h2 { (voice.word("web-ranking")) }
            p.asal { (voice.word("web-order")) ": "
                @for (word, order) in Order::ALL {
                    @let link = View { order, ..view.clone() }.at("/cakupan");
                    a href=(link) aria-current=[(order == view.order).then_some("true")] { (voice.of("order", word)) } " "
                }
                " · " a href=(view.at("/cakupan.csv")) { "CSV" } " " a href=(view.api("region")) { "JSON" }
            }
            div.gulir tabindex="0" role="region" aria-label=(voice.word("web-ranking")) { table.peringkat {
                thead { tr { th scope="col" { (voice.word("web-region")) } (row_headings(voice)) } }
                tbody { @for row in places.ranked(view.order) { tr {
                    @let residue = places.is_residue(&row);
                    th scope="row" { @if residue { (voice.word("web-no-finer")) } @else { (region_link(voice, &row, view)) } }
                    (row_cells(voice, &row, columns, residue))
                } } }
                @if let Some(whole) = &places.whole { tfoot { tr { th scope="row" { (whole.region_name) } (row_cells(voice, whole, columns, false)) } } }
            } }
        }
    }
}

fn region_link(voice: &Voice<'_>, row: &CoverageRow, view: &View) -> Markup {
    match row.region_code {
        Some(code) => html! { a href=(view.at(&format!("/wilayah/{code}"))) { (row.region_name) } },
        None => html! { (voice.of("place", &row.region_name)) },
    }
}

/// The sentence over everything: the figure, the target, the people between them.
pub(crate) fn title(voice: &Voice<'_>, row: &CoverageRow, goal: &Goal) -> String {
    let gap = gap(row, goal);
    let arguments = [
        ("region", row.region_name.as_str()),
        ("rate", &rate_text(voice, row.rate_percent)),
        ("target", &goal.label),
        ("gap", &voice.count(gap.unwrap_or_default())),
    ];
    match (row.rate_percent, gap) {
        (None, _) => voice.say("web-headline-none", &arguments),
        (Some(_), None) => voice.say("web-headline-no-target", &arguments),
        (Some(_), Some(0)) => voice.say("web-headline-met", &arguments),
        (Some(_), Some(_)) => voice.say("web-headline", &arguments),
    }
}

fn gap(row: &CoverageRow, goal: &Goal) -> Option<u64> {
    Some(goal.share?.target_of(row.denominator).gap_from(row.covered).0)
}

pub(crate) fn headline(voice: &Voice<'_>, row: &CoverageRow, goal: &Goal, view: &View) -> Markup {
    html! {
        h1.utama { (title(voice, row, goal)) }
        p.jelas { a href=(figure_address(row, view)) { (voice.word("web-explain")) } }
    }
}

pub(crate) fn cards(voice: &Voice<'_>, row: &CoverageRow, goal: &Goal, view: &View) -> Markup {
    let grace = row.in_grace.map(|count| voice.say("web-in-grace", &[("count", &voice.count(count.0))])).unwrap_or_default();
    let above = if row.uncovered.is_none() { voice.word("web-above-whole") } else { String::new() };
    let uncovered = row.uncovered.and_then(|count| share(count.0, row.denominator.0));
    html! {
        div.kartu-kartu {
            (card(&voice.word("web-covered"), &figure(voice, row, view, &voice.count(row.covered.0)), &html! { (grace) }))
            (card(&voice.word("web-uncovered"), &figure(voice, row, view, &count_text(voice, row.uncovered.map(|count| count.0))),
                &html! { (above) @if let Some(uncovered) = uncovered { (voice.say("web-of-denominator", &[("share", &voice.numerals.percent(uncovered))])) } }))
            (card(&voice.word("web-denominator"), &figure(voice, row, view, &voice.count(row.denominator.0)), &html! { (voice.of("name", &row.denominator_name)) }))
            @if let (Some(share), Some(gap)) = (goal.share, gap(row, goal)) {
                (card(&voice.say("web-gap", &[("target", &goal.label)]), &figure(voice, row, view, &voice.count(gap)),
                    &html! { (voice.say("web-gap-of", &[("count", &voice.count(share.target_of(row.denominator).0))])) }))
            }
        }
    }
}

/// A place on the map for every regency of the region served; those without a figure are drawn too, and say so.
pub(crate) fn regions_of(home: &app::Installation, region: impl Fn(RegionCode) -> MapRegion) -> Vec<MapRegion> {
    let regencies = home.regions.children(home.region).map(|region| region.code);
    regencies.filter(|code| code.level() == Level::KabupatenKota).map(region).collect()
}

/// A region of a map with the figure of its row.
pub(crate) fn on_map(home: &app::Installation, rows: &[CoverageRow], code: RegionCode, view: &View) -> MapRegion {
    let row = rows.iter().find(|row| row.region_code == Some(code));
    let hidden = row.is_some_and(|row| is_small(row, false));
    let shown = row.filter(|_| !hidden);
    MapRegion {
        code,
        name: home.regions.name(code).unwrap_or_default().to_owned(),
        rate: shown.and_then(|row| row.rate_percent),
        uncovered: shown.and_then(|row| row.uncovered).map(|count| count.0),
        hidden,
        href: view.at(&format!("/wilayah/{code}")),
    }
}

/// `/cakupan.csv`: the ranking as Excel in Indonesia opens it: `;` between cells, a comma for decimals, a mark of UTF-8.
pub(crate) async fn csv(desk: Seat, reader: Reader, asked: Asked) -> Response {
    let voice = desk.voice(&reader);
    let found = async {
        let view = View::read(&asked)?;
        let answer = desk.coverage(&view.request(&[Dimension::Region])).await?;
        let places = Places::of(&answer, &view, desk.seat(), Level::KabupatenKota);
        Ok::<_, AppError>((view, places))
    };
    let (view, places) = match found.await {
        Ok(found) => found,
        Err(error) => return errors::of(&desk, &voice, &error).await,
    };
    let mut text = "\u{feff}kode;wilayah;bulan;diketahui;pembilang;terlindungi;penyebut;jumlah_penyebut;belum;cakupan_persen;snapshot;sintetis\r\n".to_owned();
    // The whole once, and last; people whose list names no regency under a name that says so.
    for row in places.ranked(view.order).iter().chain(&places.whole) {
        let residue = places.is_residue(row) && places.whole.as_ref() != Some(row);
        let name = if residue { voice.word("web-no-finer") } else { voice.of("place", &row.region_name) };
        let hidden = is_small(row, residue);
        let number = |count: u64| if hidden { String::new() } else { count.to_string() };
        let _ = write!(
            text,
            "{};{};{};{};{};{};{};{};{};{};{};{}\r\n",
            row.region_code.filter(|_| !residue).map(|code| code.to_string()).unwrap_or_default(),
            csv_cell(&name),
            row.as_of,
            row.known_on,
            csv_cell(&row.numerator_name),
            number(row.covered.0),
            csv_cell(&row.denominator_name),
            number(row.denominator.0),
            row.uncovered.map(|count| number(count.0)).unwrap_or_default(),
            row.rate_percent.filter(|_| !hidden).map(|rate| rate.to_string().replace('.', ",")).unwrap_or_default(),
            row.snapshot,
            if row.synthetic { "ya" } else { "tidak" }
        );
    }
    let headers = [(CONTENT_TYPE, "text/csv; charset=utf-8"), (CONTENT_DISPOSITION, "attachment; filename=\"cakupan.csv\"")];
    (headers, text).into_response()
}
