//! Answers of the engine as the rows that the rules ask for.

use super::{Session, regency};
use crate::fault::AppError;
use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Date32Type, Int32Type, Int64Type};
use base::law::assess::EmployerSize;
use base::vocabulary::region::RegionCode;
use base::vocabulary::{Month, PaidMonths, ProgrammeSet, Rupiah, Segment, day_of_epoch};
use enforce::detect::arrears::OpenBill;
use enforce::detect::people::Membership;
use enforce::detect::projects::ProjectRow;
use enforce::detect::{Business, List, MemberGroup, Registered, queries};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// One batch of an answer, read by place of column and row. A value of another type than asked for is none.
pub(super) struct Table(pub(super) RecordBatch);

impl Table {
    pub(super) fn rows(&self) -> std::ops::Range<usize> {
        0..self.0.num_rows()
    }

    pub(super) fn text(&self, column: usize, row: usize) -> Option<String> {
        let column = self.0.column(column);
        let text = match column.data_type() {
            _ if column.is_null(row) => return None,
            DataType::Utf8 => column.as_string_opt::<i32>()?.value(row),
            DataType::Utf8View => column.as_string_view_opt()?.value(row),
            _ => return None,
        };
        Some(text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    pub(super) fn number(&self, column: usize, row: usize) -> Option<i64> {
        let column = self.0.column(column);
        match column.data_type() {
            _ if column.is_null(row) => None,
            DataType::Int64 => Some(column.as_primitive_opt::<Int64Type>()?.value(row)),
            DataType::Int32 => Some(column.as_primitive_opt::<Int32Type>()?.value(row).into()),
            _ => None,
        }
    }

    pub(super) fn count(&self, column: usize, row: usize) -> Option<u64> {
        self.number(column, row).and_then(|number| u64::try_from(number).ok())
    }

    pub(super) fn day(&self, column: usize, row: usize) -> Option<Date> {
        let column = self.0.column(column).as_primitive_opt::<Date32Type>()?;
        column.is_valid(row).then(|| day_of_epoch(column.value(row)))
    }

    fn flag(&self, column: usize, row: usize) -> bool {
        self.0.column(column).as_boolean_opt().is_some_and(|column| column.is_valid(row) && column.value(row))
    }
}

/// Lines of the lists of businesses and permits.
pub(super) async fn businesses(session: &Session) -> Result<Vec<Business>, AppError> {
    let mut found = Vec::new();
    for table in session.ask(queries::BUSINESSES).await? {
        found.extend(table.rows().map(|row| Business {
            list: List::Businesses,
            nib: table.text(0, row),
            npp: table.text(1, row),
            name: table.text(2, row).unwrap_or_default(),
            region: regency(table.number(3, row)),
            size: table.text(4, row).as_deref().and_then(EmployerSize::parse),
            headcount: table.count(5, row),
            founded: table.day(6, row),
            closed: table.day(7, row),
        }));
    }
    for table in session.ask(queries::PERMITS).await? {
        found.extend(table.rows().map(|row| Business {
            list: List::Permits,
            nib: table.text(0, row),
            npp: table.text(1, row),
            name: table.text(2, row).unwrap_or_default(),
            region: regency(table.number(3, row)),
            size: None,
            headcount: None,
            founded: table.day(4, row),
            closed: None,
        }));
    }
    Ok(found)
}

/// Projects, each with its contractor.
pub(super) async fn projects(session: &Session) -> Result<Vec<(ProjectRow, Option<String>)>, AppError> {
    let mut found = Vec::new();
    for table in session.ask(queries::PROJECTS).await? {
        for row in table.rows() {
            let place = table.number(6, row).and_then(|code| u64::try_from(code).ok()).and_then(RegionCode::from_number);
            let said = table.text(5, row).is_some_and(|word| means_yes(&word));
            let project = ProjectRow {
                id: table.text(0, row),
                name: table.text(1, row).unwrap_or_default(),
                owner: table.text(2, row),
                registered: table.text(4, row).is_some() || said,
                region: place,
                value: Rupiah(table.number(7, row).unwrap_or_default()),
                starts: table.day(8, row),
                ends: table.day(9, row),
                workers: table.count(10, row),
            };
            found.push((project, table.text(3, row)));
        }
    }
    Ok(found)
}

fn means_yes(word: &str) -> bool {
    ["y", "ya", "yes", "sudah", "terdaftar", "1", "true", "v", "✓"].contains(&word.to_lowercase().as_str())
}

/// The contractors of projects, as businesses that a tender list names. Whoever has no name of its own is left out.
pub(super) fn contractors(projects: &[(ProjectRow, Option<String>)]) -> Vec<Business> {
    let mut seen = std::collections::BTreeSet::new();
    let mut found = Vec::new();
    for (project, contractor) in projects {
        let Some(name) = contractor else { continue };
        let region = project.region.and_then(|code| code.at(base::vocabulary::region::Level::KabupatenKota));
        if seen.insert((name.clone(), region)) {
            found.push(Business {
                list: List::Tenders,
                nib: None,
                npp: None,
                name: name.clone(),
                region,
                size: None,
                headcount: None,
                founded: None,
                closed: None,
            });
        }
    }
    found
}

/// The register of employers as its members and bills tell it.
pub(super) async fn registered(session: &Session) -> Result<BTreeMap<String, Registered>, AppError> {
    let mut found: BTreeMap<String, Registered> = BTreeMap::new();
    let mut entry = |npp: String, fill: &mut dyn FnMut(&mut Registered)| {
        fill(found.entry(npp.clone()).or_insert_with(|| Registered { npp, ..Registered::default() }));
    };
    for table in session.ask(queries::REGISTER_NAMES).await? {
        for row in table.rows() {
            let (Some(npp), Some(rows)) = (table.text(0, row), table.count(3, row)) else { continue };
            entry(npp, &mut |number| {
                if let Some(name) = table.text(1, row) {
                    *number.names.entry(name).or_default() += rows;
                }
                if let Some(region) = regency(table.number(2, row)) {
                    *number.regions.entry(region).or_default() += rows;
                }
            });
        }
    }
    for table in session.ask(queries::members(session.on)).await? {
        for row in table.rows() {
            let (Some(npp), Some(people)) = (table.text(0, row), table.count(4, row)) else { continue };
            let group = MemberGroup {
                segment: table.text(1, row).as_deref().and_then(Segment::parse),
                programmes: ProgrammeSet::from_bits(table.number(2, row).unwrap_or_default()),
                pensionable: table.flag(3, row),
                people,
            };
            entry(npp, &mut |number| number.members.push(group.clone()));
        }
    }
    for table in session.ask(queries::LAST_BILLED).await? {
        for row in table.rows() {
            let Some(npp) = table.text(0, row) else { continue };
            entry(npp, &mut |number| number.last_billed = table.day(1, row).map(Month::of));
        }
    }
    Ok(found)
}

/// Bills that are not paid in full.
pub(super) async fn open_bills(session: &Session) -> Result<Vec<OpenBill>, AppError> {
    let mut found = Vec::new();
    for table in session.ask(queries::open_bills(session.on)).await? {
        for row in table.rows() {
            let (Some(npp), Some(month), Some(open)) = (table.text(0, row), table.day(1, row), table.number(3, row)) else {
                continue;
            };
            if open > 0 {
                let members = table.count(2, row).unwrap_or_default();
                found.push(OpenBill { npp, month: Month::of(month), members, open: Rupiah(open) });
            }
        }
    }
    Ok(found)
}

/// Memberships that must be looked at person by person.
pub(super) async fn memberships(session: &Session) -> Result<Vec<Membership>, AppError> {
    let mut found = Vec::new();
    for table in session.ask(queries::memberships(session.on)).await? {
        for row in table.rows() {
            let (Some(person), Some(base), Some(bits)) = (table.number(0, row), table.day(4, row), table.number(5, row)) else {
                continue;
            };
            found.push(Membership {
                person,
                npp: table.text(1, row),
                region: regency(table.number(2, row)),
                since: table.day(3, row),
                base: Month::of(base),
                paid: PaidMonths::from_bits(bits),
                died: table.day(6, row),
            });
        }
    }
    Ok(found)
}
