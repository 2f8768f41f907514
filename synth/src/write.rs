//! Writes the whole province: every file is one task, tasks run on all cores, and their results are taken in a
//! fixed order.

use crate::Order;
use crate::error::SynthError;
use crate::lists::{self, Trade};
use crate::output::FileMade;
use crate::province::Province;
use crate::text_table::{TextTable, make_folder};
use crate::truth::{RowsTruth, write_persons};
use crate::work::in_order;
use crate::{business, contributions, events, participants, payroll, projects, public_figures, violations};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Files and rows of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KindSummary {
    /// Files.
    pub files: u64,
    /// Rows of data in them.
    pub rows: u64,
}

/// What was made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// By kind of roster.
    pub kinds: BTreeMap<&'static str, KindSummary>,
    /// Working people, everybody.
    pub people: u64,
    /// Alive and not civil servants: the true denominator.
    pub eligible: u64,
    /// Covered on the as-of day, by the truth.
    pub covered: u64,
}

/// One piece of work; most write one file, some none because nobody would stand in it.
enum Task {
    Persons,
    Violations,
    Single(Single),
    Contributions(i32),
    Payroll(usize),
    Branch(usize),
    District(usize),
    Office(usize, usize),
    Officials(usize),
    Trade(usize, Trade),
    Planters,
}

/// A table of which there is one.
type Single = fn(&Province, &Path) -> Result<FileMade, SynthError>;

fn run(province: &Province, out: &Path, task: &Task) -> Result<Vec<FileMade>, SynthError> {
    Ok(match *task {
        Task::Persons => {
            write_persons(province, out)?;
            Vec::new()
        }
        Task::Violations => {
            violations::write(province, out)?;
            Vec::new()
        }
        Task::Single(write) => vec![write(province, out)?],
        Task::Contributions(back) => vec![contributions::contributions(province, out, back)?],
        Task::Payroll(nth) => payroll::write(province, out, nth)?,
        Task::Branch(nth) => vec![participants::write(province, out, participants::branches(province)[nth])?],
        Task::District(district) => lists::of_district(province, out, district)?.into_iter().collect(),
        Task::Office(regency, nth) => lists::of_office(province, out, regency, nth)?.into_iter().collect(),
        Task::Officials(regency) => lists::of_village_officials(province, out, regency)?.into_iter().collect(),
        Task::Trade(regency, trade) => lists::of_trade(province, out, regency, trade)?.into_iter().collect(),
        Task::Planters => lists::of_planters(province, out)?.into_iter().collect(),
    })
}

fn tasks(province: &Province) -> Vec<Task> {
    let regencies = 0..province.places.regencies.len();
    let mut tasks: Vec<Task> =
        [public_figures::statistics as Single, public_figures::targets, business::employers].map(Task::Single).into();
    tasks.extend((0..participants::branches(province).len()).map(Task::Branch));
    tasks.extend([Task::Persons, Task::Violations]);
    tasks.extend((0..contributions::MONTHS).rev().map(Task::Contributions));
    let others: [Single; 7] = [
        business::permits,
        projects::contracts,
        projects::register,
        public_figures::budgets,
        public_figures::payments,
        events::deaths,
        events::claims,
    ];
    tasks.extend(others.map(Task::Single));
    tasks.extend((0..province.places.districts.len()).map(Task::District));
    for regency in regencies.clone() {
        tasks.extend((0..crate::employers::OFFICES.len()).map(|nth| Task::Office(regency, nth)));
    }
    tasks.extend(regencies.clone().map(Task::Officials));
    for trade in [Trade::Fishers, Trade::Farmers, Trade::Drivers] {
        tasks.extend(regencies.clone().map(|r| Task::Trade(r, trade)));
    }
    tasks.push(Task::Planters);
    tasks.extend((0..province.census.largest.len()).map(Task::Payroll));
    tasks
}

/// Writes a province under `out` and reports progress as (what, done, all).
pub fn write_province(order: &Order, out: &Path, progress: &mut dyn FnMut(&str, u64, u64)) -> Result<Summary, SynthError> {
    progress("census", 0, 1);
    let province = Province::build(order)?;
    progress("census", 1, 1);
    let tasks = tasks(&province);
    let total = tasks.len() as u64;
    let mut rows = RowsTruth::create(out)?;
    let mut index = TextTable::csv(out.join("files.csv"), &["path", "kind", "source", "as_of", "segment", "group"])?;
    let mut summary = Summary { people: province.people, ..Summary::default() };
    for tally in &province.census.regencies {
        summary.eligible += tally.eligible_all();
        summary.covered += tally.covered_all();
    }
    in_order(
        tasks.len(),
        |task| run(&province, out, &tasks[task]),
        |task, files: Vec<FileMade>| {
            for made in files {
                index.row(&[&made.path, made.kind, &made.source, &made.as_of.iso(), made.segment, made.group])?;
                rows.add(&made)?;
                let kind = summary.kinds.entry(made.kind).or_default();
                kind.files += 1;
                kind.rows += made.rows;
            }
            progress("files", task as u64 + 1, total);
            Ok(())
        },
    )?;
    index.finish()?;
    rows.finish()?;
    write_readme(order, out)?;
    Ok(summary)
}

fn write_readme(order: &Order, out: &Path) -> Result<(), SynthError> {
    let path = out.join("README.txt");
    make_folder(&path)?;
    let text = format!(
        "DATA SINTETIS

Semua orang, nomor dan perusahaan dalam folder ini dibuat oleh program dan tidak ada.
NIK berakhir dengan 9001-9999.

SYNTHETIC DATA

Every person, number and company in this folder was made by a program and does not exist.
files.csv lists the files in the order in which to read them; truth/ holds what is really so.

people {}, seed {}, as of {}
",
        order.people, order.seed, order.as_of
    );
    fs::write(&path, text).map_err(|source| SynthError::Write { path, source })
}
