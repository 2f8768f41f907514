//! Daftar belum terlindungi: the uncovered of a place. Counts for everybody who may see counts; names for a purpose, for the rows
//! that are shown and no others; a list to take away without NIKs.

use super::approvals;
use super::check::{purpose_of, purposes};
use super::import::workbook;
use crate::address::address;
use crate::ask::{Asked, refused};
use crate::errors;
use crate::frame::{Page, frame};
use crate::gate::Seat;
use crate::reader::{Reader, Voice};
use crate::view::PLACES;
use app::{
    AppError, ListWish, Purpose, Reason, Refused, SavedFilter, Takeaway, UncoveredCounts, UncoveredPage, UncoveredRequest, Wish,
};
use axum::extract::Form;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use base::handover::{Attribution, Channel};
use base::vocabulary::Segment;
use base::vocabulary::region::{Level, RegionCode};
use maud::{Markup, html};
use std::collections::BTreeMap;

/// People on a page.
pub(crate) const PAGE: usize = 50;

/// What is asked: filters, purpose, where the page begins.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    pub(crate) request: Option<UncoveredRequest>,
    pub(crate) purpose: Option<Purpose>,
    pub(crate) cursor: Option<String>,
}

impl Wanted {
    /// Reads an address; a place outside the installation is as unknown as one that does not exist.
    pub(crate) fn read(asked: &Asked, home: &app::Installation) -> Result<Self, AppError> {
        let place = asked
            .given("wilayah")
            .map(|code| {
                let known =
                    RegionCode::parse(code).ok().filter(|code| home.region.contains(*code) && home.regions.get(*code).is_some());
                known.ok_or_else(|| AppError::from(Refused::UnknownRegion(base::handover::showable(code))))
            })
            .transpose()?;
        let segments: Vec<(&str, Segment)> = Segment::ALL.iter().map(|segment| (segment.code(), *segment)).collect();
        let reasons: Vec<(&str, Reason)> = app::uncovered_reasons().map(|reason| (reason.code(), reason)).collect();
        let groups: Vec<(&str, &str)> = home.groups.iter().map(|group| (group.code.as_str(), group.code.as_str())).collect();
        let attribution =
            if asked.choice("tempat", &PLACES)?.unwrap_or_default() { Attribution::Workplace } else { Attribution::Residence };
        let channels = Channel::ALL.map(|channel| (channel.code(), channel));
        let channel = asked.choice("jalur", &channels)?;
        let (as_of, segment, group, reason) = (
            asked.month("bulan")?,
            asked.choice("segmen", &segments)?,
            asked.choice("kelompok", &groups)?.map(str::to_owned),
            asked.choice("alasan", &reasons)?,
        );
        Ok(Self {
            request: place.map(|place| UncoveredRequest { place, as_of, attribution, segment, group, reason, channel }),
            purpose: asked.choice("keperluan", &Purpose::ALL)?,
            cursor: asked.text("mulai")?,
        })
    }
}

/// The address with some parameters changed; an empty value takes one away.
fn with(asked: &Asked, changes: &[(&str, &str)]) -> String {
    let names = ["wilayah", "bulan", "tempat", "segmen", "kelompok", "alasan", "jalur", "keperluan", "mulai", "semua"];
    let value = |name: &str| {
        let changed = changes.iter().find(|(changed, _)| *changed == name).map(|(_, value)| *value);
        changed.or(asked.given(name)).unwrap_or_default().to_owned()
    };
    let pairs: Vec<(&str, String)> = names.iter().map(|name| (*name, value(name))).collect();
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
    address("/belum", &pairs)
}

/// `/belum`
pub(crate) async fn show(desk: Seat, reader: Reader, asked: Asked) -> Response {
    let voice = desk.voice(&reader);
    match content(&desk, &voice, &asked).await {
        Ok(body) => frame(&desk, &voice, Page::of(voice.word("web-uncovered-list"), "belum"), body).await,
        Err(error) => errors::of(&desk, &voice, &error).await,
    }
}

async fn content(desk: &Seat, voice: &Voice<'_>, asked: &Asked) -> Result<Markup, AppError> {
    desk.renew().await?;
    let home = desk.home();
    let wanted = Wanted::read(asked, &home)?;
    let kept_filters = desk.ask(async |home, scope| app::saved_filters(home, scope).await).await?;
    let Some(request) = &wanted.request else {
        return Ok(html! {
            h1 { (voice.word("web-uncovered-list")) }
            p { (voice.word("web-uncovered-more")) }
            (filters(voice, &home, asked, None))
            (kept(voice, &kept_filters, None))
            (search(voice))
        });
    };
    let counts = desk.uncovered_counts(request).await?;
    let page = match wanted.purpose {
        Some(purpose) if counts.uncovered > 0 => {
            let (request, cursor) = (request.clone(), wanted.cursor.clone());
            let look = desk.ask(async move |home, scope| {
                app::look_at_uncovered(home, scope, &request, (cursor.as_deref(), PAGE), purpose).await
            });
            Some(look.await?)
        }
        _ => None,
    };
    let name = home.regions.name(request.place).unwrap_or_default();
    let month = base::vocabulary::Month::parse(&counts.as_of).map(|month| voice.numerals.month(month)).unwrap_or_default();
    let arguments = [("count", voice.count(counts.uncovered)), ("place", name.to_owned()), ("month", month)];
    let arguments: Vec<(&str, &str)> = arguments.iter().map(|(name, value)| (*name, value.as_str())).collect();
    Ok(html! {
        h1 { (voice.say("web-uncovered-headline", &arguments)) }
        p.asal {
            (voice.say("web-known-on", &[("day", &voice.numerals.day(&counts.known_on))])) " · " (voice.word("web-snapshot")) " " code { (crate::show::short(&counts.snapshot)) }
            " · " a href=(format!("/wilayah/{}", request.place)) { (name) }
        }
        (chips(voice, &home, asked))
        (filters(voice, &home, asked, Some(request)))
        (kept(voice, &kept_filters, Some(asked)))
        (by_reason(voice, asked, &counts))
        @if counts.uncovered == 0 {
            p { (voice.word("web-uncovered-none")) " " a href=(with(asked, &[("segmen", ""), ("kelompok", ""), ("alasan", ""), ("jalur", "")])) { (voice.word("web-reset")) } }
        } @else if let Some(page) = &page { (people(voice, &home, asked, &counts, page)) }
        @else { p.cap { (voice.word("web-uncovered-purpose")) } }
        (search(voice))
    })
}

/// The filters that narrow the list, each with a way to take it off.
fn chips(voice: &Voice<'_>, home: &app::Installation, asked: &Asked) -> Markup {
    let chips = ["segmen", "kelompok", "alasan", "jalur"].into_iter().filter_map(|name| Some((name, asked.given(name)?)));
    html! { p.asal { @for (name, word) in chips {
        span.cap { (word_of(voice, home, name, word)) " " a href=(with(asked, &[(name, ""), ("mulai", "")])) aria-label=(voice.word("web-take-off")) { "×" } } " "
    } } }
}

/// What stands in kept filters: codes of places, segments, groups, reasons; no purpose, which is asked anew each time.
const KEPT: [&str; 6] = ["wilayah", "bulan", "tempat", "segmen", "kelompok", "alasan"];

/// The filters that the reader keeps, and with filters on the page a name to keep them under.
fn kept(voice: &Voice<'_>, filters: &[SavedFilter], asked: Option<&Asked>) -> Markup {
    html! {
        section.tersimpan {
            @if !filters.is_empty() {
                h2 { (voice.word("web-filters-saved")) }
                ul.legend { @for filter in filters { li {
                    a href=(format!("/belum?{}", filter.filters)) { (filter.name) } " "
                    form.sebaris method="post" action="/belum/saringan" { input type="hidden" name="nama" value=(filter.name); button.kedua type="submit" name="laku" value="hapus" aria-label=(voice.say("web-filter-drop", &[("name", &filter.name)])) { "×" } }
                } } }
            }
            @if let Some(asked) = asked {
                form.sejajar method="post" action="/belum/saringan" {
                    @for name in KEPT { @if let Some(value) = asked.given(name) { input type="hidden" name=(name) value=(value); } }
                    label { (voice.word("web-filter-name")) input type="text" name="nama" maxlength="60" required autocomplete="off"; }
                    button.kedua type="submit" name="laku" value="simpan" { (voice.word("web-filter-keep")) }
                }
            }
        }
    }
}

/// `POST /belum/saringan`: keeps the filters of the page under a name, or forgets a name.
pub(crate) async fn keep(desk: Seat, reader: Reader, Form(form): Form<BTreeMap<String, String>>) -> Response {
    let voice = desk.voice(&reader);
    let asked = Asked(form);
    let done = async {
        let (name, now) = (asked.0.get("nama").cloned().unwrap_or_default(), desk.now());
        if asked.choice("laku", &[("simpan", false), ("hapus", true)])?.unwrap_or_default() {
            desk.ask(async move |home, scope| app::drop_filter(home, scope, &name).await).await?;
            return Ok("/belum".to_owned());
        }
        // Only what the page itself reads as filters is kept.
        Wanted::read(&asked, &desk.home())?;
        let pairs = KEPT.map(|name| (name, asked.given(name).unwrap_or_default()));
        let here = address("/belum", &pairs);
        let filters = here.trim_start_matches("/belum").trim_start_matches('?').to_owned();
        desk.ask(async move |home, scope| app::save_filter(home, scope, &name, &filters, now).await).await?;
        Ok::<_, AppError>(here)
    };
    match done.await {
        Ok(here) => Redirect::to(&here).into_response(),
        Err(error) => errors::of(&desk, &voice, &error).await,
    }
}

fn word_of(voice: &Voice<'_>, home: &app::Installation, name: &str, word: &str) -> String {
    match name {
        "segmen" => voice.of("segment", word),
        "kelompok" => group_name(voice, home, word),
        "jalur" => voice.of("channel", word),
        _ => voice.of("reason", word),
    }
}

fn group_name(voice: &Voice<'_>, home: &app::Installation, code: &str) -> String {
    home.groups.get(code).map_or_else(
        || code.to_owned(),
        |group| match voice.language() {
            texts::Language::Indonesian => group.name.clone(),
            texts::Language::English => group.name_en.clone(),
        },
    )
}

fn filters(voice: &Voice<'_>, home: &app::Installation, asked: &Asked, request: Option<&UncoveredRequest>) -> Markup {
    // Only places of the reader's area are offered: regencies in it, and what the area itself names.
    let mine = |code: RegionCode| voice.scope.as_ref().is_some_and(|scope| scope.area().contains(code));
    let mut regencies: Vec<_> = home.regions.children(home.region).filter(|region| mine(region.code)).collect();
    let own = voice.scope.iter().flat_map(|scope| scope.area().regions()).filter(|code| code.level() > Level::KabupatenKota);
    regencies.extend(own.filter_map(|code| home.regions.get(*code)));
    let regency = request.and_then(|request| request.place.at(Level::KabupatenKota));
    let districts: Vec<_> =
        regency.into_iter().flat_map(|regency| home.regions.children(regency)).filter(|region| mine(region.code)).collect();
    let chosen = |name: &str, word: &str| asked.given(name) == Some(word);
    html! {
        form.saring-belum method="get" action="/belum" {
            label { (voice.word("web-region"))
                select name="wilayah" {
                    @if request.is_none() { option value="" { (voice.word("web-region-choose")) } }
                    @for region in &regencies { option value=(region.code.to_string()) selected[request.is_some_and(|request| request.place == region.code)] { (region.name) } }
                    @if !districts.is_empty() {
                        optgroup label=(voice.word("web-districts")) {
                            @for region in &districts { option value=(region.code.to_string()) selected[request.is_some_and(|request| request.place == region.code)] { (region.name) } }
                        }
                    }
                }
            }
            @if request.is_some() {
                label { (voice.word("web-segment"))
                    select name="segmen" { option value="" { (voice.word("web-every")) } @for segment in Segment::ALL { option value=(segment.code()) selected[chosen("segmen", segment.code())] { (voice.of("segment", segment.code())) } } }
                }
                label { (voice.word("take-group"))
                    select name="kelompok" { option value="" { (voice.word("web-every")) } @for group in home.groups.iter() { option value=(group.code) selected[chosen("kelompok", &group.code)] { (group_name(voice, home, &group.code)) } } }
                }
                label { (voice.word("take-reason"))
                    select name="alasan" { option value="" { (voice.word("web-every")) } @for reason in app::uncovered_reasons() { option value=(reason.code()) selected[chosen("alasan", reason.code())] { (voice.of("reason", reason.code())) } } }
                }
            }
            label { (voice.word("web-purpose")) (purposes_plain(voice, asked.given("keperluan").unwrap_or_default())) }
            button type="submit" { (voice.word("web-apply")) }
        }
    }
}

/// The choice of a purpose that may stay open: without one there are counts and no names.
fn purposes_plain(voice: &Voice<'_>, chosen: &str) -> Markup {
    html! {
        select name="keperluan" {
            option value="" { (voice.word("web-purpose-counts")) }
            @for (code, _) in Purpose::ALL { option value=(code) selected[chosen == code] { (voice.of("purpose", code)) } }
        }
    }
}

fn by_reason(voice: &Voice<'_>, asked: &Asked, counts: &UncoveredCounts) -> Markup {
    html! {
        ul.legend { @for (reason, count) in &counts.by_reason { li {
            a href=(with(asked, &[("alasan", reason), ("mulai", "")])) { (voice.of("reason", reason)) } ": " strong { (voice.count(*count)) }
        } } }
    }
}

fn people(voice: &Voice<'_>, home: &app::Installation, asked: &Asked, counts: &UncoveredCounts, page: &UncoveredPage) -> Markup {
    let purpose = asked.given("keperluan").unwrap_or_default();
    let every = asked.given("semua").is_some();
    html! {
        p.asal { (voice.word("take-proposal")) }
        form method="post" action="/belum/unduh" {
            @for name in ["wilayah", "bulan", "tempat", "segmen", "kelompok", "alasan", "jalur", "keperluan"] {
                @if let Some(value) = asked.given(name) { input type="hidden" name=(name) value=(value); }
            }
            p.asal {
                a href=(with(asked, &[("semua", if every { "" } else { "ya" })])) { (voice.word(if every { "web-choose-none" } else { "web-choose-page" })) }
            }
            div.gulir tabindex="0" { table.orang {
                thead { tr {
                    th scope="col" { span.dengar { (voice.word("web-choose")) } }
                    @for key in ["take-name", "web-nik", "take-place", "take-segment", "take-employer", "take-reason", "take-day"] { th scope="col" { (voice.word(key)) } }
                } }
                tbody { @for person in &page.people { tr {
                    td { input type="checkbox" name="orang" value=(person.person) checked[every] aria-label=(voice.say("web-choose-one", &[("name", &person.name)])); }
                    th scope="row" { a href=(format!("/orang/{}?keperluan={purpose}", person.person)) { @if person.name.is_empty() { (voice.word("web-nameless")) } @else { (person.name) } } }
                    td.nik { (person.nik_masked) }
                    td { (person.region_name) }
                    td { (voice.of("segment", &person.segment)) @if !person.group.is_empty() { " · " (group_name(voice, home, &person.group)) } }
                    td { (person.employer) }
                    td { (voice.of("reason", &person.reason)) }
                    td { (voice.numerals.day(&person.data_as_of)) " · " (person.source) }
                } } }
            } }
            @if let Some(next) = &page.next { p { a href=(with(asked, &[("mulai", next)])) { (voice.say("web-next-page", &[("count", &PAGE.to_string()), ("all", &voice.count(counts.uncovered))])) } } }
            @if counts.uncovered > home.place.second.people {
                p { (voice.say("approval-too-many", &[("count", &voice.count(home.place.second.people))])) }
                (approvals::reason_field(voice, "sebab"))
                p { button type="submit" formaction="/belum/minta" name="apa" value="xlsx" { (voice.say("approval-ask-list", &[("count", &voice.count(counts.uncovered))])) } }
            }
            div.tombol-tombol {
                @if counts.uncovered <= home.place.second.people { button type="submit" name="apa" value="xlsx" { (voice.say("web-take-all", &[("count", &voice.count(counts.uncovered))])) } }
                button.kedua type="submit" name="apa" value="xlsx-pilih" { (voice.word("web-take-chosen")) }
                button.kedua type="submit" name="apa" value="csv" { (voice.word("web-take-csv")) }
            }
            p.asal { (voice.say("web-take-help", &[("count", &voice.count(home.place.second.people))])) }
        }
    }
}

/// Looking for one person: by the whole NIK, which goes in the body of the request and never into an address.
fn search(voice: &Voice<'_>) -> Markup {
    html! {
        section.cari {
            h2 { (voice.word("web-search")) }
            form.impor method="post" action="/orang" autocomplete="off" {
                label for="nik" { (voice.word("web-nik")) }
                p.bantu id="nik-bantu" { (voice.word("web-search-help")) }
                input id="nik" name="nik" type="text" inputmode="numeric" maxlength="24" aria-describedby="nik-bantu";
                label for="keperluan" { (voice.word("web-purpose")) }
                (purposes(voice, ""))
                button type="submit" { (voice.word("web-search-do")) }
            }
        }
    }
}

/// `POST /belum/unduh`: a list to take away.
pub(crate) async fn take(desk: Seat, reader: Reader, Form(pairs): Form<Vec<(String, String)>>) -> Response {
    let voice = desk.voice(&reader);
    match taken(&desk, &reader, pairs).await {
        Ok((bytes, true)) => workbook("belum-terlindungi.xlsx", bytes),
        Ok((bytes, false)) => {
            let headers = [
                (CONTENT_TYPE, "text/csv; charset=utf-8"),
                (CONTENT_DISPOSITION, "attachment; filename=\"belum-terlindungi.csv\""),
            ];
            (headers, bytes).into_response()
        }
        Err(error) => errors::of(&desk, &voice, &error).await,
    }
}

/// `POST /belum/minta`: asks a second person for a list that is too long to be taken alone.
pub(crate) async fn ask(desk: Seat, reader: Reader, Form(pairs): Form<Vec<(String, String)>>) -> Response {
    let voice = desk.voice(&reader);
    let reason = pairs.iter().find(|(name, _)| name == "sebab").map(|(_, reason)| reason.clone()).unwrap_or_default();
    match order_of(&desk, pairs) {
        Ok(order) => approvals::asked(&desk, &voice, Wish::Take(ListWish::of(&order)), reason).await,
        Err(error) => errors::of(&desk, &voice, &error).await,
    }
}

/// The list that a form asks for.
fn order_of(desk: &Seat, pairs: Vec<(String, String)>) -> Result<Takeaway, AppError> {
    let people = pairs.iter().filter(|(name, _)| name == "orang");
    let people: Result<Vec<i64>, AppError> =
        people.map(|(_, number)| number.parse().map_err(|_| refused("error-no-person", number))).collect();
    let asked = Asked(pairs.into_iter().filter(|(name, _)| name != "orang").collect());
    let wanted = Wanted::read(&asked, &desk.home())?;
    let request = wanted.request.ok_or_else(|| Refused::UnknownRegion(String::new()))?;
    let purpose = wanted.purpose.ok_or_else(|| refused("error-no-purpose", ""))?;
    let what = asked.choice("apa", &[("xlsx", (true, false)), ("xlsx-pilih", (true, true)), ("csv", (false, false))])?;
    let (xlsx, only_chosen) = what.unwrap_or((true, false));
    let chosen = if only_chosen { people? } else { Vec::new() };
    if only_chosen && chosen.is_empty() {
        return Err(refused("error-nobody-chosen", ""));
    }
    Ok(Takeaway { request, chosen, purpose, workbook: xlsx })
}

async fn taken(desk: &Seat, reader: &Reader, pairs: Vec<(String, String)>) -> Result<(Vec<u8>, bool), AppError> {
    let (language, now) = (reader.language, desk.now());
    let order = order_of(desk, pairs)?;
    let workbook = order.workbook;
    desk.ask(async move |home, scope| {
        Ok((app::take_uncovered(home, scope, &order, &texts::Texts::of(language), now).await?, workbook))
    })
    .await
}

/// The purpose in a form, or the refusal that says it is missing.
pub(crate) fn purpose_in(word: Option<&str>) -> Result<Purpose, AppError> {
    word.and_then(purpose_of).ok_or_else(|| refused("error-no-purpose", ""))
}
