//! What can go wrong with a table. Never names a value: values are people.

use std::io;

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
    #[error("{path}: {why}")]
    Format {
        /// The file.
        path: String,
        /// What is wrong with it.
        why: String,
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
