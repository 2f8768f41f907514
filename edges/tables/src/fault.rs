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
    /// The content.
    #[error("{path}: {why}")]
    Format {
        /// The file.
        path: String,
        /// What is wrong with it.
        why: String,
    },
}
