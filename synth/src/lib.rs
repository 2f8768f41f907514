//! The synthetic province: rosters as messy as real ones, about people who do not exist, with the truth beside them.
//!
//! [`write_province`] makes any number of people from 1,000 to 5,000,000. The same [`Order`] gives the same bytes.
//! Every person is a pure function of the seed and a number, so files are written on all cores and memory stays
//! flat. Every NIK has a serial from 9001 to 9999, which a population office practically never gives out.
//!
//! Not here: reading rosters, linking them, and any figure about real people.

mod business;
mod calibration;
mod census;
mod conduct;
mod contributions;
mod day;
mod draw;
mod employers;
mod error;
mod events;
mod faults;
mod identity;
mod list_layout;
mod list_rows;
mod list_text;
mod list_xlsx;
mod lists;
mod membership;
mod names;
mod output;
mod participants;
mod payroll;
mod people;
mod places;
mod projects;
mod province;
mod public_figures;
mod rosters;
mod spelling;
mod text_table;
mod truth;
mod violations;
mod work;
mod write;

pub use error::SynthError;
pub use faults::Faults;
pub use rosters::{Damage, RosterOrder, RosterSummary, write_rosters};
pub use write::{KindSummary, Summary, write_province};

/// What to make.
#[derive(Clone, Debug)]
pub struct Order {
    /// Working people, 1,000 to 5,000,000, civil servants and the recently dead included.
    pub people: u64,
    /// The seed; the same seed gives the same bytes.
    pub seed: u64,
    /// The day that the registers describe.
    pub as_of: jiff::civil::Date,
    /// How often what goes wrong.
    pub faults: Faults,
}

impl Default for Order {
    fn default() -> Self {
        Self { people: 100_000, seed: 1, as_of: jiff::civil::date(2025, 6, 30), faults: Faults::default() }
    }
}
