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
use crate::roster::Roster;
use crate::sets::Sets;
use crate::shelf::Shelf;
use crate::survey::Entry;
use crate::sweep::first_shared;
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

/// The persons behind the rows of one list, or of both.
///
/// # Errors
/// The disk.
pub fn persons(linked: Linked<'_>, links: &Pairs, verdicts: &[Verdict], space: Space<'_>) -> io::Result<Vec<Membership>> {
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

    fn look(&self, row: u32) -> io::Result<(std::borrow::Cow<'_, [u32]>, std::borrow::Cow<'_, [u32]>)> {
        match self.right {
            Some(right) if row >= self.offset() => right.look(row - self.offset()),
            _ => self.left.look(row),
        }
    }
}
