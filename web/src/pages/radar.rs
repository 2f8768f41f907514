//! Radar kepatuhan: who may not comply, by detector and region, the highest value first, each with its evidence; a finding becomes
//! a case with one button. A finding is a proposal: nothing here accuses anybody.

use super::radar_shares;
use crate::address::encode;
use crate::ask::{Asked, refused};
use crate::errors;
use crate::frame::{Page, frame};
use crate::gate::Seat;
use crate::reader::{Reader, Voice};
use app::{AppError, CaseLine, Detector, Precision, ProposedFinding};
use axum::extract::Form;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use base::access::Permission;
use maud::{Markup, html};
use std::collections::{BTreeMap, BTreeSet};

/// Findings on one page.
const PAGE: usize = 50;

/// What of the radar is asked for.
struct Asks {
    detector: Option<Detector>,
    region: Option<String>,
    /// Findings of a lower sum are left out.
    threshold: usize,
    from: usize,
}

fn asks(asked: &Asked) -> Result<Asks, AppError> {
    let detector = asked.given("jenis").map(|word| Detector::parse(word).ok_or_else(|| refused("error-not-a-detector", word)));
    Ok(Asks {
        detector: detector.transpose()?,
        region: asked.text("wilayah")?,
        threshold: asked.number("ambang")?.unwrap_or(0),
        from: asked.number("mulai")?.unwrap_or(0),
    })
}

/// `GET /radar`
pub(crate) async fn show(desk: Seat, reader: Reader, asked: Asked) -> Response {
    let voice = desk.voice(&reader);
    let found = async {
        let asks = asks(&asked)?;
        let answer = desk.findings().await?;
        let texts = reader.language;
        let today = desk.today();
        let taken = desk.ask(async move |home, scope| app::cases(home, scope, today, &texts::Texts::of(texts)).await).await?;
        Ok::<_, AppError>((asks, answer, taken))
    };
    let (asks, answer, cases) = match found.await {
        Ok(found) => found,
        Err(error) => return errors::of(&desk, &voice, &error).await,
    };
    let taken: BTreeMap<(&str, &str), &str> =
        cases.iter().map(|case| ((case.detector.as_str(), case.employer.as_str()), case.number.as_str())).collect();
    let fits = |finding: &&ProposedFinding| {
        asks.detector.is_none_or(|detector| detector == finding.detector)
            && asks.region.as_deref().is_none_or(|region| region == finding.region_code)
    };
    let fitting: Vec<&ProposedFinding> = answer.findings.iter().filter(fits).collect();
    let threshold = i64::try_from(asks.threshold).unwrap_or(i64::MAX);
    let chosen: Vec<&ProposedFinding> = fitting.iter().copied().filter(|one| radar_shares::reaches(one, threshold)).collect();
    let (detector, region) = (asks.detector.map(Detector::code).unwrap_or_default(), asks.region.as_deref().unwrap_or_default());
    let title = voice.word("radar-title");
    let body = html! {
        h1 { (voice.say("radar-headline", &[("count", &voice.count(chosen.len() as u64)), ("month", &voice.numerals.month(answer.as_of))])) }
        p { (voice.word("radar-more")) }
        (filters(&voice, &answer.findings, &asks))
        (sums(&voice, &answer.findings, &cases))
        (radar_shares::thresholds(&voice, &fitting, detector, region))
        (radar_shares::fairness(&voice, &answer.groups, &chosen))
        (table(&voice, &chosen, &asks, &taken))
        section.catatan { h2 { (voice.word("web-notes")) } ul {
            li { (voice.word("detect-proposal")) }
            @for note in &answer.notes { li { (note.say(voice.texts)) } }
        } }
    };
    frame(&desk, &voice, Page::of(title, "radar"), body).await
}

fn filters(voice: &Voice<'_>, findings: &[ProposedFinding], asks: &Asks) -> Markup {
    let regions: BTreeSet<(&str, &str)> =
        findings.iter().map(|one| (one.region_code.as_str(), one.region_name.as_str())).collect();
    html! {
        form.saring-belum method="get" action="/radar" {
            label { (voice.word("detect-heading-kind"))
                select name="jenis" {
                    option value="" { (voice.word("radar-all")) }
                    @for detector in Detector::ALL { option value=(detector.code()) selected[asks.detector == Some(detector)] { (voice.word(&format!("detector-{detector}"))) } }
                }
            }
            label { (voice.word("detect-heading-region"))
                select name="wilayah" {
                    option value="" { (voice.word("radar-all")) }
                    @for (code, name) in regions.iter().filter(|(code, _)| !code.is_empty()) { option value=(code) selected[asks.region.as_deref() == Some(code)] { (name) } }
                }
            }
            label { (voice.word("radar-threshold"))
                input name="ambang" type="text" inputmode="numeric" maxlength="15" value=[(asks.threshold > 0).then_some(asks.threshold)];
            }
            button type="submit" { (voice.word("web-apply")) }
        }
    }
}

/// One line for each detector: findings, workers and value, which is for a month or for all.
fn sums(voice: &Voice<'_>, findings: &[ProposedFinding], cases: &[CaseLine]) -> Markup {
    let precision = |detector: Detector| {
        Precision::of(cases.iter().filter(move |case| case.detector == detector.code()).map(|case| case.outcome))
    };
    let of = |detector: Detector| findings.iter().filter(move |one| one.detector == detector);
    html! {
        details { summary { (voice.word("radar-sums")) }
            div.gulir tabindex="0" { table {
                thead { tr { th scope="col" { (voice.word("detect-heading-kind")) } th.n scope="col" { (voice.word("radar-findings")) } th.n scope="col" { (voice.word("detect-heading-workers")) } th.n scope="col" { (voice.word("detect-heading-rupiah")) } th scope="col" { (voice.word("radar-for")) } th.n scope="col" { (voice.word("radar-precision")) } } }
                tbody { @for detector in Detector::ALL.into_iter().filter(|detector| of(*detector).next().is_some()) { tr {
                    th scope="row" { a href=(format!("/radar?jenis={detector}")) { (voice.word(&format!("detector-{detector}"))) } }
                    td.n { (voice.count(of(detector).count() as u64)) }
                    td.n { (voice.count(of(detector).filter_map(|one| one.workers).sum())) }
                    td.n { (of(detector).filter_map(|one| one.rupiah).sum::<base::vocabulary::Rupiah>()) }
                    td { (voice.word(if detector.rupiah_for() == app::RupiahFor::Total { "radar-for-total" } else { "radar-for-month" })) }
                    td.n { (held(voice, precision(detector))) }
                } } }
            } }
            p.asal { (voice.word("radar-precision-more")) }
        }
    }
}

/// How many of the findings that were examined held, with the interval.
fn held(voice: &Voice<'_>, precision: Precision) -> Markup {
    let percent = |share| voice.numerals.percent(share);
    html! {
        @match (precision.share(), precision.interval()) {
            (Some(share), Some((low, high))) => {
                (percent(share)) br;
                span.asal { (voice.count(precision.held)) " / " (voice.count(precision.examined)) "; " (percent(low)) " – " (percent(high)) }
            }
            _ => "–",
        }
    }
}

fn table(voice: &Voice<'_>, chosen: &[&ProposedFinding], asks: &Asks, taken: &BTreeMap<(&str, &str), &str>) -> Markup {
    let next = asks.from.saturating_add(PAGE);
    html! {
        @if chosen.is_empty() { p { (voice.word("radar-none")) } }
        @else {
            div.gulir tabindex="0" { table.temuan {
                thead { tr {
                    @for key in ["name", "kind", "region", "since"] { th scope="col" { (voice.word(&format!("detect-heading-{key}"))) } }
                    th.n scope="col" { (voice.word("detect-heading-workers")) } th.n scope="col" { (voice.word("detect-heading-rupiah")) }
                    th scope="col" { (voice.word("detect-heading-evidence")) } th scope="col" { (voice.word("radar-case")) }
                } }
                tbody { @for finding in chosen.iter().skip(asks.from).take(PAGE) { (row(voice, finding, taken)) } }
            } }
            @if next < chosen.len() { p { a href=(page(asks, next)) { (voice.word("radar-next")) } } }
        }
    }
}

fn page(asks: &Asks, from: usize) -> String {
    let detector = asks.detector.map(Detector::code).unwrap_or_default();
    let (from, threshold) = (from.to_string(), asks.threshold.to_string());
    crate::address::address(
        "/radar",
        &[
            ("jenis", detector),
            ("wilayah", asks.region.as_deref().unwrap_or_default()),
            ("ambang", if asks.threshold == 0 { "" } else { &threshold }),
            ("mulai", &from),
        ],
    )
}

fn row(voice: &Voice<'_>, finding: &ProposedFinding, taken: &BTreeMap<(&str, &str), &str>) -> Markup {
    let number = taken.get(&(finding.detector.code(), finding.key()));
    let name = if finding.name.is_empty() { finding.key() } else { &finding.name };
    html! {
        tr {
            th scope="row" {
                @if finding.npp.is_empty() && finding.nib.is_empty() { (name) } @else { a href=(format!("/pemberi-kerja/{}", encode(finding.key()))) { (name) } }
                " " span.asal { (finding.key()) }
            }
            td { (voice.word(&format!("detector-{}", finding.detector))) }
            td { (finding.region_name) }
            td { (voice.numerals.short_month(finding.first_month)) }
            td.n { @match finding.workers { Some(workers) => (voice.count(workers)), None => "–" } }
            td.n { @match finding.rupiah { Some(rupiah) => (rupiah), None => "–" } }
            td.ket {
                @for (place, one) in finding.evidence.iter().enumerate() { @if place > 0 { "; " } (app::evidence_in_words(one, voice.texts)) }
                br; span.asal { (finding.basis.to_string()) }
            }
            td {
                @match number {
                    Some(number) => a href=(format!("/perkara/{number}")) { (number) },
                    None if app::violation_of(finding.detector).is_some() && voice.may(Permission::Casework) => {
                        form method="post" action="/perkara" {
                            input type="hidden" name="jenis" value=(finding.detector.code());
                            input type="hidden" name="kunci" value=(finding.key());
                            button.kedua type="submit" { (voice.word("radar-open")) }
                        }
                    }
                    None => "–",
                }
            }
        }
    }
}

/// `POST /perkara`: takes a finding up. The finding is looked up again; nothing of it is believed from the form but its key.
pub(crate) async fn take_up(desk: Seat, reader: Reader, Form(fields): Form<BTreeMap<String, String>>) -> Response {
    let voice = desk.voice(&reader);
    let word = |name: &str| fields.get(name).map(String::as_str).unwrap_or_default();
    let opened = async {
        let answer = desk.findings().await?;
        let is_meant = |one: &&ProposedFinding| one.detector.code() == word("jenis") && one.key() == word("kunci");
        let gone = || refused("error-no-finding", word("kunci"));
        let finding = answer.findings.iter().find(is_meant).ok_or_else(gone)?;
        let new = app::case_of(finding, desk.today(), desk.home().region).ok_or_else(gone)?;
        let (now, language) = (desk.now(), reader.language);
        desk.ask(async move |home, scope| app::open_case(home, scope, &new, now, &texts::Texts::of(language)).await).await
    };
    match opened.await {
        Ok(number) => Redirect::to(&format!("/perkara/{number}")).into_response(),
        Err(AppError::Refused(app::Refused::Request { key: "error-no-finding", detail })) => {
            let error = refused("error-no-finding", &detail);
            errors::page(&desk, &voice, StatusCode::NOT_FOUND, &error.in_words(voice.texts)).await
        }
        Err(error) => errors::of(&desk, &voice, &error).await,
    }
}
