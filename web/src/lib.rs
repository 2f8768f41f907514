//! The pages: one router over the use cases of app. HTML is made on the server and works without JavaScript.
//!
//! ```text
//! request ─► guard (host, origin, headers) ─► Reader (language) ─► page ─► Desk (answers kept while nothing changes) ─► app
//! ```
//! Addresses are Indonesian words. A page asks use cases, never the store, and shows no personal data: what goes back to a
//! sender (refused rows) is a download, and what a preview shows of a row carries no NIK.

mod address;
mod desk;
mod errors;
mod frame;
mod guard;
mod jobs;
mod pages;
mod reader;
mod serve;
mod show;
mod view;

pub use desk::Desk;
pub use serve::{NotLoopback, ServeError, bind, serve};

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware;
use axum::response::{Redirect, Response};
use axum::routing::{get, post};
use std::sync::Arc;
use std::time::Duration;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::RequestBodyTimeoutLayer;

/// The largest file that a page takes; larger ones go through `sinergi ingest`.
pub const LARGEST_UPLOAD: usize = 256 << 20;
/// The largest form without a file.
const LARGEST_FORM: usize = 256 << 10;
/// How long a sender may be silent in the middle of a body.
const SILENCE: Duration = Duration::from_secs(30);

/// Every address of the pages.
pub fn router(desk: Arc<Desk>) -> Router {
    Router::new()
        .route("/", get(|| async { Redirect::to("/cakupan") }))
        .route("/cakupan", get(pages::coverage::show))
        .route("/cakupan.csv", get(pages::coverage::csv))
        .route("/wilayah/{code}", get(pages::region::show))
        .route("/jelaskan", get(pages::figure::open))
        .route("/angka/{id}", get(pages::figure::show))
        .route("/impor", get(pages::import::start).post(pages::import::receive).layer(DefaultBodyLimit::max(LARGEST_UPLOAD)))
        .route("/impor/{id}", get(pages::import::preview))
        .route("/impor/{id}/kolom", post(pages::import::remap))
        .route("/impor/{id}/kirim", post(pages::import::accept))
        .route("/impor/{id}/batal", post(pages::import::discard))
        .route("/riwayat/{batch}", get(pages::history::show))
        .route("/riwayat/{batch}/ditolak.xlsx", get(pages::history::refused))
        .route("/riwayat/{batch}/tarik", get(pages::history::confirm).post(pages::history::withdraw))
        .route("/templat/{kind}", get(pages::import::template))
        .route("/bahasa/{language}", get(reader::switch))
        .route("/aset/gaya.css", get(frame::style))
        .route("/favicon.ico", get(|| async { StatusCode::NO_CONTENT }))
        .route("/sehat", get(|| async { "ok\n" }))
        .fallback(missing)
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .layer(middleware::from_fn(guard::protect))
        .layer(CompressionLayer::new())
        .layer(RequestBodyTimeoutLayer::new(SILENCE))
        .with_state(desk)
}

async fn missing(axum::extract::State(desk): axum::extract::State<Arc<Desk>>, reader: reader::Reader) -> Response {
    let reader = desk.voice(&reader);
    errors::page(&desk, &reader, StatusCode::NOT_FOUND, &reader.say("web-missing", &[])).await
}
