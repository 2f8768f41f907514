//! How offices lay out their sheets: tables below and beside each other, months in columns, parts of a date, examples of a form.
//! Nobody is lost, and what cannot be read for sure goes back with a sentence.

use crate::home::{Home, counts, times};
use crate::lake::facts;
use crate::people::{Person, person};
use crate::sheets::{read_text, row, write_text};
use crate::zips::{sheet, workbook};
use serde_json::Value;

fn ingest(home: &Home, name: &str, lines: &[String], kind: &str) -> Value {
    home.ingest_text(name, lines.join("\n") + "\n", kind, name)
}

/// Number, name, NIK, day of birth.
fn line(person: &Person) -> String {
    format!("1;{};{};{}", person.name, person.nik, person.birth_text())
}

fn places(home: &Home, receipt: &Value) -> Vec<Option<i64>> {
    facts(home, receipt).iter().map(|fact| fact.place).collect()
}

#[test]
fn a_further_table_with_more_columns_does_not_swallow_the_one_above_it() {
    let home = Home::new();
    let lines = [
        "DAFTAR PEKERJA RENTAN KECAMATAN MANDAI KABUPATEN MAROS;;;;".to_owned(),
        "DESA BONTOA;;;;".to_owned(),
        "NO;NAMA;NIK;TGL LAHIR;".to_owned(),
        format!("{};", line(&person(1))),
        format!("{};", line(&person(2))),
        "DESA BONTO MATENE;;;;".to_owned(),
        "NO;NAMA;NIK;TGL LAHIR;NO HP".to_owned(),
        format!("{};080000009003", line(&person(3))),
        "NO;NAMA;NIK;TGL LAHIR;".to_owned(),
        format!("{};", line(&person(4))),
    ];
    let receipt = ingest(&home, "blok.csv", &lines, "workers");
    assert_eq!(counts(&receipt), [4, 4, 0, 0], "{receipt}");
    let places = places(&home, &receipt);
    assert_eq!(places[0], places[1], "{places:?}");
    assert_eq!(places[2], places[3], "{places:?}");
    assert_ne!(places[0], places[2], "{places:?}");
}

#[test]
fn a_further_table_with_another_order_of_columns_is_read_by_its_own_headings_however_far_down() {
    let home = Home::new();
    let mut lines = vec!["KABUPATEN MAROS;;;;".to_owned(), "NO;NAMA;NIK;TGL LAHIR;JABATAN".to_owned()];
    lines.extend((1..=90).map(|number| format!("{};Petani", line(&person(number)))));
    lines.push("II. NELAYAN;;;;".to_owned());
    lines.push("NO;NIK;NAMA;L/P;TGL LAHIR".to_owned());
    lines.extend((91..=95).map(person).map(|p| format!("1;{};{};{};{}", p.nik, p.name, p.sex, p.birth_text())));
    let broken = person(96);
    lines.push(format!("1;{};;{};", &broken.nik[..12], broken.sex));
    let receipt = ingest(&home, "dua.csv", &lines, "workers");
    assert_eq!(counts(&receipt), [96, 95, 1, 0], "{receipt}");
    assert_eq!(times(&receipt, "table-begins"), 1, "{receipt}");
    // What goes back stands under the headings of its own table.
    let sent_back = read_text(std::path::Path::new(receipt["refused_file"].as_str().unwrap()), "Daftar");
    assert!(sent_back.iter().any(|cells| cells[..3] == row(&["NO", "NIK", "NAMA"])), "{sent_back:?}");
}

#[test]
fn tables_side_by_side_are_both_read_and_what_does_not_repeat_goes_back() {
    let home = Home::new();
    let mut lines = vec![
        "DAFTAR PEKERJA RENTAN KABUPATEN MAROS;;;;;;;;".to_owned(),
        "KECAMATAN TURIKALE;;;;;KECAMATAN MANDAI;;;".to_owned(),
        "No;Nama;NIK;Tgl Lahir;;No;Nama;NIK;Tgl Lahir".to_owned(),
    ];
    lines.extend((1..=3).map(|number| format!("{};;{}", line(&person(number)), line(&person(number + 10)))));
    lines.push(format!("{};;;;;", line(&person(4))));
    let receipt = ingest(&home, "samping.csv", &lines, "workers");
    assert_eq!(counts(&receipt), [7, 7, 0, 0], "{receipt}");
    let places = places(&home, &receipt);
    assert!(places.iter().all(Option::is_some), "{places:?}");
    assert_ne!(places.first(), places.last(), "{places:?}");

    let unclear = [
        "No;Nama;NIK;Kabupaten;Nama;NIK".to_owned(),
        format!("1;{};{};Maros;{};{}", person(21).name, person(21).nik, person(22).name, person(22).nik),
    ];
    let receipt = ingest(&home, "tidak-jelas.csv", &unclear, "workers");
    assert_eq!(counts(&receipt), [1, 0, 1, 0], "{receipt}");
    assert_eq!(times(&receipt, "tables-side-by-side"), 1, "{receipt}");
}

#[test]
fn a_row_with_a_nik_above_the_headings_is_counted_and_goes_back() {
    let home = Home::new();
    let lines = [line(&person(1)), "NO;NAMA;NIK;TGL LAHIR".to_owned(), line(&person(2))];
    let receipt = ingest(&home, "atas.csv", &lines, "workers");
    assert_eq!(counts(&receipt), [2, 1, 1, 0], "{receipt}");
    assert_eq!(times(&receipt, "row-above-header"), 1, "{receipt}");
}

/// The answer codes of a check of some people.
fn answers(home: &Home, people: &[Person]) -> Vec<String> {
    let mut rows = vec![row(&["No", "Nama", "NIK", "Tanggal Lahir", "Kabupaten"])];
    rows.extend(people.iter().map(|p| row(&["1", &p.name, &p.nik, &p.birth_text(), "Maros"])));
    write_text(&home.path("cek.xlsx"), "Peserta", &rows);
    home.json(&["check", "cek.xlsx", "--out", "hasil.xlsx", "--as-of", "2025-06"]);
    let result = read_text(&home.path("hasil.xlsx"), "Peserta");
    let status = result[0].iter().position(|cell| cell == "status").unwrap();
    result[1..].iter().map(|cells| cells[status].clone()).collect()
}

#[test]
fn ticks_under_months_are_payments_of_the_year_in_the_title() {
    let home = Home::new();
    let lines = [
        "PEMBAYARAN IURAN TAHUN 2025;;;;;;;;;".to_owned(),
        "NO;NAMA;NIK;TGL LAHIR;JAN;FEB;MAR;APR;MEI;JUN".to_owned(),
        format!("{};√;√;√;√;√;√", line(&person(1))),
        format!("{};16.800;;;;;", line(&person(2))),
    ];
    let receipt = ingest(&home, "kartu.csv", &lines, "participants");
    assert_eq!(counts(&receipt), [2, 2, 0, 0], "{receipt}");
    assert_eq!((times(&receipt, "payments-not-told"), times(&receipt, "column-unmapped")), (0, 0), "{receipt}");
    assert_eq!(answers(&home, &[person(1), person(2)]), ["covered", "lapsed"]);
}

#[test]
fn a_register_that_says_nothing_of_payments_never_says_that_nobody_paid() {
    for (number, first) in ["DAFTAR PESERTA;;;;;", "NO;NAMA;NIK;TGL LAHIR;;"].into_iter().enumerate() {
        let home = Home::new();
        let headings = if number == 0 { "NO;NAMA;NIK;TGL LAHIR;JAN;FEB" } else { ";;;;;" };
        let mut lines = vec![first.to_owned(), headings.to_owned()];
        lines.push(format!("{};√;√", line(&person(1))));
        let receipt = ingest(&home, "tanpa.csv", &lines, "participants");
        assert_eq!(times(&receipt, "payments-not-told"), 1, "{receipt}");
        assert_eq!(times(&receipt, "months-without-year"), u64::from(number == 0), "{receipt}");
        assert_eq!(answers(&home, &[person(1)]), ["unclear"]);
    }
}

#[test]
fn programmes_that_nobody_named_have_no_figure_and_an_amount_under_one_means_that_it_is_held() {
    let coverage = |home: &Home| {
        let members: String = (1..=3).map(|number| line(&person(number)) + ";Maros\n").collect();
        home.ingest_text("daftar.csv", format!("NO;NAMA;NIK;TGL LAHIR;KABUPATEN\n{members}"), "workers", "Desa");
        home.run(&["link"]).ended(0);
        let rows = |words: &[&str]| home.json(&[&["coverage", "--denominator", "roster"], words].concat());
        (rows(&["--by", "programme"]), rows(&[]))
    };
    let untold = Home::new();
    let lines = ["NO;NAMA;NIK;TGL LAHIR;BLTH TERAKHIR".to_owned(), format!("{};06-2025", line(&person(1)))];
    ingest(&untold, "peserta.csv", &lines, "participants");
    let (rows, total) = coverage(&untold);
    assert_eq!(rows, serde_json::json!([]), "{total}");
    assert_eq!(total[0]["covered"], 1, "{total}");

    let told = Home::new();
    let headings = "NO;NAMA;NIK;TGL LAHIR;BLTH TERAKHIR;IURAN JKK;IURAN JKM;IURAN JHT".to_owned();
    let lines = [headings, format!("{};06-2025;10.000;6800;0", line(&person(1)))];
    let receipt = ingest(&told, "peserta.csv", &lines, "participants");
    assert_eq!(times(&receipt, "value-left-out"), 0, "{receipt}");
    let (rows, _) = coverage(&told);
    let covered: Vec<u64> = rows.as_array().unwrap().iter().map(|row| row["covered"].as_u64().unwrap()).collect();
    assert_eq!(covered, [1, 1, 0, 0, 0], "{rows}");
}

#[test]
fn the_kind_of_list_decides_the_segment_before_an_occupation_does() {
    let home = Home::new();
    let segments = |title: &str, occupations: [&str; 2], name: &str| {
        let mut lines = vec![title.to_owned(), "NO;NAMA;NIK;TGL LAHIR;JABATAN;KABUPATEN".to_owned()];
        let rows = [person(1), person(2)].into_iter().zip(occupations);
        lines.extend(rows.map(|(person, occupation)| format!("{};{occupation};Maros", line(&person))));
        let receipt = ingest(&home, name, &lines, "workers");
        let segments = facts(&home, &receipt).into_iter().map(|fact| fact.segment.unwrap_or_default());
        segments.collect::<Vec<_>>()
    };
    assert_eq!(segments("PT CONTOH NPP : 12345678;;;;;", ["Sopir", "Operator"], "gaji.csv"), ["pu", "pu"]);
    assert_eq!(segments("DAFTAR TENAGA NON ASN;;;;;", ["Sopir Ambulans", "Perawat"], "opd.csv"), ["pu", "pu"]);
    assert_eq!(segments("DAFTAR PEKERJA RENTAN;;;;;", ["Sopir", "Petani"], "desa.csv"), ["bpu", "bpu"]);
}

#[test]
fn somebody_called_jumlah_or_total_is_a_person_where_a_nik_or_a_birth_date_says_so() {
    let home = Home::new();
    let (first, second) = (person(1), person(2));
    let lines = [
        "NO;NAMA;NIK;TGL LAHIR;KABUPATEN".to_owned(),
        format!("1;Jumlah Hariati;{};{};Maros", first.nik, first.birth_text()),
        format!(";Total Suprapto;;{};Maros", second.birth_text()),
        ";JUMLAH;2 orang;;".to_owned(),
    ];
    let receipt = ingest(&home, "nama.csv", &lines, "workers");
    assert_eq!(counts(&receipt), [2, 2, 0, 0], "{receipt}");
    assert_eq!(times(&receipt, "total-disagrees"), 0, "{receipt}");
}

#[test]
fn the_example_of_a_form_is_nobody_and_says_so() {
    let home = Home::new();
    let lines = [
        "PETUNJUK PENGISIAN;;;;".to_owned(),
        "Contoh:;;;;".to_owned(),
        "NO;NAMA;NIK;TGL LAHIR;KABUPATEN".to_owned(),
        format!("{};Maros", line(&person(1))),
        ";;;;".to_owned(),
        format!("{};Maros", line(&person(2))),
    ];
    let receipt = ingest(&home, "contoh.csv", &lines, "workers");
    assert_eq!(counts(&receipt), [1, 1, 0, 0], "{receipt}");
    assert_eq!(times(&receipt, "example-row"), 1, "{receipt}");
}

#[test]
fn a_formula_that_was_never_worked_out_has_its_own_finding() {
    let home = Home::new();
    let p = person(1);
    let birth = p.birth_text();
    let rows: [&[(&str, &str)]; 2] = [
        &[("A1", "Nama"), ("B1", "NIK"), ("C1", "Tgl Lahir"), ("D1", "Kabupaten")],
        &[("A2", &p.name), ("B2", "rumus"), ("C2", &birth), ("D2", "Maros")],
    ];
    let cell = r#"<c r="B2" t="inlineStr"><is><t>rumus</t></is></c>"#;
    let sheet = sheet(&rows, "", "").replace(cell, r#"<c r="B2"><f>A9</f><v></v></c>"#);
    let receipt = home.ingest_text("rumus.xlsx", workbook(&sheet), "workers", "Dinas");
    assert_eq!(counts(&receipt), [1, 1, 0, 0], "{receipt}");
    assert_eq!((times(&receipt, "formula-uncalculated"), times(&receipt, "nik-missing")), (1, 0), "{receipt}");
}

#[test]
fn day_month_and_year_of_birth_in_three_columns_are_one_date() {
    let home = Home::new();
    let mut lines = vec![";NO;NAMA;N I K;LAHIR;;;KELAMIN;;KABUPATEN".to_owned(), ";;;;TGL;BLN;THN;L;P;".to_owned()];
    let parts = |p: &Person| format!("{};{};{}", p.birth.day(), p.birth.month(), p.birth.year());
    let ticks = |p: &Person| if p.sex == "L" { "V;" } else { ";V" };
    lines.extend([1, 2].map(person).map(|p| format!(";1;{};{};{};{};Maros", p.name, p.nik, parts(&p), ticks(&p))));
    lines.push(format!(";3;{};;{};{};Maros", person(3).name, parts(&person(3)), ticks(&person(3))));
    let receipt = ingest(&home, "nelayan.csv", &lines, "workers");
    assert_eq!(counts(&receipt), [3, 3, 0, 0], "{receipt}");
    for code in ["nik-date-disagrees", "nik-sex-disagrees", "column-unmapped", "column-doubled", "value-left-out"] {
        assert_eq!(times(&receipt, code), 0, "{code}: {receipt}");
    }
}

#[test]
fn a_header_of_two_rows_that_comes_again_and_a_lettered_place_are_nobody() {
    let home = Home::new();
    let header = ["NO;NAMA;NIK;LAHIR;;ALAMAT;;KABUPATEN", ";;;TEMPAT;TANGGAL;DUSUN;RT;", "1;2;3;4;5;6;7;8"].map(str::to_owned);
    let part = |letter: &str, number: usize| {
        let p = person(number);
        let data = format!("1;{};{};Maros;{};Dusun {letter};1;Maros", p.name, p.nik, p.birth_text());
        let rest = [format!("{letter};DUSUN {letter};;;;;;"), data, ";JUMLAH;1 orang;;;;;".to_owned()];
        [header.to_vec(), rest.to_vec()].concat()
    };
    let lines = [part("A", 1), part("B", 2)].concat();
    let receipt = ingest(&home, "halaman.csv", &lines, "workers");
    assert_eq!(counts(&receipt), [2, 2, 0, 0], "{receipt}");
    assert_eq!(times(&receipt, "total-disagrees"), 0, "{receipt}");
}

#[test]
fn a_place_outside_the_province_is_known_and_said_at_its_own_cell() {
    let home = Home::new();
    let lines = [
        "NO;NAMA;NIK;TGL LAHIR;KABUPATEN;KECAMATAN;DESA".to_owned(),
        format!("{};Kota Surabaya;Wonokromo;Jagir", line(&person(1))),
        format!("{};;;", line(&person(2))),
    ];
    let receipt = ingest(&home, "luar.csv", &lines, "workers");
    assert_eq!((times(&receipt, "region-outside"), times(&receipt, "region-missing")), (1, 1), "{receipt}");
    let found = receipt["findings"].as_array().unwrap();
    let at = |code: &str| found.iter().find(|found| found["code"] == code).unwrap()["cell"].clone();
    assert_eq!((at("region-outside"), at("region-missing")), ("KABUPATEN".into(), "KABUPATEN".into()), "{receipt}");
}

#[test]
fn a_district_said_as_all_of_it_and_a_place_in_the_address_or_the_name_of_the_sheet_are_read() {
    let home = Home::new();
    let all =
        ["DAFTAR NELAYAN SE-KECAMATAN MANDAI KAB. MAROS;;;".to_owned(), "NO;NAMA;NIK;TGL LAHIR".to_owned(), line(&person(1))];
    let address = [
        "KABUPATEN MAROS;;;;".to_owned(),
        "NO;NAMA;NIK;TGL LAHIR;ALAMAT".to_owned(),
        format!("{};Kec. Mandai", line(&person(2))),
    ];
    let first = ingest(&home, "se.csv", &all, "workers");
    let second = ingest(&home, "alamat.csv", &address, "workers");
    assert_eq!(places(&home, &first), places(&home, &second));
    assert!(places(&home, &first)[0].is_some_and(|place| place / 10_000 % 100 > 0));
    let rows: Vec<Vec<String>> = ["KEC. MANDAI KAB. MAROS", "NO;NAMA;NIK;TGL LAHIR", &line(&person(3))]
        .iter()
        .map(|line| line.split(';').map(str::to_owned).collect())
        .collect();
    write_text(&home.path("rekap.xlsx"), "Ds. Bontoa", &rows);
    let third = home.ingest(&home.path("rekap.xlsx"), "workers", "Camat");
    assert!(places(&home, &third)[0].is_some_and(|place| place % 10_000 > 0), "{third}");
}

#[test]
fn a_person_over_two_lines_goes_back_with_one_sentence() {
    let home = Home::new();
    let mut lines = vec!["NO;JABATAN;NAMA / NIK;TEMPAT/TGL. LAHIR;KABUPATEN".to_owned()];
    for p in [1, 2, 3].map(person) {
        lines.push(format!("1;Ketua RT;{};Maros,;Maros", p.name));
        lines.push(format!(";;{};{};", p.nik, p.birth_text()));
    }
    let receipt = ingest(&home, "dua-baris.csv", &lines, "workers");
    assert_eq!(counts(&receipt), [6, 0, 6, 0], "{receipt}");
    assert_eq!((times(&receipt, "person-over-two-lines"), times(&receipt, "name-missing")), (6, 0), "{receipt}");
}
