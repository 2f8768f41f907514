//! What can go wrong with the database, by what was being tried.

/// A fault of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreFault {
    /// No space left.
    #[error("no space is left on the disk; could not {doing}")]
    DiskFull {
        /// What was tried.
        doing: &'static str,
    },
    /// Any other trouble.
    #[error("could not {doing}")]
    Database {
        /// What was tried.
        doing: &'static str,
        /// The cause.
        #[source]
        source: sqlx::Error,
    },
    /// The schema could not be brought up to date: often a newer program has been here.
    #[error("the catalogue could not be brought to this program's schema; a newer program may have written it")]
    Migrate(#[source] sqlx::migrate::MigrateError),
    /// A SQLite that can lose data.
    #[error("SQLite {version} can lose data at a checkpoint; 3.51.3 or later is needed, and not 3.52.0")]
    UnsafeSqlite {
        /// The version found.
        version: String,
    },
    /// Somebody else moved the snapshot first. Nothing was changed.
    #[error("the {kind} have changed since this work began; nothing was stored, run it again")]
    Overtaken {
        /// The kind.
        kind: String,
    },
    /// A value in the catalogue that this program never writes.
    #[error("the catalogue holds {what} that cannot be read")]
    Unreadable {
        /// What.
        what: &'static str,
    },
}

pub(crate) fn doing(doing: &'static str) -> impl FnOnce(sqlx::Error) -> StoreFault {
    move |source| {
        // 13: the disk is full. 4874: there is no room for the index of the write-ahead log.
        let full =
            source.as_database_error().is_some_and(|error| error.code().is_some_and(|code| code == "13" || code == "4874"));
        if full { StoreFault::DiskFull { doing } } else { StoreFault::Database { doing, source } }
    }
}
