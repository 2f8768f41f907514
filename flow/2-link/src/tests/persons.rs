//! From links to persons: links gather rows, and no chain makes two people one.

use super::{model, roster};
use crate::decide::Verdict;
use crate::engine::Found;
use crate::keys::{self, Lists};
use crate::learn::Cell;
use crate::model::Model;
use crate::pairs::{Scored, Space};
use crate::parameters::Parameters;
use crate::people::{Linked, Membership, persons};
use crate::roster::Roster;
use crate::scratch::InMemory;
use crate::shelf::Shelf;

fn numbered() -> Model {
    model(
        r#"
name = "numbered"
version = 1
[[column]]
name = "name"
type = "text"
[[column]]
name = "number"
type = "text"
[[rule]]
name = "name"
same = ["name"]
[[comparison]]
name = "name"
levels = [ { name = "missing", when = "missing(name)" }, { name = "same", when = "same(name)" } ]
[[comparison]]
name = "number"
levels = [ { name = "missing", when = "missing(number)" }, { name = "same", when = "same(number)" } ]
"#,
    )
}

/// Learned from pairs of equal names, of which a third have one number and the others two.
fn learned(model: &Model) -> Found {
    let cell = |levels: [u8; 2], count: f64| Cell { rule: 0, levels: levels.to_vec(), count };
    let cells = [cell([1, 0], 500.0), cell([1, 1], 1_000.0), cell([1, 2], 2_000.0)];
    let mut parameters = Parameters::learn(model, &cells, vec![vec![0.0, 0.01, 0.99], vec![0.0, 0.001, 0.999]], &[0.5], &[false]);
    // One comparison alone cannot tell how often a person's number is wrong; here it never is, or nearly.
    parameters.classes[0][1] = vec![0.0, 0.999, 0.001];
    Found { parameters, ..Found::default() }
}

fn list(model: &Model, rows: &[(&str, &str)]) -> (Shelf, Roster) {
    let mut shelf = Shelf::new(model);
    let rows: Vec<Vec<String>> = rows.iter().map(|(name, number)| vec![(*name).to_owned(), (*number).to_owned()]).collect();
    let mut roster = roster(&mut shelf, &rows);
    shelf.close();
    keys::keys(&shelf, &model.rules, &mut Lists { left: &mut roster, right: None }, &mut Vec::new(), 0).unwrap();
    (shelf, roster)
}

fn link(left: u32, right: u32, probability: f64) -> Scored {
    Scored::new(left, right, probability, 0, 0)
}

fn members_of(rows: &[(&str, &str)], links: &[Scored], verdicts: &[Verdict]) -> Vec<Membership> {
    let model = numbered();
    let (shelf, roster) = list(&model, rows);
    let found = learned(&model);
    let linked = Linked { model: &model, shelf: &shelf, left: &roster, right: None, found: &found };
    persons(linked, &links.to_vec().into(), verdicts, Space::of(&InMemory, 0), |_, _, _| {}).unwrap()
}

fn persons_of(rows: &[(&str, &str)], links: &[Scored]) -> Vec<u32> {
    members_of(rows, links, &[]).iter().map(|member| member.person).collect()
}

#[test]
fn a_row_that_resembles_two_people_does_not_make_them_one() {
    let rows = [("SITI", "11"), ("SITI", ""), ("SITI", "22")];
    // The row without a number goes to the person to whom its link is stronger.
    assert_eq!(persons_of(&rows, &[link(0, 1, 0.8), link(1, 2, 0.9)]), [0, 1, 1]);
    assert_eq!(persons_of(&rows, &[link(0, 1, 0.9), link(1, 2, 0.8)]), [0, 0, 2]);
}

#[test]
fn two_groups_of_rows_stay_two_people_when_any_of_their_rows_speaks_against_it() {
    let rows = [("SITI", "11"), ("SITI", "11"), ("SITI", ""), ("SITI", ""), ("SITI", "22"), ("SITI", "22")];
    let links = [link(0, 1, 0.99), link(1, 2, 0.95), link(4, 5, 0.99), link(3, 4, 0.95), link(2, 3, 0.9)];
    assert_eq!(persons_of(&rows, &links), [0, 0, 0, 3, 3, 3]);
}

#[test]
fn rows_that_nothing_speaks_against_are_one_person_along_any_chain() {
    let rows = [("SITI", "11"), ("SITI", ""), ("SITI", "11"), ("SALMA", "33")];
    assert_eq!(persons_of(&rows, &[link(0, 1, 0.9), link(1, 2, 0.8)]), [0, 0, 0, 3]);
}

#[test]
fn a_member_is_told_the_rule_of_its_strongest_link_and_one_alone_has_none() {
    let rows = [("SITI", "11"), ("SITI", ""), ("SITI", "11"), ("SALMA", "33")];
    let members = members_of(&rows, &[link(0, 1, 0.8), link(1, 2, 0.9)], &[]);
    assert_eq!(members[1].rule, Some(0));
    assert!((members[1].probability - 0.9).abs() < 1e-6);
    assert_eq!((members[3].person, members[3].rule), (3, None));
}

#[test]
fn rows_that_somebody_keeps_apart_stay_apart_whatever_ties_them() {
    let rows = [("SITI", "11"), ("SITI", ""), ("SITI", "11")];
    let links = [link(0, 1, 0.99), link(1, 2, 0.9)];
    let apart = Verdict { left: 0, right: 2, same: false };
    let persons: Vec<u32> = members_of(&rows, &links, &[apart]).iter().map(|member| member.person).collect();
    assert_eq!(persons, [0, 0, 2]);
}
