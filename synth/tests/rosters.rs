//! What a pair of rosters promises: the rows asked for, one truth, the same bytes, nobody real, damage of the right size.

#![allow(clippy::unwrap_used, reason = "a test that meets the unforeseen shall end there")]

#[allow(dead_code, reason = "the other test file reads workbooks too")]
mod reading;

use reading::{folder, lines};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::sync::OnceLock;
use synth::{Damage, RosterOrder, RosterSummary, write_rosters};

const ORDER: RosterOrder = RosterOrder { left: 20_000, right: 10_000, seed: 3, damage: Damage::Normal, csv: true };

fn made(name: &str, order: &RosterOrder) -> (PathBuf, RosterSummary) {
    let out = folder(&format!("rosters-{name}"));
    let summary = write_rosters(order, &out).unwrap();
    (out, summary)
}

/// One pair for all tests that only look.
fn pair() -> &'static (PathBuf, RosterSummary) {
    static PAIR: OnceLock<(PathBuf, RosterSummary)> = OnceLock::new();
    PAIR.get_or_init(|| made("shared", &ORDER))
}

fn table(name: &str) -> Vec<Vec<String>> {
    lines(&pair().0.join(name))
}

/// Rows by id.
fn by_id(name: &str) -> BTreeMap<String, Vec<String>> {
    table(name).into_iter().map(|row| (row[0].clone(), row)).collect()
}

#[test]
fn lists_have_the_rows_that_were_asked_for_under_ids_of_their_own() {
    assert_eq!(by_id("left.parquet").len(), 20_000);
    assert_eq!(by_id("right.parquet").len(), 10_000);
}

#[test]
fn the_same_order_gives_the_same_bytes_and_another_seed_other_people() {
    let (again, _) = made("again", &ORDER);
    let (other, _) = made("other", &RosterOrder { seed: 4, ..ORDER });
    for name in ["left.parquet", "right.parquet", "truth.parquet", "left.csv", "right.csv"] {
        let bytes = fs::read(pair().0.join(name)).unwrap();
        assert!(bytes == fs::read(again.join(name)).unwrap(), "{name} differs between two runs");
        assert!(bytes != fs::read(other.join(name)).unwrap(), "{name} does not know the seed");
    }
}

#[test]
fn truth_names_rows_that_exist_each_pair_once_and_counts_people_twice_in_a_list() {
    let (left, right) = (by_id("left.parquet"), by_id("right.parquet"));
    let pairs: BTreeSet<(String, String)> = table("truth.parquet").into_iter().map(|p| (p[0].clone(), p[1].clone())).collect();
    assert_eq!(pairs.len() as u64, pair().1.pairs);
    assert!(pairs.iter().all(|(l, r)| left.contains_key(l) && right.contains_key(r)));
    let share = pairs.len() as f64 / 10_000.0;
    assert!((0.54..0.60).contains(&share), "true pairs are {share} of the right list");
    for twice in table("dup_left.parquet") {
        assert!(twice[0] < twice[1] && left.contains_key(&twice[1]));
        let rights = |id: &String| pairs.iter().filter(|(l, _)| l == id).count();
        assert_eq!(rights(&twice[0]), rights(&twice[1]), "both rows of one person have the same partners");
    }
}

#[test]
fn nobody_in_a_pair_of_rosters_could_be_real() {
    for name in ["left.parquet", "right.parquet"] {
        for row in table(name) {
            let (nik, phone) = (&row[1], &row[11]);
            assert!(nik.is_empty() || nik.as_bytes()[12] == b'9', "serial of {nik}");
            assert!(phone.is_empty() || phone.starts_with("0800"), "{phone}");
        }
    }
}

#[test]
fn equal_niks_join_about_two_thirds_of_the_pairs_and_are_nearly_always_right() {
    let (left, right) = (by_id("left.parquet"), by_id("right.parquet"));
    let pairs: BTreeSet<(String, String)> = table("truth.parquet").into_iter().map(|p| (p[0].clone(), p[1].clone())).collect();
    let mut owners: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (id, row) in left.iter().filter(|(_, row)| !row[1].is_empty()) {
        owners.entry(&row[1]).or_default().push(id);
    }
    let (mut equal, mut real) = (0.0, 0.0);
    for (id, row) in &right {
        for owner in owners.get(row[1].as_str()).into_iter().flatten() {
            equal += 1.0;
            real += f64::from(u8::from(pairs.contains(&((*owner).to_owned(), id.clone()))));
        }
    }
    let (precision, cover) = (real / equal, real / pairs.len() as f64);
    assert!((0.955..0.985).contains(&precision), "precision of equal NIKs {precision}");
    assert!((0.61..0.69).contains(&cover), "equal NIKs cover {cover}");
}

#[test]
fn csv_and_parquet_are_about_the_same_rows() {
    let text = fs::read_to_string(pair().0.join("right.csv")).unwrap();
    let mut rows = text.lines();
    assert!(rows.next().unwrap().starts_with("unique_id,No KTP,Nama Lengkap,L/P"));
    let ids: Vec<String> = rows.map(|row| row.split(',').next().unwrap().to_owned()).collect();
    let expected: Vec<String> = table("right.parquet").into_iter().map(|row| row[0].clone()).collect();
    assert_eq!(ids, expected);
}

#[test]
fn dirtier_lists_have_fewer_niks() {
    let missing = |damage, name| {
        let (out, _) = made(name, &RosterOrder { damage, csv: false, ..ORDER });
        lines(&out.join("right.parquet")).iter().filter(|row| row[1].is_empty()).count()
    };
    let (clean, dirty) = (missing(Damage::Clean, "clean"), missing(Damage::Dirty, "dirty"));
    assert!(clean * 3 < dirty, "{clean} NIKs are missing in a clean list, {dirty} in a dirty one");
}
