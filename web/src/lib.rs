//! The pages: one router over the use cases of app. HTML is made on the server and works without JavaScript.
//!
//! ```text
//! request ─► guard (host, origin, headers) ─► gate (who, matrix) ─► Reader (language) ─► page ─► Desk (answers kept while nothing changes) ─► app
//! ```
//! Addresses are Indonesian words. A page asks use cases, never the store, and shows no personal data: what goes back to a
//! sender (refused rows) is a download, and what a preview shows of a row carries no NIK.

mod address;
mod cookies;
mod desk;
mod errors;
mod frame;
mod gate;
mod guard;
mod jobs;
mod matrix;
mod pages;
mod reader;
mod serve;
mod show;
mod view;

pub use desk::Desk;
pub use matrix::{Line, Matrix, Needs};
pub use serve::{NotLoopback, ServeError, bind, serve};

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware;
use axum::response::{Redirect, Response};
use axum::routing::{MethodRouter, get, post};
use base::access::Permission;
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

type Handler = fn() -> MethodRouter<Arc<Desk>>;

/// Every address of the pages. What each needs stands in `matrix.csv`; one without a line there opens for nobody.
pub const ROUTES: &[(&str, Handler)] = &[
    ("/", || get(home)),
    ("/cakupan", || get(pages::coverage::show)),
    ("/cakupan.csv", || get(pages::coverage::csv)),
    ("/wilayah/{code}", || get(pages::region::show)),
    ("/jelaskan", || get(pages::figure::open)),
    ("/angka/{id}", || get(pages::figure::show)),
    ("/impor", || get(pages::import::start).post(pages::import::receive).layer(DefaultBodyLimit::max(LARGEST_UPLOAD))),
    ("/impor/{id}", || get(pages::import::preview)),
    ("/impor/{id}/kolom", || post(pages::import::remap)),
    ("/impor/{id}/kirim", || post(pages::import::accept)),
    ("/impor/{id}/batal", || post(pages::import::discard)),
    ("/riwayat/{batch}", || get(pages::history::show)),
    ("/riwayat/{batch}/ditolak.xlsx", || post(pages::history::refused)),
    ("/riwayat/{batch}/tarik", || get(pages::history::confirm).post(pages::history::withdraw)),
    ("/templat/{kind}", || get(pages::import::template)),
    ("/bahasa/{language}", || get(reader::switch)),
    ("/aset/gaya.css", || get(frame::style)),
    ("/favicon.ico", || get(|| async { StatusCode::NO_CONTENT })),
    ("/sehat", || get(|| async { "ok\n" })),
    ("/healthz", || get(|| async { "ok\n" })),
    ("/masuk", || get(pages::door::start).post(pages::door::sign_in)),
    ("/masuk/aktivasi", || get(pages::door::first).post(pages::door::activate)),
    ("/masuk/tautan", || get(pages::door::link)),
    ("/masuk/kedua", || get(pages::door::second).post(pages::door::enrol)),
    ("/keluar", || post(pages::door::leave)),
    ("/akun", || get(pages::account::show)),
    ("/akun/sesi", || post(pages::account::end)),
    ("/akun/sandi", || post(pages::account::password)),
    ("/akun/ulang", || get(pages::door::again).post(pages::door::prove)),
    ("/admin", || get(pages::admin::show)),
    ("/admin/akun", || post(pages::admin::add)),
    ("/admin/akun/{name}", || get(pages::admin::account).post(pages::admin::change)),
    ("/admin/token", || post(pages::admin::add_token)),
    ("/admin/token/{id}", || post(pages::admin::revoke)),
    ("/audit", || get(pages::audit::show)),
];

/// The router over every address.
pub fn router(desk: Arc<Desk>) -> Router {
    let routes = ROUTES.iter().fold(Router::new(), |router, (path, handler)| router.route(path, handler()));
    routes
        .fallback(missing)
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .layer(middleware::from_fn_with_state(Arc::clone(&desk), gate::keep))
        .layer(middleware::from_fn_with_state(Arc::clone(&desk), guard::protect))
        .layer(CompressionLayer::new())
        .layer(RequestBodyTimeoutLayer::new(SILENCE))
        .with_state(desk)
}

/// `/`: the first page that one's role opens.
async fn home(asker: gate::Asker) -> Redirect {
    let starts = [(Permission::Figures, "/cakupan"), (Permission::Accounts, "/admin"), (Permission::Audit, "/audit")];
    Redirect::to(starts.into_iter().find(|(permission, _)| asker.0.may(*permission)).map_or("/akun", |(_, path)| path))
}

async fn missing(axum::extract::State(desk): axum::extract::State<Arc<Desk>>, reader: reader::Reader) -> Response {
    let reader = desk.voice(&reader);
    errors::page(&desk, &reader, StatusCode::NOT_FOUND, &reader.say("web-missing", &[])).await
}
