//! The pages: one router over the use cases of app. HTML is made on the server and works without JavaScript.
//!
//! ```text
//! request ─► guard (host, origin, headers) ─► Reader (language) ─► page or api ─► Desk (answers kept while nothing changes) ─► app
//! ```
//! Addresses are Indonesian words, those of the API English ones. A page asks use cases, never the store. What an address shows or
//! does stands in one table ([`ROUTES`]), so that whoever decides who may do it finds every address there.

mod address;
mod api;
mod ask;
mod desk;
mod errors;
mod frame;
mod guard;
mod jobs;
mod pages;
mod reader;
mod routes;
mod rows;
mod serve;
mod show;
mod upload;
mod view;

pub use desk::Desk;
pub use routes::{ROUTES, Reach, Route, router};
pub use serve::{CONNECTIONS, NotLoopback, ServeError, bind, serve};

/// The largest file that a page takes; larger ones go through `sinergi ingest`.
pub const LARGEST_UPLOAD: usize = 256 << 20;
