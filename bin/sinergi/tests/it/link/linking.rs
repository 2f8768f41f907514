//! What is linked, and what is written of it.

use super::*;

#[test]
fn two_lists_with_other_headings_are_linked() {
    let home = both();
    let (_, right) = lists();
    home.write("right.csv", csv(&OTHER_HEADINGS, &right, ";"));
    let found = link(&home, "links.csv", &["--id-right", "Kode Baris"]).ended(0);
    for column in ["nik ← No. KTP", "nama ← Nama Lengkap", "tgl ← Tanggal Lahir", "hp ← No. HP", "kec ← Kecamatan"] {
        assert!(found.out.contains(column), "{column} is not told: {}", found.out);
    }
    let links = pairs(&home.path("links.csv"));
    let right_ones = right_ones(&links);
    let (missed, wrong) = (300 - right_ones, links.len() - right_ones);
    assert!(missed <= 10 && missed + wrong <= 25, "{missed} of 300 people were not found, {wrong} links are wrong");
}

#[test]
fn two_lists_without_a_slip_are_linked_in_full() {
    let home = Home::empty();
    // Every third row has no NIK on the right, so that name and birth date must do.
    let without_nik = |number: usize| {
        let mut row = row(format!("R{number}"), number);
        if number.is_multiple_of(3) {
            row[1].clear();
        }
        row
    };
    let left: Vec<Row> = (0..600).map(|number| row(format!("L{number}"), number)).collect();
    home.write("left.csv", csv(&COLUMNS, &left, ","));
    home.write("right.csv", csv(&COLUMNS, &(300..900).map(without_nik).collect::<Vec<_>>(), ","));
    link(&home, "links.csv", &[]).ended(0);
    let links = pairs(&home.path("links.csv"));
    assert_eq!(right_ones(&links), 300);
    assert!(links.len() <= 306, "{} of {} links are wrong", links.len() - 300, links.len());
}

#[test]
fn parquet_and_csv_of_the_same_rows_give_the_same_links() {
    let home = both();
    let (left, right) = lists();
    parquet(&home.path("left.parquet"), &left);
    parquet(&home.path("right.parquet"), &right);
    link(&home, "of-csv.csv", &["--all-pairs", "all-of-csv.csv"]).ended(0);
    let words = ["link", "--left", "left.parquet", "--right", "right.parquet", "--out", "of-parquet.csv"];
    home.run(&[&words[..], &["--all-pairs", "all-of-parquet.csv"]].concat()).ended(0);
    assert_eq!(fs::read(home.path("of-csv.csv")).unwrap(), fs::read(home.path("of-parquet.csv")).unwrap());
    assert_eq!(fs::read(home.path("all-of-csv.csv")).unwrap(), fs::read(home.path("all-of-parquet.csv")).unwrap());
}

#[test]
fn days_and_numbers_are_read_like_their_texts_and_a_column_of_no_type_like_an_empty_one() {
    let home = both();
    let (left, mut right) = lists();
    right.iter_mut().for_each(|row| row[8].clear());
    parquet(&home.path("texts.parquet"), &right);
    let days = || right.iter().map(|row| (row[3].parse::<Date>().unwrap() - date(1970, 1, 1)).get_days());
    write_parquet(&home.path("typed.parquet"), |place| match place {
        1 => Arc::new(right.iter().map(|row| row[1].parse::<i64>().ok()).collect::<Int64Array>()),
        3 => Arc::new(Date32Array::from_iter_values(days())),
        8 => Arc::new(NullArray::new(right.len())),
        _ => texts(&right, place),
    });
    parquet(&home.path("left.parquet"), &left);
    for (list, out) in [("texts.parquet", "of-texts.csv"), ("typed.parquet", "of-types.csv")] {
        home.run(&["link", "--left", "left.parquet", "--right", list, "--out", out]).ended(0);
    }
    assert_eq!(fs::read(home.path("of-texts.csv")).unwrap(), fs::read(home.path("of-types.csv")).unwrap());
    assert!(pairs(&home.path("of-types.csv")).len() > 280);
}

#[test]
fn links_written_as_parquet_are_those_written_as_csv() {
    let home = both();
    link(&home, "links.csv", &[]).ended(0);
    link(&home, "links.parquet", &[]).ended(0);
    let file = File::open(home.path("links.parquet")).unwrap();
    let batches: Vec<RecordBatch> =
        ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap().map(Result::unwrap).collect();
    let names: Vec<String> = batches[0].schema().fields().iter().map(|field| field.name().clone()).collect();
    assert_eq!(names, ["id_left", "id_right", "match_weight", "match_probability", "pattern", "rule"]);
    let mut found = Vec::new();
    for batch in &batches {
        let id =
            |place: usize| batch.column(place).as_string::<i32>().iter().map(|id| id.unwrap().to_owned()).collect::<Vec<_>>();
        let probabilities = batch.column(3).as_primitive::<Float64Type>().values().to_vec();
        found.extend(id(0).into_iter().zip(id(1)).zip(probabilities));
    }
    let written = table(&home.path("links.csv"));
    assert_eq!(found.len(), written.len());
    for (((left, right), probability), link) in found.iter().zip(&written) {
        assert_eq!((left, right), (&link["id_left"], &link["id_right"]));
        assert_eq!(probability.to_bits(), self::probability(link).to_bits());
    }
}

#[test]
fn one_list_with_itself_finds_its_duplicates() {
    let home = Home::empty();
    let (mut rows, right) = lists();
    rows.extend(right);
    home.write("all.csv", csv(&COLUMNS, &rows, ","));
    home.run(&["link", "--left", "all.csv", "--out", "twice.csv"]).ended(0);
    let links = pairs(&home.path("twice.csv"));
    assert!(links.iter().all(|(left, right)| left != right), "a row is linked with itself");
    let both_ways = links.iter().any(|(left, right)| links.contains(&(right.clone(), left.clone())));
    assert!(!both_ways, "a pair is written twice");
    assert!(right_ones(&links) >= 290, "only {} of 300 duplicates were found", right_ones(&links));
}

#[test]
fn the_same_command_gives_the_same_bytes_with_any_threads_and_any_memory() {
    let home = both();
    let written = |name: &str, more: &[&str]| -> Vec<Vec<u8>> {
        let of = |what: &str, form: &str| format!("{name}-{what}.{form}");
        let [links, all, clusters, model] =
            [of("links", "parquet"), of("all", "csv"), of("clusters", "csv"), of("model", "toml")];
        let files = ["--all-pairs", &all, "--clusters", &clusters, "--save-model", &model];
        link(&home, &links, &[&files[..], more].concat()).ended(0);
        [links, all, clusters, model].map(|file| fs::read(home.path(&file)).unwrap()).to_vec()
    };
    let first = written("first", &[]);
    assert!(first[0].len() > 1_000);
    assert_eq!(first, written("again", &[]), "the same command");
    assert_eq!(first, written("one", &["--threads", "1"]), "one thread");
    assert_eq!(first, written("two", &["--threads", "2"]), "two threads");
    assert_eq!(first, written("little", &["--memory", "320MB"]), "little memory");
}

#[test]
fn too_little_memory_is_refused_with_what_is_needed_and_no_file_is_left() {
    let home = both();
    for memory in ["16KB", "100MB"] {
        let run = link(&home, "none.csv", &["--memory", memory, "--lang", "en"]).ended(1);
        let need = run.err.split(" < ").nth(1).and_then(|rest| rest.split("MB").next()).unwrap_or_else(|| panic!("{}", run.err));
        assert!(need.parse::<u64>().unwrap() > 0, "{}", run.err);
        assert!(!home.path("none.csv").exists());
    }
    let left: Vec<_> = fs::read_dir(home.path("")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "{left:?}");
}

#[test]
fn a_higher_threshold_keeps_the_surer_links_only() {
    let home = both();
    link(&home, "links.csv", &[]).ended(0);
    link(&home, "sure.csv", &["--threshold", "0.999"]).ended(0);
    let (links, sure) = (table(&home.path("links.csv")), table(&home.path("sure.csv")));
    assert!(links.iter().all(|link| probability(link) >= 0.5));
    let expected: Vec<_> = links.into_iter().filter(|link| probability(link) >= 0.999).collect();
    assert!(!expected.is_empty());
    assert_eq!(sure, expected);
    for wrong in ["1", "-0.1", "50"] {
        let flag = format!("--threshold={wrong}");
        let run = link(&home, "none.csv", &[&flag, "--lang", "en"]).ended(1);
        assert!(run.err.contains("is not a probability"), "{}", run.err);
    }
    assert!(!home.path("none.csv").exists());
}

#[test]
fn best_keeps_one_partner_for_every_left_row_and_one_to_one_uses_no_row_twice() {
    let home = both();
    // Every right row stands twice, as lists do that are put together of lists.
    let (_, right) = lists();
    let twice: Vec<Row> = right.iter().chain(&right).cloned().collect();
    let lines: Vec<String> = twice.iter().enumerate().map(|(place, row)| format!("T{place},{}", row[1..].join(","))).collect();
    home.write("right.csv", format!("{}\n{}\n", COLUMNS.join(","), lines.join("\n")));
    link(&home, "every.csv", &["--decision", "every", "--threshold", "0.05"]).ended(0);
    link(&home, "best.csv", &["--decision", "best", "--threshold", "0.05"]).ended(0);
    link(&home, "one.csv", &["--decision", "one-to-one", "--threshold", "0.05"]).ended(0);
    let every = table(&home.path("every.csv"));
    let mut strongest: BTreeMap<&str, f64> = BTreeMap::new();
    for link in &every {
        let known = strongest.entry(&link["id_left"]).or_default();
        *known = known.max(probability(link));
    }
    let best = table(&home.path("best.csv"));
    assert_eq!(best.len(), strongest.len(), "one partner for every left row that has any");
    assert!(best.len() < every.len());
    for link in &best {
        assert!((probability(link) - strongest[link["id_left"].as_str()]).abs() < 1e-12, "{link:?} is not the best");
    }
    let one = table(&home.path("one.csv"));
    for side in ["id_left", "id_right"] {
        let used: BTreeSet<&String> = one.iter().map(|link| &link[side]).collect();
        assert_eq!(used.len(), one.len(), "a row of {side} is used twice");
    }
    let accepted = pairs(&home.path("every.csv"));
    assert!(pairs(&home.path("one.csv")).is_subset(&accepted) && pairs(&home.path("best.csv")).is_subset(&accepted));
}

#[test]
fn all_pairs_hold_the_accepted_links_and_the_refused_ones() {
    let home = both();
    link(&home, "links.csv", &["--all-pairs", "all.csv"]).ended(0);
    let (links, all) = (table(&home.path("links.csv")), table(&home.path("all.csv")));
    let accepted: Vec<_> = all.iter().filter(|link| probability(link) >= 0.5).cloned().collect();
    assert_eq!(accepted, links);
    assert!(all.len() > links.len());
    for link in &all {
        let (odds, weight) = (probability(link) / (1.0 - probability(link)), link["match_weight"].parse::<f64>().unwrap());
        assert!((odds.log2() - weight).abs() < 1e-6, "weight and probability do not fit: {link:?}");
        assert!(link["pattern"].contains("nama=") && !link["rule"].is_empty());
    }
}

#[test]
fn clusters_name_every_row_once_and_put_linked_rows_together() {
    let home = both();
    link(&home, "links.csv", &["--clusters", "clusters.csv"]).ended(0);
    let clusters = table(&home.path("clusters.csv"));
    assert_eq!(clusters.len(), 1_200);
    let of: BTreeMap<(&str, &str), &str> =
        clusters.iter().map(|row| ((row["list"].as_str(), row["id"].as_str()), row["cluster"].as_str())).collect();
    assert_eq!(of.len(), 1_200);
    let links = pairs(&home.path("links.csv"));
    // A row that resembles two people is linked to both, and is one of them only.
    let together = |(left, right): &&(String, String)| of[&("left", left.as_str())] == of[&("right", right.as_str())];
    let apart: Vec<_> = links.iter().filter(|link| !together(link)).collect();
    assert!(apart.len() * 10 < links.len(), "{apart:?}");
    assert!(right_ones(&links.iter().filter(together).cloned().collect()) >= 290);
    let alone = of.keys().filter(|(list, id)| *list == "left" && !links.iter().any(|(left, _)| left == id)).count();
    let sets: BTreeSet<&&str> = of.values().collect();
    assert!(alone > 250 && sets.len() >= alone);
}

#[test]
fn what_people_have_decided_stands_above_every_weight() {
    let home = both();
    link(&home, "before.csv", &[]).ended(0);
    let before = pairs(&home.path("before.csv"));
    let (left, right) = before.iter().next().unwrap();
    assert!(!before.contains(&("L0".to_owned(), "R899".to_owned())));
    home.write("verdicts.csv", format!("id_left,id_right,verdict\n{left},{right},different\nL0,R899,same\nL0,gone,same\n"));
    link(&home, "after.csv", &["--verdicts", "verdicts.csv", "--clusters", "clusters.csv"]).ended(0);
    let mut expected = before.clone();
    expected.remove(&(left.clone(), right.clone()));
    expected.insert(("L0".to_owned(), "R899".to_owned()));
    assert_eq!(pairs(&home.path("after.csv")), expected);
    let decided = table(&home.path("after.csv")).into_iter().find(|link| link["id_left"] == "L0").unwrap();
    assert_eq!(decided["rule"], "verdict");
    let clusters = table(&home.path("clusters.csv"));
    let cluster = |id: &str| clusters.iter().find(|row| row["id"] == id).unwrap()["cluster"].clone();
    assert_eq!(cluster("L0"), cluster("R899"));
    assert_ne!(cluster(left), cluster(right));
    home.write("verdicts.csv", "id_left,id_right,verdict\nL0,R899,perhaps\n");
    let run = link(&home, "no.csv", &["--verdicts", "verdicts.csv", "--lang", "en"]).ended(1);
    assert!(run.err.contains("verdicts.csv: 1"), "{}", run.err);
    home.write("verdicts.csv", format!("{}\n", lists().0[0].join(",")));
    told(&home, &[&BOTH[..], &["no.csv", "--verdicts", "verdicts.csv"]].concat()).ended(1);
    assert!(!home.path("no.csv").exists());
}

#[test]
fn ids_come_from_unique_id_from_the_column_named_or_from_the_row_number() {
    let home = both();
    link(&home, "unique.csv", &[]).ended(0);
    assert!(pairs(&home.path("unique.csv")).iter().all(|(left, right)| left.starts_with('L') && right.starts_with('R')));
    link(&home, "named.csv", &["--id-left", "hp", "--id-right", "alamat"]).ended(0);
    assert!(pairs(&home.path("named.csv")).iter().all(|(left, _)| left.starts_with("0800")));
    let (left, right) = lists();
    let without = |rows: &[Row]| {
        let lines: Vec<String> = rows.iter().map(|row| row[1..].join(",")).collect();
        format!("{}\n{}\n", COLUMNS[1..].join(","), lines.join("\n"))
    };
    home.write("left.csv", without(&left));
    home.write("right.csv", without(&right));
    link(&home, "numbers.csv", &[]).ended(0);
    let numbers = pairs(&home.path("numbers.csv"));
    // Rows are counted from one: L300 is row 301 of the left list, R300 row 1 of the right one.
    assert!(numbers.contains(&("301".to_owned(), "1".to_owned())) || numbers.contains(&("302".to_owned(), "2".to_owned())));
    assert_eq!(numbers.len(), pairs(&home.path("unique.csv")).len());
    let unknown = told(&home, &[&BOTH[..], &["x.csv", "--id-left", "kode", "--lang", "en"]].concat()).ended(1);
    assert!(unknown.err.contains("kode"), "{}", unknown.err);
}
