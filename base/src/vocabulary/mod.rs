//! The words of the field as types. A value of one of these types has been checked once, at the door.
//!
//! English names the machine's things, Indonesian the words that a statute, form or register defines
//! (`Nik`, `Kpj`, `Npp`). No type here prints personal data through `Debug` or `Display`.

mod count;
mod day;
mod membership;
mod money;
mod month;
mod nik;
mod rate;
pub mod region;

pub use count::{Covered, GapToTarget, Potential, TargetCount, Uncovered};
pub use day::{day_of_epoch, epoch_day, epoch_day_of, full_years};
pub use membership::{AgeBand, Programme, ProgrammeSet, Segment, Sex};
pub use money::Rupiah;
pub use month::{Month, MonthFlaw, PaidMonths};
pub use nik::{Nik, NikDamage, NikReading, without_niks};
pub use rate::{Percent, Rate};
