//! `sinergi link`: every current roster at once; the outcome is a snapshot that pins the batches it rests on.

use crate::Progress;
use crate::fault::{AppError, Refused};
use crate::installation::Installation;
use arrow::array::{Array, ArrayRef, AsArray, Int8Array, Int64Array, RecordBatch, StringDictionaryBuilder};
use arrow::datatypes::{DataType, Field, Int32Type, Int64Type, Schema};
use base::handover::Kind;
use ingest::KindSpec;
use jiff::civil::Date;
use lake::TableWriter;
use link::{DecisionRule, InMemory, Learned, Linked, METHOD_VERSION, Means, Model, Resources, Roster, Shelf};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{Batch, FileRole, LakeFile, Snapshot};

/// The name of the links among the snapshots.
pub(crate) const LINKS: &str = "links";
/// The model of the flow.
pub(crate) const MODEL: &str = "pekerja";
/// Rows without a link.
const ALONE: &str = "alone";

/// What a run of linking found.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct LinkReport {
    /// The batches linked.
    pub batches: Vec<u32>,
    /// Rows linked.
    pub rows: u64,
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

/// Kinds whose rows are people.
pub(crate) const PEOPLE: [Kind; 4] = [Kind::Participants, Kind::Workers, Kind::Deaths, Kind::Claims];

/// Links every row of people that is not withdrawn.
pub async fn link_rosters(home: &Installation, today: Date, progress: Progress<'_>) -> Result<LinkReport, AppError> {
    let _lock = home.lock()?;
    let batches: Vec<Batch> =
        home.store.batches().await?.into_iter().filter(|batch| !batch.withdrawn && PEOPLE.contains(&batch.kind)).collect();
    if batches.is_empty() {
        return Err(Refused::NothingIngested("participants or workers").into());
    }
    let model = Model::built_in(MODEL).map_err(Refused::Model)?;
    let mut shelf = Shelf::new(&model);
    let mut people = People::default();
    for (done, batch) in (1_u64..).zip(&batches) {
        people.read(home, &model, &mut shelf, batch).await?;
        progress("link", done, batches.len() as u64);
    }
    let found = link::run(&model, &mut shelf, &mut people.roster, None, means(), None).map_err(AppError::Scratch)?;
    let rule = DecisionRule { decision: model.decision, threshold: model.threshold, with_itself: true };
    let links = link::decide(&found.pairs, rule, &[], means().space()).map_err(AppError::Scratch)?;
    let linked = Linked { model: &model, shelf: &shelf, left: &people.roster, right: None, found: &found };
    let members = link::persons(linked, &links, &[], means().space()).map_err(AppError::Scratch)?;
    let (links, pairs) = (links.to_vec().map_err(AppError::Scratch)?, found.pairs.to_vec().map_err(AppError::Scratch)?);
    let persons: Vec<Link> = people
        .rows
        .iter()
        .zip(&members)
        .map(|(row, member)| Link { row: *row, person: people.rows[member.person as usize], rule: member.rule })
        .collect();
    let mut report = LinkReport {
        batches: batches.iter().map(|batch| batch.number).collect(),
        rows: persons.len() as u64,
        persons: persons.iter().filter(|link| link.row == link.person).count() as u64,
        candidates: found.candidates,
        links: links.len() as u64,
        expected_false: links.iter().map(|link| 1.0 - link.probability).sum::<f64>().round() as u64,
        nik_disputed: pairs.iter().filter(|pair| pair.rule == 0 && pair.probability < model.threshold).count() as u64,
        learned: Some(Learned::of(&model, &found.parameters)),
        ..LinkReport::default()
    };
    report.by_rule.insert(ALONE.to_owned(), persons.iter().filter(|link| link.rule.is_none()).count() as u64);
    for (place, rule) in model.rules.iter().enumerate() {
        let rows = persons.iter().filter(|link| link.rule.map(usize::from) == Some(place)).count();
        report.by_rule.insert(rule.name.clone(), rows as u64);
    }
    store_links(home, &batches, &persons, report, today).await
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
    let contents: Vec<&str> = batches.iter().map(|batch| batch.content.as_str()).collect();
    report.content = lake::hash_of_text(&format!("{METHOD_VERSION}\n{}\n{}", stored.sha256, contents.join("\n")));
    let current = home.store.current_snapshot(LINKS).await?;
    let before: Option<LinkReport> = current.as_ref().and_then(|snapshot| serde_json::from_str(&snapshot.detail).ok());
    if let (Some(snapshot), Some(before)) = (&current, before)
        && before.content == report.content
    {
        report.snapshot.clone_from(&snapshot.id);
        return Ok(report);
    }
    let parent = current.as_ref().map(|snapshot| snapshot.id.clone()).unwrap_or_default();
    let id = lake::hash_of_text(&format!("{parent}\n{}", report.content));
    report.snapshot.clone_from(&id);
    let known_on = known_on(home, current.as_ref(), batches).await?.unwrap_or(today);
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
    home.store.commit_snapshot(&parent, &snapshot, &file).await?;
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
    // Zero is a row that stands alone; rules are counted from one.
    let rule_of = |link: &Link| link.rule.and_then(|rule| i8::try_from(rule + 1).ok()).unwrap_or(0);
    let rule: Int8Array = links.iter().map(|link| Some(rule_of(link))).collect();
    RecordBatch::try_new(Arc::new(links_schema()), vec![Arc::new(row), Arc::new(person), Arc::new(rule)])
        .map_err(|_| AppError::Unreadable("links do not fit their table"))
}

/// The people of some batches, ready for linking, with the ids of their rows.
#[derive(Default)]
pub(crate) struct People {
    pub(crate) roster: Roster,
    pub(crate) rows: Vec<i64>,
}

impl People {
    /// Adds the people of a batch: facts and identity row by row, which lie in the same order.
    pub(crate) async fn read(
        &mut self,
        home: &Installation,
        model: &Model,
        shelf: &mut Shelf,
        batch: &Batch,
    ) -> Result<(), AppError> {
        let shape = || AppError::Unreadable("facts and identity of a batch do not fit together");
        let files = home.store.files_of(i64::from(batch.number)).await?;
        let file = |role| files.iter().find(|file| file.role == role).ok_or_else(shape);
        let (facts, identity) = (file(FileRole::Facts)?, file(FileRole::Identity)?);
        let key = home.keys.derive(&format!("identity/v1/{}/{}", batch.number, batch.file_sha256));
        let sealed = identity_fields(model, batch.kind)?;
        let sealed: Vec<&str> = sealed.iter().map(String::as_str).collect();
        let facts = lake::read_table(&home.lake.verified(&facts.sha256)?, &["row", "residence", "workplace", "sex"])?;
        let identity = lake::read_sealed_table(&home.lake.verified(&identity.sha256)?, &sealed, &key)?;
        for (facts, identity) in facts.zip(identity) {
            let (facts, identity) = (facts.map_err(|_| shape())?, identity.map_err(|_| shape())?);
            if facts.num_rows() != identity.num_rows() {
                return Err(shape());
            }
            let of = |name: &str| facts.column_by_name(name).cloned().ok_or_else(shape);
            self.rows.extend(of("row")?.as_primitive::<Int64Type>().values());
            let (residence, workplace) = (of("residence")?, of("workplace")?);
            let places = places(residence.as_primitive::<Int64Type>(), workplace.as_primitive::<Int64Type>());
            let columns: Vec<Option<ArrayRef>> = model
                .columns
                .iter()
                .map(|column| match column.field.as_deref() {
                    Some("kabupaten") => Some(places[0].clone()),
                    Some("kecamatan") => Some(places[1].clone()),
                    Some("desa") => Some(places[2].clone()),
                    Some("sex") => facts.column_by_name("sex").cloned(),
                    Some(field) => identity.column_by_name(field).cloned(),
                    None => None,
                })
                .collect();
            shelf.push(&mut self.roster, identity.num_rows(), &columns).map_err(|_| shape())?;
        }
        Ok(())
    }
}

/// The sealed columns of a kind that the model looks at.
fn identity_fields(model: &Model, kind: Kind) -> Result<Vec<String>, AppError> {
    let spec = KindSpec::of(kind)?;
    let known = |field: &String| spec.fields.iter().any(|known| known.name == *field && known.sealed);
    Ok(model.columns.iter().filter_map(|column| column.field.clone()).filter(known).collect())
}

/// Regency, district and village of residence, else of work, each as the part of the code that names it.
pub(crate) fn places(residence: &Int64Array, workplace: &Int64Array) -> [ArrayRef; 3] {
    const PARTS: [(i64, i64); 3] = [(1_000_000, 100), (10_000, 100), (1, 10_000)];
    PARTS.map(|(unit, room)| {
        let mut builder = StringDictionaryBuilder::<Int32Type>::new();
        for row in 0..residence.len() {
            let code = if residence.is_valid(row) {
                residence.value(row)
            } else if workplace.is_valid(row) {
                workplace.value(row)
            } else {
                0
            };
            // A code that ends in zeros at this level names a place above it.
            let part = code / unit;
            if part % room == 0 {
                builder.append_null();
            } else {
                builder.append_value(part.to_string());
            }
        }
        Arc::new(builder.finish()) as ArrayRef
    })
}
