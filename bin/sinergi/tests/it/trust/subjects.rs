//! The desk of data subjects on the pages: taken in, made sure of, looked up, destroyed by two, answered with a letter; and for nobody of
//! another area.

use super::Office;
use crate::home::Home;
use crate::people::{person, register, strangers, workers};
use axum::http::StatusCode;

fn office() -> (Office, usize) {
    let home = Home::new();
    let numbers: Vec<usize> = strangers(0..20).collect();
    let members: Vec<(usize, &str, &str)> = numbers.iter().take(10).map(|number| (*number, "BPU", "2024-01..2025-06")).collect();
    home.ingest_text("peserta.csv", register(&members), "participants", "BPJS");
    home.ingest_text("daftar.csv", workers(numbers.iter().copied()), "workers", "Desa A");
    home.run(&["link"]).ended(0);
    (Office::of(home), numbers[0])
}

/// UU 27/2022, v5.0.0-2.3.5, P12: every step is somebody's, in order, and stands in the log without the person.
#[test]
fn a_request_goes_from_intake_to_letter_and_an_erasure_takes_two() {
    let (office, who) = office();
    let officer = office.person("ida.dpo", "dpo", "73");
    let second = office.person("sari.wilayah", "bpjs_wilayah", "73");
    let who = person(who);
    let form =
        format!("jenis=erasure&nama={}&nik={}&alamat=Jl.+Kutilang+1&isi=mohon+dihapus", who.name.replace(' ', "+"), who.nik);
    assert_eq!(office.post(&officer.cookie, "/hak-subjek", &form.replace(&who.nik, "73")).status, StatusCode::BAD_REQUEST);
    let path = office.post(&officer.cookie, "/hak-subjek", &form).header("location").to_owned();
    assert!(path.starts_with("/hak-subjek/H-"), "{path}");
    let step = |what: &str, form: &str| office.post(&officer.cookie, &format!("{path}/{what}"), form);
    assert!(step("data", "").text.contains("belum dipastikan"), "nothing is shown of somebody who may be another");
    assert_eq!(step("identitas", "bukti=katanya").status, StatusCode::BAD_REQUEST);
    assert_eq!(step("identitas", "bukti=id_card").status, StatusCode::SEE_OTHER);
    let held = step("data", "").text;
    assert!(held.contains("2 baris di 2 daftar") && held.contains("tanggal lahir") && !held.contains(&who.nik), "{held}");
    assert!(step("jawab", "hasil=granted&jawaban=sudah").text.contains("barisnya masih ada"));

    let asked = step("musnahkan", "sebab=permintaan+sendiri").header("location").to_owned();
    assert!(asked.starts_with("/persetujuan/"), "{asked}");
    assert_eq!(office.post(&officer.cookie, &format!("{asked}/putus"), "laku=setuju").status, StatusCode::BAD_REQUEST);
    assert_eq!(office.post(&second.cookie, &format!("{asked}/putus"), "laku=setuju").status, StatusCode::SEE_OTHER);
    let done = office.post(&officer.cookie, &format!("{asked}/jalankan"), "");
    assert!(done.text.contains("2 baris di 2 daftar"), "{}", done.text);
    assert!(step("data", "").text.contains("Tidak ada baris"));
    assert_eq!(step("jawab", "hasil=granted&jawaban=Data+Anda+sudah+dimusnahkan.").status, StatusCode::SEE_OTHER);
    let letter = office.get(&officer.cookie, &format!("{path}/surat")).text;
    assert!(
        letter.contains("Data Anda sudah dimusnahkan.") && letter.contains(&who.name) && letter.contains("2 baris"),
        "{letter}"
    );

    let log = office.get(&officer.cookie, "/audit").text;
    for act in ["subject_take", "subject_verify", "subject_holdings", "erase_person", "subject_answer", "approval_approve"] {
        assert!(log.contains(act), "the log does not say {act}");
    }
    assert!(!log.contains(&who.name) && !log.contains(&who.nik) && !log.contains("Kutilang"), "{log}");
    let told = office.get(&officer.cookie, "/api/v1/subject-requests").text;
    assert!(told.contains("\"erased_rows\":2") && !told.contains(&who.name) && !told.contains("Kutilang"), "{told}");
}

/// v5.0.0-8.4.1, S02: of another area a request is not there, and data of every region is for whoever sees every region.
#[test]
fn a_request_of_one_area_is_not_there_for_another_and_a_part_looks_nothing_up() {
    let (office, who) = office();
    let province = office.person("ida.dpo", "dpo", "73");
    let regency = office.person("udin.dpo", "dpo", "73.09");
    let nik = person(who).nik;
    let form = format!("jenis=access&nama=Kutilang&nik={nik}");
    let theirs = office.post(&province.cookie, "/hak-subjek", &form).header("location").to_owned();
    assert_eq!(office.get(&regency.cookie, &theirs).status, StatusCode::NOT_FOUND);
    assert!(!office.get(&regency.cookie, "/hak-subjek").text.contains("Kutilang"));
    let own = office.post(&regency.cookie, "/hak-subjek", &form).header("location").to_owned();
    office.post(&regency.cookie, &format!("{own}/identitas"), "bukti=id_card");
    let answer = office.post(&regency.cookie, &format!("{own}/data"), "");
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(answer.text.contains("seluruh 73"), "{}", answer.text);
    assert!(office.post(&province.cookie, &format!("{own}/data"), "").text.contains("2 baris di 2 daftar"));
}
