//! Lists that go back to people: the rows as they came, with columns added behind. Written row by row in bounded memory.

use crate::table::{LINE, lines_of, printed};
use crate::{PressFault, properties};
use rust_xlsxwriter::{Color, Format, FormatAlign, Workbook, XlsxError};
use std::path::{Path, PathBuf};

/// The last row a sheet can have.
const LAST_ROW: u32 = 1_048_575;

/// A workbook of lists being written.
pub struct ListBook {
    book: Workbook,
    names: Vec<String>,
    titles: Vec<String>,
    headings: Vec<String>,
    row: u32,
    text: Format,
    heading: Format,
    added: Format,
    added_from: usize,
}

impl ListBook {
    /// Starts a workbook.
    pub fn new(title: &str) -> Self {
        let mut book = Workbook::new();
        book.set_properties(&properties(title));
        let heading =
            Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top).set_background_color(Color::RGB(0x00DD_E6EE));
        Self {
            book,
            names: Vec::new(),
            titles: Vec::new(),
            headings: Vec::new(),
            row: 0,
            text: Format::new().set_num_format("@").set_align(FormatAlign::Top),
            added: Format::new()
                .set_num_format("@")
                .set_text_wrap()
                .set_align(FormatAlign::Top)
                .set_background_color(Color::RGB(0x00FF_F4CE)),
            heading,
            added_from: 0,
        }
    }

    /// Starts a sheet: its titles, its headings, and the headings of the columns added behind them.
    pub fn sheet(&mut self, name: &str, titles: &[String], headings: &[String], added: &[String]) -> Result<(), PressFault> {
        self.titles = titles.to_vec();
        self.headings = headings.iter().chain(added).cloned().collect();
        self.added_from = headings.len();
        self.begin(name).map_err(fault)
    }

    fn begin(&mut self, name: &str) -> Result<(), XlsxError> {
        let name = self.free_name(name);
        let sheet = self.book.add_worksheet_with_constant_memory()?;
        sheet.set_name(&name)?;
        let titles = u32::try_from(self.titles.len()).unwrap_or(0);
        let (mut lines, mut all) = (1, 0.0);
        for (column, heading) in (0..).zip(&self.headings) {
            let width = width(heading, usize::from(column) >= self.added_from);
            sheet.set_column_width(column, width)?;
            all += width;
            lines = lines.max(lines_of(heading, width));
        }
        sheet.set_freeze_panes(titles + 1, 0)?;
        sheet.set_row_height(titles, f64::from(lines) * LINE)?;
        printed(sheet, titles, all)?;
        for (row, title) in (0..).zip(&self.titles) {
            sheet.write_string(row, 0, title)?;
        }
        for (column, heading) in (0..).zip(&self.headings) {
            sheet.write_string_with_format(titles, column, heading, &self.heading)?;
        }
        self.names.push(name);
        self.row = titles + 1;
        Ok(())
    }

    /// A sheet name that Excel takes and that is not taken.
    fn free_name(&self, name: &str) -> String {
        let plain: String = name.chars().filter(|c| !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\')).take(25).collect();
        let plain = plain.trim_matches('\'').trim();
        let plain = if plain.is_empty() { "Daftar" } else { plain };
        let taken = |name: &str| self.names.iter().any(|other| other.eq_ignore_ascii_case(name));
        (1_u32..)
            .map(|number| if number == 1 { plain.to_owned() } else { format!("{plain} {number}") })
            .find(|name| !taken(name))
            .unwrap_or_default()
    }

    /// Adds a row: its cells as they came, and what is added.
    pub fn row(&mut self, cells: &[String], added: &[String]) -> Result<(), PressFault> {
        if self.row > LAST_ROW {
            let name = self.names.last().cloned().unwrap_or_default();
            self.begin(&name).map_err(fault)?;
        }
        self.write(cells, added).map_err(fault)
    }

    fn write(&mut self, cells: &[String], added: &[String]) -> Result<(), XlsxError> {
        let place = self.names.len().saturating_sub(1);
        let sheet = self.book.worksheet_from_index(place)?;
        // Not every program makes a row higher for a reason of several lines.
        let headings = self.headings.get(self.added_from..).unwrap_or_default();
        let lines = added.iter().zip(headings).map(|(cell, heading)| lines_of(cell, width(heading, true))).max().unwrap_or(1);
        if lines > 1 {
            sheet.set_row_height(self.row, f64::from(lines.min(20)) * LINE)?;
        }
        for (column, cell) in (0..).zip(cells.iter().take(self.added_from)).filter(|(_, cell)| !cell.is_empty()) {
            sheet.write_string_with_format(self.row, column, shown(cell), &self.text)?;
        }
        for (column, cell) in (u16::try_from(self.added_from).unwrap_or(0)..).zip(added) {
            sheet.write_string_with_format(self.row, column, shown(cell), &self.added)?;
        }
        self.row += 1;
        Ok(())
    }

    /// Gives the columns of the sheet the text format for rows that people will fill in.
    pub fn blank_text_rows(&mut self, cells: &[String], rows: u32) -> Result<(), PressFault> {
        let place = self.names.len().saturating_sub(1);
        let text = self.text.clone();
        let written = self.book.worksheet_from_index(place).and_then(|sheet| {
            for row in self.row..self.row + rows {
                for column in 0..u16::try_from(cells.len()).unwrap_or(u16::MAX) {
                    sheet.write_blank(row, column, &text)?;
                }
            }
            Ok(())
        });
        self.row += rows;
        written.map_err(fault)
    }

    /// Writes the workbook to a file.
    pub fn save(mut self, path: &Path) -> Result<(), PressFault> {
        self.book.save(path).map_err(|source| PressFault { path: path.to_owned(), source })
    }

    /// The workbook, for whoever keeps it elsewhere than in a file as it is.
    pub fn bytes(mut self) -> Result<Vec<u8>, PressFault> {
        self.book.save_to_buffer().map_err(fault)
    }
}

fn fault(source: XlsxError) -> PressFault {
    PressFault { path: PathBuf::from("xlsx"), source }
}

/// The width of a column by what its heading announces, because rows are written before they are all known: names, places
/// and reasons are long, numbering and letters short, a NIK has sixteen digits.
fn width(heading: &str, added: bool) -> f64 {
    let small = heading.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| small.contains(word));
    if added {
        if has(&["alasan", "reason", "keterangan", "isi", "cara"]) { 60.0 } else { 14.0 }
    } else if has(&["nama", "alamat", "tempat", "perusahaan", "ibu", "cara", "pekerjaan"]) {
        28.0
    } else if matches!(small.trim_matches(['.', ' ']), "no" | "l/p" | "jk" | "jkk" | "jkm" | "jht" | "jp" | "jkp" | "rt" | "rw") {
        7.0
    } else {
        18.0
    }
}

/// What Excel can hold in a cell.
fn shown(text: &str) -> &str {
    match text.char_indices().nth(32_000) {
        Some((end, _)) => &text[..end],
        None => text,
    }
}
