//! Stage 2, link: which row is which person.
//!
//! ```text
//! columns ─► Shelf, Roster (values in comparable form, packed records)      words, standard, roster
//!         ─► keys of every rule, sorted; pairs read off in passing           block
//!         ─► facts of a pair as bits of a word, equal words counted          relate, survey
//!         ─► what agreement says, learned without labels from these counts   learn
//!         ─► probability of every pair, weighed by its rivals                engine, rivals
//!         ─► links, persons                                                  decide, people
//! ```
//! A [`Model`] says what the columns are, which pairs are looked at and how they are compared (`models/*.toml`). The
//! method stands in the line of Fellegi and Sunter (1969); docs/method/linking.md says where it departs and why. Nothing
//! here touches a disk or a clock: lists come in as columns, links go out as row numbers.

mod block;
mod decide;
mod engine;
mod explain;
mod fact;
mod learn;
mod model;
mod people;
mod relate;
mod rivals;
mod roster;
mod saved;
mod sets;
mod similarity;
mod standard;
mod survey;
#[cfg(test)]
mod tests;
mod words;

pub use block::RuleYield;
pub use decide::{VERDICT, Verdict, clusters, decide, overrule};
pub use engine::{Found, Resources, Scored, levels, run};
pub use explain::{Explanation, Step, explain};
pub use fact::{Ask, Fact, Facts, Mask};
pub use learn::{Parameters, RuleParameters};
pub use model::{
    BUILT_IN, Column, ColumnType, Comparison, Decision, Facet, Level, Lookalike, Model, ModelError, Part, Rule, Standard, Words,
};
pub use people::{Membership, persons};
pub use rivals::Rivals;
pub use roster::{Roster, Shelf};
pub use saved::{Learned, Prior};

/// The version of this stage's method.
pub const METHOD_VERSION: &str = "link-3";
