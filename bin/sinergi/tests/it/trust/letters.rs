//! Letters from the pages: one officer drafts, another issues; numbers without a gap; no letter with a stale figure, a NIK or no head.

use super::{Office, Person};
use crate::home::Home;
use axum::http::StatusCode;
use std::fs;

const HEAD: &str = "name = \"Kantor Cabang Contoh\"\ninstitution = \"BPJS Ketenagakerjaan\"\naddress = \"Jl. Contoh 1\"\n\
    city = \"Makassar\"\ncode = \"KC-UJI\"\nsignatory_post = \"Kepala Kantor Cabang\"\n";

/// An office with a letterhead and as many cases in which a warning may follow.
fn office(cases: usize) -> (Office, Vec<String>) {
    let home = Home::new();
    fs::write(home.data().join("office.toml"), HEAD).unwrap();
    let numbers = (0..cases)
        .map(|count| {
            let employer = format!("1900{count:04}");
            let number = home.open_case((&employer, "PT Kenari Biru", "73.71"), &[]);
            for event in ["examination_started", "violation_found"] {
                home.json(&["case", "event", &number, event, "--on", "2025-06-03"]);
            }
            number
        })
        .collect();
    (Office::of(home), numbers)
}

const WARNING: &str = "jenis=warning&event=warning_issued&on=2025-07-02&working_days=7&alamat=Jl.+Kenari+5";

fn draft(office: &Office, by: &Person, case: &str, form: &str) -> String {
    let answer = office.post(&by.cookie, &format!("/perkara/{case}/surat"), form);
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    answer.header("location").to_owned()
}

fn refused(office: &Office, by: &Person, path: &str, form: &str, because: &str) {
    let answer = office.post(&by.cookie, path, form);
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{}", answer.text);
    assert!(answer.text.contains(because), "{}", answer.text);
}

#[test]
fn a_warning_is_drafted_by_one_officer_issued_by_another_and_moves_its_case() {
    let (office, cases) = office(1);
    let (case, sheet) = (&cases[0], format!("/perkara/{}", cases[0]));
    let branch = office.person("rahma", "bpjs_cabang", "73.71");
    let region = office.person("wali", "bpjs_wilayah", "73");
    let letter = draft(&office, &branch, case, WARNING);
    let paper = office.get(&branch.cookie, &format!("{letter}/surat.pdf"));
    assert!(paper.bytes.starts_with(b"%PDF-1.7"), "{}", paper.text);
    // A draft moves nothing, and its writer cannot issue it.
    assert!(!office.get(&branch.cookie, &sheet).text.contains("teguran pertama terbit"));
    assert_eq!(office.post(&branch.cookie, &format!("{letter}/terbit"), "").status, StatusCode::FORBIDDEN);
    assert_eq!(office.post(&region.cookie, &format!("{letter}/terbit"), "").status, StatusCode::SEE_OTHER);
    let page = office.get(&branch.cookie, &letter).text;
    assert!(page.contains("001/TGR/KC-UJI/VII/2025") && page.contains("terbit"), "{page}");
    let moved = office.get(&branch.cookie, &sheet).text;
    assert!(moved.contains("teguran pertama terbit") && moved.contains("001/TGR/KC-UJI/VII/2025"), "{moved}");
    // Issued once; the same paper every time.
    refused(&office, &region, &format!("{letter}/terbit"), "", "sudah terbit");
    let first = office.get(&branch.cookie, &format!("{letter}/surat.pdf")).bytes;
    assert_eq!(first, office.get(&region.cookie, &format!("{letter}/surat.pdf")).bytes);
    assert_ne!(first, paper.bytes, "a draft says that it is one");
    // It is revoked by another letter and never changed.
    let form = "jenis=revocation&on=2025-07-02&cabut=001/TGR/KC-UJI/VII/2025&alamat=Jl.+Kenari+5";
    let revocation = draft(&office, &branch, case, form);
    office.post(&region.cookie, &format!("{revocation}/terbit"), "");
    assert!(office.get(&branch.cookie, &letter).text.contains("002/CBT/KC-UJI/VII/2025"));
    assert!(office.get(&branch.cookie, &format!("{revocation}/surat.pdf")).bytes.starts_with(b"%PDF-1.7"));
    // Revoked once; and a revocation is not revoked.
    for number in ["001/TGR/KC-UJI/VII/2025", "002/CBT/KC-UJI/VII/2025"] {
        let form = format!("jenis=revocation&on=2025-07-02&cabut={number}&alamat=Jl.+Kenari+5");
        refused(&office, &branch, &format!("{sheet}/surat"), &form, "masih berlaku");
    }
    let listed: serde_json::Value =
        serde_json::from_str(&office.get(&branch.cookie, &format!("/api/v1/cases/{case}/letters")).text).unwrap();
    assert_eq!(listed["rows"][1]["state"], "revoked", "{listed}");
    let auditor = office.person("ida", "dpo", "73");
    let log = office.get(&auditor.cookie, "/audit").text;
    for act in ["letter-draft", "letter-issue", "letter-look", &format!("case:{case} letters")] {
        assert!(log.contains(act), "the log does not say {act}");
    }
}

#[test]
fn nobody_is_the_second_officer_of_their_own_letter() {
    let (office, cases) = office(1);
    let region = office.person("wali", "bpjs_wilayah", "73");
    let letter = draft(&office, &region, &cases[0], WARNING);
    refused(&office, &region, &format!("{letter}/terbit"), "", "tidak boleh menerbitkannya");
    let page = office.get(&region.cookie, &letter).text;
    assert!(!page.contains("/terbit\"") && page.contains("petugas lain"), "no button that only refuses: {page}");
}

#[test]
fn a_letter_with_a_stale_figure_a_nik_or_no_address_does_not_leave() {
    let (office, cases) = office(1);
    let path = format!("/perkara/{}", cases[0]);
    let branch = office.person("rahma", "bpjs_cabang", "73.71");
    let region = office.person("wali", "bpjs_wilayah", "73");
    let write = format!("{path}/surat");
    refused(&office, &branch, &write, &format!("{WARNING}&tambahan=a.n.+7371012345679001"), "tidak boleh memuat NIK");
    refused(&office, &branch, &write, &format!("{WARNING}&tambahan={}", "a".repeat(2_001)), "terlalu panjang");
    let services = "jenis=denial_request&event=denial_requested&on=2025-07-02&alamat=x&kepada=PTSP&services=7371012345679001";
    refused(&office, &branch, &write, services, "tidak boleh memuat NIK");
    refused(&office, &branch, &write, "jenis=warning&event=warning_issued&on=2025-07-02", "Alamat belum diisi");
    refused(&office, &branch, &write, "jenis=fine&event=fine_imposed&on=2025-07-02&alamat=x", "PP 86/2013");
    refused(&office, &branch, &write, "jenis=skk_request&on=2025-07-02&alamat=x&kepada=Kajari", "belum boleh ditulis");
    let letter = draft(&office, &branch, &cases[0], WARNING);
    let paid = "event=payment_received&on=2025-07-02&reference=TRX-1&rupiah=4000000";
    assert_eq!(office.post(&branch.cookie, &path, paid).status, StatusCode::SEE_OTHER);
    refused(&office, &region, &format!("{letter}/terbit"), "", "tidak lagi sama");
    assert_eq!(office.post(&branch.cookie, &format!("{letter}/buang"), "alasan=angka").status, StatusCode::SEE_OTHER);
    refused(&office, &region, &format!("{letter}/terbit"), "", "sudah terbit atau dibuang");
    // What was dropped took no number.
    let again = draft(&office, &branch, &cases[0], WARNING);
    office.post(&region.cookie, &format!("{again}/terbit"), "");
    assert!(office.get(&branch.cookie, &again).text.contains("001/TGR/KC-UJI/VII/2025"));
}

/// Two officers who revoke the same letter at once: it is revoked once.
#[test]
fn a_letter_is_revoked_once_whoever_is_at_it_at_once() {
    let (office, cases) = office(1);
    let branch = office.person("rahma", "bpjs_cabang", "73.71");
    let region = office.person("wali", "bpjs_wilayah", "73");
    let letter = draft(&office, &branch, &cases[0], WARNING);
    office.post(&region.cookie, &format!("{letter}/terbit"), "");
    let form = "jenis=revocation&on=2025-07-02&cabut=001/TGR/KC-UJI/VII/2025&alamat=Jl.+Kenari+5";
    let drafts: Vec<String> = (0..6).map(|_| draft(&office, &branch, &cases[0], form)).collect();
    let tasks: Vec<_> = drafts
        .iter()
        .map(|letter| {
            let request = crate::signed::request("POST", &format!("{letter}/terbit"), &region.cookie, Some(""));
            let router = office.router.clone();
            office.runtime.spawn(async move { tower::ServiceExt::oneshot(router, request).await.unwrap().status() })
        })
        .collect();
    let ended: Vec<StatusCode> = tasks.into_iter().map(|task| office.runtime.block_on(task).unwrap()).collect();
    assert_eq!(ended.iter().filter(|status| **status == StatusCode::SEE_OTHER).count(), 1, "{ended:?}");
}

/// Every kind, at the moment of a case at which it may be written, with the sums that stand on it.
#[test]
fn every_kind_of_letter_is_set_on_paper_with_its_sums() {
    let (office, cases) = office(1);
    let (home, case) = (&office.home, cases[0].as_str());
    let event = |case: &str, on: &str, event: &str, with: &str| {
        home.run(&["case", "event", case, event, "--on", on, "--with", with]).ended(0);
    };
    let out = home.path("surat.pdf");
    let written = |case: &str, kind: &str, on: &str, with: &str, to: &str| {
        let words = ["letter", "draft", case, kind, "--address", "Jl. Kenari 5", "--on", on, "--with", with, "--to", to];
        let id = home.json(&words)["id"].as_i64().unwrap().to_string();
        home.run(&["letter", "print", &id, "--out", out.to_str().unwrap()]).ended(0);
        assert!(fs::read(&out).unwrap().starts_with(b"%PDF-1.7"), "{kind}");
        home.json(&["letter", "list", "--case", case])[0].clone()
    };
    written(case, "warning", "2025-06-04", "{}", "");
    event(case, "2025-06-04", "warning_issued", "{}");
    event(case, "2025-06-05", "warning_delivered", r#"{"proof":"resi 1"}"#);
    event(case, "2025-07-01", "warning_issued", "{}");
    event(case, "2025-07-02", "warning_delivered", r#"{"proof":"resi 2"}"#);
    // The fine stands on its letter with what it was reckoned from.
    let fine = written(case, "fine", "2025-08-01", "{}", "");
    assert_eq!(fine["fine"]["amount"], 10_000, "{fine}");
    assert_eq!((fine["fine"]["contribution"].as_i64(), fine["fine"]["rate_percent"].as_str()), (Some(10_000_000), Some("0.1")));
    assert_eq!((fine["fine"]["months"].as_i64(), fine["fine"]["since"].as_str()), (Some(1), Some("2025-07-16")));
    // A request to an authority names it; a letter to the employer need not.
    let nobody = ["letter", "draft", case, "skk_request", "--address", "Jl. 1", "--on", "2025-08-01"];
    assert!(home.run(&nobody).ended(1).err.contains("lembaga lain"));
    assert_eq!(
        written(case, "skk_request", "2025-08-01", "{}", "Kepala Kejaksaan Negeri")["addressee"],
        "Kepala Kejaksaan Negeri"
    );
    event(case, "2025-08-01", "fine_imposed", "{}");
    written(case, "denial_request", "2025-08-04", r#"{"services":["PBG"]}"#, "Kepala Dinas PTSP");
    event(case, "2025-08-04", "skk_issued", r#"{"number":"SKK-7"}"#);
    assert_eq!(written(case, "somasi", "2025-08-05", "{}", "")["addressee"], "PT Kenari Biru");
    event(case, "2025-08-05", "somasi_sent", "{}");
    written(case, "invitation", "2025-08-06", r#"{"meeting_on":"2025-08-12"}"#, "");
    event(case, "2025-08-06", "summoned", "{}");
    written(case, "minutes", "2025-08-12", "{}", "");
    event(case, "2025-08-12", "mediation_held", "{}");
    written(case, "agreement", "2025-08-12", r#"{"instalments":[{"due":"2025-09-01","rupiah":6000000}]}"#, "");
    event(case, "2025-08-13", "payment_received", r#"{"reference":"TRX-1","rupiah":6000000}"#);
    event(case, "2025-08-14", "written_off", r#"{"decision":"SK-9","rupiah":4010000}"#);
    event(case, "2025-08-15", "skk_completed", "{}");
    // What was written off was not paid, and the letter says so.
    let settled = written(case, "settlement", "2025-08-15", "{}", "");
    assert_eq!((&settled["received"], &settled["written_off"]), (&6_000_000.into(), &serde_json::json!([["SK-9", 4_010_000]])));
    let words =
        ["case", "open", "--employer", "DESA-1", "--name", "Pemdes", "--region", "73.71", "--violation", "unit", "--state-organ"];
    let opened = home.json(&[&words[..], &["--on", "2025-06-02"]].concat());
    let organ = opened["number"].as_str().unwrap();
    event(organ, "2025-06-02", "examination_started", "{}");
    event(organ, "2025-06-03", "violation_found", "{}");
    assert_eq!(written(organ, "organ_request", "2025-06-04", r#"{"to":"Gubernur"}"#, "")["addressee"], "Gubernur");
}

#[test]
fn an_office_without_a_letterhead_writes_no_letter() {
    let (office, cases) = office(1);
    let branch = office.person("rahma", "bpjs_cabang", "73.71");
    let file = office.home.data().join("office.toml");
    fs::write(&file, HEAD.replace("Jl. Contoh 1", "")).unwrap();
    refused(&office, &branch, &format!("/perkara/{}/surat", cases[0]), WARNING, "office.toml: address");
    fs::remove_file(&file).unwrap();
    refused(&office, &branch, &format!("/perkara/{}/surat", cases[0]), WARNING, "Kop surat belum ada");
}

/// S02: a letter of another region is told like one that does not exist.
#[test]
fn a_letter_of_others_is_not_there() {
    let (office, cases) = office(1);
    let branch = office.person("rahma", "bpjs_cabang", "73.71");
    let neighbour = office.person("nur", "bpjs_cabang", "73.09");
    let letter = draft(&office, &branch, &cases[0], WARNING);
    let (there, none) = (office.get(&neighbour.cookie, &letter), office.get(&neighbour.cookie, "/surat/77"));
    assert_eq!((there.status, none.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
    assert_eq!(there.text.replace("surat 1", "surat 77").replace("%2Fsurat%2F1", "%2Fsurat%2F77"), none.text);
    assert_eq!(office.get(&neighbour.cookie, &format!("{letter}/surat.pdf")).status, StatusCode::NOT_FOUND);
}

#[test]
fn officers_who_issue_at_once_share_no_number_and_leave_none_out() {
    let (office, cases) = office(12);
    let branch = office.person("rahma", "bpjs_cabang", "73.71");
    let region = office.person("wali", "bpjs_wilayah", "73");
    let letters: Vec<String> = cases.iter().map(|case| draft(&office, &branch, case, WARNING)).collect();
    let tasks: Vec<_> = letters
        .iter()
        .map(|letter| {
            let request = crate::signed::request("POST", &format!("{letter}/terbit"), &region.cookie, Some(""));
            let router = office.router.clone();
            office.runtime.spawn(async move { tower::ServiceExt::oneshot(router, request).await.unwrap().status() })
        })
        .collect();
    for task in tasks {
        assert_eq!(office.runtime.block_on(task).unwrap(), StatusCode::SEE_OTHER);
    }
    let listed = office.home.json(&["letter", "list"]);
    let mut numbers: Vec<&str> = listed.as_array().unwrap().iter().map(|letter| letter["number"].as_str().unwrap()).collect();
    numbers.sort_unstable();
    let expected: Vec<String> = (1..=12).map(|count| format!("{count:03}/TGR/KC-UJI/VII/2025")).collect();
    assert_eq!(numbers, expected);
}
