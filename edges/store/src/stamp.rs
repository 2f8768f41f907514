//! Whether the catalogue changed, without asking it: SQLite keeps a header beside its log that every commit changes, and looking at it
//! costs a hundredth of a question to the database.
//!
//! The header is that of the wal-index (sqlite.org/walformat.html, 2.1): a counter of transactions, the length of the log, its salts and
//! checksums, twice. SQLite itself tells by it whether what it read before still holds.

use crate::Store;
use std::collections::HashMap;
use std::fs::{self, File};
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, PoisonError};

/// The length of one of the two copies of the header, and where in it stands whether it is in use.
const HEADER: usize = 48;
const IN_USE: usize = 12;

/// The catalogue at a moment: while it is the same, every question has the same answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp([u8; HEADER]);

/// The headers of this process, by path, with the number of the file behind it.
///
/// None is ever closed: closing a file lets go of every lock that this process holds on it (POSIX), and SQLite holds its locks on this
/// one. It is another file when all connections were closed meanwhile, which is rare.
static OPEN: LazyLock<Mutex<HashMap<PathBuf, (u64, &'static File)>>> = LazyLock::new(Mutex::default);

impl Store {
    /// The stamp of this moment; none where it cannot be told, as while somebody commits: whoever asks then asks the catalogue itself.
    pub fn stamp(&self) -> Option<Stamp> {
        let mut copies = [0; 2 * HEADER];
        header_of(&self.data.join("store.sqlite-shm"))?.read_exact_at(&mut copies, 0).ok()?;
        let (first, second) = copies.split_at(HEADER);
        // Written one after the other: where they differ, a commit is on its way.
        let header: [u8; HEADER] = first.try_into().ok()?;
        (first == second && header[IN_USE] != 0).then_some(Stamp(header))
    }
}

fn header_of(path: &Path) -> Option<&'static File> {
    let number = fs::metadata(path).ok()?.ino();
    let mut open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
    match open.get(path) {
        Some((known, file)) if *known == number => Some(file),
        _ => {
            let file: &'static File = Box::leak(Box::new(File::open(path).ok()?));
            open.insert(path.to_owned(), (number, file));
            Some(file)
        }
    }
}
