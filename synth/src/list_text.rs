//! A list of workers as a text table or as parquet: one header line, no titles.

use crate::error::SynthError;
use crate::list_layout::{Column, Layout};
use crate::list_rows::{Cell, Line, cells};
use crate::output::FileMade;
use crate::province::Province;
use crate::text_table::{Encoding, TextTable};
use crate::truth::ParquetTable;
use arrow::array::{ArrayRef, Date32Builder, StringBuilder};
use arrow::datatypes::{DataType, Field};
use std::path::Path;
use std::sync::Arc;

/// The two forms of text.
#[derive(Clone, Copy)]
pub enum Form {
    /// Semicolons and Windows-1252, as Excel saves CSV in Indonesia.
    Semicolons,
    /// Tabs and UTF-16, as Excel's "Unicode Text".
    Tabs,
}

/// Writes a list as text.
pub fn write(
    province: &Province,
    out: &Path,
    mut made: FileMade,
    key: u64,
    layout: &Layout,
    lines: &[Line],
    form: Form,
) -> Result<FileMade, SynthError> {
    let header: Vec<&str> = layout.columns.iter().map(|(_, words)| words.as_str()).collect();
    let (separator, encoding) = match form {
        Form::Semicolons => (';', Encoding::Windows1252),
        Form::Tabs => ('\t', Encoding::Utf16),
    };
    let mut table = TextTable::create(out.join(&made.path), separator, encoding, &header)?;
    let mut people = 0;
    for line in lines {
        match line {
            Line::Person(person, village, marks) => {
                people += 1;
                let mut marks = *marks;
                let texts: Vec<String> =
                    cells(province, key, layout, (person, *village), people, &mut marks).iter().map(Cell::text).collect();
                let fields: Vec<&str> = texts.iter().map(String::as_str).collect();
                let at = table.row(&fields)?;
                made.person(at, person.id, marks);
            }
            Line::Subtotal(..) => {}
            Line::Junk(words) => {
                let at = table.row(&["", words])?;
                made.nobody(at);
            }
        }
    }
    if layout.total {
        let at = table.row(&["", "JUMLAH", &people.to_string()])?;
        made.nobody(at);
    }
    table.finish()?;
    Ok(made)
}

/// Writes a list as parquet; its rows count from one, because there is no header line.
pub fn write_parquet(
    province: &Province,
    out: &Path,
    mut made: FileMade,
    key: u64,
    layout: &Layout,
    lines: &[Line],
) -> Result<FileMade, SynthError> {
    let name = |column: Column| match column {
        Column::Nik => "nik",
        Column::Name => "nama",
        Column::Sex => "jenis_kelamin",
        Column::BirthDate | Column::BirthBoth => "tanggal_lahir",
        Column::District => "kecamatan",
        Column::Village => "desa",
        _ => "lain",
    };
    let fields = layout
        .columns
        .iter()
        .map(|(c, _)| match c {
            Column::BirthDate | Column::BirthBoth => Field::new(name(*c), DataType::Date32, true),
            _ => Field::new(name(*c), DataType::Utf8, true),
        })
        .collect();
    let mut table = ParquetTable::create(out.join(&made.path), fields)?;
    let mut texts: Vec<StringBuilder> = layout.columns.iter().map(|_| StringBuilder::new()).collect();
    let mut dates = Date32Builder::new();
    let mut row = 0;
    for line in lines {
        let Line::Person(person, village, marks) = line else { continue };
        row += 1;
        let mut marks = *marks;
        let cells = cells(province, key, layout, (person, *village), u64::from(row), &mut marks);
        for ((builder, cell), (column, _)) in texts.iter_mut().zip(&cells).zip(&layout.columns) {
            match (column, cell) {
                (Column::BirthDate | Column::BirthBoth, Cell::Date(day)) => dates.append_value(day.0),
                (Column::BirthDate | Column::BirthBoth, _) => dates.append_null(),
                (_, Cell::Empty) => builder.append_null(),
                (_, cell) => builder.append_value(cell.text()),
            }
        }
        made.person(row, person.id, marks);
    }
    let columns = texts
        .iter_mut()
        .zip(&layout.columns)
        .map(|(builder, (c, _))| match c {
            Column::BirthDate | Column::BirthBoth => Arc::new(dates.finish()) as ArrayRef,
            _ => Arc::new(builder.finish()) as ArrayRef,
        })
        .collect();
    table.write(columns)?;
    table.finish()?;
    Ok(made)
}
