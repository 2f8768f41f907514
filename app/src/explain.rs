//! "Explain this figure": one row of coverage with everything it rests on, kept under the hash of its content, so that a link
//! to it shows the same figure for good.

use crate::access::{Scope, sees};
use crate::coverage::{CoverageRequest, Session, coverage, statistics};
use crate::fault::{AppError, Refused};
use crate::installation::Installation;
use crate::link_rosters::LINKS;
use base::access::Permission;
use base::handover::{Attribution, Basis, CoverageRow, Dimension};
use base::vocabulary::Month;
use base::vocabulary::region::{Level, RegionCode};
use jiff::civil::Date;
use measure::{Population, Statistic};
use serde::{Deserialize, Serialize};
use store::Batch;
use texts::{Language, Texts};

/// Below this many people a village, a district or a cut is not opened: the account would be about somebody.
pub const FEWEST: u64 = 10;

/// Which figure is meant: the coordinates of one row of a coverage table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FigureQuestion {
    /// The month; none asks for the latest.
    pub as_of: Option<Month>,
    /// What was known on this day.
    pub known_on: Option<Date>,
    /// `roster` or the name of a denominator.
    pub denominator: String,
    /// Where a person counts.
    pub attribution: Attribution,
    /// Whose place.
    pub place: FigurePlace,
    /// The words of the other dimensions, in order.
    pub cut: Vec<(Dimension, String)>,
    /// The name of what is counted, where two rows differ in nothing else.
    pub numerator: Option<String>,
}

/// The place of a figure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FigurePlace {
    /// Everybody of the installation.
    #[default]
    Everywhere,
    /// People whose place no list tells.
    Unknown,
    /// One region.
    Region(RegionCode),
}

/// A figure with everything it rests on, as it was when it was opened. What a kept figure says never changes, so fields are
/// added and never renamed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// The region; none for people whose place is unknown.
    pub region_code: Option<RegionCode>,
    /// Its name.
    pub region_name: String,
    /// The other dimensions with their words.
    pub cut: Vec<(String, String)>,
    /// The month it speaks of.
    pub as_of: Month,
    /// The day whose knowledge it rests on.
    pub known_on: Date,
    /// Whether it rests on our lists rather than on a published denominator.
    pub roster: bool,
    /// Where a person counts.
    pub workplace: bool,
    /// What is counted.
    pub numerator_name: String,
    /// People covered.
    pub covered: u64,
    /// Of these, people whose month is not yet due.
    pub in_grace: Option<u64>,
    /// What they are counted among.
    pub denominator_name: String,
    /// Its size.
    pub denominator: u64,
    /// People of the denominator who are not covered; none where covered exceeds it.
    pub uncovered: Option<u64>,
    /// The snapshot it was measured from.
    pub snapshot: String,
    /// Whether it counts people who do not exist.
    pub synthetic: bool,
    /// What a reader must know, as the row says it.
    pub note: String,
    /// The same from the whole answer: Indonesian and English.
    pub notes: Vec<(String, String)>,
    /// The rule of activity: Indonesian and English.
    pub rule: (String, String),
    /// Everybody of the cell by what became of them; empty for figures that others counted.
    pub account: Vec<FigureLine>,
    /// The batches counted.
    pub batches: Vec<FigureBatch>,
    /// The published figures used.
    pub published: Vec<FigureSource>,
    /// How the lists were linked; none for figures that others counted.
    pub linking: Option<FigureLinking>,
    /// Stage and version of every method used.
    pub methods: Vec<(String, String)>,
    /// The hash over the rules used, shortened.
    pub rulebook: String,
    /// The regions whose people it counts, where it is about no single region.
    #[serde(default)]
    pub area: Vec<RegionCode>,
    /// Batches counted that the reader may not open; known when it is read, never kept.
    #[serde(skip)]
    pub hidden: usize,
}

/// People of the cell and what became of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FigureLine {
    /// The reason, by its code.
    pub reason: String,
    /// Whether they are in the denominator.
    pub counts: bool,
    /// Whether they are in the numerator.
    pub covered: bool,
    /// How many people.
    pub people: u64,
    /// In how many rows of the lists.
    pub rows: u64,
}

/// A batch that was counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FigureBatch {
    /// Its number.
    pub batch: u32,
    /// What its rows are.
    pub kind: String,
    /// Who sent it.
    pub source: String,
    /// The day it describes.
    pub as_of: Date,
    /// The day we learnt it.
    pub known_on: Date,
    /// The hash of its file.
    pub sha256: String,
    /// Rows read, accepted, refused and duplicate.
    pub rows: [u64; 4],
}

/// A published figure that was used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FigureSource {
    /// What it says.
    pub indicator: String,
    /// Of when.
    pub period: String,
    /// The value as published.
    pub value: String,
    /// Who published it.
    pub source: String,
    /// Where it can be read.
    pub url: String,
    /// ok, conflicting, suspect, undated.
    pub quality: String,
    /// What a reader must know.
    pub note: String,
}

/// How rows became persons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FigureLinking {
    /// Rows linked.
    pub rows: u64,
    /// Persons found.
    pub persons: u64,
    /// Pairs taken for one person.
    pub links: u64,
    /// How many of these the model itself expects to be wrong.
    pub expected_false: u64,
}

/// The rules that a coverage figure follows, in the order in which they are hashed.
const RULES: [&str; 3] = [
    include_str!("../../rulebook/active.toml"),
    include_str!("../../rulebook/holidays.toml"),
    include_str!("../../rulebook/groups.toml"),
];

/// Opens a figure and keeps it. Gives back its id.
pub async fn explain(home: &Installation, scope: &Scope, question: &FigureQuestion) -> Result<String, AppError> {
    let figure = measure_figure(home, scope, question).await?;
    let body = serde_json::to_string(&figure).map_err(|_| AppError::Unreadable("a figure cannot be written"))?;
    let id = id_of(&body);
    home.store.keep_figure(&id, &body).await?;
    Ok(id)
}

/// The figure kept under an id; none where there is none, or none for this reader. Of the lists it rests on a reader sees those they
/// may open; the others are a number.
pub async fn figure(home: &Installation, scope: &Scope, id: &str) -> Result<Option<Figure>, AppError> {
    scope.require(Permission::Figures)?;
    let Some(body) = home.store.figure(id).await? else { return Ok(None) };
    let figure: Option<Figure> = serde_json::from_str(&body).ok().filter(|_| id_of(&body) == id);
    let mut figure = figure.ok_or(AppError::Unreadable("a kept figure is not what its id says"))?;
    if !may_read(home, scope, &figure) {
        return Ok(None);
    }
    let origins = home.store.origins().await?;
    let all = figure.batches.len();
    figure.batches.retain(|batch| sees(scope, home.region, origins.get(&batch.batch)));
    figure.hidden = all - figure.batches.len();
    if !scope.area().contains(home.region) {
        // How many people the whole installation knows is not about this reader's regions.
        figure.linking = None;
    }
    Ok(Some(figure))
}

/// Whether every person it counts is in the reader's area; what others published about a region is read like their tables.
fn may_read(home: &Installation, scope: &Scope, figure: &Figure) -> bool {
    match figure.region_code {
        Some(code) if figure.roster || figure.in_grace.is_some() => scope.area().contains(code),
        Some(code) => scope.sees_published(Some(code)),
        None if figure.area.is_empty() => scope.area().contains(home.region),
        None => figure.area.iter().all(|region| scope.area().contains(*region)),
    }
}

/// Ninety-six bits of the hash: short enough for a link, long enough that no two figures meet.
fn id_of(body: &str) -> String {
    lake::hash_of_text(body)[..24].to_owned()
}

async fn measure_figure(home: &Installation, scope: &Scope, question: &FigureQuestion) -> Result<Figure, AppError> {
    let seat = scope.seat(home.region);
    let mine = match question.place {
        FigurePlace::Everywhere => true,
        FigurePlace::Unknown => scope.area().contains(home.region),
        FigurePlace::Region(code) => scope.area().contains(code) || scope.role().others,
    };
    if !mine {
        return Err(nothing(question));
    }
    let by = dimensions(seat, question);
    let request = CoverageRequest {
        as_of: question.as_of,
        known_on: question.known_on,
        by: by.clone(),
        denominator: Some(question.denominator.clone()),
        attribution: question.attribution,
        ..CoverageRequest::default()
    };
    let answer = coverage(home, scope, &request).await?;
    let total = by.is_empty().then(|| answer.total.clone()).flatten();
    let row = match total {
        Some(total) => total,
        None => answer.rows.iter().find(|row| is_meant(row, question, seat)).cloned().ok_or_else(|| nothing(question))?,
    };
    // People without a place are few or many like those of a village; regencies and what is above them are large.
    let large = question.cut.is_empty() && row.region_code.is_some_and(|code| code.level() <= Level::KabupatenKota);
    if !large && row.denominator.0 < FEWEST {
        return Err(Refused::Request { key: "error-too-few", detail: row.region_name }.into());
    }
    let mut figure = Figure {
        region_code: row.region_code,
        region_name: row.region_name.clone(),
        cut: row.cut.iter().map(|(name, word)| ((*name).to_owned(), word.clone())).collect(),
        as_of: row.as_of,
        known_on: row.known_on,
        roster: row.basis == Basis::Roster,
        workplace: question.attribution == Attribution::Workplace,
        numerator_name: row.numerator_name.clone(),
        covered: row.covered.0,
        in_grace: row.in_grace.map(|count| count.0),
        denominator_name: row.denominator_name.clone(),
        denominator: row.denominator.0,
        uncovered: row.uncovered.map(|count| count.0),
        snapshot: row.snapshot.clone(),
        synthetic: row.synthetic,
        note: row.note.clone(),
        notes: Vec::new(),
        rule: answer.rule.clone(),
        account: Vec::new(),
        batches: Vec::new(),
        published: Vec::new(),
        linking: None,
        methods: vec![("ingest".to_owned(), ingest::METHOD_VERSION.to_owned())],
        rulebook: lake::hash_of_text(&RULES.join("\n"))[..12].to_owned(),
        area: if row.region_code.is_none() { scope.area().regions().to_vec() } else { Vec::new() },
        hidden: 0,
    };
    let [indonesian, english] = [Language::Indonesian, Language::English].map(Texts::of);
    figure.notes = answer.notes.iter().map(|note| (note.say(&indonesian), note.say(&english))).collect();
    if !figure.roster {
        figure.published = published(&statistics(home, scope, question.known_on).await?, &row, home);
    }
    // Our own people stand behind it: every row of our lists, and the register where it is counted on a published base.
    if figure.roster || row.in_grace.is_some() {
        own_people(home, scope, question, &request, &by, &row, &mut figure).await?;
    }
    figure.methods.push(("measure".to_owned(), measure::METHOD_VERSION.to_owned()));
    Ok(figure)
}

async fn own_people(
    home: &Installation,
    scope: &Scope,
    question: &FigureQuestion,
    request: &CoverageRequest,
    by: &[Dimension],
    row: &CoverageRow,
    figure: &mut Figure,
) -> Result<(), AppError> {
    let links = match question.known_on {
        Some(day) => home.store.snapshot_known_on(LINKS, day).await?,
        None => home.store.current_snapshot(LINKS).await?,
    };
    let links = links.ok_or(Refused::NotLinked)?;
    let request = CoverageRequest { as_of: Some(row.as_of), ..request.clone() };
    let session = Session::open(home, scope, &links, &request).await?;
    // On a published base the province is a row like any other, and its people are everybody below it.
    let level = row.region_code.map(RegionCode::level);
    let (population, by) = match (figure.roster, level) {
        (true, _) => (Population::Roster, by.to_vec()),
        (false, Some(Level::Provinsi)) => (Population::Register, vec![Dimension::Province]),
        (false, _) => (Population::Register, vec![Dimension::Region]),
    };
    let lines = session.account(home, population, &by, question.attribution, row).await?;
    figure.account = lines
        .iter()
        .map(|line| FigureLine {
            reason: line.reason.code().to_owned(),
            counts: line.reason.counts(),
            covered: line.reason.covered(),
            people: line.people,
            rows: line.rows,
        })
        .collect();
    figure.batches = session.batches.iter().map(batch).collect();
    figure.batches.sort_by_key(|batch| batch.batch);
    let linking = &session.linking;
    figure.linking = Some(FigureLinking {
        rows: linking.rows,
        persons: linking.persons,
        links: linking.links,
        expected_false: linking.expected_false,
    });
    figure.methods.push(("link".to_owned(), link::METHOD_VERSION.to_owned()));
    Ok(())
}

/// The cuts that have a row for the figure.
fn dimensions(seat: Option<RegionCode>, question: &FigureQuestion) -> Vec<Dimension> {
    let roster = question.denominator == "roster";
    let whole = match question.place {
        FigurePlace::Everywhere => true,
        FigurePlace::Region(code) => Some(code) == seat,
        FigurePlace::Unknown => false,
    };
    let place = match question.place {
        // Published figures come by region, the province among them; of our lists the whole is the total.
        _ if whole && roster => None,
        FigurePlace::Everywhere | FigurePlace::Unknown => Some(Dimension::Region),
        FigurePlace::Region(code) => Some(match code.level() {
            Level::Provinsi => Dimension::Province,
            Level::KabupatenKota => Dimension::Region,
            Level::Kecamatan => Dimension::District,
            Level::Desa => Dimension::Village,
        }),
    };
    place.into_iter().chain(question.cut.iter().map(|(dimension, _)| *dimension)).collect()
}

fn is_meant(row: &CoverageRow, question: &FigureQuestion, seat: Option<RegionCode>) -> bool {
    let place = match question.place {
        FigurePlace::Everywhere => row.region_code.is_none_or(|code| Some(code) == seat),
        FigurePlace::Unknown => row.region_code.is_none(),
        FigurePlace::Region(code) => {
            row.region_code == Some(code) || (row.region_code.is_none() && Some(code) == seat && row.basis == Basis::Roster)
        }
    };
    let cut = row.cut.len() == question.cut.len()
        && row
            .cut
            .iter()
            .zip(&question.cut)
            .all(|((name, word), (dimension, wanted))| *name == dimension.code() && word == wanted);
    place && cut && question.numerator.as_ref().is_none_or(|name| *name == row.numerator_name)
}

fn nothing(question: &FigureQuestion) -> AppError {
    let place = match question.place {
        FigurePlace::Region(code) => code.to_string(),
        FigurePlace::Everywhere | FigurePlace::Unknown => String::new(),
    };
    let words = question.cut.iter().map(|(_, word)| word.clone());
    let detail = std::iter::once(place).chain(words).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" · ");
    Refused::Request { key: "error-no-figure", detail }.into()
}

/// The published figures that the row rests on: the denominator it names and, where others counted the covered too, what they
/// published of the same period. Of a figure published twice the one learnt last counts, and stands first in the statistics.
fn published(statistics: &[Statistic], row: &CoverageRow, home: &Installation) -> Vec<FigureSource> {
    let segment = row.cut.iter().find(|(name, _)| *name == "segment").map(|(_, word)| word.to_uppercase());
    let suffix = segment.map(|segment| format!(":{segment}")).unwrap_or_default();
    let of = |indicator: &str| {
        let indicator = format!("{indicator}{suffix}");
        let is_meant = move |statistic: &&Statistic| statistic.indicator.eq_ignore_ascii_case(&indicator);
        statistics.iter().filter(is_meant).filter(|statistic| statistic.region == row.region_code)
    };
    let names = |statistic: &&Statistic| {
        let plain = Statistic { indicator: "eligible_workers".to_owned(), ..(*statistic).clone() };
        let named = measure::denominators(&[plain], &home.regions);
        named.iter().any(|named| named.name == row.denominator_name && named.count == row.denominator)
    };
    let Some(base) = of("eligible_workers").find(names) else { return Vec::new() };
    let same = |period: &str| {
        period == base.period || period.len() >= 7 && base.period.len() >= 7 && period.get(..7) == base.period.get(..7)
    };
    let mut found = vec![base];
    if row.in_grace.is_none() {
        let of_period = |indicator: &str| of(indicator).find(|statistic| same(&statistic.period));
        let (active, rate) = (of_period("active_participants"), of_period("coverage"));
        let exact = active.is_some_and(|active| active.precision == "1");
        found.extend(active);
        // An exact count needs no rate; the rate is named where the row says that it contradicts the count.
        found.extend(rate.filter(|_| !exact || row.note.contains("sumber menyebut")));
    }
    found.into_iter().map(source).collect()
}

fn source(statistic: &Statistic) -> FigureSource {
    FigureSource {
        indicator: statistic.indicator.clone(),
        period: statistic.period.clone(),
        value: statistic.value.clone(),
        source: statistic.source.clone(),
        url: statistic.source_url.clone(),
        quality: statistic.quality.clone(),
        note: statistic.note.clone(),
    }
}

fn batch(batch: &Batch) -> FigureBatch {
    let counts = batch.counts;
    FigureBatch {
        batch: batch.number,
        kind: batch.kind.to_string(),
        source: batch.source.clone(),
        as_of: batch.as_of,
        known_on: batch.known_on,
        sha256: batch.file_sha256.clone(),
        rows: [counts.rows_read, counts.accepted, counts.refused, counts.duplicate],
    }
}
