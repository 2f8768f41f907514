//! Lists that are empty, broken or far too alike: bounded work, a clear word, and no NIK on the screen.

use super::*;

#[test]
fn an_empty_file_is_refused_and_a_list_without_rows_gives_no_links() {
    let home = both();
    let header = COLUMNS.join(",") + "\n";
    home.write("empty.csv", "");
    let english = home.run(&["link", "--left", "empty.csv", "--out", "no.csv", "--lang", "en"]).ended(1);
    assert!(english.err.contains("empty.csv: the file is empty; it needs a header"), "{}", english.err);
    let empty = home.run(&["link", "--left", "empty.csv", "--right", "right.csv", "--out", "no.csv"]).ended(1);
    assert!(empty.err.contains("empty.csv") && empty.err.contains("judul kolom harus ada"), "{}", empty.err);
    assert!(!home.path("no.csv").exists());
    home.write("header.csv", &header);
    let lists = [("header.csv", Some("right.csv")), ("left.csv", Some("header.csv")), ("header.csv", Some("header.csv"))];
    for (left, right) in lists.into_iter().chain([("header.csv", None)]) {
        let words = ["link", "--left", left, "--out", "none.csv", "--all-pairs", "all.csv", "--clusters", "sets.csv"];
        let right = right.map_or(vec![], |right| vec!["--right", right]);
        home.run(&[&words[..], &right].concat()).ended(0);
        assert_eq!(pairs(&home.path("none.csv")).len(), 0);
        assert_eq!(pairs(&home.path("all.csv")).len(), 0);
    }
}

#[test]
fn a_column_that_is_empty_or_missing_says_nothing_and_an_unknown_one_is_ignored() {
    let home = both();
    let (left, right) = lists();
    // No telephone at all on the right: all cells empty, or no such column.
    let emptied: Vec<Row> = right
        .iter()
        .cloned()
        .map(|mut row| {
            row[8].clear();
            row
        })
        .collect();
    home.write("right.csv", csv(&COLUMNS, &emptied, ","));
    link(&home, "emptied.csv", &[]).ended(0);
    let shorter = |rows: &[Row]| rows.iter().map(|row| row[..8].join(",") + ",abu-abu\n").collect::<String>();
    home.write("right.csv", format!("{},warna\n{}", COLUMNS[..8].join(","), shorter(&right)));
    let run = link(&home, "missing.csv", &[]).ended(0);
    assert!(!run.out.contains("warna"), "{}", run.out);
    let links = table(&home.path("missing.csv"));
    assert_eq!(table(&home.path("emptied.csv")), links);
    assert!(links.iter().all(|link| link["pattern"].contains("hp=missing")), "nothing never agrees");
    assert!(right_ones(&pairs(&home.path("missing.csv"))) >= 280);
    home.write("left.csv", format!("warna\n{}", "abu-abu\n".repeat(left.len())));
    let nothing = link(&home, "no.csv", &["--lang", "en"]).ended(1);
    assert!(nothing.err.contains("warna") && nothing.err.contains("[columns]"), "{}", nothing.err);
}

fn rules(run: &Run) -> BTreeMap<String, (u64, u64, u64)> {
    let told = run.json();
    let rules = told["rules"].as_array().unwrap().clone();
    let number = |rule: &Value, name: &str| rule[name].as_u64().unwrap();
    let row = |rule: &Value| {
        let counts = (number(rule, "found"), number(rule, "refined_blocks"), number(rule, "rows_left_out"));
        (rule["rule"].as_str().unwrap().to_owned(), counts)
    };
    rules.iter().map(row).collect()
}

/// Runs the program with an address space of so many megabytes.
fn within(home: &Home, megabytes: u64, words: &[&str]) -> Run {
    let command = home.command(words);
    let inner: Vec<String> = std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|word| format!("'{}'", word.to_str().unwrap()))
        .collect();
    let limited = format!("ulimit -v {} && exec {}", megabytes * 1_024, inner.join(" "));
    home.run_command(std::process::Command::new("sh").arg("-c").arg(limited).current_dir(home.path("")))
}

#[test]
fn ten_thousand_identical_rows_end_in_little_memory_and_what_was_not_looked_at_is_told() {
    let home = Home::empty();
    let row = row(String::new(), 7);
    home.write("same.csv", format!("{}\n{}", COLUMNS[1..].join(","), (row[1..].join(",") + "\n").repeat(10_000)));
    let run = within(&home, 1_500, &["link", "--left", "same.csv", "--out", "links.csv", "--format", "json"]).ended(0);
    assert_eq!(run.json()["candidates"], 0, "what shares everything with everything is not compared");
    let rules = rules(&run);
    assert_eq!(rules["nik"].2, 10_000, "{rules:?}");
    assert!(rules["nik"].1 > 0, "{rules:?}");
}

#[test]
fn two_hundred_thousand_rows_of_one_name_end_in_little_memory() {
    let home = Home::empty();
    let rows = (0..200_000).map(|number| format!("L{number},Siti Aminah,{}\n", DISTRICTS[number % 3]));
    home.write("siti.csv", "unique_id,nama,kec\n".to_owned() + &rows.collect::<String>());
    let words = ["link", "--left", "siti.csv", "--right", "siti.csv", "--out", "links.csv", "--format", "json"];
    let run = within(&home, 2_000, &words).ended(0);
    assert_eq!(run.json()["candidates"], 0, "what shares everything with everything is not compared");
    let rules = rules(&run);
    assert_eq!(rules["nama-kec"].2, 400_000, "every row of both lists is told as left out: {rules:?}");
}

#[test]
fn a_giant_block_is_refined_until_its_people_are_found() {
    let home = Home::empty();
    // 840 people of one birth date and district on each side: 705,600 pairs, far beyond the limit of the rule.
    let people = |letter: &str| -> Vec<Row> {
        (0..840)
            .map(|number| {
                let mut row = row(format!("{letter}{number}"), number);
                row[1].clear();
                row[3] = "1970-06-15".to_owned();
                row[7] = DISTRICTS[0].to_owned();
                row
            })
            .collect()
    };
    home.write("left.csv", csv(&COLUMNS, &people("L"), ","));
    home.write("right.csv", csv(&COLUMNS, &people("R"), ","));
    let run = link(&home, "links.csv", &["--format", "json"]).ended(0);
    let rules = rules(&run);
    assert!(rules["tgl-kec"].1 > 1, "the block was not refined: {rules:?}");
    assert!(run.json()["candidates"].as_u64().unwrap() < 200_000, "{}", run.out);
    let printed = link(&home, "links.csv", &[]).ended(0).out;
    assert!(printed.contains("Dipersempit"), "{printed}");
}

#[test]
fn no_nik_is_ever_shown_on_the_screen_or_in_an_error() {
    let home = both();
    let (left, _) = lists();
    let nik = left[301][1].as_str();
    for format in ["table", "json", "csv"] {
        told(&home, &[&BOTH[..], &["links.csv", "--id-left", "nik", "--format", format]].concat()).ended(0);
        let words = ["link", "explain", nik, "R301", "--left", "left.csv", "--right", "right.csv", "--id-left", "nik"];
        told(&home, &[&words[..], &["--format", format]].concat()).ended(0);
        told(&home, &["link", "explain", nik, "R301", "--left", "left.csv", "--right", "right.csv", "--format", format]).ended(1);
    }
    assert!(!fs::read_to_string(home.path("links.csv")).unwrap().is_empty());
    // A list without a header has a person for one.
    home.write("headless.csv", left[300..].iter().map(|row| row.join(",") + "\n").collect::<String>());
    for more in [&[][..], &["--id-left", "kode"]] {
        let run = told(&home, &[&["link", "--left", "headless.csv", "--out", "no.csv"], more].concat()).ended(1);
        assert!(!run.err.contains(&left[300][2]) && !run.err.contains(&left[300][8]), "a person is shown: {}", run.err);
        assert!(run.err.contains("9 × tanpa judul"), "{}", run.err);
    }
    // A row with a stray quote swallows those behind it; a damaged parquet file.
    home.write("quoted.csv", format!("nik,nama\n\"{nik},Rahman\n{nik},\"Baso\"\n"));
    told(&home, &["link", "--left", "quoted.csv", "--out", "quoted-links.csv"]);
    home.write("damaged.parquet", format!("PAR1{nik}"));
    let damaged = told(&home, &["link", "--left", "damaged.parquet", "--out", "no.csv"]).ended(1);
    assert!(damaged.err.contains("damaged.parquet") && damaged.err.contains("parquet"), "{}", damaged.err);
    // A list in the place of a model.
    home.write("list.toml", format!("nik,nama\n{nik},Rahman Baso\n"));
    told(&home, &["link", "--left", "left.csv", "--model", "list.toml", "--out", "no.csv"]).ended(1);
}

#[test]
fn flags_that_cannot_be_understood_are_told_in_both_languages() {
    let home = both();
    let cases: [(&[&str], &str, &str); 5] = [
        (
            &["--out", "no.csv", "--memory", "lots"],
            "tidak dapat dibaca untuk --memory <SIZE>. (4GB, 512MB)",
            "cannot be read for --memory <SIZE>. (4GB, 512MB)",
        ),
        (
            &["--out", "no.csv", "--decision", "some"],
            "Yang dikenal: every, best, one-to-one",
            "Known are: every, best, one-to-one",
        ),
        (&["--out", "no.csv", "--warp"], "Tidak ada pilihan --warp", "There is no option --warp"),
        (&["--anew"], "tidak dapat dipakai bersama", "cannot be used with"),
        (&[], "Beri --out BERKAS", "Give --out FILE"),
    ];
    for (flags, indonesian, english) in cases {
        for (language, sentence) in [("id", indonesian), ("en", english)] {
            let run = home.run(&[&["link", "--left", "left.csv", "--lang", language], flags].concat());
            assert!(run.err.contains(sentence), "{sentence:?} is not told: {}", run.err);
        }
    }
}

#[test]
fn what_was_found_is_printed_in_one_language() {
    let home = both();
    let indonesian = link(&home, "links.csv", &[]).ended(0).out;
    let english = link(&home, "links.csv", &["--lang", "en"]).ended(0).out;
    assert!(indonesian.contains("Kiri: 600 baris") && indonesian.contains("tautan"), "{indonesian}");
    assert!(english.contains("Left: 600 rows") && english.contains("links"), "{english}");
    assert!(!english.contains("baris") && !indonesian.contains("rows"), "{english}{indonesian}");
}
