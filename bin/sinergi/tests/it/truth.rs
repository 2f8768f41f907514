//! The demo against the truth about its people: what the program finds in messy rosters is close to what is so.

use crate::home::Home;
use crate::lake::batches;
use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::Int64Type;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Who stands in a list of workers, is alive and no civil servant: by person the regency and whether covered.
fn roster(home: &Home) -> BTreeMap<i64, (i64, bool)> {
    let truth = |name: &str| batches(&home.data().join("rosters/truth").join(name)).unwrap();
    let number = |table: &RecordBatch, name: &str| table.column_by_name(name).unwrap().as_primitive::<Int64Type>().clone();
    let text = |table: &RecordBatch, name: &str| table.column_by_name(name).unwrap().as_string::<i32>().clone();
    let files = std::fs::read_to_string(home.data().join("rosters/files.csv")).unwrap();
    let lists: BTreeSet<&str> =
        files.lines().filter(|line| line.contains(",workers,")).map(|line| line.split(',').next().unwrap()).collect();
    let mut listed = BTreeSet::new();
    for table in truth("rows.parquet") {
        let (file, person) = (text(&table, "file"), number(&table, "person"));
        let rows = (0..table.num_rows()).filter(|row| person.is_valid(*row) && lists.contains(file.value(*row)));
        listed.extend(rows.map(|row| person.value(row)));
    }
    let mut roster = BTreeMap::new();
    for table in truth("persons.parquet") {
        let (person, region, excluded) = (number(&table, "person"), number(&table, "region"), text(&table, "excluded_reason"));
        let covered = table.column_by_name("covered").unwrap().as_boolean().clone();
        for row in (0..table.num_rows()).filter(|row| excluded.value(*row).is_empty() && listed.contains(&person.value(*row))) {
            roster.insert(person.value(row), (region.value(row) / 1_000_000, covered.value(row)));
        }
    }
    roster
}

fn count(row: &Value, name: &str) -> u64 {
    row[name].as_u64().unwrap()
}

#[test]
fn coverage_of_the_demo_is_within_three_points_of_the_truth_in_24_regions() {
    let home = Home::empty();
    let shown = home.run(&["demo", "--people", "3000", "--seed", "7", "--no-serve", "--format", "json"]).ended(0);
    let regions = shown.json();
    let regions = regions.as_array().unwrap();
    let codes: BTreeSet<&str> =
        regions.iter().filter_map(|row| row["region_code"].as_str()).filter(|code| !code.is_empty()).collect();
    assert_eq!(codes.len(), 24, "{codes:?}");
    let total = home.json(&["coverage", "--by", "total"])[0].clone();
    for name in ["covered", "denominator", "in_grace"] {
        assert_eq!(
            regions.iter().map(|row| count(row, name)).sum::<u64>(),
            count(&total, name),
            "{name} of the regions add up to the total"
        );
    }
    assert!(regions.iter().all(|row| row["snapshot"] == total["snapshot"] && row["basis"] == "roster"));

    let truth = roster(&home);
    let true_rate = truth.values().filter(|(_, covered)| *covered).count() as f64 / truth.len() as f64 * 100.0;
    let found_rate = count(&total, "covered") as f64 / count(&total, "denominator") as f64 * 100.0;
    let people = count(&total, "denominator") as f64 / truth.len() as f64;
    println!("truth {true_rate:.2} % of {}, found {found_rate:.2} % of {}", truth.len(), count(&total, "denominator"));
    assert!((true_rate - found_rate).abs() <= 3.0, "truth {true_rate:.2} %, found {found_rate:.2} %");
    assert!((0.93..=1.07).contains(&people), "{people:.3} people found for each one there is");

    // The largest region too, where one person is less than half a point.
    let makassar = regions.iter().find(|row| row["region_code"] == "73.71").unwrap();
    let there: Vec<bool> = truth.values().filter(|(region, _)| *region == 7371).map(|(_, covered)| *covered).collect();
    let share = there.iter().filter(|covered| **covered).count() as f64 / there.len() as f64 * 100.0;
    let found = count(makassar, "covered") as f64 / count(makassar, "denominator") as f64 * 100.0;
    assert!((share - found).abs() <= 8.0, "Makassar: truth {share:.2} %, found {found:.2} %");

    let status = home.json(&["status"]);
    assert_eq!((status["synthetic"].clone(), status["unlinked"].clone()), (true.into(), 0.into()));
    home.sound();
    let table = home.run(&["coverage", "--by", "segment"]).ended(0);
    assert!(table.out.starts_with("DATA SINTETIS"), "synthetic figures say so: {}", table.out);
}

#[test]
fn diag() {
    let home = Home::empty();
    home.run(&["demo", "--people", "3000", "--seed", "7", "--no-serve", "--format", "json"]).ended(0);
    let truth = |name: &str| batches(&home.data().join("rosters/truth").join(name)).unwrap();
    let number = |table: &RecordBatch, name: &str| table.column_by_name(name).unwrap().as_primitive::<Int64Type>().clone();
    let text = |table: &RecordBatch, name: &str| table.column_by_name(name).unwrap().as_string::<i32>().clone();
    let files = std::fs::read_to_string(home.data().join("rosters/files.csv")).unwrap();
    let order: BTreeMap<String, (i64, String)> = files
        .lines()
        .skip(1)
        .filter(|l| !l.starts_with('#'))
        .enumerate()
        .map(|(i, l)| {
            let c: Vec<&str> = l.split(',').collect();
            (c[0].to_owned(), (i as i64 + 2, c[1].to_owned()))
        })
        .collect();
    let mut place: BTreeMap<(i64, i64), i64> = BTreeMap::new(); // (batch,line) -> row id
    for path in crate::lake::files_with(&home, "person_token") {
        for t in batches(&path).unwrap() {
            let b = t.column_by_name("batch").unwrap().as_primitive::<arrow::datatypes::Int32Type>().clone();
            let l = t.column_by_name("line").unwrap().as_primitive::<arrow::datatypes::UInt32Type>().clone();
            let r = number(&t, "row");
            for i in 0..t.num_rows() {
                place.insert((b.value(i) as i64, l.value(i) as i64), r.value(i));
            }
        }
    }
    let mut link: BTreeMap<i64, i64> = BTreeMap::new();
    for path in crate::lake::files_with(&home, "rule") {
        for t in batches(&path).unwrap() {
            let (r, p) = (number(&t, "row"), number(&t, "person"));
            for i in 0..t.num_rows() {
                link.insert(r.value(i), p.value(i));
            }
        }
    }
    let mut info: BTreeMap<i64, (String, bool, String)> = BTreeMap::new();
    for t in truth("persons.parquet") {
        let (p, e) = (number(&t, "person"), text(&t, "excluded_reason"));
        let c = t.column_by_name("covered").unwrap().as_boolean().clone();
        let s = text(&t, "segment");
        for i in 0..t.num_rows() {
            info.insert(p.value(i), (e.value(i).to_owned(), c.value(i), s.value(i).to_owned()));
        }
    }
    let mut w: BTreeMap<i64, Vec<(i64, String, String)>> = BTreeMap::new();
    let mut m: BTreeMap<i64, Vec<(i64, String)>> = BTreeMap::new();
    let mut missing = 0;
    for t in truth("rows.parquet") {
        let (f, r, p, x) = (text(&t, "file"), number(&t, "row"), number(&t, "person"), text(&t, "faults"));
        for i in 0..t.num_rows() {
            if !p.is_valid(i) {
                continue;
            }
            let Some((b, kind)) = order.get(f.value(i)) else { continue };
            let line = r.value(i) + i64::from(f.value(i).ends_with(".parquet"));
            let Some(row) = place.get(&(*b, line)) else {
                if kind == "workers" || kind == "participants" {
                    missing += 1;
                    if missing < 30 {
                        println!("row not there: {} {} faults {}", f.value(i), line, x.value(i));
                    }
                }
                continue;
            };
            if kind == "workers" {
                w.entry(p.value(i)).or_default().push((link[row], x.value(i).to_owned(), f.value(i).to_owned()));
            }
            if kind == "participants" {
                m.entry(p.value(i)).or_default().push((link[row], x.value(i).to_owned()));
            }
        }
    }
    println!("rows of truth without a fact: {missing}");
    let mut causes: BTreeMap<String, usize> = BTreeMap::new();
    let mut split: BTreeMap<String, usize> = BTreeMap::new();
    let (mut clusters, mut people) = (0, 0);
    for (person, rows) in &w {
        let (excluded, covered, segment) = &info[person];
        let mine: BTreeSet<i64> = rows.iter().map(|r| r.0).collect();
        if excluded.is_empty() {
            people += 1;
            clusters += mine.len();
            if mine.len() > 1 {
                *split
                    .entry(
                        rows.iter()
                            .map(|r| format!("[{} {}]", r.2.split('/').next().unwrap(), r.1))
                            .collect::<Vec<_>>()
                            .join(" "),
                    )
                    .or_default() += 1;
            }
        }
        if *covered && excluded.is_empty() {
            let reg: BTreeSet<i64> = m.get(person).into_iter().flatten().map(|r| r.0).collect();
            if mine.is_disjoint(&reg) {
                let faults =
                    rows.iter().map(|r| format!("[{} {}]", r.2.split('/').next().unwrap(), r.1)).collect::<Vec<_>>().join(" ");
                let regf = m.get(person).into_iter().flatten().map(|r| format!("({})", r.1)).collect::<Vec<_>>().join("");
                *causes.entry(format!("{segment} {faults} register {regf}")).or_default() += 1;
            }
        }
    }
    println!("people {people} clusters {clusters}");
    let mut c: Vec<_> = causes.into_iter().collect();
    c.sort_by_key(|x| std::cmp::Reverse(x.1));
    println!("MISSED {}", c.iter().map(|x| x.1).sum::<usize>());
    c.iter().for_each(|x| println!("{} {}", x.1, x.0));
    let mut c: Vec<_> = split.into_iter().collect();
    c.sort_by_key(|x| std::cmp::Reverse(x.1));
    println!("SPLIT");
    c.iter().take(60).for_each(|x| println!("{} {}", x.1, x.0));
    let excl: BTreeMap<String, usize> = w.keys().fold(BTreeMap::new(), |mut a, p| {
        *a.entry(info[p].0.clone()).or_default() += 1;
        a
    });
    println!("excluded among listed {excl:?}");
}
