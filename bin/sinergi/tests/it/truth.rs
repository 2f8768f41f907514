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

    // Every row says whether its people exist: the demo's do not, those of the published figures beside it do.
    assert!(regions.iter().all(|row| row["synthetic"] == true));
    let csv = home.run(&["coverage", "--by", "total", "--format", "csv"]).ended(0).out;
    assert!(csv.lines().next().unwrap().contains(",synthetic,") && csv.contains(",true,"), "{csv}");
    let real = home.json(&["coverage", "--as-of", "2025-06", "--denominator", "BPJS potensi Jun 2025"]);
    assert!(real.as_array().unwrap().iter().all(|row| row["synthetic"] == false), "{real}");

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
