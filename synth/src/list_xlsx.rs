//! A list of workers as a spreadsheet: titles, merged and two-row headers, subtotals, a count at the bottom,
//! signatures.

use crate::error::SynthError;
use crate::list_layout::{Column, Layout};
use crate::list_rows::{Cell, Line, cells};
use crate::output::FileMade;
use crate::province::Province;
use crate::text_table::make_folder;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};
use std::path::Path;

/// Days between Excel's day zero and 1970-01-01.
const EXCEL_EPOCH: i32 = 25_569;

/// A workbook that says it is made up and carries no time of its own.
pub fn workbook() -> Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    let properties = DocProperties::new()
        .set_title("DATA SINTETIS")
        .set_author("Sinergi synth")
        .set_comment("Orang dalam berkas ini tidak ada.")
        .set_creation_datetime(&ExcelDateTime::from_ymd(2025, 1, 1)?);
    workbook.set_properties(&properties);
    Ok(workbook)
}

/// Merged pairs of neighbours in a two-row header.
fn shared_header(left: Column, right: Column) -> Option<&'static str> {
    match (left, right) {
        (Column::BirthPlace, Column::BirthDate) => Some("TEMPAT DAN TANGGAL LAHIR"),
        (Column::Village, Column::RtRw) | (Column::Address, Column::RtRw) => Some("ALAMAT"),
        _ => None,
    }
}

struct Formats {
    title: Format,
    head: Format,
    date: Format,
}

fn header(sheet: &mut Worksheet, layout: &Layout, row: u32, formats: &Formats) -> Result<u32, XlsxError> {
    let place = |i: usize| layout.indent + u16::try_from(i).unwrap_or(0);
    let pairs: Vec<Option<&str>> =
        layout.columns.windows(2).map(|pair| shared_header(pair[0].0, pair[1].0)).chain([None]).collect();
    if !layout.two_rows || pairs.iter().all(Option::is_none) {
        for (i, (_, words)) in layout.columns.iter().enumerate() {
            sheet.write_string_with_format(row, place(i), words, &formats.head)?;
        }
        return Ok(row + 1);
    }
    let mut i = 0;
    while i < layout.columns.len() {
        if let Some(words) = pairs[i] {
            sheet.merge_range(row, place(i), row, place(i + 1), words, &formats.head)?;
            sheet.write_string_with_format(row + 1, place(i), &layout.columns[i].1, &formats.head)?;
            sheet.write_string_with_format(row + 1, place(i + 1), &layout.columns[i + 1].1, &formats.head)?;
            i += 2;
        } else {
            sheet.merge_range(row, place(i), row + 1, place(i), &layout.columns[i].1, &formats.head)?;
            i += 1;
        }
    }
    Ok(row + 2)
}

fn write_cell(sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell, formats: &Formats) -> Result<(), XlsxError> {
    match cell {
        Cell::Text(text) if text.is_empty() => {}
        Cell::Text(text) => {
            sheet.write_string(row, column, text)?;
        }
        Cell::Number(number) => {
            sheet.write_number(row, column, *number as f64)?;
        }
        Cell::Date(day) => {
            sheet.write_number_with_format(row, column, f64::from(day.0 + EXCEL_EPOCH), &formats.date)?;
        }
        Cell::Empty => {}
    }
    Ok(())
}

/// Writes a list and fills in its rows and truth.
pub fn write(
    province: &Province,
    out: &Path,
    mut made: FileMade,
    key: u64,
    layout: &Layout,
    lines: &[Line],
) -> Result<FileMade, SynthError> {
    let path = out.join(&made.path);
    make_folder(&path)?;
    let sheet_fault = |source: XlsxError| SynthError::Sheet { path: path.clone(), source: Box::new(source) };
    let mut book = fill(province, &mut made, key, layout, lines).map_err(sheet_fault)?;
    book.save(&path).map_err(sheet_fault)?;
    Ok(made)
}

fn fill(province: &Province, made: &mut FileMade, key: u64, layout: &Layout, lines: &[Line]) -> Result<Workbook, XlsxError> {
    let mut book = workbook()?;
    let formats = Formats {
        title: Format::new().set_bold(),
        head: Format::new().set_bold().set_border(FormatBorder::Thin).set_align(FormatAlign::Center),
        date: Format::new().set_num_format("dd/mm/yyyy"),
    };
    let sheet = book.add_worksheet();
    sheet.set_name("Daftar")?;
    let mut row = 0;
    for title in &layout.titles {
        sheet.write_string_with_format(row, layout.indent, title, &formats.title)?;
        row += 1;
    }
    row = header(sheet, layout, row, &formats)?;
    let mut people = 0;
    let text_column = layout.indent + u16::from(layout.columns.first().is_some_and(|c| c.0 == Column::Number));
    for line in lines {
        match line {
            Line::Person(person, village, marks) => {
                people += 1;
                let mut marks = *marks;
                let cells = cells(province, key, layout, (person, *village), people, &mut marks);
                for (i, cell) in cells.iter().enumerate() {
                    write_cell(sheet, row, layout.indent + u16::try_from(i).unwrap_or(0), cell, &formats)?;
                }
                made.person(row + 1, person.id, marks);
            }
            Line::Subtotal(village, count) => {
                let words = format!("JUMLAH {}", province.places.villages[*village].name.to_uppercase());
                sheet.write_string(row, text_column, words)?;
                sheet.write_number(row, text_column + 1, *count as f64)?;
                made.nobody(row + 1);
            }
            Line::Junk(words) => {
                sheet.write_string(row, text_column, *words)?;
                made.nobody(row + 1);
            }
        }
        row += 1;
    }
    if layout.total {
        sheet.write_string_with_format(row, text_column, "JUMLAH", &formats.title)?;
        sheet.write_number_with_format(row, text_column + 1, people as f64, &formats.title)?;
        made.nobody(row + 1);
        row += 1;
    }
    if layout.signature {
        for (step, words) in [(1, "Mengetahui,"), (2, "Kepala Desa/Lurah (data sintetis)")] {
            sheet.write_string(row + step, text_column, words)?;
            made.nobody(row + step + 1);
        }
    }
    if layout.note_sheet {
        let notes = book.add_worksheet();
        notes.set_name("Catatan")?;
        notes.write_string(0, 0, "DATA SINTETIS: orang dalam daftar ini tidak ada.")?;
        notes.write_string(1, 0, "Isi kolom NIK sesuai KTP. Tanggal lahir: hari-bulan-tahun.")?;
    }
    Ok(book)
}
