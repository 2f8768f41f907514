//! People on lists that name an employer or unit: payrolls by employer, and the people of offices and villages.

use super::Session;
use crate::fault::AppError;
use crate::installation::Installation;
use arrow::array::{Int32Array, Int64Array, RecordBatch};
use arrow::datatypes::{DataType, Field, Schema};
use base::handover::Kind;
use base::vocabulary::region::{Level, RegionCode};
use enforce::detect::name::unit_slug;
use enforce::detect::pds::Payroll;
use enforce::detect::units::{Unit, UnitKind};
use enforce::detect::{Employer, EmployerBook, Thresholds, queries};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What the lists say.
pub(super) struct Listed {
    /// By number of the register.
    pub(super) payrolls: BTreeMap<String, Payroll>,
    /// Offices and villages.
    pub(super) units: Vec<Unit>,
}

/// Batches that an employer sent about its own people, by the name of the sender.
pub(super) struct Senders(BTreeMap<u32, usize>);

impl Senders {
    /// Finds them, and makes them the table `senders` of the engine.
    pub(super) fn find(session: &Session, book: &EmployerBook) -> Result<Self, AppError> {
        let batches = session.batches.get(&Kind::Workers).into_iter().flatten();
        let known = |place: &usize| {
            let employer = &book.employers[*place];
            !employer.businesses.is_empty() && !employer.npps.is_empty()
        };
        let found: BTreeMap<u32, usize> =
            batches.filter_map(|batch| Some((batch.number, book.place_of_name(&batch.source, None).filter(known)?))).collect();
        let batch: Int32Array = found.keys().map(|number| i32::try_from(*number).ok()).collect();
        let sender: Int64Array = found.values().map(|place| i64::try_from(*place).ok()).collect();
        let fields = vec![Field::new("batch", DataType::Int32, true), Field::new("sender", DataType::Int64, true)];
        let schema = Arc::new(Schema::new(fields));
        let table = RecordBatch::try_new(Arc::clone(&schema), vec![Arc::new(batch), Arc::new(sender)])
            .map_err(|_| AppError::Unreadable("senders do not fit their table"))?;
        session.engine.table_of("senders", schema, vec![table])?;
        Ok(Self(found))
    }

    /// The employer that sent a batch.
    pub(super) fn of<'b>(&self, book: &'b EmployerBook, batch: u32) -> Option<&'b Employer> {
        self.0.get(&batch).map(|place| &book.employers[*place])
    }
}

/// One answer of the engine about listed people.
struct Group {
    /// The batch, or below zero an employer that sent lists.
    list: i64,
    npp: Option<String>,
    employer: Option<String>,
    group: String,
    place: Option<RegionCode>,
    listed: u64,
    missing: u64,
}

pub(super) async fn read(
    home: &Installation,
    session: &Session,
    book: &EmployerBook,
    thresholds: &Thresholds,
) -> Result<Listed, AppError> {
    let mut groups = Vec::new();
    for table in session.ask(queries::listed(session.on, thresholds.new_hire_days)).await? {
        groups.extend(table.rows().map(|row| Group {
            list: table.number(0, row).unwrap_or_default(),
            npp: table.text(1, row),
            employer: table.text(2, row),
            group: table.text(3, row).unwrap_or_default(),
            place: table.number(4, row).and_then(|code| u64::try_from(code).ok()).and_then(RegionCode::from_number),
            listed: table.count(5, row).unwrap_or_default(),
            missing: table.count(6, row).unwrap_or_default(),
        }));
    }
    let seats = seats(&groups);
    let mut payrolls: BTreeMap<String, Payroll> = BTreeMap::new();
    let mut units: BTreeMap<(UnitKind, String), Unit> = BTreeMap::new();
    for group in &groups {
        let Some((kind, id, name, region)) = unit_of(home, group, &seats) else {
            let employer = group
                .npp
                .as_deref()
                .and_then(|npp| book.of_npp(npp))
                .or_else(|| group.employer.as_deref().and_then(|name| book.of_name(name, group.place.and_then(regency_of))))
                .or_else(|| usize::try_from(-1 - group.list).ok().and_then(|place| book.employers.get(place)));
            if let Some(npp) = employer.and_then(|employer| employer.npps.first()) {
                let payroll = payrolls.entry(npp.clone()).or_default();
                payroll.listed += group.listed;
                payroll.missing += group.missing;
            }
            continue;
        };
        let unit = units.entry((kind, id.clone())).or_insert_with(|| Unit {
            id,
            name,
            kind,
            region: Some(region),
            listed: 0,
            missing: 0,
        });
        unit.listed += group.listed;
        unit.missing += group.missing;
    }
    Ok(Listed { payrolls, units: units.into_values().collect() })
}

fn regency_of(code: RegionCode) -> Option<RegionCode> {
    code.at(Level::KabupatenKota)
}

/// The regency in which most people of a list live: an office's list names no seat of its own.
fn seats(groups: &[Group]) -> BTreeMap<i64, RegionCode> {
    let mut counts: BTreeMap<i64, BTreeMap<RegionCode, u64>> = BTreeMap::new();
    for group in groups {
        if let Some(region) = group.place.and_then(regency_of) {
            *counts.entry(group.list).or_default().entry(region).or_default() += group.listed;
        }
    }
    let most = |counts: BTreeMap<RegionCode, u64>| {
        counts.into_iter().max_by_key(|(region, people)| (*people, std::cmp::Reverse(*region))).map(|(region, _)| region)
    };
    counts.into_iter().filter_map(|(list, counts)| Some((list, most(counts)?))).collect()
}

/// The office or village that a group of people belongs to: kind, id, name, place.
fn unit_of(
    home: &Installation,
    group: &Group,
    seats: &BTreeMap<i64, RegionCode>,
) -> Option<(UnitKind, String, String, RegionCode)> {
    let village = |kind| {
        let code = group.place.filter(|code| code.level() == Level::Desa)?;
        Some((kind, code.to_string(), home.regions.name(code).unwrap_or_default().to_owned(), code))
    };
    match group.group.as_str() {
        "village_staff" | "bpd" => village(UnitKind::VillageStaff),
        "rt_rw" => village(UnitKind::Neighbourhood),
        "non_asn" => {
            let seat = *seats.get(&group.list)?;
            let name = group.employer.clone()?;
            let id = format!("{seat}/{}", unit_slug(&name, home.regions.name(seat).unwrap_or_default()));
            Some((UnitKind::Office, id, name, seat))
        }
        _ => None,
    }
}
