//! Broken and hostile files (trust.md F01 to F14): each is refused with a sentence of its own, in bounded time, and leaves nothing.

use crate::home::{Home, counts, times};
use crate::lake::facts;
use crate::people::{WORKER_HEADINGS, person, worker_line, workers};
use crate::sheets::{read_text, row, write_text};
use crate::zips::{RawEntry, crc32, endless, frame, raw_zip, sheet, stored, workbook, zipped};
use rust_xlsxwriter::Workbook;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

/// Longest time for a file that is refused.
const PATIENCE: Duration = Duration::from_secs(10);

/// Sends a file that must be refused with these words, and looks for what it may have left: a batch is never without files.
fn refused(home: &Home, name: &str, bytes: &[u8], words: &str) {
    refused_in(home, name, bytes, "en", words);
}

fn refused_in(home: &Home, name: &str, bytes: &[u8], language: &str, words: &str) {
    let path = home.write(name, bytes);
    let before = home.files();
    let run = home.run(&[&Home::ingest_words(&path, "workers", "Desa Bontoa")[..], &["--lang", language]].concat());
    let (said, sentence) = (format!("{}{}", run.out, run.err), run.sentence());
    assert_eq!(run.code, Some(1), "{name}: {said}");
    assert_eq!(run.out, "", "{name} has a receipt");
    for word in ["panic", "internal", "backtrace", "source-", "{"] {
        assert!(!sentence.to_lowercase().contains(word), "{name} is no sentence: {sentence}");
    }
    assert!(sentence.contains(name) && sentence.lines().count() == 1, "{name} is no sentence: {sentence}");
    assert!(sentence.contains(words), "{name}: {words:?} is not in {sentence}");
    assert!(!said.contains(&person(1).nik), "{name} shows a NIK: {said}");
    assert!(run.took < PATIENCE, "{name} took {:?}", run.took);
    assert_eq!(home.files(), before, "{name} left something behind");
}

/// A sound list of two people as cells of a sheet.
fn sound_rows() -> Vec<Vec<(String, String)>> {
    let mut rows = vec![row(&["NIK", "Nama", "Tanggal Lahir", "Kabupaten"])];
    rows.extend([1, 2].map(person).map(|person| row(&[&person.nik, &person.name, &person.birth_text(), "Maros"])));
    let place = |line: usize, column: usize| format!("{}{}", char::from(b'A' + u8::try_from(column).unwrap()), line + 1);
    let cells = |(line, cells): (usize, &Vec<String>)| {
        cells.iter().enumerate().map(|(column, cell)| (place(line, column), cell.clone())).collect()
    };
    rows.iter().enumerate().map(cells).collect()
}

/// The sheet of a sound list, with rows added and with what stands before and after them.
fn sheet_with(more: &[&[(&str, &str)]], before: &str, after: &str) -> String {
    let sound = sound_rows();
    let borrowed: Vec<Vec<(&str, &str)>> =
        sound.iter().map(|cells| cells.iter().map(|(place, cell)| (place.as_str(), cell.as_str())).collect()).collect();
    let rows: Vec<&[(&str, &str)]> = borrowed.iter().map(Vec::as_slice).chain(more.iter().copied()).collect();
    sheet(&rows, before, after)
}

fn with_part(name: &'static str, content: &[u8]) -> Vec<u8> {
    let mut parts = frame();
    parts.push(("xl/worksheets/sheet1.xml", sheet_with(&[], "", "").into_bytes()));
    parts.push((name, content.to_vec()));
    zipped(&parts)
}

fn ole(marks: &[&str]) -> Vec<u8> {
    let mut bytes = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    bytes.resize(512, 0);
    for mark in marks {
        bytes.extend(mark.encode_utf16().flat_map(u16::to_le_bytes));
        bytes.resize(bytes.len().next_multiple_of(128), 0);
    }
    bytes.resize(4096, 0);
    bytes
}

#[test]
fn the_handmade_workbook_is_sound_where_nothing_was_done_to_it() {
    let home = Home::new();
    let receipt = home.ingest_text("baik.xlsx", workbook(&sheet_with(&[], "", "")), "workers", "A");
    assert_eq!(counts(&receipt), [2, 2, 0, 0], "{receipt}");
    let parts: Vec<(&str, Vec<u8>, Vec<u8>)> =
        frame().into_iter().map(|(name, content)| (name, stored(&content), content)).collect();
    let text = sheet_with(&[], "", "").into_bytes();
    let deflated = stored(&text);
    let mut entries: Vec<RawEntry<'_>> =
        parts.iter().map(|(name, deflated, content)| sound_entry(name, deflated, content)).collect();
    entries.push(sound_entry("xl/worksheets/sheet1.xml", &deflated, &text));
    let receipt = home.ingest_text("mentah.xlsx", raw_zip(&entries), "workers", "B");
    assert_eq!(counts(&receipt), [2, 2, 0, 0], "{receipt}");
}

#[test]
fn a_file_of_another_format_is_refused_by_what_it_is_and_not_by_its_name() {
    let home = Home::new();
    let nik = person(1).nik;
    let html = format!("<html><table><tr><td>{nik}</td></tr></table></html>");
    let mut macros = frame();
    macros.push(("xl/vbaProject.bin", b"Attribute VB_Name".to_vec()));
    let binary = zipped(&[("[Content_Types].xml", Vec::new()), ("xl/workbook.bin", nik.clone().into_bytes())]);
    let open = zipped(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet".to_vec()),
        ("content.xml", nik.clone().into_bytes()),
    ]);
    let cases: [(&str, Vec<u8>, &str); 18] = [
        ("laporan.xlsx", format!("%PDF-1.7\n{nik}\n").into_bytes(), "is a PDF"),
        ("lama.xls", html.clone().into_bytes(), "is a web page"),
        ("lama2.xls", format!("\r\n  <!DOCTYPE html>{html}").into_bytes(), "is a web page"),
        ("lama3.xls", format!("<?xml version=\"1.0\"?><Workbook>{nik}</Workbook>").into_bytes(), "is a web page"),
        ("sandi.xlsx", ole(&["EncryptedPackage", "EncryptionInfo"]), "protected by a password"),
        ("makro.xls", ole(&["Workbook", "_VBA_PROJECT_CUR"]), "holds macros"),
        ("surat.doc", ole(&["WordDocument"]), "is not Excel, CSV or Parquet"),
        ("rusak.xls", ole(&["Workbook"]), "is damaged"),
        ("makro.xlsm", zipped(&macros), "holds macros"),
        ("makro.xlsx", zipped(&macros), "holds macros"),
        ("biner.xlsb", binary, ".xlsb"),
        ("terbuka.ods", open, ".ods"),
        ("arsip.csv", zipped(&[("daftar.csv", workers([1]).into_bytes())]), "is not Excel, CSV or Parquet"),
        ("padat.csv", [b"\x1f\x8b\x08\x00", nik.as_bytes()].concat(), "is not Excel, CSV or Parquet"),
        ("foto.xlsx", b"\x89PNG\r\n\x1a\n".to_vec(), "is not Excel, CSV or Parquet"),
        ("program.csv", b"\x7fELF\x02\x01\x01".to_vec(), "is not Excel, CSV or Parquet"),
        ("kosong.csv", Vec::new(), "is empty"),
        ("kosong.txt", b"  \r\n\r\n".to_vec(), "is empty"),
    ];
    for (name, bytes, words) in cases {
        refused(&home, name, &bytes, words);
    }
    refused_in(&home, "sandi.xlsx", &ole(&["EncryptedPackage"]), "id", "dilindungi kata sandi. Buka di Excel");
    refused_in(&home, "lama.xls", html.as_bytes(), "id", "halaman web");
    assert_eq!(home.kind_status("workers"), serde_json::Value::Null, "a refused file is no batch");
}

#[test]
fn a_workbook_that_is_cut_off_is_refused_whole() {
    let home = Home::new();
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    for (line, text) in (0..).zip(workers(1..400).lines()) {
        for (column, cell) in (0..).zip(text.split(';')) {
            page.write_string(line, column, cell).unwrap();
        }
    }
    let whole = book.save_to_buffer().unwrap();
    for percent in [10, 60, 95] {
        refused(&home, "terpotong.xlsx", &whole[..whole.len() * percent / 100], "damaged or cut off");
    }
    // A byte changed inside the sheet: its checksum tells.
    let mut changed = whole.clone();
    let middle = changed.len() / 2;
    changed[middle] ^= 0xff;
    let path = home.write("berubah.xlsx", &changed);
    let run = home.run(&Home::ingest_words(&path, "workers", "Desa Bontoa"));
    assert_eq!(run.code, Some(1), "{} {}", run.out, run.err);
    let receipt = home.ingest_text("utuh.xlsx", &whole, "workers", "Desa Bontoa");
    assert_eq!(counts(&receipt), [399, 399, 0, 0]);
}

#[test]
fn zips_that_inflate_without_end_are_refused_before_they_fill_memory() {
    let home = Home::new();
    let head = sheet(&[&[("A1", "NIK"), ("B1", "Nama")]], "", "");
    let head = head.replace("</sheetData></worksheet>", r#"<row r="2"><c r="A2" t="inlineStr"><is><t>"#);
    let bomb = endless(head.as_bytes(), 400_000_000);
    assert!(bomb.len() < 500_000, "400 MB in 400 KB");
    let frame: Vec<(&str, Vec<u8>, Vec<u8>)> =
        frame().into_iter().map(|(name, content)| (name, stored(&content), content)).collect();
    let bomb_words = "inflates far beyond any real list";
    // A header that claims less than there is: the rest is not even looked at, and the part is not whole.
    for (name, claimed, words) in [("bom.xlsx", 400_000_000, bomb_words), ("bohong.xlsx", 2_000, "damaged")] {
        let mut entries: Vec<RawEntry<'_>> =
            frame.iter().map(|(name, deflated, content)| sound_entry(name, deflated, content)).collect();
        entries.push(RawEntry { name: "xl/worksheets/sheet1.xml", deflated: &bomb, claimed, crc: 0 });
        refused(&home, name, &raw_zip(&entries), words);
    }
    // One cell of two megabytes, in a file that inflates by less than two hundred times: it never becomes a row.
    let cell: String = (0..400_000).map(|number| format!("{number:05}")).collect();
    let text = sheet(&[&[("A1", "NIK"), ("B1", "Nama"), ("C1", &cell)]], "", "");
    refused(&home, "sel-raksasa.xlsx", &workbook(&text), bomb_words);
    // The same behind a part that nobody asked for.
    let media = endless(b"", 300_000_000);
    let book = stored(b"<workbook/>");
    let entries = [
        sound_entry("xl/workbook.xml", &book, b"<workbook/>"),
        RawEntry { name: "xl/media/image1.png", deflated: &media, claimed: 300_000_000, crc: 0 },
    ];
    refused(&home, "gambar.xlsx", &raw_zip(&entries), bomb_words);
    // Ten thousand and one parts.
    let names: Vec<String> = (0..10_000).map(|number| format!("xl/{number}.xml")).collect();
    let names = names.iter().map(String::as_str).chain(["xl/workbook.xml"]);
    let many: Vec<RawEntry<'_>> = names.map(|name| sound_entry(name, &book, b"<workbook/>")).collect();
    refused(&home, "banyak.xlsx", &raw_zip(&many), bomb_words);
}

fn sound_entry<'a>(name: &'a str, deflated: &'a [u8], content: &[u8]) -> RawEntry<'a> {
    RawEntry { name, deflated, claimed: u32::try_from(content.len()).unwrap(), crc: crc32(content) }
}

#[test]
fn xml_with_a_doctype_or_entities_is_refused_and_no_file_is_read_for_it() {
    let home = Home::new();
    let secret = home.write("rahasia.txt", "isi rahasia");
    let laughs: String = (1..10).map(|n| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10))).collect();
    let laughs = format!("<!DOCTYPE w [<!ENTITY l0 \"ha\">{laughs}]>");
    let outside = format!("<!DOCTYPE w [<!ENTITY x SYSTEM \"file://{}\">]>", secret.display());
    for (name, before, cell) in
        [("tawa.xlsx", laughs.as_str(), "&l9;"), ("luar.xlsx", &outside, "&x;"), ("dtd.xlsx", "<!DOCTYPE w>", "x")]
    {
        let text = sheet_with(&[&[("A4", cell), ("B4", cell)]], before, "");
        refused(&home, name, &workbook(&text), "XML that is not allowed");
    }
    refused(&home, "gaya.xlsx", &with_part("xl/styles.xml", laughs.as_bytes()), "XML that is not allowed");
    // Links to other files are no reason to refuse, and nothing follows them.
    let link =
        format!(r#"<externalLink><externalBook><sheetNames/></externalBook></externalLink><!-- file://{} -->"#, secret.display());
    let receipt =
        home.ingest_text("tautan.xlsx", with_part("xl/externalLinks/externalLink1.xml", link.as_bytes()), "workers", "A");
    assert_eq!(counts(&receipt), [2, 2, 0, 0]);
}

#[test]
fn cells_far_away_cost_nothing_and_too_many_columns_are_refused() {
    let home = Home::new();
    refused(&home, "jauh.xlsx", &workbook(&sheet_with(&[&[("XFD1048576", "x")]], "", "")), "beyond 256 columns");
    let row_300: String = (0..300).map(|column| format!("kolom {column};")).collect();
    refused(&home, "lebar.csv", format!("{WORKER_HEADINGS}{}{row_300}\n", worker_line(1)).as_bytes(), "beyond 256 columns");
    // A far row, and a sheet that lies about its size, are read cell by cell.
    let far =
        sheet_with(&[&[("A1048576", "x")]], "", "").replace("<sheetData>", r#"<dimension ref="A1:XFD1048576"/><sheetData>"#);
    let path = home.write("bawah.xlsx", workbook(&far));
    let run = home.run(&Home::ingest_words(&path, "workers", "A")).ended(0);
    assert_eq!(counts(&run.json())[1], 2, "{}", run.out);
    assert!(run.took < PATIENCE);
}

#[test]
fn text_without_an_end_or_with_zero_bytes_is_refused_with_its_line() {
    let home = Home::new();
    let start = workers(1..6);
    let open = format!("{start}7;{};\"Rahman Baso;12-03-1980;L;Petani;Maros;Mandai;Bontoa\n", person(1).nik);
    let mut unclosed = open.into_bytes();
    unclosed.resize(unclosed.len() + 2_500_000, b'x');
    refused(&home, "kutip.csv", &unclosed, "A row does not end (line 7)");
    let mut long = start.clone().into_bytes();
    long.resize(long.len() + 3_000_000, b'y');
    refused(&home, "panjang.csv", &long, "A row does not end");
    let quotes = [start.as_bytes(), &vec![b'"'; 1_000_001]].concat();
    let path = home.write("tanda.csv", quotes);
    let run = home.run(&Home::ingest_words(&path, "workers", "A"));
    assert!(run.took < PATIENCE && matches!(run.code, Some(0 | 1)), "{:?} {}", run.code, run.err);
    for (place, line) in [(0, 1), (40, 1), (start.len() - 20, 6)] {
        let mut bytes = start.clone().into_bytes();
        bytes[place] = 0;
        refused(&home, "nol.csv", &bytes, &format!("zero bytes (line {line})"));
    }
    // Deep in the file, after thousands of rows were read: still nothing of it stays.
    let mut late = workers(0..12_000).into_bytes();
    late.extend(b"12001;\0;x\n");
    refused(&home, "nol-akhir.csv", &late, "zero bytes (line 12002)");
}

#[test]
fn a_list_without_headings_is_refused_and_shows_nobody() {
    let home = Home::new();
    let bare: String = (1..40).map(worker_line).collect();
    refused(&home, "tanpa-judul.csv", bare.as_bytes(), "--mapping");
    let notes = "Catatan rapat\nHadir: camat dan kepala desa\n";
    refused(&home, "catatan.txt", notes.as_bytes(), "--mapping");
}

#[test]
fn a_formula_in_a_cell_is_a_text_and_comes_back_as_typed() {
    let home = Home::new();
    let formulas = ["=cmd|'/c calc'!A1", "+1+1", "-2+3", "@SUM(1)", "=HYPERLINK(\"http://x.test\",\"klik\")", "\t=1+1"];
    let mut rows = vec![row(&["NIK", "Nama", "Tanggal Lahir", "Alamat", "Kabupaten"])];
    for formula in formulas {
        // Neither a NIK nor a birth date: the row goes back.
        rows.push(row(&["", "Rahman Baso", "", formula, "Maros"]));
    }
    let path = home.path("rumus.xlsx");
    write_text(&path, "Daftar", &rows);
    let receipt = home.ingest(&path, "workers", "A");
    assert_eq!(counts(&receipt), [6, 0, 6, 0], "{receipt}");
    let back = read_text(&home.path(receipt["refused_file"].as_str().unwrap()), "Daftar");
    let cells: Vec<&str> = back[1..].iter().map(|cells| cells[3].trim()).collect();
    assert_eq!(cells, formulas.map(str::trim), "read_text takes nothing but text cells");
}

#[test]
fn bytes_that_are_no_text_send_their_row_back_and_no_other() {
    let home = Home::new();
    let people: String = (1..30).map(|number| worker_line(number).replace("Petani", "Petani é")).collect();
    let mut bytes = format!("{WORKER_HEADINGS}{people}").into_bytes();
    bytes.extend(b"31;;Rahman \xff\xfe Baso;12-03-1980;L;Petani;Maros;Mandai;Bontoa\n");
    let receipt = home.ingest_text("campur.csv", &bytes, "workers", "A");
    assert_eq!(counts(&receipt), [30, 29, 1, 0], "{receipt}");
    assert_eq!(times(&receipt, "undecodable"), 1);
}

#[test]
fn a_cell_longer_than_excel_allows_sends_its_row_back() {
    let home = Home::new();
    let long = "panjang ".repeat(5_000);
    let person = person(2);
    let line = format!("2;{};{long};{};L;Petani;Maros;Mandai;Bontoa\n", person.nik, person.birth_text());
    let receipt = home.ingest_text("panjang.csv", workers([1]) + &line, "workers", "A");
    assert_eq!(counts(&receipt), [2, 1, 1, 0], "{receipt}");
    assert_eq!(times(&receipt, "cell-too-long"), 1);
    // Ten thousand letters are a strange name, but a name.
    let strange = "e\u{301}\u{200b}ابج ".repeat(1_200);
    let line = format!("3;{};{strange};{};L;Petani;Maros;Mandai;Bontoa\n", person.nik, person.birth_text());
    let receipt = home.ingest_text("aneh.csv", WORKER_HEADINGS.to_owned() + &line, "workers", "B");
    assert_eq!(counts(&receipt), [1, 1, 0, 0], "{receipt}");
}

#[test]
fn no_output_and_no_plain_file_holds_a_nik_even_from_a_column_where_none_belongs() {
    let home = Home::new();
    let (one, two, three) = (person(1), person(2), person(3));
    // Columns moved by one, a common slip: the NIK stands where the regency should, and once in a heading.
    let list = format!(
        "NIK;Nama;Tanggal Lahir;Kabupaten;Kecamatan;{}\n{};{};{};{};x;y\n;{};{};Maros;{};y\n",
        three.nik,
        one.nik,
        one.name,
        one.birth_text(),
        one.nik,
        two.name,
        two.birth_text(),
        two.nik
    );
    let path = home.write("bergeser.csv", &list);
    let run = home.run(&Home::ingest_words(&path, "workers", "A")).ended(0);
    assert!(times(&run.json(), "region-unknown") > 0, "{}", run.out);
    let table = home.run(&["ingest", "bergeser.csv", "--as", "workers", "--source", "B", "--as-of", "2025-06-30"]).ended(0);
    let columns = home.run(&["regions", "resolve", "bergeser.csv", "--column", "Wilayah", "--out", "o.csv"]).ended(1);
    let kept: Vec<u8> =
        ["store.sqlite", "store.sqlite-wal"].iter().filter_map(|name| fs::read(home.data().join(name)).ok()).flatten().collect();
    for nik in [&one.nik, &two.nik, &three.nik] {
        for (place, text) in [("receipt", &run.out), ("progress", &run.err), ("table", &table.out), ("refusal", &columns.err)] {
            assert!(!text.contains(nik.as_str()), "the {place} shows a NIK: {text}");
        }
        assert!(!kept.windows(16).any(|bytes| bytes == nik.as_bytes()), "the catalogue holds a NIK");
    }
    assert_eq!(facts(&home, &run.json()).len(), 2);
    // Nor do the facts or the kept upload; the identity is sealed.
    for file in home.files() {
        let bytes = fs::read(&file).unwrap();
        for nik in [&one.nik, &two.nik] {
            assert!(!bytes.windows(16).any(|found| found == nik.as_bytes()), "{} holds a NIK", file.display());
        }
    }
}

#[test]
fn a_file_name_is_never_a_path_and_its_control_characters_do_not_reach_the_screen() {
    let home = Home::new();
    let name = "daftar\u{1b}[31m\u{202e}xslx.csv";
    let receipt = home.run(&Home::ingest_words(&home.write(name, workers([1])), "workers", "A")).ended(0);
    let path: PathBuf = home.write("x\u{1b}[2J.csv", "%PDF-1.4");
    let refused = home.run(&Home::ingest_words(&path, "workers", "A")).ended(1);
    let table = home.run(&["ingest", name, "--as", "workers", "--source", "B", "--as-of", "2025-06-30"]).ended(0);
    for text in [&receipt.out, &receipt.err, &refused.err, &refused.out, &table.out, &table.err] {
        assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text:?}");
    }
}
