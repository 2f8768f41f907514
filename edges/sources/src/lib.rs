//! Edge: a file that somebody sent becomes raw rows.
//!
//! ```text
//! parent: Sandbox::read ──spawn──► child: child_main ─► format (by content, never by name) ─► text | sheet | parquet | geo
//!        ◄── SourceEvent: sheet, rows, … end or refusal ── pipe ──
//! ```
//! Uploads are hostile until parsed: the child has limits of memory, time and files, and hands over nothing but
//! [`RowBlock`](base::handover::RowBlock)s. A child that dies is a refused file, never a crash of the parent.
//! `trust.md` B3 gives the measurements behind the limits; tests F01 to F14 are in `tests/`.

mod filter;
mod format;
#[cfg(test)]
mod fuzz;
mod geo;
mod parquet_file;
mod refusal;
mod sandbox;
mod sheet;
mod text;
mod wire;
mod zip_check;

pub use format::Format;
pub use refusal::{Refusal, RefusalCode};
pub use sandbox::{ReadError, Sandbox, child_main, step_back};
pub use wire::SourceEvent;

use base::handover::RowBlock;
use std::fs::File;

/// What a reader hands over, in order: sheets with their rows.
pub(crate) trait Sink {
    /// A sheet begins; text files have one without a name.
    fn sheet(&mut self, name: &str) -> Result<(), Refusal>;
    /// A sheet that its workbook hides: it is named and not read.
    fn hidden_sheet(&mut self, name: &str) -> Result<(), Refusal>;
    /// The next rows of it.
    fn rows(&mut self, block: &RowBlock) -> Result<(), Refusal>;
    /// How the file was read, shown to the sender: encoding, separator.
    fn how(&mut self, detail: &str) -> Result<(), Refusal>;
}

/// Limits on one file. The reasons stand in `trust.md` B3.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Longest text of a cell: what Excel itself allows.
    pub cell_chars: usize,
    /// Most columns.
    pub columns: usize,
    /// Largest sum of what a zip inflates to.
    pub inflated_bytes: u64,
    /// Largest ratio of inflated to stored bytes of one zip entry.
    pub inflation_ratio: u64,
    /// Most entries of a zip.
    pub zip_entries: usize,
    /// Longest row of a text file.
    pub row_bytes: usize,
    /// Largest file of JSON: it is read whole.
    pub json_bytes: u64,
    /// Most points of all outlines of a file.
    pub points: usize,
    /// Address space of the child.
    pub memory_bytes: u64,
    /// CPU time of the child.
    pub cpu_seconds: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            cell_chars: 32_767,
            columns: 256,
            inflated_bytes: 1 << 30,
            inflation_ratio: 200,
            zip_entries: 10_000,
            row_bytes: 1 << 20,
            json_bytes: 64 << 20,
            points: 4_000_000,
            memory_bytes: 2 << 30,
            cpu_seconds: 1_800,
        }
    }
}

/// Reads a file in this process; the child's whole work.
pub(crate) fn read(file: File, limits: &Limits, sink: &mut dyn Sink) -> Result<(), Refusal> {
    match Format::of(&file)? {
        Format::Xlsx => sheet::read_xlsx(file, limits, sink),
        Format::Xls => sheet::read_xls(file, limits, sink),
        Format::Parquet => parquet_file::read(file, limits, sink),
        Format::Json => geo::read(file, limits, sink),
        Format::Text => text::read(file, limits, sink),
    }
}
