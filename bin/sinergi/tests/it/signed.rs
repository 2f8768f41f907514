//! Signing in as people do: an account from the command line, a password, a phone that makes codes, a cookie.

use crate::home::Home;
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Request, StatusCode, header};
use http_body_util::BodyExt;
use std::io::Read;
use tokio::runtime::Runtime;
use totp_rs::{Algorithm, Builder, Totp};
use tower::ServiceExt;

/// A password that no guesser finds.
pub const PASSWORD: &str = "pete hujan di loteng tua";

/// What a page answered.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
    pub text: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    /// What a cookie was set to; none where it was not set or taken away.
    pub fn cookie(&self, name: &str) -> Option<String> {
        let set = self.headers.get_all(header::SET_COOKIE).iter().map(|value| value.to_str().unwrap());
        let mut pairs = set.filter_map(|cookie| cookie.split(';').next().unwrap().split_once('='));
        pairs.find(|(own, value)| *own == name && !value.is_empty()).map(|(_, value)| value.to_owned())
    }
}

/// Addresses whose answers are packed once and kept: asked as browsers do, which take them packed.
const PACKED: [&str; 4] = ["/cakupan", "/wilayah/", "/publik", "/api/v1/coverage"];

/// Asks the pages.
pub fn ask(router: &Router, runtime: &Runtime, mut request: Request<Body>) -> Answer {
    if PACKED.iter().any(|start| request.uri().path().starts_with(start)) {
        request.headers_mut().entry(header::ACCEPT_ENCODING).or_insert(HeaderValue::from_static("gzip"));
    }
    runtime.block_on(async {
        let response = router.clone().oneshot(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let mut bytes = response.into_body().collect().await.unwrap().to_bytes().to_vec();
        if headers.get(header::CONTENT_ENCODING).is_some_and(|coding| coding == "gzip") {
            let packed = std::mem::take(&mut bytes);
            flate2::read::GzDecoder::new(packed.as_slice()).read_to_end(&mut bytes).unwrap();
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status, headers, bytes, text }
    })
}

/// A request as a browser sends it from one of our pages.
pub fn request(method: &str, path: &str, cookie: &str, form: Option<&str>) -> Request<Body> {
    let request = Request::builder().method(method).uri(path).header(header::HOST, "127.0.0.1:8080");
    let request = if cookie.is_empty() { request } else { request.header(header::COOKIE, cookie) };
    let request = match method {
        "GET" => request,
        _ => request.header(header::ORIGIN, "http://127.0.0.1:8080").header("sec-fetch-site", "same-origin"),
    };
    match form {
        Some(form) => request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(Body::from(form.to_owned())),
        None => request.body(Body::empty()),
    }
    .unwrap()
}

/// The phone of somebody.
pub struct Phone(Totp);

impl Phone {
    /// A phone that was given the secret on the page.
    pub fn of(page: &str) -> Self {
        let shown = page.split("<code>").nth(1).unwrap().split("</code>").next().unwrap();
        let secret = unbase32(&shown.replace(' ', ""));
        let totp = Builder::new().with_algorithm(Algorithm::SHA1).with_digits(6).with_skew(1).with_step_duration(30);
        Self(totp.with_secret(secret).build().unwrap())
    }

    /// The code of a moment.
    pub fn code(&self, now: i64) -> String {
        self.0.generate(now.unsigned_abs()).to_string()
    }
}

fn unbase32(text: &str) -> Vec<u8> {
    let (mut bits, mut held, mut bytes) = (0_u32, 0_u32, Vec::new());
    for letter in text.bytes().filter(|byte| *byte != b'=') {
        let value = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".iter().position(|known| *known == letter).unwrap();
        held = held << 5 | u32::try_from(value).unwrap();
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits & 0xff).unwrap());
        }
    }
    bytes
}

/// Makes an account on the command line; gives back its activation code.
pub fn account(home: &Home, name: &str, role: &str, area: &str) -> String {
    let made = home.json(&["user", "add", name, "--role", role, "--scope", area]);
    made["code"].as_str().unwrap().to_owned()
}

/// Makes an account and signs in with it for the first time: code, password, phone. Gives back the cookie header and the phone.
pub fn sign_up(home: &Home, router: &Router, runtime: &Runtime, (name, role, area): (&str, &str, &str)) -> (String, Phone) {
    let code = account(home, name, role, area);
    let form = format!("nama={name}&kode={code}&sandi={PASSWORD}&ulang={PASSWORD}").replace(' ', "+");
    let activated = ask(router, runtime, request("POST", "/masuk/aktivasi", "", Some(&form)));
    assert_eq!(activated.header("location"), "/masuk/kedua", "{}", activated.text);
    let pending = format!("sesi={}", activated.cookie("sesi").unwrap());
    let phone = Phone::of(&ask(router, runtime, request("GET", "/masuk/kedua", &pending, None)).text);
    let now = jiff::Timestamp::now().as_second();
    let form = format!("kode={}", phone.code(now));
    let enrolled = ask(router, runtime, request("POST", "/masuk/kedua", &pending, Some(&form)));
    assert_eq!(enrolled.header("location"), "/", "{}", enrolled.text);
    (format!("sesi={}", enrolled.cookie("sesi").unwrap()), phone)
}
