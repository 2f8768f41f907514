//! The pages, asked through their router as a browser asks: every address, both languages, hostile senders, hostile texts, and a
//! list from upload to withdrawal.

use crate::home::Home;
use crate::people::{register, strangers, workers};
use crate::signed::{Answer, ask, sign_up};
use app::{Installation, Place};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use jiff::civil::{Date, date};
use sources::Sandbox;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Runtime;

mod api;
mod figures;
mod import;
mod maps;
mod pairs;
mod parts;
mod people;
mod refusals;

fn today() -> Date {
    date(2025, 7, 2)
}

/// The pages of an installation and the runtime they run on.
struct Pages {
    /// Somebody of the regional office is signed in.
    cookie: String,
    router: Router,
    desk: Arc<web::Desk>,
    runtime: Runtime,
}

/// Where the installation of a home is.
fn place(home: &Home) -> Place {
    Place {
        data: home.data().to_owned(),
        key: app::KeySource::File(home.key()),
        sandbox: Sandbox::new(PathBuf::from(env!("CARGO_BIN_EXE_sinergi")), "read-upload"),
        query_memory: 256 << 20,
        threads: 1,
        patience: Duration::from_secs(60),
        retention: app::Retention::default(),
        second: app::SecondPerson::default(),
        request_hours: app::REQUEST_HOURS,
        provider: None,
    }
}

impl Pages {
    fn of(home: &Home) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let installation = runtime.block_on(Installation::open(place(home))).unwrap();
        let region = installation.region.to_string();
        let desk = web::Desk::new(installation, today);
        let router = web::router(Arc::clone(&desk));
        let (cookie, _) = sign_up(home, &router, &runtime, (&format!("uji-{}", home.accounts()), "bpjs_wilayah", &region));
        Self { cookie, router, desk, runtime }
    }

    /// Asks with the cookie of who is signed in beside those of the request.
    fn ask(&self, mut request: Request<Body>) -> Answer {
        let own = request.headers().get(header::COOKIE).map(|value| format!("{}; ", value.to_str().unwrap())).unwrap_or_default();
        request.headers_mut().insert(header::COOKIE, format!("{own}{}", self.cookie).parse().unwrap());
        // A browser says where a change comes from; what says nothing is refused (tests of the door).
        let silent = ["origin", "sec-fetch-site"].iter().all(|name| !request.headers().contains_key(*name));
        if silent && request.method() != "GET" {
            request.headers_mut().insert("sec-fetch-site", "same-origin".parse().unwrap());
        }
        ask(&self.router, &self.runtime, request)
    }

    fn get(&self, path: &str) -> Answer {
        self.ask(Request::get(path).header(header::HOST, "127.0.0.1:8080").body(Body::empty()).unwrap())
    }

    fn get_in(&self, language: &str, path: &str) -> Answer {
        let request =
            Request::get(path).header(header::HOST, "localhost").header(header::COOKIE, format!("x=1; bahasa={language}"));
        self.ask(request.body(Body::empty()).unwrap())
    }

    fn post(&self, path: &str, kind: &str, body: impl Into<Body>) -> Answer {
        let request = Request::post(path).header(header::HOST, "127.0.0.1:8080").header(header::CONTENT_TYPE, kind);
        let request = request.header(header::ORIGIN, "http://127.0.0.1:8080").header("sec-fetch-site", "same-origin");
        self.ask(request.body(body.into()).unwrap())
    }

    fn form(&self, path: &str, body: &str) -> Answer {
        self.post(path, "application/x-www-form-urlencoded", body.to_owned())
    }

    /// Accepts what the preview at an address shows.
    fn accept(&self, waiting: &str) -> Answer {
        let preview = self.settled(waiting).text;
        let seen = preview.split("name=\"uji\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let seen = seen.unwrap_or_else(|| panic!("nothing to accept: {preview}"));
        self.form(&format!("{waiting}/kirim"), &format!("uji={seen}"))
    }

    fn upload(&self, kind: &str, source: &str, as_of: &str, name: &str, content: &str) -> Answer {
        let field =
            |name: &str, value: &str| format!("--batas\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        let body = format!(
            "{}{}{}--batas\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/csv\r\n\r\n{content}\r\n--batas--\r\n",
            field("kind", kind),
            field("source", source),
            field("as_of", as_of)
        );
        self.post("/impor", "multipart/form-data; boundary=batas", body)
    }

    /// The page once its job is done.
    fn settled(&self, path: &str) -> Answer {
        self.get(path);
        self.runtime.block_on(self.desk.quiet());
        self.get(path)
    }
}

/// An installation with ten workers of Maros, four of them members who paid, linked.
fn linked() -> Home {
    let home = Home::new();
    let members: Vec<(usize, &str, &str)> = strangers(0..4).map(|number| (number, "BPU", "2024-01..2025-06")).collect();
    home.ingest_text("peserta.csv", register(&members), "participants", "BPJS");
    home.ingest_text("daftar.csv", workers(strangers(0..10)), "workers", "Kec. Mandai");
    home.run(&["link"]).ended(0);
    home.run(&["publish"]).ended(0);
    home
}

/// The share of Maros as the command line counts it.
fn rate_of_maros(home: &Home) -> String {
    let rows = home.json(&["coverage", "--by", "region"]);
    let row = rows.as_array().unwrap().iter().find(|row| row["region_code"] == "73.09").unwrap();
    format!("{:.2}%", row["rate_percent"].as_f64().unwrap()).replace('.', ",")
}

fn link_in<'t>(text: &'t str, start: &str) -> &'t str {
    let from = text.find(start).unwrap_or_else(|| panic!("no {start} in {text}"));
    text[from..].split('"').next().unwrap()
}

#[test]
fn every_page_of_a_linked_installation_answers_in_both_languages_with_the_headers_that_protect_it() {
    let home = linked();
    let pages = Pages::of(&home);
    let routes = [
        ("/", "Yang menunggu Anda", "Waiting for you"),
        ("/cakupan", "kurang 3 pekerja", "3 workers short"),
        ("/belum?wilayah=73.09", "6 pekerja belum terlindungi", "6 workers are uncovered"),
        ("/cek", "Siapa dalam daftar ini", "Who in this list"),
        ("/mutu", "Per pengirim", "By sender"),
        ("/publik", "disamarkan", "hidden"),
        ("/api/v1/docs", "Jenis galat", "Kinds of problems"),
        ("/wilayah/73.09", "Kecamatan", "Districts"),
        ("/impor", "Unggah dan periksa", "Upload and check"),
        ("/riwayat/2", "Tanda terima 2", "Receipt 2"),
        ("/riwayat/2/tarik", "Tarik kembali", "Withdraw"),
    ];
    for (path, id, en) in routes {
        for (language, words) in [("id", id), ("en", en)] {
            let answer = pages.get_in(language, path);
            assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
            assert!(answer.text.contains(&format!("<html lang=\"{language}\">")), "{path}");
            assert!(answer.text.contains(words), "{path} in {language} does not say {words:?}: {}", answer.text);
            assert!(!answer.text.contains("web-"), "{path} in {language} shows a key instead of a sentence");
            assert!(answer.header("content-security-policy").starts_with("default-src 'none'"), "{path}");
            assert_eq!(answer.header("x-content-type-options"), "nosniff");
            assert_eq!(answer.header("cache-control"), "no-store");
            let scripts = answer.text.matches("<script").count();
            assert_eq!(
                scripts,
                answer.text.matches("<script type=\"module\" src=\"/aset/").count(),
                "{path} has a script of its own"
            );
            assert!(!answer.text.contains(" style="), "{path}");
        }
    }
    assert_eq!(pages.get("/aset/gaya.css").header("content-type"), "text/css; charset=utf-8");
    let csv = pages.get("/cakupan.csv");
    assert!(csv.text.starts_with('\u{feff}') && csv.text.contains("73.09;Kabupaten Maros;2025-06"), "{}", csv.text);
    assert!(csv.text.contains(";4;") && csv.text.contains(";40,00;"), "{}", csv.text);
    let template = pages.get("/templat/workers.xlsx");
    assert!(template.text.starts_with("PK") && template.header("content-disposition").contains("attachment"));
}

#[test]
fn an_installation_without_any_figure_says_how_to_begin() {
    let home = Home::empty();
    home.run(&["init", "--region", "64"]).ended(0);
    let pages = Pages::of(&home);
    let page = pages.get("/cakupan");
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("Belum ada data untuk wilayah ini") && page.text.contains("/impor"), "{}", page.text);
    assert!(pages.get("/impor").text.contains("Belum ada berkas"));
}

#[test]
fn the_language_is_kept_in_a_cookie_and_leads_back_to_our_own_pages_only() {
    let home = Home::new();
    let pages = Pages::of(&home);
    let switched = pages.get("/bahasa/en?ke=/cakupan%3Furut%3Dnama");
    assert_eq!((switched.status, switched.header("location")), (StatusCode::SEE_OTHER, "/cakupan?urut=nama"));
    assert!(switched.header("set-cookie").starts_with("bahasa=en; "));
    for elsewhere in ["//example.org", "https://example.org", "/%5Cexample.org", "/%0d%0aSet-Cookie:x"] {
        assert_eq!(pages.get(&format!("/bahasa/en?ke={elsewhere}")).header("location"), "/", "{elsewhere}");
    }
    assert_eq!(pages.get("/bahasa/xx").status, StatusCode::NOT_FOUND);
    let published = pages.get_in("en", "/cakupan").text;
    assert!(published.contains("47.38%") && published.contains("1,327,557"), "English writes numbers its own way: {published}");
}

#[test]
fn synthetic_people_are_labelled_on_every_page_and_every_print() {
    let home = linked();
    let pages = Pages::of(&home);
    pages.runtime.block_on(async {
        Installation::open(place(&home)).await.unwrap().mark_synthetic().await.unwrap();
    });
    for path in ["/cakupan", "/wilayah/73.09", "/impor", "/riwayat/1", "/tidak-ada", "/impor/0123"] {
        assert!(pages.get(path).text.contains("DATA SINTETIS."), "{path} is not labelled");
    }
}

#[test]
fn other_machines_are_not_served_without_tls() {
    let home = Home::new();
    let run = home.run(&["serve", "--listen", "0.0.0.0:8080"]).ended(1);
    assert!(run.sentence().contains("0.0.0.0:8080") && run.sentence().contains("127.0.0.1"), "{}", run.err);
}
