//! The law as data: dated rules read from `rulebook/`, and their pure consequences.
//!
//! A question about a day on which no rule is known is a [`NotInForce`] refusal that names the rule and the
//! first day it is known: never zero, never the newest.

mod active;
mod groups;
mod holidays;

pub use active::{ActiveRule, NotInForce, RulebookFlaw, SegmentView, Standing};
pub use groups::{Excluded, Group, Groups};
pub use holidays::Holidays;
