//! Jejak: the audit log inside one's area, newest first, and the check of all of it.

use super::account::moment;
use crate::address::address;
use crate::errors;
use crate::frame::{Page, frame};
use crate::gate::Seat;
use crate::reader::{Reader, Voice};
use app::AuditLine;
use axum::extract::Query;
use axum::response::Response;
use maud::{Markup, html};
use std::collections::BTreeMap;

/// Lines on a page.
const LINES: usize = 50;

/// Lines of the log as a table. What stands in them is shown as text, whatever it is.
pub(crate) fn lines_table(voice: &Voice<'_>, lines: &[AuditLine]) -> Markup {
    html! {
        div.gulir tabindex="0" { table {
            thead { tr {
                th.n scope="col" { "#" }
                @for key in ["access-when", "access-actor", "access-action", "access-object", "access-purpose", "access-result"] { th scope="col" { (voice.word(key)) } }
                th.n scope="col" { (voice.word("access-rows")) }
                th scope="col" { (voice.word("access-source")) }
            } }
            tbody { @for line in lines { tr {
                td.n { (line.seq) }
                td { (when(voice, &line.at)) } th scope="row" { (line.actor) @if !line.role.is_empty() { " " span.asal { (line.role) " " (line.area) } } }
                td { (line.action) } td { (line.object) } td { (line.purpose) } td { (line.result) }
                td.n { @if line.rows > 0 { (voice.count(line.rows)) } } td { (line.client) }
            } } }
        } }
    }
}

fn when(voice: &Voice<'_>, at: &str) -> String {
    at.parse::<jiff::Timestamp>().map_or_else(|_| at.to_owned(), |at| moment(voice, at.as_second()))
}

/// `GET /audit`
pub(crate) async fn show(desk: Seat, reader: Reader, Query(query): Query<BTreeMap<String, String>>) -> Response {
    let voice = desk.voice(&reader);
    let below: u64 = query.get("sebelum").and_then(|number| number.parse().ok()).unwrap_or(0);
    let check = query.get("periksa").is_some_and(|asked| asked == "1");
    let found = desk
        .ask(async move |home, scope| {
            let lines = app::audit_lines(home, scope, below, LINES).await?;
            let report = if check { Some(app::audit_verify(home, scope, None).await?) } else { None };
            Ok((lines, report))
        })
        .await;
    let (lines, report) = match found {
        Ok(found) => found,
        Err(error) => return errors::of(&desk, &voice, &error).await,
    };
    let title = voice.word("access-audit");
    let body = html! {
        h1 { (title) }
        p { (voice.word("access-audit-more")) }
        @if let Some(report) = &report {
            @match &report.first_bad {
                None => p.cap.aman role="status" { "✓ " (voice.say("access-audit-whole", &[("lines", &voice.count(report.lines)), ("checkpoints", &voice.count(report.checkpoints as u64)), ("day", &moment(&voice, report.last_checkpoint))])) },
                Some((line, why)) => div.galat role="alert" { p { "▲ " (voice.say("access-audit-bad", &[("line", &line.to_string()), ("why", why)])) } },
            }
            p.asal { (voice.say("access-audit-head", &[("lines", &voice.count(report.lines)), ("root", &report.root)])) }
        } @else { p { a.tombol.kedua href="/audit?periksa=1" { (voice.word("access-audit-check")) } } }
        (lines_table(&voice, &lines))
        @if let Some(last) = lines.last().filter(|last| lines.len() == LINES && last.seq > 1) {
            p { a href=(address("/audit", &[("sebelum", &last.seq.to_string())])) { (voice.word("access-audit-older")) } }
        }
    };
    frame(&desk, &voice, Page::of(title.clone(), "audit"), body).await
}
