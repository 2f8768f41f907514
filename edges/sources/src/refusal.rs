//! Why a file is not read at all. Each has a sentence and a next step in `texts/*/source.ftl`.

use std::fmt;

macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)*) => {
        /// Why a file is refused whole.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum RefusalCode { $($(#[$doc])* $name,)* }

        impl RefusalCode {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The code in texts and on the pipe.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }
        }
    };
}

refusals! {
    /// Nothing in it.
    Empty = "source-empty";
    /// An encrypted or password-protected workbook.
    Encrypted = "source-encrypted";
    /// A workbook with macros.
    Macros = "source-macros";
    /// xlsb.
    Xlsb = "source-xlsb";
    /// ods.
    Ods = "source-ods";
    /// A PDF, whatever its name.
    Pdf = "source-pdf";
    /// A web page, whatever its name: what old systems call xls.
    Html = "source-html";
    /// A zip that is no workbook, or another binary file.
    UnknownFormat = "source-unknown-format";
    /// The workbook is cut off or damaged.
    Damaged = "source-damaged";
    /// It inflates to more than any real list.
    Bomb = "source-bomb";
    /// DTD or entities in its XML.
    Entities = "source-entities";
    /// A cell beyond the last allowed column.
    TooWide = "source-too-wide";
    /// A row, or a quoted cell, without an end.
    RowWithoutEnd = "source-row-without-end";
    /// NUL bytes in a text file.
    NulBytes = "source-nul-bytes";
    /// Parquet columns that hold no values of a table.
    NestedParquet = "source-nested-parquet";
    /// JSON without boundaries.
    Json = "source-json";
    /// Boundaries in metres of some projection.
    NotDegrees = "source-not-degrees";
    /// The reader ran out of its memory or time.
    OutOfBounds = "source-out-of-bounds";
    /// The file could not be read from the disk.
    Unreadable = "source-unreadable";
}

/// A file that is refused whole.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Refusal {
    /// Why.
    pub code: RefusalCode,
    /// Where: a line, a column, a part of the workbook. Never content.
    pub detail: String,
}

impl Refusal {
    pub(crate) fn new(code: RefusalCode, detail: impl fmt::Display) -> Self {
        Self { code, detail: detail.to_string() }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.code.code())?;
        if self.detail.is_empty() { Ok(()) } else { write!(f, " ({})", self.detail) }
    }
}

impl From<std::io::Error> for Refusal {
    fn from(error: std::io::Error) -> Self {
        Self::new(RefusalCode::Unreadable, error.kind())
    }
}
