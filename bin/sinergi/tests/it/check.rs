//! `sinergi check`: every row of the list back, in order, with the answer beside it and no NIK in sight.

use crate::home::Home;
use crate::people::{Person, person, register};
use crate::sheets::{names, read_text, row, write_text};
use serde_json::json;

fn line(person: &Person) -> Vec<String> {
    row(&["", &person.nik, &person.name, &person.birth_text(), "Maros", "Catatan"])
}

/// Members: 1 and 2 paid, 3 in arrears, 4 lapsed, 5 registered and never paid.
fn home_with_register() -> Home {
    let home = Home::new();
    let members = [
        (1, "BPU", "2024-01..2025-06"),
        (2, "PU", "2024-01..2025-05"),
        (3, "PU", "2024-01..2025-03"),
        (4, "BPU", "2023-01..2024-12"),
        (5, "BPU", ""),
    ];
    home.ingest_text("peserta.csv", register(&members), "participants", "BPJS");
    home
}

#[test]
fn every_row_comes_back_in_order_with_its_status_and_the_niks_are_masked() {
    let home = home_with_register();
    let damaged = Person { nik: person(6).nik[..15].to_owned(), ..person(6) };
    let nobody = row(&["", "", "Tanpa Identitas", "", "Maros", ""]);
    let mut rows = vec![
        row(&["DAFTAR PESERTA PELATIHAN"]),
        row(&[""]),
        row(&["No", "NIK", "Nama", "Tanggal Lahir", "Kabupaten", "Keterangan"]),
    ];
    rows.extend([
        line(&person(9)),
        line(&person(1)),
        line(&person(4)),
        nobody,
        line(&person(2)),
        line(&person(1)),
        line(&damaged),
        line(&person(3)),
        line(&person(5)),
    ]);
    let list = home.path("daftar.xlsx");
    write_text(&list, "Peserta", &rows);
    let report = home.json(&["check", "daftar.xlsx", "--out", "hasil.xlsx", "--as-of", "2025-06"]);
    assert_eq!(report["rows"], 9);
    assert_eq!(report["statuses"], json!({ "covered": 3, "lapsed": 3, "not_found": 1, "unclear": 2 }));

    assert_eq!(names(&home.path("hasil.xlsx")), ["Peserta"]);
    let result = read_text(&home.path("hasil.xlsx"), "Peserta");
    assert_eq!(result[0][0], "DAFTAR PESERTA PELATIHAN");
    let header = result.iter().position(|cells| cells.contains(&"status".to_owned())).unwrap();
    assert_eq!(result[header][..6], row(&["No", "NIK", "Nama", "Tanggal Lahir", "Kabupaten", "Keterangan"]));
    assert_eq!(result[header][6..], row(&["status", "reason", "programmes", "last_month", "status_kata"]));
    let answers = &result[header + 1..];
    let statuses: Vec<&str> = answers.iter().map(|cells| cells[6].as_str()).collect();
    assert_eq!(statuses, ["not_found", "covered", "lapsed", "unclear", "covered", "covered", "unclear", "lapsed", "lapsed"]);
    let expected: Vec<&str> = rows[3..].iter().map(|cells| cells[2].as_str()).collect();
    assert_eq!(answers.iter().map(|cells| cells[2].as_str()).collect::<Vec<_>>(), expected, "rows in the order of the list");
    for cells in answers {
        assert!(cells[7].ends_with('.'), "the reason is a sentence: {cells:?}");
        assert!(!cells[1].chars().any(char::is_alphabetic));
        assert!(cells[1].chars().filter(char::is_ascii_digit).count() <= 4, "a NIK shows: {}", cells[1]);
    }
    assert!(answers[1][1].ends_with(&person(1).nik[12..]), "the last four digits are shown: {}", answers[1][1]);
    assert_eq!((answers[1][8].as_str(), answers[1][9].as_str()), ("jkk;jkm", "2025-06"));
    assert_eq!((answers[2][8].as_str(), answers[2][9].as_str()), ("jkk;jkm", "2024-12"));
}

#[test]
fn no_nik_is_left_in_any_cell_of_the_result_nor_on_the_screen() {
    let home = home_with_register();
    let (one, two) = (person(1), person(9));
    let mut rows =
        vec![row(&[&format!("Penanggung jawab: {}", two.nik)]), row(&["NIK", "Nama", "Tanggal Lahir", "Keterangan", "No KK"])];
    rows.push(row(&[&format!("'{}", one.nik), &one.name, &one.birth_text(), &format!("NIK istri {}", two.nik), &two.nik]));
    rows.push(row(&[&two.nik[..8], &two.name, &two.birth_text(), "", ""]));
    write_text(&home.path("daftar.xlsx"), "Peserta", &rows);
    let run = home.run(&["check", "daftar.xlsx", "--out", "hasil.xlsx", "--as-of", "2025-06"]).ended(0);
    let cells: Vec<String> = read_text(&home.path("hasil.xlsx"), "Peserta").concat();
    for nik in [&one.nik, &two.nik] {
        assert!(!run.out.contains(nik.as_str()) && !run.err.contains(nik.as_str()));
        assert!(!cells.iter().any(|cell| cell.contains(nik.as_str())), "a whole NIK is in {cells:?}");
    }
    assert!(!cells.contains(&two.nik[..8].to_owned()), "half a NIK tells the birth date: {cells:?}");
}

#[test]
fn a_name_and_birth_date_alone_make_nobody_covered() {
    let home = home_with_register();
    let one = person(1);
    // The same long name and birth date in another regency, without a NIK: a person should look.
    let rows = [row(&["NIK", "Nama", "Tanggal Lahir", "Kabupaten"]), row(&["", &one.name, &one.birth_text(), "Bone"])];
    write_text(&home.path("daftar.xlsx"), "Peserta", &rows);
    let report = home.json(&["check", "daftar.xlsx", "--out", "hasil.xlsx", "--as-of", "2025-06"]);
    assert_eq!(report["statuses"], json!({ "covered": 0, "lapsed": 0, "not_found": 0, "unclear": 1 }));
    // In the regency of the register the same three facts are enough.
    let rows = [row(&["NIK", "Nama", "Tanggal Lahir", "Kabupaten"]), row(&["", &one.name, &one.birth_text(), "Maros"])];
    write_text(&home.path("daftar.xlsx"), "Peserta", &rows);
    let report = home.json(&["check", "daftar.xlsx", "--out", "hasil.xlsx", "--as-of", "2025-06"]);
    assert_eq!(report["statuses"]["covered"], 1);
}

#[test]
fn an_earlier_month_has_its_own_answers_and_a_later_one_is_refused() {
    let home = home_with_register();
    let rows = [row(&["NIK", "Nama", "Tanggal Lahir"]), row(&[&person(4).nik, &person(4).name, &person(4).birth_text()])];
    write_text(&home.path("daftar.xlsx"), "Peserta", &rows);
    let statuses = |month| home.json(&["check", "daftar.xlsx", "--out", "hasil.xlsx", "--as-of", month])["statuses"].clone();
    assert_eq!(statuses("2024-12")["covered"], 1);
    assert_eq!(statuses("2025-06")["lapsed"], 1);
    let run = home.run(&["check", "daftar.xlsx", "--out", "lain.xlsx", "--as-of", "2025-07"]).ended(1);
    assert!(run.err.contains("2025-07"), "{}", run.err);
    assert!(!home.path("lain.xlsx").exists());
}

#[test]
fn checking_a_list_stores_nothing() {
    let home = home_with_register();
    let before = (home.files(), home.json(&["status"]));
    let rows = [row(&["NIK", "Nama", "Tanggal Lahir"]), row(&[&person(1).nik, &person(1).name, &person(1).birth_text()])];
    write_text(&home.path("daftar.xlsx"), "Peserta", &rows);
    home.run(&["check", "daftar.xlsx", "--out", "hasil.xlsx"]).ended(0);
    assert_eq!((home.files(), home.json(&["status"])), before);
}
