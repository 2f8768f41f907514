//! The walk through the sheets of one batch: layout, then row after row into accepted, refused and duplicate.

mod fill;
mod fingerprint;
mod left_out;
mod settle;
mod watch;

pub use watch::WatchedRow;

use crate::column::{Chunk, Columns, Value};
use crate::context::{Context, SheetDefaults};
use crate::kind::KindSpec;
use crate::layout::Layout;
use crate::row::{self, Flaw, SheetState};
use arrow::datatypes::Schema;
use base::handover::{Counts, Finding, FindingCode, FindingTally, RawRow, RefusedRow, RowBlock};
use fill::Above;
use fingerprint::Fingerprints;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Rows per record batch handed to the lake.
const CHUNK_ROWS: usize = 32_768;

/// Refused rows waiting for the caller: beyond this they are counted but their cells are let go.
const WAITING_ROWS: usize = 100_000;

/// Data rows that are looked up together.
const RUN: usize = 64;

/// What was found in one sheet.
#[derive(Clone, Debug)]
pub struct SheetSummary {
    /// Its name; empty for text files.
    pub name: String,
    /// The text lines above the header.
    pub titles: Vec<String>,
    /// Its headings, none when the sheet has no header of the kind.
    pub headings: Option<Vec<String>>,
    /// Line of the header.
    pub header_line: u32,
    /// Heading → field, to be remembered for the source.
    pub learnt: BTreeMap<String, String>,
}

/// One batch on its way in.
pub struct SheetIngest<'a> {
    context: Context<'a>,
    columns: Columns,
    /// Rows of this batch.
    seen: Fingerprints,
    /// Rows of earlier batches of the same list.
    earlier: Fingerprints,
    counts: Counts,
    tally: FindingTally,
    refused: Vec<RefusedRow>,
    ordinal: i64,
    sheets: Vec<SheetSummary>,
    sheet: Option<Sheet<'a>>,
    flaws: Vec<Flaw>,
    watched: Vec<WatchedRow>,
    scratch: Vec<u8>,
    watched_blocks: usize,
}

struct Sheet<'a> {
    layout: Option<Layout>,
    state: SheetState<'a>,
    /// Data rows since the sheet began and since the last total row.
    rows: u64,
    rows_since_total: u64,
    /// Rows kept back until the header is found.
    pending: RowBlock,
    /// What stands above the next row, for cells that say so.
    above: Above,
    /// Whether somebody has signed: what follows is no data until the header comes again.
    signed: bool,
}

impl<'a> SheetIngest<'a> {
    /// Starts a batch.
    pub fn new(context: Context<'a>) -> Self {
        let batch = i32::try_from(context.batch).unwrap_or(i32::MAX);
        let columns = Columns::new(context.spec, batch, base::vocabulary::epoch_day(context.as_of));
        Self {
            context,
            columns,
            seen: Fingerprints::default(),
            earlier: Fingerprints::default(),
            counts: Counts::default(),
            tally: FindingTally::default(),
            refused: Vec::new(),
            ordinal: 0,
            sheets: Vec::new(),
            sheet: None,
            flaws: Vec::new(),
            watched: Vec::new(),
            scratch: Vec::new(),
            watched_blocks: 0,
        }
    }

    /// Tells of a row of an earlier batch of the same list, so that a list sent again enters only with its mended rows.
    pub fn remember(&mut self, fingerprint: u128) {
        self.earlier.insert(fingerprint);
    }

    /// Starts a sheet; text files have one without a name.
    pub fn start_sheet(&mut self, name: &str) {
        let summary =
            SheetSummary { name: name.to_owned(), titles: Vec::new(), headings: None, header_line: 0, learnt: BTreeMap::new() };
        self.sheets.push(summary);
        self.sheet = Some(Sheet {
            layout: None,
            state: SheetState { defaults: SheetDefaults::of_mapping(self.context.mapping), ..SheetState::default() },
            rows: 0,
            rows_since_total: 0,
            pending: RowBlock::default(),
            above: Above::default(),
            signed: false,
        });
    }

    /// Tells of a sheet that its workbook hides: it is not read.
    pub fn hidden_sheet(&mut self, name: &str) {
        self.note(FindingCode::SheetHidden, 0, name.to_owned(), name.to_owned());
    }

    /// Reads the next rows of the sheet.
    pub fn push(&mut self, block: &RowBlock) {
        let Some(mut sheet) = self.sheet.take() else { return };
        if self
            .context
            .mapping
            .sheet
            .as_ref()
            .is_some_and(|wanted| self.sheets.last().is_some_and(|s| s.name != *wanted && !s.name.is_empty()))
        {
            self.sheet = Some(sheet);
            return;
        }
        match &sheet.layout {
            Some(_) => self.rows(&mut sheet, block, 0),
            None if sheet.pending.is_empty() => match Layout::find(block, self.context.spec, self.context.mapping) {
                Some(layout) => {
                    let first = layout.first_data_row;
                    self.settle(&mut sheet, layout, block, first);
                    self.rows(&mut sheet, block, first);
                }
                None => sheet.pending = block.clone(),
            },
            // The header was not in the first thousands of rows: it is in none.
            None => {}
        }
        self.sheet = Some(sheet);
    }

    /// Ends the sheet.
    pub fn end_sheet(&mut self) {
        let Some(sheet) = self.sheet.take() else { return };
        if sheet.layout.is_none() {
            let name = self.sheets.last().map(|sheet| sheet.name.clone()).unwrap_or_default();
            self.note(FindingCode::SheetLeftOut, 0, name.clone(), name);
        }
    }

    fn rows(&mut self, sheet: &mut Sheet<'a>, block: &RowBlock, first: usize) {
        let Some(layout) = sheet.layout.take() else { return };
        let filled = self.filled(block, first, &layout, &mut sheet.above);
        let block = filled.as_ref().unwrap_or(block);
        {
            let mut values: Vec<Value<'_>> = vec![Value::Null; self.context.spec.fields.len()];
            let mut run: Vec<(RawRow<'_>, u128)> = Vec::with_capacity(RUN);
            for index in first..block.len() {
                let row = block.row(index);
                let left_out = self.left_out(row, &layout, sheet.signed);
                if left_out.is_some() || run.len() == RUN {
                    self.run(&mut run, &layout, sheet, &mut values);
                }
                match left_out {
                    Some(left_out) => self.leave_out(left_out, row, &layout, sheet),
                    None => {
                        let fingerprint = self.fingerprint(row, &layout, &sheet.state.defaults);
                        run.push((row, fingerprint));
                    }
                }
            }
            self.run(&mut run, &layout, sheet, &mut values);
        }
        sheet.layout = Some(layout);
    }

    /// Takes data rows that follow each other.
    fn run<'r>(&mut self, run: &mut Vec<(RawRow<'r>, u128)>, layout: &Layout, sheet: &mut Sheet<'a>, values: &mut [Value<'r>]) {
        // Looking all of them up first lets the processor wait for memory once, not once a row.
        std::hint::black_box(run.iter().filter(|(_, fingerprint)| self.seen.contains(fingerprint)).count());
        for (row, fingerprint) in run.drain(..) {
            sheet.rows += 1;
            sheet.rows_since_total += 1;
            self.data_row(row, fingerprint, layout, &mut sheet.state, values);
        }
    }

    fn data_row<'r>(
        &mut self,
        row: RawRow<'r>,
        fingerprint: u128,
        layout: &Layout,
        state: &mut SheetState<'a>,
        values: &mut [Value<'r>],
    ) {
        self.counts.rows_read += 1;
        if self.earlier.contains(&fingerprint) || self.context.spec.equal_rows_are_one() && !self.seen.insert(fingerprint) {
            self.counts.duplicate += 1;
            self.note(FindingCode::DuplicateRow, row.line(), String::new(), String::new());
            return;
        }
        let mut flaws = std::mem::take(&mut self.flaws);
        flaws.clear();
        let mut derived = row::read(row, state, &self.context, values, &mut flaws);
        derived.fingerprint = fingerprint;
        derived.sheet = i32::try_from(self.sheets.len()).unwrap_or(i32::MAX);
        let refused = flaws.iter().any(|flaw| flaw.code.refuses());
        if refused {
            self.counts.refused += 1;
            self.seen.remove(&fingerprint);
            if self.refused.len() < WAITING_ROWS {
                let heading = |flaw: &Flaw| heading(self.context.spec, flaw.field, layout);
                self.refused.push(RefusedRow {
                    sheet: self.sheets.last().map(|sheet| sheet.name.clone()).unwrap_or_default(),
                    line: row.line(),
                    cells: row.cells().map(|cell| cell.text.to_owned()).collect(),
                    reasons: flaws.iter().filter(|flaw| flaw.code.refuses()).map(|flaw| (flaw.code, heading(flaw))).collect(),
                });
            }
        } else {
            self.counts.accepted += 1;
            self.ordinal += 1;
            for flaw in &flaws {
                derived.flaws |= flaw.code.bit();
            }
            let row_id = i64::from(self.context.batch) << 32 | self.ordinal;
            self.columns.append(row_id, &derived, values);
        }
        for flaw in flaws.drain(..) {
            let cell = || heading(self.context.spec, flaw.field, layout);
            self.tally.add(flaw.code, || Finding { code: flaw.code, line: row.line(), cell: cell(), detail: flaw.detail });
        }
        self.flaws = flaws;
    }

    fn note(&mut self, code: FindingCode, line: u32, cell: String, detail: String) {
        self.tally.add(code, || Finding { code, line, cell, detail });
    }

    /// Takes the accepted rows out when there are enough of them; `last` takes them all.
    pub fn take_chunk(&mut self, last: bool) -> Option<Chunk> {
        let enough = if last { 1 } else { CHUNK_ROWS };
        (self.columns.len() >= enough).then(|| self.columns.finish())
    }

    /// Takes the refused rows out.
    pub fn take_refused(&mut self) -> Vec<RefusedRow> {
        std::mem::take(&mut self.refused)
    }

    /// What became of the rows so far.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// The findings so far.
    pub fn findings(&self) -> &FindingTally {
        &self.tally
    }

    /// The sheets so far.
    pub fn sheets(&self) -> &[SheetSummary] {
        &self.sheets
    }

    /// The columns of the facts table.
    pub fn facts_schema(&self) -> Arc<Schema> {
        self.columns.facts_schema()
    }

    /// The columns of the identity table; none for kinds that are no people.
    pub fn identity_schema(&self) -> Option<Arc<Schema>> {
        self.columns.identity_schema()
    }
}

/// The heading of a field as the sheet has it; where it has none, as it is usually called.
fn heading(spec: &KindSpec, field: usize, layout: &Layout) -> String {
    match layout.mapping.column(field) {
        Some(column) => layout.headings[column].clone(),
        None => spec.fields.get(field).and_then(|field| field.headings.first().cloned()).unwrap_or_default(),
    }
}
