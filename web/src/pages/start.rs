//! Beranda: the figure, what waits for somebody, what is stale, what came in last.

use super::account::moment;
use super::coverage::{nothing_yet_or, title};
use super::parts::{acts, goals};
use crate::errors;
use crate::frame::{Page, frame};
use crate::gate::{Seat, Visitor};
use crate::reader::{Reader, Voice};
use crate::rows::Places;
use crate::show::figure_address;
use crate::view::View;
use app::{AppError, CaseLine, CommitmentLine, CommitmentState, Installation, Scope, SessionLine};
use axum::response::{IntoResponse, Redirect, Response};
use base::access::Permission;
use base::handover::Dimension;
use base::vocabulary::region::Level;
use jiff::civil::Date;
use maud::{Markup, PreEscaped, html};
use report::bullet;
use std::sync::Arc;
use texts::{Language, Texts};

/// Stale senders named on this page.
const NAMED: usize = 5;

/// What waits for the reader beside lists.
struct Waiting {
    /// Pairs to settle.
    pairs: u64,
    /// Requests that they may decide.
    decide: u64,
    /// Requests of persons that are not answered.
    requests: u64,
    /// Where they are signed in.
    sessions: Vec<SessionLine>,
}

/// Tells the reader of sign-ins with browsers they had not used before, other than this one (S09).
fn new_browsers(voice: &Voice<'_>, sessions: &[SessionLine], own: &str) -> Markup {
    html! {
        @for session in sessions.iter().filter(|session| session.fresh && session.id != own) {
            div.galat role="status" { p { "▲ " (voice.say("access-new-browser-told", &[("day", &moment(voice, session.made_at)), ("browser", &session.client)])) " " a href="/akun" { (voice.word("access-account")) } } }
        }
    }
}

/// `/`
pub(crate) async fn show(desk: Seat, reader: Reader, visitor: Visitor) -> Response {
    let voice = desk.voice(&reader);
    // Who sees no figures starts where their work is.
    let starts = [(Permission::Accounts, "/admin"), (Permission::Audit, "/audit")];
    if !voice.may(Permission::Figures) {
        let path = starts.into_iter().find(|(permission, _)| voice.may(*permission)).map_or("/akun", |(_, path)| path);
        return Redirect::to(path).into_response();
    }
    match content(&desk, &voice, &visitor.visit.session).await {
        Ok(body) => frame(&desk, &voice, Page::of(voice.word("web-home"), "beranda"), body).await,
        Err(error) => errors::of(&desk, &voice, &error).await,
    }
}

async fn content(desk: &Seat, voice: &Voice<'_>, session: &str) -> Result<Markup, AppError> {
    let quality = if voice.may(Permission::Receipts) { desk.quality().await? } else { Arc::default() };
    let (now, today, language) = (desk.now(), desk.today(), voice.language());
    let found = desk.ask(async move |home, scope| {
        let inbox = if scope.may(Permission::Upload) { app::Waiting::all(home, scope)? } else { app::Inbox::default() };
        let seen = scope.may(Permission::Receipts);
        let (arrivals, _) = if seen { app::history(home, scope, None, NAMED).await? } else { (Vec::new(), 0) };
        let pairs = if scope.may(Permission::Propose) { app::pair_queue(home, scope, now).await?.waiting } else { 0 };
        let late = late(home, scope, today, language).await?;
        let decide = app::approvals(home, scope, now).await?.iter().filter(|one| one.decides).count();
        let requests = if scope.may(Permission::Subjects) { app::subjects(home, scope, now).await? } else { Vec::new() };
        let waiting = Waiting {
            pairs,
            decide: decide as u64,
            requests: requests.iter().filter(|one| one.answered_at == 0).count() as u64,
            sessions: app::own_sessions(home, scope, now).await?,
        };
        Ok((inbox, arrivals, app::behind(home).await?, waiting, late))
    });
    let (inbox, arrivals, behind, waits, late) = found.await?;
    let pairs = waits.pairs;
    let headline = headline(desk, voice).await;
    let refused: Vec<_> = quality.senders.iter().filter(|sender| sender.quality.counts.refused > 0).collect();
    let refused_rows: u64 = refused.iter().map(|sender| sender.quality.counts.refused).sum();
    let stale: Vec<_> = quality.senders.iter().filter(|sender| sender.stale).collect();
    let nothing = inbox.waiting.is_empty()
        && pairs == 0
        && late == Late::default()
        && waits.decide == 0
        && waits.requests == 0
        && refused.is_empty()
        && !behind.is_behind();
    Ok(html! {
        (new_browsers(voice, &waits.sessions, session))
        (nothing_yet_or(voice, headline)?)
        section {
            h2 { (voice.word("web-tasks")) }
            @if nothing { p { (voice.word("web-tasks-none")) } }
            ul.tugas {
                @for waiting in &inbox.waiting { li { a href=(format!("/impor/{}", waiting.id)) { (voice.say("web-task-decide", &[("file", &waiting.order.file_name)])) } } }
                @if late.cases > 0 { li { a href="/perkara?tampil=lewat" { (voice.say("web-task-cases", &[("count", &voice.count(late.cases))])) } } }
                @if late.commitments > 0 { li { a href="/komitmen" { (voice.say("web-task-commitments", &[("count", &voice.count(late.commitments))])) } } }
                @if waits.decide > 0 { li { a href="/persetujuan" { (voice.say("web-task-approvals", &[("count", &voice.count(waits.decide))])) } } }
                @if waits.requests > 0 { li { a href="/hak-subjek" { (voice.say("web-task-requests", &[("count", &voice.count(waits.requests))])) } } }
                @if pairs > 0 { li { a href="/antrean" { (voice.say("web-task-pairs", &[("count", &voice.count(pairs))])) } } }
                @if behind.is_behind() && voice.may(Permission::Upload) { li { a href="/impor" { (voice.word("web-behind")) } } }
                @if refused_rows > 0 { li { a href="/mutu" { (voice.say("web-task-refused", &[("count", &voice.count(refused_rows)), ("senders", &voice.count(refused.len() as u64))])) } } }
            }
        }
        section {
            h2 { (voice.word("web-stale")) }
            @if stale.is_empty() { p { (voice.word("web-stale-none")) } }
            @else {
                p { (voice.say("web-stale-count", &[("count", &voice.count(stale.len() as u64)), ("all", &voice.count(quality.senders.len() as u64))])) }
                ul { @for sender in stale.iter().take(NAMED) { li { (sender.source) " · " (voice.of("kind", &sender.kind)) ": " (voice.say("web-days-old", &[("days", &sender.age_days.to_string())])) } } }
                p { a href="/mutu" { (voice.word("web-quality")) } }
            }
        }
        section {
            h2 { (voice.word("web-last")) }
            @if arrivals.is_empty() { p { (voice.word("web-history-none")) } }
            ul { @for arrival in &arrivals { li {
                a href=(format!("/riwayat/{}", arrival.receipt.batch)) { (arrival.receipt.file) } " · " (voice.of("kind", &arrival.receipt.kind)) " · " (arrival.source)
                " · " (voice.say("web-known-on", &[("day", &voice.numerals.day(&arrival.known_on.to_string()))]))
            } } }
        }
    })
}

/// What is past its day.
#[derive(Debug, Default, PartialEq, Eq)]
struct Late {
    cases: u64,
    commitments: u64,
}

async fn late(home: &Installation, scope: &Scope, today: Date, language: Language) -> Result<Late, AppError> {
    let cases =
        if scope.may(Permission::Cases) { app::cases(home, scope, today, &Texts::of(language)).await? } else { Vec::new() };
    let overdue = |case: &&CaseLine| case.deadlines.iter().any(|deadline| deadline.overdue);
    let commitments = app::commitments(home, scope, today).await?;
    let late = |one: &&CommitmentLine| one.state == CommitmentState::Late;
    Ok(Late { cases: cases.iter().filter(overdue).count() as u64, commitments: commitments.iter().filter(late).count() as u64 })
}

/// The sentence of the province, each figure of it a link.
async fn headline(desk: &Seat, voice: &Voice<'_>) -> Result<Markup, AppError> {
    let view = View::default();
    let home = desk.seat();
    let answer = desk.coverage(&view.request(&[Dimension::Region])).await?;
    let series = desk.series(None).await?;
    let places = Places::of(&answer, &view, home, Level::KabupatenKota);
    let Some(whole) = &places.whole else { return Ok(html! { h1 { (voice.word("web-no-total")) } }) };
    let (goal, marks) = goals(voice, &series, (home, home), whole.as_of, &view);
    Ok(html! {
        h1.utama { a.polos href="/cakupan" { (title(voice, whole, &goal)) } }
        p.asal { (voice.say("web-as-of", &[("month", &voice.numerals.month(whole.as_of))])) " · " a href=(figure_address(whole, &view)) { (voice.word("web-explain")) } }
        (PreEscaped(bullet(whole.rate_percent, &marks, &title(voice, whole, &goal), voice.numerals)))
        (acts(voice, home))
    })
}
