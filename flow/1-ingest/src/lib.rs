//! Stage 1, ingest: raw rows of a file become facts and sealed identities, or go back to their sender.
//!
//! ```text
//! RowBlock ─► layout (where is the header?) ─► mapping (which column is what?) ─► row (every value standardised)
//!          ─► accepted: Chunk { facts, identity }   refused: RefusedRow with reasons   duplicate: counted
//! ```
//! [`SheetIngest`] is the walk through one sheet; [`KindSpec`] says what a kind's rows hold (`kinds/*.toml`).
//! Pure: files, keys and the clock belong to the caller. Nothing is repaired in silence.

mod beside;
mod column;
mod context;
mod heading;
mod kind;
mod layout;
mod mapping;
mod parts;
mod place;
mod row;
mod sheet;
pub mod value;

pub use column::{Chunk, facts_schema};
pub use context::{Context, Secrets};
pub use heading::normalise as normalise_heading;
pub use kind::{FieldSpec, FieldType, KindFlaw, KindSpec};
pub use layout::Layout;
pub use mapping::{Mapping, MappingFile, MappingFlaw};
pub use sheet::{SheetIngest, SheetSummary, WatchedRow};

/// The version of this stage's method: a change in what a row becomes changes it, and every batch records it.
pub const METHOD_VERSION: &str = "ingest-4";
