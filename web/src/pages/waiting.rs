//! A list that waits: tried on a copy, shown with everything found and what it would change, and accepted only then.

use super::receipt::{counts, findings, progress_line, told};
use crate::errors;
use crate::frame::{Page, frame};
use crate::gate::Seat;
use crate::jobs::{Failure, Job};
use crate::reader::{Reader, Voice};
use crate::show::share;
use app::{Preview, Receipt, Shift, Waiting};
use axum::extract::{Form, Path};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use base::handover::Kind;
use base::vocabulary::region::Level;
use maud::{Markup, html};
use std::collections::BTreeMap;

/// Tries a waiting file unless it is being worked on.
fn rehearse(desk: &Seat, waiting: Waiting) {
    let today = desk.today();
    let id = waiting.id.clone();
    desk.begin(&id, async move |home, scope, progress| waiting.rehearse(home, scope, today, progress).await.map(|_| None));
}

/// `GET /impor/{id}`: under way, refused, ready to be accepted, or accepted.
pub(crate) async fn preview(desk: Seat, reader: Reader, Path(id): Path<String>) -> Response {
    let voice = desk.voice(&reader);
    let job = desk.jobs.of(&desk.job(&id));
    if let Some(Job::Done { batch: Some(batch) }) = job {
        return Redirect::to(&format!("/riwayat/{batch}")).into_response();
    }
    let wanted = id.clone();
    let found = desk.ask(async move |home, scope| {
        let waiting = Waiting::find(home, scope, &wanted)?;
        let preview = waiting.preview(home).await?;
        Ok((waiting, preview))
    });
    let (waiting, preview) = match found.await {
        Ok(found) => found,
        // A file that is being accepted leaves its folder a moment before its work is told as done.
        Err(_) if desk.jobs.is_running(&desk.job(&id)) => return under_way(&desk, &voice, &id, None).await,
        Err(error) => match desk.jobs.of(&desk.job(&id)) {
            Some(Job::Done { batch: Some(batch) }) => return Redirect::to(&format!("/riwayat/{batch}")).into_response(),
            _ => return errors::of(&desk, &voice, &error).await,
        },
    };
    match (job, preview) {
        (Some(Job::Running { .. }), _) => under_way(&desk, &voice, &id, Some(&waiting)).await,
        (Some(Job::Failed(failure)), _) => failed(&desk, &voice, &waiting, &failure).await,
        (_, Some(preview)) => ready(&desk, &voice, &waiting, preview).await,
        (_, None) => {
            rehearse(&desk, waiting.clone());
            under_way(&desk, &voice, &id, Some(&waiting)).await
        }
    }
}

/// `POST /impor/{id}/coba`: what failed for a reason of ours is tried again.
pub(crate) async fn again(desk: Seat, Path(id): Path<String>) -> Response {
    if !desk.jobs.is_running(&desk.job(&id)) {
        desk.jobs.forget(&desk.job(&id));
    }
    Redirect::to(&format!("/impor/{id}")).into_response()
}

fn page(voice: &Voice<'_>, title: String, refresh: bool) -> Page {
    Page { refresh, crumbs: vec![(voice.word("web-import"), "/impor".to_owned())], ..Page::of(title, "impor") }
}

fn about(voice: &Voice<'_>, waiting: &Waiting) -> Markup {
    let order = &waiting.order;
    html! { p.asal { (voice.of("kind", &order.kind)) " · " (order.source) " · " (voice.numerals.day(&order.as_of.to_string())) } }
}

async fn under_way(desk: &Seat, voice: &Voice<'_>, id: &str, waiting: Option<&Waiting>) -> Response {
    let line = progress_line(voice, desk.jobs.of(&desk.job(id)).as_ref());
    let title = waiting.map_or_else(|| voice.word("web-counting"), |waiting| waiting.order.file_name.clone());
    let body = html! {
        h1 { (title) }
        @if let Some(waiting) = waiting { (about(voice, waiting)) }
        p.kemajuan role="status" { (line) }
        p { (voice.word("web-may-leave")) }
        p { a href=(format!("/impor/{id}")) { (voice.word("web-look-again")) } }
    };
    frame(desk, voice, page(voice, title.clone(), true), body).await
}

/// Not accepted by a rule, or not tried to its end for a reason of ours: two different things to do next.
async fn failed(desk: &Seat, voice: &Voice<'_>, waiting: &Waiting, failure: &Failure) -> Response {
    let sentence = told(voice, failure);
    let body = html! {
        h1 { (waiting.order.file_name) }
        (about(voice, waiting))
        div.galat role="alert" {
            h2 { (voice.word(if failure.refused { "web-file-refused" } else { "web-work-failed" })) }
            p { (sentence) }
            p { (voice.word("web-nothing-stored")) }
        }
        @if !failure.refused {
            div.tombol-tombol { form method="post" action=(format!("/impor/{}/coba", waiting.id)) { button type="submit" { (voice.word("web-once-more")) } } }
        }
        (buttons(voice, &waiting.id, None))
    };
    frame(desk, voice, page(voice, waiting.order.file_name.clone(), false), body).await
}

/// The way on and the way out; whoever accepts says which preview they saw.
fn buttons(voice: &Voice<'_>, id: &str, accept: Option<(&str, &str)>) -> Markup {
    html! {
        div.tombol-tombol {
            @if let Some((accept, preview)) = accept {
                form method="post" action=(format!("/impor/{id}/kirim")) {
                    input type="hidden" name="uji" value=(preview);
                    button type="submit" { (accept) }
                }
            }
            form method="post" action=(format!("/impor/{id}/batal")) { button.kedua type="submit" { (voice.word("web-discard")) } }
        }
    }
}

async fn ready(desk: &Seat, voice: &Voice<'_>, waiting: &Waiting, preview: Preview) -> Response {
    let seen = preview.id();
    let Preview { receipt, effect, .. } = preview;
    let receipt = receipt.in_words(voice.texts);
    let fields = waiting.order.kind.parse::<Kind>().ok().and_then(|kind| app::fields(kind).ok()).unwrap_or_default();
    let accept = voice.say("web-accept", &[("rows", &voice.count(receipt.counts.accepted))]);
    let body = html! {
        h1 { (waiting.order.file_name) }
        (about(voice, waiting))
        @if receipt.repeated { p.cap { (voice.say("web-repeated", &[("batch", &receipt.batch.to_string())])) } }
        (counts(voice, &receipt, "web-ready"))
        p.cap { (voice.word("web-nothing-stored")) }
        (buttons(voice, &waiting.id, (!receipt.repeated).then_some((accept.as_str(), seen.as_str()))))
        (effects(voice, &effect))
        (columns(voice, &waiting.id, &receipt, &fields))
        (findings(voice, &receipt))
        @if receipt.counts.refused > 0 { p { (voice.word("web-refused-after")) } }
    };
    frame(desk, voice, page(voice, waiting.order.file_name.clone(), false), body).await
}

fn effects(voice: &Voice<'_>, effect: &[Shift]) -> Markup {
    let rate = |counts: Option<(u64, u64)>| {
        counts
            .and_then(|(covered, all)| share(covered, all))
            .map_or_else(|| "–".to_owned(), |share| voice.numerals.percent(share))
    };
    let pair = |counts: Option<(u64, u64)>| {
        counts.map_or_else(|| "–".to_owned(), |(covered, all)| format!("{} / {}", voice.count(covered), voice.count(all)))
    };
    html! {
        section {
            h2 { (voice.word("web-effect")) }
            @if effect.is_empty() { p { (voice.word("web-effect-none")) } }
            @else { div.gulir tabindex="0" { table {
                thead { tr { th scope="col" { (voice.word("web-region")) } th.n scope="col" { (voice.word("web-before")) } th.n scope="col" { (voice.word("web-after")) } th.n scope="col" { (voice.word("web-before-counts")) } th.n scope="col" { (voice.word("web-after-counts")) } } }
                tbody { @for shift in effect { tr.sendiri[shift.whole] {
                    th scope="row" { @if !shift.whole && shift.region_code.is_some_and(|code| code.level() < Level::KabupatenKota) { (voice.word("web-no-finer")) } @else { (voice.of("place", &shift.region_name)) } } td.n { (rate(shift.before)) } td.n { strong { (rate(shift.after)) } } td.n { (pair(shift.before)) } td.n { (pair(shift.after)) }
                } } }
            } } }
        }
    }
}

/// The columns found, each to be changed: what is not read today may be read as a field.
fn columns(voice: &Voice<'_>, id: &str, receipt: &Receipt, fields: &[(String, String)]) -> Markup {
    html! {
        section {
            h2 { (voice.word("web-columns")) }
            p.asal { (voice.word("web-columns-below")) }
            form method="post" action=(format!("/impor/{id}/kolom")) {
                div.gulir tabindex="0" { table {
                    thead { tr { th scope="col" { (voice.word("web-heading")) } th scope="col" { (voice.word("web-field")) } } }
                    tbody { @for (number, column) in receipt.columns.iter().enumerate() { tr {
                        th scope="row" { label for=(format!("k{number}")) { (column.heading) @if !column.sheet.is_empty() { " " span.asal { (column.sheet) } } } }
                        td {
                            input type="hidden" name=(format!("h{number}")) value=(column.heading);
                            select id=(format!("k{number}")) name=(format!("k{number}")) {
                                option value="ignored" selected[column.field.is_none()] { (voice.word("web-not-read")) }
                                @for (field, heading) in fields { option value=(field) selected[column.field.as_ref() == Some(field)] { (heading) } }
                            }
                        }
                    } } }
                } }
                button.kedua type="submit" { (voice.word("web-try-again")) }
            }
        }
    }
}

/// `POST /impor/{id}/kolom`
pub(crate) async fn remap(
    desk: Seat,
    reader: Reader,
    Path(id): Path<String>,
    Form(pairs): Form<BTreeMap<String, String>>,
) -> Response {
    let voice = desk.voice(&reader);
    if desk.jobs.is_running(&desk.job(&id)) {
        return errors::page(&desk, &voice, StatusCode::CONFLICT, &voice.word("web-under-way")).await;
    }
    let wanted = id.clone();
    let done = desk
        .ask(async move |home, scope| {
            let mut waiting = Waiting::find(home, scope, &wanted)?;
            let known: Vec<_> = waiting.preview(home).await?.map(|preview| preview.receipt.columns).unwrap_or_default();
            let mut changed = Vec::new();
            for (number, column) in known.iter().enumerate() {
                let Some(field) = pairs.get(&format!("k{number}")) else { continue };
                // Only what differs from what was found is said by the sender; the rest stays found.
                if pairs.get(&format!("h{number}")) == Some(&column.heading)
                    && column.field.as_deref().unwrap_or("ignored") != field
                {
                    changed.push((column.heading.clone(), field.clone()));
                }
            }
            waiting.remap(changed)
        })
        .await;
    match done {
        Ok(()) => {
            desk.jobs.forget(&desk.job(&id));
            Redirect::to(&format!("/impor/{id}")).into_response()
        }
        Err(error) => errors::of(&desk, &voice, &error).await,
    }
}

/// `POST /impor/{id}/kirim`: accepts what was shown. Without a preview, or when it has changed since, the page shows the present
/// one instead and nothing is accepted.
pub(crate) async fn accept(
    desk: Seat,
    reader: Reader,
    Path(id): Path<String>,
    Form(pairs): Form<BTreeMap<String, String>>,
) -> Response {
    let voice = desk.voice(&reader);
    let wanted = id.clone();
    let found = desk.ask(async move |home, scope| {
        let waiting = Waiting::find(home, scope, &wanted)?;
        let preview = waiting.preview(home).await?;
        Ok((waiting, preview))
    });
    match found.await {
        Ok((waiting, Some(preview))) if pairs.get("uji") == Some(&preview.id()) => {
            let today = desk.today();
            desk.begin(&id, async move |home, scope, progress| {
                waiting.accept(home, scope, today, progress).await.map(|receipt| Some(receipt.batch))
            });
        }
        Ok(_) => {}
        Err(error) => {
            // Sent twice: the first time counts, and its address leads to the receipt.
            if desk.jobs.of(&desk.job(&id)).is_none() {
                return errors::of(&desk, &voice, &error).await;
            }
        }
    }
    Redirect::to(&format!("/impor/{id}")).into_response()
}

/// `POST /impor/{id}/batal`: throws away a waiting file, or what an upload that broke off left.
pub(crate) async fn discard(desk: Seat, reader: Reader, Path(id): Path<String>) -> Response {
    let voice = desk.voice(&reader);
    if desk.jobs.is_running(&desk.job(&id)) || desk.is_arriving(&id) {
        return errors::page(&desk, &voice, StatusCode::CONFLICT, &voice.word("web-under-way")).await;
    }
    let wanted = id.clone();
    match desk
        .ask(async move |home, scope| match Waiting::find(home, scope, &wanted) {
            Ok(waiting) => waiting.discard(),
            Err(_) if Waiting::all(home, scope)?.broken.contains(&wanted) => Waiting::abandon(home, &wanted),
            Err(error) => Err(error),
        })
        .await
    {
        Ok(()) => {
            desk.jobs.forget(&desk.job(&id));
            Redirect::to("/impor").into_response()
        }
        Err(error) => errors::of(&desk, &voice, &error).await,
    }
}
