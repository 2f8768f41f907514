//! What came of it: a regency before and after a month, held against regencies that went the same way before.

use crate::access::Scope;
use crate::fault::{AppError, Refused};
use crate::installation::Installation;
use crate::planning::series::covered_series;
use base::access::Permission;
use base::handover::Dimension;
use base::vocabulary::Month;
use base::vocabulary::region::RegionCode;
use evaluate::effect::effect;
use evaluate::{Effect, NoEffect, Track};
use serde::Serialize;

/// The answer.
#[derive(Clone, Debug, Serialize)]
pub struct EffectAnswer {
    /// The regency.
    pub region_code: String,
    /// Its name.
    pub region_name: String,
    /// The first month after.
    pub since: Month,
    /// The first month that is looked at.
    pub first: Month,
    /// The last month that is known.
    pub as_of: Month,
    /// What was found, in members covered a month.
    #[serde(flatten)]
    pub effect: Effect,
    /// The snapshot of the links.
    pub snapshot: String,
    /// Whether these people do not exist.
    pub synthetic: bool,
}

/// The effect of something that began in a regency in a month, on members covered.
///
/// # Errors
/// The asker may not; the regency is not theirs or not in the register; too few months, or too few other regencies in their area.
pub async fn region_effect(
    home: &Installation,
    scope: &Scope,
    region: RegionCode,
    since: Month,
) -> Result<EffectAnswer, AppError> {
    scope.require(Permission::Figures)?;
    let refused = |key: &'static str, detail: String| AppError::from(Refused::Request { key, detail });
    let covered = covered_series(home, scope, Dimension::Region).await?;
    let in_region = |one: &crate::planning::series::CoveredOf| one.region == Some(region);
    let named: Vec<_> = covered.of.iter().filter(|one| one.region.is_some()).collect();
    let treated = named.iter().position(|one| in_region(one));
    let treated = treated.ok_or_else(|| refused("error-effect-region", region.to_string()))?;
    // Months that the register does not reach back to have nobody anywhere: they are unknown, not empty.
    let unknown = covered.whole.iter().take_while(|people| **people == 0).count();
    let known = |people: &[u64]| people[unknown.min(people.len())..].to_vec();
    let tracks: Vec<Track> = named.iter().map(|one| Track { key: one.name.clone(), people: known(&one.people) }).collect();
    let first = covered.first.plus(i32::try_from(unknown).unwrap_or(i32::MAX));
    let from = usize::try_from(since.since(first)).unwrap_or(0);
    let found = effect(&tracks, treated, from).map_err(|flaw| match flaw {
        NoEffect::TooShort { before, after } => refused("error-effect-short", format!("{before} + {after}")),
        NoEffect::TooFew(regions) => refused("error-effect-few", regions.to_string()),
        NoEffect::Nobody => refused("error-effect-region", region.to_string()),
    })?;
    Ok(EffectAnswer {
        region_code: region.to_string(),
        region_name: named[treated].name.clone(),
        since,
        first,
        as_of: covered.as_of,
        effect: found,
        snapshot: covered.snapshot,
        synthetic: home.is_synthetic().await?,
    })
}
