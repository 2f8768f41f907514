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
fn a_bill_that_cannot_be_what_was_meant_is_refused() {
    let home = Home::empty();
    let one = ["assess", "--scheme", "pu", "--month", "2025-03", "--wage", "5000000", "--risk-group", "1"];
    let with = |more: &[&str]| home.run(&[&one[..], more].concat());
    assert!(with(&["--paid", "100"]).ended(1).err.contains("--paid"));
    assert!(with(&["--holiday", "2025-04-15"]).ended(1).err.contains("--holiday"));
    assert_ne!(with(&["--on", "2025-06-01", "--paid=-100"]).code, Some(0));
    let until = ["assess", "--benefit", "jht", "--on", "2025-03-01", "--set", "balance=1", "--until", "2025-06"];
    assert!(home.run(&until).ended(1).err.contains("--until 2025-06"));
    // A flag of one worker would decide nothing in a table.
    let input = home.write("in.csv", "scheme,month,base\nbpu,2025-03,1000000\n");
    let output = home.path("out.csv");
    let table = ["assess", "--batch", input.to_str().unwrap(), "--out", output.to_str().unwrap()];
    for more in [&["--wage", "5000000"][..], &["--on", "2025-06-01"], &["--working"], &["--set", "event=death"]] {
        assert_ne!(home.run(&[&table[..], more].concat()).code, Some(0), "{more:?}");
    }
    assert!(!output.exists());
}

#[test]
fn a_benefit_without_a_fact_that_decides_it_is_refused_in_the_language_asked_for() {
    let home = Home::empty();
    let claim = ["assess", "--benefit", "jkk", "--on", "2025-03-01", "--scheme", "pu", "--wage", "5000000"];
    assert!(home.run(&claim).ended(1).err.contains("Kolom event kosong"));
    assert!(home.run(&[&claim[..], &["--lang", "en"]].concat()).ended(1).err.contains("Column event is empty"));
    let unclear = [&claim[..], &["--set", "event=death", "--set", "unregistered=mungkin"]].concat();
    assert!(home.run(&unclear).ended(1).err.contains("unregistered"));
    let owed = home.json(&[&claim[..], &["--set", "event=death", "--set", "unregistered=ya"]].concat());
    assert!(owed["owed_by_employer"].is_object(), "{owed}");
    let closed = ["assess", "--benefit", "jp", "--on", "2025-03-01", "--scheme", "bpu", "--set", "contribution_months=200"];
    assert!(home.run(&closed).ended(1).err.contains("jp tidak terbuka bagi bpu"));
}

#[test]
fn what_is_wrong_with_a_request_is_said_in_indonesian() {
    let home = Home::empty();
    let json = home.write("kasus.json", r#"{"scheme": "bpu", "month": "2026-02", "bse": 1000000}"#);
    assert!(home.run(&["assess", "--json", json.to_str().unwrap()]).ended(1).err.contains("Nama tidak dikenal: \"bse\""));
    let list = home.write("daftar.json", "[1]");
    assert!(
        home.run(&["assess", "--json", list.to_str().unwrap()]).ended(1).err.contains("adalah objek JSON seperti {\"scheme\"")
    );
    let words = ["assess", "--scheme", "bpu", "--month", "2026-02", "--until", "2026-01"];
    assert!(home.run(&words).ended(1).err.contains("bulan terakhir harus sesudah bulan pertama"));
    let table = home.write("in.csv", "scheme,wage\npu,1\n");
    let out = home.path("out.csv");
    let words = ["assess", "--batch", table.to_str().unwrap(), "--out", out.to_str().unwrap()];
    assert!(home.run(&words).ended(1).err.contains("tidak mempunyai kolom month"));
}

#[test]
fn the_holidays_of_a_rulebook_in_a_folder_move_its_due_days_and_unknown_files_are_refused() {
    let home = Home::empty();
    let words = ["assess", "--scheme", "bpu", "--month", "2025-07", "--on", "2025-08-01", "--rulebook"];
    let due = |folder: &Path| home.json(&[&words[..], &[folder.to_str().unwrap()]].concat())[0]["arrears"]["due_on"].clone();
    let moved = copy_with(
        &home,
        "libur",
        "holidays.toml",
        "[year.2025.national]\n",
        "[year.2025.national]\n2025-07-15 = \"Hari libur daerah\"\n",
    );
    assert_eq!((due(&rulebook()), due(&moved)), (Value::from("2025-07-15"), Value::from("2025-07-16")));
    fs::write(moved.join("libur.toml"), "").unwrap();
    let refused = home.run(&[&words[..], &[moved.to_str().unwrap()]].concat()).ended(1);
    assert!(refused.err.contains("libur.toml: is no file of a rulebook"), "{}", refused.err);
    fs::remove_file(moved.join("libur.toml")).unwrap();
    fs::remove_file(moved.join("holidays.toml")).unwrap();
    let refused = home.run(&[&words[..], &[moved.to_str().unwrap()]].concat()).ended(1);
    assert!(refused.err.contains("holidays.toml: is missing"), "{}", refused.err);
}

#[test]
fn a_worked_case_that_could_not_fail_does_not_load() {
    let home = Home::empty();
    let given = "given = { scheme = \"pu\", month = \"2025-03\", wage = 5_000_000, risk_group = 1, on = \"2025-04-15\" }";
    for (name, to, told) in [
        ("ejaan", given.replace("wage", "wgae"), "gives wgae, which nothing asks for"),
        ("hari", given.replace("2025-04-15", "15 April"), "has a day \"15 April\" that cannot be read"),
        ("libur", given.replace(" }", ", holidays = \"hari raya\" }"), "has a day \"hari\" that cannot be read"),
        ("bayar", given.replace(" }", ", paid = \"lunas\" }"), "has a payment \"lunas\" that cannot be read"),
    ] {
        let folder = copy_with(&home, name, "billing/cases.toml", given, &to);
        let words = ["assess", "--timeline", "--rulebook", folder.to_str().unwrap()];
        let refused = home.run(&words).ended(1);
        assert!(refused.err.contains(told), "{}", refused.err);
    }
    let expected = "bill = { due_on = \"2025-04-15\", unpaid = \"462000\", late_months = \"0\", late_fine = \"0\", administrative_fine = \"0\" }\n";
    let folder = copy_with(&home, "tanpa", "billing/cases.toml", expected, "");
    let refused = home.run(&["assess", "--timeline", "--rulebook", folder.to_str().unwrap()]).ended(1);
    assert!(refused.err.contains("must expect either a refusal"), "{}", refused.err);
}

#[test]
fn a_draft_that_refuses_rows_is_told_beside_its_sums_and_is_strict() {
    let home = Home::empty();
    let draft = copy_with(&home, "rancangan", "bpu/classes.toml", "value = \"lowest\"", "value = \"refuse\"");
    for file in crate::home::below(&draft).into_iter().filter(|file| file.ends_with("cases.toml")) {
        fs::write(&file, "case = []\n").unwrap();
    }
    let input = home.write("in.csv", "scheme,month,base\nbpu,2025-03,\nbpu,2025-03,1000000\n");
    let output = home.path("out.csv");
    let words = ["assess", "--batch", input.to_str().unwrap(), "--out", output.to_str().unwrap(), "--against"];
    let words = [&words[..], &[draft.to_str().unwrap()]].concat();
    let told = home.run(&words).ended(0).out;
    assert!(told.contains("ditolak menurut pembanding 1: law-missing"), "{told}");
    assert!(told.contains("baris yang ditolak tidak masuk jumlah"), "{told}");
    home.run(&[&words[..], &["--strict"]].concat()).ended(1);
}

#[cfg(unix)]
#[test]
fn a_disk_that_is_full_is_a_fault_and_not_the_tables_and_leaves_nothing() {
    let home = Home::empty();
    let rows: String = (0..20_000).map(|row| format!("{row},pu,2025-03,{},1\n", 3_000_000 + row * 7)).collect();
    let table = home.write("in.csv", format!("id,scheme,month,wage,risk_group\n{rows}"));
    for (input, out) in [(&table, "penuh.csv"), (&table, "penuh.parquet")] {
        let out = home.path(out);
        let program =
            [env!("CARGO_BIN_EXE_sinergi"), "assess", "--batch", input.to_str().unwrap(), "--out", out.to_str().unwrap()];
        // A file may grow to 64 blocks; the signal of that is ignored, so that writing fails as on a full disk.
        let limited = format!("trap '' XFSZ; ulimit -f 64; exec {}", program.join(" "));
        let ended = std::process::Command::new("bash").arg("-c").arg(limited).output().unwrap();
        assert_eq!(ended.status.code(), Some(2), "{}", String::from_utf8_lossy(&ended.stderr));
        assert!(!out.exists());
        let left = crate::home::below(out.parent().unwrap());
        assert!(!left.iter().any(|file| file.extension().is_some_and(|ending| ending == "part")), "{left:?}");
    }
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
