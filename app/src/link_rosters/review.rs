//! Reviewing the links of an installation: a sample for people, and their answers, which stand above every weight from then
//! on and say how often linking is wrong.

use super::people::{Trait, identity_fields};
use super::{LinkReport, LinkedRosters, link_rosters};
use crate::Progress;
use crate::access::Scope;
use crate::fault::AppError;
use crate::installation::Installation;
use crate::link_files::masked;
use crate::link_files::review::{Answer, RowTexts, SampleOf, read_review, write_sample};
pub use crate::link_files::review::{ReviewReport, SampleReport};
use arrow::array::{Array, ArrayRef, AsArray, Int64Array};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use base::access::Permission;
use base::vocabulary::region::RegionCode;
use jiff::civil::Date;
use link::{Design, Drawn, Pairs, Scored, Stratum, StratumKey, Verdict};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::Arc;
use store::FileRole;

/// Where answers are kept in the catalogue.
const SETTING: &str = "link-reviewed";

/// What people have answered, by the numbers of rows.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Reviewed {
    /// For each pair, the smaller number first: whether it is one person, and whether it comes from a designed sample.
    #[serde(with = "as_list")]
    pairs: BTreeMap<(i64, i64), (bool, bool)>,
}

/// A map whose keys are pairs, as a list.
mod as_list {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use std::collections::BTreeMap;

    type Pairs = BTreeMap<(i64, i64), (bool, bool)>;

    pub(super) fn serialize<S: Serializer>(pairs: &Pairs, serializer: S) -> Result<S::Ok, S::Error> {
        pairs.iter().collect::<Vec<_>>().serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Pairs, D::Error> {
        Ok(Vec::deserialize(deserializer)?.into_iter().collect())
    }
}

impl Reviewed {
    pub(super) async fn of(home: &Installation) -> Result<Self, AppError> {
        let Some(text) = home.store.setting(SETTING).await? else { return Ok(Self::default()) };
        serde_json::from_str(&text).map_err(|_| AppError::Unreadable("the answers of a review cannot be read"))
    }

    /// Answers in all.
    pub(super) fn answers(&self) -> u64 {
        self.pairs.len() as u64
    }

    /// The answers by the places of rows; those on rows that have gone are passed over.
    fn by_place(&self, rows: &[Trait]) -> BTreeMap<(u32, u32), (bool, bool)> {
        if self.pairs.is_empty() {
            return BTreeMap::new();
        }
        let wanted: HashMap<i64, ()> = self.pairs.keys().flat_map(|(a, b)| [(*a, ()), (*b, ())]).collect();
        let places: HashMap<i64, u32> =
            (0_u32..).zip(rows).filter(|(_, row)| wanted.contains_key(&row.row)).map(|(place, row)| (row.row, place)).collect();
        let place = |((a, b), answer): (&(i64, i64), &(bool, bool))| {
            let (a, b) = (*places.get(a)?, *places.get(b)?);
            Some(((a.min(b), a.max(b)), *answer))
        };
        self.pairs.iter().filter_map(place).collect()
    }

    pub(super) fn verdicts(&self, rows: &[Trait]) -> Vec<Verdict> {
        self.by_place(rows).into_iter().map(|((left, right), (same, _))| Verdict { left, right, same }).collect()
    }

    /// Adds the answers of designed samples to the strata of their pairs.
    pub(super) fn answer(
        &self,
        rows: &[Trait],
        pairs: &Pairs,
        accepted: impl Fn(&Scored) -> bool,
        strata: &mut BTreeMap<StratumKey, Stratum>,
    ) -> Result<(), AppError> {
        let answers = self.by_place(rows);
        if answers.is_empty() {
            return Ok(());
        }
        for block in pairs.blocks() {
            for pair in block.map_err(AppError::Scratch)?.iter() {
                let Some((same, true)) = answers.get(&(pair.left, pair.right)) else { continue };
                if let Some(stratum) = strata.get_mut(&StratumKey::of(pair, accepted(pair))) {
                    if *same {
                        stratum.same += 1;
                    } else {
                        stratum.different += 1;
                    }
                }
            }
        }
        Ok(())
    }

    fn add(&mut self, answers: &[Answer]) {
        for answer in answers {
            let (Ok(a), Ok(b)) = (answer.left.parse::<i64>(), answer.right.parse::<i64>()) else { continue };
            let of = self.pairs.entry((a.min(b), a.max(b))).or_insert((answer.same, answer.sampled));
            *of = (answer.same, of.1 || answer.sampled);
        }
    }
}

/// Draws pairs of the installation's rows for people to review, and writes them with what stands in their rows; written into the audit
/// log.
pub async fn sample_rosters(
    home: &Installation,
    scope: &Scope,
    out: &Path,
    size: u64,
    seed: u64,
    progress: Progress<'_>,
) -> Result<SampleReport, AppError> {
    scope.require_whole(home, Permission::Decide)?;
    let _lock = home.lock()?;
    let work = LinkedRosters::of(home, false, progress).await?;
    let rows = &work.people.rows;
    let accepted = |pair: &Scored| work.accepted(pair);
    // Regency by regency, and segment by segment within each.
    let group = |pair: &Scored| {
        let of = |row: u32| u64::from(rows[row as usize].region) << 8 | rows[row as usize].segment.map_or(255, u64::from);
        of(pair.left).max(of(pair.right))
    };
    let design = Design::of(&work.found.pairs, accepted, group).map_err(AppError::Scratch)?;
    let drawn = design.draw(&work.found.pairs, accepted, group, size, seed).map_err(AppError::Scratch)?;
    let entry = scope.entry("link_sample", "");
    home.store.record(&store::Entry { rows: drawn.len() as u64 * 2, ..entry }).await?;
    let texts = texts_of(home, &work, &drawn).await?;
    let ids = [|drawn: &Drawn| drawn.pair.left, |drawn: &Drawn| drawn.pair.right].map(|row| -> ArrayRef {
        Arc::new(drawn.iter().map(|drawn| Some(rows[row(drawn) as usize].row)).collect::<Int64Array>())
    });
    write_sample(out, &work.model, SampleOf::Rosters, &design, &drawn, ids, &texts)
}

/// What stands in the rows of a sample.
async fn texts_of(home: &Installation, work: &LinkedRosters, drawn: &[Drawn]) -> Result<Vec<[RowTexts; 2]>, AppError> {
    let shape = || AppError::Unreadable("the identity of a batch has another shape");
    let mut known: BTreeMap<u32, RowTexts> =
        drawn.iter().flat_map(|drawn| [drawn.pair.left, drawn.pair.right]).map(|row| (row, Vec::new())).collect();
    let mut first = 0_u32;
    for batch in &work.batches {
        let files = home.store.files_of(i64::from(batch.number)).await?;
        let identity = files.iter().find(|file| file.role == FileRole::Identity).ok_or_else(shape)?;
        let next = first + u32::try_from(identity.rows).map_err(|_| shape())?;
        if known.range(first..next).next().is_none() {
            first = next;
            continue;
        }
        let key = home.keys.derive(&format!("identity/v1/{}/{}", batch.number, batch.file_sha256));
        let fields = identity_fields(&work.model, batch.kind)?;
        let names: Vec<&str> = fields.iter().map(String::as_str).collect();
        for table in lake::read_sealed_table(&home.lake.verified(&identity.sha256)?, &names, &key)? {
            let table = table.map_err(|_| shape())?;
            let columns: Vec<Option<ArrayRef>> = work
                .model
                .columns
                .iter()
                .map(|column| {
                    table.column_by_name(column.field.as_deref()?).and_then(|column| cast(column, &DataType::Utf8).ok())
                })
                .collect();
            for (row, texts) in known.range_mut(first..first + table.num_rows() as u32) {
                let place = (row - first) as usize;
                *texts = columns
                    .iter()
                    .enumerate()
                    .map(|(of, column)| {
                        let text = column.as_ref().map(|column| column.as_string::<i32>()).filter(|texts| texts.is_valid(place));
                        text.map(|texts| masked(&work.model, of, texts.value(place))).unwrap_or_default()
                    })
                    .collect();
            }
            first += table.num_rows() as u32;
        }
    }
    for (row, texts) in &mut known {
        texts.resize(work.model.columns.len(), String::new());
        let region = u64::from(work.people.rows[*row as usize].region);
        let place = RegionCode::from_number(region).and_then(|code| home.regions.name(code)).unwrap_or_default();
        let kab = work.model.columns.iter().position(|column| column.field.as_deref() == Some("kabupaten"));
        if let Some(kab) = kab {
            texts[kab] = place.to_owned();
        }
    }
    Ok(drawn.iter().map(|drawn| [drawn.pair.left, drawn.pair.right].map(|row| known[&row].clone())).collect())
}

/// What a review comes to.
pub struct Answered {
    /// What the answers in the file say by themselves.
    pub review: ReviewReport,
    /// The links of the installation with these answers; none where the sample was of tables.
    pub links: Option<LinkReport>,
}

/// Takes up what people have answered. Answers on the installation's rows are kept and the rosters linked again with them;
/// answers on tables are only counted.
pub async fn review<F: Future<Output = Result<Installation, AppError>>>(
    file: &Path,
    home: impl FnOnce() -> F,
    scope: &Scope,
    today: Date,
    progress: Progress<'_>,
) -> Result<Answered, AppError> {
    let review = read_review(file)?;
    if !review.of_rosters {
        return Ok(Answered { review: review.report, links: None });
    }
    let home = home().await?;
    scope.require_whole(&home, Permission::Decide)?;
    {
        let _lock = home.lock()?;
        let mut reviewed = Reviewed::of(&home).await?;
        reviewed.add(&review.answers);
        let text = serde_json::to_string(&reviewed).map_err(|_| AppError::Unreadable("answers cannot be written"))?;
        let entry = scope.entry("link_review", format!("answers:{}", review.answers.len()));
        home.store.set_as(SETTING, &text, &entry).await?;
    }
    let links = link_rosters(&home, scope, today, progress).await?;
    Ok(Answered { review: review.report, links: Some(links) })
}
