//! Apa hasilnya: a regency before and after a month, held against regencies that went the same way before, in one sentence with its limits.

use crate::ask::{Asked, refused};
use crate::errors;
use crate::frame::{Page, frame};
use crate::gate::Seat;
use crate::reader::{Reader, Voice};
use crate::show::card;
use app::{AppError, EffectAnswer, Verdict};
use axum::response::Response;
use base::vocabulary::Month;
use base::vocabulary::region::{Level, Region, RegionCode};
use maud::{Markup, html};

/// What an address asks; nothing while a part of it is not said.
pub(crate) fn asked_of(asked: &Asked) -> Result<(Option<RegionCode>, Option<Month>), AppError> {
    let code = |region: &str| RegionCode::parse(region).map_err(|_| refused("error-effect-region", region));
    Ok((asked.given("wilayah").map(code).transpose()?, asked.month("sejak")?))
}

/// `GET /dampak?wilayah=73.09&sejak=2025-01`
pub(crate) async fn show(desk: Seat, reader: Reader, asked: Asked) -> Response {
    let voice = desk.voice(&reader);
    let found = async {
        let (Some(region), Some(since)) = asked_of(&asked)? else { return Ok(None) };
        desk.effect(region, since).await.map(Some)
    };
    let (answer, error) = match found.await {
        Ok(answer) => (answer, None),
        Err(error) if error.is_refusal() => (None, Some(error)),
        Err(error) => return errors::of(&desk, &voice, &error).await,
    };
    let home = desk.home();
    let is_theirs = |region: &&Region| region.code.level() == Level::KabupatenKota && desk.scope().area().contains(region.code);
    let regencies = home.regions.children(home.region).filter(is_theirs);
    let body = html! {
        h1 { (voice.word("effect-title")) }
        p { (voice.word("effect-what")) }
        form.saring method="get" action="/dampak" {
            label for="wilayah" { (voice.word("web-region")) }
            select id="wilayah" name="wilayah" { @for region in regencies { option value=(region.code) selected[asked.given("wilayah") == Some(region.code.to_string().as_str())] { (region.name) } } }
            label for="sejak" { (voice.word("effect-since")) }
            input id="sejak" name="sejak" type="month" placeholder="2025-01" required value=[asked.given("sejak")];
            button type="submit" { (voice.word("effect-ask")) }
        }
        @if let Some(error) = &error { div.galat role="alert" { p { (error.in_words(voice.texts)) } } }
        @if let Some(answer) = &answer { (told(&voice, answer)) }
    };
    let status = error.as_ref().map_or(axum::http::StatusCode::OK, errors::status);
    let crumbs = vec![(voice.word("commitment-title"), "/komitmen".to_owned())];
    frame(&desk, &voice, Page { status, crumbs, ..Page::of(voice.word("effect-title"), "rapat") }, body).await
}

fn told(voice: &Voice<'_>, answer: &EffectAnswer) -> Markup {
    let effect = &answer.effect;
    let month = |month: Month| voice.numerals.month(month);
    let signed = |people: i64| voice.numerals.signed(people);
    let expected = voice.count(effect.expected.max(0).unsigned_abs());
    // "More" and "fewer" say the sign in words; where nothing is seen it is a sign.
    let people =
        if effect.verdict == Verdict::Unseen { signed(effect.effect) } else { voice.count(effect.effect.unsigned_abs()) };
    html! {
        p.tugas { strong { (voice.say(&format!("effect-{}", effect.verdict.code()), &[
            ("region", &answer.region_name), ("people", &people),
            ("low", &signed(effect.low)), ("high", &signed(effect.high)), ("month", &month(answer.since)),
        ])) } }
        div.kartu-kartu {
            (card(&voice.word("effect-before"), &html! { (voice.count(effect.before)) }, &html! { (month(answer.first)) " – " (month(answer.since.plus(-1))) }))
            (card(&voice.word("effect-after"), &html! { (voice.count(effect.after)) }, &html! { (month(answer.since)) " – " (month(answer.as_of)) }))
            (card(&voice.word("effect-expected"), &html! { (expected) }, &html! { (voice.word("effect-expected-more")) }))
            (card(&voice.word("effect-difference"), &html! { (signed(effect.effect)) }, &html! { (signed(effect.low)) " … " (signed(effect.high)) }))
        }
        section.catatan {
            h2 { (voice.word("web-notes")) }
            ul {
                li { (voice.say("effect-peers", &[("peers", &effect.peers.join(", "))])) }
                li { (voice.say("effect-placebos", &[("placebos", &voice.count(effect.placebos as u64)), ("as_far", &voice.count(effect.as_far as u64))])) }
                li { (voice.word("effect-limits")) }
                @if answer.synthetic { li { (voice.word("effect-synthetic")) } }
            }
        }
    }
}
