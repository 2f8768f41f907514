//! `sinergi link`: every current roster at once; the outcome is a snapshot that pins the batches it rests on.
//!
//! ```text
//! batches ─People─► rows ┐                      ┌► links snapshot: row, person (a name that lasts), rule
//! kept by the last run ──┴─► link ─► persons ───┼► what linking gets wrong, by regency and segment
//! reviewed pairs ────────────┘                  └► kept for the next run, sealed
//! ```

mod errors;
mod kept;
mod people;
mod queue;
mod review;

pub use errors::{Counted, LinkError};
use errors::{Join, errors};
pub(crate) use kept::{forget, lend};
pub(crate) use people::{People, identity_fields, places};
pub(crate) use queue::Evidence;
pub use queue::Said;
pub use review::{Answered, ReviewReport, SampleReport, review, sample_rosters};
pub(crate) use review::{Reviewed, standing_of};

use crate::Progress;
use crate::access::Scope;
use crate::fault::{AppError, Refused};
use crate::installation::Installation;
use arrow::array::{AsArray, Int8Array, Int64Array, RecordBatch};
use arrow::datatypes::{DataType, Field, Int64Type, Schema};
use base::access::Permission;
use base::handover::Kind;
use jiff::civil::Date;
use lake::TableWriter;
use link::{
    DecisionRule, Found, InMemory, Learned, Linked, METHOD_VERSION, Means, Membership, Model, Pairs, Resources, Scored, Shelf,
};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::{Batch, FileRole, LakeFile, Snapshot};
use texts::Texts;

/// The name of the links among the snapshots.
pub(crate) const LINKS: &str = "links";
/// The model of the flow.
pub(crate) const MODEL: &str = "pekerja";
/// Rows without a link.
const ALONE: &str = "alone";
/// Rows whose strongest link people have decided.
const DECIDED: &str = "verdict";

/// What a run of linking found.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct LinkReport {
    /// The batches linked.
    pub batches: Vec<u32>,
    /// Rows linked.
    pub rows: u64,
    /// Of these, rows that this run put beside those of an earlier one; all, where it linked everything anew.
    #[serde(default)]
    pub new_rows: u64,
    /// Persons found.
    pub persons: u64,
    /// Rows by the rule behind their strongest link.
    pub by_rule: BTreeMap<String, u64>,
    /// Pairs looked at.
    #[serde(default)]
    pub candidates: u64,
    /// Pairs accepted as one person.
    #[serde(default)]
    pub links: u64,
    /// How many of these are expected to be wrong, by the model's own account.
    #[serde(default)]
    pub expected_false: u64,
    /// Pairs of rows with one NIK that are most likely not one person.
    pub nik_disputed: u64,
    /// Pairs that people have reviewed.
    #[serde(default)]
    pub reviewed: u64,
    /// A word for exactly what people had said of pairs; empty for nothing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub verdicts: String,
    /// Rows whose person was destroyed, which are nobody's.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub erased: u64,
    /// What linking gets wrong, for everybody, each regency, each segment and both.
    #[serde(default)]
    pub errors: Vec<LinkError>,
    /// The hash over what was linked and what came of it.
    #[serde(default)]
    pub content: String,
    /// The snapshot.
    #[serde(default)]
    pub snapshot: String,
    /// What was learned: a list that is checked against the register is linked by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub learned: Option<Learned>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
const fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// Kinds whose rows are people.
pub(crate) const PEOPLE: [Kind; 4] = [Kind::Participants, Kind::Workers, Kind::Deaths, Kind::Claims];

/// Links every row of people that is not withdrawn. Rows that came since the last run are put beside those that it kept;
/// everything is linked anew where nothing was kept, a batch was withdrawn, or a tenth of all rows is new.
///
/// It opens the identities of all of them and shows nobody any: what comes of it is which row is which person, and counts. Whoever may
/// send lists sets it going.
pub async fn link_rosters(
    home: &Installation,
    scope: &Scope,
    today: Date,
    progress: Progress<'_>,
) -> Result<LinkReport, AppError> {
    link_all(home, scope, today, false, progress).await
}

/// The same, linking everything anew.
pub async fn link_rosters_anew(
    home: &Installation,
    scope: &Scope,
    today: Date,
    progress: Progress<'_>,
) -> Result<LinkReport, AppError> {
    link_all(home, scope, today, true, progress).await
}

async fn link_all(
    home: &Installation,
    scope: &Scope,
    today: Date,
    anew: bool,
    progress: Progress<'_>,
) -> Result<LinkReport, AppError> {
    scope.require(Permission::Upload)?;
    let _lock = home.lock()?;
    let work = LinkedRosters::of(home, anew, progress).await?;
    let before = names_before(home).await?;
    let (rows, persons): (Vec<i64>, Vec<u32>) =
        work.people.rows.iter().zip(&work.members).map(|(row, member)| (row.row, member.person)).unzip();
    let names = link::lasting_names(&persons, &rows, &before);
    let links: Vec<Link> = rows
        .iter()
        .zip(&names)
        .zip(&work.members)
        .map(|((row, person), member)| Link { row: *row, person: *person, rule: member.rule })
        .collect();
    let report = work.report()?;
    kept::keep(home, &work)?;
    let asked = queue::lay(&work)?;
    let report = store_links(home, scope, &work.batches, &links, report, today).await?;
    // After the links: what is asked about rests on them, and is laid out again where this breaks off.
    home.store.lay_pairs(&asked).await?;
    Ok(report)
}

/// The rosters of an installation, linked.
pub(crate) struct LinkedRosters {
    pub(crate) model: Model,
    pub(crate) batches: Vec<Batch>,
    pub(crate) people: People,
    shelf: Shelf,
    found: Found,
    links: Pairs,
    joins: Vec<Join>,
    members: Vec<Membership>,
    pub(crate) reviewed: Reviewed,
    /// Rows that this run put beside those that were kept, or all.
    new_rows: u64,
    /// Rows that the model was learned from.
    learned_rows: u64,
    /// Rows whose person was destroyed.
    erased: u64,
}

impl LinkedRosters {
    pub(crate) async fn of(home: &Installation, anew: bool, progress: Progress<'_>) -> Result<Self, AppError> {
        let mut batches: Vec<Batch> =
            home.store.batches().await?.into_iter().filter(|batch| !batch.withdrawn && PEOPLE.contains(&batch.kind)).collect();
        if batches.is_empty() {
            return Err(Refused::NothingIngested("participants or workers").into());
        }
        let model = Model::built_in(MODEL).map_err(Refused::Model)?;
        let kept = if anew { None } else { kept::take_up(home, &model, &batches) };
        let (mut shelf, mut people, earlier, known, mut learned_rows) = match kept {
            Some(kept) => (kept.shelf, kept.people, Some(kept.earlier), kept.batches, kept.learned_rows),
            None => (Shelf::new(&model), People::default(), None, Vec::new(), 0),
        };
        // Rows stand in the order in which they came to linking.
        batches
            .sort_by_key(|batch| (known.iter().position(|number| *number == batch.number).unwrap_or(usize::MAX), batch.number));
        let gone = home.store.tombstones().await?;
        let old_rows = people.roster.rows() as u64;
        for (done, batch) in (1_u64..).zip(batches.iter().filter(|batch| !known.contains(&batch.number))) {
            people.read(home, &model, &mut shelf, batch, &gone).await?;
            progress("read", done, (batches.len() - known.len()) as u64);
        }
        if earlier.is_none() {
            learned_rows = people.roster.rows() as u64;
        }
        let told = RefCell::new(progress);
        let told = |step| {
            if let link::Progress::Scored(done, all) = step {
                told.borrow_mut()("link", done, all);
            }
        };
        let means = Means { told: &told, ..means() };
        let found = link::run(&model, &mut shelf, &mut people.roster, None, means, earlier).map_err(AppError::Scratch)?;
        let reviewed = Reviewed::of(home).await?;
        let verdicts = reviewed.verdicts(&people.rows);
        let links = link::decide(&found.pairs, rule_of(&model), &verdicts, means.space()).map_err(AppError::Scratch)?;
        let linked = Linked { model: &model, shelf: &shelf, left: &people.roster, right: None, found: &found };
        let mut joins = Vec::new();
        let joined = |link: &Scored, a: u32, b: u32| joins.push(Join { link: *link, a, b });
        let members = link::persons(linked, &links, &verdicts, means.space(), joined).map_err(AppError::Scratch)?;
        let new_rows = people.roster.rows() as u64 - old_rows;
        let erased = gone.len() as u64;
        Ok(Self { model, batches, people, shelf, found, links, joins, members, reviewed, new_rows, learned_rows, erased })
    }

    fn linked(&self) -> Linked<'_> {
        Linked { model: &self.model, shelf: &self.shelf, left: &self.people.roster, right: None, found: &self.found }
    }

    fn report(&self) -> Result<LinkReport, AppError> {
        let (mut doubt, mut disputed) = (0.0, 0);
        for block in self.links.blocks() {
            doubt += block.map_err(AppError::Scratch)?.iter().map(|link| 1.0 - link.probability).sum::<f64>();
        }
        for block in self.found.pairs.blocks() {
            let block = block.map_err(AppError::Scratch)?;
            disputed += block.iter().filter(|pair| pair.rule == 0 && pair.probability < self.model.threshold).count() as u64;
        }
        let rows_by =
            |rule: Option<usize>| self.members.iter().filter(|member| member.rule.map(usize::from) == rule).count() as u64;
        let mut by_rule = BTreeMap::from([(ALONE.to_owned(), rows_by(None))]);
        for (place, rule) in self.model.rules.iter().enumerate() {
            by_rule.insert(rule.name.clone(), rows_by(Some(place)));
        }
        let decided = rows_by(Some(link::VERDICT.into()));
        if decided > 0 {
            by_rule.insert(DECIDED.to_owned(), decided);
        }
        let mut batches: Vec<u32> = self.batches.iter().map(|batch| batch.number).collect();
        batches.sort_unstable();
        Ok(LinkReport {
            batches,
            rows: self.members.len() as u64,
            new_rows: self.new_rows,
            persons: (0_u32..).zip(&self.members).filter(|(row, member)| *row == member.person).count() as u64,
            by_rule,
            candidates: self.found.candidates,
            links: self.links.len() as u64,
            expected_false: doubt.round() as u64,
            nik_disputed: disputed,
            reviewed: self.reviewed.answers(),
            verdicts: self.reviewed.word(),
            erased: self.erased,
            errors: errors(self)?,
            learned: Some(Learned::of(&self.model, &self.found.parameters)),
            ..LinkReport::default()
        })
    }

    pub(crate) fn accepted(&self, pair: &Scored) -> bool {
        pair.probability >= self.model.threshold
    }
}

fn rule_of(model: &Model) -> DecisionRule {
    DecisionRule { decision: model.decision, threshold: model.threshold, with_itself: true }
}

/// Draws the charts of linking the rosters into a folder.
pub async fn chart_rosters(
    home: &Installation,
    scope: &Scope,
    out: &Path,
    texts: &Texts,
    progress: Progress<'_>,
) -> Result<Vec<PathBuf>, AppError> {
    scope.require_whole(home, Permission::Decide)?;
    let _lock = home.lock()?;
    let work = LinkedRosters::of(home, false, progress).await?;
    crate::link_files::draw(work.linked(), work.model.threshold, out, texts)
}

/// The person that every row was in the links before.
async fn names_before(home: &Installation) -> Result<HashMap<i64, i64>, AppError> {
    let shape = || AppError::Unreadable("the links before have another shape");
    let mut names = HashMap::new();
    let Some(links) = home.store.current_snapshot(LINKS).await? else { return Ok(names) };
    for file in home.store.files_of(-links.seq).await?.iter().filter(|file| file.role == FileRole::Links) {
        for table in lake::read_table(&home.lake.verified(&file.sha256)?, &["row", "person"])? {
            let table = table.map_err(|_| shape())?;
            let of = |name: &str| table.column_by_name(name).and_then(|column| column.as_primitive_opt::<Int64Type>());
            let (row, person) = (of("row").ok_or_else(shape)?, of("person").ok_or_else(shape)?);
            names.extend(row.values().iter().copied().zip(person.values().iter().copied()));
        }
    }
    Ok(names)
}

/// All cores, and as much memory as a small server spares beside its other work.
pub(crate) fn means() -> Means<'static> {
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    // What identifies people is not written out anywhere unsealed: rows and pairs stay in memory.
    Means { resources: Resources { threads, memory: 1 << 30, seed: 1 }, scratch: &InMemory, told: &|_| {} }
}

/// Which person a row is.
struct Link {
    row: i64,
    person: i64,
    rule: Option<u8>,
}

async fn store_links(
    home: &Installation,
    scope: &Scope,
    batches: &[Batch],
    links: &[Link],
    mut report: LinkReport,
    today: Date,
) -> Result<LinkReport, AppError> {
    let mut writer = TableWriter::create(&home.lake, Arc::new(links_schema()), None)?;
    for part in links.chunks(65_536) {
        writer.write(&table_of(part)?)?;
    }
    let stored = writer.keep(&home.lake)?;
    // What was linked, whatever came before it: the same rosters linked again are the same links.
    let mut contents: Vec<&str> = batches.iter().map(|batch| batch.content.as_str()).collect();
    contents.sort_unstable();
    // What is known of their error too: a review changes the interval of coverage, if no link.
    let errors = serde_json::to_string(&report.errors).map_err(|_| AppError::Unreadable("the link report cannot be written"))?;
    report.content = lake::hash_of_text(&format!("{METHOD_VERSION}\n{}\n{}\n{errors}", stored.sha256, contents.join("\n")));
    let current = home.store.current_snapshot(LINKS).await?;
    let before: Option<LinkReport> = current.as_ref().and_then(|snapshot| serde_json::from_str(&snapshot.detail).ok());
    let erased_before = before.as_ref().map_or(0, |before| before.erased);
    if let (Some(snapshot), Some(before)) = (&current, before)
        && before.content == report.content
        && before.erased == report.erased
    {
        report.snapshot.clone_from(&snapshot.id);
        return Ok(report);
    }
    let parent = current.as_ref().map(|snapshot| snapshot.id.clone()).unwrap_or_default();
    let id = lake::hash_of_text(&format!("{parent}\n{}", report.content));
    report.snapshot.clone_from(&id);
    let mut known_on = known_on(home, current.as_ref(), batches).await?.unwrap_or(today);
    if report.erased != erased_before {
        // What was told of earlier days counted these rows, and still does.
        known_on = known_on.max(today);
    }
    let as_of = batches.iter().map(|batch| batch.as_of).max().unwrap_or(today);
    let snapshot = Snapshot {
        id,
        kind: LINKS.to_owned(),
        seq: current.map_or(0, |snapshot| snapshot.seq) + 1,
        parent: parent.clone(),
        as_of,
        known_on,
        rows: report.rows,
        method: METHOD_VERSION.to_owned(),
        detail: serde_json::to_string(&report).map_err(|_| AppError::Unreadable("the link report cannot be written"))?,
    };
    let file = LakeFile { role: FileRole::Links, sha256: stored.sha256, bytes: stored.bytes, rows: stored.rows };
    home.store.commit_snapshot(&parent, &snapshot, &file, &scope.entry("link", format!("snapshot:{}", snapshot.id))).await?;
    Ok(report)
}

/// The day on which these links could first be known: nothing in them, and no withdrawal before them, is younger.
/// Asked for an earlier day, coverage then still finds the links of that day.
async fn known_on(home: &Installation, current: Option<&Snapshot>, batches: &[Batch]) -> Result<Option<Date>, AppError> {
    let mut days: Vec<Date> = batches.iter().map(|batch| batch.known_on).collect();
    days.extend(current.map(|snapshot| snapshot.known_on));
    for kind in PEOPLE {
        days.extend(home.store.current_snapshot(kind.code()).await?.map(|snapshot| snapshot.known_on));
    }
    Ok(days.into_iter().max())
}

/// The columns of the links.
pub(crate) fn links_schema() -> Schema {
    Schema::new(vec![
        Field::new("row", DataType::Int64, false),
        Field::new("person", DataType::Int64, false),
        Field::new("rule", DataType::Int8, false),
    ])
}

fn table_of(links: &[Link]) -> Result<RecordBatch, AppError> {
    let row: Int64Array = links.iter().map(|link| Some(link.row)).collect();
    let person: Int64Array = links.iter().map(|link| Some(link.person)).collect();
    // Zero is a row that stands alone; rules are counted from one, and people's verdicts stand below.
    let rule_of = |link: &Link| match link.rule {
        None => 0,
        Some(link::VERDICT) => -1,
        Some(rule) => i8::try_from(rule + 1).unwrap_or(i8::MAX),
    };
    let rule: Int8Array = links.iter().map(|link| Some(rule_of(link))).collect();
    RecordBatch::try_new(Arc::new(links_schema()), vec![Arc::new(row), Arc::new(person), Arc::new(rule)])
        .map_err(|_| AppError::Unreadable("links do not fit their table"))
}
