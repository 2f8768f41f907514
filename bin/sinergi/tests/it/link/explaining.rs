//! `link explain`: why two rows are one person, or are not.

use super::*;

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
        let number = |value: &Value| value.as_f64().unwrap();
        let rivals = told["rivals"].get(1).map_or(0.0, number);
        let sum = number(&told["start"]) + weights + number(&told["lookalikes"]) + rivals;
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
