//! What can go wrong with a table. Never names a value: values are people.

use std::io;

/// What is wrong with a table as it is. Rows are counted from one below the header.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableFlaw {
    /// It says that it is parquet, and is damaged or of a kind that cannot be read.
    #[error("not a sound parquet file: {0}")]
    Parquet(String),
    /// A column holds tables.
    #[error("column {0:?} is a table within the table")]
    Nested(String),
    /// A workbook.
    #[error("a workbook; save the sheet as csv first")]
    Workbook,
    /// Bytes that are neither.
    #[error("neither parquet nor a text table")]
    NeitherOne,
    /// Nothing, not even a header.
    #[error("the file is empty; it needs a header")]
    Empty,
    /// A header longer than any.
    #[error("the header is longer than a megabyte; is a quotation mark open?")]
    HeaderWithoutEnd,
    /// A row longer than any.
    #[error("row {0} below the header is longer than a megabyte; is a quotation mark open?")]
    RowWithoutEnd(u64),
    /// A row with more or fewer cells than the header.
    #[error("row {row} below the header has {cells} cells, and the header {header}; is a separator missing or not quoted?")]
    Ragged {
        /// The row.
        row: u64,
        /// Its cells.
        cells: usize,
        /// Those of the header.
        header: usize,
    },
    /// A header that is not UTF-8.
    #[error("the header is not UTF-8; save the table as CSV UTF-8")]
    HeaderNotUtf8,
    /// A cell that is not UTF-8.
    #[error("row {row} below the header is not UTF-8 (cell {cell}); save the table as CSV UTF-8")]
    NotUtf8 {
        /// The row.
        row: u64,
        /// The cell, counted from one.
        cell: usize,
    },
}

impl TableFlaw {
    /// The key of its sentence in `texts`.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Parquet(_) => "table-parquet",
            Self::Nested(_) => "table-nested",
            Self::Workbook => "table-workbook",
            Self::NeitherOne => "table-neither",
            Self::Empty => "table-empty",
            Self::HeaderWithoutEnd => "table-header-without-end",
            Self::RowWithoutEnd(_) => "table-row-without-end",
            Self::Ragged { .. } => "table-ragged",
            Self::HeaderNotUtf8 => "table-header-not-utf8",
            Self::NotUtf8 { .. } => "table-not-utf8",
        }
    }

    /// What the sentence names.
    pub fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Parquet(detail) => vec![("detail", detail.clone())],
            Self::Nested(column) => vec![("column", column.clone())],
            Self::RowWithoutEnd(row) => vec![("row", row.to_string())],
            Self::Ragged { row, cells, header } => {
                vec![("row", row.to_string()), ("cells", cells.to_string()), ("header", header.to_string())]
            }
            Self::NotUtf8 { row, cell } => vec![("row", row.to_string()), ("cell", cell.to_string())],
            Self::Workbook | Self::NeitherOne | Self::Empty | Self::HeaderWithoutEnd | Self::HeaderNotUtf8 => Vec::new(),
        }
    }
}

/// A table could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum TableFault {
    /// The disk.
    #[error("could not {doing} {path}")]
    Io {
        /// What was tried.
        doing: &'static str,
        /// The file.
        path: String,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// The content of a table that was read: the same file is refused again.
    #[error("{path}: {flaw}")]
    Format {
        /// The file.
        path: String,
        /// What is wrong with it.
        flaw: TableFlaw,
    },
    /// A table that could not be written, though the disk would have it.
    #[error("{path} cannot be written: {why}")]
    Write {
        /// The file.
        path: String,
        /// What stood in the way.
        why: String,
    },
}
