//! A document becomes a paper: the data of its page, its drawings, and the sheets of its workbook. Nothing is counted here.

use crate::casework::{letterhead, picture_of_squares};
use crate::fault::AppError;
use crate::installation::Installation;
use crate::paper::{Paper, template};
use base::vocabulary::Month;
use press::{Cell, Computed, Table};
use report::{Block, Column, Document, How, Numerals, Place, Sheet, Value};
use serde_json::json;
use std::collections::BTreeSet;
use texts::{Language, Texts};

/// The page of reports; an office puts its own under this name into the data folder.
const TEMPLATE: &str = "laporan.typ";
/// A column whose words are no longer takes no more room than they need.
const SHORT: usize = 16;
/// The longest name of a sheet of a workbook.
const LONGEST_NAME: usize = 31;

/// The paper of a report. Its hash is that of what it says, as the API gives it: whoever counts again can compare.
///
/// # Errors
/// The letterhead or the office's own template cannot be read.
pub fn report_paper(home: &Installation, document: &Document, texts: &Texts) -> Result<Paper, AppError> {
    let told = serde_json::to_string(document).map_err(|_| AppError::Unreadable("a report cannot be written"))?;
    let (hash, office) = (lake::hash_of_text(&told), letterhead(home)?);
    let numerals = if texts.language() == Language::Indonesian { Numerals::Indonesian } else { Numerals::English };
    let issuer = office.as_ref().map_or("", |office| office.name.as_str());
    let squares = picture_of_squares(&format!("SINERGI {} {} {hash} {issuer}", document.kind, document.on))?;
    let mut enclosed = vec![("qr.svg".to_owned(), squares.into_bytes())];
    let mut blocks = Vec::new();
    for block in &document.blocks {
        blocks.push(match block {
            Block::Chart { alt, tall, svg } => {
                let file = format!("gambar-{}.svg", enclosed.len());
                enclosed.push((file.clone(), svg.clone().into_bytes()));
                json!({ "block": "chart", "alt": alt, "tall": tall, "file": file })
            }
            Block::Table(sheet) if sheet.place == Place::Workbook => continue,
            Block::Table(sheet) => printed(sheet, numerals),
            other => serde_json::to_value(other).map_err(|_| AppError::Unreadable("a part of a report cannot be written"))?,
        });
    }
    let on = document.on.as_str();
    let month = on.get(..7).and_then(|month| Month::parse(month).ok()).ok_or(AppError::Unreadable("the day of a report"))?;
    let day: i64 = on.get(8..).and_then(|day| day.parse().ok()).ok_or(AppError::Unreadable("the day of a report"))?;
    let word = |key: &str| texts.say(key, &[]);
    let data = json!({
        "kind": document.kind,
        "lang": texts.language().code(),
        "title": document.title,
        "subtitle": document.subtitle,
        "synthetic": document.synthetic,
        "year": i64::from(month.year()), "monthnumber": i64::from(month.number()), "day": day,
        "held": numerals.day(on),
        "office": office,
        "origin": document.origin,
        "hash": hash,
        "blocks": blocks,
        "words": { "synthetic": word("report-mark"), "origin": word("report-origin"), "hash": word("report-hash"), "squares": word("report-squares") },
    });
    Ok(Paper {
        title: document.title.clone(),
        template: template(home, TEMPLATE, include_str!("../../../edges/press/templates/laporan.typ"))?,
        data,
        enclosed,
        tables: tables(document, &hash, texts),
    })
}

fn printed(sheet: &Sheet, numerals: Numerals) -> serde_json::Value {
    let rows: Vec<Vec<String>> =
        sheet.filled().iter().map(|row| row.iter().map(|cell| cell.printed(numerals)).collect()).collect();
    // What has no sum stays blank below its column.
    let below = |cell: &Value| if *cell == Value::Empty { String::new() } else { cell.printed(numerals) };
    let columns = sheet.columns.iter().enumerate().map(|(place, column)| {
        let (number, longest) =
            (column.how != How::Words, rows.iter().filter_map(|row| row.get(place)).map(|cell| cell.chars().count()).max());
        json!({ "heading": column.heading, "number": number, "short": number || longest.unwrap_or(0) <= SHORT })
    });
    json!({
        "block": "table",
        "columns": columns.collect::<Vec<_>>(),
        "rows": rows,
        "sums": sheet.sums().map(|row| row.iter().map(below).collect::<Vec<_>>()).unwrap_or_default(),
    })
}

/// The sheets: every table, and last what the figures are.
fn tables(document: &Document, hash: &str, texts: &Texts) -> Vec<Table> {
    let mut titles = vec![document.title.clone(), document.subtitle.clone()];
    if document.synthetic {
        titles.push(texts.say("report-mark", &[]));
    }
    let mut names = BTreeSet::new();
    let in_workbook = document.tables().filter(|sheet| sheet.place != Place::Paper);
    let mut tables: Vec<Table> = in_workbook.map(|sheet| table(sheet, free(&sheet.name, &mut names), &titles)).collect();
    let line = |name: &str, value: &str| vec![Cell::Text(name.to_owned()), Cell::Text(value.to_owned())];
    let said = document.blocks.iter().filter_map(|block| match block {
        Block::Lead { figure, words } => Some(line(figure, words)),
        Block::Text { text } => Some(line("", text)),
        _ => None,
    });
    let origin = document.origin.iter().map(|(name, value)| line(name, value));
    let hash = line(&texts.say("report-hash", &[]), hash);
    tables.push(Table {
        name: free(&texts.say("report-sheet-origin", &[]), &mut names),
        titles,
        headings: ["report-what", "report-content"].map(|key| texts.say(key, &[])).to_vec(),
        rows: origin.chain([hash]).chain(said).collect(),
        totals: 0,
    });
    tables
}

/// A name that no other sheet has, as a workbook takes it.
fn free(name: &str, taken: &mut BTreeSet<String>) -> String {
    let plain: String = name.chars().filter(|letter| !"[]:*?/\\".contains(*letter)).take(LONGEST_NAME).collect();
    let mut found = plain.clone();
    for number in 2.. {
        if taken.insert(found.to_lowercase()) {
            break;
        }
        let mark = format!(" {number}");
        found = plain.chars().take(LONGEST_NAME - mark.len()).collect::<String>() + &mark;
    }
    found
}

fn table(sheet: &Sheet, name: String, titles: &[String]) -> Table {
    let row = |cells: &[Value], is_sum: bool| {
        cells
            .iter()
            .zip(&sheet.columns)
            .enumerate()
            .map(|(place, (value, column))| cell(value, column, is_sum && place > 0))
            .collect::<Vec<_>>()
    };
    let mut rows: Vec<Vec<Cell>> = sheet.filled().iter().map(|cells| row(cells, false)).collect();
    let sums = sheet.sums();
    rows.extend(sums.iter().map(|cells| row(cells, true)));
    let headings = sheet.columns.iter().map(|column| column.heading.clone()).collect();
    Table { name, titles: titles.to_vec(), headings, rows, totals: usize::from(sums.is_some()) }
}

/// A cell of the workbook; what was worked out is a formula there too.
fn cell(value: &Value, column: &Column, is_sum: bool) -> Cell {
    let plain = match value {
        Value::Text(text) => Cell::Text(text.clone()),
        Value::Count(count) => Cell::Count(*count),
        Value::Rupiah(rupiah) => Cell::Rupiah(*rupiah),
        Value::Share(share) => Cell::Percent(*share),
        Value::Points(points) => Cell::Text(points.to_string()),
        Value::Few => Cell::Text("‹10".to_owned()),
        Value::Empty => return Cell::Empty,
    };
    match &column.how {
        How::Share { numerator, denominator } => {
            Cell::Computed(Computed::Share { numerator: *numerator, denominator: *denominator }, Box::new(plain))
        }
        How::Summed | How::Product { .. } if is_sum => Cell::Computed(Computed::Sum, Box::new(plain)),
        How::Product { of } => Cell::Computed(Computed::Product(of.clone()), Box::new(plain)),
        How::Words | How::Figures | How::Summed => plain,
    }
}
