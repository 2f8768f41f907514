//! `sinergi plan forecast`: people on our lists who were covered, month by month, from the payments that the register holds, foretold with the errors of the
//! past; and the chance of every target.

use super::series::covered_series;
use super::targets::{TargetsRequest, plan_targets};
use crate::access::Scope;
use crate::fault::AppError;
use crate::installation::Installation;
use base::access::Permission;
use base::handover::Dimension;
use base::vocabulary::Month;
use plan::forecast::{BackTest, Expected, ForecastFlaw, Series, forecast};
use serde::Serialize;

/// Months ahead at most.
const MOST_AHEAD: u32 = 24;

/// The answer.
#[derive(Clone, Debug, Serialize)]
pub struct Ahead {
    /// The last month that is known.
    pub as_of: Month,
    /// The series: the whole first, then regions or segments.
    pub series: Vec<AheadOf>,
    /// How the past was foretold.
    pub back_test: BackTest,
    /// The snapshot of the links.
    pub snapshot: String,
    /// Whether these people do not exist.
    pub synthetic: bool,
}

/// One series.
#[derive(Clone, Debug, Serialize)]
pub struct AheadOf {
    /// The region; empty for a segment.
    pub region_code: String,
    /// Its name, or the segment.
    pub name: String,
    /// Members covered, month by month.
    pub past: Vec<(Month, u64)>,
    /// What is expected.
    pub expected: Vec<Expected>,
    /// In how many of a hundred cases a target is met: set, month, people, chance.
    pub chances: Vec<Chance>,
}

/// The chance of a target.
#[derive(Clone, Debug, Serialize)]
pub struct Chance {
    /// The set.
    pub target: String,
    /// Its month.
    pub due: Month,
    /// People that it asks for among our members.
    pub people: u64,
    /// In how many of a hundred cases.
    pub of_hundred: u64,
}

/// Foretells the people covered of the asker's regions, or of segments.
///
/// # Errors
/// Nothing is linked, or the register is too short to be tried on its own past.
pub async fn ahead(home: &Installation, scope: &Scope, months: u32, by: Dimension) -> Result<Ahead, AppError> {
    scope.require(Permission::Plan)?;
    if months == 0 || months > MOST_AHEAD {
        return Err(super::refused("error-plan-ahead", months.to_string()));
    }
    let covered = covered_series(home, scope, by).await?;
    let (first, whole) = (covered.first, covered.whole);
    let seat = scope.seat(home.region);
    let mut panel = Vec::new();
    let mut names = Vec::new();
    for one in covered.of {
        names.push((one.region, one.name));
        panel.push(Series { name: String::new(), first, people: one.people, known: Vec::new() });
    }
    // Of one regency the whole is the regency.
    if by == Dimension::Region && names.iter().all(|(region, _)| *region != seat) {
        names.insert(0, (seat, seat.and_then(|code| home.regions.name(code)).unwrap_or_default().to_owned()));
        panel.insert(0, Series { name: String::new(), first, people: whole, known: Vec::new() });
    }
    let found = forecast(&panel, months as usize).map_err(|flaw| match flaw {
        ForecastFlaw::TooShort { months, .. } => super::refused("error-forecast-short", months.to_string()),
        other => super::refused("error-forecast-short", other.to_string()),
    })?;
    let targets = plan_targets(home, scope, &TargetsRequest { denominator: Some("roster".to_owned()) }).await;
    let points: Vec<(String, super::PointAnswer)> = targets.map_or_else(
        |_| Vec::new(),
        |targets| {
            targets.sets.into_iter().flat_map(|set| set.held.into_iter().map(move |point| (set.set.id.clone(), point))).collect()
        },
    );
    let series = found.outlooks.iter().zip(&panel).zip(names).map(|((outlook, series), (region, name))| {
        let code = region.map(|code| code.to_string()).unwrap_or_default();
        let chances =
            points.iter().filter(|(_, point)| !code.is_empty() && point.region_code == code).filter_map(|(set, point)| {
                let people = point.need.target.0;
                let of_hundred = found.chance(outlook, point.due, people)?;
                Some(Chance { target: set.clone(), due: point.due, people, of_hundred })
            });
        AheadOf {
            region_code: code.clone(),
            name,
            past: series
                .people
                .iter()
                .enumerate()
                .map(|(place, people)| (first.plus(i32::try_from(place).unwrap_or(0)), *people))
                .collect(),
            expected: outlook.expected.clone(),
            chances: chances.collect(),
        }
    });
    Ok(Ahead {
        as_of: covered.as_of,
        series: series.collect(),
        back_test: found.back_test.clone(),
        snapshot: covered.snapshot,
        synthetic: home.is_synthetic().await?,
    })
}
