//! Every address, with what it shows or does, in one table; and what stands around all of them.

use crate::api::{
    cases as cases_api, employer as employer_api, evidence as evidence_api, letters as letters_api, payments as payments_api,
};
use crate::desk::Desk;
use crate::pages::{
    account, admin, allocation, approvals, audit, cases, check, coverage, door, effect, employer, evidence, figure, history,
    import, in_parts, letters, meeting, pairs, passkeys, payments, period, person, plans, provider, public, quality, radar,
    region, reports, skk, start, subjects, targets, uncovered, waiting,
};
use crate::{LARGEST_UPLOAD, api, errors, frame, gate, guard, reader};
use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::middleware;
use axum::response::Response;
use axum::routing::{MethodRouter, get, post};
use std::sync::Arc;
use std::time::Duration;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::RequestBodyTimeoutLayer;

/// The largest form without a file, and the largest part of a file.
const LARGEST_FORM: usize = 1 << 20;
/// How long a sender may be silent in the middle of a body.
const SILENCE: Duration = Duration::from_secs(30);

/// What an address shows or does, for whoever decides who may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The frame, words, forms without data.
    Plain,
    /// Counts that everybody may see: few people hidden, the rest rounded.
    Public,
    /// Counts: none of them tells of a person.
    Counts,
    /// Something about single persons.
    Persons,
    /// Changes what is counted, or what is on its way to be.
    Changes,
}

/// One address.
pub struct Route {
    /// The path as the router matches it.
    pub path: &'static str,
    /// What it shows or does.
    pub reach: Reach,
    handler: fn() -> MethodRouter<Arc<Desk>>,
}

const fn route(path: &'static str, reach: Reach, handler: fn() -> MethodRouter<Arc<Desk>>) -> Route {
    Route { path, reach, handler }
}

/// Every address.
pub const ROUTES: &[Route] = &[
    route("/", Reach::Counts, || get(start::show)),
    route("/cakupan", Reach::Counts, || get(coverage::show)),
    route("/cakupan.csv", Reach::Counts, || get(coverage::csv)),
    route("/wilayah/{code}", Reach::Counts, || get(region::show)),
    route("/jelaskan", Reach::Counts, || get(figure::open)),
    route("/angka/{id}", Reach::Counts, || get(figure::show)),
    route("/belum", Reach::Persons, || get(uncovered::show)),
    route("/belum/unduh", Reach::Persons, || post(uncovered::take)),
    route("/belum/minta", Reach::Persons, || post(uncovered::ask)),
    route("/belum/saringan", Reach::Plain, || post(uncovered::keep)),
    route("/antrean", Reach::Persons, || get(pairs::show).post(pairs::answer)),
    route("/antrean/urung", Reach::Changes, || post(pairs::undo)),
    route("/orang", Reach::Persons, || post(person::find)),
    route("/orang/{number}", Reach::Persons, || get(person::show)),
    route("/cek", Reach::Persons, || get(check::start).post(check::receive).layer(DefaultBodyLimit::max(check::LARGEST))),
    route("/cek/{id}", Reach::Persons, || get(check::show)),
    route("/cek/{id}/hasil.xlsx", Reach::Persons, || get(check::workbook_of)),
    route("/cek/{id}/hapus", Reach::Persons, || post(check::discard)),
    route("/radar", Reach::Counts, || get(radar::show)),
    route("/pemberi-kerja/{key}", Reach::Changes, || get(employer::show)),
    route("/perkara", Reach::Changes, || get(cases::list).post(radar::take_up)),
    route("/perkara/{number}", Reach::Changes, || get(cases::show).post(cases::take)),
    route("/perkara/{number}/petugas", Reach::Changes, || post(cases::assign)),
    route("/perkara/{number}/surat", Reach::Changes, || post(letters::draft)),
    route("/perkara/{number}/bukti", Reach::Changes, || post(evidence::add).layer(DefaultBodyLimit::max(evidence::LARGEST))),
    route("/perkara/{number}/berkas.pdf", Reach::Persons, || get(evidence::case_file)),
    route("/bukti/{id}", Reach::Changes, || get(evidence::show)),
    route("/bukti/{id}/musnahkan", Reach::Changes, || post(evidence::destroy)),
    route("/perkara/{number}/benturan", Reach::Changes, || post(cases::recuse)),
    route("/perkara/{number}/benturan/cabut", Reach::Changes, || post(cases::readmit)),
    route("/bukti/{id}/berkas", Reach::Persons, || get(evidence::open)),
    route("/surat/{id}", Reach::Changes, || get(letters::show)),
    route("/surat/{id}/surat.pdf", Reach::Changes, || get(letters::paper)),
    route("/surat/{id}/terbit", Reach::Changes, || post(letters::issue)),
    route("/surat/{id}/buang", Reach::Changes, || post(letters::discard)),
    route("/pembayaran", Reach::Persons, || {
        get(payments::list).post(payments::receive).layer(DefaultBodyLimit::max(payments::LARGEST))
    }),
    route("/pembayaran/{id}", Reach::Changes, || post(payments::decide)),
    route("/skk", Reach::Changes, || get(skk::show)),
    route("/skk.csv", Reach::Changes, || get(skk::csv)),
    route("/rapat", Reach::Changes, || get(meeting::list).post(meeting::begin)),
    route("/rapat/{number}", Reach::Changes, || get(meeting::show).post(meeting::write)),
    route("/rapat/{number}/notulen.pdf", Reach::Counts, || get(meeting::minutes)),
    route("/rapat/{number}/notulen.xlsx", Reach::Counts, || get(meeting::workbook)),
    route("/dampak", Reach::Counts, || get(effect::show)),
    route("/komitmen", Reach::Counts, || get(meeting::commitments)),
    route("/mutu", Reach::Counts, || get(quality::show)),
    route("/publik", Reach::Public, || get(public::show)),
    route("/publik/ajukan", Reach::Changes, || post(public::ask)),
    route("/publik.csv", Reach::Public, || get(public::csv)),
    route("/impor", Reach::Changes, || get(import::start).post(import::receive).layer(DefaultBodyLimit::max(LARGEST_UPLOAD))),
    route("/impor/bagian", Reach::Changes, || post(in_parts::begin)),
    route("/impor/bagian/{id}", Reach::Changes, || get(in_parts::stands).post(in_parts::receive)),
    route("/impor/bagian/{id}/selesai", Reach::Changes, || post(in_parts::finish)),
    route("/impor/{id}", Reach::Changes, || get(waiting::preview)),
    route("/impor/{id}/coba", Reach::Changes, || post(waiting::again)),
    route("/impor/{id}/kolom", Reach::Changes, || post(waiting::remap)),
    route("/impor/{id}/kirim", Reach::Changes, || post(waiting::accept)),
    route("/impor/{id}/batal", Reach::Changes, || post(waiting::discard)),
    route("/riwayat/{batch}", Reach::Counts, || get(history::show)),
    route("/riwayat/{batch}/ditolak.xlsx", Reach::Persons, || post(history::refused)),
    route("/riwayat/{batch}/tarik", Reach::Changes, || get(history::confirm).post(history::withdraw)),
    route("/riwayat/{batch}/musnahkan", Reach::Changes, || post(history::erase)),
    route("/hitung", Reach::Changes, || post(history::count_again)),
    route("/kunci", Reach::Counts, || get(period::list)),
    route("/kunci/{code}", Reach::Changes, || get(period::show).post(period::write)),
    route("/api/v1/periods", Reach::Counts, || get(api::periods::list)),
    route("/laporan", Reach::Counts, || get(reports::list)),
    route("/laporan/monev", Reach::Counts, || get(reports::monev)),
    route("/laporan/kabupaten", Reach::Counts, || get(reports::regency)),
    route("/laporan/kepatuhan", Reach::Counts, || get(reports::compliance)),
    route("/laporan/anggaran", Reach::Counts, || get(reports::budget)),
    route("/laporan/mutu", Reach::Counts, || get(reports::quality)),
    route("/api/v1/reports/monev", Reach::Counts, || get(api::reports::monev)),
    route("/api/v1/reports/regency", Reach::Counts, || get(api::reports::regency)),
    route("/api/v1/reports/compliance", Reach::Counts, || get(api::reports::compliance)),
    route("/api/v1/reports/budget", Reach::Counts, || get(api::reports::budget)),
    route("/api/v1/reports/quality", Reach::Counts, || get(api::reports::quality)),
    route("/target", Reach::Counts, || get(targets::show)),
    route("/alokasi", Reach::Counts, || get(allocation::show)),
    route("/alokasi/simpan", Reach::Changes, || post(plans::keep)),
    route("/alokasi/{id}", Reach::Counts, || get(plans::show)),
    route("/alokasi/{id}/bekukan", Reach::Changes, || post(plans::freeze)),
    route("/alokasi/{id}/setujui", Reach::Changes, || post(plans::approve)),
    route("/alokasi/{id}/anggaran.xlsx", Reach::Counts, || get(plans::lines)),
    route("/alokasi/{id}/peserta.xlsx", Reach::Persons, || post(plans::people)),
    route("/api/v1/plan/targets", Reach::Counts, || get(api::plan::targets)),
    route("/api/v1/plan/bridge", Reach::Counts, || get(api::plan::bridge)),
    route("/api/v1/plan/ending", Reach::Counts, || get(api::plan::ending)),
    route("/api/v1/plan/forecast", Reach::Counts, || get(api::plan::forecast)),
    route("/api/v1/plan/allocation", Reach::Counts, || get(api::plan::allocation)),
    route("/api/v1/plans", Reach::Counts, || get(api::plan::plans)),
    route("/api/v1/plans/{id}/compare", Reach::Counts, || get(api::plan::compare)),
    route("/aset/rapat.js", Reach::Plain, || get(frame::held_forms)),
    route("/aset/alokasi.js", Reach::Plain, || get(frame::what_if)),
    route("/api/v1/coverage", Reach::Counts, || get(api::coverage)),
    route("/api/v1/explain", Reach::Counts, || get(api::explain)),
    route("/api/v1/figures/{id}", Reach::Counts, || get(api::figure_of)),
    route("/api/v1/targets", Reach::Counts, || get(api::targets)),
    route("/api/v1/denominators", Reach::Counts, || get(api::denominators)),
    route("/api/v1/public", Reach::Public, || get(api::release)),
    route("/api/v1/quality", Reach::Counts, || get(api::quality)),
    route("/api/v1/imports", Reach::Counts, || get(api::imports)),
    route("/api/v1/batches/{batch}", Reach::Counts, || get(api::batch)),
    route("/api/v1/checks", Reach::Persons, || get(api::checks)),
    route("/api/v1/findings", Reach::Counts, || get(cases_api::findings)),
    route("/api/v1/cases", Reach::Counts, || get(cases_api::list)),
    route("/api/v1/cases/{number}", Reach::Counts, || get(cases_api::show)),
    route("/api/v1/cases/{number}/letters", Reach::Counts, || get(letters_api::letters)),
    route("/api/v1/cases/{number}/evidence", Reach::Counts, || get(evidence_api::list)),
    route("/api/v1/employers/{key}", Reach::Counts, || get(employer_api::show)),
    route("/api/v1/payments", Reach::Counts, || get(payments_api::list)),
    route("/api/v1/effect", Reach::Counts, || get(api::effect::show)),
    route("/api/v1/skk", Reach::Counts, || get(letters_api::skk)),
    route("/api/v1/subject-requests", Reach::Counts, || get(api::subjects::list)),
    route("/api/v1/approvals", Reach::Counts, || get(api::approvals::list)),
    route("/api/v1/uncovered", Reach::Persons, || get(api::uncovered)),
    route("/api/v1/pairs", Reach::Persons, || get(api::pairs)),
    route("/api/v1/people/{number}", Reach::Persons, || get(api::person_of)),
    route("/api/v1/openapi.json", Reach::Plain, || get(api::document)),
    route("/api/v1/docs", Reach::Plain, || get(api::page)),
    route("/templat/{kind}", Reach::Plain, || get(import::template)),
    route("/bahasa/{language}", Reach::Plain, || get(reader::switch)),
    route("/aset/gaya.css", Reach::Plain, || get(frame::style)),
    route("/aset/antrean.js", Reach::Plain, || get(frame::pair_keys)),
    route("/aset/unggah.js", Reach::Plain, || get(frame::parts)),
    route("/favicon.ico", Reach::Plain, || get(|| async { StatusCode::NO_CONTENT })),
    route("/sehat", Reach::Plain, || get(|| async { "ok\n" })),
    route("/healthz", Reach::Plain, || get(|| async { "ok\n" })),
    route("/masuk", Reach::Plain, || get(door::start).post(door::sign_in)),
    route("/masuk/aktivasi", Reach::Plain, || get(door::first).post(door::activate)),
    route("/masuk/tautan", Reach::Plain, || get(door::link)),
    route("/masuk/kedua", Reach::Plain, || get(door::second).post(door::enrol)),
    route("/masuk/kunci", Reach::Plain, || post(passkeys::sign_in)),
    route("/masuk/kunci/mulai", Reach::Plain, || post(passkeys::begin_sign_in)),
    route("/masuk/oidc", Reach::Plain, || get(provider::out)),
    route(provider::BACK, Reach::Plain, || post(provider::arrive)),
    route("/keluar", Reach::Plain, || post(door::leave)),
    route("/akun", Reach::Plain, || get(account::show)),
    route("/akun/sesi", Reach::Changes, || post(account::end)),
    route("/akun/sandi", Reach::Changes, || post(account::password)),
    route("/akun/ulang", Reach::Plain, || get(door::again).post(door::prove)),
    route("/akun/ulang/kunci", Reach::Plain, || post(passkeys::prove)),
    route("/akun/ulang/kunci/mulai", Reach::Plain, || post(passkeys::begin_proof)),
    route("/akun/kunci", Reach::Changes, || post(passkeys::add)),
    route("/akun/kunci/mulai", Reach::Plain, || post(passkeys::begin_new)),
    route("/akun/kunci/hapus", Reach::Changes, || post(passkeys::remove)),
    route("/akun/oidc", Reach::Changes, || post(provider::tie)),
    route("/akun/oidc/lepas", Reach::Changes, || post(provider::untie)),
    route("/aset/kunci.js", Reach::Plain, || get(passkeys::script)),
    route("/aset/lanjut.js", Reach::Plain, || get(provider::onward)),
    route("/persetujuan", Reach::Counts, || get(approvals::list)),
    route("/persetujuan/{id}", Reach::Counts, || get(approvals::show)),
    route("/persetujuan/{id}/putus", Reach::Changes, || post(approvals::decide)),
    route("/persetujuan/{id}/jalankan", Reach::Changes, || post(approvals::carry_out)),
    route("/persetujuan/{id}/berkas", Reach::Persons, || post(approvals::fetch)),
    route("/hak-subjek", Reach::Persons, || get(subjects::list).post(subjects::take)),
    route("/hak-subjek/{number}", Reach::Persons, || get(subjects::show)),
    route("/hak-subjek/{number}/identitas", Reach::Changes, || post(subjects::verify)),
    route("/hak-subjek/{number}/data", Reach::Persons, || post(subjects::look)),
    route("/hak-subjek/{number}/musnahkan", Reach::Changes, || post(subjects::erase)),
    route("/hak-subjek/{number}/jawab", Reach::Changes, || post(subjects::answer)),
    route("/hak-subjek/{number}/surat", Reach::Persons, || get(subjects::letter)),
    route("/admin", Reach::Changes, || get(admin::show)),
    route("/admin/akun", Reach::Changes, || post(admin::add)),
    route("/admin/akun/{name}", Reach::Changes, || get(admin::account).post(admin::change)),
    route("/admin/token", Reach::Changes, || post(admin::add_token)),
    route("/admin/token/{id}", Reach::Changes, || post(admin::revoke)),
    route("/audit", Reach::Counts, || get(audit::show)),
];

/// The router over every address.
pub fn router(desk: Arc<Desk>) -> Router {
    let routes = ROUTES.iter().fold(Router::new(), |router, route| router.route(route.path, (route.handler)()));
    routes
        .fallback(missing)
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .layer(middleware::from_fn_with_state(Arc::clone(&desk), gate::keep))
        .layer(middleware::from_fn_with_state(Arc::clone(&desk), errors::speak))
        .layer(middleware::from_fn_with_state(Arc::clone(&desk), guard::protect))
        .layer(CompressionLayer::new())
        .layer(RequestBodyTimeoutLayer::new(SILENCE))
        .with_state(desk)
}

async fn missing(State(desk): State<Arc<Desk>>, reader: reader::Reader) -> Response {
    let voice = desk.voice(&reader);
    if reader.path.starts_with("/api/") {
        return api::problem(&voice, StatusCode::NOT_FOUND, "not-found", voice.word("web-missing"));
    }
    errors::page(&desk, &voice, StatusCode::NOT_FOUND, &voice.word("web-missing")).await
}
