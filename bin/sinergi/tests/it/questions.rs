//! Questions about coverage that were answered wrongly once: places of payrolls, what was known on a day, marks of synthetic
//! data, a broken register, regions of one's own, and sentences in the reader's language.

use crate::home::{Home, counts, times};
use crate::lake::{facts, files_with};
use crate::people::{person, register, workers};
use serde_json::Value;
use std::fs;

/// A payroll: it names the employer and no place.
fn payroll(numbers: &[usize], npp: &str) -> String {
    numbers.iter().fold("NO;NIK;NAMA;TANGGAL LAHIR;NPP\n".to_owned(), |text, number| {
        let person = person(*number);
        text + &format!("{number};{};{};{};{npp}\n", person.nik, person.name, person.birth_text())
    })
}

const EMPLOYERS: &str = "NO;NAMA PERUSAHAAN;NPP;KABUPATEN;KECAMATAN\n1;CV Contoh;12345678;Kab. Gowa;Somba Opu\n";

fn by_code(rows: &Value, code: &str) -> u64 {
    let rows = rows.as_array().unwrap();
    rows.iter().find(|row| row["region_code"] == code).map_or(0, |row| row["denominator"].as_u64().unwrap())
}

#[test]
fn people_of_a_payroll_work_where_their_employer_is_unless_the_register_knows_better() {
    let home = Home::new();
    home.ingest_text("peserta.csv", register(&[(1, "PU", "2024-01..2025-06")]), "participants", "BPJS");
    home.ingest_text("gaji.csv", payroll(&[1, 2, 3], "12345678"), "workers", "CV Contoh");
    home.run(&["link"]).ended(0);
    let rows = |home: &Home| home.json(&["coverage", "--by", "region"]);
    assert_eq!(by_code(&rows(&home), ""), 2, "nobody knows where two of them work");
    home.ingest_text("wlkp.csv", EMPLOYERS, "employers", "Disnaker Gowa");
    let told = rows(&home);
    assert_eq!((by_code(&told, "73.06"), by_code(&told, "73.09"), by_code(&told, "")), (2, 1, 0), "{told}");
    // A second office that puts the employer elsewhere leaves the place open.
    let elsewhere = EMPLOYERS.replace("Kab. Gowa;Somba Opu", "Maros;Mandai");
    home.ingest_text("lain.csv", elsewhere, "employers", "Disnaker Maros");
    assert_eq!(by_code(&rows(&home), ""), 2);
}

#[test]
fn a_payroll_that_names_its_number_in_a_title_or_in_its_own_name_works_at_the_seat_of_its_employer() {
    let home = Home::new();
    home.ingest_text("peserta.csv", register(&[(1, "PU", "2024-01..2025-06")]), "participants", "BPJS");
    home.ingest_text("wlkp.csv", EMPLOYERS, "employers", "Disnaker Gowa");
    let list = |number: usize, title: &str| {
        let person = person(number);
        format!("DAFTAR GAJI {title};;;\nNO;NIK;NAMA;TANGGAL LAHIR\n1;{};{};{}\n", person.nik, person.name, person.birth_text())
    };
    home.ingest_text("gaji.csv", list(2, "CV CONTOH NPP : 12345678"), "workers", "CV Contoh");
    home.ingest_text("12345678-payroll.csv", list(3, "CV CONTOH"), "workers", "CV Contoh pusat");
    // The day of the file is no number of an employer.
    let receipt = home.ingest_text("20250630-payroll.csv", list(4, "CV LAIN"), "workers", "CV Lain");
    assert_eq!(times(&receipt, "taken-from-title"), 0, "{receipt}");
    home.run(&["link"]).ended(0);
    let rows = home.json(&["coverage", "--by", "region"]);
    assert_eq!((by_code(&rows, "73.06"), by_code(&rows, "")), (2, 1), "{rows}");
}

#[test]
fn employers_and_statistics_of_later_days_are_not_known_before() {
    let home = Home::new();
    home.ingest_text("peserta.csv", register(&[(1, "PU", "2024-01..2025-06")]), "participants", "BPJS");
    home.ingest_text("gaji.csv", payroll(&[2, 3], "12345678"), "workers", "CV Contoh");
    home.run(&["link"]).ended(0);
    let list = home.write("wlkp.csv", EMPLOYERS);
    let mut words = Home::ingest_words(&list, "employers", "Disnaker").map(str::to_owned);
    "2025-08-01".clone_into(&mut words[9]);
    home.run(&words.each_ref().map(String::as_str)).ended(0);
    let on = |day| home.json(&["coverage", "--by", "region", "--known-on", day]);
    assert_eq!(by_code(&on("2025-07-01"), "73.06"), 0);
    assert_eq!(by_code(&on("2025-08-01"), "73.06"), 2);
}

#[test]
fn a_withdrawn_statistic_stays_known_on_the_days_before() {
    let home = Home::new();
    let name = "BPJS potensi Mar 2025";
    let header = "indicator,area_code,area_name,period,value,unit,precision,source,source_url,source_date,quality,note\n";
    let rows = "eligible_workers,73,Sulawesi Selatan,2025-03,1000,persons,1,Uji,,2025-04-01,ok,\n\
                active_participants,73,Sulawesi Selatan,2025-03,400,persons,1,Uji,,2025-04-01,ok,\n";
    let receipt = home.ingest_text("terbit.csv", format!("{header}{rows}"), "statistics", "Uji");
    let ask = |words: &[&str]| home.run(&[&["coverage", "--denominator", name], words].concat());
    assert!(ask(&[]).ended(0).out.contains("40,00 %"));
    home.run(&["withdraw", &receipt["batch"].to_string()]).ended(0);
    ask(&[]).ended(1);
    assert!(ask(&["--known-on", "2025-07-02"]).ended(0).out.contains("40,00 %"));
}

#[test]
fn a_day_before_anything_was_known_has_its_own_sentence() {
    let home = Home::new();
    let run = home.run(&["coverage", "--known-on", "2020-01-01"]).ended(1);
    assert!(run.err.contains("Pada 2020-01-01 belum ada yang diketahui."), "{}", run.err);
}

#[test]
fn a_denominator_without_a_published_count_says_so_and_takes_the_register_when_there_is_one() {
    let home = Home::new();
    let header = "indicator,area_code,area_name,period,value,unit,precision,source,source_url,source_date,quality,note\n";
    let rows = "eligible_workers,73.09,Kabupaten Maros,2025-02,10,persons,1,Uji,,2025-03-01,ok,\n";
    home.ingest_text("terbit.csv", format!("{header}{rows}"), "statistics", "Uji");
    let words = ["coverage", "--denominator", "BPJS potensi Feb 2025"];
    let run = home.run(&words).ended(1);
    assert!(run.err.contains("Tidak ada yang menerbitkan jumlah pekerja terlindungi"), "{}", run.err);
    home.ingest_text("peserta.csv", register(&[(1, "PU", "2024-01..2025-06")]), "participants", "BPJS");
    home.ingest_text("a.csv", workers([1]), "workers", "Desa A");
    home.run(&["link"]).ended(0);
    let told = home.json(&words);
    assert_eq!((&told[0]["covered"], &told[0]["denominator"]), (&1.into(), &10.into()), "{told}");
}

#[test]
fn an_unknown_denominator_and_a_cut_that_nobody_published_have_their_own_sentences() {
    let home = Home::new();
    let run = home.run(&["coverage", "--denominator", "BPJS potensi Feb 2025"]).ended(1);
    assert!(run.err.contains("Tidak ada penyebut terbitan"), "{}", run.err);
    let segments =
        ["coverage", "--by", "segment", "--as-of", "2025-06", "--denominator", "BPJS potensi Jun 2025", "--lang", "en"];
    let run = home.run(&segments).ended(1);
    assert!(run.err.contains("No figures by segment were published"), "{}", run.err);
}

#[test]
fn a_broken_register_does_not_stop_published_figures_and_is_named_beside_them() {
    let home = Home::new();
    home.ingest_text("peserta.csv", register(&[(1, "PU", "2024-01..2025-06")]), "participants", "BPJS");
    home.ingest_text("a.csv", workers([1]), "workers", "Desa A");
    home.run(&["link"]).ended(0);
    for file in files_with(&home, "paid_bits") {
        let mut bytes = fs::read(&file).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(&file, bytes).unwrap();
    }
    home.run(&["coverage"]).ended(2);
    let run = home.run(&["coverage", "--as-of", "2025-06", "--denominator", "BPJS potensi Jun 2025"]).ended(0);
    assert!(run.out.contains("47,38 %") && run.out.contains("Register kita tidak dihitung di sini"), "{}", run.out);
}

#[test]
fn constants_of_one_file_do_not_hold_for_the_next_of_its_source() {
    let home = Home::new();
    let list = |number: usize| {
        let person = person(number);
        format!("NO;NIK;NAMA;TANGGAL LAHIR\n1;{};{};{}\n", person.nik, person.name, person.birth_text())
    };
    let first = home.write("a.csv", list(1));
    let words = [&Home::ingest_words(&first, "workers", "Kantor")[..], &["--set", "kabupaten=Gowa"]].concat();
    let receipt = home.run(&words).ended(0).json();
    assert_eq!(facts(&home, &receipt)[0].place, Some(7_306_000_000));
    let receipt = home.ingest_text("b.csv", list(2), "workers", "Kantor");
    assert_eq!(facts(&home, &receipt)[0].place, None);
}

#[test]
fn ingested_regions_are_known_when_places_are_read() {
    let home = Home::new();
    let list = |number: usize| {
        let person = person(number);
        let birth = person.birth_text();
        format!(
            "NO;NIK;NAMA;TANGGAL LAHIR;KABUPATEN;KECAMATAN;DESA\n1;{};{};{birth};Maros;Mandai;Desa Rekaan\n",
            person.nik, person.name
        )
    };
    let before = home.ingest_text("a.csv", list(1), "workers", "A");
    assert_eq!(times(&before, "region-unknown"), 1, "{before}");
    let regions = "Kode,Nama\n73.09.01.2999,Desa Rekaan\n99.99.99.2001,Tanpa Induk\n";
    let receipt = home.ingest_text("desa-baru.csv", regions, "regions", "Kemendagri");
    assert_eq!(counts(&receipt), [2, 2, 0, 0], "{receipt}");
    let after = home.ingest_text("b.csv", list(2), "workers", "B");
    assert_eq!(times(&after, "region-unknown"), 0, "{after}");
    assert_eq!(facts(&home, &after)[0].place, Some(7_309_012_999));
    assert_eq!(home.json(&["status"])["regions_left_out"], 1);
}

#[test]
fn a_month_whose_due_day_falls_into_a_year_without_known_holidays_says_so() {
    let home = Home::new();
    let list = home.write("peserta.csv", register(&[(1, "PU", "2024-01..2025-06")]));
    let mut words = Home::ingest_words(&list, "participants", "BPJS").map(str::to_owned);
    "2028-12-31".clone_into(&mut words[7]);
    "2029-01-01".clone_into(&mut words[9]);
    home.run(&words.each_ref().map(String::as_str)).ended(0);
    home.ingest_text("a.csv", workers([1]), "workers", "Desa A");
    home.run(&["link"]).ended(0);
    let run = home.run(&["coverage", "--as-of", "2028-06", "--by", "total"]).ended(0);
    assert!(run.out.contains("Hari libur tahun 2028 belum ada di buku aturan"), "{}", run.out);
    let run = home.run(&["coverage", "--as-of", "2025-06", "--by", "total"]).ended(0);
    assert!(!run.out.contains("Hari libur tahun"), "{}", run.out);
}

#[test]
fn sentences_come_in_the_language_of_flag_environment_and_configuration() {
    let home = Home::new();
    let ask = ["coverage", "--denominator", "roster"];
    assert!(home.run(&ask).ended(1).err.contains("Belum ada yang dicocokkan"));
    assert!(home.run(&[&ask[..], &["--lang", "en"]].concat()).ended(1).err.contains("Nothing has been linked yet"));
    let output = home.command(&ask).env("SINERGI_LANG", "en").output().unwrap();
    assert!(String::from_utf8_lossy(&output.stderr).contains("Nothing has been linked yet"));
    let file = home.write("sinergi.toml", "lang = \"en\"\n");
    let run = home.run(&[&ask[..], &["--config", file.to_str().unwrap()]].concat()).ended(1);
    assert!(run.err.contains("Nothing has been linked yet"), "{}", run.err);
}

#[test]
fn status_as_csv_has_a_line_a_kind_and_strict_asks_for_what_waits() {
    let home = Home::new();
    home.ingest_text("a.csv", workers([1]), "workers", "Desa A");
    let csv = home.run(&["status", "--format", "csv"]).ended(0).out;
    assert!(csv.starts_with("kind,batches,rows,refused,as_of,age_days,snapshot,synthetic\n"), "{csv}");
    assert!(csv.contains("\nworkers,1,1,0,2025-06-30,"), "{csv}");
    home.run(&["status", "--strict"]).ended(1);
    home.run(&["link"]).ended(0);
    home.run(&["status", "--strict"]).ended(0);
}
