//! One file per page, and what pages share.

pub(crate) mod account;
pub(crate) mod admin;
pub(crate) mod audit;
pub(crate) mod case_form;
pub(crate) mod cases;
pub(crate) mod check;
pub(crate) mod coverage;
pub(crate) mod door;
pub(crate) mod figure;
pub(crate) mod history;
pub(crate) mod import;
mod parts;
pub(crate) mod person;
pub(crate) mod public;
pub(crate) mod quality;
pub(crate) mod radar;
mod receipt;
pub(crate) mod region;
pub(crate) mod start;
pub(crate) mod uncovered;
pub(crate) mod waiting;
