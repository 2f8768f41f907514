//! Stage 5: who does not comply, what was done about it, what came back.
//!
//! - [`rules`]: `rulebook/compliance.toml`, the legal basis of every step and what is only our reading;
//! - [`calendar`]: working days, with national and regional holidays, and the day on the wall of a region;
//! - [`case`]: one case as a typed state machine; every illegal step is refused with its article;
//! - [`detect`]: who may not comply, proposed from linked rows with evidence and article;
//! - [`letter`]: which letters there are, which event each of them is, when one may be written;
//! - [`bank`]: for which case money on a bank statement may be;
//! - [`ledger`]: what is owed, paid, reversed and written off, in double entry and whole rupiah.
//!
//! Pure: days, calendars and rules come in as arguments. A finding is a proposal; only a person's event moves a case.

pub mod bank;
pub mod calendar;
pub mod case;
pub mod detect;
pub mod ledger;
pub mod letter;
pub mod rules;

pub use calendar::{Calendar, DayKind, Holiday};
pub use case::{Docket, Event, EventKind, Played, Refusal};
pub use detect::{Detector, Finding};
pub use ledger::{Charge, Ledger, LedgerRefusal};
pub use letter::{LetterKind, letter_number};
pub use rules::{Basis, Rules, RulesFlaw};
