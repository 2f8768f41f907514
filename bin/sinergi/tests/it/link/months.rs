//! Next month's rows beside those of this month; pairs for people to review; charts.

use super::*;

/// The right list of this month, and the rows that come next month.
fn two_months(home: &Home) {
    let (left, right) = lists();
    home.write("left.csv", csv(&COLUMNS, &left, ","));
    home.write("right.csv", csv(&COLUMNS, &right[..200], ","));
    home.write("next.csv", csv(&COLUMNS, &right[200..], ","));
    home.write("nothing.csv", COLUMNS.join(",") + "\n");
}

#[test]
fn rows_of_next_month_are_added_to_those_of_this_month() {
    let home = Home::empty();
    two_months(&home);
    link(&home, "first.csv", &["--keep", "kept.link"]).ended(0);
    let words = ["link", "--left", "nothing.csv", "--right", "nothing.csv", "--add-to", "kept.link", "--out"];
    home.run(&[&words[..], &["again.csv"]].concat()).ended(0);
    assert_eq!(fs::read(home.path("first.csv")).unwrap(), fs::read(home.path("again.csv")).unwrap(), "nothing came");
    let words =
        ["link", "--left", "nothing.csv", "--right", "next.csv", "--add-to", "kept.link", "--clusters", "sets.csv", "--out"];
    let run = home.run(&[&words[..], &["second.csv", "--keep", "later.link", "--format", "json"]].concat()).ended(0);
    assert_eq!(run.json()["right_rows"], 600);
    let (first, second) = (pairs(&home.path("first.csv")), pairs(&home.path("second.csv")));
    assert!(right_ones(&second) > right_ones(&first));
    assert!(right_ones(&second) >= 280, "only {} of 300 persons were found", right_ones(&second));
    assert_eq!(table(&home.path("sets.csv")).len(), 1_200);
    // The same rows in two steps are the same.
    home.write("a.csv", csv(&COLUMNS, &lists().1[200..350], ","));
    home.write("b.csv", csv(&COLUMNS, &lists().1[350..], ","));
    let step = |new: &str, from: &str, to: &str, out: &str| {
        home.run(&["link", "--left", "nothing.csv", "--right", new, "--add-to", from, "--keep", to, "--out", out]).ended(0)
    };
    step("a.csv", "kept.link", "half.link", "half.csv");
    step("b.csv", "half.link", "whole.link", "whole.csv");
    assert_eq!(fs::read(home.path("second.csv")).unwrap(), fs::read(home.path("whole.csv")).unwrap());
}

#[test]
fn what_was_kept_is_for_its_owner_and_for_its_model_alone() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::empty();
    two_months(&home);
    link(&home, "first.csv", &["--keep", "kept.link"]).ended(0);
    assert_eq!(fs::metadata(home.path("kept.link")).unwrap().permissions().mode() & 0o077, 0);
    let add = |kept: &str, more: &[&str]| {
        let words = ["link", "--left", "nothing.csv", "--right", "next.csv", "--out", "no.csv", "--lang", "en", "--add-to", kept];
        home.run(&[&words[..], more].concat())
    };
    let other = add("kept.link", &["--model", "person"]).ended(1);
    assert!(other.err.contains("another model"), "{}", other.err);
    let foreign = add("left.csv", &[]).ended(1);
    assert!(foreign.err.contains("no file that linking has kept"), "{}", foreign.err);
    let mut bytes = fs::read(home.path("kept.link")).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    home.write("damaged.link", &bytes);
    assert_ne!(add("damaged.link", &[]).code, Some(0));
    home.write("cut.link", &bytes[..middle]);
    assert_ne!(add("cut.link", &[]).code, Some(0));
    assert!(!home.path("no.csv").exists());
}

/// A sample with the truth written under `verdict`, ids being what they are.
fn answered(home: &Home, sample: &str, out: &str) -> usize {
    let text = fs::read_to_string(home.path(sample)).unwrap();
    let mut lines = text.lines();
    let mut answered = lines.next().unwrap().to_owned() + "\n";
    let mut count = 0;
    for line in lines {
        let cells: Vec<&str> = line.splitn(4, ',').collect();
        let verdict = if cells[0][1..] == cells[1][1..] { "same" } else { "different" };
        answered += &format!("{},{},{verdict},{}\n", cells[0], cells[1], cells[3]);
        count += 1;
    }
    home.write(out, answered);
    count
}

#[test]
fn a_reviewed_sample_says_how_many_links_are_right_and_its_verdicts_stand() {
    let home = both();
    let words = ["link", "sample", "--left", "left.csv", "--right", "right.csv", "--size", "120", "--out", "tinjau.csv"];
    let drawn = home.run(&[&words[..], &["--format", "json"]].concat()).ended(0).json();
    assert_eq!(answered(&home, "tinjau.csv", "jawab.csv") as u64, drawn["pairs"].as_u64().unwrap());
    let text = fs::read_to_string(home.path("tinjau.csv")).unwrap();
    let nik = row(String::new(), 310)[1].clone();
    assert!(!text.contains(&nik[..12]) && !text.contains("0812"), "numbers of people are masked");
    let told = home.run(&["link", "reviewed", "jawab.csv", "--format", "json"]).ended(0).json();
    let share = |name: &str, place: usize| told["review"][name][place].as_f64().unwrap();
    assert!(share("precision", 0) > 0.9 && share("precision", 1) < share("precision", 0), "{told}");
    assert!(share("recall", 0) > 0.8 && share("recall", 2) <= 1.0, "{told}");
    assert_eq!(told["links"], Value::Null, "tables are counted, and nothing is stored");
    // The same file is one of verdicts: no pair that was found to be two people is a link.
    link(&home, "links.csv", &["--verdicts", "jawab.csv"]).ended(0);
    let links = pairs(&home.path("links.csv"));
    let verdicts = table(&home.path("jawab.csv"));
    for verdict in verdicts.iter().filter(|verdict| !verdict.values().any(|cell| cell.contains('"'))) {
        let pair = (verdict["id_left"].clone(), verdict["id_right"].clone());
        assert_eq!(links.contains(&pair), verdict["verdict"] == "same", "{pair:?}");
    }
    // What nobody has answered yet is passed over, and a word that is no verdict is refused.
    home.run(&["link", "reviewed", "tinjau.csv"]).ended(0);
    home.write("wrong.csv", "id_left,id_right,verdict\nL1,R1,maybe\n");
    home.run(&["link", "reviewed", "wrong.csv"]).ended(1);
}

#[test]
fn charts_are_drawn_for_two_tables() {
    let home = both();
    let words = ["link", "charts", "--left", "left.csv", "--right", "right.csv", "--out", "gambar", "--lang", "en"];
    let run = home.run(&words).ended(0);
    assert_eq!(run.out.lines().count(), 5);
    for (name, says) in [
        ("weights", "What each agreement weighs"),
        ("parameters", "The share of each level"),
        ("threshold", "precision"),
        ("unlinkable", "Rows too poor"),
        ("rules", "same NIK"),
    ] {
        let svg = fs::read_to_string(home.path("gambar").join(format!("{name}.svg"))).unwrap();
        assert!(svg.starts_with("<svg") && svg.ends_with("</svg>") && svg.contains(says), "{name}");
    }
}
