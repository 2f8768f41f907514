//! Stage 4: from "47 % to 68 %" to people, rupiah and months.
//!
//! - [`allocate`]: whom to enrol with which money: the optimal plan of an instance, proven, with the price of its limits;
//! - [`budget`]: what cover costs, and how many months a sum buys.
//!
//! Pure: instances and rates come in as arguments. People and rupiah are integers; the solver's floating point is checked
//! against exact integers before a plan leaves this crate.

pub mod allocate;
pub mod budget;

pub use allocate::{AllocateFault, Allocation, Instance, InstanceFlaw, allocate};
