//! Linking the rosters of an installation month after month: new rows beside kept ones, persons that keep their names, and
//! what people decide.

use crate::home::Home;
use crate::lake::batches;
use crate::people::{person, register, strangers, workers};
use arrow::array::AsArray;
use arrow::datatypes::Int64Type;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;

/// People who are not born on neighbouring days with neighbouring names.
fn apart(numbers: Range<usize>) -> impl Iterator<Item = usize> {
    numbers.map(|number| number * 401 % 45_000)
}

/// A register of some people and a list of others; half of them are in both.
fn first_month() -> Home {
    let home = Home::new();
    let members: Vec<(usize, &str, &str)> = apart(0..150).map(|number| (number, "BPU", "2024-01..2025-06")).collect();
    home.ingest_text("peserta.csv", register(&members), "participants", "BPJS");
    home.ingest_text("a.csv", list(75..225), "workers", "Desa A");
    home
}

fn list(numbers: Range<usize>) -> String {
    workers(apart(numbers))
}

fn link(home: &Home) -> Value {
    home.run(&["link", "--format", "json"]).ended(0).json()
}

/// The person of every row in the current links.
pub(crate) fn persons(home: &Home) -> BTreeMap<i64, i64> {
    let newest = home.files().into_iter().filter_map(|path| {
        let tables = batches(&path)?;
        tables.first().is_some_and(|table| table.column_by_name("person").is_some()).then(|| {
            let written = fs::metadata(home.data().join(&path)).or_else(|_| fs::metadata(&path)).unwrap().modified().unwrap();
            (written, tables)
        })
    });
    let (_, tables) = newest.max_by_key(|(written, _)| *written).unwrap();
    let of =
        |table: &arrow::array::RecordBatch, name: &str| table.column_by_name(name).unwrap().as_primitive::<Int64Type>().clone();
    tables
        .iter()
        .flat_map(|table| {
            let (row, person) = (of(table, "row"), of(table, "person"));
            row.values().iter().copied().zip(person.values().iter().copied()).collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn a_short_list_is_put_beside_what_was_kept_and_a_long_one_makes_all_anew() {
    let home = first_month();
    let first = link(&home);
    assert_eq!((first["rows"].as_u64(), first["new_rows"].as_u64()), (Some(300), Some(300)));
    assert_eq!(link(&home)["snapshot"], first["snapshot"], "nothing came, nothing changes");
    home.ingest_text("b.csv", list(140..160), "workers", "Desa B");
    let second = link(&home);
    assert_eq!((second["rows"].as_u64(), second["new_rows"].as_u64()), (Some(320), Some(20)));
    let anew = home.run(&["link", "--anew", "--format", "json"]).ended(0).json();
    assert_eq!(anew["new_rows"], 320);
    assert_eq!(anew["persons"], second["persons"]);
    home.ingest_text("c.csv", list(200..300), "workers", "Desa C");
    assert_eq!(link(&home)["new_rows"], 420, "more than a tenth is new");
    home.sound();
}

#[test]
fn a_withdrawn_batch_goes_from_what_was_kept_and_a_damaged_one_is_as_good_as_none() {
    let home = first_month();
    let wrong = home.ingest_text("b.csv", list(140..160), "workers", "Desa B");
    link(&home);
    let kept = home.data().join("link/kept.sealed");
    let bytes = fs::read(&kept).unwrap();
    let name = person(100 * 401).name;
    assert!(!bytes.windows(name.len()).any(|window| window == name.as_bytes()), "what is kept is sealed");
    home.run(&["withdraw", &wrong["batch"].to_string()]).ended(0);
    assert!(!kept.exists());
    assert_eq!(link(&home)["new_rows"], 300);
    let mut bytes = fs::read(&kept).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&kept, bytes).unwrap();
    assert_eq!(link(&home)["new_rows"], 300);
}

#[test]
fn persons_keep_their_names_when_rows_come_and_go() {
    let home = first_month();
    link(&home);
    let before = persons(&home);
    let later = home.ingest_text("b.csv", list(100..160), "workers", "Desa B");
    link(&home);
    let after = persons(&home);
    let kept = before.iter().filter(|(row, person)| after[row] == **person).count();
    assert!(kept + 3 >= before.len(), "whoever had a name keeps it, unless new rows say otherwise: {kept}");
    home.run(&["withdraw", &later["batch"].to_string()]).ended(0);
    link(&home);
    let again = persons(&home);
    let kept = before.iter().filter(|(row, person)| again[row] == **person).count();
    assert!(kept + 3 >= before.len() && again.len() == before.len(), "{kept}");
}

#[test]
fn what_people_decide_holds_in_later_runs_and_makes_the_interval_one_of_review() {
    let home = first_month();
    link(&home);
    let told = home.json(&["coverage", "--by", "region,segment"]);
    let interval = |rows: &Value| rows.as_array().unwrap().iter().find_map(|row| row.get("interval").cloned());
    assert_eq!(interval(&told).unwrap()["reviewed"], false, "{told}");
    let shown = home.run(&["coverage", "--by", "total", "--lang", "en"]).ended(0).out;
    assert!(shown.contains("by the linking model's own account"), "{shown}");
    home.run(&["link", "sample", "--out", "tinjau.csv", "--size", "60"]).ended(0);
    let sample = fs::read_to_string(home.path("tinjau.csv")).unwrap();
    assert!(!sample.contains(&person(100 * 401).nik), "numbers of people are masked");
    let mut lines = sample.lines();
    let mut answers = lines.next().unwrap().to_owned() + "\n";
    let mut apart = None;
    for line in lines {
        let cells: Vec<&str> = line.splitn(4, ',').collect();
        // One link is said to be wrong, all others to be right; what is no link is said to be two people.
        let link = line.contains(",link ");
        let wrong = link && apart.is_none();
        if wrong {
            apart = Some((cells[0].parse::<i64>().unwrap(), cells[1].parse::<i64>().unwrap()));
        }
        let verdict = if link && !wrong { "same" } else { "different" };
        answers += &format!("{},{},{verdict},{}\n", cells[0], cells[1], cells[3]);
    }
    home.write("jawab.csv", answers);
    let (a, b) = apart.unwrap();
    assert_eq!(persons(&home)[&a], persons(&home)[&b]);
    let reviewed = home.run(&["link", "reviewed", "jawab.csv", "--format", "json"]).ended(0).json();
    assert!(reviewed["links"]["reviewed"].as_u64().unwrap() > 10, "{reviewed}");
    let all = &reviewed["links"]["errors"][0];
    assert_eq!(all["reviewed"], true);
    assert!(
        all["precision"][0].as_f64().unwrap() < 0.999 && all["precision"][1].as_f64() < all["precision"][0].as_f64(),
        "{all}"
    );
    assert_ne!(persons(&home)[&a], persons(&home)[&b], "they are kept apart");
    home.run(&["link", "--anew"]).ended(0);
    assert_ne!(persons(&home)[&a], persons(&home)[&b], "also when all is linked anew");
    assert_eq!(interval(&home.json(&["coverage", "--by", "region"])).unwrap()["reviewed"], true);
}

#[test]
fn forty_people_of_one_village_stay_forty_when_their_niks_carry_their_birth_dates() {
    let home = Home::new();
    let numbers: Vec<usize> = strangers(0..40).collect();
    let members: Vec<(usize, &str, &str)> = numbers.iter().take(10).map(|number| (*number, "BPU", "2024-01..2025-06")).collect();
    home.ingest_text("peserta.csv", register(&members), "participants", "BPJS");
    home.ingest_text("daftar.csv", workers(numbers), "workers", "Kec. Mandai");
    home.run(&["link"]).ended(0);
    let total = home.json(&["coverage", "--by", "total"]);
    assert_eq!((total[0]["covered"].as_u64(), total[0]["denominator"].as_u64()), (Some(10), Some(40)), "{total}");
}
