//! The door: who comes in, how long they stay, and who cannot be kept out.

use super::Office;
use crate::home::Home;
use crate::signed::{PASSWORD, account, ask, request};
use axum::http::{StatusCode, header};
use std::sync::atomic::{AtomicI64, Ordering};

/// A clock for the tests of this file that need one; each such test has its own.
macro_rules! clock {
    ($name:ident) => {
        static $name: AtomicI64 = AtomicI64::new(0);
    };
}

fn form(name: &str, password: &str, code: &str) -> String {
    format!("nama={name}&sandi={}&kode={code}", password.replace(' ', "+"))
}

/// v5.0.0-6.3.8: an unknown name, a wrong password and a wrong code are one answer.
#[test]
fn an_unknown_name_a_wrong_password_and_a_wrong_code_are_one_answer() {
    let office = Office::of(Home::new());
    let person = office.person("rahma", "disnaker", "73.09");
    let right = person.phone.code(jiff::Timestamp::now().as_second());
    let wrong = if right == "000000" { "000001" } else { "000000" };
    let tries = [
        form("tidak.ada", PASSWORD, wrong),
        form("rahma", "salah sama sekali", &right),
        form("rahma", PASSWORD, wrong),
        form("", "", ""),
    ];
    let answers: Vec<_> = tries.iter().map(|form| office.post("", "/masuk", form)).collect();
    for answer in &answers {
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{}", answer.text);
        assert!(answer.text.contains("Nama, kata sandi, atau kode tidak cocok"), "{}", answer.text);
        assert!(answer.cookie("sesi").is_none());
        assert!(!answer.text.contains(PASSWORD) && !answer.text.contains("salah sama sekali"), "a password is not shown again");
    }
    let plain = |answer: &crate::signed::Answer| answer.text.replace("tidak.ada", "rahma");
    assert_eq!(plain(&answers[0]), plain(&answers[1]));
}

clock!(REUSE);

/// v5.0.0-6.5.1, 7.2.4, 3.3.1 to 3.3.4: a code of the phone is good once; every sign-in has a cookie of its own, out of reach of scripts.
#[test]
fn a_code_of_the_phone_is_good_once_and_every_session_has_its_own_cookie() {
    REUSE.store(jiff::Timestamp::now().as_second(), Ordering::SeqCst);
    let office = Office::at(Home::new(), || REUSE.load(Ordering::SeqCst));
    let person = office.person("rahma", "disnaker", "73.09");
    let used = person.phone.code(REUSE.load(Ordering::SeqCst));
    assert_eq!(
        office.post("", "/masuk", &form("rahma", PASSWORD, &used)).status,
        StatusCode::UNAUTHORIZED,
        "it was used to set up"
    );
    let later = REUSE.fetch_add(60, Ordering::SeqCst) + 60;
    let fresh = person.phone.code(later);
    // A session that somebody planted before is not the one that is given.
    let planted = format!("sesi={}", "a".repeat(64));
    let sent = ask(&office.router, &office.runtime, request("POST", "/masuk", &planted, Some(&form("rahma", PASSWORD, &fresh))));
    assert_eq!(sent.header("location"), "/", "{}", sent.text);
    let cookie = sent.cookie("sesi").unwrap();
    assert!(cookie.len() == 64 && cookie != "a".repeat(64) && !person.cookie.contains(&cookie));
    let set: Vec<&str> = sent.headers.get_all(header::SET_COOKIE).iter().map(|value| value.to_str().unwrap()).collect();
    assert!(
        set.iter()
            .all(|cookie| cookie.contains("; HttpOnly") && cookie.contains("; SameSite=Lax") && cookie.contains("; Path=/")),
        "{set:?}"
    );
    assert_eq!(office.post("", "/masuk", &form("rahma", PASSWORD, &fresh)).status, StatusCode::UNAUTHORIZED, "once");
    assert_eq!(office.get(&format!("sesi={cookie}"), "/akun").status, StatusCode::OK);
    assert_eq!(office.get(&person.cookie, "/akun").status, StatusCode::OK, "the other browser stays signed in");
}

clock!(GUESSES);

/// S09, v5.0.0-6.1.1: guessing waits longer and longer; the owner's own browser is not kept out.
#[test]
fn guessing_is_slowed_and_the_owner_is_not_locked_out() {
    GUESSES.store(jiff::Timestamp::now().as_second(), Ordering::SeqCst);
    let now = || GUESSES.load(Ordering::SeqCst);
    let office = Office::at(Home::new(), now);
    let person = office.person("rahma", "disnaker", "73.09");
    GUESSES.fetch_add(60, Ordering::SeqCst);
    let signed = office.post("", "/masuk", &form("rahma", PASSWORD, &person.phone.code(now())));
    let device = format!("perangkat={}", signed.cookie("perangkat").unwrap());
    // Somebody guesses from one place; the owner comes from another.
    let from = |host: [u8; 4], cookie: &str, form: &str| {
        let mut sent = request("POST", "/masuk", cookie, Some(form));
        sent.extensions_mut().insert(axum::extract::ConnectInfo(std::net::SocketAddr::from((host, 50_000))));
        ask(&office.router, &office.runtime, sent)
    };
    let mut slowed = 0;
    for _ in 0..40 {
        let answer = from([10, 0, 0, 9], "", &form("rahma", "tebakan yang salah", "000000"));
        slowed += usize::from(answer.status == StatusCode::TOO_MANY_REQUESTS);
        GUESSES.fetch_add(1, Ordering::SeqCst);
    }
    assert!(slowed > 25, "{slowed} of 40 tries were slowed");
    let status = |host, name: &str| from(host, "", &form(name, "x", "")).status;
    assert_eq!(status([10, 0, 0, 9], "tidak.ada"), StatusCode::TOO_MANY_REQUESTS, "the source waits");
    assert_eq!(status([10, 0, 0, 8], "rahma"), StatusCode::TOO_MANY_REQUESTS, "so does the account elsewhere");
    let mine = from([10, 0, 0, 7], &device, &form("rahma", PASSWORD, &person.phone.code(now())));
    assert_eq!(mine.header("location"), "/", "the owner's own browser does not wait: {}", mine.text);
    GUESSES.fetch_add(60, Ordering::SeqCst);
    let mine = from([10, 0, 0, 6], "", &form("rahma", PASSWORD, &person.phone.code(now())));
    assert_eq!(mine.header("location"), "/", "and a minute is the longest wait anywhere: {}", mine.text);
}

clock!(HOURS);

/// v5.0.0-7.1.1, 7.3.1, 7.3.2, 7.5.3: a session ends idle or old; what is sensitive asks for a new proof.
#[test]
fn a_session_ends_idle_or_old_and_what_is_sensitive_asks_who_one_is_again() {
    HOURS.store(jiff::Timestamp::now().as_second(), Ordering::SeqCst);
    let now = || HOURS.load(Ordering::SeqCst);
    let office = Office::at(Home::new(), now);
    let person = office.person("ani", "admin", "73");
    let add = "nama=budi&peran=disnaker&wilayah=73.09&kantor=&hari=";
    assert!(office.post(&person.cookie, "/admin/akun", add).text.contains("Kode aktivasi untuk budi"));
    HOURS.fetch_add(16 * 60, Ordering::SeqCst);
    let asked = office.post(&person.cookie, "/admin/akun", &add.replace("budi", "cici"));
    assert_eq!(asked.header("location"), "/akun/ulang?ke=%2Fadmin", "{}", asked.text);
    let wrong = office.post(&person.cookie, "/akun/ulang", "sandi=salah&kode=000000&ke=/admin");
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
    let proof = format!("sandi={}&kode={}&ke=/admin", PASSWORD.replace(' ', "+"), person.phone.code(now()));
    assert_eq!(office.post(&person.cookie, "/akun/ulang", &proof).header("location"), "/admin");
    assert!(office.post(&person.cookie, "/admin/akun", &add.replace("budi", "cici")).text.contains("Kode aktivasi untuk cici"));
    HOURS.fetch_add(29 * 60, Ordering::SeqCst);
    assert_eq!(office.get(&person.cookie, "/admin").status, StatusCode::OK, "used within half an hour");
    HOURS.fetch_add(31 * 60, Ordering::SeqCst);
    assert_eq!(office.get(&person.cookie, "/admin").header("location"), "/masuk?ke=%2Fadmin", "idle");
}

/// v5.0.0-7.4.1, 7.4.2, 8.3.2, S23: what is taken away is gone at the next request.
#[test]
fn a_disabled_account_a_reset_one_and_a_revoked_token_are_out_at_the_next_request() {
    let office = Office::of(Home::new());
    for (verb, name) in [("disable", "rahma"), ("reset", "rahmi")] {
        let person = office.person(name, "disnaker", "73.09");
        assert_eq!(office.get(&person.cookie, "/akun").status, StatusCode::OK);
        office.home.run(&["user", verb, name]).ended(0);
        assert!(office.get(&person.cookie, "/akun").header("location").starts_with("/masuk"), "{verb}");
        let now = jiff::Timestamp::now().as_second() + 60;
        assert_eq!(
            office.post("", "/masuk", &form(name, PASSWORD, &person.phone.code(now))).status,
            StatusCode::UNAUTHORIZED,
            "{verb}"
        );
    }
    let words = ["token", "create", "--role", "disnaker", "--scope", "73.09", "--purpose", "dasbor", "--days", "2"];
    let token = office.home.json(&words)["token"].as_str().unwrap().to_owned();
    let bearer = |method: &str, path: &str| {
        let mut sent = request(method, path, "", (method == "POST").then_some(""));
        sent.headers_mut().insert("authorization", format!("Bearer {token}").parse().unwrap());
        ask(&office.router, &office.runtime, sent)
    };
    assert_eq!(bearer("GET", "/cakupan.csv").status, StatusCode::OK);
    assert_eq!(bearer("GET", "/admin").status, StatusCode::FORBIDDEN, "its role");
    assert_eq!(bearer("POST", "/impor").status, StatusCode::UNAUTHORIZED, "a token reads");
    assert!(bearer("GET", "/akun").header("location").starts_with("/masuk"), "an account's page is for people");
    let id = office.home.json(&["token", "list"])[0]["id"].as_str().unwrap().to_owned();
    office.home.run(&["token", "revoke", &id]).ended(0);
    assert!(bearer("GET", "/cakupan.csv").header("location").starts_with("/masuk"));
    office.home.run(&["token", "revoke", &id]).ended(1);
}

/// v5.0.0-6.4.1, 6.3.3: an activation code works once, and without a second factor nothing opens.
#[test]
fn without_a_second_factor_nothing_opens_and_a_weak_password_is_refused() {
    let office = Office::of(Home::new());
    let code = account(&office.home, "rahma", "disnaker", "73.09");
    let activate = |password: &str, again: &str, code: &str| {
        let form = format!("nama=rahma&kode={code}&sandi={password}&ulang={again}").replace(' ', "+");
        office.post("", "/masuk/aktivasi", &form)
    };
    assert!(activate("sinergi2025", "sinergi2025", &code).text.contains("mudah ditebak"));
    assert!(activate(PASSWORD, "lain", &code).text.contains("tidak sama"));
    assert_eq!(activate(PASSWORD, PASSWORD, "AAAAA-BBBBB-CCCCC-DDDDD").status, StatusCode::UNAUTHORIZED);
    let done = activate(PASSWORD, PASSWORD, &code.to_lowercase());
    let pending = format!("sesi={}", done.cookie("sesi").unwrap());
    for path in ["/", "/cakupan", "/akun", "/impor", "/riwayat/1"] {
        assert_eq!(office.get(&pending, path).header("location"), "/masuk/kedua", "{path}");
    }
    assert_eq!(activate(PASSWORD, PASSWORD, &code).status, StatusCode::UNAUTHORIZED, "once");
    assert!(office.post(&pending, "/masuk/kedua", "kode=123").text.contains("Enam angka itu tidak cocok"));
}

/// v5.0.0-3.5.1 to 3.5.3, 3.7.2, 14.3.1: forms of other sites, silent forms and foreign ways back are refused; signing out clears.
#[test]
fn forged_forms_and_foreign_ways_back_are_refused_and_signing_out_clears() {
    let office = Office::of(Home::new());
    let person = office.person("rahma", "disnaker", "73.09");
    let mut silent = request("POST", "/keluar", &person.cookie, Some(""));
    silent.headers_mut().remove("origin");
    silent.headers_mut().remove("sec-fetch-site");
    assert_eq!(ask(&office.router, &office.runtime, silent).status, StatusCode::FORBIDDEN);
    let mut forged = request("POST", "/keluar", &person.cookie, Some(""));
    forged.headers_mut().insert("origin", "https://evil.example".parse().unwrap());
    assert_eq!(ask(&office.router, &office.runtime, forged).status, StatusCode::FORBIDDEN);
    assert_eq!(office.get(&person.cookie, "/akun").status, StatusCode::OK, "still signed in");
    for elsewhere in ["//evil.example", "https://evil.example", "/%5Cevil.example"] {
        let page = office.get("", &format!("/masuk?ke={elsewhere}")).text;
        assert!(page.contains("name=\"ke\" value=\"/\""), "{elsewhere}: {page}");
    }
    let left = office.post(&person.cookie, "/keluar", "");
    assert!(left.header("clear-site-data").contains("cache") && left.header("location").starts_with("/masuk"));
    assert!(office.get(&person.cookie, "/akun").header("location").starts_with("/masuk"));
}

/// S05, v5.0.0-15.3.3: a form cannot give what it has no field for; nobody grants what they may not.
#[test]
fn nobody_grants_more_than_they_may() {
    let office = Office::of(Home::new());
    let admin = office.person("ani", "admin", "73.09");
    let add = |form: &str| office.post(&admin.cookie, "/admin/akun", form).text;
    let base = "nama=budi&kantor=&hari=";
    for (form, words) in [
        ("peran=admin&wilayah=73.09", "peran Anda sendiri"),
        ("peran=disnaker&wilayah=73.71", "di luar wilayah Anda"),
        ("peran=disnaker&wilayah=73", "di luar wilayah Anda"),
        ("peran=peraga&wilayah=73.09", "hanya untuk data sintetis"),
        ("peran=operator_desa&wilayah=73.09", "terlalu luas"),
        ("peran=raja&wilayah=73.09", "Tidak ada peran raja"),
        ("peran=disnaker&wilayah=", "Wilayah tidak terbaca"),
        ("peran=disnaker&wilayah=73.09.98", "73.09.98"),
    ] {
        let page = add(&format!("{base}&{form}"));
        assert!(page.contains(words), "{form} does not say {words:?}: {page}");
    }
    assert_eq!(office.home.accounts(), 1, "nobody was added");
    let page =
        add("nama=budi&kantor=Disnaker+Maros&hari=30&peran=disnaker&wilayah=73.09&role=admin&area=73&password=x&second=x&id=1");
    assert!(page.contains("Kode aktivasi untuk budi"), "{page}");
    let accounts = office.home.json(&["user", "list"]);
    let budi = accounts.as_array().unwrap().iter().find(|account| account["name"] == "budi").unwrap();
    assert_eq!(
        (budi["role"].as_str(), budi["area"].as_str(), budi["state"].as_str()),
        (Some("disnaker"), Some("73.09"), Some("invited"))
    );
    assert!(add("nama=budi&kantor=&hari=&peran=disnaker&wilayah=73.09").contains("sudah dipakai"));
    assert!(office.post(&admin.cookie, "/admin/akun/ani", "laku=nonaktif").text.contains("tidak dapat Anda ubah"), "not oneself");
    let see = office.get(&admin.cookie, "/admin/akun/budi").text;
    for words in ["Disnaker kabupaten/kota", "Maros (73.09)", "melihat angka cakupan", "NIK lengkap: dengan alasan", "/cakupan"] {
        assert!(see.contains(words), "see-as does not say {words:?}: {see}");
    }
}

/// The link of a demonstration works once, on synthetic people only.
#[test]
fn the_link_of_a_demonstration_works_once_and_only_where_nobody_exists() {
    let home = Home::new();
    let office = Office::of(home);
    let real = office.runtime.block_on(app::demo_code(&open(&office), &app::Scope::operator("uji"), 0));
    assert!(real.is_err(), "people may exist here");
    let installation = open(&office);
    office.runtime.block_on(installation.mark_synthetic()).unwrap();
    let now = jiff::Timestamp::now().as_second();
    let code = office.runtime.block_on(app::demo_code(&installation, &app::Scope::operator("uji"), now)).unwrap();
    let path = format!("/masuk/tautan?kode={code}");
    let entered = office.get("", &path);
    let cookie = format!("sesi={}", entered.cookie("sesi").unwrap());
    for path in ["/cakupan", "/impor", "/admin", "/audit", "/akun"] {
        assert_eq!(office.get(&cookie, path).status, StatusCode::OK, "{path}");
    }
    assert!(office.get("", &path).text.contains("sudah dipakai"));
    assert!(office.get("", "/masuk/tautan?kode=").text.contains("sudah dipakai"));
}

fn open(office: &Office) -> app::Installation {
    let place = app::Place {
        data: office.home.data().to_owned(),
        key: app::KeySource::File(office.home.key()),
        sandbox: sources::Sandbox::new(env!("CARGO_BIN_EXE_sinergi").into(), "read-upload"),
        query_memory: 64 << 20,
        threads: 1,
        patience: std::time::Duration::from_secs(1),
        retention: app::Retention::default(),
        second: app::SecondPerson::default(),
        request_hours: app::REQUEST_HOURS,
        provider: None,
    };
    office.runtime.block_on(app::Installation::open(place)).unwrap()
}

static JUMPING: AtomicI64 = AtomicI64::new(0);

/// R21: a clock that jumps minutes, days and a year either way: sessions end safely or go on, nothing is refused with a
/// fault, the log stays in the order of its numbers, and a session from before a jump back does not live longer than it would have.
#[test]
fn a_clock_that_jumps_ends_sessions_safely_and_leaves_the_log_in_order() {
    const DAY: i64 = 86_400;
    JUMPING.store(jiff::Timestamp::now().as_second(), Ordering::SeqCst);
    let now = || JUMPING.load(Ordering::SeqCst);
    let office = Office::at(Home::new(), now);
    let person = office.person("ani", "admin", "73");
    for jump in [1, -300, DAY, -DAY, 60 * DAY, -60 * DAY, 366 * DAY, -366 * DAY] {
        JUMPING.fetch_add(jump, Ordering::SeqCst);
        let seen = office.get(&person.cookie, "/akun");
        assert!(seen.status == StatusCode::OK || seen.status == StatusCode::SEE_OTHER, "{jump}: {} {}", seen.status, seen.text);
    }
    JUMPING.fetch_add(13 * 3_600, Ordering::SeqCst);
    assert_eq!(office.get(&person.cookie, "/akun").status, StatusCode::SEE_OTHER, "older than twelve hours");
    office.home.run(&["audit", "verify"]).ended(0);
}

/// S09: whoever signs in with a browser that the owner had not used before is told to the owner, and one they had is not.
#[test]
fn a_sign_in_with_a_new_browser_is_told_to_the_owner() {
    NEW_BROWSER.store(jiff::Timestamp::now().as_second(), Ordering::SeqCst);
    let office = Office::at(Home::new(), || NEW_BROWSER.load(Ordering::SeqCst));
    let person = office.person("rahma", "disnaker", "73.09");
    let sign_in = |kept: &str| {
        // A code of the phone is good once.
        let now = NEW_BROWSER.fetch_add(30, Ordering::SeqCst) + 30;
        let sent = request("POST", "/masuk", kept, Some(&form("rahma", PASSWORD, &person.phone.code(now))));
        let answer = ask(&office.router, &office.runtime, sent);
        let kept = answer.cookie("perangkat").unwrap_or_default();
        (format!("sesi={}", answer.cookie("sesi").unwrap_or_else(|| panic!("{}", answer.text))), kept)
    };
    let told = |cookie: &str| office.get(cookie, "/").text.contains("belum pernah Anda pakai");
    assert!(!told(&person.cookie));
    let (other, kept) = sign_in("");
    assert!(told(&person.cookie), "the owner hears of it where they are");
    assert!(!told(&other), "and not on the browser itself");
    office.post(&other, "/keluar", "");
    assert!(!told(&person.cookie), "its end ends the notice");
    sign_in(&format!("perangkat={kept}"));
    assert!(!told(&person.cookie), "a browser that was used before is known");
}

static NEW_BROWSER: AtomicI64 = AtomicI64::new(0);
