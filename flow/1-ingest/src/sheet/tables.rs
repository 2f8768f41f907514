//! Where the tables of a sheet begin: under its first header, beside each other, below each other; and what is only an example.

use super::fill::Above;
use super::{Sheet, SheetIngest, SheetSummary};
use crate::beside::Beside;
use crate::context::SheetDefaults;
use crate::heading;
use crate::layout::{Layout, has_nik};
use crate::row::SheetState;
use base::handover::{FindingCode, RawRow, RowBlock};
use std::collections::BTreeMap;
use std::ops::Range;

/// More rows than this are no examples of a form, whatever stands above them.
const EXAMPLES: u32 = 5;

/// Whether rows only show how to fill in the form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Showing {
    /// Rows are data.
    #[default]
    Nothing,
    /// Every row: the sheet says so.
    Sheet,
    /// The rows below a line that says so, up to a gap: the line of the last one, and how many there were.
    Below(u32, u32),
}

impl Showing {
    /// Whether the next row is an example.
    pub(super) fn takes(&mut self, row: RawRow<'_>) -> bool {
        match *self {
            Self::Nothing => return false,
            Self::Sheet => return true,
            Self::Below(last, rows) if rows < EXAMPLES && (last == 0 || row.line() <= last + 1) => {
                *self = Self::Below(row.line(), rows + 1);
                return true;
            }
            Self::Below(..) => *self = Self::Nothing,
        }
        false
    }
}

/// Whether a line says that an example follows: `Contoh:`, `Contoh pengisian`.
pub(super) fn is_example_line(text: &str) -> bool {
    let words = words_of(text);
    words.first().is_some_and(|word| word == "contoh")
        && words[1..].iter().all(|word| ["pengisian", "isian", "format", "data", "penulisan"].contains(&word.as_str()))
}

/// Whether a sheet is called after what it explains.
fn is_example_sheet(name: &str) -> bool {
    let words = words_of(name);
    let said = |word: &String| ["petunjuk", "panduan", "instruksi", "contoh", "readme"].contains(&word.as_str());
    words.first().is_some_and(said) || words.starts_with(&["cara".to_owned(), "pengisian".to_owned()])
}

fn words_of(text: &str) -> Vec<String> {
    let small = text.to_lowercase();
    small.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

impl<'a> SheetIngest<'a> {
    /// Finds the header in the first rows of a sheet, and opens its table, or those that stand side by side under it.
    pub(super) fn begin(&mut self, block: &RowBlock) {
        let Some(layout) = Layout::find(block, self.context.spec, self.context.mapping) else { return };
        let (first, top) = (self.sheets.len(), layout.top);
        match self.side_by_side(block, &layout) {
            Some(tables) => {
                let line = layout.header_line;
                self.note(FindingCode::TableBegins, line, String::new(), tables.len().to_string());
                for (columns, part, own) in tables {
                    self.open(&part, own, Some(columns));
                }
            }
            None => self.open(block, layout, None),
        }
        // Without headings over it nobody can tell its cells; and nobody may vanish as a title.
        for row in (0..top).map(|index| block.row(index)).filter(|row| self.context.spec.person && has_nik(*row)) {
            self.refuse(row, first, FindingCode::RowAboveHeader);
        }
    }

    /// The tables that stand side by side, each with its columns, its rows and its own header.
    fn side_by_side(&self, block: &RowBlock, layout: &Layout) -> Option<Vec<(Range<usize>, RowBlock, Layout)>> {
        let Beside::Tables(tables) = &layout.beside else { return None };
        let cut = |columns: &Range<usize>| {
            let part = block.cut(columns.clone(), layout.top);
            let own = Layout::find(&part, self.context.spec, self.context.mapping)?;
            (own.top == layout.top).then_some((columns.clone(), part, own))
        };
        tables.iter().map(cut).collect()
    }

    /// Opens a table and takes the rows of the block.
    fn open(&mut self, block: &RowBlock, layout: Layout, columns: Option<Range<usize>>) {
        let table = self.summary();
        let mut sheet = Sheet {
            layout: None,
            state: SheetState { defaults: SheetDefaults::of_mapping(self.context.mapping), ..SheetState::default() },
            table,
            columns,
            unread: None,
            showing: Showing::Nothing,
            between: Vec::new(),
            rows: 0,
            rows_since_total: 0,
            above: Above::default(),
            signed: false,
        };
        let first = layout.first_data_row;
        sheet.showing = self.showing(&layout, block);
        self.settle(&mut sheet, layout, block, true);
        self.block(&mut sheet, block, first);
        self.open.push(sheet);
    }

    /// A new summary: its place.
    fn summary(&mut self) -> usize {
        let (titles, headings, learnt) = (Vec::new(), Vec::new(), BTreeMap::new());
        self.sheets.push(SheetSummary { name: self.name.clone(), titles, headings, header_line: 0, learnt });
        self.sheets.len() - 1
    }

    fn showing(&self, layout: &Layout, block: &RowBlock) -> Showing {
        let people = (layout.first_data_row..block.len()).filter(|index| has_nik(block.row(*index))).take(EXAMPLES as usize + 1);
        if !self.context.spec.person {
            Showing::Nothing
        } else if is_example_sheet(&self.name) && people.count() <= EXAMPLES as usize {
            Showing::Sheet
        } else if layout.titles.last().is_some_and(|title| is_example_line(title)) {
            Showing::Below(0, 0)
        } else {
            Showing::Nothing
        }
    }

    /// Takes the rows of a block: of the table in hand, and of those that begin below it.
    pub(super) fn block(&mut self, sheet: &mut Sheet<'a>, block: &RowBlock, first: usize) {
        let mut first = first;
        loop {
            let next = self.next_header(block, first);
            let end = next.as_ref().map_or(block.len(), |layout| layout.top);
            self.rows(sheet, block, first..end);
            let Some(layout) = next else { return };
            first = layout.first_data_row;
            self.next_table(sheet, layout, block);
        }
    }

    /// The next header from a row on. Nearly every row is settled by its first letter.
    pub(super) fn next_header(&self, block: &RowBlock, first: usize) -> Option<Layout> {
        let spec = self.context.spec;
        let may_head = |row: RawRow<'_>| {
            let mut filled = row.cells().map(|cell| cell.text.trim()).filter(|text| !text.is_empty());
            let letter = |text: &&str| text.starts_with(|c: char| c.is_alphabetic() || c == '#');
            let Some(heading) = filled.next().filter(letter) else { return false };
            filled.next().filter(letter).is_some() && heading.len() <= 60 && spec.known.contains(&heading::normalise(heading))
        };
        (first..block.len())
            .filter(|index| may_head(block.row(*index)) && !has_nik(block.row(*index)))
            .find_map(|index| Layout::again(block, index, spec, self.context.mapping))
    }

    /// A header below the data: the same one again, or that of another table with columns of its own.
    fn next_table(&mut self, sheet: &mut Sheet<'a>, mut layout: Layout, block: &RowBlock) {
        sheet.signed = false;
        let told = std::mem::take(&mut sheet.between);
        if let Showing::Below(..) = sheet.showing {
            sheet.showing = Showing::Nothing;
        }
        if told.last().is_some_and(|line| is_example_line(line)) {
            sheet.showing = Showing::Below(0, 0);
        }
        if sheet.layout.as_ref().is_some_and(|above| above.is_repeated_by(&layout)) {
            return;
        }
        layout.titles = told;
        self.note(FindingCode::TableBegins, layout.header_line, String::new(), String::new());
        sheet.table = self.summary();
        sheet.rows = 0;
        sheet.rows_since_total = 0;
        sheet.unread = None;
        self.settle(sheet, layout, block, false);
    }
}
