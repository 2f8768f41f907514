//! A sample of pairs as a table for people to review, and the same table with their answers.
//!
//! ```text
//! Drawn pairs + what stands in their rows ─write_sample─► csv or parquet ─people fill in `verdict`─► read_review ─► precision, recall
//! ```
//! The table says of every stratum how many pairs it has and how many matches the model claims, so that it can be counted
//! by itself. It does not say what the model thinks of a single pair: who reviews must not be led.

use super::lists::shown;
use crate::fault::{AppError, Refused};
use arrow::array::{Array, ArrayRef, AsArray, Float64Array, RecordBatch, StringArray, UInt64Array};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use link::{BANDS, Design, Drawn, Model, ShareEstimate, Stratum, StratumKey, precision_and_recall};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use tables::{TableFile, TableOut, Wanted};

/// What a row of a list shows to a reviewer: for each column of the model a text, numbers of people masked.
pub(crate) type RowTexts = Vec<String>;

/// Of which lists a sample is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SampleOf {
    /// The rosters of the installation; ids are the numbers of rows.
    Rosters,
    /// Two tables, or one.
    Tables,
}

impl SampleOf {
    const fn code(self) -> &'static str {
        match self {
            Self::Rosters => "rosters",
            Self::Tables => "tables",
        }
    }
}

/// A sample that was drawn.
#[derive(Clone, Debug, Serialize)]
pub struct SampleReport {
    /// Pairs in it.
    pub pairs: u64,
    /// Strata that they come from.
    pub strata: u64,
    /// Pairs that these have in all.
    pub of: u64,
}

/// What the answers of a review come to.
#[derive(Clone, Debug, Serialize)]
pub struct ReviewReport {
    /// Pairs that people have answered.
    pub answered: u64,
    /// Of these, pairs that are one person.
    pub same: u64,
    /// Pairs that nobody has answered yet.
    pub open: u64,
    /// The share of links that are right: share, lower and upper end of its interval (95 %).
    pub precision: (f64, f64, f64),
    /// The share of matches among the pairs looked at that are links.
    pub recall: (f64, f64, f64),
    /// For each stratum: name, pairs, answered, same.
    pub strata: Vec<(String, u64, u64, u64)>,
}

/// A pair that somebody has answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) left: String,
    pub(crate) right: String,
    pub(crate) same: bool,
    /// It comes from a designed sample; otherwise it was picked, and says nothing about other pairs.
    pub(crate) sampled: bool,
}

/// What was read back.
pub(crate) struct Review {
    pub(crate) of_rosters: bool,
    pub(crate) answers: Vec<Answer>,
    pub(crate) report: ReviewReport,
}

/// The name of a stratum: what it was decided, its band of probability, its rule.
fn name_of(model: &Model, key: StratumKey) -> String {
    let band = BANDS.get(usize::from(key.band)).copied().unwrap_or_default();
    let rule = model.rules.get(usize::from(key.rule)).map_or("verdict", |rule| rule.name.as_str());
    format!("{} {band} {rule}", if key.accepted { LINK } else { "other" })
}

/// What the names of strata of links begin with.
const LINK: &str = "link";

/// Writes a sample for review.
pub(crate) fn write_sample(
    path: &Path,
    model: &Model,
    of: SampleOf,
    design: &Design,
    drawn: &[Drawn],
    ids: [ArrayRef; 2],
    texts: &[[RowTexts; 2]],
) -> Result<SampleReport, AppError> {
    let shape = |_| AppError::Unreadable("a sample does not fit its table");
    let stratum = |drawn: &Drawn| design.strata.get(&drawn.stratum).copied().unwrap_or_default();
    let text = |of: &dyn Fn(usize) -> String| -> ArrayRef {
        Arc::new((0..drawn.len()).map(|row| Some(of(row))).collect::<StringArray>())
    };
    let [left, right] = ids;
    let mut columns: Vec<(String, ArrayRef)> =
        vec![("id_left".to_owned(), left), ("id_right".to_owned(), right), ("verdict".to_owned(), text(&|_| String::new()))];
    for (place, column) in model.columns.iter().enumerate() {
        for (side, name) in ["left", "right"].into_iter().enumerate() {
            columns.push((format!("{}_{name}", column.name), text(&|row| texts[row][side][place].clone())));
        }
    }
    let number = |of: fn(&Stratum) -> f64| -> ArrayRef {
        Arc::new(drawn.iter().map(|drawn| Some(of(&stratum(drawn)))).collect::<Float64Array>())
    };
    columns.extend([
        ("sample_of".to_owned(), text(&|_| of.code().to_owned())),
        ("stratum".to_owned(), text(&|row| name_of(model, drawn[row].stratum))),
        (
            "stratum_pairs".to_owned(),
            Arc::new(drawn.iter().map(|drawn| Some(stratum(drawn).pairs)).collect::<UInt64Array>()) as ArrayRef,
        ),
        ("stratum_claimed".to_owned(), number(|stratum| stratum.claimed)),
    ]);
    let batch = RecordBatch::try_from_iter(columns).map_err(shape)?;
    let mut out = TableOut::create(path, batch.schema())?;
    out.write(&batch)?;
    out.finish()?;
    let strata = design.strata.len() as u64;
    Ok(SampleReport { pairs: drawn.len() as u64, strata, of: design.strata.values().map(|stratum| stratum.pairs).sum() })
}

/// Reads a sample with its answers, or any table of verdicts.
pub(crate) fn read_review(path: &Path) -> Result<Review, AppError> {
    let file = TableFile::open(path)?;
    let known = shown(file.headings());
    let place = |name: &str| file.headings().iter().position(|heading| heading == name);
    let mut wanted = Vec::new();
    for name in ["id_left", "id_right", "verdict"] {
        let place = place(name).ok_or_else(|| Refused::NoColumn {
            file: path.display().to_string(),
            column: name.to_owned(),
            known: known.clone(),
        })?;
        wanted.push(Wanted { place, coded: false });
    }
    let of_sample = ["sample_of", "stratum", "stratum_pairs", "stratum_claimed"].map(place);
    let sampled = of_sample.iter().all(Option::is_some);
    if sampled {
        wanted.extend(of_sample.into_iter().flatten().map(|place| Wanted { place, coded: false }));
    }
    let mut answers = Vec::new();
    let mut strata: BTreeMap<String, Stratum> = BTreeMap::new();
    let (mut of_rosters, mut open, mut read) = (!sampled, 0, 0);
    for batch in file.read(&wanted)? {
        let texts: Result<Vec<ArrayRef>, _> = batch?.iter().map(|column| cast(column, &DataType::Utf8)).collect();
        let texts = texts.map_err(|_| AppError::Unreadable("verdicts cannot be read as text"))?;
        let text = |column: usize, row: usize| {
            let texts = texts[column].as_string::<i32>();
            if texts.is_valid(row) { texts.value(row).trim().to_owned() } else { String::new() }
        };
        for row in 0..texts[0].len() {
            read += 1;
            let wrong = || Refused::Request { key: "error-link-verdict", detail: format!("{}: {read}", path.display()) };
            let verdict = match text(2, row).as_str() {
                "same" => Some(true),
                "different" => Some(false),
                "" => None,
                _ => return Err(wrong().into()),
            };
            if sampled {
                of_rosters = text(3, row) == SampleOf::Rosters.code();
                let stratum = strata.entry(text(4, row)).or_default();
                stratum.pairs = text(5, row).parse().map_err(|_| wrong())?;
                stratum.claimed = text(6, row).parse().map_err(|_| wrong())?;
                stratum.same += u64::from(verdict == Some(true));
                stratum.different += u64::from(verdict == Some(false));
            }
            match verdict {
                Some(same) => answers.push(Answer { left: text(0, row), right: text(1, row), same, sampled }),
                None => open += 1,
            }
        }
    }
    let keyed: Vec<(StratumKey, Stratum)> = strata
        .iter()
        .map(|(name, stratum)| (StratumKey { accepted: name.starts_with(LINK), band: 0, rule: 0 }, *stratum))
        .collect();
    let [precision, recall] = precision_and_recall(keyed.iter().map(|(key, stratum)| (key, stratum)));
    let told = |share: ShareEstimate| (share.share, share.low, share.high);
    let report = ReviewReport {
        answered: answers.len() as u64,
        same: answers.iter().filter(|answer| answer.same).count() as u64,
        open,
        precision: told(precision),
        recall: told(recall),
        strata: strata.into_iter().map(|(name, of)| (name, of.pairs, of.answered(), of.same)).collect(),
    };
    Ok(Review { of_rosters, answers, report })
}
