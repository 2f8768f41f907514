//! The verb `link` over tables that a user names: what is linked, what is written, what is refused, what is never shown.

use crate::home::{Home, Run};
use crate::people::person;
use arrow::array::{ArrayRef, AsArray, Date32Array, Int64Array, NullArray, RecordBatch, StringArray};
use arrow::datatypes::Float64Type;
use jiff::civil::{Date, date};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// One row of a list, in the order of [`COLUMNS`].
type Row = [String; 9];

const COLUMNS: [&str; 9] = ["unique_id", "nik", "nama", "tgl", "jk", "alamat", "desa", "kec", "hp"];
/// The same columns as another office writes them.
const OTHER_HEADINGS: [&str; 9] =
    ["Kode Baris", "No. KTP", "Nama Lengkap", "Tanggal Lahir", "L/P", "Alamat", "Desa/Kelurahan", "Kecamatan", "No. HP"];
const VILLAGES: [&str; 5] = ["Bontoa", "Marumpa", "Temmappaduae", "Tenrigangkae", "Moncongloe"];
const DISTRICTS: [&str; 3] = ["Mandai", "Turikale", "Marusu"];

/// A number that follows from a person's number and from what it decides, and looks like chance.
fn chance(number: usize, what: u64) -> usize {
    let mixed = (number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ what.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ mixed >> 30).wrapping_mul(0x94d0_49bb_1331_11eb);
    usize::try_from((mixed ^ mixed >> 31) % 1_000_003).unwrap()
}

/// Whether chance, one time in so many, has it so.
fn once_in(times: usize, number: usize, what: u64) -> bool {
    chance(number, what).is_multiple_of(times)
}

/// The person with a number below 990. A birth date is that of two or three of them, so that not everybody who shares one
/// is one person.
fn row(id: String, number: usize) -> Row {
    let born = person(chance(number, 1) % 400 * 17);
    let village = VILLAGES[chance(number, 2) % 5];
    [
        id,
        format!("{}{}", &born.nik[..12], 9001 + number),
        person(chance(number, 3) % 16_000).name,
        born.birth.to_string(),
        born.sex.to_owned(),
        format!("Jl. Poros {village} No. {}", chance(number, 4) % 83),
        village.to_owned(),
        DISTRICTS[chance(number, 2) % 3].to_owned(),
        format!("0812{:07}", chance(number, 5)),
    ]
}

/// The same person as another office has written them down, with the slips of an office.
fn other_row(id: String, number: usize) -> Row {
    let mut row = row(id, number);
    if once_in(5, number, 10) {
        row[1].clear();
    } else if once_in(29, number, 11) {
        // The NIK of somebody else of the household.
        row[1] = self::row(String::new(), number + 1)[1].clone();
    }
    if once_in(7, number, 12) {
        row[2].remove(2);
    }
    if once_in(11, number, 13) {
        row[3] = person(chance(number, 14) % 15_000).birth.to_string();
    }
    if once_in(6, number, 15) {
        row[5] = format!("Lorong {}", number % 17);
    }
    if once_in(13, number, 16) {
        row[6] = VILLAGES[chance(number, 17) % 5].to_owned();
    }
    if once_in(4, number, 18) {
        row[8].clear();
    } else if once_in(9, number, 19) {
        row[8] = format!("0813{:07}", chance(number, 20));
    }
    row
}

/// People 0 to 599, and 300 to 899 as another office knows them.
fn lists() -> (Vec<Row>, Vec<Row>) {
    let left = (0..600).map(|number| row(format!("L{number}"), number)).collect();
    let right = (300..900).map(|number| other_row(format!("R{number}"), number)).collect();
    (left, right)
}

fn csv(headings: &[&str], rows: &[Row], separator: &str) -> String {
    let lines = rows.iter().map(|row| row.join(separator));
    std::iter::once(headings.join(separator)).chain(lines).map(|line| line + "\n").collect()
}

fn texts(rows: &[Row], place: usize) -> ArrayRef {
    let texts = rows.iter().map(|row| Some(row[place].as_str()).filter(|text| !text.is_empty()));
    Arc::new(texts.collect::<StringArray>())
}

fn parquet(path: &Path, rows: &[Row]) {
    write_parquet(path, |place| texts(rows, place));
}

fn write_parquet(path: &Path, column: impl Fn(usize) -> ArrayRef) {
    let batch = RecordBatch::try_from_iter(COLUMNS.iter().enumerate().map(|(place, name)| (*name, column(place)))).unwrap();
    let mut writer = ArrowWriter::try_new(File::create(path).unwrap(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

/// A folder with both lists as csv.
fn both() -> Home {
    let home = Home::empty();
    let (left, right) = lists();
    home.write("left.csv", csv(&COLUMNS, &left, ","));
    home.write("right.csv", csv(&COLUMNS, &right, ","));
    home
}

const BOTH: [&str; 6] = ["link", "--left", "left.csv", "--right", "right.csv", "--out"];

fn link(home: &Home, out: &str, more: &[&str]) -> Run {
    home.run(&[&BOTH[..], &[out], more].concat())
}

/// The lines of a csv file without quoted cells, each cell under its heading.
fn table(path: &Path) -> Vec<BTreeMap<String, String>> {
    let text = fs::read_to_string(path).unwrap();
    let mut lines = text.lines();
    let headings: Vec<&str> = lines.next().unwrap().split(',').collect();
    let cells = |line: &str| headings.iter().map(|name| (*name).to_owned()).zip(line.split(',').map(str::to_owned)).collect();
    lines.map(cells).collect()
}

/// The pairs of a file of links.
fn pairs(path: &Path) -> BTreeSet<(String, String)> {
    table(path).iter().map(|link| (link["id_left"].clone(), link["id_right"].clone())).collect()
}

/// How many pairs are one person in truth, where ids end in the number of the person.
fn right_ones(pairs: &BTreeSet<(String, String)>) -> usize {
    pairs.iter().filter(|(left, right)| left[1..] == right[1..]).count()
}

fn probability(link: &BTreeMap<String, String>) -> f64 {
    link["match_probability"].parse().unwrap()
}

/// Runs the program; whatever it says, it says no NIK. The digits behind the point of a probability are none.
fn told(home: &Home, words: &[&str]) -> Run {
    let run = home.run(words);
    for text in [&run.out, &run.err] {
        let mut numbers = text.split(|c: char| !c.is_ascii_digit() && c != '.');
        assert!(numbers.all(|digits| digits.len() != 16 || digits.contains('.')), "a NIK is shown: {text}");
    }
    run
}

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
    assert!(right_ones >= 290, "only {right_ones} of 300 people were found");
    assert!(links.len() - right_ones <= 15, "{} of {} links are wrong", links.len() - right_ones, links.len());
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
    assert_eq!(first, written("little", &["--memory", "1MB"]), "little memory");
    // So little that pairs are not kept: they are read off the keys a second time.
    assert_eq!(first, written("least", &["--memory", "16KB"]), "hardly any memory");
    assert_eq!(first, written("least-two", &["--memory", "16KB", "--threads", "2"]), "hardly any memory, two threads");
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
    for (left, right) in &links {
        assert_eq!(of[&("left", left.as_str())], of[&("right", right.as_str())]);
    }
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
    assert!(pairs(&home.path("named.csv")).iter().all(|(left, _)| left.starts_with("0812")));
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

#[test]
fn a_saved_model_links_the_same_lists_in_the_same_way() {
    let home = both();
    link(&home, "learned.csv", &["--save-model", "saved.toml"]).ended(0);
    link(&home, "again.csv", &["--model", "saved.toml", "--save-model", "saved-again.toml"]).ended(0);
    assert_eq!(fs::read(home.path("learned.csv")).unwrap(), fs::read(home.path("again.csv")).unwrap());
    assert_eq!(fs::read(home.path("saved.toml")).unwrap(), fs::read(home.path("saved-again.toml")).unwrap());
    // Ten rows are too few to learn from; what was learned before is enough.
    let (left, right) = lists();
    home.write("left.csv", csv(&COLUMNS, &left[300..310], ","));
    home.write("right.csv", csv(&COLUMNS, &right[..10], ","));
    link(&home, "few.csv", &["--model", "saved.toml"]).ended(0);
    let few = pairs(&home.path("few.csv"));
    assert!(right_ones(&few) >= 9 && few.len() == right_ones(&few), "{few:?}");
}

#[test]
fn what_another_model_has_learned_is_refused() {
    let home = both();
    link(&home, "links.csv", &["--save-model", "saved.toml"]).ended(0);
    let saved = fs::read_to_string(home.path("saved.toml")).unwrap();
    let learned = saved.split_once("\n[learned").unwrap().1;
    home.write("other.toml", format!("{}\n\n[learned{learned}", small_model("same(nama)")));
    let run = link(&home, "no.csv", &["--model", "other.toml", "--lang", "en"]).ended(1);
    assert!(run.err.contains("[learned] does not fit the model") && run.err.contains("--save-model"), "{}", run.err);
    assert!(!home.path("no.csv").exists());
}

/// A model of one column whose one level has a condition.
fn small_model(when: &str) -> String {
    format!(
        "name = \"small\"\nversion = 1\n\n[[column]]\nname = \"nama\"\ntype = \"name\"\n\n[[rule]]\nname = \"first\"\n\
         same = [\"nama.first\"]\n\n[[comparison]]\nname = \"nama\"\nlevels = [ {{ name = \"same\", when = \"{when}\" }} ]\n"
    )
}

#[test]
fn a_model_that_is_not_sound_is_refused_with_what_to_mend() {
    let home = both();
    let sound = small_model("same(nama)");
    let levels = (0..32).map(|level| format!("{{ name = \"l{level}\", when = \"same(nama)\" }}")).collect::<Vec<_>>().join(", ");
    let cases = [
        (sound.replace("[[rule]]", "[[rule]"), "TOML parse error at line"),
        (sound.replace("version = 1", ""), "version"),
        (sound.replace("type = \"name\"", "type = \"nama\""), "unknown variant `nama`"),
        (sound.replace("name = \"first\"", "name = \"first\"\nsame_as = [\"nama\"]"), "same_as"),
        (small_model("same(name)"), "the model has no column \"name\""),
        (small_model("nearly(nama)"), "\"nearly\" is not a fact that can be asked"),
        (small_model("swapped(nama)"), "a column of type name cannot answer that"),
        (small_model("similar(nama, 2)"), "a share between 0.50 and 0.99"),
        (sound.replace("nama.first", "nama.middle"), "has no part \"middle\""),
        (sound.replace("nama.first", "name.first"), "there is no column \"name\""),
        (sound.replace("same = [\"nama.first\"]", "same = []"), "asks for nothing"),
        (sound.replace("{ name = \"same\", when = \"same(nama)\" }", &levels), "has 32 levels; 1 to 31 can be"),
        (sound.replace("version = 1", "version = 1\nthreshold = 1.5"), "threshold is 1.5"),
        (sound.replace("version = 1", "version = 1\n[columns]\nname = \"Nama\""), "[columns] names \"name\""),
    ];
    for (text, why) in cases {
        home.write("broken.toml", &text);
        let run = told(&home, &[&BOTH[..], &["no.csv", "--model", "broken.toml", "--lang", "en"]].concat()).ended(1);
        assert!(run.err.contains(why), "{why:?} is not told: {}", run.err);
        assert!(run.err.contains("docs/guide/link.md"), "where to read on is not told: {}", run.err);
    }
    let unknown = link(&home, "no.csv", &["--model", "persons", "--lang", "en"]).ended(1);
    assert!(unknown.err.contains("built in are pekerja, person"), "{}", unknown.err);
    let missing = link(&home, "no.csv", &["--model", "missing.toml", "--lang", "en"]).ended(2);
    assert!(missing.err.contains("missing.toml"), "{}", missing.err);
    assert!(!home.path("no.csv").exists());
}

#[test]
fn the_model_of_the_guide_runs_as_it_stands_there() {
    let home = Home::empty();
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guide/link.md");
    let page = fs::read_to_string(page).unwrap();
    let model = page.split_once("```toml\n").unwrap().1.split_once("```").unwrap().0;
    home.write("census.toml", model);
    // A census, and a register with a slip in every third surname.
    let list = |letter: &str, numbers: std::ops::Range<usize>, slips: bool| -> String {
        let lines = numbers.map(|number| {
            let [_, _, name, born, sex, address, ..] = row(String::new(), number);
            let (forename, rest) = name.split_once(' ').unwrap();
            let mut surname = rest.to_owned();
            if slips && number.is_multiple_of(3) {
                surname.pop();
            }
            let (year, month, day) = (&born[..4], &born[5..7], &born[8..]);
            let postcode = chance(number, 30) % 90 + 10;
            format!("{letter}{number},{forename},{surname},{year},{month},{day},{sex},{address},AB{postcode}\n")
        });
        lines.collect()
    };
    let headings = "unique_id,pername1,pername2,dob_year,dob_mon,dob_day,sex,enumcap,enumpc\n";
    home.write("left.csv", headings.to_owned() + &list("L", 0..600, false));
    home.write("right.csv", headings.to_owned() + &list("R", 300..900, true));
    let run = link(&home, "links.csv", &["--model", "census.toml"]).ended(0);
    assert!(run.out.contains("birth ← dob_year + dob_mon + dob_day"), "{}", run.out);
    let links = pairs(&home.path("links.csv"));
    assert!(right_ones(&links) >= 290 && links.len() - right_ones(&links) <= 15, "{} of {}", right_ones(&links), links.len());
}

#[test]
fn an_empty_file_is_refused_and_a_list_without_rows_gives_no_links() {
    let home = both();
    let header = COLUMNS.join(",") + "\n";
    home.write("empty.csv", "");
    let empty = home.run(&["link", "--left", "empty.csv", "--right", "right.csv", "--out", "no.csv"]);
    assert_ne!(empty.code, Some(0));
    assert!(empty.err.contains("empty.csv") && empty.err.contains("needs a header"), "{}", empty.err);
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
fn ten_thousand_identical_rows_end_soon_and_what_was_not_looked_at_is_told() {
    let home = Home::empty();
    let row = row(String::new(), 7);
    home.write("same.csv", format!("{}\n{}", COLUMNS[1..].join(","), (row[1..].join(",") + "\n").repeat(10_000)));
    let run = within(&home, 1_500, &["link", "--left", "same.csv", "--out", "links.csv", "--format", "json"]).ended(0);
    assert!(run.took < Duration::from_secs(60), "it took {:?}", run.took);
    let rules = rules(&run);
    assert_eq!(rules["nik"].2, 10_000, "{rules:?}");
    assert!(rules["nik"].1 > 0, "{rules:?}");
}

#[test]
fn two_hundred_thousand_rows_of_one_name_end_soon_in_little_memory() {
    let home = Home::empty();
    let rows = (0..200_000).map(|number| format!("L{number},Siti Aminah,{}\n", DISTRICTS[number % 3]));
    home.write("siti.csv", "unique_id,nama,kec\n".to_owned() + &rows.collect::<String>());
    let words = ["link", "--left", "siti.csv", "--right", "siti.csv", "--out", "links.csv", "--format", "json"];
    let run = within(&home, 2_000, &words).ended(0);
    assert!(run.took < Duration::from_secs(120), "it took {:?}", run.took);
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
    assert!(printed.contains("refined"), "{printed}");
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
    let damaged = told(&home, &["link", "--left", "damaged.parquet", "--out", "no.csv"]);
    assert_ne!(damaged.code, Some(0));
    // A list in the place of a model.
    home.write("list.toml", format!("nik,nama\n{nik},Rahman Baso\n"));
    told(&home, &["link", "--left", "left.csv", "--model", "list.toml", "--out", "no.csv"]).ended(1);
}

const EXPLAIN: [&str; 2] = ["link", "explain"];
const SIDES: [&str; 4] = ["--left", "left.csv", "--right", "right.csv"];

fn explain(home: &Home, left: &str, right: &str, more: &[&str]) -> Run {
    told(home, &[&EXPLAIN[..], &[left, right], &SIDES, more].concat())
}

#[test]
fn the_weights_of_an_explanation_add_up_to_the_probability_that_link_writes() {
    let home = both();
    link(&home, "links.csv", &["--all-pairs", "all.csv"]).ended(0);
    let all = table(&home.path("all.csv"));
    let sure = all.iter().find(|link| probability(link) > 0.99).unwrap();
    let unsure = all.iter().find(|link| (0.01..0.5).contains(&probability(link))).unwrap();
    for link in [sure, unsure] {
        let told = explain(&home, &link["id_left"], &link["id_right"], &["--format", "json"]).ended(0).json();
        let weights: f64 = told["steps"].as_array().unwrap().iter().map(|step| step["weight"].as_f64().unwrap()).sum();
        let sum = told["start"].as_f64().unwrap() + weights + told["rivals"][1].as_f64().unwrap_or(0.0);
        let claimed = 1.0 / (1.0 + (-sum).exp2());
        let told = told["probability"].as_f64().unwrap();
        assert!((claimed - told).abs() < 1e-6, "weights of {sum} bits make {claimed}, not {told}");
        assert!((told - probability(link)).abs() < 1e-12, "link writes {}, explain says {told}", probability(link));
    }
}

#[test]
fn an_explanation_reads_in_both_languages_and_masks_what_names_a_person() {
    let home = both();
    link(&home, "links.csv", &["--threshold", "0.9"]).ended(0);
    let rows = lists().0;
    let links = table(&home.path("links.csv"));
    let link = links.iter().find(|link| link["rule"] == "nik" && link["pattern"].contains("hp=same")).unwrap();
    let (left, right) = (link["id_left"].as_str(), link["id_right"].as_str());
    let row = rows.iter().find(|row| row[0] == left).unwrap();
    let indonesian = explain(&home, left, right, &["--lang", "id"]).ended(0).out;
    let english = explain(&home, left, right, &["--lang", "en"]).ended(0).out;
    assert!(indonesian.contains("NIK sama") && indonesian.contains("TAUTAN"), "{indonesian}");
    assert!(english.contains("same NIK") && english.contains("A LINK"), "{english}");
    for told in [&indonesian, &english] {
        assert!(told.contains(&row[2]), "the name is missing: {told}");
        assert!(told.contains(&format!("••••{}", &row[1][12..])), "the end of the NIK is missing: {told}");
        for hidden in [&row[1][..12], &row[8], &row[8][..8]] {
            assert!(!told.contains(hidden), "{hidden} is shown: {told}");
        }
    }
}

#[test]
fn a_pair_that_no_rule_looks_at_is_explained_as_one() {
    let home = both();
    link(&home, "links.csv", &["--all-pairs", "all.csv"]).ended(0);
    let (left, right) = lists();
    let strangers = |a: &Row, b: &Row| {
        let words = |row: &Row| row[2].split(' ').map(str::to_owned).collect::<BTreeSet<_>>();
        a[3][..4] != b[3][..4] && a[3][5..] != b[3][5..] && words(a).is_disjoint(&words(b)) && a[1] != b[1] && a[8] != b[8]
    };
    let (a, b) = left.iter().flat_map(|a| right.iter().map(move |b| (a, b))).find(|(a, b)| strangers(a, b)).unwrap();
    let english = explain(&home, &a[0], &b[0], &["--lang", "en"]).ended(0).out;
    assert!(english.contains("No rule looks at this pair"), "{english}");
    assert!(!english.contains("LINK."), "{english}");
    assert!(explain(&home, &a[0], &b[0], &[]).ended(0).out.contains("Tidak ada aturan yang melihat pasangan ini"));
    let told = explain(&home, &a[0], &b[0], &["--format", "json"]).ended(0).json();
    assert_eq!((&told["rule"], &told["probability"]), (&Value::Null, &Value::from(0.0)));
}

#[test]
fn an_unknown_id_is_refused_without_being_repeated() {
    let home = both();
    for (left, right, file) in [("L9999", "R301", "left.csv"), ("L301", "R9999", "right.csv")] {
        for language in ["id", "en"] {
            let run = explain(&home, left, right, &["--lang", language]).ended(1);
            assert!(run.err.contains(file), "the list is not named: {}", run.err);
            assert!(!run.err.contains("9999") && run.out.is_empty(), "the id is repeated: {}", run.err);
        }
    }
}

#[test]
fn two_rows_of_one_list_are_explained_alike_from_both_ends() {
    let home = Home::empty();
    let (mut rows, right) = lists();
    rows.extend(right);
    home.write("all.csv", csv(&COLUMNS, &rows, ","));
    let told = |one: &str, other: &str| {
        home.run(&["link", "explain", one, other, "--left", "all.csv", "--format", "json"]).ended(0).json()
    };
    let (there, back) = (told("L301", "R301"), told("R301", "L301"));
    assert_eq!(there["probability"], back["probability"]);
    assert_eq!(there["steps"][0]["left"], back["steps"][0]["right"], "what stands left is told left");
}
