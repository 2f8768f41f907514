//! Tests of this stage that need more than one of its files: small models, small lists, and what must come of them.

mod blocking;
mod facts;
mod hopeless;
mod increments;
mod learning;
mod order;
mod persons;
mod weighing;

use crate::engine::{Means, Resources};
use crate::model::Model;
use crate::relate::Relate;
use crate::roster::Roster;
use crate::scratch::{InMemory, Scratch};
use crate::shelf::Shelf;
use arrow::array::{ArrayRef, StringArray};
use std::sync::Arc;

/// A model, which is sound.
fn model(text: &str) -> Model {
    Model::read(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// How a test uses the machine.
fn means(scratch: &dyn Scratch, threads: usize, memory: u64) -> Means<'_> {
    Means { resources: Resources { threads, memory, seed: 7 }, scratch, told: &|_| {} }
}

/// A list with one text for each column of the model; an empty text is none.
fn roster(shelf: &mut Shelf, rows: &[Vec<String>]) -> Roster {
    let mut roster = Roster::default();
    push(shelf, &mut roster, rows);
    roster
}

/// The same, written out in parts of so many rows.
fn roster_in_parts(shelf: &mut Shelf, rows: &[Vec<String>], part: usize) -> Roster {
    let mut roster = Roster::in_parts(part, &InMemory).unwrap();
    rows.chunks(part).for_each(|rows| push(shelf, &mut roster, rows));
    roster
}

fn push(shelf: &mut Shelf, roster: &mut Roster, rows: &[Vec<String>]) {
    let width = rows.first().map_or(0, Vec::len);
    let column = |place: usize| -> ArrayRef {
        let texts = rows.iter().map(|row| Some(row[place].as_str()).filter(|text| !text.is_empty()));
        Arc::new(texts.collect::<StringArray>())
    };
    let columns: Vec<Option<ArrayRef>> = (0..width).map(|place| Some(column(place))).collect();
    shelf.push(roster, rows.len(), &columns).unwrap();
}

/// The facts of two rows.
fn word(model: &Model, shelf: &Shelf, left: (&Roster, u32), right: (&Roster, u32)) -> u64 {
    let relate = Relate::new(model, shelf);
    relate.word(shelf, &left.0.record(left.1).unwrap(), &right.0.record(right.1).unwrap())
}
