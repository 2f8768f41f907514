//! What linking writes: accepted links, every scored pair, sets of rows that are one.

use crate::fault::AppError;
use arrow::array::{Array, ArrayRef, DictionaryArray, Float64Array, Int32Array, RecordBatch, StringArray, UInt32Array};
use arrow::compute::take;
use arrow::datatypes::{DataType, Field, Int32Type, Schema};
use link::{Model, Scored};
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use tables::TableOut;

/// Stands for a rule where people have decided.
const DECIDED: &str = "verdict";

pub(super) fn write(model: &Model, path: &Path, pairs: &[Scored], left: &ArrayRef, right: &ArrayRef) -> Result<(), AppError> {
    let text = || DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
    let schema = Arc::new(Schema::new(vec![
        Field::new("id_left", left.data_type().clone(), true),
        Field::new("id_right", right.data_type().clone(), true),
        Field::new("match_weight", DataType::Float64, false),
        Field::new("match_probability", DataType::Float64, false),
        Field::new("pattern", text(), false),
        Field::new("rule", text(), false),
    ]));
    let rules: ArrayRef =
        Arc::new(StringArray::from_iter_values(model.rules.iter().map(|rule| rule.name.as_str()).chain([DECIDED])));
    let mut out = TableOut::create(path, schema.clone())?;
    for part in pairs.chunks(1 << 16) {
        let mut known: HashMap<u64, i32> = HashMap::new();
        let mut patterns = Vec::new();
        let keys: Int32Array = part
            .iter()
            .map(|pair| {
                let next = known.len() as i32;
                Some(*known.entry(pair.word).or_insert_with(|| {
                    patterns.push(pattern(model, pair.word));
                    next
                }))
            })
            .collect();
        let decided = model.rules.len() as i32;
        let rule_of = |pair: &Scored| if pair.rule == link::VERDICT { decided } else { pair.rule.into() };
        let rule_keys: Int32Array = part.iter().map(|pair| Some(rule_of(pair))).collect();
        let rows = |of: fn(&Scored) -> u32| part.iter().map(of).collect::<UInt32Array>();
        let ids = |ids: &ArrayRef, rows: &UInt32Array| {
            take(ids, rows, None).map_err(|_| AppError::Unreadable("ids do not fit their rows"))
        };
        let shape = |_| AppError::Unreadable("a dictionary does not fit its keys");
        let columns: Vec<ArrayRef> = vec![
            ids(left, &rows(|pair| pair.left))?,
            ids(right, &rows(|pair| pair.right))?,
            Arc::new(part.iter().map(|pair| weight(pair.probability)).collect::<Float64Array>()),
            Arc::new(part.iter().map(|pair| pair.probability).collect::<Float64Array>()),
            Arc::new(DictionaryArray::<Int32Type>::try_new(keys, Arc::new(StringArray::from(patterns))).map_err(shape)?),
            Arc::new(DictionaryArray::<Int32Type>::try_new(rule_keys, rules.clone()).map_err(shape)?),
        ];
        let batch =
            RecordBatch::try_new(schema.clone(), columns).map_err(|_| AppError::Unreadable("links do not fit their schema"))?;
        out.write(&batch)?;
    }
    Ok(out.finish()?)
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

pub(super) fn write_clusters(path: &Path, sets: &[u32], left: &ArrayRef, right: Option<&ArrayRef>) -> Result<(), AppError> {
    let schema = Arc::new(Schema::new(vec![
        Field::new("list", DataType::Utf8, false),
        Field::new("id", DataType::Utf8, true),
        Field::new("cluster", DataType::UInt32, false),
    ]));
    let mut out = TableOut::create(path, schema.clone())?;
    let mut from = 0;
    for (list, ids) in [("left", Some(left)), ("right", right)] {
        let Some(ids) = ids else { continue };
        let shape = |_| AppError::Unreadable("ids cannot be written as text");
        let texts = arrow::compute::cast(ids, &DataType::Utf8).map_err(shape)?;
        let columns: Vec<ArrayRef> = vec![
            Arc::new(StringArray::from_iter_values(std::iter::repeat_n(list, ids.len()))),
            texts,
            Arc::new(UInt32Array::from(sets[from..from + ids.len()].to_vec())),
        ];
        out.write(&RecordBatch::try_new(schema.clone(), columns).map_err(shape)?)?;
        from += ids.len();
    }
    Ok(out.finish()?)
}
