//! Lists as offices send them: names in three columns, a merged heading over name and NIK, signatures of two offices, head
//! counts with their unit, a budget year behind a place.

use crate::home::{Home, counts, times};
use crate::lake::facts;
use crate::people::person;
use crate::sheets::{row, write_text};
use rust_xlsxwriter::{Format, Workbook};
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
    let dated = [
        lines[0].clone(),
        lines[1].clone(),
        ";Mengetahui,;;;;;Bontoa, 30 Juni 2025;".to_owned(),
        ";Kepala Desa Bontoa;;;;;Operator Desa;".to_owned(),
        ";CONTOH NAMA;;;;;CONTOH LAIN;".to_owned(),
    ];
    let receipt = ingest(&home, "tanda-tangan-tanggal.csv", &dated, "workers", "DPMD dua");
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

/// How often each heading of a receipt became a field, by the field.
fn heading_of(receipt: &Value, field: &str) -> Vec<String> {
    let columns = receipt["columns"].as_array().unwrap().iter().filter(|column| column["field"] == field);
    columns.map(|column| column["heading"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_kecamatan_merged_over_its_people_and_a_ditto_mark_hold_for_every_row() {
    let home = Home::new();
    let path = home.path("gabung.xlsx");
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.write_row(0, 0, ["NO", "KECAMATAN", "DESA", "NAMA", "NIK"]).unwrap();
    let bold = Format::new().set_bold();
    page.merge_range(1, 1, 4, 1, "Mandai", &bold).unwrap();
    for number in 0..4 {
        let row = u32::try_from(number).unwrap() + 1;
        let worker = person(number);
        page.write_number(row, 0, f64::from(row)).unwrap();
        page.write_string(row, 2, if number == 0 { "Bontoa" } else { "s.d.a" }).unwrap();
        page.write_string(row, 3, &worker.name).unwrap();
        page.write_string(row, 4, &worker.nik).unwrap();
    }
    let hidden = book.add_worksheet();
    hidden.set_hidden(true).set_name("Lama").unwrap();
    hidden.write_row(0, 0, ["NAMA", "NIK"]).unwrap();
    hidden.write_row(1, 0, [person(9).name, person(9).nik]).unwrap();
    book.save(&path).unwrap();
    let receipt = home.ingest(&path, "workers", "Kecamatan Mandai Kabupaten Maros");
    assert_eq!(counts(&receipt), [4, 4, 0, 0], "{receipt}");
    // Three cells below the merge, three ditto marks.
    assert_eq!((times(&receipt, "filled-from-above"), times(&receipt, "sheet-hidden")), (6, 1), "{receipt}");
    let places: Vec<Option<i64>> = facts(&home, &receipt).iter().map(|fact| fact.place).collect();
    assert_eq!(places, [places[0]; 4]);
    assert_eq!(places[0].map(|place| place / 10_000), Some(730_901), "the village of the first row, in its district");
}

#[test]
fn a_sheet_that_sums_up_the_villages_holds_no_people() {
    let home = Home::new();
    let path = home.path("rekap.xlsx");
    let mut book = Workbook::new();
    let sum = book.add_worksheet().set_name("REKAP").unwrap();
    sum.write_row(0, 0, ["NO", "DESA/KELURAHAN", "JUMLAH NAMA", "LAKI-LAKI", "PEREMPUAN"]).unwrap();
    sum.write_row(1, 0, ["1", "Bontoa", "1", "1", "0"]).unwrap();
    let list = book.add_worksheet().set_name("BONTOA").unwrap();
    list.write_row(0, 0, ["DESA BONTOA KECAMATAN MANDAI"]).unwrap();
    list.write_row(1, 0, ["No.", "Nama", "No. KTP"]).unwrap();
    list.write_row(2, 0, ["1", &person(1).name, &person(1).nik]).unwrap();
    book.save(&path).unwrap();
    let receipt = home.ingest(&path, "workers", "Pendamping");
    assert_eq!(counts(&receipt), [1, 1, 0, 0], "{receipt}");
    assert_eq!(times(&receipt, "sheet-left-out"), 1, "{receipt}");
}

#[test]
fn a_register_of_deaths_names_the_dead_and_not_who_reported_them() {
    let home = Home::new();
    let (dead, witness) = (person(1), person(2));
    let lines = [
        "No;Nama Almarhum/ah;NIK;Tempat, Tgl Lahir;Hari/Tgl Meninggal;Nama Pelapor;NIK Pelapor;Desa;Kecamatan;Kabupaten"
            .to_owned(),
        format!(
            "1;{};{};Maros, {};Senin, 3 Februari 2025;{};{};Bontoa;Mandai;Maros",
            dead.name,
            dead.nik,
            dead.birth_text(),
            witness.name,
            witness.nik
        ),
    ];
    let receipt = ingest(&home, "kematian.csv", &lines, "deaths", "Desa Bontoa");
    assert_eq!(counts(&receipt), [1, 1, 0, 0], "{receipt}");
    assert_eq!(heading_of(&receipt, "nik"), ["NIK"]);
    assert_eq!(times(&receipt, "nik-date-disagrees"), 0, "{receipt}");
}

#[test]
fn a_number_that_an_application_wrapped_for_the_spreadsheet_is_read() {
    let home = Home::new();
    let worker = person(1);
    let lines = ["No,Nama,NIK,Kabupaten".to_owned(), format!("1,{},\"=\"\"{}\"\"\",Maros", worker.name, worker.nik)];
    let receipt = ingest(&home, "ekspor.csv", &lines, "workers", "Aplikasi");
    assert_eq!(counts(&receipt), [1, 1, 0, 0], "{receipt}");
    assert!(facts(&home, &receipt)[0].token.is_some());
}

#[test]
fn a_village_that_a_sheet_leaves_open_is_settled_by_the_sender() {
    let home = Home::new();
    let path = home.path("kelurahan.xlsx");
    let worker = person(1);
    let rows = [row(&["No", "Nama", "NIK"]), row(&["1", &worker.name, &worker.nik])];
    write_text(&path, "Kel. Ujung Bulu", &rows);
    let receipt = home.ingest(&path, "workers", "Kecamatan Ujung Kota Parepare");
    assert_eq!(facts(&home, &receipt)[0].place.map(|place| place / 10_000), Some(737_202), "{receipt}");
}

#[test]
fn headings_of_offices_for_businesses_projects_permits_claims_and_targets_are_known() {
    let home = Home::new();
    let read = |name: &str, kind: &str, lines: &[&str], fields: &[&str]| {
        let lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        let receipt = ingest(&home, name, &lines, kind, "Kantor");
        assert_eq!(counts(&receipt), [1, 1, 0, 0], "{name}: {receipt}");
        fields.iter().for_each(|field| assert_eq!(heading_of(&receipt, field).len(), 1, "{name}: {field}: {receipt}"));
    };
    read(
        "wlkp.csv",
        "employers",
        &[
            "No;Nama Perusahaan;Jml. Tenaga Kerja;;;Sektor/KBLI;Kota",
            ";;L;P;Jml;;",
            "1;2;3;4;5;6;7",
            "1;CV Contoh;3;4;7;47111;Palopo",
        ],
        &["headcount", "kbli"],
    );
    read(
        "proyek.csv",
        "projects",
        &[
            "NO;KODE RUP;NAMA PAKET PEKERJAAN;PENYEDIA JASA;NILAI KONTRAK (Rp);MASA PELAKSANAAN;;KABUPATEN",
            ";;;;;MULAI;SELESAI;",
            "1;52000;Rehabilitasi Jalan;CV Contoh;Rp. 1.245.678.900,00;3 Maret 2025;3 September 2025;Bulukumba",
        ],
        &["project_id", "contractor", "starts_on", "ends_on"],
    );
    read(
        "izin.csv",
        "permits",
        &[
            "No;Nomor Izin;Nama Pelaku Usaha;NIB;Jenis Perizinan;Tgl Terbit Izin;Kota",
            "1;503/1;PT Contoh;912;SBU;02/05/2025;Makassar",
        ],
        &["employer_name", "permit", "issued_on"],
    );
    let (member, heir) = (person(1), person(2));
    let claim = format!("1;PTP1;{};{};JKM;42.000.000;{};{}", member.nik, member.name, heir.name, heir.nik);
    read(
        "klaim.csv",
        "claims",
        &["NO;NO. PENETAPAN;NIK;NAMA PESERTA;JENIS KLAIM;JUMLAH DIBAYAR (Rp);NAMA AHLI WARIS;NIK AHLI WARIS", &claim],
        &["claim_id", "nik", "amount"],
    );
    read(
        "target.csv",
        "targets",
        &["No;Kabupaten/Kota;Indikator;Tahun;Target (%);Target (Orang)", "1;Kab. Bone;UCJ;2025;62,93;1000"],
        &["percent", "people", "target_name"],
    );
}
