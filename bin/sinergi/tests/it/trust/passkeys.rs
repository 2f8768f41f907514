//! Two more ways in: a passkey of one's own device, and the word of another institution.

use super::Office;
use crate::home::Home;
use crate::signed::{Answer, ask, request};
use app::Provider;
use axum::http::{HeaderValue, StatusCode, header};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair};
use serde_json::{Value, json};
use sha2_for_seals::{Digest, Sha256};
use std::cell::Cell;

const SITE: &str = "localhost:8080";

/// A device with one key, as far as these tests need one.
struct Device {
    pair: EcdsaKeyPair,
    counter: Cell<u32>,
}

impl Device {
    fn new() -> Self {
        let random = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, document.as_ref(), &random).unwrap();
        Self { pair, counter: Cell::new(0) }
    }

    /// What the browser saw and what the device says of it.
    fn said(&self, kind: &str, challenge: &str, flags: u8, rest: &[u8]) -> (Vec<u8>, Vec<u8>) {
        self.counter.set(self.counter.get() + 1);
        let client = json!({ "type": kind, "challenge": challenge, "origin": format!("http://{SITE}"), "crossOrigin": false });
        let device = [&Sha256::digest(b"localhost")[..], &[flags], &self.counter.get().to_be_bytes(), rest].concat();
        (client.to_string().into_bytes(), device)
    }

    fn made(&self, asked: &Value) -> String {
        let point = self.pair.public_key().as_ref();
        let cose = [&[0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 0x20], &point[1..33], &[0x22, 0x58, 0x20], &point[33..]].concat();
        let rest = [&[0; 16][..], &[0, 5], b"kunci", &cose].concat();
        let (client, device) = self.said("webauthn.create", asked["challenge"].as_str().unwrap(), 0x45, &rest);
        format!("nama=ponsel&saat={}&peramban={}&perangkat={}", asked["asked_at"], BASE64.encode(client), BASE64.encode(device))
    }

    fn proved(&self, asked: &Value) -> String {
        let (client, device) = self.said("webauthn.get", asked["challenge"].as_str().unwrap(), 0x05, &[]);
        let signed = [device.as_slice(), &Sha256::digest(&client)[..]].concat();
        let signature = self.pair.sign(&SystemRandom::new(), &signed).unwrap();
        let [client, device, signature] = [&client, &device, signature.as_ref()].map(|part| BASE64.encode(part));
        format!(
            "kunci={}&saat={}&peramban={client}&perangkat={device}&tanda={signature}",
            BASE64.encode(b"kunci"),
            asked["asked_at"]
        )
    }
}

/// Sends a form to the site by its name.
fn post(office: &Office, cookie: &str, path: &str, form: &str) -> Answer {
    let mut sent = request("POST", path, cookie, Some(form));
    sent.headers_mut().insert(header::HOST, HeaderValue::from_static(SITE));
    sent.headers_mut().insert(header::ORIGIN, HeaderValue::from_static("http://localhost:8080"));
    ask(&office.router, &office.runtime, sent)
}

fn json_of(answer: &Answer) -> Value {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    serde_json::from_str(&answer.text).unwrap()
}

fn add(office: &Office, cookie: &str, device: &Device) {
    let asked = json_of(&post(office, cookie, "/akun/kunci/mulai", ""));
    let added = post(office, cookie, "/akun/kunci", &device.made(&asked));
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text);
}

/// What a device is asked at the door, and the cookie that keeps it.
fn at_the_door(office: &Office) -> (Value, String) {
    let asked = post(office, "", "/masuk/kunci/mulai", "");
    let kept = format!("tanya={}", asked.cookie("tanya").unwrap());
    (json_of(&asked), kept)
}

/// v5.0.0-6.3.3, 6.5.1, 7.2.4: one act of the device proves two things; its answer is good once, in the browser that was asked.
#[test]
fn a_passkey_signs_in_without_name_password_or_code_and_each_answer_is_good_once() {
    let office = Office::of(Home::new());
    let person = office.person("rahma", "disnaker", "73.09");
    let device = Device::new();
    add(&office, &person.cookie, &device);
    assert!(office.get(&person.cookie, "/akun").text.contains("ponsel"));
    let (asked, kept) = at_the_door(&office);
    let answer = device.proved(&asked);
    assert_eq!(post(&office, "", "/masuk/kunci", &answer).status, StatusCode::BAD_REQUEST, "another browser");
    let signed_in = post(&office, &kept, "/masuk/kunci", &answer);
    let cookie = format!("sesi={}", signed_in.cookie("sesi").unwrap_or_else(|| panic!("{}", signed_in.text)));
    assert!(office.get(&cookie, "/akun").text.contains("rahma"));
    let again = post(&office, &kept, "/masuk/kunci", &answer);
    assert_eq!(again.status, StatusCode::UNAUTHORIZED, "{}", again.text);
    assert!(again.text.contains("Kunci sandi tidak cocok") && again.cookie("sesi").is_none());
    let (asked, kept) = at_the_door(&office);
    let other = post(&office, &kept, "/masuk/kunci", &Device::new().proved(&asked));
    assert_eq!(other.status, StatusCode::UNAUTHORIZED, "the key of another device under the same name");
    office.home.run(&["audit", "verify"]).ended(0);
}

/// A key that was removed, an account that was reset or disabled: nobody comes in any more.
#[test]
fn a_key_that_was_removed_or_whose_account_was_reset_opens_nothing() {
    let office = Office::of(Home::new());
    let person = office.person("rahma", "disnaker", "73.09");
    let device = Device::new();
    let comes_in = || {
        let (asked, kept) = at_the_door(&office);
        post(&office, &kept, "/masuk/kunci", &device.proved(&asked)).cookie("sesi").is_some()
    };
    add(&office, &person.cookie, &device);
    assert!(comes_in());
    let removed = post(&office, &person.cookie, "/akun/kunci/hapus", &format!("kunci={}", BASE64.encode(b"kunci")));
    assert_eq!(removed.status, StatusCode::SEE_OTHER, "{}", removed.text);
    assert!(!comes_in());
    add(&office, &person.cookie, &device);
    assert!(comes_in());
    office.home.run(&["user", "disable", "rahma"]).ended(0);
    assert!(!comes_in());
    office.home.run(&["user", "reset", "rahma"]).ended(0);
    assert!(!comes_in());
}

/// v5.0.0-7.5.3: the key proves anew who one is, in the session that was asked and in no other.
#[test]
fn a_passkey_proves_anew_who_one_is_and_only_for_its_own_account() {
    let office = Office::of(Home::new());
    let (own, other) = (office.person("rahma", "disnaker", "73.09"), office.person("baso", "disnaker", "73.08"));
    let device = Device::new();
    add(&office, &own.cookie, &device);
    let ask_again = |cookie: &str| json_of(&post(&office, cookie, "/akun/ulang/kunci/mulai", ""));
    let proved = post(&office, &own.cookie, "/akun/ulang/kunci", &device.proved(&ask_again(&own.cookie)));
    assert_eq!(proved.status, StatusCode::SEE_OTHER, "{}", proved.text);
    let stolen = post(&office, &other.cookie, "/akun/ulang/kunci", &device.proved(&ask_again(&other.cookie)));
    assert_eq!(stolen.status, StatusCode::UNAUTHORIZED, "{}", stolen.text);
    let foreign = post(&office, &own.cookie, "/akun/ulang/kunci", &device.proved(&ask_again(&other.cookie)));
    assert_eq!(foreign.status, StatusCode::UNAUTHORIZED, "asked in another session");
}

const THERE: &str = "https://masuk.contoh.go.id";

fn institution() -> Ed25519KeyPair {
    Ed25519KeyPair::from_seed_unchecked(&[5; 32]).unwrap()
}

/// An office whose people may sign in through another institution.
fn tied_office() -> Office {
    let home = Home::new();
    let x = BASE64.encode(institution().public_key().as_ref());
    let keys = home.write("kunci.json", json!({ "keys": [{ "kty": "OKP", "crv": "Ed25519", "x": x }] }).to_string());
    let provider = Provider {
        name: "SSO Contoh".to_owned(),
        issuer: THERE.to_owned(),
        authorize: format!("{THERE}/masuk"),
        client: "sinergi".to_owned(),
        keys,
        strength: vec!["dua".to_owned()],
    };
    Office::with_provider(home, provider)
}

/// A browser on its way: what it keeps, and what it was sent with.
struct Out {
    kept: String,
    nonce: String,
    state: String,
}

fn out(office: &Office) -> Out {
    let sent = office.get("", "/masuk/oidc");
    let to = sent.header("location").to_owned();
    assert!(to.starts_with(&format!("{THERE}/masuk?response_type=id_token&response_mode=form_post")), "{to}");
    let of = |name: &str| to.split(&format!("{name}=")).nth(1).unwrap().split('&').next().unwrap().to_owned();
    Out { kept: format!("institusi={}", sent.cookie("institusi").unwrap()), nonce: of("nonce"), state: of("state") }
}

fn token(out: &Out, subject: &str, strength: &str) -> String {
    let now = jiff::Timestamp::now().as_second();
    let claims = json!({
        "iss": THERE, "sub": subject, "aud": "sinergi", "exp": now + 300, "iat": now, "nonce": out.nonce, "acr": strength,
    });
    let message = format!("{}.{}", BASE64.encode(r#"{"alg":"EdDSA"}"#), BASE64.encode(claims.to_string()));
    format!("{message}.{}", BASE64.encode(institution().sign(message.as_bytes())))
}

/// Comes back as the page of the institution sends a browser.
fn back(office: &Office, kept: &str, token: &str, state: &str) -> Answer {
    let mut sent = request("POST", "/masuk/oidc/kembali", kept, Some(&format!("id_token={token}&state={state}")));
    sent.headers_mut().insert(header::ORIGIN, HeaderValue::from_static(THERE));
    sent.headers_mut().insert("sec-fetch-site", HeaderValue::from_static("cross-site"));
    ask(&office.router, &office.runtime, sent)
}

/// OpenID Connect Core 3.2.2: who is known there comes in, once they have tied that identity to their account here.
#[test]
fn an_identity_elsewhere_signs_in_once_its_owner_has_tied_it_to_their_account() {
    let office = tied_office();
    let person = office.person("rahma", "disnaker", "73.09");
    assert!(office.get("", "/masuk").text.contains("Masuk lewat SSO Contoh"));
    let first = out(&office);
    let unknown = back(&office, &first.kept, &token(&first, "u-17", "dua"), &first.state);
    assert!(unknown.cookie("sesi").is_none() && unknown.text.contains("belum terhubung"), "{}", unknown.text);
    assert!(!unknown.text.contains("u-17"), "the name there is not shown and not kept");
    let claim = unknown.text.split("name=\"klaim\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(office.post("", "/akun/oidc", &format!("klaim={claim}")).status, StatusCode::UNAUTHORIZED, "sign in first");
    let tied = office.post(&person.cookie, "/akun/oidc", &format!("klaim={claim}"));
    assert_eq!(tied.header("location"), "/akun#institusi", "{}", tied.text);
    let second = out(&office);
    let inside = back(&office, &second.kept, &token(&second, "u-17", "dua"), &second.state);
    let cookie = format!("sesi={}", inside.cookie("sesi").unwrap_or_else(|| panic!("{}", inside.text)));
    assert!(office.get(&cookie, "/akun").text.contains("rahma"));
    let taken = office.person("baso", "disnaker", "73.08");
    assert_eq!(
        office.post(&taken.cookie, "/akun/oidc", &format!("klaim={claim}")).status,
        StatusCode::BAD_REQUEST,
        "it has an account"
    );
    office.post(&person.cookie, "/akun/oidc/lepas", "");
    let third = out(&office);
    assert!(back(&office, &third.kept, &token(&third, "u-17", "dua"), &third.state).cookie("sesi").is_none());
}

#[test]
fn the_word_of_another_institution_counts_for_one_question_of_one_browser_and_only_with_two_proofs() {
    let office = tied_office();
    let (own, other) = (out(&office), out(&office));
    let says = |kept: &str, token: &str, state: &str, words: &str| {
        let answer = back(&office, kept, token, state);
        assert!(answer.status == StatusCode::BAD_REQUEST && answer.text.contains(words), "{words}: {}", answer.text);
    };
    says(&own.kept, &token(&own, "u-17", "satu"), &own.state, "dua hal");
    says("", &token(&own, "u-17", "dua"), &own.state, "peramban lain");
    says(&other.kept, &token(&own, "u-17", "dua"), &own.state, "peramban lain");
    says(&other.kept, &token(&own, "u-17", "dua"), &other.state, "tidak diterima");
    says(&own.kept, "a.b.c", &own.state, "tidak diterima");
    let foreign = request("POST", "/akun/oidc", "", Some("klaim=a"));
    let mut foreign = foreign;
    foreign.headers_mut().insert("sec-fetch-site", HeaderValue::from_static("cross-site"));
    assert_eq!(
        ask(&office.router, &office.runtime, foreign).status,
        StatusCode::FORBIDDEN,
        "only the way back is open to others"
    );
}

#[test]
fn where_there_is_no_other_institution_nobody_is_sent_to_one() {
    let office = Office::of(Home::new());
    assert!(!office.get("", "/masuk").text.contains("/masuk/oidc"));
    assert_eq!(office.get("", "/masuk/oidc").status, StatusCode::BAD_REQUEST);
}
