//! Meetings of the forum from outside: figures frozen, promises kept or late, minutes that change no more; many at once, and on a
//! bad line.

use crate::home::Home;
use crate::people::{person, register, strangers, workers};
use std::fs;
use std::process::Stdio;

fn measured() -> Home {
    let home = Home::new();
    let members: Vec<(usize, &str, &str)> = strangers(0..5).map(|number| (number, "BPU", "2024-01..2025-06")).collect();
    home.ingest_text("peserta.csv", register(&members), "participants", "BPJS");
    home.ingest_text("a.csv", workers(strangers(0..20)), "workers", "Kec. A");
    home.run(&["link"]).ended(0);
    home
}

fn open(home: &Home, title: &str, on: &str) -> String {
    home.json(&["meeting", "open", "--title", title, "--chair", "Kajati", "--on", on])["number"].as_str().unwrap().to_owned()
}

fn commit(home: &Home, number: &str, what: &str, due: &str) {
    let words = ["meeting", "commit", number, "--what", what, "--owner", "Disnaker", "--due", due, "--measure", "peserta aktif"];
    home.run(&[&words[..], &["--on", "2025-07-02"]].concat()).ended(0);
}

#[test]
fn a_meeting_freezes_its_figures_and_a_later_correction_stands_beside_them() {
    let home = measured();
    let number = open(&home, "Rapat monev", "2025-07-02");
    assert_eq!(number, "73-2025-R01");
    let before = home.json(&["meeting", "show", &number]);
    let lines = before["frozen"]["lines"].as_array().unwrap();
    let coverage: Vec<_> = lines.iter().filter(|line| line["indicator"] == "coverage").collect();
    let counted: u64 = coverage.iter().map(|line| line["denominator"].as_u64().unwrap()).sum();
    assert!(!coverage.is_empty() && counted > 0, "{before}");
    assert!(before["corrections"].as_array().unwrap().is_empty());

    home.ingest_text("b.csv", workers(strangers(20..30)), "workers", "Kec. B");
    home.run(&["link"]).ended(0);
    let after = home.json(&["meeting", "show", &number]);
    assert_eq!(after["frozen"], before["frozen"], "what is frozen does not move");
    assert_eq!(after["sha256"], before["sha256"]);
    let corrections = after["corrections"].as_array().unwrap();
    assert!(corrections.iter().any(|one| one["denominator_now"].as_u64() > one["denominator_then"].as_u64()), "{after}");
}

#[test]
fn the_next_meeting_opens_on_what_was_promised_and_closed_minutes_change_no_more() {
    let home = measured();
    let first = open(&home, "Rapat pertama", "2025-07-02");
    commit(&home, &first, "Mendaftarkan 400 RT/RW", "2025-07-20");
    let minutes = |number: &str, name: &str| {
        let out = home.path(name);
        home.run(&["report", "minutes", number, "--out", out.to_str().unwrap()]).ended(0);
        fs::read(out).unwrap()
    };
    let draft = minutes(&first, "draf.pdf");
    assert!(draft.starts_with(b"%PDF-1."));
    home.run(&["meeting", "close", &first]).ended(0);
    let closed =
        home.run(&["meeting", "commit", &first, "--what", "Lagi", "--owner", "A", "--due", "2099-01-01", "--measure", "b"]);
    assert!(closed.ended(1).err.contains("sudah ditutup"));
    let fixed = minutes(&first, "notulen.pdf");
    let has = |bytes: &[u8], text: &[u8]| bytes.windows(text.len()).any(|part| part == text);
    assert!(has(&fixed, b"pdfaid:part"), "it says that it is a PDF/A");

    let second = open(&home, "Rapat kedua", "2025-08-15");
    let carried = home.json(&["meeting", "show", &second]);
    assert_eq!(carried["carried"][0]["state"], "late");
    assert_eq!((carried["tally"]["all"].as_u64(), carried["tally"]["late"].as_u64()), (Some(1), Some(1)));
    // Another letterhead is that of later meetings.
    let head = "name = \"Kantor Lain\"\naddress = \"Jl. 2\"\ncity = \"Maros\"\ncode = \"X\"\nsignatory_post = \"Kepala\"\n";
    fs::write(home.data().join("office.toml"), head).unwrap();
    assert_eq!(minutes(&first, "notulen2.pdf"), fixed, "the same to the byte, whatever came later");

    let book = home.path("notulen.xlsx");
    home.run(&["report", "minutes", &first, "--out", book.to_str().unwrap()]).ended(0);
    assert!(fs::read(book).unwrap().starts_with(b"PK"));
    let wrong = home.run(&["report", "minutes", &first, "--out", "notulen.doc"]).ended(1);
    assert!(wrong.err.contains("bukan .pdf, .xlsx, atau .json"), "{}", wrong.err);
    let none = home.run(&["report", "minutes", "73-2025-R09", "--out", "x.pdf", "--lang", "en"]).ended(1);
    assert!(none.err.contains("There is no meeting 73-2025-R09"), "{}", none.err);
}

#[test]
fn a_monev_report_of_the_same_day_is_the_same_to_the_byte_and_an_office_may_bring_its_own_page_and_indicators() {
    let home = measured();
    let report = |name: &str| {
        let out = home.path(name);
        home.run(&["report", "monev", "--period", "2025-06", "--on", "2025-07-02", "--out", out.to_str().unwrap()]);
        fs::read(out).unwrap_or_default()
    };
    let first = report("a.pdf");
    assert!(first.starts_with(b"%PDF-1.") && first == report("b.pdf"));
    fs::create_dir_all(home.data().join("templates")).unwrap();
    let own = home.data().join("templates/laporan.typ");
    fs::write(&own, "#let d = json(\"data.json\")\n#set document(title: d.title, date: datetime(year: d.year, month: d.monthnumber, day: d.day))\n#set text(lang: \"id\")\n= #d.title").unwrap();
    assert!(!report("own.pdf").is_empty() && report("own.pdf") != first);
    fs::write(&own, "#let d = json(\"elsewhere.json\")").unwrap();
    let flawed = home.run(&["report", "monev", "--out", "c.pdf"]).ended(2);
    assert!(flawed.err.contains("Halaman tidak dapat disusun"), "{}", flawed.err);
    fs::remove_file(&own).unwrap();

    let indicator = "[[indicator]]\ncode = \"bpu\"\nname = \"BPU\"\nname_en = \"BPU\"\ncut = \"segment:bpu\"\naddressee = \"bupati\"\nbasis = \"Perda\"\n";
    fs::write(home.data().join("indicators.toml"), indicator).unwrap();
    let number = open(&home, "Rapat", "2025-07-02");
    let frozen = home.json(&["meeting", "show", &number]);
    assert!(frozen["frozen"]["lines"].as_array().unwrap().iter().all(|line| line["indicator"] == "bpu"), "{frozen}");
    fs::write(home.data().join("indicators.toml"), indicator.replace("segment:bpu", "people")).unwrap();
    let flawed = home.run(&["meeting", "open", "--title", "x"]).ended(1);
    assert!(flawed.err.contains("Berkas indikator") && flawed.err.contains("bpu"), "{}", flawed.err);
}

#[test]
fn promises_written_at_once_are_all_there_and_a_broken_promise_is_refused_with_its_reason() {
    let home = measured();
    let number = open(&home, "Rapat", "2025-07-02");
    let hands: Vec<_> = (0..10)
        .map(|count| {
            let what = format!("Janji {count}");
            let words = ["meeting", "commit", &number, "--what", &what, "--owner", "A", "--due", "2099-01-01", "--measure", "b"];
            home.command(&words).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
        })
        .collect();
    for mut hand in hands {
        assert!(hand.wait().unwrap().success());
    }
    let made = home.json(&["meeting", "show", &number]);
    let numbers: Vec<&str> = made["made"].as_array().unwrap().iter().map(|one| one["number"].as_str().unwrap()).collect();
    let expected: Vec<String> = (1..=10).map(|count| format!("{number}-K{count:02}")).collect();
    assert_eq!(numbers, expected);
    let nobody = ["meeting", "commit", &number, "--what", "x", "--owner", " ", "--due", "2099-01-01", "--measure", "b"];
    assert!(home.run(&nobody).ended(1).err.contains("Komitmen memerlukan"));
    home.run(&["audit", "verify"]).ended(0);
}

const REGENCIES: [&str; 13] = [
    "Maros",
    "Bone",
    "Gowa",
    "Takalar",
    "Wajo",
    "Luwu",
    "Barru",
    "Soppeng",
    "Sinjai",
    "Bulukumba",
    "Bantaeng",
    "Jeneponto",
    "Pinrang",
];

/// A register and a list of workers of thirteen regencies who came in over two years; in Maros twenty more from January 2025 on.
fn members() -> (String, String) {
    let mut register = "KPJ;NIK;Nama Lengkap;Tanggal Lahir;Segmen;JKK;JKM;Kabupaten;Bulan Iuran\n".to_owned();
    let mut list = "NIK;Nama Lengkap;Tanggal Lahir;Kabupaten\n".to_owned();
    let mut number = 0;
    let mut add = |regency: &str, since: &str| {
        number += 1;
        let person = person(number * 997 % 14_000 + 3);
        let (nik, name, birth) = (&person.nik, &person.name, person.birth_text());
        register += &format!("K{number};{nik};{name};{birth};BPU;Y;Y;{regency};{since}..2025-06\n");
        list += &format!("{nik};{name};{birth};{regency}\n");
    };
    for (place, regency) in REGENCIES.iter().enumerate() {
        for one in 0..30 {
            let month = (one * 7 + place * 5) % 24;
            add(regency, &format!("{}-{:02}", 2022 + month / 12, month % 12 + 1));
        }
    }
    (0..20).for_each(|_| add("Maros", "2025-01"));
    (register, list)
}

#[test]
fn what_came_of_it_is_said_with_its_limits_and_nothing_is_said_where_nothing_happened() {
    let home = Home::new();
    let (register, list) = members();
    home.ingest_text("peserta.csv", register, "participants", "BPJS");
    home.ingest_text("daftar.csv", list, "workers", "Disnaker");
    home.run(&["link"]).ended(0);
    let maros = home.json(&["report", "effect", "--region", "73.09", "--since", "2025-01"]);
    assert_eq!((maros["verdict"].as_str(), maros["placebos"].as_u64()), (Some("more"), Some(12)), "{maros}");
    assert!((15..=25).contains(&maros["effect"].as_i64().unwrap()), "{maros}");
    // The register begins in 2022: months before it are unknown, and no month without people.
    assert_eq!(maros["first"], "2022-01", "{maros}");
    let told = home.run(&["report", "effect", "--region", "73.09", "--since", "2025-01", "--lang", "en"]).ended(0).out;
    assert!(told.contains("Since January 2025"), "{told}");
    assert!(told.contains("more than its peers") && told.contains("no proof of a cause"), "{told}");
    let bone = home.json(&["report", "effect", "--region", "73.08", "--since", "2025-01"]);
    assert_eq!(bone["verdict"], "unseen", "{bone}");
    let unseen = home.run(&["report", "effect", "--region", "73.08", "--since", "2025-01"]).ended(0).out;
    let effect = bone["effect"].as_i64().unwrap();
    let signed = if effect < 0 { format!("−{}", -effect) } else { format!("+{effect}") };
    assert!(effect == 0 || unseen.contains(&format!("kebetulan: {signed} orang")), "{unseen}");
    let short = home.run(&["report", "effect", "--region", "73.09", "--since", "2020-01"]).ended(1);
    assert!(short.err.contains("terlalu sedikit"), "{}", short.err);
    home.run(&["report", "effect", "--region", "73.26", "--since", "2025-01"]).ended(1);
}
