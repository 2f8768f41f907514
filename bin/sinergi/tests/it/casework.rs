//! Cases of an installation from outside: opened, moved, listed; by many at once, and cut off in between.

use crate::home::Home;
use serde_json::Value;
use std::process::Stdio;

const OPEN: [&str; 14] = [
    "case",
    "open",
    "--employer",
    "19001234",
    "--name",
    "PT Contoh",
    "--region",
    "73.71",
    "--violation",
    "arrears",
    "--principal",
    "10000000",
    "--on",
    "2026-03-02",
];

fn open(home: &Home) -> String {
    home.json(&OPEN)["number"].as_str().unwrap().to_owned()
}

fn event(home: &Home, number: &str, on: &str, event: &str, with: &str) -> Value {
    home.json(&["case", "event", number, event, "--on", on, "--with", with])
}

#[test]
fn a_case_goes_from_a_finding_to_a_warning_with_its_deadline_and_its_money() {
    let home = Home::new();
    let number = open(&home);
    assert_eq!(number, "73.71-2026-0001");
    event(&home, &number, "2026-03-02", "examination_started", "{}");
    event(&home, &number, "2026-03-05", "violation_found", r#"{"document":"LHP-1"}"#);
    event(&home, &number, "2026-03-06", "warning_issued", r#"{"letter":"T-1"}"#);
    let delivered = event(&home, &number, "2026-03-12", "warning_delivered", r#"{"proof":"resi 1"}"#);
    assert_eq!(
        (delivered["state"].as_str(), delivered["deadline"].as_str()),
        (Some("first_warning_delivered"), Some("2026-04-02"))
    );

    // Too early: refused with its article, and nothing of it is stored.
    let early = home.run(&["case", "event", &number, "warning_issued", "--on", "2026-03-30"]).ended(1);
    assert!(early.err.contains("PP 86/2013 Pasal 6"), "{}", early.err);
    event(&home, &number, "2026-03-31", "payment_received", r#"{"reference":"TRX-1","rupiah":4000000}"#);
    let case = home.json(&["case", "show", &number]);
    assert_eq!(case["steps"].as_array().unwrap().len(), 6);
    assert_eq!((case["outstanding"].as_i64(), case["received"].as_i64()), (Some(6_000_000), Some(4_000_000)));
    assert_eq!(case["charges"][0]["open"], 6_000_000);
    assert!(case["steps"][5]["taken_by"].as_str().unwrap().starts_with("operator:"));
    let listed = home.json(&["case", "list"]);
    assert_eq!(listed[0]["number"], number.as_str());
    let table = home.run(&["case", "list"]).ended(0);
    assert!(table.out.contains("teguran pertama diterima") && table.out.contains("Makassar"), "{}", table.out);
}

#[test]
fn what_is_no_case_no_event_or_no_region_is_refused_with_a_sentence() {
    let home = Home::new();
    let number = open(&home);
    let unknown = home.run(&["case", "show", "73.71-2026-0009"]).ended(1);
    assert!(unknown.err.contains("Tidak ada perkara 73.71-2026-0009"), "{}", unknown.err);
    let misspelt = home.run(&["case", "event", &number, "warning_isued", "--lang", "en"]).ended(1);
    assert!(misspelt.err.contains("The event cannot be read"), "{}", misspelt.err);
    let field = home.run(&["case", "event", &number, "charged", "--with", r#"{"kind":"principal","rupia":1}"#]).ended(1);
    assert!(field.err.contains("Peristiwa tidak dapat dibaca"), "{}", field.err);
    let elsewhere = OPEN.map(|word| if word == "73.71" { "64.71" } else { word });
    let elsewhere = home.run(&elsewhere).ended(1);
    assert!(elsewhere.err.contains("64.71"), "{}", elsewhere.err);
    let again = r#"{"employer":"1","region":"73.71","violation":"arrears"}"#;
    home.run(&["case", "event", &number, "opened", "--with", again]).ended(1);
    assert_eq!(home.json(&["case", "list"]).as_array().unwrap().len(), 1);
}

/// Payments by many hands at once, and cases opened by many: no payment is lost, none counts twice, no number is given twice
/// and none is left out.
#[test]
fn many_hands_lose_no_payment_and_share_no_number() {
    let home = Home::new();
    let number = open(&home);
    let pay = |count: usize| {
        let with = format!(r#"{{"reference":"TRX-{}","rupiah":1000}}"#, count / 2);
        home.command(&["case", "event", &number, "payment_received", "--on", "2026-04-01", "--with", &with])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    };
    let begin = || home.command(&OPEN).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    // Every reference comes twice.
    let hands: Vec<_> = (0..12).map(|count| (pay(count), begin())).collect();
    let mut taken = 0;
    for (mut paying, mut opening) in hands {
        taken += usize::from(paying.wait().unwrap().success());
        assert!(opening.wait().unwrap().success());
    }
    assert_eq!(taken, 6, "of each reference one");
    assert_eq!(home.json(&["case", "show", &number])["received"], 6_000);
    let cases = home.json(&["case", "list"]);
    let mut numbers: Vec<&str> = cases.as_array().unwrap().iter().map(|case| case["number"].as_str().unwrap()).collect();
    numbers.sort_unstable();
    let expected: Vec<String> = (1..=13).map(|count| format!("73.71-2026-{count:04}")).collect();
    assert_eq!(numbers, expected);
    home.run(&["audit", "verify"]).ended(0);
}
