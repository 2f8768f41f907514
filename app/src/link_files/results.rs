//! What linking writes: accepted links, every scored pair, sets of rows that are one.

use super::ids::Ids;
use crate::fault::AppError;
use arrow::array::{ArrayRef, DictionaryArray, Float64Array, Int32Array, RecordBatch, StringArray, UInt32Array};
use arrow::datatypes::{DataType, Field, Int32Type, Schema};
use link::{Membership, Model, Pairs, Scored};
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use tables::TableOut;

/// Stands for a rule where people have decided.
const DECIDED: &str = "verdict";

/// Pairs that are written at once: where ids have to be read back, each block of them is read once for so many.
const AT_ONCE: usize = 1 << 20;

/// Patterns whose words are remembered.
const PATTERNS: usize = 1 << 17;

/// Writes pairs with the ids of their rows.
pub(super) fn write(model: &Model, path: &Path, pairs: &Pairs, left: &Ids, right: &Ids) -> Result<(), AppError> {
    let text = || DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
    let schema = Arc::new(Schema::new(vec![
        Field::new("id_left", left.kind().clone(), true),
        Field::new("id_right", right.kind().clone(), true),
        Field::new("match_weight", DataType::Float64, false),
        Field::new("match_probability", DataType::Float64, false),
        Field::new("pattern", text(), false),
        Field::new("rule", text(), false),
    ]));
    let rules: ArrayRef =
        Arc::new(StringArray::from_iter_values(model.rules.iter().map(|rule| rule.name.as_str()).chain([DECIDED])));
    let mut out = TableOut::create(path, schema.clone())?;
    let mut patterns = HashMap::new();
    let mut part = Vec::new();
    let mut write = |part: &[Scored]| -> Result<(), AppError> {
        let ids = |ids: &Ids, of: fn(&Scored) -> u32| ids.take(&part.iter().map(of).collect::<Vec<u32>>());
        let (left, right) = (ids(left, |pair| pair.left)?, ids(right, |pair| pair.right)?);
        for from in (0..part.len()).step_by(1 << 16) {
            let pairs = &part[from..(from + (1 << 16)).min(part.len())];
            let ids = [&left, &right].map(|ids| ids.slice(from, pairs.len()));
            let told = columns(model, pairs, &rules, &mut patterns)?;
            let columns = ids.into_iter().chain(told).collect();
            let batch = RecordBatch::try_new(schema.clone(), columns)
                .map_err(|_| AppError::Unreadable("links do not fit their schema"))?;
            out.write(&batch)?;
        }
        Ok(())
    };
    for block in pairs.blocks() {
        part.extend_from_slice(&block.map_err(AppError::Scratch)?);
        if part.len() >= AT_ONCE {
            write(&part)?;
            part.clear();
        }
    }
    write(&part)?;
    Ok(out.finish()?)
}

/// What is told of pairs, beside their ids. A pattern is put into words once for all batches.
fn columns(
    model: &Model,
    pairs: &[Scored],
    rules: &ArrayRef,
    patterns: &mut HashMap<u64, String>,
) -> Result<[ArrayRef; 4], AppError> {
    let mut known: HashMap<u64, i32> = HashMap::new();
    let mut words = Vec::new();
    let keys: Int32Array = pairs
        .iter()
        .map(|pair| {
            let next = known.len() as i32;
            Some(*known.entry(pair.word).or_insert_with(|| {
                words.push(pair.word);
                next
            }))
        })
        .collect();
    if patterns.len() > PATTERNS {
        patterns.clear();
    }
    for word in &words {
        patterns.entry(*word).or_insert_with(|| pattern(model, *word));
    }
    let texts: StringArray = words.iter().map(|word| patterns.get(word)).collect();
    let decided = model.rules.len() as i32;
    let rule_of = |pair: &Scored| if pair.rule == link::VERDICT { decided } else { pair.rule.into() };
    let rule_keys: Int32Array = pairs.iter().map(|pair| Some(rule_of(pair))).collect();
    let shape = |_| AppError::Unreadable("a dictionary does not fit its keys");
    Ok([
        Arc::new(pairs.iter().map(|pair| weight(pair.probability)).collect::<Float64Array>()),
        Arc::new(pairs.iter().map(|pair| pair.probability).collect::<Float64Array>()),
        Arc::new(DictionaryArray::<Int32Type>::try_new(keys, Arc::new(texts)).map_err(shape)?),
        Arc::new(DictionaryArray::<Int32Type>::try_new(rule_keys, rules.clone()).map_err(shape)?),
    ])
}

/// The weight of evidence, in bits: 0 is even odds, each bit doubles them.
fn weight(probability: f64) -> f64 {
    (probability / (1.0 - probability)).log2()
}

/// The level of every comparison, by name.
fn pattern(model: &Model, word: u64) -> String {
    let levels = link::levels(model, word);
    let named = model.comparisons.iter().zip(levels);
    let parts: Vec<String> =
        named.map(|(comparison, level)| format!("{}={}", comparison.name, comparison.levels[usize::from(level)].name)).collect();
    parts.join(" ")
}

/// Writes which person every row is; rows of the right list are counted on from those of the left.
pub(super) fn write_clusters(path: &Path, members: &[Membership], left: &Ids, right: Option<&Ids>) -> Result<(), AppError> {
    let schema = Arc::new(Schema::new(vec![
        Field::new("list", DataType::Utf8, false),
        Field::new("id", DataType::Utf8, true),
        Field::new("cluster", DataType::UInt32, false),
    ]));
    let shape = |_| AppError::Unreadable("ids cannot be written as text");
    let mut out = TableOut::create(path, schema.clone())?;
    let mut from = 0;
    for (list, ids) in [("left", Some(left)), ("right", right)] {
        let Some(ids) = ids else { continue };
        for first in (0..ids.rows()).step_by(1 << 16) {
            let rows: Vec<u32> = (first as u32..ids.rows().min(first + (1 << 16)) as u32).collect();
            let persons = rows.iter().map(|row| Some(members[from + *row as usize].person));
            let columns: Vec<ArrayRef> = vec![
                Arc::new(StringArray::from_iter_values(std::iter::repeat_n(list, rows.len()))),
                arrow::compute::cast(&ids.take(&rows)?, &DataType::Utf8).map_err(shape)?,
                Arc::new(persons.collect::<UInt32Array>()),
            ];
            out.write(&RecordBatch::try_new(schema.clone(), columns).map_err(shape)?)?;
        }
        from += ids.rows();
    }
    Ok(out.finish()?)
}
