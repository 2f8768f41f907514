//! Stage 3, measure: who is covered, out of how many.
//!
//! ```text
//! Question ─► query (SQL text over facts and links) ─► engine ─► CellCount ─► rows: CoverageRow with names, day, notes
//! published statistics ─► published: the same rows from figures that others counted, never mixed with ours
//! ```
//! Two bases stand side by side: the people on our lists (`roster`) and the members of the register among a published
//! number of workers (`published`). [`oracle`] counts twenty-row tables in plain Rust; tests hold the engine to it.
//! A person counts once in every cell and every total. Civil servants (Taspen) and the dead are outside every denominator.

mod account;
mod change;
mod channels;
mod interval;
mod listing;
pub mod oracle;
mod published;
mod query;
mod rows;
mod standing;

pub use account::{AccountLine, Reason, account_lines};
pub use change::{Change, change};
pub use channels::{Channels, Ending, Uncovered, channels_query, ending, ending_query, months_query, since_query, uncovered};
pub use interval::{LinkDoubt, interval};
pub use listing::{Listed, Listing, listed, listing_counts, listing_query, person_of_row_query, person_query, uncovered_reasons};
pub use published::{
    Denominator, GapRow, PublishedFlaw, Statistic, denominators, gap_rows, is_synthetic, month_of, published_rows,
};
pub use query::{Population, QueryText, Question, account_query, coverage_query};
pub use rows::{AccountCount, CellCount, coverage_rows, with_denominators};
pub use standing::{CoveredMonths, StandingColumn};

/// The version of this stage's method.
pub const METHOD_VERSION: &str = "measure-2";
