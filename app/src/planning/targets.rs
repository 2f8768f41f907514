//! `sinergi plan targets`: the target sets of a province and those that were ingested, held against coverage as it is, with the people
//! and rupiah that each asks for, and where they contradict each other.

use super::{Prices, refused};
use crate::access::Scope;
use crate::coverage::{CoverageRequest, coverage};
use crate::coverage_batches::known_batches;
use crate::fault::{AppError, Refused};
use crate::init::target_sets;
use crate::installation::Installation;
use crate::named::denominators;
use arrow::array::{Array, AsArray};
use arrow::datatypes::Int64Type;
use base::access::Permission;
use base::handover::{Dimension, Kind};
use base::law::Confidence;
use base::vocabulary::region::RegionCode;
use base::vocabulary::{Month, Percent, Rupiah, TargetCount};
use measure::month_of;
use plan::budget::cost;
use plan::targets::{Asks, Contradiction, Need, Start, TargetPoint, TargetSet, contradictions, need};
use serde::Serialize;
use std::collections::BTreeMap;
use store::FileRole;

/// What is asked.
#[derive(Clone, Debug, Default)]
pub struct TargetsRequest {
    /// `roster`, or the name of a published denominator; none takes the lists where they are linked, else the newest series.
    pub denominator: Option<String>,
}

/// A set with its points held against coverage.
#[derive(Clone, Debug, Serialize)]
pub struct SetAnswer {
    /// The set: name, document, owner, basis, source, confidence, note.
    #[serde(flatten)]
    pub set: TargetSet,
    /// Its points; in place of those of the set.
    pub held: Vec<PointAnswer>,
}

/// A point held against coverage.
#[derive(Clone, Debug, Serialize)]
pub struct PointAnswer {
    /// The region.
    pub region_code: String,
    /// Its name.
    pub region_name: String,
    /// The month by whose end it is to be met.
    pub due: Month,
    /// The coverage it starts from.
    pub start: Start,
    /// What it asks for.
    #[serde(flatten)]
    pub need: Need,
    /// What a year of cover for the gap costs at the premium of a public budget.
    pub rupiah_per_year: Option<Rupiah>,
}

/// The answer.
#[derive(Clone, Debug, Serialize)]
pub struct TargetsAnswer {
    /// The sets that speak of a region of the asker, by id.
    pub sets: Vec<SetAnswer>,
    /// Where they disagree.
    pub contradictions: Vec<Contradiction>,
    /// What the start is counted among.
    pub denominator_name: String,
    /// What counts as covered at the start.
    pub numerator_name: String,
    /// The snapshot of the start.
    pub snapshot: String,
    /// The premium of a month that the sums use.
    pub premium: Rupiah,
    /// Whether the people of the start do not exist.
    pub synthetic: bool,
}

/// Every target set, held against coverage as it is.
///
/// # Errors
/// Nothing is known to start from, or the rulebook has no premium for the month.
pub async fn plan_targets(home: &Installation, scope: &Scope, request: &TargetsRequest) -> Result<TargetsAnswer, AppError> {
    scope.require(Permission::Plan)?;
    let based = starts(home, scope, request).await?;
    let mut sets = target_sets(home.region).map_err(|_| AppError::Unreadable("the embedded target sets"))?;
    sets.extend(ingested(home).await?);
    let seen = |region: RegionCode| home.region.contains(region) && scope.area().contains(region);
    sets.iter_mut().for_each(|set| set.points.retain(|point| seen(point.region)));
    sets.retain(|set| !set.points.is_empty());
    sets.sort_by(|a, b| a.id.cmp(&b.id));
    let prices = Prices::of_law()?;
    let premium = prices.member(based.month)?;
    let held = |point: &TargetPoint| {
        let start = *based.starts.get(&point.region)?;
        let need = need(point, &start)?;
        let rupiah_per_year = i64::try_from(need.gap.0).ok().and_then(|people| cost(people, premium, 12));
        let region_name = home.regions.name(point.region).unwrap_or_default().to_owned();
        Some(PointAnswer { region_code: point.region.to_string(), region_name, due: point.due, start, need, rupiah_per_year })
    };
    let contradictions = contradictions(&sets, |region| based.starts.get(&region).copied());
    let sets = sets.into_iter().map(|set| SetAnswer { held: set.points.iter().filter_map(held).collect(), set }).collect();
    let Starts { denominator_name, numerator_name, snapshot, synthetic, .. } = based;
    Ok(TargetsAnswer { sets, contradictions, denominator_name, numerator_name, snapshot, premium, synthetic })
}

/// Coverage as it is, by region.
pub(super) struct Starts {
    pub(super) month: Month,
    pub(super) starts: BTreeMap<RegionCode, Start>,
    pub(super) denominator_name: String,
    pub(super) numerator_name: String,
    pub(super) snapshot: String,
    pub(super) synthetic: bool,
}

pub(super) async fn starts(home: &Installation, scope: &Scope, request: &TargetsRequest) -> Result<Starts, AppError> {
    let asked =
        |denominator: Option<String>| CoverageRequest { denominator, by: vec![Dimension::Region], ..CoverageRequest::default() };
    let linked = home.store.current_snapshot(crate::link_rosters::LINKS).await?.is_some();
    let names: Vec<Option<String>> = match &request.denominator {
        Some(name) => vec![Some(name.clone())],
        None if linked => vec![None],
        None => {
            let mut own = denominators(home, scope, None).await?;
            own.retain(|named| named.region == home.region);
            own.sort_by_key(|named| std::cmp::Reverse(named.month));
            own.into_iter().map(|named| Some(named.name)).collect()
        }
    };
    for name in names {
        let answer = match coverage(home, scope, &asked(name)).await {
            Err(AppError::Refused(Refused::Published(_))) if request.denominator.is_none() => continue,
            answer => answer?,
        };
        let mut starts = BTreeMap::new();
        let rows: Vec<_> = answer.rows.iter().filter(|row| row.cut.is_empty()).chain(&answer.total).collect();
        for row in &rows {
            if let Some(region) = row.region_code {
                starts.insert(region, Start { month: row.as_of, covered: row.covered, potential: row.denominator });
            }
        }
        let Some(row) = answer.total.as_ref().or(rows.first().copied()) else { continue };
        return Ok(Starts {
            month: row.as_of,
            starts,
            denominator_name: row.denominator_name.clone(),
            numerator_name: row.numerator_name.clone(),
            snapshot: row.snapshot.clone(),
            synthetic: row.synthetic,
        });
    }
    Err(refused("error-no-start", home.region.to_string()))
}

/// Target sets that were ingested (kind `targets`), one per name.
async fn ingested(home: &Installation) -> Result<Vec<TargetSet>, AppError> {
    let shape = || AppError::Unreadable("a table of targets has another shape");
    let mut sets: BTreeMap<String, TargetSet> = BTreeMap::new();
    for batch in known_batches(home, Kind::Targets, None).await? {
        for file in home.store.files_of(i64::from(batch.number)).await?.iter().filter(|file| file.role == FileRole::Facts) {
            let columns = ["residence", "target_name", "period", "percent", "people", "basis", "document"];
            for table in lake::read_table(&home.lake.verified(&file.sha256)?, &columns)? {
                let table = table.map_err(|_| shape())?;
                let text = |name: &str| table.column_by_name(name).and_then(|column| column.as_string_opt::<i32>());
                let number = |name: &str| table.column_by_name(name).and_then(|column| column.as_primitive_opt::<Int64Type>());
                let (Some(name), Some(period), Some(region)) = (text("target_name"), text("period"), number("residence")) else {
                    return Err(shape());
                };
                for row in 0..table.num_rows() {
                    let at = |column: Option<&arrow::array::StringArray>| {
                        column
                            .filter(|column| column.is_valid(row))
                            .map(|column| column.value(row).to_owned())
                            .unwrap_or_default()
                    };
                    let count = |name: &str| number(name).filter(|column| column.is_valid(row)).map(|column| column.value(row));
                    let place = region.is_valid(row).then(|| u64::try_from(region.value(row)).ok()).flatten();
                    let (Some(place), Some(due)) = (place.and_then(RegionCode::from_number), month_of(period.value(row))) else {
                        continue;
                    };
                    let people = count("people").and_then(|people| u64::try_from(people).ok());
                    let asks = match (count("percent"), people) {
                        (Some(share), _) => Asks::Percent(Percent(share)),
                        (None, Some(people)) => Asks::People(TargetCount(people)),
                        (None, None) => continue,
                    };
                    let set = sets.entry(name.value(row).to_owned()).or_insert_with(|| TargetSet {
                        id: base::handover::showable(name.value(row)),
                        name: base::handover::showable(name.value(row)),
                        name_en: base::handover::showable(name.value(row)),
                        document: base::handover::showable(&at(text("document"))),
                        owner: base::handover::showable(&batch.source),
                        basis: base::handover::showable(&at(text("basis"))),
                        source: format!("batch {}", batch.number),
                        confidence: Confidence::One,
                        note: String::new(),
                        points: Vec::new(),
                    });
                    let point = TargetPoint { region: place, due, asks };
                    if !set.points.contains(&point) {
                        set.points.push(point);
                    }
                }
            }
        }
    }
    Ok(sets.into_values().collect())
}
