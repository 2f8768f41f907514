//! One person: what the lists and the register say, month by month. Opened for a purpose, and every opening is in the audit log. A
//! reader sees the rows of their area; a person without any there is as if they were not there.

use crate::access::{Scope, sees};
use crate::coverage::{CoverageRequest, Session};
use crate::fault::{AppError, Refused};
use crate::identity::{Named, names_of};
use crate::installation::Installation;
use crate::link_rosters::LINKS;
use crate::uncovered::Purpose;
use arrow::array::{Array, AsArray};
use arrow::datatypes::Int64Type;
use base::access::Permission;
use base::law::Standing;
use base::vocabulary::region::RegionCode;
use base::vocabulary::{AgeBand, Month, NikReading, PaidMonths, ProgrammeSet, day_of_epoch};
use measure::{StandingColumn, person_query};
use serde::Serialize;
use store::FileRole;

/// Months of the timeline.
const MONTHS: i32 = 24;

/// What a person is shown as.
#[derive(Clone, Debug, Serialize)]
pub struct Person {
    /// The number in these links.
    pub person: i64,
    /// The name of the newest row.
    pub name: String,
    /// The NIK behind dots.
    pub nik_masked: String,
    /// L or P.
    pub sex: String,
    /// Five years of age.
    pub age_band: String,
    /// The month that standings are of.
    pub as_of: String,
    /// The snapshot of the links.
    pub snapshot: String,
    /// Rows of worker lists, newest first.
    pub jobs: Vec<PersonRow>,
    /// Memberships in the register, best standing first.
    pub memberships: Vec<PersonRow>,
    /// Whether a record of death is linked.
    pub died: bool,
    /// The months of the timelines, oldest first.
    pub months: Vec<Month>,
}

/// One row about a person.
#[derive(Clone, Debug, Serialize)]
pub struct PersonRow {
    /// The batch.
    pub batch: u32,
    /// Who sent it.
    pub source: String,
    /// The day it describes.
    pub data_as_of: String,
    /// Where: residence, else work.
    pub region_name: String,
    /// pu, bpu, jakon, pmi.
    pub segment: String,
    /// The group of the rulebook, by its code.
    pub group: String,
    /// The employer as the list has it.
    pub employer: String,
    /// The standing in the month; empty for rows of worker lists.
    pub standing: String,
    /// The programmes.
    pub programmes: Vec<&'static str>,
    /// Whether each month of the timeline is paid; none where the register says nothing of it.
    pub paid: Vec<Option<bool>>,
}

/// Opens a person; the opening is written into the audit log with its purpose and without the person, or it does not happen (P12).
pub async fn person(home: &Installation, scope: &Scope, number: i64, purpose: Purpose) -> Result<Person, AppError> {
    scope.require(Permission::People)?;
    let none = || AppError::from(Refused::Request { key: "error-no-person", detail: String::new() });
    let links = home.store.current_snapshot(LINKS).await?.ok_or(Refused::NotLinked)?;
    let session = Session::open(home, scope, &links, &CoverageRequest::default()).await?;
    session.set_month(home, session.month)?;
    let mut told = session.engine.rows(&person_query(number)).await?;
    told.retain(|keys| {
        let place = keys.get(3).and_then(|key| key.as_ref()?.parse::<u64>().ok()).and_then(RegionCode::from_number);
        scope.area().contains(place.unwrap_or(home.region))
    });
    if told.is_empty() {
        return Err(none());
    }
    let entry = scope.for_purpose(purpose.code()).entry("open_person", "");
    home.store.record(&store::Entry { rows: told.len() as u64, ..entry }).await?;
    let origins = home.store.origins().await?;
    let months: Vec<Month> = (0..MONTHS).rev().map(|back| session.month.plus(-back)).collect();
    let mut kernel = StandingColumn::new(session.month, home.active.clone());
    let mut found = Person {
        person: number,
        name: String::new(),
        nik_masked: String::new(),
        sex: String::new(),
        age_band: String::new(),
        as_of: session.month.to_string(),
        snapshot: session.snapshot.clone(),
        jobs: Vec::new(),
        memberships: Vec::new(),
        died: false,
        months: months.clone(),
    };
    let mut newest: Vec<(i32, i64)> = Vec::new();
    let mut best: Vec<(Standing, PersonRow)> = Vec::new();
    for keys in &told {
        let [kind, row, as_of, place, segment, group, employer, sex, age, ended, paid, programmes] = keys.as_slice() else {
            return Err(AppError::Unreadable("the rows of a person have another shape"));
        };
        let number_of = |key: &Option<String>| key.as_ref().and_then(|key| key.parse::<i64>().ok());
        let day_of = |key: &Option<String>| number_of(key).and_then(|day| i32::try_from(day).ok());
        let row = number_of(row).unwrap_or_default();
        let as_of = day_of(as_of).unwrap_or_default();
        newest.push((as_of, row));
        if let (true, Some(sex)) = (found.sex.is_empty(), sex) {
            found.sex.clone_from(sex);
        }
        if let (true, Some(lower)) = (found.age_band.is_empty(), number_of(age).and_then(|age| u8::try_from(age).ok())) {
            found.age_band = AgeBand::of(lower).to_string();
        }
        let batch = session.batches.iter().find(|batch| i64::from(batch.number) == row >> 32);
        // Who sent a list that the reader may not open is not told.
        let batch = batch.filter(|batch| sees(scope, home.region, origins.get(&batch.number)));
        let place = number_of(place).and_then(|code| u64::try_from(code).ok()).and_then(RegionCode::from_number);
        let text = |key: &Option<String>| key.clone().unwrap_or_default();
        let mut line = PersonRow {
            batch: batch.map_or(0, |batch| batch.number),
            source: batch.map(|batch| batch.source.clone()).unwrap_or_default(),
            data_as_of: day_of_epoch(as_of).to_string(),
            region_name: place.and_then(|code| home.regions.name(code)).unwrap_or_default().to_owned(),
            segment: text(segment),
            group: text(group),
            employer: base::handover::showable(&text(employer)),
            standing: String::new(),
            programmes: Vec::new(),
            paid: Vec::new(),
        };
        match kind.as_deref() {
            Some("workers") => found.jobs.push(line),
            Some("deaths") => found.died = true,
            _ => {
                let bits = number_of(paid).unwrap_or_default();
                let standing = kernel.of(bits, as_of, segment.as_deref(), day_of(ended)).map_err(Refused::NotInForce)?;
                line.standing = standing.code().to_owned();
                line.programmes = ProgrammeSet::from_bits(number_of(programmes).unwrap_or_default())
                    .iter()
                    .map(|programme| programme.code())
                    .collect();
                let base = Month::of(day_of_epoch(as_of));
                line.paid = months.iter().map(|month| paid_in(bits, base, *month)).collect();
                best.push((standing, line));
            }
        }
    }
    best.sort_by_key(|(standing, _)| *standing);
    found.memberships = best.into_iter().map(|(_, line)| line).collect();
    found.jobs.sort_by(|a, b| (&b.data_as_of, b.batch).cmp(&(&a.data_as_of, a.batch)));
    newest.sort_unstable();
    let rows: Vec<i64> = newest.iter().map(|(_, row)| *row).collect();
    let mut names = names_of(home, &rows).await?;
    // The newest row with a name speaks; a row may lack its NIK, so the newest NIK speaks apart.
    for (_, row) in newest.iter().rev() {
        let Named { name, nik } = names.remove(row).unwrap_or_default();
        if found.name.is_empty() {
            found.name = name;
        }
        if found.nik_masked.is_empty() {
            found.nik_masked = nik;
        }
    }
    Ok(found)
}

/// Whether a month is paid; none for months after the day of the register.
fn paid_in(bits: i64, base: Month, month: Month) -> Option<bool> {
    let back = base.since(month);
    (back >= 0).then(|| PaidMonths::from_bits(bits).seen_from(back).since_last() == Some(0))
}

/// The person whose NIK is exactly this one; none where no row of the asker's area has it.
pub async fn person_of_nik(home: &Installation, scope: &Scope, text: &str, purpose: Purpose) -> Result<Option<i64>, AppError> {
    scope.require(Permission::People)?;
    let shape = || AppError::Unreadable("a facts table has another shape");
    let NikReading::Sound(nik) = NikReading::of(text, false) else {
        return Err(Refused::Request { key: "error-not-a-nik", detail: String::new() }.into());
    };
    let token = home.keys.nik_tokens()(nik.digits());
    let links = home.store.current_snapshot(LINKS).await?.ok_or(Refused::NotLinked)?;
    let session = Session::open(home, scope, &links, &CoverageRequest::default()).await?;
    home.store.record(&scope.for_purpose(purpose.code()).entry("search_nik", "")).await?;
    for batch in &session.batches {
        for file in home.store.files_of(i64::from(batch.number)).await?.iter().filter(|file| file.role == FileRole::Facts) {
            if !crate::link_rosters::PEOPLE.contains(&batch.kind) {
                continue;
            }
            for table in lake::read_table(&home.lake.verified(&file.sha256)?, &["row", "person_token", "residence", "workplace"])?
            {
                let table = table.map_err(|_| shape())?;
                let rows = table.column_by_name("row").and_then(|c| c.as_primitive_opt::<Int64Type>()).ok_or_else(shape)?;
                let tokens = table.column_by_name("person_token").and_then(|c| c.as_fixed_size_binary_opt()).ok_or_else(shape)?;
                let number = |name: &str| table.column_by_name(name).and_then(|column| column.as_primitive_opt::<Int64Type>());
                let places = [number("residence").ok_or_else(shape)?, number("workplace").ok_or_else(shape)?];
                let inside = |row: usize| {
                    let place = places.iter().find(|column| column.is_valid(row)).map(|column| column.value(row));
                    let code = place.and_then(|code| u64::try_from(code).ok()).and_then(RegionCode::from_number);
                    scope.area().contains(code.unwrap_or(home.region))
                };
                let mine = |row: &usize| tokens.is_valid(*row) && tokens.value(*row) == token && inside(*row);
                let place = (0..table.num_rows()).find(mine);
                if let Some(place) = place {
                    let told = session.engine.rows(&measure::person_of_row_query(rows.value(place))).await?;
                    return Ok(told.first().and_then(|keys| keys.first()?.as_ref()?.parse().ok()));
                }
            }
        }
    }
    Ok(None)
}
