//! A list from upload to withdrawal, and everything that may go wrong on the way.

use super::*;

#[test]
fn a_list_is_tried_shown_accepted_its_refusals_taken_away_and_withdrawn_again() {
    let home = linked();
    let pages = Pages::of(&home);
    // Twenty workers, and one row that is nobody: it goes back.
    let list = workers(strangers(20..40)) + "21;;;;;;Maros;Mandai;Bontoa\n";
    let sent = pages.upload("workers", "Kec. Bantimurung", "2025-06-30", "../Bantimurung <1>.csv", &list);
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    let waiting = sent.header("location").to_owned();
    let preview = pages.settled(&waiting);
    for words in ["20 dari 21 baris siap", "21 dibaca = 20 diterima + 1 ditolak + 0 ganda", "40,00%", "Nama Lengkap", "&lt;1&gt;"]
    {
        assert!(preview.text.contains(words), "the preview does not say {words:?}: {}", preview.text);
    }
    for number in strangers(20..40) {
        assert!(!preview.text.contains(&crate::people::person(number).nik), "a NIK stands in the preview");
    }
    assert!(pages.get("/cakupan").text.contains("40,00%"), "nothing counts before it is submitted");
    assert_eq!(pages.accept(&waiting).status, StatusCode::SEE_OTHER);
    let receipt_at = pages.settled(&waiting).header("location").to_owned();
    let receipt = pages.get(&receipt_at).text;
    assert!(receipt.contains("20 dari 21 baris diterima"), "{receipt}");
    let now = rate_of_maros(&home);
    assert_ne!(now, "40,00%");
    assert!(pages.get("/cakupan").text.contains(&now), "it counts now");
    assert!(preview.text.contains(&now), "the preview told what it would do: {now}");
    let refused = pages.form(&format!("{receipt_at}/ditolak.xlsx"), "alasan=mend");
    assert!(refused.text.starts_with("PK") && refused.header("content-disposition").contains("attachment"));
    assert_eq!(refused.header("cache-control"), "no-store");
    assert_eq!(pages.form(&format!("{receipt_at}/tarik"), "").status, StatusCode::SEE_OTHER);
    assert!(pages.settled(&receipt_at).text.contains("Ditarik: tidak dihitung lagi"));
    assert!(pages.get("/cakupan").text.contains("40,00%"), "it counts no more");
    home.sound();
}

#[test]
fn a_form_with_flaws_keeps_what_was_typed_and_leaves_nothing_behind() {
    let home = Home::new();
    let pages = Pages::of(&home);
    let answer = pages.upload("workers", "Kec. \"X\" <i>", "31-06-2025", "a.csv", "NIK;Nama\n");
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(
        answer.text.contains("Isi tanggal keadaan daftar") && answer.text.contains("Kec. &quot;X&quot; &lt;i&gt;"),
        "{}",
        answer.text
    );
    assert!(answer.text.contains("<title>Galat: "), "the title says that something is wrong");
    let left = std::fs::read_dir(home.data().join("inbox")).map(|entries| entries.count()).unwrap_or(0);
    assert_eq!(left, 0, "a file without an order does not wait");
    let cut = pages.post(
        "/impor",
        "multipart/form-data; boundary=batas",
        "--batas\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\nNIK",
    );
    assert_eq!(cut.status, StatusCode::BAD_REQUEST);
    assert_eq!(pages.post("/impor", "text/plain", "x").status, StatusCode::BAD_REQUEST);
}

#[test]
fn a_file_that_is_no_list_is_refused_with_its_reason_and_can_be_discarded() {
    let home = Home::new();
    let pages = Pages::of(&home);
    let sent = pages.upload("workers", "X", "2025-06-30", "a.csv", "ini;bukan;daftar\n1;2;3\n");
    let waiting = sent.header("location").to_owned();
    let shown = pages.settled(&waiting);
    assert!(shown.text.contains("Berkas ini tidak dapat diterima") && shown.text.contains("a.csv"), "{}", shown.text);
    assert_eq!(pages.form(&format!("{waiting}/batal"), "").header("location"), "/impor");
    assert_eq!(pages.get(&waiting).status, StatusCode::NOT_FOUND);
}

/// The files of the lake with one role, taken away.
fn lose(home: &Home, pages: &Pages, batch: i64, role: &str) {
    let store = pages.runtime.block_on(store::Store::open(home.data())).unwrap();
    let files = pages.runtime.block_on(store.files_of(batch)).unwrap();
    let file = files.iter().find(|file| file.role.code() == role).unwrap();
    std::fs::remove_file(home.data().join("lake/files").join(&file.sha256[..2]).join(&file.sha256)).unwrap();
}

#[test]
fn a_list_that_came_in_is_told_as_accepted_even_when_it_cannot_be_counted_yet() {
    let home = linked();
    let pages = Pages::of(&home);
    let waiting = pages.upload("workers", "Kec. Turikale", "2025-06-30", "b.csv", &workers(strangers(20..30)));
    let waiting = waiting.header("location").to_owned();
    assert!(pages.settled(&waiting).text.contains("name=\"uji\""));
    lose(&home, &pages, 2, "identity");
    pages.accept(&waiting);
    let receipt_at = pages.settled(&waiting).header("location").to_owned();
    let receipt = pages.get(&receipt_at).text;
    for words in ["10 dari 10 baris diterima", "menunggu dihitung", "belum masuk ke dalam angka cakupan", "action=\"/hitung\""] {
        assert!(receipt.contains(words), "the receipt does not say {words:?}: {receipt}");
    }
    assert!(!receipt.contains("Tidak ada berkas yang menunggu"), "{receipt}");
}

#[test]
fn a_fault_of_ours_is_not_told_as_a_bad_file_and_can_be_tried_again() {
    let home = linked();
    let pages = Pages::of(&home);
    lose(&home, &pages, -1, "links");
    let sent = pages.upload("workers", "X", "2025-06-30", "a.csv", &workers(strangers(20..30)));
    let waiting = sent.header("location").to_owned();
    let shown = pages.settled(&waiting).text;
    assert!(shown.contains("bukan karena berkasnya") && !shown.contains("tidak dapat diterima"), "{shown}");
    assert!(shown.contains(&format!("action=\"{waiting}/coba\"")), "{shown}");
    assert_eq!(pages.form(&format!("{waiting}/coba"), "").header("location"), waiting);
}

#[test]
fn nothing_is_accepted_that_was_not_shown() {
    let home = linked();
    let pages = Pages::of(&home);
    let sent = pages.upload("workers", "X", "2025-06-30", "a.csv", &workers(strangers(20..30)));
    let waiting = sent.header("location").to_owned();
    for body in ["", "uji=0000000000000000"] {
        pages.form(&format!("{waiting}/kirim"), body);
        pages.runtime.block_on(pages.desk.quiet());
    }
    assert_eq!(home.kind_status("workers")["rows"], 10, "nothing came in");
    // Another list changes what this one does: the preview of before is no longer one.
    let before = pages.settled(&waiting).text;
    let seen = before.split("name=\"uji\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    home.ingest_text("lain.csv", workers(strangers(40..50)), "workers", "Y");
    home.run(&["link"]).ended(0);
    pages.form(&format!("{waiting}/kirim"), &format!("uji={seen}"));
    pages.runtime.block_on(pages.desk.quiet());
    assert_eq!(home.kind_status("workers")["rows"], 20, "the preview was of another state");
    assert_eq!(pages.accept(&waiting).status, StatusCode::SEE_OTHER);
    pages.runtime.block_on(pages.desk.quiet());
    assert_eq!(home.kind_status("workers")["rows"], 30);
}

#[test]
fn what_was_withdrawn_counts_no_more_whether_or_not_it_was_linked_again() {
    let home = linked();
    let pages = Pages::of(&home);
    home.ingest_text("lain.csv", workers(strangers(20..32)), "workers", "Kec. Turikale");
    home.run(&["link"]).ended(0);
    let maros = |pages: &Pages| figures::row_of(&pages.get("/cakupan").text, "Kabupaten Maros")[2..].join(" ");
    assert_ne!(maros(&pages), "4 10 6", "both lists count");
    home.run(&["withdraw", "4"]).ended(0);
    assert_eq!(maros(&pages), "4 10 6", "the withdrawn list counts no more");
    assert!(pages.get("/cakupan").text.contains("sudah ditarik masih ada dalam pencocokan"));
    // The pages make it good when they start.
    pages.runtime.block_on(pages.desk.start(&app::Scope::operator("uji")));
    assert_eq!(maros(&pages), "4 10 6");
    assert!(!pages.get("/cakupan").text.contains("sudah ditarik masih ada"));
    assert_eq!(home.json(&["status"])["next"], serde_json::json!(["next-coverage"]));
    for batch in ["2", "3"] {
        home.run(&["withdraw", batch]).ended(0);
    }
    let page = pages.get("/cakupan");
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("47,38%"), "with every list gone the published figures stand: {}", page.text);
}

#[test]
fn uploads_that_broke_off_are_seen_and_can_be_discarded() {
    let home = Home::new();
    let pages = Pages::of(&home);
    let id = "0123456789abcdef0123456789abcdef";
    std::fs::create_dir_all(home.data().join("inbox").join(id).join("file")).unwrap();
    let page = pages.get("/impor").text;
    assert!(page.contains("Unggahan yang terputus") && page.contains(&format!("/impor/{id}/batal")), "{page}");
    pages.form(&format!("/impor/{id}/batal"), "");
    assert!(!pages.get("/impor").text.contains("Unggahan yang terputus"));
    assert!(!home.data().join("inbox").join(id).exists());
}

#[test]
fn a_preview_leaves_no_refused_rows_behind() {
    let home = linked();
    let pages = Pages::of(&home);
    let list = workers(strangers(20..30)) + "21;;;;;;Maros;Mandai;Bontoa\n";
    let sent = pages.upload("workers", "X", "2025-06-30", "a.csv", &list);
    assert!(pages.settled(sent.header("location")).text.contains("1 ditolak"));
    assert_eq!(crate::home::below(&home.data().join("outbox")), Vec::<PathBuf>::new(), "person data without a seal");
}
