//! `sinergi plan compare`: an approved plan against what happened afterwards, by regency and group. The same people are counted as when the
//! plan was made: uncovered in its month, in a group that money may enrol. Whoever paid for them since is not known to the register, so
//! these are outcomes of the groups, not of a fund.

use super::{KeptPlan, PlanState, kept_plans, refused};
use crate::access::Scope;
use crate::coverage::{CoverageRequest, Session};
use crate::fault::{AppError, Refused};
use crate::installation::Installation;
use crate::link_rosters::LINKS;
use base::handover::Attribution;
use base::vocabulary::{Month, Rupiah};
use measure::{Channels, CoveredMonths, Population, Question, since_query};
use serde::Serialize;
use std::collections::BTreeMap;

/// A plan and what became of its groups.
#[derive(Clone, Debug, Serialize)]
pub struct PlanOutcome {
    /// The plan.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The month in which its candidates were counted.
    pub as_of: Month,
    /// The last month that the register knows.
    pub until: Month,
    /// Months between the two.
    pub months: u32,
    /// Months of cover that the plan buys.
    pub months_planned: u32,
    /// The premium of a month that the plan counts with.
    pub premium: Rupiah,
    /// By regency and group, those for whom the plan has money.
    pub cells: Vec<CellOutcome>,
    /// All of them.
    pub total: OutcomeCounts,
    /// The snapshot of the links.
    pub snapshot: String,
    /// Whether these people do not exist.
    pub synthetic: bool,
}

/// One regency and group.
#[derive(Clone, Debug, Serialize)]
pub struct CellOutcome {
    /// The regency.
    pub region_code: String,
    /// Its name.
    pub region_name: String,
    /// The group.
    pub group: String,
    /// People.
    #[serde(flatten)]
    pub counted: OutcomeCounts,
}

/// Planned, and what happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct OutcomeCounts {
    /// People that the plan enrols.
    pub planned: u64,
    /// What it spends for them.
    pub planned_rupiah: Rupiah,
    /// Months of cover that it would have paid by now: people times the months passed, at most its own.
    pub planned_months: u64,
    /// People of the group who were uncovered in its month, as the lists and the register tell it today.
    pub uncovered: u64,
    /// Of these, people covered in any month since.
    pub bought: u64,
    /// Months in which they were covered, added up.
    pub paid_months: u64,
    /// What these months cost at the premium of the plan.
    pub paid_rupiah: Rupiah,
    /// Of those bought, people covered in the last month.
    pub active: u64,
    /// Of those bought, people no longer covered: bought less active.
    pub lapsed: u64,
}

impl OutcomeCounts {
    fn add(&mut self, other: &Self) {
        self.planned += other.planned;
        self.planned_rupiah = Rupiah(self.planned_rupiah.0 + other.planned_rupiah.0);
        self.planned_months += other.planned_months;
        self.uncovered += other.uncovered;
        self.bought += other.bought;
        self.paid_months += other.paid_months;
        self.paid_rupiah = Rupiah(self.paid_rupiah.0 + other.paid_rupiah.0);
        self.active += other.active;
        self.lapsed += other.lapsed;
    }
}

/// An approved plan against what happened since; without an id the newest one.
///
/// # Errors
/// There is no such plan for the asker, nobody approved it, nothing is linked, or the rulebook has no rule for its month.
pub async fn compare_plan(home: &Installation, scope: &Scope, id: Option<&str>) -> Result<PlanOutcome, AppError> {
    let plan = approved(home, scope, id).await?;
    let answer = &plan.answer;
    let links = home.store.current_snapshot(LINKS).await?.ok_or(Refused::NotLinked)?;
    let session = Session::open(home, scope, &links, &CoverageRequest::default()).await?;
    let months = u32::try_from(session.month.since(answer.as_of)).unwrap_or(0);
    session.set_month(home, answer.as_of)?;
    session.engine.covered_months(CoveredMonths::back_from(session.month, months, &home.active));
    let question = Question {
        population: Population::Roster,
        month: answer.as_of,
        by: Vec::new(),
        attribution: Attribution::Residence,
        area: scope.area().clone(),
        home: home.region,
    };
    let rows = session.engine.series(&since_query(&question, &Channels::of(&home.groups), months.min(63))).await?;
    let found: BTreeMap<String, Vec<u64>> = rows.into_iter().filter_map(|(key, counts)| Some((key?, counts))).collect();
    let mut total = OutcomeCounts::default();
    let mut cells = Vec::new();
    for cell in answer.cells.iter().filter(|cell| cell.people() > 0) {
        let key = format!("{}/{}", cell.region_code.replace('.', ""), cell.group);
        let of = |place: usize| found.get(&key).and_then(|counts| counts.get(place)).copied().unwrap_or(0);
        let (planned, paid_months) = (cell.people(), of(3));
        let counted = OutcomeCounts {
            planned,
            planned_rupiah: cell.paid.iter().map(|(_, _, rupiah)| *rupiah).sum(),
            planned_months: planned * u64::from(months.min(answer.asked.months)),
            uncovered: of(0),
            bought: of(1),
            active: of(2),
            lapsed: of(1).saturating_sub(of(2)),
            paid_months,
            paid_rupiah: Rupiah(answer.premium.0.saturating_mul(i64::try_from(paid_months).unwrap_or(i64::MAX))),
        };
        total.add(&counted);
        cells.push(CellOutcome {
            region_code: cell.region_code.clone(),
            region_name: cell.region_name.clone(),
            group: cell.group.clone(),
            counted,
        });
    }
    Ok(PlanOutcome {
        id: plan.id,
        name: plan.name,
        as_of: answer.as_of,
        until: session.month,
        months,
        months_planned: answer.asked.months,
        premium: answer.premium,
        cells,
        total,
        snapshot: session.snapshot.clone(),
        synthetic: home.is_synthetic().await?,
    })
}

async fn approved(home: &Installation, scope: &Scope, id: Option<&str>) -> Result<KeptPlan, AppError> {
    let plans = kept_plans(home, scope).await?;
    let Some(id) = id else {
        let newest = plans.into_iter().find(|plan| plan.state == PlanState::Approved);
        return newest.ok_or_else(|| refused("error-no-approved-plan", String::new()));
    };
    let plan = plans.into_iter().find(|plan| plan.id == id);
    let plan = plan.ok_or_else(|| refused("error-no-plan", base::handover::showable(id)))?;
    if plan.state == PlanState::Approved { Ok(plan) } else { Err(refused("error-plan-not-approved", plan.name)) }
}
