//! The whole program from outside: the built binary, real files, a folder of its own for every test.

mod assess;
mod case;
mod casework;
mod check;
mod contracts;
mod crash;
mod detect;
mod home;
mod hostile;
mod ingest;
mod lake;
mod layouts;
mod link;
mod offices;
mod people;
mod plan;
mod questions;
mod relink;
mod sheets;
mod signed;
mod trust;
mod truth;
mod web;
mod wording;
mod zips;
