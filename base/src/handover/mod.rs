//! The records that stages and edges pass to each other. A stage knows these, never another stage.
//!
//! `sources` → [`RowBlock`] → ingest → [`Finding`]s, [`Counts`] → lake → link → measure → [`CoverageRow`] → faces.

mod channel;
mod coverage;
mod finding;
mod kind;
pub mod outline;
mod raw;

pub use channel::Channel;
pub use coverage::{Attribution, Basis, CoverageRow, Dimension, RateInterval};
pub use finding::{Counts, Finding, FindingCode, FindingTally, RefusedRow, showable};
pub use kind::{Kind, UnknownKind};
pub use outline::Outline;
pub use raw::{CellKind, RawCell, RawRow, RowBlock, WireFlaw};
