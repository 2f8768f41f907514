//! Where the header of a sheet is: titles above it, one or two rows of headings, a numbering row below.

use crate::beside::Beside;
use crate::heading;
use crate::kind::KindSpec;
use crate::mapping::{Mapping, MappingFile};
use base::handover::{CellKind, RawRow, RowBlock};
use base::vocabulary::NikReading;

/// How many rows from the top the header is looked for.
const SEARCHED_ROWS: usize = 80;

/// What was found at the top of a table.
#[derive(Clone, Debug)]
pub struct Layout {
    /// The lines above the header that hold text.
    pub titles: Vec<String>,
    /// The headings, one per column; of two rows joined by a blank.
    pub headings: Vec<String>,
    /// The line of the (last) header row.
    pub header_line: u32,
    /// Which column holds what.
    pub mapping: Mapping,
    /// The index in its block of the first row of the header.
    pub(crate) top: usize,
    /// The index in its block of the first row below the header.
    pub(crate) first_data_row: usize,
    /// Whether tables stand side by side under it.
    pub(crate) beside: Beside,
}

/// A row, or two, whose cells are headings.
struct Header {
    index: usize,
    rows: usize,
    headings: Vec<String>,
    mapping: Mapping,
}

impl Layout {
    /// Finds the header in the first rows of a sheet; none when no row has the headings of the kind. The first header with data
    /// below it is the one: a better one further down begins another table, and may not swallow this one as its title.
    pub fn find(block: &RowBlock, spec: &KindSpec, file: &MappingFile) -> Option<Self> {
        let mut best: Option<Header> = None;
        for index in 0..block.len().min(SEARCHED_ROWS) {
            if file.header_line.is_some_and(|line| line != block.row(index).line()) {
                continue;
            }
            let Some(header) = Header::at(block, index, spec, file) else { continue };
            match &best {
                Some(first) if first.holds_data(block, index, spec) => break,
                Some(first) if !header.is_better_than(first) => {}
                _ => best = Some(header),
            }
        }
        let header = best?;
        let titles = (0..header.index).map(|row| joined(block.row(row))).filter(|title| !title.is_empty()).collect();
        Some(Self { titles, ..header.layout(block, spec, file) })
    }

    /// The header that begins another table at a row between the data, or repeats the one above it.
    pub(crate) fn again(block: &RowBlock, index: usize, spec: &KindSpec, file: &MappingFile) -> Option<Self> {
        let header = Header::at(block, index, spec, file)?;
        // Two headings that are known as they stand: words of a person are none.
        (header.mapping.score >= 6).then(|| header.layout(block, spec, file))
    }
}

impl Layout {
    /// Whether a header is this one again, as on the next page: the same columns hold the same, or nothing stands over them.
    pub(crate) fn is_repeated_by(&self, next: &Self) -> bool {
        let blank = |column: usize| next.headings.get(column).is_none_or(|heading| heading.trim().is_empty());
        let columns = self.mapping.columns.iter().zip(&next.mapping.columns);
        let same = |(own, other): (&Option<usize>, &Option<usize>)| own == other || other.is_none() && own.is_some_and(blank);
        columns.into_iter().all(same)
            && (&self.mapping.name_rest, &self.mapping.parts) == (&next.mapping.name_rest, &next.mapping.parts)
    }
}

impl Header {
    /// The header that begins at a row. A second row must earn its place: it costs a title or a row of data if it is none.
    fn at(block: &RowBlock, index: usize, spec: &KindSpec, file: &MappingFile) -> Option<Self> {
        let of = |rows: usize| {
            let headings = headings(block, index, rows, spec, file);
            let mapping = Mapping::of_headings(&headings, spec, file);
            mapping.is_header(spec).then_some(Self { index, rows, headings, mapping })
        };
        // A heading over several columns names none of them: `Jumlah TK` over `L`, `P` and `Jml`.
        let alone = !block.row(index).is_blank() && !is_split(block, index) && !is_parted(block, index);
        let one = alone.then(|| of(1)).flatten();
        let two = is_double_header(block, index, spec, file).then(|| of(2)).flatten();
        match (one, two) {
            (Some(one), Some(two)) if two.mapping.score > one.mapping.score => Some(two),
            (Some(one), _) => Some(one),
            (None, two) => two,
        }
    }

    /// Whether it fits better than one above it that has no data: the same headings without a title taken for a first row do.
    fn is_better_than(&self, above: &Self) -> bool {
        let (score, other) = (self.mapping.score, above.mapping.score);
        score > other || score == other && self.rows < above.rows && self.index < above.index + above.rows
    }

    /// Whether a row between it and the row at `end` is data: it has a NIK, or what every row of the kind must have.
    fn holds_data(&self, block: &RowBlock, end: usize, spec: &KindSpec) -> bool {
        let filled = |row: RawRow<'_>, field: usize| {
            self.mapping.column(field).is_some_and(|column| !row.cell(column).text.trim().is_empty())
        };
        let told = |row: RawRow<'_>| {
            let fields = 0..spec.fields.len();
            let required = fields.clone().filter(|field| spec.fields[*field].required).all(|field| filled(row, field));
            required && fields.filter(|field| filled(row, *field)).count() >= 3
        };
        let mut rows = (self.index + self.rows..end).map(|index| block.row(index)).filter(|row| !is_numbering(*row));
        rows.any(|row| has_nik(row) || told(row))
    }

    fn layout(self, block: &RowBlock, spec: &KindSpec, file: &MappingFile) -> Layout {
        let Self { index, rows, headings, mapping } = self;
        let mut first_data_row = index + rows;
        while first_data_row < block.len() && is_numbering(block.row(first_data_row)) {
            first_data_row += 1;
        }
        let header_line = block.row(index + rows - 1).line();
        let beside = Beside::of(&headings, &mapping, spec, file);
        Layout { titles: Vec::new(), headings, header_line, mapping, top: index, first_data_row, beside }
    }
}

/// Whether a cell of a row has the digits of a NIK: such a row is no title, whatever else stands in it.
pub(crate) fn has_nik(row: RawRow<'_>) -> bool {
    row.cells().any(|cell| (15..=24).contains(&cell.text.trim().len()) && is_nik(cell.text))
}

/// Whether a text is fifteen digits or more, and nothing but marks between them.
pub(crate) fn is_nik(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    (15..=18).contains(&digits) && !text.bytes().any(|byte| byte.is_ascii_alphabetic())
}

impl Layout {
    /// Where no heading says which column holds the NIK, a column without any heading whose cells nearly all are NIKs does:
    /// under `NAMA / NIK` merged over two columns the second has none of its own. A column that has a heading holds what
    /// its heading says: 16 digits under `NIK Ibu` belong to somebody else. Gives back the heading it gets.
    pub(crate) fn find_nik_by_content(&mut self, block: &RowBlock, spec: &KindSpec) -> Option<String> {
        let field = spec.position("nik").filter(|_| spec.person)?;
        if self.mapping.column(field).is_some() {
            return None;
        }
        let rows = self.first_data_row..block.len().min(self.first_data_row + 200);
        let width = rows.clone().map(|row| block.row(row).len()).max()?;
        let heading = |column: usize| self.headings.get(column).map(|heading| heading.trim()).unwrap_or_default();
        // A heading merged over several columns stands over the first of them.
        let spanning = |column: usize| (0..column).rev().map(heading).find(|heading| !heading.is_empty()).unwrap_or_default();
        let not_of_the_person = |heading: &str| heading::of_another_person(spec, heading) || heading::is_family_card(heading);
        let free = |column: &usize| heading(*column).is_empty() && !not_of_the_person(spanning(*column));
        let holds = |column: &usize| {
            let cells = rows.clone().map(|row| block.row(row).cell(*column)).filter(|cell| !cell.text.trim().is_empty());
            let (mut filled, mut sound) = (0, 0);
            for cell in cells {
                filled += 1;
                sound += usize::from(matches!(NikReading::of(cell.text, cell.kind == CellKind::Number), NikReading::Sound(_)));
            }
            sound > 0 && sound * 10 >= filled * 9
        };
        let column = (0..width).filter(free).find(holds)?;
        self.mapping.columns[field] = Some(column);
        self.headings.resize(self.headings.len().max(column + 1), String::new());
        "NIK".clone_into(&mut self.headings[column]);
        Some(self.headings[column].clone())
    }
}

/// The cells of a row as one line of text.
pub(crate) fn joined(row: RawRow<'_>) -> String {
    let words: Vec<&str> = row.cells().map(|cell| cell.text.trim()).filter(|text| !text.is_empty()).collect();
    words.join(" ")
}

/// The headings of one row, or of two: a heading merged over several columns lends its words to those below it.
fn headings(block: &RowBlock, index: usize, rows: usize, spec: &KindSpec, file: &MappingFile) -> Vec<String> {
    let clean = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let upper = block.row(index);
    if rows == 1 {
        return upper.cells().map(|cell| clean(cell.text)).collect();
    }
    let lower = block.row(index + 1);
    let mut spanning = String::new();
    let mut joined = Vec::new();
    for column in 0..upper.len().max(lower.len()) {
        let above = clean(upper.cell(column).text);
        let below = clean(lower.cell(column).text);
        if !above.is_empty() {
            spanning.clone_from(&above);
        }
        joined.push(match (above.is_empty(), below.is_empty()) {
            (_, true) => above,
            (true, false) if spanning.is_empty() => below,
            _ => {
                let both = format!("{spanning} {below}");
                // The better known of the two wins; the lower one alone is often the whole heading.
                let fit = |text: &str| if file.names(text) { 4 } else { heading::field_of(spec, text).map_or(0, |(_, fit)| fit) };
                if fit(&both) >= fit(&below) { both } else { below }
            }
        });
    }
    joined
}

/// Whether two rows could be one header: several cells above, no numbers below, and some heading below is known.
fn is_double_header(block: &RowBlock, index: usize, spec: &KindSpec, file: &MappingFile) -> bool {
    if index + 1 >= block.len() || block.row(index).cells().filter(|cell| !cell.text.trim().is_empty()).count() < 2 {
        return false;
    }
    let lower = block.row(index + 1);
    let texts: Vec<String> = lower.cells().map(|cell| cell.text.trim().to_owned()).filter(|text| !text.is_empty()).collect();
    is_wordy(lower) && (is_split(block, index) || is_parted(block, index) || Mapping::of_headings(&texts, spec, file).telling > 0)
}

/// Whether no cell has digits, as in headings.
fn is_wordy(row: RawRow<'_>) -> bool {
    row.cells().map(|cell| cell.text.trim()).all(|text| !text.contains(|c: char| c.is_ascii_digit()) || text.len() > 40)
}

/// Whether the row below only splits headings of this one: it stands below headings over several columns, and under no
/// other. A row of data is filled under its first headings.
fn is_split(block: &RowBlock, index: usize) -> bool {
    if index + 1 >= block.len() || !is_wordy(block.row(index + 1)) {
        return false;
    }
    let (upper, lower) = (block.row(index), block.row(index + 1));
    let above = |column: usize| !upper.cell(column).text.trim().is_empty();
    let below = |column: usize| !lower.cell(column).text.trim().is_empty();
    let mut split = 0;
    for column in (0..lower.len()).filter(|column| below(*column)) {
        let first_of_several = above(column) && !above(column + 1) && below(column + 1);
        let one_of_several = !above(column) && (0..column).any(above);
        if !first_of_several && !one_of_several {
            return false;
        }
        split += usize::from(one_of_several);
    }
    split > 0
}

/// Words that only name a part of what the heading above them says.
const PARTS: [&str; 26] = [
    "tgl",
    "tanggal",
    "bln",
    "bulan",
    "thn",
    "tahun",
    "l",
    "p",
    "lk",
    "pr",
    "laki",
    "lakilaki",
    "perempuan",
    "depan",
    "tengah",
    "belakang",
    "tempat",
    "dusun",
    "lingkungan",
    "rt",
    "rw",
    "jalan",
    "desa",
    "kel",
    "kec",
    "kab",
];

/// Whether the row below holds nothing but such words, two of them at least.
fn is_parted(block: &RowBlock, index: usize) -> bool {
    if index + 1 >= block.len() {
        return false;
    }
    let words = || block.row(index + 1).cells().map(|cell| cell.text.trim()).filter(|text| !text.is_empty());
    let all = || words().all(|text| text.len() <= 12 && PARTS.contains(&heading::normalise(text).as_str()));
    words().take(2).count() == 2 && all()
}

/// `(1) (2) (3)`, `1 2 3` or `A B C` under the header.
fn is_numbering(row: RawRow<'_>) -> bool {
    let mut expected = 0_u32;
    let mut cells = 0;
    for cell in row.cells().map(|cell| cell.text.trim()).filter(|text| !text.is_empty()) {
        let bare = cell.trim_matches(['(', ')', '.', ' ']).split('=').next().unwrap_or_default();
        let bare = bare.strip_suffix(".0").unwrap_or(bare).trim();
        let number = bare.parse::<u32>().ok().filter(|number| *number > expected && *number <= expected + 3);
        let letter = || match bare.as_bytes() {
            [byte] if byte.is_ascii_alphabetic() => Some(u32::from(byte.to_ascii_lowercase() - b'a') + 1),
            _ => None,
        };
        match number.or_else(letter) {
            Some(number) if number > expected && number <= expected + 3 => expected = number,
            _ => return false,
        }
        cells += 1;
    }
    cells >= 3
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::handover::{CellKind, Kind};

    pub(crate) fn block(rows: &[&[&str]]) -> RowBlock {
        let mut block = RowBlock::default();
        for (line, row) in rows.iter().enumerate() {
            row.iter().for_each(|cell| block.push(cell, CellKind::Text));
            block.end_row(u32::try_from(line).unwrap() + 1);
        }
        block
    }

    fn layout(rows: &[&[&str]]) -> Option<Layout> {
        let spec = KindSpec::of(Kind::Workers).unwrap();
        Layout::find(&block(rows), &spec, &MappingFile::default())
    }

    #[test]
    fn the_header_is_found_under_titles_and_above_a_numbering_row() {
        let found = layout(&[
            &["DAFTAR PEKERJA RENTAN"],
            &["KECAMATAN TAMALATE KOTA MAKASSAR"],
            &[""],
            &["No", "NIK", "Nama Lengkap", "Tgl Lahir", "Alamat"],
            &["(1)", "(2)", "(3)", "(4)", "(5)"],
            &["1", "7371", "Andi", "12-03-1980", "Jl. Satu"],
        ])
        .unwrap();
        assert_eq!(found.header_line, 4);
        assert_eq!(found.first_data_row, 5);
        assert_eq!(found.titles.len(), 2);
    }

    #[test]
    fn a_header_of_two_rows_is_read_as_one() {
        let found = layout(&[
            &["No", "N I K", "Nama", "Kelahiran", "", "Alamat", ""],
            &["", "", "", "Tempat", "Tanggal", "Desa", "Kecamatan"],
            &["1", "7371", "Andi", "Bone", "12-03-1980", "Bontoa", "Mandai"],
        ])
        .unwrap();
        let spec = KindSpec::of(Kind::Workers).unwrap();
        let column = |field: &str| found.mapping.column(spec.position(field).unwrap());
        assert_eq!(column("birth_place"), Some(3));
        assert_eq!(column("birth_date"), Some(4));
        assert_eq!(column("desa"), Some(5));
        assert_eq!(column("kecamatan"), Some(6));
        assert_eq!(found.first_data_row, 2);
    }

    #[test]
    fn a_sheet_of_notes_has_no_header() {
        assert!(layout(&[&["Catatan"], &["Data dikumpulkan oleh operator desa", "Nama operator"]]).is_none());
    }

    #[test]
    fn a_heading_over_several_columns_names_none_of_them() {
        let spec = KindSpec::of(Kind::Employers).unwrap();
        let rows: [&[&str]; 4] = [
            &["No", "Nama Perusahaan", "Jumlah Tenaga Kerja", "", "", "NIB"],
            &["", "", "L", "P", "Jml", ""],
            &["1", "2", "3", "4", "5", "6"],
            &["1", "CV Contoh", "3", "4", "7", "9120001"],
        ];
        let found = Layout::find(&block(&rows), &spec, &MappingFile::default()).unwrap();
        assert_eq!(found.mapping.column(spec.position("headcount").unwrap()), Some(4));
        assert_eq!(found.first_data_row, 3);
        let unsummed = Layout::find(
            &block(&[&["Nama Perusahaan", "Jumlah TK", "", "NIB"], &["", "L", "P", ""]]),
            &spec,
            &MappingFile::default(),
        );
        assert_eq!(unsummed.unwrap().mapping.column(spec.position("headcount").unwrap()), None);
    }
}
