//! The contracts of design.md, section 5: the published figures, the fields of JSON, the exit codes.

use crate::home::{Home, KNOWN_ON};
use crate::people::{WORKER_HEADINGS, register, workers};
use crate::sheets;
use serde_json::Value;
use std::fs;

/// The fields of one coverage row that others rely on, in their order.
const COVERAGE_FIELDS: [&str; 11] = [
    "region_code",
    "region_name",
    "as_of",
    "known_on",
    "basis",
    "numerator_name",
    "covered",
    "denominator_name",
    "denominator",
    "rate_percent",
    "snapshot",
];

fn assert_in_order(text: &str, fields: &[&str]) {
    let mut from = 0;
    for field in fields {
        let at =
            text[from..].find(&format!("\"{field}\":")).unwrap_or_else(|| panic!("{field} is missing or out of order in {text}"));
        from += at;
    }
}

fn row_of<'v>(rows: &'v Value, region: &str) -> &'v Value {
    let found = rows.as_array().unwrap().iter().find(|row| row["region_code"] == region);
    found.unwrap_or_else(|| panic!("no row of {region} in {rows}"))
}

#[test]
fn june_2025_is_47_38_percent_of_2801936_with_the_fields_of_the_contract() {
    let home = Home::new();
    let run = home.run(&["coverage", "--as-of", "2025-06", "--format", "json"]).ended(0);
    assert!(run.out.contains("\"rate_percent\": 47.38"), "{}", run.out);
    assert_in_order(&run.out, &COVERAGE_FIELDS);
    let rows = run.json();
    let row = row_of(&rows, "73");
    let known: Vec<&str> = COVERAGE_FIELDS.into_iter().chain(["in_grace", "uncovered", "synthetic", "note"]).collect();
    for field in row.as_object().unwrap().keys() {
        assert!(known.contains(&field.as_str()), "{field} is a new field: say so in the contract");
    }
    assert_eq!(row["covered"], 1_327_557);
    assert_eq!(row["denominator"], 2_801_936);
    assert_eq!(row["uncovered"], 1_474_379);
    assert_eq!(row["basis"], "published");
    assert_eq!(row["as_of"], "2025-06");
    assert_eq!(row["known_on"], KNOWN_ON);
    assert_eq!(row["denominator_name"], "BPJS potensi Jun 2025");
    assert_eq!(row["snapshot"].as_str().unwrap().len(), 64);
    assert!(row["note"].as_str().unwrap().contains("turunan"), "a derived numerator says that it is derived");
}

#[test]
fn july_2024_stays_40_40_percent_of_its_own_base() {
    let home = Home::new();
    let run = home.run(&["coverage", "--as-of", "2024-07", "--format", "json"]).ended(0);
    assert!(run.out.contains("\"rate_percent\": 40.40"), "the second decimal is part of the figure: {}", run.out);
    let rows = run.json();
    let row = row_of(&rows, "73");
    assert_eq!(row["denominator"], 2_871_182);
    assert_eq!(row["covered"], 1_159_887);
}

#[test]
fn a_published_rate_is_found_by_the_name_of_its_denominator() {
    let home = Home::new();
    let run =
        home.run(&["coverage", "--as-of", "2025-06", "--denominator", "BPJS potensi Jul 2024", "--format", "json"]).ended(0);
    assert_eq!(row_of(&run.json(), "73")["denominator"], 2_871_182);
    let refused = home.run(&["coverage", "--denominator", "BPJS potensi Jun 1999"]).ended(1);
    assert!(refused.err.contains("BPJS potensi Jun 2025"), "the names there are: {}", refused.err);
    assert_eq!(refused.out, "");
}

#[test]
fn the_gaps_to_the_targets_are_435702_and_577760_people_and_no_other_kind_of_number() {
    let home = Home::new();
    let run = home.run(&["coverage", "--target", "68"]).ended(0);
    for number in ["47,38 %", "1.763.259", "435.702", "1.905.317", "577.760"] {
        assert!(run.out.contains(number), "{number} is missing in {}", run.out);
    }
    let uncovered = run.out.lines().find(|line| line.contains("1.763.259")).unwrap();
    assert!(uncovered.contains("target"), "1,763,259 is a target, never the uncovered: {uncovered}");
    let english = home.run(&["coverage", "--target", "68", "--lang", "en"]).ended(0);
    assert!(english.out.contains("still needed 577.760"), "{}", english.out);
}

#[test]
fn a_month_before_the_first_published_one_is_refused_by_name() {
    let home = Home::new();
    let run = home.run(&["coverage", "--as-of", "2014-01", "--format", "json"]).ended(1);
    assert_eq!((run.error().as_str(), run.out.as_str()), ("refused", ""));
    assert!(run.err.contains("2014-01") && run.err.contains("2015-08"), "{}", run.err);
}

#[test]
fn what_was_not_known_yet_is_not_told() {
    let home = Home::new();
    let run = home.run(&["coverage", "--as-of", "2025-06", "--known-on", "2025-06-30"]).ended(1);
    assert_eq!(run.out, "");
    home.run(&["coverage", "--as-of", "2025-06", "--known-on", KNOWN_ON]).ended(0);
}

#[test]
fn segments_of_wajo_above_a_hundred_percent_are_shown_as_they_are() {
    let home = Home::new();
    let run = home.run(&["coverage", "--by", "segment", "--as-of", "2025-06"]).ended(0);
    for (segment, rate) in [("jakon", "120,74 %"), ("pu", "108,56 %")] {
        let line = run.out.lines().find(|line| line.starts_with("73.13") && line.contains(&format!(" {segment} "))).unwrap();
        assert!(line.contains(rate), "{line}");
        assert!(line.contains('–'), "nobody is uncovered where more are covered than counted: {line}");
    }
    let rows = home.json(&["coverage", "--by", "region,segment", "--as-of", "2025-06"]);
    let jakon =
        rows.as_array().unwrap().iter().find(|row| row["region_code"] == "73.13" && row["cut"]["segment"] == "jakon").unwrap();
    assert_eq!(jakon["uncovered"], Value::Null);
    assert_eq!(jakon["rate_percent"], 120.74);
}

#[test]
fn the_change_of_the_rate_is_split_into_numerator_and_denominator() {
    let home = Home::new();
    let run = home.run(&["coverage", "--as-of", "2025-06", "--since", "2024-07", "--lang", "en"]).ended(0);
    assert!(run.out.contains("6.98") && run.out.contains("5.91") && run.out.contains("1.07"), "{}", run.out);
}

#[test]
fn coverage_is_written_as_csv_and_as_a_workbook_with_the_same_figures() {
    let home = Home::new();
    let run = home.run(&["coverage", "--as-of", "2025-06", "--format", "csv", "--out", "cakupan.xlsx"]).ended(0);
    let mut lines = run.out.lines();
    let headings: Vec<&str> = lines.next().unwrap().split(',').collect();
    assert!(COVERAGE_FIELDS.iter().all(|field| headings.contains(field)), "{headings:?}");
    assert!(lines.next().unwrap().contains(",1327557,"), "{}", run.out);
    assert_eq!(sheets::names(&home.path("cakupan.xlsx")), ["Cakupan", "Keterangan"]);
}

#[test]
fn an_ingest_receipt_has_the_fields_of_the_contract() {
    let home = Home::new();
    let list = workers([1, 2, 3]) + "4;;Tanpa Identitas;;L;Petani;Maros;Mandai;Bontoa\n";
    let path = home.write("daftar.csv", &list);
    let run = home.run(&Home::ingest_words(&path, "workers", "Desa Bontoa")).ended(0);
    let receipt = run.json();
    for field in
        ["batch", "kind", "rows_read", "accepted", "refused", "duplicate", "snapshot", "sha256", "refused_file", "findings"]
    {
        assert!(receipt.get(field).is_some(), "{field} is missing in {receipt}");
    }
    assert_eq!(receipt["kind"], "workers");
    assert_eq!(receipt["snapshot"].as_str().unwrap().len(), 64);
    let finding =
        &receipt["findings"].as_array().unwrap().iter().find(|finding| finding["code"] == "identity-insufficient").unwrap();
    for field in ["code", "line", "cell", "text"] {
        assert!(finding.get(field).is_some(), "{field} is missing in {finding}");
    }
    assert_eq!(finding["line"], 5);
    assert!(finding["text"].as_str().unwrap().ends_with('.'), "a finding is a sentence: {finding}");
    assert!(home.path(receipt["refused_file"].as_str().unwrap()).exists());
}

#[test]
fn a_folder_gives_an_array_of_receipts_and_its_bad_file_does_not_stop_the_others() {
    let home = Home::new();
    let folder = home.path("kiriman");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("a.csv"), workers([1, 2])).unwrap();
    fs::write(folder.join("b.pdf"), "%PDF-1.4\n").unwrap();
    fs::write(folder.join("c.csv"), workers([3])).unwrap();
    let run = home.run(&Home::ingest_words(&folder, "workers", "Kecamatan Mandai"));
    assert_eq!(run.code, Some(1), "one file was refused: {}", run.err);
    assert!(run.err.contains("b.pdf"), "{}", run.err);
    assert_eq!(home.kind_status("workers")["rows"], 3);
}

#[test]
fn strict_turns_findings_into_one_and_clean_lists_stay_zero() {
    let home = Home::new();
    let clean = home.write("bersih.csv", workers([1, 2]));
    let flawed =
        home.write("cacat.csv", format!("{WORKER_HEADINGS}1;;Rahman Baso Palallo;12-03-1980;L;Petani;Maros;Mandai;Bontoa\n"));
    let strict = |path, source| [&Home::ingest_words(path, "workers", source)[..], &["--strict"]].concat();
    home.run(&strict(&clean, "A")).ended(0);
    home.run(&strict(&flawed, "B")).ended(1);
    home.run(&Home::ingest_words(&flawed, "workers", "C")).ended(0);
}

#[test]
fn what_a_rule_refuses_ends_with_one_and_what_is_broken_with_two() {
    let home = Home::new();
    let list = home.write("daftar.csv", workers([1]));
    let mapping = home.write("peta.toml", "[columns]\nNama = \"warna\"\n");
    let wrong_mapping = [&Home::ingest_words(&list, "workers", "A")[..], &["--mapping", mapping.to_str().unwrap()]].concat();
    for refused in [
        &["init", "--region", "73"][..],
        &["withdraw", "99"],
        &["link"],
        &["coverage", "--denominator", "roster"],
        &["check", list.to_str().unwrap(), "--out", "hasil.xlsx"],
        &["coverage", "--as-of", "kemarin"],
        &["coverage", "--by", "warna"],
        &["coverage", "--target", "banyak"],
        &["template", "unta", "--out", "x.xlsx"],
        &["regions", "resolve", "daftar.csv", "--column", "Planet", "--out", "x.csv"],
        &wrong_mapping,
    ] {
        let run = home.run(refused).ended(1);
        assert!(!run.err.trim().is_empty(), "{refused:?} was refused without a word");
    }
    Home::empty().run(&["status"]).ended(1);
    Home::empty().run(&["init", "--region", "99"]).ended(1);

    home.run(&["ingest", "tidak-ada.csv", "--as", "workers", "--source", "A", "--as-of", "2025-06-30"]).ended(2);
    fs::remove_file(home.key()).unwrap();
    let fault = home.run(&["status", "--format", "json"]).ended(2);
    assert_eq!((fault.error().as_str(), fault.out.as_str()), ("fault", ""));
    assert!(fault.err.contains("data.key"), "the fault names the file: {}", fault.err);
}

#[test]
fn a_key_file_that_others_can_read_is_a_fault() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::new();
    let mode = |path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(home.key()), 0o600);
    fs::set_permissions(home.key(), fs::Permissions::from_mode(0o644)).unwrap();
    assert!(home.run(&["status"]).ended(2).err.contains("chmod 600"));
}

#[test]
fn resolved_regions_have_a_line_for_every_name_and_no_code_where_there_is_doubt() {
    let home = Home::new();
    home.write("tempat.csv", "Kabupaten,Catatan\nMaros,a\nKab. Bone,b\nNegeri Antah,c\n7308,d\n");
    home.run(&["regions", "resolve", "tempat.csv", "--column", "Kabupaten", "--out", "hasil.csv"]).ended(0);
    let text = fs::read_to_string(home.path("hasil.csv")).unwrap();
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!(rows[0], ["line", "name", "code", "how", "candidates"]);
    assert_eq!(rows[1][..3], ["2", "Maros", "73.09"]);
    assert_eq!(rows[2][..3], ["3", "Kab. Bone", "73.08"]);
    assert_eq!(rows[3][2], "");
    assert_eq!((rows[4][2], rows[4][4]), ("", "73.08|73.09"), "a clashing code is never guessed");
}

#[test]
fn every_verb_shows_an_example_that_works() {
    let home = Home::empty();
    let help = home.run(&["--help"]).ended(0).out;
    for verb in ["demo", "init", "synth", "ingest", "link", "check", "coverage", "status", "template", "verify"] {
        assert!(help.contains(verb), "{verb} is not in the help");
        let run = home.run(&[verb, "--help"]).ended(0);
        assert!(run.out.contains("sinergi "), "{verb} shows no example: {}", run.out);
    }
}

#[test]
fn a_template_is_read_back_by_ingest_with_every_nik_whole() {
    let home = Home::new();
    home.run(&["template", "workers", "--out", "templat.xlsx"]).ended(0);
    let mut rows = sheets::read_text(&home.path("templat.xlsx"), "Data");
    rows.truncate(1);
    let headings = rows[0].clone();
    let person = crate::people::person(7);
    let cell = |heading: &String| match heading.as_str() {
        "NIK" => person.nik.clone(),
        "Nama" => person.name.clone(),
        "Tanggal Lahir" => person.birth_text(),
        "Kabupaten" => "Maros".to_owned(),
        _ => String::new(),
    };
    rows.push(headings.iter().map(cell).collect());
    let path = home.path("terisi.xlsx");
    sheets::write_text(&path, "Data", &rows);
    let receipt = home.ingest(&path, "workers", "Desa Bontoa");
    assert_eq!(crate::home::counts(&receipt), [1, 1, 0, 0], "{receipt}");
    assert_eq!(receipt["finding_counts"], serde_json::json!({}), "{receipt}");
}

#[test]
fn a_template_of_every_kind_that_is_filled_in_as_it_says_is_accepted() {
    let home = Home::new();
    let person = crate::people::person(8);
    for kind in base::handover::Kind::ALL.map(|kind| kind.to_string()) {
        home.run(&["template", &kind, "--out", "templat.xlsx"]).ended(0);
        let path = home.path("templat.xlsx");
        let headings = sheets::read_text(&path, "Data").remove(0);
        let advice = sheets::read_text(&path, "Petunjuk");
        let cell = |heading: &String| {
            let how = advice.iter().find(|row| row[0] == *heading).map(|row| row[2].clone()).unwrap_or_default();
            let example = how.split("misalnya ").nth(1).and_then(|rest| rest.split([',', ' ']).next().map(str::to_owned));
            match (heading.as_str(), how.as_str()) {
                (_, how) if how.starts_with("16 digit") => person.nik.clone(),
                ("Tanggal Lahir", _) => person.birth_text(),
                (_, how) if how.starts_with("hari-bulan") => "15-05-2025".to_owned(),
                ("Tahun", _) => "2025".to_owned(),
                (_, "bilangan bulat") => "5".to_owned(),
                (_, "angka; desimal dengan titik") => "47.38".to_owned(),
                (_, "L atau P") => person.sex.to_owned(),
                (_, how) if how.starts_with("pu, bpu") => "bpu".to_owned(),
                (_, "Y atau T") => "Y".to_owned(),
                (_, "aktif atau tidak aktif") => "aktif".to_owned(),
                (_, how) if how.starts_with("kode Kemendagri") => "73.09".to_owned(),
                ("Kecamatan", _) => "Mandai".to_owned(),
                ("Desa", _) => "Bontoa".to_owned(),
                ("Provinsi", _) => "Sulawesi Selatan".to_owned(),
                (_, "nama resmi") => "Kabupaten Maros".to_owned(),
                ("code", _) => "73.09.01.2999".to_owned(),
                ("geometry", _) => "POLYGON ((119.5 -5.0, 119.6 -5.0, 119.6 -4.9, 119.5 -5.0))".to_owned(),
                _ => example.unwrap_or_else(|| "Contoh".to_owned()),
            }
        };
        let row = headings.iter().map(cell).collect();
        let filled = home.path(&format!("terisi-{kind}.xlsx"));
        sheets::write_text(&filled, "Data", &[headings.clone(), row]);
        let receipt = home.ingest(&filled, &kind, "Kantor");
        assert_eq!(crate::home::counts(&receipt), [1, 1, 0, 0], "{kind}: {receipt}");
        let columns = receipt["columns"].as_array().unwrap().iter().filter(|column| column["field"].is_string()).count();
        assert_eq!(columns, headings.len(), "every column of {kind} is read: {receipt}");
        assert_eq!(receipt["finding_counts"], serde_json::json!({}), "{kind}: {receipt}");
    }
}

#[test]
fn rows_that_came_in_after_the_last_link_are_said_not_to_count_yet() {
    let home = Home::new();
    home.ingest_text("peserta.csv", register(&[(1, "BPU", "2024-01..2025-06")]), "participants", "BPJS");
    home.ingest_text("a.csv", workers([1, 2]), "workers", "Desa A");
    home.run(&["link"]).ended(0);
    home.ingest_text("b.csv", workers([3]), "workers", "Desa B");
    let run = home.run(&["coverage", "--by", "total"]).ended(0);
    assert!(run.out.contains("1 kiriman belum dicocokkan"), "{}", run.out);
    assert_eq!(home.json(&["status"])["unlinked"], 1);
    let rows = home.json(&["coverage", "--by", "total"]);
    assert_eq!((rows[0]["covered"].clone(), rows[0]["denominator"].clone()), (1.into(), 2.into()));
    assert_eq!(rows[0]["basis"], "roster");
}
