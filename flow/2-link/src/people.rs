//! From links to persons: which rows are one person.
//!
//! Links alone would chain: a row that resembles two people must not make them one. So links are taken in the order of
//! their strength, and two sets become one only if no row of the one speaks against a row of the other, and nobody has
//! decided that two of their rows are two people.

use crate::decide::{VERDICT, Verdict, strongest_first};
use crate::engine::{Found, score};
use crate::model::Model;
use crate::pairs::{Pairs, Scored, Space};
use crate::relate::Relate;
use crate::roster::{Numbers, Roster};
use crate::sets::Sets;
use crate::shelf::Shelf;
use crate::survey::Entry;
use crate::sweep::first_shared;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io;

/// A pair less probable than this speaks against being one person.
const AGAINST: f64 = 0.02;
/// Rows of a set that are put beside those of the other.
const WITNESSES: usize = 8;

/// The lists that links tie, and how they were linked.
#[derive(Clone, Copy)]
pub struct Linked<'a> {
    /// The model.
    pub model: &'a Model,
    /// The words of both lists.
    pub shelf: &'a Shelf,
    /// The left list.
    pub left: &'a Roster,
    /// The right list; none where a list was linked with itself.
    pub right: Option<&'a Roster>,
    /// What linking found.
    pub found: &'a Found,
}

/// Which person a row is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Membership {
    /// The person: the smallest row of the set. Rows of the right list are counted on from those of the left.
    pub person: u32,
    /// The rule behind the strongest link of the row, by its place in the model; none for a row that stands alone.
    pub rule: Option<u8>,
    /// How probable that link is; one for a row that stands alone.
    pub probability: f32,
}

/// The persons behind the rows of one list, or of both. `joined` is told of every link that makes one set of two, with the
/// smallest rows of these.
///
/// # Errors
/// The disk.
pub fn persons(
    linked: Linked<'_>,
    links: &Pairs,
    verdicts: &[Verdict],
    space: Space<'_>,
    mut joined: impl FnMut(&Scored, u32, u32),
) -> io::Result<Vec<Membership>> {
    let relate = Relate::new(linked.model, linked.shelf);
    let offset = linked.offset();
    let rows = linked.left.rows() + linked.right.map_or(0, Roster::rows);
    let mut sets = Sets::new(rows);
    for verdict in verdicts.iter().filter(|verdict| !verdict.same) {
        sets.keep_apart(verdict.left, verdict.right + offset);
    }
    let mut members: Vec<Membership> =
        (0..rows as u32).map(|person| Membership { person, rule: None, probability: 1.0 }).collect();
    for block in strongest_first(links, space)?.blocks() {
        for link in block?.iter() {
            let Scored { left, right, rule, probability, .. } = *link;
            let (a, b) = (sets.root(left), sets.root(right + offset));
            if a != b {
                let alone = sets.alone(a) && sets.alone(b);
                if !sets.may_join(a, b) || !alone && rule != VERDICT && linked.speaks_against(&relate, &sets, a, b)? {
                    continue;
                }
                sets.join(a, b);
                joined(link, a, b);
            }
            for row in [left, right + offset] {
                let member = &mut members[row as usize];
                if member.rule.is_none() {
                    (member.rule, member.probability) = (Some(rule), probability as f32);
                }
            }
        }
    }
    for (row, member) in members.iter_mut().enumerate() {
        member.person = sets.root(row as u32);
    }
    Ok(members)
}

impl Linked<'_> {
    fn offset(&self) -> u32 {
        if self.right.is_some() { self.left.rows() as u32 } else { 0 }
    }

    /// Whether any of the rows of one set, put beside one of the other, is most likely somebody else.
    fn speaks_against(&self, relate: &Relate, sets: &Sets, a: u32, b: u32) -> io::Result<bool> {
        for one in sets.of(a).take(WITNESSES) {
            for other in sets.of(b).take(WITNESSES) {
                let ((record, keys), (its_record, its_keys)) = (self.look(one)?, self.look(other)?);
                let Some(rule) = first_shared(&keys, &its_keys) else { continue };
                let entry = Entry { rule: rule as u32, word: relate.word(self.shelf, &record, &its_record) };
                if score(self.model, &self.found.parameters, entry) < AGAINST {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    fn look(&self, row: u32) -> io::Result<(Numbers<'_>, Numbers<'_>)> {
        match self.right {
            Some(right) if row >= self.offset() => right.look(row - self.offset()),
            _ => self.left.look(row),
        }
    }
}

/// Persons keep their names from month to month. Each set of rows takes the name that most of its rows had before (of
/// equally many the smaller one); a name goes to one set only, that which has most of its rows. A set without a name is
/// named after its smallest row, or after the next one whose number is no name yet.
///
/// `persons` gives for every row the smallest row of its set, `rows` the lasting number of every row, `before` the name of
/// rows that had one. Gives the name of every row.
pub fn lasting_names(persons: &[u32], rows: &[i64], before: &HashMap<i64, i64>) -> Vec<i64> {
    let mut votes: BTreeMap<(i64, u32), u64> = BTreeMap::new();
    for (row, person) in rows.iter().zip(persons) {
        if let Some(name) = before.get(row) {
            *votes.entry((*name, *person)).or_default() += 1;
        }
    }
    // The strongest claims first: a name's own rows, then the smaller name, then the smaller row.
    let mut claims: Vec<(Reverse<u64>, i64, i64, u32)> =
        votes.into_iter().map(|((name, person), rows_of)| (Reverse(rows_of), name, rows[person as usize], person)).collect();
    claims.sort_unstable();
    let mut taken: HashSet<i64> = before.values().copied().collect();
    let (mut given, mut names): (HashSet<i64>, HashMap<u32, i64>) = (HashSet::new(), HashMap::new());
    for (_, name, _, person) in claims {
        if !given.contains(&name) && !names.contains_key(&person) {
            given.insert(name);
            names.insert(person, name);
        }
    }
    let mut of_set: HashMap<u32, i64> = HashMap::new();
    for (row, person) in rows.iter().zip(persons) {
        if !names.contains_key(person) && !taken.contains(row) {
            of_set.entry(*person).and_modify(|least| *least = (*least).min(*row)).or_insert(*row);
        }
    }
    taken.extend(of_set.values());
    names.extend(of_set);
    let name_of = |person: &u32| {
        *names.entry(*person).or_insert_with(|| {
            // Every row of the set once gave its number to a person who lives on elsewhere: a number that no row has.
            let mut name = rows[*person as usize] | BEYOND_ROWS;
            while !taken.insert(name) {
                name += BEYOND_ROWS;
            }
            name
        })
    };
    persons.iter().map(name_of).collect()
}

/// Above the numbers of all rows.
const BEYOND_ROWS: i64 = 1 << 60;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn names(persons: &[u32], before: &[(i64, i64)]) -> Vec<i64> {
        let rows: Vec<i64> = (0..persons.len() as i64).map(|row| 100 + row).collect();
        lasting_names(persons, &rows, &before.iter().copied().collect())
    }

    #[test]
    fn a_person_keeps_its_name_when_an_earlier_row_of_it_comes_in_or_goes() {
        // The person was named after row 101; now row 100 is one of its rows too.
        assert_eq!(names(&[0, 0, 0], &[(101, 101), (102, 101)]), [101, 101, 101]);
        // Row 100, after which it was named, is gone from it.
        assert_eq!(names(&[0, 1, 1], &[(101, 100), (102, 100)]), [100 | BEYOND_ROWS, 100, 100]);
    }

    #[test]
    fn when_a_person_turns_out_to_be_two_the_larger_one_keeps_the_name() {
        assert_eq!(names(&[0, 1, 1], &[(100, 100), (101, 100), (102, 100)]), [100 | BEYOND_ROWS, 100, 100]);
        assert_eq!(names(&[0, 0, 2], &[(100, 100), (101, 100), (102, 100)]), [100, 100, 102]);
    }

    #[test]
    fn when_two_persons_turn_out_to_be_one_the_name_of_most_rows_stays() {
        assert_eq!(names(&[0, 0, 0], &[(100, 100), (101, 101), (102, 101)]), [101, 101, 101]);
        assert_eq!(names(&[0, 0], &[(100, 100), (101, 101)]), [100, 100]);
    }

    proptest! {
        #[test]
        fn rows_have_one_name_if_and_only_if_they_are_one_person(
            months in proptest::collection::vec(proptest::collection::vec(0_u32..8, 1..20), 1..4),
        ) {
            let mut before: HashMap<i64, i64> = HashMap::new();
            for month in months {
                let persons: Vec<u32> = month.iter().map(|of| month.iter().position(|other| other == of).unwrap() as u32).collect();
                let rows: Vec<i64> = (0..persons.len() as i64).map(|row| 50 + row).collect();
                let names = lasting_names(&persons, &rows, &before);
                for (a, one) in names.iter().enumerate() {
                    for (b, other) in names.iter().enumerate() {
                        prop_assert_eq!(one == other, persons[a] == persons[b]);
                    }
                }
                // The same sets again have the same names.
                let again: HashMap<i64, i64> = rows.iter().copied().zip(names.iter().copied()).collect();
                prop_assert_eq!(&lasting_names(&persons, &rows, &again), &names);
                before = again;
            }
        }
    }
}
