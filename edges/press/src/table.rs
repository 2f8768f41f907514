//! Tables of figures: real numbers, frozen headings, filters, and a sheet that says what they mean.

use crate::{PressFault, properties};
use base::vocabulary::{Percent, Rupiah};
use rust_xlsxwriter::utility::column_number_to_name;
use rust_xlsxwriter::{Color, Format, FormatAlign, Formula, Workbook, Worksheet, XlsxError};
use std::path::Path;

/// A cell of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// People or things counted.
    Count(u64),
    /// A rate.
    Percent(Percent),
    /// Money.
    Rupiah(Rupiah),
    /// What the workbook works out by itself; the cell beside it is the result as we know it, shown until it does.
    Computed(Computed, Box<Cell>),
    /// Not known, or without meaning.
    Empty,
}

/// A formula, by the places of columns in its own row or above it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Computed {
    /// The sum of the column over all rows that are no totals.
    Sum,
    /// One column in another.
    Share {
        /// The place of the numerator.
        numerator: usize,
        /// The place of the denominator.
        denominator: usize,
    },
    /// The product of columns.
    Product(Vec<usize>),
}

/// A table of a workbook.
#[derive(Clone, Debug)]
pub struct Table {
    /// Name of the sheet.
    pub name: String,
    /// Lines above the table.
    pub titles: Vec<String>,
    /// Headings.
    pub headings: Vec<String>,
    /// Rows.
    pub rows: Vec<Vec<Cell>>,
    /// How many rows at the end are totals: set in bold and left out of the filter.
    pub totals: usize,
}

/// Writes tables as the sheets of one workbook.
pub fn write_tables(path: &Path, title: &str, tables: &[Table]) -> Result<(), PressFault> {
    let mut book = Workbook::new();
    book.set_properties(&properties(title));
    let written = tables.iter().try_for_each(|table| write(book.add_worksheet(), table)).and_then(|()| book.save(path));
    written.map_err(|source| PressFault { path: path.to_owned(), source })
}

fn write(sheet: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    let heading =
        Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top).set_background_color(Color::RGB(0x00DD_E6EE));
    sheet.set_name(&table.name)?;
    let mut row = 0;
    for title in &table.titles {
        sheet.write_string_with_format(row, 0, title, &bold)?;
        row += 1;
    }
    for (column, text) in (0..).zip(&table.headings) {
        sheet.write_string_with_format(row, column, text, &heading)?;
        sheet.set_column_width(column, width(table, usize::from(column)))?;
    }
    let lines = (0..).zip(&table.headings).map(|(column, text)| lines_of(text, width(table, column))).max().unwrap_or(1);
    sheet.set_row_height(row, f64::from(lines) * LINE)?;
    let first = row + 1;
    sheet.set_freeze_panes(first, 1)?;
    printed(sheet, row, 0.0)?;
    let total_from = table.rows.len() - table.totals.min(table.rows.len());
    for (index, cells) in table.rows.iter().enumerate() {
        row += 1;
        let base = if index >= total_from { Format::new().set_bold() } else { Format::new() };
        let rows = (first + 1, first + u32::try_from(total_from).unwrap_or(0));
        for (column, cell) in (0..).zip(cells) {
            put(sheet, (row, column), cell, &base, rows)?;
        }
    }
    let columns = u16::try_from(table.headings.len()).unwrap_or(1);
    if total_from > 0 && columns > 0 {
        sheet.autofilter(first - 1, 0, first - 1 + u32::try_from(total_from).unwrap_or(0), columns - 1)?;
    }
    Ok(())
}

/// Writes a cell; `rows` are the first and last row of the column above its totals, as a spreadsheet counts them.
fn put(sheet: &mut Worksheet, (row, column): (u32, u16), cell: &Cell, base: &Format, rows: (u32, u32)) -> Result<(), XlsxError> {
    match cell {
        Cell::Text(text) => sheet.write_string_with_format(row, column, text, base)?,
        Cell::Computed(how, result) => {
            let (known, format) = number_of(result, base);
            let formula = Formula::new(formula_of(how, row + 1, column, rows))
                .set_result(known.map_or_else(String::new, |known| known.to_string()));
            sheet.write_formula_with_format(row, column, formula, &format)?
        }
        Cell::Empty => sheet,
        number => match number_of(number, base) {
            (Some(known), format) => sheet.write_number_with_format(row, column, known, &format)?,
            (None, _) => sheet,
        },
    };
    Ok(())
}

/// A number as a spreadsheet holds it, with its format. Spreadsheets hold numbers as floats; counts of people and rupiah of a province are
/// far below the first inexact one.
#[expect(clippy::cast_precision_loss, reason = "a spreadsheet has no other numbers")]
fn number_of(cell: &Cell, base: &Format) -> (Option<f64>, Format) {
    let format = |text: &str| base.clone().set_num_format(text);
    match cell {
        Cell::Count(count) => (Some(*count as f64), format("#,##0")),
        Cell::Rupiah(rupiah) => (Some(rupiah.0 as f64), format("\"Rp\"#,##0")),
        Cell::Percent(percent) => (Some(percent.0 as f64 / 10_000.0), format("0.00%")),
        Cell::Text(_) | Cell::Empty | Cell::Computed(..) => (None, base.clone()),
    }
}

fn formula_of(how: &Computed, row: u32, column: u16, (from, until): (u32, u32)) -> String {
    let letter = |place: usize| column_number_to_name(u16::try_from(place).unwrap_or(u16::MAX));
    match how {
        Computed::Sum => {
            let own = column_number_to_name(column);
            format!("=SUM({own}{from}:{own}{until})")
        }
        Computed::Share { numerator, denominator } => {
            let (numerator, denominator) = (letter(*numerator), letter(*denominator));
            format!("=IF({denominator}{row}=0,\"\",{numerator}{row}/{denominator}{row})")
        }
        Computed::Product(places) => {
            format!("={}", places.iter().map(|place| format!("{}{row}", letter(*place))).collect::<Vec<_>>().join("*"))
        }
    }
}

/// Height of a line of text, in points.
pub(crate) const LINE: f64 = 15.0;

/// How many lines a heading needs in a column of this width: words are not cut.
pub(crate) fn lines_of(heading: &str, width: f64) -> u32 {
    let (mut lines, mut filled) = (1, 0.0);
    for word in heading.split_whitespace() {
        let long = f64::from(u16::try_from(word.chars().count()).unwrap_or(u16::MAX));
        if filled > 0.0 && filled + long > width {
            lines += 1;
            filled = 0.0;
        }
        filled += long + 1.0;
    }
    lines
}

/// Columns that fit on a page together, in digits; more would be too small to read.
const PAGE: f64 = 200.0;

/// How a sheet is printed: A4 across, the headings on every page, all columns on one page when they can be read there.
pub(crate) fn printed(sheet: &mut Worksheet, heading_row: u32, width: f64) -> Result<(), XlsxError> {
    sheet.set_landscape().set_paper_size(9).set_repeat_rows(heading_row, heading_row)?;
    if width <= PAGE {
        sheet.set_print_fit_to_pages(1, 0);
    }
    Ok(())
}

fn width(table: &Table, column: usize) -> f64 {
    let longest = table
        .rows
        .iter()
        .filter_map(|row| match row.get(column) {
            Some(Cell::Text(text)) => Some(text.chars().count()),
            Some(_) => Some(12),
            None => None,
        })
        .max()
        .unwrap_or(10);
    f64::from(u16::try_from(longest.clamp(10, 60)).unwrap_or(10)) + 2.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ListBook;
    use base::vocabulary::Rate;
    use calamine::{Data, Reader, Xlsx, open_workbook};

    #[test]
    fn a_table_holds_real_numbers_and_the_same_bytes_each_time() {
        let folder = tempfile::tempdir().unwrap();
        let table = Table {
            name: "Cakupan".to_owned(),
            titles: vec!["Cakupan Juni 2025".to_owned()],
            headings: vec!["Wilayah".to_owned(), "Terlindungi".to_owned(), "Persen".to_owned()],
            rows: vec![vec![Cell::Text("=1+1".to_owned()), Cell::Count(1_327_557), Cell::Percent(Percent(4738))]],
            totals: 0,
        };
        let write = |name: &str| {
            let path = folder.path().join(name);
            write_tables(&path, "Cakupan", std::slice::from_ref(&table)).unwrap();
            path
        };
        let (one, two) = (write("a.xlsx"), write("b.xlsx"));
        assert_eq!(std::fs::read(&one).unwrap(), std::fs::read(&two).unwrap());
        let mut book: Xlsx<_> = open_workbook(&one).unwrap();
        let range = book.worksheet_range("Cakupan").unwrap();
        assert_eq!(range.get((2, 0)), Some(&Data::String("=1+1".to_owned())));
        assert_eq!(range.get((2, 1)), Some(&Data::Float(1_327_557.0)));
        assert_eq!(range.get((2, 2)), Some(&Data::Float(0.4738)));
    }

    #[test]
    fn sums_shares_and_products_are_formulas_that_hold_their_result() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rumus.xlsx");
        let row = |name: &str, people: u64, all: u64| {
            let share = Rate { numerator: people, denominator: all }.percent().map_or(Cell::Empty, Cell::Percent);
            let worked = |how: Computed, cell: Cell| Cell::Computed(how, Box::new(cell));
            vec![
                Cell::Text(name.to_owned()),
                Cell::Count(people),
                Cell::Count(all),
                worked(Computed::Share { numerator: 1, denominator: 2 }, share),
                Cell::Rupiah(Rupiah(16_800)),
                worked(Computed::Product(vec![1, 4]), Cell::Rupiah(Rupiah(16_800 * i64::try_from(people).unwrap()))),
            ]
        };
        let mut sum = row("Jumlah", 60, 400);
        sum[1] = Cell::Computed(Computed::Sum, Box::new(Cell::Count(60)));
        let table = Table {
            name: "Uji".to_owned(),
            titles: vec!["Uji".to_owned()],
            headings: ["a", "b", "c", "d", "e", "f"].map(str::to_owned).to_vec(),
            rows: vec![row("Maros", 50, 100), row("Bone", 10, 300), sum],
            totals: 1,
        };
        write_tables(&path, "Uji", &[table]).unwrap();
        let mut book: Xlsx<_> = open_workbook(&path).unwrap();
        let formulas = book.worksheet_formula("Uji").unwrap();
        let formula = |row, column| formulas.get_value((row, column)).unwrap().as_str().to_owned();
        assert_eq!(formula(4, 1), "SUM(B3:B4)");
        assert_eq!((formula(2, 3), formula(3, 5)), ("IF(C3=0,\"\",B3/C3)".to_owned(), "B4*E4".to_owned()));
        let range = book.worksheet_range("Uji").unwrap();
        assert_eq!((range.get((4, 1)), range.get((3, 5))), (Some(&Data::Float(60.0)), Some(&Data::Float(168_000.0))));
    }

    #[test]
    fn a_list_keeps_its_cells_as_text_and_adds_columns_behind() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ditolak.xlsx");
        let mut book = ListBook::new("Baris yang ditolak");
        let words = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        book.sheet("Desa [A]", &words(&["DAFTAR"]), &words(&["NIK", "Nama"]), &words(&["Alasan"])).unwrap();
        book.row(&words(&["0012", "=HYPERLINK(1)"]), &words(&["NIK tidak 16 digit."])).unwrap();
        book.sheet("Desa [A]", &[], &words(&["NIK"]), &words(&["Alasan"])).unwrap();
        book.save(&path).unwrap();
        let mut book: Xlsx<_> = open_workbook(&path).unwrap();
        assert_eq!(book.sheet_names(), ["Desa A", "Desa A 2"]);
        let range = book.worksheet_range("Desa A").unwrap();
        assert_eq!(range.get((2, 0)), Some(&Data::String("0012".to_owned())));
        assert_eq!(range.get((2, 1)), Some(&Data::String("=HYPERLINK(1)".to_owned())));
        assert_eq!(range.get((2, 2)), Some(&Data::String("NIK tidak 16 digit.".to_owned())));
    }
}
