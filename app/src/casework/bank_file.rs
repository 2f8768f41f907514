//! A bank statement as a file of somebody else's: read in the sandbox, its headings found under their common names, every row below them read
//! or sent back with why.

use super::bank::{RefusedBankRow, refused};
use crate::fault::AppError;
use crate::installation::Installation;
use base::handover::{CellKind, RawRow};
use base::vocabulary::Rupiah;
use enforce::bank::BankRow;
use ingest::value::{DateOrder, DateReading, date, number};
use jiff::civil::Date;
use sources::SourceEvent;
use std::collections::BTreeMap;
use std::fs::File;

/// The most rows of a statement.
const MOST_ROWS: u64 = 100_000;
/// How far down headings are looked for.
const HEADINGS_WITHIN: u64 = 40;
/// The longest text of a cell that is kept.
const LONGEST_CELL: usize = 300;

/// A column of a statement and the headings that it goes by.
const COLUMNS: [(&str, &[&str]); 8] = [
    (
        "on",
        &["tanggal", "tgl", "date", "tanggal transaksi", "tgl transaksi", "transaction date", "posting date", "tanggal bayar"],
    ),
    ("rupiah", &["jumlah", "nominal", "amount", "kredit", "credit", "nilai", "rupiah", "mutasi kredit", "jumlah bayar"]),
    (
        "reference",
        &[
            "referensi",
            "reference",
            "no referensi",
            "nomor referensi",
            "no ref",
            "ref",
            "ref no",
            "kode transaksi",
            "ntb",
            "ntpn",
        ],
    ),
    ("payer", &["nama", "name", "pengirim", "penyetor", "nama pengirim", "nama penyetor", "payer", "nama perusahaan"]),
    ("account", &["rekening", "no rekening", "nomor rekening", "account", "account no", "virtual account", "no va"]),
    ("note", &["keterangan", "berita", "uraian", "description", "remark", "catatan", "note"]),
    ("npp", &["npp", "nomor pendaftaran perusahaan", "no npp"]),
    ("side", &["d k", "dk", "db cr", "jenis", "tipe", "type", "d c"]),
];

/// Where the columns of a statement stand.
type Places = BTreeMap<&'static str, usize>;

/// The columns, where a row is that of the headings: day, sum and reference must be there.
fn headings(row: RawRow<'_>) -> Option<Places> {
    let mut places = Places::new();
    for (at, cell) in row.cells().enumerate() {
        let words: String = cell.text.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some((column, _)) = COLUMNS.iter().find(|(_, names)| names.contains(&words.as_str())) {
            places.entry(column).or_insert(at);
        }
    }
    ["on", "rupiah", "reference"].iter().all(|column| places.contains_key(column)).then_some(places)
}

/// A row below the headings, or why it is none.
fn read_row(row: RawRow<'_>, places: &Places, today: Date) -> Result<BankRow, &'static str> {
    let text = |column: &str| {
        let text = places.get(column).map_or("", |at| row.cell(*at).text).trim();
        // Digits stay: a bank's reference is as long as a NIK. What is shown of a payer is masked where it is shown.
        text.chars().filter(|c| !c.is_control()).take(LONGEST_CELL).collect::<String>()
    };
    let numeric = |column: &str| places.get(column).is_some_and(|at| row.cell(*at).kind == CellKind::Number);
    if text("side").to_uppercase().starts_with('D') {
        return Err("debit");
    }
    let reference = text("reference");
    if reference.is_empty() {
        return Err("no_reference");
    }
    let on = match date::read(&text("on"), numeric("on"), DateOrder::DayFirst, today) {
        DateReading::Day(day) => base::vocabulary::day_of_epoch(day),
        _ => return Err("no_day"),
    };
    // To the rupiah: a bank moves no part of one, and a sum that is not understood is not rounded.
    let amount = number::decimal(&text("rupiah").replace("Rp", ""), numeric("rupiah")).and_then(|amount| amount.parse().ok());
    let rupiah = amount.filter(|amount: &i64| *amount > 0).map(Rupiah).ok_or("no_amount")?;
    Ok(BankRow { on, rupiah, reference, payer: text("payer"), account: text("account"), note: text("note"), npp: text("npp") })
}

/// Everything that stands in a statement.
pub(super) struct Statement {
    pub(super) rows_read: u64,
    pub(super) rows: Vec<(u64, BankRow)>,
    pub(super) refused: Vec<RefusedBankRow>,
}

pub(super) fn read_statement(home: &Installation, file: File, name: &str, today: Date) -> Result<Statement, AppError> {
    let mut found = Statement { rows_read: 0, rows: Vec::new(), refused: Vec::new() };
    let (mut places, mut above): (Option<Places>, u64) = (None, 0);
    for event in home.place.sandbox.read_open(file).map_err(AppError::read(name))? {
        let SourceEvent::Rows(block) = event.map_err(AppError::read(name))? else { continue };
        for row in block.rows() {
            if row.cells().all(|cell| cell.text.trim().is_empty()) {
                continue;
            }
            let Some(places) = &places else {
                above += 1;
                if above > HEADINGS_WITHIN {
                    return Err(refused("error-bank-headings", name));
                }
                places = headings(row);
                continue;
            };
            found.rows_read += 1;
            if found.rows_read > MOST_ROWS {
                return Err(refused("error-bank-rows", MOST_ROWS));
            }
            let line = u64::from(row.line());
            match read_row(row, places, today) {
                Ok(row) => found.rows.push((line, row)),
                Err(reason) => found.refused.push(RefusedBankRow { line, reason: reason.to_owned() }),
            }
        }
    }
    if places.is_none() { Err(refused("error-bank-headings", name)) } else { Ok(found) }
}
