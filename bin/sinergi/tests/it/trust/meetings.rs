//! Meetings on the pages: two officers at one meeting, a form that is sent twice over a bad line, and what a neighbour does not see.

use super::Office;
use crate::home::Home;
use crate::people::{register, workers};
use axum::http::StatusCode;

fn office() -> Office {
    let home = Home::new();
    let members: Vec<(usize, &str, &str)> = (1..=5).map(|number| (number, "BPU", "2024-01..2025-06")).collect();
    home.ingest_text("peserta.csv", register(&members), "participants", "BPJS");
    home.ingest_text("a.csv", workers(1..=20), "workers", "Kec. A");
    home.run(&["link"]).ended(0);
    Office::of(home)
}

#[test]
fn two_officers_write_into_one_meeting_and_what_is_sent_twice_counts_once() {
    let office = office();
    let chair = office.person("kajati", "jaksa", "73");
    let clerk = office.person("notulis", "bpjs_wilayah", "73");
    let begun = office.post(
        &chair.cookie,
        "/rapat",
        "judul=Rapat+monev&tempat=Makassar&pimpinan=Kajati&hadir=Disnaker&agenda=Cakupan&bulan=",
    );
    let path = begun.header("location").to_owned();
    assert!(begun.status == StatusCode::SEE_OTHER && path == "/rapat/73-2025-R01", "{} {}", begun.status, begun.text);
    let promise = |once: &str, what: &str| {
        format!("sekali={once}&apa=promised&janji={what}&siapa=Disnaker&tenggat=2025-12-31&ukuran=peserta")
    };
    for (who, once, what) in [(&chair, "a1", "Satu"), (&clerk, "b1", "Dua"), (&chair, "a1", "Satu"), (&chair, "a1", "Satu")] {
        assert_eq!(office.post(&who.cookie, &path, &promise(once, what)).status, StatusCode::SEE_OTHER);
    }
    let sheet = office.get(&clerk.cookie, &path).text;
    assert_eq!(
        (sheet.matches("73-2025-R01-K01</span>").count(), sheet.matches("73-2025-R01-K02</span>").count()),
        (1, 1),
        "{sheet}"
    );
    assert!(!sheet.contains("R01-K03"), "what came twice counts once");
    let done = "sekali=c1&apa=done&komitmen=73-2025-R01-K01&teks=400+peserta";
    assert_eq!(office.post(&clerk.cookie, &path, done).status, StatusCode::SEE_OTHER);
    let again = office.post(&clerk.cookie, &path, "sekali=c2&apa=done&komitmen=73-2025-R01-K01&teks=lagi");
    assert!(again.status == StatusCode::BAD_REQUEST && again.text.contains("sudah selesai"), "{}", again.text);
    let pdf = office.get(&chair.cookie, &format!("{path}/notulen.pdf"));
    assert_eq!((pdf.status, pdf.header("content-type").to_owned()), (StatusCode::OK, "application/pdf".to_owned()));
    assert!(office.get(&chair.cookie, "/komitmen").text.contains("Dua"));
}

/// S02: a meeting of the province is no business of one regency's office, and is told like one that does not exist.
#[test]
fn who_sees_one_regency_does_not_see_the_meeting_of_the_province() {
    let office = office();
    let chair = office.person("kajati", "jaksa", "73");
    office.post(&chair.cookie, "/rapat", "judul=Rapat+rahasia&bulan=");
    let neighbour = office.person("nur", "bpjs_cabang", "73.09");
    let (there, none) =
        (office.get(&neighbour.cookie, "/rapat/73-2025-R01"), office.get(&neighbour.cookie, "/rapat/73-2025-R77"));
    assert_eq!((there.status, none.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
    assert_eq!(there.text.replace("R01", "X"), none.text.replace("R77", "X"));
    assert!(!office.get(&neighbour.cookie, "/rapat").text.contains("rahasia"));
    let reader = office.person("bupati", "kepala_daerah", "73");
    assert!(office.get(&reader.cookie, "/rapat/73-2025-R01").text.contains("rahasia"), "who sees the whole region reads it");
    assert_eq!(office.post(&reader.cookie, "/rapat/73-2025-R01", "sekali=z&apa=noted&teks=x").status, StatusCode::FORBIDDEN);
}
