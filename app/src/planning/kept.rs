//! Plans that are kept: a draft is frozen by whoever stands for it and holds when a second person approved it.

use super::{AllocationAnswer, refused};
use crate::access::Scope;
use crate::fault::AppError;
use crate::installation::Installation;
use base::access::{Area, Permission};
use serde::Serialize;
use store::PlanRow;

/// How far a plan is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanState {
    /// Somebody tries something.
    Draft,
    /// Somebody stands for it.
    Frozen,
    /// A second person approved it.
    Approved,
}

impl PlanState {
    /// The code in texts.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Frozen => "frozen",
            Self::Approved => "approved",
        }
    }
}

/// A plan as it was kept.
#[derive(Clone, Debug, Serialize)]
pub struct KeptPlan {
    /// The hash of what it holds.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// How far it is.
    pub state: PlanState,
    /// Who made it.
    pub made_by: String,
    /// When, in seconds since 1970.
    pub made_at: i64,
    /// Who froze it.
    pub frozen_by: String,
    /// Who approved it.
    pub approved_by: String,
    /// What was asked and what it gave.
    pub answer: AllocationAnswer,
}

/// The longest name of a plan.
const LONGEST: usize = 80;

/// Keeps an answer under a name. The same answer under the same name is one plan.
///
/// # Errors
/// The asker may not change plans, or the name is empty or long.
pub async fn keep_plan(
    home: &Installation,
    scope: &Scope,
    name: &str,
    answer: &AllocationAnswer,
    now: i64,
) -> Result<String, AppError> {
    scope.require(Permission::PlanEdit)?;
    let name = base::handover::showable(name.trim());
    if name.is_empty() || name.chars().count() > LONGEST {
        return Err(refused("error-plan-name", LONGEST.to_string()));
    }
    let body = serde_json::to_string(answer).map_err(|_| AppError::Unreadable("a plan cannot be written"))?;
    // Whoever sees everything makes plans of the installation.
    let area = if scope.area().is_everywhere() { home.region.to_string() } else { scope.area().to_string() };
    let mut hash = lake::Hasher::default();
    for part in [&name, &area, &body] {
        hash.update(part.as_bytes());
        hash.update(b"\0");
    }
    let id = hash.finish()[..32].to_owned();
    let row = PlanRow { id: id.clone(), name, area, body, made_by: scope.actor(), made_at: now, ..PlanRow::default() };
    home.store.keep_plan(&row, &scope.entry("keep_plan", format!("plan:{id}"))).await?;
    Ok(id)
}

/// The plans that the asker may see, newest first: those of areas inside the asker's.
///
/// # Errors
/// The asker may not see plans.
pub async fn kept_plans(home: &Installation, scope: &Scope) -> Result<Vec<KeptPlan>, AppError> {
    scope.require(Permission::Plan)?;
    let rows = home.store.plans().await?;
    rows.into_iter().filter(|row| is_seen(scope, row)).map(of_row).collect()
}

/// One plan. None where there is none, or none that the asker may know of.
///
/// # Errors
/// The asker may not see plans.
pub async fn kept_plan(home: &Installation, scope: &Scope, id: &str) -> Result<Option<KeptPlan>, AppError> {
    scope.require(Permission::Plan)?;
    home.store.plan(id).await?.filter(|row| is_seen(scope, row)).map(of_row).transpose()
}

/// Freezes a draft: from now on somebody stands for it.
///
/// # Errors
/// It is no draft, or the asker may not change plans.
pub async fn freeze_plan(home: &Installation, scope: &Scope, id: &str, now: i64) -> Result<(), AppError> {
    scope.require(Permission::PlanEdit)?;
    known(home, scope, id).await?;
    let entry = scope.entry("freeze_plan", format!("plan:{id}"));
    let done = home.store.freeze_plan(id, &scope.actor(), now, &entry).await?;
    if done { Ok(()) } else { Err(refused("error-plan-frozen", id)) }
}

/// Approves a frozen plan, by somebody who neither made nor froze it.
///
/// # Errors
/// It is not frozen, it is approved already, the asker made or froze it, or may not change plans.
pub async fn approve_plan(home: &Installation, scope: &Scope, id: &str, now: i64) -> Result<(), AppError> {
    scope.require(Permission::PlanEdit)?;
    let row = known(home, scope, id).await?;
    let actor = scope.actor();
    if row.made_by == actor || row.frozen_by == actor {
        return Err(refused("error-plan-same-person", id));
    }
    let done = home.store.approve_plan(id, &actor, now, &scope.entry("approve_plan", format!("plan:{id}"))).await?;
    if done { Ok(()) } else { Err(refused("error-plan-not-frozen", id)) }
}

async fn known(home: &Installation, scope: &Scope, id: &str) -> Result<PlanRow, AppError> {
    let row = home.store.plan(id).await?.filter(|row| is_seen(scope, row));
    row.ok_or_else(|| refused("error-no-plan", base::handover::showable(id)))
}

fn is_seen(scope: &Scope, row: &PlanRow) -> bool {
    Area::parse(&row.area).is_ok_and(|area| scope.area().covers(&area))
}

fn of_row(row: PlanRow) -> Result<KeptPlan, AppError> {
    let answer = serde_json::from_str(&row.body).map_err(|_| AppError::Unreadable("a kept plan has another shape"))?;
    let state = match (row.frozen_at, row.approved_at) {
        (_, approved) if approved > 0 => PlanState::Approved,
        (frozen, _) if frozen > 0 => PlanState::Frozen,
        _ => PlanState::Draft,
    };
    let PlanRow { id, name, made_by, made_at, frozen_by, approved_by, .. } = row;
    Ok(KeptPlan { id, name, state, made_by, made_at, frozen_by, approved_by, answer })
}
