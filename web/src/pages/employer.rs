//! Pemberi kerja 360: one employer on one page that prints: who it is, what it reported, who is registered, what is owed, what was done.

use super::letters;
use crate::errors;
use crate::frame::{Page, frame};
use crate::gate::Seat;
use crate::reader::{Reader, Voice};
use crate::show::card;
use app::{EmployerCases, EmployerView, ProposedFinding};
use axum::extract::Path;
use axum::response::Response;
use base::vocabulary::Rupiah;
use maud::{Markup, html};
use texts::Texts;

/// `GET /pemberi-kerja/{key}`
pub(crate) async fn show(desk: Seat, reader: Reader, Path(key): Path<String>) -> Response {
    let voice = desk.voice(&reader);
    let (today, language) = (desk.today(), reader.language);
    let found = async {
        let employer = desk.employer(key.clone()).await?;
        let keys = employer.keys();
        let done =
            desk.ask(async move |home, scope| app::employer_cases(home, scope, &keys, today, &Texts::of(language)).await).await?;
        Ok::<_, app::AppError>((employer, done, desk.findings().await?))
    };
    let (employer, done, findings) = match found.await {
        Ok(found) => found,
        Err(error) => return errors::of(&desk, &voice, &error).await,
    };
    let keys = employer.keys();
    let findings: Vec<&ProposedFinding> =
        findings.findings.iter().filter(|finding| keys.iter().any(|key| key == finding.key())).collect();
    // A line of the register may have no name: then its number is what it is called.
    let name = if employer.name.is_empty() { key } else { employer.name.clone() };
    let body = html! {
        h1 { (name) }
        p.asal { (numbers(&voice, &employer)) }
        @if employer.closed { p { strong { (voice.word("employer-closed")) } } }
        @if employer.perhaps_registered { p { (voice.word("employer-perhaps")) } }
        (cards(&voice, &employer, &done))
        (proposals(&voice, &findings))
        (members(&voice, &employer))
        (arrears(&voice, &employer))
        (cases(&voice, &done))
        (places(&voice, &employer))
        p.asal { (voice.say("employer-source", &[("month", &voice.numerals.month(employer.as_of)), ("day", &voice.numerals.day(&employer.on.to_string())), ("snapshot", &employer.snapshot[..12.min(employer.snapshot.len())])])) }
    };
    let crumbs = vec![(voice.word("radar-title"), "/radar".to_owned())];
    frame(&desk, &voice, Page { crumbs, ..Page::of(name, "radar") }, body).await
}

fn numbers(voice: &Voice<'_>, employer: &EmployerView) -> String {
    let mut told: Vec<String> = employer.npps.iter().map(|npp| format!("NPP {npp}")).collect();
    told.extend(employer.nibs.iter().map(|nib| format!("NIB {nib}")));
    told.extend(employer.unknown_npps.iter().map(|npp| format!("NPP {npp} ({})", voice.word("employer-unknown-npp"))));
    told.push(employer.region_name.clone());
    if !employer.size.is_empty() {
        told.push(voice.word(&format!("size-{}", employer.size)));
    }
    told.join(" · ")
}

fn cards(voice: &Voice<'_>, employer: &EmployerView, done: &EmployerCases) -> Markup {
    let open = employer.arrears.iter().filter(|one| one.overdue).map(|one| one.open).sum::<Rupiah>();
    let fine = employer.arrears.iter().map(|one| one.late_fine).sum::<Rupiah>();
    let count = |count: Option<u64>| count.map_or_else(|| "–".to_owned(), |count| voice.count(count));
    html! {
        div.kartu-kartu {
            (card(&voice.word("employer-reported"), &html! { (count(employer.reported)) }, &html! { (voice.word("employer-reported-more")) }))
            (card(&voice.word("employer-registered"), &html! { (voice.count(employer.registered)) }, &html! { (voice.word("employer-registered-more")) }))
            (card(&voice.word("employer-open"), &html! { (open) }, &html! { (voice.say("employer-open-more", &[("fine", &fine.to_string())])) }))
            (card(&voice.word("employer-cases"), &html! { (voice.count(done.cases.len() as u64)) }, &html! { (voice.word("employer-cases-more")) }))
        }
    }
}

fn proposals(voice: &Voice<'_>, findings: &[&ProposedFinding]) -> Markup {
    html! {
        section {
            h2 { (voice.word("employer-findings")) }
            @if findings.is_empty() { p { (voice.word("employer-no-findings")) } }
            @else { ul { @for finding in findings { li {
                strong { (voice.word(&format!("detector-{}", finding.detector))) } ": "
                @for (place, one) in finding.evidence.iter().enumerate() { @if place > 0 { "; " } (app::evidence_in_words(one, voice.texts)) }
                " " span.asal { (finding.basis.to_string()) }
            } } } }
        }
    }
}

fn members(voice: &Voice<'_>, employer: &EmployerView) -> Markup {
    html! {
        section {
            h2 { (voice.word("employer-members")) }
            @if employer.members.is_empty() { p { (voice.word("employer-no-members")) } }
            @else { div.gulir tabindex="0" { table {
                thead { tr { th scope="col" { "NPP" } th scope="col" { (voice.word("web-segment")) } th scope="col" { (voice.word("web-programmes")) } th.n scope="col" { (voice.word("employer-people")) } } }
                tbody { @for group in &employer.members { tr {
                    th scope="row" { (group.npp) } td { (voice.word(&format!("segment-{}", if group.segment.is_empty() { "tidak-diketahui" } else { &group.segment }))) }
                    td { @if group.programmes.is_empty() { "–" } @else { (group.programmes.to_uppercase().replace(';', ", ")) } } td.n { (voice.count(group.people)) }
                } } }
            } } }
        }
    }
}

fn arrears(voice: &Voice<'_>, employer: &EmployerView) -> Markup {
    html! {
        @if !employer.arrears.is_empty() { section {
            h2 { (voice.word("employer-arrears")) }
            div.gulir tabindex="0" { table {
                thead { tr {
                    th scope="col" { (voice.word("web-month")) } th scope="col" { "NPP" } th scope="col" { (voice.word("employer-due")) }
                    th.n scope="col" { (voice.word("employer-people")) } th.n scope="col" { (voice.word("case-open")) } th.n scope="col" { (voice.word("case-charge-late_fine")) }
                } }
                tbody { @for one in &employer.arrears { tr {
                    th scope="row" { (voice.numerals.month(one.month)) } td { (one.npp) } td { (voice.numerals.day(&one.due_on.to_string())) @if !one.overdue { " " span.asal { (voice.word("employer-not-due")) } } }
                    td.n { (voice.count(one.members)) } td.n { (one.open) } td.n { (one.late_fine) }
                } } }
            } }
        } }
    }
}

fn cases(voice: &Voice<'_>, done: &EmployerCases) -> Markup {
    html! {
        @if !done.cases.is_empty() { section {
            h2 { (voice.word("case-title")) }
            ul { @for case in &done.cases { li {
                a href=(format!("/perkara/{}", case.number)) { (case.number) } ": " (voice.word(&format!("case-state-{}", case.state)))
                "; " (voice.word("case-heading-owed")) " " (case.outstanding) "; " (voice.word("case-heading-received")) " " (case.received)
            } } }
            @for line in &done.skk { p {
                (line.record.number) ": " (voice.word("skk-face")) " " (line.record.face_value) "; " (voice.word("skk-agreed")) " " (line.record.agreed) "; " (voice.word("skk-recovered")) " " (line.record.recovered)
            } }
            @if !done.letters.is_empty() { h3 { (voice.word("letter-title")) } (letters::table(voice, &done.letters)) }
        } }
    }
}

fn places(voice: &Voice<'_>, employer: &EmployerView) -> Markup {
    html! {
        section {
            h2 { (voice.word("employer-places")) }
            @if employer.places.is_empty() { p { (voice.word("employer-no-places")) } }
            @else { div.gulir tabindex="0" { table {
                thead { tr { @for key in ["employer-list", "case-heading-name", "case-heading-region", "employer-since"] { th scope="col" { (voice.word(key)) } } th scope="col" { "NIB" } th.n scope="col" { (voice.word("employer-reported")) } } }
                tbody { @for place in &employer.places { tr {
                    td { (voice.word(&format!("list-{}", place.list))) } th scope="row" { (place.name) } td { (place.region_name) }
                    td { @if let Some(day) = place.founded { (voice.numerals.day(&day.to_string())) } @if let Some(day) = place.closed { " – " (voice.numerals.day(&day.to_string())) } }
                    td { (place.nib) } td.n { @match place.headcount { Some(count) => (voice.count(count)), None => "–" } }
                } } }
            } } }
        }
    }
}
