//! The whole program from outside: the built binary, real files, a folder of its own for every test.

#![allow(clippy::unwrap_used, reason = "a test that meets the unforeseen shall end there")]

mod assess;
mod case;
mod casework;
mod check;
mod contracts;
mod crash;
mod detect;
mod faults;
mod home;
mod hostile;
mod ingest;
mod keep;
mod lake;
mod layouts;
mod link;
mod meeting;
mod offices;
mod people;
mod plan;
mod questions;
mod relink;
mod sealed;
mod sheets;
mod signed;
mod subjects;
mod trust;
mod truth;
mod web;
mod wording;
mod zips;
