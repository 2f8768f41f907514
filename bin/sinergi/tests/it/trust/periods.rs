//! Sheets of what offices enter by hand: three levels by three hands, a lock that refuses by name, and a second person who opens it.

use super::{Office, Person};
use crate::home::Home;
use crate::people::{register, strangers, workers};
use axum::http::StatusCode;

fn office() -> Office {
    let home = Home::new();
    let members: Vec<(usize, &str, &str)> = strangers(0..5).map(|number| (number, "BPU", "2024-01..2025-06")).collect();
    home.ingest_text("peserta.csv", register(&members), "participants", "BPJS");
    home.ingest_text("a.csv", workers(strangers(0..20)), "workers", "Kec. A");
    home.run(&["link"]).ended(0);
    Office::of(home)
}

const SHEET: &str = "/kunci/73.09";

fn enter(office: &Office, who: &Person, once: &str, numerator: &str) -> crate::signed::Answer {
    let form = format!(
        "sekali={once}&bulan=2025-06&apa=enter&indikator=projects&pembilang={numerator}&penyebut=2.947&bukti=LPSE+30+Juni"
    );
    office.post(&who.cookie, SHEET, &form)
}

fn step(office: &Office, who: &Person, step: &str, reason: &str) -> crate::signed::Answer {
    let reason = reason.replace(' ', "+");
    office.post(&who.cookie, SHEET, &format!("sekali={step}-{}-{reason}&bulan=2025-06&apa={step}&sebab={reason}", who.role))
}

#[test]
fn a_figure_is_final_after_three_hands_and_a_locked_sheet_refuses_by_name_until_a_second_person_opens_it() {
    let office = office();
    let regency = office.person("dina.disnaker", "disnaker", "73.09");
    let branch = office.person("budi.cabang", "bpjs_cabang", "73.09");
    let head = office.person("wati.wilayah", "bpjs_wilayah", "73");
    let other = office.person("jaka.jaksa", "jaksa", "73");
    let sheet = format!("{SHEET}?bulan=2025-06");

    assert_eq!(enter(&office, &regency, "a1", "68").status, StatusCode::SEE_OTHER);
    assert_eq!(enter(&office, &regency, "a1", "99").status, StatusCode::SEE_OTHER, "sent twice, taken once");
    assert!(office.get(&branch.cookie, &sheet).text.contains("2,31%"), "68 of 2,947");
    let guessed = enter(&office, &regency, "a2", "6,8");
    assert!(guessed.status == StatusCode::BAD_REQUEST && guessed.text.contains("6,8"), "{}", guessed.text);
    let named = office.post(
        &regency.cookie,
        SHEET,
        &format!(
            "sekali=a3&bulan=2025-06&apa=enter&indikator=projects&pembilang=1&penyebut=2&bukti={}",
            crate::people::person(9).nik
        ),
    );
    assert!(named.status == StatusCode::BAD_REQUEST && named.text.contains("memuat NIK"), "{}", named.text);

    assert_eq!(step(&office, &regency, "submit", "sesuai LPSE").status, StatusCode::SEE_OTHER);
    let own = step(&office, &regency, "approve", "setuju");
    assert!(own.status == StatusCode::BAD_REQUEST && own.text.contains("tidak memutuskan sendiri"), "{}", own.text);
    assert!(enter(&office, &branch, "a4", "70").text.contains("sudah diajukan"));
    // Before a second officer approved it no scorecard shows it.
    let open = |title: &str| {
        let number =
            office.home.json(&["meeting", "open", "--title", title, "--month", "2025-06", "--on", "2025-07-02"])["number"]
                .clone();
        let lines = office.home.json(&["meeting", "show", number.as_str().unwrap()])["frozen"]["lines"].clone();
        lines.as_array().unwrap().iter().filter(|line| line["indicator"] == "projects").cloned().collect::<Vec<_>>()
    };
    assert!(open("sebelum").is_empty());
    assert_eq!(step(&office, &branch, "approve", "sudah dicek").status, StatusCode::SEE_OTHER);
    let shown = open("sesudah");
    assert_eq!((shown.len(), shown[0]["numerator"].as_u64(), shown[0]["denominator"].as_u64()), (1, Some(68), Some(2_947)));

    // The branch may not lock: that is for whoever may approve.
    assert_eq!(step(&office, &branch, "lock", "final").status, StatusCode::FORBIDDEN);
    assert_eq!(step(&office, &head, "lock", "final untuk rapat triwulan").status, StatusCode::SEE_OTHER);
    let refused = enter(&office, &regency, "a5", "70");
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    for name in ["Kabupaten Maros 2025-06", "terkunci", "wati.wilayah", "final untuk rapat triwulan"] {
        assert!(refused.text.contains(name), "{name}: {}", refused.text);
    }
    let board = office.get(&regency.cookie, "/kunci?bulan=2025-06").text;
    assert!(board.contains("final untuk rapat triwulan") && board.contains("terkunci"), "{board}");

    assert_eq!(step(&office, &head, "ask_reopening", "angka proyek salah").status, StatusCode::SEE_OTHER);
    assert!(step(&office, &head, "reopen", "saya sendiri").text.contains("tidak memutuskan sendiri"));
    assert_eq!(step(&office, &other, "reopen", "bukti baru benar").status, StatusCode::SEE_OTHER);
    assert_eq!(enter(&office, &regency, "a6", "70").status, StatusCode::SEE_OTHER);
    let told = office.get(&regency.cookie, "/api/v1/periods?bulan=2025-06").text;
    assert!(told.contains("\"replaced\":1") && told.contains("bukti baru benar") && !told.contains("73.05"), "{told}");
    let auditor = office.person("ida", "dpo", "73");
    let log = office.get(&auditor.cookie, "/audit").text;
    assert!(log.contains("period-step") && log.contains("period-enter"), "{log}");
    office.home.run(&["audit", "verify"]).ended(0);
}

/// S01, S02: a sheet of another regency is told like one that does not exist, and whoever reads figures writes none.
#[test]
fn a_sheet_of_another_regency_is_not_there_and_who_reads_does_not_write() {
    let office = office();
    let neighbour = office.person("nur.cabang", "bpjs_cabang", "73.05");
    let (there, none) = (office.get(&neighbour.cookie, SHEET), office.get(&neighbour.cookie, "/kunci/64.01"));
    assert_eq!((there.status, none.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
    assert_eq!(there.text.replace("73.09", "X"), none.text.replace("64.01", "X"));
    assert_eq!(enter(&office, &neighbour, "n1", "1").status, StatusCode::NOT_FOUND);
    let reader = office.person("bupati.maros", "kepala_daerah", "73.09");
    assert_eq!(office.get(&reader.cookie, SHEET).status, StatusCode::OK);
    assert_eq!(enter(&office, &reader, "r1", "1").status, StatusCode::FORBIDDEN);
}

#[test]
fn the_command_line_enters_with_evidence_and_refuses_a_month_to_come_an_unknown_indicator_and_its_own_approval() {
    let office = office();
    let home = &office.home;
    let enter = |region: &str, month: &str, code: &str| {
        let words = [
            "period",
            "enter",
            region,
            month,
            code,
            "--numerator",
            "1",
            "--denominator",
            "1",
            "--evidence",
            "Perbup 1",
            "--on",
            "2025-07-02",
        ];
        home.run(&words)
    };
    enter("73.09", "2025-06", "regulation").ended(0);
    assert!(enter("73.09", "2025-08", "regulation").ended(1).err.contains("belum tiba"));
    assert!(enter("73.09", "2025-06", "coverage").ended(1).err.contains("coverage"));
    enter("73.09.01", "2025-06", "regulation").ended(1);
    let step = |step: &str| home.run(&["period", "step", "73.09", "2025-06", step, "--reason", "cek", "--on", "2025-07-02"]);
    step("submit").ended(0);
    assert!(step("approve").ended(1).err.contains("tidak memutuskan sendiri"));
    let board = home.json(&["period", "list", "2025-06"]);
    let maros = board["sheets"].as_array().unwrap().iter().find(|sheet| sheet["region_code"] == "73.09").unwrap();
    assert_eq!((maros["state"].as_str(), maros["values"]["regulation"]["numerator"].as_u64()), (Some("submitted"), Some(1)));
}
