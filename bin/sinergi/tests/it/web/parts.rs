//! A file in parts: cut, taken up again, and the same bytes in the end; bounded, and nobody else's.

use super::*;
use crate::signed::{request, sign_up};

const PART: usize = 4_096;

/// The order of a file as the script of the page sends it.
fn order(name: &str, size: usize, mark: &str) -> String {
    format!("kind=workers&source=Kec.+Mandai&as_of=2025-06-30&nama={name}&besar={size}&tanda={mark}")
}

fn json(answer: &Answer) -> serde_json::Value {
    serde_json::from_str(&answer.text).unwrap_or_else(|_| panic!("{} {}", answer.status, answer.text))
}

fn begin(pages: &Pages, order: &str) -> serde_json::Value {
    let begun = pages.form("/impor/bagian", order);
    assert_eq!(begun.status, StatusCode::OK, "{}", begun.text);
    json(&begun)
}

fn send(pages: &Pages, id: &str, from: usize, part: &[u8]) -> Answer {
    pages.post(&format!("/impor/bagian/{id}?mulai={from}"), "application/octet-stream", part.to_vec())
}

#[test]
fn a_file_whose_line_breaks_goes_on_where_it_stood_and_is_the_same_batch_as_one_that_came_at_once() {
    let list = workers(strangers(0..300));
    let bytes = list.as_bytes();
    let receipt = |home: &Home, pages: &Pages, waiting: &str| -> String {
        assert_eq!(pages.accept(waiting).status, StatusCode::SEE_OTHER);
        pages.settled(waiting);
        let told = home.json(&["status"]);
        let store = pages.runtime.block_on(store::Store::open(home.data())).unwrap();
        let batch = pages.runtime.block_on(store.batches()).unwrap().pop().unwrap_or_else(|| panic!("no batch: {told}"));
        assert_eq!(batch.file_name, "daftar.csv");
        batch.file_sha256
    };
    let whole = Home::new();
    let pages = Pages::of(&whole);
    let at_once = pages.upload("workers", "Kec. Mandai", "2025-06-30", "daftar.csv", &list);
    let at_once = receipt(&whole, &pages, at_once.header("location"));

    let home = Home::new();
    let pages = Pages::of(&home);
    let stands = begin(&pages, &order("daftar.csv", bytes.len(), "a-1"));
    let id = stands["id"].as_str().unwrap();
    assert_eq!((stands["received"].as_u64(), stands["size"].as_u64()), (Some(0), Some(bytes.len() as u64)));
    for from in (0..bytes.len() / 2).step_by(PART) {
        assert_eq!(send(&pages, id, from, &bytes[from..from + PART]).status, StatusCode::OK);
    }
    let there = json(&pages.get(&format!("/impor/bagian/{id}")))["received"].as_u64().unwrap() as usize;
    // A part that was sent again, one that leaves a gap, one beyond the end, and an early end: nothing changes.
    for from in [0, there + PART] {
        let again = send(&pages, id, from, &bytes[..PART]);
        assert_eq!((again.status, json(&again)["received"].as_u64()), (StatusCode::CONFLICT, Some(there as u64)));
    }
    assert_eq!(send(&pages, id, there, &vec![b'x'; bytes.len()]).status, StatusCode::BAD_REQUEST);
    assert_eq!(pages.form(&format!("/impor/bagian/{id}/selesai"), "").status, StatusCode::BAD_REQUEST);
    let page = pages.get("/impor").text;
    assert!(page.contains("Pengiriman yang belum selesai") && page.contains("/aset/unggah.js"), "{page}");
    assert!(!page.contains("terputus sebelum"), "what is on its way is not broken");

    // The program ends and starts again; the same file is chosen again.
    drop(pages);
    let pages = Pages::of(&home);
    let other = begin(&pages, &order("daftar.csv", bytes.len(), "b-2"));
    assert_ne!(other["id"], id, "another sender, another file");
    let first = sign_up(&home, &pages.router, &pages.runtime, ("lain.penguji", "bpjs_wilayah", "73")).0;
    let stranger = ask(&pages.router, &pages.runtime, request("GET", &format!("/impor/bagian/{id}"), &first, None));
    assert_eq!(stranger.status, StatusCode::NOT_FOUND, "another's file is as if it were not there");
    assert_eq!(send(&pages, id, there, &bytes[there..]).status, StatusCode::NOT_FOUND, "this one is somebody else's too");
    let own = other["id"].as_str().unwrap();
    assert_eq!(send(&pages, own, 0, &bytes[..there]).status, StatusCode::OK);
    let again = begin(&pages, &order("daftar.csv", bytes.len(), "b-2"));
    assert_eq!((again["id"].as_str(), again["received"].as_u64()), (Some(own), Some(there as u64)), "it goes on where it stood");
    assert_eq!(send(&pages, own, there, &bytes[there..]).status, StatusCode::OK);
    let done = pages.form(&format!("/impor/bagian/{own}/selesai"), "");
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    let waiting = json(&done)["next"].as_str().unwrap().to_owned();
    assert_eq!(receipt(&home, &pages, &waiting), at_once, "the same bytes, whichever way they came");
    assert_eq!(pages.get(&format!("/impor/bagian/{own}")).status, StatusCode::NOT_FOUND);
    home.sound();
}

#[test]
fn files_on_their_way_are_bounded_in_size_and_number_and_can_be_thrown_away() {
    let home = Home::new();
    let pages = Pages::of(&home);
    for size in [0, (256 << 20) + 1] {
        assert_eq!(pages.form("/impor/bagian", &order("a.csv", size, "m")).status, StatusCode::BAD_REQUEST, "{size}");
    }
    let flawed = pages.form("/impor/bagian", &order("a.csv", 10, "m").replace("2025-06-30", "kemarin"));
    assert!(flawed.status == StatusCode::BAD_REQUEST && flawed.text.contains("Isi tanggal keadaan daftar"), "{}", flawed.text);
    let ids: Vec<String> = (0..5)
        .map(|number| begin(&pages, &order(&format!("{number}.csv"), 10, "m"))["id"].as_str().unwrap().to_owned())
        .collect();
    let sixth = pages.form("/impor/bagian", &order("6.csv", 10, "m"));
    assert!(sixth.status == StatusCode::BAD_REQUEST && sixth.text.contains("belum selesai dikirim"), "{}", sixth.text);
    assert_eq!(pages.form(&format!("/impor/{}/batal", ids[0]), "").header("location"), "/impor");
    assert_eq!(pages.get(&format!("/impor/bagian/{}", ids[0])).status, StatusCode::NOT_FOUND);
    begin(&pages, &order("6.csv", 10, "m"));
    assert_eq!(send(&pages, &ids[1], 0, &vec![b'x'; (1 << 20) + 1]).status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(send(&pages, "../../x", 0, b"x").status, StatusCode::NOT_FOUND);
}
