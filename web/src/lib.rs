//! The pages: one router over the use cases of app. HTML is made on the server and works without JavaScript.
//!
//! ```text
//! request ─► guard (host, origin, headers) ─► gate (who, matrix.csv) ─► page or api ─► Seat (whose rows) ─► Desk (answers kept while nothing changes) ─► app
//! ```
//! Addresses are Indonesian words, those of the API English ones. A page asks use cases, never the store. What an address shows or
//! does stands in one table ([`ROUTES`]), who may open it in another (`matrix.csv`): an address without a line there opens for nobody.

mod address;
mod api;
mod ask;
mod cookies;
mod desk;
mod errors;
mod frame;
mod gate;
mod guard;
mod jobs;
mod map;
mod matrix;
mod meter;
mod packed;
mod pages;
mod patience;
mod reader;
mod routes;
mod rows;
mod serve;
mod show;
mod upload;
mod view;

pub use desk::Desk;
pub use matrix::{Line, Matrix, Needs};
pub use routes::{ROUTES, Reach, Route, router};
pub use serve::{CONNECTIONS, NotLoopback, ServeError, bind, serve};

/// The largest file that a page takes; larger ones go through `sinergi ingest`.
pub const LARGEST_UPLOAD: usize = 256 << 20;
