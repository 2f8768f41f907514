//! The walk through the sheets of one batch: layout, then row after row into accepted, refused and duplicate.

mod fill;
mod fingerprint;
mod left_out;
mod refuse;
mod settle;
mod tables;
mod watch;

pub use watch::WatchedRow;

use crate::column::{Chunk, Columns, Value};
use crate::context::Context;
use crate::kind::KindSpec;
use crate::layout::Layout;
use crate::row::{self, Flaw, SheetState};
use arrow::datatypes::Schema;
use base::handover::{Counts, Finding, FindingCode, FindingTally, RawRow, RefusedRow, RowBlock};
use fill::Above;
use fingerprint::Fingerprints;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use tables::Showing;

/// Rows per record batch handed to the lake.
const CHUNK_ROWS: usize = 32_768;

/// Refused rows waiting for the caller: beyond this they are counted but their cells are let go.
const WAITING_ROWS: usize = 100_000;

/// Data rows that are looked up together.
const RUN: usize = 64;

/// One table that was found: a sheet has one, or several below or beside each other, each with its own headings.
#[derive(Clone, Debug)]
pub struct SheetSummary {
    /// The name of its sheet; empty for text files.
    pub name: String,
    /// The text lines above the header.
    pub titles: Vec<String>,
    /// Its headings.
    pub headings: Vec<String>,
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
    /// Every table so far.
    sheets: Vec<SheetSummary>,
    /// The name of the sheet in hand, and its number from 1.
    name: String,
    number: i32,
    /// Whether its header has been looked for.
    searched: bool,
    /// The tables of the sheet in hand: one, or those that stand side by side.
    open: Vec<Sheet<'a>>,
    flaws: Vec<Flaw>,
    watched: Vec<WatchedRow>,
    scratch: Vec<u8>,
    /// Whether rows are only looked at, for a list check.
    watching: bool,
}

/// A table in hand.
struct Sheet<'a> {
    layout: Option<Layout>,
    state: SheetState<'a>,
    /// Its place among the summaries.
    table: usize,
    /// Its columns, where others stand beside it.
    columns: Option<Range<usize>>,
    /// Why none of its rows can be read.
    unread: Option<FindingCode>,
    /// Whether its rows only show how to fill in the form.
    showing: Showing,
    /// The lines since the last row of data: titles of a table that may begin.
    between: Vec<String>,
    /// Data rows since the table began and since the last total row.
    rows: u64,
    rows_since_total: u64,
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
            name: String::new(),
            number: 0,
            searched: false,
            open: Vec::new(),
            flaws: Vec::new(),
            watched: Vec::new(),
            scratch: Vec::new(),
            watching: false,
        }
    }

    /// Tells of a row of an earlier batch of the same list, so that a list sent again enters only with its mended rows.
    pub fn remember(&mut self, fingerprint: u128) {
        self.earlier.insert(fingerprint);
    }

    /// Starts a sheet; text files have one without a name.
    pub fn start_sheet(&mut self, name: &str) {
        name.clone_into(&mut self.name);
        self.number += 1;
        self.searched = false;
        self.open.clear();
    }

    /// Tells of a sheet that its workbook hides: it is not read.
    pub fn hidden_sheet(&mut self, name: &str) {
        self.note(FindingCode::SheetHidden, 0, name.to_owned(), name.to_owned());
    }

    /// Reads the next rows of the sheet.
    pub fn push(&mut self, block: &RowBlock) {
        if self.context.mapping.sheet.as_ref().is_some_and(|wanted| self.name != *wanted && !self.name.is_empty()) {
            return;
        }
        if !self.searched {
            self.searched = true;
            return self.begin(block);
        }
        // Without a header in the first thousands of rows there is none, and no table is open.
        let mut open = std::mem::take(&mut self.open);
        for sheet in &mut open {
            match sheet.columns.clone() {
                Some(columns) => self.block(sheet, &block.cut(columns, 0), 0),
                None => self.block(sheet, block, 0),
            }
        }
        self.open = open;
    }

    /// Ends the sheet.
    pub fn end_sheet(&mut self) {
        if self.open.is_empty() {
            let name = self.name.clone();
            self.note(FindingCode::SheetLeftOut, 0, name.clone(), name);
        }
        self.open.clear();
    }

    /// Takes the rows of a table that follow each other below one header.
    fn rows(&mut self, sheet: &mut Sheet<'a>, block: &RowBlock, range: Range<usize>) {
        let Some(layout) = sheet.layout.take() else { return };
        let filled = self.filled(block, range.clone(), &layout, &mut sheet.above);
        let (block, range) = filled.as_ref().map_or((block, range), |filled| (filled, 0..filled.len()));
        {
            let mut values: Vec<Value<'_>> = vec![Value::Null; self.context.spec.fields.len()];
            let mut run: Vec<(RawRow<'_>, u128)> = Vec::with_capacity(RUN);
            for row in range.map(|index| block.row(index)) {
                let left_out = self.left_out(row, &layout, sheet);
                if left_out.is_some() || run.len() == RUN {
                    self.run(&mut run, &layout, sheet, &mut values);
                }
                match left_out {
                    Some(left_out) => self.leave_out(left_out, row, &layout, sheet),
                    None if sheet.unread.is_some() || self.watching => self.other_row(row, sheet),
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
        if !run.is_empty() {
            sheet.between.clear();
        }
        for (row, fingerprint) in run.drain(..) {
            sheet.rows += 1;
            sheet.rows_since_total += 1;
            self.data_row(row, fingerprint, layout, sheet, values);
        }
    }

    fn data_row<'r>(
        &mut self,
        row: RawRow<'r>,
        fingerprint: u128,
        layout: &Layout,
        sheet: &mut Sheet<'a>,
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
        let mut derived = row::read(row, &mut sheet.state, &self.context, values, &mut flaws);
        derived.fingerprint = fingerprint;
        derived.sheet = self.number;
        let refused = flaws.iter().any(|flaw| flaw.code.refuses());
        if refused {
            self.counts.refused += 1;
            self.seen.remove(&fingerprint);
            let heading = |flaw: &Flaw| heading(self.context.spec, flaw.field, layout);
            let reasons = flaws.iter().filter(|flaw| flaw.code.refuses()).map(|flaw| (flaw.code, heading(flaw))).collect();
            self.give_back(row, sheet.table, reasons);
        } else {
            self.counts.accepted += 1;
            self.ordinal += 1;
            derived.flaws |= sheet.state.always;
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

    /// The tables so far, in the order in which they begin.
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

/// The heading of a field as the sheet has it; where it has none, as it is usually called; of no field none.
fn heading(spec: &KindSpec, field: usize, layout: &Layout) -> String {
    match layout.mapping.column(field) {
        Some(column) => layout.headings[column].clone(),
        None => spec.fields.get(field).and_then(|field| field.headings.first().cloned()).unwrap_or_default(),
    }
}
