//! Fifty officers at once, some of them cut off by kill -9: no two letters share a number, none is left out, and no payment that was said
//! to be taken is lost or counts twice.

use super::Office;
use crate::home::Home;
use axum::http::StatusCode;
use std::collections::BTreeSet;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

const LETTERS: usize = 20;
const PAYMENTS: usize = 30;
const HEAD: &str = "name = \"Kantor Cabang Contoh\"\naddress = \"Jl. Contoh 1\"\ncity = \"Makassar\"\ncode = \"KC-UJI\"\n\
    signatory_post = \"Kepala Kantor Cabang\"\n";

/// How many rounds a run of the tests makes, each with some twenty-five kills; the nightly script asks for fifty.
fn rounds() -> usize {
    std::env::var("SINERGI_KILL_ROUNDS").ok().and_then(|text| text.parse::<usize>().ok()).map_or(1, |rounds| (rounds / 5).max(1))
}

/// What one officer does: a command, and when it is killed unless it ends before; none: it is not killed.
struct Hand {
    words: Vec<String>,
    kill_after: Option<Duration>,
}

/// Runs all at once; says of each whether it told of success.
fn at_once(home: &Home, hands: &[Hand]) -> Vec<bool> {
    let start = |hand: &Hand| {
        let words: Vec<&str> = hand.words.iter().map(String::as_str).collect();
        let child = home.command(&words).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        (child, Instant::now())
    };
    let mut running: Vec<(Child, Instant)> = hands.iter().map(start).collect();
    let mut told = vec![None; hands.len()];
    while told.contains(&None) {
        for (place, (child, started)) in running.iter_mut().enumerate() {
            if told[place].is_some() {
                continue;
            }
            if hands[place].kill_after.is_some_and(|after| started.elapsed() >= after) {
                let _ = child.kill();
            }
            told[place] = child.try_wait().unwrap().map(|status| status.success());
        }
        // The pace of looking; what is waited for is the end of each.
        std::thread::park_timeout(Duration::from_millis(2));
    }
    told.into_iter().flatten().collect()
}

/// An office with as many drafts in cases of their own as letters are issued at once, and the case that is paid.
fn drafted() -> (Office, Vec<String>) {
    let home = Home::new();
    std::fs::write(home.data().join("office.toml"), HEAD).unwrap();
    let open = |employer: usize| {
        let employer = format!("1900{employer:04}");
        let words =
            ["case", "open", "--employer", &employer, "--name", "PT Kenari Biru", "--region", "73.71", "--violation", "arrears"];
        home.json(&[&words[..], &["--principal", "10000000", "--on", "2025-06-02"]].concat())["number"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let cases: Vec<String> = (0..LETTERS).map(open).collect();
    let office = Office::of(home);
    let officer = office.person("rahma", "bpjs_cabang", "73.71");
    let post = |path: &str, form: &str| {
        let answer = office.post(&officer.cookie, path, form);
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    };
    for case in &cases {
        post(&format!("/perkara/{case}"), "event=examination_started&on=2025-06-02");
        post(&format!("/perkara/{case}"), "event=violation_found&on=2025-06-03");
        post(&format!("/perkara/{case}/surat"), "jenis=warning&event=warning_issued&on=2025-07-02&alamat=Jl.+Kenari+5");
    }
    (office, cases)
}

#[test]
fn fifty_officers_killed_in_between_share_no_number_and_lose_no_payment() {
    let mut drawn = 17_u64;
    let mut below = |most: u64| {
        drawn = drawn.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (drawn >> 33) % most
    };
    for round in 0..rounds() {
        let (office, cases) = drafted();
        let home = &office.home;
        let paid = &cases[0];
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let issue = |id: usize| words(&["letter", "issue", &id.to_string(), "--on", "2025-07-02"]);
        let pay = |count: usize| {
            let with = format!(r#"{{"reference":"TRX-{count}","rupiah":1000}}"#);
            words(&[
                "case",
                "event",
                &cases[1 + count % (LETTERS - 1)],
                "payment_received",
                "--on",
                "2025-07-02",
                "--with",
                &with,
            ])
        };
        // A payment makes the figures of a draft stale, which refuses its letter: both ends of that are tried.
        let mut all: Vec<Vec<String>> = (1..=LETTERS).map(issue).collect();
        all.extend((0..PAYMENTS).map(pay));
        let cut = |words: Vec<String>| {
            let kill_after = (below(2) == 0).then(|| Duration::from_millis(below(4_000)));
            Hand { words, kill_after }
        };
        let hands: Vec<Hand> = all.into_iter().map(cut).collect();
        let told = at_once(home, &hands);
        home.run(&["audit", "verify"]).ended(0);

        // What was told to be done is there.
        let payments = |case: &String| -> usize {
            let shown = home.json(&["case", "show", case]);
            let stored = shown["steps"].as_array().unwrap().iter().filter(|step| step["event"] == "payment_received").count();
            assert_eq!(shown["received"].as_u64().unwrap(), stored as u64 * 1_000, "{case}");
            stored
        };
        let booked: usize = cases.iter().map(payments).sum();
        let said = told[LETTERS..].iter().filter(|told| **told).count();
        assert!((said..=PAYMENTS).contains(&booked), "round {round}: {said} were said to be taken, {booked} are there");
        let listed = home.json(&["letter", "list"]);
        let number = |id: usize| {
            let letter = listed.as_array().unwrap().iter().find(|letter| letter["id"] == id).unwrap();
            letter["number"].as_str().unwrap().to_owned()
        };
        let numbers: BTreeSet<String> = (1..=LETTERS).map(number).filter(|number| !number.is_empty()).collect();
        let issued = (1..=LETTERS).filter(|id| !number(*id).is_empty()).count();
        assert_eq!(numbers.len(), issued, "round {round}: two letters share a number");
        let expected: BTreeSet<String> = (1..=issued).map(|count| format!("{count:03}/TGR/KC-UJI/VII/2025")).collect();
        assert_eq!(numbers, expected, "round {round}: a number is left out");
        for (place, said) in told[..LETTERS].iter().enumerate() {
            assert!(!said || !number(place + 1).is_empty(), "round {round}: letter {} was said to be issued", place + 1);
        }
        // A letter and its event are there together or not at all.
        for (place, case) in cases.iter().enumerate() {
            let shown = home.json(&["case", "show", case]);
            let warned = shown["steps"].as_array().unwrap().iter().any(|step| step["event"] == "warning_issued");
            assert_eq!(warned, !number(place + 1).is_empty(), "round {round}: {case}");
        }

        // Whoever was cut off does it again, and nothing counts twice.
        let again: Vec<Hand> = (0..PAYMENTS).map(|count| Hand { words: pay(count), kill_after: None }).collect();
        at_once(home, &again);
        let booked: usize = cases.iter().map(payments).sum();
        assert_eq!(booked, PAYMENTS, "round {round}: each reference once");
        assert_eq!(home.json(&["case", "show", paid])["received"], 0);
        println!(
            "round {round}: {issued} letters and {said} payments came through, {} hands were to be cut off",
            hands.iter().filter(|hand| hand.kill_after.is_some()).count()
        );
        home.sound();
    }
}
