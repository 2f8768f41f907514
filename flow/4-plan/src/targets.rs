//! Target sets as objects: what was promised for which region until when, by whom, of which denominator; where sets contradict each
//! other; and how many people a path asks for month by month.

use base::law::Confidence;
use base::vocabulary::region::RegionCode;
use base::vocabulary::{Covered, GapToTarget, Month, Percent, Potential, Rate, TargetCount};
use serde::{Deserialize, Serialize};

/// A set of targets under one name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TargetSet {
    /// A name of its own for the machine.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// The same in English.
    pub name_en: String,
    /// The document that says so.
    pub document: String,
    /// Who promised it.
    pub owner: String,
    /// Which denominator the share is of.
    pub basis: String,
    /// Where it was read.
    pub source: String,
    /// How sure we are.
    pub confidence: Confidence,
    /// What a reader must know.
    pub note: String,
    /// Its points, by region and month.
    pub points: Vec<TargetPoint>,
}

/// What a set asks for in one region until the end of one month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct TargetPoint {
    /// The region.
    pub region: RegionCode,
    /// The month by whose end it is to be met.
    pub due: Month,
    /// What it asks for.
    pub asks: Asks,
}

/// The forms of a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Asks {
    /// A share of the denominator.
    Percent(Percent),
    /// Percentage points above the coverage at the start.
    Plus(Percent),
    /// So many people.
    People(TargetCount),
}

/// The coverage that a path starts from: a rate never stands without its counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Start {
    /// The month.
    pub month: Month,
    /// People covered.
    pub covered: Covered,
    /// The denominator.
    pub potential: Potential,
}

/// A point held against a start.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Need {
    /// People that are to be covered.
    pub target: TargetCount,
    /// The same as a share of the denominator.
    pub target_percent: Option<Percent>,
    /// People still to be enrolled.
    pub gap: GapToTarget,
    /// Whether its month is not after the start.
    pub past: bool,
    /// New people per month, from the month after the start: they add up to the gap. Empty when the month is past.
    pub path: Vec<MonthNeed>,
}

/// What a path asks for in one month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct MonthNeed {
    /// The month.
    pub month: Month,
    /// People to enrol in it, beyond replacing those who lapse.
    pub enrol: u64,
    /// People that are to be covered at its end.
    pub covered: TargetCount,
}

/// The people that a form of a target asks for at a start.
pub fn target_of(asks: Asks, start: &Start) -> Option<TargetCount> {
    match asks {
        Asks::Percent(share) => Some(share.target_of(start.potential)),
        Asks::People(people) => Some(people),
        Asks::Plus(points) => {
            let now = Rate { numerator: start.covered.0, denominator: start.potential.0 }.percent()?;
            Some(Percent(now.0.checked_add(points.0)?).target_of(start.potential))
        }
    }
}

/// Holds a point against a start. None where the denominator is empty.
pub fn need(point: &TargetPoint, start: &Start) -> Option<Need> {
    let target = target_of(point.asks, start)?;
    let gap = target.gap_from(start.covered);
    let months = point.due.since(start.month).max(0);
    // In whole people: what is asked for at the end of each month is rounded up, so the months add up to the gap.
    let by =
        |month: i32| (u128::from(gap.0) * month.unsigned_abs() as u128).div_ceil(months.max(1).unsigned_abs() as u128) as u64;
    let path = (1..=months)
        .map(|month| MonthNeed {
            month: start.month.plus(month),
            enrol: by(month) - by(month - 1),
            covered: TargetCount(start.covered.0 + by(month)),
        })
        .collect();
    let share_of = |people: u64| Rate { numerator: people, denominator: start.potential.0 }.percent();
    // Of a share that a document names the share itself is told, not that of the people it was rounded up to.
    let target_percent = match point.asks {
        Asks::Percent(share) => Some(share),
        Asks::Plus(points) => share_of(start.covered.0).and_then(|now| now.0.checked_add(points.0)).map(Percent),
        Asks::People(people) => share_of(people.0),
    };
    Some(Need { target, target_percent, gap, past: months == 0, path })
}

/// How two sets disagree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Quarrel {
    /// Different numbers for one month.
    SameMonth,
    /// The later target is lower than the earlier one.
    Falls,
}

/// Two points of one region that cannot both be the aim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Contradiction {
    /// The region.
    pub region: RegionCode,
    /// How they disagree.
    pub how: Quarrel,
    /// The set of the earlier point, or the first by name.
    pub one: String,
    /// Its month and number.
    pub one_due: Month,
    /// People it asks for.
    pub one_people: TargetCount,
    /// The other set.
    pub other: String,
    /// Its month and number.
    pub other_due: Month,
    /// People it asks for.
    pub other_people: TargetCount,
}

/// Every pair of points of one region that contradict each other at a start.
pub fn contradictions(sets: &[TargetSet], start_of: impl Fn(RegionCode) -> Option<Start>) -> Vec<Contradiction> {
    let mut points: Vec<(RegionCode, Month, &str, TargetCount)> = Vec::new();
    for set in sets {
        for point in &set.points {
            let Some(people) = start_of(point.region).and_then(|start| target_of(point.asks, &start)) else { continue };
            points.push((point.region, point.due, &set.id, people));
        }
    }
    points.sort();
    let mut found = Vec::new();
    for (place, one) in points.iter().enumerate() {
        for other in points[place + 1..].iter().filter(|other| other.0 == one.0 && other.2 != one.2) {
            let how = match (one.1 == other.1, one.3.0.cmp(&other.3.0)) {
                (true, std::cmp::Ordering::Equal) => continue,
                (true, _) => Quarrel::SameMonth,
                (false, std::cmp::Ordering::Greater) => Quarrel::Falls,
                (false, _) => continue,
            };
            found.push(Contradiction {
                region: one.0,
                how,
                one: one.2.to_owned(),
                one_due: one.1,
                one_people: one.3,
                other: other.2.to_owned(),
                other_due: other.1,
                other_people: other.3,
            });
        }
    }
    found
}

/// Why a file of target sets does not load.
#[derive(Debug, thiserror::Error)]
pub enum TargetsFlaw {
    /// Not TOML, or a field that is missing or misspelt.
    #[error("the file of target sets is not valid TOML of its kind: {0}")]
    NotToml(#[from] toml::de::Error),
    /// A region, month or share that cannot be read, or a point with none or both of percent and plus.
    #[error("a point of the set {0} cannot be read")]
    Point(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileOfSets {
    set: Vec<SetText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SetText {
    id: String,
    name: String,
    name_en: String,
    document: String,
    owner: String,
    basis: String,
    source: String,
    confidence: Confidence,
    note: String,
    points: Vec<PointText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PointText {
    region: String,
    due: String,
    percent: Option<String>,
    plus: Option<String>,
}

impl TargetSet {
    /// Reads a file of target sets (`published/73.targets.toml`).
    pub fn parse(text: &str) -> Result<Vec<Self>, TargetsFlaw> {
        let file: FileOfSets = toml::from_str(text)?;
        file.set
            .into_iter()
            .map(|set| {
                let points = set.points.iter().map(|point| read_point(point).ok_or_else(|| TargetsFlaw::Point(set.id.clone())));
                let points = points.collect::<Result<Vec<_>, _>>()?;
                let SetText { id, name, name_en, document, owner, basis, source, confidence, note, .. } = set;
                Ok(Self { id, name, name_en, document, owner, basis, source, confidence, note, points })
            })
            .collect()
    }
}

fn read_point(point: &PointText) -> Option<TargetPoint> {
    let asks = match (&point.percent, &point.plus) {
        (Some(share), None) => Asks::Percent(Percent::parse(share)?),
        (None, Some(points)) => Asks::Plus(Percent::parse(points)?),
        _ => return None,
    };
    Some(TargetPoint { region: RegionCode::parse(&point.region).ok()?, due: Month::parse(&point.due).ok()?, asks })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETS: &str = include_str!("../../../published/73.targets.toml");

    fn start() -> Start {
        let potential = Potential(2_801_936);
        let covered = Covered(Percent(4_738).nearest_count_of(potential));
        Start { month: Month::parse("2025-06").unwrap(), covered, potential }
    }

    #[test]
    fn the_sets_of_south_sulawesi_ask_for_what_was_published() {
        let sets = TargetSet::parse(SETS).unwrap();
        let gap = |id: &str| need(&sets.iter().find(|set| set.id == id).unwrap().points[0], &start()).unwrap();
        assert_eq!((gap("rpjpd").target.0, gap("rpjpd").gap.0), (1_763_259, 435_702));
        assert_eq!(gap("nasional-68").gap.0, 577_760);
        assert_eq!(gap("plus-20").target_percent, Some(Percent(6_738)));
        // 16.5 % of ninety people are rounded up to fifteen, which are 16.67 %: the share told is the one that was set.
        let few = Start { covered: Covered(1), potential: Potential(90), ..start() };
        let region = RegionCode::parse("73").unwrap();
        let point = TargetPoint { region, due: Month::parse("2025-12").unwrap(), asks: Asks::Percent(Percent(1_650)) };
        assert_eq!(need(&point, &few).map(|need| (need.target.0, need.target_percent)), Some((15, Some(Percent(1_650)))));
    }

    #[test]
    fn the_months_of_a_path_add_up_to_the_gap_and_end_at_the_target() {
        let sets = TargetSet::parse(SETS).unwrap();
        let need = need(&sets[1].points[0], &start()).unwrap();
        assert_eq!(need.path.len(), 6);
        assert_eq!(need.path.iter().map(|month| month.enrol).sum::<u64>(), 577_760);
        assert_eq!(need.path.last().map(|month| month.covered), Some(need.target));
    }

    #[test]
    fn sets_that_cannot_both_be_the_aim_are_named() {
        let sets = TargetSet::parse(SETS).unwrap();
        let found = contradictions(&sets, |region| (region.to_string() == "73").then(start));
        let of = |one: &str, other: &str| {
            found.iter().find(|c| {
                [c.one.as_str(), c.other.as_str()] == [one, other] || [c.other.as_str(), c.one.as_str()] == [one, other]
            })
        };
        assert_eq!(of("rpjpd", "nasional-68").map(|c| c.how), Some(Quarrel::SameMonth));
        assert!(of("rpjpd", "10-10-10").is_none(), "62.93 % in 2025 and 72 % in 2026 agree");
    }

    #[test]
    fn a_target_that_is_past_has_a_gap_and_no_path() {
        let point = TargetPoint {
            region: RegionCode::parse("73").unwrap(),
            due: Month::parse("2025-01").unwrap(),
            asks: Asks::Percent(Percent(5_000)),
        };
        let need = need(&point, &start()).unwrap();
        assert!(need.past && need.path.is_empty() && need.gap.0 > 0);
    }
}
