//! One case of the compliance forum as a typed state machine.
//!
//! A case is what its events made of it: [`Docket::play`] takes one event after the other, refuses what the rules do not
//! allow, and says after each where the case stands and what is due next. Nothing is edited; the same events give the
//! same case. Tables: `position.rs`. Days, proof and money: `step.rs`. What spans cases: `docket.rs`.

mod clock;
mod docket;
mod event;
mod outcome;
mod position;
mod refusal;
mod skk;
mod step;
#[cfg(test)]
mod tests;

pub use clock::{Deadline, Due};
pub use docket::{Docket, Moment, Played, Remark, Standing};
pub use event::{ClosedBecause, Event, EventKind, Instalment, Mandate, Subject, Violation};
pub use outcome::{Outcome, Precision};
pub use position::{Sanction, Skk};
pub use refusal::Refusal;
pub use skk::{SkkEnd, SkkRecord, Trail, skk_records};
pub use step::Case;
