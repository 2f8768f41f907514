//! One table through: open, check the columns, assess batch by batch, write, and say what it came to.

use crate::assess::{ANSWER, Assessor, Tally, Words, is_named, is_read, with_answer};
use crate::fault::AssessFault;
use crate::parquet_copy::ParquetTable;
use crate::read::{Ending, Table};
use crate::write::{Output, beside};
use arrow::array::RecordBatch;
use arrow::datatypes::{Field, Schema};
use base::law::Rulebook;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// The names before the columns of a second rulebook.
const AGAINST: &str = "against_";

/// What to assess.
pub struct Order<'a> {
    /// The rulebook.
    pub rulebook: &'a Rulebook,
    /// A second rulebook, whose answer stands beside the first.
    pub against: Option<&'a Rulebook>,
    /// The table.
    pub input: &'a Path,
    /// Where the table with its answer goes.
    pub output: &'a Path,
    /// How refusals and notes are said.
    pub words: Words<'a>,
}

/// The sum of each number column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Rows with an answer.
    pub ok: u64,
    /// Rows refused, by the code of the refusal.
    pub refused: BTreeMap<&'static str, u64>,
    /// Column and sum in rupiah, in the order of the answer.
    pub sums: Vec<(&'static str, i128)>,
}

/// What a table came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Rows read, which are the rows written.
    pub rows: u64,
    /// By the rulebook.
    pub totals: Totals,
    /// By the second one.
    pub against: Option<Totals>,
}

/// Assesses a table. A refused table leaves nothing behind.
pub fn run(order: &Order<'_>, progress: &mut dyn FnMut(u64, u64)) -> Result<Summary, AssessFault> {
    let done = assess(order, progress);
    if done.is_err() {
        // It was never whole; that it may not be there is no fault.
        let _ = std::fs::remove_file(beside(order.output));
    }
    done
}

fn assess(order: &Order<'_>, progress: &mut dyn FnMut(u64, u64)) -> Result<Summary, AssessFault> {
    let mut assessors = vec![Assessor::new(order.rulebook, order.words, "")];
    if let Some(against) = order.against {
        assessors.push(Assessor::new(against, order.words, AGAINST));
    }
    let both = (Ending::of(order.input)?, Ending::of(order.output)?);
    if both == (Ending::Parquet, Ending::Parquet) {
        let table = ParquetTable::open(order.input)?;
        check(order, &table.schema)?;
        table.assess(order.input, order.output, &mut assessors, progress)?;
    } else {
        stream(order, &mut assessors, progress)?;
    }
    let mut totals = assessors.into_iter().map(|assessor| Totals::of(assessor.tally));
    let first = totals.next().unwrap_or_default();
    let rows = first.ok + first.refused.values().sum::<u64>();
    Ok(Summary { rows, totals: first, against: totals.next() })
}

fn stream(order: &Order<'_>, assessors: &mut [Assessor<'_>], progress: &mut dyn FnMut(u64, u64)) -> Result<(), AssessFault> {
    let mut table = Table::open(order.input)?;
    check(order, table.schema())?;
    let answer: Vec<Field> = assessors.iter().flat_map(Assessor::fields).collect();
    let names: Vec<String> = answer.iter().map(|field| field.name().clone()).collect();
    let schema = Arc::new(with_answer(table.schema(), &answer));
    let mut output = Output::create(order.output, &schema, table.separator(), &names)?;
    let mut rows = 0;
    while let Some(batch) = table.next_batch()? {
        let mut columns = batch.columns().to_vec();
        assessors.iter_mut().for_each(|assessor| columns.extend(assessor.assess(&batch, table.flaws())));
        let answered = RecordBatch::try_new(schema.clone(), columns).map_err(AssessFault::parquet(order.input))?;
        output.write(&answered)?;
        rows += batch.num_rows() as u64;
        progress(rows, 0);
    }
    output.finish()
}

/// What a table must have, and must not have.
fn check(order: &Order<'_>, schema: &Schema) -> Result<(), AssessFault> {
    let named = |name: &str| schema.fields().iter().any(|field| is_named(field.name(), name));
    for column in ["scheme", "month"] {
        if !named(column) {
            let names: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
            let known = names.join(", ").chars().take(300).collect();
            return Err(AssessFault::NoColumn { path: order.input.to_owned(), column, known });
        }
    }
    for field in schema.fields().iter().filter(|field| is_read(field.name())) {
        let same = schema.fields().iter().filter(|other| is_named(other.name(), field.name().trim()));
        if same.count() > 1 {
            return Err(AssessFault::ColumnTwice { path: order.input.to_owned(), column: field.name().trim().to_owned() });
        }
    }
    let prefixes = if order.against.is_some() { &["", AGAINST][..] } else { &[""] };
    for name in prefixes.iter().flat_map(|prefix| ANSWER.iter().map(move |name| format!("{prefix}{name}"))) {
        if named(&name) {
            return Err(AssessFault::ColumnTaken { path: order.input.to_owned(), column: name });
        }
    }
    Ok(())
}

impl Totals {
    fn of(tally: Tally) -> Self {
        let sums = ANSWER.iter().skip(2).copied().zip(tally.sums).collect();
        Self { ok: tally.ok, refused: tally.refused, sums }
    }
}
