//! Contributions of one worker-month: options → terms (which rules apply, found once) → amounts (integers, for every row).
//!
//! A [`Terms`] is all that the rulebook says for one set of [`Options`]; [`Terms::assess`] turns the figures of a row
//! into whole rupiah. Single cases, the batch and the worked cases of the rulebook go the same way.

mod bpu;
mod draft;
mod formula;
mod jakon;
mod options;
mod pmi;
mod pu;
pub mod read;
mod refusal;
mod spelling;
mod terms;
#[cfg(test)]
mod tests;
mod working;

pub use formula::{Formula, Formulas, QUICK_COLUMNS};
pub use options::{EmployerSize, Figures, Fund, Occupation, Options, StaffGroup};
pub use refusal::{Note, Notes, Refusal};
pub use terms::{Amounts, Column, Side, Terms};
pub use working::{FundShare, Ground, Line};
