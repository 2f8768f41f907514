//! What a run must not depend on: memory, threads, the order of rows, whether texts come as a dictionary.

use super::{means, model, roster, roster_in_parts};
use crate::engine::{Found, run};
use crate::model::Model;
use crate::roster::Roster;
use crate::scratch::InMemory;
use crate::shelf::Shelf;
use arrow::array::{Array, ArrayRef, DictionaryArray};
use arrow::datatypes::Int32Type;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

pub(super) fn people() -> Model {
    model(
        r#"
name = "people"
version = 1
floor = 0.0
[[column]]
name = "name"
type = "name"
tokens = 3
[[column]]
name = "born"
type = "date"
[[column]]
name = "place"
type = "category"
[[rule]]
name = "name"
same = ["name.sorted"]
[[rule]]
name = "born"
same = ["born"]
refine = ["place", "name.first"]
limit = 12
[[rule]]
name = "place"
same = ["place", "name.first"]
[[comparison]]
name = "name"
levels = [
  { name = "missing", when = "missing(name)" },
  { name = "rare", when = "same(name) and rare(name, 4)" },
  { name = "same", when = "same(name)" },
  { name = "alike", when = "alike(name) or similar(name, 0.90)" },
]
[[comparison]]
name = "born"
levels = [ { name = "missing", when = "missing(born)" }, { name = "same", when = "same(born)" }, { name = "year", when = "year(born)" } ]
[[comparison]]
name = "place"
given = ["born"]
levels = [ { name = "missing", when = "missing(place)" }, { name = "same", when = "same(place)" } ]
"#,
    )
}

pub(super) type Rows = Vec<Vec<String>>;

pub(super) fn rows(most: usize) -> impl Strategy<Value = Rows> {
    let name = proptest::sample::select(vec!["Amir Baso", "Baso Amir", "Amir Basso", "Salma", "Salma Tenri", "Tenri", ""]);
    let born = proptest::sample::select(vec!["1980-01-02", "1980-02-01", "1980", "1979-05-06", ""]);
    let place = proptest::sample::select(vec!["Gowa", "Maros", "Wajo", ""]);
    let row = (name, born, place).prop_map(|(name, born, place)| vec![name.to_owned(), born.to_owned(), place.to_owned()]);
    proptest::collection::vec(row, 1..most)
}

fn linked(left: &Rows, right: &Rows, memory: u64, threads: usize) -> Found {
    let model = people();
    let mut shelf = Shelf::new(&model);
    let mut a = roster(&mut shelf, left);
    let mut b = roster(&mut shelf, right);
    run(&model, &mut shelf, &mut a, Some(&mut b), means(&InMemory, threads, memory), None).unwrap()
}

/// The same with lists that are written out in parts of so many rows.
fn linked_in_parts(left: &Rows, right: Option<&Rows>, part: usize) -> Found {
    let model = people();
    let mut shelf = Shelf::new(&model);
    let mut a = roster_in_parts(&mut shelf, left, part);
    let mut b = right.map(|right| roster_in_parts(&mut shelf, right, part));
    run(&model, &mut shelf, &mut a, b.as_mut(), means(&InMemory, 1, 0), None).unwrap()
}

/// A list whose texts come as dictionaries, in batches of so many rows of which two at a time share theirs.
fn coded(shelf: &mut Shelf, rows: &Rows, batch: usize) -> Roster {
    let mut roster = Roster::default();
    for group in rows.chunks(2 * batch) {
        let column = |place: usize| -> ArrayRef {
            let texts = group.iter().map(|row| Some(row[place].as_str()).filter(|text| !text.is_empty()));
            Arc::new(texts.collect::<DictionaryArray<Int32Type>>())
        };
        let columns: Vec<ArrayRef> = (0..3).map(column).collect();
        for from in (0..group.len()).step_by(batch) {
            let rows = batch.min(group.len() - from);
            let columns: Vec<Option<ArrayRef>> = columns.iter().map(|column| Some(column.slice(from, rows))).collect();
            shelf.push(&mut roster, rows, &columns).unwrap();
        }
    }
    roster
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn texts_that_come_as_dictionaries_are_linked_the_same(left in rows(40), right in rows(40), batch in 1_usize..12) {
        let model = people();
        let mut shelf = Shelf::new(&model);
        let (mut a, mut b) = (coded(&mut shelf, &left, batch), coded(&mut shelf, &right, batch));
        let found = run(&model, &mut shelf, &mut a, Some(&mut b), means(&InMemory, 1, 1 << 30), None).unwrap();
        let plain = linked(&left, &right, 1 << 30, 1);
        prop_assert_eq!(found.pairs.to_vec().unwrap(), plain.pairs.to_vec().unwrap());
        prop_assert_eq!(&found.parameters, &plain.parameters);
    }

    #[test]
    fn pairs_that_are_kept_and_pairs_that_are_read_again_are_the_same(left in rows(40), right in rows(40)) {
        let kept = linked(&left, &right, 1 << 30, 1);
        for (memory, threads) in [(0, 1), (0, 2), (1 << 30, 2)] {
            let again = linked(&left, &right, memory, threads);
            prop_assert_eq!(kept.pairs.to_vec().unwrap(), again.pairs.to_vec().unwrap());
            prop_assert_eq!(&kept.yields, &again.yields);
            prop_assert_eq!(kept.candidates, again.candidates);
            prop_assert_eq!(&kept.parameters, &again.parameters);
        }
    }

    #[test]
    fn lists_that_are_written_out_in_parts_are_linked_the_same(left in rows(40), right in rows(40), part in 1_usize..20, itself in any::<bool>()) {
        let right = (!itself).then_some(&right);
        let (whole, parted) = (linked_in_parts(&left, right, usize::MAX >> 1), linked_in_parts(&left, right, part));
        prop_assert_eq!(whole.pairs.to_vec().unwrap(), parted.pairs.to_vec().unwrap());
        prop_assert_eq!(&whole.yields, &parted.yields);
        prop_assert_eq!(&whole.parameters, &parted.parameters);
    }

    #[test]
    fn another_order_of_rows_changes_row_numbers_only(
        (left, order) in rows(40).prop_flat_map(|left| { let order: Vec<usize> = (0..left.len()).collect(); (Just(left), Just(order).prop_shuffle()) }),
        right in rows(40),
    ) {
        let by_pair = |found: &Found, row: &dyn Fn(u32) -> usize| -> BTreeMap<(usize, u32), (u8, u64, f64)> {
            found.pairs.to_vec().unwrap().iter().map(|pair| ((row(pair.left), pair.right), (pair.rule, pair.word, pair.probability))).collect()
        };
        let shuffled: Rows = order.iter().map(|row| left[*row].clone()).collect();
        let straight = by_pair(&linked(&left, &right, 1 << 30, 1), &|row| row as usize);
        let back = by_pair(&linked(&shuffled, &right, 1 << 30, 1), &|row| order[row as usize]);
        prop_assert_eq!(straight.len(), back.len());
        for (pair, (rule, word, probability)) in &straight {
            let (other_rule, other_word, other) = back[pair];
            prop_assert_eq!((*rule, *word), (other_rule, other_word));
            // Sums over pairs go in another order, so the last digits may move.
            prop_assert!((probability - other).abs() < 1e-9, "{} became {}", probability, other);
        }
    }
}
