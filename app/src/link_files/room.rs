//! Room for linking that needs more than memory: files without a name, which the system takes back when the program ends,
//! however it ends. And the plan by which a run keeps its limit of memory.

use crate::fault::{AppError, Refused};
use link::{Model, Room, Scratch};
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::PathBuf;

/// Gives out files without a name in a folder.
#[derive(Clone, Debug)]
pub(super) struct TemporaryFiles(pub(super) PathBuf);

struct TemporaryFile(File);

impl Scratch for TemporaryFiles {
    fn room(&self) -> io::Result<Box<dyn Room>> {
        Ok(Box::new(TemporaryFile(tempfile::tempfile_in(&self.0)?)))
    }
}

impl Room for TemporaryFile {
    fn write(&mut self, at: u64, bytes: &[u8]) -> io::Result<()> {
        self.0.write_all_at(bytes, at)
    }

    fn read(&self, at: u64, into: &mut [u8]) -> io::Result<()> {
        self.0.read_exact_at(into, at)
    }
}

/// What the program and its readers take before a row is read.
const BASE: u64 = 96 << 20;
/// Bytes that a row takes for good: the odds of its best partner.
const PER_ROW: u64 = 4;
/// Bytes that it takes where it is asked which rows hang together.
const PER_MEMBER: u64 = 24;
/// Of memory, two fifths are for two parts of the lists, an eighth for pairs, a fifth for keys that are sorted and pairs on
/// their way. The rest is for what stays: words, and what is known of every row.
const STAYS: (u64, u64) = (7, 20);
/// A part of fewer rows than this is no part: a run would do nothing but read them back.
const LEAST_PART: u64 = 1 << 13;

/// How a run shares out its memory.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    memory: u64,
    /// Rows from which a list is written out in parts.
    pub(super) part: usize,
    members: bool,
}

impl Plan {
    /// # Errors
    /// Memory too small for any list.
    pub(super) fn of(model: &Model, memory: u64, members: bool) -> Result<Self, AppError> {
        let part = memory / 5 / model.row_bytes();
        if part < LEAST_PART {
            return Err(short(memory, LEAST_PART * 5 * model.row_bytes()));
        }
        let plan = Self { memory, part: usize::try_from(part).unwrap_or(usize::MAX), members };
        plan.allows(0, 0)?;
        Ok(plan)
    }

    /// Whether the limit holds with so many bytes of words and so many rows.
    ///
    /// # Errors
    /// It cannot be kept; the error names what is needed.
    pub(super) fn allows(&self, words: usize, rows: usize) -> Result<(), AppError> {
        let of_row = if self.members { PER_MEMBER } else { PER_ROW };
        let stays = BASE + words as u64 + rows as u64 * of_row;
        let need = stays * STAYS.1 / STAYS.0;
        if need > self.memory { Err(short(self.memory, need)) } else { Ok(()) }
    }
}

fn short(memory: u64, need: u64) -> AppError {
    let detail = format!("--memory {}MB < {}MB", memory >> 20, need.div_ceil(1 << 20));
    Refused::Request { key: "error-link-memory", detail }.into()
}
