//! Readers of single values as officials type them: dates, months, money, numbers, flags.

pub mod date;
pub mod month;
pub mod number;

pub use date::{DateOrder, DateReading};
