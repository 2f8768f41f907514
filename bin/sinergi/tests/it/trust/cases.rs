//! Cases on the pages: a finding taken up, moved, refused; and what neighbours and other roles do not see of it.

use super::Office;
use crate::home::Home;
use crate::people::person;
use axum::http::StatusCode;

const OPEN: [&str; 16] = [
    "case",
    "open",
    "--employer",
    "19001234",
    "--name",
    "PT Kenari Biru",
    "--region",
    "73.71",
    "--violation",
    "arrears",
    "--principal",
    "10000000",
    "--on",
    "2025-06-02",
    "--format",
    "json",
];

fn open(home: &Home, confidential: bool) -> String {
    let words = if confidential { [&OPEN[..], &["--confidential"]].concat() } else { OPEN.to_vec() };
    home.run(&words).ended(0).json()["number"].as_str().unwrap().to_owned()
}

#[test]
fn a_case_is_moved_by_its_form_and_an_illegal_step_comes_back_with_its_article() {
    let home = Home::new();
    let number = open(&home, false);
    let office = Office::of(home);
    let officer = office.person("rahma", "bpjs_cabang", "73.71");
    let sheet = office.get(&officer.cookie, &format!("/perkara/{number}"));
    assert!(sheet.text.contains("PT Kenari Biru") && sheet.text.contains("Rp10.000.000"), "{}", sheet.text);
    assert!(sheet.text.contains("value=\"examination_started\""), "the next legal step is a form: {}", sheet.text);

    let path = format!("/perkara/{number}");
    for event in ["event=examination_started&on=2025-06-02", "event=violation_found&on=2025-06-03&document=LHP-1"] {
        assert_eq!(office.post(&officer.cookie, &path, event).status, StatusCode::SEE_OTHER, "{event}");
    }
    let letter = "event=warning_issued&on=2025-06-03&letter=T-1";
    let delivered = "event=warning_delivered&on=2025-06-03&proof=resi";
    for event in [letter, delivered] {
        assert_eq!(office.post(&officer.cookie, &path, event).status, StatusCode::SEE_OTHER, "{event}");
    }
    // A reminder to copy names the case and the day, and nobody and no sum.
    let sheet = office.get(&officer.cookie, &path).text;
    let (_, text) = sheet.split_once("<textarea rows=\"4\" readonly").expect("the reminder");
    let text = text.split("</textarea>").next().unwrap();
    assert!(text.contains(&number) && text.contains("batas jawaban teguran"), "{text}");
    for secret in ["Kenari", "19001234", "Rp"] {
        assert!(!text.contains(secret), "{text}");
    }
    assert!(sheet.contains("mailto:?subject="), "{sheet}");
    // The same deadline in the calendar, on the board and on the agenda of the forum.
    let day = text.split("sejak ").nth(1).unwrap().split(". Rincian").next().unwrap().to_owned();
    for (view, told) in [("kalender", day.as_str()), ("papan", "teguran pertama diterima"), ("agenda", day.as_str())] {
        let page = office.get(&officer.cookie, &format!("/perkara?tampil={view}")).text;
        assert!(page.contains(told) && page.contains(&number), "{view}: {page}");
    }
    let illegal = office.post(&officer.cookie, &path, "event=fine_imposed&on=2025-06-04");
    assert_eq!(illegal.status, StatusCode::BAD_REQUEST);
    assert!(illegal.text.contains("PP 86/2013") && illegal.text.contains("role=\"alert\""), "{}", illegal.text);
    let named = office.post(&officer.cookie, &path, "event=organ_warning_requested&on=2025-06-04&to=7371012345679001");
    assert!(named.status == StatusCode::BAD_REQUEST && named.text.contains("tidak boleh memuat NIK"), "{}", named.text);
    let unread = office.post(&officer.cookie, &path, "event=payment_received&on=2025-06-04&reference=TRX-1&rupiah=1,5");
    assert!(unread.status == StatusCode::BAD_REQUEST && unread.text.contains("bukan angka bulat"), "{}", unread.text);
    let paid = office.post(&officer.cookie, &path, "event=payment_received&on=2025-06-04&reference=TRX-1&rupiah=Rp4.000.000");
    assert_eq!(paid.status, StatusCode::SEE_OTHER);
    let sheet = office.get(&officer.cookie, &path).text;
    assert!(sheet.contains("Rp6.000.000") && sheet.contains(">rahma"), "{sheet}");

    let listed: serde_json::Value = serde_json::from_str(&office.get(&officer.cookie, "/api/v1/cases").text).unwrap();
    assert_eq!(listed["rows"][0]["outstanding"], 6_000_000);
    let steps: serde_json::Value =
        serde_json::from_str(&office.get(&officer.cookie, &format!("/api/v1/cases/{number}")).text).unwrap();
    assert_eq!(steps["steps"].as_array().unwrap().len(), 6);
}

/// S02, S04: a case of another region, and a confidential one, are told exactly like one that does not exist.
#[test]
fn who_may_not_see_a_case_is_told_the_same_as_of_none() {
    let home = Home::new();
    let (number, secret) = (open(&home, false), open(&home, true));
    let office = Office::of(home);
    let neighbour = office.person("nur", "bpjs_cabang", "73.09");
    let colleague = office.person("ari", "bpjs_cabang", "73.71");
    let prosecutor = office.person("jaksa-a", "jaksa", "73.71");
    let labour = office.person("dina", "disnaker", "73.71");
    let missing = |cookie: &str, asked: &str| {
        let none = office.get(cookie, "/perkara/73.71-2025-9999");
        let there = office.get(cookie, &format!("/perkara/{asked}"));
        assert_eq!((there.status, none.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
        assert_eq!(there.text.replace(asked, "X"), none.text.replace("73.71-2025-9999", "X"));
        let posted = office.post(cookie, &format!("/perkara/{asked}"), "event=examination_started&on=2025-06-02");
        assert_eq!(posted.status, StatusCode::NOT_FOUND);
        assert!(
            !office.get(cookie, "/perkara").text.contains(asked) && !office.get(cookie, "/api/v1/cases").text.contains(asked)
        );
    };
    missing(&neighbour.cookie, &number);
    missing(&neighbour.cookie, &secret);
    missing(&colleague.cookie, &secret);
    assert!(office.get(&colleague.cookie, &format!("/perkara/{number}")).text.contains("Kenari"));
    assert!(office.get(&prosecutor.cookie, &format!("/perkara/{secret}")).text.contains("Kenari"), "who approves sees it");
    // Who sees cases and does not work on them has no forms.
    let read_only = office.get(&labour.cookie, &format!("/perkara/{number}")).text;
    assert!(read_only.contains("Kenari") && !read_only.contains("name=\"event\""), "{read_only}");

    // Given to the colleague, the confidential case is theirs to see; from then on only.
    let given = office.post(&prosecutor.cookie, &format!("/perkara/{secret}/petugas"), "petugas=nur&alasan=");
    assert_eq!(given.status, StatusCode::BAD_REQUEST, "somebody of another region cannot be given it");
    let given = office.post(&prosecutor.cookie, &format!("/perkara/{secret}/petugas"), "petugas=ari&alasan=serah");
    assert_eq!(given.status, StatusCode::SEE_OTHER);
    assert!(office.get(&colleague.cookie, &format!("/perkara/{secret}")).text.contains("Kenari"));
}

/// Whoever keeps out of a case because of a conflict of interest is told nothing of it any more, not even that it is there.
#[test]
fn whoever_has_a_conflict_of_interest_does_not_see_the_case_until_another_takes_it_back() {
    let home = Home::new();
    let number = open(&home, false);
    let office = Office::of(home);
    let officer = office.person("rahma", "bpjs_cabang", "73.71");
    let prosecutor = office.person("jaksa-a", "jaksa", "73.71");
    let sheet = format!("/perkara/{number}");
    let given = office.post(&prosecutor.cookie, &format!("{sheet}/petugas"), "petugas=rahma&alasan=tugas");
    assert_eq!(given.status, StatusCode::SEE_OTHER);
    let bare = office.post(&officer.cookie, &format!("{sheet}/benturan"), "alasan=");
    assert!(bare.status == StatusCode::BAD_REQUEST && bare.text.contains("belum ditulis"), "{}", bare.text);
    assert_eq!(office.post(&officer.cookie, &format!("{sheet}/benturan"), "alasan=keluarga").status, StatusCode::SEE_OTHER);
    let (there, none) = (office.get(&officer.cookie, &sheet), office.get(&officer.cookie, "/perkara/73.71-2025-9999"));
    assert_eq!((there.status, none.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
    assert_eq!(there.text.replace(&number, "X"), none.text.replace("73.71-2025-9999", "X"));
    assert!(!office.get(&officer.cookie, "/perkara").text.contains(&number));
    assert_eq!(office.post(&officer.cookie, &sheet, "event=examination_started&on=2025-06-02").status, StatusCode::NOT_FOUND);
    // Nobody works on it now, and it is not given back to whoever keeps out.
    let page = office.get(&prosecutor.cookie, &sheet).text;
    assert!(page.contains("keluarga") && page.contains("Belum ada petugas"), "{page}");
    let given = office.post(&prosecutor.cookie, &format!("{sheet}/petugas"), "petugas=rahma&alasan=tugas");
    assert_eq!(given.status, StatusCode::BAD_REQUEST);
    // Whoever keeps out cannot take it back themselves.
    let own = office.post(&officer.cookie, &format!("{sheet}/benturan/cabut"), "siapa=account:rahma");
    assert_eq!(own.status, StatusCode::FORBIDDEN);
    let back = office.post(&prosecutor.cookie, &format!("{sheet}/benturan/cabut"), "siapa=account:rahma");
    assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.text);
    assert!(office.get(&officer.cookie, &sheet).text.contains("Kenari"));
}

/// Face value, agreed and recovered are three numbers, per power of attorney and per year; who sees no case sees none of them.
#[test]
fn what_a_power_of_attorney_brought_is_told_by_year_and_one_by_one() {
    let home = Home::new();
    let number = open(&home, false);
    let event = |on: &str, event: &str, with: &str| {
        home.run(&["case", "event", &number, event, "--on", on, "--with", with]).ended(0);
    };
    event("2025-06-02", "examination_started", "{}");
    event("2025-06-03", "violation_found", "{}");
    event("2025-06-04", "warning_issued", "{}");
    event("2025-06-05", "warning_delivered", r#"{"proof":"resi 1"}"#);
    event("2025-07-01", "warning_issued", "{}");
    event("2025-07-02", "warning_delivered", r#"{"proof":"resi 2"}"#);
    event("2025-08-01", "skk_issued", r#"{"number":"SKK-7"}"#);
    event("2025-08-04", "somasi_sent", "{}");
    event("2025-08-11", "commitment_signed", r#"{"instalments":[{"due":"2025-09-01","rupiah":8000000}]}"#);
    event("2025-09-01", "payment_received", r#"{"reference":"TRX-1","rupiah":3000000}"#);
    let office = Office::of(home);
    let prosecutor = office.person("jaksa-a", "jaksa", "73.71");
    let page = office.get(&prosecutor.cookie, "/skk").text;
    for told in ["SKK-7", "Rp10.000.000", "Rp8.000.000", "Rp3.000.000", "berlaku"] {
        assert!(page.contains(told), "{told}: {page}");
    }
    let table = office.get(&prosecutor.cookie, "/skk.csv").text;
    assert!(table.contains("2025;73.71;Kota Makassar;1;1;0;10000000;8000000;3000000"), "{table}");
    let told: serde_json::Value = serde_json::from_str(&office.get(&prosecutor.cookie, "/api/v1/skk").text).unwrap();
    assert_eq!((&told["years"][0]["recovered"], &told["rows"][0]["agreed"]), (&3_000_000.into(), &8_000_000.into()));
    let neighbour = office.person("jaksa-b", "jaksa", "73.09");
    assert!(!office.get(&neighbour.cookie, "/skk").text.contains("SKK-7"));
    assert!(!office.get(&neighbour.cookie, "/api/v1/skk").text.contains("SKK-7"));
}

/// Reported, registered and owed are counted from three lists that no key joins but the number of the employer.
#[test]
fn an_employer_is_on_one_page_with_what_it_reported_registered_and_owes() {
    let home = Home::new();
    let member = |number: usize| {
        let person = person(number * 997 % 14_000 + 3);
        let birth = person.birth_text();
        format!("K{number};{};{};{birth};PU;19001234;Y;Y;Maros;2024-01..2025-06\n", person.nik, person.name)
    };
    let register: String = (0..3).map(member).collect();
    let headings = "KPJ;NIK;Nama Lengkap;Tanggal Lahir;Segmen;NPP;JKK;JKM;Kabupaten;Bulan Iuran\n";
    home.ingest_text("peserta.csv", format!("{headings}{register}"), "participants", "BPJS");
    let businesses = "NIB;Nama Usaha;NPP;Kabupaten;Jumlah TK\n9120001;PT Kenari Biru;19001234;Maros;9\n";
    home.ingest_text("usaha.csv", businesses, "employers", "DPMPTSP");
    let bills = "NPP;BLTH;JML_TK;TOTAL_IURAN;TGL_BAYAR\n19001234;2025-03;3;500000;\n";
    home.ingest_text("iuran.csv", bills, "contributions", "BPJS");
    home.run(&["link"]).ended(0);
    let mut words = [&OPEN[..], &["--detector", "arrears"]].concat();
    words[7] = "73.09";
    let number = home.run(&words).ended(0).json()["number"].as_str().unwrap().to_owned();
    for event in ["examination_started", "violation_found"] {
        home.run(&["case", "event", &number, event, "--on", "2025-06-03"]).ended(0);
    }
    let office = Office::of(home);
    let branch = office.person("rahma", "bpjs_cabang", "73.09");
    for key in ["19001234", "9120001"] {
        let page = office.get(&branch.cookie, &format!("/pemberi-kerja/{key}"));
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        for told in ["PT Kenari Biru", "Rp500.000", "Maret 2025", &number, "JKK", ">9<", ">3<"] {
            assert!(page.text.contains(told), "{told}: {}", page.text);
        }
    }
    let told = office.get(&branch.cookie, "/api/v1/employers/19001234").text;
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    assert_eq!((told["reported"].as_u64(), told["registered"].as_u64()), (Some(9), Some(3)), "{told}");
    assert_eq!((told["arrears"][0]["open"].as_i64(), told["cases"][0].as_str()), (Some(500_000), Some(number.as_str())));
    // A threshold leaves out what lies below it; the shares stand beside their counts, each employer once.
    let owing = office.get(&branch.cookie, "/radar?jenis=arrears").text;
    assert!(owing.contains("Rp500.000") && owing.contains("ambang=1000000"), "{owing}");
    assert!(owing.contains("1 / 1") && owing.contains("sesuai"), "{owing}");
    // One finding was examined and held: with one, nothing much is known.
    assert!(owing.contains("20,65% – 100,00%"), "{owing}");
    let above = office.get(&branch.cookie, "/radar?jenis=arrears&ambang=500001").text;
    assert!(above.contains("0 / 0") && !above.contains("href=\"/pemberi-kerja/19001234\""), "{above}");
    let neighbour = office.person("nur", "bpjs_cabang", "73.05");
    let (there, none) =
        (office.get(&neighbour.cookie, "/pemberi-kerja/19001234"), office.get(&neighbour.cookie, "/pemberi-kerja/19009999"));
    assert_eq!((there.status, none.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
    assert_eq!(there.text.replace("19001234", "X"), none.text.replace("19009999", "X"));
}
