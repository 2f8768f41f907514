//! What can go wrong between us and the disk, by what was being tried.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// A step of reading or writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Making a folder.
    MakeFolder,
    /// Writing a file.
    Write,
    /// Waiting until a file is on the disk.
    Sync,
    /// Giving a file its name.
    Rename,
    /// Reading a file.
    Read,
    /// Removing a file.
    Remove,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::MakeFolder => "make the folder",
            Self::Write => "write",
            Self::Sync => "bring to the disk",
            Self::Rename => "name",
            Self::Read => "read",
            Self::Remove => "remove",
        })
    }
}

/// A fault of the lake. None of them loses an accepted row.
#[derive(Debug, thiserror::Error)]
pub enum LakeFault {
    /// No space left.
    #[error("no space is left on the disk; could not {step} {path}")]
    DiskFull {
        /// What was tried.
        step: Step,
        /// Where.
        path: PathBuf,
    },
    /// Any other trouble with the disk.
    #[error("could not {step} {path}")]
    Disk {
        /// What was tried.
        step: Step,
        /// Where.
        path: PathBuf,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// A file is gone.
    #[error("the lake file {sha256} is missing; its snapshot is out of service until it is restored")]
    Missing {
        /// Its hash.
        sha256: String,
    },
    /// A file has changed.
    #[error(
        "the lake file {sha256} is damaged (its bytes do not have its hash); its snapshot is out of service until it is restored"
    )]
    Damaged {
        /// Its hash.
        sha256: String,
    },
    /// A Parquet file cannot be written or read.
    #[error("could not {step} a Parquet table")]
    Table {
        /// What was tried.
        step: Step,
        /// The cause.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A sealed file does not open with the key.
    #[error("a sealed file does not open: the key file is not the one it was sealed with, or the file was changed")]
    WrongKey,
    /// The key file is not there or not one.
    #[error("the key file {path} {problem}")]
    KeyFile {
        /// Where it was looked for.
        path: PathBuf,
        /// What is wrong.
        problem: &'static str,
    },
}

impl LakeFault {
    /// A disk that was found full while something was written beside the lake.
    pub fn disk_full(path: PathBuf) -> Self {
        Self::DiskFull { step: Step::Write, path }
    }

    pub(crate) fn no_randomness() -> Self {
        Self::Disk {
            step: Step::Read,
            path: PathBuf::from("/dev/urandom"),
            source: io::Error::other("the system gives no randomness"),
        }
    }

    pub(crate) fn table(step: Step, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        // Disk full arrives wrapped by the Parquet writer.
        let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(&source);
        while let Some(error) = cause {
            if error.downcast_ref::<io::Error>().is_some_and(is_full) || error.to_string().contains("os error 28") {
                return Self::DiskFull { step, path: PathBuf::from("lake") };
            }
            cause = error.source();
        }
        Self::Table { step, source: Box::new(source) }
    }
}

fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge)
}

/// Names what was tried, and where, for an error of the disk.
pub(crate) fn at(step: Step, path: &Path) -> impl FnOnce(io::Error) -> LakeFault {
    let path = path.to_owned();
    move |source| {
        if is_full(&source) { LakeFault::DiskFull { step, path } } else { LakeFault::Disk { step, path, source } }
    }
}
