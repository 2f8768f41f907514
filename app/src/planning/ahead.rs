//! `sinergi plan forecast`: people on our lists who were covered, month by month, from the payments that the register holds, foretold with the errors of the
//! past; and the chance of every target.

use super::series::covered_series;
use super::targets::{TargetsRequest, plan_targets};
use super::{KeptPlan, PlanState, compare_plan, kept_plans};
use crate::access::Scope;
use crate::fault::AppError;
use crate::installation::Installation;
use base::access::Permission;
use base::handover::Dimension;
use base::vocabulary::Month;
use plan::forecast::{BackTest, Expected, ForecastFlaw, Series, forecast};
use serde::Serialize;
use std::collections::BTreeMap;

/// Months ahead at most.
const MOST_AHEAD: u32 = 24;

/// Plans whose end is looked up, the newest first.
const MOST_PLANS: usize = 12;

/// The answer.
#[derive(Clone, Debug, Serialize)]
pub struct Ahead {
    /// The last month that is known.
    pub as_of: Month,
    /// The series: the whole first, then regions or segments.
    pub series: Vec<AheadOf>,
    /// How the past was foretold.
    pub back_test: BackTest,
    /// Cover that approved plans bought and that ends in the months ahead; it is in the forecast of regions.
    pub ends: Vec<PlanEnd>,
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

/// Cover that a plan bought until a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlanEnd {
    /// The plan.
    pub plan: String,
    /// Its name.
    pub name: String,
    /// The first month without it.
    pub month: Month,
    /// People of its groups who are covered now, at most those planned.
    pub people: u64,
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
    let (ends, of_region) =
        if by == Dimension::Region { ends(home, scope, covered.as_of, months).await? } else { (Vec::new(), Known::new()) };
    for (series, (region, _)) in panel.iter_mut().zip(&names) {
        let code = region.map(|code| code.to_string()).unwrap_or_default();
        series.known = of_region.get(&code).cloned().unwrap_or_default();
    }
    // Of one regency the whole is the regency.
    if by == Dimension::Region && names.iter().all(|(region, _)| *region != seat) {
        names.insert(0, (seat, seat.and_then(|code| home.regions.name(code)).unwrap_or_default().to_owned()));
        let known = of_region.values().flatten().copied().collect();
        panel.insert(0, Series { name: String::new(), first, people: whole, known });
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
        ends,
        snapshot: covered.snapshot,
        synthetic: home.is_synthetic().await?,
    })
}

/// What is known to come, by regency: so many people fewer from a month on.
type Known = BTreeMap<String, Vec<(Month, i64)>>;

/// Where cover that approved plans bought ends in the months ahead: a plan counted in a month buys the months that follow it. Counted are
/// people of its groups who are covered now, so a plan that nobody carried out has no end.
async fn ends(home: &Installation, scope: &Scope, now: Month, months: u32) -> Result<(Vec<PlanEnd>, Known), AppError> {
    let (mut ends, mut of_region) = (Vec::new(), Known::new());
    let last = now.plus(months.cast_signed());
    let plans = kept_plans(home, scope).await?;
    let approved = plans.into_iter().filter(|plan| plan.state == PlanState::Approved);
    let first_without = |plan: &KeptPlan| plan.answer.as_of.plus(plan.answer.asked.months.cast_signed() + 1);
    let ending = approved.filter(|plan| (now.plus(1)..=last).contains(&first_without(plan)));
    for plan in ending.take(MOST_PLANS) {
        let month = first_without(&plan);
        let outcome = compare_plan(home, scope, Some(&plan.id)).await?;
        let mut people = 0;
        for cell in &outcome.cells {
            let active = cell.counted.active.min(cell.counted.planned);
            people += active;
            of_region.entry(cell.region_code.clone()).or_default().push((month, -i64::try_from(active).unwrap_or(0)));
        }
        ends.push(PlanEnd { plan: plan.id, name: plan.name, month, people });
    }
    Ok((ends, of_region))
}
