//! A batch of rows → the columns of the answer. Terms are found once for each distinct set of options and kept; a row then
//! costs a look-up and a few integer multiplications.

use crate::cells::{Amounts, KEPT, Words as Interned, text_at};
use arrow::array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use arrow::buffer::{NullBuffer, ScalarBuffer};
use arrow::datatypes::{DataType, Field, Schema};
use base::law::Rulebook;
use base::law::assess::read::{FIGURE_COLUMNS, OPTION_COLUMNS, options};
use base::law::assess::{Amounts as Due, Column, Figures, Formula, Note, Notes, Refusal, Side, Terms};
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};
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

/// Sets of options beyond this number have their terms found row by row. A province needs a few hundred.
const KEPT_TERMS: usize = 65_536;

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

/// One rulebook over many batches.
pub(crate) struct Assessor<'a> {
    rulebook: &'a Rulebook,
    words: Words<'a>,
    prefix: &'static str,
    interned: [Interned; OPTION_COLUMNS.len()],
    places: HashMap<u128, Place, BuildHasherDefault<Mix>>,
    formulas: Vec<Formula>,
    formula_places: HashMap<Formula, u32>,
    table: Vec<Result<Terms, (&'static str, String)>>,
    keys: Vec<u128>,
    notes: HashMap<Notes, String>,
    pub(crate) tally: Tally,
    ids: [Vec<u32>; OPTION_COLUMNS.len()],
}

impl<'a> Assessor<'a> {
    /// Starts. The names of the answer's columns begin with `prefix`.
    pub(crate) fn new(rulebook: &'a Rulebook, words: Words<'a>, prefix: &'static str) -> Self {
        Self {
            rulebook,
            words,
            prefix,
            interned: std::array::from_fn(|_| Interned::new()),
            places: HashMap::default(),
            formulas: Vec::new(),
            formula_places: HashMap::new(),
            // Terms that are not kept stand in place 0, which the next such row overwrites.
            table: vec![Err(("law-missing", String::new()))],
            keys: Vec::new(),
            notes: HashMap::new(),
            tally: Tally::default(),
            ids: std::array::from_fn(|_| Vec::new()),
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
    pub(crate) fn assess(&mut self, batch: &RecordBatch, flaws: &BTreeMap<usize, Refusal>) -> Vec<ArrayRef> {
        let rows = batch.num_rows();
        let option_columns: [Option<&ArrayRef>; OPTION_COLUMNS.len()] = OPTION_COLUMNS.map(|name| column(batch, name));
        self.keys.clear();
        self.keys.resize(rows, 0);
        let mut all_kept = true;
        for (((words, ids), column), shift) in
            self.interned.iter_mut().zip(&mut self.ids).zip(option_columns).zip((0..).step_by(14))
        {
            ids.clear();
            let Some(column) = column else { continue };
            words.ids(column, ids);
            for (key, id) in self.keys.iter_mut().zip(ids.iter()) {
                *key |= u128::from(*id) << shift;
            }
            all_kept &= ids.iter().all(|id| *id < KEPT);
        }
        let [wage, base, value, months] = FIGURE_COLUMNS.map(|name| Amounts::of(column(batch, name), name));
        let figures = |row: usize| -> Result<Figures, Refusal> {
            Ok(Figures {
                wage: wage.at(row)?,
                base: base.at(row)?,
                contract_value: value.at(row)?,
                contract_months: months.at(row)?,
            })
        };
        let mut answer = Answer::of(rows);
        let mut last: Option<(u128, Place)> = None;
        for row in 0..rows {
            if let Some(flaw) = flaws.get(&row) {
                self.refuse(row, (flaw.code(), (self.words.refusal)(flaw)), &mut answer);
                continue;
            }
            let key = self.keys[row];
            let place = match last {
                Some((known, place)) if known == key && all_kept && place.terms > 0 => place,
                _ => self.place(row, all_kept, &option_columns),
            };
            last = Some((key, place));
            let formula = place.formula.map(|formula| &self.formulas[formula as usize]);
            match formula.and_then(|formula| formula.assess(wage.quick(row)?)) {
                Some(due) if due.notes.is_empty() => answer.put(row, &due),
                _ => self.answer_in_full(row, place, figures(row), &mut answer),
            }
        }
        self.tally.ok += (rows - answer.refused.len()) as u64;
        answer.finish(rows, &mut self.tally)
    }

    /// A row that the quick way leaves: other schemes, notes, refusals.
    fn answer_in_full(&mut self, row: usize, place: Place, figures: Result<Figures, Refusal>, answer: &mut Answer) {
        let words = self.words;
        let due = match &self.table[place.terms as usize] {
            Ok(terms) => {
                figures.and_then(|figures| terms.assess(&figures)).map_err(|refusal| (refusal.code(), (words.refusal)(&refusal)))
            }
            Err((code, reason)) => Err((*code, reason.clone())),
        };
        match due {
            Ok(due) => {
                answer.put(row, &due);
                if !due.notes.is_empty() {
                    let sentence = self.notes.entry(due.notes).or_insert_with(|| {
                        let sentences: Vec<String> = due.notes.iter().map(|note| (words.note)(note)).collect();
                        sentences.join(" ")
                    });
                    answer.reasons.insert(row, sentence.clone());
                }
            }
            Err(refusal) => self.refuse(row, refusal, answer),
        }
    }

    fn refuse(&mut self, row: usize, (code, reason): (&'static str, String), answer: &mut Answer) {
        *self.tally.refused.entry(code).or_default() += 1;
        answer.refused.push(row);
        answer.reasons.insert(row, reason);
    }

    /// The place of the terms of one row.
    fn place(&mut self, row: usize, all_kept: bool, columns: &[Option<&ArrayRef>; OPTION_COLUMNS.len()]) -> Place {
        let key = self.keys[row];
        let id = |at: usize| self.ids[at].get(row).copied().unwrap_or(0);
        let known = all_kept || (0..OPTION_COLUMNS.len()).all(|at| id(at) < KEPT);
        if let Some(place) = self.places.get(&key).filter(|_| known) {
            return *place;
        }
        // A table in which hardly two rows are alike has its terms found row by row, so that memory stays bounded.
        let kept = known && self.table.len() < KEPT_TERMS;
        let texts: [String; OPTION_COLUMNS.len()] = std::array::from_fn(|at| match (id(at), columns[at]) {
            (id, _) if id < KEPT => self.interned[at].text(id).to_owned(),
            (_, Some(column)) => text_at(column, row),
            (_, None) => String::new(),
        });
        let terms = options(self.rulebook, &std::array::from_fn(|at| texts[at].as_str()))
            .and_then(|options| Terms::of(self.rulebook, &options))
            .map_err(|refusal| (refusal.code(), (self.words.refusal)(&refusal)));
        if !kept {
            self.table[0] = terms;
            return Place { terms: 0, formula: None };
        }
        let formula = terms.as_ref().ok().and_then(Terms::formula).map(|formula| {
            let next = u32::try_from(self.formulas.len()).unwrap_or(u32::MAX);
            *self.formula_places.entry(formula.clone()).or_insert_with(|| {
                self.formulas.push(formula);
                next
            })
        });
        self.table.push(terms);
        let place = Place { terms: u32::try_from(self.table.len() - 1).unwrap_or(0), formula };
        self.places.insert(key, place);
        place
    }
}

/// Where the terms of a set of options stand, and their quick form if they have one.
#[derive(Clone, Copy)]
struct Place {
    terms: u32,
    formula: Option<u32>,
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
    fn of(rows: usize) -> Self {
        Self { numbers: std::array::from_fn(|_| vec![0; rows]), refused: Vec::new(), reasons: BTreeMap::new() }
    }

    #[inline]
    fn put(&mut self, row: usize, due: &Due) {
        use Column::{JhtEmployer, JhtWorker, Jkk, Jkm, JkpGovernment, JpEmployer, JpWorker, PmiBefore, PmiDuringAfter};
        let line = [
            due.of(Jkk),
            due.of(Jkm),
            due.of(JhtEmployer),
            due.of(JhtWorker),
            due.of(JpEmployer),
            due.of(JpWorker),
            due.of(JkpGovernment),
            due.total(Side::Employer),
            due.total(Side::Worker),
            due.total(Side::Government),
            due.of(PmiBefore),
            due.of(PmiDuringAfter),
        ];
        for (numbers, number) in self.numbers.iter_mut().zip(line) {
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

/// Two multiplications: the keys are numbers of our own making, so nobody can aim at collisions.
#[derive(Default)]
pub(crate) struct Mix(u64);

impl Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u128(u128::from(*byte));
        }
    }

    fn write_u128(&mut self, key: u128) {
        let low = (key & u128::from(u64::MAX)) as u64;
        let high = (key >> 64) as u64;
        let mixed = u128::from(low ^ self.0 ^ 0x9e37_79b9_7f4a_7c15) * u128::from(high ^ 0xa076_1d64_78bd_642f);
        self.0 = (mixed >> 64) as u64 ^ mixed as u64;
    }
}
