//! Rapat monev and Komitmen: a meeting opens on what was promised, shows figures that do not move while people talk, and takes new
//! promises as they are made. A form carries a word of its own, so that what is sent twice over a bad line is taken once.

use super::import;
use crate::ask::refused;
use crate::errors;
use crate::frame::{Page, frame};
use crate::gate::Seat;
use crate::reader::{Reader, Voice};
use crate::upload::new_id;
use app::{
    AppError, CommitmentEvent, CommitmentLine, Correction, MeetingEntry, MeetingView, NewMeeting, Promise, ScoreLine, Tally,
};
use axum::extract::{Form, Path};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use base::access::Permission;
use base::vocabulary::Month;
use jiff::civil::Date;
use maud::{Markup, html};
use std::collections::BTreeMap;

type Fields = BTreeMap<String, String>;

fn word(fields: &Fields, name: &str) -> String {
    fields.get(name).map(|text| text.trim().to_owned()).unwrap_or_default()
}

fn lines(fields: &Fields, name: &str) -> Vec<String> {
    word(fields, name).lines().map(str::to_owned).collect()
}

/// `GET /rapat`
pub(crate) async fn list(desk: Seat, reader: Reader) -> Response {
    list_page(&desk, &reader, None).await
}

async fn list_page(desk: &Seat, reader: &Reader, error: Option<&AppError>) -> Response {
    let voice = desk.voice(reader);
    let meetings = match desk.ask(async |home, scope| app::meetings(home, scope).await).await {
        Ok(meetings) => meetings,
        Err(error) => return errors::of(desk, &voice, &error).await,
    };
    let field = |id: &str, key: &str| html! { label for=(id) { (voice.word(key)) } input id=(id) name=(id) type="text" maxlength="200" autocomplete="off"; };
    let area = |id: &str, key: &str, placeholder: &str| html! { label for=(id) { (voice.word(key)) } p.bantu { (voice.word("meeting-one-a-line")) } textarea id=(id) name=(id) rows="4" placeholder=(placeholder) {} };
    let body = html! {
        h1 { (voice.word("meeting-title")) }
        p { (voice.word("meeting-more")) }
        @if let Some(error) = error { div.galat role="alert" { p { (error.in_words(voice.texts)) } } }
        @if meetings.is_empty() { p { (voice.word("meeting-none")) } }
        @else { div.gulir tabindex="0" { table {
            thead { tr { @for key in ["number", "name", "day", "region", "promised", "state"] { th scope="col" { (voice.word(&format!("meeting-{key}"))) } } } }
            tbody { @for meeting in &meetings { tr {
                th scope="row" { a href=(format!("/rapat/{}", meeting.number)) { (meeting.number) } }
                td { (meeting.title) } td { (voice.numerals.day(&meeting.held_on.to_string())) } td { (meeting.region_name) } td.n { (meeting.promised) }
                td { (voice.word(if meeting.closed { "meeting-closed" } else { "meeting-open" })) }
            } } }
        } } }
        @if voice.may(Permission::Monev) { section {
            h2 { (voice.word("meeting-new")) }
            p { (voice.word("meeting-freeze-more")) }
            form.impor method="post" action="/rapat" {
                (field("judul", "meeting-name")) (field("tempat", "meeting-place")) (field("pimpinan", "meeting-chair"))
                label for="bulan" { (voice.word("meeting-month")) } p.bantu { (voice.word("meeting-month-help")) }
                input id="bulan" name="bulan" type="month" placeholder="2025-06";
                (area("hadir", "meeting-present", "Disnaker Kab. Maros")) (area("agenda", "meeting-agenda", &voice.word("meeting-agenda-example")))
                button type="submit" { (voice.word("meeting-begin")) }
            }
        } }
    };
    let status = error.map_or(StatusCode::OK, errors::status);
    frame(desk, &voice, Page { status, ..Page::of(voice.word("meeting-title"), "rapat") }, body).await
}

/// `POST /rapat`
pub(crate) async fn begin(desk: Seat, reader: Reader, Form(fields): Form<Fields>) -> Response {
    let month = Some(word(&fields, "bulan")).filter(|text| !text.is_empty());
    let month = month.map(|text| Month::parse(&text).map_err(|_| refused("error-not-a-month", &text))).transpose();
    let (today, now) = (desk.today(), desk.now());
    let opened = match month {
        Ok(month) => {
            let new = NewMeeting {
                title: word(&fields, "judul"),
                place: word(&fields, "tempat"),
                chair: word(&fields, "pimpinan"),
                present: lines(&fields, "hadir"),
                agenda: lines(&fields, "agenda"),
                month,
            };
            desk.ask(async move |home, scope| app::open_meeting(home, scope, &new, today, now).await).await
        }
        Err(error) => Err(error),
    };
    match opened {
        Ok(number) => Redirect::to(&format!("/rapat/{number}")).into_response(),
        Err(error) => list_page(&desk, &reader, Some(&error)).await,
    }
}

/// `GET /rapat/{number}`
pub(crate) async fn show(desk: Seat, reader: Reader, Path(number): Path<String>) -> Response {
    sheet(&desk, &reader, number, None).await
}

async fn sheet(desk: &Seat, reader: &Reader, number: String, error: Option<&AppError>) -> Response {
    let voice = desk.voice(reader);
    let today = desk.today();
    let meeting = match desk.ask(async move |home, scope| app::meeting(home, scope, &number, today).await).await {
        Ok(meeting) => meeting,
        Err(error) => return errors::of(desk, &voice, &error).await,
    };
    let frozen = &meeting.frozen;
    let writes = voice.may(Permission::Monev);
    let body = html! {
        h1 { (frozen.title) }
        p.asal { (meeting.number) " · " (voice.numerals.day(&frozen.held_on.to_string())) @for text in [&frozen.place, &frozen.chair, &frozen.region_name] { @if !text.is_empty() { " · " (text) } } }
        @if let Some(error) = error { div.galat role="alert" { p { (error.in_words(voice.texts)) } } }
        p.tugas { (since(&voice, meeting.tally)) }
        p.galat id="tertahan" role="status" hidden data-kata=(voice.word("meeting-waiting")) data-masuk=(voice.word("meeting-signed-out")) data-tolak=(voice.word("meeting-refused")) {}
        @if !frozen.agenda.is_empty() { section { h2 { (voice.word("meeting-agenda")) } ol { @for item in &frozen.agenda { li { (item) } } } } }
        (promises(&voice, "meeting-carried", &meeting.carried, &meeting.number, writes, today))
        (scorecards(&voice, &meeting))
        (promises(&voice, "meeting-made", &meeting.made, &meeting.number, writes, today))
        @if writes && !meeting.closed { (writing(&voice, &meeting)) }
        @if !meeting.notes.is_empty() { section { h2 { (voice.word("meeting-notes")) } ul { @for note in &meeting.notes { li { (note) } } } } }
        div.tombol-tombol {
            a.tombol href=(format!("/rapat/{}/notulen.pdf", meeting.number)) { (voice.word("meeting-minutes")) }
            a.tombol.kedua href=(format!("/rapat/{}/notulen.xlsx", meeting.number)) { (voice.word("meeting-workbook")) }
        }
        p.asal { (voice.word(if meeting.closed { "meeting-minutes-final" } else { "meeting-minutes-draft" })) }
        p.asal { (voice.say("meeting-hash", &[("hash", &meeting.sha256[..16])])) }
    };
    let status = error.map_or(StatusCode::OK, errors::status);
    let crumbs = vec![(voice.word("meeting-title"), "/rapat".to_owned())];
    frame(desk, &voice, Page { status, crumbs, script: Some("/aset/rapat.js"), ..Page::of(frozen.title.clone(), "rapat") }, body)
        .await
}

fn since(voice: &Voice<'_>, tally: Tally) -> String {
    if tally.all == 0 {
        return voice.word("meeting-first");
    }
    let [all, done, late] = [tally.all, tally.done, tally.late].map(|count| voice.count(count as u64));
    voice.say("meeting-since", &[("all", &all), ("done", &done), ("late", &late)])
}

fn scorecards(voice: &Voice<'_>, meeting: &MeetingView) -> Markup {
    let frozen = &meeting.frozen;
    let mut regions: Vec<(&str, &str)> =
        frozen.lines.iter().map(|line| (line.region_code.as_str(), line.region_name.as_str())).collect();
    regions.sort_unstable();
    regions.dedup();
    let of =
        |code: &str, indicator: &str| frozen.lines.iter().find(|line| line.region_code == code && line.indicator == indicator);
    let corrected = |code: &str, indicator: &str| {
        meeting.corrections.iter().find(|one| one.region_code == code && one.indicator == indicator)
    };
    let english = voice.language() == texts::Language::English;
    let month = Month::parse(&frozen.month).map_or_else(|_| frozen.month.clone(), |month| voice.numerals.month(month));
    html! {
        section {
            h2 { (voice.word("meeting-scorecards")) }
            p.asal { (voice.say("meeting-frozen", &[("month", &month), ("day", &voice.numerals.day(&frozen.held_on.to_string())), ("snapshot", &frozen.snapshot[..12.min(frozen.snapshot.len())])])) }
            @if !meeting.corrections.is_empty() { p { strong { (voice.say("meeting-corrected", &[("count", &voice.count(meeting.corrections.len() as u64))])) } } }
            div.gulir tabindex="0" { table.temuan {
                thead { tr { th scope="col" { (voice.word("meeting-region")) } @for one in &frozen.indicators { th.n scope="col" { (if english { &one.name_en } else { &one.name }) } } } }
                tbody { @for (code, name) in &regions { tr {
                    th scope="row" { (name) }
                    @for one in &frozen.indicators { td.n { (score(voice, of(code, &one.code), corrected(code, &one.code))) } }
                } } }
            } }
        }
    }
}

fn score(voice: &Voice<'_>, line: Option<&ScoreLine>, correction: Option<&Correction>) -> Markup {
    html! {
        @match line {
            None => "–",
            Some(line) => {
                (line.rate().map_or_else(|| "–".to_owned(), |rate| voice.numerals.percent(rate))) br;
                span.asal { (voice.count(line.numerator)) " / " (voice.count(line.denominator))
                    @if let (Some(from), Some(to)) = (line.rank_from, line.rank_to) { " · #" (from) @if from != to { "–" (to) } } }
                @if let Some(Correction { numerator_now, denominator_now, .. }) = correction {
                    br; strong { (voice.word("meeting-later")) " "
                        @match (numerator_now, denominator_now) { (Some(numerator), Some(denominator)) => { (voice.count(*numerator)) " / " (voice.count(*denominator)) } _ => "–" } }
                }
            }
        }
    }
}

fn promises(voice: &Voice<'_>, title: &str, list: &[CommitmentLine], meeting: &str, writes: bool, today: Date) -> Markup {
    html! {
        section {
            h2 { (voice.word(title)) }
            @if list.is_empty() { p { (voice.word("commitment-none")) } }
            @else { div.gulir tabindex="0" { table.temuan {
                thead { tr { @for key in ["what", "owner", "due", "measure", "state"] { th scope="col" { (voice.word(&format!("commitment-{key}"))) } } } }
                tbody { @for one in list { tr {
                    th scope="row" { (one.what) " " span.asal { (one.number) } @for (on, text) in &one.history { br; span.asal { (voice.numerals.day(&on.to_string())) ": " (text) } } }
                    td { (one.owner) }
                    td { (voice.numerals.day(&one.due.to_string())) @if let Some(first) = one.moved_from.first() { br; span.asal { (voice.say("commitment-moved", &[("count", &one.moved_from.len().to_string()), ("day", &voice.numerals.day(&first.to_string()))])) } } }
                    td { (one.measure) }
                    td { (voice.word(&format!("commitment-state-{}", one.state.code()))) @if writes && one.ended_on.is_none() { (update(voice, one, meeting, today)) } }
                } } }
            } } }
        }
    }
}

/// The word that a form is taken once by; without random numbers the form cannot be sent, and says so.
fn once() -> String {
    new_id().unwrap_or_default()
}

fn update(voice: &Voice<'_>, one: &CommitmentLine, meeting: &str, today: Date) -> Markup {
    let id = |name: &str| format!("{}-{name}", one.number);
    html! {
        details { summary { (voice.word("commitment-update")) }
            form.impor method="post" action=(format!("/rapat/{meeting}")) data-tahan="" {
                input type="hidden" name="sekali" value=(once()); input type="hidden" name="komitmen" value=(one.number);
                label for=(id("apa")) { (voice.word("commitment-what-happened")) }
                select id=(id("apa")) name="apa" { @for event in ["done", "progress", "moved", "dropped"] { option value=(event) { (voice.word(&format!("commitment-event-{event}"))) } } }
                label for=(id("teks")) { (voice.word("commitment-evidence")) } input id=(id("teks")) name="teks" type="text" maxlength="500" autocomplete="off" required;
                label for=(id("tenggat")) { (voice.word("commitment-new-due")) } input id=(id("tenggat")) name="tenggat" type="date" min=(today);
                button.kedua type="submit" { (voice.word("commitment-save")) }
            }
        }
    }
}

fn writing(voice: &Voice<'_>, meeting: &MeetingView) -> Markup {
    let action = format!("/rapat/{}", meeting.number);
    let field = |id: &str, key: &str| html! { label for=(id) { (voice.word(key)) } input id=(id) name=(id) type="text" maxlength="500" autocomplete="off" required; };
    html! {
        section.langkah {
            h2 { (voice.word("commitment-new")) }
            form.impor method="post" action=(action) data-tahan="" {
                input type="hidden" name="sekali" value=(once()); input type="hidden" name="apa" value="promised";
                (field("janji", "commitment-what")) (field("siapa", "commitment-owner"))
                label for="tenggat" { (voice.word("commitment-due")) } input id="tenggat" name="tenggat" type="date" required;
                (field("ukuran", "commitment-measure"))
                button type="submit" { (voice.word("commitment-record")) }
            }
            details { summary { (voice.word("meeting-note")) }
                form.impor method="post" action=(action) data-tahan="" {
                    input type="hidden" name="sekali" value=(once()); input type="hidden" name="apa" value="noted";
                    label for="catatan" { (voice.word("meeting-note")) } textarea id="catatan" name="teks" rows="3" maxlength="1000" required {}
                    button.kedua type="submit" { (voice.word("commitment-save")) }
                }
            }
            details { summary { (voice.word("meeting-close")) }
                p { (voice.word("meeting-close-more")) }
                form.impor method="post" action=(action) {
                    input type="hidden" name="sekali" value=(once()); input type="hidden" name="apa" value="closed";
                    button.kedua type="submit" { (voice.word("meeting-close")) }
                }
            }
        }
    }
}

/// What a form writes.
fn entry(fields: &Fields, on: Date) -> Result<MeetingEntry, AppError> {
    let day = |name: &str| {
        let text = word(fields, name);
        text.parse::<Date>().map_err(|_| refused("error-not-a-day", &text))
    };
    let (text, commitment) = (word(fields, "teks"), word(fields, "komitmen"));
    let happened = |happened| MeetingEntry::Happened { on, commitment, happened };
    Ok(match word(fields, "apa").as_str() {
        "promised" => {
            let (what, owner, measure) = (word(fields, "janji"), word(fields, "siapa"), word(fields, "ukuran"));
            MeetingEntry::Promised { on, promise: Promise { what, owner, due: day("tenggat")?, measure } }
        }
        "noted" => MeetingEntry::Noted { on, text },
        "closed" => MeetingEntry::Closed { on },
        "done" => happened(CommitmentEvent::Done { evidence: text }),
        "progress" => happened(CommitmentEvent::Progress { note: text }),
        "moved" => happened(CommitmentEvent::Moved { due: day("tenggat")?, reason: text }),
        "dropped" => happened(CommitmentEvent::Dropped { reason: text }),
        other => return Err(refused("error-meeting-word", other)),
    })
}

/// `POST /rapat/{number}`
pub(crate) async fn write(desk: Seat, reader: Reader, Path(number): Path<String>, Form(fields): Form<Fields>) -> Response {
    let (now, once, wanted) = (desk.now(), word(&fields, "sekali"), number.clone());
    let written = match entry(&fields, desk.today()) {
        Ok(entry) => {
            desk.ask(async move |home, scope| app::write_in_meeting(home, scope, &wanted, &entry, &once, now).await).await
        }
        Err(error) => Err(error),
    };
    match written {
        Ok(_) => Redirect::to(&format!("/rapat/{number}")).into_response(),
        Err(error) if errors::status(&error) == StatusCode::BAD_REQUEST => sheet(&desk, &reader, number, Some(&error)).await,
        Err(error) => {
            let voice = desk.voice(&reader);
            errors::of(&desk, &voice, &error).await
        }
    }
}

/// `GET /rapat/{number}/notulen.pdf`
pub(crate) async fn minutes(desk: Seat, reader: Reader, Path(number): Path<String>) -> Response {
    let wanted = number.clone();
    let made = desk.ask(async move |home, scope| app::minutes(home, scope, &wanted).await?.pdf()).await;
    match made {
        Ok(bytes) => {
            let name = format!("attachment; filename=\"notulen-{number}.pdf\"");
            ([(CONTENT_TYPE, "application/pdf".to_owned()), (CONTENT_DISPOSITION, name)], bytes).into_response()
        }
        Err(error) => {
            let voice = desk.voice(&reader);
            errors::of(&desk, &voice, &error).await
        }
    }
}

/// `GET /rapat/{number}/notulen.xlsx`
pub(crate) async fn workbook(desk: Seat, reader: Reader, Path(number): Path<String>) -> Response {
    let wanted = number.clone();
    let made = desk.ask(async move |home, scope| {
        let paper = app::minutes(home, scope, &wanted).await?;
        let folder = tempfile::tempdir().map_err(AppError::disk("make a folder", &std::env::temp_dir()))?;
        let path = folder.path().join("notulen.xlsx");
        paper.workbook(&path)?;
        std::fs::read(&path).map_err(AppError::disk("read", &path))
    });
    match made.await {
        Ok(bytes) => import::workbook(&format!("notulen-{number}.xlsx"), bytes),
        Err(error) => {
            let voice = desk.voice(&reader);
            errors::of(&desk, &voice, &error).await
        }
    }
}

/// `GET /komitmen`
pub(crate) async fn commitments(desk: Seat, reader: Reader) -> Response {
    let voice = desk.voice(&reader);
    let today = desk.today();
    let found = desk.ask(async move |home, scope| app::commitments(home, scope, today).await).await;
    let list = match found {
        Ok(list) => list,
        Err(error) => return errors::of(&desk, &voice, &error).await,
    };
    let writes = voice.may(Permission::Monev);
    let mut meetings: Vec<&str> = list.iter().map(|one| one.meeting.as_str()).collect();
    meetings.sort_unstable();
    meetings.dedup();
    let body = html! {
        h1 { (voice.word("commitment-title")) }
        p { a href="/dampak" { (voice.word("effect-title")) } }
        @if list.is_empty() { p { (voice.word("commitment-none")) " " a href="/rapat" { (voice.word("meeting-title")) } } }
        @for meeting in meetings.iter().rev() {
            @let own: Vec<CommitmentLine> = list.iter().filter(|one| one.meeting == **meeting).cloned().collect();
            p { a href=(format!("/rapat/{meeting}")) { (meeting) } }
            (promises(&voice, "meeting-made", &own, meeting, writes, today))
        }
    };
    frame(&desk, &voice, Page::of(voice.word("commitment-title"), "rapat"), body).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_form_becomes_what_is_written_and_an_unknown_word_or_day_is_refused() {
        let form = |pairs: &[(&str, &str)]| -> Fields {
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
        };
        let on = date(2026, 11, 22);
        let promised = form(&[
            ("apa", "promised"),
            ("janji", "Daftarkan"),
            ("siapa", "Disnaker"),
            ("tenggat", "2026-12-31"),
            ("ukuran", "400 orang"),
        ]);
        assert!(matches!(entry(&promised, on), Ok(MeetingEntry::Promised { promise, .. }) if promise.due == date(2026, 12, 31)));
        let moved = form(&[("apa", "moved"), ("komitmen", "x"), ("teks", "menunggu"), ("tenggat", "besok")]);
        assert!(entry(&moved, on).is_err() && entry(&form(&[("apa", "paid")]), on).is_err());
    }
}
