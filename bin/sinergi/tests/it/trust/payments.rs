//! Bank statements for the cases: every row is kept, known or goes back; a proposal books nothing; a reference counts once.

use super::Office;
use crate::home::Home;
use axum::http::StatusCode;
use serde_json::Value;

fn open(home: &Home, employer: &str, name: &str, principal: &str) -> String {
    let words = [
        "case",
        "open",
        "--employer",
        employer,
        "--name",
        name,
        "--region",
        "73.71",
        "--violation",
        "arrears",
        "--principal",
        principal,
        "--on",
        "2025-06-02",
    ];
    home.json(&words)["number"].as_str().unwrap().to_owned()
}

const STATEMENT: &str = "\u{feff}Laporan mutasi;;;;;\nTanggal;Jumlah;Referensi;Nama;Keterangan;D/K\n\
    03/06/2025;4.000.000,00;7000000000009001;PT KENARI BIRU;angsuran;K\n\
    04/06/2025;Rp7.500.000;TRX-2;CV LUMAR DENSO;iuran 73.71-2025-0002;K\n\
    05/06/2025;1.250.000;TRX-3;;setoran;K\n\
    05/06/2025;900.000;TRX-4;;biaya;D\n\
    06/06/2025;1.000,50;TRX-5;;;K\n\
    kemarin;1.000;TRX-6;;;K\n\
    06/06/2025;5.000;;;;K\n\
    05/06/2025;1.250.000;TRX-3;;setoran;K\n\
    07/06/2025;1.250.000;TRX-3;;setoran;K\n";

fn reasons(receipt: &Value) -> Vec<&str> {
    receipt["refused"].as_array().unwrap().iter().map(|row| row["reason"].as_str().unwrap()).collect()
}

#[test]
fn a_statement_is_read_row_by_row_proposed_and_booked_by_a_person_once() {
    let home = Home::new();
    let (one, two) =
        (open(&home, "19001234", "PT Kenari Biru", "10000000"), open(&home, "19005678", "CV Lumar Denso", "9000000"));
    let file = home.write("mutasi.csv", STATEMENT);
    let path = file.to_str().unwrap();
    let read = home.json(&["case", "payments", path]);
    let receipt = &read["receipt"];
    assert_eq!(
        (receipt["rows_read"].as_u64(), receipt["kept"].as_u64(), receipt["duplicate"].as_u64()),
        (Some(9), Some(3), Some(1)),
        "{read}"
    );
    assert_eq!(reasons(receipt), ["debit", "no_amount", "no_day", "no_reference", "reference_differs"]);
    assert_eq!(home.json(&["case", "payments", path])["receipt"], *receipt, "the same file gets the same receipt");
    let rows = read["rows"].as_array().unwrap();
    let of = |reference: &str| rows.iter().find(|row| row["reference"] == reference).unwrap();
    // A reference as long as a NIK stays what it is: it is a bank's and is what counts once.
    let (first, second, third) = (of("7000000000009001"), of("TRX-2"), of("TRX-3"));
    assert_eq!((&first["proposals"][0]["case"], &first["proposals"][0]["reasons"][0]), (&one.as_str().into(), &"name".into()));
    assert_eq!(second["proposals"][0], serde_json::json!({ "case": two, "reasons": ["case_number", "name"] }));
    assert!(third["proposals"].as_array().unwrap().is_empty() && third["state"] == "open", "what fits nothing is kept and shown");
    assert_eq!(home.json(&["case", "show", &one])["received"], 0, "a proposal books nothing");

    let id = |row: &Value| row["id"].as_i64().unwrap().to_string();
    home.run(&["case", "book", &id(first), &one]).ended(0);
    assert!(home.run(&["case", "book", &id(first), &one]).ended(1).err.contains("sudah diputuskan"));
    // A case that has gone on since is told in the order of days: the payment counts on the day of its last event.
    home.run(&["case", "event", &two, "examination_started", "--on", "2025-06-20"]).ended(0);
    let booked = home.json(&["case", "book", &id(second), &two]);
    assert_eq!((booked["on"].as_str(), booked["outstanding"].as_i64()), (Some("2025-06-20"), Some(1_500_000)));
    assert!(home.run(&["case", "aside", &id(third), "--reason", " "]).ended(1).err.contains("belum disebut"));
    home.run(&["case", "aside", &id(third), "--reason", "bunga"]).ended(0);
    let after = home.json(&["case", "payments"]);
    let states: Vec<&str> = after["rows"].as_array().unwrap().iter().map(|row| row["state"].as_str().unwrap()).collect();
    assert!(!states.contains(&"open") && states.contains(&"set_aside"), "{after}");
    assert_eq!(home.json(&["case", "show", &one])["received"], 4_000_000);

    // Another file with rows that came in before, and one that an officer has typed into its case: known, and nothing counts twice.
    home.run(&["case", "event", &one, "payment_received", "--on", "2025-06-21", "--with", r#"{"reference":"TRX-9","rupiah":5}"#])
        .ended(0);
    let again = "tanggal,jumlah,referensi\n2025-06-04,7500000,TRX-2\n2025-06-21,5,TRX-9\n";
    let again = home.write("lagi.csv", again);
    let receipt = home.json(&["case", "payments", again.to_str().unwrap()])["receipt"].clone();
    assert_eq!((receipt["kept"].as_u64(), receipt["duplicate"].as_u64()), (Some(0), Some(2)), "{receipt}");
    let none = home.write("bukan.csv", "a,b\n1,2\n");
    assert!(home.run(&["case", "payments", none.to_str().unwrap()]).ended(1).err.contains("judul kolom"));
    home.sound();
}

#[test]
fn a_statement_comes_in_by_its_page_and_whoever_does_not_see_its_region_sees_none_of_it() {
    let home = Home::new();
    let one = open(&home, "19001234", "PT Kenari Biru", "10000000");
    let office = Office::of(home);
    let officer = office.person("rahma", "bpjs_cabang", "73.71");
    let neighbour = office.person("nur", "bpjs_cabang", "73.09");
    let statement = "tanggal,jumlah,referensi,nama\n2025-06-03,4000000,KUTILANG-1,PT Kenari Biru\n";
    let body = format!(
        "--batas\r\nContent-Disposition: form-data; name=\"file\"; filename=\"mutasi.csv\"\r\n\r\n{statement}\r\n--batas--\r\n"
    );
    let mut sent = crate::signed::request("POST", "/pembayaran", &officer.cookie, Some(&body));
    sent.headers_mut().insert("content-type", "multipart/form-data; boundary=batas".parse().unwrap());
    let page = crate::signed::ask(&office.router, &office.runtime, sent);
    assert!(page.status == StatusCode::OK && page.text.contains("1 baris dibaca: 1 baru"), "{}", page.text);
    assert!(page.text.contains(&format!("Bukukan ke {one}")) && page.text.contains("nama penyetor sama"), "{}", page.text);
    assert!(!page.text.contains("Tidak cocok"), "{}", page.text);
    assert!(!office.get(&neighbour.cookie, "/pembayaran").text.contains("KUTILANG"));
    assert!(!office.get(&neighbour.cookie, "/api/v1/payments").text.contains("KUTILANG"));
    let theirs = office.post(&neighbour.cookie, "/pembayaran/1", &format!("perkara={one}"));
    let none = office.post(&neighbour.cookie, "/pembayaran/77", &format!("perkara={one}"));
    assert_eq!((theirs.status, none.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
    let plain = theirs.text.replace("pembayaran 1", "pembayaran 77").replace("%2Fpembayaran%2F1", "%2Fpembayaran%2F77");
    assert_eq!(plain, none.text);
    assert_eq!(office.post(&officer.cookie, "/pembayaran/1", &format!("perkara={one}")).status, StatusCode::SEE_OTHER);
    assert!(office.get(&officer.cookie, &format!("/perkara/{one}")).text.contains("Rp6.000.000"));
    // Who paid is sealed: it stands in no file of the installation.
    for file in crate::home::below(office.home.data()) {
        let bytes = std::fs::read(&file).unwrap();
        let name = b"\"payer\":\"PT Kenari Biru\"";
        assert!(!bytes.windows(name.len()).any(|window| window == name), "{}", file.display());
    }
    let auditor = office.person("ida", "dpo", "73");
    let log = office.get(&auditor.cookie, "/audit").text;
    for act in ["payments-import", "payments-look", "payment-book"] {
        assert!(log.contains(act), "the log does not say {act}");
    }
}
