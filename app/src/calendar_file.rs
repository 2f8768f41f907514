//! A calendar that an operator names: `date, scope, kind, name, source`, csv or parquet, for the working days of cases.

use crate::fault::{AppError, Refused};
use arrow::array::{Array, AsArray};
use arrow::datatypes::DataType;
use base::vocabulary::region::RegionCode;
use enforce::{Calendar, DayKind, Holiday};
use std::path::Path;
use tables::{TableFile, Wanted};

/// The most lines a calendar can have: every day of a region for decades.
const MOST_LINES: usize = 200_000;

/// Reads a calendar. A line that cannot be read refuses the file: a missing holiday would shorten a deadline.
pub(crate) fn read_calendar(path: &Path, joint_leave_works: bool) -> Result<Calendar, AppError> {
    let table = TableFile::open(path)?;
    let file = table.path().to_owned();
    let known = table.headings().join(", ");
    let column = |name: &str| {
        let place = table.headings().iter().position(|heading| heading.trim().eq_ignore_ascii_case(name));
        let missing = || Refused::NoColumn { file: file.clone(), column: name.to_owned(), known: known.clone() };
        place.map(|place| Wanted { place, coded: false }).ok_or_else(missing)
    };
    let wanted = [column("date")?, column("scope")?, column("kind")?];
    let mut holidays = Vec::new();
    for batch in table.read(&wanted)? {
        let columns = batch?.iter().map(|column| arrow::compute::cast(column, &DataType::Utf8)).collect::<Result<Vec<_>, _>>();
        let columns = columns.map_err(|_| AppError::Unreadable("a calendar has text and dates only"))?;
        for row in 0..columns[0].len() {
            let cell = |column: usize| {
                if columns[column].is_null(row) { "" } else { columns[column].as_string::<i32>().value(row).trim() }
            };
            // Line 1 has the headings.
            let line = holidays.len() + 2;
            let holiday = holiday(cell(0), cell(1), cell(2))
                .ok_or_else(|| Refused::Request { key: "error-calendar-line", detail: format!("{file}:{line}") })?;
            holidays.push(holiday);
            if holidays.len() > MOST_LINES {
                return Err(Refused::Request { key: "error-calendar-long", detail: file }.into());
            }
        }
    }
    Ok(Calendar::new(holidays, [], joint_leave_works))
}

fn holiday(date: &str, scope: &str, kind: &str) -> Option<Holiday> {
    let everywhere = matches!(scope.to_lowercase().as_str(), "" | "national" | "nasional" | "id" | "indonesia" | "all" | "*");
    let region = if everywhere { None } else { Some(RegionCode::parse(scope).ok()?) };
    Some(Holiday { day: date.parse().ok()?, region, kind: DayKind::parse(kind)? })
}
