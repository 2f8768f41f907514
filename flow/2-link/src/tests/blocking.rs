//! Refining large blocks: no pair is lost that the limits allow, none is looked at twice.

use super::{means, model, roster};
use crate::engine::run;
use crate::model::Model;
use crate::pairs::Scored;
use crate::scratch::InMemory;
use crate::shelf::Shelf;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Two rules: one that is refined by two more columns, and one that may find what the first leaves out.
fn refining(limit: u64) -> Model {
    let columns: String = ["a", "b", "c", "d"].map(|name| format!("[[column]]\nname = \"{name}\"\ntype = \"text\"\n")).concat();
    model(&format!(
        "name = \"refining\"\nversion = 1\nfloor = 0.0\n{columns}\
         [[rule]]\nname = \"first\"\nsame = [\"a\"]\nrefine = [\"b\", \"c\"]\nlimit = {limit}\n\
         [[rule]]\nname = \"second\"\nsame = [\"d\"]\n\
         [[comparison]]\nname = \"a\"\nlevels = [ {{ name = \"same\", when = \"same(a)\" }} ]\n"
    ))
}

type Rows = Vec<Vec<String>>;

/// The pairs that a block gives, said plainly: all of them if they are few enough or nothing is left to ask for; else those
/// of the blocks into which the next column parts it.
fn pairs_of(
    left: &[u32],
    right: &[u32],
    lists: (&Rows, &Rows),
    with_itself: bool,
    next: usize,
    limit: usize,
) -> BTreeSet<(u32, u32)> {
    let all = || -> BTreeSet<(u32, u32)> {
        let pairs = left.iter().flat_map(|a| right.iter().map(move |b| (*a, *b)));
        pairs.filter(|(a, b)| !with_itself || a < b).collect()
    };
    let count = if with_itself { left.len() * left.len().saturating_sub(1) / 2 } else { left.len() * right.len() };
    if next > 2 || next > 0 && count <= limit {
        return all();
    }
    let parted = |rows: &[u32], list: &Rows| {
        let mut blocks: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for row in rows {
            let text = &list[*row as usize][next];
            if !text.is_empty() {
                blocks.entry(text.clone()).or_default().push(*row);
            }
        }
        blocks
    };
    let (of_left, of_right) = (parted(left, lists.0), parted(right, lists.1));
    let both = of_left.iter().filter_map(|(key, left)| of_right.get(key).map(|right| (left, right)));
    both.flat_map(|(left, right)| pairs_of(left, right, lists, with_itself, next + 1, limit)).collect()
}

fn rows(most: usize) -> impl Strategy<Value = Rows> {
    let cell = |values: &'static [&'static str]| proptest::sample::select(values).prop_map(str::to_owned);
    let row = (cell(&["", "P", "Q"]), cell(&["", "R", "S", "T"]), cell(&["", "U", "V"]), cell(&["", "W", "X", "Y"]));
    proptest::collection::vec(row.prop_map(|(a, b, c, d)| vec![a, b, c, d]), 1..most)
}

fn found(model: &Model, left: &Rows, right: Option<&Rows>, memory: u64) -> Vec<Scored> {
    let mut shelf = Shelf::new(model);
    let mut a = roster(&mut shelf, left);
    let mut b = right.map(|right| roster(&mut shelf, right));
    run(model, &mut shelf, &mut a, b.as_mut(), means(&InMemory, 1, memory), None).unwrap().pairs.to_vec().unwrap()
}

fn expected(model: &Model, left: &Rows, right: &Rows, with_itself: bool) -> BTreeMap<(u32, u32), u8> {
    let all = |list: &Rows| (0..list.len() as u32).collect::<Vec<u32>>();
    let limit = usize::try_from(model.rules[0].limit).unwrap();
    let mut pairs: BTreeMap<(u32, u32), u8> = BTreeMap::new();
    for (a, one) in (0_u32..).zip(left) {
        for (b, other) in (0_u32..).zip(right) {
            if one[3] == other[3] && !one[3].is_empty() && (!with_itself || a < b) {
                pairs.insert((a, b), 1);
            }
        }
    }
    // What the first rule finds is the first rule's.
    pairs.extend(pairs_of(&all(left), &all(right), (left, right), with_itself, 0, limit).into_iter().map(|pair| (pair, 0)));
    pairs
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn refined_blocks_of_two_lists_lose_no_pair_and_give_none_twice(left in rows(40), right in rows(40), limit in 1_u64..60, kept in any::<bool>()) {
        let model = refining(limit);
        let pairs = found(&model, &left, Some(&right), if kept { 1 << 30 } else { 0 });
        let seen: BTreeMap<(u32, u32), u8> = pairs.iter().map(|pair| ((pair.left, pair.right), pair.rule)).collect();
        prop_assert_eq!(pairs.len(), seen.len(), "a pair is seen twice");
        prop_assert_eq!(seen, expected(&model, &left, &right, false));
    }

    #[test]
    fn refined_blocks_of_one_list_lose_no_pair_and_give_none_twice(list in rows(50), limit in 1_u64..60, kept in any::<bool>()) {
        let model = refining(limit);
        let pairs = found(&model, &list, None, if kept { 1 << 30 } else { 0 });
        let seen: BTreeMap<(u32, u32), u8> = pairs.iter().map(|pair| ((pair.left, pair.right), pair.rule)).collect();
        prop_assert_eq!(pairs.len(), seen.len(), "a pair is seen twice");
        prop_assert_eq!(seen, expected(&model, &list, &list, true));
    }
}
