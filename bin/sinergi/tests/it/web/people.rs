//! Pages about people: counts without a purpose, names with one, no NIK anywhere, and every look an act.

use super::*;

/// Sixty people of Maros; the first twenty are members who paid.
fn maros() -> Home {
    let home = Home::new();
    let members: Vec<(usize, &str, &str)> = strangers(0..20).map(|number| (number, "BPU", "2024-01..2025-06")).collect();
    home.ingest_text("peserta.csv", register(&members), "participants", "BPJS");
    home.ingest_text("mandai.csv", workers(strangers(0..60)), "workers", "Kec. Mandai");
    home.run(&["link"]).ended(0);
    home
}

/// What the audit log says of openings of persons: the act, its object and purpose, and how many rows; newest first.
fn looks(pages: &Pages, home: &Home) -> Vec<(String, String, u64)> {
    let installation = pages.runtime.block_on(Installation::open(place(home))).unwrap();
    let operator = app::Scope::operator("uji");
    let lines = pages.runtime.block_on(app::audit_lines(&installation, &operator, 0, 1_000)).unwrap();
    let looks = lines
        .into_iter()
        .filter(|line| ["list_uncovered", "take_uncovered", "open_person", "search_nik"].contains(&line.action.as_str()));
    looks.map(|line| (line.action, format!("{} {}", line.object, line.purpose), line.rows)).collect()
}

fn sixteen_digits(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() >= 16)
}

#[test]
fn the_list_of_the_uncovered_is_as_long_as_the_figure_says_and_names_nobody_without_a_purpose() {
    let home = maros();
    let pages = Pages::of(&home);
    let rows = home.json(&["coverage", "--by", "district"]);
    let districts = rows.as_array().unwrap().iter().filter(|row| row["region_code"].as_str().unwrap().len() == 8);
    let row = districts.max_by_key(|row| row["uncovered"].as_u64()).unwrap_or_else(|| panic!("no district: {rows}"));
    let (code, uncovered) = (row["region_code"].as_str().unwrap(), row["uncovered"].as_u64().unwrap());
    let counted = pages.get(&format!("/api/v1/uncovered?region={code}")).text;
    let counted: serde_json::Value = serde_json::from_str(&counted).unwrap();
    assert_eq!(counted["uncovered"], uncovered);
    assert_eq!(counted["people"], serde_json::json!([]));
    let bare = pages.get(&format!("/belum?wilayah={code}"));
    assert!(bare.text.contains(&format!("{uncovered} pekerja belum terlindungi")), "{}", bare.text);
    assert!(bare.text.contains("Pilih keperluan di atas") && !bare.text.contains("table class=\"orang\""), "{}", bare.text);
    assert_eq!(looks(&pages, &home), [], "counting opens nobody");

    let named = pages.get(&format!("/belum?wilayah={code}&keperluan=kunjungan")).text;
    assert_eq!(named.matches("name=\"orang\"").count() as u64, uncovered.min(50), "{named}");
    assert!(!sixteen_digits(&named) && named.contains("••••"), "{named}");
    assert_eq!(looks(&pages, &home), [("list_uncovered".to_owned(), format!("region:{code} kunjungan"), uncovered.min(50))]);

    // Page by page everybody stands once.
    let mut people = Vec::new();
    let mut cursor = String::new();
    loop {
        let path = format!("/api/v1/uncovered?region={code}&purpose=visit&cursor={cursor}");
        let page: serde_json::Value = serde_json::from_str(&pages.get(&path).text).unwrap();
        people.extend(page["people"].as_array().unwrap().iter().map(|person| person["person"].as_i64().unwrap()));
        match page["next"].as_str() {
            Some(next) => cursor = next.to_owned(),
            None => break,
        }
    }
    assert_eq!(people.len() as u64, uncovered);
    people.sort_unstable();
    people.dedup();
    assert_eq!(people.len() as u64, uncovered, "nobody stands twice");

    let person = pages.get(&format!("/orang/{}?keperluan=kunjungan", people[0])).text;
    assert!(person.contains("Belum terlindungi pada Juni 2025") && !sixteen_digits(&person), "{person}");
    assert!(pages.get(&format!("/orang/{}", people[0])).text.contains("Untuk keperluan apa"));
    assert_eq!(pages.get("/orang/1?keperluan=kunjungan").status, StatusCode::NOT_FOUND);
    assert_eq!(pages.get("/orang/1?keperluan=lain").status, StatusCode::BAD_REQUEST);
}

#[test]
fn a_list_is_taken_away_for_a_purpose_without_niks_and_not_beyond_what_one_person_may() {
    let home = maros();
    let pages = Pages::of(&home);
    let none = pages.form("/belum/unduh", "wilayah=73.09&apa=csv");
    assert!(none.status == StatusCode::BAD_REQUEST && none.text.contains("Keperluan belum dipilih"), "{}", none.text);
    let csv = pages.form("/belum/unduh", "wilayah=73.09&apa=csv&keperluan=daftar");
    assert_eq!(csv.status, StatusCode::OK, "{}", csv.text);
    assert!(csv.header("content-disposition").contains("attachment") && csv.header("cache-control") == "no-store");
    assert!(
        csv.text.starts_with('\u{feff}') && csv.text.contains("usulan hasil pencocokan") && !sixteen_digits(&csv.text),
        "{}",
        csv.text
    );
    let counted: serde_json::Value = serde_json::from_str(&pages.get("/api/v1/uncovered?region=73.09").text).unwrap();
    let lines = csv.text.lines().filter(|line| line.contains("\"73.09")).count() as u64;
    assert_eq!(counted["uncovered"], lines, "{}", csv.text);
    let book = pages.form("/belum/unduh", "wilayah=73.09&apa=xlsx&keperluan=daftar");
    assert!(book.text.starts_with("PK"));
    assert!(
        pages.form("/belum/unduh", "wilayah=73.09&apa=xlsx-pilih&keperluan=daftar").text.contains("Belum ada orang yang dipilih")
    );
    let acts = looks(&pages, &home);
    assert_eq!(acts[1], ("take_uncovered".to_owned(), "region:73.09 daftar".to_owned(), lines), "{acts:?}");
}

#[test]
fn a_person_is_found_by_the_whole_nik_which_stands_in_no_address() {
    let home = maros();
    let pages = Pages::of(&home);
    let nik = crate::people::person(strangers(0..1).next().unwrap()).nik;
    let found = pages.form("/orang", &format!("nik={nik}&keperluan=data"));
    assert_eq!(found.status, StatusCode::SEE_OTHER, "{}", found.text);
    let at = found.header("location").to_owned();
    assert!(!sixteen_digits(&at), "{at}");
    let person = pages.get(&at).text;
    assert!(person.contains("Terlindungi pada Juni 2025") && person.contains("JKK, JKM"), "{person}");
    assert!(!sixteen_digits(&person));
    let nobody = crate::people::person(strangers(900..901).next().unwrap()).nik;
    assert!(pages.form("/orang", &format!("nik={nobody}&keperluan=data")).text.contains("di daftar maupun register"));
    assert!(pages.form("/orang", "nik=123&keperluan=data").text.contains("bukan NIK yang utuh"));
    assert!(pages.form("/orang", &format!("nik={nik}")).text.contains("Keperluan belum dipilih"));
}

#[test]
fn a_list_is_checked_its_result_taken_away_and_deleted_and_the_list_itself_is_not_kept() {
    let home = maros();
    let pages = Pages::of(&home);
    let list = workers(strangers(0..3).chain(strangers(900..902)));
    let send = |purpose: &str| {
        let field =
            |name: &str, value: &str| format!("--batas\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        let body = format!("{}{}--batas--\r\n", field("keperluan", purpose), field("teks", &list));
        pages.post("/cek", "multipart/form-data; boundary=batas", body)
    };
    let flawed = send("");
    assert!(flawed.status == StatusCode::BAD_REQUEST && flawed.text.contains("Pilih keperluan"), "{}", flawed.text);
    assert_eq!(crate::home::below(&home.data().join("checks")), Vec::<PathBuf>::new());
    let sent = send("data");
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    let at = sent.header("location").to_owned();
    let result = pages.settled(&at).text;
    assert!(result.contains("3 dari 5 baris terlindungi pada Juni 2025") && !sixteen_digits(&result), "{result}");
    let kept = crate::home::below(&home.data().join("checks"));
    assert!(kept.iter().all(|file| !file.to_string_lossy().contains("/list/")), "the list is still there: {kept:?}");
    assert!(pages.get(&format!("{at}/hasil.xlsx")).text.starts_with("PK"));
    assert!(pages.get("/cek").text.contains(&at));
    assert_eq!(pages.form(&format!("{at}/hapus"), "").header("location"), "/cek");
    assert_eq!(pages.get(&at).status, StatusCode::NOT_FOUND);
    assert_eq!(crate::home::below(&home.data().join("checks")), Vec::<PathBuf>::new());
}
