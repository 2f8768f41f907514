//! Places: the regions of Indonesia as a tree, and the reading of messy place names.
//!
//! - [`RegionCode`] and [`Level`]: the Kemendagri code, which joins tables;
//! - [`Regions`]: all provinces, regencies and districts, the villages of Sulawesi Selatan, and the codes that
//!   older identity numbers still carry; data in `base/data/regions`, other tables by [`Regions::from_csv`];
//! - [`Regions::resolve`]: one text to one place; [`Regions::resolve_place`]: the columns of a row to one place.
//!
//! Promise: never a guess. A text that fits two places gives both, a text that fits none gives what is near,
//! and only what is sure gives a code. Nothing in the code knows a province.
//!
//! How a text is read, in the order of the files: `normalise` makes words of it, `words` knows which words are
//! no names, `code_in_text` takes codes out, `segment` and `part` cut the rest into parts that each name a place, `names`
//! finds exact names, `nearest` and `around` find slips of the pen, `choose` takes the one place that all parts allow,
//! `resolve` weighs it against a code, `place` does so for a whole row.

mod around;
mod choose;
mod code;
mod code_in_text;
mod names;
mod nearest;
mod normalise;
mod part;
mod place;
mod resolve;
mod segment;
mod table;
mod tree;
mod words;

#[cfg(test)]
mod tests;

pub use code::{Level, RegionCode, RegionCodeFlaw};
pub use place::{PlaceFlaw, PlaceResolution, PlaceText};
pub use resolve::{CodeSystem, Hint, How, Resolution};
pub use table::{RegionTableFlaw, RegionTables};
pub use tree::{Region, Regions};
