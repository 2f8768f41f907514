//! Why a table was not assessed: refused as it is, or a fault of the disk.

use std::io;
use std::path::{Path, PathBuf};

/// What ended the work. Nothing is left behind under the name asked for.
#[derive(Debug, thiserror::Error)]
pub enum AssessFault {
    /// A file that cannot be opened, read or written.
    #[error("could not {doing} {path}")]
    Disk {
        /// What was tried.
        doing: &'static str,
        /// Where.
        path: PathBuf,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// A parquet file that is damaged or of a kind that cannot be read.
    #[error("{path} is no parquet file that can be read: {detail}")]
    Parquet {
        /// The file.
        path: PathBuf,
        /// What the reader says.
        detail: String,
    },
    /// A file name without a known ending.
    #[error("{path}: name tables .csv or .parquet")]
    UnknownEnding {
        /// The file.
        path: PathBuf,
    },
    /// A column that must be there.
    #[error("{path} has no column {column}; its columns are {known}")]
    NoColumn {
        /// The file.
        path: PathBuf,
        /// What is missing.
        column: &'static str,
        /// What there is.
        known: String,
    },
    /// A column that the answer would write a second time.
    #[error("{path} already has a column {column}, which the answer writes; rename it or leave it out")]
    ColumnTaken {
        /// The file.
        path: PathBuf,
        /// The column.
        column: String,
    },
    /// A line with more cells than the header.
    #[error("{path}, line {line}: {found} cells under a header of {expected}; quote the cell that holds the separator")]
    Ragged {
        /// The file.
        path: PathBuf,
        /// The line.
        line: u64,
        /// Its cells.
        found: usize,
        /// The cells of the header.
        expected: usize,
    },
    /// Text that is not UTF-8.
    #[error("{path}, line {line}: not UTF-8; save the list as CSV UTF-8")]
    NotUtf8 {
        /// The file.
        path: PathBuf,
        /// The line.
        line: u64,
    },
    /// A row too long to be one.
    #[error("{path}, line {line}: more than {limit} bytes or cells in one row; is a quotation mark left open?")]
    RowWithoutEnd {
        /// The file.
        path: PathBuf,
        /// The line on which it begins.
        line: u64,
        /// The limit.
        limit: usize,
    },
}

impl AssessFault {
    /// Whether the table is refused as it is; otherwise the disk failed.
    pub fn is_refusal(&self) -> bool {
        !matches!(self, Self::Disk { .. })
    }

    pub(crate) fn disk(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |source| Self::Disk { doing, path, source }
    }

    pub(crate) fn parquet<E: std::fmt::Display>(path: &Path) -> impl Fn(E) -> Self + use<E> {
        let path = path.to_owned();
        move |error| Self::Parquet { path: path.clone(), detail: error.to_string().chars().take(200).collect() }
    }
}
