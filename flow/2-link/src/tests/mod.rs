//! Tests of this stage that need more than one of its files: small models, small lists, and what must come of them.

mod blocking;
mod facts;
mod learning;
mod order;
mod persons;
mod weighing;

use crate::model::Model;
use crate::relate::Relate;
use crate::roster::{Roster, Shelf};
use crate::survey::View;
use arrow::array::{ArrayRef, StringArray};
use std::sync::Arc;

/// A model, which is sound.
fn model(text: &str) -> Model {
    Model::read(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// A list with one text for each column of the model; an empty text is none.
fn roster(shelf: &mut Shelf, rows: &[Vec<String>]) -> Roster {
    let mut roster = Roster::default();
    let width = rows.first().map_or(0, Vec::len);
    let column = |place: usize| -> ArrayRef {
        let texts = rows.iter().map(|row| Some(row[place].as_str()).filter(|text| !text.is_empty()));
        Arc::new(texts.collect::<StringArray>())
    };
    let columns: Vec<Option<ArrayRef>> = (0..width).map(|place| Some(column(place))).collect();
    shelf.push(&mut roster, rows.len(), &columns).unwrap();
    roster
}

/// The facts of two rows.
fn word(model: &Model, shelf: &Shelf, left: (&Roster, u32), right: (&Roster, u32)) -> u64 {
    let relate = Relate::new(model, shelf);
    View { shelf, relate: &relate, left: left.0, right: right.0 }.word(left.1, right.1)
}
