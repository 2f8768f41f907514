//! Rows of a sheet that are no data: blank, the header again, sums, headings of a part, signatures. What they say is used.

use super::tables::{Showing, is_example_line};
use super::{Sheet, SheetIngest};
use crate::kind::FieldType;
use crate::layout::{Layout, has_nik, joined};
use crate::parts;
use crate::value::{DateOrder, DateReading, date, number};
use base::handover::{CellKind, FindingCode, RawCell, RawRow};

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
pub(super) enum LeftOut {
    /// Blank, or the header again.
    Empty,
    /// A sum of the rows above.
    Total,
    /// A place, a heading of a part.
    Divider,
    /// The place and day of a signature, an office, or a name below it.
    Signature,
    /// Shows how to fill in the form.
    Example,
}

/// What a line names that stands over the people below it, behind a letter: `A | DUSUN PANJALINGAN`.
const PLACES: [&str; 17] = [
    "dusun",
    "lingkungan",
    "desa",
    "kelurahan",
    "kel",
    "ds",
    "kec",
    "kecamatan",
    "rt",
    "rw",
    "kelompok",
    "blok",
    "bidang",
    "unit",
    "kampung",
    "dinas",
    "puskesmas",
];

impl<'a> SheetIngest<'a> {
    /// Rows that are no data: blank, the header again, totals, dividers, signatures, examples.
    /// Below a signature whatever tells nothing but names is part of it.
    pub(super) fn left_out(&self, row: RawRow<'_>, layout: &Layout, sheet: &mut Sheet<'a>) -> Option<LeftOut> {
        let mapped = layout.mapping.columns.iter().flatten().count();
        // Most rows are full: looking at two cells settles them.
        let filled_enough = row.len() >= mapped && row.cells().filter(|cell| !cell.text.is_empty()).take(4).count() == 4;
        let left_out = if filled_enough && !starts_with_total(row) && !repeats_header(row, layout) {
            None
        } else {
            self.no_data(row, layout, mapped, sheet.signed)
        };
        if left_out.is_none() && sheet.showing != Showing::Nothing && sheet.showing.takes(row) {
            return Some(LeftOut::Example);
        }
        left_out
    }

    fn no_data(&self, row: RawRow<'_>, layout: &Layout, mapped: usize, signed: bool) -> Option<LeftOut> {
        if row.is_blank() || repeats_header(row, layout) {
            return Some(LeftOut::Empty);
        }
        if self.tells_somebody(row, layout) {
            return None;
        }
        let filled = row.cells().filter(|cell| !cell.text.trim().is_empty()).count();
        if starts_with_total(row) && filled <= mapped.max(2) {
            let name = self.context.spec.position("name").and_then(|field| layout.mapping.column(field));
            let name_text = name.map(|column| row.cell(column).text.trim()).unwrap_or_default();
            if name.is_none() || name_text.is_empty() || is_total_word(name_text) || number::integer(name_text, false).is_some() {
                return Some(LeftOut::Total);
            }
        }
        if filled <= 3
            && mapped >= 3
            && self.tells_nobody(row, layout)
            && (signed || filled == 2 && self.is_signature(row, layout))
        {
            return Some(LeftOut::Signature);
        }
        let lettered = filled == 2 && self.context.spec.person && is_lettered_place(row);
        let divides = filled == 1 && mapped >= 3 || filled == 2 && mapped >= 5 && !self.has_identity(row, layout) || lettered;
        divides.then_some(LeftOut::Divider)
    }

    /// Whether the row has what only a person has: the digits of a NIK, or a day of birth. Whatever its name sounds like, it is
    /// no total and no title.
    fn tells_somebody(&self, row: RawRow<'_>, layout: &Layout) -> bool {
        if !self.context.spec.person {
            return false;
        }
        let cell = |name: &str| {
            let column = self.context.spec.position(name).and_then(|field| layout.mapping.column(field));
            column.map_or(RawCell::EMPTY, |column| row.cell(column))
        };
        let nik = cell("nik").text;
        let damaged = nik.bytes().filter(u8::is_ascii_digit).count() >= 12 || nik.contains("E+");
        let day = |cell: RawCell<'_>, text: &str| {
            let read = || date::read(text, false, DateOrder::DayFirst, self.context.as_of);
            cell.kind != CellKind::Number && text.len() >= 6 && matches!(read(), DateReading::Day(_))
        };
        let parted = || {
            let parts = layout.mapping.parts.birth;
            parts.is_some_and(|parts| matches!(parts::birth_day(row, parts, self.context.as_of), DateReading::Day(_)))
        };
        if has_nik(row) || damaged {
            return true;
        }
        if !cell("name").text.chars().any(char::is_alphabetic) {
            return false;
        }
        // `Mandai, 30 Juni 2025` over a signature stands under any heading.
        let (date, birth) = (cell("birth_date"), cell("birth"));
        let dated = date.text.trim_start().starts_with(|c: char| c.is_ascii_digit()) && day(date, date.text.trim());
        let born = || !self.is_signature(row, layout) && day(birth, date::split_birth(birth.text).1);
        dated || born() || parted()
    }

    /// Whether an office stands where a name would: `Mengetahui,` or `Camat Galesong` beside `Kepala Desa`.
    fn is_signature(&self, row: RawRow<'_>, layout: &Layout) -> bool {
        let name = self.context.spec.position("name").and_then(|field| layout.mapping.column(field));
        let name = name.map(|column| row.cell(column).text.trim().to_lowercase()).unwrap_or_default();
        OFFICES.iter().any(|office| name.starts_with(office))
    }

    /// Whether nothing in the row tells a person from others, beside a name.
    fn tells_nobody(&self, row: RawRow<'_>, layout: &Layout) -> bool {
        let blank = |name: &&str| {
            let column = self.context.spec.position(name).and_then(|field| layout.mapping.column(field));
            column.is_none_or(|column| row.cell(column).text.trim().is_empty())
        };
        self.context.spec.person && ["no", "nik", "birth", "birth_date", "kpj"].iter().all(blank)
    }

    pub(super) fn leave_out(&mut self, why: LeftOut, row: RawRow<'_>, layout: &Layout, sheet: &mut Sheet<'a>) {
        match why {
            LeftOut::Empty => sheet.signed = sheet.signed && row.is_blank(),
            LeftOut::Signature => {
                sheet.signed = true;
                self.note(FindingCode::TotalRowLeftOut, row.line(), String::new(), String::new());
            }
            LeftOut::Example => self.note(FindingCode::ExampleRow, row.line(), String::new(), String::new()),
            LeftOut::Total => self.total_row(row, layout, sheet),
            LeftOut::Divider if is_example_line(&joined(row)) => {
                sheet.showing = Showing::Below(0, 0);
                self.note(FindingCode::TotalRowLeftOut, row.line(), String::new(), String::new());
            }
            LeftOut::Divider => {
                let text = without_letter(&joined(row)).to_owned();
                sheet.between.push(joined(row));
                if sheet.state.defaults.read_divider(&text, &self.context) {
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
        // Below wages, areas or head counts stands their sum, which says nothing about the number of rows.
        let counts_rows = |column: usize| {
            let field = layout.mapping.columns.iter().position(|at| *at == Some(column));
            match field.map(|field| self.context.spec.fields[field].field_type) {
                Some(
                    FieldType::Rupiah
                    | FieldType::RupiahOptional
                    | FieldType::Integer
                    | FieldType::IntegerOptional
                    | FieldType::Decimal
                    | FieldType::PercentOptional,
                ) => false,
                Some(_) => true,
                None => layout.headings.get(column).is_none_or(|heading| heading.trim().is_empty()),
            }
        };
        let counted = row.cells().enumerate().filter(|(column, _)| counts_rows(*column));
        let read = |cell: base::handover::RawCell<'_>| number::integer(cell.text, cell.kind == CellKind::Number);
        let mut numbers = counted.filter_map(|(_, cell)| read(cell)).filter(|number| *number < 10_000_000);
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
}

/// Whether two cells say `A` and `DUSUN PANJALINGAN`.
fn is_lettered_place(row: RawRow<'_>) -> bool {
    let line = joined(row);
    let rest = without_letter(&line);
    let word = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_lowercase();
    rest.len() < line.len() && PLACES.contains(&word.as_str())
}

/// A line without the letter or the Roman number in front of it.
fn without_letter(line: &str) -> &str {
    let Some((first, rest)) = line.split_once(' ') else { return line };
    let bare = first.trim_matches(['.', ')', '(']);
    let roman = bare.bytes().all(|byte| matches!(byte, b'I' | b'V' | b'X'));
    let letter = bare.len() == 1 && bare.bytes().all(|byte| byte.is_ascii_alphabetic());
    if !bare.is_empty() && (roman || letter) { rest.trim_start() } else { line }
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
