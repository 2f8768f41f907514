//! `sinergi link`: every current roster at once; the outcome is a snapshot that pins the batches it rests on.

use crate::Progress;
use crate::fault::{AppError, Refused};
use crate::installation::Installation;
use arrow::array::{Array, AsArray, Int8Array, Int64Array, RecordBatch};
use arrow::datatypes::{DataType, Date32Type, Field, Int64Type, Schema};
use base::handover::Kind;
use jiff::civil::Date;
use lake::TableWriter;
use link::{LinkRow, Links, METHOD_VERSION};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{Batch, FileRole, LakeFile, Snapshot};

/// The name of the links among the snapshots.
pub(crate) const LINKS: &str = "links";

/// What a run of linking found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkReport {
    /// The batches linked.
    pub batches: Vec<u32>,
    /// Rows linked.
    pub rows: u64,
    /// Persons found.
    pub persons: u64,
    /// Rows tied by each rule.
    pub by_rule: BTreeMap<String, u64>,
    /// Pairs of rows with one NIK whose name and birth date speak against it.
    pub nik_disputed: u64,
    /// Keys shared by so many rows that only neighbours were compared.
    pub narrowed_blocks: u64,
    /// The hash over what was linked and what came of it.
    #[serde(default)]
    pub content: String,
    /// The snapshot.
    #[serde(default)]
    pub snapshot: String,
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
    let mut rows = Vec::new();
    for (done, batch) in (1_u64..).zip(&batches) {
        read_people(home, batch, &mut rows).await?;
        progress("link", done, batches.len() as u64);
    }
    let linked = rows.len() as u64;
    let links = link::link(rows);
    store_links(home, &batches, linked, &links, today).await
}

async fn store_links(
    home: &Installation,
    batches: &[Batch],
    rows: u64,
    links: &Links,
    today: Date,
) -> Result<LinkReport, AppError> {
    let mut report = LinkReport {
        batches: batches.iter().map(|batch| batch.number).collect(),
        rows,
        persons: links.persons,
        by_rule: link::Rule::ALL.iter().map(|rule| (rule.code().to_owned(), 0)).collect(),
        nik_disputed: links.nik_disputed,
        narrowed_blocks: links.narrowed_blocks,
        content: String::new(),
        snapshot: String::new(),
    };
    let mut writer = TableWriter::create(&home.lake, Arc::new(links_schema()), None)?;
    for part in links.links.chunks(65_536) {
        for link in part {
            *report.by_rule.entry(link.rule.code().to_owned()).or_insert(0) += 1;
        }
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
        rows,
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

fn table_of(links: &[link::Link]) -> Result<RecordBatch, AppError> {
    let row: Int64Array = links.iter().map(|link| link.row).collect();
    let person: Int64Array = links.iter().map(|link| link.person).collect();
    let rule: Int8Array = links.iter().map(|link| i8::try_from(link.rule as u8).unwrap_or(0)).collect();
    RecordBatch::try_new(Arc::new(links_schema()), vec![Arc::new(row), Arc::new(person), Arc::new(rule)])
        .map_err(|_| AppError::Unreadable("links do not fit their table"))
}

/// Adds the people of a batch: facts and identity row by row, which lie in the same order.
pub(crate) async fn read_people(home: &Installation, batch: &Batch, rows: &mut Vec<LinkRow>) -> Result<(), AppError> {
    let shape = || AppError::Unreadable("facts and identity of a batch do not fit together");
    let files = home.store.files_of(i64::from(batch.number)).await?;
    let file = |role| files.iter().find(|file| file.role == role).ok_or_else(shape);
    let (facts, identity) = (file(FileRole::Facts)?, file(FileRole::Identity)?);
    let key = home.keys.derive(&format!("identity/v1/{}/{}", batch.number, batch.file_sha256));
    let facts = lake::read_table(&home.lake.verified(&facts.sha256)?, &["row", "residence", "workplace", "person_token"])?;
    let identity = lake::read_sealed_table(&home.lake.verified(&identity.sha256)?, &["row", "nik", "name", "birth_date"], &key)?;
    for (facts, identity) in facts.zip(identity) {
        let (facts, identity) = (facts.map_err(|_| shape())?, identity.map_err(|_| shape())?);
        let of = |table: &RecordBatch, name: &str| table.column_by_name(name).cloned().ok_or_else(shape);
        let (id, residence) = (of(&facts, "row")?, of(&facts, "residence")?);
        let (workplace, token) = (of(&facts, "workplace")?, of(&facts, "person_token")?);
        let (nik, name, birth) = (of(&identity, "nik")?, of(&identity, "name")?, of(&identity, "birth_date")?);
        let (id, residence, workplace) =
            (id.as_primitive::<Int64Type>(), residence.as_primitive::<Int64Type>(), workplace.as_primitive::<Int64Type>());
        let (nik, name, birth) = (nik.as_string::<i32>(), name.as_string::<i32>(), birth.as_primitive::<Date32Type>());
        if facts.num_rows() != identity.num_rows() {
            return Err(shape());
        }
        for row in 0..facts.num_rows() {
            let sound = token.is_valid(row) && nik.is_valid(row);
            let place = if residence.is_valid(row) {
                residence.value(row)
            } else if workplace.is_valid(row) {
                workplace.value(row)
            } else {
                0
            };
            rows.push(LinkRow {
                row: id.value(row),
                nik: if sound { nik.value(row).parse().unwrap_or(0) } else { 0 },
                name: link::standardise(if name.is_valid(row) { name.value(row) } else { "" }),
                birth: birth.is_valid(row).then(|| birth.value(row)),
                regency: u32::try_from(place / 1_000_000).unwrap_or(0),
            });
        }
    }
    Ok(())
}
