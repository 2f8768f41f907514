//! Jelaskan angka ini: from any figure, one click to what it is made of. Opening a figure keeps it; its link shows the same figure
//! for good, whatever comes in later.

use super::parts::remark;
use crate::ask::{Asked, refused};
use crate::errors;
use crate::frame::{Page, frame};
use crate::gate::Seat;
use crate::reader::{Reader, Voice};
use crate::show::{Coordinates, short};
use crate::view::PLACES;
use app::{AppError, Figure, FigureLine, FigurePlace, FigureQuestion, Refused};
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use base::access::Permission;
use base::handover::{Attribution, Dimension};
use base::vocabulary::Rate;
use base::vocabulary::region::RegionCode;
use maud::{Markup, html};
use std::collections::BTreeMap;
use texts::Language;

/// Batches shown by name; the rest are counted.
const BATCHES: usize = 60;

/// `/jelaskan?…`: measures the figure, keeps it, and leads to its own address.
pub(crate) async fn open(desk: Seat, reader: Reader, asked: Asked) -> Response {
    let voice = desk.voice(&reader);
    let opened = match question(&asked) {
        Ok(question) => desk.explain(question).await,
        Err(error) => Err(error),
    };
    match opened {
        Ok(id) => Redirect::to(&format!("/angka/{id}")).into_response(),
        Err(error) => errors::of(&desk, &voice, &error).await,
    }
}

/// Which figure an address means.
pub(crate) fn question(asked: &Asked) -> Result<FigureQuestion, AppError> {
    let place = match asked.given("wilayah") {
        None => FigurePlace::Everywhere,
        Some("tanpa") => FigurePlace::Unknown,
        Some(code) => {
            FigurePlace::Region(RegionCode::parse(code).map_err(|_| Refused::UnknownRegion(base::handover::showable(code)))?)
        }
    };
    let cut: Result<Vec<(Dimension, String)>, AppError> = asked
        .given("menurut")
        .into_iter()
        .flat_map(|cuts| cuts.split(','))
        .map(|cut| {
            let (name, word) = cut.split_once(':').ok_or_else(|| refused("error-not-a-cut", cut))?;
            let dimension = Dimension::parse(name).filter(|dimension| !dimension.is_place() && *dimension != Dimension::Month);
            Ok((dimension.ok_or_else(|| refused("error-not-a-cut", name))?, word.to_owned()))
        })
        .collect();
    let workplace = asked.choice("tempat", &PLACES)?.unwrap_or_default();
    Ok(FigureQuestion {
        as_of: asked.month("bulan")?,
        known_on: asked.day("diketahui")?,
        denominator: asked.text("penyebut")?.unwrap_or_else(|| "roster".to_owned()),
        attribution: if workplace { Attribution::Workplace } else { Attribution::Residence },
        place,
        cut: cut?,
        numerator: asked.text("pembilang")?,
    })
}

/// `/angka/{id}`
pub(crate) async fn show(desk: Seat, reader: Reader, Path(id): Path<String>) -> Response {
    let voice = desk.voice(&reader);
    let wanted = id.clone();
    match desk.ask(async move |home, scope| app::figure(home, scope, &wanted).await).await {
        Ok(Some(figure)) => {
            let page = Page::of(voice.word("web-explain-title"), "cakupan");
            let crumbs = vec![(voice.word("web-coverage"), "/cakupan".to_owned())];
            frame(&desk, &voice, Page { crumbs, ..page }, content(&voice, &id, &figure)).await
        }
        Ok(None) => errors::page(&desk, &voice, StatusCode::NOT_FOUND, &voice.word("web-figure-none")).await,
        Err(error) => errors::of(&desk, &voice, &error).await,
    }
}

fn content(voice: &Voice<'_>, id: &str, figure: &Figure) -> Markup {
    let rate = Rate { numerator: figure.covered, denominator: figure.denominator }.percent();
    let shown = rate.map_or_else(|| "–".to_owned(), |rate| voice.numerals.percent(rate));
    let (covered, denominator) = (voice.count(figure.covered), voice.count(figure.denominator));
    let month = voice.numerals.month(figure.as_of);
    let cut: Vec<String> = figure.cut.iter().map(|(name, word)| voice.of(name, word)).collect();
    let place = std::iter::once(voice.of("place", &figure.region_name)).chain(cut).collect::<Vec<_>>().join(" · ");
    let known = voice.numerals.day(&figure.known_on.to_string());
    let arguments = [
        ("place", place.as_str()),
        ("month", &month),
        ("covered", &covered),
        ("denominator", &denominator),
        ("rate", &shown),
        ("known", &known),
        ("name", &voice.of("name", &figure.denominator_name)),
        ("snapshot", short(&figure.snapshot)),
        ("address", &format!("/angka/{id}")),
    ];
    html! {
        h1 { (voice.word("web-explain-title")) }
        @if figure.synthetic { p.cap { (voice.word("web-synthetic")) } } @else { p.asal { (voice.word("web-not-synthetic")) } }
        p.angka-besar { (shown) }
        p { (voice.say("web-figure-sentence", &arguments)) }
        section {
            h2 { (voice.word("web-formula")) }
            div.rumus {
                div { span.besar { (covered) } br; (voice.word("web-numerator")) ": " (voice.of("name", &figure.numerator_name)) }
                div.garis {}
                div { span.besar { (denominator) } br; (voice.word("web-denominator")) ": " (voice.of("name", &figure.denominator_name)) }
                p { "× 100 = " strong { (shown) } }
            }
            @if figure.covered > figure.denominator && figure.denominator > 0 { p { (voice.word("web-above-whole-more")) } }
            @if !figure.note.is_empty() { p { (voice.word("web-says")) ": " (remark(voice, &figure.note)) } }
        }
        @if !figure.account.is_empty() { (account(voice, figure)) }
        @if !figure.batches.is_empty() { (lists(voice, figure)) }
        @if figure.hidden > 0 { p { (voice.say("access-outside-lists", &[("count", &voice.count(figure.hidden as u64))])) } }
        @if !figure.published.is_empty() { (published(voice, figure)) }
        (rules(voice, figure))
        section {
            h2 { (voice.word("web-permanent")) }
            p { (voice.word("web-permanent-more")) }
            p { a href=(format!("/angka/{id}")) { code { "/angka/" (id) } } }
            p { a href=(again(figure)) { (voice.word("web-figure-now")) } }
            p.asal { (voice.word("web-citation")) }
            blockquote { (voice.say("web-cite", &arguments)) @if figure.synthetic { " " (voice.word("web-synthetic")) } }
        }
    }
}

/// The same question to the data of today.
fn again(figure: &Figure) -> String {
    Coordinates {
        roster: figure.roster,
        denominator_name: &figure.denominator_name,
        numerator_name: &figure.numerator_name,
        as_of: figure.as_of,
        known_on: None,
        workplace: figure.workplace,
        region_code: figure.region_code,
        region_name: &figure.region_name,
        cut: figure.cut.iter().map(|(name, word)| (name.as_str(), word.as_str())).collect(),
    }
    .address()
}

/// Everybody of the cell: counted as covered, counted as not covered, left out. The sums are those of the formula.
fn account(voice: &Voice<'_>, figure: &Figure) -> Markup {
    let sum = |wanted: fn(&FigureLine) -> bool| -> u64 {
        figure.account.iter().filter(|line| wanted(line)).map(|line| line.people).sum()
    };
    // On a published denominator our people make the numerator only: the rest of the base is nobody we know by name.
    let whole = if figure.roster { Some(sum(|line| line.counts)) } else { None };
    html! {
        section {
            h2 { (voice.word("web-account")) }
            p.asal { (voice.word("web-account-below")) }
            div.gulir tabindex="0" { table {
                thead { tr { th scope="col" { (voice.word("web-became")) } th.n scope="col" { (voice.word("web-people")) } th.n scope="col" { (voice.word("web-rows")) } th scope="col" { (voice.word("web-counted-as")) } } }
                tbody { @for line in &figure.account { tr {
                    th scope="row" { (voice.of("reason", &line.reason)) }
                    td.n { (voice.count(line.people)) } td.n { (voice.count(line.rows)) }
                    td { (voice.word(match (line.counts, line.covered) { (true, true) => "web-in-numerator", (true, false) => "web-in-denominator", _ => "web-left-out" })) }
                } } }
                tfoot {
                    tr { th scope="row" { (voice.word("web-sum-covered")) } td.n { (voice.count(sum(|line| line.covered))) } td {} td {} }
                    @if let Some(whole) = whole { tr { th scope="row" { (voice.word("web-sum-denominator")) } td.n { (voice.count(whole)) } td {} td {} } }
                    tr { th scope="row" { (voice.word("web-sum-out")) } td.n { (voice.count(sum(|line| !line.counts))) } td {} td {} }
                }
            } }
        }
    }
}

/// The lists counted: rows read, accepted, refused and duplicate, by kind and one by one.
fn lists(voice: &Voice<'_>, figure: &Figure) -> Markup {
    let mut kinds: BTreeMap<&str, (usize, [u64; 4])> = BTreeMap::new();
    for batch in &figure.batches {
        let (files, sums) = kinds.entry(&batch.kind).or_default();
        *files += 1;
        for (sum, rows) in sums.iter_mut().zip(batch.rows) {
            *sum += rows;
        }
    }
    html! {
        section {
            h2 { (voice.word("web-lists")) }
            p.asal { (voice.word("web-lists-below")) }
            div.gulir tabindex="0" { table {
                thead { tr { th scope="col" { (voice.word("web-kind")) } @for key in ["web-files", "web-read", "web-accepted", "web-refused", "web-duplicate"] { th.n scope="col" { (voice.word(key)) } } } }
                tbody { @for (kind, (files, rows)) in &kinds { tr {
                    th scope="row" { (voice.of("kind", kind)) } td.n { (files) } @for rows in rows { td.n { (voice.count(*rows)) } }
                } } }
            } }
            details { summary { (voice.say("web-lists-all", &[("count", &voice.count(figure.batches.len() as u64))])) }
                div.gulir tabindex="0" { table {
                    thead { tr { th.n scope="col" { "#" } th scope="col" { (voice.word("web-source")) } th scope="col" { (voice.word("web-kind")) } th scope="col" { (voice.word("web-day")) } th.n scope="col" { (voice.word("web-accepted")) } th.n scope="col" { (voice.word("web-refused")) } th.n scope="col" { (voice.word("web-duplicate")) } th scope="col" { "SHA-256" } } }
                    tbody { @for batch in figure.batches.iter().take(BATCHES) { tr {
                        td.n { @if voice.may(Permission::Receipts) { a href=(format!("/riwayat/{}", batch.batch)) { (batch.batch) } } @else { (batch.batch) } }
                        th scope="row" { (batch.source) } td { (voice.of("kind", &batch.kind)) } td { (voice.numerals.day(&batch.as_of.to_string())) }
                        td.n { (voice.count(batch.rows[1])) } td.n { (voice.count(batch.rows[2])) } td.n { (voice.count(batch.rows[3])) } td { code { (short(&batch.sha256)) } }
                    } } }
                } }
                @if figure.batches.len() > BATCHES { p { (voice.say("web-lists-more", &[("count", &voice.count((figure.batches.len() - BATCHES) as u64))])) } }
            }
        }
    }
}

fn published(voice: &Voice<'_>, figure: &Figure) -> Markup {
    html! {
        section {
            h2 { (voice.word("web-published")) }
            div.gulir tabindex="0" { table {
                thead { tr { th scope="col" { (voice.word("web-indicator")) } th scope="col" { (voice.word("web-period")) } th.n scope="col" { (voice.word("web-value")) } th scope="col" { (voice.word("web-source")) } th scope="col" { (voice.word("web-says")) } } }
                tbody { @for source in &figure.published { tr {
                    th scope="row" { (voice.of("indicator", &source.indicator)) } td { (source.period) } td.n { (source.value) }
                    // Only an address of the web becomes a link: a file could hold any text.
                    td { @if source.url.starts_with("https://") || source.url.starts_with("http://") { a href=(source.url) rel="noreferrer" { (source.source) } } @else { (source.source) } }
                    td.ket { @if source.quality != "ok" { strong { (voice.of("quality", &source.quality)) } " " } (remark(voice, &source.note)) }
                } } }
            } }
        }
    }
}

fn rules(voice: &Voice<'_>, figure: &Figure) -> Markup {
    let indonesian = voice.language() == Language::Indonesian;
    let rule = if indonesian { &figure.rule.0 } else { &figure.rule.1 };
    html! {
        section {
            h2 { (voice.word("web-rules")) }
            dl {
                dt { (voice.word("web-active")) } dd { (rule) }
                dt { (voice.word("web-outside-name")) } dd { (voice.word("web-outside")) }
                dt { (voice.word("web-rulebook")) } dd { code { (figure.rulebook) } " (active.toml, holidays.toml, groups.toml)" }
                dt { (voice.word("web-method")) } dd { @for (stage, version) in &figure.methods { (voice.of("stage", stage)) ": " code { (version) } " " } }
                dt { (voice.word("web-month")) } dd { (voice.numerals.month(figure.as_of)) }
                dt { (voice.word("web-known")) } dd { (voice.numerals.day(&figure.known_on.to_string())) }
                dt { (voice.word("web-where")) } dd { (voice.word(if figure.workplace { "web-workplace" } else { "web-residence" })) }
                dt { (voice.word("web-snapshot")) } dd { code.panjang { (figure.snapshot) } }
                @if let Some(linking) = &figure.linking {
                    dt { (voice.word("web-linking")) }
                    dd { (voice.say("web-linking-says", &[("rows", &voice.count(linking.rows)), ("persons", &voice.count(linking.persons)), ("links", &voice.count(linking.links)), ("wrong", &voice.count(linking.expected_false))])) }
                }
            }
            ul { @for (id, en) in &figure.notes { li { (if indonesian { id } else { en }) } } li { (voice.word("web-no-interval")) } }
        }
    }
}
