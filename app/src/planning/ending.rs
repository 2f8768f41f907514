//! Akan berakhir: members who are covered now and will not be next month unless somebody pays, by regency and segment.

use super::counted;
use crate::access::Scope;
use crate::fault::AppError;
use crate::installation::Installation;
use base::access::Permission;
use base::vocabulary::Month;
use measure::{StandingColumn, ending_query};
use serde::Serialize;

/// The answer.
#[derive(Clone, Debug, Serialize)]
pub struct EndingAnswer {
    /// The month in which they are covered.
    pub as_of: Month,
    /// The month in which they are not, unless somebody pays.
    pub lapses_in: Month,
    /// By regency and segment.
    pub rows: Vec<EndingRow>,
    /// All of them.
    pub people: u64,
    /// The snapshot of the links.
    pub snapshot: String,
    /// Whether these people do not exist.
    pub synthetic: bool,
}

/// Some of them.
#[derive(Clone, Debug, Serialize)]
pub struct EndingRow {
    /// The code; empty where the register tells no place.
    pub region_code: String,
    /// Its name.
    pub region_name: String,
    /// pu, bpu, jakon, pmi.
    pub segment: String,
    /// Whether this month is unpaid already and falls due: true; or paid, and the next is to be renewed: false.
    pub unpaid: bool,
    /// How many.
    pub people: u64,
}

/// Who lapses next month unless somebody pays.
///
/// # Errors
/// Nothing is linked, or the rulebook has no rule for the month.
pub async fn ending(home: &Installation, scope: &Scope) -> Result<EndingAnswer, AppError> {
    scope.require(Permission::Plan)?;
    let (session, _) = counted(home, scope, None).await?;
    let next = session.month.plus(1);
    session.engine.standing_next(StandingColumn::unless_paid(next, home.active.clone()));
    let rows = session.engine.ending(&ending_query(scope.area(), home.region)).await?;
    let people = rows.iter().map(|row| row.people).sum();
    let named = |row: measure::Ending| EndingRow {
        region_code: row.region.map(|code| code.to_string()).unwrap_or_default(),
        region_name: row.region.and_then(|code| home.regions.name(code)).unwrap_or_default().to_owned(),
        segment: row.segment,
        unpaid: row.unpaid,
        people: row.people,
    };
    Ok(EndingAnswer {
        as_of: session.month,
        lapses_in: next,
        rows: rows.into_iter().map(named).collect(),
        people,
        snapshot: session.snapshot.clone(),
        synthetic: home.is_synthetic().await?,
    })
}
