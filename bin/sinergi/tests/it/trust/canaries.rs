//! People planted in a neighbouring regency and in another province, and everybody of a regency asking for everything: nothing of the
//! others appears, not even that it is there.

use super::{Office, Person};
use crate::home::{Home, below};
use crate::people::{person, register, workers};
use axum::http::StatusCode;
use web::{Matrix, Needs};

/// The people of the near side: nobody resembles a neighbour.
const MAROS: [usize; 20] = {
    let mut numbers = [0; 20];
    let mut place = 0;
    while place < 20 {
        numbers[place] = place * 997 % 14_000 + 3;
        place += 1;
    }
    numbers
};
/// The people of the far side.
const FAR: std::ops::Range<usize> = 9_000..9_023;

/// A list of people who live somewhere, and one row that is refused.
fn list_of(numbers: std::ops::Range<usize>, province: &str, regency: &str, mark: &str) -> String {
    let head = "NIK;Nama Lengkap;Tanggal Lahir;L/P;Pekerjaan;Provinsi;Kabupaten\n".to_owned();
    let lines = numbers.map(|number| {
        let person = person(number);
        let birth = person.birth_text();
        format!("{};{};{birth};{};Petani;{province};{regency}\n", person.nik, person.name, person.sex)
    });
    lines.fold(head, |text, line| text + &line) + &format!(";;;;{mark};{province};{regency}\n")
}

/// An installation of province 73 with people of Maros, of Takalar beside it, and of Paser in province 64, all linked.
struct Sides {
    office: Office,
    /// The numbers of the far batches.
    batches: Vec<u64>,
    /// Texts of the far side that nobody of the near side may ever see.
    canaries: Vec<String>,
}

fn sides() -> Sides {
    let home = Home::new();
    let members: Vec<(usize, &str, &str)> =
        MAROS.into_iter().take(10).map(|number| (number, "BPU", "2024-01..2025-06")).collect();
    home.ingest_text("peserta.csv", register(&members), "participants", "BPJS");
    home.ingest_text("daftar.csv", workers(MAROS), "workers", "Kec. Mandai");
    let far = home.ingest_text(
        "kutilang-jauh.csv",
        list_of(FAR, "Kalimantan Timur", "Paser", "kutilang-pekerjaan"),
        "workers",
        "Sumber Kutilang Jauh",
    );
    assert_eq!(far["accepted"], 23, "the far list came in: {far}");
    let near = home.ingest_text(
        "kutilang-dekat.csv",
        list_of(9_100..9_117, "Sulawesi Selatan", "Takalar", "kutilang-tetangga"),
        "workers",
        "Sumber Kutilang Tetangga",
    );
    assert_eq!(near["accepted"], 17, "{near}");
    home.run(&["link"]).ended(0);
    let mut canaries: Vec<String> = ["kutilang", "Kutilang", "KUTILANG", "Takalar", "Paser"].map(str::to_owned).into();
    for number in FAR.chain(9_100..9_117) {
        canaries.extend([person(number).name, person(number).nik]);
    }
    for receipt in [&far, &near] {
        canaries.push(receipt["sha256"].as_str().unwrap()[..12].to_owned());
    }
    let batches = [&far, &near].map(|receipt| receipt["batch"].as_u64().unwrap()).into();
    // So few that the far side needs a second person for its own list.
    let second = app::SecondPerson { people: 5, rows: 5, ..app::SecondPerson::default() };
    Sides { office: Office::with(home, || jiff::Timestamp::now().as_second(), second), batches, canaries }
}

impl Sides {
    /// Nothing of the far side stands in an answer: body, headers, or the cells of a workbook. What is open to everybody names every
    /// region, and nobody in it.
    fn clean_of(&self, who: &Person, open: bool, path: &str, answer: crate::signed::Answer) {
        let mut said = format!("{:?}\n{}", answer.headers, answer.text);
        if answer.bytes.starts_with(b"PK") {
            let file = self.office.home.write("dilihat.xlsx", &answer.bytes);
            for sheet in crate::sheets::names(&file) {
                said.push_str(&crate::sheets::read_text(&file, &sheet).concat().join("\n"));
            }
        }
        // Whoever sees the published figures of others sees the names of their regions.
        let names = open || who.role == "kepala_daerah";
        for canary in self.canaries.iter().filter(|canary| !(names && ["Takalar", "Paser"].contains(&canary.as_str()))) {
            assert!(!said.contains(canary.as_str()), "{} sees {canary:?} at {path}: {}", who.role, answer.text);
        }
    }
}

/// A case of Takalar with a draft of a letter and evidence, and a bank statement; gives back the number of the case.
fn far_case(office: &Office, neighbour: &Person) -> String {
    let home = &office.home;
    let case = home.open_case(("19001234", "PT Kutilang Takalar", "73.05"), &[]);
    for event in ["examination_started", "violation_found"] {
        home.run(&["case", "event", &case, event, "--on", "2025-06-03"]).ended(0);
    }
    let head = "name = \"Kantor\"\naddress = \"Jl. 1\"\ncity = \"Makassar\"\ncode = \"K\"\nsignatory_post = \"Kepala\"\n";
    std::fs::write(home.data().join("office.toml"), head).unwrap();
    let letter = "jenis=warning&event=warning_issued&on=2025-07-02&alamat=Jl.+Kutilang";
    assert_eq!(office.post(&neighbour.cookie, &format!("/perkara/{case}/surat"), letter).header("location"), "/surat/1");
    let file = home.write("kutilang.pdf", b"%PDF-1.4 kutilang");
    home.json(&["case", "attach", &case, file.to_str().unwrap(), "--title", "Kutilang"]);
    let statement = home.write("mutasi.csv", "tanggal,jumlah,referensi,nama\n2025-06-03,5,KUTILANG-1,PT Kutilang Takalar\n");
    home.json(&["case", "payments", statement.to_str().unwrap()]);
    case
}

/// S01, S02, S04, v5.0.0-8.2.2, 8.3.1, 8.4.1.
#[test]
fn nobody_of_one_side_sees_anything_of_the_other_at_any_address() {
    let sides = sides();
    let office = &sides.office;
    // What exists on the far side: a figure that was opened, a file that waits, an account, a token.
    let far = office.person("jauh.penguji", "bpjs_cabang", "64.01");
    let page = office.get(&far.cookie, "/wilayah/64.01");
    assert!(page.status == StatusCode::OK || page.status == StatusCode::NOT_FOUND, "{}", page.text);
    let neighbour = office.person("tetangga.penguji", "bpjs_cabang", "73.05");
    let seen = office.get(&neighbour.cookie, "/wilayah/73.05").text;
    assert!(seen.contains("Takalar"), "the neighbour sees their own region: {seen}");
    let opened = office.get(&neighbour.cookie, "/jelaskan?penyebut=roster&bulan=2025-06&wilayah=73.05");
    let figure = opened.header("location").to_owned();
    assert!(figure.starts_with("/angka/"), "{}", opened.text);
    assert!(office.get(&neighbour.cookie, &figure).text.contains("Sumber Kutilang Tetangga"));
    let waiting = office.upload(
        &neighbour.cookie,
        "Sumber Kutilang",
        "kutilang-menunggu.csv",
        &list_of(9_200..9_212, "Sulawesi Selatan", "Takalar", "x"),
    );
    let waiting = waiting.header("location").to_owned();
    assert!(office.settled(&neighbour.cookie, &waiting).text.contains("kutilang-menunggu.csv"));
    office
        .home
        .run(&["token", "create", "--role", "bappeda", "--scope", "73.05", "--purpose", "kutilang", "--days", "3"])
        .ended(0);
    let token = office.home.json(&["token", "list"])[0]["id"].as_str().unwrap().to_owned();
    let wish = "wilayah=73.05&keperluan=daftar&apa=xlsx&sebab=kutilang+meminta";
    let asked_for = office.post(&neighbour.cookie, "/belum/minta", wish).header("location").to_owned();
    assert!(asked_for.starts_with("/persetujuan/"), "{asked_for}");
    let officer = office.person("tetangga.dpo", "dpo", "73.05");
    let who = format!("jenis=access&nama=Kutilang+Pemohon&nik={}&alamat=kutilang&isi=kutilang", person(9_100).nik);
    let request = office.post(&officer.cookie, "/hak-subjek", &who).header("location").to_owned();
    assert!(request.starts_with("/hak-subjek/H-"), "{request}");

    // A case of the far side with evidence and a letter, and a bank statement of whoever sees the whole: their places are the first.
    let case = far_case(office, &neighbour);
    let ids = |part: &str| -> Vec<String> {
        match part {
            "{code}" => ["73.05", "64.01", "73"].map(str::to_owned).into(),
            "{batch}" => sides.batches.iter().map(ToString::to_string).collect(),
            "{id}" => vec![
                figure.replace("/angka/", ""),
                waiting.replace("/impor/", ""),
                token.clone(),
                asked_for.replace("/persetujuan/", ""),
                "1".to_owned(),
            ],
            "{name}" => vec!["tetangga.penguji".to_owned(), "jauh.penguji".to_owned()],
            // A person is called after the smallest of its rows: the first row of each far list.
            "{number}" => {
                let first = sides.batches.iter().map(|batch| ((batch << 32) + 1).to_string());
                first.chain([request.replace("/hak-subjek/", ""), case.clone()]).collect()
            }
            "{key}" => vec!["19001234".to_owned()],
            "{kind}" => vec!["workers.xlsx".to_owned()],
            "{language}" => vec!["en".to_owned()],
            _ => Vec::new(),
        }
    };
    let far = "?penyebut=roster&bulan=2025-06&wilayah=73.05&region=73.05&keperluan=kunjungan&purpose=visit&menurut=segment:pu&by=village";
    let queries = ["", far];
    let matrix = Matrix::embedded();
    let mut asked = 0;
    for role in matrix.roles.iter().filter(|role| *role != "peraga") {
        let area = if role == "operator_desa" { "73.09.01.1001" } else { "73.09" };
        let who = office.person(&format!("maros.{}", role.replace('_', "-")), role, area);
        for line in matrix.lines.iter().filter(|line| line.path != "/keluar" && line.needs != Needs::Enrol) {
            let part = line.path.split(['/', '.']).find(|part| part.starts_with('{')).unwrap_or_default();
            let paths: Vec<String> = match part {
                "" => vec![line.path.clone()],
                part => ids(part).iter().map(|id| line.path.replace(part, id)).collect(),
            };
            for path in &paths {
                if line.method == "GET" {
                    // What a role does not open is the same sentence whatever is asked.
                    let opens = line.roles.contains(role);
                    for query in queries.into_iter().take(if opens { queries.len() } else { 1 }) {
                        let asked_for = format!("{path}{query}");
                        let answer = office.get(&who.cookie, &asked_for);
                        sides.clean_of(&who, line.needs == Needs::Open, &asked_for, answer);
                        asked += 1;
                    }
                } else {
                    let nik = person(9_100).nik;
                    let form = format!(
                        "nik={nik}&keperluan=data&apa=csv&laku=nonaktif&alasan=mend&sesi=x&nama=tetangga.penguji&peran=bappeda&wilayah=73.05&hari=1&untuk=x&sebab=x&bukti=id_card&hasil=granted&jawaban=x"
                    );
                    let answer = office.post(&who.cookie, path, &form);
                    assert!(!answer.text.contains("Diterima"), "{role} {path}");
                    if !path.starts_with("/admin/akun") {
                        sides.clean_of(&who, line.needs == Needs::Open, path, answer);
                    }
                    asked += 1;
                }
            }
        }
    }
    assert!(asked > 400, "{asked} answers say little");
    // And nothing of it was done.
    assert!(office.get(&neighbour.cookie, "/akun").status == StatusCode::OK, "nobody ended the neighbour's session");
    assert!(office.get(&neighbour.cookie, &waiting).text.contains("kutilang-menunggu.csv"), "the waiting file still waits");
    for batch in &sides.batches {
        assert!(!office.get(&neighbour.cookie, &format!("/riwayat/{batch}")).text.contains("Ditarik"), "batch {batch}");
    }
    let tokens = office.home.json(&["token", "list"]);
    assert_eq!(tokens[0]["revoked_at"], 0, "{tokens}");
    let asked = office.home.json(&["approval", "list"]);
    let theirs = asked.as_array().unwrap().iter().find(|one| asked_for.ends_with(one["id"].as_str().unwrap())).unwrap();
    assert_eq!(theirs["state"], "asked", "{asked}");
    let piece = &office.home.json(&["case", "evidence", &case])[0];
    assert_eq!((piece["title"].as_str(), piece["destroyed"].as_str()), (Some("Kutilang"), Some("")), "{piece}");
    assert_eq!(office.home.json(&["case", "payments"])["rows"][0]["state"], "open", "nobody decided of the payment");
    assert_eq!(office.home.json(&["letter", "list"])[0]["ended_by"], "", "nobody ended the draft");
    assert_eq!(office.home.json(&["case", "show", &case])["recused"].as_array().unwrap().len(), 0);
    assert_eq!(office.home.json(&["subject", "list"])[0]["state"], "received", "nobody of the other side made sure of anybody");
}

/// S02, v5.0.0-8.2.2: what is not mine and what is not there is told in the same words with the same code.
#[test]
fn what_is_not_mine_is_told_like_what_is_not_there() {
    let sides = sides();
    let office = &sides.office;
    let neighbour = office.person("tetangga.penguji", "bpjs_cabang", "73.05");
    let figure =
        office.get(&neighbour.cookie, "/jelaskan?penyebut=roster&bulan=2025-06&wilayah=73.05").header("location").to_owned();
    let waiting = office.upload(&neighbour.cookie, "x", "x.csv", &list_of(9_200..9_203, "Sulawesi Selatan", "Takalar", "x"));
    let waiting = waiting.header("location").to_owned();
    office.settled(&neighbour.cookie, &waiting);
    let who = office.person("maros.penguji", "bpjs_wilayah", "73.09");
    let batch = sides.batches[1];
    let pairs = [
        (format!("/riwayat/{batch}"), "/riwayat/9999".to_owned()),
        (format!("/riwayat/{batch}/tarik"), "/riwayat/9999/tarik".to_owned()),
        (figure.clone(), "/angka/ffffffffffffffffffffffff".to_owned()),
        (waiting.clone(), format!("/impor/{}", "f".repeat(32))),
        ("/wilayah/73.05".to_owned(), "/wilayah/73.98".to_owned()),
        ("/wilayah/64.01".to_owned(), "/wilayah/64.98".to_owned()),
        ("/admin/akun/tetangga.penguji".to_owned(), "/admin/akun/tidak.ada".to_owned()),
    ];
    let last = |path: &str| path.trim_end_matches("/tarik").rsplit('/').next().unwrap().to_owned();
    for (theirs, nothing) in pairs {
        let (one, two) = (office.get(&who.cookie, &theirs), office.get(&who.cookie, &nothing));
        assert_eq!(one.status, StatusCode::NOT_FOUND, "{theirs}: {}", one.text);
        assert_eq!(one.status, two.status, "{theirs}");
        let plain = |text: &str, path: &str| text.replace(&last(path), "…");
        assert_eq!(plain(&one.text, &theirs), plain(&two.text, &nothing), "{theirs}");
    }
    for (theirs, nothing) in [
        (format!("/riwayat/{batch}/tarik"), "/riwayat/9999/tarik"),
        (format!("/riwayat/{batch}/ditolak.xlsx"), "/riwayat/9999/ditolak.xlsx"),
    ] {
        let (one, two) = (office.post(&who.cookie, &theirs, "alasan=mend"), office.post(&who.cookie, nothing, "alasan=mend"));
        assert_eq!((one.status, two.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND), "{theirs}");
    }
}

/// S01 the other way: whoever sees the whole sees all of it, and the two sides add up to it.
#[test]
fn the_sides_add_up_to_the_whole_for_whoever_sees_both() {
    let sides = sides();
    let office = &sides.office;
    let whole = office.person("wilayah.penguji", "bpjs_wilayah", "73");
    let page = office.get(&whole.cookie, "/cakupan").text;
    assert!(page.contains("Takalar") && page.contains("Maros"), "{page}");
    assert!(office.get(&whole.cookie, &format!("/riwayat/{}", sides.batches[1])).text.contains("Sumber Kutilang Tetangga"));
    // People of another province have no place in this one: they belong to whoever sees all of it, and to nobody else.
    assert!(office.get(&whole.cookie, &format!("/riwayat/{}", sides.batches[0])).text.contains("Sumber Kutilang Jauh"));
    let rows = office.home.json(&["coverage", "--by", "region"]);
    let counted = |code: &str| {
        let row = rows.as_array().unwrap().iter().find(|row| row["region_code"] == code).unwrap_or(&serde_json::Value::Null);
        row["denominator"].as_u64().unwrap_or_default()
    };
    // Linking may take two people of Maros for one; of the others it took none.
    assert_eq!((counted("73.05"), counted("")), (17, 23), "{rows}");
    assert!((15..=20).contains(&counted("73.09")), "{rows}");
}

/// S13: names and NIKs stand in no file of the installation but sealed ones and workbooks of refused rows.
#[test]
fn planted_people_stand_in_no_plain_file() {
    let sides = sides();
    let people: Vec<String> = FAR.flat_map(|number| [person(number).name, person(number).nik]).collect();
    for file in below(sides.office.home.data()) {
        if file.components().any(|part| part.as_os_str() == "outbox") {
            continue;
        }
        let bytes = std::fs::read(&file).unwrap();
        for planted in &people {
            let found = bytes.windows(planted.len()).any(|window| window == planted.as_bytes());
            assert!(!found, "{} holds a planted person", file.display());
        }
    }
}
