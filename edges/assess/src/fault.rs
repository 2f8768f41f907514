//! Why a table was not assessed: refused as it is, or a fault of the disk.

use parquet::errors::ParquetError;
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
    /// A table that cannot be written: the disk is full, or went away.
    #[error("could not write {path}: {detail}")]
    Write {
        /// The file.
        path: PathBuf,
        /// What the writer says.
        detail: String,
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
    /// A column that decides, twice: which of them counts nobody can tell.
    #[error("{path} has the column {column} more than once; leave one")]
    ColumnTwice {
        /// The file.
        path: PathBuf,
        /// The column.
        column: String,
    },
    /// A header that is not UTF-8, so that no column can be found.
    #[error("{path}: the header is not UTF-8; save the list as CSV UTF-8")]
    NotUtf8 {
        /// The file.
        path: PathBuf,
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
        !matches!(self, Self::Disk { .. } | Self::Write { .. })
    }

    /// The key of its sentence in `texts`.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Disk { .. } | Self::Write { .. } => "law-table-write",
            Self::Parquet { .. } => "law-table-parquet",
            Self::UnknownEnding { .. } => "law-table-ending",
            Self::NoColumn { .. } => "law-table-no-column",
            Self::ColumnTaken { .. } => "law-table-taken",
            Self::ColumnTwice { .. } => "law-table-twice",
            Self::NotUtf8 { .. } => "law-table-not-utf8",
            Self::RowWithoutEnd { .. } => "law-table-row-without-end",
        }
    }

    /// What the sentence names.
    pub fn arguments(&self) -> Vec<(&'static str, String)> {
        let shown = |path: &Path| ("path", path.display().to_string());
        match self {
            Self::Disk { doing, path, source } => vec![shown(path), ("detail", format!("{doing}: {source}"))],
            Self::Write { path, detail } | Self::Parquet { path, detail } => vec![shown(path), ("detail", detail.clone())],
            Self::UnknownEnding { path } | Self::NotUtf8 { path } => vec![shown(path)],
            Self::NoColumn { path, column, known } => {
                vec![shown(path), ("column", (*column).to_owned()), ("known", known.clone())]
            }
            Self::ColumnTaken { path, column } | Self::ColumnTwice { path, column } => {
                vec![shown(path), ("column", column.clone())]
            }
            Self::RowWithoutEnd { path, line, limit } => {
                vec![shown(path), ("line", line.to_string()), ("limit", limit.to_string())]
            }
        }
    }

    /// A writer that gave up: whatever it says, the table that came in is not at fault.
    pub(crate) fn write<E: std::fmt::Display>(path: &Path) -> impl Fn(E) -> Self + use<E> {
        let path = path.to_owned();
        move |error| Self::Write { path: path.clone(), detail: shortened(&error) }
    }

    /// A copy of bytes from one file to another: an error of the disk is the writer's, any other one lies in what is read.
    pub(crate) fn copy(from: &Path, to: &Path) -> impl Fn(ParquetError) -> Self + use<> {
        let (read, written) = (Self::parquet(from), Self::write(to));
        move |error| match &error {
            ParquetError::External(cause) if cause.is::<io::Error>() => written(error),
            _ => read(error),
        }
    }

    pub(crate) fn disk(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |source| Self::Disk { doing, path, source }
    }

    pub(crate) fn parquet<E: std::fmt::Display>(path: &Path) -> impl Fn(E) -> Self + use<E> {
        let path = path.to_owned();
        move |error| Self::Parquet { path: path.clone(), detail: shortened(&error) }
    }
}

fn shortened(error: &impl std::fmt::Display) -> String {
    error.to_string().chars().take(200).collect()
}
