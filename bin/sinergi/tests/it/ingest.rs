//! Files as officials send them: what is read, what goes back, and what happens when they come again.

use crate::home::{Home, KNOWN_ON, conserved, counts, times};
use crate::lake::{Fact, facts};
use crate::people::{Person, WORKER_HEADINGS, person, register, strangers, worker_line, workers};
use crate::sheets::{names, read_text, row, write_text};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;

const BONTOA: i64 = 7_309_011_002;
const HASANUDDIN: i64 = 7_309_011_001;

/// A line of the village list: the date is a date cell in even rows and text in odd ones.
fn village_line(sheet: &mut Worksheet, at: u32, person: &Person, named: bool) {
    sheet.write_number(at, 0, at - 6).unwrap().write_string(at, 1, &person.nik).unwrap();
    if named {
        sheet.write_string(at, 2, &person.name).unwrap();
    }
    sheet.write_string(at, 3, person.sex).unwrap().write_string(at, 4, "Maros").unwrap();
    let part = |part: i8| part.unsigned_abs();
    if at.is_multiple_of(2) {
        let day =
            ExcelDateTime::from_ymd(person.birth.year().unsigned_abs(), part(person.birth.month()), part(person.birth.day()))
                .unwrap();
        sheet.write_datetime_with_format(at, 5, day, &Format::new().set_num_format("dd/mm/yyyy")).unwrap();
    } else {
        sheet.write_string(at, 5, person.birth_text()).unwrap();
    }
    sheet.write_string(at, 6, "Petani").unwrap();
}

/// A village list as they come: titles, a merged header of two rows, numbering, a divider, a total and signatures.
fn village_list(home: &Home, total: u32) -> PathBuf {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("Pekerja Rentan").unwrap();
    let plain = Format::new();
    sheet.merge_range(0, 0, 0, 6, "DAFTAR PEKERJA RENTAN CALON PESERTA BPJS KETENAGAKERJAAN", &plain).unwrap();
    sheet.merge_range(1, 0, 1, 6, "DESA BONTOA KECAMATAN MANDAI KABUPATEN MAROS", &plain).unwrap();
    sheet.merge_range(2, 0, 2, 6, "TAHUN 2025", &plain).unwrap();
    for (column, heading) in [(0, "No."), (1, "N I K"), (2, "Nama Lengkap"), (3, "L/P"), (6, "Pekerjaan")] {
        sheet.merge_range(4, column, 5, column, heading, &plain).unwrap();
    }
    sheet.merge_range(4, 4, 4, 5, "Kelahiran", &plain).unwrap();
    sheet.write_string(5, 4, "Tempat").unwrap().write_string(5, 5, "Tanggal").unwrap();
    for column in 0..7_u16 {
        sheet.write_string(6, column, format!("({})", column + 1)).unwrap();
    }
    // Without a name the row goes back; the third person again counts once.
    let above = [(1, true), (2, true), (3, true), (4, false), (3, true)];
    for (at, (number, named)) in (7..).zip(above) {
        village_line(sheet, at, &person(number), named);
    }
    sheet.write_string(12, 0, "KELURAHAN HASANUDDIN").unwrap();
    village_line(sheet, 13, &person(6), true);
    village_line(sheet, 14, &person(7), true);
    sheet.write_string(15, 0, "JUMLAH").unwrap().write_number(15, 6, total).unwrap();
    sheet.write_string(17, 5, "Mandai, 30 Juni 2025").unwrap();
    sheet.write_string(18, 0, "Mengetahui, Camat Mandai").unwrap().write_string(18, 5, "Kepala Desa Bontoa").unwrap();
    sheet.write_string(22, 5, "(Abd. Rahman)").unwrap();
    let notes = book.add_worksheet();
    notes.set_name("Catatan").unwrap();
    notes.write_string(0, 0, "Data dikumpulkan oleh operator desa").unwrap();
    let path = home.path("desa.xlsx");
    book.save(&path).unwrap();
    path
}

#[test]
fn a_village_list_is_read_between_its_titles_and_its_signatures() {
    let home = Home::new();
    let receipt = home.ingest(&village_list(&home, 7), "workers", "Desa Bontoa");
    assert_eq!(counts(&receipt), [7, 5, 1, 1], "{receipt}");
    assert_eq!(receipt["how"], "xlsx");
    let places: Vec<Option<i64>> = facts(&home, &receipt).iter().map(|fact| fact.place).collect();
    assert_eq!(places, [Some(BONTOA), Some(BONTOA), Some(BONTOA), Some(HASANUDDIN), Some(HASANUDDIN)]);
    assert!(facts(&home, &receipt).iter().all(|fact| fact.token.is_some()));
    // Place and date of birth stood under one merged heading: the dates agree with the NIK.
    for unexpected in ["nik-date-disagrees", "nik-sex-disagrees", "column-unmapped", "total-disagrees", "region-missing"] {
        assert_eq!(times(&receipt, unexpected), 0, "{unexpected} in {receipt}");
    }
    for expected in ["taken-from-title", "total-row-left-out", "name-missing", "sheet-left-out", "duplicate-row"] {
        assert!(times(&receipt, expected) > 0, "{expected} is not in {receipt}");
    }
    let missing = receipt["findings"].as_array().unwrap().iter().find(|finding| finding["code"] == "name-missing").unwrap();
    assert_eq!((missing["line"].clone(), missing["cell"].clone()), (json!(11), json!("Nama Lengkap")));
}

#[test]
fn a_total_that_names_another_number_of_rows_is_noticed() {
    let home = Home::new();
    let receipt = home.ingest(&village_list(&home, 11), "workers", "Desa Bontoa");
    assert_eq!(counts(&receipt), [7, 5, 1, 1]);
    assert_eq!(times(&receipt, "total-disagrees"), 1, "{receipt}");
}

fn wide(text: &str, bytes: fn(u16) -> [u8; 2], mark: bool) -> Vec<u8> {
    let mark = if mark { vec![0xfeff] } else { Vec::new() };
    mark.into_iter().chain(text.encode_utf16()).flat_map(bytes).collect()
}

/// Text in Windows-1252: what is in Latin-1 has the same number there.
fn western(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()
}

#[test]
fn a_text_list_is_the_same_list_in_every_encoding_and_with_every_separator() {
    let home = Home::new();
    let text = workers([1, 2, 3]) + "4;;Andi Réhan;;L;Petani;Maros;Mandai;Bontoa\n";
    let with = |separator: &str| text.replace(';', separator);
    let quoted: String = text.lines().map(|line| format!("\"{}\"\n", line.replace(';', "\",\""))).collect();
    let marked = |text: &str| [b"\xef\xbb\xbf", text.as_bytes()].concat();
    let files: [(&str, Vec<u8>, &str); 10] = [
        ("utf8.csv", text.clone().into(), "UTF-8, titik koma (;)"),
        ("bom.csv", marked(&text), "UTF-8, titik koma (;)"),
        ("koma.csv", with(",").into(), "UTF-8, koma (,)"),
        ("kutip.csv", quoted.into(), "UTF-8, koma (,)"),
        ("tegak.txt", with("|").into(), "UTF-8, garis tegak (|)"),
        ("tab16le.txt", wide(&with("\t"), u16::to_le_bytes, true), "UTF-16LE, tab"),
        ("tab16be.txt", wide(&with("\t"), u16::to_be_bytes, true), "UTF-16BE, tab"),
        ("tanpa-bom16.txt", wide(&with("\t"), u16::to_le_bytes, false), "UTF-16LE, tab"),
        ("barat.csv", western(&text), "windows-1252, titik koma (;)"),
        ("crlf.csv", western(&text.replace('\n', "\r\n")), "windows-1252, titik koma (;)"),
    ];
    let mut first: Option<Vec<Option<Vec<u8>>>> = None;
    for (name, bytes, how) in files {
        let receipt = home.ingest_text(name, bytes, "workers", name);
        assert_eq!(counts(&receipt), [4, 3, 1, 0], "{name}: {receipt}");
        assert_eq!(receipt["how"], how, "{name}");
        let tokens: Vec<_> = facts(&home, &receipt).into_iter().map(|fact| fact.token).collect();
        assert!(tokens.iter().all(Option::is_some), "{name}");
        assert_eq!(*first.get_or_insert_with(|| tokens.clone()), tokens, "{name} holds other people");
        let back = read_text(&home.path(receipt["refused_file"].as_str().unwrap()), "Daftar").concat();
        assert!(back.contains(&"Andi Réhan".to_owned()), "{name} lost the letter: {back:?}");
    }
}

#[test]
fn findings_name_the_line_that_the_sender_sees_whatever_ends_the_lines() {
    let home = Home::new();
    // Blank lines, a line break inside quotes, and rows without a name on the lines 4, 8 and 9.
    let (one, two) = (person(1), person(2));
    let text = format!(
        "DAFTAR\n\nNIK;Nama;Alamat;Tanggal Lahir;Kabupaten\n{0};;a;{1};Maros\n\n{2};{3};\"Dusun\nLompo\";{4};Maros\n{0};;b;{1};Maros\n{0};;c;{1};Maros",
        one.nik,
        one.birth_text(),
        two.nik,
        two.name,
        two.birth_text()
    );
    for (name, text) in [("lf.csv", text.clone()), ("crlf.csv", text.replace('\n', "\r\n"))] {
        let receipt = home.ingest_text(name, text, "workers", name);
        assert_eq!(counts(&receipt), [4, 1, 3, 0], "{name}: {receipt}");
        let findings = receipt["findings"].as_array().unwrap().iter().filter(|finding| finding["code"] == "name-missing");
        let lines: Vec<u64> = findings.map(|finding| finding["line"].as_u64().unwrap()).collect();
        assert_eq!(lines, [4, 8, 9], "{name}");
        let back = read_text(&home.path(receipt["refused_file"].as_str().unwrap()), "Daftar");
        let lines: Vec<&str> = back.iter().skip(2).map(|cells| cells.last().unwrap().as_str()).collect();
        assert_eq!(lines, ["4", "8", "9"], "{name}: {back:?}");
    }
}

#[test]
fn a_column_of_dates_is_day_first_or_month_first_as_its_values_tell() {
    let home = Home::new();
    // The NIK holds the birth date, so a date that is read the wrong way round disagrees with it.
    let list = |text: &dyn Fn(&Person) -> String| {
        let line = |number: usize| {
            let person = person(number);
            format!("{};{};{};Maros\n", person.nik, person.name, text(&person))
        };
        (0..60)
            .map(|number| line(number * 9 + 1))
            .fold("NIK;Nama;Tanggal Lahir;Kabupaten\n".to_owned(), |text, line| text + &line)
    };
    let day_first = |person: &Person| format!("{:02}/{:02}/{}", person.birth.day(), person.birth.month(), person.birth.year());
    let month_first = |person: &Person| format!("{}/{}/{}", person.birth.month(), person.birth.day(), person.birth.year());
    let words = |person: &Person| {
        const MONTHS: [&str; 12] = [
            "Januari",
            "Pebruari",
            "Maret",
            "April",
            "Mei",
            "Juni",
            "Juli",
            "Agustus",
            "September",
            "Oktober",
            "Nopember",
            "Desember",
        ];
        let month = usize::from(person.birth.month().unsigned_abs());
        format!("{} {} {}", person.birth.day(), MONTHS[month - 1], person.birth.year())
    };
    let years = |person: &Person| person.birth.to_string();
    type Form<'a> = (&'a str, &'a dyn Fn(&Person) -> String);
    let forms: [Form<'_>; 4] = [("hari", &day_first), ("bulan", &month_first), ("kata", &words), ("iso", &years)];
    for (name, form) in forms {
        let receipt = home.ingest_text(&format!("{name}.csv"), list(form), "workers", name);
        assert_eq!(counts(&receipt), [60, 60, 0, 0], "{name}");
        assert_eq!(times(&receipt, "nik-date-disagrees"), 0, "{name}: {receipt}");
        assert_eq!(times(&receipt, "date-order-assumed"), 0, "{name}: {receipt}");
    }
    let mixed = |person: &Person| if person.birth.day() % 2 == 0 { month_first(person) } else { day_first(person) };
    let receipt = home.ingest_text("campur.csv", list(&mixed), "workers", "campur");
    assert_eq!(times(&receipt, "date-order-assumed"), 1, "{receipt}");
}

#[test]
fn a_date_that_no_calendar_has_sends_its_row_back() {
    let home = Home::new();
    let mut list = workers([1]);
    for day in ["31-02-1980", "kemarin", "12/13/14/15"] {
        list += &format!("2;{};Rahman Baso Palallo;{day};L;Petani;Maros;Mandai;Bontoa\n", person(2).nik);
    }
    let receipt = home.ingest_text("tanggal.csv", list, "workers", "A");
    assert_eq!(counts(&receipt), [4, 1, 3, 0], "{receipt}");
    assert_eq!(times(&receipt, "date-impossible"), 3);
}

#[test]
fn every_kind_of_damaged_nik_is_named_and_none_of_them_is_matched() {
    let home = Home::new();
    let sound = person(1).nik;
    let with = |from: usize, text: &str| format!("{}{text}{}", &sound[..from], &sound[from + text.len()..]);
    let kinds = [
        ("nik-cut-by-excel", sound[..15].to_owned()),
        ("nik-scientific", "7,37110E+15".to_owned()),
        ("nik-not-a-digit", with(5, "O")),
        ("nik-wrong-length", format!("{sound}7")),
        ("nik-wrong-length", sound[..12].to_owned()),
        ("nik-filler", "1".repeat(16)),
        ("nik-impossible-date", with(6, "99")),
        ("nik-missing", String::new()),
        ("nik-missing", "-".to_owned()),
    ];
    let mut list = WORKER_HEADINGS.to_owned();
    for (number, (_, nik)) in kinds.iter().enumerate() {
        let person = person(number + 10);
        list += &format!("{number};{nik};{};{};{};Petani;Maros;Mandai;Bontoa\n", person.name, person.birth_text(), person.sex);
    }
    for decorated in
        [format!("'{sound}"), format!("{} {} {}", &sound[..6], &sound[6..12], &sound[12..]), format!("\u{a0}{sound} ")]
    {
        list += &format!(
            "9;{decorated};{};{};{};Petani;Maros;Mandai;Bontoa\n",
            person(1).name,
            person(1).birth_text(),
            person(1).sex
        );
    }
    let receipt = home.ingest_text("nik.csv", list, "workers", "A");
    for (code, _) in &kinds {
        let wanted = kinds.iter().filter(|(other, _)| other == code).count() as u64;
        assert_eq!(times(&receipt, code), wanted, "{code}: {receipt}");
    }
    let facts = facts(&home, &receipt);
    let tokens = |range: std::ops::Range<usize>| facts[range].iter().map(|fact| fact.token.clone()).collect::<Vec<_>>();
    assert!(tokens(0..kinds.len()).iter().all(Option::is_none), "a damaged NIK has a token");
    let decorated = tokens(kinds.len()..facts.len());
    assert!(
        decorated.iter().all(|token| token.is_some() && *token == decorated[0]),
        "marks around sound digits change the person"
    );
}

#[test]
fn a_nik_that_excel_kept_as_a_number_is_never_taken_for_whole() {
    let home = Home::new();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, heading) in [(0, "NIK"), (1, "Nama"), (2, "Tanggal Lahir"), (3, "Kabupaten")] {
        sheet.write_string(0, column, heading).unwrap();
    }
    for (at, number) in [(1, 9), (2, 10)] {
        let person = person(number);
        // Excel keeps fifteen digits; the sixteenth is shown as 0 whatever it was.
        let kept: f64 = format!("{}0", &person.nik[..15]).parse().unwrap();
        sheet.write_number(at, 0, kept).unwrap().write_string(at, 1, &person.name).unwrap();
        sheet.write_string(at, 2, person.birth_text()).unwrap().write_string(at, 3, "Maros").unwrap();
    }
    let path = home.path("angka.xlsx");
    book.save(&path).unwrap();
    let receipt = home.ingest(&path, "workers", "A");
    assert_eq!(counts(&receipt), [2, 2, 0, 0]);
    assert_eq!(times(&receipt, "nik-cut-by-excel"), 2, "{receipt}");
    assert!(facts(&home, &receipt).iter().all(|fact| fact.token.is_none()));
}

#[test]
fn a_region_code_that_contradicts_the_name_beside_it_goes_back() {
    let home = Home::new();
    let mut list = "NIK;Nama;Tanggal Lahir;Kode Kabupaten;Kabupaten\n".to_owned();
    // 7308 is Bone for the ministry of home affairs and Maros for the bureau of statistics.
    for (number, code, name) in [
        (1, "7308", "Bone"),
        (2, "7308", "Maros"),
        (3, "73.08", "Bone"),
        (4, "7308", "Gowa"),
        (5, "73.08", "Maros"),
        (6, "7308", ""),
    ] {
        let person = person(number);
        list += &format!("{};{};{};{code};{name}\n", person.nik, person.name, person.birth_text());
    }
    let receipt = home.ingest_text("kode.csv", &list, "workers", "A");
    assert_eq!(counts(&receipt), [6, 4, 2, 0], "{receipt}");
    assert_eq!(times(&receipt, "region-code-contradicts-name"), 2);
    assert_eq!(times(&receipt, "region-ambiguous"), 1, "a clashing code alone is not guessed: {receipt}");
    let places: Vec<Option<i64>> = facts(&home, &receipt).iter().map(|fact| fact.place.map(|place| place / 1_000_000)).collect();
    assert_eq!(places, [Some(7308), Some(7309), Some(7308), None]);
    let refused = read_text(&home.path(receipt["refused_file"].as_str().unwrap()), "Daftar");
    assert!(refused[1][5].contains("[Kabupaten]") || refused[1][5].contains("[Kode Kabupaten]"), "{refused:?}");
}

#[test]
fn the_same_file_again_gives_the_same_receipt_and_no_second_batch() {
    let home = Home::new();
    let list = workers(1..20) + "20;;Tanpa Identitas;;L;Petani;Maros;Mandai;Bontoa\n";
    let first = home.ingest_text("daftar.csv", &list, "workers", "Desa Bontoa");
    let before = (home.kind_status("workers"), home.files());
    // Another name of the file does not make it another file.
    let mut second = home.ingest_text("daftar (1).csv", &list, "workers", "Desa Bontoa");
    assert_eq!((first["repeated"].clone(), second["repeated"].clone()), (json!(false), json!(true)));
    second["repeated"] = json!(false);
    assert_eq!(first, second);
    assert_eq!((home.kind_status("workers"), home.files()), before);
    // From another source, or of another day, it is another list.
    let other = home.ingest_text("daftar.csv", &list, "workers", "Desa Lain");
    assert_eq!(other["repeated"], false);
    assert_ne!(other["batch"], first["batch"]);
}

#[test]
fn a_refused_file_that_was_mended_brings_in_only_its_mended_rows() {
    let home = Home::new();
    let list = workers(1..9)
        + &format!("9;{};;12-03-1980;L;Petani;Maros;Mandai;Bontoa\n", person(30).nik)
        + "10;;Tanpa Identitas;;L;Petani;Maros;Mandai;Bontoa\n";
    let first = home.ingest_text("daftar.csv", &list, "workers", "Desa Bontoa");
    assert_eq!(counts(&first), [10, 8, 2, 0]);
    let refused = home.path(first["refused_file"].as_str().unwrap());
    assert_eq!(names(&refused), ["Daftar"]);
    let mut rows = read_text(&refused, "Daftar");
    assert_eq!(rows[0][..3], row(&["No", "NIK", "Nama Lengkap"]));
    assert_eq!(rows[0][9..], row(&["Alasan penolakan", "Baris asal"]));
    assert_eq!((rows[1][10].as_str(), rows[2][10].as_str()), ("10", "11"));
    assert!(rows[1][9].starts_with("[Nama Lengkap] Nama kosong"), "{}", rows[1][9]);

    // Sent back unmended, nothing enters.
    let again = home.ingest(&refused, "workers", "Desa Bontoa");
    assert_eq!(counts(&again), [2, 0, 2, 0], "{again}");
    // One of two rows mended: that one enters, and the other goes back with one pair of our columns.
    rows[1][2] = person(30).name;
    rows[1][3] = person(30).birth_text();
    rows[1][4] = person(30).sex.to_owned();
    let mended = home.path("diperbaiki.xlsx");
    write_text(&mended, "Daftar", &rows);
    let second = home.ingest(&mended, "workers", "Desa Bontoa");
    assert_eq!(counts(&second), [2, 1, 1, 0], "{second}");
    let back = read_text(&home.path(second["refused_file"].as_str().unwrap()), "Daftar");
    assert_eq!(back[0].iter().filter(|heading| *heading == "Alasan penolakan").count(), 1, "{back:?}");
    // The whole list sent again with both rows mended: nine rows are known already.
    let person = person(31);
    let whole = workers(1..9)
        + &worker_line(30).replacen("31;", "9;", 1)
        + &format!("10;{};{};{};{};Petani;Maros;Mandai;Bontoa\n", person.nik, person.name, person.birth_text(), person.sex);
    let third = home.ingest_text("lengkap.csv", whole, "workers", "Desa Bontoa");
    assert_eq!(counts(&third), [10, 1, 0, 9], "{third}");
    assert_eq!(home.kind_status("workers")["rows"], 10);
}

#[test]
fn a_refused_row_mended_in_an_xlsx_with_titles_keeps_its_place() {
    let home = Home::new();
    let first = home.ingest(&village_list(&home, 7), "workers", "Desa Bontoa");
    let refused = home.path(first["refused_file"].as_str().unwrap());
    let sheet = names(&refused).remove(0);
    let mut rows = read_text(&refused, &sheet);
    let last = rows.len() - 1;
    rows[last][2] = person(4).name;
    let mended = home.path("diperbaiki.xlsx");
    write_text(&mended, &sheet, &rows);
    let second = home.ingest(&mended, "workers", "Desa Bontoa");
    assert_eq!(counts(&second), [1, 1, 0, 0], "{second}");
    let fact: Fact = facts(&home, &second).remove(0);
    assert_eq!(fact.place, Some(BONTOA), "the titles went back with the row");
    assert_eq!(times(&second, "nik-date-disagrees"), 0, "{second}");
}

#[test]
fn what_a_source_says_about_its_columns_is_remembered_for_that_source_only() {
    let home = Home::new();
    let list = |number: usize| {
        let person = person(number);
        format!("Kolom A;Kolom B;Kolom C;Kabupaten\n{};{};{};Maros\n", person.nik, person.name, person.birth_text())
    };
    let path = home.write("satu.csv", list(1));
    let run = home.run(&Home::ingest_words(&path, "workers", "Koperasi")).ended(1);
    assert!(run.err.contains("--mapping"), "the refusal says what to do: {}", run.err);
    let mapping =
        home.write("peta.toml", "[columns]\n\"Kolom A\" = \"nik\"\n\"Kolom B\" = \"name\"\n\"Kolom C\" = \"birth_date\"\n");
    let words = [&Home::ingest_words(&path, "workers", "Koperasi")[..], &["--mapping", mapping.to_str().unwrap()]].concat();
    let receipt = home.run(&words).ended(0).json();
    assert_eq!(counts(&receipt), [1, 1, 0, 0]);
    assert!(facts(&home, &receipt)[0].token.is_some());
    let next = home.ingest_text("dua.csv", list(2), "workers", "Koperasi");
    assert_eq!(counts(&next), [1, 1, 0, 0], "the second file needs no mapping: {next}");
    let other = home.write("tiga.csv", list(3));
    home.run(&Home::ingest_words(&other, "workers", "Koperasi Lain")).ended(1);
}

#[test]
fn a_mapping_goes_before_what_the_headings_say() {
    let home = Home::new();
    let (worker, spouse) = (person(1), person(2));
    let list = format!(
        "NIK;Nama;NIK Asli;Tanggal Lahir;Kabupaten\n{};{};{};{};Maros\n",
        spouse.nik,
        worker.name,
        worker.nik,
        worker.birth_text()
    );
    let plain = home.ingest_text("daftar.csv", &list, "workers", "A");
    assert_eq!(times(&plain, "nik-date-disagrees"), 1, "{plain}");
    let mapping = home.write("peta.toml", "[columns]\n\"NIK Asli\" = \"nik\"\nNIK = \"ignored\"\n[set]\nsegment = \"jakon\"\n");
    let path = home.path("daftar.csv");
    let words = [&Home::ingest_words(&path, "workers", "B")[..], &["--mapping", mapping.to_str().unwrap()]].concat();
    let mapped = home.run(&words).ended(0).json();
    assert_eq!(times(&mapped, "nik-date-disagrees"), 0, "{mapped}");
    assert_eq!(facts(&home, &mapped)[0].segment.as_deref(), Some("jakon"));
    let set = [&Home::ingest_words(&path, "workers", "C")[..], &["--set", "segment=bpu"]].concat();
    assert_eq!(facts(&home, &home.run(&set).ended(0).json())[0].segment.as_deref(), Some("bpu"));
}

fn total(rows: &Value) -> (u64, u64) {
    (rows[0]["covered"].as_u64().unwrap(), rows[0]["denominator"].as_u64().unwrap())
}

#[test]
fn a_dry_run_shows_the_effect_and_stores_nothing() {
    let home = Home::new();
    home.ingest_text("peserta.csv", register(&[(1, "BPU", "2024-01..2025-06")]), "participants", "BPJS");
    home.ingest_text("a.csv", workers([1]), "workers", "Desa A");
    home.run(&["link"]).ended(0);
    let state = |home: &Home| (home.json(&["status"]), home.files(), home.json(&["coverage", "--by", "total"]));
    let before = state(&home);
    let path = home.write("b.csv", workers([2, 3]) + "4;;Tanpa Identitas;;L;Petani;Maros;Mandai;Bontoa\n");
    let words = ["ingest", path.to_str().unwrap(), "--as", "workers", "--source", "Desa B", "--as-of", "2025-06-30", "--dry-run"];
    let run = home.run(&words).ended(0);
    assert!(run.out.contains("1 / 1 = 100.00 %") && run.out.contains("1 / 3 = 33.33 %"), "{}", run.out);
    let receipt = home.json(&words);
    conserved(&receipt);
    assert_eq!(counts(&receipt), [3, 2, 1, 0]);
    // The refused rows are for the sender, and outlive the rehearsal; nothing else does.
    let refused = PathBuf::from(receipt["refused_file"].as_str().unwrap());
    assert!(refused.ends_with("outbox/uji-000004-ditolak.xlsx"), "{}", refused.display());
    fs::remove_file(&refused).unwrap();
    assert_eq!(state(&home), before);
    let left: Vec<_> = fs::read_dir(home.path("")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().starts_with(".sinergi-uji")), "{left:?}");
}

#[test]
fn a_withdrawn_list_leaves_the_figures_and_what_was_known_before_stays_known() {
    let home = Home::new();
    home.ingest_text(
        "peserta.csv",
        register(&[(1, "BPU", "2024-01..2025-06"), (2, "BPU", "2024-01..2025-06")]),
        "participants",
        "BPJS",
    );
    home.ingest_text("a.csv", workers([1, 3]), "workers", "Desa A");
    let wrong = home.ingest_text("b.csv", workers([2, 4, 5, 6]), "workers", "Desa B");
    home.run(&["link"]).ended(0);
    assert_eq!(total(&home.json(&["coverage", "--by", "total"])), (2, 6));
    let batch = wrong["batch"].to_string();
    home.run(&["withdraw", &batch]).ended(0);
    home.run(&["withdraw", &batch]).ended(1);
    assert_eq!(home.json(&["status"])["next"][0], "next-link");
    home.run(&["link"]).ended(0);
    assert_eq!(total(&home.json(&["coverage", "--by", "total"])), (1, 2));
    assert_eq!(total(&home.json(&["coverage", "--by", "total", "--known-on", KNOWN_ON])), (2, 6), "what was known then");
    home.sound();
    // The same bytes may come again: the withdrawn batch does not stand in their way.
    let again = home.ingest_text("b.csv", workers([2, 4, 5, 6]), "workers", "Desa B");
    assert_eq!(counts(&again), [4, 4, 0, 0], "{again}");
    assert_eq!(again["repeated"], false);
}

#[test]
fn civil_servants_and_the_dead_are_outside_every_denominator() {
    let home = Home::new();
    home.ingest_text("peserta.csv", register(&[(1, "PU", "2024-01..2025-06")]), "participants", "BPJS");
    let mut list = "NIK;Nama;Tanggal Lahir;Status Pegawai;Kabupaten\n".to_owned();
    for (number, status) in [(1, "Non ASN"), (2, "PNS"), (3, "PPPK"), (4, "PPPK Paruh Waktu"), (5, "Honorer")] {
        let person = person(number);
        list += &format!("{};{};{};{status};Maros\n", person.nik, person.name, person.birth_text());
    }
    home.ingest_text("nonasn.csv", list, "workers", "BKPSDM Maros");
    let dead = person(5);
    let deaths = format!(
        "NIK;Nama;Tanggal Lahir;Tanggal Meninggal;Kabupaten\n{};{};{};15-05-2025;Maros\n",
        dead.nik,
        dead.name,
        dead.birth_text()
    );
    home.ingest_text("kematian.csv", deaths, "deaths", "Dukcapil");
    home.run(&["link"]).ended(0);
    assert_eq!(total(&home.json(&["coverage", "--by", "total"])), (1, 2));
    assert_eq!(total(&home.json(&["coverage", "--by", "total", "--as-of", "2025-04"])), (1, 3), "alive in April");
}

/// A list of deaths names those of its month: who died in May stays dead when the list of June names others.
#[test]
fn who_died_stays_dead_when_the_next_list_of_the_same_sender_names_others() {
    let home = Home::new();
    let numbers: Vec<usize> = strangers(0..3).collect();
    home.ingest_text("peserta.csv", register(&[(numbers[0], "BPU", "2024-01..2025-06")]), "participants", "BPJS");
    home.ingest_text("daftar.csv", workers(numbers.clone()), "workers", "Kec. Mandai");
    for (number, died, as_of) in [(numbers[1], "15-05-2025", "2025-05-31"), (numbers[2], "10-06-2025", "2025-06-30")] {
        let dead = person(number);
        let line = format!("{};{};{};{died};Maros\n", dead.nik, dead.name, dead.birth_text());
        let list = home.write("kematian.csv", format!("NIK;Nama;Tanggal Lahir;Tanggal Meninggal;Kabupaten\n{line}"));
        let list = list.to_str().unwrap();
        let words = ["ingest", list, "--as", "deaths", "--source", "Dukcapil", "--as-of", as_of, "--known-on", "2025-07-01"];
        home.run(&words).ended(0);
    }
    home.run(&["link"]).ended(0);
    assert_eq!(total(&home.json(&["coverage", "--by", "total"])), (1, 1));
}

#[test]
fn two_writers_at_once_lose_nothing() {
    let home = Home::new();
    let lists: Vec<PathBuf> = (0..4).map(|part| home.write(&format!("{part}.csv"), workers(part * 50..part * 50 + 50))).collect();
    let running: Vec<_> = lists
        .iter()
        .map(|list| {
            let mut command = home.command(&Home::ingest_words(list, "workers", "Kecamatan Mandai"));
            command.stdout(std::process::Stdio::piped()).spawn().unwrap()
        })
        .collect();
    for child in running {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success());
        assert_eq!(counts(&serde_json::from_slice(&output.stdout).unwrap()), [50, 50, 0, 0]);
    }
    let status = home.kind_status("workers");
    assert_eq!((status["batches"].clone(), status["rows"].clone()), (json!(4), json!(200)));
    home.sound();
}
