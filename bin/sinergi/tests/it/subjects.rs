//! Requests of persons about their own data, from outside: clocks, what is held, and one person destroyed everywhere while everybody else
//! and every figure that was given out stays (trust.md S14, A7; UU 27/2022).

use crate::home::{Home, below};
use crate::people::{person, register, strangers, workers};
use arrow::array::{Array, AsArray};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Forty people on two lists, twenty of them members, one list withdrawn: the first of them stands in all three.
fn lived_in() -> (Home, Vec<usize>) {
    let home = Home::new();
    let numbers: Vec<usize> = strangers(0..40).collect();
    let members: Vec<(usize, &str, &str)> = numbers.iter().take(20).map(|number| (*number, "BPU", "2024-01..2025-06")).collect();
    home.ingest_text("peserta.csv", register(&members), "participants", "BPJS");
    home.ingest_text(
        "daftar.csv",
        workers(numbers.iter().copied()) + "99;;Tanpa Apa Pun;;;;Maros;Mandai;Bontoa\n",
        "workers",
        "Desa A",
    );
    let old = home.ingest_text("lama.csv", workers(numbers.iter().copied().take(3)), "workers", "Desa Lama");
    home.run(&["link"]).ended(0);
    home.run(&["withdraw", &old["batch"].to_string()]).ended(0);
    home.run(&["link"]).ended(0);
    (home, numbers)
}

/// Takes in a request and makes sure of the person; gives back its number.
fn asked(home: &Home, kind: &str, number: usize) -> String {
    let who = person(number);
    let text = format!("name = \"{}\"\nnik = \"{}\"\ncontact = \"Jl. Kutilang 1\"\nask = \"mohon\"\n", who.name, who.nik);
    let file = home.write("permintaan.toml", text);
    let taken = home.json(&["subject", "add", "--kind", kind, "--person", file.to_str().unwrap()]);
    fs::remove_file(file).unwrap();
    let number = taken["number"].as_str().unwrap().to_owned();
    home.run(&["subject", "verify", &number, "--by", "id_card"]).ended(0);
    number
}

fn holds(folder: &Path, bytes: &[u8]) -> bool {
    below(folder).iter().any(|file| fs::read(file).unwrap().windows(bytes.len()).any(|window| window == bytes))
}

/// The tokens of people in every file of facts that counts.
fn tokens(home: &Home) -> BTreeSet<Vec<u8>> {
    let mut found = BTreeSet::new();
    for path in below(&home.data().join("lake/files")) {
        let Ok(builder) = ParquetRecordBatchReaderBuilder::try_new(fs::File::open(path).unwrap()) else { continue };
        for table in builder.build().unwrap() {
            let table = table.unwrap();
            let Some(column) = table.column_by_name("person_token").and_then(|column| column.as_fixed_size_binary_opt()) else {
                continue;
            };
            found.extend((0..column.len()).filter(|place| column.is_valid(*place)).map(|place| column.value(place).to_vec()));
        }
    }
    found
}

/// S14: one person is nowhere: no token, no sealed file, no upload with them, no key that opened them; the others, the log and what was told
/// of earlier days are as they were.
#[test]
fn one_person_is_destroyed_everywhere_and_nobody_else() {
    let (home, numbers) = lived_in();
    let before = home.json(&["coverage", "--by", "total"]);
    let files: BTreeSet<_> = below(&home.data().join("lake/files")).into_iter().collect();
    let everybody = tokens(&home);
    assert_eq!(everybody.len(), 40);
    let number = asked(&home, "erasure", numbers[0]);
    let held = home.json(&["subject", "held", &number]);
    assert_eq!((held["rows"].as_array().unwrap().len(), &held["batches"]), (3, &3.into()), "the withdrawn list too: {held}");
    assert!(held["rows"][0]["fields"].as_array().unwrap().contains(&"birth_date".into()), "{held}");
    assert!(!held.to_string().contains(&person(numbers[0]).nik), "{held}");

    // Granted is what happened, not what was promised.
    let answer = |code: i32| {
        home.run(&["subject", "answer", &number, "--outcome", "granted", "--text", "sudah", "--format", "json"]).ended(code)
    };
    answer(1);
    let batch = held["rows"][0]["batch"].to_string();
    let hold = home.json(&["hold", "add", &batch, "--reason", "perkara 7/2025"]);
    let refused = home.run(&["subject", "erase", &number, "--format", "json"]).ended(1);
    assert!(refused.sentence().contains("perkara 7/2025"), "{}", refused.sentence());
    assert_eq!(tokens(&home), everybody, "a held person stays");
    home.run(&["hold", "release", hold["id"].as_str().unwrap()]).ended(0);
    home.run(&["subject", "erase", &number]).ended(0);

    let left = tokens(&home);
    let gone: Vec<&Vec<u8>> = everybody.difference(&left).collect();
    assert_eq!((gone.len(), left.len()), (1, 39));
    assert!(!holds(home.data(), gone[0]), "the token stands somewhere on the disk");
    assert_eq!(below(&home.data().join("outbox")), Vec::<std::path::PathBuf>::new(), "handed-out rows are gone");
    let now: BTreeSet<_> = below(&home.data().join("lake/files")).into_iter().collect();
    // Three lists: facts, identity and upload of each, the refused rows of one.
    assert!(files.difference(&now).count() >= 10, "{:?}", files.difference(&now).collect::<Vec<_>>());
    home.sound();
    assert_eq!(home.json(&["audit", "verify"])["first_bad"], Value::Null);

    // The others: one uncovered or covered person less, and the same names as before.
    let after = home.json(&["coverage", "--by", "total"]);
    let count = |answer: &Value, name: &str| answer[0][name].as_u64().unwrap();
    assert_eq!(count(&after, "denominator") + 1, count(&before, "denominator"), "{after}");
    assert_eq!(count(&after, "covered") + 1, count(&before, "covered"), "{after}");
    let told = home.json(&["coverage", "--by", "total", "--known-on", "2025-07-01"]);
    assert_eq!(count(&told, "denominator"), count(&before, "denominator"), "what was known then is still told: {told}");
    let other = asked(&home, "access", numbers[1]);
    assert_eq!(home.json(&["subject", "held", &other])["rows"].as_array().unwrap().len(), 3);
    let own = asked(&home, "access", numbers[0]);
    assert_eq!(home.json(&["subject", "held", &own])["rows"].as_array().unwrap().len(), 0);
    // Linked again, also from nothing, they do not come back.
    home.run(&["link", "--anew"]).ended(0);
    assert_eq!(count(&home.json(&["coverage", "--by", "total"]), "denominator") + 1, count(&before, "denominator"));
    answer(0);
    let request = home.json(&["subject", "list"]);
    let request = request.as_array().unwrap().iter().find(|request| request["number"] == number.as_str()).unwrap();
    assert_eq!((&request["erased_rows"], &request["nik_masked"]), (&3.into(), &"".into()), "{request}");
    // The same file sent again is the list that is there, without them.
    let again = home.ingest(&home.path("daftar.csv"), "workers", "Desa A");
    assert!(held["rows"].as_array().unwrap().iter().any(|row| row["batch"] == again["batch"]), "{again}");
    assert_eq!(tokens(&home), left);
}

/// UU 27/2022: the clock runs from the moment a request came; who asks stands nowhere in the open.
#[test]
fn a_request_is_due_in_its_hours_and_names_nobody_on_the_disk() {
    let (home, numbers) = lived_in();
    let number = asked(&home, "access", numbers[30]);
    let list = home.json(&["subject", "list"]);
    let (received, due) = (list[0]["received_at"].as_i64().unwrap(), list[0]["due_at"].as_i64().unwrap());
    assert_eq!(due - received, 72 * 3_600);
    assert_eq!(list[0]["overdue"], false);
    // An installation whose hours are none is late at once.
    let mut command = home.command(&["subject", "add", "--kind", "objection", "--person", "lain.toml"]);
    home.write("lain.toml", format!("name = \"Uji\"\nnik = \"{}\"\n", person(numbers[31]).nik));
    home.run_command(command.env("SINERGI_REQUEST_HOURS", "0")).ended(0);
    assert_eq!(home.json(&["subject", "list"])[0]["overdue"], true, "what is due first stands first");
    fs::remove_file(home.path("lain.toml")).unwrap();
    let who = person(numbers[30]);
    for word in [who.name.as_str(), &who.nik, "Jl. Kutilang 1"] {
        assert!(!holds(home.data(), word.as_bytes()), "{word} stands on the disk");
    }
    let refuse = home.run(&["subject", "answer", &number, "--outcome", "refused", "--text", "Pasal 33", "--format", "json"]);
    refuse.ended(0);
    assert_eq!(home.run(&["subject", "held", &number, "--format", "json"]).ended(1).error(), "refused", "answered is closed");
    let list = home.json(&["subject", "list"]);
    assert_eq!(
        (&list[1]["number"], &list[1]["outcome"]),
        (&number.as_str().into(), &"refused".into()),
        "what is answered stands last"
    );
}
