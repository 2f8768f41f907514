//! Lists as offices send them: names in three columns, a merged heading over name and NIK, signatures of two offices, head
//! counts with their unit, a budget year behind a place.

use crate::home::{Home, counts, times};
use crate::lake::facts;
use crate::people::person;
use serde_json::Value;

fn ingest(home: &Home, name: &str, lines: &[String], kind: &str, source: &str) -> Value {
    home.ingest_text(name, lines.join("\n") + "\n", kind, source)
}

#[test]
fn a_name_in_three_columns_tells_apart_people_who_share_the_first() {
    let home = Home::new();
    let line = |number: usize, names: &str| format!("{number};{names};12-05-1985;L;Maros");
    let lines = [
        "NO_PEGAWAI;NAMA_DEPAN;NAMA_TENGAH;NAMA_BELAKANG;TANGGAL_LAHIR;JENIS_KELAMIN;KABUPATEN".to_owned(),
        line(1, "Contoh;;Pertama"),
        line(2, "Contoh;Dg;Kedua"),
        line(3, "Contoh;;Pertama"),
    ];
    let receipt = ingest(&home, "sipp.csv", &lines, "workers", "CV Contoh");
    assert_eq!(counts(&receipt), [3, 2, 0, 1], "{receipt}");
    assert_eq!(times(&receipt, "column-doubled"), 0, "{receipt}");
}

#[test]
fn a_nik_under_a_heading_merged_with_the_name_is_found_by_what_the_column_holds() {
    let home = Home::new();
    let people = [person(1), person(2), person(3)];
    let mut lines = vec!["NO;NAMA / NIK;;NO KK;KAB/KOTA".to_owned()];
    lines.extend(people.iter().map(|person| format!("1;{};{};7371055203859999;Kab. Maros", person.name, person.nik)));
    let receipt = ingest(&home, "gabung.csv", &lines, "workers", "BKD");
    assert_eq!(counts(&receipt), [3, 3, 0, 0], "{receipt}");
    assert_eq!(times(&receipt, "column-by-content"), 1, "{receipt}");
    assert!(facts(&home, &receipt).iter().all(|fact| fact.token.is_some()));
}

#[test]
fn two_offices_that_sign_a_list_are_no_people_on_it() {
    let home = Home::new();
    let worker = person(1);
    let lines = [
        "NO;NAMA;NIK;TEMPAT LAHIR;TANGGAL LAHIR;JABATAN;ALAMAT;KABUPATEN".to_owned(),
        format!("1;{};{};Maros;{};Kaur;Dusun I;Maros", worker.name, worker.nik, worker.birth_text()),
        ";Mengetahui;;;;;;".to_owned(),
        ";Camat Mandai;;;;Kepala Desa Bontoa;;".to_owned(),
        ";;;;;CONTOH;;".to_owned(),
    ];
    let receipt = ingest(&home, "tanda-tangan.csv", &lines, "workers", "DPMD");
    assert_eq!(counts(&receipt), [1, 1, 0, 0], "{receipt}");
    // Somebody of whom only name and office are known is still a person, and goes back.
    let bare = [lines[0].clone(), lines[1].clone(), ";Contoh Tanpa Data;;;;Kepala Dusun;;".to_owned()];
    let receipt = ingest(&home, "tanpa-data.csv", &bare, "workers", "DPMD lain");
    assert_eq!(counts(&receipt), [2, 1, 1, 0], "{receipt}");
}

#[test]
fn a_head_count_with_its_unit_is_a_number() {
    let home = Home::new();
    let lines = ["NO;NAMA PERUSAHAAN;NPP;KOTA;JUMLAH TK".to_owned(), "1;CV Contoh;12345678;Makassar;5 orang".to_owned()];
    let receipt = ingest(&home, "wlkp.csv", &lines, "employers", "Disnaker");
    assert_eq!(times(&receipt, "value-left-out"), 0, "{receipt}");
}

#[test]
fn a_budget_year_behind_a_district_is_not_part_of_its_name() {
    let home = Home::new();
    let worker = person(1);
    let lines = [
        "DAFTAR PEKERJA RENTAN KEC. MANDAI KAB. MAROS T.A. 2025;;;".to_owned(),
        "NO;NAMA;NIK;TANGGAL LAHIR".to_owned(),
        format!("1;{};{};{}", worker.name, worker.nik, worker.birth_text()),
    ];
    let receipt = ingest(&home, "anggaran.csv", &lines, "workers", "Kecamatan");
    let taken = receipt["findings"].as_array().unwrap().iter().find(|found| found["code"] == "taken-from-title").unwrap();
    assert!(taken["detail"].as_str().unwrap().contains("kecamatan MANDAI,"), "{taken}");
}

#[test]
fn the_nik_of_a_mother_a_head_of_household_or_an_heir_is_not_that_of_the_worker() {
    let home = Home::new();
    for (number, heading) in ["NIK Ibu", "NIK Kepala Keluarga", "NIK Ahli Waris", "NIK (Suami/Istri)"].iter().enumerate() {
        let mut lines = vec![format!("NO;NAMA;TANGGAL LAHIR;{heading};KABUPATEN")];
        let people = [person(1), person(2), person(3)];
        lines.extend(people.iter().map(|p| format!("1;{};{};{};Maros", p.name, p.birth_text(), p.nik)));
        let receipt = ingest(&home, &format!("kerabat-{number}.csv"), &lines, "workers", heading);
        assert_eq!(counts(&receipt), [3, 3, 0, 0], "{heading}: {receipt}");
        assert_eq!((times(&receipt, "column-by-content"), times(&receipt, "nik-missing")), (0, 3), "{heading}: {receipt}");
        assert!(facts(&home, &receipt).iter().all(|fact| fact.token.is_none()), "{heading}");
    }
}

#[test]
fn a_mapping_that_does_not_fit_is_refused_in_the_language_of_the_reader() {
    let home = Home::new();
    let list = home.write("a.csv", "NO;NAMA\n");
    let words = |mapping: &str, language: &'static str| {
        let mapping = home.write("peta.toml", mapping);
        let flags = ["--mapping", mapping.to_str().unwrap(), "--lang", language].map(str::to_owned);
        let words = Home::ingest_words(&list, "workers", "Kantor").map(str::to_owned);
        let words: Vec<&str> = words.iter().chain(&flags).map(String::as_str).collect();
        home.run(&words).ended(1).sentence()
    };
    let field = "[columns]\nNama = \"namanya\"\n";
    assert!(words(field, "id").contains("tidak ada pada workers"), "{}", words(field, "id"));
    assert!(words(field, "en").contains("which workers do not have"), "{}", words(field, "en"));
    assert!(words("code_system = \"lain\"\n", "id").contains("Sistem kode"));
}
