//! The audit log from outside: what is done is in it, who may read it reads their part, and a copy elsewhere tells a changed past.

use super::Office;
use crate::home::Home;
use crate::people::{WORKER_HEADINGS, worker_line};
use axum::http::StatusCode;

/// P12, v5.0.0-16.3.1 to 16.3.3: sign-ins, refusals, lists and openings of rows are in the log, without a name, a NIK or a password.
#[test]
fn what_is_done_stands_in_the_log_and_nothing_of_a_person_does() {
    let office = Office::of(Home::new());
    let person = office.person("rahma", "bpjs_cabang", "73.09");
    let list = [WORKER_HEADINGS, &worker_line(1), &worker_line(2), "3;;;;;;Maros;Mandai;Bontoa\n"].concat();
    let receipt = office.home.ingest_text("daftar.csv", list, "workers", "Kec. Mandai");
    let batch = receipt["batch"].as_u64().unwrap();
    office.post("", "/masuk", "nama=rahma&sandi=rahasia-sekali&kode=1");
    let path = format!("/riwayat/{batch}/ditolak.xlsx");
    assert_eq!(office.post(&person.cookie, &path, "alasan=iseng").status, StatusCode::BAD_REQUEST, "a reason that is none");
    let taken = office.post(&person.cookie, &path, "alasan=mend");
    assert!(taken.bytes.starts_with(b"PK"), "{}", taken.text);
    let auditor = office.person("ida", "dpo", "73");
    let log = office.get(&auditor.cookie, "/audit?periksa=1").text;
    for words in [
        "Jejak utuh",
        "account_add",
        "sign_in",
        "refused",
        "ingest",
        &format!("batch:{batch}"),
        "refused_rows",
        "mend",
        "account:rahma",
    ] {
        assert!(log.contains(words), "the log does not say {words:?}: {log}");
    }
    let (one, two) = (crate::people::person(1), crate::people::person(2));
    for secret in ["rahasia-sekali", &one.nik, &two.nik, &one.name, &two.name] {
        assert!(!log.contains(secret), "{secret} stands in the log");
    }
    assert!(office.get(&person.cookie, "/akun").text.contains("refused_rows"), "one's own page tells it too");
    // An auditor of another region reads nothing of it.
    let other = office.person("isa", "dpo", "73.71");
    let theirs = office.get(&other.cookie, "/audit").text;
    assert!(!theirs.contains("account:rahma") && !theirs.contains("refused_rows"), "{theirs}");
}

/// S15: a copy that another institution keeps contradicts a past that was put back.
#[test]
fn a_witness_contradicts_a_log_that_was_put_back() {
    let home = Home::new();
    home.run(&["user", "add", "rahma", "--role", "disnaker", "--scope", "73.09"]).ended(0);
    // The catalogue and what is still in its write-ahead log.
    let files = ["store.sqlite", "store.sqlite-wal"].map(|name| home.data().join(name));
    let earlier = files.clone().map(|file| std::fs::read(file).unwrap_or_default());
    home.run(&["user", "disable", "rahma"]).ended(0);
    let kept = home.path("saksi.json");
    home.run(&["audit", "witness", "--out", kept.to_str().unwrap()]).ended(0);
    let words = ["audit", "verify", "--witness", kept.to_str().unwrap()];
    home.run(&words).ended(0);
    // Somebody puts the catalogue of before back: the log itself is sound, but too short.
    let _ = std::fs::remove_file(home.data().join("store.sqlite-shm"));
    for (file, bytes) in files.iter().zip(&earlier) {
        std::fs::write(file, bytes).unwrap();
    }
    home.run(&["audit", "verify"]).ended(0);
    let told = home.run(&[&words[..], &["--format", "json"]].concat()).ended(2).json();
    assert!(told["first_bad"][1].as_str().unwrap().contains("witness"), "{told}");
    // A copy with another root, signed by somebody else, is no proof of ours and is said to be none.
    let forged = std::fs::read_to_string(&kept).unwrap().replace("\"key\": \"", "\"key\": \"00");
    let forged = home.write("palsu.json", forged);
    home.run(&["audit", "verify", "--witness", forged.to_str().unwrap()]).ended(2);
}
