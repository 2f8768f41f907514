//! Words and law: what every other room may rely on, and nothing that touches the world.
//!
//! - [`vocabulary`]: the field's words as types (`Nik`, `Month`, `Rupiah`, regions …);
//! - [`law`]: the rulebook as dated rules; a question about a day without a rule is refused by name;
//! - [`handover`]: the records that one stage passes to the next;
//! - [`access`]: roles and areas: who may do what, where.
//!
//! Promise: no file, network, clock, environment or randomness. Days and seeds come in as arguments.

pub mod access;
pub mod handover;
pub mod law;
pub mod vocabulary;
