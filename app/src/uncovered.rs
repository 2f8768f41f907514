//! The uncovered of a place, by name: facts say who they are, the sealed identity is opened for the rows that are shown and no
//! others. Every look and every export is in the audit log, with a purpose and without a person.

use crate::access::{Scope, sees};
use crate::coverage::{CoverageRequest, Session};
use crate::fault::{AppError, Refused};
use crate::identity::names_of;
use crate::installation::Installation;
use crate::link_rosters::LINKS;
use base::access::Permission;
use base::handover::{Attribution, Channel};
use base::vocabulary::region::RegionCode;
use base::vocabulary::{AgeBand, Month, Segment};
use measure::{Channels, Listed, Listing, Reason, listing_counts, listing_query};
use press::ListBook;
use serde::Serialize;
use std::collections::BTreeMap;
use texts::Texts;

/// What a list with names is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To enrol them.
    Enrol,
    /// To visit them or their employer.
    Visit,
    /// To examine whether an employer complies.
    Comply,
    /// To mend the data.
    Mend,
}

impl Purpose {
    /// Every purpose with its word in addresses and acts.
    pub const ALL: [(&'static str, Self); 4] =
        [("daftar", Self::Enrol), ("kunjungan", Self::Visit), ("kepatuhan", Self::Comply), ("data", Self::Mend)];

    /// The word.
    pub fn code(self) -> &'static str {
        Self::ALL.iter().find(|(_, purpose)| *purpose == self).map_or("", |(code, _)| code)
    }
}

/// Which of the uncovered are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UncoveredRequest {
    /// The place.
    pub place: RegionCode,
    /// The month; none asks for the latest.
    pub as_of: Option<Month>,
    /// Where a person counts.
    pub attribution: Attribution,
    /// Only of a segment.
    pub segment: Option<Segment>,
    /// Only of a group of the rulebook, by its code.
    pub group: Option<String>,
    /// Only for a reason, by its code.
    pub reason: Option<Reason>,
    /// Only of one channel of the bridge to a target.
    pub channel: Option<Channel>,
}

/// How many there are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct UncoveredCounts {
    /// All of them: as many as the figure of the place says, where nothing narrows it.
    pub uncovered: u64,
    /// By the code of their reason.
    pub by_reason: BTreeMap<String, u64>,
    /// The month.
    pub as_of: String,
    /// The day whose knowledge it rests on.
    pub known_on: String,
    /// The snapshot of the links.
    pub snapshot: String,
    /// Whether these people do not exist.
    pub synthetic: bool,
}

/// One of them, as a page may show them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UncoveredPerson {
    /// The number of the person in these links.
    pub person: i64,
    /// The name.
    pub name: String,
    /// The NIK behind dots.
    pub nik_masked: String,
    /// The code of the place.
    pub region_code: String,
    /// Its name.
    pub region_name: String,
    /// L or P.
    pub sex: String,
    /// Five years of age.
    pub age_band: String,
    /// pu, bpu, jakon, pmi.
    pub segment: String,
    /// The group of the rulebook, by its code.
    pub group: String,
    /// The employer as the list has it.
    pub employer: String,
    /// The code of the reason.
    pub reason: String,
    /// In how many rows of the lists.
    pub rows: u64,
    /// Who sent the newest of them.
    pub source: String,
    /// The day it describes.
    pub data_as_of: String,
}

/// Some of them, and where the next ones begin.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct UncoveredPage {
    /// The people.
    pub people: Vec<UncoveredPerson>,
    /// The cursor of the next page; none at the end.
    pub next: Option<String>,
}

/// How many of the uncovered there are. Opens no identity.
pub async fn uncovered_counts(
    home: &Installation,
    scope: &Scope,
    request: &UncoveredRequest,
) -> Result<UncoveredCounts, AppError> {
    let (session, listing) = open(home, scope, request).await?;
    let mut counts = UncoveredCounts {
        as_of: listing.month.to_string(),
        known_on: session.known_on.to_string(),
        snapshot: session.snapshot.clone(),
        synthetic: home.is_synthetic().await?,
        ..UncoveredCounts::default()
    };
    for (reason, people) in session.engine.tally(&listing_counts(&listing)).await? {
        let Some(reason) = reason.as_deref().and_then(Reason::parse) else { continue };
        counts.by_reason.insert(reason.code().to_owned(), people);
        counts.uncovered += people;
    }
    Ok(counts)
}

/// The uncovered by place and number, from a cursor on.
pub async fn uncovered_people(
    home: &Installation,
    scope: &Scope,
    request: &UncoveredRequest,
    cursor: Option<&str>,
    most: usize,
) -> Result<UncoveredPage, AppError> {
    let after = cursor.map(read_cursor).transpose()?;
    let (session, listing) = open(home, scope, request).await?;
    // One more than is shown tells whether there is a next page.
    let mut listed = session.engine.listed(&listing_query(&listing, after, most + 1)).await?;
    let more = listed.len() > most;
    listed.truncate(most);
    let next = listed.last().filter(|_| more).map(|last| {
        let place = last.place.map_or(0, RegionCode::number);
        format!("{place}-{}", last.person)
    });
    Ok(UncoveredPage { people: with_names(home, scope, &session, listed).await?, next })
}

/// The uncovered as somebody looks at them: written into the audit log before they are shown, or not shown (P12).
pub async fn look_at_uncovered(
    home: &Installation,
    scope: &Scope,
    request: &UncoveredRequest,
    (cursor, most): (Option<&str>, usize),
    purpose: Purpose,
) -> Result<UncoveredPage, AppError> {
    let page = uncovered_people(home, scope, request, cursor, most).await?;
    let entry = scope.for_purpose(purpose.code()).entry("list_uncovered", format!("region:{}", request.place));
    home.store.record(&store::Entry { rows: page.people.len() as u64, ..entry }).await?;
    Ok(page)
}

fn read_cursor(text: &str) -> Result<(u64, i64), AppError> {
    let read = || {
        let (place, person) = text.split_once('-')?;
        Some((place.parse().ok()?, person.parse().ok()?))
    };
    read().ok_or_else(|| Refused::Request { key: "error-not-a-cursor", detail: base::handover::showable(text) }.into())
}

async fn open(home: &Installation, scope: &Scope, request: &UncoveredRequest) -> Result<(Session, Listing), AppError> {
    scope.require(Permission::People)?;
    // A place outside the asker's area is told like one that there is not.
    if !scope.area().contains(request.place) {
        return Err(Refused::UnknownRegion(request.place.to_string()).into());
    }
    let links = home.store.current_snapshot(LINKS).await?.ok_or(Refused::NotLinked)?;
    let asked = CoverageRequest { as_of: request.as_of, attribution: request.attribution, ..CoverageRequest::default() };
    let session = Session::open(home, scope, &links, &asked).await?;
    session.set_month(home, session.month)?;
    let listing = Listing {
        month: session.month,
        attribution: request.attribution,
        place: request.place,
        segment: request.segment,
        group: request.group.clone(),
        reason: request.reason,
        channel: request.channel.map(|channel| (channel, Channels::of(&home.groups))),
    };
    Ok((session, listing))
}

async fn with_names(
    home: &Installation,
    scope: &Scope,
    session: &Session,
    listed: Vec<Listed>,
) -> Result<Vec<UncoveredPerson>, AppError> {
    let rows: Vec<i64> = listed.iter().map(|person| person.row).collect();
    let mut names = names_of(home, &rows).await?;
    let origins = home.store.origins().await?;
    // Who sent a list that the asker may not open is not told.
    let mine = |batch: &&store::Batch| sees(scope, home.region, origins.get(&batch.number));
    let batch_of = |row: i64| session.batches.iter().find(|batch| i64::from(batch.number) == row >> 32).filter(mine);
    let text = |value: Option<String>| value.unwrap_or_default();
    Ok(listed
        .into_iter()
        .map(|person| {
            let named = names.remove(&person.row).unwrap_or_default();
            let batch = batch_of(person.row);
            UncoveredPerson {
                person: person.person,
                name: named.name,
                nik_masked: named.nik,
                region_code: person.place.map(|code| code.to_string()).unwrap_or_default(),
                region_name: person.place.and_then(|code| home.regions.name(code)).unwrap_or_default().to_owned(),
                sex: text(person.sex),
                age_band: person.age_band.map(|lower| AgeBand::of(lower).to_string()).unwrap_or_default(),
                segment: text(person.segment),
                group: text(person.group),
                employer: base::handover::showable(&text(person.employer)),
                reason: person.reason.code().to_owned(),
                rows: person.rows,
                source: batch.map(|batch| batch.source.clone()).unwrap_or_default(),
                data_as_of: batch.map(|batch| batch.as_of.to_string()).unwrap_or_default(),
            }
        })
        .collect())
}

/// A list to take away: everybody, or those chosen.
#[derive(Clone, Debug)]
pub struct Takeaway {
    /// Which.
    pub request: UncoveredRequest,
    /// Only these persons; empty takes everybody.
    pub chosen: Vec<i64>,
    /// What for.
    pub purpose: Purpose,
    /// As a workbook; otherwise as text for Excel.
    pub workbook: bool,
}

/// What stands on every sheet that leaves: who took it, when, and under which approval. A sheet that turns up elsewhere tells whose it was.
#[derive(Clone, Debug)]
pub(crate) struct Mark {
    /// The actor, as the audit log calls them.
    pub(crate) who: String,
    /// Seconds since 1970.
    pub(crate) at: i64,
    /// The request and who approved it, where a second person did.
    pub(crate) approval: Option<(String, String)>,
}

impl Mark {
    pub(crate) fn lines(&self, purpose: Purpose, texts: &Texts) -> Vec<String> {
        let what = texts.say(&format!("purpose-{}", purpose.code()), &[]);
        // Every installation so far lies in WITA.
        let zone = jiff::tz::TimeZone::fixed(jiff::tz::offset(8));
        let at =
            jiff::Timestamp::from_second(self.at).unwrap_or_default().to_zoned(zone).strftime("%Y-%m-%d %H.%M WITA").to_string();
        let who = self.who.trim_start_matches("account:");
        let taken = texts.say("take-mark", &[("who", who), ("purpose", &what), ("at", &at)]);
        let approved = self
            .approval
            .as_ref()
            .map(|(id, by)| texts.say("take-mark-approved", &[("id", id), ("by", by.trim_start_matches("account:"))]));
        [taken].into_iter().chain(approved).collect()
    }
}

/// The list of the uncovered as a file to take away, without NIKs. It never lies on our disk. More people than one person takes alone
/// are refused: [`crate::ask_approval`] asks a second one.
pub async fn take_uncovered(
    home: &Installation,
    scope: &Scope,
    order: &Takeaway,
    texts: &Texts,
    now: i64,
) -> Result<Vec<u8>, AppError> {
    let counts = uncovered_counts(home, scope, &order.request).await?;
    let asked = if order.chosen.is_empty() { counts.uncovered } else { order.chosen.len() as u64 };
    if asked > home.place.second.people {
        return Err(Refused::Request { key: "error-too-many-alone", detail: asked.to_string() }.into());
    }
    let mark = Mark { who: scope.actor(), at: now, approval: None };
    let (bytes, people) = list_of_uncovered(home, scope, order, &mark, texts).await?;
    let entry = scope.for_purpose(order.purpose.code()).entry("take_uncovered", format!("region:{}", order.request.place));
    home.store.record(&store::Entry { rows: people, ..entry }).await?;
    Ok(bytes)
}

/// The file and how many people stand in it. Whoever calls this writes it into the audit log before it is given to anybody.
pub(crate) async fn list_of_uncovered(
    home: &Installation,
    scope: &Scope,
    order: &Takeaway,
    mark: &Mark,
    texts: &Texts,
) -> Result<(Vec<u8>, u64), AppError> {
    let counts = uncovered_counts(home, scope, &order.request).await?;
    let most = usize::try_from(counts.uncovered).unwrap_or(usize::MAX).min(usize::MAX - 1);
    let people = if order.chosen.is_empty() {
        uncovered_people(home, scope, &order.request, None, most.max(1)).await?.people
    } else {
        // Those chosen stand on pages that were shown; names are opened for them and for nobody else.
        let (session, listing) = open(home, scope, &order.request).await?;
        let mut listed = session.engine.listed(&listing_query(&listing, None, most.max(1))).await?;
        listed.retain(|person| order.chosen.contains(&person.person));
        with_names(home, scope, &session, listed).await?
    };
    let rows: Vec<Vec<String>> = people.iter().map(|person| cells(person, home, texts)).collect();
    let headings: Vec<String> = HEADINGS.iter().map(|key| texts.say(key, &[])).collect();
    let title = texts
        .say("take-title", &[("place", home.regions.name(order.request.place).unwrap_or_default()), ("month", &counts.as_of)]);
    let synthetic = if counts.synthetic { texts.say("web-synthetic", &[]) } else { String::new() };
    let titles: Vec<String> = [title, texts.say("take-proposal", &[]), synthetic]
        .into_iter()
        .chain(mark.lines(order.purpose, texts))
        .filter(|line| !line.is_empty())
        .collect();
    if !order.workbook {
        return Ok((as_csv(&titles, &headings, &rows).into_bytes(), rows.len() as u64));
    }
    let mut book = ListBook::new(&titles[0]);
    book.sheet("Daftar", &titles, &headings, &[])?;
    rows.iter().try_for_each(|row| book.row(row, &[]))?;
    Ok((book.bytes()?, rows.len() as u64))
}

const HEADINGS: [&str; 11] = [
    "take-name",
    "take-code",
    "take-place",
    "take-sex",
    "take-age",
    "take-segment",
    "take-group",
    "take-employer",
    "take-reason",
    "take-source",
    "take-day",
];

fn cells(person: &UncoveredPerson, home: &Installation, texts: &Texts) -> Vec<String> {
    let reason = texts.say(&format!("reason-{}", person.reason.replace('_', "-")), &[]);
    let group = home.groups.get(&person.group).map_or(&person.group, |group| match texts.language() {
        texts::Language::Indonesian => &group.name,
        texts::Language::English => &group.name_en,
    });
    vec![
        person.name.clone(),
        person.region_code.clone(),
        person.region_name.clone(),
        person.sex.clone(),
        person.age_band.clone(),
        person.segment.clone(),
        group.clone(),
        person.employer.clone(),
        reason,
        person.source.clone(),
        person.data_as_of.clone(),
    ]
}

/// Text as Excel in Indonesia opens it: `;` between cells, a mark of UTF-8, and no cell that could be a formula.
fn as_csv(titles: &[String], headings: &[String], rows: &[Vec<String>]) -> String {
    let cell = |text: &String| {
        let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\0']) { "'" } else { "" };
        format!("\"{guard}{}\"", text.replace('"', "\"\""))
    };
    let line = |cells: &[String]| cells.iter().map(cell).collect::<Vec<_>>().join(";") + "\r\n";
    let head = titles.iter().map(|title| line(std::slice::from_ref(title))).collect::<String>() + &line(headings);
    rows.iter().fold(format!("\u{feff}{head}"), |text, row| text + &line(row))
}
