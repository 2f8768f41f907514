//! Evidence from the pages: kept to the byte under its hash, sealed, told by its custody, and not there for whoever does not see the case.

use super::{Office, Person};
use crate::home::{Home, below};
use crate::signed::{Answer, ask, request};
use axum::http::StatusCode;

const PDF: &[u8] = b"%PDF-1.4\nkutilang-tanda-terima\n%%EOF\n";

fn open(home: &Home, confidential: bool) -> String {
    let more: &[&str] = if confidential { &["--confidential"] } else { &[] };
    home.open_case(("19001234", "PT Kenari Biru", "73.71"), more)
}

fn send(office: &Office, by: &Person, case: &str, title: &str, content: &[u8]) -> Answer {
    let field =
        |name: &str, value: &str| format!("--batas\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    let head = format!(
        "{}{}--batas\r\nContent-Disposition: form-data; name=\"file\"; filename=\"resi.pdf\"\r\nContent-Type: text/html\r\n\r\n",
        field("jenis", "delivery_proof"),
        field("judul", title)
    );
    let body = [head.as_bytes(), content, b"\r\n--batas--\r\n"].concat();
    let mut sent = request("POST", &format!("/perkara/{case}/bukti"), &by.cookie, Some(""));
    *sent.body_mut() = axum::body::Body::from(body);
    sent.headers_mut().insert("content-type", "multipart/form-data; boundary=batas".parse().unwrap());
    ask(&office.router, &office.runtime, sent)
}

#[test]
fn evidence_is_kept_to_the_byte_sealed_and_its_custody_is_told() {
    let home = Home::new();
    let case = open(&home, false);
    let office = Office::of(home);
    let officer = office.person("rahma", "bpjs_cabang", "73.71");
    let before = below(&office.home.data().join("lake/files"));
    let sent = send(&office, &officer, &case, "Resi teguran pertama", PDF);
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    // The same file again is the piece that is there.
    send(&office, &officer, &case, "Resi teguran pertama", PDF);
    let listed = office.get(&officer.cookie, &format!("/api/v1/cases/{case}/evidence")).text;
    let listed: serde_json::Value = serde_json::from_str(&listed).unwrap();
    let rows = listed["rows"].as_array().unwrap();
    assert_eq!((rows.len(), rows[0]["bytes"].as_u64()), (1, Some(PDF.len() as u64)), "{listed}");
    let sheet = office.get(&officer.cookie, &format!("/perkara/{case}")).text;
    let hash = rows[0]["sha256"].as_str().unwrap();
    assert!(sheet.contains(&hash[..16]) && sheet.contains("Resi teguran pertama"), "{sheet}");
    let taken = office.get(&officer.cookie, "/bukti/1/berkas");
    assert_eq!(taken.bytes, PDF);
    assert!(taken.header("content-type").starts_with("application/pdf"), "what it is told by its bytes, not by its sender");
    assert!(taken.header("content-disposition").contains("attachment"));
    let paper = office.get(&officer.cookie, &format!("/perkara/{case}/berkas.pdf"));
    assert!(paper.bytes.starts_with(b"%PDF-1.7"), "{}", paper.text);
    let page = office.get(&officer.cookie, "/bukti/1").text;
    for word in ["ditambahkan", "diambil", "disebut dalam berkas perkara", hash] {
        assert!(page.contains(word), "{word}: {page}");
    }
    // Sealed: what it says stands in no file of the installation.
    let planted = b"kutilang-tanda-terima";
    for file in below(office.home.data()) {
        let bytes = std::fs::read(&file).unwrap();
        assert!(!bytes.windows(planted.len()).any(|window| window == planted), "{} holds it plainly", file.display());
    }
    office.home.sound();
    // A flipped bit is found, and shown to nobody.
    let stored = below(&office.home.data().join("lake/files")).into_iter().find(|file| !before.contains(file)).unwrap();
    let mut bytes = std::fs::read(&stored).unwrap();
    bytes[40] ^= 1;
    std::fs::write(&stored, bytes).unwrap();
    let report = office.home.run(&["verify", "--format", "json"]).ended(2).json();
    assert_eq!(report["broken"].as_array().unwrap().len(), 1, "{report}");
    let out = office.home.path("bukti.pdf");
    office.home.run(&["case", "take", "1", "--out", out.to_str().unwrap()]).ended(2);
    assert!(!out.exists());
}

#[test]
fn what_is_no_evidence_is_refused_with_a_sentence_and_leaves_nothing() {
    let home = Home::new();
    let case = open(&home, false);
    let office = Office::of(home);
    let officer = office.person("rahma", "bpjs_cabang", "73.71");
    let before = below(&office.home.data().join("lake/files"));
    let refused = |title: &str, content: &[u8], because: &str| {
        let answer = send(&office, &officer, &case, title, content);
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{}", answer.text);
        assert!(answer.text.contains(because), "{because}: {}", answer.text);
    };
    refused("Halaman", b"<html><script>alert(1)</script>", "bukan PDF");
    refused("Kosong", b"", "bukan PDF");
    refused("", PDF, "belum disebut");
    refused("a.n. 7371012345679001", PDF, "tidak boleh memuat NIK");
    let large = [PDF, &vec![b'x'; app::LARGEST_EVIDENCE]].concat();
    refused("Besar", &large, "lebih besar");
    assert_eq!(office.home.json(&["case", "evidence", &case]).as_array().unwrap().len(), 0);
    assert_eq!(below(&office.home.data().join("lake/files")), before);
    assert!(below(&office.home.data().join("inbox")).is_empty(), "what did not become evidence is not kept");
}

/// S02: a piece of a case that somebody does not see is told like one that does not exist.
#[test]
fn evidence_of_others_is_not_there() {
    let home = Home::new();
    let case = open(&home, true);
    let office = Office::of(home);
    let file = office.home.write("resi.pdf", PDF);
    office.home.json(&["case", "attach", &case, file.to_str().unwrap(), "--as", "delivery_proof", "--title", "Kutilang"]);
    let neighbour = office.person("nur", "bpjs_cabang", "73.09");
    let colleague = office.person("ari", "bpjs_cabang", "73.71");
    for who in [&neighbour, &colleague] {
        for path in ["/bukti/1", "/bukti/1/berkas"] {
            let none = office.get(&who.cookie, &path.replace('1', "77"));
            let there = office.get(&who.cookie, path);
            assert_eq!((there.status, none.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
            assert_eq!(there.text.replace("bukti 1", "bukti 77").replace("%2Fbukti%2F1", "%2Fbukti%2F77"), none.text);
        }
        let other = "73.71-2025-9999";
        for address in ["/perkara/X/berkas.pdf", "/api/v1/cases/X/evidence"] {
            let there = office.get(&who.cookie, &address.replace('X', &case));
            let none = office.get(&who.cookie, &address.replace('X', other));
            assert_eq!((there.status, none.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
            assert_eq!(there.text.replace(&case, "X"), none.text.replace(other, "X"));
        }
        assert_eq!(send(&office, who, &case, "x", PDF).status, StatusCode::NOT_FOUND);
    }
    let prosecutor = office.person("jaksa-a", "jaksa", "73.71");
    assert!(office.get(&prosecutor.cookie, "/bukti/1").text.contains("Kutilang"), "who approves sees it");
}

/// A backup holds the evidence, and it comes back with it.
#[test]
fn evidence_comes_back_from_a_backup() {
    let home = Home::new();
    let case = open(&home, false);
    let file = home.write("resi.pdf", PDF);
    home.json(&["case", "attach", &case, file.to_str().unwrap(), "--title", "Resi"]);
    let to = home.path("cadangan");
    home.run(&["backup", "--to", to.to_str().unwrap()]).ended(0);
    for stored in below(&home.data().join("lake/files")) {
        std::fs::remove_file(stored).unwrap();
    }
    home.run(&["case", "take", "1", "--out", "/dev/null"]).ended(2);
    home.run(&["restore", "--from", to.to_str().unwrap(), "--replace"]).ended(0);
    let out = home.path("bukti.pdf");
    home.run(&["case", "take", "1", "--out", out.to_str().unwrap()]).ended(0);
    assert_eq!(std::fs::read(out).unwrap(), PDF);
}

/// What should not be there is destroyed by a second officer: file and key are gone, that it was there and why it is not stays.
#[test]
fn a_piece_that_should_not_be_there_is_destroyed_by_a_second_officer() {
    let home = Home::new();
    let case = open(&home, false);
    let office = Office::of(home);
    let region = office.person("wali", "bpjs_wilayah", "73");
    let prosecutor = office.person("jaksa-a", "jaksa", "73.71");
    let before = below(&office.home.data().join("lake/files"));
    send(&office, &region, &case, "KTP orang lain", PDF);
    let destroy = |who: &Person, reason: &str| office.post(&who.cookie, "/bukti/1/musnahkan", reason);
    let own = destroy(&region, "alasan=salah");
    assert!(own.status == StatusCode::BAD_REQUEST && own.text.contains("tidak boleh memusnahkannya"), "{}", own.text);
    let bare = destroy(&prosecutor, "alasan=");
    assert!(bare.status == StatusCode::BAD_REQUEST && bare.text.contains("belum ditulis"), "{}", bare.text);
    assert_eq!(destroy(&prosecutor, "alasan=salah+unggah").status, StatusCode::SEE_OTHER);
    assert_eq!(below(&office.home.data().join("lake/files")), before, "the file is gone");
    let page = office.get(&region.cookie, "/bukti/1").text;
    assert!(page.contains("dimusnahkan") && page.contains("salah unggah") && !page.contains("/bukti/1/berkas"), "{page}");
    assert_eq!(office.get(&region.cookie, "/bukti/1/berkas").status, StatusCode::BAD_REQUEST);
    assert_eq!(destroy(&prosecutor, "alasan=lagi").status, StatusCode::BAD_REQUEST);
    assert!(office.get(&region.cookie, &format!("/perkara/{case}/berkas.pdf")).bytes.starts_with(b"%PDF-1.7"));
    // It may come again, as a piece of its own.
    send(&office, &region, &case, "Resi yang benar", PDF);
    assert_eq!(office.get(&region.cookie, "/bukti/2/berkas").bytes, PDF);
    office.home.sound();
}
