//! The law as data: dated rules read from `rulebook/`, and their pure consequences.
//!
//! - [`Rulebook`]: every value with its days, its article, how sure we are, and the worked cases it must pass;
//! - [`assess`]: contributions of a worker-month; [`bill`]: what is owed on a day; [`benefit`]: what is paid out;
//! - [`ActiveRule`], [`Groups`]: who counts as active, and whom other funds insure.
//!
//! A question about a day on which no rule is known is refused by name, with the first day it is known: never zero,
//! never the newest. No rate stands here; a test changes every value of the rulebook and sees a case change.

mod active;
pub mod assess;
pub mod benefit;
pub mod bill;
mod cases;
mod dated;
mod embedded;
mod fine;
mod groups;
mod holidays;
mod names;
pub mod ratio;
mod reading;
mod rulebook;
mod taken;
pub mod timeline;
mod value;

pub use active::{ActiveRule, NotInForce, RulebookFlaw, SegmentView, Standing};
pub use cases::{Case, Origin};
pub use dated::{Confidence, Dated, NotKnown};
pub use fine::{AdministrativeFine, administrative_fine};
pub use groups::{Excluded, Group, Groups};
pub use holidays::{ClosedDays, Holidays};
pub use rulebook::{Flaw, Parameter, Rulebook, RulebookFlaws, Source};
pub use value::{Unit, Value};
