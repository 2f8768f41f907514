//! What figures can be counted on and measured against: denominators by name, and targets with their sources.

use crate::access::Scope;
use crate::coverage::statistics;
use crate::fault::AppError;
use crate::installation::Installation;
use base::vocabulary::region::RegionCode;
use base::vocabulary::{Month, Percent};
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

impl Target {
    /// The month by which it is to be met; none where the period says no year.
    pub fn due(&self) -> Option<Month> {
        measure::month_of(&self.period)
    }
}

/// Of the targets of a region the one to be measured against in a month: the next one due, and of several due together the most
/// demanding; when all are past, the last.
pub fn goal_of(targets: &[Target], region: RegionCode, month: Month) -> Option<&Target> {
    let dated = || {
        let own = targets.iter().filter(|target| target.region == region);
        own.filter_map(|target| Some((target.due()?, target.share, target)))
    };
    let next = dated().filter(|(due, ..)| *due >= month).map(|(due, ..)| due).min();
    let due = next.or_else(|| dated().map(|(due, ..)| due).max())?;
    dated().filter(|(at, ..)| *at == due).max_by_key(|(_, share, _)| *share).map(|(.., target)| target)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_target_is_the_next_one_due_the_most_demanding_of_that_day_and_never_a_number_of_ours() {
        let region = RegionCode::parse("73").unwrap();
        let target = |share: i64, period: &str| Target {
            region,
            share: Percent(share),
            period: period.to_owned(),
            source: String::new(),
            note: String::new(),
        };
        let targets = [target(6_293, "2025"), target(6_800, "2025-12"), target(7_200, "2026"), target(7_922, "2045")];
        let share = |month: &str| goal_of(&targets, region, Month::parse(month).unwrap()).map(|target| target.share.0);
        assert_eq!(share("2025-06"), Some(6_800));
        assert_eq!(share("2026-01"), Some(7_200));
        assert_eq!(share("2050-01"), Some(7_922));
        assert_eq!(goal_of(&targets, RegionCode::parse("64").unwrap(), Month::parse("2025-06").unwrap()), None);
    }
}
