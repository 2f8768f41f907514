//! A plan from the pages: a scenario is kept, frozen, approved by a second person and by nobody else, and only then gives names.

use super::Office;
use crate::home::Home;
use crate::people::{person, register, workers};
use axum::http::StatusCode;

const BUDGET: &str = "TAHUN;KODE_WILAYAH;PEMDA;SUMBER_DANA;KELOMPOK;JUMLAH_ORANG;JUMLAH_BULAN;IURAN_PER_BULAN;NILAI\n\
    2025;73.09;Kab. Maros;APBD;;5;12;16800;1008000\n\
    2025;73.09;Kab. Maros;Hibah luar;;5;12;16800;1008000\n";

/// Forty people of whom ten are members, and money for five of the others.
fn office() -> Office {
    let home = Home::new();
    let numbers: Vec<usize> = (0..40).map(|place| place * 997 % 14_000 + 3).collect();
    let members: Vec<(usize, &str, &str)> = numbers.iter().take(10).map(|number| (*number, "BPU", "2024-01..2025-06")).collect();
    home.ingest_text("peserta.csv", register(&members), "participants", "BPJS");
    home.ingest_text("daftar.csv", workers(numbers), "workers", "Kec. Mandai");
    home.ingest_text("anggaran.csv", BUDGET, "budgets", "BKAD Maros");
    home.run(&["link"]).ended(0);
    Office::of(home)
}

fn approved(office: &Office, path: &str, cookie: &str) -> StatusCode {
    office.post(cookie, &format!("{path}/setujui"), "").status
}

#[test]
fn a_plan_holds_when_a_second_person_approved_it_and_only_then_names_people() {
    let office = office();
    let planner = office.person("rani.bappeda", "bappeda", "73.09");
    let branch = office.person("budi.cabang", "bpjs_cabang", "73.09");
    let page = office.get(&planner.cookie, "/alokasi").text;
    assert!(page.contains("5 pekerja terlindungi 12 bulan") && page.contains("Hibah luar"), "{page}");
    let told = office.get(&planner.cookie, "/api/v1/plan/allocation?cover_months=3").text;
    assert!(told.contains("\"funeral_only\":true") && told.contains("\"people\":20"), "{told}");

    let kept = office.post(&planner.cookie, "/alokasi/simpan", "bulan=12&nama=A+2026");
    let path = kept.header("location").to_owned();
    assert!(path.starts_with("/alokasi/"), "{} {}", kept.status, kept.text);
    // A draft cannot be approved, and whoever made or froze it is no second person.
    assert_eq!(approved(&office, &path, &branch.cookie), StatusCode::BAD_REQUEST);
    assert_eq!(office.post(&planner.cookie, &format!("{path}/bekukan"), "").status, StatusCode::SEE_OTHER);
    assert_eq!(approved(&office, &path, &planner.cookie), StatusCode::BAD_REQUEST);
    let sheets = format!("{path}/peserta.xlsx");
    const PASSWORD: &str = "kutilang hinggap di loteng";
    let asked = &format!("wilayah=73.09&keperluan=daftar&sandi={}", PASSWORD.replace(' ', "+"));
    assert_eq!(office.post(&branch.cookie, &sheets, asked).status, StatusCode::BAD_REQUEST, "names before the approval");
    assert_eq!(approved(&office, &path, &branch.cookie), StatusCode::SEE_OTHER);
    assert!(office.get(&planner.cookie, &path).text.contains("Disetujui"));

    let lines = office.get(&planner.cookie, &format!("{path}/anggaran.xlsx"));
    assert!(lines.bytes.starts_with(b"PK"), "{}", lines.text);
    let file = office.home.write("anggaran.xlsx", &lines.bytes);
    assert_eq!(crate::sheets::names(&file), ["Anggaran"]);
    assert_eq!(
        office.post(&branch.cookie, &sheets, "wilayah=73.09&keperluan=daftar").status,
        StatusCode::BAD_REQUEST,
        "no password"
    );
    let taken = office.post(&branch.cookie, &sheets, asked);
    // Whole NIKs leave sealed only, with the mark of who took them.
    let opened = crate::sealed::open(&taken.bytes, PASSWORD).expect("the password opens it");
    let file = office.home.write("pendaftaran.xlsx", &opened);
    let named: Vec<String> =
        crate::sheets::names(&file).iter().flat_map(|sheet| crate::sheets::read_text(&file, sheet).concat()).collect();
    assert!(named.iter().any(|cell| cell.contains("Diambil oleh budi.cabang")), "{named:?}");
    let people = (0..40).filter(|place| named.contains(&person(place * 997 % 14_000 + 3).nik)).count();
    assert_eq!(people, 5, "{named:?}");
    // Who plans a budget sees no names, and the log tells who took them.
    assert_eq!(office.post(&planner.cookie, &sheets, asked).status, StatusCode::FORBIDDEN);
    let auditor = office.person("ida", "dpo", "73");
    let log = office.get(&auditor.cookie, "/audit").text;
    for act in ["keep_plan", "freeze_plan", "approve_plan", "take_budget_lines", "take_enrolment"] {
        assert!(log.contains(act), "the log does not say {act}");
    }
}

/// A scenario over a year that a second person approved: its path.
fn approved_plan(office: &Office) -> String {
    let planner = office.person("rani.bappeda", "bappeda", "73.09");
    let branch = office.person("budi.cabang", "bpjs_cabang", "73.09");
    let path = office.post(&planner.cookie, "/alokasi/simpan", "bulan=12&nama=A+2026").header("location").to_owned();
    assert_eq!(office.post(&planner.cookie, &format!("{path}/bekukan"), "").status, StatusCode::SEE_OTHER);
    assert_eq!(approved(office, &path, &branch.cookie), StatusCode::SEE_OTHER);
    path
}

#[test]
fn half_a_year_later_the_plan_is_held_against_who_was_covered_since_and_who_lapsed() {
    let office = office();
    let first = office.home.run(&["plan", "compare"]).ended(1).err;
    assert!(first.contains("Belum ada rencana yang disetujui"), "{first}");
    let path = approved_plan(&office);
    let id = path.rsplit('/').next().unwrap();
    let at_once = office.home.json(&["plan", "compare", id]);
    assert_eq!((at_once["months"].as_u64(), at_once["total"]["bought"].as_u64()), (Some(0), Some(0)), "{at_once}");
    // Three of the uncovered become members in July; one of them pays for one month only.
    let numbers: Vec<usize> = (0..13).map(|place| place * 997 % 14_000 + 3).collect();
    let paid = |place: usize| match place {
        0..10 => "2024-01..2025-12",
        10 => "2025-07..2025-07",
        _ => "2025-07..2025-12",
    };
    let members: Vec<(usize, &str, &str)> =
        numbers.iter().enumerate().map(|(place, number)| (*number, "BPU", paid(place))).collect();
    let file = office.home.write("peserta-desember.csv", register(&members));
    let when = ["--as-of", "2025-12-31", "--known-on", "2026-01-01"];
    office
        .home
        .run(&[&["ingest", file.to_str().unwrap(), "--as", "participants", "--source", "BPJS"], &when[..]].concat())
        .ended(0);
    office.home.run(&["link"]).ended(0);
    let told = office.home.json(&["plan", "compare"]);
    let total = |key: &str| told["total"][key].as_u64().unwrap_or_else(|| panic!("{key}: {told}"));
    assert_eq!((total("planned"), total("planned_months"), told["months"].as_u64()), (5, 30, Some(6)), "{told}");
    assert_eq!((total("uncovered"), total("bought"), total("active"), total("lapsed")), (30, 3, 2, 1), "{told}");
    // A month or more of grace counts as covered; nobody is covered for more than the months passed.
    assert!((13..18).contains(&total("paid_months")), "{told}");
    let planner = office.person("sari.bappeda", "bappeda", "73.09");
    let page = office.get(&planner.cookie, &path).text;
    assert!(page.contains("Sesudah disetujui") && page.contains("Putus"), "{page}");
    let api: serde_json::Value =
        serde_json::from_str(&office.get(&planner.cookie, &format!("/api/v1/plans/{id}/compare")).text).unwrap();
    assert_eq!(api["total"], told["total"]);
    let other = office.person("tetangga", "bappeda", "73.05");
    assert_eq!(office.get(&other.cookie, &format!("/api/v1/plans/{id}/compare")).status, StatusCode::BAD_REQUEST);
}

#[test]
fn a_plan_of_one_regency_is_not_there_for_another() {
    let office = office();
    let planner = office.person("rani.bappeda", "bappeda", "73.09");
    let path = office.post(&planner.cookie, "/alokasi/simpan", "bulan=12&nama=A").header("location").to_owned();
    let other = office.person("tetangga", "bappeda", "73.05");
    assert_eq!(office.get(&other.cookie, &path).status, office.get(&other.cookie, "/alokasi/0000").status);
    assert!(!office.get(&other.cookie, "/api/v1/plans").text.contains("\"name\":\"A\""));
    let theirs = office.get(&other.cookie, "/alokasi").text;
    assert!(!theirs.contains("Maros"), "{theirs}");
}

#[test]
fn the_bridge_adds_up_to_the_uncovered_and_opens_the_same_people() {
    let office = office();
    let branch = office.person("budi.cabang", "bpjs_cabang", "73.09");
    let told: serde_json::Value =
        serde_json::from_str(&office.get(&branch.cookie, "/api/v1/plan/bridge?share=100").text).unwrap();
    let spans = told["bridge"]["spans"].as_array().unwrap();
    let available: u64 = spans.iter().map(|span| span["available"].as_u64().unwrap()).sum();
    let uncovered: serde_json::Value =
        serde_json::from_str(&office.get(&branch.cookie, "/api/v1/uncovered?region=73.09").text).unwrap();
    assert_eq!(Some(available), uncovered["uncovered"].as_u64(), "{told}");
    for span in spans {
        let channel = span["channel"].as_str().unwrap();
        let path = format!("/api/v1/uncovered?region=73.09&channel={channel}");
        let opened: serde_json::Value = serde_json::from_str(&office.get(&branch.cookie, &path).text).unwrap();
        assert_eq!(opened["uncovered"], span["available"], "{channel}");
    }
    let page = office.get(&branch.cookie, "/target").text;
    assert!(page.contains("jalur=") && page.contains("akan berakhir"), "{page}");
}
