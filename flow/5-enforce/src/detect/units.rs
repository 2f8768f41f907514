//! Offices and villages whose people are not members: non-ASN staff, village officials and councils, heads of neighbourhoods.

use super::stakes::times;
use super::{Detector, Evidence, Finding, Stakes, Subject, Thresholds};
use base::law::assess::{Refusal, StaffGroup};
use base::vocabulary::region::{Level, RegionCode};

/// Whose people they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum UnitKind {
    /// An office, with its non-ASN staff.
    Office,
    /// Village officials and council.
    VillageStaff,
    /// Heads of neighbourhoods (RT/RW).
    Neighbourhood,
}

/// The people of a unit, counted. Left out: who died, civil servants, and who came within the deadline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Its id, `73.06/dinas-pendidikan` or the code of a village.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whose people.
    pub kind: UnitKind,
    /// Where it is.
    pub region: Option<RegionCode>,
    /// People on its lists.
    pub listed: u64,
    /// Of these, surely not members: no membership open, and found by a sound NIK or by name and birth date.
    pub missing: u64,
}

/// Proposes units whose people are not members: an office from a share of its staff on, a village from the first person on.
///
/// # Errors
/// The rulebook has no value for the month.
pub fn find(units: &[Unit], thresholds: &Thresholds, stakes: &Stakes<'_>) -> Result<Vec<Finding>, Refusal> {
    let enough = |unit: &&Unit| match unit.kind {
        UnitKind::Office => Thresholds::is_share(unit.missing, unit.listed, thresholds.office_percent),
        UnitKind::VillageStaff | UnitKind::Neighbourhood => unit.missing > 0,
    };
    units.iter().filter(enough).map(|unit| propose(unit, stakes)).collect()
}

fn propose(unit: &Unit, stakes: &Stakes<'_>) -> Result<Finding, Refusal> {
    let region = unit.region.and_then(|code| code.at(Level::KabupatenKota));
    let rupiah = match unit.kind {
        UnitKind::Office => stakes.of_staff(unit.missing, region, StaffGroup::NonAsn)?,
        UnitKind::VillageStaff => stakes.of_staff(unit.missing, region, StaffGroup::VillageStaff)?,
        UnitKind::Neighbourhood => Some(times(stakes.of_member()?, unit.missing)),
    };
    let id = match unit.kind {
        UnitKind::Office => unit.id.clone(),
        UnitKind::VillageStaff => format!("{}/village_staff", unit.id),
        UnitKind::Neighbourhood => format!("{}/rt_rw", unit.id),
    };
    Ok(Finding {
        detector: Detector::GovernmentUnit,
        subject: Subject::UnitId(id),
        name: unit.name.clone(),
        region,
        first_month: stakes.month,
        workers: Some(unit.missing),
        rupiah,
        evidence: vec![Evidence::of("listed", unit.listed), Evidence::of("missing", unit.missing)],
    })
}
