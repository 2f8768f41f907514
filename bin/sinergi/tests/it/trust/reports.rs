//! Reports from the pages: PDF/A that another program finds sound, workbooks whose sums are those of the page, JSON with the hash of the
//! paper, the same bytes again, and nothing about people.

use super::{Office, Person};
use crate::home::Home;
use crate::people::{person, register, workers};
use axum::http::StatusCode;
use calamine::{Data, Reader, Xlsx, open_workbook};
use sha2_for_seals::{Digest, Sha256};
use std::fs;
use std::process::Command;

const HEAD: &str = "name = \"Kantor Cabang Contoh\"\ninstitution = \"BPJS Ketenagakerjaan\"\naddress = \"Jl. Contoh 1\"\n\
    city = \"Makassar\"\ncode = \"KC-UJI\"\nsignatory_post = \"Kepala Kantor Cabang\"\n";
const BUDGET: &str = "TAHUN;KODE_WILAYAH;PEMDA;SUMBER_DANA;KELOMPOK;JUMLAH_ORANG;JUMLAH_BULAN;IURAN_PER_BULAN;NILAI\n\
    2025;73.09;Kab. Maros;APBD;;15;12;16800;3024000\n";

fn numbers() -> impl Iterator<Item = usize> {
    (0..40).map(|place| place * 997 % 14_000 + 3)
}

/// Forty people of whom ten are members, money for fifteen, a letterhead, a commitment, a case, and a row that came back.
fn office() -> Office {
    let home = Home::new();
    fs::write(home.data().join("office.toml"), HEAD).unwrap();
    let members: Vec<(usize, &str, &str)> = numbers().take(10).map(|number| (number, "BPU", "2024-01..2025-06")).collect();
    home.ingest_text("peserta.csv", register(&members), "participants", "BPJS");
    let list = workers(numbers()) + "41;;;L;;Petani;Maros;Mandai;Bontoa\n";
    home.ingest_text("daftar-kutilang.csv", list, "workers", "Kec. Mandai");
    home.ingest_text("anggaran.csv", BUDGET, "budgets", "BKAD Maros");
    home.run(&["link"]).ended(0);
    let case = ["--employer", "19000001", "--name", "PT Kenari Biru", "--region", "73.09", "--violation", "arrears"];
    home.run(&[&["case", "open"][..], &case, &["--principal", "10000000", "--on", "2025-06-02"]].concat()).ended(0);
    let secret =
        ["--employer", "19000002", "--name", "PT Kutilang Rahasia", "--region", "73.09", "--violation", "pwbd", "--confidential"];
    home.run(&[&["case", "open"][..], &secret, &["--on", "2025-06-02"]].concat()).ended(0);
    let number = home.json(&["meeting", "open", "--title", "Rapat", "--on", "2025-06-30"])["number"].as_str().unwrap().to_owned();
    let promise = ["--what", "Mendaftarkan 15 orang", "--owner", "BKAD Maros", "--due", "2025-07-01", "--measure", "15 peserta"];
    home.run(&[&["meeting", "commit", &number][..], &promise, &["--on", "2025-06-30"]].concat()).ended(0);
    Office::of(home)
}

/// A plan that a second person approved: its id.
fn approved_plan(office: &Office) -> String {
    let planner = office.person("rani.bappeda", "bappeda", "73.09");
    let branch = office.person("budi.cabang", "bpjs_cabang", "73.09");
    let path = office.post(&planner.cookie, "/alokasi/simpan", "bulan=12&nama=Usulan+2026").header("location").to_owned();
    office.post(&planner.cookie, &format!("{path}/bekukan"), "");
    assert_eq!(office.post(&branch.cookie, &format!("{path}/setujui"), "").status, StatusCode::SEE_OTHER);
    path.replace("/alokasi/", "")
}

fn there(tool: &str) -> bool {
    Command::new(tool).arg("--version").output().is_ok()
}

fn times(bytes: &[u8], word: &str) -> usize {
    bytes.windows(word.len()).filter(|window| *window == word.as_bytes()).count()
}

/// What a program that did not make the file finds in it: PDF/A-2a by its own word (XMP), an output intent, every font inside, tags.
fn sound(office: &Office, name: &str, pdf: &[u8]) -> String {
    for word in ["%PDF-1.7", "pdfaid:part>2<", "pdfaid:conformance>A<", "/OutputIntents", "/GTS_PDFA1", "/StructTreeRoot"] {
        assert!(times(pdf, word) >= 1, "{name} has no {word}");
    }
    let fonts = times(pdf, "/FontFile2") + times(pdf, "/FontFile3");
    assert!(fonts > 0 && fonts == times(pdf, "/FontDescriptor/FontName"), "{name}: a font is not inside");
    assert_eq!(times(pdf, "/JavaScript") + times(pdf, "/Launch") + times(pdf, "/URI"), 0, "{name} acts or leads elsewhere");
    let file = office.home.write(&format!("{name}.pdf"), pdf);
    if there("qpdf") {
        let checked = Command::new("qpdf").arg("--check").arg(&file).output().unwrap();
        assert!(checked.status.success(), "{name}: {}", String::from_utf8_lossy(&checked.stderr));
    }
    if !there("pdftotext") {
        return String::new();
    }
    let text = Command::new("pdftotext").args(["-layout"]).arg(&file).arg("-").output().unwrap();
    String::from_utf8_lossy(&text.stdout).into_owned()
}

fn cells(path: &std::path::Path, sheet: &str) -> Vec<Vec<Data>> {
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    book.worksheet_range(sheet).unwrap().rows().map(<[Data]>::to_vec).collect()
}

fn printed(count: u64) -> String {
    let digits = count.to_string();
    let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).unwrap()).collect();
    groups.join(".")
}

/// Every sum of the document stands below its column in the workbook, as a formula's result, and on the page.
fn sums_agree(name: &str, told: &serde_json::Value, book: &std::path::Path, page: &str) -> usize {
    let mut seen = 0;
    for sheet in told["blocks"].as_array().unwrap().iter().filter(|block| block["block"] == "table" && block["place"] != "paper")
    {
        let rows = sheet["rows"].as_array().unwrap();
        let read = cells(book, sheet["name"].as_str().unwrap());
        assert!(read.len() > rows.len(), "{name}: {}", sheet["name"]);
        for (place, column) in sheet["columns"].as_array().unwrap().iter().enumerate() {
            if sheet["total"].is_null() || column["how"] != "summed" {
                continue;
            }
            let sum: u64 = rows.iter().filter_map(|row| row[place].as_u64()).sum();
            let below = read.last().unwrap().get(place).cloned();
            assert_eq!(
                below,
                Some(Data::Float(f64::from(u32::try_from(sum).unwrap()))),
                "{name}: {} / {}",
                sheet["name"],
                column["heading"]
            );
            let text = printed(sum);
            assert!(
                page.is_empty() || sheet["place"] == "workbook" || page.contains(&text),
                "{name}: {text} is not on paper: {page}"
            );
            seen += 1;
        }
    }
    seen
}

#[test]
fn every_report_is_sound_pdf_a_with_the_sums_of_its_workbook_the_hash_of_its_json_and_the_same_bytes_again() {
    let office = office();
    let plan = approved_plan(&office);
    let head = office.person("wati.wilayah", "bpjs_wilayah", "73");
    let asked = [
        ("monev", "monev", "tanggal=2025-07-02".to_owned()),
        ("kabupaten", "regency", "wilayah=73.09&tanggal=2025-07-02".to_owned()),
        ("kepatuhan", "compliance", "tanggal=2025-07-02".to_owned()),
        ("anggaran", "budget", format!("rencana={plan}&tanggal=2025-07-02")),
        ("mutu", "quality", "pengirim=Kec.%20Mandai&tanggal=2025-07-02".to_owned()),
    ];
    let mut sums = 0;
    for (path, code, query) in asked {
        let get = |address: String| {
            let answer = office.get(&head.cookie, &address);
            assert_eq!(answer.status, StatusCode::OK, "{address}: {}", answer.text);
            answer
        };
        let pdf = get(format!("/laporan/{path}?{query}"));
        assert_eq!(pdf.bytes, get(format!("/laporan/{path}?{query}")).bytes, "{path} is another file the second time");
        let page = sound(&office, path, &pdf.bytes);
        let json = get(format!("/api/v1/reports/{code}?{query}"));
        let hash: String = Sha256::digest(&json.bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        let xlsx = get(format!("/laporan/{path}?{query}&bentuk=xlsx"));
        assert_eq!(
            xlsx.bytes,
            get(format!("/laporan/{path}?{query}&bentuk=xlsx")).bytes,
            "{path}.xlsx is another file the second time"
        );
        let book = office.home.write(&format!("{path}.xlsx"), &xlsx.bytes);
        let about = crate::sheets::read_text(&book, "Keterangan").concat();
        assert!(about.contains(&hash), "{path}: the workbook has another hash than the JSON: {about:?}");
        assert!(page.is_empty() || page.contains(&hash[..16]), "{path}: the paper has another hash: {page}");
        let told: serde_json::Value = serde_json::from_str(&json.text).unwrap();
        sums += sums_agree(path, &told, &book, &page);
        for text in [&json.text, &page] {
            for number in numbers() {
                assert!(!text.contains(&person(number).nik) && !text.contains(&person(number).name), "{path} names somebody");
            }
            assert!(!text.to_lowercase().contains("kutilang"), "{path} tells of a secret case or a file name: {text}");
        }
        if !page.is_empty() {
            assert!(page.contains("KANTOR CABANG CONTOH") && page.contains("Asal angka"), "{path}: {page}");
        }
        if code == "regency" {
            assert_eq!(times(&pdf.bytes, "/Type/Page/"), 1, "somebody with five minutes gets one page");
        }
    }
    assert!(sums >= 12, "{sums} sums say little");
}

#[test]
fn a_budget_proposal_says_people_times_months_times_premium_in_figures_and_words_and_needs_an_approved_plan() {
    let office = office();
    let plan = approved_plan(&office);
    let head = office.person("wati.wilayah", "bpjs_wilayah", "73");
    let told = office.get(&head.cookie, &format!("/api/v1/reports/budget?rencana={plan}")).text;
    // 15 people, 12 months, Rp16.800.
    for words in ["Rp3.024.000", "tiga juta dua puluh empat ribu rupiah", "16.800", "budi.cabang"] {
        assert!(told.contains(words), "{words}: {told}");
    }
    let planner = office.person("dian.bappeda", "bappeda", "73.09");
    let draft = office.post(&planner.cookie, "/alokasi/simpan", "bulan=6&nama=Draf").header("location").replace("/alokasi/", "");
    let early = office.get(&planner.cookie, &format!("/laporan/anggaran?rencana={draft}"));
    assert_eq!(early.status, StatusCode::BAD_REQUEST, "{}", early.text);
    let other = office.person("tetangga", "bappeda", "73.05");
    let there = office.get(&other.cookie, &format!("/laporan/anggaran?rencana={plan}"));
    assert_eq!(there.status, office.get(&other.cookie, "/laporan/anggaran?rencana=0000").status, "a plan of others is like none");
    assert!(office.get(&planner.cookie, "/laporan").text.contains("Usulan 2026"));
}

/// S01, S02: a report holds what its asker sees, and a region or sender of others is told like none.
#[test]
fn a_report_of_others_is_told_like_one_that_does_not_exist() {
    let office = office();
    let asks = |who: &Person, path: &str| (office.get(&who.cookie, path).status, office.get(&who.cookie, path).text);
    let neighbour = office.person("nur.cabang", "bpjs_cabang", "73.05");
    for (theirs, none) in [
        ("/laporan/kabupaten?wilayah=73.09", "/laporan/kabupaten?wilayah=64.01"),
        ("/laporan/mutu?pengirim=Kec.%20Mandai", "/laporan/mutu?pengirim=Kec.%20Tidak%20Ada"),
    ] {
        let (theirs, none) = (asks(&neighbour, theirs), asks(&neighbour, none));
        assert!(theirs.0 == none.0 && theirs.0.is_client_error(), "{} {}", theirs.0, theirs.1);
    }
    let page = office.get(&neighbour.cookie, "/laporan").text;
    assert!(!page.contains("Mandai") && !page.contains("73.09") && page.contains("73.05"), "{page}");
    let reader = office.person("bupati.maros", "kepala_daerah", "73.09");
    assert_eq!(office.get(&reader.cookie, "/laporan/kepatuhan").status, StatusCode::FORBIDDEN);
    let one = office.get(&reader.cookie, "/laporan/kabupaten?wilayah=73.09&tanggal=2025-07-02");
    assert_eq!(one.header("content-type"), "application/pdf");
    let auditor = office.person("ida", "dpo", "73");
    assert!(office.get(&auditor.cookie, "/audit").text.contains("report:regency 73.09"));
}
