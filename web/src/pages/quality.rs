//! Mutu data: how fresh and how clean what every sender sent is, with what to mend and how it moved.

use crate::errors;
use crate::frame::{Page, frame};
use crate::gate::Seat;
use crate::reader::{Reader, Voice};
use crate::show::{card, share};
use app::{Quality, QualityRow, Sender};
use axum::response::Response;
use base::vocabulary::Percent;
use maud::{Markup, html};

/// Senders on the page; all of them are in the API.
const SHOWN: usize = 100;
/// Deliveries of the trend.
const DELIVERIES: usize = 4;

/// `/mutu`
pub(crate) async fn show(desk: Seat, reader: Reader) -> Response {
    let voice = desk.voice(&reader);
    match desk.quality().await {
        Ok(quality) => frame(&desk, &voice, Page::of(voice.word("web-quality"), "mutu"), content(&voice, &quality)).await,
        Err(error) => errors::of(&desk, &voice, &error).await,
    }
}

fn content(voice: &Voice<'_>, quality: &Quality) -> Markup {
    let all = quality.all;
    let part = |count: u64| share(count, all.counts.rows_read).map(|share| voice.numerals.percent(share)).unwrap_or_default();
    let stale = quality.senders.iter().filter(|sender| sender.stale).count();
    if quality.senders.is_empty() {
        return html! { h1 { (voice.word("web-quality")) } p { (voice.word("web-empty")) } p { a.tombol href="/impor" { (voice.word("web-empty-do")) } } };
    }
    html! {
        h1 { (voice.say("web-quality-headline", &[("rows", &voice.count(all.counts.rows_read)), ("share", &part(all.counts.accepted))])) }
        div.kartu-kartu {
            (card(&voice.word("web-refused"), &html! { (voice.count(all.counts.refused)) }, &html! { (part(all.counts.refused)) }))
            (card(&voice.word("web-duplicate"), &html! { (voice.count(all.counts.duplicate)) }, &html! { (part(all.counts.duplicate)) }))
            (card(&voice.word("web-nik-flaws"), &html! { (voice.count(all.nik_flaws)) }, &html! { (part(all.nik_flaws)) }))
            (card(&voice.word("web-region-flaws"), &html! { (voice.count(all.region_flaws)) }, &html! { (part(all.region_flaws)) }))
        }
        p { (voice.say("web-stale-count", &[("count", &voice.count(stale as u64)), ("all", &voice.count(quality.senders.len() as u64))])) }
        section {
            h2 { (voice.word("web-senders")) }
            p.asal { (voice.word("web-senders-below")) " " a href="/api/v1/quality" { "JSON" } }
            div.gulir tabindex="0" { table.pengirim {
                thead { tr {
                    th scope="col" { (voice.word("web-source")) } th scope="col" { (voice.word("web-kind")) } th.n scope="col" { (voice.word("web-age")) }
                    @for key in ["web-read", "web-accepted", "web-refused", "web-duplicate", "web-nik-flaws", "web-region-flaws"] { th.n scope="col" { (voice.word(key)) } }
                    th scope="col" { (voice.word("web-trend-refused")) } th scope="col" { (voice.word("web-mend")) }
                } }
                tbody { @for sender in quality.senders.iter().take(SHOWN) { (line(voice, sender)) } }
            } }
            @if quality.senders.len() > SHOWN { p.asal { (voice.say("web-senders-more", &[("count", &voice.count((quality.senders.len() - SHOWN) as u64))])) } }
        }
    }
}

fn line(voice: &Voice<'_>, sender: &Sender) -> Markup {
    let QualityRow { counts, nik_flaws, region_flaws, .. } = sender.quality;
    let trend: Vec<String> = sender
        .refused_trend
        .iter()
        .rev()
        .take(DELIVERIES)
        .rev()
        .map(|share| share.map_or_else(|| "–".to_owned(), |share| voice.numerals.percent(Percent(share))))
        .collect();
    html! {
        tr {
            th scope="row" { (sender.source) } td { (voice.of("kind", &sender.kind)) }
            td.n { @if sender.stale { span.cap { "● " (voice.say("web-days", &[("days", &sender.age_days.to_string())])) } } @else { (voice.say("web-days", &[("days", &sender.age_days.to_string())])) } }
            @for count in [counts.rows_read, counts.accepted, counts.refused, counts.duplicate, nik_flaws, region_flaws] { td.n { (voice.count(count)) } }
            td { (trend.join(" → ")) }
            td { a href=(format!("/riwayat/{}", sender.newest_batch)) { (voice.say("web-receipt", &[("batch", &sender.newest_batch.to_string())])) } }
        }
    }
}
