//! The second person: what nobody does alone is asked for, decided by somebody else with the right, and done once by whoever asked.

use super::Office;
use crate::home::Home;
use crate::people::{person, register, workers};
use crate::signed::Answer;
use axum::http::StatusCode;
use std::sync::atomic::{AtomicI64, Ordering};

const SECOND: app::SecondPerson = app::SecondPerson { people: 5, rows: 15, days: 7, link_hours: 24 };

/// Twenty people of Maros of whom ten are members: ten uncovered are more than one person takes alone here.
fn lived_in() -> Home {
    let home = Home::new();
    let numbers: Vec<usize> = (0..20).map(|place| place * 997 % 14_000 + 3).collect();
    let members: Vec<(usize, &str, &str)> = numbers.iter().take(10).map(|number| (*number, "BPU", "2024-01..2025-06")).collect();
    home.ingest_text("peserta.csv", register(&members), "participants", "BPJS");
    home.ingest_text("daftar.csv", workers(numbers), "workers", "Kec. Mandai");
    home.run(&["link"]).ended(0);
    home
}

fn office() -> Office {
    Office::with(lived_in(), || jiff::Timestamp::now().as_second(), SECOND)
}

const LIST: &str = "wilayah=73.09&keperluan=daftar&apa=xlsx";

fn once(page: &Answer) -> String {
    let shown =
        page.text.split("<code class=\"panjang\">").nth(1).unwrap_or_else(|| panic!("nothing is shown once: {}", page.text));
    shown.split("</code>").next().unwrap().to_owned()
}

/// S08, v5.0.0-2.3.5, 7.5.3: too many people for one: a second one decides, the file is sealed, says whose it is, and is fetched once.
#[test]
fn a_list_too_long_for_one_person_is_taken_by_two_once_and_sealed() {
    let office = office();
    let asker = office.person("budi.cabang", "bpjs_cabang", "73.09");
    let second = office.person("sari.wilayah", "bpjs_wilayah", "73");
    let neighbour = office.person("tetangga", "bpjs_cabang", "73.05");
    let refused = office.post(&asker.cookie, "/belum/unduh", LIST);
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert!(refused.text.contains("memerlukan orang kedua"), "{}", refused.text);
    assert_eq!(office.post(&asker.cookie, "/belum/minta", LIST).status, StatusCode::BAD_REQUEST, "a reason is asked for");
    let path =
        office.post(&asker.cookie, "/belum/minta", &format!("{LIST}&sebab=pendaftaran+massal")).header("location").to_owned();
    assert!(path.starts_with("/persetujuan/"), "{path}");
    let step = |who: &str, what: &str, form: &str| office.post(who, &format!("{path}/{what}"), form);

    // Not the asker, not a neighbour, and nothing before the decision.
    assert_eq!(step(&asker.cookie, "putus", "laku=setuju").status, StatusCode::BAD_REQUEST);
    assert_eq!(step(&asker.cookie, "jalankan", "").status, StatusCode::BAD_REQUEST);
    assert_eq!(step(&neighbour.cookie, "putus", "laku=setuju").status, StatusCode::NOT_FOUND);
    assert_eq!(office.get(&neighbour.cookie, &path).status, StatusCode::NOT_FOUND);
    assert!(!office.get(&neighbour.cookie, "/persetujuan").text.contains("pendaftaran massal"));
    assert!(office.get(&second.cookie, "/persetujuan").text.contains("Menunggu keputusan Anda"));
    assert!(office.get(&second.cookie, &path).text.contains("pendaftaran massal"));
    assert_eq!(step(&second.cookie, "putus", "laku=setuju").status, StatusCode::SEE_OTHER);
    assert_eq!(step(&second.cookie, "putus", "laku=tolak&sebab=x").status, StatusCode::BAD_REQUEST, "decided once");

    // Whoever decided does not take it.
    assert_eq!(step(&second.cookie, "jalankan", "").status, StatusCode::BAD_REQUEST);
    let password = once(&step(&asker.cookie, "jalankan", ""));
    assert_eq!(step(&asker.cookie, "jalankan", "").status, StatusCode::BAD_REQUEST, "a password is shown once");
    assert!(!office.get(&asker.cookie, &path).text.contains(&password));
    assert_eq!(step(&second.cookie, "berkas", "").status, StatusCode::BAD_REQUEST);
    let file = step(&asker.cookie, "berkas", "");
    assert_eq!(file.status, StatusCode::OK, "{}", file.text);
    assert_eq!(step(&asker.cookie, "berkas", "").status, StatusCode::BAD_REQUEST, "a link works once");

    assert_eq!(crate::sealed::open(&file.bytes, "BUKAN-SANDINYA"), None);
    let opened = crate::sealed::open(&file.bytes, &password).unwrap();
    let book = office.home.write("dibuka.xlsx", &opened);
    let cells = crate::sheets::read_text(&book, &crate::sheets::names(&book)[0]).concat();
    let named = (0..20).filter(|place| cells.contains(&person(place * 997 % 14_000 + 3).name)).count();
    assert_eq!(named, 10, "{cells:?}");
    let mark = cells.iter().find(|cell| cell.contains("Diambil oleh")).unwrap();
    assert!(mark.contains("budi.cabang") && mark.contains("mendaftarkan pekerja"), "{mark}");
    let id = path.trim_start_matches("/persetujuan/");
    assert!(cells.iter().any(|cell| cell.contains(id) && cell.contains("sari.wilayah")), "{cells:?}");

    let auditor = office.person("ida", "dpo", "73");
    let log = office.get(&auditor.cookie, "/audit").text;
    for act in ["approval_ask", "approval_approve", "approval_use", "take_uncovered"] {
        assert!(log.contains(act), "the log does not say {act}");
    }
    let told: serde_json::Value = serde_json::from_str(&office.get(&auditor.cookie, "/api/v1/approvals").text).unwrap();
    assert_eq!((&told["rows"][0]["state"], &told["rows"][0]["decided_by"]), (&"done".into(), &"account:sari.wilayah".into()));
}

static LATER: AtomicI64 = AtomicI64::new(0);

/// S08, R23, v5.0.0-8.3.2: a link ends, a request ends, and data or rights that changed since stop what was approved.
#[test]
fn an_approval_does_not_outlive_its_time_the_data_or_the_right() {
    LATER.store(jiff::Timestamp::now().as_second(), Ordering::SeqCst);
    let office = Office::with(lived_in(), || LATER.load(Ordering::SeqCst), SECOND);
    let asker = office.person("budi.cabang", "bpjs_cabang", "73.09");
    let second = office.person("sari.wilayah", "bpjs_wilayah", "73");
    let asked = || office.post(&asker.cookie, "/belum/minta", &format!("{LIST}&sebab=uji")).header("location").to_owned();
    let step = |who: &str, path: &str, what: &str, form: &str| office.post(who, &format!("{path}/{what}"), form);

    // The data changes between the decision and the doing, and between the doing and the download.
    let paths = [asked(), asked()];
    for path in &paths {
        assert_eq!(step(&second.cookie, path, "putus", "laku=setuju").status, StatusCode::SEE_OTHER);
    }
    once(&step(&asker.cookie, &paths[1], "jalankan", ""));
    office.home.ingest_text("lagi.csv", workers(vec![9_000]), "workers", "Kec. Bantimurung");
    office.home.run(&["link"]).ended(0);
    for (path, what) in [(&paths[0], "jalankan"), (&paths[1], "berkas")] {
        let answer = step(&asker.cookie, path, what, "");
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{what}");
        assert!(answer.text.contains("berubah sejak diminta"), "{what}: {}", answer.text);
    }
    // A file that nobody fetched in time, and a request that nobody decided in time. Sessions end too, so a fresh one asks.
    let (path, open) = (asked(), asked());
    assert_eq!(step(&second.cookie, &path, "putus", "laku=setuju").status, StatusCode::SEE_OTHER);
    once(&step(&asker.cookie, &path, "jalankan", ""));
    LATER.fetch_add(25 * 3_600, Ordering::SeqCst);
    let again = office.sign_in(&asker, "budi.cabang", LATER.load(Ordering::SeqCst));
    assert!(step(&again, &path, "berkas", "").text.contains("waktunya sudah lewat"));
    // The right is taken away: whoever is out carries nothing out.
    office.home.run(&["user", "disable", "budi.cabang"]).ended(0);
    assert_eq!(step(&again, &paths[0], "jalankan", "").status, StatusCode::UNAUTHORIZED);
    LATER.fetch_add(7 * 86_400, Ordering::SeqCst);
    let again = office.sign_in(&second, "sari.wilayah", LATER.load(Ordering::SeqCst));
    assert!(step(&again, &open, "putus", "laku=setuju").text.contains("tidak dapat diambil"));
}

/// v5.0.0-2.3.5: a large list is withdrawn and a withdrawn one erased by two; the operator of the machine can be the second.
#[test]
fn a_large_list_is_withdrawn_and_erased_by_two() {
    let office = office();
    let list = office.home.ingest(&office.home.path("daftar.csv"), "workers", "Kec. Mandai")["batch"].to_string();
    let at = |what: &str| format!("/riwayat/{list}/{what}");
    let branch = office.person("budi.cabang", "bpjs_cabang", "73.09");
    let region = office.person("sari.wilayah", "bpjs_wilayah", "73");
    let deputy = office.person("tono.wilayah", "bpjs_wilayah", "73");
    assert!(office.get(&branch.cookie, &at("tarik")).text.contains("tidak ditarik seorang diri"));
    let path = office.post(&branch.cookie, &at("tarik"), "sebab=salah+kirim").header("location").to_owned();
    assert!(path.starts_with("/persetujuan/"), "{path}");
    assert!(!office.get(&branch.cookie, &format!("/riwayat/{list}")).text.contains("Ditarik"), "nothing is done yet");
    let id = path.trim_start_matches("/persetujuan/").to_owned();
    assert_eq!(office.home.json(&["approval", "list"])[0]["state"], "asked");
    office.home.run(&["approval", "approve", &id]).ended(0);
    assert_eq!(office.home.run(&["approval", "approve", &id, "--format", "json"]).ended(1).error(), "refused");
    let done = office.post(&branch.cookie, &format!("{path}/jalankan"), "");
    assert!(done.text.contains(&format!("Batch {list} sudah ditarik")), "{}", done.text);
    office.runtime.block_on(office.desk.quiet());

    let path = office.post(&region.cookie, &at("musnahkan"), "sebab=retensi+habis").header("location").to_owned();
    assert!(path.starts_with("/persetujuan/"), "{path}");
    // The branch may withdraw in its regency and decides nothing over the whole.
    assert_eq!(office.get(&branch.cookie, &path).status, StatusCode::NOT_FOUND);
    assert_eq!(office.post(&deputy.cookie, &format!("{path}/putus"), "laku=setuju").status, StatusCode::SEE_OTHER);
    let done = office.post(&region.cookie, &format!("{path}/jalankan"), "");
    // Whose rows were linked last still rests on it where nobody is left to link; then the refusal says so and nothing is gone.
    assert!(done.text.contains(&format!("Batch {list} sudah dimusnahkan")), "{}", done.text);
    assert_eq!(office.post(&region.cookie, &format!("{path}/jalankan"), "").status, StatusCode::BAD_REQUEST, "done once");
}

/// v5.0.0-2.3.5, 8.4.1: an account or token over the whole region is granted by two; inside a regency one is enough.
#[test]
fn a_grant_over_the_whole_region_takes_two() {
    let office = office();
    let region = office.person("sari.wilayah", "bpjs_wilayah", "73");
    let admin = office.person("ani.admin", "admin", "73");
    let add = |who: &str, form: &str| office.post(who, "/admin/akun", form);
    assert!(
        add(&region.cookie, "nama=rani&peran=bappeda&wilayah=73.09&kantor=x&hari=").text.contains("Kode aktivasi untuk rani")
    );
    let accounts = office.home.accounts();
    let form = "nama=dewi&peran=dpo&wilayah=73&kantor=Inspektorat&hari=";
    assert_eq!(add(&region.cookie, form).status, StatusCode::BAD_REQUEST, "a reason is asked for");
    let path = add(&region.cookie, &format!("{form}&sebab=pejabat+baru")).header("location").to_owned();
    assert!(path.starts_with("/persetujuan/"), "{path}");
    assert_eq!(office.home.accounts(), accounts);
    assert_eq!(
        office.post(&admin.cookie, &format!("{path}/putus"), "laku=tolak").status,
        StatusCode::BAD_REQUEST,
        "no without a reason"
    );
    assert_eq!(office.post(&admin.cookie, &format!("{path}/putus"), "laku=setuju").status, StatusCode::SEE_OTHER);
    let done = office.post(&region.cookie, &format!("{path}/jalankan"), "");
    assert!(done.text.contains("Kode aktivasi untuk dewi") && once(&done).len() == 23, "{}", done.text);
    assert_eq!(office.home.accounts(), accounts + 1);
    let asked = office.post(&region.cookie, "/admin/token", "untuk=dasbor&peran=bappeda&wilayah=73&hari=9&sebab=dasbor+provinsi");
    assert!(asked.header("location").starts_with("/persetujuan/"), "{}", asked.text);
    // Whoever asked may take it back, and then nobody carries it out.
    let path = asked.header("location");
    assert_eq!(office.post(&region.cookie, &format!("{path}/putus"), "laku=tolak").status, StatusCode::SEE_OTHER);
    assert_eq!(office.post(&admin.cookie, &format!("{path}/putus"), "laku=setuju").status, StatusCode::BAD_REQUEST);
}

/// v5.0.0-2.3.5: nothing of our own lists is public until two people said so, and what is public is what they saw.
#[test]
fn figures_are_public_when_two_said_so_and_stay_as_they_were_said() {
    let office = office();
    let region = office.person("sari.wilayah", "bpjs_wilayah", "73");
    let prosecutor = office.person("jaksa.tinggi", "jaksa", "73");
    assert!(office.get("", "/publik").text.contains("Belum ada rilis"));
    assert_eq!(office.get("", "/api/v1/public").status, StatusCode::NOT_FOUND);
    assert_eq!(office.get("", "/publik.csv").status, StatusCode::NOT_FOUND);
    let path = office.post(&region.cookie, "/publik/ajukan", "sebab=rapat+monev").header("location").to_owned();
    assert!(path.starts_with("/persetujuan/"), "{path}");
    assert!(office.get("", "/publik").text.contains("Belum ada rilis"), "asked is not approved");
    let seen = office.get(&prosecutor.cookie, &path).text;
    assert!(seen.contains("persis seperti yang akan tampil") && seen.contains("Maros"), "{seen}");
    assert_eq!(office.post(&prosecutor.cookie, &format!("{path}/putus"), "laku=setuju").status, StatusCode::SEE_OTHER);
    let done = office.post(&region.cookie, &format!("{path}/jalankan"), "");
    assert!(done.text.contains("dilihat semua orang"), "{}", done.text);
    let public = office.get("", "/api/v1/public").text;
    assert!(public.contains("\"denominator\":20"), "{public}");
    // More people come in: what everybody sees stays what was approved.
    let more = crate::people::strangers(100..130);
    office.home.ingest_text("lagi.csv", workers(more), "workers", "Kec. Bantimurung");
    office.home.run(&["link"]).ended(0);
    assert_eq!(office.get("", "/api/v1/public").text, public);
    let inside = office.get(&region.cookie, "/api/v1/coverage").text;
    assert!(inside.contains("\"denominator\":50"), "the office sees the new figure: {inside}");
}
