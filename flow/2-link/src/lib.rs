//! Stage 2, link: which row is which person.
//!
//! ```text
//! columns ─► Shelf, Roster (values in comparable form, packed records)       words, standard, shelf, roster
//!         ─► keys of every rule; large blocks get longer ones                 keys
//!         ─► rows of equal keys beside each other, pairs read off in passing  block, sweep
//!         ─► facts of a pair as bits of a word, equal words counted           relate, survey
//!         ─► what agreement says, learned without labels from these counts    chance, learn
//!         ─► probability of every pair, weighed by its rivals                 engine, rivals
//!         ─► links, persons, their errors                                     decide, people, review, settle
//! ```
//! What does not fit in memory goes to [`Scratch`]: lists in parts (roster), pairs in sorted runs (pairs). What a run leaves
//! for the next one is written by [`keep`].
//!
//! A [`Model`] says what the columns are, which pairs are looked at and how they are compared (`models/*.toml`). The
//! method stands in the line of Fellegi and Sunter (1969); docs/method/linking.md says where it departs and why. Nothing
//! here touches a disk or a clock: lists come in as columns, links go out as row numbers.

mod block;
mod chance;
mod coded;
mod decide;
mod engine;
mod explain;
mod fact;
mod kept;
mod keys;
mod learn;
mod model;
mod names;
mod pairs;
mod parameters;
mod people;
mod portrait;
mod relate;
mod review;
mod rivals;
mod roster;
mod saved;
mod scratch;
mod sets;
mod settle;
mod shelf;
mod similarity;
mod standard;
mod survey;
mod sweep;
#[cfg(test)]
mod tests;
mod texts;
mod words;

pub use decide::{Rule as DecisionRule, VERDICT, Verdict, decide};
pub use engine::{Earlier, Found, Means, Resources, Step as Progress, levels, run};
pub use explain::{Explanation, Step, explain};
pub use fact::{Ask, Fact, Facts, Mask};
pub use kept::{Kept, KeptFault, keep, take_up};
pub use keys::RuleYield;
pub use model::{
    BUILT_IN, Column, ColumnType, Comparison, Decision, Facet, Level, Lookalike, Model, ModelFlaw, Part, Rule, Standard, Words,
};
pub use pairs::{Pairs, Scored, Space};
pub use parameters::{Parameters, RuleParameters};
pub use people::{Linked, Membership, lasting_names, persons};
pub use portrait::{AtThreshold, LevelSays, Portrait, portrait};
pub use review::{BANDS, Design, Drawn, Estimate, ShareEstimate, Stratum, StratumKey, matches, precision_and_recall};
pub use rivals::Rivals;
pub use roster::Roster;
pub use saved::{Learned, Prior};
pub use scratch::{InMemory, Room, Scratch};
pub use settle::{Look, Standing, is_twice, settle};
pub use shelf::Shelf;

/// The version of this stage's method.
pub const METHOD_VERSION: &str = "link-7";
