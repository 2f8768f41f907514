//! Short fuzzing of what strangers can send to the pages: addresses, parameters, cookies, tokens, forms; and of files that the command
//! line is handed. The same sequence every time; `SINERGI_FUZZ_CASES` asks for more (trust.md F16).

use super::Office;
use crate::faults::Drawn;
use crate::home::Home;
use crate::people::{register, workers};
use crate::signed::{ask, request};
use axum::http::header;

fn cases(usual: u64) -> u64 {
    std::env::var("SINERGI_FUZZ_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

const WORDS: [&str; 24] = [
    "bulan",
    "penyebut",
    "wilayah",
    "73",
    "73.09",
    "2025-06",
    "0000-00",
    "9999999999999999",
    "-1",
    "%00",
    "%ff",
    "%F0%9F%98%80",
    "'",
    "\"",
    "<script>",
    "../..",
    "=1+1",
    "{{7*7}}",
    "${x}",
    "NaN",
    "1e309",
    "tujuan",
    "halaman",
    "a%26b",
];

/// A piece of an address: words of ours, words of attackers, and bytes as they come.
fn piece(drawn: &mut Drawn) -> String {
    match drawn.below(3) {
        0 => (0..drawn.below(12)).map(|_| format!("%{:02X}", drawn.below(256))).collect(),
        _ => WORDS[usize::try_from(drawn.below(24)).unwrap()].replace(['<', '>', '"', '{', '}', '$', ' '], "%22"),
    }
}

#[test]
fn no_address_parameter_cookie_token_or_form_makes_a_page_fail() {
    let office = Office::of(Home::new());
    office.home.ingest_text("peserta.csv", register(&[(1, "BPU", "2024-01..2025-06")]), "participants", "BPJS");
    office.home.ingest_text("a.csv", workers(0..4), "workers", "Desa A");
    office.home.run(&["link"]).ended(0);
    let person = office.person("wilayah.penguji", "bpjs_wilayah", "73");
    let mut drawn = Drawn(3);
    let routes: Vec<&str> = web::ROUTES.iter().map(|route| route.path).collect();
    for _ in 0..cases(300) {
        let route = routes[usize::try_from(drawn.below(routes.len() as u64)).unwrap()];
        let mut path = String::new();
        for part in route.split('/').skip(1) {
            path.push('/');
            path += &if part.starts_with('{') { piece(&mut drawn) } else { part.to_owned() };
        }
        let query: Vec<String> = (0..drawn.below(4)).map(|_| format!("{}={}", piece(&mut drawn), piece(&mut drawn))).collect();
        let address = format!("{path}?{}", query.join("&"));
        let form = (drawn.below(4) == 0).then(|| query.join("&"));
        // Signing out ends the sequence; everything else may be asked.
        if route == "/keluar" || address.parse::<axum::http::Uri>().is_err() {
            continue;
        }
        let method = if form.is_some() { "POST" } else { "GET" };
        let mut sent = request(method, &address, &person.cookie, form.as_deref());
        match drawn.below(6) {
            0 => drop(sent.headers_mut().insert(header::COOKIE, format!("sinergi={}", piece(&mut drawn)).parse().unwrap())),
            1 => drop(sent.headers_mut().insert(header::AUTHORIZATION, format!("Bearer {}", piece(&mut drawn)).parse().unwrap())),
            _ => {}
        }
        let answer = ask(&office.router, &office.runtime, sent);
        office.runtime.block_on(office.desk.quiet());
        assert!(!answer.status.is_server_error(), "{method} {address}: {} {}", answer.status, answer.text);
        for inert in ["<script>", "{{7*7}}"] {
            assert!(!answer.text.contains(inert), "{address} came back as it was sent");
        }
    }
}

#[test]
fn no_changed_file_that_the_command_line_is_handed_makes_it_panic() {
    let home = Home::new();
    let (kept, vault) = (home.path("saksi.json"), home.path("cadangan"));
    home.run(&["audit", "witness", "--out", kept.to_str().unwrap()]).ended(0);
    let made = home.json(&["backup", "--to", vault.to_str().unwrap()]);
    let manifest = vault.join(made["generation"].as_str().unwrap()).join("manifest");
    let mut drawn = Drawn(5);
    for (file, words) in [
        (&kept, ["audit", "verify", "--witness", kept.to_str().unwrap()]),
        (&manifest, ["restore", "--verify", "--from", vault.to_str().unwrap()]),
    ] {
        let sound = std::fs::read(file).unwrap();
        for _ in 0..cases(12).min(300) {
            let mut changed = sound.clone();
            for _ in 0..=drawn.below(4) {
                let place = usize::try_from(drawn.below(changed.len() as u64)).unwrap();
                changed[place] = u8::try_from(drawn.below(256)).unwrap();
            }
            changed.truncate(sound.len() - usize::try_from(drawn.below(2) * drawn.below(sound.len() as u64)).unwrap());
            std::fs::write(file, &changed).unwrap();
            let run = home.run(&words);
            // White space may be changed without changing anything.
            assert!(matches!(run.code, Some(0..=2)) && !run.err.contains("panicked"), "{:?} {}", run.code, run.err);
        }
        std::fs::write(file, &sound).unwrap();
        home.run(&words).ended(0);
    }
}
