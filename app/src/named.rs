//! What figures can be counted on and measured against: denominators by name, and targets with their sources.

use crate::access::Scope;
use crate::coverage::statistics;
use crate::fault::AppError;
use crate::installation::Installation;
use base::vocabulary::Percent;
use base::vocabulary::region::RegionCode;
use jiff::civil::Date;
use measure::Denominator;

/// A share of workers that somebody promised to cover.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The region it was set for.
    pub region: RegionCode,
    /// The share.
    pub share: Percent,
    /// Until when, as published: `2025`, `2025-12`.
    pub period: String,
    /// Who published it.
    pub source: String,
    /// What a reader must know: contradictions between targets stay visible.
    pub note: String,
}

/// The named denominators of the served region and everything in it, known on a day.
pub async fn denominators(home: &Installation, scope: &Scope, known_on: Option<Date>) -> Result<Vec<Denominator>, AppError> {
    let mut found = measure::denominators(&statistics(home, scope, known_on).await?, &home.regions);
    found.retain(|denominator| home.region.contains(denominator.region));
    Ok(found)
}

/// The targets of the served region and everything in it, smallest share first.
pub async fn targets(home: &Installation, scope: &Scope, known_on: Option<Date>) -> Result<Vec<Target>, AppError> {
    let mut found: Vec<Target> = statistics(home, scope, known_on)
        .await?
        .into_iter()
        .filter(|statistic| statistic.indicator == "coverage_target")
        .filter_map(|statistic| {
            Some(Target {
                region: statistic.region.filter(|region| home.region.contains(*region))?,
                share: Percent::parse(&statistic.value)?,
                period: statistic.period,
                source: statistic.source,
                note: statistic.note,
            })
        })
        .collect();
    found.sort_by(|a, b| (a.region, a.share, &a.period, &a.source).cmp(&(b.region, b.share, &b.period, &b.source)));
    found.dedup();
    Ok(found)
}
