//! A batch of rows → the columns of the answer. Terms are found once for each distinct set of options and kept; a row then
//! costs a look-up and a few integer multiplications.

use crate::cells::{Amounts, KEPT, Words as Interned, text_at};
use crate::places::{KEPT_TERMS, Place, Places};
use arrow::array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use arrow::buffer::{NullBuffer, ScalarBuffer};
use arrow::datatypes::{DataType, Field, Schema};
use base::law::Rulebook;
use base::law::assess::read::{FIGURE_COLUMNS, OPTION_COLUMNS, options};
use base::law::assess::{Amounts as Due, Figures, Formula, Formulas, Note, Notes, QUICK_COLUMNS, Refusal, Terms};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// The columns of the answer, behind the columns that came in.
pub const ANSWER: [&str; 14] = [
    "status",
    "reason",
    "jkk",
    "jkm",
    "jht_employer",
    "jht_worker",
    "jp_employer",
    "jp_worker",
    "jkp_government",
    "total_employer",
    "total_worker",
    "total_government",
    "pmi_before",
    "pmi_during_after",
];

/// The number columns of the answer, in their order.
const NUMBERS: usize = 12;

/// How refusals and notes are said: the edge knows no language.
#[derive(Clone, Copy)]
pub struct Words<'a> {
    /// The sentence of a refusal.
    pub refusal: &'a dyn Fn(&Refusal) -> String,
    /// The sentence of a note.
    pub note: &'a dyn Fn(Note) -> String,
}

/// What a table came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Rows with an answer.
    pub ok: u64,
    /// Rows refused, by the code of the refusal.
    pub refused: BTreeMap<&'static str, u64>,
    /// The sum of every number column, in the order of [`ANSWER`].
    pub sums: [i128; NUMBERS],
}

/// A refusal by its code and in words.
type Refused = (&'static str, String);

/// One rulebook over many batches.
pub(crate) struct Assessor<'a> {
    rulebook: &'a Rulebook,
    words: Words<'a>,
    prefix: &'static str,
    interned: [Interned; OPTION_COLUMNS.len()],
    ids: [Vec<u32>; OPTION_COLUMNS.len()],
    places: Places<{ OPTION_COLUMNS.len() }>,
    formulas: Formulas,
    formula_places: HashMap<Formula, u32>,
    table: Vec<Result<Terms, Refused>>,
    notes: HashMap<Notes, String>,
    pub(crate) tally: Tally,
}

impl<'a> Assessor<'a> {
    /// Starts. The names of the answer's columns begin with `prefix`.
    pub(crate) fn new(rulebook: &'a Rulebook, words: Words<'a>, prefix: &'static str) -> Self {
        Self {
            rulebook,
            words,
            prefix,
            interned: std::array::from_fn(|_| Interned::new()),
            ids: std::array::from_fn(|_| Vec::new()),
            places: Places::new(),
            formulas: Formulas::default(),
            formula_places: HashMap::new(),
            // Terms that are not kept stand in place 0, which the next such row overwrites.
            table: vec![Err(("law-missing", String::new()))],
            notes: HashMap::new(),
            tally: Tally::default(),
        }
    }

    /// The fields of the answer.
    pub(crate) fn fields(&self) -> Vec<Field> {
        let data_type = |place| if place < 2 { DataType::Utf8 } else { DataType::Int64 };
        ANSWER
            .iter()
            .enumerate()
            .map(|(place, name)| Field::new(format!("{}{name}", self.prefix), data_type(place), place > 0))
            .collect()
    }

    /// The answer to a batch, row by row in its order; `flaws` are rows that could not be read, by their place.
    ///
    /// First every row finds its formula, then each column of the answer is counted for all rows; rows that no formula
    /// answers are counted one by one.
    pub(crate) fn assess(&mut self, batch: &RecordBatch, flaws: &BTreeMap<usize, Refusal>) -> Vec<ArrayRef> {
        let rows = batch.num_rows();
        let option_columns: [Option<&ArrayRef>; OPTION_COLUMNS.len()] = OPTION_COLUMNS.map(|name| column(batch, name));
        for ((words, ids), column) in self.interned.iter_mut().zip(&mut self.ids).zip(option_columns) {
            ids.clear();
            if let Some(column) = column {
                words.ids(column, ids);
            }
        }
        self.places.start(rows, &self.interned, &self.ids);
        let [wage, base, value, months] = FIGURE_COLUMNS.map(|name| Amounts::of(column(batch, name), name));
        let figures = |row: usize| -> Result<Figures, Refusal> {
            Ok(Figures {
                wage: wage.at(row)?,
                base: base.at(row)?,
                contract_value: value.at(row)?,
                contract_months: months.at(row)?,
            })
        };
        let (mut which, mut wages) = (vec![0; rows], vec![0; rows]);
        let mut by_hand: Vec<(usize, Result<Due, Refused>)> = Vec::new();
        for row in 0..rows {
            if let Some(flaw) = flaws.get(&row) {
                by_hand.push((row, Err((flaw.code(), (self.words.refusal)(flaw)))));
                continue;
            }
            let place = self.places.seen(row).unwrap_or_else(|| self.place(row, &option_columns));
            match wage.quick(row).filter(|wage| place.formula > 0 && Formula::is_quick(*wage)) {
                Some(wage) => (which[row], wages[row]) = (place.formula, wage.unsigned_abs()),
                None => by_hand.push((row, self.in_full(place, figures(row)))),
            }
        }
        let mut answer = Answer::of(self.formulas.assess(&which, &wages), rows);
        for (row, due) in by_hand {
            self.put(row, due, &mut answer);
        }
        self.tally.ok += (rows - answer.refused.len()) as u64;
        answer.finish(rows, &mut self.tally)
    }

    /// A row that no formula answers: other schemes, notes, refusals.
    fn in_full(&self, place: Place, figures: Result<Figures, Refusal>) -> Result<Due, Refused> {
        let terms = self.table[place.terms as usize].as_ref().map_err(Clone::clone)?;
        let due = figures.and_then(|figures| terms.assess(&figures));
        due.map_err(|refusal| (refusal.code(), (self.words.refusal)(&refusal)))
    }

    fn put(&mut self, row: usize, due: Result<Due, Refused>, answer: &mut Answer) {
        match due {
            Ok(due) => {
                answer.put(row, &due);
                if !due.notes.is_empty() {
                    let note = self.words.note;
                    let sentence = self.notes.entry(due.notes).or_insert_with(|| {
                        let sentences: Vec<String> = due.notes.iter().map(note).collect();
                        sentences.join(" ")
                    });
                    answer.reasons.insert(row, sentence.clone());
                }
            }
            Err((code, reason)) => {
                *self.tally.refused.entry(code).or_default() += 1;
                answer.refused.push(row);
                answer.reasons.insert(row, reason);
            }
        }
    }

    /// The place of the terms of a row that the dense table does not hold yet.
    fn place(&mut self, row: usize, columns: &[Option<&ArrayRef>; OPTION_COLUMNS.len()]) -> Place {
        let ids: [u32; OPTION_COLUMNS.len()] = std::array::from_fn(|at| self.ids[at].get(row).copied().unwrap_or(0));
        let known = ids.iter().all(|id| *id < KEPT);
        let key = ids.iter().fold(0_u128, |key, id| key << 14 | u128::from(*id));
        if let Some(place) = known.then(|| self.places.get(row, key)).flatten() {
            return place;
        }
        // A table in which hardly two rows are alike has its terms found row by row, so that memory stays bounded.
        let kept = known && self.table.len() < KEPT_TERMS;
        let texts: [String; OPTION_COLUMNS.len()] = std::array::from_fn(|at| match (ids[at], columns[at]) {
            (id, _) if id < KEPT => self.interned[at].text(id).to_owned(),
            (_, Some(column)) => text_at(column, row),
            (_, None) => String::new(),
        });
        let terms = options(self.rulebook, &std::array::from_fn(|at| texts[at].as_str()))
            .and_then(|options| Terms::of(self.rulebook, &options))
            .map_err(|refusal| (refusal.code(), (self.words.refusal)(&refusal)));
        if !kept {
            self.table[0] = terms;
            return Place { terms: 0, formula: 0 };
        }
        let formula = terms.as_ref().ok().and_then(Terms::formula);
        let formula =
            formula.map_or(0, |formula| *self.formula_places.entry(formula).or_insert_with_key(|new| self.formulas.add(new)));
        self.table.push(terms);
        let place = Place { terms: u32::try_from(self.table.len() - 1).unwrap_or(0), formula };
        self.places.keep(row, key, place);
        place
    }
}

/// A column by its name, whatever its case.
fn column<'b>(batch: &'b RecordBatch, name: &str) -> Option<&'b ArrayRef> {
    let place = batch.schema_ref().fields().iter().position(|field| is_named(field.name(), name))?;
    Some(batch.column(place))
}

/// Whether a heading names a column.
pub(crate) fn is_named(heading: &str, name: &str) -> bool {
    heading.trim().eq_ignore_ascii_case(name)
}

/// Whether a column decides anything.
pub(crate) fn is_read(heading: &str) -> bool {
    OPTION_COLUMNS.iter().chain(&FIGURE_COLUMNS).any(|name| is_named(heading, name))
}

/// The answer to one batch while it grows.
struct Answer {
    numbers: [Vec<i64>; NUMBERS],
    refused: Vec<usize>,
    reasons: BTreeMap<usize, String>,
}

impl Answer {
    /// An answer in which the columns of wage earners are counted, and those of migrant workers are nothing.
    fn of(quick: [Vec<i64>; QUICK_COLUMNS], rows: usize) -> Self {
        let mut quick = quick.into_iter();
        let numbers = std::array::from_fn(|_| quick.next().unwrap_or_else(|| vec![0; rows]));
        Self { numbers, refused: Vec::new(), reasons: BTreeMap::new() }
    }

    fn put(&mut self, row: usize, due: &Due) {
        for (numbers, number) in self.numbers.iter_mut().zip(due.line()) {
            numbers[row] = number;
        }
    }

    fn finish(self, rows: usize, tally: &mut Tally) -> Vec<ArrayRef> {
        for (sum, numbers) in tally.sums.iter_mut().zip(&self.numbers) {
            *sum += numbers.iter().map(|number| i128::from(*number)).sum::<i128>();
        }
        let mut valid = vec![true; rows];
        self.refused.iter().for_each(|row| valid[*row] = false);
        let nulls = (!self.refused.is_empty()).then(|| NullBuffer::from(valid.clone()));
        let status = StringArray::from_iter_values(valid.iter().map(|valid| if *valid { "ok" } else { "refused" }));
        let reason: ArrayRef = if self.reasons.is_empty() {
            Arc::new(StringArray::new_null(rows))
        } else {
            Arc::new(StringArray::from_iter((0..rows).map(|row| self.reasons.get(&row))))
        };
        let mut columns: Vec<ArrayRef> = vec![Arc::new(status), reason];
        for numbers in self.numbers {
            columns.push(Arc::new(Int64Array::new(ScalarBuffer::from(numbers), nulls.clone())));
        }
        columns
    }
}

/// The schema of a table with its answer.
pub(crate) fn with_answer(schema: &Schema, answer: &[Field]) -> Schema {
    let fields: Vec<_> = schema.fields().iter().cloned().chain(answer.iter().cloned().map(Arc::new)).collect();
    Schema::new_with_metadata(fields, schema.metadata().clone())
}
