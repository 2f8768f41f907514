//! `sinergi coverage`: the question, the snapshot that answers it, and the rows with everything a reader must know.

use crate::access::Scope;
use crate::coverage_batches::{known_batches, linked_batches, speaking, valid_in};
use crate::fault::{AppError, Refused};
use crate::installation::Installation;
use crate::link_rosters::{Counted, LINKS, LinkError, LinkReport, links_schema};
use crate::receipt::KeptFindings;
use crate::withdraw::Behind;
use crate::words::{Note, lake_fault};
use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::Int64Type;
use base::access::{Area, Permission};
use base::handover::{Attribution, Basis, CoverageRow, Dimension, FindingCode, Kind};
use base::vocabulary::region::RegionCode;
use base::vocabulary::{Covered, Month, Percent, Potential};
use engine::Engine;
use ingest::KindSpec;
use jiff::civil::Date;
use lake::LakeFault;
use measure::{AccountLine, Change, GapRow, LinkDoubt, Population, PublishedFlaw, Question, StandingColumn, Statistic};
use press::{Cell, Table};
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::{Batch, FileRole, Snapshot};
use texts::{Language, Texts};

/// A question about coverage as a person asks it.
#[derive(Clone, Debug)]
pub struct CoverageRequest {
    /// The month; none asks for the latest that the data reaches.
    pub as_of: Option<Month>,
    /// What was known on this day; none asks for everything known.
    pub known_on: Option<Date>,
    /// The cuts.
    pub by: Vec<Dimension>,
    /// `roster`, or the name of a published denominator; none takes rosters where there are any.
    pub denominator: Option<String>,
    /// Where a person counts.
    pub attribution: Attribution,
    /// Shares to measure the gap to, beside the published targets.
    pub targets: Vec<Percent>,
    /// An earlier month to compare with.
    pub since: Option<Month>,
}

impl Default for CoverageRequest {
    fn default() -> Self {
        Self {
            as_of: None,
            known_on: None,
            by: vec![Dimension::Region],
            denominator: None,
            attribution: Attribution::default(),
            targets: Vec::new(),
            since: None,
        }
    }
}

/// The answer.
#[derive(Clone, Debug, Serialize)]
pub struct CoverageAnswer {
    /// The rows.
    pub rows: Vec<CoverageRow>,
    /// The same without any cut: every person once. None where the basis has none.
    pub total: Option<CoverageRow>,
    /// The rule of activity in words, Indonesian and English.
    pub rule: (String, String),
    /// Targets and people still needed, for the total of a published basis.
    pub gaps: Vec<GapRow>,
    /// Per row key: what changed since the earlier month.
    pub changes: Vec<(String, Change)>,
    /// What the reader must know beside the rows.
    #[serde(skip)]
    pub notes: Vec<Note>,
    /// Whether any figure comes from synthetic people.
    pub synthetic: bool,
}

/// Answers a question about coverage: only people of the asker's area are counted.
pub async fn coverage(home: &Installation, scope: &Scope, request: &CoverageRequest) -> Result<CoverageAnswer, AppError> {
    scope.require(Permission::Figures)?;
    let links = match request.known_on {
        Some(day) => home.store.snapshot_known_on(LINKS, day).await?,
        None => home.store.current_snapshot(LINKS).await?,
    };
    match (&request.denominator, links) {
        (None, Some(links)) => match roster(home, scope, request, &links).await {
            // Every list was withdrawn since they were linked: what others published is what is best known again.
            Err(AppError::Refused(Refused::NothingIngested(_))) => published(home, scope, request, None).await,
            answer => answer,
        },
        (Some(name), Some(links)) if name == "roster" => roster(home, scope, request, &links).await,
        (Some(name), links) if name != "roster" => published(home, scope, request, links.as_ref()).await,
        (Some(_), _) => Err(request.known_on.map_or(Refused::NotLinked, Refused::NothingKnown).into()),
        (None, None) => published(home, scope, request, None).await,
    }
}

/// Coverage of the people on our lists.
async fn roster(
    home: &Installation,
    scope: &Scope,
    request: &CoverageRequest,
    links: &Snapshot,
) -> Result<CoverageAnswer, AppError> {
    let session = Session::open(home, scope, links, request).await?;
    let months_back = if request.by.contains(&Dimension::Month) { 11 } else { 0 };
    let mut rows = Vec::new();
    for month in (0..=months_back).rev().map(|back| session.month.plus(-back)) {
        rows.extend(session.rows(home, Population::Roster, month, &request.by, request.attribution).await?);
    }
    let total = session.rows(home, Population::Roster, session.month, &[], request.attribution).await?.pop();
    let total = total.map(|row| named_total(row, home, scope));
    let mut notes = session.notes.clone();
    if request.by.iter().any(|dimension| dimension.overlaps()) {
        notes.push(Note::of("note-overlaps", &[]));
    }
    if request.by.contains(&Dimension::Programme)
        && let Some((key, members)) = session.programmes_untold()?
    {
        notes.push(Note::of(key, &[("count", &members)]));
        // Of members whose programmes nobody named, "none of them" would be a figure out of nothing.
        if key == "note-programmes-unknown" {
            rows.clear();
        }
    }
    let mut changes = Vec::new();
    if let Some(since) = request.since {
        let earlier = session.rows(home, Population::Roster, since, &request.by, request.attribution).await?;
        changes = changes_of(&earlier, &rows);
    }
    let (name, name_en) = home.active.names();
    Ok(CoverageAnswer {
        rows,
        total,
        rule: (name.to_owned(), name_en.to_owned()),
        gaps: Vec::new(),
        changes,
        notes,
        synthetic: home.is_synthetic().await?,
    })
}

/// The figures that others published; with a link snapshot and a denominator of regions also our register among them.
async fn published(
    home: &Installation,
    scope: &Scope,
    request: &CoverageRequest,
    links: Option<&Snapshot>,
) -> Result<CoverageAnswer, AppError> {
    let allowed = [Dimension::Province, Dimension::Region, Dimension::Segment];
    if let Some(dimension) = request.by.iter().find(|dimension| !allowed.contains(dimension)) {
        return Err(Refused::Request { key: "error-not-published-cut", detail: dimension.code().to_owned() }.into());
    }
    let statistics = statistics(home, scope, request.known_on).await?;
    if let (true, Some(day)) = (statistics.is_empty(), request.known_on) {
        return Err(Refused::NothingKnown(day).into());
    }
    let named = measure::denominators(&statistics, &home.regions);
    // A named denominator is asked about in its own month, everything else in the latest one.
    let of_name = || named.iter().filter(|d| request.denominator.as_ref() == Some(&d.name)).map(|d| d.month).max();
    let latest = || statistics.iter().filter_map(|statistic| Month::parse(statistic.period.get(..7)?).ok()).max();
    let month = request.as_of.or_else(of_name).or_else(latest).ok_or(PublishedFlaw::Nothing)?;
    let segments = request.by.contains(&Dimension::Segment);
    let mut notes = vec![Note::of("note-published", &[])];
    let name = request.denominator.as_deref();
    // Our own register on a published base: the synthetic province publishes its own.
    let own = links.is_some() && name.is_some_and(measure::is_synthetic) && home.is_synthetic().await?;
    let (mut answer_rows, flaw) = match measure::published_rows(&statistics, &home.regions, month, name, segments) {
        Ok(_) if own => (Vec::new(), None),
        Ok(rows) => (rows, None),
        // Nobody published a count on this base; our register can still be counted on it.
        Err(flaw) if own || links.is_some() && matches!(flaw, PublishedFlaw::NoCount { .. }) => (Vec::new(), Some(flaw)),
        Err(flaw) => return Err(flaw.into()),
    };
    let snapshot = statistics_snapshot(home, request.known_on).await?;
    for row in &mut answer_rows {
        row.snapshot.clone_from(&snapshot);
    }
    if let (Some(name), Some(links)) = (&request.denominator, links) {
        match register_on(home, scope, request, links, &statistics, name, month).await {
            Ok(rows) => answer_rows.extend(rows),
            // The published rows stand alone, and say so, when our register has nothing to say or cannot be read.
            Err(AppError::Refused(Refused::BeyondRegister { reaches, .. })) if !answer_rows.is_empty() => {
                notes.push(Note::of("note-register-beyond", &[("reaches", &reaches)]));
            }
            Err(AppError::Lake(fault @ (LakeFault::Damaged { .. } | LakeFault::Missing { .. }))) if !answer_rows.is_empty() => {
                notes.push(Note::of("note-register-broken", &[]));
                notes.extend(lake_fault(&fault));
            }
            Err(error) => return Err(error),
        }
    }
    if answer_rows.is_empty() {
        return Err(flaw.unwrap_or(PublishedFlaw::Nothing).into());
    }
    answer_rows.retain(|row| row.region_code.is_none_or(|code| home.region.contains(code) && shown(scope, row, code)));
    let seat = scope.seat(home.region);
    let total = answer_rows.iter().find(|row| seat.is_some() && row.region_code == seat && row.cut.is_empty()).cloned();
    let gaps = total.as_ref().map(|row| measure::gap_rows(row, &statistics, &request.targets)).unwrap_or_default();
    let mut changes = Vec::new();
    if let Some(since) = request.since {
        let earlier = measure::published_rows(&statistics, &home.regions, since, None, segments)?;
        changes = changes_of(&earlier, &answer_rows);
    }
    let (name, name_en) = home.active.names();
    Ok(CoverageAnswer {
        rows: answer_rows,
        total,
        rule: (name.to_owned(), name_en.to_owned()),
        gaps,
        changes,
        notes,
        synthetic: home.is_synthetic().await?,
    })
}

/// Whether a row on a published base is shown: one's own regions; of others what others counted, for roles that see it. Our own
/// register among them is never of others.
fn shown(scope: &Scope, row: &CoverageRow, code: RegionCode) -> bool {
    scope.area().contains(code) || (row.in_grace.is_none() && scope.role().others)
}

/// The members of our register among a published number of workers.
async fn register_on(
    home: &Installation,
    scope: &Scope,
    request: &CoverageRequest,
    links: &Snapshot,
    statistics: &[Statistic],
    name: &str,
    month: Month,
) -> Result<Vec<CoverageRow>, AppError> {
    // People who do not exist are never counted among workers who do, nor the other way round.
    if home.is_synthetic().await? != measure::is_synthetic(name) {
        return Ok(Vec::new());
    }
    let on: Vec<_> = measure::denominators(statistics, &home.regions).into_iter().filter(|d| d.name == name).collect();
    let request = CoverageRequest { as_of: Some(month), ..request.clone() };
    let session = Session::open(home, scope, links, &request).await?;
    let mut register = session.rows(home, Population::Register, month, &[Dimension::Region], request.attribution).await?;
    register.extend(session.rows(home, Population::Register, month, &[Dimension::Province], request.attribution).await?);
    Ok(measure::with_denominators(&register, &on))
}

/// The tables of one link snapshot, chosen for one month.
pub(crate) struct Session {
    pub(crate) engine: Engine,
    pub(crate) month: Month,
    pub(crate) known_on: Date,
    pub(crate) snapshot: String,
    notes: Vec<Note>,
    synthetic: bool,
    /// Whose people are counted.
    area: Area,
    /// The batches whose rows are counted.
    pub(crate) batches: Vec<Batch>,
    /// How they were linked.
    pub(crate) linking: LinkReport,
}

impl Session {
    pub(crate) async fn open(
        home: &Installation,
        scope: &Scope,
        links: &Snapshot,
        request: &CoverageRequest,
    ) -> Result<Self, AppError> {
        let report: LinkReport =
            serde_json::from_str(&links.detail).map_err(|_| AppError::Unreadable("the link report cannot be read"))?;
        let every = home.store.batches().await?;
        let (linked, month, _) = linked_batches(home, &report, request.known_on, request.as_of).await?;
        let spill = home.place.data.join("spill");
        std::fs::create_dir_all(&spill).map_err(AppError::disk("make the folder", &spill))?;
        let engine = Engine::new(home.place.query_memory, &spill, home.place.threads)?;
        let mut batches = Vec::new();
        for kind in [Kind::Participants, Kind::Workers, Kind::Deaths] {
            let chosen = speaking(&linked, kind, month);
            table(home, &engine, kind, &chosen).await?;
            batches.extend(chosen.into_iter().cloned());
        }
        let employers = known_batches(home, Kind::Employers, request.known_on).await?;
        let employers = valid_in(employers.iter(), month);
        table(home, &engine, Kind::Employers, &employers).await?;
        batches.extend(employers.into_iter().cloned());
        let files = home.store.files_of(-links.seq).await?;
        let paths: Result<Vec<PathBuf>, _> = files.iter().map(|file| home.lake.verified(&file.sha256)).collect();
        engine.table("links", Arc::new(links_schema()), &paths?).await?;
        let behind = Behind::of(&every, Some(&report));
        let mut notes = Vec::new();
        if behind.unlinked > 0 && request.known_on.is_none() {
            notes.push(Note::of("note-unlinked", &[("count", &behind.unlinked)]));
        }
        if behind.withdrawn > 0 && request.known_on.is_none() {
            notes.push(Note::of("note-withdrawn-linked", &[("count", &behind.withdrawn)]));
        }
        if let Some(year) = home.active.holidays_unknown(month) {
            notes.push(Note::of("note-no-holidays", &[("year", &year)]));
        }
        let known_on = request.known_on.unwrap_or(links.known_on);
        let (synthetic, area) = (home.is_synthetic().await?, scope.area().clone());
        Ok(Self { engine, month, known_on, snapshot: links.id.clone(), notes, synthetic, area, batches, linking: report })
    }

    /// The account behind the cell of a row.
    pub(crate) async fn account(
        &self,
        home: &Installation,
        population: Population,
        by: &[Dimension],
        attribution: Attribution,
        row: &CoverageRow,
    ) -> Result<Vec<AccountLine>, AppError> {
        self.engine.standing(StandingColumn::new(row.as_of, home.active.clone()));
        let (area, home_region) = (self.area.clone(), home.region);
        let question = Question { population, month: row.as_of, by: by.to_vec(), attribution, area, home: home_region };
        let counts = self.engine.account(&measure::account_query(&question)).await?;
        let place = if by.iter().any(|dimension| dimension.is_place()) { row.region_code } else { None };
        Ok(measure::account_lines(&counts, &question, &home.groups, place, &row.cut))
    }

    /// The note on registers that do not say in which programmes their members are, and how many rows they have; none where all
    /// of them say it.
    fn programmes_untold(&self) -> Result<Option<(&'static str, u64)>, AppError> {
        let registers: Vec<&Batch> = self.batches.iter().filter(|batch| batch.kind == Kind::Participants).collect();
        let code = FindingCode::ProgrammesNotTold.code();
        let mut silent = Vec::new();
        for batch in &registers {
            let found: KeptFindings =
                serde_json::from_str(&batch.findings).map_err(|_| AppError::Unreadable("findings cannot be read"))?;
            if found.counts.contains_key(code) {
                silent.push(batch.counts.accepted);
            }
        }
        let key = if silent.len() == registers.len() { "note-programmes-unknown" } else { "note-programmes-partly" };
        Ok((!silent.is_empty()).then(|| (key, silent.iter().sum())))
    }

    /// Sets the month that standings are asked for; one before the rulebook is refused by name before any row is touched.
    pub(crate) fn set_month(&self, home: &Installation, month: Month) -> Result<(), AppError> {
        for segment in base::vocabulary::Segment::ALL {
            home.active.due_on(segment, month).map_err(Refused::NotInForce)?;
        }
        self.engine.standing(StandingColumn::new(month, home.active.clone()));
        Ok(())
    }

    pub(crate) async fn rows(
        &self,
        home: &Installation,
        population: Population,
        month: Month,
        by: &[Dimension],
        attribution: Attribution,
    ) -> Result<Vec<CoverageRow>, AppError> {
        self.set_month(home, month)?;
        let (area, home_region) = (self.area.clone(), home.region);
        let question = Question { population, month, by: by.to_vec(), attribution, area, home: home_region };
        let cells = self.engine.cells(&measure::coverage_query(&question)).await?;
        let mut rows = measure::coverage_rows(&cells, &question, self.known_on, &self.snapshot, &home.regions, &home.groups);
        rows.iter_mut().for_each(|row| row.synthetic = self.synthetic);
        if population == Population::Roster {
            for row in &mut rows {
                let doubt = link_doubt(&self.linking.errors, by, row);
                row.interval = doubt.and_then(|doubt| measure::interval(row.rate(), &doubt));
            }
        }
        Ok(rows)
    }
}

/// What linking may have wrong among the people of a row: it is known by regency and by segment.
fn link_doubt(errors: &[LinkError], by: &[Dimension], row: &CoverageRow) -> Option<LinkDoubt> {
    if by.iter().any(|dimension| !matches!(dimension, Dimension::Region | Dimension::Segment | Dimension::Month)) {
        return None;
    }
    let region = row.region_code.and_then(|code| u32::try_from(code.number() / 1_000_000).ok());
    if by.contains(&Dimension::Region) && region.is_none() {
        return None;
    }
    let segment = row.cut.iter().find(|(dimension, _)| *dimension == Dimension::Segment.code()).map(|(_, value)| value.as_str());
    let error = errors.iter().find(|error| error.region == region && error.segment.as_deref() == segment)?;
    // People are whole: the ends are rounded away from each other.
    let ends = |counted: Counted| (counted.low.floor() as u64, counted.high.ceil() as u64);
    Some(LinkDoubt {
        covered_wrongly: ends(error.covered_wrongly),
        cover_missed: ends(error.cover_missed),
        taken_for_one: ends(error.taken_for_one),
        counted_twice: ends(error.counted_twice),
        reviewed: error.reviewed,
    })
}

pub(crate) async fn table(home: &Installation, engine: &Engine, kind: Kind, batches: &[&Batch]) -> Result<(), AppError> {
    let all = home.store.files_with(FileRole::Facts).await?;
    let mut paths = Vec::new();
    for batch in batches {
        for (_, file) in all.iter().filter(|(number, file)| *number == i64::from(batch.number) && file.rows > 0) {
            paths.push(home.lake.verified(&file.sha256)?);
        }
    }
    let schema = ingest::facts_schema(&KindSpec::of(kind)?);
    engine.table(kind.code(), schema, &paths).await?;
    Ok(())
}

/// The total by its name: the region it is about, or the regions of an area that is several.
fn named_total(mut row: CoverageRow, home: &Installation, scope: &Scope) -> CoverageRow {
    let name = |code: RegionCode| home.regions.name(code).unwrap_or_default().to_owned();
    row.region_code = scope.seat(home.region);
    row.region_name = match row.region_code {
        Some(code) => name(code),
        None => scope.area().regions().iter().copied().map(name).collect::<Vec<_>>().join(" + "),
    };
    row
}

fn changes_of(earlier: &[CoverageRow], later: &[CoverageRow]) -> Vec<(String, Change)> {
    later
        .iter()
        .filter_map(|row| {
            let before = earlier.iter().find(|other| other.region_code == row.region_code && other.cut == row.cut)?;
            let cut: Vec<&str> = row.cut.iter().map(|(_, value)| value.as_str()).collect();
            let key = [&[row.region_name.as_str()], cut.as_slice()].concat().join(" · ");
            Some((key, measure::change(before.rate(), row.rate())?))
        })
        .collect()
}

/// Whether the people of the installation do not exist.
pub(crate) async fn statistics_snapshot(home: &Installation, known_on: Option<Date>) -> Result<String, AppError> {
    let kind = Kind::Statistics.code();
    let snapshot = match known_on {
        Some(day) => home.store.snapshot_known_on(kind, day).await?,
        None => home.store.current_snapshot(kind).await?,
    };
    Ok(snapshot.map(|snapshot| snapshot.id).unwrap_or_default())
}

/// Every published figure known on a day that the asker may see, those learnt last first: of two of one name the first counts.
pub(crate) async fn statistics(home: &Installation, scope: &Scope, known_on: Option<Date>) -> Result<Vec<Statistic>, AppError> {
    let shape = || AppError::Unreadable("a statistics table has another shape");
    let mut found = Vec::new();
    let mut batches = known_batches(home, Kind::Statistics, known_on).await?;
    batches.sort_by_key(|batch| std::cmp::Reverse((batch.known_on, batch.number)));
    for batch in batches {
        for file in home.store.files_of(i64::from(batch.number)).await?.iter().filter(|file| file.role == FileRole::Facts) {
            let columns =
                ["residence", "indicator", "period", "value", "precision", "source_name", "source_url", "quality", "note"];
            for table in lake::read_table(&home.lake.verified(&file.sha256)?, &columns)? {
                read_statistics(&table.map_err(|_| shape())?, batch.known_on, &mut found).ok_or_else(shape)?;
            }
        }
    }
    found.retain(|statistic| scope.sees_published(statistic.region));
    Ok(found)
}

fn read_statistics(table: &RecordBatch, known_on: Date, found: &mut Vec<Statistic>) -> Option<()> {
    let region = table.column_by_name("residence")?.as_primitive_opt::<Int64Type>()?;
    let text = |name: &str| table.column_by_name(name)?.as_string_opt::<i32>().cloned();
    let (indicator, period, value) = (text("indicator")?, text("period")?, text("value")?);
    let (precision, source, quality, note) = (text("precision")?, text("source_name")?, text("quality")?, text("note")?);
    let source_url = text("source_url")?;
    for row in 0..table.num_rows() {
        let at =
            |column: &arrow::array::StringArray| if column.is_valid(row) { column.value(row).to_owned() } else { String::new() };
        found.push(Statistic {
            indicator: at(&indicator),
            region: region
                .is_valid(row)
                .then(|| u64::try_from(region.value(row)).ok().and_then(RegionCode::from_number))
                .flatten(),
            period: at(&period),
            value: at(&value),
            precision: at(&precision),
            source: at(&source),
            source_url: at(&source_url),
            quality: at(&quality),
            note: at(&note),
            known_on,
        });
    }
    Some(())
}

/// Writes an answer as a workbook: the table with its total, and a sheet that says what the figures mean.
pub fn write_coverage_workbook(answer: &CoverageAnswer, path: &Path) -> Result<(), AppError> {
    let mut headings: Vec<String> = vec!["Kode".to_owned(), "Wilayah".to_owned()];
    let cuts: Vec<&str> = answer.rows.first().map(|row| row.cut.iter().map(|(name, _)| *name).collect()).unwrap_or_default();
    headings.extend(cuts.iter().map(|name| (*name).to_owned()));
    headings.extend(
        [
            "Terlindungi",
            "di antaranya masa tenggang",
            "Penyebut",
            "Belum terlindungi",
            "Cakupan",
            "Bulan",
            "Nama pembilang",
            "Nama penyebut",
            "Catatan",
        ]
        .map(str::to_owned),
    );
    let mut rows: Vec<Vec<Cell>> = answer.rows.iter().map(|row| cells(row, cuts.len())).collect();
    let totals = usize::from(answer.total.is_some());
    rows.extend(answer.total.iter().map(|row| cells(row, cuts.len())));
    let mark = if answer.synthetic { " (DATA SINTETIS: orang-orang ini tidak ada)" } else { "" };
    let month = answer.rows.first().map(|row| row.as_of.to_string()).unwrap_or_default();
    let table = Table {
        name: "Cakupan".to_owned(),
        titles: vec![format!("Cakupan jaminan sosial ketenagakerjaan, {month}{mark}")],
        headings,
        rows,
        totals,
    };
    let mut about: Vec<Vec<Cell>> = Vec::new();
    let mut say = |name: &str, value: String| about.push(vec![Cell::Text(name.to_owned()), Cell::Text(value)]);
    if let Some(row) = answer.rows.first() {
        say("Bulan", row.as_of.to_string());
        say("Diketahui per", row.known_on.to_string());
        say(
            "Dasar",
            if row.basis == Basis::Roster { "roster: orang di daftar kita".to_owned() } else { "angka terbitan".to_owned() },
        );
        say("Pembilang", row.numerator_name.clone());
        say("Penyebut", row.denominator_name.clone());
        say("Snapshot", row.snapshot.clone());
    }
    say("Aturan aktif", answer.rule.0.clone());
    say("Di luar penyebut", "PNS dan PPPK penuh waktu (Taspen), TNI/Polri (ASABRI), dan yang tercatat meninggal".to_owned());
    let texts = Texts::of(Language::Indonesian);
    answer.notes.iter().for_each(|note| say("Catatan", note.say(&texts)));
    let about = Table {
        name: "Keterangan".to_owned(),
        titles: vec!["Apa arti angka ini".to_owned()],
        headings: vec!["Hal".to_owned(), "Isi".to_owned()],
        rows: about,
        totals: 0,
    };
    press::write_tables(path, "Cakupan", &[table, about])?;
    Ok(())
}

fn cells(row: &CoverageRow, cuts: usize) -> Vec<Cell> {
    let mut cells =
        vec![Cell::Text(row.region_code.map(|code| code.to_string()).unwrap_or_default()), Cell::Text(row.region_name.clone())];
    let mut values = row.cut.iter().map(|(_, value)| Cell::Text(value.clone()));
    cells.extend((0..cuts).map(|_| values.next().unwrap_or(Cell::Empty)));
    let Covered(covered) = row.covered;
    let Potential(denominator) = row.denominator;
    cells.extend([
        Cell::Count(covered),
        row.in_grace.map_or(Cell::Empty, |count| Cell::Count(count.0)),
        Cell::Count(denominator),
        row.uncovered.map_or(Cell::Empty, |count| Cell::Count(count.0)),
        row.rate_percent.map_or(Cell::Empty, Cell::Percent),
        Cell::Text(row.as_of.to_string()),
        Cell::Text(row.numerator_name.clone()),
        Cell::Text(row.denominator_name.clone()),
        Cell::Text(row.note.clone()),
    ]);
    cells
}
