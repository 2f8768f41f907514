//! Reading the region tables: small CSV files that came from `base/data/regions`.
//!
//! The tables are data, so their flaws are named by table and line. Not a general CSV reader: no field of
//! these tables holds a line break, and the crate that reads people's files lives at the edge.

use std::borrow::Cow;

use jiff::civil::Date;

use super::code::{RegionCode, RegionCodeFlaw};

/// The CSV texts a region tree is made of, each with its header line.
#[derive(Clone, Copy, Debug)]
pub struct RegionTables<'a> {
    /// `code,name`.
    pub provinces: &'a str,
    /// `code,name,kind,bps_code`; the last may be empty.
    pub regencies: &'a str,
    /// `code,name`.
    pub districts: &'a str,
    /// `code,name`, one table for each province whose villages are wanted.
    pub villages: &'a [&'a str],
    /// `code,alias,kind`.
    pub aliases: &'a str,
    /// `old_code,until,new_code,name,confidence,source`.
    pub former: &'a str,
}

/// What is wrong with a region table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegionTableFlaw {
    /// A line has too few columns.
    #[error("region table {table}, line {line}: {found} columns where {needed} are needed")]
    MissingColumn {
        /// Which table.
        table: &'static str,
        /// Counted from one, the header included.
        line: usize,
        /// Columns that stand there.
        found: usize,
        /// Columns that must stand there.
        needed: usize,
    },
    /// A code does not read.
    #[error("region table {table}, line {line}: code does not read")]
    BadCode {
        /// Which table.
        table: &'static str,
        /// Counted from one, the header included.
        line: usize,
        /// Why.
        #[source]
        source: RegionCodeFlaw,
    },
    /// A date does not read.
    #[error("region table {table}, line {line}: {text:?} is no date")]
    BadDate {
        /// Which table.
        table: &'static str,
        /// Counted from one, the header included.
        line: usize,
        /// What stands there.
        text: String,
    },
    /// A place stands twice, or its parent stands nowhere.
    #[error("region table {table}: {code} stands twice or has no parent")]
    Misplaced {
        /// Which table.
        table: &'static str,
        /// The place.
        code: RegionCode,
    },
}

/// One line of a table: where it stands and its fields.
pub(super) struct Row<'a> {
    table: &'static str,
    line: usize,
    fields: Vec<Cow<'a, str>>,
}

impl Row<'_> {
    /// The field in this column; the reader has checked that it is there.
    pub fn text(&self, column: usize) -> &str {
        self.fields.get(column).map_or("", |field| field.trim())
    }

    /// The code in this column.
    pub fn code(&self, column: usize) -> Result<RegionCode, RegionTableFlaw> {
        RegionCode::parse(self.text(column)).map_err(|source| RegionTableFlaw::BadCode {
            table: self.table,
            line: self.line,
            source,
        })
    }

    /// The code in this column, `None` when the column is empty.
    pub fn optional_code(&self, column: usize) -> Result<Option<RegionCode>, RegionTableFlaw> {
        if self.text(column).is_empty() { Ok(None) } else { self.code(column).map(Some) }
    }

    /// The day in this column, `None` when the column is empty.
    pub fn optional_date(&self, column: usize) -> Result<Option<Date>, RegionTableFlaw> {
        let text = self.text(column);
        if text.is_empty() {
            return Ok(None);
        }
        text.parse().map(Some).map_err(|_| RegionTableFlaw::BadDate { table: self.table, line: self.line, text: text.to_owned() })
    }
}

/// The lines of `text` below its header, each with at least `columns` fields.
pub(super) fn rows<'a>(table: &'static str, text: &'a str, columns: usize) -> Result<Vec<Row<'a>>, RegionTableFlaw> {
    let mut rows = Vec::new();
    for (index, line) in text.lines().enumerate().skip(1) {
        if line.trim().is_empty() {
            continue;
        }
        let fields = fields(line);
        if fields.len() < columns {
            let found = fields.len();
            return Err(RegionTableFlaw::MissingColumn { table, line: index + 1, found, needed: columns });
        }
        rows.push(Row { table, line: index + 1, fields });
    }
    Ok(rows)
}

/// Splits one CSV line; a field in double quotes may hold commas and doubled quotes.
fn fields(line: &str) -> Vec<Cow<'_, str>> {
    if !line.contains('"') {
        return line.split(',').map(Cow::Borrowed).collect();
    }
    let mut fields = Vec::new();
    let mut field = String::new();
    let mut quoted = false;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                field.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(Cow::Owned(std::mem::take(&mut field))),
            _ => field.push(c),
        }
    }
    fields.push(Cow::Owned(field));
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quoted_field_keeps_its_commas_and_quotes() {
        assert_eq!(fields(r#"73,"a, ""b""",c"#), ["73", r#"a, "b""#, "c"]);
        assert_eq!(fields("73,,"), ["73", "", ""]);
    }

    #[test]
    fn a_flaw_names_its_table_and_line() {
        let Err(flaw) = rows("districts", "code,name\n73.71.05,Tallo\n73.71.06\n", 2) else { panic!("must be refused") };
        assert_eq!(flaw.to_string(), "region table districts, line 3: 1 columns where 2 are needed");
    }
}
