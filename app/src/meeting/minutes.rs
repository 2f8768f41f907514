//! The minutes of a meeting, as PDF/A or a workbook. The same meeting gives the same bytes: minutes show what was known and promised up to
//! the close of the meeting, and until then they say that they are a draft.

use super::{Book, CommitmentLine, Frozen, MeetingEntry, MeetingView, thaw, view};
use crate::access::Scope;
use crate::casework::picture_of_squares;
use crate::fault::AppError;
use crate::installation::Installation;
use crate::paper::{Paper, operand, template};
use base::access::Permission;
use base::vocabulary::{Month, Percent};
use evaluate::ScoreLine;
use jiff::civil::Date;
use press::{Cell, Table};
use report::Numerals;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use texts::{Language, Texts};

/// The page of minutes; an office puts its own under this name into the data folder.
const TEMPLATE: &str = "monev.typ";

/// What minutes are about: the frozen figures, and what was promised.
struct Minutes {
    /// What is set.
    view: MeetingView,
}

/// The minutes of a meeting: as it stood when it was closed, or a draft of it as it stands.
///
/// # Errors
/// There is no such meeting that the asker sees, or the store cannot be read.
pub async fn minutes(home: &Installation, scope: &Scope, number: &str) -> Result<Paper, AppError> {
    scope.require(Permission::Figures)?;
    let book = Book::read(home).await?;
    let stored = book.meeting(scope, number)?;
    let frozen = thaw(stored)?;
    let closing = book.lines.iter().find(|(line, entry)| line.meeting == number && matches!(entry, MeetingEntry::Closed { .. }));
    let up_to = closing.map_or(i64::MAX, |(line, _)| line.seq);
    let on = frozen.held_on;
    let view = view(&book, scope, stored, frozen, Vec::new(), on, up_to)?;
    home.store.record(&scope.entry("minutes", format!("meeting:{number}"))).await?;
    let minutes = Minutes { view };
    minutes.paper(template(home, TEMPLATE, include_str!("../../../edges/press/templates/monev.typ"))?)
}

impl Minutes {
    fn paper(&self, template: String) -> Result<Paper, AppError> {
        let issuer =
            self.view.frozen.office.as_ref().map_or(self.view.frozen.region_name.as_str(), |office| office.name.as_str());
        let told = format!("SINERGI {} {} {} {issuer}", self.view.number, self.view.frozen.held_on, self.view.sha256);
        let squares = picture_of_squares(&told)?.into_bytes();
        Ok(Paper {
            title: self.view.frozen.title.clone(),
            template,
            data: self.data(),
            enclosed: vec![("qr.svg".to_owned(), squares)],
            tables: self.tables(),
        })
    }

    /// One sheet for figures, one for commitments, one that says what they are.
    fn tables(&self) -> Vec<Table> {
        let frozen = &self.view.frozen;
        let mark = if frozen.synthetic { " (DATA SINTETIS: orang-orang ini tidak ada)" } else { "" };
        let figures = Table {
            name: "Kartu skor".to_owned(),
            titles: vec![format!("{}, {}{mark}", frozen.title, frozen.month)],
            headings: [
                "Indikator",
                "Kode",
                "Wilayah",
                "Pembilang",
                "Penyebut",
                "Cakupan",
                "Peringkat terbaik",
                "Peringkat terburuk",
                "Nama pembilang",
                "Nama penyebut",
            ]
            .map(str::to_owned)
            .to_vec(),
            rows: frozen.lines.iter().map(|line| self.row(line)).collect(),
            totals: 0,
        };
        let promises = self.view.carried.iter().chain(&self.view.made);
        let text = |text: &str| Cell::Text(text.to_owned());
        let commitments = Table {
            name: "Komitmen".to_owned(),
            titles: vec![frozen.title.clone()],
            headings: ["Nomor", "Apa", "Siapa", "Tenggat", "Ukuran", "Keadaan"].map(str::to_owned).to_vec(),
            rows: promises
                .map(|one| {
                    let due = Cell::Text(one.due.to_string());
                    vec![text(&one.number), text(&one.what), text(&one.owner), due, text(&one.measure), text(state_word(one))]
                })
                .collect(),
            totals: 0,
        };
        let about = |name: &str, value: &str| vec![text(name), text(value)];
        let meta = Table {
            name: "Keterangan".to_owned(),
            titles: vec!["Asal angka".to_owned()],
            headings: ["Hal", "Isi"].map(str::to_owned).to_vec(),
            rows: vec![
                about("Wilayah", &frozen.region_name),
                about("Bulan", &frozen.month),
                about("Diketahui per", &frozen.known_on),
                about("Snapshot", &frozen.snapshot),
                about("Hash kartu skor", &self.view.sha256),
                about("Rapat", &self.view.number),
                about("Data", if frozen.synthetic { "SINTETIS: orang-orang ini tidak ada" } else { "daftar yang diterima" }),
            ],
            totals: 0,
        };
        vec![figures, commitments, meta]
    }

    fn row(&self, line: &ScoreLine) -> Vec<Cell> {
        let text = |text: &str| Cell::Text(text.to_owned());
        let rank = |rank: Option<u32>| rank.map_or(Cell::Empty, |rank| Cell::Count(u64::from(rank)));
        let indicator = self.view.frozen.indicators.iter().find(|one| one.code == line.indicator);
        vec![
            text(indicator.map_or(&line.indicator, |one| &one.name)),
            text(&line.region_code),
            text(&line.region_name),
            Cell::Count(line.numerator),
            Cell::Count(line.denominator),
            line.rate().map_or(Cell::Empty, Cell::Percent),
            rank(line.rank_from),
            rank(line.rank_to),
            text(&line.numerator_name),
            text(&line.denominator_name),
        ]
    }

    /// What the template finds: words and numbers as they are printed. Nothing that people wrote is source of the page.
    fn data(&self) -> Value {
        let (frozen, numerals) = (&self.view.frozen, Numerals::Indonesian);
        let regions: BTreeSet<(&str, &str)> =
            frozen.lines.iter().map(|line| (line.region_code.as_str(), line.region_name.as_str())).collect();
        let of = |code: &str, indicator: &str| {
            frozen.lines.iter().find(|line| line.region_code == code && line.indicator == indicator)
        };
        let rows: Vec<Value> = regions
            .iter()
            .map(|(code, name)| {
                let cells: Vec<Value> = frozen.indicators.iter().map(|one| score(of(code, &one.code), numerals)).collect();
                json!({ "code": code, "name": name, "cells": cells })
            })
            .collect();
        let totals: Vec<Value> = frozen.indicators.iter().map(|one| total(frozen, &one.code, numerals)).collect();
        let month = Month::parse(&frozen.month).map(|month| numerals.month(month)).unwrap_or_default();
        let day = |day: Date| numerals.day(&day.to_string());
        let promise = |one: &CommitmentLine| {
            let moved: Vec<String> = one.moved_from.iter().map(|from| day(*from)).collect();
            json!({
                "number": one.number, "what": one.what, "owner": one.owner, "due": day(one.due), "measure": one.measure,
                "state": state_word(one), "late": one.state == evaluate::CommitmentState::Late, "moved": moved,
                "history": one.history.iter().map(|(on, text)| format!("{}: {text}", day(*on))).collect::<Vec<_>>(),
            })
        };
        json!({
            "draft": !self.view.closed,
            "synthetic": frozen.synthetic,
            "office": self.view.frozen.office,
            "number": self.view.number,
            "title": frozen.title,
            "region": frozen.region_name,
            "year": i64::from(frozen.held_on.year()), "monthnumber": i64::from(frozen.held_on.month()), "day": i64::from(frozen.held_on.day()),
            "held": day(frozen.held_on),
            "place": frozen.place,
            "chair": frozen.chair,
            "present": frozen.present,
            "agenda": frozen.agenda,
            "month": month,
            "known": numerals.day(&frozen.known_on),
            "snapshot": frozen.snapshot,
            "hash": self.view.sha256,
            "indicators": frozen.indicators.iter().map(|one| json!({ "name": one.name, "addressee": one.addressee, "basis": one.basis, "counted": counted(frozen, &one.code) })).collect::<Vec<_>>(),
            "rows": rows,
            "totals": totals,
            "tally": { "all": self.view.tally.all, "done": self.view.tally.done, "late": self.view.tally.late, "running": self.view.tally.running, "dropped": self.view.tally.dropped },
            "carried": self.view.carried.iter().map(promise).collect::<Vec<_>>(),
            "made": self.view.made.iter().map(promise).collect::<Vec<_>>(),
            "notes": self.view.notes,
        })
    }
}

/// What an indicator counts among what.
fn counted(frozen: &Frozen, code: &str) -> String {
    let line = frozen.lines.iter().find(|line| line.indicator == code);
    let texts = Texts::of(Language::Indonesian);
    line.map_or_else(
        || "tidak ada angka".to_owned(),
        |line| format!("{} / {}", operand(&texts, &line.numerator_name), operand(&texts, &line.denominator_name)),
    )
}

const fn state_word(one: &CommitmentLine) -> &'static str {
    match one.state {
        evaluate::CommitmentState::Late => "lewat tenggat",
        evaluate::CommitmentState::Running => "berjalan",
        evaluate::CommitmentState::Done => "selesai",
        evaluate::CommitmentState::Dropped => "dibatalkan",
    }
}

/// A figure as it is printed: the share with numerator and denominator, its place, and the length of its bar in a hundred.
fn score(line: Option<&ScoreLine>, numerals: Numerals) -> Value {
    let Some(line) = line else { return json!({ "rate": "–", "counts": "", "rank": "", "bar": 0 }) };
    let rank = match (line.rank_from, line.rank_to) {
        (Some(from), Some(to)) if from == to => from.to_string(),
        (Some(from), Some(to)) => format!("{from}–{to}"),
        _ => String::new(),
    };
    let rate = line.rate();
    json!({
        "rate": rate.map_or_else(|| "–".to_owned(), |rate| numerals.percent(rate)),
        "counts": format!("{} / {}", numerals.count(line.numerator), numerals.count(line.denominator)),
        "rank": rank,
        "bar": rate.map_or(0, |rate: Percent| rate.0.clamp(0, 10_000) / 100),
    })
}

/// The sum over the regions: regions do not overlap, so that a person counts once.
fn total(frozen: &Frozen, indicator: &str, numerals: Numerals) -> Value {
    let of_this = || frozen.lines.iter().filter(|line| line.indicator == indicator);
    let Some(first) = of_this().next() else { return score(None, numerals) };
    let (numerator, denominator) = (of_this().map(|line| line.numerator).sum(), of_this().map(|line| line.denominator).sum());
    score(
        Some(&ScoreLine { numerator, denominator, low: None, high: None, rank_from: None, rank_to: None, ..first.clone() }),
        numerals,
    )
}
