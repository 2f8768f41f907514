//! `sinergi link explain`: one pair of two tables, with the weights that decide it, in words.

use super::ids::Ids;
use super::lists::places;
use super::{LinkRequest, Lists};
use crate::Progress;
use crate::fault::{AppError, Refused};
use arrow::array::Array;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use link::{ColumnType, Model};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;
use tables::{TableFile, Wanted};

/// A pair to explain, of the lists of a request.
#[derive(Clone, Debug)]
pub struct ExplainRequest {
    /// The lists and the model; where results go is not looked at.
    pub link: LinkRequest,
    /// The id of the left row.
    pub left_id: String,
    /// The id of the right row; of one list, another row of it.
    pub right_id: String,
    /// Sentences in English; otherwise in Indonesian.
    pub english: bool,
}

/// Why a pair is a link, or is not, in words.
#[derive(Clone, Debug, Serialize)]
pub struct PairExplained {
    /// How probable it is that the two rows are one.
    pub probability: f64,
    /// The probability from which a pair is accepted.
    pub threshold: f64,
    /// The rule that found the pair, in words; none if no rule looks at it.
    pub rule: Option<String>,
    /// The share of matches among the pairs that this rule finds first.
    pub share: f64,
    /// The weight that the pair starts with, in bits.
    pub start: f64,
    /// What the comparisons say.
    pub steps: Vec<StepExplained>,
    /// The weight of lookalikes, zero or less.
    pub lookalikes: f64,
    /// On how many sides there is a better partner, and the weight of that.
    pub rivals: Option<(u8, f64)>,
    /// Whether both have a NIK with the birth date of their own row, and both differ: two people, whatever the weights say.
    pub two_people: bool,
}

/// What one comparison says.
#[derive(Clone, Debug, Serialize)]
pub struct StepExplained {
    /// Its name.
    pub comparison: String,
    /// What stands in the left row; numbers that name a person are masked.
    pub left: String,
    /// What stands in the right row.
    pub right: String,
    /// The level, in words.
    pub level: String,
    /// Its weight, in bits.
    pub weight: f64,
}

/// Explains a pair of two files, or of one.
///
/// # Errors
/// As [`link_files`], and an id that no row has.
pub fn explain_files(request: &ExplainRequest, progress: Progress<'_>) -> Result<PairExplained, AppError> {
    let order = &request.link;
    let mut lists = Lists::read(order, progress)?;
    let right_path = order.right.as_deref().unwrap_or(&order.left);
    let pair =
        (row_of(&lists.left.ids, &request.left_id, &order.left)?, row_of(lists.right_ids(), &request.right_id, right_path)?);
    let found = lists.link(order.resources, progress)?;
    let model = &lists.model;
    let told = link::explain(lists.linked(&found), pair).map_err(AppError::Scratch)?;
    let mut of_left = texts_of(model, &order.left, &[pair.0])?;
    let mut of_right = texts_of(model, right_path, &[pair.1])?;
    let texts = [of_left.remove(&pair.0).unwrap_or_default(), of_right.remove(&pair.1).unwrap_or_default()];
    let steps = told.steps.iter().map(|step| {
        let comparison = &model.comparisons[step.comparison];
        let level = &comparison.levels[step.level];
        let shown = |texts: &[String]| {
            let of = model.columns_of(step.comparison).into_iter().filter_map(|column| texts.get(column));
            of.filter(|text| !text.is_empty()).cloned().collect::<Vec<_>>().join(", ")
        };
        StepExplained {
            comparison: comparison.name.clone(),
            left: shown(&texts[0]),
            right: shown(&texts[1]),
            level: level.words.say(request.english, &level.name).to_owned(),
            weight: step.weight,
        }
    });
    Ok(PairExplained {
        probability: told.probability,
        threshold: order.threshold.unwrap_or(model.threshold),
        rule: told.rule.map(|rule| model.rules[rule].words.say(request.english, &model.rules[rule].name).to_owned()),
        share: told.share,
        start: told.start,
        steps: steps.collect(),
        lookalikes: told.lookalikes,
        rivals: told.rivals,
        two_people: told.two_people,
    })
}

fn row_of(ids: &Ids, wanted: &str, path: &Path) -> Result<u32, AppError> {
    let mut found = None;
    ids.each(|row, id| {
        if found.is_none() && id == Some(wanted) {
            found = Some(row);
        }
    })?;
    // The id is not repeated: in some lists it is the NIK.
    Ok(found.ok_or_else(|| Refused::Request { key: "error-link-id", detail: path.display().to_string() })?)
}

/// What stands in some rows, for each column of the model, as it is in the file; numbers of people masked.
pub(super) fn texts_of(model: &Model, path: &Path, rows: &[u32]) -> Result<BTreeMap<u32, Vec<String>>, AppError> {
    let file = TableFile::open(path)?;
    let places = places(model, file.headings())?;
    let wanted: Vec<Wanted> =
        places.iter().flat_map(|place| place.columns()).map(|place| Wanted { place: *place, coded: false }).collect();
    let mut known: BTreeMap<u32, Vec<String>> = rows.iter().map(|row| (*row, vec![String::new(); places.len()])).collect();
    let mut before = 0_u32;
    for batch in file.read(&wanted)? {
        let batch = batch?;
        let after = before + batch.first().map_or(0, Array::len) as u32;
        let options = FormatOptions::default().with_null("");
        let shape = |_| AppError::Unreadable("a column cannot be shown");
        let columns: Vec<ArrayFormatter<'_>> = batch
            .iter()
            .map(|column| ArrayFormatter::try_new(column.as_ref(), &options))
            .collect::<Result<_, _>>()
            .map_err(shape)?;
        for (row, texts) in known.range_mut(before..after) {
            let mut next = columns.iter();
            for (column, (place, text)) in places.iter().zip(texts).enumerate() {
                let parts: Vec<String> = next
                    .by_ref()
                    .take(place.columns().len())
                    .map(|column| column.value((row - before) as usize).to_string())
                    .collect();
                *text = masked(model, column, &parts.join("-"));
            }
        }
        before = after;
        if known.keys().next_back().is_none_or(|last| *last < before) {
            break;
        }
    }
    Ok(known)
}

/// A number that names a person shows its last digits only.
pub(crate) fn masked(model: &Model, column: usize, text: &str) -> String {
    let shown = match model.columns[column].kind {
        ColumnType::Nik => 4,
        ColumnType::Digits => 3,
        _ => return base::vocabulary::without_niks(text).into_owned(),
    };
    let hidden = text.chars().count().saturating_sub(shown);
    text.chars().enumerate().map(|(place, c)| if place < hidden { '•' } else { c }).collect()
}
