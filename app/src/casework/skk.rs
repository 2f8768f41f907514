//! SKK & pemulihan: every special power of attorney that the asker may see, with its face value, what was agreed and what came in; and the
//! table by year and region as the forum reports it.

use super::{Cases, Law};
use crate::access::Scope;
use crate::fault::AppError;
use crate::installation::Installation;
use base::access::Permission;
use base::vocabulary::Rupiah;
use enforce::case::{SkkEnd, SkkRecord, skk_records};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use texts::Texts;

/// One power of attorney with its case.
#[derive(Clone, Debug, Serialize)]
pub struct SkkLine {
    /// The number of the case.
    pub case: String,
    /// The name of the employer.
    pub name: String,
    /// The region of the case, whose prosecutor's office holds it.
    pub region_code: String,
    /// Its name.
    pub region_name: String,
    /// What it brought.
    #[serde(flatten)]
    pub record: SkkRecord,
}

/// A year in a region, as it is reported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SkkYear {
    /// The year in which they were issued.
    pub year: i16,
    /// The region.
    pub region_code: String,
    /// Its name.
    pub region_name: String,
    /// Powers of attorney.
    pub skk: u64,
    /// Firms; one with two powers of attorney counts once.
    pub firms: u64,
    /// Of the powers of attorney, those given back.
    pub returned: u64,
    /// What was owed when they were issued, in rupiah.
    pub face_value: Rupiah,
    /// What was agreed, in rupiah.
    pub agreed: Rupiah,
    /// What came in, in rupiah.
    pub recovered: Rupiah,
}

/// Everything about powers of attorney.
#[derive(Clone, Debug, Serialize)]
pub struct SkkBook {
    /// By year and region, the latest year first.
    pub years: Vec<SkkYear>,
    /// One by one, the latest first.
    pub lines: Vec<SkkLine>,
}

/// The powers of attorney of the cases that the asker sees.
///
/// # Errors
/// The asker may not, or the store cannot be read.
pub async fn skk_book(home: &Installation, scope: &Scope, texts: &Texts) -> Result<SkkBook, AppError> {
    scope.require(Permission::Cases)?;
    let law = Law::embedded()?;
    Ok(Cases::read(home, &law, None, texts).await?.skk_book(home, scope))
}

impl Cases<'_> {
    pub(super) fn skk_book(&self, home: &Installation, scope: &Scope) -> SkkBook {
        let mut lines = Vec::new();
        let mut firms: BTreeMap<(i16, String), BTreeSet<&str>> = BTreeMap::new();
        for sheet in self.sight.seen(scope) {
            let trail = self.trails.get(&sheet.number).map(Vec::as_slice).unwrap_or_default();
            let region = base::vocabulary::region::RegionCode::parse(&sheet.region).ok();
            for record in skk_records(trail) {
                firms.entry((record.issued_on.year(), sheet.region.clone())).or_default().insert(&sheet.finding);
                lines.push(SkkLine {
                    case: sheet.number.clone(),
                    name: sheet.name.clone(),
                    region_code: sheet.region.clone(),
                    region_name: region.and_then(|region| home.regions.name(region)).unwrap_or_default().to_owned(),
                    record,
                });
            }
        }
        lines.sort_by(|one, other| (other.record.issued_on, &one.case).cmp(&(one.record.issued_on, &other.case)));
        let mut years: BTreeMap<(i16, String), SkkYear> = BTreeMap::new();
        for line in &lines {
            let key = (line.record.issued_on.year(), line.region_code.clone());
            let firms = firms.get(&key).map_or(0, |firms| firms.len() as u64);
            let year = years.entry(key.clone()).or_insert_with(|| SkkYear {
                year: key.0,
                region_code: key.1,
                region_name: line.region_name.clone(),
                skk: 0,
                firms,
                returned: 0,
                face_value: Rupiah(0),
                agreed: Rupiah(0),
                recovered: Rupiah(0),
            });
            year.skk += 1;
            year.returned += u64::from(line.record.end == SkkEnd::Returned);
            year.face_value = year.face_value + line.record.face_value;
            year.agreed = year.agreed + line.record.agreed;
            year.recovered = year.recovered + line.record.recovered;
        }
        let mut years: Vec<SkkYear> = years.into_values().collect();
        years.sort_by(|one, other| (other.year, &one.region_code).cmp(&(one.year, &other.region_code)));
        SkkBook { years, lines }
    }
}
