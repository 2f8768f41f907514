//! Construction projects that are let and not in the Jakon register, which may know them under another code or unit.

use super::name::normalised;
use super::{Detector, Evidence, Finding, Stakes, Subject, Thresholds};
use crate::calendar::Calendar;
use base::law::assess::Refusal;
use base::vocabulary::region::{Level, RegionCode};
use base::vocabulary::{Month, Rupiah};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// A line about a project, from a list of contracts or from the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectRow {
    /// Its code.
    pub id: Option<String>,
    /// Its name.
    pub name: String,
    /// Who let it.
    pub owner: Option<String>,
    /// Its number in the register, or the word of a list that it is there.
    pub registered: bool,
    /// Regency.
    pub region: Option<RegionCode>,
    /// Contract value.
    pub value: Rupiah,
    /// First day.
    pub starts: Option<Date>,
    /// Last day.
    pub ends: Option<Date>,
    /// Workers.
    pub workers: Option<u64>,
}

/// Days by which the first day may differ between the lists.
const DAYS_APART: i32 = 45;

/// Proposes projects that are under way, past their deadline, and that no line of the register is about: neither by code nor by
/// regency, value (with VAT or without), time and name.
///
/// # Errors
/// The rulebook has no value for the month a project began.
pub fn find(
    rows: &[ProjectRow],
    thresholds: &Thresholds,
    stakes: &Stakes<'_>,
    calendar: &Calendar,
    (on, province): (Date, RegionCode),
) -> Result<Vec<Finding>, Refusal> {
    let register: Vec<&ProjectRow> = rows.iter().filter(|row| row.registered).collect();
    let codes: BTreeSet<&str> = register.iter().filter_map(|row| row.id.as_deref()).collect();
    let mut found: Vec<Finding> = Vec::new();
    let mut seen = BTreeSet::new();
    for row in rows.iter().filter(|row| !row.registered) {
        let place = row.region.unwrap_or(province);
        let due = row.starts.map(|day| calendar.after(day, thresholds.project_working_days, place));
        let running = row.ends.is_none_or(|day| day >= on) && due.is_some_and(|day| day < on);
        let known = row.id.as_deref().is_some_and(|id| codes.contains(id));
        if !running || known || register.iter().any(|other| same(row, other)) {
            continue;
        }
        let subject = subject(row);
        if !seen.insert(subject.clone()) {
            continue;
        }
        let began = row.starts.map_or(stakes.month, Month::of);
        found.push(Finding {
            detector: Detector::JakonProject,
            subject,
            name: row.name.clone(),
            region: row.region.and_then(|code| code.at(Level::KabupatenKota)),
            first_month: began,
            workers: row.workers,
            rupiah: Some(stakes.of_project(row.value, began)?),
            evidence: [
                Some(Evidence::of("contract_value", row.value)),
                row.owner.as_ref().map(|owner| Evidence::of("owner", owner)),
                due.map(|day| Evidence::of("register_by", day)),
                row.ends.map(|day| Evidence::of("ends", day)),
            ]
            .into_iter()
            .flatten()
            .collect(),
        });
    }
    Ok(found)
}

fn subject(row: &ProjectRow) -> Subject {
    let unnumbered = || {
        let region = row.region.map(|code| code.to_string()).unwrap_or_default();
        Subject::UnitId(format!("{region}/{}", normalised(&row.name).to_lowercase().replace(' ', "-")))
    };
    row.id.clone().map_or_else(unnumbered, Subject::ProjectId)
}

/// Whether two lines are about one project: the same regency and value, begun about the same day, and a name that has the same
/// numbers and at least half of the words.
fn same(a: &ProjectRow, b: &ProjectRow) -> bool {
    let regency = |row: &ProjectRow| row.region.and_then(|code| code.at(Level::KabupatenKota));
    let place = match (regency(a), regency(b)) {
        (Some(a), Some(b)) => a == b,
        _ => true,
    };
    let time = match (a.starts, b.starts) {
        (Some(a), Some(b)) => (a - b).get_days().abs() <= DAYS_APART,
        _ => true,
    };
    place && time && same_value(a.value, b.value) && same_name(&a.name, &b.name)
}

/// Equal, or one with and one without VAT of 10, 11 or 12 percent.
fn same_value(a: Rupiah, b: Rupiah) -> bool {
    let (most, least) = (i128::from(a.0.max(b.0)), i128::from(a.0.min(b.0)));
    let close = |with_tax: i128| (most * 100 - least * with_tax).abs() <= with_tax * 2;
    [100, 110, 111, 112].into_iter().any(close)
}

fn same_name(a: &str, b: &str) -> bool {
    let (a, b) = (normalised(a), normalised(b));
    let numbers = |text: &str| -> BTreeSet<String> {
        text.split(' ').filter(|word| word.bytes().all(|byte| byte.is_ascii_digit())).map(str::to_owned).collect()
    };
    let begins = |word: &str, other: &str| {
        let (short, long) = if word.len() < other.len() { (word, other) } else { (other, word) };
        short.len() >= 3 && long.starts_with(short)
    };
    let words: Vec<&str> = a.split(' ').collect();
    let shared = words.iter().filter(|word| b.split(' ').any(|other| **word == other || begins(word, other))).count();
    numbers(&a) == numbers(&b) && shared * 2 >= words.len()
}
