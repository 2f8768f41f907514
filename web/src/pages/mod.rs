//! One file per page: what it asks, and what it shows.

pub(crate) mod coverage;
pub(crate) mod figure;
pub(crate) mod history;
pub(crate) mod import;
mod parts;
pub(crate) mod region;
