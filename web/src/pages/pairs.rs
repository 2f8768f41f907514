//! Antrean cocok: one pair of rows at a time, side by side, with what speaks for and against it; answered by buttons, or by the keys 1, 2, 3
//! and U where scripts run. Opened for a purpose that is asked first.

mod side;

use super::check::{purpose_of, purposes};
use super::uncovered::purpose_in;
use crate::address::address;
use crate::ask::{Asked, refused};
use crate::errors;
use crate::frame::{Page, frame};
use crate::gate::Seat;
use crate::reader::{Reader, Voice};
use crate::show::{card, share};
use app::{AppError, AskedPair, Asking, OwnVerdict, PairQueue, Purpose, Said};
use axum::extract::Form;
use axum::response::{IntoResponse, Redirect, Response};
use base::access::Permission;
use maud::{Markup, html};
use std::collections::BTreeMap;

/// The answers: key, word in the form, answer.
const ANSWERS: [(&str, &str, Said); 3] =
    [("1", "cocok", Said::Same), ("2", "bukan", Said::Different), ("3", "ragu", Said::Unsure)];

fn here(asking: Asking, purpose: Purpose) -> String {
    address("/antrean", &[("pilih", asking.code()), ("keperluan", purpose.code())])
}

/// `GET /antrean`: how the queue stands; with a purpose, the next pair.
pub(crate) async fn show(desk: Seat, reader: Reader, asked: Asked) -> Response {
    let voice = desk.voice(&reader);
    match content(&desk, &voice, &asked).await {
        Ok((title, body)) => {
            let page = Page { script: Some("/aset/antrean.js"), ..Page::of(title, "antrean") };
            frame(&desk, &voice, page, body).await
        }
        Err(error) => errors::of(&desk, &voice, &error).await,
    }
}

async fn content(desk: &Seat, voice: &Voice<'_>, asked: &Asked) -> Result<(String, Markup), AppError> {
    let queue = queue(desk).await?;
    let asking = asked.choice("pilih", &Asking::ALL)?.unwrap_or(Asking::Doubt);
    let Some(word) = asked.given("keperluan") else {
        return Ok((voice.word("pair-title"), start(voice, &queue)));
    };
    let purpose = purpose_in(Some(word))?;
    let title = voice.word(if asking == Asking::Sample { "pair-title-sample" } else { "pair-title" });
    let pair = next(desk, voice, asking, purpose).await?;
    let waiting = if asking == Asking::Sample { queue.sample_waiting.unwrap_or_default() } else { queue.waiting };
    let body = html! {
        h1.utama { (title) }
        p.asal {
            (voice.say("pair-waiting", &[("count", &voice.count(waiting)), ("done", &voice.count(queue.said_in_a_day))]))
            @if let Some(agreed) = agreement(voice, &queue) { " · " (agreed) }
            " · " a href="/antrean" { (voice.word("pair-overview")) }
        }
        @match &pair {
            Some(pair) => (one(voice, pair, asking, purpose)),
            None => p.cap.aman { (voice.word("pair-none")) },
        }
        (own(voice, &queue, asking, purpose))
    };
    Ok((title, body))
}

/// How the queue of the reader stands.
pub(crate) async fn queue(desk: &Seat) -> Result<PairQueue, AppError> {
    let now = desk.now();
    desk.ask(async move |home, scope| app::pair_queue(home, scope, now).await).await
}

/// The next pair for the reader.
pub(crate) async fn next(
    desk: &Seat,
    voice: &Voice<'_>,
    asking: Asking,
    purpose: Purpose,
) -> Result<Option<AskedPair>, AppError> {
    let english = voice.language() == texts::Language::English;
    desk.ask(async move |home, scope| app::next_pair(home, scope, asking, purpose, english).await).await
}

fn agreement(voice: &Voice<'_>, queue: &PairQueue) -> Option<String> {
    let rate = share(queue.agreed, queue.judged_by_others)?;
    let arguments = [("rate", voice.numerals.percent(rate)), ("count", voice.count(queue.judged_by_others))];
    Some(voice.say("pair-agreement", &arguments.each_ref().map(|(name, value)| (*name, value.as_str()))))
}

fn start(voice: &Voice<'_>, queue: &PairQueue) -> Markup {
    let count = |count: u64| html! { (voice.count(count)) };
    let agreed = agreement(voice, queue).unwrap_or_else(|| voice.word("pair-agreement-none"));
    html! {
        h1 { (voice.word("pair-title")) }
        p { (voice.word("pair-more")) }
        div.kartu-kartu {
            (card(&voice.word("pair-card-waiting"), &count(queue.waiting), &html! { (voice.word("pair-card-waiting-more")) }))
            @if let Some(waiting) = queue.sample_waiting { (card(&voice.word("pair-card-sample"), &count(waiting), &html! { (voice.word("pair-card-sample-more")) })) }
            (card(&voice.word("pair-card-said"), &count(queue.said_in_a_day), &html! { (agreed) }))
        }
        form.impor method="get" action="/antrean" {
            label for="keperluan" { (voice.word("web-purpose")) }
            p.bantu { (voice.word("web-purpose-help")) }
            (purposes(voice, Purpose::Mend.code()))
            div.tombol-tombol {
                button type="submit" name="pilih" value=(Asking::Doubt.code()) { (voice.word("pair-begin")) }
                @if queue.sample_waiting.is_some() { button.kedua type="submit" name="pilih" value=(Asking::Sample.code()) { (voice.word("pair-begin-sample")) } }
            }
        }
        @if queue.sample_waiting.is_some() { p.asal { (voice.word("pair-sample-more")) } }
        @if queue.verdicts_wait {
            section {
                h2 { (voice.word("pair-uncounted")) }
                p { (voice.word("pair-uncounted-more")) }
                @if voice.may(Permission::Upload) { form method="post" action="/hitung" { button.kedua type="submit" { (voice.word("pair-count")) } } }
            }
        }
    }
}

/// One pair with its buttons.
fn one(voice: &Voice<'_>, pair: &AskedPair, asking: Asking, purpose: Purpose) -> Markup {
    html! {
        @if pair.sampled { p.asal { (voice.word("pair-blind")) } }
        (side::by_side(voice, pair))
        form.jawab method="post" action="/antrean" {
            input type="hidden" name="pasangan" value=(pair.pair);
            (onward(asking, purpose))
            @for (key, word, _) in ANSWERS {
                button.kedua[key != "1"] type="submit" name="jawab" value=(word) data-kunci=(key) { kbd { (key) } " " (voice.of("pair-answer", word)) }
            }
        }
        @if let Some(evidence) = &pair.evidence { (side::evidence(voice, evidence)) }
    }
}

fn onward(asking: Asking, purpose: Purpose) -> Markup {
    html! { input type="hidden" name="pilih" value=(asking.code()); input type="hidden" name="keperluan" value=(purpose.code()); }
}

/// What the reader said last, each with a way to take it back.
fn own(voice: &Voice<'_>, queue: &PairQueue, asking: Asking, purpose: Purpose) -> Markup {
    let back = |verdict: &OwnVerdict, last: bool| {
        html! {
            form.sebaris method="post" action="/antrean/urung" {
                input type="hidden" name="nomor" value=(verdict.seq);
                (onward(asking, purpose))
                button.kedua type="submit" data-kunci=[last.then_some("u")] { @if last { kbd { "U" } " " } (voice.word("pair-undo")) }
            }
        }
    };
    let said = |verdict: &OwnVerdict| voice.of("pair-said", &verdict.answer);
    html! {
        @if let Some(last) = queue.own.first() {
            div.asal { (voice.say("pair-last", &[("answer", &said(last))])) " " (back(last, true)) }
        }
        div.asal { button.kedua id="kunci" type="button" aria-pressed="true" hidden { (voice.word("pair-keys")) } }
        @if queue.own.len() > 1 {
            details { summary { (voice.word("pair-own")) }
                ol { @for verdict in queue.own.iter().skip(1) { li { (said(verdict)) @if verdict.sampled { " · " (voice.word("pair-of-sample")) } " " (back(verdict, false)) } } }
            }
        }
    }
}

/// `POST /antrean`: an answer; the next pair follows.
pub(crate) async fn answer(desk: Seat, reader: Reader, Form(form): Form<BTreeMap<String, String>>) -> Response {
    let voice = desk.voice(&reader);
    let done = async {
        let (asking, purpose) = asked_in(&form)?;
        let word = form.get("jawab").map(String::as_str).unwrap_or_default();
        let said = ANSWERS.iter().find(|(_, known, _)| *known == word).map(|(.., said)| *said);
        let said = said.ok_or_else(|| refused("error-not-a-choice", "jawab"))?;
        let (pair, now) = (form.get("pasangan").cloned().unwrap_or_default(), desk.now());
        desk.ask(async move |home, scope| app::say_pair(home, scope, &pair, asking, said, now).await).await?;
        Ok::<_, AppError>(here(asking, purpose))
    };
    gone_on(&desk, &voice, done.await).await
}

/// `POST /antrean/urung`: takes an answer back; its pair is asked again.
pub(crate) async fn undo(desk: Seat, reader: Reader, Form(form): Form<BTreeMap<String, String>>) -> Response {
    let voice = desk.voice(&reader);
    let done = async {
        let (asking, purpose) = asked_in(&form)?;
        let seq = form.get("nomor").and_then(|text| text.parse::<i64>().ok()).ok_or_else(|| refused("error-no-pair", ""))?;
        let now = desk.now();
        desk.ask(async move |home, scope| app::take_back_pair(home, scope, seq, now).await).await?;
        Ok::<_, AppError>(here(asking, purpose))
    };
    gone_on(&desk, &voice, done.await).await
}

fn asked_in(form: &BTreeMap<String, String>) -> Result<(Asking, Purpose), AppError> {
    let word = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    let asking = Asking::ALL.iter().find(|(code, _)| *code == word("pilih")).map(|(_, asking)| *asking);
    let purpose = purpose_of(word("keperluan")).ok_or_else(|| refused("error-not-a-choice", "keperluan"))?;
    Ok((asking.ok_or_else(|| refused("error-not-a-choice", "pilih"))?, purpose))
}

async fn gone_on(desk: &Seat, voice: &Voice<'_>, done: Result<String, AppError>) -> Response {
    match done {
        Ok(next) => Redirect::to(&next).into_response(),
        Err(error) => errors::of(desk, voice, &error).await,
    }
}
