//! What ingest has to say about a file: findings with a code, a line and a cell, and counts that conserve rows.

use crate::vocabulary::without_niks;
use serde::{Deserialize, Serialize, Serializer};
use std::collections::BTreeMap;

macro_rules! finding_codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $refuses:literal;)*) => {
        /// What is wrong, or worth knowing, about a row or a file. The sentence and the advice for each code
        /// stand in `texts/*/finding.ftl`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum FindingCode { $($(#[$doc])* $name,)* }

        impl FindingCode {
            /// Every code. The position is the bit in the column `flaws` of the facts.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The code in files, JSON and texts.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// Whether a row with it is refused and returned to its sender.
            pub const fn refuses(self) -> bool {
                match self { $(Self::$name => $refuses,)* }
            }
        }
    };
}

finding_codes! {
    /// No NIK in the cell.
    NikMissing = "nik-missing", false;
    /// Excel kept fifteen digits.
    NikCutByExcel = "nik-cut-by-excel", false;
    /// Scientific notation.
    NikScientific = "nik-scientific", false;
    /// Letters among the digits.
    NikNotADigit = "nik-not-a-digit", false;
    /// Fewer or more than sixteen digits.
    NikWrongLength = "nik-wrong-length", false;
    /// Typed to fill the cell.
    NikFiller = "nik-filler", false;
    /// The birth date in it is no date.
    NikImpossibleDate = "nik-impossible-date", false;
    /// Its first six digits were never a district.
    NikUnknownDistrict = "nik-unknown-district", false;
    /// The birth date in the NIK is not the one in the row.
    NikDateDisagrees = "nik-date-disagrees", false;
    /// The sex in the NIK is not the one in the row.
    NikSexDisagrees = "nik-sex-disagrees", false;
    /// The row has no name.
    NameMissing = "name-missing", true;
    /// Neither a usable NIK nor a birth date: nobody could be told apart by it.
    IdentityInsufficient = "identity-insufficient", true;
    /// A birth date that stands for "only the year is known".
    BirthDateHeap = "birth-date-heap", false;
    /// A date that is in no calendar, or a text that is no date.
    DateImpossible = "date-impossible", true;
    /// Younger than 10 or older than 110 on the day the data describes.
    AgeImplausible = "age-implausible", false;
    /// No regency can be told for the row. It enters without a place: the register may know it.
    RegionMissing = "region-missing", false;
    /// A place name that no region has.
    RegionUnknown = "region-unknown", false;
    /// A place name that several regions have.
    RegionAmbiguous = "region-ambiguous", false;
    /// The code and the name beside it are two different regions.
    RegionContradicts = "region-code-contradicts-name", true;
    /// A village or district that is not inside the one named above it.
    RegionNotInside = "region-not-inside", false;
    /// A required cell is empty.
    ValueMissing = "value-missing", true;
    /// A cell of a number, amount, month or code that cannot be read.
    ValueUnreadable = "value-unreadable", true;
    /// An optional cell that cannot be read; it is left empty.
    ValueLeftOut = "value-left-out", false;
    /// Bytes that are no text.
    Undecodable = "undecodable", true;
    /// A cell over the length limit.
    CellTooLong = "cell-too-long", true;
    /// Paid months older than the lake keeps, or later than the day the data describes.
    MonthsOutOfReach = "months-out-of-reach", false;
    /// A row equal to an earlier one of the same list.
    DuplicateRow = "duplicate-row", false;
    /// A title, numbering or total row between or below the data.
    TotalRowLeftOut = "total-row-left-out", false;
    /// The total row names another count than the rows above it.
    TotalDisagrees = "total-disagrees", false;
    /// A sheet without a header of this kind.
    SheetLeftOut = "sheet-left-out", false;
    /// A column whose heading no field has.
    ColumnUnmapped = "column-unmapped", false;
    /// Two columns for one field; the first is read.
    ColumnDoubled = "column-doubled", false;
    /// Region, segment or group taken from the title rows.
    TakenFromTitle = "taken-from-title", false;
    /// Day and month cannot be told apart in this column; day first was taken, as Indonesian forms write.
    DateOrderAssumed = "date-order-assumed", false;
    /// No heading says that a column holds the NIK; its cells do.
    ColumnByContent = "column-by-content", false;
    /// A sheet that is hidden in its workbook: what nobody sees, nobody sent.
    SheetHidden = "sheet-hidden", false;
    /// A cell covered by a merged one, or with a ditto mark, that got what stands above it.
    FilledFromAbove = "filled-from-above", false;
    /// A row with a NIK stands above the header: which of its cells is what cannot be told.
    RowAboveHeader = "row-above-header", true;
    /// Two tables stand side by side, and their headings do not repeat as a whole.
    TablesSideBySide = "tables-side-by-side", true;
    /// One person takes two lines, the NIK below the name.
    PersonOverTwoLines = "person-over-two-lines", true;
    /// Columns are called after months, and no heading or title says of which year.
    MonthsWithoutYear = "months-without-year", false;
    /// The register says nothing of payments: whether its members are active is unknown.
    PaymentsNotTold = "payments-not-told", false;
    /// The register does not say in which programmes its members are.
    ProgrammesNotTold = "programmes-not-told", false;
    /// A row that shows how to fill in the form.
    ExampleRow = "example-row", false;
    /// A formula whose value was never worked out and stored.
    FormulaUncalculated = "formula-uncalculated", false;
    /// A place that exists, outside the region of the installation.
    RegionOutside = "region-outside", false;
    /// A header below the data: another table begins, which is read by its own headings.
    TableBegins = "table-begins", false;
    /// An outline of which no region can be told by code or name.
    BoundaryUnplaced = "boundary-unplaced", true;
}

impl FindingCode {
    /// The code's bit in the column `flaws`.
    pub const fn bit(self) -> i64 {
        1 << (self as u8)
    }
}

impl Serialize for FindingCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

/// A flaw of one cell, row or file. Work goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What it is.
    pub code: FindingCode,
    /// The line of the file or row of the sheet; 0 speaks of the whole file.
    pub line: u32,
    /// The heading of the cell, or the name of the sheet; empty where none fits.
    pub cell: String,
    /// What was there instead, never personal data: a place, a heading, a count.
    pub detail: String,
}

/// A row that goes back to its sender.
#[derive(Clone, Debug)]
pub struct RefusedRow {
    /// The place of its table among the tables of the file: a sheet may hold several, each with its own headings.
    pub table: usize,
    /// Its line in the file.
    pub line: u32,
    /// Its cells as they came.
    pub cells: Vec<String>,
    /// Why, with the heading of the cell.
    pub reasons: Vec<(FindingCode, String)>,
}

/// What became of the data rows of a file. Title, header, total and blank rows are not data rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Data rows read.
    pub rows_read: u64,
    /// Rows that entered.
    pub accepted: u64,
    /// Rows that go back.
    pub refused: u64,
    /// Rows that were there already.
    pub duplicate: u64,
}

impl Counts {
    /// Conservation: nothing is lost and nothing appears.
    pub fn conserve(self) -> bool {
        self.rows_read == self.accepted + self.refused + self.duplicate
    }
}

/// What of a text from somebody's file may be shown: no NIK (columns slip, and then one stands where a place should), no
/// control characters and marks of writing direction, and not more than two hundred characters.
pub fn showable(text: &str) -> String {
    let hidden =
        |c: char| c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    without_niks(text).chars().take(200).map(|c| if hidden(c) { '\u{fffd}' } else { c }).collect()
}

/// How often each finding occurred, and the first ones in full: a bad file of a million rows must not
/// make a million sentences.
#[derive(Clone, Debug, Default)]
pub struct FindingTally {
    first: Vec<Finding>,
    counts: BTreeMap<FindingCode, u64>,
}

impl FindingTally {
    /// How many findings of one code are kept with their line.
    pub const KEPT_PER_CODE: u64 = 100;

    /// Counts a finding and keeps it if it is among the first of its code. The maker runs only when it is kept.
    pub fn add(&mut self, code: FindingCode, make: impl FnOnce() -> Finding) {
        let count = self.counts.entry(code).or_insert(0);
        *count += 1;
        if *count <= Self::KEPT_PER_CODE {
            let finding = make();
            self.first.push(Finding { cell: showable(&finding.cell), detail: showable(&finding.detail), ..finding });
        }
    }

    /// The kept findings in file order.
    pub fn kept(&self) -> &[Finding] {
        &self.first
    }

    /// How often each code occurred.
    pub fn counts(&self) -> &BTreeMap<FindingCode, u64> {
        &self.counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn codes_are_distinct_and_fit_the_flaws_column() {
        let codes: BTreeSet<&str> = FindingCode::ALL.iter().map(|code| code.code()).collect();
        assert_eq!(codes.len(), FindingCode::ALL.len());
        assert!(codes.len() < 63);
    }
}
