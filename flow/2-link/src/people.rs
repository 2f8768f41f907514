//! From links to persons: which rows of a roster are one person.
//!
//! Links alone would chain: a row that resembles two people must not make them one. So links are taken in the order of
//! their strength, and two sets become one only if no row of the one speaks against a row of the other.

use crate::decide::strongest_first;
use crate::engine::{Found, Scored, score};
use crate::model::Model;
use crate::relate::Relate;
use crate::roster::{Roster, Shelf};
use crate::sets::Sets;
use crate::survey::{Entry, View};

/// A pair less probable than this speaks against being one person.
const AGAINST: f64 = 0.02;
/// Rows of a set that are put beside those of the other.
const WITNESSES: usize = 8;

/// Which person a row is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Membership {
    /// The person: the smallest row of the set.
    pub person: u32,
    /// The rule behind the strongest link of the row, by its place in the model; none for a row that stands alone.
    pub rule: Option<u8>,
    /// How probable that link is; one for a row that stands alone.
    pub probability: f64,
}

/// The persons behind the rows of one roster, from what linking it with itself found.
pub fn persons(model: &Model, shelf: &Shelf, roster: &Roster, found: &Found, links: &[Scored]) -> Vec<Membership> {
    let relate = Relate::new(model, shelf);
    let view = View { shelf, relate: &relate, left: roster, right: roster };
    let mut links = links.to_vec();
    strongest_first(&mut links);
    let mut sets = Sets::new(roster.rows());
    let mut members: Vec<Membership> =
        (0..roster.rows() as u32).map(|person| Membership { person, rule: None, probability: 1.0 }).collect();
    for link in links {
        let (a, b) = (sets.root(link.left), sets.root(link.right));
        if a != b {
            if !(sets.alone(a) && sets.alone(b)) && speaks_against(model, view, found, &sets, a, b) {
                continue;
            }
            sets.join(a, b);
        }
        for row in [link.left, link.right] {
            let member = &mut members[row as usize];
            if member.rule.is_none() {
                (member.rule, member.probability) = (Some(link.rule), link.probability);
            }
        }
    }
    for (row, member) in members.iter_mut().enumerate() {
        member.person = sets.root(row as u32);
    }
    members
}

/// Whether any of the rows of one set, put beside one of the other, is most likely somebody else.
fn speaks_against(model: &Model, view: View<'_>, found: &Found, sets: &Sets, a: u32, b: u32) -> bool {
    let rules = view.shelf.layout.rules;
    let keys = |row: u32| &view.left.keys[row as usize * rules..][..rules];
    sets.of(a).take(WITNESSES).any(|one| {
        sets.of(b).take(WITNESSES).any(|other| {
            let shared = keys(one).iter().zip(keys(other)).position(|(a, b)| a == b && *a != 0);
            shared.is_some_and(|rule| {
                let entry = Entry { rule: rule as u32, word: view.word(one, other) };
                score(model, &found.parameters, entry) < AGAINST
            })
        })
    })
}
