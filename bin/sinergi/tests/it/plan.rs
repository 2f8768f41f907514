//! The verb `plan` from outside.

use crate::home::Home;

const INSTANCE: &str = r#"{
  "objective": "people", "months": 12,
  "cells": [{"id": "Wajo/petani", "region": "73.13", "group": "petani", "candidates": 577760, "risk_ppm": 300, "premium": 16800}],
  "funds": [{"id": "APBD", "rupiah": 116476416000, "regions": [], "groups": []}],
  "limits": [{"id": "paling sedikit", "kind": "min_people", "regions": ["73"], "groups": [], "value": 577760}]
}"#;

#[test]
fn a_year_for_everybody_still_needed_for_68_percent_costs_what_the_budget_says_to_the_rupiah() {
    let home = Home::empty();
    home.write("instans.json", INSTANCE);
    let plan = home.json(&["plan", "allocate", "--instance", "instans.json"]);
    assert_eq!((plan["status"].as_str(), plan["objective"].as_i64()), (Some("optimal"), Some(577_760)));
    assert_eq!(plan["assign"][0]["rupiah"], 116_476_416_000_i64);
}

#[test]
fn one_rupiah_less_keeps_no_plan_and_names_the_limit() {
    let home = Home::empty();
    home.write("instans.json", INSTANCE.replace("116476416000", "116476415999"));
    let run = home.run(&["plan", "allocate", "--instance", "instans.json", "--format", "json"]).ended(1);
    assert_eq!(run.json()["conflicts"], serde_json::json!(["paling sedikit"]));
    let said = home.run(&["plan", "allocate", "--instance", "instans.json"]).ended(1).out;
    assert!(said.contains("Batas yang bertentangan: paling sedikit"), "{said}");
}

#[test]
fn a_file_that_is_no_instance_is_refused_with_the_place_of_its_flaw() {
    let home = Home::empty();
    home.write("instans.json", INSTANCE.replace("months", "bulan"));
    let said = home.run(&["plan", "allocate", "--instance", "instans.json", "--lang", "en"]).ended(1).err;
    assert!(said.contains("unknown field `bulan`") && said.contains("line 2"), "{said}");
}

#[test]
fn the_gap_to_68_percent_is_577_760_people_and_a_year_of_cover_costs_what_the_rulebook_says() {
    let home = Home::new();
    let told = home.json(&["plan", "targets"]);
    let sets = told["sets"].as_array().unwrap();
    let set = sets.iter().find(|set| set["id"] == "nasional-68").unwrap_or_else(|| panic!("{told}"));
    let point = &set["held"][0];
    assert_eq!((point["gap"].as_u64(), point["rupiah_per_year"].as_i64()), (Some(577_760), Some(116_476_416_000)), "{point}");
    let months: u64 = point["path"].as_array().unwrap().iter().map(|month| month["enrol"].as_u64().unwrap()).sum();
    assert_eq!(months, 577_760);
    assert_eq!(told["denominator_name"].as_str().map(|name| name.contains("2025")), Some(true), "{told}");
    let quarrel = |one: &serde_json::Value| one["how"] == "same_month" && one["region"] == "73";
    assert!(told["contradictions"].as_array().unwrap().iter().any(quarrel), "{told}");
}
