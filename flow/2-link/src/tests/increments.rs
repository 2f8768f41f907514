//! Next month's rows: put beside what was kept, they come to what one run over all rows comes to.

use super::{means, push, roster, roster_in_parts};
use crate::engine::{Earlier, Found, run};
use crate::kept::{Kept, KeptFault, keep, take_up};
use crate::model::Model;
use crate::pairs::Scored;
use crate::people::Linked;
use crate::roster::Roster;
use crate::scratch::InMemory;
use crate::shelf::Shelf;
use crate::tests::order::{Rows, people, rows};
use proptest::prelude::*;

/// Links lists and keeps what comes of it.
fn kept(model: &Model, left: &Rows, right: Option<&Rows>) -> Vec<u8> {
    let mut shelf = Shelf::new(model);
    let mut a = roster(&mut shelf, left);
    let mut b = right.map(|right| roster(&mut shelf, right));
    let found = run(model, &mut shelf, &mut a, b.as_mut(), means(&InMemory, 1, 1 << 30), None).unwrap();
    written(model, &shelf, &a, b.as_ref(), &found)
}

fn written(model: &Model, shelf: &Shelf, left: &Roster, right: Option<&Roster>, found: &Found) -> Vec<u8> {
    let mut bytes = Vec::new();
    keep(Linked { model, shelf, left, right, found }, &mut bytes).unwrap();
    bytes
}

fn up(model: &Model, bytes: &[u8], part: usize) -> Kept {
    let space = means(&InMemory, 1, 0).space();
    take_up(model, &mut &*bytes, || Roster::in_parts(part, &InMemory), space).unwrap()
}

/// Puts new rows beside kept ones, in parts of so many rows; gives back the pairs, and what is kept now.
fn added(model: &Model, bytes: &[u8], left: &Rows, right: Option<&Rows>, part: usize) -> (Vec<Scored>, Vec<u8>) {
    let Kept { mut shelf, left: mut a, right: mut b, earlier } = up(model, bytes, part);
    push(&mut shelf, &mut a, left);
    if let (Some(b), Some(right)) = (&mut b, right) {
        push(&mut shelf, b, right);
    }
    let found = run(model, &mut shelf, &mut a, b.as_mut(), means(&InMemory, 1, 0), Some(earlier)).unwrap();
    (found.pairs.to_vec().unwrap(), written(model, &shelf, &a, b.as_ref(), &found))
}

/// One run over all rows that judges as the kept one did.
fn at_once(model: &Model, bytes: &[u8], left: &Rows, right: Option<&Rows>) -> Vec<Scored> {
    let Kept { mut shelf, earlier, .. } = up(model, bytes, usize::MAX >> 1);
    let mut a = roster(&mut shelf, left);
    let mut b = right.map(|right| roster_in_parts(&mut shelf, right, 1_000));
    let earlier = Some(Earlier::learned(earlier.parameters));
    run(model, &mut shelf, &mut a, b.as_mut(), means(&InMemory, 1, 0), earlier).unwrap().pairs.to_vec().unwrap()
}

fn together(months: &[&Rows]) -> Rows {
    months.iter().flat_map(|rows| rows.iter().cloned()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn new_rows_beside_kept_ones_come_to_what_one_run_over_all_comes_to(
        left in [rows(30), rows(12), rows(12)],
        right in [rows(30), rows(12), rows(12)],
        part in 1_usize..60,
    ) {
        let model = people();
        let base = kept(&model, &left[0], Some(&right[0]));
        let (_, second) = added(&model, &base, &left[1], Some(&right[1]), part);
        let (pairs, _) = added(&model, &second, &left[2], Some(&right[2]), part);
        let all = |months: &[Rows; 3]| together(&[&months[0], &months[1], &months[2]]);
        prop_assert_eq!(pairs, at_once(&model, &base, &all(&left), Some(&all(&right))));
    }

    #[test]
    fn new_rows_of_one_list_come_to_what_one_run_over_all_comes_to(months in [rows(30), rows(12), rows(12)], part in 1_usize..60) {
        let model = people();
        let base = kept(&model, &months[0], None);
        let (_, second) = added(&model, &base, &months[1], None, part);
        let (pairs, _) = added(&model, &second, &months[2], None, part);
        prop_assert_eq!(pairs, at_once(&model, &base, &together(&[&months[0], &months[1], &months[2]]), None));
    }

    #[test]
    fn what_was_kept_and_then_damaged_is_refused(list in rows(20), place in 0_usize..10_000, bit in 0_u8..8) {
        let model = people();
        let mut bytes = kept(&model, &list, None);
        let place = place % bytes.len();
        bytes[place] ^= 1 << bit;
        let space = means(&InMemory, 1, 0).space();
        prop_assert!(take_up(&model, &mut &*bytes, || Ok(Roster::default()), space).is_err());
    }
}

#[test]
fn what_was_kept_with_another_model_is_refused() {
    let model = people();
    let bytes = kept(&model, &vec![vec!["Amir".to_owned(), "1980-01-02".to_owned(), "Gowa".to_owned()]], None);
    let mut other = people();
    other.version += 1;
    let space = means(&InMemory, 1, 0).space();
    assert!(matches!(take_up(&other, &mut &*bytes, || Ok(Roster::default()), space), Err(KeptFault::Foreign(_))));
}
