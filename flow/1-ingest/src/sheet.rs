//! The walk through the sheets of one batch: layout, then row after row into accepted, refused and duplicate.

use crate::column::{Chunk, Columns, Value};
use crate::context::{Context, SheetDefaults};
use crate::layout::{Layout, joined};
use crate::row::{self, Flaw, SheetState};
use crate::value::{DateOrder, date, number};
use arrow::datatypes::Schema;
use base::handover::{Counts, Finding, FindingCode, FindingTally, RawRow, RefusedRow, RowBlock};
use siphasher::sip128::{Hasher128, SipHasher13};
use std::collections::{BTreeMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;

/// Rows per record batch handed to the lake.
const CHUNK_ROWS: usize = 32_768;

/// Refused rows waiting for the caller: beyond this they are counted but their cells are let go.
const WAITING_ROWS: usize = 100_000;

/// Data rows that are looked up together.
const RUN: usize = 64;

/// How the lines above a signature begin.
const OFFICES: [&str; 14] = [
    "mengetahui",
    "menyetujui",
    "camat",
    "lurah",
    "kepala ",
    "plt.",
    "plh.",
    "an.",
    "a.n.",
    "sekretaris",
    "ketua",
    "bupati",
    "wali kota",
    "walikota",
];

/// Why a row is no data.
#[derive(Clone, Copy, Debug)]
enum LeftOut {
    /// Blank, or the header again.
    Empty,
    /// A sum of the rows above.
    Total,
    /// A place, a heading of a part, a signature.
    Divider,
}

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

/// A row as the list check needs it: where it is, whom it could be, and what is wrong with it. Nothing is stored.
#[derive(Clone, Debug)]
pub struct WatchedRow {
    /// The block of the sheet it came in, and its place there.
    pub block: usize,
    /// See `block`.
    pub index: usize,
    /// Whether it can identify anybody.
    pub identifies: bool,
    /// The number of a sound NIK.
    pub nik: Option<u64>,
    /// The name as it stands.
    pub name: String,
    /// Birth date in days since 1970.
    pub birth: Option<i32>,
    /// The code of the place of residence, else of work.
    pub place: Option<i64>,
    /// Codes of what is wrong.
    pub flaws: Vec<&'static str>,
}

/// The fingerprints of rows seen; already random, so they hash to themselves.
#[derive(Default)]
struct Itself(u64);

impl Hasher for Itself {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        let mut low = [0; 8];
        low.copy_from_slice(&bytes[..8]);
        self.0 = u64::from_le_bytes(low);
    }
    fn write_u128(&mut self, value: u128) {
        #[expect(clippy::cast_possible_truncation, reason = "the low half of a random number is as random")]
        let low = value as u64;
        self.0 = low;
    }
}

type Fingerprints = HashSet<u128, BuildHasherDefault<Itself>>;

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
}

impl<'a> SheetIngest<'a> {
    /// Starts a batch.
    pub fn new(context: Context<'a>) -> Self {
        let columns = Columns::new(context.spec);
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
        });
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

    /// What the header settles: columns, date orders, defaults from the titles.
    fn settle(&mut self, sheet: &mut Sheet<'a>, mut layout: Layout, block: &RowBlock, first: usize) {
        let spec = self.context.spec;
        if let Some(heading) = layout.find_nik_by_content(block, spec) {
            self.note(FindingCode::ColumnByContent, layout.header_line, heading.clone(), heading);
        }
        for title in &layout.titles {
            sheet.state.defaults.read_title(title, &self.context);
        }
        let mut titles = layout.titles.clone();
        titles.extend(self.place_by_name(&mut sheet.state.defaults, &layout));
        sheet.state.columns.clone_from(&layout.mapping.columns);
        sheet.state.name_rest.clone_from(&layout.mapping.name_rest);
        sheet.state.orders = vec![DateOrder::default(); spec.fields.len()];
        for (field, column) in layout.mapping.columns.iter().enumerate() {
            let Some(column) = *column else { continue };
            sheet.state.orders[field] = self.date_order(field, column, block, first, &layout.headings[column]);
        }
        for heading in &layout.mapping.unmapped {
            self.note(FindingCode::ColumnUnmapped, layout.header_line, heading.clone(), heading.clone());
        }
        for heading in &layout.mapping.doubled {
            self.note(FindingCode::ColumnDoubled, layout.header_line, heading.clone(), heading.clone());
        }
        let taken = std::mem::take(&mut sheet.state.defaults.taken);
        if !taken.is_empty() {
            self.note(FindingCode::TakenFromTitle, 0, String::new(), taken.join(", "));
        }
        if let Some(summary) = self.sheets.last_mut() {
            summary.titles = titles;
            summary.headings = Some(layout.headings.clone());
            summary.header_line = layout.header_line;
            summary.learnt = layout.mapping.learnt(&layout.headings, spec);
        }
        sheet.layout = Some(layout);
    }

    /// Where neither columns nor titles tell a place, the name of the sheet, the file or the sender may.
    fn place_by_name(&self, defaults: &mut SheetDefaults, layout: &Layout) -> Option<String> {
        let sheet = self.sheets.last().map(|sheet| sheet.name.as_str()).unwrap_or_default();
        let has = |name: &str| self.context.spec.position(name).is_some_and(|field| layout.mapping.column(field).is_some());
        if has("kabupaten") || has("region_code") || has("kecamatan") {
            return None;
        }
        for name in [sheet, self.context.named[0], self.context.named[1]] {
            if !defaults.has_no_place() {
                return None;
            }
            defaults.read_title(&name.replace(['_', '-'], " "), &self.context);
            if defaults.has_no_place()
                && let Some(title) = defaults.read_name(name, &self.context)
            {
                return Some(title);
            }
        }
        None
    }

    fn date_order(&mut self, field: usize, column: usize, block: &RowBlock, first: usize, heading: &str) -> DateOrder {
        use crate::kind::FieldType;
        let is_date =
            matches!(self.context.spec.fields[field].field_type, FieldType::Date | FieldType::DateOptional | FieldType::Birth);
        if !is_date {
            return DateOrder::DayFirst;
        }
        let (mut day_first, mut month_first) = (0_u32, 0_u32);
        for index in first..block.len() {
            let text = block.row(index).cell(column).text.trim();
            let text =
                if self.context.spec.fields[field].field_type == FieldType::Birth { date::split_birth(text).1 } else { text };
            match date::order_hint(text) {
                Some(DateOrder::DayFirst) => day_first += 1,
                Some(DateOrder::MonthFirst) => month_first += 1,
                None => {}
            }
        }
        // A few swapped dates in a day-first list are slips; a list without any day above twelve in front is month-first.
        if month_first > 0 && day_first == 0 {
            return DateOrder::MonthFirst;
        }
        if month_first > 0 {
            self.note(FindingCode::DateOrderAssumed, 0, heading.to_owned(), format!("{month_first}"));
        }
        DateOrder::DayFirst
    }

    fn rows(&mut self, sheet: &mut Sheet<'a>, block: &RowBlock, first: usize) {
        let Some(layout) = sheet.layout.take() else { return };
        {
            let mut values: Vec<Value<'_>> = vec![Value::Null; self.context.spec.fields.len()];
            let mut run: Vec<(RawRow<'_>, u128)> = Vec::with_capacity(RUN);
            for index in first..block.len() {
                let row = block.row(index);
                let left_out = self.left_out(row, &layout);
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
                let heading = |flaw: &Flaw| self.heading(flaw.field, layout);
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
            let batch = i32::try_from(self.context.batch).unwrap_or(i32::MAX);
            let row_id = i64::from(self.context.batch) << 32 | self.ordinal;
            self.columns.append(row_id, batch, base::vocabulary::epoch_day(self.context.as_of), &derived, values);
        }
        for flaw in flaws.drain(..) {
            let heading = || layout.mapping.column(flaw.field).map(|column| layout.headings[column].clone());
            self.tally.add(flaw.code, || Finding {
                code: flaw.code,
                line: row.line(),
                cell: heading().unwrap_or_default(),
                detail: flaw.detail,
            });
        }
        self.flaws = flaws;
    }

    fn heading(&self, field: usize, layout: &Layout) -> String {
        match layout.mapping.column(field) {
            Some(column) => layout.headings[column].clone(),
            None => self.context.spec.fields.get(field).and_then(|field| field.headings.first().cloned()).unwrap_or_default(),
        }
    }

    /// Equal in every mapped cell and in the place of its list, whatever the numbering and the order of columns.
    fn fingerprint(&mut self, row: RawRow<'_>, layout: &Layout, defaults: &SheetDefaults) -> u128 {
        let text = &mut self.scratch;
        text.clear();
        for place in [&defaults.kabupaten, &defaults.kecamatan, &defaults.desa] {
            text.extend_from_slice(place.as_bytes());
            text.push(0xfe);
        }
        for (field, column) in layout.mapping.columns.iter().enumerate() {
            let Some(column) = *column else { continue };
            if self.context.spec.fields[field].field_type == crate::kind::FieldType::Ignored {
                continue;
            }
            let cell = row::trimmed(row.cell(column).text);
            if !cell.is_empty() {
                text.push(u8::try_from(field).unwrap_or(u8::MAX));
                text.extend_from_slice(cell.as_bytes());
                text.push(0xff);
            }
        }
        for column in &layout.mapping.name_rest {
            text.extend_from_slice(row::trimmed(row.cell(*column).text).as_bytes());
            text.push(0xff);
        }
        let mut hasher = SipHasher13::new_with_key(&self.context.secrets.fingerprint_key);
        hasher.write(text);
        hasher.finish128().as_u128()
    }

    /// Rows that are no data: blank, the header again, totals, dividers, signatures.
    fn left_out(&self, row: RawRow<'_>, layout: &Layout) -> Option<LeftOut> {
        let mapped = layout.mapping.columns.iter().flatten().count();
        // Most rows are full: looking at two cells settles them.
        let filled_enough = row.len() >= mapped && row.cells().filter(|cell| !cell.text.is_empty()).take(4).count() == 4;
        if filled_enough && !starts_with_total(row) && !repeats_header(row, layout) {
            return None;
        }
        if row.is_blank() || repeats_header(row, layout) {
            return Some(LeftOut::Empty);
        }
        let filled = row.cells().filter(|cell| !cell.text.trim().is_empty()).count();
        if starts_with_total(row) && filled <= mapped.max(2) {
            let name = self.context.spec.position("name").and_then(|field| layout.mapping.column(field));
            let name_text = name.map(|column| row.cell(column).text.trim()).unwrap_or_default();
            if name.is_none() || name_text.is_empty() || is_total_word(name_text) || number::integer(name_text, false).is_some() {
                return Some(LeftOut::Total);
            }
        }
        let divides = filled == 1 && mapped >= 3
            || filled == 2 && mapped >= 5 && (!self.has_identity(row, layout) || self.is_signature(row, layout));
        divides.then_some(LeftOut::Divider)
    }

    /// Whether an office stands where a name would, and no number anywhere: `Camat Galesong` beside `Kepala Desa`.
    fn is_signature(&self, row: RawRow<'_>, layout: &Layout) -> bool {
        let name = self.context.spec.position("name").and_then(|field| layout.mapping.column(field));
        let name = name.map(|column| row.cell(column).text.trim().to_lowercase()).unwrap_or_default();
        OFFICES.iter().any(|office| name.starts_with(office)) && !row.text().contains(|c: char| c.is_ascii_digit())
    }

    fn leave_out(&mut self, why: LeftOut, row: RawRow<'_>, layout: &Layout, sheet: &mut Sheet<'a>) {
        match why {
            LeftOut::Empty => {}
            LeftOut::Total => self.total_row(row, layout, sheet),
            LeftOut::Divider => {
                if sheet.state.defaults.read_divider(&joined(row), &self.context) {
                    sheet.state.places.forget();
                    let taken = std::mem::take(&mut sheet.state.defaults.taken);
                    self.note(FindingCode::TakenFromTitle, row.line(), String::new(), taken.join(", "));
                } else {
                    self.note(FindingCode::TotalRowLeftOut, row.line(), String::new(), String::new());
                }
            }
        }
    }

    fn has_identity(&self, row: RawRow<'_>, layout: &Layout) -> bool {
        let filled = |name: &str| {
            let column = self.context.spec.position(name).and_then(|field| layout.mapping.column(field));
            column.is_some_and(|column| !row.cell(column).text.trim().is_empty())
        };
        if self.context.spec.person {
            filled("nik") || filled("name")
        } else {
            self.context.spec.fields.iter().filter(|field| field.required).any(|field| filled(&field.name))
        }
    }

    fn total_row(&mut self, row: RawRow<'_>, layout: &Layout, sheet: &mut Sheet<'a>) {
        use crate::kind::FieldType;
        // A sum of wages says nothing about the number of rows.
        let is_money = |column: usize| {
            let field = layout.mapping.columns.iter().position(|at| *at == Some(column));
            field.is_some_and(|field| {
                matches!(self.context.spec.fields[field].field_type, FieldType::Rupiah | FieldType::RupiahOptional)
            })
        };
        let counted = row.cells().enumerate().filter(|(column, _)| !is_money(*column));
        let mut numbers = counted.filter_map(|(_, cell)| number::integer(cell.text, true)).filter(|number| *number < 10_000_000);
        let total = numbers.next().filter(|_| numbers.next().is_none());
        let rows = [sheet.rows, sheet.rows_since_total];
        let disagrees = total.is_some_and(|total| !rows.iter().any(|rows| i64::try_from(*rows) == Ok(total)));
        sheet.rows_since_total = 0;
        self.note(FindingCode::TotalRowLeftOut, row.line(), String::new(), String::new());
        if disagrees {
            let detail = format!("{} ≠ {}", total.unwrap_or_default(), sheet.rows);
            self.note(FindingCode::TotalDisagrees, row.line(), String::new(), detail);
        }
    }

    fn note(&mut self, code: FindingCode, line: u32, cell: String, detail: String) {
        self.tally.add(code, || Finding { code, line, cell, detail });
    }

    /// Reads the next rows of the sheet for a list check: every data row is kept beside its place, repeated ones too.
    pub fn watch(&mut self, block: &RowBlock) {
        let Some(mut sheet) = self.sheet.take() else { return };
        let mut first = 0;
        if sheet.layout.is_none()
            && self.watched_blocks == 0
            && let Some(layout) = Layout::find(block, self.context.spec, self.context.mapping)
        {
            first = layout.first_data_row;
            self.settle(&mut sheet, layout, block, first);
        }
        if let Some(layout) = sheet.layout.take() {
            for index in first..block.len() {
                let row = block.row(index);
                if let Some(left_out) = self.left_out(row, &layout) {
                    self.leave_out(left_out, row, &layout, &mut sheet);
                } else {
                    let watched = self.watched_row(row, index, &mut sheet.state);
                    self.watched.push(watched);
                }
            }
            sheet.layout = Some(layout);
        }
        self.watched_blocks += 1;
        self.sheet = Some(sheet);
    }

    fn watched_row(&mut self, row: RawRow<'_>, index: usize, state: &mut SheetState<'a>) -> WatchedRow {
        let mut flaws = Vec::new();
        let mut values: Vec<Value<'_>> = vec![Value::Null; self.context.spec.fields.len()];
        let derived = row::read(row, state, &self.context, &mut values, &mut flaws);
        let value = |name: &str| self.context.spec.position(name).map(|field| &values[field]);
        let text = |name: &str| match value(name) {
            Some(Value::Text(text)) => (*text).to_owned(),
            Some(Value::Owned(text)) => text.clone(),
            _ => String::new(),
        };
        let birth = match value("birth_date") {
            Some(Value::Day(day)) => Some(*day),
            _ => None,
        };
        let nik = derived.token.and_then(|_| text("nik").parse().ok());
        let place = derived.residence.or(derived.workplace);
        let mut codes: Vec<&'static str> = flaws.iter().map(|flaw| flaw.code.code()).collect();
        codes.dedup();
        let name = text("name");
        WatchedRow {
            block: self.watched_blocks,
            index,
            identifies: nik.is_some() || birth.is_some() && !name.is_empty(),
            nik,
            name,
            birth,
            place: place.and_then(|place| i64::try_from(place).ok()),
            flaws: codes,
        }
    }

    /// Takes the watched rows of the sheet out.
    pub fn take_watched(&mut self) -> Vec<WatchedRow> {
        self.watched_blocks = 0;
        std::mem::take(&mut self.watched)
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

fn is_total_word(text: &str) -> bool {
    let small = text.trim().trim_matches([':', '.', '*', ' ']).to_lowercase();
    [
        "jumlah",
        "total",
        "subtotal",
        "sub total",
        "grand total",
        "jml",
        "sub jumlah",
        "rekapitulasi",
        "jumlah total",
        "total keseluruhan",
    ]
    .contains(&small.as_str())
        || small.starts_with("jumlah ")
        || small.starts_with("total ")
}

/// Whether the first filled cell, or the one after a numbering, is a total word.
fn starts_with_total(row: RawRow<'_>) -> bool {
    row.cells()
        .map(|cell| cell.text.trim())
        .filter(|text| !text.is_empty())
        .take(2)
        .any(|text| text.starts_with(['J', 'j', 'T', 't', 'S', 's', 'G', 'g', 'R', 'r']) && is_total_word(text))
}

fn repeats_header(row: RawRow<'_>, layout: &Layout) -> bool {
    let first = row.cells().enumerate().find(|(_, cell)| !cell.text.trim().is_empty());
    let same = |(column, text): (usize, &str)| {
        layout.headings.get(column).is_some_and(|heading| !heading.is_empty() && heading.eq_ignore_ascii_case(text.trim()))
    };
    first.is_some_and(|(column, cell)| same((column, cell.text)))
        && row
            .cells()
            .enumerate()
            .filter(|(_, cell)| !cell.text.trim().is_empty())
            .all(|(column, cell)| same((column, cell.text)))
}
