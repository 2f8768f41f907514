//! The verb `link` over tables that a user names: what is linked, what is written, what is refused, what is never shown.

mod explaining;
mod limits;
mod linking;
mod models;
mod months;

use crate::home::{Home, Run};
use crate::people::person;
use arrow::array::{ArrayRef, AsArray, Date32Array, Int64Array, NullArray, RecordBatch, StringArray};
use arrow::datatypes::Float64Type;
use jiff::civil::{Date, date};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::path::Path;
use std::sync::Arc;

/// One row of a list, in the order of [`COLUMNS`].
type Row = [String; 9];

const COLUMNS: [&str; 9] = ["unique_id", "nik", "nama", "tgl", "jk", "alamat", "desa", "kec", "hp"];
/// The same columns as another office writes them.
const OTHER_HEADINGS: [&str; 9] =
    ["Kode Baris", "No. KTP", "Nama Lengkap", "Tanggal Lahir", "L/P", "Alamat", "Desa/Kelurahan", "Kecamatan", "No. HP"];
const VILLAGES: [&str; 5] = ["Bontoa", "Marumpa", "Temmappaduae", "Tenrigangkae", "Moncongloe"];
const DISTRICTS: [&str; 3] = ["Mandai", "Turikale", "Marusu"];

/// A number that follows from a person's number and from what it decides, and looks like chance.
fn chance(number: usize, what: u64) -> usize {
    let mixed = (number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ what.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ mixed >> 30).wrapping_mul(0x94d0_49bb_1331_11eb);
    usize::try_from((mixed ^ mixed >> 31) % 1_000_003).unwrap()
}

/// Whether chance, one time in so many, has it so.
fn once_in(times: usize, number: usize, what: u64) -> bool {
    chance(number, what).is_multiple_of(times)
}

/// The person with a number below 990. A birth date is that of two or three of them, so that not everybody who shares one
/// is one person.
fn row(id: String, number: usize) -> Row {
    let born = person(chance(number, 1) % 400 * 17);
    let village = VILLAGES[chance(number, 2) % 5];
    [
        id,
        format!("{}{}", &born.nik[..12], 9001 + number),
        person(chance(number, 3) % 16_000).name,
        born.birth.to_string(),
        born.sex.to_owned(),
        format!("Jl. Poros {village} No. {}", chance(number, 4) % 83),
        village.to_owned(),
        DISTRICTS[chance(number, 2) % 3].to_owned(),
        format!("0800{:07}", chance(number, 5)),
    ]
}

/// The same person as another office has written them down, with the slips of an office.
fn other_row(id: String, number: usize) -> Row {
    let mut row = row(id, number);
    if once_in(5, number, 10) {
        row[1].clear();
    } else if once_in(29, number, 11) {
        // The NIK of somebody else of the household.
        row[1] = self::row(String::new(), number + 1)[1].clone();
    }
    if once_in(7, number, 12) {
        row[2].remove(2);
    }
    if once_in(11, number, 13) {
        row[3] = person(chance(number, 14) % 15_000).birth.to_string();
    }
    if once_in(6, number, 15) {
        row[5] = format!("Lorong {}", number % 17);
    }
    if once_in(13, number, 16) {
        row[6] = VILLAGES[chance(number, 17) % 5].to_owned();
    }
    if once_in(4, number, 18) {
        row[8].clear();
    } else if once_in(9, number, 19) {
        row[8] = format!("08001{:07}", chance(number, 20));
    }
    row
}

/// People 0 to 599, and 300 to 899 as another office knows them.
fn lists() -> (Vec<Row>, Vec<Row>) {
    let left = (0..600).map(|number| row(format!("L{number}"), number)).collect();
    let right = (300..900).map(|number| other_row(format!("R{number}"), number)).collect();
    (left, right)
}

fn csv(headings: &[&str], rows: &[Row], separator: &str) -> String {
    let lines = rows.iter().map(|row| row.join(separator));
    std::iter::once(headings.join(separator)).chain(lines).map(|line| line + "\n").collect()
}

fn texts(rows: &[Row], place: usize) -> ArrayRef {
    let texts = rows.iter().map(|row| Some(row[place].as_str()).filter(|text| !text.is_empty()));
    Arc::new(texts.collect::<StringArray>())
}

fn parquet(path: &Path, rows: &[Row]) {
    write_parquet(path, |place| texts(rows, place));
}

fn write_parquet(path: &Path, column: impl Fn(usize) -> ArrayRef) {
    let batch = RecordBatch::try_from_iter(COLUMNS.iter().enumerate().map(|(place, name)| (*name, column(place)))).unwrap();
    let mut writer = ArrowWriter::try_new(File::create(path).unwrap(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

/// A folder with both lists as csv.
fn both() -> Home {
    let home = Home::empty();
    let (left, right) = lists();
    home.write("left.csv", csv(&COLUMNS, &left, ","));
    home.write("right.csv", csv(&COLUMNS, &right, ","));
    home
}

const BOTH: [&str; 6] = ["link", "--left", "left.csv", "--right", "right.csv", "--out"];

fn link(home: &Home, out: &str, more: &[&str]) -> Run {
    home.run(&[&BOTH[..], &[out], more].concat())
}

/// The lines of a csv file without quoted cells, each cell under its heading.
fn table(path: &Path) -> Vec<BTreeMap<String, String>> {
    let text = fs::read_to_string(path).unwrap();
    let mut lines = text.lines();
    let headings: Vec<&str> = lines.next().unwrap().split(',').collect();
    let cells = |line: &str| headings.iter().map(|name| (*name).to_owned()).zip(line.split(',').map(str::to_owned)).collect();
    lines.map(cells).collect()
}

/// The pairs of a file of links.
fn pairs(path: &Path) -> BTreeSet<(String, String)> {
    table(path).iter().map(|link| (link["id_left"].clone(), link["id_right"].clone())).collect()
}

/// How many pairs are one person in truth, where ids end in the number of the person.
fn right_ones(pairs: &BTreeSet<(String, String)>) -> usize {
    pairs.iter().filter(|(left, right)| left[1..] == right[1..]).count()
}

fn probability(link: &BTreeMap<String, String>) -> f64 {
    link["match_probability"].parse().unwrap()
}

/// Runs the program; whatever it says, it says no NIK. The digits behind the point of a probability are none.
fn told(home: &Home, words: &[&str]) -> Run {
    let run = home.run(words);
    for text in [&run.out, &run.err] {
        let mut numbers = text.split(|c: char| !c.is_ascii_digit() && c != '.');
        assert!(numbers.all(|digits| digits.len() != 16 || digits.contains('.')), "a NIK is shown: {text}");
    }
    run
}
