//! A pair of Indonesian rosters of any length, with the truth about who is whom: the data on which linking is measured.
//!
//! Apart from the province of this crate: the same people and places, but damage of its own (`data/rosters.toml`), low
//! serials as real NIKs have them, and every column that a list can hold. Rows are pure functions of the seed and
//! their number, so they are made on all cores and memory is a few bytes a person. Everybody is made up; serials of
//! NIKs are 9001 to 9999 and, where a digit was cut or mistyped, 9000 to 9999.

mod hand;
mod messy;
mod people;
mod plain;
mod rates;
mod record;
mod seats;
mod shuffle;
mod words;

pub use rates::Damage;

use crate::error::SynthError;
use crate::text_table::TextTable;
use crate::truth::ParquetTable;
use crate::work::in_order;
use arrow::array::{ArrayRef, StringBuilder};
use arrow::datatypes::{DataType, Field};
use people::Population;
use rates::Rates;
use record::{Record, Source, id};
use seats::{Seats, Side};
use std::path::Path;
use std::sync::Arc;

/// Rows that are made and written together.
const PIECE: u64 = 65_536;

/// Which pair of rosters to make.
#[derive(Clone, Debug)]
pub struct RosterOrder {
    /// Rows of the left list, a register.
    pub left: u64,
    /// Rows of the right list, sheets of villages.
    pub right: u64,
    /// The seed; the same seed gives the same bytes.
    pub seed: u64,
    /// How much goes wrong.
    pub damage: Damage,
    /// Whether the lists are written as csv too, as people send them.
    pub csv: bool,
}

/// What was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RosterSummary {
    /// Different people in both lists together.
    pub people: u64,
    /// Pairs of a left and a right row about one person.
    pub pairs: u64,
    /// Pairs of left rows about one person.
    pub left_twice: u64,
    /// Pairs of right rows about one person.
    pub right_twice: u64,
}

/// Writes `left.parquet`, `right.parquet`, `truth.parquet`, `dup_left.parquet` and `dup_right.parquet` under `out`, and
/// `left.csv` and `right.csv` if the order wants them.
pub fn write_rosters(order: &RosterOrder, out: &Path) -> Result<RosterSummary, SynthError> {
    let rates = Rates::embedded(order.damage)?;
    let seats = Seats::new(order.seed, order.left, order.right, &rates.pair);
    let population = Population::new(seats.population, order.seed, &rates.pair)?;
    let source = Source { population: &population, seats: &seats, rates: &rates, seed: order.seed };
    write_list(&source, Side::Left, order.csv, out)?;
    write_list(&source, Side::Right, order.csv, out)?;
    let matched = (0..seats.matched()).flat_map(|nth| seats.pairs(nth));
    let pairs = write_pairs(&out.join("truth.parquet"), matched, (Side::Left, Side::Right))?;
    let left_twice = write_pairs(&out.join("dup_left.parquet"), seats.twice(Side::Left), (Side::Left, Side::Left))?;
    let right_twice = write_pairs(&out.join("dup_right.parquet"), seats.twice(Side::Right), (Side::Right, Side::Right))?;
    Ok(RosterSummary { people: seats.population, pairs, left_twice, right_twice })
}

fn write_list(source: &Source<'_>, side: Side, csv: bool, out: &Path) -> Result<(), SynthError> {
    let name = if side == Side::Left { "left" } else { "right" };
    let mut table = plain::create(out.join(format!("{name}.parquet")))?;
    let mut text = if csv { Some(TextTable::csv(out.join(format!("{name}.csv")), &messy::headings(side))?) } else { None };
    let rows = source.seats.rows(side);
    in_order(
        rows.div_ceil(PIECE) as usize,
        |piece| {
            let from = piece as u64 * PIECE;
            let numbers = from..rows.min(from + PIECE);
            let records: Vec<Record> = numbers.clone().map(|row| source.record(side, row)).collect();
            let columns = plain::columns(&records);
            let texts = if csv { records } else { Vec::new() };
            let lines = texts.into_iter().zip(numbers).map(|(record, row)| messy::fields(record, side, source.seed, row));
            Ok((columns, lines.collect::<Vec<_>>()))
        },
        |_, (columns, lines)| {
            table.write(columns)?;
            if let Some(text) = &mut text {
                for line in &lines {
                    text.row(&line.each_ref().map(String::as_str))?;
                }
            }
            Ok(())
        },
    )?;
    if let Some(text) = text {
        text.finish()?;
    }
    table.finish()
}

/// Writes pairs of row numbers as ids and counts them.
fn write_pairs(path: &Path, pairs: impl Iterator<Item = (u64, u64)>, sides: (Side, Side)) -> Result<u64, SynthError> {
    let fields = ["id_left", "id_right"].map(|name| Field::new(name, DataType::Utf8, false));
    let mut table = ParquetTable::create(path.to_owned(), fields.into())?;
    let mut columns: [StringBuilder; 2] = Default::default();
    let mut count = 0;
    let mut flush = |columns: &mut [StringBuilder; 2]| {
        table.write(columns.iter_mut().map(|column| Arc::new(column.finish()) as ArrayRef).collect())
    };
    for (first, second) in pairs {
        columns[0].append_value(id(sides.0, first));
        columns[1].append_value(id(sides.1, second));
        count += 1;
        if count % PIECE == 0 {
            flush(&mut columns)?;
        }
    }
    flush(&mut columns)?;
    table.finish()?;
    Ok(count)
}
