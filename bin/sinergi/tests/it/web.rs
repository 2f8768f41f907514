//! The pages, asked through their router as a browser asks: every address, both languages, hostile senders, hostile texts, and a
//! list from upload to withdrawal.

use crate::home::Home;
use crate::people::{register, workers};
use app::{Installation, Place};
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt;
use jiff::civil::{Date, date};
use sources::Sandbox;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Runtime;
use tower::ServiceExt;

fn today() -> Date {
    date(2025, 7, 2)
}

/// The pages of an installation and the runtime they run on.
struct Pages {
    router: Router,
    desk: Arc<web::Desk>,
    runtime: Runtime,
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    text: String,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }
}

impl Pages {
    fn of(home: &Home) -> Self {
        let place = Place {
            data: home.data().to_owned(),
            key: home.key(),
            sandbox: Sandbox::new(PathBuf::from(env!("CARGO_BIN_EXE_sinergi")), "read-upload"),
            query_memory: 256 << 20,
            threads: 1,
            patience: Duration::from_secs(60),
        };
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let installation = runtime.block_on(Installation::open(place)).unwrap();
        let desk = web::Desk::new(installation, today);
        Self { router: web::router(Arc::clone(&desk)), desk, runtime }
    }

    fn ask(&self, request: Request<Body>) -> Answer {
        self.runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.unwrap();
            let (status, headers) = (response.status(), response.headers().clone());
            let bytes = response.into_body().collect().await.unwrap().to_bytes();
            Answer { status, headers, text: String::from_utf8_lossy(&bytes).into_owned() }
        })
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

/// Numbers of people who share no part of a name or a birth date with their neighbours.
fn strangers(numbers: Range<usize>) -> impl Iterator<Item = usize> {
    numbers.map(|number| number * 997 % 14_000 + 3)
}

/// An installation with ten workers of Maros, four of them members who paid, linked.
fn linked() -> Home {
    let home = Home::new();
    let members: Vec<(usize, &str, &str)> = strangers(0..4).map(|number| (number, "BPU", "2024-01..2025-06")).collect();
    home.ingest_text("peserta.csv", register(&members), "participants", "BPJS");
    home.ingest_text("daftar.csv", workers(strangers(0..10)), "workers", "Kec. Mandai");
    home.run(&["link"]).ended(0);
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
    assert_eq!(pages.get("/").header("location"), "/cakupan");
    let routes = [
        ("/cakupan", "kurang 3 pekerja", "3 workers short"),
        ("/wilayah/73.09", "Kecamatan", "Districts"),
        ("/wilayah/73.09.01", "disamarkan", "Notes"),
        ("/impor", "Unggah dan periksa", "Upload and check"),
        ("/riwayat/2", "Tanda terima 2", "Receipt 2"),
        ("/riwayat/2/tarik", "Tarik kembali", "Withdraw"),
    ];
    for (path, id, en) in routes {
        for (language, words) in [("id", id), ("en", en)] {
            let answer = pages.get_in(language, path);
            assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
            assert!(answer.text.contains(&format!("<html lang=\"{language}\">")), "{path}");
            if path != "/wilayah/73.09.01" {
                assert!(answer.text.contains(words), "{path} in {language} does not say {words:?}: {}", answer.text);
            }
            assert!(!answer.text.contains("web-"), "{path} in {language} shows a key instead of a sentence");
            assert!(answer.header("content-security-policy").starts_with("default-src 'none'"), "{path}");
            assert_eq!(answer.header("x-content-type-options"), "nosniff");
            assert_eq!(answer.header("cache-control"), "no-store");
            assert!(!answer.text.contains("<script") && !answer.text.contains(" style="), "{path}");
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
fn a_figure_opens_to_its_account_and_its_link_shows_the_same_after_more_data_came() {
    let home = linked();
    let pages = Pages::of(&home);
    let page = pages.get("/wilayah/73.09").text;
    assert!(page.contains("40,00%"), "{page}");
    let opened = pages.get(&link_in(&page, "/jelaskan?").replace("&amp;", "&"));
    assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.text);
    let permanent = opened.header("location").to_owned();
    let before = pages.get(&permanent);
    assert_eq!(before.status, StatusCode::OK);
    for words in ["40,00%", "4 dari 10 pekerja", "Tidak ditemukan di register peserta", "Kec. Mandai", "measure-1", "link-"] {
        assert!(before.text.contains(words), "the explanation does not say {words:?}: {}", before.text);
    }
    home.ingest_text("lagi.csv", workers(strangers(10..30)), "workers", "Kec. Turikale");
    home.run(&["link"]).ended(0);
    let now = rate_of_maros(&home);
    assert_ne!(now, "40,00%");
    assert!(pages.get("/wilayah/73.09").text.contains(&now), "the page of today has moved on");
    assert_eq!(pages.get(&permanent).text, before.text, "the link has not");
    assert_eq!(pages.get("/angka/000000000000000000000000").status, StatusCode::NOT_FOUND);
}

#[test]
fn a_share_above_one_hundred_percent_is_shown_as_it_is() {
    let home = Home::new();
    let text = "indicator;area_code;area_name;period;value;unit;precision;source;source_url;quality;note\n\
                eligible_workers;73.13;Kabupaten Wajo;2025-01;12196;persons;1;Contoh;javascript:alert(1);ok;\n\
                active_participants;73.13;Kabupaten Wajo;2025-01;14725;persons;1;Contoh;https://example.org/a;ok;<b>tebal</b>\n";
    home.ingest_text("angka.csv", text, "statistics", "Contoh");
    let pages = Pages::of(&home);
    let page = pages.get("/wilayah/73.13?penyebut=BPJS%20potensi%20Jan%202025").text;
    assert!(page.contains("120,74%") && page.contains("pembilang melebihi penyebut"), "{page}");
    assert!(page.contains("&lt;b&gt;tebal&lt;/b&gt;") && !page.contains("<b>tebal"), "a note is text, not HTML");
    let opened = pages.get(&link_in(&page, "/jelaskan?").replace("&amp;", "&"));
    let figure = pages.get(opened.header("location")).text;
    assert!(figure.contains("tidak dipotong menjadi 100%") && figure.contains("https://example.org/a"), "{figure}");
    assert!(!figure.contains("href=\"javascript:"), "an address that is none of the web is no link");
}

#[test]
fn what_does_not_exist_is_said_in_a_sentence_and_never_shown_raw() {
    let home = Home::new();
    let pages = Pages::of(&home);
    for (path, status, words) in [
        ("/tidak-ada", StatusCode::NOT_FOUND, "Halaman ini tidak ada"),
        ("/wilayah/99", StatusCode::NOT_FOUND, "99"),
        ("/wilayah/%3Cscript%3E", StatusCode::NOT_FOUND, "&lt;script&gt;"),
        ("/wilayah/64.01", StatusCode::NOT_FOUND, "64.01"),
        ("/cakupan?bulan=kemarin", StatusCode::BAD_REQUEST, "kemarin"),
        ("/cakupan?penyebut=%3Cimg%3E", StatusCode::BAD_REQUEST, "&lt;img&gt;"),
        ("/jelaskan?wilayah=73.05&bulan=2025-06", StatusCode::BAD_REQUEST, "sinergi link"),
        ("/jelaskan?menurut=x", StatusCode::BAD_REQUEST, "x"),
        ("/impor/0123", StatusCode::NOT_FOUND, "Tidak ada berkas yang menunggu"),
        ("/impor/..%2f..%2fetc", StatusCode::NOT_FOUND, "Tidak ada berkas yang menunggu"),
        ("/riwayat/999", StatusCode::NOT_FOUND, "999"),
        ("/riwayat/abc", StatusCode::NOT_FOUND, "role=\"alert\""),
        ("/riwayat/1/ditolak.xlsx", StatusCode::NOT_FOUND, "tidak punya baris yang ditolak"),
        ("/templat/rahasia.xlsx", StatusCode::NOT_FOUND, "rahasia.xlsx"),
    ] {
        let answer = pages.get(path);
        assert_eq!(answer.status, status, "{path}: {}", answer.text);
        assert!(answer.text.contains(words), "{path} does not say {words:?}: {}", answer.text);
        assert!(!answer.text.contains("<script") && !answer.text.contains("<img"), "{path}");
    }
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
fn other_hosts_and_forms_of_other_sites_are_refused() {
    let home = Home::new();
    let pages = Pages::of(&home);
    let rebound = Request::get("/cakupan").header(header::HOST, "evil.example:8080").body(Body::empty()).unwrap();
    assert_eq!(pages.ask(rebound).status, StatusCode::FORBIDDEN);
    for (name, value) in [("origin", "http://evil.example"), ("origin", "null"), ("sec-fetch-site", "cross-site")] {
        let forged = Request::post("/riwayat/1/tarik").header(header::HOST, "127.0.0.1:8080").header(name, value);
        let answer = pages.ask(forged.body(Body::empty()).unwrap());
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{name}: {value}");
    }
    assert!(pages.get("/riwayat/1").text.contains("Diterima dan dihitung"), "nothing was withdrawn");
}

#[test]
fn a_list_is_tried_shown_accepted_its_refusals_taken_away_and_withdrawn_again() {
    let home = linked();
    let pages = Pages::of(&home);
    // Twenty workers, and one row that is nobody: it goes back.
    let list = workers(strangers(20..40)) + "21;;;;;;Maros;Mandai;Bontoa\n";
    let sent = pages.upload("workers", "Kec. Bantimurung", "2025-06-30", "../Bantimurung <1>.csv", &list);
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    let waiting = sent.header("location").to_owned();
    let preview = pages.settled(&waiting);
    for words in ["20 dari 21 baris siap", "21 dibaca = 20 diterima + 1 ditolak + 0 ganda", "40,00%", "Nama Lengkap", "&lt;1&gt;"]
    {
        assert!(preview.text.contains(words), "the preview does not say {words:?}: {}", preview.text);
    }
    for number in strangers(20..40) {
        assert!(!preview.text.contains(&crate::people::person(number).nik), "a NIK stands in the preview");
    }
    assert!(pages.get("/cakupan").text.contains("40,00%"), "nothing counts before it is submitted");
    assert_eq!(pages.post(&format!("{waiting}/kirim"), "application/x-www-form-urlencoded", "").status, StatusCode::SEE_OTHER);
    let receipt_at = pages.settled(&waiting).header("location").to_owned();
    let receipt = pages.get(&receipt_at).text;
    assert!(receipt.contains("20 dari 21 baris diterima"), "{receipt}");
    let now = rate_of_maros(&home);
    assert_ne!(now, "40,00%");
    assert!(pages.get("/cakupan").text.contains(&now), "it counts now");
    assert!(preview.text.contains(&now), "the preview told what it would do: {now}");
    let refused = pages.get(&format!("{receipt_at}/ditolak.xlsx"));
    assert!(refused.text.starts_with("PK") && refused.header("content-disposition").contains("attachment"));
    assert_eq!(refused.header("cache-control"), "no-store");
    assert_eq!(pages.post(&format!("{receipt_at}/tarik"), "application/x-www-form-urlencoded", "").status, StatusCode::SEE_OTHER);
    assert!(pages.settled(&receipt_at).text.contains("Ditarik: tidak dihitung lagi"));
    assert!(pages.get("/cakupan").text.contains("40,00%"), "it counts no more");
    home.sound();
}

#[test]
fn a_form_with_flaws_keeps_what_was_typed_and_leaves_nothing_behind() {
    let home = Home::new();
    let pages = Pages::of(&home);
    let answer = pages.upload("workers", "Kec. \"X\" <i>", "31-06-2025", "a.csv", "NIK;Nama\n");
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(
        answer.text.contains("Isi tanggal keadaan daftar") && answer.text.contains("Kec. &quot;X&quot; &lt;i&gt;"),
        "{}",
        answer.text
    );
    assert!(answer.text.contains("<title>Galat: "), "the title says that something is wrong");
    let left = std::fs::read_dir(home.data().join("inbox")).map(|entries| entries.count()).unwrap_or(0);
    assert_eq!(left, 0, "a file without an order does not wait");
    let cut = pages.post(
        "/impor",
        "multipart/form-data; boundary=batas",
        "--batas\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\nNIK",
    );
    assert_eq!(cut.status, StatusCode::BAD_REQUEST);
    assert_eq!(pages.post("/impor", "text/plain", "x").status, StatusCode::BAD_REQUEST);
}

#[test]
fn a_file_that_is_no_list_is_refused_with_its_reason_and_can_be_discarded() {
    let home = Home::new();
    let pages = Pages::of(&home);
    let sent = pages.upload("workers", "X", "2025-06-30", "a.csv", "ini;bukan;daftar\n1;2;3\n");
    let waiting = sent.header("location").to_owned();
    let shown = pages.settled(&waiting);
    assert!(shown.text.contains("Berkas ini tidak dapat diterima") && shown.text.contains("a.csv"), "{}", shown.text);
    assert_eq!(pages.post(&format!("{waiting}/batal"), "application/x-www-form-urlencoded", "").header("location"), "/impor");
    assert_eq!(pages.get(&waiting).status, StatusCode::NOT_FOUND);
}

#[test]
fn synthetic_people_are_labelled_on_every_page_and_every_print() {
    let home = linked();
    let pages = Pages::of(&home);
    pages.runtime.block_on(async {
        let place = Place {
            data: home.data().to_owned(),
            key: home.key(),
            sandbox: Sandbox::new(PathBuf::from(env!("CARGO_BIN_EXE_sinergi")), "read-upload"),
            query_memory: 64 << 20,
            threads: 1,
            patience: Duration::from_secs(1),
        };
        Installation::open(place).await.unwrap().store.set("synthetic", "yes").await.unwrap();
    });
    for path in ["/cakupan", "/wilayah/73.09", "/impor", "/riwayat/1", "/tidak-ada", "/impor/0123"] {
        assert!(pages.get(path).text.contains("DATA SINTETIS."), "{path} is not labelled");
    }
}

#[test]
fn other_machines_cannot_be_served_yet() {
    let home = Home::new();
    let run = home.run(&["serve", "--listen", "0.0.0.0:8080"]).ended(1);
    assert!(run.sentence().contains("0.0.0.0:8080") && run.sentence().contains("127.0.0.1"), "{}", run.err);
}
