//! The verb `assess` from outside: bills of the law, tables in and out, rulebooks in folders.

use crate::home::Home;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

fn rulebook() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rulebook")
}

/// A copy of the rulebook with one place of one file changed.
fn copy_with(home: &Home, name: &str, file: &str, from: &str, to: &str) -> PathBuf {
    let root = home.path(name);
    for path in crate::home::below(&rulebook()) {
        let target = root.join(path.strip_prefix(rulebook()).unwrap());
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::copy(&path, &target).unwrap();
    }
    let text = fs::read_to_string(root.join(file)).unwrap();
    assert!(text.contains(from), "{file} has no {from}");
    fs::write(root.join(file), text.replace(from, to)).unwrap();
    root
}

#[test]
fn a_wage_of_five_million_is_assessed_with_its_articles() {
    let home = Home::empty();
    let words = ["assess", "--scheme", "pu", "--month", "2025-03", "--wage", "5000000", "--risk-group", "1", "--working"];
    let answer = home.json(&words);
    assert_eq!(answer[0]["due"]["jkk"], 12_000);
    assert_eq!(answer[0]["totals"]["total_employer"], 312_000);
    assert_eq!(answer[0]["totals"]["total_worker"], 150_000);
    let jkk = answer[0]["working"].as_array().unwrap().iter().find(|line| line["column"] == "jkk").unwrap();
    assert_eq!(jkk["arithmetic"], "0.24 % × Rp5.000.000");
    assert!(jkk["grounds"][0]["citation"].as_str().unwrap().starts_with("PP 44/2015 Pasal 16"));
}

#[test]
fn a_month_before_the_first_value_is_refused_by_name_in_both_languages() {
    let home = Home::empty();
    let words = ["assess", "--scheme", "pu", "--month", "2015-06", "--wage", "5000000", "--risk-group", "1"];
    let indonesian = home.run(&words).ended(1);
    assert!(indonesian.err.contains("jkk.pu.group_1") && indonesian.err.contains("2015-07-01"), "{}", indonesian.err);
    let english = home.run(&[&words[..], &["--lang", "en"]].concat()).ended(1);
    assert!(english.err.contains("the first known day is 2015-07-01"), "{}", english.err);
}

#[test]
fn arrears_are_counted_to_a_day_and_move_with_holidays() {
    let home = Home::empty();
    let words =
        ["assess", "--scheme", "pu", "--month", "2025-03", "--wage", "5000000", "--risk-group", "1", "--on", "2025-04-16"];
    let late = home.json(&words);
    assert_eq!(late[0]["arrears"]["late_months"], 1);
    assert_eq!(late[0]["arrears"]["late_fine"], 9_240);
    let moved = home.json(&[&words[..], &["--holiday", "2025-04-15"]].concat());
    assert_eq!(moved[0]["arrears"]["due_on"], "2025-04-16");
    assert_eq!(moved[0]["arrears"]["late_fine"], 0);
}

#[test]
fn a_fishers_family_and_a_short_membership_receive_what_was_reported() {
    let home = Home::empty();
    let fisher =
        ["assess", "--benefit", "jkk", "--on", "2024-05-01", "--scheme", "bpu", "--wage", "1000000", "--set", "event=death"];
    assert_eq!(home.json(&fisher)["once"], 70_000_000);
    let short = ["assess", "--benefit", "jkm", "--on", "2025-06-01", "--scheme", "bpu", "--set", "membership_month=2"];
    assert_eq!(home.json(&short)["once"], 10_000_000);
}

#[test]
fn a_list_of_situations_in_json_is_a_list_of_answers() {
    let home = Home::empty();
    let list = r#"[{"scheme": "bpu", "month": "2026-02", "base": 1000000, "occupation": "transport"},
                   {"scheme": "jakon", "month": "2024-05", "contract_value": 500000000}]"#;
    let file = home.write("kasus.json", list);
    let answers = home.json(&["assess", "--json", file.to_str().unwrap()]);
    let totals: Vec<&Value> = answers.as_array().unwrap().iter().map(|answer| &answer[0]["totals"]).collect();
    assert_eq!(totals[0]["total_worker"], 8_400);
    assert_eq!(totals[1]["total_employer"], 1_000_000);
    let misspelt = home.write("salah.json", r#"{"scheme": "bpu", "month": "2026-02", "bse": 1000000}"#);
    home.run(&["assess", "--json", misspelt.to_str().unwrap()]).ended(1);
}

#[test]
fn a_table_passes_unknown_columns_through_and_says_what_it_came_to() {
    let home = Home::empty();
    let table = "id,scheme,month,wage,risk_group,employer_size,base,payer,catatan\n\
                 1,pu,2026-03,15000000,3,besar,,,\"a, b\"\n\
                 2,bpu,2026-06,,,,1000000,apbd,x\n\
                 3,pu,2014-01,5000000,1,,,,y\n";
    let input = home.write("in.csv", table);
    let output = home.path("out.csv");
    let words = ["assess", "--batch", input.to_str().unwrap(), "--out", output.to_str().unwrap()];
    let summary = home.json(&words);
    assert_eq!((&summary["rows"], &summary["totals"]["ok"]), (&Value::from(3), &Value::from(2)));
    let text = fs::read_to_string(&output).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].ends_with("catatan,status,reason,jkk,jkm,jht_employer,jht_worker,jp_employer,jp_worker,jkp_government,total_employer,total_worker,total_government,pmi_before,pmi_during_after"));
    assert!(
        lines[1].ends_with("\"a, b\",ok,,133500,45000,555000,300000,221726,110863,11000,955226,410863,11000,0,0"),
        "{}",
        lines[1]
    );
    assert!(lines[2].ends_with("x,ok,,10000,6800,0,0,0,0,0,0,0,16800,0,0"), "{}", lines[2]);
    assert!(lines[3].contains(",y,refused,") && lines[3].ends_with(",,,,,,,,,,,,"), "{}", lines[3]);
    home.run(&[&words[..], &["--strict"]].concat()).ended(1);
}

#[test]
fn a_rulebook_that_fails_its_own_cases_is_refused_with_the_case() {
    let home = Home::empty();
    let broken = copy_with(&home, "rusak", "jkk/pu.toml", "value = \"0.24\"", "value = \"0.25\"");
    let words = ["assess", "--scheme", "pu", "--month", "2025-03", "--wage", "1", "--risk-group", "1", "--rulebook"];
    let refused = home.run(&[&words[..], &[broken.to_str().unwrap()]].concat()).ended(1);
    assert!(refused.err.contains("jkk/cases.toml") && refused.err.contains("not 10373"), "{}", refused.err);
}

#[test]
fn a_draft_stands_beside_the_law_in_force() {
    let home = Home::empty();
    let draft = copy_with(&home, "rancangan", "jkm/bpu.toml", "value = 6_800", "value = 7_800");
    // The draft's author keeps its cases as they are for the years before; here the draft is the whole timeline.
    for file in crate::home::below(&draft).into_iter().filter(|file| file.ends_with("cases.toml")) {
        fs::write(&file, "case = []\n").unwrap();
    }
    let input = home.write("in.csv", "scheme,month,base\nbpu,2025-03,1000000\n");
    let output = home.path("out.csv");
    let words = ["assess", "--batch", input.to_str().unwrap(), "--out", output.to_str().unwrap(), "--against"];
    let summary = home.json(&[&words[..], &[draft.to_str().unwrap()]].concat());
    assert_eq!(summary["totals"]["sums"]["total_worker"], 16_800);
    assert_eq!(summary["against"]["sums"]["total_worker"], 17_800);
}

#[test]
fn the_pages_of_the_law_are_those_of_the_rulebook() {
    let home = Home::empty();
    for language in ["id", "en"] {
        let page = home.run(&["assess", "--timeline", "--lang", language]).ended(0).out;
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../docs/law/timeline.{language}.md"));
        let told = format!("run: sinergi assess --timeline --lang {language} > docs/law/timeline.{language}.md");
        assert!(fs::read_to_string(path).unwrap() == page, "{told}");
    }
}
