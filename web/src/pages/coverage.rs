//! Cakupan: are we on the way to the target, where is the gap, what next? The province at a glance.

use super::parts::{filters, goals, matrix, months, notes, provenance, side_by_side};
use crate::desk::Desk;
use crate::errors;
use crate::frame::{Page, frame};
use crate::reader::{Reader, Voice};
use crate::show::{card, count_text, figure, figure_address, rate_text, row_cells, row_headings, share};
use crate::view::{Order, View};
use app::{AppError, Refused, csv_cell};
use axum::extract::{Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use base::handover::{Basis, CoverageRow, Dimension};
use base::vocabulary::region::{Level, RegionCode};
use base::vocabulary::{Potential, TargetCount};
use maud::{Markup, PreEscaped, html};
use report::{Measure, Tile, bullet, full_scale, has_tiles, tile_map};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

/// `/cakupan`
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    reader: Reader,
    Query(query): Query<BTreeMap<String, String>>,
) -> Response {
    let voice = desk.voice(&reader);
    match content(&desk, &voice, &query).await {
        Ok(body) => frame(&desk, &voice, Page::of(voice.word("web-coverage"), "cakupan"), body).await,
        Err(error) if is_empty(&error) && query.is_empty() => {
            frame(&desk, &voice, Page::of(voice.word("web-coverage"), "cakupan"), nothing_yet(&voice)).await
        }
        Err(error) => errors::of(&desk, &voice, &error).await,
    }
}

/// Whether there is nothing to show yet, rather than something wrong with the question.
fn is_empty(error: &AppError) -> bool {
    matches!(error, AppError::Refused(Refused::Published(_) | Refused::NotLinked | Refused::NothingIngested(_)))
}

fn nothing_yet(voice: &Voice<'_>) -> Markup {
    html! {
        h1 { (voice.word("web-empty")) }
        p { (voice.word("web-empty-more")) }
        p { a.tombol href="/impor" { (voice.word("web-empty-do")) } }
    }
}

/// The regencies of an answer, and the row of the whole.
fn split(rows: &[CoverageRow], total: Option<&CoverageRow>, home: RegionCode) -> (Vec<CoverageRow>, Option<CoverageRow>) {
    let whole = total.or_else(|| rows.iter().find(|row| row.region_code == Some(home))).cloned();
    let below = rows.iter().filter(|row| row.region_code != Some(home)).cloned().collect();
    (below, whole)
}

pub(crate) fn in_order(mut rows: Vec<CoverageRow>, order: Order) -> Vec<CoverageRow> {
    // People whose place no list tells stand last in every order.
    rows.sort_by(|a, b| {
        let unknown = a.region_code.is_none().cmp(&b.region_code.is_none());
        let asked = match order {
            Order::Uncovered => b.uncovered.cmp(&a.uncovered),
            Order::Rate => a.rate_percent.cmp(&b.rate_percent),
            Order::Name => a.region_name.cmp(&b.region_name),
            Order::Denominator => b.denominator.cmp(&a.denominator),
        };
        unknown.then(asked).then(a.region_code.cmp(&b.region_code))
    });
    rows
}

async fn content(desk: &Desk, voice: &Voice<'_>, query: &BTreeMap<String, String>) -> Result<Markup, AppError> {
    let view = View::read(query)?;
    let home = desk.home().region;
    let answer = desk.coverage(&view.request(&[Dimension::Region])).await?;
    let series = desk.series(view.known_on).await?;
    let (below, whole) = split(&answer.rows, answer.total.as_ref(), home);
    let (goal, marks) = goals(voice, &series, home, home, &view);
    let roster = answer.rows.first().or(whole.as_ref()).is_some_and(|row| row.basis == Basis::Roster);
    let (mut line, mut cells) = (None, None);
    if roster {
        let by_month = desk.coverage(&view.request(&[Dimension::Month])).await?;
        line = months(voice, &by_month.rows.iter().collect::<Vec<_>>(), &goal, &view);
        let by_programme = desk.coverage(&view.request(&[Dimension::Segment, Dimension::Programme])).await?;
        cells = matrix(voice, &by_programme.rows.iter().collect::<Vec<_>>(), &view);
    }
    let full = full_scale(below.iter().filter_map(|row| row.rate_percent).chain([goal.share]));
    Ok(html! {
        @if let Some(whole) = &whole {
            (headline(voice, whole, &goal, &view))
            (provenance(voice, whole))
            (PreEscaped(bullet(whole.rate_percent, &marks, &title(voice, whole, &goal), voice.numerals)))
            (cards(voice, whole, &goal, &view))
        } @else {
            h1 { (voice.word("web-no-total")) }
        }
        (filters(voice, &view, &series, "/cakupan", home))
        @if below.is_empty() { p { (voice.word("web-no-regions")) " " a href="/cakupan?penyebut=roster" { (voice.word("web-denominator-roster")) } } }
        @else {
            div.dua {
                @if has_tiles(home) { (map(voice, &below, &goal, &view)) }
                section {
                    h2 { (voice.word("web-ranking")) }
                    p.asal { (voice.say("web-order", &[])) ": "
                        @for order in Order::ALL {
                            @let link = View { order, ..view.clone() }.at("/cakupan");
                            a href=(link) aria-current=[(order == view.order).then_some("true")] { (voice.of("order", order.code())) } " "
                        }
                        " · " a href=(view.at("/cakupan.csv")) { "CSV" }
                    }
                    div.gulir { table.peringkat {
                        thead { tr { th scope="col" { (voice.word("web-region")) } (row_headings(voice)) } }
                        tbody { @for row in in_order(below.clone(), view.order) { tr {
                            th scope="row" { (region_link(voice, &row, &view)) }
                            (row_cells(voice, &row, &view, Some(goal.share), full))
                        } } }
                        @if let Some(whole) = &whole { tfoot { tr { th scope="row" { (whole.region_name) } (row_cells(voice, whole, &view, Some(goal.share), full)) } } }
                    } }
                }
            }
        }
        @if let Some(line) = line { (line) }
        @if let Some(cells) = cells { (cells) }
        (side_by_side(desk, voice, &series, home, &view).await?)
        (notes(voice, &answer))
    })
}

fn region_link(voice: &Voice<'_>, row: &CoverageRow, view: &View) -> Markup {
    match row.region_code {
        Some(code) => html! { a href=(view.at(&format!("/wilayah/{code}"))) { (row.region_name) } },
        None => html! { (voice.of("place", &row.region_name)) },
    }
}

/// The sentence over everything: the figure, the target, the people between them.
pub(crate) fn title(voice: &Voice<'_>, row: &CoverageRow, goal: &super::parts::Goal) -> String {
    let gap = gap(row, goal);
    let arguments = [
        ("region", row.region_name.as_str()),
        ("rate", &rate_text(voice, row.rate_percent)),
        ("target", &goal.label),
        ("gap", &voice.count(gap)),
    ];
    match (row.rate_percent, gap) {
        (None, _) => voice.say("web-headline-none", &arguments),
        (Some(_), 0) => voice.say("web-headline-met", &arguments),
        (Some(_), _) => voice.say("web-headline", &arguments),
    }
}

fn gap(row: &CoverageRow, goal: &super::parts::Goal) -> u64 {
    let Potential(potential) = row.denominator;
    let TargetCount(count) = goal.share.target_of(Potential(potential));
    TargetCount(count).gap_from(row.covered).0
}

pub(crate) fn headline(voice: &Voice<'_>, row: &CoverageRow, goal: &super::parts::Goal, view: &View) -> Markup {
    html! {
        h1.utama { (title(voice, row, goal)) }
        p.jelas { a href=(figure_address(row, view)) { (voice.word("web-explain")) } }
    }
}

pub(crate) fn cards(voice: &Voice<'_>, row: &CoverageRow, goal: &super::parts::Goal, view: &View) -> Markup {
    let grace = row.in_grace.map(|count| voice.say("web-in-grace", &[("count", &voice.count(count.0))])).unwrap_or_default();
    let above = if row.uncovered.is_none() { voice.word("web-above-whole") } else { String::new() };
    let uncovered = row.uncovered.and_then(|count| share(count.0, row.denominator.0));
    html! {
        div.kartu-kartu {
            (card(&voice.word("web-covered"), &figure(voice, row, view, &voice.count(row.covered.0)), &html! { (grace) }))
            (card(&voice.word("web-uncovered"), &figure(voice, row, view, &count_text(voice, row.uncovered.map(|count| count.0))),
                &html! { (above) @if let Some(uncovered) = uncovered { (voice.say("web-of-denominator", &[("share", &voice.numerals.percent(uncovered))])) } }))
            (card(&voice.word("web-denominator"), &figure(voice, row, view, &voice.count(row.denominator.0)), &html! { (voice.of("name", &row.denominator_name)) }))
            (card(&voice.say("web-gap", &[("target", &goal.label)]), &figure(voice, row, view, &voice.count(gap(row, goal))),
                &html! { (voice.say("web-gap-of", &[("count", &voice.count(goal.share.target_of(row.denominator).0))])) }))
        }
    }
}

fn map(voice: &Voice<'_>, rows: &[CoverageRow], goal: &super::parts::Goal, view: &View) -> Markup {
    let tiles: Vec<Tile> = rows
        .iter()
        .filter_map(|row| {
            let code = row.region_code.filter(|code| code.level() == Level::KabupatenKota)?;
            Some(Tile {
                code,
                name: row.region_name.clone(),
                rate: row.rate_percent,
                uncovered: row.uncovered.map(|count| count.0),
                href: view.at(&format!("/wilayah/{code}")),
            })
        })
        .collect();
    let measure = if view.people { Measure::People } else { Measure::Rate };
    let (title, unknown) = (voice.word("web-map"), voice.word("web-no-data"));
    html! {
        section.peta {
            h2 { (title) }
            p.asal { (voice.word("web-map-below")) " "
                @for (people, key) in [(false, "web-map-rate"), (true, "web-map-people")] {
                    a href=(View { people, ..view.clone() }.at("/cakupan")) aria-current=[(people == view.people).then_some("true")] { (voice.word(key)) } " "
                }
            }
            (PreEscaped(tile_map(&tiles, goal.share, measure, (&title, &unknown), voice.numerals)))
        }
    }
}

/// `/cakupan.csv`: the ranking as Excel in Indonesia opens it: `;` between cells, a comma for decimals, a mark of UTF-8.
pub(crate) async fn csv(
    State(desk): State<Arc<Desk>>,
    reader: Reader,
    Query(query): Query<BTreeMap<String, String>>,
) -> Response {
    let voice = desk.voice(&reader);
    let asked = async {
        let view = View::read(&query)?;
        let answer = desk.coverage(&view.request(&[Dimension::Region])).await?;
        Ok::<_, AppError>((view, answer))
    };
    let (view, answer) = match asked.await {
        Ok(found) => found,
        Err(error) => return errors::of(&desk, &voice, &error).await,
    };
    let mut text = "\u{feff}kode;wilayah;bulan;diketahui;pembilang;terlindungi;penyebut;jumlah_penyebut;belum;cakupan_persen;snapshot;sintetis\r\n".to_owned();
    for row in in_order(answer.rows.clone(), view.order).iter().chain(&answer.total) {
        let _ = write!(
            text,
            "{};{};{};{};{};{};{};{};{};{};{};{}\r\n",
            row.region_code.map(|code| code.to_string()).unwrap_or_default(),
            csv_cell(&row.region_name),
            row.as_of,
            row.known_on,
            csv_cell(&row.numerator_name),
            row.covered.0,
            csv_cell(&row.denominator_name),
            row.denominator.0,
            row.uncovered.map(|count| count.0.to_string()).unwrap_or_default(),
            row.rate_percent.map(|rate| rate.to_string().replace('.', ",")).unwrap_or_default(),
            row.snapshot,
            if row.synthetic { "ya" } else { "tidak" }
        );
    }
    let headers = [(CONTENT_TYPE, "text/csv; charset=utf-8"), (CONTENT_DISPOSITION, "attachment; filename=\"cakupan.csv\"")];
    (headers, text).into_response()
}
