//! Stage 4: from "47 % to 68 %" to people, rupiah and months.
//!
//! - [`targets`]: what was promised by whom, where promises contradict each other, and what a path asks for every month;
//! - [`bridge`]: who of the missing can be covered through which channel, and what it costs;
//! - [`forecast`]: where coverage is going, with intervals and the errors of the past;
//! - [`funding`]: which money may lawfully enrol whom;
//! - [`allocate`]: whom to enrol with which money: the optimal plan of an instance, proven, with the price of its limits;
//! - [`budget`]: what cover costs, and how many months a sum buys.
//!
//! Pure: instances and rates come in as arguments. People and rupiah are integers; the solver's floating point is checked
//! against exact integers before a plan leaves this crate.

pub mod allocate;
pub mod bridge;
pub mod budget;
pub mod forecast;
pub mod funding;
pub mod targets;

pub use allocate::{AllocateFault, Allocation, Instance, InstanceFlaw, allocate};
