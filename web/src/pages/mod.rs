//! One file per page: what it asks, and what it shows.

pub(crate) mod account;
pub(crate) mod admin;
pub(crate) mod audit;
pub(crate) mod coverage;
pub(crate) mod door;
pub(crate) mod figure;
pub(crate) mod history;
pub(crate) mod import;
mod parts;
pub(crate) mod region;
