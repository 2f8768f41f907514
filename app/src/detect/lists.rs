//! People on lists that name an employer or unit: payrolls by employer, and the people of offices and villages.

use super::Session;
use crate::fault::AppError;
use crate::installation::Installation;
use base::handover::Kind;
use base::vocabulary::region::{Level, RegionCode};
use enforce::detect::name::unit_slug;
use enforce::detect::pds::Payroll;
use enforce::detect::units::{Unit, UnitKind};
use enforce::detect::{Employer, EmployerBook, Thresholds, queries};
use std::collections::BTreeMap;

/// What the lists say.
pub(super) struct Listed {
    /// By number of the register.
    pub(super) payrolls: BTreeMap<String, Payroll>,
    /// Offices and villages.
    pub(super) units: Vec<Unit>,
}

/// Batches that an employer sent about its own people, by the name of the sender.
pub(super) fn senders<'b>(session: &Session, book: &'b EmployerBook) -> BTreeMap<u32, &'b Employer> {
    let batches = session.batches.get(&Kind::Workers).into_iter().flatten();
    let known = |employer: &&Employer| !employer.businesses.is_empty() && !employer.npps.is_empty();
    batches.filter_map(|batch| Some((batch.number, book.of_name(&batch.source, None).filter(known)?))).collect()
}

/// One answer of the engine about listed people.
struct Group {
    batch: Option<u32>,
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
    let senders = senders(session, book);
    let sent: Vec<u32> = senders.keys().copied().collect();
    let mut groups = Vec::new();
    for table in session.ask(queries::listed(session.on, thresholds.new_hire_days, &sent)).await? {
        groups.extend(table.rows().map(|row| Group {
            batch: table.number(0, row).and_then(|number| u32::try_from(number).ok()),
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
                .or_else(|| group.batch.and_then(|batch| senders.get(&batch).copied()));
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
fn seats(groups: &[Group]) -> BTreeMap<u32, RegionCode> {
    let mut counts: BTreeMap<u32, BTreeMap<RegionCode, u64>> = BTreeMap::new();
    for group in groups {
        if let (Some(batch), Some(region)) = (group.batch, group.place.and_then(regency_of)) {
            *counts.entry(batch).or_default().entry(region).or_default() += group.listed;
        }
    }
    let most = |counts: BTreeMap<RegionCode, u64>| {
        counts.into_iter().max_by_key(|(region, people)| (*people, std::cmp::Reverse(*region))).map(|(region, _)| region)
    };
    counts.into_iter().filter_map(|(batch, counts)| Some((batch, most(counts)?))).collect()
}

/// The office or village that a group of people belongs to: kind, id, name, place.
fn unit_of(
    home: &Installation,
    group: &Group,
    seats: &BTreeMap<u32, RegionCode>,
) -> Option<(UnitKind, String, String, RegionCode)> {
    let village = |kind| {
        let code = group.place.filter(|code| code.level() == Level::Desa)?;
        Some((kind, code.to_string(), home.regions.name(code).unwrap_or_default().to_owned(), code))
    };
    match group.group.as_str() {
        "village_staff" | "bpd" => village(UnitKind::VillageStaff),
        "rt_rw" => village(UnitKind::Neighbourhood),
        "non_asn" => {
            let seat = group.batch.and_then(|batch| seats.get(&batch).copied())?;
            let name = group.employer.clone()?;
            let id = format!("{seat}/{}", unit_slug(&name, home.regions.name(seat).unwrap_or_default()));
            Some((UnitKind::Office, id, name, seat))
        }
        _ => None,
    }
}
