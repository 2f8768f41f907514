//! What is refused, and that it is said in a sentence of ours.

use super::*;

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
        ("/templat/rahasia.xlsx", StatusCode::NOT_FOUND, "rahasia.xlsx"),
    ] {
        let answer = pages.get(path);
        assert_eq!(answer.status, status, "{path}: {}", answer.text);
        assert!(answer.text.contains(words), "{path} does not say {words:?}: {}", answer.text);
        assert!(!answer.text.contains("<script") && !answer.text.contains("<img"), "{path}");
    }
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
fn no_library_speaks_for_us() {
    let home = Home::new();
    let pages = Pages::of(&home);
    let ask = |method: &str, path: &str, kind: &str, body: String| {
        let request = Request::builder().method(method).uri(path).header(header::HOST, "localhost");
        pages.ask(request.header(header::CONTENT_TYPE, kind).body(Body::from(body)).unwrap())
    };
    let form = "application/x-www-form-urlencoded";
    let id = "/impor/0123456789abcdef0123456789abcdef";
    for (method, path, kind, body, status) in [
        ("PUT", "/cakupan", form, String::new(), StatusCode::METHOD_NOT_ALLOWED),
        ("POST", &format!("{id}/kolom"), "text/plain", "x".to_owned(), StatusCode::UNSUPPORTED_MEDIA_TYPE),
        ("POST", &format!("{id}/kolom"), form, "a=".to_owned() + &"x".repeat(2 << 20), StatusCode::PAYLOAD_TOO_LARGE),
        ("GET", "/wilayah/%FF", form, String::new(), StatusCode::BAD_REQUEST),
        ("GET", "/bahasa/xx", form, String::new(), StatusCode::NOT_FOUND),
    ] {
        let answer = ask(method, path, kind, body);
        assert_eq!(answer.status, status, "{method} {path}");
        assert!(answer.text.contains("role=\"alert\"") && answer.text.contains("<html lang=\"id\">"), "{path}: {}", answer.text);
    }
    for (path, words) in [
        ("/riwayat/abc", "bukan nomor batch"),
        ("/cakupan?target=99999999999999999", "bukan persentase"),
        ("/cakupan?target=92233720368547758.07", "bukan target"),
        ("/cakupan?urut=acak", "urut=acak"),
        ("/cakupan?tempat=rumah", "tempat=rumah"),
        ("/jelaskan?tempat=rumah", "tempat=rumah"),
    ] {
        let answer = pages.get(path);
        assert!(answer.status.is_client_error() && answer.text.contains(words), "{path}: {}", answer.text);
    }
}

#[test]
fn a_page_of_another_site_cannot_make_us_work() {
    let home = linked();
    let pages = Pages::of(&home);
    let from = |path: &str, site: &str, mode: &str| {
        let request = Request::get(path).header(header::HOST, "localhost").header("sec-fetch-site", site);
        pages.ask(request.header("sec-fetch-mode", mode).body(Body::empty()).unwrap()).status
    };
    assert_eq!(from("/jelaskan?wilayah=73.09", "cross-site", "navigate"), StatusCode::FORBIDDEN);
    assert_eq!(from("/jelaskan?wilayah=73.09", "same-site", "no-cors"), StatusCode::FORBIDDEN);
    assert_eq!(from("/cakupan", "cross-site", "no-cors"), StatusCode::FORBIDDEN);
    assert_eq!(from("/cakupan", "cross-site", "navigate"), StatusCode::OK);
    assert_eq!(from("/jelaskan?wilayah=73.09", "same-origin", "navigate"), StatusCode::SEE_OTHER);
    let twice = ["/jelaskan?wilayah=73.09", "/jelaskan?wilayah=73.09"].map(|path| pages.get(path).header("location").to_owned());
    assert_eq!(twice[0], twice[1], "one question has one figure");
}

#[test]
fn the_end_is_heard_while_every_connection_is_taken() {
    let home = Home::new();
    let pages = Pages::of(&home);
    pages.runtime.block_on(async {
        let listener = web::bind("127.0.0.1:0".parse().unwrap(), false).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (end, ended) = tokio::sync::oneshot::channel::<()>();
        let serving = tokio::spawn(web::serve(listener, Arc::clone(&pages.desk), app::Scope::operator("uji"), 1, async move {
            let _ = ended.await;
        }));
        // One connection takes the only place and says nothing.
        let silent = tokio::net::TcpStream::connect(address).await.unwrap();
        let mut second = tokio::net::TcpStream::connect(address).await.unwrap();
        tokio::io::AsyncWriteExt::write_all(&mut second, b"GET /sehat HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
        end.send(()).unwrap();
        tokio::time::timeout(Duration::from_secs(5), serving).await.expect("the server ends").unwrap();
        drop(silent);
    });
}
