//! The queue of pairs: what is asked, of whom, how it is settled, and what the next linking makes of it.

use super::*;
use crate::people::{WORKER_HEADINGS, person};
use crate::signed::{request, sign_up};

/// Sixty members of Maros, and workers who may be they: the same names, no NIK, and a birth date of another day and month.
pub fn doubtful() -> Home {
    let home = Home::new();
    let members: Vec<(usize, &str, &str)> = strangers(0..60).map(|number| (number, "BPU", "2024-01..2025-06")).collect();
    home.ingest_text("peserta.csv", register(&members), "participants", "BPJS");
    let line = |number: usize| {
        let person = person(number);
        let birth = format!("{:02}-{:02}-{}", person.birth.day() % 27 + 1, person.birth.month(), person.birth.year());
        format!("{number};;{};{birth};{};Petani;Maros;Mandai;Bontoa\n", person.name, person.sex)
    };
    let list = strangers(0..40).map(line).fold(WORKER_HEADINGS.to_owned(), |text, line| text + &line);
    home.ingest_text("daftar.csv", list, "workers", "Kec. Mandai");
    home.ingest_text(
        "takalar.csv",
        "NIK;Nama Lengkap;Tanggal Lahir;L/P;Pekerjaan;Kabupaten\n".to_owned() + &elsewhere(),
        "workers",
        "Takalar",
    );
    home.run(&["link"]).ended(0);
    home
}

/// The same people once more in a list of Takalar: pairs of two regencies.
fn elsewhere() -> String {
    let line = |number: usize| {
        let person = person(number);
        format!(";{};{};{};Petani;Takalar\n", person.name, person.birth_text(), person.sex)
    };
    strangers(45..50).map(line).collect()
}

const QUEUE: &str = "/antrean?pilih=ragu&keperluan=data";
const SAMPLE: &str = "/antrean?pilih=sampel&keperluan=data";

/// The pair on a page.
fn pair_on(page: &str) -> Option<String> {
    let rest = page.split("name=\"pasangan\" value=\"").nth(1)?;
    Some(rest.split('"').next()?.to_owned())
}

fn shown(pages: &Pages, path: &str) -> String {
    let page = pages.get(path).text;
    pair_on(&page).unwrap_or_else(|| panic!("no pair is asked: {page}"))
}

fn say(pages: &Pages, which: &str, pair: &str, answer: &str) -> Answer {
    pages.form("/antrean", &format!("pilih={which}&keperluan=data&pasangan={pair}&jawab={answer}"))
}

/// The pairs that are asked of a second person: nobody who answers is told.
fn twice(pages: &Pages, home: &Home) -> Vec<String> {
    let store = pages.runtime.block_on(store::Store::open(home.data())).unwrap();
    let pairs = pages.runtime.block_on(store.review_pairs(false)).unwrap();
    pairs.iter().filter(|pair| pair.twice).map(|pair| format!("{}-{}", pair.rows.0, pair.rows.1)).collect()
}

fn links(home: &Home) -> serde_json::Value {
    let status = home.run(&["link", "--format", "json"]).ended(0);
    serde_json::from_str(&status.out).unwrap()
}

#[test]
fn a_pair_is_shown_side_by_side_without_a_whole_nik_and_both_looks_and_answers_are_recorded() {
    let home = doubtful();
    let pages = Pages::of(&home);
    let start = pages.get("/antrean").text;
    assert!(start.contains("Pasangan ragu") && pair_on(&start).is_none(), "without a purpose nobody is shown: {start}");
    let page = pages.get(QUEUE).text;
    for words in
        ["Mengapa diusulkan", "Cocok: satu orang", "data-kunci=\"1\"", "daftar pekerja", "30 Juni 2025", "/aset/antrean.js"]
    {
        assert!(page.contains(words), "the pair does not say {words:?}: {page}");
    }
    let digits = page.split(|letter: char| !letter.is_ascii_digit()).filter(|run| run.len() == 16).count();
    assert_eq!(digits, 0, "a NIK stands on the page");
    let pair = pair_on(&page).unwrap();
    assert_eq!(say(&pages, "ragu", &pair, "cocok").header("location"), QUEUE);
    assert_ne!(shown(&pages, QUEUE), pair, "the next pair follows");
    let store = pages.runtime.block_on(store::Store::open(home.data())).unwrap();
    let lines = pages.runtime.block_on(store.audit_lines(0, 20)).unwrap();
    let told = |action: &str| lines.iter().find(|line| line.action == action).unwrap_or_else(|| panic!("no {action}"));
    assert_eq!((told("review_pair").rows, told("review_pair").purpose.as_str()), (2, "data"));
    assert!(told("say_pair").actor.starts_with("account:") && told("say_pair").object.starts_with("pair:"));
    assert!(!told("say_pair").object.contains(&pair), "the log names no row");
}

#[test]
fn what_is_settled_joins_and_parts_people_at_the_next_linking_and_what_is_taken_back_does_not() {
    let home = doubtful();
    let pages = Pages::of(&home);
    let before = links(&home);
    let mut said = Vec::new();
    for answer in ["cocok", "bukan", "cocok", "bukan", "ragu"] {
        let pair = shown(&pages, QUEUE);
        say(&pages, "ragu", &pair, answer);
        said.push((pair, answer));
    }
    let last = shown(&pages, QUEUE);
    say(&pages, "ragu", &last, "bukan");
    let page = pages.get(QUEUE).text;
    let seq = page.split("name=\"nomor\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let undone = pages.form("/antrean/urung", &format!("pilih=ragu&keperluan=data&nomor={seq}"));
    assert_eq!(undone.header("location"), QUEUE, "{}", undone.text);
    assert_eq!(shown(&pages, QUEUE), last, "what was taken back is asked again");
    assert!(pages.get("/antrean").text.contains("Keputusan belum dihitung"));
    assert_eq!(pages.form("/hitung", "").status, StatusCode::SEE_OTHER);
    pages.runtime.block_on(pages.desk.quiet());
    assert!(!pages.get("/antrean").text.contains("Keputusan belum dihitung"));
    let after = links(&home);
    let asked_twice = twice(&pages, &home);
    let double = |pair: &str| asked_twice.iter().any(|known| known == pair);
    let settled = said.iter().filter(|(pair, answer)| *answer != "ragu" && !double(pair)).count() as u64;
    assert!(settled >= 2, "{said:?}");
    assert_eq!(after["reviewed"], settled, "{after}");
    assert_ne!(after["content"], before["content"], "decisions change the links");
    assert_eq!(before["reviewed"], 0);
    let persons = crate::relink::persons(&home);
    let person_of = |row: &str| persons[&row.parse::<i64>().unwrap()];
    for (pair, answer) in said.iter().filter(|(pair, answer)| *answer != "ragu" && !double(pair)) {
        let (a, b) = pair.split_once('-').unwrap();
        assert_eq!(person_of(a) == person_of(b), *answer == "cocok", "{pair} {answer}");
    }
}

#[test]
fn a_sample_hides_what_the_engine_thinks_is_for_whoever_sees_the_whole_and_feeds_the_interval() {
    let home = doubtful();
    let pages = Pages::of(&home);
    assert_eq!(links(&home)["errors"][0]["reviewed"], false);
    let page = pages.get(SAMPLE).text;
    assert!(page.contains("pendapat mesin tidak ditampilkan") && !page.contains("Mengapa diusulkan"), "{page}");
    let mut said = 0;
    while let Some(pair) = pair_on(&pages.get(SAMPLE).text).filter(|_| said < 30) {
        assert_eq!(say(&pages, "sampel", &pair, "cocok").status, StatusCode::SEE_OTHER);
        said += 1;
    }
    assert!(said >= 20, "only {said} pairs are in the sample");
    let after = links(&home);
    assert_eq!(after["errors"][0]["reviewed"], true, "{after}");
    let (maros, _) = sign_up(&home, &pages.router, &pages.runtime, ("maros.penguji", "bpjs_cabang", "73.09"));
    let refused = ask(&pages.router, &pages.runtime, request("GET", SAMPLE, &maros, None));
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "a part of a sample is no sample");
}

#[test]
fn each_side_is_asked_about_its_own_rows_only_and_cannot_answer_for_others() {
    let home = doubtful();
    let pages = Pages::of(&home);
    let person = |name: &str, role: &str, area: &str| sign_up(&home, &pages.router, &pages.runtime, (name, role, area)).0;
    let get = |cookie: &str, path: &str| ask(&pages.router, &pages.runtime, request("GET", path, cookie, None));
    let post = |cookie: &str, form: &str| ask(&pages.router, &pages.runtime, request("POST", "/antrean", cookie, Some(form)));
    let takalar = person("takalar.penguji", "bpjs_cabang", "73.05");
    assert!(pair_on(&get(&takalar, QUEUE).text).is_none(), "their rows pair with Maros only: that is for whoever sees both");
    let maros = person("maros.penguji", "bpjs_cabang", "73.09");
    let theirs = pair_on(&get(&maros, QUEUE).text).expect("Maros has pairs of its own");
    let form = |pair: &str| format!("pilih=ragu&keperluan=data&pasangan={pair}&jawab=cocok");
    let (one, two) = (post(&takalar, &form(&theirs)), post(&takalar, &form("1-2")));
    assert_eq!((one.status, &one.text), (two.status, &two.text), "what is not theirs is told like what is not there");
    assert_eq!(one.status, StatusCode::NOT_FOUND);
    // A proposal decides nothing, and is not asked of another who proposes.
    let office = person("disnaker.penguji", "disnaker", "73.09");
    let proposed = pair_on(&get(&office, QUEUE).text).unwrap();
    assert_eq!(post(&office, &form(&proposed)).status, StatusCode::SEE_OTHER);
    assert_eq!(links(&home)["reviewed"], 0, "a proposal is no decision");
    let again = pair_on(&get(&maros, QUEUE).text);
    assert_eq!(again.as_ref(), Some(&proposed), "whoever decides is asked, and is not told of the proposal");
    assert!(!get(&maros, QUEUE).text.contains("disnaker.penguji"));
    let purpose = get(&maros, "/antrean?keperluan=iseng");
    assert_eq!(purpose.status, StatusCode::BAD_REQUEST);
}

#[test]
fn some_pairs_go_to_a_second_person_who_is_not_told_and_a_third_one_where_they_do_not_agree() {
    let home = doubtful();
    let pages = Pages::of(&home);
    let asked_twice = twice(&pages, &home);
    let double = |pair: &str| asked_twice.iter().any(|known| known == pair);
    let person = |name: &str| sign_up(&home, &pages.router, &pages.runtime, (name, "bpjs_wilayah", "73")).0;
    let people = ["satu.penguji", "dua.penguji", "tiga.penguji"].map(person);
    let get = |cookie: &str| ask(&pages.router, &pages.runtime, request("GET", QUEUE, cookie, None)).text;
    let post = |cookie: &str, pair: &str, answer: &str| {
        let form = format!("pilih=ragu&keperluan=data&pasangan={pair}&jawab={answer}");
        assert_eq!(
            ask(&pages.router, &pages.runtime, request("POST", "/antrean", cookie, Some(&form))).status,
            StatusCode::SEE_OTHER
        );
    };
    // The first one answers everything; what is left to the second is what is asked twice.
    let mut first = Vec::new();
    while let Some(pair) = pair_on(&get(&people[0])) {
        post(&people[0], &pair, "cocok");
        first.push(pair);
    }
    let twice: Vec<&String> = first.iter().filter(|pair| double(pair)).collect();
    assert!(!twice.is_empty(), "none of {} pairs is asked twice", first.len());
    let mut second = Vec::new();
    while let Some(pair) = pair_on(&get(&people[1])) {
        post(&people[1], &pair, "bukan");
        second.push(pair);
    }
    assert_eq!(second.iter().collect::<Vec<_>>(), twice);
    let settled = (first.len() - twice.len()) as u64;
    assert_eq!(links(&home)["reviewed"], settled, "people who do not agree settle nothing");
    for _ in &twice {
        let pair = pair_on(&get(&people[2])).expect("a third one is asked");
        post(&people[2], &pair, "bukan");
    }
    assert_eq!(links(&home)["reviewed"], first.len() as u64);
    assert!(pair_on(&get(&people[2])).is_none());
}
