//! `sinergi plan bridge`: who of the missing can be covered through which channel, for the whole area and for every regency in it.

use super::targets::{TargetsRequest, plan_targets};
use super::{Prices, counted, refused};
use crate::access::Scope;
use crate::fault::{AppError, Refused};
use crate::installation::Installation;
use base::access::Permission;
use base::handover::Channel;
use base::vocabulary::region::{Level, RegionCode};
use base::vocabulary::{Month, Percent};
use measure::Uncovered;
use plan::bridge::{Available, Bridge, bridge as close};
use plan::targets::Need;
use serde::Serialize;
use std::collections::BTreeMap;

/// Months that the cost is for when nothing is said.
const A_YEAR: u32 = 12;

/// What is asked.
#[derive(Clone, Debug, Default)]
pub struct BridgeRequest {
    /// The target set by its id; none takes the most demanding of the next month due.
    pub target: Option<String>,
    /// A share of one's own instead of a set.
    pub share: Option<Percent>,
    /// Months of cover that the cost is for.
    pub months: Option<u32>,
}

/// The answer.
#[derive(Clone, Debug, Serialize)]
pub struct BridgeAnswer {
    /// The region.
    pub region_code: String,
    /// Its name.
    pub region_name: String,
    /// The target set; empty for a share of one's own.
    pub target: String,
    /// The month by whose end it is to be met; none for a share of one's own.
    pub due: Option<Month>,
    /// The month counted.
    pub as_of: Month,
    /// People covered.
    pub covered: u64,
    /// What they are counted among.
    pub denominator_name: String,
    /// Its size.
    pub denominator: u64,
    /// People that are to be covered.
    pub target_count: u64,
    /// The bridge over the gap.
    pub bridge: Bridge,
    /// By regency: uncovered people of each channel, in the order of [`Channel::ALL`].
    pub regions: Vec<BridgeRegion>,
    /// The snapshot of the links.
    pub snapshot: String,
    /// Whether these people do not exist.
    pub synthetic: bool,
}

/// The uncovered of a regency by channel.
#[derive(Clone, Debug, Serialize)]
pub struct BridgeRegion {
    /// The code; empty where no list tells a place.
    pub region_code: String,
    /// Its name.
    pub region_name: String,
    /// People by channel.
    pub people: BTreeMap<Channel, u64>,
}

/// The bridge from coverage as it is to a target, for the asker's seat.
///
/// # Errors
/// Nothing is linked, the target is unknown or says nothing about the seat, or the rulebook has no price.
pub async fn bridge(home: &Installation, scope: &Scope, request: &BridgeRequest) -> Result<BridgeAnswer, AppError> {
    scope.require(Permission::Plan)?;
    let seat = scope.seat(home.region).ok_or_else(|| refused("error-no-seat", scope.area().to_string()))?;
    let (session, rows) = counted(home, scope, None).await?;
    let months = request.months.unwrap_or(A_YEAR);
    if months == 0 || months > 120 {
        return Err(refused("error-plan-months", months.to_string()));
    }
    let found = plan_targets(home, scope, &TargetsRequest { denominator: Some("roster".to_owned()) }).await?;
    let start = super::targets::starts(home, scope, &TargetsRequest { denominator: Some("roster".to_owned()) }).await?;
    let own = *start.starts.get(&seat).ok_or(Refused::NotLinked)?;
    let (target, due, need): (String, Option<Month>, Need) = match request.share {
        Some(share) => {
            let point = plan::targets::TargetPoint { region: seat, due: own.month, asks: plan::targets::Asks::Percent(share) };
            let need = plan::targets::need(&point, &own).ok_or_else(|| refused("error-no-start", seat.to_string()))?;
            (String::new(), None, need)
        }
        None => chosen(&found.sets, seat, own.month, request.target.as_deref())?,
    };
    let prices = Prices::of_law()?;
    let month = session.month;
    let of = |channel: Channel| rows.iter().filter(|row| row.channel == channel).map(|row| row.people).sum::<u64>();
    let member = prices.member(month)?;
    let available: Result<Vec<Available>, AppError> = Channel::ALL
        .into_iter()
        .map(|channel| {
            let monthly = match channel {
                Channel::Government => prices.staff(month, seat)?,
                Channel::Employers => prices.worker(month, seat)?,
                Channel::Construction => None,
                Channel::Renewal | Channel::Funded | Channel::SelfPaying => Some(member),
            };
            Ok(Available { channel, people: of(channel), monthly })
        })
        .collect();
    Ok(BridgeAnswer {
        region_code: seat.to_string(),
        region_name: home.regions.name(seat).unwrap_or_default().to_owned(),
        target,
        due,
        as_of: month,
        covered: own.covered.0,
        denominator_name: start.denominator_name,
        denominator: own.potential.0,
        target_count: need.target.0,
        bridge: close(need.gap, months, &available?),
        regions: by_region(home, &rows),
        snapshot: session.snapshot.clone(),
        synthetic: start.synthetic,
    })
}

/// The point of a set that speaks of the seat: the one asked for, or the most demanding of the next month due.
fn chosen(
    sets: &[super::SetAnswer],
    seat: RegionCode,
    month: Month,
    asked: Option<&str>,
) -> Result<(String, Option<Month>, Need), AppError> {
    let code = seat.to_string();
    let points = || {
        let of_set = |set: &super::SetAnswer| set.set.id.clone();
        sets.iter().flat_map(move |set| set.held.iter().map(move |point| (of_set(set), point)))
    };
    let own: Vec<_> = points().filter(|(_, point)| point.region_code == code).collect();
    let of = |(id, point): &(String, &super::PointAnswer)| (id.clone(), Some(point.due), point.need.clone());
    if let Some(asked) = asked {
        let found = own.iter().filter(|(id, _)| id == asked);
        // Of a set with several months the next one that is still to come, else its last.
        let next = found.clone().filter(|(_, point)| point.due > month).min_by_key(|(_, point)| point.due);
        let any = next.or_else(|| found.max_by_key(|(_, point)| point.due));
        return any.map(of).ok_or_else(|| refused("error-no-target", base::handover::showable(asked)));
    }
    let next = own.iter().map(|(_, point)| point.due).filter(|due| *due > month).min();
    let due = next.or_else(|| own.iter().map(|(_, point)| point.due).max());
    let best = own.iter().filter(|(_, point)| Some(point.due) == due).max_by_key(|(_, point)| point.need.target);
    best.map(of).ok_or_else(|| refused("error-no-target", code))
}

fn by_region(home: &Installation, rows: &[Uncovered]) -> Vec<BridgeRegion> {
    let mut regions: BTreeMap<Option<RegionCode>, BTreeMap<Channel, u64>> = BTreeMap::new();
    for row in rows {
        let regency = row.place.and_then(|place| place.at(Level::KabupatenKota));
        *regions.entry(regency).or_default().entry(row.channel).or_default() += row.people;
    }
    let named = |(code, people): (Option<RegionCode>, _)| BridgeRegion {
        region_code: code.map(|code| code.to_string()).unwrap_or_default(),
        region_name: code.and_then(|code| home.regions.name(code)).unwrap_or_default().to_owned(),
        people,
    };
    regions.into_iter().map(named).collect()
}
