//! Edge: workbooks and pages that go out. Text is written as text (a cell that starts with `=` stays what was typed), numbers as
//! numbers, NIK columns as text, and the same rows give the same bytes.

mod list;
mod pdf;
mod sealed;
mod table;

pub use list::ListBook;
pub use pdf::{Enclosed, PdfFault, pdf};
pub use sealed::seal_workbook;
pub use table::{Cell, Computed, Table, write_tables};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, XlsxError};
use std::path::PathBuf;

/// A workbook could not be written.
#[derive(Debug, thiserror::Error)]
#[error("could not write the workbook {path}")]
pub struct PressFault {
    /// Where.
    pub path: PathBuf,
    /// The cause.
    #[source]
    pub source: XlsxError,
}

/// Properties with a fixed day of creation: the clock must not change the bytes.
fn properties(title: &str) -> DocProperties {
    let properties = DocProperties::new().set_title(title).set_author("Sinergi");
    match ExcelDateTime::from_ymd(2026, 1, 1) {
        Ok(day) => properties.set_creation_datetime(&day),
        Err(_) => properties,
    }
}
